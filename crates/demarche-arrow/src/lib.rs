//! Events and articles as Arrow tables: one row a record, every field a typed column, lists and
//! structs where the record has them.
//!
//! [`record_batch`] makes the table of events and [`schema`] says what it looks like;
//! [`article_batch`] and [`article_schema`] do so for articles. [`event`] reads a row back, whatever
//! library had the table meanwhile. With the feature `parquet`,
//! [`EventWriter`] and [`ArticleWriter`] write tables to anything that takes bytes, and a
//! [`Dataset`] keeps a folder of such files by year and month. It leaves nothing of a record out,
//! and knows no store.

mod articles;
mod columns;
#[cfg(feature = "parquet")]
mod dataset;
#[cfg(feature = "parquet")]
mod parquet;
mod read;
mod table;

#[cfg(feature = "parquet")]
pub use crate::dataset::{Dataset, Entry, Error as DatasetError, Month, Updated};
#[cfg(feature = "parquet")]
pub use crate::parquet::{ArticleWriter, Error as WriteError, EventWriter, ROWS};
pub use articles::{ARTICLE_SCHEMA, ArticleRow, article_batch, article_schema};
pub use read::event;
pub use table::{Error, record_batch, schema};
