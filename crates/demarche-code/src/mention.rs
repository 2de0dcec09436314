//! Parties in a sentence: who is spoken of, and what they resolve to.
//!
//! A mention is a base noun phrase. Its words are grouped by adjacency, names, entity spans and
//! arcs together, so that one wrong arc does not lose a title or a name. Codes come from the tables of
//! [`Knowledge`](crate::knowledge::Knowledge) and from the document's own earlier words ([`Memory`]); a party that neither knows
//! keeps its words and no codes.

use std::ops::Range;

use demarche_record::{CountryCode, Party, Sector};

use crate::view::SentenceView;

mod descriptions;
mod given;
mod holders;
mod members;
mod memory;
mod neighbours;
mod resolve;
mod words;

pub use memory::Memory;
pub(crate) use resolve::slug;

/// What sort of thing a mention is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MentionKind {
    /// A state, body, group or person that can act ("Pakistan", "the army chief", "protesters").
    Party,
    /// A place that does not act here ("Pahalgam", "the border").
    Place,
    /// Anything else: a thing, an abstraction, a time.
    Other,
}

/// The basis of a party that only an agreement names.
pub const BY_AGREEMENT: &str = "agreement";

/// One noun phrase, keyed by its head word.
#[derive(Clone, Debug, PartialEq)]
pub struct Mention {
    /// The head word.
    pub head: usize,
    /// The words that name it: title and name, determiner and modifiers; no relative clause,
    /// no trailing parenthesis.
    pub words: Range<usize>,
    /// Party, place or other.
    pub kind: MentionKind,
    /// Canonical name of a known party.
    pub name: Option<String>,
    /// Stable key of a known party ("IND-GOV").
    pub entity: Option<String>,
    /// Country or supra-national code.
    pub country: Option<CountryCode>,
    /// Sectors, most specific first.
    pub sectors: Vec<Sector>,
    /// Office or title.
    pub role: Option<String>,
    /// How the codes were found: "gazetteer" (a country's name), "metonym", "place" (the town or
    /// country it stands in), "demonym", "agent", "demonym+agent", "organisation", "leader",
    /// "owner" (a possessor or "of"), "apposition", "title", "acronym", "relative", "coreference",
    /// "speaker" (the side of a person who says "we"), "agreement" (the other party of one),
    /// "deed" (who did what it speaks of: "condemned the attack"), "sentence", "document" (the country the sentence or article is about), "sponsor"
    /// ("X-sponsored"), "unresolved".
    pub basis: &'static str,
    /// Whether more than one is meant.
    pub plural: bool,
    /// Whether it is a person (or persons), by entity tag, pronoun or agent noun.
    pub person: bool,
    /// The earlier mention whose codes it took; of several in a row the first.
    pub antecedent: Option<Antecedent>,
}

/// Where an earlier mention of the document has its head word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Antecedent {
    /// Index of the sentence.
    pub sentence: usize,
    /// Index of the word.
    pub head: usize,
}

impl Mention {
    /// Whether the text or the knowledge gives it a country, a sector or a name.
    pub fn is_known(&self) -> bool {
        self.country.is_some() || !self.sectors.is_empty() || self.entity.is_some() || self.person
    }

    /// Whether a country is named as the place of something: "in Rwanda".
    pub fn is_country_as_place(&self) -> bool {
        self.kind == MentionKind::Place
            && self.basis == "gazetteer"
            && self.country.is_some()
            && self.entity.is_some()
    }

    /// Country and first sector as the field writes them: "INDGOV", "IND", or a sector alone.
    pub fn code(&self) -> Option<String> {
        match (self.country, self.sectors.first()) {
            (None, None) => None,
            (country, sector) => Some(format!(
                "{}{}",
                country.map(String::from).unwrap_or_default(),
                sector.map(|sector| sector.as_str()).unwrap_or_default()
            )),
        }
    }

    /// Whether this is a state as a whole: a country's name and nothing narrower.
    pub fn is_state(&self) -> bool {
        self.kind == MentionKind::Party
            && self.sectors.is_empty()
            && !self.person
            && self.country.is_some_and(|code| !code.is_supranational())
    }

    /// The wire form.
    pub fn party(&self, view: &SentenceView<'_>) -> Party {
        Party {
            text: view.slice(self.words.clone()).to_owned(),
            span: view.span(self.words.clone()),
            name: self.name.clone(),
            entity: self.entity.clone(),
            country: self.country,
            sectors: self.sectors.clone(),
            code: self.code(),
            role: self.role.clone(),
            basis: self.basis.to_owned(),
        }
    }
}

/// Every noun phrase of a sentence.
#[derive(Clone, Debug, Default)]
pub struct Mentions {
    list: Vec<Mention>,
    /// For each word the mention it names or titles, [`NONE`] where it does not.
    of_word: Vec<u32>,
    /// Heads that stand for several parties ("both countries"), with those.
    groups: Vec<(usize, Vec<u32>)>,
    /// Heads whose noun earlier adjectives share ("Kenyan and Somali ministers"), with each of those.
    sharers: Vec<(usize, u32)>,
    /// Mentions in `list` before this one stand in the text; the others are parts of groups.
    visible: usize,
}

const NONE: u32 = u32::MAX;

