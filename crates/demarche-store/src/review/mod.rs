//! What reviewers say, and what follows from it for the events that are current.
//!
//! `plan` decides, from a coding, its text and the corrections, and knows no tables; `carry` takes an
//! event from one text to another. Here the tables are brought to what was decided, by whoever
//! changes one of the three: a reviewer, a re-coding, another text.

use std::collections::HashMap;
use std::rc::Rc;

use demarche_record::Event;
use demarche_record::correction::{Correction, Withdrawal};
use rusqlite::{Connection, OptionalExtension as _, params};

use crate::error::{Done, Fault};
use crate::events;
use crate::gists::Telling;
use crate::identity::hash;
use crate::keep::text_of;
use crate::rollup::{Rollup, day};
use plan::{Coded, Heard, Plan, plan};

mod carry;
mod plan;
pub(crate) mod read;
pub(crate) mod reviewer;

/// How an event stands with its reviewers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// It is right.
    Accepted,
    /// It is a reviewer's.
    Edited,
    /// It is wrong, and not current.
    Rejected,
}

impl Standing {
    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Standing::Accepted => "accepted",
            Standing::Edited => "edited",
            Standing::Rejected => "rejected",
        }
    }

    /// The standing of a name on the wire.
    pub fn parse(name: &str) -> Option<Self> {
        [Standing::Accepted, Standing::Edited, Standing::Rejected]
            .into_iter()
            .find(|standing| standing.as_str() == name)
    }
}

/// Whether there are corrections of an article.
pub(crate) fn any(connection: &Connection, article: i64) -> Done<bool> {
    Ok(connection
        .prepare_cached("SELECT 1 FROM corrections WHERE article = ?1")?
        .exists([article])?)
}

/// The columns from which [`from_row`] reads a correction.
pub(crate) const COLUMNS: &str = "c.id, c.seal, c.record, w.withdrawer, w.reason, w.at, c.revision";

/// Reads a correction, which must be what was written.
pub(crate) fn from_row(row: &rusqlite::Row<'_>) -> Done<(i64, Correction)> {
    let number: i64 = row.get(0)?;
    let damaged = |what: &str| Fault::Damaged(format!("the record of correction {number} {what}"));
    let (seal, record) = (row.get_ref(1)?, row.get_ref(2)?);
    let (Ok(seal), Ok(record)) = (seal.as_blob(), record.as_bytes()) else {
        return Err(damaged("is not what was written"));
    };
    if hash(record) != seal {
        return Err(damaged("is not what was written"));
    }
    let mut correction: Correction = serde_json::from_slice(record)
        .map_err(|error| damaged(&format!("cannot be read: {error}")))?;
    if let Some(by) = row.get::<_, Option<String>>(3)? {
        correction.withdrawn = Some(Withdrawal {
            by,
            reason: row.get(4)?,
            at: row.get(5)?,
        });
    }
    Ok((number, correction))
}

/// The corrections of an article that were not withdrawn.
fn heard(connection: &Connection, article: i64) -> Done<Vec<Heard>> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM corrections c LEFT JOIN withdrawals w ON w.correction = c.id
         WHERE c.article = ?1 AND w.correction IS NULL ORDER BY c.id"
    ))?;
    let mut rows = statement.query([article])?;
    let mut texts: HashMap<i64, Rc<str>> = HashMap::new();
    let mut heard = Vec::new();
    while let Some(row) = rows.next()? {
        let (number, correction) = from_row(row)?;
        let revision: i64 = row.get(6)?;
        let text = match texts.get(&revision) {
            Some(text) => Rc::clone(text),
            None => {
                let text: Rc<str> = text_of(connection, revision)?.text.into();
                texts.insert(revision, Rc::clone(&text));
                text
            }
        };
        heard.push(Heard {
            number,
            correction,
            text,
        });
    }
    Ok(heard)
}

/// A row of the latest coding of an article.
struct Kept {
    number: i64,
    ordinal: i64,
    correction: i64,
    current: bool,
    event: Event,
}

/// An article as it stands: its text and the rows of its latest coding.
struct Article {
    revision: i64,
    run: i64,
    article_id: String,
    text: demarche_record::Article,
    rows: Vec<Kept>,
}

fn article(connection: &Connection, number: i64) -> Done<Option<Article>> {
    let found = connection
        .prepare_cached(
            "SELECT a.revision, a.article_id, (SELECT max(run) FROM codings c
               WHERE c.revision = a.revision) FROM articles a WHERE a.id = ?1",
        )?
        .query_row([number], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get::<_, Option<i64>>(2)?))
        })
        .optional()?;
    let Some((revision, article_id, Some(run))) = found else {
        return Ok(None);
    };
    let mut statement = connection.prepare_cached(
        "SELECT e.id, r.seal, r.record, e.ordinal, e.correction, e.current
         FROM events e JOIN event_records r ON r.event = e.id
         WHERE e.revision = ?1 AND e.run = ?2 ORDER BY e.ordinal, e.correction",
    )?;
    let mut rows = statement.query([revision, run])?;
    let mut kept = Vec::new();
    while let Some(row) = rows.next()? {
        let number = row.get(0)?;
        kept.push(Kept {
            number,
            ordinal: row.get(3)?,
            correction: row.get(4)?,
            current: row.get(5)?,
            event: events::parse(number, row.get_ref(1)?, row.get_ref(2)?)?,
        });
    }
    Ok(Some(Article {
        revision,
        run,
        article_id,
        text: text_of(connection, revision)?,
        rows: kept,
    }))
}

