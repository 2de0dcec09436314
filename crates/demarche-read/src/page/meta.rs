//! What a page says of itself: title, byline, time, address, language, publisher.
//!
//! A page says it in several places that do not always agree. What is written for machines and of
//! the article (JSON-LD, `article:…`) comes before what is written of the page, and both before
//! what is shown.

use serde_json::{Map, Value};
use trafilatura::dom::Document;
use url::Url;

use crate::published::Published;

/// What a page says of itself, as it stands there.
#[derive(Debug, Default)]
pub(crate) struct Said {
    pub(crate) title: Option<String>,
    pub(crate) byline: Option<String>,
    pub(crate) publisher: Option<String>,
    pub(crate) language: Option<String>,
    /// Addresses it gives as its own, the best first.
    pub(crate) urls: Vec<String>,
    /// Times of publication, the best first.
    pub(crate) dates: Vec<String>,
}

/// Keys of `<meta>` that name the time of publication, the best first.
const DATE_KEYS: &[&str] = &[
    "article:published_time",
    "article:published",
    "article.published",
    "og:article:published_time",
    "og:published_time",
    "og:pubdate",
    "datepublished",
    "rnews:datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "publish_date",
    "publish-date",
    "published_date",
    "published-date",
    "publication_date",
    "publication-date",
    "article_date_original",
    "originalpublicationdate",
    "pubdate",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date.created",
    "dcterms.date",
    "dc.date",
    "date",
];

/// Keys of JSON-LD under which other articles than that of the page stand.
const OTHERS: &[&str] = &[
    "comment",
    "citation",
    "hasPart",
    "isBasedOn",
    "itemListElement",
    "itemReviewed",
    "mentions",
    "relatedLink",
    "review",
    "subjectOf",
    "video",
];

/// Longer values are no title, name or language.
const LONGEST_VALUE: usize = 1000;

/// More JSON-LD than this is not read: a page has some kilobytes.
const LONGEST_JSON: usize = 1 << 20;

/// Reads what the page says of itself.
pub(crate) fn read(tree: &Document) -> Said {
    let mut metas: Vec<(String, String)> = Vec::new();
    let mut canonical = Vec::new();
    let mut times = Times::default();
    let mut articles = Vec::new();
    let mut language = None;
    let tags = [
        "html", "meta", "link", "script", "time", "abbr", "span", "div", "p",
    ];
    for node in tree.iter(tree.root(), &tags) {
        let attribute = |name: &str| tree.get_attribute(node, name);
        match tree.tag_name(node) {
            "html" => language = attribute("lang").or_else(|| attribute("xml:lang")),
            "meta" => {
                let key = ["property", "name", "itemprop", "http-equiv"]
                    .iter()
                    .find_map(|name| attribute(name));
                if let (Some(key), Some(content)) = (key, attribute("content")) {
                    metas.push((key.trim().to_lowercase(), content));
                }
            }
            "link" => {
                let is = attribute("rel").unwrap_or_default();
                if is
                    .split_whitespace()
                    .any(|is| is.eq_ignore_ascii_case("canonical"))
                {
                    canonical.extend(attribute("href"));
                }
            }
            "script" => {
                let kind = attribute("type").unwrap_or_default();
                if kind
                    .trim()
                    .to_lowercase()
                    .starts_with("application/ld+json")
                {
                    articles.extend(json_ld(&tree.text_content(node)));
                }
            }
            "abbr" => {
                if attribute("class").is_some_and(|class| class.contains("published")) {
                    times.marked.extend(attribute("title"));
                }
            }
            tag => {
                let marked = attribute("itemprop")
                    .is_some_and(|marks| marks.eq_ignore_ascii_case("datepublished"))
                    || tag == "time" && attribute("pubdate").is_some();
                if marked || tag == "time" {
                    let said = attribute("datetime")
                        .or_else(|| attribute("content"))
                        .unwrap_or_else(|| tree.text_content(node));
                    times.of(marked).push(said);
                }
            }
        }
    }
    let meta = |wanted: &str| {
        let found = metas
            .iter()
            .find(|(key, content)| key == wanted && !content.trim().is_empty());
        found.map(|(_, content)| content.clone())
    };
    // Articles before other things that have a headline or a date.
    articles.sort_by_key(|article: &LinkedData| !article.is_article);
    let linked = |field: fn(&LinkedData) -> &Option<String>| {
        articles.iter().find_map(|article| field(article).clone())
    };
    let mut said = Said {
        title: linked(|article| &article.headline).or_else(|| meta("og:title")),
        byline: linked(|article| &article.authors),
        publisher: meta("og:site_name").or_else(|| linked(|article| &article.publisher)),
        language: language
            .filter(|language| !language.trim().is_empty())
            .or_else(|| meta("content-language"))
            .or_else(|| linked(|article| &article.language))
            .or_else(|| meta("og:locale")),
        urls: canonical,
        dates: articles
            .iter()
            .filter_map(|article| article.published.clone())
            .collect(),
    };
    said.urls.extend(meta("og:url"));
    said.urls.extend(linked(|article| &article.url));
    said.dates
        .extend(DATE_KEYS.iter().filter_map(|key| meta(key)));
    said.dates.append(&mut times.marked);
    // Of other times on a page the first is that of its article, if they are not many.
    if times.unmarked.len() <= 3 {
        said.dates.append(&mut times.unmarked);
    }
    for value in [
        &mut said.title,
        &mut said.byline,
        &mut said.publisher,
        &mut said.language,
    ] {
        *value = value.take().as_deref().and_then(tidy);
    }
    said
}

