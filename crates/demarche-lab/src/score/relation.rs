//! Scores the relation model of `demarche-code`: given a sentence and both parties, which type?
//!
//! Root and quad macro F1 as in arXiv 2308.07876: 15 classes, CONCEDE and RETREAT as one (YIELD),
//! which counts as material cooperation as it does in the data.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Result;
use clap::Args;
use demarche_code::relation::{CLASSES, ClassScores, Relation, RelationModel, class_of};

use crate::engine::{Engine, EngineArgs};
use crate::relations::{self, Example};

/// Where the data are.
#[derive(Debug, Args)]
pub(crate) struct RelationArgs {
    /// The folder that holds `events`.
    #[arg(long)]
    data: PathBuf,
    #[command(flatten)]
    engine: EngineArgs,
}

/// Runs `eval relation`.
pub(crate) fn run(args: &RelationArgs) -> Result<()> {
    println!("{}", score(&args.data, &args.engine.engine()?)?);
    Ok(())
}

/// Scores an engine on the tuning sentences.
pub(crate) fn score(data: &Path, engine: &Engine) -> Result<RelationFigures> {
    let examples = relations::read_plv(&data.join("events/plv_dev.tsv"))?;
    Ok(RelationFigures::timed(&examples, |examples| {
        engine.relations(examples)
    }))
}

/// What the model said of one sentence.
#[derive(Clone, Debug)]
pub(crate) struct Outcome {
    /// Place of the right class in [`CLASSES`].
    pub(crate) gold: usize,
    /// The right quadrant.
    pub(crate) quad: u8,
    /// The quadrant of the type that the model named.
    pub(crate) named_quad: u8,
    /// The probability of each class.
    pub(crate) probabilities: ClassScores,
}

impl Outcome {
    /// Asks the model.
    pub(crate) fn of(model: &RelationModel, example: &Example) -> Self {
        Self::from_relation(
            &model.classify(&example.text, example.actor, example.recipient),
            example,
        )
    }

    /// What was said of an example.
    fn from_relation(relation: &Relation, example: &Example) -> Self {
        let mut probabilities = [0.0; CLASSES.len()];
        for (event_type, p) in relation.probabilities {
            probabilities[class_of(event_type)] += p;
        }
        Outcome {
            gold: example.class,
            quad: example.quad,
            named_quad: relation.quad_class.into(),
            probabilities,
        }
    }

    /// The likeliest class.
    pub(crate) fn guess(&self) -> usize {
        let mut best = 0;
        for (i, p) in self.probabilities.iter().enumerate() {
            if *p > self.probabilities[best] {
                best = i;
            }
        }
        best
    }
}

/// The figures of a relation model.
#[derive(Clone, Debug)]
pub(crate) struct RelationFigures {
    /// Macro F1 over the 15 classes.
    pub(crate) root: f64,
    /// Macro F1 over the quadrants of those classes.
    pub(crate) quad: f64,
    /// Macro F1 over the quadrants of the 16 types: CONCEDE is verbal here, as in PLOVER 2.0.
    pub(crate) named_quad: f64,
    /// Share of right classes.
    pub(crate) accuracy: f64,
    /// Expected calibration error of the likeliest class over ten bins.
    pub(crate) calibration_error: f64,
    /// F1 of each class.
    pub(crate) classes: [f64; CLASSES.len()],
    /// How often a gold class (row) was taken for a class (column).
    pub(crate) confusion: [[usize; CLASSES.len()]; CLASSES.len()],
    /// Sentences a second, one thread; 0 where it was not measured.
    pub(crate) sentences_per_second: f64,
}

impl RelationFigures {
    /// Asks the model about every example.
    pub(crate) fn measure(model: &RelationModel, examples: &[Example]) -> Self {
        Self::timed(examples, |examples| {
            let classify = |e: &Example| model.classify(&e.text, e.actor, e.recipient);
            examples.iter().map(classify).collect()
        })
    }

    /// Asks about every example at once.
    fn timed(examples: &[Example], classify: impl Fn(&[Example]) -> Vec<Relation>) -> Self {
        let start = Instant::now();
        let relations = classify(examples);
        let outcomes: Vec<Outcome> = relations
            .iter()
            .zip(examples)
            .map(|(relation, example)| Outcome::from_relation(relation, example))
            .collect();
        let seconds = start.elapsed().as_secs_f64();
        RelationFigures {
            sentences_per_second: examples.len() as f64 / seconds.max(1e-9),
            ..Self::from_outcomes(&outcomes)
        }
    }

