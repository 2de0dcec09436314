//! Feeds and pages over HTTP, politely and only where it is allowed.
//!
//! In reading order: [`address`] says what may be fetched; [`net`] holds every look-up and every
//! connection to it; [`client`] asks once, and [`outcome`] is what came of it; [`post`] hands over; [`headers`] reads
//! what a server says about time; [`schedule`] says when a feed is due; [`queue`] keeps many feeds
//! with the limits per host, and [`polite`] keeps everybody to them; [`watcher`] asks those that are due, on a fixed number of threads.
//!
//! It knows nothing of articles, of databases, or of what is in a feed.

pub mod address;
mod body;
pub mod client;
pub mod headers;
pub mod net;
pub mod outcome;
pub mod polite;
pub mod post;
pub mod queue;
pub mod schedule;
pub mod watcher;

pub use address::{Reach, Refusal, Rules};
pub use client::{Client, Fetch, Options, Request, Wants};
pub use outcome::{Answer, Failure, FailureKind, Outcome};
pub use polite::Polite;
pub use post::{Deliver, Post, Posted};
pub use schedule::{FeedState, Health, Policy, Seen};
