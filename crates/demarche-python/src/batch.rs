//! Many articles: read on the caller's thread, coded on threads of our own, given back in order.
//!
//! Whoever asks for the next table drives the work: it hands articles out until so many are under
//! way, waits for the first, and hands out more. Nothing runs ahead further than that, so memory does
//! not grow with the number of articles. The threads touch no Python object; the GIL is released
//! while they are waited for, and signals are looked for several times a second.

use std::collections::{HashSet, VecDeque};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, TryRecvError, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use arrow_array::RecordBatch;
use demarche_code::Coder;
use demarche_record::{Article, Event};
use pyo3::prelude::*;

use crate::errors;
use crate::input::{Read, Source, codable};
use crate::table::Trouble;

/// How many articles may be under way for each thread, and more where several are coded together.
const AHEAD: usize = 16;

/// How long is waited between looks for Ctrl-C.
const LOOK: Duration = Duration::from_millis(50);

/// What became of the rows: `received = coded + rejected + duplicate`.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Account {
    pub(crate) received: u64,
    pub(crate) coded: u64,
    pub(crate) rejected: u64,
    pub(crate) duplicate: u64,
    pub(crate) events: u64,
}

/// How a batch is coded.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    pub(crate) threads: usize,
    /// Events of a table.
    pub(crate) rows: usize,
    /// The day of articles that have none.
    pub(crate) date: Option<String>,
    pub(crate) least: Option<f64>,
    /// Whether an article that comes again is left out.
    pub(crate) distinct: bool,
}

/// An article that was coded, or why it was not.
struct Done {
    article_id: Option<String>,
    events: Vec<Event>,
    warnings: Vec<String>,
    rejected: Option<(String, &'static str)>,
    /// Hashes of id and text: the same article comes but once.
    key: (u64, u64),
}

/// A batch under way.
pub(crate) struct Run {
    source: Source,
    options: Options,
    workers: Workers,
    waiting: VecDeque<Receiver<Done>>,
    seen: HashSet<(u64, u64)>,
    events: Vec<Event>,
    troubles: Vec<Trouble>,
    pub(crate) account: Account,
    /// Rows that were handed out.
    handed: u64,
    read: bool,
    looked: Instant,
}

impl Run {
    pub(crate) fn new(coder: Arc<Coder>, source: Source, options: Options) -> Run {
        Run {
            source,
            workers: Workers::new(coder, &options),
            options,
            waiting: VecDeque::new(),
            seen: HashSet::new(),
            events: Vec::new(),
            troubles: Vec::new(),
            account: Account::default(),
            handed: 0,
            read: false,
            looked: Instant::now(),
        }
    }

