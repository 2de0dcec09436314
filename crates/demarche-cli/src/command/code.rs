//! `demarche code`: articles in, events out, everything accounted for.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::{self, IsTerminal};

use demarche_code::{Coded, Coder};
use demarche_record::Article;
use demarche_text::Problem;

use crate::args::{Code, Color};
use crate::input::{self, Item, Origin, Rejection};
use crate::output::{Part, Sink, Writer};
use crate::pipeline;
use crate::progress::Progress;
use crate::report::{self, Exit};

/// What became of the inputs: `received = coded + rejected + duplicate`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Account {
    coded: u64,
    rejected: u64,
    /// Rejected without a byte read.
    unread: u64,
    duplicate: u64,
    events: u64,
    /// Events that the format has no place for.
    left_out: u64,
}

impl Account {
    fn received(&self) -> u64 {
        self.coded + self.rejected + self.duplicate
    }

    fn exit(&self) -> Exit {
        if self.rejected == 0 {
            Exit::Done
        } else if self.unread == self.received() {
            // Nothing was there to be done.
            Exit::Failed
        } else {
            Exit::SomeRejected
        }
    }
}

impl std::fmt::Display for Account {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Account {
            coded,
            rejected,
            duplicate,
            events,
            ..
        } = self;
        let received = self.received();
        write!(
            f,
            "received {received} = coded {coded} + rejected {rejected} + duplicate {duplicate}; events {events}"
        )
    }
}

/// An article that was coded, ready to be written.
struct Done {
    part: Part,
    events: u64,
    left_out: u64,
    /// Hashes of id and text: the same article comes but once.
    key: (u64, u64),
    warnings: Vec<String>,
}

/// Codes what the command line names.
pub(crate) fn run(args: &Code, color: Color) -> anyhow::Result<Exit> {
    let mut inputs = input::find(&args.inputs, args.input)?;
    inputs.rules = args.reach.rules();
    inputs.note_left_out();
    let notes = inputs.notes.clone();
    let writer = Writer::new(args.format, args.output.as_deref(), color)?;
    let mut sink = Sink::open(&writer, args.output.as_deref())?;
    let coder = args.engine.coder(&args.own)?;
    // Not where the events go to the same terminal.
    let mut progress = Progress::new(args.output.is_some() || !io::stdout().is_terminal());
    let mut account = Account::default();
    let mut seen: HashSet<(u64, u64)> = HashSet::new();

    sink.put(Part::Text(writer.head()))?;
    let work = |items: Vec<Item>| code(items, args, &coder, &writer);
    let take = |(origin, done): (Origin, Result<Done, Rejection>)| {
        match done {
            Err(rejection) => {
                progress.clear();
                account.rejected += 1;
                account.unread += u64::from(rejection.unread);
                report::rejected(&origin.to_string(), &rejection.what, &rejection.hint);
            }
            Ok(done) if !seen.insert(done.key) => account.duplicate += 1,
            Ok(done) => {
                account.coded += 1;
                account.events += done.events;
                account.left_out += done.left_out;
                if !done.warnings.is_empty() {
                    progress.clear();
                }
                for warning in &done.warnings {
                    report::warning(&origin.to_string(), warning);
                }
                sink.put(done.part)?;
            }
        }
        progress.show(|| format!("{} articles, {} events", account.received(), account.events));
        anyhow::Ok(())
    };
    pipeline::in_order_together(inputs.items(), args.threads(), coder.together(), work, take)?;
    progress.clear();
    for note in notes.take() {
        eprintln!("note: {}", report::printable(&note));
    }
    if account.coded > 0 {
        sink.put(Part::Text(writer.foot()))?;
    }
    // Where nothing could be read, a file of an earlier run stays.
    if account.exit() != Exit::Failed || args.output.is_none() {
        sink.finish()?;
    }
    report::left_out(account.left_out);
    if account.received() != 1 || account.rejected > 0 || io::stderr().is_terminal() {
        eprintln!("{account}");
    }
    Ok(account.exit())
}

/// Reads and codes items; this is what runs in parallel.
fn code(
    items: Vec<Item>,
    args: &Code,
    coder: &Coder,
    writer: &Writer,
) -> Vec<(Origin, Result<Done, Rejection>)> {
    let mut articles = Vec::new();
    let read: Vec<_> = items
        .into_iter()
        .map(|item| {
            let (origin, read) = item.english();
            let problems = read.map(|(article, problems)| {
                articles.push(dated(article, args.date.as_deref()));
                problems
            });
            (origin, problems)
        })
        .collect();
    let mut coded = articles.iter().zip(coder.code_all(&articles));
    read.into_iter()
        .map(|(origin, problems)| {
            let done = problems.map(|problems| {
                let (article, coded) = coded.next().expect("every article is coded");
                done(&origin, article, problems, coded, args, writer)
            });
            (origin, done)
        })
        .collect()
}

fn done(
    origin: &Origin,
    article: &Article,
    problems: Vec<Problem>,
    mut coded: Coded,
    args: &Code,
    writer: &Writer,
) -> Done {
    if let Some(least) = args.min_confidence {
        let keep: Vec<bool> = coded
            .events
            .iter()
            .map(|event| event.confidence >= least)
            .collect();
        let mut kept = keep.iter();
        coded
            .events
            .retain(|_| kept.next().copied().unwrap_or(true));
        let mut kept = keep.iter();
        coded
            .explanations
            .retain(|_| kept.next().copied().unwrap_or(true));
    }
    let mut warnings: Vec<String> = problems.iter().map(ToString::to_string).collect();
    warnings.append(&mut coded.problems);
    Done {
        part: writer.article(&origin.to_string(), article, &coded),
        events: coded.events.len() as u64,
        left_out: coded
            .events
            .iter()
            .filter(|event| !writer.takes(event))
            .count() as u64,
        key: (hash(&coded.article_id), hash(&article.text)),
        warnings,
    }
}

/// The article, dated by the command line where it does not date itself.
pub(crate) fn dated(mut article: Article, date: Option<&str>) -> Article {
    if article.date.is_none() {
        article.date = date.map(str::to_owned);
    }
    article
}

fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::Account;
    use crate::report::Exit;

    #[test]
    fn the_exit_code_follows_the_account() {
        let check = |coded, rejected, unread, exit| {
            let account = Account {
                coded,
                rejected,
                unread,
                ..Account::default()
            };
            assert_eq!(account.exit(), exit, "{account}");
        };
        check(0, 0, 0, Exit::Done);
        check(3, 0, 0, Exit::Done);
        check(3, 1, 0, Exit::SomeRejected);
        check(3, 1, 1, Exit::SomeRejected);
        check(0, 2, 0, Exit::SomeRejected);
        check(0, 2, 2, Exit::Failed);
    }
}
