//! One module a resource. Each says in its handlers what the OpenAPI document has of it.

use utoipa_axum::router::OpenApiRouter;

use crate::App;

mod actors;
mod articles;
mod events;
mod ledger;
mod overview;
mod pairs;
mod places;
mod review;
mod search;
mod status;

/// Every path that reads.
pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(events::routes())
        .merge(articles::routes())
        .merge(search::routes())
        .merge(ledger::routes())
        .merge(overview::routes())
        .merge(pairs::routes())
        .merge(actors::routes())
        .merge(places::routes())
        .merge(review::routes())
        .merge(status::routes())
}

pub(crate) use events::{Facets, count_exactly};
pub(crate) use overview::{exactly as overview_exactly, write as overview};
