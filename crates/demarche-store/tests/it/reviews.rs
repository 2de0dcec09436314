//! Corrections: they stand whatever is coded anew or written anew, and every change has a number.

use std::collections::BTreeMap;

use demarche_record::correction::{Verdict as Says, Withdrawal};
use demarche_record::{Article, Correction, Event, EventType};
use demarche_store::{
    ArticleNo, Cause, ChangeKind, Coding, CorrectionFilter, Error, Filter, Reader, Reviewer,
    Rights, RunId, Standing, Store, Verdict, Webhook,
};
use serde_json::json;

use crate::harness::{Folder, all, article, keep_one, now, sound, start};
use crate::newsroom::Dice;

/// A coder of sentences like "KEN attacked SOM": the type is that of the verb. `other` reads attacks
/// as protests, and says which desk codes, so that its events have other ids.
fn code(article_id: &str, text: &str, other: bool) -> Vec<Event> {
    let mut events = Vec::new();
    let mut start = 0;
    for (number, sentence) in text.split_inclusive(". ").enumerate() {
        let from = start;
        start += sentence.chars().count();
        let said = sentence.trim_end_matches(['.', ' ']);
        let words: Vec<&str> = said.split(' ').collect();
        let kinds = match words.get(1).copied() {
            Some("attacked") if other => vec![EventType::Protest],
            Some("attacked") => vec![EventType::Assault],
            Some("met") => vec![EventType::Consult],
            // Two events of the same words.
            Some("expelled") => vec![EventType::Sanction, EventType::Coerce],
            _ => vec![],
        };
        for event_type in kinds {
            let at = |word: usize| {
                let before: usize = words[..word].iter().map(|word| word.len() + 1).sum();
                json!([from + before, from + before + words[word].len()])
            };
            let party = |word: usize| {
                json!({"text": words[word], "span": at(word), "name": null, "entity": null,
                       "country": words[word], "sectors": [], "code": words[word], "role": null,
                       "basis": "name"})
            };
            let id = format!(
                "{article_id}-{number}-{event_type}-{from}{}",
                u8::from(other)
            );
            let record = json!({
                "schema": demarche_record::SCHEMA, "id": id, "article_id": article_id,
                "sentence": number + 1, "event_type": event_type, "mode": null, "contexts": [],
                "quad_class": u8::from(event_type.quad_class()), "score": event_type.score(None),
                "cameo": null, "goldstein": null, "status": "actual", "certainty": "asserted",
                "reported_by": null, "actors": [party(0)], "recipients": [party(2)],
                "date": {"start": "2025-05-01", "end": "2025-05-01", "basis": "publication",
                         "span": null},
                "place": null, "object": null,
                "quantities": {"killed": null, "injured": null, "arrested": null, "displaced": null},
                "evidence": {"sentence": [from, from + said.len()], "trigger": at(1), "rule": "r"},
                "confidence": 0.5,
                "coder": {"version": "0", "engine": "fast", "codebook": "c", "fingerprint": "0"},
            });
            events.push(serde_json::from_value(record).unwrap());
        }
    }
    events
}

const TEXT: &str = "KEN attacked SOM. PER met CHL. GHA attacked TGO. NPL expelled IND. \
                    FRA met DEU. Nothing else was said.";

fn page(text: &str) -> Article {
    article(json!({"id": "a", "text": text, "url": "https://example.org/a", "date": "2025-05-01"}))
}

fn keep(store: &mut Store, run: RunId, text: &str) -> Verdict {
    keep_one(store, run, &page(text), &code("a", text, false))
}

fn recode(store: &mut Store, text: &str, other: bool) {
    let run = store.begin_run(&start("recode"), now()).unwrap();
    let events = code("a", text, other);
    let coding = Coding {
        article: ArticleNo(1),
        events: &events,
    };
    store.recode(run, &[coding], now()).unwrap();
}

