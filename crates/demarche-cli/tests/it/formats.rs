//! `demarche code --format` for the formats of the field's tools.

use std::collections::HashMap;

use expect_test::expect_file;
use serde_json::Value;

use crate::harness::{pipe, run};

const EXAMPLE: &str = "examples/strait-crossing.txt";

/// Formats with their columns and whether they have a header.
const FORMATS: [(&str, usize, bool); 5] = [
    ("gdelt2", 61, false),
    ("gdelt2-mentions", 16, false),
    ("polecat", 40, true),
    ("icews", 20, true),
    ("phoenix", 26, false),
];

/// Rows of fields, header left out, each as wide as the format says.
fn rows(format: &str, stdout: &str) -> Vec<Vec<String>> {
    let (_, columns, header) = *FORMATS.iter().find(|(name, ..)| *name == format).unwrap();
    assert!(stdout.is_empty() || stdout.ends_with('\n'));
    stdout
        .split_terminator('\n')
        .map(|line| {
            let row: Vec<String> = line.split('\t').map(str::to_owned).collect();
            assert_eq!(row.len(), columns, "{format}: {line}");
            row
        })
        .skip(usize::from(header))
        .collect()
}

fn coded(format: &str, input: &str) -> Vec<Vec<String>> {
    let ran = pipe(
        &["code", "--date", "2024-03-14", "--format", format],
        input.as_bytes(),
    );
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    rows(format, &ran.stdout)
}

#[test]
fn the_example_in_each_format() {
    for (format, ..) in FORMATS {
        let ran = run(&["code", EXAMPLE, "--date", "2024-03-14", "--format", format]);
        assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
        assert!(rows(format, &ran.stdout).len() > 10);
        // Confidence changes with the weights, and the version with time.
        let steady: String = ran
            .stdout
            .split_inclusive('\n')
            .map(|line| match format {
                "gdelt2-mentions" => {
                    let mut fields: Vec<&str> = line.split('\t').collect();
                    assert!((0..=100).contains(&fields[11].parse::<i32>().unwrap()));
                    fields[11] = "…";
                    fields.join("\t")
                }
                "polecat" => line.replace(env!("CARGO_PKG_VERSION"), "…"),
                _ => line.to_owned(),
            })
            .collect();
        expect_file![format!("snapshots/{format}.tsv")].assert_eq(&steady);
    }
}

#[test]
fn the_header_of_polecat_is_that_of_its_schema() {
    let ran = run(&["code", EXAMPLE, "--format", "polecat"]);
    let header: Vec<&str> = ran.stdout.lines().next().unwrap().split('\t').collect();
    assert_eq!(header.len(), 40);
    assert_eq!(header[..3], ["Event ID", "Event Date", "Event Type"]);
    assert_eq!(header[37..], ["Story Locations", "Language", "Version"]);
}

/// What the record says comes back from every format.
#[test]
fn codes_go_round() {
    let ran = run(&["code", EXAMPLE, "--date", "2024-03-14", "--format", "jsonl"]);
    let events: Vec<Value> = ran
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let text = std::fs::read_to_string(
        std::path::Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("../..")
            .join(EXAMPLE),
    )
    .unwrap();
    let keyed = |format: &str| -> HashMap<String, Vec<String>> {
        coded(format, &text)
            .into_iter()
            .map(|row| (row[0].clone(), row))
            .collect()
    };
    let (gdelt, mentions) = (keyed("gdelt2"), keyed("gdelt2-mentions"));
    let (polecat, icews, phoenix) = (keyed("polecat"), keyed("icews"), keyed("phoenix"));
    let mut seen = 0;
    for event in &events {
        let field = |path: &str| match event.pointer(path) {
            None | Some(Value::Null) => String::new(),
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
        };
        let id = field("/id");
        let number = (u64::from_str_radix(&id, 16).unwrap() >> 11).to_string();
        if field("/status") != "actual" || field("/certainty") == "denied" {
            assert!(!polecat.contains_key(&id) && !icews.contains_key(&number));
            continue;
        }
        seen += 1;
        let row = &polecat[&id];
        assert_eq!(row[2], field("/event_type"));
        assert_eq!(row[3], field("/mode"));
        assert_eq!(row[1], field("/date/start"));
        assert_eq!(row[8], field("/actors/0/country"));
        assert_eq!(row[10], field("/actors/0/sectors/0"));
        assert_eq!(row[13], field("/actors/0/text"));
        let contexts: Vec<&str> = event["contexts"]
            .as_array()
            .unwrap()
            .iter()
            .map(|context| context.as_str().unwrap())
            .collect();
        assert_eq!(row[6], contexts.join(";"));
        assert_eq!(icews[&number][6], field("/cameo"));
        let row = &phoenix[&number];
        assert_eq!(row[13], field("/cameo"));
        assert_eq!(row[5], field("/actors/0/code"));
        let row = &gdelt[&number];
        assert_eq!(row[1], field("/date/start").replace('-', ""));
        assert_eq!(row[26], field("/cameo"));
        assert_eq!(row[27], field("/cameo")[..3]);
        assert_eq!(row[28], field("/cameo")[..2]);
        assert_eq!(row[30].parse::<f64>().ok(), event["goldstein"].as_f64());
        let row = &mentions[&number];
        assert_eq!(row[6], field("/sentence"));
        assert_eq!(row[9], field("/evidence/trigger/0"));
        assert_eq!(row[7], field("/actors/0/span/0"));
    }
    assert!(seen > 10, "{seen} events");
}

