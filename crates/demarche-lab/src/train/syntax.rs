//! Trains the dependency parser with a dynamic oracle and exploration.

use std::collections::{BTreeMap, HashMap};

use demarche_parse::Deprel;
use demarche_parse::key::Keys;
use demarche_parse::syntax::{
    ACTION_MAGIC, ACTION_TEMPLATES, ARC_LABELS, Action, Arc, Atoms, LABEL_MAGIC, LABEL_TEMPLATES,
    State, UNLABELLED, settled_action, settled_label,
};
use demarche_parse::table::{
    Bytes, Memo, Scores, join_sections, pack_memo, pack_sparse, pack_ternary,
};
use demarche_parse::tagger::best;

use super::learner::{Dice, Sparse, Ternary, merge_sparse, merge_ternary, rival};

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
    /// By how much the right action's score must beat the others.
    pub(super) action_margin: i32,
    /// By how much the right label's score must beat the others.
    pub(super) label_margin: i32,
    /// How often a context must be met to be beyond doubt.
    pub(super) certain_visits: u32,
    /// One exception in this many is no doubt.
    pub(super) certain_doubt: u32,
    pub(super) min_action_updates: u32,
    pub(super) min_label_updates: u32,
    /// Models that are trained in different orders and score together.
    pub(super) models: u32,
    /// Buckets of eight features in the action table.
    pub(super) buckets: usize,
    /// Features in the label table.
    pub(super) label_features: usize,
}

/// Passes that only find out which decisions are beyond doubt.
const SURVEY_EPOCHS: u32 = 3;

/// Trains on the examples and returns the action and the label file.
pub(super) fn train(examples: &[Example], config: Config) -> (Vec<u8>, Vec<u8>) {
    let mut survey = Training::new(
        config,
        Memo::new(Bytes::default()),
        Memo::new(Bytes::default()),
    );
    for epoch in 0..SURVEY_EPOCHS {
        survey.pass(examples, epoch);
    }
    let (action_memo, label_memo) = survey.settled();
    drop(survey);

    let memo = |bytes: &[u8]| Memo::new(Bytes::Owned(bytes.to_vec()));
    let (mut actions, mut labels) = (Vec::new(), Vec::new());
    for seed in 0..config.models {
        let mut training = Training::new(config, memo(&action_memo), memo(&label_memo));
        training.dice = Dice::new(u64::from(seed) + 10);
        for epoch in 0..config.epochs {
            training.pass(examples, epoch);
        }
        actions.push(training.actions.features());
        labels.push(training.labels.features());
    }
    let actions = merge_ternary(actions, config.buckets * 8);
    let label_features = merge_sparse(labels, config.label_features);
    let buckets = pack_ternary(&actions, config.buckets);
    let actions = join_sections(ACTION_MAGIC, &[action_memo, buckets]);
    let (buckets, entries) = pack_sparse(&label_features);
    (
        actions,
        join_sections(LABEL_MAGIC, &[label_memo, buckets, entries]),
    )
}

/// A parser in training.
struct Training {
    config: Config,
    action_memo: Memo,
    label_memo: Memo,
    actions: Ternary,
    labels: Sparse,
    dice: Dice,
    order: Vec<usize>,
    /// How often each action was right in a context, and how often the context was met.
    action_tally: HashMap<u64, [u32; 4]>,
    /// How often each gold label was met in a context.
    label_tally: HashMap<u64, BTreeMap<u8, u32>>,
}

impl Training {
    fn new(config: Config, action_memo: Memo, label_memo: Memo) -> Self {
        Self {
            config,
            action_memo,
            label_memo,
            actions: Ternary::new(config.min_action_updates),
            labels: Sparse::new(config.min_label_updates),
            dice: Dice::new(3),
            order: Vec::new(),
            action_tally: HashMap::new(),
            label_tally: HashMap::new(),
        }
    }

    /// Trains on every example once.
    fn pass(&mut self, examples: &[Example], epoch: u32) {
        self.order.resize_with(examples.len(), Default::default);
        self.order
            .iter_mut()
            .enumerate()
            .for_each(|(i, at)| *at = i);
        self.dice.shuffle(&mut self.order);
        let mut progress = Progress::default();
        for at in std::mem::take(&mut self.order) {
            self.learn(&examples[at], epoch, &mut progress);
        }
        eprintln!("parser epoch {epoch}: {progress}");
    }

    fn learn(&mut self, example: &Example, epoch: u32, progress: &mut Progress) {
        let words = &example.atoms;
        let gold = Gold::of(example);
        let mut state = State::default();
        state.start(example.heads.len());
        while !state.is_done() {
            let action = match state.forced() {
                Some(action) => action,
                None => self.learn_action(&state, words, &gold, epoch, progress),
            };
            let label = match state.arc(action) {
                Some(arc) => {
                    let right = (example.heads[arc.dependent] == Some(arc.head))
                        .then(|| example.labels[arc.dependent] as u8);
                    self.learn_label(&state, words, arc, right, epoch, progress)
                }
                None => UNLABELLED,
            };
            state.take(action, label);
        }
    }

