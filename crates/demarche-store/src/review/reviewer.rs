//! Writing beside the one who keeps articles: corrections, tokens, subscriptions.
//!
//! The writer of a store ([`Store`](crate::Store)) holds nothing of it in memory from one transaction
//! to the next, and each of its transactions takes SQLite's lock at its beginning. So another
//! process may write between two of them, as long as it is done soon. A [`Reviewer`] holds no
//! connection either: each write opens the file that has the name at that time, and keeps
//! [`restore`](crate::restore) from exchanging it meanwhile.

use std::path::{Path, PathBuf};
use std::time::Duration;

use demarche_record::correction::{self, Correction, Verdict, Withdrawal};
use demarche_record::{Event, Span};
use jiff::Timestamp;
use rusqlite::{
    Connection, OpenFlags, OptionalExtension as _, Transaction, TransactionBehavior, params,
};

use crate::changes::Log;
use crate::error::{Done, Error, Fault};
use crate::file::{Lock, VERSION, begin_writing, connect, probe};
use crate::identity::hash;
use crate::keep::text_of;
use crate::read::event_from_row;
use crate::rollup::Rollup;
use crate::{Config, Store, StoredEvent, events, review};

/// Writes corrections, tokens and subscriptions, also while another process ingests. Each write is
/// one short transaction, on the disk when it returns.
#[derive(Clone, Debug)]
pub struct Reviewer {
    path: PathBuf,
    config: Config,
}

/// What became of a correction.
#[derive(Clone, Debug, PartialEq)]
pub struct Outcome {
    /// The correction as it is kept.
    pub correction: Correction,
    /// Whether it was there already, word for word; then nothing was changed.
    pub known: bool,
    /// The event as it stands now; `None` where it is not current.
    pub event: Option<StoredEvent>,
}

impl Reviewer {
    /// Looks whether there is a store. One of an older version is brought up to this one first.
    pub fn open(path: &Path) -> Result<Self, Error> {
        let patience = Duration::from_secs(15);
        Reviewer::open_with(
            path,
            &Config {
                patience,
                ..Config::default()
            },
        )
    }

    /// Looks whether there is a store. One of an older version is brought up to this one first.
    pub fn open_with(path: &Path, config: &Config) -> Result<Self, Error> {
        drop(crate::Reader::open_with(path, config)?);
        Ok(Reviewer {
            path: path.to_owned(),
            config: config.clone(),
        })
    }

    /// The path it was opened by.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Keeps a correction, and brings the events, the sums and the log to what it says. What it
    /// leaves open is filled in: its id, the event as it was. A correction that is there already is
    /// not kept twice.
    ///
    /// # Errors
    /// [`Error::Refused`] where it names no event, or says what the text does not have.
    pub fn correct(&self, correction: &Correction) -> Result<Outcome, Error> {
        self.write(|transaction| correct(transaction, correction))
    }

    /// Takes a correction back. What it said counts no more; it stays on record. One that was taken
    /// back already is left as it is.
    ///
    /// # Errors
    /// [`Error::Refused`] where there is no such correction.
    pub fn withdraw(&self, id: &str, withdrawal: &Withdrawal) -> Result<Outcome, Error> {
        self.write(|transaction| withdraw(transaction, id, withdrawal))
    }

    pub(crate) fn write<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Done<T>,
    ) -> Result<T, Error> {
        if !self.path.exists() {
            return Err(Error::Missing {
                path: self.path.clone(),
            });
        }
        let at = |fault: Fault| fault.at(&self.path);
        let lock = Lock::of_review(&self.path, self.config.patience)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = connect(&self.path, &self.config, flags).map_err(at)?;
        if probe(&connection, &self.path)? != Some(VERSION) {
            drop(Store::open_with(&self.path, &self.config)?);
        }
        begin_writing(&connection).map_err(at)?;
        let write = || {
            let transaction =
                connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let result = work(&transaction)?;
            transaction.commit()?;
            Done::Ok(result)
        };
        let done = write().map_err(at);
        drop(connection);
        drop(lock);
        done
    }
}

fn refused(what: impl Into<String>, remedy: &'static str) -> Fault {
    Fault::Refused {
        what: what.into(),
        remedy,
    }
}

/// An event that a correction is about, and where it stands.
struct Found {
    article: i64,
    revision: i64,
    event: Option<Event>,
}

