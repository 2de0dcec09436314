//! Words that were taken for another part of speech: a verb for a noun, an adjective or a part of a name.
//! Irregular past forms stand in `past_form`.

use demarche_parse::{Analysis, Deprel, Upos};

use super::{attach, change, children, hang, has_mark, head_clause, irregular_past, verb_above};
use crate::clause::WordClass;
use crate::dates::WEEKDAYS;

/// "Gunmen", "policewomen": no participles, and no adjectives.
pub(super) fn plural_of_man(analysis: &mut Analysis, lower: &[String], word: usize) {
    let noun = &mut analysis.words[word];
    let form = &lower[word];
    let described = noun.upos == Upos::Adj && noun.deprel == Deprel::Compound;
    let verbal = matches!(noun.upos, Upos::Verb | Upos::Aux);
    if !(verbal || described) || !form.ends_with("men") || form.len() < 6 {
        return;
    }
    noun.upos = Upos::Noun;
    noun.xpos = "NNS";
    noun.lemma = format!("{}man", &form[..form.len() - 3]).into();
    if matches!(noun.deprel, Deprel::Amod | Deprel::Acl | Deprel::Advcl) {
        noun.deprel = Deprel::Compound;
    } else if noun.deprel == Deprel::Aux {
        // "said that gunmen assassinated a minister"
        noun.deprel = Deprel::Nsubj;
    }
}

/// "struck two bases": what the lemmatizer takes for more than one basis.
pub(super) fn plural_of_base(analysis: &mut Analysis, lower: &[String], word: usize) {
    let noun = &mut analysis.words[word];
    if lower[word] == "bases" && noun.upos == Upos::Noun {
        noun.lemma = "base".into();
    }
}

/// "said the army committed atrocities": what stands between a subject and a noun is their verb, and no
/// modifier of the noun.
pub(super) fn verb_between(analysis: &mut Analysis, word: usize) {
    let Some(subject) = word.checked_sub(1) else {
        return;
    };
    let verb = &analysis.words[word];
    let Some(object) = verb.head.filter(|&object| object > word) else {
        return;
    };
    let fits = verb.upos == Upos::Verb
        && verb.deprel == Deprel::Amod
        && matches!(verb.xpos, "VBN" | "VBD")
        && analysis.words[subject]
            .head
            .is_some_and(|head| head == object || head == word)
        && analysis.words[subject].deprel.base() == Deprel::Nsubj
        && matches!(analysis.words[object].upos, Upos::Noun | Upos::Propn);
    let other = children(analysis, object).any(|child| {
        matches!(
            analysis.words[child].deprel.base(),
            Deprel::Cop | Deprel::Aux | Deprel::Expl
        )
    });
    if !fits || other || children(analysis, word).any(|child| child != subject) {
        return;
    }
    let (above, relation) = (analysis.words[object].head, analysis.words[object].deprel);
    // "Meanwhile, the army …", "Despite the truce, the army …"
    let adverb = above.is_some_and(|above| analysis.words[above].upos == Upos::Adv);
    let opening = above.filter(|&above| {
        let phrase = children(analysis, above)
            .any(|child| child < above && analysis.words[child].deprel == Deprel::Case);
        analysis.words[above].head.is_none() && above < subject && (adverb || phrase)
    });
    let clause = matches!(
        relation,
        Deprel::Root | Deprel::Ccomp | Deprel::Conj | Deprel::Parataxis | Deprel::Advcl
    );
    if !clause && opening.is_none() {
        return;
    }
    change(analysis, |analysis| {
        for child in children(analysis, object).collect::<Vec<_>>() {
            if child < subject || analysis.words[child].deprel == Deprel::Punct {
                analysis.words[child].head = Some(word);
            }
        }
        analysis.words[word].head = above;
        analysis.words[word].deprel = relation;
        analysis.words[word].xpos = "VBD";
        analysis.words[subject].head = Some(word);
        analysis.words[subject].deprel = Deprel::Nsubj;
        analysis.words[object].head = Some(word);
        analysis.words[object].deprel = Deprel::Obj;
        if let Some(opening) = opening {
            for child in children(analysis, opening).collect::<Vec<_>>() {
                analysis.words[child].head = Some(word);
            }
            analysis.words[word].head = None;
            analysis.words[word].deprel = Deprel::Root;
            analysis.words[opening].head = Some(word);
            analysis.words[opening].deprel = if adverb { Deprel::Advmod } else { Deprel::Obl };
        }
    });
}

