//! The tables of `codebook/ledger/`: which event means what for the state of a crisis. Everything
//! that names a type, mode, object or frame stands there; the code only asks whether an event is
//! one of those.

use std::sync::OnceLock;

use demarche_record::EventType;
use serde::Deserialize;

pub use crate::condition::Condition;
pub(crate) use crate::condition::{Types, any};

/// By what measures of a kind are told from each other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Identity {
    /// By who against whom alone.
    #[default]
    Parties,
    /// By the object's name too.
    Object,
    /// By all words of the object's name, which is a thing of many ("gas exports").
    Thing,
    /// By the object's name, or else the place, too.
    Place,
}

/// A kind of measure or posture.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kind {
    /// Its name, as the ledger writes it ("treaty-suspended").
    pub name: String,
    /// What it is, in a few words.
    pub gloss: String,
    /// Where the knowledge is from.
    pub source: String,
    /// By what two of the kind are told apart.
    #[serde(default)]
    pub identity: Identity,
    /// Words of names that tell no object from another ("border", "crossing").
    #[serde(default)]
    pub common: Vec<String>,
    /// Words near the trigger with which an event that would lift it eases it; by default those of
    /// the table.
    #[serde(default)]
    pub partly: Vec<String>,
    /// Whether the parties have it with each other (a ceasefire): neither is against the other.
    #[serde(default)]
    pub mutual: bool,
    /// Whether it holds for everybody alike, whoever is named as recipient.
    #[serde(default)]
    pub domestic: bool,
    /// Whether it is only ever against another country.
    #[serde(default)]
    pub foreign: bool,
    /// Announced, it is in force that many days later, though nobody says so.
    pub takes_effect: Option<i32>,
    /// It expires when that many days passed without a report of it.
    pub lasts: Option<i32>,
    /// Events that announce it.
    #[serde(default)]
    pub announces: Vec<Condition>,
    /// Events that put it in force.
    #[serde(default)]
    pub opens: Vec<Condition>,
    /// Events that ease it.
    #[serde(default)]
    pub eases: Vec<Condition>,
    /// Events that end it.
    #[serde(default)]
    pub lifts: Vec<Condition>,
    /// Events that break it, which leaves it in force.
    #[serde(default)]
    pub breaches: Vec<Condition>,
    /// What breaks it where the forces of one party do it to another while it is in force.
    #[serde(default)]
    pub hostilities: Vec<Condition>,
    /// Events that would lift it and ease it; by default those of the table.
    #[serde(default)]
    pub easing: Vec<Condition>,
    /// Words of objects that are a part of what it is about ("student visas"); by default those of
    /// the table.
    #[serde(default)]
    pub parts: Vec<String>,
}

impl Kind {
    /// The types of events that may do anything to it.
    pub(crate) fn types(&self) -> Types {
        let lists = [
            &self.announces,
            &self.opens,
            &self.eases,
            &self.lifts,
            &self.breaches,
            &self.hostilities,
        ];
        Types::of(lists.into_iter().flatten())
    }
}

/// Which events answer a request or carry a threat out.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// Requests or threats of these modes; "-" is none. Empty: of any.
    #[serde(default)]
    pub of: Vec<String>,
    /// Requests or threats about objects of these kinds; "-" is none. Empty: of any.
    #[serde(default)]
    pub about: Vec<String>,
    /// Requests or threats whose object has one of these words in its name. Empty: of any.
    #[serde(default)]
    pub word: Vec<String>,
    /// Where the knowledge is from.
    pub source: String,
    /// Whether an answer to others than the asker must be about the same object.
    #[serde(default)]
    pub with_asker: bool,
    /// Whether an answer that names no object tells by its mode that it is about the same.
    #[serde(default)]
    pub telling: bool,
    /// Whether it does not matter what the answer is about.
    #[serde(default)]
    pub any_object: bool,
    /// Whether the answer must be about an object of the same kind, or of a kindred one.
    #[serde(default)]
    pub same_object: bool,
    /// Whether anybody may give the answer, where nobody was named.
    #[serde(default)]
    pub by_anybody: bool,
    /// Whether the parties must meet: the addressee with the asker, or with whom it is to talk.
    #[serde(default)]
    pub together: bool,
    /// Events that meet the request, or carry the threat out.
    #[serde(default)]
    pub meets: Vec<Condition>,
    /// Events that refuse the request.
    #[serde(default)]
    pub refuses: Vec<Condition>,
    /// Events of the same about the same by which a threat is dropped.
    #[serde(default)]
    pub drops: Vec<Condition>,
}

