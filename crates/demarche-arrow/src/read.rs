//! From a table back to records. Other libraries keep the columns in types of their own (long
//! strings, long lists, views, dictionaries), so a row is read by its values and not by its schema.

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Date64Type, Float16Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type,
    Int64Type, TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType,
    TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef, RecordBatch, StructArray};
use arrow_schema::{DataType, TimeUnit};
use demarche_record::Event;
use jiff::civil;
use serde_json::{Map, Value};

use crate::table::Error;

/// The event in a row of a table that [`record_batch`](crate::record_batch) made, also where another
/// library has handed it on since. Columns that are no field of the record are passed over.
///
/// # Errors
/// When a field is not there, or has a value that it cannot have.
pub fn event(batch: &RecordBatch, row: usize) -> Result<Event, Error> {
    let no = |what: String| Error::NoEvent { row, what };
    if row >= batch.num_rows() {
        return Err(no(format!("the table has {} rows", batch.num_rows())));
    }
    let mut record = Map::new();
    for (field, column) in batch.schema_ref().fields().iter().zip(batch.columns()) {
        if let Some(value) = value(column, row) {
            record.insert(field.name().clone(), value);
        }
    }
    serde_json::from_value(Value::Object(record)).map_err(|error| no(error.to_string()))
}

/// A cell as JSON has it in records; `None` for a type that no record has.
fn value(column: &ArrayRef, row: usize) -> Option<Value> {
    if column.is_null(row) {
        return Some(Value::Null);
    }
    Some(match column.data_type() {
        DataType::Null => Value::Null,
        DataType::Boolean => column.as_boolean().value(row).into(),
        DataType::Utf8 => column.as_string::<i32>().value(row).into(),
        DataType::LargeUtf8 => column.as_string::<i64>().value(row).into(),
        DataType::Utf8View => column.as_string_view().value(row).into(),
        DataType::Int8 => column.as_primitive::<Int8Type>().value(row).into(),
        DataType::Int16 => column.as_primitive::<Int16Type>().value(row).into(),
        DataType::Int32 => column.as_primitive::<Int32Type>().value(row).into(),
        DataType::Int64 => column.as_primitive::<Int64Type>().value(row).into(),
        DataType::UInt8 => column.as_primitive::<UInt8Type>().value(row).into(),
        DataType::UInt16 => column.as_primitive::<UInt16Type>().value(row).into(),
        DataType::UInt32 => column.as_primitive::<UInt32Type>().value(row).into(),
        DataType::UInt64 => column.as_primitive::<UInt64Type>().value(row).into(),
        DataType::Float16 => number(column.as_primitive::<Float16Type>().value(row).into()),
        DataType::Float32 => number(column.as_primitive::<Float32Type>().value(row).into()),
        DataType::Float64 => number(column.as_primitive::<Float64Type>().value(row)),
        DataType::Date32 => day(column.as_primitive::<Date32Type>().value(row).into()),
        DataType::Date64 => day(days(column.as_primitive::<Date64Type>().value(row), 1_000)),
        DataType::Timestamp(unit, _) => day(match unit {
            TimeUnit::Second => days(column.as_primitive::<TimestampSecondType>().value(row), 1),
            TimeUnit::Millisecond => {
                let column = column.as_primitive::<TimestampMillisecondType>();
                days(column.value(row), 1_000)
            }
            TimeUnit::Microsecond => {
                let column = column.as_primitive::<TimestampMicrosecondType>();
                days(column.value(row), 1_000_000)
            }
            TimeUnit::Nanosecond => {
                let column = column.as_primitive::<TimestampNanosecondType>();
                days(column.value(row), 1_000_000_000)
            }
        }),
        DataType::Dictionary(..) => {
            let dictionary = column.as_any_dictionary_opt()?;
            let key = *dictionary.normalized_keys().get(row)?;
            (key < dictionary.values().len()).then(|| value(dictionary.values(), key))??
        }
        DataType::List(_) => list(&column.as_list::<i32>().value(row)),
        DataType::LargeList(_) => list(&column.as_list::<i64>().value(row)),
        DataType::FixedSizeList(..) => list(&column.as_fixed_size_list().value(row)),
        DataType::ListView(_) => list(&column.as_list_view::<i32>().value(row)),
        DataType::LargeListView(_) => list(&column.as_list_view::<i64>().value(row)),
        DataType::Struct(_) => object(column.as_struct(), row),
        _ => return None,
    })
}

/// A number; a whole one as such, since pandas makes floats of whole numbers that may be missing.
fn number(value: f64) -> Value {
    // Every whole number up to here is a float of its own.
    const MOST: f64 = 9_007_199_254_740_992.0;
    let whole =
        value.fract() == 0.0 && value.abs() <= MOST && !(value == 0.0 && value.is_sign_negative());
    if whole {
        Value::from(value as i64)
    } else {
        value.into()
    }
}

fn list(values: &ArrayRef) -> Value {
    (0..values.len())
        .filter_map(|at| value(values, at))
        .collect()
}

/// A struct. One of `start` and `end` alone is a span, which records write as a pair.
fn object(parts: &StructArray, row: usize) -> Value {
    let fields = || parts.fields().iter().zip(parts.columns());
    let names: Vec<&str> = fields().map(|(field, _)| field.name().as_str()).collect();
    if names == ["start", "end"] {
        return fields().filter_map(|(_, part)| value(part, row)).collect();
    }
    fields()
        .filter_map(|(field, part)| Some((field.name().clone(), value(part, row)?)))
        .collect()
}

/// Days since 1 January 1970 of a moment in so many parts of a second.
fn days(moment: i64, parts: i64) -> i64 {
    moment.div_euclid(parts * 86_400)
}

/// The day that many days after 1 January 1970; null where the calendar has none.
fn day(number: i64) -> Value {
    let span = jiff::Span::new().try_days(number);
    let day = span.and_then(|span| civil::date(1970, 1, 1).checked_add(span));
    day.map_or(Value::Null, |day| day.to_string().into())
}
