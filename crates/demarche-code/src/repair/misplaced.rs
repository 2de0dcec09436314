//! Words that hang on the wrong one: objects, subjects and gerunds.

use demarche_parse::{Analysis, Deprel, Upos};

use super::{attach, change, children};
use crate::clause::WordClass;
use crate::dates::{MONTHS, WEEKDAYS};

/// "freed on bail two ministers": a noun has no object; the verb over it has.
pub(super) fn object_of_noun(analysis: &mut Analysis, word: usize) {
    if analysis.words[word].deprel != Deprel::Obj {
        return;
    }
    let Some(noun) = analysis.words[word].head.filter(|&noun| noun < word) else {
        return;
    };
    let nominal = matches!(analysis.words[noun].upos, Upos::Noun | Upos::Propn)
        && analysis.words[noun].deprel == Deprel::Obl;
    let Some(verb) = analysis.words[noun]
        .head
        .filter(|&verb| nominal && verb < noun)
    else {
        return;
    };
    let free = analysis.words[verb].upos == Upos::Verb
        && !children(analysis, verb).any(|child| {
            matches!(
                analysis.words[child].deprel,
                Deprel::Obj | Deprel::AuxPass | Deprel::NsubjPass | Deprel::Ccomp
            )
        });
    if free {
        attach(analysis, word, verb, Deprel::Obj);
    }
}

/// "arrested former President Karume": what stands before a title says who is meant, and the verb's
/// object is the name behind it.
pub(super) fn epithet_as_object(analysis: &mut Analysis, lower: &[String], word: usize) {
    let epithet = matches!(
        &*lower[word],
        "former"
            | "deposed"
            | "ousted"
            | "toppled"
            | "jailed"
            | "exiled"
            | "detained"
            | "acting"
            | "outgoing"
            | "fugitive"
            | "disgraced"
            | "embattled"
    );
    let Some(verb) = word.checked_sub(1).filter(|_| epithet) else {
        return;
    };
    let hangs = analysis.words[word].head == Some(verb)
        && analysis.words[verb].upos == Upos::Verb
        && matches!(
            analysis.words[word].deprel,
            Deprel::Xcomp | Deprel::Obj | Deprel::Ccomp | Deprel::Advmod
        )
        && !matches!(&*analysis.words[verb].lemma, "become" | "remain" | "stay");
    let taken = children(analysis, verb).any(|child| {
        child != word && matches!(analysis.words[child].deprel, Deprel::Obj | Deprel::AuxPass)
    });
    let name = children(analysis, word).find(|&child| {
        child > word
            && matches!(analysis.words[child].upos, Upos::Noun | Upos::Propn)
            && matches!(
                analysis.words[child].deprel,
                Deprel::Nsubj | Deprel::NsubjPass | Deprel::Appos | Deprel::Obj | Deprel::Compound
            )
    });
    let Some(name) = name.filter(|_| hangs && !taken) else {
        return;
    };
    change(analysis, |analysis| {
        for child in children(analysis, word).collect::<Vec<_>>() {
            analysis.words[child].head = Some(if child < name { name } else { verb });
        }
        analysis.words[name].head = Some(verb);
        analysis.words[name].deprel = Deprel::Obj;
        analysis.words[word].head = Some(name);
        analysis.words[word].deprel = Deprel::Amod;
    });
}

