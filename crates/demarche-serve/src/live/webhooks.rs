//! `/webhooks`: who is told of changes and alerts by POST.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use demarche_store::{Selection, Webhook};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::hook::State as HookState;
use super::{alerts, told};
use crate::asked::{self, Named};
use crate::reply::Page;
use crate::write::body::Written;
use crate::{App, Problem};

/// Subscriptions that a store may have.
const MOST: usize = 100;

/// A subscription.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct WebhookItem {
    /// Its number.
    id: i64,
    /// Where changes are posted to.
    url: String,
    /// The filter of events, as parameters of `/events`.
    filter: BTreeMap<String, String>,
    /// What is told.
    tell: Tells,
    /// When it was made, RFC 3339.
    created: String,
    /// The number of the last change that was taken.
    position: u64,
    /// Failures since then.
    failures: u32,
    /// "active", or "given-up" after too many failures or where the address is gone.
    state: &'static str,
    /// The secret by which deliveries are signed. Shown once, in the answer to the request that
    /// made the subscription.
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
}

impl WebhookItem {
    fn of(webhook: &Webhook) -> Self {
        WebhookItem {
            id: webhook.id,
            url: webhook.url.clone(),
            filter: serde_json::from_str(&webhook.filter).unwrap_or_default(),
            tell: Tells::parse(&webhook.tells),
            created: webhook.created.clone(),
            position: webhook.position,
            failures: webhook.failures,
            state: HookState::parse(&webhook.state).as_str(),
            secret: None,
        }
    }
}

/// What a subscriber is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Tells {
    /// Changes of the events.
    #[default]
    Changes,
    /// Alerts: of a filter, `pair` and `country` say which.
    Alerts,
    /// Both.
    Both,
}

impl Tells {
    fn as_str(self) -> &'static str {
        match self {
            Tells::Changes => "changes",
            Tells::Alerts => "alerts",
            Tells::Both => "both",
        }
    }

    /// What is told by the name in the store: changes, where it is unknown.
    pub(crate) fn parse(name: &str) -> Self {
        let all = [Tells::Changes, Tells::Alerts, Tells::Both];
        let mut all = all.into_iter();
        all.find(|one| one.as_str() == name).unwrap_or_default()
    }

    pub(crate) fn changes(self) -> bool {
        self != Tells::Alerts
    }

    pub(crate) fn alerts(self) -> bool {
        self != Tells::Changes
    }
}

/// The selection of a stored filter.
pub(crate) fn selection_of(filter: &str) -> Result<Selection, String> {
    let filter: BTreeMap<String, String> =
        serde_json::from_str(filter).map_err(|error| error.to_string())?;
    selection(&filter)
}

fn selection(filter: &BTreeMap<String, String>) -> Result<Selection, String> {
    let mut selection = Selection::default();
    for (name, value) in filter {
        selection
            .set(name, value)
            .map_err(|why| format!("filter {name}: {why}"))?;
    }
    told::of_events(selection).map_err(|problem| problem.detail)
}

/// A subscription that is asked for.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewWebhook {
    /// Where changes are posted to: http or https, a public address unless the service was started
    /// to reach local ones.
    #[schema(max_length = 2000, example = "https://example.org/demarche")]
    url: String,
    /// Which events: parameters of `/events` but q and review, with their values as text.
    #[serde(default)]
    filter: BTreeMap<String, String>,
    /// What is told: changes, alerts or both. Alerts that stand already are not told.
    #[serde(default)]
    tell: Tells,
    /// The secret by which deliveries are signed; one is made where none is given.
    #[serde(default)]
    #[schema(min_length = 16, max_length = 200)]
    secret: Option<String>,
    /// The number of the last change that is known already; by default that of now.
    #[serde(default, deserialize_with = "whole")]
    #[schema(minimum = 0, maximum = 9007199254740991_u64)]
    after: Option<u64>,
}

/// A whole number as JSON has them: `7.0` is one, and none is larger than a double holds exactly.
fn whole<'de, D: serde::Deserializer<'de>>(from: D) -> Result<Option<u64>, D::Error> {
    let Some(number) = Option::<serde_json::Number>::deserialize(from)? else {
        return Ok(None);
    };
    let float = || {
        number
            .as_f64()
            .filter(|value| *value >= 0.0 && value.fract() == 0.0)
    };
    number
        .as_u64()
        .or_else(|| float().map(|value| value as u64))
        .filter(|value| *value <= told::LARGEST)
        .map(Some)
        .ok_or_else(|| {
            serde::de::Error::custom(format!(
                "{number} is no whole number up to {}",
                told::LARGEST
            ))
        })
}

