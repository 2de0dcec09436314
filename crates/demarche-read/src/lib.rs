//! Pages, feeds, archives and tables to articles.
//!
//! Nothing here opens files or sockets: callers hand in bytes. Bad content is a [`Problem`] with a
//! remedy, and never ends a run. Pages come from strangers: [`Pool`] reads them in processes of
//! their own, under a limit of time and memory each. This crate knows no politics, no store and no
//! clock; what the time is, callers say.
//!
//! In reading order: `encoding` tells letters from bytes, `page` reads one page, `language` sets
//! aside what is not English, `text` what is no text, `workers` reads pages elsewhere. `xml` cuts what the web calls XML
//! into tags, `feed` and `opml` make items and addresses of them, `plain` has the words of a piece
//! of HTML. `packed` unpacks, `warc` and `table` cut archives and tables into records.

use demarche_text::Problem;

mod dates;
mod encoding;
pub mod feed;
pub mod language;
pub mod opml;
pub mod packed;
mod page;
mod plain;
mod published;
mod remedy;
mod sniff;
pub mod table;
mod text;
pub mod warc;
mod wire;
mod workers;
mod xml;

pub use dates::{normalise as normalise_date, settle as settle_date};
pub use encoding::decode;
pub use feed::{Feed, FeedItem, read_feed};
pub use opml::{ListedFeed, Opml, read_opml};
pub use page::{Hints, LONGEST_PAGE, read_page};
pub use published::Published;
pub use sniff::Markup;
pub use text::{check_text, read_text, too_long};
pub use wire::{serve, serve_with};
pub use workers::{Limits, Pool};

/// The longest article that is read, in bytes. No article is so long: it is an archive that was
/// taken for one, and what it holds would be coded as if it were one story.
pub const LONGEST_ARTICLE: usize = 1 << 20;

/// A problem without a line.
fn problem(what: impl Into<String>, remedy: &'static str) -> Problem {
    Problem {
        line: None,
        what: what.into(),
        remedy,
    }
}
