//! Which earlier phrase a pronoun means: by number, gender and life, by what syntax forbids, and by how
//! much each thing spoken of stands out. Where two stand out alike, neither is taken; nor is a phrase
//! that is no party, though it competes.
//!
//! The weights follow Lappin and Leass, "An Algorithm for Pronominal Anaphora Resolution" (1994):
//! subjects before objects before the rest, and less with every sentence.

use super::*;

/// What a pronoun says of what it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Agreement {
    /// "he", "she": a person, female or not.
    Person { female: bool },
    /// "it": one thing.
    Thing,
    /// "they": several.
    Several,
}

impl Agreement {
    pub(super) fn fits(self, knowledge: &Knowledge, recent: &Recent) -> bool {
        match self {
            Agreement::Person { female } => {
                recent.person
                    && !recent.plural
                    && recent.codes.female.is_none_or(|known| known == female)
                    && !matches!(recent.noun.as_str(), "family" | "couple")
            }
            Agreement::Thing => !recent.person && !recent.plural,
            Agreement::Several => recent.plural || knowledge.is(&recent.noun, Class::PluralBody),
        }
    }

    /// How far ahead of the next the first must be.
    fn margin(self) -> f32 {
        match self {
            Agreement::Person { .. } => 1.3,
            Agreement::Thing => 1.5,
            Agreement::Several => 1.3,
        }
    }
}

/// An earlier mention as a pronoun finds it.
struct Candidate<'r> {
    recent: &'r Recent,
    /// What its place adds to its weight.
    boost: f32,
    /// Syntax forbids that the two are the same.
    barred: bool,
}

/// What several mentions speak of.
struct Entity<'r> {
    /// What its best mention counts, and the others together.
    most: f32,
    rest: f32,
    /// The mention that says most of it.
    best: &'r Recent,
    out: bool,
    /// Whether it was the subject of this sentence or the last.
    subject: bool,
}

impl Entity<'_> {
    fn score(&self) -> f32 {
        self.most + 0.3 * self.rest
    }
}

/// What is left of a mention's weight after so many sentences.
const FADING: [f32; 3] = [1.0, 0.6, 0.3];

/// What a subject weighs.
pub(super) const SUBJECT: f32 = 8.0;

/// How far ahead of the next a party must be that a definite noun means.
const NOUN_MARGIN: f32 = 1.2;

impl Resolver<'_, '_> {
    /// The one earlier party that a pronoun can mean.
    pub(super) fn refer(
        &self,
        unit: usize,
        agreement: Agreement,
        speaker: Option<&Codes>,
    ) -> Option<Recent> {
        let word = self.units[unit].head;
        if agreement == Agreement::Thing && self.vague(word) || self.looks_ahead(word) {
            return None;
        }
        let view = self.view;
        let here = self.before(unit);
        let speaks = self.speaks(word);
        let candidates = (here.iter())
            .map(|(other, recent)| Candidate {
                recent,
                boost: self.boost(word, *other),
                barred: self.barred(word, *other)
                    || agreement == Agreement::Thing && self.acts_with_another(*other),
            })
            .chain(self.memory.recent.iter().map(|recent| Candidate {
                // "The ministry said the step was hostile. It accused …": who spoke speaks on.
                boost: match speaks && recent.told {
                    true => -0.5 * recent.weight,
                    false => 0.0,
                },
                ..Candidate::of(recent)
            }))
            .filter(|candidate| !candidate.recent.part);
        let clause = self.governed(word);
        let object = self.state_as_object(word);
        // "NATO sent experts to Estonia after hackers hit its government": no alliance has one.
        let governs = (view.head(word))
            .filter(|_| view.deprel(word) == Deprel::NmodPoss)
            .is_some_and(|noun| self.is(view.lower(noun), Class::Government));
        let fits = |recent: &Recent| {
            agreement.fits(self.knowledge, recent)
                && !(governs && recent.codes.country.is_some_and(is_of_states))
                && speaker.is_none_or(|speaker| !same(&recent.codes, speaker))
                && !self.names(clause.clone(), recent)
                && (recent.person || object.is_none() || recent.codes.country != object)
        };
        self.stands_out_most(word, candidates, fits, agreement.margin())
    }

