//! Corrections over HTTP.

use serde_json::{Value, json};

use crate::service::{Folder, STORIES, Service, ingest};

fn first_event(service: &Service) -> Value {
    let (status, page) = service.json("/api/v1/changes");
    assert_eq!(status, 200, "{page}");
    page["items"][0]["event"].clone()
}

#[test]
fn a_reject_takes_the_event_away_and_its_withdrawal_brings_it_back() {
    let folder = Folder::new("reject");
    ingest(&folder.store(), STORIES);
    let service = Service::start(&folder.store());
    let event = first_event(&service);
    let id = event["id"].as_str().unwrap();
    let events = |service: &Service| {
        let page = service.json("/api/v1/events").1;
        page["items"].as_array().unwrap().len()
    };
    let before = events(&service);

    let new = json!({"event": id, "verdict": "reject", "reason": "not said", "by": "desk"});
    let (status, outcome) = service.send("POST", "/api/v1/corrections", &new);
    assert_eq!(status, 201, "{outcome}");
    assert_eq!(outcome["event"], Value::Null);
    assert_eq!(events(&service), before - 1);
    let correction = outcome["correction"]["id"].as_str().unwrap();

    let (_, list) = service.json("/api/v1/corrections");
    assert_eq!(list["items"][0]["id"], json!(correction));
    let changes = service.json("/api/v1/changes").1;
    let last = changes["items"].as_array().unwrap().last().unwrap().clone();
    assert_eq!(last["kind"], "withdrawn");
    assert_eq!(last["correction"], json!(correction));

    let lines = service.get("/api/v1/corrections/export").text();
    let line: Value = serde_json::from_str(lines.trim()).unwrap();
    assert_eq!(line["verdict"], "reject");
    assert_eq!(line["event_before"]["id"], json!(id));

    let path = format!("/api/v1/corrections/{correction}/withdraw");
    let (status, outcome) = service.send("POST", &path, &json!({"by": "desk", "reason": "it was"}));
    assert_eq!(status, 200, "{outcome}");
    assert_eq!(outcome["event"]["id"], json!(id));
    assert_eq!(events(&service), before);
    assert_eq!(service.get("/api/v1/corrections/export").text(), "");
    let (_, list) = service.json("/api/v1/corrections?in_force=true");
    assert_eq!(list["items"], json!([]));
}

#[test]
fn an_edit_stands_in_the_place_of_the_event() {
    let folder = Folder::new("edit");
    ingest(&folder.store(), STORIES);
    let service = Service::start(&folder.store());
    let mut event = first_event(&service);
    let id = event["id"].clone();
    event["status"] = json!("future");
    let new = json!({"event": id, "verdict": "edit", "event_after": event, "by": "desk"});
    let (status, outcome) = service.send("POST", "/api/v1/corrections", &new);
    assert_eq!(status, 201, "{outcome}");
    assert_eq!(outcome["event"]["status"], "future");
    let (_, page) = service.json("/api/v1/events?status=future");
    assert_eq!(page["items"][0]["event"]["id"], id);
}

#[test]
fn corrections_that_cannot_be_are_refused() {
    let folder = Folder::new("wrong");
    ingest(&folder.store(), STORIES);
    let service = Service::start(&folder.store());
    let id = first_event(&service)["id"].clone();
    for (body, expected) in [
        (
            json!({"event": "none", "verdict": "accept", "by": "desk"}),
            422,
        ),
        (json!({"event": id, "verdict": "edit", "by": "desk"}), 422),
        (json!({"event": id, "verdict": "merge", "by": "desk"}), 422),
        (json!({"event": id, "verdict": "accept", "by": " "}), 422),
        (
            json!({"event": id, "verdict": "accept", "by": "x".repeat(300)}),
            422,
        ),
        (json!({"event": id, "verdict": "praise", "by": "desk"}), 422),
        (json!({"event": id, "verdict": "accept"}), 422),
        (
            json!({"event": id, "verdict": "accept", "by": "desk", "at": "now"}),
            422,
        ),
    ] {
        let (status, problem) = service.send("POST", "/api/v1/corrections", &body);
        assert_eq!(status, expected, "{body}: {problem}");
    }
    let path = "/api/v1/corrections/none/withdraw";
    assert_eq!(service.send("POST", path, &json!({"by": "desk"})).0, 404);
    assert_eq!(service.json("/api/v1/corrections").1["items"], json!([]));
    assert_eq!(service.json("/api/v1/corrections?cursor=n.1").0, 422);
}

#[test]
fn corrections_come_in_pages() {
    let folder = Folder::new("pages");
    ingest(&folder.store(), STORIES);
    let service = Service::start(&folder.store());
    let id = first_event(&service)["id"].clone();
    for reason in ["one", "two", "three"] {
        let new = json!({"event": id, "verdict": "accept", "reason": reason, "by": "desk"});
        assert_eq!(service.send("POST", "/api/v1/corrections", &new).0, 201);
    }
    let (mut path, mut reasons) = ("/api/v1/corrections?limit=1".to_owned(), Vec::new());
    loop {
        let (_, page) = service.json(&path);
        reasons.push(page["items"][0]["reason"].as_str().unwrap().to_owned());
        match page["next"].as_str() {
            Some(next) => path = format!("/api/v1/corrections?limit=1&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(reasons, ["three", "two", "one"]);
}
