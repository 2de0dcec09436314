//! OPML lists of feeds to the addresses in them.
//!
//! It knows outlines and nothing of what the feeds hold.

use std::collections::HashSet;

use demarche_text::Problem;
use url::Url;

use crate::plain::one_line;
use crate::problem;
use crate::xml::{Scanner, Tag, Token};

/// A feed in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedFeed {
    /// The address of the feed.
    pub url: String,
    /// What the list calls it.
    pub title: Option<String>,
    /// The page that it belongs to.
    pub site: Option<String>,
}

/// A list of feeds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Opml {
    /// What the list is called.
    pub title: Option<String>,
    /// Each feed once, in the order of the list, however deep its outline stands.
    pub feeds: Vec<ListedFeed>,
    /// How many outlines name a feed that stands before them.
    pub duplicates: usize,
    /// What is wrong with the list, by line.
    pub problems: Vec<Problem>,
}

/// Reads a list. Outlines without a feed are headings, and none is lost for a fault elsewhere.
///
/// # Errors
/// When the document is no OPML.
pub fn read_opml(bytes: &[u8], content_type: Option<&str>) -> Result<Opml, Problem> {
    let (text, decoding) = crate::decode(bytes, content_type);
    let mut list = Opml::default();
    let mut scanner = Scanner::new(&text, &["<outline"]);
    let mut seen = HashSet::new();
    let (mut is_opml, mut in_title) = (false, false);
    // Lines are counted from one address to the next, once over the whole text.
    let (mut line, mut counted) = (1, 0);
    while let Some(token) = scanner.next() {
        match token {
            Token::Start(tag) => {
                let name = tag.name.to_ascii_lowercase();
                in_title = name == "title" && list.feeds.is_empty();
                match name.as_str() {
                    // The name that the root had before version 1.0.
                    "opml" | "outlinedocument" => is_opml = true,
                    "outline" if is_opml => {
                        let at = scanner.at();
                        line += text
                            .get(counted..at)
                            .map_or(0, |part| part.matches('\n').count());
                        counted = at;
                        list.outline(&tag, line, &mut seen);
                    }
                    _ if !is_opml => {
                        return Err(problem(
                            format!("<{}> stands where <opml> should", one_line(tag.name)),
                            "name an OPML list of feeds",
                        ));
                    }
                    _ => {}
                }
            }
            Token::Text(words) if in_title && list.title.is_none() => {
                list.title = Some(one_line(&words)).filter(|title| !title.is_empty());
            }
            Token::Text(_) | Token::End(_) => in_title = false,
        }
    }
    if !is_opml {
        return Err(problem("it holds no <opml>", "name an OPML list of feeds"));
    }
    list.problems.extend(scanner.problems);
    list.problems.extend(decoding);
    Ok(list)
}

impl Opml {
    fn outline(&mut self, tag: &Tag<'_>, line: usize, seen: &mut HashSet<String>) {
        let (mut address, mut other, mut kind) = (None, None, None);
        let (mut title, mut text, mut site) = (None, None, None);
        for (key, value) in tag.attributes() {
            let value = value.trim().to_owned();
            let place = match key.to_ascii_lowercase().as_str() {
                "xmlurl" => &mut address,
                "url" => &mut other,
                "type" => &mut kind,
                "title" => &mut title,
                "text" => &mut text,
                "htmlurl" => &mut site,
                _ => continue,
            };
            *place = Some(value).filter(|value| !value.is_empty());
        }
        // Some programs write "url" for what is a feed by its type; of others it is a page, a song.
        let kind: String = kind.unwrap_or_default();
        let is_feed = ["rss", "atom", "feed"]
            .iter()
            .any(|name| kind.eq_ignore_ascii_case(name));
        let Some(address) = address.or(other.filter(|_| is_feed)) else {
            return;
        };
        let address: String = address;
        // "feed:" stands before, or instead of, the scheme.
        let written = match address.strip_prefix("feed:") {
            Some(rest) if rest.starts_with("//") => format!("http:{rest}"),
            Some(rest) => rest.to_owned(),
            None => address.clone(),
        };
        let url = Url::parse(&written).ok();
        let Some(url) = url.filter(|url| matches!(url.scheme(), "http" | "https")) else {
            let shown: String = one_line(&address).chars().take(100).collect();
            self.problems.push(Problem {
                line: Some(line),
                ..problem(
                    format!("\"{shown}\" is no address of the web"),
                    "write it with http:// or https://",
                )
            });
            return;
        };
        let url = String::from(url);
        if !seen.insert(url.clone()) {
            self.duplicates += 1;
            return;
        }
        self.feeds.push(ListedFeed {
            url,
            title: title.or(text).map(|title: String| one_line(&title)),
            site,
        });
    }
}
