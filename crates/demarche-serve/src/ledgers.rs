//! The ledgers that were asked for lately. One is worked out once, however many ask for it at the
//! same time. When the store has changed the older answer goes on being given out while the newer
//! one is worked out behind it (`workshop`), and not more often than its cost allows.

use std::fmt;
use std::hash::Hash;
use std::num::NonZeroUsize;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use demarche_ledger::{Fold, Ledger, Query, Rules, Scope};
use demarche_store::Snapshot;
use lru::LruCache;

use crate::workshop::Order;
use crate::{App, Problem, state};

/// So many ledgers and folds are kept.
const LEDGERS: NonZeroUsize = NonZeroUsize::MIN.saturating_add(63);
const FOLDS: NonZeroUsize = NonZeroUsize::MIN.saturating_add(11);

/// What is worked out may be so many times older than it took, so that no more than a share of the
/// machine goes into it; at most this old.
const REST: u32 = 20;
const OLDEST: Duration = Duration::from_secs(60);

/// What took no longer is worked out by whoever asks, once its rest is over.
const DEAR: Duration = Duration::from_millis(40);

/// What was worked out lately, by what was asked.
///
/// What is kept of an older state of the store is given out while its time of rest lasts. After that
/// whoever gets what is dear is told to order the newer one, once; two minutes old, it is given out no
/// more.
pub(crate) struct Lately<K, V> {
    kept: Mutex<LruCache<K, Arc<Slot<V>>>>,
    /// What was made under an older number is not given out for a newer state.
    number: AtomicU64,
}

/// A place for a value: who comes first works it out, the others wait for it if there is none yet.
struct Slot<V> {
    held: Mutex<Held<V>>,
    over: Condvar,
}

struct Held<V> {
    made: Option<Made<V>>,
    working: bool,
    ordered: bool,
}

impl<V> Held<V> {
    /// What may be given out for a state of the store.
    fn kept(&mut self, mark: u64, number: u64, older: bool) -> Option<Kept<V>> {
        let made = self.made.as_ref()?;
        let value = Arc::clone(&made.value);
        if made.mark == mark {
            return Some(Kept { value, due: false });
        }
        let age = made.at.elapsed();
        let rests = age < (made.took * REST).min(OLDEST);
        let dear = made.took >= DEAR && age < 2 * OLDEST;
        if !older || made.number != number || !(rests || dear) {
            return None;
        }
        let due = !rests && !self.working && !self.ordered;
        self.ordered |= due;
        Some(Kept { value, due })
    }
}

/// An answer that is kept.
pub(crate) struct Kept<V> {
    pub(crate) value: Arc<V>,
    /// It is old, and nobody has ordered a newer one: whoever got this does.
    pub(crate) due: bool,
}

struct Made<V> {
    mark: u64,
    number: u64,
    at: Instant,
    took: Duration,
    value: Arc<V>,
}

impl<V> Default for Slot<V> {
    fn default() -> Self {
        Slot {
            held: Mutex::new(Held {
                made: None,
                working: false,
                ordered: false,
            }),
            over: Condvar::new(),
        }
    }
}

impl<V> Slot<V> {
    fn held(&self) -> MutexGuard<'_, Held<V>> {
        self.held.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Lets the next one work when this one is over, however it ends.
struct Working<'s, V>(&'s Slot<V>);

impl<V> Drop for Working<'_, V> {
    fn drop(&mut self) {
        let mut held = self.0.held();
        held.working = false;
        held.ordered = false;
        drop(held);
        self.0.over.notify_all();
    }
}

impl<K: Hash + Eq, V> Lately<K, V> {
    pub(crate) fn new(most: NonZeroUsize) -> Self {
        Lately {
            kept: Mutex::new(LruCache::new(most)),
            number: AtomicU64::new(0),
        }
    }

    /// Gives out nothing any more that was worked out before now, unless the store is the same.
    pub(crate) fn renew(&self) {
        self.number.fetch_add(1, Ordering::SeqCst);
    }

    /// The answer to a question, of this state of the store or an older one; worked out where
    /// neither is at hand. What fails is not kept.
    pub(crate) fn get(
        &self,
        question: K,
        mark: u64,
        work: impl FnOnce() -> Result<V, Problem>,
    ) -> Result<Kept<V>, Problem> {
        self.find(question, mark, true, work)
    }

