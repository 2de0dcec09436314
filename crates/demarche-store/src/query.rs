//! What a dashboard asks: counts, series and what is latest. All but the latest events come from
//! the rollup tables and read as many rows as they answer.

use demarche_record::EventType;
use rusqlite::Row;
use rusqlite::types::Value;

use crate::error::{Done, Error, Fault};
use crate::read::event_from_row;
use crate::{Filter, Snapshot, StoredEvent};

/// Events of a type on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TypeDay {
    /// The day; empty for events without one.
    pub day: String,
    /// The type.
    pub event_type: EventType,
    /// The status.
    pub status: String,
    /// The certainty.
    pub certainty: String,
    /// How many.
    pub events: u64,
}

/// Events between two countries on a day, or in a month.
#[derive(Clone, Debug, PartialEq)]
pub struct DyadDay {
    /// Country of the actor; empty where none is known.
    pub actor: String,
    /// Country of the recipient; empty where none is known or there is none.
    pub recipient: String,
    /// The day or month ("2025-05"); empty for events without one.
    pub day: String,
    /// Quad class, 1 to 4.
    pub quad_class: u8,
    /// The status.
    pub status: String,
    /// The certainty.
    pub certainty: String,
    /// How many.
    pub events: u64,
    /// Sum of PLOVER scores.
    pub score: f64,
    /// Sum of Goldstein scales.
    pub goldstein: f64,
    /// Sum of persons killed, as the events say.
    pub killed: u64,
}

/// Which dyads are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Dyads {
    /// Country of the actor; any where it is `None`.
    pub actor: Option<String>,
    /// Country of the recipient; any where it is `None`.
    pub recipient: Option<String>,
    /// First day or month.
    pub from: Option<String>,
    /// Last day or month.
    pub to: Option<String>,
    /// By month and not by day.
    pub monthly: bool,
}

/// Events in a country on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceDay {
    /// The day; empty for events without one.
    pub day: String,
    /// The country.
    pub country: String,
    /// Quad class, 1 to 4.
    pub quad_class: u8,
    /// The status.
    pub status: String,
    /// The certainty.
    pub certainty: String,
    /// How many.
    pub events: u64,
    /// Sum of persons killed, as the events say.
    pub killed: u64,
}

/// Articles of a source on a day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceDay {
    /// The day of publication, else of arrival.
    pub day: String,
    /// The source; empty where none is named.
    pub source: String,
    /// How many.
    pub articles: u64,
}

/// How much there is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Articles.
    pub articles: u64,
    /// Current events.
    pub events: u64,
    /// First day of an event.
    pub first_day: Option<String>,
    /// Last day of an event.
    pub last_day: Option<String>,
}

