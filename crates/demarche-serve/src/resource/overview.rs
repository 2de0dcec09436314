//! `/overview`: the first page, from sums and from the latest events.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use demarche_ledger::{Fold, Query, Rules};
use demarche_store::{Parties, Snapshot};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::status::{FeedHealth, feeds};
use crate::asked::Asked;
use crate::board::{PairRow, moving};
use crate::reply::Known;
use crate::workshop::Order;
use crate::{App, Problem, state};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(overview))
}

/// Latest events from which incidents are folded.
const LATEST: usize = 1500;

/// How far back.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Back {
    /// Days up to that of the last article.
    #[param(minimum = 1, maximum = 366, default = 30)]
    days: Option<u32>,
}

/// How much there is.
#[derive(Debug, Serialize, ToSchema)]
struct Much {
    articles: u64,
    events: u64,
    /// Events in the days asked for, that happened and that nobody denies, with a point or a country
    /// on the map.
    on_map: u64,
}

/// A point on the map. Actual events that nobody denies.
#[derive(Debug, Serialize, ToSchema)]
struct MapPoint {
    lat: f64,
    lon: f64,
    /// How exact it is: place, city, admin1 or country.
    precision: Option<String>,
    /// Its name.
    place: Option<String>,
    country: Option<String>,
    events: u64,
    /// Killed, as the latest event there says.
    killed: Option<u32>,
    /// Events of the quad classes 1 to 4.
    quads: [u64; 4],
}

/// Events of which no more than the country is known.
#[derive(Debug, Serialize, ToSchema)]
struct MapCountry {
    country: String,
    name: String,
    events: u64,
    quads: [u64; 4],
}

/// The first page.
#[derive(Debug, Serialize, ToSchema)]
struct Overview {
    counts: Much,
    /// The day of the last article.
    last_day: Option<String>,
    points: Vec<MapPoint>,
    countries: Vec<MapCountry>,
    rising: Vec<PairRow>,
    easing: Vec<PairRow>,
    /// Incidents of the latest 1500 events, the latest first.
    #[schema(value_type = Vec<Object>)]
    incidents: Vec<Box<RawValue>>,
    feeds: Vec<FeedHealth>,
}

/// The first page: where events are, which pairs rise and ease, the latest incidents, feeds. Its
/// alerts are those of `/alerts`
#[utoipa::path(get, path = "/overview", tag = "state", params(Back), responses(
    (status = 200, body = Overview),
    (status = 400, body = Problem, content_type = "application/problem+json"),
))]
async fn overview(
    State(app): State<App>,
    known: Known,
    Asked(back): Asked<Back>,
) -> Result<Response, Problem> {
    let days = match back.days.unwrap_or(30) {
        days @ 1..=366 => days,
        days => {
            return Err(Problem::bad(
                format!("days is {days}"),
                "give a number from 1 to 366",
            ));
        }
    };
    app.answer(known, "application/json", move |app, snapshot| {
        Ok(write(app, snapshot, days)?.get().as_bytes().to_vec())
    })
    .await
}

/// The overview as it is written, of this state of the store or an older one.
pub(crate) fn write(
    app: &App,
    snapshot: &Snapshot<'_>,
    days: u32,
) -> Result<Arc<Box<RawValue>>, Problem> {
    let work = || as_written(app, snapshot, days);
    let kept = app.boards().overviews().get(days, snapshot.mark()?, work)?;
    if kept.due {
        app.order(Order::Overview(days));
    }
    Ok(kept.value)
}

/// The same of this state.
pub(crate) fn exactly(app: &App, snapshot: &Snapshot<'_>, days: u32) -> Result<(), Problem> {
    let work = || as_written(app, snapshot, days);
    let overviews = app.boards().overviews();
    overviews.exactly(days, snapshot.mark()?, work).map(drop)
}

fn as_written(app: &App, snapshot: &Snapshot<'_>, days: u32) -> Result<Box<RawValue>, Problem> {
    let overview = work_out(app, snapshot, days)?;
    Ok(serde_json::value::to_raw_value(&overview)?)
}

fn work_out(app: &App, snapshot: &Snapshot<'_>, days: u32) -> Result<Overview, Problem> {
    let counts = snapshot.counts()?;
    let mut overview = Overview {
        counts: Much {
            articles: counts.articles,
            events: counts.events,
            on_map: 0,
        },
        last_day: None,
        points: Vec::new(),
        countries: Vec::new(),
        rising: Vec::new(),
        easing: Vec::new(),
        incidents: Vec::new(),
        feeds: feeds(snapshot)?,
    };
    let Some(last) = state::last_day(snapshot)? else {
        return Ok(overview);
    };
    let since = last.plus(1 - days.cast_signed()).to_string();
    let until = last.to_string();
    for point in snapshot.points(&since, &until, 400)? {
        let event = &point.latest.event;
        let Some(place) = &event.place else { continue };
        let (Some(lat), Some(lon)) = (place.lat, place.lon) else {
            continue;
        };
        overview.points.push(MapPoint {
            lat,
            lon,
            precision: place.precision.map(|precision| {
                let written = serde_json::to_value(precision).unwrap_or_default();
                written.as_str().unwrap_or_default().to_owned()
            }),
            place: place.name.clone().or_else(|| Some(place.text.clone())),
            country: place.country.map(String::from),
            events: point.quads.iter().sum(),
            killed: event.quantities.killed,
            quads: point.quads,
        });
    }
    for only in snapshot.countries_only(&since, &until)? {
        overview.countries.push(MapCountry {
            name: app.name(&only.country),
            country: only.country,
            events: only.quads.iter().sum(),
            quads: only.quads,
        });
    }
    let on_map = overview.points.iter().map(|point| point.events);
    let only = overview.countries.iter().map(|only| only.events);
    overview.counts.on_map = on_map.chain(only).sum();
    let rows = app.boards().pairs_exactly(snapshot)?;
    overview.rising = moving(&rows, true, 8);
    overview.easing = moving(&rows, false, 8);
    let mut fold = Fold::new();
    let latest = Parties::All {
        until: Some(until.clone()),
        most: LATEST,
    };
    state::take(snapshot, &latest, None, &mut fold)?;
    let query = Query {
        at: Some(last),
        ..Query::default()
    };
    let ledger = fold.ledger(Rules::embedded(), &query);
    for incident in ledger.incidents.iter().take(12) {
        let written = serde_json::value::to_raw_value(incident)?;
        overview.incidents.push(written);
    }
    overview.last_day = Some(until);
    Ok(overview)
}
