//! Conditions: what an event must be for a line of a table to hold.

use demarche_record::EventType;
use serde::Deserialize;

use crate::fact::Fact;

/// What an event must be for a line to hold. A field that is not given asks nothing; of a list, one
/// must hold.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Condition {
    /// PLOVER types.
    #[serde(rename = "type")]
    pub types: Vec<EventType>,
    /// PLOVER modes; "-" is none.
    pub mode: Vec<String>,
    /// Kinds of the object; "-" is none.
    pub object: Vec<String>,
    /// Words of the object's name, in lower case.
    pub word: Vec<String>,
    /// Words that must not be in the object's name.
    pub no_word: Vec<String>,
    /// Frames, or beginnings of their ids.
    pub frame: Vec<String>,
    /// Frames that it must not be of.
    pub no_frame: Vec<String>,
    /// CAMEO codes, or their beginnings.
    pub cameo: Vec<String>,
    /// Words near the trigger, in lower case; without the text none stands there.
    pub near: Vec<String>,
    /// Words that must not stand near the trigger.
    pub not_near: Vec<String>,
}

impl Condition {
    pub(crate) fn holds(&self, fact: &Fact) -> bool {
        let thing = fact.thing.as_ref();
        let named = |words: &[String]| {
            thing.is_some_and(|thing| {
                let name = thing.name.to_lowercase();
                words.iter().any(|word| name.contains(word.as_str()))
            })
        };
        let any = |list: &[String], value: Option<&str>| {
            list.is_empty() || list.iter().any(|item| item == value.unwrap_or("-"))
        };
        (self.types.is_empty() || self.types.contains(&fact.event_type))
            && any(&self.mode, fact.mode_name())
            && any(&self.object, thing.map(|thing| &*thing.kind))
            && (self.frame.is_empty() || begins(&self.frame, &fact.frame))
            && !begins(&self.no_frame, &fact.frame)
            && (self.cameo.is_empty()
                || fact
                    .cameo
                    .as_deref()
                    .is_some_and(|cameo| begins(&self.cameo, cameo)))
            && (self.word.is_empty() || named(&self.word))
            && (self.no_word.is_empty() || !named(&self.no_word))
            && (self.near.is_empty() || fact.is_near(&self.near))
            && (self.not_near.is_empty() || !fact.is_near(&self.not_near))
    }
}

fn begins(list: &[String], value: &str) -> bool {
    list.iter().any(|start| value.starts_with(start.as_str()))
}

/// Types of events as a set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Types(u32);

impl Types {
    /// Those that one of these conditions may hold for.
    pub(crate) fn of<'c>(conditions: impl Iterator<Item = &'c Condition>) -> Types {
        let one = |condition: &Condition| match condition.types[..] {
            [] => u32::MAX,
            ref types => types.iter().fold(0, |bits, of| bits | bit(*of)),
        };
        Types(conditions.map(one).fold(0, |bits, of| bits | of))
    }

    pub(crate) fn has(self, of: EventType) -> bool {
        self.0 & bit(of) != 0
    }
}

fn bit(of: EventType) -> u32 {
    1 << (of as u32 % 32)
}

pub(crate) fn any(conditions: &[Condition], fact: &Fact) -> bool {
    conditions.iter().any(|condition| condition.holds(fact))
}
