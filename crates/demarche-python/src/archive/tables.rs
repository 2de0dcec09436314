//! The fixed forms: articles and problems as Arrow, with the place that each came from.

use std::sync::{Arc, Mutex, PoisonError};

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, BooleanArray, RecordBatch, StringArray};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use demarche_record::Article;
use demarche_text::Problem;
use pyo3::prelude::*;
use pyo3::types::PyCapsule;

use crate::arrow;
use crate::input::Read;

/// The columns of articles; all are text.
const ARTICLE: [&str; 8] = [
    "id", "text", "title", "date", "url", "source", "lang", "origin",
];

/// A table on its way to Python.
#[pyclass(frozen, module = "demarche._demarche", name = "Batch")]
pub(crate) struct Batch(Mutex<RecordBatch>);

impl Batch {
    pub(crate) fn new(batch: RecordBatch) -> Batch {
        Batch(Mutex::new(batch))
    }
}

#[pymethods]
impl Batch {
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        // What is asked for is a wish, by the interface; there is one form of this table.
        let _ = requested_schema;
        let batch = self
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        arrow::capsule_of_batches(py, &batch.schema(), &[Arc::new(batch)])
    }
}

/// What is wrong with an input.
#[derive(Clone, Debug)]
pub(crate) struct Fault {
    id: Option<String>,
    origin: Option<String>,
    reason: String,
    remedy: Option<&'static str>,
    rejected: bool,
}

impl Fault {
    pub(crate) fn rejected(id: Option<String>, origin: Option<String>, problem: &Problem) -> Fault {
        Fault {
            id,
            origin,
            // A record is always the first line of what its reader sees.
            reason: problem.what.replace(" at line 1 column ", " at column "),
            remedy: Some(problem.remedy),
            rejected: true,
        }
    }

    pub(crate) fn warning(id: Option<String>, origin: Option<String>, reason: String) -> Fault {
        Fault {
            id,
            origin,
            reason,
            remedy: None,
            rejected: false,
        }
    }
}

pub(crate) fn fault_batch(faults: &[Fault]) -> Result<RecordBatch, ArrowError> {
    let text = |get: fn(&Fault) -> Option<&str>| -> ArrayRef {
        Arc::new(faults.iter().map(get).collect::<StringArray>())
    };
    let rejected: BooleanArray = faults.iter().map(|fault| Some(fault.rejected)).collect();
    let mut fields: Vec<Field> = ["id", "origin", "reason", "remedy"]
        .map(|name| Field::new(name, DataType::Utf8, true))
        .into();
    fields.push(Field::new("rejected", DataType::Boolean, true));
    RecordBatch::try_new(
        Arc::new(Schema::new(fields)),
        vec![
            text(|fault| fault.id.as_deref()),
            text(|fault| fault.origin.as_deref()),
            text(|fault| Some(&fault.reason)),
            text(|fault| fault.remedy),
            Arc::new(rejected),
        ],
    )
}

fn article_schema() -> SchemaRef {
    let fields = ARTICLE.map(|name| Field::new(name, DataType::Utf8, true));
    Arc::new(Schema::new(Vec::from(fields)))
}

/// Articles that were read, and what was none.
#[derive(Debug, Default)]
pub(crate) struct Articles {
    read: Vec<(Article, Option<String>)>,
    faults: Vec<Fault>,
    pub(crate) bytes: usize,
}

impl Articles {
    /// Takes what was read. `id` is what it is called where it could not be read.
    pub(crate) fn add(&mut self, id: Option<String>, origin: Option<String>, read: Read) {
        match read {
            Ok((article, problems)) => {
                let id = article.id.clone().or(id);
                let warning = |problem: &Problem| {
                    Fault::warning(id.clone(), origin.clone(), problem.to_string())
                };
                self.faults.extend(problems.iter().map(warning));
                self.bytes += article.text.len();
                self.read.push((article, origin));
            }
            Err(problem) => self.faults.push(Fault::rejected(id, origin, &problem)),
        }
    }

    /// How much there is.
    pub(crate) fn len(&self) -> usize {
        self.read.len() + self.faults.len()
    }

    /// As tables of articles and of problems.
    pub(crate) fn finish(self) -> Result<(RecordBatch, RecordBatch), ArrowError> {
        let text = |get: &dyn Fn(&Article) -> Option<&str>| -> ArrayRef {
            let column: StringArray = self.read.iter().map(|(article, _)| get(article)).collect();
            Arc::new(column)
        };
        let origins: StringArray = self
            .read
            .iter()
            .map(|(_, origin)| origin.as_deref())
            .collect();
        let articles = RecordBatch::try_new(
            article_schema(),
            vec![
                text(&|article| article.id.as_deref()),
                text(&|article| Some(&article.text)),
                text(&|article| article.title.as_deref()),
                text(&|article| article.date.as_deref()),
                text(&|article| article.url.as_deref()),
                text(&|article| article.source.as_deref()),
                text(&|article| article.lang.as_deref()),
                Arc::new(origins),
            ],
        )?;
        Ok((articles, fault_batch(&self.faults)?))
    }
}

/// A column of text, where there is one of that name.
pub(crate) fn text_column<'b>(batch: &'b RecordBatch, name: &str) -> Option<&'b StringArray> {
    batch.column_by_name(name)?.as_string_opt::<i32>()
}

/// A cell of such a column.
pub(crate) fn text_at(column: &StringArray, row: usize) -> Option<String> {
    column.is_valid(row).then(|| column.value(row).to_owned())
}

/// Articles in the fixed form, as columns.
pub(crate) struct Texts<'b>(Vec<&'b StringArray>);

impl<'b> Texts<'b> {
    /// # Errors
    /// When it is no table of articles.
    pub(crate) fn of(batch: &'b RecordBatch) -> Result<Texts<'b>, demarche_arrow::Error> {
        let columns: Option<Vec<_>> = ARTICLE
            .iter()
            .map(|name| text_column(batch, name))
            .collect();
        columns.map(Texts).ok_or_else(|| {
            let what = format!("the columns of articles are {}", ARTICLE.join(", "));
            demarche_arrow::Error::Arrow(ArrowError::SchemaError(what))
        })
    }

    fn cell(&self, column: usize, row: usize) -> Option<String> {
        text_at(self.0[column], row)
    }

    /// Where the article in a row came from.
    pub(crate) fn origin(&self, row: usize) -> Option<String> {
        self.cell(7, row)
    }

    /// The article in a row; one without text has an empty one.
    pub(crate) fn article(&self, row: usize) -> Article {
        Article {
            id: self.cell(0, row),
            text: self.cell(1, row).unwrap_or_default(),
            title: self.cell(2, row),
            date: self.cell(3, row),
            url: self.cell(4, row),
            source: self.cell(5, row),
            lang: self.cell(6, row),
            ..Article::default()
        }
    }
}
