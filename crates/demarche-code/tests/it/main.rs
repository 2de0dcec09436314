//! Tests over whole sentences and articles.

mod cases;
mod codebook;
mod knowledge;
mod mentions;
mod details;
mod relation;
