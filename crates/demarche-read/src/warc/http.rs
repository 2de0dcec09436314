//! An HTTP response as an archive keeps it: header apart, chunks joined, encodings undone.

use std::io::{self, Read};

use demarche_text::Problem;

use super::LONGEST_RECORD;
use crate::problem;

/// A response.
#[derive(Clone, Debug, Default)]
pub(super) struct Response {
    pub(super) status: Option<u16>,
    pub(super) content_type: Option<String>,
    pub(super) body: Vec<u8>,
    pub(super) problems: Vec<Problem>,
}

/// Where a header ends, and where what follows it begins.
pub(super) fn header_end(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut from = 0;
    while let Some(at) = memchr::memchr(b'\n', &bytes[from..]) {
        let at = from + at;
        match bytes.get(at + 1..)? {
            [b'\n', ..] => return Some((at + 1, at + 2)),
            [b'\r', b'\n', ..] => return Some((at + 1, at + 3)),
            _ => from = at + 1,
        }
    }
    None
}

/// The fields of a header behind its first line, names in lower case; a line that begins with a
/// space goes on with the one before.
pub(super) fn headers(header: &[u8]) -> Vec<(String, String)> {
    let text = String::from_utf8_lossy(header);
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in text.lines().skip(1) {
        match (line.strip_prefix([' ', '\t']), fields.last_mut()) {
            (Some(more), Some((_, value))) => {
                value.push(' ');
                value.push_str(more.trim());
            }
            _ => {
                if let Some((name, value)) = line.split_once(':') {
                    fields.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
                }
            }
        }
    }
    fields
}

impl Response {
    /// Reads a block. One that does not begin with HTTP is all body.
    ///
    /// # Errors
    /// When its body grows beyond what is read.
    pub(super) fn read(block: Vec<u8>) -> Result<Response, Problem> {
        if !block.starts_with(b"HTTP/") {
            return Ok(Response {
                body: block,
                ..Response::default()
            });
        }
        let (end, body) = header_end(&block).unwrap_or((block.len(), block.len()));
        let header = &block[..end];
        let mut response = Response {
            status: status(header),
            body: block[body..].to_vec(),
            ..Response::default()
        };
        let (mut chunked, mut encodings) = (false, Vec::new());
        for (name, value) in headers(header) {
            let lower = value.to_ascii_lowercase();
            let names = lower.split(',').map(|name| name.trim().to_owned());
            match name.as_str() {
                "content-type" => response.content_type = Some(value),
                "transfer-encoding" => {
                    for name in names {
                        match name.as_str() {
                            "chunked" => chunked = true,
                            _ => encodings.push(name),
                        }
                    }
                }
                "content-encoding" => encodings.extend(names),
                _ => {}
            }
        }
        if chunked {
            response.join_chunks();
        }
        for encoding in encodings.iter().rev() {
            response.decode(encoding)?;
        }
        Ok(response)
    }

    /// Joins chunks. Archives often keep the header of what they have joined already.
    fn join_chunks(&mut self) {
        let mut joined = Vec::with_capacity(self.body.len());
        let mut rest = self.body.as_slice();
        loop {
            let Some((length, data)) = chunk(rest) else {
                if joined.is_empty() {
                    return;
                }
                if !rest.trim_ascii().is_empty() {
                    self.problems.push(problem(
                        "a chunk of it has no length; what follows is taken as it is",
                        "get the archive again",
                    ));
                    joined.extend_from_slice(rest);
                }
                break;
            };
            if length == 0 {
                break;
            }
            let there = length.min(data.len());
            joined.extend_from_slice(&data[..there]);
            rest = &data[there..];
            rest = rest
                .strip_prefix(b"\r\n")
                .or_else(|| rest.strip_prefix(b"\n"))
                .unwrap_or(rest);
            if rest.is_empty() {
                break;
            }
        }
        self.body = joined;
    }

    /// Undoes an encoding. What is not encoded so stays as it is.
    fn decode(&mut self, encoding: &str) -> Result<(), Problem> {
        let body = self.body.as_slice();
        let encoded: Box<dyn Read + '_> = match encoding {
            "gzip" | "x-gzip" if body.starts_with(&[0x1f, 0x8b]) => {
                Box::new(flate2::read::MultiGzDecoder::new(body))
            }
            "deflate" if is_zlib(body) => Box::new(flate2::read::ZlibDecoder::new(body)),
            "deflate" => Box::new(flate2::read::DeflateDecoder::new(body)),
            "br" => Box::new(brotli_decompressor::Decompressor::new(body, 1 << 12)),
            "zstd" if body.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) => {
                let mut decoder = match zstd::stream::read::Decoder::with_buffer(body) {
                    Ok(decoder) => decoder,
                    Err(_) => return Ok(()),
                };
                // The most that HTTP allows.
                if decoder.window_log_max(23).is_err() {
                    return Ok(());
                }
                Box::new(decoder)
            }
            _ => return Ok(()),
        };
        let mut decoded = Vec::new();
        let read = encoded
            .take(LONGEST_RECORD as u64 + 1)
            .read_to_end(&mut decoded);
        if decoded.len() > LONGEST_RECORD {
            return Err(problem(
                format!(
                    "its {encoding} body grows beyond {} MiB",
                    LONGEST_RECORD >> 20
                ),
                "if it is an article, unpack it and give it by itself",
            ));
        }
        match read {
            Ok(_) => self.body = decoded,
            // Not a word of it: it was never encoded.
            Err(_) if decoded.is_empty() => {}
            Err(error) => {
                let what = match error.kind() {
                    io::ErrorKind::UnexpectedEof => "is cut off".to_owned(),
                    _ => format!("is damaged: {error}"),
                };
                self.problems.push(problem(
                    format!("its {encoding} body {what}; read as far as that"),
                    "get the archive again",
                ));
                self.body = decoded;
            }
        }
        Ok(())
    }
}

fn status(header: &[u8]) -> Option<u16> {
    let line = header.split(|byte| *byte == b'\n').next()?;
    let line = String::from_utf8_lossy(line);
    line.split_ascii_whitespace().nth(1)?.parse().ok()
}

fn is_zlib(body: &[u8]) -> bool {
    matches!(body, [first, second, ..]
        if first & 0x0f == 8 && (u16::from(*first) << 8 | u16::from(*second)).is_multiple_of(31))
}

/// The length of a chunk, and what follows its line.
fn chunk(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let end = memchr::memchr(b'\n', &bytes[..bytes.len().min(1 << 10)])?;
    let line = std::str::from_utf8(&bytes[..end]).ok()?;
    let digits = line.split(';').next()?.trim();
    if digits.is_empty() || digits.len() > 16 {
        return None;
    }
    Some((usize::from_str_radix(digits, 16).ok()?, &bytes[end + 1..]))
}
