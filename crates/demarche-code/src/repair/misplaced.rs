//! Words that hang on the wrong one: objects, subjects and gerunds.

use demarche_parse::{Analysis, Deprel, Upos};

use super::{attach, children, under};
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

/// Conjunctions that a parser may take for the preposition of the noun behind them.
const SUBORDINATE: [&str; 5] = ["after", "before", "since", "until", "as"];

/// The noun whose phrase ends right before a verb and its auxiliaries, and the conjunction that opens the
/// clause of the two.
fn opened(analysis: &Analysis, lower: &[String], verb: usize) -> Option<(usize, usize)> {
    let auxiliary =
        |child: &usize| *child < verb && analysis.words[*child].deprel.base() == Deprel::Aux;
    let first = children(analysis, verb).filter(auxiliary).min();
    let first = first.unwrap_or(verb);
    // "after a court in Grodno jailed": the phrase may end in another.
    let ends = std::iter::successors(first.checked_sub(1), |&at| analysis.words[at].head);
    ends.take(4)
        .take_while(|&noun| {
            noun < verb && matches!(analysis.words[noun].upos, Upos::Noun | Upos::Propn)
        })
        .filter(|&noun| matches!(analysis.words[noun].deprel, Deprel::Obl | Deprel::Nmod))
        .find_map(|noun| {
            let conjunction = children(analysis, noun).find(|&case| {
                case < noun
                    && analysis.words[case].deprel == Deprel::Case
                    && SUBORDINATE.contains(&&*lower[case])
            });
            conjunction.map(|conjunction| (noun, conjunction))
        })
        .filter(|&(noun, _)| !under(analysis, verb, noun))
}

/// Makes a verb that of a clause of its own below another.
fn subordinate(analysis: &mut Analysis, verb: usize, main: usize, opened: (usize, usize)) {
    let (subject, conjunction) = opened;
    analysis.words[verb].head = Some(main);
    analysis.words[verb].deprel = Deprel::Advcl;
    let passive =
        children(analysis, verb).any(|child| analysis.words[child].deprel == Deprel::AuxPass);
    let role = match passive {
        true => Deprel::NsubjPass,
        false => Deprel::Nsubj,
    };
    for (word, relation) in [(subject, role), (conjunction, Deprel::Mark)] {
        analysis.words[word].head = Some(verb);
        analysis.words[word].deprel = relation;
    }
}

/// "blocked bridges since the canopy collapsed": a noun between a conjunction and a verb is the verb's
/// subject, where nothing else joins the verb to the one before.
pub(super) fn subject_behind_conjunction(analysis: &mut Analysis, lower: &[String], word: usize) {
    let verb = &analysis.words[word];
    let helped = children(analysis, word)
        .any(|child| child < word && analysis.words[child].deprel.base() == Deprel::Aux);
    let finite = verb.upos == Upos::Verb
        && matches!(verb.deprel, Deprel::Conj | Deprel::Ccomp)
        && (helped || matches!(verb.xpos, "VBD" | "VBZ" | "VBP"));
    let Some(main) = verb.head.filter(|&main| finite && main < word) else {
        return;
    };
    let joined = children(analysis, word).any(|child| {
        matches!(
            analysis.words[child].deprel.base(),
            Deprel::Nsubj | Deprel::Csubj | Deprel::Expl | Deprel::Cc | Deprel::Mark
        )
    });
    let Some(opened) = opened(analysis, lower, word).filter(|&(_, at)| at > main) else {
        return;
    };
    if joined || analysis.words[main].upos != Upos::Verb {
        return;
    }
    for child in children(analysis, word).collect::<Vec<_>>() {
        if child < opened.1 {
            analysis.words[child].head = Some(main);
        }
    }
    subordinate(analysis, word, main, opened);
}

