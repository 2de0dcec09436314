//! What was read as bytes, for a program to carry.
//!
//! What lies in memory for quick finding is laid out for packing here: columns of one kind each, lengths
//! in place of offsets, and nothing that the rest says. A wheel's packer finds a third less in it.

use std::borrow::Cow;
use std::collections::BTreeMap;

use demarche_record::CountryCode;
use serde::{Deserialize, Serialize};

use super::classes::Words;
use super::vocabulary::Vocabulary;
use super::words::Case;
use super::{Agent, Country, Entry, Knowledge, Leader, Organisation, Sense};

#[derive(Serialize, Deserialize)]
struct Kept<'k> {
    countries: Cow<'k, [Country]>,
    agents: Cow<'k, [Agent]>,
    organisations: Cow<'k, [Organisation]>,
    leaders: Cow<'k, [Leader]>,
    epithets: Cow<'k, BTreeMap<Box<str>, Vec<CountryCode>>>,
    classes: Cow<'k, Words>,
    words: Cow<'k, Vocabulary>,
    names: Names,
}

/// The entries of [`Knowledge`] in their order, which says the first word of each.
#[derive(Default, Serialize, Deserialize)]
struct Names {
    /// How many entries begin with each word.
    begun: Vec<u32>,
    lengths: Vec<u16>,
    layers: Vec<u8>,
    /// [`BOUND`], [`SHARED`] and [`ACRONYM`].
    flags: Vec<u8>,
    senses: Vec<Sense>,
    /// The words of each entry after its first.
    others: Vec<u32>,
    /// The case of each word of each entry.
    cases: Vec<Case>,
}

/// The spelling of the entries, the entries, and where the group of each first word begins.
type Unpacked = (Vec<(u32, Case)>, Vec<Entry>, Vec<u32>);

const BOUND: u8 = 1;
const SHARED: u8 = 2;
const ACRONYM: u8 = 4;

impl Names {
    fn of(knowledge: &Knowledge) -> Names {
        let mut names = Names {
            begun: knowledge
                .groups
                .windows(2)
                .map(|at| at[1] - at[0])
                .collect(),
            ..Names::default()
        };
        for entry in &knowledge.entries {
            let start = entry.start as usize;
            let spelt = &knowledge.spelt[start..start + usize::from(entry.length)];
            names.lengths.push(entry.length);
            names.layers.push(entry.layer);
            let flags = [
                (entry.bound, BOUND),
                (entry.shared, SHARED),
                (entry.acronym, ACRONYM),
            ];
            let set = flags.iter().filter(|(set, _)| *set);
            names.flags.push(set.map(|(_, flag)| flag).sum());
            names.senses.push(entry.sense);
            names.others.extend(spelt.iter().skip(1).map(|&(id, _)| id));
            names.cases.extend(spelt.iter().map(|&(_, case)| case));
        }
        names
    }

    /// The spelling of the entries, the entries and their groups; `None` where the columns do not fit
    /// together.
    fn unpack(self) -> Option<Unpacked> {
        let mut spelt = Vec::with_capacity(self.cases.len());
        let mut entries = Vec::with_capacity(self.senses.len());
        let mut groups = Vec::with_capacity(self.begun.len() + 1);
        let (mut others, mut cases) = (self.others.into_iter(), self.cases.into_iter());
        let flags = self.layers.into_iter().zip(self.flags);
        let mut rows = self.lengths.into_iter().zip(flags).zip(self.senses);
        groups.push(0);
        for (word, begun) in (0..).zip(self.begun) {
            for _ in 0..begun {
                let ((length, (layer, flags)), sense) = rows.next()?;
                entries.push(Entry {
                    start: spelt.len() as u32,
                    length,
                    layer,
                    bound: flags & BOUND > 0,
                    shared: flags & SHARED > 0,
                    acronym: flags & ACRONYM > 0,
                    sense,
                });
                spelt.push((word, cases.next()?));
                for _ in 1..length {
                    spelt.push((others.next()?, cases.next()?));
                }
            }
            groups.push(entries.len() as u32);
        }
        rows.next().is_none().then_some((spelt, entries, groups))
    }
}

pub(super) fn to_bytes(knowledge: &Knowledge) -> Result<Vec<u8>, String> {
    let kept = Kept {
        countries: Cow::Borrowed(&knowledge.countries),
        agents: Cow::Borrowed(&knowledge.agents),
        organisations: Cow::Borrowed(&knowledge.organisations),
        leaders: Cow::Borrowed(&knowledge.leaders),
        epithets: Cow::Borrowed(&knowledge.epithets),
        classes: Cow::Borrowed(&knowledge.classes),
        words: Cow::Borrowed(&knowledge.words),
        names: Names::of(knowledge),
    };
    postcard::to_stdvec(&kept).map_err(|error| error.to_string())
}

pub(super) fn from_bytes(bytes: &[u8]) -> Result<Knowledge, String> {
    let kept: Kept<'_> = postcard::from_bytes(bytes).map_err(|error| error.to_string())?;
    let words = kept.words.into_owned();
    let fits = kept.names.begun.len() == words.len();
    let names = kept.names.unpack().filter(|_| fits);
    let (spelt, entries, groups) = names.ok_or("its columns do not fit together")?;
    Ok(Knowledge {
        countries: kept.countries.into_owned(),
        agents: kept.agents.into_owned(),
        organisations: kept.organisations.into_owned(),
        leaders: kept.leaders.into_owned(),
        epithets: kept.epithets.into_owned(),
        classes: kept.classes.into_owned(),
        words,
        spelt,
        entries,
        groups,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_that_do_not_fit_together_are_refused() {
        let table = "Anglo-Irish Bank\tAIB\tIRL\tBUS\tcompany\n";
        let (knowledge, faults) = Knowledge::read(&[("organisations.tsv", table)]);
        assert_eq!(
            (knowledge.entries.len(), faults.len()),
            (2, 0),
            "{faults:?}"
        );
        let again = from_bytes(&to_bytes(&knowledge).unwrap()).unwrap();
        for name in ["Anglo-Irish Bank", "AIB", "Irish Bank"] {
            assert_eq!(again.senses(name), knowledge.senses(name), "{name}");
        }
        let cut = |cut: fn(&mut Names)| {
            let mut names = Names::of(&knowledge);
            cut(&mut names);
            names.unpack().is_none()
        };
        assert!(!cut(|_| ()));
        assert!(cut(|names| names.begun[0] += 1));
        assert!(cut(|names| names.begun[0] -= 1));
        assert!(cut(|names| names.others.truncate(1)));
        assert!(cut(|names| names.cases.truncate(3)));
        assert!(cut(|names| names.flags.truncate(1)));
    }
}
