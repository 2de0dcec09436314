//! Reading: each resource says what the articles say.

use axum::http::StatusCode;
use serde_json::Value;

use crate::crisis::{ask, get, shared};

fn items(page: &Value) -> &Vec<Value> {
    page["items"].as_array().unwrap()
}

#[tokio::test]
async fn events_come_in_pages_each_once_the_latest_first() {
    let all = get("/events?limit=500").await;
    let ids = |page: &Value| -> Vec<String> {
        let events = items(page).iter();
        events
            .map(|item| item["event"]["id"].as_str().unwrap().to_owned())
            .collect()
    };
    let expected = ids(&all);
    assert!(expected.len() >= 6, "{all:#}");
    assert!(all["next"].is_null());
    let mut seen = Vec::new();
    let mut path = "/events?limit=2".to_owned();
    loop {
        let page = get(&path).await;
        assert!(items(&page).len() <= 2);
        seen.extend(ids(&page));
        match page["next"].as_str() {
            Some(next) => path = format!("/events?limit=2&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(seen, expected);
    let days: Vec<&str> = items(&all)
        .iter()
        .map(|item| item["event"]["date"]["start"].as_str().unwrap_or(""))
        .collect();
    assert!(days.is_sorted_by(|one, other| one >= other), "{days:?}");
}

#[tokio::test]
async fn filters_let_through_what_they_say() {
    for (filter, holds) in [
        (
            "pair=IND,PAK",
            (|event| event.contains("IND") && event.contains("PAK")) as fn(&str) -> bool,
        ),
        ("pair=PAK,IND", |event| event.contains("PAK")),
        ("country=KEN", |event| event.contains("KEN")),
        ("actor=KEN", |event| event.contains("KEN")),
        ("recipient=SOM", |event| event.contains("SOM")),
        ("type=SANCTION", |event| event.contains("\"SANCTION\"")),
        ("quad=4", |event| event.contains("\"quad_class\":4")),
        ("status=actual", |event| event.contains("\"actual\"")),
        ("certainty=claimed", |event| event.contains("\"claimed\"")),
        ("source=desk-c", |_| true),
        ("q=Ambassador", |event| event.contains("KEN")),
        ("since=2025-05-01", |event| event.contains("2025-05")),
        ("until=2025-04-30", |event| event.contains("2025-04")),
        ("review=unreviewed", |_| true),
    ] {
        let page = get(&format!("/events?limit=500&{filter}")).await;
        assert!(!items(&page).is_empty(), "{filter} finds nothing");
        for item in items(&page) {
            assert!(holds(&item["event"].to_string()), "{filter}: {item}");
        }
        let facets = get(&format!("/events/facets?{filter}")).await;
        assert_eq!(facets["counted"], items(&page).len(), "{filter}");
    }
    for nothing in [
        "review=rejected",
        "country=PER",
        "q=volcano",
        "source=none",
        "actor=MNC",
        "actor=ELI",
        "recipient=no-such-body",
    ] {
        let page = get(&format!("/events?{nothing}")).await;
        assert!(items(&page).is_empty(), "{nothing}");
    }
}

#[tokio::test]
async fn the_ledger_of_a_pair_is_the_one_of_its_records() {
    let ledger = get("/ledger?pair=IND,PAK&series=true").await;
    assert_eq!(ledger["schema"], "demarche.ledger/1");
    assert_eq!(ledger["at"], "2025-05-10");
    let treaty = |measure: &&Value| measure["kind"].to_string().contains("treaty");
    let measures = ledger["measures"].as_array().unwrap();
    let found = measures.iter().find(treaty).expect("the treaty");
    assert_eq!(found["state"], "in force");
    assert_eq!(found["by"], "IND");
    let page = get("/measures?pair=IND,PAK&state=in%20force&limit=500").await;
    assert!(items(&page).contains(found));
    let other_way = get("/ledger?pair=PAK,IND").await;
    assert_eq!(other_way["measures"], ledger["measures"]);
    let kenya = get("/ledger?country=KEN").await;
    assert!(!kenya.to_string().contains("Indus"), "{kenya:#}");
    let lately = get("/ledger?pair=IND,PAK&at=2025-05-08&lately=14").await;
    let since = get("/ledger?pair=IND,PAK&at=2025-05-08&since=2025-04-24").await;
    assert_eq!(lately, since);
    assert!(!lately["changes"].as_array().unwrap().is_empty());
    let before = get("/ledger?pair=IND,PAK&at=2025-04-22").await;
    assert_eq!(before["measures"].as_array().unwrap().len(), 0);
    for list in [
        "incidents",
        "claims",
        "requests",
        "threats",
        "contacts",
        "posture",
    ] {
        let page = get(&format!("/{list}?pair=IND,PAK&limit=500")).await;
        assert_eq!(page["items"], ledger[list], "{list}");
    }
    let brief = ask(
        &shared(),
        "GET",
        "/api/v1/brief?pair=IND,PAK&since=2025-04-01",
        &[],
    )
    .await;
    assert_eq!(brief.status, StatusCode::OK);
    assert!(String::from_utf8_lossy(&brief.body).contains("Indus Waters Treaty"));
}

#[tokio::test]
async fn an_article_stands_with_its_events_and_their_frames() {
    let list = get("/articles?q=treaty").await;
    let number = items(&list)[0]["number"].as_i64().unwrap();
    let page = get(&format!("/articles/{number}")).await;
    let text: Vec<char> = page["article"]["text"].as_str().unwrap().chars().collect();
    let events = page["events"].as_array().unwrap();
    assert!(!events.is_empty());
    for event in events {
        for actor in event["event"]["actors"].as_array().unwrap() {
            let at = |index: usize| actor["span"][index].as_u64().unwrap() as usize;
            let words: String = text[at(0)..at(1)].iter().collect();
            assert_eq!(words, actor["text"].as_str().unwrap());
        }
    }
    assert!(
        events
            .iter()
            .any(|event| event["frame"]["meaning"].is_string())
    );
    let id = events[0]["event"]["id"].as_str().unwrap();
    let one = get(&format!("/events/{id}")).await;
    assert_eq!(one["event"], events[0]["event"]);
    assert_eq!(one["article"]["number"], number);
    let found = get("/search?q=treaty").await;
    let snippet = items(&found)[0]["snippet"].as_str().unwrap();
    assert!(snippet.contains("\u{1}Treaty\u{2}"), "{snippet:?}");
}

#[tokio::test]
async fn sums_names_and_health_are_there() {
    let overview = get("/overview").await;
    assert_eq!(overview["last_day"], "2025-05-10");
    assert_eq!(overview["counts"]["articles"], 6);
    assert!(!overview["incidents"].as_array().unwrap().is_empty());
    assert!(!overview["points"].as_array().unwrap().is_empty());
    let pairs = get("/pairs?order=events").await;
    assert_eq!(items(&pairs)[0]["pair"], serde_json::json!(["IND", "PAK"]));
    for order in ["rising", "easing", "latest"] {
        get(&format!("/pairs?order={order}")).await;
    }
    let series = get("/series?pair=IND,PAK&step=week").await;
    assert_eq!(items(&series)[0]["date"], "2025-04-21");
    let india = get("/actors/IND").await;
    assert_eq!(india["name"], "India");
    assert_eq!(india["partners"][0]["code"], "PAK");
    let army = get("/actors?q=Indian%20army").await;
    assert_eq!(items(&army)[0]["code"], "INDMIL");
    let goma = get("/places?q=Goma").await;
    assert_eq!(items(&goma)[0]["country"], "COD");
    let network = get("/network").await;
    let edge = |edge: &Value| edge["actor"] == "KEN" && edge["recipient"] == "SOM";
    assert!(network["edges"].as_array().unwrap().iter().any(edge));
    let countries = get("/countries").await;
    let france = |country: &&Value| country["code"] == "FRA";
    assert_eq!(items(&countries).iter().find(france).unwrap()["cow"], 220);
    let queue = get("/review/queue?limit=3").await;
    assert_eq!(items(&queue).len(), 3);
    let status = get("/status").await;
    assert_eq!(status["runs"][0]["coded"], 6);
    let well = ask(&shared(), "GET", "/healthz", &[]).await;
    assert_eq!(well.status, StatusCode::OK);
}

#[tokio::test]
async fn what_cannot_be_read_is_a_problem_with_a_hint() {
    for (path, status) in [
        ("/events?since=yesterday", 400),
        ("/events?since=2025-02-30", 400),
        ("/events?limit=0", 400),
        ("/events?limit=501", 400),
        ("/events?limit=many", 400),
        ("/events?countri=IND", 400),
        ("/events?min_confidence=2", 400),
        ("/events?quad=5", 400),
        ("/events?type=NOSUCH", 422),
        ("/events?country=Kenya", 400),
        ("/events?country=XXX", 422),
        ("/events?pair=ARG", 400),
        ("/events?pair=ARG,ARG", 422),
        ("/events?pair=ARG,XXX", 422),
        ("/events?actor=XXX", 422),
        ("/events?recipient=XXX", 422),
        ("/events/facets?country=XXX", 422),
        ("/changes?country=XXX", 422),
        ("/stream?country=XXX", 422),
        ("/ledger?country=EU", 400),
        ("/ledger?country=XXX", 422),
        ("/events?cursor=n.3", 422),
        ("/events?cursor=%00", 400),
        ("/events?limit=1&limit=2", 400),
        ("/events/none", 404),
        ("/articles/999999", 404),
        ("/articles/0", 400),
        ("/articles/first", 400),
        ("/ledger?pair=IND", 400),
        ("/ledger?pair=IND,PAK&lately=0", 400),
        ("/ledger?pair=IND,PAK&lately=7&since=2025-05-01", 422),
        ("/ledger?pair=IND,IND", 422),
        ("/ledger?pair=IND,ZZZ", 422),
        ("/ledger?pair=IND,PAK&country=IND", 422),
        ("/search", 400),
        ("/overview?days=0", 400),
        ("/pairs?order=best", 400),
        ("/nowhere", 404),
    ] {
        let answer = ask(&shared(), "GET", &format!("/api/v1{path}"), &[]).await;
        assert_eq!(answer.status.as_u16(), status, "{path}");
        assert_eq!(
            answer.header("content-type"),
            "application/problem+json",
            "{path}"
        );
        let problem = answer.json();
        assert_eq!(problem["status"], status, "{path}");
        for part in ["type", "title", "detail", "hint"] {
            assert!(!problem[part].as_str().unwrap().is_empty(), "{path} {part}");
        }
    }
    for (path, detail) in [
        ("/events?min_confidence=7", "min_confidence is 7"),
        (
            "/events?min_confidence=much",
            "min_confidence: \"much\" is no number",
        ),
        ("/changes?after=x", "after: \"x\" is no whole number"),
        (
            "/export?what=foo",
            "what: \"foo\" is none of: events, articles",
        ),
        (
            "/corrections?verdict=foo",
            "verdict: \"foo\" is none of: accept, edit, reject, merge, add",
        ),
        ("/search", "q is missing"),
        (
            "/ledger?series=maybe",
            "series: \"maybe\" is neither true nor false",
        ),
    ] {
        let answer = ask(&shared(), "GET", &format!("/api/v1{path}"), &[]).await;
        assert_eq!(answer.json()["detail"], detail, "{path}");
    }
    let posted = ask(&shared(), "POST", "/api/v1/events", &[]).await;
    assert_eq!(posted.status, StatusCode::METHOD_NOT_ALLOWED);
    assert!(posted.header("allow").contains("GET"));
}

#[tokio::test]
async fn an_answer_that_is_known_is_not_sent_again_and_a_long_one_is_packed() {
    let first = ask(&shared(), "GET", "/api/v1/events", &[]).await;
    let tag = first.header("etag").to_owned();
    assert!(tag.starts_with("W/\""));
    let known = [("if-none-match", tag.as_str())];
    let second = ask(&shared(), "GET", "/api/v1/events", &known).await;
    assert_eq!(second.status, StatusCode::NOT_MODIFIED);
    assert!(second.body.is_empty());
    let packed = [("accept-encoding", "gzip")];
    let packed = ask(&shared(), "GET", "/api/v1/events", &packed).await;
    assert_eq!(packed.header("content-encoding"), "gzip");
    assert!(packed.body.len() < first.body.len() / 2);
}
