//! A folder of Parquet files by year and month, `year=2025/month=05/part-0001.parquet`, that follows
//! a source of records: what is new is appended, what has changed is written anew, what is gone is
//! removed, and many small files become one.
//!
//! Every file is there whole or not at all. What the folder holds is written in a list beside it
//! ([`LIST`]), before files are changed and after; a run that was stopped is seen by the next, which
//! writes the months in question anew. It does not know what the records are.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{self, Write as _};
use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// The name of the list of files. Readers of datasets pass over names that begin so.
const LIST: &str = "_files.tsv";

/// The first line of the list.
const HEADER: &str = "# demarche.dataset/1: year, month, part, first record, last record, sum";

/// A month of more files than this is written as one.
const PARTS: usize = 8;

/// A month, or none where records have no day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(Option<(i16, u8)>);

impl Month {
    /// The month of a day (ISO 8601); none where it is no day.
    pub fn of(day: &str) -> Self {
        let read = || {
            let mut fields = day.splitn(3, '-');
            let (year, month) = (fields.next()?, fields.next()?);
            let month: u8 = month.parse().ok()?;
            (1..=12)
                .contains(&month)
                .then_some((year.parse().ok()?, month))
        };
        Month(read())
    }

    /// Year, and month from 1; `None` where records have no day.
    pub fn year_month(self) -> Option<(i16, u8)> {
        self.0
    }

    /// The folder of the month, as Hive names partitions.
    fn folder(self) -> PathBuf {
        match self.0 {
            Some((year, month)) => format!("year={year:04}/month={month:02}").into(),
            None => "year=__HIVE_DEFAULT_PARTITION__/month=__HIVE_DEFAULT_PARTITION__".into(),
        }
    }
}

/// A record of the source: where it belongs, and a hash of all that its row says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// Its month.
    pub month: Month,
    /// Its number; several rows may have the same.
    pub number: i64,
    /// Hash of what it says.
    pub hash: u64,
}

impl Entry {
    /// A hash of texts, the same on every machine: FNV-1a, mixed.
    pub fn hash_of<'a>(texts: impl IntoIterator<Item = &'a str>) -> u64 {
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        for text in texts {
            for byte in text.bytes().chain([0xff]) {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            }
        }
        hash ^ (hash >> 29)
    }
}

/// What an update did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Updated {
    /// Files that were written.
    pub written: usize,
    /// Files that were removed.
    pub removed: usize,
    /// Files that were left as they are.
    pub kept: usize,
    /// Rows in all files.
    pub rows: usize,
}

/// Why a dataset cannot be updated.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error<E> {
    /// The system refuses.
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        cause: io::Error,
    },
    /// The folder holds something else.
    Foreign {
        /// What is not ours.
        path: PathBuf,
    },
    /// The records cannot be read or written.
    Records(E),
}

impl<E: fmt::Display> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Io { path, cause } => write!(f, "{}: {cause}", path.display()),
            Error::Foreign { path } => write!(
                f,
                "{}: not a file of this dataset; name an empty folder, or a mirror",
                path.display()
            ),
            Error::Records(error) => error.fmt(f),
        }
    }
}

impl<E: std::error::Error + 'static> std::error::Error for Error<E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::Io { cause, .. } => Some(cause),
            Error::Foreign { .. } => None,
            Error::Records(error) => Some(error),
        }
    }
}

/// A file of the dataset: the records of its month from `first` to `last`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Part {
    first: i64,
    last: i64,
    /// Sum over its records; `None` while it is being written.
    sum: Option<u64>,
}

/// Every file, by month and number.
type Parts = BTreeMap<(Month, u32), Part>;

/// A folder of Parquet files.
#[derive(Debug)]
pub struct Dataset {
    root: PathBuf,
}

impl Dataset {
    /// The dataset in a folder, which need not be there yet.
    pub fn at(root: &Path) -> Self {
        Dataset {
            root: root.to_owned(),
        }
    }