/// "said it would free two men", "is imposing sanctions": what a modal, "to" or "by" opens before its object is a
/// verb, and describes nothing.
pub(super) fn verb_as_adjective(analysis: &mut Analysis, lower: &[String], word: usize) {
    let plain = matches!(&*lower[word], "free" | "open" | "clear");
    let gerund = lower[word] == "imposing";
    let described = analysis.words[word].upos == Upos::Adj
        && matches!(analysis.words[word].deprel, Deprel::Amod);
    let object = analysis.words[word].head.filter(|&object| {
        described
            && (plain || gerund)
            && object > word
            && matches!(analysis.words[object].upos, Upos::Noun | Upos::Propn)
    });
    let Some((object, opener)) = object.zip(word.checked_sub(1)) else {
        return;
    };
    let of_object = analysis.words[opener].head == Some(object);
    let opened = match &*lower[opener] {
        "will" | "would" | "must" | "should" | "could" | "may" | "might" | "can" | "to" => plain,
        "is" | "are" | "was" | "were" | "by" | "of" | "for" | "after" | "from" | "began" | "," => {
            gerund
        }
        _ => false,
    };
    let meant = gerund
        || match analysis.words[word + 1].upos {
            Upos::Det | Upos::Num | Upos::Propn => true,
            Upos::Pron => analysis.words[word + 1].xpos == "PRP$",
            _ => false,
        };
    let behind = matches!(&*lower[opener], "began" | ",");
    if !(opened && meant && (of_object || behind)) {
        return;
    }
    let (above, relation) = (analysis.words[object].head, analysis.words[object].deprel);
    // "The government would free two men, the spokesman said": the clause was taken for its subject.
    let subject = opener.checked_sub(1).filter(|&subject| {
        relation == Deprel::Appos && above == Some(subject) || analysis.words[subject].xpos == "PRP"
    });
    // "said on Wednesday it would free": the day is that of the speech.
    let day = subject
        .and_then(|subject| analysis.words[subject].head)
        .filter(|&day| {
            Some(day + 1) == subject && WEEKDAYS.contains(&&*lower[day]) && above.is_some()
        });
    let governed = above.is_some_and(|above| analysis.words[above].upos == Upos::Verb);
    change(analysis, |analysis| {
        for child in children(analysis, object).collect::<Vec<_>>() {
            let of_object = matches!(
                analysis.words[child].deprel,
                Deprel::Compound
                    | Deprel::Nummod
                    | Deprel::Amod
                    | Deprel::Det
                    | Deprel::Nmod
                    | Deprel::NmodPoss
                    | Deprel::Flat
            );
            if child < word && Some(child) != day || child > object && !of_object {
                analysis.words[child].head = Some(word);
                let relation = &mut analysis.words[child].deprel;
                *relation = match *relation {
                    Deprel::Cop => Deprel::Aux,
                    Deprel::Case => Deprel::Mark,
                    relation => relation,
                };
            }
        }
        if let Some(day) = day {
            if let Some(case) = day
                .checked_sub(1)
                .filter(|&case| analysis.words[case].deprel == Deprel::Mark)
            {
                hang(analysis, case, day, Deprel::Case);
            }
            analysis.words[day].head = above;
            analysis.words[day].deprel = Deprel::Obl;
        }
        match subject.filter(|_| relation == Deprel::Appos) {
            Some(noun) => {
                analysis.words[word].head = analysis.words[noun].head;
                analysis.words[word].deprel = analysis.words[noun].deprel;
            }
            None => {
                analysis.words[word].head = above;
                // "on Thursday, imposing": no day, but the verb over it.
                if lower[opener] == ","
                    && let Some(verb) = verb_above(analysis, object)
                {
                    analysis.words[word].head = Some(verb);
                }
                analysis.words[word].deprel = match (&*lower[opener], relation) {
                    (",", relation) if relation != Deprel::Root => Deprel::Advcl,
                    ("to" | "began", Deprel::Obl | Deprel::Obj) if governed => Deprel::Xcomp,
                    (_, Deprel::Obl) => Deprel::Advcl,
                    (_, relation) => relation,
                };
            }
        }
        hang(analysis, object, word, Deprel::Obj);
        if let Some(subject) = subject {
            hang(analysis, subject, word, Deprel::Nsubj);
        }
        if lower[opener] == "to" {
            analysis.words[opener].upos = Upos::Part;
            analysis.words[opener].xpos = "TO";
        }
        let verb = &mut analysis.words[word];
        (verb.upos, verb.xpos) = (Upos::Verb, if gerund { "VBG" } else { "VB" });
        verb.lemma = if gerund { "impose" } else { &*lower[word] }.into();
    });
}

