//! Trains the weights of `demarche-parse` from licensed treebanks and name corpora.
//!
//! One thread, fixed seeds, and sums in a fixed order: the same data give the same bytes.

pub(crate) mod confidence;
mod entities;
pub(crate) mod gate;
pub(crate) mod learner;
mod lemma;
mod loose;
mod relation;
mod syntax;
mod tagger;

use std::borrow::Cow;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};
use clap::{Args, Subcommand};
use demarche_parse::lemma::{Lemmatizer, Occurrence};
use demarche_parse::syntax::Atoms;
use demarche_parse::tagger::{Entry, Tagger};
use demarche_parse::word::{Form, is_shouted};
use demarche_parse::{GAZETTEER, Gazetteer, Lexicon, Parser, Upos, Weights, lexical_atom};

use crate::{lexicon, names, score, treebank};

/// What to train.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// The weights of demarche-parse.
    Parse(ParseArgs),
    /// The relation model of demarche-code.
    Relation(relation::RelationArgs),
    /// The confidence of events.
    Confidence(confidence::ConfidenceArgs),
    /// Which words open the gate of the accurate engine.
    Gate(gate::GateArgs),
    /// When a frame that fits but for a slot or two tells an event.
    Loose(loose::LooseArgs),
}

/// Where the data are and where the weights go.
#[derive(Debug, Args)]
pub(crate) struct ParseArgs {
    /// The folder that holds `ud` and `ner`.
    #[arg(long)]
    data: PathBuf,
    /// The folder to write weights into.
    #[arg(long)]
    out: PathBuf,
    /// Train on one sentence in this many: a trial run.
    #[arg(long, default_value_t = 1)]
    sample: usize,
    /// Stages to train; the others are read from `out`.
    #[arg(
        long,
        value_delimiter = ',',
        default_value = "tagger,lemmatizer,grammar,entities"
    )]
    stages: Vec<String>,
    /// Passes over the data of the parser.
    #[arg(long, default_value_t = 6)]
    epochs: u32,
    /// CoNLL-U files of sentences that the accurate engine has parsed, from which tagger and grammar
    /// learn too.
    #[arg(long, value_name = "FILE")]
    silver: Vec<PathBuf>,
}

/// Runs a `train` command.
pub(crate) fn run(command: &Command) -> Result<()> {
    match command {
        Command::Parse(args) => train_parse(args),
        Command::Relation(args) => relation::run(args),
        Command::Confidence(args) => confidence::run(args),
        Command::Gate(args) => gate::run(args),
        Command::Loose(args) => loose::run(args),
    }
}

/// Training treebanks and their git blob hashes.
const TREEBANKS: [(&str, &str); 2] = [
    (
        "ud/en_ewt-train.conllu",
        "34731d23bafeeff233fdcee18ffc0254b1aa0e28",
    ),
    (
        "ud/en_gum-permissive-train.conllu",
        "da567bebd5d7d6a03dd20cadc6755c80ec4e719b",
    ),
];
const FOLDS: usize = 4;
/// Of more words a parsed sentence is seldom right.
const LONGEST_SILVER: usize = 60;

