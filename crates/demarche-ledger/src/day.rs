//! Days of the calendar as numbers, since a ledger counts and compares them all the time. It knows
//! no hours and no time zones: the record has none.

use std::fmt;

use jiff::civil::{self, Weekday};
use serde::{Deserialize, Serialize};

/// A day, counted from 1970-01-01; written as ISO 8601.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Day(i32);

const EPOCH: civil::Date = civil::date(1970, 1, 1);

impl Day {
    /// Reads the day of "2025-05-01", or of a time that begins so.
    pub fn parse(text: &str) -> Option<Self> {
        let day = text.get(..10)?;
        if !matches!(text.as_bytes().get(10), None | Some(b'T' | b' ')) {
            return None;
        }
        let date: civil::Date = day.parse().ok()?;
        let hours = date.duration_since(EPOCH).as_hours();
        i32::try_from(hours.div_euclid(24)).ok().map(Day)
    }

    /// The day of that number.
    pub(crate) fn numbered(number: i32) -> Self {
        Day(number)
    }

    /// Days since 1970-01-01.
    pub fn number(self) -> i32 {
        self.0
    }

    /// The day that many days later, or earlier.
    pub fn plus(self, days: i32) -> Self {
        Day(self.0.saturating_add(days))
    }

    /// How many days later than `other` this is.
    pub fn since(self, other: Day) -> i32 {
        self.0.saturating_sub(other.0)
    }

    /// The Monday of its week (ISO 8601).
    pub fn week(self) -> Self {
        // 1970-01-01 was a Thursday.
        Day(self.0 - (self.0 + 3).rem_euclid(7))
    }

    /// The first day of its month.
    pub fn month(self) -> Self {
        let date = self.date();
        Day(self.0 - i32::from(date.day()) + 1)
    }

    /// The first day of the month after its own.
    pub fn next_month(self) -> Self {
        Day(self.month().0 + i32::from(self.date().days_in_month()))
    }

    /// "Mon" to "Sun".
    pub fn weekday(self) -> &'static str {
        match self.date().weekday() {
            Weekday::Monday => "Mon",
            Weekday::Tuesday => "Tue",
            Weekday::Wednesday => "Wed",
            Weekday::Thursday => "Thu",
            Weekday::Friday => "Fri",
            Weekday::Saturday => "Sat",
            Weekday::Sunday => "Sun",
        }
    }

    fn date(self) -> civil::Date {
        let span = jiff::Span::new().days(self.0);
        EPOCH.checked_add(span).unwrap_or(civil::Date::MAX)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.date())
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl From<Day> for String {
    fn from(day: Day) -> String {
        day.to_string()
    }
}

impl TryFrom<String> for Day {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        Day::parse(&text).ok_or_else(|| format!("\"{text}\" is no day: write it as 2025-05-01"))
    }
}

#[cfg(test)]
mod tests {
    use super::Day;

    #[test]
    fn days_read_and_write() {
        for text in ["1969-12-31", "1970-01-01", "2024-02-29", "2025-05-01"] {
            assert_eq!(Day::parse(text).unwrap().to_string(), text);
        }
        assert_eq!(Day::parse("2025-05-01T10:00:00Z"), Day::parse("2025-05-01"));
        for bad in ["", "2025", "2025-02-30", "2025-05-01x", "01.05.2025"] {
            assert_eq!(Day::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn weeks_begin_on_monday_and_months_on_the_first() {
        let day = |text| Day::parse(text).unwrap();
        assert_eq!(day("2025-05-01").week(), day("2025-04-28"));
        assert_eq!(day("2025-04-28").week(), day("2025-04-28"));
        assert_eq!(day("1969-12-31").week(), day("1969-12-29"));
        assert_eq!(day("2024-02-29").month(), day("2024-02-01"));
        assert_eq!(day("2024-12-31").next_month(), day("2025-01-01"));
        assert_eq!(day("2025-05-01").weekday(), "Thu");
        assert_eq!(day("2025-05-01").since(day("2025-04-22")), 9);
    }
}
