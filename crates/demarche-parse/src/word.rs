//! What can be said of a word form on its own: its normalised spelling, affixes and shape.

use crate::key;

/// Atoms of one word form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// Hash of the form with quotes and dashes in ASCII and digits as `0`.
    pub exact: u64,
    /// The same in lower case.
    pub lower: u64,
    /// First bytes of the lower-case form, the first in the lowest byte.
    head: u64,
    /// Last bytes of the lower-case form, the last in the highest byte.
    tail: u64,
    /// Hash of the pattern of character classes, runs cut to two.
    pub shape: u64,
    /// How the form is capitalised.
    pub case: Case,
    /// Length of the lower-case form in bytes.
    pub len: u32,
}

/// Capitalisation of a form.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
pub enum Case {
    /// No letters.
    #[default]
    None,
    /// All letters are lower case.
    Lower,
    /// The first letter alone is a capital.
    Initial,
    /// All letters, at least two, are capitals.
    Upper,
    /// Anything else.
    Mixed,
}

impl Form {
    /// Stands for what lies before the first and after the last word.
    pub const OUTSIDE: Self = Self {
        exact: 1,
        lower: 1,
        head: 0,
        tail: 0,
        shape: 1,
        case: Case::None,
        len: 0,
    };

    /// The last `n` bytes, at most 8.
    #[inline]
    pub fn suffix(&self, n: u32) -> u64 {
        self.tail >> (64 - 8 * n.clamp(1, 8))
    }

    /// The first `n` bytes, at most 8.
    #[inline]
    pub fn prefix(&self, n: u32) -> u64 {
        self.head & (u64::MAX >> (64 - 8 * n.clamp(1, 8)))
    }

    /// Whether the form starts with a capital.
    #[inline]
    pub fn is_capitalised(&self) -> bool {
        matches!(self.case, Case::Initial | Case::Upper | Case::Mixed)
    }

    /// Reads a form. `buffer` is left holding its lower-case normalised spelling.
    pub fn read(form: &str, buffer: &mut String) -> Self {
        buffer.clear();
        let mut exact = 0xCBF2_9CE4_8422_2325_u64;
        let mut shape = 0_u64;
        let mut last_class = 0_u64;
        let mut run = 0;
        let (mut uppers, mut lowers, mut first_upper) = (0_u32, 0_u32, false);
        for (i, c) in form.chars().map(plain).enumerate() {
            let class = if c.is_ascii_lowercase() {
                buffer.push(c);
                lowers += 1;
                1
            } else if c.is_ascii_uppercase() {
                buffer.push(c.to_ascii_lowercase());
                uppers += 1;
                first_upper |= i == 0;
                2
            } else if c.is_ascii_digit() {
                buffer.push('0');
                3
            } else if c.is_ascii() {
                buffer.push(c);
                u64::from(u32::from(c)) + 8
            } else {
                buffer.extend(c.to_lowercase());
                if c.is_uppercase() {
                    uppers += 1;
                    first_upper |= i == 0;
                    2
                } else if c.is_alphabetic() {
                    lowers += 1;
                    1
                } else if c.is_numeric() {
                    3
                } else {
                    4
                }
            };
            let spelled = if class == 3 { '0' } else { c };
            exact = (exact ^ u64::from(u32::from(spelled))).wrapping_mul(0x0000_0100_0000_01B3);
            run = if class == last_class { run + 1 } else { 0 };
            if run < 2 && i < 24 {
                shape = key::join(shape, class);
            }
            last_class = class;
        }
        let bytes = buffer.as_bytes();
        let (mut head, mut tail) = ([0; 8], [0; 8]);
        for (to, from) in head.iter_mut().zip(bytes) {
            *to = *from;
        }
        for (to, from) in tail.iter_mut().rev().zip(bytes.iter().rev()) {
            *to = *from;
        }
        Self {
            exact: key::finish(exact),
            lower: key::bytes(bytes),
            head: u64::from_le_bytes(head),
            tail: u64::from_le_bytes(tail),
            shape,
            case: match (uppers, lowers) {
                (0, 0) => Case::None,
                (0, _) => Case::Lower,
                (1, _) if first_upper => Case::Initial,
                (_, 0) => Case::Upper,
                _ => Case::Mixed,
            },
            len: bytes.len() as u32,
        }
    }
}

/// Whether a sentence is written in capitals throughout, so that they tell nothing.
pub fn is_shouted(forms: &[Form]) -> bool {
    let upper = forms
        .iter()
        .filter(|f| f.case == Case::Upper && f.len > 1)
        .count();
    upper > 2
        && !forms
            .iter()
            .any(|f| matches!(f.case, Case::Lower | Case::Initial | Case::Mixed))
}

/// The ASCII form of typographic quotes, dashes and spaces.
#[inline]
pub fn plain(c: char) -> char {
    match c {
        '\u{2018}' | '\u{2019}' | '\u{201A}' | '\u{201B}' | '\u{2032}' | '\u{02BC}' => '\'',
        '\u{201C}' | '\u{201D}' | '\u{201E}' | '\u{201F}' | '\u{2033}' | '\u{00AB}'
        | '\u{00BB}' => '"',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        '\u{2026}' => '.',
        '\u{00A0}' | '\u{2009}' | '\u{202F}' => ' ',
        _ => c,
    }
}
