//! The event record, `demarche.event/1`.

use serde::{Deserialize, Serialize};

use crate::{Context, CountryCode, EventType, Mode, QuadClass, Sector, Span, legacy};

/// The name of the wire form.
pub const SCHEMA: &str = "demarche.event/1";

/// PLOVER's auxiliary modes: how the event stands to the time and the facts of the report.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// It happened, and is news.
    #[default]
    Actual,
    /// It is to happen.
    Future,
    /// It would happen, may happen or is only considered.
    Hypothetical,
    /// It did not happen.
    Negated,
    /// It happened before, and stands as background.
    Historical,
}

impl Status {
    /// Every status.
    pub const ALL: &'static [Status] = &[
        Status::Actual,
        Status::Future,
        Status::Hypothetical,
        Status::Negated,
        Status::Historical,
    ];

    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Actual => "actual",
            Status::Future => "future",
            Status::Hypothetical => "hypothetical",
            Status::Negated => "negated",
            Status::Historical => "historical",
        }
    }
}

/// Who stands behind the event.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Certainty {
    /// The article says so.
    #[default]
    Asserted,
    /// A party says so; `reported_by` names it.
    Claimed,
    /// A party denies it; `reported_by` names it.
    Denied,
}

impl Certainty {
    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Certainty::Asserted => "asserted",
            Certainty::Claimed => "claimed",
            Certainty::Denied => "denied",
        }
    }
}

/// Who or to whom: the words, and what they resolve to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Party {
    /// The words, exactly `span` of the article text.
    pub text: String,
    /// Where they stand.
    pub span: Span,
    /// The canonical name, when the party is known.
    pub name: Option<String>,
    /// A stable key of the known party ("IND-GOV").
    pub entity: Option<String>,
    /// Country or supra-national code, where the text supports one.
    pub country: Option<CountryCode>,
    /// Sectors, most specific first.
    pub sectors: Vec<Sector>,
    /// Country and first sector as the field writes them ("INDGOV"); `None` when both are unknown.
    pub code: Option<String>,
    /// The office or title in the words ("foreign minister").
    pub role: Option<String>,
    /// How the codes were found.
    pub basis: String,
}

/// When the event happened. Days are ISO 8601.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Date {
    /// First day.
    pub start: String,
    /// Last day.
    pub end: String,
    /// The rule that found it.
    pub basis: String,
    /// The words that say so.
    pub span: Option<Span>,
}

/// How exactly a place is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PlacePrecision {
    /// A named point: a post, a camp, a bridge.
    Place,
    /// A city or town.
    City,
    /// A first-level division.
    Admin1,
    /// Only the country.
    Country,
}

/// Where the event happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// The words.
    pub text: String,
    /// Where they stand.
    pub span: Span,
    /// The canonical name.
    pub name: Option<String>,
    /// The country it lies in.
    pub country: Option<CountryCode>,
    /// First-level division.
    pub admin1: Option<String>,
    /// Degrees north.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
    /// GeoNames identifier.
    pub geonames_id: Option<u32>,
    /// How exact the place is; `None` when only its words are known.
    pub precision: Option<PlacePrecision>,
}

/// What the event is about: a treaty, a post, staff, aid, talks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Object {
    /// The kind, from the knowledge table of objects.
    pub kind: String,
    /// The name as the text or the table gives it.
    pub name: String,
    /// Where it stands.
    pub span: Span,
}

/// Counts of persons.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quantities {
    /// Killed.
    pub killed: Option<u32>,
    /// Injured.
    pub injured: Option<u32>,
    /// Arrested or detained.
    pub arrested: Option<u32>,
    /// Displaced.
    pub displaced: Option<u32>,
}

/// The words that say so, and the rule that read them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// The sentence.
    pub sentence: Span,
    /// The words that name the event.
    pub trigger: Span,
    /// The codebook frame, or the model, that made the event.
    pub rule: String,
}

