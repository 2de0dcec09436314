//! Bad content never fails a run, and costs time in proportion to its length.

use std::time::{Duration, Instant};

use demarche_text::{Document, Limits, decode};

use crate::offsets::check;

/// A bound that only time that grows faster than the text can pass, also in debug builds on a busy
/// machine.
const BOUND: Duration = Duration::from_secs(20);

fn reads_in_time(text: &str) -> Document {
    let start = Instant::now();
    let document = Document::from_text(text);
    assert!(
        start.elapsed() < BOUND,
        "{:?} took {:?}",
        &text[..8],
        start.elapsed()
    );
    document
}

#[test]
fn long_runs_take_linear_time() {
    let units = [
        "a",
        "a ",
        ". ",
        ".",
        "…",
        "-",
        "a-",
        "1-1-",
        "1,11,",
        "a.b.",
        "'",
        "\"a\" ",
        "(",
        "[1] ",
        "\n",
        "a\n",
        "- a\n",
        "By A\n",
        "AP\n",
        "http://a",
        "a@",
        "://",
        ":.",
        "e\u{301}",
        "\u{0}",
        "\u{202e}",
        "👨\u{200d}",
        "🇦",
        "“a.” ",
        "A - ",
        "Sat. ",
        "A\u{2028}",
        "5 The ",
        "A: b\n",
        "word ",
    ];
    for unit in units {
        reads_in_time(&unit.repeat(2_000_000 / unit.len()));
    }
}

#[test]
fn a_text_without_full_stops_is_cut_and_says_so() {
    let limit = Limits::default().sentence_tokens;
    let text = "one, two and three ".repeat(20_000);
    let document = reads_in_time(&text);
    check(&document);
    assert!(
        document
            .sentences
            .iter()
            .all(|sentence| sentence.tokens.len() <= limit)
    );
    assert_eq!(document.problems.len(), 1);
    let said = format!("more than {limit} tokens");
    assert!(document.problems[0].contains(&said));
    let tokens: usize = document.sentences.iter().map(|s| s.tokens.len()).sum();
    assert_eq!(tokens, 100_000);
    // The cut falls behind a comma.
    let last = document.sentences[0].tokens.last().unwrap();
    assert_eq!(document.token_text(last), ",");
}

#[test]
fn a_long_token_is_cut_and_says_so() {
    let document = reads_in_time(&"z".repeat(2500));
    let lengths: Vec<_> = document.sentences[0]
        .tokens
        .iter()
        .map(|t| t.bytes.1 - t.bytes.0)
        .collect();
    assert_eq!(lengths, [1000, 1000, 500]);
    assert!(document.problems[0].contains("2 cuts inside tokens"));
}

#[test]
fn a_long_text_is_read_to_the_limit_and_says_so() {
    let limits = Limits {
        text_bytes: 12,
        ..Limits::default()
    };
    let document = Document::read("Première é. Deuxième.", &limits);
    check(&document);
    assert_eq!(document.text, "Première é. Deuxième.");
    assert_eq!(document.sentences.len(), 1);
    assert!(document.problems[0].contains("only the first 12 were read"));
}

#[test]
fn nothing_is_nothing() {
    for text in ["", " ", "\n\n", "\u{feff}", "\0\0", "\u{200b}"] {
        assert_eq!(Document::from_text(text).sentences, []);
    }
}

#[test]
fn any_bytes_decode() {
    for bytes in [
        &b"\xff\xfe\x41"[..],
        b"\xfe\xff\xd8\x00",
        b"\xc3\x28",
        b"\xf0\x9f\x98",
        b"\x00\x00\x00\x00",
    ] {
        let (text, _) = decode(bytes);
        check(&Document::from_text(&text));
    }
}