/// `requests` and `threats` of `answers.toml`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asks {
    /// Which events are such.
    pub is: Vec<Condition>,
    /// Days after which one that nobody answered has lapsed.
    pub window: i32,
    /// Within that many days the same asked again is the same.
    pub again: i32,
    /// Refusals that tell of a request by the one who is refused, where none is known.
    #[serde(default)]
    pub implied: Vec<Condition>,
    /// Groups of kinds of objects: what is done about one may answer what was said about another.
    #[serde(default)]
    pub kindred: Vec<Vec<String>>,
    /// Kinds of objects that say nothing ("the demand").
    #[serde(default)]
    pub empty: Vec<String>,
    /// Kinds of objects that their names tell apart.
    #[serde(default)]
    pub named: Vec<String>,
    /// Words of such names that tell nothing apart.
    #[serde(default)]
    pub common: Vec<String>,
    /// Groups of words of such names that mean the same.
    #[serde(default)]
    pub alike: Vec<Vec<String>>,
    /// Words near the trigger with which what was asked is done in part, and goes on being asked.
    #[serde(default)]
    pub partly: Vec<String>,
    /// Events that do it in part without such words.
    #[serde(default)]
    pub eases: Vec<Condition>,
    /// What answers them; of several lines that fit, the first holds.
    pub answer: Vec<Answer>,
}

impl Asks {
    /// The types of events that may answer one.
    pub(crate) fn answering(&self) -> Types {
        let lines = self.answer.iter();
        Types::of(lines.flat_map(|line| {
            let lists = [&line.meets, &line.refuses, &line.drops];
            lists.into_iter().flatten()
        }))
    }
}

/// `claims.toml`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClaimRules {
    /// Events in which one blames another.
    pub alleges: Vec<Condition>,
    /// Events in which the blamed denies.
    pub denies: Vec<Condition>,
    /// Events in which the blamed admits.
    pub admits: Vec<Condition>,
    /// Events in which somebody looks into it.
    pub investigates: Vec<Condition>,
    /// Types of events that one is blamed for.
    pub deeds: Vec<EventType>,
    /// Those of them of which one's own word is a claim, whoever suffered; of the others only where
    /// another party did.
    #[serde(default)]
    pub own: Vec<EventType>,
    /// Within that many days blame for the same is the same claim.
    pub again: i32,
    /// Within that many days blame without a deed is of the deed that was named.
    pub vague: i32,
    /// Kinds of objects that are what a claim is about, whatever happened nearby.
    #[serde(default)]
    pub matters: Vec<String>,
    /// Kinds of objects that do not tell what a claim is about ("the allegations").
    #[serde(default)]
    pub empty: Vec<String>,
    /// That many sources that are no party confirm.
    pub confirmed: usize,
}

/// A level of contacts.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Level {
    /// Its name.
    pub name: String,
    /// Words of offices, in lower case; whole words count.
    pub roles: Vec<String>,
    /// Sectors, where no office is named.
    #[serde(default)]
    pub sectors: Vec<String>,
}

/// A channel of contacts.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Channel {
    /// Its name.
    pub name: String,
    /// Which events are such.
    pub is: Vec<Condition>,
    /// Whether the actor stands between the recipients.
    #[serde(default)]
    pub mediated: bool,
    /// Whether of several parties the first spoke with each, and they not with each other.
    #[serde(default)]
    pub one_with_each: bool,
}

/// `contacts.toml`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContactRules {
    /// Levels, the highest first; of a contact the highest that all parties have.
    pub level: Vec<Level>,
    /// Channels; of several that fit, the first holds.
    pub channel: Vec<Channel>,
    /// Days between a contact and a report of it that names no day.
    #[serde(default)]
    pub report_days: i32,
    /// Silence is unusual when it is that many times the usual gap …
    pub silence_times: f64,
    /// … and at least that many days …
    pub silence_days: i32,
    /// … after at least that many days with contacts.
    pub habit: usize,
}

/// A family of incidents.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Family {
    /// Its name.
    pub name: String,
    /// Which events are such.
    pub is: Vec<Condition>,
    /// What one is called ("attack").
    pub noun: String,
    /// Whether reports are of one only where they name the same point.
    #[serde(default)]
    pub needs_place: bool,
    /// Whether a later bare mention in an article ("the attack") is of the one it spoke of.
    #[serde(default)]
    pub definite: bool,
    /// Modes that may be one incident's, group by group: those of different groups never are. A
    /// mode in no group goes with all.
    #[serde(default)]
    pub modes: Vec<Vec<String>>,
}

/// `incidents.toml`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IncidentRules {
    /// Families; of several that fit, the first holds.
    pub family: Vec<Family>,
    /// Days between a report and what it tells of without naming a day.
    pub report_days: i32,
    /// Kilometres within which two points may be one place.
    pub near_km: f32,
    /// Counts may differ by that many …
    pub count_slack: u32,
    /// … or by this share of the larger.
    pub count_share: f32,
    /// At one place on one day, a toll may rise to that many times the first.
    pub toll_rises: f32,
    /// An equal toll of at least that many at one place is one incident …
    pub telling_toll: u32,
    /// … for that many days.
    pub telling_days: i32,
}

/// `tension.toml`.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TensionRules {
    /// Weeks of the short baseline.
    pub short: usize,
    /// Weeks of the long baseline.
    pub long: usize,
    /// Fewest weeks with reports that make a baseline.
    pub least_weeks: usize,
    /// Fewest reports in a week that may raise an alert.
    pub least_reports: u32,
    /// A week is out of the usual when tension is that many standard deviations over a baseline.
    pub deviations: f64,
    /// Standard deviations are taken to be at least this, so that a flat past makes no alarm.
    pub least_deviation: f64,
    /// First violence after that many weeks without.
    pub quiet_weeks: usize,
    /// Deaths in a week that are an alert of their own.
    pub deaths: u32,
    /// How much a change point must explain: times the variance, times the logarithm of the weeks.
    pub penalty: f64,
}

