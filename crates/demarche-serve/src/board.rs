//! What is worked out of the sums for the overview and the list of pairs, once for each state of the
//! store.
//!
//! Tension here is minus the mean PLOVER score of actual events that nobody denies, between two
//! countries, by week up to the last day of an article. A ledger counts by report instead, and folds
//! reports into incidents: these figures say where to look, and the ledger of a pair what is there.

use std::fmt;
use std::num::NonZeroUsize;
use std::sync::Arc;

use demarche_ledger::Day;
use demarche_store::{Dyads, Snapshot};
use serde::Serialize;
use utoipa::ToSchema;

use crate::ledgers::Lately;
use crate::live::AlertItem;
use crate::resource::Facets;
use crate::workshop::Order;
use crate::{App, Problem, state};

/// Weeks of a spark line.
const WEEKS: usize = 12;

/// Weeks before the last that are the baseline.
const BASELINE: usize = 4;

/// The pairs with most events in these weeks that are looked at.
const PAIRS: usize = 120;

/// The fewest events of the last week that can rise or ease.
const LEAST: u64 = 3;

/// Two countries, and how it goes between them.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub(crate) struct PairRow {
    /// The two.
    pub(crate) pair: [String; 2],
    /// Tension of the seven days up to the last; null without events. More is worse.
    pub(crate) tension: Option<f64>,
    /// Mean tension of the four weeks before; null without events.
    pub(crate) baseline: Option<f64>,
    /// Tension less the baseline; null for fewer than three events in the last week.
    pub(crate) change: Option<f64>,
    /// Events in twelve weeks.
    pub(crate) events: u64,
    /// The last day with an event.
    pub(crate) last: Option<String>,
    /// Tension of twelve weeks, the oldest first; null for weeks without events.
    pub(crate) spark: Vec<Option<f64>>,
}

/// What was worked out lately, by the state of the store.
pub(crate) struct Boards {
    pairs: Lately<(), Vec<PairRow>>,
    /// By how many days they go back.
    overviews: Lately<u32, Box<serde_json::value::RawValue>>,
    /// By pair.
    alerts: Lately<[String; 2], Vec<AlertItem>>,
    /// The pairs of which alerts are told to whoever names none.
    busiest: Lately<(), Vec<[String; 2]>>,
    /// By the words of the selection.
    facets: Lately<String, Facets>,
}

impl Default for Boards {
    fn default() -> Self {
        Boards {
            pairs: Lately::new(NonZeroUsize::MIN),
            overviews: Lately::new(NonZeroUsize::MIN.saturating_add(7)),
            alerts: Lately::new(NonZeroUsize::MIN.saturating_add(63)),
            busiest: Lately::new(NonZeroUsize::MIN),
            facets: Lately::new(NonZeroUsize::MIN.saturating_add(63)),
        }
    }
}

impl fmt::Debug for Boards {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Boards")
    }
}

impl Boards {
    /// See [`Lately::renew`].
    pub(crate) fn renew(&self) {
        self.pairs.renew();
        self.overviews.renew();
        self.alerts.renew();
        self.busiest.renew();
        self.facets.renew();
    }

    /// The busiest pairs of the last twelve weeks, those with most events first; of now or a moment
    /// ago.
    pub(crate) fn pairs(
        &self,
        app: &App,
        snapshot: &Snapshot<'_>,
    ) -> Result<Arc<Vec<PairRow>>, Problem> {
        let kept = self
            .pairs
            .get((), snapshot.version()?, || busiest(snapshot))?;
        if kept.due {
            app.order(Order::Pairs);
        }
        Ok(kept.value)
    }

    /// The same of this state of the store.
    pub(crate) fn pairs_exactly(
        &self,
        snapshot: &Snapshot<'_>,
    ) -> Result<Arc<Vec<PairRow>>, Problem> {
        self.pairs
            .exactly((), snapshot.version()?, || busiest(snapshot))
    }

    /// Overviews by how many days they go back, as they are written.
    pub(crate) fn overviews(&self) -> &Lately<u32, Box<serde_json::value::RawValue>> {
        &self.overviews
    }

    /// Counts of the events that a selection lets through.
    pub(crate) fn facets(&self) -> &Lately<String, Facets> {
        &self.facets
    }

