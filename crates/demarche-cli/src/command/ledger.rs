//! `demarche ledger`: from events the state of a crisis.

use std::collections::HashMap;
use std::io::{self, IsTerminal as _, Read as _};
use std::path::{Path, PathBuf};

use clap::{Args as Arguments, ValueEnum};
use demarche_code::codes::Codes;
use demarche_code::knowledge::{self, Moment};
use demarche_ledger::panel::{Panel, Row, Step, Unit};
use demarche_ledger::{Citation, Day, Fold, Ledger, Query, Rules, Scope, brief};
use demarche_record::{Article, CountryCode, Event, SCHEMA};
use demarche_serve::state;
use demarche_store::{Filter, Parties, Reader};

use crate::args::{Color, cores};
use crate::input::{self, InputKind, Item, Origin};
use crate::output::{Paint, ledger_table, terminal_width};
use crate::report::{Exit, Failure, printable};
use crate::{interrupt, pipeline};

/// `demarche ledger`
#[derive(Debug, Arguments)]
#[command(after_help = "Examples:
  demarche code archive/ | demarche ledger --pair IND PAK
  demarche ledger events.jsonl --pair IND PAK --at 2025-05-10 --format json | jq .measures
  demarche ledger events.jsonl --pair IND PAK --since 2025-05-01 --articles batch.jsonl --format markdown
  demarche ledger news.demarche --pair IND PAK --since 2025-05-01 --format markdown
  demarche ledger events.jsonl --series --country UKR
  demarche ledger events.jsonl --series --country \"South Asia\"
  demarche ledger events.jsonl --panel dyad --step week > panel.csv

Events come in any order, and each id counts once. docs/ledger.md has the shape of the JSON and what
each state means; the tables behind it stand in codebook/ledger.")]
pub(crate) struct LedgerArgs {
    /// Files of demarche.event/1 records, one a line; stores; or - for stdin
    #[arg(value_name = "EVENTS.jsonl|STORE|-")]
    pub(crate) inputs: Vec<PathBuf>,

    /// Two parties by the codes of their countries (IND PAK)
    #[arg(long, num_args = 2, value_names = ["CODE", "CODE"], conflicts_with = "country")]
    pub(crate) pair: Option<Vec<String>>,

    /// Countries by their codes, or regions by name (IND PAK; EU; "South Asia"; Sahel)
    #[arg(long, num_args = 1.., value_name = "CODE|REGION")]
    pub(crate) country: Vec<String>,

    /// The day whose state is wanted; by default the last on which something is reported
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(crate) at: Option<Day>,

    /// Say what changed after this day
    #[arg(long, value_name = "DATE", value_parser = day)]
    pub(crate) since: Option<Day>,

    /// Add tension by day and week, its baselines, alerts and change points
    #[arg(long)]
    pub(crate) series: bool,

    /// The articles of the events, to quote from, and for the days on which they were published
    #[arg(long, value_name = "FILE|DIR")]
    pub(crate) articles: Vec<PathBuf>,

    /// How to write it; by default a table on a terminal, json in a pipe
    #[arg(long, value_enum)]
    pub(crate) format: Option<LedgerFormat>,

    /// Write a table of tension as CSV instead, by country or by who to whom, with COW and GW codes
    #[arg(long, value_enum, value_name = "UNIT", conflicts_with_all = ["format", "series", "since"])]
    pub(crate) panel: Option<PanelUnit>,

    /// The step of the panel
    #[arg(long, value_enum, default_value_t = PanelStep::Month, requires = "panel")]
    pub(crate) step: PanelStep,

    /// Leave out events whose confidence is lower, from 0 to 1
    #[arg(long, value_name = "P")]
    pub(crate) min_confidence: Option<f64>,
}

/// How a ledger is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum LedgerFormat {
    /// For people
    Table,
    /// All of it: docs/ledger.md
    Json,
    /// A page to print, each line with its source
    Markdown,
}

/// The unit of a panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum PanelUnit {
    /// What a country does and what is done to it
    Country,
    /// Who to whom
    Dyad,
}

/// The step of a panel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum PanelStep {
    /// Day by day
    Day,
    /// By week, from Monday
    Week,
    /// By month
    Month,
}

fn day(value: &str) -> Result<Day, String> {
    Day::parse(value)
        .ok_or_else(|| "not a day of the calendar; hint: write it as 2025-05-01".to_owned())
}

