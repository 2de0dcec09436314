//! `demarche ledger`: from coded articles to the state of a crisis.

use std::path::Path;

use expect_test::expect;
use serde_json::Value;

use crate::harness::{Folder, pipe, run};

/// A short course of events between two countries, in articles of our own.
const ARTICLES: &str = r#"{"id":"a1","date":"2024-03-06","text":"Algeria closed its airspace to Moroccan aircraft on Wednesday and suspended visas for Moroccan citizens."}
{"id":"a2","date":"2024-03-07","text":"Morocco expelled eight Algerian diplomats on Thursday. Rabat warned it would respond with force to any Algerian attack."}
{"id":"a3","date":"2024-03-13","text":"Moroccan artillery shelled Algerian positions near Bechar on Wednesday, killing two soldiers and wounding six, Algeria said."}
{"id":"a4","date":"2024-03-27","text":"Algeria reopened its airspace to Moroccan flights on Wednesday."}
{"id":"a5","date":"2024-03-30","text":"Algeria eased visa restrictions for Moroccan citizens on Saturday. The foreign ministers of Algeria and Morocco met in Tunis."}
"#;

fn events() -> String {
    let ran = pipe(&["code", "--format", "jsonl"], ARTICLES.as_bytes());
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    ran.stdout
}

fn json(arguments: &[&str], events: &str) -> Value {
    let ran = pipe(
        &[&["ledger", "--format", "json"], arguments].concat(),
        events.as_bytes(),
    );
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    serde_json::from_str(&ran.stdout).unwrap()
}

#[test]
fn the_table_is_one_screen() {
    let ran = pipe(
        &["ledger", "--pair", "dza", "mar", "--format", "table"],
        events().as_bytes(),
    );
    expect![[r#"
        Algeria and Morocco · 2024-03-30 · of 8 events read in 5 articles

        MEASURES ───────────────────────────────────────────────────────────────────────────────────────────
        MAR → DZA  diplomats expelled · Algerian diplomats                        in force  since 2024-03-07
        DZA → MAR  visas suspended                                                eased     since 2024-03-06

        ENDED ──────────────────────────────────────────────────────────────────────────────────────────────
        DZA → MAR  airspace closed                                                     lifted  on 2024-03-27

        CLAIMS ─────────────────────────────────────────────────────────────────────────────────────────────
        DZA → MAR  blames for: attack in Béchar                                          alleged  2024-03-13

        THREATS ────────────────────────────────────────────────────────────────────────────────────────────
        MAR → DZA  violence                                                       carried out  on 2024-03-13

        CONTACTS ───────────────────────────────────────────────────────────────────────────────────────────
        DZA – MAR  ministers, mediated                                                       last 2024-03-30

        INCIDENTS ──────────────────────────────────────────────────────────────────────────────────────────
        MAR → DZA  violence heavy-weapons in Béchar · 2 killed · 6 injured             1 article  2024-03-13
    "#]].assert_eq(&ran.stdout);
}

#[test]
fn the_page_quotes_the_articles() {
    let folder = Folder::new("ledger-page");
    let articles = folder.file("articles.jsonl", ARTICLES.as_bytes());
    let ran = pipe(
        &[
            "ledger",
            "--pair",
            "DZA",
            "MAR",
            "--format",
            "markdown",
            "--since",
            "2024-03-20",
            "--articles",
            &articles,
        ],
        events().as_bytes(),
    );
    assert!(
        ran.stdout
            .starts_with("# Algeria and Morocco, 2024-03-30\n"),
        "{}",
        ran.stdout
    );
    assert!(
        ran.stdout
            .contains("“Algeria reopened its airspace to Moroccan flights on Wednesday.”"),
        "{}",
        ran.stdout
    );
    assert!(
        ran.stdout.contains("## Changes since 2024-03-20"),
        "{}",
        ran.stdout
    );
}

#[test]
fn json_has_each_state_on_its_day() {
    let events = events();
    for (at, airspace, visas) in [
        ("2024-03-10", "in force", "in force"),
        ("2024-03-28", "lifted", "in force"),
        ("2024-03-31", "lifted", "eased"),
    ] {
        let ledger = json(&["--pair", "DZA", "MAR", "--at", at], &events);
        let state = |kind: &str| {
            let measures = ledger["measures"].as_array().unwrap();
            let of_kind: Vec<&Value> = measures
                .iter()
                .filter(|measure| measure["kind"] == kind)
                .collect();
            assert_eq!(of_kind.len(), 1, "{kind} at {at}: {measures:#?}");
            of_kind[0]["state"].as_str().unwrap().to_owned()
        };
        assert_eq!(state("airspace-closed"), airspace, "{at}");
        assert_eq!(state("visas-suspended"), visas, "{at}");
    }
}

#[test]
fn lines_that_are_no_events_are_rejected_by_place() {
    let folder = Folder::new("ledger-rejects");
    let mut lines: Vec<String> = events().lines().map(str::to_owned).collect();
    lines.insert(1, "{\"text\": \"An article.\"}".to_owned());
    lines.insert(2, "no json".to_owned());
    let file = folder.file("events.jsonl", lines.join("\n").as_bytes());
    let ran = run(&["ledger", &file, "--format", "json"]);
    assert_eq!(ran.code, Some(3));
    assert!(
        ran.stderr
            .contains("events.jsonl:2: an article, not an event"),
        "{}",
        ran.stderr
    );
    assert!(
        ran.stderr.contains("events.jsonl:3: not an event"),
        "{}",
        ran.stderr
    );
    assert!(ran.stderr.contains("hint: code it first"), "{}", ran.stderr);
    let ledger: Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(ledger["account"]["articles"], 5);
}

#[test]
fn what_cannot_be_asked_is_said() {
    let ran = run(&["ledger", "nowhere.jsonl"]);
    assert_eq!(ran.code, Some(1), "{}", ran.stderr);
    let ran = pipe(&["ledger", "--pair", "IND", "Pakistan"], b"");
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.stderr
            .contains("hint: a pair is of two countries: give their ISO 3166-1"),
        "{}",
        ran.stderr
    );
    let ran = pipe(&["ledger", "--country", "Atlantis"], b"");
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.stderr.contains("regions are European Union, NATO,"),
        "{}",
        ran.stderr
    );
    let ran = pipe(
        &["ledger", "--since", "2025-05-02", "--at", "2025-05-01"],
        b"",
    );
    assert_eq!(ran.code, Some(2), "{}", ran.stderr);
    let ran = run(&["ledger", "nope.demarche"]);
    assert_eq!(
        (ran.code, ran.stderr.as_str()),
        (
            Some(1),
            "error: nope.demarche: cannot be read: No such file or directory\nhint: check the path\n"
        )
    );
    let ran = pipe(&["ledger", "--pair", "EU", "RUS"], b"");
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.stderr.contains("a pair is of two countries") && !ran.stderr.contains("regions"),
        "{}",
        ran.stderr
    );
    let ran = pipe(&["ledger", "--at", "yesterday"], b"");
    assert_eq!(ran.code, Some(2));
}