impl Article {
    fn plan(&self, heard: &[Heard]) -> (Vec<&Kept>, Plan) {
        let own: Vec<&Kept> = self.rows.iter().filter(|row| row.correction == 0).collect();
        let coded: Vec<Coded> = own
            .iter()
            .map(|row| Coded {
                ordinal: row.ordinal,
                event: row.event.clone(),
            })
            .collect();
        let plan = plan(&self.text.text, &self.article_id, &coded, heard);
        (own, plan)
    }
}

/// Brings the events of an article, and the sums, to what its corrections say. Answers the events
/// that are current then, in the order of the text.
pub(crate) fn settle(
    connection: &Connection,
    number: i64,
    rollup: &mut Rollup,
) -> Done<Vec<(i64, Event)>> {
    connection
        .prepare_cached("DELETE FROM reviewed WHERE article = ?1")?
        .execute([number])?;
    let Some(article) = article(connection, number)? else {
        return Ok(Vec::new());
    };
    let (own, plan) = article.plan(&heard(connection, number)?);
    let of = events::Of {
        article: number,
        revision: article.revision,
        run: crate::RunId(article.run),
        telling: Telling::of(&article.text),
    };
    let mut current = Vec::new();
    let mut review = connection.prepare_cached(
        "INSERT INTO reviewed (event, article, correction, standing, day)
         VALUES (?1, ?2, ?3, ?4, ?5)",
    )?;
    for (row, ruled) in own.into_iter().zip(&plan.coded) {
        if row.current && !ruled.current {
            events::unset(connection, row.number, &row.event, rollup)?;
        } else if !row.current && ruled.current {
            events::set(connection, row.number, &row.event, of, rollup)?;
        }
        if let Some((standing, correction)) = ruled.review {
            let day = day(&row.event);
            review.execute(params![
                row.number,
                number,
                correction,
                standing.as_str(),
                day
            ])?;
        }
        if ruled.current {
            current.push(((row.ordinal, 0), row.number, row.event.clone()));
        }
    }
    let mut kept: HashMap<i64, &Kept> = article
        .rows
        .iter()
        .filter(|row| row.correction > 0)
        .map(|row| (row.correction, row))
        .collect();
    for written in &plan.written {
        let place = (written.ordinal, written.correction);
        let row = match kept.remove(&written.correction) {
            Some(row) if row.event == written.event && row.ordinal == written.ordinal => {
                if row.current && !written.current {
                    events::unset(connection, row.number, &row.event, rollup)?;
                } else if !row.current && written.current {
                    events::set(connection, row.number, &row.event, of, rollup)?;
                }
                row.number
            }
            Some(row) => {
                if row.current {
                    events::unset(connection, row.number, &row.event, rollup)?;
                }
                events::rewrite(connection, row.number, written.ordinal, &written.event)?;
                if written.current {
                    events::set(connection, row.number, &written.event, of, rollup)?;
                }
                row.number
            }
            None => {
                let number = events::row(connection, of, place, &written.event)?;
                if written.current {
                    events::set(connection, number, &written.event, of, rollup)?;
                }
                number
            }
        };
        let (standing, correction) = written.review;
        let day = day(&written.event);
        review.execute(params![row, number, correction, standing.as_str(), day])?;
        if written.current {
            current.push((place, row, written.event.clone()));
        }
    }
    // What is not wanted any more: of a correction that was withdrawn, or followed by another.
    for row in kept.into_values().filter(|row| row.current) {
        events::unset(connection, row.number, &row.event, rollup)?;
    }
    current.sort_by_key(|(place, ..)| *place);
    Ok(current
        .into_iter()
        .map(|(_, number, event)| (number, event))
        .collect())
}

/// The articles with corrections whose events are not what these say.
pub(crate) fn differing(connection: &Connection) -> Done<Vec<i64>> {
    let mut statement =
        connection.prepare("SELECT DISTINCT article FROM corrections ORDER BY article")?;
    let numbers = statement
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<Vec<i64>>>()?;
    let mut reviewed = connection.prepare(
        "SELECT event, correction, standing, day FROM reviewed WHERE article = ?1 ORDER BY event",
    )?;
    let mut differing = Vec::new();
    for number in numbers {
        let Some(article) = article(connection, number)? else {
            differing.push(number);
            continue;
        };
        let (own, plan) = article.plan(&heard(connection, number)?);
        let mut sound = own.len() == plan.coded.len();
        let mut said: Vec<(i64, i64, String, String)> = Vec::new();
        let mut say = |row: &Kept, (standing, correction): (Standing, i64)| {
            let day = day(&row.event).to_owned();
            said.push((row.number, correction, standing.as_str().to_owned(), day));
        };
        for (row, ruled) in own.iter().zip(&plan.coded) {
            sound &= row.current == ruled.current;
            if let Some(review) = ruled.review {
                say(row, review);
            }
        }
        let mut left: HashMap<i64, &Kept> = article
            .rows
            .iter()
            .filter(|row| row.correction > 0)
            .map(|row| (row.correction, row))
            .collect();
        for written in &plan.written {
            match left.remove(&written.correction) {
                Some(row) => {
                    sound &= row.current == written.current && row.event == written.event;
                    say(row, written.review);
                }
                None => sound = false,
            }
        }
        sound &= left.values().all(|row| !row.current);
        said.sort();
        let kept = reviewed
            .query_map([number], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
            })?
            .collect::<rusqlite::Result<Vec<(i64, i64, String, String)>>>()?;
        if !sound || kept != said {
            differing.push(number);
        }
    }
    Ok(differing)
}
