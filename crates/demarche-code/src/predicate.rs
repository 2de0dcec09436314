//! A trigger word with its arguments, whatever construction they stand in.
//!
//! Passives, relative and participial clauses, control and raising, coordination and support verbs
//! are undone here, so that a pattern sees one set of slots: `subj`, `obj`, `iobj`, `comp`, `poss`,
//! `mod` and one slot a preposition.

use std::hash::{BuildHasher, BuildHasherDefault};

use demarche_knowledge::quick::Mixer;
use demarche_parse::{Deprel, Upos};

use crate::clause::WordClass;
use crate::codebook::{Codebook, Kind};
use crate::view::SentenceView;

/// A set of slot names that asks no look at their letters: sets that have no name in common may seem to,
/// and sets that have one always do.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SlotNames(u64);

impl SlotNames {
    /// The set of these names.
    pub fn of<'n>(names: impl IntoIterator<Item = &'n str>) -> Self {
        let mut set = Self::default();
        names.into_iter().for_each(|name| set.add(name));
        set
    }

    /// Adds a name.
    pub fn add(&mut self, name: &str) {
        let hash = BuildHasherDefault::<Mixer>::default().hash_one(name);
        self.0 |= 1 << (hash % 64);
    }

    /// Whether no name is in both sets, for certain.
    pub fn is_apart_from(self, other: Self) -> bool {
        self.0 & other.0 == 0
    }
}

/// A filled slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Filled<'v> {
    /// `subj`, `obj`, `iobj`, `comp`, `poss`, `mod` or a preposition.
    pub slot: &'v str,
    /// Head word of the filler.
    pub word: usize,
    /// Whether it hangs on the trigger itself, not on its object, support verb or controller.
    pub direct: bool,
}

/// A trigger word with its slots.
#[derive(Clone, Debug)]
pub struct Predicate<'v> {
    /// The trigger's head word.
    pub head: usize,
    /// Its word class here.
    pub kind: Kind,
    /// The verb that carries an event noun ("held" talks).
    pub support: Option<usize>,
    /// Filled slots, nearest first.
    pub slots: Vec<Filled<'v>>,
    /// Their names.
    pub filled: SlotNames,
    /// Particles and adverbs beside a verb.
    pub particles: Vec<usize>,
    /// Whether a verb stands in the passive.
    pub passive: bool,
}

impl<'v> Predicate<'v> {
    /// Lays out the slots of a word. `None` where the word cannot be a trigger of that kind.
    pub fn at(
        view: &'v SentenceView<'_>,
        codebook: &Codebook,
        head: usize,
        kind: Kind,
    ) -> Option<Self> {
        let mut predicate = Predicate {
            head,
            kind,
            support: None,
            slots: Vec::with_capacity(8),
            filled: SlotNames::default(),
            particles: Vec::new(),
            passive: false,
        };
        match (kind, view.upos(head)) {
            (Kind::Verb, Upos::Verb | Upos::Aux) => predicate.verb(view, codebook),
            // A gerund or participle that the tagger took for a noun or adjective.
            (Kind::Verb, Upos::Noun | Upos::Adj)
                if matches!(
                    view.xpos(head),
                    "VBG" | "VBN" | "VBD" | "VB" | "VBP" | "VBZ"
                ) =>
            {
                predicate.verb(view, codebook);
            }
            (Kind::Noun, Upos::Noun | Upos::Propn) => predicate.noun(view, codebook),
            // "is prolonging sanctions", "to annex the region": only a verb has an object.
            (Kind::Verb, Upos::Noun | Upos::Adj)
                if (view.lower(head).ends_with("ing")
                    || view
                        .child(head, &[Deprel::Mark])
                        .is_some_and(|mark| view.lower(mark) == "to"))
                    && view.child(head, &[Deprel::Obj]).is_some() =>
            {
                predicate.verb(view, codebook);
            }
            (Kind::Adjective, Upos::Adj | Upos::Verb) => predicate.adjective(view, codebook),
            _ => return None,
        }
        Some(predicate)
    }

