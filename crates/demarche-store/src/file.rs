//! The file: found or made, of the right kind and version, with one writer and many readers.

use std::fs::{self, File, TryLockError};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use demarche_record::Article;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags, Transaction, TransactionBehavior};

use crate::error::{Done, Error, Fault};
use crate::{Verdict, gists, keep, stamps};

/// What SQLite's header of a store says it is: "DMCH".
pub const APPLICATION: i32 = 0x444d_4348;

/// The version that this program writes.
pub const VERSION: i64 = MIGRATIONS.len() as i64;

/// One a version, each from the version before it; the first from nothing.
const MIGRATIONS: &[&str] = &[
    include_str!("../migrations/0001.sql"),
    include_str!("../migrations/0002.sql"),
    include_str!("../migrations/0003.sql"),
    include_str!("../migrations/0004.sql"),
    include_str!("../migrations/0005.sql"),
    include_str!("../migrations/0006.sql"),
    include_str!("../migrations/0007.sql"),
];

/// How a store is opened.
#[derive(Clone, Debug)]
pub struct Config {
    /// How long another writer or a busy database is waited for.
    pub patience: Duration,
    /// The name of the SQLite VFS to go through; the system's own where it is `None`.
    pub vfs: Option<String>,
}

impl Default for Config {
    fn default() -> Self {
        Config {
            patience: Duration::from_secs(5),
            vfs: None,
        }
    }
}

/// A store, open for writing. There is one at a time, over all processes; readers are not held up.
#[derive(Debug)]
pub struct Store {
    pub(crate) path: PathBuf,
    pub(crate) connection: Connection,
    _lock: Lock,
}

/// A store, open for reading.
#[derive(Debug)]
pub struct Reader {
    path: PathBuf,
    pub(crate) connection: Connection,
}

/// One state of a store. What is written after it was taken does not show.
#[derive(Debug)]
pub struct Snapshot<'s> {
    pub(crate) path: &'s Path,
    pub(crate) transaction: Transaction<'s>,
}

impl Store {
    /// Opens a store that is there.
    pub fn open(path: &Path) -> Result<Self, Error> {
        Store::open_with(path, &Config::default())
    }

    /// Opens a store that is there.
    pub fn open_with(path: &Path, config: &Config) -> Result<Self, Error> {
        if !path.exists() {
            return Err(Error::Missing {
                path: path.to_owned(),
            });
        }
        Store::start(path, config, false)
    }

    /// Opens a store, and makes it, with its folder, where there is none.
    pub fn create(path: &Path) -> Result<Self, Error> {
        Store::create_with(path, &Config::default())
    }

    /// Opens a store, and makes it, with its folder, where there is none.
    pub fn create_with(path: &Path, config: &Config) -> Result<Self, Error> {
        if let Some(folder) = folder(path) {
            fs::create_dir_all(folder).map_err(|cause| system(path, cause))?;
        }
        Store::start(path, config, true)
    }

    fn start(path: &Path, config: &Config, make: bool) -> Result<Self, Error> {
        if path.is_dir() {
            return Err(Error::NotAStore {
                path: path.to_owned(),
                what: "a folder".to_owned(),
            });
        }
        refuse_other(path)?;
        let lock = Lock::take(path, config.patience)?;
        let mut flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        if make {
            flags |= OpenFlags::SQLITE_OPEN_CREATE;
        }
        let at = |fault: Fault| fault.at(path);
        let mut connection = connect(path, config, flags).map_err(at)?;
        let found = probe(&connection, path)?;
        if found.is_none() && !make {
            return Err(Error::NotAStore {
                path: path.to_owned(),
                what: "an empty file".to_owned(),
            });
        }
        begin_writing(&connection).map_err(at)?;
        migrate(&mut connection, found.unwrap_or(0)).map_err(at)?;
        if found.is_some_and(|found| found < VERSION) {
            // What a migration wrote would be looked for in the log by every read after it. Where
            // somebody reads meanwhile, the log is left to the next who writes.
            connection
                .query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
                .or_else(|error| match error.sqlite_error_code() {
                    Some(rusqlite::ErrorCode::DatabaseBusy) => Ok(()),
                    _ => Err(error),
                })
                .map_err(Fault::from)
                .map_err(at)?;
        }
        if found.is_none() {
            sync_folder(path).map_err(|cause| system(path, cause))?;
        }
        Ok(Store {
            path: path.to_owned(),
            connection,
            _lock: lock,
        })
    }

