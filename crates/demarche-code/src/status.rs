//! How an event stands to time and fact, and who says so.
//!
//! Climbs from the trigger to the root and lets every word on the way have its say: auxiliaries,
//! negation, conditional conjunctions, and the governing verbs, nouns and adjectives that
//! `operators.toml` lists.

use demarche_parse::Deprel;
use demarche_record::{Certainty, Status};

use crate::clause::WordClass;
use crate::codebook::{Codebook, Effect, Kind};
use crate::predicate::{antecedent, case_name, is_nominal, is_verbal};
use crate::view::SentenceView;

/// What the sentence says of an event's standing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Standing {
    /// Actual, future, hypothetical, negated or historical.
    pub status: Status,
    /// Asserted, claimed or denied.
    pub certainty: Certainty,
    /// Head word of the party that says, claims or denies it.
    pub reporter: Option<usize>,
    /// Whether the words only name an aim or a trait and no event at all.
    pub dropped: bool,
    /// Whether an event noun hangs in the background of the sentence ("after the attack").
    pub background: bool,
    /// Whether the negated event is one that somebody will not do: a refusal.
    pub refused: bool,
    /// The words that decided, for explanations.
    pub because: Vec<usize>,
}

#[derive(Default)]
struct Signs {
    /// Words that negate, each once: "without" marks and negates one clause.
    negations: Vec<usize>,
    future: bool,
    hypothetical: bool,
    historical: bool,
    pluperfect: bool,
    would: bool,
    claimed: bool,
    denied: bool,
    /// Denied is what others charge: "denied accusations that …".
    disputed: bool,
    reported: bool,
    purpose: bool,
    condition: bool,
}

impl Signs {
    fn negate(&mut self, word: usize) {
        if !self.negations.contains(&word) {
            self.negations.push(word);
        }
    }
}

