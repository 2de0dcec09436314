//! Whether a store holds what was written: SQLite's own checks, the hash of every record, every
//! column that a record says too, and every sum counted anew.

use std::fmt;
use std::path::Path;

use demarche_record::Article;
use rusqlite::{Connection, Row};

use crate::error::{Done, Error, Fault};
use crate::events::{self, Columns, seats};
use crate::gists::Telling;
use crate::identity::{Identity, body};
use crate::keep::{day_of, parse_article, text_of};
use crate::rollup::{Rollup, day, dyads};
use crate::stamps::STAMPED;
use crate::{Reader, feeds, review, stories, words};

/// The most findings of a kind that are listed.
const MOST: usize = 100;

/// Something that is not as it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What is wrong, and where.
    pub what: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

/// Reads all of a store and lists what is not as it was written; nothing where all is well.
///
/// # Errors
/// Where the file cannot be read at all, or is no store.
pub fn check(path: &Path) -> Result<Vec<Finding>, Error> {
    let reader = Reader::open(path)?;
    let snapshot = reader.snapshot()?;
    let connection: &Connection = &snapshot.transaction;
    let mut findings = Findings::default();
    for part in [pages, keys, articles, coded, feeds_and_words] {
        match part(connection, &mut findings) {
            Ok(()) => {}
            Err(Fault::Damaged(what)) => findings.add(what),
            Err(Fault::Sqlite(error))
                if matches!(
                    error.sqlite_error_code(),
                    Some(rusqlite::ErrorCode::DatabaseCorrupt | rusqlite::ErrorCode::NotADatabase)
                        | None
                ) =>
            {
                findings.add(error.to_string());
            }
            Err(fault) => return Err(fault.at(path)),
        }
    }
    Ok(findings.found)
}

#[derive(Default)]
struct Findings {
    found: Vec<Finding>,
}

impl Findings {
    fn add(&mut self, what: impl Into<String>) {
        let what = what.into();
        if self.found.len() < MOST && !self.found.iter().any(|found| found.what == what) {
            self.found.push(Finding { what });
        }
    }
}

