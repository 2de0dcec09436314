//! Dictionaries of actors.
//!
//! An entry is a name, its synonyms and its codes:
//!
//! ```text
//! NAME_OF_SOMEBODY_ [CODE]        # code here, or below
//! +SYNONYM_
//!     [CODE <19991231]            # until then
//!     [CODE 20000101-20041231]
//!     [CODE >20050101]            # from then on
//! ```
//!
//! TABARI allows several codes (`[CODE/CODE]`), a null code `[---]` (no actor) and `[###]` (leave
//! the story out). The first restriction that fits counts; a code without one is what holds
//! otherwise.
//!
//! A country's own names are in our tables already and are not written again. What reads as a
//! person becomes spells of `leaders.tsv`, all else a line of `organisations.tsv`, which has no
//! dates. A name reads as a person where dated codes tell of a role and either differ, or belong to
//! a name of two words or more; not where a word of it names an organisation, or where our tables
//! know the name as one.

use std::collections::HashSet;

use demarche_code::knowledge::{Knowledge, Sense};
use demarche_record::Sector;

use crate::codes::{self, ActorCode, Coded};
use crate::dates::{self, Span};
use crate::names::Name;
use crate::source::Source;
use crate::tables::Tables;

const ADD_BY_HAND: &str = "add a line to organisations.tsv by hand";
const WRITE_CODE: &str = "write the code as [KENGOV]: country, then roles, three letters each";
const WRITE_DATE: &str = "write [CODE <20051231], [CODE >20051231] or [CODE 20010101-20051231]";

#[derive(Debug)]
struct Entry {
    line: usize,
    names: Vec<(usize, Name)>,
    codes: Vec<Restricted>,
}

#[derive(Clone, Debug)]
struct Restricted {
    line: usize,
    code: Coded,
    span: Option<Span>,
}

#[derive(Default)]
struct Counts {
    open: usize,
    cut: usize,
    uncoded: usize,
    known: usize,
}

/// Words of names that are no persons.
const BODIES: [&str; 40] = [
    "ALLIANCE",
    "ARMY",
    "ASSOCIATION",
    "BATTALION",
    "BRIGADE",
    "BRIGADES",
    "BUREAU",
    "CLAN",
    "COALITION",
    "COMMITTEE",
    "CONGRESS",
    "COUNCIL",
    "FACTION",
    "FEDERATION",
    "FORCE",
    "FORCES",
    "FRONT",
    "GOVERNMENT",
    "GROUP",
    "GUARD",
    "GUARDS",
    "JUNTA",
    "LEAGUE",
    "LEGION",
    "MILITIA",
    "MINISTRY",
    "MOVEMENT",
    "ORGANISATION",
    "ORGANIZATION",
    "PARLIAMENT",
    "PARTY",
    "POLICE",
    "REBELS",
    "REGIME",
    "REPUBLIC",
    "SENATE",
    "TRIBE",
    "UNION",
    "UNITED",
    "UNITY",
];

/// Reads a dictionary of actors.
pub(crate) fn read(source: &mut Source<'_>, knowledge: &Knowledge, tables: &mut Tables) {
    // Its lines look like names and codes, and mean other things.
    if source
        .lines
        .iter()
        .any(|line| line.text.starts_with("<CountryCode>"))
    {
        for line in source.lines.clone() {
            source.untranslated(
                line.number,
                "",
                "CountryInfo.txt is another format, which is not read".to_owned(),
                "the built-in table of countries has what it tells",
            );
        }
        return;
    }
    let mut counts = Counts::default();
    for entry in entries(source, knowledge, &mut counts) {
        write(source, entry, knowledge, tables, &mut counts);
    }
    let Counts {
        open,
        cut,
        uncoded,
        known,
    } = counts;
    let mut say = |count: usize, what: &str| {
        if count > 0 {
            source.note(format!("{what}: {count}"));
        }
    };
    say(
        known,
        "names of countries that the built-in tables have with the same code, not written again",
    );
    say(
        open,
        "names without an underscore at the end (TABARI takes any word that begins so; here, as in PETRARCH, they are whole words)",
    );
    say(
        cut,
        "restrictions by day (spells of office count whole months, both ends included)",
    );
    say(
        uncoded,
        "persons with times without a code (here they are former officials, ELI, after an office, and hold the first one before it)",
    );
}

