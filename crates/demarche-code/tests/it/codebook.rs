//! The sentences in the codebook run: what a frame says codes must code, and what it refuses must
//! not be coded by it.

use demarche_code::Coder;
use demarche_code::codebook::Codebook;
use demarche_code::examples::misses;

#[test]
fn examples_code_and_counterexamples_do_not() {
    let coder = Coder::embedded();
    let frames = &Codebook::embedded().frames;
    let run: usize = frames
        .iter()
        .map(|frame| frame.codes.len() + frame.refuses.len())
        .sum();
    let failures: Vec<String> = frames
        .iter()
        .flat_map(|frame| misses(&coder, frame))
        .map(|miss| {
            format!(
                "{}\n   {}\n      {}",
                miss.frame, miss.example, miss.message
            )
        })
        .collect();
    assert!(run > 0, "the codebook has no examples");
    assert!(
        failures.is_empty(),
        "{} of {run} examples fail:\n{}",
        failures.len(),
        failures.join("\n")
    );
}

#[test]
fn every_frame_has_a_source_and_examples_of_both_kinds() {
    for frame in &Codebook::embedded().frames {
        assert!(!frame.source.is_empty(), "{} has no source", frame.id);
        assert!(
            !frame.codes.is_empty(),
            "{} has no example that codes",
            frame.id
        );
        assert!(
            !frame.refuses.is_empty(),
            "{} has no example that must not",
            frame.id
        );
    }
}
