//! What a map and a page of an actor show, counted from the columns of events.

use rusqlite::types::Value;

use crate::error::{Done, Error};
use crate::read::event_from_row;
use crate::{Snapshot, StoredEvent};

/// A point on the map, and what happened there: actual events that nobody denies.
#[derive(Clone, Debug, PartialEq)]
pub struct OnMap {
    /// Events of the quad classes 1 to 4.
    pub quads: [u64; 4],
    /// The latest of them, which says where it is.
    pub latest: StoredEvent,
}

/// A country of whose events no more than the country is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Only {
    /// The country.
    pub country: String,
    /// Events of the quad classes 1 to 4.
    pub quads: [u64; 4],
}

/// How often a party stands with another, or under a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActorCount {
    /// Its code.
    pub code: Option<String>,
    /// Its name.
    pub name: String,
    /// Events.
    pub events: u64,
}

impl Snapshot<'_> {
    /// The points with most events from one day to another, both included.
    pub fn points(&self, since: &str, until: &str, limit: usize) -> Result<Vec<OnMap>, Error> {
        let mut found = Vec::new();
        self.each(
            "WITH points AS (
               SELECT max(id) AS latest, count(*) AS events, sum(quad_class = 1) AS a,
                      sum(quad_class = 2) AS b, sum(quad_class = 3) AS c, sum(quad_class = 4) AS d
               FROM events INDEXED BY events_map
               WHERE current = 1 AND day BETWEEN ? AND ? AND lat IS NOT NULL
                 AND lon IS NOT NULL AND status = 'actual' AND certainty <> 'denied'
               GROUP BY lat, lon ORDER BY 2 DESC, 1 LIMIT ?)
             SELECT e.id, e.article, r.seal, r.record, p.a, p.b, p.c, p.d
             FROM points p CROSS JOIN events e ON e.id = p.latest
             JOIN event_records r ON r.event = e.id ORDER BY p.events DESC, e.id",
            vec![
                Value::Text(since.to_owned()),
                Value::Text(until.to_owned()),
                limited(limit),
            ],
            |row| {
                Ok(OnMap {
                    quads: quads(row, 4)?,
                    latest: event_from_row(row)?,
                })
            },
            &mut |point| {
                found.push(point);
                Ok::<(), Error>(())
            },
        )?;
        Ok(found)
    }

    /// Events from one day to another of which only the country is known, by country.
    pub fn countries_only(&self, since: &str, until: &str) -> Result<Vec<Only>, Error> {
        let mut found = Vec::new();
        self.each(
            "SELECT place_country, sum(quad_class = 1), sum(quad_class = 2), sum(quad_class = 3),
                    sum(quad_class = 4)
             FROM events INDEXED BY events_map_country
             WHERE current = 1 AND day BETWEEN ? AND ? AND lat IS NULL
               AND place_country IS NOT NULL AND status = 'actual' AND certainty <> 'denied'
             GROUP BY place_country ORDER BY count(*) DESC, 1",
            vec![Value::Text(since.to_owned()), Value::Text(until.to_owned())],
            |row| {
                Ok(Only {
                    country: row.get(0)?,
                    quads: quads(row, 1)?,
                })
            },
            &mut |only| {
                found.push(only);
                Ok::<(), Error>(())
            },
        )?;
        Ok(found)
    }

    /// The parties of a country by code and name, the most frequent of its latest `most` mentions.
    pub fn parties_of(
        &self,
        country: &str,
        most: usize,
        limit: usize,
    ) -> Result<Vec<ActorCount>, Error> {
        let mut found = Vec::new();
        self.each(
            "SELECT p.code, p.name, count(*) FROM (
               SELECT event, side, ordinal FROM parties WHERE country = ?
               ORDER BY day DESC, event DESC LIMIT ?) k
             CROSS JOIN parties p ON p.event = k.event AND p.side = k.side AND p.ordinal = k.ordinal
             GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2 LIMIT ?",
            vec![
                Value::Text(country.to_owned()),
                limited(most),
                limited(limit),
            ],
            |row| {
                Ok(ActorCount {
                    code: row.get(0)?,
                    name: row.get(1)?,
                    events: row.get::<_, i64>(2)?.unsigned_abs(),
                })
            },
            &mut |party| {
                found.push(party);
                Ok::<(), Error>(())
            },
        )?;
        Ok(found)
    }
}

fn quads(row: &rusqlite::Row<'_>, at: usize) -> Done<[u64; 4]> {
    let mut quads = [0; 4];
    for (index, sum) in quads.iter_mut().enumerate() {
        *sum = row.get::<_, i64>(at + index)?.unsigned_abs();
    }
    Ok(quads)
}

fn limited(limit: usize) -> Value {
    Value::Integer(i64::try_from(limit).unwrap_or(i64::MAX))
}
