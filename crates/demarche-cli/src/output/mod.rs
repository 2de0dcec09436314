//! How events are written: a table for people, JSONL and CSV for programs.

use std::fmt::Write as _;

use demarche_record::Article;

use crate::args::{Color, Format};
use demarche_code::Coded;

mod csv;
mod paint;
mod table;
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
}

impl Writer {
    /// The writer for a format; by default a table on a terminal and JSONL in a pipe.
    pub(crate) fn new(format: Option<Format>, color: Color) -> Self {
        let terminal = std::io::IsTerminal::is_terminal(&std::io::stdout());
        match format {
            Some(Format::Jsonl) => Writer::Jsonl,
            Some(Format::Csv) => Writer::Csv,
            None if !terminal => Writer::Jsonl,
            Some(Format::Table) | None => {
                Writer::Table(table::Table::new(Paint::stdout(color), terminal_width()))
            }
        }
    }

    /// What stands before the first article.
    pub(crate) fn head(&self) -> String {
        match self {
            Writer::Csv => csv::head(),
            Writer::Table(_) | Writer::Jsonl => String::new(),
        }
    }

    /// One article's events. `origin` is the name the user knows it by.
    pub(crate) fn article(&self, origin: &str, article: &Article, coded: &Coded) -> String {
        match self {
            Writer::Table(table) => table.article(origin, article, coded),
            Writer::Csv => csv::events(article, &coded.events),
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
            Writer::Jsonl | Writer::Csv => String::new(),
        }
    }
}
