//! Listening.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::time::Duration;

use crate::{App, any_token, router};

/// How long open answers may go on when the service is told to stop.
const FAREWELL: Duration = Duration::from_secs(3);

/// Why the service cannot listen.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The address is open to others, and no token keeps them out.
    Open {
        /// The address.
        address: SocketAddr,
    },
    /// The store cannot be read.
    Store(demarche_store::Error),
    /// The threads cannot be started.
    Start(io::Error),
    /// The address cannot be listened on.
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        cause: io::Error,
    },
    /// Listening ended.
    Broken(io::Error),
}

impl Error {
    /// What to do about it.
    pub fn remedy(&self) -> &'static str {
        match self {
            Error::Open { .. } => {
                "make a token first: `demarche tokens add NAME`; or listen on 127.0.0.1"
            }
            Error::Store(error) => error.remedy(),
            Error::Start(_) => "the machine is short of threads or memory",
            Error::Listen { .. } => {
                "another program may have the port; name another with --listen 127.0.0.1:PORT"
            }
            Error::Broken(_) => "start it again",
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Open { address } => {
                write!(f, "{address} is open to others, and the store has no token")
            }
            Error::Store(error) => error.fmt(f),
            Error::Start(cause) => write!(f, "the service cannot start: {cause}"),
            Error::Listen { address, cause } => write!(f, "{address} cannot be listened on: {cause}"),
            Error::Broken(cause) => write!(f, "listening ended: {cause}"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::Open { .. } => None,
            Error::Store(error) => Some(error),
            Error::Start(cause) | Error::Listen { cause, .. } | Error::Broken(cause) => Some(cause),
        }
    }
}

/// Serves until `stop` ends. `ready` is told the address, once it is listened on.
pub fn serve(
    app: App,
    stop: impl Future<Output = ()> + Send + 'static,
    ready: impl FnOnce(SocketAddr),
) -> Result<(), Error> {
    let config = app.config();
    let (address, readers) = (config.listen, config.readers);
    if !address.ip().is_loopback() {
        let guarded = demarche_store::Reader::open(&config.store)
            .and_then(|reader| any_token(&reader.snapshot()?))
            .map_err(Error::Store)?;
        if !guarded {
            return Err(Error::Open { address });
        }
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .max_blocking_threads(readers + 8)
        .enable_all()
        .build()
        .map_err(Error::Start)?;
    let done = runtime.block_on(async move {
        let failed = |cause| Error::Listen { address, cause };
        let listener = tokio::net::TcpListener::bind(address)
            .await
            .map_err(failed)?;
        let ahead = app.clone();
        tokio::task::spawn_blocking(move || ahead.warm());
        ready(listener.local_addr().map_err(failed)?);
        let (told, mut over) = tokio::sync::watch::channel(false);
        let server = axum::serve(listener, router(app)).with_graceful_shutdown(async move {
            stop.await;
            let _ = told.send(true);
        });
        tokio::select! {
            done = server => done.map_err(Error::Broken),
            () = async {
                let _ = over.wait_for(|over| *over).await;
                tokio::time::sleep(FAREWELL).await;
            } => Ok(()),
        }
    });
    // What still reads the store ends with the process.
    runtime.shutdown_timeout(Duration::from_millis(200));
    done
}
