//! Keeping articles with their events, and what a dashboard asks of many.
//!
//! `DEMARCHE_BENCH_EVENTS=1000000 cargo bench -p demarche-store` fills a store with so many events
//! (20,000 by default) over three years and fifty countries, in the folder for temporary files.

use std::path::{Path, PathBuf};
use std::sync::{LazyLock, Mutex};

use demarche_record::{Article, Event, EventType, SCHEMA, Status};
use demarche_store::{Batch, Deposit, Dyads, Filter, Reader, RunId, RunStart, Snapshot, Store};
use divan::Bencher;
use jiff::ToSpan as _;
use jiff::civil::date;
use serde_json::json;

fn main() {
    divan::main();
}

/// Events of an article.
const EVENTS: usize = 3;

/// The generator of Numerical Recipes.
struct Dice(u32);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 8) as usize % sides
    }

    /// Small numbers come more often, as some countries are in the news more often.
    fn low(&mut self, sides: usize) -> usize {
        self.roll(sides).min(self.roll(sides)).min(self.roll(sides))
    }
}

fn country(number: usize) -> String {
    let letters = [b'A' + (number / 26) as u8, b'A' + (number % 26) as u8, b'X'];
    String::from_utf8_lossy(&letters).into_owned()
}

fn word(number: usize) -> String {
    let syllables = [
        "ba", "ko", "ri", "ten", "lu", "mas", "do", "vi", "sar", "pe",
    ];
    let mut word = String::new();
    let mut rest = number + 10;
    while rest > 0 {
        word.push_str(syllables[rest % 10]);
        rest /= 10;
    }
    word
}

fn article(number: usize) -> (Article, Vec<Event>) {
    let mut dice = Dice(number as u32 ^ 0x5bd1_e995);
    let day = date(2023, 1, 1)
        .checked_add((dice.roll(3 * 365) as i64).days())
        .map(|day| day.to_string())
        .unwrap_or_default();
    let words: Vec<String> = (0..250).map(|_| word(dice.low(20_000))).collect();
    let id = format!("a{number}");
    let events = (1..=EVENTS)
        .map(|sentence| {
            let event_type = EventType::ALL[dice.low(EventType::ALL.len())];
            let party = |code: String| {
                json!({"text": code, "span": [0, 3], "name": null, "entity": null, "country": code,
                       "sectors": [], "code": code, "role": null, "basis": "name"})
            };
            let (actor, recipient) = (country(dice.low(50)), country(dice.low(50)));
            let place = country(dice.low(50));
            let record = json!({
                "schema": SCHEMA, "id": format!("{number:012x}{sentence:04x}"), "article_id": id,
                "sentence": sentence, "event_type": event_type, "mode": null, "contexts": [],
                "quad_class": u8::from(event_type.quad_class()),
                "score": event_type.score(None), "cameo": "190", "goldstein": -10.0,
                "status": Status::ALL[dice.low(5)].as_str(), "certainty": "asserted",
                "reported_by": null, "actors": [party(actor)], "recipients": [party(recipient)],
                "date": {"start": day, "end": day, "basis": "publication", "span": null},
                "place": {"text": "Town", "span": [8, 12], "name": "Town", "country": place,
                          "admin1": null, "lat": 3.119, "lon": 35.597, "geonames_id": null,
                          "precision": "city"},
                "object": null,
                "quantities": {"killed": dice.low(9), "injured": null, "arrested": null,
                               "displaced": null},
                "evidence": {"sentence": [0, 20], "trigger": [4, 9], "rule": "assault.attack"},
                "confidence": 0.81,
                "coder": {"version": "0", "engine": "fast", "codebook": "plover-2.0",
                          "fingerprint": "0"},
            });
            serde_json::from_value(record).expect("it is a record")
        })
        .collect();
    let article = Article {
        id: Some(id),
        text: words.join(" "),
        title: Some(words[..6].join(" ")),
        date: Some(day),
        url: Some(format!("https://example.org/{number}")),
        source: Some(format!("Source {}", dice.low(200))),
        ..Article::default()
    };
    (article, events)
}

fn begin(path: &Path) -> (Store, RunId) {
    for ending in ["", "-wal", "-shm", "-lock"] {
        let _ = std::fs::remove_file(format!("{}{ending}", path.display()));
    }
    let mut store = Store::create(path).expect("the folder may be written to");
    let start = RunStart {
        kind: "bench",
        engine: "fast",
        codebook: "plover-2.0",
        version: "0",
        fingerprint: "0",
    };
    let run = store.begin_run(&start, jiff::Timestamp::UNIX_EPOCH);
    (store, run.expect("a run begins"))
}

fn keep(store: &mut Store, run: RunId, articles: &[(Article, Vec<Event>)]) {
    let deposits: Vec<Deposit<'_>> = articles
        .iter()
        .map(|(article, events)| Deposit {
            article,
            article_id: article.id.as_deref().unwrap_or_default(),
            events,
            notes: &[],
            origin: "bench",
            received: jiff::Timestamp::UNIX_EPOCH,
        })
        .collect();
    let batch = Batch {
        run,
        deposits: &deposits,
        rejected: &[],
        feeds: &[],
    };
    store.keep(&batch).expect("it is kept");
}

fn scratch(name: &str) -> PathBuf {
    std::env::temp_dir().join(format!("demarche-bench-{}-{name}", std::process::id()))
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
static FULL: LazyLock<Mutex<Reader>> = LazyLock::new(|| {
    let events = std::env::var("DEMARCHE_BENCH_EVENTS").ok();
    let events = events
        .and_then(|events| events.parse().ok())
        .unwrap_or(20_000_usize);
    let path = scratch("full");
    let (mut store, run) = begin(&path);
    let numbers: Vec<usize> = (0..events.div_ceil(EVENTS)).collect();
    for numbers in numbers.chunks(1000) {
        let articles: Vec<_> = numbers.iter().copied().map(article).collect();
        keep(&mut store, run, &articles);
    }
    drop(store);
    Mutex::new(Reader::open(&path).expect("it was just made"))
});

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
