//! From records to a table.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, OnceLock};

use arrow_array::RecordBatch;
use arrow_array::types::{Date32Type, Float64Type, Int8Type, Int64Type};
use arrow_schema::{ArrowError, Schema, SchemaRef};
use demarche_record::{
    Coder, CountryCode, Date, Event, Evidence, Mode, Object, Party, Place, PlacePrecision,
    Quantities, SCHEMA, Span,
};
use jiff::civil;

use crate::columns::Need::{Filled, Nullable};
use crate::columns::{Columns, Made, Rows};

/// The key of the table's metadata that names the wire form.
pub(crate) const KEY: &str = "demarche.schema";

/// Why records are no table, or a table no records.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// A date that is no day of the calendar.
    NoDay {
        /// What it is of: an event, an article.
        of: String,
        /// What stands there.
        day: String,
    },
    /// A row that is no event.
    NoEvent {
        /// Its number in the batch, from 0.
        row: usize,
        /// What is wrong.
        what: String,
    },
    /// More than a table holds: texts, or parties, of 2³¹ bytes or more in one batch.
    Arrow(ArrowError),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::NoDay { of, day } => write!(
                f,
                "{of}: \"{day}\" is no day of the calendar; a day is written 2025-05-01"
            ),
            Error::NoEvent { row, what } => write!(f, "row {row} is no event: {what}"),
            Error::Arrow(_) => f.write_str("the records do not fit into a table"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::NoDay { .. } | Error::NoEvent { .. } => None,
            Error::Arrow(error) => Some(error),
        }
    }
}

impl From<ArrowError> for Error {
    fn from(error: ArrowError) -> Self {
        Error::Arrow(error)
    }
}

/// What every table looks like: names, types, what may be null, and the name of the wire form as
/// metadata (`demarche.schema`).
pub fn schema() -> SchemaRef {
    static SCHEMA: OnceLock<SchemaRef> = OnceLock::new();
    SCHEMA
        .get_or_init(|| match record_batch(&[]) {
            Ok(table) => table.schema(),
            // Without events there is no day to be wrong, and nothing too large.
            Err(_) => Arc::new(Schema::empty()),
        })
        .clone()
}

/// Events as a table, in their order, a row each. Columns have the names of the record's fields.
/// Whole numbers are signed, since some readers of Arrow know no others; a span is a struct of its
/// `start` and `end`.
pub fn record_batch(events: &[Event]) -> Result<RecordBatch, Error> {
    let days = days(events)?;
    let rows = Rows(events.iter().map(Some).collect());
    let table = event(&rows, events, &days)?.into_struct(None)?;
    let metadata = HashMap::from([(KEY.to_owned(), SCHEMA.to_owned())]);
    let schema = Schema::new_with_metadata(table.fields().clone(), metadata);
    Ok(RecordBatch::try_new(
        Arc::new(schema),
        table.columns().to_vec(),
    )?)
}

fn event(rows: &Rows<'_, Event>, events: &[Event], days: &[Days]) -> Made {
    Columns::default()
        .text("schema", Filled, rows.each(|event| event.schema.as_str()))
        .text("id", Filled, rows.each(|event| event.id.as_str()))
        .text(
            "article_id",
            Filled,
            rows.each(|event| event.article_id.as_str()),
        )
        .number::<Int64Type>("sentence", Filled, rows.each(|event| event.sentence.into()))
        .text(
            "event_type",
            Filled,
            rows.each(|event| event.event_type.as_str()),
        )
        .text(
            "mode",
            Nullable,
            rows.some(|event| event.mode.map(Mode::as_str)),
        )
        .texts(
            "contexts",
            rows.each(|event| event.contexts.iter().map(|one| one.as_str()).collect()),
        )
        .number::<Int8Type>(
            "quad_class",
            Filled,
            rows.each(|event| event.quad_class as i8),
        )
        .number::<Float64Type>("score", Filled, rows.each(|event| event.score))
        .text("cameo", Nullable, rows.some(|event| event.cameo.as_deref()))
        .number::<Float64Type>("goldstein", Nullable, rows.some(|event| event.goldstein))
        .text("status", Filled, rows.each(|event| event.status.as_str()))
        .text(
            "certainty",
            Filled,
            rows.each(|event| event.certainty.as_str()),
        )
        .structs(
            "reported_by",
            Nullable,
            rows.option(|event| &event.reported_by),
            party,
        )?
        .lists(
            "actors",
            events.iter().map(|event| &event.actors[..]),
            party,
        )?
        .lists(
            "recipients",
            events.iter().map(|event| &event.recipients[..]),
            party,
        )?
        .structs("date", Nullable, rows.option(|event| &event.date), |rows| {
            date(rows, days)
        })?
        .structs("place", Nullable, rows.option(|event| &event.place), place)?
        .structs(
            "object",
            Nullable,
            rows.option(|event| &event.object),
            object,
        )?
        .structs(
            "quantities",
            Filled,
            rows.part(|event| &event.quantities),
            quantities,
        )?
        .structs(
            "evidence",
            Filled,
            rows.part(|event| &event.evidence),
            evidence,
        )?
        .number::<Float64Type>("confidence", Filled, rows.each(|event| event.confidence))
        .structs("coder", Filled, rows.part(|event| &event.coder), coder)
}