/// Subscriptions, without their secrets
#[utoipa::path(get, path = "/webhooks", tag = "live", responses(
    (status = 200, body = Page<WebhookItem>),
))]
pub(crate) async fn list(State(app): State<App>) -> Result<Response, Problem> {
    let webhooks = app.read(|_, snapshot| Ok(snapshot.webhooks()?)).await?;
    let page = Page {
        items: webhooks.iter().map(WebhookItem::of).collect(),
        next: None,
    };
    let mut response = Json(page).into_response();
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// Subscribe to changes, to alerts, or to both
///
/// What is new is posted as `demarche.delivery/1`: `webhook`, `first`, `last`, `changes` as items of
/// `/changes`, and `alerts` as items of `/alerts`. `Demarche-Signature` is `blake3=` and the BLAKE3
/// hash of the body, keyed by the BLAKE3 hash of the secret, in hexadecimal. A delivery that is not
/// answered by a status of the two hundreds is tried again, after 10 s, then twice as long each time
/// up to an hour, and given up after 20 failures. It may come twice: pass over changes whose `seq`,
/// and alerts whose `id`, you have taken.
#[utoipa::path(post, path = "/webhooks", tag = "live", request_body = NewWebhook, responses(
    (status = 201, body = WebhookItem),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 409, body = Problem, content_type = "application/problem+json"),
    (status = 415, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn add(
    State(app): State<App>,
    Written(new): Written<NewWebhook>,
) -> Result<Response, Problem> {
    let fault = |what: String| Problem::no_such_value(what, "see /docs for what may stand there");
    let url = app
        .live()
        .rules()
        .target(&new.url)
        .map_err(|refusal| {
            Problem::no_such_value(
                format!("url: {refusal}"),
                "name a public http or https address; `demarche serve --local-webhooks` admits others",
            )
        })?
        .to_string();
    for (name, value) in &new.filter {
        asked::known(&app, name, value)?;
    }
    let selection = selection(&new.filter).map_err(fault)?;
    let secret = match new.secret {
        Some(secret) if !(16..=200).contains(&secret.len()) => {
            return Err(fault("secret: give 16 to 200 bytes".to_owned()));
        }
        Some(secret) => secret,
        None => secret()?,
    };
    let filter = serde_json::to_string(&new.filter)?;
    let tell = new.tell;
    let (now, version, there, told) = app
        .read(move |app, snapshot| {
            let told = match tell.alerts() {
                true => alerts::of(app, snapshot, &selection)?,
                false => Vec::new(),
            };
            let there = snapshot.webhooks()?.len();
            Ok((app.now(), snapshot.version()?, there, alerts::ids(&told)))
        })
        .await?;
    if there >= MOST {
        return Err(Problem::new(
            StatusCode::CONFLICT,
            format!("there are {MOST} subscriptions already"),
            "delete some of them first",
        ));
    }
    let mut webhook = Webhook {
        id: 0,
        url,
        filter,
        secret,
        created: now.to_string(),
        position: new.after.unwrap_or(version).min(version),
        failures: 0,
        state: HookState::Active.as_str().to_owned(),
        tells: tell.as_str().to_owned(),
        told,
    };
    let kept = webhook.clone();
    webhook.id = app
        .note(move |_, reviewer| Ok(reviewer.add_webhook(&kept)?))
        .await?;
    app.live().hooks_changed();
    let item = WebhookItem {
        secret: Some(webhook.secret.clone()),
        ..WebhookItem::of(&webhook)
    };
    let mut response = (StatusCode::CREATED, Json(item)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// End a subscription
#[utoipa::path(delete, path = "/webhooks/{id}", tag = "live",
    params(("id" = i64, Path, description = "Its number", minimum = 1)), responses(
    (status = 204, description = "It is ended"),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn remove(
    State(app): State<App>,
    Named(id): Named<i64>,
) -> Result<StatusCode, Problem> {
    let there = app
        .note(move |_, reviewer| Ok(reviewer.remove_webhook(id)?))
        .await?;
    app.live().hooks_changed();
    match there {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(Problem::missing(
            format!("there is no subscription {id}"),
            "GET /api/v1/webhooks lists them",
        )),
    }
}

/// A secret of 32 random bytes.
fn secret() -> Result<String, Problem> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)
        .map_err(|error| Problem::failed(format!("no random numbers: {error}")))?;
    Ok(format!("dms_{}", blake3::Hash::from_bytes(bytes).to_hex()))
}
