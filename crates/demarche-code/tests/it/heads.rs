//! Frames and heads check each other: a reader whose heads say what the test wants them to say.

use std::sync::Arc;

use demarche_code::heads::Trust;
use demarche_code::reader::{Choice, Found, Linear, Link, LinkKind, Question, Reader, Reading};
use demarche_code::relation::ClassScores;
use demarche_code::{Coded, Coder};
use demarche_parse::Parser;
use demarche_record::{Article, Certainty, EventType, Mode, Status};

/// What the heads say of one word, by the word.
struct Said {
    trigger: &'static str,
    event_type: EventType,
    probability: f32,
    mode: Option<Mode>,
    status: Status,
    links: Vec<(LinkKind, &'static str, f32)>,
}

struct Heads(Vec<Said>);

impl Reader for Heads {
    fn engine(&self) -> &'static str {
        "accurate"
    }

    fn fingerprint(&self) -> Option<&str> {
        Some("test")
    }

    fn read(&self, sentences: &[Vec<&str>]) -> Vec<Reading> {
        let mut readings = Linear(Parser::embedded()).read(sentences);
        for (reading, words) in readings.iter_mut().zip(sentences) {
            let at = |wanted: &str| words.iter().position(|word| *word == wanted);
            let found = self.0.iter().filter_map(|said| {
                let mut types = [0.0; 16];
                types[said.event_type as usize] = said.probability;
                Some(Found {
                    trigger: at(said.trigger)?,
                    event_type: said.event_type,
                    types,
                    mode: sure(said.mode),
                    status: sure(said.status),
                    certainty: sure(Certainty::Asserted),
                    links: said
                        .links
                        .iter()
                        .filter_map(|&(kind, word, probability)| {
                            Some(Link {
                                kind,
                                word: at(word)?,
                                probability,
                            })
                        })
                        .collect(),
                })
            });
            reading.events = Some(found.collect());
        }
        readings
    }

