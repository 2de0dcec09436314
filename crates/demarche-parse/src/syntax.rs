//! Dependency trees: greedy arc-hybrid transitions, with a classifier for each arc's label.
//!
//! There is no artificial root. The word left on the stack at the end is the root, so every
//! sequence of legal transitions gives one rooted tree, in `2n - 1` steps for `n` words.

use crate::key::{self, Keys};
use crate::table::{Bytes, Memo, Scores, SparseTable, TernaryTable, sections};
use crate::tagger::best;
use crate::types::Deprel;

/// Templates of a transition decision.
pub const ACTION_TEMPLATES: usize = 112;
/// Templates of a label decision.
pub const LABEL_TEMPLATES: usize = 64;
/// First word of an action file.
pub const ACTION_MAGIC: u32 = u32::from_le_bytes(*b"DAC1");
/// First word of a label file.
pub const LABEL_MAGIC: u32 = u32::from_le_bytes(*b"DLB1");

/// What the parser sees of a word.
#[derive(Clone, Copy, Debug)]
pub struct Atoms {
    /// The lemma.
    pub w: u64,
    /// The joint tag.
    pub t: u64,
    /// Both.
    pub wt: u64,
    /// The universal tag.
    pub u: u64,
}

impl Atoms {
    /// Stands for a missing word.
    pub const NONE: Self = Self {
        w: 3,
        t: 5,
        wt: 7,
        u: 11,
    };

    /// The atoms of a word.
    pub fn new(lemma: u64, tag: u8, upos: u8) -> Self {
        let t = key::atom(usize::from(tag));
        Self {
            w: lemma,
            t,
            wt: key::join(lemma, t),
            u: key::atom(usize::from(upos)),
        }
    }
}

/// A step of the parser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Action {
    /// The next word goes on the stack.
    Shift,
    /// The top of the stack becomes a dependent of the next word.
    Left,
    /// The top of the stack becomes a dependent of the word under it.
    Right,
}

/// An arc that an action would make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Arc {
    /// Index of the head.
    pub head: usize,
    /// Index of the dependent.
    pub dependent: usize,
}

/// What is known of a word's place in the tree so far.
#[derive(Clone, Copy, Debug)]
struct Node {
    head: u32,
    label: u8,
    /// Outermost and next-to-outermost dependents on the left; the sentence length if absent.
    left: [u32; 2],
    right: [u32; 2],
    left_count: u8,
    right_count: u8,
    left_labels: u64,
    right_labels: u64,
    /// The dependent that is its case, mark or copula word.
    marker: u32,
}

/// Label of a word that has none yet.
pub const UNLABELLED: u8 = 63;

/// A partial tree.
#[derive(Clone, Debug, Default)]
pub struct State {
    len: usize,
    next: usize,
    stack: Vec<u32>,
    /// One a word and one for "no word".
    nodes: Vec<Node>,
}

impl State {
    /// Starts a sentence of `len` words.
    pub fn start(&mut self, len: usize) {
        let none = len as u32;
        self.len = len;
        self.next = 0;
        self.stack.clear();
        self.nodes.clear();
        self.nodes.resize(
            len + 1,
            Node {
                head: none,
                label: UNLABELLED,
                left: [none; 2],
                right: [none; 2],
                left_count: 0,
                right_count: 0,
                left_labels: 0,
                right_labels: 0,
                marker: none,
            },
        );
    }

    /// Whether an action may be taken.
    #[inline]
    pub fn allows(&self, action: Action) -> bool {
        match action {
            Action::Shift => self.next < self.len,
            Action::Left => self.next < self.len && !self.stack.is_empty(),
            Action::Right => self.stack.len() > 1,
        }
    }

    /// The only action allowed, if there is but one.
    #[inline]
    pub fn forced(&self) -> Option<Action> {
        if self.next == self.len {
            Some(Action::Right)
        } else if self.stack.is_empty() {
            Some(Action::Shift)
        } else {
            None
        }
    }

