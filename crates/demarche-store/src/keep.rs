//! Keeping articles with their events: what is new, what is known, and what has changed.

use std::collections::HashMap;

use demarche_record::{Article, Event};
use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::{Connection, OptionalExtension as _, params};

use crate::changes::Log;
use crate::error::{Done, Error, Fault};
use crate::events::{self, Of};
use crate::gists::Telling;
use crate::identity::{Hash, Identity, body, hash, overlaps};
use crate::rollup::Rollup;
use crate::runs::{self, Account, RunId};
use crate::{ArticleNo, Feed, Store, feeds, stories};

/// What an article is to the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It was not there.
    New,
    /// It is there, with this text or had this text once.
    Duplicate,
    /// It is there with another text.
    Revision,
}

/// What is kept in one transaction.
#[derive(Clone, Copy, Debug)]
pub struct Batch<'a> {
    /// The run that it is part of.
    pub run: RunId,
    /// Articles with their events.
    pub deposits: &'a [Deposit<'a>],
    /// Inputs that are no articles.
    pub rejected: &'a [Rejected<'a>],
    /// Feeds that these articles came from, and how far they are read now.
    pub feeds: &'a [Feed],
}

/// An article and what was coded from it.
#[derive(Clone, Debug)]
pub struct Deposit<'a> {
    /// The article as it came.
    pub article: &'a Article,
    /// What its events call it.
    pub article_id: &'a str,
    /// Its events, in text order.
    pub events: &'a [Event],
    /// What had to be changed or cut short to read it.
    pub notes: &'a [Note<'a>],
    /// Where it came from, as messages name it: "batch.jsonl:17", a URL.
    pub origin: &'a str,
    /// When it came.
    pub received: Timestamp,
}

/// What is to be known of an article that was kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Note<'a> {
    /// What is wrong.
    pub reason: &'a str,
    /// What to do.
    pub remedy: &'a str,
}

/// An input that is not kept, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rejected<'a> {
    /// Where it came from.
    pub origin: &'a str,
    /// What is wrong.
    pub reason: &'a str,
    /// What to do.
    pub remedy: &'a str,
    /// When it came.
    pub received: Timestamp,
}

/// Events of an article that was coded anew.
#[derive(Clone, Copy, Debug)]
pub struct Coding<'a> {
    /// The article.
    pub article: ArticleNo,
    /// Its events, in text order.
    pub events: &'a [Event],
}

impl Store {
    /// Keeps a batch in one transaction: whole or not at all, and on the disk when it returns.
    /// Answers what each deposit was, as decided inside the transaction; the account of the run
    /// moves with it. The events of a duplicate are not looked at; those of a revision take the
    /// place of the older text's. Keeping the same batch again changes nothing but the account.
    pub fn keep(&mut self, batch: &Batch<'_>) -> Result<Vec<Verdict>, Error> {
        self.keep_beside(batch, 0)
    }

    /// The same, where the caller knows of more inputs that they are in the store as they are, and
    /// need not be looked at: they count as duplicates.
    pub fn keep_beside(
        &mut self,
        batch: &Batch<'_>,
        unchanged: u64,
    ) -> Result<Vec<Verdict>, Error> {
        self.write(|transaction| {
            let mut keeping = Keeping::new(transaction, batch.run)?;
            keeping.account.duplicate += unchanged;
            let mut verdicts = Vec::with_capacity(batch.deposits.len());
            for deposit in batch.deposits {
                verdicts.push(keeping.deposit(deposit)?);
            }
            for rejected in batch.rejected {
                keeping.problem(
                    true,
                    rejected.origin,
                    (rejected.reason, rejected.remedy),
                    rejected.received,
                )?;
                keeping.account.rejected += 1;
            }
            feeds::put(transaction, batch.feeds)?;
            keeping.rollup.write(transaction)?;
            keeping.log.close()?;
            runs::count(transaction, batch.run, &keeping.account)?;
            Ok(verdicts)
        })
    }

