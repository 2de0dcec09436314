//! Words of names as keys: how they are cut, and what letters they ask for.

use serde::{Deserialize, Serialize};

/// What letters a word of a name asks for in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Case {
    Any,
    Capital,
    Upper,
}

impl Case {
    /// The rule a table's spelling sets: lower case fits any, acronyms of up to three letters want
    /// capitals throughout, longer ones are also written as names ("Nato").
    pub(super) fn of(word: &str) -> Case {
        let letters = word.chars().filter(|c| c.is_alphabetic()).count();
        let particle = ["al", "el", "the", "de", "bin", "as", "ul"];
        let short = word.len() <= 4;
        if !word.chars().any(char::is_uppercase)
            || short && particle.iter().any(|p| word.eq_ignore_ascii_case(p))
        {
            Case::Any
        } else if (2..=3).contains(&letters) && !word.chars().any(char::is_lowercase) {
            Case::Upper
        } else if word.chars().next().is_some_and(char::is_uppercase) {
            Case::Capital
        } else {
            Case::Any
        }
    }
}

/// A name of a table as the words it has in a tokenised text: hyphens part words, "'s" stands by
/// itself.
pub(super) fn split_name(name: &str) -> impl Iterator<Item = &str> {
    name.split(|c: char| c.is_whitespace() || is_hyphen(c))
        .flat_map(|word| {
            let stem = word.strip_suffix("'s").or(word.strip_suffix("\u{2019}s"));
            let possessive = stem.map(|_| "'s");
            let stem = stem.unwrap_or(word);
            let plain = (stem.as_bytes().first()).is_some_and(u8::is_ascii_alphanumeric);
            let stem = (plain || !key(stem).is_empty()).then_some(stem);
            stem.into_iter().chain(possessive)
        })
}

/// Whether a name is written in capitals throughout.
pub(super) fn is_acronym(name: &str) -> bool {
    name.chars().any(char::is_uppercase) && !name.chars().any(char::is_lowercase)
}

pub(super) fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}')
}

pub(super) fn is_plain(word: &str) -> bool {
    word.bytes()
        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
}

/// The key of a word: lower case, Latin letters without marks, no full stops or apostrophes; a
/// clitic keeps its apostrophe.
pub(super) fn key(word: &str) -> String {
    let mut key = String::with_capacity(word.len());
    key_into(&mut key, word);
    key
}

/// Puts the [`key`] of a word into `key`.
pub(super) fn key_into(key: &mut String, word: &str) {
    key.clear();
    if matches!(word, "'s" | "\u{2019}s" | "'S") {
        key.push_str("'s");
        return;
    }
    if word.is_ascii() {
        let letters = word.bytes().filter(|b| !matches!(b, b'.' | b'\'' | b'`'));
        key.extend(letters.map(|b| b.to_ascii_lowercase() as char));
        return;
    }
    for c in word.chars().flat_map(char::to_lowercase) {
        match c {
            '.' | '\'' | '\u{2018}' | '\u{2019}' | '\u{02bc}' | '`' => {}
            'à'..='å' | 'ā' | 'ă' | 'ą' | 'ǎ' | 'ə' => key.push('a'),
            'æ' => key.push_str("ae"),
            'ç' | 'ć' | 'č' | 'ĉ' | 'ċ' => key.push('c'),
            'ď' | 'đ' | 'ð' => key.push('d'),
            'è'..='ë' | 'ē' | 'ė' | 'ę' | 'ě' => key.push('e'),
            'ğ' | 'ġ' | 'ģ' => key.push('g'),
            'ħ' => key.push('h'),
            'ì'..='ï' | 'ī' | 'į' | 'ı' => key.push('i'),
            'ķ' => key.push('k'),
            'ł' | 'ļ' | 'ľ' | 'ĺ' => key.push('l'),
            'ñ' | 'ń' | 'ň' | 'ņ' => key.push('n'),
            'ò'..='ö' | 'ø' | 'ō' | 'ő' | 'ơ' => key.push('o'),
            'œ' => key.push_str("oe"),
            'ř' | 'ŕ' => key.push('r'),
            'ś' | 'š' | 'ş' | 'ș' => key.push('s'),
            'ß' => key.push_str("ss"),
            'ť' | 'ţ' | 'ț' => key.push('t'),
            'ù'..='ü' | 'ū' | 'ů' | 'ű' | 'ų' | 'ư' => key.push('u'),
            'ý' | 'ÿ' => key.push('y'),
            'ź' | 'ž' | 'ż' => key.push('z'),
            '\u{300}'..='\u{36f}' => {}
            other => key.push(other),
        }
    }
}
