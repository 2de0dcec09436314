//! What is asked of a store: words, counts, series, what is latest, what two runs differ in.

use demarche_record::{Article, Event, EventType};
use demarche_store::{Coding, Contrast, Dyads, Error, Filter, Parties, RunId, Selection, Store};
use serde_json::json;

use crate::harness::{Folder, article, event, keep_one, now, sound, start};

/// Three articles with events of four days.
fn filled(folder: &Folder) -> (Store, RunId) {
    let (mut store, run) = folder.store();
    let rows: [(Article, Vec<Event>); 3] = [
        (
            article(
                json!({"id": "a", "title": "Border clash", "source": "Wire", "date": "2025-05-01",
                           "text": "Troops of Kenya fired across the border into Somalia."}),
            ),
            vec![
                event("a", 1, EventType::Assault, ("KEN", "SOM"), "2025-05-01"),
                event("a", 2, EventType::Accuse, ("SOM", "KEN"), "2025-05-02"),
            ],
        ),
        (
            article(
                json!({"id": "b", "title": "Talks", "source": "Desk", "date": "2025-06-03",
                           "text": "The talks on the border were held in Lima, says “the mediator”."}),
            ),
            vec![event(
                "b",
                1,
                EventType::Consult,
                ("PER", "CHL"),
                "2025-06-03",
            )],
        ),
        (
            article(
                json!({"id": "c", "text": "Kenya struck Somalia again.", "date": "2025-05-01"}),
            ),
            vec![event(
                "c",
                1,
                EventType::Assault,
                ("KEN", "SOM"),
                "2025-05-01",
            )],
        ),
    ];
    for (article, events) in &rows {
        keep_one(&mut store, run, article, events);
    }
    (store, run)
}

#[test]
fn words_find_articles() {
    let folder = Folder::new("words");
    let (store, _) = filled(&folder);
    let snapshot = store.snapshot().unwrap();
    let found = |text: &str, filter: &Filter| -> Vec<String> {
        let hits = snapshot.search(text, filter, 10).unwrap();
        hits.into_iter().map(|hit| hit.article_id).collect()
    };
    let all = Filter::default();
    // The title counts more than the text.
    assert_eq!(found("border", &all), ["a", "b"]);
    assert_eq!(found("BORDER kenya", &all), ["a"]);
    assert_eq!(found("\"the border were\"", &all), ["b"]);
    assert_eq!(found("medi*", &all), ["b"]);
    assert!(found("medi", &all).is_empty());
    for open in [
        "m*",
        "me*",
        "med*",
        "mediato*",
        "\"held in\" li*",
        "MÉ* bor*",
    ] {
        assert_eq!(found(open, &all), ["b"], "{open}");
    }
    assert!(found("", &all).is_empty());
    for odd in [
        "\"", "*", "a AND", "NEAR(", "title:", "^", "'; DROP", "\u{0}", "((((",
    ] {
        snapshot.search(odd, &all, 10).unwrap();
    }
    let desk = Filter {
        source: Some("Desk".to_owned()),
        ..Filter::default()
    };
    assert_eq!(found("border", &desk), ["b"]);
    let kenya = Filter {
        countries: vec!["SOM".to_owned()],
        until: Some("2025-05-31".to_owned()),
        ..Filter::default()
    };
    assert_eq!(found("somalia", &kenya).len(), 2);
    let hit = &snapshot.search("lima", &all, 10).unwrap()[0];
    assert!(hit.snippet.contains("held in Lima"), "{}", hit.snippet);
}

