//! Word forms to tags, a dependency tree and entity spans.
//!
//! Words in, indices out. This crate carries its weights and knows nothing of politics.
//! For any input it returns one rooted tree as long as the input; the same weights and the same
//! words give the same result on any number of threads.

mod types;

pub use types::{Analysis, Deprel, Entity, EntityKind, Upos, Word};
