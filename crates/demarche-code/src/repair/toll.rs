//! Deeds and tolls that a greedy parser takes apart: "gunmen on a motorcycle shot dead a doctor", "two were
//! killed and 40 injured in the raid", "left 33 people dead".

use demarche_parse::{Analysis, Deprel, Upos};

use super::{attach, change, children, hang, subject_role, under};
use crate::clause::WordClass;
use crate::numbers::is_vague;

/// Sets right deeds and tolls, once the words and arcs around them are.
pub(super) fn tolls(analysis: &mut Analysis, lower: &[String]) {
    for word in 0..analysis.words.len() {
        object_of_dead(analysis, lower, word);
        past_far_from_subject(analysis, lower, word);
        shot_behind_phrase(analysis, lower, word);
        headline_kills(analysis, lower, word);
        verb_with_subject(analysis, lower, word);
        deed_as_subject(analysis, lower, word);
        days_of_deeds(analysis, lower, word);
        gerund_before_subject(analysis, lower, word);
        taken_hostage(analysis, lower, word);
        subject_after_as(analysis, lower, word);
    }
    for word in 0..analysis.words.len() {
        left_dead(analysis, lower, word);
        second_toll(analysis, lower, word);
    }
}

/// What somebody is left as.
#[rustfmt::skip]
const STATES: [&str; 9] = [
    "dead", "injured", "wounded", "hurt", "homeless", "missing", "maimed", "hospitalised", "hospitalized",
];

/// Participles of harm and their verbs.
#[rustfmt::skip]
const HARMED: [(&str, &str); 11] = [
    ("injured", "injure"), ("wounded", "wound"), ("hurt", "hurt"), ("killed", "kill"),
    ("arrested", "arrest"), ("detained", "detain"), ("maimed", "maim"), ("captured", "capture"),
    ("kidnapped", "kidnap"), ("abducted", "abduct"), ("displaced", "displace"),
];

fn nominal(analysis: &Analysis, word: usize) -> bool {
    matches!(
        analysis.words[word].upos,
        Upos::Noun | Upos::Propn | Upos::Num | Upos::Pron
    )
}

/// Adjectives too: "men in uniform".
fn nominal_or_adjective(analysis: &Analysis, word: usize) -> bool {
    nominal(analysis, word) || analysis.words[word].upos == Upos::Adj
}

/// "left 33 people dead", "left three dead": what stands before the state is the object, and the state is
/// what became of it.
fn left_dead(analysis: &mut Analysis, lower: &[String], word: usize) {
    let Some(object) = word
        .checked_sub(1)
        .filter(|&object| STATES.contains(&&*lower[word]) && nominal(analysis, object))
        .filter(|&object| analysis.words[object].xpos != "PRP$")
    else {
        return;
    };
    let verb = (object.saturating_sub(8)..object)
        .rev()
        .find(|&at| analysis.words[at].upos == Upos::Verb);
    let Some(verb) = verb.filter(|&verb| &*analysis.words[verb].lemma == "leave") else {
        return;
    };
    let plain =
        (verb + 1..object).all(|at| !matches!(analysis.words[at].upos, Upos::Punct | Upos::Cconj));
    // "left 89 of the soldiers dead": the number holds them.
    let mut object = object;
    while let Some(above) = analysis.words[object]
        .head
        .filter(|&above| verb < above && above < object && nominal(analysis, above))
    {
        object = above;
    }
    let right = |word: usize, relation: Deprel| {
        analysis.words[word].head == Some(verb) && analysis.words[word].deprel == relation
    };
    if !plain || lower[object] == "home" || right(object, Deprel::Obj) && right(word, Deprel::Xcomp)
    {
        return;
    }
    change(analysis, |analysis| {
        let others: Vec<usize> = children(analysis, verb)
            .filter(|&child| child > word && analysis.words[child].deprel == Deprel::Obj)
            .filter(|&child| (word..child).all(|between| lower[between] != ","))
            .collect();
        for at in verb + 1..word {
            let inside = analysis.words[at]
                .head
                .is_some_and(|head| (verb + 1..word).contains(&head));
            if at != object && !inside {
                analysis.words[at].head = Some(object);
            }
        }
        hang(analysis, object, verb, Deprel::Obj);
        hang(analysis, word, verb, Deprel::Xcomp);
        // "left three dead and scores wounded"
        for other in others {
            hang(analysis, other, object, Deprel::Conj);
        }
    });
}

