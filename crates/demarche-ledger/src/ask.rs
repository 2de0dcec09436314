//! One request or threat as it goes on: what answers it, and how it is written.

use std::collections::BTreeSet;

use crate::Day;
use crate::fact::{Fact, Known, Name, Side, Thing};
use crate::fold::record_id;
use crate::ledger::{Ask, Citation};
use crate::measure::{Marks, code, dedup};
use crate::rules::{Answer, Asks};
use crate::view::Item;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sort {
    Request,
    Threat,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Met,
    Refused,
    /// A threat that was taken back.
    Dropped,
}

impl State {
    fn as_str(self, sort: Sort) -> &'static str {
        match (self, sort) {
            (State::Met, Sort::Request) => "met",
            (State::Met, Sort::Threat) => "carried out",
            (State::Refused, _) => "refused",
            (State::Dropped, _) => "lapsed",
        }
    }
}

/// A request or threat on its way.
pub(crate) struct One {
    pub(crate) by: Side,
    pub(crate) to: Option<Side>,
    /// Who else was asked in the same breath.
    pub(crate) fellows: BTreeSet<Name>,
    pub(crate) mode: Option<&'static str>,
    pub(crate) kind: Option<Name>,
    pub(crate) marks: Marks,
    pub(crate) object: Option<Name>,
    /// What is asked or threatened, in the words of the text.
    pub(crate) what: Option<String>,
    pub(crate) since: Day,
    pub(crate) last: Day,
    /// Article and sentence of each time it was made.
    pub(crate) places: BTreeSet<(u32, u32)>,
    /// With whom the addressee is to deal: the parties of the articles.
    pub(crate) concerned: BTreeSet<Name>,
    /// Whether asker and addressee spoke when it was asked: then that they speak answers nothing.
    pub(crate) speaking: bool,
    pub(crate) state: Option<(State, Day)>,
    pub(crate) answers: Vec<String>,
    pub(crate) answer: Option<Citation>,
    pub(crate) evidence: Citation,
    pub(crate) events: Vec<String>,
    pub(crate) first: String,
}

impl Asks {
    /// The kind of an object, but for kinds that say nothing.
    pub(crate) fn kind(&self, thing: Option<&Thing>) -> Option<Name> {
        let kind = thing.map(|thing| thing.kind.clone());
        kind.filter(|kind| !self.empty.iter().any(|empty| **empty == **kind))
    }

    /// What tells an object from others of its kind, where names do.
    pub(crate) fn marks(&self, thing: Option<&Thing>) -> Marks {
        let Some(thing) = thing.filter(|thing| self.named.iter().any(|k| **k == *thing.kind))
        else {
            return Marks::new();
        };
        let words = thing
            .name
            .split(|c: char| !c.is_alphanumeric())
            .map(|word| singular(&word.to_lowercase()))
            .filter(|word| word.chars().count() > 2 && !self.common.contains(word));
        let known = |word: String| {
            let alike = self.alike.iter().find(|group| group.contains(&word));
            alike
                .and_then(|group| group.first().cloned())
                .unwrap_or(word)
        };
        words.map(known).collect()
    }

    /// Whether two kinds are of one group.
    fn is_kindred(&self, one: &str, two: &str) -> bool {
        let has = |group: &[String], kind: &str| group.iter().any(|of| of == kind);
        self.kindred
            .iter()
            .any(|group| has(group, one) && has(group, two))
    }

    /// Whether what an event is about goes with what was said: `None` where it does not, and else
    /// whether both are named.
    pub(crate) fn together(&self, one: &One, fact: &Fact) -> Option<bool> {
        let kind = self.kind(fact.thing.as_ref());
        let (Some(kind), Some(of)) = (kind, &one.kind) else {
            return Some(false);
        };
        if kind != *of {
            return self.is_kindred(&kind, of).then_some(true);
        }
        let marks = self.marks(fact.thing.as_ref());
        let apart = !marks.is_empty() && !one.marks.is_empty() && marks.is_disjoint(&one.marks);
        (!apart).then_some(true)
    }
}

/// "suspects" and "fishermen" as one of them is called.
fn singular(word: &str) -> String {
    if let Some(stem) = word.strip_suffix("men") {
        return format!("{stem}man");
    }
    match word.strip_suffix('s') {
        Some(stem) if stem.chars().count() > 2 && !stem.ends_with(['s', 'i', 'u']) => {
            stem.to_owned()
        }
        _ => word.to_owned(),
    }
}

