//! XML as the web writes it, cut into tags, with faults passed over.
//!
//! It knows what an element is, not what a feed is. Nothing that a document declares is expanded:
//! entities of its own stay as they are written, and external ones are never resolved.

use std::borrow::Cow;
use std::collections::HashMap;

use demarche_text::Problem;
use encoding_rs::WINDOWS_1252;
use quick_xml::Reader;
use quick_xml::escape::resolve_html5_entity;
use quick_xml::events::{BytesStart, Event};

use crate::problem;

/// After so many faults the rest is left: each may cost a look through all that follows.
const MOST_FAULTS: usize = 100;

/// A tag or a piece of text.
#[derive(Debug)]
pub(crate) enum Token<'a> {
    /// A start tag. One that is empty is followed by its end.
    Start(Tag<'a>),
    /// An end tag.
    End(&'a str),
    /// Characters, references resolved.
    Text(Cow<'a, str>),
}

/// A start tag.
#[derive(Debug)]
pub(crate) struct Tag<'a> {
    /// Its name as written.
    pub(crate) name: &'a str,
    start: BytesStart<'a>,
}

impl Tag<'_> {
    /// The value of an attribute by its name as written.
    pub(crate) fn attribute(&self, name: &str) -> Option<String> {
        self.attributes()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value)
    }

    /// The attributes that can be read, in order: names as written, values with references
    /// resolved.
    pub(crate) fn attributes(&self) -> impl Iterator<Item = (String, String)> + '_ {
        let mut attributes = self.start.html_attributes();
        // The check for doubles compares each name with all before it.
        attributes.with_checks(false);
        attributes.flatten().map(|attribute| {
            let key: &str = attribute.key.as_ref();
            (key.to_owned(), unescape(&attribute.value).into_owned())
        })
    }
}

/// Cuts text into tokens. What is no XML is passed over, with a problem, and reading goes on.
pub(crate) struct Scanner<'a> {
    text: &'a str,
    /// Where `reader` began.
    base: usize,
    reader: Reader<&'a [u8]>,
    /// Beginnings of tags at which reading can be taken up again.
    marks: &'static [&'static str],
    /// The end tag that an empty element still owes.
    owed: Option<&'a str>,
    /// What was passed over.
    pub(crate) problems: Vec<Problem>,
    faults: usize,
}

impl<'a> Scanner<'a> {
    /// Reads `text`. After a fault, reading is taken up where one of `marks` stands ("<item").
    pub(crate) fn new(text: &'a str, marks: &'static [&'static str]) -> Self {
        Scanner {
            text,
            base: 0,
            reader: reader(text),
            marks,
            owed: None,
            problems: Vec::new(),
            faults: 0,
        }
    }

    /// The byte that will be read next.
    pub(crate) fn at(&self) -> usize {
        let read = usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX);
        self.base.saturating_add(read).min(self.text.len())
    }

    /// The next token; `None` at the end.
    pub(crate) fn next(&mut self) -> Option<Token<'a>> {
        if let Some(name) = self.owed.take() {
            return Some(Token::End(name));
        }
        loop {
            let before = self.at();
            match self.reader.read_event() {
                Ok(Event::Start(start)) => match self.tag(before, start, false) {
                    Some(token) => return Some(token),
                    None => continue,
                },
                Ok(Event::Empty(start)) => match self.tag(before, start, true) {
                    Some(token) => return Some(token),
                    None => continue,
                },
                Ok(Event::End(_)) => {
                    let raw = self.text.get(before..self.at()).unwrap_or_default();
                    return Some(Token::End(name_of(raw.strip_prefix("</").unwrap_or(raw))));
                }
                Ok(Event::Text(text)) => return Some(Token::Text(text.into_inner())),
                Ok(Event::CData(text)) => return Some(Token::Text(text.into_inner())),
                Ok(Event::GeneralRef(reference)) => {
                    return Some(Token::Text(resolve(&reference.into_inner())));
                }
                Ok(Event::Eof) => return None,
                Ok(Event::Comment(_) | Event::PI(_) | Event::Decl(_) | Event::DocType(_)) => {}
                Err(error) => {
                    let place = usize::try_from(self.reader.error_position()).unwrap_or(usize::MAX);
                    let place = self.base.saturating_add(place).max(before);
                    if !self.fault(place, self.at(), &error.to_string()) {
                        return None;
                    }
                }
            }
        }
    }

    /// A start tag, unless an unclosed quote made it swallow what follows.
    fn tag(&mut self, before: usize, start: BytesStart<'a>, empty: bool) -> Option<Token<'a>> {
        let raw = self.text.get(before..self.at()).unwrap_or_default();
        let inside = raw.get(1..).unwrap_or_default();
        if inside.contains('<') && self.marks.iter().any(|mark| inside.contains(mark)) {
            self.fault(before, before, "a tag is not closed");
            return None;
        }
        let name = name_of(inside);
        if empty {
            self.owed = Some(name);
        }
        Some(Token::Start(Tag { name, start }))
    }

    /// Notes a fault at `place` and goes on at the next mark behind it, or where the reader
    /// stands, at `reached`, if that comes first and is no end. `false` when all is over.
    fn fault(&mut self, place: usize, reached: usize, what: &str) -> bool {
        self.faults += 1;
        if self.faults <= 5 {
            let line = self
                .text
                .get(..place)
                .map(|read| read.matches('\n').count() + 1);
            self.problems.push(Problem {
                line,
                ..problem(format!("no valid XML: {what}"), "tell the publisher")
            });
        }
        if self.faults >= MOST_FAULTS {
            self.problems.push(problem(
                format!("more than {MOST_FAULTS} places are no valid XML; the rest is left"),
                "tell the publisher",
            ));
            return false;
        }
        // A reader that met the end has taken all that follows for a part of what it could not
        // read; one that did not goes on by itself.
        if reached > place && reached < self.text.len() {
            return true;
        }
        let mut from = place.saturating_add(1).min(self.text.len());
        while !self.text.is_char_boundary(from) {
            from += 1;
        }
        let rest = &self.text[from..];
        let next = self.marks.iter().filter_map(|mark| rest.find(mark)).min();
        match next {
            Some(next) => {
                self.base = from + next;
                self.reader = reader(&self.text[self.base..]);
                true
            }
            None => false,
        }
    }
}

