//! Bytes to text: which encoding a page or a feed is in.
//!
//! What the bytes prove comes before what is said of them: a byte order mark, zeros in every second
//! byte, and UTF-8 that is valid with letters beyond ASCII in it. Then the charset of the HTTP
//! header, that of the document (`<meta charset>`, `<?xml encoding>`), and last what the bytes look
//! like. Never fails; what had to be replaced or was declared wrongly is a problem. Knows nothing
//! of tags beyond that declaration.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use demarche_text::Problem;
use encoding_rs::{Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, X_USER_DEFINED};

use crate::{problem, remedy};

/// How far into the document a declaration is looked for. Browsers look into the first 1,024 bytes;
/// real pages have it later too.
const DECLARED_WITHIN: usize = 8192;

/// How much of a text without a declaration is looked at to tell its encoding.
const DETECTED_WITHIN: usize = 1 << 18;

/// Decodes a document. `content_type` is the HTTP header of that name, where there was one. The
/// byte order mark is dropped.
pub fn decode<'a>(bytes: &'a [u8], content_type: Option<&str>) -> (Cow<'a, str>, Option<Problem>) {
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        return with(encoding, &bytes[length..]);
    }
    if let Some(encoding) = utf_16_by_zeros(bytes) {
        return with(encoding, bytes);
    }
    let by_header = content_type.and_then(charset_of_header);
    let by_document = charset_of_document(&bytes[..bytes.len().min(DECLARED_WITHIN)]);
    let declared = by_header.into_iter().chain(by_document);
    // ISO-2022-JP is ASCII with escapes, so it is valid UTF-8 too.
    if bytes.contains(&0x1b) && declared.clone().any(|encoding| encoding == ISO_2022_JP) {
        return with(ISO_2022_JP, bytes);
    }
    let utf_8 = Utf8::of(bytes);
    let said = declared.clone().next();
    if utf_8.bad == 0 {
        let problem = said
            .filter(|said| *said != UTF_8 && utf_8.long > 0)
            .map(|said| lying(said, UTF_8));
        // Valid: nothing is replaced.
        return (String::from_utf8_lossy(bytes), problem);
    }
    // A page in UTF-8 with some bytes cut or pasted in: any other reading would garble the rest.
    let mostly_utf_8 =
        utf_8.long > 4 * utf_8.bad || (said == Some(UTF_8) && utf_8.long > utf_8.bad);
    if mostly_utf_8 {
        return with(UTF_8, bytes);
    }
    for encoding in declared.filter(|encoding| *encoding != UTF_8) {
        if let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(bytes) {
            let problem = said
                .filter(|said| *said != encoding)
                .map(|said| lying(said, encoding));
            return (text, problem);
        }
    }
    let detected = detect(bytes);
    let (text, replaced) = with(detected, bytes);
    let problem = replaced.or_else(|| said.map(|said| lying(said, detected)));
    (text, problem)
}

/// Decodes, and says how many places had to be replaced.
fn with<'a>(encoding: &'static Encoding, bytes: &'a [u8]) -> (Cow<'a, str>, Option<Problem>) {
    let (text, bad) = encoding.decode_without_bom_handling(bytes);
    let problem = bad.then(|| {
        let places = text.matches(char::REPLACEMENT_CHARACTER).count();
        let s = if places == 1 { "" } else { "s" };
        problem(
            format!(
                "not valid {}: {places} place{s} replaced by U+FFFD",
                encoding.name()
            ),
            remedy::INVALID,
        )
    });
    (text, problem)
}

fn lying(said: &'static Encoding, found: &'static Encoding) -> Problem {
    problem(
        format!(
            "declared to be {}, and read as {}",
            said.name(),
            found.name()
        ),
        remedy::LYING,
    )
}

/// How well bytes read as UTF-8.
struct Utf8 {
    /// Letters of more than one byte.
    long: usize,
    /// Places that are not valid.
    bad: usize,
}

impl Utf8 {
    fn of(bytes: &[u8]) -> Self {
        let mut counted = Utf8 { long: 0, bad: 0 };
        for chunk in bytes.utf8_chunks() {
            let starts = |byte: &&u8| **byte >= 0xc0;
            counted.long += chunk.valid().as_bytes().iter().filter(starts).count();
            counted.bad += usize::from(!chunk.invalid().is_empty());
        }
        counted
    }
}

/// UTF-16 without a mark: text of the West has a zero in nearly every second byte.
fn utf_16_by_zeros(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = &bytes[..bytes.len().min(512) & !1];
    let half = sample.len() / 2;
    if half < 4 {
        return None;
    }
    let zeros = |offset: usize| {
        let bytes = sample.iter().skip(offset).step_by(2);
        bytes.filter(|byte| **byte == 0).count() * 10
    };
    match (zeros(0) > half * 7, zeros(1) > half * 7) {
        (false, true) => Some(UTF_16LE),
        (true, false) => Some(UTF_16BE),
        _ => None,
    }
}

/// The charset of a Content-Type header: `text/html; charset="utf-8"`.
fn charset_of_header(header: &str) -> Option<&'static Encoding> {
    label_after(header.as_bytes(), b"charset")
}

/// The charset that the start of a document declares.
fn charset_of_document(start: &[u8]) -> Option<&'static Encoding> {
    if let Some(declaration) = start.trim_ascii_start().strip_prefix(b"<?xml") {
        let end = declaration.iter().position(|byte| *byte == b'>');
        let declaration = &declaration[..end.unwrap_or(declaration.len())];
        if let Some(encoding) = label_after(declaration, b"encoding") {
            return Some(readable(encoding));
        }
    }
    let mut rest = start;
    while let Some(tag) = find(rest, b"<meta") {
        let tag = &rest[tag + 5..];
        let end = tag.iter().position(|byte| *byte == b'>');
        let end = end.unwrap_or(tag.len());
        if let Some(encoding) = label_after(&tag[..end], b"charset") {
            return Some(readable(encoding));
        }
        rest = &tag[end..];
    }
    None
}

