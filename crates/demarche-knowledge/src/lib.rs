//! What is known of the world before a text is read: countries and what they are called, agent
//! nouns, organisations, office holders and classes of words, as plain tables (`knowledge/*.tsv`).
//!
//! Tables are data: a line that cannot be read is a [`Fault`] with its place and a remedy, and the
//! rest is kept. A user's own tables lie over ours: an entry of the same key stands instead, and
//! of two names written alike theirs is meant. Names are found by longest match over words, with
//! the case that the table writes as a rule: "US" is a country, "us" is not. This crate knows
//! nothing of trees or mentions, and holds no table: a program that carries some has them read when
//! it is built, and keeps what came of it as bytes ([`Knowledge::to_bytes`]), since reading the text
//! at every start takes longer than coding an article.

mod classes;
pub mod fault;
mod kept;
pub mod quick;
mod read;
pub mod table;
mod types;
mod vocabulary;
mod words;

use std::borrow::Cow;
use std::collections::BTreeMap;

use demarche_record::CountryCode;
use serde::{Deserialize, Serialize};

pub use classes::Class;
pub use types::{Agent, AgentKind, Country, Leader, Moment, Organisation, OrganisationKind, Spell};

use classes::Words;
use fault::Fault;
use vocabulary::Vocabulary;
use words::{Case, is_acronym, is_hyphen, is_plain, key, key_into, split_name};

/// The tables in one searchable whole.
#[derive(Debug, Default)]
pub struct Knowledge {
    countries: Vec<Country>,
    agents: Vec<Agent>,
    organisations: Vec<Organisation>,
    leaders: Vec<Leader>,
    /// What states are called, and which.
    epithets: BTreeMap<Box<str>, Vec<CountryCode>>,
    classes: Words,
    words: Vocabulary,
    /// The words of all entries, one entry's after the other's.
    spelt: Vec<(u32, Case)>,
    /// Grouped by first word; in a group the longest first, among equals a user's own, then the
    /// earlier sense of [`Sense`], then the earlier line.
    entries: Vec<Entry>,
    /// Where the group of each word begins in `entries`, and one more.
    groups: Vec<u32>,
}

/// What a run of words may mean. Order is preference where two names are written alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Sense {
    /// A country's name.
    Country(u32),
    /// A demonym, adjective or noun ("Indian", "Indians", "French").
    Demonym(u32),
    /// A seat of government that stands for it ("Kremlin").
    Seat(u32),
    /// A capital, which may stand for the government ("Islamabad").
    Capital(u32),
    /// A named organisation.
    Organisation(u32),
    /// An office holder by full name.
    Leader(u32),
    /// An office holder by surname alone.
    Surname(u32),
    /// A town or region, for the country it lies in.
    Place(u32),
    /// An agent noun; `true` in its plural.
    Agent(u32, bool),
}

/// A name found in a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hit {
    /// First word.
    pub start: usize,
    /// One past the last word.
    pub end: usize,
    /// What it may mean.
    pub sense: Sense,
    /// Whether the name means this only because the text speaks of its country.
    pub bound: bool,
    /// Whether other bodies or persons of the tables have the name too.
    pub shared: bool,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    /// Where its words begin in `spelt`.
    start: u32,
    length: u16,
    /// 0 for our own tables, 1 for a user's.
    layer: u8,
    /// Whether it is meant only where the text speaks of its country.
    bound: bool,
    shared: bool,
    /// Whether it is an acronym that the press writes as a name too ("Nato").
    acronym: bool,
    sense: Sense,
}

/// The tables that hold names and classes of words.
pub const TABLES: [&str; 6] = [
    "countries.tsv",
    "agents.tsv",
    "organisations.tsv",
    "leaders.tsv",
    "epithets.tsv",
    "words.tsv",
];

/// The tables that a user's folder may hold beside them, which others read.
pub const BESIDE: [&str; 3] = ["contexts.tsv", "objects.tsv", "places.tsv"];

impl Knowledge {
    /// Reads tables given as (name, text). A name says by its end which of [`TABLES`] it is.
    pub fn read(tables: &[(&str, &str)]) -> (Knowledge, Vec<Fault>) {
        read::read(&[], tables)
    }

