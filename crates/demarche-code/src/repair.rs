//! Arcs and lemmas that a greedy parser gets wrong in ways that the words themselves betray, set right
//! before anything is read from the tree. Every repair keeps the tree rooted and free of cycles.

use std::sync::LazyLock;

use demarche_knowledge::quick::QuickMap;
use demarche_parse::{Analysis, Deprel, Upos};
use demarche_record::Sector;

use crate::clause::WordClass;
use crate::codebook::irregular_verbs;
use crate::dates::WEEKDAYS;
use crate::mention::{MentionKind, Mentions};

mod misplaced;
mod past_form;
mod taken_for;
mod toll;

/// Sets right what can be seen to be wrong.
pub(crate) fn repair(analysis: &mut Analysis, lower: &[String]) {
    function_words_govern_nothing(analysis);
    verbless_sentence(analysis, lower);
    prepositions_of_modifiers(analysis);
    for word in 0..analysis.words.len() {
        taken_for::plural_of_man(analysis, lower, word);
        taken_for::plural_of_base(analysis, lower, word);
        taken_for::agents_before_past(analysis, lower, word);
        taken_for::auxiliary_by_form(analysis, lower, word);
        taken_for::participle_as_adjective(analysis, lower, word);
        taken_for::subjunctive(analysis, lower, word);
        past_form::past_form(analysis, lower, word);
        misplaced::shot_dead(analysis, lower, word);
        taken_for::perfect(analysis, lower, word);
        taken_for::perfect_of_harm(analysis, lower, word);
        taken_for::clause_without_verb(analysis, lower, word);
        taken_for::opening_noun(analysis, lower, word);
        taken_for::verb_before_object(analysis, lower, word);
        taken_for::persona_non_grata(analysis, lower, word);
        taken_for::free_after_to(analysis, lower, word);
        taken_for::verb_as_adjective(analysis, lower, word);
        taken_for::noun_with_object(analysis, word);
        taken_for::plural_as_verb(analysis, word);
        taken_for::verb_between(analysis, word);
        misplaced::time_before_subject(analysis, lower, word);
        misplaced::subject_before_later(analysis, lower, word);
        misplaced::day_as_subject(analysis, lower, word);
        misplaced::subject_before_time(analysis, lower, word);
        misplaced::name_behind_office(analysis, lower, word);
        misplaced::more_than(analysis, lower, word);
        misplaced::quoted_noun(analysis, word);
        misplaced::noun_of_two_adjectives(analysis, word);
        misplaced::subject_listed_with_opening(analysis, lower, word);
        misplaced::subject_as_conjunct(analysis, lower, word);
        misplaced::two_objects(analysis, lower, word);
        misplaced::joined_subjects(analysis, lower, word);
        misplaced::epithet_as_object(analysis, lower, word);
        misplaced::finite_after_to(analysis, lower, word);
        misplaced::subject_after_after(analysis, lower, word);
        misplaced::time_of_speech(analysis, lower, word);
        misplaced::past_before_number(analysis, word);
        misplaced::past_joined_to_noun(analysis, lower, word);
        misplaced::plans_to(analysis, lower, word);
        misplaced::object_of_noun(analysis, word);
        misplaced::owner_as_subject(analysis, word);
        misplaced::adjective_explained(analysis, word);
        misplaced::called_name(analysis, word);
        misplaced::day_before_subject(analysis, lower, word);
        misplaced::speech_in_commas(analysis, lower, word);
        misplaced::subject_behind_semicolon(analysis, lower, word);
        misplaced::past_before_object(analysis, word);
        misplaced::name_behind_adjective(analysis, word);
        misplaced::gerund_of_letter(analysis, lower, word);
        misplaced::object_of_relative(analysis, word);
        misplaced::verb_behind_relative(analysis, lower, word);
        misplaced::article_as_head(analysis, word);
        taken_for::day_in_name(analysis, lower, word);
        misplaced::clause_between(analysis, lower, word);
        misplaced::beside_government(analysis, lower, word);
        misplaced::speaker_goes_on(analysis, word);
    }
    misplaced::opening_time(analysis, lower);
    for word in 0..analysis.words.len() {
        misplaced::subject_beyond_after(analysis, lower, word);
        misplaced::opened_by_time(analysis, lower, word);
        verdict(analysis, lower, word);
        charge_of_object(analysis, lower, word);
        misplaced::participle_of_no_object(analysis, lower, word);
        misplaced::number_as_object(analysis, lower, word);
        misplaced::gift_to_pronoun(analysis, lower, word);
        misplaced::is_to(analysis, lower, word);
        misplaced::gerund_after_speech(analysis, word);
        misplaced::that_beside_object(analysis, lower, word);
        misplaced::told_beside_object(analysis, lower, word);
        misplaced::second_object(analysis, word);
        irregular_lemma(analysis, lower, word);
        bare_time(analysis, lower, word);
        conjunct_of_nothing(analysis, lower, word);
        listed_by_and(analysis, word);
        absolute_with(analysis, lower, word);
        hyphenated_participle(analysis, lower, word);
        anti_gerund(analysis, lower, word);
        finite_after_noun(analysis, word);
        misplaced::clause_after_object(analysis, lower, word);
        according_to(analysis, lower, word);
        active_with_object(analysis, word);
        subject_as_modifier(analysis, word);
    }
    toll::tolls(analysis, lower);
}

/// The verb of an irregular past form, `None` where there are two.
pub(crate) fn irregular_past(form: &str) -> Option<&'static str> {
    static LEMMAS: LazyLock<QuickMap<&str, &str>> = LazyLock::new(|| {
        let mut lemmas = QuickMap::default();
        for (lemma, form) in irregular_verbs() {
            // A form of two verbs says nothing.
            let known = lemmas.insert(form, lemma);
            if known.is_some_and(|known| known != lemma) {
                lemmas.insert(form, "");
            }
        }
        lemmas
    });
    LEMMAS.get(form).copied().filter(|lemma| !lemma.is_empty())
}

