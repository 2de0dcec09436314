//! JSON that a request brings.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use serde::de::DeserializeOwned;

use crate::Problem;
use crate::asked::plainly;

/// A body in JSON, of the type that it says it is: a form of another site cannot send that.
pub(crate) struct Written<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Written<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        match Json::<T>::from_request(request, state).await {
            Ok(Json(body)) => Ok(Written(body)),
            Err(JsonRejection::MissingJsonContentType(_)) => Err(Problem::new(
                StatusCode::UNSUPPORTED_MEDIA_TYPE,
                "the body is not said to be JSON",
                "send it with Content-Type: application/json",
            )),
            Err(JsonRejection::BytesRejection(rejection)) => Err(Problem::new(
                rejection.status(),
                rejection.body_text(),
                "send a smaller body, and all of it",
            )),
            // JSON that is whole, and of another form than the type or a part of it that the document
            // calls an object only.
            Err(JsonRejection::JsonDataError(rejection)) => Err(Problem::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                plainly(&rejection.body_text(), &|_| None),
                "/docs says what the body holds",
            )),
            Err(rejection) => Err(Problem::bad(
                rejection.body_text(),
                "/docs says what the body holds",
            )),
        }
    }
}
