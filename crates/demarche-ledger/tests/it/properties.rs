//! What holds of any fold: the order of events does not matter, nor that they come twice, nor what
//! happens later.

use demarche_ledger::{Day, Fold, Ledger, Query, Rules, Scope};
use proptest::prelude::*;

use crate::compact::{self, Reported};

/// Kinds of events as lines of a case, around the same few parties, places and days, so that they
/// meet.
fn events() -> impl Strategy<Value = Vec<Reported>> {
    let what = prop::sample::select(vec![
        ("ASSAULT/aerial", "frame=assault.aerial"),
        (
            "ASSAULT/aerial",
            "frame=assault.aerial | certainty=claimed | by=PAKGOV",
        ),
        (
            "ASSAULT/explosives",
            "frame=assault.explosives | status=historical",
        ),
        ("ASSAULT", "frame=assault.ceasefire-violation"),
        ("PROTEST/demo", "frame=protest.demo.noun"),
        (
            "COERCE/restrict",
            "frame=coerce.restrict.close | object=border-crossing:Attari crossing",
        ),
        (
            "COERCE/restrict",
            "frame=coerce.restrict.close | object=border-crossing:border",
        ),
        (
            "RETREAT/access",
            "frame=retreat.access | object=border-crossing:border",
        ),
        (
            "SANCTION/discontinue",
            "frame=sanction.discontinue.trade | object=visa:visas",
        ),
        (
            "SANCTION/discontinue",
            "frame=sanction.discontinue.trade | object=visa:visas | status=future",
        ),
        (
            "CONCEDE",
            "frame=concede.loosen-restriction | object=visa:visas",
        ),
        (
            "RETREAT/access",
            "frame=retreat.access | object=visa:visas | certainty=denied | by=INDGOV",
        ),
        (
            "RETREAT/ceasefire",
            "frame=retreat.ceasefire | object=ceasefire",
        ),
        ("ACCUSE/allege", "frame=accuse.allege.blame"),
        ("ACCUSE/investigate", "frame=accuse.investigate.verb"),
        ("REJECT", "frame=reject.deny-involvement"),
        ("REJECT/yield", "frame=reject.yield.refuse"),
        ("REQUEST/yield", "frame=request.demand"),
        ("REQUEST/meet", "frame=request.urge | object=talks"),
        ("THREATEN/violence", "frame=threaten.violence.warn"),
        ("CONSULT/phone", "frame=consult.phone"),
        ("MOBILIZE/troops", "frame=mobilize.troops.deploy"),
        ("RETREAT/withdraw", "frame=retreat.withdraw-troops"),
        ("CONCEDE", "frame=concede.apologise"),
    ]);
    let parties = prop::sample::select(vec![
        "INDGOV -> PAK",
        "PAKGOV -> IND",
        "IND -> PAKMIL",
        "_ -> INDCVL",
        "USAGOV -> PAKGOV",
        "IND + PAK -> _",
        "PAK -> _",
    ]);
    let place = prop::sample::select(vec![
        "",
        " | place=Poonch,IND,33.77,74.09",
        " | place=Uri,IND,34.08,74.03",
        " | place=Rajouri,IND,33.38,74.3",
        " | place=Kashmir,IND,,,admin1",
    ]);
    let one = (
        0..30_i32,
        0..4_i32,
        0..3_u8,
        0..8_usize,
        what,
        parties,
        place,
        prop::option::of(1..40_u32),
    );
    prop::collection::vec(one, 1..40).prop_map(|drawn| {
        let first = Day::parse("2025-04-20").unwrap();
        drawn
            .into_iter()
            .enumerate()
            .map(
                |(number, (day, later, dated, article, (name, rest), parties, place, killed))| {
                    // Events of an article share its day.
                    let published = first.plus((day / 5) * 5 + i32::try_from(article).unwrap() % 5);
                    let article = format!("a{published}-{article}");
                    let on = match dated {
                        0 => String::new(),
                        1 => format!(" | on={}", published.plus(-later)),
                        _ => format!(
                            " | on={}..{}",
                            published.plus(-later - 3),
                            published.plus(-later)
                        ),
                    };
                    let killed =
                        killed.map_or_else(String::new, |killed| format!(" | killed={killed}"));
                    let line = format!(
                        "{published} {article} | {name} {parties} | {rest}{on}{place}{killed}"
                    );
                    compact::event(&line, number).unwrap()
                },
            )
            .collect()
    })
}

fn full(fold: &Fold, scope: &Scope, at: Option<Day>) -> Ledger {
    let query = Query {
        scope: scope.clone(),
        at,
        since: Day::parse("2025-04-28"),
        series: true,
    };
    fold.ledger(Rules::embedded(), &query)
}