/// "Kenya vowed to leave": what heads a clause and has no form of an auxiliary is none.
pub(super) fn auxiliary_by_form(analysis: &mut Analysis, lower: &[String], word: usize) {
    let verb = &analysis.words[word];
    let form = &*lower[word];
    let heads = verb.upos == Upos::Aux
        && !matches!(verb.deprel, Deprel::Aux | Deprel::AuxPass | Deprel::Cop)
        && children(analysis, word)
            .any(|child| matches!(analysis.words[child].deprel, Deprel::Xcomp | Deprel::Obj));
    let ending = match form {
        _ if form.len() < 5 => None,
        "used" | "ought" | "cannot" | "should" | "could" | "would" | "might" | "being"
        | "having" | "doing" => None,
        _ if form.ends_with("ed") => Some("VBD"),
        _ if form.ends_with("ing") => Some("VBG"),
        _ if form.ends_with('s') => Some("VBZ"),
        _ => None,
    };
    if let Some(tag) = ending.filter(|_| heads) {
        let verb = &mut analysis.words[word];
        (verb.upos, verb.xpos) = (Upos::Verb, tag);
    }
}

/// "praised neighbouring Benin", "the visiting minister was praised": what such a participle was given for an object
/// is what it describes.
pub(super) fn participle_as_adjective(analysis: &mut Analysis, lower: &[String], word: usize) {
    let verb = &analysis.words[word];
    if verb.upos != Upos::Verb || verb.xpos != "VBG" {
        return;
    }
    let introduced = word > 0 && analysis.words[word - 1].upos == Upos::Det;
    let described = WordClass::Describing.holds(&lower[word])
        || introduced && WordClass::Introduced.holds(&lower[word]);
    if !described {
        return;
    }
    let object = children(analysis, word).find(|&child| {
        child > word
            && analysis.words[child].deprel == Deprel::Obj
            && matches!(analysis.words[child].upos, Upos::Noun | Upos::Propn)
    });
    let Some(object) = object else { return };
    let (above, relation) = (analysis.words[word].head, analysis.words[word].deprel);
    let case = children(analysis, word).any(|child| {
        child < word
            && matches!(analysis.words[child].deprel, Deprel::Mark | Deprel::Case)
            && analysis.words[child].upos == Upos::Adp
    });
    let Some(above) = above else { return };
    // Of a noun a clause is a phrase with its preposition, of a verb too.
    let verbal = matches!(analysis.words[above].upos, Upos::Verb | Upos::Aux);
    let relation = match relation {
        Deprel::CsubjPass => Deprel::NsubjPass,
        Deprel::Csubj => Deprel::Nsubj,
        _ if case && verbal => Deprel::Obl,
        _ if case => Deprel::Nmod,
        Deprel::Acl | Deprel::Advcl | Deprel::Xcomp | Deprel::Ccomp if verbal => Deprel::Obj,
        Deprel::Acl => Deprel::Nmod,
        relation => relation,
    };
    change(analysis, |analysis| {
        let articles = children(analysis, above)
            .filter(|&child| child + 1 == word && analysis.words[child].upos == Upos::Det);
        for article in articles.collect::<Vec<_>>() {
            analysis.words[article].head = Some(object);
        }
        for child in children(analysis, word).collect::<Vec<_>>() {
            if child < word {
                analysis.words[child].head = Some(object);
                if analysis.words[child].upos == Upos::Adp {
                    analysis.words[child].deprel = Deprel::Case;
                }
            } else if child > object {
                analysis.words[child].head = Some(if verbal { above } else { object });
            }
        }
        hang(analysis, object, above, relation);
        hang(analysis, word, object, Deprel::Amod);
        let adjective = &mut analysis.words[word];
        (adjective.upos, adjective.xpos) = (Upos::Adj, "JJ");
        adjective.lemma = lower[word].as_str().into();
    });
}

