//! Trains the tagger.

use std::collections::BTreeMap;

use demarche_parse::Upos;
use demarche_parse::key::Keys;
use demarche_parse::table::{Scores, join_sections, pack_map, pack_sparse};
use demarche_parse::tagger::{self, Choice, Entry, MAGIC, TEMPLATES, XPOS, best};
use demarche_parse::word::Form;

use super::learner::{Dice, Sparse, merge_sparse, rival};
use crate::treebank::Sentence;

/// Words seen less often are left out of the lexicon, so that training meets unknown words.
const KNOWN: u32 = 3;
/// From here on a word's seen tags are all it may get.
const CLOSED: u32 = 40;
/// From here on a word seen with one tag alone is not worth a decision.
const CERTAIN: u32 = 25;
const MIN_UPDATES: u32 = 8;
/// By how much the right tag's score must beat the others.
const MARGIN: i32 = 30;
const EPOCHS: u32 = 8;
/// Features in the table.
const FEATURES: usize = 120_000;

/// Joint tags, most frequent first.
#[derive(Debug)]
pub(super) struct Inventory(Vec<(Upos, usize)>);

impl Inventory {
    /// The joint tags seen at least five times.
    pub(super) fn of(sentences: &[&Sentence]) -> Self {
        let mut counts: BTreeMap<(Upos, usize), u32> = BTreeMap::new();
        for s in sentences {
            for (upos, xpos) in s.upos.iter().zip(&s.xpos) {
                if let Some(x) = XPOS.iter().position(|x| x == xpos) {
                    *counts.entry((*upos, x)).or_default() += 1;
                }
            }
        }
        let mut tags: Vec<_> = counts.into_iter().filter(|c| c.1 >= 5).collect();
        tags.sort_by_key(|t| (std::cmp::Reverse(t.1), t.0));
        tags.truncate(tagger::MAX_TAGS);
        Self(tags.into_iter().map(|t| t.0).collect())
    }

    /// The joint tag, or the most frequent one with the same universal tag if it is rare.
    pub(super) fn tag(&self, upos: Upos, xpos: &str) -> u8 {
        let exact = self.0.iter().position(|t| t.0 == upos && XPOS[t.1] == xpos);
        exact
            .or_else(|| self.0.iter().position(|t| t.0 == upos))
            .unwrap_or(0) as u8
    }

    /// The joint tags of a sentence.
    pub(super) fn tags(&self, sentence: &Sentence) -> Vec<u8> {
        sentence
            .upos
            .iter()
            .zip(&sentence.xpos)
            .map(|(u, x)| self.tag(*u, x))
            .collect()
    }
}

/// A sentence as the tagger trains on it.
#[derive(Debug)]
pub(super) struct Example {
    pub(super) forms: Vec<Form>,
    pub(super) marks: Vec<u32>,
    pub(super) gold: Vec<u8>,
}

