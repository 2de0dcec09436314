//! Analysis, knowledge and codebook to mentions, actors, dates, places and events.
//!
//! A pure function of article, knowledge, codebook and weights: no state between articles, no IO,
//! no clock. No rule stands here if it can be a codebook line, and every event names the line or
//! the score that made it.

pub mod knowledge;
pub mod mention;
pub mod view;