/// "Forces loyal to Taylor attacked the town": "to" marks no past form. The name behind it is the
/// adjective's, and the noun before that the subject.
pub(super) fn finite_after_to(analysis: &mut Analysis, lower: &[String], word: usize) {
    if analysis.words[word].upos != Upos::Verb || analysis.words[word].xpos != "VBD" {
        return;
    }
    let mark = children(analysis, word).find(|&child| {
        child < word && lower[child] == "to" && analysis.words[child].deprel == Deprel::Mark
    });
    let Some(mark) = mark else { return };
    let name = children(analysis, word).find(|&child| {
        child > mark && child < word && analysis.words[child].deprel == Deprel::Nsubj
    });
    let adjective = mark
        .checked_sub(1)
        .filter(|&at| matches!(analysis.words[at].upos, Upos::Adj | Upos::Verb));
    let (Some(name), Some(adjective)) = (name, adjective) else {
        return;
    };
    let subject = children(analysis, word)
        .any(|child| child < adjective && analysis.words[child].deprel == Deprel::Nsubj);
    if subject {
        change(analysis, |analysis| {
            analysis.words[name].head = Some(adjective);
            analysis.words[name].deprel = Deprel::Obl;
            analysis.words[mark].head = Some(name);
            analysis.words[mark].deprel = Deprel::Case;
        });
        return;
    }
    if analysis.words[word].head != Some(adjective) {
        return;
    }
    let noun = analysis.words[adjective].head.filter(|&noun| {
        noun < adjective
            && matches!(analysis.words[adjective].deprel, Deprel::Amod | Deprel::Acl)
            && matches!(analysis.words[noun].upos, Upos::Noun | Upos::Propn)
    });
    let Some(noun) = noun else { return };
    change(analysis, |analysis| {
        for child in children(analysis, noun).collect::<Vec<_>>() {
            if child > word {
                analysis.words[child].head = Some(word);
            }
        }
        (analysis.words[word].head, analysis.words[word].deprel) =
            (analysis.words[noun].head, analysis.words[noun].deprel);
        analysis.words[noun].head = Some(word);
        analysis.words[noun].deprel = Deprel::Nsubj;
        analysis.words[name].head = Some(adjective);
        analysis.words[name].deprel = Deprel::Obl;
        analysis.words[mark].head = Some(name);
        analysis.words[mark].deprel = Deprel::Case;
    });
}

/// "dissolved parliament, a day after the premier resigned", "said after the premier resigned": the noun
/// between "after" and a past form is its subject, and the noun before is that of the verb before.
pub(super) fn subject_after_after(analysis: &mut Analysis, lower: &[String], word: usize) {
    let verb = &analysis.words[word];
    if verb.upos != Upos::Verb || verb.xpos != "VBD" {
        return;
    }
    let auxiliary = children(analysis, word).any(|child| {
        matches!(
            analysis.words[child].deprel,
            Deprel::NsubjPass | Deprel::Cc | Deprel::Aux | Deprel::AuxPass
        )
    });
    // The noun right before the verb, or the one whose phrase ends there.
    let mut noun = word.checked_sub(1).filter(|_| !auxiliary);
    while let Some(at) = noun.filter(|&at| {
        matches!(
            analysis.words[at].deprel,
            Deprel::Flat | Deprel::Compound | Deprel::Appos
        )
    }) {
        noun = analysis.words[at].head.filter(|&head| head < at);
    }
    let Some(noun) = noun.filter(|&noun| {
        matches!(analysis.words[noun].upos, Upos::Noun | Upos::Propn)
            && matches!(analysis.words[noun].deprel, Deprel::Nmod | Deprel::Obl)
    }) else {
        return;
    };
    let case = children(analysis, noun).find(|&child| {
        matches!(
            &*lower[child],
            "after" | "before" | "since" | "until" | "but"
        ) && child < noun
            && analysis.words[child].deprel == Deprel::Case
    });
    let Some(case) = case else { return };
    let but = lower[case] == "but";
    let taken =
        children(analysis, word).find(|&child| analysis.words[child].deprel == Deprel::Nsubj);
    // The verb that the clause with "after" stands beside.
    let above = match taken {
        None => analysis.words[word].head.filter(|&above| {
            let clause = matches!(
                analysis.words[word].deprel,
                Deprel::Conj | Deprel::Ccomp | Deprel::Advcl | Deprel::Parataxis
            );
            clause && above < case
        }),
        Some(subject) => children(analysis, subject).find(|&verb| {
            verb > subject
                && verb < case
                && analysis.words[verb].upos == Upos::Verb
                && analysis.words[verb].deprel == Deprel::Acl
                && matches!(analysis.words[verb].xpos, "VBN" | "VBD")
        }),
    };
    let time = analysis.words[noun].head;
    let near = time.is_some_and(|time| {
        time == word
            || Some(time) == above
            || analysis.words[time].head == Some(word)
            || analysis.words[time].head == above
    });
    let Some(above) = above.filter(|_| near) else {
        return;
    };
    change(analysis, |analysis| {
        if let Some(subject) = taken {
            (analysis.words[above].head, analysis.words[above].deprel) =
                (analysis.words[word].head, analysis.words[word].deprel);
            analysis.words[above].xpos = "VBD";
            analysis.words[subject].head = Some(above);
        }
        analysis.words[word].head = Some(above);
        analysis.words[noun].head = Some(word);
        analysis.words[noun].deprel = Deprel::Nsubj;
        analysis.words[case].head = Some(word);
        (analysis.words[word].deprel, analysis.words[case].deprel) = match but {
            true => (Deprel::Conj, Deprel::Cc),
            false => (Deprel::Advcl, Deprel::Mark),
        };
    });
}

