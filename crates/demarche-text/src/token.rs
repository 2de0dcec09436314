//! Text to tokens, as UD English cuts them.
//!
//! A run without white space is cut where letters and digits meet other marks; what stays together
//! (numbers, abbreviations, prefixes, links) and what falls apart although nothing but letters
//! stands there (clitics, "can|not", "5|pm") follows the conventions of UD English GUM, and of EWT
//! where GUM is silent. Every step looks at a bounded piece of text, or at a piece only once, so
//! that time is linear in the text.

use crate::chars::{
    Class, char_at, char_before, class, is_apostrophe, is_closer, is_hyphen, is_opener, is_space,
    is_terminal, is_word,
};
use crate::lexicon::{self, Abbreviation};

/// A token as byte offsets into the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RawToken {
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// Cuts `text[start..end]` into tokens. White space of any kind separates; `end` must be a
/// character boundary, as must `start`.
pub(crate) fn tokenize(
    text: &str,
    start: usize,
    end: usize,
    longest: usize,
    tokens: &mut Vec<RawToken>,
) {
    let text = &text[..end];
    let mut cutter = Cutter {
        text,
        start,
        longest: longest.max(4),
        tokens,
    };
    let mut at = start;
    while let Some(c) = char_at(text, at) {
        if matches!(class(c), Class::Space) {
            at += c.len_utf8();
            continue;
        }
        let mut chunk_end = at;
        let mut link = false;
        while let Some(c) = char_at(text, chunk_end) {
            if is_space(c) {
                break;
            }
            link |= matches!(c, '@' | ':' | 'w' | 'W');
            chunk_end += c.len_utf8();
        }
        cutter.chunk(at, chunk_end, link);
        at = chunk_end;
    }
}

struct Cutter<'t, 'o> {
    text: &'t str,
    start: usize,
    longest: usize,
    tokens: &'o mut Vec<RawToken>,
}

