//! Requests and threats: what was asked or threatened, and what answered it.

use std::collections::{BTreeSet, HashMap};

use demarche_record::{Certainty, EventType, Status};

use crate::Day;
use crate::fact::{Fact, Known, Name, Side};
use crate::fold::{Item, View, record_id};
use crate::ledger::{Ask, Citation};
use crate::measure::{code, dedup, one_each};
use crate::rules::{self, Answer, Asks};
use crate::same;

/// Requests as of a day.
pub(crate) fn requests(view: &View<'_>, rules: &Asks, at: Day) -> Vec<Ask> {
    fold(view, rules, at, Sort::Request)
}

/// Threats as of a day.
pub(crate) fn threats(view: &View<'_>, rules: &Asks, at: Day) -> Vec<Ask> {
    fold(view, rules, at, Sort::Threat)
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    Request,
    Threat,
}

/// A request or threat on its way.
struct One {
    by: Side,
    to: Option<Side>,
    mode: Option<&'static str>,
    kind: Option<Name>,
    object: Option<Name>,
    since: Day,
    last: Day,
    /// Article and sentence of each time it was made.
    places: BTreeSet<(u32, u32)>,
    /// With whom the addressee is to deal: the parties of the articles.
    concerned: BTreeSet<Name>,
    /// Whether asker and addressee spoke when it was asked: then that they speak answers nothing.
    speaking: bool,
    state: Option<(&'static str, Day)>,
    answers: Vec<String>,
    answer: Option<Citation>,
    evidence: Citation,
    events: Vec<String>,
    first: String,
}

fn fold(view: &View<'_>, rules: &Asks, at: Day, sort: Sort) -> Vec<Ask> {
    let articles = articles(view);
    let mut book = Book {
        rules,
        sort,
        all: Vec::new(),
        of: HashMap::new(),
        open: HashMap::new(),
        groups: HashMap::new(),
        answered: HashMap::new(),
    };
    let mut start = 0;
    while start < view.items.len() {
        let day = view.items[start].day;
        let end = start + view.items[start..].partition_point(|item| item.day == day);
        let today = &view.items[start..end];
        // Requests of a day before its answers.
        for item in today {
            if item.fact.status == Status::Actual
                && item.fact.certainty != Certainty::Denied
                && rules::any(&rules.is, item.fact)
            {
                book.make(view, item, &articles);
            }
        }
        for item in today {
            if item.fact.holds() {
                book.answer(view, item);
            }
        }
        start = end;
    }
    let mut asks: Vec<Ask> = book
        .all
        .into_iter()
        .filter(|one| {
            let keys = [Some(&one.by), one.to.as_ref()];
            view.wants(keys.into_iter().flatten().map(|side| &*side.key))
        })
        .map(|one| one.write(rules, at))
        .collect();
    asks.sort_by(|one, two| {
        (one.state != "open", two.last, &one.id).cmp(&(two.state != "open", one.last, &two.id))
    });
    asks
}

/// The parties of an article, and who speaks with whom in it.
#[derive(Default)]
struct Parties {
    all: BTreeSet<Name>,
    spoke: BTreeSet<(Name, Name)>,
}

fn articles(view: &View<'_>) -> HashMap<u32, Parties> {
    let mut articles: HashMap<u32, Parties> = HashMap::new();
    for item in &view.items {
        let parties = articles.entry(item.fact.article).or_default();
        let sides = one_each(item.fact.sides());
        if item.fact.event_type == EventType::Consult {
            for one in &sides {
                for two in sides.iter().filter(|two| two.key != one.key).take(8) {
                    parties.spoke.insert((one.key.clone(), two.key.clone()));
                }
            }
        }
        parties.all.extend(
            sides
                .into_iter()
                .filter(|side| side.country.is_some())
                .map(|side| side.key),
        );
    }
    articles
}

type Key = (Name, Option<Name>, Option<&'static str>, Option<Name>);

struct Book<'r> {
    rules: &'r Asks,
    sort: Sort,
    all: Vec<One>,
    of: HashMap<Key, Vec<usize>>,
    /// What is open, by who is to act; under none where nobody was named.
    open: HashMap<Option<Name>, Vec<usize>>,
    /// By what a reviewer found to be one happening: what it asks, and what it answers.
    groups: HashMap<u32, Vec<usize>>,
    answered: HashMap<u32, Vec<usize>>,
}

impl Book<'_> {
    fn make(&mut self, view: &View<'_>, item: &Item<'_>, articles: &HashMap<u32, Parties>) {
        let fact = item.fact;
        let mut by = one_each(fact.actors.iter());
        if by.is_empty() {
            by = one_each(fact.reporter.as_deref().into_iter());
        }
        let to = one_each(fact.recipients.iter());
        for by in by.iter().take(8) {
            let mut whom: Vec<Option<Side>> = to
                .iter()
                .filter(|to| to.key != by.key || to.code != by.code)
                .take(8)
                .cloned()
                .map(Some)
                .collect();
            if whom.is_empty() {
                whom.push(None);
            }
            for to in whom {
                self.one(view, item, by, to, articles);
            }
        }
    }

