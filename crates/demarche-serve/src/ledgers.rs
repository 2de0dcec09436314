//! The ledgers that were asked for lately. One is worked out once, however many ask for it at the
//! same time, and again only when the store has changed.

use std::fmt;
use std::hash::Hash;
use std::num::NonZeroUsize;
use std::sync::{Arc, Mutex, PoisonError};

use demarche_ledger::{Fold, Ledger, Query, Rules, Scope};
use demarche_store::Snapshot;
use lru::LruCache;

use crate::{Problem, state};

/// So many ledgers and folds are kept.
const LEDGERS: NonZeroUsize = NonZeroUsize::MIN.saturating_add(63);
const FOLDS: NonZeroUsize = NonZeroUsize::MIN.saturating_add(11);

/// What was worked out lately, by what it was worked out from.
pub(crate) struct Lately<K, V> {
    kept: Mutex<LruCache<K, Arc<Slot<V>>>>,
}

/// A place for a value: who comes first works it out, the others wait for it.
type Slot<V> = Mutex<Option<Arc<V>>>;

impl<K: Hash + Eq, V> Lately<K, V> {
    pub(crate) fn new(most: NonZeroUsize) -> Self {
        Lately {
            kept: Mutex::new(LruCache::new(most)),
        }
    }

    /// The value of a key, worked out where it is not at hand. What fails is not kept.
    pub(crate) fn get(
        &self,
        key: K,
        work: impl FnOnce() -> Result<V, Problem>,
    ) -> Result<Arc<V>, Problem> {
        let slot = {
            let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(kept.get_or_insert(key, Arc::default))
        };
        let mut slot = slot.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(value) = &*slot {
            return Ok(Arc::clone(value));
        }
        let value = Arc::new(work()?);
        *slot = Some(Arc::clone(&value));
        Ok(value)
    }
}

impl<K, V> fmt::Debug for Lately<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Lately")
    }
}

/// The state of the store and the words of the query.
type Key = (u64, String);

/// Ledgers and the folds behind them.
#[derive(Debug)]
pub(crate) struct Ledgers {
    folds: Lately<Key, Fold>,
    ledgers: Lately<Key, Ledger>,
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
    /// The ledger of a query.
    pub(crate) fn of(
        &self,
        snapshot: &Snapshot<'_>,
        query: &Query,
    ) -> Result<Arc<Ledger>, Problem> {
        let mark = snapshot.version()?;
        let query = Query {
            at: match query.at {
                None => state::last_day(snapshot)?,
                at => at,
            },
            ..query.clone()
        };
        self.ledgers.get((mark, format!("{query:?}")), || {
            let fold = self.fold(snapshot, mark, &query)?;
            Ok(fold.ledger(Rules::embedded(), &query))
        })
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
        self.folds.get((mark, format!("{parties:?}")), || {
            let mut fold = Fold::new();
            state::take(snapshot, &parties, None, &mut fold)?;
            Ok(fold)
        })
    }
}
