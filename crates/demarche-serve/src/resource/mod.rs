//! One module a resource. Each says in its handlers what the OpenAPI document has of it.

use utoipa_axum::router::OpenApiRouter;

use crate::App;

mod events;
mod ledger;

/// Every path that reads.
pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .merge(events::routes())
        .merge(ledger::routes())
}
