//! What the namespaces of feeds mean.

/// The family of formats that a feed is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Format {
    Rss,
    Atom,
}

/// What a namespace means to a feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Space {
    /// That of the feed's own elements, whichever it is.
    Feed,
    Atom,
    DublinCore,
    Content,
    Xhtml,
    Itunes,
    Feedburner,
    Other,
}

const ATOM: &[&str] = &[
    "http://www.w3.org/2005/Atom",
    "http://purl.org/atom/ns#",
    "http://example.com/newformat#",
];

const RSS: &[&str] = &[
    "http://purl.org/rss/1.0/",
    "http://my.netscape.com/rdf/simple/0.9/",
    "http://channel.netscape.com/rdf/simple/0.9/",
    "http://my.netscape.com/publish/formats/rss-0.91.dtd",
    "http://purl.org/net/rss1.1#",
    "http://backend.userland.com/rss",
    "http://backend.userland.com/rss2",
    "http://blogs.law.harvard.edu/tech/rss",
];

impl Space {
    /// That of a name as written; `uri` is `None` where its prefix is not declared, and `own` is
    /// the namespace of the root.
    pub(super) fn of(name: &str, uri: Option<&str>, own: &str, format: Option<Format>) -> Space {
        let Some(uri) = uri else {
            // Prefixes that nobody declared mean what they mean everywhere.
            return match split(name).0 {
                "atom" => Space::Atom,
                "dc" | "dcterms" => Space::DublinCore,
                "content" => Space::Content,
                "itunes" => Space::Itunes,
                "rss" => Space::Feed,
                _ => Space::Other,
            };
        };
        if uri.is_empty() || uri == own {
            return Space::Feed;
        }
        let atom = ATOM.contains(&uri);
        match (format, uri) {
            (Some(Format::Atom), _) if atom => Space::Feed,
            (_, _) if atom => Space::Atom,
            (Some(Format::Rss), uri) if RSS.contains(&uri) => Space::Feed,
            (_, "http://purl.org/dc/elements/1.1/" | "http://purl.org/dc/terms/") => {
                Space::DublinCore
            }
            (_, "http://purl.org/rss/1.0/modules/content/") => Space::Content,
            (_, "http://www.w3.org/1999/xhtml") => Space::Xhtml,
            (_, "http://rssnamespace.org/feedburner/ext/1.0") => Space::Feedburner,
            (_, uri) if uri.eq_ignore_ascii_case("http://www.itunes.com/dtds/podcast-1.0.dtd") => {
                Space::Itunes
            }
            _ => Space::Other,
        }
    }
}

/// Prefix and local name.
pub(super) fn split(name: &str) -> (&str, &str) {
    name.split_once(':').unwrap_or(("", name))
}
