//! From a store to the fold of a ledger: what the command line and the service share.

use demarche_ledger::{Day, Fold, Rules, Scope};
use demarche_store::{Error, Parties, Snapshot};

/// Of everybody's ledger, so many of the latest events are folded.
pub const MOST: usize = 20_000;

/// What a ledger of this scope needs from a store; of everybody, at most so many events up to a day;
/// of countries, at most five times as many: their latest.
pub fn parties(scope: &Scope, until: Option<Day>, most: usize) -> Parties {
    match scope {
        Scope::All => Parties::All {
            until: until.map(|day| day.to_string()),
            most,
        },
        Scope::Pair(one, other) => Parties::Pair {
            between: [one.clone(), other.clone()],
            alone: Rules::embedded().alone.clone(),
        },
        Scope::Any(countries) => Parties::Any {
            countries: countries.clone(),
            most: most.saturating_mul(5),
        },
    }
}

/// Adds to a fold the events of a store that a ledger of these parties needs, of at least this
/// confidence, the days of their articles, and what reviewers take for one happening. Copies of a
/// story are one report. Answers how many copies were left out.
pub fn take(
    snapshot: &Snapshot<'_>,
    parties: &Parties,
    least: Option<f64>,
    fold: &mut Fold,
) -> Result<u64, Error> {
    for (event, into) in snapshot.merges()? {
        fold.same(&event, &into);
    }
    snapshot.ledger_gists(parties, |article, gist| {
        if least.is_none_or(|least| gist.confidence() >= least) {
            fold.add_gist(article, gist);
        }
        Ok(())
    })
}

/// The day of a ledger for which none is asked: the last that an article counts for.
pub fn last_day(snapshot: &Snapshot<'_>) -> Result<Option<Day>, Error> {
    Ok(snapshot.last_day()?.as_deref().and_then(Day::parse))
}
