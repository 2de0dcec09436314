//! The file: what is a store, who may write to it, and which versions are read.

use std::path::Path;
use std::time::Duration;

use demarche_record::Correction;
use demarche_store::{Config, CorrectionFilter, Error, Reader, Reviewer, Standing, Store, VERSION};
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
    for beside in ["notes.txt-lock", "other.db-lock"] {
        assert!(!folder.path(beside).exists(), "{beside}");
    }

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

/// A store of version 1, with a revision, a re-coding, a problem and a feed.
#[test]
fn the_fixture_of_version_1_reads() {
    let folder = Folder::new("fixture-1");
    let path = fixture(&folder, 1);
    reads(&path);
    let reader = Reader::open(&path).unwrap();
    let snapshot = reader.snapshot().unwrap();
    let changes = snapshot.changes_after(0, 99).unwrap();
    assert_eq!(changes.len(), 3, "what was current when it was brought up");
    assert_eq!(
        snapshot.version().unwrap(),
        4,
        "and an article without events"
    );
    assert_eq!(snapshot.pairs(None, None, 9).unwrap().len(), 2);
}

/// The same of version 2, with two corrections, one of which was withdrawn, a token and a webhook.
#[test]
fn the_fixture_of_version_2_reads() {
    let folder = Folder::new("fixture-2");
    let path = fixture(&folder, 2);
    reviewed(&path, "changes");
}

/// The same of version 3, whose webhook tells alerts too.
#[test]
fn the_fixture_of_version_3_reads() {
    let folder = Folder::new("fixture-3");
    let path = fixture(&folder, 3);
    reviewed(&path, "both");
}

/// The same of version 4.
#[test]
fn the_fixture_of_version_4_reads() {
    let folder = Folder::new("fixture-4");
    let path = fixture(&folder, 4);
    reviewed(&path, "both");
}

/// The same of version 5.
#[test]
fn the_fixture_of_version_5_reads() {
    let folder = Folder::new("fixture-5");
    let path = fixture(&folder, 5);
    reviewed(&path, "both");
}

/// The same of version 6.
#[test]
fn the_fixture_of_version_6_reads() {
    let folder = Folder::new("fixture-6");
    let path = fixture(&folder, 6);
    reviewed(&path, "both");
}

/// The same of version 7. It is made by `UPDATE_FIXTURES=1 cargo test -p demarche-store --test it
/// fixture`, once, and never again when the version has been released.
#[test]
fn the_fixture_of_version_7_reads() {
    let folder = Folder::new("fixture-7");
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/v7.demarche");
    if std::env::var_os("UPDATE_FIXTURES").is_some() {
        let made = make(&folder);
        correct(&made);
        demarche_store::backup(&made, &kept).unwrap();
    }
    let path = fixture(&folder, 7);
    reviewed(&path, "both");
}

/// While a reference waits for its row, SQLite looks for every new row that it may be, in the whole
/// table where no index leads there: keeping an article would cost more with each that is kept.
#[test]
fn references_that_may_wait_have_an_index() {
    let folder = Folder::new("waiting");
    let (store, _) = folder.store();
    let connection = Connection::open(store.path()).unwrap();
    let mut tables = connection
        .prepare(
            "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND sql LIKE '%DEFERRABLE%'",
        )
        .unwrap();
    let tables: Vec<(String, String)> = tables
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let mut waiting = 0;
    for (table, sql) in tables {
        let columns = sql.lines().filter(|line| line.contains("DEFERRABLE"));
        for column in columns.filter_map(|line| line.split_whitespace().next()) {
            waiting += 1;
            let led: bool = connection
                .query_row(
                    "SELECT EXISTS (SELECT 1 FROM pragma_index_list(?1) AS list
                       JOIN pragma_index_info(list.name) AS info
                       WHERE info.seqno = 0 AND info.name = ?2)",
                    [table.as_str(), column],
                    |row| row.get(0),
                )
                .unwrap();
            assert!(led, "{table}.{column} has no index");
        }
    }
    assert!(waiting >= 3, "only {waiting} such references were found");
}

