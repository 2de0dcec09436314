//! The command line: what can be asked, and what each part means.

use std::path::PathBuf;

use clap::{Args as Arguments, Parser, Subcommand, ValueEnum};

use demarche_code::gazetteer::geonames::Feature;

use crate::command::demo::DemoArgs;
use crate::command::ledger::LedgerArgs;
use crate::command::review::ReviewCommand;
use crate::command::serve::ServeArgs;
use crate::command::tokens::Tokens;
use crate::engine::EngineArgs;
use crate::input::InputKind;
use crate::own::OwnArgs;
use crate::store::{Diff, Export, Ingest, Recode, StoreCommand};
use crate::watch::args::{Feeds, ReachArgs, Watch};

/// Codes newswire into PLOVER and CAMEO events: who did what to whom, when and where, each event
/// with the words that say so. Everything runs on this machine; nothing is downloaded.
#[derive(Debug, Parser)]
#[command(
    name = "demarche",
    version,
    max_term_width = 100,
    subcommand_required = true,
    arg_required_else_help = true,
    after_help = "Examples:
  demarche code article.txt --date 2025-05-01     the events of one article, as a table
  demarche code archive/ > events.jsonl           a folder: text, pages, feeds, tables, archives
  demarche code news.warc.gz | jq .               a web archive, one article a page
  cat batch.jsonl | demarche code | jq .          a batch from a pipe, events as JSONL
  demarche explain article.txt                    the article with its events, and why
  demarche ingest archive/ --store news.demarche  the same into a store, where nothing comes twice
  demarche ledger news.demarche --pair IND PAK    the state of a crisis: what is in force, open, said

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done but some inputs were rejected, 130 interrupted."
)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// When to colour; by default on a terminal, unless NO_COLOR is set
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto)]
    pub(crate) color: Color,
}

/// When to colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Code articles into events
    Code(Code),
    /// Show an article with its events marked, the frame behind each, and the readings that lost
    Explain(Explain),
    /// Classify the relation of two given parties; JSONL in, JSONL out
    Relation(Relation),
    /// Show one stage: text, tokens, parse, mentions, places, events, codebook
    Debug(Debug),
    /// Show what the name of an actor resolves to, and why
    Actors(Names),
    /// Show where a place name is found on the map, or make an index of places of your own
    Places(Places),
    /// Check tables of your own knowledge: names, offices, groups, places
    #[command(subcommand)]
    Knowledge(Knowledge),
    /// Check frames of your own codebook, and run the sentences that stand beside them
    #[command(subcommand)]
    Codebook(Codebook),
    /// Translate the dictionaries of another coder into tables and frames of this one
    Import(Import),
    /// Code articles into a store; what it has already is not coded again
    Ingest(Ingest),
    /// Write what a store holds: articles or events
    Export(Export),
    /// Code every article of a store anew, beside the older run
    Recode(Recode),
    /// Show what two runs over the same articles coded differently
    Diff(Diff),
    /// Say which events are right, wrong or the same: accept, edit, reject, merge, add
    #[command(subcommand)]
    Review(ReviewCommand),
    /// Look after a store: check, backup, restore, vacuum, mirror, info
    #[command(subcommand)]
    Store(StoreCommand),
    /// Follow feeds: fetch what is due, code what is new, and keep both
    Watch(Watch),
    /// List, add and remove the feeds that a store knows
    #[command(subcommand)]
    Feeds(Feeds),
    /// Read the pages that another process of this program sends
    #[command(hide = true)]
    Worker,
    /// Fold events to the state of a crisis: measures, claims, requests, contacts, tension
    Ledger(LedgerArgs),
    /// Serve a store over HTTP: the API and the dashboard
    Serve(ServeArgs),
    /// Make, list and revoke the tokens by which a service may be asked
    #[command(subcommand)]
    Tokens(Tokens),
    /// Show what this does: sample articles of a crisis, and the dashboard over them
    Demo(DemoArgs),
}

/// `demarche code`
#[derive(Debug, Arguments)]
#[command(after_help = "Examples:
  demarche code article.txt --date 2025-05-01
  demarche code archive/ --threads 8 > events.jsonl
  echo 'Kenya recalled its ambassador to Somalia on Monday.' | demarche code --date 2024-03-06
  demarche code feed.xml page.html articles.csv news.warc.gz batch.jsonl.zst > events.jsonl
  curl -s https://example.org/feed | demarche code
  demarche code batch.jsonl --format csv --min-confidence 0.8 > events.csv
  demarche code batch.jsonl --format gdelt2 > batch.export.CSV
  demarche code batch.jsonl --knowledge mine/knowledge --codebook mine/codebook
  demarche code archive/ --output events.parquet

