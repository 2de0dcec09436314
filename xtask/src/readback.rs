//! What the program writes, read back by the tools of its users: pandas, polars, pyarrow and
//! DuckDB. They live in an environment of their own under `target/`; without Python, or without
//! them, the task says that it was skipped.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

use crate::cargo;

const PACKAGES: [&str; 4] = [
    "pandas==3.1.1",
    "polars==2.1.0",
    "pyarrow==26.0.1",
    "duckdb==2.0.1",
];
const FORMATS: [&str; 6] = [
    "gdelt2",
    "gdelt2-mentions",
    "polecat",
    "icews",
    "phoenix",
    "csv",
];

/// A record whose free text tries to break rows.
const HOSTILE: &str = r#"{"id": "=1+1\tx\ny", "text": "=1+1\tKenya expelled three\tSomali diplomats\nfrom \"Nairobi\" on Monday.\n\n@SUM(A1) Kenya condemned \"Somalia\" on Monday.", "date": "2024-03-06T10:05:09Z", "url": "https://example.org/a\tb\nc\"d", "source": "\"@evil\"\tnews\r\n", "lang": "-2+3"}
"#;

/// Writes each format and has every tool read it.
pub(crate) fn run(root: &Path) -> Result<()> {
    let folder = root.join("target").join("readback");
    fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    let python = match environment(&folder) {
        Ok(python) => python,
        Err(why) => {
            println!("skipped: reading formats back ({why})");
            return Ok(());
        }
    };
    let hostile = folder.join("hostile.jsonl");
    fs::write(&hostile, HOSTILE)?;
    for format in FORMATS {
        let output = cargo(&[
            "run",
            "--quiet",
            "--locked",
            "--package",
            "demarche-cli",
            "--",
        ])
        .args([
            "code",
            "examples",
            "--date",
            "2024-03-14",
            "--format",
            format,
        ])
        .arg(&hostile)
        .stderr(Stdio::null())
        .output()
        .context("cargo cannot be started")?;
        if !output.status.success() {
            bail!("`demarche code --format {format}` failed");
        }
        fs::write(folder.join(format), output.stdout)?;
    }
    let status = Command::new(&python)
        .arg(root.join("xtask/src/readback.py"))
        .arg(&folder)
        .status()
        .with_context(|| format!("{} cannot be started", python.display()))?;
    if !status.success() {
        bail!("a tool does not read what the program wrote");
    }
    Ok(())
}

/// The interpreter of an environment that has the packages, or why there is none.
fn environment(folder: &Path) -> Result<PathBuf, String> {
    let venv = folder.join("venv");
    let python = if cfg!(windows) {
        venv.join("Scripts").join("python.exe")
    } else {
        venv.join("bin").join("python")
    };
    // Written when all packages are in, so that half an environment is made anew.
    let ready = venv.join("ready");
    let packages = PACKAGES.join("\n");
    if fs::read_to_string(&ready).is_ok_and(|have| have == packages) {
        return Ok(python);
    }
    let quiet = |command: &mut Command| {
        command
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    };
    if !quiet(
        Command::new("python3")
            .args(["-m", "venv", "--clear"])
            .arg(&venv),
    ) {
        return Err("python3 with venv is not installed".to_owned());
    }
    let install = ["-m", "pip", "install", "--quiet", "--only-binary", ":all:"];
    if !quiet(Command::new(&python).args(install).args(PACKAGES)) {
        return Err(format!("pip cannot install {}", PACKAGES.join(", ")));
    }
    fs::write(&ready, packages).map_err(|error| error.to_string())?;
    Ok(python)
}
