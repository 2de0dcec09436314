//! `/alerts`: what is out of the usual, as JSON and as an Atom feed.
//!
//! Thresholds are those of the ledger. Looked at are the pairs with the most events lately, or the
//! one that is asked for.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::extract::{OriginalUri, State};
use axum::http::{HeaderMap, header};
use axum::response::Response;
use demarche_ledger::{Query, Scope};
use demarche_store::{Selection, Snapshot};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::atom;
use crate::asked::{self, Asked, Paging, cut};
use crate::ledgers::Kept;
use crate::reply::Known;
use crate::workshop::Order;
use crate::{App, Problem, state};

/// Something out of the usual.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub(crate) struct AlertItem {
    /// Whom it is about, its kind and its day: the same each time.
    #[schema(example = "alert:IND-PAK:rise:2025-05-05")]
    pub(crate) id: String,
    /// The two countries.
    pub(crate) pair: Vec<String>,
    /// Their names.
    pub(crate) names: Vec<String>,
    /// The day, or the Monday of the week.
    pub(crate) date: String,
    /// "rise", "fall", "first conflict", "deaths" or "silence".
    #[schema(example = "rise")]
    pub(crate) kind: String,
    /// The value.
    pub(crate) value: f64,
    /// The threshold that it reached.
    pub(crate) threshold: f64,
    /// The same in words.
    pub(crate) text: String,
}

impl AlertItem {
    /// In a few words.
    pub(crate) fn title(&self) -> String {
        format!("{}: {}", self.names.join(" and "), self.kind)
    }
}

/// Alerts older than this, counted from the last article, are not told any more.
const DAYS: i32 = 120;

/// Pairs that are looked at where none is asked for.
const PAIRS: usize = 8;

/// A list of the busiest pairs' alerts waits so long for what is not known yet.
const SOON: Duration = Duration::from_secs(1);

/// Entries of a feed.
const ENTRIES: usize = 100;

/// Whom alerts are about.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct About {
    /// Two countries; by default the eight pairs with the most events in the last four months.
    #[param(pattern = "^[A-Za-z]{3},[A-Za-z]{3}$", example = "IND,PAK")]
    pair: Option<String>,
}

impl About {
    fn pair(&self, app: &App) -> Result<Option<[String; 2]>, Problem> {
        let Some(pair) = &self.pair else {
            return Ok(None);
        };
        let mut pair = asked::pair(app, "pair", pair)?;
        pair.sort();
        Ok(Some(pair))
    }
}

/// The alerts of a pair, or of the busiest pairs, the latest first; of now or a moment ago.
fn alerts(
    app: &App,
    snapshot: &Snapshot<'_>,
    pair: Option<&[String; 2]>,
) -> Result<Vec<AlertItem>, Problem> {
    let pairs = match pair {
        Some(pair) => vec![pair.clone()],
        None => busiest(app, snapshot)?.to_vec(),
    };
    let mut all = Vec::new();
    for pair in pairs {
        all.extend_from_slice(&of_pair(app, snapshot, pair)?);
    }
    Ok(sorted(all))
}

/// The same of the busiest pairs as far as it is known soon, and of how many it is not.
fn soon(app: &App, snapshot: &Snapshot<'_>) -> Result<(Vec<AlertItem>, usize), Problem> {
    let (began, mark) = (Instant::now(), snapshot.version()?);
    let (mut all, mut pending) = (Vec::new(), 0);
    for pair in busiest(app, snapshot)?.iter() {
        let known = app.boards().alerts().kept(pair.clone(), mark);
        match known {
            Some(kept) => all.extend_from_slice(&told(app, pair, kept)),
            None if began.elapsed() < SOON => {
                all.extend_from_slice(&of_pair(app, snapshot, pair.clone())?);
            }
            None => pending += 1,
        }
    }
    Ok((sorted(all), pending))
}

fn sorted(mut all: Vec<AlertItem>) -> Vec<AlertItem> {
    all.sort_by(|one, two| (&two.date, &one.id).cmp(&(&one.date, &two.id)));
    all
}

