//! Frames and classes, as files of the codebook.

use std::collections::{BTreeMap, BTreeSet};

use demarche_record::EventType;
use serde::Serialize;

use super::pattern::{Role, Shape, Slot, alternatives};
use crate::codes::EventCode;

/// Synonym sets of all dictionaries by name. A set that is given twice has the words of both.
#[derive(Debug, Default)]
pub(super) struct Sets {
    sets: BTreeMap<String, Vec<Vec<String>>>,
}

impl Sets {
    pub(super) fn begin(&mut self, name: &str) {
        self.sets.entry(name.to_uppercase()).or_default();
    }

    pub(super) fn add(&mut self, name: &str, member: Vec<String>) {
        let members = self.sets.entry(name.to_uppercase()).or_default();
        if !members.contains(&member) {
            members.push(member);
        }
    }

    /// The members of a set; `None` where there are none.
    pub(super) fn get(&self, name: &str) -> Option<&[Vec<String>]> {
        let members = self.sets.get(&name.to_uppercase())?;
        (!members.is_empty()).then_some(members)
    }

    /// The class that a set becomes. No class of the built-in codebook begins so.
    pub(super) fn class(name: &str) -> String {
        format!("petrarch_{}", name.to_lowercase())
    }
}

/// Imported frames by type, and the classes they use.
#[derive(Debug, Default)]
pub(crate) struct Codebook {
    types: BTreeMap<EventType, Vec<Frame>>,
    classes: BTreeMap<String, Vec<String>>,
    ids: BTreeSet<String>,
}

/// A frame as its file has it.
#[derive(Debug, Serialize)]
pub(super) struct Frame {
    id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    mode: Option<&'static str>,
    source: String,
    gloss: String,
    cameo: &'static str,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    mutual: bool,
    priority: i32,
    needs: Vec<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    recipient: Vec<&'static str>,
    patterns: Vec<String>,
}

#[derive(Serialize)]
struct FrameFile<'a> {
    #[serde(rename = "type")]
    event_type: &'static str,
    frame: &'a [Frame],
}

#[derive(Serialize)]
struct ClassFile<'a> {
    classes: &'a BTreeMap<String, Vec<String>>,
}

/// Where the target may stand when a pattern does not say.
const TARGETS: [&str; 13] = [
    "obj", "iobj", "with", "against", "to", "toward", "towards", "on", "at", "from", "for", "over",
    "in",
];

