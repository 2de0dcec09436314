//! The whole service as one router.

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;
use tower_http::compression::{CompressionLayer, CompressionLevel};
use tower_http::limit::RequestBodyLimitLayer;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::documented::Documented;
use crate::openapi::{self, Document};
use crate::{App, Problem, assets, auth, documented, guard, resource};

/// Where the API lies.
const PREFIX: &str = "/api/v1";

/// Every documented path, and the document.
pub(crate) fn paths() -> (Router<App>, OpenApi) {
    let api = OpenApiRouter::<App>::new().merge(resource::routes());
    OpenApiRouter::with_openapi(openapi::head())
        .nest(PREFIX, api)
        .split_for_parts()
}

/// The service.
pub fn router(app: App) -> Router {
    let (api, document) = paths();
    let config = app.config();
    let known = Documented::read(&document);
    let written = Document::write(&document);
    let patience = config.patience;
    let body = config.body;
    api.layer(from_fn_with_state(known, documented::check))
        .layer(from_fn_with_state(app.clone(), auth::check))
        .route("/healthz", get(|| async { "ok\n" }))
        .route("/openapi.json", get(openapi::serve).with_state(written))
        .fallback(assets::fallback)
        .method_not_allowed_fallback(|| async {
            Problem::new(
                StatusCode::METHOD_NOT_ALLOWED,
                "this path has other methods",
                "the Allow header and /docs list them",
            )
        })
        .layer(from_fn_with_state(patience, guard::patience))
        .layer(from_fn_with_state(app.clone(), guard::origin))
        .layer(DefaultBodyLimit::max(body))
        .layer(RequestBodyLimitLayer::new(body))
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .layer(from_fn(guard::headers))
        .with_state(app)
}
