//! Deeds that a text speaks of again: "condemned the attack", "rejected the demand", "called the move
//! illegal" turn against who attacked, demanded, moved, whom an earlier sentence told.

use demarche_parse::{Deprel, Upos};
use demarche_record::{EventType, Mode, QuadClass, Status};

use crate::codebook::{Codebook, Frame, FrameMode, Kind};
use crate::compose::{Draft, of_one_side, same_party};
use crate::dates::WEEKDAYS;
use crate::mention::{Antecedent, Mention, MentionKind, Mentions};
use crate::view::SentenceView;

/// Sentences that a noun for any deed reaches back ("the move"), and one for deeds of a kind ("the attack").
const REACH: usize = 1;
const REACH_OF_KIND: usize = 6;

/// The deeds that the sentences of a document told so far, in text order.
#[derive(Debug, Default)]
pub(crate) struct Deeds {
    told: Vec<Deed>,
}

#[derive(Debug)]
struct Deed {
    sentence: usize,
    head: usize,
    lemma: String,
    event_type: EventType,
    mode: Option<Mode>,
    /// Empty where nobody is said to have done it, or nobody whom the text or the tables know.
    actors: Vec<Mention>,
    recipients: Vec<Mention>,
}

impl Deed {
    fn of(view: &SentenceView<'_>, draft: &Draft) -> Option<Deed> {
        let done = matches!(draft.standing.status, Status::Actual | Status::Future);
        done.then(|| Deed {
            sentence: view.index,
            head: draft.head,
            lemma: view.lemma(draft.head).to_owned(),
            event_type: draft.event_type,
            mode: draft.mode,
            actors: (draft.actors.iter())
                .filter(|actor| actor.is_known())
                .cloned()
                .collect(),
            recipients: draft.recipients.clone(),
        })
    }

    /// Whether it is an answer to this deed that these speakers give: who rejects a demand, an accusation or an
    /// order is who was told.
    fn is_answered_by(&self, speakers: &[Mention]) -> bool {
        let told = matches!(
            self.event_type,
            EventType::Request | EventType::Accuse | EventType::Threaten
        );
        let same = |party: &Mention| speakers.iter().any(|one| one.country == party.country);
        !told || self.recipients.is_empty() || self.recipients.iter().any(same)
    }
}

/// What a noun says of the deed that it stands for.
enum Names<'n> {
    /// No more than that there was one.
    Any,
    /// Of which types it may have been, or by what verb it would be told; and whether it is of arms, and not
    /// of what police do to a crowd.
    Kind {
        noun: &'n str,
        types: Vec<EventType>,
        of_war: bool,
        /// How it was coerced, of nouns that say so: "the raid" is no hacking.
        coerced: Vec<Mode>,
    },
    /// That somebody was accused.
    Accusation,
}

impl Names<'_> {
    fn fit(&self, deed: &Deed) -> bool {
        match self {
            Names::Any => true,
            Names::Kind {
                noun,
                types,
                of_war,
                coerced,
            } => {
                // A crowd that is driven off is not attacked: "condemned the attack".
                let quelled = deed
                    .mode
                    .is_some_and(|mode| mode.as_str() == "crowd-control");
                let otherwise = (deed.mode)
                    .is_some_and(|mode| mode.as_str() == "cyber" && !coerced.contains(&mode));
                types.contains(&deed.event_type) && !(quelled && *of_war) && !otherwise
                    || is_gerund(noun, &deed.lemma)
            }
            Names::Accusation => deed.event_type == EventType::Accuse,
        }
    }

    fn reach(&self) -> usize {
        match self {
            Names::Any => REACH,
            Names::Kind { .. } | Names::Accusation => REACH_OF_KIND,
        }
    }
}

impl Deeds {
    /// Gives events of a sentence that turn on a deed without saying whose it was those who did it, then
    /// remembers what the sentence tells.
    pub(crate) fn follow(
        &mut self,
        view: &SentenceView<'_>,
        mentions: &Mentions,
        codebook: &Codebook,
        drafts: &mut Vec<Draft>,
    ) {
        let here: Vec<Deed> = drafts
            .iter()
            .filter_map(|draft| Deed::of(view, draft))
            .collect();
        for draft in drafts.iter_mut().filter(|draft| !draft.second) {
            let around = Around {
                view,
                mentions,
                codebook,
                here: &here,
            };
            if draft.event_type == EventType::Request {
                self.follow_request(&around, draft);
            } else if let Some(doers) = self.doers(&around, draft) {
                draft.recipients = doers;
            }
        }
        let needs_deed =
            |draft: &Draft| (draft.frame).is_some_and(|frame| codebook.frames[frame].needs_deed);
        drafts.retain(|draft| !needs_deed(draft) || !draft.recipients.is_empty());
        self.told.extend(here);
    }

