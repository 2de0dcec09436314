//! Runs `cases.md`: a heading names the case, a `text` block holds the input, and an `expect` block
//! one line for each thing read, in order: what it is, a colon, its words. Tokens of a sentence
//! stand between spaces; a token that follows the one before without white space is marked with
//! `_` before it. `\u{..}` in a text stands for that character.

use std::fmt::Write;

use demarche_text::{Document, SentenceKind};

use crate::offsets::check;

struct Case<'m> {
    name: &'m str,
    text: String,
    expect: String,
}

fn cases(markdown: &str) -> Vec<Case<'_>> {
    let mut cases = Vec::new();
    let mut name = "";
    let mut text = String::new();
    let mut block: Option<(&str, String)> = None;
    for line in markdown.lines() {
        match &mut block {
            Some((kind, content)) if line == "```" => {
                if *kind == "text" {
                    text = unescape(content.strip_suffix('\n').unwrap_or(content));
                } else {
                    cases.push(Case {
                        name,
                        text: std::mem::take(&mut text),
                        expect: std::mem::take(content),
                    });
                }
                block = None;
            }
            Some((_, content)) => {
                content.push_str(line);
                content.push('\n');
            }
            None => {
                if let Some(heading) = line.strip_prefix("## ") {
                    name = heading;
                } else if let Some(kind) = line.strip_prefix("```") {
                    block = Some((kind, String::new()));
                }
            }
        }
    }
    cases
}

fn unescape(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("\\u{") {
        let (code, after) = after.split_once('}').expect("an escape that ends");
        out.push_str(before);
        out.push(
            char::from_u32(u32::from_str_radix(code, 16).expect("hexadecimal"))
                .expect("a scalar value"),
        );
        rest = after;
    }
    out + rest
}

fn render(document: &Document) -> String {
    let mut out = String::new();
    let mut line = |name: &str, span: Option<demarche_record::Span>| {
        if let Some(span) = span {
            writeln!(
                out,
                "{name}: {}",
                span.slice(&document.text).replace('\n', "⏎")
            )
            .unwrap();
        }
    };
    line("headline", document.headline);
    if let Some(dateline) = &document.dateline {
        line("dateline", Some(dateline.span));
        line("place", dateline.place);
        line("date", dateline.date);
        line("agency", dateline.agency);
    }
    line("byline", document.byline);
    for span in &document.agency_lines {
        line("credit", Some(*span));
    }
    for sentence in &document.sentences {
        out.push_str(match sentence.kind {
            SentenceKind::Headline => "heading:",
            SentenceKind::Body => "body:",
            SentenceKind::ListItem => "item:",
        });
        let mut space = true;
        for token in &sentence.tokens {
            write!(
                out,
                " {}{}",
                if space { "" } else { "_" },
                document.token_text(token)
            )
            .unwrap();
            space = token.space_after;
        }
        out.push('\n');
    }
    out
}

#[test]
fn cases_read_as_they_say() {
    let cases = cases(include_str!("cases.md"));
    assert!(cases.len() >= 80, "only {} cases", cases.len());
    let mut failures = String::new();
    for case in &cases {
        let document = Document::from_text(&case.text);
        check(&document);
        let found = render(&document);
        if found != case.expect {
            writeln!(
                failures,
                "## {}\nexpected\n{}found\n{found}",
                case.name, case.expect
            )
            .unwrap();
        }
    }
    assert!(failures.is_empty(), "{failures}");
}
