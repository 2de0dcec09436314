//! Whatever the text, coding ends, and what it says of the text is so.

use std::collections::HashSet;
use std::sync::LazyLock;

use demarche_code::Coder;
use demarche_record::Article;
use proptest::prelude::*;

static CODER: LazyLock<Coder> = LazyLock::new(Coder::embedded);

/// Codes a text and checks what every event promises.
fn check(text: &str) {
    let article = Article {
        text: text.to_owned(),
        date: Some("2024-03-05".to_owned()),
        ..Article::default()
    };
    let coded = CODER.code(&article);
    assert_eq!(coded.events.len(), coded.explanations.len());
    let ids: HashSet<&str> = coded.events.iter().map(|event| event.id.as_str()).collect();
    assert_eq!(ids.len(), coded.events.len(), "one id twice in {text:?}");
    for event in &coded.events {
        assert!(
            !event.actors.is_empty() || !event.recipients.is_empty(),
            "nobody in {text:?}"
        );
        assert!((0.0..=1.0).contains(&event.confidence));
        assert!(
            event
                .mode
                .is_none_or(|mode| event.event_type.modes().contains(&mode))
        );
        for party in event
            .actors
            .iter()
            .chain(&event.recipients)
            .chain(&event.reported_by)
        {
            assert_eq!(party.span.slice(text), party.text, "in {text:?}");
        }
        for (words, span) in event
            .place
            .iter()
            .map(|place| (place.text.as_str(), place.span))
        {
            assert_eq!(span.slice(text), words, "in {text:?}");
        }
        assert!(
            event.evidence.sentence.contains(event.evidence.trigger),
            "in {text:?}"
        );
    }
    assert_eq!(
        coded.events,
        CODER.code(&article).events,
        "not the same twice: {text:?}"
    );
}

/// Words that open every branch of the engine, in any order.
const WORDS: &[&str] = &[
    "Kenya",
    "Somalia",
    "India",
    "Pakistan",
    "Russian",
    "the",
    "its",
    "which",
    "police",
    "troops",
    "president",
    "ministry",
    "spokesman",
    "Ali",
    "protesters",
    "Kismayo",
    "Cairo",
    "condemned",
    "attacked",
    "said",
    "will",
    "would",
    "not",
    "refused",
    "to",
    "withdraw",
    "meet",
    "met",
    "with",
    "talks",
    "held",
    "treaty",
    "suspended",
    "killed",
    "14",
    "three",
    "people",
    "and",
    "or",
    "but",
    "if",
    "unless",
    "by",
    "was",
    "been",
    "such",
    "as",
    "closing",
    "between",
    "of",
    "from",
    "in",
    "on",
    "Monday",
    "last",
    "week",
    "2024",
    "accused",
    "threatened",
    "agreed",
    "urged",
    "denied",
    "alleged",
    "that",
    "after",
    ",",
    ".",
    ";",
    ":",
    "-",
    "—",
    "\"",
    "“",
    "”",
    "'s",
    "’s",
    "(",
    ")",
    "no",
    "failed",
    "\n\n",
    "A\u{301}",
    "هاجم",
    "\u{0}",
    "🇰🇪",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_text_is_coded(text in "\\PC{0,400}|.{0,400}") {
        check(&text);
    }

    #[test]
    fn words_in_any_order_are_coded(words in proptest::collection::vec(proptest::sample::select(WORDS), 0..60)) {
        check(&words.join(" "));
    }

    #[test]
    fn dates_of_any_form_are_read_or_left(date in "\\PC{0,24}|[0-9]{1,5}-[0-9]{1,3}-[0-9]{1,3}") {
        let article = Article {
            text: "Kenya condemned Somalia last week and on Monday.".to_owned(),
            date: Some(date),
            ..Article::default()
        };
        CODER.code(&article);
    }
}

/// Pieces of newswire: openings, clauses, asides and endings that seldom stand together.
const FRAGMENTS: &[&str] = &[
    "NAIROBI, March 5 (Example Press) - ",
    "BREAKING: ",
    "Kenya's foreign ministry said on Tuesday ",
    "\u{201c}We will not negotiate,\u{201d} the minister said. ",
    "\"They attacked us\", ",
    "according to state television, ",
    "a spokesman for the U.N. Secretary-General said, ",
    "The rebels, who had signed a truce in 2019, ",
    "withdrew from the town of Kismayo ",
    "such as closing the border, expelling diplomats and ",
    "at least 14 people were killed and 30 others wounded ",
    "if the president were to resign, ",
    "India and Pakistan exchanged fire across the Line of Control. ",
    "No talks were held between the two sides; ",
    "Gen. A. B. Smith Jr. told reporters ",
    "in a suicide bombing \u{2014} the third this week \u{2014} ",
    "protesters (most of them students) blocked roads... ",
    "denied involvement and called for an independent investigation",
    "\n\n",
    "\r\n- ",
    ". ",
    "; ",
    "\u{a0}",
    "\u{2019}s ",
    "\u{0645}\u{0635}\u{0631} ",
    "\u{1f1f0}\u{1f1ea}",
    "Pho\u{301}to by Example Press",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn newswire_in_pieces_is_coded(pieces in proptest::collection::vec(proptest::sample::select(FRAGMENTS), 1..24)) {
        check(&pieces.concat());
    }
}

#[test]
fn deep_and_long_sentences_are_coded() {
    check(&"Kenya condemned Somalia and ".repeat(2_000));
    check(&"the spokesman of the army of ".repeat(2_000));
    check(&"who said that ".repeat(2_000));
    check(&"(".repeat(5_000));
}
