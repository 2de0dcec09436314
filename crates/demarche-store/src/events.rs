//! Events as rows: their columns, who is named in them, and how they cease to be current.

use demarche_record::{Event, Party};
use jiff::Timestamp;
use rusqlite::{Connection, params};

use crate::changes::Log;
use crate::error::{Done, Fault};
use crate::gists::{self, Telling};
use crate::identity::hash;
use crate::review;
use crate::rollup::{Rollup, day, dyads};
use crate::runs::RunId;

/// What events belong to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Of<'t> {
    pub(crate) article: i64,
    pub(crate) revision: i64,
    pub(crate) run: RunId,
    /// What the text tells of them.
    pub(crate) telling: Telling<'t>,
}

/// Adds the events of a coding, which are current from here on. Answers the numbers of their rows.
pub(crate) fn insert(
    connection: &Connection,
    of: Of<'_>,
    events: &[Event],
    rollup: &mut Rollup,
) -> Done<Vec<i64>> {
    connection
        .prepare_cached("INSERT INTO codings (run, revision, events) VALUES (?1, ?2, ?3)")?
        .execute(params![of.run.0, of.revision, events.len() as i64])?;
    let mut numbers = Vec::with_capacity(events.len());
    for (event, ordinal) in events.iter().zip(1_i64..) {
        let number = add(connection, of, (ordinal, 0), event, true)?;
        appear(connection, number, event, of, rollup)?;
        numbers.push(number);
    }
    Ok(numbers)
}

/// Adds an event of a correction, which is not current yet.
pub(crate) fn row(
    connection: &Connection,
    of: Of<'_>,
    place: (i64, i64),
    event: &Event,
) -> Done<i64> {
    add(connection, of, place, event, false)
}

fn add(
    connection: &Connection,
    of: Of<'_>,
    (ordinal, correction): (i64, i64),
    event: &Event,
    current: bool,
) -> Done<i64> {
    let columns = Columns::of(event);
    connection
        .prepare_cached(
            "INSERT INTO events (event_id, article, revision, run, ordinal, current, day, day_end,
               event_type, mode, quad_class, status, certainty, confidence, place_country, lat, lon,
               place_name, correction, source)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,
               ?19, (SELECT source FROM articles WHERE id = ?2))",
        )?
        .execute(params![
            event.id,
            of.article,
            of.revision,
            of.run.0,
            ordinal,
            current,
            columns.day,
            columns.day_end,
            columns.event_type,
            columns.mode,
            columns.quad_class,
            columns.status,
            columns.certainty,
            columns.confidence,
            columns.place_country,
            columns.lat,
            columns.lon,
            columns.place_name,
            correction,
        ])?;
    let number = connection.last_insert_rowid();
    let text = written(event)?;
    connection
        .prepare_cached("INSERT INTO event_records (event, seal, record) VALUES (?1, ?2, ?3)")?
        .execute(params![number, hash(text.as_bytes()), text])?;
    Ok(number)
}

fn written(event: &Event) -> Done<String> {
    serde_json::to_string(event)
        .map_err(|error| Fault::Misuse(format!("event {}: {error}", event.id)))
}

/// Writes what an event of a correction says, in a place of the coding; it is not current.
pub(crate) fn rewrite(
    connection: &Connection,
    number: i64,
    ordinal: i64,
    event: &Event,
) -> Done<()> {
    let columns = Columns::of(event);
    connection
        .prepare_cached(
            "UPDATE events SET event_id = ?2, ordinal = ?3, day = ?4, day_end = ?5, event_type = ?6,
               mode = ?7, quad_class = ?8, status = ?9, certainty = ?10, confidence = ?11,
               place_country = ?12, lat = ?13, lon = ?14, place_name = ?15,
               source = (SELECT a.source FROM articles a WHERE a.id = events.article)
             WHERE id = ?1",
        )?
        .execute(params![
            number,
            event.id,
            ordinal,
            columns.day,
            columns.day_end,
            columns.event_type,
            columns.mode,
            columns.quad_class,
            columns.status,
            columns.certainty,
            columns.confidence,
            columns.place_country,
            columns.lat,
            columns.lon,
            columns.place_name,
        ])?;
    let text = written(event)?;
    connection
        .prepare_cached("UPDATE event_records SET seal = ?2, record = ?3 WHERE event = ?1")?
        .execute(params![number, hash(text.as_bytes()), text])?;
    Ok(())
}

/// What the columns of the table say of an event.
#[derive(Debug, PartialEq)]
pub(crate) struct Columns {
    pub(crate) day: String,
    pub(crate) day_end: String,
    pub(crate) event_type: String,
    pub(crate) mode: Option<String>,
    pub(crate) quad_class: u8,
    pub(crate) status: String,
    pub(crate) certainty: String,
    pub(crate) confidence: f64,
    pub(crate) place_country: Option<String>,
    pub(crate) lat: Option<f64>,
    pub(crate) lon: Option<f64>,
    pub(crate) place_name: Option<String>,
}

impl Columns {
    /// As the record says.
    pub(crate) fn of(event: &Event) -> Self {
        let place = event.place.as_ref();
        Columns {
            day: day(event).to_owned(),
            day_end: event.date.as_ref().map_or("", |date| &date.end).to_owned(),
            event_type: event.event_type.as_str().to_owned(),
            mode: event.mode.map(|mode| mode.as_str().to_owned()),
            quad_class: event.quad_class.into(),
            status: event.status.as_str().to_owned(),
            certainty: event.certainty.as_str().to_owned(),
            confidence: event.confidence,
            place_country: place.and_then(|place| place.country).map(String::from),
            lat: place.and_then(|place| place.lat),
            lon: place.and_then(|place| place.lon),
            place_name: place.map(|place| place.name.as_ref().unwrap_or(&place.text).clone()),
        }
    }
}

