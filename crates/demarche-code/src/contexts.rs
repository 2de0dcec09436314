//! The PLOVER contexts of an event, from words in its sentence and its article.
//!
//! A cue is a word or phrase that speaks for a context, strongly or weakly
//! (`knowledge/contexts.tsv`). A strong cue in the sentence, or two different weak ones, give it
//! the context ("arrested" and "activists": weak cues may be marked so that two of one sort do
//! not); the article as a whole gives it one only where it is about little else. A phrase
//! may hide the cues inside it, which is how exclusions are written: "war crime" is no crime,
//! "salvation army" no army.

use std::sync::OnceLock;

use demarche_record::Context;

use crate::fault::{Bad, Complaint, Fault, unknown};
use crate::phrases::Phrases;
use crate::view::SentenceView;
use demarche_knowledge::table::{Row, first_field, layered};

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
    /// Whether the cues inside the phrase do not count.
    hides: bool,
    strong: Vec<Context>,
    weak: Vec<(Context, Sort)>,
}

/// Two weak cues give a context unless both are of the same marked sort.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    Any,
    First,
    Second,
}

/// The cues of one sentence: which contexts have a strong one, and how much weak ones weigh.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentenceCues {
    strong: [bool; CONTEXTS],
    weak: [Weak; CONTEXTS],
}

/// The weak cues of a context in a sentence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Weak {
    any: u8,
    first: bool,
    second: bool,
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
        CUES.get_or_init(|| ContextCues::extended(&[]).0)
    }

    /// The same with a user's `own` tables over them, given as (name, text). A phrase given there
    /// stands instead of ours.
    pub fn extended(own: &[(&str, &str)]) -> (ContextCues, Vec<Fault>) {
        let mut phrases = Phrases::default();
        let mut number = 0;
        let faults = layered(TABLE, own, first_field, |row| {
            number += 1;
            let (phrase, cue) = read(number, row)?;
            phrases.add(&phrase.to_lowercase(), cue);
            Ok(())
        });
        (ContextCues { phrases }, faults)
    }

    /// The cues of a sentence. The same cue counts once.
    pub fn sentence(&self, view: &SentenceView<'_>) -> SentenceCues {
        let mut cues = SentenceCues {
            strong: [false; CONTEXTS],
            weak: [Weak::default(); CONTEXTS],
        };
        let mut seen: Vec<u32> = Vec::new();
        for found in self
            .phrases
            .find_within(&self.phrases.keys(view), |cue| cue.hides)
        {
            let cue = found.value;
            if seen.contains(&cue.number) {
                continue;
            }
            seen.push(cue.number);
            for &context in &cue.strong {
                cues.strong[context as usize] = true;
            }
            for &(context, sort) in &cue.weak {
                let weak = &mut cues.weak[context as usize];
                match sort {
                    Sort::Any => weak.any = weak.any.saturating_add(1),
                    Sort::First => weak.first = true,
                    Sort::Second => weak.second = true,
                }
            }
        }
        cues
    }
}

impl SentenceCues {
    /// Whether the sentence alone gives the context.
    pub fn gives(&self, context: Context) -> bool {
        let weak = self.weak[context as usize];
        let sorts = u8::from(weak.first) + u8::from(weak.second);
        self.strong[context as usize] || weak.any.saturating_add(sorts) > 1
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
                *sum += u32::from(strong);
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

const TABLE: &str = crate::tables::CONTEXTS;

fn read<'t>(number: u32, row: &Row<'t>) -> Result<(&'t str, Cue), Bad<'t>> {
    let [phrase, strong, weak] = match row.exactly() {
        Some([phrase, strong]) => [phrase, strong, ""],
        None => row.fields("phrase, contexts, contexts with another cue (may be left out)")?,
    };
    let names = |field: &'t str| {
        field
            .split(',')
            .map(str::trim)
            .filter(|name| !matches!(*name, "" | "-" | "only"))
    };
    let context = |name: &'t str| {
        Context::parse(name).ok_or_else(|| {
            let known: Vec<&str> = Context::ALL
                .iter()
                .map(|context| context.as_str())
                .collect();
            (name, unknown(name, "context", &known))
        })
    };
    let marked = |part: &'t str| {
        let (name, sort) = match part.split_once('+') {
            Some((name, "1")) => (name, Sort::First),
            Some((name, "2")) => (name, Sort::Second),
            Some(_) => {
                let what = format!("\"{part}\" bears no mark that is known");
                return Err((part, Complaint::new(what, "the marks are +1 and +2")));
            }
            None => (part, Sort::Any),
        };
        Ok((context(name)?, sort))
    };
    let cue = Cue {
        number,
        hides: strong == "-" && weak.is_empty() || strong.split(',').any(|name| name == "only"),
        strong: names(strong).map(context).collect::<Result<_, _>>()?,
        weak: names(weak).map(marked).collect::<Result<_, _>>()?,
    };
    Ok((phrase, cue))
}

#[cfg(test)]
mod tests {
    use super::*;
    use demarche_knowledge::table::table_rows;
    use std::collections::BTreeSet;

    #[test]
    fn every_line_of_the_table_is_read() {
        let mut seen = BTreeSet::new();
        let mut speaking = 0;
        for (number, row) in table_rows(TABLE).enumerate() {
            let (phrase, cue) = read(number as u32 + 1, &row).expect("a row that reads");
            assert_eq!(phrase, phrase.to_lowercase(), "row {number}");
            let normal = phrase.replace('-', " ");
            assert!(
                seen.insert(normal),
                "row {number}: {phrase} stands there twice"
            );
            assert_eq!(
                ContextCues::embedded().phrases.get(phrase),
                Some(&cue),
                "row {number}: {phrase}"
            );
            speaking += usize::from(!cue.strong.is_empty() || !cue.weak.is_empty());
        }
        assert!(speaking >= 900, "{speaking} cues");
        for &context in Context::ALL {
            let strong = table_rows(TABLE)
                .filter_map(|row| read(0, &row).ok())
                .filter(|(_, cue)| cue.strong.contains(&context))
                .count();
            assert!(strong >= 8, "{}: {strong} strong cues", context.as_str());
        }
    }
}
