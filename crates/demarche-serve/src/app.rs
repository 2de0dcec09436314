//! What answers: the store's readers, what names things, and what was worked out before.

use std::fmt;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use demarche_code::Coder;
use demarche_code::knowledge::Knowledge;
use demarche_record::CountryCode;
use demarche_store::{Reader, Snapshot};
use jiff::Timestamp;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::Problem;
use crate::auth::Used;
use crate::board::Boards;
use crate::ledgers::Ledgers;
use crate::live::{Live, Outward};
use crate::workshop::{self, Order};

/// How a store is served.
#[derive(Clone, Debug)]
pub struct Config {
    /// The store.
    pub store: PathBuf,
    /// The address that is listened on.
    pub listen: SocketAddr,
    /// Names by which the service may be called, beside its address and localhost.
    pub hosts: Vec<String>,
    /// How many requests read the store at once.
    pub readers: usize,
    /// How many wait for that before others are turned away.
    pub waiting: usize,
    /// How long a request may take.
    pub patience: Duration,
    /// The most bytes of a request.
    pub body: usize,
    /// What goes out.
    pub outward: Outward,
    /// The clock.
    pub now: fn() -> Timestamp,
}

impl Config {
    /// The usual, for a store and an address.
    pub fn new(store: &Path, listen: SocketAddr) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        Config {
            store: store.to_owned(),
            listen,
            hosts: Vec::new(),
            readers: cores.clamp(4, 8),
            waiting: 512,
            patience: Duration::from_secs(30),
            body: 1 << 20,
            outward: Outward::default(),
            now: Timestamp::now,
        }
    }
}

/// The state of the service. Clones share it.
#[derive(Clone)]
pub struct App(Arc<Inner>);

impl fmt::Debug for App {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("App")
            .field("config", &self.0.config)
            .finish_non_exhaustive()
    }
}

/// The service, which does not go on because of this.
pub(crate) struct Asleep(Weak<Inner>);

impl Asleep {
    pub(crate) fn wake(&self) -> Option<App> {
        self.0.upgrade().map(App)
    }
}

struct Inner {
    config: Config,
    coder: Coder,
    idle: Mutex<Vec<Reader>>,
    reading: Arc<Semaphore>,
    queue: Arc<Semaphore>,
    ledgers: Ledgers,
    boards: Boards,
    live: Live,
    used: Used,
    orders: Sender<Order>,
}

impl App {
    /// Opens a store that is there. The coder is not asked to code: it knows who is who, and what
    /// each frame means.
    pub fn open(config: Config, coder: Coder) -> Result<Self, demarche_store::Error> {
        let first = Reader::open(&config.store)?;
        let (orders, received) = std::sync::mpsc::channel();
        let inner = Arc::new(Inner {
            coder,
            idle: Mutex::new(vec![first]),
            reading: Arc::new(Semaphore::new(config.readers.max(1))),
            queue: Arc::new(Semaphore::new(config.readers.max(1) + config.waiting)),
            ledgers: Ledgers::default(),
            boards: Boards::default(),
            live: Live::new(config.outward.clone()),
            used: Used::default(),
            orders,
            config,
        });
        let asleep = Asleep(Arc::downgrade(&inner));
        std::thread::spawn(move || workshop::work(&asleep, &received));
        Ok(App(inner))
    }

    /// Has something worked out anew, behind whoever asks.
    pub(crate) fn order(&self, order: Order) {
        // The thread ends with the service, and with it whoever could ask.
        let _ = self.0.orders.send(order);
    }

    /// How it is served.
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    /// Who is who.
    pub fn coder(&self) -> &Coder {
        &self.0.coder
    }

    /// The tables of names.
    pub fn knowledge(&self) -> &Knowledge {
        self.0.coder.knowledge()
    }

    /// The name of a country or supra-national body, else the key itself.
    pub fn name(&self, key: &str) -> String {
        CountryCode::parse(key)
            .and_then(|code| self.knowledge().country_name(code))
            .unwrap_or(key)
            .to_owned()
    }

    /// The clock.
    pub fn now(&self) -> Timestamp {
        (self.0.config.now)()
    }

    /// Takes nothing for good that was worked out before now: what is written here is seen at once.
    pub(crate) fn renew(&self) {
        self.0.ledgers.renew();
        self.0.boards.renew();
    }

    pub(crate) fn ledgers(&self) -> &Ledgers {
        &self.0.ledgers
    }

    pub(crate) fn live(&self) -> &Live {
        &self.0.live
    }

    pub(crate) fn used(&self) -> &Used {
        &self.0.used
    }

    pub(crate) fn boards(&self) -> &Boards {
        &self.0.boards
    }

    /// Does work over one state of the store, on a thread that may block. So many work at once, and
    /// so many wait; the rest is turned away.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&App, &Snapshot<'_>) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let permits = self.permits().await?;
        let app = self.clone();
        let done = tokio::task::spawn_blocking(move || {
            let _permits = permits;
            app.read_here(work)
        });
        done.await
            .map_err(|_| Problem::failed("what worked on the answer broke off"))?
    }

    /// The same on this thread, which must be one that may block.
    pub fn read_here<T>(
        &self,
        work: impl FnOnce(&App, &Snapshot<'_>) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        let idle = || self.0.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = idle().pop();
        let reader = match kept {
            Some(reader) => reader,
            None => Reader::open(&self.0.config.store)?,
        };
        let done = reader
            .snapshot()
            .map_err(Problem::from)
            .and_then(|snapshot| work(self, &snapshot));
        let mut idle = idle();
        if idle.len() < self.0.config.readers {
            idle.push(reader);
        }
        done
    }

    async fn permits(&self) -> Result<[OwnedSemaphorePermit; 2], Problem> {
        let busy = || {
            Problem::unavailable(
                "more is asked at once than is answered",
                "ask again in a moment, and for less at once",
            )
        };
        let queued = self
            .0
            .queue
            .clone()
            .try_acquire_owned()
            .map_err(|_| busy())?;
        let reading = self
            .0
            .reading
            .clone()
            .acquire_owned()
            .await
            .map_err(|_| busy())?;
        Ok([queued, reading])
    }
}
