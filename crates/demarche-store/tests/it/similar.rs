//! Copies fold, stories do not: scored on stories and copies of our own making, half of them from
//! templates that the comparison had not seen.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read;

use demarche_store::similar::{Piece, are_copies, join};

use crate::newsroom::{Dice, Story, TEMPLATES, changed, copy, facts, slots_of, write};

fn piece(story: &Story) -> Piece {
    Piece::read(Some(&story.title), &story.text())
}

/// Pairs that must not merge: two stories of one template that differ in one slot, in two, or in
/// all; every other one as printed by another desk.
fn stories_apart(templates: &[&str], rounds: u64) -> Vec<(Story, Story)> {
    let mut pairs = Vec::new();
    for (at, template) in templates.iter().enumerate() {
        let slots = slots_of(template);
        for round in 0..rounds {
            let mut dice = Dice::new(1_000 * at as u64 + round);
            let first = facts(&mut dice);
            let mut slots = slots.clone();
            match round % 4 {
                // One that leaves all others as they are is the hardest.
                0 | 1 => slots = vec![*dice.pick(&slots)],
                2 => slots = vec![*dice.pick(&slots), *dice.pick(&slots)],
                _ => {}
            }
            let one = write(template, &first);
            let second = changed(&first, &slots, &mut dice);
            let mut other = write(template, &second);
            if round % 2 == 1 {
                other = copy(&other, &mut dice);
            }
            // A copy may have lost the one sentence that differs: then it is a copy of both.
            let text = other.text();
            if slots.iter().any(|slot| text.contains(&second[slot])) {
                pairs.push((one, other));
            }
        }
    }
    pairs
}

fn copies(templates: &[&str], rounds: u64) -> Vec<(Story, Story)> {
    let mut pairs = Vec::new();
    for (at, template) in templates.iter().enumerate() {
        for round in 0..rounds {
            let mut dice = Dice::new(70_000 + 1_000 * at as u64 + round);
            let one = write(template, &facts(&mut dice));
            let other = copy(&one, &mut dice);
            pairs.push((one, other));
        }
    }
    pairs
}

fn show((one, other): &(Story, Story)) -> String {
    format!(
        "{}\n\n{}\n=====\n{}\n\n{}",
        one.title,
        one.text(),
        other.title,
        other.text()
    )
}

#[test]
fn stories_of_one_template_never_merge() {
    let pairs = stories_apart(TEMPLATES, 60);
    assert!(pairs.len() >= 300);
    let merged: Vec<String> = pairs
        .iter()
        .filter(|(one, other)| {
            let (one, other) = (piece(one), piece(other));
            assert_eq!(
                one.is_copy_of(&other),
                other.is_copy_of(&one),
                "the order must not matter"
            );
            one.is_copy_of(&other)
        })
        .map(show)
        .collect();
    println!(
        "{} pairs, precision {:.3}",
        pairs.len(),
        1.0 - merged.len() as f64 / pairs.len() as f64
    );
    assert!(
        merged.is_empty(),
        "{} of {} merged:\n{}",
        merged.len(),
        pairs.len(),
        merged.join("\n##########\n")
    );
}

#[test]
fn copies_are_found_and_fold() {
    for (set, templates) in TEMPLATES.chunks(TEMPLATES.len() / 2).enumerate() {
        let pairs = copies(templates, 40);
        assert!(pairs.len() >= 200);
        let mut missed = Vec::new();
        let mut found = 0;
        for pair in &pairs {
            let (one, other) = (piece(&pair.0), piece(&pair.1));
            let candidates = one.bands().iter().any(|band| other.bands().contains(band));
            found += usize::from(candidates);
            if !candidates || !one.is_copy_of(&other) {
                missed.push(show(pair));
            }
            assert_eq!(
                one.is_copy_of(&other),
                other.is_copy_of(&one),
                "the order must not matter"
            );
        }
        let recall = 1.0 - missed.len() as f64 / pairs.len() as f64;
        for missed in missed
            .iter()
            .take(std::env::var_os("SHOW_MISSED").map_or(0, |_| usize::MAX))
        {
            println!("{missed}\n##########");
        }
        println!(
            "set {set}: {} pairs, candidates {found}, recall {recall:.3}",
            pairs.len()
        );
        assert!(
            recall >= 0.8,
            "recall {recall:.3}\n{}",
            missed.join("\n##########\n")
        );
    }
}

