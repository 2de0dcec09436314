//! Trains the entity tagger: a linear chain of classes, fitted to the likelihood of the gold ones
//! (Lafferty, McCallum and Pereira 2001) by AdaGrad (Duchi, Hazan and Singer 2011).
//!
//! Corpora mean different things by a name, so every feature has a weight for all corpora and one
//! for each (Daumé 2007). The tagger that is written speaks as the first corpus does: its weights
//! are the sums of these two, and the other corpora's own are left behind.
//!
//! One thread, one order and the four operations with a square root: the same data give the same
//! bytes on any machine.

use std::collections::HashMap;

use demarche_parse::Entity;
use demarche_parse::entities::{CLASSES, MAGIC, OUTSIDE, TEMPLATES, View, may_follow};
use demarche_parse::key::Keys;
use demarche_parse::lexicon::{Style, Traits};
use demarche_parse::table::{DENSE, join_sections, pack_dense};
use demarche_parse::word::Form;

use super::learner::Dice;

const EPOCHS: usize = 12;
/// The last epochs, whose weights are averaged.
const AVERAGED: usize = 7;
/// Step of AdaGrad.
const RATE: f32 = 0.1;
/// Penalty on the square of a weight, an epoch.
const PENALTY: f32 = 40.0;
/// Features seen less often are left out.
const MIN_SEEN: u32 = 2;
/// Models that are trained in different orders and score together.
const MODELS: u64 = 3;
/// Features in the table.
const FEATURES: usize = 200_000;
/// Features a bucket holds on average.
const LOAD: usize = 6;
/// Where a word's classes are this sure nothing is learnt from it.
const SETTLED: f32 = 1e-4;

type Classes = [f32; CLASSES];

/// A sentence as the entity tagger trains on it.
#[derive(Debug)]
pub(super) struct Example {
    pub(super) forms: Vec<Form>,
    pub(super) tags: Vec<u8>,
    pub(super) marks: Vec<u32>,
    pub(super) proper: Vec<bool>,
    pub(super) traits: Vec<Traits>,
    pub(super) gold: Vec<u8>,
    /// Which corpus it is from; the tagger is to speak as corpus 0 does.
    pub(super) corpus: u8,
}

/// The classes that spell the entities.
pub(super) fn classes(len: usize, entities: &[Entity]) -> Vec<u8> {
    let mut classes = vec![OUTSIDE; len];
    for e in entities {
        for i in e.words.clone() {
            classes[i] = 1 + 2 * e.kind as u8 + u8::from(i > e.words.start);
        }
    }
    classes
}

/// Words in a row that could be named, each with its features; outside lie ahead and behind.
#[derive(Debug)]
struct Run {
    features: Vec<Vec<u32>>,
    gold: Vec<usize>,
}

/// A weight for each class, with what AdaGrad keeps of it.
#[derive(Clone, Debug)]
struct Row {
    weights: Classes,
    squares: Classes,
    sums: Classes,
}

impl Row {
    const fn new(square: f32) -> Self {
        Self {
            weights: [0.0; CLASSES],
            squares: [square; CLASSES],
            sums: [0.0; CLASSES],
        }
    }

    #[inline]
    fn step(&mut self, class: usize, slope: f32) {
        self.squares[class] += slope * slope;
        self.weights[class] -= RATE * slope / self.squares[class].sqrt();
    }

    fn count(&mut self) {
        for (sum, weight) in self.sums.iter_mut().zip(self.weights) {
            *sum += weight;
        }
    }
}

/// A feature: its key, and the corpus for which alone it speaks or [`SHARED`].
type Feature = (u64, u8);

/// In place of a corpus: all of them.
const SHARED: u8 = u8::MAX;

