//! Styled text broken to a width.

use anstyle::Style;
use unicode_width::UnicodeWidthChar;

use super::Paint;
use crate::report::printable;

/// Text in one style.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) text: String,
    pub(crate) style: Style,
}

impl Run {
    /// Text safe to show, in a style.
    pub(crate) fn new(text: &str, style: Style) -> Self {
        Run {
            text: printable(text),
            style,
        }
    }

    /// Text safe to show, in no style.
    pub(crate) fn plain(text: &str) -> Self {
        Run::new(text, Style::new())
    }
}

/// A line of runs and how many columns it fills.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Line {
    runs: Vec<Run>,
    width: usize,
}

impl Line {
    fn push(&mut self, text: &str, style: Style) {
        self.width += width(text);
        match self.runs.last_mut() {
            Some(last) if last.style == style => last.text.push_str(text),
            _ => self.runs.push(Run {
                text: text.to_owned(),
                style,
            }),
        }
    }

    /// The line, filled up with spaces to `columns`.
    pub(crate) fn padded(&self, paint: Paint, columns: usize) -> String {
        let mut text = self.painted(paint);
        text.extend(std::iter::repeat_n(' ', columns.saturating_sub(self.width)));
        text
    }

    /// The line.
    pub(crate) fn painted(&self, paint: Paint) -> String {
        self.runs
            .iter()
            .map(|run| paint.apply(run.style, &run.text))
            .collect()
    }
}

/// Columns that `text` fills on a terminal.
pub(crate) fn width(text: &str) -> usize {
    text.chars().map(|c| c.width().unwrap_or(0)).sum()
}

/// Breaks runs into lines of at most `columns` at spaces, and inside words that are longer than a
/// line. Spaces at breaks are dropped, several become one; there is always a line.
pub(crate) fn wrap(runs: &[Run], columns: usize) -> Vec<Line> {
    let columns = columns.max(1);
    let mut lines = vec![Line::default()];
    // A word may reach over several runs: "USAGOV" and the comma behind it stay together.
    let mut word: Vec<(char, Style)> = Vec::new();
    let mut space: Option<Style> = None;
    for run in runs {
        for c in run.text.chars() {
            if c == ' ' {
                place(&mut lines, &mut word, space, columns);
                space = Some(run.style);
            } else {
                word.push((c, run.style));
            }
        }
    }
    place(&mut lines, &mut word, space, columns);
    lines
}

/// Sets a word on the last line, or on new ones.
fn place(
    lines: &mut Vec<Line>,
    word: &mut Vec<(char, Style)>,
    space: Option<Style>,
    columns: usize,
) {
    if word.is_empty() {
        return;
    }
    let length: usize = word.iter().map(|(c, _)| c.width().unwrap_or(0)).sum();
    let Some(mut line) = lines.pop() else { return };
    if let Some(style) = space.filter(|_| line.width > 0) {
        if line.width + 1 + length <= columns || length > columns {
            line.push(" ", style);
        } else {
            lines.push(std::mem::take(&mut line));
        }
    }
    let mut buffer = [0; 4];
    for (c, style) in word.drain(..) {
        let wide = c.width().unwrap_or(0);
        if line.width > 0 && line.width + wide > columns {
            lines.push(std::mem::take(&mut line));
        }
        line.push(c.encode_utf8(&mut buffer), style);
    }
    lines.push(line);
}

#[cfg(test)]
mod tests {
    use super::{Paint, Run, wrap};

    fn check(text: &str, columns: usize, expect: &[&str]) {
        let lines: Vec<String> = wrap(&[Run::plain(text)], columns)
            .iter()
            .map(|line| line.painted(Paint(false)))
            .collect();
        assert_eq!(lines, expect);
    }

    #[test]
    fn lines_break_at_spaces() {
        check(
            "the army chief's spokesman",
            12,
            &["the army", "chief's", "spokesman"],
        );
        check("", 5, &[""]);
        check("  a   b ", 5, &["a b"]);
    }

    #[test]
    fn words_longer_than_a_line_are_cut() {
        check("abcdefgh", 3, &["abc", "def", "gh"]);
    }

    #[test]
    fn wide_characters_count_twice_and_marks_not_at_all() {
        check("外交部 北京", 6, &["外交部", "北京"]);
        check("e\u{301}te\u{301}", 3, &["e\u{301}te\u{301}"]);
    }

    #[test]
    fn what_could_steer_the_terminal_is_taken_out() {
        check("a\u{1b}[2Jb", 20, &["a\u{fffd}[2Jb"]);
    }
}
