//! Dictionaries of verbs.

use demarche_import::Kind;
use expect_test::expect;

use crate::harness::{lost, read};

const VERBS: &str = "\
&DEED
+MASSACRE
+AIR_RAID
+CEASE-FIRE_
+WEAPON_OF_WAR
&ABOUT
+OVER
+ABOUT
&EMPTY
&LEAVE
+WITHDRAW

---  UPBRAID   [112]  ---
UPBRAID {UPBRAIDS UPBRAIDED UPBRAIDING}
LASH_OUT [111]
TAKE_ISSUE_WITH
- * FOR &DEED [1122]  # a comment
- * + OFFER [120]
- * QUESTION [---]
- * TO + (&ABOUT {MILITARY AID}) [---]
- + WERE * BY $ [112:111]
- WILL * + [130]
- $ TROOPS * INTO + [1384]
---  PARLEY  [---]  ---
PARLEY
- % * [040]
- * IN {FOREIGN CAPITAL} [042]
- * TO WITHDRAW [0872]
- * AND * [040]
- * TO &LEAVE [0872]
- * TO WITHDRAW TROOPS [0872]
- * +'S OFFER [120]
---  OPINE  [010]  ---
OPINE
---  MUSE  [---]  ---
MUSE [021]
- * OVER + [111]
---  RECEIVE  [:070]  ---
RECEIVE
WITHDRAW [0872]
~ (a . WANT) = b
- * [112]
";

