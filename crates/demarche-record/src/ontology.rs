//! PLOVER 2.0 event types, modes, contexts, quad classes and scores, and the CAMEO side of the
//! crosswalk.
//!
//! Facts after the PLOVER 2.0 manual (tables of modes, contexts and PLOVER scores) and the CAMEO
//! Goldstein scale.

use std::fmt;

use serde::{Deserialize, Serialize};

/// GDELT's and PLOVER's four quadrants.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "u8", try_from = "u8")]
#[repr(u8)]
pub enum QuadClass {
    /// 1.
    VerbalCooperation = 1,
    /// 2.
    MaterialCooperation = 2,
    /// 3.
    VerbalConflict = 3,
    /// 4.
    MaterialConflict = 4,
}

impl From<QuadClass> for u8 {
    fn from(quad: QuadClass) -> u8 {
        quad as u8
    }
}

impl TryFrom<u8> for QuadClass {
    type Error = String;
    fn try_from(number: u8) -> Result<Self, String> {
        match number {
            1 => Ok(QuadClass::VerbalCooperation),
            2 => Ok(QuadClass::MaterialCooperation),
            3 => Ok(QuadClass::VerbalConflict),
            4 => Ok(QuadClass::MaterialConflict),
            _ => Err(format!("{number} is no quad class: they run from 1 to 4")),
        }
    }
}

macro_rules! event_types {
    ($($variant:ident = $name:literal, $quad:ident, $score:literal,
       $recipient:literal, [$($mode:literal : $mode_score:expr),* $(,)?];)*) => {
        /// The 16 event types of PLOVER 2.0.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[repr(u8)]
        #[expect(missing_docs, reason = "each variant is the manual's type of that name")]
        pub enum EventType { $(#[serde(rename = $name)] $variant),* }

        impl EventType {
            /// Every type, in the manual's order.
            pub const ALL: &'static [EventType] = &[$(EventType::$variant),*];

            /// The manual's name, in capitals.
            pub fn as_str(self) -> &'static str {
                match self { $(EventType::$variant => $name),* }
            }

            /// Reads the manual's name.
            pub fn parse(name: &str) -> Option<Self> {
                match name { $($name => Some(EventType::$variant),)* _ => None }
            }

            /// The quadrant.
            pub fn quad_class(self) -> QuadClass {
                match self { $(EventType::$variant => QuadClass::$quad),* }
            }

            /// Whether the manual requires a recipient.
            pub fn requires_recipient(self) -> bool {
                match self { $(EventType::$variant => $recipient),* }
            }

            /// The modes the manual lists for the type.
            pub fn modes(self) -> &'static [Mode] {
                match self { $(EventType::$variant => &[$(Mode($mode)),*]),* }
            }

            /// PLOVER's score of the type, or of its mode where the manual scores that apart.
            /// From -10 (conflict) to 10 (cooperation).
            pub fn score(self, mode: Option<Mode>) -> f64 {
                match (self, mode.map(Mode::as_str)) {
                    $($((EventType::$variant, Some($mode)) => $mode_score,)*
                      (EventType::$variant, _) => $score,)*
                }
            }
        }
    };
}

