//! Words by number, each once, their letters in one string: sixty thousand small ones would be most of
//! what a start costs.

use std::hash::{BuildHasher, BuildHasherDefault};

use hashbrown::HashTable;
use serde::{Deserialize, Serialize};

use crate::quick::Mixer;

/// Words and their numbers, from 0 in the order in which they came.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(from = "Letters", into = "Letters")]
pub(crate) struct Vocabulary {
    text: String,
    /// Where each word ends in `text`.
    ends: Vec<u32>,
    numbers: HashTable<u32>,
}

/// A vocabulary without the table that finds its words.
#[derive(Serialize, Deserialize)]
struct Letters {
    text: String,
    /// How long each word is in `text`.
    lengths: Vec<u32>,
}

impl From<Vocabulary> for Letters {
    fn from(vocabulary: Vocabulary) -> Self {
        let words = vocabulary.iter();
        Letters {
            lengths: words.map(|word| word.len() as u32).collect(),
            text: vocabulary.text,
        }
    }
}

impl From<Letters> for Vocabulary {
    fn from(Letters { text, lengths }: Letters) -> Self {
        let mut end = 0;
        let ends = lengths.into_iter().map(|length| {
            end += length;
            end
        });
        let ends: Vec<u32> = ends.collect();
        let mut numbers = HashTable::with_capacity(ends.len());
        for number in 0..ends.len() as u32 {
            let hash = |&number: &u32| hash(spelt(&text, &ends, number));
            numbers.insert_unique(hash(&number), number, hash);
        }
        Vocabulary {
            text,
            ends,
            numbers,
        }
    }
}

impl Vocabulary {
    pub(crate) fn reserve(&mut self, words: usize) {
        self.text.reserve(8 * words);
        self.ends.reserve(words);
        let (text, ends) = (&self.text, &self.ends);
        let again = |&number: &u32| hash(spelt(text, ends, number));
        self.numbers.reserve(words, again);
    }

    /// How many words there are.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// The number of a word that is here.
    pub(crate) fn get(&self, word: &str) -> Option<u32> {
        let same = |&number: &u32| spelt(&self.text, &self.ends, number) == word;
        self.numbers.find(hash(word), same).copied()
    }

    /// The number of a word, which is here after this.
    pub(crate) fn id(&mut self, word: &str) -> u32 {
        if let Some(number) = self.get(word) {
            return number;
        }
        let number = self.ends.len() as u32;
        self.text.push_str(word);
        self.ends.push(self.text.len() as u32);
        let (text, ends) = (&self.text, &self.ends);
        let again = |&number: &u32| hash(spelt(text, ends, number));
        self.numbers.insert_unique(hash(word), number, again);
        number
    }

    /// The word of a number that [`Vocabulary::id`] gave.
    pub(crate) fn word(&self, number: u32) -> &str {
        spelt(&self.text, &self.ends, number)
    }

    /// The words in the order of their numbers.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.ends.len() as u32).map(|number| self.word(number))
    }
}

fn spelt<'t>(text: &'t str, ends: &[u32], number: u32) -> &'t str {
    let at = number as usize;
    let start = if at == 0 { 0 } else { ends[at - 1] };
    &text[start as usize..ends[at] as usize]
}

fn hash(word: &str) -> u64 {
    BuildHasherDefault::<Mixer>::default().hash_one(word)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::Vocabulary;

    proptest! {
        #[test]
        fn words_keep_their_numbers(words in prop::collection::vec("\\PC{0,6}", 0..200)) {
            let mut vocabulary = Vocabulary::default();
            let numbers: Vec<u32> = words.iter().map(|word| vocabulary.id(word)).collect();
            let bytes = postcard::to_stdvec(&vocabulary).unwrap();
            let again: Vocabulary = postcard::from_bytes(&bytes).unwrap();
            for (word, &number) in words.iter().zip(&numbers) {
                for vocabulary in [&vocabulary, &again] {
                    prop_assert_eq!(vocabulary.get(word), Some(number));
                    prop_assert_eq!(vocabulary.word(number), word);
                }
            }
            prop_assert_eq!(vocabulary.iter().count(), vocabulary.len());
            prop_assert_eq!(again.get("longer than any"), None);
        }
    }
}