/// The alerts of a pair.
fn of_pair(
    app: &App,
    snapshot: &Snapshot<'_>,
    pair: [String; 2],
) -> Result<Arc<Vec<AlertItem>>, Problem> {
    let work = || work_out(app, snapshot, &pair);
    let alerts = app.boards().alerts();
    let kept = alerts.get(pair.clone(), snapshot.version()?, work)?;
    Ok(told(app, &pair, kept))
}

/// Has newer ones worked out where these are due.
fn told(app: &App, pair: &[String; 2], kept: Kept<Vec<AlertItem>>) -> Arc<Vec<AlertItem>> {
    if kept.due {
        app.order(Order::Alerts(pair.clone()));
    }
    kept.value
}

/// The alerts of a pair in this state of the store.
pub(crate) fn exactly(
    app: &App,
    snapshot: &Snapshot<'_>,
    pair: &[String; 2],
) -> Result<(), Problem> {
    let work = || work_out(app, snapshot, pair);
    let alerts = app.boards().alerts();
    alerts
        .exactly(pair.clone(), snapshot.version()?, work)
        .map(drop)
}

/// The pairs with the most events lately, of now or a moment ago.
pub(crate) fn busiest(
    app: &App,
    snapshot: &Snapshot<'_>,
) -> Result<Arc<Vec<[String; 2]>>, Problem> {
    let busiest = app.boards().busiest();
    let kept = busiest.get((), snapshot.version()?, || rank(snapshot))?;
    if kept.due {
        app.order(Order::Busiest);
    }
    Ok(kept.value)
}

/// The same of this state of the store.
pub(crate) fn busiest_exactly(app: &App, snapshot: &Snapshot<'_>) -> Result<(), Problem> {
    let busiest = app.boards().busiest();
    let exactly = busiest.exactly((), snapshot.version()?, || rank(snapshot));
    exactly.map(drop)
}

fn rank(snapshot: &Snapshot<'_>) -> Result<Vec<[String; 2]>, Problem> {
    let Some(last) = state::last_day(snapshot)? else {
        return Ok(Vec::new());
    };
    let since = last.plus(-DAYS).to_string();
    let pairs = snapshot.pairs(Some(&since), None, PAIRS)?;
    Ok(pairs.into_iter().map(|pair| pair.countries).collect())
}

/// Those that a subscriber's filter asks for: of its pair, else of the busiest pairs, and of them
/// those with one of its countries. What else a filter says is about events.
pub(crate) fn of(
    app: &App,
    snapshot: &Snapshot<'_>,
    selection: &Selection,
) -> Result<Vec<AlertItem>, Problem> {
    let pair = selection.pair.as_ref().map(|(one, other)| {
        let mut pair = [one.clone(), other.clone()];
        pair.sort();
        pair
    });
    let countries = &selection.countries;
    let asked = |alert: &&AlertItem| {
        countries.is_empty() || alert.pair.iter().any(|code| countries.contains(code))
    };
    let all = alerts(app, snapshot, pair.as_ref())?;
    Ok(all.iter().filter(asked).cloned().collect())
}

/// Their ids, a line each.
pub(crate) fn ids(alerts: &[AlertItem]) -> String {
    alerts
        .iter()
        .map(|alert| format!("{}\n", alert.id))
        .collect()
}

fn work_out(
    app: &App,
    snapshot: &Snapshot<'_>,
    [one, other]: &[String; 2],
) -> Result<Vec<AlertItem>, Problem> {
    let Some(last) = state::last_day(snapshot)? else {
        return Ok(Vec::new());
    };
    let since = last.plus(-DAYS);
    let query = Query {
        scope: Scope::Pair(one.clone(), other.clone()),
        at: Some(last),
        since: None,
        series: true,
    };
    let ledger = app.ledgers().exactly(snapshot, &query)?;
    let alerts = ledger.alerts.iter().filter(|alert| alert.date >= since);
    let mut all: Vec<AlertItem> = alerts
        .map(|alert| {
            let date = alert.date.to_string();
            AlertItem {
                id: format!(
                    "alert:{one}-{other}:{}:{date}",
                    alert.kind.replace(' ', "-")
                ),
                pair: vec![one.clone(), other.clone()],
                names: vec![app.name(one), app.name(other)],
                date,
                kind: alert.kind.clone(),
                value: alert.value,
                threshold: alert.threshold,
                text: alert.text.clone(),
            }
        })
        .collect();
    // Two parties of one pair may be silent at several levels on one day: one alert.
    all.sort_by(|one, two| one.id.cmp(&two.id));
    all.dedup_by(|one, two| one.id == two.id);
    Ok(all)
}

