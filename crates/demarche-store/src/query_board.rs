//! What a map and a page of an actor show, counted from the columns of events.

use jiff::civil::Date;
use rusqlite::types::Value;

use crate::error::{Done, Error};
use crate::query_pairs::calendar_day;
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
    ///
    /// # Errors
    /// [`Error::Misuse`] where a day is none.
    pub fn points(&self, since: &str, until: &str, limit: usize) -> Result<Vec<OnMap>, Error> {
        // Whole months are counted already. What the index of the map has is said in its words.
        const ON_MAP: &str = "current = 1 AND lat IS NOT NULL AND lon IS NOT NULL \
                              AND status = 'actual' AND certainty <> 'denied'";
        let text = |text: &str| Value::Text(text.to_owned());
        let Span { months, days } = self.at(Span::between(since, until))?;
        let mut counted = Vec::new();
        let mut values = Vec::new();
        if let Some((from, to)) = months {
            counted.push(
                "SELECT lat, lon, quad_class, events FROM monthly_points
                 WHERE month BETWEEN ? AND ?"
                    .to_owned(),
            );
            values.extend([text(&from), text(&to)]);
        }
        for (from, to) in days {
            counted.push(format!(
                "SELECT lat, lon, quad_class, 1 AS events FROM events INDEXED BY events_map
                 WHERE day BETWEEN ? AND ? AND {ON_MAP}"
            ));
            values.extend([text(&from), text(&to)]);
        }
        if counted.is_empty() {
            return Ok(Vec::new());
        }
        values.extend([limited(limit), text(since), text(until)]);
        let mut found = Vec::new();
        self.each(
            &format!(
                "WITH points AS MATERIALIZED (
                   SELECT lat, lon, sum(events) AS events, sum(iif(quad_class = 1, events, 0)) AS a,
                          sum(iif(quad_class = 2, events, 0)) AS b,
                          sum(iif(quad_class = 3, events, 0)) AS c,
                          sum(iif(quad_class = 4, events, 0)) AS d
                   FROM ({}) GROUP BY lat, lon ORDER BY 3 DESC, 1, 2 LIMIT ?)
                 SELECT e.id, e.article, r.seal, r.record, p.a, p.b, p.c, p.d
                 FROM points p CROSS JOIN events e ON e.id = (
                   SELECT id FROM events l INDEXED BY events_point
                   WHERE l.lat = p.lat AND l.lon = p.lon AND l.day BETWEEN ? AND ? AND {ON_MAP}
                   ORDER BY l.day DESC, l.id DESC LIMIT 1)
                 JOIN event_records r ON r.event = e.id ORDER BY p.events DESC, p.lat, p.lon",
                counted.join(" UNION ALL ")
            ),
            values,
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

/// A span of days as the months that lie in it whole, from one to another, and the days around them.
#[derive(Debug, Default, PartialEq)]
struct Span {
    months: Option<(String, String)>,
    days: Vec<(String, String)>,
}

impl Span {
    fn between(since: &str, until: &str) -> Done<Self> {
        let (from, to) = (calendar_day(since)?, calendar_day(until)?);
        let mut span = Span::default();
        let mut days = |from: Option<Date>, to: Option<Date>| {
            if let Some((from, to)) = from.zip(to).filter(|(from, to)| from <= to) {
                span.days.push((from.to_string(), to.to_string()));
            }
        };
        // None at the ends of the calendar.
        let first = match from == from.first_of_month() {
            true => Some(from),
            false => from.last_of_month().tomorrow().ok(),
        };
        let last = match to == to.last_of_month() {
            true => Some(to),
            false => to.first_of_month().yesterday().ok(),
        };
        match first.zip(last).filter(|(first, last)| first < last) {
            None => days(Some(from), Some(to)),
            Some((first, last)) => {
                days(Some(from), first.yesterday().ok());
                days(last.tomorrow().ok(), Some(to));
                let month = |day: Date| day.strftime("%Y-%m").to_string();
                span.months = Some((month(first), month(last)));
            }
        }
        Ok(span)
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

#[cfg(test)]
mod tests {
    use super::Span;

    #[test]
    fn a_span_is_whole_months_and_the_days_around_them() {
        let said = |since, until| {
            let Span { months, days } = Span::between(since, until).unwrap();
            let months = months.into_iter().map(|(from, to)| format!("{from}..{to}"));
            let days = days.into_iter().map(|(from, to)| format!("{from}..{to}"));
            months.chain(days).collect::<Vec<_>>().join(" ")
        };
        for (since, until, expected) in [
            ("2024-02-01", "2025-01-31", "2024-02..2025-01"),
            (
                "2024-11-29",
                "2025-02-02",
                "2024-12..2025-01 2024-11-29..2024-11-30 2025-02-01..2025-02-02",
            ),
            ("2024-02-10", "2024-02-20", "2024-02-10..2024-02-20"),
            ("2024-02-10", "2024-03-20", "2024-02-10..2024-03-20"),
            ("2024-02-01", "2024-02-29", "2024-02..2024-02"),
            ("9999-12-05", "9999-12-31", "9999-12-05..9999-12-31"),
            ("2024-02-20", "2024-02-10", ""),
        ] {
            assert_eq!(said(since, until), expected, "{since} to {until}");
        }
        assert!(Span::between("2024-02-31", "2024-03-01").is_err());
    }
}
