//! Runs: what coded, when, and what became of what it was given.

use std::fmt;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use crate::error::{Done, Error, Fault};
use crate::{Snapshot, Store};

/// The number of a run, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RunId(pub i64);

impl fmt::Display for RunId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What a run begins with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunStart<'a> {
    /// What is done: "ingest", "recode", "watch".
    pub kind: &'a str,
    /// Engine of the coder.
    pub engine: &'a str,
    /// Codebook of the coder.
    pub codebook: &'a str,
    /// Version of the program.
    pub version: &'a str,
    /// Hash over knowledge, codebook and weights.
    pub fingerprint: &'a str,
}

/// What became of the inputs of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Account {
    /// New articles, coded and kept.
    pub coded: u64,
    /// Inputs that were not kept; each is a problem with its reason.
    pub rejected: u64,
    /// Articles that were there already.
    pub duplicate: u64,
    /// Articles that were there with another text; coded anew and kept.
    pub revision: u64,
    /// Events of what was coded.
    pub events: u64,
}

impl Account {
    /// All inputs.
    pub fn received(&self) -> u64 {
        self.coded + self.rejected + self.duplicate + self.revision
    }
}

impl std::ops::AddAssign for Account {
    fn add_assign(&mut self, more: Self) {
        self.coded += more.coded;
        self.rejected += more.rejected;
        self.duplicate += more.duplicate;
        self.revision += more.revision;
        self.events += more.events;
    }
}

impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Account {
            coded,
            rejected,
            duplicate,
            revision,
            events,
        } = self;
        let received = self.received();
        write!(
            f,
            "received {received} = coded {coded} + rejected {rejected} + duplicate {duplicate} + revision {revision}; events {events}"
        )
    }
}

/// A run as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Its number.
    pub id: RunId,
    /// "ingest", "recode", "watch".
    pub kind: String,
    /// Engine of the coder.
    pub engine: String,
    /// Codebook of the coder.
    pub codebook: String,
    /// Version of the program.
    pub version: String,
    /// Hash over knowledge, codebook and weights.
    pub fingerprint: String,
    /// When it began, RFC 3339.
    pub started: String,
    /// When it ended; `None` while it is under way, and where it was stopped.
    pub ended: Option<String>,
    /// What became of its inputs.
    pub account: Account,
}

impl Store {
    /// Begins a run.
    pub fn begin_run(&mut self, start: &RunStart<'_>, now: Timestamp) -> Result<RunId, Error> {
        self.write(|transaction| {
            transaction.execute(
                "INSERT INTO runs (kind, engine, codebook, version, fingerprint, started)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                params![
                    start.kind,
                    start.engine,
                    start.codebook,
                    start.version,
                    start.fingerprint,
                    now.to_string()
                ],
            )?;
            Ok(RunId(transaction.last_insert_rowid()))
        })
    }

    /// Ends a run.
    pub fn end_run(&mut self, run: RunId, now: Timestamp) -> Result<(), Error> {
        self.write(|transaction| {
            let changed = transaction.execute(
                "UPDATE runs SET ended = ?2 WHERE id = ?1",
                params![run.0, now.to_string()],
            )?;
            known(changed > 0, run)
        })
    }
}

impl Snapshot<'_> {
    /// Every run, in order.
    pub fn runs(&self) -> Result<Vec<Run>, Error> {
        let read = || {
            let mut statement = self
                .transaction
                .prepare_cached(&format!("SELECT {COLUMNS} FROM runs ORDER BY id"))?;
            let runs = statement.query_map([], from_row)?;
            Done::Ok(runs.collect::<rusqlite::Result<_>>()?)
        };
        self.at(read())
    }

    /// A run.
    pub fn run(&self, run: RunId) -> Result<Run, Error> {
        self.at(get(&self.transaction, run))
    }
}

const COLUMNS: &str = "id, kind, engine, codebook, version, fingerprint, started, ended, coded, \
                       rejected, duplicate, revision, events";

fn from_row(row: &Row<'_>) -> rusqlite::Result<Run> {
    let count = |at: usize| row.get::<_, i64>(at).map(i64::unsigned_abs);
    Ok(Run {
        id: RunId(row.get(0)?),
        kind: row.get(1)?,
        engine: row.get(2)?,
        codebook: row.get(3)?,
        version: row.get(4)?,
        fingerprint: row.get(5)?,
        started: row.get(6)?,
        ended: row.get(7)?,
        account: Account {
            coded: count(8)?,
            rejected: count(9)?,
            duplicate: count(10)?,
            revision: count(11)?,
            events: count(12)?,
        },
    })
}

pub(crate) fn get(connection: &Connection, run: RunId) -> Done<Run> {
    connection
        .query_row(
            &format!("SELECT {COLUMNS} FROM runs WHERE id = ?1"),
            [run.0],
            from_row,
        )
        .optional()?
        .ok_or_else(|| unknown(run))
}

/// Adds to the account of a run.
pub(crate) fn count(connection: &Connection, run: RunId, account: &Account) -> Done<()> {
    let mut statement = connection.prepare_cached(
        "UPDATE runs SET coded = coded + ?2, rejected = rejected + ?3, duplicate = duplicate + ?4,
                revision = revision + ?5, events = events + ?6
         WHERE id = ?1",
    )?;
    let changed = statement.execute(params![
        run.0,
        account.coded.cast_signed(),
        account.rejected.cast_signed(),
        account.duplicate.cast_signed(),
        account.revision.cast_signed(),
        account.events.cast_signed()
    ])?;
    known(changed > 0, run)
}

fn known(known: bool, run: RunId) -> Done<()> {
    if known { Ok(()) } else { Err(unknown(run)) }
}

fn unknown(run: RunId) -> Fault {
    Fault::Misuse(format!("there is no run {run}"))
}
