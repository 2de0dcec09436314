//! Copies, their return, and damage that is seen.

use demarche_record::EventType;
use demarche_store::{Error, Store, backup, check, restore};
use rusqlite::Connection;
use serde_json::json;

use crate::harness::{Folder, all, article, event, keep_one, sound};

fn filled(folder: &Folder) -> Store {
    let (mut store, run) = folder.store();
    for number in 0..40 {
        let text = format!(
            "Kenya and Somalia met for the {number}th time. {}",
            "More. ".repeat(200)
        );
        let one = article(json!({"id": format!("a{number}"), "text": text, "source": "Wire"}));
        let events = [event(
            &format!("a{number}"),
            1,
            EventType::Consult,
            ("KEN", "SOM"),
            "2025-05-01",
        )];
        keep_one(&mut store, run, &one, &events);
    }
    store
}

#[test]
fn a_backup_of_a_store_in_use_is_whole_and_comes_back() {
    let folder = Folder::new("backup");
    let mut store = filled(&folder);
    let kept = all(&store);
    let path = store.path().to_owned();
    let file = folder.path("copy.demarche");
    backup(&path, &file).unwrap();
    sound(&file);
    let run = demarche_store::RunId(1);
    let more = article(json!({"id": "more", "text": "Ghana met Togo."}));
    keep_one(&mut store, run, &more, &[]);
    assert!(matches!(restore(&path, &file), Err(Error::Locked { .. })));
    drop(store);
    let aside = restore(&path, &file).unwrap().unwrap();
    let store = Store::open(&path).unwrap();
    assert_eq!(all(&store), kept);
    drop(store);
    sound(&path);
    assert_eq!(all(&Store::open(&aside).unwrap()).0.len(), 41);
    // A second backup takes the place of the first; what is no store is left alone.
    backup(&path, &file).unwrap();
    let notes = folder.path("notes.txt");
    std::fs::write(&notes, "notes").unwrap();
    assert!(matches!(backup(&path, &notes), Err(Error::Exists { .. })));
    assert_eq!(std::fs::read_to_string(&notes).unwrap(), "notes");
    assert!(matches!(backup(&path, &path), Err(Error::Refused { .. })));
    assert!(restore(&path, &notes).is_err());
    assert_eq!(all(&Store::open(&path).unwrap()), kept);
}

#[test]
fn each_restore_keeps_the_store_as_it_was() {
    let folder = Folder::new("restored-twice");
    let mut store = filled(&folder);
    let path = store.path().to_owned();
    let file = folder.path("copy.demarche");
    backup(&path, &file).unwrap();
    let run = demarche_store::RunId(1);
    let more = article(json!({"id": "more", "text": "Ghana met Togo."}));
    keep_one(&mut store, run, &more, &[]);
    drop(store);
    let first = restore(&path, &file).unwrap().unwrap();
    let second = restore(&path, &file).unwrap().unwrap();
    assert!(second.to_string_lossy().ends_with(".before-restore-2"));
    assert_eq!(all(&Store::open(&first).unwrap()).0.len(), 41);
    assert_eq!(all(&Store::open(&second).unwrap()).0.len(), 40);
}

#[test]
fn a_backup_that_cannot_be_written_is_called_by_its_name() {
    let folder = Folder::new("backup-nowhere");
    let store = filled(&folder);
    let file = folder.path("none").join("copy.demarche");
    let error = backup(store.path(), &file).unwrap_err();
    assert_eq!(error.path(), file);
    assert!(!error.to_string().contains(".part"), "{error}");
}

#[test]
fn vacuum_gives_room_back_and_changes_nothing() {
    let folder = Folder::new("vacuum");
    let mut store = filled(&folder);
    let kept = all(&store);
    store.vacuum().unwrap();
    assert_eq!(all(&store), kept);
    sound(store.path());
}

