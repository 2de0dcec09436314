//! Files that are read from their beginning: packed JSONL and web archives, out of a stream of
//! Python's. They are read as the program reads them. Pages are read in a process of their own,
//! since they come from strangers.

use std::io::{self, BufRead, BufReader, Read as _};
use std::process::Command;
use std::sync::{Mutex, OnceLock, PoisonError};

use demarche_read::packed::{Caps, Fault, unpacked};
use demarche_read::warc::{Archive, Body, Held, Record};
use demarche_read::{Hints, Limits, Pool};
use jiff::Timestamp;
use pyo3::prelude::*;
use pyo3::types::PyBytes;

use super::tables::{Articles, Batch};
use super::{Item, finish, problem};
use crate::errors;
use crate::input::Read;

/// The longest JSONL line that is read.
const LONGEST_RECORD: usize = 64 << 20;
/// How often a packed file may be damaged and still be read on.
const MOST_DAMAGES: usize = 100;

type Stream = Box<dyn BufRead + Send>;

/// A stream of Python's: whatever has `read(n)`.
struct PyStream(Py<PyAny>);

impl io::Read for PyStream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        Python::attach(|py| {
            let read = self.0.bind(py).call_method1("read", (buffer.len(),));
            let bytes = read.map_err(|error| io::Error::other(error.to_string()))?;
            let bytes = bytes
                .cast::<PyBytes>()
                .map_err(|_| io::Error::other("the stream gives no bytes"))?
                .as_bytes();
            let Some(room) = buffer.get_mut(..bytes.len()) else {
                return Err(io::Error::other(
                    "the stream gives more than it was asked for",
                ));
            };
            room.copy_from_slice(bytes);
            Ok(bytes.len())
        })
    }
}

/// Reads a file a few articles at a time.
#[pyclass(frozen, module = "demarche._demarche", name = "ArchiveReader")]
pub(crate) struct Reader {
    state: Mutex<State>,
    name: String,
    rows: usize,
    bytes: usize,
}

enum State {
    /// Not looked at yet.
    New(Py<PyAny>, Kind),
    Open(Box<dyn Iterator<Item = Item> + Send>),
    Over,
}

#[derive(Clone, Copy)]
enum Kind {
    Lines,
    Web,
}

#[pymethods]
impl Reader {
    /// `kind` is `jsonl` or `warc`; at most so many rows and bytes of text are given at a time.
    #[new]
    fn new(
        py: Python<'_>,
        kind: &str,
        stream: Py<PyAny>,
        name: String,
        rows: usize,
        bytes: usize,
    ) -> PyResult<Reader> {
        let kind = match kind {
            "jsonl" => Kind::Lines,
            "warc" => Kind::Web,
            _ => return Err(errors::value(py, "kind", kind, "say jsonl or warc")),
        };
        Ok(Reader {
            state: Mutex::new(State::New(stream, kind)),
            name,
            rows,
            bytes,
        })
    }

    fn __iter__(this: PyRef<'_, Self>) -> PyRef<'_, Self> {
        this
    }

    fn __next__(&self, py: Python<'_>) -> PyResult<Option<(Batch, Batch)>> {
        let read = py.detach(|| self.read())?;
        read.map(finish).transpose()
    }
}

impl Reader {
    fn read(&self) -> PyResult<Option<Articles>> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if let State::New(..) = &*state
            && let State::New(stream, kind) = std::mem::replace(&mut *state, State::Over)
        {
            *state = State::Open(open(stream, kind)?);
        }
        let State::Open(items) = &mut *state else {
            return Ok(None);
        };
        let mut read = Articles::default();
        while read.len() < self.rows && read.bytes < self.bytes {
            let Some(item) = items.next() else {
                *state = State::Over;
                break;
            };
            let origin = match item.place {
                Some(place) => format!("{}:{place}", self.name),
                None => self.name.clone(),
            };
            read.add(item.id, Some(origin), item.read);
        }
        Ok((read.len() > 0).then_some(read))
    }
}

