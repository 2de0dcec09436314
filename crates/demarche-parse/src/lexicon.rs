//! What is known of words as parts of names: how common each is as a given name, a family name or
//! a place, what words it keeps company with, and phrases that name places and organisations.
//!
//! Unlike the [`Gazetteer`](crate::Gazetteer) it knows no case, so it also serves text that is
//! written without capitals; what case tells is the entity tagger's business.

use crate::key;
use crate::table::{Bytes, CodeMap, Memo, sections};
use crate::word::{Case, Form};

/// First word of a lexicon file.
pub const MAGIC: u32 = u32::from_le_bytes(*b"DLX1");
/// Longest phrase, in words.
pub const MAX_WORDS: usize = 7;
/// In a phrase's classes: it names a place.
pub const PLACE: u8 = 1;
/// In a phrase's classes: it names an organisation.
pub const ORGANIZATION: u8 = 2;
/// What [`Memo`] holds of words that only begin a phrase, beside the classes of those that end it.
pub const BEGINS: u8 = 128;

/// Known words and phrases.
#[derive(Clone, Debug)]
pub struct Lexicon {
    words: CodeMap,
    phrases: Memo,
}

/// What the lexicon says of a word where it stands; all zero if it says nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traits(u64);

impl Traits {
    /// How common it is as a given name, from 0 (no name) to 7.
    #[inline]
    pub fn given(self) -> u64 {
        self.0 & 7
    }

    /// How common it is as a family name, from 0 (no name) to 7.
    #[inline]
    pub fn family(self) -> u64 {
        self.0 >> 3 & 7
    }

    /// How large a place of this name is, from 0 (no place) to 7.
    #[inline]
    pub fn place(self) -> u64 {
        self.0 >> 6 & 7
    }

    /// Whether it names an organisation on its own.
    #[inline]
    pub fn organization(self) -> u64 {
        self.0 >> 9 & 1
    }

    /// All of these together.
    #[inline]
    pub fn name(self) -> u64 {
        self.0 & 0x3FF
    }

    /// The company that it keeps: the class of words it is most like, from 1; 0 if unknown.
    #[inline]
    pub fn company(self) -> u64 {
        self.0 >> 10 & 0x7FF
    }

    /// The same among fewer and wider classes.
    #[inline]
    pub fn circle(self) -> u64 {
        self.0 >> 21 & 0x7FF
    }

    /// Two bits each for the known phrases that it begins, continues and ends.
    #[inline]
    pub fn phrase(self) -> u64 {
        self.0 >> 32
    }

    /// What the lexicon's file holds of a word, in the order of the methods.
    pub fn code(
        given: u8,
        family: u8,
        place: u8,
        organization: bool,
        [company, circle]: [u16; 2],
    ) -> u32 {
        u32::from(given & 7)
            | u32::from(family & 7) << 3
            | u32::from(place & 7) << 6
            | u32::from(organization) << 9
            | u32::from(company & 0x7FF) << 10
            | u32::from(circle & 0x7FF) << 21
    }
}

/// How a sentence uses capitals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
pub enum Style {
    /// As edited prose does.
    #[default]
    Plain,
    /// Not at all.
    Lower,
    /// Not at its start.
    LowerStart,
    /// On most words, as a headline.
    Title,
}

impl Style {
    /// The style of a sentence.
    pub fn of(forms: &[Form]) -> Self {
        let mut letters = forms.iter().filter(|f| f.case != Case::None).peekable();
        let Some(first) = letters.peek().map(|f| f.is_capitalised()) else {
            return Self::Plain;
        };
        let (mut all, mut capitals) = (0, 0);
        for form in letters {
            all += 1;
            capitals += usize::from(form.is_capitalised());
        }
        match (first, capitals) {
            (_, 0) => Self::Lower,
            (false, _) => Self::LowerStart,
            _ if all > 3 && capitals * 4 > all * 3 => Self::Title,
            _ => Self::Plain,
        }
    }

    /// Whether names may stand without capitals.
    #[inline]
    pub fn is_careless(self) -> bool {
        matches!(self, Self::Lower | Self::LowerStart)
    }
}

impl Lexicon {
    /// Reads a lexicon file.
    pub fn new(file: &Bytes) -> Option<Self> {
        let [words, phrases] = sections(file, MAGIC)?.try_into().ok()?;
        Some(Self {
            words: CodeMap::new(words),
            phrases: Memo::new(phrases),
        })
    }

    /// What is known of each word; of the phrases that start at a word only the longest counts.
    pub fn look(&self, forms: &[Form], traits: &mut Vec<Traits>) {
        traits.clear();
        traits.extend(
            forms
                .iter()
                .map(|f| Traits(self.words.get(f.lower).map_or(0, u64::from))),
        );
        for start in 0..forms.len() {
            let mut state = 0;
            let mut longest = (0, 0);
            for (i, form) in forms[start..].iter().take(MAX_WORDS).enumerate() {
                state = step(state, form.lower);
                let Some(found) = self.phrases.get(state) else {
                    break;
                };
                if found & !BEGINS != 0 {
                    longest = (i + 1, u64::from(found & 3));
                }
            }
            let (len, classes) = longest;
            for (i, word) in traits[start..start + len].iter_mut().enumerate() {
                let part = match i {
                    0 => 32,
                    _ if i + 1 < len => 34,
                    _ => 36,
                };
                word.0 |= classes << part;
            }
        }
    }
}

/// The key of a phrase's first words, given that of those before the last and its lower-case hash.
#[inline]
pub fn step(state: u64, word: u64) -> u64 {
    key::finish(key::join(state, word)).max(1)
}
