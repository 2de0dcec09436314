//! From words, arcs and tables to mentions.
//!
//! First the names of the tables are found, then neighbouring words are joined to units, then each
//! unit is resolved, its owners before it. No step guesses: what nothing supports stays empty.

use std::ops::Range;

use demarche_parse::{Deprel, EntityKind, Upos};
use demarche_record::{CountryCode, Sector};

use super::memory::{Codes, Memory, Recent, country_of};
use super::words::*;
use super::{Mention, MentionKind, Mentions, NONE};
use crate::knowledge::{Agent, AgentKind, Hit, Knowledge, OrganisationKind, Sense};
use crate::view::SentenceView;

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
    memory: &'a Memory,
    hits: Vec<Hit>,
    hit_of: Vec<u32>,
    units: Vec<Unit>,
    unit_of: Vec<u32>,
    drafts: Vec<Mention>,
    females: Vec<Option<bool>>,
    stages: Vec<Stage>,
    groups: Vec<(usize, Vec<Codes>)>,
}

impl Mentions {
    /// Finds and resolves every noun phrase of a sentence, in document order of calls: `memory`
    /// is read, then takes up what this sentence adds.
    pub fn find(view: &SentenceView<'_>, knowledge: &Knowledge, memory: &mut Memory) -> Mentions {
        let hits = knowledge.find(view.len(), |i| (view.text(i), Some(view.lower(i))));
        let mut resolver = Resolver {
            view,
            knowledge,
            memory,
            hit_of: vec![NONE; view.len()],
            hits: Vec::with_capacity(hits.len()),
            units: Vec::new(),
            unit_of: vec![NONE; view.len()],
            drafts: Vec::new(),
            females: Vec::new(),
            stages: Vec::new(),
            groups: Vec::new(),
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
        if self.pair.is_some() {
            memory.pair = self.pair;
        }
        memory.close(self.recent);
    }
}

// Names.
impl Resolver<'_, '_> {
    /// Whether a hit can mean what the table says in this place.
    fn plausible(&self, hit: Hit) -> bool {
        let view = self.view;
        let last = hit.end - 1;
        match hit.sense {
            Sense::Agent(index, _) => {
                let nominal = |word: usize| {
                    matches!(
                        view.upos(word),
                        Upos::Noun | Upos::Propn | Upos::Adj | Upos::X
                    ) || is_nominal_relation(view.deprel(word))
                        && matches!(view.upos(word), Upos::Verb | Upos::Num | Upos::Det)
                };
                let agent = self.knowledge.agent(index);
                (hit.start..hit.end).any(nominal)
                    && (view.upos(last) != Upos::Adj
                        || view.xpos(last) == "NNP"
                        || agent.kind == AgentKind::Modifier
                        || hit.end - hit.start > 1
                        || is_nominal_relation(view.deprel(last)))
            }
            Sense::Demonym(_) => !matches!(view.upos(last), Upos::Verb | Upos::Aux),
            Sense::Surname(_) => view.upos(last) == Upos::Propn && self.alone(hit),
            Sense::Country(_) | Sense::Capital(_) | Sense::Place(_) | Sense::Seat(_) => {
                let person = view
                    .entity(hit.start)
                    .filter(|entity| entity.kind == EntityKind::Person);
                let ambiguous = match hit.sense {
                    Sense::Country(index) => self.knowledge.country(index).ambiguous,
                    Sense::Place(_) => true,
                    _ => false,
                };
                let named = |word: usize| {
                    view.upos(word) == Upos::Propn
                        && starts_capital(view.text(word))
                        && matches!(view.deprel(word), Deprel::Flat)
                };
                match person {
                    Some(entity) => entity.words.end <= hit.end && entity.words.start >= hit.start,
                    None => !(ambiguous && (hit.end < view.len() && named(hit.end))),
                }
            }
            Sense::Organisation(_) | Sense::Leader(_) => true,
        }
    }

    /// Whether a surname stands without another person's first name.
    fn alone(&self, hit: Hit) -> bool {
        let view = self.view;
        let before_fits = match hit.start.checked_sub(1) {
            None => true,
            Some(before) => {
                let text = view.text(before);
                let initial = text.chars().filter(|c| c.is_alphabetic()).count() == 1;
                !(starts_capital(text)
                    && view.upos(before) == Upos::Propn
                    && self.hit_of[before] == NONE
                    && !initial
                    && !is_honorific(view.lower(before)))
            }
        };
        let after_fits = hit.end >= view.len()
            || view.upos(hit.end) != Upos::Propn
            || !matches!(view.deprel(hit.end), Deprel::Flat)
            || view.head(hit.end).is_none_or(|head| head > hit.end);
        before_fits && after_fits
    }

    fn hit(&self, word: usize) -> Option<Hit> {
        self.hits.get(*self.hit_of.get(word)? as usize).copied()
    }

    fn agent_at(&self, word: usize) -> Option<&Agent> {
        match self.hit(word)?.sense {
            Sense::Agent(index, _) => Some(self.knowledge.agent(index)),
            _ => None,
        }
    }

    fn hits_in(&self, words: Range<usize>) -> impl DoubleEndedIterator<Item = Hit> + '_ {
        self.hits
            .iter()
            .copied()
            .filter(move |hit| hit.start >= words.start && hit.end <= words.end)
    }
}

// Units.
impl Resolver<'_, '_> {
    fn cut(&mut self) {
        let length = self.view.len();
        let mut start = 0;
        while start < length {
            if !self.nominal(start) {
                start += 1;
                continue;
            }
            let mut end = start + 1;
            while end < length && self.linked(end - 1, end) {
                end += 1;
            }
            // A hyphen never closes a unit.
            let close = if is_hyphen(self.view.text(end - 1)) && end - start > 1 {
                end - 1
            } else {
                end
            };
            if self.compound_of_states(start..close) {
                for hit in self.hits_in(start..close).collect::<Vec<_>>() {
                    self.add_unit(hit.start..hit.end, None);
                    if let (true, Some(unit)) = (hit.start > start, self.units.last_mut()) {
                        unit.phrase = hit.start..hit.end;
                        self.drafts[self.unit_of[hit.start] as usize].words = hit.start..hit.end;
                    }
                }
            } else if (start..close).any(|word| self.heads_phrase(word)) {
                self.add_unit(start..close, None);
            }
            start = end;
        }
    }

    /// "US-India" by itself: two parties, not one.
    fn compound_of_states(&self, words: Range<usize>) -> bool {
        let mut end = words.start;
        let mut states = 0;
        for hit in self.hits_in(words.clone()) {
            let state = matches!(
                hit.sense,
                Sense::Country(_) | Sense::Demonym(_) | Sense::Capital(_)
            );
            if !state || (end..hit.start).any(|word| !is_hyphen(self.view.text(word))) {
                return false;
            }
            states += 1;
            end = hit.end;
        }
        states > 1 && end == words.end
    }

    fn add_unit(&mut self, words: Range<usize>, part_of: Option<usize>) {
        let index = self.units.len() as u32;
        self.unit_of[words.clone()].fill(index);
        let head = match part_of {
            Some(_) => words.end - 1,
            None => self.head_of(&words),
        };
        let phrase = match part_of {
            Some(_) => words.clone(),
            None => self.open(words.start, words.end)..words.end,
        };
        self.drafts.push(Mention {
            head,
            words: phrase.clone(),
            kind: MentionKind::Other,
            name: None,
            entity: None,
            country: None,
            sectors: Vec::new(),
            role: None,
            basis: "unresolved",
            plural: false,
            person: false,
        });
        self.females.push(None);
        self.stages.push(Stage::New);
        self.units.push(Unit {
            words: words.clone(),
            phrase,
            head,
            part: part_of.is_some(),
        });
        if part_of.is_none() && self.core(&words).is_none() {
            self.add_parts(words, index as usize);
        }
    }

    /// Parties inside a unit that is none: "US" and "India" in "US-India partnership".
    fn add_parts(&mut self, words: Range<usize>, whole: usize) {
        let tail = words.end - 1;
        let inner: Vec<Hit> = self
            .hits_in(words.start..tail)
            .filter(|hit| match hit.sense {
                Sense::Agent(_, _) => !LABELS.contains(&self.view.lower(hit.end - 1)),
                Sense::Organisation(index) => {
                    self.knowledge.organisation(index).kind != OrganisationKind::Geographic
                }
                _ => true,
            })
            .collect();
        let mut next = 0;
        while next < inner.len() {
            let start = inner[next].start;
            let mut last = inner[next];
            next += 1;
            while let Some(&hit) = inner.get(next) {
                let adjacent = (last.end..hit.start).all(|w| self.view.upos(w) == Upos::Adj);
                if !(adjacent
                    && matches!(
                        hit.sense,
                        Sense::Agent(..) | Sense::Leader(_) | Sense::Surname(_)
                    ))
                {
                    break;
                }
                last = hit;
                next += 1;
            }
            let mere = start == last.start
                && self
                    .agent_at(start)
                    .is_some_and(|agent| agent.kind == AgentKind::Modifier);
            if !mere {
                self.add_unit(start..last.end, Some(whole));
            }
        }
    }