    /// Reads a program's tables with a user's `own` over them.
    pub fn layered(ours: &[(&str, &str)], own: &[(&str, &str)]) -> (Knowledge, Vec<Fault>) {
        read::read(ours, own)
    }

    /// What was read, as bytes for [`Knowledge::from_bytes`] of the same version of this crate.
    ///
    /// # Errors
    ///
    /// Says what could not be written.
    pub fn to_bytes(&self) -> Result<Vec<u8>, String> {
        kept::to_bytes(self)
    }

    /// Takes up again what [`Knowledge::to_bytes`] wrote.
    ///
    /// # Errors
    ///
    /// Where the bytes are no such.
    pub fn from_bytes(bytes: &[u8]) -> Result<Knowledge, String> {
        kept::from_bytes(bytes)
    }

    /// A country by the index a [`Sense`] carries.
    pub fn country(&self, index: u32) -> &Country {
        &self.countries[index as usize]
    }

    /// An agent noun by the index a [`Sense`] carries.
    pub fn agent(&self, index: u32) -> &Agent {
        &self.agents[index as usize]
    }

    /// An organisation by the index a [`Sense`] carries.
    pub fn organisation(&self, index: u32) -> &Organisation {
        &self.organisations[index as usize]
    }

    /// An office holder by the index a [`Sense`] carries.
    pub fn leader(&self, index: u32) -> &Leader {
        &self.leaders[index as usize]
    }

    /// Every country, in table order.
    pub fn countries(&self) -> &[Country] {
        &self.countries
    }

    /// Every agent noun, in table order.
    pub fn agents(&self) -> &[Agent] {
        &self.agents
    }

    /// Every organisation, in table order.
    pub fn organisations(&self) -> &[Organisation] {
        &self.organisations
    }

    /// Every office holder, in table order.
    pub fn leaders(&self) -> &[Leader] {
        &self.leaders
    }

    /// The states of which words in lower case may be said that name none ("island", "west african").
    pub fn called(&self, words: &str) -> Option<&[CountryCode]> {
        self.epithets.get(words).map(Vec::as_slice)
    }

    /// Whether a word, given in lower case, is of a class.
    pub fn is(&self, word: &str, class: Class) -> bool {
        self.classes.has(word, class)
    }

    /// Whether a word, given in lower case, begins with one of a class, or is one.
    pub fn begins(&self, word: &str, class: Class) -> bool {
        let mut ends = (word.char_indices()).map(|(at, letter)| at + letter.len_utf8());
        ends.any(|end| self.is(&word[..end], class))
    }

    /// The country of an ISO 3166-1 code.
    pub fn country_by_code(&self, code: CountryCode) -> Option<&Country> {
        let mut countries = self.countries.iter();
        countries.find(|country| country.iso == code)
    }

    /// The name of the country that events carry under `code`.
    pub fn country_name(&self, code: CountryCode) -> Option<&str> {
        let country = self.country_by_code(code);
        country.map(|country| country.name.as_str())
    }

    /// Every sense of a name given by itself, best first ("Georgia", "army chief").
    pub fn senses(&self, name: &str) -> Vec<Sense> {
        self.senses_of(name, false)
    }

    /// Every sense that a name has only where the text speaks of its country, best first ("PRI").
    pub fn bound_senses(&self, name: &str) -> Vec<Sense> {
        self.senses_of(name, true)
    }

    fn senses_of(&self, name: &str, bound: bool) -> Vec<Sense> {
        let texts: Vec<&str> = split_name(name).collect();
        let subwords = self.subwords(texts.len(), |i| (texts[i], None));
        let Some(first) = subwords.first() else {
            return Vec::new();
        };
        self.candidates(first.id)
            .filter(|entry| {
                entry.bound == bound
                    && usize::from(entry.length) == subwords.len()
                    && self.fits(entry, &subwords)
            })
            .map(|entry| entry.sense)
            .collect()
    }

