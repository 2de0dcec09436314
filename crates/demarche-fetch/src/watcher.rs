//! Asks feeds when they are due, on a fixed number of threads, until it is told to stop.
//!
//! What is done with an answer is the [`Sink`]'s affair, and so is keeping the state of a feed: it
//! is handed the answer and returns the state that it has kept, so that both can be kept in one
//! step. A sink that cannot keep an answer says so, and the feed is asked for the same again.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;

use crate::client::{Fetch, Request, Wants};
use crate::outcome::Outcome;
use crate::queue::{FeedKey, Limits, Queue};
use crate::schedule::{self, FeedState, Health, Policy, Seen};

/// An answer, on its way to where it is kept.
#[derive(Debug)]
pub struct Arrival<'a> {
    /// The place of the feed in the list that the watcher was given.
    pub key: FeedKey,
    /// The feed as it was when it was asked.
    pub state: &'a FeedState,
    /// What came.
    pub outcome: &'a Outcome,
    /// When.
    pub now: Timestamp,
    policy: &'a Policy,
}

impl Arrival<'_> {
    /// The state to keep with what was in the answer.
    pub fn next(&self, seen: Seen) -> FeedState {
        schedule::next(self.policy, self.state, self.outcome, seen, self.now)
    }

    /// The state to keep where the answer was of no use: the validators stay as they are.
    pub fn not_kept(&self, why: &str) -> FeedState {
        schedule::not_kept(self.policy, self.state, why, self.now)
    }
}

/// What takes the answers.
pub trait Sink: Sync {
    /// A feed is about to be asked.
    fn asking(&self, _key: FeedKey, _state: &FeedState) {}

    /// Takes an answer, keeps what is in it together with the feed's new state, and returns that
    /// state. An error, or a panic, says that nothing was kept.
    fn arrived(&self, arrival: &Arrival<'_>) -> Result<FeedState, String>;

    /// Nothing of an answer could be kept; this is the state that the feed has until the next
    /// request. It stands in memory only.
    fn not_kept(&self, _key: FeedKey, _state: &FeedState) {}
}

/// The time, and how to wait for it.
pub trait Clock: Sync {
    /// The time.
    fn now(&self) -> Timestamp;

    /// How long a thread sleeps that has nothing to do before `until`. It is woken when there is
    /// something to do. `idle` says that no request is under way.
    fn pause(&self, until: Option<Timestamp>, idle: bool) -> Duration;

    /// Whether to stop. Asked at least a few times a second.
    fn stopped(&self) -> bool;
}

/// What a watcher does.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// When feeds are due.
    pub policy: Policy,
    /// The limits between feeds. There are as many threads as requests at once.
    pub limits: Limits,
    /// Stops when each feed that was due at the start has been asked once.
    pub once: bool,
}

struct Shared {
    queue: Queue,
    states: HashMap<FeedKey, FeedState>,
    /// With `once`: feeds that were not asked yet.
    left: Option<usize>,
}

/// Asks feeds until the clock says stop, or once each. Returns them as they then are, in their
/// order.
pub fn watch(
    feeds: Vec<FeedState>,
    plan: &Plan,
    fetch: &impl Fetch,
    sink: &impl Sink,
    clock: &impl Clock,
) -> Vec<FeedState> {
    let now = clock.now();
    let mut queue = Queue::new(plan.limits.clone());
    let mut left = 0;
    for (key, state) in feeds.iter().enumerate() {
        let due = state.due.filter(|due| !plan.once || *due <= now);
        left += usize::from(due.is_some());
        queue.put(key, &state.url, due, state.failures > 0);
    }
    let count = feeds.len();
    let shared = Mutex::new(Shared {
        queue,
        states: feeds.into_iter().enumerate().collect(),
        left: plan.once.then_some(left),
    });
    let woken = Condvar::new();
    std::thread::scope(|scope| {
        for _ in 0..plan.limits.at_once.clamp(1, count.max(1)) {
            scope.spawn(|| work(&shared, &woken, plan, fetch, sink, clock));
        }
    });
    let mut states = lock(&shared).states.drain().collect::<Vec<_>>();
    states.sort_by_key(|(key, _)| *key);
    states.into_iter().map(|(_, state)| state).collect()
}

