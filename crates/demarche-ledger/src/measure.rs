//! One measure as it goes on: its state, what it is about, and how it is written.

use std::collections::{BTreeSet, HashSet};

use demarche_record::{PlacePrecision, Sector, Status};

use crate::Day;
use crate::fact::{Known, Name, Side, Thing};
use crate::fold::record_id;
use crate::ledger::{Citation, Measure, Transition};
use crate::rules::{Identity, Kind};
use crate::view::{Item, View};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Announced,
    InForce,
    Eased,
    Lifted,
    Expired,
    Contested,
}

impl State {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            State::Announced => "announced",
            State::InForce => "in force",
            State::Eased => "eased",
            State::Lifted => "lifted",
            State::Expired => "expired",
            State::Contested => "contested",
        }
    }
}

/// What tells an object or place from others: words of its name that are not common to its kind.
/// None: any.
pub(crate) type Marks = BTreeSet<String>;

/// A measure as it goes on.
pub(crate) struct One {
    pub(crate) number: usize,
    pub(crate) by: Vec<Side>,
    pub(crate) against: Option<Side>,
    pub(crate) marks: Marks,
    pub(crate) object: Option<(Name, Name)>,
    pub(crate) place: Option<Name>,
    pub(crate) state: State,
    pub(crate) since: Option<Day>,
    pub(crate) since_by: bool,
    /// The day for which it was announced.
    pub(crate) begins: Option<Day>,
    /// The last day of the time for which it is to hold.
    pub(crate) ends: Option<Day>,
    /// The last day on which somebody said that it holds.
    pub(crate) heard: Day,
    pub(crate) changed: Day,
    pub(crate) denied: BTreeSet<String>,
    pub(crate) breaches: BTreeSet<Day>,
    pub(crate) transitions: Vec<Transition>,
    pub(crate) events: Vec<String>,
    pub(crate) first: String,
}

