//! How many persons an event killed, injured, arrested or displaced.
//!
//! First every count of the sentence is read ("killing 26 people", "30 dead", "the arrest of
//! twelve activists"), by the tree and, where an arc is missing, by the words next to it. Then the
//! counts that belong to the trigger are taken. A number is never made up: "dozens" and "several"
//! leave a field empty.

use std::sync::OnceLock;

use demarche_knowledge::quick::QuickMap;
use demarche_parse::{Deprel, EntityKind, Upos};
use demarche_record::Quantities;

use crate::clause::{WordClass, has_subject, is_nominal, is_verb, opens_clause};
use crate::numbers::{count_at, is_vague};
use crate::view::SentenceView;
use demarche_knowledge::table::{list, rows};

/// The counts of the event that `trigger` names. Arrests belong to the event of the sentence that
/// tells of them, and to no other of its `events`: "boarded a ship and detained nine".
pub fn quantities(view: &SentenceView<'_>, trigger: usize, events: &[usize]) -> Quantities {
    let mut found = Quantities::default();
    if trigger >= view.len() {
        return found;
    }
    let mut best = [usize::MAX; 4];
    for count in counts(view) {
        let told_apart = count.quantity == Quantity::Arrested
            && count.word != trigger
            && events.contains(&count.word);
        if told_apart {
            continue;
        }
        let Some(distance) = distance(view, trigger, &count) else {
            continue;
        };
        let slot = match count.quantity {
            Quantity::Killed => &mut found.killed,
            Quantity::Injured => &mut found.injured,
            Quantity::Arrested => &mut found.arrested,
            Quantity::Displaced => &mut found.displaced,
        };
        if distance < best[count.quantity as usize] {
            best[count.quantity as usize] = distance;
            *slot = Some(count.value);
        }
    }
    found
}

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// Persons killed.
    Killed,
    /// Persons injured.
    Injured,
    /// Persons arrested or detained.
    Arrested,
    /// Persons displaced.
    Displaced,
}

/// A count found in a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// What is counted.
    pub quantity: Quantity,
    /// How many.
    pub value: u32,
    /// The word that says what happened to them ("killing", "dead", "arrest").
    pub word: usize,
}

/// Every count of a sentence, in order.
pub fn counts(view: &SentenceView<'_>) -> Vec<Count> {
    let mut counts: Vec<Count> = Vec::new();
    for word in 0..view.len() {
        if is_to_death(view, word) {
            let quantity = Quantity::Killed;
            counts.extend(of_verb(view, word, quantity).map(|value| Count {
                quantity,
                value,
                word,
            }));
            continue;
        }
        for entry in entries(view, word) {
            let Some(quantity) = entry.quantity else {
                continue;
            };
            let value = match entry.construction {
                Construction::Object if is_verb(view, word) || is_participle(view, word) => {
                    of_verb(view, word, quantity)
                }
                Construction::Subject if is_verb(view, word) => {
                    subject(view, word).and_then(|subject| persons(view, subject))
                }
                Construction::Of if is_nominal(view, word) => of_noun(view, word),
                Construction::Counted if is_nominal(view, word) => own_number(view, word),
                Construction::State => of_state(view, word),
                Construction::Toll => toll(view, word),
                Construction::Lives if is_verb(view, word) || view.lower(word) == "cost" => {
                    lives(view, word)
                }
                _ => None,
            };
            if let Some(value) = value {
                counts.push(Count {
                    quantity,
                    value,
                    word,
                });
                break;
            }
        }
    }
    counts
}

/// Whether what is done to somebody kills him: "stabbed two men to death".
fn is_to_death(view: &SentenceView<'_>, verb: usize) -> bool {
    let dies = |phrase: usize| view.lower(phrase) == "death" && view.case(phrase) == Some("to");
    let object = view.child(verb, &[Deprel::Obj, Deprel::NsubjPass]);
    (is_verb(view, verb) || is_participle(view, verb))
        && !matches!(view.lemma(verb), "sentence" | "condemn" | "send" | "lead")
        && (view.children(verb).any(dies)
            || object.is_some_and(|object| view.children(object).any(dies)))
}

