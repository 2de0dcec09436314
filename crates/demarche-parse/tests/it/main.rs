//! What the parser promises for any input, and what it says of some.

use demarche_parse::{Analysis, Deprel, EntityKind, Parser, Scratch, Upos};
use proptest::prelude::*;

fn analyze(text: &str) -> Analysis {
    let words: Vec<&str> = text.split_whitespace().collect();
    Parser::embedded().analyze(&words, &mut Scratch::default())
}

/// One rooted tree as long as the input, and entities in order and apart.
fn check_shape(analysis: &Analysis, len: usize) {
    assert_eq!(analysis.words.len(), len);
    let roots = analysis.words.iter().filter(|w| w.head.is_none()).count();
    assert_eq!(roots, usize::from(len > 0));
    // A word is settled once its head is, so each is visited once.
    let mut settled = vec![false; len];
    for start in 0..len {
        let mut path = Vec::new();
        let mut at = start;
        while !settled[at] {
            assert!(
                !path.contains(&at) || path.len() > 2_000,
                "a cycle through {at}"
            );
            assert!(path.len() <= len, "a cycle through {at}");
            path.push(at);
            match analysis.words[at].head {
                Some(head) => at = head,
                None => break,
            }
        }
        path.into_iter().for_each(|p| settled[p] = true);
    }
    for word in &analysis.words {
        assert_eq!(word.deprel == Deprel::Root, word.head.is_none());
    }
    let mut end = 0;
    for entity in &analysis.entities {
        assert!(entity.words.start >= end && entity.words.start < entity.words.end);
        end = entity.words.end;
    }
    assert!(end <= len);
}

/// Checks the tree as `word<head:relation` lines.
fn check_tree(text: &str, expected: &[(&str, &str, &str)]) {
    let words: Vec<&str> = text.split_whitespace().collect();
    let analysis = analyze(text);
    for &(word, head, relation) in expected {
        let at = words
            .iter()
            .position(|w| *w == word)
            .expect("the word is in the text");
        let found = &analysis.words[at];
        let found_head = found.head.map_or("", |h| words[h]);
        assert_eq!(
            (found_head, found.deprel.as_str()),
            (head, relation),
            "{word} in {text}"
        );
    }
}

fn check_lemma(text: &str, word: &str, lemma: &str) {
    let at = text
        .split_whitespace()
        .position(|w| w == word)
        .expect("the word is in the text");
    assert_eq!(&*analyze(text).words[at].lemma, lemma, "{word} in {text}");
}

fn check_entities(text: &str, expected: &[(EntityKind, &str)]) {
    let words: Vec<&str> = text.split_whitespace().collect();
    let found: Vec<_> = analyze(text)
        .entities
        .into_iter()
        .map(|e| (e.kind, words[e.words].join(" ")))
        .collect();
    let expected: Vec<_> = expected.iter().map(|e| (e.0, e.1.to_owned())).collect();
    assert_eq!(found, expected, "{text}");
}

proptest! {
    #[test]
    fn any_words_give_one_tree(words in prop::collection::vec(".{0,12}", 0..60)) {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let analysis = Parser::embedded().analyze(&words, &mut Scratch::default());
        check_shape(&analysis, words.len());
    }

    #[test]
    fn likely_words_give_one_tree(
        words in prop::collection::vec(
            prop::sample::select(vec![
                "the", "The", "IRAQ", "president", "said", "that", "was", "killed", "by", "of",
                ",", ".", "and", "Ministry", "John", "to", "in", "\u{201c}", "\u{2014}", "1,200",
            ]),
            0..120,
        ),
    ) {
        let analysis = Parser::embedded().analyze(&words, &mut Scratch::default());
        check_shape(&analysis, words.len());
    }

    #[test]
    fn used_scratch_changes_nothing(
        before in prop::collection::vec("[a-zA-Z.,]{1,8}", 0..30),
        words in prop::collection::vec("[a-zA-Z.,]{1,8}", 0..30),
    ) {
        let before: Vec<&str> = before.iter().map(String::as_str).collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let mut scratch = Scratch::default();
        Parser::embedded().analyze(&before, &mut scratch);
        let used = Parser::embedded().analyze(&words, &mut scratch);
        prop_assert_eq!(used, Parser::embedded().analyze(&words, &mut Scratch::default()));
    }
}

