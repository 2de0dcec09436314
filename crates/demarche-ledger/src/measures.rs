//! Measures and posture: what was announced, put in force, eased and ended, by whom against whom.
//!
//! Facts are taken day by day. What each of them does to which kind of measure stands in the tables;
//! here stands only which measure it does it to, and what state follows.

use std::collections::{BTreeSet, HashMap};

use demarche_record::{Certainty, Status};

use crate::Day;
use crate::fact::{Known, Name, Side};
use crate::ledger::Measure;
use crate::measure::{Marks, One, State, is_force, is_part, known, marks, one_each};
use crate::rules::{self, Identity, Kind, Types};
use crate::same;
use crate::view::{Item, View};

/// What a fact does to a measure. On one day the earlier of these comes first, so that what begins
/// and ends on it has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Deed {
    Announce,
    Open,
    Breach,
    Hostility,
    Ease,
    Lift,
}

/// The measures that these items tell of, as of a day.
pub(crate) fn fold(view: &View<'_>, items: &[Item<'_>], kinds: &[Kind], at: Day) -> Vec<Measure> {
    let mut steps: Vec<Step<'_>> = Vec::new();
    let types: Vec<Types> = kinds.iter().map(Kind::types).collect();
    for item in items {
        for (number, kind) in kinds.iter().enumerate() {
            if types[number].has(item.fact.event_type)
                && let Some(deed) = deed(kind, item)
            {
                steps.push(Step { item, number, deed });
            }
        }
    }
    steps.sort_by(|one, two| {
        (one.item.day, one.deed, &one.item.fact.id, one.number).cmp(&(
            two.item.day,
            two.deed,
            &two.item.fact.id,
            two.number,
        ))
    });
    let mut book = Book {
        kinds,
        all: Vec::new(),
        of: HashMap::new(),
        lifters: HashMap::new(),
        groups: HashMap::new(),
    };
    for step in &steps {
        book.take(view, step);
    }
    let mut measures: Vec<Measure> = book
        .all
        .into_iter()
        .filter(|one| !one.events.is_empty())
        .map(|one| one.write(kinds, at))
        .collect();
    let order = |measure: &Measure| match measure.state.as_str() {
        "in force" => 0,
        "eased" => 1,
        "announced" => 2,
        "contested" => 3,
        _ => 4,
    };
    measures.sort_by(|one, two| {
        (order(one), two.since, &one.kind, &one.id).cmp(&(
            order(two),
            one.since,
            &two.kind,
            &two.id,
        ))
    });
    measures
}

struct Step<'f> {
    item: &'f Item<'f>,
    number: usize,
    deed: Deed,
}

/// What an event does to measures of a kind, if anything.
fn deed(kind: &Kind, item: &Item<'_>) -> Option<Deed> {
    let fact = item.fact;
    // What eases is told by its frame, what ends by less: the narrower first.
    let deed = if rules::any(&kind.eases, fact) {
        Deed::Ease
    } else if rules::any(&kind.lifts, fact) {
        // "partially reopened" ends nothing.
        let partly = fact.is_near(&kind.partly) || rules::any(&kind.easing, fact);
        if partly { Deed::Ease } else { Deed::Lift }
    } else if rules::any(&kind.breaches, fact) {
        Deed::Breach
    } else if rules::any(&kind.hostilities, fact) {
        Deed::Hostility
    } else if rules::any(&kind.opens, fact) {
        Deed::Open
    } else if rules::any(&kind.announces, fact) {
        Deed::Announce
    } else {
        return None;
    };
    match (fact.status, deed) {
        (Status::Actual, deed) => Some(deed),
        // What is to come is announced; what is to end has not ended.
        (Status::Future, Deed::Open | Deed::Announce) => Some(Deed::Announce),
        // Background tells that it was so, not since when.
        (Status::Historical, Deed::Open) => Some(Deed::Open),
        _ => None,
    }
}

