//! Pages, feeds and archives to articles.

use demarche_text::Problem;

mod dates;
pub mod feed;
pub mod opml;
pub mod packed;
mod plain;
mod xml;

pub use dates::normalise as normalise_date;
pub use feed::{Feed, FeedItem, read_feed};
pub use opml::{ListedFeed, Opml, read_opml};

/// A problem without a line.
fn problem(what: impl Into<String>, remedy: &'static str) -> Problem {
    Problem {
        line: None,
        what: what.into(),
        remedy,
    }
}
