//! `demarche watch`: feeds followed for as long as it runs, their items coded and kept.
//!
//! In reading order: `args` is the command line; `roster` says which feeds there are; `known`
//! remembers their items; `items` makes articles of what arrives, `page` reads the pages behind
//! them, and `keeper` keeps both in one transaction; `log` says what happens, and `board` how it
//! stands.

use std::io::{self, IsTerminal as _};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use anyhow::Context as _;
use demarche_fetch::queue::Limits;
use demarche_fetch::watcher::{Plan, SystemClock, watch};
use demarche_fetch::{Client, FeedState, Options, Policy, Polite};
use demarche_store::{Reader, Store};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use crate::args::cores;
use crate::command::ingest;
use crate::interrupt;
use crate::report::{Exit, Failure, plural};
use crate::watch::args::{LogForm, Watch};
use crate::watch::board::{Board, Painter};
use crate::watch::keeper::{Keeper, Permits};
use crate::watch::log::Log;
use crate::watch::roster::Row;

pub(crate) mod args;
mod board;
mod items;
mod keeper;
mod known;
mod log;
mod page;
pub(crate) mod roster;

/// How often the page is drawn, and the end looked for.
const TICK: Duration = Duration::from_millis(250);

/// How often the figures are written.
const METRICS_EVERY: Duration = Duration::from_secs(15);

/// Watches what the command line names.
pub(crate) fn run(args: &Watch) -> anyhow::Result<Exit> {
    let started = Timestamp::now();
    let policy = policy(args)?;
    let named = roster::named(&args.inputs, &args.reach.rules())?;
    let coder = args.engine.coder(&args.own)?;
    let path = args.store.path()?;
    let no_feeds = |store: &str| {
        Failure::usage(
            format!("{}: {store}, and no feed is named", path.display()),
            "name a feed: demarche watch https://www.example.org/world.rss",
        )
    };
    if named.is_empty() && !path.exists() {
        return Err(no_feeds("there is no store"));
    }
    let mut store = Store::create(&path)?;
    let stored = store.snapshot()?.feeds()?;
    let (mut rows, new) = roster::merged(stored, named, &policy, started);
    if rows.is_empty() {
        return Err(no_feeds("the store knows no feeds"));
    }
    let added: Vec<_> = rows[rows.len() - new..]
        .iter()
        .map(|row| row.to_store(&row.state, &row.known))
        .collect();
    store.put_feeds(&added)?;
    if args.all {
        for row in &mut rows {
            row.state.due = row.state.due.map(|due| due.min(started));
        }
    }
    let run = store.begin_run(&ingest::start("watch", &coder), started)?;

    let painted = args.log == LogForm::Human && io::stderr().is_terminal();
    let log = Log::new(args.log, painted);
    let board = Board::new(&rows, started);
    let client = Polite::new(Client::new(options(args)), args.gap);
    let ending = Ending::new(client);
    let interrupted = ending.on_interrupt();
    let keeper = Keeper {
        store: Mutex::new(store),
        reader: Mutex::new(Reader::open(&path)?),
        run,
        coder: &coder,
        fetch: &*ending.client,
        pages: args.pages,
        max_age: args.max_age,
        cores: Permits::new(cores()),
        stop: &ending.stop,
        board: &board,
        log: &log,
        rows: rows.iter().cloned().map(Mutex::new).collect(),
    };
    log.say(
        "started",
        None,
        &format!(
            "watching {}, {new} of them new",
            plural(rows.len(), "feed", "feeds")
        ),
        json!({ "feeds": rows.len(), "new": new, "run": run.0, "store": path }),
    );
    let states = follow(args, &rows, &keeper, &ending, policy);
    interrupt::gently(None);
    if let Some(path) = &args.metrics {
        board::write_whole(path, &board.metrics())
            .with_context(|| format!("{}: cannot be written", path.display()))?;
    }
    let mut store = keeper
        .store
        .into_inner()
        .unwrap_or_else(std::sync::PoisonError::into_inner);
    store.end_run(run, Timestamp::now())?;
    let account = board.account();
    log.say(
        "ended",
        None,
        &account.to_string(),
        json!({
            "received": account.received(), "coded": account.coded,
            "rejected": account.rejected, "duplicate": account.duplicate,
            "revision": account.revision, "events": account.events,
        }),
    );
    if painted {
        eprintln!("{account}");
    }
    if interrupted.load(Ordering::SeqCst) {
        return Ok(Exit::Interrupted);
    }
    // Feeds that were not due were not asked: what they did before is of another run.
    let before = rows.iter().map(|row| row.state.last_fetch);
    let asked: Vec<&FeedState> = states
        .iter()
        .zip(before)
        .filter(|(state, before)| state.last_fetch != *before)
        .map(|(state, _)| state)
        .collect();
    Ok(exit(args.once, &asked, account.rejected))
}

