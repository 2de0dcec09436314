//! Pages are read in processes that may fail: each failure is the problem of its page alone.

use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use demarche_read::{Hints, Limits, Pool, read_page};

/// Far longer than anything here takes: it ends a test that hangs.
const HANG: Duration = Duration::from_secs(300);

const GOOD: &str = "<html lang=en><title>Kenya recalls its envoy</title><article><p>Kenya recalled \
    its ambassador to Somalia on Monday after talks over the border had failed.</p><p>The ministry \
    said that the envoy would return to Nairobi for consultations this week.</p></article>";

fn pool(limits: Limits) -> Pool {
    Pool::new(
        || Command::new(env!("CARGO_BIN_EXE_demarche-read-worker")),
        limits,
    )
}

fn limits() -> Limits {
    Limits {
        seconds: 20,
        patience: HANG,
        memory: 1 << 30,
        workers: 2,
    }
}

fn reads_well(pool: &Pool) {
    let (article, problems) = pool.read_page(GOOD.into(), Hints::default()).unwrap();
    assert!(
        article.text.starts_with("Kenya recalled its ambassador"),
        "{article:?}"
    );
    assert_eq!(problems, []);
}

/// What goes wrong with a page, and that the next one is read.
fn fails(limits: Limits, page: &str) -> String {
    let pool = pool(limits);
    reads_well(&pool);
    let problem = pool.read_page(page.into(), Hints::default()).unwrap_err();
    reads_well(&pool);
    problem.to_string()
}

#[test]
fn a_worker_reads_as_the_function_does() {
    let pool = pool(limits());
    let hints = Hints {
        url: Some("https://example.org/2024/03/05/envoy".to_owned()),
        source: Some("Example".to_owned()),
        ..Hints::default()
    };
    for page in [GOOD, "", "no page", "<p>\u{0}", "\u{ff}"] {
        assert_eq!(
            pool.read_page(page.into(), hints.clone()),
            read_page(page.as_bytes(), &hints)
        );
    }
}

#[test]
fn a_panic_is_a_problem_of_its_page() {
    assert!(fails(limits(), "panic").starts_with("the reader of pages broke off on it; hint: "));
}

#[test]
fn a_crash_is_a_problem_of_its_page_with_its_last_words() {
    let said = fails(limits(), "abort");
    assert!(
        said.starts_with("the process that read the page broke off ("),
        "{said}"
    );
    assert!(said.contains(": told to abort; hint: "), "{said}");
}

#[test]
fn nonsense_is_a_problem_of_its_page() {
    assert!(fails(limits(), "nonsense").contains("broke off"));
}

#[cfg(unix)]
#[test]
fn computing_without_end_is_stopped() {
    let few = Limits {
        seconds: 2,
        ..limits()
    };
    assert!(fails(few, "compute").starts_with("reading the page takes more than 2 s of computing"));
}

#[cfg(target_os = "linux")]
#[test]
fn eating_memory_without_end_is_stopped() {
    let few = Limits {
        memory: 512_000_000,
        ..limits()
    };
    assert!(fails(few, "eat").starts_with("reading the page takes more than 512 MB of memory"));
}

#[test]
fn hanging_is_stopped_by_the_clock() {
    let impatient = Limits {
        // Long enough for the good pages on a busy machine.
        patience: Duration::from_secs(10),
        ..limits()
    };
    let start = Instant::now();
    assert!(fails(impatient, "sleep").starts_with("reading the page did not end within 10 s"));
    assert!(start.elapsed() < HANG);
}

#[test]
fn a_program_that_is_none_is_a_problem() {
    let none = Pool::new(|| Command::new("/there/is/no/such/program"), limits());
    let problem = none.read_page(GOOD.into(), Hints::default()).unwrap_err();
    assert!(
        problem.what.starts_with("no process could be started"),
        "{problem}"
    );
}

#[test]
fn many_threads_ask_at_once_and_bad_pages_disturb_none() {
    let pool = Arc::new(pool(limits()));
    let threads: Vec<_> = (0..8)
        .map(|thread| {
            let pool = Arc::clone(&pool);
            std::thread::spawn(move || {
                for turn in 0..6 {
                    if (thread + turn) % 4 == 0 {
                        let bad = ["abort", "panic", "nonsense"][turn % 3];
                        assert!(pool.read_page(bad.into(), Hints::default()).is_err());
                    } else {
                        reads_well(&pool);
                    }
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
}

/// Processes of the test worker whose parent is this process, with their state.
#[cfg(target_os = "linux")]
fn children() -> Vec<(u32, char)> {
    let own = std::process::id().to_string();
    let mut children = Vec::new();
    for entry in std::fs::read_dir("/proc").unwrap() {
        let path = entry.unwrap().path();
        let Ok(stat) = std::fs::read_to_string(path.join("stat")) else {
            continue;
        };
        let Some((head, rest)) = stat.rsplit_once(')') else {
            continue;
        };
        let fields: Vec<&str> = rest.split_whitespace().collect();
        if head.contains("(demarche-read-w") && fields.get(1) == Some(&own.as_str()) {
            let pid = head.split(' ').next().unwrap().parse().unwrap();
            children.push((pid, fields[0].chars().next().unwrap()));
        }
    }
    children
}

#[cfg(target_os = "linux")]
#[test]
fn workers_are_kept_and_leave_nothing_behind() {
    // In a process of its own, so that workers of other tests are not counted.
    const ALONE: &str = "DEMARCHE_TEST_ALONE";
    if std::env::var_os(ALONE).is_none() {
        let again = Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "workers::workers_are_kept_and_leave_nothing_behind",
            ])
            .env(ALONE, "1")
            .status()
            .unwrap();
        assert!(again.success());
        return;
    }
    let pool = pool(Limits {
        workers: 1,
        ..limits()
    });
    assert_eq!(children(), []);
    reads_well(&pool);
    let first = children();
    assert_eq!(first.len(), 1);
    reads_well(&pool);
    assert_eq!(children()[0].0, first[0].0);
    assert!(pool.read_page("abort".into(), Hints::default()).is_err());
    assert_eq!(children(), []);
    reads_well(&pool);
    let second = children();
    assert_eq!(second.len(), 1);
    // A worker that ended while it had nothing to do is replaced, and no page is lost.
    let killed = Command::new("kill").arg(second[0].0.to_string()).status();
    assert!(killed.unwrap().success());
    let start = Instant::now();
    // It is over once it is a zombie; until then its state may change in other ways.
    let is_alive = || children().iter().any(|(_, state)| *state != 'Z');
    while is_alive() && start.elapsed() < HANG {
        std::thread::sleep(Duration::from_millis(5));
    }
    reads_well(&pool);
    pool.close();
    assert_eq!(children(), []);
    reads_well(&pool);
    drop(pool);
    assert_eq!(children(), []);
}