/// "two people were killed and 40 injured in the raid": the participle with a number of its own is a
/// further verb, and where, when and by what the second were harmed the first were, too.
fn second_toll(analysis: &mut Analysis, lower: &[String], word: usize) {
    let Some((_, lemma)) = HARMED.iter().find(|(form, _)| *form == lower[word]) else {
        return;
    };
    let upos = |at: usize| analysis.words[at].upos;
    let complete = children(analysis, word).any(|child| {
        matches!(
            analysis.words[child].deprel,
            Deprel::Aux | Deprel::AuxPass | Deprel::Cop | Deprel::Obj | Deprel::OblAgent
        )
    });
    // "and the 20 injured were flown out", "and 20 injured people"
    let goes_on = analysis
        .words
        .get(word + 1)
        .is_some_and(|next| matches!(next.upos, Upos::Noun | Upos::Propn | Upos::Aux | Upos::Verb));
    let and = (word.saturating_sub(8)..word)
        .rev()
        .find(|&at| lower[at] == "and")
        .filter(|&and| and + 1 < word && !complete && !goes_on);
    let Some(and) = and else { return };
    let counts = (and + 1..word).any(|at| upos(at) == Upos::Num || is_vague(&lower[at]));
    let plain = (and + 1..word).all(|at| {
        !matches!(
            upos(at),
            Upos::Verb | Upos::Aux | Upos::Punct | Upos::Cconj | Upos::Sconj
        ) && !matches!(&*lower[at], "the" | "these" | "those" | "its" | "their")
    });
    let number = (and + 1..word)
        .rev()
        .find(|&at| nominal(analysis, at))
        .filter(|&number| counts && plain && number + 2 >= word);
    let first = (0..and).rev().find(|&at| upos(at) == Upos::Verb);
    let first = first.filter(|&first| {
        WordClass::Harm.holds(&analysis.words[first].lemma)
            && children(analysis, first)
                .any(|child| analysis.words[child].deprel == Deprel::AuxPass)
            && !under(analysis, first, word)
    });
    let (Some(number), Some(first)) = (number, first) else {
        return;
    };
    // "killed in Basra and 20 wounded in Kirkuk": each has a place of its own.
    let case = |phrase: usize| {
        children(analysis, phrase)
            .find(|&child| child < phrase && analysis.words[child].deprel == Deprel::Case)
            .map(|case| lower[case].clone())
    };
    let taken: Vec<String> = children(analysis, first)
        .filter(|&child| child < and)
        .filter_map(case)
        .collect();
    let (mut shared, mut own) = (Vec::new(), Vec::new());
    for at in word + 1..analysis.words.len() {
        let hangs = analysis.words[at]
            .head
            .is_some_and(|head| (and..=word).contains(&head));
        if !hangs {
            continue;
        }
        let phrase = matches!(
            analysis.words[at].deprel,
            Deprel::Obl | Deprel::OblUnmarked | Deprel::OblAgent | Deprel::Nmod | Deprel::Advcl
        );
        match phrase && case(at).is_none_or(|case| !taken.contains(&case)) {
            true => shared.push(at),
            false => own.push(at),
        }
    }
    change(analysis, |analysis| {
        for at in and + 1..word {
            let inside = analysis.words[at]
                .head
                .is_some_and(|head| (and + 1..word).contains(&head));
            if at != number && !inside {
                analysis.words[at].head = Some(number);
            }
        }
        for (at, head, relation) in [
            (number, word, Deprel::NsubjPass),
            (and, word, Deprel::Cc),
            (word, first, Deprel::Conj),
        ] {
            hang(analysis, at, head, relation);
        }
        for at in own {
            analysis.words[at].head = Some(word);
        }
        for at in shared {
            analysis.words[at].head = Some(first);
            if analysis.words[at].deprel == Deprel::Nmod {
                analysis.words[at].deprel = Deprel::Obl;
            }
        }
    });
    if analysis.words[word].head == Some(first) {
        let verb = &mut analysis.words[word];
        (verb.upos, verb.xpos) = (Upos::Verb, "VBN");
        verb.lemma = (*lemma).into();
    }
}

