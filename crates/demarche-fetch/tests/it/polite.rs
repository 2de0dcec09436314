//! Whoever asks, a host is asked once at a time.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use demarche_fetch::{FailureKind, Fetch, Outcome, Polite, Request};
use jiff::Timestamp;

use crate::server::now;

/// Notes when each request begins and ends.
#[derive(Default)]
struct Slow(Mutex<Vec<(String, Instant, Instant)>>);

impl Fetch for Slow {
    fn fetch(&self, request: &Request, _: Timestamp) -> Outcome {
        let begun = Instant::now();
        std::thread::sleep(Duration::from_millis(20));
        let took = (request.url.clone(), begun, Instant::now());
        self.0.lock().unwrap().push(took);
        Outcome::Gone
    }
}

fn request(url: &str) -> Request {
    Request {
        url: url.to_owned(),
        ..Request::default()
    }
}

#[test]
fn requests_to_a_host_come_one_after_the_other_with_a_pause() {
    let polite = Polite::new(Slow::default(), Duration::from_millis(30));
    std::thread::scope(|scope| {
        for n in 0..6 {
            let url = format!("https://{}.example/{n}", ["a", "b"][n % 2]);
            let polite = &polite;
            scope.spawn(move || polite.fetch(&request(&url), now()));
        }
    });
    let mut all = polite.inner().0.lock().unwrap().clone();
    all.sort_by_key(|(_, begun, _)| *begun);
    for host in ["a", "b"] {
        let of_host: Vec<_> = all
            .iter()
            .filter(|(url, ..)| url.contains(&format!("//{host}.")))
            .collect();
        assert_eq!(of_host.len(), 3);
        for pair in of_host.windows(2) {
            assert!(pair[1].1.duration_since(pair[0].2) >= Duration::from_millis(30));
        }
    }
}

#[test]
fn stopping_sends_away_those_who_wait() {
    let polite = Polite::new(Slow::default(), Duration::from_secs(600));
    polite.fetch(&request("https://a.example/"), now());
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| polite.fetch(&request("https://a.example/"), now()));
        std::thread::sleep(Duration::from_millis(20));
        polite.stop();
        let outcome = waiting.join().unwrap();
        assert!(
            matches!(outcome, Outcome::Failed(failure) if failure.kind == FailureKind::Stopped)
        );
    });
}
