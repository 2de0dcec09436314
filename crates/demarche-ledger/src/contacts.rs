//! Contacts: who last spoke with whom, at which level, by which channel and through whom; and
//! silence, measured against what is usual between the two.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use demarche_record::Status;

use crate::Day;
use crate::fact::{Known, Name, Side};
use crate::ledger::{Contact, Silence};
use crate::measure::{dedup, known, one_each};
use crate::rules::{self, ContactRules};
use crate::view::{Item, View};

/// A contact of more parties than this is a conference: not everyone spoke with everyone.
const MOST: usize = 6;

struct One<'f> {
    channel: usize,
    through: Vec<String>,
    last: Item<'f>,
    day: Day,
    days: BTreeSet<Day>,
    events: Vec<String>,
}

type Pair = [Name; 2];

pub(crate) fn fold(view: &View<'_>, rules: &ContactRules, at: Day) -> (Vec<Contact>, Vec<Silence>) {
    let mut all: BTreeMap<(Pair, usize), One<'_>> = BTreeMap::new();
    let mut days: BTreeMap<Pair, BTreeSet<Day>> = BTreeMap::new();
    let mut met = Vec::new();
    for item in &view.items {
        let fact = item.fact;
        if fact.status != Status::Actual || !fact.holds() {
            continue;
        }
        let Some(channel) = rules
            .channel
            .iter()
            .position(|channel| rules::any(&channel.is, fact))
        else {
            continue;
        };
        let mediated = rules.channel[channel].mediated;
        let (sides, through): (Vec<&Side>, Vec<String>) = if mediated {
            // Whoever mediates brings the others together, or hosts those who meet.
            let (two, between) = if one_each(fact.recipients.iter()).len() > 1 {
                (&fact.recipients, &fact.actors)
            } else {
                (&fact.actors, &fact.recipients)
            };
            let through = one_each(between.iter());
            // Who sees one of them alone speaks with that one.
            let alone = one_each(two.iter()).len() < 2;
            if alone {
                (
                    fact.sides().filter(|side| known(side)).collect(),
                    Vec::new(),
                )
            } else {
                (
                    two.iter().filter(|side| known(side)).collect(),
                    through.iter().map(|side| side.key.to_string()).collect(),
                )
            }
        } else {
            (
                fact.sides().filter(|side| known(side)).collect(),
                Vec::new(),
            )
        };
        if one_each(sides.iter().copied()).len() > MOST {
            continue;
        }
        let hub = rules.channel[channel].one_with_each;
        let mut pairs = pairs(&sides, hub, rules);
        pairs.retain(|pair, _| view.wants(pair.iter().map(|key| &**key)));
        met.push((item, channel, through, pairs));
    }
    // What a reviewer found to be one contact is one, at the highest level that any report tells.
    let mut levels: BTreeMap<(u32, Pair), usize> = BTreeMap::new();
    for (item, _, _, pairs) in met.iter().filter(|(item, ..)| item.group.is_some()) {
        for (pair, level) in pairs {
            let key = (item.group.unwrap_or_default(), pair.clone());
            let known = levels.entry(key).or_insert(*level);
            *known = (*known).min(*level);
        }
    }
    // What only names the states, or tells no day, is of the contact that another report tells in full.
    let mut full: HashMap<(Pair, usize, Day), usize> = HashMap::new();
    for (item, channel, _, pairs) in &met {
        for (pair, level) in pairs.iter().filter(|_| item.when.known == Known::Day) {
            let key = (pair.clone(), *channel, item.day);
            let known = full.entry(key).or_insert(*level);
            *known = (*known).min(*level);
        }
    }
    for (item, channel, through, pairs) in met {
        for (pair, level) in pairs {
            let said = item
                .group
                .and_then(|group| levels.get(&(group, pair.clone())));
            let mut level = said.copied().unwrap_or(level);
            let mut day = item.day;
            if said.is_none() {
                let back = match item.when.known {
                    Known::Report => rules.report_days,
                    Known::Day | Known::Period => 0,
                };
                let unstated = level == rules.level.len();
                let told = (0..=back).find_map(|back| {
                    let day = item.day.plus(-back);
                    let known = full.get(&(pair.clone(), channel, day))?;
                    (unstated || *known == level).then_some((day, *known))
                });
                (day, level) = told.unwrap_or((day, level));
            }
            days.entry(pair.clone()).or_default().insert(day);
            let one = all.entry((pair, level)).or_insert_with(|| One {
                channel,
                through: Vec::new(),
                last: *item,
                day,
                days: BTreeSet::new(),
                events: Vec::new(),
            });
            // Of one day the more exact channel stands.
            if day > one.day || day == one.day && channel < one.channel {
                one.channel = channel;
                one.last = *item;
                one.day = day;
                one.through.clear();
            }
            if day == one.day {
                one.through.extend(through.iter().cloned());
            }
            one.days.insert(day);
            one.events.push(item.fact.id.to_string());
        }
    }
    let mut contacts: Vec<Contact> = all
        .into_iter()
        .map(|((pair, level), mut one)| {
            dedup(&mut one.events);
            dedup(&mut one.through);
            Contact {
                between: pair.map(|key| key.to_string()),
                level: rules
                    .level
                    .get(level)
                    .map_or("unstated", |level| &level.name)
                    .to_owned(),
                channel: rules.channel[one.channel].name.clone(),
                through: one.through,
                last: one.day,
                days: one.days.len(),
                evidence: view.cite(one.last.fact),
                events: one.events,
            }
        })
        .collect();
    contacts.sort_by(|one, two| {
        (two.last, &one.between, &one.level).cmp(&(one.last, &two.between, &two.level))
    });
    let silences = days
        .into_iter()
        .filter_map(|(pair, days)| silence(pair, &days, rules, at))
        .collect();
    (contacts, silences)
}

