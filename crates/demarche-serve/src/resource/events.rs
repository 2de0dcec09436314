//! `/events`: coded events, the latest first.

use axum::extract::State;
use axum::response::Response;
use demarche_store::{ArticleLine, Selected, Selection, Snapshot, StoredArticle, StoredEvent};
use serde::Serialize;
use serde_json::value::RawValue;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::asked::{Asked, Filters, Named, Paging, cursor_of};
use crate::reply::{Known, Page};
use crate::workshop::Order;
use crate::{App, Problem};

/// The most events that facets are counted over.
const COUNTED: usize = 3_000;

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list))
        .routes(routes!(facets))
        .routes(routes!(one))
}

/// An event with its article.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct EventItem {
    /// The event, demarche.event/1.
    #[schema(value_type = Object)]
    pub(crate) event: Box<RawValue>,
    /// The article that it was read from.
    pub(crate) article: ArticleHead,
    /// What a reviewer said of it; null where nobody did.
    #[schema(value_type = Option<Object>)]
    pub(crate) review: Option<Box<RawValue>>,
}

/// An article without its text.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ArticleHead {
    /// Its number in the store.
    pub(crate) number: i64,
    /// What its events call it.
    pub(crate) id: String,
    /// Its title.
    pub(crate) title: Option<String>,
    /// Who published it.
    pub(crate) source: Option<String>,
    /// Its address.
    pub(crate) url: Option<String>,
    /// The day of publication, else of arrival.
    pub(crate) date: String,
    /// The number of the first article of the story that it tells.
    pub(crate) story: i64,
}

impl ArticleHead {
    pub(crate) fn of(stored: &StoredArticle) -> Self {
        ArticleHead {
            number: stored.number.0,
            id: stored.article_id.clone(),
            title: stored.article.title.clone(),
            source: stored.article.source.clone(),
            url: stored.url.clone(),
            date: stored.day.clone(),
            story: stored.story.0,
        }
    }
}

impl From<ArticleLine> for ArticleHead {
    fn from(line: ArticleLine) -> Self {
        ArticleHead {
            number: line.number.0,
            id: line.article_id,
            title: line.title,
            source: line.source,
            url: line.url,
            date: line.day,
            story: line.story.0,
        }
    }
}

/// A record as it was written.
pub(crate) fn record(stored: StoredEvent) -> Result<Box<RawValue>, Problem> {
    Ok(RawValue::from_string(stored.record)?)
}

/// The correction that decides how an event stands.
pub(crate) fn review_of(
    snapshot: &Snapshot<'_>,
    id: &str,
) -> Result<Option<Box<RawValue>>, Problem> {
    match snapshot.correction_of(id)? {
        Some(correction) => Ok(Some(serde_json::value::to_raw_value(&correction)?)),
        None => Ok(None),
    }
}

/// An event of a list as it is written.
pub(crate) fn item(selected: Selected) -> Result<EventItem, Problem> {
    let article = ArticleHead {
        number: selected.event.article.0,
        id: selected.article_id,
        title: selected.title,
        source: selected.source,
        url: selected.url,
        date: selected.day,
        story: selected.story.0,
    };
    Ok(EventItem {
        event: record(selected.event)?,
        article,
        review: selected.review.map(RawValue::from_string).transpose()?,
    })
}

/// Events, the latest first
#[utoipa::path(get, path = "/events", tag = "events", params(Filters, Paging), responses(
    (status = 200, body = Page<EventItem>),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json"),
))]
async fn list(
    State(app): State<App>,
    known: Known,
    Asked(filters): Asked<Filters>,
    Asked(paging): Asked<Paging>,
) -> Result<Response, Problem> {
    let selection = filters.selection(&app)?;
    let (limit, after) = (paging.limit()?, paging.mark()?);
    app.json(known, move |_, snapshot| {
        let mut found = snapshot.select(&selection, after.as_ref(), limit + 1)?;
        let next = (found.len() > limit).then(|| {
            found.truncate(limit);
            found.last().map(|last| cursor_of(&last.mark))
        });
        Ok(Page {
            items: found.into_iter().map(item).collect::<Result<_, _>>()?,
            next: next.flatten(),
        })
    })
    .await
}