fn says(verdict: Says, event: &str) -> Correction {
    Correction::new(verdict, event, "desk", "2025-05-03T10:00:00Z")
}

/// The id of the event of a type in a sentence, as the first coder has it.
fn id(sentence: usize, event_type: EventType) -> String {
    let events = code("a", TEXT, false);
    let mut events = events.into_iter();
    let found =
        events.find(|event| event.sentence as usize == sentence && event.event_type == event_type);
    found.unwrap().id
}

fn edit(sentence: usize, event_type: EventType, to: EventType) -> Correction {
    let mut events = code("a", TEXT, false).into_iter();
    let wanted = id(sentence, event_type);
    let mut after = events.find(|event| event.id == wanted).unwrap();
    after.event_type = to;
    Correction {
        event_after: Some(after),
        ..says(Says::Edit, &wanted)
    }
}

fn addition() -> Correction {
    let mut after = code("a", TEXT, false).remove(4);
    let at = TEXT.find("said").unwrap() as u32;
    after.event_type = EventType::Support;
    after.actors.clear();
    after.recipients.clear();
    after.evidence.trigger = demarche_record::Span::new(at, at + 4);
    after.evidence.sentence = demarche_record::Span::new(at - 17, at + 4);
    Correction {
        article_id: "a".to_owned(),
        event_after: Some(after),
        ..says(Says::Add, "")
    }
}

/// What is current: type and actor, in the order of the text.
fn current(store: &Store) -> Vec<String> {
    let snapshot = store.snapshot().unwrap();
    let mut lines = Vec::new();
    snapshot
        .each_event(&Filter::default(), |stored| {
            let actors = stored.event.actors.iter().map(|party| party.text.clone());
            let actors: Vec<String> = actors.collect();
            lines.push(format!("{} {}", stored.event.event_type, actors.join("+")));
            Ok::<(), Error>(())
        })
        .unwrap();
    lines
}

/// What the log says is current is: the last word on each event.
fn replayed(path: &std::path::Path) {
    let reader = Reader::open(path).unwrap();
    let snapshot = reader.snapshot().unwrap();
    let mut said: BTreeMap<String, Event> = BTreeMap::new();
    let (mut seq, mut seen) = (0, 0);
    loop {
        let changes = snapshot.changes_after(seq, 3).unwrap();
        let Some(last) = changes.last() else { break };
        assert!(last.seq > seq, "numbers grow");
        seq = last.seq;
        for change in changes {
            seen += 1;
            let before = said.remove(&change.event_id);
            assert_eq!(
                before.is_some(),
                change.kind != ChangeKind::Added,
                "{change:?}"
            );
            if let Some(event) = change.event {
                said.insert(change.event_id, event.event);
            }
        }
    }
    assert!(seen > 0 && seq <= snapshot.version().unwrap());
    let mut current = BTreeMap::new();
    snapshot
        .each_event(&Filter::default(), |stored| {
            let mut event = stored.event;
            // Another coder alone is no change.
            if let Some(said) = said.get(&event.id) {
                event.coder = said.coder.clone();
            }
            current.insert(event.id.clone(), event);
            Ok::<(), Error>(())
        })
        .unwrap();
    assert_eq!(said, current);
}

const CODED: [&str; 6] = [
    "ASSAULT KEN",
    "CONSULT PER",
    "ASSAULT GHA",
    "SANCTION NPL",
    "COERCE NPL",
    "CONSULT FRA",
];