/// "fled" is of "flee": the lemmatizer guesses at rare irregular verbs. "The rebels shot seven people": a
/// past form that is no plain verb is no present, either.
fn irregular_lemma(analysis: &mut Analysis, lower: &[String], word: usize) {
    let past = matches!(analysis.words[word].xpos, "VBD" | "VBN");
    let present = analysis.words[word].xpos == "VBP";
    let plain = || irregular_verbs().any(|(lemma, _)| lemma == lower[word]);
    let lemma = irregular_past(&lower[word]).filter(|_| past || present && !plain());
    if let Some(lemma) = lemma {
        let verb = &mut analysis.words[word];
        verb.lemma = lemma.into();
        if present {
            verb.xpos = "VBD";
        }
    }
}

/// "Lightning struck a church", "Gunmen in uniforms attacked a bus": the noun before a past form with an
/// object is its subject, for a verb has no compound parts.
fn subject_as_modifier(analysis: &mut Analysis, word: usize) {
    let verb = analysis.words[word].upos == Upos::Verb
        && matches!(analysis.words[word].xpos, "VBD" | "VBN" | "VBZ" | "VBP")
        && !matches!(analysis.words[word].deprel, Deprel::Amod | Deprel::Acl);
    if !verb {
        return;
    }
    let part = |child: usize| match analysis.words[child].deprel {
        Deprel::Compound => {
            child + 1 == word || matches!(analysis.words[child].upos, Upos::Noun | Upos::Propn)
        }
        Deprel::Amod | Deprel::Flat => child + 1 == word,
        _ => false,
    };
    let before = children(analysis, word).filter(|&child| child < word && part(child));
    let Some(before) = before.last() else {
        return;
    };
    let object = children(analysis, word)
        .any(|child| child > word && analysis.words[child].deprel == Deprel::Obj);
    let other = children(analysis, word).any(|child| {
        matches!(
            analysis.words[child].deprel,
            Deprel::Nsubj | Deprel::NsubjPass | Deprel::Aux | Deprel::AuxPass | Deprel::OblAgent
        )
    });
    if object && !other {
        analysis.words[before].deprel = Deprel::Nsubj;
    }
}

/// "police arrested 45 protesters": a past form with an object after it and no auxiliary is active,
/// whatever its subject was called.
fn active_with_object(analysis: &mut Analysis, word: usize) {
    if !matches!(analysis.words[word].xpos, "VBD" | "VBN") {
        return;
    }
    let has = |relations: &[Deprel]| {
        children(analysis, word).find(|&child| relations.contains(&analysis.words[child].deprel))
    };
    let Some(subject) = has(&[Deprel::NsubjPass]).filter(|&subject| subject < word) else {
        return;
    };
    let object = has(&[Deprel::Obj]).is_some_and(|object| object > word);
    // "The World Trade Organization ruled against Canada", "The league called for talks".
    let aimed = analysis.words[subject].upos == Upos::Propn
        && matches!(&*analysis.words[word].lemma, "call" | "rule" | "appeal")
        && children(analysis, word).any(|goal| {
            goal > word
                && analysis.words[goal].deprel == Deprel::Obl
                && children(analysis, goal).any(|case| {
                    analysis.words[case].deprel == Deprel::Case
                        && matches!(&*analysis.words[case].lemma, "for" | "on" | "against")
                })
        });
    let passive = has(&[
        Deprel::Aux,
        Deprel::AuxPass,
        Deprel::Cop,
        Deprel::OblAgent,
        Deprel::Nsubj,
    ]);
    if (object || aimed) && passive.is_none() {
        analysis.words[subject].deprel = Deprel::Nsubj;
    }
}

/// "Prime Minister Meles Zenawi and President Isayas Afewerki": what "and" joins is no mere list.
fn listed_by_and(analysis: &mut Analysis, word: usize) {
    let listed = &analysis.words[word];
    let noun = matches!(listed.upos, Upos::Noun | Upos::Propn);
    let Some(head) = listed
        .head
        .filter(|&head| noun && listed.deprel == Deprel::List && head < word)
    else {
        return;
    };
    let mut between = head + 1..word;
    let joined =
        between.any(|at| analysis.words[at].deprel == Deprel::Cc && under(analysis, at, word));
    if joined {
        analysis.words[word].deprel = Deprel::Conj;
    }
}

/// "on Friday, according to the United Nations": the source is the clause's and not the noun's
/// before it.
fn according_to(analysis: &mut Analysis, lower: &[String], word: usize) {
    let nominal = matches!(
        analysis.words[word].deprel,
        Deprel::Nmod | Deprel::Obl | Deprel::Conj | Deprel::Appos
    );
    if !nominal || !has_mark(analysis, lower, word, "according") {
        return;
    }
    let mut at = word;
    for _ in 0..analysis.words.len() {
        let Some(above) = analysis.words[at].head else {
            return;
        };
        if matches!(analysis.words[above].upos, Upos::Verb) {
            attach(analysis, word, above, Deprel::Obl);
            return;
        }
        at = above;
    }
}

fn children(analysis: &Analysis, word: usize) -> impl Iterator<Item = usize> + '_ {
    (0..analysis.words.len()).filter(move |&child| analysis.words[child].head == Some(word))
}

fn has_mark(analysis: &Analysis, lower: &[String], word: usize, mark: &str) -> bool {
    children(analysis, word).any(|child| {
        matches!(analysis.words[child].deprel, Deprel::Mark | Deprel::Case) && lower[child] == mark
    })
}

fn under(analysis: &Analysis, word: usize, above: usize) -> bool {
    let mut at = word;
    for _ in 0..analysis.words.len() {
        if at == above {
            return true;
        }
        match analysis.words[at].head {
            Some(head) => at = head,
            None => return false,
        }
    }
    true
}

/// The nearest verb over a word.
fn verb_above(analysis: &Analysis, word: usize) -> Option<usize> {
    let mut above = analysis.words[word].head;
    while let Some(at) = above.filter(|&at| analysis.words[at].upos != Upos::Verb) {
        above = analysis.words[at].head;
    }
    above
}

/// Hangs `word` under `head` as it is, inside of what [`change`] guards.
fn hang(analysis: &mut Analysis, word: usize, head: usize, deprel: Deprel) {
    analysis.words[word].head = Some(head);
    analysis.words[word].deprel = deprel;
}

