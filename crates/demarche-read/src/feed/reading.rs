//! Tags of a feed to its items.

use demarche_text::Problem;
use url::Url;

use super::fields::{Capture, Field, Form, form};
use super::space::{Format, Space, split};
use super::{Feed, FeedItem};
use crate::plain::one_line;
use crate::xml::{Open, Scanner, Tag, Token};
use crate::{dates, problem};

/// More items than any feed has; they bound the memory that a feed of empty ones takes.
const MOST_ITEMS: usize = 500_000;

/// How far behind junk, such as the warning of a script, a feed may begin.
const JUNK: usize = 1 << 16;

/// Where reading is taken up again behind a fault.
const MARKS: &[&str] = &["<item", "<entry", "<rss:item", "<atom:entry"];

const ROOTS: &[&str] = &["<rss", "<feed", "<rdf:RDF", "<atom:feed"];

/// What an open element is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum What {
    Feed,
    Item,
    /// Has a name inside.
    Person,
    /// Its text is captured.
    Field,
    /// Markup inside a field.
    Markup,
    Other,
}

/// An item under way.
#[derive(Default)]
struct Draft {
    item: FeedItem,
    link: (u8, Option<String>),
    permalink: Option<String>,
    date: (u8, Option<String>),
    content: (u8, Option<String>),
    summary: (u8, Option<String>),
    base: Option<Url>,
}

struct Reading<'a> {
    format: Option<Format>,
    /// The namespace of the root.
    own: String,
    open: Open<'a, What>,
    capture: Option<Capture>,
    draft: Option<Draft>,
    base: Option<Url>,
    /// How many items began inside another.
    unclosed: usize,
    too_many: usize,
    feed: Feed,
}

pub(super) fn read(text: &str) -> Result<Feed, Problem> {
    let mut reading = Reading::new();
    let mut scanner = Scanner::new(text, MARKS);
    while let Some(token) = scanner.next() {
        match token {
            Token::Start(tag) if reading.format.is_none() => {
                if let Err(reason) = reading.root(&tag) {
                    // Scripts write their warnings before the feed.
                    let begin = scanner.at();
                    let junk = text.get(begin..).unwrap_or_default();
                    let next = ROOTS.iter().filter_map(|root| junk.find(root)).min();
                    let Some(next) = next.filter(|next| begin + next < JUNK) else {
                        return Err(reason);
                    };
                    scanner = Scanner::new(&junk[next..], MARKS);
                    scanner.problems.push(problem(
                        "something else stands before the feed",
                        "tell the publisher",
                    ));
                }
            }
            Token::Start(tag) => reading.start(&tag),
            Token::End(name) => reading.end(name),
            Token::Text(text) => reading.text(&text),
        }
    }
    if reading.format.is_none() {
        return Err(nothing(text));
    }
    Ok(reading.finish(scanner.problems))
}

fn nothing(text: &str) -> Problem {
    let what = match text.trim_start().chars().next() {
        None => "it is empty",
        Some('{' | '[') => "it is JSON, and no feed in XML",
        Some(_) => "it has no element that a feed begins with",
    };
    problem(what, "name the address of an RSS or Atom feed")
}

impl<'a> Reading<'a> {
    fn new() -> Self {
        Reading {
            format: None,
            own: String::new(),
            open: Open::new(),
            capture: None,
            draft: None,
            base: None,
            unclosed: 0,
            too_many: 0,
            feed: Feed::default(),
        }
    }

