//! Scores against gold labels.

pub(crate) mod parse;
pub(crate) mod text;
