//! Measures and posture: what was announced, put in force, eased and ended, by whom against whom.
//!
//! Facts are taken day by day. What each of them does to which kind of measure stands in the tables;
//! here stands only which measure it does it to, and what state follows.

use std::collections::{BTreeSet, HashMap};

use demarche_record::{Certainty, PlacePrecision, Status};

use crate::Day;
use crate::fact::{Known, Name, Side};
use crate::fold::{Item, View, record_id};
use crate::ledger::{Citation, Measure, Transition};
use crate::rules::{self, Identity, Kind};

/// What a fact does to a measure. On one day the earlier of these comes first, so that what begins
/// and ends on it has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Deed {
    Announce,
    Open,
    Breach,
    Ease,
    Lift,
}

/// The measures that these items tell of, as of a day.
pub(crate) fn fold(view: &View<'_>, items: &[Item<'_>], kinds: &[Kind], at: Day) -> Vec<Measure> {
    let mut steps: Vec<Step<'_>> = Vec::new();
    for item in items {
        for (number, kind) in kinds.iter().enumerate() {
            if let Some(deed) = deed(kind, item) {
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
    let deed = if rules::any(&kind.lifts, fact) {
        Deed::Lift
    } else if rules::any(&kind.eases, fact) {
        Deed::Ease
    } else if rules::any(&kind.breaches, fact) {
        Deed::Breach
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

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Announced,
    InForce,
    Eased,
    Lifted,
    Contested,
}

impl State {
    fn as_str(self) -> &'static str {
        match self {
            State::Announced => "announced",
            State::InForce => "in force",
            State::Eased => "eased",
            State::Lifted => "lifted",
            State::Contested => "contested",
        }
    }
}

/// What tells an object or place from others: words of its name that are not common to its kind.
/// None: any.
type Marks = BTreeSet<String>;

/// A measure as it goes on.
struct One {
    number: usize,
    by: Vec<Side>,
    against: Option<Side>,
    marks: Marks,
    object: Option<(Name, Name)>,
    place: Option<Name>,
    state: State,
    since: Option<Day>,
    since_by: bool,
    until: Option<Day>,
    /// The last day on which somebody said that it holds.
    heard: Day,
    changed: Day,
    denied: BTreeSet<String>,
    breaches: BTreeSet<Day>,
    transitions: Vec<Transition>,
    events: Vec<String>,
    first: String,
}

struct Book<'r> {
    kinds: &'r [Kind],
    all: Vec<One>,
    /// By kind and party.
    of: HashMap<(usize, Name), Vec<usize>>,
    /// The articles that tell of the end of a measure.
    lifters: HashMap<usize, BTreeSet<u32>>,
}

impl Book<'_> {
    fn take(&mut self, view: &View<'_>, step: &Step<'_>) {
        let kind = &self.kinds[step.number];
        let fact = step.item.fact;
        let marks = marks(kind, step.item);
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
                    let others = if others.is_empty() {
                        vec![None]
                    } else {
                        others
                    };
                    others
                        .into_iter()
                        .map(|against| (vec![by.clone()], against))
                })
                .take(16)
                .collect()
        };
        for (by, against) in parties {
            self.step(view, step, &by, against.as_ref(), &marks);
        }
    }

    fn step(
        &mut self,
        view: &View<'_>,
        step: &Step<'_>,
        by: &[Side],
        against: Option<&Side>,
        marks: &Marks,
    ) {
        let fact = step.item.fact;
        let kind = &self.kinds[step.number];
        if by.is_empty() {
            return;
        }
        let mut found = self.find(step.number, by, against, marks);
        if fact.certainty == Certainty::Denied {
            let denier = fact.reporter.as_ref().map_or("?", |side| &side.key);
            if found.is_empty() && step.deed <= Deed::Open {
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
                let state = match step.deed {
                    Deed::Announce => State::Announced,
                    _ => State::InForce,
                };
                // The most exact one that goes on, else the last that ended.
                let best = found.iter().copied().max_by_key(|&at| {
                    let one = &self.all[at];
                    let same = one.marks == *marks && !marks.is_empty();
                    (one.state != State::Lifted, same, one.changed)
                });
                match best {
                    Some(at) => self.again(view, step, at, against, marks, state),
                    None => {
                        self.open(view, step, by, against, marks, state);
                    }
                }
            }
            Deed::Breach => {
                for at in found {
                    let one = &mut self.all[at];
                    if matches!(one.state, State::InForce | State::Eased) {
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
                for at in found {
                    let part = of_parts && !marks.is_empty() && self.all[at].marks.is_empty();
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
            until: None,
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
            one.plan(item);
            one.turn(view, item, state, by.first());
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
        let ended = one.state == State::Lifted;
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
            (State::Lifted | State::Contested, _) => true,
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
                one.until = None;
            }
            one.plan(item);
            one.turn(view, item, state, by.as_ref());
        } else if let Some(last) = one.transitions.last_mut()
            && last.state == state.as_str()
        {
            last.add(item);
        }
    }

    /// An event that eases or ends a measure.
    fn end(&mut self, view: &View<'_>, step: &Step<'_>, at: usize, state: State) {
        let item = step.item;
        let one = &mut self.all[at];
        if state == State::Lifted {
            self.lifters
                .entry(at)
                .or_default()
                .insert(item.fact.article);
        }
        // What only a later report begins cannot end here.
        if matches!(one.state, State::Contested) {
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

impl One {
    /// Keeps the fullest name of the object and of the place.
    fn describe(&mut self, item: &Item<'_>) {
        let fact = item.fact;
        if let Some(thing) = &fact.thing {
            let tells = |name: &str| {
                let proper = name.chars().any(|c| c.is_uppercase() || c.is_ascii_digit());
                (proper, name.chars().count())
            };
            let better = self.object.as_ref().is_none_or(|(_, name)| {
                (tells(&thing.name), &**name) > (tells(name), &*thing.name)
            });
            if better {
                self.object = Some((thing.kind.clone(), thing.name.clone()));
            }
        }
        if self.place.is_none()
            && let Some(spot) = fact.place.as_deref()
            && (spot.is_point() || spot.precision == Some(PlacePrecision::Admin1))
        {
            self.place = Some(spot.name.clone());
        }
    }

    /// The day that is announced, or until which it is to last.
    fn plan(&mut self, item: &Item<'_>) {
        let when = item.when;
        if item.fact.status == Status::Future && when.known != Known::Report {
            self.until = Some(when.start);
        } else if when.known == Known::Period && when.end > item.reported {
            self.until = Some(when.end);
        }
    }

    fn turn(&mut self, view: &View<'_>, item: &Item<'_>, state: State, by: Option<&Side>) {
        self.state = state;
        self.changed = item.day;
        let citation = view.cite(item.fact);
        self.transitions
            .push(Transition::new(state.as_str(), item, by, citation));
    }

    fn write(self, kinds: &[Kind], at: Day) -> Measure {
        let kind = &kinds[self.number];
        let by: Vec<&str> = self.by.iter().map(|side| &*side.key).collect();
        let by = by.join("+");
        let mut state = self.state.as_str();
        let holds = matches!(self.state, State::InForce | State::Eased);
        let over = self.until.filter(|_| holds).or_else(|| {
            kind.lasts
                .filter(|_| holds)
                .map(|days| self.heard.plus(days))
        });
        if over.is_some_and(|over| over < at) {
            state = "expired";
        }
        let against = self.against.as_ref();
        let mut events = self.events;
        dedup(&mut events);
        Measure {
            id: record_id(
                &kind.name,
                &[&self.first, &by, against.map_or("", |side| &side.key)],
            ),
            by_code: code(self.by.first().filter(|_| self.by.len() == 1)),
            by,
            against: against.map(|side| side.key.to_string()),
            against_code: code(against),
            kind: kind.name.clone(),
            object: self.object.as_ref().map(|(_, name)| name.to_string()),
            object_kind: self.object.as_ref().map(|(kind, _)| kind.to_string()),
            place: self.place.map(|place| place.to_string()),
            state: state.to_owned(),
            since: self.since,
            since_by: self.since_by,
            until: self.until,
            denied_by: self.denied.into_iter().collect(),
            breaches: self.breaches.into_iter().collect(),
            transitions: self.transitions,
            events,
        }
    }
}

impl Transition {
    pub(crate) fn new(
        state: &str,
        item: &Item<'_>,
        by: Option<&Side>,
        evidence: Citation,
    ) -> Transition {
        Transition {
            state: state.to_owned(),
            date: item.day,
            by_then: item.by_then(),
            reported: item.reported,
            by: by.map(|side| side.key.to_string()),
            events: vec![item.fact.id.to_string()],
            evidence,
        }
    }

    /// One more event that proves the change.
    pub(crate) fn add(&mut self, item: &Item<'_>) {
        self.reported = self.reported.min(item.reported);
        if !self.events.iter().any(|event| **event == *item.fact.id) {
            self.events.push(item.fact.id.to_string());
        }
    }
}

pub(crate) fn code(side: Option<&Side>) -> Option<String> {
    side.and_then(|side| side.code.as_deref())
        .map(str::to_owned)
}

/// Keeps the first of each, in their order.
pub(crate) fn dedup(events: &mut Vec<String>) {
    let mut seen = std::collections::HashSet::new();
    events.retain(|event| seen.insert(event.clone()));
}

/// Whether a party is somebody, and not just anybody of a sector.
pub(crate) fn known(side: &Side) -> bool {
    side.country.is_some() || side.entity.is_some()
}

/// The known parties, each key once, in the order of the event.
pub(crate) fn one_each<'s>(sides: impl Iterator<Item = &'s Side>) -> Vec<Side> {
    let mut list: Vec<Side> = Vec::new();
    for side in sides.filter(|side| known(side)) {
        if !list.iter().any(|other| other.key == side.key) {
            list.push(side.clone());
        }
    }
    list
}

/// The words that tell what an event is about from other things of its kind.
fn marks(kind: &Kind, item: &Item<'_>) -> Marks {
    let fact = item.fact;
    let mut marks = Marks::new();
    if kind.identity == Identity::Parties {
        return marks;
    }
    if let Some(thing) = &fact.thing
        && thing
            .name
            .chars()
            .any(|c| c.is_uppercase() || c.is_ascii_digit())
    {
        marks = words(&thing.name, &kind.common);
    }
    if marks.is_empty()
        && kind.identity == Identity::Place
        && let Some(spot) = fact.place.as_deref()
        && (spot.is_point() || spot.precision == Some(PlacePrecision::Admin1))
    {
        marks = words(&spot.name, &kind.common);
    }
    marks
}

fn words(name: &str, common: &[String]) -> Marks {
    name.split(|c: char| !c.is_alphanumeric())
        .map(str::to_lowercase)
        .filter(|word| word.chars().count() > 2 && !common.contains(word))
        .collect()
}
