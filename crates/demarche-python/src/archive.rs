//! What the coding of archives on a cluster needs and a notebook does not: articles as a table of one
//! fixed form, read from rows, JSONL or web archives, and coded a batch at a time on the caller's
//! thread. A worker of a cluster has one core, and problems must say where in which file they are.
//!
//! It opens no files: Python hands over streams. How tasks are shared out, tried again and committed
//! is not known here.

mod copies;
mod files;
mod incidents;
mod tables;

use arrow_array::RecordBatch;
use demarche_read::table::{ArrowTable, Names};
use demarche_record::Article;
use demarche_text::Problem;
use pyo3::prelude::*;

use crate::coder::PyCoder;
use crate::input::{Read, codable};
use crate::{arrow, errors};
use tables::{Articles, Batch, Fault, Texts, fault_batch};

/// The columns of events, as a table without rows.
#[pyfunction]
pub(crate) fn event_schema() -> PyResult<Batch> {
    let none = demarche_arrow::record_batch(&[]).map_err(errors::bug)?;
    Ok(Batch::new(none))
}

/// Codes articles in the fixed form, on this thread. Gives the events and the problems, in the order
/// of the articles.
#[pyfunction]
pub(crate) fn code(
    py: Python<'_>,
    coder: PyRef<'_, PyCoder>,
    articles: &Bound<'_, PyAny>,
) -> PyResult<(Batch, Batch)> {
    let coder = coder.shared();
    let batches = batches_of(articles)?;
    let made = py.detach(|| -> Result<_, demarche_arrow::Error> {
        let (mut events, mut faults) = (Vec::new(), Vec::new());
        for batch in &batches {
            let texts = Texts::of(batch)?;
            let rows: Vec<usize> = (0..batch.num_rows()).collect();
            for rows in rows.chunks(coder.together()) {
                let read: Vec<Row> = rows.iter().map(|&row| Row::of(&texts, row)).collect();
                let articles = read.iter().filter_map(|row| row.read.as_ref().ok());
                let articles: Vec<&Article> = articles.map(|(article, _)| article).collect();
                let mut coded = coder.code_all(&articles).into_iter();
                for row in &read {
                    let article = match &row.read {
                        Ok((article, _)) => article,
                        Err(problem) => {
                            let id = row.id.clone();
                            faults.push(Fault::rejected(id, row.origin.clone(), problem));
                            continue;
                        }
                    };
                    let coded = coded.next().expect("every article is coded");
                    let empty = article.text.trim().is_empty();
                    let undated = row.undated.clone();
                    let warnings = coded.problems.into_iter().chain(undated);
                    let warnings = warnings.chain(empty.then(|| "it has no text".to_owned()));
                    let id = Some(coded.article_id);
                    faults.extend(
                        warnings.map(|what| Fault::warning(id.clone(), row.origin.clone(), what)),
                    );
                    events.extend(coded.events);
                }
            }
        }
        let faults = fault_batch(&faults).map_err(demarche_arrow::Error::Arrow)?;
        Ok((demarche_arrow::record_batch(&events)?, faults))
    });
    let (events, faults) = made.map_err(errors::bug)?;
    Ok((Batch::new(events), Batch::new(faults)))
}

/// A row of a batch, read.
struct Row {
    id: Option<String>,
    origin: Option<String>,
    /// What is wrong with its date.
    undated: Option<String>,
    read: Read,
}

impl Row {
    fn of(texts: &Texts<'_>, row: usize) -> Row {
        let article = texts.article(row);
        let date = article.date.as_deref();
        let undated = date.filter(|date| demarche_code::dates::anchor(date).is_none());
        Row {
            id: article.id.clone(),
            origin: texts.origin(row),
            undated: undated.map(no_date),
            read: codable(Ok((article, Vec::new())), None),
        }
    }
}

fn no_date(date: &str) -> String {
    let shown: String = date.chars().take(60).collect();
    format!("\"{shown}\" is no date that can be read")
}

/// Reads rows as articles, by the rules of tables. `origins` names each row.
#[pyfunction]
pub(crate) fn read_table(
    py: Python<'_>,
    rows: &Bound<'_, PyAny>,
    text: &str,
    origins: Vec<Option<String>>,
) -> PyResult<(Batch, Batch)> {
    let batches = batches_of(rows)?;
    let names = Names {
        text: Some(text),
        ..Names::default()
    };
    let mut origins = origins.into_iter();
    let mut read = Articles::default();
    for batch in &batches {
        let table = ArrowTable::new(&batch.schema(), &names)
            .map_err(|problem| errors::table(py, &problem.what, problem.remedy))?;
        for row in 0..batch.num_rows() {
            let origin = origins.next().flatten();
            read.add(table.id(batch, row), origin, table.row(batch, row));
        }
    }
    finish(read)
}

/// Reads JSONL records as articles. `origins` names each.
#[pyfunction]
pub(crate) fn read_records(lines: Vec<Vec<u8>>, origins: Vec<String>) -> PyResult<(Batch, Batch)> {
    let mut read = Articles::default();
    for (line, origin) in lines.iter().zip(origins) {
        let (id, article) = files::record(line);
        read.add(id, Some(origin), article);
    }
    finish(read)
}

fn finish(read: Articles) -> PyResult<(Batch, Batch)> {
    let (articles, faults) = read.finish().map_err(errors::bug)?;
    Ok((Batch::new(articles), Batch::new(faults)))
}

/// The batches of what follows the Arrow PyCapsule interface.
fn batches_of(object: &Bound<'_, PyAny>) -> PyResult<Vec<RecordBatch>> {
    let py = object.py();
    let refuse = |what: &str| errors::table(py, what, "give a table of pyarrow");
    let Some(stream) = arrow::stream_of(object)? else {
        return Err(refuse("no table"));
    };
    let batches: Result<Vec<_>, _> = py.detach(|| stream.collect());
    batches.map_err(|error| refuse(&format!("the table cannot be read: {error}")))
}

/// Whatever is no article, in the words of a problem.
fn problem(what: impl Into<String>, remedy: &'static str) -> Problem {
    Problem {
        line: None,
        what: what.into(),
        remedy,
    }
}

/// An article to be.
struct Item {
    /// Its place in the file.
    place: Option<String>,
    /// What it is called, where it is none and says so all the same.
    id: Option<String>,
    read: Read,
}

impl Item {
    fn at(place: impl Into<String>, read: Read) -> Item {
        Item {
            place: Some(place.into()),
            id: None,
            read,
        }
    }
}

/// The module `demarche._demarche.archive`.
#[pymodule(submodule)]
pub(crate) mod archive {
    #[pymodule_export]
    use super::copies::{bands, copies, identities, versions};
    #[pymodule_export]
    use super::files::{Reader, serve_pages};
    #[pymodule_export]
    use super::incidents::{IncidentFold, reports};
    #[pymodule_export]
    use super::tables::Batch;
    #[pymodule_export]
    use super::{code, event_schema, read_records, read_table};
}
