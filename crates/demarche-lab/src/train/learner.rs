//! Averaged perceptrons with integer counts.
//!
//! A feature's weights count only once it has taken part in a few updates, which keeps features
//! that would fit single sentences out of the model (Goldberg and Elhadad 2011).

use std::collections::BTreeMap;

use demarche_parse::table::Scores;
use demarche_parse::tagger::best;

/// The best-scoring class but for the right one, if it comes closer than `margin`.
pub(super) fn rival(scores: &Scores, right: u8, candidates: u128, margin: i32) -> Option<u8> {
    let others = candidates & !(1 << right);
    if others == 0 {
        return None;
    }
    let rival = best(scores, others);
    (scores[usize::from(rival)] + margin > scores[usize::from(right)]).then_some(rival)
}

/// Row numbers of feature keys: open addressing over a power of two of slots.
#[derive(Debug)]
struct Index {
    slots: Vec<(u64, u32)>,
    len: usize,
}

impl Index {
    fn new() -> Self {
        Self {
            slots: vec![(0, u32::MAX); 1 << 16],
            len: 0,
        }
    }

    #[inline]
    fn get(&self, key: u64) -> Option<usize> {
        let mask = self.slots.len() - 1;
        let mut at = (key >> 17) as usize & mask;
        loop {
            let (found, row) = self.slots[at];
            if row == u32::MAX {
                return None;
            }
            if found == key {
                return Some(row as usize);
            }
            at = (at + 1) & mask;
        }
    }

    /// The row of a key, the next free one if it is new.
    fn get_or_insert(&mut self, key: u64) -> usize {
        if let Some(row) = self.get(key) {
            return row;
        }
        if self.len * 2 > self.slots.len() {
            let old = std::mem::take(&mut self.slots);
            self.slots = vec![(0, u32::MAX); old.len() * 2];
            for (key, row) in old.into_iter().filter(|s| s.1 != u32::MAX) {
                self.place(key, row);
            }
        }
        self.place(key, self.len as u32);
        self.len += 1;
        self.len - 1
    }

    fn place(&mut self, key: u64, row: u32) {
        let mask = self.slots.len() - 1;
        let mut at = (key >> 17) as usize & mask;
        while self.slots[at].1 != u32::MAX {
            at = (at + 1) & mask;
        }
        self.slots[at] = (key, row);
    }
}

/// A weight and what its average is short of it, times the clock.
#[derive(Clone, Copy, Debug, Default)]
struct Weight {
    now: i32,
    lag: i64,
}

impl Weight {
    #[inline]
    fn add(&mut self, by: i32, clock: i64) {
        self.now += by;
        self.lag += i64::from(by) * clock;
    }

    fn average(self, clock: i64) -> f32 {
        (f64::from(self.now) - self.lag as f64 / clock.max(1) as f64) as f32
    }
}

/// A feature's key and its weights by class.
pub(super) type SparseFeature = (u64, Vec<(u8, f32)>);

/// A perceptron over up to 127 classes.
#[derive(Debug)]
pub(super) struct Sparse {
    index: Index,
    rows: Vec<(u32, Vec<(u8, Weight)>)>,
    clock: i64,
    min_updates: u32,
}

impl Sparse {
    pub(super) fn new(min_updates: u32) -> Self {
        Self {
            index: Index::new(),
            rows: Vec::new(),
            clock: 1,
            min_updates,
        }
    }

    /// Counts one more decision towards the average.
    pub(super) fn tick(&mut self) {
        self.clock += 1;
    }

    pub(super) fn score(&self, keys: &[u64], scores: &mut Scores) {
        for &key in keys {
            let Some(row) = self.index.get(key) else {
                continue;
            };
            let (updates, weights) = &self.rows[row];
            if *updates >= self.min_updates {
                for (class, weight) in weights {
                    scores[usize::from(*class)] += weight.now;
                }
            }
        }
    }

    /// Moves weight from the wrong class to the right one.
    pub(super) fn update(&mut self, keys: &[u64], right: u8, wrong: u8) {
        for &key in keys {
            let row = self.index.get_or_insert(key);
            if row == self.rows.len() {
                self.rows.push((0, Vec::new()));
            }
            let (updates, weights) = &mut self.rows[row];
            *updates += 1;
            for (class, by) in [(right, 1), (wrong, -1)] {
                let at = weights
                    .iter()
                    .position(|w| w.0 == class)
                    .unwrap_or_else(|| {
                        weights.push((class, Weight::default()));
                        weights.len() - 1
                    });
                weights[at].1.add(by, self.clock);
            }
        }
    }