fn train_parse(args: &ParseArgs) -> Result<()> {
    for (file, hash) in TREEBANKS {
        check_hash(&args.data.join(file), hash)?;
    }
    let mut sentences = Vec::new();
    for (file, _) in TREEBANKS {
        sentences.extend(
            treebank::read(&args.data.join(file))?
                .into_iter()
                .step_by(args.sample.max(1)),
        );
    }
    let inventory = tagger::Inventory::of(&sentences.iter().collect::<Vec<_>>());
    // Lemmas and names are learnt from people's annotation alone.
    let gold = sentences.len();
    for file in &args.silver {
        sentences.extend(
            treebank::read(file)?
                .into_iter()
                .filter(|sentence| sentence.words.len() <= LONGEST_SILVER)
                .step_by(args.sample.max(1)),
        );
    }
    eprintln!("{gold} sentences, {} parsed ones", sentences.len() - gold);
    std::fs::create_dir_all(&args.out).with_context(|| format!("making {}", args.out.display()))?;
    let wants = |stage: &str| args.stages.iter().any(|s| s == stage);
    let write = |name: &str, bytes: &[u8]| {
        let path = args.out.join(name);
        eprintln!("{}: {} bytes", path.display(), bytes.len());
        std::fs::write(&path, bytes).with_context(|| format!("writing {}", path.display()))
    };
    let read = |name: &str| -> Result<Vec<u8>> {
        let path = args.out.join(name);
        std::fs::read(&path).with_context(|| format!("reading {}", path.display()))
    };

    let gazetteer = Gazetteer::read(GAZETTEER.iter().copied());
    let examples: Vec<tagger::Example> = sentences
        .iter()
        .map(|s| {
            let (forms, marks) = look(&gazetteer, &s.words);
            tagger::Example {
                forms,
                marks,
                gold: inventory.tags(s),
            }
        })
        .collect();
    if wants("tagger") {
        let all: Vec<_> = examples.iter().collect();
        write("tagger.bin", &tagger::train(&all, &inventory, 3))?;
    }
    let tagger = load_tagger(read("tagger.bin")?)?;
    let tags = jackknife(&examples, &inventory)?;
    let (right, all) = examples
        .iter()
        .zip(&tags)
        .fold((0, 0), |(right, all), (e, tags)| {
            let same = e.gold.iter().zip(tags).filter(|(a, b)| a == b).count();
            (right + same, all + tags.len())
        });
    eprintln!(
        "jack-knifed joint tags: {:.2}%",
        100.0 * right as f64 / all as f64
    );

    if wants("lemmatizer") {
        let mut words = Vec::new();
        let mut proper = Vec::new();
        for (s, e) in sentences[..gold].iter().zip(&examples) {
            for (i, text) in s.words.iter().enumerate() {
                if s.lemmas[i] == "_" && text != "_" {
                    continue;
                }
                let word = Occurrence {
                    text,
                    form: &e.forms[i],
                    tag: e.gold[i],
                    first: i == 0,
                    mark: e.marks[i],
                };
                words.push((word, s.lemmas[i].as_str()));
                proper.push(s.upos[i] == Upos::Propn);
            }
        }
        write("lemmatizer.bin", &lemma::train(&words, &proper, 10))?;
    }
    let lemmatizer =
        Lemmatizer::new(&Cow::Owned(read("lemmatizer.bin")?)).context("bad lemmatizer")?;

    if wants("grammar") {
        let trees: Vec<_> = sentences
            .iter()
            .zip(&examples)
            .zip(&tags)
            .map(|((s, e), tags)| {
                let mut atoms = Vec::new();
                for (i, text) in s.words.iter().enumerate() {
                    let word = Occurrence {
                        text,
                        form: &e.forms[i],
                        tag: tags[i],
                        first: i == 0,
                        mark: e.marks[i],
                    };
                    let mut lemma = String::new();
                    lemmatizer.lemmatize(&word, &mut lemma);
                    let (upos, xpos) = tagger.expand(tags[i]);
                    atoms.push(Atoms::new(lexical_atom(&lemma, xpos), tags[i], upos as u8));
                }
                atoms.push(Atoms::NONE);
                syntax::Example {
                    atoms,
                    heads: s.heads.clone(),
                    labels: s.deprels.clone(),
                }
            })
            .collect();
        let config = syntax::Config {
            epochs: args.epochs,
            explore: 90,
            action_margin: 60,
            label_margin: 30,
            certain_visits: 30,
            certain_doubt: 300,
            min_action_updates: 7,
            min_label_updates: 6,
            models: 3,
            buckets: 170_000,
            label_features: 230_000,
        };
        let (actions, labels) = syntax::train(&trees, config);
        write("actions.bin", &actions)?;
        write("labels.bin", &labels)?;
    }

    if wants("entities") {
        let by_id: HashMap<&str, usize> = sentences[..gold]
            .iter()
            .enumerate()
            .map(|(i, s)| (s.id.as_str(), i))
            .collect();
        let lexicon = Lexicon::new(&Weights::embedded().lexicon).context("bad lexicon")?;
        // In the order of the corpora: the entity tagger speaks as the first does.
        let mut corpora = vec![
            names::read_uner(&args.data.join("ner/uner_ewt-train.iob2"))?,
            names::read_wikigold(&args.data.join("ner/wikigold.conll.txt"))?,
            Vec::new(),
            sentences[..gold]
                .iter()
                .filter(|s| s.id.starts_with("GUM"))
                .map(names::from_mentions)
                .collect(),
        ];
        let mut folders: Vec<PathBuf> = std::fs::read_dir(args.data.join("ner/re3d"))
            .context("reading re3d")?
            .filter_map(|entry| Some(entry.ok()?.path()))
            .filter(|path| path.is_dir())
            .collect();
        folders.sort();
        for folder in folders {
            corpora[2].extend(names::read_re3d(&folder)?);
        }
        let examples: Vec<_> = (0..)
            .zip(&corpora)
            .flat_map(|(corpus, sentences)| sentences.iter().map(move |s| (corpus, s)))
            .map(|(corpus, s)| {
                let (forms, marks) = look(&gazetteer, &s.words);
                let tags = by_id
                    .get(s.id.as_str())
                    .filter(|&&i| sentences[i].words == s.words)
                    .map_or_else(|| tag(&tagger, &forms, &marks), |&i| tags[i].clone());
                let proper = tags
                    .iter()
                    .map(|&t| tagger.expand(t).0 == Upos::Propn)
                    .collect();
                let mut traits = Vec::new();
                lexicon.look(&forms, &mut traits);
                let gold = entities::classes(s.words.len(), &s.entities);
                entities::Example {
                    forms,
                    tags,
                    marks,
                    proper,
                    traits,
                    gold,
                    corpus,
                }
            })
            .collect();
        eprintln!("entities: {} sentences", examples.len());
        write("entities.bin", &entities::train(&examples))?;
    }

    let weights = Weights {
        tagger: read("tagger.bin")?.into(),
        lemmatizer: read("lemmatizer.bin")?.into(),
        actions: read("actions.bin")?.into(),
        labels: read("labels.bin")?.into(),
        entities: read("entities.bin")?.into(),
        lexicon: Weights::embedded().lexicon,
    };
    write("MANIFEST.toml", manifest(args)?.as_bytes())?;
    let parser = Parser::new(&weights, gazetteer).context("the weights do not load")?;
    println!(
        "{}",
        score::parse::evaluate_parser(&parser, &args.data, score::parse::Split::Dev)?
    );
    Ok(())
}

