//! Dates as feeds, tables and archives write them, to ISO 8601: those of RFC 822 with all its
//! faults, of C, of spreadsheets and of archives. [`crate::Published`] reads those of pages, where
//! words stand around them.
//!
//! What is said is kept and nothing is added: a day without a time stays a day, and a time keeps
//! the offset it was written with. What is no day of the calendar, or could be two different days,
//! is no date.

use demarche_record::Article;
use demarche_text::Problem;
use jiff::civil::Date;

use crate::problem;

/// The earliest year that a publication can have on the web or in an archive of newspapers.
const FIRST_YEAR: i16 = 1600;
const LAST_YEAR: i16 = 2999;

/// Reads the date of an article, as it was written, by [`normalise`]. One that cannot be read is
/// taken away, and the problem says so.
pub fn settle(article: &mut Article) -> Option<Problem> {
    let written = article.date.take()?;
    article.date = normalise(&written);
    if article.date.is_some() {
        return None;
    }
    let shown: String = written.chars().take(60).collect();
    Some(problem(
        format!("\"{shown}\" is no date that can be read"),
        "write it as 2025-05-01",
    ))
}

/// Reads a date and writes it as "2025-05-01" or "2025-05-01T10:00:00+02:00"; a time whose zone
/// is not known stands without one. `None` where it cannot be read without guessing.
pub fn normalise(written: &str) -> Option<String> {
    let written = written.trim();
    if written.len() > 100 {
        return None;
    }
    if let Some(month_or_year) = coarse(written) {
        return Some(month_or_year);
    }
    let lower = written.to_lowercase();
    let words = words(&lower.replace("a.m.", "am").replace("p.m.", "pm"));
    let (date, used) = day(&words)?;
    let rest: Vec<Word> = words
        .iter()
        .enumerate()
        .filter(|(index, _)| !used.contains(index))
        .map(|(_, word)| word.clone())
        .collect();
    let date = date.filter(|date| (FIRST_YEAR..=LAST_YEAR).contains(&date.year()))?;
    match time(&rest) {
        Some((time, zone)) => Some(format!("{date}T{time}{}", zone?)),
        None => Some(date.to_string()),
    }
}

/// "2025-05" and "2025", which stay what they are: no day is added.
fn coarse(written: &str) -> Option<String> {
    let (year, month) = written.split_once('-').unwrap_or((written, "01"));
    if year.len() != 4 || month.len() != 2 {
        return None;
    }
    let first = date(year.parse().ok()?, month.parse().ok()?, 1)?;
    (FIRST_YEAR..=LAST_YEAR)
        .contains(&first.year())
        .then(|| written.to_owned())
}

/// A run of digits, a run of letters, or a sign.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Word {
    Number { digits: String, glued: bool },
    Letters(String),
    Sign(char),
}

/// Cuts a date at each change of kind. `glued` numbers follow without a space.
fn words(text: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut space = true;
    for c in text.chars() {
        match (c, words.last_mut()) {
            (c, Some(Word::Number { digits, .. })) if c.is_ascii_digit() && !space => {
                digits.push(c);
            }
            (c, _) if c.is_ascii_digit() => words.push(Word::Number {
                digits: c.into(),
                glued: !space,
            }),
            (c, Some(Word::Letters(letters))) if c.is_alphabetic() && !space => {
                letters.extend(c.to_lowercase());
            }
            (c, _) if c.is_alphabetic() => words.push(Word::Letters(c.to_lowercase().collect())),
            (c, _) if !c.is_whitespace() => words.push(Word::Sign(c)),
            _ => {}
        }
        space = c.is_whitespace();
    }
    words
}

/// The day, with the words that say it. The inner `None` is a day that is none.
fn day(words: &[Word]) -> Option<(Option<Date>, Vec<usize>)> {
    compact(words)
        .or_else(|| epoch(words))
        .or_else(|| with_month_name(words))
        .or_else(|| numeric(words))
}

