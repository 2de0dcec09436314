//! One claim as it goes on: what was said for and against it, and the state that follows.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use demarche_record::{Certainty, Status};

use crate::Day;
use crate::fact::{Name, Side};
use crate::fold::record_id;
use crate::incidents::Found;
use crate::ledger::{Claim, Transition};
use crate::measure::{code, dedup, one_each};
use crate::rules::ClaimRules;
use crate::view::View;

/// What a claim is about.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum About {
    Incident(usize),
    Object(Name),
    Unknown,
}

impl About {
    pub(crate) fn incident(&self) -> Option<usize> {
        match self {
            About::Incident(at) => Some(*at),
            About::Object(_) | About::Unknown => None,
        }
    }
}

/// What was said last by each of several, by their key or code.
pub(crate) type Words = BTreeMap<String, Day>;

/// A claim on its way.
pub(crate) struct One {
    pub(crate) by: Option<Side>,
    pub(crate) against: Option<Side>,
    pub(crate) about: About,
    pub(crate) object: Option<Name>,
    /// What one is blamed for, in the words of the text.
    pub(crate) what: Option<Box<str>>,
    pub(crate) since: Day,
    pub(crate) last: Day,
    /// The last day on which the one who blames said so; none where only an answer tells of it.
    pub(crate) alleged: Option<Day>,
    /// Of whom it is said that they own up to it, or take credit for it, by code.
    pub(crate) owned: Words,
    /// Whether the one who is blamed says so of itself, and nobody else is needed for it.
    pub(crate) own: bool,
    pub(crate) denied: BTreeSet<String>,
    /// The denials of those who may have owned up before, by code.
    pub(crate) taken_back: Words,
    pub(crate) investigated: Words,
    pub(crate) transitions: Vec<Transition>,
    pub(crate) events: Vec<String>,
    pub(crate) articles: BTreeSet<u32>,
    pub(crate) first: String,
}

/// Who blames a party for an incident: those whose word confirms it, and, of all, when they last said
/// so.
#[derive(Default)]
pub(crate) struct Blame {
    confirm: BTreeSet<String>,
    said: Words,
}

/// By who is blamed and for what.
pub(crate) type Sayers = HashMap<(Name, About), Blame>;

/// Collects who says that somebody did something.
pub(crate) fn sayers(view: &View<'_>, all: &[One], rules: &ClaimRules, found: &Found) -> Sayers {
    let mut sayers = Sayers::new();
    for one in all {
        let (Some(by), Some(against), Some(day)) = (&one.by, &one.against, one.alleged) else {
            continue;
        };
        if one.about == About::Unknown {
            continue;
        }
        let key = (against.key.clone(), one.about.clone());
        let blame = sayers.entry(key).or_default();
        let said = blame.said.entry(by.key.to_string()).or_insert(day);
        *said = day.max(*said);
        // Whoever suffered it, or did it, is a party.
        let party = one.about.incident().is_some_and(|at| {
            let incident = &found.incidents[at];
            let mut parties = incident.against.iter().chain(&incident.by);
            parties.any(|side| **side == *by.key)
        });
        if !party && by.key != against.key {
            blame.confirm.insert(by.key.to_string());
        }
    }
    // Articles that say themselves who did it. That two fought does not tell which of them began.
    for item in &view.items {
        let fact = item.fact;
        if fact.certainty == Certainty::Asserted
            && fact.status == Status::Actual
            && rules.deeds.contains(&fact.event_type)
            && let Some(incident) = found.of.get(&fact.id)
        {
            let doers = one_each(fact.actors.iter());
            if doers.len() > 1 && one_each(fact.recipients.iter()).is_empty() {
                continue;
            }
            for side in doers {
                let key = (side.key, About::Incident(*incident));
                let blame = sayers.entry(key).or_default();
                let article = format!("article {}", view.article(fact));
                blame.confirm.insert(article);
            }
        }
    }
    sayers
}

impl One {
    /// Whether somebody owns up to it and has not taken that back.
    fn is_owned(&self) -> bool {
        let stands = |(who, day): (&String, &Day)| {
            self.taken_back
                .get(who)
                .is_none_or(|taken_back| taken_back < day)
        };
        self.owned.iter().any(stands)
    }

    pub(crate) fn write(mut self, rules: &ClaimRules, found: &Found, sayers: &Sayers) -> Claim {
        let incident = self.about.incident();
        let against = self.against.as_ref();
        let blame = against.and_then(|side| sayers.get(&(side.key.clone(), self.about.clone())));
        let mut confirmed = blame.map_or_else(BTreeSet::new, |blame| blame.confirm.clone());
        if let Some(by) = &self.by {
            confirmed.remove(&*by.key);
        }
        // An inquiry is over when the one who looks into it says who did it.
        let looks = |(who, day): (&String, &Day)| {
            blame
                .and_then(|blame| blame.said.get(who))
                .is_none_or(|said| said < day)
        };
        let against = self.against.as_ref().map(|side| side.key.to_string());
        let about = match &self.about {
            About::Incident(at) => Some(found.nouns[*at].clone()),
            About::Object(name) => Some(name.to_string()),
            About::Unknown => self
                .object
                .as_ref()
                .map(ToString::to_string)
                .or_else(|| self.what.as_ref().map(ToString::to_string)),
        };
        let state = if self.is_owned() {
            if self.own { "claimed" } else { "admitted" }
        } else if confirmed.len() >= rules.confirmed {
            "confirmed"
        } else if !self.denied.is_empty() {
            "denied"
        } else if self.investigated.iter().any(looks) {
            "under investigation"
        } else {
            "alleged"
        };
        Transition::finish(&mut self.transitions);
        self.transitions
            .sort_by(|one, two| (one.date, &one.events).cmp(&(two.date, &two.events)));
        dedup(&mut self.events);
        Claim {
            id: record_id(
                "claim",
                &[
                    &self.first,
                    self.by.as_ref().map_or("", |side| &side.key),
                    against.as_deref().unwrap_or(""),
                ],
            ),
            by_code: code(self.by.as_ref()),
            by: self.by.map(|side| side.key.to_string()),
            against_code: code(self.against.as_ref()),
            against,
            about,
            incident: incident.map(|at| found.incidents[at].id.clone()),
            state: state.to_owned(),
            since: self.since,
            denied_by: self.denied.into_iter().collect(),
            investigated_by: self.investigated.into_keys().collect(),
            confirmed_by: confirmed.into_iter().collect(),
            transitions: self.transitions,
            events: self.events,
        }
    }
}