fn open(stream: Py<PyAny>, kind: Kind) -> io::Result<Box<dyn Iterator<Item = Item> + Send>> {
    let reader: Stream = Box::new(BufReader::with_capacity(1 << 20, PyStream(stream)));
    let (reader, _) = match unpacked(reader, Caps::default()) {
        Ok(unpacked) => unpacked,
        Err(error) if Fault::of(&error).is_some() => {
            let item = Item {
                place: None,
                id: None,
                read: Err(damage(&error)),
            };
            return Ok(Box::new(std::iter::once(item)));
        }
        Err(error) => return Err(error),
    };
    Ok(match kind {
        Kind::Lines => Box::new(Lines {
            reader,
            line: 0,
            damages: 0,
            over: false,
        }),
        Kind::Web => Box::new(Pages {
            records: Archive::new(reader),
            under_way: Vec::new().into_iter(),
        }),
    })
}

fn damage(error: &io::Error) -> demarche_text::Problem {
    match Fault::of(error) {
        Some(fault) => problem(fault.to_string(), fault.remedy()),
        None => problem(
            format!("cannot be read: {error}"),
            "check that it is a readable file",
        ),
    }
}

/// The article of a JSONL record. One that is none may still say what it is called.
pub(crate) fn record(line: &[u8]) -> (Option<String>, Read) {
    let read = match std::str::from_utf8(line) {
        Ok(line) => demarche_text::read_jsonl(line).map(|mut article| {
            let problem = demarche_read::settle_date(&mut article);
            (article, Vec::from_iter(problem))
        }),
        Err(error) => Err(problem(
            format!("not valid UTF-8 at byte {}", error.valid_up_to() + 1),
            "JSON is UTF-8: convert the file",
        )),
    };
    let id = read.is_err().then(|| {
        let record: serde_json::Value = serde_json::from_slice(line).ok()?;
        match record.get("id")? {
            serde_json::Value::String(id) => Some(id.clone()),
            serde_json::Value::Number(id) => Some(id.to_string()),
            _ => None,
        }
    });
    (id.flatten(), read)
}

/// The lines of a file that are not blank.
struct Lines {
    reader: Stream,
    line: usize,
    damages: usize,
    over: bool,
}

impl Iterator for Lines {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        while !self.over {
            self.line += 1;
            let (id, read) = match self.bounded() {
                Ok(None) => {
                    self.over = true;
                    continue;
                }
                Ok(Some(Some(line))) if line.trim_ascii().is_empty() => continue,
                Ok(Some(Some(line))) => record(&line),
                Ok(Some(None)) => {
                    let what = format!("longer than {} MiB", LONGEST_RECORD >> 20);
                    let remedy = "split it into articles: a JSONL line each";
                    (None, Err(problem(what, remedy)))
                }
                Err(error) => {
                    // Behind damage what follows is found again; a disk that fails goes on failing.
                    self.damages += 1;
                    self.over = Fault::of(&error).is_none() || self.damages > MOST_DAMAGES;
                    (None, Err(damage(&error)))
                }
            };
            return Some(Item {
                place: Some(self.line.to_string()),
                id,
                read,
            });
        }
        None
    }
}

impl Lines {
    /// The next line without its end, of one that is too long nothing; `None` at the end.
    fn bounded(&mut self) -> io::Result<Option<Option<Vec<u8>>>> {
        let mut line = Vec::new();
        let most = LONGEST_RECORD as u64 + 1;
        if (&mut self.reader).take(most).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        if line.last() == Some(&b'\n') {
            line.pop();
            return Ok(Some(Some(line)));
        }
        if line.len() <= LONGEST_RECORD {
            return Ok(Some(Some(line)));
        }
        drop(line);
        loop {
            let rest = self.reader.fill_buf()?;
            match rest.iter().position(|byte| *byte == b'\n') {
                Some(end) => {
                    self.reader.consume(end + 1);
                    return Ok(Some(None));
                }
                None if rest.is_empty() => return Ok(Some(None)),
                None => {
                    let length = rest.len();
                    self.reader.consume(length);
                }
            }
        }
    }
}