    /// Whether a word can stand in a base noun phrase.
    fn nominal(&self, word: usize) -> bool {
        if self.hit_of[word] != NONE && self.agent_at(word).is_none() {
            return true;
        }
        match self.view.upos(word) {
            Upos::Noun | Upos::Propn | Upos::Pron | Upos::Adj | Upos::X => true,
            Upos::Num | Upos::Sym => true,
            Upos::Det | Upos::Verb => is_nominal_relation(self.view.deprel(word)),
            _ => self.hit_of[word] != NONE,
        }
    }

    /// Whether a word asks for a mention of its own.
    fn heads_phrase(&self, word: usize) -> bool {
        match self.view.upos(word) {
            Upos::Noun | Upos::Propn | Upos::Pron | Upos::X => true,
            _ => {
                self.hit_of[word] != NONE && self.agent_at(word).is_none()
                    || is_nominal_relation(self.view.deprel(word))
                    || self.view.deprel(word) == Deprel::Root && self.hit_of[word] != NONE
            }
        }
    }

    /// Whether two neighbouring words belong to one unit.
    fn linked(&self, left: usize, right: usize) -> bool {
        let view = self.view;
        let (a, b) = (self.hit_of[left], self.hit_of[right]);
        if a != NONE && a == b {
            return true;
        }
        if let Some(entity) = view.entity(left)
            && entity.words.contains(&right)
            && !is_clitic(view.lower(right))
        {
            return true;
        }
        // "US-India", "al-Sharq": a tight hyphen joins two nominals.
        if is_hyphen(view.text(right)) {
            return right + 1 < view.len()
                && !view.sentence.tokens[left].space_after
                && self.nominal(right + 1)
                && view.upos(right + 1) != Upos::Verb;
        }
        if is_hyphen(view.text(left)) {
            return left > 0 && !view.sentence.tokens[left].space_after && self.nominal(right);
        }
        if !self.nominal(left) || !self.nominal(right) {
            return false;
        }
        let (up_left, up_right) = (view.upos(left), view.upos(right));
        if up_left == Upos::Pron || up_right == Upos::Pron {
            return false;
        }
        let modifies = |word: usize| {
            matches!(
                view.deprel(word),
                Deprel::Compound
                    | Deprel::Flat
                    | Deprel::NmodDesc
                    | Deprel::Amod
                    | Deprel::Goeswith
            )
        };
        let (head_left, head_right) = (view.head(left), view.head(right));
        // A modifier and what stands between it and its noun.
        if modifies(left)
            && let Some(head) = head_left.filter(|&head| head >= right && head < right + 8)
            && (right..=head).all(|word| self.nominal(word) || is_hyphen(view.text(word)))
        {
            return true;
        }
        if matches!(
            view.deprel(right),
            Deprel::Flat | Deprel::Goeswith | Deprel::NmodDesc
        ) && head_right.is_some_and(|head| head <= left && head + 6 > left)
        {
            return true;
        }
        let capital = starts_capital(view.text(right));
        let (hit_left, hit_right) = (self.hit(left), self.hit(right));
        let title = self
            .agent_at(left)
            .is_some_and(|agent| matches!(agent.kind, AgentKind::Person | AgentKind::Role));
        if title && up_right == Upos::Propn && capital {
            return !matches!(
                hit_right.map(|hit| hit.sense),
                Some(Sense::Country(_) | Sense::Capital(_) | Sense::Place(_) | Sense::Seat(_))
            );
        }
        if is_honorific(view.lower(left)) && capital {
            return true;
        }
        let origin = hit_left.is_some_and(|hit| !matches!(hit.sense, Sense::Agent(..)));
        if origin && self.agent_at(right).is_some() && up_right != Upos::Verb {
            return true;
        }
        if up_left == Upos::Propn && up_right == Upos::Propn {
            return head_left == Some(right)
                || head_right == Some(left)
                || head_left == head_right && modifies(left);
        }
        up_left != Upos::Num && head_left == head_right && modifies(left) && modifies(right)
    }

    /// The word of a unit whose head lies outside it; the last such, names and titles first.
    fn head_of(&self, words: &Range<usize>) -> usize {
        let outside = |word: usize| {
            self.view
                .head(word)
                .is_none_or(|head| !words.contains(&head))
        };
        let heads = || words.clone().filter(|&word| outside(word));
        heads()
            .rev()
            .find(|&word| {
                is_nominal_relation(self.view.deprel(word)) && self.view.upos(word) != Upos::Punct
            })
            .or_else(|| heads().next_back())
            .unwrap_or(words.end - 1)
    }

    /// Where the phrase of a unit begins: its determiner, numbers, participles and possessor.
    fn open(&self, start: usize, end: usize) -> usize {
        let view = self.view;
        let mut first = start;
        while let Some(before) = first.checked_sub(1) {
            // "Pakistan-sponsored", whatever the arcs.
            if before >= 2
                && is_hyphen(view.text(before - 1))
                && !view.sentence.tokens[before - 1].space_after
                && is_participle(view.lower(before))
            {
                first = match self.hit(before - 2) {
                    Some(hit) => hit.start,
                    None => before - 2,
                };
                continue;
            }
            let leads_here = || {
                let mut at = before;
                for _ in 0..4 {
                    match view.head(at) {
                        Some(head) if (start..end).contains(&head) => return true,
                        Some(head) if head > before && head < end => at = head,
                        Some(head) if head < before && first.saturating_sub(head) < 6 => at = head,
                        _ => return false,
                    }
                }
                false
            };
            match view.upos(before) {
                Upos::Det => {
                    first = before;
                    if view.deprel(before) != Deprel::Det
                        || before == 0
                        || view.upos(before - 1) != Upos::Det
                    {
                        break;
                    }
                }
                Upos::Num | Upos::Sym => first = before,
                Upos::Pron if view.deprel(before) == Deprel::NmodPoss => {
                    first = before;
                    break;
                }
                Upos::Part if is_clitic(view.lower(before)) => {
                    let owner = before
                        .checked_sub(1)
                        .and_then(|word| self.units.get(self.unit_of[word] as usize));
                    if let Some(owner) = owner {
                        first = owner.phrase.start;
                    }
                    break;
                }
                Upos::Adj | Upos::Noun | Upos::Propn
                    if matches!(
                        view.deprel(before),
                        Deprel::Amod | Deprel::Compound | Deprel::Nummod
                    ) && leads_here() =>
                {
                    first = before;
                }
                Upos::Verb if view.deprel(before) == Deprel::Amod && leads_here() => first = before,
                Upos::Adv if matches!(view.deprel(before), Deprel::Advmod) && leads_here() => {
                    first = before;
                }
                Upos::Punct if is_hyphen(view.text(before)) && leads_here() => first = before,
                Upos::Propn | Upos::Adj
                    if before > 0 && is_hyphen(view.text(before - 1)) && leads_here() =>
                {
                    first = before;
                }
                _ if is_hyphen(view.text(first)) && first == before + 1 => {
                    first = before;
                }
                _ => break,
            }
        }
        first
    }

    /// The unit that begins at `word` or after its determiners and modifiers.
    fn unit_from(&self, word: usize) -> Option<usize> {
        let mut at = word;
        while at < self.view.len() && at < word + 6 {
            if let Some(unit) = self.unit(at) {
                return Some(unit);
            }
            let passes = matches!(
                self.view.upos(at),
                Upos::Det | Upos::Adj | Upos::Num | Upos::Adv | Upos::Verb
            ) || is_hyphen(self.view.text(at));
            if !passes {
                return None;
            }
            at += 1;
        }
        None
    }

