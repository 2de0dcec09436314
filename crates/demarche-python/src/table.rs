//! Tables of events, and of what is wrong with rows, as Arrow in memory. Other libraries take them
//! by `__arrow_c_stream__`; rows are read as records when they are asked for.

use std::fs::File;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use arrow_array::types::Int64Type;
use arrow_array::{ArrayRef, PrimitiveArray, RecordBatch, RecordBatchReader, StringArray};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use demarche_arrow::EventWriter;
use pyo3::exceptions::PyOSError;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict};

use crate::batch::{Account, Run};
use crate::event::Event;
use crate::{arrow, errors};

/// What is wrong with a row.
#[derive(Clone, Debug)]
pub(crate) struct Trouble {
    /// Its number in the input, from 0.
    pub(crate) row: u64,
    pub(crate) article_id: Option<String>,
    /// Whether it was not coded.
    pub(crate) rejected: bool,
    pub(crate) what: String,
    pub(crate) remedy: Option<String>,
}

/// What a table of problems looks like.
fn trouble_schema() -> SchemaRef {
    let text = |name: &str, nullable| Field::new(name, DataType::Utf8, nullable);
    Arc::new(Schema::new(vec![
        Field::new("row", DataType::Int64, false),
        text("article_id", true),
        text("kind", false),
        text("problem", false),
        text("remedy", true),
    ]))
}

fn kind(trouble: &Trouble) -> &'static str {
    if trouble.rejected {
        "rejected"
    } else {
        "warning"
    }
}

fn trouble_batch(troubles: &[Trouble]) -> Result<RecordBatch, ArrowError> {
    let rows = troubles.iter().map(|trouble| trouble.row as i64);
    let text = |get: &dyn Fn(&Trouble) -> Option<String>| -> ArrayRef {
        Arc::new(troubles.iter().map(get).collect::<StringArray>())
    };
    RecordBatch::try_new(
        trouble_schema(),
        vec![
            Arc::new(PrimitiveArray::<Int64Type>::from_iter_values(rows)),
            text(&|trouble| trouble.article_id.clone()),
            text(&|trouble| Some(kind(trouble).to_owned())),
            text(&|trouble| Some(trouble.what.clone())),
            text(&|trouble| trouble.remedy.clone()),
        ],
    )
}

/// A table of events.
#[pyclass(frozen, module = "demarche._demarche", name = "Table")]
pub(crate) struct Table {
    batches: Vec<Arc<RecordBatch>>,
    schema: SchemaRef,
}

impl Table {
    pub(crate) fn new(batches: Vec<Arc<RecordBatch>>) -> Table {
        let schema = batches
            .first()
            .map_or_else(demarche_arrow::schema, |batch| batch.schema());
        Table { batches, schema }
    }

    /// Hands every event to `take`.
    pub(crate) fn each(
        &self,
        py: Python<'_>,
        mut take: impl FnMut(demarche_record::Event) -> PyResult<()>,
    ) -> PyResult<()> {
        let mut before = 0;
        for batch in &self.batches {
            for row in 0..batch.num_rows() {
                take(at(py, batch, row, before)?)?;
                if row % 1024 == 0 {
                    py.check_signals()?;
                }
            }
            before += batch.num_rows() as u64;
        }
        Ok(())
    }
}

/// An event of a batch that `before` rows came before.
fn at(
    py: Python<'_>,
    batch: &RecordBatch,
    row: usize,
    before: u64,
) -> PyResult<demarche_record::Event> {
    demarche_arrow::event(batch, row).map_err(|error| {
        let what = match &error {
            demarche_arrow::Error::NoEvent { what, .. } => format!("not an event: {what}"),
            other => other.to_string(),
        };
        let hint = "give a table as code_batch, or demarche code --format parquet, makes it";
        errors::event(py, Some(before + row as u64), &what, hint)
    })
}

#[pymethods]
impl Table {
    /// The table that another library hands out.
    #[staticmethod]
    fn from_arrow(data: &Bound<'_, PyAny>) -> PyResult<Option<Table>> {
        let py = data.py();
        let Some(reader) = arrow::stream_of(data)? else {
            return Ok(None);
        };
        let schema = reader.schema();
        let batches: Result<Vec<_>, ArrowError> =
            py.detach(|| reader.map(|batch| batch.map(Arc::new)).collect());
        let batches = batches.map_err(|error| {
            errors::table(
                py,
                &format!("the table cannot be read: {error}"),
                "make it anew",
            )
        })?;
        Ok(Some(Table { batches, schema }))
    }

    /// The table of events, in their order.
    #[staticmethod]
    fn from_events(py: Python<'_>, events: Vec<PyRef<'_, Event>>) -> PyResult<Table> {
        let events: Vec<_> = events.iter().map(|event| (*event.0).clone()).collect();
        let batch = py.detach(|| demarche_arrow::record_batch(&events));
        Ok(Table::new(vec![Arc::new(batch.map_err(errors::bug)?)]))
    }