/// Alerts, and what is not known yet.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Alerts {
    /// The items, in order.
    items: Vec<AlertItem>,
    /// What to give as `cursor` for the next page; null on the last.
    next: Option<String>,
    /// Of so many of the busiest pairs they are still being worked out: ask again in a moment.
    pending: usize,
}

/// What is out of the usual, the latest first
#[utoipa::path(get, path = "/alerts", tag = "live", params(About, Paging), responses(
    (status = 200, body = Alerts),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn list(
    State(app): State<App>,
    known: Known,
    Asked(about): Asked<About>,
    Asked(paging): Asked<Paging>,
) -> Result<Response, Problem> {
    let pair = about.pair(&app)?;
    paging.offset()?;
    paging.limit()?;
    app.json(known, move |app, snapshot| {
        let (all, pending) = match &pair {
            Some(_) => (alerts(app, snapshot, pair.as_ref())?, 0),
            None => soon(app, snapshot)?,
        };
        let (range, next) = cut(&all, &paging)?;
        Ok(Alerts {
            items: all.get(range).unwrap_or_default().to_vec(),
            next,
            pending,
        })
    })
    .await
}

/// By which scheme the client came, as a proxy in front of this service says; the service itself
/// speaks http alone. Links are for whoever asks, so nobody is misled but by their own header.
fn scheme(headers: &HeaderMap) -> &'static str {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let first = |list: &'_ str| {
        list.split(',')
            .next()
            .unwrap_or_default()
            .trim()
            .to_lowercase()
    };
    let forwarded = text("forwarded").map(first).unwrap_or_default();
    let named = forwarded.split(';').any(|part| {
        let part = part.trim();
        part == "proto=https" || part == "proto=\"https\""
    });
    match named || text("x-forwarded-proto").map(first).as_deref() == Some("https") {
        true => "https",
        false => "http",
    }
}

/// The same as an Atom feed
#[utoipa::path(get, path = "/alerts.atom", tag = "live", params(About), responses(
    (status = 200, body = String, content_type = "application/atom+xml"),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn feed(
    State(app): State<App>,
    known: Known,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    Asked(about): Asked<About>,
) -> Result<Response, Problem> {
    let pair = about.pair(&app)?;
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .unwrap_or("localhost");
    let base = format!("{}://{host}", scheme(&headers));
    app.answer(
        known,
        "application/atom+xml; charset=utf-8",
        move |app, snapshot| {
            let all = alerts(app, snapshot, pair.as_ref())?;
            let all = &all[..all.len().min(ENTRIES)];
            let updated = match (all.first(), state::last_day(snapshot)?) {
                (Some(alert), _) => alert.date.clone(),
                (None, Some(day)) => day.to_string(),
                (None, None) => "1970-01-01".to_owned(),
            };
            let about = match &pair {
                Some(pair) => pair
                    .iter()
                    .map(|code| app.name(code))
                    .collect::<Vec<_>>()
                    .join(" and "),
                None => "the busiest pairs".to_owned(),
            };
            let feed = atom::Feed {
                base: &base,
                path: uri.path_and_query().map_or("", |path| path.as_str()),
                key: &pair
                    .as_ref()
                    .map_or("all".to_owned(), |pair| pair.join("-")),
                about: &about,
                updated: &format!("{updated}T00:00:00Z"),
            };
            Ok(atom::write(&feed, all).into_bytes())
        },
    )
    .await
}