#[test]
fn sums_say_what_the_events_say() {
    let folder = Folder::new("sums");
    let (store, _) = filled(&folder);
    let snapshot = store.snapshot().unwrap();
    let counts = snapshot.counts().unwrap();
    assert_eq!((counts.articles, counts.events), (3, 4));
    assert_eq!(counts.first_day.as_deref(), Some("2025-05-01"));
    assert_eq!(counts.last_day.as_deref(), Some("2025-06-03"));
    let dyads = Dyads {
        actor: Some("KEN".to_owned()),
        recipient: Some("SOM".to_owned()),
        ..Dyads::default()
    };
    for monthly in [false, true] {
        let series = snapshot
            .series(&Dyads {
                monthly,
                ..dyads.clone()
            })
            .unwrap();
        let [day] = &series[..] else {
            panic!("{series:?}")
        };
        assert_eq!(day.day, if monthly { "2025-05" } else { "2025-05-01" });
        assert_eq!((day.quad_class, day.events, day.killed), (4, 2, 4));
        assert_eq!(
            (day.score, day.goldstein),
            (2.0 * EventType::Assault.score(None), -20.0)
        );
    }
    let from_june = Dyads {
        from: Some("2025-06-01".to_owned()),
        ..Dyads::default()
    };
    // Both sides of the talks stood apart: one is the actor, one the recipient.
    assert_eq!(snapshot.series(&from_june).unwrap().len(), 1);
    let may = snapshot
        .types(Some("2025-05-01"), Some("2025-05-31"))
        .unwrap();
    let may: Vec<(&str, u64)> = may
        .iter()
        .map(|row| (row.event_type.as_str(), row.events))
        .collect();
    assert_eq!(may, [("ASSAULT", 2), ("ACCUSE", 1)]);
    let places = snapshot.places(None, Some("2025-05-01")).unwrap();
    assert_eq!(
        (places.len(), places[0].events, places[0].killed),
        (1, 2, 4)
    );
    assert_eq!(snapshot.sources(None, None).unwrap().len(), 3);
    drop(snapshot);
    sound(store.path());
}

#[test]
fn parties_of_talks_are_each_others_and_protesters_are_not() {
    let folder = Folder::new("mutual");
    let (mut store, run) = folder.store();
    let mut talks = event("a", 1, EventType::Consult, ("PER", "CHL"), "2025-05-01");
    talks.actors.append(&mut talks.recipients);
    let mut march = event("a", 2, EventType::Protest, ("PER", "CHL"), "2025-05-01");
    march.actors.append(&mut march.recipients);
    let one = article(json!({"id": "a", "text": "Peru and Chile met."}));
    keep_one(&mut store, run, &one, &[talks, march]);
    let snapshot = store.snapshot().unwrap();
    let series = snapshot.series(&Dyads::default()).unwrap();
    let pairs: Vec<(&str, &str)> = series
        .iter()
        .map(|row| (row.actor.as_str(), row.recipient.as_str()))
        .collect();
    assert_eq!(
        pairs,
        [("CHL", ""), ("CHL", "PER"), ("PER", ""), ("PER", "CHL")]
    );
}

#[test]
fn the_latest_come_first_and_filters_hold() {
    let folder = Folder::new("latest");
    let (store, _) = filled(&folder);
    let snapshot = store.snapshot().unwrap();
    let ids = |events: Vec<demarche_store::StoredEvent>| -> Vec<String> {
        events.into_iter().map(|kept| kept.event.id).collect()
    };
    let latest = |filter: &Filter| ids(snapshot.latest(filter, 3).unwrap());
    assert_eq!(
        latest(&Filter::default()),
        ["b-1-CONSULT", "a-2-ACCUSE", "c-1-ASSAULT"]
    );
    let assaults = Filter {
        types: vec![EventType::Assault],
        ..Filter::default()
    };
    assert_eq!(latest(&assaults), ["c-1-ASSAULT", "a-1-ASSAULT"]);
    let peru = Filter {
        countries: vec!["PER".to_owned()],
        ..Filter::default()
    };
    assert_eq!(latest(&peru), ["b-1-CONSULT"]);
    let wire = Filter {
        source: Some("Wire".to_owned()),
        ..Filter::default()
    };
    assert_eq!(latest(&wire), ["a-2-ACCUSE", "a-1-ASSAULT"]);
    let between = snapshot.latest_between("SOM", "KEN", 9).unwrap();
    assert_eq!(ids(between), ["a-2-ACCUSE"]);
    let until = Filter {
        until: Some("2025-05-01".to_owned()),
        ..Filter::default()
    };
    let mut seen = Vec::new();
    snapshot
        .each_coded(&until, |article, events| {
            seen.push((article.article_id, events.len()));
            Ok::<(), Error>(())
        })
        .unwrap();
    assert_eq!(seen, [("a".to_owned(), 1), ("c".to_owned(), 1)]);
}

