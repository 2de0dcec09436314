//! A dataset follows its source: whatever happens on the way, it ends as if written at once.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use demarche_arrow::{ArticleRow, ArticleWriter, Dataset, DatasetError, Entry, Month, Updated};
use demarche_record::Article;

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("demarche-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        Folder(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn entry((day, number, hash): &(&str, i64, u64)) -> Entry {
    Entry {
        month: Month::of(day),
        number: *number,
        hash: *hash,
    }
}

/// Updates a dataset whose files say their records, a line each.
fn update(root: &Path, records: &[(&str, i64, u64)]) -> Updated {
    try_update(root, records, usize::MAX).expect("updated")
}

/// The same, failing at the file of this number.
fn try_update(
    root: &Path,
    records: &[(&str, i64, u64)],
    mut left: usize,
) -> Result<Updated, DatasetError<std::fmt::Error>> {
    let mut entries: Vec<Entry> = records.iter().map(entry).collect();
    entries.sort();
    Dataset::at(root).update(&entries, |month, (first, last), mut file: File| {
        left = left.checked_sub(1).ok_or(std::fmt::Error)?;
        for entry in &entries {
            if entry.month == month && (first..=last).contains(&entry.number) {
                writeln!(file, "{} {}", entry.number, entry.hash).map_err(|_| std::fmt::Error)?;
            }
        }
        Ok(file)
    })
}

/// Every Parquet file with its lines.
fn files(root: &Path) -> BTreeMap<String, Vec<String>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("readable").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| kind == "parquet") {
                let name = path
                    .strip_prefix(root)
                    .expect("within")
                    .display()
                    .to_string();
                let text = fs::read_to_string(&path).expect("readable");
                found.insert(name, text.lines().map(str::to_owned).collect());
            }
        }
    }
    found
}

/// Whether the files say just these records, each once and under its month.
fn assert_holds(root: &Path, records: &[(&str, i64, u64)]) {
    let mut said: Vec<(String, String)> = Vec::new();
    for (name, lines) in files(root) {
        let folder = name.rsplit_once('/').expect("a folder").0.to_owned();
        said.extend(lines.into_iter().map(|line| (folder.clone(), line)));
    }
    let mut meant: Vec<(String, String)> = records
        .iter()
        .map(|(day, number, hash)| {
            let folder = match day.split_once('-') {
                Some((year, rest)) => format!("year={year}/month={}", &rest[..2]),
                None => {
                    "year=__HIVE_DEFAULT_PARTITION__/month=__HIVE_DEFAULT_PARTITION__".to_owned()
                }
            };
            (folder, format!("{number} {hash}"))
        })
        .collect();
    said.sort();
    meant.sort();
    assert_eq!(said, meant);
}

#[test]
fn new_records_are_appended_and_nothing_else_is_written() {
    let folder = Folder::new("append");
    let mut records = vec![("2025-04-30", 1, 7), ("2025-05-01", 2, 8), ("", 3, 9)];
    assert_eq!(
        update(&folder.0, &records),
        Updated {
            written: 3,
            removed: 0,
            kept: 0,
            rows: 3
        }
    );
    assert_holds(&folder.0, &records);
    assert_eq!(
        update(&folder.0, &records),
        Updated {
            written: 0,
            removed: 0,
            kept: 3,
            rows: 3
        }
    );
    records.push(("2025-05-17", 4, 1));
    records.push(("2025-05-17", 4, 2));
    assert_eq!(
        update(&folder.0, &records),
        Updated {
            written: 1,
            removed: 0,
            kept: 3,
            rows: 5
        }
    );
    assert_holds(&folder.0, &records);
    assert!(files(&folder.0).contains_key("year=2025/month=05/part-0002.parquet"));
}

#[test]
fn what_changed_is_written_anew_and_what_is_gone_is_removed() {
    let folder = Folder::new("change");
    let mut records = vec![
        ("2025-04-30", 1, 7),
        ("2025-05-01", 2, 8),
        ("2025-06-01", 3, 9),
    ];
    update(&folder.0, &records);
    records[1].2 = 80;
    records.remove(2);
    assert_eq!(
        update(&folder.0, &records),
        Updated {
            written: 1,
            removed: 1,
            kept: 1,
            rows: 2
        }
    );
    assert_holds(&folder.0, &records);
    // A revision may move a record to an earlier month, before all that is there.
    records[1].0 = "2025-04-01";
    records.push(("2025-04-02", 0, 5));
    update(&folder.0, &records);
    assert_holds(&folder.0, &records);
    update(&folder.0, &[]);
    assert_holds(&folder.0, &[]);
}

#[test]
fn many_small_files_become_one() {
    let folder = Folder::new("compact");
    let mut records = Vec::new();
    let mut most = 0;
    for number in 1..40 {
        records.push(("2025-05-01", number, number as u64 * 3));
        update(&folder.0, &records);
        assert_holds(&folder.0, &records);
        most = most.max(files(&folder.0).len());
    }
    assert_eq!(most, 8);
}

#[test]
fn a_run_that_was_stopped_is_made_good() {
    let before = vec![("2025-04-30", 1, 7), ("2025-05-01", 2, 8)];
    let after = vec![
        ("2025-04-30", 1, 70),
        ("2025-05-01", 2, 80),
        ("2025-05-02", 3, 9),
        ("2025-07-01", 4, 4),
    ];
    for stop in 0..4 {
        let folder = Folder::new("stopped");
        update(&folder.0, &before);
        let stopped = try_update(&folder.0, &after, stop);
        assert_eq!(stopped.is_err(), stop < 4);
        update(&folder.0, &after);
        assert_holds(&folder.0, &after);
        // A file that somebody took away is written again.
        fs::remove_file(folder.0.join("year=2025/month=04/part-0001.parquet")).expect("removed");
        update(&folder.0, &after);
        assert_holds(&folder.0, &after);
    }
}

#[test]
fn a_folder_with_other_files_is_refused() {
    let folder = Folder::new("foreign");
    fs::create_dir_all(&folder.0).expect("made");
    fs::write(folder.0.join("mine.parquet"), "mine").expect("written");
    let refused = try_update(&folder.0, &[("2025-05-01", 1, 1)], 9);
    assert!(matches!(refused, Err(DatasetError::Foreign { .. })));
    assert_eq!(files(&folder.0).len(), 1);
}

#[test]
fn articles_are_a_file_that_reads_back() {
    let row = |number: i64| ArticleRow {
        number,
        id: format!("a{number}"),
        story: 1,
        revision: 2,
        day: "2025-05-01".to_owned(),
        received: "2025-05-01T10:00:00Z".to_owned(),
        url: None,
        article: Article {
            text: "Ghana met Togo.".to_owned(),
            ..Article::default()
        },
    };
    let mut writer = ArticleWriter::new(Vec::new()).expect("begun");
    for number in 0..1_500 {
        writer.write(row(number)).expect("written");
    }
    let bytes = bytes::Bytes::from(writer.finish().expect("finished"));
    let reader = parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder::try_new(bytes)
        .expect("whole");
    assert_eq!(
        reader.schema().fields(),
        demarche_arrow::article_schema().fields()
    );
    let rows: usize = reader
        .build()
        .expect("read")
        .map(|batch| batch.expect("whole").num_rows())
        .sum();
    assert_eq!(rows, 1_500);
    let wrong = ArticleRow {
        day: "May".to_owned(),
        ..row(1)
    };
    assert!(demarche_arrow::article_batch(&[wrong]).is_err());
}
