//! Finds what the command line names, opens it, and cuts it into one item an article.
//!
//! Items are read lazily: a batch of any size needs the memory of what is under way. What cannot
//! be read is an item too, with its reason, so that every input is accounted for.

use std::fmt;
use std::fs;
use std::io::{self, IsTerminal};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use demarche_fetch::Rules;
use demarche_read::{Hints, LONGEST_ARTICLE, LONGEST_PAGE, language};
use demarche_record::Article;
use demarche_text::Problem;

use self::forms::Form;
pub(crate) use self::forms::{InputKind, readable_names};
use self::lines::LONGEST_RECORD;
use self::open::{Opened, beginning, unreadable, whole};
use crate::pages;
use crate::report::{Failure, printable};

mod archives;
mod feeds;
mod forms;
mod lines;
mod open;
mod tables;
mod web;

/// Where an item came from, as messages name it: "batch.jsonl:17", "feed.xml:item 3".
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Origin {
    /// The file; `None` for stdin.
    path: Option<Arc<Path>>,
    place: Option<Place>,
}

/// A place in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    /// Line (or record of an array), from 1.
    Line(usize),
    /// "item 3", "record 17 <https://…>".
    Named(Arc<str>),
}

impl Origin {
    fn of(path: Option<Arc<Path>>) -> Self {
        Origin { path, place: None }
    }

    /// A place in the same file; what is at a place already is told behind it.
    fn at(&self, place: Place) -> Self {
        let place = match (&self.place, place) {
            (Some(outer), inner) => Place::Named(format!("{outer}:{inner}").into()),
            (None, place) => place,
        };
        Origin {
            path: self.path.clone(),
            place: Some(place),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::Line(line) => write!(f, "{line}"),
            Place::Named(name) => f.write_str(name),
        }
    }
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.path {
            Some(path) => write!(f, "{}", path.display())?,
            None => f.write_str("stdin")?,
        }
        match &self.place {
            Some(place) => write!(f, ":{place}"),
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
    /// A text, and what was wrong on the way to it.
    Text(Vec<u8>, Vec<Problem>),
    Record(Vec<u8>),
    Page(Vec<u8>, Box<Hints>, Vec<Problem>),
    Article(Box<Article>, Vec<Problem>),
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
        demarche_read::too_long(most).into()
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
            Payload::Text(bytes, mut problems) => {
                let read = demarche_read::read_text(&bytes).map_err(Rejection::from);
                read.map(|(article, own)| {
                    problems.extend(own);
                    (article, problems)
                })
            }
            Payload::Page(bytes, hints, mut problems) => {
                if !bytes.contains(&b'<') {
                    problems.push(Problem {
                        line: None,
                        what: "no markup found".to_owned(),
                        remedy: "read it as text: --input text",
                    });
                }
                let read = pages::read(bytes, *hints).map_err(Rejection::from);
                read.map(|(article, own)| {
                    problems.extend(own);
                    (article, problems)
                })
            }
            Payload::Article(article, problems) => Ok((*article, problems)),
            Payload::Record(bytes) => match std::str::from_utf8(&bytes) {
                Ok(line) => demarche_text::read_jsonl(line)
                    .map(|mut article| {
                        let problem = demarche_read::settle_date(&mut article);
                        (article, Vec::from_iter(problem))
                    })
                    .map_err(Rejection::from),
                Err(error) => Err(Rejection::new(
                    format!("not valid UTF-8 at byte {}", error.valid_up_to() + 1),
                    "JSON is UTF-8: convert the file",
                )),
            },
            Payload::Unreadable(rejection) => Err(rejection),
        };
        let article = article.and_then(|(article, problems)| {
            demarche_read::check_text(&article)?;
            Ok((article, problems))
        });
        (self.origin, article)
    }

    /// The same, of an article in English: what is in another language is set aside, since the
    /// coder would find nothing in it, or worse, something.
    pub(crate) fn english(self) -> (Origin, Result<(Article, Vec<Problem>), Rejection>) {
        let (origin, read) = self.article();
        let read = read.and_then(|read| {
            language::check(&read.0)?;
            Ok(read)
        });
        (origin, read)
    }

    /// Whether not a byte of it could be read.
    pub(crate) fn is_unread(&self) -> bool {
        matches!(&self.payload, Payload::Unreadable(rejection) if rejection.unread)
    }

    /// The bytes of the record or text.
    pub(crate) fn bytes(self) -> (Origin, Result<Vec<u8>, Rejection>) {
        let bytes = match self.payload {
            Payload::Text(bytes, _) | Payload::Record(bytes) | Payload::Page(bytes, ..) => {
                Ok(bytes)
            }
            Payload::Article(..) => Err(Rejection::new("no record", "give JSONL records")),
            Payload::Unreadable(rejection) => Err(rejection),
        };
        (self.origin, bytes)
    }
}

/// What is to be said of the inputs that is of no one article: what an archive holds besides
/// pages. Told when all is read.
#[derive(Clone, Debug, Default)]
pub(crate) struct Notes(Arc<Mutex<Vec<String>>>);

impl Notes {
    fn add(&self, note: String) {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(note);
    }