fn correct(connection: &Connection, given: &Correction) -> Done<Outcome> {
    let at = moment(&given.at)?;
    if given.schema != correction::SCHEMA {
        return Err(refused(
            format!("\"{}\" is no schema of a correction", given.schema),
            "write it as demarche.correction/1",
        ));
    }
    if given.by.trim().is_empty() {
        return Err(refused(
            "a correction needs the name of its reviewer",
            "give it as `by`",
        ));
    }
    let needs_event = matches!(given.verdict, Verdict::Edit | Verdict::Add);
    if needs_event != given.event_after.is_some() {
        return Err(refused(
            format!(
                "a correction that says \"{}\" comes {} an event as it should be",
                given.verdict.as_str(),
                if needs_event { "with" } else { "without" }
            ),
            "give `event_after` with edit and add, and with nothing else",
        ));
    }
    if (given.verdict == Verdict::Merge) != given.into.is_some() {
        return Err(refused(
            "`into` names the event that another repeats",
            "give it with merge, and with nothing else",
        ));
    }
    let mut kept = Correction {
        withdrawn: None,
        beside: Vec::new(),
        ..given.clone()
    };
    if kept.verdict == Verdict::Add && kept.event.is_empty() {
        kept.event = short(&[
            &kept.article_id,
            &said(&kept.event_after)?,
            &kept.by,
            &kept.at,
        ]);
    }
    kept.id = short(&[
        &kept.event,
        kept.verdict.as_str(),
        &said(&kept.event_after)?,
        kept.into.as_deref().unwrap_or_default(),
        &kept.reason,
        &kept.by,
        &kept.at,
    ]);
    if let Some(known) = named(connection, &kept.id)? {
        return outcome(connection, known, true);
    }
    let mut found = find(connection, &kept)?;
    if let Some(after) = &kept.event_after {
        found.revision = text_for(connection, &found, after)?;
    }
    kept.event_before = found.event.clone().or(kept.event_before);
    kept.article_id = connection
        .prepare_cached("SELECT article_id FROM articles WHERE id = ?1")?
        .query_row([found.article], |row| row.get(0))?;
    if let Some(after) = &mut kept.event_after {
        after.id.clone_from(&kept.event);
        after.article_id.clone_from(&kept.article_id);
        after.quad_class = after.event_type.quad_class();
        after.score = after.event_type.score(after.mode);
        // The rule and the confidence may be the coder's; the event is not.
        "review".clone_into(&mut after.coder.engine);
    }
    if let Some(into) = &kept.into {
        let (known, current, rejected): (bool, bool, bool) = connection
            .prepare_cached(
                "SELECT count(*) > 0, coalesce(max(e.current), 0),
                   coalesce(max(v.standing = 'rejected'), 0)
                 FROM events e LEFT JOIN reviewed v ON v.event = e.id WHERE e.event_id = ?1",
            )?
            .query_row([into], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        if !known || *into == kept.event {
            return Err(refused(
                format!("there is no other event \"{into}\""),
                "name the event that it repeats by its id",
            ));
        }
        if rejected && !current {
            return Err(refused(
                format!("the event \"{into}\" is rejected, and nothing can repeat it"),
                "accept it first, or reject this event too",
            ));
        }
    }
    kept.beside = beside(connection, &found, &kept)?;
    let number = add(connection, &found, &kept)?;
    let mut log = Log::of_correction(connection, number)?;
    match kept.verdict {
        Verdict::Merge => log.silently(found.article, &at.to_string()),
        _ => settle(connection, found.article, &mut log, at)?,
    }
    log.close()?;
    outcome(connection, kept, false)
}

fn withdraw(connection: &Connection, id: &str, withdrawal: &Withdrawal) -> Done<Outcome> {
    let at = moment(&withdrawal.at)?;
    let found = connection
        .prepare_cached("SELECT id, article FROM corrections WHERE name = ?1")?
        .query_row([id], |row| Ok((row.get::<_, i64>(0)?, row.get(1)?)))
        .optional()?;
    let Some((number, article)) = found else {
        return Err(refused(
            format!("there is no correction \"{id}\""),
            "`demarche review list` shows them",
        ));
    };
    let added = connection
        .prepare_cached(
            "INSERT INTO withdrawals (correction, withdrawer, reason, at, stamp)
             VALUES (?1, ?2, ?3, ?4, stamp(?1, ?2, ?3, ?4)) ON CONFLICT DO NOTHING",
        )?
        .execute(params![
            number,
            withdrawal.by,
            withdrawal.reason,
            withdrawal.at
        ])?;
    if added > 0 {
        let mut log = Log::of_correction(connection, number)?;
        settle(connection, article, &mut log, at)?;
        log.close()?;
    }
    match named(connection, id)? {
        Some(correction) => outcome(connection, correction, added == 0),
        None => Err(Fault::Damaged(format!("correction {number} is gone"))),
    }
}

/// Brings the events of an article to what its corrections say, and logs what is different.
fn settle(connection: &Connection, article: i64, log: &mut Log<'_>, at: Timestamp) -> Done<()> {
    let revision = connection
        .prepare_cached("SELECT revision FROM articles WHERE id = ?1")?
        .query_row([article], |row| row.get(0))?;
    let before = events::current(connection, revision)?;
    let mut rollup = Rollup::default();
    let after = review::settle(connection, article, &mut rollup)?;
    let after: Vec<(i64, &Event)> = after.iter().map(|(row, event)| (*row, event)).collect();
    log.differences(article, &before, &after, at)?;
    rollup.write(connection)
}

fn outcome(connection: &Connection, correction: Correction, known: bool) -> Done<Outcome> {
    let mut statement = connection.prepare_cached(
        "SELECT e.id, e.article, r.seal, r.record FROM events e
         JOIN event_records r ON r.event = e.id JOIN articles a ON a.id = e.article
         WHERE e.event_id = ?1 AND a.article_id = ?2 AND e.current = 1 ORDER BY e.id DESC",
    )?;
    let mut rows = statement.query([&correction.event, &correction.article_id])?;
    let event = match rows.next()? {
        Some(row) => Some(event_from_row(row)?),
        None => None,
    };
    drop(rows);
    Ok(Outcome {
        correction,
        known,
        event,
    })
}

fn named(connection: &Connection, id: &str) -> Done<Option<Correction>> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {} FROM corrections c LEFT JOIN withdrawals w ON w.correction = c.id
         WHERE c.name = ?1",
        review::COLUMNS
    ))?;
    let mut rows = statement.query([id])?;
    match rows.next()? {
        Some(row) => Ok(Some(review::from_row(row)?.1)),
        None => Ok(None),
    }
}

