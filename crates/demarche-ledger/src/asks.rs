//! Requests and threats: what was asked or threatened, and what answered it.

use std::collections::{BTreeSet, HashMap};

use demarche_record::{Certainty, EventType, Status};

use crate::Day;
use crate::ask::{One, Sort, State};
use crate::fact::{Fact, Name, Side};
use crate::ledger::Ask;
use crate::measure::one_each;
use crate::rules::{self, Answer, Asks, Condition};
use crate::same;
use crate::view::{Item, View};

/// Requests as of a day.
pub(crate) fn requests(view: &View<'_>, rules: &Asks, at: Day) -> Vec<Ask> {
    fold(view, rules, at, Sort::Request)
}

/// Threats as of a day.
pub(crate) fn threats(view: &View<'_>, rules: &Asks, at: Day) -> Vec<Ask> {
    fold(view, rules, at, Sort::Threat)
}

fn fold(view: &View<'_>, rules: &Asks, at: Day, sort: Sort) -> Vec<Ask> {
    let articles = articles(view, rules);
    let answering = rules.answering();
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
    while start < view.own.len() {
        let day = view.own[start].day;
        let end = start + view.own[start..].partition_point(|item| item.day == day);
        let today = &view.own[start..end];
        // Requests of a day before its answers.
        for item in today {
            if item.told
                && item.fact.status == Status::Actual
                && item.fact.certainty != Certainty::Denied
                && rules::any(&rules.is, item.fact)
            {
                book.make(view, item, &articles);
            }
        }
        for item in today {
            if answering.has(item.fact.event_type) && item.fact.holds() {
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
        .map(|one| one.write(rules, sort, at))
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

/// Those of the articles in which something is asked or threatened.
fn articles(view: &View<'_>, rules: &Asks) -> HashMap<u32, Parties> {
    let asking = view
        .items
        .iter()
        .filter(|item| rules::any(&rules.is, item.fact));
    let mut articles: HashMap<u32, Parties> = asking
        .map(|item| (item.fact.article, Parties::default()))
        .collect();
    for item in &view.items {
        let Some(parties) = articles.get_mut(&item.fact.article) else {
            continue;
        };
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
            for one in whom {
                let fellows = one
                    .iter()
                    .flat_map(|one| to.iter().filter(|to| to.key != one.key))
                    .map(|to| to.key.clone())
                    .filter(|to| *to != by.key);
                let fellows: BTreeSet<Name> = fellows.collect();
                let at = self.one(view, item, by, one, articles);
                self.all[at].fellows.extend(fellows);
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
        let thing = fact.thing.as_ref();
        let (kind, marks) = (self.rules.kind(thing), self.rules.marks(thing));
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
            .find(|&at| {
                let one = &self.all[at];
                // On one day two outlets may call the same by different names.
                let apart = item.day != one.last
                    && !marks.is_empty()
                    && !one.marks.is_empty()
                    && marks.is_disjoint(&one.marks);
                one.state.is_none()
                    && !one.places.contains(&place)
                    && one.by.is_one_with(by)
                    && !apart
            });
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
            one.what = one.what.take().or_else(|| content(fact));
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
            fellows: BTreeSet::new(),
            mode: fact.mode_name(),
            // "rejected the request" names no more than that there was one.
            object: thing
                .filter(|_| kind.is_some())
                .map(|thing| thing.name.clone()),
            kind,
            marks,
            what: content(fact),
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
        let any = |of: fn(&Answer) -> &[Condition]| {
            let mut lines = self.rules.answer.iter();
            lines.any(|line| rules::any(of(line), fact))
        };
        let (meets, refuses) = (any(|line| &line.meets), any(|line| &line.refuses));
        if !meets && !refuses && !any(|line| &line.drops) {
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
        // All who meet, meet each other, whoever is named first.
        let acting = match fact.event_type {
            EventType::Consult => one_each(fact.sides()),
            _ => actors.clone(),
        };
        let partly = fact.is_near(&self.rules.partly) || rules::any(&self.rules.eases, fact);
        let mut refused_any = false;
        let mut acting: Vec<Option<&Side>> = acting.iter().map(Some).collect();
        if self.sort == Sort::Request {
            acting.push(None);
        }
        for side in acting {
            let Some(open) = self.open.get_mut(&side.map(|side| side.key.clone())) else {
                continue;
            };
            let (all, window) = (&self.all, self.rules.window);
            open.retain(|&at| {
                let refused = |(state, _)| state == State::Refused;
                all[at].state.is_none_or(refused) && item.day.since(all[at].last) <= window
            });
            for at in open.clone() {
                let one = &self.all[at];
                let acts = match self.sort {
                    Sort::Request => one.to.as_ref(),
                    Sort::Threat => Some(&one.by),
                };
                let is_theirs = acts.zip(side).is_none_or(|(one, two)| one.is_one_with(two));
                let line = self.rules.answer.iter().find(|line| line.fits(one));
                let Some(line) = line.filter(|_| is_theirs) else {
                    continue;
                };
                let state = if rules::any(&line.refuses, fact) {
                    if !one.is_refused(self.rules, fact, line, self.sort) {
                        continue;
                    }
                    refused_any = true;
                    State::Refused
                } else if !one.is_before(item) || !one.is_between(self.rules, fact, line, self.sort)
                {
                    continue;
                } else if rules::any(&line.meets, fact) {
                    State::Met
                } else if rules::any(&line.drops, fact) {
                    State::Dropped
                } else {
                    continue;
                };
                // Who has refused may give in later, to the very thing.
                let settled = one.state.is_some()
                    && (state != State::Met
                        || !line.together && self.rules.together(one, fact) != Some(true));
                let citation = view.cite(fact);
                let one = &mut self.all[at];
                one.answers.push(fact.id.to_string());
                if let Some(group) = item.group {
                    self.answered.entry(group).or_default().push(at);
                }
                if settled {
                    continue;
                }
                one.answer = Some(citation);
                // What is done in part goes on being asked.
                if !(partly && state == State::Met) {
                    one.state = Some((state, item.day));
                }
            }
        }
        if refuses && !refused_any && item.told && rules::any(&self.rules.implied, fact) {
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
                    && self.rules.together(one, fact).is_some()
                    && one.state.is_some_and(|(state, day)| {
                        state == State::Refused && item.day.since(day) <= self.rules.again
                    })
            });
            if known {
                continue;
            }
            let at = self.one(view, item, &by, Some(to.clone()), &HashMap::new());
            let citation = view.cite(fact);
            let one = &mut self.all[at];
            one.state = Some((State::Refused, item.day));
            one.answers.push(fact.id.to_string());
            one.answer = Some(citation);
        }
    }
}

fn content(fact: &Fact) -> Option<String> {
    let told = fact.told.as_deref()?;
    told.content.as_deref().map(str::to_owned)
}
