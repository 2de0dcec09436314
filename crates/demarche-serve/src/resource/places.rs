//! `/places` and `/countries`.

use axum::extract::State;
use axum::response::Response;
use demarche_code::codes::Codes;
use demarche_code::places::{PlaceContext, sentence_places};
use demarche_record::{Article, Place};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::actors::{Name, Readings};
use crate::asked::{self, Asked};
use crate::reply::{Known, Page};
use crate::{App, Problem};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(places))
        .routes(routes!(countries))
}

/// Where a name is on the map.
#[derive(Debug, Serialize, ToSchema)]
struct Located {
    /// The words.
    text: String,
    name: Option<String>,
    country: Option<String>,
    admin1: Option<String>,
    lat: Option<f64>,
    lon: Option<f64>,
    geonames_id: Option<u32>,
    /// place, city, admin1 or country.
    precision: Option<String>,
}

impl From<Place> for Located {
    fn from(place: Place) -> Self {
        Located {
            text: place.text,
            name: place.name,
            country: place.country.map(String::from),
            admin1: place.admin1,
            lat: place.lat,
            lon: place.lon,
            geonames_id: place.geonames_id,
            precision: place
                .precision
                .and_then(|precision| serde_json::to_value(precision).ok())
                .and_then(|written| written.as_str().map(str::to_owned)),
        }
    }
}

/// Where the name of a place is found on the map
#[utoipa::path(get, path = "/places", tag = "names", params(Name), responses(
    (status = 200, body = Readings<Located>),
    (status = 400, body = Problem, content_type = "application/problem+json"),
))]
async fn places(
    State(app): State<App>,
    known: Known,
    Asked(name): Asked<Name>,
) -> Result<Response, Problem> {
    let words = asked::words("q", Some(name.q))?.unwrap_or_default();
    app.json(known, move |app, _| {
        // A name alone need not parse as a place; behind "in" it does.
        let article = Article {
            text: format!("They met in {words}."),
            ..Article::default()
        };
        let analysed = app.coder().analyse(&article);
        let around = PlaceContext::of(&[], app.coder().places());
        let mut items = Vec::new();
        for index in 0..analysed.analyses.len() {
            if let Some(view) = analysed.view(index) {
                let found = sentence_places(&view, &around).into_iter();
                items.extend(found.map(|(_, place)| Located::from(place)));
            }
        }
        Ok(Readings::new(items))
    })
    .await
}

/// A country or territory.
#[derive(Debug, Serialize, ToSchema)]
struct Country {
    /// The code that events carry.
    code: String,
    name: String,
    /// Correlates of War, where it has a number now.
    cow: Option<u16>,
    /// Gleditsch and Ward.
    gw: Option<u16>,
}

/// Every country by its name, with the numbers of other lists
#[utoipa::path(get, path = "/countries", tag = "names", responses(
    (status = 200, body = Page<Country>),
))]
async fn countries(State(app): State<App>, known: Known) -> Result<Response, Problem> {
    app.json(known, |app, _| {
        let mut items: Vec<Country> = app
            .knowledge()
            .countries()
            .iter()
            .map(|country| {
                let codes = Codes::now(country.iso);
                Country {
                    code: country.iso.into(),
                    name: country.name.clone(),
                    cow: codes.and_then(|codes| codes.cow),
                    gw: codes.and_then(|codes| codes.gw),
                }
            })
            .collect();
        items.sort_by(|one, other| one.name.cmp(&other.name));
        Ok(Page { items, next: None })
    })
    .await
}