/// Trains on the examples and returns the entity tagger's file.
pub(super) fn train(examples: &[Example]) -> Vec<u8> {
    let (runs, features, seen) = runs(examples);
    eprintln!(
        "entities: {} runs, {} features of one corpus or all",
        runs.len(),
        features.len()
    );
    let mut sums = vec![[0.0; CLASSES]; features.len()];
    let mut transitions = [[0.0; CLASSES]; CLASSES];
    for seed in 0..MODELS {
        let model = fit(&runs, &seen, seed);
        for (sum, row) in sums.iter_mut().zip(&model.rows) {
            add(sum, &row.sums);
        }
        for (sum, row) in transitions.iter_mut().zip(&model.transitions) {
            add(sum, &row.sums);
        }
    }

    let ids: HashMap<Feature, usize> = features.iter().enumerate().map(|(i, f)| (*f, i)).collect();
    let mut spoken: Vec<(u64, [f32; DENSE])> = features
        .iter()
        .zip(&sums)
        .filter(|((_, corpus), _)| *corpus == SHARED)
        .map(|((key, _), sum)| {
            let mut weights = *sum;
            if let Some(&own) = ids.get(&(*key, 0)) {
                add(&mut weights, &sums[own]);
            }
            let outside = weights[usize::from(OUTSIDE)];
            (*key, std::array::from_fn(|c| weights[c + 1] - outside))
        })
        .collect();
    let importance = |f: &(u64, [f32; DENSE])| f.1.iter().fold(0.0, |m: f32, w| m.max(w.abs()));
    spoken.sort_by(|a, b| importance(b).total_cmp(&importance(a)).then(a.0.cmp(&b.0)));
    eprintln!("{} features found, at most {FEATURES} kept", spoken.len());
    spoken.truncate(FEATURES);
    let (buckets, unit) = pack_dense(&spoken, spoken.len().div_ceil(LOAD));
    let numbers = transitions
        .iter()
        .flatten()
        .flat_map(|w| ((w / unit).round() as i32).to_le_bytes())
        .collect();
    join_sections(MAGIC, &[buckets, numbers])
}

/// The runs of the examples, the features in use and how often each was seen.
fn runs(examples: &[Example]) -> (Vec<Run>, Vec<Feature>, Vec<u32>) {
    let mut found: Vec<(Vec<Vec<u64>>, Vec<usize>, u8)> = Vec::new();
    let mut counts: HashMap<Feature, u32> = HashMap::new();
    let mut keys = Keys::<TEMPLATES>::default();
    for e in examples {
        let view = View {
            forms: &e.forms,
            tags: &e.tags,
            marks: &e.marks,
            proper: &e.proper,
            traits: &e.traits,
            style: Style::of(&e.forms),
        };
        let mut at = 0;
        while at < e.forms.len() {
            let (mut features, mut gold) = (Vec::new(), Vec::new());
            while at < e.forms.len() && view.may_be_named(at) {
                view.features(at, &mut keys);
                for &key in keys.as_slice() {
                    for corpus in [SHARED, e.corpus] {
                        *counts.entry((key, corpus)).or_default() += 1;
                    }
                }
                features.push(keys.as_slice().to_vec());
                // What a name holds before the run is out of reach: there it begins.
                let last = gold.last().map_or(OUTSIDE, |&class| class as u8);
                let class = e.gold[at];
                let within = may_follow(last, class);
                gold.push(usize::from(if within { class } else { class - 1 }));
                at += 1;
            }
            if !gold.is_empty() {
                found.push((features, gold, e.corpus));
            }
            at += 1;
        }
    }
    let mut ids: HashMap<Feature, u32> = HashMap::new();
    let (mut features, mut seen) = (Vec::new(), Vec::new());
    let runs = found
        .into_iter()
        .map(|(words, gold, corpus)| Run {
            features: words
                .iter()
                .map(|keys| {
                    keys.iter()
                        .flat_map(|&key| [(key, SHARED), (key, corpus)])
                        .filter(|feature| counts[feature] >= MIN_SEEN)
                        .map(|feature| {
                            *ids.entry(feature).or_insert_with(|| {
                                features.push(feature);
                                seen.push(counts[&feature]);
                                features.len() as u32 - 1
                            })
                        })
                        .collect()
                })
                .collect(),
            gold,
        })
        .collect();
    (runs, features, seen)
}

/// Weights of the features and, by the class before, of the classes.
#[derive(Debug)]
struct Model {
    rows: Vec<Row>,
    transitions: [Row; CLASSES],
}

fn fit(runs: &[Run], seen: &[u32], seed: u64) -> Model {
    let mut model = Model {
        rows: vec![Row::new(1e-3); seen.len()],
        transitions: std::array::from_fn(|_| Row::new(1e-2)),
    };
    let mut order: Vec<usize> = (0..runs.len()).collect();
    let mut dice = Dice::new(seed);
    for epoch in 0..EPOCHS {
        dice.shuffle(&mut order);
        let (mut sure, mut words) = (0.0, 0);
        for &at in &order {
            sure += model.learn(&runs[at], seen);
            words += runs[at].gold.len();
        }
        let share = 100.0 * sure / words.max(1) as f32;
        eprintln!("entities epoch {epoch}: the gold class is given {share:.2}% on average");
        if epoch + AVERAGED >= EPOCHS {
            model.rows.iter_mut().for_each(Row::count);
            model.transitions.iter_mut().for_each(Row::count);
        }
    }
    model
}

