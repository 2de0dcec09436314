//! The other commands.

use expect_test::{expect, expect_file};

use crate::harness::{Folder, pipe, run};

#[test]
fn help_names_every_command() {
    let ran = run(&["--help"]);
    assert_eq!(ran.code, Some(0));
    expect_file!["snapshots/help.txt"].assert_eq(&ran.stdout);
    assert_eq!(
        run(&["--version"]).stdout,
        format!("demarche {}\n", env!("CARGO_PKG_VERSION"))
    );
    assert_eq!(run(&[]).code, Some(2));
}

#[test]
fn what_is_no_number_is_told_where_numbers_are_listed() {
    for (arguments, list) in [
        (vec!["diff", "a", "b"], "demarche store info"),
        (vec!["tokens", "revoke", "x"], "demarche tokens list"),
    ] {
        let ran = run(&arguments);
        assert_eq!(ran.code, Some(2));
        assert!(ran.stderr.contains(list), "{}", ran.stderr);
    }
}

#[test]
fn explain_marks_events_and_says_why() {
    let ran = pipe(
        &["explain", "-", "--date", "2024-03-06"],
        b"Kenya condemned Somalia on Monday for a raid on its port.\n",
    );
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert!(
        ran.stdout
            .starts_with("Kenya [1 condemned] Somalia on Monday"),
        "{}",
        ran.stdout
    );
    for field in [
        "frame",
        "means",
        "source",
        "actor",
        "recipient",
        "status",
        "date",
        "confidence",
    ] {
        assert!(
            ran.stdout
                .lines()
                .any(|line| line.trim_start().starts_with(field)),
            "{field}: {}",
            ran.stdout
        );
    }
    assert_eq!(run(&["explain", "missing.txt"]).code, Some(1));
}

