//! CSV with a header: separator and encoding are found out, quotes that nothing closes cost a row.

use std::io::{self, Read};

use csv_core::{ReadRecordResult, ReaderBuilder};
use demarche_record::Article;
use demarche_text::Problem;
use encoding_rs::WINDOWS_1252;
use encoding_rs_io::{DecodeReaderBytes, DecodeReaderBytesBuilder};

use super::{Columns, Row};
use crate::packed::Fault;
use crate::problem;

/// The longest row that is read.
const LONGEST_ROW: usize = 16 << 20;

/// How much is read at once, and looked at to tell the separator.
const PART: usize = 1 << 16;

/// How often reading is taken up again behind a quote that nothing closes.
const MOST_UNCLOSED: usize = 100;

/// How often a packed file may be damaged and still be read on.
const MOST_DAMAGES: usize = 100;

/// The rows of a table.
pub struct CsvTable<R> {
    reader: DecodeReaderBytes<R, Vec<u8>>,
    parser: csv_core::Reader,
    separator: u8,
    columns: Columns,
    /// Bytes ahead, from `start`.
    data: Vec<u8>,
    start: usize,
    line: u64,
    cells: Cells,
    unclosed: usize,
    damages: usize,
    ended: bool,
    over: bool,
    hole: Option<io::Error>,
}

/// Room for the cells of a row, and how much of it the last one took.
struct Cells {
    bytes: Vec<u8>,
    ends: Vec<usize>,
    taken: usize,
}

enum Next {
    Cells,
    /// A quote that opens in the row is not closed.
    Unclosed,
    End,
    Hole(io::Error),
}

impl<R: Read> CsvTable<R> {
    /// Reads the header.
    ///
    /// # Errors
    /// When there is none, or no column of it is the text.
    pub fn new(reader: R) -> Result<CsvTable<R>, Problem> {
        // UTF-16 by its mark; the mark of UTF-8 is dropped. Other bytes come as they are.
        let reader = DecodeReaderBytesBuilder::new()
            .bom_override(true)
            .strip_bom(true)
            .utf8_passthru(true)
            .build(reader);
        let mut table = CsvTable {
            reader,
            parser: csv_core::Reader::new(),
            separator: b',',
            columns: Columns {
                columns: Vec::new(),
                text: String::new(),
            },
            data: Vec::new(),
            start: 0,
            line: 1,
            cells: Cells {
                bytes: vec![0; 1 << 12],
                ends: vec![0; 64],
                taken: 0,
            },
            unclosed: 0,
            damages: 0,
            ended: false,
            over: false,
            hole: None,
        };
        table.fill();
        table.separator = separator(&table.data);
        table.reset();
        let names = match table.row() {
            Next::Cells => table.cells.texts().0,
            Next::Unclosed => {
                return Err(problem(
                    "a quote in the header is not closed",
                    "close it, or write two quotes for one",
                ));
            }
            Next::End => {
                return Err(problem(
                    "it is empty",
                    "write a first line that names the columns",
                ));
            }
            Next::Hole(error) => {
                let remedy = Fault::of(&error).map_or("check the file", Fault::remedy);
                return Err(problem(error.to_string(), remedy));
            }
        };
        table.columns = Columns::new(&names)?;
        Ok(table)
    }

    fn reset(&mut self) {
        self.parser = ReaderBuilder::new().delimiter(self.separator).build();
    }

    /// Reads more; `false` where there is no more.
    fn fill(&mut self) -> bool {
        if self.ended || self.hole.is_some() {
            return false;
        }
        if self.start > PART && self.start > self.data.len() / 2 {
            self.data.drain(..self.start);
            self.start = 0;
        }
        let read = self
            .reader
            .by_ref()
            .take(PART as u64)
            .read_to_end(&mut self.data);
        match read {
            Ok(0) => self.ended = true,
            Ok(_) => {}
            Err(error) => self.hole = Some(error),
        }
        !self.ended
    }

    /// The next row. What is read of it is passed over, unless it is not closed.
    fn row(&mut self) -> Next {
        let (mut used, mut written, mut ends) = (0, 0, 0);
        loop {
            if self.start + used == self.data.len() {
                self.fill();
                // To the parser nothing more means the end of the file.
                if self.start + used == self.data.len()
                    && let Some(error) = self.hole.take()
                {
                    self.start = self.data.len();
                    return Next::Hole(error);
                }
            }
            let input = &self.data[self.start + used..];
            let (result, read, out, more) = self.parser.read_record(
                input,
                &mut self.cells.bytes[written..],
                &mut self.cells.ends[ends..],
            );
            used += read;
            written += out;
            ends += more;
            match result {
                ReadRecordResult::InputEmpty if used > LONGEST_ROW => return Next::Unclosed,
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => {
                    let length = self.cells.bytes.len();
                    self.cells.bytes.resize(2 * length, 0);
                }
                ReadRecordResult::OutputEndsFull => {
                    let length = self.cells.ends.len();
                    self.cells.ends.resize(2 * length, 0);
                }
                ReadRecordResult::Record => {
                    let raw = &self.data[self.start..self.start + used];
                    // A quote that nobody closes runs on to the next one, or to the end of the file.
                    if raw.trim_ascii_end().contains(&b'\n') && !is_closed(raw, self.separator) {
                        return Next::Unclosed;
                    }
                    let lines = memchr::memchr_iter(b'\n', raw).count();
                    self.line += lines as u64;
                    self.start += used;
                    self.cells.taken = ends;
                    return Next::Cells;
                }
                ReadRecordResult::End => return Next::End,
            }
        }
    }

