//! Who is spoken of: country and sector of marked mentions.

use std::fmt::Write as _;

use anyhow::{Context, Result};
use demarche_code::mention::{Mention, Mentions};
use demarche_code::view::SentenceView;
use demarche_code::{Analysed, Coder};
use demarche_parse::Upos;
use demarche_record::{CountryCode, Sector, Span};

use super::gold::{self, Marked, Set, Tally};
use crate::ledger::Figure;

/// What is right for a mention.
#[derive(Clone, Debug, PartialEq)]
struct Gold {
    countries: Vec<Option<CountryCode>>,
    sectors: Vec<Option<Sector>>,
}

const QUESTIONS: &[(&str, &str)] = &[
    ("country", "parties: country right"),
    ("sector", "parties: primary sector right"),
    ("both", "parties: country and primary sector right"),
    ("found", "parties: a mention of the program overlaps"),
];

/// Scores one set; misses are told in `errors` for tuning sets.
pub(crate) fn score(coder: &Coder, set: &Set, errors: &mut String) -> Result<Vec<Figure>> {
    let items = gold::read(&set.path, |fields| {
        let [countries, sectors, ..] = fields else {
            anyhow::bail!("the columns country and sectors are needed after nth");
        };
        Ok(Gold {
            countries: gold::alternatives(countries, CountryCode::parse).context("country")?,
            sectors: gold::alternatives(sectors, Sector::parse).context("sectors")?,
        })
    })?;
    let mut tally = Tally::default();
    gold::for_each(coder, &items, |marked, gold, analysed| {
        let found = find(analysed, marked.span);
        // Where the program has no mention it gives no codes.
        let answer = match &found {
            Some((mention, parts)) => Answer::of(mention, parts, gold),
            None => Answer {
                country: gold.countries.contains(&None),
                sector: gold.sectors.contains(&None),
            },
        };
        let both = answer.country && answer.sector;
        for class in ["", marked.region.as_str()] {
            for (question, right) in [answer.country, answer.sector, both]
                .into_iter()
                .enumerate()
            {
                tally.count(question, class, right);
            }
        }
        tally.count(3, "", found.is_some());
        if set.tuning && !both {
            tell(errors, marked, gold, found.as_ref());
        }
    });
    Ok(tally.figures(set, QUESTIONS))
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Answer {
    country: bool,
    sector: bool,
}

impl Answer {
    /// A phrase that stands for several is right where each of them is.
    fn of(mention: &Mention, parts: &[Mention], gold: &Gold) -> Answer {
        let whole = [mention.clone()];
        let parts = if parts.is_empty() { &whole } else { parts };
        Answer {
            country: parts
                .iter()
                .all(|part| gold.countries.contains(&part.country)),
            sector: parts
                .iter()
                .all(|part| gold.sectors.contains(&part.sectors.first().copied())),
        }
    }
}

/// A mention, and the parties it stands for where they are several.
type Found = (Mention, Vec<Mention>);

/// What stands at the marked words: the mention of exactly these, else the one with the same head
/// word, else one whose head lies in them, else the one that shares most of them.
fn find(analysed: &Analysed, span: Span) -> Option<Found> {
    let mut best: Option<((u8, u32), Found)> = None;
    for (index, mentions) in analysed.mentions.iter().enumerate() {
        let Some(view) = analysed.view(index) else {
            continue;
        };
        if !view.sentence.span.overlaps(span) {
            continue;
        }
        let head = head_in(&view, span)
            .and_then(|word| mentions.at(word))
            .map(|mention| mention.head);
        for mention in mentions.iter() {
            let words = view.span(mention.words.clone());
            let own = view.span(mention.head..mention.head + 1);
            if !words.overlaps(span) && !own.overlaps(span) {
                continue;
            }
            let rank = match () {
                () if words == span => 3,
                () if Some(mention.head) == head => 2,
                () if own.overlaps(span) => 1,
                () => 0,
            };
            let shared = words
                .end
                .min(span.end)
                .saturating_sub(words.start.max(span.start));
            let key = (rank, shared);
            if best.as_ref().is_none_or(|(known, _)| key > *known) {
                best = Some((key, (mention.clone(), parts(mentions, mention))));
            }
        }
    }
    best.map(|(_, found)| found)
}

fn parts(mentions: &Mentions, mention: &Mention) -> Vec<Mention> {
    mentions.members(mention.head).cloned().collect()
}

/// The noun, name or pronoun of a span that hangs on something outside it; the first such, since
/// what explains it ("a band based in …") stands behind it.
fn head_in(view: &SentenceView<'_>, span: Span) -> Option<usize> {
    let inside = |word: usize| view.span(word..word + 1).overlaps(span);
    let nominal = |word: usize| matches!(view.upos(word), Upos::Noun | Upos::Propn | Upos::Pron);
    (0..view.len())
        .filter(|&word| inside(word) && nominal(word))
        .find(|&word| view.head(word).is_none_or(|head| !inside(head)))
}

fn tell(errors: &mut String, marked: &Marked, gold: &Gold, found: Option<&Found>) {
    let countries: Vec<&str> = (gold.countries.iter())
        .map(|code| code.as_ref().map_or("-", CountryCode::as_str))
        .collect();
    let sectors: Vec<&str> = (gold.sectors.iter())
        .map(|sector| sector.map_or("-", Sector::as_str))
        .collect();
    let _ = writeln!(
        errors,
        "\n{} {} [{}]\n  {}\n  want {} {}",
        marked.id,
        marked.region,
        marked.span.slice(&marked.text),
        marked.text,
        countries.join("|"),
        sectors.join("|"),
    );
    let Some((mention, parts)) = found else {
        let _ = writeln!(errors, "  found nothing");
        return;
    };
    let whole = [mention.clone()];
    for part in if parts.is_empty() {
        &whole
    } else {
        parts.as_slice()
    } {
        let sectors: Vec<&str> = part.sectors.iter().map(|sector| sector.as_str()).collect();
        let _ = writeln!(
            errors,
            "  have {} {} by {} {}",
            part.country.as_ref().map_or("-", CountryCode::as_str),
            sectors.join("+"),
            part.basis,
            part.name.as_deref().unwrap_or("")
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SET: &str = "\
# A set of two texts.
a\tEurope\t2024-05-02\tFrench police arrested the man in Lyon. The French police said so.\tFrench police\t2\tFRA\tCOP\t-
b\tEurope\t2024-05-02\tIndia and Pakistan met. Both countries agreed.\tBoth countries\t1\tIND|PAK\t-\t-
c\tAsia\t2024-05-02\tJapan protested.\tJapan\t1\tCHN\t-\tWrong on purpose.
";

    #[test]
    fn totals_for_all_and_misses_for_tuning_sets() {
        let folder = std::env::temp_dir().join(format!("demarche-mentions-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let coder = Coder::embedded();
        for tuning in [false, true] {
            let name = if tuning { "mentions-dev" } else { "mentions" };
            let path = folder.join(format!("{name}.tsv"));
            std::fs::write(&path, SET).unwrap();
            let set = Set {
                name: name.to_owned(),
                path,
                tuning,
            };
            let mut errors = String::new();
            let figures = score(&coder, &set, &mut errors).unwrap();
            let value = |key: &str| {
                let id = format!("{name}.{key}");
                figures
                    .iter()
                    .find(|figure| figure.id == id)
                    .unwrap()
                    .value
                    .clone()
            };
            assert_eq!(value("country"), ".67", "{errors}");
            assert_eq!(value("sector"), "1.00");
            // Regions are told of the blind set only.
            let regions = figures.iter().filter(|figure| figure.id.ends_with(".asia"));
            assert_eq!(regions.count() > 0, !tuning);
            if !tuning {
                assert_eq!(value("country.europe"), "1.00");
                assert_eq!(value("both.asia"), ".00");
            }
            assert_eq!(errors.contains("Japan protested"), tuning);
        }
        std::fs::remove_dir_all(folder).unwrap();
    }
}
