//! `demarche code`: formats, inputs, accounting, order and endings.

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::Stdio;

use expect_test::{expect, expect_file};

use crate::harness::{Folder, pipe, program, run};

const EXAMPLE: &str = "examples/strait-crossing.txt";
const SENTENCE: &str = "Kenya expelled three Somali diplomats on Monday.\n";

/// A record without what changes whenever knowledge, codebook or weights do.
fn steady(record: &str) -> String {
    let mut value: serde_json::Value = serde_json::from_str(record).unwrap();
    for path in ["/coder/fingerprint", "/coder/version", "/confidence", "/id"] {
        let field = value.pointer_mut(path).unwrap();
        assert!(!field.is_null(), "{path}");
        *field = serde_json::Value::from("…");
    }
    serde_json::to_string_pretty(&value).unwrap()
}

#[test]
fn the_table_of_the_example() {
    let ran = run(&["code", EXAMPLE, "--date", "2024-03-14", "--format", "table"]);
    assert_eq!(ran.code, Some(0));
    assert_eq!(ran.stderr, "");
    expect_file!["snapshots/table.txt"].assert_eq(&ran.stdout);
}

#[test]
fn a_record_is_complete() {
    let ran = pipe(&["code", "--date", "2024-03-06"], SENTENCE.as_bytes());
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    let [record] = ran.stdout.lines().collect::<Vec<_>>()[..] else {
        panic!("{}", ran.stdout)
    };
    expect_file!["snapshots/record.json"].assert_eq(&steady(record));
}

#[test]
fn spans_slice_the_text_they_name() {
    let ran = run(&["code", EXAMPLE, "--date", "2024-03-14", "--format", "jsonl"]);
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let text: Vec<char> = std::fs::read_to_string(root.join(EXAMPLE))
        .unwrap()
        .chars()
        .collect();
    let slice = |span: &serde_json::Value| -> String {
        let at = |index: usize| span[index].as_u64().unwrap() as usize;
        text[at(0)..at(1)].iter().collect()
    };
    let mut parties = 0;
    for line in ran.stdout.lines() {
        let event: serde_json::Value = serde_json::from_str(line).unwrap();
        for side in ["actors", "recipients"] {
            for party in event[side].as_array().unwrap() {
                assert_eq!(party["text"], slice(&party["span"]));
                parties += 1;
            }
        }
        let sentence = slice(&event["evidence"]["sentence"]);
        assert!(sentence.contains(&slice(&event["evidence"]["trigger"])));
    }
    assert!(parties > 10, "{parties} parties");
}

#[test]
fn csv_has_a_header_and_a_line_an_event() {
    let ran = pipe(
        &["code", "--date", "2024-03-06", "--format", "csv"],
        SENTENCE.as_bytes(),
    );
    let lines: Vec<&str> = ran.stdout.split_terminator("\r\n").collect();
    assert_eq!(lines.len(), 2, "{}", ran.stdout);
    let header: Vec<&str> = lines[0].split(',').collect();
    let fields: Vec<&str> = lines[1].split(',').collect();
    assert_eq!(header.len(), fields.len());
    let field = |name: &str| fields[header.iter().position(|column| *column == name).unwrap()];
    assert_eq!(field("event_type"), "SANCTION");
    assert_eq!(field("actor_codes"), "KEN");
    assert_eq!(field("trigger"), "expelled");
    assert_eq!(field("evidence"), SENTENCE.trim());
}

#[test]
fn a_file_a_pipe_and_a_record_code_alike() {
    let folder = Folder::new("alike");
    let file = folder.file("a.txt", SENTENCE.as_bytes());
    let record = format!("{}\n", serde_json::json!({ "text": SENTENCE }));
    let from_file = run(&["code", &file]);
    let from_pipe = pipe(&["code"], SENTENCE.as_bytes());
    let from_record = pipe(&["code"], record.as_bytes());
    let from_dash = pipe(&["code", "-", "--input", "jsonl"], record.as_bytes());
    assert_eq!(from_file.stdout.lines().count(), 1);
    assert_eq!(from_file.stdout, from_pipe.stdout);
    assert_eq!(from_file.stdout, from_record.stdout);
    assert_eq!(from_file.stdout, from_dash.stdout);
}