    /// The words in a slot, nearest first.
    pub fn get<'a>(&'a self, slot: &'a str) -> impl Iterator<Item = &'a Filled<'v>> {
        self.slots.iter().filter(move |filled| filled.slot == slot)
    }

    fn push(&mut self, slot: &'v str, word: usize, direct: bool) {
        let filled = Filled { slot, word, direct };
        if word != self.head
            && !self
                .slots
                .iter()
                .any(|have| have.slot == slot && have.word == word)
        {
            self.slots.push(filled);
            self.filled.add(slot);
        }
    }

    fn verb(&mut self, view: &'v SentenceView<'_>, codebook: &Codebook) {
        let verb = self.head;
        self.passive = is_passive(view, verb);
        let has_object = view.child(verb, &[Deprel::Obj]).is_some();
        let mut phrases = Vec::new();
        for child in view.children(verb) {
            let word = antecedent(view, child);
            match view.deprel(child) {
                Deprel::Nsubj if !self.passive => self.push("subj", word, true),
                // "Armenia and Azerbaijan later agreed on a truce": no passive without an auxiliary.
                Deprel::NsubjPass
                    if !self.passive
                        && (view.lemma(verb) == "agree"
                            || WordClass::Objectless.holds(view.lemma(verb))) =>
                {
                    self.push("subj", word, true);
                }
                Deprel::Nsubj | Deprel::NsubjPass => {
                    self.push(if has_object { "iobj" } else { "obj" }, word, true);
                }
                Deprel::Obj => self.push("obj", word, true),
                Deprel::Iobj => self.push("iobj", word, true),
                Deprel::OblAgent if self.passive && !is_means(view, word) => {
                    self.push("subj", word, true);
                }
                Deprel::OblAgent => self.push("by", word, true),
                Deprel::Obl | Deprel::Nmod => {
                    for case in case_names(view, child) {
                        let agent = case == "by" && self.passive && !is_means(view, word);
                        self.push(if agent { "subj" } else { case }, word, true);
                    }
                    phrases.push(child);
                }
                Deprel::Xcomp | Deprel::Ccomp => self.push("comp", child, true),
                Deprel::Advcl => match view.child(child, &[Deprel::Mark, Deprel::Case]) {
                    Some(mark) if view.lower(mark) == "to" => self.push("comp", child, false),
                    Some(mark) => self.push(view.lower(mark), child, true),
                    None => {}
                },
                Deprel::CompoundPrt => self.particles.push(child),
                Deprel::Advmod if matches!(view.upos(child), Upos::Adv | Upos::Adp) => {
                    self.particles.push(child);
                }
                _ => {}
            }
        }
        // "warned the United States of …": one object is the object, whatever it is called.
        // "handed over the peninsula", the particle taken for a preposition.
        if self.get("obj").next().is_none() {
            let lemma = view.lemma(verb).to_lowercase();
            let particle = |case: usize| {
                let triggers = codebook.triggers(&lemma);
                triggers
                    .iter()
                    .any(|(_, trigger)| trigger.particle.as_deref() == Some(view.lower(case)))
            };
            let taken = self.slots.iter().find(|filled| {
                filled.direct
                    && view.children(filled.word).any(|child| {
                        view.deprel(child) == Deprel::Case && child == verb + 1 && particle(child)
                    })
            });
            if let Some(object) = taken.map(|filled| filled.word) {
                self.push("obj", object, true);
            }
        }
        let only = self.get("iobj").next().map(|filled| filled.word);
        if let Some(only) = only.filter(|_| !has_object && !self.passive) {
            self.push("obj", only, true);
        }
        self.inherit(view, codebook);
        let objects: Vec<usize> = self.get("obj").map(|filled| filled.word).collect();
        for object in objects {
            self.inside(view, object, 0);
        }
        // "the truce between A and B took effect"
        let subjects: Vec<usize> = self
            .get("subj")
            .filter(|filled| filled.direct)
            .map(|filled| filled.word)
            .collect();
        for phrase in subjects.into_iter().flat_map(|word| view.children(word)) {
            if view.deprel(phrase) == Deprel::Nmod
                && let Some(case @ ("between" | "among")) = case_name(view, phrase)
            {
                self.push(case, phrase, false);
            }
        }
        for phrase in phrases {
            self.inside(view, phrase, 1);
        }
        // "sold to Qatar by France": the agent hung on the phrase before it. Of "An offer by Turkey was
        // turned down" nobody is told.
        let agent = self
            .get("by")
            .map(|filled| filled.word)
            .find(|&agent| agent > verb);
        let agent = agent.filter(|&agent| !is_means(view, agent));
        if let Some(agent) = agent
            && self.passive
            && self.get("subj").next().is_none()
        {
            self.push("subj", agent, false);
        }
    }

    /// Arguments that stand elsewhere: controllers, antecedents, shared subjects and objects.
    fn inherit(&mut self, view: &'v SentenceView<'_>, codebook: &Codebook) {
        let verb = self.head;
        let missing_subject = self.get("subj").next().is_none();
        let missing_object = self.get("obj").next().is_none();
        let Some(above) = view.head(verb) else { return };
        let participle_of_noun =
            view.deprel(verb) == Deprel::Acl && is_nominal(view, above) && !is_marked(view, verb);
        if participle_of_noun && self.passive {
            if missing_object {
                self.push("obj", above, false);
            }
            return;
        }
        if self.passive {
            if missing_object
                && self.get("iobj").next().is_none()
                && let Some(subject) = shared_subject(view, codebook, verb, 0)
            {
                self.push("obj", subject, false);
            }
        } else if missing_subject {
            if let Some(subject) = shared_subject(view, codebook, verb, 0) {
                self.push("subj", subject, false);
            }
            // "passed a resolution criticising …": a thing cannot act; who made it can.
            if view.deprel(verb) == Deprel::Acl
                && is_nominal(view, above)
                && let Some(subject) = governor_subject(view, codebook, above, 0)
            {
                self.push("subj", subject, false);
            }
        }
        if missing_object && !self.passive {
            match view.deprel(verb) {
                // "the post India closed"; "the bloc, which Serbia wants to join" is what is joined.
                Deprel::AclRelcl
                    if view
                        .child(verb, &[Deprel::Nsubj])
                        .is_some_and(|subject| antecedent(view, subject) == subject)
                        && !wills(view, verb) =>
                {
                    self.push("obj", above, false);
                }
                // "signed and ratified the treaty"
                Deprel::Conj => {
                    if let Some(object) = view.child(above, &[Deprel::Obj])
                        && object > verb
                    {
                        self.push("obj", object, false);
                    }
                }
                _ => {}
            }
        }
        if missing_object && !self.passive {
            // "agreed to, and signed, the treaty": the object may hang on a later conjunct.
            let later = view
                .children(verb)
                .filter(|&child| view.deprel(child) == Deprel::Conj && is_verbal(view, child))
                .find_map(|child| {
                    view.child(child, &[Deprel::Obj])
                        .map(|object| (child, object))
                });
            if let Some((conjunct, object)) = later
                && conjunct == verb + 2
                && self.get("comp").next().is_none()
            {
                self.push("obj", object, false);
            }
        }
    }

    /// Modifiers of a noun as slots: possessor, compound and adjectives, prepositional phrases.
    fn inside(&mut self, view: &'v SentenceView<'_>, noun: usize, depth: usize) {
        for child in view.children(noun) {
            match view.deprel(child) {
                Deprel::NmodPoss if depth == 0 => self.push("poss", child, false),
                Deprel::Compound | Deprel::Amod if depth == 0 => self.push("mod", child, false),
                Deprel::Nmod | Deprel::Obl => {
                    for case in case_names(view, child) {
                        self.push(case, antecedent(view, child), false);
                    }
                    if depth < 2 {
                        self.inside(view, child, depth + 1);
                    }
                }
                // "sanctions imposed on Libya", "the embargo it imposed on Libya"
                Deprel::Acl | Deprel::AclRelcl
                    if depth == 0 && matches!(view.xpos(child), "VBN" | "VBD") =>
                {
                    for phrase in view.children(child) {
                        if matches!(view.deprel(phrase), Deprel::Obl | Deprel::Nmod)
                            && let Some(case) = case_name(view, phrase)
                            && case != "by"
                        {
                            self.push(case, phrase, false);
                        }
                    }
                }
                Deprel::Acl | Deprel::Advcl if depth == 0 => {
                    match view.child(child, &[Deprel::Mark, Deprel::Case]) {
                        Some(mark) if view.lower(mark) != "to" => {
                            self.push(view.lower(mark), child, false);
                        }
                        _ if view.xpos(child) != "VBN" => self.push("comp", child, false),
                        _ => {}
                    }
                }
                Deprel::Ccomp if depth == 0 => self.push("comp", child, false),
                _ => {}
            }
        }
    }

    fn noun(&mut self, view: &'v SentenceView<'_>, codebook: &Codebook) {
        let noun = self.head;
        self.inside(view, noun, 0);
        // What stands after coordinated nouns belongs to all: "talks and consultations with Iran".
        let family = view
            .children(noun)
            .filter(|&child| view.deprel(child) == Deprel::Conj)
            .chain(
                view.head(noun)
                    .filter(|_| view.deprel(noun) == Deprel::Conj),
            );
        for other in family.collect::<Vec<_>>() {
            if !is_nominal(view, other) {
                continue;
            }
            for child in view.children(other) {
                let shared = match view.deprel(child) {
                    Deprel::Nmod if child > noun => case_name(view, child),
                    Deprel::NmodPoss if child < noun => Some("poss"),
                    Deprel::Amod | Deprel::Compound if child < noun && other < noun => Some("mod"),
                    _ => None,
                };
                if let Some(slot) = shared {
                    self.push(slot, child, false);
                }
            }
        }
        let carried = carrier(view, codebook, noun);
        let Some(verb) = view.head(carried).filter(|&verb| is_verbal(view, verb)) else {
            return;
        };
        let slot = match view.deprel(carried) {
            Deprel::Obj => "obj",
            Deprel::NsubjPass => "obj",
            Deprel::Nsubj if is_passive(view, verb) => "obj",
            Deprel::Obl => case_name(view, carried).unwrap_or(""),
            Deprel::Nsubj => "happens",
            // "airstrikes launched by Israel"
            _ => "",
        };
        let carries = !puts_off(view, verb)
            && codebook
                .support(view.lemma(verb))
                .iter()
                .any(|through| through == slot);
        if carries {
            self.support = Some(verb);
        } else if slot != "happens" {
            return;
        }
        if self.support.is_none() && view.child(verb, &[Deprel::Obj]).is_some() {
            return;
        }
        let mut lent = Predicate {
            slots: Vec::new(),
            support: None,
            ..self.clone()
        };
        lent.head = verb;
        lent.verb(view, codebook);
        for filled in lent.slots {
            let own = filled.word == noun || filled.word == carried;
            let lend = match filled.slot {
                "obj" | "comp" | "poss" | "mod" => false,
                // "an attack that led to the expulsion of envoys": what brings it about does not do it.
                "subj" => {
                    self.support.is_some()
                        && !(slot == "to" && WordClass::Result.holds(view.lemma(verb)))
                }
                // "claimed responsibility for the attack in messages to the media"
                _ if view.lemma(carried) == ANSWERED => false,
                _ => filled.direct || self.support.is_some(),
            };
            if lend && !own {
                self.push(filled.slot, filled.word, false);
            }
        }
    }

    fn adjective(&mut self, view: &'v SentenceView<'_>, codebook: &Codebook) {
        let adjective = self.head;
        for child in view.children(adjective) {
            let word = antecedent(view, child);
            match view.deprel(child) {
                Deprel::Nsubj | Deprel::NsubjPass => self.push("subj", word, true),
                Deprel::Obl | Deprel::Nmod => {
                    if let Some(case) = case_name(view, child) {
                        self.push(case, word, true);
                    }
                }
                Deprel::Xcomp | Deprel::Ccomp => self.push("comp", child, true),
                Deprel::Advcl => match view.child(child, &[Deprel::Mark]) {
                    Some(mark) if view.lower(mark) != "to" => {
                        self.push(view.lower(mark), child, true);
                    }
                    _ => self.push("comp", child, true),
                },
                _ => {}
            }
        }
        if self.get("subj").next().is_none()
            && let Some(subject) = shared_subject(view, codebook, adjective, 0)
        {
            self.push("subj", subject, false);
        }
    }
}

