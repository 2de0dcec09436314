//! The fold of synthetic events: taking them in, and the ledger of all and of a pair.

use std::sync::OnceLock;

use demarche_ledger::{Fold, Query, Rules, Scope};
use demarche_record::Event;

/// `LEDGER_EVENTS=1000000 cargo bench -p demarche-ledger` folds as many.
fn events() -> &'static [Event] {
    static EVENTS: OnceLock<Vec<Event>> = OnceLock::new();
    EVENTS.get_or_init(|| {
        let count = std::env::var("LEDGER_EVENTS")
            .ok()
            .and_then(|count| count.parse().ok())
            .unwrap_or(100_000);
        synthetic(count)
    })
}

fn main() {
    divan::main();
}

#[divan::bench(sample_count = 1, sample_size = 1)]
fn add(bencher: divan::Bencher<'_, '_>) {
    let events = events();
    bencher
        .counter(divan::counter::ItemsCount::new(events.len()))
        .bench(|| {
            let mut fold = Fold::new();
            for event in events {
                fold.add(event);
            }
            fold.len()
        });
}

fn folded() -> &'static Fold {
    static FOLD: OnceLock<Fold> = OnceLock::new();
    FOLD.get_or_init(|| {
        let mut fold = Fold::new();
        for event in events() {
            fold.add(event);
        }
        fold
    })
}

#[divan::bench(sample_count = 1, sample_size = 1)]
fn ledger_of_all(bencher: divan::Bencher<'_, '_>) {
    let fold = folded();
    bencher
        .counter(divan::counter::ItemsCount::new(fold.len()))
        .bench(|| {
            let query = Query {
                series: true,
                ..Query::default()
            };
            fold.ledger(Rules::embedded(), &query).incidents.len()
        });
}

#[divan::bench(sample_count = 10, sample_size = 1)]
fn ledger_of_a_pair(bencher: divan::Bencher<'_, '_>) {
    let fold = folded();
    bencher
        .counter(divan::counter::ItemsCount::new(fold.len()))
        .bench(|| {
            let query = Query {
                scope: Scope::Pair("IND".to_owned(), "PAK".to_owned()),
                series: true,
                ..Query::default()
            };
            fold.ledger(Rules::embedded(), &query).measures.len()
        });
}

/// Events over ten years between fifteen countries, some forty towns each, three to an article;
/// about every third attack is reported several times.
fn synthetic(count: usize) -> Vec<Event> {
    const COUNTRIES: [&str; 15] = [
        "IND", "PAK", "CHN", "USA", "RUS", "UKR", "ISR", "IRN", "TUR", "GRC", "DZA", "MAR", "KEN",
        "SOM", "FRA",
    ];
    const KINDS: [(&str, &str, &str, &str, &str); 14] = [
        ("ASSAULT", "aerial", "assault.aerial", "-", ""),
        ("ASSAULT", "explosives", "assault.explosives", "-", ""),
        ("PROTEST", "demo", "protest.demo.noun", "-", ""),
        ("COERCE", "arrest", "coerce.arrest.arrest", "-", ""),
        (
            "SANCTION",
            "discontinue",
            "sanction.discontinue.agreement",
            "treaty",
            "Water Treaty",
        ),
        (
            "SANCTION",
            "discontinue",
            "sanction.discontinue.trade",
            "visa",
            "visas",
        ),
        ("RETREAT", "access", "retreat.access", "visa", "visas"),
        (
            "COERCE",
            "restrict",
            "coerce.restrict.close",
            "border-crossing",
            "border",
        ),
        ("ACCUSE", "allege", "accuse.allege.blame", "-", ""),
        ("REJECT", "", "reject.deny-involvement", "-", ""),
        ("REQUEST", "meet", "request.urge", "talks", "talks"),
        ("THREATEN", "violence", "threaten.violence.warn", "-", ""),
        ("CONSULT", "phone", "consult.phone", "-", ""),
        (
            "MOBILIZE",
            "troops",
            "mobilize.troops.deploy",
            "troops",
            "troops",
        ),
    ];
    // A linear congruential generator: the same events every time.
    let mut state = 0x2545_F491_4F6C_DD1D_u64;
    let mut next = |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    (0..count)
        .map(|number| {
            let (event_type, mode, rule, kind, object) = KINDS[next(KINDS.len())];
            let (a, b) = (next(15), next(15));
            let start = next(3650);
            let day = jiff::civil::date(2015, 1, 1)
                .checked_add(jiff::Span::new().days(i64::try_from(start).unwrap_or(0)))
                .unwrap_or(jiff::civil::Date::MAX);
            let town = next(40);
            let party = |at: usize| {
                serde_json::json!({
                    "text": COUNTRIES[at], "span": [0, 3], "name": null, "entity": COUNTRIES[at],
                    "country": COUNTRIES[at], "sectors": ["GOV"], "code": format!("{}GOV", COUNTRIES[at]),
                    "role": null, "basis": "gazetteer"
                })
            };
            let record = serde_json::json!({
                "schema": "demarche.event/1", "id": format!("{number:016x}"),
                "article_id": format!("a{}", number / 3), "sentence": number % 3 + 1,
                "event_type": event_type, "mode": (!mode.is_empty()).then_some(mode), "contexts": [],
                "quad_class": 4, "score": -5.0, "cameo": "190", "goldstein": -9.0,
                "status": "actual", "certainty": "asserted", "reported_by": null,
                "actors": [party(a)], "recipients": [party(b)],
                "date": {"start": day.to_string(), "end": day.to_string(),
                    "basis": if next(3) == 0 { "publication" } else { "weekday" }, "span": null},
                "place": {"text": "T", "span": [9, 10], "name": format!("Town {b}-{town}"),
                    "country": COUNTRIES[b], "admin1": null, "lat": (b * 5) as f64 + town as f64 / 10.0,
                    "lon": (b * 7) as f64, "geonames_id": null, "precision": "city"},
                "object": if kind == "-" { serde_json::Value::Null } else {
                    serde_json::json!({"kind": kind, "name": object, "span": [4, 8]}) },
                "quantities": {"killed": if event_type == "ASSAULT" { Some(next(30)) } else { None },
                    "injured": null, "arrested": null, "displaced": null},
                "evidence": {"sentence": [0, 10], "trigger": [4, 8], "rule": rule}, "confidence": 0.5,
                "coder": {"version": "0", "engine": "fast", "codebook": "plover-2.0", "fingerprint": "0"}
            });
            serde_json::from_value(record).expect("a record of the schema")
        })
        .collect()
}
