//! Web archives, WARC and the older ARC, one record after the other.
//!
//! A reader of our own: the `warc` crate keeps a header of any length in memory, ends at the first
//! bad record, and knows no ARC. Memory holds one record. A record whose length is a lie is cut
//! where the next one begins, so that none behind it is lost. What a page says is none of its
//! business; [`Record::held`] says what kind of thing a record holds.

use std::io::{self, Read};

use demarche_text::Problem;
use memchr::memmem;

use crate::packed::Fault;
use crate::problem;

mod held;
mod http;

pub use held::{Body, Held};

/// The longest block that is read.
pub const LONGEST_RECORD: usize = 15 << 20;

/// What is read of a longer one, to tell what it is.
const HEAD: usize = 1 << 16;

/// The longest header of a record.
const LONGEST_HEADER: usize = 1 << 18;

const GET_AGAIN: &str = "get the archive again; the rest of it was read";

/// A record as it stands in the archive.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// Which record of the archive it is, from 1; bad ones count.
    pub number: usize,
    /// Where it begins in the archive, unpacked, in bytes from 0.
    pub offset: u64,
    /// Its WARC-Type: response, resource, conversion, request …; of ARC always response.
    pub kind: String,
    /// Of what it is.
    pub url: Option<String>,
    /// When that was fetched, as written.
    pub date: Option<String>,
    /// The type of the block.
    pub content_type: Option<String>,
    /// What the header says that the block's length is.
    pub length: u64,
    /// The block; of one longer than [`LONGEST_RECORD`] only its beginning.
    pub block: Vec<u8>,
    /// What is wrong with it, and did not keep it from being read.
    pub problems: Vec<Problem>,
}

/// A record that could not be read, or a gap.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadRecord {
    /// Which record of the archive it is, from 1.
    pub number: usize,
    /// Where it begins in the archive, unpacked.
    pub offset: u64,
    /// Why.
    pub problem: Problem,
}

/// The records of an archive, unpacked, in order. Good ones follow bad ones.
pub struct Archive<R> {
    buffer: Buffer<R>,
    number: usize,
    /// Whether it is ARC.
    arc: bool,
    over: bool,
}

impl<R: Read> Archive<R> {
    /// Reads an archive. Of one that is packed, see [`crate::packed`].
    pub fn new(reader: R) -> Self {
        Archive {
            buffer: Buffer::new(reader),
            number: 0,
            arc: false,
            over: false,
        }
    }

    fn bad(&self, offset: u64, what: impl Into<String>) -> BadRecord {
        BadRecord {
            number: self.number,
            offset,
            problem: problem(format!("{} (at byte {offset})", what.into()), GET_AGAIN),
        }
    }

    /// The end of what can be read, or a hole behind which reading goes on.
    fn end_or_hole(&mut self) -> Option<Result<Record, BadRecord>> {
        let Some(error) = self.buffer.hole.take() else {
            self.over = true;
            return None;
        };
        self.number += 1;
        let offset = self.buffer.offset();
        Some(Err(match Fault::of(&error) {
            Some(fault) => BadRecord {
                number: self.number,
                offset,
                problem: problem(fault.to_string(), fault.remedy()),
            },
            None => {
                self.over = true;
                self.bad(offset, format!("cannot be read: {error}"))
            }
        }))
    }

    /// The record that begins here: `line` is its first, still in the buffer.
    fn warc(&mut self) -> Result<Record, BadRecord> {
        let offset = self.buffer.offset();
        self.number += 1;
        let Some(header) = self.buffer.header() else {
            self.buffer.advance(1);
            self.buffer.skip_to(b"\nWARC/");
            return Err(self.bad(offset, "the record's header has no end"));
        };
        let mut record = Record {
            number: self.number,
            offset,
            kind: String::new(),
            url: None,
            date: None,
            content_type: None,
            length: 0,
            block: Vec::new(),
            problems: Vec::new(),
        };
        let mut length = None;
        for (name, value) in http::headers(&header) {
            match name.as_str() {
                "warc-type" => record.kind = value.to_ascii_lowercase(),
                "warc-date" => record.date = Some(value),
                "content-type" => record.content_type = Some(value),
                "content-length" => length = Some(value),
                // Wget writes it in angle brackets.
                "warc-target-uri" => {
                    record.url = Some(value.trim_matches(['<', '>']).to_owned());
                }
                _ => {}
            }
        }
        let written = length.unwrap_or_default();
        let Ok(length) = written.parse::<u64>() else {
            // The next record may begin right behind the empty line.
            self.buffer.back();
            self.buffer.skip_to(b"\nWARC/");
            let shown: String = written.chars().take(40).collect();
            return Err(self.bad(
                offset,
                format!("its Content-Length is \"{shown}\", no number"),
            ));
        };
        record.length = length;
        self.block(&mut record);
        Ok(record)
    }

