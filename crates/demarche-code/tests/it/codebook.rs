//! The sentences in the codebook run: what a frame says codes must code, and what it refuses must
//! not be coded by it.

use demarche_code::Coder;
use demarche_code::codebook::{Codebook, Frame, FrameMode};
use demarche_record::{Article, Event, Party};

fn coder() -> &'static Coder {
    static CODER: std::sync::OnceLock<Coder> = std::sync::OnceLock::new();
    CODER.get_or_init(Coder::embedded)
}

fn events(sentence: &str) -> Vec<Event> {
    let article = Article {
        text: sentence.to_owned(),
        ..Article::default()
    };
    coder().code(&article).events
}

fn code_fits(party: &Party, code: &str) -> bool {
    if let Some(words) = code.strip_prefix('"') {
        return party.text.contains(words.trim_end_matches('"'));
    }
    let sector = |want: &str| party.sectors.iter().any(|sector| sector.as_str() == want);
    let country = |want: &str| {
        party
            .country
            .is_some_and(|country| country.as_str() == want)
    };
    match code.len() {
        3 => country(code) || sector(code),
        6 => country(&code[..3]) && (sector(&code[3..]) || party.sectors.is_empty()),
        _ => false,
    }
}

fn side_fits(wanted: &str, parties: &[Party]) -> bool {
    let wanted = wanted.trim();
    if wanted == "_" {
        return parties.is_empty();
    }
    wanted
        .split(" + ")
        .all(|code| code.trim() == "?" || parties.iter().any(|party| code_fits(party, code.trim())))
}

/// Whether an example codes; the text of what came instead where it does not.
fn check(frame: &Frame, example: &str) -> Result<(), String> {
    let Some((sentence, expected)) = example.rsplit_once("=>") else {
        return Err(format!("\"{example}\" has no =>"));
    };
    let sentence = sentence.trim();
    let (parties, attributes) = match expected.split_once('[') {
        Some((parties, rest)) => (parties, rest.trim_end().trim_end_matches(']')),
        None => (expected, ""),
    };
    let (actors, recipients) = parties.split_once("->").unwrap_or((parties, "_"));
    let attribute = |name: &str| {
        attributes
            .split([' ', ','])
            .filter_map(|pair| pair.split_once('='))
            .find(|(key, _)| *key == name)
            .map(|(_, value)| value)
    };
    let mode = match (attribute("mode"), frame.mode) {
        (Some(mode), _) => Some(mode.to_owned()),
        (None, FrameMode::Fixed(mode)) => Some(mode.as_str().to_owned()),
        (None, _) => None,
    };
    let events = events(sentence);
    let fits = |event: &Event| {
        event.event_type == frame.event_type
            && mode
                .as_deref()
                .is_none_or(|mode| event.mode.is_some_and(|have| have.as_str() == mode))
            && attribute("status").is_none_or(|status| event.status.as_str() == status)
            && side_fits(actors, &event.actors)
            && (side_fits(recipients, &event.recipients)
                || (frame.mutual && side_fits(recipients, &event.actors)))
    };
    if events.iter().any(fits) {
        return Ok(());
    }
    let got: Vec<String> = events.iter().map(describe).collect();
    Err(format!(
        "{sentence}\n      want {}\n      got  {}",
        expected.trim(),
        got.join("\n           ")
    ))
}

fn describe(event: &Event) -> String {
    let side = |parties: &[Party]| {
        let codes: Vec<String> = parties
            .iter()
            .map(|party| format!("[{}] {}", party.text, party.code.as_deref().unwrap_or("?")))
            .collect();
        codes.join(" + ")
    };
    format!(
        "{}/{} {} -> {} {} ({})",
        event.event_type,
        event.mode.map_or("-", |mode| mode.as_str()),
        side(&event.actors),
        side(&event.recipients),
        event.status.as_str(),
        event.evidence.rule
    )
}

#[test]
fn examples_code_and_counterexamples_do_not() {
    let mut failures = Vec::new();
    let mut run = 0;
    for frame in &Codebook::embedded().frames {
        for example in &frame.codes {
            run += 1;
            if let Err(message) = check(frame, example) {
                failures.push(format!("{}\n   codes: {message}", frame.id));
            }
        }
        for example in &frame.refuses {
            run += 1;
            let fired: Vec<String> = events(example)
                .iter()
                .filter(|event| event.evidence.rule == frame.id)
                .map(describe)
                .collect();
            if !fired.is_empty() {
                failures.push(format!(
                    "{}\n   refuses: {example}\n      got  {}",
                    frame.id, fired[0]
                ));
            }
        }
    }
    assert!(run > 0, "the codebook has no examples");
    assert!(
        failures.is_empty(),
        "{} of {run} examples fail:\n{}",
        failures.len(),
        failures.join("\n")
    );
}

#[test]
fn every_frame_has_a_source_and_examples_of_both_kinds() {
    for frame in &Codebook::embedded().frames {
        assert!(!frame.source.is_empty(), "{} has no source", frame.id);
        assert!(
            !frame.codes.is_empty(),
            "{} has no example that codes",
            frame.id
        );
        assert!(
            !frame.refuses.is_empty(),
            "{} has no example that must not",
            frame.id
        );
    }
}
