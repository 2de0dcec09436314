//! The page of a pair.

use demarche_ledger::brief::{self, Source, Voice};
use demarche_ledger::{Ask, Citation, Scope};

use crate::compact::{self, Reported};

fn events(lines: &[&str]) -> Vec<Reported> {
    let lines = lines.iter().enumerate();
    lines
        .map(|(number, line)| compact::event(line, number).unwrap())
        .collect()
}

#[test]
fn each_article_stands_once_by_title_day_and_address() {
    let lines = [
        "2024-05-01 a1 | SANCTION/discontinue INDGOV -> PAK | object=visa:visas | frame=sanction.discontinue.trade",
        "2024-05-01 a1 | COERCE/restrict INDGOV -> PAK | sentence=2 | object=airspace:airspace | frame=coerce.restrict.close",
        "2024-05-02 a2 | THREATEN/violence PAKGOV -> IND | frame=threaten.violence.warn",
    ];
    let events = events(&lines);
    let pair = Scope::Pair("IND".to_owned(), "PAK".to_owned());
    let ledger = compact::ledger(&events, pair, None);
    let voice = Voice {
        name: &|key| match key {
            "IND" => "India".to_owned(),
            "PAK" => "Pakistan".to_owned(),
            other => other.to_owned(),
        },
        quote: &|citation: &Citation| Some(format!("<b>words of {}", citation.article)),
    };
    let page = brief::markdown_citing(&ledger, &voice, &|article| {
        (article == "a1").then(|| Source {
            title: Some("India *halts* visas".to_owned()),
            source: Some("Example Wire".to_owned()),
            date: Some("2024-05-01T08:00:00Z".to_owned()),
            url: Some("https://example.org/a1".to_owned()),
        })
    });
    assert!(
        page.starts_with("# India and Pakistan, 2024-05-02\n"),
        "{page}"
    );
    let cited = r"India \*halts\* visas, Example Wire, 2024-05-01, <https://example.org/a1>";
    assert_eq!(page.matches(cited).count(), 1, "{page}");
    assert!(page.contains("Article a2"), "{page}");
    assert!(page.contains("&lt;b&gt;words of a1"), "{page}");
    assert!(!page.contains("<b>"), "{page}");
}

#[test]
fn an_address_that_is_none_is_not_written() {
    let line = "2024-05-01 a1 | SANCTION/discontinue INDGOV -> PAK | object=visa:visas | frame=sanction.discontinue.trade";
    let events = [compact::event(line, 0).unwrap()];
    let ledger = compact::ledger(&events, Scope::All, None);
    let voice = Voice {
        name: &|key| key.to_owned(),
        quote: &|_| None,
    };
    let page = brief::markdown_citing(&ledger, &voice, &|_| {
        Some(Source {
            url: Some("javascript:alert(1)".to_owned()),
            ..Source::default()
        })
    });
    assert!(!page.contains("javascript"), "{page}");
}

#[test]
fn a_page_leaves_out_what_tells_nothing_and_calls_parties_by_their_names() {
    let lines = [
        "2024-05-01 a1 | SANCTION/discontinue INDGOV -> PAK | object=visa:visas | frame=sanction.discontinue.trade",
        "2024-05-02 a2 | THREATEN/violence PAKGOV -> IND | frame=threaten.violence.warn",
    ];
    let events = events(&lines);
    let mut ledger = compact::ledger(&events, Scope::All, None);
    let threat = ledger.threats[0].clone();
    let itself = Ask {
        to: Some(threat.by.clone()),
        ..threat.clone()
    };
    let thin = ["in March", "on 3 May 2024", "by next week", "to them"];
    let request = |what: &str| Ask {
        to: Some("boko-haram".to_owned()),
        what: Some(what.to_owned()),
        ..threat.clone()
    };
    ledger.requests = Vec::from(thin.map(&request));
    ledger.requests.push(request("to restore the treaty"));
    ledger.threats.push(itself);
    let voice = Voice {
        name: &|key| match key {
            "IND" => "India".to_owned(),
            "PAK" => "Pakistan".to_owned(),
            "boko-haram" => "Boko Haram".to_owned(),
            other => other.to_owned(),
        },
        quote: &|_| None,
    };
    let page = brief::markdown(&ledger, &voice);
    assert!(page.contains("1 open request, 1 open threat;"), "{page}");
    let asked = "Pakistan asks Boko Haram: “to restore the treaty”";
    assert!(page.contains(asked), "{page}");
    assert!(page.contains("Pakistan threatens India"), "{page}");
    assert!(!page.contains("threatens Pakistan"), "{page}");
    for what in thin {
        assert!(!page.contains(what), "{what}: {page}");
    }
    assert!(
        page.contains("- visas suspended, India against Pakistan"),
        "{page}"
    );
}

#[test]
fn a_bracket_says_something_new() {
    for (words, said) in [
        ("ceasefire", "ceasefire"),
        ("flights", "flights suspended"),
        ("State of emergency", "state-of-emergency"),
    ] {
        assert!(brief::repeats(words, said), "{words}: {said}");
    }
    for (words, said) in [
        ("roads", "curfew"),
        ("crossing at Arauca", "crossing closed"),
        ("heavy-weapons", "violence"),
    ] {
        assert!(!brief::repeats(words, said), "{words}: {said}");
    }
}