#[test]
fn a_recoding_takes_the_place_of_the_older_one_and_shows_what_changed() {
    let folder = Folder::new("recode");
    let (mut store, before) = filled(&folder);
    let after = store.begin_run(&start("recode"), now()).unwrap();
    let number = |store: &Store, name: &str| {
        store.snapshot().unwrap().articles_named(name).unwrap()[0].number
    };
    // The first event is the same but for its coder, the second has another type, a third came.
    let mut same = event("a", 1, EventType::Assault, ("KEN", "SOM"), "2025-05-01");
    same.coder.fingerprint = "1".to_owned();
    let changed = event("a", 2, EventType::Reject, ("SOM", "KEN"), "2025-05-02");
    let added = event("a", 3, EventType::Protest, ("SOM", ""), "2025-05-02");
    let events = [same, changed, added];
    let codings = [
        Coding {
            article: number(&store, "a"),
            events: &events,
        },
        Coding {
            article: number(&store, "b"),
            events: &[],
        },
    ];
    store.recode(after, &codings, now()).unwrap();
    sound(store.path());
    let snapshot = store.snapshot().unwrap();
    assert_eq!(snapshot.counts().unwrap().events, 4);
    let mut changes = Vec::new();
    let sums = snapshot
        .difference(before, after, |name, change| {
            changes.push((name.to_owned(), change));
            Ok::<(), Error>(())
        })
        .unwrap();
    assert_eq!((sums.texts, sums.only_before, sums.only_after), (2, 1, 0));
    assert_eq!(
        (sums.same, sums.changed, sums.added, sums.gone),
        (1, 1, 1, 1)
    );
    let [
        (_, Contrast::Changed { fields, .. }),
        (_, Contrast::Added(_)),
        (b, Contrast::Gone(_)),
    ] = &changes[..]
    else {
        panic!("{changes:?}")
    };
    assert_eq!(b, "b");
    assert!(fields.contains(&"event_type".to_owned()) && !fields.contains(&"coder".to_owned()));
    let unknown = snapshot.difference(before, RunId(99), |_, _| Ok::<(), Error>(()));
    assert!(matches!(unknown, Err(Error::Misuse { .. })));
}

