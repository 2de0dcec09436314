//! What can be asked of a store, and where it lies.

use std::env;
use std::path::PathBuf;

use clap::{Args as Arguments, Subcommand, ValueEnum};
use demarche_code::knowledge;
use demarche_record::{CountryCode, EventType, Status};

use crate::args::{Format, cores, date, share};
use crate::engine::EngineArgs;
use crate::input::InputKind;
use crate::own::OwnArgs;
use crate::report::Failure;
use crate::watch::args::ReachArgs;

/// Which store.
#[derive(Clone, Debug, Default, Arguments)]
pub(crate) struct StorePath {
    /// The store, a file; by default DEMARCHE_STORE, else demarche/store.demarche in the folder for
    /// a user's data (XDG_DATA_HOME)
    #[arg(long, value_name = "PATH")]
    store: Option<PathBuf>,
}

impl StorePath {
    /// Where the store lies.
    pub(crate) fn path(&self) -> anyhow::Result<PathBuf> {
        let named = |name: &str| env::var_os(name).filter(|value| !value.is_empty());
        if let Some(path) = &self.store {
            return Ok(path.clone());
        }
        if let Some(path) = named("DEMARCHE_STORE") {
            return Ok(path.into());
        }
        let home = |below: &str| named("HOME").map(|home| PathBuf::from(home).join(below));
        // A relative XDG_DATA_HOME is invalid, says its specification, and is to be passed over.
        let data = named("XDG_DATA_HOME")
            .map(PathBuf::from)
            .filter(|folder| folder.is_absolute())
            .or_else(|| {
                if cfg!(windows) {
                    named("LOCALAPPDATA").map(PathBuf::from)
                } else if cfg!(target_os = "macos") {
                    home("Library/Application Support")
                } else {
                    home(".local/share")
                }
            });
        match data {
            Some(folder) => Ok(folder.join("demarche").join("store.demarche")),
            None => Err(Failure::usage(
                "no store is named, and there is no folder for a user's data",
                "name the store: --store news.demarche",
            )),
        }
    }
}

/// How work on a store is done.
#[derive(Clone, Debug, Arguments)]
pub(crate) struct Work {
    #[command(flatten)]
    pub(crate) engine: EngineArgs,

    /// How many threads work; by default as many as there are cores. Any number stores the same
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,

    /// How many articles are stored at once: what is stored is on the disk, and stays whatever
    /// happens after
    #[arg(long, value_name = "N", default_value_t = 500,
          value_parser = clap::value_parser!(u32).range(1..=100_000))]
    pub(crate) batch: u32,
}

impl Work {
    /// The number of threads to work on.
    pub(crate) fn threads(&self) -> usize {
        self.threads.map_or_else(cores, usize::from)
    }
}

/// `demarche ingest`
#[derive(Debug, Arguments)]
#[command(after_help = "Examples:
  demarche ingest archive/ --store news.demarche
  demarche ingest batch.jsonl --date 2025-05-01
  demarche export --store news.demarche --what events > events.jsonl

An article is known by its url; without one by its id within its source; without either by its text.
What is known with the same text is a duplicate. With another text it is a revision: it is coded
anew, and the older text and its events are kept beside. Running the same again changes nothing.
At the end: received = coded + rejected + duplicate + revision; the store keeps this with the run.")]
pub(crate) struct Ingest {
    /// Files, folders, addresses (http, https), or - for stdin: whatever `demarche code` reads
    #[arg(value_name = "FILE|DIR|URL|-")]
    pub(crate) inputs: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) store: StorePath,

    /// Publication date of articles that do not give one themselves (2025-05-01)
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) date: Option<String>,

    /// How to read the inputs
    #[arg(long, value_enum, default_value_t = InputKind::Auto)]
    pub(crate) input: InputKind,

    #[command(flatten)]
    pub(crate) work: Work,

    #[command(flatten)]
    pub(crate) reach: ReachArgs,

    #[command(flatten)]
    pub(crate) own: OwnArgs,
}

/// `demarche export`
#[derive(Debug, Arguments)]
#[command(after_help = "Examples:
  demarche export --store news.demarche > events.jsonl
  demarche export --what articles --output articles.jsonl
  demarche export --since 2025-05-01 --until 2025-05-31 --country KEN --country SOM
  demarche export --type ASSAULT --type COERCE --format csv --output events.csv
  demarche export --output events.parquet

Articles in the order in which they came, events in the order of their texts: the same store gives
the same bytes. Articles are written with all their keys, as jsonl, csv or parquet.")]
pub(crate) struct Export {
    #[command(flatten)]
    pub(crate) store: StorePath,

    /// What to write
    #[arg(long, value_enum, default_value_t = What::Events)]
    pub(crate) what: What,

    /// How to write it; by default events as a table on a terminal, jsonl in a pipe, and into a file
    /// what its name says: .parquet, .csv, otherwise jsonl
    #[arg(long, value_enum)]
    pub(crate) format: Option<Format>,

    /// Write to this file instead of stdout. It is replaced once all is written; a run that fails
    /// or is stopped leaves it as it was
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// From this day on: the day of the event, of articles that of publication
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub(crate) since: Option<String>,

    /// Up to this day
    #[arg(long, value_name = "DAY", value_parser = day)]
    pub(crate) until: Option<String>,

    /// Events with a party from this country (KEN), or that happened there; articles with such an
    /// event. May be given several times
    #[arg(long, value_name = "CODE", value_parser = country)]
    pub(crate) country: Vec<String>,

    /// Events of this type (SANCTION); articles with such an event. May be given several times
    #[arg(long = "type", value_name = "TYPE", value_parser = event_type)]
    pub(crate) types: Vec<EventType>,

