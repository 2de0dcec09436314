//! Reports of one happening folded into one incident.
//!
//! Precision comes first: merging two happenings is the costly error. Reports are taken in an order
//! of their own, those that say most first, so that vague ones join what exact ones have set up,
//! and only where a single incident fits. Each is compared with the few incidents of its family
//! around its day and place, so the work grows with the number of reports.

use std::collections::HashMap;

use demarche_record::{Certainty, PlacePrecision, Status};

use crate::Day;
use crate::fact::{Fact, Known, Name, Spot, When};
use crate::fold::{Item, View, record_id};
use crate::ledger::{Incident, Range, Where};
use crate::rules::{self, Family, IncidentRules};

/// Incidents, and which report belongs to which.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// The latest first.
    pub(crate) incidents: Vec<Incident>,
    /// What a claim calls each of them.
    pub(crate) nouns: Vec<String>,
    /// From the event's id to its place in `incidents`.
    pub(crate) of: HashMap<Box<str>, usize>,
}

pub(crate) fn fold(view: &View<'_>, rules: &IncidentRules) -> Found {
    let mut reports: Vec<Report<'_>> = view
        .items
        .iter()
        .filter(|item| matches!(item.fact.status, Status::Actual | Status::Historical))
        .filter_map(|item| {
            let family = rules
                .family
                .iter()
                .position(|family| rules::any(&family.is, item.fact))?;
            Some(Report::new(*item, family, &rules.family[family]))
        })
        .collect();
    reports.sort_by(|one, two| one.rank().cmp(&two.rank()));
    let mut clusters = Clusters {
        rules,
        all: Vec::new(),
        around: HashMap::new(),
        tolls: HashMap::new(),
        articles: HashMap::new(),
    };
    let mut denials = Vec::new();
    for report in reports {
        if report.item.fact.certainty == Certainty::Denied {
            denials.push(report);
            continue;
        }
        match clusters.home(&report) {
            Some(cluster) => clusters.join(cluster, report),
            // What is told as background sets up nothing new.
            None if report.item.fact.status == Status::Historical => {}
            None => clusters.open(report),
        }
    }
    for report in denials {
        if let Some(cluster) = clusters.home(&report)
            && let Some(by) = &report.item.fact.reporter
        {
            clusters.all[cluster].denied.push(by.key.clone());
            clusters.all[cluster]
                .denials
                .push(report.item.fact.id.clone());
        }
    }
    write(view, rules, clusters.all)
}

/// A report of a happening.
#[derive(Clone, Debug)]
struct Report<'f> {
    item: Item<'f>,
    family: usize,
    /// The groups of modes it may be of, a bit each; none means any.
    modes: u32,
}

impl<'f> Report<'f> {
    fn new(item: Item<'f>, number: usize, family: &Family) -> Self {
        let modes = item.fact.mode_name().map_or(0, |mode| {
            family
                .modes
                .iter()
                .enumerate()
                .filter(|(_, group)| group.iter().any(|of| of == mode))
                .fold(0, |bits, (at, _)| bits | 1 << (at % 32))
        });
        Report {
            item,
            family: number,
            modes,
        }
    }

    fn point(&self) -> Option<&'f Spot> {
        self.item
            .fact
            .place
            .as_deref()
            .filter(|spot| spot.is_point())
    }

    /// What it says, the most first; then time and id.
    fn rank(&self) -> (bool, bool, Known, bool, i32, Day, &'f str) {
        let fact = self.item.fact;
        let parties = i32::from(!countries(&fact.actors).is_empty())
            + i32::from(!countries(&fact.recipients).is_empty());
        (
            fact.status == Status::Historical,
            self.point().is_none(),
            self.item.when.known,
            fact.counts.killed.is_none() && fact.counts.injured.is_none(),
            -parties,
            self.item.day,
            &fact.id,
        )
    }
}

/// Reports taken for one happening.
#[derive(Clone, Debug)]
struct Cluster<'f> {
    family: usize,
    modes: u32,
    /// The report that says most.
    seed: Report<'f>,
    members: Vec<Report<'f>>,
    /// The different days that they give.
    windows: Vec<When>,
    spot: Option<&'f Spot>,
    actors: Vec<Name>,
    recipients: Vec<Name>,
    killed: Option<(u32, u32)>,
    injured: Option<(u32, u32)>,
    arrested: Option<(u32, u32)>,
    denied: Vec<Name>,
    denials: Vec<Box<str>>,
}