    /// Reads the block and leaves the buffer where the next record begins.
    fn block(&mut self, record: &mut Record) {
        let Some(length) = usize::try_from(record.length)
            .ok()
            .filter(|n| *n <= LONGEST_RECORD)
        else {
            return self.long_block(record);
        };
        let there = self.buffer.ensure(length + 16).min(length);
        let behind = self.buffer.rest().get(there..).unwrap_or_default();
        if there == length && ends_record(behind) {
            record.block = self.buffer.take(length);
            return;
        }
        // The length is not true, or the archive is cut off.
        if let Some(next) = memmem::find(&self.buffer.rest()[..there], b"\r\n\r\nWARC/1.") {
            record.block = self.buffer.take(next);
            record.problems.push(problem(
                format!("its Content-Length is {length}, but the next record begins after {next}"),
                GET_AGAIN,
            ));
        } else if there < length {
            record.block = self.buffer.take(there);
            record.problems.push(problem(
                format!("cut off: {there} of its {length} bytes are there"),
                GET_AGAIN,
            ));
        } else {
            self.buffer.ensure(LONGEST_RECORD);
            let rest = self.buffer.rest();
            let next = memmem::find(rest, b"\r\n\r\nWARC/1.").unwrap_or(rest.len());
            record.block = self.buffer.take(next.max(length).min(LONGEST_RECORD));
            let all = record.block.len();
            record.problems.push(problem(
                format!(
                    "its Content-Length is {length}, but {all} bytes stand before the next record"
                ),
                GET_AGAIN,
            ));
        }
    }

    /// Keeps the head of a block that is too long and passes over the rest; not further than to
    /// where the next record begins.
    fn long_block(&mut self, record: &mut Record) {
        self.buffer.ensure(HEAD);
        let head = self.buffer.rest().len().min(HEAD);
        let head = memmem::find(&self.buffer.rest()[..head], b"\r\n\r\nWARC/1.").unwrap_or(head);
        record.block = self.buffer.take(head);
        let mut left = record.length - head as u64;
        let mut seen = head as u64;
        while left > 0 {
            let there = self.buffer.ensure(1 << 18);
            let part = there.min(usize::try_from(left).unwrap_or(usize::MAX));
            if let Some(next) = memmem::find(self.buffer.rest(), b"\r\n\r\nWARC/1.")
                && (next as u64) < left
            {
                self.buffer.advance(next);
                seen += next as u64;
                break;
            }
            if there <= 16 {
                self.buffer.advance(part);
                seen += part as u64;
                break;
            }
            // The mark may lie across two parts.
            let part = if part == there { part - 16 } else { part };
            self.buffer.advance(part);
            left -= part as u64;
            seen += part as u64;
        }
        if seen < record.length {
            record.problems.push(problem(
                format!(
                    "its Content-Length is {}, but {seen} bytes are there",
                    record.length
                ),
                GET_AGAIN,
            ));
            record.length = seen.max(head as u64);
        }
    }

    fn arc_record(&mut self, line: &[u8]) -> Result<Record, BadRecord> {
        let offset = self.buffer.offset();
        self.number += 1;
        let text = String::from_utf8_lossy(line).into_owned();
        let text = text.trim_end();
        self.buffer.advance(line.len());
        // The address may have spaces in it; what stands behind it has none.
        let mut fields = text.rsplitn(5, ' ');
        let mut next = || fields.next().unwrap_or_default().to_owned();
        let (length, content_type, date, _, url) = (next(), next(), next(), next(), next());
        let Some(length) = length.parse::<u64>().ok().filter(|_| !url.is_empty()) else {
            self.skip_to_arc_record();
            let shown: String = text.chars().take(100).collect();
            return Err(self.bad(offset, format!("no header of a record: \"{shown}\"")));
        };
        let mut record = Record {
            number: self.number,
            offset,
            kind: if url.starts_with("filedesc:") {
                "warcinfo"
            } else {
                "response"
            }
            .to_owned(),
            url: Some(url),
            date: Some(date),
            content_type: Some(content_type),
            length,
            block: Vec::new(),
            problems: Vec::new(),
        };
        match usize::try_from(length)
            .ok()
            .filter(|n| *n <= LONGEST_RECORD)
        {
            Some(length) => {
                let there = self.buffer.ensure(length).min(length);
                record.block = self.buffer.take(there);
                if there < length {
                    record.problems.push(problem(
                        format!("cut off: {there} of its {length} bytes are there"),
                        GET_AGAIN,
                    ));
                }
            }
            None => {
                self.buffer.ensure(HEAD);
                record.block = self.buffer.take(HEAD);
                let mut left = length - record.block.len() as u64;
                while left > 0 {
                    let there = self.buffer.ensure(1 << 18);
                    let part = there.min(usize::try_from(left).unwrap_or(usize::MAX));
                    if part == 0 {
                        break;
                    }
                    self.buffer.advance(part);
                    left -= part as u64;
                }
            }
        }
        Ok(record)
    }

    fn skip_to_arc_record(&mut self) {
        while let Some(line) = self.buffer.line() {
            if is_arc_header(&line) {
                return;
            }
            self.buffer.advance(line.len());
        }
    }
}

