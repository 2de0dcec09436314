//! The OpenAPI document: what every handler says of itself, put together.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use utoipa::OpenApi as _;
use utoipa::openapi::OpenApi;

use crate::assets;

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Demarche",
        description = "Coded events, and the state of a crisis that follows from them, over one store. \
                       Lists come in pages: `items`, and `next` to give as `cursor`. Errors are \
                       `application/problem+json` with a hint. Answers have an ETag.",
        license(name = "Apache-2.0 OR MIT", identifier = "Apache-2.0 OR MIT")
    ),
    tags(
        (name = "events", description = "Events and the articles that report them"),
        (name = "state", description = "What follows from the events: the ledger"),
        (name = "names", description = "Who and where"),
        (name = "service", description = "How the store and the service are doing")
    ),
    components(schemas(crate::Problem))
)]
struct Head;

/// What is in the document beside the paths.
pub(crate) fn head() -> OpenApi {
    Head::openapi()
}

/// The whole document.
pub fn document() -> OpenApi {
    crate::router::paths().1
}

/// The document as it is served.
#[derive(Clone, Debug)]
pub(crate) struct Document(std::sync::Arc<str>);

impl Document {
    pub(crate) fn write(document: &OpenApi) -> Self {
        Document(document.to_pretty_json().unwrap_or_default().into())
    }
}

/// `GET /openapi.json`
pub(crate) async fn serve(State(document): State<Document>, _: HeaderMap) -> Response {
    assets::answer("application/json", document.0.as_bytes().to_vec(), "no-cache")
}
