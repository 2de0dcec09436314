//! What an item of the corpus holds, once its quoted words are resolved.

use jiff::civil::Date;

/// A sentence or a short article with its annotation.
#[derive(Debug, Clone)]
pub(crate) struct Item {
    pub(crate) file: String,
    /// Line of the head.
    pub(crate) line: usize,
    pub(crate) id: String,
    pub(crate) date: Date,
    pub(crate) region: String,
    pub(crate) kind: String,
    pub(crate) article: bool,
    pub(crate) sentences: Vec<Sentence>,
    pub(crate) events: Vec<Event>,
    /// Why there is no event, where there is none.
    pub(crate) nothing: Option<String>,
}

impl Item {
    /// The part that the id names.
    pub(crate) fn part(&self) -> &'static str {
        match self.id.get(..2) {
            Some("tr") => "train",
            Some("dv") => "dev",
            _ => "test",
        }
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Sentence {
    pub(crate) text: String,
    /// Whether a paragraph starts here.
    pub(crate) opens: bool,
}

#[derive(Debug, Clone)]
pub(crate) struct Event {
    pub(crate) line: usize,
    /// Counted from 1.
    pub(crate) sentence: usize,
    pub(crate) kind: String,
    pub(crate) modes: Vec<String>,
    pub(crate) status: String,
    pub(crate) certainty: String,
    pub(crate) trigger: Words,
    pub(crate) by: Option<Party>,
    pub(crate) actors: Vec<Party>,
    pub(crate) recipients: Vec<Party>,
    pub(crate) places: Vec<Party>,
    pub(crate) dates: Vec<(Words, Date, Date)>,
    pub(crate) objects: Vec<(String, Words)>,
    pub(crate) counts: Vec<Count>,
    pub(crate) note: Option<String>,
}

/// Words of the text and the code of what they name. `code` is of a country alone at places.
#[derive(Debug, Clone)]
pub(crate) struct Party {
    pub(crate) words: Words,
    pub(crate) code: Option<String>,
}

/// `span` counts Unicode scalar values from the start of the sentence, end exclusive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Words {
    pub(crate) text: String,
    pub(crate) sentence: usize,
    pub(crate) span: (usize, usize),
}

impl Words {
    pub(crate) fn overlaps(&self, other: &Words) -> bool {
        self.sentence == other.sentence && self.span.0 < other.span.1 && other.span.0 < self.span.1
    }
}

/// People killed, injured, arrested or displaced. Both bounds are absent for "dozens".
#[derive(Debug, Clone)]
pub(crate) struct Count {
    pub(crate) kind: String,
    pub(crate) least: Option<u64>,
    pub(crate) most: Option<u64>,
    pub(crate) about: bool,
    pub(crate) words: Words,
}
