//! "has forgiven": where a rare participle made the parser take the auxiliary for the verb.
//!
//! "Have" with a participle right behind it, adverbs aside, is a perfect. It knows only tags and
//! lemmas.

use crate::types::{Deprel, Upos, Word};

/// Makes the participle the verb of each such pair and "have" its auxiliary.
pub(crate) fn mend(words: &mut [Word]) {
    for have in 0..words.len() {
        if &*words[have].lemma != "have" || !matches!(words[have].upos, Upos::Verb | Upos::Aux) {
            continue;
        }
        let Some(verb) = (have + 1..words.len())
            .find(|&i| !matches!(words[i].upos, Upos::Adv | Upos::Part))
            .filter(|&i| words[i].upos == Upos::Verb && words[i].xpos == "VBN")
        else {
            continue;
        };
        if words[verb].head != Some(have)
            || !matches!(words[verb].deprel, Deprel::Xcomp | Deprel::Ccomp)
        {
            continue;
        }
        words[verb].head = words[have].head;
        words[verb].deprel = words[have].deprel;
        for word in words.iter_mut() {
            if word.head == Some(have) {
                word.head = Some(verb);
            }
        }
        words[have].head = Some(verb);
        words[have].deprel = Deprel::Aux;
        words[have].upos = Upos::Aux;
    }
}