    fn relate(&self, questions: &[Question<'_>]) -> Vec<Option<ClassScores>> {
        vec![None; questions.len()]
    }
}

fn sure<T>(value: T) -> Choice<T> {
    Choice {
        value,
        probability: 0.99,
    }
}

fn trust() -> Trust {
    Trust {
        frames: true,
        heads: true,
        gate: false,
        own_tree: true,
        second_from: 1.1,
        loose_from: 1.1,
        drop_below: 0.15,
        retype_from: 0.7,
        mode_from: 0.5,
        add_from: 0.5,
        add_inside_from: 0.8,
        standing_from: 0.6,
        party_from: 0.4,
        fill_from: 0.5,
        unseat_from: 0.8,
        unseat_unseen_from: 1.1,
        least_alone: 0.0,
        alone_from: Default::default(),
    }
}

fn code(text: &str, said: Vec<Said>) -> Coded {
    code_by(trust(), text, said)
}

fn code_by(trust: Trust, text: &str, said: Vec<Said>) -> Coded {
    let coder = Coder::embedded()
        .reading_with(Arc::new(Heads(said)))
        .trusting(trust);
    coder.code(&Article {
        text: text.to_owned(),
        date: Some("2024-03-05".to_owned()),
        ..Article::default()
    })
}

fn said(trigger: &'static str, event_type: EventType, probability: f32) -> Said {
    Said {
        trigger,
        event_type,
        probability,
        mode: None,
        status: Status::Actual,
        links: Vec::new(),
    }
}

const CONDEMNED: &str = "France condemned Russia on Tuesday.";

#[test]
fn a_frame_stands_where_the_heads_see_the_same() {
    let coded = code(CONDEMNED, vec![said("condemned", EventType::Accuse, 0.9)]);
    assert_eq!(coded.events.len(), 1);
    let event = &coded.events[0];
    assert_eq!(event.event_type, EventType::Accuse);
    assert_ne!(event.evidence.rule, "encoder.heads");
    assert!(
        coded.explanations[0]
            .heads
            .as_deref()
            .is_some_and(|told| told.contains("ACCUSE 0.90"))
    );
}

#[test]
fn a_frame_falls_where_the_heads_see_nothing() {
    assert!(code(CONDEMNED, Vec::new()).events.is_empty());
}

#[test]
fn heads_that_may_not_drop_an_event_say_that_they_see_none() {
    let trust = Trust {
        drop_below: 0.0,
        ..trust()
    };
    let coded = code_by(trust, CONDEMNED, Vec::new());
    assert_eq!(coded.events.len(), 1);
    let told = coded.explanations[0].heads.as_deref();
    assert_eq!(told, Some("encoder sees nothing here"));
}

#[test]
fn a_type_of_which_the_heads_are_sure_replaces_the_frames() {
    let coded = code(CONDEMNED, vec![said("condemned", EventType::Sanction, 0.9)]);
    assert_eq!(coded.events.len(), 1);
    assert_eq!(coded.events[0].event_type, EventType::Sanction);
    assert_eq!(coded.events[0].evidence.rule, "encoder.heads");
    let unsure = code(CONDEMNED, vec![said("condemned", EventType::Sanction, 0.5)]);
    assert_eq!(unsure.events[0].event_type, EventType::Accuse);
}

#[test]
fn heads_add_what_no_frame_knows_with_the_parties_they_link() {
    let text = "Kenya frobnicated Somalia on Tuesday.";
    let links = vec![
        (LinkKind::Actor, "Kenya", 0.9),
        (LinkKind::Recipient, "Somalia", 0.9),
    ];
    let mut added = said("frobnicated", EventType::Coerce, 0.8);
    added.links = links;
    added.mode = Mode::parse(EventType::Coerce, "restrict");
    added.status = Status::Negated;
    let coded = code(text, vec![added]);
    assert_eq!(coded.events.len(), 1);
    let event = &coded.events[0];
    assert_eq!(event.event_type, EventType::Coerce);
    assert_eq!(event.mode, Mode::parse(EventType::Coerce, "restrict"));
    assert_eq!(event.status, Status::Negated);
    assert_eq!(event.actors[0].code.as_deref(), Some("KEN"));
    assert_eq!(event.recipients[0].code.as_deref(), Some("SOM"));
    assert_eq!(event.evidence.trigger.slice(text), "frobnicated");
}

#[test]
fn heads_alone_make_no_event_of_nobody() {
    let coded = code(
        "Something frobnicated yesterday.",
        vec![said("frobnicated", EventType::Assault, 0.9)],
    );
    assert!(coded.events.is_empty());
}

#[test]
fn what_a_request_asks_for_is_not_told_twice() {
    let text = "France asked Russia to release the prisoners.";
    let mut inner = said("release", EventType::Retreat, 0.7);
    inner.links = vec![(LinkKind::Actor, "Russia", 0.9)];
    let asked = said("asked", EventType::Request, 0.9);
    let coded = code(text, vec![asked, inner]);
    let types: Vec<EventType> = coded.events.iter().map(|event| event.event_type).collect();
    assert_eq!(types, [EventType::Request]);
}

#[test]
fn the_fingerprint_covers_the_reader() {
    let fast = Coder::embedded();
    let other = Coder::embedded().reading_with(Arc::new(Heads(Vec::new())));
    assert_ne!(fast.fingerprint(), other.fingerprint());
    assert_eq!(other.engine(), "accurate");
}

#[test]
fn trust_is_written_as_it_is_read() {
    let trust = Trust::embedded();
    assert!(trust.heads);
    assert_eq!(Trust::read(&trust.to_string()), Ok(trust));
}

#[test]
fn a_party_that_the_heads_see_unseats_one_that_they_do_not() {
    let countries = |of_russia: f32, unseat_unseen_from: f32| {
        let trust = Trust {
            unseat_unseen_from,
            ..trust()
        };
        let links = vec![
            (LinkKind::Actor, "France", 0.9),
            (LinkKind::Recipient, "Russia", of_russia),
            (LinkKind::Recipient, "Georgia", 0.7),
        ];
        let said = Said {
            links,
            ..said("condemned", EventType::Accuse, 0.9)
        };
        let text = "France condemned Russia in a letter to Georgia.";
        let coded = code_by(trust, text, vec![said]);
        assert_eq!(coded.events.len(), 1);
        let recipients = coded.events[0].recipients.iter();
        recipients
            .filter_map(|party| party.code.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(countries(0.05, 0.6), ["GEO"]);
    assert_eq!(countries(0.05, 1.1), ["RUS"]);
    assert_eq!(countries(0.4, 0.6), ["RUS"]);
}
