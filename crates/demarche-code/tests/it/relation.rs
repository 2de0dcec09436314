//! The type of a relation between two given parties.

use demarche_code::relation::{Relation, RelationModel, class_of};
use demarche_record::{EventType, Span};
use proptest::prelude::*;

/// Classifies a sentence whose actor stands in [brackets] and whose recipient in {braces}.
fn classify(marked: &str) -> Relation {
    let mut text = String::new();
    let mut marks = Vec::new();
    for c in marked.chars() {
        if "[]{}".contains(c) {
            marks.push((c, text.chars().count() as u32));
        } else {
            text.push(c);
        }
    }
    let at = |mark| marks.iter().find(|(c, _)| *c == mark).map(|(_, at)| *at);
    let span = |open, close| Some(Span::new(at(open)?, at(close)?));
    RelationModel::embedded().classify(&text, span('[', ']'), span('{', '}'))
}

#[track_caller]
fn check(marked: &str, expected: EventType) {
    let relation = classify(marked);
    assert_eq!(
        relation.event_type, expected,
        "{marked}\n{:?}",
        relation.probabilities
    );
    assert_eq!(relation.quad_class, expected.quad_class());
}

#[test]
fn plain_sentences_of_each_quadrant() {
    check(
        "[Norway] condemned {Belarus} over the jailing of a poet.",
        EventType::Accuse,
    );
    check(
        "[Chile's president] met {his Peruvian counterpart} in Lima.",
        EventType::Consult,
    );
    check(
        "[Rebels] attacked {an army post in Chad} and killed nine soldiers.",
        EventType::Assault,
    );
    check(
        "[Denmark] donated ten field hospitals to {Nepal}.",
        EventType::Aid,
    );
    check(
        "[Police in Minsk] arrested {two editors} on Friday.",
        EventType::Coerce,
    );
    check(
        "[Kenya] rejected {a Somali proposal} on the sea border.",
        EventType::Reject,
    );
}

#[test]
fn a_will_to_cooperate_is_an_agreement() {
    check(
        "[Ghana] will meet {Togo's foreign minister} next week.",
        EventType::Agree,
    );
    check(
        "[Brazil] has agreed to send doctors to {Haiti}.",
        EventType::Agree,
    );
}

#[test]
fn a_passive_keeps_its_actor() {
    check(
        "{Three sailors} were released by [the Eritrean navy].",
        EventType::Retreat,
    );
}

#[test]
fn concessions_count_as_material_and_keep_both_probabilities() {
    let lifted = classify("[Jordan] lifted a ban on {Syrian fruit}.");
    assert_eq!(lifted.event_type, EventType::Retreat);
    assert!(lifted.probability(EventType::Concede) > lifted.probability(EventType::Retreat));
    check("[Yemen] released {forty prisoners}.", EventType::Retreat);
    assert_eq!(
        classify("[Yemen] released {forty prisoners}.")
            .mode
            .map(|m| m.as_str()),
        Some("release")
    );
}

#[test]
fn parties_that_the_text_does_not_name_may_be_missing() {
    check(
        "[The interior minister] resigned on Monday.",
        EventType::Retreat,
    );
    let nothing = classify("");
    assert_eq!(nothing.quad_class, nothing.event_type.quad_class());
}

fn span() -> impl Strategy<Value = Option<Span>> {
    proptest::option::of(
        prop_oneof![(0u32..80, 0u32..80), (any::<u32>(), any::<u32>())]
            .prop_map(|(start, end)| Span::new(start, end)),
    )
}

proptest! {
    #[test]
    fn any_text_and_spans_give_probabilities(
        text in prop_oneof![".{0,60}", "([A-Za-z.,;'’0-9-]{1,8} ){0,14}", "(n't|n’t|'s|U\\.S\\.|İ|ß|\\.\\.){0,9}"],
        actor in span(),
        recipient in span(),
    ) {
        let relation = RelationModel::embedded().classify(&text, actor, recipient);
        let sum: f32 = relation.probabilities.iter().map(|(_, p)| p).sum();
        prop_assert!((sum - 1.0).abs() < 1e-4, "{sum}");
        for (at, (event_type, p)) in relation.probabilities.iter().enumerate() {
            prop_assert_eq!(*event_type, EventType::ALL[at]);
            prop_assert!((0.0..=1.0).contains(p));
        }
        prop_assert_eq!(relation.quad_class, relation.event_type.quad_class());
    }
}

#[test]
fn types_that_another_model_gave_get_a_mode_and_add_up() {
    let text = "Kenya withdrew its ambassador from Somalia.";
    let (actor, recipient) = (Some(Span::new(0, 5)), Some(Span::new(35, 42)));
    let mut classes = [0.1 / 14.0; 15];
    classes[class_of(EventType::Sanction)] = 0.9;
    let relation = RelationModel::embedded().complete(text, actor, recipient, &classes);
    assert_eq!(relation.event_type, EventType::Sanction);
    assert_eq!(relation.mode.map(|mode| mode.as_str()), Some("withdraw"));
    let sum: f32 = relation.probabilities.iter().map(|(_, p)| p).sum();
    assert!((sum - 1.0).abs() < 1e-5, "{sum}");
}