/// A declaration that could be read as ASCII does not stand in UTF-16.
fn readable(encoding: &'static Encoding) -> &'static Encoding {
    if encoding == UTF_16LE || encoding == UTF_16BE {
        UTF_8
    } else if encoding == X_USER_DEFINED {
        WINDOWS_1252
    } else {
        encoding
    }
}

/// The encoding named after `key` and `=`, in quotes or not.
fn label_after(text: &[u8], key: &[u8]) -> Option<&'static Encoding> {
    let after = &text[find(text, key)? + key.len()..];
    let value = after.trim_ascii_start().strip_prefix(b"=")?;
    let is_around = |byte: &u8| byte.is_ascii_whitespace() || b"\"'".contains(byte);
    let start = value.iter().position(|byte| !is_around(byte))?;
    let value = &value[start..];
    let ends = |byte: &u8| is_around(byte) || b";/>,?".contains(byte);
    let end = value.iter().position(ends).unwrap_or(value.len());
    Encoding::for_label(&value[..end])
}

/// Where `word` stands first, in whatever case. `word` is in lower case.
fn find(text: &[u8], word: &[u8]) -> Option<usize> {
    text.windows(word.len())
        .position(|window| window.eq_ignore_ascii_case(word))
}

fn detect(bytes: &[u8]) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    detector.feed(
        &bytes[..bytes.len().min(DETECTED_WITHIN)],
        bytes.len() <= DETECTED_WITHIN,
    );
    detector.guess(None, Utf8Detection::Deny)
}

#[cfg(test)]
mod tests {
    use super::decode;

    fn check(bytes: &[u8], header: Option<&str>, text: &str, problem: Option<&str>) {
        let (read, said) = decode(bytes, header);
        assert_eq!(read, text);
        assert_eq!(said.map(|said| said.what).as_deref(), problem);
    }

    fn utf_16(text: &str, unit: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(unit).collect()
    }

    #[test]
    fn the_header_comes_before_the_document() {
        check(
            b"caf\xe9",
            Some("text/html; charset=ISO-8859-1"),
            "café",
            None,
        );
        check(
            b"<meta charset='windows-1251'>\xc4\xe0",
            None,
            "<meta charset='windows-1251'>Да",
            None,
        );
        check(
            b"<meta charset=windows-1251>\xe9",
            Some("text/html;charset=\"windows-1252\""),
            "<meta charset=windows-1251>é",
            None,
        );
        check(
            b"<META http-equiv=Content-Type content='text/html; charset=koi8-r'>\xe4\xc1",
            None,
            "<META http-equiv=Content-Type content='text/html; charset=koi8-r'>Да",
            None,
        );
        check(
            b"<?xml version=\"1.0\" encoding=\"iso-8859-2\"?>\xb1",
            None,
            "<?xml version=\"1.0\" encoding=\"iso-8859-2\"?>ą",
            None,
        );
    }

    #[test]
    fn a_byte_order_mark_comes_first() {
        check(
            b"\xef\xbb\xbfna\xc3\xafve",
            Some("text/html; charset=latin1"),
            "naïve",
            None,
        );
        let little = [b"\xff\xfe".to_vec(), utf_16("Zürich", u16::to_le_bytes)].concat();
        check(&little, Some("text/html; charset=utf-8"), "Zürich", None);
        let big = [b"\xfe\xff".to_vec(), utf_16("Zürich", u16::to_be_bytes)].concat();
        check(&big, None, "Zürich", None);
    }

    #[test]
    fn utf_16_without_a_mark_is_seen_by_its_zeros() {
        check(
            &utf_16("<p>Kenya</p>", u16::to_le_bytes),
            None,
            "<p>Kenya</p>",
            None,
        );
        check(
            &utf_16("<p>Kenya</p>", u16::to_be_bytes),
            None,
            "<p>Kenya</p>",
            None,
        );
    }

    #[test]
    fn a_charset_that_lies_is_overruled_and_named() {
        check(
            "São Tomé".as_bytes(),
            Some("text/html; charset=iso-8859-1"),
            "São Tomé",
            Some("declared to be windows-1252, and read as UTF-8"),
        );
        check(
            b"<meta charset=utf-8>S\xe3o Tom\xe9 e Pr\xedncipe",
            None,
            "<meta charset=utf-8>São Tomé e Príncipe",
            Some("declared to be UTF-8, and read as windows-1252"),
        );
        // ASCII is ASCII in all of them.
        check(b"Kenya", Some("text/html; charset=latin1"), "Kenya", None);
        check(
            b"<meta charset=utf-16>Kenya",
            None,
            "<meta charset=utf-16>Kenya",
            None,
        );
    }

    #[test]
    fn some_bad_bytes_do_not_garble_the_rest() {
        check(
            b"Bogot\xc3\xa1, Bras\xc3\xadlia\xff",
            Some("text/html; charset=utf-8"),
            "Bogotá, Brasília\u{fffd}",
            Some("not valid UTF-8: 1 place replaced by U+FFFD"),
        );
    }

    #[test]
    fn odd_bytes_are_text_of_some_kind() {
        for bytes in [
            &b""[..],
            b"\0",
            b"\xff",
            b"\xff\xfe\0",
            b"\xfe\xff\xd8\0",
            b"\x1b$B",
        ] {
            for header in [
                None,
                Some(""),
                Some("charset"),
                Some("charset=utf-8"),
                Some("charset=utf-16"),
            ] {
                let _ = decode(bytes, header);
            }
        }
    }
}
