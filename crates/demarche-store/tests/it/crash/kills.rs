//! kill -9, anywhere: an acknowledged article is neither lost nor doubled, and in the end the store
//! holds what an undisturbed run holds.

use std::collections::BTreeSet;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::time::Duration;

use demarche_store::{Store, check};

use super::child::Order;
use super::stream::{Planted, Stream, dump, forget_keys, oracle};
use super::{Folder, long};
use crate::newsroom::Dice;

/// What came of killing one stream again and again until it was through.
struct Outcome {
    kills: usize,
    /// What is wrong; none where all is well.
    fault: Option<String>,
}

/// Lets a child take a stream in, kills it at random, starts it anew, until it is through or
/// `kills` are spent, and then lets it end. Looks after each kill for what was acknowledged.
fn kill_at_random(
    folder: &Folder,
    seed: u64,
    count: usize,
    kills: usize,
    planted: Planted,
) -> Outcome {
    let stream = Stream::new(seed, count);
    let mut dice = Dice::new(seed ^ 0xdead);
    let store = folder.store();
    let mut done = 0;
    let mut acknowledged = 0;
    let fault = |kills, fault: String| Outcome {
        kills,
        fault: Some(fault),
    };
    loop {
        let last = done >= kills;
        let order = Order {
            store: store.clone(),
            seed,
            count,
            overlap: dice.below(6),
            planted,
            stop_at: None,
        };
        let mut child = order.spawn();
        let mut out = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut left = if last { usize::MAX } else { dice.below(4) };
        let mut line = String::new();
        let mut through = false;
        let mut hear = |out: &mut BufReader<_>| {
            line.clear();
            let some = out.read_line(&mut line).expect("readable") > 0;
            if let Some((_, number)) = line.split_once("acknowledged ") {
                acknowledged = acknowledged.max(number.trim().parse().expect("a number"));
            }
            through |= line.contains("all done");
            some
        };
        while left > 0 && hear(&mut out) {
            left -= 1;
        }
        if !last {
            std::thread::sleep(Duration::from_micros(dice.next() % 3_000));
            child.kill().expect("killed");
        }
        // What it had said before it died counts.
        while hear(&mut out) {}
        let status = child.wait().expect("waited for");
        if through {
            break;
        }
        if last {
            return fault(done, format!("the last run failed: {status}"));
        }
        done += 1;
        if let Err(what) = holds(&store, &stream, acknowledged) {
            return fault(
                done,
                format!("after kill {done}, acknowledged {acknowledged}: {what}"),
            );
        }
    }
    let sound = match check(&store) {
        Ok(findings) if findings.is_empty() => None,
        Ok(findings) => Some(format!("{findings:?}")),
        Err(error) => Some(error.to_string()),
    };
    let reference = Folder::new("oracle");
    let expected = oracle(&reference.store(), &stream)
        .pop()
        .map(|(_, state)| state);
    let differs = dump(&store).ok() != expected;
    let fault =
        sound.or(differs.then(|| "the store differs from that of an undisturbed run".to_owned()));
    Outcome { kills: done, fault }
}

/// Whether a store holds the first articles of a stream, each once.
fn holds(store: &Path, stream: &Stream, acknowledged: usize) -> Result<(), String> {
    if acknowledged == 0 && !store.exists() {
        return Ok(());
    }
    let state = dump(store);
    let state = match state {
        Ok(state) => state,
        // Killed while the file was being made.
        Err(_) if acknowledged == 0 => return Ok(()),
        Err(error) => return Err(error.to_string()),
    };
    let mut seen = BTreeSet::new();
    for line in state.lines().filter(|line| line.starts_with("article ")) {
        let id = line.split(' ').nth(1).unwrap_or_default();
        if !seen.insert(id.to_owned()) {
            return Err(format!("{id} is there twice"));
        }
    }
    match stream.items[..acknowledged]
        .iter()
        .find(|item| !seen.contains(&item.id))
    {
        Some(item) => Err(format!("{} is lost", item.id)),
        None => Ok(()),
    }
}

#[test]
fn five_hundred_kills_lose_nothing_and_double_nothing() {
    let total = if long() { 5_000 } else { 500 };
    let mut kills = 0;
    let mut seed = 1;
    while kills < total {
        let folder = Folder::new("kills");
        let outcome = kill_at_random(
            &folder,
            seed,
            150,
            (total - kills).min(60),
            Planted::Nothing,
        );
        assert_eq!(outcome.fault, None, "seed {seed}");
        kills += outcome.kills;
        seed += 1;
    }
    println!("{kills} kills over {} streams: 0 lost, 0 doubled", seed - 1);
}

#[test]
fn a_store_without_keys_is_caught_by_kills() {
    let folder = Folder::new("no-key");
    forget_keys(&folder.store());
    let outcome = kill_at_random(&folder, 3, 80, 40, Planted::NoKey);
    let fault = outcome
        .fault
        .expect("a store that knows no article again doubles some");
    assert!(
        fault.contains("twice") || fault.contains("differs") || fault.contains("identity"),
        "{fault}"
    );
}

/// A store in a folder of its own, taken up to a certain article.
fn begun(stream: &Stream, upto: usize) -> Folder {
    let folder = Folder::new("begun");
    let part = Stream {
        items: stream.items[..upto].to_vec(),
    };
    oracle(&folder.store(), &part);
    folder
}

fn copy_to(from: &Folder, to: &Folder) {
    to.clear();
    for entry in fs::read_dir(&from.0).expect("readable").flatten() {
        let name: PathBuf = entry.file_name().into();
        fs::copy(entry.path(), to.0.join(name)).expect("copied");
    }
}

/// Real processes, stopped at a write and killed there. `power` goes through every boundary there
/// is on a model of the disk.
#[test]
fn a_process_killed_at_a_write_boundary_loses_nothing() {
    let (seed, count) = (11, 12);
    let stream = Stream::new(seed, count);
    let reference = Folder::new("oracle");
    let expected = oracle(&reference.store(), &stream)
        .pop()
        .map(|(_, state)| state);
    let begun = begun(&stream, stream.batch(0));
    let folder = Folder::new("boundary");
    let mut killed = 0;
    let mut at = 0;
    loop {
        copy_to(&begun, &folder);
        let mut order = Order {
            store: folder.store(),
            seed,
            count,
            overlap: 0,
            planted: Planted::Nothing,
            stop_at: Some(at),
        };
        let mut child = order.spawn();
        let mut acknowledged = 0;
        let mut stopped = false;
        for line in BufReader::new(child.stdout.take().expect("a pipe")).lines() {
            let line = line.expect("readable");
            if let Some((_, number)) = line.split_once("acknowledged ") {
                acknowledged = number.trim().parse().expect("a number");
            }
            if line.contains("boundary ") {
                stopped = true;
                child.kill().expect("killed");
            }
        }
        child.wait().expect("waited for");
        holds(&folder.store(), &stream, acknowledged).expect("all that was acknowledged");
        order.stop_at = None;
        order.overlap = 3;
        let end = order.command().output().expect("run");
        assert!(
            String::from_utf8_lossy(&end.stdout).contains("all done"),
            "killed at change {at}"
        );
        assert_eq!(
            dump(&folder.store()).ok(),
            expected,
            "killed at change {at}"
        );
        if !stopped {
            break;
        }
        killed += 1;
        at += if long() { 1 } else { 5 };
    }
    println!("{killed} processes killed at a write boundary of {at}");
    assert!(killed > 10);
    drop(Store::open(&folder.store()).expect("still a store"));
}