    fn unit(&self, word: usize) -> Option<usize> {
        let unit = *self.unit_of.get(word)?;
        (unit != NONE).then_some(unit as usize)
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

// Resolution.
impl Resolver<'_, '_> {
    /// What the last words of a unit are: in English that is its noun or its name.
    fn core(&self, words: &Range<usize>) -> Option<Core> {
        let view = self.view;
        let tail = words.end - 1;
        let hit = self.hit(tail).filter(|hit| hit.start >= words.start);
        if let Some(hit) = hit {
            match hit.sense {
                Sense::Leader(_) | Sense::Surname(_) => return Some(Core::Person(hit.start)),
                Sense::Agent(index, _) => {
                    // Under a capital it may be a part of a name that follows a title.
                    let agent = self.knowledge.agent(index);
                    return (agent.kind != AgentKind::Modifier).then_some(Core::Name(hit));
                }
                Sense::Demonym(_) => {
                    let noun = matches!(view.upos(tail), Upos::Noun | Upos::Propn);
                    let nominal = is_nominal_relation(view.deprel(tail));
                    return (noun || nominal).then_some(Core::People(hit));
                }
                Sense::Country(_) | Sense::Capital(_) | Sense::Place(_) | Sense::Seat(_)
                    if view.entity(tail).is_some_and(|entity| {
                        entity.kind == EntityKind::Organization && entity.words.start < hit.start
                    }) =>
                {
                    return Some(Core::Unknown(EntityKind::Organization));
                }
                _ => return Some(Core::Name(hit)),
            }
        }
        if view.upos(tail) == Upos::Propn {
            // A title names a person even where the tagger saw none.
            let title = self
                .hits_in(words.clone())
                .rev()
                .find(|hit| match hit.sense {
                    Sense::Agent(index, _) => {
                        let agent = self.knowledge.agent(index);
                        let person = matches!(agent.kind, AgentKind::Person | AgentKind::Role);
                        person && !agent.is_abstract
                    }
                    _ => false,
                });
            if let Some(title) = title {
                let named = (title.end..=tail).all(|word| {
                    matches!(view.upos(word), Upos::Propn | Upos::X)
                        || is_hyphen(view.text(word)) && word > title.end
                });
                let organisation = view.entity(tail).is_some_and(|entity| {
                    entity.kind != EntityKind::Person && entity.words.contains(&title.start)
                });
                if named && !organisation {
                    return Some(Core::Person(title.end));
                }
            }
            let mr = (words.start..tail).find(|&word| is_honorific(view.lower(word)));
            if let Some(mr) = mr {
                return Some(Core::Person(mr + 1));
            }
        }
        if let Some(entity) = view.entity(tail) {
            return Some(match entity.kind {
                EntityKind::Person => Core::Person(entity.words.start.max(words.start)),
                kind => Core::Unknown(kind),
            });
        }
        if view.upos(tail) == Upos::Propn {
            if self.memory.person(view.lower(tail)).is_some() {
                return Some(Core::Person(words.start));
            }
            if self.memory.acronym(view.text(tail)).is_some() {
                return Some(Core::Unknown(EntityKind::Organization));
            }
        }
        None
    }

    fn resolve(&mut self, unit: usize) {
        if self.stages[unit] != Stage::New {
            return;
        }
        self.stages[unit] = Stage::Active;
        let words = self.units[unit].words.clone();
        let tail = words.end - 1;
        self.drafts[unit].plural = matches!(self.view.xpos(tail), "NNS" | "NNPS");
        let head = self.units[unit].head;
        if self.view.upos(head) == Upos::Pron && words.len() == 1 {
            self.pronoun(unit);
        } else if let (true, Some(Sense::Demonym(index))) =
            (self.units[unit].part, self.hit(tail).map(|hit| hit.sense))
        {
            self.country_draft(unit, index, "demonym");
        } else if let Some(name) = self.named_before(unit) {
            self.resolve(name);
            let codes = Codes::of(&self.drafts[name], self.females[name]);
            let draft = &mut self.drafts[unit];
            codes.fill(draft);
            draft.basis = "acronym";
            self.drafts[unit].kind = self.drafts[name].kind;
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
                None => self.other(unit),
            }
        }
        self.stages[unit] = Stage::Done;
    }

    /// "Free Idlib Army (FIA)": the name that an acronym no table knows stands for.
    fn named_before(&self, unit: usize) -> Option<usize> {
        let words = &self.units[unit].words;
        let view = self.view;
        let acronym = words.len() == 1
            && words.start >= 2
            && self.hit_of[words.start] == NONE
            && view.lower(words.start - 1) == "("
            && view.lower_at(words.end) == Some(")")
            && view
                .text(words.start)
                .chars()
                .filter(|c| c.is_uppercase())
                .count()
                >= 2;
        acronym
            .then(|| self.unit(words.start - 2))
            .flatten()
            .filter(|&name| {
                self.stages[name] == Stage::Done && self.drafts[name].kind != MentionKind::Other
            })
    }

    /// "dozens of protesters", "two of its soldiers": what is counted.
    fn counted(&self, unit: usize) -> Option<usize> {
        let Unit { words, .. } = &self.units[unit];
        let tail = words.end - 1;
        let counts = QUANTITIES.contains(&self.view.lower(tail))
            || matches!(self.view.upos(tail), Upos::Num) && self.hit_of[tail] == NONE;
        let of = self.view.lower_at(words.end)? == "of";
        (counts && of)
            .then(|| self.unit_from(words.end + 1))
            .flatten()
            .map(|found| self.last_of_chain(found))
            .filter(|&found| found != unit)
    }

    fn country_draft(&mut self, unit: usize, country: u32, basis: &'static str) {
        let country = self.knowledge.country(country);
        let draft = &mut self.drafts[unit];
        draft.name = Some(country.name.clone());
        draft.entity = Some(country.iso.clone());
        draft.country = Some(country.code);
        draft.sectors = if country.partial {
            vec![Sector::Pre]
        } else {
            Vec::new()
        };
        draft.basis = basis;
        draft.kind = MentionKind::Party;
        draft.plural = false;
    }

    fn named(&mut self, unit: usize, hit: Hit) {
        match hit.sense {
            Sense::Country(index) => {
                self.country_draft(unit, index, "gazetteer");
                if !self.share_noun(unit) && self.locative(unit, false) {
                    self.drafts[unit].kind = MentionKind::Place;
                }
            }
            Sense::Place(index) => {
                self.country_draft(unit, index, "gazetteer");
                let name = self.view.slice(hit.start..hit.end).to_owned();
                let draft = &mut self.drafts[unit];
                draft.kind = MentionKind::Place;
                draft.entity = None;
                draft.name = Some(name);
            }
            Sense::Capital(index) | Sense::Seat(index) => {
                let city = matches!(hit.sense, Sense::Capital(_));
                if self.locative(unit, city) {
                    let name = self.view.slice(hit.start..hit.end).to_owned();
                    self.country_draft(unit, index, "gazetteer");
                    let draft = &mut self.drafts[unit];
                    draft.kind = MentionKind::Place;
                    draft.entity = None;
                    draft.name = Some(name);
                } else {
                    self.country_draft(unit, index, "metonym");
                    self.govern(unit, "metonym");
                }
            }
            Sense::Organisation(index) => self.organisation(unit, index),
            Sense::Agent(index, plural) => self.agent(unit, hit, index, plural),
            Sense::Demonym(_) | Sense::Leader(_) | Sense::Surname(_) => {}
        }
    }

    /// Makes a draft its country's government.
    fn govern(&mut self, unit: usize, basis: &'static str) {
        let draft = &mut self.drafts[unit];
        draft.sectors.insert(0, Sector::Gov);
        draft.basis = basis;
        if let Some(code) = draft.country {
            draft.entity = Some(format!("{code}-GOV"));
            draft.name = self
                .knowledge
                .country_name(code)
                .map(|name| format!("Government of {name}"));
        }
    }

    fn organisation(&mut self, unit: usize, index: u32) {
        let organisation = self.knowledge.organisation(index);
        let draft = &mut self.drafts[unit];
        if organisation.kind == OrganisationKind::Geographic {
            draft.kind = MentionKind::Place;
            draft.name = Some(organisation.name.clone());
            return;
        }
        draft.kind = MentionKind::Party;
        draft.name = Some(organisation.name.clone());
        draft.entity = Some(slug(&organisation.name));
        draft.country = organisation.code;
        draft.sectors.clone_from(&organisation.sectors);
        draft.basis = "organisation";
        draft.plural = organisation.kind == OrganisationKind::Community;
        if organisation.code.is_none()
            && let Some((code, basis, _)) = self.origin(unit, self.units[unit].words.end)
        {
            self.drafts[unit].country = Some(code);
            self.drafts[unit].basis = basis;
        }
    }

    fn people(&mut self, unit: usize, hit: Hit) {
        let Sense::Demonym(index) = hit.sense else {
            return;
        };
        self.country_draft(unit, index, "demonym");
        let phrase = self.units[unit].phrase.clone();
        let definite = self.view.lower(phrase.start) == "the" && phrase.len() <= 2;
        let plural = matches!(self.view.xpos(hit.end - 1), "NNS" | "NNPS" | "JJ");
        let draft = &mut self.drafts[unit];
        draft.plural = plural;
        draft.name = None;
        draft.entity = None;
        draft.person = !definite;
        if !definite {
            draft.sectors.insert(0, Sector::Cvl);
        }
        if !matches!(self.view.xpos(hit.end - 1), "NNS" | "NNPS") {
            self.share_noun(unit);
        }
    }

    /// "Ethiopian and Kenyan troops", "the US and French presidents": a first adjective or country
    /// shares the noun of the phrase it is joined to.
    fn share_noun(&mut self, unit: usize) -> bool {
        let view = self.view;
        let mut end = self.units[unit].words.end;
        for _ in 0..4 {
            if !matches!(view.lower_at(end), Some("," | "and" | "or" | "as")) {
                return false;
            }
            while matches!(view.lower_at(end), Some("," | "and" | "or" | "as" | "well")) {
                end += 1;
            }
            let Some(next) = self.unit(end) else {
                return false;
            };
            let words = self.units[next].words.clone();
            if words.start != end {
                return false;
            }
            let noun = match self.core(&words) {
                Some(Core::Name(Hit {
                    sense: Sense::Agent(index, true),
                    start,
                    ..
                })) => (start > words.start).then_some(index),
                _ => None,
            };
            match noun {
                Some(index) if self.origin(next, words.end).is_some() => {
                    let agent = self.knowledge.agent(index);
                    let person = agent.kind == AgentKind::Person || agent.kind == AgentKind::Role;
                    let sectors = agent.sectors.clone();
                    let draft = &mut self.drafts[unit];
                    draft.sectors = sectors;
                    draft.name = None;
                    draft.entity = None;
                    draft.kind = MentionKind::Party;
                    draft.basis = "demonym+agent";
                    draft.plural = true;
                    draft.person = person;
                    return true;
                }
                Some(_) => return false,
                None => end = words.end,
            }
        }
        false
    }

    fn unknown(&mut self, unit: usize, kind: EntityKind) {
        let words = self.units[unit].words.clone();
        let text = self.view.text(words.end - 1);
        self.drafts[unit].kind = match kind {
            EntityKind::Location => MentionKind::Place,
            _ => MentionKind::Party,
        };
        if kind == EntityKind::Location {
            return;
        }
        if let Some(codes) = self.memory.acronym(text).filter(|_| words.len() == 1) {
            codes.fill(&mut self.drafts[unit]);
            self.drafts[unit].basis = "acronym";
            return;
        }
        // A name that begins with a known one, or holds an agent noun or a country, says what it is.
        if let Some(Hit {
            sense: Sense::Organisation(index),
            ..
        }) = self.hit(words.start)
        {
            let organisation = self.knowledge.organisation(index);
            if organisation.kind == OrganisationKind::Intergovernmental {
                let draft = &mut self.drafts[unit];
                draft.country = organisation.code;
                draft.sectors.clone_from(&organisation.sectors);
                draft.basis = "organisation";
                return;
            }
        }
        let inner = self
            .hits_in(words.clone())
            .rev()
            .find(|hit| matches!(hit.sense, Sense::Agent(..)));
        if let Some(hit) = inner
            && let Sense::Agent(index, plural) = hit.sense
            && self.knowledge.agent(index).kind == AgentKind::Body
        {
            self.agent(unit, hit, index, plural);
            self.drafts[unit].kind = MentionKind::Party;
            return;
        }
        if let Some((code, basis, _)) = self.origin(unit, words.end) {
            let draft = &mut self.drafts[unit];
            draft.country = Some(code);
            draft.basis = basis;
        }
    }

    fn other(&mut self, unit: usize) {
        let Unit { words, phrase, .. } = self.units[unit].clone();
        let noun = self.view.lower(words.end - 1);
        let definite = matches!(self.view.lower(phrase.start), "the" | "this" | "that");
        if definite && STATE_NOUNS.contains(&noun) && words.len() == 1 {
            self.same_as(unit, |codes, recent| {
                recent.state && !recent.plural && codes.known()
            });
        } else if definite && GROUP_NOUNS.contains(&noun) && words.len() == 1 {
            self.same_as(unit, |codes, recent| {
                recent.organisation() && codes.name.is_some()
            });
        }
        self.apposition(unit);
    }

    /// Takes the codes of an earlier party that fits; the description keeps its own words.
    fn same_as(&mut self, unit: usize, fits: impl Fn(&Codes, &Recent) -> bool) {
        let earlier = self.earlier(unit);
        let found = earlier
            .iter()
            .chain(self.memory.back())
            .find(|recent| fits(&recent.codes, recent))
            .map(|recent| (recent.codes.clone(), recent.person));
        if let Some((codes, person)) = found {
            let draft = &mut self.drafts[unit];
            codes.fill(draft);
            draft.kind = MentionKind::Party;
            draft.basis = "coreference";
            draft.person = person;
            self.females[unit] = codes.female;
        }
    }

    /// Parties before a unit in its sentence: the nearest subject first, then the others, nearest
    /// first.
    fn earlier(&self, unit: usize) -> Vec<Recent> {
        // An object pronoun rarely means the subject of its own clause.
        let object = self.view.upos(self.units[unit].head) == Upos::Pron
            && matches!(
                self.view.deprel(self.units[unit].head),
                Deprel::Obj | Deprel::Iobj | Deprel::Obl | Deprel::OblAgent
            );
        let mut list: Vec<Recent> = (0..self.units.len())
            .filter(|&other| {
                self.stages[other] == Stage::Done
                    && !self.units[other].part
                    && self.units[other].words.end <= self.units[unit].phrase.start
                    && self.drafts[other].kind == MentionKind::Party
            })
            .map(|other| self.recent(other))
            .collect();
        list.reverse();
        list.sort_by_key(|recent| recent.subject == object);
        list
    }

    fn recent(&self, unit: usize) -> Recent {
        let draft = &self.drafts[unit];
        let subject = matches!(
            self.view.deprel(draft.head),
            Deprel::Nsubj | Deprel::NsubjPass | Deprel::NsubjOuter | Deprel::OblAgent
        );
        Recent {
            codes: Codes::of(draft, self.females[unit]),
            noun: self.view.lower(self.units[unit].words.end - 1).to_owned(),
            plural: draft.plural,
            person: draft.person,
            state: draft.is_state(),
            subject: subject && !self.units[unit].part,
            sentence: self.memory.sentence,
        }
    }

    fn person(&mut self, unit: usize, start: usize) {
        let Unit { words, phrase, .. } = self.units[unit].clone();
        let view = self.view;
        let leader = self
            .hits_in(words.clone())
            .rev()
            .find_map(|hit| match hit.sense {
                Sense::Leader(index) => Some((index, true)),
                Sense::Surname(index) => Some((index, false)),
                _ => None,
            });
        let before = words.start..start;
        let female = (phrase.start..start).find_map(|word| honorific(view.lower(word)));
        self.drafts[unit].kind = MentionKind::Party;
        self.drafts[unit].person = true;
        self.drafts[unit].plural = false;
        self.females[unit] = female;
        let surname = view.lower(words.end - 1);
        let told = self.memory.person(surname).cloned();
        let origin = self.origin(unit, start);
        let title = self
            .hits_in(before.clone())
            .rev()
            .find_map(|hit| match hit.sense {
                Sense::Agent(index, _) => Some((hit, index)),
                _ => None,
            });
        let leader = leader.filter(|&(index, full)| {
            let leader = self.knowledge.leader(index);
            let other = origin.is_some_and(|(code, ..)| code != leader.code);
            full || !other
                && told
                    .as_ref()
                    .is_none_or(|codes| codes.name.as_deref() == Some(&leader.name))
        });
        if let Some((index, _)) = leader {
            let leader = self.knowledge.leader(index);
            let draft = &mut self.drafts[unit];
            draft.name = Some(leader.name.clone());
            draft.entity = Some(slug(&leader.name));
            draft.country = Some(leader.code);
            draft.sectors.clone_from(&leader.sectors);
            draft.role = Some(leader.role.clone()).filter(|role| !role.is_empty());
            draft.basis = "leader";
            self.females[unit] = Some(leader.female);
            let titled = title.is_some();
            let former = self.former(&phrase);
            if former || !titled && leader.retired(self.memory.year) {
                draft_former(&mut self.drafts[unit]);
            }
            if let Some((hit, _)) = title {
                self.drafts[unit].role = Some(self.role(hit, unit));
            }
            return;
        }
        if let Some((hit, index)) = title {
            let name = self.clean_name(start..words.end);
            self.agent(unit, hit, index, false);
            let role = self.role(hit, unit);
            let draft = &mut self.drafts[unit];
            if (draft.kind != MentionKind::Party
                || draft.country.is_none() && draft.sectors.is_empty())
                && let Some(codes) = &told
            {
                codes.fill(draft);
                draft.basis = "coreference";
            }
            if let (Some(codes), None) = (&told, draft.country) {
                draft.country = codes.country;
                draft.basis = "coreference";
                if codes.sectors.contains(&Sector::Gov) {
                    draft.sectors.clone_from(&codes.sectors);
                }
            }
            draft.kind = MentionKind::Party;
            draft.person = true;
            draft.role = Some(role);
            let full = told
                .and_then(|codes| codes.name)
                .filter(|full| full.ends_with(&name));
            draft.entity = None;
            draft.name = Some(full.unwrap_or(name));
            self.females[unit] = self.females[unit].or(female);
            if self.drafts[unit].country.is_none() {
                self.apposition(unit);
            }
            return;
        }
        let name = self.clean_name(start..words.end);
        self.drafts[unit].name = Some(name.clone());
        if let Some(codes) = told.filter(|codes| {
            let full = codes.name.as_deref().unwrap_or("");
            full.ends_with(&name) || name.ends_with(full) || words.end - start == 1
        }) {
            let draft = &mut self.drafts[unit];
            codes.fill(draft);
            draft.basis = "coreference";
            self.females[unit] = codes.female.or(female);
            if codes.known() {
                return;
            }
        }
        if let Some((code, basis, _)) = origin {
            let draft = &mut self.drafts[unit];
            draft.country = Some(code);
            draft.basis = basis;
        }
        self.apposition(unit);
    }

    fn clean_name(&self, words: Range<usize>) -> String {
        let mut start = words.start;
        while start + 1 < words.end && is_honorific(self.view.lower(start)) {
            start += 1;
        }
        self.view.slice(start..words.end).to_owned()
    }

    /// The title as the text writes it, with the owner that is part of it left off.
    fn role(&self, hit: Hit, unit: usize) -> String {
        let words = &self.units[unit].words;
        let mut start = hit.start;
        while start > words.start
            && (self.agent_at(start - 1).is_some()
                || ["deputy", "vice", "acting", "assistant"].contains(&self.view.lower(start - 1)))
        {
            start -= 1;
        }
        self.view.slice(start..hit.end).to_owned()
    }

    fn former(&self, phrase: &Range<usize>) -> bool {
        phrase.clone().any(|word| {
            let lower = self.view.lower(word);
            FORMER.contains(&lower)
        })
    }

    /// A unit whose noun is in the table of agents.
    fn agent(&mut self, unit: usize, hit: Hit, index: u32, plural: bool) {
        let agent = self.knowledge.agent(index);
        let Unit {
            words,
            phrase,
            head,
            part,
        } = self.units[unit].clone();
        let view = self.view;
        let next = view.lower_at(words.end).unwrap_or("");
        // "rebel-held": a part of an adjective.
        let tight = !view.sentence.tokens[words.end - 1].space_after;
        if tight && is_hyphen(next) && view.lower_at(words.end + 1).is_some_and(is_participle) {
            return;
        }
        if agent.is_abstract && !part {
            let opened = phrase.start < hit.start || plural;
            if !opened || next == "to" && hit.end == words.end {
                return;
            }
        }
        let mut sectors: Vec<Sector> = Vec::new();
        let mut inner_organisation = None;
        for inner in self.hits_in(words.start..hit.start) {
            match inner.sense {
                Sense::Agent(modifier, _) => {
                    for &sector in &self.knowledge.agent(modifier).sectors {
                        if !sectors.contains(&sector) {
                            sectors.push(sector);
                        }
                    }
                }
                Sense::Organisation(organisation) => inner_organisation = Some(organisation),
                _ => {}
            }
        }
        // Roles: whom they belong to decides.
        let owner = self.owner_unit(unit);
        if let Some((owner, _)) = owner {
            self.resolve(owner);
        }
        let owned = owner
            .map(|(owner, _)| self.drafts[owner].clone())
            .filter(|owner| owner.country.is_some() || !owner.sectors.is_empty());
        let organisation = inner_organisation.map(|index| {
            let organisation = self.knowledge.organisation(index);
            (
                organisation.code,
                organisation.sectors.clone(),
                organisation.kind,
            )
        });
        let origin = self
            .origin(unit, hit.start)
            .or_else(|| self.origin_in(unit, hit.end..words.end));
        let (mut country, mut basis) = match origin {
            Some((code, basis, _)) => (
                Some(code),
                if basis == "demonym" {
                    "demonym+agent"
                } else {
                    basis
                },
            ),
            None => (None, "agent"),
        };
        if let Some((code, _, _)) = &organisation
            && country.is_none()
            && code.is_some()
        {
            (country, basis) = (*code, "organisation");
        }
        if let (None, Some(owned)) = (country, &owned) {
            country = owned.country;
            if country.is_some() {
                basis = if owned.kind == MentionKind::Place {
                    "place"
                } else {
                    "owner"
                };
            }
        }
        let mut role_of: Option<Vec<Sector>> = None;
        if let Some((_, own, kind)) = &organisation {
            let armed = matches!(kind, OrganisationKind::Armed);
            let force = agent.sectors.iter().any(|sector| {
                matches!(
                    sector,
                    Sector::Reb | Sector::Uaf | Sector::Mil | Sector::Prm
                )
            });
            let outside_state = !matches!(kind, OrganisationKind::State);
            if agent.kind == AgentKind::Role
                || armed && force
                || outside_state && agent.sectors.first() == Some(&Sector::Gov)
            {
                role_of = Some(own.clone());
            }
        } else if let Some(owned) = owned
            .as_ref()
            .filter(|owned| owned.kind == MentionKind::Party)
        {
            if agent.kind == AgentKind::Role && !owned.sectors.is_empty() {
                role_of = Some(owned.sectors.clone());
            } else if agent.kind == AgentKind::Role
                && owned.country.is_some_and(|code| code.is_supranational())
            {
                role_of = Some(Vec::new());
            }
        }
        let family = FAMILY.contains(&view.lower(hit.end - 1));
        let own = match (agent.kind, role_of) {
            (_, Some(owner)) if family => {
                if owner
                    .iter()
                    .any(|s| matches!(s, Sector::Gov | Sector::Eli | Sector::Leg))
                {
                    vec![Sector::Eli]
                } else {
                    vec![Sector::Cvl]
                }
            }
            (_, Some(owner)) => owner,
            (AgentKind::Role, None) if !sectors.is_empty() => std::mem::take(&mut sectors),
            (AgentKind::Role, None)
                if country.is_none() && OWNED.contains(&view.lower(hit.end - 1)) =>
            {
                Vec::new()
            }
            (AgentKind::Role, None) if owner.is_some() && country.is_none() && !agent.domestic => {
                if family {
                    agent.sectors.clone()
                } else {
                    Vec::new()
                }
            }
            _ => agent.sectors.clone(),
        };
        let rebel = sectors.first() == Some(&Sector::Reb)
            && matches!(own.first(), Some(Sector::Mil | Sector::Uaf));
        let mut all = if rebel { vec![Sector::Reb] } else { own };
        for sector in sectors {
            if !all.contains(&sector)
                && !all.is_empty()
                && matches!(sector, Sector::Opp | Sector::Reb | Sector::Pty)
            {
                all.push(sector);
            }
        }
        if self.former(&phrase) && agent.kind != AgentKind::Body {
            let office = |s: &Sector| {
                matches!(
                    s,
                    Sector::Gov
                        | Sector::Leg
                        | Sector::Jud
                        | Sector::Mil
                        | Sector::Spy
                        | Sector::Cop
                )
            };
            if all.iter().any(office) || all.is_empty() && country.is_some() {
                all = vec![Sector::Eli];
            }
        }
        let nothing = agent.kind == AgentKind::Role && all.is_empty() && country.is_none();
        let person = matches!(agent.kind, AgentKind::Person | AgentKind::Role)
            && !BODY_ROLES.contains(&view.lower(hit.end - 1))
            && !GROUP_NOUNS.contains(&view.lower(hit.end - 1));
        let body = agent.kind == AgentKind::Body || !person;
        self.females[unit] = match (agent.female, agent.male) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ => None,
        };
        let role = (person && !plural).then(|| self.role(hit, unit));
        let domestic = agent.domestic;
        // "Foreign ministers met in Lima": several officials without an article are of several states.
        let foreign = person && plural && agent.sectors.first() == Some(&Sector::Gov);
        {
            let draft = &mut self.drafts[unit];
            draft.kind = if nothing {
                MentionKind::Other
            } else {
                MentionKind::Party
            };
            draft.country = country;
            draft.sectors = all;
            draft.basis = basis;
            draft.plural = plural || draft.plural && !body;
            draft.person = person;
            draft.role = role;
        }
        if let (true, Some((owner, false))) = (plural && person, owner) {
            self.leaders_of(unit, owner);
        }
        if self.drafts[unit].country.is_none() {
            let definite = matches!(view.lower(phrase.start), "the" | "this" | "that");
            let noun = view.lower(hit.end - 1).to_owned();
            if definite && !plural && owner.is_none() && words.end == hit.end {
                self.same_noun(unit, &noun, person);
            }
        }
        if self.drafts[unit].country.is_none() {
            self.apposition(unit);
        }
        if self.drafts[unit].country.is_none()
            && !nothing
            && let Some(code) = self.place_after(unit, words.end, head)
        {
            let draft = &mut self.drafts[unit];
            draft.country = Some(code);
            draft.basis = "place";
            draft.kind = MentionKind::Party;
        }
        if self.drafts[unit].country.is_none() && owner.is_none() {
            if let Some(code) = self.sponsor(&phrase, words.start) {
                self.drafts[unit].country = Some(code);
                self.drafts[unit].basis = "sponsor";
            } else if domestic
                && organisation.is_none()
                && !(foreign && phrase.start == words.start)
            {
                self.domestic(unit);
            }
        }
        let draft = &mut self.drafts[unit];
        if body
            && draft.entity.is_none()
            && draft.name.is_none()
            && let (Some(code), Some(sector)) = (draft.country, draft.sectors.first())
        {
            draft.entity = Some(format!("{code}-{sector}", sector = sector.as_str()));
            if GOVERNMENTS.contains(&view.lower(hit.end - 1)) && *sector == Sector::Gov {
                draft.name = self
                    .knowledge
                    .country_name(code)
                    .map(|name| format!("Government of {name}"));
            }
        }
    }

