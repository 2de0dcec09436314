//! The ledger as it is written: the shapes of its JSON (docs/ledger.md). Days are ISO 8601;
//! parties are country codes, or the key of a party that has none, with the party's code beside.

use demarche_record::Span;
use serde::{Deserialize, Serialize};

use crate::Day;
use crate::changes::Change;
use crate::tension::{Alert, Series};

/// Where it is said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Citation {
    /// The event.
    pub event: String,
    /// The article.
    pub article: String,
    /// The sentence, in scalar values of the article's text.
    pub sentence: Span,
    /// The words that name the event.
    pub trigger: Span,
    /// Words of the article that the event carries: parties, object, place, gaps marked by " … ".
    pub words: String,
}

/// A count that reports give differently.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Range {
    /// The least that is reported.
    pub low: u32,
    /// The most.
    pub high: u32,
    /// What most articles say; of several, the last reported, then the larger.
    pub best: u32,
}

/// Where an incident was.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Where {
    /// The most exact name that is reported.
    pub name: String,
    /// The country.
    pub country: Option<String>,
    /// Degrees north and east.
    pub at: Option<(f32, f32)>,
    /// "place", "city", "admin1", "country"; `None` where only the words are known.
    pub precision: Option<String>,
}

/// One happening, as all its reports tell it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Incident {
    /// Stable while its best report is known.
    pub id: String,
    /// The family of `incidents.toml` ("violence").
    pub family: String,
    /// PLOVER type.
    pub event_type: String,
    /// PLOVER modes that reports give.
    pub modes: Vec<String>,
    /// First day it may have been.
    pub start: Day,
    /// Last day.
    pub end: Day,
    /// Whether no report gives the day: then it was by `end`.
    pub undated: bool,
    /// Where.
    pub place: Option<Where>,
    /// Who, by country or key.
    pub by: Vec<String>,
    /// The codes of those parties.
    pub by_codes: Vec<String>,
    /// To whom.
    pub against: Vec<String>,
    /// The codes of those parties.
    pub against_codes: Vec<String>,
    /// Killed.
    pub killed: Option<Range>,
    /// Injured.
    pub injured: Option<Range>,
    /// Arrested.
    pub arrested: Option<Range>,
    /// Displaced.
    pub displaced: Option<Range>,
    /// Who says so, where no article says so itself; empty otherwise.
    pub claimed_by: Vec<String>,
    /// Who denies it.
    pub denied_by: Vec<String>,
    /// The articles.
    pub sources: Vec<String>,
    /// Day of the first report.
    pub first_report: Day,
    /// Day of the last.
    pub last_report: Day,
    /// The report that says most.
    pub evidence: Citation,
    /// All reports.
    pub events: Vec<String>,
}

/// A change of state, and what proves it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transition {
    /// The state from then on.
    pub state: String,
    /// The day.
    pub date: Day,
    /// Whether the day is only that of a report: it changed then or before.
    pub by_then: bool,
    /// The first day on which it was reported.
    pub reported: Day,
    /// Whose act it was.
    pub by: Option<String>,
    /// The events.
    pub events: Vec<String>,
    /// The first of them, quoted.
    pub evidence: Citation,
}

/// A measure, or a posture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measure {
    /// Stable while its first event is known.
    pub id: String,
    /// Whose it is; of mutual ones all parties, joined by "+".
    pub by: String,
    /// The code of that party.
    pub by_code: Option<String>,
    /// Against whom; `None` where nobody is named.
    pub against: Option<String>,
    /// The code of that party.
    pub against_code: Option<String>,
    /// The kind of `measures.toml` or `posture.toml`.
    pub kind: String,
    /// What it is about, by its best known name.
    pub object: Option<String>,
    /// The kind of object.
    pub object_kind: Option<String>,
    /// Where, if it is a place and not a country.
    pub place: Option<String>,
    /// "announced", "in force", "eased", "lifted", "expired" or "contested".
    pub state: String,
    /// Since when it was announced or in force; `None` where it is only known as background.
    pub since: Option<Day>,
    /// Whether `since` is only the day of a report: it was so then or before.
    pub since_by: bool,
    /// The day for which it was announced, or until which it was to last.
    pub until: Option<Day>,
    /// Who denies it.
    pub denied_by: Vec<String>,
    /// Days on which it was broken, oldest first.
    pub breaches: Vec<Day>,
    /// Every change, oldest first.
    pub transitions: Vec<Transition>,
    /// Every event that speaks of it.
    pub events: Vec<String>,
}

impl Measure {
    /// Whether it holds: in force, or eased and not ended.
    pub fn holds(&self) -> bool {
        matches!(self.state.as_str(), "in force" | "eased")
    }
}