/// "demanded that the government apologise": the bare form behind the subject of what is demanded is its verb, and no
/// noun.
pub(super) fn subjunctive(analysis: &mut Analysis, lower: &[String], word: usize) {
    let Some(demand) = word.checked_sub(1).filter(|&demand| {
        lower[word] == "that" && WordClass::Demanding.holds(&analysis.words[demand].lemma)
    }) else {
        return;
    };
    let Some(noun) = analysis.words[word].head.filter(|&noun| noun > word) else {
        return;
    };
    if analysis.words[noun].head != Some(demand)
        || !matches!(analysis.words[noun].upos, Upos::Noun | Upos::Propn)
    {
        return;
    }
    let last = |at: usize| {
        lower
            .get(at + 1)
            .is_none_or(|next| matches!(&**next, "." | "," | ";"))
    };
    // "that the government apologise": two articles, or one with a name, are too many for a noun.
    let subject = children(analysis, noun)
        .filter(|&child| child > word && analysis.words[child].deprel == Deprel::Compound)
        .last();
    if let Some(subject) = subject.filter(|_| {
        analysis.words[word].deprel == Deprel::Det
            && analysis.words[noun].xpos == "NN"
            && last(noun)
    }) {
        change(analysis, |analysis| {
            for child in children(analysis, noun).collect::<Vec<_>>() {
                if child > word && child < noun && child != subject {
                    analysis.words[child].head = Some(subject);
                }
            }
            hang(analysis, subject, noun, Deprel::Nsubj);
            hang(analysis, noun, demand, Deprel::Ccomp);
            hang(analysis, word, noun, Deprel::Mark);
            let verb = &mut analysis.words[noun];
            (verb.upos, verb.xpos) = (Upos::Verb, "VB");
        });
    }
}

/// "Turkish police arrest three men": a noun that has an object is a verb, and the one right before it its subject.
pub(super) fn noun_with_object(analysis: &mut Analysis, word: usize) {
    let noun = &analysis.words[word];
    if noun.upos != Upos::Noun || noun.xpos != "NN" || noun.deprel != Deprel::Root {
        return;
    }
    let object = children(analysis, word).find(|&child| {
        child > word
            && analysis.words[child].deprel == Deprel::Obj
            && matches!(analysis.words[child].upos, Upos::Noun | Upos::Propn)
    });
    let subject = word.checked_sub(1).filter(|&subject| {
        analysis.words[subject].head == Some(word)
            && analysis.words[subject].deprel == Deprel::Compound
            && matches!(analysis.words[subject].upos, Upos::Noun | Upos::Propn)
            && (analysis.words[subject].xpos == "NNS"
                || &*analysis.words[subject].lemma == "police")
    });
    let Some((object, subject)) = object.zip(subject) else {
        return;
    };
    let phrase = (word + 1..object).all(|at| analysis.words[at].head == Some(object));
    let other = children(analysis, word).any(|child| {
        child < word
            && matches!(
                analysis.words[child].deprel,
                Deprel::Det | Deprel::Case | Deprel::Cop
            )
    });
    if !phrase || other {
        return;
    }
    change(analysis, |analysis| {
        for child in children(analysis, word).collect::<Vec<_>>() {
            if child < subject {
                analysis.words[child].head = Some(subject);
            }
        }
        analysis.words[subject].deprel = Deprel::Nsubj;
        let verb = &mut analysis.words[word];
        (verb.upos, verb.xpos) = (Upos::Verb, "VBP");
    });
}

