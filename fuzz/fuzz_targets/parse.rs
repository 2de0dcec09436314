//! Any words have one rooted tree as long as the input.

#![no_main]

use demarche_parse::{Parser, Scratch};

libfuzzer_sys::fuzz_target!(|text: &str| {
    let words: Vec<&str> = text.split(' ').filter(|word| !word.is_empty()).take(400).collect();
    let analysis = Parser::embedded().analyze(&words, &mut Scratch::default());
    assert_eq!(analysis.words.len(), words.len());
    let roots = analysis.words.iter().filter(|word| word.head.is_none()).count();
    assert_eq!(roots, usize::from(!words.is_empty()));
    for start in 0..words.len() {
        let mut at = start;
        for _ in 0..words.len() {
            match analysis.words[at].head {
                Some(head) => at = head,
                None => break,
            }
        }
        assert!(analysis.words[at].head.is_none(), "a cycle");
    }
});
