//! gzip and Zstandard around anything, unpacked as it is read.
//!
//! A stream that breaks off gives what stands before the break; of gzip, what stands behind it
//! too. A bomb is stopped by the ratio of what comes out to what went in. What is inside is none
//! of its business.

use std::fmt;
use std::io::{self, BufRead, BufReader, Read};

use flate2::bufread::GzDecoder;

/// How a stream is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packing {
    /// One gzip member or many.
    Gzip,
    /// Zstandard frames.
    Zstd,
}

impl Packing {
    /// How a stream that begins with these bytes is packed.
    pub fn of(start: &[u8]) -> Option<Packing> {
        match start {
            [0x1f, 0x8b, 8, ..] => Some(Packing::Gzip),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Some(Packing::Zstd),
            _ => None,
        }
    }

    /// How a file of that name is packed, and its name without the ending.
    pub fn by_name(name: &str) -> Option<(Packing, &str)> {
        let (inner, extension) = name.rsplit_once('.')?;
        match extension.to_ascii_lowercase().as_str() {
            "gz" | "gzip" => Some((Packing::Gzip, inner)),
            "zst" | "zstd" => Some((Packing::Zstd, inner)),
            _ => None,
        }
    }
}

/// How much a packed stream may grow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Caps {
    /// Bytes out for each byte in. Text packs to a tenth, tables to a fiftieth; gzip can pack
    /// nothing to less than a thousandth.
    pub ratio: u64,
    /// Bytes out from which the ratio counts.
    pub grace: u64,
}

impl Default for Caps {
    fn default() -> Self {
        Caps {
            ratio: 300,
            grace: 64 << 20,
        }
    }
}

/// What is wrong with a packed stream. It comes inside an [`io::Error`]; behind `Damaged` what
/// could be found again follows, behind the others nothing does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// It grew beyond its caps.
    Bomb {
        /// Bytes in and out.
        sizes: (u64, u64),
    },
    /// It is not what it should be from about this byte of the packed stream on.
    Damaged {
        /// The byte, from 0.
        at: u64,
        /// What the decoder says.
        what: String,
    },
    /// It ends in the midst.
    CutOff {
        /// The length of the packed stream.
        at: u64,
    },
    /// Something else stands behind it.
    Trailing {
        /// Where, from 0.
        at: u64,
    },
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Bomb {
                sizes: (packed, unpacked),
            } => write!(
                f,
                "{packed} packed bytes grew to {unpacked}: a decompression bomb"
            ),
            Fault::Damaged { at, what } => {
                write!(f, "damaged at byte {at} of the packed file: {what}")
            }
            Fault::CutOff { at } => write!(f, "cut off at byte {at} of the packed file"),
            Fault::Trailing { at } => {
                write!(
                    f,
                    "what stands from byte {at} of the packed file on is not packed"
                )
            }
        }
    }
}

impl std::error::Error for Fault {}

impl Fault {
    /// The fault that an error of [`Unpacked`] is.
    pub fn of(error: &io::Error) -> Option<&Fault> {
        error.get_ref()?.downcast_ref()
    }

    /// What to do about it.
    pub fn remedy(&self) -> &'static str {
        match self {
            Fault::Bomb { .. } => "if it is to be trusted, unpack it first",
            Fault::Damaged { .. } | Fault::CutOff { .. } => "get it again; the rest of it was read",
            Fault::Trailing { .. } => "unpack it and look at what stands there",
        }
    }
}

/// How often damage is looked behind.
const MOST_DAMAGES: usize = 1000;

/// How often it is looked behind among bytes that were already read.
const MOST_REREADS: usize = 100;

/// The longest part of a gzip member that is read again behind damage.
const REREAD: usize = 16 << 20;

/// A stream as it was before it was packed. After a `Fault::Damaged`, reading may go on.
pub struct Unpacked<R> {
    state: State<R>,
    caps: Caps,
    packing: Packing,
    /// Bytes that came out.
    out: u64,
    damages: usize,
}

enum State<R> {
    Gzip(Box<GzDecoder<Raw<R>>>),
    Zstd(Box<zstd::stream::read::Decoder<'static, Raw<R>>>),
    /// Between two members.
    Between(Raw<R>),
    Over,
}

impl<R: BufRead> Unpacked<R> {
    /// Reads a stream that is packed so.
    pub fn new(reader: R, packing: Packing, caps: Caps) -> Self {
        Unpacked {
            state: State::Between(Raw::new(reader)),
            caps,
            packing,
            out: 0,
            damages: 0,
        }
    }