#[test]
fn a_json_file_may_hold_an_object_an_array_or_lines() {
    let folder = Folder::new("json");
    let record = serde_json::json!({ "id": "a", "text": SENTENCE });
    let object = folder.file(
        "object.json",
        serde_json::to_string_pretty(&record).unwrap().as_bytes(),
    );
    let array = folder.file(
        "array.json",
        serde_json::to_string_pretty(&[&record]).unwrap().as_bytes(),
    );
    let lines = folder.file("lines.json", format!("{record}\n\n").as_bytes());
    let expected = run(&["code", &object]);
    assert_eq!(expected.stdout.lines().count(), 1);
    assert_eq!(run(&["code", &array]).stdout, expected.stdout);
    assert_eq!(run(&["code", &lines]).stdout, expected.stdout);
}

#[test]
fn bad_lines_are_named_and_the_rest_goes_on() {
    let folder = Folder::new("bad-lines");
    let good = |id: &str| serde_json::json!({ "id": id, "text": SENTENCE }).to_string();
    let mut batch = Vec::new();
    for line in [
        good("first").as_bytes(),
        b"{\"text\": ",
        b"",
        b"[1]",
        b"{\"title\": \"no text\"}",
        b"{\"text\": 5}",
        b"{\"text\": \"\xff\"}",
        good("last").as_bytes(),
        good("last").as_bytes(),
    ] {
        batch.extend_from_slice(line);
        batch.push(b'\n');
    }
    let file = folder.file("batch.jsonl", &batch);
    let ran = run(&["code", &file]);
    assert_eq!(ran.code, Some(3));
    let ids: Vec<serde_json::Value> = ran
        .stdout
        .lines()
        .map(|line| serde_json::from_str::<serde_json::Value>(line).unwrap()["article_id"].clone())
        .collect();
    assert_eq!(ids, ["first", "last"]);
    expect![[r#"
        rejected: DIR/batch.jsonl:2: not valid JSON: EOF while parsing a value at column 8
        hint: write one JSON object a line, with a "text" key
        rejected: DIR/batch.jsonl:4: a JSON array, not an object
        hint: write one JSON object a line, with a "text" key
        rejected: DIR/batch.jsonl:5: the record has no "text"
        hint: put the article's words under the key "text"
        rejected: DIR/batch.jsonl:6: "text" is a JSON number, not a string
        hint: put the article's words under the key "text", as one string
        rejected: DIR/batch.jsonl:7: not valid UTF-8 at byte 11
        hint: JSON is UTF-8: convert the file
        received 8 = coded 2 + rejected 5 + duplicate 1; events 2
    "#]]
    .assert_eq(&folder.hidden(&ran.stderr));
}

#[test]
fn a_folder_is_read_in_order_of_its_paths() {
    let folder = Folder::new("folder");
    folder.file("b.txt", b"Kenya praised Somalia.");
    folder.file(
        "a/2.jsonl",
        b"{\"id\": \"2\", \"text\": \"Kenya praised Sudan.\"}\n",
    );
    folder.file("a/1.txt", b"Kenya praised Ethiopia.");
    folder.file("a/.hidden.txt", b"Kenya praised nobody.");
    folder.file("table.xlsx", b"Kenya praised nobody.");
    let ran = run(&["code", folder.path()]);
    let recipients: Vec<String> = ran
        .stdout
        .lines()
        .map(|line| {
            let event: serde_json::Value = serde_json::from_str(line).unwrap();
            event["recipients"][0]["text"].as_str().unwrap().to_owned()
        })
        .collect();
    assert_eq!(recipients, ["Ethiopia", "Sudan", "Somalia"]);
    expect![[r#"
        note: 1 file left out of folders: not named .txt, .text, .html, .htm, .xhtml, .jsonl, .ndjson, .json, .rss, .atom, .rdf, .xml, .opml, .warc, .arc, .wet, .csv, .tsv, .parquet or these with .gz or .zst
        received 3 = coded 3 + rejected 0 + duplicate 0; events 3
    "#]]
    .assert_eq(&ran.stderr);
}

#[test]
fn a_folder_that_holds_nothing_to_read_is_named() {
    let folder = Folder::new("barren");
    let ran = run(&["code", folder.path()]);
    assert_eq!(ran.code, Some(0));
    expect![[r#"
        note: DIR holds nothing that can be read: no file named .txt, .text, .html, .htm, .xhtml, .jsonl, .ndjson, .json, .rss, .atom, .rdf, .xml, .opml, .warc, .arc, .wet, .csv, .tsv, .parquet or these with .gz or .zst
        received 0 = coded 0 + rejected 0 + duplicate 0; events 0
    "#]]
    .assert_eq(&folder.hidden(&ran.stderr));
    let ran = run(&["explain", folder.path()]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(1), ""));
    assert!(
        ran.stderr.contains("holds nothing that can be read"),
        "{}",
        ran.stderr
    );
}

#[test]
fn what_cannot_be_read_is_rejected_with_a_hint() {
    let folder = Folder::new("unreadable");
    let good = folder.file("good.txt", SENTENCE.as_bytes());
    let page = folder.file("page.pdf", b"<p>x</p>");
    let missing = format!("{}/missing.txt", folder.path());
    let ran = run(&["code", &missing, &good, &page]);
    assert_eq!(ran.code, Some(3));
    assert_eq!(ran.stdout.lines().count(), 1);
    expect![[r#"
        rejected: DIR/missing.txt: cannot be read: No such file or directory
        hint: check the path
        rejected: DIR/page.pdf: .pdf files are not read
        hint: unpack it or convert it to text or JSONL, or say --input text to read it as it is
        received 3 = coded 1 + rejected 2 + duplicate 0; events 1
    "#]]
    .assert_eq(&folder.hidden(&ran.stderr));
    assert_eq!(run(&["code", &missing]).code, Some(1));
    let as_text = run(&["code", "--input", "text", &page]);
    assert_eq!((as_text.code, as_text.stderr.as_str()), (Some(0), ""));
}

#[test]
fn an_archive_taken_for_an_article_is_rejected() {
    let folder = Folder::new("too-long");
    let long = "Kenya condemned Somalia. ".repeat(400_000);
    let text = folder.file("long.txt", long.as_bytes());
    let record = serde_json::json!({ "text": long }).to_string();
    let batch = format!("{record}\n{}\n", serde_json::json!({ "text": SENTENCE }));
    let batch = folder.file("long.jsonl", batch.as_bytes());
    let ran = run(&["code", &text, &batch]);
    assert_eq!(ran.code, Some(3));
    assert_eq!(ran.stdout.lines().count(), 1);
    expect![[r#"
        rejected: DIR/long.txt: longer than 1 MiB
        hint: split it into articles: a file, a line of JSONL or a row each
        rejected: DIR/long.jsonl:1: longer than 1 MiB
        hint: split it into articles: a file, a line of JSONL or a row each
        received 3 = coded 1 + rejected 2 + duplicate 0; events 1
    "#]]
    .assert_eq(&folder.hidden(&ran.stderr));
}

#[test]
fn one_thread_and_many_give_the_same_bytes() {
    let sentences = [
        "Kenya expelled three Somali diplomats on Monday.",
        "Thousands of people protested in Nairobi against the government.",
        "Rebels shelled a village near Goma and killed 14 civilians.",
        "France and Germany signed a trade agreement in Berlin.",
        "The weather stayed fine.",
    ];
    let batch: String = (0..400)
        .map(|n| {
            let text = sentences[n % sentences.len()].repeat(1 + n % 7);
            format!(
                "{}\n",
                serde_json::json!({ "id": n.to_string(), "text": text })
            )
        })
        .collect();
    for format in ["jsonl", "csv", "table", "gdelt2", "polecat"] {
        let code = |threads: &str| {
            let arguments = ["code", "--format", format, "--threads", threads];
            let ran = pipe(&arguments, batch.as_bytes());
            assert_eq!(ran.code, Some(0), "{}", ran.stderr);
            (ran.stdout, ran.stderr)
        };
        let one = code("1");
        assert!(one.0.len() > 10_000);
        assert!(one == code("2"), "{format}: 2 threads");
        assert!(one == code("5"), "{format}: 5 threads");
    }
}

#[test]
fn wrong_usage_ends_with_2_and_says_what_there_is() {
    for (arguments, expected) in [
        (&["code", "--format", "xml", "x"][..], "table, jsonl, csv"),
        (
            &["code", "--input", "pdf", "x"],
            "auto, text, html, jsonl, feed, opml, warc, csv",
        ),
        (&["code", "--engine", "best", "x"], "fast"),
        (
            &["code", "--date", "yesterday", "x"],
            "hint: write it as 2025-05-01",
        ),
        (&["code", "--min-confidence", "2", "x"], "from 0 to 1"),
        (&["code", "--threads", "0", "x"], "1..=1024"),
        (&["explode"], "unrecognized subcommand"),
        (
            &["debug", "mentions", "--format", "conllu", EXAMPLE],
            "hint:",
        ),
    ] {
        let ran = run(arguments);
        assert_eq!(ran.code, Some(2), "{arguments:?}: {}", ran.stderr);
        assert!(
            ran.stderr.contains(expected),
            "{arguments:?}: {}",
            ran.stderr
        );
        assert_eq!(ran.stdout, "");
    }
}

#[test]
fn events_of_low_confidence_can_be_left_out() {
    let all = run(&["code", EXAMPLE, "--format", "jsonl"])
        .stdout
        .lines()
        .count();
    let none = run(&[
        "code",
        EXAMPLE,
        "--format",
        "jsonl",
        "--min-confidence",
        "1",
    ])
    .stdout;
    assert!(all > 10);
    assert_eq!(none, "");
}

#[test]
fn what_has_no_text_is_rejected() {
    for nothing in [&b" \n"[..], b"", b"{\"text\": \"\"}\n"] {
        let ran = pipe(&["code"], nothing);
        assert_eq!((ran.code, ran.stdout.as_str()), (Some(3), ""));
        let said = ran.stderr.replace("stdin:1", "stdin");
        expect![[r#"
            rejected: stdin: it has no text
            hint: give the article's words, or leave it out
            received 1 = coded 0 + rejected 1 + duplicate 0; events 0
        "#]]
        .assert_eq(&said);
    }
}

#[test]
fn what_is_no_text_is_rejected() {
    let folder = Folder::new("binary");
    let picture = folder.file("a.txt", b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR\0\0\x02\0");
    let ran = run(&["code", &picture]);
    assert_eq!(ran.code, Some(3));
    expect![[r#"
        rejected: DIR/a.txt: not text: it holds zero bytes
        hint: name it by what it is, or convert it to text in UTF-8
        received 1 = coded 0 + rejected 1 + duplicate 0; events 0
    "#]]
    .assert_eq(&folder.hidden(&ran.stderr));
    assert_eq!(run(&["explain", &picture]).code, Some(1));
}

#[test]
fn text_that_is_called_a_page_is_warned_of() {
    let ran = pipe(&["code", "--input", "html"], SENTENCE.as_bytes());
    assert!(ran.stderr.contains("no markup found"), "{}", ran.stderr);
}

#[test]
fn colours_come_only_when_asked_for() {
    let plain = run(&["code", EXAMPLE, "--format", "table"]);
    assert!(!plain.stdout.contains('\u{1b}'));
    let always = run(&["code", EXAMPLE, "--format", "table", "--color", "always"]);
    assert!(always.stdout.contains("\u{1b}["));
}

#[test]
fn a_reader_that_leaves_ends_the_run_quietly() {
    let batch = format!("{}\n", serde_json::json!({ "text": SENTENCE })).repeat(1);
    let many: String = (0..3000)
        .map(|n| batch.replacen('{', &format!("{{\"id\":\"{n}\","), 1))
        .collect();
    let mut child = program(&["code", "--threads", "2"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || {
        let _ = std::io::Write::write_all(&mut stdin, many.as_bytes());
    });
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap())
        .read_line(&mut line)
        .unwrap();
    assert!(line.ends_with("}\n"));
    // The reader is gone now.
    let status = child.wait().unwrap();
    writer.join().unwrap();
    let mut said = String::new();
    child
        .stderr
        .take()
        .unwrap()
        .read_to_string(&mut said)
        .unwrap();
    assert_eq!((status.code(), said.as_str()), (Some(0), ""));
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_ends_with_130() {
    let mut child = program(&["code", "--input", "jsonl"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let record = format!("{}\n", serde_json::json!({ "text": SENTENCE }));
    std::io::Write::write_all(&mut stdin, record.as_bytes()).unwrap();
    // Its first event shows that it listens; then it waits for more input.
    let mut line = String::new();
    let mut stdout = BufReader::new(child.stdout.take().unwrap());
    stdout.read_line(&mut line).unwrap();
    assert!(line.ends_with("}\n"));
    let id = child.id().to_string();
    assert!(
        std::process::Command::new("kill")
            .args(["-INT", &id])
            .status()
            .unwrap()
            .success()
    );
    assert_eq!(child.wait().unwrap().code(), Some(130));
    drop(stdin);
}
