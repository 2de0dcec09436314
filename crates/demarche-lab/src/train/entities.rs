//! Trains the entity tagger.

use demarche_parse::Entity;
use demarche_parse::entities::{MAGIC, OUTSIDE, TEMPLATES, View, allowed_after};
use demarche_parse::key::Keys;
use demarche_parse::table::{Scores, join_sections, pack_sparse};
use demarche_parse::tagger::best;
use demarche_parse::word::Form;

use super::learner::{Dice, Sparse, merge_sparse, rival};

const MIN_UPDATES: u32 = 5;
/// By how much the right class's score must beat the others.
const MARGIN: i32 = 20;
/// Models that are trained in different orders and score together.
const MODELS: u64 = 3;
/// Features in the table.
const FEATURES: usize = 120_000;

/// A sentence as the entity tagger trains on it.
#[derive(Debug)]
pub(super) struct Example {
    pub(super) forms: Vec<Form>,
    pub(super) tags: Vec<u8>,
    pub(super) marks: Vec<u32>,
    pub(super) proper: Vec<bool>,
    pub(super) gold: Vec<u8>,
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

/// Trains on the examples and returns the entity tagger's file.
pub(super) fn train(examples: &[Example], epochs: u32) -> Vec<u8> {
    let mut models = Vec::new();
    for seed in 0..MODELS {
        let mut learner = Sparse::new(MIN_UPDATES);
        let mut keys = Keys::<TEMPLATES>::default();
        let mut order: Vec<usize> = (0..examples.len()).collect();
        let mut dice = Dice::new(seed);
        for epoch in 0..epochs {
            dice.shuffle(&mut order);
            let (mut right, mut all) = (0, 0);
            for &at in &order {
                let e = &examples[at];
                let view = View {
                    forms: &e.forms,
                    tags: &e.tags,
                    marks: &e.marks,
                    proper: &e.proper,
                };
                let mut classes: Vec<u8> = Vec::new();
                for (i, &gold) in e.gold.iter().enumerate() {
                    if !view.may_be_named(i) {
                        classes.push(OUTSIDE);
                        continue;
                    }
                    view.features(&classes, i, &mut keys);
                    let mut scores: Scores = [0; 128];
                    learner.score(keys.as_slice(), &mut scores);
                    let allowed = allowed_after(classes.last().copied());
                    let guess = best(&scores, allowed);
                    // After a wrong class the gold one may be out of reach: the nearest is to begin.
                    let gold = if allowed >> gold & 1 == 1 {
                        gold
                    } else {
                        gold - 1
                    };
                    all += 1;
                    right += u32::from(guess == gold);
                    if let Some(wrong) = rival(&scores, gold, allowed, MARGIN) {
                        learner.update(keys.as_slice(), gold, wrong);
                    }
                    learner.tick();
                    classes.push(guess);
                }
            }
            eprintln!("entities epoch {epoch}: {right} of {all} decisions right");
        }
        models.push(learner.features());
    }
    let features = merge_sparse(models, FEATURES);
    let (buckets, entries) = pack_sparse(&features);
    join_sections(MAGIC, &[buckets, entries])
}
