//! Fits the confidence of events: logistic regression over what coding saw, on the tuning data, so
//! that of events at .8 about four in five are right.
//!
//! One thread, no chance anywhere: the same data give the same weights.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use clap::Args;
use demarche_code::Coder;
use demarche_code::confidence::{Calibration, FEATURES};
use demarche_record::{Article, Status};

use crate::engine::EngineArgs;
use crate::relations;
use crate::score::corpus;
use crate::score::events::{Judged, Verdict, calibration, verdict};

/// Where the data are and where the weights go.
#[derive(Debug, Args)]
pub(crate) struct ConfidenceArgs {
    /// The folder that holds `events`.
    #[arg(long)]
    data: PathBuf,
    /// The file to write.
    #[arg(long)]
    out: PathBuf,
    #[command(flatten)]
    engine: EngineArgs,
}

/// An event's features and whether it was right.
pub(crate) type Sample = (Vec<f64>, bool);

/// Penalty on large weights.
const PENALTY: f64 = 2.0;
/// Steps of gradient descent; more change nothing in the third place.
const STEPS: usize = 4000;
/// Folds of the cross-validation.
const FOLDS: usize = 5;

/// Each event's confidence under weights fitted without it, and whether it was right.
pub(crate) fn cross_validated(samples: &[Sample]) -> Judged {
    let mut judged = Vec::new();
    for fold in 0..FOLDS {
        let (held, rest): (Vec<_>, Vec<_>) = samples
            .iter()
            .cloned()
            .enumerate()
            .partition(|(index, _)| index % FOLDS == fold);
        let rest: Vec<Sample> = rest.into_iter().map(|(_, sample)| sample).collect();
        let model = Calibration::parse(&table(&fit(&rest)));
        judged.extend(
            held.into_iter()
                .map(|(_, (features, right))| (model.confidence(&features), right)),
        );
    }
    judged
}

/// Fits, prints what cross-validation says, and writes the weights.
pub(crate) fn run(args: &ConfidenceArgs) -> Result<()> {
    let engine = args.engine.engine()?;
    let samples = samples(&engine.coder(), &args.data, engine.is_learned())?;
    let right = samples.iter().filter(|(_, right)| *right).count();
    println!("{} events, {right} right", samples.len());
    let judged = cross_validated(&samples);
    println!("cross-validated: confidence, events, right");
    for bin in calibration(&judged)
        .into_iter()
        .filter(|bin| bin.events > 0)
    {
        println!(
            "{:.1}-{:.1} {:5} {:.3}",
            bin.from,
            bin.to,
            bin.events,
            bin.right as f64 / bin.events as f64
        );
    }
    std::fs::write(&args.out, table(&fit(&samples)))
        .with_context(|| format!("writing {}", args.out.display()))
}

/// Events of the tuning sentences that can be judged: those between or beside the known parties,
/// and those in sentences that hold none. With `corpus`, those of the corpus's dev part too.
pub(crate) fn samples(coder: &Coder, data: &Path, corpus: bool) -> Result<Vec<Sample>> {
    let mut samples = Vec::new();
    if corpus {
        samples.extend(corpus::judged(coder, &corpus::read("dev")?));
    }
    for example in relations::read_plv(&data.join("events/plv_dev.tsv"))? {
        let coded = coder.code(&article(&example.text));
        for (event, explanation) in coded.events.iter().zip(coded.explanations) {
            match verdict(event, &example) {
                Verdict::Right => samples.push((explanation.features, true)),
                Verdict::Wrong => samples.push((explanation.features, false)),
                Verdict::Unknown => {}
            }
        }
    }
    let path = data.join("events/no_event_dev.tsv");
    let text =
        std::fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
    for (_, sentence) in text
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once('\t'))
    {
        let coded = coder.code(&article(sentence));
        for (event, explanation) in coded.events.iter().zip(coded.explanations) {
            if event.status == Status::Actual {
                samples.push((explanation.features, false));
            }
        }
    }
    Ok(samples)
}

fn article(text: &str) -> Article {
    Article {
        text: text.to_owned(),
        ..Article::default()
    }
}

fn fit(samples: &[Sample]) -> Vec<f64> {
    let mut weights = vec![0.0; FEATURES.len()];
    let rate = 1.0 / (samples.len() as f64);
    for _ in 0..STEPS {
        let mut gradient: Vec<f64> = weights
            .iter()
            .enumerate()
            .map(|(i, w)| if i == 0 { 0.0 } else { PENALTY * w })
            .collect();
        for (features, right) in samples {
            let sum: f64 = features.iter().zip(&weights).map(|(x, w)| x * w).sum();
            let error = 1.0 / (1.0 + (-sum).exp()) - f64::from(u8::from(*right));
            for (slope, x) in gradient.iter_mut().zip(features) {
                *slope += error * x;
            }
        }
        for (weight, slope) in weights.iter_mut().zip(gradient) {
            *weight -= rate * slope;
        }
    }
    weights
}

fn table(weights: &[f64]) -> String {
    let mut table = String::from(
        "# Weights of the confidence, by `demarche-lab train confidence` from the tuning sentences.\n",
    );
    for (name, weight) in FEATURES.iter().zip(weights) {
        let _ = writeln!(table, "{name}\t{weight:.4}");
    }
    table
}
