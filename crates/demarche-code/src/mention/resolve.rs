//! From words, arcs and tables to mentions.
//!
//! First the names of the tables are found, then neighbouring words are joined to units, then each
//! unit is resolved, its owners before it. No step guesses: what nothing supports stays empty.

use std::ops::Range;

use demarche_parse::{Deprel, EntityKind, Upos};
use demarche_record::{CountryCode, Sector};

use super::descriptions::{self, Described};
use super::given;
use super::memory::{Codes, Memory, Recent, country_of, is_of_states};
use super::words::*;
use super::{Antecedent, Mention, MentionKind, Mentions, NONE};
use crate::clause::WordClass;
use crate::knowledge::{
    Agent, AgentKind, Class, Hit, Knowledge, Organisation, OrganisationKind, Sense,
};
use crate::places::PlaceTables;
use crate::view::SentenceView;

mod home;
mod names;
mod offices;
mod peoples;
mod reference;
mod relations;
mod salience;
mod states;
mod units;

/// Words that may lie beyond the sentence.
trait LowerAt {
    fn lower_at(&self, word: usize) -> Option<&str>;
}

impl LowerAt for SentenceView<'_> {
    fn lower_at(&self, word: usize) -> Option<&str> {
        (word < self.len()).then(|| self.lower(word))
    }
}

#[derive(Clone, Debug)]
struct Unit {
    words: Range<usize>,
    /// With determiners, owners and modifiers.
    phrase: Range<usize>,
    head: usize,
    /// A part of a wider unit: "Israeli military" in "Israeli military operation".
    part: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    New,
    Active,
    Done,
}

struct Resolver<'a, 'v> {
    view: &'a SentenceView<'v>,
    knowledge: &'a Knowledge,
    places: PlaceTables<'a>,
    memory: &'a Memory,
    hits: Vec<Hit>,
    hit_of: Vec<u32>,
    units: Vec<Unit>,
    unit_of: Vec<u32>,
    drafts: Vec<Mention>,
    females: Vec<Option<bool>>,
    stages: Vec<Stage>,
    /// For each word whether it stands in quotation marks; empty where none does.
    quoted: Vec<bool>,
    groups: Vec<(usize, Vec<Codes>)>,
    /// Head of a shared noun, unit of the adjective that shares it.
    sharers: Vec<(usize, usize)>,
}

impl Mentions {
    /// Finds and resolves every noun phrase of a sentence, in document order of calls: `memory`
    /// is read, then takes up what this sentence adds.
    pub fn find(view: &SentenceView<'_>, places: PlaceTables<'_>, memory: &mut Memory) -> Mentions {
        let knowledge = places.knowledge;
        let hits = knowledge.find_where(
            view.len(),
            |i| (view.text(i), Some(view.lower(i))),
            |sense, bound| memory.belongs(knowledge, sense, bound),
        );
        let mut resolver = Resolver {
            view,
            knowledge,
            places,
            memory,
            hit_of: vec![NONE; view.len()],
            hits: Vec::with_capacity(hits.len()),
            units: Vec::new(),
            unit_of: vec![NONE; view.len()],
            drafts: Vec::new(),
            females: Vec::new(),
            stages: Vec::new(),
            quoted: quotes(view, memory),
            groups: Vec::new(),
            sharers: Vec::new(),
        };
        for hit in hits {
            if resolver.plausible(hit) {
                let index = resolver.hits.len() as u32;
                resolver.hits.push(hit);
                resolver.hit_of[hit.start..hit.end].fill(index);
            }
        }
        resolver.cut();
        for unit in 0..resolver.units.len() {
            resolver.resolve(unit);
        }
        resolver.finish();
        let (mentions, news) = resolver.mentions();
        news.tell(memory);
        memory.paragraph = view.sentence.paragraph;
        mentions
    }
}

