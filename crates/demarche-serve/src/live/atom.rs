//! Alerts as an Atom feed (RFC 4287).
//!
//! An entry's id hangs on whom the alert is about, its kind and its day alone, so that a reader
//! meets it once however often the feed is made.

use std::fmt::Write as _;

use super::alerts::AlertItem;

/// What every id of ours begins with.
const TAG: &str = "tag:demarche,2026:";

/// What the feed says of itself.
pub(crate) struct Feed<'f> {
    /// Where the service is: `http://127.0.0.1:7411`.
    pub(crate) base: &'f str,
    /// Path and parameters by which it was asked for.
    pub(crate) path: &'f str,
    /// Which feed of this service it is.
    pub(crate) key: &'f str,
    /// The name of what the alerts are about.
    pub(crate) about: &'f str,
    /// When the newest of them was new, RFC 3339.
    pub(crate) updated: &'f str,
}

/// The feed.
pub(crate) fn write(feed: &Feed<'_>, alerts: &[AlertItem]) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    let Feed {
        base,
        path,
        key,
        about,
        updated,
    } = feed;
    // Writing to a string cannot fail.
    let _ = write!(
        out,
        "<feed xmlns=\"http://www.w3.org/2005/Atom\">\n\
         <id>{TAG}alerts:{}</id>\n\
         <title>Alerts: {}</title>\n\
         <updated>{}</updated>\n\
         <author><name>Demarche</name></author>\n\
         <generator>Demarche</generator>\n\
         <link rel=\"self\" type=\"application/atom+xml\" href=\"{}\"/>\n\
         <link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>\n",
        escaped(key),
        escaped(about),
        escaped(updated),
        escaped(&format!("{base}{path}")),
        escaped(&format!("{base}/")),
    );
    for alert in alerts {
        let page = match &alert.pair[..] {
            [one, other] => format!("{base}/pair/{one}/{other}"),
            _ => format!("{base}/"),
        };
        let _ = write!(
            out,
            "<entry>\n<id>{TAG}{}</id>\n<title>{}</title>\n<updated>{}T00:00:00Z</updated>\n\
             <category term=\"{}\"/>\n<link rel=\"alternate\" type=\"text/html\" href=\"{}\"/>\n\
             <summary>{}</summary>\n</entry>\n",
            escaped(&alert.id),
            escaped(&alert.title()),
            escaped(&alert.date),
            escaped(&alert.kind),
            escaped(&page),
            escaped(&alert.text),
        );
    }
    out.push_str("</feed>\n");
    out
}

/// Text as it may stand in an element or a quoted attribute. What XML has no place for goes.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' => out.push(c),
            '\u{fffe}' | '\u{ffff}' => {}
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{Feed, escaped, write};
    use crate::live::alerts::AlertItem;

    #[test]
    fn what_xml_forbids_goes_and_the_rest_is_escaped() {
        assert_eq!(
            escaped("a<b>&\"c\"\u{1}\u{0}\r\u{ffff}é"),
            "a&lt;b&gt;&amp;&quot;c&quot;é"
        );
    }

    #[test]
    fn an_entry_keeps_its_id_when_its_value_changes() {
        let alert = |text: &str| AlertItem {
            id: "alert:IND-PAK:rise:2025-05-05".to_owned(),
            pair: vec!["IND".to_owned(), "PAK".to_owned()],
            names: vec!["India".to_owned(), "Pakistan".to_owned()],
            date: "2025-05-05".to_owned(),
            kind: "rise".to_owned(),
            value: 7.0,
            threshold: 3.0,
            text: text.to_owned(),
        };
        let feed = |text: &str| {
            let feed = Feed {
                base: "http://127.0.0.1:7411",
                path: "/api/v1/alerts.atom",
                key: "all",
                about: "the busiest pairs",
                updated: "2025-05-05T00:00:00Z",
            };
            write(&feed, &[alert(text)])
        };
        let id = "<id>tag:demarche,2026:alert:IND-PAK:rise:2025-05-05</id>";
        assert!(feed("tension 7.0").contains(id));
        assert!(feed("tension <8.0>").contains(id));
        assert!(!feed("tension <8.0>").contains("<8.0>"));
    }
}