/// "killed 26 people", "26 people were killed", "26 people killed in the attack".
fn of_verb(view: &SentenceView<'_>, verb: usize, quantity: Quantity) -> Option<u32> {
    if quantity == Quantity::Arrested
        && view.lemma(verb) == "round"
        && !has_particle(view, verb, "up")
    {
        return None;
    }
    if view.lemma(verb) == "gun" && !has_particle(view, verb, "down") {
        return None;
    }
    let passive = view
        .child(verb, &[Deprel::AuxPass, Deprel::NsubjPass])
        .is_some();
    let counted = match passive {
        true => subject(view, verb),
        false => view
            .child(verb, &[Deprel::Obj])
            .or_else(|| {
                // "killed 12 people and injured 30": a number alone is taken for a measure.
                view.child(verb, &[Deprel::OblUnmarked])
                    .filter(|&number| view.upos(number) == Upos::Num)
            })
            .filter(|&object| object > verb),
    };
    if let Some(value) = counted.and_then(|counted| persons(view, counted)) {
        return Some(value);
    }
    if counted.is_some_and(|counted| !passive || vague(view, counted)) {
        return None;
    }
    // A participle after its noun: "26 people killed in the attack".
    if matches!(view.deprel(verb), Deprel::Acl) && view.xpos(verb) != "VBG" {
        return view
            .head(verb)
            .filter(|&head| head < verb)
            .and_then(|head| persons(view, head));
    }
    if passive {
        return counted_left(view, verb);
    }
    // Where an arc is missing the number next to the verb tells.
    match view.xpos(verb) {
        "VBN" => counted_left(view, verb),
        _ => counted_right(view, verb + 1),
    }
}

/// "the killing of three soldiers", "the deaths of 26 people", "his arrest" counts nobody.
fn of_noun(view: &SentenceView<'_>, noun: usize) -> Option<u32> {
    let lost = view.lemma(noun) == "loss";
    let of = view
        .children(noun)
        .find(|&child| view.deprel(child) == Deprel::Nmod && view.case(child) == Some("of"));
    if lost {
        return of
            .filter(|&life| view.lemma(life) == "life")
            .and_then(|life| own_number(view, life));
    }
    match of {
        Some(of) => persons(view, of),
        None if view.lower((noun + 1).min(view.len() - 1)) == "of" => counted_right(view, noun + 2),
        None => view
            .child(noun, &[Deprel::NmodPoss])
            .filter(|&owner| is_nominal(view, owner))
            .and_then(|owner| persons(view, owner)),
    }
}

/// "left at least 30 dead", "26 dead", "30 others wounded", "were injured".
fn of_state(view: &SentenceView<'_>, word: usize) -> Option<u32> {
    // "the dead", "dead bodies", "the injured man"
    if view.upos(word) == Upos::Verb
        && view.deprel(word) != Deprel::Xcomp
        && view.xpos(word) != "VBN"
    {
        return None;
    }
    if view.deprel(word) == Deprel::Amod {
        let head = view.head(word).filter(|&head| view.lemma(head) != "body")?;
        // "leaving 15 people dead"; before its noun only with a number: "30 wounded people".
        return match head < word {
            true => persons(view, head),
            false => own_number(view, head),
        };
    }
    // "The war has killed thousands": who does it is not counted.
    if is_verb(view, word) && view.child(word, &[Deprel::Obj]).is_some() {
        return None;
    }
    // "three were killed and eleven injured": a number of its own comes before a shared subject.
    let own = view.child(word, &[Deprel::Nummod]);
    if let Some(subject) = own.or_else(|| subject(view, word))
        && let Some(value) = persons(view, subject)
    {
        return Some(value);
    }
    counted_left(view, word)
}