    /// Whether the tree is whole.
    #[inline]
    pub fn is_done(&self) -> bool {
        self.next == self.len && self.stack.len() < 2
    }

    /// The arc an action would make.
    #[inline]
    pub fn arc(&self, action: Action) -> Option<Arc> {
        let dependent = *self.stack.last()? as usize;
        let head = match action {
            Action::Shift => return None,
            Action::Left => self.next,
            Action::Right => self.stack.iter().rev().nth(1).map(|&s| s as usize)?,
        };
        Some(Arc { head, dependent })
    }

    /// Takes an allowed action; `label` is that of the arc it makes.
    #[inline]
    pub fn take(&mut self, action: Action, label: u8) {
        let Some(Arc { head, dependent }) = self.arc(action) else {
            self.stack.push(self.next as u32);
            self.next += 1;
            return;
        };
        self.stack.pop();
        let d = dependent as u32;
        self.nodes[dependent].head = head as u32;
        self.nodes[dependent].label = label;
        let node = &mut self.nodes[head];
        if dependent < head {
            node.left = [d, node.left[0]];
            node.left_count = node.left_count.saturating_add(1);
            node.left_labels |= 1 << (label & 63);
            const MARKERS: u64 =
                1 << Deprel::Case as u8 | 1 << Deprel::Mark as u8 | 1 << Deprel::Cop as u8;
            if MARKERS >> (label & 63) & 1 != 0 {
                node.marker = d;
            }
        } else {
            node.right = [d, node.right[0]];
            node.right_count = node.right_count.saturating_add(1);
            node.right_labels |= 1 << (label & 63);
        }
    }

    /// The head of a word, `None` for the root of a whole tree.
    #[inline]
    pub fn head(&self, word: usize) -> Option<usize> {
        let head = self.nodes.get(word)?.head as usize;
        (head < self.len).then_some(head)
    }

    /// The label of a word's arc; `root` for a word that has no head.
    #[inline]
    pub fn label(&self, word: usize) -> Deprel {
        self.nodes
            .get(word)
            .and_then(|n| Deprel::ALL.get(usize::from(n.label)))
            .copied()
            .unwrap_or(Deprel::Root)
    }

    /// Words on the stack, bottom first.
    pub fn stack(&self) -> impl DoubleEndedIterator<Item = usize> {
        self.stack.iter().map(|&s| s as usize)
    }

    /// The next word, which is the sentence's length at its end.
    pub fn next(&self) -> usize {
        self.next
    }

    /// Whether a word is on the stack.
    pub fn is_on_stack(&self, word: usize) -> bool {
        word < self.next && (self.head(word).is_none() && self.nodes[word].label == UNLABELLED)
    }

