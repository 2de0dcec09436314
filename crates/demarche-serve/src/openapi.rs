//! The OpenAPI document: what every handler says of itself, put together.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use utoipa::OpenApi as _;
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};
use utoipa::openapi::{Components, ContentBuilder, OpenApi, Ref, RefOr, ResponseBuilder};

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
        (name = "live", description = "What is new, who is told of it, and files to take away"),
        (name = "review", description = "What reviewers say of events"),
        (name = "service", description = "How the store and the service are doing")
    ),
    components(schemas(crate::Problem))
)]
struct Head;

/// What is in the document beside the paths.
pub(crate) fn head() -> OpenApi {
    Head::openapi()
}

/// Adds to each operation what all have in common: the token, and the answers that any may give.
pub(crate) fn common(document: &mut OpenApi) {
    let scheme = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some(
            "dmr_…, as `demarche tokens add` makes it. On loopback, a store without tokens asks for none.",
        ))
        .build();
    let components = document.components.get_or_insert_with(Components::default);
    components.add_security_scheme("token", SecurityScheme::Http(scheme));
    for item in document.paths.paths.values_mut() {
        let operations = [
            &mut item.get,
            &mut item.put,
            &mut item.post,
            &mut item.delete,
            &mut item.patch,
        ];
        for operation in operations.into_iter().flatten() {
            operation.security = Some(vec![SecurityRequirement::new(
                "token",
                std::iter::empty::<&str>(),
            )]);
            for (status, what) in [
                ("400", "The request is not of the form that is documented"),
                ("401", "There is no token, or it is not known"),
                ("403", "The token may not, or a page of another site asks"),
                ("421", "The Host header names another service"),
                ("500", "A failure of the program or the store"),
                ("503", "Too much is asked at once, or it takes too long"),
            ] {
                let problem = || {
                    let schema = Ref::from_schema_name("Problem");
                    let content = ContentBuilder::new().schema(Some(schema)).build();
                    let response = ResponseBuilder::new()
                        .description(what)
                        .content("application/problem+json", content);
                    RefOr::T(response.build())
                };
                let responses = &mut operation.responses.responses;
                responses.entry(status.to_owned()).or_insert_with(problem);
            }
            for (status, response) in &mut operation.responses.responses {
                if let RefOr::T(response) = response
                    && response.description.is_empty()
                {
                    let what = match status.as_str() {
                        "200" => "What was asked for",
                        "400" => "The request is not of the form that is documented",
                        "404" => "There is no such thing",
                        "422" => "A value is of the right form and means nothing here",
                        _ => "As its status says",
                    };
                    response.description = what.to_owned();
                }
            }
        }
    }
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
    assets::answer(
        "application/json",
        document.0.as_bytes().to_vec(),
        "no-cache",
    )
}
