//! Many feeds in simulated time: each request takes as long as its server does, and no real time
//! passes.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap, HashMap};
use std::time::Duration;

use demarche_fetch::queue::{Limits, Queue, host_of};
use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use crate::server::now;

/// A feed of a simulation: its address, how often it is due, how long a request takes, and whether
/// it fails.
#[derive(Clone, Debug)]
struct Sim {
    url: String,
    every: Duration,
    takes: Duration,
    fails: bool,
}

fn sim(url: String, takes: u64, fails: bool) -> Sim {
    Sim {
        url,
        every: Duration::from_secs(900),
        takes: Duration::from_secs(takes),
        fails,
    }
}

/// What happened: for each feed the times at which it was asked.
fn simulate(feeds: &[Sim], limits: &Limits, hours: i64) -> Vec<Vec<Timestamp>> {
    let mut queue = Queue::new(limits.clone());
    for (key, feed) in feeds.iter().enumerate() {
        queue.put(key, &feed.url, Some(now()), false);
    }
    let mut asked = vec![Vec::new(); feeds.len()];
    let mut running: BinaryHeap<Reverse<(Timestamp, usize)>> = BinaryHeap::new();
    let mut hosts: HashMap<String, Timestamp> = HashMap::new();
    let mut failing_now = 0;
    let mut failed_before = vec![false; feeds.len()];
    let (mut clock, end) = (now(), now() + SignedDuration::from_hours(hours));
    while clock < end {
        while let Some(key) = queue.take(clock) {
            asked[key].push(clock);
            failing_now += usize::from(failed_before[key]);
            let host = host_of(&feeds[key].url);
            let until = clock + SignedDuration::try_from(feeds[key].takes).unwrap();
            // One at a time to a host, and the pause between.
            if let Some(free) =
                hosts.insert(host, until + SignedDuration::try_from(limits.gap).unwrap())
            {
                assert!(clock >= free, "{key}");
            }
            running.push(Reverse((until, key)));
            assert!(running.len() <= limits.at_once);
        }
        assert!(failing_now <= limits.failing_at_once);
        assert_eq!(queue.running(), running.len());
        let ends = running.peek().map(|Reverse((until, _))| *until);
        let starts = queue.next().filter(|next| *next > clock);
        let Some(step) = [ends, starts].into_iter().flatten().min() else {
            break;
        };
        clock = step;
        while let Some(Reverse((until, key))) = running.peek().copied()
            && until <= clock
        {
            running.pop();
            let feed = &feeds[key];
            failing_now -= usize::from(failed_before[key]);
            failed_before[key] = feed.fails;
            let due = clock + SignedDuration::try_from(feed.every).unwrap();
            queue.done(key, &feed.url, Some(due), feed.fails, clock);
        }
    }
    asked
}

fn worst_delay(asked: &[Timestamp], feed: &Sim) -> SignedDuration {
    let period = SignedDuration::try_from(feed.every + feed.takes).unwrap();
    asked
        .windows(2)
        .map(|pair| pair[1].duration_since(pair[0]) - period)
        .max()
        .unwrap_or_default()
}

#[test]
fn one_dead_feed_of_a_thousand_delays_no_other() {
    let mut feeds: Vec<Sim> = (0..1000)
        .map(|n| sim(format!("https://n{n}.example/feed"), 1, false))
        .collect();
    let well = simulate(&feeds, &Limits::default(), 24);
    feeds[500] = sim("https://n500.example/feed".to_owned(), 60, true);
    let with_a_dead_one = simulate(&feeds, &Limits::default(), 24);
    for (key, (before, after)) in well.iter().zip(&with_a_dead_one).enumerate() {
        if key != 500 {
            assert!(
                before.len().abs_diff(after.len()) <= 1,
                "{key}: {} {}",
                before.len(),
                after.len()
            );
            // Sixteen places, one of which may be taken when the rush of the first round begins.
            let late = worst_delay(after, &feeds[key]) - worst_delay(before, &feeds[key]);
            assert!(late <= SignedDuration::from_secs(10), "{key}: {late:?}");
        }
    }
    assert!(with_a_dead_one[500].len() > 80);
}

