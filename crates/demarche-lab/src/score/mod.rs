//! Scores against gold labels, and the quality ledger.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::{Args, ValueEnum};
use demarche_code::Coder;
use demarche_code::examples::misses;
use demarche_code::gate::Gate;
use demarche_record::Article;

use crate::engine::{Engine, EngineArgs};
use crate::ledger::{self, Figure};
use crate::train::{confidence, gate};

pub(crate) mod article;
pub(crate) mod corpus;
pub(crate) mod events;
pub(crate) mod feeds;
pub(crate) mod gold;
pub(crate) mod identities;
pub(crate) mod links;
pub(crate) mod mentions;
pub(crate) mod pages;
pub(crate) mod parse;
pub(crate) mod places;
pub(crate) mod relation;
// The items of feeds as the tests of the reader find them, without the reader.
#[path = "../../../demarche-read/tests/it/scan.rs"]
pub(crate) mod scan;
pub(crate) mod speed;
pub(crate) mod state;
pub(crate) mod text;

/// Measures what the ledger holds and writes it.
#[derive(Debug, Args)]
pub(crate) struct ScoreArgs {
    /// The folder of tuning data.
    #[arg(long, default_value = "../shared/data")]
    data: PathBuf,
    /// The folder of the blind gold sets and their tuning sets.
    #[arg(long, default_value = "quality/gold")]
    gold: PathBuf,
    /// The folder of the ledger.
    #[arg(long, default_value = "quality")]
    ledger: PathBuf,
    /// Measure only this; the rest of the ledger stays.
    #[arg(long, value_enum)]
    only: Vec<Part>,
    /// Write misses and false alarms to this file, to work through. Of gold sets and test files none
    /// are written.
    #[arg(long, value_name = "FILE")]
    errors: Option<PathBuf>,
    /// Print, and leave the ledger as it is.
    #[arg(long)]
    dry: bool,
    /// Leave out the ablations, which take most of the time of the accurate engine.
    #[arg(long, requires = "dry")]
    brief: bool,
    #[command(flatten)]
    engine: EngineArgs,
}

/// A part of the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Part {
    /// Events: the article, end to end, no-event sentences, calibration.
    Events,
    /// The relation model.
    Relation,
    /// Tags, trees and names.
    Parse,
    /// Tokens and sentences.
    Text,
    /// Country and sector of marked mentions: mentions.tsv and its tuning sets, mentions-dev.tsv,
    /// mentions-dev2.tsv to mentions-dev9.tsv.
    Mentions,
    /// Points of marked places: places.tsv and its tuning sets, places-dev.tsv and places-dev2.tsv.
    Places,
    /// Articles of HTML pages; in a release build also pages a second.
    Pages,
    /// Items of feeds.
    Feeds,
    /// What GUM links: pronouns and nouns to names, names to countries.
    Gum,
    /// The ledger: report-pairs.jsonl, scenario/events.jsonl and scenario/states.jsonl.
    Ledger,
    /// Events end to end on the dev and test parts of the corpus.
    Corpus,
    /// Throughput, start-up and memory.
    Speed,
}

const ARTICLE: &str = "articles/000_e34cd0f6c764ac82";
const ARTICLE_DATE: &str = "2025-05-01";

