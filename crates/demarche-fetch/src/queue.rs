//! Many feeds, with the limits that hold between them: one request at a time to a host and a pause
//! after it, so many at once in all, and fewer of those that fail.
//!
//! It says which feed is next and asks nothing itself. Every step costs the logarithm of the
//! number of feeds, so a dead feed among any number delays no other: it waits in the line of its
//! own host, and hosts that fail share a few of the places.

use std::collections::{BTreeSet, HashMap};
use std::time::Duration;

use jiff::Timestamp;
use url::Url;

use crate::schedule::later;

/// Stands for a feed in a queue.
pub type FeedKey = usize;

/// The limits between feeds.
#[derive(Clone, Debug)]
pub struct Limits {
    /// Requests under way in all.
    pub at_once: usize,
    /// Of these, to hosts that failed at their last request.
    pub failing_at_once: usize,
    /// The pause after a request until the next to the same host.
    pub gap: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            at_once: 16,
            failing_at_once: 4,
            gap: Duration::from_secs(2),
        }
    }
}

#[derive(Debug)]
struct Host {
    waiting: BTreeSet<(Timestamp, FeedKey)>,
    free_at: Timestamp,
    busy: bool,
    failing: bool,
    /// What this host is listed under in `Queue::ready`, while it is.
    listed: Option<(bool, Timestamp)>,
}

/// The line that feeds stand in.
#[derive(Debug)]
pub struct Queue {
    limits: Limits,
    names: HashMap<String, usize>,
    hosts: Vec<Host>,
    /// Where each feed stands: its host, and when it is due if it waits.
    feeds: HashMap<FeedKey, (usize, Option<Timestamp>)>,
    /// Hosts that are free and have a feed that waits, by when it may be asked: those that work,
    /// and those that fail.
    ready: [BTreeSet<(Timestamp, usize)>; 2],
    running: usize,
    running_failing: usize,
    /// For each host that is being asked, whether it counts as one that fails.
    asked_as_failing: HashMap<usize, bool>,
}

impl Queue {
    /// An empty line.
    pub fn new(limits: Limits) -> Self {
        Queue {
            limits,
            names: HashMap::new(),
            hosts: Vec::new(),
            feeds: HashMap::new(),
            ready: [BTreeSet::new(), BTreeSet::new()],
            running: 0,
            running_failing: 0,
            asked_as_failing: HashMap::new(),
        }
    }

    /// Puts a feed into the line, or moves it there. Without a time it leaves the line and is
    /// never next. A feed that is being asked must be given back by [`Queue::done`].
    pub fn put(&mut self, key: FeedKey, url: &str, due: Option<Timestamp>, failing: bool) {
        self.take_out(key);
        let host = self.host(url);
        self.feeds.insert(key, (host, due));
        self.hosts[host].failing = failing;
        if let Some(due) = due {
            self.hosts[host].waiting.insert((due, key));
        }
        self.list(host);
    }

    /// Takes a feed out for good.
    pub fn remove(&mut self, key: FeedKey) {
        self.take_out(key);
    }

    /// The feed to ask now, if there is one. Its host is busy until [`Queue::done`].
    pub fn take(&mut self, now: Timestamp) -> Option<FeedKey> {
        if self.running >= self.limits.at_once.max(1) {
            return None;
        }
        let (_, failing, host) = self.fronts().filter(|(ready, _, _)| *ready <= now).min()?;
        let (due, key) = self.hosts[host].waiting.pop_first()?;
        debug_assert!(due <= now);
        self.hosts[host].busy = true;
        self.list(host);
        self.running += 1;
        self.running_failing += usize::from(failing);
        self.asked_as_failing.insert(host, failing);
        if let Some(place) = self.feeds.get_mut(&key) {
            place.1 = None;
        }
        Some(key)
    }

    /// Gives a feed back that was taken, with its new address and the time when it is due next.
    pub fn done(
        &mut self,
        key: FeedKey,
        url: &str,
        due: Option<Timestamp>,
        failing: bool,
        now: Timestamp,
    ) {
        if let Some((host, _)) = self.feeds.get(&key).copied()
            && self.hosts[host].busy
        {
            self.hosts[host].busy = false;
            self.hosts[host].free_at = later(now, self.limits.gap);
            self.running -= 1;
            if self.asked_as_failing.remove(&host) == Some(true) {
                self.running_failing -= 1;
            }
            self.list(host);
        }
        self.put(key, url, due, failing);
    }

    /// When the next feed may be asked, if nothing that is under way ends before.
    pub fn next(&self) -> Option<Timestamp> {
        if self.running >= self.limits.at_once.max(1) {
            return None;
        }
        self.fronts().map(|(ready, _, _)| ready).min()
    }

    /// Requests under way.
    pub fn running(&self) -> usize {
        self.running
    }

    /// The first of each of the two sets that may be taken from.
    fn fronts(&self) -> impl Iterator<Item = (Timestamp, bool, usize)> + '_ {
        let failing_full = self.running_failing >= self.limits.failing_at_once.max(1);
        self.ready
            .iter()
            .zip([false, true])
            .filter(move |(_, failing)| !(*failing && failing_full))
            .filter_map(|(set, failing)| set.first().map(|(ready, host)| (*ready, failing, *host)))
    }

    fn host(&mut self, url: &str) -> usize {
        let name = host_of(url);
        if let Some(host) = self.names.get(&name) {
            return *host;
        }
        self.hosts.push(Host {
            waiting: BTreeSet::new(),
            free_at: Timestamp::MIN,
            busy: false,
            failing: false,
            listed: None,
        });
        let host = self.hosts.len() - 1;
        self.names.insert(name, host);
        host
    }

    fn take_out(&mut self, key: FeedKey) {
        if let Some((host, due)) = self.feeds.remove(&key) {
            if let Some(due) = due {
                self.hosts[host].waiting.remove(&(due, key));
            }
            self.list(host);
        }
    }

    /// Lists a host where it belongs now.
    fn list(&mut self, host: usize) {
        let place = &mut self.hosts[host];
        let belongs = match place.waiting.first() {
            Some((due, _)) if !place.busy => Some((place.failing, (*due).max(place.free_at))),
            _ => None,
        };
        if place.listed != belongs {
            if let Some((failing, ready)) = place.listed {
                self.ready[usize::from(failing)].remove(&(ready, host));
            }
            if let Some((failing, ready)) = belongs {
                self.ready[usize::from(failing)].insert((ready, host));
            }
            place.listed = belongs;
        }
    }
}

/// What counts as one host: the name, whatever the scheme and the port.
pub fn host_of(url: &str) -> String {
    Url::parse(url)
        .ok()
        .and_then(|url| url.host_str().map(str::to_owned))
        .unwrap_or_else(|| url.to_owned())
}