impl Answer {
    pub(crate) fn fits(&self, one: &One) -> bool {
        let holds = |list: &[String], value: Option<&str>| {
            list.is_empty() || list.iter().any(|item| item == value.unwrap_or("-"))
        };
        let named = || {
            let name = one.object.as_deref().map(str::to_lowercase);
            name.is_some_and(|name| self.word.iter().any(|word| name.contains(word.as_str())))
        };
        holds(&self.of, one.mode)
            && holds(&self.about, one.kind.as_deref())
            && (self.word.is_empty() || named())
    }
}

impl One {
    /// Whether it was made before that. Only an exact day can tell on the day itself, and only
    /// another article.
    pub(crate) fn is_before(&self, item: &Item<'_>) -> bool {
        item.day > self.since
            || item.when.known == Known::Day
                && item.day == self.since
                && !self
                    .places
                    .iter()
                    .any(|(article, _)| *article == item.fact.article)
    }

    /// Whether a refusal is of this: it names the asker, or nobody and the same thing.
    pub(crate) fn is_refused(&self, rules: &Asks, fact: &Fact, line: &Answer, sort: Sort) -> bool {
        let asker = fact.sides().any(|side| side.key == self.by.key);
        let nobody = fact
            .recipients
            .iter()
            .all(|side| self.to.as_ref().is_some_and(|to| to.key == side.key));
        // That somebody says no does not tell to what.
        let same = rules.together(self, fact);
        (asker || nobody && self.kind.is_some()) && self.is_among(same, fact, line, sort)
    }

    /// Whether an event that may do it is between those whom it concerns, and about what was said.
    pub(crate) fn is_between(&self, rules: &Asks, fact: &Fact, line: &Answer, sort: Sort) -> bool {
        let telling = line.telling && fact.thing.is_none();
        let same = rules.together(self, fact);
        self.is_among(same.map(|same| same || telling), fact, line, sort)
    }

    /// The same, by whether the things that both name go together.
    fn is_among(&self, same: Option<bool>, fact: &Fact, line: &Answer, sort: Sort) -> bool {
        let (actor, other) = match sort {
            Sort::Request => (self.to.as_ref(), Some(&self.by)),
            Sort::Threat => (Some(&self.by), self.to.as_ref()),
        };
        let Some(same_object) = same.or(line.any_object.then_some(false)) else {
            return false;
        };
        if line.same_object && !same_object {
            return false;
        }
        let Some(actor) = actor else {
            // Nobody was asked: whoever answers must speak of the very thing.
            return line.by_anybody && (line.same_object || same_object || self.kind.is_none());
        };
        let others: Vec<&Side> = fact.sides().filter(|side| side.key != actor.key).collect();
        let with_other = other.is_some_and(|other| others.iter().any(|side| side.key == other.key));
        if line.together && !self.fellows.is_empty() {
            // Several who were asked to talk are to talk with each other.
            let with_fellow = others.iter().any(|side| self.fellows.contains(&side.key));
            return with_fellow || others.is_empty() && same_object;
        }
        if line.together && self.speaking {
            return others
                .iter()
                .any(|side| side.key != self.by.key && self.concerned.contains(&side.key));
        }
        let with_concerned = (sort == Sort::Request || self.to.is_none())
            && others.iter().any(|side| self.concerned.contains(&side.key));
        let with_concerned = with_concerned && (same_object || !line.with_asker);
        with_other || with_concerned || same_object && (others.is_empty() || other.is_none())
    }

    pub(crate) fn write(self, rules: &Asks, sort: Sort, at: Day) -> Ask {
        let lapses = self.last.plus(rules.window);
        let (state, answered) = match self.state {
            Some((state, day)) => (state.as_str(sort), Some(day)),
            None if lapses < at => ("lapsed", Some(lapses)),
            None => ("open", None),
        };
        let mut events = self.events;
        dedup(&mut events);
        let to = self.to.as_ref();
        Ask {
            id: record_id(
                "ask",
                &[&self.first, &self.by.key, to.map_or("", |side| &side.key)],
            ),
            by: self.by.key.to_string(),
            by_code: code(Some(&self.by)),
            to: to.map(|side| side.key.to_string()),
            to_code: code(to),
            mode: self.mode.map(str::to_owned),
            object: self.object.map(|name| name.to_string()),
            what: self.what,
            state: state.to_owned(),
            since: self.since,
            last: self.last,
            answered,
            answers: self.answers,
            evidence: self.evidence,
            answer_evidence: self.answer,
            events,
        }
    }
}
