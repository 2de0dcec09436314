//! The PLOVER contexts of an event, from words in its sentence and its article.
//!
//! A cue is a word or phrase that speaks for a context, strongly or weakly
//! (`knowledge/contexts.tsv`). A strong cue in the sentence, or two different weak ones, give it
//! the context; the article as a whole gives it one only where it is about little else. A longer
//! cue hides the shorter ones inside it, which is how exclusions are written: "war crime" is no
//! crime, "salvation army" no army.

use std::sync::OnceLock;

use demarche_record::Context;

use crate::phrases::{Phrases, rows};
use crate::view::SentenceView;

/// How many contexts there are.
const CONTEXTS: usize = Context::ALL.len();

/// The contexts that the manual gives to specific crimes, which are then not `crime` as well.
const SPECIFIC_CRIMES: [Context; 3] = [
    Context::Corruption,
    Context::IllegalDrugs,
    Context::Trafficking,
];

/// The table of cues.
#[derive(Debug)]
pub struct ContextCues {
    phrases: Phrases<Cue>,
}

/// What a phrase speaks for.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Cue {
    number: u32,
    strong: Vec<Context>,
    weak: Vec<Context>,
}

/// The cues of one sentence: for each context how many strong and weak ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentenceCues {
    strong: [u8; CONTEXTS],
    weak: [u8; CONTEXTS],
}

/// The cues of an article: in how many sentences each context has a strong one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleContexts {
    sentences: u32,
    strong: [u32; CONTEXTS],
}

impl ContextCues {
    /// The cues that this crate carries.
    pub fn embedded() -> &'static ContextCues {
        static CUES: OnceLock<ContextCues> = OnceLock::new();
        CUES.get_or_init(|| {
            let mut phrases = Phrases::default();
            for (number, fields) in rows(TABLE) {
                if let Some((phrase, cue)) = read(number as u32, &fields) {
                    phrases.add(phrase, cue);
                }
            }
            ContextCues { phrases }
        })
    }

    /// The cues of a sentence. The same cue counts once.
    pub fn sentence(&self, view: &SentenceView<'_>) -> SentenceCues {
        let mut cues = SentenceCues {
            strong: [0; CONTEXTS],
            weak: [0; CONTEXTS],
        };
        let mut seen: Vec<u32> = Vec::new();
        for found in self.phrases.find(&self.phrases.keys(view)) {
            let cue = found.value;
            if seen.contains(&cue.number) {
                continue;
            }
            seen.push(cue.number);
            for &context in &cue.strong {
                cues.strong[context as usize] = cues.strong[context as usize].saturating_add(1);
            }
            for &context in &cue.weak {
                cues.weak[context as usize] = cues.weak[context as usize].saturating_add(1);
            }
        }
        cues
    }
}

impl SentenceCues {
    /// Whether the sentence alone gives the context.
    pub fn gives(&self, context: Context) -> bool {
        self.strong[context as usize] > 0 || self.weak[context as usize] > 1
    }
}

impl ArticleContexts {
    /// Sums the cues of an article's sentences.
    pub fn read<'c>(sentences: impl IntoIterator<Item = &'c SentenceCues>) -> ArticleContexts {
        let mut article = ArticleContexts {
            sentences: 0,
            strong: [0; CONTEXTS],
        };
        for cues in sentences {
            article.sentences += 1;
            for (sum, strong) in article.strong.iter_mut().zip(cues.strong) {
                *sum += u32::from(strong > 0);
            }
        }
        article
    }

    /// Whether the article is about little else: two thirds of its sentences, and at least three,
    /// have a strong cue.
    pub fn dominated_by(&self, context: Context) -> bool {
        let strong = self.strong[context as usize];
        strong >= 3 && 3 * strong >= 2 * self.sentences
    }
}

/// The contexts of an event in a sentence of an article, in the manual's order.
pub fn contexts(sentence: &SentenceCues, article: &ArticleContexts) -> Vec<Context> {
    let mut contexts: Vec<Context> = Context::ALL
        .iter()
        .copied()
        .filter(|&context| sentence.gives(context) || article.dominated_by(context))
        .collect();
    // A more specific crime is not `crime` too, but a cyber crime is.
    if SPECIFIC_CRIMES.iter().any(|crime| contexts.contains(crime))
        && !contexts.contains(&Context::Cyber)
    {
        contexts.retain(|&context| context != Context::Crime);
    }
    contexts
}

const TABLE: &str = include_str!("../../../knowledge/contexts.tsv");

fn read<'t>(number: u32, fields: &[&'t str]) -> Option<(&'t str, Cue)> {
    let (phrase, strong, weak) = match *fields {
        [phrase, strong] => (phrase, strong, ""),
        [phrase, strong, weak] => (phrase, strong, weak),
        _ => return None,
    };
    let parse = |field: &str| -> Option<Vec<Context>> {
        field
            .split(',')
            .map(str::trim)
            .filter(|name| !name.is_empty() && *name != "-")
            .map(Context::parse)
            .collect()
    };
    let cue = Cue {
        number,
        strong: parse(strong)?,
        weak: parse(weak)?,
    };
    Some((phrase, cue))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_line_of_the_table_is_read() {
        let mut seen = BTreeSet::new();
        let mut speaking = 0;
        for (number, fields) in rows(TABLE) {
            let (phrase, cue) =
                read(number as u32, &fields).unwrap_or_else(|| panic!("line {number}"));
            assert_eq!(phrase, phrase.to_lowercase(), "line {number}");
            let normal = phrase.replace('-', " ");
            assert!(
                seen.insert(normal),
                "line {number}: {phrase} stands there twice"
            );
            assert_eq!(
                ContextCues::embedded().phrases.get(phrase),
                Some(&cue),
                "line {number}: {phrase}"
            );
            speaking += usize::from(!cue.strong.is_empty() || !cue.weak.is_empty());
        }
        assert!(speaking >= 900, "{speaking} cues");
        for &context in Context::ALL {
            let strong = rows(TABLE)
                .filter_map(|(number, fields)| read(number as u32, &fields))
                .filter(|(_, cue)| cue.strong.contains(&context))
                .count();
            assert!(strong >= 8, "{}: {strong} strong cues", context.as_str());
        }
    }
}