/// "Gunmen on a motorcycle shot dead a doctor", "drivers in Jakarta set fire to cars": a past form before
/// these words is a verb, however far its subject stands.
fn past_far_from_subject(analysis: &mut Analysis, lower: &[String], word: usize) {
    let next = word + 1;
    let follows = |form: &str, behind: &str| {
        lower[word] == form && lower.get(next).is_some_and(|next| next == behind)
    };
    let shot = follows("shot", "dead");
    let set = follows("set", "fire") && lower.get(next + 1).is_some_and(|to| to == "to");
    let noun = matches!(analysis.words[word].upos, Upos::Noun | Upos::Propn);
    if !noun || word == 0 || !(shot || set) {
        return;
    }
    let object = match shot {
        true => victim(analysis, word),
        false => Some(next),
    };
    let Some(object) = object else { return };
    let Some(subject) = doer(analysis, word, object) else {
        return;
    };
    // What heads the clause now: "Masked men", where "Masked" was taken for its verb, else the highest of
    // the three.
    let masked = masking(analysis, subject);
    let top = masked.unwrap_or_else(|| {
        [object, next]
            .into_iter()
            .find(|&at| at != subject && under(analysis, subject, at))
            .unwrap_or(subject)
    });
    let place = word - 1;
    let hangs = analysis.words[place]
        .head
        .is_some_and(|head| head == word || head == next);
    let beside = (place != subject && hangs && nominal_or_adjective(analysis, place))
        .then(|| analysis.words[word].head.filter(|&head| head < place))
        .map(|above| above.unwrap_or(subject));
    let above = analysis.words[top].clone();
    // "in what police described as": a clause that was taken to have the victim for its subject.
    let later = above
        .head
        .filter(|&later| later > object && above.deprel.base() == Deprel::Nsubj);
    change(analysis, |analysis| {
        for at in 0..analysis.words.len() {
            if [subject, word, next, object].contains(&at) || Some(at) == masked {
                continue;
            }
            let Some(head) = analysis.words[at].head else {
                continue;
            };
            if at > object {
                // What follows says where and when, unless it is part of who was shot.
                let part = shot
                    && !matches!(
                        analysis.words[at].deprel,
                        Deprel::Punct
                            | Deprel::Advcl
                            | Deprel::Parataxis
                            | Deprel::Obl
                            | Deprel::OblUnmarked
                    );
                let dated = head == object && !part || (subject..object).contains(&head);
                if dated || Some(head) == masked {
                    analysis.words[at].head = Some(word);
                    if analysis.words[at].deprel == Deprel::Nmod {
                        analysis.words[at].deprel = Deprel::Obl;
                    }
                }
            } else if at > next {
                if head <= next {
                    analysis.words[at].head = Some(object);
                }
            } else if at > subject {
                if (head == word || head == next) && at != place {
                    analysis.words[at].head = Some(if beside.is_some() { place } else { subject });
                } else if head > next {
                    analysis.words[at].head = Some(word);
                }
            } else if head >= word {
                analysis.words[at].head = Some(subject);
            }
        }
        if let Some(beside) = beside {
            hang(analysis, place, beside, Deprel::Nmod);
        }
        let clause = match later {
            Some(later) => analysis.words[later].clone(),
            None => above,
        };
        analysis.words[word].head = clause.head;
        // "said men in uniform shot dead"
        analysis.words[word].deprel = match clause.deprel {
            Deprel::Obj => Deprel::Ccomp,
            relation => relation,
        };
        if let Some(later) = later {
            hang(analysis, later, word, Deprel::Parataxis);
        }
        for (at, relation) in [
            (subject, Deprel::Nsubj),
            (next, Deprel::Xcomp),
            (object, Deprel::Obj),
        ] {
            hang(analysis, at, word, relation);
        }
        if let Some(masked) = masked {
            hang(analysis, masked, subject, Deprel::Amod);
        }
    });
    if analysis.words[subject].head == Some(word) {
        let verb = &mut analysis.words[word];
        (verb.upos, verb.xpos) = (Upos::Verb, "VBD");
        verb.lemma = if shot { "shoot" } else { "set" }.into();
    }
}

/// "Masked men": the participle that was taken for the verb of whom it describes.
fn masking(analysis: &Analysis, subject: usize) -> Option<usize> {
    analysis.words[subject].head.filter(|&masked| {
        masked + 1 == subject
            && analysis.words[subject].deprel == Deprel::Obj
            && analysis.words[masked].upos == Upos::Verb
            && children(analysis, masked).all(|child| child >= subject)
    })
}

/// Nouns that make a shot of another kind.
#[rustfmt::skip]
const SHOTS: [&str; 14] = [
    "warning", "gun", "pistol", "rifle", "cannon", "mortar", "head", "mug", "penalty", "test", "flu", "tank",
    "money", "opening",
];