/// Folds what the command line names.
pub(crate) fn run(args: &LedgerArgs, color: Color) -> anyhow::Result<Exit> {
    let query = Query {
        scope: scope(args)?,
        at: args.at,
        since: args.since,
        series: args.series,
    };
    if let (Some(since), Some(at)) = (args.since, args.at)
        && since > at
    {
        return Err(Failure::usage(
            format!("--since {since} is after --at {at}"),
            "give the earlier day with --since",
        ));
    }
    let mut fold = Fold::new();
    let mut exit = Exit::Done;
    let mut texts = HashMap::new();
    // First the articles: what an event says is told by their words too.
    take_articles(&args.articles, &mut fold, &mut texts, &mut exit)?;
    let files = args.inputs.iter().any(|input| !is_store(input));
    let quoted = args.format == Some(LedgerFormat::Markdown);
    for input in &args.inputs {
        if is_store(input) {
            let texts = (files || quoted).then_some(&mut texts);
            take_store(input, args.min_confidence, &mut fold, texts)?;
        }
    }
    let inputs: Vec<PathBuf> = args
        .inputs
        .iter()
        .filter(|input| !is_store(input))
        .cloned()
        .collect();
    if args.inputs.is_empty() || !inputs.is_empty() {
        let taken = take_events(&inputs, args.min_confidence, &mut fold, &texts)?;
        if exit == Exit::Done || taken == Exit::Failed {
            exit = taken;
        }
    }
    if exit == Exit::Failed {
        return Ok(exit);
    }
    let mut out = io::stdout().lock();
    if let Some(unit) = args.panel {
        let panel = Panel {
            unit: match unit {
                PanelUnit::Country => Unit::Country,
                PanelUnit::Dyad => Unit::Dyad,
            },
            step: match args.step {
                PanelStep::Day => Step::Day,
                PanelStep::Week => Step::Week,
                PanelStep::Month => Step::Month,
            },
        };
        let rows = fold.panel(Rules::embedded(), &query, panel);
        interrupt::write_whole(&mut out, csv(&rows, unit).as_bytes())?;
        return Ok(exit);
    }
    let ledger = fold.ledger(Rules::embedded(), &query);
    notes(&ledger, !args.country.is_empty());
    let format = args.format.unwrap_or(if io::stdout().is_terminal() {
        LedgerFormat::Table
    } else {
        LedgerFormat::Json
    });
    let text = match format {
        LedgerFormat::Table => ledger_table(&ledger, &name, Paint::stdout(color), terminal_width()),
        LedgerFormat::Json => {
            let mut text = serde_json::to_string_pretty(&ledger)?;
            text.push('\n');
            text
        }
        LedgerFormat::Markdown => {
            let voice = brief::Voice {
                name: &name,
                quote: &|citation| quote(&texts, citation),
            };
            brief::markdown_citing(&ledger, &voice, &|article| {
                texts.get(article).map(|told| told.source.clone())
            })
        }
    };
    interrupt::write_whole(&mut out, text.as_bytes())?;
    Ok(exit)
}

fn scope(args: &LedgerArgs) -> anyhow::Result<Scope> {
    let codes = |codes: &[String]| -> anyhow::Result<Vec<String>> {
        codes
            .iter()
            .map(|code| {
                let upper = code.to_uppercase();
                let known = CountryCode::parse(&upper).filter(|country| {
                    country.is_supranational()
                        || knowledge::embedded().country_name(*country).is_some()
                });
                match known {
                    Some(_) => Ok(upper),
                    None => Err(Failure::usage(
                        format!("\"{code}\" is no code of a country"),
                        unknown(args.pair.is_some()),
                    )),
                }
            })
            .collect()
    };
    if let Some(pair) = &args.pair {
        let pair = codes(pair)?;
        let [a, b] = &pair[..] else {
            return Ok(Scope::All);
        };
        if a == b {
            return Err(Failure::usage(
                format!("{a} and {b} are no pair"),
                "a pair is of two countries; name one alone with --country",
            ));
        }
        return Ok(Scope::Pair(a.clone(), b.clone()));
    }
    let mut countries: Vec<String> = Vec::new();
    for name in &args.country {
        match Rules::embedded().region(name) {
            Some(region) => countries.extend(region.countries.iter().cloned()),
            None => countries.extend(codes(std::slice::from_ref(name))?),
        }
    }
    Ok(if countries.is_empty() {
        Scope::All
    } else {
        Scope::Any(countries)
    })
}