    /// Alerts by pair.
    pub(crate) fn alerts(&self) -> &Lately<[String; 2], Vec<AlertItem>> {
        &self.alerts
    }

    /// The pairs with the most events lately.
    pub(crate) fn busiest(&self) -> &Lately<(), Vec<[String; 2]>> {
        &self.busiest
    }
}

fn busiest(snapshot: &Snapshot<'_>) -> Result<Vec<PairRow>, Problem> {
    let Some(last) = state::last_day(snapshot)? else {
        return Ok(Vec::new());
    };
    let first = last.plus(1 - 7 * WEEKS as i32);
    let (since, until) = (first.to_string(), last.to_string());
    let busiest = snapshot.pairs(Some(&since), Some(&until), PAIRS)?;
    let rows = busiest.into_iter();
    rows.map(|pair| row(snapshot, pair.countries, first, last))
        .collect()
}

fn row(
    snapshot: &Snapshot<'_>,
    pair: [String; 2],
    first: Day,
    last: Day,
) -> Result<PairRow, Problem> {
    let mut weeks = [(0_u64, 0.0_f64); WEEKS];
    let mut latest: Option<String> = None;
    for (actor, recipient) in [(&pair[0], &pair[1]), (&pair[1], &pair[0])] {
        let days = snapshot.series(&Dyads {
            actor: Some(actor.clone()),
            recipient: Some(recipient.clone()),
            from: Some(first.to_string()),
            to: Some(last.to_string()),
            monthly: false,
        })?;
        for day in days {
            let Some(date) = Day::parse(&day.day) else {
                continue;
            };
            if day.status != "actual" || day.certainty == "denied" {
                continue;
            }
            let week = usize::try_from(date.since(first) / 7).unwrap_or(usize::MAX);
            if let Some(week) = weeks.get_mut(week) {
                week.0 += day.events;
                week.1 -= day.score;
            }
            if latest.as_ref().is_none_or(|latest| *latest < day.day) {
                latest = Some(day.day);
            }
        }
    }
    let spark: Vec<Option<f64>> = weeks.iter().map(|week| mean(week.1, week.0)).collect();
    let (past, now) = spark.split_at(WEEKS - 1);
    let before: Vec<f64> = past[past.len() - BASELINE..]
        .iter()
        .flatten()
        .copied()
        .collect();
    let tension = now.first().copied().flatten();
    let baseline = mean(before.iter().sum(), before.len() as u64);
    let change = match (tension, baseline) {
        (Some(tension), Some(baseline)) if weeks[WEEKS - 1].0 >= LEAST => {
            Some(rounded(tension - baseline))
        }
        _ => None,
    };
    Ok(PairRow {
        pair,
        tension,
        baseline,
        change,
        events: weeks.iter().map(|week| week.0).sum(),
        last: latest,
        spark,
    })
}

fn mean(sum: f64, count: u64) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "a count of events or weeks")]
    (count > 0).then(|| rounded(sum / count as f64))
}

fn rounded(value: f64) -> f64 {
    (value * 100.0).round() / 100.0 + 0.0
}

/// The pairs that rise most, or ease most, of those that do.
pub(crate) fn moving(rows: &[PairRow], rising: bool, most: usize) -> Vec<PairRow> {
    let sign = if rising { 1.0 } else { -1.0 };
    let mut found: Vec<(f64, &PairRow)> = rows
        .iter()
        .filter_map(|row| Some((row.change? * sign, row)))
        .filter(|(change, _)| *change > 0.0)
        .collect();
    found.sort_by(|one, other| {
        let more = other.0.total_cmp(&one.0);
        more.then_with(|| one.1.pair.cmp(&other.1.pair))
    });
    let found = found.into_iter().take(most);
    found.map(|(_, row)| row.clone()).collect()
}

impl App {
    /// Works out ahead of the first who asks what the first page shows.
    pub(crate) fn warm(&self) {
        // What fails here fails again, with a message, for whoever asks.
        let _ = self.read_here(|app, snapshot| crate::resource::overview(app, snapshot, 30));
        let _ = self.read_here(|app, snapshot| {
            let pairs = crate::live::busiest(app, snapshot)?;
            pairs
                .iter()
                .try_for_each(|pair| crate::live::alerts_exactly(app, snapshot, pair))
        });
    }
}