/// What a sentence adds to the memory.
struct News {
    people: Vec<(String, Codes)>,
    acronyms: Vec<(String, Codes)>,
    recent: Vec<Recent>,
    countries: Vec<CountryCode>,
    pair: Option<[Codes; 2]>,
    listed: Vec<Codes>,
    rows: Vec<Vec<Codes>>,
    town: Option<CountryCode>,
    scene: Option<CountryCode>,
    subjects: Option<[Codes; 2]>,
    /// Persons in office, subjects after the others.
    officials: Vec<Codes>,
    /// Whether a quotation goes on, and who speaks it.
    quoting: bool,
    speaker: Option<Codes>,
}

impl News {
    fn tell(self, memory: &mut Memory) {
        for code in self.countries {
            memory.note_country(code);
        }
        for (surname, codes) in self.people {
            memory.name_person(surname, codes);
        }
        for (acronym, codes) in self.acronyms {
            memory.name_acronym(acronym, codes);
        }
        for codes in self.officials {
            memory.speak_of_official(codes);
        }
        memory.scene = self.scene;
        memory.subjects = self.subjects;
        memory.quoting = self.quoting;
        if self.speaker.is_some() {
            memory.speaker = self.speaker;
        }
        if self.pair.is_some() {
            memory.pair = self.pair;
        }
        if !self.listed.is_empty() {
            memory.listed = self.listed;
        }
        memory.rows = self.rows;
        memory.town = self.town.or(memory.town);
        memory.close(self.recent);
    }
}

/// What the words of a unit say it is.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Core {
    /// A table name.
    Name(Hit),
    /// A person's name from this word on, with or without a title before it.
    Person(usize),
    /// A name that only the entity tagger knows.
    Unknown(EntityKind),
    /// A nominal or demonym that stands for people.
    People(Hit),
}

impl Resolver<'_, '_> {
    fn resolve(&mut self, unit: usize) {
        if self.stages[unit] != Stage::New {
            return;
        }
        self.stages[unit] = Stage::Active;
        let words = self.units[unit].words.clone();
        let tail = words.end - 1;
        self.drafts[unit].plural = matches!(self.view.xpos(tail), "NNS" | "NNPS");
        let head = self.units[unit].head;
        // "The WHO said": capitals throughout are a name.
        let name = matches!(
            self.hit(tail).map(|hit| hit.sense),
            Some(Sense::Organisation(_))
        );
        if self.view.upos(head) == Upos::Pron && words.len() == 1 && !name {
            self.pronoun(unit);
        } else if let (true, Some(Sense::Demonym(index))) = (
            self.units[unit].part || self.is_leader(tail),
            self.hit(tail).map(|hit| hit.sense),
        ) {
            self.country_draft(unit, index, "demonym");
        } else if let Some(name) = self.named_before(unit) {
            self.resolve(name);
            let codes = self.codes(name);
            let draft = &mut self.drafts[unit];
            codes.fill(draft);
            draft.basis = "acronym";
            self.drafts[unit].kind = self.drafts[name].kind;
        } else if let Some(states) = self.states_together(unit) {
            self.together(unit, states, "gazetteer");
        } else if let Some(states) = self.counted_states(unit) {
            self.together(unit, states, "coreference");
        } else if let Some(row) = self.counted_row(unit) {
            self.together(unit, row, "coreference");
        } else if self.members_together(unit)
            || self.past_life(unit)
            || self.described_state(unit)
            || self.related(unit)
        {
        } else if let Some(pair) = self.pair(unit) {
            self.both(unit, pair);
        } else if let Some(counted) = self.counted(unit) {
            self.resolve(counted);
            let of = self.drafts[counted].clone();
            let draft = &mut self.drafts[unit];
            let (head, words) = (draft.head, draft.words.clone());
            *draft = Mention {
                head,
                words,
                plural: true,
                ..of
            };
            self.females[unit] = self.females[counted];
        } else {
            match self.core(&words) {
                Some(Core::Name(hit)) => self.named(unit, hit),
                Some(Core::People(hit)) => self.people(unit, hit),
                Some(Core::Person(start)) => self.person(unit, start),
                Some(Core::Unknown(kind)) => self.unknown(unit, kind),
                None if self.shares(unit) => {}
                None => self.other(unit),
            }
        }
        self.stages[unit] = Stage::Done;
    }