    /// What was noted, in the order of the inputs.
    pub(crate) fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// What the command line names, folders opened up.
#[derive(Debug)]
pub(crate) struct Inputs {
    sources: Vec<Source>,
    /// Files of the folders that are of another kind.
    pub(crate) left_out: usize,
    /// Folders that were named and hold nothing that can be read.
    pub(crate) barren: Vec<PathBuf>,
    /// What is to be said when all is read.
    pub(crate) notes: Notes,
    /// Which addresses may be asked.
    pub(crate) rules: Rules,
}

#[derive(Debug)]
struct Source {
    path: Option<Arc<Path>>,
    form: Result<Option<Form>, Rejection>,
}

/// Finds the inputs: files, folders (with all below them, in order of their paths), addresses of the
/// web, and `-` or nothing at all for stdin.
///
/// # Errors
/// When nothing is named and stdin is a terminal, where a program would wait in silence.
pub(crate) fn find(paths: &[PathBuf], kind: InputKind) -> anyhow::Result<Inputs> {
    let mut inputs = Inputs {
        sources: Vec::new(),
        left_out: 0,
        barren: Vec::new(),
        notes: Notes::default(),
        rules: Rules::default(),
    };
    let given = kind.form();
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
            let before = inputs.sources.len();
            inputs.folder(path, given);
            if inputs.sources.len() == before {
                inputs.barren.push(path.clone());
            }
        } else if web::address(path).is_some() && !path.exists() {
            inputs.sources.push(Source {
                path: Some(path.as_path().into()),
                form: Ok(given),
            });
        } else {
            let form = match given {
                Some(form) => Ok(Some(form)),
                None => forms::by_name(path),
            };
            inputs.sources.push(Source {
                path: Some(path.as_path().into()),
                form,
            });
        }
    }
    Ok(inputs)
}

impl Inputs {
    fn folder(&mut self, folder: &Path, given: Option<Form>) {
        let entries = match fs::read_dir(folder).and_then(Iterator::collect::<io::Result<Vec<_>>>) {
            Ok(entries) => entries,
            Err(error) => {
                self.sources.push(Source {
                    path: Some(folder.into()),
                    form: Err(unreadable(&error)),
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
            match forms::in_folder(&path) {
                Some(form) => self.sources.push(Source {
                    path: Some(path.into()),
                    form: Ok(Some(given.unwrap_or(form))),
                }),
                None => self.left_out += 1,
            }
        }
    }

    /// Says on stderr which folders hold nothing, and how many files of folders are of another kind.
    pub(crate) fn note_left_out(&self) {
        for folder in &self.barren {
            let folder = printable(&folder.display().to_string());
            let names = readable_names();
            eprintln!("note: {folder} holds nothing that can be read: no file named {names}");
        }
        if self.left_out > 0 {
            let (count, s) = (self.left_out, if self.left_out == 1 { "" } else { "s" });
            let names = readable_names();
            eprintln!("note: {count} file{s} left out of folders: not named {names}");
        }
    }

    /// The items of all inputs, in order, read as they are asked for.
    pub(crate) fn items(self) -> impl Iterator<Item = Item> + Send {
        let (notes, rules) = (self.notes, self.rules);
        self.sources
            .into_iter()
            .flat_map(move |source| source.items(&notes, &rules))
    }
}

type Items = Box<dyn Iterator<Item = Item> + Send>;

impl Source {
    fn items(self, notes: &Notes, rules: &Rules) -> Items {
        let origin = Origin::of(self.path.clone());
        let address = self.path.as_deref().filter(|path| !path.exists());
        let read = match address.and_then(web::address) {
            Some(url) => self
                .form
                .and_then(|form| web::ask(url, rules.clone(), form, &origin, notes)),
            None => self.form.and_then(|form| {
                let opened = open::open(self.path.as_deref())?;
                let form = forms::by_bytes(&opened.start, form);
                items(form, opened, &origin, notes)
            }),
        };
        read.unwrap_or_else(|rejection| {
            let payload = Payload::Unreadable(rejection);
            Box::new(std::iter::once(Item { origin, payload }))
        })
    }
}

fn items(form: Form, opened: Opened, origin: &Origin, notes: &Notes) -> Result<Items, Rejection> {
    let Opened {
        mut reader, packed, ..
    } = opened;
    let payload = match form {
        Form::Text => {
            // UTF-16 takes two bytes for what is one in UTF-8.
            let (bytes, problems) = whole(&mut reader, 2 * LONGEST_ARTICLE, LONGEST_ARTICLE)?;
            Payload::Text(bytes, problems)
        }
        Form::Html => {
            // Read no further; the reader of pages says that it is cut.
            let (bytes, problems) = beginning(&mut reader, LONGEST_PAGE + 1)?;
            Payload::Page(bytes, Box::default(), problems)
        }
        Form::Feed | Form::Xml => {
            let (bytes, problems) = whole(&mut reader, feeds::LONGEST_FEED, feeds::LONGEST_FEED)?;
            return Ok(feeds::items(&bytes, None, problems, origin.clone(), notes));
        }
        Form::Opml => {
            let (bytes, _) = whole(&mut reader, feeds::LONGEST_FEED, feeds::LONGEST_FEED)?;
            return Err(feeds::list(&bytes));
        }
        Form::Json => {
            let (bytes, _) = whole(&mut reader, LONGEST_RECORD, LONGEST_RECORD)?;
            return Ok(lines::json(bytes, origin));
        }
        Form::Jsonl => return Ok(Box::new(lines::Lines::new(reader, origin.clone()))),
        Form::Warc => {
            let pages = archives::Pages::new(reader, origin.clone(), notes.clone());
            return Ok(Box::new(pages));
        }
        Form::Csv => return tables::csv(reader, origin.clone()),
        Form::Parquet => {
            let path = origin.path.as_deref().filter(|_| !packed);
            return tables::parquet(path, reader, origin.clone());
        }
    };
    Ok(Box::new(std::iter::once(Item {
        origin: origin.clone(),
        payload,
    })))
}
