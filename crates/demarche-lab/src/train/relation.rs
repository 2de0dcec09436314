//! Trains the relation model of `demarche-code`: multinomial logistic regression by L-BFGS.
//!
//! One thread, no chance anywhere: the same data give the same bytes.

use std::collections::BTreeMap;
use std::path::PathBuf;

use anyhow::{Context, Result};
use clap::Args;
use demarche_code::relation::{
    CLASSES, ClassScores, FeatureWeights, RelationModel, Weights, scale,
};

use crate::relations::{self, Example};
use crate::score::relation::{Outcome, RelationFigures};

/// Where the data are and where the weights go.
#[derive(Debug, Args)]
pub(crate) struct RelationArgs {
    /// The folder that holds `events`.
    #[arg(long)]
    data: PathBuf,
    /// The file to write.
    #[arg(long)]
    out: PathBuf,
    /// The folder of the codebook's frames.
    #[arg(long, default_value = "codebook/frames")]
    frames: PathBuf,
    /// Train on the seed lexicon and the codebook's own examples alone.
    #[arg(long)]
    without_plv: bool,
}

/// How the model is fitted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Config {
    /// Weight of the data against the penalty on large weights.
    pub(crate) strength: f64,
    /// Documents a feature must occur in.
    pub(crate) min_documents: u32,
    /// Weight of a codebook example beside a data row.
    pub(crate) codebook: f64,
    /// Weight of a seed phrase beside a data row.
    pub(crate) seed: f64,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            strength: 10.0,
            min_documents: 2,
            codebook: 0.0,
            seed: 0.0,
        }
    }
}

const FOLDS: usize = 5;

/// Trains, measures and writes.
pub(crate) fn run(args: &RelationArgs) -> Result<()> {
    let mut config = Config::default();
    let own = own_examples(&args.frames)?;
    let dev = relations::read_plv(&args.data.join("events/plv_dev.tsv"))?;
    let weights = if args.without_plv {
        config = Config {
            codebook: 1.0,
            seed: 0.5,
            ..config
        };
        train(&[], &own, config)
    } else {
        let rows = relations::read_plv(&args.data.join("events/plv_train.tsv"))?;
        let (figures, temperature) = cross_validate(&rows, &own, config);
        println!(
            "{FOLDS}-fold cross-validation on plv_train: {}",
            figures.summary()
        );
        println!("temperature {temperature:.3}");
        Weights {
            temperature,
            ..train(&rows, &own, config)
        }
    };
    let bytes = weights.to_bytes();
    std::fs::write(&args.out, &bytes).with_context(|| format!("writing {}", args.out.display()))?;
    println!(
        "{}: {} features, {} bytes",
        args.out.display(),
        weights.features.len(),
        bytes.len()
    );
    let read = Weights::read(&bytes).context("the weights do not read back")?;
    println!(
        "plv_dev:\n{}",
        RelationFigures::measure(&RelationModel::new(&read), &dev)
    );
    Ok(())
}

/// Examples that are the project's own.
#[derive(Clone, Debug)]
pub(crate) struct Own {
    codebook: Vec<Example>,
    seed: Vec<Example>,
}

/// Reads the codebook's examples and makes one of each phrase of the seed lexicon.
pub(crate) fn own_examples(frames: &std::path::Path) -> Result<Own> {
    Ok(Own {
        codebook: relations::read_codebook(frames)?,
        seed: relations::seed_examples(),
    })
}