/// What tells frames of a block apart: code and direction, whether mutual, whether the source is
/// left open.
type FrameKey = ((&'static str, bool), bool, bool);

/// The frames of one block.
pub(super) struct Builder {
    file: String,
    label: String,
    line: usize,
    frames: BTreeMap<FrameKey, (EventCode, usize, Vec<String>)>,
}

impl Builder {
    pub(super) fn new(file: &str, label: &str, line: usize) -> Self {
        Builder {
            // The folder is no part of what a frame is.
            file: file.rsplit(['/', '\\']).next().unwrap_or(file).to_owned(),
            label: label.to_owned(),
            line,
            frames: BTreeMap::new(),
        }
    }

    /// The verb by itself: between two known actors, the second being its object or standing behind
    /// a preposition.
    pub(super) fn bare(
        &mut self,
        line: usize,
        event: EventCode,
        trigger: &str,
        shape: &Shape,
        refusals: &[Slot],
    ) {
        let mut shape = shape.clone();
        shape.slots.extend(refusals.iter().cloned());
        self.pattern(line, event, trigger, &shape);
    }

    /// A pattern, first with known actors on both sides, so that it goes before what asks for less;
    /// `false` where its words do not go with the trigger.
    pub(super) fn pattern(
        &mut self,
        line: usize,
        event: EventCode,
        trigger: &str,
        shape: &Shape,
    ) -> bool {
        let trigger = match &shape.particles[..] {
            [] => trigger.to_owned(),
            [particle] => {
                let with: Vec<String> = trigger
                    .split('|')
                    .map(|one| format!("{one}+{particle}"))
                    .collect();
                with.join("|")
            }
            _ => return false,
        };
        let slots = if event.reversed {
            turned(&shape.slots)
        } else {
            shape.slots.clone()
        };
        // "+ *": the subject is the target, and who does it the pattern does not say.
        let no_source = slots
            .iter()
            .any(|slot| slot.role == Some(Role::Recipient) && slot.is("subj"))
            && !slots.iter().any(|slot| slot.role == Some(Role::Actor));
        let key = (event.key(), shape.mutual, no_source);
        let (_, _, patterns) = self
            .frames
            .entry(key)
            .or_insert_with(|| (event, line, Vec::new()));
        let strict = if shape.mutual || event.reversed {
            Vec::new()
        } else {
            between_parties(&slots)
        };
        for slots in strict.iter().chain([&slots]) {
            let slots: String = slots
                .iter()
                .map(|slot| format!(" {}", slot.text()))
                .collect();
            let text = format!("v {trigger}{slots}");
            if !patterns.contains(&text) {
                patterns.push(text);
            }
        }
        true
    }
}

/// Slots with a known actor on each side; where the target has no slot yet, as the object, and
/// behind a preposition.
fn between_parties(slots: &[Slot]) -> Vec<Vec<Slot>> {
    let party = || vec!["@party".to_owned()];
    // Behind a preposition a country may stand as a place: "troops in Somalia".
    let country = || vec!["@party".to_owned(), "@country".to_owned()];
    let mut strict = slots.to_vec();
    for slot in &mut strict {
        if slot.role.is_some() && slot.asks.is_empty() {
            let core = ["subj", "obj", "iobj"].iter().any(|name| slot.is(name));
            slot.asks = if core { party() } else { country() };
        }
    }
    let has = |role| strict.iter().any(|slot: &Slot| slot.role == Some(role));
    let asks = |name: &str| strict.iter().any(|slot| slot.is(name) && !slot.optional);
    let (target, object) = (has(Role::Recipient), asks("obj"));
    if !has(Role::Actor) && !asks("subj") {
        strict.insert(0, Slot::new(&["subj"], Some(Role::Actor), party()));
    }
    if target {
        return vec![strict];
    }
    let with = |names: &[&str], asks| {
        let mut slots = strict.clone();
        slots.push(Slot::new(names, Some(Role::Recipient), asks));
        slots
    };
    let mut variants = Vec::new();
    if !object {
        variants.push(with(&TARGETS[..2], party()));
    }
    variants.push(with(&TARGETS[2..], country()));
    variants
}

/// Source and target turned round.
fn turned(slots: &[Slot]) -> Vec<Slot> {
    let mut slots = slots.to_vec();
    for slot in &mut slots {
        slot.role = slot.role.map(|role| match role {
            Role::Actor => Role::Recipient,
            Role::Recipient => Role::Actor,
        });
    }
    if !slots.iter().any(|slot| slot.role == Some(Role::Recipient)) {
        match slots
            .iter_mut()
            .find(|slot| slot.is("subj") && !slot.optional)
        {
            Some(subject) if subject.role.is_none() => subject.role = Some(Role::Recipient),
            Some(_) => {}
            None => slots.insert(0, Slot::new(&["subj"], Some(Role::Recipient), Vec::new())),
        }
    }
    if !slots.iter().any(|slot| slot.role == Some(Role::Actor)) {
        let mut source = Slot::new(
            &["obj", "iobj", "from", "by", "with", "at", "to", "in"],
            Some(Role::Actor),
            vec!["@party".to_owned()],
        );
        source.optional = true;
        slots.push(source);
    }
    slots
}

impl Codebook {
    /// Takes up the frames of a block.
    pub(super) fn add(&mut self, block: Builder) {
        let Builder {
            file,
            label,
            line: block_line,
            frames,
        } = block;
        let stem: String = label
            .to_lowercase()
            .split(|c: char| !c.is_alphanumeric())
            .filter(|part| !part.is_empty())
            .collect::<Vec<_>>()
            .join("-");
        let stem = if stem.is_empty() {
            format!("line-{block_line}")
        } else {
            stem
        };
        for ((_, mutual, no_source), (event, line, patterns)) in frames {
            let kind = event.event_type.as_str().to_lowercase();
            let base = format!("{kind}.petrarch.{stem}-{}", event.cameo.code);
            let mut id = base.clone();
            let mut number = 1;
            while !self.ids.insert(id.clone()) {
                number += 1;
                id = format!("{base}-{number}");
            }
            let needs = match (mutual, no_source) {
                (true, _) | (_, true) => vec!["R"],
                _ => vec!["A", "R"],
            };
            self.types.entry(event.event_type).or_default().push(Frame {
                id,
                mode: event.mode.map(|mode| mode.as_str()),
                source: format!("{file}, line {line}: CAMEO {}", event.cameo.code),
                gloss: format!("imported: {}", label.to_lowercase()),
                cameo: event.cameo.code,
                mutual,
                priority: 10,
                needs,
                recipient: if event.reversed {
                    Vec::new()
                } else {
                    TARGETS.to_vec()
                },
                patterns,
            });
        }
    }

    /// Takes up the sets.
    pub(super) fn classes(&mut self, sets: &Sets) {
        for (name, members) in &sets.sets {
            let words: Vec<String> = members
                .iter()
                .filter_map(|words| words.split_last())
                .flat_map(|(head, before)| {
                    let spellings = alternatives(before, head);
                    spellings.split('|').map(str::to_owned).collect::<Vec<_>>()
                })
                .collect();
            if !words.is_empty() {
                self.classes.insert(Sets::class(name), words);
            }
        }
    }

    /// How much there is.
    pub(crate) fn written(&self) -> BTreeMap<&'static str, usize> {
        let frames = || self.types.values().flatten();
        BTreeMap::from([
            ("frames", frames().count()),
            ("patterns", frames().map(|frame| frame.patterns.len()).sum()),
            ("word classes", self.classes.len()),
        ])
    }

    /// The files.
    pub(crate) fn files(&self) -> BTreeMap<String, String> {
        let mut files = BTreeMap::new();
        let mut put = |name: String, text: Result<String, toml::ser::Error>| {
            // What is written is strings, numbers and lists of them, which always have a form.
            if let Ok(text) = text {
                files.insert(format!("codebook/frames/petrarch-{name}.toml"), text);
            }
        };
        for (event_type, frames) in &self.types {
            let name = event_type.as_str();
            let file = FrameFile {
                event_type: name,
                frame: frames,
            };
            put(name.to_lowercase(), toml::to_string_pretty(&file));
        }
        if !self.classes.is_empty() {
            let classes = ClassFile {
                classes: &self.classes,
            };
            put("classes".to_owned(), toml::to_string_pretty(&classes));
        }
        files
    }
}
