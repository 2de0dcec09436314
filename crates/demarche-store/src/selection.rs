//! Which events are asked for: one definition for the API, the command line and the pages.
//!
//! A [`Selection`] is read from names and values as they stand in a URL ([`Selection::set`]); the
//! same names serve as options of commands and as the filter of a subscription.

use demarche_record::{CountryCode, Event, EventType, Party, Status};

use crate::Standing;

/// Which events. What is empty asks for all.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Selection {
    /// From this day on (ISO 8601).
    pub since: Option<String>,
    /// Up to this day.
    pub until: Option<String>,
    /// Between these two countries, whichever of them acts.
    pub pair: Option<(String, String)>,
    /// With a party of one of these countries, or in one of them.
    pub countries: Vec<String>,
    /// Whose act: a country (IND), a code (INDMIL) or an entity (IND-GOV).
    pub actor: Option<String>,
    /// To whom, in the same way.
    pub recipient: Option<String>,
    /// PLOVER types.
    pub types: Vec<EventType>,
    /// PLOVER modes.
    pub modes: Vec<String>,
    /// Quad classes, 1 to 4.
    pub quads: Vec<u8>,
    /// Statuses.
    pub statuses: Vec<Status>,
    /// Certainties.
    pub certainties: Vec<String>,
    /// Where: a country by its code, else a place by its known name, or by the words where none is
    /// known.
    pub place: Option<String>,
    /// From articles of this source.
    pub source: Option<String>,
    /// Of at least this confidence, from 0 to 1.
    pub least_confidence: Option<f64>,
    /// From articles with these words.
    pub words: Option<String>,
    /// What reviewers made of them.
    pub review: Option<Reviewed>,
}

/// What reviewers made of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reviewed {
    /// Nobody looked at it.
    Not,
    /// It stands so. Rejected ones are not current.
    As(Standing),
}

/// The names that [`Selection::set`] knows.
pub const SELECTION_NAMES: &[&str] = &[
    "since",
    "until",
    "pair",
    "country",
    "actor",
    "recipient",
    "type",
    "mode",
    "quad",
    "status",
    "certainty",
    "place",
    "source",
    "min_confidence",
    "q",
    "review",
];

impl Selection {
    /// Takes a filter by its name. Lists are parted by commas. Says what is wrong with a value, or
    /// that there is no such filter.
    pub fn set(&mut self, name: &str, value: &str) -> Result<(), String> {
        if value.is_empty() {
            return Err("it is empty; leave it out to ask for all".to_owned());
        }
        let list = || {
            value
                .split(',')
                .map(str::trim)
                .filter(|part| !part.is_empty())
        };
        match name {
            "since" => self.since = Some(day(value)?),
            "until" => self.until = Some(day(value)?),
            "pair" => {
                let codes = list().map(country).collect::<Result<Vec<_>, _>>()?;
                match <[String; 2]>::try_from(codes) {
                    Ok([one, other]) if one != other => self.pair = Some((one, other)),
                    _ => return Err(format!("\"{value}\" is no pair of countries")),
                }
            }
            "country" => {
                self.countries = list().map(country).collect::<Result<_, _>>()?;
            }
            "actor" => self.actor = Some(party(value)?),
            "recipient" => self.recipient = Some(party(value)?),
            "type" => {
                let known = |name: &str| {
                    EventType::parse(&name.to_uppercase())
                        .ok_or_else(|| format!("PLOVER has no type \"{name}\""))
                };
                self.types = list().map(known).collect::<Result<_, _>>()?;
            }
            "mode" => {
                let known = |name: &str| {
                    let is = |mode: &&demarche_record::Mode| mode.as_str() == name;
                    let mut types = EventType::ALL.iter();
                    match types.any(|kind| kind.modes().iter().any(|mode| is(&mode))) {
                        true => Ok(name.to_owned()),
                        false => Err(format!("PLOVER has no mode \"{name}\"")),
                    }
                };
                self.modes = list().map(known).collect::<Result<_, _>>()?;
            }
            "quad" => {
                let known = |name: &str| match name.parse() {
                    Ok(quad @ 1..=4) => Ok(quad),
                    _ => Err(format!("\"{name}\" is no quad class from 1 to 4")),
                };
                self.quads = list().map(known).collect::<Result<_, _>>()?;
            }
            "status" => {
                let known = |name: &str| {
                    let mut all = Status::ALL.iter();
                    all.find(|status| status.as_str() == name)
                        .copied()
                        .ok_or_else(|| format!("there is no status \"{name}\""))
                };
                self.statuses = list().map(known).collect::<Result<_, _>>()?;
            }
            "certainty" => {
                let known = |name: &str| match name {
                    "asserted" | "claimed" | "denied" => Ok(name.to_owned()),
                    _ => Err(format!("there is no certainty \"{name}\"")),
                };
                self.certainties = list().map(known).collect::<Result<_, _>>()?;
            }
            "place" => self.place = Some(some(value)?),
            "source" => self.source = Some(some(value)?),
            "min_confidence" => match value.parse() {
                Ok(least) if (0.0..=1.0).contains(&least) => self.least_confidence = Some(least),
                _ => return Err(format!("\"{value}\" is no number from 0 to 1")),
            },
            "q" => self.words = Some(some(value)?),
            "review" => {
                self.review = Some(match (value, Standing::parse(value)) {
                    ("unreviewed", _) => Reviewed::Not,
                    (_, Some(standing)) => Reviewed::As(standing),
                    _ => return Err(format!("\"{value}\" is nothing that a review comes to")),
                });
            }
            _ => return Err(format!("there is no filter \"{name}\"")),
        }
        Ok(())
    }

