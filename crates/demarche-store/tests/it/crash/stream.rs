//! A seeded stream of articles, a cheap coder, and what a store holds as text to compare.

use std::fmt::Write as _;
use std::path::Path;

use demarche_record::{Article, Event};
use demarche_store::{Batch, Config, Deposit, Error, Feed, Filter, Reader, RunStart, Store};
use jiff::Timestamp;
use serde_json::json;

use crate::newsroom::{Dice, TEMPLATES, copy, facts, write};

/// The feed whose position moves with the articles.
const FEED: &str = "https://news.example/feed";

/// Bugs that are planted to see them caught. The store has none of them: the first is a writer that
/// does what the store's interface makes easy to avoid, the second takes a key out of the store's
/// file, and for the third the disk of the test takes no notice of syncs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Planted {
    Nothing,
    /// The position of a feed is kept before its articles.
    EarlyPosition,
    /// What makes an article the same one is forgotten.
    NoKey,
}

/// Plants [`Planted::NoKey`] into a store.
pub(super) fn forget_keys(store: &Path) {
    drop(Store::create(store).expect("made"));
    let connection = rusqlite::Connection::open(store).expect("opened");
    connection
        .execute_batch(
            "CREATE TRIGGER planted AFTER INSERT ON articles
             BEGIN UPDATE articles SET identity = randomblob(16) WHERE id = new.id; END",
        )
        .expect("planted");
}

/// An article of the stream with its events.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub(super) article: Article,
    pub(super) id: String,
    pub(super) events: Vec<Event>,
}

/// The stream: new articles with a URL or an id, later texts of some, some once more, and copies.
#[derive(Clone, Debug)]
pub(super) struct Stream {
    pub(super) items: Vec<Item>,
}

impl Stream {
    pub(super) fn new(seed: u64, count: usize) -> Self {
        let mut dice = Dice::new(seed);
        let mut items: Vec<Item> = Vec::with_capacity(count);
        for number in 0..count {
            let earlier = if items.is_empty() {
                None
            } else {
                Some(items[dice.below(items.len())].clone())
            };
            let item = match (dice.below(100), earlier) {
                (0..10, Some(earlier)) if earlier.article.url.is_some() => {
                    let mut article = earlier.article;
                    let _ = write!(
                        article.text,
                        "\n\nUpdate {number}: the figures were checked again."
                    );
                    coded(article, earlier.id)
                }
                (10..15, Some(earlier)) => earlier,
                (15..20, Some(earlier)) => {
                    let mut article = earlier.article;
                    article.text = format!("{}\n\nRead more: our page on the matter", article.text);
                    article.url = Some(format!("https://other.example/{seed}/{number}"));
                    article.source = Some("other.example".to_owned());
                    article.id = None;
                    coded(article, format!("copy-{number}"))
                }
                (kind, _) => {
                    let facts = facts(&mut dice);
                    let template: &str = TEMPLATES[dice.below(TEMPLATES.len())];
                    let mut story = write(template, &facts);
                    if dice.chance(30) {
                        story = copy(&story, &mut dice);
                    }
                    let id = format!("a{number}");
                    let article = Article {
                        text: story.text(),
                        title: Some(story.title),
                        date: Some(format!(
                            "2025-{:02}-{:02}",
                            1 + number % 12,
                            1 + number % 28
                        )),
                        url: (kind < 85).then(|| format!("https://news.example/{seed}/{number}")),
                        id: (kind >= 85).then(|| id.clone()),
                        source: Some("news.example".to_owned()),
                        ..Article::default()
                    };
                    coded(article, id)
                }
            };
            items.push(item);
        }
        Stream { items }
    }

    /// The end of the batch that begins at `start`.
    pub(super) fn batch(&self, start: usize) -> usize {
        let size = 1 + Dice::new(start as u64).below(4);
        (start + size).min(self.items.len())
    }
}

