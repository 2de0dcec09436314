//! When something was published, as pages and feeds write it.
//!
//! Only what is beyond doubt is read: a day that could be another day written the other way round
//! (03/05/2024) is none.

use std::str::FromStr;

use jiff::civil::{Date, Time};
use jiff::tz::Offset;
use jiff::{Timestamp, ToSpan};

use crate::dates;

/// The day on which something was published, with the time where that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Published {
    /// The day, at the place of publication where the zone is known.
    pub day: Date,
    /// The time of that day.
    pub time: Option<Time>,
    /// How far that place's clock is ahead of UTC.
    pub zone: Option<Offset>,
}

impl std::fmt::Display for Published {
    /// ISO 8601: `2024-03-05`, `2024-03-05T10:00:00` or `2024-03-05T10:00:00+02:00`.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}", self.day)?;
        let Some(time) = self.time else {
            return Ok(());
        };
        write!(
            f,
            "T{:02}:{:02}:{:02}",
            time.hour(),
            time.minute(),
            time.second()
        )?;
        match self.zone {
            None => Ok(()),
            Some(zone) if zone == Offset::UTC => f.write_str("Z"),
            Some(zone) => {
                let minutes = zone.seconds() / 60;
                let sign = if minutes < 0 { '-' } else { '+' };
                let minutes = minutes.abs();
                write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
            }
        }
    }
}

impl FromStr for Published {
    type Err = ();

    /// Reads ISO 8601 in its usual variations, the dates of mails and feeds (RFC 2822), days with
    /// the name of the month in English, and Unix time in seconds or milliseconds.
    fn from_str(text: &str) -> Result<Self, ()> {
        let text = text.trim();
        // Nothing that is longer is a date.
        if text.len() > 80 {
            return Err(());
        }
        // A year first is ISO 8601, in which an hour that is none leaves the day in doubt too.
        let other = |text: &str| {
            let year_first = number(text, 4)
                .is_some_and(|(_, length, rest)| length == 4 && rest.starts_with(['-', '/', '.']));
            let read = dates::normalise(text).filter(|_| !year_first)?;
            iso(&read)
        };
        iso(text)
            .or_else(|| other(text))
            .or_else(|| month_by_name(text))
            .ok_or(())
    }
}

impl Published {
    /// Why this cannot be when a page of news was published: it is the zero of a clock or of a
    /// form, or in the future by more than a day, which zones do not explain.
    pub fn doubt(&self, now: Option<Timestamp>) -> Option<&'static str> {
        let year = self.day.year();
        let eve = (year, self.day.month(), self.day.day()) == (1969, 12, 31);
        let new_year = (self.day.month(), self.day.day()) == (1, 1);
        if eve || (new_year && matches!(year, 1900 | 1970)) || year < 1600 {
            return Some("which stands for none");
        }
        let latest = now?.checked_add(24.hours()).ok()?;
        let latest = Offset::UTC.to_datetime(latest).date();
        (self.day > latest).then_some("which is in the future")
    }
}

/// The digits at the start of `text`, at most `most`, and what follows.
fn number(text: &str, most: usize) -> Option<(i64, usize, &str)> {
    let length = text
        .bytes()
        .take(most)
        .take_while(u8::is_ascii_digit)
        .count();
    let (digits, rest) = text.split_at_checked(length)?;
    Some((digits.parse().ok()?, length, rest))
}

fn date(year: i64, month: i64, day: i64) -> Option<Date> {
    let (year, month, day) = (year.try_into(), month.try_into(), day.try_into());
    Date::new(year.ok()?, month.ok()?, day.ok()?).ok()
}

/// `2024-03-05`, `2024/3/5`, `20240305`, with or without a time, with or without a zone.
fn iso(text: &str) -> Option<Published> {
    let (year, 4, rest) = number(text, 4)? else {
        return None;
    };
    let separator = rest.chars().next().filter(|found| "-/.".contains(*found));
    let rest = rest.strip_prefix(['-', '/', '.']).unwrap_or(rest);
    let (month, month_length, rest) = number(rest, 2)?;
    let rest = match separator {
        Some(separator) => rest.strip_prefix(separator)?,
        None if month_length == 2 => rest,
        None => return None,
    };
    let (day, day_length, rest) = number(rest, 2)?;
    if separator.is_none() && day_length != 2 {
        return None;
    }
    let day = date(year, month, day)?;
    let only = Published {
        day,
        time: None,
        zone: None,
    };
    let rest = rest.trim_start_matches([',', ' ']);
    let rest = rest.strip_prefix(['T', 't']).unwrap_or(rest).trim_start();
    if rest.is_empty() || rest.starts_with(['Z', '+']) {
        // A day with a zone is a day.
        return Some(only);
    }
    let (time, rest) = time(rest)?;
    let zone = match rest.trim() {
        "" => None,
        named => match zone(named) {
            Some(zone) => Some(zone),
            // A time in a zone that is not known is no time.
            None => return Some(only),
        },
    };
    Some(Published {
        day,
        time: Some(time),
        zone,
    })
}

