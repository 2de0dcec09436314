//! `demarche relation`: the type of the relation between two given parties.

use std::collections::BTreeMap;
use std::io;

use demarche_code::reader::{self, Reader};
use demarche_code::relation::{Relation, RelationModel};
use demarche_record::{EventType, Mode, QuadClass, Span};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::args::{self, cores};
use crate::input::{self, InputKind, Item, Origin};
use crate::report::{Exit, printable};
use crate::{interrupt, pipeline};

#[derive(Debug, Deserialize)]
struct Question {
    #[serde(default)]
    id: Value,
    text: String,
    #[serde(default)]
    actor: Option<Span>,
    #[serde(default)]
    recipient: Option<Span>,
}

#[derive(Debug, Serialize)]
struct Answer {
    id: Value,
    event_type: EventType,
    mode: Option<Mode>,
    quad_class: QuadClass,
    probabilities: BTreeMap<&'static str, f64>,
}

/// Classifies each record.
pub(crate) fn run(args: &args::Relation) -> anyhow::Result<Exit> {
    let inputs = input::find(std::slice::from_ref(&args.input), InputKind::Jsonl)?;
    let reader = args.engine.reader()?;
    let mut out = io::stdout().lock();
    // A run that could not read a byte has failed.
    let (mut answered, mut rejected, mut unread) = (false, false, true);
    let work = |item: Item| answer(item, reader.as_deref());
    pipeline::in_order(inputs.items(), cores(), work, |(origin, answer)| {
        match answer {
            Ok(line) => {
                answered = true;
                interrupt::write_whole(&mut out, line.as_bytes())?;
            }
            Err(Refusal {
                what,
                hint,
                unread: one,
            }) => {
                rejected = true;
                unread &= one;
                eprintln!(
                    "rejected: {}: {}",
                    printable(&origin.to_string()),
                    printable(&what)
                );
                eprintln!("hint: {}", printable(&hint));
            }
        }
        io::Result::Ok(())
    })?;
    Ok(match rejected {
        false => Exit::Done,
        true if unread && !answered => Exit::Failed,
        true => Exit::SomeRejected,
    })
}

/// Why a record has no answer, and what to do about it.
struct Refusal {
    what: String,
    hint: String,
    /// Whether not a byte could be read.
    unread: bool,
}

impl Refusal {
    fn new(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Refusal {
            what: what.into(),
            hint: hint.into(),
            unread: false,
        }
    }
}

fn answer(item: Item, reader: Option<&dyn Reader>) -> (Origin, Result<String, Refusal>) {
    let (origin, bytes) = item.bytes();
    let answer = bytes
        .map_err(|rejection| Refusal {
            what: rejection.what,
            hint: rejection.hint,
            unread: rejection.unread,
        })
        .and_then(|bytes| {
            let question = read(&bytes)?;
            let relation = classified(&question, reader);
            let probabilities = relation
                .probabilities
                .iter()
                .map(|(event_type, p)| (event_type.as_str(), (f64::from(*p) * 1e6).round() / 1e6))
                .collect();
            let answer = Answer {
                id: question.id,
                event_type: relation.event_type,
                mode: relation.mode,
                quad_class: relation.quad_class,
                probabilities,
            };
            let line = serde_json::to_string(&answer)
                .map_err(|error| Refusal::new(error.to_string(), "report this as a bug"))?;
            Ok(format!("{line}\n"))
        });
    (origin, answer)
}

/// The relation as the reader sees it, or as the linear model does where there is none or it leaves
/// the question to that.
fn classified(question: &Question, reader: Option<&dyn Reader>) -> Relation {
    let Question {
        text,
        actor,
        recipient,
        ..
    } = question;
    let asked = reader::Question {
        text,
        actor: *actor,
        recipient: *recipient,
    };
    let classes = reader.and_then(|reader| reader.relate(&[asked]).into_iter().next().flatten());
    let model = RelationModel::embedded();
    match classes {
        Some(classes) => model.complete(text, *actor, *recipient, &classes),
        None => model.classify(text, *actor, *recipient),
    }
}

fn read(bytes: &[u8]) -> Result<Question, Refusal> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let question: Question = serde_json::from_slice(bytes).map_err(|error| {
        Refusal::new(
            input::in_record(&format!("not a relation record: {error}")),
            "write {\"id\": …, \"text\": \"…\", \"actor\": [start, end] or null, \"recipient\": …}",
        )
    })?;
    let length = question.text.chars().count() as u32;
    for (name, span) in [("actor", question.actor), ("recipient", question.recipient)] {
        if let Some(span) = span.filter(|span| span.start >= span.end || span.end > length) {
            return Err(Refusal::new(
                format!(
                    "\"{name}\" is [{}, {}], but the text has {length} characters",
                    span.start, span.end
                ),
                "offsets count Unicode characters, end exclusive; null where nobody is named",
            ));
        }
    }
    Ok(question)
}
