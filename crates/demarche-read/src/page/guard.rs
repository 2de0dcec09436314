//! Flattens a page before a tree is built of it.
//!
//! HTML trees are built in quadratic time in their depth, and an element's attributes are compared
//! each with each: a page of 100 KB can hang a reader. So a linear pass over the text follows the
//! tags about as a tree builder would (comments, raw text, void elements, tags that are never
//! closed) and takes out what lies too deep, keeping its words. Where it is in doubt it counts too
//! deep rather than too flat. It changes nothing in a page that keeps to the limits.
//!
//! It is the first line of defence; limits on time and memory of the process that parses are the
//! second.

use std::borrow::Cow;
use std::collections::HashMap;

/// How deep elements may lie. Benchmark pages are at most 51 deep; the extractor looks no deeper
/// than 500 levels, and a tree can be two and a half times as deep as its tags say: a table has rows that no tag
/// opens, the content of a template is a level of its own.
const DEEPEST: usize = 150;

/// How many formatting elements may be open. A tree builder opens each again in every paragraph
/// until it is closed.
const MOST_FORMATTING: usize = 16;

/// How many tables may lie in each other: an extractor looks at each row once for every table that
/// it lies in. Layouts of the nineties have about eight.
const MOST_TABLES: usize = 16;

/// How many attributes an element may have.
const MOST_ATTRIBUTES: usize = 128;

/// How many tags like `<body>` there may be; all after the first only add attributes to it.
const MOST_ROOTS: usize = 16;

/// How many tags are read. Of 181 real pages the largest has 3,168.
const MOST_TAGS: usize = 40_000;

/// What was taken out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cut {
    /// Tags of elements that lay too deep.
    pub(crate) tags: usize,
    /// Attributes beyond the most that an element may have.
    pub(crate) attributes: usize,
    /// Whether the page ends early, after [`MOST_TAGS`] tags.
    pub(crate) short: bool,
}

/// The page without what lies too deep, and what that was.
pub(crate) fn flatten(html: &str) -> (Cow<'_, str>, Cut) {
    let mut pass = Pass {
        html,
        at: 0,
        written: None,
        copied: 0,
        cut: Cut::default(),
        open: Vec::new(),
        formatting: Vec::new(),
        left_out: HashMap::new(),
        roots: 0,
        framed: false,
        tags: 0,
    };
    pass.run();
    let cut = pass.cut;
    match pass.written {
        None => (Cow::Borrowed(html), cut),
        Some(mut written) => {
            written.push_str(&html[pass.copied..]);
            (Cow::Owned(written), cut)
        }
    }
}

/// The name of an element, as a hash of it in lower case. Elements of drawings and formulas have
/// names of their own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Name(u64);

/// What names of drawings and formulas have and others have not.
const FOREIGN_MARK: u64 = 1 << 63;

impl Name {
    fn foreign(self) -> Name {
        Name(self.0 | FOREIGN_MARK)
    }

    fn is_foreign(self) -> bool {
        self.0 & FOREIGN_MARK != 0
    }

    /// Whether HTML may stand in this element of a drawing or formula.
    fn holds_html(self) -> bool {
        HOLD_HTML.iter().any(|name| name.foreign() == self)
    }
}

const fn name(text: &[u8]) -> Name {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut at = 0;
    while at < text.len() {
        hash = (hash ^ text[at].to_ascii_lowercase() as u64).wrapping_mul(0x0100_0000_01b3);
        at += 1;
    }
    Name(hash & !FOREIGN_MARK)
}

macro_rules! names {
    ($($list:ident: $($tag:literal)*;)*) => {
        $(const $list: &[Name] = &[$(name($tag.as_bytes())),*];)*
    };
}

