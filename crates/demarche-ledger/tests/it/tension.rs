//! Series, baselines, alerts, change points and panels.

use demarche_ledger::panel::{Panel, Step, Unit};
use demarche_ledger::{Day, Ledger, Query, Rules, Scope};

use crate::compact::{self, Reported};

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// A year of one call a week, then four weeks with three attacks each.
fn crisis() -> Vec<Reported> {
    let first = day("2023-01-02");
    let mut lines = Vec::new();
    for week in 0..52 {
        let on = first.plus(7 * week);
        lines.push(format!(
            "{on} c{week} | CONSULT/phone INDGOV + PAKGOV -> _ | on={on}"
        ));
    }
    for week in 52..56 {
        for more in 0..3 {
            let on = first.plus(7 * week + more);
            lines.push(format!(
                "{on} w{week}-{more} | ASSAULT/aerial IND -> PAK | on={on} | killed={} | place=Town {more}, PAK, 3{more}.0, 70",
                5 + more
            ));
        }
    }
    lines
        .iter()
        .enumerate()
        .map(|(number, line)| compact::event(line, number).unwrap())
        .collect()
}

fn ledger(events: &[Reported], scope: Scope) -> Ledger {
    let query = Query {
        scope,
        series: true,
        ..Query::default()
    };
    compact::fold(events).ledger(Rules::embedded(), &query)
}

fn pair() -> Scope {
    Scope::Pair("IND".to_owned(), "PAK".to_owned())
}

#[test]
fn a_crisis_shows_as_rise_deaths_and_change_point() {
    let ledger = ledger(&crisis(), pair());
    let series = ledger.series.as_ref().unwrap();
    let start = day("2024-01-01");
    assert_eq!(series.weekly.len(), 56);
    assert_eq!(series.change_points, [start]);
    let week = series
        .weekly
        .iter()
        .find(|week| week.point.date == start)
        .unwrap();
    assert_eq!(week.point.sums.quads, [0, 0, 0, 3]);
    assert_eq!(week.point.sums.killed, 18);
    // One call of 1.5 a week before; an air strike is -9.5.
    assert_eq!(week.point.sums.tension, 9.5);
    let long = week.long.unwrap();
    assert_eq!(
        (long.mean, long.deviation, long.change, long.weeks),
        (-1.5, 0.0, 11.0, 52)
    );
    let kinds: Vec<&str> = ledger
        .alerts
        .iter()
        .filter(|alert| alert.date == start)
        .map(|alert| alert.kind.as_str())
        .collect();
    assert_eq!(kinds, ["deaths", "first conflict", "rise"]);
    assert!(ledger.alerts.iter().all(|alert| alert.date >= start));
}

#[test]
fn copies_raise_neither_deaths_nor_tension() {
    let line = |number: usize| {
        let line = format!(
            "2024-03-05 a{number} | ASSAULT/aerial IND -> PAK | on=2024-03-05 | killed=6 | place=Muridke, PAK, 31.8, 74.26"
        );
        compact::event(&line, number).unwrap()
    };
    let once = ledger(&[line(0)], pair());
    let often = ledger(&(0..9).map(line).collect::<Vec<_>>(), pair());
    let sums = |ledger: &Ledger| ledger.series.as_ref().unwrap().daily[0].sums.clone();
    assert_eq!(sums(&once).killed, 6);
    assert_eq!(sums(&often).killed, 6);
    assert_eq!(sums(&once).tension, sums(&often).tension);
    assert_eq!(sums(&often).reports, 9);
}

#[test]
fn days_without_reports_stand_in_the_series() {
    let events: Vec<Reported> = ["2024-03-01", "2024-03-05"]
        .iter()
        .enumerate()
        .map(|(number, on)| {
            compact::event(
                &format!("{on} a{number} | CONSULT IND + PAK -> _ | on={on}"),
                number,
            )
        })
        .map(Result::unwrap)
        .collect();
    let ledger = ledger(&events, Scope::Any(vec!["IND".to_owned()]));
    let series = ledger.series.unwrap();
    assert_eq!(series.daily.len(), 5);
    assert_eq!(series.daily[2].sums, Default::default());
}

#[test]
fn panels_count_who_to_whom_and_mutual_events_both_ways() {
    let fold = compact::fold(&crisis());
    let rows = |unit, step| fold.panel(Rules::embedded(), &Query::default(), Panel { unit, step });
    let month: Vec<(String, Option<String>, u32, u32)> = rows(Unit::Dyad, Step::Month)
        .into_iter()
        .filter(|row| row.date == day("2024-01-01"))
        .map(|row| (row.country, row.other, row.sums.events, row.sums.killed))
        .collect();
    assert_eq!(
        month,
        [("IND".to_owned(), Some("PAK".to_owned()), 12, 72)],
        "only one attacks"
    );
    let calls = rows(Unit::Dyad, Step::Week);
    assert_eq!(
        calls
            .iter()
            .filter(|row| row.date == day("2023-01-02"))
            .count(),
        2
    );
    assert_eq!(rows(Unit::Country, Step::Day).len(), 2 * (52 + 12));
}