/// "Police in Nairobi shot at demonstrators", "men on Friday shot a journalist": a noun that ends the phrase
/// before an object, and has no article of its own, is the verb of who stands before that phrase.
fn shot_behind_phrase(analysis: &mut Analysis, lower: &[String], word: usize) {
    let led = || {
        children(analysis, word)
            .any(|child| child < word && analysis.words[child].deprel == Deprel::Case)
    };
    let Some(place) = word.checked_sub(1).filter(|&place| {
        lower[word] == "shot"
            && analysis.words[word].upos == Upos::Noun
            && matches!(
                analysis.words[word].deprel,
                Deprel::Nmod | Deprel::Obl | Deprel::Obj
            )
            && analysis.words[place].head == Some(word)
            && analysis.words[place].deprel == Deprel::Compound
            && !SHOTS.contains(&&*lower[place])
            && led()
    }) else {
        return;
    };
    let behind = |at: usize| lower.get(at).map_or("", |word| &**word);
    let upos = |at: usize| analysis.words.get(at).map(|word| word.upos);
    let pair = (behind(word + 1) == "and"
        && matches!(behind(word + 2), "killed" | "wounded" | "injured"))
    .then_some(word + 2);
    let opens = matches!(
        upos(word + 1),
        Some(Upos::Det | Upos::Num | Upos::Pron | Upos::Propn)
    );
    let run = (word + 1..analysis.words.len())
        .take_while(|&at| {
            matches!(
                analysis.words[at].upos,
                Upos::Det
                    | Upos::Num
                    | Upos::Pron
                    | Upos::Propn
                    | Upos::Noun
                    | Upos::Adj
                    | Upos::Adv
            )
        })
        .count();
    let phrase = word + 1..word + 1 + run;
    let object = phrase.clone().find(|&at| {
        opens
            && nominal(analysis, at)
            && analysis.words[at]
                .head
                .is_some_and(|head| !phrase.contains(&head))
    });
    if pair.is_none() && object.is_none() && behind(word + 1) != "at" {
        return;
    }
    let Some(subject) = doer(analysis, word, word) else {
        return;
    };
    let masked = masking(analysis, subject);
    let over = pair.filter(|&pair| under(analysis, subject, pair));
    let above = analysis.words[over.or(masked).unwrap_or(subject)].clone();
    if above.deprel.base() == Deprel::Nsubj {
        return;
    }
    change(analysis, |analysis| {
        for at in 0..analysis.words.len() {
            let Some(head) = analysis.words[at].head else {
                continue;
            };
            if at > word {
                let hangs = (subject..=word).contains(&head) || Some(head) == masked;
                // "at a car carrying a family"
                let describes =
                    analysis.words[at].deprel == Deprel::Acl && nominal(analysis, at - 1);
                if hangs && Some(at) != object && Some(at) != pair {
                    analysis.words[at].head = Some(if describes { at - 1 } else { word });
                    analysis.words[at].deprel = match analysis.words[at].deprel {
                        Deprel::Nmod => Deprel::Obl,
                        Deprel::NmodUnmarked => Deprel::OblUnmarked,
                        relation => relation,
                    };
                }
            } else if head == word && at != place && at > subject {
                analysis.words[at].head = Some(place);
            }
        }
        analysis.words[word].head = above.head;
        analysis.words[word].deprel = match above.deprel {
            Deprel::Obj => Deprel::Ccomp,
            relation => relation,
        };
        hang(analysis, place, subject, Deprel::Nmod);
        hang(analysis, subject, word, Deprel::Nsubj);
        if let Some(object) = object.filter(|_| pair.is_none()) {
            hang(analysis, object, word, Deprel::Obj);
        }
        if let Some(pair) = pair {
            hang(analysis, pair, word, Deprel::Conj);
            hang(analysis, pair - 1, pair, Deprel::Cc);
        }
        if let Some(masked) = masked {
            hang(analysis, masked, subject, Deprel::Amod);
        }
    });
    if analysis.words[subject].head == Some(word) {
        let verb = &mut analysis.words[word];
        (verb.upos, verb.xpos, verb.lemma) = (Upos::Verb, "VBD", "shoot".into());
    }
}

/// "Police shot dead a Palestinian": whom "dead" was made to govern is the verb's object.
fn object_of_dead(analysis: &mut Analysis, lower: &[String], word: usize) {
    let Some(verb) = word.checked_sub(1).filter(|&verb| {
        lower[word] == "dead"
            && analysis.words[verb].upos == Upos::Verb
            && &*analysis.words[verb].lemma == "shoot"
            && analysis.words[word].head == Some(verb)
    }) else {
        return;
    };
    let taken = children(analysis, verb).any(|child| {
        matches!(
            analysis.words[child].deprel,
            Deprel::Obj | Deprel::AuxPass | Deprel::NsubjPass
        )
    });
    let hung = |above: usize| {
        children(analysis, above).find(|&child| {
            child > word
                && matches!(
                    analysis.words[child].deprel,
                    Deprel::Obj | Deprel::OblUnmarked | Deprel::NmodUnmarked | Deprel::Appos
                )
                && !children(analysis, child)
                    .any(|case| analysis.words[case].deprel == Deprel::Case)
        })
    };
    let object = hung(word).or_else(|| hung(verb));
    if let Some(object) = object.filter(|_| !taken) {
        attach(analysis, object, verb, Deprel::Obj);
    }
}