    /// The features of the next action. `words` has one entry a word and one for "no word".
    pub fn action_features(&self, words: &[Atoms], keys: &mut Keys<ACTION_TEMPLATES>) {
        keys.clear();
        let n = self.len;
        let depth = self.stack.len();
        let at = |back: usize| {
            if depth >= back {
                self.stack[depth - back] as usize
            } else {
                n
            }
        };
        let ahead = |i: usize| (self.next + i).min(n);
        let (i0, i1, i2, j0) = (at(1), at(2), at(3), ahead(0));
        let word = |i: usize| &words[i];
        let (s0, s1, s2) = (word(i0), word(i1), word(i2));
        let (b0, b1, b2, b3) = (word(j0), word(ahead(1)), word(ahead(2)), word(ahead(3)));
        let node = |i: usize| &self.nodes[i];
        let (n0, n1, m0) = (node(i0), node(i1), node(j0));
        let child = |i: u32| word(i as usize);
        let label = |i: u32| key::atom(usize::from(node(i as usize).label));
        let (s0l, s0l2) = (n0.left[0], n0.left[1]);
        let (s0r, s0r2) = (n0.right[0], n0.right[1]);
        let (s1l, s1r, s1r2) = (n1.left[0], n1.right[0], n1.right[1]);
        let (b0l, b0l2) = (m0.left[0], m0.left[1]);
        let gap = key::atom(distance(i0, j0));
        let gap1 = key::atom(distance(i1, i0));
        let before = |i: usize| {
            if i == 0 || i >= n {
                &Atoms::NONE
            } else {
                word(i - 1)
            }
        };
        let after = |i: usize| if i >= n { &Atoms::NONE } else { word(i + 1) };

        // Words alone.
        keys.push(s0.wt);
        keys.push2(s0.w, 0);
        keys.push(s0.t);
        keys.push(s1.wt);
        keys.push(s1.t);
        keys.push(s1.w);
        keys.push(b0.wt);
        keys.push(b0.t);
        keys.push(b0.w);
        keys.push(b1.wt);
        keys.push(b1.t);
        keys.push(b1.w);
        keys.push(b2.wt);
        keys.push(b2.t);
        keys.push(s2.wt);
        keys.push(b3.t);
        // Pairs across the gap.
        keys.push2(s0.wt, b0.wt);
        keys.push2(s0.wt, b0.w);
        keys.push2(s0.w, b0.wt);
        keys.push2(s0.wt, b0.t);
        keys.push2(s0.t, b0.wt);
        keys.push2(s0.w, b0.w);
        keys.push2(s0.t, b0.t);
        keys.push2(b0.t, b1.t);
        keys.push2(b0.wt, b1.t);
        keys.push2(b0.t, b1.wt);
        keys.push2(b0.w, b1.w);
        // Pairs on the stack.
        keys.push2(s1.wt, s0.wt);
        keys.push2(s1.w, s0.w);
        keys.push2(s1.wt, s0.t);
        keys.push2(s1.t, s0.wt);
        keys.push2(s1.t, s0.t);
        keys.push2(s1.t, b0.t);
        keys.push2(s1.wt, b0.t);
        keys.push2(s1.t, b0.wt);
        keys.push2(s1.w, b0.w);
        // Triples.
        keys.push3(b0.t, b1.t, b2.t);
        keys.push3(s0.t, b0.t, b1.t);
        keys.push3(s1.t, s0.t, b0.t);
        keys.push3(s2.t, s1.t, s0.t);
        keys.push4(s2.t, s1.t, s0.t, b0.t);
        keys.push4(s1.t, s0.t, b0.t, b1.t);
        keys.push4(s0.t, b0.t, b1.t, b2.t);
        keys.push3(s0.wt, b0.t, b1.t);
        keys.push3(s0.t, b0.wt, b1.t);
        keys.push3(s0.t, b0.t, b1.wt);
        keys.push3(s1.wt, s0.t, b0.t);
        keys.push3(s1.t, s0.wt, b0.t);
        keys.push3(s1.t, s0.t, b0.wt);
        keys.push3(s1.wt, s0.t, b0.wt);
        keys.push3(s1.w, s0.w, b0.t);
        keys.push3(s1.t, s0.w, b0.w);
        // Dependents.
        keys.push3(s0.t, child(s0l).t, b0.t);
        keys.push3(s0.t, child(s0r).t, b0.t);
        keys.push3(s0.t, b0.t, child(b0l).t);
        keys.push3(s1.t, child(s1r).t, s0.t);
        keys.push3(s1.t, child(s1l).t, s0.t);
        keys.push3(s1.t, s0.t, child(s0l).t);
        keys.push3(s1.t, s0.t, child(s0r).t);
        keys.push3(s0.t, child(s0l).t, child(s0l2).t);
        keys.push3(s0.t, child(s0r).t, child(s0r2).t);
        keys.push3(b0.t, child(b0l).t, child(b0l2).t);
        keys.push3(s1.t, child(s1r).t, child(s1r2).t);
        keys.push2(child(s0l).wt, s0.t);
        keys.push2(child(s0r).wt, s0.t);
        keys.push2(child(b0l).wt, b0.t);
        keys.push2(child(s1r).wt, s1.t);
        keys.push3(label(s0l), s0.t, b0.t);
        keys.push3(label(s0r), s0.t, b0.t);
        keys.push3(label(b0l), s0.t, b0.t);
        keys.push3(label(s1r), s1.t, s0.t);
        keys.push3(label(s0l), label(s0l2), s0.t);
        keys.push3(label(s0r), label(s0r2), s0.t);
        // Markers decide attachment.
        keys.push3(child(n0.marker).w, s0.t, s1.w);
        keys.push3(child(n0.marker).w, s0.t, s1.t);
        keys.push4(child(n0.marker).w, s0.w, s1.t, b0.t);
        keys.push3(child(m0.marker).w, b0.t, s0.t);
        keys.push3(child(m0.marker).w, b0.t, s0.w);
        keys.push4(child(n0.marker).w, s0.t, s1.t, label(s1r));
        // Distances.
        keys.push2(s0.wt, gap);
        keys.push2(b0.wt, gap);
        keys.push3(s0.t, b0.t, gap);
        keys.push3(s0.w, b0.w, gap);
        keys.push3(s1.t, s0.t, gap1);
        keys.push3(s1.w, s0.t, gap1);
        keys.push4(s1.t, s0.t, b0.t, gap1);
        // Valencies and label sets.
        let count = |c: u8| key::atom(usize::from(c.min(5)));
        keys.push2(s0.wt, count(n0.right_count));
        keys.push2(s0.wt, count(n0.left_count));
        keys.push2(b0.wt, count(m0.left_count));
        keys.push3(s0.t, b0.t, count(n0.right_count));
        keys.push3(s0.t, b0.t, count(n0.left_count));
        keys.push2(s1.wt, count(n1.right_count));
        keys.push2(s0.wt, n0.right_labels);
        keys.push2(s0.t, key::join(n0.left_labels, n0.right_labels));
        keys.push3(s0.t, b0.t, n0.right_labels);
        keys.push3(s0.t, b0.t, n0.left_labels);
        keys.push2(b0.t, m0.left_labels);
        keys.push2(b0.wt, m0.left_labels);
        keys.push2(s1.wt, n1.right_labels);
        keys.push3(s1.t, s0.t, n1.right_labels);
        keys.push3(s1.t, s0.t, n0.left_labels);
        keys.push4(s1.t, s0.t, n1.left_labels, n0.left_labels);
        // Neighbours in the sentence.
        keys.push3(before(i0).t, s0.t, b0.t);
        keys.push3(after(i0).t, s0.t, b0.t);
        keys.push3(before(j0).t, b0.t, s0.t);
        keys.push3(before(j0).wt, s0.t, b0.t);
    }

