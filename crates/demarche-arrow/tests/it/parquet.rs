//! Parquet files.

use bytes::Bytes;
use demarche_arrow::{EventWriter, ROWS, schema};
use demarche_record::Event;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use crate::records::{bare, event, full, gaps, records};

/// `count` events, none like another.
fn events(count: usize) -> Vec<Event> {
    let kinds = [full(), bare(), gaps()].map(|record| event(&record));
    (0..count)
        .map(|number| {
            let mut event = kinds[number % kinds.len()].clone();
            event.id = format!("{number:08x}");
            event
        })
        .collect()
}

fn written(events: &[Event], at_once: usize) -> Bytes {
    let mut writer = EventWriter::new(Vec::new()).unwrap();
    for part in events.chunks(at_once) {
        writer.write(part.to_vec()).unwrap();
    }
    writer.finish().unwrap().into()
}

#[test]
fn a_file_says_all_that_the_records_say() {
    let all = [full(), bare(), gaps()];
    let events: Vec<_> = all.iter().map(event).collect();
    let file = ParquetRecordBatchReaderBuilder::try_new(written(&events, 1)).unwrap();
    let tables: Vec<_> = file.build().unwrap().map(Result::unwrap).collect();
    assert_eq!(records(&tables), all);
}

#[test]
fn without_events_a_file_is_whole_and_empty() {
    let file = ParquetRecordBatchReaderBuilder::try_new(written(&[], 1)).unwrap();
    assert_eq!(file.metadata().file_metadata().num_rows(), 0);
    assert_eq!(file.schema(), &schema());
}

#[test]
fn the_parting_of_events_changes_no_byte() {
    let events = events(10_000);
    let one = written(&events, 1);
    assert_eq!(one, written(&events, 7));
    assert_eq!(one, written(&events, 10_000));
}

#[test]
fn row_groups_are_bounded() {
    let rows = ROWS + 1;
    let file = ParquetRecordBatchReaderBuilder::try_new(written(&events(rows), rows)).unwrap();
    let sizes: Vec<_> = file
        .metadata()
        .row_groups()
        .iter()
        .map(|group| group.num_rows())
        .collect();
    assert_eq!(sizes, [ROWS as i64, 1]);
}

#[test]
fn what_an_interrupted_run_leaves_is_no_file() {
    let whole = written(&events(10), 1);
    for length in [0, 4, whole.len() / 2, whole.len() - 1] {
        assert!(ParquetRecordBatchReaderBuilder::try_new(whole.slice(..length)).is_err());
    }
}
