//! A piece of HTML to paragraphs of text.

use trafilatura::dom::Document;

/// Elements that begin and end a paragraph.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
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
    "head",
    "header",
    "hr",
    "item",
    "li",
    "list",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "quote",
    "row",
    "section",
    "summary",
    "table",
    "tbody",
    "tfoot",
    "thead",
    "tr",
    "ul",
];

/// How many doubtful places of a text are looked up in the page. A real article has some dozens.
const MOST_LOOKED_UP: usize = 500;

/// The words before and after a place that are looked up, in characters.
const CONTEXT: usize = 16;

/// The text of a piece of a page: paragraphs with a blank line between them, each on one line but
/// for `<br>`, and white space as a reader sees it. The extractor that made the piece moves spaces
/// about where it takes tags out; whether one belongs there is looked up in `page`, the text of the
/// whole.
pub(crate) fn text(html: &str, page: &str) -> String {
    read(&Document::parse(html), Some(page))
}

/// The text of a whole page, menus and all.
pub(crate) fn text_of(tree: &Document) -> String {
    read(tree, None)
}

/// The text with its paragraphs parted where the page parts them. From a short article the extractor
/// takes all words as one piece, and glues the end of each paragraph to the next: "said.Greece".
pub(crate) fn parted(text: &str, page: &str) -> String {
    let glued = |paragraph: &str| {
        let mut letters = paragraph.chars().peekable();
        std::iter::from_fn(|| Some((letters.next()?, letters.peek().copied())))
            .any(|(one, next)| !one.is_whitespace() && next.is_some_and(char::is_uppercase))
    };
    let mut squeezed: Option<Squeezed> = None;
    let paragraphs: Vec<String> = text
        .split("\n\n")
        .map(|paragraph| {
            if !glued(paragraph) {
                return paragraph.to_owned();
            }
            let page = squeezed.get_or_insert_with(|| Squeezed::of(page));
            page.part(paragraph)
        })
        .collect();
    paragraphs.join("\n\n")
}

/// A page without its white space, and where its paragraphs end.
struct Squeezed {
    letters: String,
    /// Offsets into `letters`, ascending.
    ends: Vec<usize>,
}

impl Squeezed {
    fn of(page: &str) -> Self {
        let (mut letters, mut ends) = (String::with_capacity(page.len()), Vec::new());
        for paragraph in page.split("\n\n") {
            letters.extend(paragraph.chars().filter(|letter| !letter.is_whitespace()));
            ends.push(letters.len());
        }
        Squeezed { letters, ends }
    }

    /// The paragraph, parted where it runs over the end of one of the page without a space.
    fn part(&self, paragraph: &str) -> String {
        let squeezed: String = paragraph.split_whitespace().collect();
        let Some(start) = self.letters.find(&squeezed) else {
            return paragraph.to_owned();
        };
        let mut at = start;
        let mut whole = String::with_capacity(paragraph.len() + 16);
        let mut space = true;
        for letter in paragraph.chars() {
            if letter.is_whitespace() {
                space = true;
            } else {
                if !space && self.ends.binary_search(&at).is_ok() {
                    whole.push_str("\n\n");
                }
                space = false;
                at += letter.len_utf8();
            }
            whole.push(letter);
        }
        whole
    }
}

fn read(tree: &Document, page: Option<&str>) -> String {
    let mut text = Text {
        page,
        look_ups: MOST_LOOKED_UP,
        ..Text::default()
    };
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
            "td" | "th" | "cell" => text.space = true,
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
struct Text<'a> {
    whole: String,
    paragraph: String,
    space: bool,
    line_ends: usize,
    page: Option<&'a str>,
    look_ups: usize,
}

