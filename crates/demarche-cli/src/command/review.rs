//! `demarche review`: what reviewers say of events, on the command line.

use std::fmt::Write as _;
use std::fs;
use std::io::{self, BufRead as _, BufReader, IsTerminal as _, Read};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use clap::{ArgGroup, Args as Arguments, Subcommand, ValueEnum};
use demarche_record::correction::{Verdict, Withdrawal};
use demarche_record::{Correction, Event};
use demarche_store::{CorrectionFilter, Error, Outcome, Reader, Reviewer, StoredCorrection};
use jiff::Timestamp;
use serde_json::Value;

use crate::interrupt;
use crate::report::{self, Exit, Failure, printable};
use crate::store::StorePath;

/// `demarche review`
#[derive(Debug, Subcommand)]
#[command(after_help = "Examples:
  demarche review accept 5f0c61b2a9e4d7c3 --by desk --store news.demarche
  demarche review reject 5f0c61b2a9e4d7c3 --reason \"a film, not a raid\"
  demarche review edit 5f0c61b2a9e4d7c3 --set event_type=COERCE --set mode=arrest
  demarche review merge 5f0c61b2a9e4d7c3 81d2aa07be31f954
  demarche review list
  demarche review export > corrections.jsonl

An event is named by its id (demarche export). A correction is kept for good and outlives re-coding
and new texts of the article; of those about one event the latest counts. They may be made while
another process ingests. docs/review.md says how they are carried.")]
pub(crate) enum ReviewCommand {
    /// List corrections, the latest first
    List(List),
    /// Say that events are right
    Accept(Events),
    /// Say what an event should be
    Edit(Edit),
    /// Say that the text does not say so: the events are kept, and not current any more
    Reject(Events),
    /// Say that an event tells again of what another event tells; both stay, the ledger counts one
    Merge(Merge),
    /// Add an event that was not coded
    Add(Add),
    /// Take corrections back; they stay on record
    Withdraw(Withdraw),
    /// Write corrections as JSONL, in the order in which they were made
    Export(Export),
    /// Read corrections that `export` wrote; those that are there already are passed over
    Import(Import),
}

/// Who says it, and why.
#[derive(Debug, Arguments)]
pub(crate) struct Voice {
    #[command(flatten)]
    store: StorePath,

    /// Name of the reviewer; by default that of the user (USER)
    #[arg(long, value_name = "NAME")]
    by: Option<String>,

    /// Why
    #[arg(long, value_name = "TEXT", default_value = "")]
    reason: String,
}

/// `demarche review list`
#[derive(Debug, Arguments)]
pub(crate) struct List {
    #[command(flatten)]
    store: StorePath,

    /// Of this event
    #[arg(long, value_name = "EVENT")]
    event: Option<String>,

    /// Those that say this
    #[arg(long, value_name = "VERDICT", value_parser = verdict)]
    verdict: Option<Verdict>,

    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: u32,

    /// How to write them; by default a table on a terminal, jsonl in a pipe
    #[arg(long, value_enum)]
    format: Option<ListFormat>,
}

/// How corrections are listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListFormat {
    /// For people
    Table,
    /// One demarche.correction/1 a line
    Jsonl,
}

/// `demarche review accept` and `reject`
#[derive(Debug, Arguments)]
pub(crate) struct Events {
    /// Ids of events
    #[arg(value_name = "EVENT", required = true)]
    events: Vec<String>,

    #[command(flatten)]
    voice: Voice,
}

/// `demarche review edit`
#[derive(Debug, Arguments)]
#[command(group(ArgGroup::new("change").args(["set", "with"]).required(true).multiple(true)))]
pub(crate) struct Edit {
    /// Id of the event
    #[arg(value_name = "EVENT")]
    event: String,

    /// A field and what it should be: event_type=COERCE, date.start=2025-05-01, place=null. With
    /// another type, mode and CAMEO code are left open where they are not set. Several times
    #[arg(long, value_name = "FIELD=VALUE")]
    set: Vec<String>,

    /// The whole event as it should be: a file with demarche.event/1, or - for stdin
    #[arg(long, value_name = "FILE|-")]
    with: Option<PathBuf>,

    #[command(flatten)]
    voice: Voice,
}

