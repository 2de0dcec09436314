//! One HTML page to one article.
//!
//! `guard` flattens the page, `meta` reads what it says of itself, an extractor finds the article
//! in it, `blocks` makes paragraphs of that. Comments, navigation and teasers stay out. Pages may
//! be anything: this ends with an article or with a reason, and where the page comes from a
//! stranger it is called in a process that can be killed ([`crate::Pool`]).

use demarche_record::Article;
use demarche_text::Problem;
use jiff::Timestamp;
use trafilatura::dom::Document;
use trafilatura::{HtmlDateMode, Options, extract_document};
use url::Url;

use crate::published::Published;
use crate::{encoding, language, problem, remedy};

pub(crate) mod blocks;
mod guard;
mod meta;
mod paragraphs;

/// The longest page that is read, in bytes. Longer ones are cut there.
pub const LONGEST_PAGE: usize = 15_000_000;

/// What is known of a page from elsewhere. What the page says comes first, but for the address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hints {
    /// Where it was fetched.
    pub url: Option<String>,
    /// The HTTP header Content-Type.
    pub content_type: Option<String>,
    /// When it was published (ISO 8601), as a feed says.
    pub date: Option<String>,
    /// Who published it.
    pub source: Option<String>,
    /// The time now, so that pages from the future are found out.
    pub now: Option<Timestamp>,
}

/// Reads a page: the article's text in paragraphs with a blank line between them, and what the page
/// says of itself. The byline is in `extra["byline"]`. With a `url`, the `id` is a hash of it, so
/// that a later version of the page has the same. Also says what was cut or is in doubt.
///
/// # Errors
/// When there is no article in it.
pub fn read_page(bytes: &[u8], hints: &Hints) -> Result<(Article, Vec<Problem>), Problem> {
    let mut problems = Vec::new();
    if is_binary(bytes) {
        return Err(problem("not an HTML page but binary data", remedy::BINARY));
    }
    if bytes.len() > LONGEST_PAGE {
        problems.push(problem(
            format!("cut at {} MB", LONGEST_PAGE / 1_000_000),
            remedy::LONG,
        ));
    }
    let bytes = &bytes[..bytes.len().min(LONGEST_PAGE)];
    let (html, odd) = encoding::decode(bytes, hints.content_type.as_deref());
    problems.extend(odd);
    let (html, cut) = guard::flatten(&html);
    problems.extend(said_of(cut));

    let tree = Document::parse(&html);
    let said = meta::read(&tree);
    let fetched = hints.url.as_deref().and_then(address);
    let found = extract(tree, &html, fetched.as_ref())
        .ok_or_else(|| problem("no article was found in the page", remedy::EMPTY))?;

    let (url, canonical) = own_url(fetched.as_ref(), &said.urls);
    let published = published(&said.dates, url.as_ref(), hints, &mut problems);
    let host = url.as_ref().and_then(Url::host_str);
    let source = said
        .publisher
        .filter(|publisher| !publisher.contains("://"))
        .or_else(|| hints.source.as_deref().and_then(meta::tidy))
        .or_else(|| host.map(|host| host.trim_start_matches("www.").to_owned()));
    let title = said.title.or_else(|| meta::tidy(&found.title));
    let title = title.map(|title| without_source(&title, source.as_deref()));
    let byline = said.byline.or_else(|| {
        let names = found.author.replace("; ", ", ");
        meta::tidy(&names).filter(|names| !names.contains("://"))
    });
    let byline = byline.map(|names| {
        let by = names
            .get(..3)
            .is_some_and(|by| by.eq_ignore_ascii_case("by "));
        names[if by { 3 } else { 0 }..].trim_start().to_owned()
    });

    let text = without_headline(found.text, title.as_deref());

    let mut article = Article {
        title,
        date: published.map(|published| published.to_string()),
        url: url.map(String::from),
        source,
        ..demarche_text::article_from_text(text)
    };
    if let Some(url) = &article.url {
        article.id = Some(demarche_text::text_id(url));
    }
    article.lang = said
        .language
        .as_deref()
        .and_then(language::code)
        .or_else(|| language::detected(&article.text).map(str::to_owned));
    for (key, value) in [
        ("byline", byline),
        ("canonical_url", canonical.map(String::from)),
    ] {
        if let Some(value) = value {
            article.extra.insert(key.to_owned(), value.into());
        }
    }
    Ok((article, problems))
}

struct Found {
    text: String,
    title: String,
    author: String,
}

/// The article's text, by the extractor's first rules or, where its answer is in doubt, by its
/// second ones, which ask other extractors too and take twice the time.
fn extract(tree: Document, html: &str, url: Option<&Url>) -> Option<Found> {
    let options = |second: bool| {
        let options = Options::default()
            .with_exclude_comments(true)
            .with_html_date_mode(HtmlDateMode::Disabled)
            .with_fallback(second);
        match url {
            Some(url) => options.with_url(url.clone()),
            None => options,
        }
    };
    let page = blocks::text_of(&tree);
    let expected = paragraphs::length(&tree);
    let found = |tree: Document, second: bool| {
        let found = extract_document(tree, &options(second)).ok()?;
        let text = blocks::parted(&blocks::text(&found.content_html, &page), &page);
        text.chars().any(char::is_alphanumeric).then_some(Found {
            text,
            title: found.metadata.title,
            author: found.metadata.author,
        })
    };
    let first = found(tree, false);
    let length = first.as_ref().map_or(0, |found| found.text.len());
    if expected > 0 && length * 2 >= expected {
        return first;
    }
    found(Document::parse(html), true).or(first)
}

