//! How a watch stands: a page on the terminal, and figures for Prometheus.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::io::{self, Write as _};
use std::path::Path;
use std::sync::Mutex;

use demarche_fetch::queue::FeedKey;
use demarche_fetch::{FeedState, Health, Outcome};
use demarche_store::Account;
use jiff::{SignedDuration, Timestamp};

use crate::report::{plural, printable};
use crate::watch::keeper::lock;
use crate::watch::log::Log;
use crate::watch::roster::Row;

/// What is known of a watch while it runs.
#[derive(Debug)]
pub(crate) struct Board {
    started: Timestamp,
    feeds: Mutex<Vec<Shown>>,
    asking: Mutex<BTreeSet<FeedKey>>,
    figures: Mutex<Figures>,
}

#[derive(Clone, Debug)]
struct Shown {
    name: String,
    state: FeedState,
}

/// Sums since the start.
#[derive(Clone, Debug, Default)]
struct Figures {
    requests: BTreeMap<&'static str, u64>,
    failures: BTreeMap<&'static str, u64>,
    bytes: u64,
    pages_read: u64,
    pages_not_read: u64,
    not_kept: u64,
    last_kept: Option<Timestamp>,
    account: Account,
}

impl Board {
    pub(crate) fn new(rows: &[Row], started: Timestamp) -> Self {
        let shown = rows.iter().map(|row| Shown {
            name: row.name.clone(),
            state: row.state.clone(),
        });
        Board {
            started,
            feeds: Mutex::new(shown.collect()),
            asking: Mutex::default(),
            figures: Mutex::default(),
        }
    }

    /// A feed is being asked.
    pub(crate) fn asking(&self, key: FeedKey) {
        lock(&self.asking).insert(key);
    }

    /// What a feed answered.
    pub(crate) fn answered(&self, outcome: &Outcome) {
        let mut figures = lock(&self.figures);
        let word = match outcome {
            Outcome::Body(_, bytes) => {
                figures.bytes += bytes.len() as u64;
                "body"
            }
            Outcome::NotModified(_) => "not-modified",
            Outcome::Gone => "gone",
            Outcome::RetryLater { .. } => "retry-later",
            Outcome::Failed(failure) => {
                *figures.failures.entry(failure.kind.word()).or_default() += 1;
                "failed"
            }
        };
        *figures.requests.entry(word).or_default() += 1;
    }

    /// A page was read, or not.
    pub(crate) fn page(&self, read: bool) {
        let mut figures = lock(&self.figures);
        if read {
            figures.pages_read += 1;
        } else {
            figures.pages_not_read += 1;
        }
    }

    /// What was kept.
    pub(crate) fn kept(&self, account: &Account) {
        let mut figures = lock(&self.figures);
        figures.account += *account;
        figures.last_kept = Some(Timestamp::now());
    }

    /// An answer that could not be kept.
    pub(crate) fn not_kept(&self) {
        lock(&self.figures).not_kept += 1;
    }

    /// A feed is done with for now.
    pub(crate) fn settled(&self, key: FeedKey, row: &Row) {
        lock(&self.asking).remove(&key);
        if let Some(shown) = lock(&self.feeds).get_mut(key) {
            shown.state = row.state.clone();
        }
    }

    /// What became of all that arrived.
    pub(crate) fn account(&self) -> Account {
        lock(&self.figures).account
    }

