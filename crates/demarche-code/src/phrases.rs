//! Many phrases searched for at once: words in a trie, matched over a sentence's word forms and
//! lemmas.
//!
//! Hyphens do not count: "cease-fire" as one token, as three tokens and as two words are the same
//! phrase. This module knows nothing of what the phrases mean.

use demarche_knowledge::quick::QuickMap;

use crate::gazetteer::plain;
use crate::view::SentenceView;

/// The id of a word that no phrase holds.
const UNKNOWN: u32 = u32::MAX;

/// Phrases with a value each. Where a phrase is given twice the first value stands.
#[derive(Debug)]
pub(crate) struct Phrases<T> {
    words: QuickMap<Box<str>, u32>,
    steps: QuickMap<(u32, u32), u32>,
    values: Vec<Option<T>>,
}

/// A sentence as the ids of one table of phrases.
#[derive(Debug)]
pub(crate) struct Keys {
    keys: Vec<Key>,
}

#[derive(Clone, Copy, Debug)]
struct Key {
    form: u32,
    lemma: u32,
    word: u32,
    opens: bool,
    closes: bool,
}

/// A phrase found: words `start..end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Found<'t, T> {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) value: &'t T,
}

impl<T> Default for Phrases<T> {
    fn default() -> Self {
        Phrases {
            words: QuickMap::default(),
            steps: QuickMap::default(),
            values: vec![None],
        }
    }
}

impl<T> Phrases<T> {
    /// Adds a phrase; `false` where it holds no word or stands there already.
    pub(crate) fn add(&mut self, phrase: &str, value: T) -> bool {
        match self.slot(phrase) {
            Some(slot) if slot.is_none() => {
                *slot = Some(value);
                true
            }
            _ => false,
        }
    }

    /// The place of a phrase's value; `None` where the phrase holds no word.
    pub(crate) fn slot(&mut self, phrase: &str) -> Option<&mut Option<T>> {
        let mut node = 0;
        for word in parts(phrase) {
            let word = match self.words.get(word) {
                Some(&known) => known,
                None => {
                    let new = self.words.len() as u32;
                    self.words.insert(word.into(), new);
                    new
                }
            };
            let next_node = self.values.len() as u32;
            node = *self.steps.entry((node, word)).or_insert(next_node);
            if node == next_node {
                self.values.push(None);
            }
        }
        (node != 0).then(|| &mut self.values[node as usize])
    }

    /// Reads a sentence for [`Phrases::longest`] and [`Phrases::find`].
    pub(crate) fn keys(&self, view: &SentenceView<'_>) -> Keys {
        // An accented word that no phrase holds is one that is written without accents there.
        let id = |word: &str| match self.words.get(word) {
            Some(&known) => known,
            None if word.is_ascii() => UNKNOWN,
            None => self
                .words
                .get(plain(word).as_str())
                .copied()
                .unwrap_or(UNKNOWN),
        };
        let mut keys: Vec<Key> = Vec::with_capacity(view.len());
        for word in 0..view.len() {
            let lower = view.lower(word);
            if !lower.contains('-') {
                let lemma = view.lemma(word);
                let form = id(lower);
                let lemma = match lemma {
                    same if same == lower => form,
                    plain if !plain.bytes().any(|b| b.is_ascii_uppercase()) => id(plain),
                    other => id(&other.to_lowercase()),
                };
                keys.push(Key {
                    form,
                    lemma,
                    word: word as u32,
                    opens: true,
                    closes: true,
                });
                continue;
            }
            let first = keys.len();
            keys.extend(parts(lower).map(|part| Key {
                form: id(part),
                lemma: id(part),
                word: word as u32,
                opens: false,
                closes: false,
            }));
            if let Some(key) = keys.get_mut(first) {
                key.opens = true;
            }
            if let Some(key) = keys[first..].last_mut() {
                key.closes = true;
            }
        }
        Keys { keys }
    }

    /// Every phrase of a sentence from left to right, longest first, never overlapping.
    pub(crate) fn find(&self, keys: &Keys) -> Vec<Found<'_, T>> {
        self.find_within(keys, |_| true)
    }

    /// Every phrase of a sentence from left to right, the longest at each word. Inside a phrase
    /// that hides nothing more begins; in others it may.
    pub(crate) fn find_within(&self, keys: &Keys, hides: impl Fn(&T) -> bool) -> Vec<Found<'_, T>> {
        let mut found = Vec::new();
        let mut at = 0;
        while at < keys.keys.len() {
            match self.longest(keys, at) {
                Some((end, value)) => {
                    found.push(Found {
                        start: keys.keys[at].word as usize,
                        end: keys.keys[end - 1].word as usize + 1,
                        value,
                    });
                    at = match hides(value) {
                        true => end,
                        false => at + 1,
                    };
                }
                None => at += 1,
            }
        }
        found
    }

    /// The value of a phrase given by itself.
    pub(crate) fn get(&self, phrase: &str) -> Option<&T> {
        let mut node = 0;
        for word in parts(phrase) {
            node = *self.steps.get(&(node, *self.words.get(word)?))?;
        }
        self.values[node as usize].as_ref()
    }

    /// The longest phrase that starts at a key, with the key after its last.
    fn longest(&self, keys: &Keys, at: usize) -> Option<(usize, &T)> {
        let first = keys.keys[at];
        if !first.opens {
            return None;
        }
        // A word may go on by its form and by its lemma: at most two nodes a step are kept.
        let mut nodes = [Some(0), None];
        let mut best = None;
        for (offset, key) in keys.keys[at..].iter().enumerate() {
            let mut next = [None, None];
            let mut count = 0;
            for node in nodes.into_iter().flatten() {
                for word in [key.form, key.lemma] {
                    if let Some(&step) = self.steps.get(&(node, word))
                        && word != UNKNOWN
                        && count < 2
                        && next[0] != Some(step)
                    {
                        next[count] = Some(step);
                        count += 1;
                    }
                }
            }
            if count == 0 {
                break;
            }
            if key.closes
                && let Some(value) = next
                    .into_iter()
                    .flatten()
                    .find_map(|node| self.values[node as usize].as_ref())
            {
                best = Some((at + offset + 1, value));
            }
            nodes = next;
        }
        best
    }
}

/// The words of a phrase as the tokens are cut: white space and hyphens separate, a possessive
/// ending stands for itself.
fn parts(phrase: &str) -> impl Iterator<Item = &str> {
    phrase
        .split(|c: char| c.is_whitespace() || c == '-')
        .flat_map(|word| {
            let stem = word.strip_suffix('\'').or_else(|| word.strip_suffix("'s"));
            let cut = stem
                .filter(|stem| stem.len() > 1)
                .map_or(word.len(), str::len);
            let (stem, ending) = word.split_at(cut);
            [stem, ending]
        })
        .filter(|part| !part.is_empty())
}
