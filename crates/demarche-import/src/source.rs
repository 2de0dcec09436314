//! A dictionary as lines, and the account of what became of each.
//!
//! What all dictionaries share: `#` and `;` begin a comment outside of `[…]` (TABARI has a code
//! `[###]`), `<!-- … -->` is one over any number of lines, a line `<…>` alone is a header, and
//! `---STOP---` ends the reading. Knows nothing of what lines mean.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use crate::Kind;

/// What became of a line that says something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// All it says was written.
    Translated,
    /// Something it says has no counterpart; the rest was written.
    Partly,
    /// Nothing was written for it.
    Untranslated,
}

impl Outcome {
    /// As the list of what was lost names it.
    pub fn as_str(self) -> &'static str {
        match self {
            Outcome::Translated => "translated",
            Outcome::Partly => "partly",
            Outcome::Untranslated => "untranslated",
        }
    }
}

/// A line that was not translated, or only in part.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lost {
    /// The dictionary.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The character where what was lost begins, from 1.
    pub column: usize,
    /// Never [`Outcome::Translated`].
    pub outcome: Outcome,
    /// The line as it stands there.
    pub text: String,
    /// What has no counterpart, and why.
    pub reason: String,
    /// What can be done about it.
    pub hint: String,
}

/// What became of a dictionary: `read = translated + partly + untranslated`. Blank lines and
/// comments are not counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// The dictionary.
    pub file: String,
    /// What it lists.
    pub kind: Kind,
    /// Lines that say something.
    pub read: usize,
    /// Of these, wholly translated.
    pub translated: usize,
    /// Of these, translated with a loss.
    pub partly: usize,
    /// Of these, not translated.
    pub untranslated: usize,
}

/// A line that says something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    /// From 1.
    pub(crate) number: usize,
    /// Without comment and outer white space.
    pub(crate) text: String,
}

#[derive(Clone, Debug)]
struct State {
    outcome: Outcome,
    column: usize,
    reasons: Vec<String>,
    hints: Vec<&'static str>,
}

/// A dictionary under translation.
pub(crate) struct Source<'a> {
    pub(crate) file: &'a str,
    pub(crate) kind: Kind,
    pub(crate) lines: Vec<Line>,
    raw: Vec<&'a str>,
    states: BTreeMap<usize, State>,
    notes: Vec<String>,
}

/// Reads bytes as UTF-8, with or without a mark, as UTF-16 with one, else as Latin-1; says so where
/// it is not UTF-8. Line ends become line feeds.
pub fn decode(bytes: &[u8]) -> (String, Option<&'static str>) {
    let wide = |rest: &[u8], unit: fn([u8; 2]) -> u16| {
        let units = rest.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
        char::decode_utf16(units)
            .map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))
            .collect::<String>()
    };
    let (text, note) = match bytes {
        [0xff, 0xfe, rest @ ..] => (wide(rest, u16::from_le_bytes), Some("read as UTF-16")),
        [0xfe, 0xff, rest @ ..] => (wide(rest, u16::from_be_bytes), Some("read as UTF-16")),
        _ => {
            let rest = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
            match std::str::from_utf8(rest) {
                Ok(text) => (text.to_owned(), None),
                Err(_) => (
                    rest.iter().map(|&byte| char::from(byte)).collect(),
                    Some("not UTF-8: read as Latin-1"),
                ),
            }
        }
    };
    (text.replace("\r\n", "\n").replace('\r', "\n"), note)
}

impl<'a> Source<'a> {
    /// Cuts a text into the lines that say something.
    pub(crate) fn read(file: &'a str, kind: Kind, text: &'a str) -> Self {
        let raw: Vec<&str> = text.split('\n').collect();
        let mut source = Source {
            file,
            kind,
            lines: Vec::new(),
            raw,
            states: BTreeMap::new(),
            notes: Vec::new(),
        };
        let mut hidden = false;
        for index in 0..source.raw.len() {
            let shown = without_comments(source.raw[index], &mut hidden);
            let text = shown.trim();
            if text.replace('-', "") == "STOP" && text.starts_with("---") {
                let rest = source.raw[index + 1..].iter();
                let unread = rest.filter(|line| !line.trim().is_empty()).count();
                source.notes.push(format!(
                    "line {}: ---STOP---, the {unread} lines after it are not read",
                    index + 1
                ));
                break;
            }
            let header = text.starts_with('<') && text.ends_with('>') && !text.contains("</");
            if text.is_empty() || header {
                continue;
            }
            source.lines.push(Line {
                number: index + 1,
                text: text.to_owned(),
            });
            source.states.insert(
                index + 1,
                State {
                    outcome: Outcome::Translated,
                    column: 1,
                    reasons: Vec::new(),
                    hints: Vec::new(),
                },
            );
        }
        if hidden {
            source
                .notes
                .push("a comment that begins with <!-- never ends".to_owned());
        }
        source
    }