/// The texts of the synthetic stories, which are 4,500 distinct ones; none where they are not there.
fn synthetic() -> Vec<String> {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/data/events/synthetic_stories.jsonl.gz"
    );
    let Ok(file) = std::fs::File::open(path) else {
        println!("skipped: no {path}");
        return Vec::new();
    };
    let mut lines = String::new();
    flate2::read::GzDecoder::new(file)
        .read_to_string(&mut lines)
        .expect("readable");
    lines
        .lines()
        .map(|line| {
            let record: serde_json::Value = serde_json::from_str(line).expect("JSON");
            record["text"].as_str().expect("text").to_owned()
        })
        .collect()
}

#[test]
fn distinct_stories_stay_distinct() {
    let texts = synthetic();
    let pieces: Vec<Piece> = texts.iter().map(|text| Piece::read(None, text)).collect();
    let mut filed: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    let mut pairs: BTreeSet<(usize, usize)> = BTreeSet::new();
    for (at, piece) in pieces.iter().enumerate() {
        for band in piece.bands() {
            let others = filed.entry(band).or_default();
            pairs.extend(others.iter().map(|other| (*other, at)));
            others.push(at);
        }
    }
    let merged: Vec<&(usize, usize)> = pairs
        .iter()
        .filter(|(a, b)| pieces[*a].is_copy_of(&pieces[*b]))
        .collect();
    println!(
        "{} stories, {} candidates, {} merged",
        texts.len(),
        pairs.len(),
        merged.len()
    );
    for (a, b) in &merged {
        println!("{a}: {}\n{b}: {}\n", texts[*a], texts[*b]);
    }
    assert!(merged.is_empty());
}

/// Each story with one name or figure exchanged is another story; as another desk prints it, it is
/// the same.
#[test]
fn one_fact_makes_another_story() {
    let texts = synthetic();
    let step = if std::env::var_os("DEMARCHE_LONG").is_some() {
        1
    } else {
        9
    };
    let (mut apart, mut merged, mut same, mut folded) = (0, Vec::new(), 0, 0);
    for (at, text) in texts.iter().enumerate().step_by(step) {
        let mut dice = Dice::new(at as u64);
        let one = Story {
            title: String::new(),
            paragraphs: text.split("\n\n").map(str::to_owned).collect(),
        };
        let whole = Piece::read(None, text);
        if let Some(other) = one_fact_exchanged(text, &mut dice) {
            apart += 1;
            if whole.is_copy_of(&Piece::read(None, &other)) {
                merged.push(format!("{text}\n=====\n{other}"));
            }
        }
        let printed = copy(&one, &mut dice);
        if one.paragraphs.len() > 2 {
            same += 1;
            let printed = piece(&printed);
            let candidates = printed
                .bands()
                .iter()
                .any(|band| whole.bands().contains(band));
            folded += usize::from(candidates && printed.is_copy_of(&whole));
        }
    }
    println!(
        "{apart} apart, {} merged; {same} copies, {folded} folded",
        merged.len()
    );
    assert!(merged.is_empty(), "{}", merged.join("\n##########\n"));
    assert!(folded * 10 >= same * 8);
}

/// The text with one name in the middle of a sentence, or one figure, exchanged; all the places
/// where it stands, or only the first.
fn one_fact_exchanged(text: &str, dice: &mut Dice) -> Option<String> {
    // Credits and invitations at the end are no part of the story.
    let end = [
        "(Reporting",
        "Reporting by",
        "Editing by",
        "Writing by",
        "Copyright",
        "(See",
        "Read more",
    ]
    .iter()
    .filter_map(|credit| text.find(credit))
    .min()
    .unwrap_or(text.len());
    let words: Vec<&str> = text[..end].split_whitespace().collect();
    let mut facts: Vec<&str> = Vec::new();
    for pair in words.windows(2) {
        let word = pair[1].trim_matches(|c: char| !c.is_alphanumeric());
        let inside = pair[0].ends_with(|c: char| c.is_lowercase())
            && pair[0].starts_with(|c: char| c.is_lowercase());
        let small = ["Posted", "They", "This", "There", "That", "When"].contains(&word);
        let bare = pair[1].starts_with(word);
        let name = inside
            && !small
            && bare
            && word.len() > 3
            && word.starts_with(char::is_uppercase)
            && word.chars().all(char::is_alphabetic);
        let figure = !word.is_empty() && word.chars().all(|c| c.is_ascii_digit());
        if name || figure {
            facts.push(word);
        }
    }
    if facts.is_empty() {
        return None;
    }
    let fact = *dice.pick(&facts);
    let other = if fact.starts_with(|c: char| c.is_ascii_digit()) {
        (fact.parse::<u64>().unwrap_or(7) + 1 + dice.next() % 30).to_string()
    } else {
        (*dice.pick(&["Lesotho", "Bhutan", "Tirana", "Vientiane", "Okonkwo"])).to_owned()
    };
    let exchanged = if dice.chance(50) {
        text.replace(fact, &other)
    } else {
        text.replacen(fact, &other, 1)
    };
    Some(exchanged)
}

