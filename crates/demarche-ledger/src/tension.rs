//! Tension: series by day and week, their baselines, alerts and change points.
//!
//! Tension of a window is minus the sum of PLOVER scores over the number of articles in it that
//! report on the parties: what a typical report tells, however many there are. Positive is conflict.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::Day;
use crate::fold::Scope;
use crate::incidents::Found;
use crate::ledger::{Claim, Incident, Silence};
use crate::rules::TensionRules;
use crate::view::{Item, View};

/// What happened in a day, week or month.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Sums {
    /// Articles that report on the parties.
    pub reports: u32,
    /// Events, each as often as it is reported.
    pub events: u32,
    /// Events by quad class 1 to 4.
    pub quads: [u32; 4],
    /// Sum of PLOVER scores.
    pub plover: f64,
    /// Sum of Goldstein scales.
    pub goldstein: f64,
    /// Killed, by the best count of each incident, each incident once.
    pub killed: u32,
    /// Minus the PLOVER sum per report; 0 where nothing is reported.
    pub tension: f64,
}

/// A point of a series.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// The day, or the Monday of the week.
    pub date: Day,
    /// What happened.
    #[serde(flatten)]
    pub sums: Sums,
}

/// A baseline: what was usual in the weeks before.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Baseline {
    /// Mean tension.
    pub mean: f64,
    /// Standard deviation of the weeks.
    pub deviation: f64,
    /// This week's tension less the mean.
    pub change: f64,
    /// Weeks with reports that it stands on.
    pub weeks: usize,
}

/// A week of a series.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Week {
    /// Its sums.
    #[serde(flatten)]
    pub point: Point,
    /// Against the weeks of the short baseline; `None` for too few.
    pub short: Option<Baseline>,
    /// Against the weeks of the long one.
    pub long: Option<Baseline>,
}

/// Tension of those whom a query is about.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Series {
    /// Day by day, from the first with a report to that of the ledger.
    pub daily: Vec<Point>,
    /// Week by week; the last may not be over.
    pub weekly: Vec<Week>,
    /// Mondays of weeks from which tension has another level.
    pub change_points: Vec<Day>,
}

/// What is out of the usual.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Alert {
    /// The day or the Monday of the week.
    pub date: Day,
    /// "rise", "fall", "first conflict", "deaths" or "silence".
    pub kind: String,
    /// The value.
    pub value: f64,
    /// The threshold that it reached.
    pub threshold: f64,
    /// The same in words.
    pub text: String,
}

#[derive(Default)]
pub(crate) struct Sum {
    pub(crate) sums: Sums,
    articles: BTreeSet<u32>,
}

impl Sum {
    pub(crate) fn add(&mut self, item: &Item<'_>) {
        let fact = item.fact;
        self.articles.insert(fact.article);
        self.sums.events += 1;
        if let Some(count) = self.sums.quads.get_mut(usize::from(fact.quad.max(1)) - 1) {
            *count += 1;
        }
        self.sums.plover += f64::from(fact.score);
        self.sums.goldstein += f64::from(fact.goldstein);
    }

    pub(crate) fn close(self) -> Sums {
        let mut sums = self.sums;
        sums.reports = u32::try_from(self.articles.len()).unwrap_or(u32::MAX);
        // Scores have one decimal; this takes off what adding them up left.
        let round = |value: f64| (value * 1000.0).round() / 1000.0 + 0.0;
        sums.plover = round(sums.plover);
        sums.goldstein = round(sums.goldstein);
        if sums.reports > 0 {
            sums.tension = round(-sums.plover / f64::from(sums.reports));
        }
        sums
    }
}