    fn codes(&self, unit: usize) -> Codes {
        Codes::of(&self.drafts[unit], self.females[unit], self.view.index)
    }

    /// "Wang Yi arrived. Wang said": the first of a name, where people are called by it and the text
    /// has called nobody so.
    fn first_name(&self, draft: &Mention, surname: &str) -> Option<String> {
        let code = draft.country?;
        let (first, _) = draft.name.as_ref()?.split_once(' ')?;
        let called = (self.knowledge.countries().iter())
            .any(|country| country.code == code && country.first_name);
        let first = first.to_lowercase();
        let word = matches!(
            &*first,
            "an" | "do" | "he" | "in" | "no" | "on" | "so" | "to" | "the" | "you" | "may" | "long"
        );
        let free = called && !word && first != surname && self.memory.person(&first).is_none();
        free.then_some(first)
    }

    /// After all units: where phrases end, and what stands for several.
    fn finish(&mut self) {
        for unit in (0..self.units.len()).rev() {
            let Unit { words, part, .. } = self.units[unit].clone();
            let tail = words.end - 1;
            // "accused the government of holding back relief" speaks of no government of relief.
            let gerund = words.end + 1 < self.view.len()
                && self.view.xpos(words.end + 1) == "VBG"
                && self.view.upos(words.end + 1) == Upos::Verb;
            let takes_of = !part
                && !gerund
                && self.view.lower_at(words.end) == Some("of")
                && (self.agent_at(tail).is_some() || self.counted(unit).is_some());
            if !takes_of {
                continue;
            }
            let of = self
                .unit_from(words.end + 1)
                .map(|of| self.last_of_chain(of));
            // "accused ministers of complacency": of what one is accused is no part of who one is.
            let charge = |&of: &usize| {
                let head = self.units[of].head;
                self.view.deprel(head) == Deprel::Obl
                    && self
                        .view
                        .head(head)
                        .is_some_and(|verb| WordClass::Charging.holds(self.view.lemma(verb)))
            };
            if let Some(of) = of.filter(|of| *of > unit && !charge(of)) {
                let end = self.drafts[of].words.end;
                self.drafts[unit].words.end = end;
            }
        }
    }

    /// The persons whom a sentence names with an office, subjects after the others.
    fn officials(&self) -> Vec<Codes> {
        let in_office = |&unit: &usize| {
            let draft = &self.drafts[unit];
            draft.kind == MentionKind::Party
                && draft.person
                && !draft.plural
                && draft.country.is_some()
                && draft.name.is_some()
                && draft.role.is_some()
        };
        let mut units: Vec<usize> = (0..self.units.len()).filter(in_office).collect();
        units.sort_by_key(|&unit| self.is_subject(self.units[unit].head));
        units.into_iter().map(|unit| self.codes(unit)).collect()
    }