/// "the death toll rose to 41", "a death toll of 41", "the toll stands at 41".
fn toll(view: &SentenceView<'_>, word: usize) -> Option<u32> {
    let before = match word {
        0 => "",
        _ => view.lower(word - 1),
    };
    if matches!(before, "road" | "injury" | "heavy" | "economic") {
        return None;
    }
    let mut at = word + 1;
    let limit = (word + 10).min(view.len());
    let mut opened = false;
    while at < limit {
        match view.lower(at) {
            "to" | "at" | "of" | "reached" | "hit" | "topped" | "passed" | "surpassed"
            | "exceeded" | "was" | "is" => opened = true,
            "from" => return None,
            "," | ";" | "." => break,
            _ => {}
        }
        if opened && let Some((_, value)) = count_at(view, at) {
            return Some(value);
        }
        at += 1;
    }
    None
}

/// "claimed the lives of 26 people", "cost 26 lives".
fn lives(view: &SentenceView<'_>, verb: usize) -> Option<u32> {
    let limit = (verb + 12).min(view.len());
    let life = (verb + 1..limit)
        .take_while(|&word| !is_verb(view, word) && view.upos(word) != Upos::Punct)
        .find(|&word| matches!(view.lower(word), "lives" | "life"))?;
    match view.lower((life + 1).min(view.len() - 1)) {
        "of" => view
            .children(life)
            .find(|&child| view.deprel(child) == Deprel::Nmod)
            .and_then(|of| persons(view, of))
            .or_else(|| counted_right(view, life + 2)),
        _ => own_number(view, life).or_else(|| {
            (verb + 1..life).find_map(|word| count_at(view, word).map(|(_, value)| value))
        }),
    }
}

/// The subject of a predicate, that of a passive first.
fn subject(view: &SentenceView<'_>, word: usize) -> Option<usize> {
    // "two men were shot dead", "shot two men dead"
    if view.deprel(word) == Deprel::Xcomp
        && view.upos(word) == Upos::Adj
        && let Some(above) = view.head(word)
    {
        return view.child(above, &[Deprel::Obj, Deprel::NsubjPass]);
    }
    let own = view
        .child(word, &[Deprel::NsubjPass])
        .or_else(|| view.child(word, &[Deprel::Nsubj]));
    let subject = own.or_else(|| {
        // "26 people were killed and 40 wounded" has its own; "were beaten and killed" shares.
        let conj = view.deprel(word) == Deprel::Conj;
        let above = view.head(word).filter(|_| conj)?;
        view.child(above, &[Deprel::NsubjPass, Deprel::Nsubj])
    })?;
    // "people who were killed": the antecedent is counted.
    match view.upos(subject) {
        Upos::Pron if matches!(view.lower(subject), "who" | "which" | "that") => {
            let relative = std::iter::once(word)
                .chain(view.ancestors(word))
                .find(|&above| view.deprel(above) == Deprel::AclRelcl)?;
            view.head(relative)
        }
        _ => Some(subject),
    }
}

/// How many persons a noun phrase names, its coordinated phrases included; `None` where one of
/// them does not say.
fn persons(view: &SentenceView<'_>, head: usize) -> Option<u32> {
    let mut total = one_phrase(view, head)?;
    for conj in view
        .children(head)
        .filter(|&child| view.deprel(child) == Deprel::Conj)
    {
        if opens_clause(view, conj)
            || !matches!(view.upos(conj), Upos::Noun | Upos::Propn | Upos::Num)
        {
            continue;
        }
        // "three soldiers and their commander" is four; "two men and several women" is no count.
        if (head..conj).any(|word| is_verb(view, word)) {
            continue;
        }
        // "27 people, two of them civilians", "161 civilians and police officers": counted already.
        let portion = (head + 1..conj).any(|word| matches!(view.lower(word), "them" | "whom"));
        if portion || total > 1 && is_bare_plural(view, conj) {
            continue;
        }
        total = total.checked_add(one_phrase(view, conj)?)?;
    }
    Some(total)
}

