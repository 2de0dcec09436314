//! Tables to entries: ours first, a user's over them.

use std::collections::{HashMap, HashSet};

use demarche_record::{CountryCode, Sector};

use super::classes::{CLASSES, Class};
use super::types::{
    Agent, AgentKind, Country, Leader, Moment, Organisation, OrganisationKind, Spell,
};
use super::words::split_name;
use super::{BESIDE, Knowledge, Sense, TABLES};
use crate::fault::{Bad, Complaint, Fault, nearest, unknown};
use crate::quick::QuickMap;
use crate::table::{Row, list, table_rows};

/// A table of names or of words. Office holders ask for words and countries, and all for countries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Table {
    Words,
    Countries,
    Agents,
    Organisations,
    Leaders,
    Epithets,
}

impl Table {
    const ALL: [(Table, &'static str); 6] = [
        (Table::Countries, TABLES[0]),
        (Table::Agents, TABLES[1]),
        (Table::Organisations, TABLES[2]),
        (Table::Leaders, TABLES[3]),
        (Table::Epithets, TABLES[4]),
        (Table::Words, TABLES[5]),
    ];

    /// The table that a file is, by the end of its name.
    fn of(file: &str) -> Option<Table> {
        let stem = file.rsplit(['/', '\\']).next().unwrap_or(file);
        let found = Table::ALL.iter().find(|(_, name)| *name == stem);
        found.map(|&(table, _)| table)
    }

    /// What names an entry of the table: two with one key are the same.
    fn key<'t>(self, row: &Row<'t>) -> Option<&'t str> {
        let key = match self {
            Table::Agents => row.all().take(2).find(|form| !form.is_empty()),
            _ => row.all().next(),
        };
        key.filter(|key| !key.is_empty())
    }

    fn columns(self) -> &'static str {
        match self {
            Table::Countries => {
                "iso, counts as, flags, name, aliases, demonyms, capitals, seats, places"
            }
            Table::Agents => "singular, plural, sectors, kind, flags",
            Table::Organisations => "name, aliases, country, sectors, kind",
            Table::Leaders => {
                "name, variants, country, sectors, office, from, to, flags; a line each office"
            }
            Table::Epithets => "words, countries",
            Table::Words => "word, classes",
        }
    }
}

/// Reads `ours` and lays `own` over them: an entry of `own` stands instead of one of `ours` with
/// the same key, and a line `-<TAB>key` takes one out.
pub(super) fn read(ours: &[(&str, &str)], own: &[(&str, &str)]) -> (Knowledge, Vec<Fault>) {
    let mut reader = Reader::default();
    let size: usize = ours.iter().chain(own).map(|(_, text)| text.len()).sum();
    reader.knowledge.words.reserve(size / 24);
    reader.knowledge.spelt.reserve(size / 8);
    reader.knowledge.entries.reserve(size / 24);

    let mut tables: Vec<(Table, &str, &str)> = Vec::new();
    for &(file, text) in own {
        match Table::of(file) {
            Some(table) => tables.push((table, file, text)),
            None => reader.faults.push(Fault::whole(
                file,
                "no table of this program has this name",
                format!(
                    "name it as one of {}, {}",
                    TABLES.join(", "),
                    BESIDE.join(", ")
                ),
            )),
        }
    }
    // Words and countries come first, since the others ask for them.
    tables.sort_by_key(|&(table, _, _)| table);
    let replaced: HashSet<(Table, &str)> = match ours {
        [] => HashSet::new(),
        _ => tables
            .iter()
            .flat_map(|&(table, _, text)| table_rows(text).map(move |row| (table, row)))
            .filter_map(|(table, row)| Some((table, row.removal().or(table.key(&row))?)))
            .collect(),
    };
    let (words, others) = tables.split_at(tables.partition_point(|(t, _, _)| *t == Table::Words));
    let met = reader.rows(ours, &replaced, |table| table == Table::Words);
    reader.own(words, ours, &met);
    reader.first_names = first_names(others);
    let met = reader.built_in(ours, &replaced);
    reader.layer = u8::from(!ours.is_empty());
    reader.own(others, ours, &met);
    reader.knowledge.index();
    (reader.knowledge, reader.faults)
}