#[test]
fn every_kind_of_change_behind_our_back_is_found() {
    let folder = Folder::new("changed");
    let store = filled(&folder);
    let path = store.path().to_owned();
    drop(store);
    let whole = std::fs::read(&path).unwrap();
    for change in [
        "UPDATE revisions SET record = replace(record, 'Kenya', 'Congo') WHERE id = 7",
        "UPDATE event_records SET record = replace(record, 'CONSULT', 'PROTEST') WHERE event = 3",
        "UPDATE events SET day = '2025-05-03' WHERE id = 3",
        "UPDATE events SET confidence = 0.5 WHERE id = 3",
        "UPDATE events SET current = 0 WHERE id = 3",
        "UPDATE parties SET country = 'COG' WHERE event = 3 AND side = 'actor'",
        "DELETE FROM dyads WHERE event = 3",
        "UPDATE daily_types SET events = events + 1",
        "UPDATE daily_dyads SET score = score + 1",
        "UPDATE monthly_dyads SET killed = 0",
        "UPDATE daily_places SET events = 7",
        "DELETE FROM daily_sources",
        "UPDATE articles SET identity = zeroblob(16) WHERE id = 5",
        "UPDATE articles SET revision = 6 WHERE id = 5",
        "UPDATE articles SET day = '2020-01-01' WHERE id = 5",
        "UPDATE revisions SET body = zeroblob(16) WHERE id = 5",
        "UPDATE bands SET band = 5 WHERE article = 5 AND band = (SELECT min(band) FROM bands WHERE article = 5)",
        "UPDATE articles SET story = 9 WHERE id = 5",
        "DELETE FROM words WHERE rowid = 5",
        "UPDATE runs SET coded = coded - 1",
        "DELETE FROM codings WHERE revision = 5",
        "DELETE FROM event_records WHERE event = 5",
        "INSERT INTO feeds VALUES ('u', NULL, NULL, NULL, NULL, NULL, 0, '', 'null', zeroblob(16))",
    ] {
        let connection = Connection::open(&path).unwrap();
        let changed = connection
            .execute_batch("PRAGMA foreign_keys = OFF")
            .and_then(|()| connection.execute(change, []))
            .unwrap();
        assert!(changed > 0, "{change}");
        drop(connection);
        let findings = check(&path).unwrap();
        assert!(!findings.is_empty(), "{change}");
        std::fs::write(&path, &whole).unwrap();
    }
    sound(&path);
}

/// An article stands under its words, and under no opening of them.
#[test]
fn openings_that_list_other_articles_are_found() {
    let folder = Folder::new("openings");
    let store = filled(&folder);
    let path = store.path().to_owned();
    drop(store);
    let declare = |from: &str, to: &str| {
        let connection = Connection::open(&path).unwrap();
        connection
            .execute_batch("PRAGMA writable_schema = ON")
            .unwrap();
        let changed = connection.execute(
            "UPDATE sqlite_schema SET sql = replace(sql, ?1, ?2)
             WHERE name = 'words' AND instr(sql, ?1)",
            [from, to],
        );
        assert_eq!(changed.unwrap(), 1);
    };
    declare("prefix = '2 3'", "prefix = ''");
    let connection = Connection::open(&path).unwrap();
    connection
        .execute_batch(
            "DELETE FROM words WHERE rowid = 5;
             INSERT INTO words (rowid, title, body)
               SELECT a.id, r.record ->> '$.title', r.record ->> '$.text'
               FROM articles a JOIN revisions r ON r.id = a.revision WHERE a.id = 5;",
        )
        .unwrap();
    drop(connection);
    declare("prefix = ''", "prefix = '2 3'");
    let found = check(&path).unwrap();
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].what.contains("openings"), "{found:?}");
}

/// Every page is damaged in turn. What is damaged is found, or nothing that is read differs.
#[test]
fn a_flipped_byte_is_found_or_changes_nothing() {
    let folder = Folder::new("flipped");
    let store = filled(&folder);
    let kept = all(&store);
    let path = store.path().to_owned();
    drop(store);
    let whole = std::fs::read(&path).unwrap();
    let mut found = 0;
    let mut state: u32 = 7;
    let pages = whole.len() / 4096;
    for page in 0..pages {
        // Numerical Recipes' generator: a place in the page and a bit.
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        let mut bytes = whole.clone();
        bytes[page * 4096 + (state >> 8) as usize % 4096] ^= 1 << (state >> 29);
        std::fs::write(&path, &bytes).unwrap();
        if !check(&path).is_ok_and(|findings| findings.is_empty()) {
            found += 1;
            continue;
        }
        assert_eq!(all(&Store::open(&path).unwrap()), kept, "page {page}");
    }
    assert!(found > pages / 4, "{found} of {pages} pages");
}