/// "he said after Japan recalled its envoy": what came before is no part of what is said.
pub(super) fn time_of_speech(analysis: &mut Analysis, lower: &[String], word: usize) {
    let clause = &analysis.words[word];
    if clause.deprel != Deprel::Ccomp || clause.head.is_none_or(|speech| speech > word) {
        return;
    }
    let marked = |marks: &[&str]| {
        children(analysis, word).any(|child| {
            child < word
                && analysis.words[child].deprel == Deprel::Mark
                && marks.contains(&&*lower[child])
        })
    };
    let apart = marked(&[
        "after", "before", "while", "since", "because", "although", "until",
    ]);
    if apart && !marked(&["that"]) {
        analysis.words[word].deprel = Deprel::Advcl;
    }
}

/// "shelled the town and the rebels fired back": a finite verb right behind a noun with "and" is that
/// noun's, and the noun no further object.
pub(super) fn clause_as_conjunct(analysis: &mut Analysis, lower: &[String], word: usize) {
    let verb = &analysis.words[word];
    let noun = verb.head.filter(|&noun| {
        verb.upos == Upos::Verb
            && verb.xpos == "VBD"
            && verb.deprel == Deprel::Acl
            && noun + 1 == word
            && analysis.words[noun].deprel == Deprel::Conj
            && matches!(analysis.words[noun].upos, Upos::Noun | Upos::Propn)
    });
    let Some(noun) = noun else { return };
    let and = children(analysis, noun).find(|&child| {
        child < noun
            && analysis.words[child].deprel == Deprel::Cc
            && matches!(&*lower[child], "and" | "but")
    });
    let mut above = analysis.words[noun].head;
    while let Some(at) = above.filter(|&at| analysis.words[at].upos != Upos::Verb) {
        above = analysis.words[at].head;
    }
    let (Some(and), Some(above)) = (and, above.filter(|&above| above < noun)) else {
        return;
    };
    change(analysis, |analysis| {
        for child in children(analysis, noun).collect::<Vec<_>>() {
            if child > word {
                analysis.words[child].head = Some(word);
            }
        }
        analysis.words[word].head = Some(above);
        analysis.words[word].deprel = Deprel::Conj;
        analysis.words[noun].head = Some(word);
        analysis.words[noun].deprel = Deprel::Nsubj;
        analysis.words[and].head = Some(word);
    });
}