impl<R: Read> Iterator for Archive<R> {
    type Item = Result<Record, BadRecord>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.over {
            return None;
        }
        loop {
            let Some(line) = self.buffer.line() else {
                return self.end_or_hole();
            };
            if line.trim_ascii().is_empty() {
                self.buffer.advance(line.len());
                continue;
            }
            if line.starts_with(b"WARC/") {
                return Some(self.warc());
            }
            if self.buffer.offset() == 0 && line.starts_with(b"filedesc:") {
                self.arc = true;
            }
            if self.arc {
                return Some(self.arc_record(&line));
            }
            let offset = self.buffer.offset();
            self.number += 1;
            self.buffer.skip_to(b"\nWARC/");
            let length = self.buffer.offset() - offset;
            return Some(Err(
                self.bad(offset, format!("{length} bytes are no record"))
            ));
        }
    }
}

/// Whether what stands behind a block is the end of its record.
fn ends_record(behind: &[u8]) -> bool {
    let rest = behind.trim_ascii_start();
    // Some writers leave the empty lines out.
    rest.is_empty() || rest.starts_with(b"WARC/") || behind.starts_with(b"\r\n\r\n")
}

fn is_arc_header(line: &[u8]) -> bool {
    let text = String::from_utf8_lossy(line);
    let mut fields = text.trim_end().rsplitn(5, ' ');
    let mut next = || fields.next().unwrap_or_default();
    let (length, kind, date, _, url) = (next(), next(), next(), next(), next());
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    // A length that is none still heads a record: it is reported as one.
    let _ = length;
    kind.contains('/') && date.len() >= 12 && digits(date) && url.contains(':')
}

/// The bytes ahead, as many as are asked for, read once however often they are looked at.
struct Buffer<R> {
    reader: R,
    data: Vec<u8>,
    start: usize,
    /// Where `data` begins in the archive.
    base: u64,
    ended: bool,
    /// What went wrong behind `data`; what follows is not read before that was told.
    hole: Option<io::Error>,
}

impl<R: Read> Buffer<R> {
    fn new(reader: R) -> Self {
        Buffer {
            reader,
            data: Vec::new(),
            start: 0,
            base: 0,
            ended: false,
            hole: None,
        }
    }

    fn offset(&self) -> u64 {
        self.base + self.start as u64
    }

    fn rest(&self) -> &[u8] {
        &self.data[self.start..]
    }

    /// Sees to it that as many bytes are ahead, if there are so many, and says how many are.
    fn ensure(&mut self, wanted: usize) -> usize {
        while self.data.len() - self.start < wanted && !self.ended && self.hole.is_none() {
            if self.start > (1 << 16) && self.start > self.data.len() / 2 {
                self.data.drain(..self.start);
                self.base += self.start as u64;
                self.start = 0;
                // What one long record needed is given back.
                if self.data.capacity() > (1 << 20) && self.data.len() < (1 << 18) {
                    self.data.shrink_to(1 << 19);
                }
            }
            let missing = wanted - (self.data.len() - self.start);
            // Not more at once than is likely there: a length may be a lie.
            let part = missing.clamp(1 << 16, 1 << 18) as u64;
            match self.reader.by_ref().take(part).read_to_end(&mut self.data) {
                Ok(0) => self.ended = true,
                Ok(_) => {}
                Err(error) => self.hole = Some(error),
            }
        }
        self.data.len() - self.start
    }

    fn advance(&mut self, length: usize) {
        self.start = (self.start + length).min(self.data.len());
    }

    /// Goes back by a byte that was passed over last.
    fn back(&mut self) {
        self.start = self.start.saturating_sub(1);
    }

    fn take(&mut self, length: usize) -> Vec<u8> {
        let length = length.min(self.rest().len());
        let taken = self.rest()[..length].to_vec();
        self.advance(length);
        taken
    }

    /// The line ahead with its end; of a very long one the beginning. `None` at the end.
    fn line(&mut self) -> Option<Vec<u8>> {
        let mut wanted = 1 << 10;
        loop {
            let there = self.ensure(wanted);
            let rest = self.rest();
            if let Some(end) = memchr::memchr(b'\n', rest) {
                return Some(rest[..=end].to_vec());
            }
            if there < wanted || wanted >= LONGEST_HEADER {
                return (!rest.is_empty()).then(|| rest.to_vec());
            }
            wanted *= 4;
        }
    }

    /// The header ahead, up to its empty line, which is passed over.
    fn header(&mut self) -> Option<Vec<u8>> {
        let mut wanted = 1 << 12;
        loop {
            let there = self.ensure(wanted);
            let rest = self.rest();
            if let Some(end) = http::header_end(rest) {
                let header = rest[..end.0].to_vec();
                self.advance(end.1);
                return Some(header);
            }
            if there < wanted || wanted >= LONGEST_HEADER {
                return None;
            }
            wanted *= 4;
        }
    }

    /// Goes to the line that begins with what follows the line end of `mark`, or to the end.
    fn skip_to(&mut self, mark: &[u8]) {
        loop {
            let there = self.ensure(1 << 16);
            if let Some(found) = memmem::find(self.rest(), mark) {
                self.advance(found + 1);
                return;
            }
            if there < (1 << 16) {
                self.advance(there);
                return;
            }
            self.advance(there - mark.len());
        }
    }
}
