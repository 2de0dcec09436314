//! Closed classes of words that the resolution of parties asks for. Open classes stand in
//! `knowledge/words.tsv`.

use demarche_record::Sector::{self, Bus, Cop, Gov, Jud, Leg, Mil, Pty, Rel, Spy};

/// Prepositions that put a place name to its literal use.
#[rustfmt::skip]
pub(super) const LOCATIVE: &[&str] = &[
    "in", "at", "near", "inside", "outside", "across", "around", "within", "throughout", "into",
    "along", "through", "via", "over", "above", "off",
];

/// Prepositions that make a capital a place rather than a government after a verb.
#[rustfmt::skip]
pub(super) const MOTION: &[&str] = &[
    "to", "from", "into", "for", "on", "of",
];

/// Words that with a preposition address somebody or weigh on him: a capital behind them is its government.
#[rustfmt::skip]
pub(super) const ADDRESSED: &[(&str, &[&str])] = &[
    ("on", &["call", "rely", "depend", "impose", "slap", "sanction", "sanctions", "embargo", "pressure", "tariff"]),
    ("to", &["appeal", "plead", "protest", "complain", "apologise", "apologize", "loyal", "concession", "ultimatum"]),
];

/// Heads of pairs that mean two persons, whatever they do.
pub(super) const PERSONS: &[&str] = &["men", "women"];

/// Sectors of the offices that an armed group has as a state does: its judges are of the group.
pub(super) const OFFICERS: &[Option<Sector>] = &[
    Some(Gov),
    Some(Jud),
    Some(Rel),
    Some(Pty),
    Some(Bus),
    Some(Spy),
    Some(Cop),
    Some(Leg),
    Some(Mil),
];
