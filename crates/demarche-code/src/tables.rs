//! The tables of `knowledge/` as this crate carries them.

/// Other lists' codes of countries; they take no part in coding, and none in fingerprints.
pub(crate) const CODES: &str = include_str!("../../../knowledge/codes.tsv");

macro_rules! tables {
    ($($name:ident = $file:literal),* $(,)?) => {
        $(pub(crate) const $name: &str = include_str!(concat!("../../../knowledge/", $file));)*

        /// Every table, for fingerprints.
        pub(crate) const ALL: &[&str] = &[$($name),*];
    };
}

tables! {
    AGENTS = "agents.tsv",
    CASUALTIES = "casualties.tsv",
    CLAUSES = "clauses.tsv",
    CONTEXTS = "contexts.tsv",
    COUNTRIES = "countries.tsv",
    DESCRIPTIONS = "descriptions.tsv",
    EPITHETS = "epithets.tsv",
    GIVEN_NAMES = "given-names.tsv",
    LEADERS = "leaders.tsv",
    MEMBERS = "members.tsv",
    NEIGHBOURS = "neighbours.tsv",
    OBJECTS = "objects.tsv",
    ORGANISATIONS = "organisations.tsv",
    PLACES = "places.tsv",
    WORDS = "words.tsv",
}