    /// The one earlier party that a definite noun can mean, of those that fit.
    pub(super) fn refer_noun(&self, unit: usize, fits: impl Fn(&Recent) -> bool) -> Option<Recent> {
        let here = self.before(unit);
        let word = self.units[unit].head;
        // "In Guinea, the junta banned protests": not that of the country spoken of before.
        let opening = self.opening_country();
        let elsewhere = |recent: &Recent| {
            let of = recent.codes.country.filter(|of| !of.is_supranational());
            !recent.person && opening.is_some() && of.is_some() && of != opening
        };
        let candidates = (here.iter())
            .map(|(other, recent)| Candidate {
                recent,
                boost: 0.0,
                barred: self.barred(word, *other) || self.tells_of(word, *other),
            })
            .chain(self.memory.recent.iter().map(Candidate::of))
            .filter(|candidate| {
                let recent = candidate.recent;
                !recent.thing && !elsewhere(recent) && fits(recent)
            });
        self.stands_out_most(word, candidates, &fits, NOUN_MARGIN)
    }

    fn stands_out_most<'r>(
        &self,
        word: usize,
        candidates: impl Iterator<Item = Candidate<'r>>,
        fits: impl Fn(&Recent) -> bool,
        margin: f32,
    ) -> Option<Recent> {
        let quoted = self.quoted(word);
        let mut entities: Vec<Entity<'r>> = Vec::new();
        for Candidate {
            recent,
            boost,
            barred,
        } in candidates
        {
            let back = self.memory.sentence - recent.sentence;
            let Some(fading) = FADING.get(back) else {
                continue;
            };
            // What a quotation speaks of stands out less outside it.
            let apart = if recent.quoted && !quoted { 0.5 } else { 1.0 };
            let score = (recent.weight + boost) * fading * apart;
            let fits = !barred && fits(recent);
            let subject = recent.weight >= SUBJECT && back < 2;
            // What is no party is one with another only by apposition.
            let known = match recent.thing {
                true if !fits => continue,
                true => {
                    (entities.iter_mut()).find(|entity| entity.best.codes.at == recent.codes.at)
                }
                false => {
                    (entities.iter_mut()).find(|entity| same(&entity.best.codes, &recent.codes))
                }
            };
            match known {
                Some(entity) => {
                    entity.rest += score.min(entity.most);
                    entity.most = score.max(entity.most);
                    entity.subject |= subject;
                    entity.out |= barred || !fits && !recent.thing;
                    if richness(recent) > richness(entity.best) {
                        entity.out |= !fits;
                        entity.best = recent;
                    }
                }
                None => entities.push(Entity {
                    most: score,
                    rest: 0.0,
                    best: recent,
                    out: !fits,
                    subject,
                }),
            }
        }
        entities.retain(|entity| !entity.out);
        entities.sort_by(|a, b| b.score().total_cmp(&a.score()));
        let first = entities.first()?;
        let clear = entities
            .get(1)
            .is_none_or(|second| first.score() >= second.score() * margin);
        // What does something is what did something before.
        let follows = first.subject || first.best.person || self.view.lower(word) != "it";
        let found = follows && !first.best.thing;
        // "Their leader" is rather of one of several groups than of a country.
        let owner = self.view.lower(word) == "their";
        match found && clear {
            true => Some(first.best.clone()),
            false => alike(&entities, margin).filter(|_| found && !owner),
        }
    }

    /// Whether a word is the subject of a verb of saying.
    fn speaks(&self, word: usize) -> bool {
        let view = self.view;
        view.deprel(word) == Deprel::Nsubj
            && view
                .head(word)
                .is_some_and(|verb| self.is(view.lemma(verb), Class::Saying))
    }

    /// "It accused the Czechs": the state that is the object of a subject's verb.
    fn state_as_object(&self, word: usize) -> Option<CountryCode> {
        let view = self.view;
        let verb = view
            .head(word)
            .filter(|_| view.deprel(word) == Deprel::Nsubj)?;
        let object = view.child(verb, &[Deprel::Obj])?;
        let hit = self.hit(object).filter(|_| object > word)?;
        country_of(self.knowledge, hit.sense)
    }

    /// The subject of a reflexive's verb.
    pub(super) fn itself(&self, unit: usize, agreement: Agreement) -> Option<Recent> {
        let view = self.view;
        let word = self.units[unit].head;
        if !matches!(view.deprel(word), Deprel::Obj | Deprel::Iobj | Deprel::Obl) {
            return None;
        }
        let subject = view.child(view.head(word)?, &[Deprel::Nsubj])?;
        let found = self.unit(subject).filter(|&found| {
            found != unit
                && self.stages[found] == Stage::Done
                && self.drafts[found].kind == MentionKind::Party
        })?;
        Some(self.recent(found)).filter(|recent| agreement.fits(self.knowledge, recent))
    }

    /// The mentions before a unit in its sentence.
    fn before(&self, unit: usize) -> Vec<(usize, Recent)> {
        (0..self.units.len())
            .filter(|&other| {
                self.stages[other] == Stage::Done
                    && self.units[other].words.end <= self.units[unit].phrase.start
                    && self.spoken_of(other)
            })
            .map(|other| (other, self.recent(other)))
            .collect()
    }

    /// A pronoun that is no reflexive means none of the other parties of its verb.
    fn barred(&self, word: usize, other: usize) -> bool {
        let view = self.view;
        let head = self.units[other].head;
        let of = |word: usize| match view.deprel(word) {
            Deprel::Conj => view.head(word).and_then(|first| view.head(first)),
            // "freed all but ten of them"
            Deprel::Nmod if view.upos(word) == Upos::Pron && view.case(word) == Some("of") => {
                (view.ancestors(word))
                    .find(|&above| !matches!(view.upos(above), Upos::Num | Upos::Det | Upos::Pron))
            }
            Deprel::NmodPoss | Deprel::Nmod => None,
            _ => view.head(word),
        };
        let own = of(word);
        let other = of(self.units[other].head);
        // "Police fired gas to drive them back": who does the one does the other.
        let controlled = || {
            let verb = own.filter(|&verb| {
                matches!(view.deprel(verb), Deprel::Advcl | Deprel::Xcomp)
                    && view
                        .child(verb, &[Deprel::Nsubj, Deprel::NsubjPass])
                        .is_none()
                    && matches!(view.deprel(word), Deprel::Obj | Deprel::Iobj)
            });
            verb.and_then(|verb| view.head(verb))
                .is_some_and(|above| other == Some(above))
        };
        // "seized them and freed ten of them": two verbs with one subject.
        let shared = || {
            let mut verb = own;
            while let Some(at) = verb.filter(|&at| {
                view.deprel(at) == Deprel::Conj
                    && view
                        .child(at, &[Deprel::Nsubj, Deprel::NsubjPass])
                        .is_none()
            }) {
                verb = view.head(at);
            }
            verb != own && verb == other && view.deprel(word) != Deprel::NmodPoss
        };
        own.is_some() && (own == other || self.is_subject(head) && (controlled() || shared()))
            || own.is_some_and(|verb| self.describes_subject(word, head, verb))
            || self.expels(word, head)
    }

    /// "Syria and Iran denounced the shelling, and Libya called it a massacre": "it" is none of two that act together.
    fn acts_with_another(&self, other: usize) -> bool {
        let view = self.view;
        let head = self.units[other].head;
        let first = match view.deprel(head) {
            Deprel::Conj => view.head(head),
            _ => Some(head),
        };
        first.is_some_and(|first| {
            let joined = view.children(first).any(|child| {
                view.deprel(child) == Deprel::Conj
                    && self
                        .unit(child)
                        .is_some_and(|unit| unit != other || child == head)
            });
            joined && self.is_subject(first)
        })
    }

    /// "France, which has troops in the country": what a relative clause says of somebody names him no more.
    fn tells_of(&self, word: usize, other: usize) -> bool {
        let view = self.view;
        let clause = view
            .ancestors(word)
            .find(|&above| view.deprel(above) == Deprel::AclRelcl);
        let of = clause.and_then(|clause| view.head(clause));
        of.is_some_and(|noun| self.units[other].words.contains(&noun))
    }

    /// "Troops led by General Sow overthrew him": whom a participle at the subject names does not suffer what the
    /// subject does.
    fn describes_subject(&self, word: usize, other: usize, verb: usize) -> bool {
        let view = self.view;
        let object = matches!(view.deprel(word), Deprel::Obj | Deprel::Iobj);
        let part = view
            .ancestors(other)
            .take_while(|&at| at != verb)
            .find(|&at| view.deprel(at) == Deprel::Acl)
            .and_then(|participle| view.head(participle));
        object
            && part.is_some_and(|noun| {
                view.head(noun) == Some(verb) && view.deprel(noun) == Deprel::Nsubj
            })
    }

    /// "imposed sanctions on Moscow and expelled ten of its diplomats": whether a subject expels the diplomats of
    /// an owner, who are not its own.
    fn expels(&self, owner: usize, subject: usize) -> bool {
        let view = self.view;
        let diplomats = view
            .head(owner)
            .filter(|_| view.deprel(owner) == Deprel::NmodPoss && self.is_subject(subject))
            .filter(|&noun| self.is(view.lower(noun), Class::Diplomat));
        let verb = diplomats
            .and_then(|noun| view.ancestors(noun).find(|&at| view.upos(at) == Upos::Verb))
            .filter(|&verb| view.lemma(verb) == "expel");
        let beside = |&verb: &usize| {
            view.head(verb)
                .filter(|_| view.deprel(verb) == Deprel::Conj)
        };
        std::iter::successors(verb, beside).any(|verb| view.head(subject) == Some(verb))
    }

    /// An owner is most often the subject of its clause: "Chad recalled its troops"; or of what its
    /// noun says: "Okello will stay, his lawyer said".
    fn boost(&self, word: usize, other: usize) -> f32 {
        let view = self.view;
        let head = self.units[other].head;
        if view.deprel(word) != Deprel::NmodPoss || !self.is_subject(head) {
            return 0.0;
        }
        let above = |word: usize| (view.ancestors(word)).find(|&at| view.upos(at) == Upos::Verb);
        let Some(verb) = above(word) else {
            return 0.0;
        };
        let said = |clause: usize| match view.deprel(clause) {
            Deprel::Ccomp => view.head(clause) == Some(verb),
            _ => view.deprel(verb) == Deprel::Parataxis && view.head(verb) == Some(clause),
        };
        let told = self.is(view.lemma(verb), Class::Saying) && view.head(head).is_some_and(said);
        match view.head(head) == Some(verb) || told {
            true => 5.0,
            false => 0.0,
        }
    }

    /// What stands under the verb of a subject after it: "He said that Mr Okello would come". Whom that
    /// names, the subject does not mean.
    fn governed(&self, word: usize) -> Range<usize> {
        let view = self.view;
        match (view.deprel(word), view.head(word)) {
            (Deprel::Nsubj, Some(verb)) => word + 1..view.subtree(verb).end.max(word + 1),
            _ => 0..0,
        }
    }

    fn names(&self, mut words: Range<usize>, recent: &Recent) -> bool {
        let last = (recent.codes.name.as_ref()).and_then(|name| name.rsplit(' ').next());
        last.is_some_and(|last| words.any(|word| self.view.text(word) == last))
    }

    /// "After he was freed, Mr Okello went home": a clause before its main clause may speak of the
    /// subject that is still to come.
    fn looks_ahead(&self, word: usize) -> bool {
        let view = self.view;
        let Some(clause) = std::iter::once(word)
            .chain(view.ancestors(word))
            .find(|&at| view.deprel(at) == Deprel::Advcl)
        else {
            return false;
        };
        let Some(verb) = view.head(clause).filter(|&verb| verb > word) else {
            return false;
        };
        view.child(verb, &[Deprel::Nsubj, Deprel::NsubjPass])
            .is_some_and(|subject| subject > word && view.upos(subject) == Upos::Propn)
    }

    /// Whether an "it" may well mean nothing, or something that was said rather than named: the subject
    /// of "is" and "seems", and what somebody does.
    pub(super) fn vague(&self, word: usize) -> bool {
        let view = self.view;
        match (view.deprel(word), view.head(word)) {
            (Deprel::Nsubj | Deprel::NsubjPass | Deprel::NsubjOuter, Some(verb)) => {
                !self.tells_of_state(verb)
                    && (view.upos(verb) != Upos::Verb
                        || self.is(view.lemma(verb), Class::Seeming)
                        || view.child(verb, &[Deprel::Cop]).is_some())
            }
            (Deprel::NmodPoss, _) => false,
            // "The president asked it to stay on", "accused it of greed": only somebody can be asked.
            (Deprel::Obj | Deprel::Iobj, Some(verb)) => !self.addresses(verb),
            _ => view.lower(word) != "itself",
        }
    }

    /// Whether a verb has somebody for its object: "urged it to sign", "accused it".
    fn addresses(&self, verb: usize) -> bool {
        let view = self.view;
        let lemma = view.lemma(verb);
        self.is(lemma, Class::PartyObject)
            || WordClass::Charging.holds(lemma)
            || self.is(lemma, Class::Saying) && view.child(verb, &[Deprel::Xcomp]).is_some()
    }

    /// "It is the smallest of the ten newcomers", "it is a nation of islands": a predicate that is said of a
    /// state or a member of a body.
    fn tells_of_state(&self, predicate: usize) -> bool {
        let view = self.view;
        if view.child(predicate, &[Deprel::Cop]).is_none() {
            return false;
        }
        let noun = view.lower(predicate);
        if self.is(noun, Class::State) || self.is(noun, Class::StateForm) {
            return true;
        }
        let most = (view.xpos(predicate) == "JJS" || noun.ends_with("est"))
            && predicate > 0
            && view.lower(predicate - 1) == "the"
            && view.lower_at(predicate + 1) == Some("of");
        most && (predicate + 2..view.len().min(predicate + 6)).any(|word| {
            let noun = view.lower(word);
            self.is(noun, Class::PairOfStates) || Described::Member.has(noun)
        })
    }

    /// Whether an "it" in what somebody says means nothing: "it is time", "it was hard to say".
    pub(super) fn empty(&self, word: usize) -> bool {
        use Deprel::{Advcl, Ccomp, Cop, Csubj, Xcomp};
        let view = self.view;
        let Some(said) = view.head(word) else {
            return true;
        };
        match view.deprel(word) {
            Deprel::Nsubj | Deprel::NsubjPass | Deprel::NsubjOuter => {
                view.child(said, &[Cop]).is_some()
                    && match view.upos(said) {
                        Upos::Noun => self.is(view.lemma(said), Class::Moment),
                        _ => {
                            !self.is(view.lower(said), Class::Disposed)
                                && view.child(said, &[Advcl, Ccomp, Csubj, Xcomp]).is_some()
                        }
                    }
            }
            Deprel::NmodPoss => false,
            _ => view.lower(word) != "itself",
        }
    }

    pub(super) fn quoted(&self, word: usize) -> bool {
        self.quoted.get(word).copied().unwrap_or(false)
    }

    /// Whether the sentence ends before its quotation does.
    pub(super) fn quotes_on(&self) -> bool {
        let last = self.view.len().saturating_sub(1);
        self.quoted(last) && !matches!(self.view.text(last), "\"" | "\u{201d}" | "''")
    }

    /// Who speaks the words in quotation marks around a word.
    pub(super) fn quote_speaker(&mut self, word: usize) -> Option<Codes> {
        let found = self
            .speaker(word)
            .filter(|&subject| !self.quoted(subject))
            .and_then(|subject| self.unit(subject))
            .filter(|&found| self.stages[found] != Stage::Active);
        match found {
            Some(found) => {
                self.resolve(found);
                Some(self.codes(found))
            }
            None => self.quoter().or_else(|| self.memory.speaker.clone()),
        }
    }

    /// The subject of a verb of saying beside the quotation of a sentence.
    pub(super) fn quoter(&self) -> Option<Codes> {
        if self.quoted.is_empty() {
            return None;
        }
        let unit = (0..self.units.len()).find(|&unit| {
            let head = self.units[unit].head;
            !self.quoted(head)
                && self.stages[unit] == Stage::Done
                && self.view.deprel(head) == Deprel::Nsubj
                && (self.view.head(head)).is_some_and(|verb| {
                    !self.quoted(verb) && self.is(self.view.lemma(verb), Class::Saying)
                })
        })?;
        Some(self.codes(unit))
    }

    pub(super) fn is_subject(&self, word: usize) -> bool {
        matches!(
            self.view.deprel(word),
            Deprel::Nsubj | Deprel::NsubjPass | Deprel::NsubjOuter | Deprel::OblAgent
        )
    }

    /// Whether a unit is something that can be spoken of again.
    pub(super) fn spoken_of(&self, unit: usize) -> bool {
        let view = self.view;
        let Unit { head, part, .. } = self.units[unit];
        let draft = &self.drafts[unit];
        if part {
            return draft.country.is_some() || draft.entity.is_some();
        }
        if view.upos(head) == Upos::Pron {
            return draft.antecedent.is_some();
        }
        matches!(view.upos(head), Upos::Noun | Upos::Propn | Upos::Adj | Upos::X)
            && !matches!(view.deprel(head), Deprel::OblUnmarked | Deprel::Vocative)
            // "is a company" says of the subject what it is, and so does "as president".
            && view.child(head, &[Deprel::Cop]).is_none()
            && !(draft.person && !draft.plural && draft.name.is_none() && view.case(head) == Some("as"))
    }

    /// How much the place in its clause makes a unit stand out.
    pub(super) fn weight(&self, unit: usize) -> f32 {
        let view = self.view;
        let mut head = self.units[unit].head;
        for _ in 0..4 {
            match view.head(head) {
                Some(above) if matches!(view.deprel(head), Deprel::Conj | Deprel::Appos) => {
                    head = above;
                }
                _ => break,
            }
        }
        match view.deprel(head) {
            _ if self.is_lost_subject(unit) => SUBJECT,
            Deprel::Nsubj | Deprel::NsubjPass if self.is_beneath(unit, head) => 6.0,
            Deprel::Nsubj | Deprel::NsubjPass | Deprel::NsubjOuter | Deprel::Root => SUBJECT,
            Deprel::OblAgent => 6.0,
            Deprel::Obj | Deprel::Iobj => 5.0,
            Deprel::Obl | Deprel::NmodPoss => 4.0,
            _ => 2.5,
        }
    }
}