    /// "the leaders of Japan, China and South Korea": one party for each.
    fn leaders_of(&mut self, unit: usize, owner: usize) {
        let head = self.units[owner].head;
        let mut others: Vec<usize> = self
            .view
            .children(head)
            .filter(|&child| self.view.deprel(child) == Deprel::Conj)
            .filter_map(|child| self.unit(child))
            .filter(|&other| other != unit)
            .collect();
        others.dedup();
        others.insert(0, owner);
        for &other in &others {
            self.resolve(other);
        }
        let sectors = &self.drafts[unit].sectors;
        let group: Vec<Codes> = others
            .iter()
            .map(|&other| &self.drafts[other])
            .filter(|other| other.is_state())
            .map(|other| Codes {
                country: other.country,
                sectors: sectors.clone(),
                ..Codes::default()
            })
            .collect();
        if group.len() > 1 {
            self.groups.push((unit, group));
        }
    }

    /// "the minister", "the army": the one spoken of before, by the same noun or by the office.
    fn same_noun(&mut self, unit: usize, noun: &str, person: bool) {
        let earlier = self.earlier(unit);
        let tail = self.units[unit].words.end - 1;
        let group = GROUP_NOUNS.contains(&noun) && !starts_capital(self.view.text(tail));
        let fits = |recent: &&Recent| {
            recent.codes.country.is_some()
                && recent.person == person
                && !recent.plural
                && (recent.noun == noun
                    || group && recent.organisation()
                    || recent
                        .codes
                        .role
                        .as_ref()
                        .is_some_and(|role| role.to_lowercase().ends_with(noun)))
        };
        let found = earlier
            .iter()
            .chain(self.memory.back())
            .find(fits)
            .map(|r| r.codes.clone());
        if let Some(codes) = found {
            let role = self.drafts[unit].role.take();
            let draft = &mut self.drafts[unit];
            codes.fill(draft);
            draft.role = codes.role.clone().or(role);
            draft.basis = "coreference";
            self.females[unit] = codes.female;
        }
    }