/// Reads the standing of the event that a word names. `support` is the verb that carries an event
/// noun.
pub fn standing(
    view: &SentenceView<'_>,
    codebook: &Codebook,
    head: usize,
    support: Option<usize>,
) -> Standing {
    let mut signs = Signs::default();
    let mut standing = Standing::default();
    let mut reporter = None;
    own_signs(view, codebook, head, &mut signs, &mut standing.because);
    if let Some(verb) = support {
        own_signs(view, codebook, verb, &mut signs, &mut standing.because);
        // "claimed responsibility for the attack": what carries the noun may be an operator itself.
        governed(
            view,
            codebook,
            verb,
            "obj",
            &mut signs,
            &mut standing,
            &mut reporter,
        );
    }
    standing.dropped |= is_habit(view, support.unwrap_or(head)) || is_mishap(view, codebook, head);
    let mut at = support.unwrap_or(head);
    let mut inside_relative = false;
    // Whether a relative clause in the past tense tells of it, whatever is said around it.
    let mut told = false;
    signs.hypothetical |= set_in_work(view, codebook, at) || is_played(view, codebook, at);
    for _ in 0..view.len() {
        said_beside(view, codebook, at, &mut signs, &mut reporter);
        let Some(above) = view.head(at) else { break };
        let relation = view.deprel(at);
        if told_by_work(view, codebook, at, above) || set_in_work(view, codebook, above) {
            signs.hypothetical = true;
            standing.because.push(above);
        }
        // "only if the snipers who fired are named": a condition beyond a relative clause is another's.
        let beyond = inside_relative;
        match relation {
            Deprel::Conj => {
                let own_aux = view.child(at, &[Deprel::Aux, Deprel::AuxPass, Deprel::Nsubj]);
                if !inside_relative
                    && own_aux.is_none()
                    && is_verbal(view, above)
                    && shares_form(view, at, above)
                {
                    own_signs(view, codebook, above, &mut signs, &mut standing.because);
                }
                at = above;
                continue;
            }
            // "the accusation he was involved" tells the accusation, and no more of it.
            Deprel::AclRelcl
                if is_relative(view, at)
                    || is_answer(view, at)
                    || !effect_named(view, codebook, above) =>
            {
                inside_relative = true;
            }
            // "has not signed, three months after a bomb wounded him": told of another time, and as
            // fact.
            Deprel::Advcl if is_told_apart(view, at) => inside_relative = true,
            _ if is_relative(view, at) => inside_relative = true,
            // "would support the deal signed by Russia": what was done to it has been done.
            Deprel::Acl
                if view.xpos(at) == "VBN"
                    && view.child(at, &[Deprel::Mark, Deprel::Case]).is_none() =>
            {
                inside_relative = true;
            }
            _ => {}
        }
        told |= inside_relative && !beyond && is_past(view, at);
        if !beyond {
            conditional(view, at, &mut signs);
        }
        let through = slot_of(view, at);
        standing.dropped |= !inside_relative && is_bidden(view, at, above);
        if !inside_relative
            || matches!(relation, Deprel::Ccomp | Deprel::Parataxis) && !is_relative(view, at)
        {
            let (future, hypothetical) = (signs.future, signs.hypothetical);
            governed(
                view,
                codebook,
                above,
                through,
                &mut signs,
                &mut standing,
                &mut reporter,
            );
            // "proposed that the troops who fired leave": that they fired is not proposed.
            if told {
                (signs.future, signs.hypothetical) = (future, hypothetical);
            }
        }
        match relation {
            Deprel::Advcl => {
                let mark = view.child(at, &[Deprel::Mark]);
                match mark.map(|mark| (mark, view.lower(mark))) {
                    // "for Singapore, where he is to meet Kim"
                    Some((mark, "to")) if is_arranged(view, at, mark) => {}
                    Some((_, "to")) if !effect_named(view, codebook, above) => {
                        signs.purpose = true;
                    }
                    Some((mark, "without")) => signs.negate(mark),
                    _ => {}
                }
                let bare = view.xpos(at) == "VB"
                    || view.xpos(at) == "VBG" && mark.is_some_and(|mark| view.lower(mark) == "by");
                if is_verbal(view, above) && bare && !inside_relative {
                    own_signs(view, codebook, above, &mut signs, &mut standing.because);
                }
            }
            Deprel::Xcomp if is_verbal(view, above) && !inside_relative => {
                own_signs(view, codebook, above, &mut signs, &mut standing.because);
            }
            Deprel::Acl
                if is_nominal(view, above)
                    && view
                        .child(at, &[Deprel::Mark])
                        .is_some_and(|mark| view.lower(mark) == "to")
                    && !effect_named(view, codebook, above)
                    && !is_ranked(view, above) =>
            {
                signs.hypothetical = true;
            }
            Deprel::Obl | Deprel::Nmod if is_nominal(view, at) && at == support.unwrap_or(head) => {
                if matches!(
                    case_name(view, at),
                    Some(
                        "after"
                            | "following"
                            | "since"
                            | "amid"
                            | "before"
                            | "despite"
                            | "from"
                            | "because_of"
                            | "due_to"
                            | "over"
                            | "during"
                            | "for"
                    )
                ) {
                    standing.background = true;
                }
            }
            _ => {}
        }
        if !beyond && condition_beside(view, at) {
            signs.condition = true;
        }
        at = above;
    }
    if !inside_relative {
        if condition_beside(view, at) {
            signs.condition = true;
        }
        conditional(view, at, &mut signs);
    }
    standing.dropped |=
        is_counted(view, codebook, head) || reporter.is_some_and(|who| counts(view, codebook, who));
    settle(&signs, &mut standing);
    // "does not recognise the junta", "no longer recognises it" refuse by saying so.
    let doing = view.children(head).any(|child| {
        view.deprel(child) == Deprel::Aux && matches!(view.lower(child), "do" | "does" | "did")
            || is_no_longer(view, child)
    });
    standing.refused |= doing
        && standing.status == Status::Negated
        && !signs.condition
        && codebook.refuses_by_not(view.lemma(head));
    standing.reporter = if signs.claimed || signs.denied || signs.reported {
        reporter
    } else {
        None
    };
    if standing.reporter.is_none() && standing.certainty == Certainty::Claimed && !signs.claimed {
        standing.certainty = Certainty::Asserted;
    }
    standing
}

fn settle(signs: &Signs, standing: &mut Standing) {
    let future = signs.future || (signs.would && (signs.reported || signs.claimed));
    let hypothetical = signs.hypothetical
        || (signs.would && !signs.reported && !signs.claimed)
        || (signs.condition && (signs.would || signs.future));
    standing.status = if signs.negations.len() % 2 == 1 {
        Status::Negated
    } else if hypothetical {
        Status::Hypothetical
    } else if future {
        Status::Future
    } else if signs.historical || (signs.pluperfect && signs.claimed) {
        // What was before is mostly told as news all the same; a claim of what was before is not.
        Status::Historical
    } else {
        Status::Actual
    };
    // "denied charges that it tortured a priest": nobody here says that it happened.
    if signs.disputed && matches!(standing.status, Status::Actual | Status::Historical) {
        standing.status = Status::Negated;
    }
    standing.refused =
        signs.negations.len() % 2 == 1 && (signs.future || signs.would) && !signs.condition;
    standing.dropped |= signs.purpose;
    standing.certainty = if signs.denied {
        Certainty::Denied
    } else if signs.claimed || signs.reported {
        Certainty::Claimed
    } else {
        Certainty::Asserted
    };
}

