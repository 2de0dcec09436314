//! `demarche places import`: an index of places from a GeoNames dump on disk.
//!
//! Files are streamed: of a dump of 12 million lines only what is kept is in memory.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use demarche_code::gazetteer::build::Builder;
use demarche_code::gazetteer::geonames::{self, LONGEST, LeftOut, LineFault, Wanted};

use crate::args::PlacesImport;
use crate::interrupt;
use crate::own::PLACES;
use crate::progress::Progress;
use crate::report::{Exit, Failure, printable};

/// How many faulty lines are shown by themselves.
const SHOWN: u64 = 5;

/// Reads the dump, and the files beside it, and writes the index.
pub(crate) fn run(args: &PlacesImport) -> anyhow::Result<Exit> {
    let wanted = Wanted {
        features: args.features.clone(),
        least_people: args.least_people,
    };
    let mut builder = Builder::default();
    let mut faulty = 0;
    if let Some(path) = &args.admin1 {
        let mut account = Account::new(path);
        read(path, &mut account, |bytes| {
            let (code, name) = geonames::division(bytes)?;
            builder.division(code, name);
            Ok(Ok(()))
        })?;
        faulty += account.end("first-level divisions named")?;
    }
    let mut account = Account::new(&args.dump);
    read(&args.dump, &mut account, |bytes| {
        let line = geonames::line(bytes)?;
        Ok(geonames::add(&mut builder, &line, &wanted).map_err(Why::Left))
    })?;
    faulty += account.end("places kept")?;
    if let Some(path) = &args.alternate_names {
        let mut account = Account::new(path);
        read(path, &mut account, |bytes| {
            Ok(match geonames::other_name(bytes)? {
                None => Err(Why::NoName),
                Some((id, _)) if !builder.holds(id) => Err(Why::Elsewhere),
                Some((id, name)) if builder.name(id, name) => Ok(()),
                Some(_) => Err(Why::Left(LeftOut::Name)),
            })
        })?;
        faulty += account.end("names kept")?;
    }
    let count = builder.len();
    if count == 0 {
        return Err(Failure::failed(
            format!(
                "{}: no place is kept, so no index is written",
                args.dump.display()
            ),
            "--features and --least-people say which places are kept; \"demarche places import \
             --help\" tells how",
        ));
    }
    let file = builder.finish()?;
    let path = write(&args.out, &file)?;
    eprintln!(
        "{}: {count} places, {:.1} MB; code with it by --knowledge {}",
        path.display(),
        file.len() as f64 / 1e6,
        args.out.display()
    );
    eprintln!("The data are GeoNames' (CC BY 4.0): name the source where you pass the index on.");
    Ok(match faulty {
        0 => Exit::Done,
        _ => Exit::SomeRejected,
    })
}

/// Why a line that reads is not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Why {
    Left(LeftOut),
    /// A link or a code instead of a name.
    NoName,
    /// A name of a place that is not kept.
    Elsewhere,
}

impl std::fmt::Display for Why {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Why::Left(left) => left.fmt(f),
            Why::NoName => f.write_str("links and codes"),
            Why::Elsewhere => f.write_str("of other places"),
        }
    }
}

/// What became of the lines of a file: lines = kept + left out + faulty.
struct Account {
    file: PathBuf,
    lines: u64,
    kept: u64,
    left_out: BTreeMap<Why, u64>,
    faulty: u64,
    progress: Progress,
    begun: Instant,
}

impl Account {
    fn new(file: &Path) -> Self {
        Account {
            file: file.to_owned(),
            lines: 0,
            kept: 0,
            left_out: BTreeMap::new(),
            faulty: 0,
            progress: Progress::new(true),
            begun: Instant::now(),
        }
    }

    fn count(&mut self, what: Result<Result<(), Why>, LineFault>) {
        self.lines += 1;
        match what {
            Ok(Ok(())) => self.kept += 1,
            Ok(Err(why)) => *self.left_out.entry(why).or_default() += 1,
            Err(fault) => {
                self.faulty += 1;
                if self.faulty <= SHOWN {
                    self.progress.clear();
                    let fault_is = printable(&fault.to_string());
                    eprintln!("{}:{}: {fault_is}", self.file.display(), self.lines);
                    eprintln!("hint: {}", fault.help);
                }
            }
        }
    }

    /// Shows how far it is: of `all` bytes `done` are read.
    fn show(&mut self, done: u64, all: u64) {
        let (lines, kept, begun) = (self.lines, self.kept, self.begun);
        let file = self.file.file_name().unwrap_or_default().to_string_lossy();
        self.progress.show(|| {
            let share = done as f64 / all.max(1) as f64;
            let mut text = format!(
                "{file}: {}% read, {lines} lines, {kept} kept",
                (100.0 * share) as u64
            );
            let gone = begun.elapsed();
            if gone > Duration::from_secs(1) && share > 0.0 && share < 1.0 {
                let left = gone.as_secs_f64() * (1.0 - share) / share;
                let _ = match left {
                    left if left < 90.0 => write!(text, ", about {left:.0} s left"),
                    left => write!(text, ", about {:.0} min left", left / 60.0),
                };
            }
            printable(&text)
        });
    }

