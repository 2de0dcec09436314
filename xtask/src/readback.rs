//! What the program writes, read back by the tools of its users: pandas, polars, pyarrow, DuckDB and
//! the clients of GDELT. They live in an environment of their own under `target/`; without Python,
//! or without them, the task says that it was skipped.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, bail};

/// What is installed, each with its version.
const REQUIREMENTS: &str = "xtask/readback/requirements.txt";

const FORMATS: [&str; 8] = [
    "gdelt2",
    "gdelt2-mentions",
    "polecat",
    "icews",
    "phoenix",
    "csv",
    "jsonl",
    "parquet",
];

/// A record whose free text tries to break rows.
const HOSTILE: &str = r#"{"id": "=1+1\tx\ny", "text": "=1+1\tKenya expelled three\tSomali diplomats\nfrom \"Nairobi\" on Monday.\n\n@SUM(A1) Kenya condemned \"Somalia\" on Monday.", "date": "2024-03-06T10:05:09Z", "url": "https://example.org/a\tb\nc\"d", "source": "\"@evil\"\tnews\r\n", "lang": "-2+3"}
"#;

/// Writes each format and has every tool read it.
pub(crate) fn run(root: &Path, program: &Path) -> Result<()> {
    let folder = root.join("target").join("readback");
    fs::create_dir_all(&folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    let python = match environment(root, &folder, REQUIREMENTS)? {
        Ok(python) => python,
        Err(why) => {
            println!("skipped: reading formats back ({why})");
            return Ok(());
        }
    };
    let hostile = folder.join("hostile.jsonl");
    fs::write(&hostile, HOSTILE)?;
    for format in FORMATS {
        let inputs = [Path::new("examples"), &hostile];
        write(root, program, &folder.join(format), format, &inputs)?;
    }
    let silent = folder.join("silent.txt");
    fs::write(&silent, "The weather was fine.\n")?;
    let empty = folder.join("parquet-empty");
    write(root, program, &empty, "parquet", &[&silent])?;
    mirror(root, program, &folder, &hostile)?;
    println!("$ python readback.py");
    let status = Command::new(&python)
        .arg(root.join("xtask/readback/readback.py"))
        .arg(&folder)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .status()
        .with_context(|| format!("{} cannot be started", python.display()))?;
    if !status.success() {
        bail!("a tool does not read what the program wrote");
    }
    Ok(())
}

/// Has the program keep articles in a store of its own and write that out: its mirror, and what the
/// mirror must say.
fn mirror(root: &Path, program: &Path, folder: &Path, hostile: &Path) -> Result<()> {
    let (store, to) = (folder.join("mirror.demarche"), folder.join("mirror"));
    for made in [&store, &to] {
        let gone = if made.is_dir() {
            fs::remove_dir_all(made)
        } else {
            fs::remove_file(made)
        };
        match gone {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(error).with_context(|| format!("{} cannot be removed", made.display()));
            }
            _ => {}
        }
    }
    let run = |arguments: &[&str], paths: &[&Path]| -> Result<()> {
        let status = Command::new(program)
            .current_dir(root)
            .args(arguments)
            .args(paths)
            .arg("--store")
            .arg(&store)
            .stderr(Stdio::null())
            .status()
            .with_context(|| format!("{} cannot be started", program.display()))?;
        if !status.success() {
            bail!("`demarche {}` failed", arguments.join(" "));
        }
        Ok(())
    };
    run(
        &["ingest", "--date", "2024-03-14"],
        &[Path::new("examples"), hostile],
    )?;
    run(&["store", "mirror", "--to"], &[&to])?;
    let exports = [
        ("events", "mirror.jsonl"),
        ("articles", "mirror-articles.jsonl"),
    ];
    for (what, file) in exports {
        run(
            &["export", "--what", what, "--format", "jsonl", "--output"],
            &[&folder.join(file)],
        )?;
    }
    Ok(())
}

/// Has the program code `inputs` into `file`.
fn write(root: &Path, program: &Path, file: &Path, format: &str, inputs: &[&Path]) -> Result<()> {
    let status = Command::new(program)
        .current_dir(root)
        .args(["code", "--date", "2024-03-14", "--format", format])
        .arg("--output")
        .arg(file)
        .args(inputs)
        .stderr(Stdio::null())
        .status()
        .with_context(|| format!("{} cannot be started", program.display()))?;
    if !status.success() {
        bail!("`demarche code --format {format}` failed");
    }
    Ok(())
}

/// The interpreter of an environment that has the packages that a file lists, or why there is none.
pub(crate) fn environment(
    root: &Path,
    folder: &Path,
    requirements: &str,
) -> Result<Result<PathBuf, String>> {
    let venv = folder.join("venv");
    let python = if cfg!(windows) {
        venv.join("Scripts").join("python.exe")
    } else {
        venv.join("bin").join("python")
    };
    let file = root.join(requirements);
    let packages =
        fs::read_to_string(&file).with_context(|| format!("{requirements} cannot be read"))?;
    // Written when all packages are in, so that half an environment is made anew.
    let ready = venv.join("ready");
    if fs::read_to_string(&ready).is_ok_and(|have| have == packages) {
        return Ok(Ok(python));
    }
    let made = quiet(
        Command::new("python3")
            .args(["-m", "venv", "--clear"])
            .arg(&venv),
    );
    if !made {
        return Ok(Err(
            "there is no python3 that can make an environment; hint: apt-get install python3-venv"
                .to_owned(),
        ));
    }
    let mut install = Command::new(&python);
    install
        .args(["-m", "pip", "install", "--quiet", "--only-binary", ":all:"])
        .arg("--disable-pip-version-check")
        .arg("--requirement")
        .arg(&file);
    if !quiet(&mut install) {
        return Ok(Err(format!("pip cannot install what {requirements} lists")));
    }
    fs::write(&ready, packages)?;
    Ok(Ok(python))
}

fn quiet(command: &mut Command) -> bool {
    command
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}
