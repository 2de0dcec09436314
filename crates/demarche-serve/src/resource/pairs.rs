//! `/pairs`, `/series` and `/network`: who does what to whom, in sums.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::State;
use axum::response::Response;
use demarche_ledger::{Day, Scope};
use demarche_store::Dyads;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::ledger::Whose;
use crate::asked::{self, Asked, Paging, cut};
use crate::board::{PairRow, moving};
use crate::reply::{Known, Page};
use crate::{App, Problem};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(pairs))
        .routes(routes!(series))
        .routes(routes!(network))
}

/// In which order.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Order {
    /// Tension grew most.
    Rising,
    /// Tension fell most.
    Easing,
    /// Most events in twelve weeks.
    #[default]
    Events,
    /// The latest event first.
    Latest,
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Ordered {
    /// rising, easing, events or latest.
    #[param(inline)]
    order: Option<Order>,
}

/// The pairs of countries with most events in twelve weeks, and how it goes between them
#[utoipa::path(get, path = "/pairs", tag = "state", params(Ordered, Paging), responses(
    (status = 200, body = Page<PairRow>),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json"),
))]
async fn pairs(
    State(app): State<App>,
    known: Known,
    Asked(ordered): Asked<Ordered>,
    Asked(paging): Asked<Paging>,
) -> Result<Response, Problem> {
    app.json(known, move |app, snapshot| {
        let rows = app.boards().pairs(app, snapshot)?;
        let all: Vec<PairRow> = match ordered.order.unwrap_or_default() {
            Order::Events => rows.to_vec(),
            Order::Latest => {
                let mut rows = rows.to_vec();
                rows.sort_by(|one, other| other.last.cmp(&one.last));
                rows
            }
            Order::Rising => moving(&rows, true, usize::MAX),
            Order::Easing => moving(&rows, false, usize::MAX),
        };
        let (range, next) = cut(&all, &paging)?;
        Ok(Page {
            items: all[range].to_vec(),
            next,
        })
    })
    .await
}

/// How long a step is.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Step {
    #[default]
    Day,
    Week,
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Span {
    /// From this day on.
    #[param(format = Date)]
    since: Option<String>,
    /// Up to this day.
    #[param(format = Date)]
    until: Option<String>,
    /// day, or week from Monday.
    #[param(inline)]
    step: Option<Step>,
}

/// Sums of a day or week: actual events that nobody denies.
#[derive(Clone, Debug, Default, PartialEq, Serialize, ToSchema)]
struct StepSums {
    /// The day, or the Monday.
    date: String,
    events: u64,
    /// Events of the quad classes 1 to 4.
    quads: [u64; 4],
    /// Sum of PLOVER scores.
    plover: f64,
    /// Sum of Goldstein scales.
    goldstein: f64,
    /// Sum of persons killed as the events say, each as often as it is reported.
    killed: u64,
    /// Minus the mean PLOVER score.
    tension: f64,
}

/// A series of sums. The ledger's (`/ledger?series=true`) counts by report and folds the dead.
#[derive(Debug, Serialize, ToSchema)]
struct Sums {
    /// The countries.
    of: Vec<String>,
    /// Steps with events, the oldest first.
    items: Vec<StepSums>,
}

