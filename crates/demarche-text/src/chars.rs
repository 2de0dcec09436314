//! What kind of character stands where.

/// What a character is to the tokeniser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// White space, and what separates without showing: controls, bidi marks, zero-width space.
    Space,
    /// Letters and numbers.
    Word,
    /// Belongs to the character before it: combining marks, joiners, soft hyphens.
    Mark,
    /// Everything else.
    Punct,
}

const fn ascii_class(byte: u8) -> Class {
    match byte {
        b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => Class::Word,
        0..=b' ' | 0x7f => Class::Space,
        _ => Class::Punct,
    }
}

const ASCII: [Class; 128] = {
    let mut table = [Class::Space; 128];
    let mut byte = 0;
    while byte < 128 {
        table[byte] = ascii_class(byte as u8);
        byte += 1;
    }
    table
};

/// The class of a character.
pub(crate) fn class(c: char) -> Class {
    if let Some(class) = ASCII.get(c as usize) {
        return *class;
    }
    match c {
        '\u{200b}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2061}'..='\u{206f}' => Class::Space,
        // Soft hyphen, joiners, variation selectors, tags and emoji skin tones.
        '\u{ad}'
        | '\u{34f}'
        | '\u{200c}'
        | '\u{200d}'
        | '\u{2060}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{e0000}'..='\u{e01ef}'
        | '\u{1f3fb}'..='\u{1f3ff}' => Class::Mark,
        _ if is_combining(c) => Class::Mark,
        _ if c.is_alphanumeric() => Class::Word,
        _ if c.is_whitespace() || c.is_control() => Class::Space,
        _ => Class::Punct,
    }
}

/// The blocks of combining marks, and the marks of Indic and South-East Asian scripts that are not
/// alphabetic (Unicode 16, general categories Mn and Me).
fn is_combining(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}' | '\u{5bf}'
        | '\u{5c1}'..='\u{5c2}' | '\u{5c4}'..='\u{5c5}' | '\u{610}'..='\u{61a}'
        | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6dc}' | '\u{6df}'..='\u{6e4}'
        | '\u{93c}' | '\u{94d}' | '\u{951}'..='\u{954}' | '\u{9bc}' | '\u{9cd}' | '\u{a3c}'
        | '\u{a4d}' | '\u{abc}' | '\u{acd}' | '\u{b3c}' | '\u{b4d}' | '\u{bcd}' | '\u{c4d}'
        | '\u{cbc}' | '\u{ccd}' | '\u{d4d}' | '\u{dca}' | '\u{e38}'..='\u{e3a}'
        | '\u{e47}'..='\u{e4e}' | '\u{eb8}'..='\u{eba}' | '\u{ec8}'..='\u{ecd}' | '\u{f35}'
        | '\u{f37}' | '\u{f39}' | '\u{f71}'..='\u{f84}' | '\u{1037}' | '\u{1039}'..='\u{103a}'
        | '\u{17d2}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}'
        | '\u{302a}'..='\u{302f}' | '\u{3099}'..='\u{309a}' | '\u{fe20}'..='\u{fe2f}')
}

/// The character that starts at byte `at`, which must be a character boundary.
pub(crate) fn char_at(text: &str, at: usize) -> Option<char> {
    match text.as_bytes().get(at) {
        None => None,
        Some(byte) if byte.is_ascii() => Some(*byte as char),
        Some(_) => text[at..].chars().next(),
    }
}

/// The character that ends before byte `at`, which must be a character boundary.
pub(crate) fn char_before(text: &str, at: usize) -> Option<char> {
    text[..at].chars().next_back()
}

/// Whether the character is a letter or a number.
pub(crate) fn is_word(c: char) -> bool {
    class(c) == Class::Word
}

/// Whether the character separates tokens.
pub(crate) fn is_space(c: char) -> bool {
    class(c) == Class::Space
}

/// Straight and curly apostrophes.
pub(crate) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | '`' | '´' | '＇')
}

/// Hyphens that join words.
pub(crate) fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}')
}

/// Marks that may end a sentence.
pub(crate) fn is_terminal(c: char) -> bool {
    matches!(
        c,
        '.' | '?'
            | '!'
            | '…'
            | '。'
            | '！'
            | '？'
            | '؟'
            | '۔'
            | '।'
            | '॥'
            | '‼'
            | '⁇'
            | '⁈'
            | '⁉'
            | '‽'
    )
}

/// Quotes and brackets that may follow the mark that ends a sentence and still belong to it.
pub(crate) fn is_closer(c: char) -> bool {
    matches!(
        c,
        '"' | '\'' | '”' | '’' | '»' | '›' | ')' | ']' | '}' | '」' | '』' | '）' | '＂'
    )
}

/// Quotes and brackets that may open a sentence.
pub(crate) fn is_opener(c: char) -> bool {
    matches!(
        c,
        '"' | '\''
            | '“'
            | '‘'
            | '«'
            | '‹'
            | '„'
            | '('
            | '['
            | '{'
            | '「'
            | '『'
            | '（'
            | '＂'
            | '`'
            | '¿'
            | '¡'
    )
}

/// Turns byte offsets into counts of Unicode scalar values. Cheap when asked in rising order.
pub(crate) struct CharCounter<'t> {
    text: &'t [u8],
    byte: usize,
    chars: u32,
}

impl<'t> CharCounter<'t> {
    pub(crate) fn new(text: &'t str) -> Self {
        CharCounter {
            text: text.as_bytes(),
            byte: 0,
            chars: 0,
        }
    }

    /// How many scalar values stand before `byte`.
    pub(crate) fn at(&mut self, byte: usize) -> u32 {
        let starts = |bytes: &[u8]| bytes.iter().filter(|b| (**b as i8) >= -0x40).count() as u32;
        if byte >= self.byte {
            self.chars += starts(&self.text[self.byte..byte]);
        } else {
            self.chars -= starts(&self.text[byte..self.byte]);
        }
        self.byte = byte;
        self.chars
    }
}
