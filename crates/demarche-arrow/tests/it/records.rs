//! Records for the tests.

use arrow_array::cast::AsArray as _;
use arrow_array::types::{Date32Type, Float64Type, Int8Type, Int64Type};
use arrow_array::{Array, RecordBatch, StructArray};
use arrow_schema::DataType;
use demarche_record::Event;
use serde_json::{Value, json};

/// A party with everything known of it.
fn party(text: &str) -> Value {
    json!({
        "text": text, "span": [4, 20], "name": "Government of Kenya", "entity": "KEN-GOV",
        "country": "KEN", "sectors": ["GOV", "MIL"], "code": "KENGOV", "role": "minister",
        "basis": "gazetteer",
    })
}

/// A party with nothing known of it but its words.
fn unknown(text: &str) -> Value {
    json!({
        "text": text, "span": [0, 1], "name": null, "entity": null, "country": null,
        "sectors": [], "code": null, "role": null, "basis": "words",
    })
}

/// A record in which nothing is missing.
pub(crate) fn full() -> Value {
    json!({
        "schema": "demarche.event/1", "id": "4f0c2a", "article_id": "a1", "sentence": 8,
        "event_type": "SANCTION", "mode": "discontinue", "contexts": ["diplomatic", "economic"],
        "quad_class": 4, "score": -6.0, "cameo": "0841", "goldstein": -5.6,
        "status": "actual", "certainty": "claimed", "reported_by": party("Nairobi"),
        "actors": [party("Kenya \u{1f1f0}\u{1f1ea}\n\"it\""), unknown("they")],
        "recipients": [party("Somalia")],
        "date": {"start": "1969-12-31", "end": "2024-02-29", "basis": "weekday", "span": [7, 13]},
        "place": {
            "text": "Mandera", "span": [30, 37], "name": "Mandera", "country": "KEN",
            "admin1": "Mandera County", "lat": 3.93726, "lon": 41.85688, "geonames_id": 187_896,
            "precision": "city",
        },
        "object": {"kind": "treaty", "name": "the accord", "span": [40, 50]},
        "quantities": {"killed": 0, "injured": 4_294_967_295_u32, "arrested": 2, "displaced": 3},
        "evidence": {"sentence": [0, 99], "trigger": [20, 29], "rule": "sanction.discontinue.aid"},
        "confidence": 0.91,
        "coder": {
            "version": "0.1.0", "engine": "fast", "codebook": "plover-2.0", "fingerprint": "9b1e",
        },
    })
}

/// A record in which everything is missing that may be.
pub(crate) fn bare() -> Value {
    let mut record = full();
    for key in [
        "mode",
        "cameo",
        "goldstein",
        "reported_by",
        "date",
        "place",
        "object",
    ] {
        record[key] = Value::Null;
    }
    for key in ["contexts", "actors", "recipients"] {
        record[key] = json!([]);
    }
    for key in ["killed", "injured", "arrested", "displaced"] {
        record["quantities"][key] = Value::Null;
    }
    record
}

/// A record whose structs are there and have gaps.
pub(crate) fn gaps() -> Value {
    let mut record = full();
    record["reported_by"] = unknown("a source");
    record["date"]["span"] = Value::Null;
    for key in [
        "name",
        "country",
        "admin1",
        "lat",
        "lon",
        "geonames_id",
        "precision",
    ] {
        record["place"][key] = Value::Null;
    }
    record
}

/// A value as the record of its type.
pub(crate) fn event(record: &Value) -> Event {
    serde_json::from_value(record.clone()).unwrap()
}

/// Tables as records: spans are pairs again, days are written out.
pub(crate) fn records(tables: &[RecordBatch]) -> Vec<Value> {
    tables
        .iter()
        .map(|table| StructArray::from(table.clone()))
        .flat_map(|rows| (0..rows.len()).map(move |row| value(&rows, row)))
        .collect()
}

fn value(array: &dyn Array, row: usize) -> Value {
    if array.is_null(row) {
        return Value::Null;
    }
    match array.data_type() {
        DataType::Utf8 => array.as_string::<i32>().value(row).into(),
        DataType::Int8 => array.as_primitive::<Int8Type>().value(row).into(),
        DataType::Int64 => array.as_primitive::<Int64Type>().value(row).into(),
        DataType::Float64 => array.as_primitive::<Float64Type>().value(row).into(),
        DataType::Date32 => {
            let days = i64::from(array.as_primitive::<Date32Type>().value(row));
            let day = jiff::civil::date(1970, 1, 1).saturating_add(jiff::Span::new().days(days));
            day.to_string().into()
        }
        DataType::List(_) => {
            let items = array.as_list::<i32>().value(row);
            (0..items.len()).map(|item| value(&items, item)).collect()
        }
        DataType::Struct(fields) => {
            let columns = array.as_struct().columns();
            let values = fields
                .iter()
                .zip(columns)
                .map(|(field, column)| (field.name().clone(), value(column, row)));
            if fields.len() == 2 {
                return values.map(|(_, value)| value).collect();
            }
            Value::Object(values.collect())
        }
        other => panic!("{other}"),
    }
}