    fn packed(&self) -> u64 {
        match &self.state {
            State::Gzip(decoder) => decoder.get_ref().at,
            State::Zstd(decoder) => decoder.get_ref().at,
            State::Between(raw) => raw.at,
            State::Over => 0,
        }
    }

    /// Begins the next member; `false` at the end.
    fn begin(&mut self, mut raw: Raw<R>) -> io::Result<bool> {
        let start = raw.fill_buf()?;
        if start.is_empty() {
            return Ok(false);
        }
        match self.packing {
            Packing::Zstd => {
                let mut decoder = zstd::stream::read::Decoder::with_buffer(raw)?;
                // 128 MiB, the most that its own program takes without being told.
                decoder.window_log_max(27)?;
                self.state = State::Zstd(Box::new(decoder));
            }
            Packing::Gzip => {
                if start[0] != 0x1f {
                    // Tapes and some programs fill up with zeros.
                    let mut at = raw.at;
                    loop {
                        let part = raw.fill_buf()?;
                        let length = part.len();
                        if length == 0 {
                            return Ok(false);
                        }
                        if let Some(other) = part.iter().position(|byte| *byte != 0) {
                            at += other as u64;
                            break;
                        }
                        at += length as u64;
                        raw.consume(length);
                    }
                    return Err(fault(Fault::Trailing { at }));
                }
                raw.keep();
                self.state = State::Gzip(Box::new(GzDecoder::new(raw)));
            }
        }
        Ok(true)
    }

    /// Takes reading up behind damage.
    fn recover(&mut self, raw: Raw<R>, error: &io::Error) -> io::Error {
        self.damages += 1;
        let at = raw.at;
        let mut found = false;
        if self.packing == Packing::Gzip && self.damages < MOST_DAMAGES {
            match raw.next_member(self.damages < MOST_REREADS) {
                Ok(Some(raw)) => {
                    self.state = State::Between(raw);
                    found = true;
                }
                Ok(None) => {}
                Err(error) => return error,
            }
        }
        fault(if error.kind() == io::ErrorKind::UnexpectedEof && !found {
            Fault::CutOff { at }
        } else {
            Fault::Damaged {
                at,
                what: error.to_string(),
            }
        })
    }
}

fn fault(fault: Fault) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, fault)
}

impl<R: BufRead> Read for Unpacked<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() {
            return Ok(0);
        }
        loop {
            let read = match &mut self.state {
                State::Gzip(decoder) => decoder.read(buffer),
                State::Zstd(decoder) => decoder.read(buffer),
                State::Over => return Ok(0),
                State::Between(_) => {
                    let State::Between(raw) = std::mem::replace(&mut self.state, State::Over)
                    else {
                        return Ok(0);
                    };
                    if self.begin(raw)? {
                        continue;
                    }
                    return Ok(0);
                }
            };
            match read {
                Ok(0) => match std::mem::replace(&mut self.state, State::Over) {
                    State::Gzip(decoder) => self.state = State::Between(decoder.into_inner()),
                    _ => return Ok(0),
                },
                Ok(length) => {
                    self.out += length as u64;
                    let packed = self.packed();
                    if self.out > self.caps.grace
                        && self.out / self.caps.ratio.max(1) > packed.max(1)
                    {
                        self.state = State::Over;
                        return Err(fault(Fault::Bomb {
                            sizes: (packed, self.out),
                        }));
                    }
                    return Ok(length);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => return Err(error),
                Err(error) => {
                    let raw = match std::mem::replace(&mut self.state, State::Over) {
                        State::Gzip(decoder) => decoder.into_inner(),
                        State::Zstd(decoder) => decoder.finish(),
                        _ => return Err(error),
                    };
                    return Err(if raw.failed {
                        error
                    } else {
                        self.recover(raw, &error)
                    });
                }
            }
        }
    }
}

/// The packed bytes, counted. Those of the member under way are kept, so that the next one can be
/// found where this one took it for its own.
struct Raw<R> {
    /// Bytes to be read again before `reader`.
    again: io::Cursor<Vec<u8>>,
    reader: R,
    kept: Option<Vec<u8>>,
    at: u64,
    /// Whether reading itself failed, not unpacking.
    failed: bool,
}

