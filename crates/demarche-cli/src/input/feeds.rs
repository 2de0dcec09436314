//! A feed: one item each of its own.

use demarche_text::Problem;

use super::{Item, Items, Notes, Origin, Payload, Place, Rejection};

/// The longest feed that is read.
pub(super) const LONGEST_FEED: usize = 64 << 20;

/// The items of a feed. What is wrong with the feed itself is said with its first item.
pub(super) fn items(
    bytes: &[u8],
    content_type: Option<&str>,
    mut problems: Vec<Problem>,
    origin: Origin,
    notes: &Notes,
) -> Items {
    let mut feed = match demarche_read::read_feed(bytes, content_type) {
        Ok(feed) => feed,
        Err(problem) => {
            let payload = Payload::Unreadable(problem.into());
            return Box::new(std::iter::once(Item { origin, payload }));
        }
    };
    problems.append(&mut feed.problems);
    if feed.items.is_empty() {
        if problems.is_empty() {
            notes.add(format!("{origin}: the feed has no items"));
            return Box::new(std::iter::empty());
        }
        // Whatever is wrong may have kept its items from being read.
        let what = format!("the feed has no items that can be read; {}", problems[0]);
        let payload = Payload::Unreadable(Rejection::new(what, "look at the feed"));
        return Box::new(std::iter::once(Item { origin, payload }));
    }
    let found = std::mem::take(&mut feed.items);
    let mut of_feed = Some(problems);
    Box::new(found.into_iter().enumerate().map(move |(index, item)| {
        let mut problems = of_feed.take().unwrap_or_default();
        let payload = match item.into_article(&feed) {
            Ok((article, own)) => {
                problems.extend(own);
                Payload::Article(Box::new(article), problems)
            }
            Err(problem) => Payload::Unreadable(problem.into()),
        };
        Item {
            origin: origin.at(Place::Named(format!("item {}", index + 1).into())),
            payload,
        }
    }))
}

/// A list of feeds, which is no article.
pub(super) fn list(bytes: &[u8]) -> Rejection {
    match demarche_read::read_opml(bytes, None) {
        Ok(list) => {
            let (count, s) = (
                list.feeds.len(),
                if list.feeds.len() == 1 { "" } else { "s" },
            );
            Rejection::new(
                format!("a list of {count} feed{s}, which holds no articles itself"),
                "follow its feeds with `demarche watch`",
            )
        }
        Err(problem) => problem.into(),
    }
}
