//! `demarche store`: what a store holds, and its upkeep.

use std::fmt::Write as _;
use std::io;

use demarche_store::{Error, Reader, Store, backup, check, restore};

#[cfg(feature = "parquet")]
use crate::command::mirror::mirror;
use crate::interrupt;
use crate::report::{Exit, Failure, printable};
use crate::store::StoreCommand;

/// What to do about a store that is damaged.
const RESTORE: &str = "`demarche store restore FILE` puts a backup in its place";

/// Does what the command line asks for.
pub(crate) fn run(command: &StoreCommand) -> anyhow::Result<Exit> {
    match command {
        StoreCommand::Info(args) => {
            let path = args.store.path()?;
            let reader = Reader::open(&path)?;
            let text = info(&reader)?;
            interrupt::write_whole(&mut io::stdout(), text.as_bytes())?;
        }
        StoreCommand::Check(args) => {
            let path = args.store.path()?;
            let findings = check(&path).map_err(|error| match error {
                Error::Damaged { .. } | Error::Sqlite { .. } => {
                    Failure::failed(error.to_string(), RESTORE)
                }
                error => error.into(),
            })?;
            for finding in &findings {
                println!("{}", printable(&finding.to_string()));
            }
            if !findings.is_empty() {
                eprintln!(
                    "error: {}: {} things are damaged",
                    path.display(),
                    findings.len()
                );
                eprintln!("hint: {RESTORE}");
                return Ok(Exit::Failed);
            }
            eprintln!("{}: nothing is damaged", path.display());
        }
        StoreCommand::Backup(args) => {
            let path = args.store.path()?;
            backup(&path, &args.file)?;
            eprintln!("{}: a copy of {}", args.file.display(), path.display());
        }
        StoreCommand::Restore(args) => {
            let path = args.store.path()?;
            let kept = restore(&path, &args.file).map_err(|error| match error {
                Error::Missing { .. } => {
                    Failure::failed(error.to_string(), "name a backup that is there")
                }
                error => error.into(),
            })?;
            eprintln!("{}: as {} has it", path.display(), args.file.display());
            if let Some(kept) = kept {
                eprintln!("note: the store as it was is kept as {}", kept.display());
            }
        }
        StoreCommand::Vacuum(args) => {
            let path = args.store.path()?;
            let mut store = Store::open(&path)?;
            let before = store.snapshot()?.info()?.bytes;
            store.vacuum()?;
            let after = store.snapshot()?.info()?.bytes;
            eprintln!("{}: {} bytes, before {}", path.display(), after, before);
        }
        #[cfg(feature = "parquet")]
        StoreCommand::Mirror(args) => {
            let updated = mirror(&args.store.path()?, &args.to)?;
            for (what, updated) in ["articles", "events"].iter().zip(updated) {
                eprintln!(
                    "{}: {} rows; files: {} written, {} removed, {} kept",
                    args.to.join(what).display(),
                    updated.rows,
                    updated.written,
                    updated.removed,
                    updated.kept
                );
            }
        }
    }
    Ok(Exit::Done)
}

fn info(reader: &Reader) -> anyhow::Result<String> {
    let snapshot = reader.snapshot()?;
    let info = snapshot.info()?;
    let mut text = String::new();
    let mut line = |name: &str, value: &dyn std::fmt::Display| {
        let _ = writeln!(text, "{name:<12}{value}");
    };
    line("store", &reader.path().display());
    line("version", &info.version);
    line("bytes", &info.bytes);
    line("articles", &info.articles);
    line("revisions", &info.revisions);
    line("stories", &info.stories);
    line("sources", &info.sources);
    line("feeds", &info.feeds);
    let older = info.events.saturating_sub(info.current);
    let rest = match (info.corrections, older) {
        (0, 0) => String::new(),
        (0, older) => format!(" ({older} of older texts or codings)"),
        _ => " (the rest of older texts or codings, or as reviewers left it)".to_owned(),
    };
    line(
        "events",
        &format!("{} current of {}{rest}", info.current, info.events),
    );
    line("problems", &info.problems);
    for run in snapshot.runs()? {
        let ended = run
            .ended
            .as_deref()
            .map_or_else(|| "not ended".to_owned(), seconds);
        let _ = writeln!(
            text,
            "run {:<8}{} {} {} to {ended}\n            coder {}: {}",
            run.id.0,
            run.kind,
            run.engine,
            seconds(&run.started),
            run.fingerprint.get(..12).unwrap_or(&run.fingerprint),
            run.account
        );
    }
    Ok(printable_lines(&text))
}

/// A time without parts of a second.
fn seconds(time: &str) -> String {
    match time.split_once('.') {
        Some((seconds, _)) => format!("{seconds}Z"),
        None => time.to_owned(),
    }
}

fn printable_lines(text: &str) -> String {
    text.lines()
        .map(|line| format!("{}\n", printable(line)))
        .collect()
}
