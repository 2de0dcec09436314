//! `/review/queue`: events that nobody looked at yet and that are worth it.

use axum::extract::State;
use axum::response::Response;
use demarche_record::Status;
use demarche_store::{Reviewed, Selection};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::events::{EventItem, item};
use crate::asked::{Asked, Paging, cursor_of, cut};
use crate::reply::{Known, Page};
use crate::{App, Problem};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(queue))
}

/// The latest events among which the least certain are looked for.
const LOOKED: usize = 1000;

/// In which order.
#[derive(Clone, Copy, Debug, Default, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
enum Order {
    /// The least confident of the latest 1000.
    #[default]
    Uncertain,
    /// The latest.
    Latest,
    /// The latest conflict in deeds, which raises alerts.
    Alerts,
}

#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Ordered {
    /// uncertain, latest or alerts.
    #[param(inline)]
    order: Option<Order>,
}

/// Events that nobody reviewed yet
#[utoipa::path(get, path = "/review/queue", tag = "events", params(Ordered, Paging), responses(
    (status = 200, body = Page<EventItem>),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json"),
))]
async fn queue(
    State(app): State<App>,
    known: Known,
    Asked(ordered): Asked<Ordered>,
    Asked(paging): Asked<Paging>,
) -> Result<Response, Problem> {
    let order = ordered.order.unwrap_or_default();
    let limit = paging.limit()?;
    app.json(known, move |_, snapshot| {
        let mut selection = Selection {
            review: Some(Reviewed::Not),
            ..Selection::default()
        };
        if matches!(order, Order::Alerts) {
            selection.quads = vec![4];
            selection.statuses = vec![Status::Actual];
        }
        if matches!(order, Order::Uncertain) {
            let mut found = snapshot.select(&selection, None, LOOKED)?;
            // A stable order among equals: the latest first, as they come.
            found.sort_by(|one, other| {
                let confidence = |it: &demarche_store::Selected| it.event.event.confidence;
                confidence(one).total_cmp(&confidence(other))
            });
            let (range, next) = cut(&found, &paging)?;
            let page = found.drain(range).map(item);
            return Ok(Page {
                items: page.collect::<Result<Vec<EventItem>, _>>()?,
                next,
            });
        }
        let mut found = snapshot.select(&selection, paging.mark()?.as_ref(), limit + 1)?;
        let more = found.len() > limit;
        found.truncate(limit);
        let next = found
            .last()
            .filter(|_| more)
            .map(|last| cursor_of(&last.mark));
        Ok(Page {
            items: found.into_iter().map(item).collect::<Result<_, _>>()?,
            next,
        })
    })
    .await
}
