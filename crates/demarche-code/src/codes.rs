//! The codes of a state or territory in the lists of the field: ISO 3166-1, Correlates of War,
//! Gleditsch and Ward, FIPS 10-4 (`knowledge/codes.tsv`).
//!
//! Nothing here takes part in coding: it is for those who join events with other data. The lists
//! say different things of what is a state, and since when; the table's head says where they part.

use std::sync::OnceLock;

use demarche_record::CountryCode;

use crate::fault::{Complaint, Fault};
use crate::knowledge::Moment;
use demarche_knowledge::table::table_rows;

const TABLE: &str = crate::tables::CODES;

/// What a state or territory is called in each list, for the months that this holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Codes {
    /// ISO 3166-1 alpha-3, or ISO 3166-3 of a former state; "KOS" for Kosovo, as in PLOVER, and the
    /// own keys of `countries.tsv`.
    pub iso: CountryCode,
    /// ISO 3166-1 alpha-2; "XK" for Kosovo.
    pub iso2: Option<&'static str>,
    /// ISO 3166-1 numeric, three digits.
    pub numeric: Option<&'static str>,
    /// Correlates of War, number in the state system.
    pub cow: Option<u16>,
    /// Correlates of War, abbreviation.
    pub cow_abbreviation: Option<&'static str>,
    /// Gleditsch and Ward, number, microstates too.
    pub gw: Option<u16>,
    /// FIPS 10-4.
    pub fips: Option<&'static str>,
    /// The first month, where the codes were others before. That a state is younger is not said.
    pub from: Option<Moment>,
    /// The month from which this does not hold any more.
    pub to: Option<Moment>,
}

impl Codes {
    /// Every row of the table, by `iso` and in the order of time.
    pub fn all() -> &'static [Codes] {
        &table().0
    }

    /// The codes that hold today. A former state has none.
    pub fn now(iso: CountryCode) -> Option<&'static Codes> {
        of(iso).find(|codes| codes.to.is_none())
    }

    /// The codes that held in a month. A year alone means its January.
    pub fn at(iso: CountryCode, month: Moment) -> Option<&'static Codes> {
        of(iso).find(|codes| codes.holds(month))
    }

    /// Whether these codes held in a month, the first month counted and the last not.
    pub fn holds(&self, month: Moment) -> bool {
        self.from.is_none_or(|from| from.first() <= month.first())
            && self.to.is_none_or(|to| month.first() < to.first())
    }
}

fn of(iso: CountryCode) -> impl Iterator<Item = &'static Codes> {
    let all = Codes::all();
    let first = all.partition_point(|codes| codes.iso < iso);
    all[first..]
        .iter()
        .take_while(move |codes| codes.iso == iso)
}

/// The lines of the table that do not read.
pub fn problems() -> &'static [Fault] {
    &table().1
}

fn table() -> &'static (Vec<Codes>, Vec<Fault>) {
    static READ: OnceLock<(Vec<Codes>, Vec<Fault>)> = OnceLock::new();
    READ.get_or_init(|| {
        let (mut all, mut problems) = (Vec::new(), Vec::new());
        for row in table_rows(TABLE) {
            match read(row.line) {
                Ok(codes) => all.push(codes),
                Err(message) => {
                    let what = Complaint::new(message, "the first lines name the columns");
                    problems.push(Fault::of("codes.tsv", TABLE, row.line, what));
                }
            }
        }
        (all, problems)
    })
}

fn read(line: &'static str) -> Result<Codes, String> {
    let fields: Vec<&str> = line.split('\t').collect();
    let [
        iso,
        iso2,
        numeric,
        cow,
        cow_abbreviation,
        gw,
        fips,
        from,
        to,
    ] = fields[..]
    else {
        return Err(format!("{} columns where 9 are wanted", fields.len()));
    };
    let given = |field: &'static str| Some(field).filter(|field| !field.is_empty());
    let number = |field: &'static str| {
        given(field)
            .map(|field| {
                field
                    .parse()
                    .map_err(|_| format!("\"{field}\" is no number"))
            })
            .transpose()
    };
    let month = |field: &'static str| {
        given(field)
            .map(|field| Moment::parse(field).ok_or_else(|| format!("\"{field}\" is no month")))
            .transpose()
    };
    Ok(Codes {
        iso: CountryCode::parse(iso).ok_or_else(|| format!("\"{iso}\" is no code"))?,
        iso2: given(iso2),
        numeric: given(numeric),
        cow: number(cow)?,
        cow_abbreviation: given(cow_abbreviation),
        gw: number(gw)?,
        fips: given(fips),
        from: month(from)?,
        to: month(to)?,
    })
}
