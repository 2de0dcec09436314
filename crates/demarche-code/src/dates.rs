//! When an event happened, anchored at the day of publication.
//!
//! Time phrases are read from the words alone ("last Thursday", "3 to 5 May 2024", "two years
//! ago"); the tree then says which of them stands in the event's clause. A phrase that bounds an
//! event ("until", "before", "by Friday") does not date it. Where no phrase does, the event falls
//! on the day of publication, and says so in its basis. No clock: without an anchor only absolute
//! phrases have a date.

use std::ops::Range;

use demarche_parse::{Deprel, Upos};
use demarche_record::Date as DateRecord;
use jiff::civil::{Date, Weekday};

use crate::clause::{
    Scope, WordClass, attachment, clause_head, follows, has_subject, is_event, is_future, is_verb,
};
use crate::view::SentenceView;

/// The date of the event that `trigger` names: of the time phrase in its clause, else the day of
/// publication. `None` without either.
///
/// `basis` is the rule: `weekday`, `relative`, `absolute`, `month`, `season`, `year`, `decade`,
/// `vague` ("in recent weeks"), `dateline` or `publication`. "A day earlier" counts from a day that the
/// sentence before tells, where this one tells none.
pub fn event_date<'d>(
    view: &SentenceView<'d>,
    before: Option<&SentenceView<'d>>,
    trigger: usize,
    anchor: Option<Date>,
) -> Option<DateRecord> {
    let scope = Scope::of(view, trigger);
    let future = is_future(view, &scope);
    let phrases = time_phrases(view, before);
    let told = phrases
        .iter()
        .find(|phrase| tells_when(view, &scope, phrase));
    if let Some(phrase) = told
        && let Some((start, end)) = phrase.when.first().days(anchor, future)
    {
        return Some(DateRecord {
            start: start.to_string(),
            end: end.to_string(),
            basis: phrase.when.first().basis().to_owned(),
            span: Some(view.span(phrase.words.clone())),
        });
    }
    let mut ranked: Vec<(usize, usize, TimePhrase)> = phrases
        .into_iter()
        .filter(|phrase| !phrase.bound)
        .filter_map(|phrase| {
            let rank = closeness(view, &scope, &phrase)?;
            let distance = phrase.words.start.abs_diff(trigger);
            Some((rank, distance, phrase))
        })
        .collect();
    ranked.sort_by_key(|(rank, distance, _)| (*rank, *distance));
    // "cancelled a trip next week": what was done was not done on a day to come.
    let over = future == Some(false)
        && is_verb(view, trigger)
        && !WordClass::Future.holds(view.lemma(trigger));
    for (_, _, phrase) in ranked {
        let ahead = match is_meant_for(view, &phrase.words) {
            true => Some(true),
            false => future,
        };
        let Some((start, end)) = phrase.when.days(anchor, ahead) else {
            continue;
        };
        if over && ahead == future && anchor.is_some_and(|day| start > day) {
            continue;
        }
        return Some(DateRecord {
            start: start.to_string(),
            end: end.to_string(),
            basis: phrase.when.basis().to_owned(),
            span: Some(view.span(phrase.words)),
        });
    }
    // "In 1984 she escaped when rebels bombed her hotel": both happened then.
    if let Some(main) = timed(view, trigger)
        && let Some(date) = event_date(view, before, main, anchor)
        && date.span.is_some()
    {
        return Some(date);
    }
    // "1956: Soviet tanks enter Budapest", in a list of what happened on a day in other years.
    if let Some(year) = opening_year(view)
        && let Some((start, end)) = When::Year(year).days(anchor, Some(false))
    {
        return Some(DateRecord {
            start: start.to_string(),
            end: end.to_string(),
            basis: "year".to_owned(),
            span: Some(view.span(0..1)),
        });
    }
    anchor.map(|day| DateRecord {
        start: day.to_string(),
        end: day.to_string(),
        basis: "publication".to_owned(),
        span: None,
    })
}

/// The year that opens a sentence by itself, before a colon or a dash.
fn opening_year(view: &SentenceView<'_>) -> Option<i16> {
    if view.len() < 3 || !matches!(view.lower(1), ":" | "-" | "--") {
        return None;
    }
    let year: i16 = view.lower(0).parse().ok()?;
    let words = view.text(2).starts_with(char::is_alphabetic);
    ((1000..=2100).contains(&year) && words).then_some(year)
}

/// The verb that the trigger's clause tells the time of: "escaped when rebels bombed".
fn timed(view: &SentenceView<'_>, trigger: usize) -> Option<usize> {
    if trigger >= view.len() {
        return None;
    }
    let clause = clause_head(view, trigger);
    let when = view.deprel(clause) == Deprel::Advcl
        && view
            .children(clause)
            .any(|mark| mark < clause && view.lower(mark) == "when");
    view.head(clause)
        .filter(|&main| when && is_verb(view, main))
}

/// Whether words of the text put the event more than a year before the anchor.
pub fn is_past_date(date: &DateRecord, anchor: Option<Date>) -> bool {
    let (Some(anchor), Some(_), Ok(end)) = (anchor, date.span, date.end.parse::<Date>()) else {
        return false;
    };
    plus(anchor, -366).is_some_and(|limit| end < limit)
}

/// Whether words of the text put the event that `trigger` names more than five years before the anchor.
pub fn is_long_past(
    view: &SentenceView<'_>,
    before: Option<&SentenceView<'_>>,
    trigger: usize,
    anchor: Date,
) -> bool {
    event_date(view, before, trigger, Some(anchor))
        .filter(|date| date.span.is_some())
        .and_then(|date| date.end.parse::<Date>().ok())
        .zip(plus(anchor, -5 * 366))
        .is_some_and(|(end, limit)| end < limit)
}

/// Whether a sentence names a time within the year up to the anchor, and not only one since when
/// something is so.
pub fn names_days_at_hand(
    view: &SentenceView<'_>,
    before: Option<&SentenceView<'_>>,
    anchor: Date,
) -> bool {
    let limit = plus(anchor, -366);
    time_phrases(view, before).iter().any(|phrase| {
        let open = match phrase.when {
            When::Since(_) => true,
            // "within a year"
            When::Past { count, .. } | When::Vague { count, .. } => count < 0,
            _ => false,
        };
        let days = phrase.when.days(Some(anchor), Some(false));
        !open
            && days.is_some_and(|(start, end)| {
                start <= anchor && limit.is_none_or(|limit| end >= limit)
            })
    })
}

/// Whether words of the text put the event on a day after the anchor.
pub fn is_to_come(date: &DateRecord, anchor: Option<Date>) -> bool {
    let (Some(anchor), Some(_), Ok(start)) = (anchor, date.span, date.start.parse::<Date>()) else {
        return false;
    };
    start > anchor
}

/// Reads the day of an ISO 8601 date or time ("2025-05-01", "2025-05-01T12:00:00Z").
pub fn anchor(date: &str) -> Option<Date> {
    date.get(..10)?.parse().ok()
}

/// The day that an article was written, which its words count from: that of its dateline ("May 1",
/// "1 May 2025"), where that is no later than the day of publication and, without a year, within the
/// week before it.
pub fn dateline_day(words: &str, publication: Option<Date>) -> Option<Date> {
    let mut month = None;
    let mut day = None;
    let mut year = None;
    let separators = |c: char| c.is_whitespace() || matches!(c, ',' | '.' | '/' | '(' | ')');
    for word in words.split(separators).filter(|word| !word.is_empty()) {
        let lower = word.to_lowercase();
        let named = MONTHS.iter().position(|name| {
            *name == lower || (lower.len() == 3 || lower == "sept") && name.starts_with(&lower)
        });
        let digits = lower.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        match (named, digits.parse::<i16>()) {
            (Some(index), _) => month = Some(index as i8 + 1),
            (None, Ok(number)) if (1..=31).contains(&number) => day = Some(number as i8),
            (None, Ok(number)) if (1900..=2100).contains(&number) => year = Some(number),
            _ => {}
        }
    }
    let (month, day) = (month?, day?);
    if let Some(year) = year {
        let written = Date::new(year, month, day).ok()?;
        let latest = publication.and_then(|publication| plus(publication, 1));
        return latest
            .is_none_or(|latest| written <= latest)
            .then_some(written);
    }
    let publication = publication?;
    let (first, last) = (plus(publication, -7)?, plus(publication, 1)?);
    [
        publication.year() - 1,
        publication.year(),
        publication.year() + 1,
    ]
    .into_iter()
    .filter_map(|year| Date::new(year, month, day).ok())
    .find(|written| (first..=last).contains(written))
}