/// "when police opened fire on the crowd", "after police fired tear gas": what has a subject before it is a
/// verb, and describes no noun.
fn verb_with_subject(analysis: &mut Analysis, lower: &[String], word: usize) {
    let verb = &analysis.words[word];
    let Some(object) = verb.head.filter(|&object| {
        verb.deprel == Deprel::Amod
            && matches!(verb.xpos, "VBD" | "VBN")
            && object > word
            && object - word < 4
            && matches!(analysis.words[object].upos, Upos::Noun | Upos::Propn)
    }) else {
        return;
    };
    let subject = children(analysis, word)
        .find(|&child| child < word && analysis.words[child].deprel == Deprel::Nsubj);
    let helped =
        children(analysis, word).any(|child| analysis.words[child].deprel.base() == Deprel::Aux);
    let whole = (word + 1..object).all(|at| analysis.words[at].head == Some(object));
    let Some(subject) = subject.filter(|&subject| {
        // "among them liquefied gas"
        let led = children(analysis, subject)
            .any(|child| analysis.words[child].deprel == Deprel::Case && lower[child] != "'s");
        whole && !helped && !led && !matches!(&*lower[subject], "them" | "him" | "us" | "whom")
    }) else {
        return;
    };
    let opener = children(analysis, object).find(|&child| {
        child < subject
            && analysis.words[child].deprel == Deprel::Case
            && matches!(
                &*lower[child],
                "after" | "as" | "before" | "since" | "until" | "while" | "when"
            )
    });
    let opens = opener.is_some()
        || children(analysis, word).any(|child| {
            child < subject && matches!(&*lower[child], "when" | "as" | "after" | "while")
        });
    let above = analysis.words[object].clone();
    let case = children(analysis, object)
        .any(|child| child < word && analysis.words[child].deprel == Deprel::Case);
    if case && opener.is_none() {
        return;
    }
    let whole = matches!(
        above.deprel,
        Deprel::Root | Deprel::Ccomp | Deprel::Conj | Deprel::Parataxis | Deprel::Advcl
    );
    // The verb that the clause stands beside.
    let mut main = above.head;
    while let Some(at) =
        main.filter(|&at| opener.is_some() && analysis.words[at].upos != Upos::Verb)
    {
        main = analysis.words[at].head;
    }
    if main.is_none() && above.head.is_some() {
        return;
    }
    change(analysis, |analysis| {
        for child in children(analysis, object).collect::<Vec<_>>() {
            if child < word || child > object {
                analysis.words[child].head = Some(word);
                if child > object && analysis.words[child].deprel == Deprel::Nmod {
                    analysis.words[child].deprel = Deprel::Obl;
                }
            }
        }
        analysis.words[word].head = main;
        analysis.words[word].deprel = match whole && !opens {
            true => above.deprel,
            false => Deprel::Advcl,
        };
        hang(analysis, object, word, Deprel::Obj);
        if let Some(opener) = opener {
            analysis.words[opener].deprel = Deprel::Mark;
        }
    });
    if analysis.words[object].head == Some(word) {
        analysis.words[word].upos = Upos::Verb;
        analysis.words[word].xpos = "VBD";
    }
}

/// "Shelling by government forces killed six": a gerund that names a deed, has no object and opens the clause
/// of a verb without subject is that subject, and a noun.
fn deed_as_subject(analysis: &mut Analysis, lower: &[String], word: usize) {
    let gerund = &analysis.words[word];
    let fits = gerund.xpos == "VBG" && WordClass::Event.holds(&lower[word]);
    let Some(verb) = gerund.head.filter(|&verb| {
        fits && verb > word
            && analysis.words[verb].upos == Upos::Verb
            && matches!(
                analysis.words[word].deprel,
                Deprel::Advcl | Deprel::Csubj | Deprel::Nsubj
            )
    }) else {
        return;
    };
    let other = children(analysis, word).any(|child| {
        matches!(
            analysis.words[child].deprel.base(),
            Deprel::Obj | Deprel::Mark | Deprel::Case | Deprel::Aux | Deprel::Nsubj
        )
    });
    let subject = children(analysis, verb).any(|child| {
        child != word
            && matches!(
                analysis.words[child].deprel.base(),
                Deprel::Nsubj | Deprel::Csubj | Deprel::Expl
            )
    });
    let parted = (word + 1..verb).any(|at| lower[at] == ",");
    let finite = matches!(analysis.words[verb].xpos, "VBD" | "VBZ" | "VBP" | "VBN");
    if other || subject || parted || !finite {
        return;
    }
    let relation = subject_role(analysis, verb);
    for child in children(analysis, word).collect::<Vec<_>>() {
        if child > word && analysis.words[child].deprel == Deprel::Obl {
            analysis.words[child].deprel = Deprel::Nmod;
        }
    }
    let noun = &mut analysis.words[word];
    (noun.upos, noun.xpos, noun.deprel) = (Upos::Noun, "NN", relation);
    noun.lemma = lower[word].as_str().into();
}