/// "gave Colombian envoys 24 hours to leave": between a verb of giving with a name behind it and a number stands a
/// plural and no verb; what is counted is given.
pub(super) fn plural_as_verb(analysis: &mut Analysis, word: usize) {
    let plural = &analysis.words[word];
    let taken = plural.upos == Upos::Verb && plural.xpos == "VBZ" && word > 1;
    let verb = plural.head.filter(|&verb| {
        taken && verb + 2 == word && WordClass::Giving.holds(&analysis.words[verb].lemma)
    });
    let name = word.saturating_sub(1);
    let described = matches!(analysis.words[name].upos, Upos::Propn | Upos::Adj);
    let thing = children(analysis, word)
        .find(|&child| child > word && analysis.words[child].deprel == Deprel::Obj);
    let counted = |thing: usize| {
        (word + 1..thing).any(|at| {
            analysis.words[at].upos == Upos::Num && analysis.words[at].head == Some(thing)
        })
    };
    let (Some(verb), Some(thing)) = (verb, thing.filter(|&thing| counted(thing))) else {
        return;
    };
    if !described {
        return;
    }
    change(analysis, |analysis| {
        hang(analysis, word, verb, Deprel::Iobj);
        hang(analysis, name, word, Deprel::Amod);
        hang(analysis, thing, verb, Deprel::Obj);
        let noun = &mut analysis.words[word];
        (noun.upos, noun.xpos) = (Upos::Noun, "NNS");
    });
}

/// "urged Bahrain to free an activist": what "to" opens before an object is a verb.
pub(super) fn free_after_to(analysis: &mut Analysis, lower: &[String], word: usize) {
    let adjective = matches!(&*lower[word], "free" | "open" | "clear")
        && analysis.words[word].upos == Upos::Adj;
    let Some(to) = word
        .checked_sub(1)
        .filter(|&to| adjective && lower[to] == "to" && analysis.words[to].head == Some(word))
    else {
        return;
    };
    let opened = analysis
        .words
        .get(word + 1)
        .is_some_and(|next| match next.upos {
            Upos::Det | Upos::Propn | Upos::Num => true,
            Upos::Pron => next.xpos == "PRP$",
            _ => matches!(
                &*lower[word + 1],
                "political" | "jailed" | "detained" | "imprisoned" | "captured"
            ),
        });
    let object = (word + 1..analysis.words.len().min(word + 7)).find(|&at| {
        let noun = &analysis.words[at];
        matches!(noun.upos, Upos::Noun | Upos::Propn) && noun.head.is_some_and(|head| head <= word)
    });
    let (Some(object), Some(above)) = (object.filter(|_| opened), analysis.words[word].head) else {
        return;
    };
    attach(analysis, object, word, Deprel::Obj);
    // The one who is to do it stands between.
    let asked = analysis.words[above]
        .head
        .filter(|&verb| {
            matches!(analysis.words[above].upos, Upos::Noun | Upos::Propn)
                && analysis.words[verb].upos == Upos::Verb
        })
        .unwrap_or(above);
    attach(analysis, word, asked, Deprel::Xcomp);
    let verb = &mut analysis.words[word];
    (verb.upos, verb.xpos, verb.lemma) = (Upos::Verb, "VB", lower[word].as_str().into());
    let mark = &mut analysis.words[to];
    (mark.upos, mark.xpos, mark.deprel) = (Upos::Part, "TO", Deprel::Mark);
}

/// "declared two diplomats persona non grata": what somebody is declared is no part of him, and no verb.
pub(super) fn persona_non_grata(analysis: &mut Analysis, lower: &[String], word: usize) {
    let named = matches!(&*lower[word], "persona" | "personae")
        && lower
            .get(word + 1)
            .is_some_and(|next| next.starts_with("non"));
    let Some(before) = word.checked_sub(1).filter(|_| named) else {
        return;
    };
    let Some(verb) = analysis.words[word]
        .head
        .filter(|&verb| verb < before && &*analysis.words[verb].lemma == "declare")
    else {
        return;
    };
    let declared = analysis.words[before].head == Some(word)
        && matches!(analysis.words[before].upos, Upos::Noun | Upos::Propn)
        && matches!(
            (analysis.words[word].deprel, analysis.words[before].deprel),
            (Deprel::Obj, Deprel::Compound) | (Deprel::Ccomp, Deprel::Nsubj)
        );
    if !declared {
        return;
    }
    for child in children(analysis, word).collect::<Vec<_>>() {
        let relation = analysis.words[child].deprel;
        if child < before {
            attach(analysis, child, before, relation);
        } else if relation == Deprel::Obl {
            attach(analysis, child, verb, relation);
        }
    }
    attach(analysis, before, verb, Deprel::Iobj);
    let title = &mut analysis.words[word];
    (title.upos, title.xpos, title.lemma) = (Upos::Noun, "NN", "persona".into());
    title.deprel = Deprel::Obj;
}