/// Words that name a time.
#[derive(Clone, Debug, PartialEq)]
pub struct TimePhrase {
    /// The words, without the preposition.
    pub words: Range<usize>,
    /// What they say.
    pub when: When,
    /// Whether they only bound the event ("by", "until", "before", "after").
    pub bound: bool,
}

/// Which of several weeks, months or weekdays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// Left to the tense.
    Near,
    /// The one that holds or is nearest the anchor: "this".
    This,
    /// The one before: "last", "past", "previous".
    Last,
    /// The one after: "next", "coming".
    Next,
}

/// A unit of the calendar. Weeks start on Monday.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Days.
    Day,
    /// Weeks.
    Week,
    /// Months.
    Month,
    /// Years.
    Year,
    /// Ten years.
    Decade,
}

/// The part of a unit that is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// All of it.
    Whole,
    /// Before the anchor: "earlier this week".
    Earlier,
    /// From the anchor on: "later this week".
    Later,
}

/// The meaning of a time phrase.
#[derive(Clone, Debug, PartialEq)]
pub enum When {
    /// A day of the calendar; the year may be left out.
    Day {
        /// The year.
        year: Option<i16>,
        /// From 1.
        month: i8,
        /// From 1.
        day: i8,
    },
    /// A month.
    Month {
        /// The year.
        year: Option<i16>,
        /// From 1.
        month: i8,
        /// Which one, where no year is given.
        which: Which,
    },
    /// A month of the anchor's year (0), the last (-1) or the next (1).
    MonthOfYear {
        /// From 1.
        month: i8,
        /// Years from the anchor's.
        years: i16,
    },
    /// A year.
    Year(i16),
    /// Ten years from this one.
    Decade(i16),
    /// A day of the week; in a given week where `week` is set (-1: the last one).
    Weekday {
        /// The day.
        weekday: Weekday,
        /// Which one.
        which: Which,
        /// Weeks from the anchor's.
        week: Option<i32>,
    },
    /// Saturday and Sunday.
    Weekend(Which),
    /// Units from the anchor's: yesterday, last month, two years ago.
    Shift {
        /// The unit.
        unit: Unit,
        /// How many, negative for the past.
        count: i32,
        /// The part of that unit.
        part: Part,
    },
    /// The units that end with the anchor: "in the past three days"; negative: that begin.
    Past {
        /// The unit.
        unit: Unit,
        /// How many.
        count: i32,
    },
    /// A share of a longer time: the early, middle or late third, a half, a quarter.
    Share {
        /// The whole.
        whole: Box<When>,
        /// Which share, from 0.
        index: u8,
        /// Into how many shares the whole is cut.
        of: u8,
    },
    /// Three months; in which year, where it is said.
    Season {
        /// The first month, from 1: spring begins in March. December begins a winter that ends in
        /// the year that follows.
        month: i8,
        /// The year.
        year: Option<i16>,
        /// Which one, where no year is given.
        which: Which,
    },
    /// Units from another time: "a day after Tuesday's attack", "two days earlier".
    Offset {
        /// The unit.
        unit: Unit,
        /// How many, negative for what came before.
        count: i32,
        /// What they are counted from.
        base: Box<When>,
    },
    /// Some time before or after the anchor, up to that many units: "in recent weeks".
    Vague {
        /// The unit.
        unit: Unit,
        /// How many, negative for what is to come.
        count: i32,
    },
    /// A day of the month: "on the 15th".
    DayOfMonth(i8),
    /// The week that holds a day: "the week of May 5".
    WeekOf(Box<When>),
    /// From one to the other.
    Between(Box<When>, Box<When>),
    /// From then until the anchor.
    Since(Box<When>),
}

impl When {
    /// The name of the rule.
    pub fn basis(&self) -> &'static str {
        match self {
            When::Day { .. } => "absolute",
            When::Month {
                which: Which::Near, ..
            } => "month",
            When::Month { .. } | When::MonthOfYear { .. } => "relative",
            When::Year(_) => "year",
            When::Decade(_) => "decade",
            When::Weekday { .. } => "weekday",
            When::Weekend(_) | When::Shift { .. } | When::Past { .. } => "relative",
            When::Season { .. } => "season",
            When::Offset { .. } => "relative",
            When::Vague { .. } => "vague",
            When::DayOfMonth(_) => "absolute",
            When::Share { whole, .. } | When::WeekOf(whole) => whole.basis(),
            When::Between(first, _) | When::Since(first) => first.basis(),
        }
    }

    /// Whether it is a single day.
    fn is_day(&self) -> bool {
        match self {
            When::Day { .. } | When::Weekday { .. } => true,
            When::Shift { unit, part, .. } => *unit == Unit::Day && *part == Part::Whole,
            When::Offset { unit, base, .. } => {
                matches!(unit, Unit::Day | Unit::Week) && base.is_day()
            }
            _ => false,
        }
    }

    /// Where it begins: of "since 1991" the year itself.
    fn first(&self) -> &When {
        match self {
            When::Since(first) => first,
            other => other,
        }
    }

    /// First and last day. `future` is what tense says of the event, where it says anything.
    pub fn days(&self, anchor: Option<Date>, future: Option<bool>) -> Option<(Date, Date)> {
        let ahead = future == Some(true);
        match *self {
            When::Day {
                year: Some(year),
                month,
                day,
            } => {
                let day = Date::new(year, month, day).ok()?;
                Some((day, day))
            }
            When::Day {
                year: None,
                month,
                day,
            } => {
                let anchor = anchor?;
                let in_year = |year| Date::new(year, month, day).ok();
                let day = nearest(anchor, future, in_year, |day| (day, day))?;
                Some((day, day))
            }
            When::Month {
                year: Some(year),
                month,
                ..
            } => month_of(Date::new(year, month, 1).ok()?),
            When::Month {
                year: None,
                month,
                which,
            } => {
                let anchor = anchor?;
                let first = |year| Date::new(year, month, 1).ok();
                match which {
                    Which::This => month_of(first(anchor.year())?),
                    Which::Last => [anchor.year(), anchor.year() - 1]
                        .into_iter()
                        .filter_map(first)
                        .find(|first| first.last_of_month() < anchor)
                        .and_then(month_of),
                    Which::Next => [anchor.year(), anchor.year() + 1]
                        .into_iter()
                        .filter_map(first)
                        .find(|first| *first > anchor)
                        .and_then(month_of),
                    Which::Near => {
                        let tense = future.or(Some(false));
                        let whole = |day: Date| (day, day.last_of_month());
                        month_of(nearest(anchor, tense, first, whole)?)
                    }
                }
            }
            When::MonthOfYear { month, years } => {
                let year = anchor?.year().checked_add(years)?;
                month_of(Date::new(year, month, 1).ok()?)
            }
            When::Year(year) => Some((Date::new(year, 1, 1).ok()?, Date::new(year, 12, 31).ok()?)),
            When::Decade(year) => {
                let last = year.checked_add(9)?;
                Some((Date::new(year, 1, 1).ok()?, Date::new(last, 12, 31).ok()?))
            }
            When::Weekday {
                weekday,
                week: Some(weeks),
                ..
            } => {
                let monday = plus(week_start(anchor?)?, 7 * weeks)?;
                let day = plus(monday, i32::from(weekday.to_monday_zero_offset()))?;
                Some((day, day))
            }
            When::Weekday {
                weekday,
                which,
                week: None,
            } => {
                let anchor = anchor?;
                let back = i32::from(anchor.weekday().since(weekday));
                let on_or_before = plus(anchor, -back)?;
                let on_or_after = plus(anchor, (7 - back) % 7)?;
                let day = match which {
                    Which::Near | Which::This if ahead => on_or_after,
                    Which::Near | Which::This => on_or_before,
                    Which::Last if back == 0 => plus(anchor, -7)?,
                    Which::Last => on_or_before,
                    Which::Next if back == 0 => plus(anchor, 7)?,
                    Which::Next => on_or_after,
                };
                Some((day, day))
            }
            When::Weekend(which) => {
                let anchor = anchor?;
                let coming = plus(week_start(anchor)?, 5)?;
                let within = coming <= anchor;
                let saturday = match which {
                    Which::Near | Which::This if within || ahead => coming,
                    Which::This if future.is_none() => coming,
                    Which::Next if !within => coming,
                    Which::Next => plus(coming, 7)?,
                    _ => plus(coming, -7)?,
                };
                Some((saturday, plus(saturday, 1)?))
            }
            When::Shift { unit, count, part } => {
                let anchor = anchor?;
                let (start, end) = shift(anchor, unit, count)?;
                match part {
                    Part::Whole => Some((start, end)),
                    Part::Earlier => Some((start, anchor.min(end))),
                    Part::Later => Some((anchor.max(start), end)),
                }
            }
            When::Past { unit, count } => {
                let anchor = anchor?;
                let other = match unit {
                    Unit::Day => plus(anchor, -count)?,
                    Unit::Week => plus(anchor, count.checked_mul(-7)?)?,
                    Unit::Month | Unit::Year | Unit::Decade => {
                        let months = match unit {
                            Unit::Month => count,
                            Unit::Year => count.checked_mul(12)?,
                            _ => count.checked_mul(120)?,
                        };
                        let first = plus_months(anchor.first_of_month(), months.checked_neg()?)?;
                        let day = anchor.day().min(first.days_in_month());
                        Date::new(first.year(), first.month(), day).ok()?
                    }
                };
                Some((other.min(anchor), other.max(anchor)))
            }
            When::Share {
                ref whole,
                index,
                of,
            } => {
                let (start, end) = whole.days(anchor, future)?;
                share(start, end, index, of)
            }
            When::Season { month, year, which } => {
                let season = |year: i16| -> Option<(Date, Date)> {
                    let first = Date::new(year, month, 1).ok()?;
                    Some((first, plus_months(first, 2)?.last_of_month()))
                };
                if let Some(year) = year {
                    return season(year);
                }
                let anchor = anchor?;
                let mut seasons: Vec<(Date, Date)> = (anchor.year() - 2..=anchor.year() + 1)
                    .filter_map(season)
                    .collect();
                let backwards = match which {
                    Which::Next => false,
                    Which::Near | Which::This => !ahead,
                    Which::Last => true,
                };
                match which {
                    Which::This if seasons.iter().any(|(a, b)| *a <= anchor && anchor <= *b) => {
                        seasons.retain(|(a, b)| *a <= anchor && anchor <= *b);
                        seasons.pop()
                    }
                    Which::Last => seasons.into_iter().rev().find(|(_, end)| *end < anchor),
                    _ if backwards => seasons
                        .into_iter()
                        .rev()
                        .find(|(start, _)| *start <= anchor),
                    _ => seasons.into_iter().find(|(start, _)| *start > anchor),
                }
            }
            When::Offset {
                unit,
                count,
                ref base,
            } => {
                // What is still ahead of an event may be ahead of the anchor too.
                let tense = (count > 0).then_some(false);
                let (start, end) = base.days(anchor, tense)?;
                let moved = |day: Date| match unit {
                    Unit::Day => plus(day, count),
                    Unit::Week => plus(day, count.checked_mul(7)?),
                    Unit::Month => plus_months(day, count),
                    Unit::Year => plus_months(day, count.checked_mul(12)?),
                    Unit::Decade => plus_months(day, count.checked_mul(120)?),
                };
                Some((moved(start)?, moved(end)?))
            }
            When::Vague { unit, count } => When::Past { unit, count }.days(anchor, future),
            When::DayOfMonth(day) => {
                let anchor = anchor?;
                let months = -12..=12;
                let mut days = months
                    .filter_map(|shift| {
                        let first = plus_months(anchor.first_of_month(), shift)?;
                        Date::new(first.year(), first.month(), day).ok()
                    })
                    .collect::<Vec<_>>();
                if !ahead {
                    days.reverse();
                }
                let day = days
                    .into_iter()
                    .find(|day| (ahead && *day >= anchor) || (!ahead && *day <= anchor))?;
                Some((day, day))
            }
            When::WeekOf(ref day) => {
                let monday = week_start(day.days(anchor, future)?.0)?;
                Some((monday, plus(monday, 6)?))
            }
            When::Between(ref first, ref last) => {
                let (_, end) = last.days(anchor, future)?;
                // "from 3 to 5 May 2024": the first takes its year from the last.
                let start = match **first {
                    When::Day {
                        year: None,
                        month,
                        day,
                    } => Date::new(end.year(), month, day).ok().and_then(|start| {
                        match start > end {
                            true => Date::new(end.year() - 1, month, day).ok(),
                            false => Some(start),
                        }
                    })?,
                    When::Month {
                        year: None, month, ..
                    } => {
                        let year = end.year() - i16::from(month > end.month());
                        Date::new(year, month, 1).ok()?
                    }
                    When::Weekday { week: None, .. } => {
                        let (start, _) = first.days(anchor, future)?;
                        match start > end {
                            true => plus(start, -7)?,
                            false => start,
                        }
                    }
                    _ => first.days(anchor, future)?.0,
                };
                (start <= end).then_some((start, end))
            }
            When::Since(ref first) => {
                let (start, _) = first.days(anchor, Some(false))?;
                let end = anchor?;
                (start <= end).then_some((start, end))
            }
        }
    }
}