/// "Last month troops killed three men": the time is the verb's and no part of its subject.
pub(super) fn time_before_subject(analysis: &mut Analysis, lower: &[String], word: usize) {
    let opens = word == 1
        && matches!(&*lower[0], "last" | "this")
        && matches!(&*lower[1], "week" | "month" | "year" | "weekend");
    let subject = analysis.words[word].head.filter(|&subject| {
        opens
            && subject > word
            && analysis.words[word].deprel == Deprel::Compound
            && analysis.words[subject].deprel == Deprel::Nsubj
    });
    let Some(verb) = subject.and_then(|subject| analysis.words[subject].head) else {
        return;
    };
    if analysis.words[verb].upos == Upos::Verb {
        if analysis.words[0].head != Some(word) {
            attach(analysis, 0, word, Deprel::Amod);
        }
        attach(analysis, word, verb, Deprel::OblUnmarked);
    }
}

/// "On Tuesday, India and Pakistan exchanged fire": what follows a phrase that opens the clause, and a
/// comma, is no more of that phrase but the subject of a finite verb that has none.
pub(super) fn subject_listed_with_opening(analysis: &mut Analysis, lower: &[String], word: usize) {
    let opens = is_time(&lower[word])
        || children(analysis, word)
            .any(|child| child < word && analysis.words[child].deprel == Deprel::Case);
    if !opens {
        return;
    }
    let verb = analysis.words[word].head.filter(|&verb| {
        verb > word
            && analysis.words[verb].upos == Upos::Verb
            && analysis.words[word].deprel.base() == Deprel::Obl
    });
    let Some(verb) = verb else { return };
    let subject = children(analysis, verb).any(|child| {
        matches!(
            analysis.words[child].deprel.base(),
            Deprel::Nsubj | Deprel::Csubj | Deprel::Expl
        )
    });
    let finite = matches!(analysis.words[verb].xpos, "VBD" | "VBZ" | "VBP")
        || children(analysis, verb).any(|child| analysis.words[child].deprel.base() == Deprel::Aux);
    let listed: Vec<usize> = children(analysis, word)
        .filter(|&child| {
            child > word
                && child < verb
                && analysis.words[child].deprel == Deprel::Conj
                && matches!(analysis.words[child].upos, Upos::Noun | Upos::Propn)
                && !is_time(&lower[child])
        })
        .collect();
    let Some(&first) = listed.first().filter(|_| finite && !subject) else {
        return;
    };
    if lower[word + 1] != "," {
        return;
    }
    let passive =
        children(analysis, verb).any(|child| analysis.words[child].deprel == Deprel::AuxPass);
    change(analysis, |analysis| {
        analysis.words[first].head = Some(verb);
        analysis.words[first].deprel = if passive {
            Deprel::NsubjPass
        } else {
            Deprel::Nsubj
        };
        for &other in &listed[1..] {
            analysis.words[other].head = Some(first);
        }
    });
}

/// "The minister later resigned": what stands before "later" and is no time is the subject of the verb.
pub(super) fn subject_before_later(analysis: &mut Analysis, lower: &[String], word: usize) {
    const SPANS: [&str; 16] = [
        "second",
        "minute",
        "hour",
        "day",
        "night",
        "week",
        "weekend",
        "fortnight",
        "month",
        "season",
        "year",
        "decade",
        "century",
        "generation",
        "moment",
        "time",
    ];
    let Some(noun) = word
        .checked_sub(1)
        .filter(|_| matches!(&*lower[word], "later" | "earlier"))
    else {
        return;
    };
    let before = (0..word).rev().find(|&child| {
        analysis.words[child].head == Some(word)
            && analysis.words[child].deprel == Deprel::OblUnmarked
            && matches!(analysis.words[child].upos, Upos::Noun | Upos::Propn)
    });
    let verb = analysis.words[word]
        .head
        .filter(|&verb| verb > word && analysis.words[verb].upos == Upos::Verb);
    let (Some(before), Some(verb)) = (before, verb) else {
        return;
    };
    let ends = before == noun || analysis.words[noun].head == Some(before);
    let span = SPANS.contains(&&*analysis.words[before].lemma) || is_time(&lower[before]);
    let subject = children(analysis, verb).any(|child| {
        matches!(
            analysis.words[child].deprel.base(),
            Deprel::Nsubj | Deprel::Csubj | Deprel::Expl
        )
    });
    if !ends || span || subject {
        return;
    }
    let passive =
        children(analysis, verb).any(|child| analysis.words[child].deprel == Deprel::AuxPass);
    let relation = if passive {
        Deprel::NsubjPass
    } else {
        Deprel::Nsubj
    };
    attach(analysis, before, verb, relation);
}

