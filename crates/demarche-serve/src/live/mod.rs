//! What goes out as it comes: changes, alerts, exports, and who is told of them.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::{App, Problem};

mod alerts;
mod atom;
pub(crate) mod deliver;
mod export;
pub mod hook;
mod stream;
mod told;
mod webhooks;

pub use export::{Export, Form, What};

/// How often the store is looked at for news, as long as somebody waits for them.
const LOOK: Duration = Duration::from_millis(500);

/// Clients that follow the stream at once.
const CLIENTS: usize = 200;

/// The paths.
pub(crate) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(told::changes))
        .routes(routes!(stream::stream))
        .routes(routes!(export::export))
        .routes(routes!(alerts::list))
        .routes(routes!(alerts::feed))
        .routes(routes!(webhooks::list, webhooks::add))
        .routes(routes!(webhooks::remove))
}

/// What the paths share.
#[derive(Clone, Debug)]
pub(crate) struct Live {
    exports: export::Exports,
    /// The version of the store, as it was last seen.
    news: watch::Sender<u64>,
    /// Whether somebody looks for news.
    looking: Arc<Mutex<bool>>,
    stop: watch::Sender<bool>,
    clients: Arc<Semaphore>,
}

impl Live {
    /// `writer` writes exports.
    pub(crate) fn new(writer: Option<Arc<dyn Export>>) -> Self {
        Live {
            exports: export::Exports::new(writer),
            news: watch::Sender::new(0),
            looking: Arc::default(),
            stop: watch::Sender::new(false),
            clients: Arc::new(Semaphore::new(CLIENTS)),
        }
    }

    /// Ends what goes on for as long as the service does.
    pub(crate) fn stop(&self) {
        self.stop.send_replace(true);
    }

    /// Becomes true when the service is to end.
    pub(crate) fn stopping(&self) -> watch::Receiver<bool> {
        self.stop.subscribe()
    }

    /// Changes whenever the store does. One task looks for all who wait, and ends with the last.
    pub(crate) fn news(&self, app: &App) -> watch::Receiver<u64> {
        let mut looking = self.looking.lock().unwrap_or_else(PoisonError::into_inner);
        let receiver = self.news.subscribe();
        if !*looking {
            *looking = true;
            tokio::spawn(look(app.clone()));
        }
        receiver
    }

    fn client(&self) -> Result<OwnedSemaphorePermit, Problem> {
        self.clients.clone().try_acquire_owned().map_err(|_| {
            Problem::unavailable(
                format!("{CLIENTS} clients follow the stream already"),
                "ask /changes from time to time",
            )
        })
    }
}

async fn look(app: App) {
    let live = app.live();
    loop {
        tokio::time::sleep(LOOK).await;
        {
            // Under the lock by which others join, so that none joins one that ends.
            let mut looking = live.looking.lock().unwrap_or_else(PoisonError::into_inner);
            if live.news.receiver_count() == 0 || *live.stop.borrow() {
                *looking = false;
                return;
            }
        }
        if let Ok(version) = app.read(|_, snapshot| Ok(snapshot.version()?)).await {
            live.news.send_if_modified(|known| {
                let new = *known != version;
                *known = version;
                new
            });
        }
    }
}