/// One of `of` equal shares of a month (in days), or of a year or decade (in months).
fn share(start: Date, end: Date, index: u8, of: u8) -> Option<(Date, Date)> {
    let (index, of) = (i32::from(index), i32::from(of.max(1)));
    let months = (i32::from(end.year()) - i32::from(start.year())) * 12 + i32::from(end.month())
        - i32::from(start.month())
        + 1;
    if months < of || start.day() != 1 {
        let days = start.until(end).ok()?.get_days() + 1;
        let cut = |share: i32| if share == of { days } else { days / of * share };
        return Some((plus(start, cut(index))?, plus(start, cut(index + 1) - 1)?));
    }
    let first = plus_months(start, months * index / of)?;
    let after = plus_months(start, months * (index + 1) / of)?;
    Some((first, plus(after, -1)?))
}

/// Of a yearly date the one that tense asks for: the latest that began by the anchor, the first
/// that ends after it, or without tense the closest.
fn nearest(
    anchor: Date,
    future: Option<bool>,
    in_year: impl Fn(i16) -> Option<Date>,
    whole: impl Fn(Date) -> (Date, Date),
) -> Option<Date> {
    // Eight years hold a 29 February.
    let mut years =
        (anchor.year().saturating_sub(8)..=anchor.year().saturating_add(8)).filter_map(in_year);
    match future {
        Some(true) => years.find(|day| whole(*day).1 >= anchor),
        Some(false) => years.rev().find(|day| *day <= anchor),
        None => years.min_by_key(|day| distance(anchor, *day)),
    }
}

fn distance(one: Date, other: Date) -> i32 {
    (day_number(one) - day_number(other)).abs()
}

/// Days counted so that differences are right within a few years.
fn day_number(day: Date) -> i32 {
    i32::from(day.year()) * 366 + i32::from(day.day_of_year())
}

fn plus(day: Date, days: i32) -> Option<Date> {
    day.checked_add(jiff::Span::new().try_days(days).ok()?).ok()
}

fn plus_months(first: Date, months: i32) -> Option<Date> {
    first
        .checked_add(jiff::Span::new().try_months(months).ok()?)
        .ok()
}

fn week_start(day: Date) -> Option<Date> {
    plus(day, -i32::from(day.weekday().to_monday_zero_offset()))
}

fn month_of(day: Date) -> Option<(Date, Date)> {
    Some((day.first_of_month(), day.last_of_month()))
}

fn shift(anchor: Date, unit: Unit, count: i32) -> Option<(Date, Date)> {
    match unit {
        Unit::Day => plus(anchor, count).map(|day| (day, day)),
        Unit::Week => {
            let monday = plus(week_start(anchor)?, count.checked_mul(7)?)?;
            Some((monday, plus(monday, 6)?))
        }
        Unit::Month => month_of(plus_months(anchor.first_of_month(), count)?),
        Unit::Year => {
            let year = anchor.year().checked_add(i16::try_from(count).ok()?)?;
            When::Year(year).days(None, None)
        }
        Unit::Decade => {
            let decade = anchor.year() - anchor.year().rem_euclid(10);
            let year = decade.checked_add(i16::try_from(count.checked_mul(10)?).ok()?)?;
            When::Decade(year).days(None, None)
        }
    }
}