/// `demarche review merge`
#[derive(Debug, Arguments)]
pub(crate) struct Merge {
    /// Id of the event
    #[arg(value_name = "EVENT")]
    event: String,

    /// Id of the event that it repeats
    #[arg(value_name = "INTO")]
    into: String,

    #[command(flatten)]
    voice: Voice,
}

/// `demarche review add`
#[derive(Debug, Arguments)]
pub(crate) struct Add {
    /// The event: a file with demarche.event/1, or - for stdin. Its article_id says of which article
    #[arg(value_name = "FILE|-")]
    file: PathBuf,

    #[command(flatten)]
    voice: Voice,
}

/// `demarche review withdraw`
#[derive(Debug, Arguments)]
pub(crate) struct Withdraw {
    /// Ids of corrections
    #[arg(value_name = "CORRECTION", required = true)]
    corrections: Vec<String>,

    #[command(flatten)]
    voice: Voice,
}

/// `demarche review export`
#[derive(Debug, Arguments)]
pub(crate) struct Export {
    #[command(flatten)]
    store: StorePath,

    /// Write one line for each article that was reviewed instead: its text, the events that
    /// reviewers accepted or wrote, those that they rejected, and how many nobody looked at
    #[arg(long)]
    gold: bool,
}

/// `demarche review import`
#[derive(Debug, Arguments)]
pub(crate) struct Import {
    /// A file of demarche.correction/1 records, one a line, or - for stdin
    #[arg(value_name = "FILE|-")]
    file: PathBuf,

    #[command(flatten)]
    store: StorePath,
}

fn verdict(value: &str) -> Result<Verdict, String> {
    Verdict::parse(value).ok_or_else(|| {
        let names: Vec<&str> = Verdict::ALL
            .iter()
            .map(|verdict| verdict.as_str())
            .collect();
        format!("not a verdict; hint: one of {}", names.join(", "))
    })
}

/// Does what the command line asks for.
pub(crate) fn run(command: &ReviewCommand) -> anyhow::Result<Exit> {
    match command {
        ReviewCommand::List(args) => list(args),
        ReviewCommand::Accept(args) => each(Verdict::Accept, args),
        ReviewCommand::Reject(args) => each(Verdict::Reject, args),
        ReviewCommand::Edit(args) => edit(args),
        ReviewCommand::Merge(args) => {
            let mut correction = args.voice.says(Verdict::Merge, &args.event)?;
            correction.into = Some(args.into.clone());
            args.voice.correct(&correction)?;
            Ok(Exit::Done)
        }
        ReviewCommand::Add(args) => {
            let event = read_event(&args.file)?;
            let mut correction = args.voice.says(Verdict::Add, "")?;
            correction.article_id.clone_from(&event.article_id);
            correction.event_after = Some(event);
            args.voice.correct(&correction)?;
            Ok(Exit::Done)
        }
        ReviewCommand::Withdraw(args) => withdraw(args),
        ReviewCommand::Export(args) => export(args),
        ReviewCommand::Import(args) => import(args),
    }
}

impl Voice {
    fn name(&self) -> anyhow::Result<String> {
        let user = || {
            ["USER", "USERNAME"]
                .iter()
                .find_map(|name| std::env::var(name).ok())
        };
        match self.by.clone().or_else(user) {
            Some(name) if !name.trim().is_empty() => Ok(name),
            _ => Err(Failure::usage(
                "a correction needs the name of its reviewer",
                "give it as --by NAME",
            )),
        }
    }

    fn says(&self, verdict: Verdict, event: &str) -> anyhow::Result<Correction> {
        let now = Timestamp::now().to_string();
        let mut correction = Correction::new(verdict, event, &self.name()?, &now);
        correction.reason.clone_from(&self.reason);
        Ok(correction)
    }

    fn correct(&self, correction: &Correction) -> anyhow::Result<()> {
        let reviewer = Reviewer::open(&self.store.path()?)?;
        let outcome = interrupt::whole(|| reviewer.correct(correction))?;
        say(&outcome);
        Ok(())
    }
}

fn say(outcome: &Outcome) {
    let Correction {
        id, verdict, event, ..
    } = &outcome.correction;
    let stands = match &outcome.event {
        Some(stored) => format!("current, {}", stored.event.event_type.as_str()),
        None => "not current".to_owned(),
    };
    eprintln!(
        "correction {id}: {} {}; the event is {stands}",
        verdict.as_str(),
        printable(event)
    );
}