/// What to give instead of a code that is none. A pair is of countries alone.
fn unknown(pair: bool) -> String {
    let codes = "ISO 3166-1 alpha-3 codes as events have them, as IND or PAK; \
                 `demarche actors NAME` shows them";
    if pair {
        return format!("a pair is of two countries: give their {codes}");
    }
    let regions = Rules::embedded().regions.iter();
    let regions: Vec<&str> = regions.map(|region| region.name.as_str()).collect();
    format!("give {codes}; regions are {}", regions.join(", "))
}

/// An article at hand: its text, and what a page says of it.
struct Told {
    text: String,
    source: brief::Source,
}

impl Told {
    fn of(article: Article) -> Self {
        Told {
            text: article.text,
            source: brief::Source {
                title: article.title,
                source: article.source,
                date: article.date,
                url: article.url,
            },
        }
    }
}

/// Whether a file is an SQLite database, which a store is.
fn is_store(path: &Path) -> bool {
    let mut head = [0; 16];
    path.is_file()
        && std::fs::File::open(path)
            .and_then(|mut file| file.read_exact(&mut head))
            .is_ok()
        && &head == b"SQLite format 3\0"
}

/// Takes the events of a store as its reviewers left them, and the days of its articles; their texts
/// only where there is something to read them for.
/// Copies of a story are one report: the first that came speaks for all of them.
fn take_store(
    path: &Path,
    least: Option<f64>,
    fold: &mut Fold,
    texts: Option<&mut HashMap<String, Told>>,
) -> anyhow::Result<()> {
    let reader = Reader::open(path)?;
    let snapshot = reader.snapshot()?;
    let all = Parties::All {
        until: None,
        most: usize::MAX,
    };
    let copies = state::take(&snapshot, &all, least, fold)?;
    if let Some(texts) = texts {
        snapshot.each_article(&Filter::default(), |stored| {
            texts.insert(stored.article_id, Told::of(stored.article));
            Ok::<(), demarche_store::Error>(())
        })?;
    }
    if copies > 0 {
        let s = if copies == 1 { "y" } else { "ies" };
        eprintln!("note: {copies} cop{s} of stories that are there already left out");
    }
    Ok(())
}

/// Takes the events of files or stdin, in parallel. A line that is no event is rejected by name.
fn take_events(
    inputs: &[PathBuf],
    least: Option<f64>,
    fold: &mut Fold,
    texts: &HashMap<String, Told>,
) -> anyhow::Result<Exit> {
    let alone = matches!(inputs, [one] if !one.is_dir());
    let inputs = input::find(inputs, InputKind::Jsonl)?;
    let (mut rejected, mut unread, mut taken) = (0_u64, 0_u64, 0_u64);
    pipeline::in_order(inputs.items(), cores(), event, |(origin, read)| {
        match read {
            // The one input cannot be read: there is nothing to account for.
            Err(no) if no.unread && alone && taken + rejected == 0 => {
                return Err(Failure::failed(format!("{origin}: {}", no.what), no.hint));
            }
            Ok(event) => {
                taken += 1;
                if least.is_none_or(|least| event.confidence >= least) {
                    match texts.get(&event.article_id) {
                        Some(told) => fold.add_told(&event, &told.text),
                        None => fold.add(&event),
                    }
                }
            }
            Err(no) => {
                rejected += 1;
                unread += u64::from(no.unread);
                eprintln!(
                    "rejected: {}: {}",
                    printable(&origin.to_string()),
                    printable(&no.what)
                );
                eprintln!("hint: {}", printable(&no.hint));
            }
        }
        anyhow::Ok(())
    })?;
    if rejected > 0 {
        eprintln!(
            "received {} = folded {taken} + rejected {rejected}",
            taken + rejected
        );
    }
    Ok(if rejected == 0 {
        Exit::Done
    } else if taken == 0 && unread == rejected {
        Exit::Failed
    } else {
        Exit::SomeRejected
    })
}

/// Why a line was not taken.
struct Refusal {
    what: String,
    hint: String,
    unread: bool,
}

fn event(item: Item) -> (Origin, Result<Box<Event>, Refusal>) {
    let (origin, bytes) = item.bytes();
    let read = bytes
        .map_err(|rejection| Refusal {
            what: rejection.what,
            hint: rejection.hint,
            unread: rejection.unread,
        })
        .and_then(|bytes| {
            let event: Event = serde_json::from_slice(&bytes).map_err(|error| {
                let article =
                    serde_json::from_slice::<serde_json::Value>(&bytes).is_ok_and(|value| {
                        value.get("text").is_some() && value.get("schema").is_none()
                    });
                Refusal {
                    what: if article {
                        "an article, not an event".to_owned()
                    } else {
                        format!("not an event: {error}")
                    },
                    hint: if article {
                        "code it first: demarche code FILE | demarche ledger"
                    } else {
                        "each line must be one record as `demarche code --format jsonl` writes it"
                    }
                    .to_owned(),
                    unread: false,
                }
            })?;
            if event.schema != SCHEMA {
                return Err(Refusal {
                    what: format!("schema {}, not {SCHEMA}", event.schema),
                    hint: "code the article again with this version".to_owned(),
                    unread: false,
                });
            }
            Ok(Box::new(event))
        });
    (origin, read)
}