/// How close a time phrase is to the trigger: 0 for its own, more the further out its clause;
/// `None` where it belongs to something else. Where a wrong arc splits the phrase, its closer part
/// counts.
fn closeness(view: &SentenceView<'_>, scope: &Scope, phrase: &TimePhrase) -> Option<usize> {
    let trigger = *scope.carriers().first()?;
    if phrase.words.contains(&trigger) {
        return None;
    }
    // "deported under a law of 1798": the year is the law's.
    let start = phrase.words.start;
    let of = start
        .checked_sub(1)
        .is_some_and(|before| view.lower(before) == "of");
    let owner = view
        .head(start)
        .filter(|_| of && matches!(phrase.when, When::Year(_)));
    if owner.is_some_and(|owner| !scope.carriers().contains(&owner) && !is_verb(view, owner)) {
        return None;
    }
    if bounds_another(view, trigger, phrase) {
        return None;
    }
    phrase
        .words
        .clone()
        .filter(|&word| {
            view.head(word)
                .is_some_and(|above| !phrase.words.contains(&above))
        })
        .filter_map(|word| closeness_of(view, scope, phrase, word))
        .min()
        .or_else(|| {
            // Where the tree does not say, a phrase that follows the trigger within its clause.
            let end = phrase.words.end;
            let open = end >= view.len()
                || !matches!(
                    view.upos(end),
                    Upos::Noun | Upos::Propn | Upos::Part | Upos::Adj
                );
            (open && is_verb(view, trigger) && follows(view, trigger, phrase.words.start))
                .then_some(20)
        })
        .or_else(|| ends_second_verb(view, trigger, phrase).then_some(21))
}

/// "for the first time since the end of the regime in 1990": whether the year is that of what "since" names.
fn bounds_another(view: &SentenceView<'_>, trigger: usize, phrase: &TimePhrase) -> bool {
    let recent = matches!(phrase.when.basis(), "weekday" | "relative");
    let start = phrase.words.start;
    let led = start
        .checked_sub(1)
        .filter(|&before| matches!(view.lower(before), "in" | "on"));
    let Some(led) = led.filter(|_| !recent) else {
        return false;
    };
    (0..led)
        .rev()
        .take_while(|&word| !is_verb(view, word) && view.lower(word) != ",")
        .find(|&word| matches!(view.lower(word), "since" | "until"))
        .is_some_and(|since| !(since..led).contains(&trigger))
}

/// "in chaos since 1991, when warlords toppled him": whether the clause of the event tells what was at the
/// time, whatever the time bounds in the clause before.
fn tells_when(view: &SentenceView<'_>, scope: &Scope, phrase: &TimePhrase) -> bool {
    let end = phrase.words.end;
    let when = end + usize::from(end < view.len() && view.lower(end) == ",");
    when < view.len()
        && view.lower(when) == "when"
        && scope.carriers().iter().any(|&carrier| {
            when < carrier && (when + 1..carrier).all(|word| view.upos(word) != Upos::Verb)
        })
}

/// "fired tear gas and arrested ten on Monday": the day that ends the last of several verbs with one
/// subject dates those before it too, which have none of their own.
fn ends_second_verb(view: &SentenceView<'_>, trigger: usize, phrase: &TimePhrase) -> bool {
    let Range { start, end } = phrase.words;
    let recent = matches!(phrase.when.basis(), "weekday" | "relative" | "absolute");
    let ends = end >= view.len() || view.upos(end) == Upos::Punct;
    if !recent || !ends || !is_verb(view, trigger) || !matches!(view.xpos(trigger), "VBD" | "VBN") {
        return false;
    }
    let conjunct = |word: usize| view.deprel(word) == Deprel::Conj && is_verb(view, word);
    let first = match view.head(trigger) {
        Some(first) if conjunct(trigger) => first,
        _ => trigger,
    };
    view.children(first).any(|other| {
        other > trigger
            && other < start
            && conjunct(other)
            && view.xpos(other) == view.xpos(trigger)
            && !has_subject(view, other)
            && !WordClass::Speech.holds(view.lemma(other))
            && (other + 1..start).all(|between| !is_verb(view, between))
    })
}

/// "called a strike for Monday": the day that something is meant for is still to come. In "jailed for
/// Monday's raid" the day is the raid's.
fn is_meant_for(view: &SentenceView<'_>, words: &Range<usize>) -> bool {
    let led = words.start > 0 && view.lower(words.start - 1) == "for";
    // "for Wednesday to demand her resignation"
    let open = words.end >= view.len()
        || view.lower(words.end) == "to"
        || !matches!(
            view.upos(words.end),
            Upos::Noun | Upos::Propn | Upos::Part | Upos::Adj
        );
    led && open
}

/// The same for a word of the phrase that hangs on something outside it.
fn closeness_of(
    view: &SentenceView<'_>,
    scope: &Scope,
    phrase: &TimePhrase,
    head: usize,
) -> Option<usize> {
    let at = attachment(view, head, phrase.words.start)?;
    // "Thursday's attack", "the 2019 treaty": a time before its noun is that noun's only.
    let after = phrase.words.end.min(view.len() - 1);
    let premodifier = at >= phrase.words.end
        && matches!(view.upos(at), Upos::Noun | Upos::Propn | Upos::Adj)
        && (view.lower(after) == "'s"
            || matches!(
                view.deprel(head),
                Deprel::Compound | Deprel::Nummod | Deprel::NmodPoss | Deprel::Amod | Deprel::Det
            ));
    if let Some(level) = scope.carriers().iter().position(|&carrier| carrier == at) {
        return Some(2 * level);
    }
    // "In 1931 Austria asked", "In 1946 Greek rebels attacked": the parser takes the year for a part of the
    // party.
    let opens = phrase.words.start == 1
        && view.lower(0) == "in"
        && matches!(view.upos(at), Upos::Propn | Upos::Noun);
    if premodifier && !opens {
        // "killed in a 1998 attack", "toppled by a 2011 revolt": what happens in an event happens in its year.
        let within = matches!(view.deprel(at), Deprel::Obl | Deprel::OblAgent)
            && matches!(view.case(at), Some("in" | "during" | "by"))
            && matches!(phrase.when, When::Year(_))
            && is_event(view, at);
        let level = view
            .head(at)
            .filter(|_| within)
            .and_then(|verb| scope.carriers().iter().position(|&carrier| carrier == verb));
        return level.map(|level| 2 * level + 1);
    }
    let level = scope.level(at)?;
    let carrier = scope.carriers()[level];
    // "The union on Tuesday imposed": between subject and verb it is the verb's.
    if at < head && phrase.words.end <= carrier && view.head(at) == Some(carrier) {
        return Some(2 * level);
    }
    let path: Vec<usize> = std::iter::once(at)
        .chain(view.ancestors(at))
        .take_while(|&word| word != carrier)
        .collect();
    // Beyond another event's name count only words that date the report itself, or a phrase that
    // a parser may as well have hung on the verb: "signed the accord on 22 April".
    // "A war over the region in the 1990s killed": the war is what killed.
    let carried = |word: usize| {
        view.deprel(word) == Deprel::Nsubj
            && view.head(word) == Some(carrier)
            && WordClass::Light.holds(view.lemma(carrier))
    };
    let crosses_event = path
        .iter()
        .any(|&word| is_event(view, word) && !carried(word));
    let recent = matches!(phrase.when.basis(), "weekday" | "relative");
    let loose = path.len() == 1
        && is_verb(view, carrier)
        && !WordClass::Speech.holds(view.lemma(carrier))
        && phrase
            .words
            .start
            .checked_sub(1)
            .is_some_and(|before| matches!(view.lower(before), "on" | "in" | "since"));
    (!crosses_event || recent || loose).then_some(2 * level + 1)
}

/// The time phrases of a sentence, from left to right; `before` is the sentence before it.
pub fn time_phrases<'d>(
    view: &SentenceView<'d>,
    before: Option<&SentenceView<'d>>,
) -> Vec<TimePhrase> {
    let reader = Reader { view, before };
    let mut phrases = Vec::new();
    let mut at = 0;
    while at < view.len() {
        let last = phrases.last().map(|phrase: &TimePhrase| &phrase.when);
        match reader.other(at, last).or_else(|| reader.phrase(at)) {
            Some(phrase) => {
                at = phrase.words.end.max(at + 1);
                phrases.push(phrase);
            }
            None => at += 1,
        }
    }
    phrases
}

struct Reader<'v, 'd> {
    view: &'v SentenceView<'d>,
    before: Option<&'v SentenceView<'d>>,
}

/// A reading: the word after the last, and the meaning.
type Read = Option<(usize, When)>;

impl Reader<'_, '_> {
    fn lower(&self, at: usize) -> &str {
        match at < self.view.len() {
            true => self.view.lower(at),
            false => "",
        }
    }

    fn capital(&self, at: usize) -> bool {
        at < self.view.len() && self.view.text(at).starts_with(char::is_uppercase)
    }

