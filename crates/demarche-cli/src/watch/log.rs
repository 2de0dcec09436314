//! What a watcher says while it works: lines for people, or a JSON object a line, on stderr.

use std::collections::VecDeque;
use std::io::{self, Write as _};
use std::sync::{Mutex, PoisonError};

use jiff::Timestamp;
use serde_json::{Map, Value};

use crate::report::printable;
use crate::watch::args::LogForm;

/// Lines that the status page shows.
const SHOWN: usize = 8;

/// Where the log goes.
#[derive(Debug)]
pub(crate) struct Log {
    form: LogForm,
    /// The newest lines, where a status page shows them instead of stderr.
    page: Option<Mutex<VecDeque<String>>>,
}

impl Log {
    /// A log; with a status page, which shows the newest lines.
    pub(crate) fn new(form: LogForm, page: bool) -> Self {
        Log {
            form,
            page: page.then(Mutex::default),
        }
    }

    /// Whether a status page shows the lines.
    pub(crate) fn is_painted(&self) -> bool {
        self.page.is_some()
    }

    /// Says what happened. `fields` is a JSON object, whose values go into the JSON form; `text` is
    /// what people read.
    pub(crate) fn say(&self, event: &str, feed: Option<&str>, text: &str, fields: Value) {
        let now = Timestamp::now();
        let line = match self.form {
            LogForm::Json => {
                let mut line = Map::new();
                line.insert("time".to_owned(), format!("{now:.3}").into());
                line.insert("event".to_owned(), event.into());
                if let Some(feed) = feed {
                    line.insert("feed".to_owned(), feed.into());
                }
                if let Value::Object(fields) = fields {
                    line.extend(fields);
                }
                line.insert("text".to_owned(), text.into());
                Value::Object(line).to_string()
            }
            LogForm::Human => {
                let time = now.strftime("%H:%M:%S");
                match feed {
                    Some(feed) => format!("{time} {}: {}", printable(feed), printable(text)),
                    None => format!("{time} {}", printable(text)),
                }
            }
        };
        match &self.page {
            Some(page) => {
                let mut page = page.lock().unwrap_or_else(PoisonError::into_inner);
                if page.len() == SHOWN {
                    page.pop_front();
                }
                page.push_back(line);
            }
            // One write a line, so that lines of several threads stay whole.
            None => {
                let _ = io::stderr()
                    .lock()
                    .write_all(format!("{line}\n").as_bytes());
            }
        }
    }

    /// The newest lines, the oldest of them first.
    pub(crate) fn newest(&self) -> Vec<String> {
        let page = self.page.as_ref();
        page.map_or_else(Vec::new, |page| {
            let page = page.lock().unwrap_or_else(PoisonError::into_inner);
            page.iter().cloned().collect()
        })
    }
}
