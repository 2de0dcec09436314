//! Corrections as they are asked for.

use demarche_record::correction::{Correction, Verdict};
use rusqlite::types::Value;

use crate::error::{Done, Error, Fault};
use crate::read::event_from_row;
use crate::review::{self, Standing};
use crate::{ArticleNo, Snapshot, StoredEvent};

/// Which corrections are asked for. What is empty asks for all.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CorrectionFilter {
    /// About this event, by its id.
    pub event: Option<String>,
    /// Of events of this article.
    pub article: Option<ArticleNo>,
    /// With this verdict.
    pub verdict: Option<Verdict>,
    /// Without those that were withdrawn.
    pub in_force: bool,
    /// Of lower number than this: the latest come first.
    pub before: Option<u64>,
    /// At most so many.
    pub limit: Option<usize>,
}

/// A correction as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredCorrection {
    /// Its number, in the order in which they came.
    pub number: u64,
    /// The article of its event.
    pub article: ArticleNo,
    /// The correction.
    pub correction: Correction,
}

/// How an event stands, and the correction that says so.
#[derive(Clone, Debug, PartialEq)]
pub struct Review {
    /// How it stands.
    pub standing: Standing,
    /// The correction that decides.
    pub correction: Correction,
}

impl Snapshot<'_> {
    /// Corrections, the latest first.
    pub fn corrections(&self, filter: &CorrectionFilter) -> Result<Vec<StoredCorrection>, Error> {
        let mut conditions = vec!["1".to_owned()];
        let mut values: Vec<Value> = Vec::new();
        let mut add = |condition: &str, value: Option<Value>| {
            if let Some(value) = value {
                conditions.push(condition.to_owned());
                values.push(value);
            }
        };
        add("c.event_id = ?", filter.event.clone().map(Value::Text));
        add(
            "c.article = ?",
            filter.article.map(|number| number.0.into()),
        );
        let verdict = filter.verdict.map(|verdict| verdict.as_str().to_owned());
        add("c.verdict = ?", verdict.map(Value::Text));
        let before = filter
            .before
            .map(|number| i64::try_from(number).unwrap_or(i64::MAX));
        add("c.id < ?", before.map(Value::Integer));
        if filter.in_force {
            conditions.push("w.correction IS NULL".to_owned());
        }
        let limit = filter
            .limit
            .map_or(-1, |limit| i64::try_from(limit).unwrap_or(-1));
        values.push(Value::Integer(limit));
        let sql = format!(
            "SELECT {}, c.article FROM corrections c LEFT JOIN withdrawals w ON w.correction = c.id
             WHERE {} ORDER BY c.id DESC LIMIT ?",
            review::COLUMNS,
            conditions.join(" AND ")
        );
        let mut found = Vec::new();
        self.each(
            &sql,
            values,
            |row| {
                let (number, correction) = review::from_row(row)?;
                Done::Ok(StoredCorrection {
                    number: number.unsigned_abs(),
                    article: ArticleNo(row.get(7)?),
                    correction,
                })
            },
            &mut |correction| {
                found.push(correction);
                Ok::<(), Error>(())
            },
        )?;
        Ok(found)
    }

    /// A correction by its id.
    pub fn correction(&self, id: &str) -> Result<Option<Correction>, Error> {
        let mut found = None;
        self.each(
            &format!(
                "SELECT {} FROM corrections c LEFT JOIN withdrawals w ON w.correction = c.id
                 WHERE c.name = ?",
                review::COLUMNS
            ),
            vec![Value::Text(id.to_owned())],
            |row| Ok(review::from_row(row)?.1),
            &mut |correction| {
                found = Some(correction);
                Ok::<(), Error>(())
            },
        )?;
        Ok(found)
    }

    /// The correction that decides how an event of a latest coding stands, by the id of the event.
    pub fn correction_of(&self, event_id: &str) -> Result<Option<Correction>, Error> {
        let review = self.review(
            "v.event IN (SELECT id FROM events WHERE event_id = ?) ORDER BY v.correction DESC LIMIT 1",
            Value::Text(event_id.to_owned()),
        )?;
        Ok(review.map(|review| review.correction))
    }

    /// How an event stands, by its row; `None` where nobody reviewed it.
    pub fn review_of(&self, row: i64) -> Result<Option<Review>, Error> {
        self.review("v.event = ?", Value::Integer(row))
    }

    fn review(&self, condition: &str, value: Value) -> Result<Option<Review>, Error> {
        let sql = format!(
            "SELECT {}, v.standing FROM reviewed v JOIN corrections c ON c.id = v.correction
             LEFT JOIN withdrawals w ON w.correction = c.id WHERE {condition}",
            review::COLUMNS
        );
        let mut found = None;
        self.each(
            &sql,
            vec![value],
            |row| {
                let name: String = row.get(7)?;
                Ok(Review {
                    standing: Standing::parse(&name).ok_or_else(|| {
                        Fault::Damaged(format!("reviewed: no standing \"{name}\""))
                    })?,
                    correction: review::from_row(row)?.1,
                })
            },
            &mut |review| {
                found = Some(review);
                Ok::<(), Error>(())
            },
        )?;
        Ok(found)
    }

    /// Events of the latest codings that stand so, the latest first. Rejected ones are not current.
    pub fn reviewed(&self, standing: Standing, limit: usize) -> Result<Vec<StoredEvent>, Error> {
        let mut found = Vec::new();
        self.each(
            "SELECT e.id, e.article, r.seal, r.record FROM reviewed v
             CROSS JOIN events e ON e.id = v.event JOIN event_records r ON r.event = e.id
             WHERE v.standing = ? ORDER BY v.day DESC, v.event DESC LIMIT ?",
            vec![
                Value::Text(standing.as_str().to_owned()),
                Value::Integer(i64::try_from(limit).unwrap_or(i64::MAX)),
            ],
            event_from_row,
            &mut |event| {
                found.push(event);
                Ok::<(), Error>(())
            },
        )?;
        Ok(found)
    }

    /// Which events reviewers take for one happening: the id of an event and that of the one it
    /// repeats. The latest about an event counts.
    pub fn merges(&self) -> Result<Vec<(String, String)>, Error> {
        let filter = CorrectionFilter {
            verdict: Some(Verdict::Merge),
            in_force: true,
            ..CorrectionFilter::default()
        };
        let mut merges: Vec<(String, String)> = Vec::new();
        for StoredCorrection { correction, .. } in self.corrections(&filter)? {
            let first = !merges.iter().any(|(event, _)| *event == correction.event);
            if let Some(into) = correction.into.filter(|_| first) {
                merges.push((correction.event, into));
            }
        }
        merges.reverse();
        Ok(merges)
    }
}
