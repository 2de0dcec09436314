//! What is known of the world before a text is read: the tables of `knowledge/*.tsv`, read when this
//! crate is built, with a user's own over them.

use std::sync::OnceLock;

pub use demarche_knowledge::{
    Agent, AgentKind, BESIDE, Class, Country, Hit, Knowledge, Leader, Moment, Organisation,
    OrganisationKind, Sense, Spell,
};

use demarche_record::CountryCode;

use crate::fault::Fault;
use crate::mention::slug;
use crate::tables;

/// The tables by name and text.
const TABLES: [(&str, &str); 6] = [
    ("countries.tsv", tables::COUNTRIES),
    ("agents.tsv", tables::AGENTS),
    ("organisations.tsv", tables::ORGANISATIONS),
    ("leaders.tsv", tables::LEADERS),
    ("epithets.tsv", tables::EPITHETS),
    ("words.tsv", tables::WORDS),
];

/// The same as `build.rs` read them.
const READ: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/knowledge.bin"));

/// The tables this crate carries.
pub fn embedded() -> &'static Knowledge {
    static EMBEDDED: OnceLock<Knowledge> = OnceLock::new();
    EMBEDDED.get_or_init(take_up)
}

/// Takes the tables up as a start does, from what the build made of them.
pub fn take_up() -> Knowledge {
    // The bytes were written by the same crate; were they none, the text would say the same.
    Knowledge::from_bytes(READ).unwrap_or_else(|_| Knowledge::read(&TABLES).0)
}

/// The tables this crate carries, by name and text.
pub fn tables() -> &'static [(&'static str, &'static str)] {
    &TABLES
}

/// The name of the party that events and ledgers know by a key: a country, the United Nations or the
/// European Union by its code, an organisation or office holder by what its name becomes
/// ("boko-haram").
pub fn party_name<'k>(knowledge: &'k Knowledge, key: &str) -> Option<&'k str> {
    let country = CountryCode::parse(key).and_then(|code| knowledge.country_name(code));
    if country.is_some() {
        return country;
    }
    let key = match key {
        "UNO" => "united-nations",
        "EUR" => "european-union",
        key => key,
    };
    let first = key.chars().next()?;
    // Words, and codes of countries and sectors, are no such keys.
    if key.contains(|c: char| c.is_uppercase() || c != '-' && !c.is_alphanumeric()) {
        return None;
    }
    let begins = |name: &str| {
        let letter = name.chars().find(|c| c.is_alphanumeric());
        letter.is_some_and(|letter| letter.to_lowercase().next() == Some(first))
    };
    let organisations = knowledge.organisations().iter();
    let organisations = organisations.map(|organisation| organisation.name.as_str());
    let leaders = knowledge
        .leaders()
        .iter()
        .map(|leader| leader.name.as_str());
    organisations
        .chain(leaders)
        .find(|name| begins(name) && slug(name) == key)
}

/// The tables this crate carries with a user's `own` over them.
pub fn extended(own: &[(&str, &str)]) -> (Knowledge, Vec<Fault>) {
    Knowledge::layered(&TABLES, own)
}