impl<'t> Cutter<'t, '_> {
    /// Adds a token, in pieces where it is longer than allowed.
    fn push(&mut self, start: usize, end: usize) {
        let mut start = start;
        while end - start > self.longest {
            let mut cut = start + self.longest;
            while !self.text.is_char_boundary(cut) {
                cut -= 1;
            }
            self.tokens.push(RawToken { start, end: cut });
            start = cut;
        }
        if start < end {
            self.tokens.push(RawToken { start, end });
        }
    }

    /// A run without white space.
    fn chunk(&mut self, start: usize, end: usize, may_hold_link: bool) {
        let chunk = &self.text[start..end];
        if may_hold_link && let Some((from, to)) = find_link(chunk) {
            self.pieces(start, start, start + from);
            self.push(start + from, start + to);
            self.pieces(start, start + to, end);
        } else {
            self.pieces(start, start, end);
        }
    }

    /// Cuts `start..end`, which lies in the chunk that starts at `chunk`.
    fn pieces(&mut self, chunk: usize, start: usize, end: usize) {
        let mut at = start;
        while at < end
            && let Some(c) = char_at(self.text, at)
        {
            at = if is_word(c) || class(c) == Class::Mark {
                self.word(at, end)
            } else {
                self.mark(chunk, at, end, c)
            };
        }
    }

    /// A token that starts with a letter or digit; returns where the rest starts.
    fn word(&mut self, start: usize, end: usize) -> usize {
        let text = self.text;
        let run_end = self.run_end(start, end);
        let mut word_end = run_end;
        let run = &text[start..run_end];
        let mark = text.as_bytes().get(run_end).copied();
        if mark == Some(b'-') && self.breaks_off(start, run_end, end)
            || mark == Some(b'$') && matches!(run, "US" | "A" | "C" | "HK" | "NZ" | "S" | "NT")
        {
            self.push(start, run_end + 1);
            return run_end + 1;
        }
        if mark == Some(b'.') && self.keeps_stop(start, run_end, end) {
            word_end += 1;
            self.push(start, word_end);
        } else if let Some(cut) = clitic_cut(run) {
            self.clitics(start, start + cut, word_end);
        } else if let Some(cut) = unit_cut(run).or_else(|| lexicon::fused(run)) {
            self.push(start, start + cut);
            self.push(start + cut, word_end);
        } else {
            self.push(start, word_end);
        }
        word_end
    }

    /// Adds `start..cut` and the clitic `cut..end`; "they'd've" holds two, never more.
    fn clitics(&mut self, start: usize, cut: usize, end: usize) {
        match clitic_cut(&self.text[start..cut]) {
            Some(first) => {
                self.push(start, start + first);
                self.push(start + first, cut);
            }
            None => self.push(start, cut),
        }
        self.push(cut, end);
    }

    /// Where the run of letters, digits and the marks that join them ends.
    fn run_end(&self, start: usize, end: usize) -> usize {
        let text = self.text;
        let bytes = text.as_bytes();
        let mut at = start;
        let mut part = start;
        // Set once a "." joined single letters ("U.S"), so that the run stays an acronym.
        let mut acronym = false;
        while at < end {
            let Some(c) = char_at(text, at) else { break };
            match class(c) {
                Class::Word | Class::Mark => {
                    at += c.len_utf8();
                    continue;
                }
                Class::Space => break,
                Class::Punct => {}
            }
            let after = at + c.len_utf8();
            let Some(next) = char_at(text, after).filter(|n| after < end && is_word(*n)) else {
                if c == '_' && after < end {
                    at = after;
                    continue;
                }
                break;
            };
            let previous = char_before(text, at).unwrap_or(' ');
            let digits = previous.is_ascii_digit() && next.is_ascii_digit();
            let joins = match c {
                '_' => true,
                '.' => {
                    digits || {
                        let letters = part_len(text, after, end, 4);
                        let before = &text[part..at];
                        let single =
                            before.chars().take(2).count() == 1 && previous.is_alphabetic();
                        let opens = matches!(before, "Ph" | "LL" | "Lt");
                        let joined = (single || opens)
                            && (letters == 1
                                || (next.is_uppercase() && letters <= 2)
                                || (acronym && letters <= 2))
                            || is_domain_tail(&text[at..end])
                            || (acronym && is_domain_tail(&text[at..end]));
                        acronym |= joined;
                        joined
                    }
                }
                ',' => digits && groups_thousands(bytes, start, at, end),
                ':' => digits,
                '/' => digits || joins_slash(text, part, at, after, end),
                '&' => previous.is_uppercase() && next.is_uppercase(),
                '\'' | '’' => {
                    (previous.is_alphabetic() && next.is_alphabetic())
                        || (previous.is_ascii_digit() && next == 's')
                }
                _ if is_hyphen(c) => self.joins_hyphen(start, at, after, end),
                '·' => true,
                _ => false,
            };
            if !joins {
                break;
            }
            at = after;
            part = after;
        }
        at
    }

    /// Whether the hyphen at `at..after` stays inside its token.
    fn joins_hyphen(&self, start: usize, at: usize, after: usize, end: usize) -> bool {
        let text = self.text;
        let left = last_part(&text[start..at]);
        let right_len = part_bytes(text, after, end);
        let right = &text[after..after + right_len];
        if left.bytes().all(|b| b.is_ascii_digit()) && right.bytes().all(|b| b.is_ascii_digit()) {
            let run = &text[start..at];
            // Telephone numbers and numeric dates; two numbers alone are a range.
            return (run.len() <= 32 && run.contains('-'))
                || (left.len() == 3 && right.len() == 4)
                || (left.len() <= 4
                    && text.as_bytes().get(after + right_len) == Some(&b'-')
                    && char_at(text, after + right_len + 1).is_some_and(|c| c.is_ascii_digit()));
        }
        if !left.bytes().any(|b| b.is_ascii_digit()) && lexicon::is_prefix(left) {
            // "mid-2004" is one word, "post|-|2015" is not.
            return !right.starts_with(|c: char| c.is_ascii_digit())
                || matches!(left, "mid" | "Mid" | "pre" | "Pre");
        }
        lexicon::is_suffix(right)
            || (left.starts_with(|c: char| c.is_uppercase())
                && lexicon::is_name_syllable(left)
                && (right == "in" || lexicon::is_name_syllable(right))
                && left.chars().nth(1).is_some_and(char::is_lowercase))
    }

    /// Whether a hyphen at `at` that ends a chunk marks a word broken off ("wh- what").
    fn breaks_off(&self, start: usize, at: usize, end: usize) -> bool {
        let text = self.text;
        if at + 1 != end || at - start > 12 {
            return false;
        }
        let word = &text[start..at];
        let rest = text[end..].trim_start_matches(is_space);
        if !word.chars().all(char::is_alphabetic) {
            return false;
        }
        let length = word.chars().count().min(2);
        let opening = |text: &str| {
            text.chars()
                .take(2)
                .flat_map(char::to_lowercase)
                .collect::<String>()
        };
        let vowel = |c: char| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
        opening(rest).chars().take(length).eq(opening(word).chars())
            || (word.len() <= 2 && word.chars().all(|c| c.is_lowercase() && !vowel(c)))
    }

    /// Whether the full stop at `at` belongs to the word `start..at`.
    fn keeps_stop(&self, start: usize, at: usize, end: usize) -> bool {
        let text = self.text;
        let word = &text[start..at];
        let after = at + 1;
        if char_at(text, after).is_some_and(is_terminal) {
            return false;
        }
        // "1." that opens a paragraph numbers it.
        if word.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
            return self.tokens.is_empty_since(self.start)
                && after == end
                && word.len() <= 6
                && next_visible(text, after).is_some();
        }
        if word.contains('.') {
            return word.split('.').all(|part| {
                part.chars().take(3).count() <= 2 && part.chars().all(char::is_alphabetic)
            });
        }
        let next = next_visible(text, after);
        let mut letters = word.chars();
        if let (Some(letter), None) = (letters.next(), letters.next()) {
            return if letter.is_uppercase() {
                let previous_lower = self.tokens.last().is_some_and(|token| {
                    token.start >= self.start
                        && char_at(text, token.start).is_some_and(char::is_lowercase)
                });
                after < end && !char_at(text, after).is_some_and(is_closer)
                    || next.is_some_and(|c| {
                        after == end && c.is_alphabetic() && !(previous_lower && letter == 'I')
                    })
            } else {
                // "(b. March 2009)", "p. 12".
                let opened = after == end && char_before(text, start) == Some('(');
                letter.is_lowercase()
                    && (opened || next.is_some_and(|c| c.is_ascii_digit()))
                    && lexicon::abbreviation(word) == Abbreviation::BeforeNumber
            };
        }
        match lexicon::abbreviation(word) {
            Abbreviation::No => false,
            Abbreviation::Title | Abbreviation::Word => true,
            Abbreviation::BeforeNumber => next.is_some_and(|c| c.is_ascii_digit()),
            Abbreviation::Calendar => next.is_some_and(|c| {
                let capital = c.is_uppercase();
                let month = || lexicon::is_month(text[after..].trim_start_matches(is_space));
                !is_closer(c) && (!capital || month())
            }),
        }
    }

    /// A token that starts with a mark; returns where the rest starts.
    fn mark(&mut self, chunk: usize, at: usize, end: usize, c: char) -> usize {
        let text = self.text;
        let after = at + c.len_utf8();
        let stop = match c {
            _ if is_apostrophe(c) => self.apostrophe(chunk, at, after, end, c),
            '.' | ',' | '+' | '-' if at == chunk && starts_number(text, c, after, end) => {
                return self.number_after_sign(at, after, end);
            }
            '@' | '#' if at == chunk && char_at(text, after).is_some_and(char::is_alphabetic) => {
                self.run_end(after, end)
            }
            '[' if text[at..end].starts_with("[...]") => at + 5,
            '[' if text[at..end].starts_with("[…]") => at + 5,
            ':' | ';' | '=' if at == chunk || char_before(text, at).is_some_and(is_terminal) => {
                emoticon(text, at, end).unwrap_or(after)
            }
            _ if is_terminal(c) => run_while(text, after, end, is_terminal),
            '-' | '*' | '=' | '_' | '#' | '<' | '>' | '~' | '+' | '$' | '|' | '—' | '–' | '^'
            | '•' | '"' | '`'
                if c != '"' =>
            {
                run_while(text, after, end, |n| n == c)
            }
            _ => after,
        };
        let stop = self.with_marks(stop, end, c);
        self.push(at, stop);
        stop
    }

    /// Extends a symbol by what modifies it: combining marks, emoji joined to it, a second
    /// regional letter of a flag.
    fn with_marks(&self, stop: usize, end: usize, first: char) -> usize {
        let regional = |c: char| ('\u{1f1e6}'..='\u{1f1ff}').contains(&c);
        let mut at = stop;
        if regional(first)
            && at < end
            && let Some(second) = char_at(self.text, at).filter(|c| regional(*c))
        {
            at += second.len_utf8();
        }
        let mut joined = false;
        while at < end
            && let Some(c) = char_at(self.text, at)
        {
            match class(c) {
                Class::Mark => joined = c == '\u{200d}',
                Class::Punct if joined => joined = false,
                _ => break,
            }
            at += c.len_utf8();
        }
        at
    }

    /// Where a token that starts with an apostrophe ends.
    fn apostrophe(&self, chunk: usize, at: usize, after: usize, end: usize, c: char) -> usize {
        let text = self.text;
        if after < end && char_at(text, after) == Some(c) {
            return after + c.len_utf8();
        }
        let length = part_bytes(text, after, end);
        let letters = &text[after..after + length];
        let attached = at > chunk;
        if c != '‘' && lexicon::is_clitic(letters) && (attached || after + length == end) {
            return after + length;
        }
        let decade = letters.len() >= 2
            && letters.len() <= 3
            && letters.as_bytes()[..2].iter().all(u8::is_ascii_digit)
            && matches!(letters.get(2..), Some("" | "s"));
        if !attached && (decade || lexicon::starts_with_apostrophe(letters)) {
            // A quotation that opens with such a word closes later in the chunk or text; the
            // lists hold only words that are rare without their apostrophe.
            return after + length;
        }
        after
    }

    /// ".324" and "+44": the sign stays on its number.
    fn number_after_sign(&mut self, at: usize, after: usize, end: usize) -> usize {
        let run_end = self.run_end(after, end);
        let cut = unit_cut(&self.text[after..run_end]).map_or(run_end, |cut| after + cut);
        self.push(at, cut);
        self.push(cut, run_end);
        run_end
    }
}