/// Whether a word is the "longer" of "no longer".
fn is_no_longer(view: &SentenceView<'_>, word: usize) -> bool {
    view.lower(word) == "longer" && word > 0 && view.lower(word - 1) == "no"
}

/// Auxiliaries, negation and adverbs on the word itself.
fn own_signs(
    view: &SentenceView<'_>,
    codebook: &Codebook,
    word: usize,
    signs: &mut Signs,
    because: &mut Vec<usize>,
) {
    let mut perfect = false;
    for child in view.children(word) {
        let lower = view.lower(child);
        // "have yet to agree": they have not.
        if lower == "yet" && child + 1 < view.len() && view.lower(child + 1) == "to" {
            signs.negate(child);
            because.push(child);
        }
        // "no longer recognises": it does not, whatever the "no" hangs on.
        if is_no_longer(view, child) {
            signs.negate(child - 1);
            because.push(child);
        }
        match view.deprel(child) {
            Deprel::Aux | Deprel::AuxPass | Deprel::Cop => match lower {
                "will" | "'ll" | "wo" | "shall" => {
                    signs.future = true;
                    because.push(child);
                }
                "would" | "'d" if lower == "would" || view.xpos(word) == "VB" => {
                    signs.would = true;
                    because.push(child);
                }
                "could" | "can" | "ca" | "may" | "might" | "should" | "must" | "ought" => {
                    signs.hypothetical = true;
                    because.push(child);
                }
                "had" => perfect = true,
                _ => {}
            },
            Deprel::Advmod | Deprel::Det | Deprel::Amod | Deprel::Mark | Deprel::Cc => {
                match codebook.adverb(lower) {
                    Some(Effect::Negated) => {
                        signs.negate(child);
                        because.push(child);
                    }
                    Some(Effect::Hypothetical) => {
                        signs.hypothetical = true;
                        because.push(child);
                    }
                    Some(Effect::Future) => {
                        signs.future = true;
                        because.push(child);
                    }
                    Some(Effect::Claimed) => {
                        signs.claimed = true;
                        because.push(child);
                    }
                    // "a week ago" is still news, "decades ago" is not.
                    Some(Effect::Historical) if is_recent(view, child) => {}
                    Some(Effect::Historical) => {
                        signs.historical = true;
                        because.push(child);
                    }
                    _ => {}
                }
            }
            _ => {}
        }
    }
    if perfect {
        signs.pluperfect = true;
    }
    // "The president is to visit Cairo", "the council was to meet later": what is arranged.
    let arranged = view.children(word).find(|&child| {
        matches!(view.deprel(child), Deprel::Cop | Deprel::Aux)
            && matches!(
                view.lower(child),
                "is" | "are" | "'s" | "'re" | "was" | "were"
            )
            && child < word
            && view.lower(child + 1) == "to"
            && view.deprel(child + 1) == Deprel::Mark
            && view.head(child + 1) == Some(word)
    });
    if let Some(arranged) = arranged {
        signs.future = true;
        because.push(arranged);
    }
    // "during the Second World War"
    let era = view.children(word).find(|&child| {
        matches!(view.deprel(child), Deprel::Obl | Deprel::Nmod)
            // What was the worst "since the Cold War" came after it.
            && matches!(case_name(view, child), Some("during" | "in" | "under"))
            && (0..4).any(|back| {
                child >= back && {
                    let joined: Vec<&str> =
                        (child - back..=child).map(|at| view.lower(at)).collect();
                    codebook.names_the_past(&joined.join("_"))
                }
            })
    });
    if let Some(era) = era {
        signs.historical = true;
        because.push(era);
    }
    // "No talks were held", "nobody was hurt": the negation may stand on the subject.
    let arguments = view.children(word).filter(|&child| {
        matches!(
            view.deprel(child),
            Deprel::Nsubj | Deprel::NsubjPass | Deprel::Obj
        )
    });
    for subject in arguments.collect::<Vec<_>>() {
        let alone = matches!(
            view.lower(subject),
            "nobody" | "none" | "nothing" | "neither"
        );
        let none = Some(subject).filter(|_| alone).or_else(|| {
            view.children(subject).find(|&child| {
                view.deprel(child) == Deprel::Det && matches!(view.lower(child), "no" | "neither")
            })
        });
        if let Some(none) = none {
            signs.negate(none);
            because.push(none);
        }
    }
}

