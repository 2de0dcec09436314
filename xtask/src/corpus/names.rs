//! The closed lists that annotations draw on: types with their modes, statuses, sectors, countries.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context as _, Result};

pub(crate) const STATUSES: &[&str] = &["actual", "future", "hypothetical", "negated", "historical"];
pub(crate) const CERTAINTIES: &[&str] = &["asserted", "claimed", "denied"];
pub(crate) const REGIONS: &[&str] = &[
    "africa", "americas", "asia", "europe", "mideast", "oceania", "world",
];
pub(crate) const KINDS: &[&str] = &[
    "report",
    "headline",
    "quote",
    "nested",
    "list",
    "background",
    "opinion",
    "sport",
    "business",
    "history",
    "metaphor",
    "statement",
    "accident",
    "culture",
    "other",
    "blind",
];
pub(crate) const OBJECTS: &[&str] = &[
    "treaty",
    "law",
    "goods",
    "weapons",
    "money",
    "person",
    "territory",
    "facility",
    "post",
    "talks",
    "other",
];
pub(crate) const COUNTS: &[&str] = &["killed", "injured", "arrested", "displaced"];
const SECTORS: &[&str] = &[
    "GOV", "MIL", "COP", "LEG", "JUD", "SPY", "PTY", "PRM", "REB", "UAF", "UNK", "AGR", "BUS",
    "CRM", "CVL", "EDU", "ELI", "JRN", "LAB", "MED", "REF", "OPP", "PRE", "REL", "SOC",
];
const ABOVE_STATES: &[&str] = &["IGO", "UNO", "EUR", "NGO", "ISM", "IMG", "MNC", "---"];

/// What is read from files: PLOVER's types and the countries.
#[derive(Debug, Default)]
pub(crate) struct Names {
    /// Types in the manual's order.
    pub(crate) types: Vec<(String, Vec<String>)>,
    countries: BTreeSet<String>,
    index: BTreeMap<String, usize>,
}

impl Names {
    /// Reads `corpus/types.tsv` and `knowledge/codes.tsv`.
    pub(crate) fn read(root: &Path) -> Result<Names> {
        let open = |name: &str| {
            fs::read_to_string(root.join(name)).with_context(|| format!("{name} cannot be read"))
        };
        Ok(Names::new(
            &open("corpus/types.tsv")?,
            &open("knowledge/codes.tsv")?,
        ))
    }

    pub(crate) fn new(types: &str, countries: &str) -> Names {
        let rows = |text: &str| -> Vec<Vec<String>> {
            text.lines()
                .filter(|line| !line.starts_with('#') && !line.is_empty())
                .map(|line| line.split('\t').map(str::to_owned).collect())
                .collect()
        };
        let types: Vec<(String, Vec<String>)> = rows(types)
            .iter()
            .filter_map(|row| {
                let modes = row.get(1).map(String::as_str).unwrap_or_default();
                Some((
                    row.first()?.clone(),
                    modes.split_whitespace().map(str::to_owned).collect(),
                ))
            })
            .collect();
        let index = types
            .iter()
            .enumerate()
            .map(|(at, (name, _))| (name.clone(), at))
            .collect();
        let countries = rows(countries)
            .iter()
            .filter_map(|row| row.first().cloned())
            .collect();
        Names {
            types,
            countries,
            index,
        }
    }

    /// The modes of a type.
    pub(crate) fn modes(&self, kind: &str) -> Option<&[String]> {
        self.index.get(kind).map(|at| self.types[*at].1.as_slice())
    }

    pub(crate) fn country(&self, code: &str) -> bool {
        self.countries.contains(code)
    }

    /// What is wrong with the code of a party.
    pub(crate) fn code(&self, code: &str) -> Result<(), String> {
        if !code.is_ascii() || !code.len().is_multiple_of(3) || code.is_empty() || code.len() > 12 {
            return Err(format!(
                "{code} is no code: a country and up to three sectors, each of three letters"
            ));
        }
        let (country, sectors) = code.split_at(3);
        if !self.country(country) && !ABOVE_STATES.contains(&country) {
            return Err(format!("{country} in {code} is no country"));
        }
        if code == "---" {
            return Err("--- alone says nothing: leave the code out".to_owned());
        }
        let mut seen = BTreeSet::new();
        for at in (0..sectors.len()).step_by(3) {
            let sector = &sectors[at..at + 3];
            if !SECTORS.contains(&sector) {
                return Err(format!("{sector} in {code} is no sector"));
            }
            if !seen.insert(sector) {
                return Err(format!("{sector} stands twice in {code}"));
            }
        }
        Ok(())
    }
}
