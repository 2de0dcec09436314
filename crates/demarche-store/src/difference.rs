//! What two runs coded differently in the texts that both coded.

use std::collections::HashMap;

use demarche_record::Event;
use serde_json::Value;

use crate::error::{Done, Error};
use crate::runs::{self, RunId};
use crate::{Snapshot, events};

/// How an event differs between two runs.
#[derive(Clone, Debug, PartialEq)]
pub enum Contrast {
    /// Only the run after has it.
    Added(Box<Event>),
    /// Only the run before has it.
    Gone(Box<Event>),
    /// Both have one, by the same id or by the same words of the same sentence.
    Changed {
        /// As it was.
        before: Box<Event>,
        /// As it is.
        after: Box<Event>,
        /// The fields of the record that differ.
        fields: Vec<String>,
    },
}

/// How much two runs differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Difference {
    /// Texts that both coded.
    pub texts: u64,
    /// Texts that only the run before coded.
    pub only_before: u64,
    /// Texts that only the run after coded.
    pub only_after: u64,
    /// Events that are the same.
    pub same: u64,
    /// Events that changed.
    pub changed: u64,
    /// Events that are gone.
    pub gone: u64,
    /// Events that came.
    pub added: u64,
}

impl Snapshot<'_> {
    /// Hands every difference between two runs, with the id of its article, to `take`, in the order
    /// of arrival of the articles. The first error ends it.
    pub fn difference<E: From<Error>>(
        &self,
        before: RunId,
        after: RunId,
        mut take: impl FnMut(&str, Contrast) -> Result<(), E>,
    ) -> Result<Difference, E> {
        let mut sums = self.at(self.coded_by(before, after))?;
        let mut texts = Vec::new();
        self.each(
            "SELECT r.id, a.article_id FROM codings b
             JOIN codings c ON c.revision = b.revision AND c.run = ?2
             JOIN revisions r ON r.id = b.revision JOIN articles a ON a.id = r.article
             WHERE b.run = ?1 ORDER BY a.id, r.number",
            vec![before.0.into(), after.0.into()],
            |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)),
            &mut |text| {
                texts.push(text);
                Ok::<(), Error>(())
            },
        )?;
        for (revision, article_id) in texts {
            let old = self.at(self.coding(revision, before))?;
            let new = self.at(self.coding(revision, after))?;
            for change in compare(old, new, &mut sums) {
                take(&article_id, change)?;
            }
        }
        Ok(sums)
    }

    fn coded_by(&self, before: RunId, after: RunId) -> Done<Difference> {
        for run in [before, after] {
            runs::get(&self.transaction, run)?;
        }
        let both: i64 = self.transaction.query_row(
            "SELECT count(*) FROM codings b
             JOIN codings c ON c.revision = b.revision AND c.run = ?2 WHERE b.run = ?1",
            [before.0, after.0],
            |row| row.get(0),
        )?;
        let of = |run: RunId| -> Done<u64> {
            let all: i64 = self.transaction.query_row(
                "SELECT count(*) FROM codings WHERE run = ?1",
                [run.0],
                |row| row.get(0),
            )?;
            Ok((all - both).unsigned_abs())
        };
        Ok(Difference {
            texts: both.unsigned_abs(),
            only_before: of(before)?,
            only_after: of(after)?,
            ..Difference::default()
        })
    }

    fn coding(&self, revision: i64, run: RunId) -> Done<Vec<Event>> {
        let mut statement = self.transaction.prepare_cached(
            "SELECT e.id, r.seal, r.record FROM events e JOIN event_records r ON r.event = e.id
             WHERE e.revision = ?1 AND e.run = ?2 AND e.correction = 0 ORDER BY e.ordinal",
        )?;
        let mut rows = statement.query([revision, run.0])?;
        let mut coding = Vec::new();
        while let Some(row) = rows.next()? {
            coding.push(events::parse(
                row.get(0)?,
                row.get_ref(1)?,
                row.get_ref(2)?,
            )?);
        }
        Ok(coding)
    }
}

/// Pairs events by id, then what is left by the words that name them.
fn compare(old: Vec<Event>, new: Vec<Event>, sums: &mut Difference) -> Vec<Contrast> {
    let mut after: Vec<Option<Event>> = new.into_iter().map(Some).collect();
    let mut pairs: Vec<(Event, Option<Event>)> = Vec::new();
    let mut by_id: HashMap<String, usize> = HashMap::new();
    for (at, event) in after.iter().enumerate() {
        if let Some(event) = event {
            by_id.entry(event.id.clone()).or_insert(at);
        }
    }
    for event in old {
        let same = by_id
            .get(&event.id)
            .and_then(|at| after.get_mut(*at))
            .and_then(Option::take);
        pairs.push((event, same));
    }
    for (event, other) in &mut pairs {
        if other.is_none() {
            let words = |candidate: &Event| {
                candidate.sentence == event.sentence
                    && candidate.evidence.trigger == event.evidence.trigger
            };
            *other = after
                .iter_mut()
                .find(|candidate| candidate.as_ref().is_some_and(words))
                .and_then(Option::take);
        }
    }
    let mut changes = Vec::new();
    for (before, after) in pairs {
        match after {
            None => {
                sums.gone += 1;
                changes.push(Contrast::Gone(Box::new(before)));
            }
            Some(after) => {
                let fields = differing(&before, &after);
                if fields.is_empty() {
                    sums.same += 1;
                } else {
                    sums.changed += 1;
                    changes.push(Contrast::Changed {
                        before: Box::new(before),
                        after: Box::new(after),
                        fields,
                    });
                }
            }
        }
    }
    for event in after.into_iter().flatten() {
        sums.added += 1;
        changes.push(Contrast::Added(Box::new(event)));
    }
    changes
}

/// The fields in which two events differ, but for what coded them.
fn differing(before: &Event, after: &Event) -> Vec<String> {
    let object = |event: &Event| match serde_json::to_value(event) {
        Ok(Value::Object(fields)) => fields,
        _ => serde_json::Map::new(),
    };
    let (before, after) = (object(before), object(after));
    before
        .iter()
        .filter(|(name, value)| *name != "coder" && after.get(*name) != Some(value))
        .map(|(name, _)| name.clone())
        .collect()
}
