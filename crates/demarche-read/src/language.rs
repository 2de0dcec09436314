//! What is not English is set aside.
//!
//! The models and frames read English; from other languages they would invent events. The gate
//! judges the words: what a page declares is often its template's, and only tips the scales. It is
//! made to have no false alarms, so short texts, lists of names and mixed texts pass.

use demarche_record::Article;
use demarche_text::Problem;
use whatlang::Lang;

use crate::{problem, remedy};

/// How much of a text is looked at, in characters.
const SAMPLE: usize = 4000;

/// Words that English sentences are full of, and those of other languages are not. About every
/// fifth word of news is one of them.
const ENGLISH: &[&str] = &[
    "the", "and", "to", "that", "with", "by", "from", "his", "she", "they", "their", "its", "it",
    "have", "been", "would", "not", "but", "after", "which", "who", "this", "said", "says",
    "about", "into", "than", "be", "or", "of", "for", "on", "is",
];

/// Texts of fewer words pass: a headline may be all names.
const FEWEST_WORDS: usize = 12;

/// From this share of English words on, a text is English or mixed.
const ENGLISH_SHARE: f64 = 0.10;

/// Texts of fewer letters pass in whatever script.
const FEWEST_LETTERS: usize = 20;

/// Passes what is English, or may be.
///
/// # Errors
/// When the article is plainly in another language, which the problem names.
pub fn check(article: &Article) -> Result<(), Problem> {
    let title = article.title.as_deref().unwrap_or_default();
    let sample: String = start(title)
        .chars()
        .chain(['\n'])
        .chain(start(&article.text).chars())
        .collect();
    let letters = sample.chars().filter(|letter| letter.is_alphabetic());
    let (mut all, mut other_script) = (0, 0);
    for letter in letters {
        all += 1;
        other_script += usize::from(!is_latin(letter));
    }
    if all < FEWEST_LETTERS {
        return Ok(());
    }
    // Dear, and of no use for what turns out to be English by its words.
    let detect = || whatlang::detect(&sample);
    if other_script * 2 > all {
        let script = detect().map(|info| info.lang().eng_name());
        return Err(set_aside(script.unwrap_or("another script")));
    }
    let words = sample
        .split(|letter: char| !letter.is_alphabetic())
        .filter(|word| !word.is_empty());
    let (mut all, mut english) = (0, 0);
    for word in words {
        all += 1;
        english += usize::from(ENGLISH.iter().any(|known| known.eq_ignore_ascii_case(word)));
    }
    if all < FEWEST_WORDS || english as f64 >= ENGLISH_SHARE * all as f64 {
        return Ok(());
    }
    let Some(info) = detect().filter(|info| info.lang() != Lang::Eng) else {
        return Ok(());
    };
    // What is declared tips the scales where there is enough to weigh.
    let declared = article.lang.as_deref().and_then(code);
    let agrees = declared.is_some() && declared.as_deref() == two_letters(info.lang());
    if info.is_reliable() || (agrees && all >= 2 * FEWEST_WORDS) {
        return Err(set_aside(info.lang().eng_name()));
    }
    Ok(())
}

fn set_aside(language: &str) -> Problem {
    problem(
        format!("not in English but in {language}"),
        remedy::LANGUAGE,
    )
}

fn start(text: &str) -> &str {
    let end = text
        .char_indices()
        .nth(SAMPLE)
        .map_or(text.len(), |(at, _)| at);
    &text[..end]
}

/// Latin letters, with those of Vietnamese and full width.
fn is_latin(letter: char) -> bool {
    letter < '\u{370}'
        || ('\u{1d00}'..'\u{1f00}').contains(&letter)
        || ('\u{ff21}'..'\u{ff5b}').contains(&letter)
}

/// The language of a text (ISO 639-1) where that is beyond doubt.
pub(crate) fn detected(text: &str) -> Option<&'static str> {
    let info = whatlang::detect(start(text))?;
    info.is_reliable()
        .then(|| two_letters(info.lang()))
        .flatten()
}

/// The language of a tag: `en` of `en-GB`.
pub(crate) fn code(tag: &str) -> Option<String> {
    let first = tag.trim().split(['-', '_', ',', ';', ' ']).next()?;
    let valid =
        (2..=3).contains(&first.len()) && first.bytes().all(|byte| byte.is_ascii_alphabetic());
    valid.then(|| first.to_lowercase())
}

/// The code of two letters (ISO 639-1) that pages declare, where the language has one.
fn two_letters(language: Lang) -> Option<&'static str> {
    let codes = "epo eo eng en rus ru cmn zh spa es por pt ita it ben bn fra fr deu de ukr uk kat ka \
        ara ar hin hi jpn ja heb he yid yi pol pl amh am jav jv kor ko nob no dan da swe sv fin fi \
        tur tr nld nl hun hu ces cs ell el bul bg bel be mar mr kan kn ron ro slv sl hrv hr srp sr \
        mkd mk lit lt lav lv est et tam ta vie vi urd ur tha th guj gu uzb uz pan pa aze az ind id \
        tel te pes fa mal ml ori or mya my nep ne sin si khm km tuk tk aka ak zul zu sna sn afr af \
        lat la slk sk cat ca tgl tl hye hy cym cy";
    let mut codes = codes.split_whitespace();
    while let (Some(three), Some(two)) = (codes.next(), codes.next()) {
        if three == language.code() {
            return Some(two);
        }
    }
    None
}