    fn one(
        &mut self,
        view: &View<'_>,
        item: &Item<'_>,
        by: &Side,
        to: Option<Side>,
        articles: &HashMap<u32, Parties>,
    ) -> usize {
        let fact = item.fact;
        let kind = fact.thing.as_ref().map(|thing| thing.kind.clone());
        let to_key = to.as_ref().map(|to| to.key.clone());
        let key: Key = (
            by.key.clone(),
            to_key.clone(),
            fact.mode_name(),
            kind.clone(),
        );
        let place = (fact.article, fact.sentence);
        let parties = articles.get(&fact.article);
        let known = self.of.get(&key).into_iter().flatten().rev().copied();
        let same = known
            .take_while(|&at| item.day.since(self.all[at].last) <= self.rules.again)
            // Two in one sentence are two: "to cooperate and to talk".
            .find(|&at| self.all[at].state.is_none() && !self.all[at].places.contains(&place));
        let said = item.group.and_then(|group| {
            let alone = fact.actors.len() <= 1 && fact.recipients.len() <= 1;
            same::record(self.groups.get(&group), alone, |at| {
                let one = &self.all[at];
                one.by.key == by.key
                    && match (&one.to, &to) {
                        (Some(one), Some(two)) => one.key == two.key,
                        _ => true,
                    }
            })
        });
        let same = said.or(same);
        if let Some(group) = item.group {
            let made = self.groups.entry(group).or_default();
            let at = same.unwrap_or(self.all.len());
            if !made.contains(&at) {
                made.push(at);
            }
        }
        if let Some(at) = same {
            let one = &mut self.all[at];
            one.last = item.day;
            one.places.insert(place);
            one.events.push(fact.id.to_string());
            return at;
        }
        let at = self.all.len();
        let actor = match self.sort {
            Sort::Request => to_key,
            Sort::Threat => Some(by.key.clone()),
        };
        self.open.entry(actor).or_default().push(at);
        self.of.entry(key).or_default().push(at);
        let mut concerned = parties.map_or_else(BTreeSet::new, |parties| parties.all.clone());
        if let Some(to) = &to {
            concerned.remove(&to.key);
        }
        self.all.push(One {
            speaking: to.as_ref().zip(parties).is_some_and(|(to, parties)| {
                parties.spoke.contains(&(by.key.clone(), to.key.clone()))
            }),
            by: by.clone(),
            to,
            mode: fact.mode_name(),
            kind,
            // "rejected the request" names no more than that there was one.
            object: fact
                .thing
                .as_ref()
                .filter(|thing| &*thing.kind != "proposal")
                .map(|thing| thing.name.clone()),
            since: item.day,
            last: item.day,
            places: BTreeSet::from([place]),
            concerned,
            state: None,
            answers: Vec::new(),
            answer: None,
            evidence: view.cite(fact),
            events: vec![fact.id.to_string()],
            first: fact.id.to_string(),
        });
        at
    }

    fn answer(&mut self, view: &View<'_>, item: &Item<'_>) {
        let fact = item.fact;
        // Most events answer nothing.
        let meets = self
            .rules
            .answer
            .iter()
            .any(|line| rules::any(&line.meets, fact));
        let refuses = self
            .rules
            .answer
            .iter()
            .any(|line| rules::any(&line.refuses, fact));
        if !meets && !refuses {
            return;
        }
        // Another report of an answer proves it too.
        if let Some(asks) = item.group.and_then(|group| self.answered.get(&group)) {
            for &at in asks {
                self.all[at].answers.push(fact.id.to_string());
            }
            return;
        }
        let actors = one_each(fact.actors.iter());
        let mut refused_any = false;
        let mut keys: Vec<Option<Name>> =
            actors.iter().map(|side| Some(side.key.clone())).collect();
        if self.sort == Sort::Request {
            keys.push(None);
        }
        for key in keys {
            let Some(open) = self.open.get_mut(&key) else {
                continue;
            };
            let (all, window) = (&self.all, self.rules.window);
            open.retain(|&at| all[at].state.is_none() && item.day.since(all[at].last) <= window);
            for at in open.clone() {
                let one = &self.all[at];
                let Some(line) = self.rules.answer.iter().find(|line| line.fits(one)) else {
                    continue;
                };
                let state = if rules::any(&line.refuses, fact) {
                    if !one.is_refused(fact, line, self.sort) {
                        continue;
                    }
                    refused_any = true;
                    "refused"
                } else if rules::any(&line.meets, fact)
                    && one.is_before(item)
                    && one.is_between(fact, line, self.sort)
                {
                    match self.sort {
                        Sort::Request => "met",
                        Sort::Threat => "carried out",
                    }
                } else {
                    continue;
                };
                let citation = view.cite(fact);
                let one = &mut self.all[at];
                one.state = Some((state, item.day));
                one.answers.push(fact.id.to_string());
                one.answer = Some(citation);
                if let Some(group) = item.group {
                    self.answered.entry(group).or_default().push(at);
                }
            }
        }
        if refuses && !refused_any && rules::any(&self.rules.implied, fact) {
            self.imply(view, item, &actors);
        }
    }

