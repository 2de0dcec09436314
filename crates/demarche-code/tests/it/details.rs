//! Dates, places, objects, counts and contexts, each against a Markdown file of cases.
//!
//! A case is a list item: `- text => result`, the trigger between asterisks, for dates with the
//! day of publication before a bar. Text and tree are the real ones.

use std::fmt::Write as _;

use demarche_code::Coder;
use demarche_code::contexts::{ArticleContexts, ContextCues, SentenceCues, contexts};
use demarche_code::dates::{anchor, event_date, is_past_date, time_phrases};
use demarche_code::objects::{Objects, object};
use demarche_code::places::{PlaceContext, event_place, sentence_places};
use demarche_code::quantities::{counts, quantities};
use demarche_code::view::SentenceView;
use demarche_parse::{Analysis, Parser, Scratch};
use demarche_record::{Article, Context};
use demarche_text::Document;
use proptest::prelude::*;

#[test]
fn dates() {
    check(include_str!("dates.md"), 80, |case| {
        let before = (case.sentence.checked_sub(1)).map(|before| case.parsed.view(before));
        let day = case.day.and_then(anchor);
        let date = event_date(&case.view(), before.as_ref(), case.trigger, day);
        match date {
            None => "none".to_owned(),
            Some(date) => {
                let mut line = match date.start == date.end {
                    true => date.start,
                    false => format!("{}..{}", date.start, date.end),
                };
                let _ = write!(line, " {}", date.basis);
                if let Some(span) = date.span {
                    let _ = write!(line, " [{}]", span.slice(&case.document.text));
                }
                line
            }
        }
    });
}

#[test]
fn a_dateline_anchors_what_its_article_says() {
    let coder = Coder::embedded();
    let date = |publication: Option<&str>, text: &str| {
        let article = Article {
            text: text.to_owned(),
            date: publication.map(str::to_owned),
            ..Article::default()
        };
        let coded = coder.code(&article);
        let date = coded.events.first().and_then(|event| event.date.clone());
        date.map(|date| format!("{} {}", date.start, date.basis))
    };
    let expelled = "Kenya expelled the ambassador of Sudan";
    let case = |publication, dateline: &str, rest: &str| {
        date(publication, &format!("{dateline}{expelled}{rest}"))
    };
    for (publication, dateline, rest, wanted) in [
        // The article was written the day before it was published.
        (
            Some("2025-05-02"),
            "NAIROBI, May 1 (Example) - ",
            ".",
            Some("2025-05-01 dateline"),
        ),
        (
            Some("2025-05-02"),
            "NAIROBI, May 1 (Reuters) - ",
            " yesterday.",
            Some("2025-04-30 relative"),
        ),
        (
            Some("2025-05-01"),
            "NAIROBI, May 1 (Reuters) - ",
            ".",
            Some("2025-05-01 publication"),
        ),
        (
            Some("2025-01-01"),
            "NAIROBI, Dec 31 (Reuters) - ",
            ".",
            Some("2024-12-31 dateline"),
        ),
        // Too far from the day of publication to be of its year.
        (
            Some("2025-05-01"),
            "NAIROBI, March 3 (Reuters) - ",
            ".",
            Some("2025-05-01 publication"),
        ),
        // Without publication a full date anchors, and a day without its year does not.
        (
            None,
            "NAIROBI, May 1, 2025 (Reuters) - ",
            " on Tuesday.",
            Some("2025-04-29 weekday"),
        ),
        (None, "NAIROBI, May 1 (Reuters) - ", ".", None),
        (Some("2025-05-01"), "", ".", Some("2025-05-01 publication")),
    ] {
        assert_eq!(
            case(publication, dateline, rest).as_deref(),
            wanted,
            "{dateline}{rest}"
        );
    }
}

#[test]
fn places() {
    check(include_str!("places.md"), 30, |case| {
        match event_place(&case.view(), case.trigger, &PlaceContext::default()) {
            None => "none".to_owned(),
            Some(place) => {
                let mut line = format!("[{}]", place.text);
                assert_eq!(place.text, place.span.slice(&case.document.text));
                assert_eq!(place.lat.is_some(), place.lon.is_some());
                if let Some(name) = place.name.filter(|name| *name != place.text) {
                    let _ = write!(line, " {name}");
                }
                if let Some(country) = place.country {
                    let _ = write!(line, " {}", country.as_str());
                }
                if let Some(precision) = place.precision {
                    let _ = write!(line, " {}", format!("{precision:?}").to_lowercase());
                }
                line
            }
        }
    });
}

