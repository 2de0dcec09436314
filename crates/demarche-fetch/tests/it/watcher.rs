//! The engine on its threads, with a clock that jumps and servers that are functions.

use std::collections::HashMap;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use demarche_fetch::queue::Limits;
use demarche_fetch::watcher::{Arrival, Clock, Plan, Sink, watch};
use demarche_fetch::{
    Answer, Failure, FailureKind, FeedState, Fetch, Health, Outcome, Policy, Request, Seen,
};
use jiff::{SignedDuration, Timestamp};

use crate::server::now;

/// Jumps to the next moment at which there is something to do, once nothing is under way.
struct Jumping {
    now: Mutex<Timestamp>,
    end: Timestamp,
}

impl Jumping {
    fn hours(hours: i64) -> Self {
        Jumping {
            now: Mutex::new(now()),
            end: now() + SignedDuration::from_hours(hours),
        }
    }
}

impl Clock for Jumping {
    fn now(&self) -> Timestamp {
        *self.now.lock().unwrap()
    }

    fn pause(&self, until: Option<Timestamp>, idle: bool) -> Duration {
        if idle {
            let mut now = self.now.lock().unwrap();
            *now = until.unwrap_or(self.end).max(*now);
            return Duration::ZERO;
        }
        Duration::from_millis(1)
    }

    fn stopped(&self) -> bool {
        self.now() >= self.end
    }
}

/// Servers: every feed whose number is odd has news every hour; the rest answer 304; and some are
/// out of order.
#[derive(Default)]
struct Servers {
    asked: Mutex<HashMap<String, usize>>,
    dead: Vec<String>,
}

impl Fetch for Servers {
    fn fetch(&self, request: &Request, now: Timestamp) -> Outcome {
        *self
            .asked
            .lock()
            .unwrap()
            .entry(request.url.clone())
            .or_default() += 1;
        if self.dead.contains(&request.url) {
            return Outcome::Failed(Failure::new(FailureKind::Timeout, "silence".to_owned()));
        }
        let odd = request.url.ends_with(['1', '3', '5', '7', '9']);
        let version = if odd { now.as_second() / 3600 } else { 0 };
        let etag = format!("\"{version}\"");
        if request.etag.as_ref() == Some(&etag) {
            return Outcome::NotModified(Answer::default());
        }
        let answer = Answer {
            etag: Some(etag),
            ..Answer::default()
        };
        Outcome::Body(answer, version.to_string().into_bytes())
    }
}

#[derive(Default)]
struct Notes {
    arrivals: AtomicUsize,
    bodies: Mutex<HashMap<usize, Vec<Vec<u8>>>>,
    /// Keeping fails this many times, by an error or by a panic.
    refuse: AtomicUsize,
    panic: AtomicUsize,
}

impl Sink for Notes {
    fn arrived(&self, arrival: &Arrival<'_>) -> Result<FeedState, String> {
        self.arrivals.fetch_add(1, Ordering::SeqCst);
        let spend = |left: &AtomicUsize| {
            left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1))
                .is_ok()
        };
        if spend(&self.panic) {
            std::panic::resume_unwind(Box::new("planted"));
        }
        if spend(&self.refuse) {
            return Err("the disk is full".to_owned());
        }
        if let Outcome::Body(_, bytes) = arrival.outcome {
            let mut bodies = self.bodies.lock().unwrap();
            bodies.entry(arrival.key).or_default().push(bytes.clone());
            return Ok(arrival.next(Seen {
                changed: true,
                ttl: None,
            }));
        }
        Ok(arrival.next(Seen::default()))
    }
}

fn feeds(count: usize) -> Vec<FeedState> {
    (0..count)
        .map(|n| {
            FeedState::new(
                format!("https://n{n}.example/{n}"),
                &Policy::default(),
                now(),
            )
        })
        .collect()
}

fn plan() -> Plan {
    Plan {
        limits: Limits {
            at_once: 4,
            ..Limits::default()
        },
        ..Plan::default()
    }
}

#[test]
fn a_thousand_feeds_for_a_day_with_a_dead_one() {
    let servers = Servers {
        dead: vec!["https://n500.example/500".to_owned()],
        ..Servers::default()
    };
    let notes = Notes::default();
    let states = watch(feeds(1000), &plan(), &servers, &notes, &Jumping::hours(24));
    let asked = servers.asked.lock().unwrap();
    let bodies = notes.bodies.lock().unwrap();
    for (key, state) in states.iter().enumerate() {
        let count = asked[&state.url];
        if key == 500 {
            assert_eq!(state.health(), Health::Failing);
            assert!((6..20).contains(&count), "the dead one backs off: {count}");
        } else {
            assert_eq!(state.health(), Health::Good, "{key}");
            // Each version arrived once, and in order; none was lost but those between two asks.
            let got = &bodies[&key];
            assert!(got.windows(2).all(|pair| pair[0] < pair[1]), "{key}");
            if key % 2 == 1 {
                assert!(got.len() > 15, "{key}: {}", got.len());
                assert!(count > 24, "{key}: {count}");
            } else {
                assert_eq!(got.len(), 1, "{key}");
                assert!(count < 20, "a quiet feed is asked less often: {count}");
            }
        }
    }
}

#[test]
fn once_asks_each_feed_that_is_due_once() {
    let (servers, notes) = (Servers::default(), Notes::default());
    let mut list = feeds(50);
    list[7].due = Some(now() + SignedDuration::from_hours(1));
    list[8].due = None;
    let plan = Plan {
        once: true,
        ..plan()
    };
    let states = watch(list, &plan, &servers, &notes, &Jumping::hours(24));
    let asked = servers.asked.lock().unwrap();
    assert_eq!(asked.len(), 48);
    assert!(asked.values().all(|count| *count == 1));
    assert!(
        states
            .iter()
            .enumerate()
            .all(|(n, state)| (n == 8) == state.due.is_none())
    );
    let none = watch(Vec::new(), &plan, &servers, &notes, &Jumping::hours(1));
    assert!(none.is_empty());
}

#[test]
fn what_cannot_be_kept_arrives_again() {
    for (refuse, panic) in [(3, 0), (0, 3)] {
        let servers = Servers::default();
        let notes = Notes {
            refuse: AtomicUsize::new(refuse),
            panic: AtomicUsize::new(panic),
            ..Notes::default()
        };
        let states = watch(feeds(1), &plan(), &servers, &notes, &Jumping::hours(2));
        assert_eq!(notes.bodies.lock().unwrap()[&0], [b"0"]);
        assert_eq!(states[0].health(), Health::Good);
        assert!(notes.arrivals.load(Ordering::SeqCst) > 3);
    }
}
