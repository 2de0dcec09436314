//! What the ledger keeps of an event: a fact, a tenth of the record's size, with its names shared.
//!
//! A fact says no more than its event. It knows no text of articles: the words it quotes are those
//! that the record carries.

use std::collections::HashSet;
use std::sync::Arc;

use demarche_record::{
    Certainty, CountryCode, Event, EventType, Mode, Party, PlacePrecision, Quantities, Sector,
    Span, Status,
};

use crate::Day;
use crate::told::Told;

/// A name that many facts share.
pub(crate) type Name = Arc<str>;

/// Keeps each name once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names(HashSet<Name>);

impl Names {
    pub(crate) fn get(&mut self, text: &str) -> Name {
        match self.0.get(text) {
            Some(name) => name.clone(),
            None => {
                let name: Name = text.into();
                self.0.insert(name.clone());
                name
            }
        }
    }
}

/// A party as the ledger tells it from others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Side {
    /// The country's code, else the key of the known party, else its code, else its words.
    pub(crate) key: Name,
    pub(crate) country: Option<CountryCode>,
    /// Country and sector ("INDGOV").
    pub(crate) code: Option<Name>,
    /// A stable key of the known party ("IND-GOV"), else none.
    pub(crate) entity: Option<Name>,
    pub(crate) sectors: Box<[Sector]>,
    /// The office, else the words of one that has no name, in lower case.
    pub(crate) role: Option<Name>,
}

/// Sectors of those who fight and are no organ of a state.
pub(crate) const ARMED_GROUPS: [Sector; 3] = [Sector::Reb, Sector::Uaf, Sector::Crm];

impl Side {
    fn read(party: &Party, names: &mut Names) -> Self {
        let key = match (&party.country, &party.entity, &party.code) {
            // One UN and one EU, whichever of its bodies acts; of other organisations there are many.
            (Some(country), _, _)
                if !country.is_supranational() || matches!(country.as_str(), "UNO" | "EUR") =>
            {
                names.get(country.as_str())
            }
            (_, Some(entity), _) => names.get(entity),
            (Some(country), None, _) => names.get(country.as_str()),
            (None, None, Some(code)) => names.get(code),
            (None, None, None) => names.get(&party.text.to_lowercase()),
        };
        Side {
            key,
            country: party.country,
            code: party.code.as_deref().map(|code| names.get(code)),
            entity: party.entity.as_deref().map(|entity| names.get(entity)),
            sectors: party.sectors.clone().into_boxed_slice(),
            role: party
                .role
                .as_deref()
                .or_else(|| party.name.is_none().then_some(party.text.as_str()))
                .map(|role| names.get(&role.to_lowercase())),
        }
    }

    /// Whether it fights the state whose country it has, or none: no organ of that state.
    pub(crate) fn is_armed_group(&self) -> bool {
        self.sectors
            .iter()
            .any(|sector| ARMED_GROUPS.contains(sector))
    }

    /// Whether what one does the other answers for: organs of one state, or one group.
    pub(crate) fn is_one_with(&self, other: &Side) -> bool {
        self.key == other.key && self.is_armed_group() == other.is_armed_group()
    }

    /// Whether a query that names `key` means this party.
    pub(crate) fn is(&self, key: &str) -> bool {
        // A key of three letters is that of a country: most parties are known by theirs alone.
        if let Some(country) = &self.country {
            if country.as_str() == key {
                return true;
            }
            if key.len() == 3 && !country.is_supranational() {
                return false;
            }
        }
        *self.key == *key || self.entity.as_deref() == Some(key)
    }
}

/// How a day is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Known {
    /// The text gives the day.
    Day,
    /// The text gives a period of several days.
    Period,
    /// Only that it was reported then: it happened that day or before.
    Report,
}

/// When.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct When {
    pub(crate) start: Day,
    pub(crate) end: Day,
    pub(crate) known: Known,
}

/// Where.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Spot {
    /// The canonical name, else the words.
    pub(crate) name: Name,
    /// The same in lower case.
    pub(crate) key: Name,
    pub(crate) country: Option<CountryCode>,
    /// In lower case.
    pub(crate) admin1: Option<Name>,
    pub(crate) at: Option<(f32, f32)>,
    pub(crate) precision: Option<PlacePrecision>,
}

impl Spot {
    /// Whether it is a town, a post or the like.
    pub(crate) fn is_point(&self) -> bool {
        matches!(
            self.precision,
            Some(PlacePrecision::Place | PlacePrecision::City)
        )
    }
}

/// What it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Thing {
    pub(crate) kind: Name,
    pub(crate) name: Name,
}