/// The pages, the indexes, the word index, and the constraints.
fn pages(connection: &Connection, findings: &mut Findings) -> Done<()> {
    let mut statement = connection.prepare(&format!("PRAGMA integrity_check({MOST})"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let line: String = row.get(0)?;
        if line != "ok" {
            findings.add(format!("database: {line}"));
        }
    }
    Ok(())
}

/// What points to nothing.
fn keys(connection: &Connection, findings: &mut Findings) -> Done<()> {
    let mut statement = connection.prepare("PRAGMA foreign_key_check")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let table: String = row.get(0)?;
        let parent: String = row.get(2)?;
        findings.add(format!(
            "{table}: a row points to one of {parent} that is gone"
        ));
    }
    let counted = |sql: &str| -> Done<i64> { Ok(connection.query_row(sql, [], |row| row.get(0))?) };
    for (sql, what) in [
        (
            "SELECT count(*) FROM articles a JOIN revisions r ON r.id = a.revision
             WHERE r.article <> a.id",
            "articles: the latest text of one is another's",
        ),
        (
            "SELECT count(*) FROM events e JOIN articles a ON a.id = e.article
             WHERE e.current = 1 AND e.revision <> a.revision",
            "events: one of an older text counts as current",
        ),
        (
            "SELECT count(*) FROM events e JOIN revisions r ON r.id = e.revision
             WHERE e.article <> r.article",
            "events: one is of another article than its text",
        ),
        (
            "SELECT count(*) FROM events WHERE current NOT IN (0, 1)",
            "events: one is neither current nor not",
        ),
        (
            "SELECT count(*) FROM articles a JOIN articles s ON s.id = a.story
             WHERE s.story <> s.id OR s.id > a.id",
            "articles: a story does not begin with its first",
        ),
        (
            "SELECT count(*) FROM events e LEFT JOIN corrections c ON c.id = e.correction
             WHERE e.correction <> 0 AND c.article IS NOT e.article",
            "events: one is of a correction that is gone",
        ),
        (
            "SELECT count(*) FROM reviewed v
             WHERE NOT EXISTS (SELECT 1 FROM corrections c WHERE c.article = v.article)",
            "reviewed: one was never reviewed",
        ),
        (
            "SELECT count(*) FROM changes
             WHERE kind NOT IN (0, 1, 2, 3) OR (kind = 0) <> (event IS NULL)
                OR (run IS NULL) = (correction IS NULL)",
            "changes: one says nothing",
        ),
        (
            "SELECT coalesce(max(seq), 0) - count(*) FROM changes",
            "changes: some are gone",
        ),
        (
            "WITH last AS (SELECT c.article AS article, e.event_id AS name, c.kind AS kind, max(c.seq)
               FROM changes c JOIN events e ON e.id = c.event GROUP BY c.article, e.event_id)
             SELECT count(*) FROM (
               SELECT article, name FROM last WHERE kind <> 3
               EXCEPT SELECT article, event_id FROM events WHERE current = 1)",
            "changes: one that ceased to be current is not among them",
        ),
        (
            "SELECT count(*) FROM (
               SELECT article, event_id FROM events WHERE current = 1
               EXCEPT SELECT c.article, e.event_id FROM changes c JOIN events e ON e.id = c.event
                WHERE c.kind <> 3)",
            "changes: one that is current is not among them",
        ),
    ] {
        if counted(sql)? > 0 {
            findings.add(what);
        }
    }
    for (table, columns) in STAMPED {
        let count = counted(&format!(
            "SELECT count(*) FROM {table} WHERE stamp IS NOT stamp({columns})"
        ))?;
        if count > 0 {
            findings.add(format!("{table}: {count} rows are not what was written"));
        }
    }
    if counted("SELECT count(*) FROM event_records")? != counted("SELECT count(*) FROM events")? {
        findings.add("events: not every one has its record");
    }
    let mut statement = connection.prepare(
        "SELECT c.run, c.revision FROM codings c
         WHERE c.events <> (SELECT count(*) FROM events e
                            WHERE e.revision = c.revision AND e.run = c.run
                              AND e.correction = 0)",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (run, revision): (i64, i64) = (row.get(0)?, row.get(1)?);
        findings.add(format!("run {run}: events of text {revision} are missing"));
    }
    let mut statement = connection.prepare(
        "SELECT r.id FROM runs r
         WHERE r.coded + r.revision <> (SELECT count(*) FROM codings c WHERE c.run = r.id)
            OR r.events <> (SELECT count(*) FROM events e WHERE e.run = r.id AND e.correction = 0)
            OR r.rejected <> (SELECT count(*) FROM problems p WHERE p.run = r.id AND p.rejected = 1)",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let run: i64 = row.get(0)?;
        findings.add(format!("run {run}: its account does not add up"));
    }
    Ok(())
}

/// Every text, and what the columns say of it.
fn articles(connection: &Connection, findings: &mut Findings) -> Done<()> {
    let mut rollup = Rollup::default();
    let mut statement = connection.prepare(
        "SELECT r.id, r.seal, r.record, r.body, r.received, a.id, a.identity, a.url, a.day, s.name,
                a.revision = r.id, r.number
         FROM revisions r JOIN articles a ON a.id = r.article
         LEFT JOIN sources s ON s.id = a.source ORDER BY r.id",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        match one_article(connection, row, &mut rollup) {
            Ok(()) => {}
            Err(Fault::Damaged(what)) => findings.add(what),
            Err(fault) => return Err(fault),
        }
    }
    drop(rows);
    for table in rollup.differing(connection, &["daily_sources", "total_sources"])? {
        findings.add(format!("{table}: not the sums of the articles"));
    }
    Ok(())
}

