//! Every question that the pages and the API ask of a store, with the time that 95 of 100 of them
//! take at most.
//!
//! `DEMARCHE_BENCH_EVENTS=1000000 DEMARCHE_BENCH_STORE=/tmp/million.demarche cargo bench -p
//! demarche-store --bench dashboard [WORD]` fills a store of so many events, once, and prints a line
//! for each question whose name has the word. A question is asked with other values each time, and
//! each of them once, of files that the system holds in memory.

mod synthetic;

use std::time::{Duration, Instant};

use demarche_record::{EventType, Status};
use demarche_store::{
    ArticleNo, CorrectionFilter, Dyads, Filter, Parties, Reader, Reviewed, Selection, Snapshot,
    Standing,
};

use synthetic::{country, word};

/// So many times is each asked.
const TIMES: usize = 100;

/// What 95 of 100 are to take at most, ms.
const AIM: f64 = 50.0;

type Ask = fn(&Snapshot<'_>, usize) -> usize;

/// How many rows answered.
macro_rules! rows {
    ($answer:expr) => {
        $answer.expect("it reads").len()
    };
}

fn select(snapshot: &Snapshot<'_>, selection: &Selection) -> usize {
    rows!(snapshot.select(selection, None, 101))
}

fn of(names: &[(&str, String)]) -> Selection {
    let mut selection = Selection::default();
    for (name, value) in names {
        selection.set(name, value).expect("it is a filter");
    }
    selection
}

fn kind(number: usize) -> EventType {
    EventType::ALL[number % EventType::ALL.len()]
}

fn mode(number: usize) -> String {
    let modes: Vec<_> = EventType::ALL
        .iter()
        .flat_map(|kind| kind.modes())
        .collect();
    modes[number % modes.len()].as_str().to_owned()
}

fn pair(number: usize) -> [String; 2] {
    // The busiest first, as pages ask for them more often.
    let one = number % 10;
    [country(one), country(one + 1 + number / 10)]
}

/// Page and API, what is asked, and how.
const QUESTIONS: &[(&str, Ask)] = &[
    // Every answer: has it changed?
    ("any: version", |s, _| {
        s.version().map(|_| 1).expect("it reads")
    }),
    ("any: mark", |s, _| s.mark().map(|_| 1).expect("it reads")),
    ("any: last_day", |s, _| {
        s.last_day().map(|_| 1).expect("it reads")
    }),
    ("any: token", |s, n| {
        s.token(&word(n)).expect("it reads").map_or(0, |_| 1)
    }),
    // Overview and status.
    ("overview: counts", |s, _| {
        s.counts().map(|_| 1).expect("it reads")
    }),
    ("overview: points of 30 days", |s, n| {
        let month = 1 + n % 12;
        rows!(s.points(
            &format!("2024-{month:02}-01"),
            &format!("2024-{month:02}-28"),
            400
        ))
    }),
    ("overview: points of 366 days", |s, n| {
        rows!(s.points(
            &format!("2023-{:02}-01", 1 + n % 12),
            &format!("2024-{:02}-01", 1 + n % 12),
            400
        ))
    }),
    ("overview: countries_only of 30 days", |s, n| {
        let month = 1 + n % 12;
        rows!(s.countries_only(
            &format!("2024-{month:02}-01"),
            &format!("2024-{month:02}-28")
        ))
    }),
    ("overview: countries_only of 366 days", |s, _| {
        rows!(s.countries_only("2024-12-31", "2025-12-31"))
    }),
    ("overview: pairs of 12 weeks", |s, n| {
        let month = 1 + n % 9;
        rows!(s.pairs(
            Some(&format!("2024-{month:02}-03")),
            Some(&format!("2024-{:02}-26", month + 2)),
            120
        ))
    }),
    ("overview: series of a pair, 12 weeks", |s, n| {
        let [actor, recipient] = pair(n);
        rows!(s.series(&Dyads {
            actor: Some(actor),
            recipient: Some(recipient),
            from: Some("2025-10-08".to_owned()),
            to: Some("2025-12-31".to_owned()),
            monthly: false,
        }))
    }),
    ("overview: events for incidents, 1500", |s, n| {
        ledger(
            s,
            &Parties::All {
                until: Some(format!("2025-{:02}-28", 1 + n % 12)),
                most: 1500,
            },
        )
    }),
    ("alerts: busiest pairs of four months", |s, n| {
        let since = format!("2025-{:02}-02", 1 + n % 9);
        rows!(s.pairs(Some(&since), None, 8))
    }),
    ("status: runs", |s, _| rows!(s.runs())),
    ("status: feeds", |s, _| rows!(s.feeds())),
    ("status: latest_problems", |s, _| {
        rows!(s.latest_problems(100))
    }),
    // Pair, network, actor.
    ("pair: merges", |s, _| rows!(s.merges())),
    ("pair: events for the ledger", |s, n| {
        let between = pair(n);
        // As many types as the ledger asks for.
        let alone = EventType::ALL.iter().take(9).copied().collect();
        ledger(s, &Parties::Pair { between, alone })
    }),
    ("countries: events for the ledger", |s, n| {
        let countries = vec![country(n)];
        ledger(
            s,
            &Parties::Any {
                countries,
                most: 100_000,
            },
        )
    }),
    ("pair: series of all days", |s, n| {
        let [actor, recipient] = pair(n);
        rows!(s.series(&Dyads {
            actor: Some(actor),
            recipient: Some(recipient),
            ..Dyads::default()
        }))
    }),
    ("series: of a country", |s, n| {
        rows!(s.series(&Dyads {
            actor: Some(country(n)),
            ..Dyads::default()
        }))
    }),
    ("network: edges of all time", |s, _| {
        rows!(s.edges(None, None, 1))
    }),
    ("network: edges of 60 days", |s, n| {
        let month = 1 + n % 10;
        rows!(s.edges(
            Some(&format!("2024-{month:02}-02")),
            Some(&format!("2024-{:02}-28", month + 1)),
            2
        ))
    }),
    ("actor: months as actor", |s, n| {
        rows!(s.series(&Dyads {
            actor: Some(country(n)),
            monthly: true,
            ..Dyads::default()
        }))
    }),
    ("actor: months as recipient", |s, n| {
        rows!(s.series(&Dyads {
            recipient: Some(country(n)),
            monthly: true,
            ..Dyads::default()
        }))
    }),
    ("actor: parties", |s, n| {
        rows!(s.parties_of(&country(n), 5000, 40))
    }),
    ("actor: latest", |s, n| {
        let mut selection = of(&[("country", country(n))]);
        selection.until = Some("2025-12-30".to_owned());
        rows!(s.select(&selection, None, 20))
    }),
    // Events, by each filter alone and by several.
    ("events: all", |s, _| select(s, &Selection::default())),
    ("events: the page after", |s, n| {
        let first = s.select(
            &of(&[("until", format!("2025-{:02}-28", 1 + n % 12))]),
            None,
            101,
        );
        let mark = first.expect("it reads").pop().map(|last| last.mark);
        rows!(s.select(&Selection::default(), mark.as_ref(), 101))
    }),
    ("events: days", |s, n| {
        let month = 1 + n % 12;
        select(
            s,
            &of(&[
                ("since", format!("2024-{month:02}-01")),
                ("until", format!("2024-{month:02}-28")),
            ]),
        )
    }),
    ("events: pair", |s, n| {
        select(s, &of(&[("pair", pair(n).join(","))]))
    }),
    ("events: country", |s, n| {
        select(s, &of(&[("country", country(n))]))
    }),
    ("events: twenty countries", |s, n| {
        let list: Vec<String> = (n % 30..n % 30 + 20).map(country).collect();
        select(s, &of(&[("country", list.join(","))]))
    }),
    ("events: actor and recipient", |s, n| {
        let [actor, recipient] = pair(n);
        select(s, &of(&[("actor", actor), ("recipient", recipient)]))
    }),
    ("events: actor by code", |s, n| {
        select(s, &of(&[("actor", format!("{}MIL", country(n)))]))
    }),
    ("events: actor that is nowhere", |s, n| {
        select(s, &of(&[("actor", format!("{}REB", country(n)))]))
    }),
    ("events: type", |s, n| {
        select(s, &of(&[("type", kind(n).as_str().to_owned())]))
    }),
    ("events: type and country", |s, n| {
        select(
            s,
            &of(&[
                ("type", kind(n).as_str().to_owned()),
                ("country", country(n / 2)),
            ]),
        )
    }),
    ("events: mode", |s, n| select(s, &of(&[("mode", mode(n))]))),
    ("events: quad", |s, n| {
        select(s, &of(&[("quad", (1 + n % 4).to_string())]))
    }),
    ("events: status", |s, n| {
        select(
            s,
            &of(&[(
                "status",
                Status::ALL[n % Status::ALL.len()].as_str().to_owned(),
            )]),
        )
    }),
    ("events: certainty", |s, n| {
        select(
            s,
            &of(&[(
                "certainty",
                ["asserted", "claimed", "denied"][n % 3].to_owned(),
            )]),
        )
    }),
    ("events: place by country", |s, n| {
        select(s, &of(&[("place", country(n))]))
    }),
    ("events: place by name", |s, n| {
        select(s, &of(&[("place", format!("Town {}", n % 40))]))
    }),
    ("events: place that is nowhere", |s, n| {
        select(s, &of(&[("place", format!("Village {n}"))]))
    }),
    ("events: source", |s, n| {
        select(s, &of(&[("source", format!("Source {}", 2 * n))]))
    }),
    ("events: source that is nowhere", |s, n| {
        select(s, &of(&[("source", format!("Herald {n}"))]))
    }),
    ("events: confidence over .9", |s, _| {
        select(s, &of(&[("min_confidence", "0.9".to_owned())]))
    }),
    ("events: confidence of 1", |s, _| {
        select(s, &of(&[("min_confidence", "1".to_owned())]))
    }),
    ("events: words", |s, n| {
        select(s, &of(&[("q", word(n * 150))]))
    }),
    ("events: the most frequent word", |s, _| {
        select(s, &of(&[("q", word(0))]))
    }),
    ("events: words that are nowhere", |s, n| {
        select(s, &of(&[("q", format!("zz{n}"))]))
    }),
    ("events: words and country", |s, n| {
        select(s, &of(&[("q", word(n * 150)), ("country", country(n / 2))]))
    }),
    ("events: unreviewed", |s, _| {
        select(
            s,
            &Selection {
                review: Some(Reviewed::Not),
                ..Selection::default()
            },
        )
    }),
    ("events: rejected", |s, _| {
        let review = Some(Reviewed::As(Standing::Rejected));
        select(
            s,
            &Selection {
                review,
                ..Selection::default()
            },
        )
    }),
    ("events: rare in every way", |s, n| {
        select(
            s,
            &of(&[
                ("pair", pair(n).join(",")),
                ("type", EventType::ALL[15].as_str().to_owned()),
                ("status", Status::ALL[4].as_str().to_owned()),
                ("certainty", "denied".to_owned()),
            ]),
        )
    }),
    ("events: rare type, status and certainty", |s, n| {
        select(
            s,
            &of(&[
                ("type", EventType::ALL[12 + n % 4].as_str().to_owned()),
                ("status", Status::ALL[4].as_str().to_owned()),
                ("certainty", "denied".to_owned()),
                ("min_confidence", "0.95".to_owned()),
            ]),
        )
    }),
    ("facets: all", |s, _| facets(s, &Selection::default())),
    ("facets: country", |s, n| {
        facets(s, &of(&[("country", country(n))]))
    }),
    ("facets: pair", |s, n| {
        facets(s, &of(&[("pair", pair(n).join(","))]))
    }),
    ("facets: type", |s, n| {
        facets(s, &of(&[("type", kind(n).as_str().to_owned())]))
    }),
    ("facets: words", |s, n| {
        facets(s, &of(&[("q", word(n * 150))]))
    }),
    ("facets: source", |s, n| {
        facets(s, &of(&[("source", format!("Source {}", 2 * n))]))
    }),
    ("event: by id", |s, n| {
        rows!(s.events_named(&format!("{:012x}{:04x}", n * 501, 1 + n % 3)))
    }),
    // Article, search, review.
    ("article: itself", |s, n| {
        s.article(ArticleNo(1 + 501 * n as i64))
            .expect("it reads")
            .map_or(0, |_| 1)
    }),
    ("article: by its name", |s, n| {
        rows!(s.articles_named(&format!("a{}", 501 * n)))
    }),
    ("article: revisions", |s, n| {
        rows!(s.revisions(ArticleNo(1 + 501 * n as i64)))
    }),
    ("article: copies", |s, n| {
        rows!(s.copies(ArticleNo(1 + 501 * n as i64)))
    }),
    ("article: events", |s, n| {
        rows!(s.events_of(ArticleNo(1 + 501 * n as i64)))
    }),
    ("article: correction of an event", |s, n| {
        s.correction_of(&format!("{:012x}{:04x}", n * 501, 1))
            .expect("it reads")
            .map_or(0, |_| 1)
    }),
    ("articles: all", |s, _| {
        rows!(s.latest_articles(&Selection::default(), None, 51))
    }),
    ("articles: source", |s, n| {
        rows!(s.latest_articles(&of(&[("source", format!("Source {}", 2 * n))]), None, 51))
    }),
    ("articles: words", |s, n| {
        rows!(s.latest_articles(&of(&[("q", word(n * 150))]), None, 51))
    }),
    ("articles: the most frequent word", |s, _| {
        rows!(s.latest_articles(&of(&[("q", word(0))]), None, 51))
    }),
    ("articles: words and source", |s, n| {
        rows!(s.latest_articles(
            &of(&[
                ("q", word(n * 150)),
                ("source", format!("Source {}", 2 * n))
            ]),
            None,
            51
        ))
    }),
    ("search: a word", |s, n| {
        rows!(s.search(&word(150 * n), &Filter::default(), 51))
    }),
    ("search: two words", |s, n| {
        rows!(s.search(
            &format!("{} {}", word(n), word(150 * n)),
            &Filter::default(),
            51
        ))
    }),
    ("search: the most frequent word", |s, _| {
        rows!(s.search(&word(0), &Filter::default(), 51))
    }),
    ("search: open word of one letter", |s, n| opened(s, n, 1)),
    ("search: open word of two letters", |s, n| opened(s, n, 2)),
    ("search: open word of three letters", |s, n| opened(s, n, 3)),
    ("search: open word of four letters", |s, n| opened(s, n, 4)),
    ("search: a word in a month", |s, n| {
        let filter = Filter {
            since: Some(format!("2023-{:02}-01", 1 + n % 12)),
            until: Some(format!("2023-{:02}-28", 1 + n % 12)),
            ..Filter::default()
        };
        rows!(s.search(&word(20 * n), &filter, 51))
    }),
    ("review: uncertain", |s, _| {
        rows!(s.select(
            &Selection {
                review: Some(Reviewed::Not),
                ..Selection::default()
            },
            None,
            1000
        ))
    }),
    ("review: alerts", |s, _| {
        rows!(s.select(
            &Selection {
                review: Some(Reviewed::Not),
                quads: vec![4],
                statuses: vec![Status::Actual],
                ..Selection::default()
            },
            None,
            51
        ))
    }),
    ("review: corrections", |s, _| {
        let limit = Some(51);
        rows!(s.corrections(&CorrectionFilter {
            limit,
            ..CorrectionFilter::default()
        }))
    }),
    // Live.
    ("changes: a page", |s, n| {
        rows!(s.changes_after(9001 * n as u64, 101))
    }),
    ("live: webhooks", |s, _| rows!(s.webhooks())),
];

fn opened(snapshot: &Snapshot<'_>, number: usize, letters: usize) -> usize {
    let start: String = word(number * 150).chars().take(letters).collect();
    rows!(snapshot.search(&format!("{start}*"), &Filter::default(), 51))
}

fn facets(snapshot: &Snapshot<'_>, selection: &Selection) -> usize {
    snapshot.facets(selection, 3_000).expect("it reads").0.len()
}

/// How many events a ledger is folded from.
fn ledger(snapshot: &Snapshot<'_>, parties: &Parties) -> usize {
    let mut events = 0;
    let read = snapshot.ledger_gists::<demarche_store::Error>(parties, |_, _| {
        events += 1;
        Ok(())
    });
    read.expect("it reads");
    events
}

/// What was waited and what was worked.
#[derive(Clone, Copy, PartialEq, PartialOrd)]
struct Took {
    /// By the clock, ms.
    clock: f64,
    /// Of a processor, ms: the same on a machine that does other things too. Where the system does
    /// not say, by the clock.
    processor: f64,
}

#[cfg(unix)]
fn processor() -> f64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    time.tv_sec as f64 * 1000.0 + time.tv_nsec as f64 / 1e6
}

