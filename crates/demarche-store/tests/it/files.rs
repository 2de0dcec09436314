//! The file: what is a store, who may write to it, and which versions are read.

use std::path::Path;
use std::time::Duration;

use demarche_store::{Config, Error, Reader, Store, VERSION};
use rusqlite::Connection;
use serde_json::json;

use crate::harness::{Folder, all, article, event, keep_one, now, sound, start};

#[test]
fn what_is_no_store_is_left_as_it_is() {
    let folder = Folder::new("no-store");
    let text = folder.path("notes.txt");
    let words = "These are notes of a meeting, and no database at all. ".repeat(100);
    std::fs::write(&text, &words).unwrap();
    let other = folder.path("other.db");
    Connection::open(&other)
        .unwrap()
        .execute_batch("CREATE TABLE t (x)")
        .unwrap();
    let bytes = std::fs::read(&other).unwrap();
    for path in [&text, &other] {
        for error in [
            Store::open(path).unwrap_err(),
            Store::create(path).unwrap_err(),
            Reader::open(path).unwrap_err(),
        ] {
            assert!(matches!(error, Error::NotAStore { .. }), "{error}");
            assert!(error.to_string().contains(path.to_str().unwrap()));
        }
    }
    assert_eq!(std::fs::read_to_string(&text).unwrap(), words);
    assert_eq!(std::fs::read(&other).unwrap(), bytes);

    let none = folder.path("none.demarche");
    let error = Store::open(&none).unwrap_err();
    assert!(matches!(error, Error::Missing { .. }), "{error}");
    assert!(matches!(Reader::open(&none), Err(Error::Missing { .. })));
    assert!(!none.exists());
    let error = Store::create(&folder.path("")).unwrap_err();
    assert!(matches!(error, Error::NotAStore { .. }), "{error}");
}

#[test]
fn a_store_of_a_newer_version_is_refused_and_left_as_it_is() {
    let folder = Folder::new("newer");
    let (store, _) = folder.store();
    let path = store.path().to_owned();
    drop(store);
    let newer = VERSION + 1;
    Connection::open(&path)
        .unwrap()
        .execute_batch(&format!("PRAGMA user_version = {newer}"))
        .unwrap();
    for error in [
        Store::open(&path).unwrap_err(),
        Store::create(&path).unwrap_err(),
        Reader::open(&path).unwrap_err(),
    ] {
        let Error::Newer { found, known, .. } = error else {
            panic!("{error}")
        };
        assert_eq!((found, known), (newer, VERSION));
    }
}

#[test]
fn one_writes_and_the_other_is_told_who() {
    let folder = Folder::new("one-writer");
    let (store, _) = folder.store();
    let config = Config {
        patience: Duration::ZERO,
        ..Config::default()
    };
    let error = Store::open_with(store.path(), &config).unwrap_err();
    let Error::Locked { by, .. } = &error else {
        panic!("{error}")
    };
    // Windows shows nobody what a locked file holds.
    if cfg!(unix) {
        assert_eq!(*by, Some(std::process::id()));
    }
    assert!(
        Reader::open(store.path()).is_ok(),
        "readers are not held up"
    );
    let path = store.path().to_owned();
    drop(store);
    assert!(Store::open_with(&path, &config).is_ok());
}

#[test]
fn a_creation_that_was_cut_short_begins_again() {
    let folder = Folder::new("begun");
    let path = folder.path("store.demarche");
    // What a kill leaves between the mode of the journal and the first transaction.
    Connection::open(&path)
        .unwrap()
        .execute_batch("PRAGMA journal_mode = WAL")
        .unwrap();
    assert!(matches!(Store::open(&path), Err(Error::NotAStore { .. })));
    drop(Store::create(&path).unwrap());
    sound(&path);
    let empty = folder.path("empty.demarche");
    std::fs::write(&empty, "").unwrap();
    drop(Store::create(&empty).unwrap());
    sound(&empty);
}

