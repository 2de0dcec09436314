//! Days and numbers as annotations write them.

use jiff::civil::Date;

/// First and last day of what a date line names.
pub(crate) fn span_of_days(span: &str) -> Option<(Date, Date)> {
    if let Some((start, end)) = span.split_once("..") {
        let (start, end) = (span_of_days(start)?.0, span_of_days(end)?.1);
        return (start <= end).then_some((start, end));
    }
    match span.len() {
        10 => span.parse().ok().map(|day| (day, day)),
        7 => {
            let start: Date = format!("{span}-01").parse().ok()?;
            Some((start, start.last_of_month()))
        }
        4 => {
            let start: Date = format!("{span}-01-01").parse().ok()?;
            Some((start, start.last_of_year()))
        }
        _ => None,
    }
}

/// Bounds of a count, and whether the text calls it rough.
pub(crate) fn number_of(number: &str) -> Option<(Option<u64>, Option<u64>, bool)> {
    let read = |digits: &str| digits.parse::<u64>().ok();
    if number == "?" {
        return Some((None, None, true));
    }
    if let Some(digits) = number.strip_prefix('~') {
        let value = read(digits)?;
        return Some((Some(value), Some(value), true));
    }
    if let Some((least, most)) = number.split_once("..") {
        let (least, most) = (read(least)?, read(most)?);
        return (least <= most).then_some((Some(least), Some(most), false));
    }
    if let Some(digits) = number.strip_suffix('+') {
        return Some((Some(read(digits)?), None, false));
    }
    if let Some(digits) = number.strip_suffix('-') {
        return Some((None, Some(read(digits)?), false));
    }
    let value = read(number)?;
    Some((Some(value), Some(value), false))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_and_counts_have_bounds() {
        let (start, end) = span_of_days("2024-02").unwrap();
        assert_eq!(
            (start.to_string(), end.to_string()),
            ("2024-02-01".into(), "2024-02-29".into())
        );
        assert!(span_of_days("2024-02-03..2024-02-01").is_none());
        assert_eq!(number_of("~40"), Some((Some(40), Some(40), true)));
        assert_eq!(number_of("30..40"), Some((Some(30), Some(40), false)));
        assert_eq!(number_of("40-"), Some((None, Some(40), false)));
        assert_eq!(number_of("forty"), None);
    }
}
