//! Text to paragraphs: lines that were wrapped at a width are joined, blank lines, list items and
//! lines that stand for themselves are kept apart.

use crate::chars::{char_at, char_before, is_closer, is_space, is_terminal};
use crate::furniture;

/// A paragraph, as byte offsets.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Block {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) lines: u32,
    pub(crate) kind: BlockKind,
}

/// What a paragraph is, as far as its own words say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BlockKind {
    /// Running text, or a heading.
    Prose,
    /// An item of a list.
    Item,
    /// A byline.
    Byline,
    /// An agency, credit or navigation line.
    Credit,
}

struct Line {
    start: usize,
    end: usize,
    chars: usize,
    blank_before: bool,
    kind: BlockKind,
}

/// Cuts text into paragraphs. With `furniture`, bylines and agency lines are told apart.
pub(crate) fn blocks(text: &str, furniture: bool) -> Vec<Block> {
    let lines = lines(text, furniture);
    let wrap = wrap_width(text, &lines);
    let mut blocks: Vec<Block> = Vec::new();
    let mut previous: Option<&Line> = None;
    for line in &lines {
        let joined = previous.is_some_and(|previous| joins(text, previous, line, wrap));
        match blocks.last_mut() {
            Some(block) if joined => {
                block.end = line.end;
                block.lines += 1;
            }
            _ => blocks.push(Block {
                start: line.start,
                end: line.end,
                lines: 1,
                kind: line.kind,
            }),
        }
        previous = Some(line);
    }
    blocks
}

/// The lines that show something, without the white space around them.
fn lines(text: &str, furniture: bool) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut blank_before = true;
    // Whether a credit in brackets goes on in the next line.
    let mut open_credit = false;
    let mut start = 0;
    while start < text.len() {
        let (end, next) = line_end(text, start);
        let line = trim(text, start, end);
        if line.0 == line.1 {
            // "\r\n" ends one line, and the empty piece between the two is none.
            blank_before = true;
            open_credit = false;
        } else {
            let words = &text[line.0..line.1];
            let mut kind = kind(words, furniture);
            if open_credit {
                kind = BlockKind::Credit;
            }
            let opens = open_credit || (kind == BlockKind::Credit && words.starts_with('('));
            open_credit = opens && !words.ends_with([')', '.']);
            lines.push(Line {
                start: line.0,
                end: line.1,
                chars: words.bytes().filter(|b| (*b as i8) >= -0x40).count(),
                blank_before,
                kind,
            });
            blank_before = false;
        }
        start = next;
    }
    lines
}

/// Where the line that starts at `start` ends, and where the next one starts.
fn line_end(text: &str, start: usize) -> (usize, usize) {
    let bytes = text.as_bytes();
    let mut at = start;
    while at < bytes.len() {
        match bytes[at] {
            b'\r' if bytes.get(at + 1) == Some(&b'\n') => return (at, at + 2),
            b'\n' | b'\r' | 0x0b | 0x0c => return (at, at + 1),
            // U+0085, U+2028 and U+2029.
            0xc2 if bytes.get(at + 1) == Some(&0x85) => return (at, at + 2),
            0xe2 if bytes.get(at + 1) == Some(&0x80)
                && matches!(bytes.get(at + 2), Some(0xa8 | 0xa9)) =>
            {
                return (at, at + 3);
            }
            _ => at += 1,
        }
    }
    (at, at)
}

/// `start..end` without the white space at both ends.
pub(crate) fn trim(text: &str, start: usize, end: usize) -> (usize, usize) {
    let piece = &text[start..end];
    let left = piece.trim_start_matches(is_space);
    let from = end - left.len();
    (from, from + left.trim_end_matches(is_space).len())
}

fn kind(line: &str, furniture: bool) -> BlockKind {
    if furniture && furniture::is_byline(line) {
        BlockKind::Byline
    } else if furniture && furniture::is_credit(line) {
        BlockKind::Credit
    } else if bullet(line) {
        BlockKind::Item
    } else {
        BlockKind::Prose
    }
}

/// Whether a line opens with the mark of a list item.
fn bullet(line: &str) -> bool {
    let bytes = line.as_bytes();
    if let Some(rest) = line.strip_prefix(['-', '*', '•', '‣', '◦', '▪', '●', '·', '–', '+', '→'])
    {
        return rest.starts_with([' ', '\t', '\u{a0}'])
            && rest
                .trim_start()
                .starts_with(|c: char| !c.is_ascii_punctuation() || c == '"');
    }
    let open = usize::from(bytes.first() == Some(&b'('));
    let number = bytes[open..]
        .iter()
        .take(4)
        .take_while(|b| b.is_ascii_digit())
        .count();
    let letter = usize::from(number == 0 && bytes.get(open).is_some_and(u8::is_ascii_lowercase));
    let at = open + number + letter;
    let mark = match bytes.get(at) {
        Some(b')') => number <= 2,
        Some(b'.') => open == 0 && letter == 0 && number <= 2,
        _ => false,
    };
    mark && number + letter > 0 && bytes.get(at + 1) == Some(&b' ')
}

/// The width at which lines were wrapped, if they were: no line is longer, and most lines that
/// go on in the next could not have held its first word.
fn wrap_width(text: &str, lines: &[Line]) -> Option<usize> {
    const WIDEST: usize = 100;
    let single = |line: &Line| !text[line.start..line.end].contains(' ');
    let mut lengths = [0usize; WIDEST + 1];
    let mut counted = 0;
    let mut wide = 0;
    for line in lines
        .iter()
        .filter(|line| line.kind == BlockKind::Prose || line.kind == BlockKind::Item)
    {
        // A long word alone on its line, such as an address, says nothing about the width.
        if single(line) {
            continue;
        }
        match lengths.get_mut(line.chars) {
            Some(count) => *count += 1,
            None => wide += 1,
        }
        counted += 1;
    }
    if wide * 50 > counted {
        return None;
    }
    let width = lengths.iter().rposition(|count| *count > 0)?;
    let mut inner = 0;
    let mut full = 0;
    for pair in lines.windows(2) {
        if let [line, next] = pair
            && !next.blank_before
        {
            inner += 1;
            full += usize::from(is_full(text, line, next, width));
        }
    }
    let least = if inner < 3 { 60 } else { 40 };
    (inner > 0 && width >= least && full * 10 >= inner * 6).then_some(width)
}

/// Whether the first word of `next` would not have fitted on `line`.
fn is_full(text: &str, line: &Line, next: &Line, width: usize) -> bool {
    let first_word = text[next.start..next.end]
        .chars()
        .take(width)
        .take_while(|c| !is_space(*c))
        .count();
    line.chars + 1 + first_word > width
}

/// Whether `next` goes on with the paragraph of `line`.
fn joins(text: &str, line: &Line, next: &Line, wrap: Option<usize>) -> bool {
    let prose = |kind| matches!(kind, BlockKind::Prose | BlockKind::Item);
    if next.blank_before || !prose(line.kind) || !prose(next.kind) {
        return false;
    }
    let full = wrap.is_some_and(|width| is_full(text, line, next, width));
    let ended = ends_sentence(&text[line.start..line.end]);
    if next.kind == BlockKind::Item {
        return full && !ended;
    }
    full || (!ended && char_at(text, next.start).is_some_and(char::is_lowercase))
}

/// Whether words end as a sentence does.
pub(crate) fn ends_sentence(words: &str) -> bool {
    let words = words.trim_end_matches(is_closer);
    char_before(words, words.len()).is_some_and(|c| is_terminal(c) || matches!(c, ':' | ';'))
}
