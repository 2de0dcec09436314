//! What is known of the world before a text is read: countries, agent nouns, organisations and
//! office holders, as plain tables (`knowledge/*.tsv`).
//!
//! Tables are data: a line that cannot be read is a [`Problem`] with its file and number, and the
//! rest is kept. Names are found by longest match over words, with the case that the table writes
//! as a rule: "US" is a country, "us" is not. This module knows nothing of trees or mentions.

use std::borrow::Cow;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::OnceLock;

use demarche_record::{CountryCode, Sector};

/// The tables in one searchable whole.
#[derive(Debug, Default)]
pub struct Knowledge {
    countries: Vec<Country>,
    agents: Vec<Agent>,
    organisations: Vec<Organisation>,
    leaders: Vec<Leader>,
    persons: HashMap<Box<str>, u32, BuildHasherDefault<WordHasher>>,
    words: HashMap<Box<str>, u32, BuildHasherDefault<WordHasher>>,
    entries: Vec<Entry>,
    /// For each word the entries that begin with it, longest first; among equals the earlier
    /// sense of [`Sense`], then the earlier line.
    by_first: Vec<Vec<u32>>,
}

/// A state, dependency or disputed territory (`countries.tsv`).
#[derive(Clone, Debug, PartialEq)]
pub struct Country {
    /// Its own code: ISO 3166-1 alpha-3; "KOS" for Kosovo, as in PLOVER.
    pub iso: String,
    /// The code that events carry: PLOVER counts dependencies to the controlling state and
    /// partially recognised entities to the state that claims them.
    pub code: CountryCode,
    /// Whether it is one of PLOVER's partially recognised entities (sector PRE).
    pub partial: bool,
    /// Whether the name is also a given name or another place ("Georgia", "Jordan").
    pub ambiguous: bool,
    /// The short English name.
    pub name: String,
}

/// How an agent noun takes part in a phrase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AgentKind {
    /// A person with a sector of his own ("soldier", "president").
    Person,
    /// A person who speaks or acts for somebody and takes that one's sector ("spokesman",
    /// "leader", "member"); the table's sector holds where the owner is a mere country.
    Role,
    /// An organised body ("army", "parliament", "ministry").
    Body,
    /// Machines and means that stand for those who use them ("warplanes").
    Gear,
    /// A word that gives its sector to the noun it modifies ("rebel commander").
    Modifier,
}

/// An agent noun, title or body (`agents.tsv`).
#[derive(Clone, Debug, PartialEq)]
pub struct Agent {
    /// The singular form, or the only one.
    pub name: String,
    /// Sectors, most specific first.
    pub sectors: Vec<Sector>,
    /// How it takes part in a phrase.
    pub kind: AgentKind,
    /// Whether an unmarked one belongs to the country the article is about ("the government").
    pub domestic: bool,
    /// Whether the word is said of women only.
    pub female: bool,
    /// Whether the word is said of men only.
    pub male: bool,
    /// Whether the bare word is an abstraction ("opposition to the plan"): a party only with an
    /// article, an owner or a country before it.
    pub is_abstract: bool,
}

/// What sort of organisation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OrganisationKind {
    /// Of states: UN, NATO.
    Intergovernmental,
    /// Non-governmental, across borders or at home.
    NonGovernmental,
    /// An armed group outside the state.
    Armed,
    /// A part of a state: agency, ministry, court, assembly.
    State,
    /// A political party or movement.
    Party,
    /// A company.
    Company,
    /// A news outlet or agency.
    Media,
    /// A people, faith or community that is spoken of as a party ("the Rohingya").
    Community,
    /// No party: a sea, region or thing whose name would mislead ("Indian Ocean").
    Geographic,
}

/// A named organisation (`organisations.tsv`).
#[derive(Clone, Debug, PartialEq)]
pub struct Organisation {
    /// The full name.
    pub name: String,
    /// Home state or supra-national code.
    pub code: Option<CountryCode>,
    /// Sectors, most specific first.
    pub sectors: Vec<Sector>,
    /// Its sort.
    pub kind: OrganisationKind,
}