    fn learn_action(
        &mut self,
        state: &State,
        words: &[Atoms],
        gold: &Gold<'_>,
        epoch: u32,
        progress: &mut Progress,
    ) -> Action {
        if let Some(action) = settled_action(&self.action_memo, state, words) {
            progress.settled_actions += 1;
            return action;
        }
        let mut keys = Keys::<ACTION_TEMPLATES>::default();
        state.action_features(words, &mut keys);
        let scores = self.actions.score(keys.as_slice());
        let costs = gold.costs(state);
        let least = costs.iter().copied().min().unwrap_or(0);
        let choose = |wanted: &dyn Fn(usize) -> bool| {
            (0..3)
                .filter(|&a| state.allows(ACTIONS[a]) && wanted(a))
                .reduce(|a, b| if scores[b] > scores[a] { b } else { a })
        };
        let guess = choose(&|_| true).unwrap_or(0);
        let good = choose(&|a| costs[a] == least).unwrap_or(0);
        progress.actions += 1;
        progress.right_actions += u32::from(costs[guess] == least);
        let tally = self
            .action_tally
            .entry(state.action_context(words))
            .or_default();
        tally[3] += 1;
        for (count, cost) in tally.iter_mut().zip(costs) {
            *count += u32::from(cost == least);
        }
        if let Some(wrong) = choose(&|a| costs[a] > least)
            && scores[wrong] + self.config.action_margin > scores[good]
        {
            self.actions.update(keys.as_slice(), good, wrong);
        }
        self.actions.tick();
        let follow = epoch > 0 && self.dice.chance(self.config.explore);
        ACTIONS[if follow { guess } else { good }]
    }

    /// `right` is the gold label if the arc is right.
    fn learn_label(
        &mut self,
        state: &State,
        words: &[Atoms],
        arc: Arc,
        right: Option<u8>,
        epoch: u32,
        progress: &mut Progress,
    ) -> u8 {
        if let Some(right) = right {
            for context in state.label_contexts(words, arc) {
                *self
                    .label_tally
                    .entry(context)
                    .or_default()
                    .entry(right)
                    .or_default() += 1;
            }
        }
        if let Some(label) = settled_label(&self.label_memo, state, words, arc) {
            progress.settled_labels += 1;
            return label;
        }
        let mut keys = Keys::<LABEL_TEMPLATES>::default();
        state.label_features(words, arc, &mut keys);
        let mut scores: Scores = [0; 128];
        self.labels.score(keys.as_slice(), &mut scores);
        let guess = best(&scores, ARC_LABELS);
        let Some(right) = right else { return guess };
        progress.labels += 1;
        progress.right_labels += u32::from(guess == right);
        if let Some(wrong) = rival(&scores, right, ARC_LABELS, self.config.label_margin) {
            self.labels.update(keys.as_slice(), right, wrong);
        }
        self.labels.tick();
        if epoch == 0 { right } else { guess }
    }

    /// The packed contexts in which one action, one label was right all but always.
    fn settled(&self) -> (Vec<u8>, Vec<u8>) {
        let Config {
            certain_visits,
            certain_doubt,
            ..
        } = self.config;
        let sure =
            |count: u32, all: u32| all >= certain_visits && (all - count) * certain_doubt <= all;
        let mut actions: Vec<(u64, u8)> = self
            .action_tally
            .iter()
            .filter_map(|(&context, tally)| {
                let best = (0..3).max_by_key(|&a| (tally[a], std::cmp::Reverse(a)))?;
                sure(tally[best], tally[3]).then_some((context, best as u8 + 1))
            })
            .collect();
        actions.sort_unstable();
        let mut labels: Vec<(u64, u8)> = self
            .label_tally
            .iter()
            .filter_map(|(&context, tally)| {
                let (&best, &count) = tally.iter().max_by_key(|t| (t.1, t.0))?;
                sure(count, tally.values().sum()).then_some((context, best))
            })
            .collect();
        labels.sort_unstable();
        eprintln!(
            "parser: {} actions and {} labels settled",
            actions.len(),
            labels.len()
        );
        (pack_memo(&actions), pack_memo(&labels))
    }
}

/// Counts of one pass.
#[derive(Default)]
struct Progress {
    actions: u32,
    right_actions: u32,
    settled_actions: u32,
    labels: u32,
    right_labels: u32,
    settled_labels: u32,
}

impl std::fmt::Display for Progress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let percent = |right: u32, all: u32| 100.0 * f64::from(right) / f64::from(all.max(1));
        write!(
            f,
            "{:.2}% of {} actions right, {} settled; {:.2}% of {} labels right, {} settled",
            percent(self.right_actions, self.actions),
            self.actions,
            self.settled_actions,
            percent(self.right_labels, self.labels),
            self.labels,
            self.settled_labels,
        )
    }
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
