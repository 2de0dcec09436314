//! Plain texts, and what every article must be, whatever it was read from.

use demarche_record::Article;
use demarche_text::Problem;

use crate::{LONGEST_ARTICLE, problem};

/// Reads the bytes of a text, and says what had to be changed for it.
///
/// # Errors
/// When it is no text: zero bytes are those of programs, pictures and archives.
pub fn read_text(bytes: &[u8]) -> Result<(Article, Vec<Problem>), Problem> {
    let (article, problems) = demarche_text::article_from_bytes(bytes);
    if article.text.contains('\0') {
        return Err(problem(
            "not text: it holds zero bytes",
            "name it by what it is, or convert it to text in UTF-8",
        ));
    }
    Ok((article, problems))
}

/// Passes what can be coded.
///
/// # Errors
/// When the text of the article is longer than [`LONGEST_ARTICLE`], or has no letter.
pub fn check_text(article: &Article) -> Result<(), Problem> {
    if article.text.len() > LONGEST_ARTICLE {
        return Err(too_long(LONGEST_ARTICLE));
    }
    if article.text.trim().is_empty() {
        return Err(problem(
            "it has no text",
            "give the article's words, or leave it out",
        ));
    }
    Ok(())
}

/// What is wrong with more bytes than an article may have.
#[must_use]
pub fn too_long(most: usize) -> Problem {
    problem(
        format!("longer than {} MiB", most >> 20),
        "split it into articles: a file, a line of JSONL or a row each",
    )
}
