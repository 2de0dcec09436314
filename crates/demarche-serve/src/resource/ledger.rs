//! `/ledger` and the records in it: what is in force, contested, asked for.

use axum::extract::State;
use axum::response::Response;
use demarche_code::knowledge;
use demarche_ledger::{Ledger, Query, Scope, brief};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::asked::{self, Asked, Paging, cut};
use crate::reply::{Known, Page};
use crate::{App, Problem, state};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(ledger))
        .routes(routes!(incidents))
        .routes(routes!(measures))
        .routes(routes!(claims))
        .routes(routes!(requests))
        .routes(routes!(threats))
        .routes(routes!(contacts))
        .routes(routes!(posture))
        .routes(routes!(brief_page))
}

/// Whose ledger.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Whose {
    /// Two countries.
    #[param(pattern = "^[A-Za-z]{3},[A-Za-z]{3}$", example = "IND,PAK")]
    pair: Option<String>,
    /// One country, or those of a region, parted by commas: of their latest 100 000 events. Without a
    /// pair and a country, it is of the latest 20 000 events of all.
    #[param(pattern = "^[A-Za-z]{3}(,[A-Za-z]{3}){0,19}$", example = "UKR")]
    country: Option<String>,
}

impl Whose {
    pub(crate) fn scope(&self, app: &App) -> Result<Scope, Problem> {
        match (&self.pair, &self.country) {
            (Some(_), Some(_)) => Err(Problem::no_such_value(
                "both a pair and a country are given",
                "give one of them",
            )),
            (Some(pair), None) => {
                let [one, other] = asked::pair(app, "pair", pair)?;
                Ok(Scope::Pair(one, other))
            }
            (None, Some(list)) => Ok(Scope::Any(asked::countries(app, "country", list)?)),
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
    /// Say what changed in so many days up to that of the ledger; not beside `since`.
    #[param(minimum = 1, maximum = 366, example = 14)]
    lately: Option<u32>,
}

impl More {
    fn lately(&self, when: &When) -> Result<Option<i32>, Problem> {
        match (self.lately, &when.since) {
            (None, _) => Ok(None),
            (Some(days @ 1..=366), None) => Ok(Some(days.cast_signed())),
            (Some(_), Some(_)) => Err(Problem::no_such_value(
                "since and lately are both given",
                "give one of them",
            )),
            (Some(days), None) => Err(Problem::bad(
                format!("lately is {days}"),
                "give a number of days from 1 to 366",
            )),
        }
    }
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
    let lately = more.lately(&when)?;
    let mut query = Query {
        scope: whose.scope(&app)?,
        at: asked::day("at", when.at.as_deref())?,
        since: asked::day("since", when.since.as_deref())?,
        series: more.series.unwrap_or(false),
    };
    app.json(known, move |app, snapshot| {
        if let Some(days) = lately {
            let at = query
                .at
                .map_or_else(|| state::last_day(snapshot), |at| Ok(Some(at)))?;
            query.since = at.map(|at| at.plus(-days));
        }
        app.ledgers().of(app, snapshot, &query)
    })
    .await
}

/// A record of a ledger (demarche.ledger/1).
#[derive(Debug, Serialize, ToSchema)]
#[serde(transparent)]
#[schema(value_type = Object)]
pub(crate) struct Record(Box<RawValue>);

/// Which of the records.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Which {
    /// The day whose state is wanted; by default that of the last article.
    #[param(format = Date, example = "2025-05-10")]
    at: Option<String>,
    /// In this state.
    #[param(
        min_length = 1,
        max_length = 40,
        pattern = "^[a-z ]+$",
        example = "in force"
    )]
    state: Option<String>,
}

/// Which day, for records that have no state.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct OnDay {
    /// The day up to which they are wanted; by default that of the last article.
    #[param(format = Date, example = "2025-05-10")]
    at: Option<String>,
}

impl From<OnDay> for Which {
    fn from(day: OnDay) -> Self {
        Which {
            at: day.at,
            state: None,
        }
    }
}

/// A part of a ledger, in pages.
async fn part<T: Serialize + 'static>(
    app: App,
    known: Known,
    (whose, which, paging): (Whose, Which, Paging),
    list: fn(&Ledger) -> &Vec<T>,
    state: fn(&T) -> &str,
) -> Result<Response, Problem> {
    let query = Query {
        scope: whose.scope(&app)?,
        at: asked::day("at", which.at.as_deref())?,
        ..Query::default()
    };
    if let Some(state) = &which.state {
        let plain = |c: char| c.is_ascii_lowercase() || c == ' ';
        if state.is_empty() || state.len() > 40 || !state.chars().all(plain) {
            return Err(Problem::bad(
                format!("state: \"{state}\" is no state"),
                "states are words in small letters, as \"in force\" of a measure or \"open\" of a request",
            ));
        }
    }
    app.json(known, move |app, snapshot| {
        let ledger = app.ledgers().of(app, snapshot, &query)?;
        let wanted = |record: &&T| which.state.as_deref().is_none_or(|is| state(record) == is);
        let all: Vec<&T> = list(&ledger).iter().filter(wanted).collect();
        let (range, next) = cut(&all, &paging)?;
        let items: Result<Vec<Record>, Problem> = all[range]
            .iter()
            .map(|record| Ok(Record(serde_json::value::to_raw_value(record)?)))
            .collect();
        Ok(Page {
            items: items?,
            next,
        })
    })
    .await
}