    /// An unmarked body belongs to the one country of the sentence, or of the article.
    fn domestic(&mut self, unit: usize) {
        let mut only: Option<CountryCode> = None;
        let mut several = false;
        let mut opposite: Vec<CountryCode> = Vec::new();
        for hit in &self.hits {
            let code = match hit.sense {
                Sense::Leader(i) | Sense::Surname(i) => Some(self.knowledge.leader(i).code),
                Sense::Organisation(i) => {
                    let organisation = self.knowledge.organisation(i);
                    organisation.code.filter(|code| !code.is_supranational())
                }
                sense => country_of(self.knowledge, sense),
            };
            let Some(code) = code else { continue };
            several |= only.is_some_and(|known| known != code);
            only = Some(code);
            let name = matches!(hit.sense, Sense::Country(_) | Sense::Capital(_));
            if name && (hit.start..hit.end).any(|word| self.argument(word)) {
                opposite.push(code);
            }
        }
        let only = only.filter(|_| !several);
        // The other side in this sentence is not the home of what is unmarked, unless the article
        // was filed there.
        let found = match (only, self.memory.country()) {
            (_, Some((about, filed))) if !filed && opposite.contains(&about) => None,
            (Some(code), Some((about, _))) if code == about => Some((code, "sentence")),
            (_, Some((about, _))) => Some((about, "document")),
            (Some(code), None) if !opposite.contains(&code) => Some((code, "sentence")),
            _ => None,
        };
        if let Some((code, basis)) = found {
            let draft = &mut self.drafts[unit];
            draft.country = Some(code);
            draft.basis = basis;
        }
    }

