//! Generated parts of files: between `<!-- gen:NAME -->` and `<!-- /gen -->`, and the picture of
//! the README.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

use crate::{figures, svg};

const OPEN: &str = "<!-- gen:";
const CLOSE: &str = "<!-- /gen -->";
const FILES: &[&str] = &["README.md"];
const PICTURE: &str = "docs/demarche-code.svg";
const EXAMPLE: &[&str] = &[
    "code",
    "examples/strait-crossing.txt",
    "--date",
    "2024-03-14",
    "--format",
    "table",
    "--color",
    "always",
];

/// Writes what is stale, or fails when something is and `check` asks only that.
pub(crate) fn run(root: &Path, built: &Path, check: bool) -> Result<()> {
    let mut stale = Vec::new();
    let mut put = |name: &str, old: &str, new: &str| -> Result<()> {
        if old != new {
            stale.push(name.to_owned());
            if !check {
                fs::write(root.join(name), new)
                    .with_context(|| format!("{name} cannot be written"))?;
                println!("wrote {name}");
            }
        }
        Ok(())
    };
    for name in FILES {
        let path = root.join(name);
        let old = fs::read_to_string(&path).with_context(|| format!("{name} cannot be read"))?;
        let new = filled(&old, |region| match region {
            "figures" => Ok(figures::table(&figures::read(root)?)),
            "codebook" => Ok(program(root, built, &["debug", "codebook"])?),
            _ => bail!("{name}: no generated part is called \"{region}\""),
        })?;
        put(name, &old, &new)?;
    }
    let picture = svg::terminal(
        &program(root, built, EXAMPLE)?,
        "demarche code examples/strait-crossing.txt --date 2024-03-14",
    );
    let old = fs::read_to_string(root.join(PICTURE)).unwrap_or_default();
    put(PICTURE, &old, &picture)?;
    if check && !stale.is_empty() {
        bail!("stale: {}; hint: run `cargo xtask gen`", stale.join(", "));
    }
    Ok(())
}

/// What the program prints on a terminal 100 columns wide.
fn program(root: &Path, built: &Path, arguments: &[&str]) -> Result<String> {
    let output = Command::new(built)
        .args(arguments)
        .env("COLUMNS", "100")
        .current_dir(root)
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("{} cannot be started", built.display()))?;
    if !output.status.success() {
        bail!("`demarche {}` failed", arguments.join(" "));
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// `text` with its generated parts made anew.
pub(crate) fn filled(text: &str, make: impl Fn(&str) -> Result<String>) -> Result<String> {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(OPEN) {
        let (before, part) = rest.split_at(at);
        let name = part[OPEN.len()..].split(" -->").next().unwrap_or_default();
        let head = OPEN.len() + name.len() + " -->".len();
        let Some(end) = part.find(CLOSE) else {
            bail!("the generated part \"{name}\" has no end");
        };
        out.push_str(before);
        out.push_str(&part[..head]);
        out.push_str(&format!("\n{}\n", make(name)?.trim_end()));
        out.push_str(CLOSE);
        rest = &part[end + CLOSE.len()..];
    }
    out.push_str(rest);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::filled;

    #[test]
    fn parts_are_made_anew_and_the_rest_is_kept() {
        let text = "a\n<!-- gen:x -->\nold\n<!-- /gen -->\nb\n";
        let new = filled(text, |name| Ok(format!("{name} is new\n"))).unwrap();
        assert_eq!(new, "a\n<!-- gen:x -->\nx is new\n<!-- /gen -->\nb\n");
        assert!(filled("<!-- gen:x -->", |_| Ok(String::new())).is_err());
    }
}