#[test]
fn no_words_give_nothing() {
    assert_eq!(
        Parser::embedded().analyze(&[], &mut Scratch::default()),
        Analysis::default()
    );
}

#[test]
fn a_hundred_thousand_words_give_one_tree() {
    let words: Vec<&str> = ["the", "army", "said", "that", ",", "(", "of", "Iraq"]
        .into_iter()
        .cycle()
        .take(100_000)
        .collect();
    check_shape(
        &Parser::embedded().analyze(&words, &mut Scratch::default()),
        words.len(),
    );
    let long = "a".repeat(100_000);
    check_shape(
        &Parser::embedded().analyze(&[&long], &mut Scratch::default()),
        1,
    );
}

#[test]
fn stages_agree_with_the_whole() {
    let words = ["Police", "arrested", "three", "men", "in", "Cairo", "."];
    let mut scratch = Scratch::default();
    let whole = Parser::embedded().analyze(&words, &mut scratch);
    let mut tagged = Parser::embedded().tag(&words, &mut scratch);
    for (i, word) in whole.words.iter().enumerate() {
        assert_eq!((tagged.upos(i), tagged.xpos(i)), (word.upos, word.xpos));
        assert_eq!(tagged.lemma(i), &*word.lemma);
    }
    assert_eq!(tagged.entities(), whole.entities);
    assert_eq!(tagged.parse().words, whole.words);
}

#[test]
fn an_active_clause_has_subject_and_object() {
    check_tree(
        "The army attacked two villages on Monday .",
        &[
            ("attacked", "", "root"),
            ("army", "attacked", "nsubj"),
            ("villages", "attacked", "obj"),
        ],
    );
}

#[test]
fn a_passive_clause_has_its_agent() {
    check_tree(
        "The minister was arrested by police .",
        &[
            ("minister", "arrested", "nsubj:pass"),
            ("police", "arrested", "obl:agent"),
        ],
    );
}

#[test]
fn speech_has_its_clause() {
    check_tree(
        "The president said that Iran would suspend the talks .",
        &[
            ("suspend", "said", "ccomp"),
            ("Iran", "suspend", "nsubj"),
            ("talks", "suspend", "obj"),
        ],
    );
}

#[test]
fn typographic_quotes_are_read_as_plain_ones() {
    let plain = analyze("The minister said : \" We don 't agree . \"");
    let curly = analyze("The minister said : \u{201c} We don \u{2019}t agree . \u{201d}");
    for (a, b) in plain.words.iter().zip(&curly.words) {
        assert_eq!((a.head, a.deprel), (b.head, b.deprel));
    }
}

#[test]
fn capitals_do_not_hide_words() {
    let analysis = analyze("THE ARMY ATTACKED TWO VILLAGES .");
    assert_eq!(analysis.words[2].upos, Upos::Verb);
}

#[test]
fn lemmas() {
    check_lemma("Police arrested three men .", "arrested", "arrest");
    check_lemma("Police arrested three men .", "men", "man");
    check_lemma("They went home .", "went", "go");
    check_lemma("Went they home ?", "Went", "go");
    check_lemma("The parties were denying it .", "parties", "party");
    check_lemma("The parties were denying it .", "denying", "deny");
    check_lemma("Troops left Kandahar on Monday .", "Kandahar", "Kandahar");
}

#[test]
fn entities() {
    use EntityKind::{Location, Organization, Person};
    check_entities(
        "President Vladimir Putin met officials of the United Nations in Geneva .",
        &[
            (Person, "Vladimir Putin"),
            (Organization, "United Nations"),
            (Location, "Geneva"),
        ],
    );
}

#[test]
fn names_without_capitals_are_found() {
    use EntityKind::Location;
    check_entities(
        "i am moving from kenya to germany",
        &[(Location, "kenya"), (Location, "germany")],
    );
}

#[test]
fn a_dense_table_gives_back_what_was_packed() {
    use demarche_parse::table::{DENSE, DenseTable, pack_dense};
    let key = |i: u64| demarche_parse::key::atom(i as usize);
    let features: Vec<(u64, [f32; DENSE])> = (0..100)
        .map(|i| (key(i), [i as f32 + 1.0, -1.0, 0.0, 4.0, 100.0, -100.0]))
        .collect();
    let (bytes, unit) = pack_dense(&features, 40);
    let table = DenseTable::new(bytes.into());
    for (key, weights) in features {
        for (score, weight) in table.score(&[key]).into_iter().zip(weights) {
            assert!((score as f32 * unit - weight).abs() <= 0.05 * weight.abs());
        }
    }
    assert_eq!(table.score(&[key(1000)]), [0; DENSE]);
    assert_eq!(DenseTable::new(Vec::new().into()).score(&[1]), [0; DENSE]);
}