/// Whether a plural has neither number nor article, so that the number before it covers it too.
fn is_bare_plural(view: &SentenceView<'_>, noun: usize) -> bool {
    matches!(view.xpos(noun), "NNS" | "NNPS")
        && !vague(view, noun)
        && !view.children(noun).any(|child| {
            child < noun
                && matches!(
                    view.deprel(child),
                    Deprel::Det | Deprel::Nummod | Deprel::NmodPoss
                )
        })
}

fn one_phrase(view: &SentenceView<'_>, head: usize) -> Option<u32> {
    let lemma = view.lemma(head);
    // "including a boy" counts among those counted already.
    if class_of(lemma, Construction::Thing) || view.case(head) == Some("including") {
        return None;
    }
    let group = class_of(lemma, Construction::Group);
    let unit = class_of(lemma, Construction::Unit);
    if view.upos(head) == Upos::Num {
        // "one of the two pilots"
        let one =
            view.lower(head) == "one" && head + 1 < view.len() && view.lower(head + 1) == "of";
        return number_around(view, head).or(one.then_some(1));
    }
    if !unit {
        let number = view
            .children(head)
            .filter(|&child| child < head && view.upos(child) == Upos::Num)
            .find_map(|child| number_around(view, child))
            .or_else(|| own_number(view, head));
        if number.is_some() {
            return number;
        }
    }
    // "a total of 14 activists", "a group of six men", "a family of four"
    if group || unit || matches!(lemma, "total" | "record") {
        let of = view
            .children(head)
            .find(|&child| view.deprel(child) == Deprel::Nmod && view.case(child) == Some("of"))?;
        return match view.upos(of) {
            Upos::Num => number_around(view, of),
            _ => own_number(view, of),
        };
    }
    if vague(view, head) {
        return None;
    }
    match view.upos(head) {
        // "killed a Canadian"
        Upos::Propn | Upos::Adj => (view
            .entity(head)
            .is_some_and(|entity| entity.kind == EntityKind::Person)
            || view
                .children(head)
                .any(|child| child < head && matches!(view.lower(child), "a" | "an")))
        .then_some(1),
        Upos::Noun if view.xpos(head) == "NN" => view
            .children(head)
            .any(|child| {
                child < head
                    && (matches!(view.lower(child), "a" | "an" | "one" | "another" | "the")
                        || view.deprel(child) == Deprel::NmodPoss)
            })
            .then_some(1),
        _ => None,
    }
}

/// Whether a phrase counts without a number: "dozens of people", "several soldiers".
fn vague(view: &SentenceView<'_>, head: usize) -> bool {
    is_vague(view.lower(head))
        || view
            .children(head)
            .any(|child| child < head && is_vague(view.lower(child)) && !is_hedge(view, child))
}

/// "at least", "some 200", "more than": hedges, when a number follows.
fn is_hedge(view: &SentenceView<'_>, word: usize) -> bool {
    (word + 1..(word + 5).min(view.len())).any(|next| count_at(view, next).is_some())
}

/// The number that a numeral stands in: looks left for the start of "1.2 million", "two dozen".
fn number_around(view: &SentenceView<'_>, word: usize) -> Option<u32> {
    let first = word.saturating_sub(3);
    (first..=word).find_map(|start| {
        let (words, value) = count_at(view, start)?;
        words.contains(&word).then_some(value)
    })
}

/// The number in the words before a noun: "more than 30 wounded people", "26 mostly local men".
fn own_number(view: &SentenceView<'_>, noun: usize) -> Option<u32> {
    let mut at = noun;
    for _ in 0..5 {
        at = at.checked_sub(1)?;
        if matches!(
            view.upos(at),
            Upos::Verb | Upos::Punct | Upos::Adp | Upos::Pron
        ) && view.deprel(at) != Deprel::Amod
        {
            // "up to 30" ends at its number, which comes first from here.
            return None;
        }
        if let Some(value) = number_around(view, at) {
            let attached = std::iter::once(at)
                .chain(view.ancestors(at))
                .take(4)
                .any(|above| above == noun);
            return (attached || at + 2 >= noun).then_some(value);
        }
        if is_vague(view.lower(at)) {
            return None;
        }
    }
    None
}

