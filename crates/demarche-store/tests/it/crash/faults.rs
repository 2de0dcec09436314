//! Disks that are full, broken or not to be written to: a clear error, nothing acknowledged is
//! lost, and work goes on when the fault is gone.

use std::fs;
use std::path::Path;
use std::process::Command;

use demarche_store::{Config, Error, RunStart, Store};
use jiff::Timestamp;

use super::disk::{Disk, Refusal};
use super::stream::{Intake, Planted, Stream, dump, keep, oracle};
use super::{Folder, long};

/// Refuses one change, or all from one on, then takes the stream in anyhow. None when there was no
/// such change.
fn refuse(stream: &Stream, states: &[(usize, String)], refusal: Refusal) -> Option<()> {
    let folder = Folder::new("faults");
    let disk = Disk::under(&folder.0);
    let store = folder.store();
    let config = Disk::config();
    let mut acknowledged = 0;
    disk.refuse(refusal);
    let intake = Intake {
        store: &store,
        config: &config,
        planted: Planted::Nothing,
        overlap: 0,
    };
    let first = intake.run(stream, |number| acknowledged = number);
    let refused = disk.relent();
    if refused == 0 {
        first.expect("no fault, no error");
        return None;
    }
    if let Err(error) = &first {
        assert_clear(error, refusal);
    }
    // Nothing acknowledged is lost, and nothing is half there.
    if acknowledged > 0 {
        let found = dump(&store).expect("readable once the fault is gone");
        let known = states
            .iter()
            .any(|(number, state)| *number >= acknowledged && *state == found);
        assert!(known, "{refusal:?}, acknowledged {acknowledged}:\n{found}");
    }
    intake
        .run(stream, |_| {})
        .unwrap_or_else(|error| panic!("{refusal:?}: work does not go on: {error}"));
    assert_eq!(
        Some(&dump(&store).expect("readable")),
        states.last().map(|(_, state)| state),
        "{refusal:?}"
    );
    Some(())
}

fn assert_clear(error: &Error, refusal: Refusal) {
    let said = error.to_string();
    assert!(
        said.contains("store.db") && !error.remedy().is_empty(),
        "{refusal:?}: {said}"
    );
    let fits = match error {
        Error::Full { .. } => refusal.full,
        Error::Io { .. } | Error::Sqlite { .. } | Error::ReadOnly { .. } | Error::Busy { .. } => {
            true
        }
        _ => false,
    };
    assert!(fits, "{refusal:?}: {error:?}");
}

#[test]
fn a_fault_at_any_write_is_an_error_and_no_loss() {
    let stream = Stream::new(31, if long() { 24 } else { 7 });
    let reference = Folder::new("oracle");
    let states = oracle(&reference.store(), &stream);
    let mut tried = 0;
    for (lasting, full) in [(false, false), (true, false), (false, true), (true, true)] {
        // A prime step meets all kinds of changes; the long form meets every one.
        let step = if long() || !lasting && !full { 1 } else { 3 };
        let mut at = 0;
        while refuse(&stream, &states, Refusal { at, lasting, full }).is_some() {
            tried += 1;
            at += step;
        }
    }
    println!("{tried} faults");
    assert!(tried > 100);
}

/// The writer that met the fault goes on with the same handle.
#[test]
fn an_open_store_goes_on_when_the_fault_is_gone() {
    let stream = Stream::new(33, 16);
    let reference = Folder::new("oracle");
    let states = oracle(&reference.store(), &stream);
    for lasting in [false, true] {
        let folder = Folder::new("goes-on");
        let disk = Disk::under(&folder.0);
        let mut store = Store::create_with(&folder.store(), &Disk::config()).expect("made");
        let start = RunStart {
            kind: "ingest",
            engine: "fast",
            codebook: "p",
            version: "0",
            fingerprint: "f",
        };
        let run = store
            .begin_run(&start, Timestamp::UNIX_EPOCH)
            .expect("begun");
        let mut at = 0;
        let mut refusals = 0;
        while at < stream.items.len() {
            let end = stream.batch(at);
            for change in 0.. {
                disk.refuse(Refusal {
                    at: change,
                    lasting,
                    full: change % 2 == 0,
                });
                let kept = keep(&mut store, run, &stream, at..end, Planted::Nothing);
                if disk.relent() == 0 {
                    kept.expect("no fault, no error");
                    break;
                }
                refusals += 1;
                if kept.is_ok() {
                    // What was refused was no part of the acknowledgement: the log's return into
                    // the file, which is done later.
                    break;
                }
                let found = dump(&folder.store()).expect("readable beside the writer");
                let before = at == 0 && !found.contains("article ")
                    || states
                        .iter()
                        .any(|(number, state)| *number == at && *state == found);
                assert!(before, "a refused batch left something behind:\n{found}");
            }
            at = end;
        }
        drop(store);
        println!("{refusals} faults met by one writer");
        assert!(refusals > 20);
        assert_eq!(
            Some(&dump(&folder.store()).expect("readable")),
            states.last().map(|(_, state)| state)
        );
    }
}