/// Whether a verb stands in the passive. The auxiliary decides where there is one: labels of
/// subjects are the parser's guess, "has" and "was" are not.
pub fn is_passive(view: &SentenceView<'_>, verb: usize) -> bool {
    if !matches!(view.xpos(verb), "VBN" | "VBD") {
        return false;
    }
    let auxiliary = |forms: &[&str]| {
        view.children(verb).any(|child| {
            matches!(
                view.deprel(child),
                Deprel::Aux | Deprel::AuxPass | Deprel::Cop
            ) && forms.contains(&view.lower(child))
        })
    };
    const BE: [&str; 10] = [
        "be", "is", "are", "was", "were", "been", "being", "'s", "'re", "am",
    ];
    if auxiliary(&BE) || view.child(verb, &[Deprel::AuxPass]).is_some() {
        return true;
    }
    if auxiliary(&["has", "have", "had", "having", "'ve", "'d"]) {
        return false;
    }
    let subject = view
        .child(verb, &[Deprel::Nsubj, Deprel::NsubjPass])
        .is_some();
    let object = view.child(verb, &[Deprel::Obj]).is_some();
    // "Three soldiers killed in attack": a headline leaves the auxiliary out and has no full stop.
    let headline = view.xpos(verb) == "VBN"
        && view.deprel(verb) == Deprel::Root
        && view.upos(view.len() - 1) != Upos::Punct;
    // "Two were killed and three wounded": the second participle shares the auxiliary of the first.
    let shares_auxiliary = || {
        let first = view.head(verb).filter(|&first| {
            view.deprel(verb) == Deprel::Conj && first < verb && view.xpos(first) == "VBN"
        });
        view.xpos(verb) == "VBN"
            && view.child(verb, &[Deprel::NsubjPass]).is_some()
            && first.is_some_and(|first| is_passive(view, first))
    };
    match view.deprel(verb) {
        _ if subject && headline && !object => true,
        _ if subject => !object && shares_auxiliary(),
        _ if view.child(verb, &[Deprel::OblAgent]).is_some() => true,
        Deprel::Acl => !object && !is_marked(view, verb),
        Deprel::Advcl | Deprel::Amod => !object && view.xpos(verb) == "VBN",
        Deprel::Conj => view.head(verb).is_some_and(|first| {
            first < verb && view.xpos(verb) == "VBN" && is_passive(view, first)
        }),
        _ => false,
    }
}