    fn mentions(self) -> (Mentions, News) {
        let view = self.view;
        let visible = self.units.len();
        let mut news = News {
            people: Vec::new(),
            acronyms: Vec::new(),
            recent: Vec::new(),
            countries: Vec::new(),
            pair: None,
            listed: self.listed_states(),
            rows: self.rows(),
            town: self.last_town(view.len()),
            scene: self.scene_told(),
            subjects: self.two_subjects(),
            officials: self.officials(),
            quoting: self.quotes_on(),
            speaker: self.quoter(),
        };
        let mut states: Vec<Codes> = Vec::new();
        for (unit, draft) in self.drafts.iter().enumerate() {
            if self.spoken_of(unit) {
                news.recent.push(self.recent(unit));
            }
            news.recent.extend(self.inner_bodies(unit));
            if draft.kind == MentionKind::Other {
                continue;
            }
            let words = &self.units[unit].words;
            if let Some(code) = draft.country {
                news.countries.push(code);
                // "Former president Obasanjo and ex-premier Odinga mediated": those who left office are no sides.
                let left = draft.person && draft.sectors.first() == Some(&Sector::Eli);
                if draft.kind == MentionKind::Party
                    && !left
                    && !code.is_supranational()
                    && !states.iter().any(|codes| codes.country == Some(code))
                {
                    states.push(self.state_codes(Codes::of(draft, None, view.index)));
                }
            }
            if draft.kind == MentionKind::Place {
                continue;
            }
            let pronoun = view.upos(draft.head) == Upos::Pron;
            // "She" says of the one she means that it is a woman.
            if pronoun
                && draft.person
                && self.females[unit].is_some()
                && let Some((_, surname)) =
                    draft.name.as_ref().and_then(|name| name.rsplit_once(' '))
            {
                let surname = surname.to_lowercase();
                let told = self
                    .memory
                    .person(&surname)
                    .filter(|told| told.female.is_none() && told.name == draft.name);
                if let Some(told) = told {
                    let female = self.females[unit];
                    let codes = Codes {
                        female,
                        ..told.clone()
                    };
                    news.people.push((surname, codes));
                }
            }
            if draft.person
                && !draft.plural
                && !pronoun
                && matches!(self.core(words), Some(Core::Person(_)))
            {
                let surname = view.lower(words.end - 1).to_owned();
                let longer = draft.name.as_ref().is_some_and(|name| name.contains(' '));
                if let Some(first) = self.first_name(draft, &surname) {
                    news.people.push((first, self.codes(unit)));
                }
                if longer || self.memory.person(&surname).is_none() {
                    news.people.push((surname, self.codes(unit)));
                }
            }
            // "Kurdistan Regional Government (KRG)".
            if view.lower_at(words.end) == Some("(") && view.lower_at(words.end + 2) == Some(")") {
                let acronym = view.text(words.end + 1);
                if acronym.chars().filter(|c| c.is_uppercase()).count() >= 2 {
                    let mut codes = Codes::of(draft, None, view.index);
                    if codes.name.is_none() {
                        codes.name = Some(view.slice(words.clone()).to_owned());
                    }
                    news.acronyms.push((acronym.to_owned(), codes));
                }
            }
        }
        // "Ethiopia and Eritrea have agreed …": two that act together, whoever else is named.
        news.pair = self.joined_states().or(<[Codes; 2]>::try_from(states).ok());
        let mut list = self.drafts;
        let mut sharers: Vec<(usize, u32)> = (self.sharers.iter())
            .map(|&(noun, unit)| (noun, unit as u32))
            .collect();
        sharers.sort_unstable();
        let mut groups = Vec::new();
        for (unit, group) in self.groups {
            let mut members = Vec::new();
            for codes in group {
                let mut member = list[unit].clone();
                codes.fill(&mut member);
                member.kind = MentionKind::Party;
                member.plural = false;
                members.push(list.len() as u32);
                list.push(member);
            }
            groups.push((list[unit].head, members));
        }
        (
            Mentions {
                list,
                of_word: self.unit_of,
                groups,
                sharers,
                visible,
            },
            news,
        )
    }
}

/// For each word whether it stands in quotation marks, the marks among it; empty where none does. A
/// paragraph that ends in a quotation closes it.
fn quotes(view: &SentenceView<'_>, memory: &Memory) -> Vec<bool> {
    let mark = |word: usize| matches!(view.lower(word), "\"" | "``" | "''");
    let mut open = memory.quoting && memory.paragraph == view.sentence.paragraph;
    if !open && !(0..view.len()).any(mark) {
        return Vec::new();
    }
    (0..view.len())
        .map(|word| {
            let inside = open;
            if mark(word) {
                open = match view.text(word) {
                    "\u{201c}" | "``" => true,
                    "\u{201d}" | "''" => false,
                    _ => !open,
                };
            }
            inside || open
        })
        .collect()
}

