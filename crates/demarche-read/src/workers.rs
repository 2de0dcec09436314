//! Reads pages in processes of their own, so that one page never stops or slows the rest.
//!
//! A worker limits its own computing and memory ([`crate::serve`]); the pool watches the clock over
//! that. A worker that goes over, crashes or says nonsense is ended and replaced, and its page is a
//! problem. Which worker reads a page makes no difference to what is read.
//!
//! Workers start when they are needed, wait for more pages, and end when their stdin closes: with
//! the pool, or with the process that holds it, however that ends. The pool knows nothing of what
//! program they are.

use std::fmt;
use std::io::{self, BufWriter, Read};
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use demarche_record::Article;
use demarche_text::Problem;

use crate::page::Hints;
use crate::wire::{self, Answer};
use crate::{problem, remedy};

/// What one page may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Seconds of computing, at least 2. The system ends the worker after them or up to a second
    /// sooner; how busy the machine is does not count.
    pub seconds: u64,
    /// How long the pool waits by the clock, for a worker that hangs without computing.
    pub patience: Duration,
    /// Bytes of memory, the program itself included.
    pub memory: u64,
    /// How many pages are read at once; more callers wait.
    pub workers: usize,
}

impl Default for Limits {
    /// Two seconds, 1.5 GB, and as many workers as there are cores.
    fn default() -> Self {
        Limits {
            seconds: 2,
            patience: Duration::from_secs(30),
            memory: 1_500_000_000,
            workers: thread::available_parallelism().map_or(1, usize::from),
        }
    }
}

/// Processes that read pages. Any number of threads may ask at once.
pub struct Pool {
    command: Box<dyn Fn() -> Command + Send + Sync>,
    limits: Limits,
    state: Mutex<State>,
    freed: Condvar,
}

#[derive(Default)]
struct State {
    idle: Vec<Worker>,
    /// Workers that are reading.
    busy: usize,
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool")
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}

impl Pool {
    /// A pool of workers that `command` starts: a program that calls [`crate::serve`] with its
    /// stdin and stdout. None is started yet.
    pub fn new(command: impl Fn() -> Command + Send + Sync + 'static, limits: Limits) -> Self {
        Pool {
            command: Box::new(command),
            limits,
            state: Mutex::default(),
            freed: Condvar::new(),
        }
    }

    /// [`crate::read_page`], in a worker.
    ///
    /// # Errors
    /// As `read_page`; also when the page takes more time or memory than it may, when the worker
    /// crashes on it, or when none can be started.
    pub fn read_page(
        &self,
        bytes: Vec<u8>,
        hints: Hints,
    ) -> Result<(Article, Vec<Problem>), Problem> {
        let seat = self.seat();
        let mut worker = match seat.worker() {
            Some(worker) => worker,
            None => Worker::start((self.command)(), &self.limits).map_err(|error| {
                let what = format!("no process could be started to read the page: {error}");
                problem(what, remedy::START)
            })?,
        };
        match worker.read(bytes, hints, self.limits.patience) {
            Ok(answer) => {
                seat.keep(worker);
                answer
            }
            Err(overdue) => Err(worker.end(overdue).said(&self.limits)),
        }
    }

    /// Ends the workers that are idle, and waits until they are gone.
    pub fn close(&self) {
        let idle = std::mem::take(&mut self.state().idle);
        for worker in idle {
            worker.dismiss();
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until fewer pages are being read than may be.
    fn seat(&self) -> Seat<'_> {
        let full = |state: &mut State| state.busy >= self.limits.workers.max(1);
        let free = self.freed.wait_while(self.state(), full);
        free.unwrap_or_else(PoisonError::into_inner).busy += 1;
        Seat { pool: self }
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.close();
    }
}

/// The right to read one page; it is given back when dropped.
struct Seat<'a> {
    pool: &'a Pool,
}

impl Seat<'_> {
    /// A worker that waits, if there is one that still lives.
    fn worker(&self) -> Option<Worker> {
        loop {
            let mut worker = self.pool.state().idle.pop()?;
            if matches!(worker.child.try_wait(), Ok(None)) {
                return Some(worker);
            }
            worker.dismiss();
        }
    }

    fn keep(&self, worker: Worker) {
        self.pool.state().idle.push(worker);
    }
}

impl Drop for Seat<'_> {
    fn drop(&mut self) {
        self.pool.state().busy -= 1;
        self.pool.freed.notify_one();
    }
}

/// How much of what a worker writes to stderr is kept: the last of it.
const LAST_WORDS: usize = 4096;

/// How long a worker may take to end that was asked to, or whose pipes are closed.
const PARTING: (Duration, u32) = (Duration::from_millis(5), 200);

/// A process, and the threads that speak with it: a pipe that blocks must not block the pool.
struct Worker {
    child: Child,
    requests: Option<Sender<(Vec<u8>, Hints)>>,
    answers: Receiver<io::Result<Answer>>,
    last_words: Option<JoinHandle<Vec<u8>>>,
}