/// What coded the event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Coder {
    /// Version of the program.
    pub version: String,
    /// Engine ("fast").
    pub engine: String,
    /// Codebook.
    pub codebook: String,
    /// Hash over knowledge, codebook and weights.
    pub fingerprint: String,
}

/// One coded event. Offsets count Unicode scalar values into the article's `text`; what the text
/// does not support is `None` or empty. Names of older PLOVER data are read ([`legacy`]), and never
/// written.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Read")]
pub struct Event {
    /// Always [`SCHEMA`].
    pub schema: String,
    /// Stable hash of what the event says.
    pub id: String,
    /// The article it was read from.
    pub article_id: String,
    /// Number of the sentence, from 1.
    pub sentence: u32,
    /// PLOVER type.
    pub event_type: EventType,
    /// PLOVER mode.
    pub mode: Option<Mode>,
    /// PLOVER contexts, in the manual's order.
    pub contexts: Vec<Context>,
    /// Quadrant.
    pub quad_class: QuadClass,
    /// PLOVER score.
    pub score: f64,
    /// CAMEO code.
    pub cameo: Option<String>,
    /// Goldstein scale of the CAMEO code.
    pub goldstein: Option<f64>,
    /// Actual, future, hypothetical, negated or historical.
    pub status: Status,
    /// Asserted, claimed or denied.
    pub certainty: Certainty,
    /// Who claims or denies it, or is quoted for it.
    pub reported_by: Option<Party>,
    /// Who did it; every party of a mutual event.
    pub actors: Vec<Party>,
    /// To whom.
    pub recipients: Vec<Party>,
    /// When.
    pub date: Option<Date>,
    /// Where.
    pub place: Option<Place>,
    /// What it is about.
    pub object: Option<Object>,
    /// Counts of persons.
    pub quantities: Quantities,
    /// The words and the rule.
    pub evidence: Evidence,
    /// Calibrated chance, from 0 to 1, that type and parties are right.
    pub confidence: f64,
    /// What coded it.
    pub coder: Coder,
}

/// An event as it is read: its names are those of PLOVER 2.0 or older ones.
#[derive(Deserialize)]
struct Read {
    schema: String,
    id: String,
    article_id: String,
    sentence: u32,
    event_type: String,
    mode: Option<String>,
    contexts: Vec<String>,
    quad_class: QuadClass,
    score: f64,
    cameo: Option<String>,
    goldstein: Option<f64>,
    status: Status,
    certainty: Certainty,
    reported_by: Option<Party>,
    actors: Vec<Party>,
    recipients: Vec<Party>,
    date: Option<Date>,
    place: Option<Place>,
    object: Option<Object>,
    quantities: Quantities,
    evidence: Evidence,
    confidence: f64,
    coder: Coder,
}

impl TryFrom<Read> for Event {
    type Error = String;
    fn try_from(read: Read) -> Result<Self, String> {
        let (event_type, mode) = legacy::event_type(&read.event_type, read.mode.as_deref())?;
        let renamed = event_type.as_str() != read.event_type
            || mode.map(Mode::as_str) != read.mode.as_deref();
        let mut contexts = Vec::with_capacity(read.contexts.len());
        for name in &read.contexts {
            contexts.extend(legacy::context(name)?);
        }
        Ok(Event {
            schema: read.schema,
            id: read.id,
            article_id: read.article_id,
            sentence: read.sentence,
            event_type,
            mode,
            contexts,
            quad_class: if renamed {
                event_type.quad_class()
            } else {
                read.quad_class
            },
            score: if renamed {
                event_type.score(mode)
            } else {
                read.score
            },
            cameo: read.cameo,
            goldstein: read.goldstein,
            status: read.status,
            certainty: read.certainty,
            reported_by: read.reported_by,
            actors: read.actors,
            recipients: read.recipients,
            date: read.date,
            place: read.place,
            object: read.object,
            quantities: read.quantities,
            evidence: read.evidence,
            confidence: read.confidence,
            coder: read.coder,
        })
    }
}