fn entries(source: &mut Source<'_>, knowledge: &Knowledge, counts: &mut Counts) -> Vec<Entry> {
    let mut entries: Vec<Entry> = Vec::new();
    // Whether the lines that follow have an entry to belong to.
    let mut within = false;
    for line in source.lines.clone() {
        let number = line.number;
        let text = line.text.as_str();
        if text.starts_with('[') {
            let Some(entry) = entries.last_mut().filter(|_| within) else {
                source.untranslated(
                    number,
                    text,
                    "a code without a name before it".to_owned(),
                    "write the name in the line above",
                );
                continue;
            };
            entry
                .codes
                .extend(bracketed(source, number, text, knowledge, counts));
        } else if let Some(synonym) = text.strip_prefix('+') {
            let Some(entry) = entries.last_mut().filter(|_| within) else {
                source.untranslated(
                    number,
                    text,
                    "a synonym without a name before it".to_owned(),
                    "write the name in the line above",
                );
                continue;
            };
            if synonym.contains('[') {
                source.untranslated(
                    number,
                    "[",
                    "a synonym has no code of its own".to_owned(),
                    "make it a name of its own, without the plus",
                );
                continue;
            }
            if let Some(name) = name(source, number, synonym, counts) {
                entry.names.push((number, name));
            }
        } else if text.starts_with('~') {
            source.untranslated(
                number,
                "~",
                "lines that begin with ~ have no counterpart".to_owned(),
                ADD_BY_HAND,
            );
            within = false;
        } else {
            let (head, code) = text.split_at(text.find('[').unwrap_or(text.len()));
            let mut entry = Entry {
                line: number,
                names: Vec::new(),
                codes: Vec::new(),
            };
            // An entry whose name cannot be read still takes the lines that belong to it.
            let name = name(source, number, head, counts);
            entry.names.extend(name.map(|name| (number, name)));
            if !code.is_empty() {
                entry
                    .codes
                    .extend(bracketed(source, number, code, knowledge, counts));
            }
            entries.push(entry);
            within = true;
        }
    }
    entries
}

fn name(source: &mut Source<'_>, line: usize, text: &str, counts: &mut Counts) -> Option<Name> {
    match Name::read(text) {
        Ok(name) => {
            if name.loose {
                source.partly(
                    line,
                    text.trim(),
                    "other words may stand between the words that a blank parts; here they stand side by side".to_owned(),
                    "join words with an underscore",
                );
            }
            counts.open += usize::from(name.open);
            Some(name)
        }
        Err(reason) => {
            source.untranslated(
                line,
                text.trim(),
                reason,
                "write the name in letters, its words joined by underscores",
            );
            None
        }
    }
}

/// The codes of `[CODE restriction]`, several in a row or parted by `/`.
fn bracketed(
    source: &mut Source<'_>,
    line: usize,
    text: &str,
    knowledge: &Knowledge,
    counts: &mut Counts,
) -> Vec<Restricted> {
    let mut read = Vec::new();
    for part in text.split('[').skip(1) {
        let Some((inside, after)) = part.split_once(']') else {
            source.untranslated(
                line,
                part,
                "a bracket that never closes".to_owned(),
                "close the code with ]",
            );
            continue;
        };
        if !after.trim().is_empty() {
            source.partly(
                line,
                after.trim(),
                format!("\"{}\" behind the code", after.trim()),
                WRITE_CODE,
            );
        }
        let inside = inside.trim();
        let restricted = inside.find(|c: char| c == '<' || c == '>' || c.is_whitespace());
        let (code, restriction) = inside.split_at(restricted.unwrap_or(inside.len()));
        let span = match restriction.trim() {
            "" => None,
            restriction => match Span::read(restriction) {
                Ok(span) => Some(span),
                Err(reason) => {
                    source.untranslated(line, restriction, reason, WRITE_DATE);
                    continue;
                }
            },
        };
        let code = together(source, line, code, knowledge);
        counts.cut += usize::from(code.is_some() && span.is_some());
        read.extend(code.map(|code| Restricted { line, code, span }));
    }
    read
}

