//! What a reviewer says of an event, `demarche.correction/1`.

use serde::{Deserialize, Serialize};

use crate::Event;

/// The name of the wire form.
pub const SCHEMA: &str = "demarche.correction/1";

/// What a reviewer finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// The event is right as it stands.
    Accept,
    /// It is to be as `event_after` says.
    Edit,
    /// The text does not say so.
    Reject,
    /// It tells again of what another event tells, `into`. Both stay.
    Merge,
    /// The text says more than was coded: `event_after`.
    Add,
}

impl Verdict {
    /// Every verdict.
    pub const ALL: &'static [Verdict] = &[
        Verdict::Accept,
        Verdict::Edit,
        Verdict::Reject,
        Verdict::Merge,
        Verdict::Add,
    ];

    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Verdict::Accept => "accept",
            Verdict::Edit => "edit",
            Verdict::Reject => "reject",
            Verdict::Merge => "merge",
            Verdict::Add => "add",
        }
    }

    /// The verdict of a name on the wire.
    pub fn parse(name: &str) -> Option<Self> {
        Verdict::ALL
            .iter()
            .copied()
            .find(|verdict| verdict.as_str() == name)
    }
}

/// A correction of one event. Corrections are kept for good: of those about one event the latest
/// counts that was not withdrawn.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Correction {
    /// Always [`SCHEMA`].
    #[serde(default = "schema")]
    pub schema: String,
    /// A hash of what it says. Empty where it is still to be kept.
    #[serde(default)]
    pub id: String,
    /// The id of the event; of an added event empty where it is still to be kept. An edited event
    /// keeps its id.
    #[serde(default)]
    pub event: String,
    /// The article of the event. Needed for an added one only; else filled in.
    #[serde(default)]
    pub article_id: String,
    /// What the reviewer finds.
    pub verdict: Verdict,
    /// The event as it was, filled in when the correction is kept.
    #[serde(default)]
    pub event_before: Option<Event>,
    /// The event as it should be, for [`Verdict::Edit`] and [`Verdict::Add`].
    #[serde(default)]
    pub event_after: Option<Event>,
    /// The event that it repeats, for [`Verdict::Merge`].
    #[serde(default)]
    pub into: Option<String>,
    /// Other events that were read from the same words when the correction was made, and that an
    /// edited or added event does not stand in place of. Filled in when it is kept.
    #[serde(default)]
    pub beside: Vec<String>,
    /// Why.
    #[serde(default)]
    pub reason: String,
    /// Who says so, as given.
    #[serde(default)]
    pub by: String,
    /// When, RFC 3339.
    #[serde(default)]
    pub at: String,
    /// Who took it back.
    #[serde(default)]
    pub withdrawn: Option<Withdrawal>,
}

/// A correction that was taken back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawal {
    /// Who, as given.
    pub by: String,
    /// Why.
    pub reason: String,
    /// When, RFC 3339.
    pub at: String,
}

fn schema() -> String {
    SCHEMA.to_owned()
}

impl Correction {
    /// A correction of an event, not yet kept.
    pub fn new(verdict: Verdict, event: &str, by: &str, at: &str) -> Self {
        Correction {
            schema: schema(),
            id: String::new(),
            event: event.to_owned(),
            article_id: String::new(),
            verdict,
            event_before: None,
            event_after: None,
            into: None,
            beside: Vec::new(),
            reason: String::new(),
            by: by.to_owned(),
            at: at.to_owned(),
            withdrawn: None,
        }
    }
}