/// "The government on Tuesday expressed concern": a day with "on" before it is no subject.
pub(super) fn day_as_subject(analysis: &mut Analysis, lower: &[String], word: usize) {
    let Some(on) = word
        .checked_sub(1)
        .filter(|&on| WEEKDAYS.contains(&&*lower[word]) && lower[on] == "on")
    else {
        return;
    };
    let verb = analysis.words[word].head;
    let taken = analysis.words[word].deprel.base() == Deprel::Nsubj
        && analysis.words[on].head == verb
        && verb.is_some_and(|verb| verb > word && analysis.words[verb].upos == Upos::Verb);
    if taken {
        analysis.words[word].deprel = Deprel::Obl;
        attach(analysis, on, word, Deprel::Case);
    }
}

/// "Soldiers were posted at the gates, and dozens of men were held": the noun right before the auxiliary
/// is the subject of a verb that has none, and no further member of a list.
pub(super) fn subject_as_conjunct(analysis: &mut Analysis, lower: &[String], word: usize) {
    let verb = &analysis.words[word];
    if verb.upos != Upos::Verb || verb.deprel != Deprel::Conj {
        return;
    }
    let Some(above) = verb.head else { return };
    let subject = children(analysis, word).any(|child| {
        matches!(
            analysis.words[child].deprel,
            Deprel::Nsubj | Deprel::NsubjPass | Deprel::Expl | Deprel::Cc
        )
    });
    let auxiliary = children(analysis, word).find(|&child| {
        child < word
            && matches!(
                analysis.words[child].deprel,
                Deprel::Aux | Deprel::AuxPass | Deprel::Cop
            )
    });
    let mut noun = auxiliary
        .filter(|_| !subject)
        .and_then(|auxiliary| auxiliary.checked_sub(1));
    while let Some(at) = noun.filter(|&at| analysis.words[at].deprel != Deprel::Conj) {
        noun = analysis.words[at].head.filter(|&head| head < at);
    }
    let Some(noun) = noun.filter(|&noun| {
        noun > above && matches!(analysis.words[noun].upos, Upos::Noun | Upos::Propn)
    }) else {
        return;
    };
    let and = children(analysis, noun).find(|&child| {
        child < noun && analysis.words[child].deprel == Deprel::Cc && lower[child] != "or"
    });
    let Some(and) = and.filter(|&and| and > 0 && lower[and - 1] == ",") else {
        return;
    };
    let passive =
        children(analysis, word).any(|child| analysis.words[child].deprel == Deprel::AuxPass);
    change(analysis, |analysis| {
        analysis.words[noun].head = Some(word);
        analysis.words[noun].deprel = if passive {
            Deprel::NsubjPass
        } else {
            Deprel::Nsubj
        };
        analysis.words[and].head = Some(word);
    });
}

/// "A Thai soldier and a Cambodian villager were killed": two subjects with "and" between them are one
/// list.
pub(super) fn joined_subjects(analysis: &mut Analysis, lower: &[String], word: usize) {
    if analysis.words[word].upos != Upos::Verb {
        return;
    }
    let subjects: Vec<usize> = children(analysis, word)
        .filter(|&child| {
            child < word
                && matches!(
                    analysis.words[child].deprel,
                    Deprel::Nsubj | Deprel::NsubjPass
                )
        })
        .collect();
    let [first, second] = subjects[..] else {
        return;
    };
    let and = (first..second).find(|&at| lower[at] == "and");
    let and = and.filter(|&and| {
        let over = analysis.words[and].head;
        over == Some(word) || over == Some(second)
    });
    let plain = (first..second)
        .all(|at| !matches!(analysis.words[at].upos, Upos::Verb | Upos::Aux) && lower[at] != ",");
    let nominal = [first, second]
        .iter()
        .all(|&at| matches!(analysis.words[at].upos, Upos::Noun | Upos::Propn));
    let Some(and) = and.filter(|_| plain && nominal) else {
        return;
    };
    change(analysis, |analysis| {
        analysis.words[second].head = Some(first);
        analysis.words[second].deprel = Deprel::Conj;
        analysis.words[and].head = Some(second);
        analysis.words[and].deprel = Deprel::Cc;
    });
}

