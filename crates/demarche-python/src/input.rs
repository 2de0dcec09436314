//! What Python hands in, as articles: texts, records and the rows of tables, one at a time. Records
//! are read by the rules of JSONL, rows by those of tables, so that an article is the same whichever
//! way it comes. What is none is a problem with its row, and the next is read.

use arrow_array::{RecordBatch, RecordBatchReader};
use demarche_read::table::{ArrowTable, Names};
use demarche_read::{check_text, language, read_text, settle_date};
use demarche_record::Article;
use demarche_text::{Problem, article_from_record, article_from_text};
use pyo3::exceptions::PyUnicodeEncodeError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyBytes, PyDict, PyFloat, PyInt, PyIterator, PyMapping, PyString};
use serde_json::{Map, Value};

use crate::{arrow, errors};

/// An article to be, with what had to be changed to read it; or why it is none.
pub(crate) type Read = Result<(Article, Vec<Problem>), Problem>;

/// What the caller calls the columns of a table, or the keys of a record.
#[derive(Clone, Debug, Default)]
pub(crate) struct Keys {
    pub(crate) text: Option<String>,
    pub(crate) id: Option<String>,
    pub(crate) date: Option<String>,
}

/// Where articles come from.
pub(crate) enum Source {
    /// Anything that can be iterated over.
    Objects(Py<PyIterator>, Keys),
    /// A stream of Arrow.
    Stream(Box<Stream>),
}

pub(crate) struct Stream {
    reader: arrow::Incoming,
    table: ArrowTable,
    batch: Option<RecordBatch>,
    row: usize,
}

impl Source {
    /// The articles of a table or of an iterable.
    ///
    /// # Errors
    /// When it is neither, or a table without texts.
    pub(crate) fn of(data: &Bound<'_, PyAny>, keys: Keys) -> PyResult<Source> {
        let py = data.py();
        if let Some(reader) = arrow::stream_of(data)? {
            let names = Names {
                text: keys.text.as_deref(),
                id: keys.id.as_deref(),
                date: keys.date.as_deref(),
            };
            let table = ArrowTable::new(&reader.schema(), &names)
                .map_err(|problem| errors::table(py, &problem.what, problem.remedy))?;
            return Ok(Source::Stream(Box::new(Stream {
                reader,
                table,
                batch: None,
                row: 0,
            })));
        }
        Ok(Source::Objects(data.try_iter()?.unbind(), keys))
    }

    /// The next article. Whatever an iterable raises ends it.
    pub(crate) fn next(&mut self, py: Python<'_>) -> PyResult<Option<Read>> {
        match self {
            Source::Objects(objects, keys) => match objects.bind(py).clone().next() {
                Some(object) => {
                    let read = article(&object?, keys)?;
                    Ok(Some(read.map(|(mut article, mut problems)| {
                        problems.extend(settle_date(&mut article));
                        (article, problems)
                    })))
                }
                None => Ok(None),
            },
            Source::Stream(stream) => {
                let next = py.detach(|| stream.next());
                next.map_err(|error| {
                    errors::table(
                        py,
                        &format!("the table cannot be read on: {error}"),
                        "the rows before were coded",
                    )
                })
            }
        }
    }
}

impl Stream {
    fn next(&mut self) -> Result<Option<Read>, arrow_schema::ArrowError> {
        loop {
            if let Some(batch) = &self.batch
                && self.row < batch.num_rows()
            {
                let read = self.table.row(batch, self.row);
                self.row += 1;
                return Ok(Some(read));
            }
            self.row = 0;
            self.batch = self.reader.next().transpose()?;
            if self.batch.is_none() {
                return Ok(None);
            }
        }
    }
}

/// Passes what the program codes: no archive that was taken for an article, and English.
pub(crate) fn codable(read: Read, date: Option<&str>) -> Read {
    let (mut article, problems) = read?;
    check_text(&article)?;
    language::check(&article)?;
    if article.date.is_none() {
        article.date = date.map(str::to_owned);
    }
    Ok((article, problems))
}

