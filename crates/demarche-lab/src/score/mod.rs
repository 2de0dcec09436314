//! Scores against gold labels.

pub(crate) mod parse;
pub(crate) mod relation;
pub(crate) mod text;