/// Runs `demarche-lab score`.
pub(crate) fn run(args: &ScoreArgs) -> Result<()> {
    if !args.data.is_dir() {
        bail!(
            "{} is not there; hint: name the tuning data with --data",
            args.data.display()
        );
    }
    let wanted = |part| args.only.is_empty() || args.only.contains(&part);
    let engine = args.engine.engine()?;
    let mut figures = Vec::new();
    let mut errors = String::new();
    if wanted(Part::Events) {
        figures.extend(events(&engine, &args.data, args.brief, &mut errors)?);
    }
    if wanted(Part::Relation) {
        figures.extend(relation(&engine, &args.data)?);
    }
    if wanted(Part::Parse) {
        figures.extend(parse(&engine, &args.data)?);
    }
    // What reads no sentence is the same with either engine.
    let wanted = |part| {
        let reads = !matches!(part, Part::Text | Part::Feeds | Part::Ledger);
        wanted(part) && (reads || !engine.is_learned())
    };
    if wanted(Part::Text) {
        figures.extend(text(&args.data)?);
    }
    if wanted(Part::Mentions) {
        let listed = args.errors.is_some() && args.only.contains(&Part::Mentions);
        figures.extend(gold_sets(
            &engine,
            &args.gold,
            "mentions",
            listed,
            &mut errors,
        )?);
    }
    if wanted(Part::Places) {
        let listed = args.errors.is_some() && args.only.contains(&Part::Places);
        figures.extend(gold_sets(
            &engine,
            &args.gold,
            "places",
            listed,
            &mut errors,
        )?);
    }
    if wanted(Part::Pages) {
        figures.extend(pages(&engine, &args.data, &mut errors)?);
    }
    if wanted(Part::Feeds) {
        figures.extend(feeds::score(
            &args.data.join("feeds/feedvalidator"),
            &mut errors,
        )?);
    }
    if wanted(Part::Gum) {
        figures.extend(gum(&engine, &args.data, &mut errors)?);
    }
    if wanted(Part::Ledger) {
        figures.extend(states(&args.gold, &mut errors)?);
    }
    if wanted(Part::Corpus) {
        figures.extend(of_corpus(&engine, args.brief, &mut errors)?);
    }
    if wanted(Part::Speed) {
        figures.extend(speed(&engine, &args.data)?);
    }
    if engine.is_learned() {
        figures.iter_mut().for_each(of_accurate);
    }
    for Figure {
        what,
        data,
        value,
        target,
        ..
    } in &figures
    {
        let aim = if target.is_empty() {
            String::new()
        } else {
            format!("   aim {target}")
        };
        println!("{value:>9}  {what}; {data}{aim}");
    }
    if let Some(path) = &args.errors {
        if args.only.contains(&Part::Corpus) {
            of_train(&engine, &mut errors)?;
        }
        fs::write(path, errors).with_context(|| path.display().to_string())?;
    }
    if !args.dry && args.engine.is_built_in() {
        ledger::update(&args.ledger, figures)?;
    }
    Ok(())
}

/// What the accurate engine is to reach.
const AIMS: [(&str, &str); 13] = [
    ("speed.sentences", "at least 500"),
    ("relation.root", "at least .85"),
    ("relation.quad", "at least .95"),
    ("end-to-end.recall", "at least .65"),
    ("no-event.actual", "at most 12%"),
    ("corpus.test.type", "at least .80"),
    ("corpus.test.parties", "at least .70"),
    ("corpus.test.mode-status", "at least .62"),
    ("article.dyad.f1", "at least .95"),
    ("calibration.error", "at most .05"),
    ("parse.ewt.las", "at least 88"),
    ("parse.gum.las", "at least 88"),
    ("names.f1", "at least 84"),
];

/// A figure of the accurate engine stands apart, and the aims of the fast one are not its own.
fn of_accurate(figure: &mut Figure) {
    let aim = AIMS.iter().find(|(id, _)| *id == figure.id);
    figure.target = aim.map_or_else(String::new, |(_, aim)| (*aim).to_owned());
    figure.quoted = aim.is_some();
    figure.id = format!("accurate.{}", figure.id);
    figure.what = format!("accurate: {}", figure.what);
}

/// A share from 0 to 1, as the field writes it: ".85".
fn rate(share: f64) -> String {
    let text = format!("{share:.2}");
    text.strip_prefix('0').map(str::to_owned).unwrap_or(text)
}

fn percent(part: usize, whole: usize) -> f64 {
    100.0 * part as f64 / whole.max(1) as f64
}

/// The parts that the engine is measured without, where time is not short.
fn ablations(engine: &Engine, brief: bool) -> Vec<(&'static str, Coder)> {
    match brief {
        true => Vec::new(),
        false => engine.ablations(),
    }
}