    /// Tables of the same kind as one, behind each other.
    #[staticmethod]
    fn joined(tables: Vec<PyRef<'_, Table>>) -> Table {
        let all = tables
            .iter()
            .flat_map(|table| table.batches.iter().cloned());
        Table::new(all.collect())
    }

    fn __len__(&self) -> usize {
        self.batches.iter().map(|batch| batch.num_rows()).sum()
    }

    fn column_names(&self) -> Vec<String> {
        let fields = self.schema.fields().iter();
        fields.map(|field| field.name().clone()).collect()
    }

    /// The events of these rows.
    fn events(&self, py: Python<'_>, start: usize, stop: usize) -> PyResult<Vec<Event>> {
        let mut found = Vec::new();
        let mut before = 0;
        for batch in &self.batches {
            let rows = batch.num_rows();
            let first = start.saturating_sub(before).min(rows);
            let last = stop.saturating_sub(before).min(rows);
            for row in first..last {
                found.push(at(py, batch, row, before as u64)?.into());
            }
            before += rows;
        }
        Ok(found)
    }

    /// The lines that the program writes.
    fn to_jsonl(&self, py: Python<'_>) -> PyResult<String> {
        let mut lines = String::new();
        self.each(py, |event| {
            lines.push_str(&serde_json::to_string(&event).map_err(errors::bug)?);
            lines.push('\n');
            Ok(())
        })?;
        Ok(lines)
    }

    /// The file that the program writes.
    fn write_parquet(&self, py: Python<'_>, path: PathBuf) -> PyResult<()> {
        let mut file = ParquetFile::create(path)?;
        self.each(py, |event| file.write(vec![event]))?;
        file.finish()
    }

    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        // What is asked for is a wish, by the interface; there is one form of this table.
        let _ = requested_schema;
        arrow::capsule_of_batches(py, &self.schema, &self.batches)
    }
}

/// What is wrong with rows.
#[pyclass(frozen, module = "demarche._demarche", name = "ProblemTable")]
pub(crate) struct ProblemTable(Mutex<Vec<Trouble>>);

impl ProblemTable {
    fn all(&self) -> Vec<Trouble> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

type ProblemRow = (u64, Option<String>, &'static str, String, Option<String>);

#[pymethods]
impl ProblemTable {
    fn __len__(&self) -> usize {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).len()
    }

    fn rows(&self) -> Vec<ProblemRow> {
        self.all()
            .into_iter()
            .map(|one| {
                (
                    one.row,
                    one.article_id.clone(),
                    kind(&one),
                    one.what,
                    one.remedy,
                )
            })
            .collect()
    }

    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let _ = requested_schema;
        let batch = trouble_batch(&self.all()).map_err(errors::bug)?;
        arrow::capsule_of_batches(py, &trouble_schema(), &[Arc::new(batch)])
    }
}

/// A batch under way, as Python holds it.
#[pyclass(frozen, module = "demarche._demarche", name = "Run")]
pub(crate) struct PyRun {
    run: Arc<Mutex<Option<Run>>>,
    shared: Arc<Mutex<Shared>>,
}

/// What is left of a batch when it is over, and what goes on beside it.
#[derive(Default)]
struct Shared {
    account: Account,
    troubles: Vec<Trouble>,
    progress: Option<Py<PyAny>>,
    /// Whether it is to end with the table that is being made.
    closed: bool,
}

impl PyRun {
    pub(crate) fn new(run: Run, progress: Option<Py<PyAny>>) -> PyRun {
        PyRun {
            run: Arc::new(Mutex::new(Some(run))),
            shared: Arc::new(Mutex::new(Shared {
                progress,
                ..Shared::default()
            })),
        }
    }
}

/// Drives a run to its next table. Whoever fails, or finds nothing more, ends it, and its threads.
fn advance(
    py: Python<'_>,
    run: &Mutex<Option<Run>>,
    shared: &Mutex<Shared>,
) -> PyResult<Option<(RecordBatch, Vec<Trouble>)>> {
    // Held by another thread, the run is waited for without the GIL, which that thread needs.
    let mut run = loop {
        match run.try_lock() {
            Ok(run) => break run,
            Err(std::sync::TryLockError::Poisoned(poisoned)) => break poisoned.into_inner(),
            Err(std::sync::TryLockError::WouldBlock) => {
                py.check_signals()?;
                py.detach(|| std::thread::sleep(std::time::Duration::from_millis(5)));
            }
        }
    };
    let Some(going) = run.as_mut() else {
        return Ok(None);
    };
    let progress = shared
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .progress
        .as_ref()
        .map(|progress| progress.clone_ref(py));
    let next = going.next(py, &mut |py, account| match &progress {
        Some(progress) => progress
            .call1(py, (account.received, account.events))
            .map(drop),
        None => Ok(()),
    });
    let mut shared = shared.lock().unwrap_or_else(PoisonError::into_inner);
    shared.account = going.account;
    if let Ok(Some((_, troubles))) = &next {
        shared.troubles.extend(troubles.iter().cloned());
    }
    let over = shared.closed || !matches!(next, Ok(Some(_)));
    drop(shared);
    // What goes away with a run may be Python code, which may ask for either lock.
    let gone = if over { run.take() } else { None };
    drop(run);
    drop(gone);
    next
}