    /// Whether a country stands as a party of its own: subject, object or target, where it is
    /// rather the other side than the home of an unmarked body.
    fn argument(&self, word: usize) -> bool {
        let view = self.view;
        match view.deprel(word) {
            Deprel::Nsubj | Deprel::NsubjPass | Deprel::Obj | Deprel::Iobj | Deprel::OblAgent => {
                true
            }
            Deprel::Obl | Deprel::Nmod | Deprel::Conj => view
                .case(word)
                .is_some_and(|case| !LOCATIVE.contains(&case) && case != "of"),
            _ => false,
        }
    }

    /// The country that stands in a unit before `end`: demonym, name, capital, organisation.
    fn origin(&self, unit: usize, end: usize) -> Option<(CountryCode, &'static str, usize)> {
        let start = self.units[unit].words.start;
        self.origin_in(unit, start..end.max(start))
    }

    fn origin_in(
        &self,
        unit: usize,
        range: Range<usize>,
    ) -> Option<(CountryCode, &'static str, usize)> {
        let Unit { words, phrase, .. } = &self.units[unit];
        let end = range.end;
        self.hits_in(range).find_map(|hit| {
            let basis = match hit.sense {
                Sense::Demonym(_) => "demonym",
                Sense::Country(_) => "gazetteer",
                Sense::Seat(_) => "metonym",
                Sense::Capital(_) | Sense::Place(_) => "place",
                Sense::Leader(index) | Sense::Surname(index) if hit.end < end => {
                    return Some((self.knowledge.leader(index).code, "leader", hit.start));
                }
                _ => return None,
            };
            // The unit itself is no origin of its own.
            if hit.end == words.end && hit.start == words.start && phrase.len() == words.len() {
                return None;
            }
            country_of(self.knowledge, hit.sense).map(|code| (code, basis, hit.start))
        })
    }

    /// The unit that a unit belongs to: its possessor, or what "of" names. `true` for a possessor.
    fn owner_unit(&self, unit: usize) -> Option<(usize, bool)> {
        let Unit {
            words,
            phrase,
            part,
            ..
        } = &self.units[unit];
        if *part {
            return None;
        }
        let other =
            |found: usize| (found != unit && self.stages[found] != Stage::Active).then_some(found);
        // The clitic before the unit, or a possessive pronoun.
        for word in (phrase.start..words.start).rev() {
            if is_clitic(self.view.lower(word))
                && word > 0
                && let Some(owner) = self.unit(word - 1).and_then(other)
            {
                return Some((owner, true));
            }
            if self.view.upos(word) == Upos::Pron
                && let Some(owner) = self.unit(word).and_then(other)
            {
                return Some((owner, true));
            }
        }
        for word in words.clone() {
            for child in self.view.children(word) {
                if self.view.deprel(child) == Deprel::NmodPoss
                    && !words.contains(&child)
                    && let Some(owner) = self.unit(child).and_then(other)
                {
                    return Some((owner, true));
                }
            }
        }
        let mut at = words.end;
        for _ in 0..2 {
            match self.view.lower_at(at) {
                Some("of") => {}
                Some("to")
                    if self
                        .agent_at(words.end - 1)
                        .is_some_and(|a| a.kind == AgentKind::Role && a.sectors.is_empty()) => {}
                Some("for")
                    if self
                        .agent_at(words.end - 1)
                        .is_some_and(|a| a.kind == AgentKind::Role) => {}
                _ => return None,
            }
            let owner = self
                .unit_from(at + 1)
                .map(|found| self.last_of_chain(found))
                .and_then(other)?;
            if self.core(&self.units[owner].words).is_some()
                || self.view.upos(self.units[owner].head) == Upos::Pron
            {
                return Some((owner, false));
            }
            at = self.units[owner].words.end;
        }
        None
    }

    /// "gunmen in Nigeria": the place that a noun names right after itself, or hangs on it.
    fn place_after(&self, unit: usize, end: usize, head: usize) -> Option<CountryCode> {
        let view = self.view;
        let code_at = |word: usize| {
            let hit = self.hit(word)?;
            match hit.sense {
                Sense::Country(_) | Sense::Capital(_) | Sense::Place(_) => {
                    country_of(self.knowledge, hit.sense)
                }
                _ => None,
            }
        };
        let in_unit = |found: usize| {
            let words = &self.units[found].words;
            words.clone().rev().find_map(code_at)
        };
        if matches!(
            view.lower_at(end),
            Some("in" | "from" | "at" | "near" | "across")
        ) {
            let found = self.unit_from(end + 1).filter(|&found| found != unit)?;
            if let Some(code) = in_unit(found) {
                return Some(code);
            }
            // "in the city of Lagos", "in the capital, Kabul".
            let next = self.units[found].words.end;
            if matches!(view.lower_at(next), Some("of" | "," | "in")) {
                return self.unit_from(next + 1).and_then(in_unit);
            }
            return None;
        }
        view.children(head)
            .filter(|&child| view.deprel(child) == Deprel::Nmod)
            .filter(|&child| matches!(view.case(child), Some("in" | "from" | "near")))
            .find_map(code_at)
    }

