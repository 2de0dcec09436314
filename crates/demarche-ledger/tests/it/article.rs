//! The real article: its events, as `demarche code` writes them, stand in the ledger.
//!
//! The crate does not code; the program's own tests fold the coded article. Here its gold events
//! are folded, which are what the article says.

use std::path::Path;

use demarche_ledger::Scope;
use serde_json::Value;

use crate::compact;

#[test]
fn the_gold_events_of_the_real_article_stand_in_the_ledger() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/articles");
    let gold = std::fs::read_dir(&folder)
        .into_iter()
        .flatten()
        .flatten()
        .find(|entry| entry.file_name().to_string_lossy().ends_with(".gold.jsonl"));
    let Some(gold) = gold else {
        println!("skipped: {} has no gold events", folder.display());
        return;
    };
    let text = std::fs::read_to_string(gold.path()).unwrap();
    let mut events = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let gold: Value = serde_json::from_str(line).unwrap();
        let word = |key: &str| gold[key].as_str().unwrap_or_default();
        let mut parties = match word("actor") {
            "" => "_".to_owned(),
            actor => actor.to_owned(),
        };
        match (gold["reciprocal"].as_bool(), word("recipient")) {
            (_, "") => {}
            (Some(true), recipient) => parties = format!("{parties} + {recipient}"),
            (_, recipient) => parties = format!("{parties} -> {recipient}"),
        }
        let mode = match word("mode") {
            "" => String::new(),
            mode => format!("/{mode}"),
        };
        let mut line = format!("2025-05-01 a1 | {}{mode} {parties}", word("type"));
        line += &format!(" | sentence={}", gold["sentence"]);
        // What a coder adds: the kind of object, and the frame where the tables ask for one.
        match word("trigger") {
            trigger if trigger.contains("Treaty") => line += " | object=treaty:Indus Waters Treaty",
            trigger if trigger.contains("Check Post") => {
                line += " | object=border-crossing:Integrated Check Post at Attari";
            }
            trigger if trigger.contains("staff") => {
                line += " | object=diplomatic-staff:diplomatic staff"
            }
            trigger if trigger.contains("investigation") => {
                line += " | object=investigation:independent investigation";
            }
            "denied involvement" => line += " | frame=reject.deny-involvement",
            trigger if trigger.contains("operational freedom") => {
                line += " | frame=mobilize.troops.freedom";
            }
            _ => {}
        }
        if word("place") == "Pahalgam" {
            line += " | place=Pahalgam,IND,34.01,75.32 | killed=26";
        }
        events.push(compact::event(&line, number).unwrap());
    }
    let pair = Scope::Pair("IND".to_owned(), "PAK".to_owned());
    let lines = compact::lines(&compact::ledger(&events, pair, None));
    for wanted in [
        "measure IND -> PAK treaty-suspended [Indus Waters Treaty] in force by 2025-05-01",
        "measure IND -> PAK crossing-closed [Integrated Check Post at Attari] in force by 2025-05-01",
        "measure IND -> PAK staff-cut [diplomatic staff] in force by 2025-05-01",
        "claim IND -> PAK [attack in Pahalgam] denied denied=PAK",
        "threat PAK -> IND violence open",
        "request USA -> IND yield open",
        "request USA -> PAK assist open",
        "request USA -> PAK meet open",
        "request PAK -> _ change [independent investigation] open",
        "contact IND - USA unstated phone last 2025-05-01",
        "contact PAK - USA unstated talks last 2025-05-01",
        "posture IND -> _ free-hand in force by 2025-05-01",
    ] {
        assert!(
            lines.iter().any(|line| line == wanted),
            "{wanted}\n{lines:#?}"
        );
    }
}
