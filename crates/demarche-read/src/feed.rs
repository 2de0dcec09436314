//! RSS 0.9x, 1.0, 1.1 and 2.0, and Atom 0.3 and 1.0, to items.
//!
//! A reader of our own on quick-xml: feedparser-rs, which reads as many files, leaves what follows
//! the first fault, builds a tree of each text in time that is quadratic in its depth, and takes
//! an error page for an empty feed. This one knows nothing of fetching, and nothing of podcasts.

use demarche_record::Article;
use demarche_text::{Problem, text_id};

use crate::problem;

mod fields;
mod reading;
mod space;

/// A feed, as far as it could be read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Feed {
    /// What it is called.
    pub title: Option<String>,
    /// The page that it belongs to.
    pub link: Option<String>,
    /// Language code of all that does not say otherwise.
    pub language: Option<String>,
    /// In the order of the feed.
    pub items: Vec<FeedItem>,
    /// What is wrong with the feed, but kept no item from being read.
    pub problems: Vec<Problem>,
}

/// An item of a feed, all of it plain text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FeedItem {
    /// Its `guid` or `id`, or `rdf:about`.
    pub id: Option<String>,
    /// The headline, in one line.
    pub title: Option<String>,
    /// The page of the article, made absolute where the feed says against what.
    pub link: Option<String>,
    /// When it was published, else updated: ISO 8601 ([`crate::normalise_date`]).
    pub date: Option<String>,
    /// The whole text, paragraphs parted by blank lines.
    pub content: Option<String>,
    /// What the feed gives as summary or description.
    pub summary: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// Language code.
    pub language: Option<String>,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
}

/// Reads a feed. `content_type` is that of HTTP, for its charset. Faults are passed over: an item
/// behind a bad one is read like any other.
///
/// # Errors
/// When the document is no feed at all: an error page, a list of feeds, JSON, nothing.
pub fn read_feed(bytes: &[u8], content_type: Option<&str>) -> Result<Feed, Problem> {
    let (text, decoding) = crate::decode(bytes, content_type);
    let mut feed = reading::read(&text)?;
    feed.problems.extend(decoding);
    Ok(feed)
}

impl FeedItem {
    /// The item as an article of its feed: its content, else its summary, else its title. The id
    /// is the hash of its link, or of its own id where it has no link, so that it stays when the
    /// words change.
    ///
    /// # Errors
    /// When it has no words at all.
    pub fn into_article(self, feed: &Feed) -> Result<(Article, Vec<Problem>), Problem> {
        let words = [self.content, self.summary, self.title.clone()];
        let Some(text) = words.into_iter().flatten().next() else {
            return Err(problem(
                "the item has neither title nor text",
                "read the page that it links to",
            ));
        };
        let key = self.link.as_deref().or(self.id.as_deref());
        let mut article = Article {
            id: Some(text_id(key.unwrap_or(&text))),
            title: self.title,
            date: self.date,
            url: self.link,
            source: feed.title.clone(),
            lang: self.language.or_else(|| feed.language.clone()),
            text,
            ..Article::default()
        };
        for (key, value) in [("guid", self.id), ("byline", self.author)] {
            if let Some(value) = value {
                article.extra.insert(key.to_owned(), value.into());
            }
        }
        Ok((article, self.problems))
    }
}