#[pymethods]
impl PyRun {
    /// The next table and its problems.
    fn next(&self, py: Python<'_>) -> PyResult<Option<(Table, ProblemTable)>> {
        let next = advance(py, &self.run, &self.shared)?;
        Ok(next.map(|(batch, troubles)| {
            let table = Table::new(vec![Arc::new(batch)]);
            (table, ProblemTable(Mutex::new(troubles)))
        }))
    }

    /// Ends it where it is: at once, or with the table that somebody is making of it.
    fn close(&self) {
        self.shared
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .closed = true;
        let gone = match self.run.try_lock() {
            Ok(mut run) => run.take(),
            Err(_) => None,
        };
        drop(gone);
    }

    fn problems(&self) -> ProblemTable {
        let shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        ProblemTable(Mutex::new(shared.troubles.clone()))
    }

    fn account<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let account = self
            .shared
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .account;
        let dict = PyDict::new(py);
        dict.set_item("received", account.received)?;
        dict.set_item("coded", account.coded)?;
        dict.set_item("rejected", account.rejected)?;
        dict.set_item("duplicate", account.duplicate)?;
        dict.set_item("events", account.events)?;
        Ok(dict)
    }

    /// The rest as the file that the program writes.
    fn write_parquet(&self, py: Python<'_>, path: PathBuf) -> PyResult<()> {
        let mut file = ParquetFile::create(path)?;
        while let Some((batch, _)) = advance(py, &self.run, &self.shared)? {
            for row in 0..batch.num_rows() {
                file.write(vec![at(py, &batch, row, 0)?])?;
            }
        }
        file.finish()
    }

    /// The rest as a stream that is coded while it is read.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        let _ = requested_schema;
        let reader = RunReader {
            run: Arc::clone(&self.run),
            shared: Arc::clone(&self.shared),
            begun: false,
        };
        arrow::capsule_of(py, Box::new(reader))
    }
}

/// A run as other libraries read it, from whatever thread.
struct RunReader {
    run: Arc<Mutex<Option<Run>>>,
    shared: Arc<Mutex<Shared>>,
    /// Whether a batch was given: some readers know the columns by the first one alone.
    begun: bool,
}

impl Iterator for RunReader {
    type Item = Result<RecordBatch, ArrowError>;

    fn next(&mut self) -> Option<Self::Item> {
        Python::attach(|py| {
            loop {
                match advance(py, &self.run, &self.shared) {
                    // A table of problems alone says nothing here.
                    Ok(Some((batch, _))) if batch.num_rows() == 0 => {}
                    Ok(Some((batch, _))) => {
                        self.begun = true;
                        return Some(Ok(batch));
                    }
                    Ok(None) if !self.begun => {
                        self.begun = true;
                        return Some(Ok(RecordBatch::new_empty(self.schema())));
                    }
                    Ok(None) => return None,
                    Err(error) => return Some(Err(ArrowError::ExternalError(Box::new(error)))),
                }
            }
        })
    }
}

impl RecordBatchReader for RunReader {
    fn schema(&self) -> SchemaRef {
        demarche_arrow::schema()
    }
}

/// A Parquet file that has its name when it is whole.
struct ParquetFile {
    writer: Option<EventWriter<File>>,
    own: PathBuf,
    wanted: PathBuf,
}

impl ParquetFile {
    fn create(wanted: PathBuf) -> PyResult<ParquetFile> {
        let mut name = std::ffi::OsString::from(".");
        name.push(wanted.file_name().unwrap_or_default());
        name.push(format!(".{}.part", std::process::id()));
        let own = wanted.with_file_name(name);
        let file = File::create(&own).map_err(|error| {
            PyOSError::new_err((error.raw_os_error(), error.to_string(), wanted.clone()))
        })?;
        let writer = EventWriter::new(file).map_err(errors::bug)?;
        Ok(ParquetFile {
            writer: Some(writer),
            own,
            wanted,
        })
    }

    fn write(&mut self, events: Vec<demarche_record::Event>) -> PyResult<()> {
        let failed = |error: demarche_arrow::WriteError| PyOSError::new_err(error.to_string());
        match &mut self.writer {
            Some(writer) => writer.write(events).map_err(failed),
            None => Ok(()),
        }
    }

    fn finish(mut self) -> PyResult<()> {
        let Some(writer) = self.writer.take() else {
            return Ok(());
        };
        let file = writer
            .finish()
            .map_err(|error| PyOSError::new_err(error.to_string()))?;
        file.sync_all()?;
        std::fs::rename(&self.own, &self.wanted)?;
        Ok(())
    }
}

impl Drop for ParquetFile {
    fn drop(&mut self) {
        // Nothing is there any more where the file was finished.
        let _ = std::fs::remove_file(&self.own);
    }
}
