//! When two articles are the same one.
//!
//! With a URL, it is the article. Without, it is its id within its source; but batches are numbered
//! 1, 2, 3, so that one id with another text is a revision only where the texts plainly overlap.

use std::collections::HashSet;

use demarche_record::Article;
use url::Url;

/// The first 16 bytes of BLAKE3.
pub(crate) type Hash = [u8; 16];

pub(crate) fn hash(bytes: &[u8]) -> Hash {
    let mut first = [0; 16];
    first.copy_from_slice(&blake3::hash(bytes).as_bytes()[..16]);
    first
}

/// What makes an article the same one.
#[derive(Debug)]
pub(crate) struct Identity {
    /// Hash of the URL, or of id and source.
    pub(crate) key: Hash,
    /// The URL, normalised.
    pub(crate) url: Option<String>,
}

impl Identity {
    pub(crate) fn of(article: &Article, body: &Hash) -> Self {
        let url = article.url.as_deref().and_then(normalise_url);
        let source = article.source.as_deref().unwrap_or_default();
        let mut key = Vec::new();
        // Lengths part the fields: no field can run into the next.
        let mut add = |field: &[u8]| {
            key.extend_from_slice(&(field.len() as u64).to_le_bytes());
            key.extend_from_slice(field);
        };
        match (&url, &article.id) {
            (Some(url), _) => {
                add(b"url");
                add(url.as_bytes());
            }
            (None, Some(id)) => {
                add(b"id");
                add(source.as_bytes());
                add(id.as_bytes());
            }
            (None, None) => {
                add(b"text");
                add(source.as_bytes());
                add(body);
            }
        }
        Identity {
            key: hash(&key),
            url,
        }
    }
}

/// What makes an article the same one to a store, for whoever keeps articles elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Same {
    /// Hash of its URL, or else of id and source.
    pub identity: [u8; 16],
    /// Hash of its text, white space evened out. An article that comes again with a text that it had
    /// is a duplicate.
    pub body: [u8; 16],
    /// Whether it is known by its URL, so that another text is a revision.
    pub by_url: bool,
}

/// What makes an article the same one.
pub fn same(article: &Article) -> Same {
    let body = body(&article.text);
    let identity = Identity::of(article, &body);
    Same {
        identity: identity.key,
        body,
        by_url: identity.url.is_some(),
    }
}

/// Hash of a text whose white space is evened out.
pub(crate) fn body(text: &str) -> Hash {
    hash(evened(text).as_bytes())
}

fn evened(text: &str) -> String {
    let mut evened = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !evened.is_empty() {
            evened.push(' ');
        }
        evened.push_str(word);
    }
    evened
}

/// Parameters that say how a reader came to a page, and never which page it is.
const TRACKING: &[&str] = &[
    "__twitter_impression",
    "_ga",
    "_gl",
    "_hsenc",
    "_hsmi",
    "cmpid",
    "dclid",
    "fbclid",
    "gbraid",
    "gclid",
    "gclsrc",
    "guccounter",
    "guce_referrer",
    "guce_referrer_sig",
    "igsh",
    "igshid",
    "mc_cid",
    "mc_eid",
    "mkt_tok",
    "msclkid",
    "oly_anon_id",
    "oly_enc_id",
    "ref_src",
    "ref_url",
    "s_cid",
    "ttclid",
    "twclid",
    "vero_id",
    "wbraid",
    "wt_mc",
    "xtor",
    "yclid",
];

/// Beginnings of such parameters.
const TRACKING_BEGIN: &[&str] = &["utm_", "at_medium", "at_campaign", "at_custom", "ns_"];

/// The form of a URL that is the same for all ways to write it: scheme and host in lower case, no
/// default port, no fragment, no parameters that only say how a reader came there. `None` where it
/// is no absolute URL with a host.
pub fn normalise_url(url: &str) -> Option<String> {
    let mut parsed = Url::parse(url.trim()).ok()?;
    if parsed.host_str().is_none_or(str::is_empty) {
        return None;
    }
    parsed.set_fragment(None);
    if let Some(query) = parsed.query() {
        let tracks = |parameter: &str| {
            let name = parameter.split('=').next().unwrap_or_default();
            let name = name.to_ascii_lowercase();
            TRACKING.contains(&name.as_str())
                || TRACKING_BEGIN.iter().any(|begin| name.starts_with(begin))
        };
        let kept: Vec<&str> = query
            .split('&')
            .filter(|parameter| !parameter.is_empty() && !tracks(parameter))
            .collect();
        let kept = kept.join("&");
        parsed.set_query((!kept.is_empty()).then_some(kept.as_str()));
    }
    Some(parsed.into())
}