    /// The phrase that starts at a word.
    fn phrase(&self, at: usize) -> Option<TimePhrase> {
        let before = match at {
            0 => "",
            _ => self.lower(at - 1),
        };
        let (start, read) = match self.lower(at) {
            "from" | "between" => (at + 1, self.range(at)),
            _ => (at, None),
        };
        let (start, (end, when)) = match read {
            Some(read) => (start, read),
            None => (at, self.point(at)?),
        };
        // "since" may stand before a determiner.
        let marker = match before {
            "the" | "early" | "late" | "earlier" | "mid" if at > 1 => self.lower(at - 2),
            other => other,
        };
        let (bound, when) = match marker {
            "since" => (false, When::Since(Box::new(when))),
            "by" | "until" | "till" | "before" | "after" | "than" | "to" => (true, when),
            _ => (false, when),
        };
        Some(TimePhrase {
            words: start..end,
            when,
            bound,
        })
    }

    /// "from X to Y", "between X and Y", from the preposition.
    fn range(&self, at: usize) -> Read {
        let joiners: &[&str] = match self.lower(at) {
            "between" => &["and"],
            _ => &["to", "until", "till", "through", "-"],
        };
        // "from 3 to 5 May", "between 3 and 5 May"
        if let Some(day) = self.day_number(at + 1)
            && joiners.contains(&self.lower(at + 2))
            && let Some((
                end,
                When::Day {
                    year,
                    month,
                    day: last,
                },
            )) = self.point(at + 3)
        {
            return Some((end, between_days(year, month, day, last)));
        }
        let (middle, first) = self.range_end(at + 1)?;
        if !joiners.contains(&self.lower(middle)) {
            return None;
        }
        let after = middle + 1 + usize::from(self.lower(middle + 1) == "the");
        // "from May 3 to 5"
        if let When::Day { year, month, day } = first
            && let Some(last) = self.day_number(after)
            && self.month(after + 1).is_none()
            && last > day
        {
            let (end, year) = match self.year_after(after + 1) {
                Some((end, year)) => (end, Some(year)),
                None => (after + 1, year),
            };
            return Some((end, between_days(year, month, day, last)));
        }
        let (end, last) = self.range_end(after)?;
        Some((end, When::Between(Box::new(first), Box::new(last))))
    }

    /// One end of a range: a year or month needs no preposition of its own there.
    fn range_end(&self, at: usize) -> Read {
        if let Some(year) = self.year(at) {
            return Some((at + 1, When::Year(year)));
        }
        if let (Some(month), None) = (self.month(at), self.point(at)) {
            return Some((
                at + 1,
                When::Month {
                    year: None,
                    month,
                    which: Which::Near,
                },
            ));
        }
        self.point(at)
    }

    /// A phrase that is no "from … to …".
    fn point(&self, at: usize) -> Read {
        self.iso(at)
            .or_else(|| self.month_first(at))
            .or_else(|| self.day_first(at))
            .or_else(|| self.weekday(at))
            .or_else(|| self.share(at))
            .or_else(|| self.season(at))
            .or_else(|| self.holiday(at))
            .or_else(|| self.week_of(at))
            .or_else(|| self.day_word(at))
            .or_else(|| self.vague(at))
            .or_else(|| self.ago(at))
            .or_else(|| self.unit(at))
            .or_else(|| self.decade(at))
            .or_else(|| self.bare_year(at))
            .or_else(|| self.day_of_month(at))
    }

    /// The last day that the sentence before tells.
    fn told(&self) -> Option<When> {
        let phrases = time_phrases(self.before?, None);
        let day = phrases
            .into_iter()
            .rev()
            .find(|phrase| !phrase.bound && phrase.when.is_day())?;
        Some(day.when)
    }

    /// A time counted from another one: "a day after Tuesday's attack" from that Tuesday, "two days
    /// earlier" and "the following day" from the phrase before or the day that the sentence before
    /// tells, and what is earlier than neither from the anchor.
    fn other(&self, at: usize, last: Option<&When>) -> Option<TimePhrase> {
        let phrase = |end: usize, when: When| {
            Some(TimePhrase {
                words: at..end,
                when,
                bound: false,
            })
        };
        let offset = |unit, count, base: When| When::Offset {
            unit,
            count,
            base: Box::new(base),
        };
        let today = When::Shift {
            unit: Unit::Day,
            count: 0,
            part: Part::Whole,
        };
        let last = || last.cloned().or_else(|| self.told());
        if self.lower(at) == "the" {
            let day = |word: usize| self.lower(word) == "day";
            let night = |word: usize| matches!(self.lower(word), "day" | "night" | "evening");
            return match self.lower(at + 1) {
                "previous" if night(at + 2) => {
                    phrase(at + 3, offset(Unit::Day, -1, last().unwrap_or(today)))
                }
                _ if night(at + 1) && self.lower(at + 2) == "before" && self.closes(at + 3) => {
                    phrase(at + 3, offset(Unit::Day, -1, last().unwrap_or(today)))
                }
                "following" | "next" if day(at + 2) => {
                    phrase(at + 3, offset(Unit::Day, 1, last()?))
                }
                "day" if self.lower(at + 2) == "after" && self.closes(at + 3) => {
                    phrase(at + 3, offset(Unit::Day, 1, last()?))
                }
                "same" if day(at + 2) => phrase(at + 3, last()?),
                _ => None,
            };
        }
        let (middle, count) = self.count(at)?;
        let unit = unit_name(self.lower(middle))?;
        // "on Saturday, a week after capturing it": counted from what the gerund tells.
        let governs = middle + 2 < self.view.len() && self.view.xpos(middle + 2) == "VBG";
        match self.lower(middle + 1) {
            "after" | "before" if governs => None,
            "earlier" | "before" if self.closes(middle + 2) => {
                phrase(middle + 2, offset(unit, -count, last().unwrap_or(today)))
            }
            "later" | "after" if self.closes(middle + 2) => {
                phrase(middle + 2, offset(unit, count, last()?))
            }
            "after" | "before" => {
                // The time of what they are counted from, within its phrase.
                let sign = if self.lower(middle + 1) == "after" {
                    1
                } else {
                    -1
                };
                let (end, base) = (middle + 2..middle + 8)
                    .take_while(|&word| {
                        word < self.view.len()
                            && !is_verb(self.view, word)
                            && !matches!(self.lower(word), "," | ";" | "and")
                    })
                    .find_map(|word| self.point(word))?;
                phrase(end, offset(unit, sign * count, base))
            }
            _ => None,
        }
    }

    /// Whether nothing that a preposition could govern follows.
    fn closes(&self, at: usize) -> bool {
        at >= self.view.len()
            || matches!(
                self.view.upos(at),
                Upos::Punct | Upos::Cconj | Upos::Adp | Upos::Sconj | Upos::Verb | Upos::Aux
            )
    }

    /// "early May", "mid-2022", "late last year", "the end of April", "the first half of 2024",
    /// "the third quarter".
    fn share(&self, at: usize) -> Read {
        let the = usize::from(self.lower(at) == "the");
        let start = at + the;
        let of_whole = |end: usize, index: u8, of: u8| -> Read {
            let at = end + usize::from(matches!(self.lower(end), "of" | "in"));
            let at = at + usize::from(self.lower(at) == "the" && self.lower(at + 1) == "year");
            let (end, whole) = match self.lower(at) {
                "year" | "month" => (
                    at + 1,
                    When::Shift {
                        unit: unit_name(self.lower(at))?,
                        count: 0,
                        part: Part::Whole,
                    },
                ),
                _ => self.whole(at)?,
            };
            let whole = Box::new(whole);
            Some((end, When::Share { whole, index, of }))
        };
        let nth = match self.lower(start) {
            "first" => Some(0),
            "second" => Some(1),
            "third" => Some(2),
            "fourth" | "final" | "last" => Some(3),
            _ => None,
        };
        if let Some(nth) = nth {
            let of = match self.lower(start + 1) {
                "half" => 2,
                "quarter" => 4,
                _ => return None,
            };
            let index = u8::min(nth, of - 1);
            if nth >= 2 && of == 2 {
                return None;
            }
            let this_year = When::Shift {
                unit: Unit::Year,
                count: 0,
                part: Part::Whole,
            };
            return of_whole(start + 2, index, of).or_else(|| {
                let whole = Box::new(this_year);
                (the == 1).then_some((start + 2, When::Share { whole, index, of }))
            });
        }
        let (end, index) = match self.lower(start) {
            "early" if the == 0 => (start + 1, 0),
            "mid" if the == 0 => (start + 1 + usize::from(self.lower(start + 1) == "-"), 1),
            "late" if the == 0 => (start + 1, 2),
            // "mid-April" as one token
            word if the == 0 && word.starts_with("mid-") => {
                let rest = &word[4..];
                let which = Which::Near;
                let year = None;
                let month = MONTHS.iter().position(|month| *month == rest);
                let whole = match (month, rest.parse::<i16>()) {
                    (Some(month), _) => {
                        let month = month as i8 + 1;
                        let (end, year) = match self.year(start + 1) {
                            Some(year) => (start + 2, Some(year)),
                            None => (start + 1, year),
                        };
                        (end, When::Month { year, month, which })
                    }
                    (None, Ok(year)) if (1000..=2100).contains(&year) => {
                        (start + 1, When::Year(year))
                    }
                    _ => return None,
                };
                let (index, of) = (1, 3);
                let (end, whole) = (whole.0, Box::new(whole.1));
                return Some((end, When::Share { whole, index, of }));
            }
            "beginning" | "start" if the == 1 && self.lower(start + 1) == "of" => (start + 1, 0),
            "middle" if the == 1 && self.lower(start + 1) == "of" => (start + 1, 1),
            "end" if the == 1 && self.lower(start + 1) == "of" => (start + 1, 2),
            _ => return None,
        };
        let read = of_whole(end, index, 3)?;
        // "early this month" is bounded by the anchor: see `unit`.
        match &read.1 {
            When::Share { whole, .. } if the == 0 => match **whole {
                When::Shift { count: 0, .. } => None,
                _ => Some(read),
            },
            _ => Some(read),
        }
    }