/// The subject a verb or adjective shares with another word, on the surface.
fn shared_subject(
    view: &SentenceView<'_>,
    codebook: &Codebook,
    word: usize,
    depth: usize,
) -> Option<usize> {
    // Trees are rooted and finite; the bound keeps odd ones cheap.
    if depth > 6 {
        return None;
    }
    let above = view.head(word)?;
    let surface = |governor: usize| surface_subject(view, codebook, governor, depth + 1);
    match view.deprel(word) {
        Deprel::Conj if is_predicate(view, above) => surface(above),
        // "killed nine peasants, an official said": who speaks behind a clause did not do it.
        Deprel::Ccomp | Deprel::Parataxis if is_predicate(view, above) => {
            surface(above).filter(|&subject| subject < word)
        }
        Deprel::Xcomp => {
            let object = view.child(above, &[Deprel::Obj, Deprel::Iobj]);
            match object {
                Some(object)
                    if !codebook.subject_controls(view.lemma(above)) && is_verbal(view, above) =>
                {
                    Some(antecedent(view, object))
                }
                _ => surface(above).or_else(|| {
                    is_nominal(view, above)
                        .then(|| governor_subject(view, codebook, above, depth))?
                }),
            }
        }
        Deprel::Advcl | Deprel::Obl | Deprel::Nmod | Deprel::Dep | Deprel::Appos => {
            if is_predicate(view, above) {
                // "called on India to …" parsed as a purpose clause
                let asked = view.children(above).find(|&child| {
                    view.deprel(child) == Deprel::Obl
                        && view.case(child) == Some("on")
                        && child < word
                        && view.lemma(above) == "call"
                });
                // "fined a politician for calling the minister a thief": the fined one called.
                let requited = || {
                    let done = view.xpos(word) == "VBG"
                        && WordClass::Requiting.holds(view.lemma(above))
                        && view
                            .child(word, &[Deprel::Mark])
                            .is_some_and(|mark| view.lower(mark) == "for");
                    let suffers = view.child(above, &[Deprel::Obj, Deprel::NsubjPass]);
                    suffers.filter(|_| done)
                };
                // "was shot down by a missile, killing all on board": what hit it did.
                let harmed = view.xpos(word) == "VBG"
                    && view.deprel(word) == Deprel::Advcl
                    && !is_marked(view, word)
                    && WordClass::Harm.holds(view.lemma(word))
                    && is_passive(view, above);
                if harmed {
                    return view.child(above, &[Deprel::OblAgent]);
                }
                asked
                    .or_else(requited)
                    .or_else(|| {
                        let infinitive = view
                            .child(word, &[Deprel::Mark])
                            .is_some_and(|mark| view.lower(mark) == "to");
                        let asks =
                            infinitive && codebook.lists(Kind::Verb, view.lemma(above), "comp");
                        let object = view.child(above, &[Deprel::Obj])?;
                        (asks && !codebook.subject_controls(view.lemma(above))).then_some(object)
                    })
                    .or_else(|| surface(above))
            } else {
                governor_subject(view, codebook, above, depth)
            }
        }
        Deprel::Acl if is_nominal(view, above) => {
            if is_marked(view, word) || view.xpos(word) == "VB" {
                governor_subject(view, codebook, above, depth)
            } else {
                Some(above)
            }
        }
        Deprel::AclRelcl if is_nominal(view, above) => Some(above),
        _ => None,
    }
}