names! {
    VOID: "area" "base" "basefont" "bgsound" "br" "col" "embed" "frame" "hr" "image" "img" "input"
        "keygen" "link" "meta" "param" "source" "track" "wbr";
    // Their content is text up to their end tag, whatever it looks like.
    RAW: "script" "style" "textarea" "title" "xmp" "iframe" "noembed" "noframes"
        "noscript";
    FORMATTING: "a" "b" "big" "code" "em" "font" "i" "nobr" "s" "small" "strike" "strong" "tt" "u";
    ROOTS: "html" "head" "body" "frameset";
    // A paragraph ends where one of these begins.
    CLOSE_PARAGRAPH: "address" "article" "aside" "blockquote" "center" "dd" "details" "dialog"
        "dir" "div" "dl" "dt" "fieldset" "figcaption" "figure" "footer" "form" "h1" "h2" "h3" "h4"
        "h5" "h6" "header" "hgroup" "hr" "li" "listing" "main" "menu" "nav" "ol" "p" "plaintext"
        "pre" "search" "section" "summary" "table" "ul" "xmp";
    HEADINGS: "h1" "h2" "h3" "h4" "h5" "h6";
    CELLS: "td" "th";
    ROWS: "tr";
    GROUPS: "tbody" "thead" "tfoot";
    TERMS: "dd" "dt";
    ITEMS: "li";
    LISTS: "ul" "ol";
    TABLE: "table" "template";
    PARAGRAPH: "p";
    BUTTON: "button";
    // These end whatever of these is innermost.
    RUBY: "rb" "rt" "rtc" "rp";
    IMPLIED: "dd" "dt" "li" "optgroup" "option" "p" "rb" "rp" "rt" "rtc";
    FOREIGN: "svg" "math";
    HOLD_HTML: "mi" "mo" "mn" "ms" "mtext" "annotation-xml" "foreignobject" "desc" "title";
    OF_DRAWINGS: "foreignobject" "desc" "title";
    // Where raw text may not be raw.
    ODD: "template" "select" "colgroup";
    // These end a drawing or a formula that they stand in.
    BREAKOUT: "b" "big" "blockquote" "body" "br" "center" "code" "dd" "div" "dl" "dt" "em" "embed"
        "h1" "h2" "h3" "h4" "h5" "h6" "head" "hr" "i" "img" "li" "listing" "menu" "meta" "nobr" "ol"
        "p" "pre" "ruby" "s" "small" "span" "strong" "strike" "sub" "sup" "table" "tt" "u" "ul"
        "var";
    // Past these no tag closes anything.
    SCOPE: "applet" "caption" "html" "table" "td" "th" "marquee" "object" "template";
    // Past these an item of a list is not closed by the next.
    SPECIAL: "article" "aside" "applet" "blockquote" "button" "caption" "center" "colgroup"
        "dd" "details" "dir" "dl" "dt" "fieldset" "figcaption" "figure" "footer" "form" "frameset"
        "h1" "h2" "h3" "h4" "h5" "h6" "header" "hgroup" "li" "listing" "main" "marquee" "menu" "nav"
        "noscript" "object" "ol" "pre" "search" "section" "select" "summary" "table" "tbody" "td"
        "template" "tfoot" "th" "thead" "tr" "ul";
}

const A: Name = name(b"a");
const FONT: Name = name(b"font");
const FRAMESET: Name = name(b"frameset");
const BREAK: Name = name(b"br");
const SELECT: Name = name(b"select");
const RUBY_ROOT: Name = name(b"ruby");
const FORM: Name = name(b"form");
const OPTION: Name = name(b"option");
const PLAINTEXT: Name = name(b"plaintext");

struct Pass<'a> {
    html: &'a str,
    at: usize,
    /// What was written; nothing as long as nothing was taken out.
    written: Option<String>,
    /// Up to where `html` is in `written`.
    copied: usize,
    cut: Cut,
    /// Open elements but for formatting.
    open: Vec<Name>,
    /// Formatting elements not yet closed, in whatever element they were opened.
    formatting: Vec<Name>,
    /// Elements whose start tag was taken out and whose end tag must go too.
    left_out: HashMap<Name, usize>,
    roots: usize,
    /// Whether it may be a page of frames.
    framed: bool,
    tags: usize,
}