/// A month of a date is no place, however many towns are called so.
#[test]
fn months_are_no_places() {
    for (text, place) in [
        ("On March 2 the bomb killed 19 people.", None),
        ("Gunmen killed four soldiers in May.", None),
        (
            "Gunmen killed four soldiers in Aleppo on August 4.",
            Some("Aleppo"),
        ),
    ] {
        let coded = Coder::embedded().code(&Article {
            text: text.to_owned(),
            date: Some("2026-09-01".to_owned()),
            ..Article::default()
        });
        let event = coded.events.first().expect("it tells of an event");
        let found = event.place.as_ref().map(|place| place.text.as_str());
        assert_eq!(found, place, "{text}");
    }
}

#[test]
fn objects() {
    check(include_str!("objects.md"), 30, |case| {
        match object(&case.view(), case.trigger, Objects::embedded()) {
            None => "none".to_owned(),
            Some(object) => {
                let words = object.span.slice(&case.document.text);
                match words == object.name {
                    true => format!("{} [{words}]", object.kind),
                    false => format!("{} {} [{words}]", object.kind, object.name),
                }
            }
        }
    });
}

#[test]
fn quantities_of_events() {
    check(include_str!("quantities.md"), 40, |case| {
        let found = quantities(&case.view(), case.trigger, &[]);
        let fields = [
            ("killed", found.killed),
            ("injured", found.injured),
            ("arrested", found.arrested),
            ("displaced", found.displaced),
        ];
        let said: Vec<String> = fields
            .iter()
            .filter_map(|(name, value)| value.map(|value| format!("{name}={value}")))
            .collect();
        match said.is_empty() {
            true => "none".to_owned(),
            false => said.join(" "),
        }
    });
}

/// Expected contexts must be found; those after "not" must not.
#[test]
fn contexts_of_sentences() {
    let file = include_str!("contexts.md");
    let mut failures = String::new();
    let mut run = 0;
    let mut met = Vec::new();
    for (number, line) in cases(file) {
        let (text, expected) = line.split_once(" => ").expect("a case has \" => \"");
        let parsed = Parsed::read(text);
        let cues: Vec<SentenceCues> = (0..parsed.analyses.len())
            .map(|sentence| ContextCues::embedded().sentence(&parsed.view(sentence)))
            .collect();
        let found = contexts(&cues[0], &ArticleContexts::read(&cues));
        run += 1;
        let (wanted, unwanted) = expected.split_once("not ").unwrap_or((expected, ""));
        let parse = |names: &str| -> Vec<Context> {
            names
                .split_whitespace()
                .map(|name| Context::parse(name).unwrap_or_else(|| panic!("line {number}: {name}")))
                .collect()
        };
        let (wanted, unwanted) = (parse(wanted), parse(unwanted));
        let right = wanted.iter().all(|context| found.contains(context))
            && !unwanted.iter().any(|context| found.contains(context));
        met.extend(wanted);
        if !right {
            let found: Vec<&str> = found.iter().map(|context| context.as_str()).collect();
            let _ = writeln!(
                failures,
                "contexts.md:{number}: {text}\n   found {found:?}\n   wanted {expected}"
            );
        }
    }
    assert!(failures.is_empty(), "{failures}");
    assert!(run >= 80, "{run} cases");
    for context in Context::ALL {
        assert!(met.contains(context), "no case for {}", context.as_str());
    }
}

#[test]
fn an_old_date_makes_an_event_past() {
    let parsed = Parsed::read("The two armies fought a war in 1971.");
    let view = parsed.view(0);
    let day = anchor("2025-05-01");
    let date = event_date(&view, None, 3, day).unwrap();
    assert!(is_past_date(&date, day));
    let date = event_date(&view, None, 3, None).unwrap();
    assert!(!is_past_date(&date, None));
}

#[test]
fn first_use_is_quick() {
    let parsed = Parsed::read("Troops were deployed in Kabul.");
    let view = parsed.view(0);
    let start = std::time::Instant::now();
    ContextCues::embedded().sentence(&view);
    let _ = object(&view, 2, Objects::embedded());
    let _ = quantities(&view, 2, &[]);
    let _ = sentence_places(&view, &PlaceContext::default());
    // Generous: a busy machine and an unoptimised build must pass.
    assert!(start.elapsed().as_millis() < 1000);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn nothing_panics_on_any_text(text in text()) {
        let parsed = Parsed::read(&text);
        for sentence in 0..parsed.analyses.len() {
            let view = parsed.view(sentence);
            let _ = ContextCues::embedded().sentence(&view);
            let before = sentence.checked_sub(1).map(|before| parsed.view(before));
            let _ = time_phrases(&view, before.as_ref());
            let _ = counts(&view);
            for trigger in 0..view.len() + 1 {
                let _ = quantities(&view, trigger, &[]);
                let _ = object(&view, trigger, Objects::embedded());
                if let Some(place) = event_place(&view, trigger, &PlaceContext::default()) {
                    prop_assert_eq!(&place.text, place.span.slice(&parsed.document.text));
                }
                for day in ["2024-02-29", "9999-12-31", "0001-01-01", "nonsense"] {
                    if let Some(date) = event_date(&view, before.as_ref(), trigger, anchor(day)) {
                        prop_assert!(date.start <= date.end);
                    }
                }
            }
        }
    }
}

