//! HTML inside a feed to plain text with paragraphs.
//!
//! One pass over the characters and no tree, so that no nesting is too deep. It is for pieces of
//! HTML that are all article; finding the article in a page is not its business.

use crate::xml::unescape;

/// Elements that begin and end a paragraph.
const PARAGRAPHS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "div",
    "dl",
    "dt",
    "dd",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "ul",
];

/// Elements that begin a line.
const LINES: &[&str] = &["br", "caption", "li", "tr"];

/// Elements between which stands a space.
const CELLS: &[&str] = &["td", "th", "option"];

/// Elements whose content is not for reading.
const UNREAD: &[&str] = &[
    "script", "style", "template", "iframe", "noscript", "textarea",
];

/// The words of a piece of HTML. Paragraphs are parted by a blank line.
pub(crate) fn html_to_text(html: &str) -> String {
    let mut out = Plain::default();
    let mut rest = html;
    let mut marked = false;
    while let Some(at) = rest.find('<') {
        out.words(&unescape(&rest[..at]));
        rest = &rest[at..];
        let Some(tag) = Tag::at_start(rest) else {
            out.words("<");
            rest = &rest[1..];
            continue;
        };
        if !marked {
            // Line ends meant paragraphs only as long as there was no markup.
            marked = true;
            out.flatten();
        }
        rest = &rest[tag.length..];
        let name = tag.name.as_str();
        let second_break = name == "br" && out.gap == Gap::Line;
        if second_break || PARAGRAPHS.contains(&name) {
            out.gap(Gap::Paragraph);
        } else if LINES.contains(&name) {
            out.gap(Gap::Line);
        } else if CELLS.contains(&name) {
            out.gap(Gap::Space);
        } else if !tag.end && UNREAD.contains(&name) {
            rest = behind_end(rest, name);
        }
    }
    out.words(&unescape(rest));
    out.text
}

/// The words of text that has no markup: line ends stay, other white space is one space.
pub(crate) fn tidy(text: &str) -> String {
    let mut out = Plain::default();
    out.words(text);
    out.text
}

/// The text in one line.
pub(crate) fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What stands behind the end tag of `name`; nothing where there is none, as in HTML.
fn behind_end<'a>(rest: &'a str, name: &str) -> &'a str {
    let mut from = 0;
    while let Some(at) = rest[from..].find("</") {
        let at = from + at + 2;
        let end = at + name.len();
        if rest
            .get(at..end)
            .is_some_and(|found| found.eq_ignore_ascii_case(name))
        {
            let behind = rest[end..]
                .find('>')
                .map_or(rest.len(), |close| end + close + 1);
            return &rest[behind..];
        }
        from = at;
    }
    ""
}

struct Tag {
    name: String,
    end: bool,
    length: usize,
}

impl Tag {
    /// The tag, comment or declaration that `text`, which begins with `<`, begins with. `None`
    /// where it is but a character, as in "a < b".
    fn at_start(text: &str) -> Option<Tag> {
        let nameless = |length| {
            Some(Tag {
                name: String::new(),
                end: false,
                length,
            })
        };
        if let Some(comment) = text.strip_prefix("<!--") {
            return nameless(comment.find("-->").map_or(text.len(), |end| 4 + end + 3));
        }
        if text.starts_with("<!") || text.starts_with("<?") {
            return nameless(bounded(text, 1 << 12).find('>')? + 1);
        }
        let end = text.starts_with("</");
        let inside = &text[if end { 2 } else { 1 }..];
        if !inside.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return None;
        }
        let name: String = inside
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, ':' | '-'))
            .take(32)
            .collect();
        let length = close(bounded(text, 1 << 16))?;
        let name = name.to_ascii_lowercase();
        let name = name.rsplit(':').next().unwrap_or_default().to_owned();
        Some(Tag { name, end, length })
    }
}

/// The part of `text` that its first tag may take: a `<` that nothing closes costs no more.
fn bounded(text: &str, most: usize) -> &str {
    let mut most = text.len().min(most);
    while !text.is_char_boundary(most) {
        most -= 1;
    }
    &text[..most]
}

