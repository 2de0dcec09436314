//! Changes, the stream, webhooks, alerts and exports.

use std::io::{self, Write};
use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

use demarche_fetch::{Deliver, Failure, FailureKind, Post, Posted, Rules};
use demarche_serve::live::hook::signature;
use demarche_serve::{Export, Form, Outward, What};
use demarche_store::{Selection, Snapshot};
use jiff::Timestamp;
use serde_json::{Value, json};

use crate::service::{Folder, STORIES, Service, ingest};

const MORE: &[(&str, &str, &str)] = &[(
    "three",
    "2026-03-04",
    "ACCRA - Ghana expelled two diplomats of Nepal on Wednesday.",
)];

fn seqs(items: &Value) -> Vec<u64> {
    let items = items.as_array().unwrap();
    items
        .iter()
        .map(|item| item["seq"].as_u64().unwrap())
        .collect()
}

#[test]
fn changes_come_in_order_and_page_by_page() {
    let folder = Folder::new("changes");
    let events = ingest(&folder.store(), STORIES);
    let service = Service::start(&folder.store());
    let (status, all) = service.json("/api/v1/changes");
    assert_eq!(status, 200, "{all}");
    let numbers = seqs(&all["items"]);
    assert_eq!(numbers.len(), events);
    assert!(numbers.is_sorted());
    assert!(all["items"][0]["event"]["schema"].is_string());
    assert_eq!(all["next"], Value::Null);

    let (mut after, mut paged) = ("0".to_owned(), Vec::new());
    loop {
        let (_, page) = service.json(&format!("/api/v1/changes?limit=1&after={after}"));
        paged.extend(seqs(&page["items"]));
        match page["next"].as_str() {
            Some(next) => next.clone_into(&mut after),
            None => break,
        }
    }
    assert_eq!(paged, numbers);

    let (_, some) = service.json("/api/v1/changes?country=NOR");
    let found = seqs(&some["items"]);
    assert!(!found.is_empty() && found.len() < numbers.len());
    for (path, expected) in [
        ("/api/v1/changes?limit=0", 400),
        ("/api/v1/changes?limit=501", 400),
        ("/api/v1/changes?after=-1", 400),
        ("/api/v1/changes?q=sanctions", 422),
        ("/api/v1/changes?review=accepted", 422),
        ("/api/v1/changes?colour=red", 400),
    ] {
        assert_eq!(service.json(path).0, expected, "{path}");
    }
}

#[test]
fn the_stream_goes_on_where_a_client_left_it() {
    let folder = Folder::new("stream");
    ingest(&folder.store(), STORIES);
    let service = Service::start(&folder.store());
    let numbers = seqs(&service.json("/api/v1/changes").1["items"]);

    let mut stream = service.get("/api/v1/stream?after=0");
    assert_eq!(stream.status, 200);
    assert_eq!(stream.headers["content-type"], "text/event-stream");
    for number in &numbers {
        let (id, name, change) = stream.event().unwrap();
        assert_eq!((id, name.as_str()), (number.to_string(), "change"));
        assert_eq!(change["seq"], json!(number));
    }
    // What comes while it is open.
    ingest(&folder.store(), MORE);
    let (id, _, change) = stream.event().unwrap();
    assert_eq!(change["kind"], "added");
    assert!(id.parse::<u64>().unwrap() > numbers[numbers.len() - 1]);

    // The header goes before the parameter.
    let known = format!("Last-Event-ID: {}", numbers[0]);
    let mut again = service.open("GET", "/api/v1/stream?after=0", &[&known], "");
    assert_eq!(again.event().unwrap().0, numbers[1].to_string());

    let mut some = service.get("/api/v1/stream?after=0&country=GHA");
    assert_eq!(some.event().unwrap().2, change);

    let mut foreign = service.get("/api/v1/stream?after=999999");
    assert_eq!(foreign.event().unwrap().1, "reset");

    let bad = service.open("GET", "/api/v1/stream", &["Last-Event-ID: x"], "");
    assert_eq!(bad.status, 400);
}

