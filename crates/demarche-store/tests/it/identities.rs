//! New, duplicate, revision: what an article is to the store.

use demarche_record::EventType;
use demarche_store::{Filter, Verdict};
use serde_json::json;

use crate::harness::{Folder, all, article, event, keep_one, sound};

const REPORT: &str = "The foreign ministry of Kenya said on Monday that it had expelled three \
                      Somali diplomats in Nairobi over a dispute about the maritime border.";

#[test]
fn the_same_url_and_text_is_a_duplicate_however_it_is_written() {
    let folder = Folder::new("same-url");
    let (mut store, run) = folder.store();
    let first = article(json!({"id": "a", "text": REPORT, "url": "https://example.org/a?id=1"}));
    let events = [event(
        "a",
        1,
        EventType::Sanction,
        ("KEN", "SOM"),
        "2025-05-01",
    )];
    assert_eq!(keep_one(&mut store, run, &first, &events), Verdict::New);
    let kept = all(&store);
    assert_eq!((kept.0.len(), kept.1.len()), (1, 1));
    for record in [
        json!({"id": "a", "text": REPORT, "url": "https://example.org/a?id=1"}),
        json!({"id": "other", "text": REPORT, "url": "HTTPS://EXAMPLE.org:443/a?id=1#top"}),
        json!({"text": format!("{REPORT}\n"), "url": "https://example.org/a?utm_source=x&id=1"}),
    ] {
        let again = article(record);
        assert_eq!(
            keep_one(&mut store, run, &again, &events),
            Verdict::Duplicate
        );
    }
    assert_eq!(all(&store), kept);
    sound(store.path());
}

#[test]
fn the_same_url_with_another_text_is_a_revision_and_the_old_one_is_kept() {
    let folder = Folder::new("revision");
    let (mut store, run) = folder.store();
    let url = "https://example.org/a";
    let old = article(
        json!({"id": "a", "text": REPORT, "url": url, "date": "2025-05-01",
                             "source": "Desk"}),
    );
    let new = article(
        json!({"id": "a", "text": "Peru and Chile met in Lima.", "url": url,
                             "date": "2025-05-02", "source": "Wire"}),
    );
    let old_events = [event(
        "a",
        1,
        EventType::Sanction,
        ("KEN", "SOM"),
        "2025-05-01",
    )];
    let new_events = [event(
        "a",
        1,
        EventType::Consult,
        ("PER", "CHL"),
        "2025-05-02",
    )];
    assert_eq!(keep_one(&mut store, run, &old, &old_events), Verdict::New);
    assert_eq!(
        keep_one(&mut store, run, &new, &new_events),
        Verdict::Revision
    );
    let (articles, events) = all(&store);
    assert_eq!((articles.len(), events.len()), (1, 1));
    assert!(events[0].contains("CONSULT"));
    {
        let snapshot = store.snapshot().unwrap();
        let number = snapshot.articles_named("a").unwrap()[0].number;
        let revisions = snapshot.revisions(number).unwrap();
        let texts: Vec<&str> = revisions
            .iter()
            .map(|kept| kept.article.text.as_str())
            .collect();
        assert_eq!(texts, [REPORT, "Peru and Chile met in Lima."]);
        assert_eq!(snapshot.info().unwrap().events, 2);
        // Sums and words are those of the latest text.
        let types = snapshot.types(None, None).unwrap();
        assert_eq!(types.len(), 1);
        assert_eq!(types[0].event_type, EventType::Consult);
        assert_eq!(snapshot.sources(None, None).unwrap()[0].source, "Wire");
        let found = |text: &str| snapshot.search(text, &Filter::default(), 10).unwrap().len();
        assert_eq!((found("diplomats"), found("lima")), (0, 1));
    }
    // A text that was there once changes nothing when it comes again.
    assert_eq!(
        keep_one(&mut store, run, &old, &old_events),
        Verdict::Duplicate
    );
    sound(store.path());
}

