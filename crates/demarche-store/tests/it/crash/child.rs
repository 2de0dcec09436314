//! The process that is killed: this test binary, running one test that takes a stream in and prints
//! what it acknowledges.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use demarche_store::Config;

use super::disk::Disk;
use super::stream::{Intake, Planted, Stream};

/// What the child is to do, passed by the environment.
#[derive(Clone, Debug)]
pub(super) struct Order {
    pub(super) store: PathBuf,
    pub(super) seed: u64,
    pub(super) count: usize,
    pub(super) overlap: usize,
    pub(super) planted: Planted,
    /// Wait at this change to be killed.
    pub(super) stop_at: Option<usize>,
}

const NAME: &str = "DEMARCHE_CRASH_CHILD";

impl Order {
    pub(super) fn command(&self) -> Command {
        let mut command = Command::new(std::env::current_exe().expect("our own path"));
        let Order {
            store,
            seed,
            count,
            overlap,
            planted,
            stop_at,
        } = self;
        let early = u8::from(*planted == Planted::EarlyPosition);
        let stop = stop_at.map_or(String::new(), |at| at.to_string());
        command
            .args([
                "crash::child::takes_a_stream_in",
                "--exact",
                "--nocapture",
                "--test-threads=1",
            ])
            .env(NAME, format!("{seed} {count} {overlap} {early} {stop}"))
            .env(format!("{NAME}_STORE"), store)
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .stdout(Stdio::piped());
        command
    }

    pub(super) fn spawn(&self) -> Child {
        self.command().spawn().expect("a child")
    }
}

/// Nothing, unless it is the child.
#[test]
fn takes_a_stream_in() {
    let (Ok(order), Ok(store)) = (std::env::var(NAME), std::env::var(format!("{NAME}_STORE")))
    else {
        return;
    };
    let numbers: Vec<usize> = order
        .split(' ')
        .filter_map(|number| number.parse().ok())
        .collect();
    let [seed, count, overlap, early, ref stop @ ..] = numbers[..] else {
        return;
    };
    let store = Path::new(&store);
    let mut config = Config::default();
    if let [at] = stop {
        config = Disk::config();
        Disk::under(store.parent().expect("a folder")).stop_at(*at);
    }
    let planted = if early == 1 {
        Planted::EarlyPosition
    } else {
        Planted::Nothing
    };
    let intake = Intake {
        store,
        config: &config,
        planted,
        overlap,
    };
    intake
        .run(&Stream::new(seed as u64, count), |number| {
            let mut out = std::io::stdout().lock();
            writeln!(out, "acknowledged {number}").expect("a parent");
            out.flush().expect("a parent");
        })
        .expect("taken in");
    println!("all done");
}