    /// Takes the first element for what the document is.
    fn root(&mut self, tag: &Tag<'a>) -> Result<(), Problem> {
        let (_, local) = split(tag.name);
        let other = match local.to_ascii_lowercase().as_str() {
            "rss" | "rdf" | "channel" => {
                self.format = Some(Format::Rss);
                ""
            }
            "feed" | "entry" => {
                self.format = Some(Format::Atom);
                ""
            }
            "html" => "an HTML page",
            "opml" => "an OPML list of feeds",
            "urlset" | "sitemapindex" => "a sitemap",
            _ => "XML of another kind",
        };
        if self.format.is_none() {
            return Err(problem(
                format!("{other} (<{}>), and no feed", one_line(tag.name)),
                "name the address of an RSS or Atom feed",
            ));
        }
        let declared = self.open.declare(tag);
        self.own = self.open.namespace(tag.name).unwrap_or_default().to_owned();
        if matches!(local, "RDF" | "rdf") {
            // The items of RSS 1.0 stand in another namespace than its root.
            self.own = self.open.namespace("").unwrap_or_default().to_owned();
        }
        self.base = tag
            .attribute("xml:base")
            .and_then(|base| Url::parse(&base).ok());
        self.feed.language = tag.attribute("xml:lang").filter(|lang| !lang.is_empty());
        if local == "entry" {
            self.open_item(tag);
            self.open.push(tag.name, declared, What::Item);
        } else {
            self.open.push(tag.name, declared, What::Feed);
        }
        Ok(())
    }

    fn space(&self, name: &str) -> Space {
        Space::of(name, self.open.namespace(name), &self.own, self.format)
    }

    fn is_item(&self, space: Space, local: &str) -> bool {
        match self.format {
            Some(Format::Atom) => space == Space::Feed && local == "entry",
            _ => space == Space::Feed && local.eq_ignore_ascii_case("item"),
        }
    }

    fn start(&mut self, tag: &Tag<'a>) {
        let declared = self.open.declare(tag);
        let space = self.space(tag.name);
        let (_, local) = split(tag.name);
        let what = if self.is_item(space, local) && self.may_begin_item() {
            self.open_item(tag);
            What::Item
        } else if let Some(capture) = &mut self.capture {
            capture.element(local);
            What::Markup
        } else {
            self.element(tag, space, local)
        };
        self.open.push(tag.name, declared, what);
    }

    /// Whether a new item begins here: outside all items, or where the last one was left open.
    /// One inside the content of another is part of it.
    fn may_begin_item(&mut self) -> bool {
        let Some(_) = &self.draft else { return true };
        let in_words = self
            .capture
            .as_ref()
            .is_some_and(|capture| matches!(capture.field, Field::Content(_) | Field::Summary(_)));
        // RSS writes its texts as characters: an item among them was never closed.
        let part = in_words && self.format == Some(Format::Atom);
        match self.open.innermost() {
            Some(What::Item | What::Field | What::Markup) if !part => {}
            _ => return false,
        }
        self.unclosed += 1;
        while let Some(what) = self.open.pop() {
            self.close(what);
            if what == What::Item {
                break;
            }
        }
        true
    }

    fn open_item(&mut self, tag: &Tag<'a>) {
        let mut draft = Draft {
            base: self.base.clone(),
            ..Draft::default()
        };
        for (key, value) in tag.attributes() {
            match key.as_str() {
                "rdf:about" => {
                    draft.permalink = Some(value.clone());
                    draft.item.id = Some(value);
                }
                "xml:lang" => draft.item.language = Some(value),
                "xml:base" => draft.base = resolve(self.base.as_ref(), &value),
                _ => {}
            }
        }
        self.draft = Some(draft);
    }

    /// An element that is no item, outside of all fields.
    fn element(&mut self, tag: &Tag<'a>, space: Space, local: &str) -> What {
        let parent = self.open.innermost().copied();
        let atom = space == Space::Atom || self.format == Some(Format::Atom);
        match (parent, local) {
            (Some(What::Person), "name") => self.capture(Field::Author, Form::Text),
            (Some(What::Feed) | None, _) if self.draft.is_none() => {
                self.feed_element(tag, space, local, atom)
            }
            (Some(What::Item), _) => self.item_element(tag, space, local, atom),
            _ => What::Other,
        }
    }

    fn feed_element(&mut self, tag: &Tag<'a>, space: Space, local: &str, atom: bool) -> What {
        match (space, local) {
            (Space::Feed, "channel" | "Channel" | "items") => What::Feed,
            (Space::Feed, "title") => self.capture(Field::FeedTitle, form(tag, atom)),
            (Space::Feed | Space::Atom, "link") if atom => {
                if self.feed.link.is_none() && is_page(tag) {
                    self.feed.link = tag.attribute("href");
                }
                What::Other
            }
            (Space::Feed, "link") => self.capture(Field::FeedLink, Form::Text),
            (Space::Feed | Space::DublinCore, "language") => {
                self.capture(Field::FeedLanguage, Form::Text)
            }
            _ => What::Other,
        }
    }