fn lock(shared: &Mutex<Shared>) -> MutexGuard<'_, Shared> {
    // Nothing that can panic runs under the lock.
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

fn work(
    shared: &Mutex<Shared>,
    woken: &Condvar,
    plan: &Plan,
    fetch: &impl Fetch,
    sink: &impl Sink,
    clock: &impl Clock,
) {
    while let Some((key, state)) = next_feed(shared, woken, clock) {
        sink.asking(key, &state);
        let new = ask(key, &state, plan, fetch, sink, clock);
        let mut shared = lock(shared);
        let due = match &mut shared.left {
            Some(left) => {
                *left -= 1;
                None
            }
            None => new.due,
        };
        let failing = new.health() == Health::Failing;
        shared.queue.done(key, &new.url, due, failing, clock.now());
        shared.states.insert(key, new);
        woken.notify_all();
    }
    woken.notify_all();
}

/// The next feed that is due, when it is; `None` when the work is over.
fn next_feed(
    shared: &Mutex<Shared>,
    woken: &Condvar,
    clock: &impl Clock,
) -> Option<(FeedKey, FeedState)> {
    let mut guard = lock(shared);
    loop {
        if clock.stopped() || guard.left == Some(0) {
            return None;
        }
        if let Some(key) = guard.queue.take(clock.now()) {
            let state = guard.states.get(&key)?.clone();
            return Some((key, state));
        }
        let pause = clock.pause(guard.queue.next(), guard.queue.running() == 0);
        if !pause.is_zero() {
            guard = woken
                .wait_timeout(guard, pause)
                .unwrap_or_else(PoisonError::into_inner)
                .0;
        }
    }
}

fn ask(
    key: FeedKey,
    state: &FeedState,
    plan: &Plan,
    fetch: &impl Fetch,
    sink: &impl Sink,
    clock: &impl Clock,
) -> FeedState {
    let request = Request {
        url: state.url.clone(),
        etag: state.etag.clone(),
        last_modified: state.last_modified.clone(),
        wants: Wants::Feed,
    };
    let outcome = fetch.fetch(&request, clock.now());
    let arrival = Arrival {
        key,
        state,
        outcome: &outcome,
        now: clock.now(),
        policy: &plan.policy,
    };
    let kept = catch_unwind(AssertUnwindSafe(|| sink.arrived(&arrival)))
        .unwrap_or_else(|_| Err("the answer could not be read: the reader failed".to_owned()));
    kept.unwrap_or_else(|why| {
        let state = arrival.not_kept(&why);
        sink.not_kept(key, &state);
        state
    })
}

/// The machine's clock, which stops when its flag is set or its end has come.
#[derive(Debug)]
pub struct SystemClock<'a> {
    /// Set by whoever wants the watcher to stop.
    pub stop: &'a std::sync::atomic::AtomicBool,
    /// When to stop anyway.
    pub end: Option<Timestamp>,
}

/// A thread that sleeps looks at least this often whether it should stop.
const LOOK: Duration = Duration::from_millis(200);

impl Clock for SystemClock<'_> {
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    fn pause(&self, until: Option<Timestamp>, _: bool) -> Duration {
        let wait = until.map_or(LOOK, |until| {
            Duration::try_from(until.duration_since(self.now())).unwrap_or(Duration::ZERO)
        });
        wait.clamp(Duration::from_millis(1), LOOK)
    }

    fn stopped(&self) -> bool {
        self.stop.load(std::sync::atomic::Ordering::Relaxed)
            || self.end.is_some_and(|end| self.now() >= end)
    }
}
