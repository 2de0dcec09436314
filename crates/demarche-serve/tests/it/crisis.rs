//! A store of a few articles, coded by the program, and a client.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use axum::Router;
use axum::body::Body;
use axum::http::{Request, StatusCode};
use demarche_code::Coder;
use demarche_record::Article;
use demarche_serve::{App, Config};
use demarche_store::{Batch, Deposit, RunStart, Store};
use http_body_util::BodyExt as _;
use jiff::Timestamp;
use serde_json::{Value, json};
use tower::ServiceExt as _;

const ARTICLES: [(&str, &str, &str, &str); 6] = [
    (
        "2025-04-23",
        "desk-a",
        "Treaty suspended",
        "NEW DELHI - India suspended the Indus Waters Treaty with Pakistan on Wednesday.\n\nIndia \
         closed the Attari crossing on Wednesday. Pakistan condemned the decision.",
    ),
    (
        "2025-04-24",
        "desk-b",
        "Airspace closed",
        "ISLAMABAD - Pakistan closed its airspace to Indian airlines on Thursday.\n\nPakistan \
         expelled three Indian diplomats on Thursday.",
    ),
    (
        "2025-04-30",
        "desk-a",
        "Shelling at the line",
        "SRINAGAR - Pakistani troops shelled a village in Poonch on Wednesday, killing four \
         civilians, the Indian army said.\n\nPakistan denied the accusation.",
    ),
    (
        "2025-05-02",
        "desk-c",
        "A call for calm",
        "WASHINGTON - The United States urged India and Pakistan to begin talks on Friday.",
    ),
    (
        "2025-05-03",
        "desk-c",
        "An envoy recalled",
        "NAIROBI - Kenya recalled its ambassador to Somalia on Saturday.",
    ),
    (
        "2025-05-10",
        "desk-b",
        "Ceasefire",
        "ISLAMABAD - India and Pakistan agreed to a ceasefire on Saturday.",
    ),
];

pub(crate) fn now() -> Timestamp {
    "2025-05-11T08:00:00Z".parse().unwrap()
}

fn coder() -> Coder {
    Coder::embedded()
}

/// A folder for the store of one test.
pub(crate) fn folder(test: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    let _ = std::fs::remove_dir_all(&path);
    std::fs::create_dir_all(&path).unwrap();
    path
}

/// Makes the store.
pub(crate) fn store(test: &str) -> PathBuf {
    let path = folder(test).join("store.demarche");
    let mut store = Store::create(&path).unwrap();
    let start = RunStart {
        kind: "ingest",
        engine: "fast",
        codebook: "plover-2.0",
        version: "0.1.0",
        fingerprint: "0123456789abcdef",
    };
    let run = store.begin_run(&start, now()).unwrap();
    let coder = coder();
    for (number, (day, source, title, text)) in ARTICLES.into_iter().enumerate() {
        let article: Article = serde_json::from_value(json!({
            "id": format!("a{number}"), "text": text, "title": title, "date": day,
            "source": source, "url": format!("https://example.org/{number}"),
        }))
        .unwrap();
        let coded = coder.code(&article);
        let deposit = Deposit {
            article: &article,
            article_id: &coded.article_id,
            events: &coded.events,
            notes: &[],
            origin: "test",
            received: now(),
        };
        let batch = Batch {
            run,
            deposits: &[deposit],
            rejected: &[],
            feeds: &[],
        };
        store.keep(&batch).unwrap();
    }
    store.end_run(run, now()).unwrap();
    path
}

/// The service over a store.
pub(crate) fn service(store: &Path, listen: &str) -> Router {
    let mut config = Config::new(store, listen.parse().unwrap());
    config.now = now;
    demarche_serve::router(App::open(config, coder()).unwrap())
}

/// One service that tests read and none writes to.
pub(crate) fn shared() -> Router {
    static SERVICE: OnceLock<Router> = OnceLock::new();
    SERVICE
        .get_or_init(|| service(&store("shared"), "127.0.0.1:7411"))
        .clone()
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: axum::http::HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }
}

/// Asks with headers.
pub(crate) async fn ask(
    router: &Router,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
) -> Answer {
    let mut request = Request::builder().method(method).uri(path);
    if !headers.iter().any(|(name, _)| *name == "host") {
        request = request.header("host", "127.0.0.1:7411");
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Body::empty()).unwrap();
    let response = router.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    Answer {
        status: parts.status,
        headers: parts.headers,
        body: body.collect().await.unwrap().to_bytes().to_vec(),
    }
}

/// What stands at a path below `/api/v1`.
pub(crate) async fn get(path: &str) -> Value {
    let answer = ask(&shared(), "GET", &format!("/api/v1{path}"), &[]).await;
    assert_eq!(
        answer.status,
        StatusCode::OK,
        "{path}: {}",
        String::from_utf8_lossy(&answer.body)
    );
    answer.json()
}