/// `CODE/CODE` as one code where both name one country; else the first, and the rest is lost.
fn together(
    source: &mut Source<'_>,
    line: usize,
    text: &str,
    knowledge: &Knowledge,
) -> Option<Coded> {
    let mut whole: Option<Coded> = None;
    for part in text.split('/') {
        let code = match codes::actor(part, knowledge) {
            Ok(code) => code,
            Err(reason) if text.contains('/') => {
                source.partly(line, part, reason, WRITE_CODE);
                continue;
            }
            Err(reason) => {
                source.untranslated(line, part, reason, ADD_BY_HAND);
                continue;
            }
        };
        if let Coded::Actor(actor) = &code
            && !actor.lost.is_empty()
        {
            let lost = actor.lost.join(", ");
            source.partly(
                line,
                part,
                format!("PLOVER has no code for {lost}; the name still tells who it is"),
                "",
            );
        }
        match (&mut whole, code) {
            (Some(Coded::Actor(one)), Coded::Actor(other)) if one.country == other.country => {
                for sector in other.sectors {
                    if !one.sectors.contains(&sector) {
                        one.sectors.push(sector);
                    }
                }
            }
            (Some(_), _) => source.partly(
                line,
                part,
                format!("{part}: a name has one country"),
                ADD_BY_HAND,
            ),
            (none, code) => *none = Some(code),
        }
    }
    if whole.is_none() && !source.is_lost(line) {
        source.untranslated(
            line,
            text,
            "no code that PLOVER knows".to_owned(),
            WRITE_CODE,
        );
    }
    whole
}

/// Loses every line of an entry.
fn lose(source: &mut Source<'_>, entry: &Entry, reason: &str, hint: &'static str) {
    let names = entry.names.iter().map(|(line, _)| *line);
    let codes = entry.codes.iter().map(|code| code.line);
    for line in names
        .chain(codes)
        .chain([entry.line])
        .collect::<HashSet<_>>()
    {
        if !source.is_lost(line) {
            source.untranslated(line, "", reason.to_owned(), hint);
        }
    }
}

fn write(
    source: &mut Source<'_>,
    entry: Entry,
    knowledge: &Knowledge,
    tables: &mut Tables,
    counts: &mut Counts,
) {
    if entry.codes.is_empty() {
        return lose(
            source,
            &entry,
            "a name without a code that could be read",
            WRITE_CODE,
        );
    }
    if entry.names.is_empty() {
        return lose(
            source,
            &entry,
            "codes without a name that could be read",
            "write the name in letters",
        );
    }
    let dated = entry.codes.iter().any(|code| code.span.is_some());
    if dated && is_person(&entry, knowledge) {
        return spells(source, &entry, tables, counts);
    }
    // The code that holds otherwise, else the one that holds last.
    let otherwise = entry.codes.iter().find(|code| code.span.is_none());
    let latest = || {
        let end = |code: &&Restricted| code.span.map(|span| span.to.unwrap_or(i32::MAX));
        entry.codes.iter().max_by_key(end)
    };
    let Some(chosen) = otherwise.or_else(latest) else {
        return;
    };
    for code in &entry.codes {
        if code.line == chosen.line && code.span == chosen.span {
            if code.span.is_some() {
                source.partly(
                    code.line,
                    "[",
                    "organisations.tsv has no dates: written as if it held always".to_owned(),
                    "a person's dates can be kept in leaders.tsv",
                );
            }
        } else if code.span.is_some() || code.code != chosen.code {
            source.untranslated(
                code.line,
                "[",
                "organisations.tsv has no dates and one code a name".to_owned(),
                "a person's dates can be kept in leaders.tsv",
            );
        }
    }
    let (code, sectors, kind) = match &chosen.code {
        Coded::Nobody => (String::new(), String::new(), "geographic"),
        Coded::Actor(actor) => (actor.country(), actor.sectors(), kind(actor)),
    };
    let mut names = Vec::new();
    for (line, name) in &entry.names {
        let proper = name.proper();
        match (built_in(&proper, knowledge), &chosen.code) {
            (Some((known, government)), Coded::Actor(actor)) => {
                let same = actor.country == Some(known)
                    && (actor.is_bare() || government && actor.sectors == [Sector::Gov]);
                if same {
                    counts.known += 1;
                    continue;
                }
                source.partly(*line, "", format!("the built-in tables have this name for {known}, and countries go before other names"), "");
            }
            (Some((known, _)), Coded::Nobody) => {
                source.partly(*line, "", format!("the built-in tables have this name for {known}, and countries go before other names"), "");
            }
            (None, _) => {}
        }
        if !names.contains(&proper) {
            names.push(proper);
        }
    }
    if !names.is_empty() {
        tables.organisation(&names, &code, &sectors, kind);
    }
}