    /// "demanded their release" asks those who hold them, and "called for an end to the blockade" those who
    /// blockade. Whoever is to be freed is asked nothing.
    fn follow_request(&self, around: &Around<'_, '_>, draft: &mut Draft) {
        let Around { view, codebook, .. } = *around;
        let asked = draft.bound.iter().copied().chain(draft.clause);
        let freeing = asked.clone().find(|&word| {
            let kind = match view.upos(word) {
                Upos::Verb => Kind::Verb,
                _ => Kind::Noun,
            };
            codebook.lists(kind, view.lemma(word), "freeing")
        });
        if let Some(freeing) = freeing {
            let of =
                |word: usize| view.deprel(word) == Deprel::Nmod && view.case(word) == Some("of");
            // "Iran's release of the teacher", "their release"
            let named = view.children(freeing).any(of);
            // "Eight soldiers fled; Turkey demands their return": a name stands for the pronoun.
            let owner = view
                .child(freeing, &[Deprel::NmodPoss])
                .filter(|&owner| !named && view.upos(owner) == Upos::Pron)
                .and_then(|owner| around.mentions.at(owner));
            let is_freed = |party: &Mention| {
                if owner.is_some_and(|owner| {
                    party.head < owner.head
                        && owner.country == party.country
                        && owner.sectors == party.sectors
                }) {
                    return true;
                }
                view.head(party.head) == Some(freeing)
                    && match view.deprel(party.head) {
                        Deprel::NmodPoss => !named,
                        Deprel::Obj | Deprel::NsubjPass => true,
                        _ => of(party.head),
                    }
            };
            if !draft.recipients.iter().all(is_freed) {
                return;
            }
            draft.recipients.clear();
            let holds = |deed: &Deed| {
                let mode = deed.mode.map(|mode| mode.as_str());
                matches!(mode, Some("arrest" | "abduct" | "seize"))
            };
            draft.recipients = self.found(around, draft, freeing, REACH_OF_KIND, true, &holds);
        } else if draft.recipients.is_empty() {
            let ended = asked.flat_map(|word| {
                let below = move |child: &usize| view.deprel(*child) == Deprel::Nmod;
                std::iter::once(word).chain(view.children(word).filter(below))
            });
            let names = ended.filter_map(|noun| Some((noun, named(view, codebook, noun)?)));
            let kind = names
                .filter(|(_, names)| matches!(names, Names::Kind { .. }))
                .find(|(_, names)| !matches!(names, Names::Kind { types, .. } if types.is_empty()));
            if let Some((noun, names)) = kind {
                let hurts = |deed: &Deed| {
                    deed.event_type.quad_class() == QuadClass::MaterialConflict && names.fit(deed)
                };
                draft.recipients = self.found(around, draft, noun, names.reach(), true, &hurts);
            }
        }
    }

    fn doers(&self, around: &Around<'_, '_>, draft: &Draft) -> Option<Vec<Mention>> {
        if !turns_on_deeds(draft.event_type) {
            return None;
        }
        let noun = match draft.recipients.as_slice() {
            [] => object(around.view, draft)?,
            [only] if !only.is_known() => only.head,
            _ => return None,
        };
        let names = named(around.view, around.codebook, noun)?;
        let behind = !matches!(names, Names::Any);
        // "held the protest", "signed the pact" are the deed itself, and nobody else's.
        let shared =
            matches!(&names, Names::Kind { types, .. } if is_shared(draft.event_type, types));
        // "joined the stoppage": with those who strike, and not against them.
        let joined = draft.event_type == EventType::Protest
            && matches!(&names, Names::Kind { types, .. } if types.contains(&EventType::Protest));
        if shared || joined || draft.words.contains(&noun) {
            return None;
        }
        let rejects = draft.event_type == EventType::Reject;
        let fits =
            |deed: &Deed| names.fit(deed) && (!rejects || deed.is_answered_by(&draft.actors));
        // "…, a decision that Beijing rejects" speaks of what its own sentence tells.
        let reach = match is_apposed(around.view, noun) {
            true => 0,
            false => names.reach(),
        };
        // "condemned the shelling": who shelled comes before who fired rockets.
        let by_name = |deed: &Deed| {
            matches!(&names, Names::Kind { noun, .. } if is_gerund(noun, &deed.lemma)) && fits(deed)
        };
        let mut doers = self.found(around, draft, noun, reach, behind, &by_name);
        if doers.is_empty() {
            doers = self.found(around, draft, noun, reach, behind, &fits);
        }
        (!doers.is_empty()).then_some(doers)
    }

