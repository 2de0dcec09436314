//! A text as words that can be compared: normal forms, what each word decides, and what of the
//! text is no part of what it tells (headlines, datelines, bylines, credits, invitations).

use std::ops::Range;

use super::lists::{LISTS, Table, hash};

/// Texts are read to this many words. What stands behind them is not compared: two copies of a
/// text that long agree long before it.
const MOST_WORDS: usize = 6_000;
/// A line of up to this many words that ends without a full stop is a headline.
const HEADLINE: usize = 20;
/// A dateline ends within this many words.
const DATELINE: usize = 14;

/// What a word decides when it stands in one text and not in the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Holds the sentence together.
    Function,
    /// Any other word.
    Plain,
    /// One of the words of which two different ones tell two different things.
    Deciding,
    /// Turns a statement round.
    Negation,
    /// A name, of whatever: a person, a place, a day, a month.
    Name,
    /// A figure, an amount, a unit.
    Figure,
    /// A day or an hour.
    Time,
}

impl Kind {
    /// Whether a copy must have the same one in the same place.
    pub(super) fn is_fact(self) -> bool {
        matches!(self, Kind::Name | Kind::Figure | Kind::Time)
    }
}

/// A word in its normal form.
#[derive(Clone, Debug)]
pub(super) struct Word {
    pub(super) form: String,
    /// Of the form.
    pub(super) hash: u64,
    pub(super) kind: Kind,
    /// Whether a sentence begins with it.
    pub(super) starts: bool,
    capital: bool,
    bracketed: bool,
}

/// A text taken apart.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    /// What the text tells, in its order.
    pub(super) body: Vec<Word>,
    /// The place and day before the first sentence.
    pub(super) dateline: Vec<Word>,
    /// Lines above the body that are headlines.
    pub(super) headline: Vec<Word>,
    /// Whether capitals tell names in this text: in a text all in capitals, or without any, they
    /// do not, and every word must then agree.
    pub(super) cased: bool,
}

impl Words {
    pub(super) fn read(text: &str) -> Self {
        let mut words = Words::default();
        let mut sentences: Vec<(Vec<Word>, bool)> = Vec::new();
        let mut count = 0;
        for line in lines(text) {
            for sentence in sentences_of(&line) {
                let read = read_words(sentence);
                if read.is_empty() {
                    continue;
                }
                count += read.len();
                let ends = sentence
                    .trim_end()
                    .ends_with(['.', '!', '?', '"', '”', '’', '\'', ')', ';', ':']);
                sentences.push((read, ends));
            }
            if count > MOST_WORDS {
                break;
            }
        }
        let whole = sentences.len();
        // A text that is nothing but an invitation is still its text.
        let furnished = sentences
            .iter()
            .enumerate()
            .any(|(at, (sentence, _))| !is_credit(sentence, at, whole));
        for (at, (mut sentence, ends)) in sentences.into_iter().enumerate() {
            if furnished && is_credit(&sentence, at, whole) {
                continue;
            }
            // Only above the body, and never the whole text.
            if words.body.is_empty() && !ends && sentence.len() <= HEADLINE && at + 1 < whole {
                words.headline.append(&mut sentence);
                continue;
            }
            if words.body.is_empty()
                && let Some(end) = dateline(&sentence)
            {
                let rest = sentence.split_off(end);
                words.dateline = sentence;
                sentence = rest;
            }
            sentence.retain(|word| word.form != DASH);
            if let Some(first) = sentence.first_mut() {
                first.starts = true;
            }
            words.body.append(&mut sentence);
        }
        words.body.truncate(MOST_WORDS);
        // What stands in brackets in a dateline is the agency, and copies name several.
        words
            .dateline
            .retain(|word| word.form != DASH && !word.bracketed);
        words.headline.retain(|word| word.form != DASH);
        words.settle();
        words
    }

    /// Words of a headline.
    pub(super) fn of_title(title: &str) -> Vec<Word> {
        let mut words = read_words(title);
        words.retain(|word| word.form != DASH);
        words
    }

    /// Settles what the first words of sentences are: a name, unless the text writes the word
    /// small elsewhere.
    fn settle(&mut self) {
        let capitals = self
            .body
            .iter()
            .filter(|word| word.capital && !word.starts)
            .count();
        self.cased = capitals * 50 >= self.body.len() && capitals * 5 <= self.body.len() * 3;
        let small = self.body.iter().filter(|word| !word.capital);
        let small: Table<()> = small.map(|word| (word.hash, ())).collect();
        for word in &mut self.body {
            if word.starts && word.kind == Kind::Name && small.contains_key(&word.hash) {
                word.kind = plain_kind(&word.form, word.hash);
            }
        }
    }

    /// Where the first sentence of the body lies.
    pub(super) fn lead(&self) -> Range<usize> {
        let end = self
            .body
            .iter()
            .skip(1)
            .position(|word| word.starts)
            .map_or(self.body.len(), |at| at + 1);
        0..end.min(40)
    }
}