/// The surface subject of a governing predicate, its own or shared.
fn surface_subject(
    view: &SentenceView<'_>,
    codebook: &Codebook,
    word: usize,
    depth: usize,
) -> Option<usize> {
    view.child(word, &[Deprel::Nsubj, Deprel::NsubjPass])
        .map(|subject| antecedent(view, subject))
        .or_else(|| {
            (view.deprel(word) == Deprel::Acl && !is_marked(view, word) && view.xpos(word) != "VB")
                .then(|| view.head(word))
                .flatten()
        })
        .or_else(|| shared_subject(view, codebook, word, depth))
}

/// Whether an infinitive tells what the subject of a verb itself wants to do.
fn wills(view: &SentenceView<'_>, verb: usize) -> bool {
    view.child(verb, &[Deprel::Xcomp]).is_some() && WordClass::Willing.holds(view.lemma(verb))
}

/// Who controls a clause that hangs on a noun: the noun's possessor, people or maker, else the subject of the
/// verb that the noun depends on ("took measures such as closing …").
fn governor_subject(
    view: &SentenceView<'_>,
    codebook: &Codebook,
    noun: usize,
    depth: usize,
) -> Option<usize> {
    if let Some(owner) = view.child(noun, &[Deprel::NmodPoss]) {
        return Some(owner);
    }
    // "foiled Pakistani attempts to hit bases": the adjective of a people says whose they are.
    let people = view.children(noun).find(|&child| {
        child > 0
            && child < noun
            && view.deprel(child) == Deprel::Amod
            && view.upos(child) == Upos::Adj
            && view.text(child).starts_with(char::is_uppercase)
    });
    if people.is_some() {
        return people;
    }
    // "the decision by Israel to expel the envoy was condemned by Turkey"
    let maker = view
        .children(noun)
        .find(|&child| view.deprel(child) == Deprel::Nmod && view.case(child) == Some("by"));
    if maker.is_some() {
        return maker;
    }
    let verb = view
        .ancestors(noun)
        .take(5)
        .find(|&above| is_predicate(view, above))?;
    if view.child(noun, &[Deprel::Nsubj]).is_some() {
        return view.child(noun, &[Deprel::Nsubj]);
    }
    if is_passive(view, verb) {
        return view.child(verb, &[Deprel::OblAgent]);
    }
    // "resigned after protests calling for an inquiry": what came before has subjects of its own.
    let before = view
        .case(noun)
        .is_some_and(|case| matches!(case, "after" | "amid" | "following" | "despite" | "since"));
    if before && WordClass::Event.holds(view.lemma(noun)) {
        return None;
    }
    // "foiled a plan to bomb the embassy", "denounced the use of thugs to beat students": what one foils or judges
    // others planned.
    if WordClass::Foiling.holds(view.lemma(verb)) || WordClass::Judging.holds(view.lemma(verb)) {
        return None;
    }
    surface_subject(view, codebook, verb, depth + 1).filter(|&subject| subject != noun)
}