/// How the subject of a verb hangs on it.
fn subject_role(analysis: &Analysis, verb: usize) -> Deprel {
    match children(analysis, verb).any(|child| analysis.words[child].deprel == Deprel::AuxPass) {
        true => Deprel::NsubjPass,
        false => Deprel::Nsubj,
    }
}

/// Makes a verb the head of the clause that its subject was taken to head: it takes the subject's place and
/// what stands behind it.
fn head_clause(analysis: &mut Analysis, verb: usize, subject: usize) {
    for child in children(analysis, subject).collect::<Vec<_>>() {
        if child > verb {
            analysis.words[child].head = Some(verb);
        }
    }
    analysis.words[verb].head = analysis.words[subject].head;
    analysis.words[verb].deprel = analysis.words[subject].deprel;
    analysis.words[subject].head = Some(verb);
    analysis.words[subject].deprel = Deprel::Nsubj;
}

/// Hangs `word` under `head`, unless that would close a circle or unseat the root.
fn attach(analysis: &mut Analysis, word: usize, head: usize, deprel: Deprel) {
    if analysis.words[word].head.is_some() && !under(analysis, head, word) {
        analysis.words[word].head = Some(head);
        analysis.words[word].deprel = deprel;
    }
}

/// "accused ministers of complacency", "stripped dissidents of their passports": the charge hangs on the
/// verb, and is no part of whoever it falls on.
fn charge_of_object(analysis: &mut Analysis, lower: &[String], word: usize) {
    let object = &analysis.words[word];
    let Some(verb) = object.head.filter(|_| object.deprel == Deprel::Obj) else {
        return;
    };
    if !WordClass::Charging.holds(&analysis.words[verb].lemma) || verb > word {
        return;
    }
    let charge = children(analysis, word)
        .filter(|&child| child > word && analysis.words[child].upos != Upos::Propn)
        .filter(|&child| {
            matches!(
                analysis.words[child].deprel,
                Deprel::Nmod | Deprel::Compound | Deprel::Acl | Deprel::Advcl
            ) && has_mark(analysis, lower, child, "of")
        })
        .last();
    let Some(charge) = charge else {
        return;
    };
    // "members of parliament", "dozens of officials": who it falls on; a charge is a deed or a trait.
    let owned =
        children(analysis, charge).any(|inner| analysis.words[inner].deprel == Deprel::NmodPoss);
    let the = children(analysis, charge).any(|inner| lower[inner] == "the");
    let bare = analysis.words[charge].xpos == "NN"
        && !the
        && !matches!(
            lower[charge].as_str(),
            "parliament" | "congress" | "government" | "opposition" | "state" | "staff" | "people"
        );
    let taken = matches!(&*analysis.words[verb].lemma, "strip" | "deprive" | "rob");
    let fits = if owned { taken } else { bare };
    if analysis.words[charge].deprel == Deprel::Nmod && !fits {
        return;
    }
    // "members of the party of fraud": another "of" further in may be the charge.
    let further = (charge + 1..lower.len())
        .any(|inner| lower[inner] == "of" && under(analysis, inner, charge));
    if further {
        return;
    }
    let deprel = match analysis.words[charge].deprel {
        Deprel::Nmod | Deprel::Compound => Deprel::Obl,
        _ => Deprel::Advcl,
    };
    attach(analysis, charge, verb, deprel);
}

/// "found Karadzic guilty": the verdict is no noun, and whom it falls on is no part of it.
fn verdict(analysis: &mut Analysis, lower: &[String], word: usize) {
    let noun = analysis.words[word].upos == Upos::Noun
        && analysis.words[word].deprel == Deprel::Obj
        && matches!(lower[word].as_str(), "guilty" | "liable");
    let Some(verb) = analysis.words[word].head.filter(|_| noun) else {
        return;
    };
    let before: Vec<usize> = children(analysis, word)
        .filter(|&child| child < word)
        .collect();
    let compound = |&child: &usize| analysis.words[child].deprel == Deprel::Compound;
    let Some(whom) = before.iter().copied().rfind(compound) else {
        return;
    };
    for child in before {
        let deprel = analysis.words[child].deprel;
        if child == whom {
            attach(analysis, child, verb, Deprel::Obj);
        } else {
            attach(analysis, child, whom, deprel);
        }
    }
    let verdict = &mut analysis.words[word];
    verdict.upos = Upos::Adj;
    verdict.xpos = "JJ";
    verdict.deprel = Deprel::Xcomp;
}

/// "a judge Thursday approved", "strikes on the Gaza Strip late Sunday evening": a time without a
/// preposition dates the verb and is no part of the name before it.
fn bare_time(analysis: &mut Analysis, lower: &[String], word: usize) {
    let Some(time) = free_time(analysis, lower, word) else {
        return;
    };
    let (start, end, before) = (time.start, time.end, time.start - 1);
    let inside = |word: Option<usize>| word.is_some_and(|word| (start..end).contains(&word));
    let verbal = |word: usize| analysis.words[word].upos == Upos::Verb;
    // A verb right behind the time is the one it dates, else the nearest one above.
    let behind = (end < lower.len() && verbal(end) && !verbal(before)).then_some(end);
    let mut above = Some(before);
    while let Some(at) = above.filter(|&at| !verbal(at) || (start..end).contains(&at)) {
        above = analysis.words[at].head;
    }
    let Some(verb) = behind.or(above) else { return };
    let head = (start..end).find(|&at| !inside(analysis.words[at].head));
    let Some(head) = head else { return };
    if analysis.words[head].deprel.base() == Deprel::Obl && analysis.words[head].head == Some(verb)
    {
        return;
    }
    let saved: Vec<_> = analysis.words.iter().map(|w| (w.head, w.deprel)).collect();
    let name_hangs_on_time = inside(analysis.words[before].head);
    if name_hangs_on_time {
        let (over, relation) = (analysis.words[head].head, analysis.words[head].deprel);
        analysis.words[before].head = over;
        analysis.words[before].deprel = relation;
    } else if analysis.words[head].head.is_none() {
        return;
    }
    // What hung on the time belongs to the name, or to the verb where it follows.
    for child in 0..analysis.words.len() {
        if (start..end).contains(&child) || child == before || !inside(analysis.words[child].head) {
            continue;
        }
        let relation = analysis.words[child].deprel;
        analysis.words[child].head = Some(if child < start { before } else { verb });
        analysis.words[child].deprel = relation;
    }
    for at in start..end {
        if at != head {
            analysis.words[at].head = Some(head);
        }
    }
    analysis.words[head].head = Some(verb);
    analysis.words[head].deprel = Deprel::OblUnmarked;
    let roots = analysis.words.iter().filter(|w| w.head.is_none()).count();
    if roots != 1 || (0..analysis.words.len()).any(|at| !reaches_root(analysis, at)) {
        // Where the tree was stranger than this rule foresees, it stays as it was.
        for (word, (head, deprel)) in analysis.words.iter_mut().zip(saved) {
            word.head = head;
            word.deprel = deprel;
        }
    }
}