    /// A request that is only known by its refusal.
    fn imply(&mut self, view: &View<'_>, item: &Item<'_>, actors: &[Side]) {
        let fact = item.fact;
        let Some(to) = actors.first() else { return };
        for by in one_each(fact.recipients.iter()) {
            if by.key == to.key {
                continue;
            }
            let known = self.all.iter().rev().take(64).any(|one| {
                one.by.key == by.key
                    && one.to.as_ref().is_some_and(|side| side.key == to.key)
                    && one.mode == fact.mode_name()
                    && one.state.is_some_and(|(state, day)| {
                        state == "refused" && item.day.since(day) <= self.rules.again
                    })
            });
            if known {
                continue;
            }
            let at = self.one(view, item, &by, Some(to.clone()), &HashMap::new());
            let citation = view.cite(fact);
            let one = &mut self.all[at];
            one.state = Some(("refused", item.day));
            one.answers.push(fact.id.to_string());
            one.answer = Some(citation);
        }
    }
}

impl Answer {
    fn fits(&self, one: &One) -> bool {
        let holds = |list: &[String], value: Option<&str>| {
            list.is_empty() || list.iter().any(|item| item == value.unwrap_or("-"))
        };
        holds(&self.of, one.mode) && holds(&self.about, one.kind.as_deref())
    }
}

impl One {
    /// Whether it was made before that. Only an exact day can tell on the day itself, and only
    /// another article.
    fn is_before(&self, item: &Item<'_>) -> bool {
        item.day > self.since
            || item.when.known == Known::Day
                && item.day == self.since
                && !self
                    .places
                    .iter()
                    .any(|(article, _)| *article == item.fact.article)
    }

    /// Whether a refusal is of this: it names the asker, or nobody and the same thing.
    fn is_refused(&self, fact: &Fact, line: &Answer, sort: Sort) -> bool {
        let asker = fact.sides().any(|side| side.key == self.by.key);
        let nobody = fact
            .recipients
            .iter()
            .all(|side| self.to.as_ref().is_some_and(|to| to.key == side.key));
        (asker || nobody && self.kind.is_some()) && self.is_between(fact, line, sort)
    }

    /// Whether an event is between those whom it concerns.
    fn is_between(&self, fact: &Fact, line: &Answer, sort: Sort) -> bool {
        let (actor, other) = match sort {
            Sort::Request => (self.to.as_ref(), Some(&self.by)),
            Sort::Threat => (Some(&self.by), self.to.as_ref()),
        };
        let kind = fact.thing.as_ref().map(|thing| &thing.kind);
        let same_object = kind.is_some() && kind == self.kind.as_ref();
        if line.same_object && !same_object {
            return false;
        }
        let Some(actor) = actor else {
            // Nobody was asked: whoever answers must speak of the very thing.
            return line.by_anybody && (line.same_object || same_object || self.kind.is_none());
        };
        let others: Vec<&Side> = fact.sides().filter(|side| side.key != actor.key).collect();
        let with_other = other.is_some_and(|other| others.iter().any(|side| side.key == other.key));
        if line.together && self.speaking {
            return others
                .iter()
                .any(|side| side.key != self.by.key && self.concerned.contains(&side.key));
        }
        let with_concerned = (sort == Sort::Request || self.to.is_none())
            && others.iter().any(|side| self.concerned.contains(&side.key));
        with_other || with_concerned || same_object && (others.is_empty() || other.is_none())
    }

    fn write(self, rules: &Asks, at: Day) -> Ask {
        let lapses = self.last.plus(rules.window);
        let (state, answered) = match self.state {
            Some((state, day)) => (state, Some(day)),
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
