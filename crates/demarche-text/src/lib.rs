//! Bytes to articles to sentences to tokens.
//!
//! Bad content never fails a run: what could be read comes back with its problems. The original
//! text is never altered; every token is a slice of it.

mod document;

pub use document::{Dateline, Document, Sentence, SentenceKind, Token};
