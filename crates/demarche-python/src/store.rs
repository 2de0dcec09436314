//! A store, read: what `demarche ingest` and `demarche watch` keep. It never writes.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use arrow_array::RecordBatch;
use demarche_arrow::{ArticleRow, article_batch, record_batch};
use demarche_ledger::{Day, Fold};
use demarche_record::{EventType, Status};
use demarche_store::{Error, Filter, Parties, Reader, StoredArticle};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::errors;
use crate::ledger::PyFold;
use crate::table::Table;

/// Rows of a batch: of events, and of articles, which are long.
const EVENTS: usize = 4096;
const ARTICLES: usize = 512;

/// A store that is open for reading. Each question sees one state of it, whatever is written
/// meanwhile.
#[pyclass(frozen, module = "demarche._demarche", name = "Store")]
pub(crate) struct PyStore {
    reader: Mutex<Reader>,
    path: PathBuf,
}

/// What a question is about.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct Asked {
    since: Option<String>,
    until: Option<String>,
    countries: Vec<String>,
    types: Vec<String>,
    statuses: Vec<String>,
    min_confidence: Option<f64>,
    source: Option<String>,
}

impl Asked {
    fn filter(self, py: Python<'_>) -> PyResult<Filter> {
        let day = |name: &str, value: Option<String>| -> PyResult<Option<String>> {
            match value {
                Some(value) => match Day::parse(&value) {
                    Some(day) => Ok(Some(day.to_string())),
                    None => Err(errors::value(py, name, &value, "write it as 2025-05-01")),
                },
                None => Ok(None),
            }
        };
        let types = self.types.iter().map(|name| {
            EventType::parse(name).ok_or_else(|| {
                errors::value(py, "types", name, "give types of PLOVER, as SANCTION")
            })
        });
        let statuses = self.statuses.iter().map(|name| {
            let known = Status::ALL.iter().find(|status| status.as_str() == name);
            let hint = "actual, future, hypothetical, negated or historical";
            known
                .copied()
                .ok_or_else(|| errors::value(py, "statuses", name, hint))
        });
        Ok(Filter {
            since: day("since", self.since)?,
            until: day("until", self.until)?,
            countries: self
                .countries
                .iter()
                .map(|code| code.to_uppercase())
                .collect(),
            types: types.collect::<PyResult<_>>()?,
            statuses: statuses.collect::<PyResult<_>>()?,
            least_confidence: self.min_confidence,
            source: self.source,
        })
    }
}

/// Why reading stopped.
enum Stop {
    Store(Error),
    Table(demarche_arrow::Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Stop::Store(error)
    }
}

/// An article that a search found: number, id, url, title, day, source, fit, snippet.
type Hit = (
    i64,
    String,
    Option<String>,
    Option<String>,
    String,
    Option<String>,
    f64,
    String,
);

impl PyStore {
    fn lock(&self) -> MutexGuard<'_, Reader> {
        self.reader.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn failed(&self, py: Python<'_>, stop: Stop) -> PyErr {
        match stop {
            Stop::Store(error) => errors::store(py, &self.path.display().to_string(), &error),
            Stop::Table(error) => errors::bug(error),
        }
    }
}

#[pymethods]
impl PyStore {
    #[new]
    fn open(py: Python<'_>, path: PathBuf) -> PyResult<PyStore> {
        match py.detach(|| Reader::open(&path)) {
            Ok(reader) => Ok(PyStore {
                reader: Mutex::new(reader),
                path,
            }),
            Err(error) => Err(errors::store(py, &path.display().to_string(), &error)),
        }
    }

    /// Current events.
    fn events(&self, py: Python<'_>, asked: Asked) -> PyResult<Table> {
        let filter = asked.filter(py)?;
        let read = || {
            let reader = self.lock();
            let snapshot = reader.snapshot()?;
            gathered(EVENTS, record_batch, |keep| {
                snapshot.each_event::<Stop>(&filter, |stored| keep(stored.event))
            })
        };
        let batches = py.detach(read);
        batches
            .map(Table::new)
            .map_err(|stop| self.failed(py, stop))
    }