/// Sentences that stand in the codebook beside its frames. The frames alone code them all as they say, a
/// test sees to that: what another engine codes otherwise is what its heads spoil.
fn examples(coder: &Coder, errors: &mut String) -> Figure {
    let (mut all, mut missed) = (0, 0);
    let _ = writeln!(errors, "\n# examples of the codebook");
    for frame in &coder.codebook().frames {
        all += frame.codes.len() + frame.refuses.len();
        for miss in misses(coder, frame) {
            missed += 1;
            let _ = writeln!(
                errors,
                "{}: {}\n  {}",
                miss.frame, miss.example, miss.message
            );
        }
    }
    Figure::new(
        "examples",
        "sentences of the codebook coded as they say",
        &format!("codebook ({all} sentences)"),
        format!("{:.1}%", percent(all - missed, all)),
    )
}

fn events(engine: &Engine, data: &Path, brief: bool, errors: &mut String) -> Result<Vec<Figure>> {
    let coder = engine.coder();
    let mut figures = Vec::new();

    let gold_path = data.join(format!("{ARTICLE}.gold.jsonl"));
    let gold = article::read_gold(&gold_path)?;
    let coded = coder.code(&Article {
        text: fs::read_to_string(data.join(format!("{ARTICLE}.txt")))?,
        date: Some(ARTICLE_DATE.to_owned()),
        ..Article::default()
    });
    let outcome = article::score(&gold, &coded.events);
    println!("{outcome}");
    let script = data.join("../tools/score_events.py");
    if !article::check_against_script(&script, &gold_path, &coded.events, &outcome)? {
        println!("skipped: the comparison with score_events.py (no Python, or no script)");
    }
    let [by_type, dyad, mode] = outcome.rates;
    let on = "a real newswire article";
    figures.extend([
        Figure::new(
            "article.dyad.f1",
            "events: F1 at dyad level",
            on,
            rate(dyad.f1),
        )
        .aim("at least .85"),
        Figure::new(
            "article.dyad.precision",
            "events: precision at dyad level",
            on,
            rate(dyad.precision),
        )
        .aim("at least .90"),
        Figure::new(
            "article.type.f1",
            "events: F1 at type level",
            on,
            rate(by_type.f1),
        ),
        Figure::new(
            "article.mode.f1",
            "events: F1 at mode level",
            on,
            rate(mode.f1),
        ),
    ]);
    let _ = writeln!(errors, "# article\n{outcome}");

    let found = events::end_to_end(&coder, &data.join("events/plv_dev.tsv"))?;
    let total = found.total();
    println!("plv_dev          recall  other type  sentences");
    for (name, class) in &found.classes {
        println!(
            "{name:<15} {:>7.2} {:>11} {:>10}",
            class.found as f64 / class.wanted as f64,
            class.other_type,
            class.wanted
        );
    }
    println!("{} events in {} sentences\n", found.events, total.wanted);
    figures.push(
        Figure::new(
            "end-to-end.recall",
            "events end to end: recall of type and both parties",
            "plv_dev",
            rate(total.found as f64 / total.wanted.max(1) as f64),
        )
        .aim("at least .50"),
    );
    for (name, class) in &found.classes {
        figures.push(Figure::new(
            &format!("end-to-end.recall.{}", name.to_lowercase()),
            &format!("recall end to end of {name} ({} sentences)", class.wanted),
            "plv_dev",
            rate(class.found as f64 / class.wanted.max(1) as f64),
        ));
    }
    let _ = writeln!(errors, "\n# plv_dev\n{}", found.errors);

    let train = events::end_to_end(&coder, &data.join("events/plv_train.tsv"))?;
    let all = train.total();
    println!(
        "plv_train: {} of {} sentences, {} with another type, {} events",
        all.found, all.wanted, all.other_type, train.events
    );
    figures.push(Figure::new(
        "end-to-end.recall.train",
        "events end to end: recall of type and both parties",
        "plv_train",
        rate(all.found as f64 / all.wanted.max(1) as f64),
    ));
    let _ = writeln!(errors, "\n# plv_train\n{}", train.errors);

    let none = events::no_event(&coder, &data.join("events/no_event_dev.tsv"))?;
    let share = |count| format!("{:.0}%", percent(count, none.sentences));
    figures.extend([
        Figure::new(
            "no-event.actual",
            "sentences without events that get one of status actual",
            "no_event_dev",
            share(none.with_actual),
        )
        .aim("at most 20%"),
        Figure::new(
            "no-event.any",
            "sentences without events that get any",
            "no_event_dev",
            share(none.with_any),
        ),
    ]);
    let _ = writeln!(errors, "\n# no_event_dev\n{}", none.errors);

    if engine.is_learned() {
        figures.push(examples(&coder, errors));
    }
    for (name, coder) in ablations(engine, brief) {
        let found = events::end_to_end(&coder, &data.join("events/plv_dev.tsv"))?.total();
        let none = events::no_event(&coder, &data.join("events/no_event_dev.tsv"))?;
        figures.push(Figure::new(
            &format!("ablation.{name}.recall"),
            &format!("recall end to end: {name}"),
            "plv_dev",
            rate(found.found as f64 / found.wanted.max(1) as f64),
        ));
        figures.push(Figure::new(
            &format!("ablation.{name}.no-event"),
            &format!("sentences without events that get one of status actual: {name}"),
            "no_event_dev",
            format!("{:.0}%", percent(none.with_actual, none.sentences)),
        ));
    }

    let judged =
        confidence::cross_validated(&confidence::samples(&coder, data, engine.is_learned())?);
    figures.push(Figure::new(
        "calibration.error",
        "expected calibration error of the confidence",
        "plv_dev and no_event_dev by cross-validation",
        rate3(events::calibration_error(&judged)),
    ));
    for bin in events::calibration(&judged)
        .iter()
        .filter(|bin| bin.events > 0)
    {
        figures.push(Figure::new(
            &format!("calibration.{:.1}", bin.from),
            &format!(
                "right events of confidence {} to {} (mean {}; {} events)",
                rate(bin.from),
                rate(bin.to.min(1.0)),
                rate(bin.sum / bin.events as f64),
                bin.events
            ),
            "plv_dev and no_event_dev by cross-validation",
            rate(bin.right as f64 / bin.events as f64),
        ));
    }
    Ok(figures)
}