#[cfg(not(unix))]
fn processor() -> f64 {
    static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    START.get_or_init(Instant::now).elapsed().as_secs_f64() * 1000.0
}

/// The time that so many of a hundred take at most.
fn share(mut times: Vec<f64>, percent: usize) -> f64 {
    times.sort_by(f64::total_cmp);
    times[(times.len() * percent).div_ceil(100) - 1]
}

fn main() {
    let word = std::env::args().skip(1).find(|word| !word.starts_with('-'));
    let word = word.unwrap_or_default();
    let reader = Reader::open(&synthetic::full()).expect("it was just made");
    let snapshot = reader.snapshot().expect("it reads");
    let counts = snapshot.counts().expect("it reads");
    println!("{} articles, {} events", counts.articles, counts.events);
    println!("ms: median and 95% of processor time, the most of it, 95% by the clock");
    let mut slow = 0;
    let mut asked = 0;
    for (name, ask) in QUESTIONS.iter().filter(|(name, _)| name.contains(&word)) {
        let mut times = Vec::with_capacity(TIMES);
        let mut rows = 0;
        let begin = Instant::now();
        for number in 0..TIMES {
            let (start, worked) = (Instant::now(), processor());
            rows += ask(&snapshot, number);
            times.push(Took {
                clock: start.elapsed().as_secs_f64() * 1000.0,
                processor: processor() - worked,
            });
            // What takes seconds needs no hundred times to be seen.
            if begin.elapsed() > Duration::from_secs(10) {
                break;
            }
        }
        let worked = || times.iter().map(|took| took.processor).collect();
        let most = share(worked(), 95);
        asked += 1;
        slow += usize::from(most > AIM);
        println!(
            "{name:<40} {:>3} times {:>6} rows {:>8.2} {most:>8.2} {:>8.2} {:>8.2}{}",
            times.len(),
            rows / times.len(),
            share(worked(), 50),
            share(worked(), 100),
            share(times.iter().map(|took| took.clock).collect(), 95),
            if most > AIM { "  over 50" } else { "" }
        );
    }
    println!("{asked} asked, {slow} over {AIM} ms at the 95th percentile of processor time");
}
