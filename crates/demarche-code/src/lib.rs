//! Analysis, knowledge and codebook to mentions, actors, dates, places and events.
//!
//! A pure function of article, knowledge, codebook and weights: no state between articles, no IO,
//! no clock. No rule stands here if it can be a codebook line, and every event names the line or
//! the score that made it.

pub mod clause;
pub mod contexts;
pub mod dates;
pub mod knowledge;
pub mod mention;
mod numbers;
pub mod objects;
mod phrases;
pub mod places;
pub mod quantities;
pub mod view;