/// Whether the "to" of a clause belongs to "is to": what is arranged, and no purpose.
fn is_arranged(view: &SentenceView<'_>, clause: usize, to: usize) -> bool {
    to.checked_sub(1).is_some_and(|be| {
        view.head(be) == Some(clause)
            && matches!(view.lower(be), "is" | "are" | "'s" | "'re" | "was" | "were")
    })
}

/// Whether a present tense tells what is done time and again, and no event: "visits Ankara every month".
fn is_habit(view: &SentenceView<'_>, verb: usize) -> bool {
    // "approve or reject laws four times a year": said of both.
    let first = match view.head(verb) {
        Some(first) if view.deprel(verb) == Deprel::Conj => first,
        _ => verb,
    };
    let present = matches!(view.xpos(verb), "VB" | "VBP" | "VBZ")
        && matches!(view.xpos(first), "VBP" | "VBZ")
        && [verb, first]
            .iter()
            .all(|&one| view.child(one, &[Deprel::Aux, Deprel::AuxPass]).is_none());
    let each = |child: usize| {
        let time = matches!(view.deprel(child).base(), Deprel::Obl);
        time && view.children(child).any(|word| {
            word < child
                && match view.lower(word) {
                    "every" | "each" => true,
                    "a" | "per" => matches!(view.lemma(child), "year" | "month" | "week" | "day"),
                    _ => false,
                }
        })
    };
    present && view.children(verb).chain(view.children(first)).any(each)
}

/// "An explosion at a fireworks factory killed eleven", "eleven died in a blast in a coal mine": a mishap at
/// work. Where a bomb or a hand is named with the blast, and where arms are made, it may have been another's
/// deed.
fn is_mishap(view: &SentenceView<'_>, codebook: &Codebook, head: usize) -> bool {
    let listed = |lemma: &str, list: &str| codebook.lists(Kind::Noun, lemma, list);
    let workplace = |word: usize| {
        let before = word.checked_sub(1).map_or("", |before| view.lower(before));
        let joined = format!("{before}_{}", view.lower(word));
        (listed(view.lower(word), "workplace") || listed(&joined, "workplace"))
            && !listed(before, "armament")
    };
    // The place hangs on the blast or, by a wrong arc, on anything after it.
    let at_work = |blast: usize| {
        // "the blast of a mine" is a weapon's.
        let stands = |next: usize| {
            matches!(view.lower(next), "at" | "in" | "inside" | "near") || tears(view, next)
        };
        listed(view.lower(blast), "blast")
            && view.child(blast, &[Deprel::Compound]).is_none()
            && blast + 1 < view.len()
            && stands(blast + 1)
            && (blast + 1..view.len().min(blast + 8))
                .take_while(|&word| !is_verbal(view, word) || tears(view, word))
                .any(workplace)
    };
    // "ripped through a mine, killing nine"
    let main = view
        .head(head)
        .filter(|_| view.deprel(head) == Deprel::Advcl);
    let beside = main.into_iter().flat_map(|main| view.children(main));
    let mut words = std::iter::once(head)
        .chain(view.children(head))
        .chain(beside);
    words.any(at_work)
}

/// Whether a blast tears through a place, and hits it from nowhere.
fn tears(view: &SentenceView<'_>, verb: usize) -> bool {
    matches!(view.lemma(verb), "rip" | "tear")
        && verb + 1 < view.len()
        && view.lower(verb + 1) == "through"
}

/// Whether "ago" counts less than years.
fn is_recent(view: &SentenceView<'_>, ago: usize) -> bool {
    view.lower(ago) == "ago"
        && ago.checked_sub(1).is_some_and(|unit| {
            matches!(
                view.lower(unit),
                "minute"
                    | "minutes"
                    | "hour"
                    | "hours"
                    | "day"
                    | "days"
                    | "week"
                    | "weeks"
                    | "fortnight"
                    | "month"
                    | "months"
            )
        })
}

