//! The gist of an event: what a ledger keeps of it, of the words near it and of the day of its
//! article, in some three hundred bytes. A store keeps it beside the record, so that a ledger of ten
//! thousands of events is folded without reading their records and texts.

use std::fmt;

use demarche_record::{
    Certainty, CountryCode, Event, EventType, PlacePrecision, Quantities, Sector, Span, Status,
};
use serde::{Deserialize, Serialize};

use crate::Day;
use crate::fact::{Fact, Known, Name, Names, Side, Spot, Thing, When};
use crate::told::Told;

/// The first byte of every gist: another one whenever the form or the content of gists is another.
/// Then a store has to write those that it keeps anew, by a migration.
pub const VERSION: u8 = 1;

/// The gist of an event, as bytes that a store may keep: of an event, the text of its article, and
/// the day on which that was published.
///
/// # Errors
///
/// None is known; the form is that of a library which may fail.
pub fn write(event: &Event, text: &str, published: Option<Day>) -> Result<Vec<u8>, Unreadable> {
    let fact = Fact::read(event, 0, &mut Names::default());
    let told = Told::read(event, text);
    let written = Written {
        confidence: event.confidence,
        published: published.map(Day::number),
        id: &fact.id,
        sentence: fact.sentence,
        event_type: fact.event_type,
        mode: fact.mode.and_then(|mode| {
            let at = fact.event_type.modes().iter().position(|one| *one == mode);
            at.and_then(|at| u8::try_from(at).ok())
        }),
        status: fact.status,
        certainty: fact.certainty,
        quad: fact.quad,
        score: fact.score,
        goldstein: fact.goldstein,
        cameo: fact.cameo.as_deref(),
        frame: &fact.frame,
        actors: fact.actors.iter().map(Party::of).collect(),
        recipients: fact.recipients.iter().map(Party::of).collect(),
        reporter: fact.reporter.as_deref().map(Party::of),
        when: fact.when.map(|when| {
            let known = match when.known {
                Known::Day => 0,
                Known::Period => 1,
                Known::Report => 2,
            };
            (when.start.number(), when.end.number(), known)
        }),
        place: fact.place.as_deref().map(|spot| Place {
            name: &spot.name,
            key: &spot.key,
            country: spot.country,
            admin1: spot.admin1.as_deref(),
            at: spot.at,
            precision: spot.precision,
        }),
        thing: fact
            .thing
            .as_ref()
            .map(|thing| (&*thing.kind, &*thing.name)),
        counts: fact.counts,
        span: fact.span,
        trigger: fact.trigger,
        words: &fact.words,
        told: told.as_ref().map(Told::parts),
    };
    postcard::to_extend(&written, vec![VERSION]).map_err(|cause| Unreadable(cause.to_string()))
}

/// Bytes that are no gist.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable(String);

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Unreadable {}

/// A gist that was read. [`crate::Fold::add_gist`] takes it.
#[derive(Debug)]
pub struct Gist<'b>(Written<'b>);

impl<'b> Gist<'b> {
    /// Reads what [`write()`] wrote.
    ///
    /// # Errors
    ///
    /// The bytes are damaged, or of another version.
    pub fn read(bytes: &'b [u8]) -> Result<Self, Unreadable> {
        let (version, rest) = bytes
            .split_first()
            .ok_or_else(|| Unreadable("it is empty".to_owned()))?;
        if *version != VERSION {
            return Err(Unreadable(format!(
                "it is of version {version}, and this program reads {VERSION}"
            )));
        }
        let (written, rest) = postcard::take_from_bytes::<Written<'_>>(rest)
            .map_err(|cause| Unreadable(cause.to_string()))?;
        if !rest.is_empty() {
            return Err(Unreadable("more follows than it says".to_owned()));
        }
        Ok(Gist(written))
    }

    /// The event's id.
    pub fn id(&self) -> &str {
        self.0.id
    }

    /// The event's confidence.
    pub fn confidence(&self) -> f64 {
        self.0.confidence
    }

    /// The day on which the article was published, where one is given.
    pub(crate) fn published(&self) -> Option<Day> {
        self.0.published.map(Day::numbered)
    }

    /// The words near the event.
    pub(crate) fn told(&self) -> Option<Told> {
        let (near, content) = self.0.told?;
        Some(Told::of(near, content))
    }

