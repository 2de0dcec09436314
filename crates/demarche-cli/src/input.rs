//! Finds what the command line names, opens it, and cuts it into one item an article.
//!
//! Items are read lazily: a batch of any size needs the memory of what is under way. What cannot
//! be read is an item too, with its reason, so that every input is accounted for.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, IsTerminal, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ValueEnum;
use demarche_read::{Hints, LONGEST_PAGE};
use demarche_record::Article;
use demarche_text::Problem;

use crate::pages;
use crate::report::Failure;

/// The longest article that is read, in bytes. No article is so long: it is an archive that was
/// taken for one, and what it holds would be coded as if it were one story.
const LONGEST_ARTICLE: usize = 1 << 20;

/// The longest JSONL line or `.json` file that is read; it bounds the memory a run needs.
const LONGEST_RECORD: usize = 64 << 20;

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
];

/// File names whose content plain text would only garble.
const OTHER_FORMATS: &[&str] = &[
    "xml", "rss", "atom", "warc", "arc", "parquet", "gz", "bz2", "xz",
    "zst", "zip", "pdf", "doc", "docx", "odt", "rtf",
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Text,
    Html,
    Jsonl,
    /// A record, an array of records, or JSONL after all.
    Json,
}

/// Where an item came from, as messages name it: "batch.jsonl:17".
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Origin {
    /// The file; `None` for stdin.
    path: Option<Arc<Path>>,
    /// Line (or record of an array), from 1.
    line: Option<usize>,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.path {
            Some(path) => write!(f, "{}", path.display())?,
            None => f.write_str("stdin")?,
        }
        match self.line {
            Some(line) => write!(f, ":{line}"),
            None => Ok(()),
        }
    }
}

/// One article to be, not yet decoded: that is work for the threads.
#[derive(Debug)]
pub(crate) struct Item {
    /// Where it came from.
    pub(crate) origin: Origin,
    payload: Payload,
}

#[derive(Debug)]
enum Payload {
    Text(Vec<u8>),
    Page(Vec<u8>),
    Record(Vec<u8>),
    Unreadable(Rejection),
}

/// Why an input was not coded, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Rejection {
    /// What is wrong.
    pub(crate) what: String,
    /// What to do.
    pub(crate) hint: String,
    /// Whether not a byte could be read.
    pub(crate) unread: bool,
}

impl Rejection {
    fn new(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Rejection {
            what: what.into(),
            hint: hint.into(),
            unread: false,
        }
    }

    fn unread(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Rejection {
            unread: true,
            ..Rejection::new(what, hint)
        }
    }

    fn too_long(most: usize) -> Self {
        Rejection::new(
            format!("longer than {} MiB", most >> 20),
            "split it into articles: a file each, or a JSONL line each",
        )
    }
}

impl From<Problem> for Rejection {
    fn from(problem: Problem) -> Self {
        Rejection::new(in_record(&problem.what), problem.remedy)
    }
}

/// What a JSON reader says of a record, without the line it believes to be on: a record is always
/// its first, and the origin names the line of the file.
pub(crate) fn in_record(what: &str) -> String {
    what.replace(" at line 1 column ", " at column ")
}

impl Item {
    /// Decodes the article. Also says what had to be changed to read it.
    pub(crate) fn article(self) -> (Origin, Result<(Article, Vec<Problem>), Rejection>) {
        let article = match self.payload {
            Payload::Text(bytes) => Ok(demarche_text::article_from_bytes(&bytes)),
            Payload::Page(bytes) => {
                pages::read(bytes, Hints::default()).map_err(Rejection::from)
            }
            Payload::Record(bytes) => match std::str::from_utf8(&bytes) {
                Ok(line) => demarche_text::read_jsonl(line)
                    .map(|article| (article, Vec::new()))
                    .map_err(Rejection::from),
                Err(error) => Err(Rejection::new(
                    format!("not valid UTF-8 at byte {}", error.valid_up_to() + 1),
                    "JSON is UTF-8: convert the file",
                )),
            },
            Payload::Unreadable(rejection) => Err(rejection),
        };
        let article = article.and_then(|(article, problems)| {
            if article.text.len() > LONGEST_ARTICLE {
                return Err(Rejection::too_long(LONGEST_ARTICLE));
            }
            Ok((article, problems))
        });
        (self.origin, article)
    }