    /// The figures of given outcomes.
    pub(crate) fn from_outcomes(outcomes: &[Outcome]) -> Self {
        let mut confusion = [[0; CLASSES.len()]; CLASSES.len()];
        for outcome in outcomes {
            confusion[outcome.gold][outcome.guess()] += 1;
        }
        let right: usize = (0..CLASSES.len())
            .map(|class| confusion[class][class])
            .sum();
        let classes = f1(outcomes
            .iter()
            .map(|outcome| (outcome.gold, outcome.guess())));
        let quad_of = |class: usize| u8::from(CLASSES[class].quad_class());
        let quads: [f64; 4] = f1(outcomes.iter().map(|outcome| {
            (
                usize::from(outcome.quad) - 1,
                usize::from(quad_of(outcome.guess())) - 1,
            )
        }));
        let named: [f64; 4] = f1(outcomes.iter().map(|outcome| {
            (
                usize::from(outcome.quad) - 1,
                usize::from(outcome.named_quad) - 1,
            )
        }));
        RelationFigures {
            root: mean(&classes),
            quad: mean(&quads),
            named_quad: mean(&named),
            accuracy: right as f64 / outcomes.len().max(1) as f64,
            calibration_error: calibration_error(outcomes),
            classes,
            confusion,
            sentences_per_second: 0.0,
        }
    }

    /// The headline figures in one line.
    pub(crate) fn summary(&self) -> String {
        format!(
            "root macro F1 {:.3}, quad macro F1 {:.3}, accuracy {:.3}, calibration error {:.3}",
            self.root, self.quad, self.accuracy, self.calibration_error
        )
    }
}

/// F1 of each class from pairs of gold and guess.
fn f1<const N: usize>(pairs: impl Iterator<Item = (usize, usize)>) -> [f64; N] {
    let mut right = [0usize; N];
    let mut seen = [0usize; N];
    for (gold, guess) in pairs {
        right[gold] += usize::from(gold == guess);
        seen[gold] += 1;
        seen[guess] += 1;
    }
    std::array::from_fn(|class| 2.0 * right[class] as f64 / seen[class].max(1) as f64)
}

fn mean(numbers: &[f64]) -> f64 {
    numbers.iter().sum::<f64>() / numbers.len() as f64
}

fn calibration_error(outcomes: &[Outcome]) -> f64 {
    let mut bins = [(0usize, 0.0f64, 0usize); 10];
    for outcome in outcomes {
        let guess = outcome.guess();
        let p = f64::from(outcome.probabilities[guess]);
        let bin = &mut bins[((p * 10.0) as usize).min(9)];
        *bin = (
            bin.0 + 1,
            bin.1 + p,
            bin.2 + usize::from(guess == outcome.gold),
        );
    }
    let gaps = bins
        .iter()
        .map(|(_, sum, right)| (sum - *right as f64).abs());
    gaps.sum::<f64>() / outcomes.len().max(1) as f64
}

impl fmt::Display for RelationFigures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", self.summary())?;
        writeln!(
            f,
            "quad macro F1 with CONCEDE as verbal cooperation {:.3}",
            self.named_quad
        )?;
        writeln!(f, "{:.0} sentences a second", self.sentences_per_second)?;
        for (class, row) in self.confusion.iter().enumerate() {
            let name = CLASSES[class].as_str();
            write!(
                f,
                "{name:<10} F1 {:.3}  of {:>3}:",
                self.classes[class],
                row.iter().sum::<usize>()
            )?;
            for (guess, count) in row.iter().enumerate().filter(|(_, count)| **count > 0) {
                write!(f, " {}={count}", CLASSES[guess])?;
            }
            writeln!(f)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn f1_counts_each_class_once() {
        let scores: [f64; 3] = f1([(0, 0), (0, 1), (1, 1), (2, 2)].into_iter());
        assert_eq!(
            scores.map(|score| (score * 1000.0).round()),
            [667.0, 667.0, 1000.0]
        );
    }
}