/// "Residents protested after an explosion killed 12": a verb without objects has no participle that
/// describes a noun; it is what the noun did, and the verb behind it is that of the other clause.
pub(super) fn participle_of_no_object(analysis: &mut Analysis, lower: &[String], word: usize) {
    let verb = &analysis.words[word];
    let fits = verb.deprel == Deprel::Acl
        && matches!(verb.xpos, "VBN" | "VBD")
        && WordClass::Objectless.holds(&verb.lemma);
    let Some(subject) = verb.head.filter(|&subject| fits && subject < word) else {
        return;
    };
    let main = analysis.words[subject].head.filter(|&main| {
        main > word
            && analysis.words[main].upos == Upos::Verb
            && analysis.words[subject].deprel.base() == Deprel::Nsubj
    });
    let Some(main) = main else { return };
    let Some(opened) = opened(analysis, lower, main).filter(|&(_, at)| at > word) else {
        return;
    };
    for child in children(analysis, main).collect::<Vec<_>>() {
        if child < word {
            analysis.words[child].head = Some(word);
        }
    }
    analysis.words[subject].deprel = Deprel::Nsubj;
    analysis.words[word].head = analysis.words[main].head;
    analysis.words[word].deprel = analysis.words[main].deprel;
    analysis.words[word].xpos = "VBD";
    subordinate(analysis, main, word, opened);
}

/// Verbs whose "of" says what one is charged with, told or robbed of.
const CHARGING: [&str; 10] = [
    "accuse", "convict", "acquit", "suspect", "warn", "inform", "notify", "remind", "strip",
    "deprive",
];

/// "accused troops of violating the truce": of what one is accused hangs on the verb, and is no part of who
/// one is.
pub(super) fn charge_of_verb(analysis: &mut Analysis, lower: &[String], word: usize) {
    let marked = children(analysis, word).any(|child| {
        child < word
            && lower[child] == "of"
            && matches!(analysis.words[child].deprel, Deprel::Case | Deprel::Mark)
    });
    let mut accused = analysis.words[word]
        .head
        .filter(|&noun| marked && noun < word);
    // "accused gangs and parties of trying"
    while let Some(noun) = accused.filter(|&noun| analysis.words[noun].deprel == Deprel::Conj) {
        accused = analysis.words[noun].head.filter(|&first| first < noun);
    }
    let Some(noun) = accused.filter(|&noun| {
        analysis.words[noun].deprel == Deprel::Obj
            && matches!(analysis.words[noun].upos, Upos::Noun | Upos::Propn)
    }) else {
        return;
    };
    let verb = analysis.words[noun].head.filter(|&verb| {
        verb < noun
            && analysis.words[verb].upos == Upos::Verb
            && CHARGING.contains(&&*analysis.words[verb].lemma)
    });
    let Some(verb) = verb else { return };
    // "accused the president of Serbia" may only say whose he is.
    let gerund = analysis.words[word].xpos == "VBG";
    let bare = analysis.words[word].upos == Upos::Noun
        && !children(analysis, word).any(|child| analysis.words[child].deprel == Deprel::Det);
    if gerund || bare {
        let relation = if gerund { Deprel::Advcl } else { Deprel::Obl };
        attach(analysis, word, verb, relation);
    }
}

/// Where the time ends that opens a sentence behind a preposition: "In 1992", "On Monday evening", "In late
/// March 2014".
fn opening_time_end(lower: &[String]) -> Option<usize> {
    let word = |at: usize| lower.get(at).map_or("", |word| &**word);
    let digits = |at: usize| !word(at).is_empty() && word(at).bytes().all(|b| b.is_ascii_digit());
    let year = |at: usize| digits(at) && word(at).len() == 4;
    let day = |at: usize| digits(at) && word(at).len() < 3;
    let on = word(0) == "on";
    if !on && !matches!(word(0), "in" | "by" | "since") {
        return None;
    }
    let mut at = match word(1) {
        "early" | "late" | "mid" => 2,
        _ => 1,
    };
    if year(at) {
        return Some(at + 1);
    }
    if on && day(at) && MONTHS.contains(&word(at + 1)) {
        at += 1;
    }
    if MONTHS.contains(&word(at)) {
        // "In March 20 people": no day follows "in".
        let numbered = year(at + 1) || on && day(at + 1);
        return Some(if numbered { at + 2 } else { at + 1 });
    }
    let part = ["morning", "afternoon", "evening", "night"].contains(&word(at + 1));
    WEEKDAYS
        .contains(&word(at))
        .then_some(if part { at + 2 } else { at + 1 })
}

