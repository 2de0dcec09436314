//! The tables that an import writes, in the columns of `knowledge/*.tsv`.

use std::collections::BTreeMap;

use crate::source::Lost;

/// Lines of tables.
#[derive(Debug, Default)]
pub(crate) struct Tables {
    organisations: Vec<String>,
    leaders: Vec<String>,
    agents: Vec<String>,
}

const ORGANISATIONS: &str = "# Imported names.
# Columns: name, aliases (parted by |), code, sectors, kind.
";
const LEADERS: &str = "# Imported office holders by spell.
# Columns: full name, variants (parted by |), code, sectors, office, first, last, flags.
# A spell without a beginning starts in the year 1.
";
const AGENTS: &str = "# Imported agent nouns.
# Columns: singular, plural, sectors, kind, flags.
";

impl Tables {
    /// A name that is no person, or a person without dates.
    pub(crate) fn organisation(&mut self, names: &[String], code: &str, sectors: &str, kind: &str) {
        let (name, aliases) = first_and_rest(names);
        self.organisations
            .push(row(&[name, &aliases, code, sectors, kind]));
    }

    /// A spell of a person; names stand in the first spell only.
    pub(crate) fn spell(
        &mut self,
        names: &[String],
        code: &str,
        sectors: &str,
        first: &str,
        last: &str,
    ) {
        let (name, variants) = first_and_rest(names);
        self.leaders
            .push(row(&[name, &variants, code, sectors, "", first, last, ""]));
    }

    /// A common noun.
    pub(crate) fn agent(&mut self, forms: [&str; 2], sectors: &str, kind: &str, flags: &str) {
        self.agents
            .push(row(&[forms[0], forms[1], sectors, kind, flags]));
    }

    /// How many lines there are.
    pub(crate) fn written(&self) -> BTreeMap<&'static str, usize> {
        BTreeMap::from([
            ("organisations", self.organisations.len()),
            ("spells of office", self.leaders.len()),
            ("agent nouns", self.agents.len()),
        ])
    }

    /// The files.
    pub(crate) fn files(&self) -> BTreeMap<String, String> {
        [
            ("organisations", ORGANISATIONS, &self.organisations),
            ("leaders", LEADERS, &self.leaders),
            ("agents", AGENTS, &self.agents),
        ]
        .into_iter()
        .filter(|(_, _, rows)| !rows.is_empty())
        .map(|(name, head, rows)| {
            let text = format!("{head}{}\n", rows.join("\n"));
            (format!("knowledge/{name}.tsv"), text)
        })
        .collect()
    }
}

/// The list of what was lost.
pub(crate) fn untranslated(lost: &[Lost]) -> String {
    let mut table = "file\tline\tcolumn\toutcome\ttext\treason\thint\n".to_owned();
    for lost in lost {
        table.push_str(&row(&[
            &lost.file,
            &lost.line.to_string(),
            &lost.column.to_string(),
            lost.outcome.as_str(),
            &lost.text,
            &lost.reason,
            &lost.hint,
        ]));
        table.push('\n');
    }
    table
}

fn first_and_rest(names: &[String]) -> (&str, String) {
    match names {
        [first, rest @ ..] => (first, rest.join("|")),
        [] => ("", String::new()),
    }
}

/// Fields as a row: what would part fields or lines becomes a space.
fn row(fields: &[&str]) -> String {
    let clean = |field: &&str| -> String {
        let plain = |c: char| if c.is_control() { ' ' } else { c };
        field.chars().map(plain).collect()
    };
    fields.iter().map(clean).collect::<Vec<_>>().join("\t")
}