/// An article coded: up to three events, which follow from its text.
fn coded(article: Article, id: String) -> Item {
    let mut dice = Dice::new(
        article
            .text
            .bytes()
            .fold(7, |sum, byte| sum * 31 % 1_000_003 + u64::from(byte)),
    );
    let day = article
        .date
        .clone()
        .unwrap_or_else(|| "2025-01-01".to_owned());
    let word = article
        .text
        .split_whitespace()
        .next()
        .unwrap_or("-")
        .to_owned();
    let end = word.chars().count();
    let events = (0..dice.below(4))
        .map(|number| {
            let party = |country: &str| {
                json!({"text": word, "span": [0, end], "name": country, "entity": country, "country": country,
                       "sectors": ["GOV"], "code": format!("{country}GOV"), "role": null, "basis": "gazetteer"})
            };
            let countries = ["KEN", "GHA", "PER", "NPL", "SRB"];
            serde_json::from_value(json!({
                "schema": "demarche.event/1", "id": format!("{id}-{number}-{}", dice.next()), "article_id": id,
                "sentence": 1, "event_type": "PROTEST", "mode": "strike", "contexts": [], "quad_class": 3,
                "score": -6.0, "cameo": "143", "goldstein": -6.5, "status": "actual", "certainty": "asserted",
                "reported_by": null, "actors": [party(countries[dice.below(5)])],
                "recipients": [party(countries[dice.below(5)])],
                "date": {"start": day, "end": day, "basis": "publication", "span": null},
                "place": null, "object": null,
                "quantities": {"killed": null, "injured": null, "arrested": dice.below(90), "displaced": null},
                "evidence": {"sentence": [0, end], "trigger": [0, end], "rule": "protest.strike"},
                "confidence": 0.75,
                "coder": {"version": "0.1.0", "engine": "fast", "codebook": "plover-2.0", "fingerprint": "test"}
            }))
            .expect("an event")
        })
        .collect();
    Item {
        article,
        id,
        events,
    }
}

/// How a stream is taken in.
pub(super) struct Intake<'a> {
    pub(super) store: &'a Path,
    pub(super) config: &'a Config,
    pub(super) planted: Planted,
    /// Begins this many articles before the position that is kept, as a watcher does that does not
    /// know what it had acknowledged.
    pub(super) overlap: usize,
}

impl Intake<'_> {
    /// Takes a stream in from where the store stands to its end, and calls `acknowledge` with the
    /// number of articles that are safe.
    pub(super) fn run(
        &self,
        stream: &Stream,
        mut acknowledge: impl FnMut(usize),
    ) -> Result<(), Error> {
        let mut store = Store::create_with(self.store, self.config)?;
        acknowledge(0);
        let start = RunStart {
            kind: "ingest",
            engine: "fast",
            codebook: "plover-2.0",
            version: "0.1.0",
            fingerprint: "test",
        };
        let run = store.begin_run(&start, time(0))?;
        let mut at = position(&store)?.saturating_sub(self.overlap);
        while at < stream.items.len() {
            let end = stream.batch(at);
            keep(&mut store, run, stream, at..end, self.planted)?;
            acknowledge(end);
            at = end;
        }
        store.end_run(run, time(at))
    }
}

/// Keeps one batch of a stream.
pub(super) fn keep(
    store: &mut Store,
    run: demarche_store::RunId,
    stream: &Stream,
    range: std::ops::Range<usize>,
    planted: Planted,
) -> Result<(), Error> {
    let deposits: Vec<Deposit<'_>> = range
        .clone()
        .zip(&stream.items[range.clone()])
        .map(|(number, item)| Deposit {
            article: &item.article,
            article_id: &item.id,
            events: &item.events,
            notes: &[],
            origin: FEED,
            received: time(number),
        })
        .collect();
    // A position only moves forward: what lies before it is known.
    let moved = range.end.max(position(store)?);
    let feeds = [Feed {
        url: FEED.to_owned(),
        health: "well".to_owned(),
        state: json!({ "position": moved }),
        ..Feed::default()
    }];
    if planted == Planted::EarlyPosition {
        store.put_feeds(&feeds)?;
    }
    let batch = Batch {
        run,
        deposits: &deposits,
        rejected: &[],
        feeds: &feeds,
    };
    store.keep(&batch).map(drop)
}

fn position(store: &Store) -> Result<usize, Error> {
    let feed = store.snapshot()?.feed(FEED)?;
    Ok(feed
        .and_then(|feed| feed.state["position"].as_u64())
        .unwrap_or(0) as usize)
}

