//! What the model looks at: five bags of features, each scaled to the same length.
//!
//! Keys are hashes that do not depend on the machine; weights are looked up by them, so a change
//! here asks for new weights.

use std::collections::BTreeSet;

use super::lexicon::{Class, Lexicon, Reading};
use super::tokens::{Kind, Sentence, Token};

/// How many views a sentence has.
pub const VIEWS: usize = 5;

/// The weight of each view: stems, words after the actor, words before the recipient, order,
/// lexicon.
pub const VIEW_WEIGHTS: [f32; VIEWS] = [0.7, 0.7, 0.7, 0.7, 1.4];

const STEMS: usize = 0;
const AFTER_ACTOR: usize = 1;
const BEFORE_RECIPIENT: usize = 2;
const ORDER: usize = 3;
const LEXICON: usize = 4;

/// The features of a sentence with its parties: for each view, keys and how often each occurs, in
/// order of key.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Features {
    /// One list per view.
    pub views: [Vec<(u32, u16)>; VIEWS],
}

/// Collects the keys of one view.
struct Bag {
    view: u64,
    keys: Vec<u32>,
}

impl Bag {
    fn new(view: usize) -> Self {
        Bag {
            view: view as u64 + 1,
            keys: Vec::new(),
        }
    }

    /// Counts the feature `tag` over `parts`.
    fn add(&mut self, tag: &[u8], parts: &[u64]) {
        let mut hash = self.view.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let tags = tag.iter().map(|&byte| u64::from(byte));
        for part in tags.chain(parts.iter().copied()) {
            hash = (hash.rotate_left(23) ^ part).wrapping_mul(0xff51_afd7_ed55_8ccd);
            hash ^= hash >> 32;
        }
        self.keys.push((hash >> 16) as u32);
    }

    fn words(&mut self, tag: &[u8], tokens: &[Token]) {
        for token in tokens {
            self.add(tag, &[token.key]);
        }
        for pair in tokens.windows(2) {
            self.add(tag, &[pair[0].key, pair[1].key]);
        }
    }

    fn count(mut self, once: bool) -> Vec<(u32, u16)> {
        self.keys.sort_unstable();
        let mut counts: Vec<(u32, u16)> = Vec::with_capacity(self.keys.len());
        for key in self.keys {
            match counts.last_mut() {
                Some(last) if last.0 == key => {
                    if !once {
                        last.1 = last.1.saturating_add(1);
                    }
                }
                _ => counts.push((key, 1)),
            }
        }
        counts
    }
}

/// The features of a sentence.
pub(super) fn extract(sentence: &Sentence, lexicon: &Lexicon) -> Features {
    let mut features = Features::default();
    let short = merge_names(&sentence.tokens);
    let actor = short.iter().position(|token| token.kind == Kind::Actor);
    let recipient = short.iter().position(|token| token.kind == Kind::Recipient);

    let mut stems = Bag::new(STEMS);
    stems.words(b"w", &short);
    features.views[STEMS] = stems.count(false);

    let mut after = Bag::new(AFTER_ACTOR);
    match actor {
        Some(at) => after.words(b">", window(&short, at + 1, 8)),
        None => after.words(b"0", window(&short, 0, 8)),
    }
    features.views[AFTER_ACTOR] = after.count(false);

    let mut before = Bag::new(BEFORE_RECIPIENT);
    if let Some(at) = recipient {
        before.words(b"<", &short[at.saturating_sub(6)..at]);
    }
    features.views[BEFORE_RECIPIENT] = before.count(false);

    let mut order = Bag::new(ORDER);
    match (actor, recipient) {
        (Some(actor), Some(recipient)) => {
            order.add(b"o", &[u64::from(actor < recipient)]);
            if actor > recipient {
                order.words(b"a", &short[actor.saturating_sub(5)..actor]);
            }
            order.words(b"r", window(&short, recipient + 1, 4));
        }
        (actor, recipient) => {
            order.add(
                b"n",
                &[u64::from(actor.is_none()), u64::from(recipient.is_none())],
            );
        }
    }
    features.views[ORDER] = order.count(false);
    features.views[LEXICON] = lexical(sentence, &lexicon.read(&sentence.tokens), lexicon);
    features
}

/// Up to `length` tokens from `start` on.
fn window(tokens: &[Token], start: usize, length: usize) -> &[Token] {
    let start = start.min(tokens.len());
    &tokens[start..(start + length).min(tokens.len())]
}

