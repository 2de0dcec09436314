//! CAMEO's codes of actors and events, crossed over to PLOVER 2.0.
//!
//! An actor code is a row of three-letter parts: a country or a supra-national code, then roles,
//! then what a project added (groups, faiths, peoples). PLOVER keeps country and sectors and leaves
//! the rest to the name. Sources: CAMEO manual, actor codebook; PLOVER 2.0 manual, "Non-state
//! international actors" and "Sector Codes".

use demarche_code::knowledge::Knowledge;
use demarche_record::{Cameo, CountryCode, EventType, Mode, Sector};

/// What an actor code says in PLOVER.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct ActorCode {
    /// Country or supra-national code.
    pub(crate) country: Option<CountryCode>,
    /// Sectors in the order of the code.
    pub(crate) sectors: Vec<Sector>,
    /// Parts without counterpart, with what they are.
    pub(crate) lost: Vec<String>,
}

/// An actor code read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Coded {
    /// Somebody.
    Actor(ActorCode),
    /// The null code: the name is no actor.
    Nobody,
}

impl ActorCode {
    /// Whether nothing but a country is said.
    pub(crate) fn is_bare(&self) -> bool {
        self.sectors.is_empty()
    }

    fn add(&mut self, sector: Sector) {
        if !self.sectors.contains(&sector) {
            self.sectors.push(sector);
        }
    }

    /// The sectors as our tables write them.
    pub(crate) fn sectors(&self) -> String {
        let sectors: Vec<&str> = self.sectors.iter().map(|sector| sector.as_str()).collect();
        sectors.join(" ")
    }

    /// The code as our tables write it; empty where the text must say.
    pub(crate) fn country(&self) -> String {
        self.country.map_or_else(String::new, String::from)
    }
}

/// Country codes of CAMEO that ISO 3166-1 writes otherwise or has given up.
const RENAMED: [(&str, &str); 10] = [
    ("ROM", "ROU"),
    ("TMP", "TLS"),
    ("ZAR", "COD"),
    ("KSV", "KOS"),
    ("RKS", "KOS"),
    ("XKX", "KOS"),
    ("PAL", "PSE"),
    ("WSB", "PSE"),
    ("GZS", "PSE"),
    ("BAG", "IRQ"),
];

/// CAMEO's regions. PLOVER codes no event for "regional or global constructs".
const REGIONS: [&str; 23] = [
    "AFR", "ASA", "BLK", "CRB", "CAU", "CFR", "CAS", "CEU", "EIN", "EAF", "EEU", "EUR", "LAM",
    "MEA", "MDT", "NAF", "NMR", "PGS", "SCN", "SAM", "SAS", "SEA", "SAF",
];

/// Further regions, whose codes no country has either.
const MORE_REGIONS: [&str; 2] = ["WAF", "WST"];

/// What a part of a code means, where CAMEO and PLOVER differ or PLOVER has nothing.
fn meaning(part: &str) -> &'static str {
    match part {
        "MOD" => "moderates",
        "RAD" => "radicals",
        "HAR" => "hardliners",
        "PKO" => "peacekeepers",
        "SET" => "settlers",
        "DEV" => "development",
        "ENV" => "environment",
        "HRI" => "human rights",
        "INT" => "international actors of no named kind",
        "UIS" => "unidentified state actors",
        "TOP" | "MID" => "rank",
        _ => "a group, faith, people or rank",
    }
}

/// A role of CAMEO as a sector of PLOVER.
fn sector(part: &str) -> Option<Sector> {
    Some(match part {
        // "Two modifications of CAMEO sector codes" (PLOVER manual, note 4).
        "MED" => Sector::Jrn,
        "HLH" => Sector::Med,
        // "we drop the INS and SEP distinctions" (note 3).
        "INS" | "SEP" => Sector::Reb,
        // CAMEO has no such role: a part of this spelling is a project's own.
        "PRE" | "UNK" => return None,
        _ => return Sector::parse(part),
    })
}

