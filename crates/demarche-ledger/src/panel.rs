//! Panels of tension for those who compute with them: countries or dyads by day, week or month.

use std::collections::{BTreeMap, BTreeSet};

use crate::Day;
use crate::fact::{Name, Side};
use crate::incidents::Found;
use crate::tension::{Sum, Sums};
use crate::view::{Item, View};

/// A unit of a panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A country, by what it does and what is done to it.
    Country,
    /// Who to whom. What parties do with each other counts in both directions.
    Dyad,
}

/// A step of a panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Day by day.
    Day,
    /// By ISO week.
    Week,
    /// By month.
    Month,
}

/// A panel that is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Panel {
    /// Its unit.
    pub unit: Unit,
    /// Its step.
    pub step: Step,
}

/// A row of a panel. Steps without a report have none.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The country, or who.
    pub country: String,
    /// To whom; `None` in panels of countries.
    pub other: Option<String>,
    /// First day of the step.
    pub date: Day,
    /// What happened.
    pub sums: Sums,
}

/// The rows of a panel, by unit and time.
pub(crate) fn rows(view: &View<'_>, found: &Found, panel: Panel) -> Vec<Row> {
    let step = |day: Day| match panel.step {
        Step::Day => day,
        Step::Week => day.week(),
        Step::Month => day.month(),
    };
    let mut rows: BTreeMap<(Name, Option<Name>, Day), Sum> = BTreeMap::new();
    for item in view.items.iter().filter(|item| item.fact.holds()) {
        let date = step(item.day);
        for (country, other) in units(item, panel.unit) {
            rows.entry((country, other, date)).or_default().add(item);
        }
    }
    for incident in &found.incidents {
        let Some(killed) = incident.killed else {
            continue;
        };
        let date = step(incident.end);
        let mut units: BTreeSet<(Name, Option<Name>)> = BTreeSet::new();
        match panel.unit {
            // Where they died; else whose they were.
            Unit::Country => {
                let place = incident
                    .place
                    .as_ref()
                    .and_then(|place| place.country.as_ref());
                match place {
                    Some(country) => {
                        units.insert((country.as_str().into(), None));
                    }
                    None => units.extend(
                        incident
                            .against
                            .first()
                            .map(|key| (key.as_str().into(), None)),
                    ),
                }
            }
            Unit::Dyad => {
                for by in &incident.by {
                    for against in incident.against.iter().filter(|against| *against != by) {
                        units.insert((by.as_str().into(), Some(against.as_str().into())));
                    }
                }
            }
        }
        for (country, other) in units {
            if let Some(sum) = rows.get_mut(&(country, other, date)) {
                sum.sums.killed += killed.best;
            }
        }
    }
    rows.into_iter()
        .map(|((country, other, date), sum)| Row {
            country: country.to_string(),
            other: other.map(|other| other.to_string()),
            date,
            sums: sum.close(),
        })
        .collect()
}

fn units(item: &Item<'_>, unit: Unit) -> BTreeSet<(Name, Option<Name>)> {
    let fact = item.fact;
    let countries = |sides: &[Side]| -> Vec<Name> {
        sides
            .iter()
            .filter(|side| side.country.is_some())
            .map(|side| side.key.clone())
            .collect()
    };
    let (actors, recipients) = (countries(&fact.actors), countries(&fact.recipients));
    let mut units = BTreeSet::new();
    match unit {
        Unit::Country => {
            units.extend(actors.into_iter().chain(recipients).map(|key| (key, None)));
        }
        Unit::Dyad if fact.recipients.is_empty() => {
            for one in &actors {
                for two in actors.iter().filter(|two| *two != one) {
                    units.insert((one.clone(), Some(two.clone())));
                }
            }
        }
        Unit::Dyad => {
            for one in &actors {
                for two in recipients.iter().filter(|two| *two != one) {
                    units.insert((one.clone(), Some(two.clone())));
                }
            }
        }
    }
    units
}
