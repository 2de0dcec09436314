//! Any bytes are an article, a problem, or both; every token is a slice of the text.

#![no_main]

use demarche_text::{Document, Limits, article_from_bytes, read_jsonl};

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let (article, _) = article_from_bytes(bytes);
    for document in [
        Document::from_text(&article.text),
        Document::segment(&article.text, &Limits::default()),
    ] {
        let mut at = 0;
        for sentence in &document.sentences {
            assert!(!sentence.tokens.is_empty());
            for token in &sentence.tokens {
                assert!(at <= token.span.start && token.span.start < token.span.end);
                assert!(!document.token_text(token).is_empty());
                at = token.span.end;
            }
        }
    }
    if let Ok(line) = std::str::from_utf8(bytes) {
        let _ = read_jsonl(line);
    }
});
