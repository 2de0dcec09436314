//! `demarche feeds`: which feeds a store knows, and how they do.

use std::fmt::Write as _;
use std::io;

use demarche_fetch::Policy;
use demarche_store::{Feed, Reader, Store};
use jiff::Timestamp;

use crate::interrupt;
use crate::report::{Exit, Failure, printable};
use crate::watch::args::{AddFeeds, Feeds, RemoveFeeds};
use crate::watch::roster;

/// Lists, adds or removes feeds.
pub(crate) fn run(command: &Feeds) -> anyhow::Result<Exit> {
    match command {
        Feeds::List(which) => {
            let reader = Reader::open(&which.store.path()?)?;
            let feeds = reader.snapshot()?.feeds()?;
            interrupt::write_whole(&mut io::stdout().lock(), table(&feeds).as_bytes())?;
            Ok(Exit::Done)
        }
        Feeds::Add(add) => self::add(add),
        Feeds::Remove(remove) => self::remove(remove),
    }
}

fn add(args: &AddFeeds) -> anyhow::Result<Exit> {
    let named = roster::named(&args.inputs, &args.reach.rules())?;
    let count = named.len();
    let mut store = Store::create(&args.store.path()?)?;
    let stored = store.snapshot()?.feeds()?;
    let (rows, new) = roster::merged(stored, named, &Policy::default(), Timestamp::now());
    let added: Vec<Feed> = rows[rows.len() - new..]
        .iter()
        .map(|row| row.to_store(&row.state, &row.known))
        .collect();
    store.put_feeds(&added)?;
    eprintln!("added {new}, known {}", count - new);
    Ok(Exit::Done)
}

fn remove(args: &RemoveFeeds) -> anyhow::Result<Exit> {
    let mut store = Store::open(&args.store.path()?)?;
    let mut missing = Vec::new();
    for url in &args.urls {
        if !store.remove_feed(url)? {
            missing.push(url.as_str());
        }
    }
    if missing.is_empty() {
        eprintln!("removed {}", args.urls.len());
        return Ok(Exit::Done);
    }
    Err(Failure::failed(
        format!("the store knows no feed {}", missing.join(", ")),
        "`demarche feeds list` shows them as they are written",
    ))
}

/// One line a feed, fields parted by tabs under a head.
fn table(feeds: &[Feed]) -> String {
    let mut text = String::from("health\tfailures\tlast asked\tnext\tfeed\ttitle\n");
    for feed in feeds {
        let time =
            |time: Option<Timestamp>| time.map_or("-".to_owned(), |time| format!("{time:.0}"));
        let _ = writeln!(
            text,
            "{}\t{}\t{}\t{}\t{}\t{}",
            printable(&feed.health),
            feed.failures,
            time(feed.polled),
            time(feed.next_due),
            printable(&feed.url),
            printable(feed.title.as_deref().unwrap_or("-")),
        );
    }
    text
}