/// What the governing word does to the event below it.
fn governed(
    view: &SentenceView<'_>,
    codebook: &Codebook,
    above: usize,
    through: &str,
    signs: &mut Signs,
    standing: &mut Standing,
    reporter: &mut Option<usize>,
) {
    let kind = match view.upos(above) {
        demarche_parse::Upos::Verb => Kind::Verb,
        demarche_parse::Upos::Adj => Kind::Adjective,
        demarche_parse::Upos::Noun | demarche_parse::Upos::Propn => Kind::Noun,
        _ => return,
    };
    for operator in codebook.operators(kind, view.lemma(above)) {
        if !operator.through.is_empty() && !operator.through.iter().any(|slot| slot == through) {
            continue;
        }
        match operator.effect {
            Effect::Transparent => {}
            Effect::Future => signs.future = true,
            Effect::Hypothetical => signs.hypothetical = true,
            Effect::Negated => signs.negate(above),
            Effect::Historical => signs.historical = true,
            Effect::Dropped => standing.dropped = true,
            Effect::Reported | Effect::Claimed | Effect::Denied => {
                match operator.effect {
                    Effect::Denied => {
                        signs.denied = true;
                        signs.disputed |= signs.claimed
                            || through == "obj"
                            || view.child(above, &[Deprel::Obj]).is_some();
                    }
                    Effect::Claimed => signs.claimed = true,
                    _ => signs.reported = true,
                }
                if reporter.is_none() {
                    *reporter = speaker(view, above);
                }
            }
        }
        standing.because.push(above);
        // The first entry that applies decides.
        return;
    }
}

/// Whether the governing word is listed as an operator over clauses, so that an infinitive under
/// it is its complement and no mere purpose.
fn effect_named(view: &SentenceView<'_>, codebook: &Codebook, above: usize) -> bool {
    let kind = if is_verbal(view, above) {
        Kind::Verb
    } else if is_nominal(view, above) {
        Kind::Noun
    } else {
        Kind::Adjective
    };
    codebook.lists(kind, view.lemma(above), "comp")
}

/// Whether `operators.toml` lists a word for something by name, alone or with the word before it: "work",
/// "opening_scene".
fn is_listed(
    view: &SentenceView<'_>,
    codebook: &Codebook,
    kind: Kind,
    word: usize,
    list: &str,
) -> bool {
    let listed = |name: &str| codebook.lists(kind, name, list);
    let joined = |before: usize| format!("{}_{}", view.lower(before), view.lemma(word));
    listed(view.lemma(word))
        || kind == Kind::Noun
            && word
                .checked_sub(1)
                .is_some_and(|before| listed(&joined(before)))
}

/// Whether a source only counts: "a poll", "Statistics Finland", "a survey firm".
fn counts(view: &SentenceView<'_>, codebook: &Codebook, source: usize) -> bool {
    let polls = |word: usize| {
        is_listed(view, codebook, Kind::Noun, word, "poll")
            || codebook.lists(Kind::Noun, view.lower(word), "poll")
    };
    let part = |child: usize| matches!(view.deprel(child), Deprel::Compound | Deprel::Flat);
    polls(source)
        || view
            .children(source)
            .any(|child| part(child) && polls(child))
}

/// "Half of the Germans oppose it, a poll found": what is counted is no act. The parser seldom sees that
/// this reports, so the words at the end decide.
fn is_counted(view: &SentenceView<'_>, codebook: &Codebook, head: usize) -> bool {
    (head + 1..view.len()).rev().take(5).any(|verb| {
        let mut operators = codebook.operators(Kind::Verb, view.lemma(verb));
        let poll = view
            .child(verb, &[Deprel::Nsubj])
            .filter(|&poll| poll > head && is_listed(view, codebook, Kind::Noun, poll, "poll"));
        operators.any(|operator| operator.effect == Effect::Reported)
            && poll.is_some_and(|poll| {
                (poll.saturating_sub(3)..poll).any(|before| view.lower(before) == ",")
            })
    })
}

/// "The film shows how troops killed villagers", "the musical is set in Paris, where students fight police":
/// what stands under the verb with which a work tells, or has a place, a beginning and an end.
fn told_by_work(view: &SentenceView<'_>, codebook: &Codebook, word: usize, verb: usize) -> bool {
    if !is_verbal(view, verb) {
        return false;
    }
    let case = case_name(view, word).filter(|_| view.deprel(word) == Deprel::Obl);
    let under = match view.deprel(word) {
        Deprel::Ccomp | Deprel::Xcomp | Deprel::Obj | Deprel::Parataxis => true,
        _ => matches!(case, Some("of" | "about" | "around" | "on" | "through")),
    };
    let tells = || {
        let mut operators = codebook.operators(Kind::Verb, view.lemma(verb));
        is_listed(view, codebook, Kind::Verb, verb, "work")
            || operators
                .any(|operator| matches!(operator.effect, Effect::Reported | Effect::Historical))
    };
    // A drama that began with a shot was one of hostages: a work is told of in the present tense.
    let auxiliary = view.child(verb, &[Deprel::Aux, Deprel::AuxPass, Deprel::Cop]);
    let present = matches!(view.xpos(auxiliary.unwrap_or(verb)), "VBZ" | "VBP");
    let staged = || {
        present
            && (matches!(case, Some("in" | "with" | "during" | "amid"))
                || has_opener(view, word, &["where", "with"]))
            && is_listed(view, codebook, Kind::Verb, verb, "staging")
    };
    view.child(verb, &[Deprel::Nsubj, Deprel::NsubjPass])
        .is_some_and(|subject| is_listed(view, codebook, Kind::Noun, subject, "work"))
        && (under && tells() || staged())
}