    /// Tells what became of the lines, and answers how many were faulty. A file of faulty lines
    /// only is not what it was taken for.
    fn end(mut self, kept: &str) -> anyhow::Result<u64> {
        self.progress.clear();
        let file = self.file.display();
        let (lines, faulty) = (self.lines, self.faulty);
        if faulty > SHOWN {
            eprintln!("{file}: {} more lines at fault", faulty - SHOWN);
        }
        if faulty == lines {
            let what = match lines {
                0 => format!("{file} is empty"),
                _ => format!("{file}: no line is as GeoNames writes it; nothing is written"),
            };
            let help = "give allCountries.txt or a cities file (or its .zip), alternateNamesV2.txt \
                        by --alternate-names, admin1CodesASCII.txt by --admin1";
            return Err(Failure::failed(what, help));
        }
        let mut text = format!("{file}: {lines} lines = {} {kept}", self.kept);
        for (why, count) in &self.left_out {
            let _ = write!(text, " + {count} {why}");
        }
        eprintln!("{text} + {faulty} at fault");
        Ok(faulty)
    }
}

/// Hands every line of a file, or of the text in a .zip, to `take`, and counts what it answers.
fn read(
    path: &Path,
    account: &mut Account,
    take: impl FnMut(&[u8]) -> Result<Result<(), Why>, LineFault>,
) -> anyhow::Result<()> {
    let named = || path.display().to_string();
    let file = File::open(path).map_err(|error| {
        Failure::failed(
            format!("{}: {error}", path.display()),
            "give a file that GeoNames offers for download",
        )
    })?;
    let zipped = path
        .extension()
        .is_some_and(|is| is.eq_ignore_ascii_case("zip"));
    if !zipped {
        let all = file.metadata().with_context(named)?.len();
        return lines(file, all, account, take).with_context(named);
    }
    let unzip = |error: zip::result::ZipError| {
        Failure::failed(
            format!("{}: {error}", path.display()),
            "download it again, or unpack it and give the .txt",
        )
    };
    let mut archive = zip::ZipArchive::new(BufReader::new(file)).map_err(unzip)?;
    let inner = inner(path, &archive)?;
    let text = archive.by_name(&inner).map_err(unzip)?;
    let all = text.size();
    lines(text, all, account, take).with_context(named)
}

/// The text of an archive that is meant: of the archive's own name, else the only one.
fn inner<R: Read + io::Seek>(path: &Path, archive: &zip::ZipArchive<R>) -> anyhow::Result<String> {
    let texts: Vec<&str> = archive
        .file_names()
        .filter(|name| name.ends_with(".txt"))
        .collect();
    let own = path.with_extension("txt");
    let own = own.file_name().and_then(|name| name.to_str());
    match (own, texts.as_slice()) {
        (Some(own), texts) if texts.contains(&own) => Ok(own.to_owned()),
        (_, [only]) => Ok((*only).to_owned()),
        (own, texts) => Err(Failure::failed(
            format!(
                "{}: {} .txt files in it, and none is {}",
                path.display(),
                texts.len(),
                own.unwrap_or("of its name")
            ),
            "unpack it and give the .txt",
        )),
    }
}

fn lines(
    from: impl Read,
    all: u64,
    account: &mut Account,
    mut take: impl FnMut(&[u8]) -> Result<Result<(), Why>, LineFault>,
) -> io::Result<()> {
    let mut from = BufReader::with_capacity(1 << 20, from);
    let (mut line, mut done) = (Vec::new(), 0u64);
    loop {
        line.clear();
        // A byte more than may stand in a line, so that one that is too long shows as such.
        let most = LONGEST as u64 + 2;
        let read = from.by_ref().take(most).read_until(b'\n', &mut line)? as u64;
        if read == 0 {
            return Ok(());
        }
        done += read;
        if !line.ends_with(b"\n") && read == most {
            done += skip_line(&mut from)?;
        }
        let mut bytes = line.as_slice();
        bytes = bytes.strip_suffix(b"\n").unwrap_or(bytes);
        bytes = bytes.strip_suffix(b"\r").unwrap_or(bytes);
        if account.lines == 0 {
            // A mark that some editors put before the text is no part of it.
            bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        }
        account.count(take(bytes));
        account.show(done, all);
    }
}

/// Leaves the rest of a line unread; says how long it is.
fn skip_line(from: &mut impl BufRead) -> io::Result<u64> {
    let mut skipped = 0;
    loop {
        let buffer = from.fill_buf()?;
        let (length, ends) = match buffer.iter().position(|&byte| byte == b'\n') {
            Some(at) => (at + 1, true),
            None => (buffer.len(), buffer.is_empty()),
        };
        from.consume(length);
        skipped += length as u64;
        if ends {
            return Ok(skipped);
        }
    }
}

/// Writes the index whole or not at all: beside its place first, then moved there.
fn write(folder: &Path, bytes: &[u8]) -> anyhow::Result<PathBuf> {
    let path = folder.join(PLACES);
    let part = folder.join(format!("{PLACES}.{}.part", std::process::id()));
    let written = fs::create_dir_all(folder)
        .and_then(|()| File::create(&part))
        .and_then(|mut file| {
            interrupt::write_whole(&mut file, bytes)?;
            file.sync_all()?;
            fs::rename(&part, &path)
        });
    if let Err(error) = written {
        let _ = fs::remove_file(&part);
        return Err(Failure::failed(
            format!("{}: {error}", path.display()),
            "give a folder that may be written to by --out",
        ));
    }
    Ok(path)
}
