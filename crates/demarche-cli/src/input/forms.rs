//! What a file holds, by its name and by its first bytes.

use std::path::Path;

use clap::ValueEnum;
use demarche_read::Markup;
use demarche_read::packed::Packing;

use super::Rejection;

/// How an input is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum InputKind {
    /// By file name, else by its first bytes
    Auto,
    /// Plain text, one article a file
    Text,
    /// An HTML page, one article a file
    Html,
    /// One JSON record a line: {"text": …, "id": …, "title": …, "date": …}
    Jsonl,
    /// An RSS or Atom feed, one article an item
    Feed,
    /// A list of feeds; what it names is for `demarche watch`
    Opml,
    /// A web archive, WARC or ARC, one article a page
    Warc,
    /// A table with a header, one article a row: text, title, date, url, id, source, lang
    Csv,
    /// A table with the same columns
    #[cfg(feature = "parquet")]
    Parquet,
}

impl InputKind {
    /// The form that is asked for.
    pub(super) fn form(self) -> Option<Form> {
        Some(match self {
            InputKind::Auto => return None,
            InputKind::Text => Form::Text,
            InputKind::Html => Form::Html,
            InputKind::Jsonl => Form::Jsonl,
            InputKind::Feed => Form::Feed,
            InputKind::Opml => Form::Opml,
            InputKind::Warc => Form::Warc,
            InputKind::Csv => Form::Csv,
            #[cfg(feature = "parquet")]
            InputKind::Parquet => Form::Parquet,
        })
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Text,
    Html,
    Jsonl,
    /// A record, an array of records, or JSONL after all.
    Json,
    Feed,
    Opml,
    Warc,
    Csv,
    Parquet,
    /// A feed, a list of feeds or a page: its first bytes say.
    Xml,
}

/// File names that are read from a folder, and how.
const READABLE: &[(&str, Form)] = &[
    ("txt", Form::Text),
    ("text", Form::Text),
    ("html", Form::Html),
    ("htm", Form::Html),
    ("xhtml", Form::Html),
    ("jsonl", Form::Jsonl),
    ("ndjson", Form::Jsonl),
    ("json", Form::Json),
    ("rss", Form::Feed),
    ("atom", Form::Feed),
    ("rdf", Form::Feed),
    ("xml", Form::Xml),
    ("opml", Form::Opml),
    ("warc", Form::Warc),
    ("arc", Form::Warc),
    ("wet", Form::Warc),
    ("csv", Form::Csv),
    ("tsv", Form::Csv),
    ("parquet", Form::Parquet),
];

/// What a note says of files of folders that are named otherwise.
pub(crate) fn readable_names() -> String {
    let names: Vec<String> = READABLE
        .iter()
        .map(|(name, _)| format!(".{name}"))
        .collect();
    format!("{} or these with .gz or .zst", names.join(", "))
}

/// File names whose content plain text would only garble.
const OTHER_FORMATS: &[&str] = &[
    "bz2", "xz", "zip", "7z", "pdf", "doc", "docx", "odt", "rtf", "xls", "xlsx",
];

/// The extension in lower case, that of what is packed where the name says that it is.
fn extension(path: &Path) -> String {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let name = Packing::by_name(&name).map_or(&*name, |(_, inner)| inner);
    name.rsplit_once('.')
        .filter(|(stem, _)| !stem.is_empty())
        .map(|(_, extension)| extension.to_lowercase())
        .unwrap_or_default()
}

/// The form of a file that is read from a folder; `None` for those that are left out.
pub(super) fn in_folder(path: &Path) -> Option<Form> {
    let extension = extension(path);
    let (_, form) = READABLE.iter().find(|(name, _)| *name == extension)?;
    Some(*form)
}

/// The form that a file's name tells; `None` where only its bytes can.
pub(super) fn by_name(path: &Path) -> Result<Option<Form>, Rejection> {
    if let Some(form) = in_folder(path) {
        return Ok(Some(form));
    }
    let extension = extension(path);
    if OTHER_FORMATS.contains(&extension.as_str()) {
        return Err(Rejection::new(
            format!(".{extension} files are not read"),
            "unpack it or convert it to text or JSONL, or say --input text to read it as it is",
        ));
    }
    Ok(None)
}

/// The form that the first bytes, unpacked, tell; of `given`, where those decide what kind of it.
pub(super) fn by_bytes(start: &[u8], given: Option<Form>) -> Form {
    match given {
        Some(Form::Xml) | None => {}
        Some(form) => return form,
    }
    if start.starts_with(b"PAR1") {
        return Form::Parquet;
    }
    if start.starts_with(b"WARC/") || start.starts_with(b"filedesc:") {
        return Form::Warc;
    }
    match Markup::of(start) {
        Some(Markup::Html) => return Form::Html,
        Some(Markup::Opml) => return Form::Opml,
        Some(Markup::Feed | Markup::OtherXml) => return Form::Feed,
        None if given.is_some() => return Form::Feed,
        None => {}
    }
    let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
    match start.trim_ascii_start() {
        [b'{', ..] => Form::Jsonl,
        [b'[', rest @ ..] if rest.trim_ascii_start().starts_with(b"{") => Form::Json,
        _ => Form::Text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_on_input_lists_the_names() {
        let page = include_str!("../../../../docs/input.md");
        for (name, _) in READABLE {
            let listed = [",", " "]
                .iter()
                .any(|end| page.contains(&format!(" .{name}{end}")));
            assert!(listed, ".{name}");
        }
    }

    #[test]
    fn names_tell_the_form() {
        let check = |name: &str, form| assert_eq!(by_name(Path::new(name)), Ok(form), "{name}");
        check("a.txt", Some(Form::Text));
        check("a.JSONL.GZ", Some(Form::Jsonl));
        check("a.warc.zst", Some(Form::Warc));
        check("feed.xml", Some(Form::Xml));
        check("a.gz", None);
        check("README", None);
        check(".txt", None);
        assert!(by_name(Path::new("a.pdf")).is_err());
        assert!(by_name(Path::new("a.tar.xz")).is_err());
    }

    #[test]
    fn first_bytes_tell_the_form() {
        let check =
            |start: &str, form| assert_eq!(by_bytes(start.as_bytes(), None), form, "{start}");
        check("\u{feff} {\"text\"", Form::Jsonl);
        check("[\n {\"text\"", Form::Json);
        check("[Nairobi] Kenya", Form::Text);
        check("<!DOCTYPE html PUBLIC><html><!-- <rss -->", Form::Html);
        check("<?xml version='1.0'?><!-- x --><rss", Form::Feed);
        check("<a:feed xmlns:a='http://www.w3.org/2005/Atom'>", Form::Feed);
        check("<?xml version='1.0'?><rdf:RDF", Form::Feed);
        check("<?xml version='1.0'?><opml", Form::Opml);
        check("<?xml version='1.0'?><other", Form::Feed);
        check("<b>KYIV</b>, May 1", Form::Text);
        check("WARC/1.0\r\n", Form::Warc);
        check("filedesc://x.arc", Form::Warc);
        check("PAR1", Form::Parquet);
        check("", Form::Text);
        let utf16: Vec<u8> = "\u{feff}<rss>"
            .encode_utf16()
            .flat_map(u16::to_be_bytes)
            .collect();
        assert_eq!(by_bytes(&utf16, None), Form::Feed);
        assert_eq!(by_bytes(b"<html", Some(Form::Xml)), Form::Html);
        assert_eq!(by_bytes(b"<html", Some(Form::Text)), Form::Text);
    }
}
