//! Sums that are kept with the data, so that a chart reads a few rows and never all events.
//!
//! A batch gathers its changes here and writes them once. Sums are whole numbers: events may be
//! added and taken away in any order, and a count made anew from the events gives the same.

use std::collections::{BTreeMap, BTreeSet};

use demarche_record::{Certainty, CountryCode, Event, EventType, Party, Status};
use rusqlite::{Connection, params};

use crate::error::{Done, Fault};

/// Changes of the rollup tables, or the tables themselves, counted from nothing.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Rollup {
    types: BTreeMap<(String, &'static str, Stand), i64>,
    daily: BTreeMap<Dyad, Sums>,
    monthly: BTreeMap<Dyad, Sums>,
    places: BTreeMap<(String, String, u8, Stand), (i64, i64)>,
    sources: BTreeMap<(String, String), i64>,
    total_types: BTreeMap<(&'static str, Stand), i64>,
    total_sources: BTreeMap<String, i64>,
    edges: BTreeMap<Edge, i64>,
    points: BTreeMap<Point, i64>,
}

/// Month, latitude and longitude as bits, and quad class.
type Point = (String, u64, u64, u8);

/// Step (d, m, y; a for all time), period, actor, recipient and quad class.
type Edge = (&'static str, String, String, String, u8);

/// Status and certainty.
type Stand = (&'static str, &'static str);

/// Actor, recipient, day or month, quad class, status and certainty.
type Dyad = (String, String, String, u8, Stand);

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sums {
    events: i64,
    score: i64,
    goldstein: i64,
    killed: i64,
}

/// The first day of an event; empty where it has none.
pub(crate) fn day(event: &Event) -> &str {
    event.date.as_ref().map_or("", |date| &date.start)
}

/// Which countries stand against each other in an event, each pair once; an empty side where none
/// is known. The parties of talks, agreements, joint work and clashes may all stand as actors: each
/// is then paired with each other, both ways round.
pub(crate) fn dyads(event: &Event) -> BTreeSet<(String, String)> {
    let countries = |parties: &[Party]| -> BTreeSet<Option<CountryCode>> {
        let known: BTreeSet<_> = parties.iter().map(|party| party.country).collect();
        if known.is_empty() {
            BTreeSet::from([None])
        } else {
            known
        }
    };
    let actors = countries(&event.actors);
    let recipients = countries(&event.recipients);
    let text = |code: Option<CountryCode>| code.map(String::from).unwrap_or_default();
    let mutual = event.recipients.is_empty()
        && actors.iter().flatten().count() > 1
        && matches!(
            event.event_type,
            EventType::Agree | EventType::Consult | EventType::Cooperate | EventType::Assault
        );
    let others = if mutual { &actors } else { &recipients };
    let mut pairs = BTreeSet::new();
    for actor in &actors {
        for other in others {
            if !mutual || actor != other {
                pairs.insert((text(*actor), text(*other)));
            }
        }
    }
    pairs
}

/// A score as a whole number of thousandths.
fn thousandths(score: f64) -> i64 {
    // Scores lie between -10 and 10; a cast of anything else saturates.
    (score * 1000.0).round() as i64
}

impl Rollup {
    /// Adds an event (`times` 1) or takes it away (-1).
    pub(crate) fn event(&mut self, event: &Event, times: i64) {
        let day = day(event);
        let stand = (event.status.as_str(), event.certainty.as_str());
        let quad = u8::from(event.quad_class);
        let killed = times * i64::from(event.quantities.killed.unwrap_or(0));
        *self
            .types
            .entry((day.to_owned(), event.event_type.as_str(), stand))
            .or_default() += times;
        *self
            .total_types
            .entry((event.event_type.as_str(), stand))
            .or_default() += times;
        let month = day.get(..7).unwrap_or("");
        let happened = event.status == Status::Actual && event.certainty != Certainty::Denied;
        for (actor, recipient) in dyads(event) {
            for (table, period) in [(&mut self.daily, day), (&mut self.monthly, month)] {
                let key = (
                    actor.clone(),
                    recipient.clone(),
                    period.to_owned(),
                    quad,
                    stand,
                );
                let sums = table.entry(key).or_default();
                sums.events += times;
                sums.score += times * thousandths(event.score);
                sums.goldstein += times * thousandths(event.goldstein.unwrap_or(0.0));
                sums.killed += killed;
            }
            let known = !actor.is_empty() && !recipient.is_empty() && actor != recipient;
            if happened && known && !day.is_empty() {
                for (step, length) in [("d", 10), ("m", 7), ("y", 4), ("a", 0)] {
                    let period = day.get(..length).unwrap_or(day).to_owned();
                    let key = (step, period, actor.clone(), recipient.clone(), quad);
                    *self.edges.entry(key).or_default() += times;
                }
            }
        }
        let place = event.place.as_ref();
        let point = place.and_then(|place| place.lat.zip(place.lon));
        if let Some((lat, lon)) = point.filter(|_| happened && !day.is_empty()) {
            // SQLite has one zero.
            let bits = |degrees: f64| (degrees + 0.0).to_bits();
            let key = (month.to_owned(), bits(lat), bits(lon), quad);
            *self.points.entry(key).or_default() += times;
        }
        if let Some(country) = place.and_then(|place| place.country) {
            let key = (day.to_owned(), country.into(), quad, stand);
            let sums = self.places.entry(key).or_default();
            sums.0 += times;
            sums.1 += killed;
        }
    }

    /// Adds an article (`times` 1) or takes it away (-1).
    pub(crate) fn article(&mut self, day: &str, source: &str, times: i64) {
        *self
            .sources
            .entry((day.to_owned(), source.to_owned()))
            .or_default() += times;
        *self.total_sources.entry(source.to_owned()).or_default() += times;
    }

    /// Writes the changes. Rows that count nothing any more go.
    pub(crate) fn write(&self, connection: &Connection) -> Done<()> {
        let mut add = connection.prepare_cached(
            "INSERT INTO daily_types VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT DO UPDATE SET events = events + excluded.events",
        )?;
        let mut remove = connection.prepare_cached(
            "DELETE FROM daily_types
             WHERE day = ?1 AND event_type = ?2 AND status = ?3 AND certainty = ?4 AND events = 0",
        )?;
        for ((day, event_type, (status, certainty)), events) in &self.types {
            add.execute(params![day, event_type, status, certainty, events])?;
            if *events <= 0 {
                remove.execute(params![day, event_type, status, certainty])?;
            }
        }
        self.write_dyads(connection, "daily_dyads", &self.daily)?;
        self.write_dyads(connection, "monthly_dyads", &self.monthly)?;
        let mut add = connection.prepare_cached(
            "INSERT INTO daily_places VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT DO UPDATE SET
               events = events + excluded.events, killed = killed + excluded.killed",
        )?;
        let mut remove = connection.prepare_cached(
            "DELETE FROM daily_places WHERE day = ?1 AND country = ?2 AND quad_class = ?3
               AND status = ?4 AND certainty = ?5 AND events = 0",
        )?;
        for ((day, country, quad, (status, certainty)), (events, killed)) in &self.places {
            add.execute(params![
                day, country, quad, status, certainty, events, killed
            ])?;
            if *events <= 0 {
                remove.execute(params![day, country, quad, status, certainty])?;
            }
        }
        let mut add = connection.prepare_cached(
            "INSERT INTO daily_sources VALUES (?1, ?2, ?3)
             ON CONFLICT DO UPDATE SET articles = articles + excluded.articles",
        )?;
        let mut remove = connection.prepare_cached(
            "DELETE FROM daily_sources WHERE day = ?1 AND source = ?2 AND articles = 0",
        )?;
        for ((day, source), articles) in &self.sources {
            add.execute(params![day, source, articles])?;
            if *articles <= 0 {
                remove.execute(params![day, source])?;
            }
        }
        self.write_totals(connection)
    }

    fn write_totals(&self, connection: &Connection) -> Done<()> {
        let mut add = connection.prepare_cached(
            "INSERT INTO total_types VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT DO UPDATE SET events = events + excluded.events",
        )?;
        let mut remove = connection.prepare_cached(
            "DELETE FROM total_types
             WHERE event_type = ?1 AND status = ?2 AND certainty = ?3 AND events = 0",
        )?;
        for ((event_type, (status, certainty)), events) in &self.total_types {
            add.execute(params![event_type, status, certainty, events])?;
            if *events <= 0 {
                remove.execute(params![event_type, status, certainty])?;
            }
        }
        let mut add = connection.prepare_cached(
            "INSERT INTO total_sources VALUES (?1, ?2)
             ON CONFLICT DO UPDATE SET articles = articles + excluded.articles",
        )?;
        let mut remove = connection
            .prepare_cached("DELETE FROM total_sources WHERE source = ?1 AND articles = 0")?;
        for (source, articles) in &self.total_sources {
            add.execute(params![source, articles])?;
            if *articles <= 0 {
                remove.execute([source])?;
            }
        }
        let mut add = connection.prepare_cached(
            "INSERT INTO edges VALUES (?1, ?2, ?3, ?4, ?5, ?6)
             ON CONFLICT DO UPDATE SET events = events + excluded.events",
        )?;
        let mut remove = connection.prepare_cached(
            "DELETE FROM edges WHERE step = ?1 AND period = ?2 AND actor = ?3 AND recipient = ?4
               AND quad_class = ?5 AND events = 0",
        )?;
        for ((step, period, actor, recipient, quad), events) in &self.edges {
            add.execute(params![step, period, actor, recipient, quad, events])?;
            if *events <= 0 {
                remove.execute(params![step, period, actor, recipient, quad])?;
            }
        }
        let mut add = connection.prepare_cached(
            "INSERT INTO monthly_points VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT DO UPDATE SET events = events + excluded.events",
        )?;
        let mut remove = connection.prepare_cached(
            "DELETE FROM monthly_points WHERE month = ?1 AND lat = ?2 AND lon = ?3
               AND quad_class = ?4 AND events = 0",
        )?;
        for ((month, lat, lon, quad), events) in &self.points {
            let (lat, lon) = (f64::from_bits(*lat), f64::from_bits(*lon));
            add.execute(params![month, lat, lon, quad, events])?;
            if *events <= 0 {
                remove.execute(params![month, lat, lon, quad])?;
            }
        }
        Ok(())
    }

    fn write_dyads(
        &self,
        connection: &Connection,
        table: &str,
        dyads: &BTreeMap<Dyad, Sums>,
    ) -> Done<()> {
        let mut add = connection.prepare_cached(&format!(
            "INSERT INTO {table} VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
             ON CONFLICT DO UPDATE SET events = events + excluded.events,
               score = score + excluded.score, goldstein = goldstein + excluded.goldstein,
               killed = killed + excluded.killed"
        ))?;
        let mut remove = connection.prepare_cached(&format!(
            "DELETE FROM {table} WHERE actor = ?1 AND recipient = ?2 AND day = ?3
               AND quad_class = ?4 AND status = ?5 AND certainty = ?6 AND events = 0"
        ))?;
        for ((actor, recipient, day, quad, (status, certainty)), sums) in dyads {
            add.execute(params![
                actor,
                recipient,
                day,
                quad,
                status,
                certainty,
                sums.events,
                sums.score,
                sums.goldstein,
                sums.killed
            ])?;
            if sums.events <= 0 {
                remove.execute(params![actor, recipient, day, quad, status, certainty])?;
            }
        }
        Ok(())
    }

    /// Compares what tables hold with this count of everything; answers the names of those that
    /// differ.
    pub(crate) fn differing(
        &self,
        connection: &Connection,
        tables: &[&'static str],
    ) -> Done<Vec<&'static str>> {
        let mut differing = Vec::new();
        let mut compare = |table: &'static str, mut counted: Vec<String>| -> Done<()> {
            if !tables.contains(&table) {
                return Ok(());
            }
            counted.sort();
            let mut statement = connection.prepare(&format!("SELECT * FROM {table}"))?;
            let columns = statement.column_count();
            let mut rows = statement.query([])?;
            let mut kept = Vec::new();
            while let Some(row) = rows.next()? {
                let mut line = String::new();
                for column in 0..columns {
                    let value: rusqlite::types::Value = row.get(column)?;
                    let text = match value {
                        rusqlite::types::Value::Integer(number) => number.to_string(),
                        rusqlite::types::Value::Text(text) => text,
                        rusqlite::types::Value::Real(number) => number.to_string(),
                        other => {
                            return Err(Fault::Damaged(format!("{table} holds {other:?}")));
                        }
                    };
                    line.push_str(&text);
                    line.push('\t');
                }
                kept.push(line);
            }
            kept.sort();
            if kept != counted {
                differing.push(table);
            }
            Ok(())
        };
        let types = self.types.iter();
        compare(
            "daily_types",
            types
                .map(|((day, kind, (status, certainty)), events)| {
                    format!("{day}\t{kind}\t{status}\t{certainty}\t{events}\t")
                })
                .collect(),
        )?;
        let dyads = |dyads: &BTreeMap<Dyad, Sums>| {
            let lines = dyads.iter();
            lines
                .map(|((actor, recipient, day, quad, (status, certainty)), sums)| {
                    let Sums { events, score, goldstein, killed } = sums;
                    format!("{actor}\t{recipient}\t{day}\t{quad}\t{status}\t{certainty}\t{events}\t{score}\t{goldstein}\t{killed}\t")
                })
                .collect()
        };
        compare("daily_dyads", dyads(&self.daily))?;
        compare("monthly_dyads", dyads(&self.monthly))?;
        let places = self.places.iter();
        compare(
            "daily_places",
            places
                .map(
                    |((day, country, quad, (status, certainty)), (events, killed))| {
                        format!(
                            "{day}\t{country}\t{quad}\t{status}\t{certainty}\t{events}\t{killed}\t"
                        )
                    },
                )
                .collect(),
        )?;
        let sources = self.sources.iter();
        compare(
            "daily_sources",
            sources
                .map(|((day, source), articles)| format!("{day}\t{source}\t{articles}\t"))
                .collect(),
        )?;
        let totals = self.total_types.iter();
        compare(
            "total_types",
            totals
                .map(|((kind, (status, certainty)), events)| {
                    format!("{kind}\t{status}\t{certainty}\t{events}\t")
                })
                .collect(),
        )?;
        let totals = self.total_sources.iter();
        compare(
            "total_sources",
            totals
                .map(|(source, articles)| format!("{source}\t{articles}\t"))
                .collect(),
        )?;
        let edges = self.edges.iter();
        compare(
            "edges",
            edges
                .map(|((step, period, actor, recipient, quad), events)| {
                    format!("{step}\t{period}\t{actor}\t{recipient}\t{quad}\t{events}\t")
                })
                .collect(),
        )?;
        let points = self.points.iter();
        compare(
            "monthly_points",
            points
                .map(|((month, lat, lon, quad), events)| {
                    let (lat, lon) = (f64::from_bits(*lat), f64::from_bits(*lon));
                    format!("{month}\t{lat}\t{lon}\t{quad}\t{events}\t")
                })
                .collect(),
        )?;
        Ok(differing)
    }
}
