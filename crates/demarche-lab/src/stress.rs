//! `demarche-lab stress`: texts that break programs, each timed.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use demarche_code::Coder;
use demarche_record::Article;

/// What each may take in a release build.
const LIMIT: Duration = Duration::from_secs(2);

/// Codes each text and prints how long it took.
pub(crate) fn run() -> Result<()> {
    let coder = Coder::embedded();
    coder.code(&Article {
        text: "Kenya recalled its ambassador.".to_owned(),
        ..Article::default()
    });
    let mut slow = Vec::new();
    for (name, text) in texts() {
        let bytes = text.len();
        let start = Instant::now();
        let coded = coder.code(&Article {
            text,
            ..Article::default()
        });
        let time = start.elapsed();
        println!(
            "{:>8.3} s  {name} ({bytes} bytes): {} events, {} problems",
            time.as_secs_f64(),
            coded.events.len(),
            coded.problems.len()
        );
        if time > LIMIT {
            slow.push(name);
        }
    }
    if !slow.is_empty() && !cfg!(debug_assertions) {
        bail!("slower than {} s: {}", LIMIT.as_secs(), slow.join(", "));
    }
    Ok(())
}

/// The texts.
pub(crate) fn texts() -> Vec<(&'static str, String)> {
    let sentence =
        "Kenya recalled its ambassador to Somalia and troops shelled the port on Monday. ";
    let words =
        "police and troops attacked protesters who accused ministers of killing rebels and ";
    let repeat = |text: &str, bytes: usize| text.repeat(bytes / text.len() + 1);
    vec![
        ("a line of 10 MB", repeat(sentence, 10 << 20)),
        (
            "a line of 10 MB without a space",
            repeat("attack", 10 << 20),
        ),
        (
            "100000 tokens without a full stop",
            words.repeat(100_000 / 13),
        ),
        ("100000 commas", "police, ".repeat(50_000)),
        ("100000 brackets", "(".repeat(100_000)),
        ("100000 quotes", "\" ' “ ".repeat(33_000)),
        ("100000 full stops", "U.S. ".repeat(50_000)),
        ("100000 line ends", "a\n".repeat(100_000)),
        (
            "zalgo",
            repeat("K\u{301}\u{302}\u{323}\u{489}e\u{30a}nya ", 1 << 20),
        ),
        (
            "right to left",
            repeat(
                "\u{202e}هاجمت القوات المدينة. \u{202c}Police attacked. ",
                1 << 20,
            ),
        ),
        ("NUL", repeat("Kenya\0 attacked\0 Somalia.\0 ", 1 << 20)),
        ("emoji", repeat("👩‍👩‍👧‍👦 attacked 🇰🇪 police. ", 1 << 20)),
        ("one word", "a".repeat(1 << 20)),
        ("and and and", "Kenya and ".repeat(40_000)),
        ("of of of", "the attack of the army of ".repeat(20_000)),
    ]
}

#[cfg(test)]
mod tests {
    #[test]
    fn small_forms_of_all_texts_are_coded() {
        let coder = demarche_code::Coder::embedded();
        for (_, text) in super::texts() {
            let text: String = text.chars().take(5_000).collect();
            coder.code(&demarche_record::Article {
                text,
                ..Default::default()
            });
        }
    }
}