/// Whether two words are one word for our purpose: inflected or spelled otherwise, or one of those
/// that desks exchange.
pub(super) fn interchangeable(a: &str, b: &str) -> bool {
    let groups = |word: &str| {
        LISTS
            .synonyms
            .get(&hash(word))
            .map_or(&[][..], Vec::as_slice)
    };
    if a == b || groups(a).iter().any(|group| groups(b).contains(group)) {
        return true;
    }
    let common = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    let (short, long) = (a.len().min(b.len()), a.len().max(b.len()));
    common >= 3
        && (common + 3 >= short && long - common <= 3
            || common * 5 >= long * 4
            || stem(a) == stem(b))
}

/// The form without its English ending: enough to know a word of a list again.
pub(super) fn stem(form: &str) -> &str {
    for ending in ["ings", "ing", "ed", "es", "ly", "s", "e", "d"] {
        if let Some(stem) = form.strip_suffix(ending)
            && stem.len() >= 3
        {
            return stem;
        }
    }
    form
}

/// Stands for a dash between words until the dateline is found.
const DASH: &str = "-";

/// The lines of a text. A line that was only wrapped is joined with the next: it is long, and ends
/// in the middle of a sentence.
fn lines(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut open = false;
    for line in text.lines() {
        let line = line.trim();
        match lines.last_mut() {
            Some(last) if open && !line.is_empty() => {
                last.push(' ');
                last.push_str(line);
            }
            _ if line.is_empty() => {}
            _ => lines.push(line.to_owned()),
        }
        open = line.len() >= 55
            && line.len() <= 100
            && !line.ends_with(['.', '!', '?', '"', '”', ')', ':']);
    }
    lines
}

/// The sentences of a line: cut behind full stops before a capital. A cut too many does no harm.
fn sentences_of(line: &str) -> Vec<&str> {
    let mut sentences = Vec::new();
    let mut start = 0;
    let mut chars = line.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if !matches!(c, '.' | '!' | '?') {
            continue;
        }
        while let Some((_, close)) = chars.peek()
            && matches!(close, '"' | '”' | '’' | '\'' | ')' | '.')
        {
            chars.next();
        }
        let end = chars.peek().map_or(line.len(), |(end, _)| *end);
        let mut rest = line[end..].chars();
        let spaced = rest.next().is_none_or(char::is_whitespace);
        let next = line[end..].trim_start().chars().next();
        let opens = next.is_none_or(|c| {
            c.is_uppercase() || c.is_numeric() || matches!(c, '"' | '“' | '‘' | '\'' | '(')
        });
        let word = line[start..at]
            .rsplit(|c: char| !c.is_alphanumeric())
            .next()
            .unwrap_or_default();
        let abbreviated = c == '.'
            && (word.chars().count() == 1 && word.chars().all(char::is_alphabetic)
                || LISTS
                    .abbreviations
                    .contains_key(&hash(&word.to_lowercase())));
        if spaced && opens && !abbreviated {
            sentences.push(&line[start..end]);
            start = end;
        }
    }
    if start < line.len() {
        sentences.push(&line[start..]);
    }
    sentences
}

/// Cuts and names the words of a sentence.
fn read_words(sentence: &str) -> Vec<Word> {
    let chars: Vec<char> = sentence
        .chars()
        .map(|c| {
            if matches!(c, '’' | '‘' | 'ʼ' | '`') {
                '\''
            } else {
                c
            }
        })
        .collect();
    let mut words: Vec<Word> = Vec::new();
    let mut at = 0;
    let mut bracketed = false;
    while at < chars.len() {
        let c = chars[at];
        if !c.is_alphanumeric() {
            match c {
                '(' | '[' => bracketed = true,
                ')' | ']' => bracketed = false,
                '%' => push(&mut words, "percent", false),
                '$' | '€' | '£' | '¥' => push(&mut words, &c.to_string(), false),
                '—' | '–' => push(&mut words, DASH, false),
                // A hyphen between spaces, or two, is a dash.
                '-' if (at == 0 || !chars[at - 1].is_alphanumeric())
                    && chars
                        .get(at + 1)
                        .is_none_or(|c| c.is_whitespace() || *c == '-') =>
                {
                    push(&mut words, DASH, false);
                }
                _ => {}
            }
            at += 1;
            continue;
        }
        let start = at;
        while at < chars.len() {
            let c = chars[at];
            let next = chars.get(at + 1).copied().unwrap_or(' ');
            let inside = c.is_alphanumeric()
                || c == '\'' && next.is_alphabetic()
                || matches!(c, '.' | ',')
                    && at > start
                    && chars[at - 1].is_ascii_digit()
                    && next.is_ascii_digit()
                || c == '.' && at > start && chars[at - 1].is_uppercase() && next.is_uppercase();
            // Letters after digits are a unit: 5m, 20km. An ordinal keeps its ending.
            if at > start
                && c.is_alphabetic()
                && chars[at - 1].is_ascii_digit()
                && !is_ordinal(&chars[at..])
            {
                break;
            }
            if !inside {
                break;
            }
            at += 1;
        }
        let written: String = chars[start..at].iter().collect();
        let before = words.len();
        push(
            &mut words,
            &written,
            written.chars().next().is_some_and(char::is_uppercase),
        );
        words[before..]
            .iter_mut()
            .for_each(|word| word.bracketed = bracketed);
    }
    // "per cent" is one word.
    let mut at = 1;
    while at < words.len() {
        if words[at].form == "cent" && words[at - 1].form == "per" {
            words[at - 1].form = "percent".to_owned();
            words[at - 1].hash = hash("percent");
            words[at - 1].kind = Kind::Figure;
            words.remove(at);
        }
        at += 1;
    }
    if let Some(first) = words.first_mut() {
        first.starts = true;
        if first.capital
            && LISTS.kinds.get(&first.hash) == Some(&Kind::Function)
            && first.form != "may"
        {
            first.kind = Kind::Function;
        }
    }
    words
}

