//! Words that hang on the wrong one: objects, subjects and gerunds.

use demarche_parse::{Analysis, Deprel, Upos};

use super::{attach, change, children, hang, has_mark, subject_role, under, verb_above};
use crate::clause::WordClass;
use crate::dates::{MONTHS, WEEKDAYS};

/// "condemned Israel's shelling of a camp": whoever "'s" stands behind owns the noun that it was hung on, and is
/// no subject or object.
pub(super) fn owner_as_subject(analysis: &mut Analysis, word: usize) {
    let sign = &analysis.words[word];
    let owned = sign.head.filter(|&owned| {
        sign.xpos == "POS"
            && owned > word
            && matches!(analysis.words[owned].upos, Upos::Noun | Upos::Propn)
    });
    let owner = word
        .checked_sub(1)
        .filter(|&before| matches!(analysis.words[before].upos, Upos::Noun | Upos::Propn));
    let Some((owner, owned)) = owner.zip(owned) else {
        return;
    };
    // Of "the United Nations'", the whole.
    let mut head = owner;
    while matches!(
        analysis.words[head].deprel,
        Deprel::Flat | Deprel::Compound | Deprel::Amod
    ) && let Some(above) = analysis.words[head].head.filter(|&above| above < word)
    {
        head = above;
    }
    let misplaced = matches!(
        analysis.words[head].deprel.base(),
        Deprel::Nsubj | Deprel::Obj | Deprel::Iobj | Deprel::Obl
    ) && analysis.words[head].head.is_some_and(|verb| verb < head)
        && children(analysis, head).all(|child| child < word);
    if misplaced {
        attach(analysis, head, owned, Deprel::NmodPoss);
        attach(analysis, word, head, Deprel::Case);
    }
}

/// "Canada, which has faced months of unrest, suspended aid": the past form behind the clause in commas is the
/// verb of what the clause hangs on, and describes no noun behind it.
pub(super) fn verb_behind_relative(analysis: &mut Analysis, lower: &[String], word: usize) {
    let verb = &analysis.words[word];
    let Some(comma) = word.checked_sub(1).filter(|&comma| lower[comma] == ",") else {
        return;
    };
    let past = verb.upos == Upos::Verb && matches!(verb.xpos, "VBN" | "VBD")
        || verb.upos == Upos::Adj && lower[word].ends_with("ed");
    let object = verb.head.filter(|&object| {
        object > word
            && past
            && verb.deprel == Deprel::Amod
            && matches!(analysis.words[object].upos, Upos::Noun | Upos::Propn)
    });
    let which = (2..comma).find(|&at| {
        matches!(&*lower[at], "which" | "who")
            && lower[at - 1] == ","
            && analysis.words[at].deprel.base() == Deprel::Nsubj
    });
    let Some((object, which)) = object.zip(which) else {
        return;
    };
    let clause = analysis.words[which].head.filter(|&clause| {
        (which..comma).contains(&clause)
            && under(analysis, object, clause)
            && analysis.words[clause].upos == Upos::Verb
    });
    let subject = noun_ending(analysis, 0, which - 1);
    let Some((clause, subject)) = clause.zip(subject) else {
        return;
    };
    // The sentence has no other verb: its root is the noun or the clause.
    let root = analysis.words[subject].head.is_none() && under(analysis, clause, subject)
        || analysis.words[clause].head.is_none() && analysis.words[subject].head == Some(clause);
    if !root {
        return;
    }
    change(analysis, |analysis| {
        let own = |analysis: &Analysis, at: usize| {
            matches!(analysis.words[at].upos, Upos::Noun | Upos::Propn)
        };
        let before: Vec<usize> = children(analysis, object)
            .filter(|&child| child < comma)
            .collect();
        let held = children(analysis, clause)
            .any(|child| child < comma && analysis.words[child].deprel == Deprel::Obj);
        let inner = before
            .iter()
            .copied()
            .find(|&child| own(analysis, child))
            .or_else(|| {
                analysis.words[object]
                    .head
                    .filter(|&above| above < comma && own(analysis, above))
            });
        for &child in &before {
            match inner.filter(|&inner| inner != child) {
                Some(inner) => analysis.words[child].head = Some(inner),
                None if held => hang(analysis, child, clause, Deprel::Obl),
                None => hang(analysis, child, clause, Deprel::Obj),
            }
        }
        for at in [subject, clause] {
            for child in children(analysis, at).collect::<Vec<_>>() {
                if child > word && child != object {
                    analysis.words[child].head = Some(word);
                }
            }
        }
        hang(analysis, clause, subject, Deprel::AclRelcl);
        hang(analysis, which, clause, Deprel::Nsubj);
        analysis.words[word].head = None;
        analysis.words[word].deprel = Deprel::Root;
        hang(analysis, comma, clause, Deprel::Punct);
        hang(analysis, subject, word, Deprel::Nsubj);
        hang(analysis, object, word, Deprel::Obj);
        let verb = &mut analysis.words[word];
        (verb.upos, verb.xpos) = (Upos::Verb, "VBD");
    });
}

/// "Serbia plans to reject the offer, the daily said": a noun with an infinitive is the verb of the words before it
/// where the verb over it has another subject.
pub(super) fn plans_to(analysis: &mut Analysis, lower: &[String], word: usize) {
    if lower[word] != "plans" || analysis.words[word].upos != Upos::Noun {
        return;
    }
    let aim = children(analysis, word).find(|&child| {
        child == word + 2
            && lower[word + 1] == "to"
            && analysis.words[child].deprel == Deprel::Acl
            && analysis.words[child].upos == Upos::Verb
    });
    let subject = word.checked_sub(1).filter(|&subject| {
        matches!(analysis.words[subject].upos, Upos::Noun | Upos::Propn)
            && analysis.words[subject].head == Some(word)
            && analysis.words[subject].deprel == Deprel::Compound
    });
    let Some((aim, subject)) = aim.zip(subject) else {
        return;
    };
    let free = match analysis.words[word].head {
        None => true,
        Some(above) => {
            analysis.words[word].deprel.base() == Deprel::Nsubj
                && children(analysis, above).any(|child| {
                    child > word && analysis.words[child].deprel.base() == Deprel::Nsubj
                })
        }
    };
    if !free || children(analysis, word).any(|child| analysis.words[child].deprel == Deprel::Case) {
        return;
    }
    change(analysis, |analysis| {
        for child in children(analysis, word).collect::<Vec<_>>() {
            if child < subject {
                analysis.words[child].head = Some(subject);
            }
        }
        analysis.words[subject].deprel = Deprel::Nsubj;
        analysis.words[aim].deprel = Deprel::Xcomp;
        if analysis.words[word].head.is_some() {
            analysis.words[word].deprel = Deprel::Ccomp;
        }
        let verb = &mut analysis.words[word];
        (verb.upos, verb.xpos) = (Upos::Verb, "VBZ");
    });
}

/// "Israeli and Palestinian negotiators met": the first of two adjectives that "and" joins before a noun describes
/// it too, and is no phrase that the noun explains.
pub(super) fn adjective_explained(analysis: &mut Analysis, word: usize) {
    let noun = &analysis.words[word];
    let adjective = noun.head.filter(|&adjective| {
        matches!(noun.deprel, Deprel::Appos | Deprel::Conj)
            && adjective < word
            && noun.upos == Upos::Noun
            && analysis.words[adjective].upos == Upos::Adj
            && analysis.words[adjective].xpos == "JJ"
    });
    let second = word.saturating_sub(1);
    let joined = word > 2
        && analysis.words[second].upos == Upos::Adj
        && &*analysis.words[word - 2].lemma == "and"
        && Some(word - 3) == adjective
        && (analysis.words[second].head == Some(word) || analysis.words[second].head == adjective);
    let Some(adjective) = adjective.filter(|_| joined) else {
        return;
    };
    change(analysis, |analysis| {
        for child in children(analysis, adjective).collect::<Vec<_>>() {
            analysis.words[child].head = Some(word);
        }
        analysis.words[word].head = analysis.words[adjective].head;
        analysis.words[word].deprel = analysis.words[adjective].deprel;
        hang(analysis, adjective, word, Deprel::Amod);
    });
}

