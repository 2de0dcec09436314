//! Word forms to tags, a dependency tree and entity spans.
//!
//! Words in, indices out. This crate carries its weights and knows nothing of politics.
//! For any input it returns one rooted tree as long as the input; the same weights and the same
//! words give the same result on any number of threads.
//!
//! [`Parser::analyze`] runs every stage. [`Parser::tag`] runs the first one alone, so that a
//! caller who sees from tags and lemmas that a sentence is of no use pays for no more.
//!
//! The modules hold what the trainer in `demarche-lab` shares with the parser: features,
//! transitions and the layout of the weights. They change whenever the weights do.

mod attribution;
pub mod entities;
pub mod gazetteer;
pub mod key;
pub mod lemma;
pub mod lexicon;
mod parser;
mod past;
mod perfect;
pub mod syntax;
pub mod table;
pub mod tagger;
mod types;
mod verbs;
pub mod word;

pub use gazetteer::Gazetteer;
pub use lexicon::Lexicon;
pub use parser::{GAZETTEER, Parser, Scratch, Tagged, Weights, lexical_atom};
pub use types::{Analysis, Deprel, Entity, EntityKind, Upos, Word};