/// "In the novel, a spy kills an agent": a clause that happens in a work. What somebody says or writes in
/// his book is meant in earnest.
fn set_in_work(view: &SentenceView<'_>, codebook: &Codebook, clause: usize) -> bool {
    let mut operators = codebook.operators(Kind::Verb, view.lemma(clause));
    let reports = operators.any(|operator| operator.effect == Effect::Reported);
    in_titled_work(view, codebook, clause)
        || view.children(clause).any(|child| {
            !reports
                && view.deprel(child) == Deprel::Obl
                && case_name(view, child) == Some("in")
                && is_listed(view, codebook, Kind::Noun, child, "setting")
                // "in a series of attacks"
                && (view.children(child)).all(|inner| case_name(view, inner) != Some("of"))
        })
}

/// "the novel The Salt Road, in which villagers attack", wherever the parser hung the clause. Without a title
/// a drama may be one of hostages, and a series one of attacks.
fn in_titled_work(view: &SentenceView<'_>, codebook: &Codebook, clause: usize) -> bool {
    let titled = |work: usize| {
        is_listed(view, codebook, Kind::Noun, work, "setting")
            && (view.lower(work + 1) == "\"" || view.text(work + 1).starts_with(char::is_uppercase))
    };
    view.children(clause).any(|which| {
        which < clause
            && view.lower(which) == "which"
            && case_name(view, which) == Some("in")
            && (which.saturating_sub(9)..which.saturating_sub(1))
                .rev()
                .take_while(|&before| !is_verbal(view, before))
                .any(titled)
    })
}

/// "The officer, played by Tomas Reyes, arrests his father", "he played a general who overthrows a sultan":
/// what a part does happens in a work.
fn is_played(view: &SentenceView<'_>, codebook: &Codebook, clause: usize) -> bool {
    let acts = |verb: usize| is_listed(view, codebook, Kind::Verb, verb, "part");
    let Some(subject) = view.child(clause, &[Deprel::Nsubj, Deprel::NsubjPass]) else {
        return false;
    };
    let part = antecedent(view, subject);
    let played_by = view.children(part).any(|child| {
        acts(child)
            && view.xpos(child) == "VBN"
            && (view.children(child)).any(|agent| case_name(view, agent) == Some("by"))
    });
    played_by
        || part != subject && view.deprel(part) == Deprel::Obj && view.head(part).is_some_and(acts)
}

/// "…, officials said" and "according to officials" beside a clause.
fn said_beside(
    view: &SentenceView<'_>,
    codebook: &Codebook,
    clause: usize,
    signs: &mut Signs,
    reporter: &mut Option<usize>,
) {
    if reporter.is_some() {
        return;
    }
    for child in view.children(clause) {
        match view.deprel(child) {
            // "guards, who responded with tear gas", tell nothing.
            Deprel::Parataxis | Deprel::Advcl | Deprel::Conj
                if is_verbal(view, child)
                    && !is_relative(view, child)
                    && !has_own_object(view, child)
                    && (view.deprel(child) == Deprel::Parataxis || is_beside(view, child)) =>
            {
                let reports = codebook
                    .operators(Kind::Verb, view.lemma(child))
                    .any(|operator| operator.effect == Effect::Reported);
                if reports && let Some(who) = speaker(view, child) {
                    signs.reported = true;
                    *reporter = Some(who);
                }
            }
            Deprel::Obl if case_name(view, child) == Some("according_to") => {
                signs.reported = true;
                *reporter = Some(child);
            }
            _ => {}
        }
    }
}

/// Whether a verb of saying has an object of another kind: "…, and the president declared an emergency".
fn has_own_object(view: &SentenceView<'_>, verb: usize) -> bool {
    let object = view.child(verb, &[Deprel::Obj]);
    object.is_some_and(|object| object > verb)
        && !matches!(
            view.lemma(verb),
            "tell" | "inform" | "quote" | "cite" | "brief"
        )
}