fn time(number: usize) -> Timestamp {
    Timestamp::from_second(1_750_000_000 + number as i64).expect("a time")
}

/// All that a store holds, but for its runs: a line for each article, text and event.
pub(super) fn dump(store: &Path) -> Result<String, Error> {
    dump_with(store, &Config::default())
}

pub(super) fn dump_with(store: &Path, config: &Config) -> Result<String, Error> {
    let reader = Reader::open_with(store, config)?;
    let snapshot = reader.snapshot()?;
    let mut lines = String::new();
    let mut numbers = Vec::new();
    snapshot.each_article(&Filter::default(), |article| {
        let _ = writeln!(
            lines,
            "article {} {:?} story {} {} {} {} {}",
            article.article_id,
            article.url,
            article.story.0,
            article.day,
            article.revision,
            article.received,
            article.record
        );
        numbers.push(article.number);
        Ok::<(), Error>(())
    })?;
    for number in numbers {
        for revision in snapshot.revisions(number)? {
            let _ = writeln!(
                lines,
                "text {} {} {}",
                number.0, revision.revision, revision.record
            );
        }
        for event in snapshot.events_of(number)? {
            let _ = writeln!(lines, "event {} {}", number.0, event.record);
        }
    }
    for feed in snapshot.feeds()? {
        let _ = writeln!(lines, "feed {} {}", feed.url, feed.state);
    }
    Ok(lines)
}

/// What an undisturbed run holds after each acknowledgement, by its number.
pub(super) fn oracle(store: &Path, stream: &Stream) -> Vec<(usize, String)> {
    let mut states = Vec::new();
    let intake = Intake {
        store,
        config: &Config::default(),
        planted: Planted::Nothing,
        overlap: 0,
    };
    intake
        .run(stream, |number| {
            states.push((number, dump(store).expect("readable")))
        })
        .expect("an undisturbed run");
    states
}

/// Every row of every table of a store, and every word of its index; and what it hands out as
/// articles, texts and events, in lines that begin with "record".
pub(super) fn dump_all(store: &Path) -> Result<Vec<String>, String> {
    let handed_out = dump(store).map_err(|error| error.to_string())?;
    let sealed = handed_out
        .lines()
        .filter(|line| line.starts_with("text ") || line.starts_with("event "));
    let mut lines: Vec<String> = sealed.map(|line| format!("record {line}")).collect();
    let rows = || -> rusqlite::Result<Vec<String>> {
        let flags =
            rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY | rusqlite::OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let connection = rusqlite::Connection::open_with_flags(store, flags)?;
        connection.execute_batch(
            "CREATE VIRTUAL TABLE temp.instances USING fts5vocab(main, words, instance)",
        )?;
        let mut names = connection.prepare(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'words%'
             AND name NOT LIKE 'sqlite%' ORDER BY name",
        )?;
        let mut names: Vec<String> = names
            .query_map([], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        names.push("instances".to_owned());
        let mut lines = Vec::new();
        for name in names {
            let mut statement = connection.prepare(&format!("SELECT * FROM {name}"))?;
            let columns = statement.column_count();
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let mut line = name.clone();
                for column in 0..columns {
                    let _ = write!(line, " {:?}", row.get_ref(column)?);
                }
                lines.push(line);
            }
        }
        let mut openings = connection.prepare(
            "SELECT DISTINCT substr(term, 1, letters) FROM temp.instances,
               (SELECT 2 AS letters UNION ALL SELECT 3) WHERE length(term) >= letters ORDER BY 1",
        )?;
        let openings: Vec<String> = openings
            .query_map([], |row| row.get(0))?
            .collect::<rusqlite::Result<_>>()?;
        let mut listed = connection.prepare("SELECT rowid FROM words WHERE words MATCH ?1")?;
        for opening in openings {
            let articles: Vec<i64> = listed
                .query_map([format!("\"{opening}\"*")], |row| row.get(0))?
                .collect::<rusqlite::Result<_>>()?;
            lines.push(format!("opening {opening} {articles:?}"));
        }
        Ok(lines)
    };
    lines.extend(rows().map_err(|error| error.to_string())?);
    Ok(lines)
}