/// What a relative pronoun stands for; any other word stands for itself.
pub fn antecedent(view: &SentenceView<'_>, word: usize) -> usize {
    if !matches!(view.xpos(word), "WDT" | "WP" | "IN")
        || !matches!(view.lower(word), "who" | "which" | "that" | "whom")
    {
        return word;
    }
    std::iter::once(word)
        .chain(view.ancestors(word))
        .take(6)
        .find(|&above| view.deprel(above) == Deprel::AclRelcl)
        .and_then(|clause| view.head(clause))
        .or_else(|| noun_before(view, word))
        .unwrap_or(word)
}

/// "Turkey, which condemned …": the noun right before the pronoun or its comma, where the clause
/// hangs elsewhere.
fn noun_before(view: &SentenceView<'_>, pronoun: usize) -> Option<usize> {
    if view.xpos(pronoun) == "IN" {
        return None;
    }
    let comma = view.lower(pronoun.checked_sub(1)?) == ",";
    if comma && view.lower(pronoun) == "that" {
        return None;
    }
    let mut noun = pronoun.checked_sub(if comma { 2 } else { 1 })?;
    while matches!(
        view.deprel(noun),
        Deprel::Flat | Deprel::Compound | Deprel::Goeswith
    ) && let Some(head) = view.head(noun).filter(|&head| head < pronoun)
    {
        if head == noun {
            break;
        }
        noun = head;
    }
    is_nominal(view, noun).then_some(noun)
}

