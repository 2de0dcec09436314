//! The weights and their file.
//!
//! Little-endian: magic, temperature, scale and biases as `f32`, the number of features as `u32`;
//! then all keys (`u32`, ascending), all inverse document frequencies (`u8`, steps of 1/40 above 1)
//! and, feature by feature, the scores of each class (`i16`, in units of the scale).

use demarche_record::EventType;

const MAGIC: &[u8] = b"demarche-relation-1\n";
const IDF_STEPS: f32 = 40.0;

/// The classes of the model. RETREAT stands for itself and for CONCEDE.
pub const CLASSES: [EventType; 15] = [
    EventType::Agree,
    EventType::Consult,
    EventType::Support,
    EventType::Cooperate,
    EventType::Aid,
    EventType::Retreat,
    EventType::Request,
    EventType::Accuse,
    EventType::Reject,
    EventType::Threaten,
    EventType::Protest,
    EventType::Sanction,
    EventType::Mobilize,
    EventType::Coerce,
    EventType::Assault,
];

/// One number for each class.
pub type ClassScores = [f32; CLASSES.len()];

/// The place of a type's class in [`CLASSES`].
pub fn class_of(event_type: EventType) -> usize {
    let class = match event_type {
        EventType::Concede => EventType::Retreat,
        other => other,
    };
    // CLASSES is in the manual's order without CONCEDE.
    let place = class as usize;
    if place > EventType::Concede as usize {
        place - 1
    } else {
        place
    }
}

/// What one feature says.
#[derive(Clone, Debug, PartialEq)]
pub struct FeatureWeights {
    /// The feature.
    pub key: u32,
    /// Its inverse document frequency, at least 1.
    pub idf: f32,
    /// What it adds to each class.
    pub scores: ClassScores,
}

/// All weights of a model.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    /// What scores are divided by before they become probabilities; above 0.
    pub temperature: f32,
    /// What each class has before any feature.
    pub bias: ClassScores,
    /// The features, in order of key.
    pub features: Vec<FeatureWeights>,
}

impl Default for Weights {
    fn default() -> Self {
        Weights {
            temperature: 1.0,
            bias: [0.0; CLASSES.len()],
            features: Vec::new(),
        }
    }
}

impl Weights {
    /// The file of these weights, rounded to its precision.
    pub fn to_bytes(&self) -> Vec<u8> {
        let all = self.features.iter().flat_map(|feature| feature.scores);
        let largest = all.fold(0.0f32, |largest, score| largest.max(score.abs()));
        let scale = if largest > 0.0 {
            largest / f32::from(i16::MAX)
        } else {
            1.0
        };
        let mut bytes = MAGIC.to_vec();
        for number in [self.temperature, scale].iter().chain(&self.bias) {
            bytes.extend(number.to_le_bytes());
        }
        bytes.extend((self.features.len() as u32).to_le_bytes());
        bytes.extend(
            self.features
                .iter()
                .flat_map(|feature| feature.key.to_le_bytes()),
        );
        bytes.extend(self.features.iter().map(|feature| idf_byte(feature.idf)));
        for score in self.features.iter().flat_map(|feature| feature.scores) {
            bytes.extend(((score / scale).round() as i16).to_le_bytes());
        }
        bytes
    }

    /// Reads a file; `None` if it is malformed.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut rest = bytes.strip_prefix(MAGIC)?;
        let temperature = f32::from_le_bytes(take(&mut rest)?);
        let scale = f32::from_le_bytes(take(&mut rest)?);
        let mut bias = [0.0; CLASSES.len()];
        for number in &mut bias {
            *number = f32::from_le_bytes(take(&mut rest)?);
        }
        let count = u32::from_le_bytes(take(&mut rest)?) as usize;
        if rest.len() != count.checked_mul(4 + 1 + 2 * CLASSES.len())? || temperature <= 0.0 {
            return None;
        }
        let mut features = Vec::with_capacity(count);
        for _ in 0..count {
            let key = u32::from_le_bytes(take(&mut rest)?);
            features.push(FeatureWeights {
                key,
                idf: 1.0,
                scores: [0.0; CLASSES.len()],
            });
        }
        for feature in &mut features {
            let [step] = take(&mut rest)?;
            feature.idf = 1.0 + f32::from(step) / IDF_STEPS;
        }
        for feature in &mut features {
            for score in &mut feature.scores {
                *score = f32::from(i16::from_le_bytes(take(&mut rest)?)) * scale;
            }
        }
        Some(Weights {
            temperature,
            bias,
            features,
        })
    }

    /// An inverse document frequency as the file holds it.
    pub fn rounded_idf(idf: f32) -> f32 {
        1.0 + f32::from(idf_byte(idf)) / IDF_STEPS
    }
}

fn idf_byte(idf: f32) -> u8 {
    // Saturates outside 0..=255.
    ((idf - 1.0) * IDF_STEPS).round() as u8
}

fn take<const N: usize>(bytes: &mut &[u8]) -> Option<[u8; N]> {
    let (head, tail) = bytes.split_first_chunk::<N>()?;
    *bytes = tail;
    Some(*head)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_has_its_class() {
        for &event_type in EventType::ALL {
            let expected = if event_type == EventType::Concede {
                EventType::Retreat
            } else {
                event_type
            };
            assert_eq!(CLASSES[class_of(event_type)], expected);
        }
    }

    #[test]
    fn a_file_reads_back() {
        let mut scores = [0.0; 15];
        scores[3] = 1.5;
        scores[4] = -0.75;
        let feature = FeatureWeights {
            key: 9,
            idf: 2.0,
            scores,
        };
        let weights = Weights {
            temperature: 0.5,
            bias: [0.25; 15],
            features: vec![feature],
        };
        let read = Weights::read(&weights.to_bytes()).expect("well-formed");
        assert_eq!(
            (read.temperature, read.bias),
            (weights.temperature, weights.bias)
        );
        assert_eq!((read.features[0].key, read.features[0].idf), (9, 2.0));
        assert!((read.features[0].scores[4] + 0.75).abs() < 1e-3);
    }

    #[test]
    fn cut_or_foreign_files_are_refused() {
        let bytes = Weights::default().to_bytes();
        assert!(Weights::read(&bytes).is_some());
        assert!(Weights::read(&bytes[..bytes.len() - 1]).is_none());
        assert!(Weights::read(b"").is_none());
        assert!(Weights::read(b"demarche-relation-2\n").is_none());
    }
}