    /// The office holders whom one word alone may name, as the indices that [`Sense::Surname`] carries,
    /// bound to their country or not.
    pub fn surnames(&self, word: &str) -> impl Iterator<Item = u32> + '_ {
        let subwords = self.subwords(1, |_| (word, None));
        let first = subwords.first().map_or(u32::MAX, |first| first.id);
        self.candidates(first).filter_map(move |entry| {
            let whole = usize::from(entry.length) == subwords.len();
            match entry.sense {
                Sense::Surname(index) if whole && self.fits(entry, &subwords) => Some(index),
                _ => None,
            }
        })
    }

    /// The names in a sentence of `length` words, from left to right, longest first, never
    /// overlapping. `word` gives each as (text, folded text); hyphens between words do not count.
    /// Names that are bound to their country are not found.
    pub fn find<'a>(
        &self,
        length: usize,
        word: impl Fn(usize) -> (&'a str, Option<&'a str>),
    ) -> Vec<Hit> {
        self.find_where(length, word, |_, _| 0)
    }

    /// The same where something is known of what the text speaks of: `belongs` says of a sense, and
    /// of whether it is bound, how well it fits that it is meant, 0 for not at all. A name that several share is that
    /// of the one that fits best; a name bound to its country needs one that fits better than all
    /// others.
    pub fn find_where<'a>(
        &self,
        length: usize,
        word: impl Fn(usize) -> (&'a str, Option<&'a str>),
        belongs: impl Fn(Sense, bool) -> u8,
    ) -> Vec<Hit> {
        let subwords = self.subwords(length, word);
        let mut hits = Vec::new();
        let mut at = 0;
        while at < subwords.len() {
            let first = subwords[at];
            let fit = first
                .opens
                .then(|| self.choose(first.id, &subwords[at..], &belongs));
            // "Nato" may be the NATO, but "Drew Cass" is no CASS. A first word says nothing.
            let inside_name = at > 1 && subwords[at - 1].capital && !first.upper;
            let fit = fit
                .flatten()
                .filter(|entry| !(entry.acronym && inside_name));
            match fit {
                Some(entry) => {
                    let end = at + usize::from(entry.length);
                    hits.push(Hit {
                        start: first.word as usize,
                        end: subwords[end - 1].word as usize + 1,
                        sense: entry.sense,
                        bound: entry.bound,
                        shared: entry.shared,
                    });
                    at = end;
                }
                None => at += 1,
            }
        }
        hits
    }

    /// Every body and person that a name which several share, or that is bound to its country, may
    /// mean: for each such name in a text what it may mean.
    pub fn ambiguous<'a>(
        &self,
        length: usize,
        word: impl Fn(usize) -> (&'a str, Option<&'a str>),
    ) -> Vec<Vec<Sense>> {
        let subwords = self.subwords(length, word);
        let mut found = Vec::new();
        for at in (0..subwords.len()).filter(|&at| subwords[at].opens) {
            let senses: Vec<Sense> = (self.candidates(subwords[at].id))
                .filter(|entry| entry.bound || entry.shared)
                .filter(|entry| {
                    let end = at + usize::from(entry.length);
                    end <= subwords.len()
                        && subwords[end - 1].closes
                        && self.fits(entry, &subwords[at..end])
                })
                .map(|entry| entry.sense)
                .collect();
            if !senses.is_empty() {
                found.push(senses);
            }
        }
        found
    }

    /// The entry that the first of `subwords` begin: of the longest the one that fits best.
    fn choose(
        &self,
        first: u32,
        subwords: &[Subword],
        belongs: &impl Fn(Sense, bool) -> u8,
    ) -> Option<&Entry> {
        let mut plain: Option<&Entry> = None;
        let mut written: Option<&Entry> = None;
        let mut best: Option<(u8, &Entry)> = None;
        let mut tied = false;
        for entry in self.candidates(first) {
            let length = usize::from(entry.length);
            // Shorter names are asked only where no longer one is meant.
            let longest = plain.or(best.map(|(_, entry)| entry));
            if longest.is_some_and(|longest| longest.length > entry.length) {
                if plain.is_some() || !tied {
                    break;
                }
                (best, tied) = (None, false);
            }
            if length > subwords.len()
                || !subwords[length - 1].closes
                || !self.fits(entry, &subwords[..length])
            {
                continue;
            }
            // "Sadr" is rather a person than the SADR.
            if entry.acronym && !subwords[0].upper {
                let meant = !entry.bound || belongs(entry.sense, true) > 0;
                written = written.or(Some(entry).filter(|_| meant));
                continue;
            }
            if !entry.bound && plain.is_none() {
                if !entry.shared || entry.layer > 0 {
                    return match best {
                        Some((_, bound)) if !tied && entry.layer == 0 => Some(bound),
                        _ => Some(entry),
                    };
                }
                plain = Some(entry);
            }
            let fit = belongs(entry.sense, entry.bound);
            if fit == 0 {
                continue;
            }
            match best {
                Some((known, _)) if known > fit => {}
                Some((known, other)) if known == fit => tied |= other.sense != entry.sense,
                _ => (best, tied) = (Some((fit, entry)), false),
            }
        }
        match (plain, best) {
            // What a name means without help it means where its country is spoken of no less.
            (Some(plain), Some((fit, best)))
                if best.bound && belongs(plain.sense, false) >= fit =>
            {
                Some(plain)
            }
            (_, Some((_, best))) if !tied => Some(best),
            // Two that fit alike leave the first.
            (plain, _) => plain.or(written),
        }
    }

    /// Names of a user's own tables that ours have too, as (name, theirs, ours): theirs is meant.
    pub fn shadowed(&self) -> Vec<(String, Sense, Sense)> {
        let spelt = |entry: &Entry| {
            let start = entry.start as usize;
            &self.spelt[start..start + usize::from(entry.length)]
        };
        let mut shadowed = Vec::new();
        let own = |entry: &&Entry| entry.layer > 0 && !entry.bound;
        for entry in self.entries.iter().filter(own) {
            let first = spelt(entry)[0].0;
            let same = |other: &&Entry| {
                let ids = |of: &Entry| spelt(of).iter().map(|&(id, _)| id).collect::<Vec<_>>();
                other.layer == 0 && !other.bound && ids(other) == ids(entry)
            };
            if let Some(ours) = self.candidates(first).find(same) {
                let words: Vec<&str> = spelt(entry).iter().map(|w| self.words.word(w.0)).collect();
                shadowed.push((words.join(" "), entry.sense, ours.sense));
            }
        }
        shadowed.sort();
        shadowed
    }

    fn candidates(&self, first: u32) -> impl Iterator<Item = &Entry> {
        let bound = |word: usize| self.groups.get(word).map(|&at| at as usize);
        let group = match (bound(first as usize), bound(first as usize + 1)) {
            (Some(start), Some(end)) => &self.entries[start..end],
            _ => &[],
        };
        group.iter()
    }

    fn fits(&self, entry: &Entry, subwords: &[Subword]) -> bool {
        let start = entry.start as usize;
        let spelt = &self.spelt[start..start + usize::from(entry.length)];
        spelt.iter().zip(subwords).all(|(&(id, case), word)| {
            id == word.id
                && match case {
                    Case::Any => true,
                    Case::Capital => word.capital,
                    Case::Upper => word.upper,
                }
        })
    }

    fn subwords<'a>(
        &self,
        length: usize,
        word: impl Fn(usize) -> (&'a str, Option<&'a str>),
    ) -> Vec<Subword> {
        let mut subwords = Vec::with_capacity(length + 4);
        for i in 0..length {
            let (text, folded) = word(i);
            // The apostrophe of "the farmers' union" is no word of its own; tables write it with the noun.
            let plural =
                i > 0 && matches!(text, "'" | "\u{2019}") && word(i - 1).0.ends_with(['s', 'S']);
            if plural {
                continue;
            }
            let mut parts = text
                .split(is_hyphen)
                .filter(|part| !part.is_empty())
                .peekable();
            let whole = folded.filter(|_| !text.contains(is_hyphen));
            let mut opens = true;
            while let Some(part) = parts.next() {
                let key = match whole {
                    Some(folded) if is_plain(folded) => Cow::Borrowed(folded),
                    _ => Cow::Owned(key(part)),
                };
                let capitals = part.chars().any(char::is_uppercase);
                subwords.push(Subword {
                    id: self.words.get(key.as_ref()).unwrap_or(u32::MAX),
                    word: i as u32,
                    capital: part.chars().next().is_some_and(char::is_uppercase),
                    upper: capitals && !part.chars().any(char::is_lowercase),
                    opens,
                    closes: parts.peek().is_none(),
                });
                opens = false;
            }
        }
        subwords
    }

    /// Adds a name; one that opens with a question mark is bound to its country.
    fn add(&mut self, name: &str, sense: Sense, layer: u8) -> bool {
        match name.strip_prefix('?') {
            Some(name) => self.add_bound(name, sense, layer, true),
            None => self.add_bound(name, sense, layer, false),
        }
    }

    fn add_bound(&mut self, name: &str, sense: Sense, layer: u8, bound: bool) -> bool {
        let start = self.spelt.len();
        let mut buffer = String::with_capacity(24);
        for word in split_name(name) {
            key_into(&mut buffer, word);
            let id = self.words.id(&buffer);
            self.spelt.push((id, Case::of(word)));
        }
        let length = self.spelt.len() - start;
        let fits = length > 0 && length <= usize::from(u16::MAX);
        if fits {
            self.entries.push(Entry {
                start: start as u32,
                length: length as u16,
                layer,
                bound,
                shared: false,
                acronym: length == 1 && self.spelt[start].1 == Case::Capital && is_acronym(name),
                sense,
            });
        }
        fits
    }

    /// Takes in office holders and their names, before there are any and before the index is made.
    fn append(&mut self, leaders: Knowledge) {
        let ids: Vec<u32> = leaders
            .words
            .iter()
            .map(|word| self.words.id(word))
            .collect();
        let start = self.spelt.len() as u32;
        let spelt = leaders.spelt.into_iter();
        self.spelt
            .extend(spelt.map(|(id, case)| (ids[id as usize], case)));
        self.entries
            .extend(leaders.entries.into_iter().map(|entry| Entry {
                start: entry.start + start,
                ..entry
            }));
        self.leaders = leaders.leaders;
    }

    /// Groups the entries by their first words; none is found before.
    fn index(&mut self) {
        let (spelt, entries) = (&self.spelt, &mut self.entries);
        let first = |entry: &Entry| spelt[entry.start as usize].0;
        self.groups = vec![0; self.words.len() + 1];
        for entry in entries.iter() {
            self.groups[first(entry) as usize + 1] += 1;
        }
        for word in 1..self.groups.len() {
            self.groups[word] += self.groups[word - 1];
        }
        let mut next = self.groups.clone();
        let mut order = vec![0; entries.len()];
        for (at, entry) in entries.iter().enumerate() {
            let next = &mut next[first(entry) as usize];
            order[*next as usize] = at;
            *next += 1;
        }
        *entries = order.into_iter().map(|at| entries[at]).collect();
        for bounds in self.groups.windows(2) {
            // The sort is stable: the earlier line comes first.
            entries[bounds[0] as usize..bounds[1] as usize].sort_by_key(|entry| {
                let longest = std::cmp::Reverse((entry.length, entry.layer));
                (longest, entry.sense)
            });
        }
        let named = |entry: &Entry| {
            matches!(
                entry.sense,
                Sense::Organisation(_) | Sense::Leader(_) | Sense::Surname(_)
            )
        };
        let words = |entry: &Entry| {
            let start = entry.start as usize;
            &spelt[start..start + usize::from(entry.length)]
        };
        let mut from = 0;
        while from < entries.len() {
            let group = first(&entries[from]);
            let length = entries[from].length;
            let mut to = from + 1;
            while to < entries.len() && first(&entries[to]) == group && entries[to].length == length
            {
                to += 1;
            }
            for at in from..to {
                let shared = named(&entries[at])
                    && (from..to).any(|other| {
                        other != at
                            && named(&entries[other])
                            && words(&entries[other])
                                .iter()
                                .zip(words(&entries[at]))
                                .all(|(one, other)| one.0 == other.0)
                    });
                entries[at].shared = shared;
            }
            from = to;
        }
    }
}

/// A word or a part of a hyphenated one.
#[derive(Clone, Copy)]
struct Subword {
    id: u32,
    word: u32,
    capital: bool,
    upper: bool,
    opens: bool,
    closes: bool,
}