/// The misses of the train part: what frames are written from. The heads have seen it, so its figures
/// say nothing of them and stay out of the ledger.
fn of_train(engine: &Engine, errors: &mut String) -> Result<()> {
    let items = corpus::read("train")?;
    let _ = writeln!(errors, "\n# corpus train");
    let outcome = corpus::score(&engine.coder(), &items, errors);
    println!(
        "corpus train: trigger and type F1 {}, precision {}, recall {}, false alarms {:?}",
        rate(outcome.typed()),
        rate(outcome.precision()),
        rate(outcome.recall()),
        outcome.alarms()
    );
    Ok(())
}

/// Events end to end on the corpus. Misses are listed of the dev part only.
fn of_corpus(engine: &Engine, brief: bool, errors: &mut String) -> Result<Vec<Figure>> {
    let mut figures = Vec::new();
    for part in ["dev", "test"] {
        let items = corpus::read(part)?;
        let mut unlisted = String::new();
        let listed = if part == "dev" {
            &mut *errors
        } else {
            &mut unlisted
        };
        let _ = writeln!(listed, "\n# corpus {part}");
        let outcome = corpus::score(&engine.coder(), &items, listed);
        let on = format!("corpus {part} ({} items)", items.len());
        let mut add = |id: &str, what: &str, value: String| {
            let figure = Figure::new(&format!("corpus.{part}.{id}"), what, &on, value);
            let quoted = part == "test" && matches!(id, "type" | "parties" | "mode-status");
            figures.push(Figure { quoted, ..figure });
        };
        add(
            "type",
            "events end to end: F1 of trigger and type",
            rate(outcome.typed()),
        );
        add(
            "parties",
            "the same with parties: F1",
            rate(outcome.with_parties()),
        );
        add(
            "mode-status",
            "the same with mode and status: F1",
            rate(outcome.with_mode_and_status()),
        );
        add(
            "precision",
            "events end to end: precision of trigger and type",
            rate(outcome.precision()),
        );
        add(
            "recall",
            "events end to end: recall of trigger and type",
            rate(outcome.recall()),
        );
        add(
            "certainty",
            "certainty right where trigger and type are",
            rate(outcome.certainty()),
        );
        let (alarmed, nothing) = outcome.alarms();
        add(
            "no-event",
            &format!("sentences without events that get one of status actual ({nothing})"),
            format!("{:.0}%", percent(alarmed, nothing)),
        );
        if engine.is_learned() {
            let sentences = corpus::sentences(&Coder::embedded(), &items);
            let [with, without] = gate::passing(Gate::embedded(), &sentences);
            for (kind, passed) in [("with", with), ("without", without)] {
                add(
                    &format!("gate.{kind}"),
                    &format!(
                        "sentences {kind} events that the gate lets through ({})",
                        passed.1
                    ),
                    format!("{:.1}%", percent(passed.0, passed.1)),
                );
            }
        }
        for (name, coder) in ablations(engine, brief) {
            let outcome = corpus::score(&coder, &items, &mut String::new());
            add(
                &format!("ablation.{name}"),
                &format!("F1 of trigger and type: {name}"),
                rate(outcome.typed()),
            );
        }
    }
    Ok(figures)
}