type Cell = (i32, i32);

/// The clusters and where to look for them.
struct Clusters<'f, 'r> {
    rules: &'r IncidentRules,
    all: Vec<Cluster<'f>>,
    /// By family, surroundings and day.
    around: HashMap<(usize, Around, Day), Vec<usize>>,
    /// By family, point and number of killed.
    tolls: HashMap<(usize, Name, u32), Vec<usize>>,
    /// By family and article.
    articles: HashMap<(usize, u32), Vec<usize>>,
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Around {
    /// About half a degree on each side.
    Cell(Cell),
    /// A point whose degrees nobody knows.
    Name(Name),
    /// A country that is the place, or that is party.
    Country(Name),
}

/// Degrees of latitude, and of longitude at the equator, on a side of a cell.
const CELL: f32 = 0.5;
/// Periods are looked up by so many days at most.
const LONGEST: i32 = 10;

impl<'f> Clusters<'f, '_> {
    /// The cluster that a report belongs to, if one does and no other as well.
    fn home(&self, report: &Report<'f>) -> Option<usize> {
        let mut candidates: Vec<usize> = Vec::new();
        let family = report.family;
        for day in self.days_to_look(report) {
            for around in surroundings(report.item.fact, true) {
                if let Some(found) = self.around.get(&(family, around, day)) {
                    candidates.extend(found);
                }
            }
        }
        if let Some(found) = self.articles.get(&(family, report.item.fact.article)) {
            candidates.extend(found);
        }
        if let (Some(spot), Some(killed)) = (report.point(), report.item.fact.counts.killed)
            && let Some(found) = self.tolls.get(&(family, spot.key.clone(), killed))
        {
            candidates.extend(found);
        }
        candidates.sort_unstable();
        candidates.dedup();
        let mut best: Option<(u32, usize)> = None;
        let mut equal = 0;
        for at in candidates {
            let Some(score) = self.fits(at, report) else {
                continue;
            };
            match best {
                Some((high, _)) if score < high => {}
                Some((high, _)) if score == high => equal += 1,
                _ => {
                    best = Some((score, at));
                    equal = 0;
                }
            }
        }
        // Of several that fit as well, an exact report takes the first, a vague one none.
        best.filter(|_| equal == 0 || report.point().is_some())
            .map(|(_, at)| at)
    }

