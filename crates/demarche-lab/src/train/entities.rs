//! Trains the entity tagger.

use demarche_parse::Entity;
use demarche_parse::entities::{MAGIC, OUTSIDE, TEMPLATES, View, allowed_after};
use demarche_parse::key::Keys;
use demarche_parse::table::{Scores, join_sections, pack_sparse};
use demarche_parse::tagger::best;
use demarche_parse::word::Form;

use super::learner::{Dice, Sparse};

const MIN_UPDATES: u32 = 2;

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
    let mut learner = Sparse::new(MIN_UPDATES);
    let mut keys = Keys::<TEMPLATES>::default();
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let mut dice = Dice::new(4);
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
                if guess == gold {
                    right += 1;
                } else {
                    learner.update(keys.as_slice(), gold, guess);
                }
                learner.tick();
                classes.push(guess);
            }
        }
        eprintln!("entities epoch {epoch}: {right} of {all} decisions right");
    }
    let features = learner.features();
    eprintln!("entities: {} features", features.len());
    let (buckets, entries) = pack_sparse(&features);
    join_sections(MAGIC, &[buckets, entries])
}