/// The pairs of a contact, and the level of each: the highest that both have. Who names no office
/// speaks at the other's.
fn pairs(sides: &[&Side], hub: bool, rules: &ContactRules) -> BTreeMap<Pair, usize> {
    let mut pairs = BTreeMap::new();
    let others = rules.level.len();
    let firsts = if hub { 1 } else { sides.len() };
    for (at, one) in sides.iter().enumerate().take(firsts) {
        for two in &sides[at + 1..] {
            if one.key == two.key {
                continue;
            }
            let level = match (level(one, rules), level(two, rules)) {
                (Some(one), Some(two)) => one.max(two),
                (Some(level), None) | (None, Some(level)) => level,
                (None, None) => others,
            };
            let mut pair = [one.key.clone(), two.key.clone()];
            pair.sort();
            pairs
                .entry(pair)
                .and_modify(|known: &mut usize| *known = (*known).min(level))
                .or_insert(level);
        }
    }
    pairs
}

fn level(side: &Side, rules: &ContactRules) -> Option<usize> {
    // The longest office: a vice president is no president.
    let office = side.role.as_deref().and_then(|role| {
        let offices = rules.level.iter().enumerate().flat_map(|(at, level)| {
            level
                .roles
                .iter()
                .map(move |office| (office.len(), at, office))
        });
        offices
            .filter(|(_, _, office)| has_words(role, office))
            .max_by_key(|(length, at, _)| (*length, std::cmp::Reverse(*at)))
            .map(|(_, at, _)| at)
    });
    office.or_else(|| {
        rules.level.iter().position(|level| {
            level.sectors.iter().any(|sector| {
                side.sectors
                    .first()
                    .is_some_and(|has| has.as_str() == sector)
            })
        })
    })
}

/// Whether `words` stand in `text` as whole words.
fn has_words(text: &str, words: &str) -> bool {
    let bounded = |at: Option<char>| !at.is_some_and(char::is_alphanumeric);
    text.match_indices(words).any(|(at, _)| {
        let after = &text[at + words.len()..];
        // "foreign ministers" holds that office too.
        let after = after.strip_prefix('s').unwrap_or(after);
        bounded(text[..at].chars().next_back()) && bounded(after.chars().next())
    })
}

fn silence(pair: Pair, days: &BTreeSet<Day>, rules: &ContactRules, at: Day) -> Option<Silence> {
    let last = *days.last()?;
    let list: Vec<Day> = days.iter().copied().collect();
    let mut gaps: Vec<i32> = list.windows(2).map(|two| two[1].since(two[0])).collect();
    gaps.sort_unstable();
    let usual = (list.len() >= rules.habit.max(2)).then(|| gaps[gaps.len() / 2]);
    let since = at.since(last);
    Some(Silence {
        between: pair.map(|key| key.to_string()),
        last,
        days: since,
        usual,
        unusual: usual.is_some_and(|usual| {
            since >= rules.silence_days
                && f64::from(since) >= rules.silence_times * f64::from(usual)
        }),
    })
}
