//! An item of a feed to an article: its own words, or the page that it links to.

use std::time::Duration;

use demarche_fetch::queue::host_of;
use demarche_fetch::{FailureKind, FeedState, Outcome, Request, Wants};
use demarche_read::{Feed, FeedItem};
use demarche_record::{Article, Event};
use demarche_store::Verdict;
use jiff::Timestamp;
use jiff::civil::Date;
use serde_json::json;

use crate::watch::args::Pages;
use crate::watch::keeper::{Keeper, lock};
use crate::watch::page;
use crate::watch::roster::Row;

/// An item, made into an article and coded, or rejected with its reason and a remedy.
pub(crate) struct Item {
    pub(crate) made: Result<Coded, (String, String)>,
    /// What had to be changed or cut short, and what to do.
    pub(crate) notes: Vec<(String, String)>,
    /// How often its page was asked for in vain, where it should be asked for again.
    pub(crate) tries: u8,
    link: Option<String>,
    known: bool,
}

/// An article and its events.
pub(crate) struct Coded {
    pub(crate) article: Article,
    pub(crate) article_id: String,
    pub(crate) events: Vec<Event>,
}

/// The program is ending, and nothing is to be kept any more.
pub(crate) struct Stopped;

impl Item {
    /// Where it came from, as messages name it.
    pub(crate) fn origin(&self, feed: &str) -> String {
        self.link.clone().unwrap_or_else(|| feed.to_owned())
    }

    /// Bytes that wait with it.
    pub(crate) fn weight(&self) -> usize {
        let coded = self.made.as_ref();
        // A record of an event is about as long as half a page.
        coded.map_or(0, |coded| {
            coded.article.text.len() + coded.events.len() * 1_000
        })
    }

    /// Whether it is an article that was not there, or not with these words.
    pub(crate) fn is_news(&self) -> bool {
        self.made.is_ok() && !self.known
    }
}

/// What fetching a page came to.
enum Page {
    Read(Box<(Article, Vec<(String, String)>)>),
    /// It cannot be had. Whether to try again, and why.
    No(bool, String),
}

/// Makes an article of an item, and codes it unless the store has it. `tries` is how often its page
/// was asked for in vain.
pub(crate) fn make(
    keeper: &Keeper<'_>,
    feed: &Feed,
    row: &Row,
    item: FeedItem,
    tries: u8,
    now: Timestamp,
) -> Result<Item, Stopped> {
    let link = item.link.clone();
    let rejected = |reason: String, remedy: &str| Item {
        made: Err((reason, remedy.to_owned())),
        notes: Vec::new(),
        tries: 0,
        link: link.clone(),
        known: false,
    };
    if let Some(old) = too_old(&item, keeper.max_age, now) {
        return Ok(rejected(old, "raise --max-age to take it"));
    }
    let wants_page = match keeper.pages {
        Pages::Never => false,
        Pages::Always => true,
        Pages::Auto => item.content.is_none(),
    };
    let page = match &link {
        Some(url) if wants_page => Some(fetch_page(keeper, feed, row, &item, url, now)?),
        _ => None,
    };
    let words_of_feed = item.clone().into_article(feed);
    let mut notes = Vec::new();
    let mut again = 0;
    let article = match (page, words_of_feed) {
        (Some(Page::Read(read)), words) => {
            let (mut article, mut found) = *read;
            if let Ok((words, _)) = &words
                && article.text.len() < words.text.len()
            {
                notes.push((
                    "its page has fewer words than the feed, whose words are taken".to_owned(),
                    "look whether the page asks for consent or payment".to_owned(),
                ));
                words.clone()
            } else {
                notes.append(&mut found);
                if tries > 0 {
                    // The words of the feed are kept under the link; this is their revision.
                    article.url = link.clone();
                    article.id = words.ok().and_then(|(words, _)| words.id);
                }
                article
            }
        }
        (page, Ok((article, problems))) => {
            let problems = problems.into_iter();
            notes.extend(problems.map(|problem| (problem.what, problem.remedy.to_owned())));
            if let Some(Page::No(retry, why)) = page {
                again = if retry { tries + 1 } else { 0 };
                notes.push((
                    format!("its page was not read, the words of the feed are taken: {why}"),
                    "nothing, or fetch the page yourself".to_owned(),
                ));
            }
            article
        }
        (Some(Page::No(_, why)), Err(problem)) => {
            return Ok(rejected(
                format!("{}; its page: {why}", problem.what),
                problem.remedy,
            ));
        }
        (None, Err(problem)) => return Ok(rejected(problem.what, problem.remedy)),
    };
    let article = finished(article, item, row);
    Ok(keeper
        .cores
        .with(|| code(keeper, article, notes, again, link)))
}