/// The seats of an event and who takes them.
pub(crate) fn seats(event: &Event) -> impl Iterator<Item = (&'static str, i64, &Party)> {
    let reporter = event.reported_by.as_slice();
    [
        ("actor", event.actors.as_slice()),
        ("recipient", event.recipients.as_slice()),
        ("reporter", reporter),
    ]
    .into_iter()
    .flat_map(|(side, parties)| {
        let parties = parties.iter().zip(1_i64..);
        parties.map(move |(party, ordinal)| (side, ordinal, party))
    })
}

/// Adds what stands only of current events: the seats, the gist and the sums.
fn appear(
    connection: &Connection,
    number: i64,
    event: &Event,
    of: Of<'_>,
    rollup: &mut Rollup,
) -> Done<()> {
    name_parties(connection, number, event)?;
    gists::put(connection, (number, of.article), event, of.telling)?;
    rollup.event(event, 1);
    Ok(())
}

fn name_parties(connection: &Connection, number: i64, event: &Event) -> Done<()> {
    let day = day(event);
    let mut statement = connection.prepare_cached(
        "INSERT INTO parties (event, side, ordinal, day, country, code, entity, name)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?;
    for (side, ordinal, party) in seats(event) {
        statement.execute(params![
            number,
            side,
            ordinal,
            day,
            party.country.map(String::from),
            party.code,
            party.entity,
            party.name.as_ref().unwrap_or(&party.text),
        ])?;
    }
    let mut statement = connection.prepare_cached(
        "INSERT INTO dyads (actor, recipient, day, event) VALUES (?1, ?2, ?3, ?4)",
    )?;
    for (actor, recipient) in dyads(event) {
        statement.execute(params![actor, recipient, day, number])?;
    }
    Ok(())
}

/// Makes an event current that is not.
pub(crate) fn set(
    connection: &Connection,
    number: i64,
    event: &Event,
    of: Of<'_>,
    rollup: &mut Rollup,
) -> Done<()> {
    connection
        .prepare_cached("UPDATE events SET current = 1 WHERE id = ?1")?
        .execute([number])?;
    appear(connection, number, event, of, rollup)
}

/// Takes an event out of what is current. Its record stays.
pub(crate) fn unset(
    connection: &Connection,
    number: i64,
    event: &Event,
    rollup: &mut Rollup,
) -> Done<()> {
    connection
        .prepare_cached("UPDATE events SET current = 0 WHERE id = ?1")?
        .execute([number])?;
    connection
        .prepare_cached("DELETE FROM parties WHERE event = ?1")?
        .execute([number])?;
    let mut pair = connection.prepare_cached(
        "DELETE FROM dyads WHERE actor = ?1 AND recipient = ?2 AND day = ?3 AND event = ?4",
    )?;
    for (actor, recipient) in dyads(event) {
        pair.execute(params![actor, recipient, day(event), number])?;
    }
    gists::remove(connection, number)?;
    rollup.event(event, -1);
    Ok(())
}

/// The current events of a revision, in the order of the text.
pub(crate) fn current(connection: &Connection, revision: i64) -> Done<Vec<(i64, Event)>> {
    let mut statement = connection.prepare_cached(
        "SELECT e.id, r.seal, r.record FROM events e JOIN event_records r ON r.event = e.id
         WHERE e.revision = ?1 AND e.current = 1 ORDER BY e.ordinal, e.correction",
    )?;
    let mut rows = statement.query([revision])?;
    let mut current = Vec::new();
    while let Some(row) = rows.next()? {
        let number: i64 = row.get(0)?;
        current.push((number, parse(number, row.get_ref(1)?, row.get_ref(2)?)?));
    }
    Ok(current)
}

/// Takes the current events of a revision out of what is current, and answers them.
pub(crate) fn supersede(
    connection: &Connection,
    revision: i64,
    rollup: &mut Rollup,
) -> Done<Vec<(i64, Event)>> {
    let old = current(connection, revision)?;
    for (number, event) in &old {
        unset(connection, *number, event, rollup)?;
    }
    Ok(old)
}

/// Puts a new coding of an article in the place of `old`, hears its reviewers, and logs what is
/// different.
pub(crate) fn replace(
    connection: &Connection,
    of: Of<'_>,
    events: &[Event],
    old: &[(i64, Event)],
    rollup: &mut Rollup,
    (log, at): (&mut Log<'_>, Timestamp),
) -> Done<()> {
    let numbers = insert(connection, of, events, rollup)?;
    if review::any(connection, of.article)? {
        let new = review::settle(connection, of.article, rollup)?;
        let new: Vec<(i64, &Event)> = new.iter().map(|(number, event)| (*number, event)).collect();
        return log.differences(of.article, old, &new, at);
    }
    let new: Vec<(i64, &Event)> = numbers.into_iter().zip(events).collect();
    log.differences(of.article, old, &new, at)
}

/// Reads a record, which must be what was written.
pub(crate) fn parse(
    number: i64,
    seal: rusqlite::types::ValueRef<'_>,
    record: rusqlite::types::ValueRef<'_>,
) -> Done<Event> {
    let damaged = || {
        Fault::Damaged(format!(
            "the record of event {number} is not what was written"
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
            "the record of event {number} cannot be read: {error}"
        ))
    })
}