impl Snapshot<'_> {
    /// How much there is.
    pub fn counts(&self) -> Result<Counts, Error> {
        let read = || {
            let articles: i64 = self.transaction.query_row(
                "SELECT coalesce(sum(articles), 0) FROM total_sources",
                [],
                |row| row.get(0),
            )?;
            let (events, first_day, last_day) = self.transaction.query_row(
                "SELECT (SELECT coalesce(sum(events), 0) FROM total_types),
                   (SELECT min(day) FROM daily_types WHERE day > ''),
                   (SELECT max(day) FROM daily_types WHERE day > '')",
                [],
                |row| Ok((row.get::<_, i64>(0)?, row.get(1)?, row.get(2)?)),
            )?;
            Done::Ok(Counts {
                articles: articles.unsigned_abs(),
                events: events.unsigned_abs(),
                first_day,
                last_day,
            })
        };
        self.at(read())
    }

    /// Events by day and type, from one day to another, both included.
    pub fn types(&self, from: Option<&str>, to: Option<&str>) -> Result<Vec<TypeDay>, Error> {
        self.all(
            "SELECT day, event_type, status, certainty, events FROM daily_types",
            &[("day >=", from), ("day <=", to)],
            "day, event_type, status, certainty",
            |row| {
                let name: String = row.get(1)?;
                let event_type = EventType::parse(&name)
                    .ok_or_else(|| Fault::Damaged(format!("daily_types: no type \"{name}\"")))?;
                Ok(TypeDay {
                    day: row.get(0)?,
                    event_type,
                    status: row.get(2)?,
                    certainty: row.get(3)?,
                    events: count(row, 4)?,
                })
            },
        )
    }

    /// What countries did to each other, by day or month.
    pub fn series(&self, dyads: &Dyads) -> Result<Vec<DyadDay>, Error> {
        let table = match dyads.monthly {
            true => "monthly_dyads",
            false => "daily_dyads",
        };
        self.all(
            &format!(
                "SELECT actor, recipient, day, quad_class, status, certainty, events, score,
                        goldstein, killed FROM {table}"
            ),
            &[
                ("actor =", dyads.actor.as_deref()),
                ("recipient =", dyads.recipient.as_deref()),
                ("day >=", dyads.from.as_deref()),
                ("day <=", dyads.to.as_deref()),
            ],
            "actor, recipient, day, quad_class, status, certainty",
            |row| {
                let sum = |at: usize| row.get::<_, i64>(at).map(|sum| sum as f64 / 1000.0);
                Ok(DyadDay {
                    actor: row.get(0)?,
                    recipient: row.get(1)?,
                    day: row.get(2)?,
                    quad_class: row.get(3)?,
                    status: row.get(4)?,
                    certainty: row.get(5)?,
                    events: count(row, 6)?,
                    score: sum(7)?,
                    goldstein: sum(8)?,
                    killed: count(row, 9)?,
                })
            },
        )
    }

    /// Events by day and the country where they happened.
    pub fn places(&self, from: Option<&str>, to: Option<&str>) -> Result<Vec<PlaceDay>, Error> {
        self.all(
            "SELECT day, country, quad_class, status, certainty, events, killed FROM daily_places",
            &[("day >=", from), ("day <=", to)],
            "day, country, quad_class, status, certainty",
            |row| {
                Ok(PlaceDay {
                    day: row.get(0)?,
                    country: row.get(1)?,
                    quad_class: row.get(2)?,
                    status: row.get(3)?,
                    certainty: row.get(4)?,
                    events: count(row, 5)?,
                    killed: count(row, 6)?,
                })
            },
        )
    }

    /// Articles by day and source.
    pub fn sources(&self, from: Option<&str>, to: Option<&str>) -> Result<Vec<SourceDay>, Error> {
        self.all(
            "SELECT day, source, articles FROM daily_sources",
            &[("day >=", from), ("day <=", to)],
            "day, source",
            |row| {
                Ok(SourceDay {
                    day: row.get(0)?,
                    source: row.get(1)?,
                    articles: count(row, 2)?,
                })
            },
        )
    }

    /// The latest events by their day, the latest first. Events without a day come last.
    pub fn latest(&self, filter: &Filter, limit: usize) -> Result<Vec<StoredEvent>, Error> {
        let mut values = Vec::new();
        let mut picks = Vec::new();
        let (condition, of_condition) = filter.events_anywhere();
        // Each country's events stand in an index in the order of their days, so that as many are
        // read as are asked for; the latest of all are among the latest of each.
        for country in &filter.countries {
            picks.push(format!(
                "SELECT * FROM (SELECT DISTINCT p.day, p.event FROM parties p
                   CROSS JOIN events e ON e.id = p.event
                   WHERE p.country = ? AND p.side <> 'reporter' AND {condition}
                   ORDER BY p.day DESC, p.event DESC LIMIT ?)"
            ));
            picks.push(format!(
                "SELECT * FROM (SELECT e.day, e.id FROM events e
                   WHERE e.current = 1 AND e.place_country = ? AND {condition}
                   ORDER BY e.day DESC, e.id DESC LIMIT ?)"
            ));
            for _ in 0..2 {
                values.push(Value::Text(country.clone()));
                values.extend(of_condition.iter().cloned());
                values.push(limited(limit));
            }
        }
        if filter.countries.is_empty() {
            picks.push(format!(
                "SELECT e.day, e.id AS event FROM events e WHERE e.current = 1 AND {condition}
                 ORDER BY e.day DESC, e.id DESC LIMIT ?"
            ));
            values.extend(of_condition);
            values.push(limited(limit));
        }
        values.push(limited(limit));
        let sql = format!(
            "WITH picked (day, number) AS ({})
             SELECT e.id, e.article, r.seal, r.record FROM picked k
             CROSS JOIN events e ON e.id = k.number JOIN event_records r ON r.event = e.id
             ORDER BY k.day DESC, k.number DESC LIMIT ?",
            picks.join(" UNION ")
        );
        let mut latest = Vec::new();
        self.each(&sql, values, event_from_row, &mut |event| {
            latest.push(event);
            Ok::<(), Error>(())
        })?;
        Ok(latest)
    }

    /// The latest events of one country towards another, the latest first.
    pub fn latest_between(
        &self,
        actor: &str,
        recipient: &str,
        limit: usize,
    ) -> Result<Vec<StoredEvent>, Error> {
        let mut latest = Vec::new();
        self.each(
            "SELECT e.id, e.article, r.seal, r.record
             FROM dyads d JOIN events e ON e.id = d.event JOIN event_records r ON r.event = e.id
             WHERE d.actor = ? AND d.recipient = ? ORDER BY d.day DESC, d.event DESC LIMIT ?",
            vec![
                actor.to_owned().into(),
                recipient.to_owned().into(),
                limited(limit),
            ],
            event_from_row,
            &mut |event| {
                latest.push(event);
                Ok::<(), Error>(())
            },
        )?;
        Ok(latest)
    }

    fn all<T>(
        &self,
        select: &str,
        conditions: &[(&str, Option<&str>)],
        order: &str,
        read: impl Fn(&Row<'_>) -> Done<T>,
    ) -> Result<Vec<T>, Error> {
        let mut sql = select.to_owned();
        let mut values: Vec<Value> = Vec::new();
        for (condition, value) in conditions {
            if let Some(value) = value {
                sql.push_str(if values.is_empty() {
                    " WHERE "
                } else {
                    " AND "
                });
                sql.push_str(condition);
                sql.push_str(" ?");
                values.push((*value).to_owned().into());
            }
        }
        sql.push_str(" ORDER BY ");
        sql.push_str(order);
        let mut all = Vec::new();
        self.each(&sql, values, read, &mut |row| {
            all.push(row);
            Ok::<(), Error>(())
        })?;
        Ok(all)
    }
}

fn count(row: &Row<'_>, at: usize) -> Done<u64> {
    Ok(row.get::<_, i64>(at)?.unsigned_abs())
}

fn limited(limit: usize) -> Value {
    Value::Integer(i64::try_from(limit).unwrap_or(i64::MAX))
}
