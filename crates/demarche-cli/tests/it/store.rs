//! `demarche ingest`, `export`, `recode`, `diff` and `store`: what is kept once stays, and comes out
//! as `code` would write it.

use std::process::Stdio;
use std::time::{Duration, Instant};

use expect_test::expect;
use serde_json::{Value, json};

use crate::harness::{Folder, Ran, pipe, program, run};
use crate::site::Site;

/// Sentences of the newswire, each with an event.
const SENTENCES: &[&str] = &[
    "Kenya expelled three Somali diplomats on Monday.",
    "Rebels shelled a village near Goma and killed 14 civilians.",
    "Protesters marched in Dhaka on Sunday.",
    "The foreign ministers of Peru and Chile met in Lima on Tuesday.",
    "Turkey recalled its ambassador from Athens on Thursday.",
];

fn batch(prefix: &str) -> String {
    let mut lines = String::new();
    for (number, sentence) in SENTENCES.iter().enumerate() {
        let record = json!({"id": format!("{prefix}{number}"), "text": sentence,
                            "date": "2024-03-14", "source": "Wire", "desk": number});
        lines.push_str(&format!("{record}\n"));
    }
    lines
}

/// Runs a command on a store.
fn on(store: &str, arguments: &[&str]) -> Ran {
    let mut all = arguments.to_vec();
    all.extend(["--store", store]);
    run(&all)
}

fn path(folder: &Folder, name: &str) -> String {
    format!("{}/{name}", folder.path())
}

#[test]
fn what_is_ingested_comes_out_as_code_writes_it() {
    let folder = Folder::new("store-formats");
    let (store, file) = (
        path(&folder, "s"),
        folder.file("batch.jsonl", batch("a").as_bytes()),
    );
    let ran = on(&store, &["ingest", &file]);
    let account = "received 5 = coded 5 + rejected 0 + duplicate 0 + revision 0; events 5\n";
    assert_eq!(
        (ran.code, ran.stdout.as_str(), ran.stderr.as_str()),
        (Some(0), "", account)
    );
    for format in [
        "jsonl",
        "csv",
        "table",
        "gdelt2",
        "gdelt2-mentions",
        "polecat",
        "icews",
        "phoenix",
    ] {
        let coded = run(&["code", &file, "--format", format]);
        let exported = on(&store, &["export", "--format", format]);
        assert!(!coded.stdout.is_empty());
        assert_eq!(
            (exported.code, exported.stdout),
            (Some(0), coded.stdout),
            "{format}"
        );
    }
    #[cfg(feature = "parquet")]
    {
        let (one, other) = (
            path(&folder, "coded.parquet"),
            path(&folder, "kept.parquet"),
        );
        assert_eq!(run(&["code", &file, "--output", &one]).code, Some(0));
        assert_eq!(on(&store, &["export", "--output", &other]).code, Some(0));
        assert_eq!(std::fs::read(one).unwrap(), std::fs::read(other).unwrap());
    }
    let articles = on(&store, &["export", "--what", "articles"]);
    for (line, came) in articles.stdout.lines().zip(batch("a").lines()) {
        let (line, came): (Value, Value) = (
            serde_json::from_str(line).unwrap(),
            serde_json::from_str(came).unwrap(),
        );
        for (key, value) in came.as_object().unwrap() {
            assert_eq!(&line[key], value);
        }
    }
    assert_eq!(articles.stdout.lines().count(), 5);
    let csv = on(&store, &["export", "--what", "articles", "--format", "csv"]);
    assert_eq!(csv.stdout.split_terminator("\r\n").count(), 6);
    let refused = on(
        &store,
        &["export", "--what", "articles", "--format", "icews"],
    );
    assert_eq!(refused.code, Some(2));
}

