//! Any text is coded; every span slices the words it stands for; the same text codes alike.

#![no_main]

use std::sync::LazyLock;

use demarche_code::Coder;
use demarche_record::Article;

static CODER: LazyLock<Coder> = LazyLock::new(Coder::embedded);

libfuzzer_sys::fuzz_target!(|text: &str| {
    let article = Article {
        text: text.to_owned(),
        date: Some("2024-03-05".to_owned()),
        ..Article::default()
    };
    let coded = CODER.code(&article);
    for event in &coded.events {
        assert!(!event.actors.is_empty() || !event.recipients.is_empty());
        assert!((0.0..=1.0).contains(&event.confidence));
        for party in event.actors.iter().chain(&event.recipients).chain(&event.reported_by) {
            assert_eq!(party.span.slice(text), party.text);
        }
        assert!(event.evidence.sentence.contains(event.evidence.trigger));
    }
    assert_eq!(coded.events, CODER.code(&article).events);
});