    pub(crate) fn fact(&self, article: u32, names: &mut Names) -> Fact {
        let written = &self.0;
        let mut sides = |parties: &[Party<'_>]| -> Box<[Side]> {
            parties.iter().map(|party| party.side(names)).collect()
        };
        let (actors, recipients) = (sides(&written.actors), sides(&written.recipients));
        let reporter = written.reporter.as_ref();
        let reporter = reporter.map(|party| Box::new(party.side(names)));
        Fact {
            id: written.id.into(),
            article,
            sentence: written.sentence,
            event_type: written.event_type,
            mode: written
                .mode
                .and_then(|at| written.event_type.modes().get(usize::from(at)).copied()),
            status: written.status,
            certainty: written.certainty,
            quad: written.quad,
            score: written.score,
            goldstein: written.goldstein,
            cameo: written.cameo.map(|cameo| names.get(cameo)),
            frame: names.get(written.frame),
            actors,
            recipients,
            reporter,
            when: written.when.map(|(start, end, known)| When {
                start: Day::numbered(start),
                end: Day::numbered(end),
                known: match known {
                    0 => Known::Day,
                    1 => Known::Period,
                    _ => Known::Report,
                },
            }),
            place: written.place.as_ref().map(|place| {
                Box::new(Spot {
                    name: names.get(place.name),
                    key: names.get(place.key),
                    country: place.country,
                    admin1: place.admin1.map(|name| names.get(name)),
                    at: place.at,
                    precision: place.precision,
                })
            }),
            thing: written.thing.map(|(kind, name)| Thing {
                kind: names.get(kind),
                name: names.get(name),
            }),
            counts: written.counts,
            span: written.span,
            trigger: written.trigger,
            words: written.words.into(),
            told: None,
        }
    }
}

// Enumerations are written as the place of the variant: an inserted one asks for another version.
#[derive(Debug, Serialize, Deserialize)]
struct Written<'b> {
    confidence: f64,
    published: Option<i32>,
    id: &'b str,
    sentence: u32,
    event_type: EventType,
    /// Its place among the modes of the type.
    mode: Option<u8>,
    status: Status,
    certainty: Certainty,
    quad: u8,
    score: f32,
    goldstein: f32,
    cameo: Option<&'b str>,
    frame: &'b str,
    #[serde(borrow)]
    actors: Vec<Party<'b>>,
    #[serde(borrow)]
    recipients: Vec<Party<'b>>,
    #[serde(borrow)]
    reporter: Option<Party<'b>>,
    when: Option<(i32, i32, u8)>,
    #[serde(borrow)]
    place: Option<Place<'b>>,
    thing: Option<(&'b str, &'b str)>,
    counts: Quantities,
    span: Span,
    trigger: Span,
    words: &'b str,
    told: Option<(&'b str, Option<&'b str>)>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Party<'b> {
    /// `None` where it is the country's code, as it is of most.
    key: Option<&'b str>,
    country: Option<CountryCode>,
    code: Option<&'b str>,
    entity: Option<&'b str>,
    sectors: Vec<Sector>,
    role: Option<&'b str>,
}

impl<'b> Party<'b> {
    fn of(side: &'b Side) -> Self {
        let of_country = side
            .country
            .is_some_and(|country| country.as_str() == &*side.key);
        Party {
            key: (!of_country).then_some(&*side.key),
            country: side.country,
            code: side.code.as_deref(),
            entity: side.entity.as_deref(),
            sectors: side.sectors.to_vec(),
            role: side.role.as_deref(),
        }
    }

    fn side(&self, names: &mut Names) -> Side {
        let country = self.country.as_ref().map(CountryCode::as_str);
        // One of the two is always there.
        let key = names.get(self.key.or(country).unwrap_or_default());
        let mut name = |name: Option<&str>| -> Option<Name> { name.map(|name| names.get(name)) };
        Side {
            key,
            country: self.country,
            code: name(self.code),
            entity: name(self.entity),
            sectors: self.sectors.as_slice().into(),
            role: name(self.role),
        }
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct Place<'b> {
    name: &'b str,
    key: &'b str,
    country: Option<CountryCode>,
    admin1: Option<&'b str>,
    at: Option<(f32, f32)>,
    precision: Option<PlacePrecision>,
}
