//! `demarche demo`: a store of sample articles, served, in one command.

use std::fs;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use clap::{Args as Arguments, Parser as _};
use demarche_code::Coder;
use demarche_serve::Config;

use crate::args::{self, Args};
use crate::command::{ingest, serve};
use crate::interrupt;
use crate::report::{Exit, Failure};

/// A crisis that never happened, told by newswire of our own.
const ARTICLES: &str = include_str!("../../../../examples/crisis/articles.jsonl");

/// `demarche demo`
#[derive(Debug, Arguments)]
#[command(after_help = "Examples:
  demarche demo
  demarche demo --store demo.demarche --listen 127.0.0.1:8080 --no-open

The articles are fiction. Without --store the store is a temporary one, and goes with Ctrl-C.")]
pub(crate) struct DemoArgs {
    /// Keep the store here; one that is there is added to
    #[arg(long, value_name = "PATH")]
    pub(crate) store: Option<PathBuf>,

    /// Address and port to listen on; port 0 takes any that is free
    #[arg(long, value_name = "ADDRESS:PORT", value_parser = serve::address,
          default_value = "127.0.0.1:7411")]
    pub(crate) listen: SocketAddr,

    /// Do not open the dashboard in a browser
    #[arg(long)]
    pub(crate) no_open: bool,
}

/// Ingests the samples, and serves until Ctrl-C.
pub(crate) fn run(args: &DemoArgs) -> anyhow::Result<Exit> {
    if !args.listen.ip().is_loopback() {
        return Err(Failure::usage(
            format!("{}: the demo is served to this machine alone", args.listen),
            "name an address of this machine, as 127.0.0.1:7411",
        ));
    }
    let folder = Temporary::new()?;
    let articles = folder.0.join("articles.jsonl");
    fs::write(&articles, ARTICLES).map_err(|error| unwritable(&articles, &error))?;
    let store = match &args.store {
        Some(store) => store.clone(),
        None => folder.0.join("demo.demarche"),
    };
    eprintln!("reading the sample articles into {}", store.display());
    // What a user would say; so the demo does what the command does, and nothing else.
    let words = ["demarche".into(), "ingest".into(), "--store".into()];
    let paths = [store.clone().into_os_string(), articles.into_os_string()];
    let said = Args::try_parse_from(words.into_iter().chain(paths))?;
    if let args::Command::Ingest(said) = &said.command {
        ingest::run(said)?;
    }
    let mut config = Config::new(&store, args.listen);
    config.outward = serve::outward(false);
    let open = !args.no_open;
    serve::until_stopped(config, Coder::embedded(), move |address| {
        eprintln!("the demo is at http://{address}/ (Ctrl-C ends it)");
        if open {
            browse(&format!("http://{address}/"));
        }
    })
}

/// A folder of our own that goes with the demo.
struct Temporary(PathBuf);

impl Temporary {
    fn new() -> anyhow::Result<Self> {
        let path = std::env::temp_dir().join(format!("demarche-demo-{}", std::process::id()));
        // One that is there is somebody else's.
        fs::create_dir(&path).map_err(|error| unwritable(&path, &error))?;
        // Also where the run is stopped before it serves.
        interrupt::remove_then(Some(path.clone()));
        Ok(Temporary(path))
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
        interrupt::remove_then(None);
    }
}

fn unwritable(path: &Path, error: &std::io::Error) -> anyhow::Error {
    Failure::failed(
        format!("{}: cannot be written: {error}", path.display()),
        "make room there, or name another folder for temporary files (TMPDIR)",
    )
}

/// Shows a page where there is a browser to show it in. The address is on the terminal anyway.
fn browse(address: &str) {
    let (program, arguments): (&str, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("explorer", &[])
    } else {
        let screen = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        // Without a screen, xdg-open would start a browser of text in this terminal.
        if !screen("DISPLAY") && !screen("WAYLAND_DISPLAY") {
            return;
        }
        ("xdg-open", &[])
    };
    let _ = Command::new(program)
        .args(arguments)
        .arg(address)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
}
