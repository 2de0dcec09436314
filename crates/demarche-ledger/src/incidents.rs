//! Reports of one happening folded into one incident.
//!
//! Precision comes first: merging two happenings is the costly error. Reports are taken in an order
//! of their own, those that say most first, so that vague ones join what exact ones have set up,
//! and only where a single incident fits. Each is compared with the few incidents of its family
//! around its day and place, so the work grows with the number of reports.

use std::collections::HashMap;

use demarche_record::{Certainty, PlacePrecision, Status};

use crate::Day;
use crate::alike::{Closeness, Nearness, add, countries, counts, doers, places, sides};
use crate::fact::{Fact, Known, Name, Spot, When};
use crate::incident::write;
use crate::ledger::Incident;
use crate::rules::{self, Family, IncidentRules};
use crate::view::{Item, View};

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
    // What a reviewer found to be one happening is of the first of its families.
    let mut families: HashMap<u32, usize> = HashMap::new();
    for item in view.items.iter().filter(|item| item.happened()) {
        if let Some((group, family)) = item.group.zip(family(rules, item)) {
            let first = families.entry(group).or_insert(family);
            *first = family.min(*first);
        }
    }
    let mut reports: Vec<Report<'_>> = view
        .items
        .iter()
        .filter(|item| item.happened() || item.is_denial())
        .filter_map(|item| {
            let family = family(rules, item).or_else(|| families.get(&item.group?).copied())?;
            Some(Report::new(*item, family, &rules.family[family]))
        })
        .collect();
    reports.sort_by_cached_key(Report::rank);
    let mut clusters = Clusters {
        rules,
        all: Vec::new(),
        around: HashMap::new(),
        tolls: HashMap::new(),
        articles: HashMap::new(),
        groups: HashMap::new(),
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

/// The name of the family that an item is a report of, or a denial, where no reviewer has said what
/// belongs together.
pub(crate) fn reports<'r>(rules: &'r IncidentRules, item: &Item<'_>) -> Option<&'r str> {
    let counts = item.happened() || item.is_denial();
    let family = counts.then(|| family(rules, item)).flatten()?;
    Some(&rules.family[family].name)
}

fn family(rules: &IncidentRules, item: &Item<'_>) -> Option<usize> {
    rules
        .family
        .iter()
        .position(|family| rules::any(&family.is, item.fact))
}

/// A report of a happening.
#[derive(Clone, Debug)]
pub(crate) struct Report<'f> {
    pub(crate) item: Item<'f>,
    pub(crate) family: usize,
    /// The groups of modes it may be of, a bit each; none means any.
    pub(crate) modes: u32,
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
pub(crate) struct Cluster<'f> {
    pub(crate) family: usize,
    pub(crate) modes: u32,
    /// The report that says most.
    pub(crate) seed: Report<'f>,
    pub(crate) members: Vec<Report<'f>>,
    /// The different days that they give.
    pub(crate) windows: Vec<When>,
    pub(crate) spot: Option<&'f Spot>,
    pub(crate) actors: Vec<Name>,
    pub(crate) recipients: Vec<Name>,
    pub(crate) killed: Option<(u32, u32)>,
    pub(crate) injured: Option<(u32, u32)>,
    pub(crate) arrested: Option<(u32, u32)>,
    pub(crate) denied: Vec<Name>,
    pub(crate) denials: Vec<Box<str>>,
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
    /// By what a reviewer found to be one happening.
    groups: HashMap<u32, usize>,
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
        let said = report.item.group.and_then(|group| self.groups.get(&group));
        if let Some(cluster) = said {
            return Some(*cluster);
        }
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
        if let Some(group) = report.item.group {
            self.groups.insert(group, at);
        }
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
        let held = counts(cluster.arrested, fact.counts.arrested, rules)?;
        let equal_toll =
            toll == Some(Closeness::Equal) && fact.counts.killed.is_some_and(|killed| killed >= 3);
        let telling = equal_toll
            && fact
                .counts
                .killed
                .is_some_and(|killed| killed >= rules.telling_toll);
        let equal = equal_toll
            || hurt == Some(Closeness::Equal)
                && fact.counts.injured.is_some_and(|injured| injured >= 3)
            || held == Some(Closeness::Equal)
                && fact.counts.arrested.is_some_and(|arrested| arrested >= 3);
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
    if let Some(point) = spot.filter(|spot| spot.is_point()) {
        if let Some((lat, lon)) = point.at {
            #[expect(clippy::cast_possible_truncation, reason = "degrees are small")]
            let cell = |degrees: f32| (degrees / CELL).floor() as i32;
            let (y, x) = (cell(lat), cell(lon));
            let reach = i32::from(neighbours);
            for dy in -reach..=reach {
                for dx in -reach..=reach {
                    around.push(Around::Cell((y + dy, x + dx)));
                }
            }
        } else {
            around.push(Around::Name(point.key.clone()));
        }
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
