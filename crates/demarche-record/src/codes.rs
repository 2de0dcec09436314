//! Country and sector codes.

use std::fmt;

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A country as ISO 3166-1 alpha-3, or one of PLOVER's supra-national codes (IGO, UNO, EUR, NGO,
/// ISM, IMG, MNC).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CountryCode([u8; 3]);

impl CountryCode {
    /// Reads three capital ASCII letters.
    pub fn parse(code: &str) -> Option<Self> {
        let bytes: [u8; 3] = code.as_bytes().try_into().ok()?;
        bytes
            .iter()
            .all(u8::is_ascii_uppercase)
            .then_some(CountryCode(bytes))
    }

    /// The three letters.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or("")
    }

    /// Whether this is one of PLOVER's supra-national codes and no country.
    pub fn is_supranational(&self) -> bool {
        matches!(
            self.as_str(),
            "IGO" | "UNO" | "EUR" | "NGO" | "ISM" | "IMG" | "MNC"
        )
    }
}

impl fmt::Debug for CountryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Display for CountryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl From<CountryCode> for String {
    fn from(code: CountryCode) -> String {
        code.as_str().to_owned()
    }
}

impl Serialize for CountryCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for CountryCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Letters)
    }
}

/// Reads a code without a copy of its text: tables and archives hold very many.
struct Letters;

impl Visitor<'_> for Letters {
    type Value = CountryCode;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a three-letter code")
    }

    fn visit_str<E: de::Error>(self, code: &str) -> Result<CountryCode, E> {
        CountryCode::parse(code)
            .ok_or_else(|| E::custom(format_args!("\"{code}\" is not a three-letter code")))
    }
}

macro_rules! sectors {
    ($($variant:ident = $code:literal : $doc:literal),* $(,)?) => {
        /// PLOVER 2.0 sector codes (manual, "Sector Codes").
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Sector { $(#[doc = $doc] #[serde(rename = $code)] $variant),* }

        impl Sector {
            /// Every sector, in the manual's order.
            pub const ALL: &'static [Sector] = &[$(Sector::$variant),*];

            /// The three letters.
            pub fn as_str(self) -> &'static str {
                match self { $(Sector::$variant => $code),* }
            }

            /// Reads the three letters.
            pub fn parse(code: &str) -> Option<Self> {
                match code { $($code => Some(Sector::$variant),)* _ => None }
            }
        }
    };
}

sectors! {
    Cop = "COP": "Police and protective agencies.",
    Gov = "GOV": "Government: the executive and governing parties.",
    Jud = "JUD": "Judges, courts.",
    Leg = "LEG": "Parliaments, assemblies, lawmakers.",
    Mil = "MIL": "State military personnel and equipment.",
    Prm = "PRM": "Paramilitary organisations not in opposition to government.",
    Pty = "PTY": "Political parties.",
    Reb = "REB": "Armed opposition groups or individuals.",
    Spy = "SPY": "State intelligence services.",
    Uaf = "UAF": "Unidentified armed forces.",
    Unk = "UNK": "Unidentified actors.",
    Agr = "AGR": "Agricultural labour.",
    Bus = "BUS": "Business, multinational companies apart.",
    Crm = "CRM": "Criminals and gangs.",
    Cvl = "CVL": "Civilians, protesters, activists.",
    Edu = "EDU": "Educators, schools, students.",
    Eli = "ELI": "Former officials and their families.",
    Jrn = "JRN": "Journalists and news media.",
    Lab = "LAB": "Organised labour in services or manufacturing.",
    Med = "MED": "Health workers and organisations.",
    Ref = "REF": "Refugees and displaced persons.",
    Opp = "OPP": "Political opposition.",
    Pre = "PRE": "Partially recognised entities.",
    Rel = "REL": "Religious organisations.",
    Soc = "SOC": "Civil society not covered above.",
}
