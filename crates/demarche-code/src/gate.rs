//! Which sentences the encoder need not read: those without a word that tells of events.
//!
//! A word opens the gate if it told of an event in the corpus often enough, or is a verb that the
//! corpus has not seen at all. How often is enough is chosen by `demarche-lab train gate`, so that
//! of the sentences with events in the corpus hardly any is shut out. Frames are matched either way.

use std::collections::HashMap;
use std::sync::LazyLock;

use demarche_parse::{Analysis, Upos};

/// Which lemmas open the gate.
#[derive(Clone, Debug, Default)]
pub struct Gate {
    /// Whether a known lemma opens.
    lemmas: HashMap<String, bool>,
}

impl Gate {
    /// What is built into the program.
    pub fn embedded() -> &'static Self {
        static GATE: LazyLock<Gate> =
            LazyLock::new(|| Gate::read(include_str!("../weights/gate.tsv")));
        &GATE
    }

    /// Reads lines of "open" or "shut", a tab, and a lemma. Lines that open with `#` are comments.
    pub fn read(text: &str) -> Self {
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        let lemmas = lines
            .filter_map(|line| line.split_once('\t'))
            .map(|(state, lemma)| (lemma.to_owned(), state == "open"))
            .collect();
        Gate { lemmas }
    }

    /// Whether a sentence may tell of an event.
    pub fn is_open(&self, analysis: &Analysis) -> bool {
        analysis.words.iter().any(|word| {
            let known = self.lemmas.get(word.lemma.to_lowercase().as_str());
            known.copied().unwrap_or(word.upos == Upos::Verb)
        })
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
        let gate = Gate::read("# lemmas\nopen\tarrest\nshut\tbe\nshut\tlie\n");
        assert!(is_open(&gate, "Police arrested two men ."));
        assert!(!is_open(&gate, "The river lies in the north ."));
        assert!(is_open(&gate, "Soldiers strafed the road ."));
    }

    #[test]
    fn the_built_in_gate_opens_for_events_and_shuts_for_the_weather() {
        let gate = Gate::embedded();
        assert!(is_open(gate, "Turkey expelled three Greek diplomats ."));
        assert!(!is_open(gate, "It was cold and cloudy in Oslo ."));
    }
}
