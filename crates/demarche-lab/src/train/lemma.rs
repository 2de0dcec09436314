//! Trains the lemmatizer.

use std::collections::BTreeMap;

use demarche_parse::key::Keys;
use demarche_parse::lemma::{CLASSES, Letters, MAGIC, Occurrence, Script, TEMPLATES, write_script};
use demarche_parse::table::{Scores, join_sections, pack_map, pack_sparse};
use demarche_parse::tagger::best;
use demarche_parse::word::{Case, Form};

use super::learner::{Dice, Sparse, rival};

const MIN_UPDATES: u32 = 2;
/// By how much the right script's score must beat the others.
const MARGIN: i32 = 5;

/// Trains on words in place with their gold lemmas and returns the lemmatizer's file.
pub(super) fn train(words: &[(Occurrence<'_>, &str)], proper: &[bool], epochs: u32) -> Vec<u8> {
    let made: Vec<Script> = words
        .iter()
        .map(|(w, lemma)| Script::between(w.text, lemma))
        .collect();
    let mut counts: BTreeMap<&Script, u32> = BTreeMap::new();
    for script in &made {
        *counts.entry(script).or_default() += 1;
    }
    let mut scripts: Vec<_> = counts.into_iter().collect();
    scripts.sort_by_key(|s| (std::cmp::Reverse(s.1), s.0));
    let number: BTreeMap<&Script, usize> =
        scripts.iter().enumerate().map(|(i, s)| (s.0, i)).collect();

    let mut exact: BTreeMap<u64, BTreeMap<usize, u32>> = BTreeMap::new();
    let mut backoff: BTreeMap<u64, BTreeMap<usize, u32>> = BTreeMap::new();
    let mut elsewhere: BTreeMap<u64, BTreeMap<usize, u32>> = BTreeMap::new();
    let lower = Script {
        letters: Letters::Lower,
        cut: 0,
        add: "".into(),
    };
    for (at, ((word, _), script)) in words.iter().zip(&made).enumerate() {
        let script = number[script];
        *exact
            .entry(word.key())
            .or_default()
            .entry(script)
            .or_default() += 1;
        *backoff
            .entry(word.backoff())
            .or_default()
            .entry(script)
            .or_default() += 1;
        if !proper[at] && word.form.case == Case::Lower && made[at] != lower {
            for case in [Case::Initial, Case::Upper] {
                let mut form: Form = *word.form;
                form.case = case;
                let key = Occurrence {
                    form: &form,
                    ..*word
                }
                .backoff();
                *elsewhere.entry(key).or_default().entry(script).or_default() += 1;
            }
        }
    }
    let mut lexicon: BTreeMap<u64, Vec<u8>> = BTreeMap::new();
    for (table, share) in [(elsewhere, 60), (backoff, 60), (exact, 55)] {
        for (key, scripts) in table {
            let total: u32 = scripts.values().sum();
            let top = scripts
                .iter()
                .max_by_key(|s| (*s.1, std::cmp::Reverse(*s.0)));
            if let Some((&script, &count)) = top
                && count * 100 >= total * share
            {
                lexicon.insert(key, (script as u16).to_le_bytes().to_vec());
            }
        }
    }

    let mut seen = std::collections::BTreeSet::new();
    let mut types: Vec<usize> = (0..words.len())
        .filter(|&i| number[&made[i]] < CLASSES)
        .filter(|&i| seen.insert((words[i].0.key(), words[i].0.first, number[&made[i]])))
        .collect();
    let mut learner = Sparse::new(MIN_UPDATES);
    let mut keys = Keys::<TEMPLATES>::default();
    let mut dice = Dice::new(2);
    let allowed = (1 << scripts.len().min(CLASSES)) - 1;
    for epoch in 0..epochs {
        dice.shuffle(&mut types);
        let mut right = 0;
        for &i in &types {
            words[i].0.features(&mut keys);
            let mut scores: Scores = [0; 128];
            learner.score(keys.as_slice(), &mut scores);
            let (guess, gold) = (best(&scores, allowed), number[&made[i]] as u8);
            right += u32::from(guess == gold);
            if let Some(wrong) = rival(&scores, gold, allowed, MARGIN) {
                learner.update(keys.as_slice(), gold, wrong);
            }
            learner.tick();
        }
        eprintln!(
            "lemmatizer epoch {epoch}: {right} of {} types right",
            types.len()
        );
    }
    let text: String = scripts.iter().map(|s| write_script(s.0)).collect();
    let (slots, values) = pack_map(&lexicon.into_iter().collect::<Vec<_>>());
    let (buckets, entries) = pack_sparse(&learner.features());
    join_sections(MAGIC, &[text.into_bytes(), slots, values, buckets, entries])
}