/// A well-known office holder (`leaders.tsv`). Lines of one name are spells of one person.
#[derive(Clone, Debug, PartialEq)]
pub struct Leader {
    /// The full name.
    pub name: String,
    /// Whether a woman.
    pub female: bool,
    /// The offices held, by their beginning; never none.
    pub spells: Vec<Spell>,
}

/// An office that a person held from one month or year to another.
#[derive(Clone, Debug, PartialEq)]
pub struct Spell {
    /// Country or supra-national code.
    pub code: CountryCode,
    /// Sectors while in office.
    pub sectors: Vec<Sector>,
    /// The office.
    pub role: String,
    /// Since when.
    pub from: Moment,
    /// The last month or year; `None` while it lasts.
    pub to: Option<Moment>,
}

/// A month, or a year whose month is not known and may be any.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The year.
    pub year: i32,
    /// The month from 1.
    pub month: Option<i32>,
}

impl Moment {
    /// Reads "YYYY" or the beginning "YYYY-MM" of a date.
    pub fn parse(text: &str) -> Option<Moment> {
        let year = text.get(..4)?.parse().ok()?;
        let month = match text.get(4..) {
            Some("") => None,
            Some(rest) => {
                let month = rest.strip_prefix('-')?.get(..2)?.parse().ok()?;
                Some(month).filter(|month| (1..=12).contains(month))
            }
            None => return None,
        };
        (month.is_some() || text.len() == 4).then_some(Moment { year, month })
    }

    pub(crate) fn first(self) -> i32 {
        self.year * 12 + self.month.unwrap_or(1)
    }

    fn last(self) -> i32 {
        self.year * 12 + self.month.unwrap_or(12)
    }
}

impl std::fmt::Display for Moment {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.month {
            Some(month) => write!(f, "{}-{month:02}", self.year),
            None => write!(f, "{}", self.year),
        }
    }
}

impl Spell {
    /// Whether the office was held, both ends counted; a year alone means any of its months.
    pub fn holds(&self, date: Moment) -> bool {
        self.from.first() <= date.last() && !self.over(date)
    }

    fn over(&self, date: Moment) -> bool {
        self.to.is_some_and(|to| to.last() < date.first())
    }
}

impl Leader {
    /// Whether an office was over at `date` and none held; an unknown date is taken to lie within.
    pub fn retired(&self, date: Option<Moment>) -> bool {
        date.is_some_and(|date| {
            self.spells.iter().any(|spell| spell.over(date))
                && !self.spells.iter().any(|spell| spell.holds(date))
        })
    }

    /// The office held at `date`, else the last one before, else the first; without a date the
    /// last of all.
    pub fn spell(&self, date: Option<Moment>) -> &Spell {
        let Some(date) = date else {
            return &self.spells[self.spells.len() - 1];
        };
        let spells = || self.spells.iter().rev();
        spells()
            .find(|spell| spell.holds(date))
            .or_else(|| spells().find(|spell| spell.over(date)))
            .unwrap_or(&self.spells[0])
    }
}

/// What a run of words may mean. Order is preference where two names are written alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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
}

/// A line of a table that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The table.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub message: String,
}

#[derive(Debug)]
struct Entry {
    words: Box<[(u32, Case)]>,
    sense: Sense,
}

/// What letters a word of a name asks for in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Case {
    Any,
    Capital,
    Upper,
}

const TABLES: [(&str, &str); 4] = [
    (
        "countries.tsv",
        include_str!("../../../knowledge/countries.tsv"),
    ),
    ("agents.tsv", include_str!("../../../knowledge/agents.tsv")),
    (
        "organisations.tsv",
        include_str!("../../../knowledge/organisations.tsv"),
    ),
    (
        "leaders.tsv",
        include_str!("../../../knowledge/leaders.tsv"),
    ),
];

