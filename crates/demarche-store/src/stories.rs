//! Which story an article tells: its own, or that of the articles of which it is a copy.
//!
//! Nothing but the number of a story depends on this: articles that share one are all kept, and all
//! come out again.

use std::collections::BTreeMap;

use demarche_record::Article;
use jiff::ToSpan as _;
use jiff::civil::Date;
use rusqlite::{Connection, params};

use crate::error::Done;
use crate::keep::text_of;
use crate::similar::{Piece, join};

/// Copies come within so many days. A report that comes every week in the same words is another one
/// every week.
const DAYS: i64 = 3;

/// The latest articles of a band that are looked at: a band that many share tells nothing.
const LATEST: i64 = 64;

/// The most articles that a new one is compared with, those that share most bands first.
const COMPARED: usize = 24;

/// The story of a new article, the number of its first article, and the bands under which to file
/// it.
pub(crate) fn story(
    connection: &Connection,
    number: i64,
    article: &Article,
    day: &str,
) -> Done<(i64, Vec<i64>)> {
    let piece = Piece::read(article.title.as_deref(), &article.text);
    let bands = ordered(&piece);
    let story = find(connection, &piece, &bands, day)?;
    Ok((story.unwrap_or(number), bands))
}

/// Files an article under its new text. It goes on to tell the story that it told.
pub(crate) fn refile(connection: &Connection, number: i64, article: &Article) -> Done<()> {
    connection
        .prepare_cached("DELETE FROM bands WHERE article = ?1")?
        .execute([number])?;
    file(connection, number, &bands(article))
}

/// Files an article.
pub(crate) fn file(connection: &Connection, number: i64, bands: &[i64]) -> Done<()> {
    let mut statement =
        connection.prepare_cached("INSERT INTO bands (band, article) VALUES (?1, ?2)")?;
    for band in bands {
        statement.execute(params![band, number])?;
    }
    Ok(())
}

/// The bands of an article, in order, each once.
pub(crate) fn bands(article: &Article) -> Vec<i64> {
    ordered(&Piece::read(article.title.as_deref(), &article.text))
}

fn ordered(piece: &Piece) -> Vec<i64> {
    let mut bands: Vec<i64> = piece.bands().into_iter().map(u64::cast_signed).collect();
    bands.sort_unstable();
    bands.dedup();
    bands
}

fn find(connection: &Connection, piece: &Piece, bands: &[i64], day: &str) -> Done<Option<i64>> {
    let mut near = connection.prepare_cached(
        "SELECT article FROM bands WHERE band = ?1 ORDER BY article DESC LIMIT ?2",
    )?;
    let mut shared: BTreeMap<i64, usize> = BTreeMap::new();
    for band in bands {
        let mut rows = near.query(params![band, LATEST])?;
        while let Some(row) = rows.next()? {
            *shared.entry(row.get(0)?).or_default() += 1;
        }
    }
    let mut candidates: Vec<(usize, i64)> = shared
        .into_iter()
        .map(|(number, shared)| (shared, number))
        .collect();
    candidates.sort_by_key(|(shared, number)| (std::cmp::Reverse(*shared), *number));
    let mut known =
        connection.prepare_cached("SELECT story, revision, day FROM articles WHERE id = ?1")?;
    let mut stories: BTreeMap<i64, Vec<Piece>> = BTreeMap::new();
    let mut compared = 0;
    for (_, number) in candidates {
        let (story, revision, other): (i64, i64, String) =
            known.query_row([number], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        if !close(day, &other) {
            continue;
        }
        let text = text_of(connection, revision)?;
        let other = Piece::read(text.title.as_deref(), &text.text);
        stories.entry(story).or_default().push(other);
        compared += 1;
        if compared == COMPARED {
            break;
        }
    }
    Ok(join(piece, stories))
}

fn close(one: &str, other: &str) -> bool {
    let (Ok(one), Ok(other)) = (one.parse::<Date>(), other.parse::<Date>()) else {
        return one == other;
    };
    let within = |from: Date, to: Date| from.checked_add(DAYS.days()).is_ok_and(|last| to <= last);
    within(one, other) && within(other, one)
}
