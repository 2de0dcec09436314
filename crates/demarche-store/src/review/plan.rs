//! What is current of a coding once its reviewers are heard. A function of the coding, the text and
//! the corrections alone: the order in which these came to the store makes no difference.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use demarche_record::correction::{Correction, Verdict};
use demarche_record::{Event, Party, Span};

use super::Standing;
use super::carry::{alike, carry};

/// A correction that was not withdrawn, and the text that its offsets count in.
#[derive(Clone, Debug)]
pub(crate) struct Heard {
    pub(crate) number: i64,
    pub(crate) correction: Correction,
    pub(crate) text: Rc<str>,
}

/// An event of the coder.
#[derive(Clone, Debug)]
pub(crate) struct Coded {
    pub(crate) ordinal: i64,
    pub(crate) event: Event,
}

/// What the reviewers make of an event of the coder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Ruled {
    pub(crate) current: bool,
    /// How it stands, and the correction that says so.
    pub(crate) review: Option<(Standing, i64)>,
}

/// An event of a reviewer, in its place in this text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Written {
    pub(crate) ordinal: i64,
    /// The correction that wrote it.
    pub(crate) correction: i64,
    pub(crate) event: Event,
    pub(crate) current: bool,
    pub(crate) review: (Standing, i64),
}

/// What stands.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Plan {
    /// One for each event of the coder.
    pub(crate) coded: Vec<Ruled>,
    pub(crate) written: Vec<Written>,
}

/// All that reviewers said of one event.
struct Subject<'h> {
    id: &'h str,
    /// As it was each time, the first first, with its text.
    anchors: Vec<(&'h Event, &'h str)>,
    content: Option<(i64, &'h Event, &'h str)>,
    standing: Standing,
    decided: i64,
    beside: BTreeSet<&'h str>,
}

fn subjects(heard: &[Heard]) -> Vec<Subject<'_>> {
    let mut subjects: Vec<Subject<'_>> = Vec::new();
    let mut known: BTreeMap<&str, usize> = BTreeMap::new();
    for Heard {
        number,
        correction,
        text,
    } in heard
    {
        let standing = match correction.verdict {
            Verdict::Accept => Standing::Accepted,
            Verdict::Edit | Verdict::Add => Standing::Edited,
            Verdict::Reject => Standing::Rejected,
            // It says nothing of how the event itself stands.
            Verdict::Merge => continue,
        };
        let id = correction.event.as_str();
        let at = *known.entry(id).or_insert_with(|| {
            subjects.push(Subject {
                id,
                anchors: Vec::new(),
                content: None,
                standing,
                decided: *number,
                beside: BTreeSet::new(),
            });
            subjects.len() - 1
        });
        let Some(subject) = subjects.get_mut(at) else {
            continue;
        };
        subject.standing = standing;
        subject.decided = *number;
        if let Some(before) = &correction.event_before {
            subject.anchors.push((before, text));
        }
        if let Some(after) = &correction.event_after {
            subject.content = Some((*number, after, text));
            subject
                .beside
                .extend(correction.beside.iter().map(String::as_str));
        }
    }
    subjects
}

/// Applies corrections, in their order, to a coding of a text.
pub(crate) fn plan(text: &str, article_id: &str, coded: &[Coded], heard: &[Heard]) -> Plan {
    let subjects = subjects(heard);
    let matched = matched(text, coded, &subjects);
    let mut ruled = vec![
        Ruled {
            current: true,
            review: None,
        };
        coded.len()
    ];
    let mut written = Vec::new();
    // The words of which a reviewer's event tells, with who stands beside it.
    let mut places: BTreeMap<Span, BTreeSet<&str>> = BTreeMap::new();
    for (subject, matched) in subjects.iter().zip(&matched) {
        let event = matched.and_then(|at| coded.get(at));
        let content = subject.content.and_then(|(number, after, from)| {
            let carried = carry(after, from, text, event.map(|coded| &coded.event))?;
            Some((number, carried))
        });
        let rejected = subject.standing == Standing::Rejected;
        if let Some(ruled) = matched.and_then(|at| ruled.get_mut(at)) {
            ruled.current = !rejected && content.is_none();
            if content.is_none() && (subject.content.is_none() || rejected) {
                ruled.review = Some((subject.standing, subject.decided));
            }
        }
        let Some((number, mut event)) = content else {
            continue;
        };
        event.id = subject.id.to_owned();
        event.article_id = article_id.to_owned();
        let trigger = event.evidence.trigger;
        let ordinal = match matched.and_then(|at| coded.get(at)) {
            Some(coded) => coded.ordinal,
            None => coded
                .iter()
                .filter(|coded| coded.event.evidence.trigger.start <= trigger.start)
                .map(|coded| coded.ordinal)
                .max()
                .unwrap_or(0),
        };
        if !rejected {
            let mut spans = BTreeSet::from([trigger]);
            for (before, from) in &subject.anchors {
                let hint = matched.and_then(|at| coded.get(at));
                let carried = carry(before, from, text, hint.map(|coded| &coded.event));
                spans.extend(carried.map(|event| event.evidence.trigger));
            }
            for span in spans {
                places.entry(span).or_default().extend(&subject.beside);
            }
        }
        written.push(Written {
            ordinal,
            correction: number,
            event,
            current: !rejected,
            review: (subject.standing, subject.decided),
        });
    }
    replace(coded, &subjects, &matched, &places, &mut ruled);
    written.sort_by_key(|written| (written.ordinal, written.correction));
    Plan {
        coded: ruled,
        written,
    }
}

