//! A user's own knowledge and codebook.

use expect_test::expect;

use crate::harness::{Folder, pipe, run};

const TEXT: &[u8] =
    b"The Harbour Guards shelved the handshake with Somalia at Port Zebra on Monday.\n";

const FRAMES: &str = r#"type = "SANCTION"
[classes]
agreement = ["handshake"]
[[frame]]
id = "sanction.shelve"
mode = "discontinue"
source = "house rules"
patterns = ["v shelve obj=@agreement"]
recipient = ["with"]
codes = ["Kenya shelved the accord with Somalia. => KEN -> SOM"]
refuses = ["Kenya shelved the books."]
"#;

fn folder(test: &str) -> Folder {
    let folder = Folder::new(test);
    let guards = "Harbour Guards\t\tKEN\tMIL\tarmed\n";
    folder.file("knowledge/organisations.tsv", guards.as_bytes());
    let port = "Port Zebra\t\tKEN\tCoast\t-4.1\t39.7\tplace\n";
    folder.file("knowledge/places.tsv", port.as_bytes());
    folder.file("codebook/frames/own.toml", FRAMES.as_bytes());
    folder
}

#[test]
fn own_tables_and_frames_code() {
    let folder = folder("own-codes");
    let (knowledge, codebook) = (
        format!("{}/knowledge", folder.path()),
        format!("{}/codebook", folder.path()),
    );
    let events = |rest: &[&str]| -> Vec<serde_json::Value> {
        let mut all = vec!["code", "--format", "jsonl", "-"];
        all.extend(rest);
        let ran = pipe(&all, TEXT);
        assert_eq!(ran.code, Some(0), "{}", ran.stderr);
        let lines = ran.stdout.lines();
        lines
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    };
    assert_eq!(events(&[]).len(), 0);
    let own = events(&["--knowledge", &knowledge, "--codebook", &codebook]);
    assert_eq!(own.len(), 1);
    let event = &own[0];
    assert_eq!(event["evidence"]["rule"], "sanction.shelve");
    assert_eq!(event["actors"][0]["code"], "KENMIL");
    assert_eq!(event["recipients"][0]["code"], "SOM");
    assert_eq!(event["place"]["lat"], -4.1);
    // What codes otherwise says so.
    let built = pipe(
        &["code", "--format", "jsonl", "-"],
        b"Kenya condemned Somalia.\n",
    );
    let built: serde_json::Value = serde_json::from_str(built.stdout.trim()).unwrap();
    assert_ne!(event["coder"]["fingerprint"], built["coder"]["fingerprint"]);
}

#[test]
fn checks_say_what_is_read() {
    let folder = folder("own-check");
    folder.file(
        "knowledge/agents.tsv",
        b"-\tsoldier\nharbour master\t+s\tGOV\tperson\t\n",
    );
    let ran = run(&[
        "knowledge",
        "check",
        &format!("{}/knowledge", folder.path()),
    ]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    expect![[r#"
        DIR/knowledge/agents.tsv: 1 entry, 1 taken out
        DIR/knowledge/organisations.tsv: 1 entry
        DIR/knowledge/places.tsv: 1 entry
        no faults
    "#]]
    .assert_eq(&ran.stdout.replace(folder.path(), "DIR"));
    let ran = run(&["codebook", "check", &format!("{}/codebook", folder.path())]);
    assert_eq!(ran.code, Some(0), "{}", ran.stdout);
    expect![[r#"
        DIR/codebook/frames/own.toml: 11 lines
        no faults; 1 frame; 2 of 2 example sentences pass
    "#]]
    .assert_eq(&ran.stdout.replace(folder.path(), "DIR"));
}

#[test]
fn a_check_of_frames_speaks_of_frames() {
    let folder = folder("own-check-frames");
    let check = |frames: &str| {
        folder.file("codebook/frames/own.toml", frames.as_bytes());
        run(&["codebook", "check", &format!("{}/codebook", folder.path())])
    };
    let ran = check(&FRAMES.replace("refuses = [\"Kenya shelved the books.\"]\n", ""));
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    expect![[r#"
        DIR/codebook/frames/own.toml: 10 lines
        note: sanction.shelve has no `refuses` sentence
        no faults; 1 frame; 1 of 1 example sentences pass
    "#]]
    .assert_eq(&folder.hidden(&ran.stdout));
    let ran = check(&FRAMES.replace("mode = \"discontinue\"", "mode = \"shelve\""));
    assert_eq!(ran.code, Some(1), "{}", ran.stdout);
    assert!(
        ran.stderr.ends_with(
            "error: 1 fault in your own tables and frames\n\
             hint: mend them, or leave the folder out; \"demarche codebook check DIR\" looks again\n"
        ),
        "{}",
        ran.stderr
    );
}

#[test]
fn faults_show_their_line_and_a_remedy() {
    let folder = Folder::new("own-faults");
    let path = folder.path().to_owned();
    folder.file(
        "organisations.tsv",
        b"Harbour Guards\t\tKEN\tMLI\tarmed\nA B C\n\xff\n",
    );
    let ran = pipe(&["code", "-", "--knowledge", &path], TEXT);
    assert_eq!(ran.code, Some(1));
    assert_eq!(ran.stdout, "");
    expect![[r#"
        error: this is not UTF-8
         --> DIR/organisations.tsv:3:1
          |
        3 | �
          | ^
          |
          = help: save the file as UTF-8

        error: "MLI" is no sector
         --> DIR/organisations.tsv:1:21
          |
        1 | Harbour Guards        KEN    MLI    armed
          |                              ^^^
          |
          = help: did you mean "MIL"? it is one of COP, GOV, JUD, LEG, MIL, PRM, PTY, REB, SPY, UAF, UNK, AGR, BUS, CRM, CVL, EDU, ELI, JRN, LAB, MED, REF, OPP, PRE, REL, SOC

        error: 1 column where 5 are wanted
         --> DIR/organisations.tsv:2:1
          |
        2 | A B C
          | ^^^^^
          |
          = help: the columns are name, aliases, country, sectors, kind, parted by tabs; leave a field empty, but keep its tab

        error: 1 column where 5 are wanted
         --> DIR/organisations.tsv:3:1
          |
        3 | �
          | ^
          |
          = help: the columns are name, aliases, country, sectors, kind, parted by tabs; leave a field empty, but keep its tab

        error: 4 faults in your own tables and frames; nothing was coded
        hint: mend them, or leave the folder out; "demarche knowledge check DIR" looks again
    "#]].assert_eq(&ran.stderr.replace(&path, "DIR"));
}

#[test]
fn a_folder_without_tables_is_named() {
    let folder = folder("own-empty");
    let ran = run(&["actors", "Kenya", "--knowledge", folder.path()]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.stderr.contains("did you mean"), "{}", ran.stderr);
    let ran = run(&["actors", "Kenya", "--knowledge", "no/such/folder"]);
    assert_eq!(ran.code, Some(1));
    let index = Folder::new("own-index");
    index.file("gazetteer.bin", b"no index");
    let ran = run(&["places", "Mombasa", "--knowledge", index.path()]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.stderr.contains("no index of places"), "{}", ran.stderr);
}