fn relation(engine: &Engine, data: &Path) -> Result<Vec<Figure>> {
    let relation = relation::score(data, engine)?;
    let figure = |id: &str, what: &str, share: f64| Figure::new(id, what, "plv_dev", rate(share));
    Ok(vec![
        figure(
            "relation.root",
            "relation of two given parties: macro F1 of 15 types",
            relation.root,
        )
        .aim("at least .74"),
        figure(
            "relation.quad",
            "relation of two given parties: macro F1 of quadrants",
            relation.quad,
        )
        .aim("at least .88"),
    ])
}

fn parse(engine: &Engine, data: &Path) -> Result<Vec<Figure>> {
    let figures = parse::evaluate(engine, data, parse::Split::Test)?;
    let (ewt, gum) = (&figures.ewt, &figures.gum);
    let figure = |id: &str, what: &str, on: &str, value: f64| {
        Figure::new(id, what, on, format!("{value:.1}"))
    };
    let [names, person, organization, location] = figures.names.map(parse::Counts::f1);
    let uner = "UNER EWT test";
    Ok(vec![
        figure(
            "parse.ewt.upos",
            "UPOS with gold tokens",
            "EWT test",
            ewt.percent(ewt.upos),
        )
        .aim("at least 95"),
        figure(
            "parse.ewt.las",
            "LAS with gold tokens",
            "EWT test",
            ewt.percent(ewt.labelled),
        )
        .aim("at least 82"),
        figure(
            "parse.gum.las",
            "LAS with gold tokens",
            "GUM test",
            gum.percent(gum.labelled),
        )
        .aim("at least 81.5"),
        figure(
            "parse.gum.links",
            "F1 of nsubj obj obl ccomp xcomp links",
            "GUM test",
            gum.links.f1(),
        )
        .quoted(),
        figure(
            "parse.gum.upos",
            "UPOS with gold tokens",
            "GUM test",
            gum.percent(gum.upos),
        ),
        figure(
            "parse.gum.lemma",
            "lemma accuracy with gold tokens",
            "GUM test",
            gum.percent(gum.lemmas),
        )
        .aim("at least 97.5"),
        figure("names.f1", "names: F1", uner, names).aim("at least 76"),
        figure("names.per", "names: F1 of persons", uner, person),
        figure(
            "names.org",
            "names: F1 of organisations",
            uner,
            organization,
        ),
        figure("names.loc", "names: F1 of places", uner, location),
    ])
}

