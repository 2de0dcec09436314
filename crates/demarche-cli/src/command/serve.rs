//! `demarche serve`: a store over HTTP.

use std::net::SocketAddr;
use std::time::Duration;

use clap::Args as Arguments;
use demarche_serve::{App, Config};

use crate::interrupt;
use crate::own::OwnArgs;
use crate::report::{Exit, Failure};
use crate::store::StorePath;

/// `demarche serve`
#[derive(Debug, Arguments)]
#[command(after_help = "Examples:
  demarche serve --store news.demarche
  demarche serve --store news.demarche --listen 127.0.0.1:8080
  curl 'http://127.0.0.1:7411/api/v1/ledger?pair=IND,PAK'

The dashboard is at /, the documentation of the API at /docs. docs/api.md shows how to ask.")]
pub(crate) struct ServeArgs {
    #[command(flatten)]
    pub(crate) store: StorePath,

    /// Address and port to listen on
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:7411")]
    pub(crate) listen: SocketAddr,

    /// A name by which the service may be called, beside its address and localhost; may be given
    /// several times
    #[arg(long, value_name = "NAME")]
    pub(crate) host: Vec<String>,

    /// How many requests read the store at once; by default as many as there are cores
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=64))]
    pub(crate) readers: Option<u16>,

    /// How many seconds a request may take
    #[arg(long, value_name = "SECONDS", default_value_t = 30,
          value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub(crate) timeout: u64,

    #[command(flatten)]
    pub(crate) own: OwnArgs,
}

/// Serves until Ctrl-C.
pub(crate) fn run(args: &ServeArgs) -> anyhow::Result<Exit> {
    let mut config = Config::new(&args.store.path()?, args.listen);
    config.hosts.clone_from(&args.host);
    config.patience = Duration::from_secs(args.timeout);
    if let Some(readers) = args.readers {
        config.readers = usize::from(readers);
    }
    let app = App::open(config, args.own.coder()?)?;
    let (told, stop) = tokio::sync::oneshot::channel::<()>();
    interrupt::gently(Some(Box::new(move || {
        let _ = told.send(());
    })));
    let served = demarche_serve::serve(
        app,
        async {
            let _ = stop.await;
        },
        |address| eprintln!("serving at http://{address}/ (Ctrl-C ends it)"),
    );
    match served {
        Ok(()) => Ok(Exit::Done),
        Err(error) => Err(Failure::failed(error.to_string(), error.remedy())),
    }
}
