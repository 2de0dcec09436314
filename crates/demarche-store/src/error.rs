//! Why a store cannot do what it is asked, and what to do about it.

use std::fmt;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

/// Why a store cannot be opened, read or written. Nothing of what was asked has happened.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// There is no file.
    Missing {
        /// The store.
        path: PathBuf,
    },
    /// There is a file, and something stands in the way of creating a new one.
    Exists {
        /// The file that is there.
        path: PathBuf,
    },
    /// The file is no store of this program.
    NotAStore {
        /// The file.
        path: PathBuf,
        /// What it is instead.
        what: String,
    },
    /// The store was written by a newer program.
    Newer {
        /// The store.
        path: PathBuf,
        /// Its version.
        found: i64,
        /// The newest version that is read.
        known: i64,
    },
    /// Another process writes to the store.
    Locked {
        /// The store.
        path: PathBuf,
        /// The process, where it said so.
        by: Option<u32>,
    },
    /// Another program holds the database for longer than is waited.
    Busy {
        /// The store.
        path: PathBuf,
    },
    /// The store, or its folder, may not be written to.
    ReadOnly {
        /// The store.
        path: PathBuf,
        /// What the system says.
        cause: String,
    },
    /// The disk is full.
    Full {
        /// The store.
        path: PathBuf,
    },
    /// What is on the disk is not what was written.
    Damaged {
        /// The store.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },
    /// The system refuses.
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        cause: std::io::Error,
    },
    /// SQLite refuses.
    Sqlite {
        /// The store.
        path: PathBuf,
        /// What it says.
        cause: rusqlite::Error,
    },
    /// What is asked, as a correction, does not fit what is there.
    Refused {
        /// The store.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
        /// What to do.
        remedy: &'static str,
    },
    /// What is asked makes no sense for this store.
    Misuse {
        /// The store.
        path: PathBuf,
        /// What is wrong.
        what: String,
    },
}

impl Error {
    /// The file that the error is about.
    pub fn path(&self) -> &Path {
        match self {
            Error::Missing { path }
            | Error::Exists { path }
            | Error::NotAStore { path, .. }
            | Error::Newer { path, .. }
            | Error::Locked { path, .. }
            | Error::Busy { path }
            | Error::ReadOnly { path, .. }
            | Error::Full { path }
            | Error::Damaged { path, .. }
            | Error::Io { path, .. }
            | Error::Sqlite { path, .. }
            | Error::Refused { path, .. }
            | Error::Misuse { path, .. } => path,
        }
    }

    /// What to do.
    pub fn remedy(&self) -> &'static str {
        match self {
            Error::Missing { .. } => {
                "check the path; `demarche ingest` makes a store where there is none"
            }
            Error::Exists { .. } => "name another file, or move this one away",
            Error::NotAStore { .. } => {
                "name a store, or a file that is not there yet; this one was left as it is"
            }
            Error::Newer { .. } => "use a newer demarche; the store was left as it is",
            Error::Locked { .. } => {
                "wait for it or stop it; reading (`demarche export`) goes on meanwhile"
            }
            Error::Busy { .. } => "try again, or find the program that has the file open",
            Error::ReadOnly { .. } => "check the permissions of the file and of its folder",
            Error::Full { .. } => {
                "make room and run it again; what was acknowledged is in the store"
            }
            Error::Damaged { .. } => {
                "`demarche store check` says what is damaged; `demarche store restore` puts a backup in its place"
            }
            Error::Io { .. } => {
                "check the disk, and that the folder is there and may be written to"
            }
            Error::Sqlite { .. } => "run `demarche store check`",
            Error::Refused { remedy, .. } => remedy,
            Error::Misuse { .. } => "`demarche store info` says what the store holds",
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.path().display())?;
        match self {
            Error::Missing { .. } => f.write_str("there is no store"),
            Error::Exists { .. } => f.write_str("there is a file already"),
            Error::NotAStore { what, .. } => write!(f, "not a store: {what}"),
            Error::Newer { found, known, .. } => write!(
                f,
                "a store of version {found}; this program knows versions up to {known}"
            ),
            Error::Locked { by: Some(by), .. } => {
                write!(f, "process {by} is writing to this store")
            }
            Error::Locked { by: None, .. } => {
                f.write_str("another process is writing to this store")
            }
            Error::Busy { .. } => f.write_str("another program keeps the database busy"),
            Error::ReadOnly { cause, .. } => write!(f, "may not be written to: {cause}"),
            Error::Full { .. } => f.write_str("the disk is full"),
            Error::Damaged { what, .. } => write!(f, "damaged: {what}"),
            Error::Io { cause, .. } => cause.fmt(f),
            Error::Sqlite { cause, .. } => cause.fmt(f),
            Error::Refused { what, .. } | Error::Misuse { what, .. } => f.write_str(what),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::Io { cause, .. } => Some(cause),
            Error::Sqlite { cause, .. } => Some(cause),
            _ => None,
        }
    }
}

/// What goes wrong below the level at which the path is known.
#[derive(Debug)]
pub(crate) enum Fault {
    /// SQLite refuses.
    Sqlite(rusqlite::Error),
    /// What was read is not what was written.
    Damaged(String),
    /// What is asked, as a correction, does not fit: what is wrong, and what to do.
    Refused { what: String, remedy: &'static str },
    /// What is asked makes no sense.
    Misuse(String),
}

/// What is done below the level at which the path is known.
pub(crate) type Done<T> = Result<T, Fault>;

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        Fault::Sqlite(error)
    }
}

impl Fault {
    /// The error, with the path of the store.
    pub(crate) fn at(self, path: &Path) -> Error {
        let path = path.to_owned();
        match self {
            Fault::Damaged(what) => Error::Damaged { path, what },
            Fault::Refused { what, remedy } => Error::Refused { path, what, remedy },
            Fault::Misuse(what) => Error::Misuse { path, what },
            Fault::Sqlite(cause) => match cause.sqlite_error_code() {
                Some(ErrorCode::DiskFull) => Error::Full { path },
                Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Error::ReadOnly {
                    path,
                    cause: cause.to_string(),
                },
                Some(ErrorCode::CannotOpen | ErrorCode::SystemIoFailure) => Error::Io {
                    path,
                    cause: std::io::Error::other(cause),
                },
                Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Error::Busy { path },
                Some(ErrorCode::DatabaseCorrupt) => Error::Damaged {
                    path,
                    what: cause.to_string(),
                },
                Some(ErrorCode::NotADatabase) => Error::NotAStore {
                    path,
                    what: "no SQLite database".to_owned(),
                },
                _ => Error::Sqlite { path, cause },
            },
        }
    }
}