(1) One row for each actor with each recipient. Only what happened and nobody denies (status actual,
    asserted or claimed): what is future, hypothetical, negated or historical has no place there.

(2) Packed or not: .gz and .zst are known by their first bytes. Columns of tables are known by their
    names: text (or body, content), title, date (or published), url, id, source, lang; others are
    kept with the article.

JSONL records look like this; only \"text\" is required:
  {\"id\": \"a1\", \"text\": \"…\", \"title\": \"…\", \"date\": \"2025-05-01\", \"url\": \"…\", \"source\": \"…\"}")]
pub(crate) struct Code {
    /// Files, folders, addresses (http, https), or - for stdin: text, HTML pages, JSONL, RSS and
    /// Atom feeds, web archives (WARC), tables (CSV, Parquet) (2)
    #[arg(value_name = "FILE|DIR|URL|-")]
    pub(crate) inputs: Vec<PathBuf>,

    /// Publication date of articles that do not give one themselves (2025-05-01)
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) date: Option<String>,

    /// How to read the inputs
    #[arg(long, value_enum, default_value_t = InputKind::Auto)]
    pub(crate) input: InputKind,

    /// How to write the events; by default a table on a terminal, jsonl in a pipe, and into a file
    /// what its name says: .parquet, .csv, otherwise jsonl
    #[arg(long, value_enum)]
    pub(crate) format: Option<Format>,

    /// Write to this file instead of stdout. It is replaced once all is written; a run that fails
    /// or is stopped leaves it as it was
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) engine: EngineArgs,

    /// How many threads work; by default as many as there are cores. Any number gives the same
    /// bytes
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(crate) threads: Option<u16>,

    /// Leave out events whose confidence is lower, from 0 to 1
    #[arg(long, value_name = "P", value_parser = share)]
    pub(crate) min_confidence: Option<f64>,

    #[command(flatten)]
    pub(crate) reach: ReachArgs,

    #[command(flatten)]
    pub(crate) own: OwnArgs,
}

impl Code {
    /// The number of threads to work on.
    pub(crate) fn threads(&self) -> usize {
        self.threads.map_or_else(cores, usize::from)
    }
}

/// The number of cores this process may use.
pub(crate) fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// How events are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Table,
    /// One demarche.event/1 record a line
    Jsonl,
    /// One event a line, with a header
    Csv,
    /// One Parquet file, all that the records say as typed columns
    #[cfg(feature = "parquet")]
    Parquet,
    /// GDELT 2.0's table of events: 61 columns, no header (1)
    Gdelt2,
    /// GDELT 2.0's table of mentions: 16 columns, no header (1)
    Gdelt2Mentions,
    /// POLECAT's table: 40 columns and a header (1)
    Polecat,
    /// ICEWS's table: 20 columns and a header (1)
    Icews,
    /// Phoenix's table: 26 columns, no header (1)
    Phoenix,
}

/// `demarche explain`
#[derive(Debug, Arguments)]
pub(crate) struct Explain {
    /// An article, or - for stdin; of a feed, an archive, a table or JSONL each
    #[arg(value_name = "FILE")]
    pub(crate) input: PathBuf,

    /// Publication date of articles that do not give one themselves (2025-05-01)
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) date: Option<String>,

    /// How to read the input
    #[arg(long = "input", value_enum, default_value_t = InputKind::Auto)]
    pub(crate) kind: InputKind,

    #[command(flatten)]
    pub(crate) engine: EngineArgs,

    #[command(flatten)]
    pub(crate) own: OwnArgs,
}

/// `demarche relation`
#[derive(Debug, Arguments)]
#[command(after_help = "A record in:
  {\"id\": \"1\", \"text\": \"Kenya expelled Somalia's ambassador.\", \"actor\": [0, 5], \"recipient\": [15, 22]}
A party that the text does not name is null. Offsets count Unicode characters, end exclusive.
A record out:
  {\"id\": \"1\", \"event_type\": \"SANCTION\", \"mode\": \"expel\", \"quad_class\": 4, \"probabilities\": {…}}")]
pub(crate) struct Relation {
    /// JSONL records, or - for stdin
    #[arg(value_name = "FILE|-", default_value = "-")]
    pub(crate) input: PathBuf,

    #[command(flatten)]
    pub(crate) engine: EngineArgs,
}