/// "a raid that killed six patients was condemned": of two subjects the one right behind the verb of a clause at
/// the other is that verb's object.
pub(super) fn object_of_relative(analysis: &mut Analysis, word: usize) {
    let subject = |at: usize| analysis.words[at].deprel.base() == Deprel::Nsubj;
    let Some(verb) = analysis.words[word].head.filter(|&verb| {
        verb > word
            && subject(word)
            && matches!(analysis.words[word].upos, Upos::Noun | Upos::Propn)
    }) else {
        return;
    };
    let first = children(analysis, verb).find(|&child| child < word && subject(child));
    // The words of the phrase, back to the verb before it.
    let mut at = word;
    while let Some(before) = at
        .checked_sub(1)
        .filter(|&before| under(analysis, before, word))
    {
        at = before;
    }
    let Some((first, clause)) = first.zip(at.checked_sub(1)) else {
        return;
    };
    let transitive = analysis.words[clause].upos == Upos::Verb
        && analysis.words[clause].deprel == Deprel::AclRelcl
        && under(analysis, clause, first)
        && children(analysis, clause).any(|child| {
            subject(child) && matches!(&*analysis.words[child].lemma, "that" | "which" | "who")
        })
        && !children(analysis, clause).any(|child| {
            matches!(
                analysis.words[child].deprel,
                Deprel::Obj | Deprel::AuxPass | Deprel::Ccomp
            )
        });
    if transitive {
        attach(analysis, word, clause, Deprel::Obj);
    }
}

/// "will meet Tanzanian President Samia Suluhu in Dodoma": an adjective before a name describes it, and the verb's
/// object is the name.
pub(super) fn name_behind_adjective(analysis: &mut Analysis, word: usize) {
    let adjective = &analysis.words[word];
    let verb = adjective.head.filter(|&verb| {
        adjective.upos == Upos::Adj
            && adjective.deprel == Deprel::Xcomp
            && adjective.lemma.starts_with(char::is_uppercase)
            && verb < word
            && analysis.words[verb].upos == Upos::Verb
    });
    let name = children(analysis, word).find(|&child| {
        child > word
            && analysis.words[child].deprel == Deprel::Appos
            && analysis.words[child].upos == Upos::Propn
    });
    let Some((verb, name)) = verb.zip(name) else {
        return;
    };
    let other = children(analysis, verb)
        .any(|child| matches!(analysis.words[child].deprel, Deprel::Obj | Deprel::AuxPass));
    if other || (word + 1..name).any(|at| !under(analysis, at, name)) {
        return;
    }
    change(analysis, |analysis| {
        for child in children(analysis, word).collect::<Vec<_>>() {
            if child > name {
                analysis.words[child].head = Some(verb);
            }
        }
        hang(analysis, name, verb, Deprel::Obj);
        hang(analysis, word, name, Deprel::Amod);
    });
}

/// "wrote to the premier urging him to resign", "sent a letter to the agency threatening to leave": what a letter
/// says is what its writer says.
pub(super) fn gerund_of_letter(analysis: &mut Analysis, lower: &[String], word: usize) {
    let gerund = &analysis.words[word];
    let speaks = gerund.xpos == "VBG"
        && gerund.deprel == Deprel::Acl
        && WordClass::Speech.holds(&gerund.lemma);
    let addressee = gerund
        .head
        .filter(|&to| speaks && to < word && has_mark(analysis, lower, to, "to"));
    let Some(addressee) = addressee else { return };
    let letter = analysis.words[addressee].head.filter(|&letter| {
        letter < addressee && WordClass::Letter.holds(&analysis.words[letter].lemma)
    });
    let Some(mut verb) = letter else { return };
    if analysis.words[verb].upos != Upos::Verb {
        let Some(above) = analysis.words[verb].head.filter(|&above| {
            analysis.words[verb].deprel == Deprel::Obj && analysis.words[above].upos == Upos::Verb
        }) else {
            return;
        };
        verb = above;
    }
    attach(analysis, word, verb, Deprel::Advcl);
}

/// The head of the phrase that ends right before `end` and does not reach back behind `start`, if it is a noun
/// without a preposition.
fn noun_ending(analysis: &Analysis, start: usize, end: usize) -> Option<usize> {
    let mut head = end.checked_sub(1).filter(|&last| last >= start)?;
    while let Some(above) = analysis.words[head]
        .head
        .filter(|&above| (start..end).contains(&above))
    {
        head = above;
    }
    let nominal = matches!(
        analysis.words[head].upos,
        Upos::Noun | Upos::Propn | Upos::Pron
    );
    let bare = !children(analysis, head).any(|child| analysis.words[child].deprel == Deprel::Case);
    (nominal && bare).then_some(head)
}

/// The verb that a group of auxiliaries and adverbs opens at a word, if it is finite.
fn verb_opened_at(analysis: &Analysis, start: usize) -> Option<usize> {
    let mut at = start;
    while analysis
        .words
        .get(at)
        .is_some_and(|word| matches!(word.upos, Upos::Aux | Upos::Adv | Upos::Part))
    {
        at += 1;
    }
    let verb = analysis
        .words
        .get(at)
        .filter(|verb| verb.upos == Upos::Verb)?;
    let auxiliary = (start..at).any(|at| analysis.words[at].upos == Upos::Aux);
    (auxiliary || matches!(verb.xpos, "VBD" | "VBZ" | "VBP")).then_some(at)
}

fn has_subject(analysis: &Analysis, verb: usize) -> bool {
    children(analysis, verb).any(|child| analysis.words[child].deprel.base() == Deprel::Nsubj)
}

/// "Kenya, officials said on Monday, has expelled two men": what stands before a speech in commas is the subject of
/// the verb behind it.
pub(super) fn speech_in_commas(analysis: &mut Analysis, lower: &[String], word: usize) {
    let speech = &analysis.words[word];
    let says = speech.upos == Upos::Verb && WordClass::Speech.holds(&speech.lemma);
    let comma = |at: &usize| lower[*at] == ",";
    let first = (0..word).rev().find(comma).filter(|_| says);
    let second = (word + 1..lower.len()).find(comma);
    let Some((first, second)) = first.zip(second) else {
        return;
    };
    // Behind the speech only its time: "said on Monday".
    let timed = (word + 1..second).all(|at| {
        matches!(
            analysis.words[at].upos,
            Upos::Adp | Upos::Noun | Upos::Propn | Upos::Det | Upos::Adj
        )
    });
    let speaker = (first + 1..word).find(|&at| {
        analysis.words[at].head == Some(word) && analysis.words[at].deprel == Deprel::Nsubj
    });
    let subject = noun_ending(analysis, 0, first)
        .filter(|&subject| !is_time(&lower[subject]) && !WEEKDAYS.contains(&&*lower[subject]));
    let verb = verb_opened_at(analysis, second + 1).filter(|&verb| {
        children(analysis, verb)
            .all(|child| analysis.words[child].deprel.base() != Deprel::Nsubj || child < word)
    });
    let (Some(subject), Some(verb), true, Some(_)) = (subject, verb, timed, speaker) else {
        return;
    };
    // "The army, which officials said had left, …": a relative clause has its own subject.
    let relative = lower
        .get(first + 1)
        .is_some_and(|next| matches!(&**next, "which" | "who" | "whom" | "whose" | "that"));
    if relative || analysis.words[subject].head == Some(verb) && has_subject(analysis, verb) {
        return;
    }
    change(analysis, |analysis| {
        if analysis.words[verb].head == Some(word) {
            analysis.words[verb].deprel = Deprel::Ccomp;
        } else if analysis.words[word].head == Some(verb) {
            analysis.words[word].deprel = Deprel::Parataxis;
        } else if under(analysis, word, subject) {
            analysis.words[verb].head = analysis.words[subject].head;
            analysis.words[verb].deprel = analysis.words[subject].deprel;
            hang(analysis, word, verb, Deprel::Parataxis);
        }
        let role = subject_role(analysis, verb);
        hang(analysis, subject, verb, role);
        for child in children(analysis, verb).collect::<Vec<_>>() {
            if child > first && child < word && analysis.words[child].deprel.base() == Deprel::Nsubj
            {
                hang(analysis, child, word, Deprel::Nsubj);
            }
        }
    });
}