/// A named group of countries.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Region {
    /// Its name.
    pub name: String,
    /// Other names.
    #[serde(default)]
    pub also: Vec<String>,
    /// Who says which countries are in it, and as of when.
    pub source: String,
    /// The countries, by code.
    pub countries: Vec<String>,
}

/// All tables.
#[derive(Clone, Debug, PartialEq)]
pub struct Rules {
    /// `measures.toml`.
    pub measures: Vec<Kind>,
    /// `posture.toml`.
    pub posture: Vec<Kind>,
    /// `claims.toml`.
    pub claims: ClaimRules,
    /// What one of a pair does alone that matters to the other, of `answers.toml`.
    pub alone: Vec<EventType>,
    /// Requests, of `answers.toml`.
    pub requests: Asks,
    /// Threats, of `answers.toml`.
    pub threats: Asks,
    /// `contacts.toml`.
    pub contacts: ContactRules,
    /// `incidents.toml`.
    pub incidents: IncidentRules,
    /// `tension.toml`.
    pub tension: TensionRules,
    /// `regions.toml`.
    pub regions: Vec<Region>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Kinds {
    #[serde(default)]
    partly: Vec<String>,
    #[serde(default)]
    easing: Vec<Condition>,
    #[serde(default)]
    parts: Vec<String>,
    kind: Vec<Kind>,
}

impl Kinds {
    fn read(self) -> Vec<Kind> {
        let mut kinds = self.kind;
        for kind in &mut kinds {
            if kind.partly.is_empty() {
                kind.partly.clone_from(&self.partly);
            }
            if kind.easing.is_empty() {
                kind.easing.clone_from(&self.easing);
            }
            if kind.parts.is_empty() {
                kind.parts.clone_from(&self.parts);
            }
        }
        kinds
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Regions {
    region: Vec<Region>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Answers {
    alone: Vec<EventType>,
    requests: Asks,
    threats: Asks,
}

/// A table that does not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Its name.
    pub file: String,
    /// What is wrong, with line and column.
    pub what: String,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}: {}", self.file, self.what)
    }
}

impl std::error::Error for Fault {}

/// The tables that this crate carries: name and text.
pub const TABLES: [(&str, &str); 8] = [
    (
        "measures.toml",
        include_str!("../../../codebook/ledger/measures.toml"),
    ),
    (
        "posture.toml",
        include_str!("../../../codebook/ledger/posture.toml"),
    ),
    (
        "claims.toml",
        include_str!("../../../codebook/ledger/claims.toml"),
    ),
    (
        "answers.toml",
        include_str!("../../../codebook/ledger/answers.toml"),
    ),
    (
        "contacts.toml",
        include_str!("../../../codebook/ledger/contacts.toml"),
    ),
    (
        "incidents.toml",
        include_str!("../../../codebook/ledger/incidents.toml"),
    ),
    (
        "tension.toml",
        include_str!("../../../codebook/ledger/tension.toml"),
    ),
    (
        "regions.toml",
        include_str!("../../../codebook/ledger/regions.toml"),
    ),
];

impl Rules {
    /// The tables that this crate carries.
    pub fn embedded() -> &'static Rules {
        static RULES: OnceLock<Rules> = OnceLock::new();
        RULES.get_or_init(|| Rules::read(&[]).expect("a test reads the embedded tables"))
    }

    /// The region of that name, in capitals or not.
    pub fn region(&self, name: &str) -> Option<&Region> {
        let name = name.trim().to_lowercase();
        self.regions.iter().find(|region| {
            let mut names = std::iter::once(&region.name).chain(&region.also);
            names.any(|known| known.to_lowercase() == name)
        })
    }

    /// The same with tables of one's own (name and text) instead of those of the same name.
    ///
    /// # Errors
    /// The first table that does not read.
    pub fn read(own: &[(&str, &str)]) -> Result<Rules, Fault> {
        let answers: Answers = table(own, "answers.toml")?;
        Ok(Rules {
            measures: table::<Kinds>(own, "measures.toml")?.read(),
            posture: table::<Kinds>(own, "posture.toml")?.read(),
            claims: table(own, "claims.toml")?,
            alone: answers.alone,
            requests: answers.requests,
            threats: answers.threats,
            contacts: table(own, "contacts.toml")?,
            incidents: table(own, "incidents.toml")?,
            tension: table(own, "tension.toml")?,
            regions: table::<Regions>(own, "regions.toml")?.region,
        })
    }
}

fn table<T: serde::de::DeserializeOwned>(own: &[(&str, &str)], name: &str) -> Result<T, Fault> {
    let text = own
        .iter()
        .chain(&TABLES)
        .find(|(file, _)| *file == name)
        .map_or("", |(_, text)| text);
    toml::from_str(text).map_err(|error| Fault {
        file: name.to_owned(),
        what: error.to_string(),
    })
}
