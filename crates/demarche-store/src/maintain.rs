//! Upkeep of the file: copies that are whole, their return, unused room, and what it holds.

use std::fs::{self, File};
use std::path::{Path, PathBuf};

use rusqlite::backup::{Backup, StepResult};
use rusqlite::{Connection, OpenFlags};

use crate::error::{Done, Error, Fault};
use crate::file::{Lock, VERSION, beside, connect, probe, sync_folder, system};
use crate::{Config, Reader, Snapshot, Store};

/// What a store holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Info {
    /// Version of its layout.
    pub version: i64,
    /// Size of the file.
    pub bytes: u64,
    /// Articles.
    pub articles: u64,
    /// Texts of articles.
    pub revisions: u64,
    /// Stories: articles that are no copies of another.
    pub stories: u64,
    /// Named sources.
    pub sources: u64,
    /// Feeds.
    pub feeds: u64,
    /// Events of the latest texts, as they were coded last and corrected.
    pub current: u64,
    /// All events that were coded.
    pub events: u64,
    /// Corrections, also those that were withdrawn.
    pub corrections: u64,
    /// Rejected inputs, and what is to be known of others.
    pub problems: u64,
}

impl Snapshot<'_> {
    /// What the store holds. Counts every row: not for a dashboard.
    pub fn info(&self) -> Result<Info, Error> {
        let read = || {
            let number = |sql: &str| -> Done<u64> {
                let number: i64 = self.transaction.query_row(sql, [], |row| row.get(0))?;
                Ok(number.unsigned_abs())
            };
            Done::Ok(Info {
                version: VERSION,
                bytes: number("PRAGMA page_count")? * number("PRAGMA page_size")?,
                articles: number("SELECT count(*) FROM articles")?,
                revisions: number("SELECT count(*) FROM revisions")?,
                stories: number("SELECT count(*) FROM articles WHERE story = id")?,
                sources: number("SELECT count(*) FROM sources")?,
                feeds: number("SELECT count(*) FROM feeds")?,
                current: number("SELECT count(*) FROM events WHERE current = 1")?,
                events: number("SELECT count(*) FROM events WHERE correction = 0")?,
                corrections: number("SELECT count(*) FROM corrections")?,
                problems: number("SELECT count(*) FROM problems")?,
            })
        };
        self.at(read())
    }
}

impl Store {
    /// Gives unused room back to the disk.
    pub fn vacuum(&mut self) -> Result<(), Error> {
        let work = |connection: &Connection| -> Done<()> {
            connection.execute("INSERT INTO words (words) VALUES ('optimize')", [])?;
            connection.execute_batch("VACUUM")?;
            connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?;
            Ok(())
        };
        self.at(work(&self.connection))
    }
}

/// Copies a store, which may be in use, into a file that is there whole or not at all. A store
/// that has the file's name is replaced; any other file is left alone.
pub fn backup(store: &Path, file: &Path) -> Result<(), Error> {
    let reader = Reader::open(store)?;
    let same = fs::canonicalize(store).ok() == fs::canonicalize(file).ok();
    if file.exists() {
        if same {
            return Err(Error::Refused {
                path: file.to_owned(),
                what: "the backup would be the store itself".to_owned(),
                remedy: "name another file",
            });
        }
        if Reader::open(file).is_err() {
            return Err(Error::Exists {
                path: file.to_owned(),
            });
        }
    }
    let part = beside(file, &format!(".{}.part", std::process::id()));
    let made = copy(&reader.connection, store, &part, file)
        .and_then(|()| fs::rename(&part, file).map_err(|cause| system(file, cause)))
        .and_then(|()| sync_folder(file).map_err(|cause| system(file, cause)));
    if made.is_err() {
        let _ = fs::remove_file(&part);
    }
    made
}

/// Puts a backup in the place of a store, after a look whether it is whole. The store as it was,
/// if there was one, is kept beside it, under a name that is free; answers where.
pub fn restore(store: &Path, file: &Path) -> Result<Option<PathBuf>, Error> {
    let reader = Reader::open(file)?;
    let lock = Lock::take(store, Config::default().patience)?;
    let review = Lock::of_review(store, Config::default().patience)?;
    let part = beside(store, &format!(".{}.part", std::process::id()));
    let exchange = || -> Result<Option<PathBuf>, Error> {
        copy(&reader.connection, file, &part, store)?;
        let failed = |cause| system(store, cause);
        let mut kept = None;
        // The log belongs to the file beside it: it goes with the old one, before the new one
        // takes the name.
        let free = free_ending(store);
        for ending in FILES {
            let old = beside(store, ending);
            let aside = beside(store, &format!("{free}{ending}"));
            if old.exists() {
                fs::rename(&old, &aside).map_err(failed)?;
                kept.get_or_insert(aside);
            }
        }
        fs::rename(&part, store).map_err(failed)?;
        sync_folder(store).map_err(failed)?;
        Ok(kept)
    };
    let done = exchange();
    if done.is_err() {
        let _ = fs::remove_file(&part);
    }
    drop(review);
    drop(lock);
    done
}

/// The endings of the files of a database.
const FILES: [&str; 3] = ["", "-wal", "-shm"];

/// What is put behind the name of a store that is set aside: ".before-restore", with a number from 2
/// on where that is taken, so that nothing that was set aside before is lost.
fn free_ending(store: &Path) -> String {
    let mut ending = ".before-restore".to_owned();
    let mut number = 1_u64;
    while FILES
        .iter()
        .any(|file| beside(store, &format!("{ending}{file}")).exists())
    {
        number += 1;
        ending = format!(".before-restore-{number}");
    }
    ending
}

/// Copies a database into a new file, one whole state of it, and has it on the disk. Errors call the
/// file by the name that it will have.
fn copy(from: &Connection, from_path: &Path, to: &Path, name: &Path) -> Result<(), Error> {
    // Made by the system, which says why where it cannot be; SQLite says less.
    File::create(to).map_err(|cause| system(name, cause))?;
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut target = connect(to, &Config::default(), flags).map_err(|fault| fault.at(name))?;
    let copied = {
        let mut work = || {
            let backup = Backup::new(from, &mut target)?;
            // All in one step: it reads one state, and no writer makes it begin again.
            match backup.step(-1)? {
                StepResult::Done => Done::Ok(()),
                _ => Err(Fault::Misuse("the database is busy".to_owned())),
            }
        };
        work()
    };
    copied.map_err(|fault| match fault {
        // What is damaged is what is read; what is full is where it is written.
        Fault::Sqlite(ref error)
            if error.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseCorrupt) =>
        {
            fault.at(from_path)
        }
        fault => fault.at(name),
    })?;
    // One file, with no log beside it.
    let finish = |target: &Connection| -> Done<()> {
        target.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(()))?;
        let sound: String = target.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
        if sound == "ok" {
            Ok(())
        } else {
            Err(Fault::Damaged(sound))
        }
    };
    finish(&target).map_err(|fault| fault.at(from_path))?;
    probe(&target, name)?;
    target
        .close()
        .map_err(|(_, error)| Fault::from(error).at(name))?;
    File::open(to)
        .and_then(|file| file.sync_all())
        .map_err(|cause| system(name, cause))
}
