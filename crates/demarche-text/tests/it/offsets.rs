//! Every span slices to exactly the words it names, by scalar values and by bytes.

use demarche_text::{Document, Limits};
use proptest::prelude::*;

/// Checks every promise that a document makes about its spans.
pub(crate) fn check(document: &Document) {
    let text = &document.text;
    let chars: Vec<usize> = text
        .char_indices()
        .map(|(byte, _)| byte)
        .chain([text.len()])
        .collect();
    let bytes =
        |span: demarche_record::Span| (chars[span.start as usize], chars[span.end as usize]);
    let mut before = 0;
    let mut paragraph = 0;
    for sentence in &document.sentences {
        let (first, last) = (
            &sentence.tokens[0],
            &sentence.tokens[sentence.tokens.len() - 1],
        );
        assert_eq!(sentence.span, first.span.cover(last.span));
        assert!(sentence.paragraph == paragraph || sentence.paragraph == paragraph + 1);
        paragraph = sentence.paragraph;
        assert!(document.paragraphs[paragraph].contains(sentence.span));
        for token in &sentence.tokens {
            let (start, end) = (token.bytes.0 as usize, token.bytes.1 as usize);
            assert_eq!(bytes(token.span), (start, end), "span and bytes differ");
            assert!(start < end, "an empty token");
            assert!(start >= before, "tokens overlap or run backwards");
            before = end;
            let words = document.token_text(token);
            assert!(
                !words.chars().any(char::is_whitespace),
                "{words:?} holds white space"
            );
        }
        for pair in sentence.tokens.windows(2) {
            assert_eq!(pair[0].space_after, pair[0].bytes.1 < pair[1].bytes.0);
        }
    }
    let aside = document
        .headline
        .iter()
        .chain(&document.byline)
        .chain(&document.agency_lines);
    for span in aside {
        assert!(
            !document
                .sentences
                .iter()
                .any(|sentence| sentence.span.overlaps(*span))
        );
        let (start, end) = bytes(*span);
        assert_eq!(text[start..end].trim(), &text[start..end]);
    }
    if let Some(dateline) = &document.dateline {
        for part in [dateline.place, dateline.agency].into_iter().flatten() {
            assert!(dateline.span.contains(part));
        }
    }
}

/// Checks that a text cut without furniture loses nothing that shows.
fn check_whole(text: &str) {
    let document = Document::segment(text, &Limits::default());
    check(&document);
    let kept: String = document
        .sentences
        .iter()
        .flat_map(|sentence| document.words(sentence))
        .collect();
    let shown: String = text.chars().filter(|c| c.is_alphanumeric()).collect();
    let kept: String = kept.chars().filter(|c| c.is_alphanumeric()).collect();
    assert_eq!(kept, shown);
}

#[test]
fn spans_count_scalar_values() {
    let text = "ANKARA — Café 🇹🇷 owners “don’t” pay €1,000.\u{a0}Zoë\u{200b}left.";
    let document = Document::from_text(text);
    check(&document);
    let token = &document.sentences[1].tokens[0];
    assert_eq!(document.token_text(token), "Zoë");
    assert_eq!(token.span.slice(text), "Zoë");
}

#[test]
fn tokens_of_a_treebank_keep_their_words() {
    let document =
        Document::from_token_sentences(&[&["Do", "n't", "ask", "."], &[], &["Ça", "", "va"]]);
    check(&document);
    assert_eq!(document.text, "Do n't ask .\n\nÇa va");
    assert_eq!(document.sentences.len(), 2);
    assert_eq!(
        document.words(&document.sentences[1]).collect::<Vec<_>>(),
        ["Ça", "va"]
    );
}

/// Text in which the marks that matter here are frequent.
fn newswire_like() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[A-Za-z]{1,8}",
        "[0-9]{1,4}",
        prop::sample::select(vec![
            " ",
            " ",
            " ",
            "\n",
            "\n\n",
            "\r\n",
            ".",
            ". ",
            "...",
            "?",
            "!",
            ",",
            ":",
            ";",
            "-",
            " - ",
            "—",
            "'",
            "’",
            "\"",
            "“",
            "”",
            "(",
            ")",
            "[",
            "]",
            "/",
            "@",
            "$",
            "%",
            "U.S.",
            "Dr. ",
            "n't",
            "'s",
            "http://a.b/c",
            "x@y.org",
            "(Reuters) - ",
            "KABUL: ",
            "By Jo Doe\n",
            "ANI\n",
            "e\u{301}",
            "\u{200d}",
            "\u{ad}",
            "\u{0}",
            "\u{feff}",
            "\u{202e}",
            "\u{2028}",
            "👩\u{200d}🚀",
            "🇫🇷",
            "अमेरिका",
            "الرئيس",
            "。",
            "؟",
            "…",
            "* ",
            "1. ",
            "[1] ",
            "5 The ",
            "_",
            "#",
            "&",
            "Sat. ",
            "a.m. ",
            "Figure 1 "
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn any_text_keeps_its_offsets(text in ".{0,200}") {
        check(&Document::from_text(&text));
        check_whole(&text);
    }

    #[test]
    fn newswire_like_text_keeps_its_offsets(text in newswire_like()) {
        check(&Document::from_text(&text));
        check_whole(&text);
    }

    #[test]
    fn small_limits_lose_no_token(text in newswire_like()) {
        let limits = Limits { sentence_tokens: 3, token_bytes: 5, ..Limits::default() };
        let document = Document::segment(&text, &limits);
        check(&document);
        prop_assert!(document.sentences.iter().all(|sentence| sentence.tokens.len() <= 3));
        let shown = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).count();
        let kept: usize = document.sentences.iter().flat_map(|s| document.words(s)).map(shown).sum();
        prop_assert_eq!(kept, shown(&text));
    }
}