/// What countries did to each other by day or week, from the sums that are kept
#[utoipa::path(get, path = "/series", tag = "state", params(Whose, Span), responses(
    (status = 200, body = Sums),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json"),
))]
async fn series(
    State(app): State<App>,
    known: Known,
    Asked(whose): Asked<Whose>,
    Asked(span): Asked<Span>,
) -> Result<Response, Problem> {
    let scope = whose.scope(&app)?;
    let since = asked::day("since", span.since.as_deref())?;
    let until = asked::day("until", span.until.as_deref())?;
    let weekly = matches!(span.step, Some(Step::Week));
    let one_way = |actor: Option<&String>, recipient: Option<&String>| Dyads {
        actor: actor.cloned(),
        recipient: recipient.cloned(),
        from: since.map(|day| day.to_string()),
        to: until.map(|day| day.to_string()),
        monthly: false,
    };
    let (of, wanted) = match scope {
        Scope::Pair(one, other) => {
            let ways = vec![
                one_way(Some(&one), Some(&other)),
                one_way(Some(&other), Some(&one)),
            ];
            (vec![one, other], ways)
        }
        Scope::Any(countries) => {
            let ways = countries.iter();
            let ways = ways.map(|country| one_way(Some(country), None)).collect();
            (countries, ways)
        }
        Scope::All => {
            return Err(Problem::no_such_value(
                "neither a pair nor a country is given",
                "give pair=IND,PAK or country=IND",
            ));
        }
    };
    app.json(known, move |_, snapshot| {
        let mut steps: BTreeMap<Day, StepSums> = BTreeMap::new();
        for dyads in &wanted {
            for row in snapshot.series(dyads)? {
                let Some(day) = Day::parse(&row.day) else {
                    continue;
                };
                if row.status != "actual" || row.certainty == "denied" {
                    continue;
                }
                let date = if weekly { day.week() } else { day };
                let sums = steps.entry(date).or_default();
                sums.events += row.events;
                if let Some(quad) = sums
                    .quads
                    .get_mut(usize::from(row.quad_class).wrapping_sub(1))
                {
                    *quad += row.events;
                }
                sums.plover += row.score;
                sums.goldstein += row.goldstein;
                sums.killed += row.killed;
            }
        }
        let round = |value: f64| (value * 1000.0).round() / 1000.0 + 0.0;
        let items = steps.into_iter().map(|(date, mut sums)| {
            sums.date = date.to_string();
            sums.plover = round(sums.plover);
            sums.goldstein = round(sums.goldstein);
            #[expect(clippy::cast_precision_loss, reason = "a count of events")]
            let events = sums.events.max(1) as f64;
            sums.tension = round(-sums.plover / events);
            sums
        });
        Ok(Sums {
            of,
            items: items.collect(),
        })
    })
    .await
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Net {
    /// From this day on.
    #[param(format = Date)]
    since: Option<String>,
    /// Up to this day.
    #[param(format = Date)]
    until: Option<String>,
    /// The fewest events of an edge.
    #[param(minimum = 1, maximum = 1000000, default = 1)]
    min: Option<u64>,
}

/// A country in the network.
#[derive(Debug, Serialize, ToSchema)]
struct Node {
    code: String,
    name: String,
    /// Events in which it acts or is acted upon.
    events: u64,
}

/// What one country did to another.
#[derive(Debug, Serialize, ToSchema)]
struct NetEdge {
    actor: String,
    recipient: String,
    /// Events of the quad classes 1 to 4.
    quads: [u64; 4],
    events: u64,
}

/// Who did what to whom.
#[derive(Debug, Serialize, ToSchema)]
struct Network {
    nodes: Vec<Node>,
    /// The 500 with most events at most.
    edges: Vec<NetEdge>,
    /// Whether there are more edges.
    more: bool,
}

/// Who did what to whom, the most first: actual events that nobody denies
#[utoipa::path(get, path = "/network", tag = "state", params(Net), responses(
    (status = 200, body = Network),
    (status = 400, body = Problem, content_type = "application/problem+json"),
))]
async fn network(
    State(app): State<App>,
    known: Known,
    Asked(net): Asked<Net>,
) -> Result<Response, Problem> {
    let since = asked::day("since", net.since.as_deref())?.map(|day| day.to_string());
    let until = asked::day("until", net.until.as_deref())?.map(|day| day.to_string());
    let least = match net.min.unwrap_or(1) {
        least @ 1..=1_000_000 => least,
        least => {
            return Err(Problem::bad(
                format!("min is {least}"),
                "give a number from 1 to 1000000",
            ));
        }
    };
    app.json(known, move |app, snapshot| {
        let mut edges = snapshot.edges(since.as_deref(), until.as_deref(), least)?;
        let more = edges.len() > 500;
        edges.truncate(500);
        let mut sums: BTreeMap<&str, u64> = BTreeMap::new();
        for edge in &edges {
            // An edge from a country to itself counts once.
            for code in BTreeSet::from([edge.actor.as_str(), edge.recipient.as_str()]) {
                *sums.entry(code).or_default() += edge.events();
            }
        }
        let mut nodes: Vec<Node> = sums
            .into_iter()
            .map(|(code, events)| Node {
                code: code.to_owned(),
                name: app.name(code),
                events,
            })
            .collect();
        nodes.sort_by_key(|one| std::cmp::Reverse(one.events));
        let edges = edges.into_iter().map(|edge| NetEdge {
            events: edge.events(),
            quads: edge.quads,
            actor: edge.actor,
            recipient: edge.recipient,
        });
        Ok(Network {
            nodes,
            edges: edges.collect(),
            more,
        })
    })
    .await
}
