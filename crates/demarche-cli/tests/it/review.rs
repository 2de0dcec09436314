//! `demarche review`: what is said once stands, and goes from store to store.

use serde_json::{Value, json};

use crate::harness::{Folder, Ran, pipe, run};

const SENTENCES: &[&str] = &[
    "Kenya expelled three Somali diplomats on Monday.",
    "Rebels shelled a village near Goma and killed 14 civilians.",
    "The foreign ministers of Peru and Chile met in Lima on Tuesday.",
    "Turkey recalled its ambassador from Athens on Thursday.",
];

fn on(store: &str, arguments: &[&str]) -> Ran {
    let mut all = arguments.to_vec();
    all.extend(["--store", store]);
    run(&all)
}

fn done(store: &str, arguments: &[&str]) -> String {
    let ran = on(store, arguments);
    assert_eq!(ran.code, Some(0), "{arguments:?}: {}", ran.stderr);
    ran.stdout
}

fn records(text: &str) -> Vec<Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// A store with an article a sentence, and its events.
fn filled(folder: &Folder, name: &str) -> (String, Vec<Value>) {
    let mut lines = String::new();
    for (number, sentence) in SENTENCES.iter().enumerate() {
        let record = json!({"id": format!("r{number}"), "text": sentence, "date": "2024-03-14",
                            "source": "Wire"});
        lines.push_str(&format!("{record}\n"));
    }
    let store = format!("{}/{name}", folder.path());
    let batch = folder.file("batch.jsonl", lines.as_bytes());
    done(&store, &["ingest", &batch]);
    let events = records(&done(&store, &["export", "--format", "jsonl"]));
    assert_eq!(events.len(), SENTENCES.len());
    (store, events)
}

#[test]
fn corrections_stand_after_a_recoding_and_in_another_store() {
    let folder = Folder::new("review");
    let (store, events) = filled(&folder, "one");
    let id = |at: usize| events[at]["id"].as_str().unwrap();
    done(&store, &["review", "accept", id(0), "--by", "desk"]);
    done(
        &store,
        &[
            "review",
            "reject",
            id(1),
            "--by",
            "desk",
            "--reason",
            "a drill",
        ],
    );
    let edit = [
        "review",
        "edit",
        id(2),
        "--by",
        "desk",
        "--set",
        "event_type=AGREE",
    ];
    done(&store, &edit);
    let mut event = events[0].clone();
    event["event_type"] = json!("PROTEST");
    event["mode"] = Value::Null;
    event["contexts"] = json!([]);
    let whole = folder.file("event.json", event.to_string().as_bytes());
    done(&store, &["review", "add", &whole, "--by", "desk"]);
    done(&store, &["review", "merge", id(3), id(0), "--by", "desk"]);
    let types = |store: &str| -> Vec<String> {
        let events = records(&done(store, &["export", "--format", "jsonl"]));
        let kinds = events.iter().map(|event| event["event_type"].as_str());
        kinds.map(|kind| kind.unwrap().to_owned()).collect()
    };
    let corrected = types(&store);
    assert!(corrected.contains(&"AGREE".to_owned()), "{corrected:?}");
    assert!(corrected.contains(&"PROTEST".to_owned()), "{corrected:?}");
    assert!(!corrected.contains(&"ASSAULT".to_owned()), "{corrected:?}");
    done(&store, &["recode"]);
    assert_eq!(types(&store), corrected);
    done(&store, &["store", "check"]);

    let exported = done(&store, &["review", "export"]);
    let verdicts: Vec<Value> = records(&exported)
        .into_iter()
        .map(|correction| correction["verdict"].clone())
        .collect();
    assert_eq!(verdicts, ["accept", "reject", "edit", "add", "merge"]);
    let gold = records(&done(&store, &["review", "export", "--gold"]));
    assert_eq!(gold.len(), 3);
    assert_eq!(gold[1]["rejected"][0]["id"], id(1));

    let (other, _) = filled(&folder, "other");
    let mut file = exported;
    file.push_str("{\"verdict\":\"accept\",\"event\":\"none\",\"by\":\"x\",\"at\":\"2025-05-01T00:00:00Z\"}\nnot JSON\n");
    let ran = pipe(
        &["review", "import", "-", "--store", &other],
        file.as_bytes(),
    );
    assert_eq!(ran.code, Some(3), "{}", ran.stderr);
    assert!(
        ran.stderr
            .contains("rejected: -:6: there is no event \"none\""),
        "{}",
        ran.stderr
    );
    assert!(
        ran.stderr.contains("rejected: -:7: no correction"),
        "{}",
        ran.stderr
    );
    assert!(
        ran.stderr.contains("taken 5, known 0, rejected 2"),
        "{}",
        ran.stderr
    );
    assert_eq!(types(&other), corrected);
    let ran = pipe(
        &["review", "import", "-", "--store", &other],
        done(&store, &["review", "export"]).as_bytes(),
    );
    assert!(
        ran.stderr.contains("taken 0, known 5, rejected 0"),
        "{}",
        ran.stderr
    );

    let table = done(&store, &["review", "list", "--format", "table"]);
    assert_eq!(table.lines().count(), 5, "{table}");
    assert!(table.contains("a drill"), "{table}");
    let rejection = records(&done(&store, &["review", "list", "--verdict", "reject"]));
    let correction = rejection[0]["id"].as_str().unwrap();
    done(&store, &["review", "withdraw", correction, "--by", "desk"]);
    assert!(types(&store).contains(&"ASSAULT".to_owned()));
    assert_eq!(run(&["ledger", &store]).code, Some(0));
}

#[test]
fn what_cannot_be_said_is_refused_with_a_remedy() {
    let folder = Folder::new("review-refused");
    let (store, events) = filled(&folder, "one");
    let id = events[0]["id"].as_str().unwrap();
    for (arguments, code, what) in [
        (
            vec!["review", "accept", "none", "--by", "desk"],
            1,
            "there is no event \"none\"",
        ),
        (
            vec!["review", "merge", id, id, "--by", "desk"],
            1,
            "there is no other event",
        ),
        (
            vec!["review", "edit", id, "--by", "desk", "--set", "kind=X"],
            2,
            "has no field \"kind\"",
        ),
        (
            vec![
                "review",
                "edit",
                id,
                "--by",
                "desk",
                "--set",
                "event_type=X",
            ],
            2,
            "that is no event",
        ),
        (vec!["review", "edit", id, "--by", "desk"], 2, "--with"),
        (
            vec![
                "review",
                "edit",
                id,
                "--by",
                "desk",
                "--set",
                "date.start=yesterday",
            ],
            1,
            "hint: write it as 2025-05-01",
        ),
        (
            vec!["review", "withdraw", "none", "--by", "desk"],
            1,
            "no correction \"none\"",
        ),
        (
            vec!["review", "accept", id, "--by", " "],
            2,
            "the name of its reviewer",
        ),
    ] {
        let ran = on(&store, &arguments);
        assert_eq!(ran.code, Some(code), "{arguments:?}: {}", ran.stderr);
        assert!(ran.stderr.contains(what), "{arguments:?}: {}", ran.stderr);
    }
    assert_eq!(done(&store, &["review", "list"]), "");
}
