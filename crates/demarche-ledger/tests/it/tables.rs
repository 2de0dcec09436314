//! The tables of `codebook/ledger/`.

use std::collections::BTreeSet;

use demarche_ledger::Rules;
use demarche_ledger::rules::Condition;

#[test]
fn every_kind_has_a_source_and_opens_by_something() {
    let rules = Rules::embedded();
    let mut names = BTreeSet::new();
    for kind in rules.measures.iter().chain(&rules.posture) {
        assert!(names.insert(&kind.name), "{} stands there twice", kind.name);
        assert!(
            !kind.source.is_empty() && !kind.gloss.is_empty(),
            "{}",
            kind.name
        );
        assert!(!kind.opens.is_empty(), "{} never begins", kind.name);
        assert!(
            !kind.lifts.is_empty() || kind.lasts.is_some(),
            "{} never ends",
            kind.name
        );
    }
}

#[test]
fn modes_are_those_of_the_types() {
    let rules = Rules::embedded();
    let kinds = rules
        .measures
        .iter()
        .chain(&rules.posture)
        .flat_map(|kind| {
            [
                &kind.announces,
                &kind.opens,
                &kind.eases,
                &kind.lifts,
                &kind.breaches,
            ]
        });
    let answers = rules
        .requests
        .answer
        .iter()
        .chain(&rules.threats.answer)
        .flat_map(|answer| [&answer.meets, &answer.refuses]);
    let claims = [
        &rules.claims.alleges,
        &rules.claims.denies,
        &rules.claims.admits,
        &rules.claims.investigates,
    ];
    let families = rules.incidents.family.iter().map(|family| &family.is);
    let channels = rules.contacts.channel.iter().map(|channel| &channel.is);
    let all: Vec<&Condition> = kinds
        .chain(answers)
        .chain(claims)
        .chain(families)
        .chain(channels)
        .flatten()
        .collect();
    assert!(all.len() > 100);
    for condition in all {
        assert!(
            !condition.types.is_empty(),
            "{condition:?} asks for no type"
        );
        for mode in condition.mode.iter().filter(|mode| *mode != "-") {
            let known = condition
                .types
                .iter()
                .any(|of| of.modes().iter().any(|known| known.as_str() == mode));
            assert!(known, "{mode} is no mode of {:?}", condition.types);
        }
        for word in condition.word.iter().chain(&condition.no_word) {
            assert_eq!(*word, word.to_lowercase());
        }
    }
}

/// Frames and kinds of objects that the tables name are those of the codebook, which they stand
/// beside.
#[test]
fn frames_and_objects_are_known() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut frames = String::new();
    for entry in std::fs::read_dir(root.join("codebook/frames")).unwrap() {
        frames += &std::fs::read_to_string(entry.unwrap().path()).unwrap();
    }
    let objects = std::fs::read_to_string(root.join("knowledge/objects.tsv")).unwrap();
    let kinds: BTreeSet<&str> = objects
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split('\t').next())
        .collect();
    let mut unknown = Vec::new();
    for (file, text) in demarche_ledger::rules::TABLES {
        let table: toml::Table = toml::from_str(text).unwrap();
        visit(&toml::Value::Table(table), &mut |key, value| {
            let known = match key {
                "frame" | "no_frame" => {
                    value == "relation." || frames.contains(&format!("id = \"{value}"))
                }
                "object" | "about" => value == "-" || kinds.contains(value),
                _ => true,
            };
            if !known {
                unknown.push(format!("{file}: {key} {value}"));
            }
        });
    }
    assert!(unknown.is_empty(), "{unknown:#?}");
}

fn visit(value: &toml::Value, check: &mut impl FnMut(&str, &str)) {
    match value {
        toml::Value::Table(table) => {
            for (key, value) in table {
                if let toml::Value::Array(list) = value {
                    for item in list.iter().filter_map(toml::Value::as_str) {
                        check(key, item);
                    }
                }
                visit(value, check);
            }
        }
        toml::Value::Array(list) => list.iter().for_each(|value| visit(value, check)),
        _ => {}
    }
}

#[test]
fn a_table_at_fault_is_named_with_its_line() {
    let fault = Rules::read(&[("tension.toml", "short = 4\nlong = \"52\"\n")]).unwrap_err();
    assert_eq!(fault.file, "tension.toml");
    assert!(fault.what.contains("line 2"), "{}", fault.what);
}

#[test]
fn regions_are_of_countries_that_are_known_and_have_names_of_their_own() {
    let rules = Rules::embedded();
    let mut names = BTreeSet::new();
    for region in &rules.regions {
        for name in std::iter::once(&region.name).chain(&region.also) {
            assert!(
                names.insert(name.to_lowercase()),
                "{name} stands there twice"
            );
            assert_eq!(rules.region(&name.to_uppercase()), Some(region));
        }
        assert!(!region.source.is_empty(), "{}", region.name);
        let countries: BTreeSet<&String> = region.countries.iter().collect();
        assert_eq!(countries.len(), region.countries.len(), "{}", region.name);
        for country in countries {
            let known = demarche_record::CountryCode::parse(country);
            assert!(
                known.is_some_and(|country| !country.is_supranational()),
                "{country}"
            );
        }
    }
    assert_eq!(rules.region("Atlantis"), None);
}