fn each(verdict: Verdict, args: &Events) -> anyhow::Result<Exit> {
    for event in &args.events {
        args.voice.correct(&args.voice.says(verdict, event)?)?;
    }
    Ok(Exit::Done)
}

fn edit(args: &Edit) -> anyhow::Result<Exit> {
    let mut event = match &args.with {
        Some(file) => serde_json::to_value(read_event(file)?)?,
        None => serde_json::to_value(current(&args.voice.store.path()?, &args.event)?)?,
    };
    let names = |field: &str| {
        args.set
            .iter()
            .any(|set| set.split('=').next() == Some(field))
    };
    if names("event_type") {
        for field in ["mode", "cameo", "goldstein"] {
            if let Some(value) = event.get_mut(field) {
                *value = Value::Null;
            }
        }
    }
    for set in &args.set {
        let Some((field, value)) = set.split_once('=') else {
            return Err(Failure::usage(
                format!("\"{set}\" sets nothing"),
                "write it as FIELD=VALUE",
            ));
        };
        let pointer = format!("/{}", field.replace('.', "/"));
        let Some(place) = event.pointer_mut(&pointer) else {
            return Err(Failure::usage(
                format!("an event has no field \"{field}\""),
                "fields are those of demarche.event/1: event_type, status, date.start, actors.0.code",
            ));
        };
        *place = serde_json::from_str(value).unwrap_or_else(|_| Value::String(value.to_owned()));
    }
    let event: Event = serde_json::from_value(event).map_err(|error| {
        Failure::usage(
            format!("that is no event: {error}"),
            "fields are those of demarche.event/1, with PLOVER's names",
        )
    })?;
    let mut correction = args.voice.says(Verdict::Edit, &args.event)?;
    correction.event_after = Some(event);
    args.voice.correct(&correction)?;
    Ok(Exit::Done)
}

fn current(store: &Path, id: &str) -> anyhow::Result<Event> {
    let reader = Reader::open(store)?;
    let found = reader.snapshot()?.events_named(id)?;
    match found.into_iter().next() {
        Some(stored) => Ok(stored.event),
        None => Err(Failure::failed(
            format!("{}: there is no current event \"{id}\"", store.display()),
            "name an event by its id; `demarche export` shows them. One that was rejected is \
             accepted first, or given whole: --with FILE",
        )),
    }
}

fn read_event(file: &Path) -> anyhow::Result<Event> {
    let mut text = String::new();
    open(file)?
        .read_to_string(&mut text)
        .with_context(|| file.display().to_string())?;
    serde_json::from_str(&text).map_err(|error| {
        Failure::failed(
            format!("{}: no event: {error}", file.display()),
            "give one record of demarche.event/1, as `demarche export` writes them",
        )
    })
}

fn open(file: &Path) -> anyhow::Result<Box<dyn Read>> {
    if file == Path::new("-") {
        return Ok(Box::new(io::stdin()));
    }
    let opened = fs::File::open(file).map_err(|error| {
        Failure::failed(
            format!("{}: {error}", file.display()),
            "give a file that is there and may be read, or - for stdin",
        )
    })?;
    Ok(Box::new(opened))
}

fn withdraw(args: &Withdraw) -> anyhow::Result<Exit> {
    let reviewer = Reviewer::open(&args.voice.store.path()?)?;
    let withdrawal = Withdrawal {
        by: args.voice.name()?,
        reason: args.voice.reason.clone(),
        at: Timestamp::now().to_string(),
    };
    for id in &args.corrections {
        let outcome = interrupt::whole(|| reviewer.withdraw(id, &withdrawal))?;
        let again = if outcome.known { " already" } else { "" };
        eprintln!("correction {}: withdrawn{again}", printable(id));
    }
    Ok(Exit::Done)
}