    /// The averaged weights of the features in use: key, class weights.
    pub(super) fn features(&self) -> Vec<SparseFeature> {
        let mut out: Vec<_> = self
            .index
            .slots
            .iter()
            .filter(|s| s.1 != u32::MAX)
            .map(|&(key, row)| (key, &self.rows[row as usize]))
            .filter(|(_, row)| row.0 >= self.min_updates)
            .map(|(key, row)| {
                let mut weights: Vec<_> = row
                    .1
                    .iter()
                    .map(|(c, w)| (*c, w.average(self.clock)))
                    .collect();
                weights.sort_by_key(|w| w.0);
                (key, weights)
            })
            .collect();
        out.sort_by_key(|f| f.0);
        out
    }
}

/// A perceptron over three classes.
#[derive(Debug)]
pub(super) struct Ternary {
    index: Index,
    rows: Vec<(u32, [Weight; 3])>,
    clock: i64,
    min_updates: u32,
}

impl Ternary {
    pub(super) fn new(min_updates: u32) -> Self {
        Self {
            index: Index::new(),
            rows: Vec::new(),
            clock: 1,
            min_updates,
        }
    }

    /// Counts one more decision towards the average.
    pub(super) fn tick(&mut self) {
        self.clock += 1;
    }

    pub(super) fn score(&self, keys: &[u64]) -> [i32; 3] {
        let mut scores = [0; 3];
        for &key in keys {
            let Some(row) = self.index.get(key) else {
                continue;
            };
            let (updates, weights) = &self.rows[row];
            if *updates >= self.min_updates {
                for (score, weight) in scores.iter_mut().zip(weights) {
                    *score += weight.now;
                }
            }
        }
        scores
    }

    /// Moves weight from the wrong class to the right one.
    pub(super) fn update(&mut self, keys: &[u64], right: usize, wrong: usize) {
        for &key in keys {
            let row = self.index.get_or_insert(key);
            if row == self.rows.len() {
                self.rows.push((0, [Weight::default(); 3]));
            }
            let (updates, weights) = &mut self.rows[row];
            *updates += 1;
            weights[right].add(1, self.clock);
            weights[wrong].add(-1, self.clock);
        }
    }

    /// The averaged weights of the features in use, the second and third class against the
    /// first: key, weights.
    pub(super) fn features(&self) -> Vec<(u64, f32, f32)> {
        let mut out: Vec<_> = self
            .index
            .slots
            .iter()
            .filter(|s| s.1 != u32::MAX)
            .map(|&(key, row)| (key, &self.rows[row as usize]))
            .filter(|(_, row)| row.0 >= self.min_updates)
            .map(|(key, row)| {
                let [a, b, c] = row.1.map(|w| w.average(self.clock));
                (key, b - a, c - a)
            })
            .collect();
        out.sort_by_key(|f| f.0);
        out
    }
}

/// The features of several models as those of one that scores with all of them, at most `limit`
/// of the weightiest.
pub(super) fn merge_sparse(models: Vec<Vec<SparseFeature>>, limit: usize) -> Vec<SparseFeature> {
    let mut merged: BTreeMap<u64, BTreeMap<u8, f32>> = BTreeMap::new();
    for (key, weights) in models.into_iter().flatten() {
        let sums = merged.entry(key).or_default();
        for (class, weight) in weights {
            *sums.entry(class).or_default() += weight;
        }
    }
    let mut features: Vec<SparseFeature> = merged
        .into_iter()
        .map(|(key, weights)| (key, weights.into_iter().collect()))
        .collect();
    let importance = |f: &SparseFeature| f.1.iter().fold(0.0, |m: f32, w| m.max(w.1.abs()));
    features.sort_by(|a, b| importance(b).total_cmp(&importance(a)).then(a.0.cmp(&b.0)));
    eprintln!("{} features found, at most {limit} kept", features.len());
    features.truncate(limit);
    features
}

/// The same for models of three classes.
pub(super) fn merge_ternary(
    models: Vec<Vec<(u64, f32, f32)>>,
    limit: usize,
) -> Vec<(u64, f32, f32)> {
    let mut all = models.concat();
    all.sort_by_key(|f| f.0);
    let mut features: Vec<(u64, f32, f32)> = all
        .chunk_by(|a, b| a.0 == b.0)
        .map(|same| {
            same.iter().fold((same[0].0, 0.0, 0.0), |sum, f| {
                (f.0, sum.1 + f.1, sum.2 + f.2)
            })
        })
        .collect();
    let importance = |f: &(u64, f32, f32)| f.1.abs().max(f.2.abs()).max((f.1 - f.2).abs());
    features.sort_by(|a, b| importance(b).total_cmp(&importance(a)).then(a.0.cmp(&b.0)));
    eprintln!("{} features found, at most {limit} kept", features.len());
    features.truncate(limit);
    features
}

/// A generator of reproducible shuffles and coin flips (SplitMix64).
#[derive(Debug)]
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, (self.next() % (i as u64 + 1)) as usize);
        }
    }

    /// True in `percent` of a hundred throws.
    pub(super) fn chance(&mut self, percent: u64) -> bool {
        self.next() % 100 < percent
    }
}