/// `10:00`, `10:00:00`, `10:00:00.000`, `1000` and `100000`.
fn time(text: &str) -> Option<(Time, &str)> {
    let (hour, _, rest) = number(text, 2)?;
    let rest = rest.strip_prefix(':').unwrap_or(rest);
    let (minute, _, rest) = number(rest, 2)?;
    let (second, rest) = match number(rest.strip_prefix(':').unwrap_or(rest), 2) {
        Some((second, _, rest)) => (second, rest),
        None => (0, rest),
    };
    let rest = match rest.strip_prefix(['.', ',']) {
        Some(fraction) => fraction.trim_start_matches(|digit: char| digit.is_ascii_digit()),
        None => rest,
    };
    // 24:00 is the end of a day, and a leap second is not worth a problem.
    let (hour, minute, second) = match (hour, minute, second) {
        (24, 0, 0) => (23, 59, 59),
        (hour, minute, second) => (hour, minute, second.min(59)),
    };
    let time = Time::new(
        hour.try_into().ok()?,
        minute.try_into().ok()?,
        second.try_into().ok()?,
        0,
    );
    Some((time.ok()?, rest))
}

/// `Z`, `UTC`, `GMT`, `+02:00`, `+0200`, `+02`, `GMT+2` and the like; also the four zones of the
/// United States that RFC 2822 names.
fn zone(text: &str) -> Option<Offset> {
    let text = text.trim();
    let named = text.trim_start_matches("UTC").trim_start_matches("GMT");
    if matches!(named, "" | "Z" | "z") {
        return Some(Offset::UTC);
    }
    let hours = match named {
        "EST" | "CDT" => Some(-5),
        "EDT" => Some(-4),
        "CST" | "MDT" => Some(-6),
        "MST" | "PDT" => Some(-7),
        "PST" => Some(-8),
        _ => None,
    };
    if let Some(hours) = hours {
        return Offset::from_hours(hours).ok();
    }
    let sign = match named.chars().next()? {
        '+' => 1,
        '-' | '\u{2212}' => -1,
        _ => return None,
    };
    let (hours, _, rest) = number(named.trim_start_matches(['+', '-', '\u{2212}']), 2)?;
    let rest = rest.strip_prefix(':').unwrap_or(rest);
    let minutes = match rest {
        "" => 0,
        rest => match number(rest, 2)? {
            (minutes, 2, "") => minutes,
            _ => return None,
        },
    };
    if hours > 14 || minutes > 59 {
        return None;
    }
    Offset::from_seconds(i32::try_from(sign * (hours * 60 + minutes) * 60).ok()?).ok()
}

/// `March 5, 2024`, `5 March 2024`, `Tuesday, Mar. 5th, 2024 at 10:00 ET`: the day alone, since
/// the time stands in words there.
fn month_by_name(text: &str) -> Option<Published> {
    let words: Vec<&str> = text
        .split([' ', ',', '-', '\u{a0}'])
        .filter(|word| !word.is_empty())
        .collect();
    let day_of = |word: &str| {
        let (day, _, rest) = number(word, 2)?;
        matches!(rest, "" | "st" | "nd" | "rd" | "th" | ".").then_some(day)
    };
    let year_of = |word: &str| match number(word, 4)? {
        (year, 4, "" | ".") => Some(year),
        _ => None,
    };
    let month = |word: &str| dates::month(&word.trim_end_matches('.').to_lowercase());
    let at = words.iter().position(|word| month(word).is_some())?;
    let month = month(words.get(at)?)?;
    let after = (words.get(at + 1).copied(), words.get(at + 2).copied());
    let before = at.checked_sub(1).and_then(|at| words.get(at).copied());
    let (year, day) = match (before.and_then(day_of), after) {
        (Some(day), (Some(year), _)) if year_of(year).is_some() => (year_of(year)?, day),
        (_, (Some(day), Some(year))) => (year_of(year)?, day_of(day)?),
        _ => return None,
    };
    Some(Published {
        day: date(year, month, day)?,
        time: None,
        zone: None,
    })
}