fn reader(text: &str) -> Reader<&[u8]> {
    let mut reader = Reader::from_str(text);
    let config = reader.config_mut();
    config.allow_dangling_amp = true;
    config.allow_unmatched_ends = true;
    config.check_end_names = false;
    reader
}

/// The name at the start of what stands in a tag.
fn name_of(inside: &str) -> &str {
    inside
        .split(|c: char| c.is_ascii_whitespace() || matches!(c, '/' | '>' | '<'))
        .next()
        .unwrap_or_default()
}

/// What a reference, without `&` and `;`, stands for. One that is unknown stays as it is written:
/// entities that the document declares are not expanded.
pub(crate) fn resolve(name: &str) -> Cow<'static, str> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(digits) => u32::from_str_radix(digits, 16),
            None => number.parse(),
        };
        return match code {
            // Numbers of Windows-1252, as browsers read them.
            Ok(code @ 0x80..=0x9f) => {
                let byte = [u8::try_from(code).unwrap_or(b'?')];
                WINDOWS_1252
                    .decode_without_bom_handling(&byte)
                    .0
                    .into_owned()
                    .into()
            }
            Ok(code) => match char::from_u32(code) {
                Some('\0') | None => Cow::Borrowed("\u{fffd}"),
                Some(c) => String::from(c).into(),
            },
            Err(_) => format!("&{name};").into(),
        };
    }
    match resolve_html5_entity(name) {
        Some(text) => Cow::Borrowed(text),
        None => format!("&{name};").into(),
    }
}

/// Text with its references resolved, once.
pub(crate) fn unescape(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        // No reference is longer than the longest name of HTML.
        let end = rest.bytes().take(34).position(|byte| byte == b';');
        let known = end.filter(|end| {
            *end > 1
                && rest[1..*end]
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || byte == b'#')
        });
        match known {
            Some(end) => {
                out.push_str(&resolve(&rest[1..end]));
                rest = &rest[end + 1..];
            }
            None => {
                out.push('&');
                rest = &rest[1..];
            }
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The elements that are open, and what their prefixes mean. An end that fits no start is passed
/// over, and an end closes what was left open inside; a tag costs a constant time on average,
/// however deep it stands.
#[derive(Debug)]
pub(crate) struct Open<'a, T> {
    frames: Vec<Frame<'a, T>>,
    /// How many elements of each name are open.
    names: HashMap<&'a str, usize>,
    /// The namespaces of each prefix, the innermost last.
    prefixes: HashMap<String, Vec<String>>,
}

#[derive(Debug)]
struct Frame<'a, T> {
    name: &'a str,
    /// Prefixes that this element declared.
    declared: Vec<String>,
    what: T,
}

impl<'a, T> Open<'a, T> {
    pub(crate) fn new() -> Self {
        Open {
            frames: Vec::new(),
            names: HashMap::new(),
            prefixes: HashMap::new(),
        }
    }

    /// What was said of the innermost open element.
    pub(crate) fn innermost(&self) -> Option<&T> {
        self.frames.last().map(|frame| &frame.what)
    }

    /// Learns the prefixes that a tag declares, and answers them.
    pub(crate) fn declare(&mut self, tag: &Tag<'_>) -> Vec<String> {
        let mut declared = Vec::new();
        if tag.start.attributes_raw().contains("xmlns") {
            for (key, value) in tag.attributes() {
                let prefix = match key.strip_prefix("xmlns") {
                    Some("") => "",
                    Some(prefix) if prefix.starts_with(':') => &prefix[1..],
                    _ => continue,
                };
                self.prefixes
                    .entry(prefix.to_owned())
                    .or_default()
                    .push(value);
                declared.push(prefix.to_owned());
            }
        }
        declared
    }

    /// The namespace that a name as written stands in; empty for none, `None` where its prefix is
    /// not declared.
    pub(crate) fn namespace(&self, name: &str) -> Option<&str> {
        let prefix = name.split_once(':').map_or("", |(prefix, _)| prefix);
        let known = self.prefixes.get(prefix).and_then(|all| all.last());
        match known {
            Some(uri) => Some(uri.as_str()),
            None if prefix.is_empty() => Some(""),
            None => None,
        }
    }

    /// Opens an element.
    pub(crate) fn push(&mut self, name: &'a str, declared: Vec<String>, what: T) {
        *self.names.entry(name).or_default() += 1;
        self.frames.push(Frame {
            name,
            declared,
            what,
        });
    }

    /// Closes the innermost element; answers what was said of it.
    pub(crate) fn pop(&mut self) -> Option<T> {
        let frame = self.frames.pop()?;
        if let Some(count) = self.names.get_mut(frame.name) {
            *count -= 1;
        }
        for prefix in frame.declared {
            if let Some(all) = self.prefixes.get_mut(&prefix) {
                all.pop();
            }
        }
        Some(frame.what)
    }

    /// Whether an element of that name, as written, is open.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.names.get(name).is_some_and(|count| *count > 0)
    }

    /// Whether the innermost element has that name, as written.
    pub(crate) fn ends_with(&self, name: &str) -> bool {
        self.frames.last().is_some_and(|frame| frame.name == name)
    }
}
