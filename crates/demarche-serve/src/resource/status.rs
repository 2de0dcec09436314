//! `/status`: what ran, how the feeds are, what was not kept.

use axum::extract::State;
use axum::response::Response;
use demarche_store::Snapshot;
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::reply::Known;
use crate::{App, Problem};

pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(status))
}

/// A feed and how it is doing.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct FeedHealth {
    url: String,
    title: Option<String>,
    /// One word on how it is doing.
    state: String,
    /// When it was last asked, RFC 3339.
    last: Option<String>,
    /// When it is to be asked next.
    next: Option<String>,
    /// Failures in a row.
    failures: u32,
}

/// The feeds of a store.
pub(super) fn feeds(snapshot: &Snapshot<'_>) -> Result<Vec<FeedHealth>, Problem> {
    let feeds = snapshot.feeds()?.into_iter();
    let feeds = feeds.map(|feed| FeedHealth {
        url: feed.url,
        title: feed.title,
        state: feed.health,
        last: feed.polled.map(|time| time.to_string()),
        next: feed.next_due.map(|time| time.to_string()),
        failures: feed.failures,
    });
    Ok(feeds.collect())
}

/// How much there is.
#[derive(Debug, Serialize, ToSchema)]
struct Counts {
    articles: u64,
    /// Current events.
    events: u64,
    first_day: Option<String>,
    last_day: Option<String>,
}

/// A run of the coder. received = coded + rejected + duplicate + revision
#[derive(Debug, Serialize, ToSchema)]
struct RunLine {
    id: i64,
    /// ingest, recode, watch
    kind: String,
    engine: String,
    version: String,
    fingerprint: String,
    started: String,
    /// Null while it is under way, and where it was stopped.
    ended: Option<String>,
    received: u64,
    coded: u64,
    rejected: u64,
    duplicate: u64,
    revision: u64,
    events: u64,
}

/// An input that was not kept, or something to be known of one that was.
#[derive(Debug, Serialize, ToSchema)]
struct ProblemOfRun {
    run: i64,
    rejected: bool,
    origin: String,
    reason: String,
    remedy: String,
    received: String,
}

/// How it is doing.
#[derive(Debug, Serialize, ToSchema)]
struct Status {
    /// The version of the program.
    version: String,
    /// The number of the last change of the store.
    change: u64,
    /// What the coder's knowledge, codebook and weights hash to.
    fingerprint: String,
    counts: Counts,
    /// The latest 50 runs, the latest first.
    runs: Vec<RunLine>,
    feeds: Vec<FeedHealth>,
    /// The latest 100 problems, the latest first.
    problems: Vec<ProblemOfRun>,
}

/// Runs, feeds, problems, counts and versions
#[utoipa::path(get, path = "/status", tag = "service", responses(
    (status = 200, body = Status),
))]
async fn status(State(app): State<App>, known: Known) -> Result<Response, Problem> {
    app.json(known, |app, snapshot| {
        let counts = snapshot.counts()?;
        let mut runs = snapshot.runs()?;
        runs.reverse();
        runs.truncate(50);
        let problems = snapshot.latest_problems(100)?.into_iter();
        Ok(Status {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            change: snapshot.version()?,
            fingerprint: app.coder().fingerprint().to_owned(),
            counts: Counts {
                articles: counts.articles,
                events: counts.events,
                first_day: counts.first_day,
                last_day: counts.last_day,
            },
            runs: runs
                .into_iter()
                .map(|run| RunLine {
                    id: run.id.0,
                    kind: run.kind,
                    engine: run.engine,
                    version: run.version,
                    fingerprint: run.fingerprint,
                    started: run.started,
                    ended: run.ended,
                    received: run.account.received(),
                    coded: run.account.coded,
                    rejected: run.account.rejected,
                    duplicate: run.account.duplicate,
                    revision: run.account.revision,
                    events: run.account.events,
                })
                .collect(),
            feeds: feeds(snapshot)?,
            problems: problems
                .map(|problem| ProblemOfRun {
                    run: problem.run,
                    rejected: problem.rejected,
                    origin: problem.origin,
                    reason: problem.reason,
                    remedy: problem.remedy,
                    received: problem.received,
                })
                .collect(),
        })
    })
    .await
}