impl Knowledge {
    /// The tables this crate carries.
    pub fn embedded() -> &'static Knowledge {
        static EMBEDDED: OnceLock<Knowledge> = OnceLock::new();
        EMBEDDED.get_or_init(|| Knowledge::read(&TABLES).0)
    }

    /// Reads tables given as (name, text). A name says by its end which table it is:
    /// `countries.tsv`, `agents.tsv`, `organisations.tsv` or `leaders.tsv`. Later tables add to
    /// earlier ones.
    pub fn read(tables: &[(&str, &str)]) -> (Knowledge, Vec<Problem>) {
        let mut knowledge = Knowledge::default();
        let size: usize = tables.iter().map(|(_, text)| text.len()).sum();
        knowledge.words.reserve(size / 24);
        knowledge.by_first.reserve(size / 24);
        knowledge.entries.reserve(size / 24);
        let mut problems = Vec::new();
        for (file, text) in tables {
            type Row = fn(&mut Knowledge, &[&str]) -> Result<(), String>;
            let stem = file.rsplit(['/', '\\']).next().unwrap_or(file);
            let row: Row = match stem {
                "countries.tsv" => Knowledge::country_row,
                "agents.tsv" => Knowledge::agent_row,
                "organisations.tsv" => Knowledge::organisation_row,
                "leaders.tsv" => Knowledge::leader_row,
                _ => {
                    problems.push(Problem {
                        file: (*file).to_owned(),
                        line: 0,
                        message: format!("\"{stem}\" is no table of this program"),
                    });
                    continue;
                }
            };
            for (number, line) in text.lines().enumerate() {
                if line.is_empty() || line.starts_with('#') {
                    continue;
                }
                let fields: Vec<&str> = line.split('\t').map(str::trim).collect();
                if let Err(message) = row(&mut knowledge, &fields) {
                    problems.push(Problem {
                        file: (*file).to_owned(),
                        line: number + 1,
                        message,
                    });
                }
            }
        }
        knowledge.sort();
        (knowledge, problems)
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

    /// The name of the country that events carry under `code`.
    pub fn country_name(&self, code: CountryCode) -> Option<&str> {
        self.countries
            .iter()
            .find(|country| country.iso == code.as_str())
            .map(|country| country.name.as_str())
    }

    /// Every sense of a name given by itself, best first ("Georgia", "army chief").
    pub fn senses(&self, name: &str) -> Vec<Sense> {
        let texts = split_name(name);
        let subwords = self.subwords(texts.len(), |i| (texts[i], None));
        let Some(first) = subwords.first() else {
            return Vec::new();
        };
        self.candidates(first.id)
            .filter(|entry| entry.words.len() == subwords.len() && entry.fits(&subwords))
            .map(|entry| entry.sense)
            .collect()
    }

    /// The names in a sentence of `length` words, from left to right, longest first, never
    /// overlapping. `word` gives each as (text, folded text); hyphens between words do not count.
    pub fn find<'a>(
        &self,
        length: usize,
        word: impl Fn(usize) -> (&'a str, Option<&'a str>),
    ) -> Vec<Hit> {
        let subwords = self.subwords(length, word);
        let mut hits = Vec::new();
        let mut at = 0;
        while at < subwords.len() {
            let first = subwords[at];
            let fit = first.opens.then(|| {
                self.candidates(first.id).find(|entry| {
                    let end = at + entry.words.len();
                    end <= subwords.len()
                        && subwords[end - 1].closes
                        && entry.fits(&subwords[at..end])
                })
            });
            match fit.flatten() {
                Some(entry) => {
                    let end = at + entry.words.len();
                    hits.push(Hit {
                        start: first.word as usize,
                        end: subwords[end - 1].word as usize + 1,
                        sense: entry.sense,
                    });
                    at = end;
                }
                None => at += 1,
            }
        }
        hits
    }

    fn candidates(&self, first: u32) -> impl Iterator<Item = &Entry> {
        self.by_first
            .get(first as usize)
            .into_iter()
            .flatten()
            .map(|&entry| &self.entries[entry as usize])
    }

    fn subwords<'a>(
        &self,
        length: usize,
        word: impl Fn(usize) -> (&'a str, Option<&'a str>),
    ) -> Vec<Subword> {
        let mut subwords = Vec::with_capacity(length + 4);
        for i in 0..length {
            let (text, folded) = word(i);
            let mut parts = text
                .split(is_hyphen)
                .filter(|part| !part.is_empty())
                .peekable();
            let whole = folded.filter(|_| !text.contains(is_hyphen));
            let mut opens = true;
            while let Some(part) = parts.next() {
                let key = match whole {
                    Some(folded) if is_plain(folded) => Cow::Borrowed(folded),
                    _ => Cow::Owned(normal(part)),
                };
                let capitals = part.chars().any(char::is_uppercase);
                subwords.push(Subword {
                    id: self.words.get(key.as_ref()).copied().unwrap_or(u32::MAX),
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

    fn sort(&mut self) {
        let entries = &self.entries;
        for list in &mut self.by_first {
            list.sort_by_key(|&entry| {
                let entry = &entries[entry as usize];
                (std::cmp::Reverse(entry.words.len()), entry.sense)
            });
        }
    }

    fn add(&mut self, name: &str, sense: Sense) -> Result<(), String> {
        let words = split_name(name);
        if words.is_empty() {
            return Err(format!("\"{name}\" holds no word"));
        }
        let words: Box<[(u32, Case)]> = words
            .iter()
            .map(|word| (self.word_id(&normal(word)), Case::of(word)))
            .collect();
        let id = self.entries.len() as u32;
        let first = words[0].0 as usize;
        self.entries.push(Entry { words, sense });
        self.by_first[first].push(id);
        Ok(())
    }

    fn add_list(&mut self, names: &str, sense: Sense) -> Result<(), String> {
        list(names).try_for_each(|name| self.add(name, sense))
    }

    fn word_id(&mut self, word: &str) -> u32 {
        if let Some(&id) = self.words.get(word) {
            return id;
        }
        let id = self.by_first.len() as u32;
        self.words.insert(word.into(), id);
        self.by_first.push(Vec::new());
        id
    }

    fn country_row(&mut self, fields: &[&str]) -> Result<(), String> {
        let [
            iso,
            counts_as,
            flags,
            name,
            aliases,
            demonyms,
            capitals,
            seats,
            places,
        ] = *fields
        else {
            return Err(wrong_count(9, fields));
        };
        code(iso)?;
        let code = code(if counts_as.is_empty() { iso } else { counts_as })?;
        let (mut partial, mut ambiguous) = (false, false);
        for flag in list(flags) {
            match flag {
                "partial" => partial = true,
                "ambiguous" => ambiguous = true,
                _ => return Err(format!("\"{flag}\" is no flag of a country")),
            }
        }
        let index = self.countries.len() as u32;
        self.countries.push(Country {
            iso: iso.to_owned(),
            code,
            partial,
            ambiguous,
            name: name.to_owned(),
        });
        self.add(name, Sense::Country(index))?;
        self.add_list(aliases, Sense::Country(index))?;
        self.add_list(demonyms, Sense::Demonym(index))?;
        self.add_list(capitals, Sense::Capital(index))?;
        self.add_list(seats, Sense::Seat(index))?;
        self.add_list(places, Sense::Place(index))
    }

    fn agent_row(&mut self, fields: &[&str]) -> Result<(), String> {
        let [singular, plural, sectors, kind, flags] = *fields else {
            return Err(wrong_count(5, fields));
        };
        let kind = match kind {
            "person" => AgentKind::Person,
            "role" => AgentKind::Role,
            "body" => AgentKind::Body,
            "gear" => AgentKind::Gear,
            "modifier" => AgentKind::Modifier,
            _ => return Err(format!("\"{kind}\" is no kind of agent")),
        };
        let flag = |name| list(flags).any(|flag| flag == name);
        const FLAGS: [&str; 4] = ["domestic", "female", "male", "abstract"];
        if let Some(odd) = list(flags).find(|flag| !FLAGS.contains(flag)) {
            return Err(format!("\"{odd}\" is no flag of an agent"));
        }
        let index = self.agents.len() as u32;
        let name = if singular.is_empty() {
            plural
        } else {
            singular
        };
        self.agents.push(Agent {
            name: name.to_owned(),
            sectors: sector_list(sectors)?,
            kind,
            domestic: flag("domestic"),
            female: flag("female"),
            male: flag("male"),
            is_abstract: flag("abstract"),
        });
        self.add_list(singular, Sense::Agent(index, false))?;
        match plural.strip_prefix('+') {
            Some(ending) => {
                for form in list(singular) {
                    self.add(&format!("{form}{ending}"), Sense::Agent(index, true))?;
                }
                Ok(())
            }
            None => self.add_list(plural, Sense::Agent(index, true)),
        }
    }

    fn organisation_row(&mut self, fields: &[&str]) -> Result<(), String> {
        let [name, aliases, home, sectors, kind] = *fields else {
            return Err(wrong_count(5, fields));
        };
        let kind = match kind {
            "igo" => OrganisationKind::Intergovernmental,
            "ngo" => OrganisationKind::NonGovernmental,
            "armed" => OrganisationKind::Armed,
            "state" => OrganisationKind::State,
            "party" => OrganisationKind::Party,
            "company" => OrganisationKind::Company,
            "media" => OrganisationKind::Media,
            "community" => OrganisationKind::Community,
            "geographic" => OrganisationKind::Geographic,
            _ => return Err(format!("\"{kind}\" is no kind of organisation")),
        };
        let home = if home.is_empty() {
            None
        } else {
            Some(code(home)?)
        };
        let index = self.organisations.len() as u32;
        self.organisations.push(Organisation {
            name: name.to_owned(),
            code: home,
            sectors: sector_list(sectors)?,
            kind,
        });
        self.add(name, Sense::Organisation(index))?;
        self.add_list(aliases, Sense::Organisation(index))
    }

    fn leader_row(&mut self, fields: &[&str]) -> Result<(), String> {
        let [name, variants, home, sectors, role, from, to, flags] = *fields else {
            return Err(wrong_count(8, fields));
        };
        let moment = |text: &str| {
            Moment::parse(text)
                .filter(|_| matches!(text.len(), 4 | 7))
                .ok_or_else(|| format!("\"{text}\" is no year or month"))
        };
        let spell = Spell {
            code: code(home)?,
            sectors: sector_list(sectors)?,
            role: role.to_owned(),
            from: moment(from)?,
            to: if to.is_empty() {
                None
            } else {
                Some(moment(to)?)
            },
        };
        if spell.to.is_some_and(|to| to.last() < spell.from.first()) {
            return Err(format!("{to} lies before {from}"));
        }
        let female = match flags {
            "" => false,
            "female" => true,
            _ => return Err(format!("\"{flags}\" is no flag of a leader")),
        };
        let index = match self.persons.get(name) {
            Some(&index) => {
                let spells = &mut self.leaders[index as usize].spells;
                let at = spells.partition_point(|other| other.from.first() <= spell.from.first());
                spells.insert(at, spell);
                index
            }
            None => {
                let index = self.leaders.len() as u32;
                self.leaders.push(Leader {
                    name: name.to_owned(),
                    female,
                    spells: vec![spell],
                });
                self.add(name, Sense::Leader(index))?;
                self.persons.insert(name.into(), index);
                index
            }
        };
        for variant in list(variants) {
            let sense = if split_name(variant).len() == 1 || variant.starts_with("al-") {
                Sense::Surname(index)
            } else {
                Sense::Leader(index)
            };
            self.add(variant, sense)?;
        }
        Ok(())
    }
}

impl Entry {
    fn fits(&self, subwords: &[Subword]) -> bool {
        self.words.iter().zip(subwords).all(|(&(id, case), word)| {
            id == word.id
                && match case {
                    Case::Any => true,
                    Case::Capital => word.capital,
                    Case::Upper => word.upper,
                }
        })
    }
}

impl Case {
    /// The rule a table's spelling sets: lower case fits any, acronyms of up to three letters want
    /// capitals throughout, longer ones are also written as names ("Nato").
    fn of(word: &str) -> Case {
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        let particle = ["al", "el", "the", "de", "bin", "as", "ul"];
        let short = word.len() <= 4;
        if !word.chars().any(char::is_uppercase)
            || short && particle.contains(&normal(word).as_str())
        {
            Case::Any
        } else if (2..=3).contains(&letters) && !word.chars().any(char::is_lowercase) {
            Case::Upper
        } else if word.chars().next().is_some_and(char::is_uppercase) {
            Case::Capital
        } else {
            Case::Any
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

/// FNV-like hash over eight bytes at a time: keys are short words of our own tables.
#[derive(Default)]
pub(crate) struct WordHasher(u64);

impl Hasher for WordHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for chunk in bytes.chunks(8) {
            let mut word = [0u8; 8];
            word[..chunk.len()].copy_from_slice(chunk);
            self.0 = (self.0.rotate_left(5) ^ u64::from_le_bytes(word))
                .wrapping_mul(0x9e37_79b9_7f4a_7c15);
        }
    }
}

fn list(field: &str) -> impl Iterator<Item = &str> {
    field
        .split('|')
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

fn wrong_count(want: usize, fields: &[&str]) -> String {
    format!("{} columns where {want} are wanted", fields.len())
}

fn code(text: &str) -> Result<CountryCode, String> {
    CountryCode::parse(text).ok_or_else(|| format!("\"{text}\" is no three-letter code"))
}

fn sector_list(text: &str) -> Result<Vec<Sector>, String> {
    text.split_whitespace()
        .map(|sector| Sector::parse(sector).ok_or_else(|| format!("\"{sector}\" is no sector")))
        .collect()
}

/// A name of a table as the words it has in a tokenised text: hyphens part words, "'s" stands by
/// itself.
fn split_name(name: &str) -> Vec<&str> {
    let mut words = Vec::with_capacity(4);
    for word in name.split(|c: char| c.is_whitespace() || is_hyphen(c)) {
        let (stem, possessive) = match word.strip_suffix("'s").or(word.strip_suffix("\u{2019}s")) {
            Some(stem) => (stem, true),
            None => (word, false),
        };
        let plain = stem
            .as_bytes()
            .first()
            .is_some_and(u8::is_ascii_alphanumeric);
        if plain || !normal(stem).is_empty() {
            words.push(stem);
        }
        if possessive {
            words.push("'s");
        }
    }
    words
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}')
}

fn is_plain(word: &str) -> bool {
    word.bytes()
        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
}

/// The key of a word: lower case, Latin letters without marks, no full stops or apostrophes; a
/// clitic keeps its apostrophe.
fn normal(word: &str) -> String {
    if matches!(word, "'s" | "\u{2019}s" | "'S") {
        return "'s".to_owned();
    }
    let mut key = String::with_capacity(word.len());
    if word.is_ascii() {
        let letters = word.bytes().filter(|b| !matches!(b, b'.' | b'\'' | b'`'));
        key.extend(letters.map(|b| b.to_ascii_lowercase() as char));
        return key;
    }
    for c in word.chars().flat_map(char::to_lowercase) {
        match c {
            '.' | '\'' | '\u{2018}' | '\u{2019}' | '\u{02bc}' | '`' => {}
            'à'..='å' | 'ā' | 'ă' | 'ą' | 'ǎ' | 'ə' => key.push('a'),
            'æ' => key.push_str("ae"),
            'ç' | 'ć' | 'č' | 'ĉ' | 'ċ' => key.push('c'),
            'ď' | 'đ' | 'ð' => key.push('d'),
            'è'..='ë' | 'ē' | 'ė' | 'ę' | 'ě' => key.push('e'),
            'ğ' | 'ġ' | 'ģ' => key.push('g'),
            'ħ' => key.push('h'),
            'ì'..='ï' | 'ī' | 'į' | 'ı' => key.push('i'),
            'ķ' => key.push('k'),
            'ł' | 'ļ' | 'ľ' | 'ĺ' => key.push('l'),
            'ñ' | 'ń' | 'ň' | 'ņ' => key.push('n'),
            'ò'..='ö' | 'ø' | 'ō' | 'ő' | 'ơ' => key.push('o'),
            'œ' => key.push_str("oe"),
            'ř' | 'ŕ' => key.push('r'),
            'ś' | 'š' | 'ş' | 'ș' => key.push('s'),
            'ß' => key.push_str("ss"),
            'ť' | 'ţ' | 'ț' => key.push('t'),
            'ù'..='ü' | 'ū' | 'ů' | 'ű' | 'ų' | 'ư' => key.push('u'),
            'ý' | 'ÿ' => key.push('y'),
            'ź' | 'ž' | 'ż' => key.push('z'),
            '\u{300}'..='\u{36f}' => {}
            other => key.push(other),
        }
    }
    key
}
