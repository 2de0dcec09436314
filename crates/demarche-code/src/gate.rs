//! Which sentences the encoder need not read: those whose words speak against an event.
//!
//! A sum over the lemmas of a sentence, as the fast parser gives them; what each says is learned from
//! the corpus by `demarche-lab train gate`, with the sum from which hardly any sentence with an event
//! is shut out. Frames are matched either way.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use demarche_parse::{Analysis, Upos};

use crate::weights::Weights;

/// What each lemma says for an event; the constant has the sum from which the gate opens taken off.
#[derive(Clone, Debug, Default)]
pub struct Gate(Weights);

/// The lemmas of a sentence, each once, in lower case. Names say nothing.
pub fn lemmas(analysis: &Analysis) -> BTreeSet<String> {
    let words = analysis.words.iter();
    words
        .filter(|word| !matches!(word.upos, Upos::Propn | Upos::Punct | Upos::Num))
        .map(|word| word.lemma.to_lowercase())
        .collect()
}

impl Gate {
    /// What is built into the program.
    pub fn embedded() -> &'static Self {
        static GATE: LazyLock<Gate> =
            LazyLock::new(|| Gate::read(include_str!("../weights/gate.tsv")));
        &GATE
    }

    /// Reads a table of weights.
    pub fn read(text: &str) -> Self {
        Gate(Weights::read(text))
    }

    /// What the lemmas say together; an event may be told from 0 on.
    pub fn score(&self, lemmas: &BTreeSet<String>) -> f64 {
        self.0.sum(lemmas)
    }

    /// Whether a sentence may tell of an event.
    pub fn is_open(&self, analysis: &Analysis) -> bool {
        self.score(&lemmas(analysis)) >= 0.0
    }
}

#[cfg(test)]
mod tests {
    use demarche_parse::{Parser, Scratch};

    use super::Gate;

    fn is_open(gate: &Gate, text: &str) -> bool {
        let words: Vec<&str> = text.split(' ').collect();
        gate.is_open(&Parser::embedded().analyze(&words, &mut Scratch::default()))
    }

    #[test]
    fn a_word_that_tells_of_events_opens_and_others_do_not() {
        let gate = Gate::read("# lemmas\n-1\t\n3\tarrest\n-3\tmatch\n");
        assert!(is_open(&gate, "Police arrested two men ."));
        assert!(!is_open(&gate, "The river lies in the north ."));
        assert!(!is_open(&gate, "Police arrested two men at the match ."));
    }

    #[test]
    fn the_built_in_gate_opens_for_events_and_shuts_for_sport() {
        let gate = Gate::embedded();
        assert!(is_open(gate, "Turkey expelled three Greek diplomats ."));
        assert!(!is_open(
            gate,
            "The striker scored twice as the club won the cup final last season ."
        ));
    }
}
