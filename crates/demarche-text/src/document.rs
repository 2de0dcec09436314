//! An article cut into paragraphs, sentences and tokens.

use demarche_record::Span;

/// A token: a slice of the article text. Spans count Unicode scalar values; `bytes` are byte
/// offsets of the same slice, so that slicing needs no counting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// Place in the article text, in Unicode scalar values.
    pub span: Span,
    /// The same place in bytes.
    pub bytes: (u32, u32),
    /// Whether white space follows before the next token of the sentence.
    pub space_after: bool,
}

/// What kind of unit a sentence is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SentenceKind {
    /// A headline or title line that stands in the text.
    Headline,
    /// Running text.
    Body,
    /// An item of a list.
    ListItem,
}

/// A sentence with its tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Place in the article text.
    pub span: Span,
    /// Index of the paragraph it stands in.
    pub paragraph: usize,
    /// What kind of unit it is.
    pub kind: SentenceKind,
    /// Its tokens, in order; never empty.
    pub tokens: Vec<Token>,
}

/// "NEW DELHI, May 1 (Reuters) -": where and when an agency filed a story. Never part of a
/// sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dateline {
    /// The whole dateline, dash included.
    pub span: Span,
    /// The place name(s), as one span.
    pub place: Option<Span>,
    /// The date words, when given.
    pub date: Option<Span>,
    /// The agency.
    pub agency: Option<Span>,
}

/// An article cut into sentences and tokens. Sentences are numbered from 1 in event records:
/// sentence `n` is `sentences[n - 1]`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// The article text, as it came.
    pub text: String,
    /// A headline found in the text itself; never among `sentences`.
    pub headline: Option<Span>,
    /// The dateline.
    pub dateline: Option<Dateline>,
    /// A byline ("By Jane Doe").
    pub byline: Option<Span>,
    /// Agency or source lines ("ANI", "(Reporting by ...)").
    pub agency_lines: Vec<Span>,
    /// Paragraphs, in order.
    pub paragraphs: Vec<Span>,
    /// Sentences, in order.
    pub sentences: Vec<Sentence>,
    /// What was cut short or could not be read, each said so that a user can act on it.
    pub problems: Vec<String>,
}

impl Document {
    /// The words of a token.
    pub fn token_text(&self, token: &Token) -> &str {
        &self.text[token.bytes.0 as usize..token.bytes.1 as usize]
    }
}