/// `demarche debug`
#[derive(Debug, Arguments)]
#[command(after_help = "Examples:
  demarche debug tokens article.txt
  demarche debug parse article.txt --format conllu
  demarche debug parse --gold-tokens en_ewt-ud-test.conllu > parsed.conllu
  demarche debug mentions --gold-tokens en_ewt-ud-test.iob2 > names.iob2
  demarche debug codebook")]
pub(crate) struct Debug {
    /// Which stage
    #[arg(value_enum)]
    pub(crate) stage: Stage,

    /// Articles, or - for stdin
    #[arg(value_name = "FILE", default_value = "-")]
    pub(crate) input: PathBuf,

    /// How to read the input
    #[arg(long = "input", value_enum, default_value_t = InputKind::Auto)]
    pub(crate) kind: InputKind,

    /// How to write the stage
    #[arg(long, value_enum, default_value_t = StageFormat::Text)]
    pub(crate) format: StageFormat,

    /// Take sentences and tokens from this file instead: CoNLL-U for parse, IOB2 for mentions;
    /// the output has its layout
    #[arg(long, value_name = "FILE", conflicts_with = "input")]
    pub(crate) gold_tokens: Option<PathBuf>,

    /// Publication date of articles that do not give one themselves (2025-05-01)
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) date: Option<String>,

    #[command(flatten)]
    pub(crate) engine: EngineArgs,

    #[command(flatten)]
    pub(crate) own: OwnArgs,
}

/// A stage of the way from text to events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Stage {
    /// The article text as read, headline, dateline and credits set apart
    Text,
    /// Sentences and tokens
    Tokens,
    /// Tags, lemmas and trees
    Parse,
    /// Who and what is spoken of, and what it resolves to
    Mentions,
    /// Place mentions, as JSONL
    Places,
    /// Events and the readings that lost
    Events,
    /// Trigger entries of the codebook, by type
    Codebook,
}

/// How a stage is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum StageFormat {
    /// For people
    Text,
    /// CoNLL-U (of tokens and parse)
    Conllu,
}

/// `demarche import`
#[derive(Debug, Arguments)]
pub(crate) struct Import {
    #[command(subcommand)]
    pub(crate) from: ImportFrom,
}

/// Whose dictionaries.
#[derive(Debug, Subcommand)]
pub(crate) enum ImportFrom {
    /// Dictionaries of PETRARCH, PETRARCH2 and TABARI
    Petrarch(Petrarch),
}

/// `demarche import petrarch`
#[derive(Debug, Arguments)]
#[command(after_help = "Example:
  demarche import petrarch --actors countries.txt people.txt --agents agents.txt \\
    --verbs verbs.txt --out mine