    /// Something of a line has no counterpart. `at` is what was lost, as the line has it.
    pub(crate) fn partly(&mut self, line: usize, at: &str, reason: String, hint: &'static str) {
        self.lose(line, at, Outcome::Partly, reason, hint);
    }

    /// Nothing can be written for a line.
    pub(crate) fn untranslated(
        &mut self,
        line: usize,
        at: &str,
        reason: String,
        hint: &'static str,
    ) {
        self.lose(line, at, Outcome::Untranslated, reason, hint);
    }

    /// Whether a line is known to be untranslated.
    pub(crate) fn is_lost(&self, line: usize) -> bool {
        let state = self.states.get(&line);
        state.is_some_and(|state| state.outcome == Outcome::Untranslated)
    }

    /// Says what holds for many lines.
    pub(crate) fn note(&mut self, note: String) {
        self.notes.push(note);
    }

    fn lose(
        &mut self,
        line: usize,
        at: &str,
        outcome: Outcome,
        reason: String,
        hint: &'static str,
    ) {
        let raw = self.raw.get(line.saturating_sub(1)).copied().unwrap_or("");
        let byte = raw
            .find(at)
            .filter(|_| !at.is_empty())
            .unwrap_or(raw.len() - raw.trim_start().len());
        let column = raw[..byte].chars().count() + 1;
        let Some(state) = self.states.get_mut(&line) else {
            return;
        };
        // Of a line that is lost as a whole its parts need no reason.
        match outcome.cmp(&state.outcome) {
            Ordering::Less => return,
            Ordering::Greater => {
                state.reasons.clear();
                state.hints.clear();
                state.column = column;
                state.outcome = outcome;
            }
            Ordering::Equal => {}
        }
        if !state.reasons.contains(&reason) {
            state.reasons.push(reason);
        }
        if !state.hints.contains(&hint) && !hint.is_empty() {
            state.hints.push(hint);
        }
    }

    /// The account, what was lost, and the notes.
    pub(crate) fn close(self) -> (Account, Vec<Lost>, Vec<String>) {
        let count = |outcome| {
            let states = self.states.values();
            states.filter(|state| state.outcome == outcome).count()
        };
        let account = Account {
            file: self.file.to_owned(),
            kind: self.kind,
            read: self.lines.len(),
            translated: count(Outcome::Translated),
            partly: count(Outcome::Partly),
            untranslated: count(Outcome::Untranslated),
        };
        let lost = self
            .states
            .iter()
            .filter(|(_, state)| state.outcome != Outcome::Translated)
            .map(|(&line, state)| Lost {
                file: self.file.to_owned(),
                line,
                column: state.column,
                outcome: state.outcome,
                text: self.raw[line - 1].trim().to_owned(),
                reason: state.reasons.join("; "),
                hint: state.hints.join("; "),
            })
            .collect();
        let notes = self.notes.iter();
        let notes = notes.map(|note| format!("{}: {note}", self.file)).collect();
        (account, lost, notes)
    }
}

/// A line without its comments; `hidden` says whether it begins, and then whether it ends, inside
/// `<!-- … -->`.
fn without_comments(line: &str, hidden: &mut bool) -> String {
    let mut shown = String::new();
    let mut rest = line;
    loop {
        if *hidden {
            match rest.split_once("-->") {
                Some((_, after)) => {
                    *hidden = false;
                    rest = after;
                }
                None => break,
            }
        } else {
            match rest.split_once("<!--") {
                Some((before, after)) => {
                    shown.push_str(before);
                    *hidden = true;
                    rest = after;
                }
                None => {
                    shown.push_str(rest);
                    break;
                }
            }
        }
    }
    let mut depth = 0usize;
    let comment = shown.char_indices().find(|&(_, c)| {
        match c {
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        depth == 0 && matches!(c, '#' | ';')
    });
    if let Some((at, _)) = comment {
        shown.truncate(at);
    }
    shown
}