#[test]
fn each_verdict_does_what_it_says_and_is_taken_back() {
    use EventType::{Assault, Coerce, Consult, Cooperate, Sanction};
    let folder = Folder::new("verdicts");
    let (mut store, run) = folder.store();
    keep(&mut store, run, TEXT);
    assert_eq!(current(&store), CODED);
    let reviewer = Reviewer::open(store.path()).unwrap();
    let accepted = reviewer
        .correct(&says(Says::Accept, &id(1, Assault)))
        .unwrap();
    assert!(!accepted.known && accepted.event.is_some());
    let again = reviewer
        .correct(&says(Says::Accept, &id(1, Assault)))
        .unwrap();
    assert!(again.known, "what is there already is not kept twice");
    let rejected = reviewer
        .correct(&says(Says::Reject, &id(2, Consult)))
        .unwrap();
    assert_eq!(rejected.event, None);
    let edited = reviewer.correct(&edit(4, Sanction, Cooperate)).unwrap();
    let event = edited.event.unwrap();
    assert_eq!(
        event.event.id,
        id(4, Sanction),
        "an edited event keeps its id"
    );
    assert_eq!(event.event.coder.engine, "review");
    assert_eq!(event.event.quad_class, Cooperate.quad_class());
    let added = reviewer.correct(&addition()).unwrap();
    let merge = Correction {
        into: Some(id(1, Assault)),
        ..says(Says::Merge, &id(3, Assault))
    };
    reviewer.correct(&merge).unwrap();
    let corrected = [
        "ASSAULT KEN",
        "ASSAULT GHA",
        "COOPERATE NPL",
        "COERCE NPL",
        "CONSULT FRA",
        "SUPPORT ",
    ];
    assert_eq!(current(&store), corrected);
    {
        let snapshot = store.snapshot().unwrap();
        let standing = |event: &str| {
            let decides = snapshot.correction_of(event).unwrap();
            decides.map(|correction| correction.verdict)
        };
        assert_eq!(standing(&id(1, Assault)), Some(Says::Accept));
        assert_eq!(standing(&id(2, Consult)), Some(Says::Reject));
        assert_eq!(standing(&id(4, Sanction)), Some(Says::Edit));
        assert_eq!(standing(&id(3, Assault)), None, "a merge does not review");
        assert_eq!(standing(&id(4, Coerce)), None);
        assert_eq!(
            snapshot.merges().unwrap(),
            [(id(3, Assault), id(1, Assault))]
        );
        let rejected = snapshot.reviewed(Standing::Rejected, 9).unwrap();
        assert_eq!(rejected.len(), 1);
        let review = snapshot.review_of(rejected[0].row).unwrap().unwrap();
        assert_eq!(review.standing, Standing::Rejected);
        assert_eq!(review.correction.event_before.unwrap().id, id(2, Consult));
        let all = snapshot.corrections(&CorrectionFilter::default()).unwrap();
        assert_eq!(all.len(), 5);
        assert_eq!(snapshot.counts().unwrap().events, 6);
    }
    sound(store.path());
    // An edited event is rejected, and accepted again as the reviewer wrote it.
    reviewer
        .correct(&says(Says::Reject, &id(4, Sanction)))
        .unwrap();
    assert!(!current(&store).iter().any(|line| line == "COOPERATE NPL"));
    sound(store.path());
    let accept = Correction {
        at: "2025-05-04T10:00:00Z".to_owned(),
        ..says(Says::Accept, &id(4, Sanction))
    };
    let back = reviewer.correct(&accept).unwrap();
    assert_eq!(back.event.unwrap().event.event_type, Cooperate);
    assert_eq!(current(&store), corrected);
    // All are taken back: as it was coded.
    let snapshot_of = |store: &Store| {
        let snapshot = store.snapshot().unwrap();
        snapshot.corrections(&CorrectionFilter::default()).unwrap()
    };
    for stored in snapshot_of(&store) {
        let withdrawal = Withdrawal {
            by: "desk".to_owned(),
            reason: "mistaken".to_owned(),
            at: "2025-05-05T10:00:00Z".to_owned(),
        };
        let done = reviewer
            .withdraw(&stored.correction.id, &withdrawal)
            .unwrap();
        assert_eq!(done.correction.withdrawn.as_ref(), Some(&withdrawal));
        assert!(
            reviewer
                .withdraw(&stored.correction.id, &withdrawal)
                .unwrap()
                .known
        );
        sound(store.path());
    }
    assert_eq!(current(&store), CODED);
    assert_eq!(snapshot_of(&store).len(), 7, "they stay on record");
    assert_eq!(store.snapshot().unwrap().merges().unwrap(), []);
    assert!(added.event.is_some());
    replayed(store.path());
}