/// The series of a view's parties: of a pair, what one does to the other or both with each other.
pub(crate) fn series(
    view: &View<'_>,
    found: &Found,
    claims: &[Claim],
    rules: &TensionRules,
    at: Day,
) -> Series {
    let direct = |item: &&Item<'_>| match view.scope {
        Scope::Pair(a, b) => {
            let has = |key: &str| item.fact.sides().any(|side| side.is(key));
            has(a) && has(b)
        }
        Scope::All | Scope::Any(_) => true,
    };
    let mut days: BTreeMap<Day, Sum> = BTreeMap::new();
    for item in view
        .items
        .iter()
        .filter(|item| item.fact.holds())
        .filter(direct)
    {
        days.entry(item.day).or_default().add(item);
    }
    let Some(first) = days.keys().next().copied() else {
        return Series::default();
    };
    let blamed = blamed(view.scope, claims);
    let mut deaths: BTreeMap<Day, u32> = BTreeMap::new();
    for incident in &found.incidents {
        if let Some(killed) = incident.killed
            && of_scope(view.scope, incident, &blamed)
        {
            *deaths.entry(incident.end).or_default() += killed.best;
        }
    }
    let mut weeks: BTreeMap<Day, Sum> = BTreeMap::new();
    for item in view
        .items
        .iter()
        .filter(|item| item.fact.holds())
        .filter(direct)
    {
        weeks.entry(item.day.week()).or_default().add(item);
    }
    let mut daily = Vec::new();
    for number in 0..=at.since(first).max(0) {
        let date = first.plus(number);
        let mut sums = days.remove(&date).unwrap_or_default().close();
        sums.killed = deaths.get(&date).copied().unwrap_or(0);
        daily.push(Point { date, sums });
    }
    let mut points: Vec<Point> = Vec::new();
    let mut monday = first.week();
    while monday <= at {
        let mut sums = weeks.remove(&monday).unwrap_or_default().close();
        sums.killed = deaths
            .range(monday..monday.plus(7))
            .map(|(_, killed)| killed)
            .sum();
        points.push(Point { date: monday, sums });
        monday = monday.plus(7);
    }
    let weekly: Vec<Week> = (0..points.len())
        .map(|now| Week {
            short: baseline(&points, now, rules.short, rules),
            long: baseline(&points, now, rules.long, rules),
            point: points[now].clone(),
        })
        .collect();
    Series {
        change_points: change_points(&points, rules.penalty),
        daily,
        weekly,
    }
}

/// Whether the dead of an incident count for those whom a query is about: of a pair, what one did to
/// the other, or is blamed for by it.
fn of_scope(scope: &Scope, incident: &Incident, blamed: &BTreeSet<&str>) -> bool {
    match scope {
        Scope::All | Scope::Any(_) => true,
        Scope::Pair(a, b) => {
            let has = |list: &[String], key: &str| list.iter().any(|one| one == key);
            has(&incident.by, a) && has(&incident.against, b)
                || has(&incident.by, b) && has(&incident.against, a)
                || blamed.contains(&*incident.id)
        }
    }
}

/// The incidents for which one of a pair blames the other.
fn blamed<'c>(scope: &Scope, claims: &'c [Claim]) -> BTreeSet<&'c str> {
    let Scope::Pair(a, b) = scope else {
        return BTreeSet::new();
    };
    let between = |claim: &&Claim| {
        let parties = (claim.by.as_deref(), claim.against.as_deref());
        parties == (Some(a), Some(b)) || parties == (Some(b), Some(a))
    };
    let claims = claims.iter().filter(between);
    claims
        .filter_map(|claim| claim.incident.as_deref())
        .collect()
}

/// The weeks before `now` that have reports, as a baseline.
fn baseline(points: &[Point], now: usize, weeks: usize, rules: &TensionRules) -> Option<Baseline> {
    let before: Vec<f64> = points[now.saturating_sub(weeks)..now]
        .iter()
        .filter(|point| point.sums.reports > 0)
        .map(|point| point.sums.tension)
        .collect();
    // A baseline of many weeks that has seen few is none.
    if before.len() < rules.least_weeks.min(weeks) {
        return None;
    }
    #[expect(clippy::cast_precision_loss, reason = "a count of weeks")]
    let count = before.len() as f64;
    let mean = before.iter().sum::<f64>() / count;
    let variance = before.iter().map(|one| (one - mean).powi(2)).sum::<f64>() / count;
    let round = |value: f64| (value * 1000.0).round() / 1000.0 + 0.0;
    Some(Baseline {
        mean: round(mean),
        deviation: round(variance.sqrt()),
        change: round(points[now].sums.tension - mean),
        weeks: before.len(),
    })
}