/// "fired on a crowd on Sunday; Canada then suspended aid": the noun that opens the clause behind a semicolon is the
/// subject of its verb.
pub(super) fn subject_behind_semicolon(analysis: &mut Analysis, lower: &[String], word: usize) {
    if lower[word] != ";" {
        return;
    }
    // The phrase ends before the first verb or adverb.
    let end = (word + 1..lower.len()).find(|&at| {
        matches!(
            analysis.words[at].upos,
            Upos::Verb | Upos::Aux | Upos::Adv | Upos::Punct
        )
    });
    let Some(end) = end else { return };
    let verb = verb_opened_at(analysis, end).filter(|&verb| !has_subject(analysis, verb));
    let subject = noun_ending(analysis, word + 1, end).filter(|&subject| {
        !is_time(&lower[subject])
            && !WEEKDAYS.contains(&&*lower[subject])
            && (word + 1..end).all(|at| under(analysis, at, subject))
            && analysis.words[subject].head.is_some_and(|head| head < word)
    });
    if let Some((verb, subject)) = verb.zip(subject) {
        change(analysis, |analysis| {
            let role = subject_role(analysis, verb);
            hang(analysis, subject, verb, role);
        });
    }
}

/// "Japan's decision to send food drew protests": a past form describes no noun where the sentence has no verb of
/// its own; it is that verb.
pub(super) fn past_before_object(analysis: &mut Analysis, word: usize) {
    let verb = &analysis.words[word];
    let object = verb.head.filter(|&object| {
        object > word
            && verb.xpos == "VBD"
            && verb.upos == Upos::Verb
            && verb.deprel == Deprel::Amod
            && matches!(analysis.words[object].upos, Upos::Noun | Upos::Propn)
    });
    let root = (0..word).find(|&at| {
        analysis.words[at].head.is_none()
            && matches!(analysis.words[at].upos, Upos::Noun | Upos::Propn)
    });
    let Some((object, root)) = object.zip(root) else {
        return;
    };
    let other = children(analysis, root).any(|child| {
        matches!(
            analysis.words[child].deprel,
            Deprel::Cop | Deprel::Nsubj | Deprel::Case
        )
    });
    let parted = analysis.words[root + 1..word]
        .iter()
        .any(|word| word.upos == Upos::Punct && &*word.lemma != "'");
    if other || parted || !under(analysis, object, root) {
        return;
    }
    change(analysis, |analysis| {
        for child in children(analysis, root).collect::<Vec<_>>() {
            if child > word {
                analysis.words[child].head = Some(word);
            }
        }
        analysis.words[word].head = None;
        analysis.words[word].deprel = Deprel::Root;
        hang(analysis, root, word, Deprel::Nsubj);
        hang(analysis, object, word, Deprel::Obj);
    });
}

/// "On Monday Prime Minister Meloni urged Togo to wait", "On Monday thousands marched": the day before a subject is the
/// verb's, and no part of its phrase.
pub(super) fn day_before_subject(analysis: &mut Analysis, lower: &[String], word: usize) {
    let opens = word == 1 && lower[0] == "on" && WEEKDAYS.contains(&&*lower[1]);
    if !opens {
        return;
    }
    // The noun that the preposition was hung on, or the one that follows the day.
    let phrase = match analysis.words[0].head {
        Some(1) => (2..lower.len()).find(|&at| {
            analysis.words[at].deprel == Deprel::Obl
                && matches!(analysis.words[at].upos, Upos::Noun | Upos::Propn)
                && !children(analysis, at).any(|child| analysis.words[child].deprel == Deprel::Case)
        }),
        Some(noun) if noun > 1 && under(analysis, 1, noun) => Some(noun),
        _ => None,
    };
    let Some((noun, verb)) = phrase.zip(phrase.and_then(|noun| analysis.words[noun].head)) else {
        return;
    };
    let fits = verb > noun
        && analysis.words[verb].upos == Upos::Verb
        && analysis.words[noun].deprel == Deprel::Obl
        && !is_time(&lower[noun])
        && !has_subject(analysis, verb)
        && (2..noun).all(|at| under(analysis, at, noun))
        && !(2..verb).any(|at| lower[at] == ",");
    if !fits {
        return;
    }
    change(analysis, |analysis| {
        let role = subject_role(analysis, verb);
        hang(analysis, noun, verb, role);
        hang(analysis, 1, verb, Deprel::Obl);
        hang(analysis, 0, 1, Deprel::Case);
    });
}

/// "called King Salman on Saturday": what one is called stands behind an object; a name without one is the
/// object itself.
pub(super) fn called_name(analysis: &mut Analysis, word: usize) {
    let name = &analysis.words[word];
    let called = name.upos == Upos::Propn && name.deprel == Deprel::Xcomp;
    let verb = name
        .head
        .filter(|&verb| called && verb < word && &*analysis.words[verb].lemma == "call");
    let other = |verb: usize| {
        children(analysis, verb).any(|child| {
            matches!(
                analysis.words[child].deprel,
                Deprel::Obj | Deprel::Iobj | Deprel::NsubjPass | Deprel::AuxPass
            )
        })
    };
    if verb.is_some_and(|verb| !other(verb)) {
        analysis.words[word].deprel = Deprel::Obj;
    }
}

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
        hang(analysis, name, verb, Deprel::Obj);
        hang(analysis, word, name, Deprel::Amod);
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
            hang(analysis, name, adjective, Deprel::Obl);
            hang(analysis, mark, name, Deprel::Case);
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
        hang(analysis, noun, word, Deprel::Nsubj);
        hang(analysis, name, adjective, Deprel::Obl);
        hang(analysis, mark, name, Deprel::Case);
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
        hang(analysis, noun, word, Deprel::Nsubj);
        analysis.words[case].head = Some(word);
        (analysis.words[word].deprel, analysis.words[case].deprel) = match but {
            true => (Deprel::Conj, Deprel::Cc),
            false => (Deprel::Advcl, Deprel::Mark),
        };
    });
}

/// "the government of El Salvador and leftist guerrillas signed": who stands beside a government is none of
/// those whose government it is.
pub(super) fn beside_government(analysis: &mut Analysis, lower: &[String], word: usize) {
    let several = analysis.words[word].deprel == Deprel::Conj && analysis.words[word].xpos == "NNS";
    let Some(state) = analysis.words[word]
        .head
        .filter(|&state| several && state < word)
    else {
        return;
    };
    let named = analysis.words[state].upos == Upos::Propn
        && analysis.words[state].deprel == Deprel::Nmod
        && has_mark(analysis, lower, state, "of");
    let body = analysis.words[state].head.filter(|&body| {
        named
            && body < state
            && matches!(
                &*lower[body],
                "government" | "army" | "military" | "authorities" | "junta" | "parliament"
            )
    });
    let kin = matches!(
        &*lower[word],
        "states" | "countries" | "nations" | "neighbours" | "neighbors" | "territories" | "islands"
    );
    if let Some(body) = body.filter(|_| !kin) {
        attach(analysis, word, body, Deprel::Conj);
    }
}