fn scopes() -> [Scope; 2] {
    [Scope::All, Scope::Pair("IND".to_owned(), "PAK".to_owned())]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_order_gives_the_same_ledger(
        (events, shuffled) in events().prop_flat_map(|events| (Just(events.clone()), Just(events).prop_shuffle()))
    ) {
        for scope in scopes() {
            prop_assert_eq!(
                full(&compact::fold(&events), &scope, None),
                full(&compact::fold(&shuffled), &scope, None)
            );
        }
    }

    #[test]
    fn what_a_reviewer_says_holds_in_any_order_and_folds_all_of_it(
        (events, shuffled, said) in (events(), prop::collection::vec((0..40_usize, 0..40_usize), 1..6))
            .prop_flat_map(|(events, said)| (Just(events.clone()), Just(events).prop_shuffle(), Just(said)))
    ) {
        let id = |at: usize| events[at % events.len()].0.id.clone();
        let mut one = compact::fold(&events);
        let mut two = Fold::new();
        for (a, b) in said.iter().rev() {
            two.same(&id(*b), &id(*a));
        }
        for (event, published) in &shuffled {
            two.add(event);
            two.published(&event.article_id, *published);
        }
        for (a, b) in &said {
            one.same(&id(*a), &id(*b));
        }
        for scope in scopes() {
            prop_assert_eq!(full(&one, &scope, None), full(&two, &scope, None));
        }
        // No two of one happening stand in two incidents.
        let ledger = full(&one, &Scope::All, None);
        let of = |id: String| ledger.incidents.iter().position(|one| one.events.contains(&id));
        for (a, b) in said {
            if let (Some(a), Some(b)) = (of(id(a)), of(id(b))) {
                prop_assert_eq!(a, b);
            }
        }
    }

    #[test]
    fn an_event_counts_once(events in events()) {
        let once = compact::fold(&events);
        let mut twice = compact::fold(&events);
        for (event, _) in &events {
            twice.add(event);
        }
        let [one, mut two] = [&once, &twice].map(|fold| full(fold, &Scope::All, None));
        prop_assert_eq!(two.account.duplicates, events.len());
        two.account.duplicates = 0;
        prop_assert_eq!(one, two);
    }

    #[test]
    fn a_ledger_depends_on_nothing_later(events in events(), days in 0..35_i32) {
        let at = Day::parse("2025-04-20").unwrap().plus(days);
        let before: Vec<Reported> = events
            .iter()
            .filter(|(event, published)| {
                let start = event.date.as_ref().and_then(|date| Day::parse(&date.start));
                *published <= at || start.is_some_and(|start| start <= at)
            })
            .cloned()
            .collect();
        for scope in scopes() {
            let [mut all, mut early] = [&events, &before]
                .map(|events| full(&compact::fold(events), &scope, Some(at)));
            all.account = early.account.clone();
            early.account = all.account.clone();
            prop_assert_eq!(all, early);
        }
    }

    #[test]
    fn every_line_is_proved_by_events_that_came(events in events()) {
        let ledger = full(&compact::fold(&events), &Scope::All, None);
        let proofs = ledger.incidents.iter().map(|one| &one.events)
            .chain(ledger.measures.iter().chain(&ledger.posture).map(|one| &one.events))
            .chain(ledger.claims.iter().map(|one| &one.events))
            .chain(ledger.requests.iter().chain(&ledger.threats).map(|one| &one.events))
            .chain(ledger.contacts.iter().map(|one| &one.events));
        for proof in proofs {
            prop_assert!(!proof.is_empty());
            for id in proof {
                prop_assert!(events.iter().any(|(event, _)| event.id == *id), "{}", id);
            }
        }
        // A report belongs to one incident.
        let mut reports: Vec<&String> = ledger.incidents.iter().flat_map(|one| &one.events).collect();
        let count = reports.len();
        reports.sort();
        reports.dedup();
        prop_assert_eq!(count, reports.len());
    }
}

/// One id with two different contents keeps the same one, whichever comes first.
#[test]
fn of_two_events_with_one_id_the_same_stays() {
    let one = compact::event(
        "2025-05-01 a1 | SANCTION/discontinue IND -> PAK | object=visa:visas",
        0,
    );
    let two = compact::event(
        "2025-05-01 a1 | SANCTION/discontinue PAK -> IND | object=visa:visas",
        0,
    );
    let (one, two) = (one.unwrap(), two.unwrap());
    assert_eq!(one.0.id, two.0.id);
    assert_eq!(
        compact::lines(&compact::ledger(
            &[one.clone(), two.clone()],
            Scope::All,
            None
        )),
        compact::lines(&compact::ledger(&[two, one], Scope::All, None))
    );
}
