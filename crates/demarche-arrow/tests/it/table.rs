//! The table.

use demarche_arrow::{Error, record_batch, schema};
use serde_json::Value;

use crate::records::{bare, event, full, gaps, records};

#[test]
fn a_table_says_all_that_the_records_say() {
    let all = [full(), bare(), gaps(), full()];
    let events: Vec<_> = all.iter().map(event).collect();
    let table = record_batch(&events).unwrap();
    assert_eq!(records(&[table]), all);
    // And in any company: a column may be null throughout, or nowhere.
    for record in &all {
        let table = record_batch(&[event(record)]).unwrap();
        assert_eq!(&records(&[table])[0], record);
    }
}

/// A field that the record gains is missed here: the test's record must name them all.
#[test]
fn the_full_record_is_whole() {
    fn nowhere_null(value: &Value) -> bool {
        match value {
            Value::Null => false,
            Value::Array(items) => items.iter().all(nowhere_null),
            Value::Object(fields) => fields.values().all(nowhere_null),
            _ => true,
        }
    }
    let written = serde_json::to_value(event(&full())).unwrap();
    assert_eq!(written, full());
    let mut known = full();
    known["actors"].as_array_mut().unwrap().pop();
    assert!(nowhere_null(&known));
}

#[test]
fn every_table_has_the_schema() {
    for events in [vec![], vec![event(&full())], vec![event(&bare())]] {
        assert_eq!(record_batch(&events).unwrap().schema(), schema());
    }
    assert_eq!(schema().metadata()["demarche.schema"], "demarche.event/1");
    assert_eq!(schema().fields().len(), full().as_object().unwrap().len());
}

#[test]
fn a_day_that_is_none_is_an_error_that_names_it() {
    let mut record = full();
    record["date"]["end"] = "2025-02-30".into();
    let error = record_batch(&[event(&full()), event(&record)]).unwrap_err();
    assert!(matches!(&error, Error::NoDay { day, .. } if day == "2025-02-30"));
    assert_eq!(
        error.to_string(),
        "event 4f0c2a: \"2025-02-30\" is no day of the calendar; a day is written 2025-05-01"
    );
}