    /// A month, year or decade that may be cut into shares.
    fn whole(&self, at: usize) -> Read {
        let at = at + usize::from(self.lower(at) == "the");
        if let Some((end, when)) = self.month_first(at)
            && matches!(when, When::Month { .. } | When::MonthOfYear { .. })
        {
            return Some((end, when));
        }
        if let Some(month) = self.month(at)
            && self.day_number(at + 1).is_none()
        {
            let which = Which::Near;
            let year = None;
            return Some((at + 1, When::Month { year, month, which }));
        }
        if let Some(year) = self.year(at) {
            return Some((at + 1, When::Year(year)));
        }
        if let Some(read) = self.decade(at) {
            return Some(read);
        }
        let which = self.which(at)?;
        let unit = unit_name(self.lower(at + 1))
            .filter(|unit| matches!(unit, Unit::Month | Unit::Year | Unit::Decade))?;
        let count = match which {
            Which::Last => -1,
            Which::Next => 1,
            Which::This | Which::Near => 0,
        };
        let part = Part::Whole;
        Some((at + 2, When::Shift { unit, count, part }))
    }

    /// "last summer", "the winter of 2022", "in spring 2023": the seasons of the north.
    fn season(&self, at: usize) -> Read {
        let (start, which) = match self.which(at) {
            Some(which) => (at + 1, Some(which)),
            None => (at + usize::from(self.lower(at) == "the"), None),
        };
        let month = match self.lower(start) {
            "spring" => 3,
            "summer" => 6,
            "autumn" | "fall" => 9,
            "winter" => 12,
            _ => return None,
        };
        let after = start + 1 + usize::from(matches!(self.lower(start + 1), "of" | ","));
        if let Some(year) = self.year(after) {
            let which = Which::Near;
            let year = Some(year);
            return Some((after + 1, When::Season { month, year, which }));
        }
        let before = match at {
            0 => "",
            _ => self.lower(at - 1),
        };
        let noun = start < self.view.len() && self.view.upos(start) == Upos::Noun;
        let alone = self.closes(start + 1);
        let which = match which {
            Some(which) => which,
            None if matches!(before, "in" | "during" | "since") && noun && alone => Which::Near,
            None => return None,
        };
        let year = None;
        Some((start + 1, When::Season { month, year, which }))
    }

    /// Days with a name and a fixed date.
    fn holiday(&self, at: usize) -> Read {
        if !self.capital(at) {
            return None;
        }
        let named = HOLIDAYS.iter().find(|(words, _, _)| {
            words
                .iter()
                .enumerate()
                .all(|(offset, word)| self.lower(at + offset) == *word)
        });
        let (words, month, day) = named?;
        let (end, year) = self.trailing_year(at + words.len());
        let (month, day) = (*month, *day);
        let (end, year) = match (year, self.year_shift(end)) {
            (None, (_, Some(_))) | (Some(_), _) => (end, year),
            (None, (_, None)) => (end, None),
        };
        Some((end, When::Day { year, month, day }))
    }

    /// "the week of May 5", "the week beginning 5 May".
    fn week_of(&self, at: usize) -> Read {
        let start = at + usize::from(self.lower(at) == "the");
        if self.lower(start) != "week"
            || !matches!(self.lower(start + 1), "of" | "beginning" | "starting")
        {
            return None;
        }
        let (end, day) = self
            .month_first(start + 2)
            .or_else(|| self.day_first(start + 2))?;
        matches!(day, When::Day { .. }).then(|| (end, When::WeekOf(Box::new(day))))
    }

    /// "in recent weeks", "in the coming days", "over the next few months".
    fn vague(&self, at: usize) -> Read {
        let start = at + usize::from(self.lower(at) == "the");
        let ahead = match self.lower(start) {
            "recent" => false,
            "past" | "last" | "previous" => false,
            "coming" | "next" => true,
            _ => return None,
        };
        let few = usize::from(matches!(self.lower(start + 1), "few" | "several"));
        if few == 0 && !matches!(self.lower(start), "recent" | "coming") {
            return None;
        }
        let end = start + 1 + few;
        let plural = self.lower(end).ends_with('s');
        let unit = unit_name(self.lower(end)).filter(|_| plural)?;
        let many = match unit {
            Unit::Day => 7,
            Unit::Week => 4,
            Unit::Month => 6,
            Unit::Year => 5,
            Unit::Decade => 3,
        };
        let count = if ahead { -many } else { many };
        Some((end + 1, When::Vague { unit, count }))
    }

    /// "on the 15th".
    fn day_of_month(&self, at: usize) -> Read {
        let ordinal = ["st", "nd", "rd", "th"]
            .iter()
            .any(|ending| self.lower(at + 1).ends_with(ending));
        let led = at > 0 && self.lower(at - 1) == "on" && self.lower(at) == "the";
        let day = self.day_number(at + 1)?;
        (led && ordinal && self.closes(at + 2)).then_some((at + 2, When::DayOfMonth(day)))
    }

    /// "2023-04-02", as one token or with the hyphens apart.
    fn iso(&self, at: usize) -> Read {
        let text = self.lower(at);
        let date: Date = match text.len() {
            10 if text.as_bytes()[4] == b'-' => text.parse().ok()?,
            _ => return None,
        };
        let when = When::Day {
            year: Some(date.year()),
            month: date.month(),
            day: date.day(),
        };
        Some((at + 1, when))
    }

    /// "May 1", "May 1st, 2024", "May 3-5", "May 2018", "last May", "May last year", "in May".
    fn month_first(&self, at: usize) -> Read {
        let (at, which) = match self.which(at) {
            Some(which) if self.month(at + 1).is_some() => (at + 1, which),
            _ => (at, Which::Near),
        };
        let month = self.month(at)?;
        if let Some(day) = self.day_number(at + 1).filter(|_| which == Which::Near) {
            let mut end = at + 2;
            let mut last = None;
            if matches!(self.lower(end), "-" | "to" | "and")
                && let Some(other) = self.day_number(end + 1).filter(|other| *other > day)
                && (self.lower(end) == "-" || self.month(end + 2).is_none())
            {
                last = Some(other);
                end += 2;
            }
            let (end, year) = self.trailing_year(end);
            let when = match last {
                Some(last) => between_days(year, month, day, last),
                None => When::Day { year, month, day },
            };
            return Some((end, when));
        }
        let comma = usize::from(matches!(self.lower(at + 1), "," | "of"));
        if let Some(year) = self.year(at + 1 + comma) {
            let when = When::Month {
                year: Some(year),
                month,
                which,
            };
            return Some((at + 2 + comma, when));
        }
        let (end, shift) = self.year_shift(at + 1);
        if let Some(years) = shift {
            return Some((end, When::MonthOfYear { month, years }));
        }
        let before = match at {
            0 => "",
            _ => self.lower(at - 1),
        };
        let named = which != Which::Near
            || matches!(
                before,
                "in" | "since"
                    | "until"
                    | "by"
                    | "during"
                    | "of"
                    | "from"
                    | "early"
                    | "late"
                    | "mid"
                    | "before"
                    | "after"
                    | "through"
                    | "till"
                    | "and"
                    | "to"
                    | "for"
            )
            || (before == "-" && at > 1 && self.lower(at - 2) == "mid")
            || matches!(self.lower(at + 1), "'s");
        // "May" the auxiliary and "March" the verb stand after such words too seldom to matter.
        named.then_some((
            at + 1,
            When::Month {
                year: None,
                month,
                which,
            },
        ))
    }

