//! `demarche actors`: what a name resolves to, and why.

use std::fmt::Write as _;
use std::io;

use demarche_code::codes::Codes;
use demarche_code::knowledge::{Knowledge, Sense};
use demarche_code::mention::MentionKind;
use demarche_record::{Article, CountryCode, Sector};

use crate::args::Names;
use crate::interrupt;
use crate::report::{Exit, printable};
use demarche_code::Coder;

/// Looks up each name.
pub(crate) fn run(args: &Names) -> anyhow::Result<Exit> {
    let coder = args.own.coder()?;
    let mut out = String::new();
    for name in &args.names {
        let _ = writeln!(out, "{}", printable(name));
        let knowledge = coder.knowledge();
        let mut bound = knowledge.bound_senses(name);
        // The last name of a person may stand as a variant too.
        bound.dedup();
        resolved(&mut out, &coder, name, !bound.is_empty());
        for sense in knowledge.senses(name) {
            let _ = writeln!(out, "  in the tables: {}", told(knowledge, sense));
            if let Sense::Country(index) = sense {
                codes(&mut out, knowledge.country(index).iso);
            }
        }
        for sense in bound {
            let _ = writeln!(
                out,
                "  in the tables, where the text {}: {}",
                condition(knowledge, sense),
                told(knowledge, sense)
            );
        }
    }
    interrupt::write_whole(&mut io::stdout().lock(), out.as_bytes())?;
    Ok(Exit::Done)
}

/// When a name that is bound to its country is meant.
fn condition(knowledge: &Knowledge, sense: Sense) -> &'static str {
    match sense {
        Sense::Organisation(index)
            if (knowledge.organisation(index).code).is_none_or(|code| code.is_supranational()) =>
        {
            "says what it is short for"
        }
        _ => "speaks of the country",
    }
}

/// What other lists call a country.
fn codes(out: &mut String, iso: CountryCode) {
    let Some(codes) = Codes::now(iso) else {
        return;
    };
    let number = |number: Option<u16>| number.map(|number| number.to_string());
    let text = |text: Option<&str>| text.map(str::to_owned);
    // Keys that ISO does not know have no number there.
    let iso = codes.numeric.map_or([None; 3], |numeric| {
        [Some(iso.as_str()), codes.iso2, Some(numeric)]
    });
    let lists = [
        ("ISO 3166-1", iso.map(text)),
        (
            "COW",
            [number(codes.cow), text(codes.cow_abbreviation), None],
        ),
        ("GW", [number(codes.gw), None, None]),
        ("FIPS", [text(codes.fips), None, None]),
    ];
    let told: Vec<String> = lists
        .into_iter()
        .map(|(list, codes)| (list, codes.into_iter().flatten().collect::<Vec<_>>()))
        .filter(|(_, codes)| !codes.is_empty())
        .map(|(list, codes)| format!("{list} {}", codes.join(" ")))
        .collect();
    let _ = writeln!(out, "    {}", told.join(", "));
}

/// The name as a text that holds nothing else would have it. `bound` says whether the tables have it
/// for a text that says more.
fn resolved(out: &mut String, coder: &Coder, name: &str, bound: bool) {
    let article = Article {
        text: name.to_owned(),
        ..Article::default()
    };
    let analysed = coder.analyse(&article);
    let mut found = false;
    for (index, mentions) in analysed.mentions.iter().enumerate() {
        let Some(view) = analysed.view(index) else {
            continue;
        };
        for mention in mentions
            .iter()
            .filter(|mention| mention.kind != MentionKind::Other)
        {
            let Some(code) = mention.code() else { continue };
            found = true;
            let party = mention.party(&view);
            let name = party
                .name
                .map_or_else(String::new, |name| format!(", {name}"));
            let role = party
                .role
                .map_or_else(String::new, |role| format!(", role {role}"));
            let _ = writeln!(
                out,
                "  {code}  “{}”, by {}{name}{role}",
                party.text, party.basis
            );
        }
    }
    if !found {
        let why = match bound {
            true => "by itself the name does not say who is meant",
            false => "the name is in no table and has no word that tells one",
        };
        let _ = writeln!(out, "  no code: {why}");
    }
}

fn sectors(sectors: &[Sector]) -> String {
    sectors
        .iter()
        .map(|sector| sector.as_str())
        .collect::<Vec<_>>()
        .join(" ")
}

/// A sense in words.
pub(super) fn told(knowledge: &Knowledge, sense: Sense) -> String {
    let country = |index, how: &str| {
        let country = knowledge.country(index);
        format!("{how} {} ({})", country.name, country.code)
    };
    match sense {
        Sense::Country(index) => country(index, "the country"),
        Sense::Demonym(index) => country(index, "of, or from,"),
        Sense::Seat(index) => country(index, "a seat of government of"),
        Sense::Capital(index) => country(index, "the capital of"),
        Sense::Place(index) => country(index, "a place in"),
        Sense::Organisation(index) => {
            let organisation = knowledge.organisation(index);
            let code = organisation.code.map(String::from).unwrap_or_default();
            format!(
                "the organisation {} ({code}{})",
                organisation.name,
                sectors(&organisation.sectors)
            )
        }
        Sense::Leader(index) | Sense::Surname(index) => {
            let leader = knowledge.leader(index);
            let spells: Vec<String> = leader
                .spells
                .iter()
                .map(|spell| {
                    let to = spell.to.map_or_else(String::new, |to| to.to_string());
                    format!("{} ({}, {}–{to})", spell.role, spell.code, spell.from)
                })
                .collect();
            format!("{}, {}", leader.name, spells.join(", "))
        }
        Sense::Agent(index, _) => {
            let agent = knowledge.agent(index);
            format!("the word “{}” ({})", agent.name, sectors(&agent.sectors))
        }
    }
}