/// The same of a place: "In Paris police", "In northern Kosovo protesters", "At the weekend protesters".
fn opening_place_end(analysis: &Analysis, lower: &[String]) -> Option<usize> {
    #[rustfmt::skip]
    const SITES: [&str; 14] = [
        "north", "south", "east", "west", "capital", "night", "day", "morning", "afternoon", "evening",
        "weekend", "summer", "winter", "spring",
    ];
    const QUARTERS: [&str; 5] = ["northern", "southern", "eastern", "western", "central"];
    let word = |at: usize| lower.get(at).map_or("", |word| &**word);
    let upos = |at: usize| analysis.words.get(at).map(|word| word.upos);
    if !matches!(word(0), "in" | "at" | "during" | "near" | "outside") {
        return None;
    }
    if word(1) == "the" {
        return SITES.contains(&word(2)).then_some(3);
    }
    let start = if QUARTERS.contains(&word(1)) { 2 } else { 1 };
    let named = (start..lower.len()).take_while(|&at| upos(at) == Some(Upos::Propn));
    let end = start + named.count();
    (end > start && matches!(upos(end), Some(Upos::Noun | Upos::Adj))).then_some(end)
}

/// "In 1992 hauliers closed the motorways", "On Monday police arrested three", "In Paris police fired": a time
/// or place that opens a sentence belongs to the verb and is no part of the subject behind it.
pub(super) fn opening_time(analysis: &mut Analysis, lower: &[String]) {
    let timed = opening_time_end(lower);
    let Some(end) = timed.or_else(|| opening_place_end(analysis, lower)) else {
        return;
    };
    let beyond =
        |analysis: &Analysis, word: usize| analysis.words[word].head.filter(|&head| head >= end);
    let last = (1..end)
        .rev()
        .find(|&word| beyond(analysis, word).is_some());
    let Some(time) = last else { return };
    let Some(mut noun) = beyond(analysis, time) else {
        return;
    };
    for _ in 0..6 {
        let part = matches!(
            analysis.words[noun].deprel.base(),
            Deprel::Compound | Deprel::Amod | Deprel::Nummod | Deprel::Flat
        );
        match analysis.words[noun].head {
            Some(head) if part && head > noun => noun = head,
            _ => break,
        }
    }
    let role = analysis.words[noun].deprel.base();
    let nominal = matches!(analysis.words[noun].upos, Upos::Noun | Upos::Propn)
        && matches!(role, Deprel::Obl | Deprel::Nsubj);
    let verb = analysis.words[noun]
        .head
        .filter(|&verb| nominal && verb > noun && analysis.words[verb].upos == Upos::Verb);
    let Some(verb) = verb.filter(|&verb| !under(analysis, verb, 0)) else {
        return;
    };
    let other = children(analysis, verb).any(|child| {
        matches!(
            analysis.words[child].deprel.base(),
            Deprel::Nsubj | Deprel::Csubj | Deprel::Expl
        )
    });
    // A name may well describe the noun behind it, where the verb has a subject of its own.
    if timed.is_none() && (other || role != Deprel::Obl) {
        return;
    }
    for word in 1..end {
        let other = word != time && beyond(analysis, word).is_some();
        if other && !under(analysis, verb, word) {
            analysis.words[word].head = Some(time);
            if analysis.words[word].deprel != Deprel::Det {
                analysis.words[word].deprel = Deprel::Compound;
            }
        }
    }
    if analysis.words[time].upos == Upos::Adj {
        (analysis.words[time].upos, analysis.words[time].xpos) = (Upos::Noun, "NN");
    }
    analysis.words[time].head = Some(verb);
    analysis.words[time].deprel = Deprel::Obl;
    analysis.words[0].head = Some(time);
    analysis.words[0].deprel = Deprel::Case;
    if role == Deprel::Obl && !other {
        let passive =
            children(analysis, verb).any(|child| analysis.words[child].deprel == Deprel::AuxPass);
        analysis.words[noun].deprel = match passive {
            true => Deprel::NsubjPass,
            false => Deprel::Nsubj,
        };
    }
}
