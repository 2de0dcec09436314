//! Parties in a sentence: who is spoken of, and what they resolve to.

use std::ops::Range;

use demarche_record::{CountryCode, Party, Sector};

use crate::view::SentenceView;

/// What sort of thing a mention is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MentionKind {
    /// A state, body, group or person that can act ("Pakistan", "the army chief", "protesters").
    Party,
    /// A place that does not act here ("Pahalgam", "the border").
    Place,
    /// Anything else: a thing, an abstraction, a time.
    Other,
}

/// One noun phrase, keyed by its head word.
#[derive(Clone, Debug, PartialEq)]
pub struct Mention {
    /// The head word.
    pub head: usize,
    /// The words that name it: title and name, determiner and modifiers; no relative clause,
    /// no trailing parenthesis.
    pub words: Range<usize>,
    /// Party, place or other.
    pub kind: MentionKind,
    /// Canonical name of a known party.
    pub name: Option<String>,
    /// Stable key of a known party ("IND-GOV").
    pub entity: Option<String>,
    /// Country or supra-national code.
    pub country: Option<CountryCode>,
    /// Sectors, most specific first.
    pub sectors: Vec<Sector>,
    /// Office or title.
    pub role: Option<String>,
    /// How the codes were found ("gazetteer", "demonym+agent", "office", "coreference", ...).
    pub basis: &'static str,
    /// Whether more than one is meant.
    pub plural: bool,
    /// Whether it is a person (or persons), by entity tag, pronoun or agent noun.
    pub person: bool,
}

impl Mention {
    /// Country and first sector as the field writes them: "INDGOV", "IND", or a sector alone.
    pub fn code(&self) -> Option<String> {
        match (self.country, self.sectors.first()) {
            (None, None) => None,
            (country, sector) => Some(format!(
                "{}{}",
                country.map(String::from).unwrap_or_default(),
                sector.map(|sector| sector.as_str()).unwrap_or_default()
            )),
        }
    }

    /// The wire form.
    pub fn party(&self, view: &SentenceView<'_>) -> Party {
        Party {
            text: view.slice(self.words.clone()).to_owned(),
            span: view.span(self.words.clone()),
            name: self.name.clone(),
            entity: self.entity.clone(),
            country: self.country,
            sectors: self.sectors.clone(),
            code: self.code(),
            role: self.role.clone(),
            basis: self.basis.to_owned(),
        }
    }
}