    /// Keeps new codings of articles that are there, under a new run, in one transaction. They are
    /// current from here on, but for what reviewers say; those before stay under their runs.
    pub fn recode(
        &mut self,
        run: RunId,
        codings: &[Coding<'_>],
        now: Timestamp,
    ) -> Result<(), Error> {
        self.write(|transaction| {
            let mut log = Log::of_run(transaction, run)?;
            let mut rollup = Rollup::default();
            let mut account = Account::default();
            for coding in codings {
                let ArticleNo(article) = coding.article;
                let revision: i64 = transaction
                    .prepare_cached("SELECT revision FROM articles WHERE id = ?1")?
                    .query_row([article], |row| row.get(0))
                    .optional()?
                    .ok_or_else(|| Fault::Misuse(format!("there is no article {article}")))?;
                let old = events::supersede(transaction, revision, &mut rollup)?;
                let text = text_of(transaction, revision)?;
                let of = Of {
                    article,
                    revision,
                    run,
                    telling: Telling::of(&text),
                };
                let log = (&mut log, now);
                events::replace(transaction, of, coding.events, &old, &mut rollup, log)?;
                account.coded += 1;
                account.events += coding.events.len() as u64;
            }
            rollup.write(transaction)?;
            log.close()?;
            runs::count(transaction, run, &account)
        })
    }
}

/// Where an article belongs.
enum Place {
    /// It is new. `twin` is above 0 where others came with its id.
    New { twin: i64 },
    /// This text of it is there.
    Duplicate,
    /// Another text of it is there.
    Revision { article: i64 },
}

pub(crate) fn state_of(connection: &Connection, article: &Article) -> Done<Verdict> {
    let body = body(&article.text);
    let identity = Identity::of(article, &body);
    Ok(match place(connection, article, &identity, &body)? {
        Place::New { .. } => Verdict::New,
        Place::Duplicate => Verdict::Duplicate,
        Place::Revision { .. } => Verdict::Revision,
    })
}

fn place(
    connection: &Connection,
    article: &Article,
    identity: &Identity,
    body: &Hash,
) -> Done<Place> {
    let mut known = connection.prepare_cached(
        "SELECT id, twin, revision FROM articles WHERE identity = ?1 ORDER BY twin",
    )?;
    let mut rows = known.query([identity.key])?;
    let mut same = Vec::new();
    while let Some(row) = rows.next()? {
        same.push((
            row.get::<_, i64>(0)?,
            row.get::<_, i64>(1)?,
            row.get::<_, i64>(2)?,
        ));
    }
    let mut with_body =
        connection.prepare_cached("SELECT 1 FROM revisions WHERE body = ?1 AND article = ?2")?;
    for (number, ..) in &same {
        // Also an older text counts as known: what was read once changes nothing when it is read
        // again.
        if with_body.exists(params![body, number])? {
            return Ok(Place::Duplicate);
        }
    }
    let Some((first, last_twin)) = same.first().map(|(number, ..)| *number).zip(same.last()) else {
        return Ok(Place::New { twin: 0 });
    };
    if identity.url.is_some() {
        return Ok(Place::Revision { article: first });
    }
    for (number, _, revision) in &same {
        if overlaps(&text_of(connection, *revision)?.text, &article.text) {
            return Ok(Place::Revision { article: *number });
        }
    }
    Ok(Place::New {
        twin: last_twin.1 + 1,
    })
}

/// A text of an article, by the number of the revision.
pub(crate) fn text_of(connection: &Connection, revision: i64) -> Done<Article> {
    let mut statement =
        connection.prepare_cached("SELECT seal, record FROM revisions WHERE id = ?1")?;
    let mut rows = statement.query([revision])?;
    match rows.next()? {
        Some(row) => parse_article(revision, row.get_ref(0)?, row.get_ref(1)?),
        None => Err(Fault::Damaged(format!("revision {revision} is gone"))),
    }
}

/// Reads the record of a revision, which must be what was written.
pub(crate) fn parse_article(
    revision: i64,
    seal: rusqlite::types::ValueRef<'_>,
    record: rusqlite::types::ValueRef<'_>,
) -> Done<Article> {
    let damaged = || {
        Fault::Damaged(format!(
            "the record of revision {revision} is not what was written"
        ))
    };
    let (Ok(seal), Ok(record)) = (seal.as_blob(), record.as_bytes()) else {
        return Err(damaged());
    };
    if hash(record) != seal {
        return Err(damaged());
    }
    serde_json::from_slice(record).map_err(|error| {
        Fault::Damaged(format!(
            "the record of revision {revision} cannot be read: {error}"
        ))
    })
}

/// The day of an article: of publication, else of arrival.
pub(crate) fn day_of(article: &Article, received: &str) -> String {
    let published = article.date.as_deref().and_then(|date| date.get(..10));
    match published.filter(|day| day.parse::<Date>().is_ok()) {
        Some(day) => day.to_owned(),
        None => received.get(..10).unwrap_or_default().to_owned(),
    }
}

/// One transaction at work.
struct Keeping<'t> {
    connection: &'t Connection,
    run: RunId,
    next_article: i64,
    next_revision: i64,
    sources: HashMap<String, i64>,
    rollup: Rollup,
    log: Log<'t>,
    account: Account,
}

