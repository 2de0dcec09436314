//! The page behind an item, read by a worker process, where it cannot stop or slow the rest.

use demarche_fetch::Answer;
use demarche_read::{Feed, FeedItem, Hints};
use demarche_record::Article;
use demarche_text::Problem;
use jiff::Timestamp;

use crate::pages;

/// Reads a page to an article.
pub(crate) fn read(
    bytes: Vec<u8>,
    answer: &Answer,
    item: &FeedItem,
    feed: &Feed,
    now: Timestamp,
) -> Result<(Article, Vec<Problem>), Problem> {
    let hints = Hints {
        url: Some(answer.final_url.clone()),
        content_type: answer.content_type.clone(),
        date: item.date.clone(),
        source: feed.title.clone(),
        now: Some(now),
    };
    pages::read(bytes, hints)
}

/// Whether the article is in a language that is coded.
pub(crate) fn check_language(article: &Article) -> Result<(), Problem> {
    demarche_read::language::check(article)
}
