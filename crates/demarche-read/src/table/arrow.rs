//! Arrow: the columns of a batch that can be text, a row at a time. The batch may come from anywhere;
//! how it came here is its owner's business.

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Date64Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
    TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
    TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef, RecordBatch};
use arrow_schema::{DataType, Schema, TimeUnit};
use demarche_record::Article;
use demarche_text::Problem;
use jiff::Timestamp;

use super::{Columns, Names};

/// Reads rows of batches that share a schema.
#[derive(Clone, Debug)]
pub struct ArrowTable {
    columns: Columns,
    /// Which columns of a batch these are.
    wanted: Vec<usize>,
}

impl ArrowTable {
    /// Reads a schema. Columns that are no text, number or time are passed over.
    ///
    /// # Errors
    /// When no column is the text, or one that is named is not there.
    pub fn new(schema: &Schema, names: &Names<'_>) -> Result<ArrowTable, Problem> {
        let readable = schema
            .fields()
            .iter()
            .enumerate()
            .filter(|(_, field)| is_readable(field.data_type()));
        let (wanted, have): (Vec<usize>, Vec<&str>) = readable
            .map(|(index, field)| (index, field.name().as_str()))
            .unzip();
        Ok(ArrowTable {
            columns: Columns::named(&have, names)?,
            wanted,
        })
    }

    /// What a row says that its article is called, whether it is one or not.
    pub fn id(&self, batch: &RecordBatch, row: usize) -> Option<String> {
        let column = self.wanted.get(self.columns.id()?)?;
        value(batch.columns().get(*column)?, row)
    }

    /// The article in a row of a batch, from 0.
    pub fn row(&self, batch: &RecordBatch, row: usize) -> Result<(Article, Vec<Problem>), Problem> {
        let cells = self
            .wanted
            .iter()
            .map(|&column| batch.columns().get(column));
        self.columns
            .article(cells.map(|column| value(column?, row)))
    }
}

pub(super) fn is_readable(kind: &DataType) -> bool {
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
pub(super) fn value(column: &ArrayRef, row: usize) -> Option<String> {
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
