//! Tests over whole sentences and articles.

mod cases;
mod codebook;
mod relation;
