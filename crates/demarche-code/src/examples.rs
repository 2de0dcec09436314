//! The sentences that stand in the codebook beside its frames, run as tests: what a frame `codes`
//! must code, and what it `refuses` must not be coded by it.

use demarche_record::{Article, Event, Party};

use crate::Coder;
use crate::codebook::{Frame, FrameMode};

/// A sentence of a frame that did not do what the frame says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Miss {
    /// The frame.
    pub frame: String,
    /// The sentence as it stands in the codebook.
    pub example: String,
    /// What came instead.
    pub message: String,
}

/// Runs the sentences of a frame; those that fail.
pub fn misses(coder: &Coder, frame: &Frame) -> Vec<Miss> {
    let miss = |example: &str, message: String| Miss {
        frame: frame.id.clone(),
        example: example.to_owned(),
        message,
    };
    let mut misses = Vec::new();
    for example in &frame.codes {
        if let Err(message) = codes(coder, frame, example) {
            misses.push(miss(example, message));
        }
    }
    for example in &frame.refuses {
        let fired = events(coder, example)
            .into_iter()
            .find(|event| event.evidence.rule == frame.id);
        if let Some(event) = fired {
            misses.push(miss(
                example,
                format!("the frame fires: {}", describe(&event)),
            ));
        }
    }
    misses
}

fn events(coder: &Coder, sentence: &str) -> Vec<Event> {
    let article = Article {
        text: sentence.to_owned(),
        ..Article::default()
    };
    coder.code(&article).events
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
fn codes(coder: &Coder, frame: &Frame, example: &str) -> Result<(), String> {
    let Some((sentence, expected)) = example.rsplit_once("=>") else {
        return Err("it says no parties: write SENTENCE => ACTOR -> RECIPIENT".to_owned());
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
    let events = events(coder, sentence);
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
    Err(match got.is_empty() {
        true => "nothing is coded".to_owned(),
        false => format!("what is coded: {}", got.join("; ")),
    })
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
