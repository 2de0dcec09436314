//! `demarche serve`: a store over HTTP.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use clap::Args as Arguments;
use demarche_code::Coder;
use demarche_fetch::{Client, Options, Rules};
use demarche_serve::{App, Config, Outward};

use crate::interrupt;
use crate::output::Downloads;
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
    #[arg(long, value_name = "ADDRESS:PORT", value_parser = address,
          default_value = "127.0.0.1:7411")]
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

    /// Tell subscribers (webhooks) on this machine and in private networks too, on any port
    #[arg(long)]
    pub(crate) local_webhooks: bool,

    #[command(flatten)]
    pub(crate) own: OwnArgs,
}

/// An address to listen on; localhost is the one that every machine has for itself.
pub(crate) fn address(value: &str) -> Result<SocketAddr, String> {
    let local = value.strip_prefix("localhost:");
    let read: Option<SocketAddr> = match local.map(str::parse::<u16>) {
        Some(port) => port.ok().map(|port| (Ipv4Addr::LOCALHOST, port).into()),
        None => value.parse().ok(),
    };
    read.ok_or_else(|| "not an address with its port; hint: write it as 127.0.0.1:7411".to_owned())
}

/// Serves until Ctrl-C.
pub(crate) fn run(args: &ServeArgs) -> anyhow::Result<Exit> {
    let mut config = Config::new(&args.store.path()?, args.listen);
    config.hosts.clone_from(&args.host);
    config.patience = Duration::from_secs(args.timeout);
    if let Some(readers) = args.readers {
        config.readers = usize::from(readers);
    }
    config.outward = outward(args.local_webhooks);
    until_stopped(config, args.own.coder()?, |address| {
        eprintln!("serving at http://{address}/ (Ctrl-C ends it)");
    })
}

/// What goes out: downloads in the formats of `demarche export`, and what subscribers are told.
pub(crate) fn outward(local: bool) -> Outward {
    let rules = Rules {
        allow_local: local,
        ports: Vec::new(),
    };
    let options = Options {
        rules: rules.clone(),
        total: Duration::from_secs(15),
        ..Options::default()
    };
    Outward {
        export: Some(Arc::new(Downloads)),
        deliver: Some(Arc::new(Client::new(options))),
        rules,
    }
}

/// Serves until Ctrl-C; `ready` is told the address.
pub(crate) fn until_stopped(
    config: Config,
    coder: Coder,
    ready: impl FnOnce(SocketAddr),
) -> anyhow::Result<Exit> {
    let app = App::open(config, coder)?;
    let (told, stop) = tokio::sync::oneshot::channel::<()>();
    interrupt::gently(Some(Box::new(move || {
        let _ = told.send(());
    })));
    let served = demarche_serve::serve(
        app,
        async {
            let _ = stop.await;
        },
        ready,
    );
    match served {
        Ok(()) => Ok(Exit::Done),
        Err(error) => Err(Failure::failed(error.to_string(), error.remedy())),
    }
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn addresses_have_their_port_and_localhost_is_one() {
        for (text, read) in [
            ("127.0.0.1:7411", "127.0.0.1:7411"),
            ("localhost:8080", "127.0.0.1:8080"),
            ("[::1]:0", "[::1]:0"),
        ] {
            assert_eq!(address(text), Ok(read.parse().unwrap()), "{text}");
        }
        for text in ["foo", "localhost", "localhost:99999", ":7411", "7411"] {
            assert!(address(text).is_err(), "{text}");
        }
    }
}