    /// The next table of events, and what is wrong with the rows that were read for it. `None` when
    /// there is nothing more, not even a problem. `look` is called several times a second.
    pub(crate) fn next(
        &mut self,
        py: Python<'_>,
        look: &mut dyn FnMut(Python<'_>, &Account) -> PyResult<()>,
    ) -> PyResult<Option<(RecordBatch, Vec<Trouble>)>> {
        while self.events.len() < self.options.rows {
            self.hand_out(py)?;
            if self.looked.elapsed() >= LOOK {
                self.looked = Instant::now();
                py.check_signals()?;
                look(py, &self.account)?;
            }
            let Some(first) = self.waiting.pop_front() else {
                break;
            };
            let (first, done) = match first.try_recv() {
                Err(TryRecvError::Empty) => py.detach(move || {
                    let done = first.recv_timeout(LOOK);
                    (first, done)
                }),
                Err(TryRecvError::Disconnected) => (first, Err(RecvTimeoutError::Disconnected)),
                Ok(done) => (first, Ok(done)),
            };
            match done {
                Ok(done) => self.take(done),
                Err(RecvTimeoutError::Timeout) => self.waiting.push_front(first),
                Err(RecvTimeoutError::Disconnected) => {
                    return Err(errors::bug("a coding thread ended early"));
                }
            }
        }
        if self.events.is_empty() && self.troubles.is_empty() {
            return Ok(None);
        }
        let events = std::mem::take(&mut self.events);
        let troubles = std::mem::take(&mut self.troubles);
        let batch = py.detach(|| demarche_arrow::record_batch(&events));
        Ok(Some((batch.map_err(errors::bug)?, troubles)))
    }

    fn hand_out(&mut self, py: Python<'_>) -> PyResult<()> {
        while !self.read && self.waiting.len() < self.options.threads * self.workers.ahead {
            match self.source.next(py)? {
                Some(read) => {
                    self.handed += 1;
                    self.waiting.push_back(self.workers.hand(read));
                }
                None => self.read = true,
            }
        }
        Ok(())
    }

    fn take(&mut self, done: Done) {
        let row = self.account.received;
        self.account.received += 1;
        let trouble = |what: String, remedy: Option<&str>| Trouble {
            row,
            article_id: done.article_id.clone(),
            rejected: remedy.is_some(),
            what,
            remedy: remedy.map(str::to_owned),
        };
        if let Some((what, remedy)) = done.rejected {
            self.account.rejected += 1;
            self.troubles.push(trouble(what, Some(remedy)));
        } else if self.options.distinct && !self.seen.insert(done.key) {
            self.account.duplicate += 1;
        } else {
            self.account.coded += 1;
            self.account.events += done.events.len() as u64;
            let warnings = done.warnings.into_iter().map(|what| trouble(what, None));
            self.troubles.extend(warnings);
            self.events.extend(done.events);
        }
    }
}

type Job = (Read, Sender<Done>);

/// Threads that code what they are handed, until there is nobody who could hand them more.
struct Workers {
    to_work: Sender<Job>,
    /// Jobs that no thread has taken.
    queued: Arc<AtomicUsize>,
    stop: Arc<AtomicBool>,
    ahead: usize,
}

impl Workers {
    fn new(coder: Arc<Coder>, options: &Options) -> Workers {
        let (to_work, jobs) = channel::<Job>();
        let jobs = Arc::new(Mutex::new(jobs));
        let stop = Arc::new(AtomicBool::new(false));
        let queued = Arc::new(AtomicUsize::new(0));
        let (threads, together) = (options.threads, coder.together());
        for _ in 0..threads {
            let (coder, jobs, stop) = (Arc::clone(&coder), Arc::clone(&jobs), Arc::clone(&stop));
            let queued = Arc::clone(&queued);
            let (date, least) = (options.date.clone(), options.least);
            // Its share of the jobs that wait, and no more; none when there will be no more.
            let next = move || {
                let jobs = jobs.lock().unwrap_or_else(PoisonError::into_inner);
                let first = jobs.recv().ok();
                let share = (queued.load(Ordering::Relaxed) / threads).clamp(1, together);
                let others = jobs.try_iter().take(share - 1);
                let taken: (Vec<Read>, Vec<Sender<Done>>) = first.into_iter().chain(others).unzip();
                queued.fetch_sub(taken.0.len(), Ordering::Relaxed);
                taken
            };
            thread::spawn(move || {
                while !stop.load(Ordering::Relaxed) {
                    let (reads, answers) = next();
                    if reads.is_empty() {
                        break;
                    }
                    let done = code(reads, &coder, date.as_deref(), least);
                    for (done, answer) in done.into_iter().zip(answers) {
                        // Nobody waits where the batch was given up.
                        let _ = answer.send(done);
                    }
                }
            });
        }
        Workers {
            to_work,
            queued,
            stop,
            ahead: AHEAD.max(2 * together),
        }
    }

    fn hand(&self, read: Read) -> Receiver<Done> {
        let (answer, done) = channel();
        self.queued.fetch_add(1, Ordering::Relaxed);
        // Threads end only after this value; were one to end early, its receiver would say so.
        let _ = self.to_work.send((read, answer));
        done
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

/// Codes articles; this is what runs in parallel.
fn code(reads: Vec<Read>, coder: &Coder, date: Option<&str>, least: Option<f64>) -> Vec<Done> {
    let id = |read: &Read| {
        read.as_ref()
            .ok()
            .and_then(|(article, _)| article.id.clone())
    };
    let reads: Vec<(Option<String>, Read)> = reads
        .into_iter()
        .map(|read| (id(&read), codable(read, date)))
        .collect();
    let articles = reads.iter().filter_map(|(_, read)| read.as_ref().ok());
    let articles: Vec<&Article> = articles.map(|(article, _)| article).collect();
    let mut coded = coder.code_all(&articles).into_iter();
    reads
        .iter()
        .map(|(id, read)| match read {
            Err(problem) => Done {
                article_id: id.clone(),
                events: Vec::new(),
                warnings: Vec::new(),
                rejected: Some((problem.what.clone(), problem.remedy)),
                key: (0, 0),
            },
            Ok((article, problems)) => {
                let coded = coded.next().expect("every article is coded");
                let mut events = coded.events;
                if let Some(least) = least {
                    events.retain(|event| event.confidence >= least);
                }
                let mut warnings: Vec<String> = problems.iter().map(ToString::to_string).collect();
                warnings.extend(coded.problems);
                if article.text.trim().is_empty() {
                    warnings.push("it has no text".to_owned());
                }
                Done {
                    key: (hash(&coded.article_id), hash(&article.text)),
                    article_id: Some(coded.article_id),
                    events,
                    warnings,
                    rejected: None,
                }
            }
        })
        .collect()
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}
