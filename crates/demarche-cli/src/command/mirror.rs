//! `demarche store mirror`: the store as a folder of Parquet files by year and month.

use std::fs::File;
use std::path::Path;

use demarche_arrow::{ArticleRow, ArticleWriter, Dataset, Entry, EventWriter, Month, Updated};
use demarche_store::{Filter, Reader, Snapshot, StoredArticle, StoredEvent};

/// Makes a folder hold what the store holds; what was done to its articles and to its events.
pub(crate) fn mirror(store: &Path, to: &Path) -> anyhow::Result<[Updated; 2]> {
    let reader = Reader::open(store)?;
    let snapshot = reader.snapshot()?;
    let articles = articles(&snapshot, &to.join("articles"))?;
    let events = events(&snapshot, &to.join("events"))?;
    Ok([articles, events])
}

fn articles(snapshot: &Snapshot<'_>, to: &Path) -> anyhow::Result<Updated> {
    let mut entries = Vec::new();
    snapshot.each_article(&Filter::default(), |article| {
        let story = article.story.0.to_string();
        let revision = article.revision.to_string();
        let row = [
            &article.record,
            &article.article_id,
            &article.day,
            &article.received,
            &story,
            &revision,
        ];
        entries.push(Entry {
            month: Month::of(&article.day),
            number: article.number.0,
            hash: Entry::hash_of(row.map(String::as_str)),
        });
        anyhow::Ok(())
    })?;
    entries.sort_by_key(|entry| (entry.month, entry.number));
    let updated = Dataset::at(to).update(&entries, |month, range, file| {
        fill_articles(snapshot, month, range, file)
    })?;
    Ok(updated)
}

fn fill_articles(
    snapshot: &Snapshot<'_>,
    month: Month,
    (first, last): (i64, i64),
    file: File,
) -> Result<File, Failed> {
    let mut writer = ArticleWriter::new(file).map_err(anyhow::Error::from)?;
    snapshot.each_article(&days_of(month), |stored: StoredArticle| {
        let number = stored.number.0;
        if Month::of(&stored.day) == month && (first..=last).contains(&number) {
            writer.write(row(stored))?;
        }
        anyhow::Ok(())
    })?;
    Ok(writer.finish().map_err(anyhow::Error::from)?)
}

/// An article as a row.
pub(crate) fn row(stored: StoredArticle) -> ArticleRow {
    ArticleRow {
        number: stored.number.0,
        id: stored.article_id,
        story: stored.story.0,
        revision: stored.revision.into(),
        day: stored.day,
        received: stored.received,
        url: stored.url,
        article: stored.article,
    }
}

fn month_of(stored: &StoredEvent) -> Month {
    Month::of(stored.event.date.as_ref().map_or("", |date| &date.start))
}

fn events(snapshot: &Snapshot<'_>, to: &Path) -> anyhow::Result<Updated> {
    let mut entries = Vec::new();
    snapshot.each_event(&Filter::default(), |stored| {
        entries.push(Entry {
            month: month_of(&stored),
            number: stored.article.0,
            hash: Entry::hash_of([stored.record.as_str()]),
        });
        anyhow::Ok(())
    })?;
    entries.sort_by_key(|entry| (entry.month, entry.number));
    let updated = Dataset::at(to).update(&entries, |month, range, file| {
        fill_events(snapshot, month, range, file)
    })?;
    Ok(updated)
}

fn fill_events(
    snapshot: &Snapshot<'_>,
    month: Month,
    (first, last): (i64, i64),
    file: File,
) -> Result<File, Failed> {
    let mut writer = EventWriter::new(file).map_err(anyhow::Error::from)?;
    snapshot.each_event(&days_of(month), |stored| {
        if month_of(&stored) == month && (first..=last).contains(&stored.article.0) {
            writer.write([stored.event])?;
        }
        anyhow::Ok(())
    })?;
    Ok(writer.finish().map_err(anyhow::Error::from)?)
}

/// A filter for the days of a month; for all where it is none.
fn days_of(month: Month) -> Filter {
    let Some((year, number)) = month.year_month() else {
        return Filter::default();
    };
    Filter {
        since: Some(format!("{year:04}-{number:02}-01")),
        until: Some(format!("{year:04}-{number:02}-31")),
        ..Filter::default()
    }
}

/// What stopped a file from being written. `anyhow`'s error is no error of the standard library's
/// kind, which the dataset asks for.
#[derive(Debug)]
struct Failed(anyhow::Error);

impl std::fmt::Display for Failed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Failed {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source()
    }
}

impl From<anyhow::Error> for Failed {
    fn from(error: anyhow::Error) -> Self {
        Failed(error)
    }
}
