//! `cargo xtask load`: reads at a steady rate while articles come in, on loopback.
//!
//! Starts `demarche serve` over a store and `demarche ingest` of synthetic stories into the same
//! store, asks mixed questions at fixed moments, and prints how long answers took. A request counts
//! from the moment at which it was due, so that a service that stalls is charged for the requests
//! that waited behind the one that stalled. It is no part of the tests.

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, bail, ensure};

/// What is asked, in turn: what the pages of the dashboard ask.
const QUESTIONS: &[&str] = &[
    "/api/v1/events?limit=50",
    "/api/v1/events?country=ARG&limit=50",
    "/api/v1/events?pair=ARG,URY&limit=50",
    "/api/v1/events?type=ASSAULT&status=actual",
    "/api/v1/events/facets?country=ARG",
    "/api/v1/articles?limit=20",
    "/api/v1/articles/1",
    "/api/v1/search?q=ceasefire",
    "/api/v1/ledger?pair=ARG,URY",
    "/api/v1/measures?pair=ARG,URY",
    "/api/v1/incidents?pair=ARG,URY",
    "/api/v1/series?pair=ARG,URY&step=week",
    "/api/v1/overview",
    "/api/v1/changes?after=0&limit=50",
    "/api/v1/alerts",
    "/api/v1/status",
];

/// Connections that ask. Each has one question under way.
const ASKERS: usize = 32;

/// Longer than this, and the answer is an error.
const PATIENCE: Duration = Duration::from_secs(20);

/// What is measured.
struct Plan {
    program: PathBuf,
    store: Option<PathBuf>,
    rate: u32,
    seconds: u32,
}

