//! What an event is about: the treaty that is suspended, the post that is closed, the talks that
//! are held.
//!
//! The object is the noun phrase that the trigger governs and that the table of objects knows by
//! its head or by its whole name. Parties and persons are none unless the table lists them.

use std::ops::Range;
use std::sync::OnceLock;

use demarche_parse::{Deprel, Upos};
use demarche_record::{CountryCode, Object};

use crate::clause::{WordClass, is_nominal, is_verb};
use crate::fault::{Bad, Complaint, Fault};
use crate::phrases::{Found, Phrases};
use crate::view::SentenceView;
use demarche_knowledge::table::{Row, layered, list};

/// What the event that `trigger` names is about. `span` covers the noun phrase that names it,
/// without determiner; `name` is the canonical name of a well-known treaty or line, else the
/// words themselves.
pub fn object(view: &SentenceView<'_>, trigger: usize, known: &Objects) -> Option<Object> {
    let (entry, words) = about(view, trigger, known)?;
    let name = match &entry.name {
        Some(name) => name.clone(),
        None => view
            .slice(words.clone())
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" "),
    };
    Some(Object {
        kind: entry.kind.clone(),
        name,
        span: view.span(words),
    })
}

/// An agreement that the event which `trigger` names is about, where the table says who its parties
/// are: its words and these.
pub(crate) fn agreement<'k>(
    view: &SentenceView<'_>,
    trigger: usize,
    known: &'k Objects,
) -> Option<(Range<usize>, &'k [CountryCode])> {
    let (entry, words) = about(view, trigger, known)?;
    (!entry.parties.is_empty()).then_some((words, &entry.parties))
}

/// What the table knows of the phrase that the event is about, and its words.
fn about<'k>(
    view: &SentenceView<'_>,
    trigger: usize,
    known: &'k Objects,
) -> Option<(&'k Entry, Range<usize>)> {
    if trigger >= view.len() {
        return None;
    }
    let found = known.phrases.find(&known.phrases.keys(view));
    candidates(view, trigger)
        .into_iter()
        .find_map(|head| named(view, trigger, head, &found))
}

/// The noun phrases that a trigger governs, likeliest first.
fn candidates(view: &SentenceView<'_>, trigger: usize) -> Vec<usize> {
    let mut candidates = Vec::new();
    let children = |word: usize, relations: &'static [Deprel]| {
        view.children(word)
            .filter(move |&child| relations.contains(&view.deprel(child)))
    };
    if is_verb(view, trigger) || !is_nominal(view, trigger) {
        candidates.extend(children(trigger, &[Deprel::Obj, Deprel::NsubjPass]));
        // "the treaty suspended by India", "a treaty, which India suspended"
        if matches!(view.deprel(trigger), Deprel::Acl | Deprel::AclRelcl) && candidates.is_empty()
            || candidates
                .first()
                .is_some_and(|&first| view.upos(first) == Upos::Pron)
        {
            candidates.extend(view.head(trigger).filter(|&head| head < trigger));
        }
        // "suspended and later revoked the visas", "agreed to restore flights"
        if candidates.is_empty() {
            candidates.extend(
                children(trigger, &[Deprel::Conj])
                    .filter(|&conj| is_verb(view, conj))
                    .flat_map(|conj| children(conj, &[Deprel::Obj]))
                    .take(1),
            );
        }
        candidates.extend(children(trigger, &[Deprel::Obl]).filter(
            |&child| match view.case(child) {
                // "took part in the talks"
                Some("in") => {
                    WordClass::Event.holds(view.lemma(child))
                        && WordClass::Light.holds(view.lemma(trigger))
                }
                Some(case) => matches!(
                    case,
                    "to" | "from"
                        | "on"
                        | "with"
                        | "for"
                        | "into"
                        | "against"
                        | "over"
                        | "about"
                        | "of"
                        | "upon"
                        | "down"
                        | "up"
                        | "off"
                        | "out"
                ),
                None => false,
            },
        ));
        candidates.extend(
            children(trigger, &[Deprel::Xcomp]).flat_map(|inner| children(inner, &[Deprel::Obj])),
        );
        if WordClass::Light.holds(view.lemma(trigger)) && view.xpos(trigger) != "VBN" {
            // Intransitive change: "the ceasefire collapsed", "talks resumed".
            candidates.extend(children(trigger, &[Deprel::Nsubj]));
        }
    } else {
        candidates.extend(
            children(trigger, &[Deprel::Nmod]).filter(|&child| view.case(child) == Some("of")),
        );
        if !WordClass::Fight.holds(view.lemma(trigger)) {
            candidates.extend(children(trigger, &[Deprel::Compound]));
        }
        candidates.extend(children(trigger, &[Deprel::Nmod]).filter(|&child| {
            matches!(
                view.case(child),
                Some("on" | "over" | "about" | "to" | "against" | "in" | "from" | "for" | "at")
            )
        }));
        // The verb that carries it: "the suspension" has none, "held talks on trade" has.
        if candidates.is_empty()
            && view.deprel(trigger) == Deprel::Obj
            && let Some(verb) = view.head(trigger)
            && WordClass::Light.holds(view.lemma(verb))
        {
            candidates.extend(
                children(verb, &[Deprel::Obl])
                    .filter(|&child| matches!(view.case(child), Some("on" | "over" | "about"))),
            );
        }
        // An object may be the trigger itself: "talks", "ceasefire".
        candidates.push(trigger);
    }
    let direct = candidates.clone();
    // "one of the treaties", "a number of flights", "treaty and visas"
    for head in direct {
        if matches!(view.upos(head), Upos::Num | Upos::Pron | Upos::Det)
            || WordClass::Amount.holds(view.lemma(head))
        {
            candidates.extend(
                children(head, &[Deprel::Nmod]).filter(|&child| view.case(child) == Some("of")),
            );
        }
        candidates.extend(children(head, &[Deprel::Conj]).filter(|&conj| is_nominal(view, conj)));
    }
    candidates
}

