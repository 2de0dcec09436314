//! Every input is accounted for, by the transaction that keeps it.

use demarche_record::EventType;
use demarche_store::{Account, Batch, Deposit, Feed, Note, Reader, Rejected, Verdict};
use serde_json::json;

use crate::harness::{Folder, all, article, event, now, sound};

#[test]
fn the_account_adds_up_and_repeating_changes_nothing_else() {
    let folder = Folder::new("account");
    let (mut store, run) = folder.store();
    let url = "https://example.org/a";
    let articles = [
        article(json!({"id": "a", "text": "Kenya met Somalia.", "url": url})),
        article(json!({"id": "b", "text": "Peru met Chile."})),
        article(json!({"id": "b", "text": "Peru met Chile."})),
        article(json!({"id": "a", "text": "Kenya met Somalia twice.", "url": url})),
    ];
    let events = [
        event("a", 1, EventType::Consult, ("KEN", "SOM"), "2025-05-01"),
        event("a", 2, EventType::Assault, ("KEN", ""), "2025-05-01"),
    ];
    let deposits: Vec<Deposit<'_>> = articles
        .iter()
        .map(|article| Deposit {
            article,
            article_id: article.id.as_deref().unwrap(),
            events: &events,
            notes: &[Note {
                reason: "cut short",
                remedy: "split it",
            }],
            origin: "batch.jsonl",
            received: now(),
        })
        .collect();
    let rejected = [Rejected {
        origin: "batch.jsonl:5",
        reason: "not valid JSON",
        remedy: "mend it",
        received: now(),
    }];
    let feed = Feed {
        url: "https://example.org/feed".to_owned(),
        etag: Some("\"1\"".to_owned()),
        next_due: Some(now()),
        health: "well".to_owned(),
        state: json!({"moved": null}),
        ..Feed::default()
    };
    let batch = Batch {
        run,
        deposits: &deposits,
        rejected: &rejected,
        feeds: std::slice::from_ref(&feed),
    };
    let verdicts = store.keep(&batch).unwrap();
    use Verdict::{Duplicate, New, Revision};
    assert_eq!(verdicts, [New, New, Duplicate, Revision]);
    let account = store.snapshot().unwrap().run(run).unwrap().account;
    let expected = Account {
        coded: 2,
        rejected: 1,
        duplicate: 1,
        revision: 1,
        events: 6,
    };
    assert_eq!(account, expected);
    assert_eq!(
        account.to_string(),
        "received 5 = coded 2 + rejected 1 + duplicate 1 + revision 1; events 6"
    );
    assert_eq!(
        store.snapshot().unwrap().feed(&feed.url).unwrap(),
        Some(feed.clone())
    );
    sound(store.path());

    let before = all(&store);
    assert_eq!(store.keep(&batch).unwrap(), [Duplicate; 4]);
    assert_eq!(all(&store), before);
    let account = store.snapshot().unwrap().run(run).unwrap().account;
    assert_eq!(
        (account.received(), account.duplicate, account.events),
        (10, 5, 6)
    );
    sound(store.path());
}

#[test]
fn a_batch_that_fails_leaves_nothing() {
    let folder = Folder::new("whole");
    let (mut store, run) = folder.store();
    let before = all(&store);
    let one = article(json!({"id": "a", "text": "Kenya met Somalia."}));
    let deposit = Deposit {
        article: &one,
        article_id: "a",
        events: &[],
        notes: &[],
        origin: "a",
        received: now(),
    };
    let batch = Batch {
        // Of a run that never began: found out last, when all else is written.
        run: demarche_store::RunId(run.0 + 1),
        deposits: &[deposit],
        rejected: &[],
        feeds: &[Feed::default()],
    };
    assert!(store.keep(&batch).is_err());
    assert_eq!(all(&store), before);
    assert_eq!(store.snapshot().unwrap().feeds().unwrap(), []);
    assert_eq!(store.state_of(&one).unwrap(), Verdict::New);
    sound(store.path());
}

#[test]
fn what_was_kept_is_there_for_another_reader_and_after_a_reopening() {
    let folder = Folder::new("durable");
    let (mut store, run) = folder.store();
    let reader = Reader::open(store.path()).unwrap();
    let early = reader.snapshot().unwrap();
    let one = article(json!({"id": "a", "text": "Kenya met Somalia."}));
    crate::harness::keep_one(&mut store, run, &one, &[]);
    assert_eq!(
        early.counts().unwrap().articles,
        0,
        "a snapshot stands still"
    );
    drop(early);
    assert_eq!(reader.snapshot().unwrap().counts().unwrap().articles, 1);
    assert_eq!(reader.state_of(&one).unwrap(), Verdict::Duplicate);
    let path = store.path().to_owned();
    // As if killed: no destructor runs, and what the system holds for the process goes on its end.
    let kept = all(&store);
    drop(store);
    let store = demarche_store::Store::open(&path).unwrap();
    assert_eq!(all(&store), kept);
}