    /// The bytes of the record or text.
    pub(crate) fn bytes(self) -> (Origin, Result<Vec<u8>, Rejection>) {
        let bytes = match self.payload {
            Payload::Text(bytes) | Payload::Page(bytes) | Payload::Record(bytes) => Ok(bytes),
            Payload::Unreadable(rejection) => Err(rejection),
        };
        (self.origin, bytes)
    }
}

/// What the command line names, folders opened up.
#[derive(Debug)]
pub(crate) struct Inputs {
    sources: Vec<Source>,
    /// Files of the folders that are of another kind.
    pub(crate) left_out: usize,
}

#[derive(Debug)]
struct Source {
    path: Option<Arc<Path>>,
    form: Result<Option<Form>, Rejection>,
}

/// Finds the inputs: files, folders (with all below them, in order of their paths) and `-` or
/// nothing at all for stdin.
///
/// # Errors
/// When nothing is named and stdin is a terminal, where a program would wait in silence.
pub(crate) fn find(paths: &[PathBuf], kind: InputKind) -> anyhow::Result<Inputs> {
    let mut inputs = Inputs {
        sources: Vec::new(),
        left_out: 0,
    };
    let given = match kind {
        InputKind::Auto => None,
        InputKind::Text => Some(Form::Text),
        InputKind::Html => Some(Form::Html),
        InputKind::Jsonl => Some(Form::Jsonl),
    };
    if paths.is_empty() {
        if io::stdin().is_terminal() {
            return Err(Failure::usage(
                "no input is given",
                "name files or folders, or pipe text in; `-` reads what you type until Ctrl-D",
            ));
        }
        inputs.sources.push(Source {
            path: None,
            form: Ok(given),
        });
    }
    for path in paths {
        if path.as_os_str() == "-" {
            inputs.sources.push(Source {
                path: None,
                form: Ok(given),
            });
        } else if path.is_dir() {
            inputs.folder(path, given);
        } else {
            let form = match given {
                Some(form) => Ok(Some(form)),
                None => by_name(path),
            };
            inputs.sources.push(Source {
                path: Some(path.as_path().into()),
                form,
            });
        }
    }
    Ok(inputs)
}

fn extension(path: &Path) -> String {
    path.extension()
        .unwrap_or_default()
        .to_string_lossy()
        .to_lowercase()
}

/// The form that a file's name tells; `None` where only its bytes can.
fn by_name(path: &Path) -> Result<Option<Form>, Rejection> {
    let extension = extension(path);
    if let Some((_, form)) = READABLE.iter().find(|(name, _)| *name == extension) {
        return Ok(Some(*form));
    }
    if OTHER_FORMATS.contains(&extension.as_str()) {
        return Err(Rejection::new(
            format!(".{extension} files are not read"),
            "convert it to text or JSONL, or say --input text to read it as it is",
        ));
    }
    Ok(None)
}

impl Inputs {
    fn folder(&mut self, folder: &Path, given: Option<Form>) {
        let entries = match fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>) {
            Ok(entries) => entries,
            Err(error) => {
                self.sources.push(Source {
                    path: Some(folder.into()),
                    form: Err(unopened(&error)),
                });
                return;
            }
        };
        let mut paths: Vec<PathBuf> = entries
            .iter()
            .filter(|entry| !entry.file_name().to_string_lossy().starts_with('.'))
            .map(fs::DirEntry::path)
            .collect();
        paths.sort();
        for path in paths {
            // A linked folder may lead back up: only real ones are entered.
            if path.is_dir() && !path.is_symlink() {
                self.folder(&path, given);
                continue;
            }
            let extension = extension(&path);
            match READABLE.iter().find(|(name, _)| *name == extension) {
                Some((_, form)) => self.sources.push(Source {
                    path: Some(path.into()),
                    form: Ok(Some(given.unwrap_or(*form))),
                }),
                None => self.left_out += 1,
            }
        }
    }

    /// Says on stderr how many files of folders are of another kind.
    pub(crate) fn note_left_out(&self) {
        if self.left_out > 0 {
            let (count, s) = (self.left_out, if self.left_out == 1 { "" } else { "s" });
            eprintln!("note: {count} file{s} left out of folders: not named .txt, .jsonl or .json");
        }
    }

    /// The items of all inputs, in order, read as they are asked for.
    pub(crate) fn items(self) -> impl Iterator<Item = Item> + Send {
        self.sources.into_iter().flat_map(Source::items)
    }
}