    /// "Pakistan-sponsored terrorists", "the Saudi-led coalition".
    fn sponsor(&self, phrase: &Range<usize>, start: usize) -> Option<CountryCode> {
        let phrase = phrase.start.min(start.saturating_sub(3))..phrase.end;
        (phrase.start..start).find_map(|word| {
            let hit = self.hit(word)?;
            let verb = match self.view.text(hit.end.min(self.view.len() - 1)) {
                text if is_hyphen(text) => self.view.lower_at(hit.end + 1)?,
                _ => return None,
            };
            SPONSORS
                .contains(&verb)
                .then(|| country_of(self.knowledge, hit.sense))
                .flatten()
        })
    }

    /// A name takes its codes from its apposition, and an office its country from the name.
    fn apposition(&mut self, unit: usize) {
        let Some(other) = self.apposed(unit) else {
            return;
        };
        if self.stages[other] == Stage::Active {
            return;
        }
        self.resolve(other);
        let source = self.drafts[other].clone();
        if source.country.is_none() && source.sectors.is_empty()
            || source.kind == MentionKind::Place
        {
            return;
        }
        let draft = &mut self.drafts[unit];
        if source.is_state() && draft.kind != MentionKind::Party {
            return;
        }
        if !draft.person && source.name.is_none()
            || draft.kind == MentionKind::Other && !source.person
        {
            return;
        }
        let news = draft.country.is_none() && source.country.is_some()
            || draft.sectors.is_empty() && !source.sectors.is_empty();
        if !news {
            return;
        }
        draft.kind = MentionKind::Party;
        draft.country = draft.country.or(source.country);
        if draft.sectors.is_empty() {
            draft.sectors = source.sectors;
        }
        draft.role = draft.role.take().or(source.role);
        draft.name = draft.name.take().or(source.name);
        draft.basis = "apposition";
        self.females[unit] = self.females[unit].or(self.females[other]);
    }

    fn apposed(&self, unit: usize) -> Option<usize> {
        let view = self.view;
        let words = &self.units[unit].words;
        let other = |word: usize| self.unit(word).filter(|&found| found != unit);
        for word in words.clone() {
            for child in view.children(word) {
                if view.deprel(child) == Deprel::Appos
                    && !words.contains(&child)
                    && let Some(found) = other(child)
                {
                    return Some(found);
                }
            }
            if view.deprel(word) == Deprel::Appos
                && let Some(found) = view.head(word).and_then(other)
            {
                return Some(found);
            }
        }
        // A comma on both sides, whatever the arcs: "the former governor of Nineveh, Nawfal
        // al-Akoub," and "Jotyar Adil, the government's spokesman,".
        let named = matches!(self.core(words), Some(Core::Person(_)))
            || (words.clone()).all(|word| view.upos(word) == Upos::Propn)
                && self.hit_of[words.end - 1] == NONE;
        if !named {
            return None;
        }
        let closed = matches!(view.lower_at(words.end), None | Some("," | "." | "(" | ";"));
        if closed && words.start >= 2 && view.lower(words.start - 1) == "," {
            let office = |found: usize| {
                self.agent_at(self.units[found].words.end - 1)
                    .is_some_and(|agent| {
                        matches!(agent.kind, AgentKind::Person | AgentKind::Role)
                            && !agent.is_abstract
                    })
                    && !self.drafts[found].plural
            };
            let mut before = self.unit(words.start - 2);
            for _ in 0..3 {
                let Some(found) = before else { break };
                if office(found) {
                    return Some(found);
                }
                // Back over "of", "for" and "'s" to the office.
                let start = self.units[found].phrase.start;
                let joined =
                    start >= 2 && matches!(view.lower(start - 1), "of" | "for" | "in" | "to");
                before = if joined { self.unit(start - 2) } else { None };
            }
        }
        if view.lower_at(words.end) != Some(",") {
            return None;
        }
        let opens = view.lower_at(words.end + 1)?;
        let found = self
            .unit_from(words.end + 1)
            .filter(|&found| found != unit)?;
        let described =
            matches!(opens, "the" | "a" | "an") || self.units[found].phrase.start == words.end + 1;
        let found = self.last_of_chain(found);
        let office = self
            .agent_at(self.units[found].words.end - 1)
            .is_some_and(|agent| matches!(agent.kind, AgentKind::Person | AgentKind::Role));
        let closed = matches!(
            view.lower_at(self.units[found].words.end),
            None | Some("," | "." | "of" | "for" | "in" | "who")
        );
        (described && office && closed).then_some(found)
    }

    /// From a possessor on to what it possesses: "the KRG's spokesman" ends at the spokesman.
    fn last_of_chain(&self, unit: usize) -> usize {
        let mut at = unit;
        for _ in 0..3 {
            let end = self.units[at].words.end;
            let next = if self.view.lower_at(end).is_some_and(is_clitic) {
                self.unit_from(end + 1)
            } else if self.view.deprel(self.units[at].head) == Deprel::NmodPoss
                && self.view.upos(self.units[at].head) == Upos::Pron
            {
                self.unit_from(end)
            } else {
                None
            };
            match next {
                Some(next) => at = next,
                None => break,
            }
        }
        at
    }

    fn pronoun(&mut self, unit: usize) {
        let word = self.units[unit].head;
        let view = self.view;
        let lower = view.lower(word);
        if view.deprel(word) == Deprel::Expl {
            return;
        }
        if matches!(lower, "who" | "which" | "that" | "whose" | "whom") {
            let clause = view
                .ancestors(word)
                .find(|&above| matches!(view.deprel(above), Deprel::AclRelcl));
            let antecedent = clause
                .and_then(|clause| view.head(clause))
                .and_then(|head| self.unit(head))
                .filter(|&found| found != unit && self.stages[found] != Stage::Active);
            if let Some(found) = antecedent {
                self.resolve(found);
                let source = self.drafts[found].clone();
                let draft = &mut self.drafts[unit];
                let (head, words) = (draft.head, draft.words.clone());
                *draft = Mention {
                    head,
                    words,
                    ..source
                };
                if draft.kind == MentionKind::Party {
                    draft.basis = "relative";
                }
                self.females[unit] = self.females[found];
            }
            return;
        }
        match lower {
            "he" | "him" | "his" | "himself" => self.same_as(unit, |codes, recent| {
                recent.person && !recent.plural && codes.female != Some(true)
            }),
            "she" | "her" | "hers" | "herself" => self.same_as(unit, |codes, recent| {
                recent.person && !recent.plural && codes.female != Some(false)
            }),
            "it" | "its" | "itself" => {
                self.same_as(unit, |_, recent| !recent.person && !recent.plural);
            }
            "they" | "them" | "their" | "themselves" | "theirs" => {
                self.drafts[unit].plural = true;
                if let Some(pair) = self.subject_pair(unit) {
                    self.groups.push((unit, pair.into()));
                    self.drafts[unit].kind = MentionKind::Party;
                    self.drafts[unit].basis = "coreference";
                    return;
                }
                self.same_as(unit, |_, recent| {
                    recent.plural || PLURAL_BODIES.contains(&recent.noun.as_str())
                });
            }
            _ => {}
        }
        let draft = &mut self.drafts[unit];
        draft.person = draft.person
            || matches!(
                lower,
                "he" | "him" | "his" | "she" | "her" | "i" | "we" | "us" | "my" | "our"
            );
    }

    /// "India and Pakistan … they": the coordinated subject before a pronoun.
    fn subject_pair(&self, unit: usize) -> Option<[Codes; 2]> {
        let view = self.view;
        let before = self.units[unit].phrase.start;
        let subject = (0..self.units.len()).rev().find(|&other| {
            self.units[other].words.end <= before
                && self.stages[other] == Stage::Done
                && self.drafts[other].kind == MentionKind::Party
                && matches!(
                    view.deprel(self.units[other].head),
                    Deprel::Nsubj | Deprel::NsubjPass
                )
        })?;
        let second = view
            .children(self.units[subject].head)
            .filter(|&child| view.deprel(child) == Deprel::Conj && child < before)
            .find_map(|child| self.unit(child))
            .filter(|&second| self.drafts[second].kind == MentionKind::Party)?;
        Some([
            Codes::of(&self.drafts[subject], None),
            Codes::of(&self.drafts[second], None),
        ])
    }

