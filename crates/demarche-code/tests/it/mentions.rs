//! Who is spoken of: the cases of `mentions.md` through the text and parse crates.

use std::fmt::Write as _;

use demarche_code::knowledge::Moment;
use demarche_code::mention::{Memory, Mention, MentionKind, Mentions};
use demarche_code::places::PlaceTables;
use demarche_code::view::SentenceView;
use demarche_parse::{Parser, Scratch};
use demarche_text::{Document, Limits};

const YEAR: &str = "2025";

#[test]
fn cases() {
    let text = include_str!("mentions.md");
    let mut failures = String::new();
    let mut count = 0;
    for Case {
        line,
        year,
        article,
        expected,
    } in read(text)
    {
        count += 1;
        let found = found(&article, year);
        for want in expected {
            let holds = match want.strip_prefix("not ") {
                Some(words) => !found.iter().any(|line| line.starts_with(words)),
                None => found.contains(&want),
            };
            if !holds {
                let _ = write!(
                    failures,
                    "\nmentions.md:{line} {article}\n  want {want}\n  have {}",
                    found.join("\n       ")
                );
            }
        }
    }
    assert!(count > 100, "only {count} cases were read");
    assert!(failures.is_empty(), "{failures}");
}

/// A case: the number of its line, its year and text, and the lines that must hold.
struct Case<'t> {
    line: usize,
    year: &'t str,
    article: String,
    expected: Vec<String>,
}

fn read(text: &str) -> Vec<Case<'_>> {
    let mut cases: Vec<Case<'_>> = Vec::new();
    let mut block = "";
    for (number, line) in text.lines().enumerate() {
        match (block, line) {
            ("", line) if line.starts_with("```text") => {
                block = "text";
                let year = line["```text".len()..].trim();
                cases.push(Case {
                    line: number + 1,
                    year: if year.is_empty() { YEAR } else { year },
                    article: String::new(),
                    expected: Vec::new(),
                });
            }
            ("", "```mentions") => block = "mentions",
            (_, "```") => block = "",
            ("text", line) => cases
                .last_mut()
                .expect("a block opens a case")
                .article
                .push_str(line),
            ("mentions", line) => cases
                .last_mut()
                .expect("a block opens a case")
                .expected
                .push(line.to_owned()),
            _ => {}
        }
    }
    cases
}

/// Every party and place of a text, written as the case file writes them.
fn found(article: &str, year: &str) -> Vec<String> {
    let mut lines = Vec::new();
    each(article, year, |view, mentions| {
        for mention in mentions
            .iter()
            .filter(|mention| mention.kind != MentionKind::Other)
        {
            lines.push(write(view, mentions, mention));
        }
    });
    lines
}

fn each(article: &str, year: &str, mut look: impl FnMut(&SentenceView<'_>, &Mentions)) {
    let document = Document::read(article, &Limits::default());
    let mut memory = Memory::of(&document, PlaceTables::default(), Moment::parse(year));
    let mut scratch = Scratch::default();
    for index in 0..document.sentences.len() {
        let tokens = &document.sentences[index].tokens;
        let words: Vec<&str> = tokens
            .iter()
            .map(|token| document.token_text(token))
            .collect();
        let analysis = Parser::embedded().analyze(&words, &mut scratch);
        let view = SentenceView::new(&document, index, &analysis).expect("a word a token");
        look(
            &view,
            &Mentions::find(&view, PlaceTables::default(), &mut memory),
        );
    }
}

fn write(view: &SentenceView<'_>, mentions: &Mentions, mention: &Mention) -> String {
    let alone = mention.code().unwrap_or_else(|| "-".to_owned());
    let plural_name = alone == "-" || mention.role.is_none() && mention.plural && mention.person;
    let several: Vec<String> = mentions
        .parties_of(view, mention.head)
        .iter()
        .filter(|party| party.words == mention.words)
        .filter_map(|party| party.code())
        .collect();
    let code = if plural_name && several.len() > 1 {
        several.join("+")
    } else {
        alone
    };
    let role = mention
        .role
        .as_ref()
        .map(|role| format!(" \"{role}\""))
        .unwrap_or_default();
    let place = if mention.kind == MentionKind::Place {
        " place"
    } else {
        ""
    };
    let words = view.slice(mention.words.clone());
    format!("[{words}] {code}{role}{place} {}", mention.basis)
}

#[test]
fn a_span_is_exactly_its_words() {
    each(
        "Two of Kenya's soldiers met \u{201c}rebels\u{201d} in Côte d\u{2019}Ivoire.",
        YEAR,
        |view, mentions| {
            for mention in mentions.iter() {
                let party = mention.party(view);
                assert_eq!(party.span.slice(&view.document.text), party.text);
            }
        },
    );
}

#[test]
fn a_thing_belongs_to_whom_the_words_say() {
    let cases = [
        ("Israel's response was swift.", "response", "ISR"),
        ("U.S. policy failed.", "policy", "USA"),
        (
            "The court criticised the arrest of activists by Egypt.",
            "arrest",
            "CVL EGY",
        ),
        (
            "Zarif rejected a U.S. Supreme Court decision.",
            "decision",
            "USAJUD",
        ),
        ("The US-India partnership holds.", "partnership", "USA IND"),
    ];
    for (text, noun, expected) in cases {
        each(text, YEAR, |view, mentions| {
            let head = (0..view.len())
                .find(|&word| view.lower(word) == noun)
                .expect("the noun is there");
            let owners: Vec<String> = mentions
                .owners(view, head)
                .iter()
                .filter_map(|owner| owner.code())
                .collect();
            assert_eq!(owners.join(" "), expected, "{text}");
        });
    }
}

#[test]
fn odd_sentences_do_no_harm() {
    let odd = [
        "-",
        "of of of",
        "'s",
        "both",
        "The the the",
        "US-",
        "( UN )",
        "President",
        "of the of the US",
        "and and India",
        "Mr",
        "who",
        "two of",
        "former",
        "its its its",
        "\u{201c}\u{201d}",
        "U.S.",
        "- - -",
        "India - - Pakistan",
        "the two",
        "of, of, of, of",
        "\u{1F600} said",
        "'s 's 's India 's",
    ];
    for text in odd {
        each(text, YEAR, |view, mentions| {
            for word in 0..view.len() {
                mentions.parties_of(view, word);
                mentions.owners(view, word);
            }
        });
    }
}