/// Words are cut anew for version 7: of the latest texts, with all that a record may hold, and without
/// a record that cannot be read, which stays in the way of nothing else.
#[test]
fn words_of_version_6_are_found_in_version_7() {
    let folder = Folder::new("fixture-6-words");
    let path = fixture(&folder, 6);
    let found = |text: &str| -> Vec<String> {
        let reader = Reader::open(&path).unwrap();
        let snapshot = reader.snapshot().unwrap();
        let all = demarche_store::Filter::default();
        let hits = snapshot.search(text, &all, 9).unwrap();
        hits.into_iter().map(|hit| hit.article_id).collect()
    };
    let connection = Connection::open(&path).unwrap();
    let (number, record): (i64, String) = connection
        .query_row(
            "SELECT r.id, r.record FROM articles a JOIN revisions r ON r.id = a.revision
             WHERE a.article_id = 'b'",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .unwrap();
    connection
        .execute(
            "UPDATE revisions SET record = ?2 WHERE id = ?1",
            rusqlite::params![number, &record[1..]],
        )
        .unwrap();
    drop(connection);
    assert_eq!(found("nairobi"), ["a"]);
    assert_eq!(found("na*"), ["a"]);
    let damaged = demarche_store::check(&path).unwrap();
    let of = |what: &str| damaged.iter().any(|found| found.what.contains(what));
    assert!(of("the record of revision") && !of("words"), "{damaged:?}");
}

/// A webhook that is not what its stamp says stays so when the store is brought up.
#[test]
fn what_is_damaged_in_version_2_is_seen_in_version_3() {
    let folder = Folder::new("fixture-2-damaged");
    let path = fixture(&folder, 2);
    let mut bytes = std::fs::read(&path).unwrap();
    let url = b"https://example.org/hook";
    let at = bytes.windows(url.len()).position(|part| part == url);
    bytes[at.unwrap() + 8] = b'E';
    std::fs::write(&path, bytes).unwrap();
    drop(Store::open(&path).unwrap());
    let found = demarche_store::check(&path).unwrap();
    assert!(
        format!("{found:?}").contains("webhooks"),
        "{found:?} does not name the table"
    );
}

fn reviewed(path: &Path, tells: &str) {
    reads(path);
    let reader = Reader::open(path).unwrap();
    let snapshot = reader.snapshot().unwrap();
    let accepted = snapshot.reviewed(Standing::Accepted, 9).unwrap();
    assert_eq!(accepted.len(), 1);
    let all = CorrectionFilter::default();
    assert_eq!(snapshot.corrections(&all).unwrap().len(), 2);
    assert!(snapshot.token("dmr_fixture").unwrap().is_some());
    let webhooks = snapshot.webhooks().unwrap();
    let told: Vec<(&str, &str)> = webhooks
        .iter()
        .map(|webhook| (webhook.tells.as_str(), webhook.told.as_str()))
        .collect();
    assert_eq!(told, [(tells, "")]);
}

/// A copy of a store as a version wrote it.
fn fixture(folder: &Folder, version: u8) -> std::path::PathBuf {
    let name = format!("tests/fixtures/v{version}.demarche");
    let path = folder.path("store.demarche");
    std::fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join(name), &path).unwrap();
    let bytes = std::fs::read(&path).unwrap();
    let found = (&bytes[68..72], &bytes[60..64]);
    assert_eq!(found, (&b"DMCH"[..], &[0, 0, 0, version][..]));
    path
}

fn reads(path: &Path) {
    sound(path);
    let mut store = Store::open(path).unwrap();
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
    sound(path);
}

fn correct(path: &Path) {
    let reviewer = Reviewer::open(path).unwrap();
    let at = now().to_string();
    let expelled = event(
        "a",
        1,
        demarche_record::EventType::Sanction,
        ("KEN", "SOM"),
        "",
    );
    for verdict in [
        demarche_record::correction::Verdict::Reject,
        demarche_record::correction::Verdict::Accept,
    ] {
        let correction = Correction::new(verdict, &expelled.id, "desk", &at);
        let done = reviewer.correct(&correction).unwrap();
        if done.event.is_none() {
            let withdrawal = demarche_record::correction::Withdrawal {
                by: "desk".to_owned(),
                reason: "it does say so".to_owned(),
                at: at.clone(),
            };
            reviewer.withdraw(&done.correction.id, &withdrawal).unwrap();
        }
    }
    let rights = demarche_store::Rights::Read;
    reviewer
        .add_token("desk", rights, "dmr_fixture", now())
        .unwrap();
    let webhook = demarche_store::Webhook {
        id: 0,
        url: "https://example.org/hook".to_owned(),
        filter: "{}".to_owned(),
        secret: "secret".to_owned(),
        created: at,
        position: 3,
        failures: 0,
        state: "new".to_owned(),
        tells: "both".to_owned(),
        told: String::new(),
    };
    reviewer.add_webhook(&webhook).unwrap();
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
