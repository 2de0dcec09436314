//! Learns when a frame that fits but for a slot or two tells an event all the same.
//!
//! Logistic regression over the signs of `demarche_code::loose`, on the train part of the corpus. Words
//! that a pattern fits teach what they are worth by the others, so that a word is known even where
//! the frames never fail it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;
use demarche_code::Coder;
use demarche_code::loose::Loose;

use crate::score::corpus::{self, Fit};

/// Where the weights go.
#[derive(Debug, Args)]
pub(crate) struct LooseArgs {
    /// The file to write.
    #[arg(long)]
    out: PathBuf,
}

/// Sentences in which a sign must stand to be weighed.
const LEAST: usize = 4;
/// Penalty on large weights.
const PENALTY: f64 = 2e-3;
const ROUNDS: usize = 8;
const RATE: f64 = 0.1;
const FOLDS: usize = 5;
/// Weights nearer to nothing are left out.
const SMALLEST: f64 = 0.1;

/// Learns, writes, and prints what stands of the words that no pattern fits.
pub(crate) fn run(args: &LooseArgs) -> Result<()> {
    let coder = Coder::embedded();
    let train = corpus::loose_fits(&coder, &corpus::read("train")?);
    let mut judged = Vec::new();
    for fold in 0..FOLDS {
        let (held, rest): (Vec<&Fit>, Vec<&Fit>) =
            train.iter().partition(|fit| fit.item % FOLDS == fold);
        let loose = Loose::read(&table(&fit(&rest)));
        judged.extend(held.into_iter().map(|fit| (fit, loose.chance(&fit.signs))));
    }
    print("train, by cross-validation", &judged);
    let text = table(&fit(&train.iter().collect::<Vec<_>>()));
    std::fs::write(&args.out, &text).with_context(|| args.out.display().to_string())?;
    let loose = Loose::read(&text);
    let dev = corpus::loose_fits(&coder, &corpus::read("dev")?);
    let judged: Vec<_> = dev
        .iter()
        .map(|fit| (fit, loose.chance(&fit.signs)))
        .collect();
    print("dev", &judged);
    Ok(())
}

/// The likeliest fit of each word that no pattern fits, from several chances on.
fn print(what: &str, judged: &[(&Fit, f64)]) {
    let mut best: BTreeMap<(usize, usize, usize), (f64, bool)> = BTreeMap::new();
    for (fit, chance) in judged.iter().filter(|(fit, _)| !fit.strict) {
        let held = best.entry((fit.item, fit.sentence, fit.word)).or_default();
        if *chance > held.0 {
            *held = (*chance, fit.right);
        }
    }
    for from in [0.5, 0.6, 0.65, 0.7, 0.8, 0.9] {
        let stands: Vec<_> = best
            .values()
            .filter(|(chance, _)| *chance >= from)
            .collect();
        let right = stands.iter().filter(|(_, right)| *right).count();
        println!(
            "{what}: {} from {from} on, of which {right} right ({:.2})",
            stands.len(),
            right as f64 / stands.len().max(1) as f64
        );
    }
}

/// Stochastic gradient descent with a rate a sign, over the fits in their order: no chance anywhere, so
/// that the same corpus gives the same bytes.
fn fit(fits: &[&Fit]) -> BTreeMap<String, f64> {
    let mut sentences: BTreeMap<&str, BTreeSet<(usize, usize)>> = BTreeMap::new();
    for fit in fits {
        for sign in weighed(fit) {
            let seen = sentences.entry(sign).or_default();
            if seen.len() < LEAST {
                seen.insert((fit.item, fit.sentence));
            }
        }
    }
    let index: BTreeMap<&str, usize> = sentences
        .into_iter()
        .filter(|(_, seen)| seen.len() >= LEAST)
        .enumerate()
        .map(|(at, (sign, _))| (sign, at))
        .collect();
    let rows: Vec<(Vec<usize>, f64)> = fits
        .iter()
        .map(|fit| {
            let known = weighed(fit).filter_map(|sign| index.get(sign));
            (known.copied().collect(), f64::from(u8::from(fit.right)))
        })
        .collect();
    let mut weights = vec![0.0; index.len()];
    let mut moved = vec![1e-6; index.len()];
    for _ in 0..ROUNDS {
        for (row, gold) in &rows {
            let sum: f64 = row.iter().map(|&at| weights[at]).sum();
            let slip = gold - 1.0 / (1.0 + (-sum).exp());
            for &at in row {
                let pull: f64 = slip - PENALTY * weights[at];
                moved[at] += pull * pull;
                weights[at] += RATE * pull / f64::sqrt(moved[at]);
            }
        }
    }
    let named = index.into_iter();
    named
        .map(|(sign, at)| (sign.to_owned(), weights[at]))
        .collect()
}

/// The signs of a fit, with the constant.
fn weighed(fit: &Fit) -> impl Iterator<Item = &str> {
    std::iter::once("").chain(fit.signs.iter().map(String::as_str))
}

fn table(weights: &BTreeMap<String, f64>) -> String {
    let mut text = String::from(
        "# What each sign says for (or against) an event where a frame fits but for a slot or two, by\n\
         # `demarche-lab train loose` from corpus/train. The line without a sign is the constant.\n",
    );
    for (sign, weight) in weights {
        if weight.abs() >= SMALLEST || sign.is_empty() {
            let _ = writeln!(text, "{weight:.2}\t{sign}");
        }
    }
    text
}