event_types! {
    Agree = "AGREE", VerbalCooperation, 2.5, false, [];
    Consult = "CONSULT", VerbalCooperation, 2.5, false,
        ["visit": 4.0, "third-party": 1.0, "multilateral": 4.0, "phone": 1.5];
    Support = "SUPPORT", VerbalCooperation, 5.0, false, [];
    Concede = "CONCEDE", VerbalCooperation, 4.5, false, [];
    Cooperate = "COOPERATE", MaterialCooperation, 9.5, true, [];
    Aid = "AID", MaterialCooperation, 10.0, true, [];
    Retreat = "RETREAT", MaterialCooperation, 6.5, false,
        ["withdraw": 8.0, "release": 6.5, "disarm": 10.0, "ceasefire": 7.5, "access": 6.5,
         "resign": 4.5];
    Request = "REQUEST", VerbalConflict, 0.0, false,
        ["assist": 0.5, "change": -1.0, "yield": -1.0, "meet": 0.0];
    Accuse = "ACCUSE", VerbalConflict, -3.0, false,
        ["disapprove": -2.0, "investigate": -3.5, "allege": -3.5];
    Reject = "REJECT", VerbalConflict, -2.0, false,
        ["assist": -1.5, "change": -2.0, "yield": -2.0, "meet": -2.0];
    Threaten = "THREATEN", VerbalConflict, -3.5, false,
        ["restrict": -3.0, "arrest": -3.5, "relations": -3.5, "expel": -3.5, "territory": -4.0,
         "violence": -3.5];
    Protest = "PROTEST", MaterialConflict, -5.0, false,
        ["demo": -5.0, "riot": -7.0, "strike": -5.0, "hunger": -4.5, "boycott": -4.5,
         "obstruct": -4.5, "vandalize": -5.0];
    Sanction = "SANCTION", MaterialConflict, -6.0, true,
        ["convict": -6.0, "expel": -5.5, "withdraw": -6.0, "discontinue": -6.0];
    Mobilize = "MOBILIZE", MaterialConflict, -5.5, false,
        ["troops": -6.5, "weapons": -6.5, "police": -5.5, "militia": -6.0];
    Coerce = "COERCE", MaterialConflict, -7.0, false,
        ["seize": -7.0, "restrict": -7.0, "censor": -6.5, "curfew": -6.5, "martial-law": -7.5,
         "arrest": -7.0, "deport": -7.0, "withhold": -7.0, "misinformation": -6.5, "cyber": -7.0];
    Assault = "ASSAULT", MaterialConflict, -9.0, false,
        ["abduct": -8.5, "beat": -7.5, "torture": -8.5, "sexual": -8.5, "targeted": -9.5,
         "destroy": -8.5, "primitive": -8.0, "firearms": -9.0, "explosives": -9.0,
         "suicide-attack": -9.5, "aerial": -9.5, "drone": -9.5, "heavy-weapons": -9.5,
         "crowd-control": -7.5, "unconventional": -10.0];
}

impl fmt::Display for EventType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A mode of an event type, by the manual's name. One name may belong to several types
/// ("withdraw"): `EventType::modes` says to which.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Mode(&'static str);

impl Mode {
    /// Reads a mode of a type.
    pub fn parse(event_type: EventType, name: &str) -> Option<Self> {
        event_type
            .modes()
            .iter()
            .copied()
            .find(|mode| mode.0 == name)
    }

    /// The manual's name.
    pub fn as_str(self) -> &'static str {
        self.0
    }
}

// Written by hand: the derive would ask for input that lives forever.
impl<'de> Deserialize<'de> for Mode {
    fn deserialize<D: serde::Deserializer<'de>>(input: D) -> Result<Self, D::Error> {
        Mode::try_from(String::deserialize(input)?).map_err(serde::de::Error::custom)
    }
}

impl TryFrom<String> for Mode {
    type Error = String;
    fn try_from(name: String) -> Result<Self, String> {
        EventType::ALL
            .iter()
            .find_map(|event_type| Mode::parse(*event_type, &name))
            .ok_or_else(|| format!("\"{name}\" is no PLOVER mode"))
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

macro_rules! contexts {
    ($($variant:ident = $name:literal),* $(,)?) => {
        /// The 37 contexts of PLOVER 2.0.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[repr(u8)]
        #[expect(missing_docs, reason = "each variant is the manual's context of that name")]
        pub enum Context { $(#[serde(rename = $name)] $variant),* }

        impl Context {
            /// Every context, in the manual's order.
            pub const ALL: &'static [Context] = &[$(Context::$variant),*];

            /// The manual's name.
            pub fn as_str(self) -> &'static str {
                match self { $(Context::$variant => $name),* }
            }

            /// Reads the manual's name.
            pub fn parse(name: &str) -> Option<Self> {
                match name { $($name => Some(Context::$variant),)* _ => None }
            }
        }
    };
}

contexts! {
    Military = "military", Intelligence = "intelligence", Executive = "executive",
    Legislative = "legislative", Election = "election",
    PoliticalInstitutions = "political_institutions", ProDemocracy = "pro_democracy",
    ProAutocracy = "pro_autocracy", Economic = "economic", Legal = "legal",
    Reparations = "reparations", HumanRights = "human_rights", RightsFreedoms = "rights_freedoms",
    Repression = "repression", HumanSecurity = "human_security", Gender = "gender", Lgbt = "lgbt",
    ReligionEthnicity = "religion_ethnicity", Inequality = "inequality",
    Diplomatic = "diplomatic", Territory = "territory", Peacekeeping = "peacekeeping",
    Health = "health", Asylum = "asylum", Migration = "migration", Disasters = "disasters",
    NaturalResource = "natural_resource", Environment = "environment", Technology = "technology",
    Terrorism = "terrorism", Cbrn = "cbrn", Cyber = "cyber", Misinformation = "misinformation",
    Crime = "crime", Corruption = "corruption", IllegalDrugs = "illegal_drugs",
    Trafficking = "trafficking",
}
