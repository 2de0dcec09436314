//! Trains the dependency parser with a dynamic oracle and exploration.

use demarche_parse::Deprel;
use demarche_parse::key::Keys;
use demarche_parse::syntax::{
    ACTION_MAGIC, ACTION_TEMPLATES, ARC_LABELS, Action, Atoms, LABEL_MAGIC, LABEL_TEMPLATES, State,
    UNLABELLED,
};
use demarche_parse::table::{Scores, join_sections, pack_sparse, pack_ternary};
use demarche_parse::tagger::best;

use super::learner::{Dice, Sparse, Ternary};

const ACTIONS: [Action; 3] = [Action::Shift, Action::Left, Action::Right];

/// A sentence as the parser trains on it: `atoms` has one entry more than there are words.
#[derive(Debug)]
pub(super) struct Example {
    pub(super) atoms: Vec<Atoms>,
    pub(super) heads: Vec<Option<usize>>,
    pub(super) labels: Vec<Deprel>,
}

/// How the parser is trained.
#[derive(Clone, Copy, Debug)]
pub(super) struct Config {
    pub(super) epochs: u32,
    /// Percentage of steps, after the first epoch, that follow the parser's own choice.
    pub(super) explore: u64,
    pub(super) min_action_updates: u32,
    pub(super) min_label_updates: u32,
    /// Buckets of eight features in the action table.
    pub(super) buckets: usize,
}

/// Trains on the examples and returns the action and the label file.
pub(super) fn train(examples: &[Example], config: Config) -> (Vec<u8>, Vec<u8>) {
    let mut actions = Ternary::new(config.min_action_updates);
    let mut labels = Sparse::new(config.min_label_updates);
    let mut order: Vec<usize> = (0..examples.len()).collect();
    let mut dice = Dice::new(3);
    let mut state = State::default();
    let mut keys = Keys::<ACTION_TEMPLATES>::default();
    let mut label_keys = Keys::<LABEL_TEMPLATES>::default();
    for epoch in 0..config.epochs {
        dice.shuffle(&mut order);
        let (mut right, mut all, mut right_labels, mut all_labels) = (0, 0, 0, 0);
        for &at in &order {
            let example = &examples[at];
            let gold = Gold::of(example);
            state.start(example.heads.len());
            while !state.is_done() {
                let action = match state.forced() {
                    Some(action) => action,
                    None => {
                        state.action_features(&example.atoms, &mut keys);
                        let scores = actions.score(keys.as_slice());
                        let costs = gold.costs(&state);
                        let least = costs.iter().copied().min().unwrap_or(0);
                        let choose = |wanted: &dyn Fn(usize) -> bool| {
                            (0..3)
                                .filter(|&a| state.allows(ACTIONS[a]) && wanted(a))
                                .reduce(|a, b| if scores[b] > scores[a] { b } else { a })
                                .unwrap_or(0)
                        };
                        let guess = choose(&|_| true);
                        let good = choose(&|a| costs[a] == least);
                        all += 1;
                        if costs[guess] == least {
                            right += 1;
                        } else {
                            actions.update(keys.as_slice(), good, guess);
                        }
                        actions.tick();
                        let follow = epoch > 0 && dice.chance(config.explore);
                        ACTIONS[if follow { guess } else { good }]
                    }
                };
                let mut label = UNLABELLED;
                if let Some(arc) = state.arc(action) {
                    state.label_features(&example.atoms, arc, &mut label_keys);
                    let mut scores: Scores = [0; 128];
                    labels.score(label_keys.as_slice(), &mut scores);
                    label = best(&scores, ARC_LABELS);
                    if example.heads[arc.dependent] == Some(arc.head) {
                        let gold = example.labels[arc.dependent] as u8;
                        all_labels += 1;
                        if label == gold {
                            right_labels += 1;
                        } else {
                            labels.update(label_keys.as_slice(), gold, label);
                        }
                        labels.tick();
                        if epoch == 0 {
                            label = gold;
                        }
                    }
                }
                state.take(action, label);
            }
        }
        eprintln!(
            "parser epoch {epoch}: {:.2}% of {all} actions, {:.2}% of {all_labels} labels right",
            100.0 * f64::from(right) / f64::from(all.max(1)),
            100.0 * f64::from(right_labels) / f64::from(all_labels.max(1)),
        );
    }
    let mut features = actions.features();
    let found = features.len();
    features.sort_by(|a, b| {
        let importance = |f: &(u64, f32, f32)| f.1.abs().max(f.2.abs()).max((f.1 - f.2).abs());
        importance(b).total_cmp(&importance(a)).then(a.0.cmp(&b.0))
    });
    features.truncate(config.buckets * 15 / 2);
    let buckets = pack_ternary(&features, config.buckets);
    let actions = join_sections(ACTION_MAGIC, &[buckets]);
    let label_features = labels.features();
    eprintln!(
        "parser: {found} action features, {} kept; {} label features",
        features.len(),
        label_features.len()
    );
    let (buckets, entries) = pack_sparse(&label_features);
    (actions, join_sections(LABEL_MAGIC, &[buckets, entries]))
}

/// The gold tree, with dependents listed.
struct Gold<'a> {
    heads: &'a [Option<usize>],
    dependents: Vec<Vec<usize>>,
}

impl<'a> Gold<'a> {
    fn of(example: &'a Example) -> Self {
        let mut dependents = vec![Vec::new(); example.heads.len()];
        for (word, head) in example.heads.iter().enumerate() {
            if let Some(head) = head {
                dependents[*head].push(word);
            }
        }
        Self {
            heads: &example.heads,
            dependents,
        }
    }

    /// How many gold arcs each action makes impossible (Goldberg and Nivre 2013); the root counts
    /// as an arc from below the stack.
    fn costs(&self, state: &State) -> [usize; 3] {
        let next = state.next();
        let mut stack = state.stack().rev();
        let (top, under) = (stack.next(), stack.next());
        let mut costs = [usize::MAX; 3];
        let pending = |word: usize| self.dependents[word].iter().filter(|&&d| d >= next).count();
        if let Some(top) = top {
            let head = self.heads[top];
            if state.allows(Action::Left) {
                let lost = match head {
                    None => true,
                    Some(h) => Some(h) == under || h > next,
                };
                costs[1] = pending(top) + usize::from(lost);
            }
            if state.allows(Action::Right) {
                let lost = head.is_none_or(|h| h >= next);
                costs[2] = pending(top) + usize::from(lost);
            }
        }
        if state.allows(Action::Shift) {
            let lost = match self.heads[next] {
                None => top.is_some(),
                Some(h) => h < next && Some(h) != top && state.is_on_stack(h),
            };
            let dependents = self.dependents[next]
                .iter()
                .filter(|&&d| d < next && state.is_on_stack(d))
                .count();
            costs[0] = dependents + usize::from(lost);
        }
        costs
    }
}
