//! Events end to end: sentences with a known relation, sentences without any event, and what a
//! confidence is worth.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context, Result};
use demarche_code::Coder;
use demarche_code::relation::{CLASSES, class_of};
use demarche_record::{Article, Event, EventType, Party, Span, Status};

use crate::relations::{self, Example};

/// Found and wanted, for one class of events.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Found {
    /// Sentences whose relation was coded.
    pub(crate) found: usize,
    /// Sentences whose relation was coded between these parties with another type.
    pub(crate) other_type: usize,
    /// Sentences.
    pub(crate) wanted: usize,
}

/// Confidences of events, and whether each was right.
pub(crate) type Judged = Vec<(f64, bool)>;

/// End to end on sentences with a known relation.
#[derive(Debug, Default)]
pub(crate) struct EndToEnd {
    /// By class of the relation model.
    pub(crate) classes: BTreeMap<&'static str, Found>,
    /// Events in all.
    pub(crate) events: usize,
    /// Misses, told for people.
    pub(crate) errors: String,
}

impl EndToEnd {
    /// All classes together.
    pub(crate) fn total(&self) -> Found {
        self.classes
            .values()
            .fold(Found::default(), |sum, class| Found {
                found: sum.found + class.found,
                other_type: sum.other_type + class.other_type,
                wanted: sum.wanted + class.wanted,
            })
    }
}

/// Codes every sentence, nothing given, and looks for its relation.
pub(crate) fn end_to_end(coder: &Coder, path: &Path) -> Result<EndToEnd> {
    let mut outcome = EndToEnd::default();
    for (index, example) in relations::read_plv(path)?.iter().enumerate() {
        let events = code(coder, &example.text);
        outcome.events += events.len();
        let pairs: Vec<&Event> = events
            .iter()
            .filter(|event| parties_fit(event, example))
            .collect();
        let right = |event: &&Event| class_of(event.event_type) == example.class;
        let found = pairs.iter().any(right);
        let name = CLASSES[example.class].as_str();
        let class = outcome.classes.entry(name).or_default();
        class.wanted += 1;
        class.found += usize::from(found);
        class.other_type += usize::from(!found && !pairs.is_empty());
        if !found {
            let side = |span: Option<Span>| span.map_or("_", |span| span.slice(&example.text));
            let _ = writeln!(
                outcome.errors,
                "\n{} {name} [{}] -> [{}]\n  {}",
                index + 1,
                side(example.actor),
                side(example.recipient),
                example.text
            );
            for event in &events {
                let _ = writeln!(outcome.errors, "  got {}", told(event, &example.text));
            }
        }
    }
    Ok(outcome)
}

/// Whether the event is between the parties of the example: the spans overlap; a party that the
/// text does not name may be anyone; in a mutual event the two may stand in either order.
fn parties_fit(event: &Event, example: &Example) -> bool {
    let meets = |span: Option<Span>, parties: &[Party]| match span {
        Some(span) => parties.iter().any(|party| party.span.overlaps(span)),
        None => true,
    };
    let straight =
        meets(example.actor, &event.actors) && meets(example.recipient, &event.recipients);
    let mutual = event.recipients.is_empty() && event.actors.len() > 1;
    straight
        || (mutual
            && meets(example.actor, &event.actors)
            && meets(example.recipient, &event.actors))
}

/// What a known relation says of an event in its sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Between these parties, of this type.
    Right,
    /// With one of these parties in its seat, but of another type or with another party.
    Wrong,
    /// About others, as the sentence may tell of more than its one known relation, or of a type on
    /// which the data set and the manual differ.
    Unknown,
}

/// Whether version 2.0 of the manual gives this type to events that the data set, which follows an
/// earlier one, counts under another: sanctions as coercion; cyber attacks, blockades and seizures
/// as assault; announced retreats as agreement; convictions as accusation.
fn manual_differs(labelled: EventType, coded: EventType) -> bool {
    matches!(
        (labelled, coded),
        (EventType::Coerce | EventType::Accuse, EventType::Sanction)
            | (EventType::Assault, EventType::Coerce)
            | (EventType::Agree, EventType::Concede)
    )
}