/// The event that a correction names: as it is current, else as it was last; for what is to be
/// added, and for an event that only the correction knows, the article.
fn find(connection: &Connection, correction: &Correction) -> Done<Found> {
    let mut statement = connection.prepare_cached(
        "SELECT e.id, e.article, e.revision, r.seal, r.record FROM events e
         JOIN event_records r ON r.event = e.id JOIN articles a ON a.id = e.article
         WHERE e.event_id = ?1 AND (?2 = '' OR a.article_id = ?2)
         ORDER BY e.current DESC, e.revision = a.revision DESC, e.id DESC LIMIT 1",
    )?;
    let mut rows = statement.query([&correction.event, &correction.article_id])?;
    if let Some(row) = rows.next()? {
        if correction.verdict == Verdict::Add {
            return Err(refused(
                format!("there is an event \"{}\" already", correction.event),
                "correct it by an edit",
            ));
        }
        return Ok(Found {
            article: row.get(1)?,
            revision: row.get(2)?,
            event: Some(events::parse(
                row.get(0)?,
                row.get_ref(3)?,
                row.get_ref(4)?,
            )?),
        });
    }
    drop(rows);
    let told = match correction.verdict {
        Verdict::Add => correction.event_after.as_ref(),
        _ => correction.event_before.as_ref(),
    };
    let article_id = match (correction.article_id.as_str(), told) {
        ("", Some(told)) => told.article_id.as_str(),
        (named, _) => named,
    };
    let Some(told) = told else {
        return Err(refused(
            format!("there is no event \"{}\"", correction.event),
            "name an event of this store by its id; `demarche export` shows them",
        ));
    };
    let mut statement = connection.prepare_cached(
        "SELECT a.id, r.id FROM articles a JOIN revisions r ON r.article = a.id
         WHERE a.article_id = ?1 ORDER BY r.id = a.revision DESC, r.id DESC",
    )?;
    let mut rows = statement.query([article_id])?;
    let mut fault = None;
    while let Some(row) = rows.next()? {
        let (article, revision) = (row.get(0)?, row.get(1)?);
        match fits(told, &text_of(connection, revision)?.text) {
            Ok(()) => {
                return Ok(Found {
                    article,
                    revision,
                    event: None,
                });
            }
            Err(unfit) => fault = fault.or(Some(unfit)),
        }
    }
    Err(match fault {
        Some((what, remedy)) => refused(what, remedy),
        None => refused(
            format!("there is no article \"{article_id}\""),
            "name an article of this store by the id that its events have",
        ),
    })
}

const SPANS: &str = "offsets count Unicode scalar values of the article's text; a party's and a \
                     place's words are exactly what stands there";

/// The text that an event's offsets count in: that of the event as it was, else the latest.
fn text_for(connection: &Connection, found: &Found, event: &Event) -> Done<i64> {
    let latest: i64 = connection
        .prepare_cached("SELECT revision FROM articles WHERE id = ?1")?
        .query_row([found.article], |row| row.get(0))?;
    let mut fault = None;
    for revision in [found.revision, latest] {
        match fits(event, &text_of(connection, revision)?.text) {
            Ok(()) => return Ok(revision),
            Err(unfit) => fault = fault.or(Some(unfit)),
        }
    }
    let (what, remedy) = fault.unwrap_or_default();
    Err(refused(what, remedy))
}

