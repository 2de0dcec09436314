//! Stamps: the hash of what stands in a row and in no sealed record, so that a check sees when a
//! column is not what was written. Columns that follow from a record are checked against it.

use rusqlite::Connection;
use rusqlite::functions::FunctionFlags;
use rusqlite::types::ValueRef;

use crate::access;
use crate::error::Done;
use crate::identity::hash;

/// The stamped tables, with the columns that a stamp covers.
pub(crate) const STAMPED: &[(&str, &str)] = &[
    ("articles", "id, twin, article_id, revision, story"),
    ("revisions", "id, article, number, run, origin, received"),
    ("runs", RUN),
    (
        "problems",
        "run, rejected, origin, reason, remedy, received",
    ),
    ("sources", "name, first_received"),
    (
        "corrections",
        "id, name, article, revision, event_id, verdict",
    ),
    ("withdrawals", "correction, withdrawer, reason, at"),
    ("changes", "seq, kind, article, event, run, correction, at"),
    ("gists", "event, article, gist"),
    ("tokens", access::TOKEN),
    ("webhooks", access::WEBHOOK),
];

const RUN: &str = "id, kind, engine, codebook, version, fingerprint, started, ended, coded, \
                   rejected, duplicate, revision, events";

/// Bytes of a stamp.
const LENGTH: usize = 8;

/// Gives SQL the function `stamp`, of any number of values.
pub(crate) fn add(connection: &Connection) -> Done<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection.create_scalar_function("stamp", -1, flags, |values| {
        Ok(of((0..values.len()).map(|number| values.get_raw(number))))
    })?;
    Ok(())
}

/// The stamp of these values.
pub(crate) fn of<'v>(values: impl Iterator<Item = ValueRef<'v>>) -> [u8; LENGTH] {
    let mut said = Vec::with_capacity(512);
    for value in values {
        let mut put = |kind: u8, bytes: &[u8]| {
            said.push(kind);
            said.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
            said.extend_from_slice(bytes);
        };
        match value {
            ValueRef::Null => put(0, &[]),
            ValueRef::Integer(value) => put(1, &value.to_le_bytes()),
            ValueRef::Real(value) => put(2, &value.to_le_bytes()),
            ValueRef::Text(text) => put(3, text),
            ValueRef::Blob(bytes) => put(4, bytes),
        }
    }
    let mut stamp = [0; LENGTH];
    stamp.copy_from_slice(&hash(&said)[..LENGTH]);
    stamp
}

/// Stamps a run as it stands now.
pub(crate) fn run(connection: &Connection, run: i64) -> Done<()> {
    connection
        .prepare_cached(&format!(
            "UPDATE runs SET stamp = stamp({RUN}) WHERE id = ?1"
        ))?
        .execute([run])?;
    Ok(())
}