/// The article of a text, of bytes, or of a record, its date as it was written.
///
/// # Errors
/// Only what Python raises; what is no article is a problem.
pub(crate) fn article(object: &Bound<'_, PyAny>, keys: &Keys) -> PyResult<Read> {
    if let Ok(text) = object.cast::<PyString>() {
        return Ok(match string(text) {
            Some(text) => Ok((article_from_text(text), Vec::new())),
            None => Err(surrogates("the text")),
        });
    }
    if let Ok(bytes) = object.cast::<PyBytes>() {
        return Ok(read_text(bytes.as_bytes()));
    }
    if object.cast::<PyDict>().is_ok() || object.cast::<PyMapping>().is_ok() {
        return record(object, keys);
    }
    Ok(Err(problem(
        format!(
            "a value of type {}, not a text or a record",
            errors::kind(object)
        ),
        "give each article as a str, or as a mapping with the key \"text\"",
    )))
}

fn record(object: &Bound<'_, PyAny>, keys: &Keys) -> PyResult<Read> {
    let mut record = Map::new();
    for (name, given) in [
        ("text", keys.text.as_deref()),
        ("id", keys.id.as_deref()),
        ("date", keys.date.as_deref()),
        ("title", None),
        ("url", None),
        ("source", None),
        ("lang", None),
    ] {
        let key = given.unwrap_or(name);
        let found = match object.cast::<PyDict>() {
            Ok(dict) => dict.get_item(key)?,
            Err(_) if object.contains(key)? => Some(object.get_item(key)?),
            Err(_) => None,
        };
        let Some(found) = found else { continue };
        match value(&found)? {
            Ok(value) => record.insert(name.to_owned(), value),
            Err(what) => {
                return Ok(Err(problem(
                    format!("\"{key}\" {what}"),
                    "write it as a string, or leave it out",
                )));
            }
        };
    }
    Ok(article_from_record(Value::Object(record)).map(|article| (article, Vec::new())))
}

/// A value of a record as JSON has it; what cannot be one is named.
fn value(object: &Bound<'_, PyAny>) -> PyResult<Result<Value, String>> {
    if object.is_none() {
        return Ok(Ok(Value::Null));
    }
    if let Ok(text) = object.cast::<PyString>() {
        return Ok(string(text)
            .map(Value::String)
            .ok_or_else(|| "holds half a surrogate pair".to_owned()));
    }
    if let Ok(truth) = object.cast::<PyBool>() {
        return Ok(Ok(truth.is_true().into()));
    }
    if let Ok(number) = object.cast::<PyFloat>() {
        // pandas writes "no value" as a number that is none.
        return Ok(Ok(number.value().into()));
    }
    if object.cast::<PyInt>().is_ok() {
        let digits = object.str()?.to_string();
        return Ok(Ok(digits
            .parse::<i64>()
            .map_or(Value::String(digits), Value::from)));
    }
    // Days and times; what pandas takes for none writes itself as "NaT".
    if let Ok(iso) = object.call_method0("isoformat") {
        let iso = iso.str()?.to_string();
        return Ok(Ok(match iso.as_str() {
            "NaT" => Value::Null,
            _ => Value::String(iso),
        }));
    }
    Ok(Err(format!("is a value of type {}", errors::kind(object))))
}

/// The text, unless it holds half a surrogate pair, which no UTF-8 can.
pub(crate) fn string(text: &Bound<'_, PyString>) -> Option<String> {
    match text.to_cow() {
        Ok(text) => Some(text.into_owned()),
        Err(error) => {
            debug_assert!(error.is_instance_of::<PyUnicodeEncodeError>(text.py()));
            None
        }
    }
}

pub(crate) fn surrogates(what: &str) -> Problem {
    problem(
        format!("{what} holds half a surrogate pair, which is no character"),
        "decode the input anew: errors=\"replace\"",
    )
}

fn problem(what: impl Into<String>, remedy: &'static str) -> Problem {
    Problem {
        line: None,
        what: what.into(),
        remedy,
    }
}