fn one_article(connection: &Connection, row: &Row<'_>, rollup: &mut Rollup) -> Done<()> {
    let revision: i64 = row.get(0)?;
    let article = parse_article(revision, row.get_ref(1)?, row.get_ref(2)?)?;
    let number: i64 = row.get(5)?;
    let damaged =
        |column: &str| Fault::Damaged(format!("article {number}: its {column} is not its text's"));
    let hash = body(&article.text);
    if row.get::<_, Vec<u8>>(3)? != hash {
        return Err(damaged("hash"));
    }
    let identity = Identity::of(&article, &hash);
    if row.get::<_, Vec<u8>>(6)? != identity.key {
        return Err(damaged("identity"));
    }
    if row.get::<_, Option<String>>(7)? != identity.url {
        return Err(damaged("url"));
    }
    if row.get::<_, bool>(10)? {
        let received: String = row.get(4)?;
        let day: String = row.get(8)?;
        if day != day_of(&article, &received) {
            return Err(damaged("day"));
        }
        let source: Option<String> = row.get(9)?;
        let source = source.unwrap_or_default();
        if source != article.source.as_deref().unwrap_or_default() {
            return Err(damaged("source"));
        }
        rollup.article(&day, &source, 1);
        let filed = connection
            .prepare_cached("SELECT band FROM bands WHERE article = ?1 ORDER BY band")?
            .query_map([number], |row| row.get(0))?
            .collect::<rusqlite::Result<Vec<i64>>>()?;
        if filed != stories::bands(&article) {
            return Err(damaged("signature"));
        }
    }
    Ok(())
}

/// Every event, and what the columns say of it.
fn coded(connection: &Connection, findings: &mut Findings) -> Done<()> {
    let mut rollup = Rollup::default();
    let mut statement = connection.prepare(
        "SELECT e.id, r.seal, r.record, e.event_id, e.current, e.day, e.day_end, e.event_type,
                e.mode, e.quad_class, e.status, e.certainty, e.confidence, e.place_country, e.lat,
                e.lon, e.place_name, e.revision, g.gist
         FROM events e JOIN event_records r ON r.event = e.id LEFT JOIN gists g ON g.event = e.id
         ORDER BY e.id",
    )?;
    let mut parties = connection.prepare(
        "SELECT side, ordinal, day, country, code, entity, name FROM parties WHERE event = ?1",
    )?;
    let mut pair = connection.prepare(
        "SELECT 1 FROM dyads WHERE actor = ?1 AND recipient = ?2 AND day = ?3 AND event = ?4",
    )?;
    let (mut seated, mut paired, mut current) = (0_usize, 0_usize, 0_usize);
    // The text of the last event: the next is mostly of the same.
    let mut text: Option<(i64, Article)> = None;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let mut one = || -> Done<()> {
            let number: i64 = row.get(0)?;
            let event = events::parse(number, row.get_ref(1)?, row.get_ref(2)?)?;
            let damaged = |what: &str| Fault::Damaged(format!("event {number}: {what}"));
            let columns = Columns {
                day: row.get(5)?,
                day_end: row.get(6)?,
                event_type: row.get(7)?,
                mode: row.get(8)?,
                quad_class: row.get(9)?,
                status: row.get(10)?,
                certainty: row.get(11)?,
                confidence: row.get(12)?,
                place_country: row.get(13)?,
                lat: row.get(14)?,
                lon: row.get(15)?,
                place_name: row.get(16)?,
            };
            if columns != Columns::of(&event) || row.get::<_, String>(3)? != event.id {
                return Err(damaged("its columns are not its record's"));
            }
            if !row.get::<_, bool>(4)? {
                return Ok(());
            }
            current += 1;
            rollup.event(&event, 1);
            let revision: i64 = row.get(17)?;
            let known = text.take().filter(|(of, _)| *of == revision);
            let known = match known {
                Some(known) => Some(known),
                // A damaged text is a finding of its own.
                None => match text_of(connection, revision) {
                    Ok(article) => Some((revision, article)),
                    Err(Fault::Damaged(_)) => None,
                    Err(fault) => return Err(fault),
                },
            };
            if let Some((_, article)) = &known {
                let said = Telling::of(article).gist(&event)?;
                if row.get::<_, Option<Vec<u8>>>(18)? != Some(said) {
                    return Err(damaged("its gist is not its record's"));
                }
            }
            text = known;
            let mut kept = parties.query([number])?;
            let mut found = Vec::new();
            while let Some(row) = kept.next()? {
                found.push((
                    row.get::<_, String>(0)?,
                    row.get::<_, i64>(1)?,
                    row.get::<_, String>(2)?,
                    row.get::<_, Option<String>>(3)?,
                    row.get::<_, Option<String>>(4)?,
                    row.get::<_, Option<String>>(5)?,
                    row.get::<_, String>(6)?,
                ));
            }
            let said: Vec<_> = seats(&event)
                .map(|(side, ordinal, party)| {
                    (
                        side.to_owned(),
                        ordinal,
                        day(&event).to_owned(),
                        party.country.map(String::from),
                        party.code.clone(),
                        party.entity.clone(),
                        party.name.clone().unwrap_or_else(|| party.text.clone()),
                    )
                })
                .collect();
            if found != said {
                return Err(damaged("its parties are not its record's"));
            }
            seated += said.len();
            for (actor, recipient) in dyads(&event) {
                if !pair.exists(rusqlite::params![actor, recipient, day(&event), number])? {
                    return Err(damaged("it is missing among the dyads"));
                }
                paired += 1;
            }
            Ok(())
        };
        match one() {
            Ok(()) => {}
            Err(Fault::Damaged(what)) => findings.add(what),
            Err(fault) => return Err(fault),
        }
    }
    drop(rows);
    let of_others: i64 = connection.query_row(
        "SELECT count(*) FROM events e JOIN articles a ON a.id = e.article
         WHERE e.current = 1 AND e.source IS NOT a.source",
        [],
        |row| row.get(0),
    )?;
    if of_others > 0 {
        findings.add(format!(
            "events: {of_others} have another source than their article"
        ));
    }
    for (table, counted) in [("parties", seated), ("dyads", paired), ("gists", current)] {
        let kept: i64 =
            connection.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| {
                row.get(0)
            })?;
        if kept != counted as i64 {
            findings.add(format!("{table}: {kept} rows, and {counted} in the events"));
        }
    }
    let tables = [
        "daily_types",
        "daily_dyads",
        "monthly_dyads",
        "daily_places",
        "total_types",
        "edges",
        "monthly_points",
    ];
    for table in rollup.differing(connection, &tables)? {
        findings.add(format!("{table}: not the sums of the events"));
    }
    Ok(())
}

