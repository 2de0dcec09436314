//! Small articles and events, and a folder for a store.

use std::path::{Path, PathBuf};

use demarche_record::{Article, Event, EventType, SCHEMA};
use demarche_store::{Batch, Deposit, Filter, RunId, RunStart, Store, Verdict};
use jiff::Timestamp;
use serde_json::json;

/// A folder of its own for a test, gone with it.
#[derive(Debug)]
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new(test: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// A new store with a run.
    pub(crate) fn store(&self) -> (Store, RunId) {
        let mut store = Store::create(&self.path("store.demarche")).unwrap();
        let run = store.begin_run(&start("ingest"), now()).unwrap();
        (store, run)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A moment that never passes.
pub(crate) fn now() -> Timestamp {
    "2025-05-02T08:00:00Z".parse().unwrap()
}

pub(crate) fn start(kind: &str) -> RunStart<'_> {
    RunStart {
        kind,
        engine: "fast",
        codebook: "plover-2.0",
        version: "0.1.0",
        fingerprint: "0123456789abcdef",
    }
}

/// An article from a JSONL record.
pub(crate) fn article(record: serde_json::Value) -> Article {
    serde_json::from_value(record).unwrap()
}

/// An event between two countries, as a coder might write it.
pub(crate) fn event(
    article_id: &str,
    sentence: u32,
    event_type: EventType,
    (actor, recipient): (&str, &str),
    day: &str,
) -> Event {
    let party = |code: &str, start: u32| {
        json!({"text": code, "span": [start, start + 3], "name": null, "entity": null,
               "country": code, "sectors": [], "code": code, "role": null, "basis": "name"})
    };
    let recipients: Vec<_> = match recipient {
        "" => Vec::new(),
        code => vec![party(code, 4)],
    };
    let record = json!({
        "schema": SCHEMA, "id": format!("{article_id}-{sentence}-{event_type}"),
        "article_id": article_id, "sentence": sentence, "event_type": event_type, "mode": null,
        "contexts": [], "quad_class": u8::from(event_type.quad_class()),
        "score": event_type.score(None), "cameo": "190", "goldstein": -10.0,
        "status": "actual", "certainty": "asserted", "reported_by": null,
        "actors": [party(actor, 0)], "recipients": recipients,
        "date": {"start": day, "end": day, "basis": "publication", "span": null},
        "place": {"text": "Lodwar", "span": [8, 14], "name": "Lodwar", "country": "KEN",
                  "admin1": null, "lat": 3.119, "lon": 35.597, "geonames_id": null,
                  "precision": "city"},
        "object": null,
        "quantities": {"killed": 2, "injured": null, "arrested": null, "displaced": null},
        "evidence": {"sentence": [0, 20], "trigger": [sentence, sentence + 1], "rule": "assault.attack"},
        "confidence": 0.123_456_789_012_345_67,
        "coder": {"version": "0.1.0", "engine": "fast", "codebook": "plover-2.0", "fingerprint": "0"},
    });
    serde_json::from_value(record).unwrap()
}

/// Keeps one article, named as its id.
pub(crate) fn keep_one(
    store: &mut Store,
    run: RunId,
    article: &Article,
    events: &[Event],
) -> Verdict {
    let deposit = Deposit {
        article,
        article_id: article.id.as_deref().unwrap_or("unnamed"),
        events,
        notes: &[],
        origin: "batch.jsonl:1",
        received: now(),
    };
    let asked = store.state_of(article).unwrap();
    let batch = Batch {
        run,
        deposits: &[deposit],
        rejected: &[],
        feeds: &[],
    };
    let verdicts = store.keep(&batch).unwrap();
    assert_eq!(verdicts, [asked], "what was asked is what was decided");
    asked
}

/// All records of a store, articles before events.
pub(crate) fn all(store: &Store) -> (Vec<String>, Vec<String>) {
    let snapshot = store.snapshot().unwrap();
    let (mut articles, mut events) = (Vec::new(), Vec::new());
    snapshot
        .each_article(&Filter::default(), |article| {
            articles.push(article.record);
            Ok::<(), demarche_store::Error>(())
        })
        .unwrap();
    snapshot
        .each_event(&Filter::default(), |event| {
            events.push(event.record);
            Ok::<(), demarche_store::Error>(())
        })
        .unwrap();
    (articles, events)
}

/// Nothing is damaged, and every sum is what the events say.
pub(crate) fn sound(path: &Path) {
    let findings = demarche_store::check(path).unwrap();
    assert_eq!(findings, []);
}