/// Runs of names become one.
fn merge_names(tokens: &[Token]) -> Vec<Token> {
    let mut merged: Vec<Token> = Vec::with_capacity(tokens.len());
    for token in tokens {
        let repeats = merged.last().is_some_and(|last| last.kind == Kind::Name);
        if !(repeats && token.kind == Kind::Name) {
            merged.push(token.clone());
        }
    }
    merged
}

/// The tokens where the relation's own verb is looked for: after the actor, or between the two
/// where the recipient comes first.
pub(super) fn event_window(sentence: &Sentence) -> std::ops::Range<usize> {
    const WIDTH: usize = 12;
    match (sentence.actor, sentence.recipient) {
        (Some(actor), Some(recipient)) if recipient < actor => {
            actor.saturating_sub(WIDTH).max(recipient + 1)..actor
        }
        (actor, _) => {
            let start = actor.map_or(0, |at| at + 1);
            start..(start + WIDTH).min(sentence.tokens.len())
        }
    }
}

fn lexical(sentence: &Sentence, readings: &[Reading], lexicon: &Lexicon) -> Vec<(u32, u16)> {
    let mut bag = Bag::new(LEXICON);
    for reading in readings {
        for class in &reading.classes {
            bag.add(b"L", &[class.key()]);
        }
        for (event_type, mode) in &reading.types {
            if let Some(mode) = mode {
                bag.add(b"M", &[*event_type as u64, super::tokens::key(mode)]);
            }
        }
    }
    in_window(sentence, readings, &mut bag);
    if let Some(at) = sentence.recipient {
        let before = &readings[at.saturating_sub(6)..at];
        for class in before.iter().flat_map(|reading| &reading.classes) {
            bag.add(b"R", &[class.key()]);
        }
        if let Some(last) = before
            .iter()
            .rev()
            .find(|reading| !reading.classes.is_empty())
        {
            for class in &last.classes {
                bag.add(b"1", &[class.key()]);
            }
        }
        for reading in &readings[at + 1..(at + 6).min(readings.len())] {
            for class in &reading.classes {
                bag.add(b"A", &[class.key()]);
            }
        }
    }
    for (tag, words) in [
        (b"s", &sentence.actor_words),
        (b"t", &sentence.recipient_words),
    ] {
        for class in lexicon
            .read(words)
            .iter()
            .flat_map(|reading| &reading.classes)
        {
            bag.add(tag, &[class.key()]);
        }
    }
    bag.count(true)
}

/// Key of the recipient among the classes of the window.
const RECIPIENT: u64 = 7;

/// The first types of the window with the operators before them, and pairs of classes in order.
fn in_window(sentence: &Sentence, readings: &[Reading], bag: &mut Bag) {
    let passive = matches!((sentence.actor, sentence.recipient), (Some(a), Some(r)) if r < a);
    let mut operators: BTreeSet<u64> = BTreeSet::new();
    let mut seen = 0;
    let mut steps: Vec<Vec<u64>> = Vec::new();
    for at in event_window(sentence) {
        let token = &sentence.tokens[at];
        if token.stop {
            break;
        }
        if token.kind == Kind::Recipient {
            steps.push(vec![RECIPIENT]);
            continue;
        }
        let reading = &readings[at];
        if reading.classes.is_empty() {
            continue;
        }
        let mut typed = false;
        for class in &reading.classes {
            if let Class::Type(..) = class
                && seen < 3
            {
                typed = true;
                bag.add(b"F", &[seen.min(2), class.key()]);
                bag.add(b"f", &[u64::from(passive), class.key()]);
                for operator in &operators {
                    bag.add(b"O", &[*operator, class.key()]);
                }
                if operators.is_empty() {
                    bag.add(b"o", &[class.key()]);
                }
            }
        }
        seen += u64::from(typed);
        operators.extend(
            reading
                .classes
                .iter()
                .filter(|c| matches!(c, Class::Operator(_)))
                .map(|c| c.key()),
        );
        steps.push(reading.classes.iter().map(|class| class.key()).collect());
    }
    for (i, step) in steps.iter().enumerate() {
        for &class in step {
            bag.add(b"W", &[class]);
            for &next in steps[i + 1..].iter().take(3).flatten() {
                bag.add(b"P", &[class, next]);
            }
        }
    }
}
