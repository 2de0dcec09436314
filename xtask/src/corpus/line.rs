//! One annotation line, cut into words and quoted words.

/// A part of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Part {
    Word(String),
    /// Words of the text: their `nth` occurrence, in another sentence where one is named.
    Quoted {
        text: String,
        nth: usize,
        sentence: Option<usize>,
    },
}

/// Cuts a line at spaces, keeping quoted words whole.
pub(crate) fn parts(line: &str) -> Result<Vec<Part>, String> {
    let mut parts = Vec::new();
    let mut rest = line.trim();
    while !rest.is_empty() {
        if let Some(inner) = rest.strip_prefix('"') {
            let (text, after) = quoted(inner)?;
            let end = after.find(' ').unwrap_or(after.len());
            let (nth, sentence) = suffix(&after[..end])?;
            parts.push(Part::Quoted {
                text,
                nth,
                sentence,
            });
            rest = after[end..].trim_start();
        } else {
            let end = rest.find(' ').unwrap_or(rest.len());
            parts.push(Part::Word(rest[..end].to_owned()));
            rest = rest[end..].trim_start();
        }
    }
    Ok(parts)
}

/// The words up to the closing quote, and what follows it.
fn quoted(inner: &str) -> Result<(String, &str), String> {
    let mut text = String::new();
    let mut escaped = false;
    for (at, c) in inner.char_indices() {
        match c {
            '\\' if !escaped => escaped = true,
            '"' if !escaped => return Ok((text, &inner[at + 1..])),
            _ => {
                if escaped && c != '"' {
                    text.push('\\');
                }
                text.push(c);
                escaped = false;
            }
        }
    }
    Err("a quote is not closed".to_owned())
}

/// `#2`, `@3` or `#2@3` after the closing quote.
fn suffix(suffix: &str) -> Result<(usize, Option<usize>), String> {
    let wrong = || format!("`{suffix}` after a quote: write #2, @3 or #2@3, then a space");
    let (nth, sentence) = match suffix.split_once('@') {
        Some((nth, sentence)) => (nth, Some(sentence.parse().map_err(|_| wrong())?)),
        None => (suffix, None),
    };
    let nth = match nth.strip_prefix('#') {
        Some(digits) => digits.parse().map_err(|_| wrong())?,
        None if nth.is_empty() => 1,
        None => return Err(wrong()),
    };
    if nth == 0 || sentence == Some(0) {
        return Err(wrong());
    }
    Ok((nth, sentence))
}

/// Where the `nth` occurrence of `words` stands in `text`, between word boundaries, in Unicode
/// scalar values.
pub(crate) fn find(text: &str, words: &str, nth: usize) -> Option<(usize, usize)> {
    let part_of_word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let opens = part_of_word(words.chars().next());
    let closes = part_of_word(words.chars().next_back());
    let mut from = 0;
    let mut seen = 0;
    while let Some(at) = text.get(from..)?.find(words).map(|at| at + from) {
        let end = at + words.len();
        let cuts = (opens && part_of_word(text[..at].chars().next_back()))
            || (closes && part_of_word(text[end..].chars().next()));
        if !cuts {
            seen += 1;
            if seen == nth {
                let start = text[..at].chars().count();
                return Some((start, start + words.chars().count()));
            }
        }
        from = at + text[at..].chars().next().map_or(1, char::len_utf8);
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_keep_their_occurrence_and_their_sentence() {
        let parts = parts(r##"actor "the \"Free\" Army"#2@3 SYRREB"##).unwrap();
        assert_eq!(
            parts,
            [
                Part::Word("actor".into()),
                Part::Quoted {
                    text: "the \"Free\" Army".into(),
                    nth: 2,
                    sentence: Some(3)
                },
                Part::Word("SYRREB".into())
            ]
        );
        assert!(super::parts("actor \"Mali").is_err());
        assert!(super::parts("actor \"Mali\"x MLI").is_err());
        assert!(super::parts("actor \"Mali\"#0").is_err());
    }

    #[test]
    fn words_are_found_whole_and_counted_in_characters() {
        assert_eq!(find("São Tomé met Tomé", "Tomé", 2), Some((13, 17)));
        assert_eq!(find("USA and US", "US", 1), Some((8, 10)));
        assert_eq!(find("USA and US", "US", 2), None);
        assert_eq!(find("Kyiv's men", "Kyiv", 1), Some((0, 4)));
    }
}
