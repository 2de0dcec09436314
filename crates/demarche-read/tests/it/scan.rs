//! What a feed holds, found without our reader: a strict scan by quick-xml for item and entry
//! elements where the formats have them. `demarche-lab score --only feeds` uses it too.

use std::fs;
use std::path::{Path, PathBuf};

use quick_xml::events::Event;
use quick_xml::name::ResolveResult;
use quick_xml::reader::NsReader;

/// Elements that items may stand in.
const CONTAINERS: &[&str] = &["rss", "RDF", "rdf", "channel", "Channel", "items", "feed"];

/// Namespaces of items.
const SPACES: &[&str] = &[
    "http://www.w3.org/2005/Atom",
    "http://www.w3.org/2005/atom",
    "http://purl.org/atom/ns#",
    "http://purl.org/rss/1.0/",
    "http://purl.org/net/rss1.0#",
    "http://purl.org/net/rss1.1#",
    "http://my.netscape.com/rdf/simple/0.9/",
];

/// A test case of the feed validator.
#[derive(Debug)]
pub(crate) struct Case {
    /// Its path below the folder of cases.
    pub(crate) name: String,
    /// Its content.
    pub(crate) bytes: Vec<u8>,
    /// Whether the validator says that what the case is about is as it should be.
    pub(crate) valid: bool,
}

/// All cases, in order of their names.
pub(crate) fn cases(folder: &Path) -> Vec<Case> {
    let mut paths = Vec::new();
    collect(folder, &mut paths);
    paths.sort();
    let mut cases = Vec::new();
    for path in paths {
        let Ok(bytes) = fs::read(&path) else { continue };
        let text = text(&bytes);
        let Some((_, expected)) = text.split_once("Expect:") else {
            continue;
        };
        let expected = expected.trim_start();
        let name = path.strip_prefix(folder).unwrap_or(&path);
        cases.push(Case {
            name: name.display().to_string(),
            valid: expected.starts_with('!') || expected.starts_with("Valid"),
            bytes,
        });
    }
    cases
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, paths);
        } else if path.extension().is_some_and(|extension| extension == "xml") {
            paths.push(path);
        }
    }
}

fn text(bytes: &[u8]) -> String {
    let declared = String::from_utf8_lossy(&bytes[..bytes.len().min(100)]).into_owned();
    let declared = declared
        .split_once("encoding=")
        .and_then(|(_, rest)| rest.split(['"', '\'']).nth(1))
        .and_then(|label| encoding_rs::Encoding::for_label(label.as_bytes()));
    let encoding = encoding_rs::Encoding::for_bom(bytes).map(|(encoding, _)| encoding);
    let encoding = encoding.or(declared).unwrap_or(encoding_rs::UTF_8);
    encoding.decode(bytes).0.into_owned()
}

/// For each item of a feed whether it has a title with text in it; `None` where the document is no
/// feed; the error where it is not well-formed.
pub(crate) fn titles(bytes: &[u8]) -> Result<Option<Vec<bool>>, String> {
    let text = text(bytes);
    let mut reader = NsReader::from_str(&text);
    let mut path: Vec<String> = Vec::new();
    let mut items: Vec<bool> = Vec::new();
    let mut is_feed = None;
    // The depth of the item, and of its title, that are open.
    let (mut item, mut title) = (None, None);
    loop {
        let (space, event) = reader
            .read_resolved_event()
            .map_err(|error| error.to_string())?;
        let (start, empty) = match event {
            Event::Start(start) => (start, false),
            Event::Empty(start) => (start, true),
            Event::End(_) => {
                if item == Some(path.len()) {
                    item = None;
                }
                if title == Some(path.len()) {
                    title = None;
                }
                path.pop();
                continue;
            }
            Event::Text(text) if title.is_some() => {
                if let Some(last) = items.last_mut() {
                    *last |= !text.into_inner().trim().is_empty();
                }
                continue;
            }
            Event::CData(_) | Event::GeneralRef(_) if title.is_some() => {
                if let Some(last) = items.last_mut() {
                    *last = true;
                }
                continue;
            }
            Event::Eof if path.is_empty() => break,
            Event::Eof => return Err("cut off".to_owned()),
            _ => continue,
        };
        for attribute in start.attributes() {
            attribute.map_err(|error| error.to_string())?;
        }
        let local = start.local_name().as_ref().to_owned();
        let own = match space {
            ResolveResult::Unbound => true,
            ResolveResult::Bound(space) => SPACES.contains(&space.as_ref()),
            ResolveResult::Unknown(prefix) => return Err(format!("no namespace for {prefix:?}")),
        };
        if is_feed.is_none() {
            is_feed = Some(CONTAINERS.contains(&local.as_str()) || local == "entry");
        }
        path.push(local);
        let depth = path.len();
        let local = path[depth - 1].as_str();
        let contained = path[..depth - 1]
            .iter()
            .all(|name| CONTAINERS.contains(&name.as_str()));
        if item.is_none() && contained && own && matches!(local, "item" | "entry") {
            items.push(false);
            item = Some(depth);
        } else if item == Some(depth - 1) && own && local == "title" {
            title = Some(depth);
        }
        if empty {
            if item == Some(depth) {
                item = None;
            }
            if title == Some(depth) {
                title = None;
            }
            path.pop();
        }
    }
    Ok((is_feed == Some(true)).then_some(items))
}

/// How many start tags of items stand in a document that is not well-formed.
pub(crate) fn tags(bytes: &[u8]) -> usize {
    let text = text(bytes);
    ["<item>", "<item ", "<entry>", "<entry "]
        .iter()
        .map(|tag| text.matches(tag).count())
        .sum()
}
