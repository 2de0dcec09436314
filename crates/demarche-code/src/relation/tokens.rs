//! A sentence as the relation model reads it: lower-case words, with each party as one word.

use demarche_record::Span;

use super::stem::stem;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The actor's span.
    Actor,
    /// The recipient's span.
    Recipient,
    /// A name: capitalised within the sentence.
    Name,
    /// Any other word, or punctuation.
    Word,
}

/// One token: its kind, a key for its stem and a key for its lexicon form.
#[derive(Clone, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    /// Key of the stem, or of the placeholder.
    pub(super) key: u64,
    /// Key of the stem whatever the kind: names are looked up in the lexicon too.
    pub(super) lexical: u64,
    /// Whether no construction reaches across.
    pub(super) stop: bool,
}

/// A sentence with its parties masked.
#[derive(Clone, Debug)]
pub(super) struct Sentence {
    pub(super) tokens: Vec<Token>,
    /// Index of the actor's token.
    pub(super) actor: Option<usize>,
    /// Index of the recipient's token.
    pub(super) recipient: Option<usize>,
    /// The words inside the actor's span.
    pub(super) actor_words: Vec<Token>,
    /// The words inside the recipient's span.
    pub(super) recipient_words: Vec<Token>,
}

/// Key of a string: FNV-1a, the same on every machine.
pub(super) fn key(text: &str) -> u64 {
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

const MONTHS_AND_DAYS: &[&str] = &[
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "jan",
    "feb",
    "mar",
    "apr",
    "jun",
    "jul",
    "aug",
    "sep",
    "sept",
    "oct",
    "nov",
    "dec",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// Cuts a text into words: letters with their inner full stops ("U.S."), numbers, "'s", "n't",
/// "'ll" and single signs.
pub(super) fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = if first.is_alphabetic() {
            letters(rest)
        } else if first.is_numeric() {
            run(rest, |c| c.is_numeric() || matches!(c, '.' | ','))
        } else if let Some(after) = rest.strip_prefix(['\'', '’']) {
            let letters = run(after, char::is_alphabetic);
            match &after[..letters] {
                "s" | "ll" => rest.len() - after.len() + letters,
                _ => first.len_utf8(),
            }
        } else if rest.starts_with("..") {
            2
        } else {
            first.len_utf8()
        };
        words.push(&rest[..length]);
        rest = rest[length..].trim_start();
    }
    words
}

/// Bytes of the leading run of characters that `holds` accepts.
fn run(text: &str, holds: impl Fn(char) -> bool) -> usize {
    text.find(|c| !holds(c)).unwrap_or(text.len())
}

fn letters(text: &str) -> usize {
    let mut length = run(text, char::is_alphabetic);
    // "U.S." and "a.m.": single letters and full stops in turn.
    let mut dotted = false;
    while text[length..].starts_with('.') {
        let more = run(&text[length + 1..], char::is_alphabetic);
        if more == 0 {
            break;
        }
        dotted = true;
        length += 1 + more;
    }
    if dotted && text[length..].starts_with('.') {
        return length + 1;
    }
    // "didn't" is "did" and "n't"; the n't is cut off when its own turn comes.
    let rest = &text[length..];
    if length > 1
        && text[..length].ends_with('n')
        && (rest.starts_with("'t") || rest.starts_with("’t"))
    {
        return length - 1;
    }
    if &text[..length] == "n" {
        for tail in ["'t", "’t"] {
            if rest.starts_with(tail) {
                return length + tail.len();
            }
        }
    }
    length
}

/// Reads a sentence with its parties; a span outside the text counts as absent.
pub(super) fn read(text: &str, actor: Option<Span>, recipient: Option<Span>) -> Sentence {
    let mut parties: Vec<(usize, usize, Kind)> =
        [(actor, Kind::Actor), (recipient, Kind::Recipient)]
            .into_iter()
            .filter_map(|(span, kind)| {
                let (start, end) = bytes(text, span?)?;
                Some((start, end, kind))
            })
            .collect();
    parties.sort_by_key(|&(start, end, _)| (start, end));
    let mut sentence = Sentence {
        tokens: Vec::new(),
        actor: None,
        recipient: None,
        actor_words: Vec::new(),
        recipient_words: Vec::new(),
    };
    let mut at = 0;
    for (start, end, kind) in parties {
        // Of two spans that overlap, the earlier stands.
        if start < at {
            continue;
        }
        push_words(&mut sentence.tokens, &text[at..start]);
        let index = Some(sentence.tokens.len());
        let mut inside = Vec::new();
        push_words(&mut inside, &text[start..end]);
        let placeholder = if kind == Kind::Actor {
            sentence.actor = index;
            sentence.actor_words = inside;
            key("§a")
        } else {
            sentence.recipient = index;
            sentence.recipient_words = inside;
            key("§r")
        };
        sentence.tokens.push(Token {
            kind,
            key: placeholder,
            lexical: placeholder,
            stop: false,
        });
        at = end;
    }
    push_words(&mut sentence.tokens, &text[at..]);
    sentence
}

/// The bytes of a span that lies within the text and is not empty.
fn bytes(text: &str, span: Span) -> Option<(usize, usize)> {
    if span.end <= span.start {
        return None;
    }
    let mut starts = text
        .char_indices()
        .map(|(byte, _)| byte)
        .chain([text.len()]);
    let start = starts.nth(span.start as usize)?;
    let end = starts.nth((span.end - span.start) as usize - 1)?;
    Some((start, end))
}

fn push_words(tokens: &mut Vec<Token>, text: &str) {
    let mut before = tokens.last().map(|last| last.kind);
    let mut after_sign = false;
    for word in words(text) {
        let token = token(
            word,
            before.is_none() || after_sign || before == Some(Kind::Actor),
        );
        after_sign = matches!(word, "." | "\"" | ":" | "-" | "–" | "“");
        before = Some(token.kind);
        tokens.push(token);
    }
}

fn token(word: &str, opens: bool) -> Token {
    let capital = word.chars().next().is_some_and(char::is_uppercase);
    let lower = word.to_lowercase().replace('’', "'");
    let plain = |key| Token {
        kind: Kind::Word,
        key,
        lexical: key,
        stop: matches!(word, "." | ";"),
    };
    if word.chars().next().is_some_and(char::is_numeric) {
        return plain(key("§d"));
    }
    if capital && MONTHS_AND_DAYS.contains(&lower.as_str()) {
        return plain(key("§m"));
    }
    let lexical = key(&stem(&lower));
    if capital && !opens {
        return Token {
            kind: Kind::Name,
            key: key("§n"),
            lexical,
            stop: false,
        };
    }
    plain(lexical)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_keep_abbreviations_and_split_contractions() {
        assert_eq!(
            words("The U.S. didn't meet Iran's envoy; they'll wait 1,500 days."),
            [
                "The", "U.S.", "did", "n't", "meet", "Iran", "'s", "envoy", ";", "they", "'ll",
                "wait", "1,500", "days", "."
            ]
        );
    }

    #[test]
    fn parties_become_one_token_each() {
        let text = "Kenya met the Somali envoy.";
        let sentence = read(text, Some(Span::new(0, 5)), Some(Span::new(10, 26)));
        assert_eq!(sentence.actor, Some(0));
        assert_eq!(sentence.recipient, Some(2));
        assert_eq!(sentence.recipient_words.len(), 3);
    }

    #[test]
    fn spans_outside_the_text_count_as_absent() {
        let sentence = read("Kenya", Some(Span::new(3, 90)), Some(Span::new(4, 2)));
        assert_eq!((sentence.actor, sentence.recipient), (None, None));
    }
}