    /// The answer of this very state: for what goes into something that is kept as of it.
    pub(crate) fn exactly(
        &self,
        question: K,
        mark: u64,
        work: impl FnOnce() -> Result<V, Problem>,
    ) -> Result<Arc<V>, Problem> {
        Ok(self.find(question, mark, false, work)?.value)
    }

    /// The answer that would be given out at once.
    pub(crate) fn kept(&self, question: K, mark: u64) -> Option<Kept<V>> {
        let slot = self.slot(question);
        let number = self.number.load(Ordering::SeqCst);
        slot.held().kept(mark, number, true)
    }

    fn slot(&self, question: K) -> Arc<Slot<V>> {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(kept.get_or_insert(question, Arc::default))
    }

    fn find(
        &self,
        question: K,
        mark: u64,
        older: bool,
        work: impl FnOnce() -> Result<V, Problem>,
    ) -> Result<Kept<V>, Problem> {
        let slot = self.slot(question);
        let number = self.number.load(Ordering::SeqCst);
        let mut held = slot.held();
        loop {
            if let Some(kept) = held.kept(mark, number, older) {
                return Ok(kept);
            }
            if !held.working {
                break;
            }
            held = slot.over.wait(held).unwrap_or_else(PoisonError::into_inner);
        }
        held.working = true;
        drop(held);
        let working = Working(&slot);
        let at = Instant::now();
        let value = Arc::new(work()?);
        slot.held().made = Some(Made {
            mark,
            number,
            at: Instant::now(),
            took: at.elapsed(),
            value: Arc::clone(&value),
        });
        drop(working);
        Ok(Kept { value, due: false })
    }
}

impl<K, V> fmt::Debug for Lately<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Lately")
    }
}

/// Ledgers and the folds behind them.
#[derive(Debug)]
pub(crate) struct Ledgers {
    folds: Lately<String, Fold>,
    ledgers: Lately<String, Ledger>,
}

impl Default for Ledgers {
    fn default() -> Self {
        Ledgers {
            folds: Lately::new(FOLDS),
            ledgers: Lately::new(LEDGERS),
        }
    }
}

impl Ledgers {
    /// See [`Lately::renew`].
    pub(crate) fn renew(&self) {
        self.folds.renew();
        self.ledgers.renew();
    }

    /// The ledger of a query, of this state of the store or an older one.
    pub(crate) fn of(
        &self,
        app: &App,
        snapshot: &Snapshot<'_>,
        query: &Query,
    ) -> Result<Arc<Ledger>, Problem> {
        let mark = snapshot.version()?;
        let work = || self.work_out(snapshot, mark, query);
        let kept = self.ledgers.get(format!("{query:?}"), mark, work)?;
        if kept.due {
            app.order(Order::Ledger(query.clone()));
        }
        Ok(kept.value)
    }

    /// The ledger of a query, of this state of the store.
    pub(crate) fn exactly(
        &self,
        snapshot: &Snapshot<'_>,
        query: &Query,
    ) -> Result<Arc<Ledger>, Problem> {
        let mark = snapshot.version()?;
        let work = || self.work_out(snapshot, mark, query);
        self.ledgers.exactly(format!("{query:?}"), mark, work)
    }

    /// Without a day it is that of the last article.
    fn work_out(
        &self,
        snapshot: &Snapshot<'_>,
        mark: u64,
        query: &Query,
    ) -> Result<Ledger, Problem> {
        let query = Query {
            at: match query.at {
                None => state::last_day(snapshot)?,
                at => at,
            },
            ..query.clone()
        };
        let fold = self.fold(snapshot, mark, &query)?;
        Ok(fold.ledger(Rules::embedded(), &query))
    }