/// The articles of a web archive.
struct Pages {
    records: Archive<Stream>,
    /// What the last record holds, where that is more than one article.
    under_way: std::vec::IntoIter<Item>,
}

impl Iterator for Pages {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        loop {
            if let Some(item) = self.under_way.next() {
                return Some(item);
            }
            match self.records.next()? {
                Err(bad) => {
                    let place = format!("record {}", bad.number);
                    return Some(Item::at(place, Err(bad.problem)));
                }
                Ok(record) => self.under_way = held(record).into_iter(),
            }
        }
    }
}

/// What a record holds.
fn held(record: Record) -> Vec<Item> {
    let url = record.url.clone();
    let place = match &url {
        Some(url) => format!("record {} <{url}>", record.number),
        None => format!("record {}", record.number),
    };
    // The archive's own date is when a page was fetched: no earlier than it was published.
    let date = record
        .date
        .as_deref()
        .and_then(demarche_read::normalise_date);
    let read = match record.held() {
        Err(problem) => Err(problem),
        Ok(Held::Nothing(_)) => return Vec::new(),
        Ok(Held::Feed(body)) => return feed(&body, &place),
        Ok(Held::Html(body)) => page(body, url, date),
        Ok(Held::Text(body)) => demarche_read::read_text(&body.bytes).map(|(mut article, own)| {
            article.id = url.as_deref().map(demarche_text::text_id).or(article.id);
            article.url = url;
            article.date = date;
            (article, body.problems.into_iter().chain(own).collect())
        }),
    };
    vec![Item::at(place, read)]
}

fn page(body: Body, url: Option<String>, date: Option<String>) -> Read {
    let hints = Hints {
        url,
        content_type: body.content_type,
        date,
        now: Some(Timestamp::now()),
        ..Hints::default()
    };
    let (article, own) = pool().read_page(body.bytes, hints)?;
    Ok((article, body.problems.into_iter().chain(own).collect()))
}

fn feed(body: &Body, place: &str) -> Vec<Item> {
    let mut feed = match demarche_read::read_feed(&body.bytes, body.content_type.as_deref()) {
        Ok(feed) => feed,
        Err(problem) => return vec![Item::at(place, Err(problem))],
    };
    let mut problems = body.problems.clone();
    problems.append(&mut feed.problems);
    let found = std::mem::take(&mut feed.items);
    if found.is_empty() {
        let wrong = problems.first().map(|first| {
            let what = format!("the feed has no items that can be read; {first}");
            Item::at(place, Err(problem(what, "look at the feed")))
        });
        return wrong.into_iter().collect();
    }
    let mut of_feed = Some(problems);
    let items = found.into_iter().enumerate().map(|(index, item)| {
        let mut problems = of_feed.take().unwrap_or_default();
        let read = item.into_article(&feed).map(|(article, own)| {
            problems.extend(own);
            (article, problems)
        });
        Item::at(format!("{place}:item {}", index + 1), read)
    });
    items.collect()
}

static PROGRAM: OnceLock<String> = OnceLock::new();
static POOL: OnceLock<Pool> = OnceLock::new();

/// The processes that read pages; none is started before the first page.
fn pool() -> &'static Pool {
    POOL.get_or_init(|| {
        let program = PROGRAM.get_or_init(|| {
            Python::attach(|py| {
                let sys = py.import("sys").and_then(|sys| sys.getattr("executable"));
                sys.and_then(|path| path.extract::<String>())
            })
            .unwrap_or_else(|_| "python3".to_owned())
        });
        let command = move || {
            let mut command = Command::new(program);
            command.args([
                "-c",
                "from demarche import _demarche; _demarche.archive.serve_pages()",
            ]);
            command
        };
        Pool::new(command, Limits::default())
    })
}

/// Reads the pages that a pool sends, until it sends no more.
#[pyfunction]
pub(crate) fn serve_pages(py: Python<'_>) -> PyResult<()> {
    py.detach(|| demarche_read::serve(io::stdin(), io::stdout()))?;
    Ok(())
}