#[test]
fn relations_of_given_parties() {
    let ran = pipe(
        &["relation"],
        "{\"id\": 7, \"text\": \"Kenya condemned Somalia’s raid.\", \"actor\": [0, 5], \"recipient\": [16, 23]}\n\
         {\"id\": \"b\", \"text\": \"Kenya condemned the raid.\", \"actor\": [0, 5], \"recipient\": null}\n\
         {\"id\": \"c\", \"text\": \"short\", \"actor\": [0, 50]}\n\
         {\"id\": \"d\"}\n"
            .as_bytes(),
    );
    assert_eq!(ran.code, Some(3));
    let answers: Vec<serde_json::Value> = ran
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(answers.len(), 2);
    assert_eq!(answers[0]["id"], 7);
    assert_eq!(answers[0]["event_type"], "ACCUSE");
    assert_eq!(answers[0]["quad_class"], 3);
    assert!(answers[0].as_object().unwrap().contains_key("mode"));
    let probabilities = answers[0]["probabilities"].as_object().unwrap();
    assert_eq!(probabilities.len(), 16);
    let sum: f64 = probabilities.values().map(|p| p.as_f64().unwrap()).sum();
    assert!((sum - 1.0).abs() < 1e-4, "{sum}");
    expect![[r#"
        rejected: stdin:3: "actor" is [0, 50], but the text has 5 characters
        hint: offsets count Unicode characters, end exclusive; null where nobody is named
        rejected: stdin:4: not a relation record: missing field `text` at column 11
        hint: write {"id": …, "text": "…", "actor": [start, end] or null, "recipient": …}
    "#]]
    .assert_eq(&ran.stderr);
    assert_eq!(run(&["relation", "missing.jsonl"]).code, Some(1));
}

#[test]
fn given_tokens_keep_their_layout() {
    let folder = Folder::new("gold-tokens");
    let conllu = "# sent_id = s1\n# text = They don't know.\n1\tThey\t_\t_\t_\t_\t_\t_\t_\t_\n\
        2-3\tdon't\t_\t_\t_\t_\t_\t_\t_\t_\n2\tdo\t_\t_\t_\t_\t_\t_\t_\t_\n\
        3\tn't\t_\t_\t_\t_\t_\t_\t_\t_\n4\tknow\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No\n\
        4.1\tit\t_\t_\t_\t_\t_\t_\t_\t_\n5\t.\t_\t_\t_\t_\t_\t_\t_\t_\n\n";
    let file = folder.file("s.conllu", conllu.as_bytes());
    let ran = run(&["debug", "parse", "--gold-tokens", &file]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let columns = |at: usize| -> Vec<&str> {
        let rows = ran.stdout.lines().filter(|line| line.contains('\t'));
        rows.filter_map(|line| line.split('\t').nth(at)).collect()
    };
    assert!(
        ran.stdout
            .starts_with("# sent_id = s1\n# text = They don't know.\n")
    );
    assert_eq!(columns(0), ["1", "2-3", "2", "3", "4", "5"]);
    assert_eq!(columns(3), ["PRON", "_", "AUX", "PART", "VERB", "PUNCT"]);
    assert_eq!(columns(6).iter().filter(|head| **head == "0").count(), 1);
    assert_eq!(columns(9)[4], "SpaceAfter=No");

    let iob2 = "# sent_id = s1\n1\tKenya\tO\t-\t-\n2\tvoted\tO\t-\t-\n\n";
    let file = folder.file("s.iob2", iob2.as_bytes());
    let ran = run(&["debug", "mentions", "--gold-tokens", &file]);
    assert_eq!(
        ran.stdout,
        "# sent_id = s1\n1\tKenya\tB-LOC\t-\t-\n2\tvoted\tO\t-\t-\n\n"
    );

    let file = folder.file("bad.conllu", b"1\ttwo\n");
    let ran = run(&["debug", "parse", "--gold-tokens", &file]);
    assert_eq!(ran.code, Some(1));
    assert_eq!(
        folder.hidden(&ran.stderr),
        "error: DIR/bad.conllu: line 1: not a row of CoNLL-U\n"
    );
}

#[test]
fn conllu_of_raw_text_holds_every_character() {
    let text = "Title\n\nROME, May 2 (Agency) - Italy's minister can't come. \"No,\" he said.\n";
    let ran = pipe(
        &[
            "debug", "parse", "-", "--input", "text", "--format", "conllu",
        ],
        text.as_bytes(),
    );
    let forms: String = ran
        .stdout
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split('\t').nth(1))
        .collect();
    assert_eq!(forms, text.split_whitespace().collect::<String>());
}

#[test]
fn debug_shows_each_stage() {
    let text = b"Kenya expelled three Somali diplomats in Nairobi on Monday.\n";
    let stage = |name: &str| {
        let ran = pipe(&["debug", name, "-", "--input", "text"], text);
        assert_eq!(ran.code, Some(0), "{name}: {}", ran.stderr);
        ran.stdout
    };
    assert_eq!(stage("text").as_bytes(), text);
    expect![[r#"
        1 Body [0, 59]  Kenya expelled three Somali diplomats in Nairobi on Monday.
            Kenya | expelled | three | Somali | diplomats | in | Nairobi | on | Monday | .
    "#]]
    .assert_eq(&stage("tokens"));
    assert!(stage("parse").contains("nsubj"));
    assert!(stage("mentions").contains("party KEN"));
    assert!(stage("events").contains("\"event_type\": \"SANCTION\""));
    let places = stage("places");
    let places: Vec<serde_json::Value> = places
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let nairobi = places
        .iter()
        .find(|place| place["text"] == "Nairobi")
        .unwrap();
    assert_eq!(
        (&nairobi["country"], &nairobi["span"]),
        (&"KEN".into(), &[41, 48].into())
    );
    assert!(run(&["debug", "codebook"]).stdout.contains("| SANCTION |"));
}

#[test]
fn names_resolve_and_say_why() {
    expect![[r#"
        Kremlin
          RUSGOV  “Kremlin”, by metonym, Government of Russia
          in the tables: a seat of government of Russia (RUS)
        Kenyan police
          KENCOP  “Kenyan police”, by demonym+agent
        Xyzzy
          no code: the name is in no table and has no word that tells one
    "#]]
    .assert_eq(&run(&["actors", "Kremlin", "Kenyan police", "Xyzzy"]).stdout);
    expect![[r#"
        India
          IND  “India”, by gazetteer, India
          in the tables: the country India (IND)
            ISO 3166-1 IND IN 356, COW 750 IND, GW 750, FIPS IN
    "#]]
    .assert_eq(&run(&["actors", "India"]).stdout);
    expect![[r#"
        STL
          no code: by itself the name does not say who is meant
          in the tables, where the text says what it is short for: the organisation Special Tribunal for Lebanon (IGOJUD)
    "#]]
    .assert_eq(&run(&["actors", "STL"]).stdout);
    let bound = run(&["actors", "CBI"]).stdout;
    let indian = "where the text speaks of the country: the organisation Central Bureau of Investigation (INDCOP)";
    assert!(bound.contains(indian), "{bound}");
    assert!(run(&["places", "Nairobi"]).stdout.contains("KEN"));
}