#[test]
fn what_does_not_fit_is_refused_and_changes_nothing() {
    use EventType::{Assault, Consult};
    let folder = Folder::new("refused");
    let (mut store, run) = folder.store();
    keep(&mut store, run, TEXT);
    let reviewer = Reviewer::open(store.path()).unwrap();
    let mut elsewhere = edit(1, Assault, Consult);
    if let Some(after) = &mut elsewhere.event_after {
        after.actors[0].span.start += 1;
    }
    let mut modes = edit(1, Assault, Consult);
    if let Some(after) = &mut modes.event_after {
        after.mode = Some(EventType::Assault.modes()[0]);
    }
    let long = Correction {
        into: Some("nobody".to_owned()),
        ..says(Says::Merge, &id(1, Assault))
    };
    let nameless = Correction {
        by: " ".to_owned(),
        ..says(Says::Accept, &id(1, Assault))
    };
    let timeless = Correction {
        at: "yesterday".to_owned(),
        ..says(Says::Accept, &id(1, Assault))
    };
    let mut homeless = addition();
    homeless.article_id = "nowhere".to_owned();
    reviewer
        .correct(&says(Says::Reject, &id(2, Consult)))
        .unwrap();
    let repeated = Correction {
        into: Some(id(2, Consult)),
        ..says(Says::Merge, &id(1, Assault))
    };
    let before = store.snapshot().unwrap().version().unwrap();
    for (correction, what) in [
        (
            says(Says::Accept, "no-such"),
            "there is no event \"no-such\"",
        ),
        (
            says(Says::Edit, &id(1, Assault)),
            "with an event as it should be",
        ),
        (says(Says::Merge, &id(1, Assault)), "`into` names"),
        (elsewhere, "actors: the text has"),
        (modes, "CONSULT has no mode"),
        (long, "there is no other event \"nobody\""),
        (nameless, "the name of its reviewer"),
        (timeless, "\"yesterday\" is no time"),
        (homeless, "there is no article \"nowhere\""),
        (repeated, "is rejected"),
    ] {
        let error = reviewer.correct(&correction).unwrap_err();
        assert!(matches!(error, Error::Refused { .. }), "{error}");
        assert!(error.to_string().contains(what), "{error}: {what}");
        assert!(!error.remedy().is_empty());
    }
    let snapshot = store.snapshot().unwrap();
    assert_eq!(snapshot.version().unwrap(), before);
    let kept = snapshot.corrections(&CorrectionFilter::default()).unwrap();
    assert_eq!(kept.len(), 1, "{kept:?}");
}

#[test]
fn corrections_and_recodings_in_any_order_give_the_same() {
    use EventType::{Assault, Consult, Cooperate, Protest, Sanction};
    let corrections = [
        says(Says::Accept, &id(1, Assault)),
        says(Says::Reject, &id(2, Consult)),
        edit(3, Assault, Protest),
        edit(4, Sanction, Cooperate),
        addition(),
        says(Says::Reject, &id(5, Consult)),
    ];
    let mut dice = Dice::new(3);
    let mut expected = None;
    for round in 0..12 {
        let folder = Folder::new(&format!("orders-{round}"));
        let (mut store, run) = folder.store();
        keep(&mut store, run, TEXT);
        let reviewer = Reviewer::open(store.path()).unwrap();
        let mut left: Vec<&Correction> = corrections.iter().collect();
        while !left.is_empty() {
            if dice.chance(40) {
                recode(&mut store, TEXT, false);
            } else {
                let next = left.remove(dice.below(left.len()));
                reviewer.correct(next).unwrap();
            }
        }
        if dice.chance(50) {
            recode(&mut store, TEXT, false);
        }
        let kept = all(&store).1;
        assert_eq!(
            expected.get_or_insert_with(|| kept.clone()),
            &kept,
            "{round}"
        );
        sound(store.path());
        replayed(store.path());
    }
}

