//! Pages, feeds and archives to articles.
//!
//! Nothing here opens files or sockets: callers hand in bytes. Bad content is a [`Problem`] with a
//! remedy, and never ends a run. Pages come from strangers: [`Pool`] reads them in processes of
//! their own, under a limit of time and memory each. This crate knows no politics, no store and no
//! clock; what the time is, callers say.
//!
//! In reading order: `encoding` tells letters from bytes, `page` reads one page, `language` sets
//! aside what is not English, `workers` reads pages elsewhere.

use demarche_text::Problem;

mod encoding;
pub mod language;
mod page;
mod published;
mod remedy;
mod wire;
mod workers;

pub use encoding::decode;
pub use page::{Hints, LONGEST_PAGE, read_page};
pub use published::Published;
pub use wire::{serve, serve_with};
pub use workers::{Limits, Pool};

fn problem(what: impl Into<String>, remedy: &'static str) -> Problem {
    Problem {
        line: None,
        what: what.into(),
        remedy,
    }
}