    fn fold(
        &self,
        snapshot: &Snapshot<'_>,
        mark: u64,
        query: &Query,
    ) -> Result<Arc<Fold>, Problem> {
        // The order of the two is only that of the question.
        let scope = match &query.scope {
            Scope::Pair(one, other) if one > other => Scope::Pair(other.clone(), one.clone()),
            scope => scope.clone(),
        };
        let parties = state::parties(&scope, query.at, state::MOST);
        self.folds.exactly(format!("{parties:?}"), mark, || {
            let mut fold = Fold::new();
            state::take(snapshot, &parties, None, &mut fold)?;
            Ok(fold)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroUsize;
    use std::thread;
    use std::time::Duration;

    use super::Lately;

    /// Long enough to rest for a while.
    fn slow(value: u32) -> Result<u32, crate::Problem> {
        thread::sleep(Duration::from_millis(50));
        Ok(value)
    }

    #[test]
    fn what_is_dear_is_given_out_again_while_the_store_moves() {
        let lately = Lately::new(NonZeroUsize::MIN);
        let first = lately.get("a", 1, || slow(1)).unwrap();
        assert!(*first.value == 1 && !first.due);
        let older = lately.get("a", 2, || unreachable!()).unwrap();
        assert!(*older.value == 1 && !older.due, "it rests");
    }

    #[test]
    fn what_was_written_here_is_seen_at_once() {
        let lately = Lately::new(NonZeroUsize::MIN);
        assert_eq!(*lately.get("a", 1, || slow(1)).unwrap().value, 1);
        lately.renew();
        assert_eq!(*lately.get("a", 1, || unreachable!()).unwrap().value, 1);
        assert_eq!(*lately.get("a", 2, || slow(2)).unwrap().value, 2);
    }

    #[test]
    fn what_must_be_of_this_state_is_worked_out() {
        let lately = Lately::new(NonZeroUsize::MIN);
        assert_eq!(*lately.get("a", 1, || slow(1)).unwrap().value, 1);
        assert_eq!(*lately.exactly("a", 2, || slow(2)).unwrap(), 2);
    }

    #[test]
    fn a_newer_one_is_ordered_once() {
        let lately = Lately::new(NonZeroUsize::MIN);
        assert_eq!(*lately.exactly("a", 1, || slow(1)).unwrap(), 1);
        thread::sleep(Duration::from_millis(50) * (super::REST + 2));
        assert!(lately.get("a", 2, || unreachable!()).unwrap().due);
        assert!(!lately.get("a", 2, || unreachable!()).unwrap().due);
        let fails = || Err::<u32, _>(crate::Problem::failed("no"));
        assert!(lately.exactly("a", 2, fails).is_err());
        assert!(lately.get("a", 2, || unreachable!()).unwrap().due);
        assert_eq!(*lately.exactly("a", 2, || Ok(2)).unwrap(), 2);
        assert_eq!(*lately.get("a", 2, || unreachable!()).unwrap().value, 2);
        // What took no time rests for none, and is worked out at once.
        thread::sleep(Duration::from_millis(20));
        assert_eq!(*lately.get("a", 3, || Ok(3)).unwrap().value, 3);
    }

    #[test]
    fn what_is_kept_is_told_without_work() {
        let lately = Lately::new(NonZeroUsize::MIN);
        assert!(lately.kept("a", 1).is_none());
        assert_eq!(*lately.exactly("a", 1, || slow(1)).unwrap(), 1);
        assert_eq!(*lately.kept("a", 2).unwrap().value, 1, "it rests");
        lately.renew();
        assert!(lately.kept("a", 2).is_none());
        assert_eq!(*lately.kept("a", 1).unwrap().value, 1);
    }

    #[test]
    fn what_fails_is_tried_again_by_the_next() {
        let lately = Lately::new(NonZeroUsize::MIN);
        let fails = || Err::<u32, _>(crate::Problem::failed("no"));
        assert!(lately.get("a", 1, fails).is_err());
        assert_eq!(*lately.get("a", 1, || Ok(3)).unwrap().value, 3);
    }

    #[test]
    fn one_works_while_the_others_wait_for_it() {
        let lately = Lately::new(NonZeroUsize::MIN);
        let count = std::sync::atomic::AtomicU32::new(0);
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    let work = || {
                        count.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
                        slow(7)
                    };
                    assert_eq!(*lately.get("a", 1, work).unwrap().value, 7);
                });
            }
        });
        assert_eq!(count.into_inner(), 1);
    }
}