/// Reads an actor code; the error says why PLOVER has none.
pub(crate) fn actor(code: &str, knowledge: &Knowledge) -> Result<Coded, String> {
    let code = code.trim();
    if !code.is_empty() && code.bytes().all(|byte| byte == b'-') {
        return Ok(Coded::Nobody);
    }
    if code == "###" {
        return Err("### discards the whole story, which has no counterpart".to_owned());
    }
    let parts = parts(code)?;
    let mut actor = ActorCode::default();
    let mut rest = &parts[..];
    let mut region = None;
    if let [first, after @ ..] = rest {
        rest = after;
        let first = first.as_str();
        match first {
            "IGO" | "UNO" => {
                let of = |wanted: &str| parts.iter().any(|part| part == wanted);
                let home = match (first == "UNO" || of("UNO"), of("EEC")) {
                    (true, _) => "UNO",
                    (_, true) => "EUR",
                    _ => "IGO",
                };
                actor.country = CountryCode::parse(home);
            }
            "EEC" => actor.country = CountryCode::parse("EUR"),
            "NGO" | "IMG" | "MNC" => actor.country = CountryCode::parse(first),
            "NGM" => actor.country = CountryCode::parse("ISM"),
            _ if REGIONS.contains(&first) || MORE_REGIONS.contains(&first) => {
                region = Some(first);
                actor.lost.push(format!("{first} is a region"));
            }
            _ => match country(first, knowledge) {
                Some((code, partial)) => {
                    actor.country = Some(code);
                    if partial {
                        actor.add(Sector::Pre);
                    }
                }
                None => rest = &parts[..],
            },
        }
        match first {
            "IMG" => actor.add(Sector::Reb),
            "MNC" => actor.add(Sector::Bus),
            _ => {}
        }
    }
    let of_union = actor
        .country
        .is_some_and(|code| matches!(code.as_str(), "UNO" | "EUR"));
    for (index, part) in rest.iter().enumerate() {
        match (part.as_str(), sector(part)) {
            (_, Some(sector)) => actor.add(sector),
            // "any organization or movement … not otherwise covered", where nothing covers it.
            ("HRI" | "ENV" | "DEV", None) if index == 0 => actor.add(Sector::Soc),
            ("UNO" | "EEC" | "EUR", None) if of_union => {}
            ("NGO" | "NGM", None) if index == 0 && actor.country.is_some() => {
                actor.add(Sector::Soc);
            }
            ("MNC", None) => actor.add(Sector::Bus),
            (part, None) => actor.lost.push(format!("{part} ({})", meaning(part))),
        }
    }
    if actor.country.is_none() && actor.sectors.is_empty() {
        return Err(match region {
            Some(region) => format!("{region} is a region, for which PLOVER has no code"),
            None => format!("{code} is no country or role that PLOVER knows"),
        });
    }
    Ok(Coded::Actor(actor))
}

/// The sectors of an agent's code, the mark for the actor's place taken off.
pub(crate) fn agent(code: &str) -> Result<ActorCode, String> {
    let parts = parts(code.trim().trim_matches('~'))?;
    let mut actor = ActorCode::default();
    for (index, part) in parts.iter().enumerate() {
        match (part.as_str(), sector(part)) {
            (_, Some(sector)) => actor.add(sector),
            ("HRI" | "ENV" | "DEV" | "NGO" | "NGM", None) if index == 0 => actor.add(Sector::Soc),
            ("MNC", None) => actor.add(Sector::Bus),
            ("IMG", None) => actor.add(Sector::Reb),
            (part, None) => actor.lost.push(format!("{part} ({})", meaning(part))),
        }
    }
    if actor.sectors.is_empty() {
        return Err(format!("{code} names no sector that PLOVER has"));
    }
    Ok(actor)
}

fn parts(code: &str) -> Result<Vec<String>, String> {
    let plain = code.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if code.is_empty() || !plain || !code.len().is_multiple_of(3) {
        return Err(format!("\"{code}\" is no row of three-letter parts"));
    }
    let parts = code.as_bytes().chunks(3);
    Ok(parts
        .map(|part| String::from_utf8_lossy(part).to_uppercase())
        .collect())
}

/// The code that events of a country carry, and whether it is partially recognised.
pub(crate) fn country(code: &str, knowledge: &Knowledge) -> Option<(CountryCode, bool)> {
    let iso = RENAMED
        .iter()
        .find(|(old, _)| *old == code)
        .map_or(code, |(_, new)| new);
    let countries = knowledge.countries().iter();
    countries
        .filter(|country| country.iso.as_str() == iso)
        .map(|country| (country.code, country.partial))
        .next()
}

