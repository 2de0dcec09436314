//! A service over a store of the examples, asked by schemathesis: whatever its OpenAPI document
//! allows, and much that it does not. No answer may be a server error, or other than documented.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use anyhow::{Context as _, Result, bail};

use crate::cargo;
use crate::readback::environment;

const REQUIREMENTS: &str = "xtask/schemathesis/requirements.txt";

/// A million different examples find little more than some hundreds do.
const EXAMPLES: &str = "60";

/// The program that serves; ended when this is dropped.
struct Service(Child);

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Makes a store, serves it on loopback and has schemathesis ask.
pub(crate) fn run(root: &Path) -> Result<()> {
    let folder = root.join("target").join("schemathesis");
    fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    let python = match environment(root, &folder, REQUIREMENTS)? {
        Ok(python) => python,
        Err(why) => {
            println!("skipped: schemathesis ({why})");
            return Ok(());
        }
    };
    let program = [
        "run",
        "--quiet",
        "--locked",
        "--package",
        "demarche-cli",
        "--",
    ];
    let store = folder.join("store.demarche");
    for ending in ["", "-wal", "-shm", "-lock"] {
        let mut name = store.clone().into_os_string();
        name.push(ending);
        let _ = fs::remove_file(name);
    }
    let mut inputs = vec![root.join("examples")];
    let stories = root.join("../shared/data/events/synthetic_stories.jsonl.gz");
    if stories.is_file() {
        inputs.push(stories);
    } else {
        println!("note: without ../shared/data the store holds the examples only");
    }
    let ingested = cargo(&program)
        .args(["ingest", "--date", "2024-03-14", "--store"])
        .arg(&store)
        .args(&inputs)
        .stderr(Stdio::null())
        .status()
        .context("cargo cannot be started")?;
    // Some stories may be rejected by name; the store has the rest.
    if !matches!(ingested.code(), Some(0 | 3)) {
        bail!("`demarche ingest` failed");
    }
    let made = cargo(&program)
        .args([
            "tokens",
            "add",
            "schemathesis",
            "--rights",
            "write",
            "--store",
        ])
        .arg(&store)
        .stderr(Stdio::null())
        .output()
        .context("cargo cannot be started")?;
    let token = String::from_utf8(made.stdout)?.trim().to_owned();
    if token.is_empty() {
        bail!("`demarche tokens add` made no token");
    }
    let mut child = cargo(&program)
        .args(["serve", "--listen", "127.0.0.1:0", "--store"])
        .arg(&store)
        .stderr(Stdio::piped())
        .spawn()
        .context("cargo cannot be started")?;
    let told = child.stderr.take();
    let service = Service(child);
    let mut line = String::new();
    if let Some(told) = told {
        let mut told = BufReader::new(told);
        told.read_line(&mut line)?;
        // What else it says must not fill the pipe.
        std::thread::spawn(move || std::io::copy(&mut told, &mut std::io::sink()));
    }
    let Some(at) = line
        .split_whitespace()
        .find(|word| word.starts_with("http://"))
    else {
        bail!("the service does not listen: {}", line.trim());
    };
    println!("$ schemathesis run {at}openapi.json");
    let status = Command::new(python.with_file_name("schemathesis"))
        // What it remembers between runs stays there.
        .current_dir(&folder)
        .arg("--config-file")
        .arg(root.join("xtask/schemathesis/schemathesis.toml"))
        .args(["run", "--checks", "all", "--max-examples", EXAMPLES])
        .args(["--seed", "20250501", "--request-timeout", "60"])
        .args(["--exclude-path", "/api/v1/stream"])
        .args(["--suppress-health-check", "all", "--no-color"])
        .arg("--header")
        .arg(format!("Authorization: Bearer {token}"))
        .arg(format!("{at}openapi.json"))
        .status()
        .context("schemathesis cannot be started")?;
    drop(service);
    if !status.success() {
        bail!("schemathesis found what the document does not say");
    }
    Ok(())
}