/// Whatever leads a query, it finds what `Selection::takes` takes: by rare words, sources, types,
/// places, or parties.
#[test]
fn whatever_leads_a_selection_finds_what_it_takes() {
    let folder = Folder::new("selections");
    let (mut store, run) = folder.store();
    let countries = ["KEN", "SOM", "PER", "CHL", "GRC"];
    let types = [EventType::Assault, EventType::Consult, EventType::Aid];
    let places = ["Lodwar", "Moyale", "Lima"];
    let mut all: Vec<(Article, Event)> = Vec::new();
    for number in 0..60_usize {
        let id = format!("s{number}");
        let words = ["river", "harbour", "treaty"][number % 3];
        let source = ["Wire", "Desk"][number / 2 % 2];
        let day = format!("2025-05-{:02}", 1 + number * 7 % 28);
        let told = article(json!({
            "id": id, "source": source, "date": day,
            "text": format!("Number {number} is about the {words} and item{}.", number % 20),
        }));
        let events: Vec<Event> = (1..=2)
            .map(|sentence| {
                let at = number * 3 + sentence as usize;
                let parties = (countries[at % 5], countries[at / 5 % 5]);
                let kind = types[at % 7 % 3];
                let mut event = event(&id, sentence, kind, parties, &day);
                let mut record = serde_json::to_value(&event).unwrap();
                record["place"]["text"] = json!(places[at % 3]);
                record["place"]["name"] = match at % 4 {
                    0 => json!(null),
                    _ => json!(places[at % 3]),
                };
                record["mode"] = match kind {
                    EventType::Assault => json!(EventType::Assault.modes()[at % 2].as_str()),
                    _ => json!(null),
                };
                record["actors"][0]["code"] = json!(format!("{}MIL", parties.0));
                record["confidence"] = json!(0.1 * (at % 11) as f64);
                event = serde_json::from_value(record).unwrap();
                event
            })
            .collect();
        keep_one(&mut store, run, &told, &events);
        all.extend(events.into_iter().map(|event| (told.clone(), event)));
    }
    let snapshot = store.snapshot().unwrap();
    let mode = EventType::Assault.modes()[0].as_str();
    let asked: &[&[(&str, &str)]] = &[
        &[("q", "harbour")],
        &[("q", "harbour"), ("source", "Wire")],
        &[("q", "item7"), ("country", "KEN")],
        &[("q", "item7"), ("place", "Lima")],
        &[("q", "nowhere")],
        &[("source", "Desk")],
        &[("source", "Desk"), ("type", "AID")],
        &[("source", "Herald")],
        &[("place", "Moyale")],
        &[("place", "KEN")],
        &[("place", "Moyale"), ("source", "Wire"), ("q", "treaty")],
        &[("place", "Nowhere")],
        &[("actor", "KEN"), ("recipient", "SOM")],
        &[("actor", "KENMIL")],
        &[("actor", "PERMIL"), ("recipient", "CHL"), ("q", "river")],
        &[("recipient", "KENMIL")],
        &[("type", "AID"), ("country", "GRC,PER")],
        &[
            ("type", "AID,CONSULT"),
            ("country", "GRC"),
            ("place", "Lima"),
        ],
        &[("mode", mode)],
        &[("min_confidence", "0.9")],
        &[("min_confidence", "1")],
        &[("min_confidence", "0.5"), ("type", "AID")],
        &[("pair", "KEN,SOM"), ("type", "AID,CONSULT")],
        &[
            ("actor", "KEN"),
            ("type", "ASSAULT"),
            ("min_confidence", "0.3"),
        ],
        &[("country", "KEN"), ("mode", mode)],
        &[("pair", "KEN,SOM"), ("source", "Wire")],
        &[("pair", "KEN,SOM"), ("country", "KEN"), ("q", "river")],
        &[
            ("since", "2025-05-10"),
            ("until", "2025-05-20"),
            ("q", "river"),
        ],
    ];
    let mut found_any = 0;
    for names in asked {
        let mut selection = Selection::default();
        for (name, value) in *names {
            selection.set(name, value).unwrap();
        }
        let mut expected: Vec<&str> = all
            .iter()
            .filter(|(article, event)| {
                let words = selection.words.as_deref();
                let has = |word: &str| {
                    let mut words = article.text.split(|c: char| !c.is_alphanumeric());
                    words.any(|one| one == word)
                };
                selection.takes(event, article.source.as_deref()) && words.is_none_or(has)
            })
            .map(|(_, event)| event.id.as_str())
            .collect();
        let found = snapshot.select(&selection, None, 1000).unwrap();
        let days: Vec<&str> = found.iter().map(|one| one.mark.day.as_str()).collect();
        assert!(days.iter().rev().is_sorted(), "{names:?}: {days:?}");
        let mut ids: Vec<&str> = found
            .iter()
            .map(|one| one.event.event.id.as_str())
            .collect();
        ids.sort_unstable();
        expected.sort_unstable();
        assert_eq!(ids, expected, "{names:?}");
        found_any += usize::from(!ids.is_empty());
        // The same in pages.
        let first = snapshot.select(&selection, None, 3).unwrap();
        let mark = first.last().map(|last| last.mark.clone());
        let rest = snapshot.select(&selection, mark.as_ref(), 1000).unwrap();
        if mark.is_some() {
            assert_eq!(first.len() + rest.len(), found.len(), "{names:?}");
        }
    }
    assert!(found_any > 15, "only {found_any} find something");
}