#[test]
fn corrections_survive_another_coder() {
    use EventType::{Assault, Coerce, Consult, Sanction};
    let folder = Folder::new("another-coder");
    let (mut store, run) = folder.store();
    keep(&mut store, run, TEXT);
    let reviewer = Reviewer::open(store.path()).unwrap();
    reviewer.correct(&edit(1, Assault, Coerce)).unwrap();
    reviewer
        .correct(&says(Says::Reject, &id(3, Assault)))
        .unwrap();
    reviewer
        .correct(&says(Says::Reject, &id(5, Consult)))
        .unwrap();
    reviewer
        .correct(&says(Says::Accept, &id(2, Consult)))
        .unwrap();
    reviewer.correct(&edit(4, Sanction, Assault)).unwrap();
    recode(&mut store, TEXT, true);
    // The edited attack stands in place of what the other coder says of the same words; what was
    // rejected as an attack was not rejected as a protest; the rejected meeting stays away.
    let corrected = [
        "COERCE KEN",
        "CONSULT PER",
        "PROTEST GHA",
        "COERCE NPL",
        "ASSAULT NPL",
    ];
    let mut found = current(&store);
    found.sort();
    let mut wanted: Vec<String> = corrected.iter().map(|line| (*line).to_owned()).collect();
    wanted.sort();
    assert_eq!(found, wanted);
    sound(store.path());
    replayed(store.path());
    // A later correction finds the edited event by its id.
    let snapshot_id = id(1, Assault);
    reviewer.correct(&says(Says::Reject, &snapshot_id)).unwrap();
    assert!(!current(&store).contains(&"COERCE KEN".to_owned()));
    recode(&mut store, TEXT, false);
    assert!(!current(&store).iter().any(|line| line.ends_with("KEN")));
    sound(store.path());
    replayed(store.path());
    assert_eq!(
        store
            .snapshot()
            .unwrap()
            .difference(RunId(1), RunId(3), |_, _| Ok::<(), Error>(()))
            .unwrap()
            .same,
        6,
        "runs are compared as they coded"
    );
}

#[test]
fn corrections_follow_the_words_into_another_text() {
    use EventType::{Assault, Coerce, Consult, Cooperate, Sanction};
    let folder = Folder::new("another-text");
    let (mut store, run) = folder.store();
    keep(&mut store, run, TEXT);
    let reviewer = Reviewer::open(store.path()).unwrap();
    reviewer.correct(&edit(1, Assault, Coerce)).unwrap();
    reviewer
        .correct(&says(Says::Reject, &id(2, Consult)))
        .unwrap();
    reviewer.correct(&edit(4, Sanction, Cooperate)).unwrap();
    reviewer.correct(&addition()).unwrap();
    // A sentence before all, and one in which a word was changed.
    let longer = format!(
        "MLI met NER. {}",
        TEXT.replace("PER met CHL.", "PER met CHL again.")
    );
    assert_eq!(keep(&mut store, run, &longer), Verdict::Revision);
    let corrected = [
        "CONSULT MLI",
        "COERCE KEN",
        "ASSAULT GHA",
        "COOPERATE NPL",
        "COERCE NPL",
        "CONSULT FRA",
        "SUPPORT ",
    ];
    assert_eq!(current(&store), corrected);
    {
        let snapshot = store.snapshot().unwrap();
        let event = snapshot
            .events_named(&id(1, Assault))
            .unwrap()
            .remove(0)
            .event;
        assert_eq!(event.actors[0].span.slice(&longer), "KEN");
        assert_eq!(event.evidence.trigger.slice(&longer), "attacked");
        assert_eq!(event.evidence.sentence.slice(&longer), "KEN attacked SOM");
        assert_eq!(event.sentence, 2);
    }
    sound(store.path());
    replayed(store.path());
    // A text that does not say it any more has no such event, and one that says it again does.
    let shorter = longer.replace("KEN attacked SOM. ", "");
    assert_eq!(keep(&mut store, run, &shorter), Verdict::Revision);
    assert!(!current(&store).iter().any(|line| line.ends_with("KEN")));
    sound(store.path());
    let again = format!("{shorter} KEN attacked SOM.");
    assert_eq!(keep(&mut store, run, &again), Verdict::Revision);
    assert!(current(&store).contains(&"COERCE KEN".to_owned()));
    assert!(!current(&store).contains(&"ASSAULT KEN".to_owned()));
    sound(store.path());
    replayed(store.path());
}

