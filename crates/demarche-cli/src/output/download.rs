//! The formats of `demarche export` into the body of an answer: what the service exports by.

use std::io::{self, Write};

use clap::ValueEnum as _;
#[cfg(feature = "parquet")]
use demarche_arrow::{ArticleWriter, EventWriter};
use demarche_code::Coded;
use demarche_serve::{Export, Form, What};
use demarche_store::{Filter, Mark, Selected, Selection, Snapshot, StoredEvent};

use super::{Part, Writer, articles_head, articles_line};
use crate::args::{Color, Format};
#[cfg(feature = "parquet")]
use crate::command::mirror::row;

/// Events that are held at once.
const PAGE: usize = 500;

/// Writes downloads.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Downloads;

impl Export for Downloads {
    fn forms(&self, what: What) -> Vec<Form> {
        let events_only = |format: Format| {
            matches!(
                format,
                Format::Gdelt2
                    | Format::Gdelt2Mentions
                    | Format::Polecat
                    | Format::Icews
                    | Format::Phoenix
            )
        };
        Format::value_variants()
            .iter()
            .filter(|format| what == What::Events || !events_only(**format))
            .filter_map(|format| form(*format))
            .collect()
    }

    fn check(&self, what: What, selection: &Selection) -> Result<(), String> {
        match what {
            What::Events => Ok(()),
            What::Articles => articles_filter(selection).map(|_| ()),
        }
    }

    fn write(
        &self,
        what: What,
        wanted: Form,
        snapshot: &Snapshot<'_>,
        selection: &Selection,
        to: &mut (dyn Write + Send),
    ) -> io::Result<()> {
        let format = Format::value_variants()
            .iter()
            .find(|format| form(**format) == Some(wanted))
            .ok_or_else(|| io::Error::other(format!("no format {}", wanted.name)))?;
        match what {
            What::Events => events(*format, snapshot, selection, to),
            What::Articles => articles(*format, snapshot, selection, to),
        }
        .map_err(|error| match error.downcast::<io::Error>() {
            Ok(error) => error,
            Err(error) => io::Error::other(format!("{error:#}")),
        })
    }
}

/// What a format is to a client; the table for people is none.
fn form(format: Format) -> Option<Form> {
    let of = |name, media_type, ending| {
        Some(Form {
            name,
            media_type,
            ending,
        })
    };
    let tabs = "text/tab-separated-values; charset=utf-8";
    match format {
        Format::Table => None,
        Format::Jsonl => of("jsonl", "application/x-ndjson", "jsonl"),
        Format::Csv => of("csv", "text/csv; charset=utf-8", "csv"),
        #[cfg(feature = "parquet")]
        Format::Parquet => of("parquet", "application/vnd.apache.parquet", "parquet"),
        Format::Gdelt2 => of("gdelt2", tabs, "export.CSV"),
        Format::Gdelt2Mentions => of("gdelt2-mentions", tabs, "mentions.CSV"),
        Format::Polecat => of("polecat", tabs, "polecat.tsv"),
        Format::Icews => of("icews", tabs, "icews.tsv"),
        Format::Phoenix => of("phoenix", tabs, "phoenix.tsv"),
    }
}

fn events(
    format: Format,
    snapshot: &Snapshot<'_>,
    selection: &Selection,
    to: &mut (dyn Write + Send),
) -> anyhow::Result<()> {
    match format {
        // As they were written, byte for byte.
        Format::Jsonl => each_page(snapshot, selection, |page| {
            for selected in page {
                writeln!(to, "{}", selected.event.record)?;
            }
            Ok(())
        }),
        #[cfg(feature = "parquet")]
        Format::Parquet => {
            let mut writer = EventWriter::new(to)?;
            each_page(snapshot, selection, |page| {
                Ok(writer.write(page.into_iter().map(|selected| selected.event.event))?)
            })?;
            writer.finish()?.flush()?;
            Ok(())
        }
        format => {
            let writer = Writer::new(Some(format), None, Color::Never)?;
            to.write_all(writer.head().as_bytes())?;
            each_page(snapshot, selection, |page| {
                for events in by_article(page) {
                    let Some(first) = events.first() else {
                        continue;
                    };
                    let Some(article) = snapshot.article(first.article)? else {
                        continue;
                    };
                    let coded = Coded {
                        article_id: article.article_id,
                        events: events.into_iter().map(|stored| stored.event).collect(),
                        ..Coded::default()
                    };
                    match writer.article(&article.origin, &article.article, &coded) {
                        Part::Text(text) => to.write_all(text.as_bytes())?,
                        // Parquet has its own arm.
                        #[cfg(feature = "parquet")]
                        Part::Events(_) => {}
                    }
                }
                Ok(())
            })?;
            to.write_all(writer.foot().as_bytes())?;
            Ok(())
        }
    }
}

/// Hands the events of a selection on, page by page.
fn each_page(
    snapshot: &Snapshot<'_>,
    selection: &Selection,
    mut take: impl FnMut(Vec<Selected>) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let mut after: Option<Mark> = None;
    loop {
        let page = snapshot.select(selection, after.as_ref(), PAGE)?;
        let whole = page.len() == PAGE;
        after = page.last().map(|last| last.mark.clone());
        take(page)?;
        if !whole {
            return Ok(());
        }
    }
}

/// Neighbours of one article, in the order of the text.
fn by_article(page: Vec<Selected>) -> Vec<Vec<StoredEvent>> {
    let mut groups: Vec<Vec<StoredEvent>> = Vec::new();
    for Selected { event, .. } in page {
        match groups.last_mut() {
            Some(group)
                if group
                    .first()
                    .is_some_and(|one| one.article == event.article) =>
            {
                // The latest comes first, and of one day the last of the text.
                group.insert(0, event);
            }
            _ => groups.push(vec![event]),
        }
    }
    groups
}

fn articles(
    format: Format,
    snapshot: &Snapshot<'_>,
    selection: &Selection,
    to: &mut (dyn Write + Send),
) -> anyhow::Result<()> {
    let filter = articles_filter(selection).map_err(anyhow::Error::msg)?;
    match format {
        #[cfg(feature = "parquet")]
        Format::Parquet => {
            let mut writer = ArticleWriter::new(to)?;
            snapshot.each_article(&filter, |article| anyhow::Ok(writer.write(row(article))?))?;
            writer.finish()?.flush()?;
            Ok(())
        }
        Format::Csv => {
            to.write_all(articles_head().as_bytes())?;
            snapshot.each_article(&filter, |article| {
                Ok(to.write_all(articles_line(&article).as_bytes())?)
            })
        }
        _ => snapshot.each_article(&filter, |article| Ok(writeln!(to, "{}", article.record)?)),
    }
}

/// The filter of articles that says the same, where there is one.
fn articles_filter(selection: &Selection) -> Result<Filter, String> {
    let filter = Filter {
        since: selection.since.clone(),
        until: selection.until.clone(),
        countries: selection.countries.clone(),
        types: selection.types.clone(),
        statuses: selection.statuses.clone(),
        least_confidence: selection.least_confidence,
        source: selection.source.clone(),
    };
    let same = Selection {
        since: filter.since.clone(),
        until: filter.until.clone(),
        countries: filter.countries.clone(),
        types: filter.types.clone(),
        statuses: filter.statuses.clone(),
        least_confidence: filter.least_confidence,
        source: filter.source.clone(),
        ..Selection::default()
    };
    match same == *selection {
        true => Ok(filter),
        false => Err(
            "articles are filtered by since, until, country, type, status, source and \
             min_confidence alone"
                .to_owned(),
        ),
    }
}