/// Fits a model to data rows and, as far as the configuration weighs them, to our own examples.
pub(crate) fn train(rows: &[Example], own: &Own, config: Config) -> Weights {
    let sources = [
        (rows, 1.0),
        (&own.codebook, config.codebook),
        (&own.seed, config.seed),
    ];
    let weighted: Vec<(&Example, f64)> = sources
        .iter()
        .filter(|(_, weight)| *weight > 0.0)
        .flat_map(|(examples, weight)| examples.iter().map(|example| (example, *weight)))
        .collect();
    let extractor = RelationModel::new(&Weights::default());
    let features: Vec<_> = weighted
        .iter()
        .map(|(example, _)| extractor.features(&example.text, example.actor, example.recipient))
        .collect();
    let mut documents: BTreeMap<u32, u32> = BTreeMap::new();
    for (key, _) in features
        .iter()
        .flat_map(|features| features.views.iter().flatten())
    {
        *documents.entry(*key).or_default() += 1;
    }
    let total = features.len() as f32;
    let known: BTreeMap<u32, (f32, usize)> = documents
        .into_iter()
        .filter(|(_, count)| *count >= config.min_documents)
        .enumerate()
        .map(|(row, (key, count))| {
            let idf = ((1.0 + total) / (1.0 + count as f32)).ln() + 1.0;
            (key, (Weights::rounded_idf(idf), row))
        })
        .collect();
    let problem = Problem {
        rows: features
            .iter()
            .zip(&weighted)
            .map(|(features, (example, weight))| Row {
                values: scale(features, |key| known.get(&key).copied()),
                class: example.class,
                weight: weight * config.strength,
            })
            .collect(),
        features: known.len(),
    };
    let solution = minimise(&problem, 300);
    let (scores, bias) = solution.split_at(known.len() * CLASSES.len());
    Weights {
        temperature: 1.0,
        bias: class_scores(bias),
        features: known
            .into_iter()
            .map(|(key, (idf, row))| FeatureWeights {
                key,
                idf,
                scores: class_scores(&scores[row * CLASSES.len()..]),
            })
            .collect(),
    }
}

fn class_scores(numbers: &[f64]) -> ClassScores {
    let mut scores = [0.0; CLASSES.len()];
    for (score, number) in scores.iter_mut().zip(numbers) {
        *score = *number as f32;
    }
    scores
}

/// Figures over folds of the rows, and the temperature under which the folds' probabilities fit
/// best.
pub(crate) fn cross_validate(
    rows: &[Example],
    own: &Own,
    config: Config,
) -> (RelationFigures, f32) {
    let folds = folds(rows);
    let mut outcomes = Vec::new();
    for fold in 0..FOLDS {
        let part = |keep: bool| -> Vec<Example> {
            let held = rows.iter().zip(&folds);
            held.filter(|(_, f)| (**f != fold) == keep)
                .map(|(row, _)| row.clone())
                .collect()
        };
        let model = RelationModel::new(&train(&part(true), own, config));
        outcomes.extend(
            part(false)
                .iter()
                .map(|example| Outcome::of(&model, example)),
        );
    }
    let temperature = best_temperature(&outcomes);
    (RelationFigures::from_outcomes(&outcomes), temperature)
}

/// The fold of each row: rows of a class go round, rows of one sentence stay together.
fn folds(rows: &[Example]) -> Vec<usize> {
    let mut next = [0usize; CLASSES.len()];
    let mut of_text: BTreeMap<&str, usize> = BTreeMap::new();
    rows.iter()
        .map(|row| {
            *of_text.entry(&row.text).or_insert_with(|| {
                next[row.class] += 1;
                next[row.class] % FOLDS
            })
        })
        .collect()
}

fn best_temperature(outcomes: &[Outcome]) -> f32 {
    let loss = |temperature: f64| -> f64 {
        outcomes
            .iter()
            .map(|outcome| {
                // Probabilities at temperature 1 are scores up to a constant.
                let scores = outcome
                    .probabilities
                    .map(|p| f64::from(p).max(1e-12).ln() / temperature);
                let sum: f64 = scores.iter().map(|score| score.exp()).sum();
                sum.ln() - scores[outcome.gold]
            })
            .sum()
    };
    let mut best = (f64::INFINITY, 1.0);
    for step in 10..=300 {
        let temperature = f64::from(step) / 100.0;
        let loss = loss(temperature);
        if loss < best.0 {
            best = (loss, temperature);
        }
    }
    best.1 as f32
}

struct Row {
    values: Vec<(usize, f32)>,
    class: usize,
    weight: f64,
}

/// Penalised negative log-likelihood: weights of each feature and class, then biases.
struct Problem {
    rows: Vec<Row>,
    features: usize,
}

impl Problem {
    fn dimension(&self) -> usize {
        (self.features + 1) * CLASSES.len()
    }