struct Tag {
    start: usize,
    name: Name,
    closes: bool,
    self_closing: bool,
    /// Where the attributes begin that are too many, and how many they are.
    surplus: Option<(usize, usize)>,
    /// Behind the `>`.
    end: usize,
}

impl<'a> Pass<'a> {
    fn bytes(&self) -> &'a [u8] {
        self.html.as_bytes()
    }

    fn run(&mut self) {
        while let Some(tag) = self.next_tag() {
            self.at = tag.end;
            self.tags += 1;
            if self.tags > MOST_TAGS {
                self.cut.short = true;
                self.cut_from(tag.start);
                return;
            }
            if tag.closes {
                self.end_tag(&tag);
            } else {
                self.start_tag(&tag);
            }
        }
    }

    /// Takes out a stretch, and leaves `instead` there.
    fn take_out(&mut self, start: usize, end: usize, instead: &str) {
        let written = self.written.get_or_insert_with(String::new);
        written.push_str(&self.html[self.copied..start]);
        written.push_str(instead);
        self.copied = end;
    }

    fn cut_from(&mut self, start: usize) {
        self.take_out(start, self.html.len(), "");
    }

    /// The next tag from `at` on, comments and the like passed over.
    fn next_tag(&mut self) -> Option<Tag> {
        let bytes = self.bytes();
        loop {
            let start = self.at + bytes[self.at..].iter().position(|byte| *byte == b'<')?;
            let next = *bytes.get(start + 1)?;
            if next.is_ascii_alphabetic() {
                return self.tag(start, start + 1, false);
            }
            let after = start + 2;
            match next {
                b'/' if bytes.get(after).is_some_and(u8::is_ascii_alphabetic) => {
                    return self.tag(start, after, true);
                }
                b'/' if bytes.get(after) == Some(&b'>') => self.at = after + 1,
                b'!' if bytes[after..].starts_with(b"--") => {
                    self.at = comment_end(bytes, after + 2)?
                }
                b'!' if self.open.last().is_some_and(|open| open.is_foreign())
                    && bytes[after..].starts_with(b"[CDATA[") =>
                {
                    self.at = after + find(&bytes[after..], b"]]>")? + 3;
                }
                b'!' | b'?' | b'/' => {
                    self.at = after + bytes[after..].iter().position(|byte| *byte == b'>')? + 1;
                }
                _ => self.at = start + 1,
            }
        }
    }

    /// The tag whose name begins at `at`. `None` where it never ends: a tree builder drops it.
    fn tag(&self, start: usize, at: usize, closes: bool) -> Option<Tag> {
        let bytes = self.bytes();
        let is_end = |byte: &u8| byte.is_ascii_whitespace() || *byte == b'/' || *byte == b'>';
        let mut at = at;
        let name_end = at + bytes[at..].iter().position(is_end)?;
        let name = name(&bytes[at..name_end]);
        at = name_end;
        let mut attributes = 0;
        let mut first_surplus = 0;
        let mut self_closing = false;
        loop {
            match *bytes.get(at)? {
                b'>' => break,
                b'/' => {
                    self_closing = bytes.get(at + 1) == Some(&b'>');
                    at += 1;
                }
                byte if byte.is_ascii_whitespace() => at += 1,
                _ => {
                    attributes += 1;
                    if attributes == MOST_ATTRIBUTES + 1 {
                        first_surplus = at;
                    }
                    at = attribute_end(bytes, at)?;
                }
            }
        }
        let surplus = attributes
            .checked_sub(MOST_ATTRIBUTES)
            .filter(|count| *count > 0);
        Some(Tag {
            start,
            name,
            closes,
            self_closing,
            surplus: surplus.map(|count| (first_surplus, count)),
            end: at + 1,
        })
    }

    fn start_tag(&mut self, tag: &Tag) {
        let is_foreign = self.is_foreign();
        let odd = self.framed || self.open.iter().any(|open| ODD.contains(open));
        if RAW.contains(&tag.name) && odd && !is_foreign {
            // Tree builders may drop the tag and read on; no article stands there.
            self.pass_raw_text(tag);
            self.cut.short |= self.at == self.html.len();
            self.take_out(tag.start, self.at, "");
            return;
        }
        if self.keeps(tag) {
            if let Some((from, count)) = tag.surplus {
                self.cut.attributes += count;
                self.take_out(from, tag.end - 1, "");
            }
        } else {
            self.cut.tags += 1;
            let instead = if FORMATTING.contains(&tag.name) {
                ""
            } else {
                " "
            };
            self.take_out(tag.start, tag.end, instead);
        }
        if !is_foreign {
            if tag.name == PLAINTEXT {
                self.at = self.html.len();
            } else if RAW.contains(&tag.name) {
                self.pass_raw_text(tag);
            }
        }
    }

    /// Whether a drawing or formula is open, and no HTML in it.
    fn is_foreign(&self) -> bool {
        let innermost = self.open.last();
        innermost.is_some_and(|open| open.is_foreign() && !open.holds_html())
    }

    /// Ends the drawing or formula that is open, if there is one.
    fn break_out(&mut self) {
        while self.is_foreign() {
            self.open.pop();
        }
    }

    /// Opens the element, and says whether its tag may stay.
    fn keeps(&mut self, tag: &Tag) -> bool {
        let name = tag.name;
        if ROOTS.contains(&name) {
            self.roots += 1;
            self.framed |= name == FRAMESET;
            let keeps = self.roots <= MOST_ROOTS;
            if keeps && BREAKOUT.contains(&name) {
                self.break_out();
            }
            return keeps;
        }
        // Whether a font ends a drawing depends on its attributes, and nothing on fonts.
        let is_odd_font = name == FONT && self.is_foreign();
        let is_full = self.formatting.len() >= MOST_FORMATTING;
        if is_odd_font || FORMATTING.contains(&name) && is_full {
            return self.admit(tag, false, |_| {});
        }
        if BREAKOUT.contains(&name) {
            self.break_out();
        } else if self.is_foreign() {
            // Nothing closes anything there.
            let fits = self.open.len() < DEEPEST;
            let is_root = |open: &&Name| FOREIGN.iter().any(|root| root.foreign() == **open);
            let root = self.open.iter().rfind(is_root);
            let in_formula = root == FOREIGN.last().map(|math| math.foreign()).as_ref();
            let known = if HOLD_HTML.contains(&name) && OF_DRAWINGS.contains(&name) == in_formula {
                // Not of this kind, so nothing special.
                Name(name.0 ^ 1)
            } else {
                name
            };
            let open = |pass: &mut Self| pass.open.push(known.foreign());
            return tag.self_closing || self.admit(tag, fits, open);
        }
        let in_select = self.open.contains(&SELECT) && name != OPTION;
        if CLOSE_PARAGRAPH.contains(&name) && !in_select {
            self.close(PARAGRAPH, |name| {
                SCOPE.contains(&name) || BUTTON.contains(&name)
            });
        }
        if RAW.contains(&name) || VOID.contains(&name) {
            return true;
        }
        if FORMATTING.contains(&name) {
            if name == A {
                self.formatting.retain(|open| *open != name);
            }
            self.formatting.push(name);
            return true;
        }
        // Rows and cells outside of a table are dropped; in a template they may or may not be.
        let table = self.open.iter().rfind(|open| TABLE.contains(open));
        let in_table = table == Some(&TABLE[0]);
        let is_part = [CELLS, ROWS, GROUPS]
            .iter()
            .any(|names| names.contains(&name));
        let tables_left_out = self.left_out.get(&TABLE[0]).is_some_and(|count| *count > 0);
        if is_part && tables_left_out {
            return self.admit(tag, false, |_| {});
        }
        if is_part && table.is_none() {
            return self.open.len() < DEEPEST;
        }
        let is_special = |name: Name| SPECIAL.contains(&name);
        let is_table = |name: Name| TABLE.contains(&name);
        // An element with another in it, be it a formatting one, is not closed by its like.
        let innermost = self
            .open
            .last()
            .copied()
            .filter(|_| self.formatting.is_empty());
        let ruby = self
            .open
            .iter()
            .rfind(|open| **open == RUBY_ROOT || SCOPE.contains(open));
        if RUBY.contains(&name) && ruby == Some(&RUBY_ROOT) {
            while innermost.is_some() && self.open.last().is_some_and(|open| IMPLIED.contains(open))
            {
                self.open.pop();
            }
        } else if in_select {
            // What is no option is dropped there, or not.
        } else if HEADINGS.contains(&name) {
            if innermost.is_some_and(|open| HEADINGS.contains(&open)) {
                self.open.pop();
            }
        } else if ITEMS.contains(&name) {
            self.close(ITEMS, |name| is_special(name) && !ITEMS.contains(&name));
        } else if TERMS.contains(&name) {
            self.close(TERMS, |name| is_special(name) && !TERMS.contains(&name));
        } else if in_table && CELLS.contains(&name) {
            self.close(CELLS, is_table);
        } else if in_table && ROWS.contains(&name) {
            self.close(ROWS, is_table);
        } else if in_table && GROUPS.contains(&name) {
            self.close(GROUPS, is_table);
        } else if BUTTON.contains(&name) {
            self.close(BUTTON, |name| SCOPE.contains(&name));
        } else if innermost == Some(name) && name == OPTION {
            self.open.pop();
        }
        let tables = self.open.iter().filter(|open| **open == TABLE[0]).count();
        let fits = self.open.len() < DEEPEST && (name != TABLE[0] || tables < MOST_TABLES);
        self.admit(tag, fits, |pass| match FOREIGN.contains(&name) {
            true if tag.self_closing => {}
            true => pass.open.push(name.foreign()),
            false => pass.open.push(name),
        })
    }

    fn admit(&mut self, tag: &Tag, fits: bool, open: impl FnOnce(&mut Self)) -> bool {
        if fits {
            open(self);
        } else {
            *self.left_out.entry(tag.name).or_default() += 1;
        }
        fits
    }

    /// Closes the innermost of `names`, and all within it, unless it lies past a `boundary`.
    fn close(&mut self, names: &[Name], boundary: impl Fn(Name) -> bool) {
        for at in (0..self.open.len()).rev() {
            let open = self.open[at];
            if names.contains(&open) {
                self.open.truncate(at);
                return;
            }
            if boundary(open) || open.holds_html() {
                return;
            }
        }
    }

    fn end_tag(&mut self, tag: &Tag) {
        if let Some(count) = self.left_out.get_mut(&tag.name).filter(|count| **count > 0) {
            *count -= 1;
            self.cut.tags += 1;
            let instead = if FORMATTING.contains(&tag.name) {
                ""
            } else {
                " "
            };
            self.take_out(tag.start, tag.end, instead);
            return;
        }
        let name = tag.name;
        if let Some((from, count)) = tag.surplus {
            self.cut.attributes += count;
            self.take_out(from, tag.end - 1, "");
        }
        if name == PARAGRAPH[0] || name == BREAK {
            // As a start tag would.
            self.break_out();
        }
        for at in (0..self.open.len()).rev() {
            if !self.open[at].is_foreign() {
                break;
            }
            if self.open[at] == name.foreign() {
                self.open.truncate(at);
                return;
            }
        }
        if FORMATTING.contains(&name) {
            if let Some(at) = self.formatting.iter().rposition(|open| *open == name) {
                self.formatting.remove(at);
            }
        } else if name == FORM {
            // What lies within a form stays open when it is closed.
            let scope = self.open.iter().rposition(|open| SCOPE.contains(open));
            let form = self.open.iter().rposition(|open| *open == FORM);
            if let Some(at) = form.filter(|at| scope.is_none_or(|scope| scope < *at)) {
                self.open.remove(at);
            }
        } else if HEADINGS.contains(&name) {
            self.close(HEADINGS, |name| SCOPE.contains(&name));
        } else if TABLE.contains(&name) {
            self.close(&[name], |open| {
                open != name && open == self::name(b"template")
            });
        } else if CELLS.contains(&name) || ROWS.contains(&name) || GROUPS.contains(&name) {
            self.close(&[name], |name| TABLE.contains(&name));
        } else if ITEMS.contains(&name) {
            self.close(ITEMS, |name| SCOPE.contains(&name) || LISTS.contains(&name));
        } else if SPECIAL.contains(&name) || CLOSE_PARAGRAPH.contains(&name) {
            self.close(&[name], |open| {
                open != name
                    && (SCOPE.contains(&open) || name == PARAGRAPH[0] && BUTTON.contains(&open))
            });
        } else {
            self.close(&[name], |open| {
                SPECIAL.contains(&open) || CLOSE_PARAGRAPH.contains(&open)
            });
        }
    }

    /// Passes over what stands between a start tag and its end tag, which is text.
    fn pass_raw_text(&mut self, tag: &Tag) {
        let bytes = self.bytes();
        let mut at = tag.end;
        loop {
            let Some(found) = find(&bytes[at..], b"</") else {
                self.at = bytes.len();
                return;
            };
            at += found;
            let after = &bytes[at + 2..];
            let is_end = |byte: &u8| byte.is_ascii_whitespace() || *byte == b'/' || *byte == b'>';
            // No raw text element has a longer name.
            let end = after.iter().take(16).position(is_end);
            if end.is_some_and(|end| name(&after[..end]) == tag.name) {
                // Its end tag is read as any other and closes nothing.
                self.at = at;
                return;
            }
            at += 2;
        }
    }
}

