//! How sure an event is: a logistic model over what coding saw, fitted by
//! `demarche-lab train confidence`, so that of events at .8 about four in five are right.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use demarche_record::{Certainty, Event, QuadClass, Status};

use crate::compose::Draft;
use crate::heads::Seen;
use crate::relation::Relation;
use crate::view::SentenceView;

/// Names of the features, in the order of [`features`].
pub const FEATURES: &[&str] = &[
    "bias",
    "specificity",
    "bare_noun",
    "support",
    "actor",
    "recipient",
    "both",
    "actor_coreference",
    "recipient_coreference",
    "relation_type",
    "relation_quad",
    "relation_agrees",
    "not_actual",
    "reported",
    "no_frame",
    "rewritten",
    "long_sentence",
    "quad_1",
    "quad_2",
    "quad_3",
    "quad_4",
    "request",
    "consult",
    "assault",
    "head_own",
    "head_any",
    "head_agrees",
    "head_alone",
    "head_changed",
];

/// The fitted model.
#[derive(Clone, Debug, PartialEq)]
pub struct Calibration {
    weights: Vec<f64>,
}

impl Calibration {
    /// The model built into the program.
    pub fn embedded() -> &'static Calibration {
        static MODEL: OnceLock<Calibration> = OnceLock::new();
        MODEL.get_or_init(|| Calibration::parse(include_str!("../weights/confidence.tsv")))
    }

    /// The model for events that the encoder's heads have judged.
    pub fn accurate() -> &'static Calibration {
        static MODEL: OnceLock<Calibration> = OnceLock::new();
        MODEL.get_or_init(|| Calibration::parse(include_str!("../weights/confidence-accurate.tsv")))
    }

    /// Reads `feature<TAB>weight` lines; features that are not named weigh nothing.
    pub fn parse(text: &str) -> Calibration {
        let named: BTreeMap<&str, f64> = text
            .lines()
            .filter_map(|line| line.split_once('\t'))
            .filter_map(|(name, weight)| Some((name, weight.trim().parse().ok()?)))
            .collect();
        let weight = |name: &&str| named.get(*name).copied().unwrap_or(0.0);
        Calibration {
            weights: FEATURES.iter().map(weight).collect(),
        }
    }

    /// The chance that type and parties are right, from 0 to 1, to three places.
    pub fn confidence(&self, features: &[f64]) -> f64 {
        let products = features
            .iter()
            .zip(&self.weights)
            .map(|(value, weight)| value * weight);
        let sum: f64 = products.sum();
        let chance = 1.0 / (1.0 + (-sum).exp());
        (chance * 1000.0).round() / 1000.0
    }
}

/// What coding saw of an event, in the order of [`FEATURES`].
pub fn features(
    view: &SentenceView<'_>,
    draft: &Draft,
    event: &Event,
    relation: &Relation,
) -> Vec<f64> {
    let flag = |holds: bool| f64::from(u8::from(holds));
    let coded =
        |parties: &[demarche_record::Party]| parties.iter().any(|party| party.code.is_some());
    let coreferent = |parties: &[demarche_record::Party]| {
        !parties.is_empty() && parties.iter().all(|party| party.basis == "coreference")
    };
    let chance = |wanted: &dyn Fn(demarche_record::EventType) -> bool| -> f64 {
        relation
            .probabilities
            .iter()
            .filter(|(event_type, _)| wanted(*event_type))
            .map(|(_, chance)| f64::from(*chance))
            .sum()
    };
    let head = |of: &dyn Fn(&Seen) -> f64| draft.heads.as_ref().map_or(0.0, of);
    let (actor, recipient) = (coded(&event.actors), coded(&event.recipients));
    let quad = |class: QuadClass| flag(event.quad_class == class);
    vec![
        1.0,
        f64::from(draft.specificity.clamp(0, 12)) / 6.0,
        flag(draft.bare_noun),
        flag(draft.support.is_some()),
        flag(actor),
        flag(recipient),
        flag((actor && recipient) || event.actors.len() > 1),
        flag(coreferent(&event.actors)),
        flag(coreferent(&event.recipients)),
        chance(&|event_type| event_type == event.event_type),
        chance(&|event_type| event_type.quad_class() == event.quad_class),
        flag(relation.event_type == event.event_type),
        flag(event.status != Status::Actual),
        flag(event.certainty != Certainty::Asserted),
        flag(draft.frame.is_none()),
        flag(draft.rewritten.is_some()),
        flag(view.len() > 40),
        quad(QuadClass::VerbalCooperation),
        quad(QuadClass::MaterialCooperation),
        quad(QuadClass::VerbalConflict),
        quad(QuadClass::MaterialConflict),
        flag(event.event_type == demarche_record::EventType::Request),
        flag(event.event_type == demarche_record::EventType::Consult),
        flag(event.event_type == demarche_record::EventType::Assault),
        head(&|seen| f64::from(seen.own)),
        head(&|seen| f64::from(seen.any)),
        head(&|seen| flag(seen.likeliest.is_some_and(|(of, _)| of == event.event_type))),
        head(&|seen| flag(seen.alone)),
        head(&|seen| flag(!seen.changed.is_empty())),
    ]
}
