//! Damaged files: every part of each is damaged in several ways, and each time it is seen, on
//! opening, on reading or by the check, or does no harm at all. Wrong data is never handed out in
//! silence, and a backup puts the store back.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use demarche_store::{Error, Store, backup, check, restore};

use super::stream::{Intake, Planted, Stream, dump_all, oracle};
use super::{Folder, long};
use crate::newsroom::Dice;

/// What is done to a file.
#[derive(Clone, Copy, Debug)]
enum Damage {
    /// One bit is turned over.
    Bit(usize, u8),
    /// A sector is all zeros.
    Zeros(usize),
    /// A sector holds what stands elsewhere in the file.
    Stray(usize, usize),
    /// The file ends here.
    Cut(usize),
}

const SECTOR: usize = 512;

impl Damage {
    fn to(self, bytes: &[u8]) -> Vec<u8> {
        let mut bytes = bytes.to_vec();
        match self {
            Damage::Bit(at, bit) => bytes[at] ^= 1 << bit,
            Damage::Zeros(at) => {
                let end = bytes.len().min(at + SECTOR);
                bytes[at..end].fill(0);
            }
            Damage::Stray(at, from) => {
                let length = SECTOR.min(bytes.len() - at).min(bytes.len() - from);
                bytes.copy_within(from..from + length, at);
            }
            Damage::Cut(at) => bytes.truncate(at),
        }
        bytes
    }
}

/// How a damage came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Seen {
    /// The store cannot be opened, or not read, and says so.
    Refused,
    /// The check finds it.
    Found,
    /// Neither: all that the store holds is what was written.
    Harmless,
}

/// What comes of a damaged store, or the harm that nothing sees.
fn see(
    folder: &Folder,
    files: &BTreeMap<String, Vec<u8>>,
    whole: &[String],
) -> Result<Seen, String> {
    folder.clear();
    for (name, bytes) in files {
        fs::write(folder.0.join(name), bytes).expect("written");
    }
    let store = folder.store();
    let read = dump_all(&store);
    if let Ok(lines) = &read {
        let known: BTreeSet<&String> = whole.iter().collect();
        // Records that are handed out are sealed, check or no check.
        let wrong = lines
            .iter()
            .find(|line| line.starts_with("record ") && !known.contains(line));
        if let Some(wrong) = wrong {
            return Err(format!("handed out: {wrong}"));
        }
    }
    match (check(&store), read) {
        (Err(error), _) => {
            assert!(!error.to_string().is_empty());
            Ok(Seen::Refused)
        }
        (Ok(findings), _) if !findings.is_empty() => Ok(Seen::Found),
        (Ok(_), Err(_)) => Ok(Seen::Refused),
        (Ok(_), Ok(lines)) if lines == whole => Ok(Seen::Harmless),
        (Ok(_), Ok(lines)) => {
            let other = lines.iter().find(|line| !whole.contains(line));
            let lost = whole.iter().find(|line| !lines.contains(line));
            Err(format!("nothing sees that it holds {other:?} for {lost:?}"))
        }
    }
}

fn files(folder: &Folder) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(&folder.0).expect("readable").flatten();
    let kept = entries.filter(|entry| {
        let name = entry.file_name();
        name == "store.db" || name == "store.db-wal"
    });
    kept.map(|entry| {
        (
            entry.file_name().to_string_lossy().into_owned(),
            fs::read(entry.path()).expect("readable"),
        )
    })
    .collect()
}

/// What each page of a store belongs to.
fn owners(store: &std::path::Path) -> BTreeMap<usize, String> {
    let connection = rusqlite::Connection::open(store).expect("opened");
    let mut statement = connection
        .prepare("SELECT pageno, name FROM dbstat")
        .expect("prepared");
    let rows = statement.query_map([], |row| Ok((row.get::<_, i64>(0)? as usize, row.get(1)?)));
    rows.expect("listed")
        .map(|row| row.expect("a page"))
        .collect()
}

#[test]
fn damage_to_any_part_of_a_store_is_seen_or_harmless() {
    let folder = Folder::new("damage");
    let stream = Stream::new(61, if long() { 80 } else { 20 });
    oracle(&folder.store(), &stream);
    let owners = owners(&folder.store());
    let sound = files(&folder);
    let whole = dump_all(&folder.store()).expect("readable");
    assert_eq!(sound.len(), 1, "the log is part of the file");
    let bytes = &sound["store.db"];
    let mut dice = Dice::new(9);
    let mut outcomes: BTreeMap<(String, Seen), usize> = BTreeMap::new();
    let mut unseen: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let page_size = 4096;
    for page in 0..bytes.len() / page_size {
        let start = page * page_size;
        let mut damages = vec![
            Damage::Cut(start),
            Damage::Zeros(start),
            Damage::Stray(start, dice.below(bytes.len() / SECTOR) * SECTOR),
            Damage::Bit(start + dice.below(12), (dice.next() % 8) as u8),
        ];
        // Most of a page is content: it is used from its end.
        for _ in 0..if long() { 40 } else { 5 } {
            let within = page_size - 1 - dice.below(page_size).min(dice.below(page_size));
            damages.push(Damage::Bit(start + within, (dice.next() % 8) as u8));
        }
        let name = if page == 0 {
            "header"
        } else {
            owners.get(&(page + 1)).map_or("free", String::as_str)
        };
        for damage in damages {
            let damaged = BTreeMap::from([("store.db".to_owned(), damage.to(bytes))]);
            if damaged == sound {
                continue;
            }
            match see(&folder, &damaged, &whole) {
                Ok(seen) => *outcomes.entry((name.to_owned(), seen)).or_default() += 1,
                Err(what) => unseen
                    .entry(name.to_owned())
                    .or_default()
                    .push(format!("{damage:?}: {what}")),
            }
        }
    }
    for ((name, seen), count) in &outcomes {
        println!("{name}: {count} {seen:?}");
    }
    for (name, what) in &unseen {
        println!(
            "UNSEEN {name}: {} {}",
            what.len(),
            what.first().map_or("", String::as_str)
        );
    }
    assert!(unseen.is_empty(), "{unseen:?}");
    assert!(outcomes.keys().any(|(_, seen)| *seen == Seen::Found));
}