#[test]
fn a_code_map_gives_back_what_was_packed() {
    use demarche_parse::table::{CodeMap, pack_codes};
    let key = |i: u32| demarche_parse::key::atom(i as usize);
    let pairs: Vec<(u64, u32)> = (1..500).map(|i| (key(i), i * 8_000_000)).collect();
    let map = CodeMap::new(pack_codes(&pairs).into());
    for (key, code) in pairs {
        assert_eq!(map.get(key), Some(code));
    }
    assert_eq!(map.get(key(1000)), None);
    assert_eq!(CodeMap::new(Vec::new().into()).get(1), None);
}

/// A greedy parser takes the source for one more object ("killing six people, police").
#[test]
fn a_source_at_the_end_is_subject_of_its_verb() {
    for text in [
        "A bomb exploded at a market in Maiduguri , killing 26 people , police said .",
        "Troops crossed into Sudan , killing six soldiers and a civilian , the army said in a statement .",
        "Gunmen abducted 12 students from a school , the state 's commissioner said on Tuesday .",
    ] {
        let words: Vec<&str> = text.split(' ').collect();
        let analysis = analyze(text);
        let verb = words.iter().position(|&word| word == "said").expect("said");
        assert_eq!(analysis.words[verb].head, None, "{text}");
        let subjects: Vec<usize> = (0..words.len())
            .filter(|&i| {
                analysis.words[i].head == Some(verb)
                    && analysis.words[i].deprel.base() == Deprel::Nsubj
            })
            .collect();
        assert_eq!(subjects, [verb - 1], "{text}");
        let main = analysis
            .words
            .iter()
            .position(|word| word.head == Some(verb));
        assert!(main.is_some_and(|main| main < verb), "{text}");
        assert!(
            analysis.words[..verb]
                .iter()
                .any(|word| word.deprel == Deprel::Ccomp && word.head == Some(verb)),
            "{text}"
        );
    }
}

#[test]
fn have_before_a_rare_participle_is_its_auxiliary() {
    let text = "China has forgiven four interest - free loans to Zambia worth 25 million dollars .";
    let analysis = analyze(text);
    assert_eq!(analysis.words[2].head, None);
    assert_eq!(
        (analysis.words[1].head, analysis.words[1].deprel),
        (Some(2), Deprel::Aux)
    );
    assert_eq!(analysis.words[0].head, Some(2));
}

#[test]
fn a_sentence_without_a_finite_verb_is_read_again_with_a_past() {
    for (text, verb) in [
        (
            "Kenyan police fired tear gas on Monday to disperse hundreds of people .",
            "fired",
        ),
        (
            "Eritrea , meanwhile , accused Ethiopia of planning to seize the port by force .",
            "accused",
        ),
        (
            "Thirty - two Brazilian officers in blue caps crossed from Quarai into Uruguay .",
            "crossed",
        ),
    ] {
        let words: Vec<&str> = text.split(' ').collect();
        let at = words.iter().position(|&word| word == verb).expect("there");
        let analysis = analyze(text);
        assert_eq!(analysis.words[at].head, None, "{text}");
        assert_eq!(analysis.words[at].xpos, "VBD", "{text}");
    }
    // A caption or a headline has none.
    let analysis = analyze("Ten migrants rescued off Malta");
    assert_eq!(analysis.words[2].xpos, "VBN");
}

#[test]
fn lemmas_follow_tags_from_elsewhere() {
    let words = ["Troops", "left", "the", "left", "bank"];
    let tags = [
        (Upos::Noun, "NNS"),
        (Upos::Verb, "VBD"),
        (Upos::Det, "DT"),
        (Upos::Adj, "JJ"),
        (Upos::Noun, "NN"),
    ];
    let lemmas = Parser::embedded().lemmas(&words, &tags, &mut Scratch::default());
    let lemmas: Vec<&str> = lemmas.iter().map(|lemma| &**lemma).collect();
    assert_eq!(lemmas, ["troop", "leave", "the", "left", "bank"]);
}