    /// The features of an arc's label. `words` has one entry a word and one for "no word".
    pub fn label_features(&self, words: &[Atoms], arc: Arc, keys: &mut Keys<LABEL_TEMPLATES>) {
        keys.clear();
        let n = self.len;
        let Arc { head, dependent } = arc;
        let side = key::atom(usize::from(dependent < head));
        let word = |i: usize| &words[i];
        let (h, d) = (word(head), word(dependent));
        let (hn, dn) = (&self.nodes[head], &self.nodes[dependent]);
        let child = |i: u32| word(i as usize);
        let label = |i: u32| key::atom(usize::from(self.nodes[i as usize].label));
        let before = |i: usize| if i == 0 { &Atoms::NONE } else { word(i - 1) };
        let after = |i: usize| if i >= n { &Atoms::NONE } else { word(i + 1) };
        let sibling = if dependent < head {
            hn.left[0]
        } else {
            hn.right[0]
        };
        let marker = child(dn.marker);
        let gap = key::join(
            side,
            key::atom(distance(head.min(dependent), head.max(dependent))),
        );
        let beyond = word((self.next + usize::from(dependent < head)).min(n));

        keys.push2(h.wt, side);
        keys.push2(h.w, side);
        keys.push2(h.t, side);
        keys.push2(d.wt, side);
        keys.push2(d.w, side);
        keys.push2(d.t, side);
        keys.push3(h.wt, d.wt, side);
        keys.push3(h.w, d.w, side);
        keys.push3(h.t, d.t, side);
        keys.push3(h.wt, d.t, side);
        keys.push3(h.t, d.wt, side);
        keys.push3(h.u, d.u, gap);
        keys.push3(h.t, d.t, gap);
        keys.push2(h.wt, gap);
        keys.push2(d.wt, gap);
        keys.push3(h.t, before(dependent).t, key::join(d.t, side));
        keys.push3(h.t, after(dependent).t, key::join(d.t, side));
        keys.push3(before(head).t, h.t, key::join(d.t, side));
        keys.push3(after(head).t, h.t, key::join(d.t, side));
        keys.push3(before(dependent).w, d.t, side);
        keys.push3(after(dependent).w, d.t, side);
        keys.push3(marker.w, d.t, h.t);
        keys.push3(marker.w, d.w, h.t);
        keys.push3(marker.w, d.t, h.w);
        keys.push3(marker.w, d.w, h.w);
        keys.push2(marker.w, side);
        keys.push3(marker.wt, h.u, d.u);
        keys.push3(dn.left_labels, d.t, h.t);
        keys.push3(dn.left_labels, d.u, side);
        keys.push3(dn.right_labels, d.t, h.t);
        keys.push3(dn.right_labels, d.u, side);
        keys.push3(dn.left_labels, dn.right_labels, side);
        keys.push3(child(dn.left[0]).wt, d.t, h.t);
        keys.push3(child(dn.left[1]).t, d.t, h.t);
        keys.push3(child(dn.right[0]).wt, d.t, h.t);
        keys.push3(child(dn.left[0]).w, d.u, side);
        keys.push4(label(dn.left[0]), label(dn.right[0]), d.t, h.t);
        keys.push3(hn.left_labels, d.t, side);
        keys.push3(hn.left_labels, h.t, key::join(d.t, side));
        keys.push3(hn.right_labels, d.t, side);
        keys.push3(hn.right_labels, h.t, key::join(d.t, side));
        keys.push3(hn.right_labels, h.wt, side);
        keys.push3(hn.left_labels, h.wt, side);
        keys.push4(hn.left_labels, h.w, d.t, side);
        keys.push4(hn.right_labels, h.w, d.t, side);
        keys.push3(label(sibling), d.t, key::join(h.t, side));
        keys.push3(label(sibling), d.w, side);
        keys.push3(child(sibling).t, d.t, key::join(h.t, side));
        keys.push3(child(sibling).w, d.w, side);
        keys.push3(beyond.t, d.t, key::join(h.t, side));
        keys.push3(h.w, d.u, side);
        keys.push3(h.u, d.w, side);
        keys.push4(h.w, d.u, child(sibling).u, side);
        keys.push4(marker.w, child(hn.marker).w, d.t, h.t);
    }