/// "Pakistan said the truce had been broken and accused India": who said the one thing accuses as well, and not
/// what it told of.
pub(super) fn speaker_goes_on(analysis: &mut Analysis, word: usize) {
    let verb = &analysis.words[word];
    let speaks = verb.upos == Upos::Verb
        && verb.deprel == Deprel::Conj
        && matches!(verb.xpos, "VBD" | "VBN")
        && WordClass::Speech.holds(&verb.lemma);
    let Some(first) = verb.head.filter(|&first| speaks && first < word) else {
        return;
    };
    let has = |of: Deprel| {
        children(analysis, word).any(|child| analysis.words[child].deprel.base() == of)
    };
    if !has(Deprel::Cc) || has(Deprel::Nsubj) || has(Deprel::Aux) {
        return;
    }
    let told = heads(analysis, Some(first)).find(|&at| analysis.words[at].deprel != Deprel::Conj);
    let Some(told) = told.filter(|&told| analysis.words[told].deprel == Deprel::Ccomp) else {
        return;
    };
    let said = analysis.words[told].head.filter(|&said| {
        let plain = WordClass::Speech.holds(&analysis.words[said].lemma);
        let own = children(analysis, said)
            .any(|child| child < said && analysis.words[child].deprel == Deprel::Nsubj);
        plain && own && said < told
    });
    // "said Iran had rejected the offer and vowed to go on": Iran did both.
    let both = WordClass::Speech.holds(&analysis.words[first].lemma);
    if let Some(said) = said.filter(|_| !both) {
        for behind in word + 1..analysis.words.len() {
            if analysis.words[behind].head == Some(first) {
                analysis.words[behind].head = Some(word);
            }
        }
        attach(analysis, word, said, Deprel::Conj);
        analysis.words[word].xpos = "VBD";
    }
}

/// The words above one, from `from` on.
fn heads(analysis: &Analysis, from: Option<usize>) -> impl Iterator<Item = usize> + '_ {
    let above = move |&at: &usize| analysis.words[at].head;
    std::iter::successors(from, above).take(analysis.words.len())
}