/// Makes a change of arcs, and takes it back where the tree was stranger than the change foresees.
fn change(analysis: &mut Analysis, change: impl FnOnce(&mut Analysis)) {
    let saved: Vec<_> = analysis.words.iter().map(|w| (w.head, w.deprel)).collect();
    change(analysis);
    let roots = analysis.words.iter().filter(|w| w.head.is_none()).count();
    if roots != 1 || (0..analysis.words.len()).any(|at| !reaches_root(analysis, at)) {
        for (word, (head, deprel)) in analysis.words.iter_mut().zip(saved) {
            word.head = head;
            word.deprel = deprel;
        }
    }
}

fn reaches_root(analysis: &Analysis, word: usize) -> bool {
    let mut at = word;
    for _ in 0..=analysis.words.len() {
        match analysis.words[at].head {
            Some(head) => at = head,
            None => return true,
        }
    }
    false
}

/// The words of a time that begins at `word`, right behind a name or a verb: a day with what says which part
/// of it, and no preposition.
fn free_time(analysis: &Analysis, lower: &[String], word: usize) -> Option<std::ops::Range<usize>> {
    let is = |at: usize, wanted: &[&str]| lower.get(at).is_some_and(|w| wanted.contains(&&**w));
    let day = |at: usize| is(at, &WEEKDAYS) || is(at, &["today", "yesterday", "tonight"]);
    let upos = |at: usize| analysis.words.get(at).map(|word| word.upos);
    let before = word.checked_sub(1)?;
    let next = is(word, &["next", "last"]);
    let core = if next || is(word, &["early", "late"]) {
        word + 1
    } else {
        word
    };
    let mut end = core + 1;
    if is(end, &["morning", "afternoon", "evening", "night", "midday"]) {
        end += 1;
    }
    let goes_on = matches!(
        upos(end),
        Some(Upos::Noun | Upos::Propn | Upos::Part | Upos::Num)
    );
    let follows = matches!(upos(before), Some(Upos::Noun | Upos::Propn | Upos::Verb));
    let other = day(before) || is(before, &["early", "late", "last", "next", "every", "each"]);
    let led = || {
        (word..end).any(|at| {
            children(analysis, at).any(|child| {
                matches!(analysis.words[child].deprel, Deprel::Case | Deprel::Det)
                    && (child + 1 == word || (word..end).contains(&child))
            })
        })
    };
    let named = day(core) || next && is(core, &["week", "month", "year"]);
    (named && !goes_on && follows && !other && !led()).then_some(word..end)
}

/// A conjunct needs a conjunction, a comma or the like. Without, a phrase with a preposition
/// modifies what it follows, a clause with its mark depends on the clause, and a participle after a
/// noun describes the noun.
fn conjunct_of_nothing(analysis: &mut Analysis, lower: &[String], word: usize) {
    if analysis.words[word].deprel != Deprel::Conj {
        return;
    }
    let Some(head) = analysis.words[word].head.filter(|&head| head < word) else {
        return;
    };
    let joined = (head + 1..word).any(|between| {
        analysis.words[between].upos == Upos::Cconj
            || matches!(
                lower[between].as_str(),
                "," | ";" | ":" | "-" | "–" | "—" | "--" | "/" | "&" | "(" | "\"" | "..."
            )
    });
    if joined {
        return;
    }
    let verbal = |at: usize| matches!(analysis.words[at].upos, Upos::Verb | Upos::Aux);
    let marked = |wanted: Deprel| {
        children(analysis, word).any(|child| child < word && analysis.words[child].deprel == wanted)
    };
    if !verbal(word) && marked(Deprel::Case) {
        analysis.words[word].deprel = if verbal(head) {
            Deprel::Obl
        } else {
            Deprel::Nmod
        };
    } else if verbal(word) && marked(Deprel::Mark) {
        analysis.words[word].deprel = Deprel::Advcl;
    } else if matches!(analysis.words[word].xpos, "VBN" | "VBG")
        && !children(analysis, word).any(|child| {
            matches!(
                analysis.words[child].deprel.base(),
                Deprel::Nsubj | Deprel::Aux | Deprel::Cop
            )
        })
        && matches!(analysis.words[word - 1].upos, Upos::Noun | Upos::Propn)
    {
        attach(analysis, word, word - 1, Deprel::Acl);
    }
}

/// "with Foreign Minister Lavrov": a preposition before what modifies a noun is the noun's.
fn prepositions_of_modifiers(analysis: &mut Analysis) {
    for word in 0..analysis.words.len() {
        let modifier = matches!(
            analysis.words[word].deprel,
            Deprel::NmodDesc | Deprel::Compound | Deprel::Amod
        );
        let Some(noun) = analysis.words[word]
            .head
            .filter(|&noun| modifier && noun > word)
        else {
            continue;
        };
        let nominal = matches!(analysis.words[noun].upos, Upos::Noun | Upos::Propn);
        let has_own = || {
            children(analysis, noun)
                .any(|child| child < noun && analysis.words[child].deprel == Deprel::Case)
        };
        let case = children(analysis, word)
            .find(|&child| child < word && analysis.words[child].deprel == Deprel::Case);
        if let Some(case) = case.filter(|_| nominal && !has_own()) {
            analysis.words[case].head = Some(noun);
        }
    }
}