    fn item_element(&mut self, tag: &Tag<'a>, space: Space, local: &str, atom: bool) -> What {
        let own = matches!(space, Space::Feed | Space::Atom);
        // What an extension says stands behind what the format says.
        let rank = |best: u8| if space == Space::Feed { best } else { best - 1 };
        let (field, form) = match (space, local) {
            (Space::Feed | Space::Atom | Space::DublinCore, "title") => {
                (Field::Title, form(tag, atom))
            }
            (_, "link") if own => match tag.attribute("href") {
                Some(href) => {
                    if is_page(tag) {
                        let html = tag
                            .attribute("type")
                            .is_none_or(|kind| kind.contains("html"));
                        self.put(Field::Link(if html { rank(4) } else { 2 }), href);
                    }
                    return What::Other;
                }
                None => (Field::Link(rank(5)), Form::Text),
            },
            (Space::Feedburner, "origLink") => (Field::Link(6), Form::Text),
            (_, "guid") if own => {
                let link = tag.attribute("isPermaLink");
                let permalink = link.is_none_or(|is| !is.trim().eq_ignore_ascii_case("false"));
                (Field::Id { permalink }, Form::Text)
            }
            (_, "id") if own => (Field::Id { permalink: false }, Form::Text),
            (_, "pubDate" | "pubdate" | "published" | "issued") if own => {
                (Field::Date(rank(7)), Form::Text)
            }
            (Space::DublinCore, "date" | "issued") => (Field::Date(5), Form::Text),
            (_, "created") if own || space == Space::DublinCore => (Field::Date(4), Form::Text),
            (_, "updated" | "modified") if own || space == Space::DublinCore => {
                (Field::Date(3), Form::Text)
            }
            (Space::Content, "encoded") => (Field::Content(8), Form::Html),
            (Space::Xhtml, "body" | "div") => (Field::Content(7), Form::Html),
            (_, "content") if own => (Field::Content(rank(6)), form(tag, atom)),
            (_, "summary") if own => (Field::Summary(rank(6)), form(tag, atom)),
            (_, "description") if own => (Field::Summary(rank(5)), Form::Html),
            (Space::DublinCore, "description" | "abstract") => (Field::Summary(3), Form::Html),
            (Space::Itunes, "summary") => (Field::Summary(2), Form::Html),
            (_, "author") if own && atom => return What::Person,
            (_, "author") if own => (Field::Author, Form::Text),
            (Space::DublinCore, "creator") => (Field::Author, Form::Text),
            (Space::Itunes, "author") => (Field::Author, Form::Text),
            (Space::DublinCore, "language") => (Field::Language, Form::Text),
            (_, "language") if own => (Field::Language, Form::Text),
            _ => return What::Other,
        };
        self.capture(field, form)
    }

    fn capture(&mut self, field: Field, form: Form) -> What {
        self.capture = Some(Capture::new(field, form));
        What::Field
    }

    fn text(&mut self, text: &str) {
        if let Some(capture) = &mut self.capture {
            capture.text(text);
        }
    }

    fn end(&mut self, name: &str) {
        if !self.open.has(name) {
            return;
        }
        loop {
            let last = self.open.ends_with(name);
            let Some(what) = self.open.pop() else { return };
            if what == What::Markup
                && let Some(capture) = &mut self.capture
            {
                // A block ends where it ends, not where the next begins.
                capture.element(split(name).1);
            }
            self.close(what);
            if last {
                return;
            }
        }
    }

    fn close(&mut self, what: What) {
        match what {
            What::Field => {
                if let Some(capture) = self.capture.take() {
                    let field = capture.field;
                    let words = capture.words();
                    self.put(field, words);
                }
            }
            What::Item => {
                if let Some(draft) = self.draft.take() {
                    self.keep(draft);
                }
            }
            What::Feed | What::Person | What::Markup | What::Other => {}
        }
    }

