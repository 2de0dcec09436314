//! The bytes of an answer, unpacked and held to their limits while they arrive.
//!
//! Nothing is kept past the limit: the reading stops where the limit is passed, so what a server
//! wants to send costs no more memory than the limit allows.

use std::cell::Cell;
use std::io::{self, Read};
use std::rc::Rc;
use std::time::Instant;

use flate2::read::MultiGzDecoder;

use crate::outcome::{Failure, FailureKind};

/// Up to here no ratio is looked at: small answers may be as repetitive as they like.
const RATIO_COUNTS_FROM: u64 = 1024 * 1024;

/// How the bytes on the wire are packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Packing {
    Plain,
    Gzip,
    Brotli,
}

impl Packing {
    /// Reads `Content-Encoding`. Packing twice is not asked for, and a bomb does it; it is refused.
    pub(crate) fn read(value: &str) -> Result<Self, Failure> {
        match value.trim().to_ascii_lowercase().as_str() {
            "" | "identity" | "none" => Ok(Packing::Plain),
            "gzip" | "x-gzip" => Ok(Packing::Gzip),
            "br" => Ok(Packing::Brotli),
            other => Err(Failure::new(
                FailureKind::Encoding,
                format!("the answer is packed as {other:.60}, which was not asked for"),
            )),
        }
    }
}

/// What a body is held to.
pub(crate) struct Bounds {
    /// Bytes after unpacking.
    pub(crate) decoded: u64,
    /// How many times larger the unpacked bytes may be.
    pub(crate) ratio: u64,
    pub(crate) deadline: Instant,
}

/// Counts what comes over the wire.
struct Counted<R> {
    inner: R,
    count: Rc<Cell<u64>>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.count.set(self.count.get() + read as u64);
        Ok(read)
    }
}

/// Reads a whole body. `explain` says what an error of the wire is.
pub(crate) fn read(
    wire: impl Read,
    packing: Packing,
    bounds: &Bounds,
    explain: impl Fn(io::Error) -> Failure,
) -> Result<Vec<u8>, Failure> {
    let count = Rc::new(Cell::new(0));
    let wire = Counted {
        inner: wire,
        count: count.clone(),
    };
    match packing {
        Packing::Plain => drain(wire, &count, bounds, explain),
        Packing::Gzip => drain(MultiGzDecoder::new(wire), &count, bounds, explain),
        Packing::Brotli => drain(
            brotli_decompressor::Decompressor::new(wire, 16 * 1024),
            &count,
            bounds,
            explain,
        ),
    }
}

fn drain(
    mut reader: impl Read,
    wire: &Cell<u64>,
    bounds: &Bounds,
    explain: impl Fn(io::Error) -> Failure,
) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let mut chunk = vec![0; 32 * 1024];
    loop {
        if Instant::now() >= bounds.deadline {
            return Err(Failure::new(
                FailureKind::Timeout,
                "the answer did not end before the deadline".to_owned(),
            ));
        }
        let read = match reader.read(&mut chunk) {
            Ok(0) => return Ok(bytes),
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(explain(error)),
        };
        let decoded = (bytes.len() + read) as u64;
        if decoded > bounds.decoded {
            return Err(Failure::new(
                FailureKind::TooLarge,
                format!("the answer is larger than {} bytes", bounds.decoded),
            ));
        }
        if decoded > RATIO_COUNTS_FROM && decoded / bounds.ratio.max(1) > wire.get() {
            return Err(Failure::new(
                FailureKind::Bomb,
                format!(
                    "{} bytes on the wire became {decoded}: more than {} times as many",
                    wire.get(),
                    bounds.ratio
                ),
            ));
        }
        bytes.extend_from_slice(&chunk[..read]);
    }
}