/// Whether any token was added since a paragraph began.
trait SinceParagraph {
    fn is_empty_since(&self, start: usize) -> bool;
}

impl SinceParagraph for Vec<RawToken> {
    fn is_empty_since(&self, start: usize) -> bool {
        self.last().is_none_or(|token| token.start < start)
    }
}

fn run_while(text: &str, from: usize, end: usize, keep: impl Fn(char) -> bool) -> usize {
    let mut at = from;
    while at < end
        && let Some(c) = char_at(text, at).filter(|c| keep(*c))
    {
        at += c.len_utf8();
    }
    at
}

/// The first character after `at` that is not white space, looking a short way ahead.
pub(crate) fn next_visible(text: &str, at: usize) -> Option<char> {
    text[at..].chars().take(64).find(|c| !is_space(*c))
}

/// How many letters stand from `at`, counting up to `most`.
fn part_len(text: &str, at: usize, end: usize, most: usize) -> usize {
    text[at..end]
        .chars()
        .take(most)
        .take_while(|c| is_word(*c))
        .count()
}

/// Bytes of the letters and digits from `at`; at most 32, enough for every list.
fn part_bytes(text: &str, at: usize, end: usize) -> usize {
    text[at..end]
        .chars()
        .take(32)
        .take_while(|c| is_word(*c))
        .map(char::len_utf8)
        .sum()
}

