//! Faults of tables and codebook files: where they stand, what is wrong and what to do about it.

use std::fmt;
use std::ops::Range;

/// A part of a table or codebook file that cannot be used as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The file, as it was named to the reader.
    pub file: String,
    /// The bytes of the file's text that are at fault; empty where the file as a whole is.
    pub span: Range<usize>,
    /// The line, from 1; 0 where the file as a whole is at fault.
    pub line: usize,
    /// The column in characters, from 1; 0 where the file as a whole is at fault.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

impl Fault {
    /// A fault of the bytes `span` of the file's `text`.
    pub fn at(file: &str, text: &str, span: Range<usize>, what: Complaint) -> Self {
        let mut start = span.start.min(text.len());
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        let mut end = span.end.clamp(start, text.len());
        while !text.is_char_boundary(end) {
            end += 1;
        }
        let before = &text[..start];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Fault {
            file: file.to_owned(),
            line: before.bytes().filter(|&byte| byte == b'\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            span: start..end,
            message: what.message,
            help: what.help,
        }
    }

    /// A fault of a file as a whole.
    pub fn whole(file: &str, message: impl Into<String>, help: impl Into<String>) -> Self {
        Fault {
            file: file.to_owned(),
            span: 0..0,
            line: 0,
            column: 0,
            message: message.into(),
            help: help.into(),
        }
    }

    /// A fault of `part`, a slice of the file's `text`.
    pub fn of(file: &str, text: &str, part: &str, what: Complaint) -> Self {
        let start = (part.as_ptr() as usize).saturating_sub(text.as_ptr() as usize);
        Fault::at(file, text, start..start + part.len(), what)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if self.line > 0 {
            write!(f, ":{}:{}", self.line, self.column)?;
        }
        write!(f, ": {}", self.message)
    }
}

/// What is wrong, and what to do about it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Complaint {
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: String,
}

impl Complaint {
    /// A complaint with its remedy.
    pub fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Complaint {
            message: message.into(),
            help: help.into(),
        }
    }
}

/// What is wrong with a part of a row.
pub type Bad<'t> = (&'t str, Complaint);

/// The one of `known` that `word` was most likely meant to be.
pub fn nearest<'k>(word: &str, known: impl IntoIterator<Item = &'k str>) -> Option<&'k str> {
    let lower = word.to_lowercase();
    // Of two as near, the one with the same letters: they were written in another order.
    let letters = |word: &str| {
        let mut letters: Vec<char> = word.to_lowercase().chars().collect();
        letters.sort_unstable();
        letters
    };
    let own = letters(word);
    known
        .into_iter()
        .map(|name| {
            let distance = strsim::damerau_levenshtein(&lower, &name.to_lowercase());
            (distance, letters(name) != own, name)
        })
        .min()
        .filter(|(distance, _, _)| *distance <= 1 + word.chars().count() / 5)
        .map(|(_, _, name)| name)
}

/// What to say of a word that is none of those known.
pub fn unknown(text: &str, what: &str, known: &[&str]) -> Complaint {
    let meant = match nearest(text, known.iter().copied()) {
        Some(name) if !text.is_empty() => format!("did you mean \"{name}\"? "),
        _ => String::new(),
    };
    Complaint::new(
        format!("\"{text}\" is no {what}"),
        format!("{meant}it is one of {}", known.join(", ")),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_knows_its_line_and_column() {
        let text = "première\nä\tbad\n";
        let start = text.find("bad").unwrap_or_default();
        let what = Complaint::new("no", "yes");
        let fault = Fault::at("f", text, start..start + 3, what.clone());
        assert_eq!((fault.line, fault.column), (2, 3));
        assert_eq!(&text[fault.span.clone()], "bad");
        assert_eq!(fault.to_string(), "f:2:3: no");
        // Spans that reach into a letter or past the end are cut.
        let fault = Fault::at("f", text, 6..900, what);
        assert_eq!(
            (fault.line, fault.column, fault.span.end),
            (1, 6, text.len())
        );
    }

    #[test]
    fn slips_of_the_pen_are_seen() {
        assert_eq!(nearest("mll", ["MIL", "GOV"]), Some("MIL"));
        assert_eq!(nearest("whatever", ["MIL", "GOV"]), None);
    }
}
