//! Patterns of the codebook matched on predicates: which frames a trigger word can stand for, and
//! who fills their roles.

use demarche_parse::{Deprel, Upos};
use demarche_record::{EventType, Sector};

use crate::clause::{WordClass, is_event};
use crate::codebook::{Builtin, Codebook, Condition, Frame, Kind, Pattern, Role, Slot};
use crate::loose::{self, Loose, LooseFit, NEVER};
use crate::mention::{Mention, MentionKind, Mentions};
use crate::objects::Objects;
use crate::predicate::{Predicate, is_nominal, is_passive, is_verbal};
use crate::view::SentenceView;

mod seen;

pub use seen::Seen;

/// A frame that fits a trigger word.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Index of the frame.
    pub frame: usize,
    /// Index of the pattern.
    pub pattern: usize,
    /// Words that fill the actor role, by head.
    pub actors: Vec<Mention>,
    /// Words that fill the recipient role, by head.
    pub recipients: Vec<Mention>,
    /// Heads of the phrases whose events this one consumes.
    pub content: Vec<usize>,
    /// Words bound to required slots: the event's own words beside the trigger.
    pub bound: Vec<usize>,
    /// How much of the pattern was asked for and met.
    pub specificity: i32,
    /// Whether the roles that the frame needs are filled.
    pub complete: bool,
    /// Slots of the pattern that failed, in words; none where it fits.
    pub missed: Vec<String>,
    /// How likely it is an event, where slots failed.
    pub chance: Option<f64>,
}

/// A trigger word with the frames that fit it, best first.
#[derive(Clone, Debug)]
pub struct Candidate<'v> {
    /// The trigger and its arguments.
    pub predicate: Predicate<'v>,
    /// Words of the trigger itself: head, compound words before it, particle.
    pub words: Vec<usize>,
    /// Frames that fit, best first; never empty.
    pub readings: Vec<Reading>,
}

impl Candidate<'_> {
    /// The frame that won.
    pub fn best(&self) -> &Reading {
        &self.readings[0]
    }
}

/// What matching needs to know of a sentence.
pub struct Matcher<'a> {
    /// The sentence.
    pub view: &'a SentenceView<'a>,
    /// Its parties and places.
    pub mentions: &'a Mentions,
    /// The frames.
    pub codebook: &'a Codebook,
    /// What events are about.
    pub objects: &'a Objects,
    /// The chance from which a pattern that fits but for a slot or two counts; above 1 for never.
    pub loosely: f64,
    /// What it has found out of the words; empty at first.
    pub seen: Seen,
}

/// A word as a trigger of each kind: not worked out yet, or none.
type Predicates<'a> = [Option<Option<Predicate<'a>>>; 3];

