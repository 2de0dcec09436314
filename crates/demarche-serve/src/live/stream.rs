//! `GET /stream`: changes as they come, as server-sent events.
//!
//! The id of each is its number, so that a browser that lost the connection asks for what it missed
//! (`Last-Event-ID`). Each client has a channel of a few messages and a place in the log of changes,
//! and what it has not read yet stays in the store: a slow client costs the same memory as a fast
//! one. One task looks for news, however many clients there are.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use demarche_store::Selection;
use serde::Deserialize;
use tokio::sync::{OwnedSemaphorePermit, mpsc};
use tokio_stream::wrappers::ReceiverStream;
use utoipa::IntoParams;

use super::told;
use crate::asked::{Asked, Filters};
use crate::{App, Problem};

/// Messages that wait for a client.
const WAITING: usize = 16;

/// Changes that are read at once for a client.
const PAGE: usize = 50;

/// How often a client hears something, so that what lies between does not take the connection for
/// dead, and a client that is gone is noticed.
const HEARTBEAT: Duration = Duration::from_secs(15);

/// How long a client may take nothing.
const PATIENCE: Duration = Duration::from_secs(120);

/// Where to begin.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct From {
    /// The number of the last change that is known already; by default that of now. The header
    /// `Last-Event-ID` goes before it.
    #[param(minimum = 0, maximum = 9007199254740991_u64)]
    after: Option<u64>,
}

/// Changes as they come
///
/// Server-sent events. `change`: an item of `/changes`; its id is the number of the change. `reset`:
/// the numbers that the client knows are not of this store, and it should read anew. Every 15 s
/// comes an id alone. Takes the filters of `/events` but `q` and `review`.
#[utoipa::path(get, path = "/stream", tag = "live", params(Filters, From, (
    "Last-Event-ID" = Option<String>, Header, description = "The id of the last event that came"
)), responses(
    (status = 200, description = "The stream", body = String, content_type = "text/event-stream"),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json"),
    (status = 503, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn stream(
    State(app): State<App>,
    headers: HeaderMap,
    Asked(filters): Asked<Filters>,
    Asked(asked): Asked<From>,
) -> Result<Response, Problem> {
    let selection = told::of_events(filters.selection(&app)?)?;
    let known = match headers.get("last-event-id") {
        None => asked.after,
        Some(id) => Some(
            id.to_str()
                .ok()
                .and_then(|id| id.trim().parse().ok())
                .ok_or_else(|| {
                    Problem::bad(
                        "Last-Event-ID is no number of a change",
                        "send the id of an event of this stream, or none",
                    )
                })?,
        ),
    };
    let permit = app.live().client()?;
    let (sender, receiver) = mpsc::channel(WAITING);
    let client = Client {
        app,
        selection,
        sender,
        position: 0,
        _permit: permit,
    };
    tokio::spawn(client.follow(known));
    Ok(Sse::new(ReceiverStream::new(receiver)).into_response())
}

/// Why a stream ends: the client is gone, or the service is.
struct Over;

struct Client {
    app: App,
    selection: Selection,
    sender: mpsc::Sender<Result<Event, Infallible>>,
    /// The number of the last change that was looked at.
    position: u64,
    _permit: OwnedSemaphorePermit,
}

impl Client {
    async fn follow(mut self, known: Option<u64>) {
        let mut stop = self.app.live().stopping();
        let gone = self.sender.clone();
        tokio::select! {
            // Whichever comes first; nothing of it is worth a message.
            _ = self.tell(known) => {}
            _ = stop.wait_for(|stop| *stop) => {}
            () = gone.closed() => {}
        }
    }

    async fn tell(&mut self, known: Option<u64>) -> Result<(), Over> {
        let mut news = self.app.live().news(&self.app);
        let now = self.version().await?;
        self.position = known.unwrap_or(now);
        if self.position > now {
            self.position = now;
            self.send(Event::default().event("reset").data("{}"))
                .await?;
        } else {
            // So that a client knows at once that it is heard, and where it stands.
            self.send(Event::default()).await?;
        }
        loop {
            news.mark_unchanged();
            self.catch_up().await?;
            match tokio::time::timeout(HEARTBEAT, news.changed()).await {
                Ok(Ok(())) => {}
                Ok(Err(_)) => return Err(Over),
                Err(_) => self.send(Event::default()).await?,
            }
        }
    }

    /// Sends what has come since the position. Reads on only once the client has taken what was read.
    async fn catch_up(&mut self) -> Result<(), Over> {
        loop {
            let (position, selection) = (self.position, self.selection.clone());
            let found = self
                .app
                .read(move |_, snapshot| told::after(snapshot, position, PAGE, &selection))
                .await;
            let found = match found {
                Ok(found) => found,
                // The store is busy; the next news or heartbeat tries again.
                Err(_) => return Ok(()),
            };
            for item in found.items {
                let Ok(data) = serde_json::to_string(&item) else {
                    continue;
                };
                self.position = item.seq;
                self.send(Event::default().event("change").data(data))
                    .await?;
            }
            let still = found.last == position;
            self.position = found.last;
            if still || self.position >= self.version().await? {
                return Ok(());
            }
        }
    }

    async fn version(&self) -> Result<u64, Over> {
        let read = self.app.read(|_, snapshot| Ok(snapshot.version()?));
        read.await.map_err(|_| Over)
    }

    /// Sends a message with the position as its id.
    async fn send(&self, event: Event) -> Result<(), Over> {
        let event = event.id(self.position.to_string());
        self.sender
            .send_timeout(Ok(event), PATIENCE)
            .await
            .map_err(|_| Over)
    }
}
