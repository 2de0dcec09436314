//! Articles and events on disk: one SQLite file, written by one process and read by any number.
//!
//! [`Store`] writes: [`Store::keep`] takes a batch of articles with their events in one
//! transaction, and has them on the disk when it returns. [`Reader`] reads: a [`Snapshot`] shows
//! one state of the store, however much is written meanwhile. [`Reviewer`] writes corrections beside
//! the writer: they outlive codings and texts. [`Snapshot::changes_after`] tells what changed. Re-coding adds a run beside the old
//! one ([`Store::recode`]); [`Snapshot::difference`] shows what changed. [`check()`], [`backup`] and
//! [`restore`] look after the file.
//!
//! It does not know how events are made, nor where articles come from; it reads no clock, and
//! prints nothing.

mod access;
mod changes;
mod check;
mod difference;
mod error;
mod events;
mod feeds;
mod file;
mod gists;
mod identity;
mod keep;
mod maintain;
mod query;
mod query_articles;
mod query_board;
mod query_events;
mod query_ledger;
mod query_pairs;
mod rare;
mod read;
mod review;
mod rollup;
mod runs;
mod search;
mod selection;
pub mod similar;
mod stamps;
mod stories;
mod ways;
mod words;

pub use access::{Rights, Token, Webhook};
pub use changes::{Cause, Change, ChangeKind};
pub use check::{Finding, check};
pub use difference::{Contrast, Difference};
pub use error::Error;
pub use feeds::Feed;
pub use file::{APPLICATION, Config, Reader, Snapshot, Store, VERSION};
pub use identity::{Same, normalise_url, overlaps as is_version, same};
pub use keep::{Batch, Coding, Deposit, Note, Rejected, Verdict};
pub use maintain::{Info, backup, restore};
pub use query::{Counts, DyadDay, Dyads, PlaceDay, SourceDay, TypeDay};
pub use query_articles::{ArticleLine, ProblemLine};
pub use query_board::{ActorCount, OnMap, Only};
pub use query_events::{Facet, Mark, Selected};
pub use query_ledger::Parties;
pub use query_pairs::{Edge, Pair};
pub use read::{ArticleNo, Filter, StoredArticle, StoredEvent};
pub use review::Standing;
pub use review::read::{CorrectionFilter, Gold, Review, StoredCorrection};
pub use review::reviewer::{Outcome, Reviewer};
pub use runs::{Account, Run, RunId, RunStart};
pub use search::Hit;
pub use selection::{Reviewed, SELECTION_NAMES, Selection};