#[derive(Default)]
struct Times {
    marked: Vec<String>,
    unmarked: Vec<String>,
}

impl Times {
    fn of(&mut self, marked: bool) -> &mut Vec<String> {
        if marked {
            &mut self.marked
        } else {
            &mut self.unmarked
        }
    }
}

/// One line without runs of white space and without entities, which JSON-LD often has; nothing
/// where that is empty or far too long.
pub(crate) fn tidy(text: &str) -> Option<String> {
    if text.len() > LONGEST_VALUE {
        return None;
    }
    let decoded;
    let text = match text.find('&') {
        Some(at) if text[at..].contains(';') && !text.contains('<') => {
            let tree = Document::parse(text);
            decoded = tree.text_content(tree.root());
            &decoded
        }
        _ => text,
    };
    let words: Vec<&str> = text
        .split(|letter: char| letter.is_whitespace() || letter.is_control())
        .filter(|word| !word.is_empty())
        .collect();
    let line = words.join(" ");
    (!line.is_empty()).then_some(line)
}

/// The day that the path of an address names: `/2024/03/05/…` or `/2024-03-05-…`.
pub(crate) fn day_of_path(url: &Url) -> Option<Published> {
    let path = url.path();
    path.match_indices('/').find_map(|(at, _)| {
        let day = path.get(at + 1..at + 11)?;
        let after = path[at + 11..].chars().next();
        if after.is_some_and(|letter| letter.is_ascii_digit()) || !day.is_ascii() {
            return None;
        }
        let bytes = day.as_bytes();
        let ends = bytes[4] == bytes[7] && matches!(bytes[4], b'/' | b'-');
        let digits = bytes.iter().filter(|byte| byte.is_ascii_digit()).count() == 8;
        (ends && digits).then(|| day.parse().ok()).flatten()
    })
}

/// What a JSON-LD object says of an article or a page.
#[derive(Debug, Default)]
struct LinkedData {
    is_article: bool,
    headline: Option<String>,
    authors: Option<String>,
    publisher: Option<String>,
    language: Option<String>,
    url: Option<String>,
    published: Option<String>,
}

fn json_ld(script: &str) -> Vec<LinkedData> {
    let script = script.trim();
    let script = script
        .trim_start_matches("<!--")
        .trim_start_matches("//<![CDATA[")
        .trim_start_matches("<![CDATA[")
        .trim_end_matches("-->")
        .trim_end_matches("//]]>")
        .trim_end_matches("]]>");
    let mut found = Vec::new();
    if script.len() > LONGEST_JSON {
        return found;
    }
    let value = serde_json::from_str(script).or_else(|_| serde_json::from_str(&mended(script)));
    if let Ok(value) = value {
        walk(&value, &mut found);
    }
    found
}

/// JSON as strict readers take it: no control characters within strings, no half of a surrogate
/// pair.
fn mended(script: &str) -> String {
    let mut out = String::with_capacity(script.len());
    let mut rest = script;
    while let Some(at) = rest.find(|letter: char| letter == '\\' || letter.is_control()) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let code = |text: &str| u32::from_str_radix(text.get(2..6)?, 16).ok();
        let unit = rest.strip_prefix("\\u").and_then(|_| code(rest));
        let length = match unit {
            Some(0xd800..=0xdbff) => {
                let low = rest
                    .get(6..)
                    .filter(|rest| rest.starts_with("\\u"))
                    .and_then(code);
                if matches!(low, Some(0xdc00..=0xdfff)) {
                    out.push_str(&rest[..12]);
                    12
                } else {
                    out.push_str("\\ufffd");
                    6
                }
            }
            Some(0xdc00..=0xdfff) => {
                out.push_str("\\ufffd");
                6
            }
            _ if rest.starts_with('\\') => {
                let length = 1 + rest[1..].chars().next().map_or(0, char::len_utf8);
                out.push_str(&rest[..length]);
                length
            }
            _ => {
                out.push(' ');
                rest.chars().next().map_or(1, char::len_utf8)
            }
        };
        rest = &rest[length..];
    }
    out.push_str(rest);
    out
}