    /// Whether the event is one of these, as far as the event itself tells: [`Selection::words`] and
    /// [`Selection::source`] ask about its article, of which `source` is the publisher; words and
    /// reviews are not looked for.
    pub fn takes(&self, event: &Event, source: Option<&str>) -> bool {
        let day = event.date.as_ref().map_or("", |date| date.start.as_str());
        let sides = || event.actors.iter().chain(&event.recipients);
        let listed =
            |list: &[String], name: &str| list.is_empty() || list.iter().any(|one| one == name);
        let place = event.place.as_ref();
        let place_country = place.and_then(|place| place.country);
        let here = |code: &str| {
            sides().any(|party| is_of(party, code))
                || place_country.is_some_and(|country| country.as_str() == code)
        };
        self.since.as_deref().is_none_or(|since| day >= since)
            && self
                .until
                .as_deref()
                .is_none_or(|until| day <= until && !day.is_empty())
            && self.pair.as_ref().is_none_or(|(one, other)| {
                crate::rollup::dyads(event)
                    .iter()
                    .any(|(actor, recipient)| {
                        (actor, recipient) == (one, other) || (actor, recipient) == (other, one)
                    })
            })
            && (self.countries.is_empty() || self.countries.iter().any(|code| here(code)))
            && self
                .actor
                .as_deref()
                .is_none_or(|code| event.actors.iter().any(|party| is_of(party, code)))
            && self
                .recipient
                .as_deref()
                .is_none_or(|code| event.recipients.iter().any(|party| is_of(party, code)))
            && (self.types.is_empty() || self.types.contains(&event.event_type))
            && listed(&self.modes, event.mode.map_or("", |mode| mode.as_str()))
            && (self.quads.is_empty() || self.quads.contains(&u8::from(event.quad_class)))
            && (self.statuses.is_empty() || self.statuses.contains(&event.status))
            && listed(&self.certainties, event.certainty.as_str())
            && self.place.as_deref().is_none_or(|wanted| {
                place.is_some_and(|place| {
                    place.name.as_ref().unwrap_or(&place.text) == wanted
                        || place_country.is_some_and(|country| country.as_str() == wanted)
                })
            })
            && self
                .source
                .as_deref()
                .is_none_or(|wanted| source == Some(wanted))
            && self
                .least_confidence
                .is_none_or(|least| event.confidence >= least)
    }
}

/// Whether a party is of this country, or has this code or entity.
fn is_of(party: &Party, code: &str) -> bool {
    party
        .country
        .is_some_and(|country| country.as_str() == code)
        || party.code.as_deref() == Some(code)
        || party.entity.as_deref() == Some(code)
}

fn some(value: &str) -> Result<String, String> {
    match value.trim() {
        "" => Err("it is empty".to_owned()),
        value => Ok(value.to_owned()),
    }
}

fn day(value: &str) -> Result<String, String> {
    match value.parse::<jiff::civil::Date>() {
        Ok(day) if value.len() == 10 => Ok(day.to_string()),
        _ => Err(format!(
            "\"{value}\" is no day of the calendar, as 2025-05-01"
        )),
    }
}

fn country(value: &str) -> Result<String, String> {
    let upper = value.to_uppercase();
    match CountryCode::parse(&upper) {
        Some(_) => Ok(upper),
        None => Err(format!("\"{value}\" is no code of a country, as IND")),
    }
}

/// A code or entity has capital letters, digits and hyphens.
fn party(value: &str) -> Result<String, String> {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    match value.len() {
        3.. if value.chars().all(plain) => Ok(value.to_owned()),
        _ => Err(format!(
            "\"{value}\" is no code of a party, as IND, INDMIL or IND-GOV"
        )),
    }
}
