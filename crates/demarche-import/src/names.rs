//! The spelling of names: dictionaries write `HAMID_KARZAI_`, our tables "Hamid Karzai".
//!
//! An underscore joins words that stand side by side; a blank lets other words between them, which
//! our tables do not. At the end an underscore asks for the whole word and a blank, in TABARI,
//! takes any word that begins so; PETRARCH and our tables always ask for whole words.

/// A name of a dictionary.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Name {
    /// The words, as the dictionary has them.
    pub(crate) words: Vec<String>,
    /// Whether other words may stand between two of them.
    pub(crate) loose: bool,
    /// Whether the name ends without an underscore.
    pub(crate) open: bool,
}

/// Words written in capitals whatever stands beside them.
const ACRONYMS: [&str; 8] = ["US", "UN", "EU", "UK", "AU", "USA", "UAE", "NATO"];

/// Words inside a name that take no capital.
const SMALL: [&str; 14] = [
    "OF", "THE", "AND", "FOR", "IN", "ON", "TO", "DE", "LA", "DES", "DU", "VON", "VAN", "AT",
];

impl Name {
    /// Reads a name; the error says what is wrong with it.
    pub(crate) fn read(text: &str) -> Result<Name, String> {
        let text = text.trim();
        if let Some(odd) = text
            .chars()
            .find(|&c| "|[]{}()<>=\"\\".contains(c) || c.is_control())
        {
            return Err(format!("\"{odd}\" is no part of a name"));
        }
        let words: Vec<String> = text
            .replace("_'S", "'S")
            .split(|c: char| c == '_' || c.is_whitespace())
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect();
        if !words
            .iter()
            .any(|word| word.chars().any(char::is_alphanumeric))
        {
            return Err("a name without a letter".to_owned());
        }
        let inner = text.trim_matches(|c: char| c == '_' || c.is_whitespace());
        Ok(Name {
            words,
            loose: inner.contains(char::is_whitespace),
            open: !text.ends_with('_'),
        })
    }

    /// As a name of our tables. Capitals of a name are a rule there, so that shouting becomes
    /// capitals at the head of each word; a lone word of up to three letters is an acronym.
    pub(crate) fn proper(&self) -> String {
        let shouted = !self
            .words
            .iter()
            .any(|word| word.chars().any(char::is_lowercase));
        if !shouted {
            return self.words.join(" ");
        }
        let lone = self.words.len() == 1;
        let words: Vec<String> = self
            .words
            .iter()
            .enumerate()
            .map(|(index, word)| {
                let letters = word.chars().filter(|c| c.is_alphabetic()).count();
                let vowelless = letters <= 4 && !word.contains(['A', 'E', 'I', 'O', 'U', 'Y']);
                if ACRONYMS.contains(&word.as_str()) || vowelless || (lone && letters <= 3) {
                    word.clone()
                } else if index > 0 && SMALL.contains(&word.as_str()) {
                    word.to_lowercase()
                } else {
                    word.split('-').map(capital).collect::<Vec<_>>().join("-")
                }
            })
            .collect();
        words.join(" ")
    }

    /// As a common noun.
    pub(crate) fn common(&self) -> String {
        self.words.join(" ").to_lowercase()
    }
}

/// "O'BRIEN" is "O'Brien", "CHILDREN'S" is "Children's".
fn capital(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    let mut since = 0usize;
    let mut raise = true;
    for c in word.chars() {
        if matches!(c, '\'' | '\u{2019}') {
            raise = since == 1;
            since = 0;
            out.push(c);
            continue;
        }
        if raise {
            out.extend(c.to_uppercase());
        } else {
            out.extend(c.to_lowercase());
        }
        raise = false;
        since += 1;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_take_our_spelling() {
        for (theirs, ours) in [
            ("HAMID_KARZAI_", "Hamid Karzai"),
            ("AL-QAEDA_IN_IRAQ", "Al-Qaeda in Iraq"),
            ("WHO_", "WHO"),
            ("FLN", "FLN"),
            ("UN_CHILDREN'S_FUND", "UN Children's Fund"),
            ("NIALL_O'BRIEN_", "Niall O'Brien"),
            ("Hamas_", "Hamas"),
            ("PEOPLE_'S ARMY", "People's Army"),
        ] {
            let name = Name::read(theirs).unwrap();
            assert_eq!(name.proper(), ours);
        }
        assert!(Name::read("NORTH KOREA_").unwrap().loose);
        assert!(!Name::read("NORTH_KOREA_").unwrap().loose);
        assert!(Name::read("_ _").is_err());
        assert!(Name::read("A|B").is_err());
    }
}
