//! The ledger in words: lines for tables and changes, and the voice of a page of Markdown.

use std::fmt::Write as _;

use crate::ledger::{Ask, Citation, Claim, Contact, Incident, Measure, Range, Silence, Transition};
pub use crate::page::{markdown, markdown_citing};

/// How a page calls parties, and what it quotes.
pub struct Voice<'v> {
    /// The name of a party's key ("IND" to "India").
    pub name: &'v dyn Fn(&str) -> String,
    /// The words to quote for a citation, where the article is at hand.
    pub quote: &'v dyn Fn(&Citation) -> Option<String>,
}

/// What a party is called, by its key.
pub(crate) type Namer<'n> = &'n dyn Fn(&str) -> String;

fn names(keys: &[String], name: Namer<'_>) -> String {
    let names: Vec<String> = keys.iter().map(|key| name(key)).collect();
    names.join(" and ")
}

/// Whether all these words are said already, as the object of "flights suspended" that is "flights".
pub fn repeats(words: &str, said: &str) -> bool {
    let (words, said) = (words.to_lowercase(), said.to_lowercase());
    let mut words = words.split([' ', '-']);
    words.all(|word| said.split([' ', '-']).any(|known| known == word))
}

/// What is known of an article that a page cites.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Source {
    /// Its headline.
    pub title: Option<String>,
    /// Who published it.
    pub source: Option<String>,
    /// The day, or time, of its publication.
    pub date: Option<String>,
    /// Where it stands.
    pub url: Option<String>,
}

/// ", 3 days" where there are at least `least`.
pub(crate) fn count(count: usize, what: &str, least: usize) -> String {
    if count < least {
        return String::new();
    }
    format!(", {count}{what}")
}

/// "26", or "26-28, best 26".
pub fn range(range: Range) -> String {
    if range.low == range.high {
        return range.best.to_string();
    }
    format!("{}-{}, best {}", range.low, range.high, range.best)
}

/// What happened, in a few words: "attack in Pahalgam; 26 killed".
pub fn incident(incident: &Incident) -> String {
    incident_as(incident, &str::to_owned)
}

pub(crate) fn incident_as(incident: &Incident, name: Namer<'_>) -> String {
    let mut text = incident.family.replace('-', " ");
    let modes: Vec<&str> = incident
        .modes
        .iter()
        .map(String::as_str)
        .filter(|mode| !repeats(mode, &incident.family))
        .collect();
    if !modes.is_empty() {
        let _ = write!(text, " ({})", modes.join(", "));
    }
    if let Some(place) = &incident.place {
        let _ = write!(text, " in {}", place.name);
    }
    match (incident.by.is_empty(), incident.against.is_empty()) {
        (false, false) => {
            let _ = write!(
                text,
                ", {} on {}",
                names(&incident.by, name),
                names(&incident.against, name)
            );
        }
        (false, true) => {
            let _ = write!(text, ", by {}", names(&incident.by, name));
        }
        (true, false) => {
            let _ = write!(text, ", on {}", names(&incident.against, name));
        }
        (true, true) => {}
    }
    for (count, what) in counts(incident) {
        let _ = write!(text, "; {} {what}", range(count));
    }
    text
}

/// The counts of an incident that are known.
pub fn counts(incident: &Incident) -> Vec<(Range, &'static str)> {
    [
        (incident.killed, "killed"),
        (incident.injured, "injured"),
        (incident.arrested, "arrested"),
        (incident.displaced, "displaced"),
    ]
    .into_iter()
    .filter_map(|(count, what)| count.map(|count| (count, what)))
    .collect()
}

/// A measure without its state: "treaty suspended (Indus Waters Treaty), IND against PAK".
pub fn measure(measure: &Measure) -> String {
    measure_as(measure, &str::to_owned)
}

pub(crate) fn measure_as(measure: &Measure, name: Namer<'_>) -> String {
    let kind = measure.kind.replace('-', " ");
    let object = measure
        .object
        .as_ref()
        .or(measure.place.as_ref())
        .filter(|object| !repeats(object, &kind))
        .map_or_else(String::new, |object| format!(" ({object})"));
    let by: Vec<String> = measure.by.split('+').map(name).collect();
    let by = by.join(" and ");
    let whom = match &measure.against {
        Some(against) => format!("{by} against {}", name(against)),
        None => by,
    };
    format!("{kind}{object}, {whom}")
}

/// "since 2025-05-01", "by 2025-05-01" where only the report is dated, or "since unknown".
pub fn since(measure: &Measure) -> String {
    match measure.since {
        Some(day) if measure.since_by => format!("by {day}"),
        Some(day) => format!("since {day}"),
        None => "since unknown".to_owned(),
    }
}

/// A claim without its state: "IND blames PAK for the attack in Pahalgam".
pub fn claim(claim: &Claim) -> String {
    claim_as(claim, &str::to_owned)
}

pub(crate) fn claim_as(claim: &Claim, name: Namer<'_>) -> String {
    let by = claim
        .by
        .as_deref()
        .map_or_else(|| "somebody".to_owned(), name);
    let about = claim.about.as_deref();
    match (&claim.against, about) {
        (Some(_), Some(about)) if claim.state == "claimed" && claim.against == claim.by => {
            format!("{by} claims the {about}")
        }
        (Some(against), Some(about)) => format!("{by} blames {}: {about}", name(against)),
        (Some(against), None) => format!("{by} blames {}", name(against)),
        (None, Some(about)) => format!("{by} on the {about}"),
        (None, None) => by,
    }
}

pub(crate) fn claim_turn(of: &Claim, turn: &Transition) -> String {
    let text = claim(of);
    match (turn.state.as_str(), turn.by.as_deref()) {
        ("alleged", _) => text,
        (state, Some(by)) => format!("{text}: {state} by {by}"),
        (state, None) => format!("{text}: {state}"),
    }
}

/// A request or threat without its state: "USA asks PAK (assist)".
pub fn ask(ask: &Ask, threat: bool) -> String {
    ask_as(ask, threat, &str::to_owned)
}

pub(crate) fn ask_as(ask: &Ask, threat: bool, name: Namer<'_>) -> String {
    let verb = if threat { "threatens" } else { "asks" };
    let mut text = format!("{} {verb}", name(&ask.by));
    if let Some(to) = &ask.to {
        let _ = write!(text, " {}", name(to));
    }
    if let Some(what) = &ask.what {
        let _ = write!(text, ": \u{201c}{what}\u{201d}");
        return text;
    }
    let what: Vec<&str> = [ask.mode.as_deref(), ask.object.as_deref()]
        .into_iter()
        .flatten()
        .collect();
    if !what.is_empty() {
        let _ = write!(text, " ({})", what.join(": "));
    }
    text
}

/// A contact: "ministers by phone through QAT".
pub fn contact(contact: &Contact) -> String {
    contact_as(contact, &str::to_owned)
}

pub(crate) fn contact_as(contact: &Contact, name: Namer<'_>) -> String {
    let mut text = format!("{}, {}", contact.level, contact.channel);
    if !contact.through.is_empty() {
        let _ = write!(text, " through {}", names(&contact.through, name));
    }
    text
}

/// Silence in words.
pub fn silence(silence: &Silence) -> String {
    let s = if silence.days == 1 { "" } else { "s" };
    match silence.usual {
        Some(usual) => format!("{} day{s} ago, usual are {usual}", silence.days),
        None => format!("{} day{s} ago", silence.days),
    }
}