    /// Puts a value where its field says.
    fn put(&mut self, field: Field, value: String) {
        if value.is_empty() {
            return;
        }
        let first = |place: &mut Option<String>, value| {
            place.get_or_insert(value);
        };
        match field {
            Field::FeedTitle => return first(&mut self.feed.title, one_line(&value)),
            Field::FeedLink => return first(&mut self.feed.link, value),
            Field::FeedLanguage => return first(&mut self.feed.language, value),
            _ => {}
        }
        let Some(draft) = &mut self.draft else { return };
        let best = |place: &mut (u8, Option<String>), rank, value| {
            if rank > place.0 {
                *place = (rank, Some(value));
            }
        };
        match field {
            Field::Title => first(&mut draft.item.title, one_line(&value)),
            Field::Author => first(&mut draft.item.author, one_line(&value)),
            Field::Language => first(&mut draft.item.language, value),
            Field::Link(rank) => best(&mut draft.link, rank, value),
            Field::Date(rank) => best(&mut draft.date, rank, value),
            Field::Content(rank) => best(&mut draft.content, rank, value),
            Field::Summary(rank) => best(&mut draft.summary, rank, value),
            Field::Id { permalink } => {
                if permalink {
                    draft.permalink = Some(value.clone());
                }
                draft.item.id = Some(value);
            }
            Field::FeedTitle | Field::FeedLink | Field::FeedLanguage => {}
        }
    }

    fn keep(&mut self, draft: Draft) {
        if self.feed.items.len() >= MOST_ITEMS {
            self.too_many += 1;
            return;
        }
        let mut item = draft.item;
        item.content = draft.content.1;
        item.summary = draft.summary.1;
        let feed_link = || {
            self.feed
                .link
                .as_deref()
                .and_then(|link| Url::parse(link).ok())
        };
        let base = draft.base.or_else(feed_link);
        // An id is a link only where it looks like one, whatever is said of it.
        let permalink = draft.permalink.filter(|link| is_web(link));
        item.link = draft
            .link
            .1
            .and_then(|link| resolve(base.as_ref(), &link))
            .map(String::from)
            .or(permalink);
        if let Some(written) = draft.date.1 {
            item.date = dates::normalise(&written);
            if item.date.is_none() {
                let shown: String = one_line(&written).chars().take(60).collect();
                item.problems.push(problem(
                    format!("\"{shown}\" is no date that can be read"),
                    "give one with --date, or as ISO 8601 or RFC 822",
                ));
            }
        }
        self.feed.items.push(item);
    }

    fn finish(mut self, mut problems: Vec<Problem>) -> Feed {
        let cut_off = self.draft.is_some();
        while let Some(what) = self.open.pop() {
            self.close(what);
        }
        if cut_off {
            let noted = problem("it ends inside an item", "fetch it again");
            if let Some(item) = self.feed.items.last_mut() {
                item.problems.push(noted);
            }
        }
        if self.unclosed > 0 {
            let count = self.unclosed;
            let what = format!("{count} items begin inside the one before, which is not closed");
            problems.push(problem(what, "tell the publisher"));
        }
        if self.too_many > 0 {
            let what = format!(
                "it has {} items: those after the first {MOST_ITEMS} are left out",
                self.feed.items.len() + self.too_many
            );
            problems.push(problem(what, "split it"));
        }
        let base = self.base.as_ref();
        if let Some(link) = self.feed.link.take() {
            self.feed.link = resolve(base, &link).map(String::from).or(Some(link));
        }
        self.feed.problems.append(&mut problems);
        self.feed
    }
}

/// Whether a link leads to the page of what it stands in.
fn is_page(tag: &Tag<'_>) -> bool {
    tag.attribute("rel")
        .is_none_or(|rel| rel.is_empty() || rel == "alternate")
}

fn is_web(link: &str) -> bool {
    link.starts_with("http://") || link.starts_with("https://")
}

/// A link made absolute; one that is no address at all is none.
fn resolve(base: Option<&Url>, link: &str) -> Option<Url> {
    let link = link.trim();
    match base {
        Some(base) => base.join(link).ok(),
        None => Url::parse(link).ok(),
    }
}