impl Resolver<'_, '_> {
    /// The states of two parties that are joined: as the subject, or else as those whom a noun is of or
    /// between, "the leaders of Armenia and Azerbaijan".
    fn joined_states(&self) -> Option<[Codes; 2]> {
        let view = self.view;
        let whole = || (0..self.units.len()).filter(|&unit| !self.units[unit].part);
        let subject = |head: usize| matches!(view.deprel(head), Deprel::Nsubj | Deprel::NsubjPass);
        let between = |head: usize| matches!(view.case(head), Some("of" | "between"));
        whole()
            .filter(|&unit| subject(self.units[unit].head))
            .find_map(|unit| self.joined(unit))
            .or_else(|| {
                whole()
                    .filter(|&unit| between(self.units[unit].head))
                    .find_map(|unit| self.joined(unit))
            })
    }

    /// The states of a party and of the only one that is joined with it.
    fn joined(&self, unit: usize) -> Option<[Codes; 2]> {
        let view = self.view;
        let mut joined = view
            .children(self.units[unit].head)
            .filter(|&child| view.deprel(child) == Deprel::Conj)
            .filter_map(|child| self.unit(child));
        let (other, none) = (joined.next()?, joined.next());
        let (one, two) = (&self.drafts[unit], &self.drafts[other]);
        let party = |draft: &Mention| {
            draft.kind == MentionKind::Party
                && draft.country.is_some_and(|code| !code.is_supranational())
        };
        let fits = none.is_none() && party(one) && party(two) && one.country != two.country;
        fits.then(|| {
            [one, two].map(|draft| self.state_codes(Codes::of(draft, None, self.memory.sentence)))
        })
    }
}

/// What classes of words say.
impl Resolver<'_, '_> {
    fn is(&self, lower: &str, class: Class) -> bool {
        self.knowledge.is(lower, class)
    }

    fn is_honorific(&self, lower: &str) -> bool {
        self.is(lower, Class::Honorific)
    }

    /// Whether a form of address is said of women; `None` where it is of both.
    fn honorific(&self, lower: &str) -> Option<bool> {
        let said = |class| self.is_honorific(lower) && self.is(lower, class);
        match said(Class::Female) {
            true => Some(true),
            false => said(Class::Male).then_some(false),
        }
    }

    fn is_participle(&self, lower: &str) -> bool {
        lower.len() > 3 && lower.ends_with("ed") || self.is(lower, Class::Participle)
    }
}

fn draft_former(draft: &mut Mention) {
    draft.sectors = vec![Sector::Eli];
}

fn is_nominal_relation(relation: Deprel) -> bool {
    matches!(
        relation,
        Deprel::Nsubj
            | Deprel::NsubjPass
            | Deprel::NsubjOuter
            | Deprel::Obj
            | Deprel::Iobj
            | Deprel::Obl
            | Deprel::OblAgent
            | Deprel::OblUnmarked
            | Deprel::Nmod
            | Deprel::NmodPoss
            | Deprel::NmodUnmarked
            | Deprel::Appos
            | Deprel::Vocative
            | Deprel::Dislocated
    )
}

fn starts_capital(text: &str) -> bool {
    text.chars().next().is_some_and(char::is_uppercase)
}

fn is_hyphen(text: &str) -> bool {
    matches!(text, "-" | "\u{2010}" | "\u{2011}" | "\u{2013}")
}

fn is_clitic(text: &str) -> bool {
    matches!(text, "'s" | "'")
}

/// A stable key from a name: "Boko Haram" is "boko-haram".
pub(crate) fn slug(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    for c in name.chars() {
        if c.is_alphanumeric() {
            key.extend(c.to_lowercase());
        } else if !key.ends_with('-') && !key.is_empty() {
            key.push('-');
        }
    }
    key.trim_end_matches('-').to_owned()
}