/// Auxiliaries, copulas, cases and marks hang on content words and govern none: what was hung on
/// them belongs to the word they serve.
fn function_words_govern_nothing(analysis: &mut Analysis) {
    for word in 0..analysis.words.len() {
        let content = !matches!(
            analysis.words[word].deprel,
            Deprel::Fixed
                | Deprel::Goeswith
                | Deprel::Advmod
                | Deprel::Conj
                | Deprel::Punct
                | Deprel::Cc
        );
        let Some(head) = analysis.words[word].head.filter(|_| content) else {
            continue;
        };
        let serves = matches!(
            analysis.words[head].deprel,
            Deprel::Aux | Deprel::AuxPass | Deprel::Cop | Deprel::Case | Deprel::Mark
        );
        if serves && let Some(above) = analysis.words[head].head {
            analysis.words[word].head = Some(above);
        }
    }
}

/// Makes the words of each mention one subtree under its head word. A name is one phrase, whatever
/// the parser made of its parts: "will meet Lebanese Prime Minister Saad Hariri" has one object.
pub(crate) fn gather_mentions(analysis: &mut Analysis, mentions: &Mentions) {
    for mention in mentions.iter() {
        let words = mention.words.clone();
        let inside = |word: Option<usize>| word.is_some_and(|word| words.contains(&word));
        if words.len() < 2 || mention.kind == MentionKind::Other || !inside(Some(mention.head)) {
            continue;
        }
        let outward: Vec<usize> = words
            .clone()
            .filter(|&word| !inside(analysis.words[word].head))
            .collect();
        let Some(&first) = outward
            .iter()
            .find(|&&word| word == mention.head)
            .or(outward.first())
        else {
            continue;
        };
        let circular = analysis.words[first]
            .head
            .is_some_and(|above| first != mention.head && under(analysis, above, mention.head));
        if circular {
            continue;
        }
        let (mut above, relation) = (analysis.words[first].head, analysis.words[first].deprel);
        // "meet Lebanese Prime Minister Saad Hariri in Washington next week": no modifier of a noun
        // stands before a preposition.
        let modifier = matches!(relation, Deprel::Amod | Deprel::Compound | Deprel::Flat);
        let parted = modifier
            && above.is_some_and(|noun| {
                (words.end..noun).any(|between| analysis.words[between].upos == Upos::Adp)
            });
        if parted {
            let governor = std::iter::successors(above, |&at| analysis.words[at].head)
                .take(analysis.words.len())
                .find(|&at| analysis.words[at].upos == Upos::Verb)
                .filter(|&at| at < words.start && !under(analysis, at, mention.head));
            above = governor.or(above);
        }
        if first != mention.head || parted {
            let governs = above
                .is_some_and(|above| matches!(analysis.words[above].upos, Upos::Verb | Upos::Aux));
            let taken = |wanted: Deprel| {
                above.is_some_and(|above| {
                    children(analysis, above).any(|child| {
                        analysis.words[child].deprel == wanted && !words.contains(&child)
                    })
                })
            };
            let nominal = matches!(
                relation,
                Deprel::Nsubj
                    | Deprel::NsubjPass
                    | Deprel::Obj
                    | Deprel::Iobj
                    | Deprel::Obl
                    | Deprel::OblAgent
                    | Deprel::Nmod
                    | Deprel::NmodPoss
                    | Deprel::Conj
                    | Deprel::Appos
                    | Deprel::Compound
                    | Deprel::Root
            );
            let relation = match above {
                _ if nominal || !governs => relation,
                Some(above) if first > above && !taken(Deprel::Obj) => Deprel::Obj,
                Some(above) if first < above && !taken(Deprel::Nsubj) => Deprel::Nsubj,
                _ => Deprel::Obl,
            };
            analysis.words[mention.head].head = above;
            analysis.words[mention.head].deprel = relation;
        }
        for word in outward {
            // The first one handed its place over; the others must not govern the head.
            if word != mention.head && (word == first || !under(analysis, mention.head, word)) {
                analysis.words[word].head = Some(mention.head);
                if !matches!(
                    analysis.words[word].deprel,
                    Deprel::Punct | Deprel::Det | Deprel::Case
                ) {
                    analysis.words[word].deprel = Deprel::Compound;
                }
            }
        }
    }
    for word in 0..analysis.words.len() {
        deed_that_harmed(analysis, mentions, word);
    }
}

/// "an attack on mosques that killed fifty": what harmed people is the deed, and not the thing that it fell on.
fn deed_that_harmed(analysis: &mut Analysis, mentions: &Mentions, word: usize) {
    let clause = &analysis.words[word];
    let harms = clause.deprel == Deprel::AclRelcl
        && (WordClass::Harm.holds(&clause.lemma) || WordClass::Result.holds(&clause.lemma));
    let thing = clause.head.filter(|&thing| {
        harms
            && thing < word
            && children(analysis, word).any(|child| {
                analysis.words[child].deprel == Deprel::Nsubj
                    && matches!(&*analysis.words[child].lemma, "that" | "which")
                    && thing < child
            })
    });
    // Whoever bears arms kills himself: "a raid on a militia that killed fifty".
    let armed = |at: usize| {
        let thing = mentions
            .at(at)
            .filter(|mention| mention.kind == MentionKind::Party);
        thing.is_some_and(|party| {
            !party.sectors.iter().any(|sector| {
                matches!(
                    sector,
                    Sector::Cvl
                        | Sector::Rel
                        | Sector::Edu
                        | Sector::Med
                        | Sector::Bus
                        | Sector::Ref
                )
            })
        })
    };
    let mut at = thing;
    for _ in 0..3 {
        let Some(here) = at.filter(|&here| !armed(here)) else {
            return;
        };
        let Some(above) = analysis.words[here]
            .head
            .filter(|&above| above < here && analysis.words[here].deprel == Deprel::Nmod)
        else {
            return;
        };
        if analysis.words[above].upos == Upos::Noun
            && WordClass::Event.holds(&analysis.words[above].lemma)
        {
            attach(analysis, word, above, Deprel::AclRelcl);
            return;
        }
        at = Some(above);
    }
}

