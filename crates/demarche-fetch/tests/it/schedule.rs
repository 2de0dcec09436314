//! When feeds are due, whatever servers do.

use std::time::Duration;

use demarche_fetch::schedule::{next, not_kept};
use demarche_fetch::{Answer, Failure, FailureKind, FeedState, Health, Outcome, Policy, Seen};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use crate::server::now;

const URL: &str = "https://news.example/feed";

fn minutes(count: u64) -> Duration {
    Duration::from_secs(60 * count)
}

fn wait(state: &FeedState, since: Timestamp) -> Duration {
    Duration::try_from(state.due.unwrap().duration_since(since)).unwrap()
}

/// The wait is what is said, or up to a tenth more.
fn about(state: &FeedState, expected: Duration) {
    let wait = wait(state, state.last_fetch.unwrap());
    assert!(
        wait >= expected && wait <= expected.mul_f64(1.1),
        "{wait:?}, not about {expected:?}"
    );
}

fn answer(lifetime: Option<Duration>) -> Answer {
    Answer {
        etag: Some("\"v2\"".to_owned()),
        lifetime,
        ..Answer::default()
    }
}

fn body(lifetime: Option<Duration>) -> Outcome {
    Outcome::Body(answer(lifetime), b"<rss/>".to_vec())
}

fn failed() -> Outcome {
    Outcome::Failed(Failure::new(
        FailureKind::Connect,
        "cannot be reached".to_owned(),
    ))
}

fn known() -> FeedState {
    let mut state = FeedState::new(URL, &Policy::default(), now());
    state.last_success = Some(now());
    state.etag = Some("\"v1\"".to_owned());
    state
}

#[test]
fn a_new_feed_is_due_at_once_and_then_after_a_while() {
    let policy = Policy::default();
    let state = FeedState::new(URL, &policy, now());
    assert_eq!((state.due, state.health()), (Some(now()), Health::New));
    let seen = Seen {
        changed: true,
        ttl: None,
    };
    let state = next(&policy, &state, &body(None), seen, now());
    about(&state, minutes(15));
    assert_eq!(state.health(), Health::Good);
    assert_eq!(state.etag.as_deref(), Some("\"v2\""));
}

#[test]
fn the_interval_follows_how_often_there_is_news() {
    let policy = Policy::default();
    let mut state = known();
    for _ in 0..10 {
        state = next(
            &policy,
            &state,
            &body(None),
            Seen {
                changed: true,
                ttl: None,
            },
            now(),
        );
    }
    about(&state, minutes(5));
    for _ in 0..30 {
        state = next(
            &policy,
            &state,
            &Outcome::NotModified(Answer::default()),
            Seen::default(),
            now(),
        );
    }
    about(&state, minutes(6 * 60));
    assert_eq!(
        state.etag.as_deref(),
        Some("\"v2\""),
        "a 304 leaves the validators"
    );
}

#[test]
fn servers_and_feeds_are_heard_up_to_a_cap() {
    let policy = Policy::default();
    let changed = Seen {
        changed: true,
        ttl: None,
    };
    about(
        &next(&policy, &known(), &body(Some(minutes(40))), changed, now()),
        minutes(40),
    );
    about(
        &next(
            &policy,
            &known(),
            &body(Some(minutes(60 * 24 * 365))),
            changed,
            now(),
        ),
        minutes(360),
    );
    about(
        &next(
            &policy,
            &known(),
            &body(Some(Duration::ZERO)),
            changed,
            now(),
        ),
        minutes(9),
    );
    let ttl = Seen {
        changed: true,
        ttl: Some(minutes(120)),
    };
    about(
        &next(&policy, &known(), &body(Some(minutes(40))), ttl, now()),
        minutes(120),
    );
}

#[test]
fn retry_after_is_kept_to_up_to_a_cap() {
    let policy = Policy::default();
    let later = |after| Outcome::RetryLater { status: 429, after };
    let go = |after| next(&policy, &known(), &later(after), Seen::default(), now());
    about(&go(Some(minutes(90))), minutes(90));
    about(&go(Some(minutes(60 * 24 * 30))), minutes(60 * 24));
    about(&go(Some(Duration::ZERO)), minutes(5));
    about(&go(None), minutes(5));
    assert_eq!(go(None).health(), Health::Failing);
    assert_eq!(go(None).etag.as_deref(), Some("\"v1\""));
}

#[test]
fn failures_back_off_and_a_success_forgives_them() {
    let policy = Policy::default();
    let mut state = known();
    for expected in [5, 10, 20, 40, 80, 160, 320, 640, 1280, 1440, 1440] {
        state = next(&policy, &state, &failed(), Seen::default(), now());
        about(&state, minutes(expected));
    }
    assert_eq!(state.trouble.as_deref(), Some("cannot be reached"));
    assert_eq!(state.etag.as_deref(), Some("\"v1\""));
    state = next(
        &policy,
        &state,
        &body(None),
        Seen {
            changed: true,
            ttl: None,
        },
        now(),
    );
    about(&state, minutes(9));
    assert_eq!((state.failures, state.trouble), (0, None));
}

#[test]
fn what_could_not_be_kept_is_asked_for_again() {
    let state = not_kept(&Policy::default(), &known(), "the disk is full", now());
    assert_eq!(state.etag.as_deref(), Some("\"v1\""));
    about(&state, minutes(5));
}