    /// Articles with their latest texts.
    fn articles(&self, py: Python<'_>, asked: Asked) -> PyResult<Table> {
        let filter = asked.filter(py)?;
        let read = || {
            let reader = self.lock();
            let snapshot = reader.snapshot()?;
            gathered(ARTICLES, article_batch, |keep| {
                snapshot.each_article::<Stop>(&filter, |stored| keep(row(stored)))
            })
        };
        let batches = py.detach(read);
        batches
            .map(Table::new)
            .map_err(|stop| self.failed(py, stop))
    }

    /// The records of articles that events call so, as they came.
    fn article(&self, py: Python<'_>, article_id: &str) -> PyResult<Vec<String>> {
        let found = py.detach(|| {
            let reader = self.lock();
            Ok(reader.snapshot()?.articles_named(article_id)?)
        });
        match found {
            Ok(found) => Ok(found.into_iter().map(|stored| stored.record).collect()),
            Err(stop) => Err(self.failed(py, stop)),
        }
    }

    fn search(
        &self,
        py: Python<'_>,
        words: &str,
        asked: Asked,
        limit: usize,
    ) -> PyResult<Vec<Hit>> {
        let filter = asked.filter(py)?;
        let found = py.detach(|| {
            let reader = self.lock();
            Ok(reader.snapshot()?.search(words, &filter, limit)?)
        });
        let hits = found.map_err(|stop| self.failed(py, stop))?;
        Ok(hits
            .into_iter()
            .map(|hit| {
                (
                    hit.number.0,
                    hit.article_id,
                    hit.url,
                    hit.title,
                    hit.day,
                    hit.source,
                    hit.fit,
                    hit.snippet,
                )
            })
            .collect())
    }

    /// All events as a fold, as the reviewers of the store left them. Copies of a story are one
    /// report. Answers how many copies were left out, too.
    fn fold(&self, py: Python<'_>, least: Option<f64>) -> PyResult<(PyFold, u64)> {
        let read = || -> Result<(Fold, u64), Stop> {
            let reader = self.lock();
            let snapshot = reader.snapshot()?;
            let mut fold = Fold::new();
            for (event, into) in snapshot.merges()? {
                fold.same(&event, &into);
            }
            let all = Parties::All {
                until: None,
                most: usize::MAX,
            };
            let copies = snapshot.ledger_gists::<Error>(&all, |article, gist| {
                if least.is_none_or(|least| gist.confidence() >= least) {
                    fold.add_gist(article, gist);
                }
                Ok(())
            })?;
            Ok((fold, copies))
        };
        match py.detach(read) {
            Ok((fold, copies)) => Ok((PyFold::new(fold), copies)),
            Err(stop) => Err(self.failed(py, stop)),
        }
    }

    /// Counts of what it holds.
    fn info<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let info = py.detach(|| {
            let reader = self.lock();
            Ok(reader.snapshot()?.info()?)
        });
        let info = info.map_err(|stop| self.failed(py, stop))?;
        let dict = PyDict::new(py);
        for (name, number) in [
            ("bytes", info.bytes),
            ("articles", info.articles),
            ("revisions", info.revisions),
            ("stories", info.stories),
            ("sources", info.sources),
            ("feeds", info.feeds),
            ("current", info.current),
            ("events", info.events),
            ("corrections", info.corrections),
            ("problems", info.problems),
        ] {
            dict.set_item(name, number)?;
        }
        Ok(dict)
    }
}

/// What `each` gives, in batches of `size` rows.
fn gathered<T>(
    size: usize,
    batch: impl Fn(&[T]) -> Result<RecordBatch, demarche_arrow::Error>,
    each: impl FnOnce(&mut dyn FnMut(T) -> Result<(), Stop>) -> Result<(), Stop>,
) -> Result<Vec<Arc<RecordBatch>>, Stop> {
    let mut batches = Vec::new();
    let mut waiting: Vec<T> = Vec::new();
    each(&mut |row| {
        waiting.push(row);
        if waiting.len() == size {
            batches.push(Arc::new(batch(&waiting).map_err(Stop::Table)?));
            waiting.clear();
        }
        Ok(())
    })?;
    batches.push(Arc::new(batch(&waiting).map_err(Stop::Table)?));
    Ok(batches)
}

fn row(stored: StoredArticle) -> ArticleRow {
    ArticleRow {
        number: stored.number.0,
        id: stored.article_id,
        story: stored.story.0,
        revision: stored.revision.into(),
        day: stored.day,
        received: stored.received,
        url: stored.url,
        article: stored.article,
    }
}
