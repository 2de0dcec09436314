//! How rare articles with these words, or events of these types or so sure, are: by that a query is
//! led by them, or by the days.

use rusqlite::Connection;

use crate::error::Done;
use crate::{Selection, search};

/// Events of an article, about.
const EVENTS: i64 = 3;

/// How many articles a condition lets through.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rare {
    /// So few that all their events may be read and put in order.
    Few,
    /// So many that a list of them is made, and looked into for each event.
    Some,
    /// So many that each event is looked at by itself, in the order of days: enough are found soon.
    Many,
}

impl Rare {
    fn of(articles: i64) -> Self {
        match articles {
            ..=1500 => Rare::Few,
            1501..=50_000 => Rare::Some,
            _ => Rare::Many,
        }
    }

    /// Events, and not articles, by the types of a selection.
    pub(crate) fn types(connection: &Connection, selection: &Selection) -> Done<Self> {
        let mut statement = connection.prepare_cached(
            "SELECT coalesce(sum(events), 0) FROM total_types WHERE event_type = ?",
        )?;
        let mut events = 0;
        for name in &selection.types {
            events += statement.query_row([name.as_str()], |row| row.get::<_, i64>(0))?;
        }
        Ok(Rare::of(events / EVENTS))
    }

    /// Events, and not articles, of at least this confidence.
    pub(crate) fn confident(connection: &Connection, least: f64) -> Done<Self> {
        let mut statement = connection.prepare_cached(
            "SELECT count(*) FROM (SELECT 1 FROM events INDEXED BY events_confidence
               WHERE current = 1 AND confidence >= ? LIMIT 4504)",
        )?;
        let events: i64 = statement.query_row([least], |row| row.get(0))?;
        Ok(Rare::of(events / EVENTS))
    }

    /// By the words of a selection.
    pub(crate) fn words(connection: &Connection, selection: &Selection) -> Done<Self> {
        let query = selection.words.as_deref().map(search::query);
        let Some(query) = query.filter(|query| !query.is_empty()) else {
            return Ok(Rare::Many);
        };
        let mut statement = connection.prepare_cached(
            "SELECT count(*) FROM (SELECT 1 FROM words WHERE words MATCH ? LIMIT 50001)",
        )?;
        Ok(Rare::of(statement.query_row([query], |row| row.get(0))?))
    }
}
