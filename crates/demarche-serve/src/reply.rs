//! Answers: JSON with an ETag, lists in pages.

use axum::body::Body;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use demarche_store::Snapshot;
use serde::Serialize;
use utoipa::ToSchema;

use crate::{App, Problem};

/// A page of a list.
#[derive(Clone, Debug, PartialEq, Serialize, ToSchema)]
pub(crate) struct Page<T> {
    /// The items, in order.
    pub(crate) items: Vec<T>,
    /// What to give as `cursor` for the next page; null on the last.
    pub(crate) next: Option<String>,
}

/// What a client has already, by its `If-None-Match`.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known(Option<String>);

impl<S: Sync> FromRequestParts<S> for Known {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Self::Rejection> {
        let given = parts.headers.get(header::IF_NONE_MATCH);
        Ok(Known(
            given.and_then(|value| value.to_str().ok().map(str::to_owned)),
        ))
    }
}

impl Known {
    fn has(&self, tag: &str) -> bool {
        self.0.as_deref().is_some_and(|list| {
            list.split(',')
                .any(|one| one.trim() == tag || one.trim() == "*")
        })
    }
}

impl App {
    /// Answers with what `work` finds in the store, as JSON; with 304 where the client has the same
    /// answer already.
    pub(crate) async fn json<T: Serialize>(
        &self,
        known: Known,
        work: impl FnOnce(&App, &Snapshot<'_>) -> Result<T, Problem> + Send + 'static,
    ) -> Result<Response, Problem> {
        self.answer(known, "application/json", move |app, snapshot| {
            let found = work(app, snapshot)?;
            Ok(serde_json::to_vec(&found)?)
        })
        .await
    }

    /// The same with a body of any type.
    pub(crate) async fn answer(
        &self,
        known: Known,
        kind: &'static str,
        work: impl FnOnce(&App, &Snapshot<'_>) -> Result<Vec<u8>, Problem> + Send + 'static,
    ) -> Result<Response, Problem> {
        self.read(move |app, snapshot| {
            let body = work(app, snapshot)?;
            // Of what is said and not of the store's state: answers that are worked out may be a
            // moment older than the store (`Lately`).
            let tag = format!("W/\"{}\"", &blake3::hash(&body).to_hex()[..32]);
            if known.has(&tag) {
                return Ok(tagged(StatusCode::NOT_MODIFIED, &tag, Body::empty()));
            }
            let mut response = tagged(StatusCode::OK, &tag, Body::from(body));
            response
                .headers_mut()
                .insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
            Ok(response)
        })
        .await
    }
}

fn tagged(status: StatusCode, tag: &str, body: Body) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    let headers: &mut HeaderMap = response.headers_mut();
    if let Ok(tag) = HeaderValue::from_str(tag) {
        headers.insert(header::ETAG, tag);
    }
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, no-cache"),
    );
    response
}
