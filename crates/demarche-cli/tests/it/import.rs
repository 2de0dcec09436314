//! Dictionaries of other coders.

use std::fs;

use expect_test::expect;

use crate::harness::{Folder, run};

#[test]
fn dictionaries_become_tables_and_frames() {
    let folder = Folder::new("import-petrarch");
    let actors = folder.file(
        "actors.txt",
        b"CAF\xc9_FRONT_ [SOMREB]\r\n+SOMALI DUNE ARMY_\r\nSOUTHERN_BLOC_ [SAF]\r\n",
    );
    let agents = folder.file("agents.txt", b"\xef\xbb\xbfHARBOURMASTER [~COP]\n");
    let verbs = folder.file(
        "verbs.txt",
        b"---  HEARKEN  [050]  ---\nHEARKEN\n- * TO + [051]\n- WILL * + [030]\n",
    );
    let out = format!("{}/out", folder.path());
    let arguments = [
        "import", "petrarch", "--actors", &actors, "--agents", &agents, "--verbs", &verbs, "--out",
        &out,
    ];
    let ran = run(&arguments);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    expect![[r#"
        DIR/actors.txt (actors): read 3 = translated 1 + partly 1 + untranslated 1
        DIR/agents.txt (agents): read 1 = translated 1 + partly 0 + untranslated 0
        DIR/verbs.txt (verbs): read 4 = translated 3 + partly 0 + untranslated 1
        written: 1 agent noun
        written: 2 frames
        written: 1 organisation
        written: 5 patterns
        DIR/out/codebook/frames/petrarch-support.toml
        DIR/out/knowledge/agents.tsv
        DIR/out/knowledge/organisations.tsv
        DIR/out/untranslated.tsv
    "#]]
    .assert_eq(&folder.hidden(&ran.stdout));
    expect![[r#"
        note: DIR/actors.txt: not UTF-8: read as Latin-1
        hint: demarche code … --knowledge DIR/out/knowledge --codebook DIR/out/codebook codes with them
    "#]]
    .assert_eq(&folder.hidden(&ran.stderr));
    let written = |name: &str| fs::read_to_string(format!("{out}/{name}")).unwrap();
    expect![[r#"
        file	line	column	outcome	text	reason	hint
        DIR/actors.txt	2	2	partly	+SOMALI DUNE ARMY_	other words may stand between the words that a blank parts; here they stand side by side	join words with an underscore
        DIR/actors.txt	3	17	untranslated	SOUTHERN_BLOC_ [SAF]	SAF is a region, for which PLOVER has no code	add a line to organisations.tsv by hand
        DIR/verbs.txt	4	3	untranslated	- WILL * + [030]	negation, tense and what governs the verb are read by the program as the event's status	write a frame by hand: codebook/README.md has the pattern language
    "#]]
    .assert_eq(&folder.hidden(&written("untranslated.tsv")));
    assert!(
        written("knowledge/organisations.tsv").contains("Café Front\tSomali Dune Army\tSOM\tREB")
    );

    for command in ["knowledge", "codebook"] {
        let above = run(&[command, "check", &out]);
        assert_eq!(above.code, Some(1), "{}", above.stderr);
        let meant = format!("hint: did you mean {out}/{command}?");
        assert!(above.stderr.contains(&meant), "{}", above.stderr);
        let ran = run(&[command, "check", &format!("{out}/{command}")]);
        assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    }

    let again = run(&arguments);
    assert_eq!(again.code, Some(1));
    expect![[r#"
        error: DIR/out/codebook/frames/petrarch-support.toml is there already
        hint: name a new folder with --out, or move the earlier import away"#]]
    .assert_eq(&folder.hidden(&again.stderr.lines().skip(1).collect::<Vec<_>>().join("\n")));
}

#[test]
fn an_import_that_translates_nothing_fails() {
    let folder = Folder::new("import-nothing");
    let actors = folder.file("actors.txt", b"SOUTHERN_BLOC_ [SAF]\n");
    let out = format!("{}/out", folder.path());
    let ran = run(&["import", "petrarch", "--actors", &actors, "--out", &out]);
    assert_eq!(ran.code, Some(1), "{}", ran.stderr);
    expect![[r#"
        error: no line was translated
        hint: DIR/out/untranslated.tsv says why of each
    "#]]
    .assert_eq(&folder.hidden(&ran.stderr));
}

#[test]
fn a_dictionary_that_cannot_be_read_is_named_and_the_rest_goes_on() {
    let folder = Folder::new("import-missing");
    let agents = folder.file("agents.txt", b"HARBOURMASTER [~COP]\n");
    let missing = format!("{}/missing.txt", folder.path());
    let out = format!("{}/out", folder.path());
    let ran = run(&[
        "import", "petrarch", "--agents", &missing, &agents, "--out", &out,
    ]);
    assert_eq!(ran.code, Some(3), "{}", ran.stderr);
    assert!(ran.stderr.contains("rejected: "), "{}", ran.stderr);
    assert!(
        ran.stdout
            .contains("read 1 = translated 1 + partly 0 + untranslated 0")
    );
    let none = run(&["import", "petrarch", "--verbs", &missing, "--out", &out]);
    assert_eq!(none.code, Some(1));
    assert_eq!(run(&["import", "petrarch", "--out", &out]).code, Some(2));
}