/// The log of a store that was killed: a frame that is damaged ends it, so what is found is a state
/// that the store was in, or an error.
#[test]
fn damage_to_the_log_gives_an_earlier_state_or_is_seen() {
    let folder = Folder::new("log");
    let stream = Stream::new(63, 14);
    let store = folder.store();
    let mut states: Vec<Vec<String>> = Vec::new();
    let mut killed = BTreeMap::new();
    let config = demarche_store::Config::default();
    let intake = Intake {
        store: &store,
        config: &config,
        planted: Planted::Nothing,
        overlap: 0,
    };
    intake
        .run(&stream, |_| {
            states.push(dump_all(&store).expect("readable"));
            killed = files(&folder);
        })
        .expect("taken in");
    // Beginning a run is a state too.
    let log = killed["store.db-wal"].clone();
    let mut dice = Dice::new(13);
    let mut earlier = 0;
    let frame = 24 + 4096;
    let mut damages = vec![
        Damage::Zeros(0),
        Damage::Bit(5, 1),
        Damage::Bit(17, 2),
        Damage::Bit(25, 2),
        Damage::Cut(0),
    ];
    for at in (32..log.len()).step_by(if long() { frame } else { frame * 4 }) {
        damages.extend([
            Damage::Cut(at),
            Damage::Cut(at + dice.below(frame)),
            Damage::Bit(at + dice.below(24), (dice.next() % 8) as u8),
            Damage::Bit(
                (at + 24 + dice.below(4096)).min(log.len() - 1),
                (dice.next() % 8) as u8,
            ),
            Damage::Zeros(at),
        ]);
    }
    for damage in &damages {
        let mut damaged = killed.clone();
        damaged.insert("store.db-wal".to_owned(), damage.to(&log));
        folder.clear();
        for (name, bytes) in &damaged {
            fs::write(folder.0.join(name), bytes).expect("written");
        }
        match dump_all(&store) {
            Ok(found) => {
                // Runs are begun between states; all else is one of them.
                let but_runs = |lines: &[String]| -> Vec<String> {
                    lines
                        .iter()
                        .filter(|line| !line.starts_with("runs "))
                        .cloned()
                        .collect()
                };
                let found = but_runs(&found);
                let known = states.iter().any(|state| but_runs(state) == found);
                assert!(known || found.is_empty(), "{damage:?}: {found:?}");
                assert_eq!(check(&store).expect("checked"), [], "{damage:?}");
                earlier += 1;
            }
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
    println!(
        "{} damages to the log, {earlier} of them cut it short",
        damages.len()
    );
}

/// What is no store at all, and a store brought back.
#[test]
fn a_backup_brings_a_damaged_store_back() {
    let folder = Folder::new("restore");
    let stream = Stream::new(65, 20);
    let store = folder.store();
    oracle(
        &store,
        &Stream {
            items: stream.items[..12].to_vec(),
        },
    );
    let safe = Folder::new("backup");
    let file = safe.0.join("backup.db");
    backup(&store, &file).expect("backed up");
    let whole = dump_all(&store).expect("readable");
    let sound = fs::read(&store).expect("readable");
    for damage in [
        Damage::Cut(0),
        Damage::Cut(5000),
        Damage::Zeros(0),
        Damage::Zeros(4096 * 3),
        Damage::Bit(19, 7),
    ] {
        fs::write(&store, damage.to(&sound)).expect("damaged");
        let seen = check(&store).map_or(true, |findings| !findings.is_empty());
        assert!(seen, "{damage:?}");
        let aside = restore(&store, &file).expect("restored");
        assert!(
            aside.is_some_and(|aside| aside.exists()),
            "the damaged file is kept"
        );
        assert_eq!(dump_all(&store).expect("readable"), whole, "{damage:?}");
        assert_eq!(check(&store).expect("checked"), []);
    }
    // A backup that is damaged itself restores nothing.
    fs::write(
        &file,
        Damage::Zeros(4096 * 2).to(&fs::read(&file).expect("readable")),
    )
    .expect("damaged");
    let refused = restore(&store, &file).map(|_| check(&store).map(|findings| findings.len()));
    assert!(matches!(refused, Err(Error::Damaged { .. })), "{refused:?}");
    assert_eq!(dump_all(&store).expect("readable"), whole);
    drop(Store::open(&store).expect("writable"));
}
