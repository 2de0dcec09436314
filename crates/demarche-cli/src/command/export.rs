//! `demarche export`: what a store holds, in the formats of `demarche code`.

use std::io::{self, IsTerminal as _};

#[cfg(feature = "parquet")]
use demarche_arrow::ArticleWriter;
use demarche_code::Coded;
use demarche_store::{Filter, Reader, StoredArticle};

use crate::args::{Color, Format};
#[cfg(feature = "parquet")]
use crate::command::mirror::row;
#[cfg(feature = "parquet")]
use crate::output::Destination;
use crate::output::{Part, Sink, Writer, articles_head, articles_line, note_jsonl};
use crate::report::{self, Exit, Failure};
use crate::store::{Export, What};

/// Writes what the command line asks for.
pub(crate) fn run(args: &Export, color: Color) -> anyhow::Result<Exit> {
    let filter = Filter {
        since: args.since.clone(),
        until: args.until.clone(),
        countries: args.country.clone(),
        types: args.types.clone(),
        statuses: args.status.clone(),
        least_confidence: args.min_confidence,
        source: args.source.clone(),
    };
    if args.revisions && args.what != What::Articles {
        return Err(Failure::usage(
            "--revisions is for articles",
            "say --what articles; `demarche diff` compares the events of runs",
        ));
    }
    // Days of ISO 8601 sort as text.
    if let (Some(since), Some(until)) = (&args.since, &args.until)
        && since > until
    {
        return Err(Failure::usage(
            format!("--since {since} is after --until {until}"),
            "give the earlier day with --since",
        ));
    }
    let reader = Reader::open(&args.store.path()?)?;
    match args.what {
        What::Events => events(args, &reader, &filter, color),
        What::Articles => articles(args, &reader, &filter),
    }
}

/// Says that nothing was written because there is nothing such.
fn note_nothing(written: u64, what: &str) {
    if written == 0 {
        eprintln!("note: the store holds no {what} that are asked for");
    }
}

fn events(args: &Export, reader: &Reader, filter: &Filter, color: Color) -> anyhow::Result<Exit> {
    let writer = Writer::new(args.format, args.output.as_deref(), color)?;
    let mut sink = Sink::open(&writer, args.output.as_deref())?;
    let snapshot = reader.snapshot()?;
    sink.put(Part::Text(writer.head()))?;
    let (mut found, mut left_out) = (0, 0);
    if matches!(writer, Writer::Jsonl) {
        // As they were written, byte for byte.
        snapshot.each_event(filter, |event| {
            found += 1;
            sink.put(Part::Text(format!("{}\n", event.record)))
        })?;
    } else {
        snapshot.each_coded(filter, |article, events| {
            let coded = Coded {
                article_id: article.article_id,
                events: events.into_iter().map(|stored| stored.event).collect(),
                ..Coded::default()
            };
            found += coded.events.len() as u64;
            let taken = coded.events.iter().filter(|event| !writer.takes(event));
            left_out += taken.count() as u64;
            sink.put(writer.article(&article.origin, &article.article, &coded))
        })?;
    }
    sink.put(Part::Text(writer.foot()))?;
    sink.finish()?;
    report::left_out(left_out);
    note_nothing(found, "events");
    Ok(Exit::Done)
}

fn articles(args: &Export, reader: &Reader, filter: &Filter) -> anyhow::Result<Exit> {
    let by_name = args.output.as_deref().and_then(|file| {
        let ending = file.extension()?;
        let named = |name: &str| ending.eq_ignore_ascii_case(name);
        match () {
            () if named("csv") => Some(Format::Csv),
            #[cfg(feature = "parquet")]
            () if named("parquet") => Some(Format::Parquet),
            () => {
                if args.format.is_none() {
                    note_jsonl(file);
                }
                None
            }
        }
    });
    let snapshot = reader.snapshot()?;
    let each = |put: &mut dyn FnMut(StoredArticle) -> anyhow::Result<()>| -> anyhow::Result<()> {
        let mut found = 0;
        let mut put = |article: StoredArticle| {
            found += 1;
            put(article)
        };
        if args.revisions {
            for number in snapshot.article_numbers(filter)? {
                snapshot
                    .revisions(number)?
                    .into_iter()
                    .try_for_each(&mut put)?;
            }
        } else {
            snapshot.each_article(filter, &mut put)?;
        }
        note_nothing(found, "articles");
        Ok(())
    };
    let csv = match args.format.or(by_name) {
        None | Some(Format::Jsonl) => false,
        Some(Format::Csv) => true,
        #[cfg(feature = "parquet")]
        Some(Format::Parquet) => {
            let to = Destination::open(args.output.as_deref(), false)?;
            let mut writer = ArticleWriter::new(to)?;
            each(&mut |article| Ok(writer.write(row(article))?))?;
            writer.finish()?.finish()?;
            return Ok(Exit::Done);
        }
        Some(_) => {
            return Err(Failure::usage(
                "articles are not written in this format",
                "name another: --format jsonl, csv or parquet",
            ));
        }
    };
    let writer = if csv { Writer::Csv } else { Writer::Jsonl };
    let mut sink = Sink::open(&writer, args.output.as_deref())?;
    if csv {
        sink.put(Part::Text(articles_head()))?;
    }
    let to_terminal = args.output.is_none() && io::stdout().is_terminal();
    each(&mut |article| {
        let line = if csv {
            articles_line(&article)
        } else {
            format!("{}\n", article.record)
        };
        let line = if to_terminal { shown(&line) } else { line };
        sink.put(Part::Text(line))
    })?;
    sink.finish()?;
    Ok(Exit::Done)
}

/// A line that is safe to show on a terminal.
fn shown(line: &str) -> String {
    format!("{}\n", report::printable(line.trim_end()))
}