fn spells(source: &mut Source<'_>, entry: &Entry, tables: &mut Tables, counts: &mut Counts) {
    let mut names: Vec<String> = Vec::new();
    for (_, name) in &entry.names {
        let proper = name.proper();
        if !names.contains(&proper) {
            names.push(proper);
        }
    }
    let mut dated: Vec<(Span, &ActorCode)> = Vec::new();
    let mut otherwise: Option<&ActorCode> = None;
    for code in &entry.codes {
        let actor = match &code.code {
            Coded::Actor(actor) if actor.country.is_some() => actor,
            _ => {
                source.untranslated(
                    code.line,
                    "[",
                    "a spell of office wants a country".to_owned(),
                    "",
                );
                continue;
            }
        };
        match code.span {
            Some(span) => {
                if dated.iter().any(|(other, _)| dates::overlap(*other, span)) {
                    source.partly(code.line, "[", "overlaps a restriction above, which goes first in PETRARCH; here the later beginning does".to_owned(), "make the dates follow each other");
                }
                dated.push((span, actor));
            }
            None if otherwise.is_none() => otherwise = Some(actor),
            None => source.untranslated(
                code.line,
                "[",
                "a second code without dates".to_owned(),
                WRITE_DATE,
            ),
        }
    }
    let spans: Vec<Span> = dated.iter().map(|(span, _)| *span).collect();
    let gaps = dates::gaps(&spans);
    match otherwise {
        Some(actor) => dated.extend(gaps.into_iter().map(|gap| (gap, actor))),
        None => counts.uncoded += usize::from(!gaps.is_empty()),
    }
    if dated.is_empty() {
        return lose(source, entry, "no code of it could be kept", WRITE_CODE);
    }
    dated.sort_by_key(|(span, _)| span.from.unwrap_or(i32::MIN));
    for (index, (span, actor)) in dated.iter().enumerate() {
        let names = if index == 0 { &names[..] } else { &names[..1] };
        let (first, last) = (dates::first(span.from), dates::last(span.to));
        tables.spell(names, &actor.country(), &actor.sectors(), &first, &last);
    }
}

fn is_person(entry: &Entry, knowledge: &Knowledge) -> bool {
    let body = entry.names.iter().any(|(_, name)| {
        name.words
            .iter()
            .any(|word| BODIES.contains(&word.to_uppercase().as_str()))
            || knowledge
                .senses(&name.proper())
                .iter()
                .any(|sense| !matches!(sense, Sense::Leader(_) | Sense::Surname(_)))
    });
    let role = entry.codes.iter().any(
        |code| matches!(&code.code, Coded::Actor(actor) if code.span.is_some() && !actor.is_bare()),
    );
    let country = entry
        .codes
        .iter()
        .any(|code| matches!(&code.code, Coded::Actor(actor) if actor.country.is_some()));
    let mut different: Vec<&Coded> = Vec::new();
    for code in &entry.codes {
        if !different.contains(&&code.code) {
            different.push(&code.code);
        }
    }
    let two_words = entry
        .names
        .first()
        .is_some_and(|(_, name)| name.words.len() >= 2);
    !body && role && country && (different.len() > 1 || two_words)
}

/// The country that our tables take a name for, and whether it may stand for its government.
fn built_in(name: &str, knowledge: &Knowledge) -> Option<(demarche_record::CountryCode, bool)> {
    knowledge
        .senses(name)
        .into_iter()
        .find_map(|sense| match sense {
            Sense::Country(index) | Sense::Demonym(index) | Sense::Place(index) => {
                Some((knowledge.country(index).code, false))
            }
            Sense::Seat(index) | Sense::Capital(index) => {
                Some((knowledge.country(index).code, true))
            }
            _ => None,
        })
}

/// What sort of organisation a code tells of.
fn kind(actor: &ActorCode) -> &'static str {
    match actor
        .country
        .map(|code| code.as_str().to_owned())
        .as_deref()
    {
        Some("IGO" | "UNO" | "EUR") => return "igo",
        Some("NGO" | "ISM") => return "ngo",
        Some("IMG") => return "armed",
        Some("MNC") => return "company",
        _ => {}
    }
    let main = actor.sectors.iter().find(|sector| **sector != Sector::Pre);
    match main {
        None => "state",
        Some(Sector::Gov | Sector::Mil | Sector::Cop | Sector::Jud | Sector::Leg | Sector::Spy) => {
            "state"
        }
        Some(Sector::Reb | Sector::Uaf | Sector::Crm | Sector::Prm) => "armed",
        Some(Sector::Pty | Sector::Opp) => "party",
        Some(Sector::Bus | Sector::Agr) => "company",
        Some(Sector::Jrn) => "media",
        Some(Sector::Cvl | Sector::Ref | Sector::Eli) => "community",
        Some(_) => "ngo",
    }
}
