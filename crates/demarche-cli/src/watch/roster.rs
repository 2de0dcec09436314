//! Which feeds there are: named on the command line, kept in the store.

use std::collections::HashSet;
use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use demarche_fetch::{FeedState, Policy, Rules};
use demarche_read::read_opml;
use demarche_store::Feed;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::report::{self, Failure};
use crate::watch::known::Known;

/// The longest list of feeds that is read, in bytes.
const LONGEST_LIST: u64 = 15_000_000;

/// A feed as it is watched.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// What the store names it by: the address it was added under.
    pub(crate) name: String,
    /// What it calls itself, or what a list called it.
    pub(crate) title: Option<String>,
    /// When it is due, and what is sent with the next request.
    pub(crate) state: FeedState,
    /// Its items, as they were when they were kept.
    pub(crate) known: Known,
}

/// What the store keeps of a feed beside the columns that it shows.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Kept {
    schedule: Option<FeedState>,
    #[serde(default)]
    items: Known,
}

impl Row {
    /// A feed that was never asked.
    fn new(name: String, title: Option<String>, policy: &Policy, now: Timestamp) -> Self {
        Row {
            state: FeedState::new(name.clone(), policy, now),
            name,
            title,
            known: Known::default(),
        }
    }

    /// Reads a feed of the store. One that was kept by something else starts anew.
    fn from_store(feed: Feed, policy: &Policy, now: Timestamp) -> Self {
        let kept: Kept = serde_json::from_value(feed.state).unwrap_or_default();
        Row {
            state: kept
                .schedule
                .unwrap_or_else(|| FeedState::new(feed.url.clone(), policy, now)),
            name: feed.url,
            title: feed.title,
            known: kept.items,
        }
    }

    /// The feed as the store keeps it, in a given state.
    pub(crate) fn to_store(&self, state: &FeedState, known: &Known) -> Feed {
        let kept = Kept {
            schedule: Some(state.clone()),
            items: known.clone(),
        };
        Feed {
            url: self.name.clone(),
            title: self.title.clone(),
            etag: state.etag.clone(),
            last_modified: state.last_modified.clone(),
            polled: state.last_fetch,
            next_due: state.due,
            failures: state.failures,
            health: state.health().word().to_owned(),
            // Strings and numbers only: this cannot fail.
            state: serde_json::to_value(kept).unwrap_or(Value::Null),
        }
    }
}

/// The feeds of a store, with those that are named and new. Says how many of the rows are new:
/// they stand last.
pub(crate) fn merged(
    stored: Vec<Feed>,
    named: Vec<(String, Option<String>)>,
    policy: &Policy,
    now: Timestamp,
) -> (Vec<Row>, usize) {
    let mut rows: Vec<Row> = stored
        .into_iter()
        .map(|feed| Row::from_store(feed, policy, now))
        .collect();
    // A feed that moved is known by both addresses.
    let mut there: HashSet<String> = rows
        .iter()
        .flat_map(|row| [row.name.clone(), row.state.url.clone()])
        .collect();
    let before = rows.len();
    for (url, title) in named {
        if there.insert(url.clone()) {
            rows.push(Row::new(url, title, policy, now));
        }
    }
    let new = rows.len() - before;
    (rows, new)
}

/// The addresses that the command line names, each judged by the rules, with what a list calls
/// them.
pub(crate) fn named(
    inputs: &[String],
    rules: &Rules,
) -> anyhow::Result<Vec<(String, Option<String>)>> {
    let mut feeds = Vec::new();
    for input in inputs {
        if input.contains("://") {
            feeds.push((admitted(input, input, rules)?, None));
        } else {
            feeds.extend(listed(Path::new(input), rules)?);
        }
    }
    Ok(feeds)
}

fn admitted(url: &str, origin: &str, rules: &Rules) -> anyhow::Result<String> {
    rules.target(url).map(String::from).map_err(|refusal| {
        Failure::usage(
            format!("{origin}: {refusal}"),
            "name a public address over http or https; --allow-local and --port allow more",
        )
    })
}

/// The feeds of a list: OPML, or an address a line. What is no address is named and passed over.
fn listed(path: &Path, rules: &Rules) -> anyhow::Result<Vec<(String, Option<String>)>> {
    let name = path.display();
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(LONGEST_LIST + 1).read_to_end(&mut bytes))
        .map_err(|error| {
            let hint = match error.kind() {
                io::ErrorKind::NotFound => "check the path",
                _ => "give a list of feeds that may be read",
            };
            Failure::failed(format!("{name}: cannot be read: {error}"), hint)
        })?;
    if bytes.len() as u64 > LONGEST_LIST {
        return Err(Failure::usage(
            format!("{name}: longer than {} MB", LONGEST_LIST / 1_000_000),
            "name a list of feeds",
        ));
    }
    let mut found: Vec<(String, String, Option<String>)> = Vec::new();
    match read_opml(&bytes, None) {
        Ok(list) => {
            for problem in &list.problems {
                report::warning(&name.to_string(), &problem.to_string());
            }
            let feeds = list.feeds.into_iter();
            found.extend(feeds.map(|feed| (name.to_string(), feed.url, feed.title)));
        }
        Err(_) => {
            let text = String::from_utf8_lossy(&bytes);
            for (number, line) in text.lines().enumerate() {
                let line = line.trim().trim_start_matches('\u{feff}');
                if !line.is_empty() && !line.starts_with('#') {
                    found.push((format!("{name}:{}", number + 1), line.to_owned(), None));
                }
            }
        }
    }
    // Prose is no list, and is told so once.
    if !found.is_empty() && found.iter().all(|(_, line, _)| !line.contains("://")) {
        return Err(Failure::usage(
            format!("{name}: no line of it is an address"),
            "name an OPML list, or a file with an address on each line",
        ));
    }
    let mut feeds = Vec::new();
    for (origin, url, title) in found {
        match rules.target(&url) {
            Ok(url) => feeds.push((url.into(), title)),
            Err(refusal) => report::rejected(
                &origin,
                &format!("{url:.200}: {refusal}"),
                "name a public address over http or https; --allow-local and --port allow more",
            ),
        }
    }
    if feeds.is_empty() {
        return Err(Failure::usage(
            format!("{name}: no feed is named there"),
            "name an OPML list, or a file with an address on each line",
        ));
    }
    Ok(feeds)
}