#[test]
fn parties_of_a_mutual_event_are_paired_both_ways() {
    let text = "France and Germany signed a trade agreement in Berlin.\n";
    for (format, actor, recipient) in [
        ("gdelt2", 7, 17),
        ("polecat", 8, 16),
        ("icews", 4, 10),
        ("phoenix", 5, 9),
    ] {
        let rows = coded(format, text);
        let pairs: Vec<(&str, &str)> = rows
            .iter()
            .map(|row| (row[actor].as_str(), row[recipient].as_str()))
            .collect();
        let (one, other) = if format == "icews" {
            ("France", "Germany")
        } else {
            ("FRA", "DEU")
        };
        assert_eq!(pairs, [(one, other), (other, one)], "{format}");
        assert_ne!(rows[0][0], rows[1][0], "{format}");
    }
}

#[test]
fn an_event_told_twice_is_one_event_with_two_mentions() {
    let text = "Kenya expelled three Somali diplomats on Monday. \
        Kenya expelled the Somali diplomats on Monday.\n";
    let events = coded("gdelt2", text);
    let mentions = coded("gdelt2-mentions", text);
    let told: usize = events
        .iter()
        .map(|row| row[31].parse::<usize>().unwrap())
        .sum();
    assert_eq!(told, mentions.len());
    assert_eq!(mentions.len(), 2);
    for mention in &mentions {
        assert!(events.iter().any(|event| event[0] == mention[0]));
    }
}

#[test]
fn international_organisations_have_cameos_codes() {
    let rows = coded(
        "gdelt2",
        "The United Nations condemned Kenya on Monday.\nNATO criticized Russia on Monday.\n",
    );
    let row = rows.iter().find(|row| row[6] == "UNITED NATIONS").unwrap();
    assert_eq!((row[5].as_str(), row[7].as_str()), ("IGOUNO", ""));
    assert_eq!((row[8].as_str(), row[12].as_str()), ("UNO", "IGO"));
    let row = rows.iter().find(|row| row[6] == "NATO").unwrap();
    assert_eq!((row[5].as_str(), row[8].as_str()), ("IGONATMIL", "NAT"));
    assert_eq!((row[12].as_str(), row[13].as_str()), ("IGO", "MIL"));
}

/// A record whose every free text tries to break a row or to be a formula.
fn hostile() -> String {
    let record = serde_json::json!({
        "id": "=cmd|' /C calc'!A0\tx\ny",
        "text": "=1+1\tKenya expelled three\tSomali diplomats\nfrom \"Nairobi\" on Monday.\n\n\
            @SUM(A1) Kenya condemned \"Somalia\" on Monday.",
        "date": "2024-03-06",
        "url": "https://example.org/a\tb\nc\"d",
        "source": "\"@evil\"\tnews\r\n",
        "lang": "-2+3\u{2028}",
    });
    format!("{record}\n")
}

#[test]
fn nothing_in_a_text_breaks_a_row() {
    for (format, ..) in FORMATS {
        let rows = coded(format, &hostile());
        assert!(!rows.is_empty(), "{format}");
        for field in rows.iter().flatten() {
            assert!(
                !field.contains(['\r', '\n', '\u{2028}']),
                "{format}: {field}"
            );
            let marks = field.matches('"').count();
            assert!(
                marks == 0 || (marks % 2 == 0 && field.starts_with('"') && field.ends_with('"')),
                "{format}: {field}"
            );
        }
    }
}

#[test]
fn no_text_is_a_formula_in_csv() {
    let ran = pipe(&["code", "--format", "csv"], hostile().as_bytes());
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert!(
        ran.stdout.contains("\"'=cmd|' /C calc'!A0\tx\ny\""),
        "{}",
        ran.stdout
    );
    assert!(ran.stdout.contains("'=1+1\tKenya") || ran.stdout.contains("'@SUM(A1)"));
    // A score below nothing stays a number.
    assert!(ran.stdout.contains(",-2,") && !ran.stdout.contains("'-2"));
}

#[test]
fn what_did_not_happen_is_left_out_and_counted() {
    let text = "Kenya will expel three Somali diplomats next week.\n";
    for (format, ..) in FORMATS {
        let ran = pipe(
            &["code", "--date", "2024-03-06", "--format", format],
            text.as_bytes(),
        );
        assert_eq!(rows(format, &ran.stdout).len(), 0);
        assert_eq!(
            ran.stderr,
            "note: 1 event left out: this format holds only what happened and nobody denies\n"
        );
    }
}
