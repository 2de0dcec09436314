//! Errors as a client reads them: `application/problem+json` (RFC 9457), with what to do about it.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;

/// Why a request was not answered, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Problem {
    /// Which kind of problem: the last part of it is a word that stays the same.
    #[serde(rename = "type")]
    #[schema(example = "/docs#problem-bad-request")]
    pub kind: String,
    /// The kind in words.
    #[schema(example = "The request cannot be read")]
    pub title: String,
    /// The HTTP status.
    #[schema(example = 400)]
    pub status: u16,
    /// What was wrong with this request.
    pub detail: String,
    /// What to do about it.
    pub hint: String,
}

impl Problem {
    /// A problem of a status, said in its own words.
    pub fn new(status: StatusCode, detail: impl Into<String>, hint: impl Into<String>) -> Self {
        let (word, title) = match status {
            StatusCode::BAD_REQUEST => ("bad-request", "The request cannot be read"),
            StatusCode::UNAUTHORIZED => ("unauthorized", "A token is needed"),
            StatusCode::FORBIDDEN => ("forbidden", "This is not allowed"),
            StatusCode::NOT_FOUND => ("not-found", "There is no such thing"),
            StatusCode::METHOD_NOT_ALLOWED => ("method", "This cannot be done here"),
            StatusCode::CONFLICT => ("conflict", "It is not as the request takes it to be"),
            StatusCode::PAYLOAD_TOO_LARGE => ("too-large", "The request is too large"),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => ("media-type", "The request is of another type"),
            StatusCode::UNPROCESSABLE_ENTITY => ("no-such-value", "A value means nothing here"),
            StatusCode::MISDIRECTED_REQUEST => ("host", "The request is for another host"),
            StatusCode::SERVICE_UNAVAILABLE => ("unavailable", "It cannot be answered now"),
            _ => ("failed", "It failed"),
        };
        Problem {
            kind: format!("/docs#problem-{word}"),
            title: title.to_owned(),
            status: status.as_u16(),
            detail: detail.into(),
            hint: hint.into(),
        }
    }

    /// 400: the request is not of the form that the documentation gives.
    pub fn bad(detail: impl Into<String>, hint: impl Into<String>) -> Self {
        Problem::new(StatusCode::BAD_REQUEST, detail, hint)
    }

    /// 422: of the right form, and it means nothing here.
    pub fn no_such_value(detail: impl Into<String>, hint: impl Into<String>) -> Self {
        Problem::new(StatusCode::UNPROCESSABLE_ENTITY, detail, hint)
    }

    /// 404: there is no such thing.
    pub fn missing(detail: impl Into<String>, hint: impl Into<String>) -> Self {
        Problem::new(StatusCode::NOT_FOUND, detail, hint)
    }

    /// 503: too much is asked at once, or what is asked takes too long.
    pub fn unavailable(detail: impl Into<String>, hint: impl Into<String>) -> Self {
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, detail, hint)
    }

    /// 500: a failure of this program.
    pub fn failed(detail: impl Into<String>) -> Self {
        Problem::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            detail,
            "the server's own messages may say more; `demarche store check` looks for damage",
        )
    }
}

impl From<demarche_store::Error> for Problem {
    fn from(error: demarche_store::Error) -> Self {
        use demarche_store::Error as E;
        let status = match error {
            E::Busy { .. } | E::Locked { .. } | E::Full { .. } | E::ReadOnly { .. } => {
                StatusCode::SERVICE_UNAVAILABLE
            }
            _ => StatusCode::INTERNAL_SERVER_ERROR,
        };
        Problem::new(status, format!("the store: {error}"), error.remedy())
    }
}

impl From<serde_json::Error> for Problem {
    fn from(error: serde_json::Error) -> Self {
        Problem::failed(format!("the answer cannot be written: {error}"))
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status =
            StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let body = serde_json::to_string(&self).unwrap_or_default();
        let mut response = (status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static("application/problem+json"),
        );
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if status == StatusCode::SERVICE_UNAVAILABLE {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
        }
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}
