//! HTML pages: read in worker processes, coded like any article.

use std::io::Write as _;
use std::process::Stdio;

use expect_test::expect;

use crate::harness::{Folder, pipe, program, run};

const PAGE: &str = r#"<!DOCTYPE html><html lang="en"><head><title>Kenya recalls its envoy</title>
<meta property="article:published_time" content="2024-03-05T10:15:00+03:00"></head>
<body><nav><a href="/">Home</a></nav><article><h1>Kenya recalls its envoy</h1>
<p>Kenya recalled its ambassador to Somalia on Monday after talks over the sea border between the
two countries had failed for the third time this year.</p><p>The foreign ministry said that the
envoy would return to Nairobi for consultations within the week.</p></article>
<footer>All rights reserved.</footer></body></html>"#;

#[test]
fn debug_text_prints_the_article_of_a_page() {
    let folder = Folder::new("page-text");
    let wanted = "Kenya recalled its ambassador to Somalia on Monday after talks over the sea border \
        between the two countries had failed for the third time this year.\n\nThe foreign ministry \
        said that the envoy would return to Nairobi for consultations within the week.\n";
    for name in ["a.html", "a.htm", "a.xhtml"] {
        let ran = run(&["debug", "text", &folder.file(name, PAGE.as_bytes())]);
        assert_eq!(
            (ran.code, ran.stdout.as_str(), ran.stderr.as_str()),
            (Some(0), wanted, "")
        );
    }
    let piped = pipe(&["debug", "text", "--input", "html", "-"], PAGE.as_bytes());
    assert_eq!((piped.code, piped.stdout.as_str()), (Some(0), wanted));
}

#[test]
fn a_page_dates_its_events() {
    let folder = Folder::new("page-date");
    let page = folder.file("a.html", PAGE.as_bytes());
    let ran = run(&["code", &page, "--format", "jsonl", "--date", "1999-01-01"]);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
    let event: serde_json::Value =
        serde_json::from_str(ran.stdout.lines().next().unwrap()).unwrap();
    // A Monday, the day before the page's own.
    assert_eq!(event["date"]["start"], "2024-03-04");
}

#[test]
fn bad_pages_are_rejected_and_the_good_ones_coded() {
    let folder = Folder::new("bad-pages");
    folder.file("1-good.html", PAGE.as_bytes());
    folder.file(
        "2-deep.html",
        format!("{}{PAGE}", "<div>".repeat(10_000)).as_bytes(),
    );
    folder.file("3-good.html", PAGE.replace("Somalia", "Sudan").as_bytes());
    folder.file("4-empty.html", b"");
    folder.file("5-good.html", PAGE.replace("Somalia", "Eritrea").as_bytes());
    folder.file("6-script.html", b"<script>document.write('Kenya')</script>");
    folder.file("7-long.html", "x".repeat(16_000_000).as_bytes());
    folder.file(
        "8-good.html",
        PAGE.replace("Somalia", "Ethiopia").as_bytes(),
    );
    let code = |threads: &str| {
        let ran = run(&["code", folder.path(), "--threads", threads]);
        assert_eq!(ran.code, Some(3), "{}", ran.stderr);
        (ran.stdout, folder.hidden(&ran.stderr))
    };
    let (stdout, stderr) = code("1");
    for country in ["SOM", "SDN", "ERI", "ETH"] {
        assert!(stdout.contains(country), "{country}: {stdout}");
    }
    // How long the page of one long word takes depends on the build, so that is told apart.
    let of_long: Vec<&str> = stderr
        .lines()
        .filter(|line| line.contains("7-long"))
        .collect();
    assert!(
        of_long.iter().any(|line| line.starts_with("rejected: ")),
        "{stderr}"
    );
    expect![[r#"
        warning: DIR/2-deep.html: 9854 tags that lie too deep were taken out; hint: nothing to do if it reads well; no page of news is built like that
        rejected: DIR/4-empty.html: no article was found in the page
        rejected: DIR/6-script.html: no article was found in the page
    "#]]
    .assert_eq(&said_of_others(&stderr));
    assert_eq!(code("3"), (stdout, stderr));
}

/// Warnings and rejections but for those of the page that is too long.
fn said_of_others(stderr: &str) -> String {
    stderr
        .lines()
        .filter(|line| line.starts_with("warning: ") || line.starts_with("rejected: "))
        .filter(|line| !line.contains("7-long"))
        .fold(String::new(), |said, line| said + line + "\n")
}

#[test]
fn what_is_not_english_is_set_aside() {
    let folder = Folder::new("languages");
    let german = "Die Bundesregierung hat am Montag den Botschafter von Belarus einbestellt. Das \
        Auswärtige Amt sprach von einem schweren Verstoß gegen das Völkerrecht.";
    let text = folder.file("a.txt", german.as_bytes());
    let record = serde_json::json!({ "text": german, "lang": "en" }).to_string();
    let batch = folder.file("b.jsonl", record.as_bytes());
    let ran = run(&["code", &text, &batch]);
    assert_eq!(ran.code, Some(3));
    expect![[r#"
        rejected: DIR/a.txt: not in English but in German
        hint: only English is coded: translate it, or leave it out
        rejected: DIR/b.jsonl:1: not in English but in German
        hint: only English is coded: translate it, or leave it out
        received 2 = coded 0 + rejected 2 + duplicate 0; events 0
    "#]]
    .assert_eq(&folder.hidden(&ran.stderr));
}

#[test]
fn a_worker_ends_when_its_stdin_closes() {
    let mut worker = program(&["worker"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(worker.stdin.take());
    let ended = worker.wait_with_output().unwrap();
    assert_eq!(
        (ended.status.code(), ended.stdout.len(), ended.stderr.len()),
        (Some(0), 0, 0)
    );
    // Nonsense is no request, and no reason to panic.
    let mut worker = program(&["worker"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let _ = worker.stdin.take().unwrap().write_all(&[255; 100]);
    let ended = worker.wait_with_output().unwrap();
    assert_eq!(ended.status.code(), Some(1));
    assert!(!String::from_utf8_lossy(&ended.stderr).contains("panicked"));
}