    /// What an action is settled by where training met no doubt: four tags.
    #[inline]
    pub fn action_context(&self, words: &[Atoms]) -> u64 {
        let depth = self.stack.len();
        let at = |back: usize| {
            if depth >= back {
                self.stack[depth - back] as usize
            } else {
                self.len
            }
        };
        let ahead = |i: usize| (self.next + i).min(self.len);
        let stack = key::join(words[at(2)].t, words[at(1)].t);
        let rest = key::join(words[ahead(0)].t, words[ahead(1)].t);
        key::finish(key::join(stack, rest))
    }

    /// What a label is settled by where training met no doubt: two tags, then more narrowly
    /// the dependent's lemma.
    #[inline]
    pub fn label_contexts(&self, words: &[Atoms], arc: Arc) -> [u64; 2] {
        let (h, d) = (&words[arc.head], &words[arc.dependent]);
        let side = key::atom(usize::from(arc.dependent < arc.head));
        [
            key::finish(key::join(key::join(h.t, d.t), side)),
            key::finish(key::join(key::join(h.u, d.wt), side)),
        ]
    }
}

/// A distance in words, in buckets.
#[inline]
fn distance(from: usize, to: usize) -> usize {
    match to.saturating_sub(from) {
        d @ 0..=5 => d,
        6..=7 => 6,
        8..=10 => 7,
        11..=15 => 8,
        _ => 9,
    }
}

