//! Dictionaries of agents.

use demarche_code::knowledge::Sense;
use demarche_import::Kind;
use expect_test::expect;

use crate::harness::{knowledge, lost, read, rows};

#[test]
fn agents_become_nouns_with_their_forms() {
    let import = read(
        Kind::Agents,
        "\
# nouns
!PERSON! = MAN, MEN, WOMAN, WOMEN_
SOLDIER {SOLDIERS} [~MIL]
HARBOURMASTER [~COP]
OX_CHILD {OX_CHILDREN} [CVL~]
GENDARMERIE {~} [~COP]
COAST_GUARD!PERSON! [~MIL]
BANK_DEPUTY [~BUSMOD]
NETWORK!THING! [~MED]
LODGE [~XQZ]
KENYAN_DESK [KENGOV]
NOTHING
BROKEN [~GOV
",
    );
    expect![[r#"
        soldier ; soldiers ; MIL ; person ; 
        harbourmaster ; harbourmasters ; COP ; person ; domestic
        ox child ; ox children ; CVL ; role ; 
        gendarmerie ;  ; COP ; body ; domestic
        coast guardman ; coast guardmen ; MIL ; person ; 
        coast guardwoman ; coast guardwomen ; MIL ; person ; 
        bank deputy ; bank deputies ; BUS ; role ; 
    "#]]
    .assert_eq(&rows(&import, "knowledge/agents.tsv"));
    expect![[r#"
        Kenyan Desk ;  ; KEN ; GOV ; state
    "#]]
    .assert_eq(&rows(&import, "knowledge/organisations.tsv"));
    expect![[r#"
        8:14 partly: PLOVER has no code for MOD (moderates)
        9:1 untranslated: no set !THING!
        10:8 untranslated: ~XQZ names no sector that PLOVER has
        12:1 untranslated: a noun without a code
        13:1 untranslated: a bracket that never closes
    "#]]
    .assert_eq(&lost(&import));
    let knowledge = knowledge(&import);
    assert!(matches!(
        knowledge.senses("harbourmasters")[..],
        [Sense::Agent(_, true)]
    ));
}