/// Trains on the examples, `models` times in different orders so that the models score together,
/// and returns the tagger's file.
pub(super) fn train(examples: &[&Example], inventory: &Inventory, models: u64) -> Vec<u8> {
    let lexicon = lexicon(examples);
    let (slots, values) = pack_map(&lexicon.clone().into_iter().collect::<Vec<_>>());
    let open = open_tags(examples);
    let inventory_bytes: Vec<u8> = inventory
        .0
        .iter()
        .flat_map(|t| [t.0 as u8, t.1 as u8])
        .collect();
    let file = |buckets: Vec<u8>, entries: Vec<u8>| {
        let open = open.to_le_bytes().to_vec();
        join_sections(
            MAGIC,
            &[
                inventory_bytes.clone(),
                open,
                slots.clone(),
                values.clone(),
                buckets,
                entries,
            ],
        )
    };
    let blank = file(Vec::new(), Vec::new());
    let lookup = tagger::Tagger::new(&blank.into()).expect("a blank tagger is well-formed");

    let entries: Vec<Vec<Entry>> = examples
        .iter()
        .map(|e| e.forms.iter().map(|f| lookup.entry(f)).collect())
        .collect();
    let mut trained = Vec::new();
    for seed in 0..models {
        let mut learner = Sparse::new(MIN_UPDATES);
        let mut keys = Keys::<TEMPLATES>::default();
        let mut order: Vec<usize> = (0..examples.len()).collect();
        let mut dice = Dice::new(seed);
        for epoch in 0..EPOCHS {
            dice.shuffle(&mut order);
            let (mut right, mut all) = (0, 0);
            for &at in &order {
                let (example, entries) = (examples[at], &entries[at]);
                let mut tags: Vec<u8> = Vec::new();
                for (i, &gold) in example.gold.iter().enumerate() {
                    let candidates = match entries[i].choice {
                        Choice::Only(tag) => {
                            tags.push(tag);
                            continue;
                        }
                        Choice::Among(set) => set,
                        Choice::Open => open,
                    };
                    tagger::features(&example.forms, entries, &example.marks, &tags, i, &mut keys);
                    let mut scores: Scores = [0; 128];
                    learner.score(keys.as_slice(), &mut scores);
                    let guess = best(&scores, candidates);
                    all += 1;
                    right += u32::from(guess == gold);
                    if let Some(wrong) = rival(&scores, gold, candidates, MARGIN) {
                        learner.update(keys.as_slice(), gold, wrong);
                    }
                    learner.tick();
                    tags.push(guess);
                }
            }
            eprintln!("tagger epoch {epoch}: {right} of {all} decisions right");
        }
        trained.push(learner.features());
    }
    let features = merge_sparse(trained, FEATURES);
    let (buckets, entries) = pack_sparse(&features);
    eprintln!("tagger: {} features", features.len());
    file(buckets, entries)
}

/// Tags of unknown words: those that enough different forms have.
fn open_tags(examples: &[&Example]) -> u128 {
    let mut forms: BTreeMap<u8, std::collections::BTreeSet<u64>> = BTreeMap::new();
    for e in examples {
        for (form, &tag) in e.forms.iter().zip(&e.gold) {
            forms.entry(tag).or_default().insert(form.lower);
        }
    }
    forms
        .iter()
        .filter(|f| f.1.len() >= 8)
        .fold(0, |set, f| set | 1 << f.0)
}

/// Keys of forms to kind and tags, as [`tagger::Tagger::entry`] reads them.
fn lexicon(examples: &[&Example]) -> BTreeMap<u64, Vec<u8>> {
    let mut exact: BTreeMap<u64, BTreeMap<u8, u32>> = BTreeMap::new();
    let mut lower: BTreeMap<u64, BTreeMap<u8, u32>> = BTreeMap::new();
    for e in examples {
        for (form, &tag) in e.forms.iter().zip(&e.gold) {
            *exact.entry(form.exact).or_default().entry(tag).or_default() += 1;
            *lower.entry(form.lower).or_default().entry(tag).or_default() += 1;
        }
    }
    let entry = |tags: &BTreeMap<u8, u32>, binds: bool| {
        let total: u32 = tags.values().sum();
        let mut common: Vec<_> = tags
            .iter()
            .filter(|t| *t.1 * 100 >= total && (*t.1 > 1 || total < 40))
            .collect();
        common.sort_by_key(|t| (std::cmp::Reverse(*t.1), *t.0));
        common.truncate(8);
        let kind = match common.len() {
            1 if binds && total >= CERTAIN && *common[0].1 * 500 >= total * 499 => 2,
            _ if binds && total >= CLOSED => 1,
            _ => 0,
        };
        std::iter::once(kind)
            .chain(common.iter().map(|t| *t.0))
            .collect::<Vec<u8>>()
    };
    let known = |tags: &BTreeMap<u8, u32>| tags.values().sum::<u32>() >= KNOWN;
    let mut out = BTreeMap::new();
    out.extend(
        lower
            .iter()
            .filter(|t| known(t.1))
            .map(|(k, tags)| (*k, entry(tags, false))),
    );
    out.extend(
        exact
            .iter()
            .filter(|t| known(t.1))
            .map(|(k, tags)| (*k, entry(tags, true))),
    );
    out
}