impl<'a> Matcher<'a> {
    /// Every trigger of the sentence with its readings; inner clauses before outer ones, so that
    /// content conditions can look at what is inside.
    pub fn candidates(&self) -> Vec<Candidate<'a>> {
        let mut order: Vec<(usize, usize, &str)> = (0..self.view.len())
            .filter_map(|word| Some((word, self.trigger_lemma(word)?)))
            .map(|(word, lemma)| (self.view.ancestors(word).count(), word, lemma))
            .collect();
        order.sort_by_key(|&(depth, word, _)| (std::cmp::Reverse(depth), word));
        let mut found: Vec<Candidate<'a>> = Vec::new();
        for (_, word, lemma) in order {
            if let Some(candidate) = self.candidate(word, lemma, &found) {
                found.push(candidate);
            }
        }
        found
    }

    /// The lemma under which the codebook knows a word: the one its form is an inflection of, else
    /// the lemmatiser's.
    fn trigger_lemma(&self, word: usize) -> Option<&str> {
        let known = |lemma: &str| !self.codebook.triggers(lemma).is_empty();
        let lemma = self.lemma(word);
        if known(lemma) {
            return Some(lemma);
        }
        if !matches!(
            self.view.upos(word),
            Upos::Verb | Upos::Noun | Upos::Adj | Upos::Propn
        ) {
            return None;
        }
        let form = self.view.lower(word);
        self.codebook
            .lemma_of(form)
            .or_else(|| Some(form).filter(|form| known(form)))
    }

    /// The types of the patterns that a word alone may trigger.
    pub(crate) fn trigger_types(&self, word: usize) -> Vec<EventType> {
        let Some(lemma) = self.trigger_lemma(word) else {
            return Vec::new();
        };
        let alone = self
            .codebook
            .triggers(lemma)
            .iter()
            .filter(|(_, trigger)| trigger.before.is_empty() && trigger.particle.is_none());
        alone
            .map(|(_, trigger)| {
                let frame = self.codebook.patterns[trigger.pattern].frame;
                self.codebook.frames[frame].event_type
            })
            .collect()
    }

    fn candidate(
        &self,
        word: usize,
        lemma: &str,
        inner: &[Candidate<'a>],
    ) -> Option<Candidate<'a>> {
        let mut predicates: Predicates<'a> = [None, None, None];
        let mut best: Option<(Kind, Vec<usize>)> = None;
        let mut readings: Vec<Reading> = Vec::new();
        self.fitting(
            word,
            lemma,
            inner,
            false,
            &mut predicates,
            |predicate, words, reading| {
                let rank = |reading: &Reading| {
                    let frame = &self.codebook.frames[reading.frame];
                    (reading.complete, reading.specificity, frame.priority)
                };
                if readings.iter().all(|other| rank(&reading) > rank(other)) {
                    best = Some((predicate.kind, words));
                }
                readings.push(reading);
            },
        );
        let Some((kind, words)) = best else {
            return self.loose_candidate(word, lemma, inner, &mut predicates);
        };
        let predicate = predicates[kind as usize].take().flatten()?;
        readings.sort_by_key(|reading| {
            let frame = &self.codebook.frames[reading.frame];
            std::cmp::Reverse((reading.complete, reading.specificity, frame.priority))
        });
        readings.dedup_by_key(|reading| reading.frame);
        Some(Candidate {
            predicate,
            words,
            readings,
        })
    }

    /// Every pattern of a trigger that fits, or that fits loosely, with the trigger's words.
    fn fitting(
        &self,
        word: usize,
        lemma: &str,
        inner: &[Candidate<'a>],
        loosely: bool,
        predicates: &mut Predicates<'a>,
        mut take: impl FnMut(&Predicate<'a>, Vec<usize>, Reading),
    ) {
        for (kind, trigger) in self.codebook.triggers(lemma) {
            let Some(predicate) = self.predicate(word, *kind, predicates) else {
                continue;
            };
            let mut words = Vec::new();
            if !self.before(word, &trigger.before, &mut words) {
                continue;
            }
            if let Some(particle) = &trigger.particle {
                let here = predicate
                    .particles
                    .iter()
                    .copied()
                    .chain([word + 1])
                    .find(|&at| at < self.view.len() && self.view.lower(at) == particle);
                match here {
                    Some(at) => words.push(at),
                    None => continue,
                }
            }
            let pattern = &self.codebook.patterns[trigger.pattern];
            let extra = words.len() as i32 * 3;
            let reading = self.reading(predicate, pattern, trigger.pattern, inner, loosely);
            if let Some(mut reading) = reading {
                reading.specificity += extra;
                words.push(word);
                words.sort_unstable();
                take(predicate, words, reading);
            }
        }
    }

    /// The likeliest of the patterns that fit but for a slot or two.
    fn loose_candidate(
        &self,
        word: usize,
        lemma: &str,
        inner: &[Candidate<'a>],
        predicates: &mut Predicates<'a>,
    ) -> Option<Candidate<'a>> {
        if self.loosely >= NEVER {
            return None;
        }
        let refused = self.refused(word, lemma, inner, predicates);
        let mut best: Option<Candidate<'a>> = None;
        self.fitting(
            word,
            lemma,
            inner,
            true,
            predicates,
            |predicate, words, mut reading| {
                let event_type = self.codebook.frames[reading.frame].event_type;
                let closed = loose::is_kept_strict(event_type) || refused.contains(&event_type);
                if closed || !self.may_stand(&reading) {
                    return;
                }
                let chance = Loose::embedded().chance_of(self, predicate, lemma, &reading);
                let beaten = best.as_ref().and_then(|best| best.best().chance);
                if chance >= self.loosely && beaten.is_none_or(|beaten| chance > beaten) {
                    reading.chance = Some(chance);
                    best = Some(Candidate {
                        predicate: predicate.clone(),
                        words,
                        readings: vec![reading],
                    });
                }
            },
        );
        best
    }

    /// Whether a loose fit says who is in it: an actor that the pattern does not know has a country, and
    /// so has a recipient or it has a sector, unless it may be a thing that is hit or seized.
    fn may_stand(&self, reading: &Reading) -> bool {
        let event_type = self.codebook.frames[reading.frame].event_type;
        let others = |subject: bool| {
            let mut missed = reading.missed.iter();
            missed.any(|missed| missed.starts_with("other ") && (missed == "other subj") == subject)
        };
        let of_a_country = |party: &Mention| party.country.is_some();
        let somebody = |party: &Mention| party.country.is_some() || !party.sectors.is_empty();
        let things = matches!(event_type, EventType::Assault | EventType::Coerce);
        reading.complete
            && (!others(true) || reading.actors.iter().any(of_a_country))
            && (!others(false) || things || reading.recipients.iter().any(somebody))
    }

    /// The predicate of a word of a kind, worked out once.
    fn predicate<'p>(
        &self,
        word: usize,
        kind: Kind,
        known: &'p mut Predicates<'a>,
    ) -> Option<&'p Predicate<'a>> {
        known[kind as usize]
            .get_or_insert_with(|| Predicate::at(self.view, self.codebook, word, kind))
            .as_ref()
    }

    /// The types of which some pattern refuses by name what stands at a trigger.
    fn refused(
        &self,
        word: usize,
        lemma: &str,
        inner: &[Candidate<'a>],
        predicates: &mut Predicates<'a>,
    ) -> Vec<EventType> {
        let mut refused = Vec::new();
        for (kind, trigger) in self.codebook.triggers(lemma) {
            let Some(predicate) = self.predicate(word, *kind, predicates) else {
                continue;
            };
            let pattern = &self.codebook.patterns[trigger.pattern];
            let filled = |slot: &&Slot| !slot.any_of.is_apart_from(predicate.filled);
            let refuses = pattern.slots.iter().filter(filled).any(|slot| {
                let names = slot.names.iter();
                let mut filled = names.flat_map(|name| predicate.get(name));
                filled.any(|filled| self.refuses(slot, filled.word, inner))
            });
            if refuses {
                refused.push(self.codebook.frames[pattern.frame].event_type);
            }
        }
        refused
    }

    /// The patterns that fit loosely, of all words: what `demarche-lab train loose` learns from.
    pub fn loose_fits(&self) -> Vec<LooseFit> {
        let candidates = self.candidates();
        let mut fits = Vec::new();
        for word in 0..self.view.len() {
            let strict = candidates.iter().any(|candidate| {
                candidate.predicate.head == word && candidate.best().missed.is_empty()
            });
            let Some(lemma) = self.trigger_lemma(word) else {
                continue;
            };
            let mut predicates = [None, None, None];
            let refused = self.refused(word, lemma, &candidates, &mut predicates);
            self.fitting(
                word,
                lemma,
                &candidates,
                true,
                &mut predicates,
                |predicate, words, reading| {
                    let event_type = self.codebook.frames[reading.frame].event_type;
                    let weighed = self.may_stand(&reading) && !refused.contains(&event_type);
                    if weighed && !reading.missed.is_empty() {
                        fits.push(LooseFit {
                            words,
                            frame: reading.frame,
                            signs: loose::signs(self, predicate, lemma, &reading),
                            strict,
                        });
                    }
                },
            );
        }
        fits
    }

    /// Whether these words stand before the head, hyphens between them passed over.
    fn before(&self, head: usize, before: &[String], words: &mut Vec<usize>) -> bool {
        let mut at = head;
        for expected in before.iter().rev() {
            loop {
                let Some(previous) = at.checked_sub(1) else {
                    return false;
                };
                at = previous;
                if self.view.lower(at) != "-" {
                    break;
                }
            }
            if self.view.lower(at) != expected && self.lemma(at) != expected {
                return false;
            }
            words.push(at);
        }
        true
    }

    fn reading(
        &self,
        predicate: &Predicate<'a>,
        pattern: &Pattern,
        index: usize,
        inner: &[Candidate<'a>],
        loosely: bool,
    ) -> Option<Reading> {
        let frame = &self.codebook.frames[pattern.frame];
        // "moving missiles": somebody moves them.
        let moved =
            pattern.stands_ready && self.view.child(predicate.head, &[Deprel::Obj]).is_some();
        if moved || lacks(predicate, pattern, loosely) {
            return None;
        }
        let mut reading = Reading {
            frame: pattern.frame,
            pattern: index,
            actors: Vec::new(),
            recipients: Vec::new(),
            content: Vec::new(),
            bound: Vec::new(),
            specificity: 0,
            complete: true,
            missed: Vec::new(),
            chance: None,
        };
        let (mut actor_bound, mut recipient_bound) = (false, false);
        for slot in &pattern.slots {
            if slot.absent {
                reading.specificity += 1;
                continue;
            }
            if slot.optional && slot.any_of.is_apart_from(predicate.filled) {
                continue;
            }
            let fit = |times: bool| {
                slot.names.iter().find_map(|name| {
                    predicate
                        .get(name)
                        .map(|filled| filled.word)
                        .filter(|&word| times == self.is_time(word))
                        .find_map(|word| self.fits(slot, word, inner))
                })
            };
            // "sanctions on Myanmar on Friday", "sanctions against Iran on Friday": a day is nobody.
            let filler = fit(false)
                .or_else(|| slot.role.is_none().then(|| fit(true)).flatten())
                .or_else(|| self.filled_with(predicate, slot, inner));
            let Some(word) = filler else {
                if !loosely && !slot.optional {
                    return None;
                }
                let refused = slot.names.iter().any(|name| {
                    let mut filled = predicate.get(name);
                    filled.any(|filled| self.refuses(slot, filled.word, inner))
                });
                if slot.optional && !refused {
                    continue;
                }
                if !loosely || refused || reading.missed.len() == loose::MOST_MISSED {
                    return None;
                }
                let name = slot.names.first().map_or("", String::as_str);
                let word = slot
                    .names
                    .iter()
                    .find_map(|name| predicate.get(name).next())
                    .map(|filled| filled.word);
                if !may_be_missed(slot) {
                    return None;
                }
                let how = if word.is_some() { "other" } else { "no" };
                reading.missed.push(format!("{how} {name}"));
                // Who stands in a party's seat sits there, whatever the pattern asks of him.
                match (word, slot.role) {
                    (Some(word), Some(Role::Actor)) => {
                        actor_bound = true;
                        reading.actors = self.parties(word);
                    }
                    (Some(word), Some(Role::Recipient)) => {
                        recipient_bound = true;
                        reading.recipients = self.recipients(word);
                    }
                    _ => {}
                }
                continue;
            };
            if !slot.optional {
                reading.bound.push(word);
            }
            reading.specificity += match (slot.positive.is_empty(), slot.optional) {
                (false, false) => 3,
                (false, true) => 2,
                (true, _) => 1,
            };
            let consumes = slot.holds_content()
                || (is_verbal(self.view, word) && !slot.names.iter().any(|name| name == "subj"));
            if consumes {
                reading.content.push(word);
            }
            match slot.role {
                Some(Role::Actor) => {
                    actor_bound = true;
                    reading.actors = self.parties(word);
                    // "was arrested in Rwanda": the pattern says that the country did it.
                    if reading.actors.is_empty()
                        && let Some(place) = self.mentions.at(word)
                        && place.is_country_as_place()
                    {
                        reading.actors = vec![Mention {
                            kind: MentionKind::Party,
                            basis: "place",
                            ..place.clone()
                        }];
                    }
                    if slot.names.iter().any(|name| name == "subj") {
                        self.add_subjects(predicate, &mut reading.actors);
                    }
                    reading
                        .actors
                        .retain(|party| !self.suffers(party.head, word));
                }
                Some(Role::Recipient) => {
                    recipient_bound = true;
                    reading.recipients = self.recipients(word);
                    // "exploded in London's Docklands": a capital is no government where it says where.
                    let place = slot.names.iter().any(|name| name == "in" || name == "at");
                    if place && frame.event_type == EventType::Assault {
                        reading
                            .recipients
                            .retain(|party| party.basis != "metonym" || party.head == word);
                    }
                }
                None => {}
            }
        }
        if frame.event_type == EventType::Accuse
            && !recipient_bound
            && let Some(subject) = self.told_of(predicate, pattern, &reading.bound)
        {
            // "said they were responsible": nobody accuses himself.
            if self.view.upos(subject) == Upos::Pron {
                return None;
            }
            reading.recipients = self.parties(subject);
        }
        self.default_roles(predicate, frame, &mut reading, actor_bound, recipient_bound);
        if frame.mutual {
            self.gather_mutual(predicate, &mut reading);
        }
        // "We will strike our enemies": whose they are is not whom.
        let own = |party: &Mention| {
            self.view.xpos(party.head) == "PRP$" && self.means_itself(party, &reading.actors)
        };
        let acts = |party: &Mention| reading.actors.iter().any(|actor| actor.head == party.head);
        reading
            .recipients
            .retain(|party| !own(party) && !acts(party));
        reading.complete = (!frame.needs_actor || !reading.actors.is_empty())
            // Where the manual requires a recipient, the wider clause may still give it.
            && (!frame.needs_recipient
                || frame.event_type.requires_recipient()
                || !reading.recipients.is_empty()
                || (frame.mutual && reading.actors.len() > 1));
        Some(reading)
    }

    /// Of whom a clause that a pattern asks for says what he is: Iran of "said Iran was responsible".
    fn told_of(
        &self,
        predicate: &Predicate<'a>,
        pattern: &Pattern,
        bound: &[usize],
    ) -> Option<usize> {
        let asked = pattern.slots.iter().any(|slot| {
            slot.role.is_none()
                && !slot.positive.is_empty()
                && slot.names.iter().any(|name| name == "comp")
        });
        let said = bound.iter().copied().find(|&word| {
            self.view.deprel(word) == Deprel::Ccomp
                && self.view.head(word) == Some(predicate.head)
                && self.view.child(word, &[Deprel::Cop]).is_some()
        });
        said.filter(|_| asked)
            .and_then(|said| self.view.child(said, &[Deprel::Nsubj, Deprel::NsubjPass]))
    }

    /// What a time is filled with, where that is a deed that a slot asks for: "killed in two days of clashes".
    fn filled_with(
        &self,
        predicate: &Predicate<'a>,
        slot: &Slot,
        inner: &[Candidate<'a>],
    ) -> Option<usize> {
        let names = slot.names.iter().flat_map(|name| predicate.get(name));
        names
            .map(|filled| filled.word)
            .filter(|&word| self.is_time(word) && !self.refuses(slot, word, inner))
            .flat_map(|word| self.portions(word).iter().copied())
            .find(|&deed| {
                is_event(self.view, deed)
                    && slot.positive.iter().any(|condition| {
                        matches!(condition, Condition::Class(_) | Condition::Content(_))
                            && self.holds(condition, deed, inner)
                    })
            })
    }

    /// Whether a party is whom a deed fell on: nobody is killed by the school of "the storming of a school".
    fn suffers(&self, party: usize, deed: usize) -> bool {
        self.view.deprel(party) == Deprel::Nmod
            && self.view.head(party) == Some(deed)
            && self.view.case(party) == Some("of")
            && WordClass::Suffered.holds(self.view.lemma(deed))
    }

    fn default_roles(
        &self,
        predicate: &Predicate<'a>,
        frame: &Frame,
        reading: &mut Reading,
        actor_bound: bool,
        recipient_bound: bool,
    ) {
        let first = |slots: &mut dyn Iterator<Item = &str>| -> Vec<Mention> {
            for slot in slots {
                for filled in predicate.get(slot) {
                    let mut parties = self.parties(filled.word);
                    parties.retain(|party| {
                        (slot != "mod" || !self.is_site(party, self.view.lemma(predicate.head)))
                            && !self.suffers(party.head, filled.word)
                    });
                    if !parties.is_empty() {
                        return parties;
                    }
                }
            }
            Vec::new()
        };
        // A subject that the pattern calls the recipient is not the actor as well.
        let subject_taken = recipient_bound
            && self.codebook.patterns[reading.pattern]
                .slots
                .iter()
                .any(|slot| {
                    slot.role == Some(Role::Recipient)
                        && slot.names.iter().any(|name| name == "subj")
                });
        if !actor_bound && !subject_taken && reading.actors.is_empty() {
            let own = ["subj"];
            let of_noun = ["subj", "by", "between", "among", "poss", "mod"];
            reading.actors = if !frame.actor.is_empty() {
                first(&mut frame.actor.iter().map(String::as_str))
            } else if predicate.kind == Kind::Noun {
                first(&mut of_noun.into_iter())
            } else {
                let mut actors = first(&mut own.into_iter());
                if !actors.is_empty() {
                    self.add_subjects(predicate, &mut actors);
                }
                actors
            };
        }
        if !recipient_bound && reading.recipients.is_empty() {
            let actors: Vec<usize> = reading.actors.iter().map(|actor| actor.head).collect();
            // Whoever is given something is the recipient, whatever else the frame looks for.
            let slots = std::iter::once("iobj").chain(frame.recipient.iter().map(String::as_str));
            'slots: for slot in slots {
                for filled in predicate.get(slot) {
                    // What the pattern binds without a role is the thing, not the party; whose it
                    // is may still be said inside it.
                    let parties: Vec<Mention> = self
                        .parties(filled.word)
                        .into_iter()
                        .filter(|party| !actors.contains(&party.head) && party.is_known())
                        .filter(|party| !reading.bound.contains(&party.head))
                        .collect();
                    if !parties.is_empty() {
                        reading.recipients = parties;
                        break 'slots;
                    }
                }
            }
            // An object that the pattern binds without a role is the thing, not the party.
            let object_bound = self.codebook.patterns[reading.pattern]
                .slots
                .iter()
                .any(|slot| slot.names.iter().any(|name| name == "obj"));
            // "discussed Fiji's suspension": whose the thing is was not there; a body of states was at its summit.
            let met =
                frame.mutual && matches!(frame.event_type, EventType::Assault | EventType::Consult);
            if reading.recipients.is_empty() && object_bound {
                let things = predicate.get("obj").map(|filled| filled.word);
                // "reiterated the U.N.'s commitment to support Lebanon": whoever's it is commits itself.
                let commits = !reading.content.is_empty()
                    && matches!(frame.event_type, EventType::Support | EventType::Agree);
                let of_states =
                    |party: &Mention| party.country.is_some_and(|code| code.is_supranational());
                reading.recipients = things
                    .flat_map(|thing| self.owners(thing))
                    .filter(|party| !met || of_states(party))
                    .filter(|party| !(commits && self.view.deprel(party.head) == Deprel::NmodPoss))
                    .filter(|party| !actors.contains(&party.head) && party.is_known())
                    .filter(|party| !self.means_itself(party, &reading.actors))
                    .filter(|party| !reading.bound.contains(&party.head))
                    .collect();
            } else if reading.recipients.is_empty() && predicate.kind == Kind::Verb && !object_bound
            {
                for filled in predicate.get("obj") {
                    let direct: Vec<Mention> = self
                        .mentions
                        .parties_of(self.view, filled.word)
                        .into_iter()
                        .filter(|party| party.kind == MentionKind::Party)
                        .cloned()
                        .collect();
                    if !direct.is_empty() {
                        reading.recipients = direct;
                        break;
                    }
                }
            }
        }
    }

    /// Whether a pronoun means one of the actors: "the rebels laid down their weapons".
    fn means_itself(&self, party: &Mention, actors: &[Mention]) -> bool {
        self.view.upos(party.head) == Upos::Pron
            && actors.iter().any(|actor| {
                (actor.country, &actor.entity, &actor.sectors)
                    == (party.country, &party.entity, &party.sectors)
            })
    }

    /// Two subjects of one verb are a coordination that the parser missed.
    fn add_subjects(&self, predicate: &Predicate<'a>, actors: &mut Vec<Mention>) {
        for filled in predicate.get("subj").filter(|filled| filled.direct) {
            for party in self.parties(filled.word) {
                if !actors.iter().any(|actor| actor.head == party.head) {
                    actors.push(party);
                }
            }
        }
    }

    /// Everyone in a mutual event stands among the actors.
    fn gather_mutual(&self, predicate: &Predicate<'a>, reading: &mut Reading) {
        let mut all = std::mem::take(&mut reading.actors);
        all.append(&mut reading.recipients);
        let around = ["subj", "with", "between", "among", "poss", "mod"];
        for slot in around {
            if slot == "subj" && predicate.kind == Kind::Verb && !all.is_empty() {
                continue;
            }
            if matches!(slot, "poss" | "mod") && (predicate.kind == Kind::Verb || all.len() > 1) {
                continue;
            }
            for filled in predicate.get(slot) {
                all.extend(self.parties(filled.word));
            }
        }
        // The members of a group ("both countries") share a head and differ in country.
        let mut seen = Vec::new();
        all.retain(|mention| {
            let key = (mention.head, mention.country);
            let fresh = !seen.contains(&key);
            seen.push(key);
            fresh
        });
        reading.actors = all;
    }

    /// Who a phrase names: the parties in it, else the party that owns it.
    pub fn parties(&self, word: usize) -> Vec<Mention> {
        let direct: Vec<Mention> = self
            .mentions
            .parties_of(self.view, word)
            .into_iter()
            .filter(|mention| mention.kind == MentionKind::Party)
            .cloned()
            .collect();
        if !direct.is_empty() {
            return direct;
        }
        let mut owners = self.owners(word);
        for owner in &mut owners {
            if let Some(whole) = self.described(word, owner) {
                *owner = whole;
            }
        }
        owners
    }

    /// The phrase that an adjective of a country describes, as a party of that country: "three
    /// Iranian organisations" are those, and not Iran.
    fn described(&self, word: usize, adjective: &Mention) -> Option<Mention> {
        let phrase = self.mentions.at(word)?;
        let part = phrase.words.contains(&adjective.head)
            && phrase.head != adjective.head
            && self.view.upos(adjective.head) == Upos::Adj
            && !self.leads(adjective)
            && self.view.deprel(adjective.head) != Deprel::NmodPoss;
        (part && phrase.kind == MentionKind::Other && adjective.country.is_some()).then(|| {
            Mention {
                country: adjective.country,
                sectors: adjective.sectors.clone(),
                kind: MentionKind::Party,
                basis: "modifier",
                ..phrase.clone()
            }
        })
    }

    /// "a Saudi-led strike": it is theirs, and the adjective does not describe it.
    fn leads(&self, adjective: &Mention) -> bool {
        self.view.joined_to(adjective.words.end) == Some("led")
    }

    /// Whether a capital before a noun only says where it was signed or held: "the Lisbon treaty", "the Vienna
    /// talks".
    fn is_site(&self, party: &Mention, noun: &str) -> bool {
        party.basis == "metonym"
            && self.view.deprel(party.head) == Deprel::Compound
            && WordClass::Held.holds(noun)
    }

    /// The party that a thing belongs to or comes from: "Israel's decision", "a request from Oslo",
    /// "an offer made by the rebels".
    fn owners(&self, word: usize) -> Vec<Mention> {
        if !is_nominal(self.view, word) {
            return Vec::new();
        }
        let owners = self.mentions.owners(self.view, word);
        // "since the Korean War ended": where it was fought.
        let strife = WordClass::Strife.holds(&self.view.lemma(word).to_lowercase());
        let owns = |owner: &Mention| {
            let told = matches!(
                self.view.deprel(owner.head),
                Deprel::Amod | Deprel::Compound
            );
            owner.kind == MentionKind::Party
                && !(strife && told)
                && !self.is_site(owner, self.view.lemma(word))
        };
        let owners: Vec<Mention> = match owners.iter().copied().find(|owner| owns(owner)) {
            // "Egypt and Ethiopia's talks" belong to both.
            Some(first) => owners
                .iter()
                .filter(|owner| owns(owner))
                .filter(|owner| {
                    owner.head == first.head || self.view.head(owner.head) == Some(first.head)
                })
                .map(|owner| (*owner).clone())
                .collect(),
            None => Vec::new(),
        };
        if !owners.is_empty() {
            return owners;
        }
        let maker = || {
            let made = self.view.children(word).find(|&child| {
                self.view.deprel(child) == Deprel::Acl
                    && self.view.xpos(child) == "VBN"
                    && !WordClass::Judging.holds(self.view.lemma(child))
            })?;
            let by = self.view.children(made).find(|&child| {
                self.view.deprel(child) == Deprel::OblAgent || self.view.case(child) == Some("by")
            })?;
            self.mentions
                .parties_of(self.view, by)
                .into_iter()
                .next()
                .cloned()
        };
        // "fired missiles at two bases housing U.S. troops"
        let housed = || {
            let houses = self.view.children(word).find(|&child| {
                matches!(self.view.deprel(child), Deprel::Acl | Deprel::AclRelcl)
                    && WordClass::Housing.holds(self.view.lemma(child))
                    && !is_passive(self.view, child)
            })?;
            let inside = self.view.child(houses, &[Deprel::Obj])?;
            let parties = self.mentions.parties_of(self.view, inside);
            parties.into_iter().next().cloned()
        };
        maker().or_else(housed).into_iter().collect()
    }

    /// As [`Matcher::parties`], but a name that no table knows stands for itself.
    pub fn named(&self, word: usize) -> Vec<Mention> {
        let parties = self.parties(word);
        if parties.is_empty() && self.view.upos(word) == Upos::Propn {
            return self.recipients(word);
        }
        parties
    }

    /// Whom a phrase in a recipient's own slot names: as [`Matcher::parties`], but a person stands
    /// for himself, known or not, and a phrase that names nobody keeps its words.
    pub fn recipients(&self, word: usize) -> Vec<Mention> {
        let parties = self.parties(word);
        let Some(mention) = self.mentions.at(word) else {
            return parties;
        };
        if parties.is_empty()
            && (self.codebook.names_a_time(self.view.lower(word)) || self.is_year(word))
        {
            return parties;
        }
        let itself = |country| Mention {
            country,
            kind: MentionKind::Party,
            basis: if country.is_some() {
                "modifier"
            } else {
                "unresolved"
            },
            ..mention.clone()
        };
        if parties.is_empty() && mention.kind == MentionKind::Place {
            return vec![Mention {
                basis: "place",
                ..itself(mention.country)
            }];
        }
        if parties.is_empty() && mention.kind == MentionKind::Other && is_nominal(self.view, word) {
            // "the city of Kharkiv"
            let place = self
                .view
                .children(word)
                .filter(|&child| {
                    self.view.deprel(child) == Deprel::Nmod && self.view.case(child) == Some("of")
                })
                .find_map(|child| self.mentions.at(child)?.country);
            // "a Kabul hotel" is of the country, and not its government.
            let site = || {
                let lemma = self.view.lemma(word);
                let owners = self.mentions.owners(self.view, word);
                let capital = owners.into_iter().find(|owner| self.is_site(owner, lemma));
                capital.and_then(|capital| capital.country)
            };
            return vec![itself(mention.country.or(place).or_else(site))];
        }
        if mention.kind == MentionKind::Other && mention.person {
            let owner = parties.first().and_then(|owner| owner.country);
            return vec![itself(mention.country.or(owner))];
        }
        parties
    }

    /// Whether a word is a year by its form: "since 1815".
    fn is_year(&self, word: usize) -> bool {
        let text = self.view.text(word);
        text.len() == 4 && text.bytes().all(|byte| byte.is_ascii_digit())
    }

    /// The word of a phrase that meets a slot's conditions: its head or a coordinated head.
    fn fits(&self, slot: &Slot, word: usize, inner: &[Candidate<'a>]) -> Option<usize> {
        if self.refuses(slot, word, inner) {
            return None;
        }
        if slot.positive.is_empty() {
            return Some(word);
        }
        let meets = |head: usize| {
            let mut conditions = slot.positive.iter();
            conditions.any(|condition| self.holds(condition, head, inner))
        };
        let found = self.heads(word).iter().copied().find(|&head| meets(head));
        found.or_else(|| self.title(word).filter(|&title| meets(title)).map(|_| word))
    }

    /// Whether a slot refuses a phrase by name: by its head, by what it counts ("thousands of fans") or by
    /// the office before a name ("coach Luis Enrique").
    fn refuses(&self, slot: &Slot, word: usize, inner: &[Candidate<'a>]) -> bool {
        let holds = |word: usize| {
            let states = self.is_bank_of_states(word);
            let mut conditions = slot.negative.iter().filter(|condition| {
                !states || !matches!(condition, Condition::Lemma { .. } | Condition::Class(_))
            });
            conditions.any(|condition| self.holds(condition, word, inner))
        };
        !slot.negative.is_empty()
            && (holds(word)
                || self.portions(word).iter().copied().any(&holds)
                || self.title(word).is_some_and(&holds))
    }

    fn holds(&self, condition: &Condition, word: usize, inner: &[Candidate<'a>]) -> bool {
        match condition {
            Condition::Lemma { head, before } => {
                self.numbers(word).contains(&Some(*head))
                    && self.before(word, before, &mut Vec::new())
            }
            Condition::Class(class) => self.classes(word).contains(class),
            Condition::Builtin(builtin) => self.builtin(*builtin, word),
            Condition::Content(types) => inner.iter().any(|candidate| {
                let event_type = self.codebook.frames[candidate.best().frame].event_type;
                (types.is_empty() || types.contains(&event_type))
                    && self.within(candidate.predicate.head, word)
            }),
        }
    }

    /// Whether a relative clause is true of whomever it fits, at any time: "officials who suppress
    /// protests", "a law that would bar foreigners".
    fn is_general(&self, clause: usize) -> bool {
        let auxiliary = |forms: &[&str]| {
            self.view.children(clause).any(|child| {
                matches!(
                    self.view.deprel(child),
                    Deprel::Aux | Deprel::AuxPass | Deprel::Cop
                ) && forms.contains(&self.view.lower(child))
            })
        };
        let told = auxiliary(&[
            "has", "have", "had", "'ve", "was", "were", "did", "is", "are",
        ]);
        let modal = auxiliary(&["would", "could", "can", "may", "might", "should", "must"]);
        modal || !told && matches!(self.view.xpos(clause), "VBP" | "VBZ")
    }

    /// Whether a word lies under another, relative clauses that tell of something left out.
    pub fn within(&self, word: usize, above: usize) -> bool {
        let mut at = word;
        for _ in 0..self.view.len() {
            if at == above {
                return true;
            }
            if self.view.deprel(at) == Deprel::AclRelcl && !self.is_general(at) {
                return false;
            }
            match self.view.head(at) {
                Some(head) => at = head,
                None => return false,
            }
        }
        false
    }

    fn builtin(&self, builtin: Builtin, word: usize) -> bool {
        let mention = self.mentions.at(word);
        let sectors = |wanted: &[Sector]| {
            mention.is_some_and(|mention| {
                mention.kind == MentionKind::Party
                    && mention.sectors.iter().any(|sector| wanted.contains(sector))
            })
        };
        let party = mention.is_some_and(|mention| mention.kind == MentionKind::Party);
        match builtin {
            // A name that no table knows is still somebody, unless it is a place.
            Builtin::Party => {
                party
                    || self.codebook.names_a_collective(self.view.lemma(word))
                    || !self.mentions.parties_of(self.view, word).is_empty()
                    || (self.view.upos(word) == Upos::Propn
                        && mention.is_some_and(|mention| mention.kind == MentionKind::Other))
            }
            Builtin::Country => mention.is_some_and(|mention| {
                (mention.kind == MentionKind::Party || mention.is_country_as_place())
                    && mention.country.is_some()
                    && !mention.person
                    && mention.sectors.iter().all(|&sector| sector == Sector::Gov)
            }),
            Builtin::Person => mention.is_some_and(|mention| mention.person),
            Builtin::Body => party && mention.is_some_and(|mention| !mention.person),
            Builtin::Armed => sectors(&[
                Sector::Mil,
                Sector::Reb,
                Sector::Uaf,
                Sector::Prm,
                Sector::Cop,
                Sector::Spy,
                Sector::Crm,
            ]),
            Builtin::Civilian => sectors(&[
                Sector::Cvl,
                Sector::Ref,
                Sector::Edu,
                Sector::Jrn,
                Sector::Med,
                Sector::Lab,
                Sector::Agr,
                Sector::Soc,
                Sector::Rel,
                Sector::Opp,
            ]),
            Builtin::Place => {
                mention.is_some_and(|mention| mention.kind == MentionKind::Place)
                    || self
                        .view
                        .entity(word)
                        .is_some_and(|entity| entity.kind == demarche_parse::EntityKind::Location)
            }
            Builtin::Number => self.view.upos(word) == Upos::Num,
            Builtin::Must => self.must(word),
        }
    }

    /// Whether a clause says what must or should be done. "Should the rebels return, …" only supposes.
    fn must(&self, word: usize) -> bool {
        let view = self.view;
        let subject = view.child(word, &[Deprel::Nsubj, Deprel::NsubjPass]);
        let modal = view.children(word).any(|child| {
            matches!(view.deprel(child), Deprel::Aux | Deprel::AuxPass)
                && matches!(view.lower(child), "must" | "should" | "ought" | "shall")
                && subject.is_none_or(|subject| subject < child)
        });
        let has_to = matches!(view.lemma(word), "need" | "have" | "require")
            && word + 1 < view.len()
            && view.lower(word + 1) == "to"
            && view.child(word, &[Deprel::Xcomp]).is_some();
        modal || has_to
    }
}

/// Whether a pattern fails by what stands in no slot or in one, whoever that is.
fn lacks(predicate: &Predicate<'_>, pattern: &Pattern, loosely: bool) -> bool {
    let mut missed = 0;
    pattern.slots.iter().any(|slot| {
        let apart = slot.any_of.is_apart_from(predicate.filled);
        if slot.absent {
            return !apart && (slot.names.iter()).any(|name| predicate.get(name).next().is_some());
        }
        if slot.optional || !apart {
            return false;
        }
        missed += 1;
        !loosely || missed > loose::MOST_MISSED || !may_be_missed(slot)
    })
}

/// Whether a pattern may fit loosely without a slot. Who is in it may be another; what is done must be said
/// as the pattern has it.
fn may_be_missed(slot: &Slot) -> bool {
    let first = slot.names.first().map_or("", String::as_str);
    slot.role.is_some() && first != "comp" && !slot.holds_content()
}

/// Types that are words about other events: what stands inside them is not reported apart.
pub fn is_verbal_type(event_type: EventType) -> bool {
    matches!(
        event_type,
        EventType::Agree
            | EventType::Concede
            | EventType::Support
            | EventType::Request
            | EventType::Accuse
            | EventType::Reject
            | EventType::Threaten
    )
}
