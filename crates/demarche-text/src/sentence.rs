//! Tokens to sentences.
//!
//! A paragraph ends its last sentence; inside it, a sentence ends after a mark that may end one
//! (with the quotes, brackets and notes that close on it) when what follows may open one.
//! Abbreviations end a sentence only before a word that opens sentences in almost any text.
//! Captions and credits that share a paragraph with text are cut off although no mark ends them.

use std::ops::Range;

use crate::chars::{char_at, char_before, is_closer, is_opener, is_terminal, is_word};
use crate::lexicon::{self, Abbreviation};
use crate::token::RawToken;

/// How many tokens a decision looks at beyond the mark; keeps time linear in runs of marks.
const REACH: usize = 64;

/// Cuts the tokens of one paragraph into sentences of at most `longest` tokens. Returns how many
/// cuts were forced by that bound.
pub(crate) fn split(
    text: &str,
    tokens: &[RawToken],
    longest: usize,
    sentences: &mut Vec<Range<usize>>,
) -> usize {
    let paragraph = Paragraph { text, tokens };
    let mut forced = 0;
    let mut start = 0;
    let mut at = 0;
    while at < tokens.len() {
        let end = match paragraph.sentence_end(start, at) {
            Some(end) => end,
            None if at + 1 == tokens.len() => tokens.len(),
            None => {
                at += 1;
                continue;
            }
        };
        while end - start > longest {
            let cut = start + best_cut(text, &tokens[start..start + longest]);
            sentences.push(start..cut);
            start = cut;
            forced += 1;
        }
        sentences.push(start..end);
        start = end;
        at = end;
    }
    forced
}

/// Where to cut tokens that are too many for one sentence: after the last semicolon of the second
/// half, else the last dash or colon, else the last comma, else at the end.
fn best_cut(text: &str, tokens: &[RawToken]) -> usize {
    let half = tokens.len() / 2;
    for marks in [[';', ';'], ['—', ':'], [',', ',']] {
        let found = tokens[half..]
            .iter()
            .rposition(|token| char_at(text, token.start).is_some_and(|c| marks.contains(&c)));
        if let Some(index) = found {
            return half + index + 1;
        }
    }
    tokens.len().max(1)
}

/// The tokens of a paragraph. Indices past its end read as empty words.
struct Paragraph<'t> {
    text: &'t str,
    tokens: &'t [RawToken],
}

