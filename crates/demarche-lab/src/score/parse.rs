//! Scores `demarche-parse` on treebanks with gold tokens and predicted everything else.

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Result;
use clap::{Args, Subcommand};
use demarche_parse::{Analysis, Deprel, Entity, Parser};

use crate::engine::{Engine, EngineArgs, linear, linear_names};
use crate::{names, treebank};

/// What to evaluate.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// The embedded weights of demarche-parse.
    Parse(ParseArgs),
    /// The embedded weights of the relation model.
    Relation(super::relation::RelationArgs),
    /// Sentences and tokens of raw text.
    Text(super::text::TextArgs),
}

/// Where the data are.
#[derive(Debug, Args)]
pub(crate) struct ParseArgs {
    /// The folder that holds `ud` and `ner`.
    #[arg(long)]
    data: PathBuf,
    /// Score the development sets instead of the test sets.
    #[arg(long)]
    dev: bool,
    #[command(flatten)]
    engine: EngineArgs,
}

/// Runs an `eval` command.
pub(crate) fn run(command: &Command) -> Result<()> {
    let args = match command {
        Command::Parse(args) => args,
        Command::Relation(args) => return super::relation::run(args),
        Command::Text(args) => return super::text::run(args),
    };
    let split = if args.dev { Split::Dev } else { Split::Test };
    println!("{}", evaluate(&args.engine.engine()?, &args.data, split)?);
    Ok(())
}

/// Which part of each corpus is scored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Split {
    /// To choose by.
    Dev,
    /// To report.
    Test,
}

/// All figures of the parser.
#[derive(Clone, Debug)]
pub(crate) struct Figures {
    /// On EWT.
    pub(crate) ewt: TreeFigures,
    /// On the permissive genres of GUM.
    pub(crate) gum: TreeFigures,
    /// Entities on UNER EWT, all kinds together, then person, organisation, location.
    pub(crate) names: [Counts; 4],
    /// Tokens a second, all stages, one thread.
    pub(crate) tokens_per_second: f64,
}

/// Right, predicted and gold items.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Items both predicted and gold.
    pub(crate) right: usize,
    /// Predicted items.
    pub(crate) predicted: usize,
    /// Gold items.
    pub(crate) gold: usize,
}

impl Counts {
    /// F1 in percent.
    pub(crate) fn f1(self) -> f64 {
        200.0 * self.right as f64 / (self.predicted + self.gold).max(1) as f64
    }

    fn add(&mut self, right: bool, predicted: bool, gold: bool) {
        self.right += usize::from(right);
        self.predicted += usize::from(predicted);
        self.gold += usize::from(gold);
    }
}

/// The relations that events are read from, scored together.
pub(crate) const LINKS: [Deprel; 5] = [
    Deprel::Nsubj,
    Deprel::Obj,
    Deprel::Obl,
    Deprel::Ccomp,
    Deprel::Xcomp,
];

/// Figures on one treebank, counts of words.
#[derive(Clone, Debug, Default)]
pub(crate) struct TreeFigures {
    /// Words scored.
    pub(crate) words: usize,
    /// Words with the right universal tag.
    pub(crate) upos: usize,
    /// Words with the right Penn tag.
    pub(crate) xpos: usize,
    /// Words with the right lemma.
    pub(crate) lemmas: usize,
    /// Words with the right head.
    pub(crate) heads: usize,
    /// Words with the right head and universal relation.
    pub(crate) labelled: usize,
    /// Words with the right head and relation, subtype included.
    pub(crate) labelled_fully: usize,
    /// Links of [`LINKS`]: dependent, head and universal relation.
    pub(crate) links: Counts,
    /// The same for each relation, in declaration order, subtypes apart.
    pub(crate) relations: Vec<Counts>,
}

impl TreeFigures {
    /// A count in percent of the words.
    pub(crate) fn percent(&self, count: usize) -> f64 {
        100.0 * count as f64 / self.words.max(1) as f64
    }

    /// Adds a sentence.
    pub(crate) fn add(&mut self, gold: &treebank::Sentence, found: &Analysis) {
        self.relations.resize(Deprel::ALL.len(), Counts::default());
        for (i, word) in found.words.iter().enumerate() {
            let same_head = word.head == gold.heads[i];
            let (label, gold_label) = (word.deprel.base(), gold.deprels[i].base());
            self.words += 1;
            self.upos += usize::from(word.upos == gold.upos[i]);
            self.xpos += usize::from(word.xpos == gold.xpos[i]);
            self.lemmas += usize::from(*word.lemma == *gold.lemmas[i]);
            self.heads += usize::from(same_head);
            self.labelled += usize::from(same_head && label == gold_label);
            self.labelled_fully += usize::from(same_head && word.deprel == gold.deprels[i]);
            self.links.add(
                same_head && label == gold_label && LINKS.contains(&label),
                LINKS.contains(&label),
                LINKS.contains(&gold_label),
            );
            for (relation, counts) in Deprel::ALL.iter().zip(&mut self.relations) {
                let (p, g) = (word.deprel == *relation, gold.deprels[i] == *relation);
                counts.add(same_head && p && g, p, g);
            }
        }
    }
}

