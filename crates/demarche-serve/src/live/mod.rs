//! What goes out as it comes: changes, alerts, exports, and who is told of them.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use demarche_fetch::{Deliver, Rules};
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

pub(crate) use alerts::{AlertItem, busiest, busiest_exactly, exactly as alerts_exactly};
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

/// What goes out, and by what.
#[derive(Clone, Default)]
pub struct Outward {
    /// Writes exports; without one there are none.
    pub export: Option<Arc<dyn Export>>,
    /// Tells subscribers; without one none is told.
    pub deliver: Option<Arc<dyn Deliver>>,
    /// Which addresses a subscriber may have. Whoever tells them keeps to the same.
    pub rules: Rules,
}

impl fmt::Debug for Outward {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outward")
            .field("export", &self.export)
            .field("rules", &self.rules)
            .finish_non_exhaustive()
    }
}

/// Starts what goes on beside the answers, until the service ends.
pub(crate) fn start(app: &App) {
    if let Some(by) = app.config().outward.deliver.clone() {
        tokio::spawn(deliver::run(app.clone(), by));
    }
}

/// What the paths share.
#[derive(Debug)]
pub(crate) struct Live {
    exports: export::Exports,
    rules: Rules,
    /// The version of the store, as it was last seen.
    news: watch::Sender<u64>,
    /// Whether somebody looks for news.
    looking: Mutex<bool>,
    /// Changes whenever subscriptions do.
    hooks: watch::Sender<()>,
    stop: watch::Sender<bool>,
    clients: Arc<Semaphore>,
    writing: Arc<Semaphore>,
}

impl Live {
    pub(crate) fn new(outward: Outward) -> Self {
        Live {
            exports: export::Exports::new(outward.export),
            rules: outward.rules,
            news: watch::Sender::new(0),
            looking: Mutex::default(),
            hooks: watch::Sender::new(()),
            stop: watch::Sender::new(false),
            clients: Arc::new(Semaphore::new(CLIENTS)),
            writing: Arc::new(Semaphore::new(1)),
        }
    }

    /// Which addresses a subscriber may have.
    pub(crate) fn rules(&self) -> &Rules {
        &self.rules
    }

    /// One permit: writes come one after the other.
    pub(crate) fn writing(&self) -> Arc<Semaphore> {
        self.writing.clone()
    }

    /// Says that subscriptions have changed.
    pub(crate) fn hooks_changed(&self) {
        self.hooks.send_replace(());
    }

    /// Changes whenever subscriptions do.
    pub(crate) fn hooks(&self) -> watch::Receiver<()> {
        self.hooks.subscribe()
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