impl Text<'_> {
    /// Adds the words of a text node.
    fn push(&mut self, words: &str) {
        let shown =
            words.trim_start_matches(|letter: char| letter.is_whitespace() || is_invisible(letter));
        if shown.len() < words.len() {
            self.space |= words[..words.len() - shown.len()].contains(char::is_whitespace);
        }
        if !shown.is_empty() && self.line_ends == 0 {
            self.space = self.is_spaced(shown);
        }
        for letter in shown.chars() {
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

    /// Whether a space stands between the paragraph so far and `after`, which begins another node.
    fn is_spaced(&mut self, after: &str) -> bool {
        let (Some(page), Some(last), Some(first)) = (
            self.page,
            self.paragraph.chars().last(),
            after.chars().next(),
        ) else {
            return self.space;
        };
        // A space is in doubt before punctuation, its absence before a word.
        let doubtful = if self.space {
            !first.is_alphanumeric()
        } else {
            first.is_alphanumeric()
        };
        if !doubtful || last.is_whitespace() || self.look_ups == 0 {
            return self.space;
        }
        self.look_ups -= 1;
        let mut joined: String = {
            let word = self.paragraph.chars().rev().take(CONTEXT);
            let word: Vec<char> = word.take_while(|letter| !letter.is_whitespace()).collect();
            word.into_iter().rev().collect()
        };
        let mut spaced = format!("{joined} ");
        let word = after.chars().take_while(|letter| !letter.is_whitespace());
        let word: String = word
            .take(CONTEXT)
            .filter(|letter| !is_invisible(*letter))
            .collect();
        joined.push_str(&word);
        spaced.push_str(&word);
        let (as_it_is, otherwise) = if self.space {
            (spaced, joined)
        } else {
            (joined, spaced)
        };
        // Paragraphs and lines end where a reader sees a space.
        let stands = |words: &str| page.contains(words) || page.contains(&words.replace(' ', "\n"));
        if !stands(&as_it_is) && stands(&otherwise) {
            !self.space
        } else {
            self.space
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
    use trafilatura::dom::Document;

    use super::{text, text_of};

    #[test]
    fn blocks_are_paragraphs() {
        for (html, wanted) in [
            (
                "<p>Kenya spoke.</p><p>Somalia\n  answered.</p>",
                "Kenya spoke.\n\nSomalia answered.",
            ),
            (
                "Kenya <b>sp</b>oke.<div>Then&nbsp;left.</div>",
                "Kenya spoke.\n\nThen left.",
            ),
            ("one<br>two<br><br>three", "one\ntwo\n\nthree"),
            ("<ul><li>one<li>two</ul>", "one\n\ntwo"),
            (
                "<table><tr><td>Oslo<td>12<tr><td>Bern<td>9</table>",
                "Oslo 12\n\nBern 9",
            ),
            ("a\u{ad}b\u{200b}c\u{1}", "abc"),
            ("<p> </p><p>\u{feff}</p>", ""),
            ("<script>x()</script><p>y", "y"),
            ("", ""),
        ] {
            assert_eq!(text(html, ""), wanted, "{html}");
        }
    }

    #[test]
    fn glued_paragraphs_are_parted_as_the_page_parts_them() {
        let page = "Home\n\nEnvoy recalled\n\nTurkey left.\n\nGreece and McDonald stayed.\n\nFoot";
        let check = |text: &str, parted: &str| assert_eq!(super::parted(text, page), parted);
        check(
            "Envoy recalledTurkey left.Greece and McDonald stayed.",
            "Envoy recalled\n\nTurkey left.\n\nGreece and McDonald stayed.",
        );
        check(
            "Turkey left. Greece and McDonald",
            "Turkey left. Greece and McDonald",
        );
        check("Turkey left.Norway stayed.", "Turkey left.Norway stayed.");
        check("", "");
    }

    #[test]
    fn the_page_says_where_spaces_belong() {
        let page = text_of(&Document::parse(
            "<p>The <b>envoy</b> met <b>Ada</b>, then <i>tre</i>k<b>ked</b>.<p>Oslo<br><b>Bern</b>",
        ));
        assert_eq!(page, "The envoy met Ada, then trekked.\n\nOslo\nBern");
        let piece =
            "<p>The<b>envoy</b>met <b>Ada</b> , then <i>tre</i>k<b>ked</b>.</p>Oslo<b>Bern</b>";
        assert_eq!(
            text(piece, &page),
            "The envoy met Ada, then trekked.\n\nOslo Bern"
        );
    }
}