impl Model {
    /// One step against the slope of the run's likelihood; returns the summed chances of its gold
    /// classes.
    fn learn(&mut self, run: &Run, seen: &[u32]) -> f32 {
        let len = run.gold.len();
        let mut allowed = [[0.0; CLASSES]; CLASSES];
        for (last, row) in allowed.iter_mut().enumerate() {
            for (class, cell) in row.iter_mut().enumerate() {
                if may_follow(last as u8, class as u8) {
                    *cell = exp(self.transitions[last].weights[class]);
                }
            }
        }
        let own: Vec<Classes> = run
            .features
            .iter()
            .map(|features| {
                let mut scores = [0.0; CLASSES];
                for &feature in features {
                    add(&mut scores, &self.rows[feature as usize].weights);
                }
                let most = scores.iter().fold(f32::MIN, |m, s| m.max(*s));
                scores.map(|score| exp(score - most))
            })
            .collect();
        // Chances of the ways up to each word, each scaled to a sum of one, and of those after it.
        let mut ahead: Vec<Classes> = Vec::with_capacity(len);
        let mut scales = Vec::with_capacity(len);
        let mut last = [0.0; CLASSES];
        last[usize::from(OUTSIDE)] = 1.0;
        for own in &own {
            let mut next = [0.0; CLASSES];
            for (last, row) in last.iter().zip(&allowed) {
                for (next, step) in next.iter_mut().zip(row) {
                    *next += last * step;
                }
            }
            for (next, own) in next.iter_mut().zip(own) {
                *next *= own;
            }
            let scale: f32 = next.iter().sum();
            last = next.map(|x| x / scale);
            ahead.push(last);
            scales.push(scale);
        }
        let mut behind = vec![[1.0; CLASSES]; len];
        for at in (1..len).rev() {
            for (last, row) in allowed.iter().enumerate() {
                let ways = (0..CLASSES).map(|c| row[c] * own[at][c] * behind[at][c]);
                behind[at - 1][last] = ways.sum::<f32>() / scales[at];
            }
        }

        let mut sure = 0.0;
        for at in 0..len {
            let before = at.checked_sub(1);
            for (last, row) in allowed.iter().enumerate() {
                let reached = match before {
                    Some(before) => ahead[before][last],
                    None => f32::from(last == usize::from(OUTSIDE)),
                };
                let gold = before.map_or(usize::from(OUTSIDE), |b| run.gold[b]);
                for (class, &step) in row.iter().enumerate().filter(|way| *way.1 > 0.0) {
                    let way = step * own[at][class] * behind[at][class];
                    let right = last == gold && class == run.gold[at];
                    let slope = reached * way / scales[at] - f32::from(right);
                    if slope != 0.0 {
                        self.transitions[last].step(class, slope);
                    }
                }
            }
            let mut slopes: Classes = std::array::from_fn(|c| ahead[at][c] * behind[at][c]);
            sure += slopes[run.gold[at]];
            slopes[run.gold[at]] -= 1.0;
            if slopes.iter().all(|s| s.abs() < SETTLED) {
                continue;
            }
            for &feature in &run.features[at] {
                let row = &mut self.rows[feature as usize];
                let penalty = PENALTY / seen[feature as usize] as f32;
                for (class, slope) in slopes.iter().enumerate() {
                    row.step(class, slope + penalty * row.weights[class]);
                }
            }
        }
        sure
    }
}

fn add(sums: &mut Classes, weights: &Classes) {
    for (sum, weight) in sums.iter_mut().zip(weights) {
        *sum += weight;
    }
}

/// The exponential by additions and products alone, which come out the same everywhere, unlike
/// those of the systems' libraries.
fn exp(x: f32) -> f32 {
    let x = f64::from(x).clamp(-87.0, 87.0);
    let halvings = 8;
    let small = x / f64::from(1 << halvings);
    let series = (1..=6)
        .rev()
        .fold(1.0, |sum, n| 1.0 + sum * small / f64::from(n));
    (0..halvings).fold(series, |power, _| power * power) as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exp_is_close() {
        for x in [-80.0_f32, -12.5, -1.0, 0.0, 1e-4, 0.7, 3.0, 40.0] {
            assert!((exp(x) / x.exp() - 1.0).abs() < 1e-4, "{x}");
        }
    }
}
