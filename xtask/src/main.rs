//! Project tasks, as `cargo xtask help` lists them.
//!
//! `ready` is what CI runs. Nothing here depends on the project's own crates: where a task needs
//! what the program knows, it runs the program.

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context as _, Result, bail};

mod corpus;
mod figures;
mod generate;
mod load;
mod python;
mod readback;
mod schemathesis;
mod svg;
mod tidy;
mod web;

const HELP: &str = "\
cargo xtask test          run every test, read the formats back, try the pages and the Python package,
                          and say what was skipped
cargo xtask ready         what CI runs: format, tidy, lints, tests, documentation
cargo xtask tidy          what no compiler checks: headers, paths, sizes, links, figures
cargo xtask gen [--check] write the generated parts of files again, or say which are stale
cargo xtask readback      have pandas, polars, pyarrow, DuckDB and GDELT's clients read each format
cargo xtask python-test   build the Python package, and run its tests, examples and check of types
cargo xtask python-bench  measure it as it is released, against the program
cargo xtask corpus [check|table|jsonl|blind PATH|agreement A B]
                          check the annotated corpus, count it, write it resolved, compare two
                          annotations of the same sentences
cargo xtask schemathesis  ask a service whatever its OpenAPI document allows, and what it does not
cargo xtask load [--program FILE] [--store STORE] [--rate 200] [--seconds 60]
                          how long reads take at a steady rate while articles come in
cargo xtask web           build the dashboard into crates/demarche-serve/dashboard (Node.js)
cargo xtask web-test      check the dashboard and try every page in Chromium
cargo xtask web-real      try the pages of the demo, as the program that was built serves it
cargo xtask screenshot [ADDRESS]  write docs/dashboard.png, of the demo or of a server that runs";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments[..] {
        ["test"] => test().map(drop),
        ["ready"] => ready(),
        ["tidy"] => tidy::run(&root()),
        ["gen"] => program(&root()).and_then(|built| generate::run(&root(), &built, false)),
        ["gen", "--check"] => {
            program(&root()).and_then(|built| generate::run(&root(), &built, true))
        }
        ["corpus", ref rest @ ..] => corpus::run(&root(), rest),
        ["python-test"] => program(&root()).and_then(|built| python::test(&root(), &built)),
        ["python-bench", ref rest @ ..] => python::bench(&root(), rest),
        ["readback"] => program(&root()).and_then(|built| readback::run(&root(), &built)),
        ["schemathesis"] => schemathesis::run(&root()),
        ["load", ref rest @ ..] => load::run(&root(), rest),
        ["web"] => web::build(&root()),
        ["web-test"] => web::test(&root()),
        ["web-real"] => web::real(&root()),
        ["screenshot"] => web::screenshot(&root(), None),
        ["screenshot", address] => web::screenshot(&root(), Some(address)),
        [] | ["help" | "--help" | "-h"] => {
            println!("{HELP}");
            Ok(())
        }
        _ => {
            eprintln!("error: no such task: {}\n\n{HELP}", arguments.join(" "));
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// The repository. Cargo says at run time where it is: a built task may outlive a moved checkout.
fn root() -> PathBuf {
    let here = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    here.parent().map_or_else(|| here.clone(), Path::to_owned)
}

/// The cargo that runs this task.
fn cargo(arguments: &[&str]) -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments).current_dir(root());
    command
}

fn step(arguments: &[&str], environment: &[(&str, &str)]) -> Result<()> {
    println!("$ cargo {}", arguments.join(" "));
    let status = cargo(arguments)
        .envs(environment.iter().copied())
        .status()
        .context("cargo cannot be started")?;
    if !status.success() {
        bail!("`cargo {}` failed", arguments.join(" "));
    }
    Ok(())
}

/// The program as it is tested: that of `DEMARCHE`, else built.
fn program(root: &Path) -> Result<PathBuf> {
    if let Some(named) = std::env::var_os("DEMARCHE") {
        return Ok(named.into());
    }
    let built = cargo(&["build", "--quiet", "--locked", "--package", "demarche-cli"])
        .status()
        .context("cargo cannot be started")?;
    if !built.success() {
        bail!("the program cannot be built");
    }
    Ok(debug(root))
}

/// Where the program of a build for tests lies.
fn debug(root: &Path) -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into());
    let name = format!("demarche{}", std::env::consts::EXE_SUFFIX);
    root.join(target).join("debug").join(name)
}

/// Every test, over the program that is returned.
fn test() -> Result<PathBuf> {
    step(&["test", "--workspace", "--locked", "--no-fail-fast"], &[])?;
    println!();
    // The tests built it. Built by itself it has other features of what it stands on, all of which
    // would be compiled once more.
    let program = debug(&root());
    readback::run(&root(), &program)?;
    web::test(&root())?;
    python::test(&root(), &program)?;
    if !root().join("../shared/data").is_dir() {
        println!(
            "\nskipped: what is measured on data outside this repository (../shared/data is absent)"
        );
    }
    Ok(program)
}

fn ready() -> Result<()> {
    if has(&["fmt", "--version"]) {
        step(&["fmt", "--all", "--check"], &[])?;
    }
    tidy::run(&root())?;
    if has(&["clippy", "--version"]) {
        let lints = [
            "clippy",
            "--workspace",
            "--all-targets",
            "--locked",
            "--",
            "-D",
            "warnings",
        ];
        step(&lints, &[])?;
        // Without what a default build adds.
        let lean = [
            "clippy",
            "--package",
            "demarche-cli",
            "--no-default-features",
            "--all-targets",
            "--locked",
            "--",
            "-D",
            "warnings",
        ];
        step(&lean, &[])?;
    }
    let program = test()?;
    generate::run(&root(), &program, true)?;
    step(
        &["doc", "--workspace", "--no-deps", "--locked", "--quiet"],
        &[("RUSTDOCFLAGS", "-D warnings")],
    )?;
    println!("\nready");
    Ok(())
}

/// Whether this toolchain has a component; says so where it has not.
fn has(arguments: &[&str]) -> bool {
    let has = cargo(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if !has {
        println!("skipped: cargo {} (not installed)", arguments[0]);
    }
    has
}