/// Runs the task.
pub(crate) fn run(root: &Path, arguments: &[&str]) -> Result<()> {
    let mut plan = Plan {
        program: root.join("target/release/demarche"),
        store: None,
        rate: 200,
        seconds: 60,
    };
    let mut left = arguments.iter();
    while let Some(name) = left.next() {
        let value = left
            .next()
            .with_context(|| format!("{name} has no value"))?;
        match *name {
            "--program" => plan.program = PathBuf::from(value),
            "--store" => plan.store = Some(PathBuf::from(value)),
            "--rate" => plan.rate = value.parse().context("--rate takes a number")?,
            "--seconds" => plan.seconds = value.parse().context("--seconds takes a number")?,
            _ => bail!("{name}: load takes --program, --store, --rate and --seconds"),
        }
    }
    ensure!(
        (1..=5_000).contains(&plan.rate) && (1..=3_600).contains(&plan.seconds),
        "--rate may be 1 to 5000 and --seconds 1 to 3600"
    );
    ensure!(
        plan.program.exists(),
        "{}: build it first (cargo build --release -p demarche-cli), or name another with --program",
        plan.program.display()
    );
    let folder = std::env::temp_dir().join(format!("demarche-load-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let done = measure(root, &plan, &folder);
    let _ = fs::remove_dir_all(&folder);
    done
}

fn measure(root: &Path, plan: &Plan, folder: &Path) -> Result<()> {
    // What is ingested goes into a copy: a store that is named stays as it is.
    let store = folder.join("load.demarche");
    match &plan.store {
        Some(named) => {
            let status = Command::new(&plan.program)
                .args(["store", "backup", "--store"])
                .arg(named)
                .arg(&store)
                .stdout(Stdio::null())
                .status()?;
            ensure!(status.success(), "{} cannot be copied", named.display());
        }
        None => {
            let status = Command::new(&plan.program)
                .arg("ingest")
                .arg(root.join("examples/crisis/articles.jsonl"))
                .arg("--store")
                .arg(&store)
                .stderr(Stdio::null())
                .status()?;
            ensure!(status.success(), "the first articles cannot be ingested");
        }
    }
    let mut server = Ended(
        Command::new(&plan.program)
            .args(["serve", "--listen", "127.0.0.1:0", "--store"])
            .arg(&store)
            .stderr(Stdio::piped())
            .spawn()?,
    );
    let address = address(&mut server.0)?;
    let mut ingest = Ended(
        Command::new(&plan.program)
            .args([
                "ingest", "-", "--input", "jsonl", "--batch", "50", "--store",
            ])
            .arg(&store)
            .stdin(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?,
    );
    let mut stories = ingest.0.stdin.take().context("ingest takes no input")?;
    let over = AtomicBool::new(false);
    let (told, results) = thread::scope(|scope| {
        let telling = scope.spawn(|| {
            let mut told = 0_u64;
            // The pipe holds no more than the program can take. An error: it has ended.
            while !over.load(Ordering::Relaxed) && writeln!(stories, "{}", story(told)).is_ok() {
                told += 1;
            }
            drop(stories);
            told
        });
        let results = ask_all(&address, plan);
        over.store(true, Ordering::Relaxed);
        (telling.join().unwrap_or(0), results)
    });
    let still = ingest.0.try_wait()?.is_none();
    println!(
        "{} requests/s for {} s over http://{address}, {told} stories handed to ingest meanwhile{}",
        plan.rate,
        plan.seconds,
        if still { "" } else { " (which ended early)" }
    );
    report(&results);
    let errors = results.iter().filter(|one| one.fault.is_some()).count();
    ensure!(errors == 0, "{errors} requests were not answered well");
    Ok(())
}

/// A process that ends with its owner.
struct Ended(Child);

impl Drop for Ended {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Where the service says that it listens.
fn address(server: &mut Child) -> Result<String> {
    let output = server.stderr.take().context("the service says nothing")?;
    let mut lines = BufReader::new(output);
    let mut line = String::new();
    while lines.read_line(&mut line)? > 0 {
        if let Some((_, rest)) = line.split_once("http://") {
            let address: String = rest.chars().take_while(|c| !"/ \n".contains(*c)).collect();
            // What it says later must not block it.
            thread::spawn(move || std::io::copy(&mut lines, &mut std::io::sink()));
            return Ok(address);
        }
        line.clear();
    }
    bail!("the service ended before it listened");
}

/// A synthetic story, each another one.
fn story(number: u64) -> String {
    let pick = |list: &[&'static str], by: u64| -> &'static str {
        let at = usize::try_from((number / by) % list.len() as u64).unwrap_or(0);
        list.get(at).copied().unwrap_or_default()
    };
    let countries = [
        "Argentina",
        "Uruguay",
        "Kenya",
        "Norway",
        "Peru",
        "Ghana",
        "Nepal",
    ];
    let (one, other) = (pick(&countries, 1), pick(&countries, 7));
    let verb = pick(
        &[
            "condemned",
            "met officials of",
            "imposed sanctions on",
            "accused",
            "signed a trade agreement with",
            "threatened",
            "praised",
            "expelled two diplomats of",
        ],
        3,
    );
    let day = number % 28 + 1;
    let month = number / 28 % 12 + 1;
    let text = format!(
        "CITY - {one} {verb} {other} on Monday, the foreign ministry said in its note {number}. \
         Police arrested {} protesters in the capital. The two countries will hold talks next week.",
        number % 90 + 3
    );
    format!(
        "{{\"id\":\"load-{number}\",\"source\":\"Load {}\",\"date\":\"2026-{month:02}-{day:02}\",\
         \"title\":\"{one} and {other}, note {number}\",\"text\":\"{text}\"}}",
        number % 12
    )
}

/// What became of a request.
struct Answered {
    question: usize,
    took: Duration,
    fault: Option<String>,
}

/// Asks at the moments of the plan.
fn ask_all(address: &str, plan: &Plan) -> Vec<Answered> {
    let all = u64::from(plan.rate) * u64::from(plan.seconds);
    let next = AtomicU64::new(0);
    let results = Mutex::new(Vec::new());
    let start = Instant::now() + Duration::from_millis(200);
    thread::scope(|scope| {
        for _ in 0..ASKERS {
            scope.spawn(|| {
                let mut connection = None;
                let mut own = Vec::new();
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= all {
                        break;
                    }
                    let due = start
                        + Duration::from_secs(1) * u32::try_from(number).unwrap_or(0) / plan.rate;
                    thread::sleep(due.saturating_duration_since(Instant::now()));
                    let question = usize::try_from(number).unwrap_or(0) % QUESTIONS.len();
                    let path = QUESTIONS.get(question).copied().unwrap_or("/");
                    let asked = ask(&mut connection, address, path);
                    own.push(Answered {
                        question,
                        took: due.elapsed(),
                        fault: match asked {
                            Ok(200) => None,
                            Ok(status) => Some(format!("status {status}")),
                            Err(error) => {
                                connection = None;
                                Some(format!("{error:#}"))
                            }
                        },
                    });
                }
                if let Ok(mut results) = results.lock() {
                    results.append(&mut own);
                }
            });
        }
    });
    results.into_inner().unwrap_or_default()
}

/// Asks over a connection that is kept; the status of the answer, once all of it has come.
fn ask(connection: &mut Option<BufReader<TcpStream>>, address: &str, path: &str) -> Result<u16> {
    let stream = match connection {
        Some(stream) => stream,
        None => {
            let stream = TcpStream::connect(address)?;
            stream.set_nodelay(true)?;
            stream.set_read_timeout(Some(PATIENCE))?;
            connection.insert(BufReader::new(stream))
        }
    };
    let request = format!("GET {path} HTTP/1.1\r\nHost: {address}\r\nAccept: */*\r\n\r\n");
    stream.get_mut().write_all(request.as_bytes())?;
    let mut line = String::new();
    stream.read_line(&mut line)?;
    let status = line
        .split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok())
        .context("no status line came")?;
    let (mut length, mut chunked) = (0_u64, false);
    loop {
        line.clear();
        ensure!(stream.read_line(&mut line)? > 0, "the head broke off");
        let Some((name, value)) = line.trim_end().split_once(':') else {
            break;
        };
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.trim().parse()?,
            "transfer-encoding" => chunked = value.trim().eq_ignore_ascii_case("chunked"),
            _ => {}
        }
    }
    let skip = |stream: &mut BufReader<TcpStream>, length: u64| -> Result<()> {
        let got = std::io::copy(&mut stream.take(length), &mut std::io::sink())?;
        ensure!(got == length, "the body broke off");
        Ok(())
    };
    if !chunked {
        skip(stream, length)?;
        return Ok(status);
    }
    loop {
        line.clear();
        stream.read_line(&mut line)?;
        let size = u64::from_str_radix(line.trim(), 16).context("a chunk has no size")?;
        skip(stream, size + 2)?;
        if size == 0 {
            return Ok(status);
        }
    }
}

fn report(results: &[Answered]) {
    println!(
        "{:<48} {:>6} {:>6} {:>9} {:>9} {:>9}",
        "ms from when it was due", "asked", "errors", "p50", "p95", "p99"
    );
    let row = |name: &str, all: &mut dyn Iterator<Item = &Answered>| {
        let all: Vec<&Answered> = all.collect();
        let mut times: Vec<f64> = all
            .iter()
            .map(|one| one.took.as_secs_f64() * 1000.0)
            .collect();
        times.sort_by(f64::total_cmp);
        let at = |share: usize| {
            let place = (times.len() * share).div_ceil(100).saturating_sub(1);
            times.get(place).copied().unwrap_or(f64::NAN)
        };
        let errors = all.iter().filter(|one| one.fault.is_some()).count();
        println!(
            "{name:<48} {:>6} {errors:>6} {:>9.1} {:>9.1} {:>9.1}",
            all.len(),
            at(50),
            at(95),
            at(99)
        );
    };
    for (number, question) in QUESTIONS.iter().enumerate() {
        row(
            question,
            &mut results.iter().filter(|one| one.question == number),
        );
    }
    row("all", &mut results.iter());
    let mut faults: Vec<String> = results
        .iter()
        .filter_map(|one| {
            let question = QUESTIONS.get(one.question)?;
            Some(format!("{question}: {}", one.fault.as_ref()?))
        })
        .collect();
    faults.sort();
    faults.dedup();
    for fault in faults.iter().take(20) {
        println!("error: {fault}");
    }
}
