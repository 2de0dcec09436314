//! Dictionaries of agents.
//!
//! ```text
//! SOLDIER [~MIL]                  # plural SOLDIERS
//! CHILD {CHILDREN} [~CVL]
//! POLICE {~} [~COP]               # no plural
//! !PERSON! = MAN, MEN, WOMAN      # a set, for any place in an entry
//! POLICE!PERSON! [~COP]
//! ```
//!
//! The tilde shows where the actor's code goes, before or after; PLOVER keeps sectors apart from
//! the country, so that both come to the same. A code without one names its country itself, and
//! its entry becomes a line of `organisations.tsv`.
//!
//! Our table asks how a noun takes part in a phrase (person, body …), which PETRARCH does not say:
//! it is taken from our own table where that has the noun or the last words of it; otherwise a noun
//! without plural is a body, and any other a person.

use std::collections::BTreeMap;

use demarche_code::knowledge::{Agent, AgentKind, Knowledge, Sense};

use crate::codes::{self, Coded};
use crate::names::Name;
use crate::source::Source;
use crate::tables::Tables;

/// More forms than this no entry has.
const MOST_FORMS: usize = 500;

const WRITE_AGENT: &str = "write NOUN {PLURAL} [~MIL]";

/// Reads a dictionary of agents.
pub(crate) fn read(source: &mut Source<'_>, knowledge: &Knowledge, tables: &mut Tables) {
    let lines = source.lines.clone();
    let mut sets: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    let mut entries = Vec::new();
    for line in &lines {
        match line.text.split_once('=') {
            Some((name, words)) if name.trim_start().starts_with('!') => {
                let key = name.trim().trim_matches('!');
                let words: Vec<&str> = words
                    .split(',')
                    .map(|word| word.trim().trim_end_matches('_'))
                    .filter(|word| !word.is_empty())
                    .collect();
                if key.is_empty() || words.is_empty() {
                    source.untranslated(
                        line.number,
                        "",
                        "a set without a name or words".to_owned(),
                        "write !NAME! = WORD, WORD",
                    );
                } else {
                    sets.insert(key, words);
                }
            }
            _ => entries.push(line),
        }
    }
    for line in entries {
        if let Err((at, reason)) = entry(source, line.number, &line.text, &sets, knowledge, tables)
        {
            source.untranslated(line.number, &at, reason, WRITE_AGENT);
        }
    }
}

fn entry(
    source: &mut Source<'_>,
    line: usize,
    text: &str,
    sets: &BTreeMap<&str, Vec<&str>>,
    knowledge: &Knowledge,
    tables: &mut Tables,
) -> Result<(), (String, String)> {
    let all = |reason: &str| (text.to_owned(), reason.to_owned());
    if text.starts_with(['+', '~', '[']) {
        return Err(all("a line of agents begins with a noun"));
    }
    let (head, code) = text
        .split_once('[')
        .ok_or_else(|| all("a noun without a code"))?;
    let (code, after) = code
        .split_once(']')
        .ok_or_else(|| all("a bracket that never closes"))?;
    if !after.trim().is_empty() {
        return Err((after.trim().to_owned(), "words behind the code".to_owned()));
    }
    let (head, plurals) = match head.split_once('{') {
        Some((head, plurals)) => {
            let (plurals, after) = plurals
                .split_once('}')
                .ok_or_else(|| all("a brace that never closes"))?;
            if !after.trim().is_empty() {
                return Err((
                    after.trim().to_owned(),
                    "words behind the plural".to_owned(),
                ));
            }
            (head.trim(), Some(plurals.trim()))
        }
        None => (head.trim(), None),
    };
    let (head, plurals) = match head.strip_suffix('~') {
        Some(head) if plurals.is_none() => (head.trim(), Some("~")),
        _ => (head, plurals),
    };
    let expanded = expand(head, sets).map_err(|reason| (head.to_owned(), reason))?;
    let marked = head.contains('!');
    let mut forms: Vec<(Name, Vec<String>)> = Vec::new();
    for form in expanded {
        let name = Name::read(&form).map_err(|reason| (head.to_owned(), reason))?;
        let plural = match plurals {
            // A set lists plurals itself.
            None if marked => Vec::new(),
            None => vec![plural_of(&name.common())],
            Some("~" | "") => Vec::new(),
            Some(listed) => listed
                .split([',', ' '])
                .filter(|plural| !plural.trim().is_empty())
                .map(|plural| Name::read(plural).map(|name| name.common()))
                .collect::<Result<_, _>>()
                .map_err(|reason| (listed.to_owned(), reason))?,
        };
        forms.push((name, plural));
    }
    if forms.iter().any(|(name, _)| name.loose) {
        source.partly(line, head, "other words may stand between the words that a blank parts; here they stand side by side".to_owned(), "join words with an underscore");
    }
    let own = !code.contains('~');
    let actor = if own {
        match codes::actor(code, knowledge).map_err(|reason| (code.to_owned(), reason))? {
            Coded::Actor(actor) => actor,
            Coded::Nobody => {
                return Err((
                    code.to_owned(),
                    "the null code says that it is no agent".to_owned(),
                ));
            }
        }
    } else {
        codes::agent(code).map_err(|reason| (code.to_owned(), reason))?
    };
    if !actor.lost.is_empty() {
        let lost = actor.lost.join(", ");
        source.partly(line, code, format!("PLOVER has no code for {lost}"), "");
    }
    if own && actor.country.is_some() {
        let names: Vec<String> = forms.iter().map(|(name, _)| name.proper()).collect();
        tables.organisation(&names, &actor.country(), &actor.sectors(), "state");
        return Ok(());
    }
    if marked {
        pair(&mut forms);
    }
    for (name, plurals) in &forms {
        let singular = name.common();
        let known = known(&singular, knowledge);
        let kind = match known {
            Some((agent, _)) => kind(agent.kind),
            None if plurals.is_empty() && !marked => "body",
            None => "person",
        };
        let flags = known.map_or_else(String::new, |(agent, whole)| flags(agent, whole));
        let plural = plurals.join("|");
        tables.agent([&singular, &plural], &actor.sectors(), kind, &flags);
    }
    Ok(())
}

