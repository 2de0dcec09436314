//! The seed lexicon: which words lean towards which type, and which words change an event.

use demarche_knowledge::quick::QuickMap;
use demarche_record::{EventType, Mode};

use super::stem::stem;
use super::tokens::{Token, key, words};

const TEXT: &str = include_str!("../../../../codebook/relation_lexicon.tsv");

/// Tokens that ".." may stand for, at most.
const GAP: usize = 5;

/// What a phrase says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Class {
    /// It leans towards a type, perhaps in a mode.
    Type(EventType, Option<&'static str>),
    /// It changes or carries an event ("will", "refuse", "launch").
    Operator(u8),
    /// It is what an operator works on ("sanctions", "talks").
    Noun(u8),
}

impl Class {
    /// A key for the class, its mode left out.
    pub(super) fn key(self) -> u64 {
        let (kind, number) = match self {
            Class::Type(event_type, _) => (1, event_type as u64),
            Class::Operator(number) => (2, u64::from(number)),
            Class::Noun(number) => (3, u64::from(number)),
        };
        (kind << 8 | number).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    }
}

/// A phrase: keys of stems, `None` for a gap.
#[derive(Debug)]
struct Phrase {
    rest: Vec<Option<u64>>,
    class: Class,
}

/// The lexicon, by the first stem of its phrases.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    phrases: QuickMap<u64, Vec<Phrase>>,
}

/// What the lexicon says of the phrases that start at one token. Types come from the longest
/// phrases only; operators and nouns from all.
#[derive(Clone, Debug, Default)]
pub(super) struct Reading {
    pub(super) types: Vec<(EventType, Option<&'static str>)>,
    /// Types without modes, operators and nouns: sorted, each once.
    pub(super) classes: Vec<Class>,
}

impl Lexicon {
    /// The embedded lexicon. Lines that name no class are left out; a test sees that there are none.
    pub(super) fn embedded() -> Self {
        let mut lexicon = Lexicon::default();
        let mut operators = Vec::new();
        let mut nouns = Vec::new();
        for (class, phrase) in entries() {
            let class = if class.starts_with('@') {
                Class::Operator(number(&mut operators, class))
            } else if class.starts_with("n.") {
                Class::Noun(number(&mut nouns, class))
            } else {
                let Some((event_type, mode)) = type_and_mode(class) else {
                    continue;
                };
                Class::Type(event_type, mode)
            };
            let mut keys = words(phrase).into_iter().map(|word| match word {
                ".." => None,
                word => Some(key(&stem(word))),
            });
            let Some(Some(first)) = keys.next() else {
                continue;
            };
            let phrase = Phrase {
                rest: keys.collect(),
                class,
            };
            lexicon.phrases.entry(first).or_default().push(phrase);
        }
        lexicon
    }

    /// Reads every token of a sentence.
    pub(super) fn read(&self, tokens: &[Token]) -> Vec<Reading> {
        (0..tokens.len())
            .map(|start| self.read_at(tokens, start))
            .collect()
    }

    fn read_at(&self, tokens: &[Token], start: usize) -> Reading {
        let mut reading = Reading::default();
        let mut longest = 0;
        let Some(phrases) = self.phrases.get(&tokens[start].lexical) else {
            return reading;
        };
        for phrase in phrases {
            let Some(length) = phrase.matches(&tokens[start + 1..]) else {
                continue;
            };
            match phrase.class {
                Class::Type(event_type, mode) => {
                    if length > longest {
                        longest = length;
                        reading.types.clear();
                    }
                    if length == longest {
                        reading.types.push((event_type, mode));
                    }
                }
                class => reading.classes.push(class),
            }
        }
        reading
            .classes
            .extend(reading.types.iter().map(|&(t, _)| Class::Type(t, None)));
        reading.classes.sort_unstable();
        reading.classes.dedup();
        reading
    }
}

impl Phrase {
    /// How many words of the phrase match, its first included, if all do.
    fn matches(&self, mut tokens: &[Token]) -> Option<usize> {
        let mut matched = 1;
        let mut gap = 0;
        for item in &self.rest {
            let Some(wanted) = item else {
                gap = GAP;
                continue;
            };
            let reach = tokens
                .iter()
                .take(gap + 1)
                .take_while(|token| !token.stop || gap == 0);
            let found = reach.clone().position(|token| token.lexical == *wanted)?;
            tokens = &tokens[found + 1..];
            matched += 1;
            gap = 0;
        }
        Some(matched)
    }
}

/// Class and phrase of each entry, in the file's order.
pub(super) fn entries() -> impl Iterator<Item = (&'static str, &'static str)> {
    TEXT.lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once('\t'))
        .flat_map(|(class, phrases)| phrases.split('|').map(move |phrase| (class, phrase)))
}

/// Reads "TYPE" or "TYPE.mode".
pub(super) fn type_and_mode(class: &str) -> Option<(EventType, Option<&'static str>)> {
    let (name, mode) = match class.split_once('.') {
        Some((name, mode)) => (name, Some(mode)),
        None => (class, None),
    };
    let event_type = EventType::parse(name)?;
    match mode {
        None => Some((event_type, None)),
        Some(mode) => {
            let mode = event_type
                .modes()
                .iter()
                .find(|known| known.as_str() == mode)?;
            Some((event_type, Some(Mode::as_str(*mode))))
        }
    }
}

fn number(names: &mut Vec<&'static str>, name: &'static str) -> u8 {
    let at = names
        .iter()
        .position(|known| *known == name)
        .unwrap_or_else(|| {
            names.push(name);
            names.len() - 1
        });
    u8::try_from(at).unwrap_or(u8::MAX)
}

#[cfg(test)]
mod tests {
    use super::super::tokens;
    use super::*;

    #[test]
    fn every_line_names_a_class() {
        for (class, phrase) in entries() {
            assert!(
                class.starts_with('@') || class.starts_with("n.") || type_and_mode(class).is_some(),
                "{class}"
            );
            assert!(
                !phrase.trim().is_empty() && !phrase.starts_with(".."),
                "{class}: {phrase:?}"
            );
        }
    }

    #[track_caller]
    fn check(text: &str, expected: (EventType, Option<&str>)) {
        let sentence = tokens::read(text, None, None);
        let readings = Lexicon::embedded().read(&sentence.tokens);
        assert!(
            readings.iter().any(|r| r.types.contains(&(
                expected.0,
                expected.1.map(|m| {
                    EventType::modes(expected.0)
                        .iter()
                        .find(|k| k.as_str() == m)
                        .expect("a mode")
                        .as_str()
                })
            ))),
            "{text}"
        );
    }

    #[test]
    fn phrases_reach_over_gaps_and_inflection() {
        check(
            "They withdrew their last troops.",
            (EventType::Retreat, Some("withdraw")),
        );
        check(
            "The base was shelled overnight.",
            (EventType::Assault, Some("heavy-weapons")),
        );
        check("He pulls out.", (EventType::Retreat, Some("withdraw")));
    }
}
