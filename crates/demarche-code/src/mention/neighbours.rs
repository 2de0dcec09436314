//! Which state "its eastern neighbour" is, where only one can be (`knowledge/neighbours.tsv`).

use std::collections::HashMap;
use std::sync::OnceLock;

use demarche_record::CountryCode;

use demarche_knowledge::table::{list, table_rows};

use crate::knowledge::{Class, Knowledge};

const TABLE: &str = crate::tables::NEIGHBOURS;

/// The neighbour of a state that a word in lower case before the noun tells from all others.
pub(super) fn neighbour(knowledge: &Knowledge, of: CountryCode, word: &str) -> Option<CountryCode> {
    static STATES: OnceLock<HashMap<(CountryCode, &str), CountryCode>> = OnceLock::new();
    let big = knowledge.is(word, Class::Big);
    let word = if big { "big" } else { word };
    let states = STATES.get_or_init(|| read(TABLE));
    states.get(&(of, word)).copied()
}

fn read(table: &str) -> HashMap<(CountryCode, &str), CountryCode> {
    let mut states = HashMap::new();
    for row in table_rows(table) {
        let mut fields = row.all();
        let (Some(of), Some(words), Some(other)) = (fields.next(), fields.next(), fields.next())
        else {
            continue;
        };
        let (of, other) = (CountryCode::parse(of), CountryCode::parse(other));
        if let (Some(of), Some(other)) = (of, other) {
            states.extend(list(words).map(|word| ((of, word), other)));
        }
    }
    states
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> CountryCode {
        CountryCode::parse(text).unwrap()
    }

    #[test]
    fn every_line_is_read_and_no_word_is_said_twice() {
        let lines = TABLE.lines().filter(|line| !line.starts_with('#'));
        let words = lines.map(|line| {
            let fields: Vec<&str> = line.split('\t').collect();
            let [of, words, other] = fields[..] else {
                panic!("{line}")
            };
            assert!(of != other && code(of) != code(other), "{line}");
            words.split('|').count()
        });
        assert_eq!(read(TABLE).len(), words.sum::<usize>());
    }

    #[test]
    fn a_side_has_one_neighbour() {
        let of =
            |state: &str, word: &str| neighbour(crate::knowledge::embedded(), code(state), word);
        assert_eq!(of("PAK", "eastern"), Some(code("IND")));
        assert_eq!(of("FIN", "mighty"), Some(code("RUS")));
        assert_eq!(of("NPL", "big"), None);
    }
}
