//! Parquet: the columns that can be text, a few rows at a time.

use std::cell::Cell;
use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Date64Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
    TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
    TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::{DataType, TimeUnit};
use bytes::Bytes;
use demarche_text::Problem;
use jiff::Timestamp;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder};
use parquet::errors::ParquetError;
use parquet::file::reader::ChunkReader;

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

fn is_readable(kind: &DataType) -> bool {
    match kind {
        DataType::Dictionary(_, values) => is_readable(values),
        DataType::Utf8
        | DataType::LargeUtf8
        | DataType::Utf8View
        | DataType::Binary
        | DataType::LargeBinary
        | DataType::BinaryView
        | DataType::Boolean
        | DataType::Float32
        | DataType::Float64
        | DataType::Date32
        | DataType::Date64
        | DataType::Timestamp(..) => true,
        other => other.is_integer(),
    }
}

/// A cell as text; times in UTC as ISO 8601.
fn value(column: &ArrayRef, row: usize) -> Option<String> {
    if column.is_null(row) {
        return None;
    }
    let bytes = |bytes: &[u8]| Some(String::from_utf8_lossy(bytes).into_owned());
    match column.data_type() {
        DataType::Utf8 => Some(column.as_string::<i32>().value(row).to_owned()),
        DataType::LargeUtf8 => Some(column.as_string::<i64>().value(row).to_owned()),
        DataType::Utf8View => Some(column.as_string_view().value(row).to_owned()),
        // Strings of writers that do not say that they are.
        DataType::Binary => bytes(column.as_binary::<i32>().value(row)),
        DataType::LargeBinary => bytes(column.as_binary::<i64>().value(row)),
        DataType::BinaryView => bytes(column.as_binary_view().value(row)),
        DataType::Boolean => Some(column.as_boolean().value(row).to_string()),
        DataType::Int8 => Some(column.as_primitive::<Int8Type>().value(row).to_string()),
        DataType::Int16 => Some(column.as_primitive::<Int16Type>().value(row).to_string()),
        DataType::Int32 => Some(column.as_primitive::<Int32Type>().value(row).to_string()),
        DataType::Int64 => Some(column.as_primitive::<Int64Type>().value(row).to_string()),
        DataType::UInt8 => Some(column.as_primitive::<UInt8Type>().value(row).to_string()),
        DataType::UInt16 => Some(column.as_primitive::<UInt16Type>().value(row).to_string()),
        DataType::UInt32 => Some(column.as_primitive::<UInt32Type>().value(row).to_string()),
        DataType::UInt64 => Some(column.as_primitive::<UInt64Type>().value(row).to_string()),
        DataType::Float32 => Some(column.as_primitive::<Float32Type>().value(row).to_string()),
        DataType::Float64 => Some(column.as_primitive::<Float64Type>().value(row).to_string()),
        DataType::Date32 => {
            let days = i64::from(column.as_primitive::<Date32Type>().value(row));
            let moment = Timestamp::from_second(days.checked_mul(86_400)?).ok()?;
            Some(moment.strftime("%Y-%m-%d").to_string())
        }
        DataType::Date64 => {
            let moment =
                Timestamp::from_millisecond(column.as_primitive::<Date64Type>().value(row));
            Some(moment.ok()?.strftime("%Y-%m-%d").to_string())
        }
        DataType::Timestamp(unit, zone) => {
            let moment = match unit {
                TimeUnit::Second => {
                    Timestamp::from_second(column.as_primitive::<TimestampSecondType>().value(row))
                }
                TimeUnit::Millisecond => Timestamp::from_millisecond(
                    column.as_primitive::<TimestampMillisecondType>().value(row),
                ),
                TimeUnit::Microsecond => Timestamp::from_microsecond(
                    column.as_primitive::<TimestampMicrosecondType>().value(row),
                ),
                TimeUnit::Nanosecond => Timestamp::from_nanosecond(i128::from(
                    column.as_primitive::<TimestampNanosecondType>().value(row),
                )),
            };
            // A time that is not said to be in any zone stays without one.
            let form = if zone.is_some() {
                "%Y-%m-%dT%H:%M:%SZ"
            } else {
                "%Y-%m-%dT%H:%M:%S"
            };
            Some(moment.ok()?.strftime(form).to_string())
        }
        DataType::Dictionary(..) => {
            let dictionary = column.as_any_dictionary_opt()?;
            let key = *dictionary.normalized_keys().get(row)?;
            (key < dictionary.values().len()).then(|| value(dictionary.values(), key))?
        }
        _ => None,
    }
}