/// An event as the ledger keeps it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Fact {
    pub(crate) id: Box<str>,
    /// Number of the article in the fold.
    pub(crate) article: u32,
    pub(crate) sentence: u32,
    pub(crate) event_type: EventType,
    pub(crate) mode: Option<Mode>,
    pub(crate) status: Status,
    pub(crate) certainty: Certainty,
    pub(crate) quad: u8,
    pub(crate) score: f32,
    pub(crate) goldstein: f32,
    pub(crate) cameo: Option<Name>,
    pub(crate) frame: Name,
    pub(crate) actors: Box<[Side]>,
    pub(crate) recipients: Box<[Side]>,
    pub(crate) reporter: Option<Box<Side>>,
    pub(crate) when: Option<When>,
    pub(crate) place: Option<Box<Spot>>,
    pub(crate) thing: Option<Thing>,
    pub(crate) counts: Quantities,
    pub(crate) span: Span,
    pub(crate) trigger: Span,
    /// Words of the article that the record carries, in the order of the text.
    pub(crate) words: Box<str>,
    /// Words of the text near the event, where it was at hand.
    pub(crate) told: Option<Box<Told>>,
}

impl Fact {
    pub(crate) fn read(event: &Event, article: u32, names: &mut Names) -> Self {
        let sides = |parties: &[Party], names: &mut Names| {
            let mut sides: Vec<Side> = Vec::with_capacity(parties.len());
            for party in parties {
                let side = Side::read(party, names);
                if !sides.contains(&side) {
                    sides.push(side);
                }
            }
            sides.into_boxed_slice()
        };
        let place = event.place.as_ref().map(|place| {
            let name = place.name.as_deref().unwrap_or(&place.text);
            Box::new(Spot {
                name: names.get(name),
                key: names.get(&name.to_lowercase()),
                country: place.country,
                admin1: place
                    .admin1
                    .as_deref()
                    .map(|name| names.get(&name.to_lowercase())),
                #[expect(
                    clippy::cast_possible_truncation,
                    reason = "a hundred metres are enough for places of news"
                )]
                at: place
                    .lat
                    .zip(place.lon)
                    .map(|(lat, lon)| (lat as f32, lon as f32)),
                precision: place.precision,
            })
        });
        Fact {
            id: event.id.as_str().into(),
            article,
            sentence: event.sentence,
            event_type: event.event_type,
            mode: event.mode,
            status: event.status,
            certainty: event.certainty,
            quad: event.quad_class.into(),
            #[expect(clippy::cast_possible_truncation, reason = "scores have one decimal")]
            score: event.score as f32,
            #[expect(clippy::cast_possible_truncation, reason = "scores have one decimal")]
            goldstein: event.goldstein.unwrap_or(0.0) as f32,
            cameo: event.cameo.as_deref().map(|cameo| names.get(cameo)),
            frame: names.get(&event.evidence.rule),
            actors: sides(&event.actors, names),
            recipients: sides(&event.recipients, names),
            reporter: event
                .reported_by
                .as_ref()
                .map(|party| Box::new(Side::read(party, names))),
            when: when(event),
            place,
            thing: event.object.as_ref().map(|object| Thing {
                kind: names.get(&object.kind),
                name: names.get(&object.name),
            }),
            counts: event.quantities,
            span: event.evidence.sentence,
            trigger: event.evidence.trigger,
            words: words(event),
            told: None,
        }
    }

    /// Actors and recipients.
    pub(crate) fn sides(&self) -> impl Iterator<Item = &Side> {
        self.actors.iter().chain(self.recipients.iter())
    }

    pub(crate) fn mode_name(&self) -> Option<&'static str> {
        self.mode.map(Mode::as_str)
    }

    /// Whether one of these words or phrases, in lower case, stands near the trigger in the text.
    pub(crate) fn is_near(&self, phrases: &[String]) -> bool {
        self.told.as_ref().is_some_and(|told| told.has(phrases))
    }

    /// Whether it is said to have happened, or to be so, and nobody denies it.
    pub(crate) fn holds(&self) -> bool {
        self.status == Status::Actual && self.certainty != Certainty::Denied
    }
}

fn when(event: &Event) -> Option<When> {
    let date = event.date.as_ref()?;
    let (start, end) = (Day::parse(&date.start)?, Day::parse(&date.end)?);
    let known = match date.basis.as_str() {
        "publication" => Known::Report,
        _ if start == end => Known::Day,
        _ => Known::Period,
    };
    Some(When {
        start: start.min(end),
        end: start.max(end),
        known,
    })
}

/// The words of the parties and the place, in the order of the text, gaps marked.
fn words(event: &Event) -> Box<str> {
    let mut pieces: Vec<(Span, &str)> = event
        .actors
        .iter()
        .chain(&event.recipients)
        .chain(&event.reported_by)
        .map(|party| (party.span, party.text.as_str()))
        .chain(
            event
                .object
                .iter()
                .map(|object| (object.span, object.name.as_str())),
        )
        .chain(
            event
                .place
                .iter()
                .map(|place| (place.span, place.text.as_str())),
        )
        .collect();
    pieces.sort_unstable();
    let mut words = String::new();
    let mut end = 0;
    for (span, text) in pieces {
        // A phrase inside one that stands already says nothing new.
        if span.start < end {
            continue;
        }
        if !words.is_empty() {
            words.push_str(" … ");
        }
        words.push_str(text);
        end = span.end;
    }
    words.into_boxed_str()
}
