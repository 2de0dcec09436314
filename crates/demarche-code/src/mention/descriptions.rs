//! Nouns by which a text speaks again of whom it has named (`knowledge/descriptions.tsv`).

use std::collections::HashMap;
use std::sync::OnceLock;

use demarche_knowledge::table::{list, table_rows};
use demarche_record::Sector;

const TABLE: &str = crate::tables::DESCRIPTIONS;

/// How a noun is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Described {
    /// Said of somebody just named: "the historian".
    Person,
    /// An adjective of somebody just named: "the veteran diplomat".
    Epithet,
    /// A body of its kind: "the party".
    Group,
    /// Said of somebody by his trade, and of companies: "the Canadian miner".
    Company,
    /// A body that is of whoever has it: "the opposition's council".
    Council,
    /// The last word of names that parties of many states bear.
    Party,
    /// Those of a peace mission who bear no arms.
    Civilian,
    /// Makes an office another: "deputy".
    Other,
    /// An office of a body of states, in the town where that sits.
    Seated,
    /// An office that only the body of states has which sits in that town.
    Commission,
    /// An office of those who watch, keep or broker a peace for a body of states: "the monitors".
    Mission,
    /// A body of states that a text speaks of after who heads it: "the agency".
    Headed,
    /// Said of whom several states send together: "the multinational force".
    Joint,
    /// An adjective of a region that has left its state.
    Breakaway,
    /// Before "party" what parties of many states call themselves: "Democratic".
    Creed,
    /// A place where people live, spoken of again: "the town".
    Town,
    /// The head of a party's kin, with a name or whoever leads it: "the bloc".
    Bloc,
    /// Several of those that together are a body of states: "newcomers".
    Member,
    /// Of such offices "chief" says only who leads: "the chief prosecutor".
    Chief,
    /// The first or last word of a name that says what it is of: "Ltd".
    Name,
}

impl Described {
    fn parse(text: &str) -> Option<Described> {
        let classes = [
            ("person", Described::Person),
            ("epithet", Described::Epithet),
            ("group", Described::Group),
            ("company", Described::Company),
            ("council", Described::Council),
            ("party", Described::Party),
            ("civilian", Described::Civilian),
            ("other", Described::Other),
            ("seated", Described::Seated),
            ("commission", Described::Commission),
            ("mission", Described::Mission),
            ("headed", Described::Headed),
            ("joint", Described::Joint),
            ("breakaway", Described::Breakaway),
            ("creed", Described::Creed),
            ("town", Described::Town),
            ("bloc", Described::Bloc),
            ("member", Described::Member),
            ("chief", Described::Chief),
            ("name", Described::Name),
        ];
        let found = classes.iter().find(|(name, _)| *name == text);
        found.map(|&(_, class)| class)
    }

    /// Whether a noun in lower case is of this class.
    pub(super) fn has(self, noun: &str) -> bool {
        nouns().contains_key(&(self, noun))
    }
}

/// Whether a body whose first sector this is may be called by a noun: "the party" is of one that says
/// something only where the table says so.
pub(super) fn is_called(noun: &str, first: Option<&Sector>) -> bool {
    let sectors = nouns().get(&(Described::Group, noun));
    let sectors = sectors.filter(|sectors| !sectors.is_empty());
    match (sectors, first) {
        (Some(sectors), Some(first)) => sectors.contains(first),
        _ => true,
    }
}

/// The sector that the first or last word of a name tells of, in lower case.
pub(super) fn of_name(word: &str) -> Option<Sector> {
    let sectors = nouns().get(&(Described::Name, word))?;
    sectors.first().copied()
}

type Nouns = HashMap<(Described, &'static str), Vec<Sector>>;

fn nouns() -> &'static Nouns {
    static NOUNS: OnceLock<Nouns> = OnceLock::new();
    NOUNS.get_or_init(|| read(TABLE))
}

fn read(table: &'static str) -> Nouns {
    let mut nouns = HashMap::new();
    for row in table_rows(table) {
        let mut fields = row.all();
        let (Some(class), Some(words)) = (fields.next().and_then(Described::parse), fields.next())
        else {
            continue;
        };
        let sectors: Vec<Sector> = (fields.next().into_iter())
            .flat_map(list)
            .filter_map(Sector::parse)
            .collect();
        nouns.extend(list(words).map(|word| ((class, word), sectors.clone())));
    }
    nouns
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_read_and_no_noun_stands_twice_in_a_class() {
        let mut nouns = 0;
        for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
            let fields: Vec<&str> = line.split('\t').collect();
            assert!(Described::parse(fields[0]).is_some(), "{line}");
            let mut sectors = fields.get(2).into_iter().flat_map(|all| all.split('|'));
            let kinds = matches!(fields[0], "group" | "name");
            assert_eq!(fields.len() > 2, kinds, "{line}");
            assert!(sectors.all(|code| Sector::parse(code).is_some()), "{line}");
            nouns += fields[1].split('|').count();
        }
        assert_eq!(read(TABLE).len(), nouns);
    }

    #[test]
    fn a_noun_says_what_kind_of_body_it_is_said_of() {
        assert!(is_called("party", Some(&Sector::Opp)));
        assert!(!is_called("party", Some(&Sector::Reb)));
        assert!(is_called("organisation", Some(&Sector::Reb)));
        assert!(is_called("militia", None));
        assert_eq!(of_name("ltd"), Some(Sector::Bus));
        assert_eq!(of_name("party"), None);
    }
}