type Items = Box<dyn Iterator<Item = Item> + Send>;

impl Source {
    fn items(self) -> Items {
        let origin = Origin {
            path: self.path.clone(),
            line: None,
        };
        match self.open() {
            Ok((form, reader)) => items(form, reader, origin),
            Err(rejection) => {
                let payload = Payload::Unreadable(rejection);
                Box::new(std::iter::once(Item { origin, payload }))
            }
        }
    }

    fn open(self) -> Result<(Form, Box<dyn BufRead + Send>), Rejection> {
        let form = self.form?;
        let mut reader: Box<dyn BufRead + Send> = match &self.path {
            Some(path) => {
                let file = File::open(path).map_err(|error| unopened(&error))?;
                Box::new(BufReader::with_capacity(1 << 16, file))
            }
            None => Box::new(BufReader::with_capacity(1 << 16, io::stdin())),
        };
        let form = match form {
            Some(form) => form,
            None => {
                let start = reader.fill_buf().map_err(|error| unopened(&error))?;
                let start = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start);
                match start.trim_ascii_start().first() {
                    Some(b'{') => Form::Jsonl,
                    _ => Form::Text,
                }
            }
        };
        Ok((form, reader))
    }
}

fn unopened(error: &io::Error) -> Rejection {
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

fn items(form: Form, mut reader: Box<dyn BufRead + Send>, origin: Origin) -> Items {
    match form {
        Form::Jsonl => Box::new(Lines {
            reader,
            origin,
            line: 0,
            ended: false,
        }),
        Form::Text | Form::Html | Form::Json => {
            let mut bytes = Vec::new();
            // UTF-16 takes two bytes for what is one in UTF-8.
            let (most, longest) = match form {
                Form::Json => (LONGEST_RECORD, LONGEST_RECORD),
                // Read no further; the reader says that it is cut.
                Form::Html => (LONGEST_PAGE, LONGEST_PAGE),
                _ => (2 * LONGEST_ARTICLE, LONGEST_ARTICLE),
            };
            let read = reader
                .by_ref()
                .take(most as u64 + 1)
                .read_to_end(&mut bytes);
            let payload = match read {
                Err(error) => Payload::Unreadable(unopened(&error)),
                Ok(_) if form == Form::Html => Payload::Page(bytes),
                Ok(_) if bytes.len() > most => Payload::Unreadable(Rejection::too_long(longest)),
                Ok(_) if form == Form::Json => return json_items(bytes, &origin),
                Ok(_) => Payload::Text(bytes),
            };
            Box::new(std::iter::once(Item { origin, payload }))
        }
    }
}

/// The records of a `.json` file: one object, an array, or lines.
fn json_items(bytes: Vec<u8>, origin: &Origin) -> Items {
    let value = serde_json::from_slice::<serde_json::Value>(&bytes);
    match value {
        Ok(serde_json::Value::Array(records)) => {
            let origin = origin.clone();
            Box::new(
                records
                    .into_iter()
                    .enumerate()
                    .map(move |(index, record)| Item {
                        origin: Origin {
                            line: Some(index + 1),
                            ..origin.clone()
                        },
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
        Err(_) => items(
            Form::Jsonl,
            Box::new(io::Cursor::new(bytes)),
            origin.clone(),
        ),
    }
}

/// The lines of a JSONL input that are not blank.
struct Lines {
    reader: Box<dyn BufRead + Send>,
    origin: Origin,
    line: usize,
    ended: bool,
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
                    self.ended = true;
                    Payload::Unreadable(unopened(&error))
                }
            };
            let origin = Origin {
                line: Some(self.line),
                ..self.origin.clone()
            };
            return Some(Item { origin, payload });
        }
        None
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