/// "…, the minister said": a clause with its own subject and no conjunction stands beside another,
/// whatever the arc is called.
fn is_beside(view: &SentenceView<'_>, clause: usize) -> bool {
    view.child(clause, &[Deprel::Mark, Deprel::Case, Deprel::Cc])
        .is_none()
        && view.child(clause, &[Deprel::Nsubj]).is_some()
        // "…, officials said ten were killed" tells what follows.
        && (view.deprel(clause) != Deprel::Conj || view.child(clause, &[Deprel::Ccomp]).is_none())
}

/// Whether a conjunction sets a clause apart from what its governor says of time and fact: "after a
/// bomb wounded him", "although they had met".
fn is_told_apart(view: &SentenceView<'_>, clause: usize) -> bool {
    const APART: [&str; 11] = [
        "after", "when", "while", "as", "since", "because", "although", "though", "where",
        "whereas", "before",
    ];
    let finite = view
        .child(clause, &[Deprel::Nsubj, Deprel::NsubjPass])
        .is_some();
    finite && has_opener(view, clause, &APART) && !waits(view, clause)
}

/// Whether a participle clause follows a comma: "…, accusing Pakistan of interference".
fn is_apposed(view: &SentenceView<'_>, clause: usize) -> bool {
    matches!(view.xpos(clause), "VBG" | "VBN")
        && view.child(clause, &[Deprel::Mark, Deprel::Case]).is_none()
        && view.head(clause).is_some_and(|above| above < clause)
        && (clause.saturating_sub(3)..clause).any(|before| view.lower(before) == ",")
}

/// Whether a clause is only what somebody is told to do, or not to do: "told the envoys not to meddle".
fn is_bidden(view: &SentenceView<'_>, clause: usize, above: usize) -> bool {
    let infinitive = view.xpos(clause) == "VB"
        && (view.children(clause)).any(|child| child < clause && view.lower(child) == "to");
    infinitive
        && matches!(
            view.deprel(clause),
            Deprel::Xcomp | Deprel::Ccomp | Deprel::Advcl
        )
        && is_verbal(view, above)
        && matches!(view.lemma(above), "tell" | "warn" | "caution")
}

/// "the last tank to leave": what an infinitive says of the first or last has happened.
fn is_ranked(view: &SentenceView<'_>, noun: usize) -> bool {
    let ranks = |word: usize| {
        matches!(
            view.lower(word),
            "first" | "second" | "third" | "fourth" | "fifth" | "last" | "latest" | "only"
        )
    };
    ranks(noun) || view.children(noun).any(ranks)
}

/// Whether a clause is relative by its pronoun, whatever the arc is called.
fn is_relative(view: &SentenceView<'_>, clause: usize) -> bool {
    view.children(clause).any(|child| {
        matches!(
            view.deprel(child),
            Deprel::Nsubj | Deprel::NsubjPass | Deprel::Obj
        ) && antecedent(view, child) != child
    })
}

/// "a request the bloc declined": whether a clause without an object of its own tells what somebody answered to
/// the noun before it, and not what that noun says.
fn is_answer(view: &SentenceView<'_>, clause: usize) -> bool {
    WordClass::Answering.holds(view.lemma(clause)) && view.child(clause, &[Deprel::Obj]).is_none()
}

/// "If Iran attacked, …": the conjunction of a clause makes it a mere possibility, also where the
/// clause was taken for the main one.
fn conditional(view: &SentenceView<'_>, clause: usize, signs: &mut Signs) {
    let opens = view.children(clause).any(|child| {
        matches!(view.deprel(child), Deprel::Mark | Deprel::Advmod)
            && matches!(
                view.lower(child),
                "if" | "unless" | "whether" | "lest" | "provided"
            )
    });
    if opens || waits(view, clause) {
        signs.hypothetical = true;
    }
}

/// Whether a clause names the time of what has not happened either: "will leave after they sign", "said
/// it would leave when they signed".
fn waits(view: &SentenceView<'_>, clause: usize) -> bool {
    const TIMES: [&str; 7] = [
        "when", "whenever", "once", "until", "till", "before", "after",
    ];
    let Some(governor) = view.head(clause) else {
        return false;
    };
    // "will leave as soon as they sign": the clause hangs on the adverb.
    let adverb = matches!(view.lower(governor), "soon" | "long")
        && governor > 0
        && view.lower(governor - 1) == "as"
        && has_opener(view, clause, &["as"]);
    if view.deprel(clause) != Deprel::Advcl || !(adverb || has_opener(view, clause, &TIMES)) {
        return false;
    }
    let above = view.head(governor).filter(|_| adverb).unwrap_or(governor);
    let auxiliary = |wanted: &[&str]| {
        view.children(above)
            .any(|child| view.deprel(child) == Deprel::Aux && wanted.contains(&view.lower(child)))
    };
    let to = view.xpos(above) == "VB"
        && (view.children(above)).any(|child| child < above && view.lower(child) == "to");
    match is_past(view, clause) {
        true => auxiliary(&["would", "'d"]),
        false => {
            to || auxiliary(&[
                "will", "'ll", "wo", "shall", "would", "'d", "should", "can", "could", "may",
                "might", "must",
            ])
        }
    }
}

