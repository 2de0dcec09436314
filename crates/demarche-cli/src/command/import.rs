//! `demarche import`: dictionaries of other coders in, tables and frames out, every line accounted
//! for.

use std::fmt::Write as _;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use demarche_code::knowledge;
use demarche_import::{Account, Dictionary, Kind, decode, import};

use crate::args::{Import, ImportFrom, Petrarch};
use crate::interrupt;
use crate::report::{Exit, Failure, plural, printable};

/// The list of lines that have no counterpart, below the folder of the import.
pub(crate) const UNTRANSLATED: &str = "untranslated.tsv";

/// The largest dictionary that is read, in bytes; those in use have under ten million.
const LARGEST: u64 = 256 << 20;

/// Translates what the command line names.
pub(crate) fn run(args: &Import) -> anyhow::Result<Exit> {
    match &args.from {
        ImportFrom::Petrarch(petrarch) => run_petrarch(petrarch),
    }
}

fn run_petrarch(args: &Petrarch) -> anyhow::Result<Exit> {
    let named = [
        (Kind::Actors, &args.actors),
        (Kind::Agents, &args.agents),
        (Kind::Verbs, &args.verbs),
    ];
    let mut dictionaries = Vec::new();
    let mut rejected = 0;
    for (kind, paths) in named {
        for path in paths {
            match read(path) {
                Ok((text, note)) => {
                    if let Some(note) = note {
                        eprintln!("note: {}: {note}", printable(&path.display().to_string()));
                    }
                    dictionaries.push(Dictionary {
                        file: path.display().to_string(),
                        kind,
                        text,
                    });
                }
                Err(error) => {
                    rejected += 1;
                    eprintln!(
                        "rejected: {}: {}",
                        printable(&path.display().to_string()),
                        printable(&error.to_string())
                    );
                    eprintln!("hint: name a dictionary, a text file that can be read");
                }
            }
        }
    }
    if dictionaries.is_empty() {
        return Ok(Exit::Failed);
    }
    let import = import(&dictionaries, knowledge::embedded());
    let mut files = import.files.clone();
    files.insert(UNTRANSLATED.to_owned(), import.untranslated());
    write_new(&args.out, files.iter())?;
    for note in &import.notes {
        eprintln!("note: {}", printable(note));
    }
    let mut out = String::new();
    for account in &import.accounts {
        let _ = writeln!(out, "{}", printable(&told(account)));
    }
    for (what, count) in import.written.iter().filter(|(_, count)| **count > 0) {
        let one = match *what {
            "spells of office" => "spell of office",
            "word classes" => "word class",
            what => what.strip_suffix('s').unwrap_or(what),
        };
        let _ = writeln!(out, "written: {}", plural(*count, one, what));
    }
    for name in files.keys() {
        let path = args.out.join(name);
        let _ = writeln!(out, "{}", printable(&path.display().to_string()));
    }
    interrupt::write_whole(&mut io::stdout().lock(), out.as_bytes())?;
    let translated = |account: &Account| account.translated + account.partly > 0;
    if !import.accounts.iter().any(translated) {
        let list = args.out.join(UNTRANSLATED);
        return Err(Failure::failed(
            "no line was translated",
            format!("{} says why of each", list.display()),
        ));
    }
    let mut next = String::from("demarche code …");
    for sort in ["knowledge", "codebook"] {
        if import.files.keys().any(|name| name.starts_with(sort)) {
            let _ = write!(next, " --{sort} {}", args.out.join(sort).display());
        }
    }
    if !import.files.is_empty() {
        eprintln!("hint: {} codes with them", printable(&next));
    }
    Ok(if rejected > 0 {
        Exit::SomeRejected
    } else {
        Exit::Done
    })
}

fn told(account: &Account) -> String {
    let Account {
        file,
        kind,
        read,
        translated,
        partly,
        untranslated,
    } = account;
    format!(
        "{file} ({}): read {read} = translated {translated} + partly {partly} + untranslated {untranslated}",
        kind.as_str()
    )
}

fn read(path: &Path) -> io::Result<(String, Option<&'static str>)> {
    if fs::metadata(path)?.len() > LARGEST {
        return Err(io::Error::other(format!(
            "larger than {} MiB",
            LARGEST >> 20
        )));
    }
    Ok(decode(&fs::read(path)?))
}

/// Writes files below a folder, none of them over another.
fn write_new<'a>(
    folder: &Path,
    files: impl Iterator<Item = (&'a String, &'a String)> + Clone,
) -> anyhow::Result<()> {
    let there = |name: &String| folder.join(name).exists();
    if let Some((name, _)) = files.clone().find(|(name, _)| there(name)) {
        let path: PathBuf = folder.join(name);
        return Err(Failure::failed(
            format!("{} is there already", path.display()),
            "name a new folder with --out, or move the earlier import away",
        ));
    }
    for (name, text) in files {
        let path = folder.join(name);
        let written = || -> io::Result<()> {
            if let Some(parent) = path.parent() {
                fs::create_dir_all(parent)?;
            }
            let mut file = OpenOptions::new()
                .write(true)
                .create_new(true)
                .open(&path)?;
            file.write_all(text.as_bytes())
        };
        written().map_err(|error| {
            Failure::failed(
                format!("{} cannot be written: {error}", path.display()),
                "name a folder that can be written to with --out",
            )
        })?;
    }
    Ok(())
}
