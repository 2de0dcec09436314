//! What a ledger is folded from: the events that it needs, and no more of the store than these.

use std::collections::HashMap;

use demarche_record::Event;
use rusqlite::types::Value;

use crate::error::{Done, Error};
use crate::read::{event_from_row, marks};
use crate::{ArticleNo, Snapshot};

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
    Pair(String, String),
    /// Of any of these countries.
    Any(Vec<String>),
}

/// An article of a ledger, without its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reported {
    /// What its events call it.
    pub article_id: String,
    /// The day or time of publication, where the article gives one.
    pub published: Option<String>,
}

impl Snapshot<'_> {
    /// Hands every event that a ledger of these parties may need to `take`, each once. Copies of a
    /// story are left out: the first that came speaks for all of them. Of a pair these are all
    /// events of the articles that name both in one event, and what each does that names nobody
    /// else; of countries whatever names one, or happened there. Answers the articles.
    pub fn ledger_events<E: From<Error>>(
        &self,
        parties: &Parties,
        mut take: impl FnMut(&Event) -> Result<(), E>,
    ) -> Result<Vec<Reported>, E> {
        let text = |code: &String| Value::Text(code.clone());
        let (wanted, values): (String, Vec<Value>) = match parties {
            Parties::All { until, most } => (
                "SELECT id FROM (SELECT e.id FROM events e WHERE e.current = 1 AND e.day <= ?
                   ORDER BY e.day DESC, e.id DESC LIMIT ?)"
                    .to_owned(),
                vec![
                    // After every day of the calendar.
                    Value::Text(until.clone().unwrap_or_else(|| "~".to_owned())),
                    Value::Integer(i64::try_from(*most).unwrap_or(i64::MAX)),
                ],
            ),
            Parties::Pair(one, other) => (
                "SELECT e.id FROM (SELECT DISTINCT x.article FROM parties p
                     CROSS JOIN parties q ON q.event = p.event AND q.country = ?
                     CROSS JOIN events x ON x.id = p.event
                   WHERE p.country = ?) k
                 CROSS JOIN articles a ON a.id = k.article
                 CROSS JOIN events e ON e.revision = a.revision AND e.current = 1
                 UNION
                 SELECT d.event FROM dyads d
                   WHERE d.actor IN (?, ?) AND d.recipient IN ('', ?, ?)"
                    .to_owned(),
                [one, other, one, other, one, other].map(text).to_vec(),
            ),
            Parties::Any(countries) => {
                let marks = marks(countries.len());
                let twice = countries.iter().chain(countries);
                (
                    format!(
                        "SELECT p.event FROM parties p WHERE p.country IN ({marks})
                         UNION SELECT e.id FROM events e
                           WHERE e.current = 1 AND e.place_country IN ({marks})"
                    ),
                    twice.map(text).collect(),
                )
            }
        };
        let mut articles: HashMap<i64, bool> = HashMap::new();
        let mut numbers = Vec::new();
        self.each(
            &format!(
                "WITH wanted (id) AS ({wanted})
                 SELECT e.id, e.article, r.seal, r.record FROM wanted w
                 CROSS JOIN events e ON e.id = w.id JOIN event_records r ON r.event = e.id
                 ORDER BY e.article, e.id"
            ),
            values,
            event_from_row,
            &mut |stored| {
                let number = stored.article.0;
                let first = match articles.get(&number) {
                    Some(first) => *first,
                    None => {
                        let first = self.at(self.is_first(number))?;
                        articles.insert(number, first);
                        if first {
                            numbers.push(number);
                        }
                        first
                    }
                };
                if first { take(&stored.event) } else { Ok(()) }
            },
        )?;
        let mut reported = Vec::new();
        for number in numbers {
            reported.push(self.at(self.reported(number))?);
        }
        Ok(reported)
    }

    /// The last day that an article of the store counts for: of publication, else of arrival.
    pub fn last_day(&self) -> Result<Option<String>, Error> {
        self.at(
            self.transaction
                .query_row("SELECT max(day) FROM daily_sources", [], |row| row.get(0))
                .map_err(Into::into),
        )
    }

    /// The text of an article by what its events call it; the first where several have the name.
    pub fn text_named(&self, article_id: &str) -> Result<Option<String>, Error> {
        Ok(self
            .articles_named(article_id)?
            .into_iter()
            .next()
            .map(|stored| stored.article.text))
    }

    /// Whether an article is the first of its story.
    fn is_first(&self, number: i64) -> Done<bool> {
        let mut statement = self
            .transaction
            .prepare_cached("SELECT story = id FROM articles WHERE id = ?1")?;
        Ok(statement.query_row([number], |row| row.get(0))?)
    }

    fn reported(&self, number: i64) -> Done<Reported> {
        let mut statement = self.transaction.prepare_cached(
            "SELECT a.article_id, json_extract(r.record, '$.date')
             FROM articles a JOIN revisions r ON r.id = a.revision WHERE a.id = ?1",
        )?;
        Ok(statement.query_row([number], |row| {
            Ok(Reported {
                article_id: row.get(0)?,
                published: row.get(1)?,
            })
        })?)
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

    /// Which article a number stands for, for those who only have its name.
    pub fn number_named(&self, article_id: &str) -> Result<Option<ArticleNo>, Error> {
        let mut found = None;
        self.each(
            "SELECT id FROM articles WHERE article_id = ? ORDER BY id LIMIT 1",
            vec![Value::Text(article_id.to_owned())],
            |row| Ok(ArticleNo(row.get(0)?)),
            &mut |number| {
                found = Some(number);
                Ok::<(), Error>(())
            },
        )?;
        Ok(found)
    }
}