/// Judges an event by the sentence's known relation.
pub(crate) fn verdict(event: &Event, example: &Example) -> Verdict {
    let meets = |span: Option<Span>, parties: &[Party]| {
        span.is_some_and(|span| parties.iter().any(|party| party.span.overlaps(span)))
    };
    let fit = parties_fit(event, example);
    if fit && class_of(event.event_type) == example.class {
        Verdict::Right
    } else if fit && manual_differs(CLASSES[example.class], event.event_type) {
        Verdict::Unknown
    } else if meets(example.actor, &event.actors) || meets(example.recipient, &event.recipients) {
        Verdict::Wrong
    } else {
        Verdict::Unknown
    }
}

/// Sentences that hold no event.
#[derive(Debug, Default)]
pub(crate) struct NoEvent {
    /// Sentences.
    pub(crate) sentences: usize,
    /// Of them, those with an event of status actual.
    pub(crate) with_actual: usize,
    /// Of them, those with any event.
    pub(crate) with_any: usize,
    /// The events, told for people.
    pub(crate) errors: String,
}

/// Codes every sentence and counts events that should not be.
pub(crate) fn no_event(coder: &Coder, path: &Path) -> Result<NoEvent> {
    let text =
        std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    let mut outcome = NoEvent::default();
    for line in text.lines().skip(1) {
        let Some((id, sentence)) = line.split_once('\t') else {
            continue;
        };
        let events = code(coder, sentence);
        let actual = events.iter().any(|event| event.status == Status::Actual);
        outcome.sentences += 1;
        outcome.with_any += usize::from(!events.is_empty());
        outcome.with_actual += usize::from(actual);
        if actual {
            let _ = writeln!(outcome.errors, "\n{id}\n  {sentence}");
            for event in &events {
                let _ = writeln!(outcome.errors, "  got {}", told(event, sentence));
            }
        }
    }
    Ok(outcome)
}

fn code(coder: &Coder, sentence: &str) -> Vec<Event> {
    coder
        .code(&Article {
            text: sentence.to_owned(),
            ..Article::default()
        })
        .events
}

/// An event on one line.
pub(crate) fn told(event: &Event, text: &str) -> String {
    let parties = |parties: &[Party]| {
        let told: Vec<String> = parties
            .iter()
            .map(|party| format!("[{}] {}", party.text, party.code.as_deref().unwrap_or("-")))
            .collect();
        if told.is_empty() {
            "_".to_owned()
        } else {
            told.join(" + ")
        }
    };
    format!(
        "{:.2} {}{} {} -> {}  {} {} [{}] {}",
        event.confidence,
        event.event_type,
        event
            .mode
            .map_or_else(String::new, |mode| format!("/{mode}")),
        parties(&event.actors),
        parties(&event.recipients),
        event.status.as_str(),
        event.certainty.as_str(),
        event.evidence.trigger.slice(text),
        event.evidence.rule,
    )
}

/// A bin of confidences: from, to, events, right ones, sum of confidences.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Bin {
    /// Lowest confidence.
    pub(crate) from: f64,
    /// Highest confidence, exclusive.
    pub(crate) to: f64,
    /// Events.
    pub(crate) events: usize,
    /// Of them, right ones.
    pub(crate) right: usize,
    /// Sum of their confidences.
    pub(crate) sum: f64,
}

/// How far confidences are from the share that is right, over ten bins of equal width (expected
/// calibration error).
pub(crate) fn calibration_error(judged: &[(f64, bool)]) -> f64 {
    let mut bins = [(0usize, 0.0, 0usize); 10];
    for (confidence, right) in judged {
        let bin = &mut bins[((confidence * 10.0) as usize).min(9)];
        bin.0 += 1;
        bin.1 += confidence;
        bin.2 += usize::from(*right);
    }
    let off: f64 = bins
        .iter()
        .map(|(_, sum, right)| (sum - *right as f64).abs())
        .sum();
    off / judged.len().max(1) as f64
}

/// What confidences are worth.
pub(crate) fn calibration(judged: &[(f64, bool)]) -> Vec<Bin> {
    let edges = [0.0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 1.01];
    edges
        .windows(2)
        .map(|edge| {
            let mut bin = Bin {
                from: edge[0],
                to: edge[1],
                ..Bin::default()
            };
            for (confidence, right) in judged {
                if (bin.from..bin.to).contains(confidence) {
                    bin.events += 1;
                    bin.right += usize::from(*right);
                    bin.sum += confidence;
                }
            }
            bin
        })
        .collect()
}