/// What an event code says in PLOVER.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct EventCode {
    /// The row of the crosswalk.
    pub(crate) cameo: &'static Cameo,
    /// Its type.
    pub(crate) event_type: EventType,
    /// Its mode.
    pub(crate) mode: Option<Mode>,
    /// Whether the target does it to the source (`[:170]`).
    pub(crate) reversed: bool,
}

/// The code of a verb or pattern.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Event {
    /// The null code `---`: no event.
    Null,
    /// An event, and what of a paired code is lost.
    Coded(EventCode, Option<String>),
}

/// Reads `112`, `---`, `:170` or `112:111`; the error says why PLOVER has none.
pub(crate) fn event(code: &str) -> Result<Event, String> {
    let code = code.trim();
    if !code.is_empty() && code.bytes().all(|byte| byte == b'-') {
        return Ok(Event::Null);
    }
    let (first, second) = match code.split_once(':') {
        Some((first, second)) => (first.trim(), second.trim()),
        None => (code, ""),
    };
    if first.is_empty() {
        return Ok(Event::Coded(crossed(second, true)?, None));
    }
    let lost = (!second.is_empty()).then(|| {
        format!("the second event ({second}, target to source): a trigger codes one event")
    });
    Ok(Event::Coded(crossed(first, false)?, lost))
}

fn crossed(code: &str, reversed: bool) -> Result<EventCode, String> {
    let full = if code.len() == 2 {
        format!("{code}0")
    } else {
        code.to_owned()
    };
    let cameo = Cameo::get(&full)
        .or_else(|| Cameo::get(code))
        .ok_or_else(|| format!("\"{code}\" is no CAMEO code"))?;
    let event_type = cameo
        .event_type
        .ok_or_else(|| format!("CAMEO {code} has no counterpart in PLOVER 2.0"))?;
    Ok(EventCode {
        cameo,
        event_type,
        mode: cameo.mode,
        reversed,
    })
}

#[cfg(test)]
mod tests {
    use demarche_code::knowledge;

    use super::*;

    fn told(code: &str) -> String {
        match actor(code, knowledge::embedded()) {
            Ok(Coded::Nobody) => "nobody".to_owned(),
            Ok(Coded::Actor(actor)) => {
                format!(
                    "{}/{}/{}",
                    actor.country(),
                    actor.sectors(),
                    actor.lost.join(", ")
                )
            }
            Err(error) => error,
        }
    }

    #[test]
    fn actor_codes_cross_over() {
        for (theirs, ours) in [
            ("KEN", "KEN//"),
            ("KENGOV", "KEN/GOV/"),
            ("AFGREBTAL", "AFG/REB/TAL (a group, faith, people or rank)"),
            ("ROMMED", "ROU/JRN/"),
            ("PHLSEP", "PHL/REB/"),
            ("IGOUNO", "UNO//"),
            ("UNOREF", "UNO/REF/"),
            ("IGOUNOHLH", "UNO/MED/"),
            ("IGOEUREEC", "EUR//"),
            ("IGONAT", "IGO//NAT (a group, faith, people or rank)"),
            ("NGOHRI", "NGO/SOC/"),
            ("IMG", "IMG/REB/"),
            ("MNC", "MNC/BUS/"),
            ("UAF", "/UAF/"),
            ("PRI", "USA//"),
            ("AFRREB", "/REB/AFR is a region"),
            ("KENGOVENV", "KEN/GOV/ENV (environment)"),
            ("---", "nobody"),
            ("EUR", "EUR is a region, for which PLOVER has no code"),
            ("XQZ", "XQZ is no country or role that PLOVER knows"),
            ("KE", "\"KE\" is no row of three-letter parts"),
        ] {
            assert_eq!(told(theirs), ours, "{theirs}");
        }
    }

    #[test]
    fn event_codes_cross_over() {
        let coded = |code| match event(code).unwrap() {
            Event::Coded(event, lost) => {
                (event.event_type.as_str(), event.reversed, lost.is_some())
            }
            Event::Null => ("null", false, false),
        };
        assert_eq!(coded("112"), ("ACCUSE", false, false));
        assert_eq!(coded("13"), ("THREATEN", false, false));
        assert_eq!(coded(":173"), ("COERCE", true, false));
        assert_eq!(coded("112:120"), ("ACCUSE", false, true));
        assert_eq!(coded("---"), ("null", false, false));
        assert!(event("023").unwrap_err().contains("no counterpart"));
        assert!(event("999").is_err() && event("").is_err());
    }
}
