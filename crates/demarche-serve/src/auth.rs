//! Tokens: who may read, who may write.
//!
//! On loopback, a store without tokens is open to whoever is at the machine. Once there is a token,
//! and on any other address, a request to the API must carry one.

use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use demarche_store::{Rights, Snapshot};

use crate::guard::is_read;
use crate::{App, Problem};

/// Who asks, as a token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bearer {
    /// The name of the token.
    pub name: String,
    /// What it allows.
    pub rights: Rights,
}

/// Whether a store has a token that is in force.
pub fn any_token(snapshot: &Snapshot<'_>) -> Result<bool, demarche_store::Error> {
    let tokens = snapshot.tokens()?;
    Ok(tokens.iter().any(|token| token.revoked.is_none()))
}

/// Lets a request pass whose token allows it.
pub(crate) async fn check(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let given = request
        .headers()
        .get(header::AUTHORIZATION)
        .map(|value| value.to_str().unwrap_or_default().to_owned());
    let secret = given.as_deref().map(|value| {
        let (scheme, secret) = value.split_once(' ').unwrap_or((value, ""));
        match scheme.eq_ignore_ascii_case("bearer") {
            true => secret.trim().to_owned(),
            false => String::new(),
        }
    });
    let found = app
        .read(move |app, snapshot| {
            if let Some(secret) = &secret {
                let token = snapshot.token(secret)?;
                return Ok(token.map(|token| {
                    Some(Bearer {
                        name: token.name,
                        rights: token.rights,
                    })
                }));
            }
            let open = app.config().listen.ip().is_loopback() && !any_token(snapshot)?;
            Ok(open.then_some(None))
        })
        .await;
    match found {
        Err(problem) => problem.into_response(),
        Ok(None) => Problem::new(
            StatusCode::UNAUTHORIZED,
            match given {
                Some(_) => "the token is not known, or was revoked",
                None => "the request has no token",
            },
            "send Authorization: Bearer dmr_…; `demarche tokens add` makes one",
        )
        .into_response(),
        Ok(Some(Some(bearer))) if bearer.rights < Rights::Write && !is_read(request.method()) => {
            Problem::new(
                StatusCode::FORBIDDEN,
                "the token may only read",
                "make one that may write: `demarche tokens add NAME --rights write`",
            )
            .into_response()
        }
        Ok(Some(bearer)) => {
            if let Some(bearer) = bearer {
                request.extensions_mut().insert(bearer);
            }
            next.run(request).await
        }
    }
}
