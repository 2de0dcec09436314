//! The names of what the graph's outputs count, read into the program's own types once.

use std::collections::BTreeMap;

use demarche_code::reader::LinkKind;
use demarche_code::relation::class_of;
use demarche_parse::entities::OUTSIDE;
use demarche_parse::tagger::XPOS;
use demarche_parse::{Deprel, EntityKind, Upos};
use demarche_record::{Certainty, EventType, Mode, Status};
use serde::Deserialize;

use crate::weights::Error;

/// What each output counts, in its order.
#[derive(Clone, Debug)]
pub(crate) struct Labels {
    /// Universal and Penn tag.
    pub(crate) tags: Vec<(Upos, &'static str)>,
    /// Relations of a word to its head; `None` where this program has no such relation.
    pub(crate) deprels: Vec<Option<Deprel>>,
    /// Classes of the linear tagger of names.
    pub(crate) entities: Vec<u8>,
    /// Types of events; `None` where the word triggers none.
    pub(crate) events: Vec<Option<EventType>>,
    /// Modes, each of its type; `None` where there is none.
    pub(crate) modes: Vec<Option<(EventType, Mode)>>,
    /// How an event stands to time and fact.
    pub(crate) statuses: Vec<Status>,
    /// Who vouches for it.
    pub(crate) certainties: Vec<Certainty>,
    /// What a word is to an event.
    pub(crate) links: Vec<LinkKind>,
    /// For each output of the relation head, the place of its class in
    /// [`demarche_code::relation::CLASSES`].
    pub(crate) relations: Vec<usize>,
    /// Ids of the pieces that stand before and behind the actor and before and behind the recipient.
    pub(crate) markers: [[i32; 2]; 2],
}

#[derive(Deserialize)]
struct Written {
    tags: Vec<String>,
    deprels: Vec<String>,
    entities: Vec<String>,
    events: Vec<String>,
    modes: Vec<String>,
    statuses: Vec<String>,
    certainties: Vec<String>,
    links: Vec<String>,
    relations: Vec<String>,
    markers: BTreeMap<String, i32>,
}

/// Stands for what is none of the rest.
const NONE: &str = "none";

impl Labels {
    /// Reads `labels.json`.
    ///
    /// # Errors
    /// Where a list is missing or empty, or names what this program does not know.
    pub(crate) fn read(json: &str) -> Result<Self, Error> {
        let written: Written =
            serde_json::from_str(json).map_err(|error| Error::Labels(error.to_string()))?;
        let marker = |name: &str| {
            let id = written.markers.get(name).copied();
            id.ok_or_else(|| {
                Error::Labels(format!("\"markers\" does not say which piece {name} is"))
            })
        };
        Ok(Self {
            tags: each("tags", &written.tags, |name| {
                let (upos, xpos) = name.split_once('|')?;
                let xpos = XPOS.iter().find(|known| **known == xpos)?;
                Some((Upos::parse(upos)?, *xpos))
            })?,
            deprels: each("deprels", &written.deprels, |name| Some(deprel(name)))?,
            entities: each("entities", &written.entities, |name| {
                let Some((position, kind)) = name.split_once('-') else {
                    return (name == "O").then_some(OUTSIDE);
                };
                let kind = EntityKind::parse(kind)?;
                Some(1 + 2 * kind as u8 + u8::from(position == "I"))
            })?,
            events: each("events", &written.events, |name| match name {
                NONE => Some(None),
                _ => EventType::parse(name).map(Some),
            })?,
            modes: each("modes", &written.modes, |name| {
                let Some((of, mode)) = name.split_once('/') else {
                    return (name == NONE).then_some(None);
                };
                let of = EventType::parse(of)?;
                Some(Some((of, Mode::parse(of, mode)?)))
            })?,
            statuses: each("statuses", &written.statuses, |name| {
                Status::ALL.iter().copied().find(|s| s.as_str() == name)
            })?,
            certainties: each("certainties", &written.certainties, |name| {
                [Certainty::Asserted, Certainty::Claimed, Certainty::Denied]
                    .into_iter()
                    .find(|c| c.as_str() == name)
            })?,
            links: each("links", &written.links, LinkKind::parse)?,
            relations: each("relations", &written.relations, |name| match name {
                // The name of CONCEDE and RETREAT as one.
                "YIELD" => Some(class_of(EventType::Retreat)),
                _ => EventType::parse(name).map(class_of),
            })?,
            markers: [
                [marker("[S]")?, marker("[/S]")?],
                [marker("[T]")?, marker("[/T]")?],
            ],
        })
    }
}

/// The relation of this name, or the one it is a kind of.
fn deprel(name: &str) -> Option<Deprel> {
    Deprel::parse(name).or_else(|| Deprel::parse(name.split(':').next()?))
}

fn each<T>(
    list: &str,
    names: &[String],
    read: impl Fn(&str) -> Option<T>,
) -> Result<Vec<T>, Error> {
    if names.is_empty() {
        return Err(Error::Labels(format!("\"{list}\" is empty")));
    }
    names
        .iter()
        .map(|name| {
            read(name).ok_or_else(|| {
                Error::Labels(format!("\"{list}\" names {name:?}, which is unknown"))
            })
        })
        .collect()
}
