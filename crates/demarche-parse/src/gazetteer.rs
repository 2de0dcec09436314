//! Lists of known phrases, matched case-aware against a sentence.
//!
//! A list is lines of `CLASS<TAB>phrase`; what a class means is the weights' business. A phrase
//! written with a capital matches capitalised words only, one in lower case matches any.

use crate::key;
use crate::word::Form;

/// At most this many classes are kept; a token's classes are a bit mask.
pub const MAX_CLASSES: usize = 16;

/// Longest phrase, in words.
const MAX_WORDS: usize = 8;

/// Known phrases by the hash of their words.
#[derive(Clone, Debug, Default)]
pub struct Gazetteer {
    /// Open addressing over a power of two of slots; key 0 is empty.
    slots: Vec<Slot>,
    classes: Vec<Box<str>>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    key: u64,
    /// Classes of phrases that end here.
    cased: u16,
    uncased: u16,
}

impl Gazetteer {
    /// Reads lists; malformed lines and classes past the sixteenth are left out.
    pub fn read<'a>(lists: impl IntoIterator<Item = &'a str>) -> Self {
        let mut phrases = Vec::new();
        let mut classes: Vec<Box<str>> = Vec::new();
        for line in lists.into_iter().flat_map(str::lines) {
            let Some((class, phrase)) = line.split_once('\t') else {
                continue;
            };
            if class.starts_with('#') || phrase.is_empty() {
                continue;
            }
            let class = match classes.iter().position(|c| **c == *class) {
                Some(known) => known,
                None => {
                    classes.push(class.into());
                    classes.len() - 1
                }
            };
            if class < MAX_CLASSES {
                phrases.push((class, phrase));
            }
        }
        let words: usize = phrases.iter().map(|p| split(p.1).len()).sum();
        let size = (words * 2).next_power_of_two().max(16);
        let mut gazetteer = Self {
            slots: vec![Slot::default(); size],
            classes,
        };
        let mut buffer = String::new();
        for (class, phrase) in phrases {
            let mut state = 0;
            let words = split(phrase);
            for (i, word) in words.iter().take(MAX_WORDS).enumerate() {
                state = step(state, Form::read(word, &mut buffer).lower);
                let slot = gazetteer.slot_mut(state);
                if i + 1 == words.len() {
                    if phrase.starts_with(char::is_lowercase) {
                        slot.uncased |= 1 << class;
                    } else {
                        slot.cased |= 1 << class;
                    }
                }
            }
        }
        gazetteer
    }

    /// The names of the classes, in the order of the mask's bits.
    pub fn classes(&self) -> impl Iterator<Item = &str> {
        self.classes.iter().map(|c| &**c)
    }

    /// Marks each word with the classes of the phrases it begins (low half) or continues (high
    /// half); of the phrases that start at a word only the longest counts.
    pub fn mark(&self, forms: &[Form], marks: &mut Vec<u32>) {
        marks.clear();
        marks.resize(forms.len(), 0);
        for start in 0..forms.len() {
            let cased = forms[start].is_capitalised();
            let mut state = 0;
            let mut longest = (0, 0_u16);
            for (i, form) in forms[start..].iter().take(MAX_WORDS).enumerate() {
                state = step(state, form.lower);
                let Some(slot) = self.slot(state) else { break };
                let classes = slot.uncased | if cased { slot.cased } else { 0 };
                if classes != 0 {
                    longest = (i + 1, classes);
                }
            }
            let (len, classes) = longest;
            for (i, mark) in marks[start..start + len].iter_mut().enumerate() {
                *mark |= u32::from(classes) << if i == 0 { 0 } else { 16 };
            }
        }
    }

    #[inline]
    fn slot(&self, key: u64) -> Option<&Slot> {
        let mask = self.slots.len().checked_sub(1)?;
        let mut at = (key >> 20) as usize & mask;
        loop {
            let slot = &self.slots[at];
            if slot.key == key {
                return Some(slot);
            }
            if slot.key == 0 {
                return None;
            }
            at = (at + 1) & mask;
        }
    }

    /// The slot of a key, made if need be. The table never fills: see the size in `read`.
    fn slot_mut(&mut self, key: u64) -> &mut Slot {
        let mask = self.slots.len() - 1;
        let mut at = (key >> 20) as usize & mask;
        while self.slots[at].key != key && self.slots[at].key != 0 {
            at = (at + 1) & mask;
        }
        self.slots[at].key = key;
        &mut self.slots[at]
    }
}

#[inline]
fn step(state: u64, word: u64) -> u64 {
    key::finish(key::join(state, word)).max(1)
}

/// The words of a phrase as UD English cuts them: hyphens and possessives stand alone.
fn split(phrase: &str) -> Vec<&str> {
    let mut words = Vec::new();
    for chunk in phrase.split_whitespace() {
        let (chunk, possessive) = match chunk.strip_suffix("'s") {
            Some(owner) => (owner, Some("'s")),
            None => (chunk, None),
        };
        let mut rest = chunk;
        while let Some(at) = rest.find('-') {
            words.extend((at > 0).then(|| &rest[..at]));
            words.push("-");
            rest = &rest[at + 1..];
        }
        words.extend((!rest.is_empty()).then_some(rest));
        words.extend(possessive);
    }
    words
}
