//! How events are written: a table for people, JSONL, CSV and Parquet for programs, and the formats
//! of the field's tools; and where they go.

use std::fmt::Write as _;
use std::io::IsTerminal as _;
use std::path::Path;

use demarche_record::{Article, Event};

use crate::args::{Color, Format};
#[cfg(not(feature = "parquet"))]
use crate::report::Failure;
use crate::report::printable;
use demarche_code::Coded;

mod articles;
mod csv;
mod download;
mod gdelt;
mod icews;
mod ledger;
mod paint;
mod phoenix;
mod polecat;
mod sink;
mod table;
mod tool;
mod wrap;

pub(crate) use articles::{head as articles_head, line as articles_line};
pub(crate) use download::Downloads;
pub(crate) use ledger::table as ledger_table;
pub(crate) use paint::{Paint, quad_sign, quad_style, terminal_width};
#[cfg(feature = "parquet")]
pub(crate) use sink::Destination;
pub(crate) use sink::Sink;
pub(crate) use table::parties;
pub(crate) use wrap::{Run, wrap};

/// The endings of files of JSONL.
const JSONL: [&str; 2] = ["jsonl", "ndjson"];

/// A way to write events.
#[derive(Clone, Debug)]
pub(crate) enum Writer {
    /// Blocks for people.
    Table(table::Table),
    /// One record a line.
    Jsonl,
    /// One event a line.
    Csv,
    /// GDELT 2.0's table of events.
    Gdelt,
    /// GDELT 2.0's table of mentions.
    Mentions,
    /// As POLECAT.
    Polecat,
    /// As ICEWS.
    Icews,
    /// As Phoenix.
    Phoenix,
    /// One file of all events, by column.
    #[cfg(feature = "parquet")]
    Parquet,
}

/// What an article gives to the output.
#[derive(Debug)]
pub(crate) enum Part {
    /// Text, written as it is.
    Text(String),
    /// Events that the sink puts into its file.
    #[cfg(feature = "parquet")]
    Events(Vec<Event>),
}

impl Writer {
    /// The writer that the command line asks for; by default a table on a terminal, JSONL in a
    /// pipe, and what the name of the output says.
    pub(crate) fn new(
        format: Option<Format>,
        file: Option<&Path>,
        color: Color,
    ) -> anyhow::Result<Self> {
        let format = match (format, file) {
            (None, Some(file)) => Some(by_name(file)?),
            (None, None) if !std::io::stdout().is_terminal() => Some(Format::Jsonl),
            (format, _) => format,
        };
        Ok(match format {
            #[cfg(feature = "parquet")]
            Some(Format::Parquet) => Writer::Parquet,
            Some(Format::Jsonl) => Writer::Jsonl,
            Some(Format::Csv) => Writer::Csv,
            Some(Format::Gdelt2) => Writer::Gdelt,
            Some(Format::Gdelt2Mentions) => Writer::Mentions,
            Some(Format::Polecat) => Writer::Polecat,
            Some(Format::Icews) => Writer::Icews,
            Some(Format::Phoenix) => Writer::Phoenix,
            Some(Format::Table) | None => {
                let paint = match file {
                    Some(_) => Paint(color == Color::Always),
                    None => Paint::stdout(color),
                };
                Writer::Table(table::Table::new(paint, terminal_width()))
            }
        })
    }

    /// Whether what it makes can be shown on a terminal.
    pub(crate) fn is_text(&self) -> bool {
        match self {
            #[cfg(feature = "parquet")]
            Writer::Parquet => false,
            _ => true,
        }
    }

    /// Whether the format has a place for an event: those of the field's tools hold only what
    /// happened and nobody denies.
    pub(crate) fn takes(&self, event: &Event) -> bool {
        match self {
            Writer::Table(_) | Writer::Jsonl | Writer::Csv => true,
            #[cfg(feature = "parquet")]
            Writer::Parquet => true,
            _ => tool::takes(event),
        }
    }

    /// What stands before the first article.
    pub(crate) fn head(&self) -> String {
        match self {
            Writer::Csv => csv::head(),
            Writer::Polecat => polecat::head(),
            Writer::Icews => icews::head(),
            _ => String::new(),
        }
    }

    /// One article's events. `origin` is the name the user knows it by.
    pub(crate) fn article(&self, origin: &str, article: &Article, coded: &Coded) -> Part {
        Part::Text(match self {
            #[cfg(feature = "parquet")]
            Writer::Parquet => return Part::Events(coded.events.clone()),
            Writer::Table(table) => table.article(origin, article, coded),
            Writer::Csv => csv::events(article, &coded.events),
            Writer::Gdelt => gdelt::events(article, coded),
            Writer::Mentions => gdelt::mentions(article, coded),
            Writer::Polecat => polecat::events(article, coded),
            Writer::Icews => icews::events(article, coded),
            Writer::Phoenix => phoenix::events(article, coded),
            Writer::Jsonl => {
                let mut lines = String::new();
                for event in &coded.events {
                    // Events hold strings and numbers only: they can always be written.
                    if let Ok(line) = serde_json::to_string(event) {
                        let _ = writeln!(lines, "{line}");
                    }
                }
                lines
            }
        })
    }

    /// What stands behind the last article.
    pub(crate) fn foot(&self) -> String {
        match self {
            Writer::Table(table) => table.legend(),
            _ => String::new(),
        }
    }
}

/// Says that JSONL goes into a file whose name promises something else.
pub(crate) fn note_jsonl(file: &Path) {
    let ending = file.extension().unwrap_or_default();
    if !ending.is_empty() && !JSONL.iter().any(|known| ending.eq_ignore_ascii_case(known)) {
        let name = file.display().to_string();
        eprintln!(
            "note: {}: written as jsonl; --format says another",
            printable(&name)
        );
    }
}

/// The format that a file's name asks for: `.parquet`, `.csv`, and JSONL otherwise.
fn by_name(file: &Path) -> anyhow::Result<Format> {
    let ending = file.extension().unwrap_or_default();
    if ending.eq_ignore_ascii_case("csv") {
        return Ok(Format::Csv);
    }
    if !ending.eq_ignore_ascii_case("parquet") {
        note_jsonl(file);
        return Ok(Format::Jsonl);
    }
    #[cfg(feature = "parquet")]
    return Ok(Format::Parquet);
    #[cfg(not(feature = "parquet"))]
    Err(Failure::usage(
        format!(
            "{}: this build of demarche writes no Parquet",
            file.display()
        ),
        "build it with the feature `parquet`, or name another --format",
    ))
}