#[test]
fn batches_numbered_alike_do_not_overwrite_each_other() {
    let folder = Folder::new("numbered");
    let (mut store, run) = folder.store();
    let first = article(json!({"id": "1", "text": REPORT}));
    let other = REPORT
        .replace("Kenya", "Peru")
        .replace("Nairobi", "Lima")
        .replace("Somali", "Chilean")
        .replace("Monday", "Friday");
    let second = article(json!({"id": "1", "text": other}));
    let longer = article(json!({"id": "1", "text": format!("{other} Chile recalled its envoy.")}));
    assert_eq!(keep_one(&mut store, run, &first, &[]), Verdict::New);
    assert_eq!(keep_one(&mut store, run, &second, &[]), Verdict::New);
    assert_eq!(keep_one(&mut store, run, &first, &[]), Verdict::Duplicate);
    assert_eq!(keep_one(&mut store, run, &second, &[]), Verdict::Duplicate);
    // A version of the second is a revision of the second.
    assert_eq!(keep_one(&mut store, run, &longer, &[]), Verdict::Revision);
    let (articles, _) = all(&store);
    assert_eq!(articles.len(), 2);
    assert!(articles[0].contains("Kenya") && articles[1].contains("recalled"));
    // Another source may use the number as it likes.
    let elsewhere = article(json!({"id": "1", "text": REPORT, "source": "Wire"}));
    assert_eq!(keep_one(&mut store, run, &elsewhere, &[]), Verdict::New);
    assert_eq!(store.snapshot().unwrap().info().unwrap().problems, 1);
    sound(store.path());
}

#[test]
fn articles_without_url_and_id_are_known_by_their_text() {
    let folder = Folder::new("no-id");
    let (mut store, run) = folder.store();
    let plain = article(json!({"text": REPORT}));
    assert_eq!(keep_one(&mut store, run, &plain, &[]), Verdict::New);
    assert_eq!(keep_one(&mut store, run, &plain, &[]), Verdict::Duplicate);
    let other = article(json!({"text": REPORT.replace("three", "four")}));
    assert_eq!(keep_one(&mut store, run, &other, &[]), Verdict::New);
    sound(store.path());
}

#[test]
fn copies_under_other_urls_are_kept_apart_in_one_story() {
    let folder = Folder::new("story");
    let (mut store, run) = folder.store();
    for (url, text) in [
        ("https://example.org/a", REPORT.to_owned()),
        ("https://example.net/b", format!("{REPORT}\n\n")),
        ("https://example.net/c", REPORT.replace("three", "four")),
    ] {
        let copy = article(json!({"text": text, "url": url}));
        assert_eq!(keep_one(&mut store, run, &copy, &[]), Verdict::New);
    }
    let mut stories = Vec::new();
    let snapshot = store.snapshot().unwrap();
    snapshot
        .each_article(&Filter::default(), |article| {
            stories.push(article.story.0);
            Ok::<(), demarche_store::Error>(())
        })
        .unwrap();
    // Another figure is another story.
    assert_eq!(stories, [1, 1, 3]);
    drop(snapshot);
    sound(store.path());
}

#[test]
fn what_comes_out_is_what_came_in() {
    let folder = Folder::new("exact");
    let (mut store, run) = folder.store();
    let record = json!({"id": "ä", "text": "a\u{0}b\u{feff} \u{1F600}\r\n", "title": "t", "n": 0.1,
                        "big": u64::MAX, "deep": {"list": [1, null, "x"]}, "lang": "en"});
    let came = article(record.clone());
    keep_one(&mut store, run, &came, &[]);
    let (articles, _) = all(&store);
    let out: serde_json::Value = serde_json::from_str(&articles[0]).unwrap();
    for (key, value) in record.as_object().unwrap() {
        assert_eq!(&out[key], value, "{key}");
    }
    assert_eq!(article(out), came);
}