struct Book<'r> {
    kinds: &'r [Kind],
    all: Vec<One>,
    /// By kind and party.
    of: HashMap<(usize, Name), Vec<usize>>,
    /// The articles that tell of the end of a measure.
    lifters: HashMap<usize, BTreeSet<u32>>,
    /// By kind, what a reviewer found to be one happening, and whether it begins or ends something.
    groups: HashMap<(usize, u32, bool), Vec<usize>>,
}

impl Book<'_> {
    fn take(&mut self, view: &View<'_>, step: &Step<'_>) {
        let kind = &self.kinds[step.number];
        let fact = step.item.fact;
        let marks = marks(kind, step.item);
        let opens = step.deed <= Deed::Open;
        let parties: Vec<(Vec<Side>, Option<Side>)> = if kind.mutual {
            let mut all: Vec<Side> = fact.sides().filter(|side| known(side)).cloned().collect();
            all.sort_by(|one, two| one.key.cmp(&two.key));
            all.dedup_by(|one, two| one.key == two.key);
            vec![(all, None)]
        } else {
            let by: Vec<Side> = one_each(fact.actors.iter());
            let against: Vec<Side> = one_each(fact.recipients.iter());
            by.iter()
                .flat_map(|by| {
                    let others: Vec<Option<Side>> = against
                        .iter()
                        .filter(|side| side.key != by.key && !kind.domestic)
                        .cloned()
                        .map(Some)
                        .collect();
                    let nobody = others.is_empty() && !(kind.foreign && opens);
                    let others = if nobody { vec![None] } else { others };
                    others
                        .into_iter()
                        .map(|against| (vec![by.clone()], against))
                })
                .take(16)
                .collect()
        };
        let alone = parties.len() == 1;
        for (by, against) in parties {
            self.step(view, step, &by, against.as_ref(), &marks, alone);
        }
    }

    fn step(
        &mut self,
        view: &View<'_>,
        step: &Step<'_>,
        by: &[Side],
        against: Option<&Side>,
        marks: &Marks,
        alone: bool,
    ) {
        let fact = step.item.fact;
        let kind = &self.kinds[step.number];
        if by.is_empty() {
            return;
        }
        let mut found = self.find(step.number, by, against, marks);
        let group = step
            .item
            .group
            .map(|group| (step.number, group, step.deed <= Deed::Open));
        let said = group.and_then(|group| {
            same::record(self.groups.get(&group), alone, |at| {
                let one = &self.all[at];
                one.by
                    .iter()
                    .any(|side| by.iter().any(|by| by.key == side.key))
                    && match (against, &one.against) {
                        (Some(one), Some(other)) => one.key == other.key,
                        _ => true,
                    }
            })
        });
        found.extend(said.filter(|at| !found.contains(at)));
        if fact.certainty == Certainty::Denied {
            // Who denies a breach or an end denies nothing of the measure itself.
            if step.deed > Deed::Open {
                return;
            }
            let denier = fact.reporter.as_ref().map_or("?", |side| &side.key);
            if found.is_empty() {
                let at = self.open(view, step, by, against, marks, State::Contested);
                self.all[at].denied.insert(denier.to_owned());
            }
            for at in found {
                self.all[at].denied.insert(denier.to_owned());
                self.all[at].events.push(fact.id.to_string());
            }
            return;
        }
        match step.deed {
            Deed::Announce | Deed::Open => {
                if kind.identity == Identity::Thing {
                    found.retain(|&at| self.all[at].marks.is_empty() == marks.is_empty());
                }
                if kind.identity == Identity::Place {
                    // To withdraw the guns is to come, to withdraw the men has been done: that is two.
                    let thing = fact.thing.as_ref().map(|thing| &thing.kind);
                    let announces = step.deed == Deed::Announce;
                    found.retain(|&at| {
                        let one = &self.all[at];
                        let of = one.object.as_ref().map(|(kind, _)| kind);
                        (one.state == State::Announced) == announces
                            || one.is_over()
                            || thing.zip(of).is_none_or(|(one, two)| one == two)
                    });
                }
                let state = match step.deed {
                    Deed::Announce => State::Announced,
                    _ => State::InForce,
                };
                // The most exact one that goes on, else the last that ended.
                let best = found.iter().copied().max_by_key(|&at| {
                    let one = &self.all[at];
                    let same = one.marks == *marks && !marks.is_empty();
                    (!one.is_over(), same, one.changed)
                });
                let at = match said.or(best) {
                    Some(at) => {
                        self.again(view, step, at, against, marks, state);
                        at
                    }
                    None => self.open(view, step, by, against, marks, state),
                };
                if let Some(group) = group {
                    self.groups.entry(group).or_default().push(at);
                }
            }
            Deed::Breach => {
                for at in found {
                    let one = &mut self.all[at];
                    one.take_effect(kind, step.item.day.plus(-1));
                    // What is broken was in force.
                    if one.state == State::Announced {
                        one.since = Some(step.item.day);
                        one.since_by = true;
                        one.turn(view, step.item, State::InForce, by.first());
                    }
                    if matches!(one.state, State::InForce | State::Eased) {
                        one.breaches.insert(step.item.day);
                        one.events.push(fact.id.to_string());
                    }
                }
            }
            Deed::Hostility => {
                for at in found {
                    let one = &mut self.all[at];
                    one.take_effect(kind, step.item.day.plus(-1));
                    let holds = matches!(one.state, State::InForce | State::Eased)
                        && one.since.is_some_and(|since| since < step.item.day);
                    if holds && by.len() > 1 && fact.actors.iter().any(is_force) {
                        one.breaches.insert(step.item.day);
                        one.events.push(fact.id.to_string());
                    }
                }
            }
            Deed::Ease | Deed::Lift => {
                let state = match step.deed {
                    Deed::Ease => State::Eased,
                    _ => State::Lifted,
                };
                // One crossing opened does not open the border.
                let of_parts = matches!(kind.identity, Identity::Place | Identity::Thing);
                if let Some(group) = group {
                    self.groups.entry(group).or_default().extend(&found);
                }
                for at in found {
                    let one = &self.all[at];
                    let part = of_parts && !marks.is_empty() && one.marks.is_empty()
                        || is_part(kind, fact.thing.as_ref(), one);
                    self.end(view, step, at, if part { State::Eased } else { state });
                }
            }
        }
    }

    /// The measures of these parties that an event may be about.
    fn find(
        &self,
        number: usize,
        by: &[Side],
        against: Option<&Side>,
        marks: &Marks,
    ) -> Vec<usize> {
        let kind = &self.kinds[number];
        let Some(first) = by.first() else {
            return Vec::new();
        };
        let Some(candidates) = self.of.get(&(number, first.key.clone())) else {
            return Vec::new();
        };
        let compatible = |one: &One| {
            let parties = if kind.mutual {
                by.iter()
                    .all(|side| one.by.iter().any(|other| other.key == side.key))
            } else {
                match (against, &one.against) {
                    (Some(one), Some(other)) => one.key == other.key,
                    _ => true,
                }
            };
            let marked = marks.is_empty() || one.marks.is_empty() || !marks.is_disjoint(&one.marks);
            parties && marked
        };
        candidates
            .iter()
            .copied()
            .filter(|&at| compatible(&self.all[at]))
            .collect()
    }

    fn open(
        &mut self,
        view: &View<'_>,
        step: &Step<'_>,
        by: &[Side],
        against: Option<&Side>,
        marks: &Marks,
        state: State,
    ) -> usize {
        let item = step.item;
        let at = self.all.len();
        let mut one = One {
            number: step.number,
            by: by.to_vec(),
            against: against.cloned(),
            marks: marks.clone(),
            object: None,
            place: None,
            state,
            since: None,
            since_by: false,
            begins: None,
            ends: None,
            heard: item.reported.max(item.day),
            changed: item.day,
            denied: BTreeSet::new(),
            breaches: BTreeSet::new(),
            transitions: Vec::new(),
            events: Vec::new(),
            first: item.fact.id.to_string(),
        };
        one.describe(item);
        one.events.push(item.fact.id.to_string());
        if item.fact.status != Status::Historical {
            one.since = Some(item.day);
            one.since_by = item.by_then() && state != State::Announced;
            one.turn(view, item, state, by.first());
            one.plan(item);
        }
        self.all.push(one);
        let mut keys: Vec<Name> = by.iter().map(|side| side.key.clone()).collect();
        keys.dedup();
        for key in keys {
            self.of.entry((step.number, key)).or_default().push(at);
        }
        at
    }

    /// One more event that says that a known measure is announced or in force.
    fn again(
        &mut self,
        view: &View<'_>,
        step: &Step<'_>,
        at: usize,
        against: Option<&Side>,
        marks: &Marks,
        state: State,
    ) {
        let item = step.item;
        let told_the_end = self
            .lifters
            .get(&at)
            .is_some_and(|articles| articles.contains(&item.fact.article));
        let one = &mut self.all[at];
        let kind = &self.kinds[step.number];
        one.take_effect(kind, item.day.plus(-1));
        one.expire(kind, item.day, Some(item));
        let ended = one.is_over();
        // After the end only a new act puts it in force again: no background, no period that
        // reaches back before the end, and no report that tells of the end too.
        let anew = ended
            && item.fact.status == Status::Actual
            && match item.when.known {
                Known::Day => item.day > one.changed,
                Known::Period => item.when.start > one.changed,
                Known::Report => item.day > one.changed.plus(1) && !told_the_end,
            };
        if ended && !anew {
            one.events.push(item.fact.id.to_string());
            return;
        }
        if one.against.is_none() {
            one.against = against.cloned();
        }
        one.marks.extend(marks.iter().cloned());
        one.describe(item);
        one.events.push(item.fact.id.to_string());
        one.heard = one.heard.max(item.reported).max(item.day);
        if item.fact.status == Status::Historical {
            return;
        }
        let by = one.by.first().cloned();
        let turns = match (one.state, state) {
            (State::Lifted | State::Expired | State::Contested, _) => true,
            (State::Announced, State::InForce) => true,
            // Known as background only: now the day is known.
            (State::InForce, State::InForce) if one.since.is_none() => true,
            // Put in force in full again, by an act of a known day.
            (State::Eased, State::InForce) => {
                item.when.known == Known::Day && item.day > one.changed
            }
            _ => false,
        };
        if turns {
            if one.state != State::Eased {
                one.since = Some(item.day);
                one.since_by = item.by_then() && state != State::Announced;
                one.begins = None;
                // The end that was announced with it stands.
                let announced = one.state == State::Announced;
                one.ends = one.ends.filter(|ends| announced && *ends >= item.day);
            }
            one.turn(view, item, state, by.as_ref());
            one.plan(item);
            return;
        }
        match one.state {
            State::Announced => one.plan(item),
            _ => one.prolong(item),
        }
        if let Some(last) = one.transitions.last_mut()
            && last.state == state.as_str()
        {
            last.add(item);
        }
    }

    /// An event that eases or ends a measure.
    fn end(&mut self, view: &View<'_>, step: &Step<'_>, at: usize, state: State) {
        let item = step.item;
        let one = &mut self.all[at];
        let kind = &self.kinds[step.number];
        if state == State::Lifted {
            self.lifters
                .entry(at)
                .or_default()
                .insert(item.fact.article);
        }
        one.take_effect(kind, item.day.plus(-1));
        one.expire(kind, item.day, None);
        // What nobody says is in force cannot end, and what is only announced cannot be eased.
        let eases_nothing =
            matches!(one.state, State::Announced | State::Expired) && state == State::Eased;
        if one.state == State::Contested || eases_nothing {
            return;
        }
        one.events.push(item.fact.id.to_string());
        if one.state == State::Lifted || one.state == state {
            if let Some(last) = one.transitions.last_mut()
                && last.state == state.as_str()
            {
                last.add(item);
            }
            return;
        }
        let by = item.fact.actors.first().cloned();
        one.heard = one.heard.max(item.reported);
        one.turn(view, item, state, by.as_ref());
    }
}