/// Who blames whom for what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// Stable while its first event is known.
    pub id: String,
    /// Who says so; `None` where the article names nobody.
    pub by: Option<String>,
    /// The code of that party.
    pub by_code: Option<String>,
    /// Who is said to have done it.
    pub against: Option<String>,
    /// The code of that party.
    pub against_code: Option<String>,
    /// What it is about, in words.
    pub about: Option<String>,
    /// The incident it is about.
    pub incident: Option<String>,
    /// "alleged", "denied", "admitted", "claimed", "under investigation" or "confirmed".
    pub state: String,
    /// The first day.
    pub since: Day,
    /// Who denies it.
    pub denied_by: Vec<String>,
    /// Who looks into it.
    pub investigated_by: Vec<String>,
    /// Sources that are no party and say the same: parties, and articles that say so themselves.
    pub confirmed_by: Vec<String>,
    /// Every change, oldest first.
    pub transitions: Vec<Transition>,
    /// Every event that speaks of it.
    pub events: Vec<String>,
}

/// A request or a threat.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// Stable while its first event is known.
    pub id: String,
    /// Who asks or threatens.
    pub by: String,
    /// The code of that party.
    pub by_code: Option<String>,
    /// Whom; `None` where nobody is named.
    pub to: Option<String>,
    /// The code of that party.
    pub to_code: Option<String>,
    /// PLOVER mode.
    pub mode: Option<String>,
    /// What it is about.
    pub object: Option<String>,
    /// What is asked or threatened ("to condemn the attack"), in the words of the article; `None`
    /// where its text was not at hand.
    #[serde(default)]
    pub what: Option<String>,
    /// Requests: "open", "met", "refused", "lapsed". Threats: "open", "carried out", "lapsed".
    pub state: String,
    /// The day it was first made.
    pub since: Day,
    /// The day it was last made.
    pub last: Day,
    /// The day of the answer, or on which it lapsed.
    pub answered: Option<Day>,
    /// Events that answer it.
    pub answers: Vec<String>,
    /// The first event, quoted.
    pub evidence: Citation,
    /// The first answer, quoted.
    pub answer_evidence: Option<Citation>,
    /// The events in which it is made.
    pub events: Vec<String>,
}

/// Contacts of two parties at one level.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// The two, in alphabetical order.
    pub between: [String; 2],
    /// "leaders", "ministers", "envoys", "militaries" or "unstated".
    pub level: String,
    /// The channel of the last contact ("phone").
    pub channel: String,
    /// Who stood between them at the last contact.
    pub through: Vec<String>,
    /// The last day.
    pub last: Day,
    /// Days with contacts.
    pub days: usize,
    /// The last contact, quoted.
    pub evidence: Citation,
    /// All events.
    pub events: Vec<String>,
}

/// How long two parties have not spoken, against their own habit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Silence {
    /// The two, in alphabetical order.
    pub between: [String; 2],
    /// The last day of any contact.
    pub last: Day,
    /// Days since.
    pub days: i32,
    /// The middle gap between their earlier days of contact; `None` for too few.
    pub usual: Option<i32>,
    /// Whether it is unusual by the thresholds of `contacts.toml`.
    pub unusual: bool,
}

/// What came in and what became of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// Events, each id once.
    pub events: usize,
    /// Events whose id was there already.
    pub duplicates: usize,
    /// Articles.
    pub articles: usize,
    /// Events that have no day, which no ledger can place.
    pub undated: usize,
    /// Events after the day of the ledger.
    pub later: usize,
}

/// The state on a day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ledger {
    /// Always [`crate::SCHEMA`].
    pub schema: String,
    /// The pair that was asked for.
    pub pair: Option<[String; 2]>,
    /// The day; `None` where no event has one.
    pub at: Option<Day>,
    /// Since when changes were asked for.
    pub since: Option<Day>,
    /// What came in.
    pub account: Account,
    /// Happenings, the latest first.
    pub incidents: Vec<Incident>,
    /// Measures: those that hold first, the latest first.
    pub measures: Vec<Measure>,
    /// Who blames whom.
    pub claims: Vec<Claim>,
    /// Requests.
    pub requests: Vec<Ask>,
    /// Threats.
    pub threats: Vec<Ask>,
    /// Contacts, the latest first.
    pub contacts: Vec<Contact>,
    /// Silence of the pairs that speak; in the ledger of a pair its own, in one of countries theirs.
    pub silences: Vec<Silence>,
    /// Mobilisations, alerts, exercises, withdrawals.
    pub posture: Vec<Measure>,
    /// What changed since `since`, oldest first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub changes: Option<Vec<Change>>,
    /// Tension, where it was asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub series: Option<Series>,
    /// What is out of the usual, where series were asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub alerts: Vec<Alert>,
}