#[test]
fn every_change_has_a_number_and_a_cause() {
    use EventType::Assault;
    let folder = Folder::new("changes");
    let (mut store, run) = folder.store();
    let version = |store: &Store| store.snapshot().unwrap().version().unwrap();
    assert_eq!(version(&store), 0);
    keep(&mut store, run, TEXT);
    assert_eq!(version(&store), 6);
    // What is there already changes nothing; an article without events is a change.
    keep(&mut store, run, TEXT);
    assert_eq!(version(&store), 6);
    let quiet = article(json!({"id": "q", "text": "Nothing happened."}));
    keep_one(&mut store, run, &quiet, &[]);
    assert_eq!(version(&store), 7);
    recode(&mut store, TEXT, false);
    assert_eq!(
        version(&store),
        8,
        "other coders are seen by who keeps an answer"
    );
    let changes = |store: &Store, after: u64| {
        let snapshot = store.snapshot().unwrap();
        snapshot.changes_after(after, 100).unwrap()
    };
    assert_eq!(changes(&store, 6), [], "and are no change of an event");
    let reviewer = Reviewer::open(store.path()).unwrap();
    let done = reviewer
        .correct(&says(Says::Reject, &id(1, Assault)))
        .unwrap();
    let [change] = &changes(&store, 8)[..] else {
        panic!()
    };
    assert_eq!(change.cause, Cause::Correction(done.correction.id.clone()));
    assert_eq!(
        (change.kind, change.event_id.as_str()),
        (ChangeKind::Withdrawn, id(1, Assault).as_str())
    );
    assert_eq!(
        (change.at.as_str(), &change.event),
        ("2025-05-03T10:00:00Z", &None)
    );
    reviewer
        .correct(&edit(3, Assault, EventType::Coerce))
        .unwrap();
    let [change] = &changes(&store, 9)[..] else {
        panic!()
    };
    assert_eq!(change.kind, ChangeKind::Changed);
    let event = &change.event.as_ref().unwrap().event;
    assert_eq!(event.event_type, EventType::Coerce);
    let seen = version(&store);
    recode(&mut store, TEXT, true);
    let changes = changes(&store, seen);
    let kinds: Vec<&str> = changes.iter().map(|change| change.kind.as_str()).collect();
    // The other coder gives its events other ids; the reviewer's keeps its own.
    assert_eq!(kinds.iter().filter(|kind| **kind == "withdrawn").count(), 4);
    assert_eq!(kinds.iter().filter(|kind| **kind == "changed").count(), 0);
    assert!(
        changes
            .iter()
            .all(|change| change.cause == Cause::Run(RunId(3)))
    );
    sound(store.path());
    replayed(store.path());
}