    /// Passes over the line that reading stands in.
    fn pass_line(&mut self) {
        loop {
            let rest = &self.data[self.start..];
            if let Some(end) = memchr::memchr(b'\n', rest) {
                self.start += end + 1;
                self.line += 1;
                return;
            }
            self.start = self.data.len();
            if !self.fill() {
                return;
            }
        }
    }

    fn article(&self) -> Result<(Article, Vec<Problem>), Problem> {
        let (texts, converted) = self.cells.texts();
        let columns = self.columns.len();
        if texts
            .iter()
            .skip(columns)
            .any(|text| !text.trim().is_empty())
        {
            return Err(problem(
                format!(
                    "{} cells where the header names {columns} columns",
                    texts.len()
                ),
                "put cells that hold the separator or a line end in quotes",
            ));
        }
        let (article, mut problems) = self.columns.article(texts.into_iter().map(Some))?;
        if converted {
            problems.push(problem(
                "not valid UTF-8; read as windows-1252",
                "convert the file to UTF-8",
            ));
        }
        Ok((article, problems))
    }
}

impl<R: Read> Iterator for CsvTable<R> {
    type Item = Row;

    fn next(&mut self) -> Option<Row> {
        if self.over {
            return None;
        }
        // Empty lines before a row are none of it.
        while let Some(b'\n' | b'\r') = self.data.get(self.start) {
            self.line += u64::from(self.data[self.start] == b'\n');
            self.start += 1;
            if self.start == self.data.len() {
                self.fill();
            }
        }
        let place = self.line;
        let article = match self.row() {
            Next::Cells => self.article(),
            Next::End => {
                self.over = true;
                return None;
            }
            Next::Unclosed => {
                self.unclosed += 1;
                self.over = self.unclosed >= MOST_UNCLOSED;
                self.reset();
                self.pass_line();
                Err(problem(
                    "a quote that opens in it is not closed",
                    "close it, or write two quotes for one; the next line is read as a new row",
                ))
            }
            Next::Hole(error) => {
                self.damages += 1;
                let fault = Fault::of(&error);
                self.over = fault.is_none() || self.damages >= MOST_DAMAGES;
                let remedy = fault.map_or("check the file", Fault::remedy);
                let what = error.to_string();
                self.reset();
                // What stands behind the damage begins in the midst of a row.
                self.pass_line();
                Err(problem(what, remedy))
            }
        };
        Some(Row { place, article })
    }
}

impl Cells {
    /// The cells, and whether some were no UTF-8.
    fn texts(&self) -> (Vec<String>, bool) {
        let mut converted = false;
        let mut start = 0;
        let texts = self.ends[..self.taken].iter().map(|end| {
            let bytes = self.bytes.get(start..*end).unwrap_or_default();
            start = *end;
            match std::str::from_utf8(bytes) {
                Ok(text) => text.to_owned(),
                Err(_) => {
                    converted = true;
                    WINDOWS_1252
                        .decode_without_bom_handling(bytes)
                        .0
                        .into_owned()
                }
            }
        });
        (texts.collect(), converted)
    }
}

/// The separator of a table that begins so: that which parts the first line into most cells.
fn separator(start: &[u8]) -> u8 {
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0), (b'|', 0)];
    let mut quoted = false;
    for byte in start {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => break,
            byte if !quoted => {
                for (separator, count) in &mut counts {
                    *count += usize::from(separator == byte);
                }
            }
            _ => {}
        }
    }
    // Of equals the first in the list.
    let most = counts.iter().rev().max_by_key(|(_, count)| *count);
    most.map_or(b',', |(separator, _)| *separator)
}

/// Whether each quote that opens a cell is closed where a cell ends.
fn is_closed(raw: &[u8], separator: u8) -> bool {
    let (mut open, mut at_start) = (false, true);
    let mut bytes = raw.iter().peekable();
    while let Some(byte) = bytes.next() {
        match (open, byte) {
            (true, b'"') => match bytes.peek() {
                Some(b'"') => {
                    bytes.next();
                }
                Some(b'\n' | b'\r') | None => open = false,
                Some(next) if **next == separator => open = false,
                Some(_) => return false,
            },
            (false, b'"') if at_start => open = true,
            (false, byte) => at_start = *byte == separator || matches!(byte, b'\n' | b'\r'),
            (true, _) => {}
        }
    }
    !open
}