/// What a phrase with this head names, when the table knows it, and the words.
fn named<'k>(
    view: &SentenceView<'_>,
    trigger: usize,
    head: usize,
    found: &[Found<'k, Entry>],
) -> Option<(&'k Entry, Range<usize>)> {
    if head == trigger && !matches!(view.upos(head), Upos::Noun | Upos::Propn) {
        return None;
    }
    let covering: Vec<&Found<'k, Entry>> = found
        .iter()
        .filter(|found| (found.start..found.end).contains(&head))
        .collect();
    // "seized power" is of no supply.
    if covering.iter().any(|found| found.value.kind == NONE) {
        return None;
    }
    // A canonical name first; else the phrase that ends with the head.
    let entry = covering
        .iter()
        .find(|found| found.value.name.is_some())
        .or_else(|| covering.iter().find(|found| found.end == head + 1))
        .or_else(|| {
            covering
                .iter()
                .find(|found| found.start == head && found.end > head + 1)
        })?;
    let mut words = match entry.value.name {
        Some(_) => entry.start..entry.end,
        None => phrase(view, head),
    };
    words.start = words.start.min(entry.start);
    words.end = words.end.max(entry.end);
    // A modifier of the trigger is no object where the table knows both as one.
    if head != trigger && words.contains(&trigger) {
        return None;
    }
    if entry.value.name.is_none()
        && matches!(entry.value.kind.as_str(), "border-crossing" | "embassy")
    {
        words.end = with_place(view, words.end);
    }
    Some((entry.value, words))
}

/// The words of a noun phrase that name it: modifiers before the head that touch it, and an
/// "of"-phrase after an "agreement" or the like; no determiner, possessor or number.
fn phrase(view: &SentenceView<'_>, head: usize) -> Range<usize> {
    let mut start = head;
    while let Some(before) = start.checked_sub(1) {
        let modifier = match view.deprel(before) {
            Deprel::Compound | Deprel::Flat | Deprel::Goeswith => true,
            Deprel::Amod => !matches!(
                view.lower(before),
                "several" | "such" | "other" | "many" | "more" | "further" | "same" | "few"
            ),
            Deprel::Punct => view.lower(before) == "-",
            Deprel::Advmod => start < head && view.lower(start) == "-",
            _ => false,
        };
        let inside = std::iter::once(before)
            .chain(view.ancestors(before))
            .take(6)
            .any(|above| above == head);
        if !modifier || !inside {
            break;
        }
        start = before;
    }
    while start < head && view.lower(start) == "-" {
        start += 1;
    }
    let mut end = head + 1;
    while end < view.len()
        && matches!(
            view.deprel(end),
            Deprel::Flat | Deprel::Goeswith | Deprel::Nummod
        )
        && view.head(end) == Some(head)
        && view.upos(end) != Upos::Punct
    {
        end += 1;
    }
    start..end
}