#[test]
fn reviewers_write_while_another_ingests() {
    let folder = Folder::new("beside");
    let (mut store, run) = folder.store();
    keep(&mut store, run, TEXT);
    let path = store.path().to_owned();
    let ids: Vec<String> = code("a", TEXT, false)
        .into_iter()
        .map(|event| event.id)
        .collect();
    std::thread::scope(|scope| {
        for desk in ["north", "south"] {
            let (path, ids) = (&path, &ids);
            scope.spawn(move || {
                let reviewer = Reviewer::open(path).unwrap();
                for (round, id) in ids.iter().cycle().take(18).enumerate() {
                    let verdict = [Says::Accept, Says::Reject][round % 2];
                    let at = format!("2025-05-03T10:00:{round:02}Z");
                    let done = reviewer.correct(&Correction::new(verdict, id, desk, &at));
                    assert!(!done.unwrap().known);
                }
            });
        }
        for number in 0..60 {
            let text = format!("KEN met SOM. Report {number}.");
            let id = format!("n{number}");
            let more = article(json!({"id": id, "text": text, "date": "2025-05-02"}));
            keep_one(&mut store, run, &more, &code(&id, &text, false));
        }
    });
    let snapshot = store.snapshot().unwrap();
    let corrections = snapshot.corrections(&CorrectionFilter::default()).unwrap();
    assert_eq!(corrections.len(), 36);
    assert_eq!(snapshot.info().unwrap().articles, 61);
    drop(snapshot);
    sound(&path);
    replayed(&path);
}

#[test]
fn a_backup_brings_corrections_and_tokens_back_and_reviewers_write_to_what_was_restored() {
    use EventType::{Assault, Consult};
    let folder = Folder::new("restored");
    let (mut store, run) = folder.store();
    keep(&mut store, run, TEXT);
    let path = store.path().to_owned();
    drop(store);
    let reviewer = Reviewer::open(&path).unwrap();
    reviewer
        .correct(&says(Says::Reject, &id(1, Assault)))
        .unwrap();
    let token = reviewer
        .add_token("desk", Rights::Write, "dmr_secret", now())
        .unwrap();
    let other = reviewer
        .add_token("page", Rights::Read, "dmr_other", now())
        .unwrap();
    let hook = Webhook {
        id: 0,
        url: "https://example.org/hook".to_owned(),
        filter: "{}".to_owned(),
        secret: "s".to_owned(),
        created: now().to_string(),
        position: 6,
        failures: 0,
        state: "new".to_owned(),
        tells: "both".to_owned(),
        told: String::new(),
    };
    let number = reviewer.add_webhook(&hook).unwrap();
    let backup = folder.path("backup.demarche");
    demarche_store::backup(&path, &backup).unwrap();
    assert!(reviewer.revoke_token(token.id, now()).unwrap());
    assert!(!reviewer.revoke_token(token.id, now()).unwrap());
    reviewer.token_used(other.id, now()).unwrap();
    let told = Webhook {
        id: number,
        position: 7,
        failures: 1,
        told: "alert:IND-PAK:rise:2025-05-05\n".to_owned(),
        ..hook.clone()
    };
    reviewer.put_webhooks(std::slice::from_ref(&told)).unwrap();
    let tokens = |secret: &str| {
        let reader = Reader::open(&path).unwrap();
        let snapshot = reader.snapshot().unwrap();
        snapshot.token(secret).unwrap()
    };
    assert_eq!(tokens("dmr_secret"), None);
    assert_eq!(
        tokens("dmr_other").unwrap().last_used,
        Some(now().to_string())
    );
    assert_eq!(tokens("dmr_guess"), None);
    {
        let reader = Reader::open(&path).unwrap();
        let snapshot = reader.snapshot().unwrap();
        assert_eq!(snapshot.webhooks().unwrap(), [told]);
        assert_eq!(snapshot.tokens().unwrap().len(), 2);
    }
    sound(&path);
    demarche_store::restore(&path, &backup).unwrap();
    assert_eq!(tokens("dmr_secret").unwrap().rights, Rights::Write);
    reviewer
        .correct(&says(Says::Reject, &id(2, Consult)))
        .unwrap();
    assert!(reviewer.remove_webhook(number).unwrap());
    let store = Store::open(&path).unwrap();
    assert_eq!(current(&store), &CODED[2..]);
    sound(&path);
}

