//! The dashboard: built by Node into the crate that serves it, tried in a browser, photographed.
//!
//! Without Node nothing here can be done, and the tasks say so; without Chromium the pages are
//! checked and not tried.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

/// Where the crate that serves it embeds it from.
const EMBEDDED: &str = "crates/demarche-serve/dashboard";

/// What `EMBEDDED` was built from, as [`stamp`] says.
const STAMP: &str = "crates/demarche-serve/dashboard.stamp";

/// What the build reads.
const SOURCES: [&str; 7] = [
    "src",
    "public",
    "index.html",
    "package-lock.json",
    "svelte.config.js",
    "tsconfig.json",
    "vite.config.ts",
];

/// One line that stands for the sources of the dashboard: FNV-1a over their names and bytes.
fn stamp(root: &Path) -> Result<String> {
    let web = root.join("web");
    let mut files = Vec::new();
    let mut left: Vec<PathBuf> = SOURCES.iter().map(|name| web.join(name)).collect();
    while let Some(path) = left.pop() {
        if path.is_dir() {
            for entry in fs::read_dir(&path).with_context(|| path.display().to_string())? {
                left.push(entry?.path());
            }
        } else {
            files.push(path);
        }
    }
    files.sort();
    let mut hash = 0xCBF2_9CE4_8422_2325_u64;
    let mut add = |bytes: &[u8]| {
        for &byte in bytes {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3);
        }
    };
    for path in files {
        let name = path.strip_prefix(&web).unwrap_or(&path).to_string_lossy();
        add(name.as_bytes());
        add(&[0]);
        add(&fs::read(&path).with_context(|| path.display().to_string())?);
        add(&[0]);
    }
    Ok(format!("{hash:016x}\n"))
}

/// Says whether the dashboard that is embedded was built from what `web/` holds now.
pub(crate) fn is_built(root: &Path) -> Result<bool> {
    let built = fs::read_to_string(root.join(STAMP)).unwrap_or_default();
    Ok(built == stamp(root)?)
}

/// Builds the dashboard into the crate that serves it. Fails where the first view is too heavy.
pub(crate) fn build(root: &Path) -> Result<()> {
    if !runs("node") || !runs("npm") {
        bail!("the dashboard is built by Node.js 20.19 or later, and node or npm is not installed");
    }
    let web = root.join("web");
    npm(&web, &["ci", "--no-audit", "--no-fund"], &[])?;
    let target = root.join(EMBEDDED);
    let target = target.to_string_lossy();
    npm(&web, &["run", "build"], &[("DEMARCHE_DASHBOARD", &target)])?;
    // Only the weighing reads it.
    fs::remove_dir_all(root.join(EMBEDDED).join(".vite")).context("the manifest of the build")?;
    fs::write(root.join(STAMP), stamp(root)?).context(STAMP)?;
    println!("web: built into {EMBEDDED}");
    Ok(())
}

/// Types, unit tests, and every page in a browser. Says what it skipped.
pub(crate) fn test(root: &Path) -> Result<()> {
    let web = root.join("web");
    if !runs("node") || !runs("npm") {
        println!("skipped: the dashboard (node or npm is not installed)");
        return Ok(());
    }
    npm(&web, &["ci", "--no-audit", "--no-fund"], &[])?;
    npm(&web, &["run", "check"], &[])?;
    npm(&web, &["run", "unit"], &[])?;
    npm(&web, &["run", "build"], &[])?;
    if chromium().is_none() {
        println!("skipped: the dashboard's pages in a browser (Chromium is not installed)");
        return Ok(());
    }
    npm(&web, &["run", "e2e"], &[])?;
    real(root)
}

/// Every page over the store of the demo, answered by the program: that of `DEMARCHE`, else the one
/// that was built last.
pub(crate) fn real(root: &Path) -> Result<()> {
    let web = root.join("web");
    if !runs("node") || chromium().is_none() {
        println!("skipped: the pages of the demo (Node.js or Chromium is not installed)");
        return Ok(());
    }
    let there = ["release", "debug"].map(|kind| root.join("target").join(kind).join("demarche"));
    if std::env::var_os("DEMARCHE").is_none() && !there.iter().any(|path| path.exists()) {
        println!("skipped: the pages of the demo (first `cargo build -p demarche-cli`)");
        return Ok(());
    }
    if !web.join("node_modules/@playwright/test").is_dir() {
        npm(&web, &["ci", "--no-audit", "--no-fund"], &[])?;
    }
    npm(&web, &["run", "e2e-real"], &[])
}

/// Writes the picture of the README: the overview of the demo, or of any server given by its address.
pub(crate) fn screenshot(root: &Path, address: Option<&str>) -> Result<()> {
    let web = root.join("web");
    if !runs("node") || chromium().is_none() {
        bail!("the picture is taken by Node.js and Chromium, and one of them is not installed");
    }
    if !web.join("node_modules/@playwright/test").is_dir() {
        npm(&web, &["ci", "--no-audit", "--no-fund"], &[])?;
    }
    let picture = root.join("docs/dashboard.png");
    let mut command = Command::new("node");
    command.current_dir(&web).arg("scripts/screenshot.mjs");
    command.arg(&picture);
    if let Some(address) = address {
        command.arg(address);
    }
    if !command
        .status()
        .context("node cannot be started")?
        .success()
    {
        bail!("the picture was not taken");
    }
    Ok(())
}

/// The browser of the tests, which download none.
fn chromium() -> Option<PathBuf> {
    let named = std::env::var_os("DEMARCHE_CHROMIUM").map(PathBuf::from);
    named
        .into_iter()
        .chain(
            ["chromium", "chromium-browser", "google-chrome"]
                .map(|name| Path::new("/usr/bin").join(name)),
        )
        .find(|path| path.exists())
}

fn runs(program: &str) -> bool {
    Command::new(program)
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

fn npm(web: &Path, arguments: &[&str], environment: &[(&str, &str)]) -> Result<()> {
    println!("$ npm {}", arguments.join(" "));
    let status = Command::new("npm")
        .args(arguments)
        .current_dir(web)
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")
        .envs(environment.iter().copied())
        .status()
        .context("npm cannot be started")?;
    if !status.success() {
        bail!("`npm {}` failed in web/", arguments.join(" "));
    }
    Ok(())
}