#[test]
fn panels_join_by_the_codes_of_the_field() {
    let ran = pipe(
        &["ledger", "--panel", "dyad", "--step", "month"],
        events().as_bytes(),
    );
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let mut lines = ran.stdout.lines();
    let columns = lines.next().unwrap().split(',').count();
    let row = lines
        .find(|line| line.starts_with("MAR,600,600,DZA,615,615,2024-03-01,"))
        .unwrap_or_else(|| panic!("{}", ran.stdout));
    assert_eq!(row.split(',').count(), columns);
    assert_eq!(row.split(',').nth(columns - 2), Some("2"), "{row}");
}

/// Acceptance: what the real article says stands in the ledger of the pair, in the right state.
#[test]
fn the_real_article_stands_in_the_ledger() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/articles");
    let article = std::fs::read_dir(&folder)
        .into_iter()
        .flatten()
        .flatten()
        .find(|entry| {
            entry
                .path()
                .extension()
                .is_some_and(|ending| ending == "txt")
        });
    let Some(article) = article else {
        println!("skipped: {} has no article", folder.display());
        return;
    };
    let article = article.path().to_str().unwrap().to_owned();
    let coded = run(&[
        "code",
        &article,
        "--date",
        "2025-05-01",
        "--format",
        "jsonl",
    ]);
    let ledger = json(&["--pair", "IND", "PAK"], &coded.stdout);
    let has = |list: &str, wanted: &[(&str, &str)]| {
        let found = ledger[list].as_array().unwrap().iter().any(|record| {
            wanted.iter().all(|(field, value)| match &record[*field] {
                Value::Null => value.is_empty(),
                Value::String(text) => text == value,
                Value::Array(items) => items.iter().any(|item| item == value),
                _ => false,
            }) && !record["events"].as_array().unwrap().is_empty()
        });
        assert!(found, "{list} without {wanted:?}: {:#}", ledger[list]);
    };
    let measure = |kind, object, state| {
        has(
            "measures",
            &[
                ("by", "IND"),
                ("against", "PAK"),
                ("kind", kind),
                ("object", object),
                ("state", state),
            ],
        );
    };
    measure("treaty-suspended", "Indus Waters Treaty", "in force");
    measure(
        "crossing-closed",
        "Integrated Check Post at Attari",
        "in force",
    );
    measure("staff-cut", "diplomatic staff", "in force");
    has(
        "claims",
        &[
            ("by", "IND"),
            ("against", "PAK"),
            ("state", "denied"),
            ("denied_by", "PAK"),
        ],
    );
    has(
        "requests",
        &[("by", "USA"), ("to", "IND"), ("state", "open")],
    );
    has(
        "requests",
        &[("by", "USA"), ("to", "PAK"), ("state", "open")],
    );
    has(
        "requests",
        &[
            ("by", "PAK"),
            ("object", "independent investigation"),
            ("state", "open"),
        ],
    );
    has(
        "threats",
        &[
            ("by", "PAK"),
            ("to", "IND"),
            ("mode", "violence"),
            ("state", "open"),
        ],
    );
    has(
        "contacts",
        &[
            ("between", "IND"),
            ("between", "USA"),
            ("level", "ministers"),
            ("channel", "phone"),
        ],
    );
    has("contacts", &[("between", "PAK"), ("between", "USA")]);
    has(
        "posture",
        &[("by", "IND"), ("kind", "free-hand"), ("state", "in force")],
    );
    has(
        "incidents",
        &[("family", "violence"), ("against_codes", "CVL")],
    );
}
