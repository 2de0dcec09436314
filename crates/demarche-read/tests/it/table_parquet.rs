//! Parquet tables to articles.

use std::sync::Arc;

use arrow_array::types::Int32Type;
use arrow_array::{
    ArrayRef, Date32Array, DictionaryArray, Int64Array, LargeStringArray, ListArray, RecordBatch,
    StringArray, StringViewArray, TimestampMicrosecondArray,
};
use demarche_read::table::ParquetTable;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, GzipLevel, ZstdLevel};
use parquet::file::properties::WriterProperties;

fn file(columns: Vec<(&str, ArrayRef)>, compression: Compression) -> Vec<u8> {
    let batch = RecordBatch::try_from_iter_with_nullable(
        columns.into_iter().map(|(name, array)| (name, array, true)),
    )
    .unwrap();
    let properties = WriterProperties::builder()
        .set_compression(compression)
        .set_max_row_group_row_count(Some(40))
        .build();
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties)).unwrap();
    writer.write(&batch).unwrap();
    writer.into_inner().unwrap()
}

fn told(bytes: Vec<u8>) -> Vec<String> {
    ParquetTable::from_bytes(bytes)
        .unwrap()
        .map(|row| match row.article {
            Ok((article, _)) => format!(
                "{}: {} [{}] {} {}",
                row.place,
                article.text,
                article.title.unwrap_or_default(),
                article.date.unwrap_or_default(),
                serde_json::Value::from(article.extra)
            ),
            Err(problem) => format!("{}! {}", row.place, problem.what),
        })
        .collect()
}

#[test]
fn strings_and_times_of_every_kind_are_read() {
    // 2025-05-01T10:00:00Z
    let micros = 1_746_093_600_000_000;
    let dates: [ArrayRef; 4] = [
        Arc::new(TimestampMicrosecondArray::from(vec![Some(micros), None]).with_timezone("UTC")),
        Arc::new(TimestampMicrosecondArray::from(vec![Some(micros), None])),
        Arc::new(Date32Array::from(vec![Some(20_209), None])),
        Arc::new(StringArray::from(vec![
            Some("1 May 2025 10:00 GMT"),
            Some(" "),
        ])),
    ];
    let wanted = [
        "2025-05-01T10:00:00Z",
        "2025-05-01T10:00:00",
        "2025-05-01",
        "2025-05-01T10:00:00Z",
    ];
    let texts: [ArrayRef; 4] = [
        Arc::new(StringArray::from(vec!["Kenya.", "Togo."])),
        Arc::new(LargeStringArray::from(vec!["Kenya.", "Togo."])),
        Arc::new(StringViewArray::from(vec!["Kenya.", "Togo."])),
        Arc::new(
            vec!["Kenya.", "Togo."]
                .into_iter()
                .collect::<DictionaryArray<Int32Type>>(),
        ),
    ];
    let lists = ListArray::from_iter_primitive::<Int32Type, _, _>(vec![Some(vec![Some(1)]), None]);
    for (index, (text, date)) in texts.iter().zip(&dates).enumerate() {
        for compression in [
            Compression::UNCOMPRESSED,
            Compression::SNAPPY,
            Compression::GZIP(GzipLevel::default()),
            Compression::ZSTD(ZstdLevel::default()),
        ] {
            let bytes = file(
                vec![
                    ("Published", date.clone()),
                    ("tags", Arc::new(lists.clone())),
                    ("count", Arc::new(Int64Array::from(vec![Some(7), None]))),
                    ("Body", text.clone()),
                ],
                compression,
            );
            let first = format!("1: Kenya. [] {} {{\"count\":\"7\"}}", wanted[index]);
            assert_eq!(told(bytes), [first.as_str(), "2: Togo. []  {}"]);
        }
    }
}

fn many() -> Vec<u8> {
    let texts: Vec<Option<String>> = (0..100)
        .map(|n| (n != 50).then(|| format!("Text {n}.")))
        .collect();
    file(
        vec![("text", Arc::new(StringArray::from(texts)))],
        Compression::SNAPPY,
    )
}

#[test]
fn row_groups_follow_each_other() {
    let told = told(many());
    assert_eq!(told.len(), 100);
    assert_eq!(told[50], "51! column \"text\" is empty");
    assert_eq!(told[99], "100: Text 99. []  {}");
}

#[test]
fn what_cannot_be_read_says_so() {
    let whole = many();
    for bytes in [
        Vec::new(),
        b"PAR1".to_vec(),
        b"PAR1\0\0\0\0PAR1".to_vec(),
        b"PAR1\xff\xff\xff\x7fPAR1".to_vec(),
        whole[..whole.len() - 10].to_vec(),
    ] {
        let problem = ParquetTable::from_bytes(bytes).err().unwrap();
        assert!(problem.what.contains("no Parquet"), "{problem}");
    }
    let other = file(
        vec![("words", Arc::new(StringArray::from(vec!["x"])))],
        Compression::SNAPPY,
    );
    let problem = ParquetTable::from_bytes(other).err().unwrap();
    assert!(problem.what.contains("it has \"words\""), "{problem}");
}

#[test]
fn any_damage_to_a_table_is_survived() {
    let whole = many();
    for at in 0..whole.len() {
        for flip in [0x01, 0x80, 0xff] {
            let mut bytes = whole.clone();
            bytes[at] ^= flip;
            if let Ok(table) = ParquetTable::from_bytes(bytes) {
                assert!(table.take(1000).count() <= 1000);
            }
        }
    }
}