/// Reads the articles of the events: their texts by id, and their days into the fold.
fn take_articles(
    inputs: &[PathBuf],
    fold: &mut Fold,
    texts: &mut HashMap<String, Told>,
    exit: &mut Exit,
) -> anyhow::Result<()> {
    if inputs.is_empty() {
        return Ok(());
    }
    let inputs = input::find(inputs, InputKind::Auto)?;
    pipeline::in_order(inputs.items(), cores(), Item::article, |(origin, read)| {
        match read {
            Ok((article, _)) => {
                let id = match &article.id {
                    Some(id) => id.clone(),
                    None => demarche_text::text_id(&article.text),
                };
                if let Some(day) = article.date.as_deref().and_then(Day::parse) {
                    fold.published(&id, day);
                }
                texts.insert(id, Told::of(article));
            }
            Err(no) => {
                eprintln!(
                    "rejected: {}: {}",
                    printable(&origin.to_string()),
                    printable(&no.what)
                );
                eprintln!("hint: {}", printable(&no.hint));
                if *exit == Exit::Done {
                    *exit = Exit::SomeRejected;
                }
            }
        }
        anyhow::Ok(())
    })?;
    Ok(())
}

/// The sentence of a citation, where the article is at hand.
fn quote(texts: &HashMap<String, Told>, citation: &Citation) -> Option<String> {
    let text = &texts.get(&citation.article)?.text;
    let sentence = citation.sentence.slice(text);
    let words: Vec<&str> = sentence.split_whitespace().collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// What a user should know of what went into a ledger.
fn notes(ledger: &Ledger, of_countries: bool) {
    let account = &ledger.account;
    if account.undated > 0 {
        eprintln!(
            "note: {} of {} events have no day and are left out",
            account.undated, account.events
        );
        eprintln!("hint: code the articles with --date, or give theirs with --articles");
    }
    let nothing = ledger.incidents.is_empty()
        && ledger.measures.is_empty()
        && ledger.claims.is_empty()
        && ledger.requests.is_empty()
        && ledger.threats.is_empty()
        && ledger.contacts.is_empty();
    match &ledger.pair {
        Some([a, b]) if nothing => eprintln!("note: no event of these is between {a} and {b}"),
        None if nothing && of_countries => {
            eprintln!("note: no event of these is of what --country names");
        }
        _ => {}
    }
}

/// The name of a known party, else the key itself.
fn name(key: &str) -> String {
    knowledge::party_name(knowledge::embedded(), key)
        .unwrap_or(key)
        .to_owned()
}

fn csv(rows: &[Row], unit: PanelUnit) -> String {
    let sums = "date,reports,events,verbal_cooperation,material_cooperation,verbal_conflict,\
                material_conflict,plover,goldstein,killed,tension\n";
    let mut out = match unit {
        PanelUnit::Country => format!("country,cow,gw,{sums}"),
        PanelUnit::Dyad => {
            format!("actor,actor_cow,actor_gw,recipient,recipient_cow,recipient_gw,{sums}")
        }
    };
    let number = |number: Option<u16>| number.map_or_else(String::new, |number| number.to_string());
    for row in rows {
        let month = row.date.to_string();
        for key in [Some(&row.country), row.other.as_ref()]
            .into_iter()
            .flatten()
        {
            let codes = CountryCode::parse(key)
                .zip(Moment::parse(&month))
                .and_then(|(code, month)| Codes::at(code, month));
            out.push_str(&format!(
                "{key},{},{},",
                number(codes.and_then(|codes| codes.cow)),
                number(codes.and_then(|codes| codes.gw))
            ));
        }
        let sums = &row.sums;
        let [a, b, c, d] = sums.quads;
        out.push_str(&format!(
            "{},{},{},{a},{b},{c},{d},{:.1},{:.1},{},{:.3}\n",
            row.date,
            sums.reports,
            sums.events,
            sums.plover,
            sums.goldstein,
            sums.killed,
            sums.tension
        ));
    }
    out
}
