//! Sentences a second on one thread: whole readings with every head, and relations.
//!
//! Reads the weights of the folder that `DEMARCHE_WEIGHTS` names, or those that are built in.

use std::path::Path;

use demarche_code::reader::{Question, Reader as _};
use demarche_encoder::{Encoder, Weights};
use demarche_record::Span;
use divan::Bencher;
use divan::counter::ItemsCount;

/// 24 words each.
const TEXT: [&str; 8] = [
    "The foreign ministers of Kenya and Tanzania agreed on Monday to reopen two border posts that \
     had been closed since a trade dispute in May .",
    "Soldiers fired on a crowd outside the parliament in Khartoum late on Friday , witnesses said , \
     and at least four of them were killed .",
    "Peru recalled its ambassador to Bolivia after the government in La Paz accused Lima of having \
     let armed smugglers cross the southern border last week .",
    "The European Union will send another 40 million euros of food aid to Chad , where floods drove \
     tens of thousands from their homes .",
    "Unless the mayor resigns before Sunday , unions in Porto will call a strike of all bus drivers \
     , their leaders told reporters on Wednesday .",
    "Police in Dhaka arrested the editor of a weekly paper and two of his reporters on charges of \
     having insulted the army , officials said .",
    "Norway and Finland held a joint exercise with some 3,000 troops near the Arctic coast in March \
     , the fourth of its kind since 2019 .",
    "A court in Accra sentenced a former minister of energy to nine years in prison for taking \
     bribes from a foreign oil company in 2016 .",
];

fn main() {
    divan::main();
}

fn encoder() -> Option<Encoder> {
    let weights = match std::env::var_os("DEMARCHE_WEIGHTS") {
        Some(folder) => Some(Weights::read(Path::new(&folder)).expect("the folder holds weights")),
        None => Weights::embedded(),
    };
    if weights.is_none() {
        println!("skipped: no weights are built in, and DEMARCHE_WEIGHTS names none");
    }
    Some(Encoder::new(weights?).expect("the weights are well-formed"))
}

/// So many sentences, those of the text over and over.
fn sentences(count: usize) -> Vec<Vec<&'static str>> {
    let all = TEXT.iter().map(|text| text.split_whitespace().collect());
    all.cycle().take(count).collect()
}

#[divan::bench(args = [1, 8, 24])]
fn read(bencher: Bencher<'_, '_>, count: usize) {
    let Some(encoder) = encoder() else { return };
    let sentences = sentences(count);
    bencher
        .counter(ItemsCount::new(count))
        .bench_local(|| encoder.read(&sentences));
}

#[divan::bench(args = [1, 24])]
fn relate(bencher: Bencher<'_, '_>, count: usize) {
    let Some(encoder) = encoder() else { return };
    let questions: Vec<Question<'_>> = TEXT
        .iter()
        .cycle()
        .take(count)
        .map(|text| Question {
            text,
            actor: Some(Span::new(0, 8)),
            recipient: Some(Span::new(24, 32)),
        })
        .collect();
    bencher
        .counter(ItemsCount::new(count))
        .bench_local(|| encoder.relate(&questions));
}