/// The countries of a user's own tables whose people are called by the first of their names: our
/// office holders, who are read before, ask for them.
fn first_names(tables: &[(Table, &str, &str)]) -> HashSet<CountryCode> {
    let countries = tables
        .iter()
        .filter(|(table, ..)| *table == Table::Countries);
    let rows = countries.flat_map(|(_, _, text)| table_rows(text));
    let codes = rows.filter_map(|row| match row.exactly::<9>()? {
        [iso, _, flags, ..] if has(flags, FIRST_NAME) => CountryCode::parse(iso),
        _ => None,
    });
    codes.collect()
}

fn twice(table: Table, key: &str) -> Complaint {
    let what = match table {
        Table::Words => "classes",
        _ => "names",
    };
    Complaint::new(
        format!("\"{key}\" stands here a second time"),
        format!("put all its {what} into one line"),
    )
}

fn nothing_to_remove(table: Table, key: &str, ours: &[(&str, &str)]) -> Complaint {
    let texts = ours
        .iter()
        .filter(|(file, _)| Table::of(file) == Some(table));
    let keys = texts.flat_map(|&(_, text)| table_rows(text).filter_map(|row| table.key(&row)));
    let help = match nearest(key, keys) {
        Some(meant) => format!("did you mean \"{meant}\"?"),
        None => {
            "write the first field of the line to take out, as the built-in table has it".into()
        }
    };
    Complaint::new(format!("there is no \"{key}\" to take out"), help)
}

#[derive(Default)]
struct Reader {
    knowledge: Knowledge,
    /// What each code of a country counts as.
    codes: HashMap<CountryCode, CountryCode>,
    /// Countries whose people are called by the first of their names.
    first_names: HashSet<CountryCode>,
    /// Persons by name.
    persons: QuickMap<Box<str>, u32>,
    faults: Vec<Fault>,
    layer: u8,
}

