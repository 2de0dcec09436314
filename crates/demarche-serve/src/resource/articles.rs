//! `/articles`: what was read, and what was read from it.

use axum::extract::State;
use axum::response::Response;
use demarche_code::codebook::Codebook;
use demarche_store::{ArticleNo, Mark, Selection};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::events::{ArticleHead, record, review_of};
use crate::asked::{self, Asked, Named, Paging, cursor_of};
use crate::reply::{Known, Page};
use crate::{App, Problem};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(one))
}

/// Which articles.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Which {
    /// From this day on.
    #[param(format = Date)]
    since: Option<String>,
    /// Up to this day.
    #[param(format = Date)]
    until: Option<String>,
    /// Of this source.
    #[param(min_length = 1, max_length = 200, pattern = "^\\S([\\s\\S]*\\S)?$")]
    source: Option<String>,
    /// With these words.
    #[param(min_length = 1, max_length = 200, pattern = "^\\S([\\s\\S]*\\S)?$")]
    q: Option<String>,
}

/// Articles, the latest first
#[utoipa::path(get, path = "/articles", tag = "events", params(Which, Paging), responses(
    (status = 200, body = Page<ArticleHead>),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json"),
))]
async fn list(
    State(app): State<App>,
    known: Known,
    Asked(which): Asked<Which>,
    Asked(paging): Asked<Paging>,
) -> Result<Response, Problem> {
    let day = |name, value: &Option<String>| asked::day(name, value.as_deref());
    let selection = Selection {
        since: day("since", &which.since)?.map(|day| day.to_string()),
        until: day("until", &which.until)?.map(|day| day.to_string()),
        source: asked::words("source", which.source)?,
        words: asked::words("q", which.q)?,
        ..Selection::default()
    };
    let (limit, after) = (paging.limit()?, paging.mark()?);
    app.json(known, move |_, snapshot| {
        let mut found = snapshot.latest_articles(&selection, after.as_ref(), limit + 1)?;
        let more = found.len() > limit;
        found.truncate(limit);
        let next = found.last().filter(|_| more).map(|last| {
            cursor_of(&Mark {
                day: last.day.clone(),
                row: last.number.0,
            })
        });
        Ok(Page {
            items: found.into_iter().map(ArticleHead::from).collect(),
            next,
        })
    })
    .await
}

/// An article with its text.
#[derive(Debug, Serialize, ToSchema)]
struct ArticleText {
    #[serde(flatten)]
    head: ArticleHead,
    /// The text. Spans of its events count its Unicode scalar values.
    text: String,
    /// When it came, RFC 3339.
    received: String,
    /// Where it came from.
    origin: String,
}

/// A text that an article had.
#[derive(Debug, Serialize, ToSchema)]
struct Revision {
    /// From 1.
    number: u32,
    /// When it came.
    at: String,
    /// Whether it is the one that is shown.
    current: bool,
}

/// The codebook frame behind an event.
#[derive(Debug, Serialize, ToSchema)]
struct FrameHead {
    /// Its name.
    id: String,
    /// What it means.
    meaning: String,
    /// The section of the manual.
    source: String,
    /// Sentences that it codes.
    examples: Vec<String>,
}

/// An event, its review and the frame that made it.
#[derive(Debug, Serialize, ToSchema)]
struct EventOfArticle {
    /// demarche.event/1
    #[schema(value_type = Object)]
    event: Box<RawValue>,
    /// What a reviewer said of it.
    #[schema(value_type = Option<Object>)]
    review: Option<Box<RawValue>>,
    /// The frame; null where none of the codebook made it.
    frame: Option<FrameHead>,
}

/// An article and all that is known of it.
#[derive(Debug, Serialize, ToSchema)]
struct ArticlePage {
    article: ArticleText,
    /// The texts it had, the oldest first.
    revisions: Vec<Revision>,
    /// Other articles that tell the same story.
    copies: Vec<ArticleHead>,
    /// Its current events, in the order of the text.
    events: Vec<EventOfArticle>,
}

/// An article with its events, revisions and copies
#[utoipa::path(get, path = "/articles/{number}", tag = "events",
    params(("number" = i64, Path, description = "The number of the article", minimum = 1)),
    responses(
    (status = 200, body = ArticlePage),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
async fn one(
    State(app): State<App>,
    known: Known,
    Named(number): Named<i64>,
) -> Result<Response, Problem> {
    if number < 1 {
        return Err(Problem::bad(
            format!("{number} is no number of an article"),
            "numbers begin with 1",
        ));
    }
    app.json(known, move |app, snapshot| {
        let stored = snapshot.article(ArticleNo(number))?.ok_or_else(|| {
            Problem::missing(
                format!("there is no article {number}"),
                "/api/v1/articles lists what there is",
            )
        })?;
        let revisions = snapshot.revisions(stored.number)?;
        let copies = snapshot.copies(stored.story)?;
        let events = snapshot.events_of(stored.number)?;
        let events: Result<Vec<EventOfArticle>, Problem> = events
            .into_iter()
            .map(|event| {
                Ok(EventOfArticle {
                    review: review_of(snapshot, &event.event.id)?,
                    frame: frame(app.coder().codebook(), &event.event.evidence.rule),
                    event: record(event)?,
                })
            })
            .collect();
        Ok(ArticlePage {
            revisions: revisions
                .into_iter()
                .map(|revision| Revision {
                    number: revision.revision,
                    current: revision.revision == stored.revision,
                    at: revision.received,
                })
                .collect(),
            copies: copies
                .into_iter()
                .filter(|copy| copy.number != stored.number)
                .map(ArticleHead::from)
                .collect(),
            events: events?,
            article: ArticleText {
                head: ArticleHead::of(&stored),
                received: stored.received,
                origin: stored.origin,
                text: stored.article.text,
            },
        })
    })
    .await
}

fn frame(codebook: &Codebook, rule: &str) -> Option<FrameHead> {
    let frame = codebook.frames.iter().find(|frame| frame.id == rule)?;
    Some(FrameHead {
        id: frame.id.clone(),
        meaning: frame.gloss.clone(),
        source: frame.source.clone(),
        examples: frame.codes.iter().take(4).cloned().collect(),
    })
}
