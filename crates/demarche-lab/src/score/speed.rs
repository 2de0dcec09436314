//! Throughput, start-up and memory, as measured on this machine.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use demarche_code::Coder;
use demarche_code::knowledge;
use demarche_record::Article;
use demarche_text::Document;
use flate2::read::GzDecoder;
use serde::Deserialize;

/// Sentences a second, end to end, on one thread and on two.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Throughput {
    /// Sentences of all stories.
    pub(crate) sentences: usize,
    /// On one thread.
    pub(crate) one: f64,
    /// On two threads.
    pub(crate) two: f64,
}

#[derive(Deserialize)]
struct Story {
    text: String,
}

/// Reads the stories.
pub(crate) fn stories(path: &Path) -> Result<Vec<Article>> {
    let file = fs::File::open(path).with_context(|| format!("reading {}", path.display()))?;
    let mut text = String::new();
    GzDecoder::new(file).read_to_string(&mut text)?;
    text.lines()
        .map(|line| {
            let story: Story = serde_json::from_str(line)?;
            Ok(Article {
                text: story.text,
                ..Article::default()
            })
        })
        .collect()
}

/// Codes all stories, `together` at once, `passes` times on one thread and on two, and keeps the
/// fastest pass.
pub(crate) fn throughput(
    coder: &Coder,
    stories: &[Article],
    together: usize,
    passes: usize,
) -> Throughput {
    let sentences = stories
        .iter()
        .map(|story| Document::from_text(&story.text).sentences.len())
        .sum();
    let fastest = |threads| {
        (0..passes)
            .map(|_| {
                pass(
                    coder,
                    &stories.chunks(together).collect::<Vec<_>>(),
                    threads,
                )
            })
            .min()
            .map_or(0.0, |time| sentences as f64 / time.as_secs_f64())
    };
    Throughput {
        sentences,
        one: fastest(1),
        two: fastest(2),
    }
}

fn pass(coder: &Coder, batches: &[&[Article]], threads: usize) -> Duration {
    let next = AtomicUsize::new(0);
    let start = Instant::now();
    thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                while let Some(batch) = batches.get(next.fetch_add(1, Ordering::Relaxed)) {
                    std::hint::black_box(coder.code_all(batch));
                }
            });
        }
    });
    start.elapsed()
}

/// The `demarche` binary that was built beside this one; `None` where there is none.
pub(crate) fn binary() -> Option<PathBuf> {
    let beside = std::env::current_exe().ok()?.with_file_name("demarche");
    beside.is_file().then_some(beside)
}

fn run(binary: &Path, input: &Path) -> Result<Child> {
    Command::new(binary)
        .args(["code", "--format", "jsonl", "--threads", "1"])
        .arg(input)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .with_context(|| format!("starting {}", binary.display()))
}

/// The median time from start to end of a run on a short article.
pub(crate) fn startup(binary: &Path, article: &Path) -> Result<Duration> {
    let mut times = Vec::new();
    for _ in 0..11 {
        let start = Instant::now();
        if !run(binary, article)?.wait()?.success() {
            bail!("`demarche code {}` failed", article.display());
        }
        times.push(start.elapsed());
    }
    times.sort_unstable();
    Ok(times[times.len() / 2])
}

/// The median time that taking up the tables of names takes at start.
pub(crate) fn knowledge_load() -> Duration {
    let mut times = Vec::new();
    for _ in 0..11 {
        let start = Instant::now();
        let knowledge = knowledge::take_up();
        times.push(start.elapsed());
        debug_assert!(!knowledge.countries().is_empty());
    }
    times.sort_unstable();
    times[times.len() / 2]
}

/// The most memory a run over all stories held, in MiB; `None` where `/proc` does not say.
pub(crate) fn peak_memory(binary: &Path, stories: &[Article]) -> Result<Option<f64>> {
    let path = std::env::temp_dir().join(format!("demarche-stories-{}.jsonl", std::process::id()));
    let mut lines = String::new();
    for story in stories {
        lines.push_str(&serde_json::to_string(story)?);
        lines.push('\n');
    }
    fs::write(&path, lines)?;
    let mut child = run(binary, &path)?;
    let status = PathBuf::from(format!("/proc/{}/status", child.id()));
    let mut peak = None;
    while child.try_wait()?.is_none() {
        // VmHWM only grows: the last one read is the highest but for the final milliseconds.
        if let Some(kib) = fs::read_to_string(&status)
            .ok()
            .as_deref()
            .and_then(high_water)
        {
            peak = Some(kib / 1024.0);
        }
        thread::sleep(Duration::from_millis(2));
    }
    fs::remove_file(&path)?;
    Ok(peak)
}

fn high_water(status: &str) -> Option<f64> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().trim_end_matches("kB").trim().parse().ok()
}
