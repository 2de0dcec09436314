//! HTML pages, the one place where they become articles.

use demarche_record::Article;
use demarche_text::Problem;

use super::Rejection;

/// The longest page that is read.
pub(super) const LONGEST_PAGE: usize = 15 << 20;

/// What is known of a page from elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Hints {
    pub(super) url: Option<String>,
    pub(super) content_type: Option<String>,
    pub(super) date: Option<String>,
}

/// The article of a page.
pub(super) fn page(bytes: Vec<u8>, hints: Hints) -> Result<(Article, Vec<Problem>), Rejection> {
    let _ = (bytes, hints);
    Err(Rejection::new("HTML pages are not read yet", "convert it to text"))
}