fn is_ordinal(rest: &[char]) -> bool {
    let ending: String = rest.iter().take_while(|c| c.is_alphabetic()).collect();
    matches!(ending.as_str(), "st" | "nd" | "rd" | "th")
}

fn push(words: &mut Vec<Word>, written: &str, capital: bool) {
    let mut form: String = written.to_lowercase();
    let mut negated = false;
    if let Some(stem) = form.strip_suffix("n't") {
        negated = true;
        form = stem.to_owned();
    } else if let Some(stem) = form.strip_suffix("'s") {
        form = stem.to_owned();
    }
    form.retain(|c| !matches!(c, '\''));
    let acronym = written.chars().filter(|c| c.is_uppercase()).count() > 1;
    if form.contains('.') && acronym {
        form.retain(|c| c != '.');
    }
    let digits = form.bytes().any(|c| c.is_ascii_digit());
    if digits {
        form.retain(|c| c != ',');
    }
    let mut hashed = hash(&form);
    let plain = plain_kind(&form, hashed);
    let kind = if digits || matches!(form.as_str(), "$" | "€" | "£" | "¥") {
        Kind::Figure
    } else if !capital || form == "i" || matches!(plain, Kind::Negation | Kind::Figure) {
        plain
    } else if LISTS.titles.contains_key(&hashed) {
        Kind::Deciding
    } else if plain == Kind::Function && !acronym && !matches!(form.as_str(), "may" | "will") {
        // "The" behind a quotation mark is no name; "May" and "Will" are.
        Kind::Function
    } else {
        // A capital in the middle of a sentence is a name.
        Kind::Name
    };
    if kind == Kind::Figure
        && let Some(figure) = LISTS.figures.get(&hashed)
    {
        form = (*figure).to_owned();
        hashed = hash(&form);
    }
    let mut add = |form: String, hash, kind, capital| {
        words.push(Word {
            form,
            hash,
            kind,
            starts: false,
            capital,
            bracketed: false,
        });
    };
    if !form.is_empty() {
        add(form, hashed, kind, capital);
    }
    if negated {
        add("not".to_owned(), hash("not"), Kind::Negation, false);
    }
}

fn plain_kind(form: &str, hashed: u64) -> Kind {
    match LISTS.kinds.get(&hashed) {
        Some(kind) => *kind,
        None if LISTS.kinds.get(&hash(stem(form))) == Some(&Kind::Deciding) => Kind::Deciding,
        None => Kind::Plain,
    }
}

/// Whether a sentence is a credit, a byline, boilerplate or an invitation: it begins like one near
/// the top or in the second half, or says so in words that nothing else says.
fn is_credit(sentence: &[Word], at: usize, whole: usize) -> bool {
    let mut said = String::new();
    for word in sentence.iter().filter(|word| word.form != DASH).take(40) {
        said.push_str(&word.form);
        said.push(' ');
    }
    let outer = at < 3 || at * 2 >= whole;
    sentence.len() <= 60
        && (LISTS.credit_words.iter().any(|words| said.contains(words))
            || outer
                && sentence.len() <= 30
                && LISTS.credit_starts.iter().any(|start| begins(&said, start))
            || outer
                && sentence.len() <= 6
                && LISTS
                    .short_credit_starts
                    .iter()
                    .any(|start| begins(&said, start)))
}

/// Whether `said` begins with the words of `start`, the last of them whole.
fn begins(said: &str, start: &str) -> bool {
    said.strip_prefix(start)
        .is_some_and(|rest| rest.starts_with(' '))
}

/// Where the dateline of a first sentence ends: behind a dash near the start, if what stands before
/// it has no verb in it, which is to say only names, figures and "in".
fn dateline(sentence: &[Word]) -> Option<usize> {
    let dash = sentence
        .iter()
        .take(DATELINE + 1)
        .position(|word| word.form == DASH)?;
    let before = &sentence[..dash];
    let names = before
        .iter()
        .all(|word| word.capital || word.kind == Kind::Figure || word.kind == Kind::Function);
    (dash > 0 && names && before[0].capital && dash + 5 < sentence.len()).then_some(dash)
}
