//! `--output`, and Parquet, which is no text.

#[cfg(all(feature = "parquet", target_os = "linux"))]
use std::path::Path;

#[cfg(feature = "parquet")]
use crate::harness::pipe;
use crate::harness::{Folder, program, run};

const EXAMPLE: &str = "examples/strait-crossing.txt";

/// What a folder holds, hidden files too.
fn names(folder: &Folder) -> Vec<String> {
    let mut names: Vec<String> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_file_holds_what_a_pipe_gets() {
    let folder = Folder::new("output-file");
    let file = folder.file("events.jsonl", b"of an earlier run");
    let ran = run(&["code", EXAMPLE, "--date", "2024-03-14", "--output", &file]);
    assert_eq!(
        (ran.code, ran.stdout.as_str(), ran.stderr.as_str()),
        (Some(0), "", "")
    );
    let piped = run(&["code", EXAMPLE, "--date", "2024-03-14"]);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), piped.stdout);
    assert_eq!(names(&folder), ["events.jsonl"]);
}

#[test]
fn the_name_of_a_file_says_its_format() {
    let folder = Folder::new("output-name");
    for (name, format) in [("a.csv", "csv"), ("a.JSONL", "jsonl"), ("a", "jsonl")] {
        let file = format!("{}/{name}", folder.path());
        let ran = run(&["code", EXAMPLE, "-o", &file]);
        assert_eq!(ran.code, Some(0), "{}", ran.stderr);
        assert_eq!(ran.stderr, "");
        let piped = run(&["code", EXAMPLE, "--format", format]);
        assert_eq!(std::fs::read_to_string(&file).unwrap(), piped.stdout);
    }
    // A name that says something else is not believed in silence.
    let file = format!("{}/a.xls", folder.path());
    let ran = run(&["code", EXAMPLE, "-o", &file]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert!(
        ran.stderr.contains("a.xls: written as jsonl"),
        "{}",
        ran.stderr
    );
}

#[test]
fn a_run_that_reads_nothing_leaves_an_older_file() {
    let folder = Folder::new("output-failed");
    let file = folder.file("events.jsonl", b"of an earlier run");
    let missing = format!("{}/missing.txt", folder.path());
    let ran = run(&["code", &missing, "--output", &file]);
    assert_eq!(ran.code, Some(1), "{}", ran.stderr);
    assert_eq!(std::fs::read(&file).unwrap(), b"of an earlier run");
    assert_eq!(names(&folder), ["events.jsonl"]);
}

#[test]
fn a_file_that_cannot_be_is_an_error_with_its_name() {
    let folder = Folder::new("output-wrong");
    let ran = run(&["code", EXAMPLE, "--output", folder.path()]);
    assert_eq!(ran.code, Some(2));
    assert_eq!(
        folder.hidden(&ran.stderr),
        "error: DIR: a folder, and no file to write to\nhint: name a file: --output FOLDER/events.jsonl\n"
    );
    let ran = run(&[
        "code",
        EXAMPLE,
        "--output",
        &format!("{}/no/a.jsonl", folder.path()),
    ]);
    assert_eq!(ran.code, Some(1));
    let said = folder.hidden(&ran.stderr);
    assert!(
        said.starts_with("error: DIR/no/a.jsonl: cannot be written: "),
        "{said}"
    );
    assert!(said.contains("\nhint: "), "{said}");
}

/// A device is written to, not replaced by a file.
#[cfg(unix)]
#[test]
fn a_device_stays_one() {
    let ran = run(&["code", EXAMPLE, "--format", "csv", "--output", "/dev/null"]);
    assert_eq!((ran.code, ran.stdout.as_str()), (Some(0), ""));
    assert!(!std::fs::metadata("/dev/null").unwrap().is_file());
}

#[cfg(unix)]
#[test]
fn a_link_leads_to_the_file_that_is_replaced() {
    let folder = Folder::new("output-link");
    let file = folder.file("real.jsonl", b"old");
    let link = format!("{}/link.jsonl", folder.path());
    std::os::unix::fs::symlink(&file, &link).unwrap();
    let ran = run(&["code", EXAMPLE, "--output", &link]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert!(std::fs::symlink_metadata(&link).unwrap().is_symlink());
    assert!(
        std::fs::read_to_string(&file)
            .unwrap()
            .contains("demarche.event/1")
    );
}

/// Ctrl-C leaves neither half a file nor a trace of it.
#[cfg(unix)]
#[test]
fn an_interrupted_run_leaves_the_older_file() {
    let folder = Folder::new("output-interrupted");
    let file = folder.file("events.jsonl", b"of an earlier run");
    let mut child = program(&["code", "-", "--input", "jsonl", "--output", &file])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null())
        .spawn()
        .unwrap();
    // The half file is there while the run waits for its input.
    for _ in 0..1000 {
        if names(&folder).len() == 2 {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    assert_eq!(names(&folder).len(), 2);
    let killed = std::process::Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status()
        .unwrap();
    assert!(killed.success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert_eq!(names(&folder), ["events.jsonl"]);
    assert_eq!(std::fs::read(&file).unwrap(), b"of an earlier run");
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_is_the_same_for_any_number_of_threads() {
    let folder = Folder::new("parquet-threads");
    let records: String = (0..300)
        .map(|number| {
            format!("{{\"id\":\"{number}\",\"text\":\"Kenya expelled {number} Somali diplomats on Monday.\",\"date\":\"2024-03-06\"}}\n")
        })
        .collect();
    let input = folder.file("batch.jsonl", records.as_bytes());
    let written: Vec<Vec<u8>> = ["1", "2", "7"]
        .iter()
        .map(|threads| {
            let file = format!("{}/{threads}.parquet", folder.path());
            let ran = run(&["code", &input, "--threads", threads, "--output", &file]);
            assert_eq!(ran.code, Some(0), "{}", ran.stderr);
            std::fs::read(file).unwrap()
        })
        .collect();
    assert!(written[0].starts_with(b"PAR1") && written[0].ends_with(b"PAR1"));
    assert_eq!(written[0], written[1]);
    assert_eq!(written[0], written[2]);
    // And in a pipe.
    let piped = program(&["code", &input, "--format", "parquet"])
        .output()
        .unwrap();
    assert_eq!(piped.stdout, written[0]);
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_without_events_is_whole() {
    let folder = Folder::new("parquet-empty");
    let file = format!("{}/none.parquet", folder.path());
    let ran = pipe(&["code", "--output", &file], b"The weather was fine.\n");
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    let written = std::fs::read(&file).unwrap();
    assert!(written.starts_with(b"PAR1") && written.ends_with(b"PAR1"));
}

/// `script` gives the program a terminal.
#[cfg(all(feature = "parquet", target_os = "linux"))]
#[test]
fn parquet_is_not_written_to_a_terminal() {
    let Ok(ran) = std::process::Command::new("script")
        .args(["--quiet", "--return", "--command"])
        .arg(format!(
            "{} code {EXAMPLE} --format parquet",
            env!("CARGO_BIN_EXE_demarche")
        ))
        .arg("/dev/null")
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."))
        .output()
    else {
        eprintln!("skipped: script is not installed");
        return;
    };
    let said = String::from_utf8_lossy(&ran.stdout).replace("\r\n", "\n");
    assert_eq!(
        said,
        "error: parquet is no text, and would garble the terminal\n\
         hint: name a file with --output events.parquet, or send it there with > events.parquet\n"
    );
    assert_eq!(ran.status.code(), Some(2));
}