    /// Makes the folder hold just these records. `entries` are sorted; `fill` writes the records of
    /// a month whose numbers lie in a range, in order, into a file.
    pub fn update<E>(
        &self,
        entries: &[Entry],
        mut fill: impl FnMut(Month, (i64, i64), File) -> Result<File, E>,
    ) -> Result<Updated, Error<E>> {
        fs::create_dir_all(&self.root).map_err(|cause| failed(&self.root, cause))?;
        let listed = self.listed()?;
        self.look_for_strangers(&listed)?;
        let wanted = plan(&listed, entries);
        let changed = |key: &(Month, u32)| {
            let same = listed.get(key) == wanted.get(key);
            let there = self.file(key).is_file() == wanted.contains_key(key);
            !(same && there && wanted.get(key).is_none_or(|part| part.sum.is_some()))
        };
        let keys: BTreeSet<(Month, u32)> = listed.keys().chain(wanted.keys()).copied().collect();
        let (changing, same): (Vec<_>, Vec<_>) = keys.into_iter().partition(changed);
        let mut updated = Updated {
            kept: same.len(),
            rows: entries.len(),
            ..Updated::default()
        };
        if changing.is_empty() && listed == wanted {
            return Ok(updated);
        }
        // From here to the end the months in question are known to be under way.
        let mut open = listed.clone();
        open.extend(
            changing
                .iter()
                .filter_map(|key| Some((*key, *wanted.get(key)?))),
        );
        for key in &changing {
            if let Some(part) = open.get_mut(key) {
                part.sum = None;
            }
        }
        self.list(&open)?;
        for key in &changing {
            let file = self.file(key);
            if let Some(part) = wanted.get(key) {
                self.write(&file, |to| fill(key.0, (part.first, part.last), to))?;
                updated.written += 1;
            }
        }
        // A record is there twice for a moment rather than not at all.
        for key in changing.iter().filter(|key| !wanted.contains_key(key)) {
            let file = self.file(key);
            match fs::remove_file(&file) {
                Ok(()) => updated.removed += 1,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(failed(&file, error)),
            }
            // Folders that are empty now go too.
            for folder in file
                .ancestors()
                .skip(1)
                .take_while(|folder| *folder != self.root)
            {
                if fs::remove_dir(folder).is_err() {
                    break;
                }
            }
        }
        self.list(&wanted)?;
        Ok(updated)
    }

    fn file(&self, (month, number): &(Month, u32)) -> PathBuf {
        self.root
            .join(month.folder())
            .join(format!("part-{number:04}.parquet"))
    }

    /// Writes a file beside its place, has it on the disk, and then gives it its name.
    fn write<E>(
        &self,
        file: &Path,
        fill: impl FnOnce(File) -> Result<File, E>,
    ) -> Result<(), Error<E>> {
        let waiting = self.root.join("_writing");
        let whole = || -> Result<(), Error<E>> {
            let to = File::create(&waiting).map_err(|cause| failed(&waiting, cause))?;
            let written = fill(to).map_err(Error::Records)?;
            written
                .sync_all()
                .map_err(|cause| failed(&waiting, cause))?;
            let folder = file.parent().unwrap_or(&self.root);
            fs::create_dir_all(folder).map_err(|cause| failed(folder, cause))?;
            fs::rename(&waiting, file).map_err(|cause| failed(file, cause))?;
            sync_folder(folder).map_err(|cause| failed(folder, cause))
        };
        let done = whole();
        if done.is_err() {
            let _ = fs::remove_file(&waiting);
        }
        done
    }