impl Worker {
    fn start(mut command: Command, limits: &Limits) -> io::Result<Self> {
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        // Ctrl-C is for the process that holds the pool: it lets the pages under way be read.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child = command.spawn()?;
        let pipes = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (Some(stdin), Some(stdout), Some(stderr)) = pipes else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        let (requests, to_ask) = channel();
        let (to_answer, answers) = channel();
        let (memory, seconds) = (limits.memory, limits.seconds);
        let worker = |last_words| Worker {
            child,
            requests: Some(requests),
            answers,
            last_words,
        };
        let named = |name: &str| thread::Builder::new().name(name.to_owned());
        let last_words = match named("stderr").spawn(move || listen(stderr)) {
            Ok(thread) => thread,
            Err(error) => {
                worker(None).dismiss();
                return Err(error);
            }
        };
        let worker = worker(Some(last_words));
        let speaking = named("pages").spawn(move || {
            speak(&to_ask, &to_answer, (stdin, stdout), (memory, seconds));
        });
        match speaking {
            Ok(_) => Ok(worker),
            Err(error) => {
                worker.dismiss();
                Err(error)
            }
        }
    }

    /// Has a page read. The error says whether it took too long by the clock.
    fn read(&mut self, page: Vec<u8>, hints: Hints, patience: Duration) -> Result<Answer, bool> {
        let requests = self.requests.as_ref().ok_or(false)?;
        requests.send((page, hints)).map_err(|_| false)?;
        match self.answers.recv_timeout(patience) {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(_)) => Err(false),
            Err(late) => Err(late == std::sync::mpsc::RecvTimeoutError::Timeout),
        }
    }

    /// Ends a worker that failed, and says how it failed.
    fn end(mut self, overdue: bool) -> End {
        if overdue {
            let _ = self.child.kill();
        }
        let status = self.part();
        let last_words = self.last_words.take().map(JoinHandle::join);
        let last_words = last_words.and_then(Result::ok).unwrap_or_default();
        End {
            overdue,
            status,
            last_words: String::from_utf8_lossy(&last_words).into_owned(),
        }
    }

    /// Ends a worker that has nothing to do.
    fn dismiss(mut self) {
        self.part();
    }

    /// Closes its stdin and waits for it to go, and sees to it that it does. It leaves no zombie.
    fn part(&mut self) -> Option<ExitStatus> {
        self.requests = None;
        for _ in 0..PARTING.1 {
            if let Some(status) = self.child.try_wait().ok()? {
                return Some(status);
            }
            thread::sleep(PARTING.0);
        }
        let _ = self.child.kill();
        self.child.wait().ok()
    }
}

/// Passes pages to a worker and its answers back, until one side ends.
fn speak(
    to_ask: &Receiver<(Vec<u8>, Hints)>,
    to_answer: &Sender<io::Result<Answer>>,
    (stdin, mut stdout): (ChildStdin, ChildStdout),
    limits: (u64, u64),
) {
    let mut stdin = BufWriter::new(stdin);
    for (page, hints) in to_ask {
        let asked = wire::ask(&mut stdin, &page, &hints, limits);
        let answer = asked.and_then(|()| wire::answer(&mut stdout));
        let failed = answer.is_err();
        if to_answer.send(answer).is_err() || failed {
            return;
        }
    }
}

/// Keeps the last of what a worker writes to stderr.
fn listen(mut stderr: ChildStderr) -> Vec<u8> {
    let mut kept = Vec::new();
    let mut piece = [0; 1024];
    while let Ok(length @ 1..) = stderr.read(&mut piece) {
        kept.extend_from_slice(&piece[..length]);
        let surplus = kept.len().saturating_sub(LAST_WORDS);
        kept.drain(..surplus);
    }
    kept
}

/// How a worker ended that should not have.
struct End {
    overdue: bool,
    status: Option<ExitStatus>,
    last_words: String,
}

impl End {
    fn said(&self, limits: &Limits) -> Problem {
        let signal = self.status.and_then(signal);
        if self.overdue {
            let seconds = limits.patience.as_secs();
            let what = format!("reading the page did not end within {seconds} s by the clock");
            return problem(what, remedy::RESOURCES);
        }
        if signal == Some(OVER_TIME) {
            let what = format!(
                "reading the page takes more than {} s of computing",
                limits.seconds
            );
            return problem(what, remedy::RESOURCES);
        }
        if self.last_words.contains("memory allocation of") {
            let megabytes = limits.memory / 1_000_000;
            let what = format!("reading the page takes more than {megabytes} MB of memory");
            return problem(what, remedy::RESOURCES);
        }
        let how = match (signal, self.status) {
            (Some(signal), _) => format!("signal {signal}"),
            (None, Some(status)) => status.to_string(),
            (None, None) => "no status".to_owned(),
        };
        let line = self
            .last_words
            .lines()
            .map(str::trim)
            .rfind(|line| !line.is_empty());
        let line = line.map(|line| format!(": {line}")).unwrap_or_default();
        let what = format!("the process that read the page broke off ({how}){line}");
        problem(what, remedy::REPORT)
    }
}

/// SIGXCPU, which has this number on all systems that have it.
const OVER_TIME: i32 = 24;

#[cfg(unix)]
fn signal(status: ExitStatus) -> Option<i32> {
    std::os::unix::process::ExitStatusExt::signal(&status)
}

#[cfg(not(unix))]
fn signal(_: ExitStatus) -> Option<i32> {
    None
}
