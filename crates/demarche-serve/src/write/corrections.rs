//! `/corrections`: what reviewers say of events.

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use demarche_record::Event;
use demarche_record::correction::{Correction, Verdict, Withdrawal};
use demarche_store::{ArticleNo, CorrectionFilter, Outcome};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::{IntoParams, ToSchema};

use super::body::Written;
use crate::asked::{Asked, Named, Paging};
use crate::reply::{Known, Page};
use crate::{App, Problem};

/// A correction to be made.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewCorrection {
    /// The id of the event; left out where the verdict is "add".
    #[serde(default)]
    #[schema(max_length = 200)]
    event: String,
    /// What the reviewer finds: "accept", "edit", "reject", "merge" or "add".
    #[schema(value_type = String, pattern = "^(accept|edit|reject|merge|add)$")]
    verdict: Verdict,
    /// What the events of the article call it; needed where the verdict is "add".
    #[serde(default)]
    #[schema(max_length = 2000)]
    article_id: String,
    /// The whole event as it should be, demarche.event/1, for "edit" and "add".
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    event_after: Option<Event>,
    /// The id of the event that it repeats, for "merge".
    #[serde(default)]
    #[schema(max_length = 200)]
    into: Option<String>,
    /// Why.
    #[serde(default)]
    #[schema(max_length = 5000)]
    reason: String,
    /// Who says so.
    #[schema(min_length = 1, max_length = 200)]
    by: String,
}

/// What became of a correction.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CorrectionOutcome {
    /// The correction as it is kept, demarche.correction/1.
    #[schema(value_type = Object)]
    correction: Correction,
    /// Whether it was there already; then nothing was changed.
    known: bool,
    /// The event as it stands now, demarche.event/1; null where it is not current.
    #[schema(value_type = Option<Object>)]
    event: Option<Box<RawValue>>,
}

impl CorrectionOutcome {
    fn of(outcome: Outcome) -> Result<Self, Problem> {
        let event = outcome.event.map(|stored| stored.record);
        Ok(CorrectionOutcome {
            correction: outcome.correction,
            known: outcome.known,
            event: event.map(RawValue::from_string).transpose()?,
        })
    }
}

fn short(what: &str, text: &str, most: usize) -> Result<(), Problem> {
    match text.len() <= most {
        true => Ok(()),
        false => Err(Problem::no_such_value(
            format!("{what} has {} bytes", text.len()),
            format!("give {most} at most"),
        )),
    }
}

/// Correct an event
///
/// Kept for good and never overwritten; the latest about an event counts. It survives re-coding.
#[utoipa::path(post, path = "/corrections", tag = "review", request_body = NewCorrection, responses(
    (status = 201, body = CorrectionOutcome),
    (status = 200, description = "It was there already", body = CorrectionOutcome),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 415, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json"),
    (status = 503, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn add(
    State(app): State<App>,
    Written(new): Written<NewCorrection>,
) -> Result<Response, Problem> {
    short("reason", &new.reason, 5000)?;
    short("by", &new.by, 200)?;
    let at = app.now().to_string();
    let correction = Correction {
        article_id: new.article_id,
        event_after: new.event_after,
        into: new.into,
        reason: new.reason,
        ..Correction::new(new.verdict, &new.event, &new.by, &at)
    };
    let outcome = app
        .write(move |_, reviewer| CorrectionOutcome::of(reviewer.correct(&correction)?))
        .await?;
    let status = match outcome.known {
        true => StatusCode::OK,
        false => StatusCode::CREATED,
    };
    Ok((status, Json(outcome)).into_response())
}

/// Which corrections.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// About this event, by its id.
    event: Option<String>,
    /// Of events of this article, by its number.
    #[param(minimum = 1)]
    article: Option<i64>,
    /// With this verdict.
    #[param(value_type = Option<String>, pattern = "^(accept|edit|reject|merge|add)$")]
    verdict: Option<Verdict>,
    /// Without those that were withdrawn.
    in_force: Option<bool>,
}

impl Wanted {
    fn filter(self) -> Result<CorrectionFilter, Problem> {
        if let Some(article @ ..1) = self.article {
            return Err(Problem::bad(
                format!("article is {article}"),
                "articles are numbered from 1",
            ));
        }
        Ok(CorrectionFilter {
            event: self.event,
            article: self.article.map(ArticleNo),
            verdict: self.verdict,
            in_force: self.in_force.unwrap_or(false),
            ..CorrectionFilter::default()
        })
    }
}