fn number(word: Option<&Word>) -> Option<(&str, i64)> {
    match word? {
        Word::Number { digits, .. } if digits.len() <= 14 => {
            Some((digits.as_str(), digits.parse().ok()?))
        }
        _ => None,
    }
}

fn date(year: i64, month: i64, day: i64) -> Option<Date> {
    Date::new(
        i16::try_from(year).ok()?,
        i8::try_from(month).ok()?,
        i8::try_from(day).ok()?,
    )
    .ok()
}

/// Two digits of a year, as RFC 2822 reads them.
fn full_year(digits: &str, year: i64) -> Option<i64> {
    match digits.len() {
        2 if year < 50 => Some(2000 + year),
        2 | 3 => Some(1900 + year),
        4 => Some(year),
        _ => None,
    }
}

/// 20250501, alone or before a T.
fn compact(words: &[Word]) -> Option<(Option<Date>, Vec<usize>)> {
    let (digits, value) = number(words.first())?;
    let day = match digits.len() {
        8 => value,
        // 20250501100000, as WARC of old and many URLs write it.
        14 => value / 1_000_000,
        _ => return None,
    };
    let found = date(day / 10_000, day / 100 % 100, day % 100);
    let used = if digits.len() == 14 { vec![] } else { vec![0] };
    Some((found, used))
}

/// Seconds or milliseconds since 1970, as some tables write them. The time stays behind as words.
fn epoch(words: &[Word]) -> Option<(Option<Date>, Vec<usize>)> {
    let [only] = words else { return None };
    let (digits, value) = number(Some(only))?;
    let seconds = match digits.len() {
        9 | 10 => value,
        12 | 13 => value / 1000,
        _ => return None,
    };
    let moment = jiff::Timestamp::from_second(seconds).ok()?;
    Some((
        Some(moment.to_zoned(jiff::tz::TimeZone::UTC).date()),
        vec![],
    ))
}

/// "1 May 2025", "May 1, 2025", "01-May-25", "May 1 10:00:00 2025".
fn with_month_name(words: &[Word]) -> Option<(Option<Date>, Vec<usize>)> {
    let (at, month) = words.iter().enumerate().find_map(|(at, word)| match word {
        Word::Letters(letters) => Some((at, month(letters)?)),
        _ => None,
    })?;
    let behind = |from: usize| {
        (from..words.len())
            .find(|index| !matches!(words[*index], Word::Sign(',' | '-' | '.' | '/')))
    };
    let mut before = at;
    // Ordinals: the 1st of May.
    while before > 0
        && match &words[before - 1] {
            Word::Sign(sign) => matches!(sign, ',' | '-' | '.' | '/'),
            Word::Letters(letters) => matches!(letters.as_str(), "st" | "nd" | "rd" | "th" | "of"),
            Word::Number { .. } => false,
        }
    {
        before -= 1;
    }
    let before = before.checked_sub(1);
    let first = before.and_then(|before| Some((before, number(words.get(before))?)));
    if let Some((index, (digits, value))) = first {
        if digits.len() == 4 {
            // 2025 May 1
            let next = behind(at + 1)?;
            let (_, day) = number(words.get(next))?;
            return Some((date(value, month, day), (index..=next).collect()));
        }
        let year = behind(at + 1)?;
        let (digits, written) = number(words.get(year))?;
        let used = (index..=year).collect();
        let found = full_year(digits, written).and_then(|year| date(year, month, value));
        return Some((found, used));
    }
    let day = behind(at + 1)?;
    let (_, value) = number(words.get(day))?;
    // The year stands behind the day, or, as in C's asctime, behind the time.
    let year = (day + 1..words.len()).find(|index| {
        matches!(&words[*index], Word::Number { digits, .. } if digits.len() == 4)
            && !(*index > 0 && matches!(words[*index - 1], Word::Sign('+' | '-')))
    })?;
    let (_, written) = number(words.get(year))?;
    let mut used: Vec<usize> = (at..=day).collect();
    used.push(year);
    Some((date(written, month, value), used))
}