    /// Events of this status (actual); articles with such an event. May be given several times
    #[arg(long, value_name = "STATUS", value_parser = status)]
    pub(crate) status: Vec<Status>,

    /// Leave out events whose confidence is lower, from 0 to 1
    #[arg(long, value_name = "P", value_parser = share)]
    pub(crate) min_confidence: Option<f64>,

    /// Of articles every text that was kept, the oldest first, and not the latest only
    #[arg(long)]
    pub(crate) revisions: bool,

    /// Articles of this source, and their events
    #[arg(long, value_name = "NAME")]
    pub(crate) source: Option<String>,
}

/// What a store holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum What {
    /// Articles, each with its latest text
    Articles,
    /// Events of the latest texts, as they were coded last
    Events,
}

/// `demarche recode`
#[derive(Debug, Arguments)]
#[command(after_help = "Examples:
  demarche recode --store news.demarche --codebook mine
  demarche diff 1 2 --store news.demarche

The events of the new run take the place of the older ones, which the store keeps: `demarche diff`
shows what changed.")]
pub(crate) struct Recode {
    #[command(flatten)]
    pub(crate) store: StorePath,

    #[command(flatten)]
    pub(crate) work: Work,

    #[command(flatten)]
    pub(crate) own: OwnArgs,
}

/// `demarche diff`
#[derive(Debug, Arguments)]
#[command(after_help = "Examples:
  demarche diff 1 2 --store news.demarche
  demarche diff 1 2 --format jsonl | jq 'select(.change == \"gone\")'

Compares the texts that both runs coded. An event is the same where it says the same; changed where
another stands in its place, by the same words; else it is gone or added.
`demarche store info` lists the runs.")]
pub(crate) struct Diff {
    /// The run before
    #[arg(value_name = "RUN", value_parser = run)]
    pub(crate) before: i64,

    /// The run after
    #[arg(value_name = "RUN", value_parser = run)]
    pub(crate) after: i64,

    #[command(flatten)]
    pub(crate) store: StorePath,

    /// How to write the differences; by default a table on a terminal, jsonl in a pipe
    #[arg(long, value_enum)]
    pub(crate) format: Option<DiffFormat>,
}

/// How differences are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiffFormat {
    /// For people
    Table,
    /// One JSON object a line: change, article_id, before, after
    Jsonl,
}

/// `demarche store`
#[derive(Debug, Subcommand)]
#[command(after_help = "Examples:
  demarche store info
  demarche store check --store news.demarche
  demarche store backup news-2025-05-01.demarche --store news.demarche
  demarche store restore news-2025-05-01.demarche --store news.demarche")]
pub(crate) enum StoreCommand {
    /// Say what the store holds, and its runs
    Info(OneStore),
    /// Read everything, count every sum anew, and say what is damaged; exit code 1 where something is
    Check(OneStore),
    /// Copy the store into a file while it may be in use; an earlier backup of that name is replaced
    Backup(StoreFile),
    /// Put a backup in the place of the store, which is kept beside as .before-restore, or
    /// .before-restore-2 and so on where that is taken
    Restore(StoreFile),
    /// Give unused room back to the disk
    Vacuum(OneStore),
    /// Keep a folder of Parquet files by year and month that says what the store holds; running it
    /// again writes only what has changed
    #[cfg(feature = "parquet")]
    Mirror(Mirror),
}

/// A store.
#[derive(Debug, Arguments)]
pub(crate) struct OneStore {
    #[command(flatten)]
    pub(crate) store: StorePath,
}

/// A store and a backup of it.
#[derive(Debug, Arguments)]
pub(crate) struct StoreFile {
    /// The backup
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,

    #[command(flatten)]
    pub(crate) store: StorePath,
}

fn day(value: &str) -> Result<String, String> {
    let value = date(value)?;
    if value.len() == 10 {
        Ok(value)
    } else {
        Err("a time, where a day is asked for; hint: write it as 2025-05-01".to_owned())
    }
}

fn run(value: &str) -> Result<i64, String> {
    value
        .parse()
        .map_err(|_| "not a number; hint: `demarche store info` lists the runs".to_owned())
}

fn country(value: &str) -> Result<String, String> {
    let code = CountryCode::parse(&value.to_ascii_uppercase())
        .ok_or_else(|| "not a code of three letters; hint: write it as KEN".to_owned())?;
    if code.is_supranational() || knowledge::embedded().country_name(code).is_some() {
        Ok(code.into())
    } else {
        Err("no country has this code; hint: `demarche actors NAME` shows that of NAME".to_owned())
    }
}

fn event_type(value: &str) -> Result<EventType, String> {
    EventType::parse(&value.to_ascii_uppercase()).ok_or_else(|| {
        let names: Vec<&str> = EventType::ALL.iter().map(|name| name.as_str()).collect();
        format!("not a type of event; hint: one of {}", names.join(", "))
    })
}

fn status(value: &str) -> Result<Status, String> {
    let mut all = Status::ALL.iter().copied();
    all.find(|status| status.as_str().eq_ignore_ascii_case(value))
        .ok_or_else(|| {
            let names: Vec<&str> = Status::ALL.iter().map(|name| name.as_str()).collect();
            format!("not a status; hint: one of {}", names.join(", "))
        })
}

/// `demarche store mirror`
#[cfg(feature = "parquet")]
#[derive(Debug, Arguments)]
pub(crate) struct Mirror {
    #[command(flatten)]
    pub(crate) store: StorePath,

    /// The folder; it is made where there is none
    #[arg(long, value_name = "DIR")]
    pub(crate) to: PathBuf,
}
