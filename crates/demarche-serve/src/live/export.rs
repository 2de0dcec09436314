//! `GET /export`: events or articles in a format of the command line, as a stream.
//!
//! What writes them is handed in ([`Export`]): formats are the front end's. It writes on a thread of
//! its own into a channel of a few pieces, so that memory does not grow with the answer: a client
//! that reads slowly holds the writer up, and one that reads nothing for a while ends it. One state
//! of the store is written, however much comes in meanwhile.

use std::fmt;
use std::io::{self, BufWriter, Write};
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use demarche_store::{Selection, Snapshot};
use serde::Deserialize;
use tokio::runtime::Handle;
use tokio::sync::{Semaphore, mpsc};
use tokio_stream::StreamExt as _;
use tokio_stream::wrappers::ReceiverStream;
use utoipa::{IntoParams, ToSchema};

use crate::asked::{Asked, Filters};
use crate::{App, Problem};

/// Pieces that wait for the client.
const WAITING: usize = 4;

/// Bytes of a piece.
const PIECE: usize = 64 << 10;

/// How long a client may read nothing.
const PATIENCE: Duration = Duration::from_secs(60);

/// Exports that are written at once. Each holds a state of the store.
const AT_ONCE: usize = 2;

/// What is exported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum What {
    /// Events.
    #[default]
    Events,
    /// Articles.
    Articles,
}

impl What {
    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            What::Events => "events",
            What::Articles => "articles",
        }
    }
}

/// What a format is to a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Form {
    /// Its name.
    pub name: &'static str,
    /// Its media type.
    pub media_type: &'static str,
    /// The ending of a file's name.
    pub ending: &'static str,
}

/// Writes what a store holds in the formats that it knows.
pub trait Export: fmt::Debug + Send + Sync {
    /// The formats of events or of articles.
    fn forms(&self, what: What) -> Vec<Form>;

    /// Checks that it can write this selection. The error says why not.
    fn check(&self, what: What, selection: &Selection) -> Result<(), String>;

    /// Writes the selection of one state of a store, the latest day first. The format is one of
    /// [`Export::forms`]. An error of `to` ends it.
    fn write(
        &self,
        what: What,
        form: Form,
        snapshot: &Snapshot<'_>,
        selection: &Selection,
        to: &mut (dyn Write + Send),
    ) -> io::Result<()>;
}

/// What writes exports here, and how many are under way.
#[derive(Clone, Debug)]
pub(crate) struct Exports {
    writer: Option<Arc<dyn Export>>,
    under_way: Arc<Semaphore>,
}

impl Exports {
    pub(crate) fn new(writer: Option<Arc<dyn Export>>) -> Self {
        Exports {
            writer,
            under_way: Arc::new(Semaphore::new(AT_ONCE)),
        }
    }
}

/// What is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(crate) struct Wanted {
    /// Events or articles.
    #[param(inline)]
    what: Option<What>,
    /// The format, as `demarche export --format` has it.
    #[param(pattern = "^[a-z0-9-]{2,40}$", example = "jsonl", default = "jsonl")]
    format: Option<String>,
}

/// Events or articles as a file
///
/// Takes the filters of `/events`. Events come the latest day first, articles in the order of
/// arrival. Formats: jsonl, csv and parquet; for events also gdelt2, gdelt2-mentions, polecat, icews
/// and phoenix, which hold only what happened and nobody denies. Articles take the filters since,
/// until, country, type, status, source and min_confidence. An answer that breaks off is not whole.
#[utoipa::path(get, path = "/export", tag = "live", params(Filters, Wanted), responses(
    (status = 200, description = "The file, in the type of its format", body = String, content_type = "*/*"),
    (status = 400, body = Problem, content_type = "application/problem+json"),
    (status = 422, body = Problem, content_type = "application/problem+json"),
    (status = 503, body = Problem, content_type = "application/problem+json"),
))]
pub(crate) async fn export(
    State(app): State<App>,
    Asked(filters): Asked<Filters>,
    Asked(wanted): Asked<Wanted>,
) -> Result<Response, Problem> {
    let exports = app.live().exports.clone();
    let Some(writer) = exports.writer else {
        return Err(Problem::unavailable(
            "this service was started without a writer of exports",
            "use `demarche export`",
        ));
    };
    let what = wanted.what.unwrap_or_default();
    let format = wanted.format.as_deref().unwrap_or("jsonl");
    let forms = writer.forms(what);
    let Some(form) = forms.iter().find(|form| form.name == format).copied() else {
        let names: Vec<&str> = forms.iter().map(|form| form.name).collect();
        return Err(Problem::no_such_value(
            format!("{} are not written as \"{format}\"", what.as_str()),
            format!("it may be: {}", names.join(", ")),
        ));
    };
    let selection = filters.selection(&app)?;
    writer
        .check(what, &selection)
        .map_err(|why| Problem::no_such_value(why, "leave this filter out"))?;
    let Ok(permit) = exports.under_way.try_acquire_owned() else {
        return Err(Problem::unavailable(
            "as many exports as are written at once are under way",
            "ask again when one of them is done",
        ));
    };
    let (sender, mut receiver) = mpsc::channel(WAITING);
    let runtime = Handle::current();
    let name = format!("{}.{}", what.as_str(), form.ending);
    tokio::task::spawn_blocking(move || {
        let _permit = permit;
        let mut pieces = Pieces {
            sender: sender.clone(),
            runtime,
        };
        let done = app.read_here(|_, snapshot| {
            let mut to = BufWriter::with_capacity(PIECE, &mut pieces);
            let done = writer
                .write(what, form, snapshot, &selection, &mut to)
                .and_then(|()| to.flush());
            // What waits in the buffer of a writer that failed is not handed on.
            let _ = to.into_parts();
            done.map_err(|error| Problem::failed(error.to_string()))
        });
        if let Err(problem) = done {
            // The client sees that the answer breaks off; if it is gone, nobody does.
            let _ = sender.blocking_send(Err(io::Error::other(problem.detail)));
        }
    });
    // What fails before there is anything to send is a problem and no answer that breaks off.
    let first = match receiver.recv().await {
        Some(Err(error)) => return Err(Problem::failed(error.to_string())),
        first => first,
    };
    let pieces = tokio_stream::iter(first).chain(ReceiverStream::new(receiver));
    let mut response = Response::new(Body::from_stream(pieces));
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(form.media_type),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(value) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    Ok(response)
}

/// Hands what is written to the client, piece by piece.
struct Pieces {
    sender: mpsc::Sender<io::Result<Bytes>>,
    runtime: Handle,
}

impl Write for Pieces {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if bytes.is_empty() {
            return Ok(0);
        }
        let taken = bytes.len().min(PIECE);
        let piece = Bytes::copy_from_slice(&bytes[..taken]);
        let send = self.sender.send_timeout(Ok(piece), PATIENCE);
        match self.runtime.block_on(send) {
            Ok(()) => Ok(taken),
            Err(mpsc::error::SendTimeoutError::Closed(_)) => Err(io::ErrorKind::BrokenPipe.into()),
            Err(mpsc::error::SendTimeoutError::Timeout(_)) => Err(io::Error::new(
                io::ErrorKind::TimedOut,
                "the client has read nothing for a minute",
            )),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