#[test]
fn a_service_ends_while_streams_are_open() {
    let folder = Folder::new("end");
    ingest(&folder.store(), STORIES);
    let service = Service::start(&folder.store());
    let mut open = service.get("/api/v1/stream?after=0");
    assert!(open.event().is_some());
    service.stop();
    while open.event().is_some() {}
}

/// Address, headers and body of what came.
type Delivery = (String, Vec<(String, String)>, Vec<u8>);

/// A subscriber that answers as it is told to.
#[derive(Default)]
struct Subscriber {
    answers: Mutex<Vec<Posted>>,
    came: Mutex<Vec<Delivery>>,
    news: Condvar,
}

impl Deliver for Subscriber {
    fn deliver(&self, post: &Post<'_>, _: Timestamp) -> Posted {
        let fields = post.fields.iter();
        let fields = fields.map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let mut came = self.came.lock().unwrap();
        came.push((post.url.to_owned(), fields.collect(), post.body.to_vec()));
        self.news.notify_all();
        self.answers
            .lock()
            .unwrap()
            .pop()
            .unwrap_or(Posted::Taken(200))
    }
}

impl Subscriber {
    /// What came, once it is so much.
    fn wait(&self, count: usize) -> Vec<Delivery> {
        let came = self.came.lock().unwrap();
        let guard = Duration::from_secs(60);
        let short = |came: &mut Vec<_>| came.len() < count;
        let (came, late) = self.news.wait_timeout_while(came, guard, short).unwrap();
        assert!(!late.timed_out(), "{} of {count} came", came.len());
        came.clone()
    }
}

fn told(subscriber: &Arc<Subscriber>) -> Outward {
    Outward {
        deliver: Some(subscriber.clone()),
        rules: Rules::default(),
        export: None,
    }
}

