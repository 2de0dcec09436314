//! Readings of any sentence, in any company, on any number of threads.

use demarche_code::Coder;
use demarche_code::reader::{Question, Reader as _, Reading};
use demarche_encoder::Encoder;
use demarche_parse::Deprel;
use demarche_record::{Article, Span};

use crate::encoder;

const TEXT: &[&str] = &[
    "Kenya recalled its ambassador to Somalia on Monday .",
    "Police in Nairobi fired tear gas at protesters who had blocked roads around the parliament .",
    "Talks .",
    "The two ministers , who met in Geneva , agreed to reopen the border crossing before June , \
     although neither of them said which of the posts would be the first .",
    "MALI EXPELS FRENCH ENVOY",
    "« Ça suffit » , said Élysée officials — in Москва and 北京 — on 3 May .",
];

fn sentences<'t>(texts: &[&'t str]) -> Vec<Vec<&'t str>> {
    texts
        .iter()
        .map(|text| text.split_whitespace().collect())
        .collect()
}

/// One tree as long as the sentence, names in order, and only words of the sentence in events.
fn check_shape(reading: &Reading, words: &[&str]) {
    let tree = &reading.analysis.words;
    assert_eq!(tree.len(), words.len());
    let roots = tree.iter().filter(|word| word.head.is_none()).count();
    assert_eq!(roots, usize::from(!words.is_empty()), "{words:?}");
    for (start, word) in tree.iter().enumerate() {
        assert_eq!(word.head.is_none(), word.deprel == Deprel::Root);
        let above = std::iter::successors(Some(start), |&at| tree[at].head);
        assert!(
            above.take(words.len() + 1).count() <= words.len(),
            "a cycle"
        );
    }
    let mut end = 0;
    for entity in &reading.analysis.entities {
        assert!(entity.words.start >= end && entity.words.start < entity.words.end);
        end = entity.words.end;
    }
    assert!(end <= words.len());
    let share = |p: f32| (0.0..=1.001).contains(&p);
    for found in reading.events.iter().flatten() {
        assert!(found.trigger < words.len());
        assert!(share(found.any()) && share(found.mode.probability));
        assert!(share(found.status.probability) && share(found.certainty.probability));
        assert!(
            found
                .mode
                .value
                .is_none_or(|mode| found.event_type.modes().contains(&mode))
        );
        assert!(
            found
                .links
                .iter()
                .all(|link| link.word < words.len() && share(link.probability))
        );
    }
}

#[test]
fn odd_sentences_have_readings_of_their_length() {
    let Some(encoder) = encoder() else { return };
    let long: Vec<&str> = ["troops", "crossed", "the", "river", ","]
        .into_iter()
        .cycle()
        .take(300)
        .collect();
    let mut odd: Vec<Vec<&str>> = vec![
        vec![],
        vec!["War"],
        vec![""],
        vec!["\u{0}", "\u{7}\u{8}", "\u{200d}", "\u{fffd}", " "],
        vec![
            "e\u{301}\u{302}\u{303}",
            "\u{202e}gnirts",
            "👩‍👩‍👧",
            "ﷺ",
            "𝕎𝕒𝕣",
            "ß",
            "İ",
        ],
        vec!["[CLS]", "[SEP]", "[S]", "[PAD]", "##s", "[UNK]"],
        vec!["."; 64],
        long.clone(),
        [long.as_slice(), &long, &long].concat(),
    ];
    let word = "a".repeat(20_000);
    odd.push(vec![&word, "-".repeat(400).leak()]);
    let readings = encoder.read(&odd);
    assert_eq!(readings.len(), odd.len());
    for (reading, words) in readings.iter().zip(&odd) {
        check_shape(reading, words);
    }
    let problems: Vec<usize> = (0..odd.len())
        .filter(|&at| readings[at].problem.is_some())
        .collect();
    // 300 words here are 301 pieces and more: too long for the encoder, and said so.
    assert_eq!(problems, [7, 8, 9]);
    assert!(encoder.read(&[]).is_empty());
}

fn same(a: &[Reading], b: &[Reading]) {
    assert_eq!(a.len(), b.len());
    for (a, b) in a.iter().zip(b) {
        assert_eq!(a.analysis, b.analysis);
        assert_eq!(a.events, b.events);
    }
}