#[test]
fn running_it_again_changes_nothing_nor_do_threads_and_batches() {
    let folder = Folder::new("store-again");
    let file = folder.file("batch.jsonl", [batch("a"), batch("b")].concat().as_bytes());
    let one = path(&folder, "one");
    on(&one, &["ingest", &file, "--threads", "1"]);
    let outputs = |store: &str| {
        let articles = on(store, &["export", "--what", "articles"]).stdout;
        (articles, on(store, &["export"]).stdout)
    };
    let first = outputs(&one);
    assert_eq!(first.0.lines().count(), 10);
    let again = on(&one, &["ingest", &file]);
    assert_eq!(
        again.stderr,
        "received 10 = coded 0 + rejected 0 + duplicate 10 + revision 0; events 0\n"
    );
    assert_eq!(outputs(&one), first);
    let other = path(&folder, "other");
    on(&other, &["ingest", &file, "--threads", "4", "--batch", "3"]);
    assert_eq!(outputs(&other), first);
    // The same article twice within a batch is there once.
    let twice = [batch("a"), batch("a")].concat();
    let file = folder.file("twice.jsonl", twice.as_bytes());
    let third = path(&folder, "third");
    let ran = on(&third, &["ingest", &file]);
    assert_eq!(
        ran.stderr,
        "received 10 = coded 5 + rejected 0 + duplicate 5 + revision 0; events 5\n"
    );
    assert_eq!(outputs(&third).0.lines().count(), 5);
}