#[test]
fn what_is_no_evidence_folds_nothing() {
    let line = "Read more on our site.";
    let read = |title: &str, text: &str| Piece::read(Some(title), text);
    assert!(!read("Talks in Geneva", line).is_copy_of(&read("Talks in Vienna", line)));
    assert!(read("Talks in Geneva", line).is_copy_of(&read("Talks in Geneva", line)));
    assert!(!are_copies("", ""));
    assert!(Piece::read(None, " \n ").bands().is_empty());
    // A daily report whose text is the same and whose headline names the day.
    let report = "No shelling was recorded in the region during the night. Emergency crews were not called out, \
        and the roads to the border remain open to all vehicles until further notice.";
    assert!(
        !read("Report of 3 June 2025", report).is_copy_of(&read("Report of 4 June 2025", report))
    );
    assert!(
        read("Report of 3 June 2025", report).is_copy_of(&read("Report of 3 June 2025", report))
    );
}

#[test]
fn the_one_word_that_decides_parts_two_stories() {
    let story = |a: &str, b: &str, c: &str| {
        format!(
            "Police in the harbour town of Mombasa {a} twelve {b} on Friday, a spokesman for the Interior Ministry said. \
             The group had gathered near the old market of the town since the early hours and did {c}leave when asked to. \
             The county commissioner of Mombasa told reporters that the matter was in the hands of the courts."
        )
    };
    let one = story("arrested", "fishermen", "");
    assert!(are_copies(
        &one,
        &one.replace("told reporters", "informed reporters")
    ));
    for other in [
        story("released", "fishermen", ""),
        story("arrested", "merchants", ""),
        story("arrested", "fishermen", "not "),
        one.replace("twelve", "13"),
        one.replace("Friday", "Thursday"),
        one.replace("Mombasa", "Malindi"),
        one.replace("Interior", "Defence"),
    ] {
        assert!(!are_copies(&one, &other), "{other}");
    }
    // Who did it to whom.
    let strikes = |a: &str, b: &str| {
        format!(
            "{a} fired rockets at {b} in the night, the army said, and sirens were heard in several towns along the \
             border. Hospitals treated people for shock. The General Assembly is to meet in New York over the matter, \
             a spokesman for the United Nations said in Geneva."
        )
    };
    assert!(!are_copies(
        &strikes("Iran", "Israel"),
        &strikes("Israel", "Iran")
    ));
}

#[test]
fn a_short_piece_that_fits_two_stories_joins_none() {
    let report = |killed: &str| {
        format!(
            "The Health Ministry of Zambia said on Monday that an outbreak of cholera in Lusaka and in Ndola has spread \
             to the camps along the Kafue river, where water is short. The ministry counted {killed} cases since Friday."
        )
    };
    let (one, other) = (
        Piece::read(None, &report("310")),
        Piece::read(None, &report("480")),
    );
    assert!(!one.is_copy_of(&other));
    let excerpt = Piece::read(
        None,
        report("")
            .split_once(" The ministry")
            .map_or("", |(cut, _)| cut),
    );
    assert!(excerpt.is_copy_of(&one) && excerpt.is_copy_of(&other));
    assert_eq!(
        join(&excerpt, [(1, vec![one.clone()]), (2, vec![other.clone()])]),
        None
    );
    assert_eq!(join(&excerpt, [(1, vec![one.clone()])]), Some(1));
    // With the excerpt in it, the story of the one is still closed to the other.
    assert_eq!(join(&other, [(1, vec![one, excerpt])]), None);
}