/// Whom "shot dead" names: the noun that "dead" or "shot" was hung on, else the last of the nouns behind.
fn victim(analysis: &Analysis, shot: usize) -> Option<usize> {
    let dead = shot + 1;
    let end = (dead + 1..analysis.words.len())
        .take_while(|&at| {
            !matches!(
                analysis.words[at].upos,
                Upos::Punct | Upos::Adp | Upos::Cconj | Upos::Sconj | Upos::Aux | Upos::Part
            )
        })
        .last()?;
    let behind = dead + 1..=end;
    let noun = |&at: &usize| behind.contains(&at) && nominal(analysis, at);
    let over = [dead, shot]
        .into_iter()
        .filter_map(|at| analysis.words[at].head)
        .find(noun);
    let below = || children(analysis, dead).find(noun);
    over.or_else(below)
        .or_else(|| behind.clone().rev().find(|at| noun(at)))
}

/// Who did it: the noun that heads the phrases before the verb.
fn doer(analysis: &Analysis, shot: usize, object: usize) -> Option<usize> {
    let mut at = [shot, object, shot + 1]
        .into_iter()
        .filter_map(|at| analysis.words[at].head)
        .find(|&head| head < shot)
        .or_else(|| shot.checked_sub(1))?;
    for _ in 0..8 {
        let above = analysis.words[at].head.filter(|&above| above < at);
        let Some(above) = above else { break };
        let inner = matches!(
            analysis.words[at].deprel,
            Deprel::Nmod | Deprel::Compound | Deprel::Flat | Deprel::Amod | Deprel::Nummod
        );
        // "A gunman who burst into a church in Nairobi"
        let clause = matches!(analysis.words[above].deprel, Deprel::Acl | Deprel::AclRelcl)
            && analysis.words[at].deprel != Deprel::Nsubj;
        let clause = clause
            .then(|| analysis.words[above].head.filter(|&noun| noun < above))
            .flatten();
        match clause {
            Some(noun) => at = noun,
            None if inner => at = above,
            None => break,
        }
    }
    let noun = matches!(analysis.words[at].upos, Upos::Noun | Upos::Propn);
    let led = children(analysis, at)
        .any(|child| child < at && analysis.words[child].deprel == Deprel::Case);
    let served = matches!(
        analysis.words[at].deprel,
        Deprel::Obl | Deprel::Iobj | Deprel::NmodPoss
    );
    // The object of another verb is no doer, unless that verb only describes it.
    let held = analysis.words[at].deprel == Deprel::Obj
        && analysis.words[at].head.is_none_or(|verb| verb + 1 != at);
    (noun && !led && !served && !held).then_some(at)
}

/// "three days of fighting", "a second night of rioting": the gerund that a time is filled with is a noun.
fn days_of_deeds(analysis: &mut Analysis, lower: &[String], word: usize) {
    let Some(time) = word.checked_sub(2).filter(|&time| {
        analysis.words[word].xpos == "VBG"
            && lower[word - 1] == "of"
            && analysis.words[time].upos == Upos::Noun
            && WordClass::Event.holds(&lower[word])
            && WordClass::Measure.holds(&analysis.words[time].lemma)
    }) else {
        return;
    };
    let object = children(analysis, word).any(|child| analysis.words[child].deprel == Deprel::Obj);
    if object || under(analysis, time, word) || analysis.words[word].head.is_none() {
        return;
    }
    attach(analysis, word, time, Deprel::Nmod);
    attach(analysis, word - 1, word, Deprel::Case);
    let of = &mut analysis.words[word - 1];
    (of.upos, of.xpos) = (Upos::Adp, "IN");
    let noun = &mut analysis.words[word];
    (noun.upos, noun.xpos) = (Upos::Noun, "NN");
    noun.lemma = lower[word].as_str().into();
    for child in children(analysis, word).collect::<Vec<_>>() {
        if child > word && analysis.words[child].deprel == Deprel::Obl {
            analysis.words[child].deprel = Deprel::Nmod;
        }
    }
}