fn text(data: &Path) -> Result<Vec<Figure>> {
    let mut figures = Vec::new();
    for (id, name, file) in [
        ("gum", "GUM test raw text", "en_gum-permissive"),
        ("ewt", "EWT test raw text", "en_ewt"),
    ] {
        let treebank = text::read_treebank(&data.join(format!("ud/{file}-test.conllu")))?;
        let outcome = text::score(&treebank);
        let tokens = Figure::new(
            &format!("text.{id}.tokens"),
            "tokens: F1",
            name,
            format!("{:.1}", outcome.words.f1()),
        );
        let sentences = Figure::new(
            &format!("text.{id}.sentences"),
            "sentences: F1",
            name,
            format!("{:.1}", outcome.sentences.f1()),
        );
        if id == "gum" {
            figures.extend([tokens.aim("at least 99.5"), sentences.aim("at least 95")]);
        } else {
            figures.extend([tokens, sentences]);
        }
    }
    Ok(figures)
}

fn gold_sets(
    engine: &Engine,
    folder: &Path,
    kind: &str,
    list_misses: bool,
    errors: &mut String,
) -> Result<Vec<Figure>> {
    let coder = engine.coder();
    let sets = gold::sets(folder, kind, list_misses)?;
    if sets.is_empty() {
        println!("skipped: {kind} (no {kind}.tsv in {})", folder.display());
    }
    let mut figures = Vec::new();
    for set in &sets {
        let _ = writeln!(errors, "\n# {}", set.name);
        figures.extend(match kind {
            "mentions" => mentions::score(&coder, set, errors)?,
            _ => places::score(&coder, set, errors)?,
        });
    }
    Ok(figures)
}

/// The ledger against its gold sets. What comes out wrong goes to the file of errors only where the
/// set is one to tune on, which blind sets are not: of them the figures are all that is told.
fn states(gold: &Path, errors: &mut String) -> Result<Vec<Figure>> {
    let mut figures = Vec::new();
    for (suffix, key, blind) in [("", "", true), ("-dev", "dev.", false)] {
        let path = gold.join(format!("report-pairs{suffix}.jsonl"));
        if path.is_file() {
            let found = state::pairs(&path)?;
            let on = format!(
                "report-pairs{suffix} ({} pairs; {} of them one)",
                found.all, found.same
            );
            let figure = |what: &str, name: &str, share: f64| {
                Figure::new(&format!("ledger.{key}{what}"), name, &on, rate3(share))
            };
            let of = [
                figure(
                    "precision",
                    "reports folded to one incident: precision",
                    found.precision(),
                ),
                figure(
                    "recall",
                    "reports folded to one incident: recall",
                    found.recall(),
                ),
            ];
            let [precision, recall] = of;
            if blind {
                figures.extend([precision.aim("at least .97"), recall.aim("at least .80")]);
            } else {
                figures.extend([precision, recall]);
                let _ = writeln!(errors, "\n# report-pairs{suffix}\n{}", found.errors);
            }
        } else {
            println!("skipped: {} is not there", path.display());
        }
        let folder = gold.join(format!("scenario{suffix}"));
        if folder.join("states.jsonl").is_file() {
            let found = state::states(&folder)?;
            let on = format!(
                "scenario{suffix} ({} checks on {} days)",
                found.all, found.days
            );
            let all = Figure::new(
                &format!("ledger.{key}states"),
                "states of a crisis over several weeks that are right",
                &on,
                rate3(found.accuracy()),
            );
            figures.push(if blind { all.aim("at least .95") } else { all });
            for (section, (right, of)) in &found.sections {
                figures.push(Figure::new(
                    &format!("ledger.{key}states.{section}"),
                    &format!("the same: {section} ({of} checks)"),
                    &on,
                    rate3(*right as f64 / (*of).max(1) as f64),
                ));
            }
            if !blind {
                let _ = writeln!(errors, "\n# scenario{suffix}\n{}", found.errors);
            }
        } else {
            println!("skipped: {} has no states.jsonl", folder.display());
        }
    }
    Ok(figures)
}

/// A share with three places, for aims that are near 1.
fn rate3(share: f64) -> String {
    let text = format!("{share:.3}");
    text.strip_prefix('0').map(str::to_owned).unwrap_or(text)
}

