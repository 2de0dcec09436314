//! What matching asks of a word again and again, found out once: the patterns of a trigger, some dozens,
//! look at the same few phrases.

use std::cell::OnceCell;

use demarche_parse::{Deprel, Upos};

use super::Matcher;
use crate::mention::{Mention, MentionKind};
use crate::predicate::is_nominal;

/// What a matcher has found out of the words of its sentence.
#[derive(Debug, Default)]
pub struct Seen(OnceCell<Box<[Word]>>);

/// What is known of a word so far.
#[derive(Debug, Default)]
struct Word {
    /// The lemma in lower case, where it is written otherwise.
    lemma: Option<String>,
    numbers: OnceCell<[Option<u32>; 3]>,
    classes: OnceCell<Vec<usize>>,
    phrase: OnceCell<Phrase>,
}

/// A phrase by its head.
#[derive(Debug)]
struct Phrase {
    /// The head, the heads coordinated with it and what it counts.
    heads: Vec<usize>,
    /// Where in `heads` that stands which it counts.
    portions: usize,
    title: Option<usize>,
    is_time: bool,
    is_bank_of_states: bool,
}

impl Matcher<'_> {
    fn word(&self, word: usize) -> &Word {
        let words = self.seen.0.get_or_init(|| {
            let words = (0..self.view.len()).map(|word| {
                let lemma = self.view.lemma(word);
                let lower = lemma.bytes().all(|byte| byte.is_ascii_lowercase());
                Word {
                    lemma: (!lower).then(|| lemma.to_lowercase()),
                    ..Word::default()
                }
            });
            words.collect()
        });
        &words[word]
    }

    fn phrase(&self, word: usize) -> &Phrase {
        self.word(word).phrase.get_or_init(|| {
            let mut heads = vec![word];
            if is_nominal(self.view, word) {
                let listed = self.view.children(word).filter(|&child| {
                    self.view.deprel(child) == Deprel::Conj && is_nominal(self.view, child)
                });
                heads.extend(listed);
            }
            let portions = heads.len();
            let counted =
                std::iter::successors(self.portioned(word), |&portion| self.portioned(portion));
            heads.extend(counted.take(3));
            Phrase {
                heads,
                portions,
                title: self.find_title(word),
                is_time: self.names_a_time(word),
                is_bank_of_states: self.names_a_bank_of_states(word),
            }
        })
    }

    /// The lemma in lower case.
    pub(super) fn lemma(&self, word: usize) -> &str {
        let lemma = self.word(word).lemma.as_deref();
        lemma.unwrap_or_else(|| self.view.lemma(word))
    }

    /// The numbers of what conditions may call a word: its form, its lemma and, where it is a predicate,
    /// its preposition ("said the rebels were behind the killings").
    pub(super) fn numbers(&self, word: usize) -> &[Option<u32>; 3] {
        self.word(word).numbers.get_or_init(|| {
            let case = self.view.case(word);
            let case = case.filter(|_| self.view.child(word, &[Deprel::Cop]).is_some());
            let names = [Some(self.view.lower(word)), Some(self.lemma(word)), case];
            names.map(|name| self.codebook.number(name?))
        })
    }

    /// The classes of a word: of its lemma, of its form and of the compounds that end in it.
    pub(super) fn classes(&self, word: usize) -> &[usize] {
        self.word(word).classes.get_or_init(|| {
            let (lemma, lower) = (self.lemma(word), self.view.lower(word));
            let mut classes = self.codebook.classes(lemma).to_vec();
            if lower != lemma {
                classes.extend(self.codebook.classes(lower));
            }
            if !self.codebook.ends_compound(lemma) {
                return classes;
            }
            let mut joined = lemma.to_owned();
            for previous in (0..word).rev().take(3) {
                if self.view.lower(previous) == "-" {
                    continue;
                }
                joined = format!("{}_{joined}", self.view.lower(previous));
                classes.extend(self.codebook.classes(&joined));
            }
            classes
        })
    }

    /// The words that stand for a phrase: its head, the heads coordinated with it and what it counts.
    pub(super) fn heads(&self, word: usize) -> &[usize] {
        &self.phrase(word).heads
    }

    /// What a phrase counts, one inside the other: "hundreds of thousands of fans".
    pub(super) fn portions(&self, word: usize) -> &[usize] {
        let phrase = self.phrase(word);
        &phrase.heads[phrase.portions..]
    }

    /// The office or trade right before a person's name, whose words the mention holds: "Minister" of
    /// "Finance Minister Yanis Varoufakis".
    pub(super) fn title(&self, word: usize) -> Option<usize> {
        self.phrase(word).title
    }

    /// Whether a word names a time, and nobody called like one ("May said").
    pub(super) fn is_time(&self, word: usize) -> bool {
        self.phrase(word).is_time
    }

    /// Whether a bank is one of states, and so no firm: "the World Bank".
    pub(super) fn is_bank_of_states(&self, word: usize) -> bool {
        self.phrase(word).is_bank_of_states
    }

    /// What a phrase that only counts or pays is about: "some of its limits", "$2 million in aid".
    fn portioned(&self, word: usize) -> Option<usize> {
        self.view.children(word).find(|&child| {
            child > word
                && matches!(self.view.deprel(child), Deprel::Nmod | Deprel::Obl)
                && self
                    .view
                    .case(child)
                    .is_some_and(|case| self.codebook.portions(self.lemma(word), case))
        })
    }

    fn find_title(&self, word: usize) -> Option<usize> {
        let view = self.view;
        let mention = self.mentions.at(word).filter(|mention| mention.person)?;
        if view.upos(word) != Upos::Propn {
            return None;
        }
        let name = mention.words.clone().find(|&at| {
            let entity = view.entity(at);
            entity.is_some_and(|entity| entity.kind == demarche_parse::EntityKind::Person)
        })?;
        let title = name.checked_sub(1)?;
        (mention.words.contains(&title) && matches!(view.upos(title), Upos::Noun | Upos::Propn))
            .then_some(title)
    }

    fn names_a_time(&self, word: usize) -> bool {
        let nobody = |mention: &Mention| mention.kind != MentionKind::Party;
        // "dispersed a march"
        let month = self.view.text(word).starts_with(char::is_uppercase)
            || !matches!(self.view.lower(word), "march" | "may");
        month
            && self.codebook.names_a_time(self.view.lower(word))
            && self.mentions.at(word).is_none_or(nobody)
    }

    fn names_a_bank_of_states(&self, word: usize) -> bool {
        let of_states = |mention: &Mention| {
            mention
                .country
                .is_some_and(|code| matches!(code.as_str(), "IGO" | "UNO" | "EUR"))
        };
        self.view.lower(word) == "bank" && self.mentions.at(word).is_some_and(of_states)
    }
}
