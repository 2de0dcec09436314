//! One module a command.

pub(crate) mod actors;
pub(crate) mod check;
pub(crate) mod code;
pub(crate) mod columns;
pub(crate) mod debug;
pub(crate) mod diff;
pub(crate) mod explain;
pub(crate) mod export;
pub(crate) mod feeds;
pub(crate) mod import;
pub(crate) mod ingest;
pub(crate) mod ledger;
#[cfg(feature = "parquet")]
pub(crate) mod mirror;
pub(crate) mod places;
pub(crate) mod places_import;
pub(crate) mod recode;
pub(crate) mod relation;
pub(crate) mod serve;
pub(crate) mod store;
pub(crate) mod tokens;