impl Resolver<'_, '_> {
    /// "Okello ducked when a sailor swung at him. He …": whether an unnamed subject of a clause beside the main one
    /// follows a subject with a name.
    fn is_beneath(&self, unit: usize, head: usize) -> bool {
        let view = self.view;
        let clause = view
            .head(head)
            .filter(|&verb| matches!(view.deprel(verb), Deprel::Advcl | Deprel::AclRelcl));
        let main = clause
            .and_then(|verb| view.head(verb))
            .and_then(|main| view.child(main, &[Deprel::Nsubj, Deprel::NsubjPass]))
            .filter(|&subject| subject < head)
            .and_then(|subject| self.unit(subject));
        self.drafts[unit].name.is_none()
            && main.is_some_and(|main| {
                let draft = &self.drafts[main];
                draft.person && !draft.plural && draft.name.is_some()
            })
    }

    /// "Bells rang as Malta joined the Union": a name between such a word and the verb of its clause is a
    /// subject, whatever the arcs.
    fn is_lost_subject(&self, unit: usize) -> bool {
        let view = self.view;
        let Unit {
            words,
            phrase,
            part,
            ..
        } = &self.units[unit];
        let led = phrase.start.checked_sub(1).is_some_and(|before| {
            matches!(
                view.lower(before),
                "as" | "after" | "before" | "since" | "until" | "while" | "when"
            )
        });
        let verb = words.end < view.len()
            && matches!(view.xpos(words.end), "VBD" | "VBZ" | "VBP" | "MD")
            && view
                .child(words.end, &[Deprel::Nsubj, Deprel::NsubjPass])
                .is_none();
        led && verb && !part
    }
}

