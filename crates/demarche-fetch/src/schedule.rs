//! When which feed is due.
//!
//! A pure function: the state of a feed, what came of asking, and the time give the new state.
//! There is no clock, no randomness but what a seed gives, and no look at any other feed.
//!
//! The interval is learned. A feed that had something new is asked sooner next time, one that had
//! nothing later, within bounds. What the server asks for (`Cache-Control`, `Expires`, a feed's
//! own `ttl`, `Retry-After`) is kept to, up to a cap: a server that says "a year" has made a
//! mistake. Failures back off, twice as long each time. A feed that is gone (410) again and again
//! is asked no more.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use crate::outcome::{Answer, Failure, FailureKind, Outcome};

/// The bounds that schedules keep to.
#[derive(Clone, Debug)]
pub struct Policy {
    /// No feed is asked more often.
    pub shortest: Duration,
    /// A feed that works is asked at least as often, whatever its server says.
    pub longest: Duration,
    /// The interval of a feed that nothing is known of.
    pub first: Duration,
    /// The longest pause after failures, and the longest that `Retry-After` is taken for.
    pub longest_pause: Duration,
    /// Answers of 410 in a row after which a feed is asked no more.
    pub gone_after: u32,
    /// What jitter is drawn from, beside the feed's address.
    pub seed: u64,
}

impl Default for Policy {
    fn default() -> Self {
        Policy {
            shortest: Duration::from_secs(5 * 60),
            longest: Duration::from_secs(6 * 60 * 60),
            first: Duration::from_secs(15 * 60),
            longest_pause: Duration::from_secs(24 * 60 * 60),
            gone_after: 3,
            seed: 0,
        }
    }
}

/// What is remembered of a feed between two requests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FeedState {
    /// Where it is asked for: the address given, or where that moved to for good.
    pub url: String,
    /// The address it was added under, where it has moved since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub moved_from: Option<String>,
    /// When it is due. `None` where it is asked no more.
    pub due: Option<Timestamp>,
    /// The interval learned, in seconds.
    pub interval_s: u64,
    /// `ETag` of the copy that was kept last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// `Last-Modified` of the copy that was kept last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<String>,
    /// When it was asked last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_fetch: Option<Timestamp>,
    /// When it answered last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_success: Option<Timestamp>,
    /// When it had something new last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_change: Option<Timestamp>,
    /// Requests in a row that brought nothing usable.
    #[serde(default)]
    pub failures: u32,
    /// Of these, answers of 410 at the end.
    #[serde(default)]
    pub gone: u32,
    /// What went wrong last, while it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trouble: Option<String>,
}

/// How a feed does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    /// Not asked yet.
    New,
    /// It answers.
    Good,
    /// It failed at the last request or some more.
    Failing,
    /// It is asked no more.
    Gone,
}

impl Health {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Health::New => "new",
            Health::Good => "good",
            Health::Failing => "failing",
            Health::Gone => "gone",
        }
    }
}

impl FeedState {
    /// A feed that was not asked yet. It is due at once.
    pub fn new(url: impl Into<String>, policy: &Policy, now: Timestamp) -> Self {
        FeedState {
            url: url.into(),
            moved_from: None,
            due: Some(now),
            interval_s: policy.first.as_secs(),
            etag: None,
            last_modified: None,
            last_fetch: None,
            last_success: None,
            last_change: None,
            failures: 0,
            gone: 0,
            trouble: None,
        }
    }

    /// How it does.
    pub fn health(&self) -> Health {
        if self.due.is_none() {
            Health::Gone
        } else if self.failures > 0 {
            Health::Failing
        } else if self.last_success.is_none() {
            Health::New
        } else {
            Health::Good
        }
    }
}

/// What the body of a feed turned out to be, as whoever read it saw.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    /// It had items that were not there before.
    pub changed: bool,
    /// How long the feed itself says that it stays as it is.
    pub ttl: Option<Duration>,
}

