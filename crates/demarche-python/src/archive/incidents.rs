//! Reports of one happening, folded by the ledger in parts that cannot meet: its families. Facts are
//! kept and no tables, so a family of an archive fits where its events do not.

use std::sync::{Arc, Mutex, PoisonError};

use arrow_array::{ArrayRef, RecordBatch, StringArray};
use demarche_ledger::{Day, Fold, Query, Rules};
use pyo3::prelude::*;

use super::batches_of;
use super::tables::{Batch, text_at, text_column};
use crate::errors;

/// For each event, whose articles must all be whole: the family of incidents that it is a report of,
/// and the day on which its article was published, as far as its events tell. Two columns, `family`
/// and `reported`.
#[pyfunction]
pub(crate) fn reports(py: Python<'_>, events: &Bound<'_, PyAny>) -> PyResult<Batch> {
    let batches = batches_of(events)?;
    let made = py.detach(|| -> Result<_, demarche_arrow::Error> {
        let mut fold = Fold::new();
        let mut ids = Vec::new();
        for batch in &batches {
            for row in 0..batch.num_rows() {
                let event = demarche_arrow::event(batch, row)?;
                fold.add(&event);
                ids.push(event.id.to_string());
            }
        }
        let found = fold.reports(Rules::embedded());
        let of = |id: &String| found.get(id.as_str());
        let families: StringArray = ids.iter().map(|id| of(id)?.1).collect();
        let days = ids.iter().map(|id| of(id).map(|one| one.0.to_string()));
        let days: StringArray = days.collect();
        RecordBatch::try_from_iter([
            ("family", Arc::new(families) as ArrayRef),
            ("reported", Arc::new(days)),
        ])
        .map_err(demarche_arrow::Error::Arrow)
    });
    Ok(Batch::new(made.map_err(errors::bug)?))
}

/// An incident: id, family, first and last day, the ids of its events, and its record as JSON.
type Row = (String, String, String, String, Vec<String>, String);

/// A fold of reports that come in parts.
#[pyclass(frozen, module = "demarche._demarche", name = "IncidentFold")]
pub(crate) struct IncidentFold(Mutex<Fold>);

#[pymethods]
impl IncidentFold {
    #[new]
    fn new() -> IncidentFold {
        IncidentFold(Mutex::new(Fold::new()))
    }

    /// Takes events that have a column `reported` beside their own.
    fn add(&self, py: Python<'_>, events: &Bound<'_, PyAny>) -> PyResult<()> {
        let batches = batches_of(events)?;
        py.detach(|| {
            let mut fold = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            for batch in &batches {
                let days = text_column(batch, "reported");
                for row in 0..batch.num_rows() {
                    let event = demarche_arrow::event(batch, row).map_err(errors::bug)?;
                    fold.add(&event);
                    if let Some(day) = days.and_then(|days| text_at(days, row)) {
                        fold.published(&event.article_id, day_of(&day)?);
                    }
                }
            }
            Ok(())
        })
    }

    /// The incidents on a day, each as the ledger writes it, with its family, first and last day.
    fn incidents(&self, py: Python<'_>, at: &str) -> PyResult<Vec<Row>> {
        let query = Query {
            at: Some(day_of(at)?),
            ..Query::default()
        };
        py.detach(|| {
            let fold = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let found = fold.incidents(Rules::embedded(), &query);
            let rows = found.into_iter().map(|one| {
                let record = serde_json::to_string(&one).map_err(errors::bug)?;
                let (start, end) = (one.start.to_string(), one.end.to_string());
                Ok((one.id, one.family, start, end, one.events, record))
            });
            rows.collect()
        })
    }
}

fn day_of(text: &str) -> PyResult<Day> {
    Day::parse(text).ok_or_else(|| errors::bug(format!("\"{text}\" is no day")))
}
