//! The coder, as this crate uses it.

use demarche_parse::{Analysis, Parser, Scratch};
use demarche_record::{Article, Event};
use demarche_text::{Document, Limits};

pub(crate) struct Coder;
#[derive(Clone, Debug, Default)]
pub(crate) struct Coded {
    pub(crate) article_id: String,
    pub(crate) events: Vec<Event>,
    pub(crate) explanations: Vec<Explanation>,
    pub(crate) problems: Vec<String>,
}
#[derive(Clone, Debug, Default)]
pub(crate) struct Explanation {
    pub(crate) gloss: String,
    pub(crate) source: String,
    pub(crate) rewritten: Option<String>,
    pub(crate) because: Vec<String>,
    pub(crate) lost: Vec<String>,
}
pub(crate) struct Analysed {
    pub(crate) document: Document,
    pub(crate) analyses: Vec<Analysis>,
}
impl Coder {
    pub(crate) fn embedded() -> Self {
        Coder
    }
    pub(crate) fn code(&self, article: &Article) -> Coded {
        Coded {
            article_id: article.id.clone().unwrap_or_default(),
            ..Coded::default()
        }
    }
    pub(crate) fn analyse(&self, article: &Article) -> Analysed {
        let document = Document::read(&article.text, &Limits::default());
        let mut scratch = Scratch::default();
        let parser = Parser::embedded();
        let analyses = document
            .sentences
            .iter()
            .map(|s| {
                let words: Vec<&str> = document.words(s).collect();
                parser.analyze(&words, &mut scratch)
            })
            .collect();
        Analysed { document, analyses }
    }
}
pub(crate) fn codebook_counts() -> String {
    String::new()
}
pub(crate) fn mentions(_coder: &Coder, _article: &Article) -> String {
    String::new()
}