#[test]
fn the_end_of_the_program_is_no_failure_of_the_feed() {
    let stopped = Outcome::Failed(Failure::new(FailureKind::Stopped, String::new()));
    assert_eq!(
        next(
            &Policy::default(),
            &known(),
            &stopped,
            Seen::default(),
            now()
        ),
        known()
    );
}

#[test]
fn a_feed_that_is_gone_three_times_is_asked_no_more() {
    let policy = Policy::default();
    let mut state = known();
    for _ in 0..2 {
        state = next(&policy, &state, &Outcome::Gone, Seen::default(), now());
        assert_eq!(state.health(), Health::Failing);
    }
    // Another failure in between starts the count anew.
    let other = next(&policy, &state, &failed(), Seen::default(), now());
    let other = next(&policy, &other, &Outcome::Gone, Seen::default(), now());
    assert_eq!(other.health(), Health::Failing);
    state = next(&policy, &state, &Outcome::Gone, Seen::default(), now());
    assert_eq!((state.health(), state.due), (Health::Gone, None));
}

#[test]
fn a_feed_that_moved_is_asked_where_it_is() {
    let policy = Policy::default();
    let moved = |to: &str| {
        let answer = Answer {
            moved_permanently_to: Some(to.to_owned()),
            ..Answer::default()
        };
        Outcome::Body(answer, Vec::new())
    };
    let state = next(
        &policy,
        &known(),
        &moved("https://new.example/feed"),
        Seen::default(),
        now(),
    );
    let state = next(
        &policy,
        &state,
        &moved("https://newer.example/feed"),
        Seen::default(),
        now(),
    );
    assert_eq!(state.url, "https://newer.example/feed");
    assert_eq!(state.moved_from.as_deref(), Some(URL));
}

#[test]
fn feeds_added_together_drift_apart() {
    let policy = Policy::default();
    let mut due: Vec<Timestamp> = (0..100)
        .map(|n| {
            let state = FeedState::new(format!("https://news.example/{n}"), &policy, now());
            next(&policy, &state, &body(None), Seen::default(), now())
                .due
                .unwrap()
        })
        .collect();
    due.sort();
    due.dedup();
    assert!(due.len() > 90, "{}", due.len());
}

#[test]
fn a_state_is_read_back_as_it_was_written() {
    let state = next(
        &Policy::default(),
        &known(),
        &failed(),
        Seen::default(),
        now(),
    );
    let json = serde_json::to_string(&state).unwrap();
    assert_eq!(serde_json::from_str::<FeedState>(&json).unwrap(), state);
}

fn outcomes() -> impl Strategy<Value = (Outcome, Seen)> {
    let seconds = prop::option::of(any::<u32>().prop_map(|s| Duration::from_secs(s.into())));
    let outcome = prop_oneof![
        seconds.clone().prop_map(body),
        seconds
            .clone()
            .prop_map(|lifetime| Outcome::NotModified(answer(lifetime))),
        seconds
            .clone()
            .prop_map(|after| Outcome::RetryLater { status: 503, after }),
        Just(Outcome::Gone),
        Just(failed()),
    ];
    (outcome, any::<bool>(), seconds)
        .prop_map(|(outcome, changed, ttl)| (outcome, Seen { changed, ttl }))
}

proptest! {
    /// After any history a feed is due neither sooner nor later than the bounds say, unless it is
    /// gone; and the same history gives the same state.
    #[test]
    fn after_any_history_the_bounds_hold(
        history in prop::collection::vec(outcomes(), 1..60), seed: u64,
    ) {
        let policy = Policy { seed, ..Policy::default() };
        let mut state = FeedState::new(URL, &policy, now());
        let mut clock = now();
        for (outcome, seen) in &history {
            let before = state.clone();
            state = next(&policy, &before, outcome, *seen, clock);
            prop_assert_eq!(&state, &next(&policy, &before, outcome, *seen, clock));
            prop_assert!(state.interval_s >= policy.shortest.as_secs());
            prop_assert!(state.interval_s <= policy.longest.as_secs());
            let Some(due) = state.due else {
                prop_assert_eq!(outcome, &Outcome::Gone);
                prop_assert!(state.gone >= policy.gone_after);
                return Ok(());
            };
            let wait = wait(&state, clock);
            let works = matches!(outcome, Outcome::Body(..) | Outcome::NotModified(_));
            let longest = if works { policy.longest } else { policy.longest_pause };
            prop_assert!(wait >= policy.shortest, "{:?}", wait);
            prop_assert!(wait <= longest.mul_f64(1.1), "{:?}", wait);
            if let Outcome::RetryLater { after: Some(after), .. } = outcome {
                prop_assert!(wait >= (*after).min(policy.longest_pause));
            }
            if let Outcome::Body(answer, _) | Outcome::NotModified(answer) = outcome {
                prop_assert!(wait >= answer.lifetime.unwrap_or_default().min(policy.longest));
                prop_assert_eq!(state.failures, 0);
            } else {
                prop_assert_eq!(&state.etag, &before.etag);
            }
            clock = due.max(clock + SignedDuration::from_secs(1));
        }
    }

    /// Near the end of time nothing overflows.
    #[test]
    fn at_the_end_of_time_nothing_overflows((outcome, seen) in outcomes()) {
        let mut state = known();
        state.failures = u32::MAX;
        state.gone = u32::MAX;
        state.interval_s = u64::MAX;
        let state = next(&Policy::default(), &state, &outcome, seen, Timestamp::MAX);
        prop_assert!(state.due.is_none_or(|due| due <= Timestamp::MAX));
    }
}