fn span(rows: &Rows<'_, Span>) -> Made {
    Ok(Columns::default()
        .number::<Int64Type>("start", Filled, rows.each(|span| span.start.into()))
        .number::<Int64Type>("end", Filled, rows.each(|span| span.end.into())))
}

fn party(rows: &Rows<'_, Party>) -> Made {
    Ok(Columns::default()
        .text("text", Filled, rows.each(|party| party.text.as_str()))
        .structs("span", Filled, rows.part(|party| &party.span), span)?
        .text("name", Nullable, rows.some(|party| party.name.as_deref()))
        .text(
            "entity",
            Nullable,
            rows.some(|party| party.entity.as_deref()),
        )
        .text(
            "country",
            Nullable,
            rows.some(|party| country(&party.country)),
        )
        .texts(
            "sectors",
            rows.each(|party| party.sectors.iter().map(|one| one.as_str()).collect()),
        )
        .text("code", Nullable, rows.some(|party| party.code.as_deref()))
        .text("role", Nullable, rows.some(|party| party.role.as_deref()))
        .text("basis", Filled, rows.each(|party| party.basis.as_str())))
}

/// First and last day of an event, in days since 1 January 1970.
type Days = Option<(i32, i32)>;

/// The days of each event.
fn days(events: &[Event]) -> Result<Vec<Days>, Error> {
    let day = |event: &Event, day: &str| {
        let read: Result<civil::Date, _> = day.parse();
        read.map(|date| (date - civil::date(1970, 1, 1)).get_days())
            .map_err(|_| Error::NoDay {
                of: format!("event {}", event.id),
                day: day.to_owned(),
            })
    };
    let both = |event: &Event, date: &Date| Ok((day(event, &date.start)?, day(event, &date.end)?));
    events
        .iter()
        .map(|event| {
            event
                .date
                .as_ref()
                .map(|date| both(event, date))
                .transpose()
        })
        .collect()
}

fn date(rows: &Rows<'_, Date>, days: &[Days]) -> Made {
    let first = days.iter().map(|days| days.map(|(first, _)| first));
    let last = days.iter().map(|days| days.map(|(_, last)| last));
    Columns::default()
        .number::<Date32Type>("start", Filled, first)
        .number::<Date32Type>("end", Filled, last)
        .text("basis", Filled, rows.each(|date| date.basis.as_str()))
        .structs("span", Nullable, rows.option(|date| &date.span), span)
}

fn place(rows: &Rows<'_, Place>) -> Made {
    let precision = |place: &Place| {
        Some(match place.precision? {
            PlacePrecision::Place => "place",
            PlacePrecision::City => "city",
            PlacePrecision::Admin1 => "admin1",
            PlacePrecision::Country => "country",
        })
    };
    Ok(Columns::default()
        .text("text", Filled, rows.each(|place| place.text.as_str()))
        .structs("span", Filled, rows.part(|place| &place.span), span)?
        .text("name", Nullable, rows.some(|place| place.name.as_deref()))
        .text(
            "country",
            Nullable,
            rows.some(|place| country(&place.country)),
        )
        .text(
            "admin1",
            Nullable,
            rows.some(|place| place.admin1.as_deref()),
        )
        .number::<Float64Type>("lat", Nullable, rows.some(|place| place.lat))
        .number::<Float64Type>("lon", Nullable, rows.some(|place| place.lon))
        .number::<Int64Type>(
            "geonames_id",
            Nullable,
            rows.some(|place| place.geonames_id.map(i64::from)),
        )
        .text("precision", Nullable, rows.some(precision)))
}

fn object(rows: &Rows<'_, Object>) -> Made {
    Columns::default()
        .text("kind", Filled, rows.each(|object| object.kind.as_str()))
        .text("name", Filled, rows.each(|object| object.name.as_str()))
        .structs("span", Filled, rows.part(|object| &object.span), span)
}

fn quantities(rows: &Rows<'_, Quantities>) -> Made {
    let count = |columns: Columns, name, get: fn(&Quantities) -> Option<u32>| {
        columns.number::<Int64Type>(
            name,
            Nullable,
            rows.some(|quantities| get(quantities).map(i64::from)),
        )
    };
    let columns = count(Columns::default(), "killed", |persons| persons.killed);
    let columns = count(columns, "injured", |persons| persons.injured);
    let columns = count(columns, "arrested", |persons| persons.arrested);
    Ok(count(columns, "displaced", |persons| persons.displaced))
}

fn evidence(rows: &Rows<'_, Evidence>) -> Made {
    Ok(Columns::default()
        .structs(
            "sentence",
            Filled,
            rows.part(|evidence| &evidence.sentence),
            span,
        )?
        .structs(
            "trigger",
            Filled,
            rows.part(|evidence| &evidence.trigger),
            span,
        )?
        .text("rule", Filled, rows.each(|evidence| evidence.rule.as_str())))
}

fn coder(rows: &Rows<'_, Coder>) -> Made {
    Ok(Columns::default()
        .text("version", Filled, rows.each(|coder| coder.version.as_str()))
        .text("engine", Filled, rows.each(|coder| coder.engine.as_str()))
        .text(
            "codebook",
            Filled,
            rows.each(|coder| coder.codebook.as_str()),
        )
        .text(
            "fingerprint",
            Filled,
            rows.each(|coder| coder.fingerprint.as_str()),
        ))
}

fn country(code: &Option<CountryCode>) -> Option<&str> {
    code.as_ref().map(CountryCode::as_str)
}