#[cfg(test)]
mod tests {
    use super::Published;

    fn read(text: &str) -> Option<String> {
        text.parse::<Published>().ok().map(|read| read.to_string())
    }

    #[test]
    fn dates_are_read_as_pages_write_them() {
        for (text, wanted) in [
            ("2024-03-05", "2024-03-05"),
            (" 2024-03-05\n", "2024-03-05"),
            ("2024/3/5", "2024-03-05"),
            ("20240305", "2024-03-05"),
            ("20240305T101500Z", "2024-03-05T10:15:00Z"),
            ("2024-03-05T10:15:30Z", "2024-03-05T10:15:30Z"),
            ("2024-03-05T10:15:30.123Z", "2024-03-05T10:15:30Z"),
            ("2024-03-05T10:15:30+02:00", "2024-03-05T10:15:30+02:00"),
            ("2024-03-05T10:15:30-0330", "2024-03-05T10:15:30-03:30"),
            ("2024-03-05T23:59:60Z", "2024-03-05T23:59:59Z"),
            ("2024-03-05T24:00:00Z", "2024-03-05T23:59:59Z"),
            ("2024-03-05 10:15", "2024-03-05T10:15:00"),
            ("2024-03-05 10:15:00 UTC", "2024-03-05T10:15:00Z"),
            ("2024-03-05 10:15:00 EST", "2024-03-05T10:15:00-05:00"),
            ("2024-03-05 10:15:00 Somewhere/Else", "2024-03-05"),
            ("Tue, 05 Mar 2024 09:30:00 EAT", "2024-03-05T09:30:00+03:00"),
            // A zone that is not known is not taken for that of Greenwich.
            ("Tue, 05 Mar 2024 09:30:00 QQT", "2024-03-05T09:30:00"),
            ("Tue, 05 Mar 2024 10:15:00 GMT", "2024-03-05T10:15:00Z"),
            (
                "Tue, 05 Mar 2024 10:15:00 +0530",
                "2024-03-05T10:15:00+05:30",
            ),
            ("March 5, 2024", "2024-03-05"),
            ("Tuesday, March 5th, 2024", "2024-03-05"),
            ("5 March 2024", "2024-03-05"),
            ("Published 5 Mar. 2024", "2024-03-05"),
            ("05-Mar-2024", "2024-03-05"),
            ("Sept. 9, 2024 at 10:15 a.m. ET", "2024-09-09T10:15:00"),
            ("1709633700", "2024-03-05T10:15:00Z"),
            ("1709633700000", "2024-03-05T10:15:00Z"),
        ] {
            assert_eq!(read(text).as_deref(), Some(wanted), "{text}");
        }
    }

    #[test]
    fn what_is_in_doubt_is_no_date() {
        for text in [
            "",
            "yesterday",
            "03/05/2024",
            "2024",
            "2024-03",
            "2024-13-05",
            "2024-02-30",
            "12345",
            "May",
            "May 2024",
            "an hour ago",
            "2024-03-05T25:00:00Z",
            "５ March 2024",
            "\u{0}",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(read(&"9".repeat(1000)), None);
    }

    #[test]
    fn zeros_and_the_future_are_doubted() {
        let now = Some("2024-03-05T22:00:00Z".parse().unwrap());
        let doubt = |text: &str| text.parse::<Published>().unwrap().doubt(now).is_some();
        assert!(doubt("1970-01-01T00:00:00Z"));
        assert!(doubt("0".repeat(10).as_str()));
        assert!(doubt("1969-12-31T19:00:00-05:00"));
        assert!(doubt("0001-01-01"));
        assert!(doubt("1900-01-01"));
        assert!(doubt("2024-03-08"));
        assert!(doubt("2204-03-05"));
        // Where it is tomorrow already.
        assert!(!doubt("2024-03-06T10:00:00+12:00"));
        assert!(!doubt("1962-10-28"));
        assert!(
            "2204-03-05"
                .parse::<Published>()
                .unwrap()
                .doubt(None)
                .is_none()
        );
    }
}