/// An entry with every word of its sets in turn.
fn expand(text: &str, sets: &BTreeMap<&str, Vec<&str>>) -> Result<Vec<String>, String> {
    let mut forms = vec![String::new()];
    for (index, part) in text.split('!').enumerate() {
        if index % 2 == 0 {
            forms.iter_mut().for_each(|form| form.push_str(part));
            continue;
        }
        let words = sets.get(part).ok_or_else(|| format!("no set !{part}!"))?;
        forms = forms
            .iter()
            .flat_map(|form| words.iter().map(move |word| format!("{form}{word}")))
            .collect();
        if forms.len() > MOST_FORMS {
            return Err(format!("more than {MOST_FORMS} forms"));
        }
    }
    if text.matches('!').count() % 2 == 1 {
        return Err("a ! without its partner".to_owned());
    }
    Ok(forms)
}

/// PETRARCH's rule.
fn plural_of(noun: &str) -> String {
    if let Some(stem) = noun.strip_suffix('y')
        && !stem.ends_with(['a', 'e', 'i', 'o', 'u'])
    {
        return format!("{stem}ies");
    }
    if noun.ends_with('s') {
        return format!("{noun}es");
    }
    format!("{noun}s")
}

/// Joins the forms of a set that are plurals of others to these.
fn pair(forms: &mut Vec<(Name, Vec<String>)>) {
    let written: Vec<String> = forms.iter().map(|(name, _)| name.common()).collect();
    let mut plural_at = vec![false; forms.len()];
    for (index, singular) in written.iter().enumerate() {
        let mut plurals = vec![plural_of(singular)];
        if let Some(stem) = singular.strip_suffix("man") {
            plurals.push(format!("{stem}men"));
        }
        if singular.ends_with("person") {
            plurals.push(format!("{}people", singular.trim_end_matches("person")));
        }
        for (other, form) in written.iter().enumerate() {
            if other != index && plurals.contains(form) && !plural_at[other] {
                plural_at[other] = true;
                forms[index].1.push(form.clone());
            }
        }
    }
    let mut index = 0;
    forms.retain(|_| {
        index += 1;
        !plural_at[index - 1]
    });
}

/// The agent of our table that a noun is, or ends in, and whether it is the whole.
fn known<'k>(noun: &str, knowledge: &'k Knowledge) -> Option<(&'k Agent, bool)> {
    let words: Vec<&str> = noun.split(' ').collect();
    (0..words.len()).find_map(|start| {
        let tail = words[start..].join(" ");
        knowledge
            .senses(&tail)
            .into_iter()
            .find_map(|sense| match sense {
                Sense::Agent(index, _) => Some((knowledge.agent(index), start == 0)),
                _ => None,
            })
    })
}

fn kind(kind: AgentKind) -> &'static str {
    match kind {
        AgentKind::Person => "person",
        AgentKind::Role => "role",
        AgentKind::Body => "body",
        AgentKind::Gear => "gear",
        AgentKind::Modifier => "modifier",
    }
}

fn flags(agent: &Agent, whole: bool) -> String {
    let flags = [
        ("domestic", agent.domestic && whole),
        ("female", agent.female),
        ("male", agent.male),
        ("abstract", agent.is_abstract && whole),
    ];
    let set = flags.into_iter().filter(|(_, set)| *set);
    set.map(|(name, _)| name).collect::<Vec<_>>().join("|")
}
