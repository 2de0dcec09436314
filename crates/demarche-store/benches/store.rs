//! Keeping articles with their events, and what a dashboard asks of many.
//!
//! `DEMARCHE_BENCH_EVENTS=1000000 cargo bench -p demarche-store` fills a store with so many events
//! (20,000 by default) over three years and fifty countries, in the folder for temporary files, or
//! where `DEMARCHE_BENCH_STORE` says; there it is kept for the next time.

mod synthetic;

use std::sync::{LazyLock, Mutex};

use demarche_record::{EventType, Status};
use demarche_store::{Dyads, Filter, Reader, Snapshot};
use divan::Bencher;

use synthetic::{Dice, article, begin, country, keep, scratch, word};

fn main() {
    divan::main();
}

/// Five hundred articles of 250 words with three events each, in one transaction.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn keep_500_articles(bencher: Bencher<'_, '_>) {
    let path = scratch("keep");
    let (store, run) = begin(&path);
    let store = Mutex::new(store);
    let next = Mutex::new(0);
    bencher
        .with_inputs(|| {
            let mut next = next.lock().expect("nobody panics");
            let articles: Vec<_> = (*next..*next + 500).map(article).collect();
            *next += 500;
            articles
        })
        .bench_values(|articles| {
            keep(&mut store.lock().expect("nobody panics"), run, &articles);
        });
}

/// A store with many events, for reading.
static FULL: LazyLock<Mutex<Reader>> =
    LazyLock::new(|| Mutex::new(Reader::open(&synthetic::full()).expect("it was just made")));

fn ask<T>(bencher: Bencher<'_, '_>, question: impl Fn(&Snapshot<'_>, usize) -> T + Sync) {
    let reader = FULL.lock().expect("nobody panics");
    let snapshot = reader.snapshot().expect("it reads");
    let mut dice = Dice(1);
    bencher
        .with_inputs(|| dice.roll(50))
        .bench_local_values(|number| question(&snapshot, number));
}

#[divan::bench]
fn counts(bencher: Bencher<'_, '_>) {
    ask(bencher, |snapshot, _| snapshot.counts());
}

#[divan::bench]
fn types_of_a_year(bencher: Bencher<'_, '_>) {
    ask(bencher, |snapshot, _| {
        snapshot.types(Some("2024-01-01"), Some("2024-12-31"))
    });
}

#[divan::bench]
fn series_of_a_dyad(bencher: Bencher<'_, '_>) {
    ask(bencher, |snapshot, number| {
        snapshot.series(&Dyads {
            actor: Some(country(0)),
            recipient: Some(country(number)),
            ..Dyads::default()
        })
    });
}

#[divan::bench]
fn all_dyads_of_a_month(bencher: Bencher<'_, '_>) {
    ask(bencher, |snapshot, _| {
        snapshot.series(&Dyads {
            from: Some("2024-03".to_owned()),
            to: Some("2024-03".to_owned()),
            monthly: true,
            ..Dyads::default()
        })
    });
}

#[divan::bench]
fn places_of_a_month(bencher: Bencher<'_, '_>) {
    ask(bencher, |snapshot, _| {
        snapshot.places(Some("2024-03-01"), Some("2024-03-31"))
    });
}

#[divan::bench]
fn latest_50(bencher: Bencher<'_, '_>) {
    ask(bencher, |snapshot, _| {
        snapshot.latest(&Filter::default(), 50)
    });
}

#[divan::bench]
fn latest_50_of_a_country(bencher: Bencher<'_, '_>) {
    ask(bencher, |snapshot, number| {
        let filter = Filter {
            countries: vec![country(number)],
            statuses: vec![Status::Actual],
            ..Filter::default()
        };
        snapshot.latest(&filter, 50)
    });
}

#[divan::bench]
fn latest_50_of_a_type(bencher: Bencher<'_, '_>) {
    ask(bencher, |snapshot, number| {
        let filter = Filter {
            types: vec![EventType::ALL[number % EventType::ALL.len()]],
            ..Filter::default()
        };
        snapshot.latest(&filter, 50)
    });
}

#[divan::bench]
fn latest_50_of_a_dyad(bencher: Bencher<'_, '_>) {
    ask(bencher, |snapshot, number| {
        snapshot.latest_between(&country(number), &country(49 - number), 50)
    });
}

#[divan::bench]
fn search_for_a_word(bencher: Bencher<'_, '_>) {
    ask(bencher, |snapshot, number| {
        snapshot.search(&word(100 * number), &Filter::default(), 20)
    });
}

#[divan::bench]
fn search_for_the_most_frequent_word(bencher: Bencher<'_, '_>) {
    ask(bencher, |snapshot, _| {
        snapshot.search(&word(0), &Filter::default(), 20)
    });
}

#[divan::bench]
fn version(bencher: Bencher<'_, '_>) {
    ask(bencher, |snapshot, _| snapshot.version());
}

#[divan::bench]
fn changes_50(bencher: Bencher<'_, '_>) {
    ask(bencher, |snapshot, number| {
        snapshot.changes_after(100 * number as u64, 50)
    });
}

#[divan::bench]
fn edges_of_60_days(bencher: Bencher<'_, '_>) {
    ask(bencher, |snapshot, _| {
        snapshot.edges(Some("2024-03-02"), Some("2024-04-29"), 2)
    });
}

#[divan::bench]
fn pairs_of_all_time(bencher: Bencher<'_, '_>) {
    ask(bencher, |snapshot, _| snapshot.pairs(None, None, 20));
}
