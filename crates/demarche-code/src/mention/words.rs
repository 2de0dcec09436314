//! Closed classes of words that the resolution of parties asks for. Open classes stand in
//! `knowledge/words.tsv`.

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