fn pages(engine: &Engine, data: &Path, errors: &mut String) -> Result<Vec<Figure>> {
    let pages = pages::pages(&data.join("html"))?;
    let outcome = pages::score(&pages);
    let on = format!("{} HTML pages", outcome.pages);
    let share = |count| format!("{:.0}%", percent(count, outcome.pages));
    // Three places: the aim has them.
    let f1 = format!("{:.3}", outcome.f1);
    let mut figures = vec![
        Figure::new(
            "pages.f1",
            "article text of a page: mean F1 of 4-word shingles",
            &on,
            f1.strip_prefix('0').map(str::to_owned).unwrap_or(f1),
        )
        .aim("at least .955"),
        Figure::new(
            "pages.title",
            "pages that give a title",
            &on,
            share(outcome.titled),
        ),
        Figure::new(
            "pages.date",
            "pages that give a day",
            &on,
            share(outcome.dated),
        ),
        Figure::new(
            "pages.time",
            "pages that give a time",
            &on,
            share(outcome.timed),
        ),
        Figure::new(
            "pages.set-aside",
            "pages set aside as not English",
            &on,
            outcome.set_aside.to_string(),
        ),
    ];
    let _ = writeln!(errors, "\n# pages\n{}", outcome.errors);
    if cfg!(debug_assertions) {
        println!("skipped: pages a second (measured in a release build)");
        return Ok(figures);
    }
    let [read, coded] = pages::speed(&engine.coder(), &pages);
    figures.extend([
        Figure::new(
            "pages.read",
            "pages a second read on one thread",
            &on,
            format!("{read:.0}"),
        ),
        Figure::new(
            "pages.coded",
            "pages a second read and coded on one thread",
            &on,
            format!("{coded:.0}"),
        )
        .aim("at least 60"),
    ]);
    Ok(figures)
}

/// The shortest time of several passes.
fn fastest(passes: usize, pass: impl FnMut() -> std::time::Duration) -> std::time::Duration {
    std::iter::repeat_with(pass)
        .take(passes)
        .min()
        .unwrap_or_default()
}

fn gum(engine: &Engine, data: &Path, errors: &mut String) -> Result<Vec<Figure>> {
    let coder = engine.coder();
    let mut figures = Vec::new();
    for split in ["train", "dev", "test"] {
        let path = data.join(format!("ud/en_gum-permissive-{split}.conllu"));
        let documents = crate::gum::read(&path)?;
        let links = links::score(&coder, &documents);
        let on =
            |all: usize, of: &str| format!("GUM {split} news interviews speeches ({all} {of})");
        let figure = |key: &str, what: &str, count: links::Count, of: &str| {
            let id = format!("links.{split}.{key}");
            Figure::new(&id, what, &on(count.all, of), rate(count.share()))
        };
        let named = figure(
            "precision",
            "pronouns and definite nouns linked to the right name: precision",
            links.named,
            "links",
        );
        figures.push(match split {
            "test" => named.aim("at least .80"),
            _ => named,
        });
        figures.extend([
            figure(
                "recall",
                "pronouns and definite nouns linked to the right name: recall",
                links.wanted,
                "phrases",
            ),
            figure(
                "pronouns",
                "the same: precision of pronouns",
                links.pronouns,
                "links",
            ),
            figure(
                "nouns",
                "the same: precision of definite nouns",
                links.nouns,
                "links",
            ),
            figure(
                "any",
                "the same: precision of links to phrases with and without a name",
                links.any,
                "links",
            ),
        ]);
        if split != "test" {
            let _ = writeln!(errors, "\n# links of GUM {split}");
            for (form, count) in &links.forms {
                let _ = writeln!(errors, "{form}: {} of {} right", count.right, count.all);
            }
            errors.push_str(&links.errors);
        }
        // The table of countries holds the titles of dev and test.
        if split == "train" {
            continue;
        }
        let found = identities::score(&coder, &documents)?;
        figures.extend(identity_figures(&found, split));
        if !found.unknown.is_empty() {
            println!(
                "GUM {split}: no country is written down for {}",
                found.unknown.join(" ")
            );
        }
        if split != "test" {
            let _ = writeln!(errors, "\n# countries of GUM {split}\n{}", found.errors);
        }
    }
    Ok(figures)
}

