//! Date restrictions of actor codes, and how they become spells of office.
//!
//! `<date`, `>date` and `date-date`, both ends counted, a date being YYYYMMDD or YYMMDD. Of two
//! digits 00 to 30 are years from 2000 and the rest from 1900, as in PETRARCH. Our spells count
//! whole months, so that the day is cut off.

/// A month, counted so that neighbours differ by one.
pub(crate) type Month = i32;

/// When a code holds; both ends are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    /// `None`: ever since.
    pub(crate) from: Option<Month>,
    /// `None`: from then on.
    pub(crate) to: Option<Month>,
}

impl Span {
    /// Reads a restriction; the error says what is wrong.
    pub(crate) fn read(text: &str) -> Result<Span, String> {
        let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        if let Some(date) = text.strip_prefix('<') {
            let (to, _) = date_of(date)?;
            return Ok(Span {
                from: None,
                to: Some(to),
            });
        }
        if let Some(date) = text.strip_prefix('>') {
            let (from, _) = date_of(date)?;
            return Ok(Span {
                from: Some(from),
                to: None,
            });
        }
        let (first, last) = text
            .split_once('-')
            .ok_or_else(|| format!("\"{text}\" is no restriction"))?;
        let ((from, first_day), (to, last_day)) = (date_of(first)?, date_of(last)?);
        if (to, last_day) < (from, first_day) {
            return Err(format!("{last} lies before {first}"));
        }
        Ok(Span {
            from: Some(from),
            to: Some(to),
        })
    }
}

/// The month and day of a date.
fn date_of(text: &str) -> Result<(Month, i32), String> {
    let wrong = || format!("\"{text}\" is no date");
    if !matches!(text.len(), 6 | 8) || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(wrong());
    }
    let (year, rest) = text.split_at(text.len() - 4);
    let number = |digits: &str| digits.parse::<i32>().map_err(|_| wrong());
    let mut full = number(year)?;
    if year.len() == 2 {
        full += if full <= 30 { 2000 } else { 1900 };
    }
    let (month, day) = (number(&rest[..2])?, number(&rest[2..])?);
    if !(1..=12).contains(&month) || !(1..=31).contains(&day) || full == 0 {
        return Err(wrong());
    }
    Ok((full * 12 + month - 1, day))
}

/// As `leaders.tsv` writes a beginning; the year 1 where there is none.
pub(crate) fn first(month: Option<Month>) -> String {
    month.map_or_else(|| "0001".to_owned(), written)
}

/// As `leaders.tsv` writes an end; empty where there is none.
pub(crate) fn last(month: Option<Month>) -> String {
    month.map_or_else(String::new, written)
}

fn written(month: Month) -> String {
    format!(
        "{:04}-{:02}",
        month.div_euclid(12),
        month.rem_euclid(12) + 1
    )
}

/// The months that no span holds, in order.
pub(crate) fn gaps(spans: &[Span]) -> Vec<Span> {
    let mut sorted = spans.to_vec();
    sorted.sort_by_key(|span| {
        (
            span.from.unwrap_or(Month::MIN),
            span.to.unwrap_or(Month::MAX),
        )
    });
    let mut gaps = Vec::new();
    // The first month that nothing before holds; `None` once something holds for ever.
    let mut open: Option<Month> = Some(Month::MIN);
    for span in sorted {
        let Some(free) = open else { break };
        let from = span.from.unwrap_or(Month::MIN);
        if from > free {
            gaps.push(Span {
                from: Some(free).filter(|&month| month != Month::MIN),
                to: Some(from - 1),
            });
        }
        open = span.to.map(|to| free.max(to + 1));
    }
    if let Some(free) = open {
        gaps.push(Span {
            from: Some(free).filter(|&month| month != Month::MIN),
            to: None,
        });
    }
    gaps
}

/// Whether two spans share more than the month in which one ends and the other begins.
pub(crate) fn overlap(one: Span, other: Span) -> bool {
    let from = one
        .from
        .unwrap_or(Month::MIN)
        .max(other.from.unwrap_or(Month::MIN));
    let to = one
        .to
        .unwrap_or(Month::MAX)
        .min(other.to.unwrap_or(Month::MAX));
    to > from
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn restrictions_are_read_and_filled() {
        let read = |text| Span::read(text).unwrap();
        let span = read("930120-20010120");
        assert_eq!(
            (first(span.from), last(span.to)),
            ("1993-01".to_owned(), "2001-01".to_owned())
        );
        assert_eq!(first(read(">300101").from), "2030-01");
        assert_eq!(first(read("> 310101").from), "1931-01");
        assert_eq!(first(read("<19991231").from), "0001");
        for bad in [
            "",
            "<",
            ">2001",
            "20011301-20020101",
            "20020101-20010101",
            "x-y",
            "<é00101",
        ] {
            assert!(Span::read(bad).is_err(), "{bad}");
        }
        let gaps = gaps(&[read("19930120-20010120"), read(">20050101")]);
        let told: Vec<_> = gaps
            .iter()
            .map(|gap| (first(gap.from), last(gap.to)))
            .collect();
        assert_eq!(
            told,
            [
                ("0001".to_owned(), "1992-12".to_owned()),
                ("2001-02".to_owned(), "2004-12".to_owned()),
            ]
        );
        assert!(overlap(
            read("20010101-20020301"),
            read("20020201-20030101")
        ));
        assert!(!overlap(
            read("20010101-20020301"),
            read("20020320-20030101")
        ));
    }
}