/// A hundred hosts that hang for a minute each would hold every place if they were let.
#[test]
fn a_hundred_hosts_that_hang_share_four_places() {
    let feeds: Vec<Sim> = (0..1000)
        .map(|n| {
            sim(
                format!("https://n{n}.example/feed"),
                if n % 10 == 0 { 60 } else { 1 },
                n % 10 == 0,
            )
        })
        .collect();
    let asked = simulate(&feeds, &Limits::default(), 24);
    for (key, feed) in feeds.iter().enumerate().filter(|(_, feed)| !feed.fails) {
        // The first round does not know yet which hang.
        let later = &asked[key][1..];
        assert!(
            worst_delay(later, feed) <= SignedDuration::from_secs(120),
            "{key}"
        );
        assert!(later.len() > 85, "{key}: {}", later.len());
    }
    assert!(feeds.iter().zip(&asked).all(|(_, asked)| asked.len() > 40));
}

#[test]
fn feeds_of_one_host_are_asked_one_after_the_other() {
    let feeds: Vec<Sim> = (0..50)
        .map(|n| sim(format!("https://one.example/{n}"), 3, false))
        .collect();
    let asked = simulate(&feeds, &Limits::default(), 1);
    let mut times: Vec<Timestamp> = asked.concat();
    times.sort();
    // 3 s each and 2 s between; that this holds at every step, `simulate` asserts.
    assert!(
        times
            .windows(2)
            .all(|pair| pair[1].duration_since(pair[0]) >= SignedDuration::from_secs(5))
    );
    assert!(asked.iter().all(|asked| asked.len() >= 3));
}

#[test]
fn a_feed_that_leaves_the_line_is_never_next() {
    let mut queue = Queue::new(Limits::default());
    queue.put(0, "https://a.example/", Some(now()), false);
    queue.put(1, "https://a.example/", Some(now()), false);
    queue.put(2, "https://b.example/", None, false);
    assert_eq!(queue.take(now()), Some(0));
    assert_eq!(queue.take(now()), None, "its host is busy");
    queue.done(0, "https://c.example/", None, false, now());
    queue.remove(1);
    assert_eq!(
        (queue.take(now()), queue.next(), queue.running()),
        (None, None, 0)
    );
    queue.put(1, "https://a.example/", Some(now()), false);
    let free = now() + SignedDuration::from_secs(2);
    assert_eq!((queue.take(now()), queue.next()), (None, Some(free)));
    assert_eq!(queue.take(free), Some(1));
}

#[test]
fn one_host_is_one_whatever_scheme_and_port() {
    assert_eq!(
        host_of("http://News.example:8080/a"),
        host_of("https://news.example/b")
    );
    assert_ne!(host_of("http://a.example/"), host_of("http://b.example/"));
}

proptest! {
    /// Whatever the feeds, none is forgotten, and the limits hold at every step (`simulate`
    /// asserts them).
    #[test]
    fn no_feed_is_forgotten(
        feeds in prop::collection::vec((0..8u8, 1..30u64), 1..40),
        at_once in 1..6usize,
    ) {
        let feeds: Vec<Sim> = feeds
            .into_iter()
            .enumerate()
            .map(|(n, (host, takes))| {
                sim(format!("https://h{host}.example/{n}"), takes, host % 2 == 1)
            })
            .collect();
        let limits = Limits { at_once, failing_at_once: 1, gap: Duration::from_secs(1) };
        let asked = simulate(&feeds, &limits, 12);
        let mut counts = BTreeMap::new();
        for asked in &asked {
            *counts.entry(asked.len()).or_insert(0) += 1;
        }
        prop_assert!(asked.iter().all(|asked| asked.len() > 5), "{:?}", counts);
    }
}