    /// The list of files; empty where there is none.
    fn listed<E>(&self) -> Result<Parts, Error<E>> {
        let path = self.root.join(LIST);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Parts::new()),
            Err(error) => return Err(failed(&path, error)),
        };
        let mut lines = text.lines();
        let parts =
            (lines.next() == Some(HEADER)).then(|| lines.map(part).collect::<Option<Parts>>());
        parts.flatten().ok_or(Error::Foreign { path })
    }

    fn list<E>(&self, parts: &Parts) -> Result<(), Error<E>> {
        let mut text = format!("{HEADER}\n");
        for ((month, number), part) in parts {
            let (year, month) = month.0.map_or((0, 0), |(year, month)| (year, month));
            let sum = part.sum.map_or("-".to_owned(), |sum| format!("{sum:016x}"));
            let _ = writeln!(
                text,
                "{year}\t{month}\t{number}\t{}\t{}\t{sum}",
                part.first, part.last
            );
        }
        self.write(&self.root.join(LIST), |mut to| {
            to.write_all(text.as_bytes())?;
            Ok(to)
        })
        .map_err(|error| match error {
            Error::Records(cause) => failed(&self.root.join(LIST), cause),
            Error::Io { path, cause } => Error::Io { path, cause },
            Error::Foreign { path } => Error::Foreign { path },
        })
    }

    /// Refuses a folder with Parquet files that are not listed: they would be read as ours.
    fn look_for_strangers<E>(&self, listed: &Parts) -> Result<(), Error<E>> {
        let ours: BTreeSet<PathBuf> = listed.keys().map(|key| self.file(key)).collect();
        let mut folders = vec![self.root.clone()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).map_err(|cause| failed(&folder, cause))? {
                let path = entry.map_err(|cause| failed(&folder, cause))?.path();
                if path.is_dir() {
                    folders.push(path);
                } else if path.extension().is_some_and(|kind| kind == "parquet")
                    && !ours.contains(&path)
                {
                    return Err(Error::Foreign { path });
                }
            }
        }
        Ok(())
    }
}

/// A line of the list.
fn part(line: &str) -> Option<((Month, u32), Part)> {
    let fields: Vec<&str> = line.split('\t').collect();
    let [year, month, number, first, last, sum] = fields[..] else {
        return None;
    };
    let (year, month): (i16, u8) = (year.parse().ok()?, month.parse().ok()?);
    let month = Month((month > 0).then_some((year, month)));
    let sum = if sum == "-" {
        None
    } else {
        Some(u64::from_str_radix(sum, 16).ok()?)
    };
    let part = Part {
        first: first.parse().ok()?,
        last: last.parse().ok()?,
        sum,
    };
    Some(((month, number.parse().ok()?), part))
}

/// What files there should be: those that are there, their ranges kept, with a new one for the
/// records behind them; one where a month has too many, or was left half written.
fn plan(listed: &Parts, entries: &[Entry]) -> Parts {
    let mut wanted = Parts::new();
    for records in entries.chunk_by(|a, b| a.month == b.month) {
        let month = records[0].month;
        let (first, last) = (records[0].number, records[records.len() - 1].number);
        let there: Vec<(u32, Part)> = listed
            .range((month, 0)..=(month, u32::MAX))
            .map(|((_, number), part)| (*number, *part))
            .collect();
        let end = there.iter().map(|(_, part)| part.last).max();
        let appended = end.is_none_or(|end| last > end);
        let whole = there.len() + usize::from(appended) > PARTS
            || there.iter().any(|(_, part)| part.sum.is_none())
            || there.first().is_some_and(|(_, part)| first < part.first);
        let mut ranges: Vec<(u32, i64, i64)> = there
            .iter()
            .map(|(number, part)| (*number, part.first, part.last))
            .collect();
        if whole {
            ranges = vec![(1, first, last)];
        } else if appended {
            let number = there.last().map_or(1, |(number, _)| number + 1);
            let start = end.map_or(first, |end| end + 1);
            ranges.push((number, start, last));
        }
        for (number, first, last) in ranges {
            let within = records
                .iter()
                .filter(|entry| (first..=last).contains(&entry.number));
            let (mut count, mut sum) = (0_u64, 0_u64);
            for entry in within {
                count += 1;
                let place = (entry.number as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
                sum = sum.rotate_left(7).wrapping_add(entry.hash ^ place);
            }
            if count > 0 {
                wanted.insert(
                    (month, number),
                    Part {
                        first,
                        last,
                        sum: Some(sum),
                    },
                );
            }
        }
    }
    wanted
}

fn failed<E>(path: &Path, cause: io::Error) -> Error<E> {
    Error::Io {
        path: path.to_owned(),
        cause,
    }
}

/// Has the names in a folder on the disk.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}
