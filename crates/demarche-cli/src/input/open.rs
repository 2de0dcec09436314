//! Opens files, unpacks them, and reads whole those that are read whole.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use demarche_read::packed::{Caps, Fault, unpacked};
use demarche_text::Problem;

use super::Rejection;

/// How much of marked-up text is looked at to tell what it is.
const START: usize = 1 << 12;

pub(super) type Reader = Box<dyn BufRead + Send>;

/// An input that is open.
pub(super) struct Opened {
    /// Unpacked.
    pub(super) reader: Reader,
    /// Its first bytes, which are still to be read.
    pub(super) start: Vec<u8>,
    /// Whether it was packed.
    pub(super) packed: bool,
}

/// Opens a file, or stdin.
pub(super) fn open(path: Option<&Path>) -> Result<Opened, Rejection> {
    let reader: Reader = match path {
        Some(path) => {
            let file = File::open(path).map_err(|error| unreadable(&error))?;
            Box::new(BufReader::with_capacity(1 << 16, file))
        }
        None => Box::new(BufReader::with_capacity(1 << 16, io::stdin())),
    };
    opened(reader)
}

/// Unpacks what is packed, and looks at the first bytes.
pub(super) fn opened(reader: Reader) -> Result<Opened, Rejection> {
    let (reader, packing) =
        unpacked(reader, Caps::default()).map_err(|error| unreadable(&error))?;
    let reader = Peeked::new(reader);
    let start = reader.start.get_ref().clone();
    if start.is_empty()
        && let Some(error) = &reader.error
    {
        return Err(unreadable(error));
    }
    Ok(Opened {
        reader: Box::new(reader),
        start,
        packed: packing.is_some(),
    })
}

/// Reads all of it, if that is at most `most` bytes.
pub(super) fn whole(
    reader: &mut Reader,
    most: usize,
    longest: usize,
) -> Result<(Vec<u8>, Vec<Problem>), Rejection> {
    let (bytes, problems) = beginning(reader, most + 1)?;
    if bytes.len() > most {
        return Err(Rejection::too_long(longest));
    }
    Ok((bytes, problems))
}

/// Reads at most `most` bytes. A packed file that is damaged or breaks off gives what can be
/// unpacked, and the problem.
pub(super) fn beginning(
    reader: &mut Reader,
    most: usize,
) -> Result<(Vec<u8>, Vec<Problem>), Rejection> {
    let mut bytes = Vec::new();
    let mut problems = Vec::new();
    loop {
        let room = most.saturating_sub(bytes.len()) as u64;
        match reader.by_ref().take(room).read_to_end(&mut bytes) {
            Ok(_) => return Ok((bytes, problems)),
            Err(error) => match Fault::of(&error) {
                Some(fault) if !matches!(fault, Fault::Bomb { .. }) && !bytes.is_empty() => {
                    problems.push(Problem {
                        line: None,
                        what: fault.to_string(),
                        remedy: fault.remedy(),
                    });
                }
                _ => return Err(unreadable(&error)),
            },
        }
    }
}

/// Why a file cannot be read, or not further.
pub(super) fn unreadable(error: &io::Error) -> Rejection {
    if let Some(fault) = Fault::of(error) {
        return Rejection::new(fault.to_string(), fault.remedy());
    }
    let hint = match error.kind() {
        io::ErrorKind::NotFound => "check the path",
        io::ErrorKind::PermissionDenied => "check the permissions",
        _ => "check that it is a readable file",
    };
    // Without the "(os error 2)" behind it.
    let what = error.to_string();
    let what = what.split(" (os error").next().unwrap_or_default();
    Rejection::unread(format!("cannot be read: {what}"), hint)
}

/// A reader whose first bytes, however few a pipe gives at a time, were looked at.
struct Peeked {
    start: io::Cursor<Vec<u8>>,
    /// What went wrong while looking; told when reading comes there.
    error: Option<io::Error>,
    reader: Reader,
}

impl Peeked {
    fn new(mut reader: Reader) -> Self {
        let mut start = Vec::new();
        let error = loop {
            match reader.fill_buf() {
                Ok([]) => break None,
                Ok(part) => {
                    start.extend_from_slice(part);
                    let length = part.len();
                    reader.consume(length);
                }
                Err(error) => break Some(error),
            }
            // Who types or pipes line by line wants each worked on at once; markup says what it is
            // further down.
            let markup = start.trim_ascii_start().starts_with(b"<");
            let told =
                start.len() >= START || !markup && (start.len() >= 16 || start.contains(&b'\n'));
            if told {
                break None;
            }
        };
        Peeked {
            start: io::Cursor::new(start),
            error,
            reader,
        }
    }
}

impl BufRead for Peeked {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.start.position() < self.start.get_ref().len() as u64 {
            return self.start.fill_buf();
        }
        match self.error.take() {
            Some(error) => Err(error),
            None => self.reader.fill_buf(),
        }
    }

    fn consume(&mut self, amount: usize) {
        if self.start.position() < self.start.get_ref().len() as u64 {
            self.start.consume(amount);
        } else {
            self.reader.consume(amount);
        }
    }
}

impl Read for Peeked {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let part = self.fill_buf()?;
        let length = part.len().min(buffer.len());
        buffer[..length].copy_from_slice(&part[..length]);
        self.consume(length);
        Ok(length)
    }
}