/// The state after an answer that was read and kept, or after one that brought nothing. `seen` is
/// looked at only where there was a body.
pub fn next(
    policy: &Policy,
    state: &FeedState,
    outcome: &Outcome,
    seen: Seen,
    now: Timestamp,
) -> FeedState {
    match outcome {
        Outcome::Body(answer, _) => {
            let mut next = answered(policy, state, answer, seen, now);
            next.etag = answer.etag.clone();
            next.last_modified = answer.last_modified.clone();
            next
        }
        Outcome::NotModified(answer) => {
            let mut next = answered(policy, state, answer, Seen::default(), now);
            // A 304 may renew the validators and need not repeat them.
            if answer.etag.is_some() {
                next.etag = answer.etag.clone();
            }
            if answer.last_modified.is_some() {
                next.last_modified = answer.last_modified.clone();
            }
            next
        }
        Outcome::RetryLater { status, after } => {
            let mut next = failed(policy, state, format!("the server answers {status}"), now);
            if let Some(after) = after {
                let asked = (*after).clamp(policy.shortest, policy.longest_pause);
                next.due = Some(later(now, spread(policy, &next, asked)));
            }
            next
        }
        Outcome::Gone => {
            let mut next = failed(
                policy,
                state,
                "the server answers 410: gone".to_owned(),
                now,
            );
            next.gone = state.gone.saturating_add(1);
            if next.gone >= policy.gone_after.max(1) {
                next.due = None;
            }
            next
        }
        // The end of the program says nothing about the feed.
        Outcome::Failed(failure) if failure.kind == FailureKind::Stopped => state.clone(),
        Outcome::Failed(failure) => failed(policy, state, failure.to_string(), now),
    }
}

/// The state after an answer that could not be kept: the copy at hand is the old one, so the
/// validators stay, and the same answer is asked for again. Also for an answer that is no feed.
pub fn not_kept(policy: &Policy, state: &FeedState, why: &str, now: Timestamp) -> FeedState {
    failed(policy, state, why.to_owned(), now)
}

/// The same for a failure with its words.
pub fn after_failure(
    policy: &Policy,
    state: &FeedState,
    failure: &Failure,
    now: Timestamp,
) -> FeedState {
    failed(policy, state, failure.to_string(), now)
}

fn answered(
    policy: &Policy,
    state: &FeedState,
    answer: &Answer,
    seen: Seen,
    now: Timestamp,
) -> FeedState {
    let mut next = state.clone();
    next.last_fetch = Some(now);
    next.last_success = Some(now);
    next.failures = 0;
    next.gone = 0;
    next.trouble = None;
    if let Some(moved) = &answer.moved_permanently_to
        && *moved != next.url
    {
        let from = std::mem::replace(&mut next.url, moved.clone());
        next.moved_from.get_or_insert(from);
    }
    let first = state.last_success.is_none();
    let learned = if seen.changed && !first {
        next.last_change = Some(now);
        state.interval_s / 5 * 3
    } else if seen.changed {
        // Everything is new in the first copy, which says nothing of how often it changes.
        next.last_change = Some(now);
        state.interval_s
    } else {
        state.interval_s.saturating_mul(4) / 3
    };
    next.interval_s = learned.clamp(policy.shortest.as_secs(), policy.longest.as_secs());
    let asked = [answer.lifetime, seen.ttl]
        .into_iter()
        .flatten()
        .max()
        .unwrap_or_default();
    let wait = Duration::from_secs(next.interval_s)
        .max(asked)
        .clamp(policy.shortest, policy.longest);
    next.due = Some(later(now, spread(policy, &next, wait)));
    next
}

fn failed(policy: &Policy, state: &FeedState, why: String, now: Timestamp) -> FeedState {
    let mut next = state.clone();
    next.last_fetch = Some(now);
    next.failures = state.failures.saturating_add(1);
    next.gone = 0;
    next.trouble = Some(why);
    // A feed that failed once is asked again soon, whatever its interval; then twice as long, …
    let doublings = (next.failures - 1).min(20);
    let base = policy.shortest.max(Duration::from_secs(1));
    let wait = base
        .saturating_mul(1 << doublings)
        .clamp(policy.shortest, policy.longest_pause.max(policy.shortest));
    next.due = Some(later(now, spread(policy, &next, wait)));
    next
}

/// Up to a tenth longer, never shorter: what a server asked for is kept to, and feeds that were
/// added together drift apart.
fn spread(policy: &Policy, state: &FeedState, wait: Duration) -> Duration {
    let mut hash = policy.seed ^ 0xcbf2_9ce4_8422_2325;
    let turn = u64::from(state.failures) ^ state.last_fetch.map_or(0, |t| t.as_second() as u64);
    for byte in state.url.bytes().chain(turn.to_le_bytes()) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    // The last step of splitmix64: the low bits of the sum above are poor.
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash ^= hash >> 31;
    let tenth = (wait.as_millis() / 10) as u64;
    wait + Duration::from_millis(if tenth == 0 { 0 } else { hash % tenth })
}

/// A moment later. At the end of time it is the end of time.
pub(crate) fn later(now: Timestamp, wait: Duration) -> Timestamp {
    SignedDuration::try_from(wait)
        .ok()
        .and_then(|wait| now.checked_add(wait).ok())
        .unwrap_or(Timestamp::MAX)
}