impl<R: BufRead> Raw<R> {
    fn new(reader: R) -> Self {
        Raw {
            again: io::Cursor::new(Vec::new()),
            reader,
            kept: None,
            at: 0,
            failed: false,
        }
    }

    fn keep(&mut self) {
        let mut kept = self.kept.take().unwrap_or_default();
        kept.clear();
        self.kept = Some(kept);
    }

    /// Goes on where the next member begins: among the bytes of this one, else behind them.
    fn next_member(mut self, reread: bool) -> io::Result<Option<Raw<R>>> {
        // A header may lie across two buffers: three bytes of the last are looked at again.
        let mut tail: Vec<u8> = Vec::new();
        if reread && let Some(kept) = self.kept.take() {
            tail = kept[kept.len().saturating_sub(3)..].to_vec();
            if let Some(found) = kept.get(1..).and_then(member) {
                let mut again = kept[1 + found..].to_vec();
                self.at -= again.len() as u64;
                let position = usize::try_from(self.again.position()).unwrap_or(usize::MAX);
                again.extend_from_slice(self.again.get_ref().get(position..).unwrap_or_default());
                self.again = io::Cursor::new(again);
                return Ok(Some(self));
            }
        }
        self.kept = None;
        loop {
            let part = self.fill_buf()?;
            if part.is_empty() {
                return Ok(None);
            }
            let mut look = std::mem::take(&mut tail);
            let before = look.len();
            look.extend_from_slice(part);
            let length = part.len();
            if let Some(found) = member(&look) {
                if found >= before {
                    self.consume(found - before);
                    return Ok(Some(self));
                }
                self.consume(length);
                let mut again = look[found..].to_vec();
                self.at -= again.len() as u64;
                let position = usize::try_from(self.again.position()).unwrap_or(usize::MAX);
                again.extend_from_slice(self.again.get_ref().get(position..).unwrap_or_default());
                self.again = io::Cursor::new(again);
                return Ok(Some(self));
            }
            tail = look[look.len().saturating_sub(3)..].to_vec();
            self.consume(length);
        }
    }
}

/// Where a gzip member begins.
fn member(bytes: &[u8]) -> Option<usize> {
    bytes
        .windows(4)
        .position(|four| four[..3] == [0x1f, 0x8b, 8] && four[3] & 0xe0 == 0)
}

impl<R: BufRead> BufRead for Raw<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let again = self.again.get_ref().len() as u64;
        if self.again.position() < again {
            return self.again.fill_buf();
        }
        let filled = self.reader.fill_buf();
        self.failed = filled.is_err();
        filled
    }

    fn consume(&mut self, amount: usize) {
        self.at += amount as u64;
        let again = self.again.get_ref().len() as u64;
        let reread = self.again.position() < again;
        if let Some(kept) = &mut self.kept
            && kept.len() < REREAD
        {
            let part = if reread {
                self.again.fill_buf()
            } else {
                self.reader.fill_buf()
            };
            kept.extend_from_slice(
                part.ok()
                    .and_then(|part| part.get(..amount))
                    .unwrap_or_default(),
            );
        }
        if reread {
            self.again.consume(amount);
        } else {
            self.reader.consume(amount);
        }
    }
}

impl<R: BufRead> Read for Raw<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let part = self.fill_buf()?;
        let length = part.len().min(buffer.len());
        buffer[..length].copy_from_slice(&part[..length]);
        self.consume(length);
        Ok(length)
    }
}

/// A reader unpacked by its first bytes, whatever it is called; as it is where it is not packed.
///
/// # Errors
/// When its first bytes cannot be read.
pub fn unpacked(
    mut reader: Box<dyn BufRead + Send>,
    caps: Caps,
) -> io::Result<(Box<dyn BufRead + Send>, Option<Packing>)> {
    let packing = Packing::of(reader.fill_buf()?);
    Ok(match packing {
        Some(kind) => {
            let unpacked = Unpacked::new(reader, kind, caps);
            (
                Box::new(BufReader::with_capacity(1 << 16, unpacked)),
                packing,
            )
        }
        None => (reader, None),
    })
}