/// A sentence without any finite verb whose root noun has a participle is a clause that was read as
/// a phrase: "Police fired tear gas", "Thousands demonstrated".
fn verbless_sentence(analysis: &mut Analysis, lower: &[String]) {
    let finite = |word: &demarche_parse::Word| matches!(word.xpos, "VBD" | "VBZ" | "VBP" | "MD");
    let Some(root) = analysis.words.iter().position(|word| word.head.is_none()) else {
        return;
    };
    let nominal = |word: usize| {
        matches!(
            analysis.words[word].upos,
            Upos::Noun | Upos::Propn | Upos::Pron | Upos::Num
        )
    };
    if analysis.words.iter().any(finite) || !nominal(root) {
        return;
    }
    let participle = |&word: &usize| {
        analysis.words[word].xpos == "VBN"
            && lower[word].ends_with("ed")
            && !children(analysis, word).any(|child| {
                matches!(
                    analysis.words[child].deprel,
                    Deprel::Aux | Deprel::AuxPass | Deprel::OblAgent | Deprel::Mark | Deprel::Case
                ) || (lower[child] == "-" && child < word)
            })
    };
    // "Thousands of Georgians demonstrated in …": the subject is the root.
    let after = (root + 1..analysis.words.len().min(root + 6))
        .find(|&word| analysis.words[word].deprel == Deprel::Acl && participle(&word));
    // "Police fired tear gas": the object is the root.
    let before = children(analysis, root).find(|&word| {
        word < root && analysis.words[word].deprel == Deprel::Amod && participle(&word)
    });
    if let Some(verb) = after.filter(|&verb| under(analysis, verb, root)) {
        analysis.words[verb].head = None;
        analysis.words[verb].deprel = Deprel::Root;
        analysis.words[root].head = Some(verb);
        analysis.words[root].deprel = Deprel::Nsubj;
        for child in children(analysis, root).collect::<Vec<_>>() {
            if child > verb {
                analysis.words[child].head = Some(verb);
            }
        }
    } else if let Some(verb) = before {
        let subject = children(analysis, root)
            .filter(|&child| child < verb && nominal(child))
            .last();
        let Some(subject) = subject else { return };
        for child in children(analysis, root).collect::<Vec<_>>() {
            if child < verb && child != subject {
                analysis.words[child].head = Some(subject);
            }
        }
        analysis.words[verb].head = None;
        analysis.words[verb].deprel = Deprel::Root;
        analysis.words[root].head = Some(verb);
        analysis.words[root].deprel = Deprel::Obj;
        analysis.words[subject].head = Some(verb);
        analysis.words[subject].deprel = Deprel::Nsubj;
    }
}

/// "with both countries sharing data": the phrase after "with" is the gerund's subject.
fn absolute_with(analysis: &mut Analysis, lower: &[String], word: usize) {
    let gerund = &analysis.words[word];
    if gerund.xpos != "VBG" || gerund.deprel != Deprel::Advcl {
        return;
    }
    let has_subject = children(analysis, word).any(|child| {
        matches!(
            analysis.words[child].deprel,
            Deprel::Nsubj | Deprel::NsubjPass
        )
    });
    let Some(head) = gerund.head.filter(|_| !has_subject) else {
        return;
    };
    let phrase = children(analysis, head)
        .filter(|&child| {
            analysis.words[child].deprel == Deprel::Obl
                && child < word
                && has_mark(analysis, lower, child, "with")
        })
        .last();
    let Some(phrase) = phrase else { return };
    let adjoins = (phrase + 1..word).all(|between| {
        matches!(analysis.words[between].upos, Upos::Adv | Upos::Aux)
            || under(analysis, between, phrase)
    });
    if adjoins {
        attach(analysis, phrase, word, Deprel::Nsubj);
    }
}

/// "Iranian-backed militias": the participle modifies the noun, whatever it was made to govern.
fn hyphenated_participle(analysis: &mut Analysis, lower: &[String], word: usize) {
    let participle = word >= 2
        && lower[word - 1] == "-"
        && matches!(analysis.words[word].xpos, "VBN" | "VBD")
        && matches!(
            analysis.words[word - 2].upos,
            Upos::Adj | Upos::Noun | Upos::Propn
        );
    if !participle {
        return;
    }
    let noun = (word + 1..analysis.words.len().min(word + 4)).find(|&at| {
        matches!(analysis.words[at].upos, Upos::Noun | Upos::Propn)
            && analysis
                .words
                .get(at + 1)
                .is_none_or(|next| !matches!(next.upos, Upos::Noun | Upos::Propn))
    });
    let Some(noun) = noun.filter(|&noun| analysis.words[noun].head == Some(word)) else {
        return;
    };
    let (head, deprel) = (analysis.words[word].head, analysis.words[word].deprel);
    analysis.words[noun].head = head;
    analysis.words[noun].deprel = deprel;
    for child in children(analysis, word).collect::<Vec<_>>() {
        if child + 2 < word || child > word {
            analysis.words[child].head = Some(noun);
        }
    }
    analysis.words[word].head = Some(noun);
    analysis.words[word].deprel = Deprel::Amod;
}

/// "imposed anti-dumping duties on steel": no verb begins with "anti-"; it describes the noun behind it.
fn anti_gerund(analysis: &mut Analysis, lower: &[String], word: usize) {
    let gerund = analysis.words[word].upos == Upos::Verb
        && lower[word].starts_with("anti-")
        && lower[word].ends_with("ing");
    let noun = word + 1;
    let object = analysis
        .words
        .get(noun)
        .is_some_and(|object| object.head == Some(word) && object.deprel == Deprel::Obj);
    let Some(verb) = analysis.words[word]
        .head
        .filter(|&verb| gerund && object && verb < word)
    else {
        return;
    };
    for child in children(analysis, word).collect::<Vec<_>>() {
        let relation = analysis.words[child].deprel;
        attach(analysis, child, verb, relation);
    }
    attach(analysis, word, noun, Deprel::Amod);
    let adjective = &mut analysis.words[word];
    (adjective.upos, adjective.xpos) = (Upos::Adj, "JJ");
    adjective.lemma = lower[word].as_str().into();
}