/// Where a comment ends whose `<!--` ends at `at`; `None` where it never does.
fn comment_end(bytes: &[u8], at: usize) -> Option<usize> {
    let rest = &bytes[at..];
    for short in [&b">"[..], b"->"] {
        if rest.starts_with(short) {
            return Some(at + short.len());
        }
    }
    let mut from = 0;
    loop {
        let dashes = from + find(&rest[from..], b"--")?;
        match rest.get(dashes + 2)? {
            b'>' => return Some(at + dashes + 3),
            b'!' if rest.get(dashes + 3) == Some(&b'>') => return Some(at + dashes + 4),
            _ => from = dashes + 1,
        }
    }
}

/// Where the attribute ends that begins at `at`; `None` where it never does.
fn attribute_end(bytes: &[u8], mut at: usize) -> Option<usize> {
    let is_space = |byte: u8| byte.is_ascii_whitespace();
    // A name may begin with "=".
    at += 1;
    while !is_space(*bytes.get(at)?) && !b"/>=".contains(bytes.get(at)?) {
        at += 1;
    }
    let mut value = at;
    while is_space(*bytes.get(value)?) {
        value += 1;
    }
    if bytes[value] != b'=' {
        return Some(at);
    }
    value += 1;
    while is_space(*bytes.get(value)?) {
        value += 1;
    }
    match bytes[value] {
        quote @ (b'"' | b'\'') => {
            let length = bytes[value + 1..].iter().position(|byte| *byte == quote)?;
            Some(value + length + 2)
        }
        _ => {
            while !is_space(*bytes.get(value)?) && bytes[value] != b'>' {
                value += 1;
            }
            Some(value)
        }
    }
}

fn find(text: &[u8], word: &[u8]) -> Option<usize> {
    text.windows(word.len()).position(|window| window == word)
}

#[cfg(test)]
mod tests;
