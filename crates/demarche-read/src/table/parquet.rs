//! Parquet: the columns that can be text, a few rows at a time.

use std::cell::Cell;
use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};

use arrow_array::RecordBatch;
use bytes::Bytes;
use demarche_text::Problem;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use parquet::errors::ParquetError;
use parquet::file::reader::ChunkReader;

use super::arrow::{is_readable, value};
use super::{Columns, Row};
use crate::problem;

/// How many rows are held at once: an article may be long.
const ROWS: usize = 32;

/// The rows of a table.
pub struct ParquetTable {
    reader: ParquetRecordBatchReader,
    columns: Columns,
    batch: Option<(RecordBatch, usize)>,
    row: u64,
    over: bool,
}

impl ParquetTable {
    /// Reads what the file says of itself.
    ///
    /// # Errors
    /// When it is no Parquet, or no column of it is the text.
    pub fn from_file(file: File) -> Result<ParquetTable, Problem> {
        ParquetTable::new(file)
    }

    /// The same of a file in memory.
    ///
    /// # Errors
    /// When it is no Parquet, or no column of it is the text.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<ParquetTable, Problem> {
        ParquetTable::new(Bytes::from(bytes))
    }

    fn new<R: ChunkReader + 'static>(source: R) -> Result<ParquetTable, Problem> {
        guarded(|| ParquetTable::begin(source)).unwrap_or_else(|| {
            Err(problem(
                "no Parquet that can be read: it is damaged",
                GET_AGAIN,
            ))
        })
    }

    fn begin<R: ChunkReader + 'static>(source: R) -> Result<ParquetTable, Problem> {
        let builder =
            ParquetRecordBatchReaderBuilder::try_new(source).map_err(|error| broken(&error))?;
        let (mut names, mut wanted) = (Vec::new(), Vec::new());
        for (index, field) in builder.schema().fields().iter().enumerate() {
            if is_readable(field.data_type()) {
                names.push(field.name().clone());
                wanted.push(index);
            }
        }
        let columns = Columns::new(&names)?;
        let mask = ProjectionMask::roots(builder.parquet_schema(), wanted);
        let reader = builder
            .with_projection(mask)
            .with_batch_size(ROWS)
            .build()
            .map_err(|error| broken(&error))?;
        Ok(ParquetTable {
            reader,
            columns,
            batch: None,
            row: 0,
            over: false,
        })
    }
}

impl Iterator for ParquetTable {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        loop {
            if self.over {
                return None;
            }
            if let Some((batch, row)) = &mut self.batch {
                if *row < batch.num_rows() {
                    let columns = batch.columns().iter();
                    let values = columns.map(|column| guarded(|| value(column, *row)).flatten());
                    let article = self.columns.article(values);
                    *row += 1;
                    self.row += 1;
                    return Some(Row {
                        place: self.row,
                        article,
                    });
                }
                self.batch = None;
            }
            let reader = &mut self.reader;
            let what = match guarded(|| reader.next()) {
                Some(None) => {
                    self.over = true;
                    continue;
                }
                Some(Some(Ok(batch))) => {
                    self.batch = Some((batch, 0));
                    continue;
                }
                Some(Some(Err(error))) => error.to_string(),
                None => "it is damaged".to_owned(),
            };
            // Where a page is broken, nothing tells where its column goes on.
            self.over = true;
            return Some(Row {
                place: self.row + 1,
                article: Err(problem(
                    format!("the rest cannot be read: {what}"),
                    "get the file again; the rows before were read",
                )),
            });
        }
    }
}

const GET_AGAIN: &str = "get the file again; one that is cut off has lost the index at its end";

fn broken(error: &ParquetError) -> Problem {
    problem(format!("no Parquet that can be read: {error}"), GET_AGAIN)
}

thread_local! {
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Whether a panic of this thread is caught and told as a [`Problem`]: the Parquet library panics
/// on some files that are damaged. A program that shows panics can leave these out.
pub fn is_guarded() -> bool {
    GUARDED.get()
}

/// What `read` gives; `None` where it panics. What panicked is not used again.
fn guarded<T>(read: impl FnOnce() -> T) -> Option<T> {
    GUARDED.set(true);
    let read = catch_unwind(AssertUnwindSafe(read)).ok();
    GUARDED.set(false);
    read
}
