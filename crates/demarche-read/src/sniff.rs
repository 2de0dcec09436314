//! What marked-up bytes are, by how they begin.

/// A kind of markup.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Markup {
    /// A page.
    Html,
    /// RSS or Atom.
    Feed,
    /// A list of feeds.
    Opml,
    /// XML that is none of these.
    OtherXml,
}

/// How far the first element may be from the beginning.
const START: usize = 1 << 12;

impl Markup {
    /// The markup that begins so, in any encoding; `None` where it is none.
    pub fn of(start: &[u8]) -> Option<Markup> {
        // Without the zeros and the marks of UTF-16 and UTF-8, tags read the same everywhere.
        let start: Vec<u8> = start[..start.len().min(START)]
            .iter()
            .filter(|byte| !matches!(byte, 0 | 0xef | 0xbb | 0xbf | 0xfe | 0xff))
            .map(u8::to_ascii_lowercase)
            .collect();
        let start = start.trim_ascii_start();
        if start.first() != Some(&b'<') {
            return None;
        }
        let first = |names: &[&str]| {
            let places = names
                .iter()
                .filter_map(|name| memchr::memmem::find(start, name.as_bytes()));
            places.min().unwrap_or(usize::MAX)
        };
        let found = [
            (
                first(&["<!doctype html", "<html", "<head>", "<body"]),
                Markup::Html,
            ),
            (
                first(&["<rss", "<feed", "<rdf:rdf", ":feed", "<entry"]),
                Markup::Feed,
            ),
            (first(&["<opml"]), Markup::Opml),
        ];
        match found.into_iter().min_by_key(|(place, _)| *place) {
            Some((place, markup)) if place < usize::MAX => Some(markup),
            _ => start.starts_with(b"<?xml").then_some(Markup::OtherXml),
        }
    }
}