fn list(args: &List) -> anyhow::Result<Exit> {
    let reader = Reader::open(&args.store.path()?)?;
    let corrections = reader.snapshot()?.corrections(&CorrectionFilter {
        event: args.event.clone(),
        verdict: args.verdict,
        limit: Some(args.limit as usize),
        ..CorrectionFilter::default()
    })?;
    let mut out = io::stdout().lock();
    let table = match args.format {
        Some(format) => format == ListFormat::Table,
        None => out.is_terminal(),
    };
    let mut text = String::new();
    for StoredCorrection { correction, .. } in &corrections {
        if table {
            text.push_str(&row(correction));
        } else {
            writeln!(text, "{}", serde_json::to_string(correction)?)?;
        }
    }
    interrupt::write_whole(&mut out, text.as_bytes())?;
    if table && corrections.is_empty() {
        eprintln!("no corrections");
        eprintln!("hint: demarche review accept EVENT makes one; `demarche export` shows events");
    }
    Ok(Exit::Done)
}

fn row(correction: &Correction) -> String {
    let what = |event: &Option<Event>| {
        let event = event.as_ref();
        event
            .map_or("", |event| event.event_type.as_str())
            .to_owned()
    };
    let change = match (
        what(&correction.event_before),
        what(&correction.event_after),
    ) {
        (before, after) if after.is_empty() => before,
        (before, after) if before.is_empty() => after,
        (before, after) => format!("{before} > {after}"),
    };
    let into = correction.into.as_deref().unwrap_or_default();
    let taken = match correction.withdrawn {
        Some(_) => "  withdrawn",
        None => "",
    };
    let said = [
        correction.id.as_str(),
        correction.at.get(..16).unwrap_or(&correction.at),
        correction.by.as_str(),
        correction.verdict.as_str(),
        correction.event.as_str(),
        into,
        change.as_str(),
        correction.reason.as_str(),
    ];
    let said: Vec<String> = said
        .iter()
        .filter(|part| !part.is_empty())
        .map(|part| printable(part))
        .collect();
    format!("{}{taken}\n", said.join("  "))
}

fn export(args: &Export) -> anyhow::Result<Exit> {
    let reader = Reader::open(&args.store.path()?)?;
    let snapshot = reader.snapshot()?;
    let mut out = io::stdout().lock();
    if args.gold {
        snapshot.each_gold(|gold| {
            let line = format!("{}\n", serde_json::to_string(&gold)?);
            interrupt::write_whole(&mut out, line.as_bytes())?;
            anyhow::Ok(())
        })?;
        return Ok(Exit::Done);
    }
    let mut corrections = snapshot.corrections(&CorrectionFilter::default())?;
    corrections.reverse();
    for StoredCorrection { correction, .. } in corrections {
        let line = format!("{}\n", serde_json::to_string(&correction)?);
        interrupt::write_whole(&mut out, line.as_bytes())?;
    }
    Ok(Exit::Done)
}

fn import(args: &Import) -> anyhow::Result<Exit> {
    let reviewer = Reviewer::open(&args.store.path()?)?;
    let (mut taken, mut known, mut rejected) = (0_u64, 0_u64, 0_u64);
    for (line, number) in BufReader::new(open(&args.file)?).lines().zip(1_u64..) {
        let line = line.with_context(|| args.file.display().to_string())?;
        if line.trim().is_empty() {
            continue;
        }
        let origin = format!("{}:{number}", args.file.display());
        let correction: Correction = match serde_json::from_str(&line) {
            Ok(correction) => correction,
            Err(error) => {
                let hint = "give one demarche.correction/1 a line, as `review export` writes them";
                report::rejected(&origin, &format!("no correction: {error}"), hint);
                rejected += 1;
                continue;
            }
        };
        let done = interrupt::whole(|| {
            let outcome = reviewer.correct(&correction)?;
            match &correction.withdrawn {
                Some(withdrawal) => reviewer.withdraw(&outcome.correction.id, withdrawal)?,
                None => outcome.clone(),
            };
            Ok::<_, Error>(outcome.known)
        });
        match done {
            Ok(true) => known += 1,
            Ok(false) => taken += 1,
            Err(Error::Refused { what, remedy, .. }) => {
                report::rejected(&origin, &what, remedy);
                rejected += 1;
            }
            Err(error) => return Err(error.into()),
        }
    }
    eprintln!("corrections: taken {taken}, known {known}, rejected {rejected}");
    Ok(match rejected {
        0 => Exit::Done,
        _ => Exit::SomeRejected,
    })
}