/// The letters and digits that end a run.
fn last_part(run: &str) -> &str {
    let length: usize = run
        .chars()
        .rev()
        .take(32)
        .take_while(|c| is_word(*c))
        .map(char::len_utf8)
        .sum();
    &run[run.len() - length..]
}

/// Where a clitic starts in a run with an apostrophe between letters.
fn clitic_cut(run: &str) -> Option<usize> {
    // The longest clitic is an apostrophe and two letters; "y'|all" has three.
    let mut back = 0;
    for c in run.chars().rev().take(4) {
        back += c.len_utf8();
        if matches!(c, '\'' | '’') {
            let cut = run.len() - back;
            let letters = &run[cut + c.len_utf8()..];
            if lexicon::is_clitic(letters) {
                let digits = run.as_bytes().get(cut.wrapping_sub(1))?.is_ascii_digit();
                return (cut > 0 && !digits).then_some(cut);
            }
            if letters == "all" && matches!(&run[..cut], "y" | "Y") {
                return Some(cut + c.len_utf8());
            }
            if matches!(letters, "t" | "T") {
                let before = run[..cut].chars().next_back()?;
                return (matches!(before, 'n' | 'N') && cut > 1).then_some(cut - 1);
            }
            return None;
        }
    }
    None
}

/// Where the unit starts in a number that has one.
fn unit_cut(run: &str) -> Option<usize> {
    if !run.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let tail: usize = run
        .bytes()
        .rev()
        .take(4)
        .take_while(u8::is_ascii_alphabetic)
        .count();
    let cut = run.len() - tail;
    let number = run[..cut]
        .bytes()
        .all(|b| b.is_ascii_digit() || matches!(b, b'.' | b',' | b':'));
    (tail > 0 && cut > 0 && number && lexicon::is_unit(&run[cut..])).then_some(cut)
}