/// What a text does not have that an event says, and what to do about it.
type Unfit = (String, &'static str);

/// Whether an event says what a text has.
fn fits(event: &Event, text: &str) -> Result<(), Unfit> {
    let length = text.chars().count();
    let within = |what: &str, span: Span| {
        if span.start < span.end && span.end as usize <= length {
            Ok(())
        } else {
            let Span { start, end } = span;
            let what = format!("{what} {start} to {end} is no place in the text");
            Err((what, SPANS))
        }
    };
    if event.schema != demarche_record::SCHEMA {
        let what = format!("\"{}\" is no schema of an event", event.schema);
        return Err((what, "give an event of demarche.event/1"));
    }
    within("evidence.sentence", event.evidence.sentence)?;
    within("evidence.trigger", event.evidence.trigger)?;
    let exact = |what: &str, words: &str, span: Span| {
        within(what, span)?;
        match span.slice(text) {
            there if there == words => Ok(()),
            there => {
                let what = format!("{what}: the text has \"{there}\", not \"{words}\"");
                Err((what, SPANS))
            }
        }
    };
    for (what, parties) in [
        ("actors", event.actors.as_slice()),
        ("recipients", event.recipients.as_slice()),
        ("reported_by", event.reported_by.as_slice()),
    ] {
        for party in parties {
            exact(what, &party.text, party.span)?;
        }
    }
    if let Some(place) = &event.place {
        exact("place", &place.text, place.span)?;
    }
    if let Some(object) = &event.object {
        within("object", object.span)?;
    }
    if let Some(date) = &event.date {
        if let Some(span) = date.span {
            within("date", span)?;
        }
        for day in [&date.start, &date.end] {
            if day.len() != 10 || day.parse::<jiff::civil::Date>().is_err() {
                let what = format!("date: \"{day}\" is no day of the calendar");
                return Err((what, "write it as 2025-05-01"));
            }
        }
    }
    if let Some(mode) = event.mode
        && !event.event_type.modes().contains(&mode)
    {
        let (kind, mode) = (event.event_type.as_str(), mode.as_str());
        let what = format!("{kind} has no mode \"{mode}\"");
        return Err((what, "name a mode of that type, or none: null"));
    }
    if !(0.0..=1.0).contains(&event.confidence) {
        let what = "confidence is a number from 0 to 1".to_owned();
        return Err((what, "write it as 0.9"));
    }
    Ok(())
}

/// The other current events that are read from the same words.
fn beside(connection: &Connection, found: &Found, correction: &Correction) -> Done<Vec<String>> {
    let Some(after) = &correction.event_after else {
        return Ok(Vec::new());
    };
    let before = correction.event_before.as_ref();
    let spans = [Some(after), before].map(|event| event.map(|event| event.evidence.trigger));
    let current = events::current(connection, found.revision)?;
    // What is added stands in place of whatever is read from its words.
    Ok(current
        .into_iter()
        .map(|(_, event)| event)
        .filter(|event| correction.verdict == Verdict::Edit && event.id != correction.event)
        .filter(|event| spans.contains(&Some(event.evidence.trigger)))
        .map(|event| event.id)
        .collect())
}

fn add(connection: &Connection, found: &Found, correction: &Correction) -> Done<i64> {
    let number: i64 = connection.query_row(
        "SELECT coalesce(max(id), 0) + 1 FROM corrections",
        [],
        |row| row.get(0),
    )?;
    let record = serde_json::to_string(correction)
        .map_err(|error| Fault::Misuse(format!("correction {}: {error}", correction.id)))?;
    connection
        .prepare_cached(
            "INSERT INTO corrections
               (id, name, article, revision, event_id, verdict, stamp, seal, record)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, stamp(?1, ?2, ?3, ?4, ?5, ?6), ?7, ?8)",
        )?
        .execute(params![
            number,
            correction.id,
            found.article,
            found.revision,
            correction.event,
            correction.verdict.as_str(),
            hash(record.as_bytes()),
            record
        ])?;
    Ok(number)
}

fn moment(at: &str) -> Done<Timestamp> {
    at.parse().map_err(|_| {
        refused(
            format!("\"{at}\" is no time"),
            "give `at` as RFC 3339 has it: 2025-05-01T10:00:00Z",
        )
    })
}

fn said(event: &Option<Event>) -> Done<String> {
    serde_json::to_string(event).map_err(|error| Fault::Misuse(error.to_string()))
}

/// Sixteen hexadecimal digits of a hash over parts.
fn short(parts: &[&str]) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in parts {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.finalize().to_hex()[..16].to_owned()
}
