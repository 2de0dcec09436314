//! Bytes to articles to sentences to tokens.
//!
//! Bad content never fails a run: what could be read comes back with its problems. The original
//! text is never altered; every token is a slice of it. This crate knows the form of newswire and
//! the tokenisation of UD English; it knows no places, no persons and no politics.
//!
//! [`Document::from_text`] is the way in. In reading order: `layout` joins lines to paragraphs,
//! `furniture` tells headline, dateline, byline and agency lines from the text, `token` cuts
//! tokens, `sentence` cuts sentences; `lexicon` holds their word lists.

mod chars;
mod document;
mod furniture;
mod input;
mod layout;
mod lexicon;
mod limits;
mod sentence;
mod token;

pub use document::{Dateline, Document, Sentence, SentenceKind, Token};
pub use input::{
    Problem, article_from_bytes, article_from_record, article_from_text, decode, read_jsonl,
    text_id,
};
pub use limits::Limits;