/// A small file system in memory, unmounted when it is dropped.
struct Mounted(Folder);

impl Mounted {
    fn new(options: &str) -> Option<Self> {
        let folder = Folder::within(&std::env::temp_dir(), "mounted");
        let done = Command::new("mount")
            .args(["-t", "tmpfs", "-o", options, "tmpfs"])
            .arg(&folder.0)
            .output();
        match done {
            Ok(done) if done.status.success() => Some(Mounted(folder)),
            Ok(done) => {
                println!(
                    "skipped: no tmpfs may be mounted: {}",
                    String::from_utf8_lossy(&done.stderr).trim()
                );
                None
            }
            Err(error) => {
                println!("skipped: no mount: {error}");
                None
            }
        }
    }

    fn remount(&self, options: &str) -> bool {
        let options = format!("remount,{options}");
        Command::new("mount")
            .args(["-o", &options])
            .arg(&self.0.0)
            .status()
            .is_ok_and(|status| status.success())
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0.0).status();
    }
}

fn take_in(store: &Path, stream: &Stream) -> (usize, Result<(), Error>) {
    let mut acknowledged = 0;
    let config = Config::default();
    let intake = Intake {
        store,
        config: &config,
        planted: Planted::Nothing,
        overlap: 0,
    };
    let done = intake.run(stream, |number| acknowledged = number);
    (acknowledged, done)
}

#[test]
fn a_small_disk_fills_up_and_nothing_is_lost() {
    let Some(disk) = Mounted::new("size=1500k") else {
        return;
    };
    let stream = Stream::new(41, 400);
    let store = disk.0.store();
    let (acknowledged, done) = take_in(&store, &stream);
    let error = done.expect_err("too small for them all");
    assert!(matches!(error, Error::Full { .. }), "{error}");
    assert!(acknowledged > 0);
    let reference = Folder::new("oracle");
    let states = oracle(&reference.store(), &stream);
    let found = dump(&store).expect("readable on a full disk");
    let kept = states
        .iter()
        .find(|(_, state)| *state == found)
        .map(|(number, _)| *number);
    assert!(
        kept.is_some_and(|kept| kept >= acknowledged),
        "acknowledged {acknowledged}, kept {kept:?}"
    );
    if disk.remount("size=100m") {
        let (_, done) = take_in(&store, &stream);
        done.expect("there is room");
        assert_eq!(
            Some(&dump(&store).expect("readable")),
            states.last().map(|(_, state)| state)
        );
    }
}

#[test]
fn a_disk_that_may_not_be_written_to_is_read() {
    let Some(disk) = Mounted::new("size=20m") else {
        return;
    };
    let stream = Stream::new(43, 20);
    let part = Stream {
        items: stream.items[..8].to_vec(),
    };
    let store = disk.0.store();
    take_in(&store, &part).1.expect("taken in");
    let before = dump(&store).expect("readable");
    if !disk.remount("ro") {
        println!("skipped: may not be remounted");
        return;
    }
    let error = take_in(&store, &stream).1.expect_err("read-only");
    assert!(matches!(error, Error::ReadOnly { .. }), "{error:?}");
    match dump(&store) {
        Ok(after) => assert_eq!(after, before),
        // Without the right to make the index of the log, SQLite may refuse to read.
        Err(error) => assert!(
            matches!(error, Error::ReadOnly { .. } | Error::Io { .. }),
            "{error:?}"
        ),
    }
    assert!(disk.remount("rw"));
    take_in(&store, &stream).1.expect("writable again");
    fs::metadata(&store).expect("there");
}