/// What each tampering is found by: all of them are.
#[test]
fn damage_to_what_reviewers_said_is_found() {
    use EventType::{Assault, Coerce, Consult};
    let folder = Folder::new("tampered");
    let (mut store, run) = folder.store();
    keep(&mut store, run, TEXT);
    let path = store.path().to_owned();
    drop(store);
    let reviewer = Reviewer::open(&path).unwrap();
    reviewer
        .correct(&says(Says::Reject, &id(2, Consult)))
        .unwrap();
    let gone = reviewer.correct(&edit(1, Assault, Coerce)).unwrap();
    let withdrawal = Withdrawal {
        by: "d".to_owned(),
        reason: String::new(),
        at: now().to_string(),
    };
    reviewer.withdraw(&gone.correction.id, &withdrawal).unwrap();
    reviewer.correct(&edit(3, Assault, Coerce)).unwrap();
    reviewer
        .add_token("desk", Rights::Read, "dmr_secret", now())
        .unwrap();
    sound(&path);
    let whole = std::fs::read(&path).unwrap();
    for change in [
        "UPDATE corrections SET record = replace(record, 'desk', 'risk') WHERE id = 1",
        "UPDATE corrections SET event_id = 'x' WHERE id = 1",
        "DELETE FROM corrections WHERE id = 3",
        "DELETE FROM withdrawals",
        "UPDATE withdrawals SET reason = 'x'",
        "UPDATE reviewed SET standing = 'accepted'",
        "DELETE FROM reviewed",
        "UPDATE changes SET kind = 1 WHERE seq = 7",
        "DELETE FROM changes WHERE seq = 3",
        "UPDATE tokens SET rights = 'write'",
        "UPDATE total_types SET events = events + 1",
        "DELETE FROM total_sources",
        "UPDATE edges SET events = 5 WHERE step = 'y'",
        "UPDATE events SET correction = 0 WHERE correction = 3",
    ] {
        let connection = rusqlite::Connection::open(&path).unwrap();
        let changed = connection
            .execute_batch("PRAGMA foreign_keys = OFF")
            .and_then(|()| connection.execute(change, []));
        assert!(matches!(changed, Ok(1..) | Err(_)), "{change}");
        let refused = changed.is_err();
        drop(connection);
        let findings = demarche_store::check(&path).unwrap();
        assert!(refused || !findings.is_empty(), "{change}");
        std::fs::write(&path, &whole).unwrap();
    }
    sound(&path);
}

#[test]
fn edges_and_pairs_are_what_happened_in_a_span() {
    let folder = Folder::new("edges");
    let (mut store, run) = folder.store();
    keep(&mut store, run, TEXT);
    let snapshot = store.snapshot().unwrap();
    let edges = snapshot.edges(None, None, 1).unwrap();
    let lines: Vec<String> = edges
        .iter()
        .map(|edge| format!("{} {} {:?}", edge.actor, edge.recipient, edge.quads))
        .collect();
    assert_eq!(lines.len(), 5, "{lines:?}");
    assert_eq!(edges[0].events(), 2, "{lines:?}");
    let pairs = snapshot
        .pairs(Some("2025-04-01"), Some("2025-05-31"), 2)
        .unwrap();
    assert_eq!(pairs.len(), 2);
    assert_eq!(pairs[0].countries, ["IND", "NPL"]);
    assert_eq!(pairs[0].events(), 2);
    assert_eq!(snapshot.pairs(Some("2025-05-02"), None, 9).unwrap(), []);
    assert_eq!(snapshot.edges(None, Some("2025-04-30"), 1).unwrap(), []);
    assert!(
        snapshot.edges(Some("2025-04-40"), None, 1).is_ok(),
        "before the first day"
    );
}