    /// The loss at `point`; writes its gradient.
    fn evaluate(&self, point: &[f64], gradient: &mut [f64]) -> f64 {
        const K: usize = CLASSES.len();
        let biases = self.features * K;
        gradient[..biases].copy_from_slice(&point[..biases]);
        gradient[biases..].fill(0.0);
        let mut loss = 0.5
            * point[..biases]
                .iter()
                .map(|weight| weight * weight)
                .sum::<f64>();
        for row in &self.rows {
            let mut scores = [0.0f64; K];
            scores.copy_from_slice(&point[biases..]);
            for &(feature, value) in &row.values {
                for (score, weight) in scores.iter_mut().zip(&point[feature * K..]) {
                    *score += f64::from(value) * weight;
                }
            }
            let highest = scores.iter().copied().fold(f64::MIN, f64::max);
            let sum: f64 = scores.iter().map(|score| (score - highest).exp()).sum();
            loss += row.weight * (highest + sum.ln() - scores[row.class]);
            let mut errors = scores.map(|score| row.weight * (score - highest).exp() / sum);
            errors[row.class] -= row.weight;
            for &(feature, value) in &row.values {
                for (slope, error) in gradient[feature * K..].iter_mut().zip(&errors) {
                    *slope += f64::from(value) * error;
                }
            }
            for (slope, error) in gradient[biases..].iter_mut().zip(&errors) {
                *slope += error;
            }
        }
        loss
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

/// L-BFGS with backtracking; at most `steps` steps.
fn minimise(problem: &Problem, steps: usize) -> Vec<f64> {
    const MEMORY: usize = 10;
    let n = problem.dimension();
    let mut point = vec![0.0; n];
    let mut gradient = vec![0.0; n];
    let mut loss = problem.evaluate(&point, &mut gradient);
    let mut memory: Vec<(Vec<f64>, Vec<f64>)> = Vec::new();
    for _ in 0..steps {
        let norm = dot(&gradient, &gradient).sqrt();
        if norm < 1e-4 {
            break;
        }
        let mut direction: Vec<f64> = gradient.iter().map(|slope| -slope).collect();
        let mut alphas = Vec::new();
        for (moved, turned) in memory.iter().rev() {
            let alpha = dot(moved, &direction) / dot(moved, turned);
            direction
                .iter_mut()
                .zip(turned)
                .for_each(|(d, t)| *d -= alpha * t);
            alphas.push(alpha);
        }
        let size = match memory.last() {
            Some((moved, turned)) => dot(moved, turned) / dot(turned, turned),
            None => 1.0 / norm,
        };
        direction.iter_mut().for_each(|d| *d *= size);
        for ((moved, turned), alpha) in memory.iter().zip(alphas.iter().rev()) {
            let beta = dot(turned, &direction) / dot(moved, turned);
            direction
                .iter_mut()
                .zip(moved)
                .for_each(|(d, m)| *d += (alpha - beta) * m);
        }
        let slope = dot(&gradient, &direction);
        let mut step = 1.0;
        let mut next_gradient = vec![0.0; n];
        let (next, next_loss) = loop {
            let next: Vec<f64> = point
                .iter()
                .zip(&direction)
                .map(|(p, d)| p + step * d)
                .collect();
            let next_loss = problem.evaluate(&next, &mut next_gradient);
            if next_loss <= loss + 1e-4 * step * slope || step < 1e-10 {
                break (next, next_loss);
            }
            step *= 0.5;
        };
        let moved: Vec<f64> = next.iter().zip(&point).map(|(a, b)| a - b).collect();
        let turned: Vec<f64> = next_gradient
            .iter()
            .zip(&gradient)
            .map(|(a, b)| a - b)
            .collect();
        if dot(&moved, &turned) > 1e-12 {
            if memory.len() == MEMORY {
                memory.remove(0);
            }
            memory.push((moved, turned));
        }
        let gained = loss - next_loss;
        (point, gradient, loss) = (next, next_gradient, next_loss);
        if gained.abs() <= 1e-9 * loss.abs() {
            break;
        }
    }
    point
}

#[cfg(test)]
mod tests {
    use super::*;

    fn toy() -> Vec<Example> {
        let mut rows = relations::seed_examples();
        rows.truncate(120);
        rows
    }

    #[test]
    fn training_twice_gives_the_same_bytes() {
        let own = Own {
            codebook: Vec::new(),
            seed: Vec::new(),
        };
        let bytes = || train(&toy(), &own, Config::default()).to_bytes();
        assert_eq!(bytes(), bytes());
    }

    #[test]
    fn the_model_learns_its_own_examples() {
        let own = Own {
            codebook: Vec::new(),
            seed: Vec::new(),
        };
        let model = RelationModel::new(&train(&toy(), &own, Config::default()));
        let right = toy()
            .iter()
            .filter(|row| Outcome::of(&model, row).guess() == row.class)
            .count();
        assert!(right > 100, "{right} of 120");
    }
}
