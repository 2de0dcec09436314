//! How events are written: a table for people, JSONL and CSV for programs, and the formats of the
//! field's tools.

use std::fmt::Write as _;

use demarche_record::{Article, Event};

use crate::args::{Color, Format};
use demarche_code::Coded;

mod csv;
mod gdelt;
mod icews;
mod paint;
mod phoenix;
mod polecat;
mod table;
mod tool;
mod wrap;

pub(crate) use paint::{Paint, quad_sign, quad_style, terminal_width};
pub(crate) use table::parties;
pub(crate) use wrap::{Run, wrap};

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
}

impl Writer {
    /// The writer for a format; by default a table on a terminal and JSONL in a pipe.
    pub(crate) fn new(format: Option<Format>, color: Color) -> Self {
        let terminal = std::io::IsTerminal::is_terminal(&std::io::stdout());
        match format {
            Some(Format::Jsonl) => Writer::Jsonl,
            Some(Format::Csv) => Writer::Csv,
            Some(Format::Gdelt2) => Writer::Gdelt,
            Some(Format::Gdelt2Mentions) => Writer::Mentions,
            Some(Format::Polecat) => Writer::Polecat,
            Some(Format::Icews) => Writer::Icews,
            Some(Format::Phoenix) => Writer::Phoenix,
            None if !terminal => Writer::Jsonl,
            Some(Format::Table) | None => {
                Writer::Table(table::Table::new(Paint::stdout(color), terminal_width()))
            }
        }
    }

    /// Whether the format has a place for an event: those of the field's tools hold only what
    /// happened and nobody denies.
    pub(crate) fn takes(&self, event: &Event) -> bool {
        matches!(self, Writer::Table(_) | Writer::Jsonl | Writer::Csv) || tool::takes(event)
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
    pub(crate) fn article(&self, origin: &str, article: &Article, coded: &Coded) -> String {
        match self {
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
        }
    }

    /// What stands behind the last article.
    pub(crate) fn foot(&self) -> String {
        match self {
            Writer::Table(table) => table.legend(),
            _ => String::new(),
        }
    }
}