    /// The deed of which another only tells the outcome: "Britain bombed the rebels. Five of the rebels were
    /// killed."
    fn told_with_doers(&self, outcome: &Deed, reach: usize) -> Option<&Deed> {
        let suffers = |deed: &Deed| {
            let mut pairs = (deed.recipients.iter())
                .flat_map(|one| outcome.recipients.iter().map(move |other| (one, other)));
            pairs.any(|(one, other)| {
                let apart = one.country.is_some()
                    && other.country.is_some()
                    && one.country != other.country;
                !one.sectors.is_empty() && !apart && one.sectors.first() == other.sectors.first()
            })
        };
        (self.told.iter().rev())
            .take_while(|deed| deed.sentence + reach >= outcome.sentence)
            .filter(|deed| deed.sentence < outcome.sentence)
            .find(|deed| deed.event_type == outcome.event_type)
            .filter(|deed| !deed.actors.is_empty() && suffers(deed))
    }

    /// Those who did the deed that a noun stands for, as the words of that noun. The nearest deed that fits
    /// decides: where nobody is said to have done it, nobody further away did.
    fn found(
        &self,
        around: &Around<'_, '_>,
        draft: &Draft,
        noun: usize,
        reach: usize,
        behind: bool,
        fits: &dyn Fn(&Deed) -> bool,
    ) -> Vec<Mention> {
        let sentence = around.view.index;
        let (before, after): (Vec<&Deed>, Vec<&Deed>) = (around.here.iter())
            .filter(|deed| deed.head != draft.head)
            .partition(|deed| deed.head < noun);
        let after = after
            .into_iter()
            .filter(|deed| behind && deed.head > draft.head);
        let told = (self.told.iter().rev()).take_while(|deed| deed.sentence + reach >= sentence);
        let deed = (before.into_iter().rev())
            .chain(after)
            .chain(told)
            .find(|deed| {
                let here = deed.sentence == sentence;
                fits(deed) && !does(&deed.actors, &draft.actors, here, !behind)
            });
        let deed = deed.map(|deed| match deed.actors.is_empty() {
            true => self
                .told_with_doers(deed, reach)
                .filter(|told| !does(&told.actors, &draft.actors, false, !behind))
                .unwrap_or(deed),
            false => deed,
        });
        let words = match around.mentions.at(noun) {
            Some(mention) => mention.words.clone(),
            None => noun..noun + 1,
        };
        deed.into_iter()
            .flat_map(|deed| deed.actors.iter().map(move |actor| (deed, actor)))
            .map(|(deed, actor)| Mention {
                head: noun,
                words: words.clone(),
                kind: MentionKind::Party,
                basis: "deed",
                antecedent: Some(actor.antecedent.unwrap_or(Antecedent {
                    sentence: deed.sentence,
                    head: actor.head,
                })),
                ..actor.clone()
            })
            .collect()
    }
}

/// A sentence and what it tells.
struct Around<'a, 'v> {
    view: &'a SentenceView<'v>,
    mentions: &'a Mentions,
    codebook: &'a Codebook,
    here: &'a [Deed],
}

/// Types of events whose recipient may be told by what he did.
fn turns_on_deeds(event_type: EventType) -> bool {
    matches!(
        event_type,
        EventType::Accuse
            | EventType::Reject
            | EventType::Support
            | EventType::Protest
            | EventType::Agree
    )
}

/// Whether a noun is of what one does together with others: "welcomed the agreement".
fn is_shared(event_type: EventType, types: &[EventType]) -> bool {
    let joint = |of: &EventType| {
        matches!(
            of,
            EventType::Support | EventType::Cooperate | EventType::Consult | EventType::Agree
        )
    };
    event_type == EventType::Support && !types.is_empty() && types.iter().all(joint)
}

/// Whether those who speak of a deed did it themselves, or are of one state with who did and the noun
/// tells too little (`vague`) to say that they are two. Words tell who is one only of one sentence (`here`).
fn does(doers: &[Mention], speakers: &[Mention], here: bool, vague: bool) -> bool {
    doers.iter().any(|doer| {
        speakers.iter().any(|speaker| {
            let named =
                |of: fn(&Mention) -> &Option<String>| of(doer).is_some() && of(doer) == of(speaker);
            let one = named(|party| &party.entity)
                || named(|party| &party.name)
                || here && same_party(doer, speaker);
            let one_state = speaker.country.is_some() && speaker.country == doer.country;
            let one_side =
                of_one_side(speaker, doer) || speaker.sectors.first() == doer.sectors.first();
            one || one_state && (one_side || vague && doer.sectors.is_empty())
        })
    })
}