/// A value and how many events have it.
#[derive(Debug, Serialize, ToSchema)]
struct FacetCount {
    /// The value, as the filter takes it.
    value: String,
    /// Events.
    events: u64,
}

/// What the events of a selection are.
#[derive(Debug, Default, Serialize, ToSchema)]
pub(crate) struct Facets {
    /// How many events were counted: the latest of the selection.
    counted: u64,
    /// Whether there are more.
    more: bool,
    /// By type.
    r#type: Vec<FacetCount>,
    /// By status.
    status: Vec<FacetCount>,
    /// By country of a party.
    country: Vec<FacetCount>,
    /// By source.
    source: Vec<FacetCount>,
    /// By quad class.
    quad: Vec<FacetCount>,
}

/// What the latest 3000 events of a selection are, counted
#[utoipa::path(get, path = "/events/facets", tag = "events", params(Filters), responses(
    (status = 200, body = Facets),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json"),
))]
async fn facets(
    State(app): State<App>,
    known: Known,
    Asked(filters): Asked<Filters>,
) -> Result<Response, Problem> {
    let selection = filters.selection(&app)?;
    app.json(known, move |app, snapshot| {
        let work = || count(snapshot, &selection);
        let facets = app.boards().facets();
        let kept = facets.get(format!("{selection:?}"), snapshot.version()?, work)?;
        if kept.due {
            app.order(Order::Facets(Box::new(selection.clone())));
        }
        Ok(kept.value)
    })
    .await
}

/// Counts anew, for whoever asks next.
pub(crate) fn count_exactly(
    app: &App,
    snapshot: &Snapshot<'_>,
    selection: &Selection,
) -> Result<(), Problem> {
    let work = || count(snapshot, selection);
    let facets = app.boards().facets();
    facets
        .exactly(format!("{selection:?}"), snapshot.version()?, work)
        .map(drop)
}

fn count(snapshot: &Snapshot<'_>, selection: &Selection) -> Result<Facets, Problem> {
    let (found, counted) = snapshot.facets(selection, COUNTED)?;
    let mut facets = Facets {
        counted,
        more: counted >= COUNTED as u64,
        ..Facets::default()
    };
    for facet in found {
        let list = match facet.of {
            "type" => &mut facets.r#type,
            "status" => &mut facets.status,
            "quad" => &mut facets.quad,
            "country" => &mut facets.country,
            _ => &mut facets.source,
        };
        if list.len() < 50 {
            list.push(FacetCount {
                value: facet.value,
                events: facet.events,
            });
        }
    }
    Ok(facets)
}

/// An event by its id
#[utoipa::path(get, path = "/events/{id}", tag = "events",
    params(("id" = String, Path, description = "The id of the event")),
    responses(
    (status = 200, body = EventItem),
    (status = 404, body = Problem, content_type = "application/problem+json"),
))]
async fn one(
    State(app): State<App>,
    known: Known,
    Named(id): Named<String>,
) -> Result<Response, Problem> {
    app.json(known, move |_, snapshot| {
        let missing = || {
            Problem::missing(
                format!("no current event has the id \"{id}\""),
                "it may have been coded anew; /api/v1/events lists what there is",
            )
        };
        let event = snapshot
            .events_named(&id)?
            .into_iter()
            .next()
            .ok_or_else(missing)?;
        let article = snapshot.article(event.article)?.ok_or_else(missing)?;
        Ok(EventItem {
            review: review_of(snapshot, &event.event.id)?,
            article: ArticleHead::of(&article),
            event: record(event)?,
        })
    })
    .await
}