/// With --once, feeds that were asked and failed are inputs that were not read.
fn exit(once: bool, asked: &[&FeedState], rejected: u64) -> Exit {
    let failing = asked.iter().filter(|state| state.failures > 0).count();
    if once && failing > 0 && failing == asked.len() {
        Exit::Failed
    } else if rejected > 0 || once && failing > 0 {
        Exit::SomeRejected
    } else {
        Exit::Done
    }
}

fn policy(args: &Watch) -> anyhow::Result<Policy> {
    if args.shortest > args.longest || args.shortest.is_zero() {
        return Err(Failure::usage(
            "--shortest is nought, or longer than --longest",
            "leave both out: 5m and 6h",
        ));
    }
    let usual = Policy::default();
    Ok(Policy {
        shortest: args.shortest,
        longest: args.longest,
        first: usual.first.clamp(args.shortest, args.longest),
        longest_pause: usual.longest_pause.max(args.longest),
        ..usual
    })
}

fn options(args: &Watch) -> Options {
    Options {
        rules: args.reach.rules(),
        contact: args.contact.clone(),
        ..Options::default()
    }
}

/// What ends a watch: the client, which is stopped, and the flag that is looked at.
struct Ending {
    client: Arc<Polite<Client>>,
    stop: Arc<AtomicBool>,
}

impl Ending {
    fn new(client: Polite<Client>) -> Self {
        Ending {
            client: Arc::new(client),
            stop: Arc::default(),
        }
    }

    /// Lets nobody begin anything, and ends requests that are under way.
    fn end(&self) {
        self.stop.store(true, Ordering::SeqCst);
        self.client.stop();
        self.client.inner().stop();
    }

    /// Ends by Ctrl-C, which the flag then tells.
    fn on_interrupt(&self) -> Arc<AtomicBool> {
        let told = Arc::new(AtomicBool::new(false));
        let (client, stop, tell) = (self.client.clone(), self.stop.clone(), told.clone());
        interrupt::gently(Some(Box::new(move || {
            tell.store(true, Ordering::SeqCst);
            Ending {
                client: client.clone(),
                stop: stop.clone(),
            }
            .end();
        })));
        told
    }
}

/// Runs the watcher, and beside it what draws, writes figures and looks for the end.
fn follow(
    args: &Watch,
    rows: &[Row],
    keeper: &Keeper<'_>,
    ending: &Ending,
    policy: Policy,
) -> Vec<FeedState> {
    let states = rows.iter().map(|row| row.state.clone()).collect();
    let end = args.span.map(|span| {
        let span = SignedDuration::try_from(span).unwrap_or(SignedDuration::MAX);
        Timestamp::now().checked_add(span).unwrap_or(Timestamp::MAX)
    });
    let plan = Plan {
        policy,
        limits: Limits {
            at_once: usize::from(args.at_once),
            failing_at_once: usize::from(args.at_once).div_ceil(4),
            gap: args.gap,
        },
        once: args.once,
    };
    let clock = SystemClock {
        stop: &ending.stop,
        end,
    };
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut painter = keeper.log.is_painted().then(Painter::default);
            let mut written: Option<Instant> = None;
            while !over.load(Ordering::SeqCst) {
                if end.is_some_and(|end| Timestamp::now() >= end) {
                    ending.end();
                }
                if let Some(painter) = &mut painter {
                    painter.draw(keeper.board, keeper.log);
                }
                let due = written.is_none_or(|written| written.elapsed() >= METRICS_EVERY);
                if let Some(path) = args.metrics.as_ref().filter(|_| due) {
                    written = Some(Instant::now());
                    if let Err(error) = board::write_whole(path, &keeper.board.metrics()) {
                        keeper.log.say(
                            "metrics-not-written",
                            None,
                            &format!("{}: cannot be written: {error}", path.display()),
                            json!({ "path": path }),
                        );
                    }
                }
                std::thread::park_timeout(TICK);
            }
            if let Some(painter) = &mut painter {
                painter.draw(keeper.board, keeper.log);
            }
        });
        let states = watch(states, &plan, &*ending.client, keeper, &clock);
        over.store(true, Ordering::SeqCst);
        states
    })
}