/// Every preposition of a phrase: long phrases gather those of their neighbours ("on A and B,
/// along with C").
pub fn case_names<'v>(view: &'v SentenceView<'_>, word: usize) -> impl Iterator<Item = &'v str> {
    view.children(word)
        .filter(move |&child| view.deprel(child) == Deprel::Case && child < word)
        .map(move |case| named(view, case))
}

/// The preposition of a phrase; the last of several, the whole of a fixed one.
pub fn case_name<'v>(view: &'v SentenceView<'_>, word: usize) -> Option<&'v str> {
    let case = view
        .children(word)
        .rfind(|&child| view.deprel(child) == Deprel::Case && child < word)?;
    Some(named(view, case))
}

fn named<'v>(view: &'v SentenceView<'_>, case: usize) -> &'v str {
    let fixed = view.child(case, &[Deprel::Fixed]);
    match (view.lower(case), fixed.map(|second| view.lower(second))) {
        ("according", _) => "according_to",
        ("such", _) => "such_as",
        ("because", _) => "because_of",
        ("out", _) => "from",
        ("instead", _) => "instead_of",
        ("due", _) => "due_to",
        ("into", _) => "into",
        ("onto", _) => "onto",
        (case, _) => case,
    }
}

/// What one claims for a deed: "responsibility for the bombing".
const ANSWERED: &str = "responsibility";

