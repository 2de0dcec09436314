//! CAMEO codes: the crosswalk from PLOVER and the Goldstein scale.

use std::sync::OnceLock;

use crate::{Context, EventType, Mode};

/// A CAMEO code with what it crosses over to.
#[derive(Clone, Debug, PartialEq)]
pub struct Cameo {
    /// Two to four digits, as a string: leading zeros count.
    pub code: &'static str,
    /// PLOVER type; `None` where PLOVER has no counterpart.
    pub event_type: Option<EventType>,
    /// PLOVER mode.
    pub mode: Option<Mode>,
    /// PLOVER contexts, all of which an event must have to take the code.
    pub contexts: Vec<Context>,
    /// Goldstein scale, from -10 to 10.
    pub goldstein: Option<f64>,
}

impl Cameo {
    /// Every code of the table, in order.
    pub fn all() -> &'static [Cameo] {
        static TABLE: OnceLock<Vec<Cameo>> = OnceLock::new();
        TABLE.get_or_init(|| {
            include_str!("../data/cameo.tsv")
                .lines()
                .filter(|line| !line.starts_with('#'))
                .filter_map(row)
                .collect()
        })
    }

    /// The row of a code.
    pub fn get(code: &str) -> Option<&'static Cameo> {
        let all = Cameo::all();
        all.binary_search_by(|row| row.code.cmp(code))
            .ok()
            .map(|i| &all[i])
    }

    /// The most specific code that the crosswalk gives for a type, mode and contexts. Of codes
    /// equally specific the more general wins, then the first; where every code of the type wants
    /// a context that is missing (SUPPORT), the shortest code of the type stands in.
    pub fn of(
        event_type: EventType,
        mode: Option<Mode>,
        contexts: &[Context],
    ) -> Option<&'static Cameo> {
        Cameo::all()
            .iter()
            .filter(|row| row.event_type == Some(event_type))
            .filter(|row| row.mode.is_none() || row.mode == mode)
            .filter(|row| {
                row.contexts
                    .iter()
                    .all(|context| contexts.contains(context))
            })
            .min_by_key(|row| {
                let fit = 4 * usize::from(row.mode.is_some()) + row.contexts.len();
                (std::cmp::Reverse(fit), row.code.len(), row.code)
            })
            .or_else(|| {
                let of_type = |row: &&Cameo| row.event_type == Some(event_type);
                Cameo::all()
                    .iter()
                    .filter(of_type)
                    .min_by_key(|row| (row.code.len(), row.code))
            })
    }
}

fn row(line: &'static str) -> Option<Cameo> {
    let mut fields = line.split('\t');
    let mut next = || fields.next().unwrap_or("");
    let code = next();
    let event_type = EventType::parse(next());
    let mode = next();
    Some(Cameo {
        code,
        event_type,
        mode: event_type.and_then(|event_type| Mode::parse(event_type, mode)),
        contexts: next().split(';').filter_map(Context::parse).collect(),
        goldstein: next().parse().ok(),
    })
    .filter(|row| !row.code.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_of_the_table_is_read_and_in_order() {
        let lines = include_str!("../data/cameo.tsv");
        let rows = lines.lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(Cameo::all().len(), rows);
        assert!(
            Cameo::all()
                .windows(2)
                .all(|pair| pair[0].code < pair[1].code)
        );
    }

    #[test]
    fn mode_and_context_choose_the_most_specific_code() {
        let legal = Mode::parse(EventType::Retreat, "release");
        let cameo = Cameo::of(EventType::Retreat, legal, &[Context::Legal]).unwrap();
        assert_eq!(cameo.code, "0841");
        assert_eq!(
            Cameo::of(EventType::Consult, None, &[]).unwrap().code,
            "040"
        );
    }

    #[test]
    fn every_event_type_has_a_code_of_its_own() {
        for &event_type in EventType::ALL {
            assert!(Cameo::of(event_type, None, &[]).is_some(), "{event_type}");
        }
    }
}