/// Whether the comma at `at` groups the digits of one number: it ends in a group of three.
fn groups_thousands(bytes: &[u8], start: usize, at: usize, end: usize) -> bool {
    let before = bytes[start..at]
        .iter()
        .rev()
        .take(4)
        .take_while(|b| b.is_ascii_digit())
        .count();
    if before > 3 {
        return false;
    }
    let mut from = at + 1;
    // No number has more than eight groups; the bound keeps long runs linear.
    for _ in 0..8 {
        let group = bytes[from..end]
            .iter()
            .take(4)
            .take_while(|b| b.is_ascii_digit())
            .count();
        from += group;
        let more = bytes[..end].get(from) == Some(&b',')
            && bytes[..end].get(from + 1).is_some_and(u8::is_ascii_digit);
        match group {
            3 => return true,
            2 if more => from += 1,
            _ => return false,
        }
    }
    false
}

/// Whether the slash stays: between single letters ("s/he") or document symbols ("A/73/PV.6").
fn joins_slash(text: &str, part: usize, at: usize, after: usize, end: usize) -> bool {
    let left = &text[part..at];
    let right = &text[after..after + part_bytes(text, after, end)];
    let digit = |s: &str| s.bytes().any(|b| b.is_ascii_digit());
    let symbol = left.bytes().any(|b| b.is_ascii_uppercase()) || digit(left);
    (digit(left) || digit(right)) && symbol && left.len() <= 4
        || left.len() == 1 && right.len() <= 2 && right != "or"
        || matches!(left, "w" | "W") && matches!(right, "o" | "out")
}

