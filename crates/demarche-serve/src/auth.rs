//! Tokens: who may read, who may write.
//!
//! On loopback, a store without tokens is open to whoever is at the machine. Once there is a token,
//! and on any other address, a request to the API must carry one.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use demarche_store::{Rights, Snapshot, Token};
use jiff::Timestamp;

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

/// On which day each token was last noted as used, by this service.
#[derive(Debug, Default)]
pub(crate) struct Used(Mutex<BTreeMap<i64, String>>);

impl Used {
    /// Whether the use of a token is to be noted: once a day, also where the store takes no writes.
    fn is_due(&self, token: &Token, now: Timestamp) -> bool {
        let now = now.to_string();
        let day = |time: &str| time.get(..10).map(str::to_owned);
        let today = day(&now);
        if token.last_used.as_deref().and_then(day) == today {
            return false;
        }
        let mut days = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let before = days.insert(token.id, today.clone().unwrap_or_default());
        before != today
    }
}

/// Whether a store has a token that is in force.
pub fn any_token(snapshot: &Snapshot<'_>) -> Result<bool, demarche_store::Error> {
    let tokens = snapshot.tokens()?;
    Ok(tokens.iter().any(|token| token.revoked.is_none()))
}

/// Lets a request pass whose token allows it. Pages and documents hold nothing of the store.
pub(crate) async fn check(State(app): State<App>, mut request: Request, next: Next) -> Response {
    if !request.uri().path().starts_with("/api/") {
        return next.run(request).await;
    }
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
                if let Some(token) = &token
                    && app.used().is_due(token, app.now())
                {
                    note(app, token.id);
                }
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

/// Notes that a token was used, behind the request that uses it. A store that takes no writes now
/// has the day before in its list of tokens, and is read all the same.
fn note(app: &App, id: i64) {
    let app = app.clone();
    // Only within the service; `read_here` elsewhere asks for no token.
    if let Ok(runtime) = tokio::runtime::Handle::try_current() {
        runtime.spawn(async move {
            let used = app.note(move |app, reviewer| Ok(reviewer.token_used(id, app.now())?));
            let _ = used.await;
        });
    }
}
