//! `demarche ingest`: articles in, coded and kept, everything accounted for.

use std::sync::{Mutex, PoisonError};

use demarche_code::{CODEBOOK, Coder};
use demarche_record::{Article, Event};
use demarche_store::{
    Account, Batch, Deposit, Note, Reader, Rejected, RunId, RunStart, Store, Verdict,
};
use jiff::Timestamp;

use crate::command::code::dated;
use crate::input::{self, Item, Notes, Origin, Rejection};
use crate::interrupt;
use crate::pipeline;
use crate::progress::Progress;
use crate::report::{self, Exit};
use crate::store::Ingest;

/// The most text that waits to be kept, in bytes.
const MOST_WAITING: usize = 16 << 20;

/// An article that is ready to be kept.
struct Ready {
    article: Article,
    article_id: String,
    events: Vec<Event>,
    /// What is wrong and what to do.
    notes: Vec<(String, String)>,
    /// Whether the store does not have it.
    fresh: bool,
}

/// Keeps what the command line names.
pub(crate) fn run(args: &Ingest) -> anyhow::Result<Exit> {
    let mut inputs = input::find(&args.inputs, args.input)?;
    inputs.rules = args.reach.rules();
    inputs.note_left_out();
    let told = inputs.notes.clone();
    let coder = args.work.engine.coder(&args.own)?;
    let path = args.store.path()?;
    // No store is made where there is nothing to keep in it.
    let mut items = inputs.items();
    let mut unread = Vec::new();
    let first = loop {
        match items.next() {
            Some(item) if item.is_unread() => unread.push(item),
            next => break next,
        }
    };
    if first.is_none() && !path.exists() {
        return Ok(nothing(unread, &told));
    }
    let items = unread.into_iter().chain(first).chain(items);
    let mut store = Store::create(&path)?;
    let reader = Mutex::new(Reader::open(&path)?);
    let run = store.begin_run(&start("ingest", &coder), Timestamp::now())?;
    let mut waiting = Waiting {
        run,
        batch: args.work.batch as usize,
        items: Vec::new(),
        bytes: 0,
        unread: 0,
        account: Account::default(),
    };
    let mut progress = Progress::new(true);
    let work = |items: Vec<Item>| ready(items, args, &coder, &reader);
    let take = |(origin, done): (Origin, anyhow::Result<Result<Ready, Rejection>>)| {
        let origin = origin.to_string();
        match done {
            Err(error) => return Err(error),
            Ok(Err(rejection)) => {
                progress.clear();
                report::rejected(&origin, &rejection.what, &rejection.hint);
                waiting.unread += u64::from(rejection.unread);
                waiting.add(origin, Err(rejection), &mut store)?;
            }
            Ok(Ok(ready)) => {
                if !ready.notes.is_empty() {
                    progress.clear();
                }
                for (what, _) in &ready.notes {
                    report::warning(&origin, what);
                }
                waiting.add(origin, Ok(ready), &mut store)?;
            }
        }
        progress.show(|| {
            let Account { events, .. } = waiting.account;
            format!("{} articles, {events} events", waiting.account.received())
        });
        anyhow::Ok(())
    };
    let (threads, together) = (args.work.threads(), coder.together());
    pipeline::in_order_together(items, threads, together, work, take)?;
    waiting.keep(&mut store)?;
    store.end_run(run, Timestamp::now())?;
    progress.clear();
    Ok(end(&told, &waiting.account, waiting.unread))
}

/// Names the inputs of which none could be read.
fn nothing(unread: Vec<Item>, told: &Notes) -> Exit {
    let mut account = Account::default();
    for item in unread {
        let (origin, read) = item.article();
        if let Err(rejection) = read {
            report::rejected(&origin.to_string(), &rejection.what, &rejection.hint);
            account.rejected += 1;
        }
    }
    end(told, &account, account.rejected)
}

/// Says what became of the inputs.
fn end(told: &Notes, account: &Account, unread: u64) -> Exit {
    for note in told.take() {
        eprintln!("note: {}", report::printable(&note));
    }
    eprintln!("{account}");
    exit(account, unread)
}

/// What a run of a coder begins with.
pub(crate) fn start<'a>(kind: &'a str, coder: &'a Coder) -> RunStart<'a> {
    RunStart {
        kind,
        engine: coder.engine(),
        codebook: CODEBOOK,
        version: env!("CARGO_PKG_VERSION"),
        fingerprint: coder.fingerprint(),
    }
}

fn exit(account: &Account, unread: u64) -> Exit {
    if account.rejected == 0 {
        Exit::Done
    } else if unread == account.received() {
        Exit::Failed
    } else {
        Exit::SomeRejected
    }
}

