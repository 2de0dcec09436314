//! What a server says about time: `Cache-Control`, `Expires`, `Age`, `Date`, `Retry-After`.
//!
//! Servers write these badly. Whatever cannot be read says nothing; whatever is negative or in
//! the past is nought; whatever is too large is the largest. Nothing here fails.

use std::time::Duration;

use jiff::Timestamp;

/// The longest time that a server can ask for: a year. Longer is taken as this.
pub const LONGEST: Duration = Duration::from_secs(366 * 24 * 60 * 60);

/// How long an answer may be taken as still true, counted from its arrival: what is left of
/// `max-age`, or the time from `Date` to `Expires`, less `Age`. `None` where the server does not
/// say. `no-store` and `no-cache` ask that the next question be put, so they give nought.
pub fn lifetime(
    cache_control: &[&str],
    expires: Option<&str>,
    date: Option<&str>,
    age: Option<&str>,
    now: Timestamp,
) -> Option<Duration> {
    let age = age.and_then(delta_seconds).unwrap_or_default();
    match max_age(cache_control) {
        Some(fresh) => Some(fresh.saturating_sub(age)),
        None => {
            // An `Expires` that is no date means "already expired" (RFC 9111, 5.3).
            let expires = expires?;
            let Some(end) = http_date(expires) else {
                return Some(Duration::ZERO);
            };
            let start = date.and_then(http_date).unwrap_or(now);
            Some(between(start, end).saturating_sub(age))
        }
    }
}

/// `Retry-After` in seconds or as a date.
pub fn retry_after(value: &str, now: Timestamp) -> Option<Duration> {
    delta_seconds(value).or_else(|| http_date(value).map(|date| between(now, date)))
}

/// A date of HTTP in its three forms, and in the form of mail, which many servers write.
pub fn http_date(value: &str) -> Option<Timestamp> {
    let value = value.trim();
    if let Ok(time) = httpdate::parse_http_date(value) {
        // The last year that HTTP can write ends after the last moment there is here.
        return Some(Timestamp::try_from(time).unwrap_or(Timestamp::MAX));
    }
    jiff::fmt::rfc2822::parse(value)
        .ok()
        .map(|zoned| zoned.timestamp())
}

/// A moment as HTTP writes it.
pub fn to_http_date(time: Timestamp) -> String {
    let time = time.max(Timestamp::UNIX_EPOCH);
    httpdate::fmt_http_date(time.into())
}

/// The smallest `max-age` that is named, or nought where storing is forbidden. `s-maxage` speaks
/// to shared caches, and a reader of feeds is none.
fn max_age(cache_control: &[&str]) -> Option<Duration> {
    let mut found: Option<Duration> = None;
    for directive in cache_control.iter().flat_map(|line| line.split(',')) {
        let (name, value) = match directive.split_once('=') {
            Some((name, value)) => (name, Some(value)),
            None => (directive, None),
        };
        let said = match name.trim().to_ascii_lowercase().as_str() {
            // With field names it speaks of these fields alone.
            "no-store" => Some(Duration::ZERO),
            "no-cache" if value.is_none() => Some(Duration::ZERO),
            "max-age" => value.and_then(|value| delta_seconds(value.trim().trim_matches('"'))),
            _ => None,
        };
        if let Some(said) = said {
            found = Some(found.map_or(said, |found| found.min(said)));
        }
    }
    found
}

/// Whole seconds. Negative numbers are nought, fractions are cut, and what has too many digits is
/// [`LONGEST`].
fn delta_seconds(value: &str) -> Option<Duration> {
    let value = value.trim();
    let (negative, digits) = match value.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, value.strip_prefix('+').unwrap_or(value)),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
    let all_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !all_digits(whole) || !all_digits(fraction) {
        return None;
    }
    if negative {
        return Some(Duration::ZERO);
    }
    let seconds = whole.parse::<u64>().unwrap_or(u64::MAX);
    Some(Duration::from_secs(seconds).min(LONGEST))
}

/// The time from one moment to a later one; nought where it is not later.
fn between(start: Timestamp, end: Timestamp) -> Duration {
    let seconds = end.as_second().saturating_sub(start.as_second());
    Duration::from_secs(u64::try_from(seconds).unwrap_or(0)).min(LONGEST)
}
