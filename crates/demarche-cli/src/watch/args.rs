//! `demarche watch` and `demarche feeds` on the command line.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args as Arguments, Subcommand, ValueEnum};
use demarche_fetch::Rules;

use crate::engine::EngineArgs;
use crate::own::OwnArgs;
use crate::store::{OneStore, StorePath};

/// `demarche watch`
#[derive(Debug, Arguments)]
#[command(after_help = "Examples:
  demarche watch https://www.example.org/world.rss --store news.demarche
  demarche watch feeds.opml --metrics watch.prom --log json 2> watch.log
  demarche watch --once

Feeds that are named are added to those that the store knows; without any, those are watched. How
far a feed is read moves in the transaction that keeps its articles: stopping and starting again,
however it ends, loses nothing and doubles nothing.

Each feed is asked as often as it has news, between --shortest and --longest, and no sooner than its
server asks for (Cache-Control, Expires, ttl, Retry-After). Failures back off. A feed that moved is
followed, one that is gone (410) three times is asked no more. Hosts are asked once at a time.

Only public addresses are fetched, over http and https, on ports 80, 443, 8080 and 8443. Names are
judged by the address that is connected to, on every redirect.

At the end: received = coded + rejected + duplicate + revision; the store keeps this with the run.
Items that a feed shows again as they were are known, and count as duplicate.
Ctrl-C ends within seconds, with exit code 130.")]
pub(crate) struct Watch {
    /// Addresses of feeds, OPML lists, or files with an address on each line
    #[arg(value_name = "FEED-URL|OPML|FILE")]
    pub(crate) inputs: Vec<String>,

    #[command(flatten)]
    pub(crate) store: StorePath,

    /// Ask each feed that is due once, then end
    #[arg(long)]
    pub(crate) once: bool,

    /// With --once: ask also the feeds that are not due
    #[arg(long, requires = "once")]
    pub(crate) all: bool,

    /// End after this long (90s, 10m, 12h, 7d)
    #[arg(long = "for", value_name = "DURATION", value_parser = duration)]
    pub(crate) span: Option<Duration>,

    /// Fetch the page that an item links to, by the same rules: where the feed has a summary only
    /// (auto), always, or never
    #[arg(long, value_enum, default_value_t = Pages::Auto, num_args = 0..=1,
          require_equals = true, default_missing_value = "always")]
    pub(crate) pages: Pages,

    /// Reject items that are older than this (7d)
    #[arg(long, value_name = "DURATION", value_parser = duration)]
    pub(crate) max_age: Option<Duration>,

    #[command(flatten)]
    pub(crate) reach: ReachArgs,

    /// How to reach you: sent to servers with each request, a page or an address
    #[arg(long, value_name = "TEXT")]
    pub(crate) contact: Option<String>,

    /// The shortest interval at which a feed is asked
    #[arg(long, value_name = "DURATION", value_parser = duration, default_value = "5m")]
    pub(crate) shortest: Duration,

    /// The longest interval at which a feed is asked
    #[arg(long, value_name = "DURATION", value_parser = duration, default_value = "6h")]
    pub(crate) longest: Duration,

    /// The pause between two requests to a host
    #[arg(long, value_name = "DURATION", value_parser = duration, default_value = "2s")]
    pub(crate) gap: Duration,

    /// How many requests are under way at once
    #[arg(long, value_name = "N", default_value_t = 16,
          value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) at_once: u16,

    /// What is said on stderr: lines for people, or a JSON object a line
    #[arg(long, value_enum, default_value_t = LogForm::Human)]
    pub(crate) log: LogForm,

    /// Write figures for Prometheus into this file every 15 seconds and at the end
    #[arg(long, value_name = "FILE")]
    pub(crate) metrics: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) engine: EngineArgs,

    #[command(flatten)]
    pub(crate) own: OwnArgs,
}

/// Which addresses may be fetched.
#[derive(Clone, Debug, Arguments)]
pub(crate) struct ReachArgs {
    /// Fetch from this machine and from private networks too, on any port: for tests and intranets
    #[arg(long)]
    pub(crate) allow_local: bool,

    /// Fetch from this port too. May be given several times
    #[arg(long, value_name = "PORT", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) port: Vec<u16>,
}

impl ReachArgs {
    /// The rules that they make.
    pub(crate) fn rules(&self) -> Rules {
        Rules {
            allow_local: self.allow_local,
            ports: self.port.clone(),
        }
    }
}

/// When the page of an item is fetched.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Pages {
    /// Where the feed has no more than a summary
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// How the log is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogForm {
    /// Lines for people; on a terminal a page that shows how it stands
    Human,
    /// A JSON object a line
    Json,
}

/// `demarche feeds`
#[derive(Debug, Subcommand)]
#[command(after_help = "Examples:
  demarche feeds add https://www.example.org/world.rss --store news.demarche
  demarche feeds list --store news.demarche
  demarche feeds remove https://www.example.org/world.rss --store news.demarche

A store has one writer: feeds are added and removed while no watch is running.")]
pub(crate) enum Feeds {
    /// List the feeds, how they do, and when they are due
    List(OneStore),
    /// Add feeds; those that are known stay as they are
    Add(AddFeeds),
    /// Forget feeds; their articles stay
    Remove(RemoveFeeds),
}

/// `demarche feeds add`
#[derive(Debug, Arguments)]
pub(crate) struct AddFeeds {
    /// Addresses of feeds, OPML lists, or files with an address on each line
    #[arg(value_name = "FEED-URL|OPML|FILE", required = true)]
    pub(crate) inputs: Vec<String>,

    #[command(flatten)]
    pub(crate) reach: ReachArgs,

    #[command(flatten)]
    pub(crate) store: StorePath,
}

/// `demarche feeds remove`
#[derive(Debug, Arguments)]
pub(crate) struct RemoveFeeds {
    /// Addresses, as `demarche feeds list` shows them
    #[arg(value_name = "FEED-URL", required = true)]
    pub(crate) urls: Vec<String>,

    #[command(flatten)]
    pub(crate) store: StorePath,
}

/// A time span: a whole number with s, m, h or d behind it, and never without.
fn duration(value: &str) -> Result<Duration, String> {
    let hint = |what: &str| format!("{what}; hint: write it as 90s, 10m, 12h or 7d");
    let wrong = || hint("not a time span");
    let digits = value.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit: u64 = match &value[digits.len()..] {
        "s" => 1,
        "m" => 60,
        "h" => 3_600,
        "d" => 86_400,
        "" if digits.parse::<u64>().is_ok() => return Err(hint("a number without its unit")),
        _ => return Err(wrong()),
    };
    let count: u64 = digits.parse().map_err(|_| wrong())?;
    let seconds = count.checked_mul(unit).ok_or_else(wrong)?;
    // A hundred years: what is longer is a mistake, and overflows dates.
    if seconds > 36_525 * 86_400 {
        return Err(wrong());
    }
    Ok(Duration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use super::duration;

    #[test]
    fn time_spans_have_their_unit_behind_them() {
        for (text, seconds) in [
            ("90s", 90),
            ("10m", 600),
            ("12h", 43_200),
            ("7d", 604_800),
            ("0s", 0),
        ] {
            assert_eq!(duration(text).unwrap().as_secs(), seconds, "{text}");
        }
        for text in [
            "",
            "90",
            "0",
            "m",
            "1.5h",
            "-1s",
            "10 m",
            "1w",
            "99999999999999999999s",
            "9999999d",
        ] {
            assert!(duration(text).is_err(), "{text}");
        }
    }
}
