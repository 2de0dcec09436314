//! Arcs that a greedy parser gets wrong in ways that the words themselves betray, set right before
//! anything is read from the tree. Every repair keeps the tree rooted and free of cycles.

use demarche_parse::{Analysis, Deprel, Upos};

/// Sets right what can be seen to be wrong.
pub fn repair(analysis: &mut Analysis, lower: &[String]) {
    for word in 0..analysis.words.len() {
        infinitive_beside_noun(analysis, lower, word);
        absolute_with(analysis, lower, word);
        speech_after_gerund(analysis, lower, word);
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

/// Hangs `word` under `head`, unless that would close a circle or unseat the root.
fn attach(analysis: &mut Analysis, word: usize, head: usize, deprel: Deprel) {
    if analysis.words[word].head.is_some() && !under(analysis, head, word) {
        analysis.words[word].head = Some(head);
        analysis.words[word].deprel = deprel;
    }
}

/// "to investigate the attack and to restore ties": the second infinitive is beside the first, not
/// beside the noun.
fn infinitive_beside_noun(analysis: &mut Analysis, lower: &[String], word: usize) {
    let conjunct = &analysis.words[word];
    if conjunct.deprel != Deprel::Conj
        || conjunct.xpos != "VB"
        || !has_mark(analysis, lower, word, "to")
    {
        return;
    }
    let Some(noun) = analysis.words[word].head else { return };
    if !matches!(analysis.words[noun].upos, Upos::Noun | Upos::Propn) {
        return;
    }
    let mut at = noun;
    while let Some(above) = analysis.words[at].head {
        if analysis.words[above].xpos == "VB" && has_mark(analysis, lower, above, "to") {
            attach(analysis, word, above, Deprel::Conj);
            return;
        }
        at = above;
    }
}

/// "with both countries sharing data": the phrase after "with" is the gerund's subject.
fn absolute_with(analysis: &mut Analysis, lower: &[String], word: usize) {
    let gerund = &analysis.words[word];
    if gerund.xpos != "VBG" || gerund.deprel != Deprel::Advcl {
        return;
    }
    let has_subject = children(analysis, word)
        .any(|child| matches!(analysis.words[child].deprel, Deprel::Nsubj | Deprel::NsubjPass));
    let Some(head) = gerund.head.filter(|_| !has_subject) else { return };
    let phrase = children(analysis, head)
        .filter(|&child| {
            analysis.words[child].deprel == Deprel::Obl
                && child < word
                && has_mark(analysis, lower, child, "with")
        })
        .last();
    let Some(phrase) = phrase else { return };
    let adjoins = (phrase + 1..word).all(|between| {
        matches!(analysis.words[between].upos, Upos::Adv | Upos::Aux) || under(analysis, between, phrase)
    });
    if adjoins {
        attach(analysis, phrase, word, Deprel::Nsubj);
    }
}

/// "warning it would respond": the pronoun is the subject of what is said, and the clause hangs on
/// the gerund, not the gerund on the clause.
fn speech_after_gerund(analysis: &mut Analysis, lower: &[String], word: usize) {
    let gerund = &analysis.words[word];
    if gerund.xpos != "VBG" || gerund.deprel != Deprel::Advcl {
        return;
    }
    let Some(said) = gerund.head.filter(|&said| said > word) else { return };
    let pronoun = children(analysis, word).find(|&child| {
        analysis.words[child].deprel == Deprel::Obj
            && child > word
            && matches!(lower[child].as_str(), "it" | "he" | "she" | "they" | "we" | "i" | "you")
    });
    let Some(pronoun) = pronoun else { return };
    let has_subject =
        children(analysis, said).any(|child| analysis.words[child].deprel == Deprel::Nsubj);
    let finite = children(analysis, said).any(|child| analysis.words[child].deprel == Deprel::Aux);
    let (Some(above), relation) = (analysis.words[said].head, analysis.words[said].deprel) else {
        return;
    };
    if has_subject || !finite {
        return;
    }
    analysis.words[word].head = Some(above);
    analysis.words[word].deprel =
        if relation == Deprel::Conj { Deprel::Conj } else { Deprel::Advcl };
    analysis.words[said].head = Some(word);
    analysis.words[said].deprel = Deprel::Ccomp;
    attach(analysis, pronoun, said, Deprel::Nsubj);
}