/// The number next to the left of a word: "30 others wounded", "26 people killed", "30 dead".
fn counted_left(view: &SentenceView<'_>, word: usize) -> Option<u32> {
    let mut at = word;
    for _ in 0..6 {
        at = at.checked_sub(1)?;
        if let Some(value) = number_around(view, at) {
            return Some(value);
        }
        let plain = matches!(
            view.upos(at),
            Upos::Noun | Upos::Adj | Upos::Adv | Upos::Aux | Upos::Propn
        ) || matches!(view.lower(at), "others" | "more" | "people");
        if !plain || class_of(view.lemma(at), Construction::Thing) {
            return None;
        }
    }
    None
}

/// The number that starts at a word, hedges and determiners before it skipped.
fn counted_right(view: &SentenceView<'_>, start: usize) -> Option<u32> {
    let mut at = start;
    while at < view.len() && at < start + 6 {
        if let Some((words, value)) = count_at(view, at) {
            let next = words.end;
            let thing = next < view.len() && class_of(view.lemma(next), Construction::Thing);
            return (!thing).then_some(value);
        }
        match view.lower(at) {
            "at" | "least" | "more" | "than" | "about" | "around" | "some" | "nearly"
            | "almost" | "up" | "to" | "as" | "many" | "over" | "an" | "a" | "estimated"
            | "roughly" | "approximately" | "the" | "another" | "all" | "further"
            | "additional" | "total" | "of" | "close" | "just" | "reported" | "reportedly"
            | "lives" => at += 1,
            _ => return None,
        }
    }
    None
}

fn has_particle(view: &SentenceView<'_>, verb: usize, particle: &str) -> bool {
    view.children(verb)
        .any(|child| view.lower(child) == particle)
        || (verb + 1 < view.len() && view.lower(verb + 1) == particle)
}

fn is_participle(view: &SentenceView<'_>, word: usize) -> bool {
    matches!(view.xpos(word), "VBN" | "VBG" | "VBD")
}

/// How far a count is from a trigger; `None` where it belongs to another event.
fn distance(view: &SentenceView<'_>, trigger: usize, count: &Count) -> Option<usize> {
    if count.word == trigger {
        return Some(0);
    }
    let gap = count.word.abs_diff(trigger).max(1);
    // "killing 12 people and injuring 22": the second goes where the first goes.
    let first = view
        .head(count.word)
        .filter(|_| view.deprel(count.word) == Deprel::Conj)
        .filter(|&first| first != trigger && is_casualty(view, first));
    for word in std::iter::once(count.word).chain(first) {
        if below(view, trigger, word) || above(view, trigger, word) {
            return Some(gap);
        }
        if beside(view, trigger, word) {
            return Some(1000 + gap);
        }
    }
    None
}

/// Whether a counting word hangs below a trigger by links that stay with the event: relative and
/// participial clauses, coordination, results.
fn below(view: &SentenceView<'_>, trigger: usize, word: usize) -> bool {
    let mut at = word;
    for _ in 0..8 {
        let Some(above) = view.head(at) else {
            return false;
        };
        let linked = match view.deprel(at) {
            Deprel::Acl | Deprel::AclRelcl | Deprel::Xcomp => true,
            // "killed 5 and wounded 7"; with a subject of its own it is another event, unless both
            // count: "30 dead and 30 others wounded".
            Deprel::Conj | Deprel::Parataxis => !has_subject(view, at) || is_casualty(view, above),
            Deprel::Advcl => !is_marked(view, at),
            // "resulting in the deaths of 26", "left 30 people dead"
            Deprel::Obj | Deprel::Obl => {
                WordClass::Result.holds(view.lemma(above))
                    || at == word
                        && above == trigger
                        && is_nominal(view, word)
                        && counts_only(view, word)
                        && !WordClass::Speech.holds(view.lemma(trigger))
            }
            Deprel::Amod | Deprel::Nummod | Deprel::Dep | Deprel::Appos | Deprel::List => true,
            Deprel::Nmod => matches!(view.case(at), Some("of" | "with")),
            Deprel::Nsubj | Deprel::NsubjPass => WordClass::Result.holds(view.lemma(above)),
            _ => false,
        };
        if !linked {
            return false;
        }
        if above == trigger {
            return true;
        }
        at = above;
    }
    false
}

