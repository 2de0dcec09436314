//! Articles and events that nobody wrote: three events an article, over three years, between fifty
//! countries of which some are in the news more often than others.

#![allow(dead_code, reason = "each bench uses its part")]

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use demarche_record::{Article, Event, EventType, SCHEMA, Status};
use demarche_store::{Batch, Deposit, RunId, RunStart, Store};
use jiff::ToSpan as _;
use jiff::civil::date;
use serde_json::json;

/// Events of an article, and words, where no variable says otherwise.
const EVENTS: usize = 3;
const WORDS: usize = 250;

fn number(variable: &str, usual: usize) -> usize {
    let given = std::env::var(variable).ok();
    given.and_then(|text| text.parse().ok()).unwrap_or(usual)
}

/// How many events an article has: `DEMARCHE_BENCH_EACH`.
pub(crate) static EACH: LazyLock<usize> =
    LazyLock::new(|| number("DEMARCHE_BENCH_EACH", EVENTS).max(1));

/// How many words it has: `DEMARCHE_BENCH_WORDS`.
static LENGTH: LazyLock<usize> = LazyLock::new(|| number("DEMARCHE_BENCH_WORDS", WORDS).max(6));

/// The generator of Numerical Recipes.
pub(crate) struct Dice(pub(crate) u32);

impl Dice {
    pub(crate) fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (self.0 >> 8) as usize % sides
    }

    /// Small numbers come more often, as some countries are in the news more often.
    pub(crate) fn low(&mut self, sides: usize) -> usize {
        self.roll(sides).min(self.roll(sides)).min(self.roll(sides))
    }
}

/// The countries, the most frequent first.
pub(crate) const COUNTRIES: [&str; 50] = [
    "USA", "CHN", "RUS", "ISR", "UKR", "IND", "PAK", "IRN", "GBR", "FRA", "DEU", "TUR", "SYR",
    "JPN", "KOR", "PRK", "TWN", "SAU", "EGY", "IRQ", "AFG", "YEM", "LBN", "JOR", "QAT", "ARE",
    "POL", "ITA", "ESP", "GRC", "BRA", "MEX", "VEN", "COL", "ARG", "CAN", "AUS", "IDN", "PHL",
    "VNM", "THA", "MMR", "BGD", "LKA", "NGA", "ETH", "SDN", "KEN", "ZAF", "COD",
];

pub(crate) fn country(number: usize) -> String {
    COUNTRIES[number % COUNTRIES.len()].to_owned()
}

pub(crate) fn word(number: usize) -> String {
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

pub(crate) fn article(number: usize) -> (Article, Vec<Event>) {
    let mut dice = Dice(number as u32 ^ 0x5bd1_e995);
    let day = date(2023, 1, 1)
        .checked_add((dice.roll(3 * 365) as i64).days())
        .map(|day| day.to_string())
        .unwrap_or_default();
    let words: Vec<String> = (0..*LENGTH).map(|_| word(dice.low(20_000))).collect();
    let id = format!("a{number}");
    let events = (1..=*EACH)
        .map(|sentence| {
            let event_type = EventType::ALL[dice.low(EventType::ALL.len())];
            let modes = event_type.modes();
            let mode = modes.get(dice.low(modes.len() + 1)).map(|mode| mode.as_str());
            let party = |code: String, dice: &mut Dice| {
                let sector = ["", "GOV", "MIL", "CVL"][dice.low(4)];
                json!({"text": code, "span": [0, 3], "name": null, "entity": null, "country": code,
                       "sectors": [], "code": format!("{code}{sector}"), "role": null,
                       "basis": "name"})
            };
            let (actor, recipient) = (country(dice.low(50)), country(dice.low(50)));
            let (actor, recipient) = (party(actor, &mut dice), party(recipient, &mut dice));
            let (place, town) = (dice.low(50), dice.low(40));
            // A grid of towns, forty a country.
            let (lat, lon) = (
                f64::from(place as u32) - 25.0 + f64::from(town as u32) / 50.0,
                f64::from(town as u32 * 4) - 80.0,
            );
            let place = country(place);
            let certainty = ["asserted", "claimed", "denied"][dice.low(3)];
            let record = json!({
                "schema": SCHEMA, "id": format!("{number:012x}{sentence:04x}"), "article_id": id,
                "sentence": sentence, "event_type": event_type, "mode": mode, "contexts": [],
                "quad_class": u8::from(event_type.quad_class()),
                "score": event_type.score(None), "cameo": "190", "goldstein": -10.0,
                "status": Status::ALL[dice.low(5)].as_str(), "certainty": certainty,
                "reported_by": null, "actors": [actor], "recipients": [recipient],
                "date": {"start": day, "end": day, "basis": "publication", "span": null},
                "place": {"text": "Town", "span": [8, 12], "name": format!("Town {town}"), "country": place,
                          "admin1": null, "lat": lat, "lon": lon, "geonames_id": null,
                          "precision": "city"},
                "object": null,
                "quantities": {"killed": dice.low(9), "injured": null, "arrested": null,
                               "displaced": null},
                "evidence": {"sentence": [0, 20], "trigger": [4, 9], "rule": "assault.attack"},
                "confidence": 0.3 + dice.roll(70) as f64 / 100.0,
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

pub(crate) fn begin(path: &Path) -> (Store, RunId) {
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

pub(crate) fn keep(store: &mut Store, run: RunId, articles: &[(Article, Vec<Event>)]) {
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

pub(crate) fn scratch(name: &str) -> PathBuf {
    std::env::temp_dir().join(format!("demarche-bench-{}-{name}", std::process::id()))
}

/// A store of so many events: that of `DEMARCHE_BENCH_STORE` where the variable names one, filled
/// first where there is none yet; else a new one in the folder for temporary files.
pub(crate) fn full() -> PathBuf {
    let kept = std::env::var_os("DEMARCHE_BENCH_STORE").map(PathBuf::from);
    if let Some(path) = kept.as_ref().filter(|path| path.exists()) {
        return path.clone();
    }
    let events = number("DEMARCHE_BENCH_EVENTS", 20_000);
    let path = kept.unwrap_or_else(|| scratch("full"));
    // A fill that breaks off leaves nothing that could be taken for a whole one.
    let filling = path.with_extension("filling");
    let (mut store, run) = begin(&filling);
    let numbers: Vec<usize> = (0..events.div_ceil(*EACH)).collect();
    for numbers in numbers.chunks(1000) {
        let articles: Vec<_> = numbers.iter().copied().map(article).collect();
        keep(&mut store, run, &articles);
    }
    // The last one to close a store writes its log into it.
    drop(store);
    std::fs::rename(&filling, &path).expect("the folder may be written to");
    path
}
