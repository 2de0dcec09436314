//! A day of articles in as short a time as they can be read: does the watch keep up, and does its
//! memory stay flat? Takes as long as it takes, so it runs only where `DEMARCHE_DAY` says how many
//! articles there are (300000 are a day), and prints what it measured.

use std::io::Write as _;
use std::net::TcpListener;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use crate::harness::{Folder, program, run};

const FEEDS: u8 = 40;
const ITEMS: u32 = 50;

const PLACES: [(&str, &str); 8] = [
    ("Kenya", "Nairobi"),
    ("Somalia", "Mogadishu"),
    ("Peru", "Lima"),
    ("Greece", "Athens"),
    ("Turkey", "Ankara"),
    ("Japan", "Tokyo"),
    ("Chile", "Santiago"),
    ("Norway", "Oslo"),
];

/// An article like no other, of a few sentences.
fn item(number: u32) -> String {
    let (one, city) = PLACES[number as usize % 8];
    let (other, _) = PLACES[(number as usize / 8 + 1 + number as usize) % 8];
    let text = format!(
        "The government of {one} recalled its ambassador from {other} on Monday after report {number}. \
         Police in {city} arrested {} students who blocked a road. The foreign minister said that \
         {one} would close {} border posts. Officials of both countries met for talks on file {}.",
        number % 89 + 2,
        number % 7 + 2,
        u64::from(number) * 7919,
    );
    format!(
        "<item><guid>n{number}</guid><title>Report {number} from {city}</title>\
         <link>http://news.example/{number}</link><pubDate>Mon, 05 May 2025 08:00:00 GMT</pubDate>\
         <description>{text}</description></item>"
    )
}

/// Serves a feed that has new items at each request, until all are given out; then it stays.
fn serve(ip: String, given: Arc<AtomicU32>, all: u32) -> String {
    let listener = TcpListener::bind((ip.as_str(), 0)).unwrap();
    let url = format!("http://{}/feed", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        let mut body = String::new();
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { continue };
            let mut head = [0; 4096];
            let _ = std::io::Read::read(&mut stream, &mut head);
            let first = given.fetch_add(ITEMS, Ordering::SeqCst);
            if first < all {
                let items: String = (first..(first + ITEMS).min(all)).map(item).collect();
                body = format!(
                    "<rss version=\"2.0\"><channel><title>Desk {ip}</title>{items}</channel></rss>"
                );
            }
            let _ = write!(
                stream,
                "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: {}\r\n\r\n{body}",
                body.len()
            );
        }
    });
    url
}

/// Resident memory of a process, in kilobytes.
fn resident(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

fn coded(metrics: &str) -> u64 {
    let text = std::fs::read_to_string(metrics).unwrap_or_default();
    let line = text
        .lines()
        .find(|line| line.starts_with("demarche_items_total{became=\"coded\"}"));
    line.and_then(|line| line.rsplit(' ').next()?.parse().ok())
        .unwrap_or(0)
}

#[test]
fn a_day_of_articles_is_kept_up_with() {
    let Some(all) = std::env::var("DEMARCHE_DAY")
        .ok()
        .and_then(|all| all.parse::<u32>().ok())
    else {
        println!("skipped: DEMARCHE_DAY=300000 runs it");
        return;
    };
    let folder = Folder::new("watch-day");
    let store = format!("{}/news.demarche", folder.path());
    let metrics = format!("{}/watch.prom", folder.path());
    let given = Arc::new(AtomicU32::new(0));
    let mut arguments = vec!["watch".to_owned()];
    // Each feed on a host of its own, since a host is asked once at a time.
    arguments.extend((1..=FEEDS).map(|n| serve(format!("127.0.1.{n}"), given.clone(), all)));
    arguments.extend(
        [
            "--store",
            &store,
            "--allow-local",
            "--pages=never",
            "--gap",
            "0s",
            "--shortest",
            "1s",
            "--longest",
            "1s",
            "--log",
            "json",
            "--metrics",
            &metrics,
        ]
        .map(str::to_owned),
    );
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let started = Instant::now();
    let mut child = program(&arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut memory = Vec::new();
    let mut last = (0, Instant::now());
    while coded(&metrics) < u64::from(all) {
        std::thread::sleep(Duration::from_secs(1));
        memory.extend(resident(child.id()));
        let now = coded(&metrics);
        if now > last.0 {
            last = (now, Instant::now());
        }
        assert!(
            last.1.elapsed() < Duration::from_secs(300),
            "no progress at {now} of {all}"
        );
        assert!(child.try_wait().unwrap().is_none(), "it ended by itself");
    }
    let took = started.elapsed().as_secs_f64();
    let status = std::process::Command::new("kill")
        .args(["-INT", &child.id().to_string()])
        .status();
    assert!(status.unwrap().success());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let quarter = memory.len() / 4;
    let most =
        |range: std::ops::Range<usize>| memory[range].iter().max().copied().unwrap_or(0) / 1024;
    let (early, late) = (most(quarter..2 * quarter), most(3 * quarter..memory.len()));
    println!(
        "{all} articles in {took:.0} s: {:.0} a second; resident {early} MB in the second quarter, {late} MB in the last",
        f64::from(all) / took
    );
    let kept = run(&["export", "--store", &store, "--what", "articles"])
        .stdout
        .lines()
        .count();
    assert_eq!(kept, all as usize);
    if memory.len() >= 60 {
        assert!(
            late <= early + early / 4 + 32,
            "memory grows: {early} MB, then {late} MB"
        );
    }
}
