//! The log of what became current and ceased to be: each change has a number, given by the
//! transaction that makes it, and no number is given twice.

use std::collections::HashMap;

use demarche_record::Event;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};

use crate::error::{Done, Error, Fault};
use crate::read::event_from_row;
use crate::{ArticleNo, RunId, Snapshot, StoredEvent};

/// How the current events changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ChangeKind {
    /// The event was not there.
    Added,
    /// It was there and said something else.
    Changed,
    /// It is not current any more.
    Withdrawn,
}

impl ChangeKind {
    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            ChangeKind::Added => "added",
            ChangeKind::Changed => "changed",
            ChangeKind::Withdrawn => "withdrawn",
        }
    }

    fn number(self) -> i64 {
        match self {
            ChangeKind::Added => 1,
            ChangeKind::Changed => 2,
            ChangeKind::Withdrawn => 3,
        }
    }
}

/// What made a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cause {
    /// A run that coded.
    Run(RunId),
    /// A correction, by its id, that was made or withdrawn.
    Correction(String),
}

/// A change of the current events.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Its number. Numbers grow; some are left out.
    pub seq: u64,
    /// When, RFC 3339.
    pub at: String,
    /// How.
    pub kind: ChangeKind,
    /// The id of the event.
    pub event_id: String,
    /// Its article.
    pub article: ArticleNo,
    /// What made it.
    pub cause: Cause,
    /// The event as it was then; `None` where it was withdrawn.
    pub event: Option<StoredEvent>,
}

impl Snapshot<'_> {
    /// The changes after a number, in order, `limit` at most.
    pub fn changes_after(&self, seq: u64, limit: usize) -> Result<Vec<Change>, Error> {
        let mut found = Vec::new();
        self.each(
            "SELECT e.id, c.article, r.seal, r.record, c.seq, c.at, c.kind, e.event_id, c.run, k.name
             FROM changes c JOIN events e ON e.id = c.event JOIN event_records r ON r.event = e.id
             LEFT JOIN corrections k ON k.id = c.correction
             WHERE c.seq > ? AND c.kind > 0 ORDER BY c.seq LIMIT ?",
            vec![
                i64::try_from(seq).unwrap_or(i64::MAX).into(),
                i64::try_from(limit).unwrap_or(i64::MAX).into(),
            ],
            change,
            &mut |change| {
                found.push(change);
                Ok::<(), Error>(())
            },
        )?;
        Ok(found)
    }

    /// The number of the last change: another one whenever articles, events or corrections are.
    /// What runs count, feeds and tokens do not move it. 0 in an empty store.
    pub fn version(&self) -> Result<u64, Error> {
        self.at(last(&self.transaction).map(i64::unsigned_abs))
    }
}

fn change(row: &Row<'_>) -> Done<Change> {
    let kind = match row.get::<_, i64>(6)? {
        1 => ChangeKind::Added,
        2 => ChangeKind::Changed,
        3 => ChangeKind::Withdrawn,
        other => return Err(Fault::Damaged(format!("changes: kind {other}"))),
    };
    let cause = match (
        row.get::<_, Option<i64>>(8)?,
        row.get::<_, Option<String>>(9)?,
    ) {
        (_, Some(name)) => Cause::Correction(name),
        (Some(run), None) => Cause::Run(RunId(run)),
        (None, None) => return Err(Fault::Damaged("changes: one has no cause".to_owned())),
    };
    Ok(Change {
        seq: row.get::<_, i64>(4)?.unsigned_abs(),
        at: row.get(5)?,
        kind,
        event_id: row.get(7)?,
        article: ArticleNo(row.get(1)?),
        cause,
        event: match kind {
            ChangeKind::Withdrawn => None,
            _ => Some(event_from_row(row)?),
        },
    })
}

fn last(connection: &Connection) -> Done<i64> {
    let last = connection
        .prepare_cached("SELECT max(seq) FROM changes")?
        .query_row([], |row| row.get::<_, Option<i64>>(0))
        .optional()?;
    Ok(last.flatten().unwrap_or(0))
}

/// The changes of one transaction.
#[derive(Debug)]
pub(crate) struct Log<'c> {
    connection: &'c Connection,
    next: i64,
    run: Option<i64>,
    correction: Option<i64>,
    /// A change that no event shows: when, and of which article.
    silent: Option<(String, i64)>,
    written: bool,
}

impl<'c> Log<'c> {
    pub(crate) fn of_run(connection: &'c Connection, run: RunId) -> Done<Self> {
        Log::new(connection, Some(run.0), None)
    }

    pub(crate) fn of_correction(connection: &'c Connection, correction: i64) -> Done<Self> {
        Log::new(connection, None, Some(correction))
    }

    fn new(connection: &'c Connection, run: Option<i64>, correction: Option<i64>) -> Done<Self> {
        Ok(Log {
            connection,
            next: last(connection)? + 1,
            run,
            correction,
            silent: None,
            written: false,
        })
    }

    /// Writes how the current events of an article differ from those before. What only coded them
    /// is no difference.
    pub(crate) fn differences(
        &mut self,
        article: i64,
        before: &[(i64, Event)],
        after: &[(i64, &Event)],
        at: Timestamp,
    ) -> Done<()> {
        let at = at.to_string();
        self.silent = Some((at.clone(), article));
        let mut known: HashMap<&str, Vec<(i64, &Event)>> = HashMap::new();
        for (number, event) in before.iter().rev() {
            let known = known.entry(event.id.as_str()).or_default();
            known.push((*number, event));
        }
        for (number, event) in after {
            match known.get_mut(event.id.as_str()).and_then(Vec::pop) {
                None => self.write(ChangeKind::Added.number(), article, Some(*number), &at)?,
                Some((_, old)) if says_the_same(old, event) => {}
                Some(_) => {
                    self.write(ChangeKind::Changed.number(), article, Some(*number), &at)?;
                }
            }
        }
        for (number, event) in before {
            let left = known.get(event.id.as_str());
            if left.is_some_and(|left| left.iter().any(|(other, _)| other == number)) {
                self.write(ChangeKind::Withdrawn.number(), article, Some(*number), &at)?;
            }
        }
        Ok(())
    }

    /// Ends the log: where no event changed, and something else did, that has a number too.
    pub(crate) fn close(mut self) -> Done<()> {
        match self.silent.take() {
            Some((at, article)) if !self.written => self.write(0, article, None, &at),
            _ => Ok(()),
        }
    }

    /// Notes a change that no event shows.
    pub(crate) fn silently(&mut self, article: i64, at: &str) {
        self.silent = Some((at.to_owned(), article));
    }

    fn write(&mut self, kind: i64, article: i64, event: Option<i64>, at: &str) -> Done<()> {
        self.connection
            .prepare_cached(
                "INSERT INTO changes (seq, kind, article, event, run, correction, at, stamp)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, stamp(?1, ?2, ?3, ?4, ?5, ?6, ?7))",
            )?
            .execute(params![
                self.next,
                kind,
                article,
                event,
                self.run,
                self.correction,
                at
            ])?;
        self.next += 1;
        self.written = true;
        Ok(())
    }
}

/// Whether two events are the same but for what coded them.
fn says_the_same(one: &Event, other: &Event) -> bool {
    if one.coder == other.coder {
        return one == other;
    }
    let mut one = one.clone();
    one.coder = other.coder.clone();
    one == *other
}