/// Happenings, each with all its reports; the latest first
#[utoipa::path(get, path = "/incidents", tag = "state", params(Whose, OnDay, Paging), responses(
    (status = 200, body = Page<Record>),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json"),
))]
async fn incidents(
    State(app): State<App>,
    known: Known,
    Asked(whose): Asked<Whose>,
    Asked(which): Asked<OnDay>,
    Asked(paging): Asked<Paging>,
) -> Result<Response, Problem> {
    let asked = (whose, which.into(), paging);
    part(app, known, asked, |ledger| &ledger.incidents, |_| "").await
}

/// Measures: those that hold first
#[utoipa::path(get, path = "/measures", tag = "state", params(Whose, Which, Paging), responses(
    (status = 200, body = Page<Record>),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json"),
))]
async fn measures(
    State(app): State<App>,
    known: Known,
    Asked(whose): Asked<Whose>,
    Asked(which): Asked<Which>,
    Asked(paging): Asked<Paging>,
) -> Result<Response, Problem> {
    let asked = (whose, which, paging);
    part(
        app,
        known,
        asked,
        |ledger| &ledger.measures,
        |record| &record.state,
    )
    .await
}

/// Who blames whom for what
#[utoipa::path(get, path = "/claims", tag = "state", params(Whose, Which, Paging), responses(
    (status = 200, body = Page<Record>),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json"),
))]
async fn claims(
    State(app): State<App>,
    known: Known,
    Asked(whose): Asked<Whose>,
    Asked(which): Asked<Which>,
    Asked(paging): Asked<Paging>,
) -> Result<Response, Problem> {
    let asked = (whose, which, paging);
    part(
        app,
        known,
        asked,
        |ledger| &ledger.claims,
        |record| &record.state,
    )
    .await
}

/// What was asked, and what became of it
#[utoipa::path(get, path = "/requests", tag = "state", params(Whose, Which, Paging), responses(
    (status = 200, body = Page<Record>),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json"),
))]
async fn requests(
    State(app): State<App>,
    known: Known,
    Asked(whose): Asked<Whose>,
    Asked(which): Asked<Which>,
    Asked(paging): Asked<Paging>,
) -> Result<Response, Problem> {
    let asked = (whose, which, paging);
    part(
        app,
        known,
        asked,
        |ledger| &ledger.requests,
        |record| &record.state,
    )
    .await
}

/// What was threatened, and what became of it
#[utoipa::path(get, path = "/threats", tag = "state", params(Whose, Which, Paging), responses(
    (status = 200, body = Page<Record>),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json"),
))]
async fn threats(
    State(app): State<App>,
    known: Known,
    Asked(whose): Asked<Whose>,
    Asked(which): Asked<Which>,
    Asked(paging): Asked<Paging>,
) -> Result<Response, Problem> {
    let asked = (whose, which, paging);
    part(
        app,
        known,
        asked,
        |ledger| &ledger.threats,
        |record| &record.state,
    )
    .await
}

/// Who last spoke with whom, at which level
#[utoipa::path(get, path = "/contacts", tag = "state", params(Whose, OnDay, Paging), responses(
    (status = 200, body = Page<Record>),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json"),
))]
async fn contacts(
    State(app): State<App>,
    known: Known,
    Asked(whose): Asked<Whose>,
    Asked(which): Asked<OnDay>,
    Asked(paging): Asked<Paging>,
) -> Result<Response, Problem> {
    let asked = (whose, which.into(), paging);
    part(app, known, asked, |ledger| &ledger.contacts, |_| "").await
}

/// Mobilisations, alerts, exercises, withdrawals
#[utoipa::path(get, path = "/posture", tag = "state", params(Whose, Which, Paging), responses(
    (status = 200, body = Page<Record>),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json"),
))]
async fn posture(
    State(app): State<App>,
    known: Known,
    Asked(whose): Asked<Whose>,
    Asked(which): Asked<Which>,
    Asked(paging): Asked<Paging>,
) -> Result<Response, Problem> {
    let asked = (whose, which, paging);
    part(
        app,
        known,
        asked,
        |ledger| &ledger.posture,
        |record| &record.state,
    )
    .await
}

/// One page on a pair, to print: what holds, what is open, what changed, each line with its source
#[utoipa::path(get, path = "/brief", tag = "state", params(Whose, When), responses(
    (status = 200, body = String, content_type = "text/markdown"),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json"),
))]
async fn brief_page(
    State(app): State<App>,
    known: Known,
    Asked(whose): Asked<Whose>,
    Asked(when): Asked<When>,
) -> Result<Response, Problem> {
    let query = Query {
        scope: whose.scope(&app)?,
        at: asked::day("at", when.at.as_deref())?,
        since: asked::day("since", when.since.as_deref())?,
        series: false,
    };
    app.answer(
        known,
        "text/markdown; charset=utf-8",
        move |app, snapshot| {
            let ledger = app.ledgers().of(app, snapshot, &query)?;
            let name = |key: &str| {
                let name = knowledge::party_name(app.knowledge(), key);
                name.unwrap_or(key).to_owned()
            };
            // An article that cannot be read is as one that is not at hand.
            let article = |id: &str| snapshot.articles_named(id).ok()?.into_iter().next();
            let quote = |citation: &demarche_ledger::Citation| {
                let text = article(&citation.article)?.article.text;
                let words: Vec<&str> = citation.sentence.slice(&text).split_whitespace().collect();
                (!words.is_empty()).then(|| words.join(" "))
            };
            let source = |id: &str| {
                article(id).map(|stored| brief::Source {
                    title: stored.article.title,
                    source: stored.article.source,
                    date: stored.article.date,
                    url: stored.article.url,
                })
            };
            let voice = brief::Voice {
                name: &name,
                quote: &quote,
            };
            Ok(brief::markdown_citing(&ledger, &voice, &source).into_bytes())
        },
    )
    .await
}