impl Reader {
    /// Reads the tables of this program but for words; those of the entries that a user's replace that
    /// are there. Office holders, half of all lines, are read beside the others.
    fn built_in<'t>(
        &mut self,
        ours: &[(&str, &'t str)],
        replaced: &HashSet<(Table, &'t str)>,
    ) -> HashSet<(Table, &'t str)> {
        // The others name them.
        let mut met = self.rows(ours, replaced, |table| table == Table::Countries);
        let mut leaders = Reader {
            codes: self.codes.clone(),
            first_names: self.first_names.clone(),
            ..Reader::default()
        };
        leaders.knowledge.classes = self.knowledge.classes.clone();
        std::thread::scope(|scope| {
            let beside =
                scope.spawn(|| leaders.rows(ours, replaced, |table| table == Table::Leaders));
            met.extend(self.rows(ours, replaced, |table| {
                !matches!(table, Table::Words | Table::Countries | Table::Leaders)
            }));
            // A panic there is one here.
            match beside.join() {
                Ok(those) => met.extend(those),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        });
        self.knowledge.append(leaders.knowledge);
        self.persons = leaders.persons;
        self.faults.append(&mut leaders.faults);
        met
    }

    /// Reads the wanted tables of this program but for the entries that a user's replace; those of them
    /// that are there.
    fn rows<'t>(
        &mut self,
        ours: &[(&str, &'t str)],
        replaced: &HashSet<(Table, &'t str)>,
        wanted: fn(Table) -> bool,
    ) -> HashSet<(Table, &'t str)> {
        let mut met = HashSet::new();
        for &(file, text) in ours {
            let Some(table) = Table::of(file).filter(|&table| wanted(table)) else {
                continue;
            };
            for row in table_rows(text) {
                if !replaced.is_empty()
                    && let Some(key) = table.key(&row)
                    && replaced.contains(&(table, key))
                {
                    met.insert((table, key));
                    continue;
                }
                if let Err((part, what)) = self.row(table, &row) {
                    self.faults.push(Fault::of(file, text, part, what));
                }
            }
        }
        met
    }

    /// Reads a user's own tables; of our entries those that are `met` may be taken out.
    fn own<'t>(
        &mut self,
        tables: &[(Table, &str, &'t str)],
        ours: &[(&str, &str)],
        met: &HashSet<(Table, &'t str)>,
    ) {
        let mut first: HashSet<(Table, &str)> = HashSet::new();
        for &(table, file, text) in tables {
            for row in table_rows(text) {
                let done = match (row.removal(), table.key(&row)) {
                    (Some(key), _) if met.contains(&(table, key)) => Ok(()),
                    (Some(key), _) => Err((key, nothing_to_remove(table, key, ours))),
                    (None, Some(key))
                        if table != Table::Leaders
                            && !ours.is_empty()
                            && !first.insert((table, key)) =>
                    {
                        Err((key, twice(table, key)))
                    }
                    (None, _) => self.row(table, &row),
                };
                if let Err((part, what)) = done {
                    self.faults.push(Fault::of(file, text, part, what));
                }
            }
        }
    }

    fn row<'t>(&mut self, table: Table, row: &Row<'t>) -> Result<(), Bad<'t>> {
        let columns = table.columns();
        match table {
            Table::Countries => self.country(row.fields(columns)?),
            Table::Agents => self.agent(row.fields(columns)?),
            Table::Organisations => self.organisation(row.fields(columns)?),
            Table::Leaders => self.leader(row.fields(columns)?),
            Table::Epithets => self.epithet(row.fields(columns)?),
            Table::Words => self.word(row.fields(columns)?),
        }
    }

    fn add<'t>(&mut self, name: &'t str, sense: Sense) -> Result<(), Bad<'t>> {
        match self.knowledge.add(name, sense, self.layer) {
            true => Ok(()),
            false => Err((
                name,
                Complaint::new(
                    format!("\"{name}\" holds no word"),
                    "write a name of letters or digits",
                ),
            )),
        }
    }

    fn add_list<'t>(&mut self, names: &'t str, sense: Sense) -> Result<(), Bad<'t>> {
        list(names).try_for_each(|name| self.add(name, sense))
    }

    /// A code that a user's table may name: of a country that is known by now, or supra-national.
    fn home<'t>(&self, text: &'t str) -> Result<CountryCode, Bad<'t>> {
        let code = code(text)?;
        let countries = &self.knowledge.countries;
        // A dependency counts to the state that controls it.
        if let Some(&counts_as) = self.codes.get(&code) {
            return Ok(counts_as);
        }
        if self.layer == 0 || code.is_supranational() {
            return Ok(code);
        }
        let codes = countries.iter().map(|country| country.iso.as_str());
        let help = match countries
            .iter()
            .find(|country| country.name.starts_with(text))
        {
            Some(country) => format!("{} is {}", country.name, country.iso),
            None => match nearest(text, codes) {
                Some(meant) => format!("did you mean {meant}? CODES"),
                None => "CODES".to_owned(),
            },
        };
        Err((
            text,
            Complaint::new(
                format!("no country has the code \"{text}\""),
                help.replace("CODES", CODES),
            ),
        ))
    }

    fn country<'t>(&mut self, fields: [&'t str; 9]) -> Result<(), Bad<'t>> {
        let [
            iso,
            counts_as,
            flags,
            name,
            aliases,
            demonyms,
            capitals,
            seats,
            places,
        ] = fields;
        let own = code(iso)?;
        let code = code(if counts_as.is_empty() { iso } else { counts_as })?;
        self.codes.insert(own, code);
        flags_of(flags, &["partial", "ambiguous", FIRST_NAME, "indians"])?;
        if has(flags, FIRST_NAME) {
            self.first_names.insert(own);
        }
        let index = self.knowledge.countries.len() as u32;
        let seat_of = match list(places).find_map(|place| place.split_once('=')) {
            Some((town, of)) => Some((town.to_owned(), self::code(of)?)),
            None => None,
        };
        self.knowledge.countries.push(Country {
            iso: own,
            code,
            partial: has(flags, "partial"),
            ambiguous: has(flags, "ambiguous"),
            first_name: has(flags, FIRST_NAME),
            indians: has(flags, "indians"),
            name: name.to_owned(),
            seat_of,
        });
        self.add(name, Sense::Country(index))?;
        self.add_list(aliases, Sense::Country(index))?;
        self.add_list(demonyms, Sense::Demonym(index))?;
        self.add_list(capitals, Sense::Capital(index))?;
        self.add_list(seats, Sense::Seat(index))?;
        list(places).try_for_each(|place| {
            let name = place.split_once('=').map_or(place, |(town, _)| town);
            self.add(name, Sense::Place(index))
        })
    }

    fn agent<'t>(&mut self, fields: [&'t str; 5]) -> Result<(), Bad<'t>> {
        let [singular, plural, sectors, kind, flags] = fields;
        let kind = one_of(kind, "kind of agent", &AGENT_KINDS)?;
        flags_of(flags, &["domestic", "abroad", "female", "male", "abstract"])?;
        let sectors = sector_list(sectors)?;
        let index = self.knowledge.agents.len() as u32;
        let name = match singular {
            "" => plural,
            singular => singular,
        };
        self.knowledge.agents.push(Agent {
            name: name.to_owned(),
            sectors,
            kind,
            domestic: has(flags, "domestic"),
            abroad: has(flags, "abroad"),
            female: has(flags, "female"),
            male: has(flags, "male"),
            is_abstract: has(flags, "abstract"),
        });
        self.add_list(singular, Sense::Agent(index, false))?;
        let Some(ending) = plural.strip_prefix('+') else {
            return self.add_list(plural, Sense::Agent(index, true));
        };
        for form in list(singular) {
            let plural = format!("{form}{ending}");
            self.knowledge
                .add(&plural, Sense::Agent(index, true), self.layer);
        }
        Ok(())
    }

    fn organisation<'t>(&mut self, fields: [&'t str; 5]) -> Result<(), Bad<'t>> {
        let [name, aliases, home, sectors, kind] = fields;
        let full = name.strip_prefix('?').unwrap_or(name);
        let organisation = Organisation {
            name: full.to_owned(),
            code: match home {
                "" => None,
                home => Some(self.home(home)?),
            },
            sectors: sector_list(sectors)?,
            kind: one_of(kind, "kind of organisation", &ORGANISATION_KINDS)?,
        };
        let index = self.knowledge.organisations.len() as u32;
        self.knowledge.organisations.push(organisation);
        self.add(name, Sense::Organisation(index))?;
        self.add_list(aliases, Sense::Organisation(index))
    }

    fn epithet<'t>(&mut self, fields: [&'t str; 2]) -> Result<(), Bad<'t>> {
        let [words, states] = fields;
        let codes: Vec<CountryCode> = list(states)
            .map(|code| self.home(code))
            .collect::<Result<_, _>>()?;
        for word in list(words) {
            self.knowledge.epithets.insert(word.into(), codes.clone());
        }
        Ok(())
    }

    fn word<'t>(&mut self, fields: [&'t str; 2]) -> Result<(), Bad<'t>> {
        let [word, classes] = fields;
        let lower = word.to_lowercase();
        if lower != word || word.is_empty() {
            let what = format!("\"{word}\" is no word in lower case");
            let help = match word {
                "" => "the first column is the word".to_owned(),
                _ => format!("write it as \"{lower}\""),
            };
            return Err((word, Complaint::new(what, help)));
        }
        if list(classes).next().is_none() {
            let what = format!("\"{word}\" is of no class");
            let help = "name its classes in the second column, parted by |";
            return Err((word, Complaint::new(what, help)));
        }
        let classes: Vec<Class> = list(classes)
            .map(|class| one_of(class, "class of words", CLASSES))
            .collect::<Result<_, _>>()?;
        for class in classes {
            self.knowledge.classes.add(word, class);
        }
        Ok(())
    }

    fn leader<'t>(&mut self, fields: [&'t str; 8]) -> Result<(), Bad<'t>> {
        let [name, variants, home, sectors, role, from, to, flags] = fields;
        let spell = Spell {
            code: self.home(home)?,
            sectors: sector_list(sectors)?,
            role: role.to_owned(),
            from: moment(from)?,
            to: match to {
                "" => None,
                to => Some(moment(to)?),
            },
        };
        if spell.to.is_some_and(|to| to.last() < spell.from.first()) {
            let what = format!("{to} lies before {from}");
            let help = "the columns are first month, then last month";
            return Err((to, Complaint::new(what, help)));
        }
        flags_of(flags, &["female"])?;
        let leaders = &mut self.knowledge.leaders;
        let index = match self.persons.get(name) {
            Some(&index) => {
                let spells = &mut leaders[index as usize].spells;
                let at = spells.partition_point(|other| other.from.first() <= spell.from.first());
                spells.insert(at, spell);
                index
            }
            None => {
                let index = leaders.len() as u32;
                leaders.push(Leader {
                    name: name.to_owned(),
                    female: flags == "female",
                    spells: vec![spell],
                });
                self.add(name, Sense::Leader(index))?;
                self.persons.insert(name.into(), index);
                let first = code(home).is_ok_and(|home| self.first_names.contains(&home));
                for word in bound_names(name, first) {
                    let common = self.knowledge.is(&word.to_lowercase(), Class::NoSurname);
                    if !common && !list(variants).any(|variant| variant == word) {
                        let sense = Sense::Surname(index);
                        self.knowledge.add_bound(word, sense, self.layer, true);
                    }
                }
                index
            }
        };
        for variant in list(variants) {
            let plain = variant.strip_prefix('?').unwrap_or(variant);
            let surname = plain.starts_with("al-") || split_name(plain).count() == 1;
            let sense = match surname {
                true => Sense::Surname(index),
                false => Sense::Leader(index),
            };
            self.add(variant, sense)?;
        }
        Ok(())
    }
}