/// "2025-05-01", "2025/05/01", "13/05/2025", "05/13/2025", "13.05.2025".
fn numeric(words: &[Word]) -> Option<(Option<Date>, Vec<usize>)> {
    let start = words.iter().position(|word| number(Some(word)).is_some())?;
    // Only a weekday may stand before it.
    if words[..start]
        .iter()
        .any(|word| !matches!(word, Word::Letters(_) | Word::Sign(',' | '.')))
    {
        return None;
    }
    let (digits, first) = number(words.get(start))?;
    let sign = |index: usize| match words.get(index) {
        Some(Word::Sign(sign @ ('-' | '/' | '.'))) => Some(*sign),
        _ => None,
    };
    let second = sign(start + 1).and_then(|_| number(words.get(start + 2)));
    let third = sign(start + 3)
        .filter(|sign| Some(*sign) == self::sign_at(words, start + 1))
        .and_then(|_| number(words.get(start + 4)));
    let three = || (start..start + 5).collect();
    match (digits.len(), second, third) {
        (4, Some((_, month)), Some((_, day))) => Some((date(first, month, day), three())),
        (1 | 2, Some((_, second)), Some((digits, year))) => {
            let year = full_year(digits, year)?;
            let found = match (first, second, sign(start + 1)) {
                // Points part day from month, never month from day.
                (day, month, Some('.')) => date(year, month, day),
                (same, also, _) if same == also => date(year, same, also),
                (day @ 13.., month, _) => date(year, month, day),
                (month, day @ 13.., _) => date(year, month, day),
                _ => None,
            };
            Some((found, three()))
        }
        _ => None,
    }
}

fn sign_at(words: &[Word], index: usize) -> Option<char> {
    match words.get(index) {
        Some(Word::Sign(sign)) => Some(*sign),
        _ => None,
    }
}