/// Whether this is no text: pictures, archives and programs have control characters all over.
/// UTF-16 has zeros, and every second byte of it at most.
fn is_binary(bytes: &[u8]) -> bool {
    let start = &bytes[..bytes.len().min(4096)];
    let is_control = |byte: &&u8| matches!(**byte, 1..=8 | 14..=26 | 28..=31);
    let controls = start.iter().filter(is_control).count();
    let known = [
        &b"%PDF-"[..],
        b"PK\x03\x04",
        b"\x1f\x8b",
        b"\x89PNG",
        b"GIF8",
        b"\xff\xd8\xff",
    ];
    controls * 50 > start.len() || known.iter().any(|magic| bytes.starts_with(magic))
}

fn said_of(cut: guard::Cut) -> Vec<Problem> {
    let mut problems = Vec::new();
    if cut.tags > 0 {
        let what = format!("{} tags that lie too deep were taken out", cut.tags);
        problems.push(problem(what, remedy::DEEP));
    }
    if cut.attributes > 0 {
        let what = format!("{} attributes too many were taken out", cut.attributes);
        problems.push(problem(what, remedy::DEEP));
    }
    if cut.short {
        problems.push(problem("cut where it has too many tags", remedy::LONG));
    }
    problems
}

fn address(url: &str) -> Option<Url> {
    let mut url = Url::parse(url.trim()).ok()?;
    url.set_fragment(None);
    (matches!(url.scheme(), "http" | "https") && url.has_host()).then_some(url)
}

/// The address of an article: what the page calls its own where it was read from a file, or from
/// the same site. Otherwise a page could pass itself off as that of another site, so there the
/// address it was fetched from stands, and the other is returned beside it.
fn own_url(fetched: Option<&Url>, said: &[String]) -> (Option<Url>, Option<Url>) {
    let absolute = said.iter().filter_map(|said| match fetched {
        Some(fetched) => fetched.join(said.trim()).ok().map(String::from),
        None => Some(said.clone()),
    });
    let Some(said) = absolute.filter_map(|said| address(&said)).next() else {
        return (fetched.cloned(), None);
    };
    let Some(fetched) = fetched else {
        return (Some(said), None);
    };
    // A page below the front page that calls the front page its own is made by a careless template.
    let is_front = |url: &Url| url.path() == "/" && url.query().is_none();
    if is_front(&said) && !is_front(fetched) {
        return (Some(fetched.clone()), None);
    }
    if site(&said) == site(fetched) {
        (Some(said), None)
    } else {
        (Some(fetched.clone()), Some(said))
    }
}

/// The host without what stands before the same site for a phone or a reader.
fn site(url: &Url) -> &str {
    let host = url.host_str().unwrap_or_default();
    ["www.", "m.", "amp.", "mobile.", "edition."]
        .iter()
        .find_map(|prefix| host.strip_prefix(prefix))
        .unwrap_or(host)
}

/// The first date that can be, the page's before the hint's; with the time where another that the
/// page gives for the same day has it.
fn published(
    said: &[String],
    url: Option<&Url>,
    hints: &Hints,
    problems: &mut Vec<Problem>,
) -> Option<Published> {
    let mut doubt = |text: &str, published: &Published| {
        let doubt = published.doubt(hints.now)?;
        let what = format!("the date {}, {doubt}, is not taken over", text.trim());
        if problems.iter().all(|problem| problem.what != what) {
            problems.push(problem(what, remedy::DATE));
        }
        Some(doubt)
    };
    let read = |text: &String| {
        let published: Published = text.parse().ok()?;
        doubt(text, &published).is_none().then_some(published)
    };
    let dates: Vec<Published> = said.iter().chain(&hints.date).filter_map(read).collect();
    let first = match dates.first() {
        Some(first) => first.clone(),
        None => {
            let of_path = url.and_then(meta::day_of_path)?;
            return of_path.doubt(hints.now).is_none().then_some(of_path);
        }
    };
    let exact = dates
        .iter()
        .find(|other| other.day == first.day && other.time.is_some());
    Some(exact.cloned().unwrap_or(first))
}

/// The text without the title as its first paragraph: it is told apart.
fn without_headline(text: String, title: Option<&str>) -> String {
    match (text.split_once("\n\n"), title) {
        (Some((first, rest)), Some(title)) if first.to_lowercase() == title.to_lowercase() => {
            rest.to_owned()
        }
        _ => text,
    }
}

/// The title without the name of the site behind it: "Kenya votes | The Standard".
fn without_source(title: &str, source: Option<&str>) -> String {
    let stripped = source.and_then(|source| {
        let head = title.strip_suffix(source)?.trim_end();
        let head = head
            .strip_suffix(['|', '-', '–', '—', '·', ':', '»'])?
            .trim_end();
        (!head.is_empty()).then_some(head)
    });
    stripped.unwrap_or(title).to_owned()
}