/// The article with what is known of it from the feed.
fn finished(mut article: Article, item: FeedItem, row: &Row) -> Article {
    article
        .extra
        .insert("feed".to_owned(), row.name.clone().into());
    if let Some(guid) = item.id {
        article.extra.entry("guid").or_insert_with(|| guid.into());
    }
    if article.title.is_none() {
        article.title = item.title;
    }
    if article.date.is_none() {
        article.date = item.date;
    }
    if article.source.is_none() {
        article.source = row.title.clone();
    }
    article
}

fn code(
    keeper: &Keeper<'_>,
    article: Article,
    mut notes: Vec<(String, String)>,
    tries: u8,
    link: Option<String>,
) -> Item {
    if let Err(problem) = page::check_language(&article) {
        return Item {
            made: Err((problem.what, problem.remedy.to_owned())),
            notes,
            tries: 0,
            link,
            known: false,
        };
    }
    // Where the store cannot say, keeping will: it decides anew.
    let known = matches!(
        lock(&keeper.reader).state_of(&article),
        Ok(Verdict::Duplicate)
    );
    let (article_id, events) = if known {
        (String::new(), Vec::new())
    } else {
        let coded = keeper.coder.code(&article);
        let problems = coded.problems.into_iter();
        notes.extend(problems.map(|what| (what, "look whether it is an article".to_owned())));
        (coded.article_id, coded.events)
    };
    Item {
        made: Ok(Coded {
            article,
            article_id,
            events,
        }),
        notes,
        tries,
        link,
        known,
    }
}

/// Fetches and reads the page of an item.
fn fetch_page(
    keeper: &Keeper<'_>,
    feed: &Feed,
    row: &Row,
    item: &FeedItem,
    url: &str,
    now: Timestamp,
) -> Result<Page, Stopped> {
    let request = Request {
        url: url.to_owned(),
        wants: Wants::Page,
        ..Request::default()
    };
    let outcome = keeper.fetch.fetch(&request, now);
    let page = match outcome {
        Outcome::Failed(failure) if failure.kind == FailureKind::Stopped => return Err(Stopped),
        Outcome::Body(answer, bytes) => {
            let content_type = answer.content_type.as_deref().unwrap_or_default();
            let kind = content_type.split(';').next().unwrap_or_default().trim();
            if kind.is_empty() || kind.contains("html") || kind == "text/plain" {
                let read = page::read(bytes, &answer, item, feed, now);
                match read {
                    Ok((mut article, problems)) => {
                        own_address(&mut article, url, &answer.final_url);
                        let problems = problems.into_iter();
                        let problems =
                            problems.map(|problem| (problem.what, problem.remedy.to_owned()));
                        Page::Read(Box::new((article, problems.collect())))
                    }
                    Err(_) if keeper.is_ending() => return Err(Stopped),
                    Err(problem) => Page::No(false, problem.what),
                }
            } else {
                Page::No(false, format!("it is {kind:.60}, no page"))
            }
        }
        Outcome::Failed(failure) => Page::No(is_passing(failure.kind), failure.detail),
        Outcome::RetryLater { status, .. } => {
            Page::No(true, format!("the server answers {status}: not now"))
        }
        Outcome::Gone => Page::No(false, "the server answers 410: gone".to_owned()),
        Outcome::NotModified(_) => Page::No(true, "the server answers 304".to_owned()),
    };
    keeper.board.page(matches!(page, Page::Read(_)));
    if let Page::No(again, why) = &page {
        keeper.log.say(
            "page-not-read",
            Some(&row.name),
            &format!("{url}: {why}"),
            json!({ "page": url, "reason": why, "again": again }),
        );
    }
    Ok(page)
}

