//! What no compiler checks.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Context as _, Result, bail};

use crate::{corpus, figures, generate, web};

/// The largest file that may be tracked.
const MOST_BYTES: u64 = 15 << 20;
/// The encoder's graph, which may take 26 MB.
const GRAPH: (&str, u64) = (
    "crates/demarche-encoder/weights/model.int8.onnx",
    26_000_000,
);

/// Files that must be there.
const WANTED: &[&str] = &[
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "LICENSE-APACHE",
    "LICENSE-MIT",
    "LICENSE-WEIGHTS",
];

/// Checks every tracked file and lists all that is wrong.
pub(crate) fn run(root: &Path) -> Result<()> {
    let mut wrong = Vec::new();
    let files = tracked(root)?;
    for name in &files {
        let path = root.join(name);
        // A tracked file that was deleted here is git's business.
        let Ok(bytes) = fs::read(&path) else { continue };
        let most = if name.as_str() == GRAPH.0 {
            GRAPH.1
        } else {
            MOST_BYTES
        };
        if bytes.len() as u64 > most {
            wrong.push(format!("{name}: larger than {most} bytes"));
        }
        let Ok(text) = String::from_utf8(bytes) else {
            continue;
        };
        lines(name, &text, &mut wrong);
        if name.ends_with(".rs") && name.contains("src/") && !text.starts_with("//!") {
            wrong.push(format!("{name}: does not open with `//!`: say what it is"));
        }
        if name.ends_with(".md") {
            links(root, name, &text, &mut wrong);
        }
    }
    for name in WANTED {
        if !root.join(name).is_file() {
            wrong.push(format!("{name}: missing"));
        }
    }
    version(root, &mut wrong)?;
    map(root, &files, &mut wrong);
    readme(root, &mut wrong)?;
    wrong.extend(corpus::faults(root)?);
    if !web::is_built(root)? {
        wrong.push(
            "the dashboard in the program is not that of web/: run cargo xtask web".to_owned(),
        );
    }
    if wrong.is_empty() {
        println!("tidy: {} files", files.len());
        return Ok(());
    }
    for line in &wrong {
        eprintln!("tidy: {line}");
    }
    bail!("{} things to tidy", wrong.len());
}

fn tracked(root: &Path) -> Result<BTreeSet<String>> {
    let output = Command::new("git")
        .args(["ls-files", "-z"])
        .current_dir(root)
        .output()
        .context("git cannot be started")?;
    if !output.status.success() {
        bail!(
            "`git ls-files` failed: {}",
            String::from_utf8_lossy(&output.stderr).trim()
        );
    }
    Ok(String::from_utf8_lossy(&output.stdout)
        .split('\0')
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect())
}

/// Words that no file holds: paths of one machine, and notes on work not done.
fn lines(name: &str, text: &str, wrong: &mut Vec<String>) {
    // Put together here, so that this file does not hold them.
    let paths = ["work", "root", "home"].map(|folder| format!("/{folder}/"));
    let notes = [["TO", "DO"].concat(), ["FIX", "ME"].concat()];
    for (number, line) in text.lines().enumerate() {
        let at = format!("{name}:{}", number + 1);
        for path in &paths {
            // "../work/" or "network/home/page" are no paths of a machine.
            let absolute = line.match_indices(path.as_str()).any(|(start, _)| {
                line[..start]
                    .chars()
                    .next_back()
                    .is_none_or(|c| !c.is_alphanumeric() && !"._-/*".contains(c))
            });
            if absolute {
                wrong.push(format!("{at}: holds a path of one machine ({path})"));
            }
        }
        if !name.ends_with(".tsv") && !name.ends_with(".lock") {
            for note in &notes {
                let word = line
                    .split(|c: char| !c.is_alphanumeric())
                    .any(|word| word == note);
                if word {
                    wrong.push(format!("{at}: {note}: do it, or open an issue"));
                }
            }
        }
    }
}

/// Links to files of this repository lead somewhere.
fn links(root: &Path, name: &str, text: &str, wrong: &mut Vec<String>) {
    let folder = root
        .join(name)
        .parent()
        .map(Path::to_owned)
        .unwrap_or_default();
    for part in text.split("](").skip(1) {
        let target = part.split([')', '#', ' ']).next().unwrap_or_default();
        if target.is_empty() || target.contains("://") || target.starts_with("mailto:") {
            continue;
        }
        if !folder.join(target).exists() {
            wrong.push(format!("{name}: links to {target}, which is not there"));
        }
    }
}

/// Users find this version in the list of changes.
fn version(root: &Path, wrong: &mut Vec<String>) -> Result<()> {
    let manifest = fs::read_to_string(root.join("Cargo.toml"))?;
    let version = manifest
        .lines()
        .find_map(|line| line.strip_prefix("version = "))
        .map(|version| version.trim_matches('"'))
        .context("Cargo.toml gives no version")?;
    let changes = fs::read_to_string(root.join("CHANGELOG.md")).unwrap_or_default();
    if !changes
        .lines()
        .any(|line| line.starts_with("## ") && line.contains(version))
    {
        wrong.push(format!("CHANGELOG.md: no section for version {version}"));
    }
    Ok(())
}

/// The map names every crate.
fn map(root: &Path, files: &BTreeSet<String>, wrong: &mut Vec<String>) {
    let architecture = fs::read_to_string(root.join("ARCHITECTURE.md")).unwrap_or_default();
    for manifest in files
        .iter()
        .filter(|name| name.starts_with("crates/") && name.ends_with("/Cargo.toml"))
    {
        let name = manifest.split('/').nth(1).unwrap_or_default();
        if !architecture.contains(name) {
            wrong.push(format!("ARCHITECTURE.md: does not name {name}"));
        }
    }
}

/// The README quotes the ledger, and figures of quality stand nowhere else in it.
fn readme(root: &Path, wrong: &mut Vec<String>) -> Result<()> {
    let text = fs::read_to_string(root.join("README.md")).unwrap_or_default();
    let figures = figures::read(root)?;
    let table = figures::table(&figures);
    let fresh = generate::filled(&text, |name| {
        Ok(if name == "figures" {
            table.clone()
        } else {
            part(&text, name)
        })
    })?;
    if fresh != text {
        wrong.push(
            "README.md: its figures are not those of quality/ledger.csv; hint: cargo xtask gen"
                .to_owned(),
        );
    }
    let outside = generate::filled(&text, |_| Ok(String::new()))?;
    let mut code = false;
    for (number, line) in outside.lines().enumerate() {
        if line.starts_with("```") {
            code = !code;
        }
        let figure = line
            .split_whitespace()
            .map(|word| word.trim_matches(|c| "(),;:|*`".contains(c)))
            .find(|word| {
                let digits = word.trim_end_matches('%');
                (word.ends_with('%') && digits.parse::<f64>().is_ok())
                    || (digits.starts_with(['.', '0'])
                        && digits.contains('.')
                        && digits.len() > 2
                        && digits.parse::<f64>().is_ok())
            });
        if let (false, Some(figure)) = (code, figure) {
            wrong.push(format!(
                "README.md:{}: {figure} stands outside the table of figures",
                number + 1
            ));
        }
    }
    Ok(())
}

/// A generated part as it stands.
fn part(text: &str, name: &str) -> String {
    text.split(&format!("<!-- gen:{name} -->\n"))
        .nth(1)
        .and_then(|rest| rest.split("<!-- /gen -->").next())
        .unwrap_or_default()
        .to_owned()
}