impl<'t> Keeping<'t> {
    fn new(connection: &'t Connection, run: RunId) -> Done<Self> {
        let next = |table: &str| {
            connection.query_row(
                &format!("SELECT coalesce(max(id), 0) + 1 FROM {table}"),
                [],
                |row| row.get(0),
            )
        };
        Ok(Keeping {
            connection,
            run,
            next_article: next("articles")?,
            next_revision: next("revisions")?,
            sources: HashMap::new(),
            rollup: Rollup::default(),
            log: Log::of_run(connection, run)?,
            account: Account::default(),
        })
    }

    fn deposit(&mut self, deposit: &Deposit<'_>) -> Done<Verdict> {
        let body = body(&deposit.article.text);
        let identity = Identity::of(deposit.article, &body);
        match place(self.connection, deposit.article, &identity, &body)? {
            Place::Duplicate => {
                self.account.duplicate += 1;
                Ok(Verdict::Duplicate)
            }
            Place::New { twin } => {
                self.add(deposit, &identity, &body, twin)?;
                self.account.coded += 1;
                Ok(Verdict::New)
            }
            Place::Revision { article } => {
                self.revise(deposit, &body, article)?;
                self.account.revision += 1;
                Ok(Verdict::Revision)
            }
        }
    }

    fn add(
        &mut self,
        deposit: &Deposit<'_>,
        identity: &Identity,
        body: &Hash,
        twin: i64,
    ) -> Done<()> {
        let article = self.next_article;
        self.next_article += 1;
        let (source, day) = self.settle(deposit)?;
        let (story, bands) = stories::story(self.connection, article, deposit.article, &day)?;
        let revision = self.next_revision;
        self.connection
            .prepare_cached(
                "INSERT INTO articles
                   (id, identity, twin, article_id, url, revision, story, source, day, stamp)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, stamp(?1, ?3, ?4, ?6, ?7))",
            )?
            .execute(params![
                article,
                identity.key,
                twin,
                deposit.article_id,
                identity.url,
                revision,
                story,
                source,
                day
            ])?;
        stories::file(self.connection, article, &bands)?;
        if twin > 0 {
            self.problem(
                false,
                deposit.origin,
                (
                    &format!(
                        "another article came with the id \"{}\" and another text; both are kept",
                        deposit.article_id
                    ),
                    "give each article an id of its own, a url or a source",
                ),
                deposit.received,
            )?;
        }
        self.rollup.article(&day, source_name(deposit.article), 1);
        self.text(deposit, body, (article, 1), &[])
    }

    fn revise(&mut self, deposit: &Deposit<'_>, body: &Hash, article: i64) -> Done<()> {
        let (old, number, old_day, old_source): (i64, i64, String, Option<String>) = self
            .connection
            .prepare_cached(
                "SELECT a.revision, r.number, a.day, s.name
                 FROM articles a JOIN revisions r ON r.id = a.revision
                 LEFT JOIN sources s ON s.id = a.source
                 WHERE a.id = ?1",
            )?
            .query_row([article], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
            })?;
        let events = events::supersede(self.connection, old, &mut self.rollup)?;
        self.connection
            .prepare_cached("DELETE FROM words WHERE rowid = ?1")?
            .execute([article])?;
        stories::refile(self.connection, article, deposit.article)?;
        let (source, day) = self.settle(deposit)?;
        self.rollup
            .article(&old_day, old_source.as_deref().unwrap_or_default(), -1);
        self.rollup.article(&day, source_name(deposit.article), 1);
        self.connection
            .prepare_cached(
                "UPDATE articles SET article_id = ?2, revision = ?3, source = ?4, day = ?5,
                   stamp = stamp(id, twin, ?2, ?3, story)
                 WHERE id = ?1",
            )?
            .execute(params![
                article,
                deposit.article_id,
                self.next_revision,
                source,
                day
            ])?;
        self.text(deposit, body, (article, number + 1), &events)
    }

    /// Adds the text of an article, its words and its events, which come in the place of `old`.
    fn text(
        &mut self,
        deposit: &Deposit<'_>,
        body: &Hash,
        (article, number): (i64, i64),
        old: &[(i64, Event)],
    ) -> Done<()> {
        let revision = self.next_revision;
        self.next_revision += 1;
        let record = serde_json::to_string(deposit.article)
            .map_err(|error| Fault::Misuse(format!("{}: {error}", deposit.origin)))?;
        self.connection
            .prepare_cached(
                "INSERT INTO revisions
                   (id, article, number, body, run, origin, received, stamp, seal, record)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, stamp(?1, ?2, ?3, ?5, ?6, ?7), ?8, ?9)",
            )?
            .execute(params![
                revision,
                article,
                number,
                body,
                self.run.0,
                deposit.origin,
                deposit.received.to_string(),
                hash(record.as_bytes()),
                record
            ])?;
        self.connection
            .prepare_cached("INSERT INTO words (rowid, title, body) VALUES (?1, ?2, ?3)")?
            .execute(params![
                article,
                deposit.article.title.as_deref().unwrap_or_default(),
                deposit.article.text
            ])?;
        let of = Of {
            article,
            revision,
            run: self.run,
            telling: Telling::of(deposit.article),
        };
        let log = (&mut self.log, deposit.received);
        let events = deposit.events;
        events::replace(self.connection, of, events, old, &mut self.rollup, log)?;
        self.account.events += deposit.events.len() as u64;
        for note in deposit.notes {
            self.problem(
                false,
                deposit.origin,
                (note.reason, note.remedy),
                deposit.received,
            )?;
        }
        Ok(())
    }

    /// The number of the source, and the day that the article counts for.
    fn settle(&mut self, deposit: &Deposit<'_>) -> Done<(Option<i64>, String)> {
        let received = deposit.received.to_string();
        let day = day_of(deposit.article, &received);
        let name = source_name(deposit.article);
        if name.is_empty() {
            return Ok((None, day));
        }
        if let Some(number) = self.sources.get(name) {
            return Ok((Some(*number), day));
        }
        self.connection
            .prepare_cached(
                "INSERT INTO sources (name, first_received, stamp)
                 VALUES (?1, ?2, stamp(?1, ?2))
                 ON CONFLICT DO NOTHING",
            )?
            .execute(params![name, received])?;
        let number: i64 = self
            .connection
            .prepare_cached("SELECT id FROM sources WHERE name = ?1")?
            .query_row([name], |row| row.get(0))?;
        self.sources.insert(name.to_owned(), number);
        Ok((Some(number), day))
    }

    fn problem(
        &self,
        rejected: bool,
        origin: &str,
        (reason, remedy): (&str, &str),
        received: Timestamp,
    ) -> Done<()> {
        self.connection
            .prepare_cached(
                "INSERT INTO problems (run, rejected, origin, reason, remedy, received, stamp)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, stamp(?1, ?2, ?3, ?4, ?5, ?6))",
            )?
            .execute(params![
                self.run.0,
                rejected,
                origin,
                reason,
                remedy,
                received.to_string()
            ])?;
        Ok(())
    }
}

fn source_name(article: &Article) -> &str {
    article.source.as_deref().unwrap_or_default()
}
