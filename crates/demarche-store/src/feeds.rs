//! What a watcher keeps of its feeds. The store does not know what it means; it keeps it in the
//! transaction that keeps a feed's articles, so that a position never runs ahead of its data.

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension as _, Row, params};
use serde_json::Value;

use crate::error::{Done, Error, Fault};
use crate::identity::hash;
use crate::{Snapshot, Store};

/// A feed and how far it was read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Feed {
    /// Its address, which names it.
    pub url: String,
    /// Its title.
    pub title: Option<String>,
    /// ETag of the last answer.
    pub etag: Option<String>,
    /// Last-Modified of the last answer.
    pub last_modified: Option<String>,
    /// When it was last asked.
    pub polled: Option<Timestamp>,
    /// When it is to be asked next.
    pub next_due: Option<Timestamp>,
    /// Failures in a row.
    pub failures: u32,
    /// One word on how it is doing.
    pub health: String,
    /// Whatever else is to be known of it.
    pub state: Value,
}

impl Store {
    /// Keeps feeds that come without articles; those that come with some are part of their
    /// [`Batch`](crate::Batch).
    pub fn put_feeds(&mut self, feeds: &[Feed]) -> Result<(), Error> {
        self.write(|transaction| put(transaction, feeds))
    }

    /// Forgets a feed; its articles stay.
    pub fn remove_feed(&mut self, url: &str) -> Result<bool, Error> {
        self.write(|transaction| {
            Ok(transaction.execute("DELETE FROM feeds WHERE url = ?1", [url])? > 0)
        })
    }
}

impl Snapshot<'_> {
    /// Every feed, in the order of their URLs.
    pub fn feeds(&self) -> Result<Vec<Feed>, Error> {
        self.at(all(&self.transaction))
    }

    /// A feed.
    pub fn feed(&self, url: &str) -> Result<Option<Feed>, Error> {
        let read = || {
            let found = self
                .transaction
                .prepare_cached(&format!("SELECT {COLUMNS} FROM feeds WHERE url = ?1"))?
                .query_row([url], |row| Ok(from_row(row)))
                .optional()?;
            found.transpose()
        };
        self.at(read())
    }
}

const COLUMNS: &str =
    "url, title, etag, last_modified, polled, next_due, failures, health, state, seal";

pub(crate) fn all(connection: &Connection) -> Done<Vec<Feed>> {
    let mut statement =
        connection.prepare_cached(&format!("SELECT {COLUMNS} FROM feeds ORDER BY url"))?;
    let mut rows = statement.query([])?;
    let mut feeds = Vec::new();
    while let Some(row) = rows.next()? {
        feeds.push(from_row(row)?);
    }
    Ok(feeds)
}

fn from_row(row: &Row<'_>) -> Done<Feed> {
    let url: String = row.get(0)?;
    let damaged = |what: &str| Fault::Damaged(format!("feed {url}: {what}"));
    let time = |at: usize| -> Done<Option<Timestamp>> {
        match row.get::<_, Option<String>>(at)? {
            None => Ok(None),
            Some(text) => match text.parse() {
                Ok(time) => Ok(Some(time)),
                Err(_) => Err(damaged("a time is none")),
            },
        }
    };
    let state: String = row.get(8)?;
    let feed = Feed {
        title: row.get(1)?,
        etag: row.get(2)?,
        last_modified: row.get(3)?,
        polled: time(4)?,
        next_due: time(5)?,
        failures: row.get(6)?,
        health: row.get(7)?,
        state: serde_json::from_str(&state).map_err(|_| damaged("its state is no JSON"))?,
        url: url.clone(),
    };
    if row.get::<_, Vec<u8>>(9)? != seal(&feed) {
        return Err(damaged("it is not what was written"));
    }
    Ok(feed)
}

fn seal(feed: &Feed) -> Vec<u8> {
    let Feed {
        url,
        title,
        etag,
        last_modified,
        polled,
        next_due,
        failures,
        health,
        state,
    } = feed;
    let said = serde_json::json!([
        url,
        title,
        etag,
        last_modified,
        polled.map(|time| time.to_string()),
        next_due.map(|time| time.to_string()),
        failures,
        health,
        state
    ]);
    hash(said.to_string().as_bytes()).to_vec()
}

pub(crate) fn put(connection: &Connection, feeds: &[Feed]) -> Done<()> {
    let mut statement = connection.prepare_cached(
        "INSERT OR REPLACE INTO feeds
           (url, title, etag, last_modified, polled, next_due, failures, health, state, seal)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?;
    for feed in feeds {
        statement.execute(params![
            feed.url,
            feed.title,
            feed.etag,
            feed.last_modified,
            feed.polled.map(|time| time.to_string()),
            feed.next_due.map(|time| time.to_string()),
            feed.failures,
            feed.health,
            feed.state.to_string(),
            seal(feed),
        ])?;
    }
    Ok(())
}