/// Forms and gazetteer classes of a sentence.
fn look(gazetteer: &Gazetteer, words: &[String]) -> (Vec<Form>, Vec<u32>) {
    let mut buffer = String::new();
    let mut forms: Vec<Form> = words.iter().map(|w| Form::read(w, &mut buffer)).collect();
    let mut marks = Vec::new();
    gazetteer.mark(&forms, &mut marks);
    if is_shouted(&forms) {
        forms = words
            .iter()
            .map(|w| Form::read(&w.to_lowercase(), &mut buffer))
            .collect();
    }
    (forms, marks)
}

fn load_tagger(file: Vec<u8>) -> Result<Tagger> {
    Tagger::new(&Cow::Owned(file)).context("the tagger's file does not load")
}

fn tag(tagger: &Tagger, forms: &[Form], marks: &[u32]) -> Vec<u8> {
    let entries: Vec<Entry> = forms.iter().map(|f| tagger.entry(f)).collect();
    let mut tags = Vec::new();
    tagger.tag(forms, &entries, marks, &mut tags);
    tags
}

/// Tags each part of the examples with a tagger trained on the other parts, so that the parser
/// trains on tags as wrong as those it will meet.
fn jackknife(examples: &[tagger::Example], inventory: &tagger::Inventory) -> Result<Vec<Vec<u8>>> {
    let mut tags = vec![Vec::new(); examples.len()];
    for fold in 0..FOLDS {
        let (held, rest): (Vec<_>, Vec<_>) = examples
            .iter()
            .enumerate()
            .partition(|e| e.0 % FOLDS == fold);
        let rest: Vec<_> = rest.into_iter().map(|e| e.1).collect();
        let tagger = load_tagger(tagger::train(&rest, inventory, 1))?;
        for (i, example) in held {
            tags[i] = tag(&tagger, &example.forms, &example.marks);
        }
    }
    Ok(tags)
}