/// `serde_json` reads no deeper than 128 levels, so this ends.
fn walk(value: &Value, found: &mut Vec<LinkedData>) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| walk(value, found)),
        Value::Object(object) => {
            found.extend(linked_data(object));
            for (key, value) in object {
                if !OTHERS.contains(&key.as_str()) {
                    walk(value, found);
                }
            }
        }
        _ => {}
    }
}

fn linked_data(object: &Map<String, Value>) -> Option<LinkedData> {
    let types = strings(object.get("@type")?);
    let is = |parts: &[&str]| {
        types
            .iter()
            .any(|name| parts.iter().any(|part| name.to_lowercase().contains(part)))
    };
    let is_article = is(&["article", "posting", "report"]);
    if !is_article && !is(&["webpage"]) {
        return None;
    }
    let string = |key: &str| strings(object.get(key)?).into_iter().next();
    let named = |key: &str| {
        let mut distinct: Vec<String> = Vec::new();
        for name in object.get(key).map(names).unwrap_or_default() {
            if !distinct.contains(&name) && !name.starts_with("http") {
                distinct.push(name);
            }
        }
        distinct
    };
    let authors = named("author");
    Some(LinkedData {
        is_article,
        headline: string("headline").filter(|_| is_article),
        authors: (is_article && !authors.is_empty()).then(|| authors.join(", ")),
        publisher: named("publisher").into_iter().next(),
        language: string("inLanguage"),
        url: string("url"),
        published: string("datePublished"),
    })
}

fn strings(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => vec![text.clone()],
        Value::Array(values) => values.iter().flat_map(strings).collect(),
        _ => Vec::new(),
    }
}

/// The names of persons or bodies, given as strings or as objects.
fn names(value: &Value) -> Vec<String> {
    match value {
        Value::Object(object) => object.get("name").map(strings).unwrap_or_default(),
        Value::Array(values) => values.iter().flat_map(names).collect(),
        other => strings(other),
    }
    .iter()
    .filter_map(|name| tidy(name))
    .collect()
}

#[cfg(test)]
mod tests {
    use trafilatura::dom::Document;
    use url::Url;

    use super::{day_of_path, json_ld, read};

    #[test]
    fn what_is_said_of_the_article_comes_first() {
        let said = read(&Document::parse(
            r#"<html lang="en-GB"><meta property="og:title" content="Of the page">
            <meta name="date" content="2024-03-06"><link rel="canonical" href="/a">
            <script type="application/ld+json">{"@graph":[{"@type":"WebPage","datePublished":"2020-01-05"},
            {"@type":["NewsArticle"],"headline":"Of the article","datePublished":"2024-03-05",
            "author":[{"@type":"Person","name":"Ada Otieno"},{"name":"Per Berg"}],
            "comment":{"@type":"NewsArticle","headline":"Other"}}]}</script>
            <time datetime="2024-03-07">"#,
        ));
        assert_eq!(said.title.as_deref(), Some("Of the article"));
        assert_eq!(said.byline.as_deref(), Some("Ada Otieno, Per Berg"));
        assert_eq!(said.language.as_deref(), Some("en-GB"));
        assert_eq!(said.urls, ["/a"]);
        assert_eq!(
            said.dates,
            ["2024-03-05", "2020-01-05", "2024-03-06", "2024-03-07"]
        );
    }

    #[test]
    fn json_that_strict_readers_refuse_is_read() {
        for script in [
            "{\"@type\":\"NewsArticle\",\"headline\":\"a\nb\"}",
            r#"{"@type":"NewsArticle","headline":"a \ud800 b"}"#,
            r#"{"@type":"NewsArticle","headline":"a \udc00 \ud83d\ude00 b"}"#,
            r#"<!-- {"@type":"NewsArticle","headline":"a \" b"} -->"#,
        ] {
            let found = json_ld(script);
            assert_eq!(found.len(), 1, "{script}");
            assert!(found[0].headline.as_deref().unwrap().starts_with('a'));
        }
        for script in ["", "{", "[[", "\\", "\"\\ud8", "\\u12é4", "null"] {
            assert!(json_ld(script).is_empty(), "{script}");
        }
    }

    #[test]
    fn paths_name_days() {
        let day = |url: &str| day_of_path(&Url::parse(url).unwrap()).map(|day| day.to_string());
        assert_eq!(
            day("https://a.org/world/2024/03/05/kenya").as_deref(),
            Some("2024-03-05")
        );
        assert_eq!(
            day("https://a.org/2024-03-05-kenya").as_deref(),
            Some("2024-03-05")
        );
        assert_eq!(day("https://a.org/2024/03/051234"), None);
        assert_eq!(day("https://a.org/2024/13/05/"), None);
        assert_eq!(day("https://a.org/%C3%A9%C3%A9%C3%A9"), None);
        assert_eq!(day("https://a.org"), None);
    }
}