/// Reads items, and codes those that the store does not have; this is what runs in parallel.
fn ready(
    items: Vec<Item>,
    args: &Ingest,
    coder: &Coder,
    reader: &Mutex<Reader>,
) -> Vec<(Origin, anyhow::Result<Result<Ready, Rejection>>)> {
    let mut done: Vec<_> = items
        .into_iter()
        .map(|item| read(item, args, reader))
        .collect();
    let fresh = done
        .iter()
        .filter_map(|(_, done)| done.as_ref().ok()?.as_ref().ok());
    let fresh = fresh.filter(|ready| ready.fresh);
    let articles: Vec<&Article> = fresh.map(|ready| &ready.article).collect();
    let coded = coder.code_all(&articles);
    let fresh = done
        .iter_mut()
        .filter_map(|(_, done)| done.as_mut().ok()?.as_mut().ok());
    for (ready, coded) in fresh.filter(|ready| ready.fresh).zip(coded) {
        let remedy = "look whether it is an article";
        let problems = coded.problems.into_iter();
        ready
            .notes
            .extend(problems.map(|problem| (problem, remedy.to_owned())));
        ready.article_id = coded.article_id;
        ready.events = coded.events;
    }
    done
}

/// Reads an item and looks whether the store has it.
fn read(
    item: Item,
    args: &Ingest,
    reader: &Mutex<Reader>,
) -> (Origin, anyhow::Result<Result<Ready, Rejection>>) {
    let (origin, read) = item.english();
    let (article, problems) = match read {
        Err(rejection) => return (origin, Ok(Err(rejection))),
        Ok((article, problems)) => (dated(article, args.date.as_deref()), problems),
    };
    let state = reader
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .state_of(&article);
    let notes = problems.into_iter();
    let notes = notes.map(|problem| (problem.what, problem.remedy.to_owned()));
    let done = state.map(|state| {
        // The store never forgets a text: a duplicate stays one.
        let fresh = !matches!(state, Verdict::Duplicate);
        Ok(Ready {
            article,
            article_id: String::new(),
            events: Vec::new(),
            notes: notes.filter(|_| fresh).collect(),
            fresh,
        })
    });
    (origin, done.map_err(Into::into))
}

/// What waits to be kept, and what became of what was.
struct Waiting {
    run: RunId,
    batch: usize,
    items: Vec<(String, Result<Ready, Rejection>, Timestamp)>,
    bytes: usize,
    /// Rejected without a byte read.
    unread: u64,
    account: Account,
}

impl Waiting {
    fn add(
        &mut self,
        origin: String,
        item: Result<Ready, Rejection>,
        store: &mut Store,
    ) -> anyhow::Result<()> {
        self.bytes += item.as_ref().map_or(0, |ready| ready.article.text.len());
        self.items.push((origin, item, Timestamp::now()));
        if self.items.len() >= self.batch || self.bytes >= MOST_WAITING {
            self.keep(store)?;
        }
        Ok(())
    }

    /// Keeps what waits: from here on it is on the disk.
    fn keep(&mut self, store: &mut Store) -> anyhow::Result<()> {
        if self.items.is_empty() {
            return Ok(());
        }
        let notes: Vec<Vec<Note<'_>>> = self
            .items
            .iter()
            .map(|(_, item, _)| {
                let notes = item.as_ref().map_or(&[][..], |ready| &ready.notes);
                let notes = notes.iter();
                notes
                    .map(|(reason, remedy)| Note { reason, remedy })
                    .collect()
            })
            .collect();
        let mut deposits = Vec::new();
        let mut rejected = Vec::new();
        for ((origin, item, received), notes) in self.items.iter().zip(&notes) {
            match item {
                Ok(ready) => deposits.push(Deposit {
                    article: &ready.article,
                    article_id: &ready.article_id,
                    events: &ready.events,
                    notes,
                    origin,
                    received: *received,
                }),
                Err(rejection) => rejected.push(Rejected {
                    origin,
                    reason: &rejection.what,
                    remedy: &rejection.hint,
                    received: *received,
                }),
            }
        }
        let batch = Batch {
            run: self.run,
            deposits: &deposits,
            rejected: &rejected,
            feeds: &[],
        };
        let verdicts = interrupt::whole(|| store.keep(&batch))?;
        self.account.rejected += rejected.len() as u64;
        for (verdict, deposit) in verdicts.iter().zip(&deposits) {
            let events = deposit.events.len() as u64;
            let (count, events) = match verdict {
                Verdict::New => (&mut self.account.coded, events),
                Verdict::Revision => (&mut self.account.revision, events),
                Verdict::Duplicate => (&mut self.account.duplicate, 0),
            };
            *count += 1;
            self.account.events += events;
        }
        self.items.clear();
        self.bytes = 0;
        Ok(())
    }
}
