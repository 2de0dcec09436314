//! What a ledger is folded from: the events that it needs, and no more of the store than these.

use demarche_record::EventType;
use rusqlite::types::Value;

use crate::error::{Done, Error};
use crate::read::{event_from_row, marks};
use crate::{Snapshot, StoredArticle, StoredEvent};

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
    /// Hands the articles with events that a ledger of these parties may need, and these events, to
    /// `take`, each once. Copies of a story are left out: the first that came speaks for all of
    /// them. Of a pair these are all events of the articles that name both, be it in different events,
    /// and what each does alone of the types that are given; of countries whatever names one, or
    /// happened there. Answers how many copies were left out.
    pub fn ledger_events<E: From<Error>>(
        &self,
        parties: &Parties,
        mut take: impl FnMut(StoredArticle, Vec<StoredEvent>) -> Result<(), E>,
    ) -> Result<u64, E> {
        let text = |code: &String| Value::Text(code.clone());
        let (wanted, values): (String, Vec<Value>) = match parties {
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
        };
        let mut copies = 0;
        let mut waiting: Vec<StoredEvent> = Vec::new();
        let mut pass = |events: Vec<StoredEvent>| -> Result<(), E> {
            let Some(first) = events.first() else {
                return Ok(());
            };
            match self.article(first.article)? {
                Some(article) if article.story == article.number => take(article, events),
                Some(_) => {
                    copies += 1;
                    Ok(())
                }
                None => Ok(()),
            }
        };
        self.each(
            &format!(
                "WITH wanted (id) AS ({wanted})
                 SELECT e.id, e.article, r.seal, r.record FROM wanted w
                 CROSS JOIN events e ON e.id = w.id JOIN event_records r ON r.event = e.id
                 ORDER BY e.article, e.id"
            ),
            values,
            event_from_row,
            &mut |event: StoredEvent| {
                if waiting
                    .first()
                    .is_some_and(|first| first.article != event.article)
                {
                    pass(std::mem::take(&mut waiting))?;
                }
                waiting.push(event);
                Ok::<(), E>(())
            },
        )?;
        pass(waiting)?;
        Ok(copies)
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

fn limited(most: usize) -> Value {
    Value::Integer(i64::try_from(most).unwrap_or(i64::MAX))
}