/// The length of a tag, a `>` in quotes passed over; without them where a quote is left open. A
/// tag ends before the next begins, so that many open ones are not read again and again.
fn close(text: &str) -> Option<usize> {
    let mut quote = None;
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        match (quote, c) {
            (Some(open), _) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'') if before == '=' => quote = Some(c),
            (None, '>') => return Some(at + 1),
            (None, '<') if at > 0 => return None,
            (None, _) => {}
        }
        if !c.is_whitespace() {
            before = c;
        }
    }
    text.find('>').map(|at| at + 1)
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    #[default]
    None,
    Space,
    Line,
    Paragraph,
}

/// Text under way, with the gap that stands before its next word.
#[derive(Debug, Default)]
struct Plain {
    text: String,
    gap: Gap,
    flat: bool,
}

impl Plain {
    fn gap(&mut self, gap: Gap) {
        if !self.text.is_empty() {
            self.gap = self.gap.max(gap);
        }
    }

    fn words(&mut self, words: &str) {
        for c in words.chars() {
            match c {
                '\n' if !self.flat && self.gap >= Gap::Line => self.gap(Gap::Paragraph),
                '\n' if !self.flat => self.gap(Gap::Line),
                // Soft hyphens and marks of byte order are no words.
                '\u{ad}' | '\u{feff}' | '\u{200b}' => {}
                c if c.is_whitespace() || c.is_control() => self.gap(Gap::Space),
                c => {
                    self.text.push_str(match std::mem::take(&mut self.gap) {
                        Gap::None => "",
                        Gap::Space => " ",
                        Gap::Line => "\n",
                        Gap::Paragraph => "\n\n",
                    });
                    self.text.push(c);
                }
            }
        }
    }

    /// From here on line ends are spaces; those that were taken for more are mended.
    fn flatten(&mut self) {
        self.flat = true;
        self.text = one_line(&self.text);
        if self.gap > Gap::None {
            self.gap = Gap::Space;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(html: &str, text: &str) {
        assert_eq!(html_to_text(html), text, "{html}");
    }

    #[test]
    fn blocks_are_paragraphs_and_breaks_are_lines() {
        check("<p>One.</p><p>Two.</p>", "One.\n\nTwo.");
        check("One.<br>Two.", "One.\nTwo.");
        check("One.<br/><br />Two.", "One.\n\nTwo.");
        check("<ul><li>a<li>b</ul>c", "a\nb\n\nc");
        check("<tr><td>a</td><td>b</td></tr>", "a b");
        check("a <b>bold</b>ly\n  put <i>word</i>.", "a boldly put word.");
        check(
            "no markup\nsecond line\n\nnext",
            "no markup\nsecond line\n\nnext",
        );
        check("first\nline <b>x</b>", "first line x");
    }

    #[test]
    fn what_is_no_markup_stays() {
        check("3 < 4 and 5 > 2", "3 < 4 and 5 > 2");
        check(
            "AT&amp;T &lt;b&gt; &nbsp; &#8212; &eacute;&unknown; & co",
            "AT&T <b> \u{2014} é&unknown; & co",
        );
        check("&#xD800;&#0;", "\u{fffd}\u{fffd}");
    }

    #[test]
    fn what_is_not_for_reading_goes() {
        check("a<script>if (a<b) x('</p>')</script>b", "ab");
        check("a<!-- no -->b<STYLE>p{}</Style >c", "abc");
        check("<a href='x>y'>link</a>", "link");
        check("<a title=\"a > b\">link</a>", "link");
        check("<img alt=\"open>text", "text");
        check("a<script>never closed", "a");
    }

    #[test]
    fn depth_and_length_cost_nothing() {
        let deep = "<div>".repeat(100_000) + "x" + &"</div>".repeat(100_000);
        check(&deep, "x");
        let open = "<a ".repeat(50_000);
        assert!(!html_to_text(&open).is_empty());
    }
}