/// The number of a month that is named in lower case, whole or by its first letters.
pub(crate) fn month(letters: &str) -> Option<i64> {
    const MONTHS: [&str; 12] = [
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
    let length = letters.len();
    if length < 3 {
        return None;
    }
    let found = MONTHS.iter().position(|name| {
        *name == letters || letters == &name[..3] || (length == 4 && name.starts_with(letters))
    })?;
    i64::try_from(found + 1).ok()
}

/// A time and the offset behind it: "" where none is known, `None` where there is one that cannot be.
type Clock = (String, Option<String>);

/// The time and its zone among the words that are left.
fn time(words: &[Word]) -> Option<Clock> {
    if let Some(found) = compact_time(words) {
        return Some(found);
    }
    let colon = words.iter().position(|word| *word == Word::Sign(':'))?;
    let hour_at = colon.checked_sub(1)?;
    let (_, mut hour) = number(words.get(hour_at))?;
    let (_, minute) = number(words.get(colon + 1))?;
    let mut at = colon + 2;
    let mut second = 0;
    if words.get(at) == Some(&Word::Sign(':')) {
        (_, second) = number(words.get(at + 1))?;
        at += 2;
        if matches!(words.get(at), Some(Word::Sign('.' | ',')))
            && matches!(words.get(at + 1), Some(Word::Number { glued: true, .. }))
        {
            at += 2;
        }
    }
    let mut rest: Vec<Word> = words.get(at..).unwrap_or_default().to_vec();
    if let Some(Word::Letters(letters)) = rest.first() {
        let half = match letters.as_str() {
            "am" => Some(0),
            "pm" => Some(12),
            _ => None,
        };
        if let Some(half) = half {
            if !(1..=12).contains(&hour) {
                return None;
            }
            hour = hour % 12 + half;
            rest.remove(0);
        }
    }
    clock(hour, minute, second, &rest)
}

/// T100000Z, and the digits behind the day of 20250501100000.
fn compact_time(words: &[Word]) -> Option<Clock> {
    match words {
        [Word::Number { digits, .. }, rest @ ..] if digits.len() == 14 => {
            let value: i64 = digits[8..].parse().ok()?;
            let zone = if rest.is_empty() {
                // Archives stamp in UTC.
                &[Word::Letters(String::new())][..0]
            } else {
                rest
            };
            let (time, zone_found) = clock(value / 10_000, value / 100 % 100, value % 100, zone)?;
            let zone = if rest.is_empty() {
                Some("Z".to_owned())
            } else {
                zone_found
            };
            Some((time, zone))
        }
        [Word::Number { digits, .. }] if (9..=13).contains(&digits.len()) => {
            let value: i64 = digits.parse().ok()?;
            let seconds = if digits.len() > 11 {
                value / 1000
            } else {
                value
            };
            let of_day = seconds.rem_euclid(86_400);
            let (time, _) = clock(of_day / 3600, of_day / 60 % 60, of_day % 60, &[])?;
            Some((time, Some("Z".to_owned())))
        }
        [Word::Letters(t), Word::Number { digits, .. }, rest @ ..]
            if t == "t" && (digits.len() == 6 || digits.len() == 4) =>
        {
            let value: i64 = digits.parse().ok()?;
            let value = if digits.len() == 4 {
                value * 100
            } else {
                value
            };
            clock(value / 10_000, value / 100 % 100, value % 100, rest)
        }
        _ => None,
    }
}

/// A time of the day. A leap second is the one before; a time that is none leaves the day alone.
fn clock(hour: i64, minute: i64, second: i64, zone: &[Word]) -> Option<Clock> {
    let in_range =
        (0..24).contains(&hour) && (0..60).contains(&minute) && (0..=60).contains(&second);
    in_range.then(|| {
        let second = second.min(59);
        (
            format!("{hour:02}:{minute:02}:{second:02}"),
            self::zone(zone),
        )
    })
}

/// The offset that the words behind a time name, "" where they name none that is known. `None` for
/// one that no place on earth has (+25:00): what was meant is not known, nor the day.
fn zone(words: &[Word]) -> Option<String> {
    match words {
        [Word::Letters(name), rest @ ..] => match (offset_of(name), rest) {
            (Some("Z"), [Word::Sign('+' | '-'), ..]) => zone(rest),
            (Some(offset), _) => Some(offset.to_owned()),
            (None, _) => Some(String::new()),
        },
        [
            Word::Sign(sign @ ('+' | '-' | '\u{2212}')),
            Word::Number { digits, glued },
            rest @ ..,
        ] => {
            let value: i64 = digits.parse().unwrap_or(99_99);
            let (hours, minutes) = match (digits.len(), rest) {
                (1 | 2, [Word::Sign(':'), Word::Number { digits, .. }, ..]) => {
                    (value, digits.parse().unwrap_or(99))
                }
                (1 | 2, _) => (value, 0),
                (3 | 4, _) => (value / 100, value % 100),
                _ => return Some(String::new()),
            };
            if hours > 14 || minutes > 59 {
                // Behind a space it may be anything: "10:00 - 16:30".
                return (!glued).then(String::new);
            }
            // "-0000" is UTC whose local time is not known.
            if (hours, minutes) == (0, 0) {
                return Some("Z".to_owned());
            }
            let sign = if *sign == '+' { '+' } else { '-' };
            Some(format!("{sign}{hours:02}:{minutes:02}"))
        }
        _ => Some(String::new()),
    }
}

/// Names of zones: those of RFC 822, and those of Europe and Asia that mean one offset only.
fn offset_of(name: &str) -> Option<&'static str> {
    Some(match name {
        "z" | "ut" | "utc" | "gmt" | "wet" => "Z",
        "est" => "-05:00",
        "edt" => "-04:00",
        "cst" => "-06:00",
        "cdt" => "-05:00",
        "mst" => "-07:00",
        "mdt" => "-06:00",
        "pst" => "-08:00",
        "pdt" => "-07:00",
        "akst" => "-09:00",
        "akdt" => "-08:00",
        "hst" => "-10:00",
        "bst" | "cet" | "west" | "wat" => "+01:00",
        "cest" | "eet" | "cat" | "sast" => "+02:00",
        "eest" | "msk" | "eat" => "+03:00",
        "pkt" => "+05:00",
        "wib" => "+07:00",
        "hkt" | "sgt" | "awst" => "+08:00",
        "jst" | "kst" => "+09:00",
        "aest" => "+10:00",
        "aedt" => "+11:00",
        "nzst" => "+12:00",
        "nzdt" => "+13:00",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::normalise;

    fn check(written: &str, iso: &str) {
        assert_eq!(normalise(written).as_deref(), Some(iso), "{written}");
    }

    #[test]
    fn the_forms_of_feeds_are_read() {
        for written in [
            "Thu, 01 May 2025 10:00:00 GMT",
            "Thu, 1 May 2025 10:00:00 +0000",
            "01 May 2025 10:00 UT",
            "Thursday, 01-May-25 10:00:00 UTC",
            "1 May 25 10:00:00 Z",
            "Thu May  1 10:00:00 2025 GMT",
            "Thu May  1 10:00:00 UTC 2025",
            "May 1, 2025 10:00 AM GMT",
            "2025-05-01T10:00:00Z",
            "2025-05-01T10:00Z",
            "2025-05-01T10:00:00.123456Z",
            "2025-05-01 10:00:00 UTC",
            "2025-05-01t10:00:00z",
            "2025-05-01T10:00:00-00:00",
            "20250501T100000Z",
            "20250501100000",
            "2025/05/01 10:00:00 GMT",
            "1746093600",
            "1746093600000",
        ] {
            check(written, "2025-05-01T10:00:00Z");
        }
        check("Thu, 01 May 2025 10:00:00 EST", "2025-05-01T10:00:00-05:00");
        check(
            "Thu, 01 May 2025 22:30:00 -0330",
            "2025-05-01T22:30:00-03:30",
        );
        check("2025-05-01T10:00:00+02:00", "2025-05-01T10:00:00+02:00");
        check("2025-05-01T10:00:00+0530", "2025-05-01T10:00:00+05:30");
        check(
            "Thu, 01 May 2025 10:00:00 GMT+2",
            "2025-05-01T10:00:00+02:00",
        );
        check("5/13/2025 3:04:05 PM", "2025-05-13T15:04:05");
        check("May 1, 2025, 12:10 a.m.", "2025-05-01T00:10:00");
        check("Thu, 01 May 2025 12:10 AM", "2025-05-01T00:10:00");
        check("2025-05-01T10:00:00", "2025-05-01T10:00:00");
    }

    #[test]
    fn days_stay_days() {
        check("2025-05-01", "2025-05-01");
        check("20250501", "2025-05-01");
        check("1 May 2025", "2025-05-01");
        check("the 1st of May, 2025", "2025-05-01");
        check("May 1, 2025", "2025-05-01");
        check("2025 May 1", "2025-05-01");
        check("13.05.2025", "2025-05-13");
        check("01.05.2025", "2025-05-01");
        check("13/05/2025", "2025-05-13");
        check("05/13/25", "2025-05-13");
        check("2025-05", "2025-05");
        check("2025", "2025");
        // A time that is none leaves the day.
        check("2025-05-01T25:00:00Z", "2025-05-01");
        check("2025-05-01T24:00:00Z", "2025-05-01");
        check("Sat, 31 Dec 2016 23:59:60 GMT", "2016-12-31T23:59:59Z");
    }

    #[test]
    fn what_is_no_day_is_none() {
        for written in [
            "",
            "yesterday",
            "31 Feb 2025",
            "2025-02-31",
            "2025-13-01T10:00:00Z",
            "2025-05-01T10:00:00+25:00",
            "Thu, 01 May 2025 10:00:00 +0099",
            "0000-01-01",
            "Mon, 01 Jan 0000 00:00:00 GMT",
            "99999-01-01",
            "1 Jan 99999 00:00:00 GMT",
            "0",
            "-1",
            "05/06/2025",
            "99999999999999999999999",
            "May",
            "\u{0}\u{0}",
            "१ मई २०२५",
        ] {
            assert_eq!(normalise(written), None, "{written}");
        }
    }
}