#[test]
fn a_page_with_another_text_is_a_revision_and_bad_lines_are_accounted_for() {
    let folder = Folder::new("store-revision");
    let store = path(&folder, "s");
    let page = |text: &str| json!({"text": text, "url": "https://example.org/a"}).to_string();
    let lines = [
        page("Kenya expelled three Somali diplomats on Monday."),
        "{\"text\": ".to_owned(),
        page("Kenya and Somalia signed an agreement on Tuesday."),
        page("Kenya and Somalia signed an agreement on Tuesday."),
    ];
    let file = folder.file("batch.jsonl", lines.join("\n").as_bytes());
    let ran = on(&store, &["ingest", &file]);
    assert_eq!(ran.code, Some(3));
    expect![[r#"
        rejected: DIR/batch.jsonl:2: not valid JSON: EOF while parsing a value at column 8
        hint: write one JSON object a line, with a "text" key
        received 4 = coded 1 + rejected 1 + duplicate 1 + revision 1; events 2
    "#]]
    .assert_eq(&folder.hidden(&ran.stderr));
    let events = on(&store, &["export"]).stdout;
    assert_eq!(events.lines().count(), 1);
    assert!(!events.contains("SANCTION"), "{events}");
    let info = on(&store, &["store", "info"]).stdout;
    assert!(info.contains("revisions   2"), "{info}");
    assert!(
        info.contains("events      1 current of 2 (1 of older texts or codings)\n"),
        "{info}"
    );
    assert!(
        info.contains("received 4 = coded 1 + rejected 1 + duplicate 1 + revision 1"),
        "{info}"
    );
    assert_eq!(on(&store, &["store", "check"]).code, Some(0));
}

#[test]
fn filters_choose_what_is_exported() {
    let folder = Folder::new("store-filters");
    let (store, file) = (
        path(&folder, "s"),
        folder.file("batch.jsonl", batch("a").as_bytes()),
    );
    on(&store, &["ingest", &file]);
    let count = |arguments: &[&str]| {
        let ran = on(&store, &[&["export"], arguments].concat());
        assert_eq!(ran.code, Some(0), "{}", ran.stderr);
        ran.stdout.lines().count()
    };
    assert_eq!(count(&["--country", "KEN"]), 1);
    assert_eq!(count(&["--country", "ken", "--country", "TUR"]), 2);
    assert_eq!(count(&["--type", "protest"]), 1);
    assert_eq!(count(&["--since", "2024-03-12"]), 3);
    assert_eq!(
        count(&["--since", "2024-03-12", "--until", "2024-03-12"]),
        1
    );
    assert_eq!(count(&["--source", "Wire"]), 5);
    assert_eq!(count(&["--source", "nobody"]), 0);
    assert_eq!(count(&["--what", "articles", "--country", "KEN"]), 1);
    assert_eq!(count(&["--what", "articles", "--since", "2024-03-15"]), 0);
    for wrong in [
        ["--country", "Kenya"],
        ["--country", "XXX"],
        ["--type", "WAR"],
        ["--since", "yesterday"],
    ] {
        let ran = on(&store, &[&["export"][..], &wrong].concat());
        assert_eq!(ran.code, Some(2));
        assert!(ran.stderr.contains("hint: "), "{}", ran.stderr);
    }
    let days = ["export", "--since", "2024-03-12", "--until", "2024-03-11"];
    let ran = on(&store, &days);
    assert_eq!(ran.code, Some(2), "{}", ran.stderr);
    for what in ["articles", "events"] {
        let ran = on(&store, &["export", "--what", what, "--source", "nobody"]);
        assert_eq!(
            ran.stderr,
            format!("note: the store holds no {what} that are asked for\n")
        );
    }
}

#[test]
fn the_store_lies_where_the_user_keeps_data_unless_named() {
    let folder = Folder::new("store-default");
    let file = folder.file("batch.jsonl", batch("a").as_bytes());
    let with = |name: &str, value: &str, arguments: &[&str]| {
        let mut command = program(arguments);
        command
            .env_remove("DEMARCHE_STORE")
            .env_remove("XDG_DATA_HOME");
        command.env("HOME", folder.path()).env(name, value);
        command.output().unwrap()
    };
    let home = path(&folder, "data");
    assert!(
        with("XDG_DATA_HOME", &home, &["ingest", &file])
            .status
            .success()
    );
    assert!(
        std::path::Path::new(&home)
            .join("demarche/store.demarche")
            .is_file()
    );
    let named = path(&folder, "named.demarche");
    assert!(
        with("DEMARCHE_STORE", &named, &["ingest", &file])
            .status
            .success()
    );
    let exported = with("DEMARCHE_STORE", &named, &["export", "--what", "articles"]);
    assert_eq!(
        String::from_utf8(exported.stdout).unwrap().lines().count(),
        5
    );
}

#[test]
fn errors_say_which_store_and_what_to_do() {
    let folder = Folder::new("store-errors");
    let none = path(&folder, "none");
    let notes = folder.file("notes.txt", &b"notes of a meeting\n".repeat(100));
    for (store, says) in [(&none, "there is no store"), (&notes, "not a store")] {
        for command in [
            &["export"][..],
            &["recode"],
            &["diff", "1", "2"],
            &["store", "info"],
            &["store", "check"],
            &["store", "vacuum"],
            &["store", "backup", "copy"],
        ] {
            let ran = on(store, command);
            assert_eq!(ran.code, Some(1), "{command:?}: {}", ran.stderr);
            assert!(
                ran.stderr.starts_with(&format!("error: {store}: {says}")),
                "{}",
                ran.stderr
            );
            assert!(ran.stderr.contains("\nhint: "), "{}", ran.stderr);
        }
    }
    assert!(!std::path::Path::new(&none).exists());
    let ran = on(&none, &["ingest", &path(&folder, "missing.txt")]);
    assert_eq!(ran.code, Some(1));
    expect![[r#"
        rejected: DIR/missing.txt: cannot be read: No such file or directory
        hint: check the path
        received 1 = coded 0 + rejected 1 + duplicate 0 + revision 0; events 0
    "#]]
    .assert_eq(&folder.hidden(&ran.stderr));
    assert!(!std::path::Path::new(&none).exists());
    let ran = on(&notes, &["ingest", &notes]);
    assert_eq!(ran.code, Some(1));
    assert_eq!(
        std::fs::read(&notes).unwrap(),
        b"notes of a meeting\n".repeat(100)
    );
}

#[test]
fn another_codebook_codes_anew_beside_the_older_run() {
    let folder = Folder::new("store-recode");
    let (store, file) = (
        path(&folder, "s"),
        folder.file("batch.jsonl", batch("a").as_bytes()),
    );
    folder.file(
        "own/frames.toml",
        b"type = \"SANCTION\"\ndrop = [\"sanction.expel.diplomats\"]\n",
    );
    on(&store, &["ingest", &file]);
    let before = on(&store, &["export"]).stdout;
    let rule = |line: &str| -> String {
        let event: Value = serde_json::from_str(line).unwrap();
        event["evidence"]["rule"].as_str().unwrap().to_owned()
    };
    let expelled = rule(before.lines().next().unwrap());
    folder.file(
        "own/frames.toml",
        format!("type = \"SANCTION\"\ndrop = [\"{expelled}\"]\n").as_bytes(),
    );
    let same = on(&store, &["recode"]);
    expect![[r#"
        run 2: coded 5 articles anew; events 5
        hint: demarche diff 1 2 shows what changed
    "#]]
    .assert_eq(&same.stderr);
    assert_eq!(on(&store, &["export"]).stdout, before);
    let ran = on(&store, &["recode", "--codebook", &path(&folder, "own")]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let now = on(&store, &["export"]).stdout;
    assert!(!now.lines().any(|line| rule(line) == expelled));
    let diff = on(&store, &["diff", "1", "3"]);
    let first: Value = serde_json::from_str(diff.stdout.lines().next().unwrap()).unwrap();
    assert_eq!(first["before"]["evidence"]["rule"], json!(expelled));
    assert_eq!(first["article_id"], "a0");
    let table = on(&store, &["diff", "1", "3", "--format", "table"]);
    assert!(table.stdout.contains("a0  s1 SANCTION"), "{}", table.stdout);
    assert_eq!(on(&store, &["diff", "1", "2"]).stdout, "");
    assert_eq!(on(&store, &["diff", "1", "9"]).code, Some(1));
    // What is there is known to a later ingest, whichever run coded it.
    let again = on(&store, &["ingest", &file]);
    assert!(again.stderr.contains("duplicate 5"), "{}", again.stderr);
    assert_eq!(on(&store, &["export"]).stdout, now);
    assert_eq!(on(&store, &["store", "check"]).code, Some(0));
}

#[test]
fn a_backup_comes_back() {
    let folder = Folder::new("store-backup");
    let (store, file) = (
        path(&folder, "s"),
        folder.file("batch.jsonl", batch("a").as_bytes()),
    );
    let copy = path(&folder, "copy");
    on(&store, &["ingest", &file]);
    let kept = on(&store, &["export"]).stdout;
    assert_eq!(on(&store, &["store", "backup", &copy]).code, Some(0));
    assert_eq!(on(&copy, &["export"]).stdout, kept);
    let more = folder.file("more.jsonl", batch("b").as_bytes());
    on(&store, &["ingest", &more]);
    // Half of the file is gone.
    let bytes = std::fs::read(&store).unwrap();
    std::fs::write(&store, &bytes[..bytes.len() / 2]).unwrap();
    let ran = on(&store, &["store", "check"]);
    assert_eq!(ran.code, Some(1), "{}{}", ran.stdout, ran.stderr);
    let ran = on(&store, &["store", "restore", &copy]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert_eq!(on(&store, &["store", "check"]).code, Some(0));
    assert_eq!(on(&store, &["export"]).stdout, kept);
    assert_eq!(on(&store, &["store", "vacuum"]).code, Some(0));
    assert_eq!(on(&store, &["export"]).stdout, kept);
}

#[cfg(unix)]
#[test]
fn an_interrupted_ingest_keeps_what_was_kept_and_goes_on_from_there() {
    let folder = Folder::new("store-interrupted");
    let store = path(&folder, "s");
    let mut child = program(&[
        "ingest", "--input", "jsonl", "--batch", "2", "--store", &store,
    ])
    .stdin(Stdio::piped())
    .stderr(Stdio::null())
    .spawn()
    .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    std::io::Write::write_all(&mut stdin, batch("a").as_bytes()).unwrap();
    // Two batches of two are kept; the fifth article waits for a sixth.
    let end = Instant::now() + Duration::from_secs(120);
    while on(&store, &["export", "--what", "articles"])
        .stdout
        .lines()
        .count()
        < 4
    {
        assert!(Instant::now() < end, "nothing is kept");
        std::thread::sleep(Duration::from_millis(50));
    }
    let id = child.id().to_string();
    let killed = std::process::Command::new("kill")
        .args(["-INT", &id])
        .status();
    assert!(killed.unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    drop(stdin);
    let rest = pipe(&["ingest", "--store", &store], batch("a").as_bytes());
    assert_eq!(
        rest.stderr,
        "received 5 = coded 1 + rejected 0 + duplicate 4 + revision 0; events 1\n"
    );
    let whole = path(&folder, "whole");
    pipe(&["ingest", "--store", &whole], batch("a").as_bytes());
    assert_eq!(
        on(&store, &["export"]).stdout,
        on(&whole, &["export"]).stdout
    );
}

#[test]
fn a_page_and_a_feed_are_ingested_by_address_where_it_may_be_fetched() {
    let site = Site::start();
    let said = "Kenya expelled three Somali diplomats on Monday, the foreign ministry said.";
    site.put(
        "/page",
        &format!(
            "<!doctype html><html lang=en><title>Diplomats expelled</title>\
             <article><h1>Diplomats expelled</h1><p>{said}</p></article></html>"
        ),
    );
    site.put(
        "/feed",
        "<rss version='2.0'><channel><title>Wire</title><item><title>Envoy</title>\
         <link>https://example.org/envoy</link>\
         <description>Turkey recalled its ambassador from Athens.</description></item>\
         </channel></rss>",
    );
    let folder = Folder::new("store-web");
    let store = path(&folder, "s");
    let (page, feed) = (site.url("/page"), site.url("/feed"));
    let refused = on(&store, &["ingest", &page]);
    assert_eq!(refused.code, Some(1), "{}", refused.stderr);
    assert!(
        refused.stderr.contains("--allow-local"),
        "{}",
        refused.stderr
    );
    assert_eq!(site.asked("/page"), 0);
    let ran = on(&store, &["ingest", &page, &feed, "--allow-local"]);
    assert!(
        ran.stderr.contains("received 2 = coded 2 + rejected 0"),
        "{}",
        ran.stderr
    );
    let articles = on(&store, &["export", "--what", "articles"]).stdout;
    assert!(articles.contains(said), "{articles}");
    assert!(articles.contains("https://example.org/envoy"), "{articles}");
    let missing = on(&store, &["ingest", &site.url("/none"), "--allow-local"]);
    assert_eq!(missing.code, Some(1), "{}", missing.stderr);
    assert!(missing.stderr.contains("404"), "{}", missing.stderr);
}

#[cfg(feature = "parquet")]
#[test]
fn articles_and_the_mirror_are_parquet_and_are_made_anew_only_where_something_changed() {
    let folder = Folder::new("store-mirror");
    let store = path(&folder, "s");
    let file = folder.file("batch.jsonl", batch("a").as_bytes());
    on(&store, &["ingest", &file]);
    let table = path(&folder, "articles.parquet");
    let ran = on(
        &store,
        &["export", "--what", "articles", "--output", &table],
    );
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    // What was written is read as it came.
    let texts = run(&["debug", "text", &table]).stdout;
    for sentence in SENTENCES {
        assert!(texts.contains(sentence), "{texts}");
    }
    let mirror = path(&folder, "mirror");
    let again = |wanted: &str| {
        let ran = on(&store, &["store", "mirror", "--to", &mirror]);
        assert_eq!(ran.code, Some(0), "{}", ran.stderr);
        let articles = ran.stderr.lines().next().unwrap_or_default().to_owned();
        assert!(articles.ends_with(wanted), "{}", ran.stderr);
    };
    again("5 rows; files: 1 written, 0 removed, 0 kept");
    again("5 rows; files: 0 written, 0 removed, 1 kept");
    let more = batch("b")
        .replace("2024-03-14", "2024-04-02")
        .replace("Monday", "Friday");
    on(
        &store,
        &["ingest", &folder.file("more.jsonl", more.as_bytes())],
    );
    again("10 rows; files: 1 written, 0 removed, 1 kept");
}
