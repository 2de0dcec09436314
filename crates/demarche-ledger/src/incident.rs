//! Incidents as they are written: from the reports taken for one to its record.

use std::collections::HashMap;

use demarche_record::{Certainty, PlacePrecision};

use crate::Day;
use crate::fact::{Fact, Known};
use crate::fold::record_id;
use crate::incidents::{Cluster, Found, Report};
use crate::ledger::{Incident, Range, Where};
use crate::rules::{Family, IncidentRules};
use crate::view::View;

/// The clusters as incidents, the latest first.
pub(crate) fn write(view: &View<'_>, rules: &IncidentRules, clusters: Vec<Cluster<'_>>) -> Found {
    let mut written: Vec<(Incident, String, Vec<Box<str>>)> = clusters
        .into_iter()
        .map(|cluster| {
            let ids = cluster
                .members
                .iter()
                .map(|member| member.item.fact.id.clone())
                .chain(cluster.denials.iter().cloned())
                .collect();
            let (incident, noun) = incident(view, &rules.family[cluster.family], &cluster);
            (incident, noun, ids)
        })
        .collect();
    written.sort_by(|(one, ..), (two, ..)| {
        (two.end, two.start, &one.id).cmp(&(one.end, one.start, &two.id))
    });
    let mut found = Found::default();
    for (at, (incident, noun, ids)) in written.into_iter().enumerate() {
        found.of.extend(ids.into_iter().map(|id| (id, at)));
        found.incidents.push(incident);
        found.nouns.push(noun);
    }
    found
}

fn incident(view: &View<'_>, family: &Family, cluster: &Cluster<'_>) -> (Incident, String) {
    let seed = cluster.seed.item;
    let mut members: Vec<&Report<'_>> = cluster.members.iter().collect();
    members.sort_by(|one, two| {
        (one.item.reported, &one.item.fact.id).cmp(&(two.item.reported, &two.item.fact.id))
    });
    let facts = || members.iter().map(|member| member.item.fact);
    let best = |known: Known| {
        let mut days = members
            .iter()
            .filter(|member| member.item.when.known == known)
            .map(|member| (member.item.when.start, member.item.when.end));
        let first = days.next()?;
        Some(days.fold(first, |(start, end), (s, e)| match known {
            // Overlapping periods narrow each other; of reports the first counts.
            Known::Day => (start.min(s), end.max(e)),
            Known::Period => (start.max(s.min(end)), end.min(e.max(start))),
            Known::Report => (start.min(s), end.min(e)),
        }))
    };
    let (start, end) = best(Known::Day)
        .or_else(|| best(Known::Period))
        .or_else(|| best(Known::Report))
        .unwrap_or((seed.when.start, seed.when.end));
    let undated = members
        .iter()
        .all(|member| member.item.when.known == Known::Report);
    let list = |names: &mut dyn Iterator<Item = Option<String>>| {
        let mut list: Vec<String> = names.flatten().collect();
        list.sort();
        list.dedup();
        list
    };
    let place = cluster.spot.map(|spot| Where {
        name: spot.name.to_string(),
        country: spot.country.map(String::from),
        at: spot.at,
        precision: spot.precision.map(|precision| {
            match precision {
                PlacePrecision::Place => "place",
                PlacePrecision::City => "city",
                PlacePrecision::Admin1 => "admin1",
                PlacePrecision::Country => "country",
            }
            .to_owned()
        }),
    });
    let claimed = facts().all(|fact| fact.certainty == Certainty::Claimed);
    let incident = Incident {
        id: record_id("incident", &[&seed.fact.id]),
        family: family.name.clone(),
        event_type: seed.fact.event_type.to_string(),
        modes: list(&mut facts().map(|fact| fact.mode_name().map(str::to_owned))),
        start,
        end,
        undated,
        by: list(&mut cluster.actors.iter().map(|key| Some(key.to_string()))),
        by_codes: list(&mut facts().flat_map(|fact| {
            fact.actors
                .iter()
                .map(|side| side.code.as_deref().map(str::to_owned))
        })),
        against: list(&mut cluster.recipients.iter().map(|key| Some(key.to_string()))),
        against_codes: list(&mut facts().flat_map(|fact| {
            fact.recipients
                .iter()
                .map(|side| side.code.as_deref().map(str::to_owned))
        })),
        killed: range(&members, |fact| fact.counts.killed),
        injured: range(&members, |fact| fact.counts.injured),
        arrested: range(&members, |fact| fact.counts.arrested),
        displaced: range(&members, |fact| fact.counts.displaced),
        claimed_by: if claimed {
            list(&mut facts().map(|fact| fact.reporter.as_ref().map(|by| by.key.to_string())))
        } else {
            Vec::new()
        },
        denied_by: list(&mut cluster.denied.iter().map(|key| Some(key.to_string()))),
        sources: list(&mut facts().map(|fact| Some(view.article(fact).to_owned()))),
        first_report: members
            .iter()
            .map(|member| member.item.reported)
            .min()
            .unwrap_or(end),
        last_report: members
            .iter()
            .map(|member| member.item.reported)
            .max()
            .unwrap_or(end),
        evidence: view.cite(seed.fact),
        events: facts()
            .map(|fact| fact.id.to_string())
            .chain(cluster.denials.iter().map(ToString::to_string))
            .collect(),
        place,
    };
    let noun = match &incident.place {
        Some(place) => format!("{} in {}", family.noun, place.name),
        None => family.noun.clone(),
    };
    (incident, noun)
}

/// The range of a count. An article counts once, with the most it says; the best is what most say, the
/// later of them more than the first.
fn range(members: &[&Report<'_>], count: impl Fn(&Fact) -> Option<u32>) -> Option<Range> {
    let mut of_article: HashMap<u32, (Day, u32)> = HashMap::new();
    for member in members {
        let fact = member.item.fact;
        if let Some(count) = count(fact) {
            let said = of_article
                .entry(fact.article)
                .or_insert((member.item.reported, count));
            said.1 = said.1.max(count);
        }
    }
    let low = members
        .iter()
        .filter_map(|member| count(member.item.fact))
        .min()?;
    let high = members
        .iter()
        .filter_map(|member| count(member.item.fact))
        .max()?;
    // Tolls are corrected: each day later a report weighs half as much again as one of the first day,
    // for six days.
    let first = of_article.values().map(|(reported, _)| *reported).min()?;
    let mut votes: HashMap<u32, (i32, Day)> = HashMap::new();
    for (reported, count) in of_article.into_values() {
        let vote = votes.entry(count).or_insert((0, reported));
        vote.0 += 2 + reported.since(first).clamp(0, 6);
        vote.1 = vote.1.max(reported);
    }
    let best = votes
        .into_iter()
        .max_by_key(|(count, (weight, last))| (*weight, *last, *count))
        .map_or(high, |(count, _)| count);
    Some(Range { low, high, best })
}
