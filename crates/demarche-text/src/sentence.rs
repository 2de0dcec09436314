//! Tokens to sentences.
//!
//! A paragraph ends its last sentence; inside it, a sentence ends after a mark that may end one
//! (with the quotes and brackets that close on it) when what follows may open one. Abbreviations
//! end a sentence only before a word that opens sentences in almost any text.

use std::ops::Range;

use crate::chars::{char_at, char_before, is_closer, is_opener, is_terminal, is_word};
use crate::lexicon::{self, Abbreviation};
use crate::token::RawToken;

/// Cuts the tokens of one paragraph into sentences of at most `longest` tokens. Returns how many
/// cuts were forced by that bound.
pub(crate) fn split(
    text: &str,
    tokens: &[RawToken],
    longest: usize,
    sentences: &mut Vec<Range<usize>>,
) -> usize {
    let mut forced = 0;
    let mut start = 0;
    let mut at = 0;
    while at < tokens.len() {
        let end = match sentence_end(text, tokens, start, at) {
            Some(end) => end,
            None if at + 1 == tokens.len() => tokens.len(),
            None => {
                at += 1;
                continue;
            }
        };
        while end - start > longest {
            let cut = best_cut(text, &tokens[start..start + longest]) + start;
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

/// If the token at `at` ends the sentence that began at `start`: where the next one starts.
fn sentence_end(text: &str, tokens: &[RawToken], start: usize, at: usize) -> Option<usize> {
    let token = tokens[at];
    let last = char_before(text, token.end)?;
    if !is_terminal(last) {
        return None;
    }
    let abbreviation = char_at(text, token.start).is_some_and(is_word);
    let mut next = at + 1;
    let mut quoted = false;
    // A closer stands right on what it closes.
    while let Some(closer) = tokens.get(next)
        && tokens[next - 1].end == closer.start
        && let Some(c) = char_at(text, closer.start)
        && is_closer(c)
        && !opens_next(text, tokens, next)
    {
        quoted |= !matches!(c, ')' | ']' | '}' | '）');
        next += 1;
    }
    // So does the mark of a note: "transmission.[1]".
    while next + 2 < tokens.len()
        && tokens[next - 1].end == tokens[next].start
        && &text[tokens[next].start..tokens[next].end] == "["
        && text[tokens[next + 1].start..tokens[next + 1].end]
            .bytes()
            .all(|b| b.is_ascii_digit())
        && &text[tokens[next + 2].start..tokens[next + 2].end] == "]"
    {
        next += 3;
    }
    let Some(following) = tokens.get(next) else {
        return Some(next);
    };
    let spaced = tokens[next - 1].end < following.start;
    let first = first_letter(text, tokens, next)?;
    let first_char = char_at(text, first.start)?;
    let first_word = &text[first.start..first.end];
    if abbreviation && next == at + 1 {
        return abbreviation_ends(text, tokens, start, at, first_word).then_some(next);
    }
    if first_char.is_lowercase() {
        return None;
    }
    if !spaced && last == '.' && !first_char.is_uppercase() {
        return None;
    }
    // "Why now?" Rubio asked.
    if quoted && last != '.' && speaks(text, &tokens[next..]) {
        return None;
    }
    let lone_dots = last == '…' || (last == '.' && token.end - token.start > 1);
    if lone_dots && !first_char.is_uppercase() && !first_char.is_ascii_digit() {
        return None;
    }
    // "Yahoo! News", "Jeopardy! Host" cannot be told from a new sentence; the mark decides.
    Some(next)
}

/// Whether a straight quote opens what follows, and does not close what stands before it.
fn opens_next(text: &str, tokens: &[RawToken], index: usize) -> bool {
    let token = tokens[index];
    matches!(char_at(text, token.start), Some('"' | '\''))
        && tokens.get(index + 1).is_some_and(|next| {
            next.start == token.end && char_at(text, next.start).is_some_and(is_word)
        })
}

/// The first token from `from` that is not an opening mark, or the one at `from`.
fn first_letter(text: &str, tokens: &[RawToken], from: usize) -> Option<RawToken> {
    let opening = |token: &&RawToken| {
        char_at(text, token.start)
            .is_some_and(|c| is_opener(c) || matches!(c, '-' | '–' | '—' | '*' | '•' | '.' | '…'))
    };
    let rest = &tokens[from..];
    rest.iter()
        .take(4)
        .find(|token| !opening(token))
        .or(rest.first())
        .copied()
}

/// Whether a token that holds its full stop ends a sentence before `first_word`.
fn abbreviation_ends(
    text: &str,
    tokens: &[RawToken],
    start: usize,
    at: usize,
    first_word: &str,
) -> bool {
    let token = tokens[at];
    let word = &text[token.start..token.end - 1];
    // The number of a list item or section.
    if at == start {
        return false;
    }
    match lexicon::abbreviation(word) {
        Abbreviation::Title | Abbreviation::BeforeNumber => return false,
        _ => {}
    }
    if !lexicon::opens_sentence(first_word) {
        return false;
    }
    let single = word.chars().take(2).count() == 1;
    let name_before =
        at > start && char_at(text, tokens[at - 1].start).is_some_and(char::is_uppercase);
    // "George W. In" is rarer than "Vitamin C. In", but "J. Do" is a name.
    !single || !name_before
}

/// Whether tokens open with a speaker and a verb of speech: "Rubio asked", "he said".
fn speaks(text: &str, tokens: &[RawToken]) -> bool {
    tokens
        .iter()
        .take(5)
        .skip(1)
        .any(|token| lexicon::is_speech_verb(&text[token.start..token.end]))
}
