//! Past forms that were taken for nouns or names: "shot", "sang".

use demarche_parse::{Analysis, Deprel, Upos};

use super::{attach, children, head_clause, irregular_past};

/// "a soldier shot the man", "Rabin sang": a past form that no noun can be, for it stands between a noun
/// and an object, or ends a name in lower case.
pub(super) fn past_form(analysis: &mut Analysis, lower: &[String], word: usize) {
    let Some(lemma) = irregular_past(&lower[word]) else {
        return;
    };
    let made = match analysis.words[word].upos {
        Upos::Noun => {
            as_noun(analysis, lower, word)
                || after_conjunction(analysis, lower, word)
                || inside_object(analysis, lower, word)
        }
        Upos::Adj => inside_object(analysis, lower, word),
        Upos::Propn => as_name(analysis, lower, word),
        Upos::Adp => as_preposition(analysis, word),
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
    let Some(next) = analysis.words.get(word + 1).map(|next| next.upos) else {
        return false;
    };
    let object = opens_object(analysis, lower, word + 1);
    // "Turkey shot down a bomber".
    let parted = matches!(&*lower[word + 1], "down" | "up" | "off")
        && opens_object(analysis, lower, word + 2);
    // "Gunmen burst into parliament": of forms that are the plain verb too, a plural says enough, and
    // less than a plural or a name says nothing: "a tax cut the party wants".
    let plain = irregular_past(&lower[word]) == Some(&*lower[word]);
    let plural = matches!(analysis.words[before].xpos, "NNS" | "NNPS");
    // "Police shot at protesters", "police shot and wounded two".
    let aimed = lower[word + 1] == "at";
    let paired = next == Upos::Cconj
        && analysis
            .words
            .get(word + 2)
            .is_some_and(|pair| matches!(pair.xpos, "VBD" | "VBN") && pair.head == Some(word));
    let object = match plain {
        true => plural && (object || next == Upos::Adp),
        false => object || parted || plural && (aimed || paired),
    };
    if !nominal || !object || analysis.words[before].head != Some(word) {
        return false;
    }
    let case = children(analysis, word)
        .find(|&child| child < word && analysis.words[child].deprel == Deprel::Case);
    let subordinate = [
        "before", "after", "until", "since", "as", "while", "because",
    ];
    if case.is_some_and(|case| !subordinate.contains(&&*lower[case])) {
        return false;
    }
    // From here on it is a verb.
    if parted {
        part(analysis, word);
    }
    lead(analysis, word, before);
    let below: Vec<usize> = children(analysis, word).collect();
    for child in below {
        match analysis.words[child].deprel {
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
            _ => {}
        }
    }
    dependents_of_verb(analysis, word);
    let relation = match analysis.words[word].deprel {
        Deprel::Obl | Deprel::Nmod if case.is_some() => Deprel::Advcl,
        Deprel::List | Deprel::Appos => Deprel::Parataxis,
        relation => relation,
    };
    analysis.words[word].deprel = relation;
    true
}

/// "Switzerland froze the assets": what joins two nouns and is no preposition is the verb of the two.
fn as_preposition(analysis: &mut Analysis, word: usize) -> bool {
    let object = analysis.words[word].head.filter(|&object| {
        object > word
            && analysis.words[word].deprel == Deprel::Case
            && matches!(analysis.words[object].deprel, Deprel::Nmod | Deprel::Obl)
    });
    let Some(object) = object else { return false };
    let Some(subject) = analysis.words[object].head.filter(|&subject| {
        subject + 1 == word
            && matches!(analysis.words[subject].upos, Upos::Noun | Upos::Propn)
            && matches!(
                analysis.words[subject].deprel,
                Deprel::Root | Deprel::Ccomp | Deprel::Parataxis | Deprel::Advcl | Deprel::Conj
            )
    }) else {
        return false;
    };
    head_clause(analysis, word, subject);
    analysis.words[object].deprel = Deprel::Obj;
    true
}

/// Makes the word behind a verb its particle, and what the parser had it govern the object.
fn part(analysis: &mut Analysis, verb: usize) {
    let governed = analysis.words[verb + 1].head;
    if let Some(object) = governed.filter(|&object| object > verb + 1) {
        attach(analysis, verb + 1, verb, Deprel::CompoundPrt);
        analysis.words[verb + 1].xpos = "RP";
        if analysis.words[object].head == Some(verb) {
            analysis.words[object].deprel = Deprel::Obj;
        }
    }
}

/// "Gunmen shot dead nine activists": what seemed to describe the noun behind it is its verb.
fn lead(analysis: &mut Analysis, verb: usize, subject: usize) {
    let described = matches!(
        analysis.words[verb].deprel,
        Deprel::Compound | Deprel::Amod | Deprel::NmodDesc
    );
    let Some(object) = analysis.words[verb]
        .head
        .filter(|&noun| described && noun > verb)
    else {
        return;
    };
    let noun = analysis.words[object].clone();
    analysis.words[verb].head = noun.head;
    analysis.words[verb].deprel = noun.deprel;
    analysis.words[object].head = Some(verb);
    analysis.words[object].deprel = Deprel::Obj;
    for child in children(analysis, object).collect::<Vec<_>>() {
        match analysis.words[child].deprel {
            _ if child < verb => analysis.words[child].head = Some(subject),
            Deprel::Punct | Deprel::Advcl | Deprel::Parataxis => {
                analysis.words[child].head = Some(verb);
            }
            _ => {}
        }
    }
}

/// Whether a word opens the object of a verb right before it.
fn opens_object(analysis: &Analysis, lower: &[String], word: usize) -> bool {
    analysis
        .words
        .get(word)
        .is_some_and(|next| match next.upos {
            Upos::Det | Upos::Propn | Upos::Num => true,
            Upos::Pron => next.xpos == "PRP" || next.xpos == "PRP$",
            _ => lower[word] == "dead",
        })
}

/// What follows a noun that is a verb is its object, or says where and when.
fn dependents_of_verb(analysis: &mut Analysis, word: usize) {
    let mut has_object = children(analysis, word)
        .any(|child| child > word && analysis.words[child].deprel == Deprel::Obj);
    for child in children(analysis, word).collect::<Vec<_>>() {
        match analysis.words[child].deprel {
            Deprel::Nmod if child > word => analysis.words[child].deprel = Deprel::Obl,
            // "shot dead four policemen": nothing joins it.
            Deprel::Conj
                if child > word
                    && !has_object
                    && matches!(analysis.words[child].upos, Upos::Noun | Upos::Propn)
                    && !children(analysis, child)
                        .any(|below| analysis.words[below].deprel == Deprel::Cc) =>
            {
                analysis.words[child].deprel = Deprel::Obj;
                has_object = true;
            }
            Deprel::Appos | Deprel::Amod | Deprel::Compound | Deprel::Flat | Deprel::Nummod
                if child > word && !has_object =>
            {
                analysis.words[child].deprel = Deprel::Obj;
                has_object = true;
            }
            _ => {}
        }
    }
}

/// "burst into the hall and shot the speaker": the second verb of a clause; `false` where the noun may be
/// one.
fn after_conjunction(analysis: &mut Analysis, lower: &[String], word: usize) -> bool {
    let joined = word > 0 && matches!(&*lower[word - 1], "and" | "but" | "then" | "or");
    let plain = irregular_past(&lower[word]) == Some(&*lower[word]);
    if !joined || plain || !opens_object(analysis, lower, word + 1) {
        return false;
    }
    let above = std::iter::successors(analysis.words[word].head, |&at| analysis.words[at].head);
    let Some(verb) = above
        .take(analysis.words.len())
        .find(|&at| analysis.words[at].upos == Upos::Verb)
        .filter(|&verb| verb < word)
    else {
        return false;
    };
    attach(analysis, word, verb, Deprel::Conj);
    // What the parser joined to a noun before is the object.
    let object = (word + 1..analysis.words.len()).find(|&at| {
        matches!(analysis.words[at].upos, Upos::Noun | Upos::Propn)
            && analysis.words[at]
                .head
                .is_none_or(|head| head <= word || head > at + 1)
    });
    if let Some(object) =
        object.filter(|&at| analysis.words[at].head.is_some_and(|head| head < word))
    {
        attach(analysis, object, word, Deprel::Obj);
    }
    dependents_of_verb(analysis, word);
    true
}

/// Past forms that are no noun, no adjective and no participle.
#[rustfmt::skip]
const ONLY_PAST: &[&str] = &[
    "began", "broke", "chose", "drove", "flew", "forbade", "foresaw", "forgave", "froze", "gave", "hid",
    "overcame", "overran", "overrode", "oversaw", "overthrew", "shook", "stole", "strove", "swore", "took",
    "tore", "underwent", "undertook", "withdrew", "wrote",
];

/// "Switzerland froze assets": makes a past form that was taken for a part of its own object the verb of
/// the clause; `false` where the words before are no subject.
fn inside_object(analysis: &mut Analysis, lower: &[String], word: usize) -> bool {
    let part = matches!(analysis.words[word].deprel, Deprel::Compound | Deprel::Amod);
    let (Some(before), Some(object)) = (word.checked_sub(1), analysis.words[word].head) else {
        return false;
    };
    let nominal = |at: usize| matches!(analysis.words[at].upos, Upos::Noun | Upos::Propn);
    let has = |above: usize, relation: Deprel| {
        children(analysis, above).any(|child| analysis.words[child].deprel == relation)
    };
    let noun = analysis.words[object].clone();
    // "froze assets and banned imports": its object was taken for the subject of the next verb.
    let second = noun.head.filter(|&second| {
        noun.deprel == Deprel::Nsubj && second > object && has(second, Deprel::Cc)
    });
    let top = second.unwrap_or(object);
    let clause = matches!(
        analysis.words[top].deprel,
        Deprel::Root | Deprel::Ccomp | Deprel::Parataxis
    );
    let fits = part
        && clause
        && object > word
        && ONLY_PAST.contains(&&*lower[word])
        && nominal(before)
        && nominal(object)
        && analysis.words[before].head == Some(object)
        && !has(object, Deprel::Case);
    if !fits {
        return false;
    }
    let above = analysis.words[top].clone();
    (analysis.words[word].head, analysis.words[word].deprel) = (above.head, above.deprel);
    for child in children(analysis, object).collect::<Vec<_>>() {
        let relation = analysis.words[child].deprel;
        if child == before {
            analysis.words[child].head = Some(word);
            analysis.words[child].deprel = Deprel::Nsubj;
        } else if child < word {
            analysis.words[child].head = Some(before);
        } else if matches!(relation, Deprel::Punct | Deprel::Advcl | Deprel::Parataxis) {
            analysis.words[child].head = Some(word);
        }
    }
    if let Some(second) = second {
        analysis.words[second].head = Some(word);
        analysis.words[second].deprel = Deprel::Conj;
    }
    analysis.words[object].head = Some(word);
    analysis.words[object].deprel = Deprel::Obj;
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