/// "has suspended aid deliveries": behind "has" stands a verb, and what it was to modify is its object.
pub(super) fn perfect(analysis: &mut Analysis, lower: &[String], word: usize) {
    let verb = &analysis.words[word];
    let Some(noun) = verb.head.filter(|&noun| noun > word) else {
        return;
    };
    let participle = verb.upos == Upos::Verb
        && verb.deprel == Deprel::Amod
        && matches!(verb.xpos, "VBN" | "VBD");
    let mut before = word.checked_sub(1);
    while let Some(at) = before.filter(|&at| analysis.words[at].upos == Upos::Adv) {
        before = at.checked_sub(1);
    }
    let have = before.filter(|&at| {
        let hangs = analysis.words[at].head;
        matches!(&*lower[at], "has" | "have" | "had")
            && (hangs == Some(noun) || hangs == Some(word))
    });
    let verbal = |at: usize| analysis.words[at].upos == Upos::Verb;
    let Some(have) = have.filter(|_| participle && !verbal(noun)) else {
        return;
    };
    analysis.words[word].head = analysis.words[noun].head;
    analysis.words[word].deprel = analysis.words[noun].deprel;
    for child in children(analysis, noun).collect::<Vec<_>>() {
        let of_clause = matches!(
            analysis.words[child].deprel.base(),
            Deprel::Nsubj
                | Deprel::Aux
                | Deprel::Cop
                | Deprel::Mark
                | Deprel::Advcl
                | Deprel::Obl
                | Deprel::Advmod
                | Deprel::Ccomp
                | Deprel::Parataxis
                | Deprel::Conj
                | Deprel::Cc
                | Deprel::Punct
        );
        if child <= have || child < word || of_clause {
            analysis.words[child].head = Some(word);
        }
    }
    analysis.words[have].deprel = Deprel::Aux;
    analysis.words[word].xpos = "VBN";
    analysis.words[noun].head = Some(word);
    analysis.words[noun].deprel = Deprel::Obj;
}

/// "have slain 77 civilians": a participle of harm behind "have" is no adjective of whom it harmed.
pub(super) fn perfect_of_harm(analysis: &mut Analysis, lower: &[String], word: usize) {
    let adjective = &analysis.words[word];
    let lemma = irregular_past(&lower[word]).filter(|lemma| {
        adjective.upos == Upos::Adj
            && adjective.deprel == Deprel::Amod
            && WordClass::Harm.holds(lemma)
    });
    let noun = adjective.head.filter(|&noun| noun > word);
    let have = noun
        .and_then(|noun| analysis.words[noun].head)
        .filter(|&have| {
            have + 1 == word
                && matches!(&*lower[have], "has" | "have" | "had")
                && noun.is_some_and(|noun| analysis.words[noun].deprel == Deprel::Obj)
        });
    let (Some(lemma), Some(noun), Some(have)) = (lemma, noun, have) else {
        return;
    };
    change(analysis, |analysis| {
        for child in children(analysis, have).collect::<Vec<_>>() {
            analysis.words[child].head = Some(word);
        }
        let place = analysis.words[have].clone();
        let verb = &mut analysis.words[word];
        (verb.upos, verb.xpos, verb.lemma) = (Upos::Verb, "VBN", lemma.into());
        (verb.head, verb.deprel) = (place.head, place.deprel);
        hang(analysis, noun, word, Deprel::Obj);
        hang(analysis, have, word, Deprel::Aux);
    });
}

/// "demanded that the minister apologise": "that" right behind a verb and before a noun opens a clause and
/// is no object.
fn that_as_object(analysis: &mut Analysis, lower: &[String], word: usize) {
    let that = analysis.words[word].head.filter(|&that| {
        that < word && lower[that] == "that" && analysis.words[that].upos == Upos::Sconj
    });
    let Some(that) = that.filter(|_| analysis.words[word].deprel == Deprel::Obj) else {
        return;
    };
    let verb = analysis.words[that].head.filter(|&verb| verb + 1 == that);
    if let Some(verb) = verb.filter(|&verb| analysis.words[verb].upos == Upos::Verb) {
        analysis.words[word].head = Some(verb);
        analysis.words[word].deprel = Deprel::Ccomp;
        analysis.words[that].head = Some(word);
        analysis.words[that].deprel = Deprel::Mark;
        for child in children(analysis, that).collect::<Vec<_>>() {
            analysis.words[child].head = Some(word);
        }
    }
}

