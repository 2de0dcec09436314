//! The Python package: built into a virtual environment of its own under `target/`, and tested there.
//! Without Python 3.10 or later, or without a registry to install the tools from, the tasks say so.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, Result, bail};

use crate::cargo;
use crate::readback::environment;

/// What is installed, each with its version.
const REQUIREMENTS: &str = "python/requirements-test.txt";

/// The oldest Python that the package runs on.
const OLDEST: (u32, u32) = (3, 10);

/// Builds the wheel, installs it, and runs tests, examples and the check of types.
pub(crate) fn test(root: &Path, program: &Path) -> Result<()> {
    let python = match ready(root)? {
        Ok(python) => python,
        Err(why) => {
            println!("skipped: the Python package ({why})");
            return Ok(());
        }
    };
    install(root, &python, "dev")?;
    let began = Instant::now();
    // The wheel is tested and not the sources beside it: the folder of the tests is no package.
    let tests = [
        "-m",
        "pytest",
        "-q",
        "-rs",
        "-p",
        "no:cacheprovider",
        // Those of Spark need a cluster of their own: docs/spark.md.
        "--ignore=python/tests/spark",
        "python/tests",
    ];
    run(root, &python, &tests, program)?;
    let examples = [
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--doctest-modules",
        "--pyargs",
        "demarche",
        "--ignore-glob=*spark*",
    ];
    run(root, &python, &examples, program)?;
    let readme = [
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "--doctest-glob=README.md",
        "../../../python/README.md",
    ];
    // Its examples read those of the repository, and write files.
    let folder = root.join("target/python/readme");
    let example = Path::new("examples/crisis/articles.jsonl");
    fs::create_dir_all(folder.join("examples/crisis"))?;
    fs::copy(root.join(example), folder.join(example))
        .with_context(|| format!("{} cannot be copied", example.display()))?;
    run(&folder, &python, &readme, program)?;
    let cache = root.join("target/python/mypy");
    let types = ["-m", "mypy", "--cache-dir", &cache.to_string_lossy()];
    run(root, &python, &types, program)?;
    println!(
        "python: tests, examples and types in {:.0} s",
        began.elapsed().as_secs_f64()
    );
    Ok(())
}

/// Measures the package as it is released, against the program as it is released.
pub(crate) fn bench(root: &Path, arguments: &[&str]) -> Result<()> {
    let python = match ready(root)? {
        Ok(python) => python,
        Err(why) => bail!("the Python package cannot be built: {why}"),
    };
    println!("$ cargo build --release --package demarche-cli");
    let built = cargo(&[
        "build",
        "--release",
        "--locked",
        "--package",
        "demarche-cli",
    ])
    .status()
    .context("cargo cannot be started")?;
    if !built.success() {
        bail!("the program cannot be built");
    }
    let wheel = install(root, &python, "wheel")?;
    let mut all = vec!["python/bench.py"];
    let wheel = wheel.to_string_lossy();
    all.extend(["--wheel", &wheel]);
    all.extend(arguments);
    run(root, &python, &all, &root.join("target/release/demarche"))
}

/// The interpreter of the environment, or why there is none.
fn ready(root: &Path) -> Result<Result<PathBuf, String>> {
    match version() {
        Some(found) if found >= OLDEST => {}
        Some((major, minor)) => {
            return Ok(Err(format!(
                "python3 is {major}.{minor}, and {}.{} or later is needed",
                OLDEST.0, OLDEST.1
            )));
        }
        None => return Ok(Err("there is no python3".to_owned())),
    }
    let folder = root.join("target").join("python");
    fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    environment(root, &folder, REQUIREMENTS)
}

fn version() -> Option<(u32, u32)> {
    let say = "import sys; print(*sys.version_info[:2])";
    let output = Command::new("python3").args(["-c", say]).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let mut numbers = text.split_whitespace().map(str::parse);
    Some((numbers.next()?.ok()?, numbers.next()?.ok()?))
}

/// Builds the wheel and installs it, in the place of one of before.
fn install(root: &Path, python: &Path, profile: &str) -> Result<PathBuf> {
    let wheels = root.join("target/python").join(profile);
    if wheels.is_dir() {
        fs::remove_dir_all(&wheels)?;
    }
    println!("$ maturin build --profile {profile}");
    let maturin = python.with_file_name(format!("maturin{}", std::env::consts::EXE_SUFFIX));
    let status = Command::new(&maturin)
        .args(["build", "--quiet", "--locked", "--profile", profile])
        .args(["--compression-level", "9"])
        .arg("--interpreter")
        .arg(python)
        .arg("--out")
        .arg(&wheels)
        .current_dir(root)
        .status()
        .with_context(|| format!("{} cannot be started", maturin.display()))?;
    if !status.success() {
        bail!("the wheel cannot be built");
    }
    let wheel = fs::read_dir(&wheels)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .find(|path| path.extension() == Some(OsStr::new("whl")))
        .context("maturin made no wheel")?;
    let installed = Command::new(python)
        .args(["-m", "pip", "install", "--quiet", "--no-deps", "--no-index"])
        .args(["--disable-pip-version-check", "--force-reinstall"])
        .arg(&wheel)
        .stdout(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if !installed {
        bail!("{} cannot be installed", wheel.display());
    }
    Ok(wheel)
}

fn run(folder: &Path, python: &Path, arguments: &[&str], program: &Path) -> Result<()> {
    println!("$ python {}", arguments.join(" "));
    let status = Command::new(python)
        .args(arguments)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("DEMARCHE", program)
        .current_dir(folder)
        .status()
        .with_context(|| format!("{} cannot be started", python.display()))?;
    if !status.success() {
        bail!("`python {}` failed", arguments.join(" "));
    }
    Ok(())
}
