//! Reads the tables of `knowledge/` while the program is built, so that no start has to.

use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

use demarche_knowledge::{Knowledge, TABLES};

fn main() -> ExitCode {
    match build() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn build() -> Result<(), String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../knowledge");
    let mut texts = Vec::new();
    for table in TABLES {
        let path = folder.join(table);
        println!("cargo::rerun-if-changed={}", path.display());
        let text = fs::read_to_string(&path);
        texts.push(text.map_err(|error| format!("{}: {error}", path.display()))?);
    }
    println!("cargo::rerun-if-changed=build.rs");
    let named: Vec<(&str, &str)> = TABLES
        .into_iter()
        .zip(texts.iter().map(String::as_str))
        .collect();
    // A test of the tables names their faults; a build goes on without what is at fault, as a run with
    // a user's tables does.
    let (knowledge, faults) = Knowledge::read(&named);
    for fault in &faults {
        println!("cargo::warning=knowledge/{fault}; {}", fault.help);
    }
    let out = env::var_os("OUT_DIR").ok_or("cargo gives no OUT_DIR")?;
    let path = PathBuf::from(out).join("knowledge.bin");
    fs::write(&path, knowledge.to_bytes()?).map_err(|error| format!("{}: {error}", path.display()))
}
