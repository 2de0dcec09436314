//! The crate's behaviour as its users see it.

#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a test that cannot go on has failed"
)]

mod cases;
mod input;
mod offsets;
mod robustness;
