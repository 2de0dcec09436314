//! The type of the relation between two given parties of a sentence.
//!
//! A linear model (multinomial logistic regression) over word stems, windows around the parties and
//! a seed lexicon (`codebook/relation_lexicon.tsv`). It reads words only: no parse, no knowledge of
//! who the parties are. `demarche-lab train relation` makes its weights.
//!
//! The training data do not tell CONCEDE from RETREAT; the model knows the two as one class, and the
//! lexicon tells them apart.

mod features;
mod lexicon;
mod stem;
mod tokens;
mod weights;

use std::sync::LazyLock;

use demarche_knowledge::quick::QuickMap;
use demarche_record::Span;
use demarche_record::{EventType, Mode, QuadClass};

pub use features::{Features, VIEW_WEIGHTS, VIEWS};
use lexicon::{Lexicon, Reading};
use tokens::Sentence;
pub use weights::{CLASSES, ClassScores, FeatureWeights, Weights, class_of};

/// Says what kind of relation a sentence tells of.
#[derive(Debug)]
pub struct RelationModel {
    lexicon: Lexicon,
    rows: QuickMap<u32, (f32, usize)>,
    scores: Vec<ClassScores>,
    bias: ClassScores,
    temperature: f32,
}

/// The type of a relation.
#[derive(Clone, Debug, PartialEq)]
pub struct Relation {
    /// The likeliest type. CONCEDE and RETREAT compete with the rest as one class, which the
    /// training data count as material cooperation: it is returned as RETREAT.
    pub event_type: EventType,
    /// A mode of that type, if a word of the lexicon names one.
    pub mode: Option<Mode>,
    /// The quadrant of the type.
    pub quad_class: QuadClass,
    /// Every type in the manual's order with its calibrated probability; they sum to 1.
    pub probabilities: [(EventType, f32); 16],
}

impl Relation {
    /// The probability of one type.
    pub fn probability(&self, event_type: EventType) -> f32 {
        self.probabilities[event_type as usize].1
    }
}

impl RelationModel {
    /// The model with the weights inside this crate, made at first use.
    pub fn embedded() -> &'static RelationModel {
        static MODEL: LazyLock<RelationModel> = LazyLock::new(|| {
            let weights = Weights::read(include_bytes!("../../weights/relation.bin"));
            RelationModel::new(&weights.unwrap_or_default())
        });
        &MODEL
    }

    /// A model with other weights. With none at all, every class is as likely as any other.
    pub fn new(weights: &Weights) -> Self {
        let rows = weights
            .features
            .iter()
            .enumerate()
            .map(|(row, feature)| (feature.key, (feature.idf, row)))
            .collect();
        RelationModel {
            lexicon: Lexicon::embedded(),
            rows,
            scores: weights
                .features
                .iter()
                .map(|feature| feature.scores)
                .collect(),
            bias: weights.bias,
            temperature: weights.temperature,
        }
    }

    /// The type of the relation that `text` tells of between `actor` and `recipient`.
    ///
    /// Spans count Unicode scalar values of `text`. A party that the text does not name is `None`;
    /// a span that lies outside the text counts as none.
    pub fn classify(&self, text: &str, actor: Option<Span>, recipient: Option<Span>) -> Relation {
        let sentence = tokens::read(text, actor, recipient);
        let classes = self.classes(&sentence);
        let readings = self.lexicon.read(&sentence.tokens);
        relation(&classes, &sentence, &readings)
    }

    fn classes(&self, sentence: &Sentence) -> ClassScores {
        let features = features::extract(sentence, &self.lexicon);
        let mut scores = self.bias;
        for (row, value) in scale(&features, |key| self.rows.get(&key).copied()) {
            for (score, weight) in scores.iter_mut().zip(&self.scores[row]) {
                *score += value * weight;
            }
        }
        softmax(scores, self.temperature)
    }

    /// The relation of which another model gave the probabilities of the classes: the mean of the two
    /// models', which err on different sentences. The lexicon tells CONCEDE from RETREAT and gives
    /// the mode.
    pub fn complete(
        &self,
        text: &str,
        actor: Option<Span>,
        recipient: Option<Span>,
        classes: &ClassScores,
    ) -> Relation {
        let sentence = tokens::read(text, actor, recipient);
        let own = self.classes(&sentence);
        let mut mean = *classes;
        for (share, own) in mean.iter_mut().zip(own) {
            *share = (*share + own) / 2.0;
        }
        let readings = self.lexicon.read(&sentence.tokens);
        relation(&mean, &sentence, &readings)
    }

    /// What the model sees of a sentence, for training.
    pub fn features(&self, text: &str, actor: Option<Span>, recipient: Option<Span>) -> Features {
        features::extract(&tokens::read(text, actor, recipient), &self.lexicon)
    }
}