/// The single names of a person that may mean him where the text speaks of his country: the last
/// name, and the first one where that is the family's or what the press calls people by.
fn bound_names(name: &str, by_first: bool) -> impl Iterator<Item = &str> {
    let words: Vec<&str> = name.split(' ').filter(|word| !word.is_empty()).collect();
    let fits = |word: &&str| {
        word.chars().count() > 1
            && (word.chars().next().is_some_and(char::is_uppercase) || word.starts_with("al-"))
            && word.chars().any(char::is_lowercase)
    };
    let last = (words.len() > 1).then(|| words.last().copied()).flatten();
    let first = (words.len() > 1 && by_first)
        .then(|| words.first().copied())
        .flatten();
    let bare = last.and_then(|last| last.strip_prefix("al-"));
    last.into_iter().chain(bare).chain(first).filter(fits)
}

/// The flag of countries whose people are called by the first of their names.
const FIRST_NAME: &str = "first-name";

const AGENT_KINDS: [(&str, AgentKind); 5] = [
    ("person", AgentKind::Person),
    ("role", AgentKind::Role),
    ("body", AgentKind::Body),
    ("gear", AgentKind::Gear),
    ("modifier", AgentKind::Modifier),
];

const ORGANISATION_KINDS: [(&str, OrganisationKind); 9] = [
    ("igo", OrganisationKind::Intergovernmental),
    ("ngo", OrganisationKind::NonGovernmental),
    ("armed", OrganisationKind::Armed),
    ("state", OrganisationKind::State),
    ("party", OrganisationKind::Party),
    ("company", OrganisationKind::Company),
    ("media", OrganisationKind::Media),
    ("community", OrganisationKind::Community),
    ("geographic", OrganisationKind::Geographic),
];