impl<'t> Paragraph<'t> {
    fn word(&self, index: usize) -> &'t str {
        self.tokens
            .get(index)
            .map_or("", |token| &self.text[token.start..token.end])
    }

    fn first(&self, index: usize) -> Option<char> {
        char_at(self.text, self.tokens.get(index)?.start)
    }

    /// Whether no white space stands before the token.
    fn glued(&self, index: usize) -> bool {
        index > 0
            && self
                .tokens
                .get(index)
                .is_some_and(|token| self.tokens[index - 1].end == token.start)
    }

    fn is_number(&self, index: usize) -> bool {
        let word = self.word(index);
        !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit())
    }

    fn is_capital(&self, index: usize) -> bool {
        self.first(index).is_some_and(char::is_uppercase)
    }

    /// If the token at `at` ends the sentence that began at `start`: where the next one starts.
    fn sentence_end(&self, start: usize, at: usize) -> Option<usize> {
        let token = self.tokens[at];
        let last = char_before(self.text, token.end)?;
        if !is_terminal(last) {
            return self.unmarked_end(start, at).then_some(at + 1);
        }
        let (next, quoted) = self.closing(at);
        let Some(following) = self.tokens.get(next) else {
            return Some(next);
        };
        if next > at + 1 && self.is_note(next) {
            return Some(next + 1);
        }
        let opener = self.opener(next);
        let first = self.first(opener)?;
        if self.first(at).is_some_and(is_word) && next == at + 1 {
            return self
                .abbreviation_ends(start, at, self.word(opener))
                .then_some(next);
        }
        if self.is_note(next) {
            return Some(next + 1);
        }
        let caption = opener == next + 1 && matches!(self.word(opener), "credit" | "photo");
        if caption {
            return Some(next);
        }
        // "iPhone" may open a sentence, "phone" may not.
        let inner_capital = || self.word(opener).contains(char::is_uppercase);
        if first.is_lowercase() && !inner_capital() || matches!(first, ',' | ';' | ':') {
            return None;
        }
        // "2. Second point": the number belongs to what it numbers.
        if at == start + 1 && last == '.' && self.word(start).len() <= 2 && self.is_number(start) {
            return None;
        }
        let spaced = self.tokens[next - 1].end < following.start;
        if !spaced && last == '.' && !first.is_uppercase() {
            return None;
        }
        // "Why now?" Rubio asked.
        if quoted && last != '.' && self.speaks(next) {
            return None;
        }
        let title = matches!(last, '?' | '!') && !quoted;
        // "Viva Maria! (1965)".
        if title && self.first(next) == Some('(') && self.is_number(opener) {
            return None;
        }
        let dots = last == '…' || (last == '.' && token.end - token.start > 1);
        (!dots || first.is_uppercase() || first.is_ascii_digit()).then_some(next)
    }

    /// Where the marks, quotes, brackets and notes end that close on the mark at `at`, and whether
    /// a quotation closes with them.
    fn closing(&self, at: usize) -> (usize, bool) {
        let mut next = at + 1;
        let mut quoted = false;
        while next - at < REACH
            && let Some(c) = self.first(next)
        {
            let bracket =
                matches!(c, ')' | ']' | '}' | '）') && self.word(next).len() == c.len_utf8();
            // More marks may be spaced: ". . .".
            let mark = is_terminal(c) && self.word(next).ends_with(is_terminal);
            let quote = is_closer(c) && !bracket && self.closes_quote(next, c);
            quoted |= quote;
            if !(bracket || mark || quote) {
                break;
            }
            next += 1;
        }
        // "transmission.[1]", "transmission. [1] [2]".
        while next - at < REACH
            && self.word(next) == "["
            && self.is_number(next + 1)
            && self.word(next + 2) == "]"
        {
            next += 3;
        }
        (next, quoted)
    }

    /// Whether the quote at `index` closes what stands before it.
    fn closes_quote(&self, index: usize, quote: char) -> bool {
        // "'s" and "'em" open with the mark and close nothing.
        if self.word(index).ends_with(is_word) {
            return false;
        }
        let straight = matches!(quote, '"' | '\'');
        if self.glued(index) {
            let opens =
                straight && self.glued(index + 1) && self.first(index + 1).is_some_and(is_word);
            return !opens;
        }
        matches!(quote, '"' | '”') && !self.glued(index + 1)
    }

    /// Whether a small bare number stands between two sentences: the mark of a note whose raised
    /// figure was lost.
    fn is_note(&self, index: usize) -> bool {
        self.is_number(index)
            && self.word(index).len() <= 2
            && !self.glued(index + 1)
            && lexicon::opens_sentence(self.word(index + 1))
    }

    /// The first token from `from` that is no opening mark, or `from`.
    fn opener(&self, from: usize) -> usize {
        let opens = |c| is_opener(c) || matches!(c, '-' | '–' | '—' | '*' | '•' | '.' | '…');
        (from..from + 4)
            .find(|index| self.first(*index).is_some_and(|c| !opens(c)))
            .unwrap_or(from)
    }

    /// Whether a token that holds its full stop ends a sentence before `following`.
    fn abbreviation_ends(&self, start: usize, at: usize, following: &str) -> bool {
        let word = self.word(at).trim_end_matches('.');
        // The number of a list item or section.
        if at == start || lexicon::announces(word) {
            return false;
        }
        let kind = lexicon::abbreviation(word);
        if matches!(kind, Abbreviation::Title | Abbreviation::BeforeNumber)
            || !lexicon::opens_sentence(following)
        {
            return false;
        }
        // After a name a single letter is an initial: "J. Do".
        let single = word.chars().take(2).count() == 1;
        !single || !self.is_capital(at - 1)
    }

    /// Whether tokens open with a speaker and a verb of speech: "Rubio asked", "he said".
    fn speaks(&self, from: usize) -> bool {
        (from + 1..from + 5).any(|index| lexicon::is_speech_verb(self.word(index)))
    }

    /// Whether a sentence ends after the token at `at` although no mark ends it.
    fn unmarked_end(&self, start: usize, at: usize) -> bool {
        let next = at + 1;
        if !self.is_capital(next) || self.glued(next) {
            return false;
        }
        // "Figure 1.3 This map", a caption.
        if at == start + 1 && matches!(self.word(start), "Figure" | "Table") {
            return self.first(at).is_some_and(|c| c.is_ascii_digit());
        }
        // "... in the square Image: Reuters".
        if matches!(
            self.word(next),
            "Image" | "Photo" | "Photograph" | "Picture"
        ) {
            return self.word(next + 1) == ":" && self.first(at).is_some_and(is_word);
        }
        // "A headline of some words Sunday, May 28, 2006", the day it was published.
        lexicon::is_weekday(self.word(next))
            && next + 6 == self.tokens.len()
            && self.word(next + 1) == ","
            && lexicon::is_month(self.word(next + 2))
            && self.is_number(next + 5)
            && at > start
            && !matches!(
                self.word(at),
                "on" | "On"
                    | "until"
                    | "from"
                    | "by"
                    | "of"
                    | "and"
                    | "to"
                    | "since"
                    | "for"
                    | "through"
                    | "before"
                    | "after"
                    | "last"
                    | "next"
                    | "the"
                    | ","
                    | "("
            )
    }
}