#[test]
fn events_alone_are_those_of_a_whole_reading() {
    let Some(encoder) = encoder() else { return };
    let sentences = sentences(TEXT);
    let whole = encoder.read(&sentences);
    for (found, read) in encoder.find(&sentences).iter().zip(&whole) {
        assert!(found.analysis.words.is_empty());
        assert_eq!(found.events, read.events);
    }
}

#[test]
fn company_changes_nothing() {
    let Some(encoder) = encoder() else { return };
    let all = sentences(TEXT);
    let alone: Vec<Reading> = all
        .iter()
        .flat_map(|words| encoder.read(std::slice::from_ref(words)))
        .collect();
    for (reading, words) in alone.iter().zip(&all) {
        check_shape(reading, words);
    }
    same(&alone, &encoder.read(&all));
    let turned: Vec<Vec<&str>> = all.iter().rev().cloned().collect();
    let mut readings = encoder.read(&turned);
    readings.reverse();
    same(&alone, &readings);
    let twice = encoder.read(&[all.clone(), all].concat());
    same(&alone, &twice[..alone.len()]);
    same(&alone, &twice[alone.len()..]);
}

#[test]
fn threads_change_nothing() {
    let Some(encoder) = encoder() else { return };
    let all = sentences(TEXT);
    let one = encoder.read(&all);
    std::thread::scope(|scope| {
        let work: Vec<_> = (0..4).map(|_| scope.spawn(|| encoder.read(&all))).collect();
        for readings in work {
            same(&one, &readings.join().unwrap());
        }
    });
}

#[test]
fn relations_are_shares_whatever_is_asked() {
    let Some(encoder) = encoder() else { return };
    let text = TEXT[0];
    let span = |start, end| Some(Span::new(start, end));
    let ask = |text, actor, recipient| Question {
        text,
        actor,
        recipient,
    };
    let long = "Kenya ".repeat(400);
    let questions = [
        ask(text, span(0, 5), span(33, 40)),
        ask(text, None, span(33, 40)),
        ask(text, span(0, 5), None),
        ask(text, None, None),
        ask(text, span(0, 40), span(0, 5)),
        ask(text, span(90, 99), span(5, 6)),
        ask("", None, None),
        ask(&long, span(0, 5), span(2394, 2399)),
    ];
    let answers = encoder.relate(&questions);
    assert_eq!(answers.len(), questions.len());
    for (answer, question) in answers.iter().zip(&questions) {
        let shares = answer.expect("the encoder answers all");
        assert!(
            (shares.iter().sum::<f32>() - 1.0).abs() < 1e-3,
            "{question:?}"
        );
        assert_eq!(
            encoder.relate(std::slice::from_ref(question))[0],
            Some(shares)
        );
    }
    assert_ne!(answers[0], answers[3], "marks are read");
}

#[test]
fn a_coder_reads_with_it() {
    let weights = match encoder() {
        Some(_) => match std::env::var_os("DEMARCHE_WEIGHTS") {
            Some(folder) => demarche_encoder::Weights::read(folder.as_ref()).unwrap(),
            None => demarche_encoder::Weights::embedded().unwrap(),
        },
        None => return,
    };
    let fast = Coder::embedded();
    let own = std::sync::Arc::new(Encoder::new(weights).unwrap());
    let coder = Coder::embedded().reading_with(own);
    assert_eq!((fast.engine(), coder.engine()), ("fast", "accurate"));
    assert_ne!(fast.fingerprint(), coder.fingerprint());
    let articles: Vec<Article> = [TEXT[0], "", TEXT[3], TEXT[1]]
        .iter()
        .map(|text| Article {
            text: (*text).to_owned(),
            date: Some("2025-05-01".to_owned()),
            ..Article::default()
        })
        .collect();
    let together = coder.code_all(&articles);
    assert_eq!(together.len(), articles.len());
    for (article, coded) in articles.iter().zip(&together) {
        let alone = coder.code(article);
        assert_eq!(alone.events, coded.events);
        assert_eq!(alone.found, coded.found);
        assert!(coded.events.iter().all(|e| e.coder.engine == "accurate"));
    }
}