const CODES: &str = "codes are those of ISO 3166-1 (IND), and UNO, EUR, IGO, NGO, ISM, IMG, MNC";

fn one_of<'t, T: Copy>(
    text: &'t str,
    what: &str,
    known: &[(&'static str, T)],
) -> Result<T, Bad<'t>> {
    let found = known.iter().find(|(name, _)| *name == text);
    found.map(|&(_, value)| value).ok_or_else(|| {
        let names: Vec<&str> = known.iter().map(|&(name, _)| name).collect();
        (text, unknown(text, what, &names))
    })
}

fn has(flags: &str, name: &str) -> bool {
    list(flags).any(|flag| flag == name)
}

fn flags_of<'t>(flags: &'t str, known: &[&'static str]) -> Result<(), Bad<'t>> {
    match list(flags).find(|flag| !known.contains(flag)) {
        Some(odd) => Err((odd, unknown(odd, "flag", known))),
        None => Ok(()),
    }
}

fn code(text: &str) -> Result<CountryCode, Bad<'_>> {
    CountryCode::parse(text).ok_or_else(|| {
        let what = format!("\"{text}\" is no three-letter code");
        (text, Complaint::new(what, CODES))
    })
}

fn moment(text: &str) -> Result<Moment, Bad<'_>> {
    Moment::parse(text)
        .filter(|_| matches!(text.len(), 4 | 7))
        .ok_or_else(|| {
            let what = format!("\"{text}\" is no year or month");
            (text, Complaint::new(what, "write it as 1998 or 1998-03"))
        })
}

fn sector_list(text: &str) -> Result<Vec<Sector>, Bad<'_>> {
    text.split_whitespace()
        .map(|sector| {
            Sector::parse(sector).ok_or_else(|| {
                let known: Vec<&str> = Sector::ALL.iter().map(|sector| sector.as_str()).collect();
                (sector, unknown(sector, "sector", &known))
            })
        })
        .collect()
}
