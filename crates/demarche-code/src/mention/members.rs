//! What the members of a body of states are called by themselves: "the Twelve" (`knowledge/members.tsv`).

use std::sync::OnceLock;

use demarche_record::CountryCode;

use demarche_knowledge::table::{list, table_rows};

const TABLE: &str = crate::tables::MEMBERS;

/// Words for the members of a body in some years.
struct Members {
    number: &'static str,
    /// Only where the text speaks of the body.
    bound: bool,
    code: CountryCode,
    first: i32,
    last: Option<i32>,
}

/// The body that words behind "the" mean in a year, and whether the text must speak of it.
pub(super) fn called(number: &str, year: i32) -> Option<(CountryCode, bool)> {
    static NUMBERS: OnceLock<Vec<Members>> = OnceLock::new();
    let numbers = NUMBERS.get_or_init(|| read(TABLE));
    let then = |of: &&Members| of.first <= year && of.last.is_none_or(|last| year <= last);
    let mut named = numbers.iter().filter(|of| of.number == number);
    named.find(then).map(|of| (of.code, of.bound))
}

fn read(table: &'static str) -> Vec<Members> {
    let mut numbers = Vec::new();
    for row in table_rows(table) {
        let mut fields = row.all();
        let (Some(words), Some(code)) = (fields.next(), fields.next().and_then(CountryCode::parse))
        else {
            continue;
        };
        let mut year = || fields.next().and_then(|year| year.parse().ok());
        let (Some(first), last) = (year(), year()) else {
            continue;
        };
        numbers.extend(list(words).map(|word| Members {
            number: word.trim_start_matches('?'),
            bound: word.starts_with('?'),
            code,
            first,
            last,
        }));
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_read_and_means_a_body_of_states() {
        let lines = TABLE.lines().filter(|line| !line.starts_with('#'));
        let words = lines.map(|line| {
            let fields: Vec<&str> = line.split('\t').collect();
            let [words, _, first, last] = fields[..] else {
                panic!("{line}")
            };
            assert!(last.is_empty() || first <= last, "{line}");
            words.split('|').count()
        });
        let read = read(TABLE);
        assert_eq!(read.len(), words.sum::<usize>());
        assert!(read.iter().all(|of| of.code.is_supranational()));
    }

    #[test]
    fn a_number_means_a_body_while_it_had_so_many_members() {
        let europe = CountryCode::parse("EUR").unwrap();
        assert_eq!(called("Twelve", 1991), Some((europe, false)));
        assert_eq!(called("Twelve", 2001), None);
        assert_eq!(called("27", 2018), Some((europe, true)));
        assert_eq!(called("other 26", 2024), Some((europe, true)));
    }
}