/// A trained dependency parser.
#[derive(Clone, Debug)]
pub struct Grammar {
    certain_actions: Memo,
    actions: TernaryTable,
    certain_labels: Memo,
    labels: SparseTable,
}

/// Labels that an arc may get: all but `root`.
pub const ARC_LABELS: u128 = (1 << Deprel::ALL.len()) - 2;

impl Grammar {
    /// Reads an action file and a label file.
    pub fn new(actions: &Bytes, labels: &Bytes) -> Option<Self> {
        let [memo, buckets] = sections(actions, ACTION_MAGIC)?.try_into().ok()?;
        let certain_actions = Memo::new(memo);
        let actions = TernaryTable::new(buckets);
        let [memo, buckets, entries] = sections(labels, LABEL_MAGIC)?.try_into().ok()?;
        let certain_labels = Memo::new(memo);
        let labels = SparseTable::new(buckets, entries);
        Some(Self {
            certain_actions,
            actions,
            certain_labels,
            labels,
        })
    }

    /// Parses a sentence into `state`. `words` has one entry a word and one for "no word".
    pub fn parse(&self, words: &[Atoms], state: &mut State) {
        state.start(words.len().saturating_sub(1));
        let mut action_keys = Keys::default();
        let mut label_keys = Keys::default();
        while !state.is_done() {
            let settled = state
                .forced()
                .or_else(|| settled_action(&self.certain_actions, state, words));
            let action = settled.unwrap_or_else(|| {
                state.action_features(words, &mut action_keys);
                let [left, right] = self.actions.score(action_keys.as_slice());
                let right = if state.allows(Action::Right) {
                    right
                } else {
                    i32::MIN
                };
                if left > 0 && left >= right {
                    Action::Left
                } else if right > 0 {
                    Action::Right
                } else {
                    Action::Shift
                }
            });
            let label = match state.arc(action) {
                Some(arc) => {
                    settled_label(&self.certain_labels, state, words, arc).unwrap_or_else(|| {
                        state.label_features(words, arc, &mut label_keys);
                        let mut scores: Scores = [0; 128];
                        self.labels.score(label_keys.as_slice(), &mut scores);
                        best(&scores, ARC_LABELS)
                    })
                }
                None => UNLABELLED,
            };
            state.take(action, label);
        }
    }
}

/// The action that needs no scoring, if there is one and it is allowed.
#[inline]
pub fn settled_action(memo: &Memo, state: &State, words: &[Atoms]) -> Option<Action> {
    let action = match memo.get(state.action_context(words))? {
        1 => Action::Shift,
        2 => Action::Left,
        _ => Action::Right,
    };
    state.allows(action).then_some(action)
}

/// The label that needs no scoring, if there is one.
#[inline]
pub fn settled_label(memo: &Memo, state: &State, words: &[Atoms], arc: Arc) -> Option<u8> {
    let [tags, lemma] = state.label_contexts(words, arc);
    memo.get(tags)
        .or_else(|| memo.get(lemma))
        .map(|label| label.min(Deprel::ALL.len() as u8 - 1))
}