/// A reviewer's event stands in place of whatever the coder reads from its words, but for as many
/// events as stood beside it when it was written.
fn replace(
    coded: &[Coded],
    subjects: &[Subject<'_>],
    matched: &[Option<usize>],
    places: &BTreeMap<Span, BTreeSet<&str>>,
    ruled: &mut [Ruled],
) {
    for (span, beside) in places {
        let others: BTreeSet<&str> = beside
            .iter()
            .filter(|id| !subjects.iter().any(|subject| subject.id == **id))
            .copied()
            .collect();
        let mut free: Vec<usize> = (0..coded.len())
            .filter(|at| {
                let at = *at;
                coded
                    .get(at)
                    .is_some_and(|coded| coded.event.evidence.trigger == *span)
                    && !matched.contains(&Some(at))
            })
            .collect();
        free.sort_by_key(|at| {
            let known = coded
                .get(*at)
                .is_some_and(|coded| others.contains(coded.event.id.as_str()));
            (!known, *at)
        });
        for at in free.into_iter().skip(others.len()) {
            if let Some(ruled) = ruled.get_mut(at) {
                ruled.current = false;
            }
        }
    }
}

/// Which event of the coder each subject is about: that with its id, else that of the same words.
fn matched(text: &str, coded: &[Coded], subjects: &[Subject<'_>]) -> Vec<Option<usize>> {
    let mut taken = vec![false; coded.len()];
    let mut take = |fits: &dyn Fn(&Event) -> bool, near: u32| -> Option<usize> {
        let (at, _) = coded
            .iter()
            .enumerate()
            .filter(|(at, coded)| !taken.get(*at).copied().unwrap_or(true) && fits(&coded.event))
            .min_by_key(|(at, coded)| (coded.event.evidence.trigger.start.abs_diff(near), *at))?;
        if let Some(taken) = taken.get_mut(at) {
            *taken = true;
        }
        Some(at)
    };
    let mut matched: Vec<Option<usize>> = subjects
        .iter()
        .map(|subject| take(&|event: &Event| event.id == subject.id, 0))
        .collect();
    for (subject, matched) in subjects.iter().zip(&mut matched) {
        for (anchor, from) in &subject.anchors {
            if matched.is_some() {
                break;
            }
            let trigger = anchor.evidence.trigger.slice(from);
            let sentence = anchor.evidence.sentence.slice(from);
            let strict = subject.standing == Standing::Rejected;
            let fits = |event: &Event| {
                event.event_type == anchor.event_type
                    && event.evidence.trigger.slice(text) == trigger
                    && alike(event.evidence.sentence.slice(text), sentence)
                    && (!strict || same_parties(event, anchor))
            };
            *matched = take(&fits, anchor.evidence.trigger.start);
        }
    }
    matched
}

fn same_parties(one: &Event, other: &Event) -> bool {
    let said = |parties: &[Party]| -> Vec<(String, Option<String>)> {
        let said = parties.iter();
        let mut said: Vec<_> = said
            .map(|party| (party.text.to_lowercase(), party.code.clone()))
            .collect();
        said.sort();
        said
    };
    said(&one.actors) == said(&other.actors) && said(&one.recipients) == said(&other.recipients)
}