impl Mentions {
    /// The mention that has this word as its head, or as part of its name or title.
    pub fn at(&self, word: usize) -> Option<&Mention> {
        let &index = self.of_word.get(word)?;
        self.list.get(index as usize)
    }

    /// Every mention, in sentence order of heads' phrases.
    pub fn iter(&self) -> impl Iterator<Item = &Mention> {
        self.list[..self.visible].iter()
    }

    /// The parties that a nominal stands for: its coordination taken apart, "both countries"
    /// as the two. Empty where it is no party.
    pub fn parties_of(&self, view: &SentenceView<'_>, head: usize) -> Vec<&Mention> {
        let mut parties = Vec::new();
        self.collect(view, head, &mut parties, 8);
        parties
    }

    /// The parties that a mention stands for where they are several: the two of "both countries".
    pub fn members(&self, head: usize) -> impl Iterator<Item = &Mention> {
        let group = self.groups.iter().find(|(at, _)| *at == head);
        let members = group.map_or(&[][..], |(_, members)| members);
        members.iter().map(|&member| &self.list[member as usize])
    }

    fn collect<'m>(
        &'m self,
        view: &SentenceView<'_>,
        head: usize,
        parties: &mut Vec<&'m Mention>,
        depth: usize,
    ) {
        use demarche_parse::Deprel;
        let Some(mention) = self.at(head) else {
            return;
        };
        for &(_, sharer) in self.sharers.iter().filter(|(at, _)| *at == mention.head) {
            push_new(parties, &self.list[sharer as usize]);
        }
        match self.groups.iter().find(|(at, _)| *at == mention.head) {
            Some((_, members)) => {
                for &member in members {
                    push_new(parties, &self.list[member as usize]);
                }
            }
            None if mention.kind == MentionKind::Party => push_new(parties, mention),
            None => {}
        }
        if depth == 0 {
            return;
        }
        let conjuncts = view
            .children(mention.head)
            .filter(|&child| view.deprel(child) == Deprel::Conj && child > mention.head);
        for conjunct in conjuncts {
            if self
                .at(conjunct)
                .is_some_and(|other| other.head != mention.head)
            {
                self.collect(view, conjunct, parties, depth - 1);
            }
        }
    }

    /// The party that a nominal belongs to, or that stands in it: the possessor ("Israel's
    /// response"), then "of", "by", "from" and "in" ("the arrest of activists by Egypt" gives
    /// Egypt where the first is no party), then a modifier ("US policy", "a Supreme Court ruling").
    pub fn owner(&self, view: &SentenceView<'_>, head: usize) -> Option<&Mention> {
        self.owners(view, head).into_iter().next()
    }

    /// Every owner in the order of [`Mentions::owner`]: "the US-India partnership" has two.
    pub fn owners(&self, view: &SentenceView<'_>, head: usize) -> Vec<&Mention> {
        use demarche_parse::Deprel;
        let mut owners = Vec::new();
        let mention = self.at(head);
        let words = mention.map_or(head..head + 1, |mention| mention.words.clone());
        let inside = |word: usize| words.contains(&word) && self.same(word, head);
        for child in view.children(head) {
            if view.deprel(child) == Deprel::NmodPoss && !inside(child) {
                self.collect(view, child, &mut owners, 4);
            }
        }
        // "the arrest of activists by Egypt": the second may hang on the first.
        let of: Vec<usize> = view
            .children(head)
            .filter(|&child| view.deprel(child) == Deprel::Nmod && view.case(child) == Some("of"))
            .collect();
        let dependents = || {
            let below = of
                .iter()
                .flat_map(|&child| view.children(child).map(move |c| (c, true)));
            view.children(head).map(|child| (child, false)).chain(below)
        };
        for prepositions in [&["of"][..], &["by", "from", "between", "with"], &["in"]] {
            for (child, below) in dependents() {
                let nominal = matches!(
                    view.deprel(child),
                    Deprel::Nmod | Deprel::Obl | Deprel::OblAgent | Deprel::NmodDesc
                );
                let case = view.case(child).filter(|case| prepositions.contains(case));
                if !nominal || case.is_none() || below && case != Some("by") {
                    continue;
                }
                if case == Some("in") {
                    let place = self.at(child).filter(|place| place.country.is_some());
                    owners.extend(place);
                } else {
                    self.collect(view, child, &mut owners, 4);
                }
            }
        }
        for word in words.clone() {
            if let Some(part) = self.at(word).filter(|part| {
                !is_sponsor(view, part)
                    && part.kind != MentionKind::Other
                    && part.country.is_some() | !part.sectors.is_empty()
                    && mention.is_none_or(|mention| part.head != mention.head)
            }) {
                push_new(&mut owners, part);
            }
        }
        owners
    }

    fn same(&self, a: usize, b: usize) -> bool {
        self.of_word.get(a) == self.of_word.get(b)
    }
}

/// Whether a party only stands behind what others do: "a US-backed offensive", but not "a US-led strike".
fn is_sponsor(view: &SentenceView<'_>, party: &Mention) -> bool {
    let end = party.words.end;
    view.joined_to(end)
        .is_some_and(|verb| verb != "led" && matches!(view.xpos(end + 1), "VBN" | "VBD"))
}

fn push_new<'m>(list: &mut Vec<&'m Mention>, mention: &'m Mention) {
    if !list.iter().any(|known| std::ptr::eq(*known, mention)) {
        list.push(mention);
    }
}