/// Relations whose figures are printed one by one.
const SHOWN: &[Deprel] = &[
    Deprel::Root,
    Deprel::Nsubj,
    Deprel::NsubjPass,
    Deprel::Obj,
    Deprel::Obl,
    Deprel::OblAgent,
    Deprel::Nmod,
    Deprel::Ccomp,
    Deprel::Xcomp,
    Deprel::AclRelcl,
    Deprel::Advcl,
    Deprel::Conj,
    Deprel::Appos,
    Deprel::Parataxis,
    Deprel::Punct,
];

impl fmt::Display for TreeFigures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "UPOS {:.2} XPOS {:.2} lemma {:.2} UAS {:.2} LAS {:.2} (with subtypes {:.2}) links {:.2}\n   ",
            self.percent(self.upos),
            self.percent(self.xpos),
            self.percent(self.lemmas),
            self.percent(self.heads),
            self.percent(self.labelled),
            self.percent(self.labelled_fully),
            self.links.f1(),
        )?;
        for relation in SHOWN {
            if let Some(counts) = self.relations.get(*relation as usize) {
                write!(f, " {relation} {:.1}", counts.f1())?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [all, person, organization, location] = self.names.map(Counts::f1);
        writeln!(f, "EWT {}", self.ewt)?;
        writeln!(f, "GUM {}", self.gum)?;
        writeln!(
            f,
            "UNER EWT F1 {all:.2} (PER {person:.2} ORG {organization:.2} LOC {location:.2})"
        )?;
        write!(f, "{:.0} tokens/s", self.tokens_per_second)
    }
}

/// Scores an engine on one split of every corpus.
pub(crate) fn evaluate(engine: &Engine, data: &Path, split: Split) -> Result<Figures> {
    let names = |sentences: &[Vec<&str>]| engine.names(sentences);
    measure(|sentences| engine.analyses(sentences), names, data, split)
}

/// Scores a linear parser on one split of every corpus.
pub(crate) fn evaluate_parser(parser: &Parser, data: &Path, split: Split) -> Result<Figures> {
    let names = |sentences: &[Vec<&str>]| linear_names(parser, sentences);
    measure(|sentences| linear(parser, sentences), names, data, split)
}

fn measure(
    analyze: impl Fn(&[Vec<&str>]) -> Vec<Analysis>,
    find: impl Fn(&[Vec<&str>]) -> Vec<Vec<Entity>>,
    data: &Path,
    split: Split,
) -> Result<Figures> {
    let split = match split {
        Split::Dev => "dev",
        Split::Test => "test",
    };
    let ewt = treebank::read(&data.join(format!("ud/en_ewt-{split}.conllu")))?;
    let gum = treebank::read(&data.join(format!("ud/en_gum-permissive-{split}.conllu")))?;
    let uner = names::read_uner(&data.join(format!("ner/uner_ewt-{split}.iob2")))?;
    let score = |sentences: &[treebank::Sentence]| {
        let mut figures = TreeFigures::default();
        for (s, found) in sentences.iter().zip(analyze(&words(sentences))) {
            figures.add(s, &found);
        }
        figures
    };
    let (ewt_figures, gum_figures) = (score(&ewt), score(&gum));
    let mut names = [Counts::default(); 4];
    let uner_words: Vec<Vec<&str>> = uner
        .iter()
        .map(|s| s.words.iter().map(String::as_str).collect())
        .collect();
    for (s, found) in uner.iter().zip(find(&uner_words)) {
        for entity in &found {
            count(&mut names, entity, s.entities.contains(entity), true, false);
        }
        for entity in &s.entities {
            count(&mut names, entity, false, false, true);
        }
    }
    Ok(Figures {
        ewt: ewt_figures,
        gum: gum_figures,
        names,
        tokens_per_second: tokens_per_second(&analyze, &gum),
    })
}

fn count(names: &mut [Counts; 4], entity: &Entity, right: bool, predicted: bool, gold: bool) {
    for at in [0, 1 + entity.kind as usize] {
        names[at].add(right, predicted, gold);
    }
}

fn words(sentences: &[treebank::Sentence]) -> Vec<Vec<&str>> {
    sentences
        .iter()
        .map(|s| s.words.iter().map(String::as_str).collect())
        .collect()
}

/// The fastest of five passes, or the first that takes longer than a few seconds.
fn tokens_per_second(
    analyze: impl Fn(&[Vec<&str>]) -> Vec<Analysis>,
    sentences: &[treebank::Sentence],
) -> f64 {
    let sentences = words(sentences);
    let tokens: usize = sentences.iter().map(Vec::len).sum();
    let mut best = 0.0_f64;
    for _ in 0..5 {
        let start = Instant::now();
        std::hint::black_box(analyze(&sentences));
        let seconds = start.elapsed().as_secs_f64();
        best = best.max(tokens as f64 / seconds);
        if seconds > 5.0 {
            break;
        }
    }
    best
}
