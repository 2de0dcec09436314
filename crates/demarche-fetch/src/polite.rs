//! One request at a time to a host, and a pause after it, whoever asks.
//!
//! A queue spaces the feeds; this spaces everything, the pages that feeds link to included. It
//! counts the host that is asked for, not those that redirects lead to.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use jiff::Timestamp;

use crate::client::{Fetch, Request};
use crate::outcome::{Failure, FailureKind, Outcome};
use crate::queue::host_of;

/// Whoever waits longer than this for a host gives up.
const LONGEST_WAIT: Duration = Duration::from_secs(10 * 60);

/// Hosts that are remembered before those whose pause is over are forgotten.
const MANY_HOSTS: usize = 4_096;

/// Spaces the requests of what it wraps.
#[derive(Debug)]
pub struct Polite<F> {
    inner: F,
    gap: Duration,
    hosts: Mutex<HashMap<String, Turn>>,
    woken: Condvar,
    stopped: AtomicBool,
}

#[derive(Clone, Copy, Debug)]
enum Turn {
    Busy,
    FreeAt(Instant),
}

impl<F> Polite<F> {
    /// Wraps something that fetches; `gap` is the pause after each request to a host.
    pub fn new(inner: F, gap: Duration) -> Self {
        Polite {
            inner,
            gap,
            hosts: Mutex::new(HashMap::new()),
            woken: Condvar::new(),
            stopped: AtomicBool::new(false),
        }
    }

    /// What is wrapped.
    pub fn inner(&self) -> &F {
        &self.inner
    }

    /// Sends away all that wait, now and from now on. What is under way goes on.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::SeqCst);
        self.woken.notify_all();
    }

    fn hosts(&self) -> MutexGuard<'_, HashMap<String, Turn>> {
        self.hosts.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for the turn of a host.
    fn enter(&self, host: &str) -> Result<(), Failure> {
        let patience = Instant::now() + LONGEST_WAIT;
        let mut hosts = self.hosts();
        loop {
            if self.stopped.load(Ordering::SeqCst) {
                return Err(Failure::new(
                    FailureKind::Stopped,
                    "the program is ending".to_owned(),
                ));
            }
            let now = Instant::now();
            let wait = match hosts.get(host) {
                Some(Turn::Busy) => Duration::from_secs(1),
                Some(Turn::FreeAt(free)) if *free > now => *free - now,
                _ => break,
            };
            if now >= patience {
                return Err(Failure::new(
                    FailureKind::Timeout,
                    format!("{host} was busy with other requests all the time"),
                ));
            }
            // Short enough to see the stop whose notice came between the look and the wait.
            let wait = wait.min(Duration::from_millis(250));
            hosts = self
                .woken
                .wait_timeout(hosts, wait)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
        if hosts.len() >= MANY_HOSTS {
            let now = Instant::now();
            hosts.retain(|_, turn| !matches!(turn, Turn::FreeAt(free) if *free <= now));
        }
        hosts.insert(host.to_owned(), Turn::Busy);
        Ok(())
    }

    fn leave(&self, host: &str) {
        self.hosts()
            .insert(host.to_owned(), Turn::FreeAt(Instant::now() + self.gap));
        self.woken.notify_all();
    }
}

impl<F: Fetch> Fetch for Polite<F> {
    fn fetch(&self, request: &Request, now: Timestamp) -> Outcome {
        let host = host_of(&request.url);
        if let Err(failure) = self.enter(&host) {
            return Outcome::Failed(failure);
        }
        let outcome = self.inner.fetch(request, now);
        self.leave(&host);
        outcome
    }
}
