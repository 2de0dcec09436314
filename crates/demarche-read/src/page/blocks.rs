//! A piece of HTML to paragraphs of text.

use trafilatura::dom::Document;

/// Elements that begin and end a paragraph.
const BLOCKS: &[&str] = &[
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
    "div", "dl", "dt", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5",
    "h6", "head", "header", "hr", "item", "li", "list", "main", "nav", "ol", "p", "pre", "quote",
    "row", "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul",
];

/// The text of HTML: paragraphs with a blank line between them, each on one line but for `<br>`,
/// and white space as a reader sees it.
pub(crate) fn text(html: &str) -> String {
    let tree = Document::parse(html);
    let mut text = Text::default();
    // Iterative: how deep the tree is must not matter.
    let mut stack = vec![(tree.root(), false)];
    while let Some((node, leaving)) = stack.pop() {
        let tag = tree.tag_name(node);
        if BLOCKS.contains(&tag) {
            text.end_paragraph();
        }
        if leaving {
            continue;
        }
        match tag {
            "br" | "lb" => text.end_line(),
            // Cells are words apart.
            "td" | "th" | "cell" => text.space(),
            "script" | "style" | "template" | "noscript" | "title" => continue,
            "" if tree.is_text(node) => text.push(&tree.text_content(node)),
            _ => {}
        }
        stack.push((node, true));
        let children = tree.child_nodes(node);
        stack.extend(children.into_iter().rev().map(|child| (child, false)));
    }
    text.end_paragraph();
    text.whole
}

#[derive(Default)]
struct Text {
    whole: String,
    paragraph: String,
    space: bool,
    line_ends: usize,
}

impl Text {
    fn space(&mut self) {
        self.space = true;
    }

    fn push(&mut self, words: &str) {
        for letter in words.chars() {
            if letter.is_whitespace() {
                self.space = true;
            } else if !is_invisible(letter) {
                if self.line_ends > 1 {
                    self.end_paragraph();
                } else if self.line_ends == 1 && !self.paragraph.is_empty() {
                    self.paragraph.push('\n');
                } else if self.space && !self.paragraph.is_empty() {
                    self.paragraph.push(' ');
                }
                self.space = false;
                self.line_ends = 0;
                self.paragraph.push(letter);
            }
        }
    }

    fn end_line(&mut self) {
        self.line_ends += 1;
    }

    fn end_paragraph(&mut self) {
        if !self.paragraph.is_empty() {
            if !self.whole.is_empty() {
                self.whole.push_str("\n\n");
            }
            self.whole.push_str(&self.paragraph);
            self.paragraph.clear();
        }
        self.space = false;
        self.line_ends = 0;
    }
}

/// Characters that take no room: they only say where a word may be broken, or are no text.
fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}') || letter.is_control()
}

#[cfg(test)]
mod tests {
    use super::text;

    #[test]
    fn blocks_are_paragraphs() {
        for (html, wanted) in [
            ("<p>Kenya spoke.</p><p>Somalia\n  answered.</p>", "Kenya spoke.\n\nSomalia answered."),
            ("Kenya <b>sp</b>oke.<div>Then&nbsp;left.</div>", "Kenya spoke.\n\nThen left."),
            ("one<br>two<br><br>three", "one\ntwo\n\nthree"),
            ("<ul><li>one<li>two</ul>", "one\n\ntwo"),
            ("<table><tr><td>Oslo<td>12<tr><td>Bern<td>9</table>", "Oslo 12\n\nBern 9"),
            ("a\u{ad}b\u{200b}c\u{1}", "abc"),
            ("<p> </p><p>\u{feff}</p>", ""),
            ("<script>x()</script><p>y", "y"),
            ("", ""),
        ] {
            assert_eq!(text(html), wanted, "{html}");
        }
    }
}
