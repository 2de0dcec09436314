//! Sentences coded with what was imported.

use std::fs;
use std::path::Path;

use demarche_code::codebook::Codebook;
use demarche_code::compose::compose;
use demarche_code::knowledge::{self, Knowledge, Moment};
use demarche_code::matching::{Matcher, Seen};
use demarche_code::mention::{Memory, Mentions};
use demarche_code::places::PlaceTables;
use demarche_code::view::SentenceView;
use demarche_import::{Dictionary, Kind, import};
use demarche_parse::{Parser, Scratch};
use demarche_text::{Document, Limits};

const ACTORS: &str = "\
PETRA_VARGA_
	[HUNLEG <20061231]
	[HUNGOV 20070101-20120630]
	[HUNELI >20120701]
DUSTLAND_FRONT_ [SOMREB]
";

const AGENTS: &str = "QUAYWARDEN [~COP]\n";

const VERBS: &str = "\
---  UPBRAID   [112]  ---
UPBRAID {UPBRAIDS UPBRAIDED UPBRAIDING}
- * FOR &DEED [1122]
&DEED
+MASSACRE
+AIR_RAID
---  HOODWINK   [112]  ---
HOODWINK
- * QUESTION [---]
---  PALAVER  [---]  ---
PALAVER
- % * [040]
---  HEARKEN  [---]  ---
HEARKEN
- * TO + [050]
---  SUFFER  [:1823]  ---
SUFFER {SUFFERS SUFFERED SUFFERING}
---  CHEW  [122]  ---
CHEW_OUT {CHEWS_OUT CHEWED_OUT CHEWING_OUT}
---  SHOVEL  [---]  ---
SHOVEL
- * {MILITARY AID} (TO +) [072]
- * +'S OFFER [120]
- * TO WITHDRAW [1056]
WITHDRAW
---  UMBRAGE  [111]  ---
TAKE_UMBRAGE_WITH
---  PLONK  [---]  ---
PLONK
- * TROOPS IN + [190]
- + WAS * BY $ [192]
";

/// Reads the built-in files of a folder of the repository.
fn repository(folder: &str, ending: &str) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .join(folder);
    let mut files: Vec<(String, String)> = fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|have| have == ending))
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, fs::read_to_string(&path).unwrap())
        })
        .collect();
    files.sort();
    files
}

fn borrowed(files: &[(String, String)]) -> Vec<(&str, &str)> {
    files
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()))
        .collect()
}

/// Built-in knowledge and codebook with the imported files behind them.
fn together() -> (Knowledge, Codebook) {
    let dictionaries = [
        (Kind::Actors, ACTORS),
        (Kind::Agents, AGENTS),
        (Kind::Verbs, VERBS),
    ]
    .map(|(kind, text)| Dictionary {
        file: kind.as_str().to_owned(),
        kind,
        text: text.to_owned(),
    });
    let import = import(&dictionaries, knowledge::embedded());
    assert!(
        import.lost.iter().all(|lost| lost.text.contains("[---]")),
        "{:?}",
        import.lost
    );
    let mine = |below: &str| -> Vec<(String, String)> {
        let files = import.files.iter();
        files
            .filter(|(name, _)| name.starts_with(below))
            .map(|(name, text)| (name.clone(), text.clone()))
            .collect()
    };
    let tables = ["countries", "agents", "organisations", "leaders"];
    let mut knowledge = repository("knowledge", "tsv");
    knowledge.retain(|(name, _)| tables.iter().any(|table| name.starts_with(table)));
    knowledge.extend(mine("knowledge/"));
    let (knowledge, problems) = Knowledge::read(&borrowed(&knowledge));
    assert!(problems.is_empty(), "{problems:?}");
    let mut codebook = repository("codebook/frames", "toml");
    codebook.extend(repository("codebook", "toml"));
    codebook.extend(mine("codebook/"));
    let (codebook, problems) = Codebook::read(&borrowed(&codebook));
    assert!(problems.is_empty(), "{problems:?}");
    (knowledge, codebook)
}

