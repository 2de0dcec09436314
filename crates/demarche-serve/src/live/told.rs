//! Changes as clients are told of them: `GET /changes`, the stream and webhooks.
//!
//! A filter picks events. What a client may have been told of and is gone from the selection is told
//! too, without its event: the client must be able to let go of it.

use axum::extract::State;
use axum::response::Response;
use demarche_store::{Cause, Change, ChangeKind, Selection, Snapshot};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use utoipa::{IntoParams, ToSchema};

use crate::asked::{Asked, Filters};
use crate::reply::Known;
use crate::{App, Problem};

/// The most changes that are looked at for one page.
const MOST: u32 = 500;

/// A change of the current events.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ChangeItem {
    /// Its number. Numbers grow; some are left out.
    pub(crate) seq: u64,
    /// When, RFC 3339.
    at: String,
    /// "added", "changed" or "withdrawn". Where a filter is given, a changed event that it does not
    /// pick any more is withdrawn.
    #[schema(example = "added")]
    kind: &'static str,
    /// The id of the event.
    event_id: String,
    /// The number of its article.
    article: i64,
    /// The run that made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    run: Option<i64>,
    /// The correction that made it, by its id.
    #[serde(skip_serializing_if = "Option::is_none")]
    correction: Option<String>,
    /// The event, demarche.event/1; null where it was withdrawn.
    #[schema(value_type = Option<Object>)]
    event: Option<Box<RawValue>>,
}

/// Changes in order, and where the next ones begin.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Changes {
    /// The changes.
    pub(crate) items: Vec<ChangeItem>,
    /// What to give as `after` for the next page; null where there are none yet.
    next: Option<String>,
    /// The number of the last change that was looked at: what to give as `after` later on.
    pub(crate) last: u64,
}

/// The largest whole number that every reader of JSON holds exactly.
pub(super) const LARGEST: u64 = (1 << 53) - 1;

/// The changes after a number that a selection picks. Looks at so many changes.
pub(crate) fn after(
    snapshot: &Snapshot<'_>,
    seq: u64,
    most: usize,
    selection: &Selection,
) -> Result<Changes, Problem> {
    let found = snapshot.changes_after(seq, most)?;
    let whole = found.len() == most;
    // What no event shows has a number too; a short page has seen all of them.
    let last = match found.last() {
        Some(change) if whole => change.seq,
        _ => snapshot.version()?,
    };
    let mut items = Vec::new();
    for change in found {
        if let Some(item) = item(snapshot, change, selection)? {
            items.push(item);
        }
    }
    Ok(Changes {
        items,
        next: whole.then(|| last.to_string()),
        last,
    })
}

fn item(
    snapshot: &Snapshot<'_>,
    change: Change,
    selection: &Selection,
) -> Result<Option<ChangeItem>, Problem> {
    let all = *selection == Selection::default();
    let picked = match &change.event {
        None => true,
        Some(_) if all => true,
        Some(stored) => {
            let source = match selection.source {
                Some(_) => snapshot
                    .article(change.article)?
                    .and_then(|article| article.article.source),
                None => None,
            };
            selection.takes(&stored.event, source.as_deref())
        }
    };
    let kind = match (change.kind, picked) {
        (ChangeKind::Added, false) => return Ok(None),
        (ChangeKind::Changed, false) => ChangeKind::Withdrawn,
        (kind, _) => kind,
    };
    let event = match (change.event, kind) {
        (_, ChangeKind::Withdrawn) | (None, _) => None,
        (Some(stored), _) => Some(RawValue::from_string(stored.record)?),
    };
    let (run, correction) = match change.cause {
        Cause::Run(run) => (Some(run.0), None),
        Cause::Correction(id) => (None, Some(id)),
    };
    Ok(Some(ChangeItem {
        seq: change.seq,
        at: change.at,
        kind: kind.as_str(),
        event_id: change.event_id,
        article: change.article.0,
        run,
        correction,
        event,
    }))
}

/// A selection that an event alone can be held against.
pub(crate) fn of_events(selection: Selection) -> Result<Selection, Problem> {
    if selection.words.is_some() {
        return Err(Problem::no_such_value(
            "q looks into articles, and changes are of events",
            "leave q out; /events and /search take it",
        ));
    }
    if selection.review.is_some() {
        return Err(Problem::no_such_value(
            "review looks at what stands now, and changes tell what came",
            "leave review out; /events takes it",
        ));
    }
    Ok(selection)
}

/// Where to begin.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct After {
    /// The number of the last change that is known already.
    #[param(minimum = 0, maximum = 9007199254740991_u64)]
    after: Option<u64>,
    /// The most changes that are looked at.
    #[param(minimum = 1, maximum = 500, default = 100)]
    limit: Option<u32>,
}

/// Changes of the current events, the oldest first
///
/// The updates-and-deletions feed. Takes the filters of `/events` but `q` and `review`. A page may be empty and
/// have a `next` where the filter picks none of the changes that were looked at.
#[utoipa::path(get, path = "/changes", tag = "live", params(Filters, After), responses(
    (status = 200, body = Changes),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn changes(
    State(app): State<App>,
    known: Known,
    Asked(filters): Asked<Filters>,
    Asked(asked): Asked<After>,
) -> Result<Response, Problem> {
    let selection = of_events(filters.selection(&app)?)?;
    let limit = match asked.limit.unwrap_or(100) {
        limit @ 1..=MOST => limit as usize,
        limit => {
            return Err(Problem::bad(
                format!("limit is {limit}"),
                format!("give a limit from 1 to {MOST}; `next` leads to the rest"),
            ));
        }
    };
    let seq = match asked.after.unwrap_or(0) {
        seq @ ..=LARGEST => seq,
        seq => {
            return Err(Problem::bad(
                format!("after is {seq}"),
                "take it from `next` or `last` of an answer",
            ));
        }
    };
    app.json(known, move |_, snapshot| {
        after(snapshot, seq, limit, &selection)
    })
    .await
}