impl One {
    /// Keeps the fullest name of the object and of the place.
    pub(crate) fn describe(&mut self, item: &Item<'_>) {
        let fact = item.fact;
        if let Some(thing) = &fact.thing {
            let proper = |name: &str| name.chars().any(|c| c.is_uppercase() || c.is_ascii_digit());
            // "the treaty" gives way to its name, and "the crossing" to "the northern crossing".
            let better = self.object.as_ref().is_none_or(|(_, name)| {
                let longer = thing.name.chars().count() > name.chars().count();
                let holds = || thing.name.to_lowercase().contains(&name.to_lowercase());
                proper(&thing.name) && !proper(name) || longer && holds()
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

    /// The day that is announced, and until when it is to last.
    pub(crate) fn plan(&mut self, item: &Item<'_>) {
        let when = item.when;
        if item.fact.status == Status::Future && when.known != Known::Report {
            self.begins = Some(when.start);
            self.ends = (when.end > when.start).then_some(when.end);
        } else if when.known == Known::Period && when.end > item.reported {
            if self.state == State::Announced {
                self.begins = Some(when.start);
            }
            self.ends = Some(when.end);
        }
    }

    /// A report of what goes on that gives it more time.
    pub(crate) fn prolong(&mut self, item: &Item<'_>) {
        let when = item.when;
        let ahead = when.known != Known::Report && when.end > item.reported;
        // "It will be open again on the tenth" is no new end of what has none.
        let told = match item.fact.status {
            Status::Future => self.ends.is_some(),
            _ => when.known == Known::Period,
        };
        if ahead && told {
            self.ends = self.ends.max(Some(when.end));
        }
    }

    /// The last day on which it holds, where that is known.
    fn last(&self, kind: &Kind) -> Option<Day> {
        let holds = matches!(self.state, State::InForce | State::Eased);
        let unheard = || kind.lasts.map(|days| self.heard.plus(days));
        self.ends.or_else(unheard).filter(|_| holds)
    }

    /// What is over by a day has ended, unless that is what the report of that day prolongs.
    pub(crate) fn expire(&mut self, kind: &Kind, at: Day, item: Option<&Item<'_>>) {
        let Some(last) = self.last(kind).filter(|last| *last < at) else {
            return;
        };
        let goes_on = item.is_some_and(|item| {
            item.when.known == Known::Period
                && item.when.start <= last.plus(1)
                && item.when.end > last
        });
        if goes_on {
            return;
        }
        self.state = State::Expired;
        self.changed = last.plus(1);
        if let Some(turn) = self.transitions.last().cloned() {
            self.transitions.push(Transition {
                state: State::Expired.as_str().to_owned(),
                date: self.changed,
                by_then: false,
                ..turn
            });
        }
    }

    /// Whether it is over.
    pub(crate) fn is_over(&self) -> bool {
        matches!(self.state, State::Lifted | State::Expired)
    }

    pub(crate) fn turn(
        &mut self,
        view: &View<'_>,
        item: &Item<'_>,
        state: State,
        by: Option<&Side>,
    ) {
        self.state = state;
        self.changed = item.day;
        let citation = view.cite(item.fact);
        self.transitions
            .push(Transition::new(state.as_str(), item, by, citation));
    }

    /// What was announced takes effect by itself, where its kind does.
    pub(crate) fn take_effect(&mut self, kind: &Kind, at: Day) {
        let (State::Announced, Some(days), Some(since)) =
            (self.state, kind.takes_effect, self.since)
        else {
            return;
        };
        let day = self.begins.unwrap_or(since).max(since.plus(days));
        if day > at {
            return;
        }
        self.state = State::InForce;
        self.since = Some(day);
        self.since_by = true;
        self.begins = None;
        if let Some(last) = self.transitions.last().cloned() {
            self.transitions.push(Transition {
                state: State::InForce.as_str().to_owned(),
                date: day,
                by_then: true,
                ..last
            });
        }
    }

    pub(crate) fn write(mut self, kinds: &[Kind], at: Day) -> Measure {
        let kind = &kinds[self.number];
        self.take_effect(kind, at);
        let by: Vec<&str> = self.by.iter().map(|side| &*side.key).collect();
        let by = by.join("+");
        self.expire(kind, at, None);
        let until = match self.state {
            State::Announced => self.begins.or(self.ends),
            _ => self.ends,
        };
        let against = self.against.as_ref();
        let mut events = self.events;
        dedup(&mut events);
        Transition::finish(&mut self.transitions);
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
            state: self.state.as_str().to_owned(),
            since: self.since,
            since_by: self.since_by,
            until,
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
        self.events.push(item.fact.id.to_string());
    }

    /// Each event once.
    pub(crate) fn finish(transitions: &mut [Transition]) {
        for turn in transitions {
            dedup(&mut turn.events);
        }
    }
}

pub(crate) fn code(side: Option<&Side>) -> Option<String> {
    side.and_then(|side| side.code.as_deref())
        .map(str::to_owned)
}

/// Keeps the first of each, in their order.
pub(crate) fn dedup(events: &mut Vec<String>) {
    if events.len() < 2 {
        return;
    }
    let mut seen: HashSet<String> = HashSet::with_capacity(events.len());
    events.retain(|event| !seen.contains(event) && seen.insert(event.clone()));
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
pub(crate) fn marks(kind: &Kind, item: &Item<'_>) -> Marks {
    let fact = item.fact;
    let mut marks = Marks::new();
    if kind.identity == Identity::Parties {
        return marks;
    }
    if let Some(thing) = &fact.thing
        && kind.identity == Identity::Thing
    {
        return words(&thing.name, &kind.common);
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

/// Whether an event is about a part of what a measure is about.
pub(crate) fn is_part(kind: &Kind, thing: Option<&Thing>, one: &One) -> bool {
    let has = |name: &str, word: &str| {
        let name = name.to_lowercase();
        name.split(|c: char| !c.is_alphanumeric())
            .any(|of| of == word)
    };
    let whole = one.object.as_ref().map_or("", |(_, name)| name);
    thing.is_some_and(|thing| {
        let mut parts = kind.parts.iter();
        parts.any(|word| has(&thing.name, word) && !has(whole, word))
    })
}

/// Whether it is a state or its forces, and no mob or group.
pub(crate) fn is_force(side: &Side) -> bool {
    match side.sectors.first() {
        None => true,
        Some(sector) => matches!(sector, Sector::Mil | Sector::Gov | Sector::Prm),
    }
}