/// Waits until a subscription has come to a position.
fn position(service: &Service, wanted: impl Fn(&Value) -> bool) -> Value {
    for _ in 0..600 {
        let hook = service.json("/api/v1/webhooks").1["items"][0].clone();
        if wanted(&hook) {
            return hook;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!(
        "it never came there: {}",
        service.json("/api/v1/webhooks").1
    );
}

#[test]
fn subscribers_are_told_once_and_go_on_after_a_restart() {
    let folder = Folder::new("hooks");
    ingest(&folder.store(), STORIES);
    let subscriber = Arc::new(Subscriber::default());
    let service = Service::with(&folder.store(), told(&subscriber));
    let numbers = seqs(&service.json("/api/v1/changes").1["items"]);
    let new =
        json!({"url": "https://hooks.example/in", "after": 0, "secret": "a secret of some length"});
    let (status, hook) = service.send("POST", "/api/v1/webhooks", &new);
    assert_eq!(status, 201, "{hook}");
    assert_eq!(hook["secret"], new["secret"]);

    let came = subscriber.wait(1);
    let (url, fields, body) = &came[0];
    assert_eq!(url, "https://hooks.example/in");
    let expected = signature("a secret of some length", body);
    assert!(fields.contains(&("Demarche-Signature".to_owned(), expected)));
    let delivery: Value = serde_json::from_slice(body).unwrap();
    assert_eq!(delivery["schema"], "demarche.delivery/1");
    assert_eq!(seqs(&delivery["changes"]), numbers);
    let last = delivery["last"].as_u64().unwrap();
    let listed = position(&service, |hook| hook["position"] == json!(last));
    assert_eq!(listed.get("secret"), None, "secrets are shown once");
    service.stop();

    // What came while nobody told it.
    ingest(&folder.store(), MORE);
    let service = Service::with(&folder.store(), told(&subscriber));
    let came = subscriber.wait(2);
    let delivery: Value = serde_json::from_slice(&came[1].2).unwrap();
    assert!(seqs(&delivery["changes"]).iter().all(|seq| *seq > last));
    let end = delivery["last"].clone();
    position(&service, |hook| hook["position"] == end);
    assert_eq!(subscriber.came.lock().unwrap().len(), 2);

    let id = hook["id"].as_i64().unwrap();
    let path = format!("/api/v1/webhooks/{id}");
    assert_eq!(service.open("DELETE", &path, &[], "").status, 204);
    assert_eq!(service.open("DELETE", &path, &[], "").status, 404);
}

#[test]
fn a_subscriber_that_fails_keeps_its_place() {
    let folder = Folder::new("fails");
    ingest(&folder.store(), STORIES);
    let subscriber = Arc::new(Subscriber::default());
    let no = Failure::new(FailureKind::Connect, "no".to_owned());
    *subscriber.answers.lock().unwrap() = vec![Posted::Gone, Posted::Failed(no)];
    let service = Service::with(&folder.store(), told(&subscriber));
    let new = json!({"url": "https://hooks.example/in", "after": 0, "filter": {"country": "NOR"}});
    assert_eq!(service.send("POST", "/api/v1/webhooks", &new).0, 201);
    subscriber.wait(1);
    let hook = position(&service, |hook| hook["failures"] == json!(1));
    assert_eq!(
        (&hook["position"], &hook["state"]),
        (&json!(0), &json!("active"))
    );
    service.stop();
    // A service that starts anew tries at once; that the address is gone ends it.
    let service = Service::with(&folder.store(), told(&subscriber));
    let came = subscriber.wait(2);
    assert_eq!(came[0].2, came[1].2, "the same is told again");
    let hook = position(&service, |hook| hook["state"] == json!("given-up"));
    assert_eq!(hook["position"], json!(0));
}

/// Reports that raise an alert on a pair.
fn killed(service_store: &std::path::Path, from: u32) {
    let attack = |number: u32| {
        format!(
            "NAIROBI - Kenyan soldiers killed 40 Ethiopian soldiers in Moyale on 2 March 2026, \
             officials said in their report {number}."
        )
    };
    let texts: Vec<(String, String)> = (from..from + 3)
        .map(|number| (format!("k{number}"), attack(number)))
        .collect();
    let stories: Vec<(&str, &str, &str)> = texts
        .iter()
        .map(|(id, text)| (id.as_str(), "2026-03-03", text.as_str()))
        .collect();
    ingest(service_store, &stories);
}

#[test]
fn subscribers_are_told_of_alerts_once() {
    let folder = Folder::new("hooked-alerts");
    ingest(&folder.store(), STORIES);
    let subscriber = Arc::new(Subscriber::default());
    let no = Failure::new(FailureKind::Connect, "no".to_owned());
    *subscriber.answers.lock().unwrap() = vec![Posted::Failed(no)];
    let service = Service::with(&folder.store(), told(&subscriber));
    let new = json!({
        "url": "https://hooks.example/in", "tell": "alerts", "filter": {"pair": "KEN,ETH"}
    });
    let (status, hook) = service.send("POST", "/api/v1/webhooks", &new);
    assert_eq!((status, &hook["tell"]), (201, &json!("alerts")), "{hook}");
    killed(&folder.store(), 1);
    subscriber.wait(1);
    position(&service, |hook| hook["failures"] == json!(1));
    service.stop();
    // A service that starts anew tries at once what was not taken.
    let service = Service::with(&folder.store(), told(&subscriber));
    let came = subscriber.wait(2);
    position(&service, |hook| hook["failures"] == json!(0));
    assert_eq!(came[0].2, came[1].2, "the same is told again");
    let delivery: Value = serde_json::from_slice(&came[1].2).unwrap();
    assert_eq!(delivery["schema"], "demarche.delivery/1");
    assert_eq!(delivery["changes"], json!([]));
    let listed = service.json("/api/v1/alerts?pair=KEN,ETH").1;
    assert_eq!(delivery["alerts"], listed["items"]);
    assert_ne!(delivery["alerts"], json!([]));
    // They stand in one place.
    let overview = service.json("/api/v1/overview").1;
    assert_eq!(overview.get("alerts"), None);
    // More of the same day is the same alert; one that is stood for is not told.
    let all = json!({"url": "https://hooks.example/both", "tell": "both"});
    assert_eq!(service.send("POST", "/api/v1/webhooks", &all).0, 201);
    killed(&folder.store(), 9);
    let came = subscriber.wait(3);
    assert_eq!(came[2].0, "https://hooks.example/both");
    let delivery: Value = serde_json::from_slice(&came[2].2).unwrap();
    assert_ne!(delivery["changes"], json!([]));
    assert_eq!(delivery.get("alerts"), None);
    let last = delivery["last"].clone();
    for _ in 0..600 {
        let hooks = service.json("/api/v1/webhooks").1;
        if hooks["items"][1]["position"] == last {
            break;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(subscriber.came.lock().unwrap().len(), 3);
}

#[test]
fn subscriptions_that_cannot_be_are_refused() {
    let folder = Folder::new("refused");
    ingest(&folder.store(), STORIES);
    let service = Service::start(&folder.store());
    for (body, expected) in [
        (json!({"url": "http://127.0.0.1/"}), 422),
        (json!({"url": "http://169.254.169.254/latest"}), 422),
        (json!({"url": "file:///etc/hosts"}), 422),
        (
            json!({"url": "https://a.example/", "filter": {"colour": "red"}}),
            422,
        ),
        (
            json!({"url": "https://a.example/", "filter": {"q": "red"}}),
            422,
        ),
        (json!({"url": "https://a.example/", "secret": "short"}), 422),
        (json!({"url": "https://a.example/", "colour": "red"}), 422),
        (json!({}), 422),
    ] {
        let (status, problem) = service.send("POST", "/api/v1/webhooks", &body);
        assert_eq!(status, expected, "{body}: {problem}");
        assert!(problem["hint"].is_string(), "{problem}");
    }
    let form = ["Content-Type: application/x-www-form-urlencoded"];
    let answer = service.open("POST", "/api/v1/webhooks", &form, "url=x");
    assert_eq!(answer.status, 415);
    let foreign = [
        "Content-Type: application/json",
        "Origin: https://evil.example",
    ];
    let body = json!({"url": "https://a.example/"}).to_string();
    let answer = service.open("POST", "/api/v1/webhooks", &foreign, &body);
    assert_eq!(answer.status, 403);
    assert_eq!(service.json("/api/v1/webhooks").1["items"], json!([]));
}

/// Writes one line again and again: far more than fits into what waits for a client.
#[derive(Debug)]
struct Lines {
    count: usize,
    fails: bool,
}

impl Export for Lines {
    fn forms(&self, _: What) -> Vec<Form> {
        vec![Form {
            name: "jsonl",
            media_type: "application/x-ndjson",
            ending: "jsonl",
        }]
    }

    fn check(&self, what: What, _: &Selection) -> Result<(), String> {
        match what {
            What::Events => Ok(()),
            What::Articles => Err("no articles".to_owned()),
        }
    }

    fn write(
        &self,
        _: What,
        _: Form,
        _: &Snapshot<'_>,
        _: &Selection,
        to: &mut (dyn Write + Send),
    ) -> io::Result<()> {
        for number in 0..self.count {
            writeln!(to, "{number}")?;
        }
        match self.fails {
            true => Err(io::Error::other("the disk is gone")),
            false => Ok(()),
        }
    }
}

fn exporting(count: usize, fails: bool) -> Outward {
    Outward {
        export: Some(Arc::new(Lines { count, fails })),
        ..Outward::default()
    }
}

#[test]
fn an_export_is_streamed_whole_or_breaks_off() {
    let folder = Folder::new("export");
    ingest(&folder.store(), STORIES);
    let count = 1_000_000;
    let service = Service::with(&folder.store(), exporting(count, false));
    let answer = service.get("/api/v1/export");
    assert_eq!(answer.status, 200);
    assert_eq!(answer.headers["content-type"], "application/x-ndjson");
    assert!(answer.headers["content-disposition"].contains("events.jsonl"));
    // More than the pieces that wait: the writer has been held up until now.
    std::thread::sleep(Duration::from_millis(200));
    let text = answer.text();
    assert_eq!(text.lines().count(), count);
    assert!(text.ends_with(&format!("{}\n", count - 1)));
    for (path, expected) in [
        ("/api/v1/export?format=table", 422),
        ("/api/v1/export?what=articles", 422),
        ("/api/v1/export?what=feeds", 400),
    ] {
        assert_eq!(service.json(path).0, expected, "{path}");
    }
    service.stop();

    let service = Service::with(&folder.store(), exporting(1_000_000, true));
    let answer = service.get("/api/v1/export");
    std::thread::sleep(Duration::from_millis(200));
    assert_eq!(answer.body(), None, "it breaks off");
    service.stop();
    let service = Service::with(&folder.store(), exporting(10, true));
    assert_eq!(service.json("/api/v1/export").0, 500, "nothing was sent");
    service.stop();
    let service = Service::start(&folder.store());
    assert_eq!(service.json("/api/v1/export").0, 503);
}

#[test]
fn a_client_that_leaves_frees_its_export() {
    let folder = Folder::new("leaves");
    ingest(&folder.store(), STORIES);
    let service = Service::with(&folder.store(), exporting(5_000_000, false));
    for _ in 0..4 {
        // As many as are written at once are under way until it is noticed that nobody reads.
        let mut tries = 0;
        while service.get("/api/v1/export").status != 200 {
            tries += 1;
            assert!(tries < 600, "exports stay under way");
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

#[test]
fn alerts_are_a_list_and_a_feed() {
    let folder = Folder::new("alerts");
    let attack = |day: u32| {
        format!(
            "NAIROBI - Kenyan soldiers killed 40 Ethiopian soldiers in Moyale on 2 March 2026, \
             officials said in their report {day}."
        )
    };
    let texts: Vec<String> = (1..4).map(attack).collect();
    let stories: Vec<(&str, &str, &str)> = ["a", "b", "c"]
        .into_iter()
        .zip(&texts)
        .map(|(id, text)| (id, "2026-03-03", text.as_str()))
        .collect();
    ingest(&folder.store(), &stories);
    let service = Service::start(&folder.store());
    let (status, list) = service.json("/api/v1/alerts?pair=KEN,ETH");
    assert_eq!(status, 200);
    let alerts = list["items"].as_array().unwrap();
    assert!(!alerts.is_empty(), "40 killed are no alert");
    let answer = service.get("/api/v1/alerts.atom?pair=ETH,KEN");
    assert_eq!(answer.status, 200);
    assert!(answer.headers["content-type"].starts_with("application/atom+xml"));
    let feed = answer.text();
    for alert in alerts {
        let id = format!(
            "<id>tag:demarche,2026:{}</id>",
            alert["id"].as_str().unwrap()
        );
        assert!(feed.contains(&id), "{id} is not in {feed}");
    }
    assert_eq!(service.get("/api/v1/alerts.atom?pair=ETH,KEN").text(), feed);
    assert!(feed.contains("href=\"http://"), "{feed}");
    for field in [
        "X-Forwarded-Proto: https",
        "Forwarded: for=192.0.2.7;proto=https;host=desk.example",
    ] {
        let proxied = service.open("GET", "/api/v1/alerts.atom?pair=ETH,KEN", &[field], "");
        let text = proxied.text();
        assert!(text.contains("href=\"https://"), "{text}");
        assert!(!text.contains("href=\"http://"), "{text}");
    }
    let (status, busiest) = service.json("/api/v1/alerts");
    assert_eq!((status, &busiest["pending"]), (200, &json!(0)));
    assert!(
        alerts
            .iter()
            .all(|alert| busiest["items"].as_array().unwrap().contains(alert))
    );
    assert_eq!(service.json("/api/v1/alerts?pair=KEN,KEN").0, 422);
    assert_eq!(service.json("/api/v1/alerts?pair=KEN").0, 400);
}