/// Weeks from which the mean of tension is another: the segments that leave the least squared
/// error, each beyond the first at the price of `penalty` times the variance times the logarithm of
/// the number of weeks. Weeks without reports take no part.
fn change_points(points: &[Point], penalty: f64) -> Vec<Day> {
    let seen: Vec<&Point> = points
        .iter()
        .filter(|point| point.sums.reports > 0)
        .collect();
    let values: Vec<f64> = seen.iter().map(|point| point.sums.tension).collect();
    let count = values.len();
    if count < 4 {
        return Vec::new();
    }
    let mut sums = vec![(0.0, 0.0)];
    for value in &values {
        let (sum, squares) = sums.last().copied().unwrap_or_default();
        sums.push((sum + value, squares + value * value));
    }
    #[expect(clippy::cast_precision_loss, reason = "a count of weeks")]
    let cost = |from: usize, to: usize| {
        let (sum, squares) = (sums[to].0 - sums[from].0, sums[to].1 - sums[from].1);
        squares - sum * sum / (to - from) as f64
    };
    // The variance from neighbour to neighbour, which steps do not blow up.
    let mut steps: Vec<f64> = values
        .windows(2)
        .map(|two| (two[1] - two[0]).powi(2))
        .collect();
    steps.sort_by(f64::total_cmp);
    let variance = (steps[steps.len() / 2] / (2.0 * 0.455)).max(0.25);
    #[expect(clippy::cast_precision_loss, reason = "a count of weeks")]
    let price = penalty * variance * (count as f64).ln();
    // Segments have at least two weeks: one week is an event, no level.
    let mut best = vec![f64::INFINITY; count + 1];
    let mut last = vec![0usize; count + 1];
    best[0] = -price;
    for to in 2..=count {
        for from in (0..to - 1).filter(|from| *from != 1) {
            let total = best[from] + cost(from, to) + price;
            if total < best[to] {
                best[to] = total;
                last[to] = from;
            }
        }
    }
    let mut changes = Vec::new();
    let mut to = count;
    while to > 0 {
        let from = last[to];
        if from > 0 {
            changes.push(seen[from].date);
        }
        to = from;
    }
    changes.reverse();
    changes
}

/// What is out of the usual in a series, by the thresholds of `tension.toml`.
pub(crate) fn alerts(series: &Series, silences: &[Silence], rules: &TensionRules) -> Vec<Alert> {
    let mut alerts = Vec::new();
    for (now, week) in series.weekly.iter().enumerate() {
        let sums = &week.point.sums;
        let date = week.point.date;
        let mut alert = |kind: &str, value: f64, threshold: f64, text: String| {
            alerts.push(Alert {
                date,
                kind: kind.to_owned(),
                value,
                threshold,
                text,
            });
        };
        if sums.reports >= rules.least_reports
            && let Some((base, weeks)) = week
                .long
                .map(|base| (base, rules.long))
                .or_else(|| week.short.map(|base| (base, rules.short)))
        {
            let limit = rules.deviations * base.deviation.max(rules.least_deviation);
            let kind = if base.change >= limit {
                Some("rise")
            } else if base.change <= -limit {
                Some("fall")
            } else {
                None
            };
            if let Some(kind) = kind {
                alert(
                    kind,
                    sums.tension,
                    base.mean + limit.copysign(base.change),
                    format!(
                        "tension {:.1}, {} weeks before {:.1} ± {:.1}",
                        sums.tension, weeks, base.mean, base.deviation
                    ),
                );
            }
        }
        if sums.killed >= rules.deaths.max(1) {
            alert(
                "deaths",
                f64::from(sums.killed),
                f64::from(rules.deaths),
                format!("{} killed in the week", sums.killed),
            );
        }
        let quiet = series.weekly[..now]
            .iter()
            .rev()
            .take_while(|week| week.point.sums.quads[3] == 0)
            .count();
        if sums.quads[3] > 0 && quiet >= rules.quiet_weeks {
            #[expect(clippy::cast_precision_loss, reason = "a count of weeks")]
            alert(
                "first conflict",
                quiet as f64,
                rules.quiet_weeks as f64,
                format!("first conflict in deeds after {quiet} weeks without"),
            );
        }
    }
    for silence in silences.iter().filter(|silence| silence.unusual) {
        let usual = silence.usual.unwrap_or(0);
        let [a, b] = &silence.between;
        alerts.push(Alert {
            date: silence.last.plus(silence.days),
            kind: "silence".to_owned(),
            value: f64::from(silence.days),
            threshold: f64::from(usual),
            text: format!(
                "{a} and {b} have not spoken for {} days, usual are {usual}",
                silence.days
            ),
        });
    }
    alerts.sort_by(|one, two| {
        (two.date, &one.kind, &one.text).cmp(&(one.date, &two.kind, &two.text))
    });
    alerts
}
