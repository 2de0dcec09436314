//! What is known of the world before a text is read: the tables of `knowledge/*.tsv`, read when this
//! crate is built, with a user's own over them.

use std::sync::OnceLock;

pub use demarche_knowledge::{
    Agent, AgentKind, BESIDE, Country, Hit, Knowledge, Leader, Moment, Organisation,
    OrganisationKind, Sense, Spell,
};

use crate::fault::Fault;
use crate::tables;

/// The tables by name and text.
const TABLES: [(&str, &str); 5] = [
    ("countries.tsv", tables::COUNTRIES),
    ("agents.tsv", tables::AGENTS),
    ("organisations.tsv", tables::ORGANISATIONS),
    ("leaders.tsv", tables::LEADERS),
    ("epithets.tsv", tables::EPITHETS),
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

/// The tables this crate carries with a user's `own` over them.
pub fn extended(own: &[(&str, &str)]) -> (Knowledge, Vec<Fault>) {
    Knowledge::layered(&TABLES, own)
}