    /// The path it was opened by.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The state that the store is in now. One at a time; for more, open more readers.
    pub fn snapshot(&self) -> Result<Snapshot<'_>, Error> {
        snapshot(&self.connection, &self.path)
    }

    /// What keeping an article would come to, as the store stands. Cheap: meant to be asked before
    /// the article is coded. [`Store::keep`] decides anew.
    pub fn state_of(&self, article: &Article) -> Result<Verdict, Error> {
        self.at(keep::state_of(&self.connection, article))
    }

    pub(crate) fn at<T>(&self, done: Done<T>) -> Result<T, Error> {
        done.map_err(|fault| fault.at(&self.path))
    }

    /// Does `work` in one transaction: whole and on the disk, or not at all.
    pub(crate) fn write<T>(
        &mut self,
        work: impl FnOnce(&Transaction<'_>) -> Done<T>,
    ) -> Result<T, Error> {
        let write = || {
            let transaction = self
                .connection
                .transaction_with_behavior(TransactionBehavior::Immediate)?;
            let result = work(&transaction)?;
            transaction.commit()?;
            Done::Ok(result)
        };
        write().map_err(|fault| fault.at(&self.path))
    }
}

impl Reader {
    /// Opens a store that is there. One of an older version is brought up to this one first.
    pub fn open(path: &Path) -> Result<Self, Error> {
        Reader::open_with(path, &Config::default())
    }

    /// Opens a store that is there. One of an older version is brought up to this one first.
    pub fn open_with(path: &Path, config: &Config) -> Result<Self, Error> {
        if !path.exists() {
            return Err(Error::Missing {
                path: path.to_owned(),
            });
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let attempt = |file: &Path, flags: OpenFlags| -> Result<_, Error> {
            let connection = connect(file, config, flags).map_err(|fault| fault.at(path))?;
            let found = probe(&connection, path)?;
            Ok((connection, found))
        };
        let (connection, found) = match attempt(path, flags) {
            // On a disk that is read only, SQLite cannot make the files that writers and readers
            // share. Where nobody can write, nobody needs them.
            Err(Error::Io { .. } | Error::ReadOnly { .. }) if at_rest(path) => {
                attempt(&unchanging(path), flags | OpenFlags::SQLITE_OPEN_URI)?
            }
            attempted => attempted?,
        };
        match found {
            None => {
                return Err(Error::NotAStore {
                    path: path.to_owned(),
                    what: "an empty file".to_owned(),
                });
            }
            Some(VERSION) => {}
            Some(_) => drop(Store::open_with(path, config)?),
        }
        Ok(Reader {
            path: path.to_owned(),
            connection,
        })
    }

    /// The path it was opened by.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The state that the store is in now. One at a time; for more, open more readers.
    pub fn snapshot(&self) -> Result<Snapshot<'_>, Error> {
        snapshot(&self.connection, &self.path)
    }

    /// What keeping an article would come to; see [`Store::state_of`].
    pub fn state_of(&self, article: &Article) -> Result<Verdict, Error> {
        keep::state_of(&self.connection, article).map_err(|fault| fault.at(&self.path))
    }
}

impl Snapshot<'_> {
    pub(crate) fn at<T>(&self, done: Done<T>) -> Result<T, Error> {
        done.map_err(|fault| fault.at(self.path))
    }
}