/// Share of pairs of neighbouring words from which two texts may be versions of one.
const SAME_PAIRS: f64 = 0.5;

/// Share of names and figures from which two texts may be versions of one: stories of one template
/// share its words and not these.
const SAME_NAMES: f64 = 0.7;

/// Fewer pairs than these say little when they lie within a longer text.
const FEW: usize = 8;

/// Whether one text is plainly a version of the other, which articles of one id that have no URL must
/// be to be one.
pub fn overlaps(one: &str, other: &str) -> bool {
    let pairs = |text: &str| -> HashSet<Hash> {
        let words: Vec<String> = text.split_whitespace().map(bare).collect();
        words
            .windows(2)
            .map(|pair| hash(format!("{}\0{}", pair[0], pair[1]).as_bytes()))
            .collect()
    };
    let names = |text: &str| -> HashSet<String> {
        text.split_whitespace()
            .filter(|word| word.contains(|c: char| c.is_uppercase() || c.is_numeric()))
            .map(bare)
            .collect()
    };
    shared(&pairs(one), &pairs(other)) >= SAME_PAIRS
        && shared(&names(one), &names(other)) >= SAME_NAMES
}

/// A word without case and marks around it.
fn bare(word: &str) -> String {
    word.trim_matches(|c: char| !c.is_alphanumeric())
        .to_lowercase()
}

/// How much of the smaller set lies in the other; of small sets, how much of both.
fn shared<T: Eq + std::hash::Hash>(one: &HashSet<T>, other: &HashSet<T>) -> f64 {
    let both = one.intersection(other).count();
    let least = one.len().min(other.len());
    let of = if least < FEW {
        one.len() + other.len() - both
    } else {
        least
    };
    if of == 0 {
        1.0
    } else {
        both as f64 / of as f64
    }
}

#[cfg(test)]
mod tests {
    use super::{body, normalise_url, overlaps};

    #[test]
    fn urls_of_one_page_are_one() {
        let plain = normalise_url("https://example.org/a/b?id=7").unwrap();
        for same in [
            "HTTPS://Example.ORG/a/b?id=7",
            "https://example.org:443/a/b?id=7#part-2",
            "https://example.org/a/b?utm_source=x&id=7&fbclid=abc",
            " https://example.org/a/b?id=7&UTM_Campaign=y ",
        ] {
            assert_eq!(normalise_url(same).as_deref(), Some(plain.as_str()));
        }
        for other in [
            "http://example.org/a/b?id=7",
            "https://example.org/a/b?id=8",
            "https://example.org/A/b?id=7",
            "https://example.org:8443/a/b?id=7",
            "https://example.org/a/b",
        ] {
            assert_ne!(normalise_url(other).as_deref(), Some(plain.as_str()));
        }
        for none in ["", "n/a", "example.org/a", "mailto:desk@example.org"] {
            assert_eq!(normalise_url(none), None, "{none}");
        }
    }

    #[test]
    fn white_space_makes_no_other_body() {
        assert_eq!(body("a  b\r\nc\n"), body("a b c"));
        assert_ne!(body("a b 3"), body("a b 4"));
    }

    #[test]
    fn a_version_overlaps_and_a_template_does_not() {
        let first = "The foreign ministry of Kenya said on Monday that it had expelled three \
                     Somali diplomats in Nairobi over a dispute about the maritime border.";
        let longer = format!("{first} Somalia recalled its ambassador in the evening.");
        assert!(overlaps(first, &longer));
        assert!(overlaps(first, &first.replace("three", "four")));
        let other = first
            .replace("Kenya", "Peru")
            .replace("Nairobi", "Lima")
            .replace("Somali", "Chilean")
            .replace("Monday", "Friday");
        assert!(!overlaps(first, &other));
        assert!(!overlaps(
            first,
            "Protesters marched through Dhaka on Sunday."
        ));
    }
}
