//! Entities from scored classes: the best sequence in which an entity is continued only by its own
//! kind.

use demarche_parse::{Entity, EntityKind};

/// What a class says of a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Class {
    /// In no entity.
    Outside,
    /// Opens one.
    Begin(EntityKind),
    /// Continues one.
    Inside(EntityKind),
}

impl Class {
    /// Reads `O`, `B-PER`, `I-PER` and so on.
    pub(crate) fn parse(label: &str) -> Option<Self> {
        match label.split_once('-') {
            None => (label == "O").then_some(Class::Outside),
            Some(("B", kind)) => EntityKind::parse(kind).map(Class::Begin),
            Some(("I", kind)) => EntityKind::parse(kind).map(Class::Inside),
            Some(_) => None,
        }
    }

    fn may_follow(self, last: Option<Class>) -> bool {
        match self {
            Class::Outside | Class::Begin(_) => true,
            Class::Inside(kind) => {
                last == Some(Class::Begin(kind)) || last == Some(Class::Inside(kind))
            }
        }
    }
}

/// The entities of a sentence, in order and apart. `scores` has a row of `classes.len()` scores a
/// word; the sum over the sequence is highest among the legal ones.
pub(crate) fn entities(classes: &[Class], scores: &[f32]) -> Vec<Entity> {
    let width = classes.len();
    if width == 0 {
        return Vec::new();
    }
    let mut totals: Vec<f32> = Vec::new();
    let mut origins: Vec<Vec<usize>> = Vec::new();
    for row in scores.chunks_exact(width) {
        let mut next = vec![f32::NEG_INFINITY; width];
        let mut origin = vec![0; width];
        for (class, own) in row.iter().enumerate() {
            if totals.is_empty() {
                if classes[class].may_follow(None) {
                    next[class] = *own;
                }
                continue;
            }
            for (last, total) in totals.iter().enumerate() {
                if classes[class].may_follow(Some(classes[last])) && total + own > next[class] {
                    next[class] = total + own;
                    origin[class] = last;
                }
            }
        }
        totals = next;
        origins.push(origin);
    }
    let mut class = 0;
    for (other, total) in totals.iter().enumerate() {
        if *total > totals[class] {
            class = other;
        }
    }
    let mut path = vec![Class::Outside; origins.len()];
    for (word, origin) in path.iter_mut().zip(&origins).rev() {
        *word = classes[class];
        class = origin[class];
    }
    spelt(&path)
}

fn spelt(path: &[Class]) -> Vec<Entity> {
    let mut found: Vec<Entity> = Vec::new();
    for (word, class) in path.iter().enumerate() {
        match (*class, found.last_mut()) {
            (Class::Outside, _) => {}
            (Class::Inside(kind), Some(last)) if last.words.end == word && last.kind == kind => {
                last.words.end = word + 1;
            }
            (Class::Begin(kind) | Class::Inside(kind), _) => found.push(Entity {
                kind,
                words: word..word + 1,
            }),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use demarche_parse::EntityKind::{Location, Organization, Person};
    use proptest::prelude::*;

    use super::{Class, entities};

    const CLASSES: [Class; 7] = [
        Class::Outside,
        Class::Begin(Person),
        Class::Inside(Person),
        Class::Begin(Organization),
        Class::Inside(Organization),
        Class::Begin(Location),
        Class::Inside(Location),
    ];

    /// One score a word for the class that the network likes most, 0 for the rest.
    fn found(best: &[(usize, f32)]) -> Vec<String> {
        let mut scores = vec![0.0; best.len() * 7];
        for (word, (class, score)) in best.iter().enumerate() {
            scores[word * 7 + class] = *score;
        }
        entities(&CLASSES, &scores)
            .iter()
            .map(|e| format!("{} {:?}", e.kind, e.words))
            .collect()
    }

    #[test]
    fn an_entity_goes_on_only_as_its_own_kind() {
        assert_eq!(found(&[(1, 3.0), (2, 3.0), (0, 3.0)]), ["PER 0..2"]);
        assert_eq!(found(&[(5, 3.0), (5, 3.0)]), ["LOC 0..1", "LOC 1..2"]);
        // Nothing begins inside.
        assert_eq!(found(&[(0, 5.0), (6, 1.0), (0, 5.0)]), [""; 0]);
        assert!(found(&[]).is_empty());
    }

    #[test]
    fn a_word_that_cannot_follow_is_overruled_by_surer_ones() {
        let mut scores = [0.0; 21];
        (scores[1], scores[7 + 4], scores[7 + 2], scores[14 + 2]) = (5.0, 1.5, 1.0, 5.0);
        let names = entities(&CLASSES, &scores);
        assert_eq!((names.len(), names[0].words.clone()), (1, 0..3));
    }

    #[test]
    fn broken_scores_end_in_entities_in_order() {
        for score in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY] {
            let found = entities(&CLASSES, &[score; 70]);
            assert!(found.iter().all(|entity| entity.words.end <= 10));
        }
    }

    proptest! {
        #[test]
        fn entities_stand_in_order_and_apart(scores in prop::collection::vec(-9f32..9.0, 0..210)) {
            let mut end = 0;
            for entity in entities(&CLASSES, &scores) {
                prop_assert!(entity.words.start >= end && entity.words.start < entity.words.end);
                end = entity.words.end;
            }
            prop_assert!(end <= scores.len() / 7);
        }
    }
}