/// "Striking miners blocked a road": what has no object describes the noun behind it, which is the subject
/// of the next verb.
fn gerund_before_subject(analysis: &mut Analysis, lower: &[String], word: usize) {
    let gerund = &analysis.words[word];
    let idle = gerund.xpos == "VBG"
        && (WordClass::Objectless.holds(&gerund.lemma)
            || matches!(&*gerund.lemma, "strike" | "retreat" | "mutiny"));
    if !idle {
        return;
    }
    let noun = children(analysis, word)
        .find(|&child| child > word && analysis.words[child].deprel == Deprel::Obj)
        .filter(|&noun| {
            matches!(analysis.words[noun].upos, Upos::Noun | Upos::Propn)
                && (word + 1..noun).all(|at| {
                    matches!(
                        analysis.words[at].upos,
                        Upos::Adj | Upos::Noun | Upos::Propn | Upos::Num
                    )
                })
        });
    let Some(noun) = noun else { return };
    let above = analysis.words[word].head.filter(|&verb| {
        verb > noun
            && matches!(
                analysis.words[word].deprel,
                Deprel::Csubj | Deprel::CsubjPass | Deprel::Advcl
            )
    });
    // "Protesting students clashed with police": the verb was hung on the noun.
    let below = children(analysis, noun).find(|&verb| {
        verb > noun
            && analysis.words[verb].deprel == Deprel::Acl
            && matches!(analysis.words[verb].xpos, "VBD" | "VBN")
    });
    let hung = above.is_none();
    let Some(verb) = above.or(below).filter(|&verb| {
        analysis.words[verb].upos == Upos::Verb
            && (noun + 1..verb).all(|at| analysis.words[at].upos != Upos::Punct)
    }) else {
        return;
    };
    let subject = children(analysis, verb).any(|child| {
        child != word
            && matches!(
                analysis.words[child].deprel.base(),
                Deprel::Nsubj | Deprel::Csubj | Deprel::Expl
            )
    });
    // "Striking new seams has saved the town": one thing has.
    let one = analysis.words[noun].xpos == "NNS"
        && (noun + 1..verb).any(|at| matches!(&*lower[at], "has" | "is" | "was"));
    if subject || one {
        return;
    }
    let relation = subject_role(analysis, verb);
    let gerund = analysis.words[word].clone();
    change(analysis, |analysis| {
        for child in children(analysis, word).collect::<Vec<_>>() {
            if child != noun {
                analysis.words[child].head = Some(if child > verb { verb } else { noun });
            }
        }
        if hung {
            analysis.words[verb].head = gerund.head;
            analysis.words[verb].deprel = gerund.deprel;
        }
        hang(analysis, noun, verb, relation);
        hang(analysis, word, noun, Deprel::Amod);
    });
    if hung && analysis.words[noun].head == Some(verb) {
        analysis.words[verb].xpos = "VBD";
    }
}

/// "tourists taken hostage in Mali", "took nine guards hostage": the last word says what they were taken as,
/// and is neither whom nor by whom.
fn taken_hostage(analysis: &mut Analysis, lower: &[String], word: usize) {
    let Some(before) = word
        .checked_sub(1)
        .filter(|_| matches!(&*lower[word], "hostage" | "captive" | "prisoner"))
    else {
        return;
    };
    let takes = |verb: usize| {
        analysis.words[verb].upos == Upos::Verb
            && matches!(
                &*analysis.words[verb].lemma,
                "take" | "hold" | "keep" | "seize"
            )
    };
    let has = |verb: usize, relation: Deprel| {
        children(analysis, verb)
            .any(|child| child != word && analysis.words[child].deprel == relation)
    };
    let hostage = analysis.words[word].clone();
    let bare = children(analysis, word).all(|child| child > word || child == before);
    if takes(before) && bare && hostage.head == Some(before) {
        let passive = analysis.words[before].xpos == "VBN"
            && (analysis.words[before].deprel == Deprel::Acl || has(before, Deprel::AuxPass));
        let object = matches!(hostage.deprel, Deprel::Obj | Deprel::OblUnmarked);
        if object && (passive || has(before, Deprel::Obj)) {
            analysis.words[word].deprel = Deprel::Xcomp;
            // "held hostage in Haiti"
            for child in children(analysis, word).collect::<Vec<_>>() {
                if analysis.words[child].deprel == Deprel::Nmod {
                    attach(analysis, child, before, Deprel::Obl);
                }
            }
        }
        return;
    }
    // "Two Germans held hostage by rebels were freed": the participle was hung on "hostage".
    let described = takes(before)
        && bare
        && analysis.words[before].xpos == "VBN"
        && (analysis.words[before].head, analysis.words[before].deprel)
            == (Some(word), Deprel::Amod);
    let noun = before
        .checked_sub(1)
        .filter(|&noun| described && nominal(analysis, noun) && !under(analysis, noun, word));
    if let Some(noun) = noun {
        change(analysis, |analysis| {
            for child in children(analysis, word).collect::<Vec<_>>() {
                if child > word {
                    let by =
                        children(analysis, child).any(|case| case < child && lower[case] == "by");
                    let phrase = &mut analysis.words[child];
                    phrase.head = Some(before);
                    phrase.deprel = match phrase.deprel {
                        Deprel::Nmod if by => Deprel::OblAgent,
                        Deprel::Nmod => Deprel::Obl,
                        relation => relation,
                    };
                }
            }
            hang(analysis, before, noun, Deprel::Acl);
            hang(analysis, word, before, Deprel::Xcomp);
        });
        return;
    }
    // "took nine guards hostage"
    let verb = hostage
        .head
        .filter(|&verb| verb < before && hostage.deprel == Deprel::Obj && takes(verb));
    let whom = analysis.words[before].head == Some(word)
        && matches!(
            analysis.words[before].deprel,
            Deprel::Compound | Deprel::Nsubj
        );
    if let Some(verb) = verb.filter(|_| whom && nominal(analysis, before)) {
        change(analysis, |analysis| {
            for child in children(analysis, word).collect::<Vec<_>>() {
                if child < before {
                    analysis.words[child].head = Some(before);
                } else if child > word {
                    analysis.words[child].head = Some(verb);
                    if analysis.words[child].deprel == Deprel::Nmod {
                        analysis.words[child].deprel = Deprel::Obl;
                    }
                }
            }
            hang(analysis, before, verb, Deprel::Obj);
            analysis.words[word].deprel = Deprel::Xcomp;
        });
        (analysis.words[word].upos, analysis.words[word].xpos) = (Upos::Noun, "NN");
    }
}

