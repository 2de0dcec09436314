//! Tokens a second of each stage on a fixed text, one thread.

use demarche_parse::{Parser, Scratch};
use divan::Bencher;
use divan::counter::ItemsCount;

const TEXT: &[&str] = &[
    "Pakistan 's foreign minister said on Thursday that the two countries had agreed to reopen the \
     border crossing at Torkham , which had been closed since clashes between their troops killed \
     eight people last month .",
    "The United Nations Security Council condemned the attack and called on all parties to resume \
     talks in Geneva before the end of the year .",
    "Police in Nairobi fired tear gas at protesters who had blocked roads around the parliament .",
    "Officials from the Ministry of Defence denied that any soldiers had crossed into Sudan .",
];

fn main() {
    divan::main();
}

fn sentences() -> Vec<Vec<&'static str>> {
    TEXT.iter()
        .map(|s| s.split_whitespace().collect())
        .collect()
}

fn tokens() -> ItemsCount {
    ItemsCount::new(sentences().iter().map(Vec::len).sum::<usize>())
}

#[divan::bench]
fn tag(bencher: Bencher<'_, '_>) {
    let (parser, sentences) = (Parser::embedded(), sentences());
    let mut scratch = Scratch::default();
    bencher.counter(tokens()).bench_local(|| {
        sentences
            .iter()
            .map(|words| parser.tag(words, &mut scratch).len())
            .sum::<usize>()
    });
}

#[divan::bench]
fn tag_and_find_entities(bencher: Bencher<'_, '_>) {
    let (parser, sentences) = (Parser::embedded(), sentences());
    let mut scratch = Scratch::default();
    bencher.counter(tokens()).bench_local(|| {
        sentences
            .iter()
            .map(|words| parser.tag(words, &mut scratch).entities().len())
            .sum::<usize>()
    });
}

#[divan::bench]
fn analyze(bencher: Bencher<'_, '_>) {
    let (parser, sentences) = (Parser::embedded(), sentences());
    let mut scratch = Scratch::default();
    bencher.counter(tokens()).bench_local(|| {
        sentences
            .iter()
            .map(|words| parser.analyze(words, &mut scratch).words.len())
            .sum::<usize>()
    });
}
