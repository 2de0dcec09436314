//! What arrives, kept: items to articles, coded, and stored with the feed's new position in one
//! transaction.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use demarche_code::Coder;
use demarche_fetch::queue::FeedKey;
use demarche_fetch::watcher::{Arrival, Sink};
use demarche_fetch::{Answer, FailureKind, FeedState, Fetch, Outcome, Seen};
use demarche_read::read_feed;
use demarche_store::{Account, Batch, Deposit, Note, Reader, Rejected, RunId, Store, Verdict};
use jiff::Timestamp;
use serde_json::json;

use crate::watch::args::Pages;
use crate::watch::board::Board;
use crate::watch::items::{self, Item};
use crate::watch::known::{Known, Print, name_of, print_of};
use crate::watch::log::Log;
use crate::watch::roster::Row;

/// Items that are kept in one transaction, at most.
const CHUNK: usize = 200;

/// The most text that waits to be kept, in bytes.
const CHUNK_BYTES: usize = 8 << 20;

/// What keeps what arrives.
pub(crate) struct Keeper<'a> {
    pub(crate) store: Mutex<Store>,
    pub(crate) reader: Mutex<Reader>,
    pub(crate) run: RunId,
    pub(crate) coder: &'a Coder,
    pub(crate) fetch: &'a dyn Fetch,
    pub(crate) rows: Vec<Mutex<Row>>,
    pub(crate) pages: Pages,
    pub(crate) max_age: Option<Duration>,
    /// Feeds are asked by many threads, but read and coded by as many as there are cores.
    pub(crate) cores: Permits,
    /// Set when the program is told to end.
    pub(crate) stop: &'a AtomicBool,
    pub(crate) board: &'a Board,
    pub(crate) log: &'a Log,
}

/// A number of permits, for work that takes a core.
#[derive(Debug)]
pub(crate) struct Permits {
    free: Mutex<usize>,
    given_back: Condvar,
}

impl Permits {
    pub(crate) fn new(count: usize) -> Self {
        Permits {
            free: Mutex::new(count.max(1)),
            given_back: Condvar::new(),
        }
    }

    /// Does `work` once there is a permit for it.
    pub(crate) fn with<T>(&self, work: impl FnOnce() -> T) -> T {
        struct GiveBack<'p>(&'p Permits);
        impl Drop for GiveBack<'_> {
            fn drop(&mut self) {
                *lock(&self.0.free) += 1;
                self.0.given_back.notify_one();
            }
        }
        let mut free = lock(&self.free);
        while *free == 0 {
            free = self
                .given_back
                .wait(free)
                .unwrap_or_else(PoisonError::into_inner);
        }
        *free -= 1;
        drop(free);
        let _permit = GiveBack(self);
        work()
    }
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // What is inside is whole at every step: a thread that panicked leaves nothing half done.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Items that wait to be kept, and what became of those that were.
#[derive(Default)]
struct Waiting {
    items: Vec<(String, Item)>,
    bytes: usize,
    /// Items that were there before as they are now.
    unchanged: u64,
    account: Account,
}

impl Sink for Keeper<'_> {
    fn asking(&self, key: FeedKey, _: &FeedState) {
        self.board.asking(key);
    }

    fn arrived(&self, arrival: &Arrival<'_>) -> Result<FeedState, String> {
        let mut row = lock(&self.rows[arrival.key]);
        self.board.answered(arrival.outcome);
        let state = match arrival.outcome {
            Outcome::Body(answer, bytes) => self.body(arrival, &mut row, answer, bytes)?,
            Outcome::Failed(failure) if failure.kind == FailureKind::Stopped => {
                arrival.state.clone()
            }
            outcome => {
                let state = arrival.next(Seen::default());
                self.keep_position(&mut row, &state)?;
                self.tell(&row, &state, outcome);
                state
            }
        };
        row.state = state.clone();
        self.board.settled(arrival.key, &row);
        Ok(state)
    }

    fn not_kept(&self, key: FeedKey, state: &FeedState) {
        let mut row = lock(&self.rows[key]);
        let why = state.trouble.as_deref().unwrap_or_default();
        self.board.not_kept();
        self.log.say(
            "not-kept",
            Some(&row.name),
            &format!("nothing of the answer was kept, and it is asked for again: {why}"),
            json!({ "reason": why, "next": state.due }),
        );
        row.state = state.clone();
        self.board.settled(key, &row);
    }
}