/// Refuses a file that is not the one the figures were made from.
pub(crate) fn check_hash(path: &Path, expected: &str) -> Result<()> {
    let found = git_blob(path)?;
    if found != expected {
        bail!(
            "{}: expected git blob {expected}, found {found}",
            path.display()
        );
    }
    Ok(())
}

fn git_blob(path: &Path) -> Result<String> {
    let output = std::process::Command::new("git")
        .arg("hash-object")
        .arg(path)
        .output()
        .context("running git hash-object")?;
    let found = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    if found.is_empty() {
        bail!("{}: git hash-object gave no hash", path.display());
    }
    Ok(found)
}

/// What the weights were made from and what they are: paths, git blob hashes, licences, sizes.
fn manifest(args: &ParseArgs) -> Result<String> {
    const DATA: [(&str, &str); 4] = [
        ("ud/en_ewt-train.conllu", "CC-BY-SA-4.0"),
        (
            "ud/en_gum-permissive-train.conllu",
            "CC-BY-4.0 annotations on CC-BY, CC-BY-SA or public-domain texts",
        ),
        ("ner/uner_ewt-train.iob2", "CC-BY-SA-4.0"),
        ("ner/wikigold.conll.txt", "CC-BY-4.0"),
    ];
    const RE3D: [(&str, &str); 6] = [
        ("Australian_Department_of_Foreign_Affairs", "CC-BY-3.0-AU"),
        ("CENTCOM", "public domain"),
        (
            "Delegation_of_the_European_Union_to_Syria",
            "reuse with acknowledgement",
        ),
        ("UK_Government", "OGL-UK-3.0"),
        ("US_State_Department", "public domain"),
        ("Wikipedia", "CC-BY-SA-3.0"),
    ];
    let data = DATA
        .into_iter()
        .map(|(file, licence)| (file.to_owned(), licence))
        .chain(RE3D.into_iter().flat_map(|(folder, licence)| {
            ["documents.json", "entities.json"]
                .map(|file| (format!("ner/re3d/{folder}/{file}"), licence))
        }));
    let mut text =
        String::from("license = \"CC-BY-SA-4.0\"\ncommand = \"demarche-lab train parse\"\n");
    for (file, licence) in data {
        let blob = git_blob(&args.data.join(&file))?;
        text += &format!(
            "\n[[data]]\npath = \"{file}\"\ngit_blob = \"{blob}\"\nlicense = \"{licence}\"\n"
        );
    }
    for (package, file, blob, licence) in lexicon::SOURCES {
        text += &format!(
            "\n[[lexicon]]\npackage = \"{package}\"\nfile = \"{file}\"\ngit_blob = \"{blob}\"\nlicense = \"{licence}\"\n"
        );
    }
    for file in WEIGHTS {
        let path = args.out.join(file);
        let bytes = std::fs::metadata(&path)
            .with_context(|| format!("reading {}", path.display()))?
            .len();
        let blob = git_blob(&path)?;
        text +=
            &format!("\n[[weights]]\npath = \"{file}\"\ngit_blob = \"{blob}\"\nbytes = {bytes}\n");
    }
    Ok(text)
}

/// The files of the weights.
const WEIGHTS: [&str; 5] = [
    "tagger.bin",
    "lemmatizer.bin",
    "actions.bin",
    "labels.bin",
    "entities.bin",
];