/// A past form after a noun that has an object of its own is the finite verb of the noun's clause,
/// not a participle: "militias violated the truce".
fn finite_after_noun(analysis: &mut Analysis, word: usize) {
    let verb = &analysis.words[word];
    if verb.deprel != Deprel::Acl || !matches!(verb.xpos, "VBN" | "VBD") {
        return;
    }
    let Some(noun) = verb.head.filter(|&noun| noun < word) else {
        return;
    };
    let clause = matches!(
        analysis.words[noun].deprel,
        Deprel::Root | Deprel::Ccomp | Deprel::Parataxis | Deprel::Advcl | Deprel::Conj
    );
    let object = children(analysis, word)
        .any(|child| matches!(analysis.words[child].deprel, Deprel::Obj | Deprel::Ccomp));
    let other = children(analysis, word).any(|child| {
        matches!(
            analysis.words[child].deprel,
            Deprel::Nsubj | Deprel::NsubjPass | Deprel::OblAgent | Deprel::Mark
        )
    });
    if !clause || !object || other {
        return;
    }
    analysis.words[word].head = analysis.words[noun].head;
    analysis.words[word].deprel = analysis.words[noun].deprel;
    analysis.words[noun].head = Some(word);
    analysis.words[noun].deprel = Deprel::Nsubj;
    for child in children(analysis, noun).collect::<Vec<_>>() {
        if child > word {
            analysis.words[child].head = Some(word);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Coder;
    use crate::view::fold;
    use demarche_record::Article;
    use proptest::prelude::*;

    fn is_tree(analysis: &Analysis) -> bool {
        let roots = analysis
            .words
            .iter()
            .filter(|word| word.head.is_none())
            .count();
        let rooted = (0..analysis.words.len()).all(|word| {
            let mut at = word;
            (0..=analysis.words.len()).any(|_| match analysis.words[at].head {
                Some(head) => {
                    at = head;
                    false
                }
                None => true,
            })
        });
        analysis.words.is_empty() || (roots == 1 && rooted)
    }

    /// Words that repairs ask for.
    #[rustfmt::skip]
    const WORDS: &[&str] = &[
        "to", "with", "it", "shot", "word", "late", "sunday", "the", "that", "has", "dead", "on", "and",
        "gunmen", "left", ",", "next", "as", "freed", "former", "after", "tuesday", "guilty", "since", "of",
        "fighters", "in", "1992", "monday", "killed", "injured", "opened", "fire", "fighting", "days", "which", "plans",
        "to", "imposing", "will", "free", "neighbouring", "visiting", "that", "on", ";", "troops",
    ];

    fn of(
        upos: Upos,
        xpos: &'static str,
        head: Option<usize>,
        deprel: Deprel,
    ) -> demarche_parse::Word {
        demarche_parse::Word {
            upos,
            xpos,
            lemma: "x".into(),
            head,
            deprel,
        }
    }

    #[test]
    fn a_preposition_before_a_title_is_that_of_the_name() {
        // "met with Minister Lavrov", as the encoder hangs it.
        let mut analysis = Analysis {
            words: vec![
                of(Upos::Verb, "VBD", None, Deprel::Root),
                of(Upos::Adp, "IN", Some(2), Deprel::Case),
                of(Upos::Propn, "NNP", Some(3), Deprel::NmodDesc),
                of(Upos::Propn, "NNP", Some(0), Deprel::Obl),
            ],
            entities: Vec::new(),
        };
        let lower = ["met", "with", "minister", "lavrov"].map(str::to_owned);
        repair(&mut analysis, &lower);
        assert_eq!(analysis.words[1].head, Some(3));
        assert!(is_tree(&analysis));
    }

    #[test]
    fn two_adjectives_before_a_noun_describe_it() {
        // "Israeli and Palestinian negotiators met", as the encoder hangs it.
        let mut analysis = Analysis {
            words: vec![
                of(Upos::Adj, "JJ", Some(4), Deprel::Nsubj),
                of(Upos::Cconj, "CC", Some(2), Deprel::Cc),
                of(Upos::Adj, "JJ", Some(0), Deprel::Conj),
                of(Upos::Noun, "NNS", Some(0), Deprel::Appos),
                of(Upos::Verb, "VBD", None, Deprel::Root),
            ],
            entities: Vec::new(),
        };
        analysis.words[1].lemma = "and".into();
        let lower = ["israeli", "and", "palestinian", "negotiators", "met"].map(str::to_owned);
        repair(&mut analysis, &lower);
        let noun = &analysis.words[3];
        assert_eq!((noun.head, noun.deprel), (Some(4), Deprel::Nsubj));
        assert_eq!(analysis.words[0].head, Some(3));
        assert!(is_tree(&analysis));
    }

    #[test]
    fn an_owner_is_no_subject() {
        // "Brazil condemned Israel's shelling", as the encoder hangs it.
        let mut analysis = Analysis {
            words: vec![
                of(Upos::Propn, "NNP", Some(1), Deprel::Nsubj),
                of(Upos::Verb, "VBD", None, Deprel::Root),
                of(Upos::Propn, "NNP", Some(1), Deprel::Nsubj),
                of(Upos::Part, "POS", Some(4), Deprel::Case),
                of(Upos::Noun, "NN", Some(1), Deprel::Obj),
            ],
            entities: Vec::new(),
        };
        let lower = ["brazil", "condemned", "israel", "'s", "shelling"].map(str::to_owned);
        repair(&mut analysis, &lower);
        let owner = &analysis.words[2];
        assert_eq!((owner.head, owner.deprel), (Some(4), Deprel::NmodPoss));
        assert!(is_tree(&analysis));
    }

    proptest! {
        #[test]
        fn any_tree_stays_a_tree(heads in prop::collection::vec((any::<u8>(), any::<u8>(), any::<u8>()), 1..24)) {
            let length = heads.len();
            let words = heads.iter().enumerate().map(|(i, (head, relation, tag))| demarche_parse::Word {
                upos: Upos::ALL[*tag as usize % Upos::ALL.len()],
                xpos: ["VB", "VBG", "VBN", "VBD", "NN", "NNS", "NNP", "IN", "DT"][*tag as usize % 9],
                lemma: "x".into(),
                head: (i > 0).then(|| *head as usize % i),
                deprel: Deprel::ALL[*relation as usize % Deprel::ALL.len()],
            });
            let mut analysis = Analysis { words: words.collect(), entities: Vec::new() };
            let lower: Vec<String> = (0..length)
                .map(|i| WORDS[(i * 5 + heads[i].2 as usize) % WORDS.len()].to_owned())
                .collect();
            repair(&mut analysis, &lower);
            prop_assert!(is_tree(&analysis));
        }

        #[test]
        fn gathering_names_keeps_the_tree(words in prop::collection::vec(
            prop::sample::select(vec!["Indian", "President", "Foreign", "Minister", "of", "the",
                "United", "States", "said", "met", "and", "Pakistan", "Putin", "army", "in", "to"]),
            1..30,
        )) {
            let text = words.join(" ") + ".";
            let article = Article { text, ..Article::default() };
            let analysed = Coder::embedded().analyse(&article);
            for analysis in &analysed.analyses {
                prop_assert!(is_tree(analysis));
            }
        }
    }

    #[test]
    fn a_verb_is_none_the_less_one_where_it_was_taken_for_a_noun() {
        for (text, verb, subject, object) in [
            (
                "American commandos shot Osama bin Laden on the third floor.",
                2,
                1,
                Some(3),
            ),
            ("Rabin sang and put the words in his pocket.", 1, 0, None),
            (
                "A Zimbabwean court on Tuesday freed activist pastor Evan Mawarire.",
                5,
                2,
                Some(7),
            ),
            (
                "The army demanded that Nikol Pashinian's government resign for it.",
                8,
                7,
                None,
            ),
            (
                "The New Zealand government provided an additional $2 million.",
                4,
                3,
                Some(7),
            ),
            (
                "France will host Japan's Crown Prince Naruhito next Wednesday.",
                2,
                0,
                Some(7),
            ),
            (
                "The United Nations has suspended aid deliveries in Borno State.",
                4,
                2,
                Some(6),
            ),
            (
                "A Zimbabwe court has freed on bail two ministers.",
                4,
                2,
                Some(8),
            ),
            (
                "Armenian police detained dozens of marchers in Yerevan as protests continued.",
                2,
                1,
                Some(3),
            ),
            ("Gunmen burst into the parliament on Wednesday.", 1, 0, None),
            ("In March Russian troops entered Crimea.", 4, 3, Some(5)),
            ("On Monday police arrested three men.", 3, 2, Some(5)),
            (
                "In Paris police fired tear gas at protesters.",
                3,
                2,
                Some(5),
            ),
            (
                "In the east Russian troops captured two villages.",
                5,
                4,
                Some(7),
            ),
            (
                "Wagner fighters seized a military headquarters in Rostov-on-Don.",
                2,
                1,
                Some(5),
            ),
            (
                "The Swiss government froze the assets of Viktor Yanukovich.",
                3,
                2,
                Some(5),
            ),
            (
                "Residents protested in Moscow after a gas explosion killed 12 people.",
                1,
                0,
                None,
            ),
            (
                "Students have blocked bridges in Novi Sad for months since a railway station canopy collapsed.",
                14,
                13,
                None,
            ),
            (
                "A suicide bomber had killed 13 of its troops in Kabul.",
                4,
                2,
                Some(5),
            ),
            (
                "Israeli soldiers in the West Bank shot dead a Palestinian teenager.",
                6,
                1,
                Some(10),
            ),
            ("Police in Nairobi shot at demonstrators.", 3, 0, None),
            (
                "Police shot dead a Palestinian in Jerusalem.",
                1,
                0,
                Some(4),
            ),
            (
                "Protesters in Tbilisi set fire to a police station on Sunday.",
                3,
                0,
                Some(4),
            ),
            (
                "Indigenous protesters in Ecuador took ten police officers hostage.",
                4,
                1,
                Some(7),
            ),
            (
                "Kenya closed its border two days after a bomb attack on a market killed 20 people.",
                13,
                9,
                Some(15),
            ),
            (
                "Striking truck drivers have blocked roads across Chile.",
                4,
                2,
                Some(5),
            ),
            (
                "A prison riot in Brazil left 33 inmates dead.",
                5,
                2,
                Some(7),
            ),
        ] {
            let article = Article {
                text: text.to_owned(),
                ..Article::default()
            };
            let analysis = &Coder::embedded().analyse(&article).analyses[0];
            let at = |word: usize| (analysis.words[word].head, analysis.words[word].deprel);
            assert_eq!(analysis.words[verb].upos, Upos::Verb, "{text}");
            assert_eq!(at(subject), (Some(verb), Deprel::Nsubj), "{text}");
            if let Some(object) = object {
                assert_eq!(at(object), (Some(verb), Deprel::Obj), "{text}");
            }
        }
    }

    #[test]
    fn what_follows_a_time_is_the_subject_of_the_verb() {
        let text = "In January, the defence minister, Leonid Maltsev, agreed with his Iranian counterpart.";
        let article = Article {
            text: text.to_owned(),
            ..Article::default()
        };
        let analysis = &Coder::embedded().analyse(&article).analyses[0];
        let agreed = analysis
            .words
            .iter()
            .position(|word| &*word.lemma == "agree");
        let minister = analysis
            .words
            .iter()
            .position(|word| &*word.lemma == "minister");
        let minister = minister.map(|word| &analysis.words[word]);
        assert!(minister.is_some_and(|word| word.head == agreed && word.deprel == Deprel::Nsubj));
    }

    #[test]
    fn a_name_is_one_phrase() {
        for text in [
            "The president will meet Lebanese Prime Minister Saad Hariri in Oslo.",
            "The president will meet Lebanese Prime Minister Saad Hariri in Oslo next week for talks.",
        ] {
            one_phrase(text);
        }
    }

    fn one_phrase(text: &str) {
        let article = Article {
            text: text.to_owned(),
            ..Article::default()
        };
        let analysed = Coder::embedded().analyse(&article);
        let words: Vec<&str> = text.trim_end_matches('.').split(' ').collect();
        let lower: Vec<String> = words.iter().map(|word| fold(word)).collect();
        let meet = lower.iter().position(|word| word == "meet");
        let outward = (4..9)
            .filter(|&word| {
                let head = analysed.analyses[0].words[word].head;
                !head.is_some_and(|head| (4..9).contains(&head))
            })
            .collect::<Vec<_>>();
        assert_eq!(outward.len(), 1, "{outward:?}");
        assert_eq!(analysed.analyses[0].words[outward[0]].head, meet);
    }
}