/// Whether the trigger hangs below the counting word's clause as its event: "26 people were killed
/// *in an attack*", "the *attack* killed 26", "were killed *when* a bomb exploded".
fn above(view: &SentenceView<'_>, trigger: usize, word: usize) -> bool {
    let mut at = trigger;
    for _ in 0..6 {
        let Some(up) = view.head(at) else {
            return false;
        };
        let linked = match view.deprel(at) {
            Deprel::Nsubj | Deprel::NsubjPass | Deprel::OblAgent => true,
            Deprel::Obl => matches!(view.case(at), Some("in" | "by" | "during" | "from")),
            Deprel::Nmod => {
                matches!(view.case(at), Some("in" | "by" | "during" | "from"))
                    || WordClass::Result.holds(view.lemma(up))
            }
            Deprel::Advcl => {
                view.xpos(at) == "VBG"
                    || view.children(at).any(|mark| {
                        mark < at && matches!(view.lower(mark), "when" | "as" | "while" | "after")
                    })
            }
            Deprel::Conj => true,
            Deprel::Acl | Deprel::AclRelcl => false,
            // "carried out an attack, killing"
            Deprel::Obj => WordClass::Light.holds(view.lemma(up)),
            Deprel::Compound => true,
            _ => false,
        };
        if !linked {
            return false;
        }
        if up == word {
            return true;
        }
        // What counts below the verb that the trigger is subject of; of coordinated verbs each
        // counts for the other only where both count.
        let shared = view.deprel(at) != Deprel::Conj || is_casualty(view, trigger);
        if shared && below(view, up, word) {
            return !between_other_subject(view, up, word);
        }
        at = up;
    }
    false
}

/// Whether a clause between `top` and `word` has a subject of its own that is an event: then the
/// count is that one's.
fn between_other_subject(view: &SentenceView<'_>, top: usize, word: usize) -> bool {
    std::iter::once(word)
        .chain(view.ancestors(word))
        .take_while(|&at| at != top)
        .any(|at| {
            matches!(view.deprel(at), Deprel::AclRelcl | Deprel::Acl)
                && view.head(at).is_some_and(|head| head != top)
                || matches!(view.deprel(at), Deprel::Conj)
                    && has_subject(view, at)
                    && !is_casualty(view, at)
        })
}

/// Where arcs are wrong: a participle or "which" clause that follows the trigger with no other
/// predicate between them.
fn beside(view: &SentenceView<'_>, trigger: usize, word: usize) -> bool {
    if word <= trigger || word > trigger + 25 {
        return false;
    }
    let participle = view.xpos(word) == "VBG"
        && (1..=3).any(|back| {
            word.checked_sub(back)
                .is_some_and(|at| view.lower(at) == ",")
        });
    let relative = (1..=3).any(|back| {
        word.checked_sub(back)
            .is_some_and(|at| at > trigger && matches!(view.lower(at), "which" | "that"))
    });
    if !(participle || relative) {
        return false;
    }
    !(trigger + 1..word).any(|between| {
        is_verb(view, between) && view.upos(between) == Upos::Verb
            || crate::clause::is_event(view, between)
    })
}