impl Keeper<'_> {
    /// Whether the program is ending. Asked where a worker failed: Ctrl-C on a terminal ends the
    /// workers as well, and may reach them first.
    pub(crate) fn is_ending(&self) -> bool {
        std::thread::sleep(Duration::from_millis(50));
        self.stop.load(Ordering::SeqCst)
    }

    /// Reads a feed and keeps what is new in it.
    fn body(
        &self,
        arrival: &Arrival<'_>,
        row: &mut Row,
        answer: &Answer,
        bytes: &[u8],
    ) -> Result<FeedState, String> {
        let read = self
            .cores
            .with(|| read_feed(bytes, answer.content_type.as_deref()));
        let feed = match read {
            Ok(feed) => feed,
            Err(problem) => {
                let why = format!("not read as a feed: {}", problem.what);
                let state = arrival.not_kept(&why);
                let rejected = [Rejected {
                    origin: &row.name,
                    reason: &why,
                    remedy: problem.remedy,
                    received: arrival.now,
                }];
                let position = row.to_store(&state, &row.known);
                self.keep(&[], &rejected, position, 0)?;
                let account = Account {
                    rejected: 1,
                    ..Account::default()
                };
                self.board.kept(&account);
                self.log.say(
                    "rejected",
                    Some(&row.name),
                    &why,
                    json!({ "reason": why, "remedy": problem.remedy, "next": state.due }),
                );
                return Ok(state);
            }
        };
        if let Some(title) = &feed.title {
            row.title = Some(title.clone());
        }
        let mut known = Known::default();
        let mut waiting = Waiting::default();
        for item in feed.items.iter() {
            let (name, words) = (name_of(item), print_of(item));
            let before = row.known.get(&name).filter(|print| print.words == words);
            if let Some(print) = before.filter(|print| !print.wants_page()) {
                known.put(name, print.clone());
                waiting.unchanged += 1;
                continue;
            }
            let tries = before.map_or(0, |print| print.tries);
            let item = items::make(self, &feed, row, item.clone(), tries, arrival.now)
                .map_err(|items::Stopped| "the program is ending".to_owned())?;
            known.put(
                name,
                Print {
                    words,
                    tries: item.tries,
                },
            );
            waiting.bytes += item.weight();
            waiting.items.push((item.origin(&row.name), item));
            if waiting.items.len() >= CHUNK || waiting.bytes >= CHUNK_BYTES {
                // The position stays behind: the old validators, with what is kept so far.
                let position = row.to_store(arrival.state, &known.over(&row.known));
                self.keep_waiting(&mut waiting, position, arrival.now)?;
            }
        }
        let seen = Seen {
            changed: waiting.items.iter().any(|(_, item)| item.is_news())
                || waiting.account.coded + waiting.account.revision > 0,
            ttl: items::ttl(bytes),
        };
        let state = arrival.next(seen);
        let position = row.to_store(&state, &known);
        self.keep_waiting(&mut waiting, position, arrival.now)?;
        row.known = known;
        self.tell_items(row, &state, arrival, &waiting.account, feed.problems.len());
        Ok(state)
    }

    /// Keeps what waits, with the position, in one transaction.
    fn keep_waiting(
        &self,
        waiting: &mut Waiting,
        position: demarche_store::Feed,
        received: Timestamp,
    ) -> Result<(), String> {
        let notes: Vec<Vec<Note<'_>>> = waiting
            .items
            .iter()
            .map(|(_, item)| {
                let notes = item.notes.iter();
                notes
                    .map(|(reason, remedy)| Note { reason, remedy })
                    .collect()
            })
            .collect();
        let mut deposits = Vec::new();
        let mut rejected = Vec::new();
        for ((origin, item), notes) in waiting.items.iter().zip(&notes) {
            match &item.made {
                Ok(coded) => deposits.push(Deposit {
                    article: &coded.article,
                    article_id: &coded.article_id,
                    events: &coded.events,
                    notes,
                    origin,
                    received,
                }),
                Err((reason, remedy)) => rejected.push(Rejected {
                    origin,
                    reason,
                    remedy,
                    received,
                }),
            }
        }
        let verdicts = self.keep(&deposits, &rejected, position, waiting.unchanged)?;
        let mut account = Account {
            rejected: rejected.len() as u64,
            duplicate: waiting.unchanged,
            ..Account::default()
        };
        for (verdict, deposit) in verdicts.iter().zip(&deposits) {
            let events = deposit.events.len() as u64;
            let (count, events) = match verdict {
                Verdict::New => (&mut account.coded, events),
                Verdict::Revision => (&mut account.revision, events),
                Verdict::Duplicate => (&mut account.duplicate, 0),
            };
            *count += 1;
            account.events += events;
        }
        for (origin, item) in &waiting.items {
            if let Err((reason, remedy)) = &item.made {
                self.log.say(
                    "rejected",
                    Some(origin),
                    reason,
                    json!({ "reason": reason, "remedy": remedy }),
                );
            }
        }
        self.board.kept(&account);
        waiting.account += account;
        waiting.items.clear();
        waiting.bytes = 0;
        waiting.unchanged = 0;
        Ok(())
    }

    fn keep(
        &self,
        deposits: &[Deposit<'_>],
        rejected: &[Rejected<'_>],
        position: demarche_store::Feed,
        unchanged: u64,
    ) -> Result<Vec<Verdict>, String> {
        let batch = Batch {
            run: self.run,
            deposits,
            rejected,
            feeds: &[position],
        };
        lock(&self.store)
            .keep_beside(&batch, unchanged)
            .map_err(|error| format!("{error}; {}", error.remedy()))
    }

    fn keep_position(&self, row: &mut Row, state: &FeedState) -> Result<(), String> {
        let position = row.to_store(state, &row.known);
        lock(&self.store)
            .put_feeds(&[position])
            .map_err(|error| format!("{error}; {}", error.remedy()))
    }

    /// Says what came of an answer without a body.
    fn tell(&self, row: &Row, state: &FeedState, outcome: &Outcome) {
        let next = items::next(state);
        let (event, text) = match outcome {
            Outcome::NotModified(_) => ("unchanged", "as it was".to_owned()),
            Outcome::Gone if state.due.is_none() => {
                ("gone", "gone; it is asked no more".to_owned())
            }
            Outcome::Gone => ("failed", "the server answers 410: gone".to_owned()),
            Outcome::RetryLater { status, .. } => {
                ("failed", format!("the server answers {status}: not now"))
            }
            Outcome::Failed(failure) => ("failed", failure.to_string()),
            Outcome::Body(..) => return,
        };
        let kind = match outcome {
            Outcome::Failed(failure) => Some(failure.kind.word()),
            _ => None,
        };
        self.log.say(
            event,
            Some(&row.name),
            &format!("{text}{next}"),
            json!({ "kind": kind, "failures": state.failures, "next": state.due }),
        );
    }

    /// Says what was in a feed.
    fn tell_items(
        &self,
        row: &Row,
        state: &FeedState,
        arrival: &Arrival<'_>,
        account: &Account,
        problems: usize,
    ) {
        if state.url != arrival.state.url {
            self.log.say(
                "moved",
                Some(&row.name),
                &format!("moved for good to {}", state.url),
                json!({ "to": state.url }),
            );
        }
        let Account {
            coded,
            rejected,
            duplicate,
            revision,
            events,
        } = *account;
        let mut text = format!("{coded} new");
        for (count, what) in [
            (revision, "revised"),
            (rejected, "rejected"),
            (duplicate, "known"),
        ] {
            if count > 0 {
                text.push_str(&format!(", {count} {what}"));
            }
        }
        let s = if events == 1 { "" } else { "s" };
        text.push_str(&format!("; {events} event{s}{}", items::next(state)));
        self.log.say(
            "read",
            Some(&row.name),
            &text,
            json!({
                "coded": coded, "revision": revision, "rejected": rejected,
                "duplicate": duplicate, "events": events, "problems": problems,
                "next": state.due,
            }),
        );
    }
}