    /// "both countries", "the two sides": the two states spoken of.
    fn pair(&self, unit: usize) -> Option<[Codes; 2]> {
        let Unit { words, phrase, .. } = &self.units[unit];
        let tail = words.end - 1;
        let noun = self.view.lower(tail);
        let both = noun == "both" && words.len() == 1;
        if !both && !PAIR_NOUNS.contains(&noun) {
            return None;
        }
        let two = (phrase.start..tail + 1).any(|word| match self.view.lower(word) {
            "both" => true,
            "two" => {
                NEIGHBOURS.contains(&noun)
                    || word > phrase.start && self.view.lower(word - 1) == "the"
            }
            _ => false,
        });
        if !two
            || self
                .hits_in(words.start..tail)
                .any(|hit| !matches!(hit.sense, Sense::Agent(..)))
        {
            return None;
        }
        let mut seen: Vec<Codes> = Vec::new();
        for other in 0..self.units.len() {
            let draft = &self.drafts[other];
            if self.stages[other] == Stage::Done
                && self.units[other].words.end <= phrase.start
                && draft.country.is_some()
                && draft.kind == MentionKind::Party
                && !seen.iter().any(|codes| codes.country == draft.country)
            {
                seen.push(Codes::of(draft, self.females[other]));
            }
        }
        match <[Codes; 2]>::try_from(seen) {
            Ok(pair) => Some(pair),
            Err(seen) if seen.len() > 2 => None,
            Err(_) => self.memory.pair.clone(),
        }
    }

    fn both(&mut self, unit: usize, pair: [Codes; 2]) {
        let tail = self.units[unit].words.end - 1;
        let office = self.agent_at(tail).map(|agent| agent.sectors.clone());
        let states = STATES.contains(&self.view.lower(tail));
        let pair = pair.map(|codes| match (&office, states) {
            (_, true) => self.state_codes(codes),
            (Some(sectors), _) if !sectors.is_empty() => Codes {
                sectors: sectors.clone(),
                name: None,
                entity: None,
                ..codes
            },
            _ => codes,
        });
        let draft = &mut self.drafts[unit];
        draft.kind = MentionKind::Party;
        draft.basis = "coreference";
        draft.plural = true;
        self.groups.push((unit, pair.into()));
    }

    /// The state of a party: "both countries" after two ministers are their countries.
    fn state_codes(&self, codes: Codes) -> Codes {
        let name = codes
            .country
            .and_then(|code| self.knowledge.country_name(code));
        Codes {
            name: name.map(str::to_owned),
            entity: codes.country.map(String::from),
            country: codes.country,
            ..Codes::default()
        }
    }

    /// Whether a place name is used for the place: after "in" or "at"; a capital also after
    /// words of motion and as the object of a bombing or a visit.
    fn locative(&self, unit: usize, city: bool) -> bool {
        let view = self.view;
        let Unit {
            words,
            phrase,
            head,
            part,
        } = &self.units[unit];
        if *part {
            return false;
        }
        let region = words.clone().any(|word| {
            matches!(
                view.lower(word),
                "northern"
                    | "southern"
                    | "eastern"
                    | "western"
                    | "central"
                    | "northeastern"
                    | "northwestern"
                    | "southeastern"
                    | "southwestern"
                    | "north-eastern"
                    | "north-western"
                    | "neighbouring"
                    | "neighboring"
                    | "downtown"
                    | "rural"
                    | "nearby"
            )
        });
        let before = phrase.start.checked_sub(1);
        let preposition = before
            .filter(|&before| view.upos(before) == Upos::Adp)
            .map(|before| view.lower(before))
            .or_else(|| view.case(*head).filter(|case| !is_clitic(case)));
        if view.lower_at(words.end).is_some_and(is_clitic) {
            return false;
        }
        // One fires at a country, and stands at a town.
        if preposition.is_some_and(|word| LOCATIVE.contains(&word) && (city || word != "at")) {
            return true;
        }
        // "Lahore, Pakistan": after the comma stands the wider place.
        if before.is_some_and(|before| view.lower(before) == ",") && phrase.start >= 2 {
            let prior = self.unit(phrase.start - 2);
            let place = prior.is_some_and(|prior| self.drafts[prior].kind == MentionKind::Place);
            if place && matches!(view.lower_at(words.end), None | Some("," | "." | ")")) {
                return true;
            }
        }
        let relation = view.deprel(*head);
        if relation == Deprel::Conj
            && let Some(first) = view.head(*head).and_then(|first| self.unit(first))
        {
            return self.drafts[first].kind == MentionKind::Place;
        }
        if region && !matches!(relation, Deprel::Nsubj) {
            return true;
        }
        if !city {
            return false;
        }
        // A capital with its country behind it is a town.
        if view.lower_at(words.end) == Some(",")
            && self
                .hit(words.end + 1)
                .is_some_and(|hit| matches!(hit.sense, Sense::Country(_)))
        {
            return true;
        }
        let verb = view
            .head(*head)
            .map(|verb| (view.lemma(verb), view.upos(verb)));
        let physical = verb.is_some_and(|(lemma, _)| PHYSICAL.contains(&lemma));
        match relation {
            Deprel::Obj | Deprel::NsubjPass => physical,
            Deprel::Nsubj => false,
            Deprel::Obl | Deprel::Nmod | Deprel::NmodDesc => {
                let after_verb = verb.is_some_and(|(_, upos)| upos == Upos::Verb);
                preposition.is_none_or(|preposition| {
                    MOTION.contains(&preposition)
                        && (after_verb || matches!(preposition, "of" | "for" | "on" | "from"))
                })
            }
            Deprel::Appos => true,
            _ => false,
        }
    }

    /// After all units: where phrases end, and what stands for several.
    fn finish(&mut self) {
        for unit in (0..self.units.len()).rev() {
            let Unit { words, part, .. } = self.units[unit].clone();
            let tail = words.end - 1;
            let takes_of = !part
                && self.view.lower_at(words.end) == Some("of")
                && (self.agent_at(tail).is_some() || self.counted(unit).is_some());
            if !takes_of {
                continue;
            }
            let of = self
                .unit_from(words.end + 1)
                .map(|of| self.last_of_chain(of));
            if let Some(of) = of.filter(|&of| of > unit) {
                let end = self.drafts[of].words.end;
                self.drafts[unit].words.end = end;
            }
        }
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
        };
        let mut states: Vec<Codes> = Vec::new();
        for (unit, draft) in self.drafts.iter().enumerate() {
            if draft.kind == MentionKind::Other {
                continue;
            }
            let words = &self.units[unit].words;
            if let Some(code) = draft.country {
                news.countries.push(code);
                if draft.kind == MentionKind::Party
                    && !code.is_supranational()
                    && !states.iter().any(|codes| codes.country == Some(code))
                {
                    states.push(self.state_codes(Codes::of(draft, None)));
                }
            }
            if draft.kind == MentionKind::Place {
                continue;
            }
            let pronoun = view.upos(draft.head) == Upos::Pron;
            if draft.person
                && !draft.plural
                && !pronoun
                && matches!(self.core(words), Some(Core::Person(_)))
            {
                let surname = view.lower(words.end - 1).to_owned();
                let longer = draft.name.as_ref().is_some_and(|name| name.contains(' '));
                if longer || self.memory.person(&surname).is_none() {
                    news.people
                        .push((surname, Codes::of(draft, self.females[unit])));
                }
            }
            // "Kurdistan Regional Government (KRG)".
            if view.lower_at(words.end) == Some("(") && view.lower_at(words.end + 2) == Some(")") {
                let acronym = view.text(words.end + 1);
                if acronym.chars().filter(|c| c.is_uppercase()).count() >= 2 {
                    let mut codes = Codes::of(draft, None);
                    if codes.name.is_none() {
                        codes.name = Some(view.slice(words.clone()).to_owned());
                    }
                    news.acronyms.push((acronym.to_owned(), codes));
                }
            }
            if !pronoun && !self.units[unit].part {
                news.recent.push(self.recent(unit));
            }
        }
        if let Ok(pair) = <[Codes; 2]>::try_from(states) {
            news.pair = Some(pair);
        }
        let mut list = self.drafts;
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
                visible,
            },
            news,
        )
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

fn is_participle(lower: &str) -> bool {
    lower.len() > 3 && lower.ends_with("ed") || PARTICIPLES.contains(&lower)
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

fn honorific(lower: &str) -> Option<bool> {
    HONORIFICS
        .iter()
        .find(|(form, _)| *form == lower)
        .and_then(|&(_, female)| female)
}

fn is_honorific(lower: &str) -> bool {
    HONORIFICS.iter().any(|(form, _)| *form == lower)
}

/// A stable key from a name: "Boko Haram" is "boko-haram".
fn slug(name: &str) -> String {
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