/// "offered Indonesia its support": of two objects in a row the first is who gets the other.
pub(super) fn two_objects(analysis: &mut Analysis, lower: &[String], word: usize) {
    if analysis.words[word].upos != Upos::Verb {
        return;
    }
    let objects: Vec<usize> = children(analysis, word)
        .filter(|&child| analysis.words[child].deprel == Deprel::Obj)
        .collect();
    let [first, second] = objects[..] else {
        return;
    };
    let row = first > word && !(first..second).any(|at| lower[at] == ",");
    let gives = matches!(
        &*analysis.words[word].lemma,
        "offer"
            | "give"
            | "grant"
            | "promise"
            | "pledge"
            | "send"
            | "lend"
            | "award"
            | "hand"
            | "pay"
            | "deny"
            | "sell"
            | "assure"
            | "guarantee"
    );
    if row && gives && !is_time(&lower[second]) {
        analysis.words[first].deprel = Deprel::Iobj;
    }
}

/// "an additional $2 million": an article has no modifiers; what it goes with stands in its place.
pub(super) fn article_as_head(analysis: &mut Analysis, word: usize) {
    let article = &analysis.words[word];
    let nominal = matches!(
        article.deprel,
        Deprel::Obj | Deprel::Nsubj | Deprel::NsubjPass | Deprel::Obl | Deprel::Nmod
    );
    if article.upos != Upos::Det || article.xpos != "DT" || !nominal {
        return;
    }
    let head = children(analysis, word).find(|&child| {
        child > word
            && matches!(
                analysis.words[child].upos,
                Upos::Noun | Upos::Propn | Upos::Sym | Upos::Num
            )
            && matches!(
                analysis.words[child].deprel,
                Deprel::Compound | Deprel::Nummod | Deprel::Flat | Deprel::NmodUnmarked
            )
    });
    let Some(head) = head else { return };
    analysis.words[head].head = analysis.words[word].head;
    analysis.words[head].deprel = analysis.words[word].deprel;
    for child in children(analysis, word).collect::<Vec<_>>() {
        analysis.words[child].head = Some(head);
    }
    analysis.words[word].head = Some(head);
    analysis.words[word].deprel = Deprel::Det;
}

/// "Rebels took the base, officials said, killing 17": the gerund goes on with what is said.
pub(super) fn gerund_after_speech(analysis: &mut Analysis, word: usize) {
    let gerund = &analysis.words[word];
    if gerund.deprel != Deprel::Advcl || gerund.xpos != "VBG" {
        return;
    }
    let Some(speech) = gerund.head.filter(|&speech| speech < word) else {
        return;
    };
    let subject =
        children(analysis, speech).find(|&child| analysis.words[child].deprel == Deprel::Nsubj);
    let told = children(analysis, speech).find(|&child| {
        analysis.words[child].deprel == Deprel::Ccomp
            && subject.is_some_and(|subject| child < subject && subject < speech)
    });
    if let Some(told) = told.filter(|_| &*analysis.words[speech].lemma == "say") {
        attach(analysis, word, told, Deprel::Advcl);
    }
}

/// "shot dead 34 miners": dead is what became of them.
pub(super) fn shot_dead(analysis: &mut Analysis, lower: &[String], word: usize) {
    let Some(verb) = word.checked_sub(1).filter(|_| lower[word] == "dead") else {
        return;
    };
    if analysis.words[verb].upos == Upos::Verb
        && matches!(&*lower[verb], "shot" | "shoot" | "shooting" | "shoots")
    {
        attach(analysis, word, verb, Deprel::Xcomp);
    }
}