impl<'r> Candidate<'r> {
    fn of(recent: &'r Recent) -> Self {
        Candidate {
            recent,
            boost: 0.0,
            barred: false,
        }
    }
}

/// Where several may be meant who are all of one country: somebody of that country, and of the sector that
/// they share. What comes near the first may be meant, and what is half of it.
fn alike(entities: &[Entity<'_>], margin: f32) -> Option<Recent> {
    let first = entities.first()?;
    let near = |entity: &&Entity<'_>| entity.score() * margin.max(2.0) >= first.score();
    let codes = &first.best.codes;
    let home = codes.country.filter(|code| !code.is_supranational())?;
    let mut rivals = entities.iter().filter(near);
    if !rivals.all(|rival| !rival.best.thing && rival.best.codes.country == Some(home)) {
        return None;
    }
    let sector = codes.sectors.first();
    let shared =
        (entities.iter().filter(near)).all(|rival| rival.best.codes.sectors.first() == sector);
    Some(Recent {
        codes: Codes {
            country: Some(home),
            sectors: sector.filter(|_| shared).copied().into_iter().collect(),
            ..Codes::default()
        },
        ..first.best.clone()
    })
}

/// Whether two mentions speak of the same.
fn same(a: &Codes, b: &Codes) -> bool {
    a.at == b.at
        || a.entity.is_some() && a.entity == b.entity
        || a.name.is_some() && a.name == b.name && a.country == b.country
}

/// How much a mention says of whom it names.
fn richness(recent: &Recent) -> u8 {
    let codes = &recent.codes;
    u8::from(!recent.thing) * 4
        + u8::from(codes.name.is_some()) * 2
        + u8::from(codes.country.is_some())
}