/// Whether text from a full stop on is the last part of a host or file name.
fn is_domain_tail(tail: &str) -> bool {
    let Some(rest) = tail.strip_prefix('.') else {
        return false;
    };
    let length = rest
        .bytes()
        .take(6)
        .take_while(u8::is_ascii_alphanumeric)
        .count();
    let known = matches!(
        &rest[..length],
        "com"
            | "org"
            | "net"
            | "gov"
            | "edu"
            | "mil"
            | "int"
            | "info"
            | "io"
            | "tv"
            | "uk"
            | "us"
            | "eu"
            | "ru"
            | "cn"
            | "de"
            | "fr"
            | "in"
            | "pk"
            | "il"
            | "ir"
            | "au"
            | "ca"
            | "jp"
            | "kr"
            | "ua"
            | "doc"
            | "docx"
            | "pdf"
            | "jpg"
            | "png"
            | "gif"
            | "html"
            | "htm"
            | "xls"
            | "xlsx"
            | "txt"
            | "exe"
            | "zip"
            | "csv"
            | "ppt"
            | "co"
            | "News"
    );
    known
        && !rest[length..].starts_with(|c: char| is_word(c) || c == '\'' || c == '’')
        && (length != 2
            || !matches!(&rest[..length], "in" | "us" | "de" | "co")
            || rest[length..].len() <= 4)
}

/// Finds a web address or e-mail address in a run without white space.
fn find_link(chunk: &str) -> Option<(usize, usize)> {
    let start = if chunk.starts_with("doi:") {
        0
    } else if let Some(scheme) = chunk.find("://") {
        let letters = chunk[..scheme]
            .bytes()
            .rev()
            .take_while(u8::is_ascii_alphabetic)
            .count();
        (letters > 0).then(|| scheme - letters)?
    } else if let Some(www) = chunk.find("www.").or_else(|| chunk.find("WWW.")) {
        (www == 0 || !chunk[..www].ends_with(char::is_alphanumeric)).then_some(www)?
    } else {
        let sign = chunk.find('@')?;
        let local = chunk[..sign]
            .bytes()
            .rev()
            .take_while(|b| {
                b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-' | b'+' | b':')
            })
            .count();
        let host = chunk[sign + 1..]
            .bytes()
            .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_'))
            .count();
        let host = chunk[sign + 1..sign + 1 + host].trim_end_matches(['.', '-', '_']);
        if local == 0 || !host.contains('.') {
            return None;
        }
        return Some((sign - local, sign + 1 + host.len()));
    };
    let rest = &chunk[start..];
    let mut length = rest
        .find(['<', '>', '"', '”', '“', '«', '»'])
        .unwrap_or(rest.len());
    // Marks at the end belong to the sentence; a bracket does unless it opened in the address.
    let opened = rest[..length].bytes().filter(|b| *b == b'(').count();
    let mut closed = rest[..length].bytes().filter(|b| *b == b')').count();
    while let Some(last) = rest[..length].chars().next_back() {
        match last {
            '.' | ',' | ';' | ':' | '!' | '?' | '\'' | '’' | ']' | '}' | '…' => {}
            ')' if closed > opened => closed -= 1,
            _ => break,
        }
        length -= last.len_utf8();
    }
    (length > 3).then_some((start, start + length))
}

/// Whether a sign before a digit belongs to the number.
fn starts_number(text: &str, sign: char, after: usize, end: usize) -> bool {
    matches!(sign, '.' | '+')
        && after < end
        && char_at(text, after).is_some_and(|c| c.is_ascii_digit())
}

/// A face made of marks that stands alone.
fn emoticon(text: &str, at: usize, end: usize) -> Option<usize> {
    const FACES: &[&str] = &[
        ":-)", ":-(", ";-)", ":)", ":(", ";)", ":D", ":P", ":p", "=)", "=(", ":/", ":'(", ":-D",
        ":-P",
    ];
    let rest = &text[at..end];
    if rest.len() > 12 {
        return None;
    }
    FACES
        .iter()
        .find(|face| rest == **face)
        .map(|face| at + face.len())
        .or_else(|| {
            let trimmed = rest.trim_end_matches(|c: char| is_terminal(c) || is_opener(c));
            FACES.contains(&trimmed).then_some(at + trimmed.len())
        })
}
