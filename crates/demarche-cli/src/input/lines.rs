//! JSONL and JSON: one item a record.

use std::io::{self, BufRead, Read};

use super::open::{Reader, unreadable};
use super::{Item, Items, Origin, Payload, Place, Rejection};

/// The longest JSONL line or `.json` file that is read; it bounds the memory a run needs.
pub(super) const LONGEST_RECORD: usize = 64 << 20;

/// How often a packed file may be damaged and still be read on.
const MOST_DAMAGES: usize = 100;

/// The lines of a JSONL input that are not blank.
pub(super) struct Lines {
    reader: Reader,
    origin: Origin,
    line: usize,
    damages: usize,
    ended: bool,
}

impl Lines {
    pub(super) fn new(reader: Reader, origin: Origin) -> Self {
        Lines {
            reader,
            origin,
            line: 0,
            damages: 0,
            ended: false,
        }
    }
}

impl Iterator for Lines {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        while !self.ended {
            let mut bytes = Vec::new();
            self.line += 1;
            let payload = match bounded_line(&mut self.reader, &mut bytes) {
                Ok(Line::End) => {
                    self.ended = true;
                    continue;
                }
                Ok(Line::Whole) if bytes.trim_ascii().is_empty() => continue,
                Ok(Line::Whole) => Payload::Record(bytes),
                Ok(Line::TooLong) => Payload::Unreadable(Rejection::too_long(LONGEST_RECORD)),
                Err(error) => {
                    // Behind damage of a packed file what follows is found again; a disk that
                    // fails goes on failing.
                    self.damages += 1;
                    self.ended = demarche_read::packed::Fault::of(&error).is_none()
                        || self.damages > MOST_DAMAGES;
                    Payload::Unreadable(unreadable(&error))
                }
            };
            let origin = self.origin.at(Place::Line(self.line));
            return Some(Item { origin, payload });
        }
        None
    }
}

/// The records of a `.json` file: one object, an array, or lines.
pub(super) fn json(bytes: Vec<u8>, origin: &Origin) -> Items {
    let value = serde_json::from_slice::<serde_json::Value>(&bytes);
    match value {
        Ok(serde_json::Value::Array(records)) => {
            let origin = origin.clone();
            Box::new(
                records
                    .into_iter()
                    .enumerate()
                    .map(move |(index, record)| Item {
                        origin: origin.at(Place::Line(index + 1)),
                        payload: Payload::Record(record.to_string().into_bytes()),
                    }),
            )
        }
        Ok(_) => {
            let payload = Payload::Record(bytes);
            Box::new(std::iter::once(Item {
                origin: origin.clone(),
                payload,
            }))
        }
        Err(_) => Box::new(Lines::new(Box::new(io::Cursor::new(bytes)), origin.clone())),
    }
}

enum Line {
    Whole,
    TooLong,
    End,
}

/// Reads a line without its end. Of one longer than [`LONGEST_RECORD`] nothing is kept.
fn bounded_line(reader: &mut dyn BufRead, line: &mut Vec<u8>) -> io::Result<Line> {
    if reader
        .take(LONGEST_RECORD as u64 + 1)
        .read_until(b'\n', line)?
        == 0
    {
        return Ok(Line::End);
    }
    if line.last() == Some(&b'\n') {
        line.pop();
        return Ok(Line::Whole);
    }
    if line.len() <= LONGEST_RECORD {
        return Ok(Line::Whole);
    }
    *line = Vec::new();
    loop {
        let rest = reader.fill_buf()?;
        match rest.iter().position(|byte| *byte == b'\n') {
            Some(end) => {
                reader.consume(end + 1);
                return Ok(Line::TooLong);
            }
            None if rest.is_empty() => return Ok(Line::TooLong),
            None => {
                let length = rest.len();
                reader.consume(length);
            }
        }
    }
}