fn snapshot<'s>(connection: &'s Connection, path: &'s Path) -> Result<Snapshot<'s>, Error> {
    let taken = || {
        if !connection.is_autocommit() {
            return Err(Fault::Misuse(
                "there is a snapshot of this connection already; open another reader".to_owned(),
            ));
        }
        let transaction = connection.unchecked_transaction()?;
        // The state is fixed by the first read, not by the beginning.
        transaction.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()))?;
        Done::Ok(transaction)
    };
    let transaction = taken().map_err(|fault| fault.at(path))?;
    Ok(Snapshot { path, transaction })
}

pub(crate) fn connect(path: &Path, config: &Config, flags: OpenFlags) -> Done<Connection> {
    let connection = match &config.vfs {
        Some(vfs) => Connection::open_with_flags_and_vfs(path, flags, vfs.as_str())?,
        None => Connection::open_with_flags(path, flags)?,
    };
    connection.busy_timeout(config.patience)?;
    connection.set_prepared_statement_cache_capacity(96);
    stamps::add(&connection)?;
    gists::add(&connection)?;
    // A statement keeps its plan whatever is asked: else it is prepared anew at each new value.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    // A damaged page is seen when it is read, and no more than what SQL says is run.
    connection.execute_batch(
        "PRAGMA cell_size_check = ON; PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY;
         PRAGMA cache_size = -32768;",
    )?;
    Ok(connection)
}

/// The version of a store; `None` where the file is empty.
pub(crate) fn probe(connection: &Connection, path: &Path) -> Result<Option<i64>, Error> {
    let read = || {
        let number = |sql: &str| connection.query_row(sql, [], |row| row.get::<_, i64>(0));
        Done::Ok((
            number("PRAGMA application_id")?,
            number("PRAGMA user_version")?,
            number("SELECT count(*) FROM sqlite_schema")?,
        ))
    };
    let path = path.to_owned();
    match read().map_err(|fault| fault.at(&path))? {
        (application, found, _) if application == i64::from(APPLICATION) => {
            if found > VERSION {
                let known = VERSION;
                return Err(Error::Newer { path, found, known });
            }
            if found < 1 {
                let what = format!("its version is {found}");
                return Err(Error::Damaged { path, what });
            }
            Ok(Some(found))
        }
        (0, 0, 0) => Ok(None),
        _ => Err(Error::NotAStore {
            path,
            what: "an SQLite database of another program".to_owned(),
        }),
    }
}

/// Write-ahead log, and every commit on the disk before it returns.
pub(crate) fn begin_writing(connection: &Connection) -> Done<()> {
    let mode: String = connection.query_row("PRAGMA journal_mode = WAL", [], |row| {
        row.get::<_, String>(0)
    })?;
    if mode != "wal" {
        return Err(Fault::Misuse(format!(
            "the file system has no write-ahead log (journal mode {mode}); keep the store on a local disk"
        )));
    }
    connection.execute_batch(
        "PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON;
         PRAGMA foreign_keys = ON; PRAGMA journal_size_limit = 67108864;",
    )?;
    Ok(())
}

/// Refuses a file that its header says is no store, before anything is made beside it. Where there
/// is a log, the header may be of old: then SQLite tells, as it does of all that is let through.
fn refuse_other(path: &Path) -> Result<(), Error> {
    if beside(path, "-wal").exists() {
        return Ok(());
    }
    let mut head = Vec::new();
    let read = File::open(path).and_then(|file| file.take(72).read_to_end(&mut head));
    if read.is_err() || head.is_empty() {
        return Ok(());
    }
    let refused = |what: &str| {
        Err(Error::NotAStore {
            path: path.to_owned(),
            what: what.to_owned(),
        })
    };
    if !head.starts_with(b"SQLite format 3\0") {
        return refused("no SQLite database");
    }
    // SQLite's header: the number of the schema stands at 40, what an application calls itself at
    // 68. A store that is being made has neither yet.
    let (schema, application) = (head.get(40..44), head.get(68..72));
    let none = Some(&[0; 4][..]);
    let ours = APPLICATION.to_be_bytes();
    if application.is_some_and(|application| application != ours)
        && (schema, application) != (none, none)
    {
        return refused("an SQLite database of another program");
    }
    Ok(())
}

