//! "Police fired tear gas.": where the tagger took the past of the main clause for a participle.
//!
//! A sentence that ends with a full stop has a finite verb, as a rule. Where the tree has a noun, or
//! an adverb ("Meanwhile, …"), at its top and below it a participle that could be a past, the sentence
//! is read once more with the past, and that reading counts if the verb then is the top and has a
//! subject. It knows only forms, tags and trees.

use crate::types::{Deprel, Upos, Word};

/// Participles without "-ed" that are pasts as well.
const PASTS: [&str; 44] = [
    "bound",
    "brought",
    "built",
    "burst",
    "caught",
    "cut",
    "dealt",
    "dug",
    "fed",
    "felt",
    "fled",
    "fought",
    "found",
    "heard",
    "held",
    "hit",
    "hurt",
    "kept",
    "laid",
    "led",
    "left",
    "lent",
    "lost",
    "made",
    "meant",
    "met",
    "paid",
    "put",
    "said",
    "sent",
    "set",
    "shot",
    "shut",
    "sold",
    "sought",
    "spent",
    "split",
    "spread",
    "stood",
    "struck",
    "swept",
    "told",
    "understood",
    "won",
];

/// The participle that is perhaps the verb which a sentence lacks.
pub(crate) fn lost(texts: &[&str], words: &[Word]) -> Option<usize> {
    let root = words.iter().position(|word| word.head.is_none())?;
    let nominal = matches!(
        words[root].upos,
        Upos::Noun | Upos::Propn | Upos::Num | Upos::Adj | Upos::Adv
    );
    if texts.last() != Some(&".") || !nominal {
        return None;
    }
    let clause = words.iter().any(|word| {
        word.head == Some(root)
            && matches!(
                word.deprel.base(),
                Deprel::Cop | Deprel::Nsubj | Deprel::Csubj | Deprel::Expl
            )
    });
    if clause {
        return None;
    }
    (1..words.len()).find(|&i| {
        let before = &words[i - 1];
        let participle = words[i].upos == Upos::Verb
            && words[i].xpos == "VBN"
            && (texts[i].ends_with("ed") || PASTS.contains(&texts[i]));
        // "Officers also dispersed Syrian migrants."
        let modifier = words[i].deprel == Deprel::Amod
            && (participle || words[i].upos == Upos::Adj && texts[i].ends_with("ed"))
            && words[i]
                .head
                .is_some_and(|noun| noun > i && words[noun].head.is_some_and(|head| head < i));
        (participle || modifier)
            && (matches!(
                before.upos,
                Upos::Noun | Upos::Propn | Upos::Num | Upos::Adv
            ) || texts[i - 1] == ",")
            && !words
                .iter()
                .any(|word| word.head == Some(i) && word.deprel.base() == Deprel::Aux)
            && texts.get(i + 1) != Some(&"by")
            && (modifier
                || words[i].head == Some(root)
                || words[i].head.is_some_and(|head| head < i))
    })
}

/// Whether a sentence read with that past has it for its verb.
pub(crate) fn is_found(verb: usize, words: &[Word]) -> bool {
    words[verb].head.is_none()
        && words[..verb]
            .iter()
            .any(|word| word.head == Some(verb) && word.deprel == Deprel::Nsubj)
}