/// A store of version 1, with a revision, a re-coding, a problem and a feed. It is made by
/// `UPDATE_FIXTURES=1 cargo test -p demarche-store --test it fixture`, once, and never again when
/// the version has been released.
#[test]
fn the_fixture_of_version_1_reads() {
    let fixture = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/v1.demarche");
    let folder = Folder::new("fixture");
    let path = folder.path("store.demarche");
    if std::env::var_os("UPDATE_FIXTURES").is_some() {
        let made = make(&folder);
        demarche_store::backup(&made, &fixture).unwrap();
    }
    std::fs::copy(&fixture, &path).unwrap();
    let bytes = std::fs::read(&path).unwrap();
    let (application, version) = (&bytes[68..72], &bytes[60..64]);
    assert_eq!((application, version), (&b"DMCH"[..], &[0, 0, 0, 1][..]));
    sound(&path);
    let mut store = Store::open(&path).unwrap();
    let (articles, events) = all(&store);
    assert_eq!((articles.len(), events.len()), (2, 3));
    {
        let snapshot = store.snapshot().unwrap();
        let info = snapshot.info().unwrap();
        assert_eq!((info.version, info.revisions, info.events), (VERSION, 3, 5));
        let kinds: Vec<String> = snapshot
            .runs()
            .unwrap()
            .into_iter()
            .map(|run| run.kind)
            .collect();
        assert_eq!(kinds, ["ingest", "recode"]);
        assert_eq!(snapshot.feeds().unwrap().len(), 1);
        assert_eq!(
            snapshot
                .search("nairobi", &demarche_store::Filter::default(), 9)
                .unwrap()
                .len(),
            1
        );
    }
    let run = store.begin_run(&start("ingest"), now()).unwrap();
    let more = article(json!({"id": "c", "text": "Ghana met Togo."}));
    keep_one(&mut store, run, &more, &[]);
    sound(&path);
}

fn make(folder: &Folder) -> std::path::PathBuf {
    use demarche_record::EventType::{Assault, Consult, Sanction};
    let path = folder.path("made.demarche");
    let mut store = Store::create(&path).unwrap();
    let run = store.begin_run(&start("ingest"), now()).unwrap();
    let url = "https://example.org/expulsion";
    let first = "Kenya expelled three Somali diplomats from Nairobi on Thursday.";
    let old = article(json!({"id": "a", "text": first, "url": url, "date": "2025-05-01"}));
    let text = format!("{first} Somalia recalled its ambassador.");
    let new = article(json!({"id": "a", "text": text, "url": url, "date": "2025-05-01"}));
    let other =
        article(json!({"id": "b", "text": "Peru and Chile met.", "source": "Wire", "desk": 7}));
    let expelled = event("a", 1, Sanction, ("KEN", "SOM"), "2025-05-01");
    let recalled = event("a", 2, Sanction, ("SOM", "KEN"), "2025-05-01");
    let met = event("b", 1, Consult, ("PER", "CHL"), "2025-05-02");
    keep_one(&mut store, run, &old, std::slice::from_ref(&expelled));
    keep_one(&mut store, run, &new, &[expelled.clone(), recalled]);
    keep_one(&mut store, run, &other, &[met]);
    let batch = demarche_store::Batch {
        run,
        deposits: &[],
        rejected: &[demarche_store::Rejected {
            origin: "batch.jsonl:3",
            reason: "not valid JSON",
            remedy: "mend it",
            received: now(),
        }],
        feeds: &[demarche_store::Feed {
            url: "https://example.org/feed".to_owned(),
            polled: Some(now()),
            health: "well".to_owned(),
            ..demarche_store::Feed::default()
        }],
    };
    store.keep(&batch).unwrap();
    store.end_run(run, now()).unwrap();
    let again = store.begin_run(&start("recode"), now()).unwrap();
    let fought = event("b", 1, Assault, ("PER", "CHL"), "2025-05-02");
    let coding = demarche_store::Coding {
        article: demarche_store::ArticleNo(2),
        events: &[fought],
    };
    store.recode(again, &[coding], now()).unwrap();
    store.end_run(again, now()).unwrap();
    path
}
