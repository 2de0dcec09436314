//! A service over a small store of its own, and a client that speaks plain HTTP.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::Duration;

use demarche_code::{CODEBOOK, Coder, ENGINE};
use demarche_record::Article;
use demarche_serve::{App, Config, Outward};
use demarche_store::{Batch, Deposit, RunStart, Store};
use serde_json::Value;

/// Longer than anything here takes; what takes longer hangs.
const GUARD: Duration = Duration::from_secs(60);

/// A folder that goes with the test.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        let path =
            std::env::temp_dir().join(format!("demarche-serve-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    pub(crate) fn store(&self) -> PathBuf {
        self.0.join("test.demarche")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// What is in most of these stores.
pub(crate) const STORIES: &[(&str, &str, &str)] = &[
    (
        "one",
        "2026-03-02",
        "NAIROBI - Kenyan police arrested 12 protesters in Nairobi on Monday.",
    ),
    (
        "two",
        "2026-03-03",
        "OSLO - Norway imposed sanctions on Peru on Tuesday, the foreign ministry said.",
    ),
];

/// Codes stories into a store, made where there is none; how many events came of them.
pub(crate) fn ingest(store: &Path, stories: &[(&str, &str, &str)]) -> usize {
    let coder = Coder::embedded();
    let mut store = Store::create(store).unwrap();
    let start = RunStart {
        kind: "ingest",
        engine: ENGINE,
        codebook: CODEBOOK,
        version: "0",
        fingerprint: coder.fingerprint(),
    };
    let now = "2026-03-05T12:00:00Z".parse().unwrap();
    let run = store.begin_run(&start, now).unwrap();
    let coded: Vec<_> = stories
        .iter()
        .map(|(id, date, text)| {
            let article = Article {
                id: Some((*id).to_owned()),
                date: Some((*date).to_owned()),
                source: Some("Equator News".to_owned()),
                text: (*text).to_owned(),
                ..Article::default()
            };
            let coded = coder.code(&article);
            (article, coded)
        })
        .collect();
    let deposits: Vec<Deposit<'_>> = coded
        .iter()
        .map(|(article, coded)| Deposit {
            article,
            article_id: &coded.article_id,
            events: &coded.events,
            notes: &[],
            origin: "test",
            received: now,
        })
        .collect();
    let batch = Batch {
        run,
        deposits: &deposits,
        rejected: &[],
        feeds: &[],
    };
    store.keep(&batch).unwrap();
    store.end_run(run, now).unwrap();
    let events = coded.iter().map(|(_, coded)| coded.events.len()).sum();
    assert!(events > 0, "the stories hold no events");
    events
}

/// A service that runs until it is dropped.
pub(crate) struct Service {
    pub(crate) address: SocketAddr,
    stop: Option<tokio::sync::oneshot::Sender<()>>,
    runs: Option<JoinHandle<()>>,
}

impl Service {
    pub(crate) fn start(store: &Path) -> Self {
        Service::with(store, Outward::default())
    }

    pub(crate) fn with(store: &Path, outward: Outward) -> Self {
        let mut config = Config::new(store, "127.0.0.1:0".parse().unwrap());
        config.outward = outward;
        let app = App::open(config, Coder::embedded()).unwrap();
        let (stop, stopped) = tokio::sync::oneshot::channel();
        let (ready, is_ready) = mpsc::channel();
        let runs = std::thread::spawn(move || {
            let stop = async {
                let _ = stopped.await;
            };
            demarche_serve::serve(app, stop, |address| ready.send(address).unwrap()).unwrap();
        });
        Service {
            address: is_ready.recv_timeout(GUARD).unwrap(),
            stop: Some(stop),
            runs: Some(runs),
        }
    }

    /// Tells it to stop, and waits until it has.
    pub(crate) fn stop(mut self) {
        self.end();
    }

    fn end(&mut self) {
        drop(self.stop.take());
        if let Some(runs) = self.runs.take() {
            let ended = runs.join();
            assert!(ended.is_ok() || std::thread::panicking());
        }
    }

    /// Sends a request and leaves the answer to be read.
    pub(crate) fn open(&self, method: &str, path: &str, fields: &[&str], body: &str) -> Answer {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(GUARD)).unwrap();
        let mut head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Length: {}\r\n",
            self.address,
            body.len()
        );
        for field in fields {
            head.push_str(field);
            head.push_str("\r\n");
        }
        write!(stream, "{head}\r\n{body}").unwrap();
        let mut stream = BufReader::new(stream);
        let mut line = String::new();
        stream.read_line(&mut line).unwrap();
        let status = line.split(' ').nth(1).unwrap().parse().unwrap();
        let mut headers = BTreeMap::new();
        loop {
            line.clear();
            stream.read_line(&mut line).unwrap();
            let Some((name, value)) = line.trim_end().split_once(':') else {
                break;
            };
            headers.insert(name.to_ascii_lowercase(), value.trim().to_owned());
        }
        Answer {
            status,
            headers,
            stream,
        }
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.open("GET", path, &[], "")
    }

    /// The JSON of an answer, and its status.
    pub(crate) fn json(&self, path: &str) -> (u16, Value) {
        self.get(path).json()
    }

    pub(crate) fn send(&self, method: &str, path: &str, body: &Value) -> (u16, Value) {
        let kind = ["Content-Type: application/json"];
        self.open(method, path, &kind, &body.to_string()).json()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        self.end();
    }
}

/// An answer whose body is still to be read.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: BTreeMap<String, String>,
    stream: BufReader<TcpStream>,
}

impl Answer {
    /// The body. `None` where it breaks off.
    pub(crate) fn body(mut self) -> Option<Vec<u8>> {
        let mut body = Vec::new();
        if let Some(length) = self.headers.get("content-length") {
            let length: u64 = length.parse().unwrap();
            self.stream.take(length).read_to_end(&mut body).ok()?;
            return (body.len() as u64 == length).then_some(body);
        }
        if !self.headers.contains_key("transfer-encoding") {
            self.stream.read_to_end(&mut body).ok()?;
            return Some(body);
        }
        loop {
            let mut line = String::new();
            self.stream.read_line(&mut line).ok()?;
            let size = u64::from_str_radix(line.trim(), 16).ok()?;
            let mut chunk = vec![0; usize::try_from(size).unwrap() + 2];
            self.stream.read_exact(&mut chunk).ok()?;
            if size == 0 {
                return Some(body);
            }
            body.extend_from_slice(&chunk[..chunk.len() - 2]);
        }
    }

    pub(crate) fn text(self) -> String {
        String::from_utf8(self.body().expect("the body breaks off")).unwrap()
    }

    pub(crate) fn json(self) -> (u16, Value) {
        let status = self.status;
        let text = self.text();
        (status, serde_json::from_str(&text).unwrap_or(Value::Null))
    }

    /// The next server-sent event with data: its id, name and data. `None` at the end.
    pub(crate) fn event(&mut self) -> Option<(String, String, Value)> {
        let (mut id, mut name, mut data) = (String::new(), String::new(), None);
        loop {
            let mut line = String::new();
            if self.stream.read_line(&mut line).ok()? == 0 {
                return None;
            }
            let line = line.trim_end();
            match line.split_once(": ") {
                Some(("id", value)) => value.clone_into(&mut id),
                Some(("event", value)) => value.clone_into(&mut name),
                Some(("data", value)) => data = Some(serde_json::from_str(value).unwrap()),
                _ => {
                    // Between events; sizes of chunks stand there too.
                    if let Some(data) = data.take() {
                        return Some((id, name, data));
                    }
                }
            }
        }
    }
}