    fn days_to_look(&self, report: &Report<'f>) -> impl Iterator<Item = Day> + use<'f> {
        let slack = self.rules.report_days;
        let when = report.item.when;
        let first = when.start.max(when.end.plus(-LONGEST)).plus(-slack);
        let count = when.end.plus(slack).since(first);
        (0..=count).map(move |days| first.plus(days))
    }

    fn open(&mut self, report: Report<'f>) {
        let at = self.all.len();
        let fact = report.item.fact;
        self.all.push(Cluster {
            family: report.family,
            modes: 0,
            seed: report.clone(),
            members: Vec::new(),
            windows: Vec::new(),
            spot: fact.place.as_deref(),
            actors: Vec::new(),
            recipients: Vec::new(),
            killed: None,
            injured: None,
            arrested: None,
            denied: Vec::new(),
            denials: Vec::new(),
        });
        let when = report.item.when;
        let first = when.start.max(when.end.plus(-LONGEST));
        for around in surroundings(fact, false) {
            for days in 0..=when.end.since(first) {
                self.around
                    .entry((report.family, around.clone(), first.plus(days)))
                    .or_default()
                    .push(at);
            }
        }
        self.join(at, report);
    }

    fn join(&mut self, at: usize, report: Report<'f>) {
        let fact = report.item.fact;
        let cluster = &mut self.all[at];
        cluster.modes |= report.modes;
        let exact = |spot: Option<&Spot>| match spot.and_then(|spot| spot.precision) {
            Some(PlacePrecision::Place) => 4,
            Some(PlacePrecision::City) => 3,
            Some(PlacePrecision::Admin1) => 2,
            Some(PlacePrecision::Country) => 1,
            None => 0,
        };
        if exact(fact.place.as_deref()) > exact(cluster.spot) {
            cluster.spot = fact.place.as_deref();
        }
        add(&mut cluster.actors, countries(&doers(fact)));
        add(&mut cluster.recipients, countries(&fact.recipients));
        let widen = |range: &mut Option<(u32, u32)>, count: Option<u32>| {
            if let Some(count) = count {
                let (low, high) = range.unwrap_or((count, count));
                *range = Some((low.min(count), high.max(count)));
            }
        };
        widen(&mut cluster.killed, fact.counts.killed);
        widen(&mut cluster.injured, fact.counts.injured);
        widen(&mut cluster.arrested, fact.counts.arrested);
        if let (Some(spot), Some(killed)) = (report.point(), fact.counts.killed) {
            let tolls = self
                .tolls
                .entry((cluster.family, spot.key.clone(), killed))
                .or_default();
            if tolls.last() != Some(&at) {
                tolls.push(at);
            }
        }
        let of_article = self
            .articles
            .entry((cluster.family, fact.article))
            .or_default();
        if of_article.last() != Some(&at) {
            of_article.push(at);
        }
        if !cluster.windows.contains(&report.item.when) {
            cluster.windows.push(report.item.when);
        }
        cluster.members.push(report);
    }

    /// How much speaks for a report being of a cluster; `None` where something speaks against it,
    /// or too little for it.
    fn fits(&self, at: usize, report: &Report<'f>) -> Option<u32> {
        let (cluster, rules) = (&self.all[at], self.rules);
        let family = &rules.family[report.family];
        let fact = report.item.fact;
        if cluster.modes != 0 && report.modes != 0 && cluster.modes & report.modes == 0 {
            return None;
        }
        let here = match (cluster.spot, fact.place.as_deref()) {
            (Some(one), Some(two)) => places(one, two, rules.near_km)?,
            _ => Nearness::Unknown,
        };
        let same_article = self
            .articles
            .get(&(report.family, fact.article))
            .is_some_and(|of_article| of_article.contains(&at));
        let at_point = here == Nearness::Same;
        if family.needs_place && !at_point && !(same_article && family.definite) {
            return None;
        }
        let toll = counts(cluster.killed, fact.counts.killed, rules)?;
        let hurt = counts(cluster.injured, fact.counts.injured, rules)?;
        counts(cluster.arrested, fact.counts.arrested, rules)?;
        let equal_toll =
            toll == Some(Closeness::Equal) && fact.counts.killed.is_some_and(|killed| killed >= 3);
        let telling = equal_toll
            && fact
                .counts
                .killed
                .is_some_and(|killed| killed >= rules.telling_toll);
        let equal = equal_toll
            || hurt == Some(Closeness::Equal)
                && fact.counts.injured.is_some_and(|injured| injured >= 3);
        let day = self.days(cluster, report, at_point, equal, telling, same_article)?;
        if (toll == Some(Closeness::Rising) || hurt == Some(Closeness::Rising))
            && !(at_point && day)
            && !same_article
        {
            return None;
        }
        let actors = sides(&cluster.actors, &countries(&doers(fact)));
        let recipients = sides(&cluster.recipients, &countries(&fact.recipients));
        // Who did it may be in dispute; who suffered is not, but at one place on one day it may be
        // read wrongly.
        if (actors == Some(false) || recipients == Some(false)) && !(at_point && equal) {
            return None;
        }
        let mut score = 0;
        score += if at_point { 3 } else { 0 };
        score += u32::from(here == Nearness::Within);
        score += if equal { 2 } else { u32::from(toll.is_some()) };
        score += u32::from(actors == Some(true)) + u32::from(recipients == Some(true));
        score += u32::from(cluster.modes & report.modes != 0);
        let spoken_of = same_article && family.definite && report.point().is_none();
        score += if spoken_of { 3 } else { 0 };
        // Two that name no place need an exact day too, unless their counts are telling.
        if !at_point && !spoken_of && !day && !telling {
            return None;
        }
        (score >= 3).then_some(score)
    }

    /// Whether the days go together: `Some(true)` where both are exact and the same.
    fn days(
        &self,
        cluster: &Cluster<'f>,
        report: &Report<'f>,
        at_point: bool,
        equal: bool,
        telling: bool,
        same_article: bool,
    ) -> Option<bool> {
        let slack = self.rules.report_days;
        let long = self.rules.telling_days;
        let two = report.item.when;
        let fine = |one: &When| {
            let apart = one.start.max(two.start).since(one.end.min(two.end)).max(0);
            match (one.known, two.known) {
                // Midnight falls on different days in different newsrooms.
                (Known::Day, Known::Day) => apart == 0 || apart == 1 && at_point && equal,
                (Known::Day, Known::Report) | (Known::Report, Known::Day) => {
                    let later = match one.known {
                        Known::Day => two.end.since(one.end),
                        _ => one.end.since(two.end),
                    };
                    (0..=slack).contains(&later)
                        || same_article && (0..=31).contains(&later)
                        || telling && at_point && (0..=long).contains(&later)
                }
                (Known::Report, Known::Report) => {
                    apart <= 1 && (at_point || equal || same_article)
                        || telling && at_point && apart <= long
                }
                // A period: "in the past week".
                _ => apart == 0 && (at_point && equal || same_article),
            }
        };
        let exact = |one: &&When| one.known == Known::Day;
        // Exact days bind; what is only known by its reports must go with all of them, so that
        // reports day after day do not run into one.
        let same = if cluster.windows.iter().any(|one| exact(&one)) {
            let mut days = cluster.windows.iter().filter(exact);
            match two.known {
                Known::Day => days.all(fine),
                _ => days.any(fine),
            }
        } else {
            cluster.windows.iter().all(fine)
        };
        same.then(|| {
            two.known == Known::Day
                && cluster
                    .windows
                    .iter()
                    .any(|one| one.known == Known::Day && one.end == two.end)
        })
    }
}

/// Where to look for an incident: cells around a point, countries otherwise.
fn surroundings(fact: &Fact, neighbours: bool) -> Vec<Around> {
    let mut around = Vec::new();
    let spot = fact.place.as_deref();
    match spot.filter(|spot| spot.is_point()) {
        Some(spot) => match spot.at {
            Some((lat, lon)) => {
                #[expect(clippy::cast_possible_truncation, reason = "degrees are small")]
                let cell = |degrees: f32| (degrees / CELL).floor() as i32;
                let (y, x) = (cell(lat), cell(lon));
                let reach = i32::from(neighbours);
                for dy in -reach..=reach {
                    for dx in -reach..=reach {
                        around.push(Around::Cell((y + dy, x + dx)));
                    }
                }
            }
            None => around.push(Around::Name(spot.key.clone())),
        },
        None => {}
    }
    let vague = around.is_empty();
    // A vague report looks through the country; an exact one can be found there.
    if vague || !neighbours {
        let mut keys = countries(&fact.recipients);
        keys.extend(countries(&fact.actors));
        if let Some(country) = spot.and_then(|spot| spot.country) {
            keys.push(country.as_str().into());
        }
        keys.sort();
        keys.dedup();
        around.extend(keys.into_iter().map(Around::Country));
    }
    around
}

/// The actors, but for those of the very code of a recipient: nobody attacks itself.
fn doers(fact: &Fact) -> Vec<crate::fact::Side> {
    fact.actors
        .iter()
        .filter(|side| {
            side.code.is_none() || !fact.recipients.iter().any(|other| other.code == side.code)
        })
        .cloned()
        .collect()
}

fn countries(sides: &[crate::fact::Side]) -> Vec<Name> {
    sides
        .iter()
        .filter(|side| side.country.is_some() || side.entity.is_some())
        .map(|side| side.key.clone())
        .collect()
}

fn add(list: &mut Vec<Name>, more: Vec<Name>) {
    for name in more {
        if !list.contains(&name) {
            list.push(name);
        }
    }
}

/// Whether parties are the same; `None` where one is unknown.
fn sides(one: &[Name], two: &[Name]) -> Option<bool> {
    if one.is_empty() || two.is_empty() {
        return None;
    }
    Some(two.iter().any(|name| one.contains(name)))
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Nearness {
    /// The same point.
    Same,
    /// One lies in the other, which is a division or a country.
    Within,
    /// Nothing is known.
    Unknown,
}

/// How two places go together; `None` where they cannot be one.
fn places(one: &Spot, two: &Spot, near_km: f32) -> Option<Nearness> {
    if let (Some(a), Some(b)) = (one.country, two.country)
        && a != b
        && one.key != two.key
    {
        return None;
    }
    match (one.is_point(), two.is_point()) {
        (true, true) if one.key == two.key => {
            // Two towns of one name.
            let apart = one.at.zip(two.at).map_or(0.0, |(a, b)| kilometres(a, b));
            (apart <= 3.0 * near_km).then_some(Nearness::Same)
        }
        (true, true) => {
            let post = one.precision == Some(PlacePrecision::Place)
                || two.precision == Some(PlacePrecision::Place);
            let near = one
                .at
                .zip(two.at)
                .is_some_and(|(a, b)| kilometres(a, b) <= near_km);
            (post && near).then_some(Nearness::Same)
        }
        (true, false) | (false, true) => {
            let (point, wide) = if one.is_point() {
                (one, two)
            } else {
                (two, one)
            };
            match wide.precision {
                Some(PlacePrecision::Admin1) => match &point.admin1 {
                    Some(admin1) if *admin1 == wide.key => Some(Nearness::Within),
                    Some(_) if wide.admin1.is_some() && wide.admin1 != point.admin1 => None,
                    _ => Some(Nearness::Unknown),
                },
                _ => Some(Nearness::Unknown),
            }
        }
        (false, false) => match (one.precision, two.precision) {
            (Some(PlacePrecision::Admin1), Some(PlacePrecision::Admin1)) if one.key != two.key => {
                None
            }
            _ if one.key == two.key && one.precision == Some(PlacePrecision::Admin1) => {
                Some(Nearness::Within)
            }
            _ => Some(Nearness::Unknown),
        },
    }
}

/// Great-circle distance.
fn kilometres(one: (f32, f32), two: (f32, f32)) -> f32 {
    let (lat1, lon1) = (one.0.to_radians(), one.1.to_radians());
    let (lat2, lon2) = (two.0.to_radians(), two.1.to_radians());
    let half = ((lat2 - lat1) / 2.0).sin().powi(2)
        + lat1.cos() * lat2.cos() * ((lon2 - lon1) / 2.0).sin().powi(2);
    2.0 * 6371.0 * half.sqrt().min(1.0).asin()
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Closeness {
    Equal,
    Close,
    /// A toll of the first hours and a later one.
    Rising,
}

/// How a count goes with those that are known; `None` where it cannot, `Some(None)` where one is
/// unknown.
fn counts(
    known: Option<(u32, u32)>,
    count: Option<u32>,
    rules: &IncidentRules,
) -> Option<Option<Closeness>> {
    let (Some((low, high)), Some(count)) = (known, count) else {
        return Some(None);
    };
    if (low..=high).contains(&count) {
        return Some(Some(Closeness::Equal));
    }
    let (less, more) = (low.min(count), high.max(count));
    #[expect(clippy::cast_precision_loss, reason = "counts of persons")]
    let (share, ratio) = (
        more as f32 * rules.count_share,
        more as f32 / less.max(1) as f32,
    );
    #[expect(clippy::cast_precision_loss, reason = "counts of persons")]
    let close = (more - less) as f32 <= share.max(rules.count_slack as f32);
    if close {
        Some(Some(Closeness::Close))
    } else if ratio <= rules.toll_rises {
        Some(Some(Closeness::Rising))
    } else {
        None
    }
}

/// The clusters as incidents, the latest first.
fn write(view: &View<'_>, rules: &IncidentRules, clusters: Vec<Cluster<'_>>) -> Found {
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

/// The range of a count. An article counts once, with the most it says.
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
    let mut votes: HashMap<u32, (usize, Day)> = HashMap::new();
    for (reported, count) in of_article.into_values() {
        let vote = votes.entry(count).or_insert((0, reported));
        vote.0 += 1;
        vote.1 = vote.1.max(reported);
    }
    let best = votes
        .into_iter()
        .max_by_key(|(count, (articles, last))| (*articles, *last, *count))
        .map_or(high, |(count, _)| count);
    Some(Range { low, high, best })
}
