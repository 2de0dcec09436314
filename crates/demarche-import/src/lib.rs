//! Dictionaries of PETRARCH and its kin to Demarche's own tables and frames.
//!
//! Text in; text and an account of every line out. No IO and no clock. What has a counterpart is
//! translated, what has none is listed with its reason; no code is guessed, and no pattern becomes
//! wider than it was. This crate knows the formats and the crosswalks; what countries and words
//! there are it asks [`Knowledge`].
//!
//! In reading order: `source` cuts a file into lines and keeps the account of them; `codes` reads
//! actor and event codes; `names` the spelling of names; `dates` the restrictions; `actors`,
//! `agents` and `verbs` each read one kind of dictionary and describe its format.

use std::collections::BTreeMap;

use demarche_code::knowledge::Knowledge;

mod actors;
mod agents;
mod codes;
mod dates;
mod names;
mod source;
mod tables;
mod verbs;

pub use source::{Account, Lost, Outcome, decode};

/// What a dictionary lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Countries, organisations and persons with their codes.
    Actors,
    /// Common nouns with the role they stand for.
    Agents,
    /// Verbs with patterns and synonym sets.
    Verbs,
}

impl Kind {
    /// As the command line names it.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Actors => "actors",
            Kind::Agents => "agents",
            Kind::Verbs => "verbs",
        }
    }
}

/// A dictionary to read.
#[derive(Clone, Debug)]
pub struct Dictionary {
    /// How messages name it.
    pub file: String,
    /// What it lists.
    pub kind: Kind,
    /// Its text, as [`decode`] gives it.
    pub text: String,
}

/// What became of dictionaries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Import {
    /// Files to write, by path below the folder of the import: `knowledge/*.tsv` and
    /// `codebook/frames/*.toml`. A table without a line is left out.
    pub files: BTreeMap<String, String>,
    /// One a dictionary, in the order given.
    pub accounts: Vec<Account>,
    /// Lines that were not translated, or only in part, in the order given.
    pub lost: Vec<Lost>,
    /// What holds for many lines at once, by dictionary.
    pub notes: Vec<String>,
    /// How many lines, frames and sets were written, by what they are.
    pub written: BTreeMap<&'static str, usize>,
}

impl Import {
    /// The list of what was lost, as a table with a header: file, line and column from 1, outcome,
    /// the source line, reason, and what can be done.
    pub fn untranslated(&self) -> String {
        tables::untranslated(&self.lost)
    }
}

/// Translates the dictionaries of one user together, so that the synonym sets of one file of verbs
/// serve the others. `knowledge` says which countries there are and which names it has already.
pub fn import(dictionaries: &[Dictionary], knowledge: &Knowledge) -> Import {
    let mut tables = tables::Tables::default();
    let mut notes = Vec::new();
    let mut sources: Vec<source::Source<'_>> = dictionaries
        .iter()
        .map(|dictionary| source::Source::read(&dictionary.file, dictionary.kind, &dictionary.text))
        .collect();
    for source in &mut sources {
        match source.kind {
            Kind::Actors => actors::read(source, knowledge, &mut tables),
            Kind::Agents => agents::read(source, knowledge, &mut tables),
            Kind::Verbs => {}
        }
    }
    let mut verbs: Vec<&mut source::Source<'_>> = sources
        .iter_mut()
        .filter(|source| source.kind == Kind::Verbs)
        .collect();
    let codebook = verbs::read(&mut verbs);
    let mut written = tables.written();
    written.extend(codebook.written());
    let mut files = tables.files();
    files.extend(codebook.files());
    let mut accounts = Vec::with_capacity(sources.len());
    let mut lost = Vec::new();
    for source in sources {
        let (account, of_file, said) = source.close();
        accounts.push(account);
        lost.extend(of_file);
        notes.extend(said);
    }
    Import {
        files,
        accounts,
        lost,
        notes,
        written,
    }
}