    /// Feeds by how they do.
    pub(crate) fn healths(&self) -> BTreeMap<&'static str, u64> {
        let mut healths: BTreeMap<&'static str, u64> =
            [Health::New, Health::Good, Health::Failing, Health::Gone]
                .map(|health| (health.word(), 0))
                .into();
        for shown in lock(&self.feeds).iter() {
            *healths.entry(shown.state.health().word()).or_default() += 1;
        }
        healths
    }

    /// The figures in the text form of Prometheus.
    pub(crate) fn metrics(&self) -> String {
        let figures = lock(&self.figures).clone();
        let mut text = String::new();
        let mut family = |name: &str, kind: &str, help: &str, lines: Vec<(String, f64)>| {
            let _ = writeln!(text, "# HELP demarche_{name} {help}");
            let _ = writeln!(text, "# TYPE demarche_{name} {kind}");
            for (labels, value) in lines {
                let _ = writeln!(text, "demarche_{name}{labels} {value}");
            }
        };
        let labelled = |label: &str, counts: &BTreeMap<&'static str, u64>| {
            let counts = counts.iter();
            counts
                .map(|(word, count)| (format!("{{{label}=\"{word}\"}}"), *count as f64))
                .collect()
        };
        let one = |value: f64| vec![(String::new(), value)];
        family(
            "feeds",
            "gauge",
            "Feeds by how they do.",
            labelled("health", &self.healths()),
        );
        family(
            "requests_under_way",
            "gauge",
            "Feeds that are being asked or read.",
            one(lock(&self.asking).len() as f64),
        );
        family(
            "requests_total",
            "counter",
            "Requests for feeds by what came of them.",
            labelled("outcome", &figures.requests),
        );
        family(
            "request_failures_total",
            "counter",
            "Requests for feeds that failed, by kind.",
            labelled("kind", &figures.failures),
        );
        family(
            "bytes_total",
            "counter",
            "Bytes of feeds, unpacked.",
            one(figures.bytes as f64),
        );
        family(
            "pages_total",
            "counter",
            "Pages behind items, by whether they were read.",
            vec![
                ("{read=\"yes\"}".to_owned(), figures.pages_read as f64),
                ("{read=\"no\"}".to_owned(), figures.pages_not_read as f64),
            ],
        );
        let Account {
            coded,
            rejected,
            duplicate,
            revision,
            events,
        } = figures.account;
        family(
            "items_total",
            "counter",
            "Items received, by what became of them.",
            [
                ("coded", coded),
                ("duplicate", duplicate),
                ("rejected", rejected),
                ("revision", revision),
            ]
            .map(|(word, count)| (format!("{{became=\"{word}\"}}"), count as f64))
            .into(),
        );
        family(
            "events_total",
            "counter",
            "Events coded.",
            one(events as f64),
        );
        family(
            "not_kept_total",
            "counter",
            "Answers that could not be kept, and are asked for again.",
            one(figures.not_kept as f64),
        );
        family(
            "started_timestamp_seconds",
            "gauge",
            "When the watch began.",
            one(self.started.as_second() as f64),
        );
        if let Some(kept) = figures.last_kept {
            family(
                "last_kept_timestamp_seconds",
                "gauge",
                "When something was kept last.",
                one(kept.as_second() as f64),
            );
        }
        text
    }

    /// How it stands, on so many lines and columns.
    fn lines(&self, log: &Log, rows: usize, columns: usize) -> Vec<String> {
        let now = Timestamp::now();
        let healths = self.healths();
        let count = |health: Health| healths.get(health.word()).copied().unwrap_or(0);
        let figures = lock(&self.figures).clone();
        let asking = lock(&self.asking).clone();
        let feeds = lock(&self.feeds).clone();
        let mut lines = vec![
            format!(
                "demarche watch: {}: {} good, {} failing, {} gone, {} new; since {}",
                plural(feeds.len(), "feed", "feeds"),
                count(Health::Good),
                count(Health::Failing),
                count(Health::Gone),
                count(Health::New),
                self.started.strftime("%Y-%m-%d %H:%M:%S UTC"),
            ),
            figures.account.to_string(),
            format!(
                "pages read {}, not read {}; answers not kept {}; Ctrl-C ends",
                figures.pages_read, figures.pages_not_read, figures.not_kept
            ),
            String::new(),
        ];
        // Those that are being asked, then those that fail, then those that are due next.
        let mut order: Vec<(FeedKey, &Shown)> = feeds.iter().enumerate().collect();
        order.sort_by_key(|(key, shown)| {
            let failing = shown.state.health() == Health::Failing;
            (
                !asking.contains(key),
                !failing,
                shown.state.due.unwrap_or(Timestamp::MAX),
                *key,
            )
        });
        let newest = log.newest();
        let room = rows.saturating_sub(lines.len() + newest.len() + 2).max(3);
        for (key, shown) in order.into_iter().take(room) {
            let next = match shown.state.due {
                _ if asking.contains(&key) => "asking".to_owned(),
                Some(due) => format!("in {}", span(due.duration_since(now))),
                None => "never".to_owned(),
            };
            let trouble = shown.state.trouble.as_deref().unwrap_or_default();
            lines.push(format!(
                "{:<8} {next:>8}  {}  {}",
                shown.state.health().word(),
                printable(&shown.name),
                printable(trouble)
            ));
        }
        lines.push(String::new());
        lines.extend(newest);
        for line in &mut lines {
            *line = line.chars().take(columns.saturating_sub(1)).collect();
        }
        lines
    }
}

/// A time span in one unit.
fn span(span: SignedDuration) -> String {
    match span.as_secs() {
        ..=0 => "0 s".to_owned(),
        seconds @ 1..=119 => format!("{seconds} s"),
        seconds @ 120..=7_199 => format!("{} min", seconds / 60),
        seconds => format!("{} h", seconds / 3_600),
    }
}

/// Draws the page over the one before.
#[derive(Debug, Default)]
pub(crate) struct Painter {
    drawn: usize,
}

impl Painter {
    /// Draws how it stands.
    pub(crate) fn draw(&mut self, board: &Board, log: &Log) {
        let (columns, rows) = terminal_size::terminal_size_of(io::stderr())
            .map_or((80, 24), |(width, height)| {
                (width.0.into(), height.0.into())
            });
        let lines = board.lines(log, rows, columns);
        let mut page = String::new();
        if self.drawn > 0 {
            // Up to where the last page began, and away with it.
            let _ = write!(page, "\x1b[{}A", self.drawn);
        }
        page.push_str("\r\x1b[J");
        for line in &lines {
            page.push_str(line);
            page.push('\n');
        }
        let mut stderr = io::stderr().lock();
        let _ = stderr.write_all(page.as_bytes());
        let _ = stderr.flush();
        self.drawn = lines.len();
    }
}

/// Writes a file whole: whoever reads it sees the old one or the new one.
pub(crate) fn write_whole(path: &Path, text: &str) -> io::Result<()> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(format!(".{}.part", std::process::id()));
    let beside = Path::new(&beside);
    std::fs::write(beside, text)
        .and_then(|()| std::fs::rename(beside, path))
        .inspect_err(|_| {
            let _ = std::fs::remove_file(beside);
        })
}
