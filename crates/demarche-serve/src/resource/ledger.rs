//! `/ledger` and the records in it: what is in force, contested, asked for.

use axum::extract::State;
use axum::response::Response;
use demarche_ledger::{Query, Scope};
use serde::Deserialize;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::asked::{self, Asked};
use crate::reply::Known;
use crate::{App, Problem};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(ledger))
}

/// Whose ledger.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Whose {
    /// Two countries.
    #[param(pattern = "^[A-Za-z]{3},[A-Za-z]{3}$", example = "IND,PAK")]
    pair: Option<String>,
    /// One country, or those of a region, parted by commas. Without a pair and a country, it is of
    /// the latest 20 000 events.
    #[param(pattern = "^[A-Za-z]{3}(,[A-Za-z]{3}){0,19}$", example = "UKR")]
    country: Option<String>,
}

impl Whose {
    pub(crate) fn scope(&self, app: &App) -> Result<Scope, Problem> {
        let codes = |name: &str, list: &str| {
            list.split(',')
                .map(|code| asked::country(app, name, code))
                .collect::<Result<Vec<String>, Problem>>()
        };
        match (&self.pair, &self.country) {
            (Some(_), Some(_)) => Err(Problem::no_such_value(
                "both a pair and a country are given",
                "give one of them",
            )),
            (Some(pair), None) => match <[String; 2]>::try_from(codes("pair", pair)?) {
                Ok([one, other]) if one != other => Ok(Scope::Pair(one, other)),
                Ok([one, _]) => Err(Problem::no_such_value(
                    format!("{one} and {one} are no pair"),
                    "name two countries, or one with country=",
                )),
                Err(_) => Err(Problem::bad(
                    format!("pair: \"{pair}\" is no pair"),
                    "name two countries, as IND,PAK",
                )),
            },
            (None, Some(list)) => Ok(Scope::Any(codes("country", list)?)),
            (None, None) => Ok(Scope::All),
        }
    }
}

/// Which day.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct When {
    /// The day whose state is wanted; by default that of the last article.
    #[param(format = Date, example = "2025-05-10")]
    pub(crate) at: Option<String>,
    /// Say what changed after this day.
    #[param(format = Date, example = "2025-05-01")]
    pub(crate) since: Option<String>,
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct More {
    /// Add tension by day and week, its baselines, alerts and change points.
    series: Option<bool>,
}

/// The ledger of a pair, of countries, or of the latest events: demarche.ledger/1
#[utoipa::path(get, path = "/ledger", tag = "state", params(Whose, When, More), responses(
    (status = 200, body = Object, description = "demarche.ledger/1, as `demarche ledger --format json` prints it"),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json"),
))]
async fn ledger(
    State(app): State<App>,
    known: Known,
    Asked(whose): Asked<Whose>,
    Asked(when): Asked<When>,
    Asked(more): Asked<More>,
) -> Result<Response, Problem> {
    let query = Query {
        scope: whose.scope(&app)?,
        at: asked::day("at", when.at.as_deref())?,
        since: asked::day("since", when.since.as_deref())?,
        series: more.series.unwrap_or(false),
    };
    app.json(known, move |app, snapshot| {
        app.ledgers().of(snapshot, &query)
    })
    .await
}