/// Phrases of the seed lexicon that lean towards a type, in the file's order.
pub fn seed_phrases() -> impl Iterator<Item = (EventType, &'static str)> {
    lexicon::entries()
        .filter_map(|(class, phrase)| Some((lexicon::type_and_mode(class)?.0, phrase)))
}

/// The known features with their values: (1 + ln count) x idf, each view scaled to the length of
/// its weight. `known` gives the inverse document frequency of a key and its row.
pub fn scale(
    features: &Features,
    known: impl Fn(u32) -> Option<(f32, usize)>,
) -> Vec<(usize, f32)> {
    let mut values = Vec::with_capacity(features.views.iter().map(Vec::len).sum());
    for (view, weight) in features.views.iter().zip(VIEW_WEIGHTS) {
        let start = values.len();
        let mut square = 0.0f32;
        for &(key, count) in view {
            if let Some((idf, row)) = known(key) {
                let value = (1.0 + f32::from(count).ln()) * idf;
                square += value * value;
                values.push((row, value));
            }
        }
        let factor = weight / square.sqrt().max(f32::MIN_POSITIVE);
        for (_, value) in &mut values[start..] {
            *value *= factor;
        }
    }
    values
}

fn softmax(scores: ClassScores, temperature: f32) -> ClassScores {
    let highest = scores.iter().copied().fold(f32::MIN, f32::max);
    let mut classes = scores.map(|score| ((score - highest) / temperature).exp());
    let sum: f32 = classes.iter().sum();
    classes.iter_mut().for_each(|p| *p /= sum);
    classes
}

fn relation(classes: &ClassScores, sentence: &Sentence, readings: &[Reading]) -> Relation {
    let mut best = 0;
    for (i, p) in classes.iter().enumerate() {
        if *p > classes[best] {
            best = i;
        }
    }
    let concede = concede_share(sentence, readings);
    let mut probabilities: [(EventType, f32); 16] = [(EventType::Agree, 0.0); 16];
    for (slot, &event_type) in probabilities.iter_mut().zip(EventType::ALL) {
        let share = match event_type {
            EventType::Concede => concede,
            EventType::Retreat => 1.0 - concede,
            _ => 1.0,
        };
        *slot = (event_type, share * classes[class_of(event_type)]);
    }
    // The training data count their common class as material cooperation: RETREAT's quadrant.
    let event_type = CLASSES[best];
    Relation {
        event_type,
        mode: mode(event_type, sentence, readings),
        quad_class: event_type.quad_class(),
        probabilities,
    }
}

/// Readings of the event's window, then of the whole sentence.
fn nearest_first<'a>(
    sentence: &Sentence,
    readings: &'a [Reading],
) -> impl Iterator<Item = &'a Reading> {
    readings[features::event_window(sentence)]
        .iter()
        .chain(readings)
}

/// How much of the common class is CONCEDE: the first word that speaks for one of the two decides.
/// Deeds outnumber words in the manual's examples, so RETREAT wins where none speaks.
fn concede_share(sentence: &Sentence, readings: &[Reading]) -> f32 {
    for reading in nearest_first(sentence, readings) {
        let speaks = |wanted| {
            reading
                .types
                .iter()
                .any(|(event_type, _)| *event_type == wanted)
        };
        match (speaks(EventType::Concede), speaks(EventType::Retreat)) {
            (true, false) => return 0.85,
            (false, true) => return 0.1,
            _ => {}
        }
    }
    0.3
}

fn mode(event_type: EventType, sentence: &Sentence, readings: &[Reading]) -> Option<Mode> {
    nearest_first(sentence, readings).find_map(|reading| {
        reading
            .types
            .iter()
            .filter(|(other, _)| *other == event_type)
            .find_map(|(_, mode)| Mode::parse(event_type, (*mode)?))
    })
}
