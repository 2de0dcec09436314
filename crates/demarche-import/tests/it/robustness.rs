//! Whatever a dictionary holds, reading it ends, its lines add up, and what is written reads back.

use demarche_code::codebook::Codebook;
use demarche_code::knowledge::{self, Knowledge};
use demarche_import::{Dictionary, Import, Kind, decode, import};
use proptest::prelude::*;

fn check(text: &str) {
    for kind in [Kind::Actors, Kind::Agents, Kind::Verbs] {
        let dictionary = Dictionary {
            file: "any.txt".to_owned(),
            kind,
            text: text.to_owned(),
        };
        let import = import(&[dictionary], knowledge::embedded());
        adds_up(&import);
        reads_back(&import, text);
    }
}

fn adds_up(import: &Import) {
    for account in &import.accounts {
        assert_eq!(
            account.read,
            account.translated + account.partly + account.untranslated
        );
        assert_eq!(account.partly + account.untranslated, import.lost.len());
    }
    assert_eq!(import.untranslated().lines().count(), import.lost.len() + 1);
    assert!(
        import
            .lost
            .iter()
            .all(|lost| !lost.reason.is_empty() && lost.column > 0)
    );
}

fn reads_back(import: &Import, text: &str) {
    let of = |below: &str| -> Vec<(&str, &str)> {
        let files = import.files.iter();
        files
            .filter(|(name, _)| name.starts_with(below))
            .map(|(name, text)| (name.as_str(), text.as_str()))
            .collect()
    };
    let (_, problems) = Knowledge::read(&of("knowledge/"));
    assert!(problems.is_empty(), "{problems:?} of {text:?}");
    let (_, problems) = Codebook::read(&of("codebook/"));
    assert!(problems.is_empty(), "{problems:?} of {text:?}");
}

/// Lines made of what dictionaries are made of.
fn like_a_dictionary() -> impl Strategy<Value = String> {
    let piece = prop::sample::select(vec![
        "---",
        "-",
        "*",
        "+",
        "$",
        "%",
        "^",
        "&",
        "~",
        "[",
        "]",
        "(",
        ")",
        "{",
        "}",
        "!",
        "=",
        "_",
        " ",
        "\t",
        "\n",
        "\n",
        "\n+",
        "\n- * ",
        "\n--- ",
        " ---",
        "<",
        ">",
        "/",
        ":",
        "#",
        ";",
        "KENYA",
        "KENGOV",
        "REB",
        "112",
        "010",
        "20010101",
        "990101-000101",
        "SOLDIER",
        "TO",
        "WITH",
        "UP",
        "OUT",
        "OF",
        "BY",
        "WAS",
        "ATTACK",
        "CEASE-FIRE",
        "&SET",
        "'S",
        ".",
        "é",
        "İ",
        "|",
        "@",
        "\\",
        "\"",
        "<!--",
        "-->",
        "\u{1}",
    ]);
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_text_adds_up(text in "\\PC{0,120}(\n\\PC{0,40}){0,4}") {
        check(&text);
    }

    #[test]
    fn anything_like_a_dictionary_adds_up(text in like_a_dictionary()) {
        check(&text);
    }

    #[test]
    fn any_bytes_are_text(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let (text, _) = decode(&bytes);
        prop_assert!(!text.contains('\r'));
        check(&text);
    }
}

#[test]
fn encodings_are_told() {
    assert_eq!(
        decode(b"\xef\xbb\xbfA\r\nB\rC"),
        ("A\nB\nC".to_owned(), None)
    );
    let (text, note) = decode(b"CAF\xc9_ [FRA]");
    assert_eq!(text, "CAFÉ_ [FRA]");
    assert!(note.is_some_and(|note| note.contains("Latin-1")));
    assert_eq!(decode(b"\xff\xfeA\0").0, "A");
}
