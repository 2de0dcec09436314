//! What a ledger is folded from: the events that it needs, and no more of the store than these.

use std::collections::HashSet;

use demarche_ledger::Gist;
use demarche_record::EventType;
use rusqlite::params_from_iter;
use rusqlite::types::Value;

use crate::error::{Done, Error, Fault};
use crate::read::marks;
use crate::{Snapshot, gists};

/// Whose ledger.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Parties {
    /// Everybody's: so many of the latest events, up to a day where one is given.
    All {
        /// Up to this day.
        until: Option<String>,
        /// The most events that are taken.
        most: usize,
    },
    /// Of one country towards another.
    Pair {
        /// The two countries.
        between: [String; 2],
        /// The types of which counts what one of them does and names nobody else.
        alone: Vec<EventType>,
    },
    /// Of any of these countries: so many of their latest events.
    Any {
        /// The countries.
        countries: Vec<String>,
        /// The most events that are taken.
        most: usize,
    },
}

impl Snapshot<'_> {
    /// Hands the gists of the events that a ledger of these parties may need to `take`, each once, in
    /// no order, with what its events call the article. Copies of a story are left out: the first
    /// that came speaks for all of them. Of a pair these are all events of the articles that name
    /// both, be it in different events, and what each does alone of the types that are given; of
    /// countries whatever names one, or happened there. Answers how many copies were left out.
    pub fn ledger_gists<E: From<Error>>(
        &self,
        parties: &Parties,
        mut take: impl FnMut(&str, &Gist<'_>) -> Result<(), E>,
    ) -> Result<u64, E> {
        let (wanted, values) = parties.wanted();
        let sql = format!(
            "WITH wanted (id) AS ({wanted})
             SELECT w.id, g.article, g.stamp, g.gist
             FROM wanted w LEFT JOIN gists g ON g.event = w.id"
        );
        let failed = |error: rusqlite::Error| Fault::from(error).at(self.path);
        let mut article = self
            .transaction
            .prepare_cached("SELECT article_id, story <> id FROM articles WHERE id = ?1")
            .map_err(failed)?;
        let mut statement = self.transaction.prepare_cached(&sql).map_err(failed)?;
        let mut rows = statement.query(params_from_iter(values)).map_err(failed)?;
        let mut copies: HashSet<i64> = HashSet::new();
        // Events of an article follow each other, but for few.
        let mut last: Option<(i64, String)> = None;
        while let Some(row) = rows.next().map_err(failed)? {
            let event: i64 = row.get(0).map_err(failed)?;
            let (of, gist) = self.at(gists::read(row, event, 1))?;
            if copies.contains(&of) {
                continue;
            }
            let known = match last.take().filter(|(number, _)| *number == of) {
                Some(known) => known,
                None => {
                    let (name, copy): (String, bool) = article
                        .query_row([of], |row| Ok((row.get(0)?, row.get(1)?)))
                        .map_err(failed)?;
                    if copy {
                        copies.insert(of);
                        continue;
                    }
                    (of, name)
                }
            };
            take(&last.insert(known).1, &gist)?;
        }
        Ok(copies.len() as u64)
    }

    /// The last day that an article of the store counts for: of publication, else of arrival.
    pub fn last_day(&self) -> Result<Option<String>, Error> {
        self.at(self
            .transaction
            .query_row("SELECT max(day) FROM daily_sources", [], |row| row.get(0))
            .map_err(Into::into))
    }

    /// A number that is another one whenever articles, events, corrections, runs or feeds are.
    pub fn mark(&self) -> Result<u64, Error> {
        let version = self.version()?;
        let read = || -> Done<u64> {
            let row: (i64, Option<String>, Option<String>) = self.transaction.query_row(
                "SELECT (SELECT coalesce(max(id), 0) FROM problems),
                        (SELECT group_concat(id || coalesce(ended, '') || coded || rejected
                                  || duplicate || revision)
                         FROM (SELECT * FROM runs ORDER BY id DESC LIMIT 4)),
                        (SELECT max(coalesce(polled, '')) || count(*) || sum(failures) FROM feeds)",
                [],
                |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
            )?;
            let hash = crate::identity::hash(format!("{version} {row:?}").as_bytes());
            let mut bytes = [0; 8];
            bytes.copy_from_slice(&hash[..8]);
            Ok(u64::from_le_bytes(bytes))
        };
        self.at(read())
    }
}

impl Parties {
    /// A query for the numbers of the events, and its values.
    fn wanted(&self) -> (String, Vec<Value>) {
        let text = |code: &String| Value::Text(code.clone());
        match self {
            Parties::All { until, most } => (
                "SELECT id FROM (SELECT e.id FROM events e WHERE e.current = 1 AND e.day <= ?
                   ORDER BY e.day DESC, e.id DESC LIMIT ?)"
                    .to_owned(),
                vec![
                    // After every day of the calendar.
                    Value::Text(until.clone().unwrap_or_else(|| "~".to_owned())),
                    limited(*most),
                ],
            ),
            Parties::Pair {
                between: [one, other],
                alone,
            } => (
                // Both indices are gone through in the order of days, side by side.
                format!(
                    "SELECT e.id FROM (
                       SELECT x.article FROM parties p
                         CROSS JOIN events x INDEXED BY events_day
                           ON x.day = p.day AND x.id = p.event AND x.current = 1
                         WHERE p.country = ?
                       INTERSECT
                       SELECT x.article FROM parties p
                         CROSS JOIN events x INDEXED BY events_day
                           ON x.day = p.day AND x.id = p.event AND x.current = 1
                         WHERE p.country = ?) k
                     CROSS JOIN articles a ON a.id = k.article
                     CROSS JOIN events e ON e.revision = a.revision AND e.current = 1
                     UNION
                     SELECT d.event FROM dyads d CROSS JOIN events x ON x.id = d.event
                       WHERE d.actor IN (?, ?) AND d.recipient IN ('', ?, ?)
                         AND x.event_type IN ({})",
                    marks(alone.len())
                ),
                [one, other, one, other, one, other]
                    .map(text)
                    .into_iter()
                    .chain(alone.iter().map(|of| Value::Text(of.to_string())))
                    .collect(),
            ),
            Parties::Any { countries, most } => {
                let marks = marks(countries.len());
                let twice = countries.iter().chain(countries);
                (
                    format!(
                        "SELECT event FROM (
                           SELECT p.event, p.day FROM parties p WHERE p.country IN ({marks})
                           UNION SELECT e.id, e.day FROM events e
                             WHERE e.current = 1 AND e.place_country IN ({marks})
                           ORDER BY 2 DESC, 1 DESC LIMIT ?)"
                    ),
                    twice.map(text).chain([limited(*most)]).collect(),
                )
            }
        }
    }
}

fn limited(most: usize) -> Value {
    Value::Integer(i64::try_from(most).unwrap_or(i64::MAX))
}