/// What the watcher keeps, and that every article's words can be found.
fn feeds_and_words(connection: &Connection, findings: &mut Findings) -> Done<()> {
    let counted = |sql: &str| -> Done<i64> { Ok(connection.query_row(sql, [], |row| row.get(0))?) };
    let missing =
        counted("SELECT count(*) FROM articles WHERE id NOT IN (SELECT id FROM words_docsize)")?;
    let stray =
        counted("SELECT count(*) FROM words_docsize WHERE id NOT IN (SELECT id FROM articles)")?;
    if missing + stray > 0 {
        findings.add(format!(
            "words: {missing} articles cannot be found by their words, {stray} are found that are gone"
        ));
    }
    let words::Differing { articles, openings } = words::differing(connection)?;
    if let Some(first) = articles.first() {
        let count = articles.len();
        findings.add(format!(
            "words: the index of {count} articles is not what they say, of article {first} first"
        ));
    }
    if let Some(first) = openings.first() {
        let count = openings.len();
        findings.add(format!(
            "words: under {count} openings of words stand other articles than have them, under '{first}' first"
        ));
    }
    feeds::all(connection)?;
    corrections(connection, findings)
}

/// What reviewers said, and that the events are what follows from it.
fn corrections(connection: &Connection, findings: &mut Findings) -> Done<()> {
    let mut statement = connection.prepare(&format!(
        "SELECT {}, c.name, c.event_id, c.verdict FROM corrections c
         LEFT JOIN withdrawals w ON w.correction = c.id ORDER BY c.id",
        review::COLUMNS
    ))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        match review::from_row(row) {
            Ok((number, correction)) => {
                let columns: [String; 3] = [row.get(7)?, row.get(8)?, row.get(9)?];
                let said = [
                    correction.id,
                    correction.event,
                    correction.verdict.as_str().to_owned(),
                ];
                if columns != said {
                    findings.add(format!(
                        "correction {number}: its columns are not its record's"
                    ));
                }
            }
            Err(Fault::Damaged(what)) => findings.add(what),
            Err(fault) => return Err(fault),
        }
    }
    drop(rows);
    for article in review::differing(connection)? {
        findings.add(format!(
            "article {article}: its events are not what its corrections say"
        ));
    }
    Ok(())
}