/// Whether an adverbial clause opens with a conjunction.
fn is_marked(view: &SentenceView<'_>, word: usize) -> bool {
    view.child(word, &[Deprel::Mark, Deprel::Advmod])
        .is_some_and(|mark| {
            matches!(
                view.lower(mark),
                "when"
                    | "after"
                    | "as"
                    | "while"
                    | "before"
                    | "if"
                    | "because"
                    | "since"
                    | "until"
                    | "although"
                    | "though"
            )
        })
}

/// Whether a word itself says what happens to persons.
pub(crate) fn is_casualty(view: &SentenceView<'_>, word: usize) -> bool {
    entries(view, word).any(|entry| entry.quantity.is_some())
}

/// Whether a counting word names a count and no event: "30 deaths", "the toll".
fn counts_only(view: &SentenceView<'_>, word: usize) -> bool {
    entries(view, word).any(|entry| {
        matches!(
            entry.construction,
            Construction::Counted | Construction::Toll
        )
    })
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Construction {
    Object,
    Subject,
    Of,
    Counted,
    State,
    Toll,
    Lives,
    Leave,
    Group,
    Unit,
    Thing,
}

#[derive(Clone, Copy, Debug)]
struct Entry {
    quantity: Option<Quantity>,
    construction: Construction,
}

const TABLE: &str = crate::tables::CASUALTIES;

fn table() -> &'static QuickMap<&'static str, Vec<Entry>> {
    static ENTRIES: OnceLock<QuickMap<&'static str, Vec<Entry>>> = OnceLock::new();
    ENTRIES.get_or_init(|| {
        let mut table: QuickMap<&str, Vec<Entry>> = QuickMap::default();
        for (_, fields) in rows(TABLE) {
            if let Some((entry, lemmas)) = read(&fields) {
                for lemma in list(lemmas) {
                    table.entry(lemma).or_default().push(entry);
                }
            }
        }
        table
    })
}

fn read<'t>(fields: &[&'t str]) -> Option<(Entry, &'t str)> {
    let [quantity, construction, lemmas] = *fields else {
        return None;
    };
    let quantity = match quantity {
        "killed" => Some(Quantity::Killed),
        "injured" => Some(Quantity::Injured),
        "arrested" => Some(Quantity::Arrested),
        "displaced" => Some(Quantity::Displaced),
        "-" => None,
        _ => return None,
    };
    let construction = match construction {
        "object" => Construction::Object,
        "subject" => Construction::Subject,
        "of" => Construction::Of,
        "counted" => Construction::Counted,
        "state" => Construction::State,
        "toll" => Construction::Toll,
        "lives" => Construction::Lives,
        "leave" => Construction::Leave,
        "group" => Construction::Group,
        "unit" => Construction::Unit,
        "thing" => Construction::Thing,
        _ => return None,
    };
    Some((
        Entry {
            quantity,
            construction,
        },
        lemmas,
    ))
}

/// The constructions a word takes part in, by lemma; participles as states by form.
fn entries<'v>(view: &'v SentenceView<'_>, word: usize) -> impl Iterator<Item = Entry> + 'v {
    let lemma = view.lemma(word);
    let by_lemma = table().get(lemma).into_iter().flatten();
    let by_form = table()
        .get(view.lower(word))
        .filter(|_| view.lower(word) != lemma)
        .into_iter()
        .flatten()
        .filter(|entry| entry.construction == Construction::State);
    by_lemma.chain(by_form).copied()
}

fn class_of(lemma: &str, construction: Construction) -> bool {
    table().get(lemma).is_some_and(|entries| {
        entries
            .iter()
            .any(|entry| entry.construction == construction)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_table_is_read() {
        for (number, fields) in rows(TABLE) {
            let (_, lemmas) = read(&fields).unwrap_or_else(|| panic!("line {number}"));
            assert!(list(lemmas).count() > 0, "line {number}");
            for lemma in list(lemmas) {
                assert_eq!(lemma, lemma.to_lowercase(), "line {number}");
            }
        }
    }
}
