//! Analysis, knowledge and codebook to mentions, actors, dates, places and events.
//!
//! A pure function of article, knowledge, codebook and weights: no state between articles, no IO,
//! no clock. No rule stands here if it can be a codebook line, and every event names the line or
//! the score that made it.

pub mod clause;
pub mod codebook;
mod coder;
pub mod codes;
pub mod compose;
pub mod confidence;
pub mod contexts;
pub mod dates;
mod deeds;
pub mod examples;
pub mod gate;
pub mod gazetteer;
pub mod genre;
pub mod heads;
pub mod knowledge;
pub mod loose;
pub mod matching;
pub mod mention;
mod numbers;
pub mod objects;
mod phrases;
pub mod places;
pub mod predicate;
pub mod quantities;
pub mod reader;
pub mod relation;
mod repair;
pub mod status;
mod tables;
pub mod view;
mod weights;

pub use demarche_knowledge::fault;

pub use coder::{Analysed, CODEBOOK, Coded, Coder, ENGINE, Explanation, Own};
