//! Events as Arrow tables: one row an event, every field of the record a typed column, lists and
//! structs where the record has them.
//!
//! [`record_batch`] makes the table and [`schema`] says what it looks like; with the feature
//! `parquet`, [`EventWriter`] writes tables to anything that takes bytes. It opens no file, knows
//! no articles and leaves nothing of a record out.

mod columns;
#[cfg(feature = "parquet")]
mod parquet;
mod table;

#[cfg(feature = "parquet")]
pub use crate::parquet::{Error as WriteError, EventWriter, ROWS};
pub use table::{Error, record_batch, schema};
