//! The gists of current events: all that a ledger needs of them, kept beside their records.

use demarche_ledger::{Day, Gist, gist};
use demarche_record::{Article, Event};
use rusqlite::functions::FunctionFlags;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row, params};

use crate::error::{Done, Fault};
use crate::stamps;

/// What a gist takes from the article: its text, and the day on which it was published.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Telling<'a> {
    text: &'a str,
    published: Option<Day>,
}

impl<'a> Telling<'a> {
    pub(crate) fn of(article: &'a Article) -> Self {
        Telling {
            text: &article.text,
            published: article.date.as_deref().and_then(Day::parse),
        }
    }

    /// The gist of an event of the article.
    pub(crate) fn gist(self, event: &Event) -> Done<Vec<u8>> {
        gist::write(event, self.text, self.published)
            .map_err(|error| Fault::Misuse(format!("event {}: {error}", event.id)))
    }
}

/// Keeps the gist of an event that becomes current.
pub(crate) fn put(
    connection: &Connection,
    (number, article): (i64, i64),
    event: &Event,
    telling: Telling<'_>,
) -> Done<()> {
    connection
        .prepare_cached(
            "INSERT INTO gists (event, article, stamp, gist)
             VALUES (?1, ?2, stamp(?1, ?2, ?3), ?3)",
        )?
        .execute(params![number, article, telling.gist(event)?])?;
    Ok(())
}

/// Takes away the gist of an event that is current no more.
pub(crate) fn remove(connection: &Connection, number: i64) -> Done<()> {
    connection
        .prepare_cached("DELETE FROM gists WHERE event = ?1")?
        .execute([number])?;
    Ok(())
}

/// A gist in three columns after the number of its event: the article, the stamp and the gist itself,
/// which must be what was written.
pub(crate) fn read<'r>(row: &'r Row<'_>, number: i64, at: usize) -> Done<(i64, Gist<'r>)> {
    let damaged = |what: &str| Fault::Damaged(format!("the gist of event {number} {what}"));
    let (article, stamp, gist) = (row.get_ref(at)?, row.get_ref(at + 1)?, row.get_ref(at + 2)?);
    let (ValueRef::Integer(of), Ok(kept), Ok(bytes)) = (article, stamp.as_blob(), gist.as_blob())
    else {
        return Err(damaged("is gone"));
    };
    if stamps::of([ValueRef::Integer(number), article, gist].into_iter()) != kept {
        return Err(damaged("is not what was written"));
    }
    let gist = Gist::read(bytes).map_err(|error| damaged(&format!("cannot be read: {error}")))?;
    Ok((of, gist))
}

/// Gives SQL the function `gist`, of the record of an event and that of its text: `NULL` where one
/// of them cannot be read.
pub(crate) fn add(connection: &Connection) -> Done<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
    connection.create_scalar_function("gist", 2, flags, |values| {
        let (event, article) = (values.get_raw(0).as_bytes()?, values.get_raw(1).as_bytes()?);
        let read = || -> Option<Vec<u8>> {
            let event: Event = serde_json::from_slice(event).ok()?;
            let article: Article = serde_json::from_slice(article).ok()?;
            Telling::of(&article).gist(&event).ok()
        };
        Ok(read())
    })?;
    Ok(())
}