/// Any Unicode, and soups of the words that these modules look for.
fn text() -> impl Strategy<Value = String> {
    const WORDS: &[&str] = &[
        "on",
        "Thursday",
        "last",
        "week",
        "May",
        "1",
        "31",
        "2024",
        "in",
        "from",
        "to",
        "and",
        "between",
        "-",
        "two",
        "hundred",
        "million",
        "9999999999",
        "1.5",
        "days",
        "ago",
        "killed",
        "killing",
        "people",
        "dead",
        "wounded",
        "at",
        "least",
        "arrest",
        "of",
        "the",
        "treaty",
        "Kabul",
        "Gaza",
        "Line",
        "Control",
        ",",
        ".",
        "which",
        "was",
        "said",
        "attack",
        "toll",
        "rose",
        "since",
        "1980s",
        "29",
        "February",
        "next",
        "year",
        "weekend",
        "lives",
        "claimed",
        "dozen",
        "a",
        "é",
        "’s",
        "200",
        "20,000",
        "past",
        "years",
        "century",
        "until",
    ];
    let words =
        prop::collection::vec(prop::sample::select(WORDS), 0..24).prop_map(|words| words.join(" "));
    prop_oneof!["\\PC{0,120}", words]
}

/// A text through the real text and parse crates.
struct Parsed {
    document: Document,
    analyses: Vec<Analysis>,
}

impl Parsed {
    fn read(text: &str) -> Parsed {
        let document = Document::from_text(text);
        let mut scratch = Scratch::default();
        let analyses = document
            .sentences
            .iter()
            .map(|sentence| {
                let words: Vec<&str> = document.words(sentence).collect();
                Parser::embedded().analyze(&words, &mut scratch)
            })
            .collect();
        Parsed { document, analyses }
    }

    fn view(&self, sentence: usize) -> SentenceView<'_> {
        SentenceView::new(&self.document, sentence, &self.analyses[sentence]).unwrap()
    }
}

/// A case with a trigger.
struct Case<'c> {
    day: Option<&'c str>,
    document: &'c Document,
    parsed: &'c Parsed,
    sentence: usize,
    trigger: usize,
}

impl Case<'_> {
    fn view(&self) -> SentenceView<'_> {
        self.parsed.view(self.sentence)
    }
}

fn cases(file: &str) -> impl Iterator<Item = (usize, &str)> {
    file.lines()
        .enumerate()
        .filter_map(|(number, line)| Some((number + 1, line.strip_prefix("- ")?)))
}

fn check(file: &str, least: usize, answer: impl Fn(&Case<'_>) -> String) {
    let mut failures = String::new();
    let mut run = 0;
    for (number, line) in cases(file) {
        let (input, expected) = line
            .split_once(" => ")
            .unwrap_or_else(|| panic!("line {number}: no \" => \""));
        let (day, marked) = match input.split_once(" | ") {
            Some((day, marked)) => (Some(day), marked),
            None => (None, input),
        };
        let mut parts = marked.split('*');
        let (Some(before), Some(trigger), Some(after), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            panic!("line {number}: mark one trigger with asterisks");
        };
        let offset = before.chars().count() as u32;
        let parsed = Parsed::read(&format!("{before}{trigger}{after}"));
        let place = parsed
            .document
            .sentences
            .iter()
            .enumerate()
            .find_map(|(index, sentence)| {
                let word = sentence
                    .tokens
                    .iter()
                    .position(|token| token.span.start == offset)?;
                Some((index, word))
            });
        let (sentence, trigger) = place.unwrap_or_else(|| panic!("line {number}: no such token"));
        let case = Case {
            day,
            document: &parsed.document,
            parsed: &parsed,
            sentence,
            trigger,
        };
        run += 1;
        let found = answer(&case);
        if found != expected {
            let _ = writeln!(
                failures,
                "line {number}: {marked}\n   found {found}\n  wanted {expected}"
            );
            if std::env::var_os("SHOW_TREES").is_some_and(|show| !show.is_empty()) {
                failures.push_str(&tree(&case.view()));
            }
        }
    }
    assert!(failures.is_empty(), "{failures}");
    assert!(run >= least, "{run} cases");
}

/// The tree, for a failing case (`SHOW_TREES=1`).
fn tree(view: &SentenceView<'_>) -> String {
    let mut out = String::new();
    for word in 0..view.len() {
        let _ = writeln!(
            out,
            "      {word:2} {:16} {:5} {:4} {:12} <- {} {:?}",
            view.text(word),
            view.upos(word).as_str(),
            view.xpos(word),
            view.deprel(word).as_str(),
            view.head(word).map_or("-", |head| view.text(head)),
            view.entity(word).map(|entity| entity.kind)
        );
    }
    out
}
