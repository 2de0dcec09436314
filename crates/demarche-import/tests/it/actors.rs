//! Dictionaries of actors.

use demarche_code::knowledge::{Moment, Sense};
use demarche_import::Kind;
use expect_test::expect;

use crate::harness::{knowledge, lost, read, rows};

const ACTORS: &str = "\
<!-- A dictionary
of two lines -->
# Countries
KENYA_ [KEN]   ; the country
+KENYAN_
+NAIROBI_
DUSTLAND_FRONT [SOMREB]
+DUSTLAND REBELS_
PETRA_VARGA_   # an office holder
+VARGA_
	[HUNLEG <20061231]
	[HUNGOV 070101-120630]
	[HUNELI >20120701]
OLD_ARMY_COUNCIL_ [SDNMIL <20050101]
	[SDNGOV >20050102]
JONAS_LEHTO_ [FIN]
	[FINGOV 19990401-20030401]
NORTHERN_TRADE_BANK_ [IGONTB/NGO]
RADIO_RIVER_ [UGAMED]
BLUE_STAR_ [---]
SOUTHERN_BLOC_ [SAF]
NAMELESS_
+ALSO_NAMELESS_
ROTTEN_DATE_ [UGAGOV]
	[UGAMIL 20011341-20020101]
~ OTHER
+LOST_
";

#[test]
fn actors_become_organisations_and_spells() {
    let import = read(Kind::Actors, ACTORS);
    expect![[r#"
        Dustland Front ; Dustland Rebels ; SOM ; REB ; armed
        Old Army Council ;  ; SDN ; GOV ; state
        Northern Trade Bank ;  ; IGO ;  ; igo
        Radio River ;  ; UGA ; JRN ; media
        Blue Star ;  ;  ;  ; geographic
        Rotten Date ;  ; UGA ; GOV ; state
    "#]]
    .assert_eq(&rows(&import, "knowledge/organisations.tsv"));
    expect![[r#"
        Petra Varga ; Varga ; HUN ; LEG ;  ; 0001 ; 2006-12 ; 
        Petra Varga ;  ; HUN ; GOV ;  ; 2007-01 ; 2012-06 ; 
        Petra Varga ;  ; HUN ; ELI ;  ; 2012-07 ;  ; 
        Jonas Lehto ;  ; FIN ;  ;  ; 0001 ; 1999-03 ; 
        Jonas Lehto ;  ; FIN ; GOV ;  ; 1999-04 ; 2003-04 ; 
        Jonas Lehto ;  ; FIN ;  ;  ; 2003-05 ;  ; 
    "#]]
    .assert_eq(&rows(&import, "knowledge/leaders.tsv"));
    expect![[r#"
        8:2 partly: other words may stand between the words that a blank parts; here they stand side by side
        14:19 untranslated: organisations.tsv has no dates and one code a name
        15:2 partly: organisations.tsv has no dates: written as if it held always
        18:23 partly: PLOVER has no code for NTB (a group, faith, people or rank); the name still tells who it is; NGO: a name has one country
        21:17 untranslated: SAF is a region, for which PLOVER has no code
        22:1 untranslated: a name without a code that could be read
        23:1 untranslated: a name without a code that could be read
        25:10 untranslated: "20011341" is no date
        26:1 untranslated: lines that begin with ~ have no counterpart
        27:1 untranslated: a synonym without a name before it
    "#]]
    .assert_eq(&lost(&import));
    expect![[r#"
        [
            Account {
                file: "my.actors.txt",
                kind: Actors,
                read: 24,
                translated: 14,
                partly: 3,
                untranslated: 7,
            },
        ]
        [
            "my.actors.txt: names of countries that the built-in tables have with the same code, not written again: 3",
            "my.actors.txt: names without an underscore at the end (TABARI takes any word that begins so; here, as in PETRARCH, they are whole words): 1",
            "my.actors.txt: restrictions by day (spells of office count whole months, both ends included): 6",
        ]"#]]
    .assert_eq(&format!("{:#?}\n{:#?}", import.accounts, import.notes));
}

#[test]
fn what_is_written_reads_back_with_its_dates() {
    let knowledge = knowledge(&read(Kind::Actors, ACTORS));
    let Some(&Sense::Surname(index)) = knowledge.senses("Varga").first() else {
        panic!("no surname");
    };
    let leader = knowledge.leader(index);
    let held = |date: &str| {
        let spell = leader.spell(Moment::parse(date));
        (spell.code.as_str().to_owned(), spell.sectors[0].as_str())
    };
    assert_eq!(leader.name, "Petra Varga");
    assert_eq!(held("1995-05"), ("HUN".to_owned(), "LEG"));
    assert_eq!(held("2010-05-04"), ("HUN".to_owned(), "GOV"));
    assert_eq!(held("2020-01"), ("HUN".to_owned(), "ELI"));
    assert!(!leader.retired(Moment::parse("2010-01")));
    // The undated code holds outside of the dated one.
    let Some(&Sense::Leader(index)) = knowledge.senses("Jonas Lehto").first() else {
        panic!("no leader");
    };
    assert!(
        knowledge
            .leader(index)
            .spell(Moment::parse("2010"))
            .sectors
            .is_empty()
    );
    assert!(matches!(knowledge.senses("Dustland rebels")[..], []));
    assert!(matches!(
        knowledge.senses("Dustland Rebels")[..],
        [Sense::Organisation(_)]
    ));
}

#[test]
fn a_table_of_countries_is_not_taken_for_actors() {
    let import = read(
        Kind::Actors,
        "<Country>\n<CountryCode>KEN</CountryCode>\n<Capital>\nNAIROBI_ [GOV]\n</Capital>\n</Country>\n",
    );
    assert!(import.files.is_empty());
    let account = &import.accounts[0];
    assert_eq!((account.read, account.untranslated), (4, 4));
}
