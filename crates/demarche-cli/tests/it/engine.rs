//! The accurate engine from the command line. Without weights in the program, and with no folder named
//! by `DEMARCHE_WEIGHTS`, what needs them says that it was skipped.

use crate::harness::{Folder, Ran, pipe, run};

const STORY: &str = "Kenya recalled its ambassador to Somalia on Monday. Somali officials said that \
    they regretted the decision. On Tuesday the ministers of both countries met in Djibouti.";

/// Runs with the accurate engine; `None` where there are no weights.
fn accurate(arguments: &[&str], input: &str) -> Option<Ran> {
    let folder = std::env::var("DEMARCHE_WEIGHTS").ok();
    let mut all = [arguments, &["--engine", "accurate"]].concat();
    if let Some(folder) = &folder {
        all.extend(["--weights", folder]);
    }
    let ran = pipe(&all, input.as_bytes());
    if ran.stderr.contains("no weights are built in") {
        assert_eq!(ran.code, Some(1));
        assert!(
            ran.stderr.contains("hint: name a folder of weights"),
            "{}",
            ran.stderr
        );
        println!("skipped: no weights are built in, and DEMARCHE_WEIGHTS names none");
        return None;
    }
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    Some(ran)
}

#[test]
fn weights_that_are_not_there_are_named_with_a_remedy() {
    let folder = Folder::new("engine-no-weights");
    let ran = run(&[
        "debug",
        "parse",
        "--engine",
        "accurate",
        "--weights",
        folder.path(),
    ]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.stderr.contains("model.int8.onnx"), "{}", ran.stderr);
    assert!(
        ran.stderr.contains("hint: give a folder that holds"),
        "{}",
        ran.stderr
    );

    folder.file("model.int8.onnx", b"no graph");
    folder.file("labels.json", b"{}");
    folder.file("vocab.txt", b"[UNK]\n");
    let ran = run(&[
        "relation",
        "--engine",
        "accurate",
        "--weights",
        folder.path(),
    ]);
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.stderr.contains("labels.json: missing field"),
        "{}",
        ran.stderr
    );
    assert!(
        ran.stderr.contains("hint: give weights that were made"),
        "{}",
        ran.stderr
    );
}

#[test]
fn weights_without_the_engine_are_wrong_usage() {
    let ran = run(&["code", "--weights", "somewhere", "article.txt"]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.stderr.contains("hint: add --engine accurate"),
        "{}",
        ran.stderr
    );
}

#[test]
fn any_number_of_threads_codes_alike() {
    let story = serde_json::json!({"text": STORY, "date": "2025-05-06"}).to_string();
    let other = serde_json::json!({"text": format!("{STORY} {STORY}")}).to_string();
    let lines = format!(
        "{story}\n{other}\n{}\n",
        serde_json::json!({"text": "Talks failed."})
    );
    let code = |threads| {
        let arguments = [
            "code",
            "--input",
            "jsonl",
            "--format",
            "jsonl",
            "--threads",
            threads,
        ];
        accurate(&arguments, &lines).map(|ran| ran.stdout)
    };
    let Some(one) = code("1") else { return };
    assert_eq!(Some(&one), code("4").as_ref());
    for line in one.lines() {
        let event: serde_json::Value = serde_json::from_str(line).unwrap();
        assert_eq!(event["coder"]["engine"], "accurate");
    }
}

#[test]
fn stages_show_what_the_engine_read() {
    let Some(parsed) = accurate(&["debug", "parse", "--format", "conllu"], STORY) else {
        return;
    };
    let rows = |text: &str| text.lines().filter(|line| line.contains('\t')).count();
    let fast = pipe(&["debug", "parse", "--format", "conllu"], STORY.as_bytes());
    assert_eq!(rows(&parsed.stdout), rows(&fast.stdout));
    for stage in ["mentions", "places", "events"] {
        accurate(&["debug", stage], STORY);
    }
    let question =
        serde_json::json!({"id": 1, "text": STORY, "actor": [0, 5], "recipient": [33, 40]});
    if let Some(ran) = accurate(&["relation"], &question.to_string()) {
        let answer: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
        let shares = answer["probabilities"].as_object().unwrap();
        let sum: f64 = shares.values().filter_map(serde_json::Value::as_f64).sum();
        assert_eq!((shares.len(), (sum * 1000.0).round()), (16, 1000.0));
    }
}
