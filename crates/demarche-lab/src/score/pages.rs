//! Article extraction against the article texts of real pages, through the reader of the program.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use demarche_code::Coder;
use demarche_read::{Hints, language, read_page};
use demarche_record::Article;
use flate2::read::GzDecoder;
use serde::Deserialize;

use super::fastest;

/// How many words make a shingle.
const SHINGLE: usize = 4;

#[derive(Deserialize)]
struct Truth {
    #[serde(rename = "articleBody")]
    text: String,
}

/// A page and the text of its article.
pub(crate) struct Page {
    name: String,
    html: Vec<u8>,
    text: String,
}

/// What came of the pages.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    pub(crate) pages: usize,
    /// The mean over pages of the F1 of word shingles.
    pub(crate) f1: f64,
    /// Pages with a title, with a day, with a time.
    pub(crate) titled: usize,
    pub(crate) dated: usize,
    pub(crate) timed: usize,
    /// Pages that the language gate sets aside.
    pub(crate) set_aside: usize,
    /// The worst pages first.
    pub(crate) errors: String,
}

/// Reads the pages, in the order of their names.
pub(crate) fn pages(folder: &Path) -> Result<Vec<Page>> {
    let path = folder.join("ground-truth.json");
    let truths = fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let truths: BTreeMap<String, Truth> = serde_json::from_str(&truths)?;
    truths
        .into_iter()
        .map(|(name, truth)| {
            let path = folder.join(format!("pages/{name}.html.gz"));
            let file = fs::File::open(&path).with_context(|| path.display().to_string())?;
            let mut html = Vec::new();
            GzDecoder::new(file).read_to_end(&mut html)?;
            Ok(Page {
                name,
                html,
                text: truth.text,
            })
        })
        .collect()
}

/// Reads the article of each page and compares it with the true one.
pub(crate) fn score(pages: &[Page]) -> Outcome {
    let mut outcome = Outcome {
        pages: pages.len(),
        ..Outcome::default()
    };
    let mut judged = Vec::new();
    for page in pages {
        let (article, problem) = match read_page(&page.html, &Hints::default()) {
            Ok((article, _)) => (article, String::new()),
            Err(problem) => (Article::default(), problem.what),
        };
        let f1 = shingle_f1(&page.text, &article.text);
        outcome.f1 += f1 / pages.len().max(1) as f64;
        let set_aside = language::check(&article).err();
        outcome.set_aside += usize::from(set_aside.is_some());
        let problem = set_aside.map_or(problem, |problem| problem.what);
        outcome.titled += usize::from(article.title.is_some());
        outcome.dated += usize::from(article.date.is_some());
        outcome.timed += usize::from(article.date.is_some_and(|date| date.contains('T')));
        judged.push((f1, &page.name, problem));
    }
    judged.sort_by(|one, other| one.0.total_cmp(&other.0));
    for (f1, name, problem) in judged {
        let _ = writeln!(outcome.errors, "{f1:.3} {name} {problem}");
    }
    outcome
}

/// Pages a second on one thread: read alone, and read and coded.
pub(crate) fn speed(coder: &Coder, pages: &[Page]) -> [f64; 2] {
    let rate = |code: bool| {
        let time = fastest(3, || {
            let start = Instant::now();
            for page in pages {
                if let Ok((article, _)) = read_page(&page.html, &Hints::default())
                    && code
                {
                    std::hint::black_box(coder.code(&article));
                }
            }
            start.elapsed()
        });
        pages.len() as f64
            / time
                .as_secs_f64()
                .max(Duration::from_micros(1).as_secs_f64())
    };
    [rate(false), rate(true)]
}

/// F1 of the runs of four words that two texts share, counted as often as they stand in both; of
/// shorter texts the whole text is one run. This is the score of the benchmark the pages are from.
fn shingle_f1(wanted: &str, found: &str) -> f64 {
    let wanted = shingles(wanted);
    let found = shingles(found);
    let sum = |shingles: &BTreeMap<Vec<&str>, usize>| shingles.values().sum::<usize>() as f64;
    let both: usize = wanted
        .iter()
        .filter_map(|(shingle, count)| Some((*count).min(*found.get(shingle)?)))
        .sum();
    let all = sum(&wanted) + sum(&found);
    if all == 0.0 {
        1.0
    } else {
        2.0 * both as f64 / all
    }
}

fn shingles(text: &str) -> BTreeMap<Vec<&str>, usize> {
    let words: Vec<&str> = text
        .split(|letter: char| !letter.is_alphanumeric() && letter != '_')
        .filter(|word| !word.is_empty())
        .collect();
    let mut shingles = BTreeMap::new();
    if words.len() < SHINGLE {
        if !words.is_empty() {
            shingles.insert(words, 1);
        }
        return shingles;
    }
    for shingle in words.windows(SHINGLE) {
        *shingles.entry(shingle.to_vec()).or_default() += 1;
    }
    shingles
}

#[cfg(test)]
mod tests {
    use super::shingle_f1;

    #[test]
    fn shingles_are_counted_as_often_as_both_have_them() {
        let check = |wanted: &str, found: &str, f1: f64| {
            assert!(
                (shingle_f1(wanted, found) - f1).abs() < 1e-9,
                "{wanted} / {found}"
            );
        };
        check("a b c d e", "a b c d e", 1.0);
        // One of two in each.
        check("a b c d e", "a b c d x", 0.5);
        check("a b c d a b c d", "a b c d", 2.0 / 6.0);
        check("a b", "a, b!", 1.0);
        check("a b", "a", 0.0);
        check("", "", 1.0);
        check("a b c d", "", 0.0);
    }
}