fn migrate(connection: &mut Connection, found: i64) -> Done<()> {
    let missing = MIGRATIONS
        .iter()
        .zip(1_i64..)
        .skip(usize::try_from(found).unwrap_or(0));
    for (sql, version) in missing {
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction.execute_batch(sql)?;
        transaction.execute_batch(&format!(
            "PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {version};"
        ))?;
        transaction.commit()?;
    }
    Ok(())
}

/// Whether all of a store is in its one file, and this process may not write beside it.
fn at_rest(path: &Path) -> bool {
    let log = fs::metadata(beside(path, "-wal"));
    let empty = log.map_or(true, |log| log.len() == 0);
    let probe = beside(path, &format!("-probe-{}", std::process::id()));
    let written = File::create(&probe).is_ok();
    if written {
        let _ = fs::remove_file(&probe);
    }
    empty && !written
}

/// The URI of a file that does not change while it is open.
fn unchanging(path: &Path) -> PathBuf {
    let path = path.to_string_lossy();
    let path = path
        .replace('%', "%25")
        .replace('?', "%3f")
        .replace('#', "%23");
    format!("file:{path}?immutable=1").into()
}

/// The folder of a path; `None` where it is the current one.
fn folder(path: &Path) -> Option<&Path> {
    path.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
}

/// Has the names in a file's folder on the disk.
pub(crate) fn sync_folder(path: &Path) -> io::Result<()> {
    // Windows opens no folders, and keeps names with the files.
    if cfg!(unix) {
        File::open(folder(path).unwrap_or(Path::new(".")))?.sync_all()?;
    }
    Ok(())
}

/// What the system says, as our error.
pub(crate) fn system(path: &Path, cause: io::Error) -> Error {
    let path = path.to_owned();
    match cause.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Error::Full { path },
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Error::ReadOnly {
            path,
            cause: cause.to_string(),
        },
        _ => Error::Io { path, cause },
    }
}

/// The name of a file beside the store.
pub(crate) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// Held by the one writer, and by a reviewer at work; the system lets go of it when the process ends, however it ends. The
/// file stays: to take it away would let two processes hold locks on two files of one name.
#[derive(Debug)]
pub(crate) struct Lock {
    _file: File,
}

impl Lock {
    /// That of the one who keeps articles.
    pub(crate) fn take(store: &Path, patience: Duration) -> Result<Self, Error> {
        Lock::named(store, "-lock", patience)
    }

    /// That of a reviewer, who holds it for one transaction.
    pub(crate) fn of_review(store: &Path, patience: Duration) -> Result<Self, Error> {
        Lock::named(store, "-review", patience)
    }

    fn named(store: &Path, ending: &str, patience: Duration) -> Result<Self, Error> {
        let path = beside(store, ending);
        let failed = |cause| system(&path, cause);
        let mut file = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(failed)?;
        let end = Instant::now() + patience;
        loop {
            match file.try_lock() {
                Ok(()) => break,
                Err(TryLockError::WouldBlock) if Instant::now() < end => {
                    thread::sleep(Duration::from_millis(25));
                }
                Err(TryLockError::WouldBlock) => {
                    let mut text = String::new();
                    let read = file.read_to_string(&mut text);
                    return Err(Error::Locked {
                        path: store.to_owned(),
                        by: read.ok().and_then(|_| text.trim().parse().ok()),
                    });
                }
                Err(TryLockError::Error(cause)) => return Err(failed(cause)),
            }
        }
        // Who holds it is a courtesy: where it cannot be written, the lock holds all the same.
        let _ = file.set_len(0);
        let _ = file.rewind();
        let _ = file.write_all(format!("{}\n", std::process::id()).as_bytes());
        Ok(Lock { _file: file })
    }
}