/// Takes in the place that tells a post or mission from others: "check post at Attari". The words
/// decide, since such a phrase may hang on the noun or on the verb.
fn with_place(view: &SentenceView<'_>, end: usize) -> usize {
    let name = |word: usize| word < view.len() && view.upos(word) == Upos::Propn;
    let placed =
        end < view.len() && matches!(view.lower(end), "at" | "in" | "near") && name(end + 1);
    match placed {
        true => (end + 1..view.len())
            .find(|&word| !name(word))
            .unwrap_or(view.len()),
        false => end,
    }
}

#[derive(Clone, Debug)]
struct Entry {
    kind: String,
    name: Option<String>,
    /// Whom an agreement binds: of two or three states.
    parties: Vec<CountryCode>,
}

/// The things and agreements of `objects.tsv`.
#[derive(Debug)]
pub struct Objects {
    phrases: Phrases<Entry>,
}

impl Objects {
    /// The table that this crate carries.
    pub fn embedded() -> &'static Objects {
        static OBJECTS: OnceLock<Objects> = OnceLock::new();
        OBJECTS.get_or_init(|| Objects::extended(&[]).0)
    }

    /// The same with a user's `own` tables over it, given as (name, text). A kind and name given
    /// there stand instead of ours.
    pub fn extended(own: &[(&str, &str)]) -> (Objects, Vec<Fault>) {
        let mut phrases = Phrases::default();
        let faults = layered(TABLE, own, keys, |row| {
            let (entry, words) = read(row)?;
            for phrase in list(words) {
                phrases.add(&phrase.to_lowercase(), entry.clone());
            }
            Ok(())
        });
        (Objects { phrases }, faults)
    }
}

const TABLE: &str = crate::tables::OBJECTS;

/// The kind of words that are no object.
const NONE: &str = "-";

/// A name is given but once; what has none is never given anew, only added to.
fn keys<'t>(row: &Row<'t>) -> Option<&'t str> {
    row.all().nth(1).filter(|name| !name.is_empty())
}

fn read<'t>(row: &Row<'t>) -> Result<(Entry, &'t str), Bad<'t>> {
    let [kind, name, words, parties] = match row.exactly::<4>() {
        Some(fields) => fields,
        None => {
            let columns = "kind, name (may be empty), words parted by |, and of an agreement its \
                           parties";
            let [kind, name, words] = row.fields(columns)?;
            [kind, name, words, ""]
        }
    };
    let codes: Option<Vec<CountryCode>> =
        parties.split_whitespace().map(CountryCode::parse).collect();
    let Some(codes) = codes.filter(|codes| matches!(codes.len(), 0 | 2 | 3)) else {
        let help = "give the codes of two or three states parted by spaces, as \"IND PAK\"";
        let what = Complaint::new(format!("\"{parties}\" are no parties"), help);
        return Err((row.line, what));
    };
    let entry = Entry {
        kind: kind.to_owned(),
        name: (!name.is_empty()).then(|| name.to_owned()),
        parties: codes,
    };
    if kind.is_empty() || list(words).next().is_none() {
        let help = "give a kind as \"treaty\" and the words that name it in a text";
        let what = Complaint::new("kind or words are missing", help);
        return Err((row.line, what));
    }
    Ok((entry, words))
}

#[cfg(test)]
mod tests {
    use super::*;
    use demarche_knowledge::table::table_rows;
    use std::collections::BTreeSet;

    #[test]
    fn every_line_of_the_table_is_read() {
        let mut names: BTreeSet<String> = BTreeSet::new();
        let mut words_of_kinds = 0;
        let mut seen = BTreeSet::new();
        for (number, row) in table_rows(TABLE).enumerate() {
            let (Entry { kind, name, .. }, words) = read(&row).expect("a row that is read");
            let name = name.unwrap_or_default();
            assert!(
                !kind.is_empty() && kind == kind.to_lowercase(),
                "row {number}"
            );
            assert!(list(words).count() > 0, "row {number}");
            for phrase in list(words) {
                assert_eq!(phrase, phrase.to_lowercase(), "row {number}");
                assert!(
                    seen.insert(phrase),
                    "row {number}: {phrase} stands there twice"
                );
                assert!(
                    Objects::embedded().phrases.get(phrase).is_some(),
                    "row {number}: {phrase}"
                );
            }
            match name.is_empty() {
                true => words_of_kinds += list(words).count(),
                false => assert!(names.insert(name.clone()), "row {number}: {name}"),
            }
        }
        assert!(names.len() >= 60, "{}", names.len());
        assert!(words_of_kinds >= 300, "{words_of_kinds}");
    }
}