/// Whether the finite verb of a clause is a past form.
fn is_past(view: &SentenceView<'_>, clause: usize) -> bool {
    let auxiliary = view.children(clause).find(|&child| {
        matches!(
            view.deprel(child),
            Deprel::Aux | Deprel::AuxPass | Deprel::Cop
        )
    });
    // "before police used water cannon": a participle with a subject and without an auxiliary is none.
    let mistaken = auxiliary.is_none()
        && view.xpos(clause) == "VBN"
        && view.child(clause, &[Deprel::Nsubj]).is_some()
        && view.child(clause, &[Deprel::Obj]).is_some();
    mistaken || view.xpos(auxiliary.unwrap_or(clause)) == "VBD"
}

/// Whether one of these words opens a clause.
fn has_opener(view: &SentenceView<'_>, clause: usize, words: &[&str]) -> bool {
    view.children(clause).any(|child| {
        matches!(view.deprel(child), Deprel::Mark | Deprel::Advmod)
            && child < clause
            && words.contains(&view.lower(child))
    })
}

fn speaker(view: &SentenceView<'_>, verb: usize) -> Option<usize> {
    // "a soldier accused of killing five": who is accused says nothing.
    let accused = matches!(
        view.lemma(verb),
        "accuse" | "suspect" | "charge" | "convict" | "indict"
    ) && view.xpos(verb) == "VBN"
        && view.child(verb, &[Deprel::Aux, Deprel::Obj]).is_none();
    if accused {
        return view.child(verb, &[Deprel::OblAgent]);
    }
    view.child(verb, &[Deprel::Nsubj, Deprel::OblAgent])
        .map(|subject| antecedent(view, subject))
        .or_else(|| {
            // "said" shared by coordination, or a gerund: "…, saying it would".
            let above = view.head(verb)?;
            matches!(
                view.deprel(verb),
                Deprel::Conj | Deprel::Advcl | Deprel::Xcomp
            )
            .then(|| view.child(above, &[Deprel::Nsubj]))
            .flatten()
            .map(|subject| antecedent(view, subject))
        })
}

/// Whether two coordinated verbs have the same form and so share their auxiliaries.
fn shares_form(view: &SentenceView<'_>, one: usize, other: usize) -> bool {
    view.xpos(one) == view.xpos(other) && matches!(view.xpos(one), "VB" | "VBN" | "VBG")
}

/// The slot of its governor that a word stands in.
fn slot_of<'v>(view: &'v SentenceView<'_>, word: usize) -> &'v str {
    match view.deprel(word) {
        Deprel::Xcomp | Deprel::Ccomp | Deprel::AclRelcl => "comp",
        Deprel::Parataxis => "parataxis",
        Deprel::Obj | Deprel::NsubjPass => "obj",
        Deprel::Nsubj => "subj",
        // "cancelled talks, accusing Pakistan": beside the verb, not under it.
        Deprel::Advcl if is_apposed(view, word) => "",
        // "would open ties under an accord brokered by Kenya": what was done to a thing is not what
        // the thing is about.
        Deprel::Acl
            if view.xpos(word) == "VBN"
                && view.child(word, &[Deprel::Mark, Deprel::Case]).is_none() =>
        {
            ""
        }
        Deprel::Advcl | Deprel::Acl => {
            match view
                .child(word, &[Deprel::Mark, Deprel::Case])
                .map(|mark| view.lower(mark))
            {
                Some("to" | "that") | None => "comp",
                Some(mark) => mark,
            }
        }
        _ => case_name(view, word).unwrap_or(""),
    }
}

fn condition_beside(view: &SentenceView<'_>, clause: usize) -> bool {
    view.children(clause).any(|child| {
        view.deprel(child) == Deprel::Advcl
            && view
                .child(child, &[Deprel::Mark])
                .is_some_and(|mark| matches!(view.lower(mark), "if" | "unless"))
    })
}
