//! Words to word pieces, as the encoder was trained on them: `bert-base-uncased`, word by word.
//!
//! A word is cleaned of control characters, stripped of accents, put in lower case and cut at
//! punctuation; each part is cut greedily into the longest pieces of the vocabulary. Any word has at
//! least one piece: what the vocabulary cannot spell is `[UNK]`. `tests/pieces.tsv`, written by
//! `training/pieces.py`, holds what the tokenizer of the training program makes of a table of words.
//! A word that is written like a special piece ("`[SEP]`") is a word like any other here.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization;
use unicode_properties::{GeneralCategory, GeneralCategoryGroup, UnicodeGeneralCategory};

/// Parts of a word that are longer, in characters, are not looked up.
const LONGEST_PART: usize = 100;

/// What stands before a piece that does not open a part.
const INSIDE: &str = "##";

/// The vocabulary.
#[derive(Clone, Debug)]
pub struct Pieces {
    ids: HashMap<Box<str>, i32>,
    longest: usize,
    /// The id of `[UNK]`.
    pub unknown: i32,
    /// The id of `[CLS]`, which opens a sentence.
    pub open: i32,
    /// The id of `[SEP]`, which closes it.
    pub close: i32,
}

impl Pieces {
    /// Reads a vocabulary: a piece a line, whose number from 0 is its id. `None` where it lacks
    /// `[UNK]`, `[CLS]` or `[SEP]`.
    pub fn read(vocabulary: &str) -> Option<Self> {
        let ids: HashMap<Box<str>, i32> = vocabulary
            .lines()
            .zip(0..)
            .map(|(piece, id)| (Box::from(piece), id))
            .collect();
        let special = |name: &str| ids.get(name).copied();
        Some(Self {
            unknown: special("[UNK]")?,
            open: special("[CLS]")?,
            close: special("[SEP]")?,
            longest: ids.keys().map(|piece| piece.len()).max()?,
            ids,
        })
    }

    /// Appends the pieces of a word to `out`; at least one.
    pub fn cut(&self, word: &str, out: &mut Vec<i32>) {
        let start = out.len();
        let plain = plain(word);
        let mut part = 0;
        for (at, c) in plain.char_indices() {
            if c == ' ' || is_punctuation(c) {
                self.cut_part(&plain[part..at], out);
                part = at + c.len_utf8();
                if c != ' ' {
                    self.cut_part(&plain[at..part], out);
                }
            }
        }
        self.cut_part(&plain[part..], out);
        if out.len() == start {
            out.push(self.unknown);
        }
    }

    fn cut_part(&self, part: &str, out: &mut Vec<i32>) {
        if part.is_empty() {
            return;
        }
        if part.len() > LONGEST_PART && part.chars().count() > LONGEST_PART {
            out.push(self.unknown);
            return;
        }
        let start = out.len();
        let mut key = String::with_capacity(self.longest + INSIDE.len());
        let mut rest = part;
        while !rest.is_empty() {
            let inside = out.len() > start;
            let found = rest
                .char_indices()
                .map(|(at, c)| at + c.len_utf8())
                .take_while(|&end| end <= self.longest)
                .collect::<Vec<usize>>()
                .into_iter()
                .rev()
                .find_map(|end| {
                    key.clear();
                    key.push_str(if inside { INSIDE } else { "" });
                    key.push_str(&rest[..end]);
                    Some((self.ids.get(key.as_str()).copied()?, end))
                });
            match found {
                Some((id, end)) => {
                    out.push(id);
                    rest = &rest[end..];
                }
                None => {
                    out.truncate(start);
                    out.push(self.unknown);
                    return;
                }
            }
        }
    }
}

/// A word without control characters and accents, in lower case, its white space as blanks and blanks
/// around each Chinese character.
fn plain(word: &str) -> String {
    if word.bytes().all(|b| b.is_ascii_graphic()) {
        return word.to_ascii_lowercase();
    }
    let mut clean = String::with_capacity(word.len());
    for c in word.chars() {
        if matches!(c, '\t' | '\n' | '\r') {
            clean.push(' ');
        } else if c == '\u{fffd}' || c.general_category_group() == GeneralCategoryGroup::Other {
            continue;
        } else if c.is_whitespace() {
            clean.push(' ');
        } else if is_chinese(c) {
            clean.extend([' ', c, ' ']);
        } else {
            clean.push(c);
        }
    }
    clean
        .nfd()
        .filter(|c| c.general_category() != GeneralCategory::NonspacingMark)
        .flat_map(char::to_lowercase)
        .collect()
}

fn is_punctuation(c: char) -> bool {
    c.is_ascii_punctuation()
        || !c.is_ascii() && c.general_category_group() == GeneralCategoryGroup::Punctuation
}

/// Characters of the blocks of Chinese writing.
fn is_chinese(c: char) -> bool {
    matches!(u32::from(c),
        0x4E00..=0x9FFF | 0x3400..=0x4DBF | 0x20000..=0x2A6DF | 0x2A700..=0x2B73F
        | 0x2B740..=0x2B81F | 0x2B920..=0x2CEAF | 0xF900..=0xFAFF | 0x2F800..=0x2FA1F)
}

#[cfg(test)]
mod tests {
    use super::Pieces;

    fn cut(word: &str) -> Vec<&'static str> {
        const VOCABULARY: [&str; 10] = [
            "[PAD]", "[UNK]", "[CLS]", "[SEP]", "un", "##real", "real", "-", "e", "中",
        ];
        let pieces = Pieces::read(&VOCABULARY.join("\n")).unwrap();
        let mut ids = Vec::new();
        pieces.cut(word, &mut ids);
        ids.into_iter().map(|id| VOCABULARY[id as usize]).collect()
    }

    #[test]
    fn the_longest_piece_wins_and_what_cannot_be_spelt_is_unknown() {
        assert_eq!(cut("Unreal"), ["un", "##real"]);
        assert_eq!(cut("un-real"), ["un", "-", "real"]);
        assert_eq!(cut("unrealer"), ["[UNK]"]);
        assert_eq!(cut("É"), ["e"]);
        assert_eq!(cut("real中"), ["real", "中"]);
        assert_eq!(cut("re\u{7}al"), ["real"]);
        assert_eq!(cut("un real"), ["un", "real"]);
    }

    #[test]
    fn every_word_has_a_piece() {
        for word in ["", " ", "\u{0}", "\u{200d}", "\u{301}", "\u{fffd}"] {
            assert_eq!(cut(word), ["[UNK]"], "{word:?}");
        }
        assert_eq!(cut(&"e".repeat(101)), ["[UNK]"]);
    }
}