writes mine/knowledge/*.tsv and mine/codebook/frames/*.toml, in the formats of the built-in tables
and frames, and mine/untranslated.tsv: each line that has no counterpart, or not in all it says,
with the reason. docs/import.md says what becomes what.")]
pub(crate) struct Petrarch {
    /// Dictionaries of actors
    #[arg(long, value_name = "FILE", num_args = 1.., required_unless_present_any = ["agents", "verbs"])]
    pub(crate) actors: Vec<PathBuf>,

    /// Dictionaries of agents
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(crate) agents: Vec<PathBuf>,

    /// Dictionaries of verbs
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(crate) verbs: Vec<PathBuf>,

    /// Folder to write to; made where it is missing, and no file in it is overwritten
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,
}

/// Names to look up.
#[derive(Debug, Arguments)]
pub(crate) struct Names {
    /// Names as a text would write them
    #[arg(required = true, value_name = "TEXT")]
    pub(crate) names: Vec<String>,

    #[command(flatten)]
    pub(crate) own: OwnArgs,
}

/// `demarche places`
#[derive(Debug, Arguments)]
#[command(
    args_conflicts_with_subcommands = true,
    subcommand_negates_reqs = true,
    after_help = "Examples:
  demarche places Goma 'San Pedro Sula'
  demarche places import cities500.zip --out mine
  demarche places Goma --knowledge mine"
)]
pub(crate) struct Places {
    #[command(subcommand)]
    pub(crate) command: Option<PlacesCommand>,

    #[command(flatten)]
    pub(crate) names: Names,
}

/// What else there is to do with places.
#[derive(Debug, Subcommand)]
pub(crate) enum PlacesCommand {
    /// Make an index of places from a GeoNames dump on disk, to code with by --knowledge
    Import(PlacesImport),
}

/// `demarche places import`
#[derive(Debug, Arguments)]
#[command(after_help = "Examples:
  demarche places import cities500.zip --admin1 admin1CodesASCII.txt --out mine
  demarche places import allCountries.zip --alternate-names alternateNamesV2.zip --out mine
  demarche places import allCountries.txt --features P,A.ADM1,S.AIRP,S.DAM,H.STRT,T.ISL --out mine
  demarche code batch.jsonl --knowledge mine

GeoNames (CC BY 4.0) offers the files for download; this program downloads nothing. The index stands
instead of the built-in one; knowledge/places.tsv goes on to be asked first. Every line is accounted
for: lines = kept + left out + at fault. Faulty lines are counted, the first are shown with line,
column and a remedy, and the rest goes on.")]
pub(crate) struct PlacesImport {
    /// allCountries, a cities file or that of a country, as .txt or .zip
    #[arg(value_name = "DUMP")]
    pub(crate) dump: PathBuf,

    /// Folder that the index is written to, as gazetteer.bin
    #[arg(long, value_name = "DIR")]
    pub(crate) out: PathBuf,

    /// More names of the places: alternateNamesV2, as .txt or .zip
    #[arg(long, value_name = "FILE")]
    pub(crate) alternate_names: Option<PathBuf>,

    /// Names of first-level divisions: admin1CodesASCII.txt. Without it the names stand that the
    /// dump's own A.ADM1 lines give
    #[arg(long, value_name = "FILE")]
    pub(crate) admin1: Option<PathBuf>,

    /// Leave out populated places of fewer people, but for seats of states and of first- and
    /// second-level divisions
    #[arg(long, value_name = "N", default_value_t = 500)]
    pub(crate) least_people: u64,

    /// Which features are kept, by class or by code of a class
    #[arg(long, value_name = "LIST", value_delimiter = ',', default_value = "P",
          value_parser = Feature::parse)]
    pub(crate) features: Vec<Feature>,
}

/// `demarche knowledge`
#[derive(Debug, Subcommand)]
pub(crate) enum Knowledge {
    /// Read a folder and say what is at fault, with the line and a remedy, and what it changes
    Check(CheckKnowledge),
}

/// Which tables to check.
#[derive(Debug, Arguments)]
pub(crate) struct CheckKnowledge {
    /// Folders of your own
    #[arg(required = true, value_name = "DIR")]
    pub(crate) folders: Vec<PathBuf>,
}

/// `demarche codebook`
#[derive(Debug, Subcommand)]
pub(crate) enum Codebook {
    /// Read a folder and say what is at fault, with the line and a remedy, and what it changes
    Check(CheckCodebook),
}

/// Which frames to check.
#[derive(Debug, Arguments)]
pub(crate) struct CheckCodebook {
    /// Folders of your own
    #[arg(required = true, value_name = "DIR")]
    pub(crate) folders: Vec<PathBuf>,

    /// Folder of tables that frames are checked with
    #[arg(long, value_name = "DIR")]
    pub(crate) knowledge: Vec<PathBuf>,
}

/// Reads a day, or a time whose day counts, and answers what was given.
pub(crate) fn date(value: &str) -> Result<String, String> {
    let days = |year: u32, month: u32| match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            29
        }
        2 => 28,
        _ => 31,
    };
    let (day, time) = value.split_at_checked(10).unwrap_or((value, ""));
    let mut parts = day.split('-').map(|part| (part.len(), part.parse::<u32>()));
    let valid = match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some((4, Ok(year))), Some((2, Ok(month))), Some((2, Ok(day))), None) => {
            (1..=12).contains(&month) && (1..=days(year, month)).contains(&day)
        }
        _ => false,
    };
    if valid && (time.is_empty() || time.starts_with(['T', ' '])) {
        Ok(value.to_owned())
    } else {
        Err("not a day of the calendar; hint: write it as 2025-05-01".to_owned())
    }
}

pub(crate) fn share(value: &str) -> Result<f64, String> {
    match value.parse::<f64>() {
        Ok(share) if (0.0..=1.0).contains(&share) => Ok(share),
        _ => Err("not a number from 0 to 1".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::{Args, date};

    #[test]
    fn the_command_line_is_consistent() {
        Args::command().debug_assert();
    }

    #[test]
    fn dates_are_days_of_the_calendar() {
        for good in [
            "2025-05-01",
            "2024-02-29",
            "2025-05-01T10:00:00Z",
            "2025-05-01 10:00",
        ] {
            assert_eq!(date(good).as_deref(), Ok(good));
        }
        for bad in [
            "",
            "yesterday",
            "2025-5-1",
            "2025-02-29",
            "2025-13-01",
            "2025-05-01x",
            "01.05.2025",
        ] {
            assert!(date(bad).is_err(), "{bad}");
        }
    }
}
