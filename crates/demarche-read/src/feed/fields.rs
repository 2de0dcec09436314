//! A field of a feed: what it is, and how its words are written.

use crate::plain::{html_to_text, tidy};
use crate::xml::Tag;

/// What a captured text is. Ranks: the higher wins, and of equals the first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Title,
    Link(u8),
    Id { permalink: bool },
    Date(u8),
    Content(u8),
    Summary(u8),
    Author,
    Language,
    FeedTitle,
    FeedLink,
    FeedLanguage,
}

/// How the words of a field are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Text,
    Html,
    /// No words: pictures, base64.
    Other,
}

/// A field under way.
pub(super) struct Capture {
    pub(super) field: Field,
    form: Form,
    text: String,
    /// The same as HTML, from where the first element stands in it.
    markup: Option<String>,
}

impl Capture {
    pub(super) fn new(field: Field, form: Form) -> Self {
        Capture {
            field,
            form,
            text: String::new(),
            markup: None,
        }
    }

    pub(super) fn text(&mut self, text: &str) {
        match &mut self.markup {
            Some(markup) => {
                for c in text.chars() {
                    match c {
                        '<' => markup.push_str("&lt;"),
                        '&' => markup.push_str("&amp;"),
                        c => markup.push(c),
                    }
                }
            }
            None => self.text.push_str(text),
        }
    }

    /// The begin or end of an element inside the field.
    pub(super) fn element(&mut self, local: &str) {
        if self.markup.is_none() {
            self.markup = Some(String::new());
            let before = std::mem::take(&mut self.text);
            self.text(&before);
        }
        if let Some(markup) = &mut self.markup
            && local.chars().all(|c| c.is_ascii_alphanumeric())
        {
            markup.push('<');
            markup.push_str(local);
            markup.push('>');
        }
    }

    pub(super) fn words(self) -> String {
        match (self.form, self.markup) {
            (Form::Other, _) => String::new(),
            (_, Some(markup)) => html_to_text(&markup),
            (Form::Html, None) => html_to_text(&self.text),
            (Form::Text, None) => tidy(&self.text),
        }
    }
}

/// How an element's `type` and `mode` say that it is written. RSS says nothing and means HTML.
pub(super) fn form(tag: &Tag<'_>, atom: bool) -> Form {
    if !atom {
        return Form::Html;
    }
    let kind = tag
        .attribute("type")
        .unwrap_or_default()
        .to_ascii_lowercase();
    if tag
        .attribute("mode")
        .is_some_and(|mode| mode.eq_ignore_ascii_case("base64"))
    {
        return Form::Other;
    }
    match kind.as_str() {
        "" | "text" | "text/plain" => Form::Text,
        kind if kind.contains("html") || kind.ends_with("xml") || kind.starts_with("text/") => {
            Form::Html
        }
        _ => Form::Other,
    }
}