/// Corrections, the latest first
#[utoipa::path(get, path = "/corrections", tag = "review", params(Wanted, Paging), responses(
    (status = 200, description = "Records of demarche.correction/1", body = Page<Object>),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn list(
    State(app): State<App>,
    known: Known,
    Asked(wanted): Asked<Wanted>,
    Asked(paging): Asked<Paging>,
) -> Result<Response, Problem> {
    let limit = paging.limit()?;
    let before = match paging.cursor()? {
        None => None,
        Some(cursor) => Some(
            cursor
                .strip_prefix("c.")
                .and_then(|number| number.parse().ok())
                .ok_or_else(|| {
                    Problem::no_such_value(
                        "the cursor is not of this list",
                        "take it from `next` of the page before",
                    )
                })?,
        ),
    };
    let filter = CorrectionFilter {
        before,
        limit: Some(limit + 1),
        ..wanted.filter()?
    };
    app.json(known, move |_, snapshot| {
        let mut found = snapshot.corrections(&filter)?;
        let more = found.len() > limit;
        found.truncate(limit);
        let last = found.last().map(|last| format!("c.{}", last.number));
        Ok(Page {
            items: found.into_iter().map(|one| one.correction).collect(),
            next: last.filter(|_| more),
        })
    })
    .await
}

/// Corrections that are in force, a record a line, as `demarche review import` reads them
#[utoipa::path(get, path = "/corrections/export", tag = "review", responses(
    (status = 200, body = String, content_type = "application/x-ndjson"),
))]
pub(crate) async fn gold(State(app): State<App>) -> Result<Response, Problem> {
    let lines = app
        .read(|_, snapshot| {
            let filter = CorrectionFilter {
                in_force: true,
                ..CorrectionFilter::default()
            };
            let mut found = snapshot.corrections(&filter)?;
            // In the order in which they came.
            found.reverse();
            let mut lines = Vec::new();
            for one in found {
                serde_json::to_writer(&mut lines, &one.correction)?;
                lines.push(b'\n');
            }
            Ok(lines)
        })
        .await?;
    let mut response = Response::new(Body::from(lines));
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_TYPE, "application/x-ndjson"),
        (header::CACHE_CONTROL, "no-store"),
        (
            header::CONTENT_DISPOSITION,
            "attachment; filename=\"corrections.jsonl\"",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    Ok(response)
}

/// Who takes a correction back, and why.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewWithdrawal {
    /// Who.
    #[schema(min_length = 1, max_length = 200)]
    by: String,
    /// Why.
    #[serde(default)]
    #[schema(max_length = 5000)]
    reason: String,
}

/// Take a correction back
///
/// What it said counts no more; it stays on record.
#[utoipa::path(post, path = "/corrections/{id}/withdraw", tag = "review",
    params(("id" = String, Path, description = "The id of the correction")),
    request_body = NewWithdrawal, responses(
    (status = 200, body = CorrectionOutcome),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
    (status = 415, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn withdraw(
    State(app): State<App>,
    Named(id): Named<String>,
    Written(new): Written<NewWithdrawal>,
) -> Result<Json<CorrectionOutcome>, Problem> {
    short("reason", &new.reason, 5000)?;
    short("by", &new.by, 200)?;
    if new.by.trim().is_empty() {
        return Err(Problem::no_such_value(
            "by is empty",
            "name who takes the correction back",
        ));
    }
    let wanted = id.clone();
    let there = app
        .read(move |_, snapshot| Ok(snapshot.correction(&wanted)?.is_some()))
        .await?;
    if !there {
        return Err(Problem::missing(
            format!("there is no correction {id}"),
            "GET /api/v1/corrections lists them",
        ));
    }
    let withdrawal = Withdrawal {
        by: new.by,
        reason: new.reason,
        at: app.now().to_string(),
    };
    let outcome = app
        .write(move |_, reviewer| CorrectionOutcome::of(reviewer.withdraw(&id, &withdrawal)?))
        .await?;
    Ok(Json(outcome))
}