    /// "1 May", "the 1st of May 2024", "3-5 May".
    fn day_first(&self, at: usize) -> Read {
        let at = at + usize::from(self.lower(at) == "the");
        let day = self.day_number(at)?;
        let mut end = at + 1;
        let mut last = None;
        if matches!(self.lower(end), "-" | "to" | "and")
            && let Some(other) = self.day_number(end + 1).filter(|other| *other > day)
        {
            last = Some(other);
            end += 2;
        }
        end += usize::from(self.lower(end) == "of");
        let month = self.month(end)?;
        let (end, year) = self.trailing_year(end + 1);
        let when = match last {
            Some(last) => between_days(year, month, day, last),
            None => When::Day { year, month, day },
        };
        Some((end, when))
    }

    /// "Thursday", "last Thursday", "Thursday night", "Monday last week", "Thursday, May 1".
    fn weekday(&self, at: usize) -> Read {
        let (start, which) = match (self.which(at), self.which(at + 1)) {
            // "this past Friday", "this coming Monday"
            (Some(Which::This), Some(which)) => (at + 2, which),
            (Some(which), _) => (at + 1, which),
            (None, _) => (at, Which::Near),
        };
        let weekday = self.weekday_name(start)?;
        // "Bloody Sunday" and "Black Friday" are names.
        if start > 0 && matches!(self.lower(start - 1), "bloody" | "black") {
            return None;
        }
        let mut end = start + 1;
        if is_day_part(self.lower(end)) {
            end += 1;
        }
        // The date that follows is exact: "Thursday, May 1", "Thursday (May 1)".
        let skip = usize::from(matches!(self.lower(end), "," | "(" | "the"));
        if let Some((after, when @ When::Day { .. })) = self
            .month_first(end + skip)
            .or_else(|| self.day_first(end + skip))
        {
            return Some((after, when));
        }
        let of = usize::from(self.lower(end) == "of");
        if let Some(which) = self.which(end + of)
            && self.lower(end + of + 1) == "week"
        {
            let week = match which {
                Which::Last => -1,
                Which::Next => 1,
                _ => 0,
            };
            let when = When::Weekday {
                weekday,
                which: Which::Near,
                week: Some(week),
            };
            return Some((end + of + 2, when));
        }
        // "a strike from Monday" is mostly told before it.
        let starts = at > 0
            && self.lower(at - 1) == "from"
            && !matches!(
                self.lower(end),
                "to" | "until" | "till" | "through" | "-" | "–"
            );
        let which = match which {
            Which::Near if starts => Which::Next,
            which => which,
        };
        // "a week ago Thursday" and the like are left to the units.
        let first = When::Weekday {
            weekday,
            which,
            week: None,
        };
        // "Monday through Wednesday", "Saturday and Sunday".
        let led = at > 0
            && matches!(
                self.lower(at - 1),
                "from" | "between" | "to" | "and" | "until"
            );
        if let Some(last) = self.weekday_name(end + 1).filter(|_| !led)
            && (matches!(self.lower(end), "through" | "to" | "until")
                || (matches!(self.lower(end), "and" | "-" | "–")
                    && last == weekday.wrapping_add(1)))
        {
            let last = When::Weekday {
                weekday: last,
                which,
                week: None,
            };
            return Some((end + 2, When::Between(Box::new(first), Box::new(last))));
        }
        Some((end, first))
    }

    /// "today", "yesterday evening", "last night", "this morning", "overnight", "the weekend".
    fn day_word(&self, at: usize) -> Read {
        let day = |count| When::Shift {
            unit: Unit::Day,
            count,
            part: Part::Whole,
        };
        let with_part = |end: usize, when| {
            let end = end + usize::from(is_day_part(self.lower(end)));
            Some((end, when))
        };
        match self.lower(at) {
            "today" | "tonight" => return with_part(at + 1, day(0)),
            "yesterday" => return with_part(at + 1, day(-1)),
            "tomorrow" => return with_part(at + 1, day(1)),
            "overnight" => {
                return Some((
                    at + 1,
                    When::Past {
                        unit: Unit::Day,
                        count: 1,
                    },
                ));
            }
            "the"
                if self.lower(at + 1) == "day"
                    && self.lower(at + 2) == "before"
                    && self.lower(at + 3) == "yesterday" =>
            {
                return Some((at + 4, day(-2)));
            }
            "the"
                if self.lower(at + 1) == "day"
                    && self.lower(at + 2) == "after"
                    && self.lower(at + 3) == "tomorrow" =>
            {
                return Some((at + 4, day(2)));
            }
            "the" if self.lower(at + 2) == "before" && self.lower(at + 3) == "last" => {
                if self.lower(at + 1) == "weekend" {
                    let base = Box::new(When::Weekend(Which::Last));
                    let (unit, count) = (Unit::Week, -1);
                    return Some((at + 4, When::Offset { unit, count, base }));
                }
                let unit = unit_name(self.lower(at + 1))?;
                let (count, part) = (-2, Part::Whole);
                return Some((at + 4, When::Shift { unit, count, part }));
            }
            "the" if self.lower(at + 1) == "weekend" => {
                return Some((at + 2, When::Weekend(Which::Near)));
            }
            _ => {}
        }
        let which = self.which(at)?;
        let next = self.lower(at + 1);
        match (which, next) {
            (_, "weekend") => Some((at + 2, When::Weekend(which))),
            (Which::Last, "night" | "evening") => Some((at + 2, day(-1))),
            (Which::This, part) if is_day_part(part) => Some((at + 2, day(0))),
            _ => None,
        }
    }

    /// "two days ago", "a week earlier" (from the anchor), "in three weeks", "in the past ten days".
    fn ago(&self, at: usize) -> Read {
        if self.lower(at) == "in"
            && let Some((end, count)) = self.count(at + 1)
            && let Some(unit) = unit_name(self.lower(end))
            && matches!(self.lower(end + 1), "" | "," | "." | "'" | "time")
            && is_future(self.view, &Scope::of(self.view, self.governor(at + 1))) == Some(true)
        {
            return Some((
                end + 1,
                When::Shift {
                    unit,
                    count,
                    part: Part::Whole,
                },
            ));
        }
        let start = at;
        let at = at + usize::from(matches!(self.lower(at), "the" | "these"));
        if matches!(self.lower(at), "past" | "last" | "previous")
            && let Some((end, count)) = self.count(at + 1)
        {
            if self.lower(end) == "hours" || self.lower(end) == "hour" {
                let days = (count + 23) / 24;
                return Some((
                    end + 1,
                    When::Past {
                        unit: Unit::Day,
                        count: days,
                    },
                ));
            }
            let unit = unit_name(self.lower(end))?;
            return Some((end + 1, When::Past { unit, count }));
        }
        if matches!(self.lower(at), "next" | "coming" | "within")
            && let Some((end, count)) = self.count(at + 1)
        {
            if matches!(self.lower(end), "hours" | "hour") {
                let count = -((count + 23) / 24);
                return Some((
                    end + 1,
                    When::Past {
                        unit: Unit::Day,
                        count,
                    },
                ));
            }
            let unit = unit_name(self.lower(end))?;
            return Some((
                end + 1,
                When::Past {
                    unit,
                    count: -count,
                },
            ));
        }
        if start != at
            && matches!(self.lower(at), "past")
            && let Some(unit) = unit_name(self.lower(at + 1))
        {
            return Some((at + 2, When::Past { unit, count: 1 }));
        }
        let (end, count) = self.count(start)?;
        let unit = match self.lower(end) {
            "hour" | "hours" | "minute" | "minutes" if self.lower(end + 1) == "ago" => {
                let days = match self.lower(end).starts_with("hour") {
                    true => count / 24,
                    false => 0,
                };
                let when = When::Shift {
                    unit: Unit::Day,
                    count: -days,
                    part: Part::Whole,
                };
                return Some((end + 2, when));
            }
            "fortnight" | "fortnights" => Unit::Week,
            name => unit_name(name)?,
        };
        let count = match self.lower(end).starts_with("fortnight") {
            true => count.checked_mul(2)?,
            false => count,
        };
        match self.lower(end + 1) {
            "ago" | "back" => {
                let when = When::Shift {
                    unit,
                    count: count.checked_neg()?,
                    part: Part::Whole,
                };
                // "sixty years ago today": not today.
                let today = matches!(self.lower(end + 2), "today" | "yesterday" | "tomorrow");
                Some((end + 2 + usize::from(today), when))
            }
            "from" if matches!(self.lower(end + 2), "now" | "today") => Some((
                end + 3,
                When::Shift {
                    unit,
                    count,
                    part: Part::Whole,
                },
            )),
            _ => None,
        }
    }