/// Whether an event noun is what somebody claims or denies responsibility for.
pub fn is_answered_for(view: &SentenceView<'_>, codebook: &Codebook, noun: usize) -> bool {
    view.lemma(carrier(view, codebook, noun)) == ANSWERED
}

/// Whether a verb with its particle undoes, delays or sparks what its object names, and does not do it:
/// "put off Cambodia's entry", "set off protests".
fn puts_off(view: &SentenceView<'_>, verb: usize) -> bool {
    let particle = view
        .child(verb, &[Deprel::CompoundPrt])
        .map(|particle| view.lower(particle));
    matches!(
        (view.lemma(verb), particle),
        ("put" | "set", Some("off" | "aside")) | ("give", Some("up"))
    )
}

/// The noun that stands in the clause for an event noun: "a series of attacks" for "attacks".
fn carrier(view: &SentenceView<'_>, codebook: &Codebook, noun: usize) -> usize {
    let mut carried = noun;
    for _ in 0..3 {
        let Some(above) = view.head(carried) else {
            break;
        };
        let of = view.deprel(carried) == Deprel::Nmod && case_name(view, carried) == Some("of");
        let counted = codebook.portions(view.lemma(above), "of");
        let listed = view.deprel(carried) == Deprel::Conj && is_nominal(view, above);
        let answered = view.deprel(carried) == Deprel::Nmod
            && case_name(view, carried) == Some("for")
            && view.lemma(above) == ANSWERED;
        // "claimed responsibility for the attack", where the attack hangs on the verb.
        let beside = (view.deprel(carried) == Deprel::Obl
            && case_name(view, carried) == Some("for"))
        .then(|| view.child(above, &[Deprel::Obj]))
        .flatten()
        .filter(|&object| object < carried && view.lemma(object) == ANSWERED);
        if let Some(object) = beside {
            carried = object;
        } else if (of && counted) || listed || answered {
            carried = above;
        } else {
            break;
        }
    }
    carried
}

/// Whether a word heads a verbal clause.
pub fn is_verbal(view: &SentenceView<'_>, word: usize) -> bool {
    matches!(view.upos(word), Upos::Verb | Upos::Aux)
}

/// Whether a word can have a subject: a verb, or a noun or adjective with a copula.
pub fn is_predicate(view: &SentenceView<'_>, word: usize) -> bool {
    is_verbal(view, word)
        || view.upos(word) == Upos::Adj
        || view.child(word, &[Deprel::Cop, Deprel::Nsubj]).is_some()
}

/// Whether a word is a noun, name or pronoun.
pub fn is_nominal(view: &SentenceView<'_>, word: usize) -> bool {
    matches!(
        view.upos(word),
        Upos::Noun | Upos::Propn | Upos::Pron | Upos::Num
    )
}

/// Whether a bare noun behind "by" says how something was done, and not by whom: "flown out by helicopter".
fn is_means(view: &SentenceView<'_>, word: usize) -> bool {
    let bare = view.xpos(word) == "NN"
        && view
            .child(
                word,
                &[
                    Deprel::Det,
                    Deprel::NmodPoss,
                    Deprel::Amod,
                    Deprel::Compound,
                    Deprel::Nummod,
                ],
            )
            .is_none();
    bare && WordClass::Means.holds(view.lower(word))
}

/// Whether a participle or gerund is introduced by a preposition or conjunction ("such as closing").
fn is_marked(view: &SentenceView<'_>, word: usize) -> bool {
    view.child(word, &[Deprel::Mark, Deprel::Case]).is_some()
}