/// "were injured as police clashed with farmers": what a conjunction seemed to govern is the subject of the
/// verb behind it.
fn subject_after_as(analysis: &mut Analysis, lower: &[String], word: usize) {
    let verb = &analysis.words[word];
    let fits = verb.upos == Upos::Verb
        && verb.deprel == Deprel::Advcl
        && matches!(verb.xpos, "VBD" | "VBN");
    let Some(main) = verb.head.filter(|&main| fits && main < word) else {
        return;
    };
    // "Gunmen disguised as guards fought troops"
    let describes = matches!(
        analysis.words[main].deprel,
        Deprel::Acl | Deprel::Amod | Deprel::AclRelcl
    );
    let other = children(analysis, word).any(|child| {
        matches!(
            analysis.words[child].deprel.base(),
            Deprel::Nsubj | Deprel::Aux | Deprel::Mark | Deprel::Case | Deprel::Cop
        ) || analysis.words[child].deprel == Deprel::OblAgent
    });
    let object = children(analysis, word)
        .any(|child| child > word && analysis.words[child].deprel == Deprel::Obj);
    let finite = verb.xpos == "VBD" || object || WordClass::Objectless.holds(&verb.lemma);
    if other || !finite {
        return;
    }
    let opener = |noun: usize| {
        children(analysis, noun).find(|&child| {
            child < noun
                && analysis.words[child].deprel == Deprel::Case
                && matches!(
                    &*lower[child],
                    "as" | "after" | "before" | "since" | "until" | "while" | "when" | "because"
                )
        })
    };
    let mut noun = word.checked_sub(1);
    let mut found = None;
    for _ in 0..5 {
        let Some(at) = noun.filter(|&at| at > main && nominal(analysis, at)) else {
            break;
        };
        if let Some(opener) = opener(at) {
            let beside = analysis.words[at].deprel == Deprel::Obl
                && analysis.words[at].head == Some(main)
                && !(describes && lower[opener] == "as")
                && (opener + 1..word).all(|between| lower[between] != ",");
            found = beside.then_some((at, opener));
            break;
        }
        noun = analysis.words[at].head.filter(|&head| head < at);
    }
    let Some((noun, opener)) = found else { return };
    for (at, relation) in [(noun, Deprel::Nsubj), (opener, Deprel::Mark)] {
        hang(analysis, at, word, relation);
    }
    analysis.words[word].xpos = "VBD";
    analysis.words[opener].upos = Upos::Sconj;
}

/// "Suicide bomber kills 20 at shrine": no noun is written "kills", and what stands before is its subject.
fn headline_kills(analysis: &mut Analysis, lower: &[String], word: usize) {
    let lemma = match &*lower[word] {
        "kills" => "kill",
        "injures" => "injure",
        "wounds" => "wound",
        _ => return,
    };
    let noun = matches!(analysis.words[word].upos, Upos::Noun | Upos::Propn)
        && matches!(
            analysis.words[word].deprel,
            Deprel::Root | Deprel::Ccomp | Deprel::Conj | Deprel::Parataxis
        );
    let subject = word.checked_sub(1).filter(|&subject| {
        noun && analysis.words[subject].head == Some(word)
            && analysis.words[subject].deprel == Deprel::Compound
    });
    let object = children(analysis, word).find(|&child| {
        child == word + 1
            && matches!(
                analysis.words[child].deprel,
                Deprel::Flat | Deprel::Nummod | Deprel::Appos
            )
            && (analysis.words[child].upos == Upos::Num || is_vague(&lower[child]))
    });
    let (Some(subject), Some(object)) = (subject, object) else {
        return;
    };
    for child in children(analysis, word).collect::<Vec<_>>() {
        if child < subject {
            analysis.words[child].head = Some(subject);
        } else if analysis.words[child].deprel == Deprel::Nmod {
            analysis.words[child].deprel = Deprel::Obl;
        }
    }
    analysis.words[subject].deprel = Deprel::Nsubj;
    analysis.words[object].deprel = Deprel::Obj;
    let verb = &mut analysis.words[word];
    (verb.upos, verb.xpos, verb.lemma) = (Upos::Verb, "VBZ", lemma.into());
}