    /// "last week", "earlier this month", "next year", "this year", "the previous day".
    fn unit(&self, at: usize) -> Read {
        let (start, part) = match self.lower(at) {
            "earlier" | "early" => (at + 1, Part::Earlier),
            "later" | "late" => (at + 1, Part::Later),
            _ => (at, Part::Whole),
        };
        let which = self.which(start)?;
        let unit = unit_name(self.lower(start + 1))?;
        if unit == Unit::Day && part == Part::Whole {
            return None;
        }
        let count = match which {
            Which::Last => -1,
            Which::Next => 1,
            Which::This | Which::Near => 0,
        };
        // "early last week" is a part of that week that the anchor does not bound.
        let part = match count {
            0 => part,
            _ => Part::Whole,
        };
        Some((start + 2, When::Shift { unit, count, part }))
    }

    /// "the 1980s", "the late 1990s".
    fn decade(&self, at: usize) -> Read {
        let text = self.lower(at);
        let digits = text.strip_suffix('s')?;
        let digits = digits.strip_suffix('\'').unwrap_or(digits);
        let year: i16 = match digits.len() {
            4 => digits.parse().ok()?,
            _ => return None,
        };
        (year % 10 == 0 && (1000..=2100).contains(&year)).then_some((at + 1, When::Decade(year)))
    }

    /// "in 2010", "the war of 1971", "2014-2020"; "the 2019 attack".
    fn bare_year(&self, at: usize) -> Read {
        let year = self.year(at)?;
        let before = match at {
            0 => "",
            _ => self.lower(at - 1),
        };
        if self.lower(at + 1) == "-"
            && let Some(last) = self.year(at + 2).filter(|last| *last > year)
        {
            let when = When::Between(Box::new(When::Year(year)), Box::new(When::Year(last)));
            return Some((at + 3, when));
        }
        let after = match at + 1 < self.view.len() {
            true => Some(self.view.upos(at + 1)),
            false => None,
        };
        let plural = at + 1 < self.view.len() && self.view.xpos(at + 1) == "NNS";
        let named = match before {
            "in" | "since" | "during" | "of" | "by" | "from" | "until" | "till" | "before"
            | "after" | "early" | "late" | "mid" | "year" | "through" => !plural,
            "the" | "a" | "'s" | "their" | "its" | "his" | "her" | "our" | "this" => {
                matches!(after, Some(Upos::Noun | Upos::Adj | Upos::Propn)) && !plural
            }
            "-" => at > 1 && self.lower(at - 2) == "mid",
            "" => self.lower(at + 1) == ",",
            "(" => self.lower(at + 1) == ")",
            _ => false,
        };
        named.then_some((at + 1, When::Year(year)))
    }

    /// The word that a word hangs on, or itself.
    fn governor(&self, at: usize) -> usize {
        let last = self.view.len().saturating_sub(1);
        let at = at.min(last);
        self.view
            .ancestors(at)
            .find(|&word| matches!(self.view.upos(word), Upos::Verb))
            .unwrap_or(at)
    }

    fn which(&self, at: usize) -> Option<Which> {
        match self.lower(at) {
            "previous" => Some(Which::Last),
            "this" => Some(Which::This),
            "last" | "past" => Some(Which::Last),
            "next" | "coming" => Some(Which::Next),
            _ => None,
        }
    }

    /// A count in digits or words, "a" and "an" included.
    fn count(&self, at: usize) -> Option<(usize, i32)> {
        let word = self.lower(at);
        if word == "a" && self.lower(at + 1) == "couple" {
            let of = usize::from(self.lower(at + 2) == "of");
            return Some((at + 2 + of, 2));
        }
        if matches!(word, "a" | "an" | "one") {
            return Some((at + 1, 1));
        }
        // "sixty - five", three words.
        if self.lower(at + 1) == "-"
            && let Some(count) = crate::numbers::small(&format!("{word}-{}", self.lower(at + 2)))
        {
            return Some((at + 3, count as i32));
        }
        let count = match word.parse::<i32>() {
            Ok(count) if !word.starts_with(['+', '-']) => count,
            _ => crate::numbers::small(word)? as i32,
        };
        (0..=20_000).contains(&count).then_some((at + 1, count))
    }

    fn month(&self, at: usize) -> Option<i8> {
        if !self.capital(at) {
            return None;
        }
        let name = self.lower(at);
        let stem = name.strip_suffix('.').unwrap_or(name);
        let full = MONTHS.iter().position(|month| *month == stem);
        let short = || {
            MONTHS
                .iter()
                .position(|month| (stem.len() == 3 || stem == "sept") && month.starts_with(stem))
        };
        Some(full.or_else(short)? as i8 + 1)
    }

    fn weekday_name(&self, at: usize) -> Option<Weekday> {
        if !self.capital(at) {
            return None;
        }
        let name = self.lower(at);
        let index = WEEKDAYS.iter().position(|day| *day == name).or_else(|| {
            let stem = name.strip_suffix('.')?;
            (stem.len() >= 3).then(|| WEEKDAYS.iter().position(|day| day.starts_with(stem)))?
        })?;
        Weekday::from_monday_zero_offset(index as i8).ok()
    }

    /// A day of a month: "1", "01", "1st".
    fn day_number(&self, at: usize) -> Option<i8> {
        let word = self.lower(at);
        let digits = ["st", "nd", "rd", "th"]
            .iter()
            .find_map(|ending| word.strip_suffix(ending))
            .unwrap_or(word);
        if digits.is_empty() || digits.len() > 2 || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        digits.parse().ok().filter(|day| (1..=31).contains(day))
    }

    fn year(&self, at: usize) -> Option<i16> {
        let word = self.lower(at);
        let plain = word.len() == 4 && word.bytes().all(|b| b.is_ascii_digit());
        let year = plain.then(|| word.parse::<i16>().ok()).flatten()?;
        (1000..=2100).contains(&year).then_some(year)
    }

    fn year_after(&self, at: usize) -> Option<(usize, i16)> {
        let comma = usize::from(self.lower(at) == ",");
        self.year(at + comma).map(|year| (at + comma + 1, year))
    }

    /// A year, or "last year", after a day or month.
    fn trailing_year(&self, at: usize) -> (usize, Option<i16>) {
        match self.year_after(at) {
            Some((end, year)) => (end, Some(year)),
            None => (at, None),
        }
    }

    /// "last year", "this year", "next year", "of last year" after a month.
    fn year_shift(&self, at: usize) -> (usize, Option<i16>) {
        let start = at + usize::from(self.lower(at) == "of");
        match self.which(start) {
            Some(which) if self.lower(start + 1) == "year" => {
                let years = match which {
                    Which::Last => -1,
                    Which::Next => 1,
                    Which::This | Which::Near => 0,
                };
                (start + 2, Some(years))
            }
            _ => (at, None),
        }
    }
}

fn between_days(year: Option<i16>, month: i8, first: i8, last: i8) -> When {
    When::Between(
        Box::new(When::Day {
            year,
            month,
            day: first,
        }),
        Box::new(When::Day {
            year,
            month,
            day: last,
        }),
    )
}

fn is_day_part(word: &str) -> bool {
    matches!(
        word,
        "morning" | "afternoon" | "evening" | "night" | "noon" | "midnight" | "dawn" | "dusk"
    )
}

fn unit_name(word: &str) -> Option<Unit> {
    Some(match word {
        "day" | "days" => Unit::Day,
        "week" | "weeks" => Unit::Week,
        "month" | "months" => Unit::Month,
        "year" | "years" => Unit::Year,
        "decade" | "decades" => Unit::Decade,
        _ => return None,
    })
}

/// Named days with a fixed date, longest names first.
const HOLIDAYS: [(&[&str], i8, i8); 7] = [
    (&["new", "year", "'s", "eve"], 12, 31),
    (&["new", "year", "'s", "day"], 1, 1),
    (&["new", "year", "'s"], 1, 1),
    (&["christmas", "eve"], 12, 24),
    (&["christmas", "day"], 12, 25),
    (&["christmas"], 12, 25),
    (&["valentine", "'s", "day"], 2, 14),
];

pub(crate) const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

pub(crate) const WEEKDAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];