#[test]
fn verbs_become_frames() {
    let import = read(Kind::Verbs, VERBS);
    let files: String = import
        .files
        .iter()
        .map(|(name, text)| format!("== {name}\n{text}"))
        .collect();
    expect![[r#"
        == codebook/frames/petrarch-accuse.toml
        type = "ACCUSE"

        [[frame]]
        id = "accuse.petrarch.upbraid-111"
        mode = "disapprove"
        source = "my.verbs.txt, line 15: CAMEO 111"
        gloss = "imported: upbraid"
        cameo = "111"
        priority = 10
        needs = [
            "A",
            "R",
        ]
        recipient = [
            "obj",
            "iobj",
            "with",
            "against",
            "to",
            "toward",
            "towards",
            "on",
            "at",
            "from",
            "for",
            "over",
            "in",
        ]
        patterns = [
            "v lash+out subj=A:@party obj?=!question obj/iobj=R:@party",
            "v lash+out subj=A:@party obj?=!question with/against/to/toward/towards/on/at/from/for/over/in=R:@party|@country",
            "v lash+out obj?=!question",
        ]

        [[frame]]
        id = "accuse.petrarch.upbraid-112"
        mode = "disapprove"
        source = "my.verbs.txt, line 21: CAMEO 112"
        gloss = "imported: upbraid"
        cameo = "112"
        priority = 10
        needs = [
            "A",
            "R",
        ]
        recipient = [
            "obj",
            "iobj",
            "with",
            "against",
            "to",
            "toward",
            "towards",
            "on",
            "at",
            "from",
            "for",
            "over",
            "in",
        ]
        patterns = [
            "v upbraid obj=R:@party subj=A:@party",
            "v upbraid obj=R subj=A",
            "v lash+out obj=R:@party subj=A:@party",
            "v lash+out obj=R subj=A",
            "v upbraid subj=A:@party obj?=!question obj/iobj=R:@party",
            "v upbraid subj=A:@party obj?=!question with/against/to/toward/towards/on/at/from/for/over/in=R:@party|@country",
            "v upbraid obj?=!question",
            "v take subj=A:@party obj=issue with=R:@party|@country obj?=!question",
            "v take obj=issue with=R obj?=!question",
        ]

        [[frame]]
        id = "accuse.petrarch.upbraid-1122"
        mode = "allege"
        source = "my.verbs.txt, line 17: CAMEO 1122"
        gloss = "imported: upbraid"
        cameo = "1122"
        priority = 10
        needs = [
            "A",
            "R",
        ]
        recipient = [
            "obj",
            "iobj",
            "with",
            "against",
            "to",
            "toward",
            "towards",
            "on",
            "at",
            "from",
            "for",
            "over",
            "in",
        ]
        patterns = [
            "v upbraid subj=A:@party for=@petrarch_deed obj/iobj=R:@party",
            "v upbraid subj=A:@party for=@petrarch_deed with/against/to/toward/towards/on/at/from/for/over/in=R:@party|@country",
            "v upbraid for=@petrarch_deed",
            "v lash+out subj=A:@party for=@petrarch_deed obj/iobj=R:@party",
            "v lash+out subj=A:@party for=@petrarch_deed with/against/to/toward/towards/on/at/from/for/over/in=R:@party|@country",
            "v lash+out for=@petrarch_deed",
            "v take subj=A:@party obj=issue with=R:@party|@country for=@petrarch_deed",
            "v take obj=issue with=R for=@petrarch_deed",
        ]

        [[frame]]
        id = "accuse.petrarch.muse-111"
        mode = "disapprove"
        source = "my.verbs.txt, line 37: CAMEO 111"
        gloss = "imported: muse"
        cameo = "111"
        priority = 10
        needs = [
            "A",
            "R",
        ]
        recipient = [
            "obj",
            "iobj",
            "with",
            "against",
            "to",
            "toward",
            "towards",
            "on",
            "at",
            "from",
            "for",
            "over",
            "in",
        ]
        patterns = [
            "v muse subj=A:@party over=R:@party|@country",
            "v muse over=R",
        ]

        [[frame]]
        id = "accuse.petrarch.receive-112"
        mode = "disapprove"
        source = "my.verbs.txt, line 42: CAMEO 112"
        gloss = "imported: receive"
        cameo = "112"
        priority = 10
        needs = [
            "A",
            "R",
        ]
        recipient = [
            "obj",
            "iobj",
            "with",
            "against",
            "to",
            "toward",
            "towards",
            "on",
            "at",
            "from",
            "for",
            "over",
            "in",
        ]
        patterns = [
            "v receive|withdraw subj=A:@party obj/iobj=R:@party",
            "v receive|withdraw subj=A:@party with/against/to/toward/towards/on/at/from/for/over/in=R:@party|@country",
            "v receive|withdraw",
        ]
        == codebook/frames/petrarch-aid.toml
        type = "AID"

        [[frame]]
        id = "aid.petrarch.receive-070"
        source = "my.verbs.txt, line 39: CAMEO 070"
        gloss = "imported: receive"
        cameo = "070"
        priority = 10
        needs = [
            "A",
            "R",
        ]
        patterns = ["v receive subj=R obj/iobj/from/by/with/at/to/in?=A:@party"]
        == codebook/frames/petrarch-classes.toml
        [classes]
        petrarch_about = [
            "over",
            "about",
        ]
        petrarch_deed = [
            "massacre",
            "air_raid",
            "cease_fire",
            "cease-fire",
        ]
        petrarch_leave = ["withdraw"]
        == codebook/frames/petrarch-consult.toml
        type = "CONSULT"

        [[frame]]
        id = "consult.petrarch.parley-040"
        source = "my.verbs.txt, line 26: CAMEO 040"
        gloss = "imported: parley"
        cameo = "040"
        mutual = true
        priority = 10
        needs = ["R"]
        recipient = [
            "obj",
            "iobj",
            "with",
            "against",
            "to",
            "toward",
            "towards",
            "on",
            "at",
            "from",
            "for",
            "over",
            "in",
        ]
        patterns = ["v parley subj=A"]

        [[frame]]
        id = "consult.petrarch.parley-042"
        mode = "visit"
        source = "my.verbs.txt, line 27: CAMEO 042"
        gloss = "imported: parley"
        cameo = "042"
        priority = 10
        needs = [
            "A",
            "R",
        ]
        recipient = [
            "obj",
            "iobj",
            "with",
            "against",
            "to",
            "toward",
            "towards",
            "on",
            "at",
            "from",
            "for",
            "over",
            "in",
        ]
        patterns = [
            "v parley subj=A:@party in=foreign_capital obj/iobj=R:@party",
            "v parley subj=A:@party in=foreign_capital with/against/to/toward/towards/on/at/from/for/over/in=R:@party|@country",
            "v parley in=foreign_capital",
        ]
        == codebook/frames/petrarch-reject.toml
        type = "REJECT"

        [[frame]]
        id = "reject.petrarch.upbraid-120"
        source = "my.verbs.txt, line 18: CAMEO 120"
        gloss = "imported: upbraid"
        cameo = "120"
        priority = 10
        needs = [
            "A",
            "R",
        ]
        recipient = [
            "obj",
            "iobj",
            "with",
            "against",
            "to",
            "toward",
            "towards",
            "on",
            "at",
            "from",
            "for",
            "over",
            "in",
        ]
        patterns = [
            "v upbraid subj=A:@party iobj/obj=R:@party obj/comp=offer",
            "v upbraid iobj/obj=R obj/comp=offer",
            "v lash+out subj=A:@party iobj/obj=R:@party obj/comp=offer",
            "v lash+out iobj/obj=R obj/comp=offer",
        ]

        [[frame]]
        id = "reject.petrarch.parley-120"
        source = "my.verbs.txt, line 32: CAMEO 120"
        gloss = "imported: parley"
        cameo = "120"
        priority = 10
        needs = [
            "A",
            "R",
        ]
        recipient = [
            "obj",
            "iobj",
            "with",
            "against",
            "to",
            "toward",
            "towards",
            "on",
            "at",
            "from",
            "for",
            "over",
            "in",
        ]
        patterns = [
            "v parley subj=A:@party iobj/obj=R:@party obj/comp=offer",
            "v parley iobj/obj=R obj/comp=offer",
        ]
        == codebook/frames/petrarch-retreat.toml
        type = "RETREAT"

        [[frame]]
        id = "retreat.petrarch.parley-0872"
        mode = "withdraw"
        source = "my.verbs.txt, line 28: CAMEO 0872"
        gloss = "imported: parley"
        cameo = "0872"
        priority = 10
        needs = [
            "A",
            "R",
        ]
        recipient = [
            "obj",
            "iobj",
            "with",
            "against",
            "to",
            "toward",
            "towards",
            "on",
            "at",
            "from",
            "for",
            "over",
            "in",
        ]
        patterns = [
            "v parley subj=A:@party comp/to=withdraw obj/iobj=R:@party",
            "v parley subj=A:@party comp/to=withdraw with/against/to/toward/towards/on/at/from/for/over/in=R:@party|@country",
            "v parley comp/to=withdraw",
            "v parley subj=A:@party comp/to=@petrarch_leave obj/iobj=R:@party",
            "v parley subj=A:@party comp/to=@petrarch_leave with/against/to/toward/towards/on/at/from/for/over/in=R:@party|@country",
            "v parley comp/to=@petrarch_leave",
        ]

        [[frame]]
        id = "retreat.petrarch.receive-0872"
        mode = "withdraw"
        source = "my.verbs.txt, line 40: CAMEO 0872"
        gloss = "imported: receive"
        cameo = "0872"
        priority = 10
        needs = [
            "A",
            "R",
        ]
        recipient = [
            "obj",
            "iobj",
            "with",
            "against",
            "to",
            "toward",
            "towards",
            "on",
            "at",
            "from",
            "for",
            "over",
            "in",
        ]
        patterns = [
            "v withdraw subj=A:@party obj/iobj=R:@party",
            "v withdraw subj=A:@party with/against/to/toward/towards/on/at/from/for/over/in=R:@party|@country",
            "v withdraw",
        ]
        == codebook/frames/petrarch-threaten.toml
        type = "THREATEN"

        [[frame]]
        id = "threaten.petrarch.upbraid-1384"
        mode = "violence"
        source = "my.verbs.txt, line 23: CAMEO 1384"
        gloss = "imported: upbraid"
        cameo = "1384"
        priority = 10
        needs = [
            "A",
            "R",
        ]
        recipient = [
            "obj",
            "iobj",
            "with",
            "against",
            "to",
            "toward",
            "towards",
            "on",
            "at",
            "from",
            "for",
            "over",
            "in",
        ]
        patterns = [
            "v upbraid subj=A:troops into=R:@party|@country",
            "v upbraid subj=A:troops into=R",
            "v lash+out subj=A:troops into=R:@party|@country",
            "v lash+out subj=A:troops into=R",
        ]
    "#]]
    .assert_eq(&files);
    expect![[r#"
        5:2 untranslated: a phrase whose head does not stand last fills no class
        9:1 untranslated: a set without a word that could be read
        18:1 partly: does not go with the words of take
        19:14 partly: the imported frame of the verb refuses it; a built-in frame may still code it
        20:34 untranslated: a pattern without an event that asks for other than one word: no frame codes nothing
        21:21 partly: the second event (111, target to source): a trigger codes one event; does not go with the words of take
        22:3 untranslated: negation, tense and what governs the verb are read by the program as the event's status
        23:1 partly: does not go with the words of take
        27:9 partly: other words may stand between the words that a blank parts; here they stand side by side
        29:3 untranslated: 2 places for the verb (*) where one is wanted
        31:1 untranslated: what stands inside an infinitive cannot be asked for
        33:14 untranslated: CAMEO 010 has no counterpart in PLOVER 2.0
        34:1 untranslated: its block: CAMEO 010 has no counterpart in PLOVER 2.0
        36:7 partly: by itself: CAMEO 021 has no counterpart in PLOVER 2.0
        41:1 untranslated: transformations have no counterpart: what an event does to the event inside it stands in operators.toml and rules.toml
    "#]]
    .assert_eq(&lost(&import));
}

#[test]
fn a_dictionary_without_headers_has_a_block_for_each_verb() {
    let import = read(
        Kind::Verbs,
        "UPBRAID [112] ;note\n- * FOR DELAY [111]\nCONCUR [051]\n- * WITH +\n- * WITH + [050]\n",
    );
    let patterns: Vec<String> = import
        .files
        .values()
        .flat_map(|text| text.lines())
        .filter(|line| line.trim_start().starts_with("\"v "))
        .map(|line| line.trim().to_owned())
        .collect();
    expect![[r#"
        [
            "\"v upbraid subj=A:@party for=delay obj/iobj=R:@party\",",
            "\"v upbraid subj=A:@party for=delay with/against/to/toward/towards/on/at/from/for/over/in=R:@party|@country\",",
            "\"v upbraid for=delay\",",
            "\"v upbraid subj=A:@party obj/iobj=R:@party\",",
            "\"v upbraid subj=A:@party with/against/to/toward/towards/on/at/from/for/over/in=R:@party|@country\",",
            "\"v upbraid\",",
            "\"v concur subj=A:@party with=R:@party|@country\",",
            "\"v concur with=R\",",
            "\"v concur subj=A:@party obj/iobj=R:@party\",",
            "\"v concur subj=A:@party with/against/to/toward/towards/on/at/from/for/over/in=R:@party|@country\",",
            "\"v concur\",",
        ]
    "#]]
    .assert_eq(&format!("{patterns:#?}\n"));
    expect![[r#"
        4:3 untranslated: a pattern without a code
    "#]]
    .assert_eq(&lost(&import));
}
