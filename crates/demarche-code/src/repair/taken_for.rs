//! Words that were taken for something else: a verb for a noun or a part of a name, a subject for the
//! apposition of a time.

use demarche_parse::{Analysis, Deprel, EntityKind, Upos};

use super::{attach, children, irregular_past};

/// "a soldier shot the man", "Rabin sang": a past form that no noun can be, for it stands between a noun
/// and an object, or ends a name in lower case.
pub(super) fn past_form(analysis: &mut Analysis, lower: &[String], word: usize) {
    let Some(lemma) = irregular_past(&lower[word]) else {
        return;
    };
    let made = match analysis.words[word].upos {
        Upos::Noun => as_noun(analysis, lower, word),
        Upos::Propn => as_name(analysis, lower, word),
        _ => false,
    };
    if !made {
        return;
    }
    let verb = &mut analysis.words[word];
    verb.upos = Upos::Verb;
    verb.xpos = "VBD";
    verb.lemma = lemma.into();
}

/// Makes a noun between a noun and an object the verb of its clause; `false` where it may be a noun.
fn as_noun(analysis: &mut Analysis, lower: &[String], word: usize) -> bool {
    let Some(before) = word.checked_sub(1) else {
        return false;
    };
    let nominal = matches!(analysis.words[before].upos, Upos::Noun | Upos::Propn);
    let Some(next) = analysis.words.get(word + 1) else {
        return false;
    };
    let object = match next.upos {
        Upos::Det | Upos::Propn | Upos::Num => true,
        Upos::Pron => next.xpos == "PRP" || next.xpos == "PRP$",
        _ => lower[word + 1] == "dead",
    };
    if !nominal || !object || analysis.words[before].head != Some(word) {
        return false;
    }
    let below: Vec<usize> = children(analysis, word).collect();
    let case = below
        .iter()
        .copied()
        .find(|&child| child < word && analysis.words[child].deprel == Deprel::Case);
    let subordinate = [
        "before", "after", "until", "since", "as", "while", "because",
    ];
    if case.is_some_and(|case| !subordinate.contains(&&*lower[case])) {
        return false;
    }
    let mut has_object = false;
    for child in below {
        let relation = analysis.words[child].deprel;
        match relation {
            _ if child == before => analysis.words[child].deprel = Deprel::Nsubj,
            Deprel::Case if child < word => analysis.words[child].deprel = Deprel::Mark,
            Deprel::Det
            | Deprel::Amod
            | Deprel::Compound
            | Deprel::Nummod
            | Deprel::NmodPoss
            | Deprel::Flat
                if child < word =>
            {
                analysis.words[child].head = Some(before);
            }
            Deprel::Nmod if child > word => analysis.words[child].deprel = Deprel::Obl,
            Deprel::Obj => has_object = true,
            Deprel::Appos | Deprel::Amod | Deprel::Compound | Deprel::Flat | Deprel::Nummod
                if child > word && !has_object =>
            {
                analysis.words[child].deprel = Deprel::Obj;
                has_object = true;
            }
            _ => {}
        }
    }
    let relation = match analysis.words[word].deprel {
        Deprel::Obl | Deprel::Nmod if case.is_some() => Deprel::Advcl,
        Deprel::List | Deprel::Appos => Deprel::Parataxis,
        relation => relation,
    };
    analysis.words[word].deprel = relation;
    true
}

/// Makes the last word of a name, in lower case, the verb that it is the subject of.
fn as_name(analysis: &mut Analysis, lower: &[String], word: usize) -> bool {
    let small = analysis.words[word].lemma.as_ref() == lower[word];
    let Some(name) = analysis.words[word].head.filter(|&name| name < word) else {
        return false;
    };
    let clause = matches!(
        analysis.words[name].deprel,
        Deprel::Root | Deprel::Ccomp | Deprel::Parataxis | Deprel::Advcl | Deprel::Conj
    );
    if !small || !clause || analysis.words[word].deprel != Deprel::Flat {
        return false;
    }
    analysis.words[word].head = analysis.words[name].head;
    analysis.words[word].deprel = analysis.words[name].deprel;
    for child in children(analysis, name).collect::<Vec<_>>() {
        if child > word {
            analysis.words[child].head = Some(word);
        }
    }
    analysis.words[name].head = Some(word);
    analysis.words[name].deprel = Deprel::Nsubj;
    true
}

/// Names of persons end before a verb.
pub(super) fn names(analysis: &mut Analysis) {
    let words = &analysis.words;
    for entity in &mut analysis.entities {
        while entity.kind == EntityKind::Person
            && entity.words.len() > 1
            && matches!(words[entity.words.end - 1].upos, Upos::Verb | Upos::Aux)
        {
            entity.words.end -= 1;
        }
    }
}

/// Nouns of time, which have no appositions that act.
const TIMES: &[&str] = &[
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "year",
    "month",
    "week",
    "day",
    "night",
    "morning",
    "evening",
    "today",
    "yesterday",
];

/// "In January, the minister, Leonid Maltsev, agreed": the noun behind the time is the subject of the
/// verb that has none.
pub(super) fn apposed_to_time(analysis: &mut Analysis, lower: &[String], word: usize) {
    let verb = &analysis.words[word];
    if verb.upos != Upos::Verb || !matches!(verb.xpos, "VBD" | "VBZ" | "VBP") {
        return;
    }
    let subject = children(analysis, word).any(|child| {
        matches!(
            analysis.words[child].deprel.base(),
            Deprel::Nsubj | Deprel::Csubj | Deprel::Expl
        )
    });
    if subject {
        return;
    }
    let year = |at: usize| lower[at].len() == 4 && lower[at].bytes().all(|b| b.is_ascii_digit());
    let found = children(analysis, word)
        .filter(|&time| time < word && (TIMES.contains(&&*lower[time]) || year(time)))
        .find_map(|time| {
            children(analysis, time).find(|&noun| {
                noun > time
                    && noun < word
                    && analysis.words[noun].deprel == Deprel::Appos
                    && matches!(analysis.words[noun].upos, Upos::Noun | Upos::Propn)
            })
        });
    if let Some(noun) = found {
        attach(analysis, noun, word, Deprel::Nsubj);
    }
}