fn identity_figures(found: &identities::Identities, split: &str) -> Vec<Figure> {
    use identities::Outcome;
    let mut figures = Vec::new();
    for (kind, name) in [
        ("", "people and bodies and places"),
        ("person", "people"),
        ("organization", "bodies"),
        ("place", "places"),
    ] {
        let all = found.all(kind);
        let right = found.of(kind, Outcome::Right);
        let given = right + found.of(kind, Outcome::Wrong);
        let on = format!("GUM {split} ({all} names)");
        let key = if kind.is_empty() { "all" } else { kind };
        figures.extend([
            Figure::new(
                &format!("countries.{split}.{key}.precision"),
                &format!("country of linked {name}: right where one is given"),
                &on,
                rate(right as f64 / given.max(1) as f64),
            ),
            Figure::new(
                &format!("countries.{split}.{key}.right"),
                &format!("country of linked {name}: right of all"),
                &on,
                rate(right as f64 / all.max(1) as f64),
            ),
        ]);
    }
    for (outcome, key, what) in [
        (Outcome::Wrong, "wrong", "another country"),
        (
            Outcome::Unresolved,
            "unresolved",
            "a mention without a country",
        ),
        (Outcome::NotFound, "not-found", "no mention"),
    ] {
        let all = found.all("");
        figures.push(Figure::new(
            &format!("countries.{split}.{key}"),
            &format!("country of linked names: {what}"),
            &format!("GUM {split} ({all} names)"),
            rate(found.of("", outcome) as f64 / all.max(1) as f64),
        ));
    }
    figures
}

fn speed(engine: &Engine, data: &Path) -> Result<Vec<Figure>> {
    if cfg!(debug_assertions) {
        bail!(
            "speed is measured in a release build; hint: cargo run --release -p demarche-lab -- score"
        );
    }
    let coder = engine.coder();
    let stories = speed::stories(&data.join("events/synthetic_stories.jsonl.gz"))?;
    // The encoder is fifty times slower, and reads best what comes in numbers.
    let speed = match engine.is_learned() {
        true => speed::throughput(&coder, &stories[..stories.len().min(300)], 8, 3),
        false => speed::throughput(&coder, &stories, 1, 3),
    };
    let on = format!("synthetic_stories ({} sentences)", speed.sentences);
    let mut figures = vec![
        Figure::new(
            "speed.sentences",
            "sentences a second end to end on one thread",
            &on,
            format!("{:.0}", speed.one),
        )
        .aim("at least 5000"),
        Figure::new(
            "speed.two-threads",
            "the same on two threads: times as fast",
            &on,
            format!("{:.2}", speed.two / speed.one),
        )
        .aim("at least 1.8"),
    ];
    if engine.is_learned() {
        return Ok(figures);
    }
    let load = speed::knowledge_load();
    figures.push(
        Figure::new(
            "speed.knowledge",
            "reading the tables of names at start",
            "knowledge/",
            format!("{:.0} ms", load.as_secs_f64() * 1000.0),
        )
        .aim("under 30 ms"),
    );
    match speed::binary() {
        None => println!(
            "skipped: start-up and memory (build the program first: cargo build --release)"
        ),
        Some(binary) => {
            let start = speed::startup(&binary, &data.join(format!("{ARTICLE}.txt")))?;
            figures.push(
                Figure::new(
                    "speed.startup",
                    "start to end of a run",
                    "a short article",
                    format!("{} ms", start.as_millis()),
                )
                .aim("at most 100 ms"),
            );
            if let Some(peak) = speed::peak_memory(&binary, &stories)? {
                figures.push(
                    Figure::new(
                        "speed.memory",
                        "peak memory on one thread",
                        &on,
                        format!("{peak:.0} MB"),
                    )
                    .aim("at most 200 MB"),
                );
            }
        }
    }
    Ok(figures)
}
