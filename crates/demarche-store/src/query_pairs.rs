//! Who does what to whom in a span of days: edges of the network, and pairs by their number.
//!
//! Counted is what happened: actual events that nobody denies, between two countries. A span is
//! read as the years, months and days of which it is made, so that a long one costs little more
//! than a short one.

use std::collections::{BTreeMap, HashMap};

use jiff::ToSpan as _;
use jiff::civil::Date;
use rusqlite::types::Value;

use crate::error::{Done, Error, Fault};
use crate::{Counts, Snapshot};

/// What one country did to another in a span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edge {
    /// Country of the actor.
    pub actor: String,
    /// Country of the recipient.
    pub recipient: String,
    /// Events of the quad classes 1 to 4.
    pub quads: [u64; 4],
}

impl Edge {
    /// All events.
    pub fn events(&self) -> u64 {
        self.quads.iter().sum()
    }
}

/// What two countries did to each other in a span.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pair {
    /// The countries, in the order of their codes.
    pub countries: [String; 2],
    /// Events of the quad classes 1 to 4, in both directions.
    pub quads: [u64; 4],
}

impl Pair {
    /// All events.
    pub fn events(&self) -> u64 {
        self.quads.iter().sum()
    }
}

impl Snapshot<'_> {
    /// What countries did to each other from one day to another, both included: those of at least
    /// so many events, the most first. Events without a day are left out.
    ///
    /// # Errors
    /// [`Error::Misuse`] where a day is none.
    pub fn edges(
        &self,
        since: Option<&str>,
        until: Option<&str>,
        least: u64,
    ) -> Result<Vec<Edge>, Error> {
        let counts = self.counts()?;
        let spans = self.at(spans(&counts, since, until))?;
        let mut found: HashMap<(String, String), [u64; 4]> = HashMap::new();
        for (step, from, to) in spans {
            self.each(
                "SELECT actor, recipient, quad_class, sum(events) FROM edges
                 WHERE step = ? AND period BETWEEN ? AND ? GROUP BY 1, 2, 3",
                vec![
                    Value::Text(step.to_owned()),
                    Value::Text(from),
                    Value::Text(to),
                ],
                |row| {
                    let pair: (String, String) = (row.get(0)?, row.get(1)?);
                    let events = row.get::<_, i64>(3)?.unsigned_abs();
                    Done::Ok((pair, row.get::<_, u8>(2)?, events))
                },
                &mut |(pair, quad, events)| {
                    let quads = found.entry(pair).or_default();
                    if let Some(sum) = quads.get_mut(usize::from(quad).wrapping_sub(1)) {
                        *sum += events;
                    }
                    Ok::<(), Error>(())
                },
            )?;
        }
        let edges = found.into_iter().map(|((actor, recipient), quads)| Edge {
            actor,
            recipient,
            quads,
        });
        let mut edges: Vec<Edge> = edges.filter(|edge| edge.events() >= least).collect();
        edges.sort_by(|one, other| {
            let names = |edge: &Edge| (edge.actor.clone(), edge.recipient.clone());
            let more = other.events().cmp(&one.events());
            more.then_with(|| names(one).cmp(&names(other)))
        });
        Ok(edges)
    }

    /// Pairs of countries by what they did to each other from one day to another, both included:
    /// those with most events first, `limit` at most.
    ///
    /// # Errors
    /// [`Error::Misuse`] where a day is none.
    pub fn pairs(
        &self,
        since: Option<&str>,
        until: Option<&str>,
        limit: usize,
    ) -> Result<Vec<Pair>, Error> {
        let mut found: BTreeMap<[String; 2], [u64; 4]> = BTreeMap::new();
        for edge in self.edges(since, until, 1)? {
            let mut countries = [edge.actor, edge.recipient];
            countries.sort();
            let quads = found.entry(countries).or_default();
            for (sum, events) in quads.iter_mut().zip(edge.quads) {
                *sum += events;
            }
        }
        let pairs = found.into_iter();
        let mut pairs: Vec<Pair> = pairs
            .map(|(countries, quads)| Pair { countries, quads })
            .collect();
        pairs.sort_by_key(|pair| std::cmp::Reverse(pair.events()));
        pairs.truncate(limit);
        Ok(pairs)
    }
}

type Periods = Vec<(&'static str, String, String)>;

/// The years, months and days of which a span is made, within what the store has.
fn spans(counts: &Counts, since: Option<&str>, until: Option<&str>) -> Done<Periods> {
    let (Some(first), Some(last)) = (&counts.first_day, &counts.last_day) else {
        return Ok(Vec::new());
    };
    // Days outside of the calendar are left to the days that bound the store.
    let from = calendar_day(
        since
            .filter(|since| *since > first.as_str())
            .unwrap_or(first),
    )?;
    if since.is_none_or(|since| since <= first.as_str())
        && until.is_none_or(|until| until >= last.as_str())
    {
        return Ok(vec![("a", String::new(), String::new())]);
    }
    let to = calendar_day(until.filter(|until| *until < last.as_str()).unwrap_or(last))?;
    Ok(parts(from, to))
}

pub(crate) fn calendar_day(text: &str) -> Done<Date> {
    text.parse()
        .map_err(|_| Fault::Misuse(format!("\"{text}\" is no day of the calendar")))
}

fn parts(from: Date, to: Date) -> Periods {
    let mut parts = Periods::new();
    let mut at = from;
    while at <= to {
        let year = at.last_of_year();
        let month = at.last_of_month();
        let (step, end) = if at == at.first_of_year() && year <= to {
            ("y", year)
        } else if at == at.first_of_month() && month <= to {
            ("m", month)
        } else {
            ("d", month.min(to))
        };
        let length = match step {
            "y" => 4,
            "m" => 7,
            _ => 10,
        };
        let name = |day: Date| {
            let mut text = day.to_string();
            text.truncate(length);
            text
        };
        parts.push((step, name(at), name(end)));
        match end.checked_add(1.day()) {
            Ok(next) => at = next,
            Err(_) => break,
        }
    }
    parts
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::parts;

    #[test]
    fn a_span_is_made_of_years_months_and_days() {
        let parts = parts(date(2022, 11, 29), date(2025, 2, 2));
        let parts: Vec<String> = parts
            .into_iter()
            .map(|(step, from, to)| format!("{step} {from} {to}"))
            .collect();
        assert_eq!(
            parts,
            [
                "d 2022-11-29 2022-11-30",
                "m 2022-12 2022-12",
                "y 2023 2023",
                "y 2024 2024",
                "m 2025-01 2025-01",
                "d 2025-02-01 2025-02-02",
            ]
        );
    }
}