/// The map of a span, whether it has whole months in it or none, is what the events say; also where
/// some were taken back.
#[test]
fn the_map_has_what_happened_in_a_span() {
    let folder = Folder::new("map");
    let (mut store, run) = folder.store();
    let mut all: Vec<(String, (f64, f64), u8)> = Vec::new();
    for number in 0..90_usize {
        let id = format!("m{number}");
        let day = format!("2025-{:02}-{:02}", 1 + number % 5, 1 + number * 11 % 28);
        let told = article(json!({
            "id": id, "url": format!("https://news.example/{id}"), "source": "Wire", "date": day,
            "text": format!("Number {number} is about a place."),
        }));
        let kind = [EventType::Assault, EventType::Consult][number % 2];
        let event = event(&id, 1, kind, ("KEN", "SOM"), &day);
        let mut record = serde_json::to_value(&event).unwrap();
        let at = [(3.119, 35.597), (0.0, -0.0), (-12.05, -77.04)][number * 5 % 3];
        record["place"]["lat"] = json!(at.0);
        record["place"]["lon"] = json!(at.1);
        let actual = number % 7 != 0;
        if !actual {
            record["status"] = json!("future");
        }
        let event = serde_json::from_value(record).unwrap();
        keep_one(&mut store, run, &told, &[event]);
        if number % 10 == 3 {
            // The next text has no event.
            let revised = article(json!({
                "id": id, "url": format!("https://news.example/{id}"), "source": "Desk",
                "date": day, "text": "It was all a mistake.",
            }));
            keep_one(&mut store, run, &revised, &[]);
        } else if actual {
            all.push((day, at, u8::from(kind.quad_class())));
        }
    }
    sound(store.path());
    let snapshot = store.snapshot().unwrap();
    for (since, until) in [
        ("2025-01-01", "2025-05-31"),
        ("2025-01-12", "2025-05-07"),
        ("2025-02-01", "2025-02-28"),
        ("2025-02-10", "2025-02-20"),
        ("2025-02-10", "2025-03-20"),
        ("2024-01-01", "2024-12-31"),
    ] {
        let mut found = 0;
        for point in snapshot.points(since, until, 9).unwrap() {
            let place = point.latest.event.place.as_ref().unwrap();
            let here = (place.lat.unwrap(), place.lon.unwrap());
            let inside = |day: &&str| (since..=until).contains(day);
            let days = all.iter().filter(|(_, at, _)| *at == here);
            let days: Vec<(&str, u8)> = days
                .map(|(day, _, quad)| (day.as_str(), *quad))
                .filter(|(day, _)| inside(day))
                .collect();
            let mut quads = [0; 4];
            for (_, quad) in &days {
                quads[usize::from(*quad) - 1] += 1;
            }
            assert_eq!(point.quads, quads, "{since} to {until} at {here:?}");
            let last = days.iter().map(|(day, _)| *day).max();
            let date = point.latest.event.date.as_ref().unwrap();
            assert_eq!(Some(date.start.as_str()), last);
            found += days.len();
        }
        let inside = all
            .iter()
            .filter(|(day, ..)| (since..=until).contains(&day.as_str()));
        assert_eq!(found, inside.count(), "{since} to {until}");
    }
    // Whole or not, a span of all has the same edges.
    let whole = snapshot.edges(None, None, 1).unwrap();
    let last = &snapshot.counts().unwrap().last_day.unwrap();
    assert_eq!(
        whole,
        snapshot.edges(Some("2024-12-31"), Some(last), 1).unwrap()
    );
    assert_eq!(whole[0].events() as usize, all.len());
    let desk = Selection {
        source: Some("Wire".to_owned()),
        ..Selection::default()
    };
    assert_eq!(snapshot.select(&desk, None, 1000).unwrap().len(), 81);
}

#[test]
fn the_ledger_of_a_pair_is_given_what_tells_of_it_from_many_articles() {
    let folder = Folder::new("pair");
    let (mut store, run) = folder.store();
    let sides = ["PER", "CHL", "BOL", "ECU"];
    let day = "2025-05-01";
    let mut expected = Vec::new();
    for number in 0..500_usize {
        let id = format!("a{number}");
        let record = json!({"id": id, "date": day, "text": format!("Report {number}.")});
        let parties = |at: usize| (sides[number / at % 4], sides[number / (4 * at) % 4]);
        let events: Vec<Event> = [1, 16]
            .map(parties)
            .into_iter()
            .zip(1..)
            .map(|(parties, sentence)| event(&id, sentence, EventType::Assault, parties, day))
            .collect();
        keep_one(&mut store, run, &article(record), &events);
        let names = |code: &str| {
            let all = events
                .iter()
                .flat_map(|event| event.actors.iter().chain(&event.recipients));
            all.filter_map(|party| party.country)
                .any(|country| country.as_str() == code)
        };
        if names("PER") && names("CHL") {
            expected.extend(events.iter().map(|event| event.id.clone()));
        }
    }
    let pair = Parties::Pair {
        between: ["PER".to_owned(), "CHL".to_owned()],
        alone: Vec::new(),
    };
    let snapshot = store.snapshot().unwrap();
    let mut found = Vec::new();
    let read = snapshot.ledger_gists::<Error>(&pair, |article, gist| {
        assert_eq!(gist.id().split('-').next(), Some(article));
        found.push(gist.id().to_owned());
        Ok(())
    });
    assert_eq!(read.unwrap(), 0, "no copies");
    assert!(found.len() > 200, "{}", found.len());
    assert_eq!(found, expected);
    // Whoever takes them may stop at any.
    let mut left = 100;
    let stop = || Error::Busy {
        path: folder.path("stop"),
    };
    let read = snapshot.ledger_gists(&pair, |_, _| {
        left -= 1;
        if left == 0 { Err(stop()) } else { Ok(()) }
    });
    assert!(matches!(read, Err(Error::Busy { .. })));
    assert_eq!(left, 0);
}
