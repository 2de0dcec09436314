//! Chooses which words open the gate of the accurate engine.
//!
//! A linear model over the lemmas of a sentence, fitted on the train part of the corpus, and the score
//! from which the asked share of its sentences with events passes, by cross-validation.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;
use demarche_code::Coder;
use demarche_code::gate::{self, Gate};

use crate::score::corpus::{self, Sentence};

/// How much is to pass and where the words go.
#[derive(Debug, Args)]
pub(crate) struct GateArgs {
    /// The file to write.
    #[arg(long)]
    out: PathBuf,
    /// The share of the sentences with events that is to pass.
    #[arg(long, default_value_t = 0.99)]
    share: f64,
}

/// Chooses, writes, and prints what passes of the train and dev parts.
pub(crate) fn run(args: &GateArgs) -> Result<()> {
    let coder = Coder::embedded();
    let train = corpus::sentences(&coder, &corpus::read("train")?);
    let text = choose(&train, args.share);
    std::fs::write(&args.out, &text).with_context(|| args.out.display().to_string())?;
    let gate = Gate::read(&text);
    let dev = corpus::sentences(&coder, &corpus::read("dev")?);
    for (part, sentences) in [("train", &train), ("dev", &dev)] {
        let [with, without] = passing(&gate, sentences);
        println!(
            "{part}: {:.3} of {} sentences with events pass, {:.3} of {} without",
            with.0 as f64 / with.1.max(1) as f64,
            with.1,
            without.0 as f64 / without.1.max(1) as f64,
            without.1
        );
    }
    Ok(())
}

/// Sentences that pass and all, with events and without.
pub(crate) fn passing(gate: &Gate, sentences: &[Sentence]) -> [(usize, usize); 2] {
    let mut counts = [(0, 0); 2];
    for sentence in sentences {
        let count = &mut counts[usize::from(!sentence.tells)];
        count.0 += usize::from(gate.is_open(&sentence.analysis));
        count.1 += 1;
    }
    counts
}

/// Sentences in which a lemma must stand to be weighed.
const LEAST: usize = 3;
/// Penalty on large weights, a sentence.
const PENALTY: f64 = 2e-4;
const ROUNDS: usize = 30;
const FOLDS: usize = 5;

/// The lemmas of every sentence, each once, and whether it tells of an event.
fn bags(sentences: &[Sentence]) -> Vec<(BTreeSet<String>, bool)> {
    let bag = |sentence: &Sentence| (gate::lemmas(&sentence.analysis), sentence.tells);
    sentences.iter().map(bag).collect()
}

fn choose(sentences: &[Sentence], share: f64) -> String {
    let bags = bags(sentences);
    // The threshold is taken from sentences that the weights have not seen.
    let mut scores: Vec<f64> = Vec::new();
    for fold in 0..FOLDS {
        let (held, rest): (Vec<_>, Vec<_>) = bags
            .iter()
            .enumerate()
            .partition(|(at, _)| at % FOLDS == fold);
        let rest: Vec<_> = rest.into_iter().map(|(_, bag)| bag).collect();
        let gate = Gate::read(&table(&fit(&rest), 0.0));
        let with = held.into_iter().filter(|(_, (_, tells))| *tells);
        scores.extend(with.map(|(_, (bag, _))| gate.score(bag)));
    }
    scores.sort_unstable_by(f64::total_cmp);
    let lost = ((1.0 - share) * scores.len() as f64) as usize;
    let from = scores.get(lost).copied().unwrap_or(f64::NEG_INFINITY);
    table(&fit(&bags.iter().collect::<Vec<_>>()), from)
}

/// Logistic regression by stochastic gradient descent over the sentences in their order: no chance
/// anywhere, so that the same corpus gives the same bytes. The empty lemma is the constant.
fn fit(bags: &[&(BTreeSet<String>, bool)]) -> BTreeMap<String, f64> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for lemma in bags.iter().flat_map(|(bag, _)| bag) {
        *counts.entry(lemma).or_default() += 1;
    }
    let index: BTreeMap<&str, usize> = counts
        .into_iter()
        .filter(|(_, count)| *count >= LEAST)
        .enumerate()
        .map(|(at, (lemma, _))| (lemma, at + 1))
        .collect();
    let rows: Vec<(Vec<usize>, f64)> = bags
        .iter()
        .map(|(bag, tells)| {
            let known = bag.iter().filter_map(|lemma| index.get(lemma.as_str()));
            let row = std::iter::once(0).chain(known.copied()).collect();
            (row, f64::from(u8::from(*tells)))
        })
        .collect();
    let mut weights = vec![0.0; index.len() + 1];
    for round in 0..ROUNDS {
        let rate = 0.3 / (1.0 + round as f64 / 3.0);
        for (row, gold) in &rows {
            let sum: f64 = row.iter().map(|&at| weights[at]).sum();
            let slip = gold - 1.0 / (1.0 + (-sum).exp());
            for &at in row {
                let pull = if at == 0 {
                    0.0
                } else {
                    PENALTY * weights[at] * 10.0
                };
                weights[at] += rate * (slip - pull);
            }
        }
    }
    let mut table = BTreeMap::from([(String::new(), weights[0])]);
    table.extend(
        index
            .iter()
            .map(|(lemma, &at)| ((*lemma).to_owned(), weights[at])),
    );
    table
}

fn table(weights: &BTreeMap<String, f64>, from: f64) -> String {
    let mut text = String::from(
        "# What each lemma says for (or against) an event in its sentence, by\n\
         # `demarche-lab train gate` from corpus/train. The line without a lemma is the constant, less\n\
         # the sum from which the gate opens.\n",
    );
    for (lemma, weight) in weights {
        let weight = if lemma.is_empty() {
            weight - from
        } else {
            *weight
        };
        if weight.abs() >= 0.005 || lemma.is_empty() {
            let _ = writeln!(text, "{weight:.2}\t{lemma}");
        }
    }
    text
}