/// Whether a failure may be gone the next time.
fn is_passing(kind: FailureKind) -> bool {
    match kind {
        FailureKind::Name
        | FailureKind::Connect
        | FailureKind::Timeout
        | FailureKind::Truncated
        | FailureKind::Protocol => true,
        FailureKind::Status(status) => status >= 500,
        _ => false,
    }
}

/// A page may name its own address, but no other site's: the store knows articles by it, and a
/// stranger must not revise them.
fn own_address(article: &mut Article, link: &str, final_url: &str) {
    let site = |url: &str| host_of(url).trim_start_matches("www.").to_owned();
    let named = article.url.as_deref().map(site);
    if named.is_none_or(|named| named != site(final_url) && named != site(link)) {
        article.url = Some(final_url.to_owned());
        article.id = Some(demarche_text::text_id(final_url));
    }
}

/// Says so where an item is older than is taken.
fn too_old(item: &FeedItem, max_age: Option<Duration>, now: Timestamp) -> Option<String> {
    let (date, max_age) = item.date.as_deref().zip(max_age)?;
    let published = date.parse::<Timestamp>().ok().or_else(|| {
        let day: Date = date.get(..10)?.parse().ok()?;
        // Of a day without a time, its end counts.
        let end = day
            .at(23, 59, 59, 0)
            .to_zoned(jiff::tz::TimeZone::UTC)
            .ok()?;
        Some(end.timestamp())
    })?;
    let age = Duration::try_from(now.duration_since(published)).ok()?;
    (age > max_age).then(|| format!("published {date}, longer ago than --max-age"))
}

/// How long a feed says that it stays as it is: `ttl` in minutes, which RSS has before its items.
pub(crate) fn ttl(bytes: &[u8]) -> Option<Duration> {
    let head = &bytes[..bytes.len().min(16 * 1024)];
    let head = String::from_utf8_lossy(head);
    let head = head.split("<item").next()?;
    let (_, rest) = head.split_once("<ttl>")?;
    let (minutes, _) = rest.split_once("</ttl>")?;
    let minutes: u64 = minutes.trim().parse().ok()?;
    Some(Duration::from_secs(minutes.min(1_000_000) * 60))
}

/// When a feed is next, as people read it.
pub(crate) fn next(state: &FeedState) -> String {
    match state.due {
        None => String::new(),
        Some(due) => format!("; next at {}", due.strftime("%H:%M:%S")),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use demarche_read::FeedItem;
    use demarche_record::Article;

    use super::{own_address, too_old, ttl};

    #[test]
    fn a_page_names_no_address_of_another_site() {
        let named = |url: &str| {
            let mut article = Article {
                url: Some(url.to_owned()),
                ..Article::default()
            };
            own_address(
                &mut article,
                "https://feeds.example/1",
                "https://www.news.example/a?x=1",
            );
            article.url.unwrap()
        };
        assert_eq!(named("https://news.example/a"), "https://news.example/a");
        assert_eq!(named("https://feeds.example/a"), "https://feeds.example/a");
        assert_eq!(
            named("https://other.example/a"),
            "https://www.news.example/a?x=1"
        );
    }

    #[test]
    fn old_items_are_told_by_their_date() {
        let now = "2026-03-08T12:00:00Z".parse().unwrap();
        let old = |date: Option<&str>| {
            let item = FeedItem {
                date: date.map(str::to_owned),
                ..FeedItem::default()
            };
            too_old(&item, Some(Duration::from_secs(7 * 86_400)), now).is_some()
        };
        assert!(old(Some("2026-02-28")));
        assert!(old(Some("2026-03-01T11:00:00Z")));
        assert!(!old(Some("2026-03-01")));
        assert!(!old(Some("2026-03-08T13:00:00Z")));
        assert!(!old(None));
        assert!(!old(Some("soon")));
    }

    #[test]
    fn the_ttl_of_a_feed_is_read_in_minutes() {
        assert_eq!(
            ttl(b"<rss><channel><ttl> 60 </ttl><item/>"),
            Some(Duration::from_secs(3600))
        );
        assert_eq!(ttl(b"<rss><channel><item><ttl>60</ttl></item>"), None);
        assert_eq!(ttl(b"<rss><channel><ttl>soon</ttl>"), None);
        assert_eq!(ttl(b""), None);
    }
}