/// "A court on Tuesday freed the pastor": behind a day and its preposition stands the verb, and not a name
/// that has the day in it.
pub(super) fn day_in_name(analysis: &mut Analysis, lower: &[String], word: usize) {
    let (Some(day), Some(on)) = (word.checked_sub(1), word.checked_sub(2)) else {
        return;
    };
    let Some(subject) = on.checked_sub(1) else {
        return;
    };
    let Some(object) = analysis.words[word].head.filter(|&object| object > word) else {
        return;
    };
    let participle = lower[word].ends_with("ed") || irregular_past(&lower[word]).is_some();
    let fits = lower[on] == "on"
        && WEEKDAYS.contains(&&*lower[day])
        && participle
        && analysis.words[word].deprel == Deprel::Amod
        && analysis.words[day].head == Some(object)
        && analysis.words[on].head == Some(object)
        && matches!(analysis.words[subject].upos, Upos::Noun | Upos::Propn);
    // The phrase before the day: a noun that the object hangs on.
    let Some(subject) = analysis.words[object]
        .head
        .filter(|&noun| fits && noun <= subject)
    else {
        return;
    };
    if matches!(analysis.words[subject].upos, Upos::Verb | Upos::Aux) {
        return;
    }
    head_clause(analysis, word, subject);
    analysis.words[object].head = Some(word);
    analysis.words[object].deprel = Deprel::Obj;
    analysis.words[day].head = Some(word);
    analysis.words[day].deprel = Deprel::Obl;
    analysis.words[on].head = Some(day);
    let verb = &mut analysis.words[word];
    (verb.upos, verb.xpos) = (Upos::Verb, "VBD");
}

/// "demanded that the government resign": a clause that opens with "that" has a verb, and a noun right
/// before it is its subject.
pub(super) fn clause_without_verb(analysis: &mut Analysis, lower: &[String], word: usize) {
    that_as_object(analysis, lower, word);
    let noun = &analysis.words[word];
    let Some(subject) = word.checked_sub(1) else {
        return;
    };
    let clause = noun.upos == Upos::Noun && noun.xpos == "NN" && noun.deprel == Deprel::Ccomp;
    let nominal = matches!(analysis.words[subject].upos, Upos::Noun | Upos::Propn)
        && analysis.words[subject].head == Some(word);
    if !clause || !nominal || !has_mark(analysis, lower, word, "that") {
        return;
    }
    let other = children(analysis, word).any(|child| {
        matches!(
            analysis.words[child].deprel.base(),
            Deprel::Nsubj | Deprel::Cop | Deprel::Aux
        )
    });
    if other {
        return;
    }
    for child in children(analysis, word).collect::<Vec<_>>() {
        if child < subject && !matches!(analysis.words[child].deprel, Deprel::Mark | Deprel::Punct)
        {
            analysis.words[child].head = Some(subject);
        }
    }
    let verb = &mut analysis.words[word];
    (verb.upos, verb.xpos) = (Upos::Verb, "VB");
    analysis.words[subject].deprel = Deprel::Nsubj;
}