/// "after a raid on one of them killed 19 people", "after the government of Chad rejected a deal": what "after"
/// seemed to govern is the subject of a past form with an object, if no comma and no clause parts the two.
pub(super) fn subject_beyond_after(analysis: &mut Analysis, lower: &[String], word: usize) {
    let after = &analysis.words[word];
    if lower[word] != "after" || after.deprel != Deprel::Case {
        return;
    }
    let Some(noun) = after.head.filter(|&noun| noun > word) else {
        return;
    };
    let upos = |at: usize| analysis.words[at].upos;
    let content = |at: usize| matches!(upos(at), Upos::Noun | Upos::Propn | Upos::Num | Upos::Pron);
    if !content(noun) || (word + 1..noun).any(|at| upos(at) == Upos::Adp) {
        return;
    }
    let stops = |&at: &usize| {
        matches!(upos(at), Upos::Verb | Upos::Aux | Upos::Punct | Upos::Sconj)
            || matches!(&*lower[at], "who" | "which" | "that" | "whose" | "where")
    };
    let Some(verb) = (noun + 1..analysis.words.len()).find(stops) else {
        return;
    };
    let past = upos(verb) == Upos::Verb
        && matches!(analysis.words[verb].xpos, "VBD" | "VBN")
        && !WordClass::Naming.holds(&analysis.words[verb].lemma);
    let parted = (noun + 1..verb).any(|at| upos(at) == Upos::Adp);
    let joined = matches!(
        upos(verb - 1),
        Upos::Cconj | Upos::Adp | Upos::Part | Upos::Adv
    );
    if !past || !parted || joined || verb + 1 >= analysis.words.len() {
        return;
    }
    let (kind, next) = (upos(verb + 1), &*lower[verb + 1]);
    let phrase = kind == Upos::Adp && !matches!(next, "at" | "up" | "over" | "about" | "around");
    let own = (noun + 1..verb).any(|at| {
        analysis.words[at].head == Some(verb)
            && analysis.words[at].deprel.base() == Deprel::Nsubj
            && !children(analysis, at).any(|child| analysis.words[child].deprel == Deprel::Case)
    });
    if phrase || own {
        return;
    }
    // "an explosion wounded 12 people": no participle stands before a number.
    let counted = || {
        analysis.words[verb].head.filter(|&object| {
            let number = matches!(kind, Upos::Num | Upos::Det) || next == "at";
            object > verb && number && analysis.words[verb].deprel == Deprel::Amod
        })
    };
    let object = children(analysis, verb)
        .find(|&child| {
            (verb + 1..verb + 9).contains(&child) && analysis.words[child].deprel == Deprel::Obj
        })
        .or_else(counted);
    let above =
        heads(analysis, analysis.words[noun].head).find(|&at| at < word && upos(at) == Upos::Verb);
    let (Some(object), Some(above)) = (object, above) else {
        return;
    };
    // The clause that the verb was put above.
    let top = match under(analysis, above, verb) {
        true => heads(analysis, Some(above)).find(|&at| analysis.words[at].head == Some(verb)),
        false => None,
    };
    let between: Vec<(usize, usize)> = (noun + 1..verb)
        .filter(|&at| {
            let head = analysis.words[at].head;
            head.is_none_or(|head| !(noun..verb).contains(&head))
        })
        .map(|at| {
            let behind = (at + 1..verb).find(|&behind| content(behind));
            (at, behind.filter(|_| !content(at)).unwrap_or(noun))
        })
        .collect();
    // "killed 24 people and forced thousands to flee": what does the one does the other.
    let joined: Vec<usize> = (verb + 1..analysis.words.len())
        .filter(|&at| {
            let word = &analysis.words[at];
            let harms = matches!(
                &*word.lemma,
                "kill"
                    | "wound"
                    | "injure"
                    | "maim"
                    | "force"
                    | "displace"
                    | "leave"
                    | "destroy"
                    | "damage"
            );
            let own = children(analysis, at)
                .any(|child| analysis.words[child].deprel.base() == Deprel::Nsubj);
            harms && !own && word.head == Some(above) && word.deprel == Deprel::Conj
        })
        .collect();
    change(analysis, |analysis| {
        if let Some(top) = top {
            (analysis.words[top].head, analysis.words[top].deprel) =
                (analysis.words[verb].head, analysis.words[verb].deprel);
            for child in (0..word).filter(|&child| child != top) {
                if analysis.words[child].head == Some(verb) {
                    analysis.words[child].head = Some(top);
                }
            }
        }
        for (at, head) in between {
            analysis.words[at].head = Some(head);
            if head == noun {
                analysis.words[at].deprel = Deprel::Nmod;
            }
        }
        for child in verb + 1..analysis.words.len() {
            if analysis.words[child].head == Some(noun) || joined.contains(&child) {
                analysis.words[child].head = Some(verb);
            }
        }
        let clause = &mut analysis.words[verb];
        (clause.xpos, clause.head, clause.deprel) = ("VBD", Some(above), Deprel::Advcl);
        let subject = &mut analysis.words[noun];
        (subject.head, subject.deprel) = (Some(verb), Deprel::Nsubj);
        let object = &mut analysis.words[object];
        (object.head, object.deprel) = (Some(verb), Deprel::Obj);
        let mark = &mut analysis.words[word];
        (mark.upos, mark.xpos) = (Upos::Sconj, "IN");
        (mark.head, mark.deprel) = (Some(verb), Deprel::Mark);
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

/// "rejected the report and released 400 men": what a number follows is no participle of the men.
pub(super) fn past_before_number(analysis: &mut Analysis, word: usize) {
    let verb = &analysis.words[word];
    let joined = verb.upos == Upos::Verb
        && verb.xpos == "VBN"
        && verb.deprel == Deprel::Conj
        && word > 0
        && &*analysis.words[word - 1].lemma == "and";
    let counted = analysis
        .words
        .get(word + 1)
        .is_some_and(|next| matches!(next.upos, Upos::Num | Upos::Det));
    if !(joined && counted) || children(analysis, word).any(|child| child > word) {
        return;
    }
    let object = analysis.words[word + 1].head.filter(|&object| {
        object > word
            && analysis.words[object].deprel == Deprel::Conj
            && analysis.words[object].head == analysis.words[word].head
    });
    if let Some(object) = object {
        attach(analysis, object, word, Deprel::Obj);
    }
}

/// "welcomed the ruling and appealed for calm", "has denied a role and has let agents in": a past form or a
/// perfect that "and" joins to a noun goes on with the one above that.
pub(super) fn past_joined_to_noun(analysis: &mut Analysis, lower: &[String], word: usize) {
    let perfect = |analysis: &Analysis, verb: usize| {
        children(analysis, verb).any(|child| {
            analysis.words[child].deprel == Deprel::Aux
                && matches!(&*lower[child], "has" | "have" | "had")
        })
    };
    let verb = &analysis.words[word];
    let own_perfect = perfect(analysis, word);
    // "and sent food": a participle has no object.
    let active = verb.xpos == "VBN"
        && children(analysis, word)
            .any(|child| analysis.words[child].deprel == Deprel::Obj && child > word);
    let noun = verb.head.filter(|&noun| {
        verb.upos == Upos::Verb
            && (verb.xpos == "VBD" || own_perfect || active)
            && verb.deprel == Deprel::Conj
            && noun < word
            && matches!(analysis.words[noun].upos, Upos::Noun | Upos::Propn)
            && matches!(
                analysis.words[noun].deprel,
                Deprel::Obj | Deprel::Obl | Deprel::Nmod
            )
    });
    let Some(noun) = noun else { return };
    let joined = children(analysis, word).any(|child| {
        child < word
            && analysis.words[child].deprel == Deprel::Cc
            && matches!(&*lower[child], "and" | "but")
    });
    let own = children(analysis, word).any(|child| match analysis.words[child].deprel {
        Deprel::Nsubj | Deprel::NsubjPass | Deprel::AuxPass => true,
        Deprel::Aux => !own_perfect,
        _ => false,
    });
    let above = verb_above(analysis, noun);
    let above = above.filter(|&above| {
        above < noun && (analysis.words[above].xpos == "VBD" || perfect(analysis, above))
    });
    if let Some(above) = above.filter(|_| joined && !own) {
        attach(analysis, word, above, Deprel::Conj);
        if own_perfect {
            analysis.words[word].xpos = "VBN";
        } else if active {
            analysis.words[word].xpos = "VBD";
        }
    }
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
    let opens = || {
        is_time(&lower[word])
            || children(analysis, word)
                .any(|child| child < word && analysis.words[child].deprel == Deprel::Case)
    };
    let verb = analysis.words[word].head.filter(|&verb| {
        verb > word
            && analysis.words[verb].upos == Upos::Verb
            && match analysis.words[word].deprel.base() {
                Deprel::Obl => opens(),
                // "Last Thursday, Kenya and Uganda held talks": a day does nothing itself.
                Deprel::Nsubj => is_time(&lower[word]),
                _ => false,
            }
    });
    let Some(verb) = verb else { return };
    let subject = children(analysis, verb).any(|child| {
        child != word
            && matches!(
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
                && matches!(analysis.words[child].deprel, Deprel::Conj | Deprel::Appos)
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
    let as_subject = subject_role(analysis, verb);
    change(analysis, |analysis| {
        analysis.words[first].head = Some(verb);
        analysis.words[first].deprel = as_subject;
        for &other in &listed[1..] {
            analysis.words[other].head = Some(first);
        }
        if analysis.words[word].deprel.base() == Deprel::Nsubj {
            analysis.words[word].deprel = Deprel::OblUnmarked;
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
    let relation = subject_role(analysis, verb);
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

/// "Greece last year expelled two envoys": the noun before the time is the subject of a verb that has none, and no
/// part of the time.
pub(super) fn subject_before_time(analysis: &mut Analysis, lower: &[String], word: usize) {
    let time = &analysis.words[word];
    let timed = matches!(
        &*lower[word],
        "week" | "month" | "year" | "weekend" | "century"
    ) && word > 1
        && matches!(&*lower[word - 1], "last" | "this" | "next" | "earlier")
        && time.deprel == Deprel::OblUnmarked;
    let verb = time.head.filter(|&verb| {
        timed && verb > word && matches!(analysis.words[verb].xpos, "VBD" | "VBZ" | "VBP")
    });
    let Some(verb) = verb else { return };
    let noun = word - 2;
    let part = matches!(analysis.words[noun].upos, Upos::Noun | Upos::Propn)
        && analysis.words[noun].head == Some(word)
        && matches!(
            analysis.words[noun].deprel,
            Deprel::Compound | Deprel::Amod | Deprel::Nmod | Deprel::NmodDesc | Deprel::Flat
        );
    let subject = children(analysis, verb).any(|child| {
        matches!(
            analysis.words[child].deprel.base(),
            Deprel::Nsubj | Deprel::Csubj | Deprel::Expl
        )
    });
    if !part || subject {
        return;
    }
    change(analysis, |analysis| {
        // "The Greek government last year": what described the time describes the noun.
        for child in children(analysis, word).collect::<Vec<_>>() {
            if child < noun {
                analysis.words[child].head = Some(noun);
            }
        }
        hang(analysis, noun, verb, Deprel::Nsubj);
    });
}

/// "The chief negotiator, Ana Soto, blamed the rebels": of two subjects in a row the second, a name between
/// commas, is that of the first.
pub(super) fn name_behind_office(analysis: &mut Analysis, lower: &[String], word: usize) {
    let name = &analysis.words[word];
    let verb = name.head.filter(|&verb| {
        verb > word
            && name.upos == Upos::Propn
            && matches!(name.deprel, Deprel::Nsubj | Deprel::NsubjPass)
            && word > 1
            && lower[word - 1] == ","
    });
    let first = verb.and_then(|verb| {
        children(analysis, verb).find(|&first| {
            first < word
                && analysis.words[first].upos == Upos::Noun
                && analysis.words[first].deprel == name.deprel
        })
    });
    let Some(first) = first else { return };
    let end = (word + 1..analysis.words.len())
        .find(|&at| analysis.words[at].upos != Upos::Propn)
        .filter(|&end| lower[end] == ",");
    // A list goes on with "and".
    let plain = (first + 1..word - 1).all(|at| {
        under(analysis, at, first)
            && !matches!(
                analysis.words[at].upos,
                Upos::Cconj | Upos::Verb | Upos::Punct
            )
    });
    if end.is_some() && plain {
        attach(analysis, word, first, Deprel::Appos);
    }
}

/// "fired more than a dozen missiles": what is counted heads the phrase, and "more than" only says how many.
pub(super) fn more_than(analysis: &mut Analysis, lower: &[String], word: usize) {
    let noun = &analysis.words[word];
    let than = children(analysis, word).find(|&child| {
        child < word
            && child > 0
            && analysis.words[child].deprel == Deprel::Case
            && lower[child] == "than"
    });
    let more = than.map(|than| than - 1).filter(|&more| {
        noun.upos == Upos::Noun
            && matches!(noun.deprel, Deprel::Obl | Deprel::Nmod)
            && matches!(&*lower[more], "more" | "fewer" | "less")
            && (noun.head == Some(more) || noun.head == analysis.words[more].head)
            && matches!(
                analysis.words[more].deprel,
                Deprel::Obj | Deprel::Nsubj | Deprel::NsubjPass | Deprel::Obl
            )
    });
    let Some(more) = more else { return };
    let number = children(analysis, word).find(|&child| {
        child > more && child < word && analysis.words[child].deprel == Deprel::Nummod
    });
    let plain = (more + 2..word).all(|at| under(analysis, at, word));
    let Some(number) = number.filter(|_| plain) else {
        return;
    };
    change(analysis, |analysis| {
        for child in children(analysis, more).collect::<Vec<_>>() {
            if child != word && child != more + 1 {
                analysis.words[child].head = Some(word);
            }
        }
        let place = analysis.words[more].clone();
        analysis.words[word].head = place.head;
        analysis.words[word].deprel = place.deprel;
        hang(analysis, more, number, Deprel::Advmod);
        hang(analysis, more + 1, more, Deprel::Fixed);
    });
}

/// "captured the U.N. \"safe area\"": the noun in quotation marks right behind a name heads the phrase, and the
/// name says whose it is.
pub(super) fn quoted_noun(analysis: &mut Analysis, word: usize) {
    let mark =
        |at: usize, xpos: &str| (analysis.words.get(at)).is_some_and(|word| word.xpos == xpos);
    let noun = &analysis.words[word];
    if noun.upos != Upos::Noun || !mark(word + 1, "\u{27}\u{27}") {
        return;
    }
    let opening = (word.saturating_sub(4)..word)
        .rev()
        .find(|&at| mark(at, "``"));
    let name = opening
        .and_then(|opening| opening.checked_sub(1))
        .filter(|&name| {
            analysis.words[name].upos == Upos::Propn
                && noun.head == Some(name)
                && matches!(noun.deprel, Deprel::Appos | Deprel::Dep | Deprel::Nmod)
                && children(analysis, name)
                    .any(|child| child < name && analysis.words[child].deprel == Deprel::Det)
        });
    let Some(name) = name else { return };
    change(analysis, |analysis| {
        for child in children(analysis, name).collect::<Vec<_>>() {
            if child != word {
                analysis.words[child].head = Some(word);
            }
        }
        let place = analysis.words[name].clone();
        analysis.words[word].head = place.head;
        analysis.words[word].deprel = place.deprel;
        hang(analysis, name, word, Deprel::Compound);
    });
}

/// "called for his immediate and unconditional release": the noun behind two adjectives heads the phrase, and is
/// no third member of their list.
pub(super) fn noun_of_two_adjectives(analysis: &mut Analysis, word: usize) {
    let noun = &analysis.words[word];
    let adjective = noun.head.filter(|&adjective| {
        noun.upos == Upos::Noun
            && noun.deprel == Deprel::Conj
            && adjective < word
            && analysis.words[adjective].upos == Upos::Adj
            && analysis.words[adjective].deprel != Deprel::Amod
    });
    let Some(adjective) = adjective else { return };
    let joined = |at: usize| analysis.words[at].upos == Upos::Cconj;
    let row = adjective + 2 < word
        && (adjective + 1..word).any(joined)
        && (adjective + 1..word)
            .all(|at| matches!(analysis.words[at].upos, Upos::Adj | Upos::Cconj | Upos::Adv))
        && analysis.words[word - 1].upos == Upos::Adj;
    // "is brutal and violent crime": what a copula stands before is no modifier.
    let said = children(analysis, adjective).any(|child| {
        matches!(
            analysis.words[child].deprel.base(),
            Deprel::Cop | Deprel::Nsubj | Deprel::Aux | Deprel::Advcl
        )
    });
    if !row || said {
        return;
    }
    change(analysis, |analysis| {
        for child in children(analysis, adjective).collect::<Vec<_>>() {
            if child < adjective || child > word {
                analysis.words[child].head = Some(word);
            }
        }
        let place = analysis.words[adjective].clone();
        analysis.words[word].head = place.head;
        analysis.words[word].deprel = place.deprel;
        hang(analysis, adjective, word, Deprel::Amod);
    });
}

/// "Soldiers were posted at the gates, and dozens of men were held", "spoke for Prague, and Slovakia, Latvia and
/// Estonia expelled envoys": the noun right before the auxiliary, or the finite verb, is the subject of a verb that
/// has none, and no further member of a list.
pub(super) fn subject_as_conjunct(analysis: &mut Analysis, lower: &[String], word: usize) {
    let verb = &analysis.words[word];
    let clause = match verb.deprel {
        Deprel::Conj => true,
        // Hung as a clause of time or cause, though nothing opens it.
        Deprel::Advcl => {
            children(analysis, word).all(|child| {
                !matches!(analysis.words[child].deprel, Deprel::Mark | Deprel::Case)
                    && (child > word || !matches!(analysis.words[child].deprel, Deprel::Advmod))
            }) && children(analysis, word)
                .any(|child| child > word && analysis.words[child].deprel == Deprel::Obj)
        }
        _ => false,
    };
    if verb.upos != Upos::Verb || !clause {
        return;
    }
    let Some(above) = verb.head.filter(|&above| above < word) else {
        return;
    };
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
    let finite = matches!(verb.xpos, "VBD" | "VBZ" | "VBP") && word > above + 1;
    let mut noun = auxiliary
        .or(Some(word).filter(|_| finite))
        .filter(|_| !subject)
        .and_then(|opener| opener.checked_sub(1));
    // "and Canada also pulled out troops"
    while let Some(at) = noun.filter(|&at| {
        finite && analysis.words[at].head == Some(word) && analysis.words[at].upos == Upos::Adv
    }) {
        noun = at.checked_sub(1);
    }
    // Without a comma, a finite verb with an object of its own asks for the "and" as well.
    let whole = finite
        && auxiliary.is_none()
        && noun.is_some_and(|noun| lower[noun] != ",")
        && children(analysis, word)
            .any(|child| child > word && analysis.words[child].deprel == Deprel::Obj);
    let opener = |noun: usize| {
        children(analysis, noun).find(|&child| {
            child < noun && analysis.words[child].deprel == Deprel::Cc && lower[child] != "or"
        })
    };
    // From "Estonia" to "Slovakia", which the "and" behind the comma opens; without one, to the only one that an
    // "and" opens.
    let joined: Vec<(usize, usize)> = std::iter::successors(noun, |&at| {
        analysis.words[at]
            .head
            .filter(|&head| above < head && head < at)
    })
    .filter(|&at| {
        analysis.words[at].deprel == Deprel::Conj
            && matches!(analysis.words[at].upos, Upos::Noun | Upos::Propn)
    })
    .filter_map(|at| Some((at, opener(at)?)))
    .collect();
    let behind_comma = |&&(_, and): &&(usize, usize)| and > 0 && lower[and - 1] == ",";
    let found = joined
        .iter()
        .find(behind_comma)
        .or(match joined.as_slice() {
            [only] if whole && lower[only.1] == "and" => Some(only),
            _ => None,
        });
    let Some(&(noun, and)) = found else {
        return;
    };
    let as_subject = subject_role(analysis, word);
    change(analysis, |analysis| {
        analysis.words[word].deprel = Deprel::Conj;
        analysis.words[noun].head = Some(word);
        analysis.words[noun].deprel = as_subject;
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
        hang(analysis, second, first, Deprel::Conj);
        hang(analysis, and, second, Deprel::Cc);
    });
}

/// "offered Indonesia its support": of two objects in a row the first is who gets the other.
pub(super) fn two_objects(analysis: &mut Analysis, lower: &[String], word: usize) {
    let gives = analysis.words[word].upos == Upos::Verb
        && WordClass::Giving.holds(&analysis.words[word].lemma);
    if !gives {
        return;
    }
    let objects: Vec<usize> = children(analysis, word)
        .filter(|&child| analysis.words[child].deprel == Deprel::Obj)
        .collect();
    match objects[..] {
        [first, second] => {
            let row = first > word && !(first..second).any(|at| lower[at] == ",");
            if row && !is_time(&lower[second]) {
                analysis.words[first].deprel = Deprel::Iobj;
            }
        }
        [only] => name_in_object(analysis, word, only),
        _ => {}
    }
}

/// "promised Syria new missiles", "offered Turkey two teams": a name right behind the verb and before an
/// article, a number or an adjective is no part of the thing that is given.
fn name_in_object(analysis: &mut Analysis, verb: usize, thing: usize) {
    if thing <= verb {
        return;
    }
    let name = (verb + 1..thing)
        .take_while(|&at| analysis.words[at].upos == Upos::Propn)
        .count();
    let end = verb + 1 + name;
    let opens = matches!(analysis.words[end].upos, Upos::Det | Upos::Num | Upos::Adj)
        || analysis.words[end].xpos == "PRP$";
    let inside = |at: usize| (verb + 1..end).contains(&at);
    let top = (verb + 1..end).find(|&at| analysis.words[at].head.is_some_and(|head| !inside(head)));
    let Some(top) = top.filter(|_| opens && analysis.words[thing].upos == Upos::Noun) else {
        return;
    };
    let part = matches!(
        analysis.words[top].deprel.base(),
        Deprel::Compound | Deprel::Flat | Deprel::Nmod | Deprel::Amod
    );
    if part
        && analysis.words[top]
            .head
            .is_some_and(|head| (end..=thing).contains(&head))
    {
        hang(analysis, top, verb, Deprel::Iobj);
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
    hang(analysis, word, head, Deprel::Det);
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

/// "closed its airspace after jets struck a convoy": what stands between such a word and a finite verb is
/// the verb's subject and no part of the object before it, and the clause goes with the verb over it.
pub(super) fn clause_after_object(analysis: &mut Analysis, lower: &[String], word: usize) {
    let clause = matches!(
        analysis.words[word].deprel,
        Deprel::Ccomp | Deprel::Parataxis | Deprel::Conj
    );
    let Some(above) = analysis.words[word].head.filter(|&above| above < word) else {
        return;
    };
    if !clause
        || analysis.words[word].upos != Upos::Verb
        || analysis.words[above].upos != Upos::Verb
    {
        return;
    }
    let finite = |at: usize| matches!(analysis.words[at].xpos, "VBD" | "VBZ" | "VBP" | "MD");
    let helper = |at: usize| {
        analysis.words[at].head == Some(word)
            && matches!(analysis.words[at].deprel, Deprel::Aux | Deprel::AuxPass)
    };
    if !finite(word) && !children(analysis, word).any(|child| finite(child) && helper(child)) {
        return;
    }
    let before = (above + 1..word)
        .rev()
        .find(|&at| !helper(at) && !matches!(analysis.words[at].upos, Upos::Adv | Upos::Part));
    let Some(end) = before else { return };
    // The widest phrase that ends there and that such a word leads.
    let mut found = None;
    let mut at = end;
    while at > above && at < word {
        let opener = children(analysis, at).find(|&child| {
            child > above
                && child < at
                && analysis.words[child].deprel == Deprel::Case
                && SUBORDINATE.contains(&&*lower[child])
        });
        if let Some(opener) = opener {
            found = Some((opener, at));
        }
        match analysis.words[at].head {
            Some(head) if head != word => at = head,
            _ => break,
        }
    }
    let Some((opener, subject)) = found else {
        return;
    };
    let nominal = matches!(
        analysis.words[subject].upos,
        Upos::Noun | Upos::Propn | Upos::Pron | Upos::Num
    );
    let parted = (opener + 1..word).any(|at| {
        analysis.words[at].upos == Upos::Punct
            && !matches!(&*lower[at], "-" | "'" | "\"" | "``" | "''")
    });
    let joined = children(analysis, word).any(|child| {
        child < word && matches!(analysis.words[child].deprel, Deprel::Cc | Deprel::Mark)
    });
    if !nominal || parted || joined {
        return;
    }
    let object = children(analysis, word).find(|&child| {
        child < opener
            && matches!(
                analysis.words[child].deprel,
                Deprel::Nsubj | Deprel::NsubjPass
            )
    });
    let taken = children(analysis, above).any(|child| {
        matches!(
            analysis.words[child].deprel,
            Deprel::Obj | Deprel::AuxPass | Deprel::NsubjPass
        )
    });
    match object {
        // "said the blast after the match killed six"
        Some(_) if taken || WordClass::Bare.holds(&analysis.words[above].lemma) => return,
        Some(object) if object < above => return,
        Some(object) => attach(analysis, object, above, Deprel::Obj),
        None => {}
    }
    let relation = subject_role(analysis, word);
    attach(analysis, subject, word, relation);
    attach(analysis, opener, word, Deprel::Mark);
    analysis.words[word].deprel = Deprel::Advcl;
}

/// "accusations that its troops carried out massacres": a clause with a subject and an object of its own
/// tells what the noun says, and "that" only opens it.
pub(super) fn that_beside_object(analysis: &mut Analysis, lower: &[String], word: usize) {
    let Some(noun) = analysis.words[word].head.filter(|&noun| noun < word) else {
        return;
    };
    let that = noun + 1;
    let of = |child: usize, relations: &[Deprel]| {
        analysis.words[child].head == Some(word)
            && relations.contains(&analysis.words[child].deprel)
    };
    let fits = analysis.words[word].deprel == Deprel::AclRelcl
        && that < word
        && lower[that] == "that"
        && of(that, &[Deprel::Obj])
        && (that + 1..word).any(|child| of(child, &[Deprel::Nsubj, Deprel::NsubjPass]))
        && (word + 1..analysis.words.len()).any(|child| of(child, &[Deprel::Obj]));
    if fits {
        let mark = &mut analysis.words[that];
        (mark.upos, mark.xpos, mark.deprel) = (Upos::Sconj, "IN", Deprel::Mark);
        analysis.words[word].deprel = Deprel::Acl;
    }
}

/// "warned the men that it would storm the plane": what somebody is told is no part of who he is.
pub(super) fn told_beside_object(analysis: &mut Analysis, lower: &[String], word: usize) {
    let clause = &analysis.words[word];
    let Some(object) = clause
        .head
        .filter(|&object| object < word && clause.deprel == Deprel::Acl)
    else {
        return;
    };
    let told = matches!(analysis.words[object].deprel, Deprel::Obj | Deprel::Iobj);
    let Some(verb) = analysis.words[object]
        .head
        .filter(|&verb| told && verb < object)
    else {
        return;
    };
    let tells = WordClass::Telling.holds(&analysis.words[verb].lemma);
    let subject = children(analysis, word)
        .any(|child| child < word && analysis.words[child].deprel.base() == Deprel::Nsubj);
    if tells && subject && has_mark(analysis, lower, word, "that") {
        attach(analysis, word, verb, Deprel::Ccomp);
    }
}

/// "India, which does not recognise the junta, accused Pakistan", "members of the front, disguised as waiters,
/// seized the guests": a finite verb right behind a clause or a participle in commas has the noun before it as
/// its subject, whichever of the three was put above the others.
pub(super) fn clause_between(analysis: &mut Analysis, lower: &[String], word: usize) {
    if analysis.words[word].upos != Upos::Verb {
        return;
    }
    let helper = |&child: &usize| {
        child < word && matches!(analysis.words[child].deprel, Deprel::Aux | Deprel::AuxPass)
    };
    let first = children(analysis, word)
        .filter(helper)
        .fold(word, usize::min);
    let finite = match analysis.words[first].xpos {
        "VBD" | "VBZ" | "VBP" => true,
        "MD" => first < word,
        // A past form that was taken for a participle.
        "VBN" => {
            first == word
                && analysis.words[word].deprel == Deprel::Conj
                && children(analysis, word)
                    .any(|child| child > word && analysis.words[child].deprel == Deprel::Obj)
        }
        _ => false,
    };
    if !finite || first < 5 {
        return;
    }
    let adverb = analysis.words[first - 1].upos == Upos::Adv;
    let start = if adverb { first - 1 } else { first };
    let own = children(analysis, word).any(|child| {
        matches!(
            analysis.words[child].deprel.base(),
            Deprel::Nsubj | Deprel::Csubj | Deprel::Expl | Deprel::Mark
        )
    });
    if own || lower[start - 1] != "," {
        return;
    }
    let participle = |at: usize| {
        analysis.words[at].upos == Upos::Verb
            && matches!(analysis.words[at].xpos, "VBN" | "VBD")
            && !children(analysis, at).any(|child| {
                matches!(
                    analysis.words[child].deprel,
                    Deprel::Cc | Deprel::Aux | Deprel::AuxPass
                )
            })
    };
    let relative = |at: usize| matches!(&*lower[at], "which" | "who" | "whose" | "whom" | "where");
    let opens = |&at: &usize| lower[at - 1] == "," && (relative(at) || participle(at));
    let Some(opener) = (2..start - 1).rev().find(opens) else {
        return;
    };
    let parted = |at: usize| matches!(&*lower[at], ";" | ":" | "\"" | "``" | "''" | "--");
    if (opener..start).any(parted) {
        return;
    }
    let mut clause = opener;
    while let Some(above) = analysis.words[clause]
        .head
        .filter(|above| relative(opener) && (opener..start - 1).contains(above))
    {
        clause = above;
    }
    let verbal = analysis.words[clause].upos == Upos::Verb
        || children(analysis, clause).any(|child| analysis.words[child].deprel == Deprel::Cop);
    let nominal = |at: usize| {
        matches!(
            analysis.words[at].upos,
            Upos::Noun | Upos::Propn | Upos::Num
        )
    };
    let mut noun = opener - 2;
    while let Some(above) = analysis.words[noun].head.filter(|&above| {
        above < opener
            && nominal(above)
            && matches!(
                analysis.words[noun].deprel.base(),
                Deprel::Flat
                    | Deprel::Compound
                    | Deprel::Appos
                    | Deprel::Nmod
                    | Deprel::Conj
                    | Deprel::Nummod
            )
    }) {
        noun = above;
    }
    let free = match analysis.words[noun].head {
        None => true,
        Some(above) => above == word || above == clause,
    };
    let placed = children(analysis, noun).any(|child| analysis.words[child].deprel == Deprel::Case);
    // "Okello, a lawyer, arrived": a comma before says that the participle may be the verb.
    let apposed = !relative(opener) && (noun..opener - 1).any(|at| lower[at] == ",");
    if !verbal || !nominal(noun) || !free || placed || apposed {
        return;
    }
    let members = [noun, clause, word];
    let mut tops = members.into_iter().filter(|&at| {
        members
            .iter()
            .all(|&other| other == at || !under(analysis, at, other))
    });
    let (Some(top), None) = (tops.next(), tops.next()) else {
        return;
    };
    let (over, relation) = (analysis.words[top].head, analysis.words[top].deprel);
    let role = subject_role(analysis, word);
    let described = match relative(opener) {
        true => Deprel::AclRelcl,
        false => Deprel::Acl,
    };
    if analysis.words[word].xpos == "VBN" && first == word {
        analysis.words[word].xpos = "VBD";
    }
    change(analysis, |analysis| {
        for child in 0..analysis.words.len() {
            let outside = child > word || child + 1 < opener && child != noun;
            let hung = [Some(noun), Some(clause)].contains(&analysis.words[child].head);
            let before = analysis.words[child].head == Some(noun) && child < word;
            if hung && outside && !before && child != word {
                analysis.words[child].head = Some(word);
            }
        }
        let main = &mut analysis.words[word];
        (main.head, main.deprel) = (over, relation);
        let subject = &mut analysis.words[noun];
        (subject.head, subject.deprel) = (Some(word), role);
        let said = &mut analysis.words[clause];
        (said.head, said.deprel) = (Some(noun), described);
    });
}

/// "shut its border after five of its soldiers were killed": what "after" seemed to govern is the subject
/// of the clause that it opens.
pub(super) fn opened_by_time(analysis: &mut Analysis, lower: &[String], word: usize) {
    if !matches!(analysis.words[word].xpos, "VBN" | "VBG") {
        return;
    }
    let helper = children(analysis, word).find(|&child| {
        child < word && matches!(analysis.words[child].deprel, Deprel::Aux | Deprel::AuxPass)
    });
    let subject = children(analysis, word).any(|child| {
        matches!(
            analysis.words[child].deprel.base(),
            Deprel::Nsubj | Deprel::Csubj | Deprel::Expl
        )
    });
    let Some(helper) = helper.filter(|_| !subject) else {
        return;
    };
    let opener = |noun: usize| {
        children(analysis, noun).find(|&child| {
            child < noun
                && analysis.words[child].deprel == Deprel::Case
                && matches!(&*lower[child], "after" | "before" | "since" | "until")
        })
    };
    let found = (0..helper).rev().find_map(|noun| {
        let phrase = &analysis.words[noun];
        let first = phrase.head.filter(|&first| {
            first < noun
                && phrase.deprel == Deprel::Obl
                && analysis.words[first].upos == Upos::Verb
                && (analysis.words[first].head == Some(word)
                    || analysis.words[word].head == Some(first))
        })?;
        let end = (noun..helper).rfind(|&at| under(analysis, at, noun))?;
        (end + 1 == helper).then_some((noun, first, opener(noun)?))
    });
    let Some((noun, first, opener)) = found else {
        return;
    };
    if analysis.words[first].head == Some(word) {
        let clause = analysis.words[word].clone();
        (analysis.words[first].head, analysis.words[first].deprel) = (clause.head, clause.deprel);
    }
    let passive = analysis.words[helper].deprel == Deprel::AuxPass;
    hang(analysis, word, first, Deprel::Advcl);
    analysis.words[noun].head = Some(word);
    analysis.words[noun].deprel = if passive {
        Deprel::NsubjPass
    } else {
        Deprel::Nsubj
    };
    let mark = &mut analysis.words[opener];
    (mark.upos, mark.head, mark.deprel) = (Upos::Sconj, Some(word), Deprel::Mark);
}

/// "called him a criminal": of two objects the second says what the first is called.
pub(super) fn second_object(analysis: &mut Analysis, word: usize) {
    let verb = &analysis.words[word];
    let calls = matches!(
        &*verb.lemma,
        "brand" | "call" | "consider" | "declare" | "deem" | "dub" | "label"
    );
    if verb.upos != Upos::Verb || !calls {
        return;
    }
    let second = children(analysis, word)
        .filter(|&child| child > word && analysis.words[child].deprel == Deprel::Obj)
        .nth(1);
    if let Some(second) = second {
        analysis.words[second].deprel = Deprel::Xcomp;
    }
}

/// Conjunctions that a parser may take for the preposition of the noun behind them.
const SUBORDINATE: [&str; 9] = [
    "after", "before", "since", "until", "as", "while", "when", "once", "because",
];

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
    hang(analysis, verb, main, Deprel::Advcl);
    let role = subject_role(analysis, verb);
    for (word, relation) in [(subject, role), (conjunction, Deprel::Mark)] {
        hang(analysis, word, verb, relation);
    }
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
    // "On Monday Israel bombed": the day was taken for the subject, and the name for a part of it.
    let name = children(analysis, time).find(|&child| child >= end && child < noun);
    let taken = children(analysis, noun)
        .any(|child| child != time && analysis.words[child].deprel.base() == Deprel::Nsubj);
    if analysis.words[noun].upos == Upos::Verb
        && timed.is_some()
        && !taken
        && let Some(name) = name
    {
        let relation = subject_role(analysis, noun);
        let verb = noun;
        for child in children(analysis, time).collect::<Vec<_>>() {
            if child > name {
                analysis.words[child].head = Some(name);
            }
        }
        hang(analysis, name, verb, relation);
        hang(analysis, time, verb, Deprel::Obl);
        analysis.words[0].head = Some(time);
        analysis.words[0].deprel = Deprel::Case;
        return;
    }
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
    // "In 1984 she met": only a time is taken for a part of a pronoun.
    let nominal = match analysis.words[noun].upos {
        Upos::Noun | Upos::Propn => true,
        Upos::Pron => timed.is_some(),
        _ => false,
    } && matches!(role, Deprel::Obl | Deprel::Nsubj);
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
    hang(analysis, time, verb, Deprel::Obl);
    analysis.words[0].head = Some(time);
    analysis.words[0].deprel = Deprel::Case;
    if role == Deprel::Obl && !other {
        let as_subject = subject_role(analysis, verb);
        analysis.words[noun].deprel = as_subject;
    }
}
