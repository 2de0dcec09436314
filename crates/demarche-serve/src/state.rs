//! From a store to the fold of a ledger: what the command line and the service share.

use demarche_ledger::{Day, Fold, Scope};
use demarche_store::{Error, Parties, Snapshot};

/// Of everybody's ledger, so many of the latest events are folded.
pub const MOST: usize = 20_000;

/// What a ledger of this scope needs from a store; of everybody, at most so many events up to a day.
pub fn parties(scope: &Scope, until: Option<Day>, most: usize) -> Parties {
    match scope {
        Scope::All => Parties::All {
            until: until.map(|day| day.to_string()),
            most,
        },
        Scope::Pair(one, other) => Parties::Pair(one.clone(), other.clone()),
        Scope::Any(countries) => Parties::Any(countries.clone()),
    }
}

/// Adds to a fold the events of a store that a ledger of these parties needs, of at least this
/// confidence, and the days of their articles. Copies of a story are one report.
pub fn take(
    snapshot: &Snapshot<'_>,
    parties: &Parties,
    least: Option<f64>,
    fold: &mut Fold,
) -> Result<(), Error> {
    let articles = snapshot.ledger_events::<Error>(parties, |event| {
        if least.is_none_or(|least| event.confidence >= least) {
            fold.add(event);
        }
        Ok(())
    })?;
    for (event, into) in snapshot.merges()? {
        fold.same(&event, &into);
    }
    for article in articles {
        if let Some(day) = article.published.as_deref().and_then(Day::parse) {
            fold.published(&article.article_id, day);
        }
    }
    Ok(())
}

/// The day of a ledger for which none is asked: the last that an article counts for.
pub fn last_day(snapshot: &Snapshot<'_>) -> Result<Option<Day>, Error> {
    Ok(snapshot.last_day()?.as_deref().and_then(Day::parse))
}