/// "Fighting broke out", "Clashes erupted": a noun that opens the sentence right before a past form is its
/// subject, whatever its ending looks like.
pub(super) fn opening_noun(analysis: &mut Analysis, lower: &[String], word: usize) {
    let verb = 1;
    if word != 0 || analysis.words.len() < 3 {
        return;
    }
    let opening = &analysis.words[word];
    let past = &analysis.words[verb];
    let noun = lower[word].ends_with("ing") || opening.upos == Upos::Noun || opening.xpos == "VBZ";
    let finite = past.upos == Upos::Verb && matches!(past.xpos, "VBD" | "VBN");
    let subject = children(analysis, verb).any(|child| {
        child != word
            && matches!(
                analysis.words[child].deprel,
                Deprel::Nsubj
                    | Deprel::NsubjPass
                    | Deprel::Aux
                    | Deprel::AuxPass
                    | Deprel::OblAgent
            )
    });
    if !noun || !finite || subject {
        return;
    }
    let part = opening.head == Some(verb)
        && matches!(opening.deprel, Deprel::Compound | Deprel::Amod)
        && !matches!(past.deprel, Deprel::Amod | Deprel::Acl);
    let above = opening.head.is_none()
        && past.head == Some(word)
        && past.xpos == "VBD"
        && past.deprel == Deprel::Ccomp;
    if above {
        for child in children(analysis, word).collect::<Vec<_>>() {
            analysis.words[child].head = Some(verb);
        }
        (analysis.words[verb].head, analysis.words[verb].deprel) = (None, Deprel::Root);
        analysis.words[word].head = Some(verb);
    } else if !part {
        return;
    }
    let plural = !lower[word].ends_with("ing") && lower[word].ends_with('s');
    let opening = &mut analysis.words[word];
    opening.deprel = Deprel::Nsubj;
    if opening.upos != Upos::Noun {
        (opening.upos, opening.xpos) = (Upos::Noun, if plural { "NNS" } else { "NN" });
        if !plural {
            opening.lemma = lower[word].as_str().into();
        }
    }
    analysis.words[verb].xpos = "VBD";
}

/// "French troops fought rebels", "gunmen shot villagers": a noun has no object, and what stands between
/// the two with the form of a past is their verb.
pub(super) fn verb_before_object(analysis: &mut Analysis, lower: &[String], word: usize) {
    let object = &analysis.words[word];
    let Some(subject) = object
        .head
        .filter(|&subject| object.deprel == Deprel::Obj && subject + 1 < word)
    else {
        return;
    };
    let verb = subject + 1;
    let between = &analysis.words[verb];
    let modifier = between.head == Some(word)
        && matches!(between.deprel, Deprel::Amod | Deprel::Compound)
        && matches!(between.upos, Upos::Verb | Upos::Noun | Upos::Adj);
    let nominal = matches!(analysis.words[subject].upos, Upos::Noun | Upos::Propn);
    if !modifier || !nominal || children(analysis, verb).next().is_some() {
        return;
    }
    let known = (between.upos == Upos::Verb && lower[verb].ends_with("ed"))
        .then(|| between.lemma.to_string());
    let lemma = irregular_past(&lower[verb]).map(str::to_owned).or(known);
    let Some(lemma) = lemma else { return };
    for child in children(analysis, subject).collect::<Vec<_>>() {
        if child > verb {
            analysis.words[child].head = Some(verb);
        }
    }
    let (above, relation) = (analysis.words[subject].head, analysis.words[subject].deprel);
    let found = &mut analysis.words[verb];
    (found.upos, found.xpos, found.lemma) = (Upos::Verb, "VBD", lemma.into());
    (found.head, found.deprel) = (above, relation);
    analysis.words[subject].head = Some(verb);
    analysis.words[subject].deprel = Deprel::Nsubj;
}

/// "Wagner fighters seized a headquarters": what looks like a present before a past form with an object is
/// who did it.
pub(super) fn agents_before_past(analysis: &mut Analysis, lower: &[String], word: usize) {
    let verb = word + 1;
    let looks = analysis.words[word].xpos == "VBZ" && lower[word].ends_with("ers");
    let past = analysis.words.get(verb).is_some_and(|next| {
        next.head == Some(word)
            && next.deprel == Deprel::Xcomp
            && matches!(next.xpos, "VBN" | "VBD")
    });
    let object = past
        && children(analysis, verb)
            .any(|child| child > verb && analysis.words[child].deprel == Deprel::Obj);
    if !looks || !object {
        return;
    }
    for child in children(analysis, word).collect::<Vec<_>>() {
        if child > verb {
            analysis.words[child].head = Some(verb);
        } else if analysis.words[child].deprel == Deprel::Nsubj {
            analysis.words[child].deprel = Deprel::Compound;
        }
    }
    let (head, relation) = (analysis.words[word].head, analysis.words[word].deprel);
    let main = &mut analysis.words[verb];
    (main.head, main.deprel, main.xpos) = (head, relation, "VBD");
    let agents = &mut analysis.words[word];
    (agents.head, agents.deprel) = (Some(verb), Deprel::Nsubj);
    (agents.upos, agents.xpos) = (Upos::Noun, "NNS");
    agents.lemma = lower[word].trim_end_matches('s').into();
}