/// What an event's verb is about: its object, or the noun that its relative clause tells of.
fn object(view: &SentenceView<'_>, draft: &Draft) -> Option<usize> {
    let noun = |word: &usize| view.upos(*word) == Upos::Noun;
    let verb = draft.support.unwrap_or(draft.head);
    let relative = || {
        let clause = view.deprel(verb) == Deprel::AclRelcl;
        view.head(verb).filter(|_| clause)
    };
    view.child(verb, &[Deprel::Obj])
        .or_else(relative)
        .filter(noun)
}

/// What a noun with an article says of a deed, where nothing behind it says whose.
fn named<'n>(view: &'n SentenceView<'_>, codebook: &Codebook, noun: usize) -> Option<Names<'n>> {
    if view.upos(noun) != Upos::Noun {
        return None;
    }
    let lemma = view.lemma(noun);
    let definite = view.children(noun).any(|child| {
        matches!(
            view.lower(child),
            "the" | "this" | "that" | "these" | "those" | "such" | "both"
        ) && view.deprel(child) == Deprel::Det
    });
    let apposed = is_apposed(view, noun);
    let owned = view.children(noun).any(|child| match view.deprel(child) {
        Deprel::NmodPoss => true,
        Deprel::Nmod | Deprel::Obl | Deprel::OblAgent | Deprel::NmodDesc => {
            matches!(
                view.case(child),
                Some("of" | "by" | "from" | "between" | "against" | "on")
            ) && !WEEKDAYS.contains(&view.lower(child))
        }
        _ => false,
    });
    if owned || !(definite || apposed) {
        return None;
    }
    if codebook.lists(Kind::Noun, lemma, "deed") {
        return Some(Names::Any);
    }
    if codebook.lists(Kind::Noun, lemma, "accusation") {
        return Some(Names::Accusation);
    }
    let frames: Vec<&Frame> = (codebook.triggers(lemma).iter())
        .filter(|(kind, trigger)| *kind == Kind::Noun && trigger.before.is_empty())
        .map(|(_, trigger)| &codebook.frames[codebook.patterns[trigger.pattern].frame])
        .collect();
    let coerced = (frames.iter())
        .filter(|frame| frame.event_type == EventType::Coerce)
        .filter_map(|frame| match frame.mode {
            FrameMode::Fixed(mode) => Some(mode),
            _ => None,
        })
        .collect();
    let mut types: Vec<EventType> = frames.iter().map(|frame| frame.event_type).collect();
    types.sort_unstable();
    types.dedup();
    let gerund = lemma.len() > 5 && lemma.ends_with("ing");
    (!types.is_empty() || gerund).then_some(Names::Kind {
        noun: lemma,
        types,
        of_war: codebook.lists(Kind::Noun, lemma, "war"),
        coerced,
    })
}

/// "…, a step that Ankara called illegal", "…, a request the bloc declined": behind the clause that tells it,
/// whatever the arc is called.
fn is_apposed(view: &SentenceView<'_>, noun: usize) -> bool {
    let beside = match view.deprel(noun) {
        Deprel::Appos | Deprel::OblUnmarked | Deprel::Parataxis => true,
        Deprel::Obl | Deprel::Obj | Deprel::Nmod => view.child(noun, &[Deprel::Case]).is_none(),
        _ => false,
    };
    let mut words = view.children(noun);
    beside
        && view.child(noun, &[Deprel::AclRelcl]).is_some()
        && words.any(|child| view.lower(child) == "," && child < noun)
        && (view.child(noun, &[Deprel::Det]))
            .is_none_or(|article| matches!(view.lower(article), "a" | "an"))
}

/// "the burning" of who burned.
fn is_gerund(noun: &str, verb: &str) -> bool {
    let Some(stem) = noun.strip_suffix("ing") else {
        return noun == verb;
    };
    let mut letters = stem.chars();
    let last = letters.next_back();
    // "the stabbing" of who stabbed
    let doubled = last.is_some() && letters.clone().next_back() == last && letters.as_str() == verb;
    doubled || verb == stem || verb.strip_suffix('e') == Some(stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gerunds_are_of_their_verbs() {
        for (noun, verb) in [
            ("burning", "burn"),
            ("stabbing", "stab"),
            ("seizing", "seize"),
            ("test", "test"),
        ] {
            assert!(is_gerund(noun, verb), "{noun} {verb}");
        }
        for (noun, verb) in [("burning", "bury"), ("ing", "be"), ("caféing", "caf")] {
            assert!(!is_gerund(noun, verb), "{noun} {verb}");
        }
    }
}