/// "The minister is to visit Cairo": what is arranged has a subject and an auxiliary like any verb.
pub(super) fn is_to(analysis: &mut Analysis, lower: &[String], word: usize) {
    let verb = &analysis.words[word];
    let Some(be) = word.checked_sub(2).filter(|_| verb.xpos == "VB") else {
        return;
    };
    let arranged = matches!(&*lower[be], "is" | "are" | "was" | "were")
        && lower[word - 1] == "to"
        && analysis.words[be].head == Some(word)
        && analysis.words[be].deprel == Deprel::Cop
        && analysis.words[word - 1].head == Some(word);
    let subject = children(analysis, word)
        .find(|&child| child < be && analysis.words[child].deprel == Deprel::NsubjOuter);
    if let Some(subject) = subject.filter(|_| arranged) {
        analysis.words[subject].deprel = Deprel::Nsubj;
        analysis.words[be].deprel = Deprel::Aux;
    }
}

/// "granted him asylum": of two bare nouns behind a verb the pronoun is who gets the other.
pub(super) fn gift_to_pronoun(analysis: &mut Analysis, lower: &[String], word: usize) {
    let gift = &analysis.words[word];
    let Some(verb) = gift.head.filter(|&verb| verb + 1 < word) else {
        return;
    };
    let spans = ["day", "week", "month", "year", "time", "hour", "night"];
    let thing = gift.deprel == Deprel::OblUnmarked
        && gift.upos == Upos::Noun
        && !spans.contains(&&*gift.lemma)
        && !WEEKDAYS.contains(&&*lower[word]);
    let pronoun = &analysis.words[verb + 1];
    let taker = pronoun.head == Some(verb)
        && pronoun.deprel == Deprel::Obj
        && pronoun.upos == Upos::Pron
        && matches!(
            &*lower[verb + 1],
            "him" | "her" | "them" | "us" | "me" | "you" | "it"
        );
    let led = children(analysis, word).any(|child| analysis.words[child].deprel == Deprel::Case);
    if thing && taker && !led && analysis.words[verb].upos == Upos::Verb {
        analysis.words[verb + 1].deprel = Deprel::Iobj;
        analysis.words[word].deprel = Deprel::Obj;
    }
}

/// "killed 13 of its troops", "wounded 13": how many is whom, where the verb has no other object.
pub(super) fn number_as_object(analysis: &mut Analysis, lower: &[String], word: usize) {
    let number = &analysis.words[word];
    let Some(verb) = word
        .checked_sub(1)
        .filter(|&verb| number.head == Some(verb))
    else {
        return;
    };
    let counted = number.upos == Upos::Num
        && number.deprel == Deprel::OblUnmarked
        && WordClass::Harm.holds(&analysis.words[verb].lemma)
        && analysis.words[verb].upos == Upos::Verb
        && !lower[word].contains(['/', ':']);
    let taken = children(analysis, verb).any(|child| {
        matches!(
            analysis.words[child].deprel,
            Deprel::Obj | Deprel::NsubjPass | Deprel::AuxPass
        )
    });
    if counted && !taken {
        analysis.words[word].deprel = Deprel::Obj;
    }
}

/// Whether a noun is of time, and so has no apposition that acts.
fn is_time(lower: &str) -> bool {
    let year = lower.len() == 4 && lower.bytes().all(|b| b.is_ascii_digit());
    let other = matches!(
        lower,
        "year" | "month" | "week" | "day" | "night" | "morning" | "evening" | "today" | "yesterday"
    );
    year || other || MONTHS.contains(&lower) || WEEKDAYS.contains(&lower)
}

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
    let found = children(analysis, word)
        .filter(|&time| time < word && is_time(&lower[time]))
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