/// The events of a sentence: type, mode, actors, recipients, and whether the frame is imported.
fn code(knowledge: &Knowledge, codebook: &Codebook, sentence: &str, date: &str) -> String {
    let document = Document::read(sentence, &Limits::default());
    let words: Vec<&str> = document.words(&document.sentences[0]).collect();
    let analysis = Parser::embedded().analyze(&words, &mut Scratch::default());
    let tables = PlaceTables {
        knowledge,
        ..PlaceTables::default()
    };
    let mut memory = Memory::of(&document, tables, Moment::parse(date));
    let view = SentenceView::new(&document, 0, &analysis).unwrap();
    let mentions = Mentions::find(&view, tables, &mut memory);
    let matcher = Matcher {
        view: &view,
        mentions: &mentions,
        codebook,
        objects: demarche_code::objects::Objects::embedded(),
        loosely: demarche_code::loose::NEVER,
        seen: Seen::default(),
    };
    let told: Vec<String> = compose(&matcher)
        .iter()
        .map(|draft| {
            let side = |mentions: &[demarche_code::mention::Mention]| -> String {
                let codes = mentions
                    .iter()
                    .map(|mention| mention.code().unwrap_or_else(|| "?".to_owned()));
                codes.collect::<Vec<_>>().join("+")
            };
            let frame = draft.frame.map(|frame| &codebook.frames[frame]);
            let imported = frame.is_some_and(|frame| frame.id.contains(".petrarch."));
            let cameo = frame
                .and_then(|frame| frame.cameo.clone())
                .unwrap_or_default();
            format!(
                "{}{} {} {} -> {}",
                draft.event_type,
                draft
                    .mode
                    .map_or_else(String::new, |mode| format!("/{mode}")),
                if imported { &cameo } else { "built-in" },
                side(&draft.actors),
                side(&draft.recipients),
            )
        })
        .collect();
    told.join("; ")
}

#[test]
fn sentences_code_by_imported_frames_and_names() {
    let (knowledge, codebook) = together();
    let mut wrong = Vec::new();
    for (sentence, date, events) in [
        (
            "Kenya upbraided Somalia on Monday.",
            "2024-03",
            "ACCUSE/disapprove 112 KEN -> SOM",
        ),
        (
            "Somalia was upbraided by Kenya.",
            "2024-03",
            "ACCUSE/disapprove 112 KEN -> SOM",
        ),
        (
            "Kenya upbraided Somalia for an air raid.",
            "2024-03",
            "ACCUSE/allege 1122 KEN -> SOM",
        ),
        ("Kenya hoodwinked the question of Somalia.", "2024-03", ""),
        (
            "Kenya hoodwinked the people of Somalia.",
            "2024-03",
            "ACCUSE/disapprove 112 KEN -> SOMCVL",
        ),
        (
            "Kenya and Somalia palavered in Nairobi.",
            "2024-03",
            "CONSULT 040 KEN+SOM -> ",
        ),
        ("Kenya palavered in Nairobi.", "2024-03", ""),
        (
            "Kenya hearkened to Somalia.",
            "2024-03",
            "SUPPORT 050 KEN -> SOM",
        ),
        (
            "Kenya chewed out Somalia.",
            "2024-03",
            "REJECT/assist 122 KEN -> SOM",
        ),
        (
            "Kenya plonked troops in Somalia.",
            "2024-03",
            "ASSAULT 190 KEN -> SOM",
        ),
        (
            "Petra Varga upbraided Romania.",
            "2010-05",
            "ACCUSE/disapprove 112 HUNGOV -> ROU",
        ),
        (
            "Petra Varga upbraided Romania.",
            "2020-05",
            "ACCUSE/disapprove 112 HUNELI -> ROU",
        ),
        (
            "The Dustland Front upbraided Kenya.",
            "2024-03",
            "ACCUSE/disapprove 112 SOMREB -> KEN",
        ),
        (
            "Kenya upbraided the Somali quaywarden.",
            "2024-03",
            "ACCUSE/disapprove 112 KEN -> SOMCOP",
        ),
        (
            "Kenya shovelled military aid to Somalia.",
            "2024-03",
            "AID 072 KEN -> SOM",
        ),
        ("Kenya shovelled aid to Somalia.", "2024-03", ""),
        (
            "Kenya shovelled Somalia's offer.",
            "2024-03",
            "REJECT 120 KEN -> SOM",
        ),
        (
            "Kenya took umbrage with Somalia.",
            "2024-03",
            "ACCUSE/disapprove 111 KEN -> SOM",
        ),
        (
            "Somalia suffered much from Kenya.",
            "2024-03",
            "ASSAULT 1823 KEN -> SOM",
        ),
        (
            "The troops were plonked by Kenya in Nairobi.",
            "2024-03",
            "COERCE/seize 192 KEN -> MIL",
        ),
        (
            "Kenya condemned Somalia.",
            "2024-03",
            "ACCUSE/disapprove built-in KEN -> SOM",
        ),
    ] {
        let coded = code(&knowledge, &codebook, sentence, date);
        if coded != events {
            wrong.push(format!("{sentence}\n  want {events}\n  have {coded}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
