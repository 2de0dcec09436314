//! Feeds that are followed, from servers on this machine.

use std::io::{BufRead as _, BufReader, Read as _};
use std::net::TcpListener;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use crate::harness::{Folder, Ran, program, run};
use crate::site::{Page, Site};

/// A feed of items, each with its number, headline and text.
fn feed(site: &Site, items: &[(u32, &str, &str)]) -> String {
    let items: String = items
        .iter()
        .map(|(number, title, text)| {
            let link = site.url(&format!("/{number}.html"));
            format!(
                "<item><guid>{number}</guid><title>{title}</title><link>{link}</link>\
                 <pubDate>Mon, 05 May 2025 08:0{number}:00 GMT</pubDate>\
                 <description>{text}</description></item>"
            )
        })
        .collect();
    format!("<rss version=\"2.0\"><channel><title>Desk</title>{items}</channel></rss>")
}

const RECALL: (u32, &str, &str) = (
    1,
    "Envoy recalled",
    "Kenya recalled its ambassador from Somalia on Monday.",
);
const ARREST: (u32, &str, &str) = (
    2,
    "Arrests in Lima",
    "Police in Peru arrested a group of students on Sunday.",
);
const TALKS: (u32, &str, &str) = (
    3,
    "Talks in Athens",
    "The foreign ministers of Greece and Turkey held talks in Athens on Monday.",
);

/// Watches once, all feeds, without pages.
fn once(store: &str, more: &[&str]) -> Ran {
    let mut arguments = vec![
        "watch",
        "--store",
        store,
        "--once",
        "--all",
        "--allow-local",
        "--gap",
        "0s",
        "--pages=never",
    ];
    arguments.extend(more);
    run(&arguments)
}

fn account(ran: &Ran) -> &str {
    let line = ran
        .stderr
        .lines()
        .rev()
        .find(|line| line.contains("received "));
    line.and_then(|line| line.split_once("received "))
        .unwrap_or_else(|| panic!("{ran:?}"))
        .1
}

fn articles(store: &str) -> Vec<String> {
    let ran = run(&["export", "--store", store, "--what", "articles"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    ran.stdout.lines().map(str::to_owned).collect()
}

#[test]
fn items_are_kept_once_and_edits_are_revisions() {
    let (folder, site) = (Folder::new("watch-items"), Site::start());
    let store = format!("{}/news.demarche", folder.path());
    site.put("/feed", &feed(&site, &[RECALL, ARREST]));
    let ran = once(&store, &[&site.url("/feed")]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(
        account(&ran),
        "2 = coded 2 + rejected 0 + duplicate 0 + revision 0; events 2"
    );
    let events = run(&["export", "--store", &store]).stdout;
    assert_eq!(events.lines().count(), 2, "{events}");

    // A restart changes nothing.
    let ran = once(&store, &[]);
    assert_eq!(
        account(&ran),
        "2 = coded 0 + rejected 0 + duplicate 2 + revision 0; events 0"
    );
    // A new item appears once, in whatever place.
    site.put("/feed", &feed(&site, &[TALKS, RECALL, ARREST]));
    let ran = once(&store, &[]);
    assert_eq!(
        account(&ran),
        "3 = coded 1 + rejected 0 + duplicate 2 + revision 0; events 1"
    );
    // An edited item is a revision; those that left the feed stay in the store.
    let edited = RECALL.2.replace("Monday", "Monday over a border dispute");
    site.put("/feed", &feed(&site, &[(1, RECALL.1, &edited)]));
    let ran = once(&store, &[]);
    assert_eq!(
        account(&ran),
        "1 = coded 0 + rejected 0 + duplicate 0 + revision 1; events 1"
    );
    let kept = articles(&store);
    assert_eq!(kept.len(), 3);
    assert!(kept[0].contains("border dispute"), "{kept:?}");
    // What comes back is known.
    site.put("/feed", &feed(&site, &[TALKS, RECALL, ARREST]));
    let ran = once(&store, &[]);
    assert_eq!(
        account(&ran),
        "3 = coded 0 + rejected 0 + duplicate 3 + revision 0; events 0"
    );
    let info = run(&["store", "check", "--store", &store]);
    assert_eq!(info.code, Some(0), "{info:?}");
}

#[test]
fn what_is_not_due_is_not_asked_and_what_has_not_changed_is_not_sent() {
    let (folder, site) = (Folder::new("watch-due"), Site::start());
    let store = format!("{}/news.demarche", folder.path());
    let tagged = Page {
        status: "200 OK",
        fields: vec!["ETag: \"1\"".to_owned()],
        body: feed(&site, &[RECALL]),
        ..Page::default()
    };
    site.answer("/feed", tagged);
    once(&store, &[&site.url("/feed")]);
    let arguments = ["watch", "--store", &store, "--once", "--allow-local"];
    assert_eq!(run(&arguments).code, Some(0));
    assert_eq!(site.asked("/feed"), 1, "it is not due for minutes");
    let ran = once(&store, &[]);
    assert_eq!(
        account(&ran),
        "0 = coded 0 + rejected 0 + duplicate 0 + revision 0; events 0"
    );
    assert_eq!(site.asked("/feed"), 2);
    assert!(ran.stderr.contains("as it was"), "{}", ran.stderr);
}

#[test]
fn pages_are_fetched_where_the_feed_has_a_summary_only() {
    let (folder, site) = (Folder::new("watch-pages"), Site::start());
    let store = format!("{}/news.demarche", folder.path());
    let long = "Kenya recalled its ambassador from Somalia on Monday. The government in Nairobi \
                accused its neighbour of breaking an agreement on fishing. Somalia rejected the \
                accusation and said that it would answer in the same way.";
    let page = format!(
        "<html><head><title>Envoy recalled</title></head><body><nav>Home News Sport</nav>\
         <article><h1>Envoy recalled</h1><p>{long}</p><p>{long}</p></article></body></html>"
    );
    site.put("/feed", &feed(&site, &[RECALL, ARREST]));
    site.answer(
        "/1.html",
        Page {
            status: "200 OK",
            fields: vec!["Content-Type: text/html".to_owned()],
            body: page.clone(),
            ..Page::default()
        },
    );
    site.answer(
        "/2.html",
        Page {
            status: "503 Service Unavailable",
            ..Page::default()
        },
    );
    let go = |more: &[&str]| {
        let url = site.url("/feed");
        let mut arguments = vec![
            "watch",
            &url,
            "--store",
            &store,
            "--once",
            "--all",
            "--allow-local",
            "--gap",
            "0s",
        ];
        arguments.extend(more);
        run(&arguments)
    };
    let ran = go(&[]);
    assert!(
        account(&ran).starts_with("2 = coded 2 + rejected 0"),
        "{ran:?}"
    );
    let kept = articles(&store);
    assert!(
        kept[0].contains("breaking an agreement on fishing"),
        "{kept:?}"
    );
    assert!(!kept[0].contains("Sport"), "{kept:?}");
    assert!(kept[1].contains("arrested a group of students"), "{kept:?}");
    // The page that could not be had is asked for again, and revises what was kept of it.
    site.answer(
        "/2.html",
        Page {
            status: "200 OK",
            fields: vec!["Content-Type: text/html".to_owned()],
            body: page.replace("Kenya", "Peru"),
            ..Page::default()
        },
    );
    let ran = go(&[]);
    assert!(
        account(&ran).starts_with("2 = coded 0 + rejected 0 + duplicate 1 + revision 1"),
        "{ran:?}"
    );
    assert_eq!(articles(&store).len(), 2);
    assert_eq!((site.asked("/1.html"), site.asked("/2.html")), (1, 2));
    go(&[]);
    assert_eq!(
        (site.asked("/1.html"), site.asked("/2.html")),
        (1, 2),
        "both are read now"
    );
}

#[test]
fn a_dead_and_a_dripping_feed_delay_no_other() {
    // Hosts of their own, since a host is asked once at a time.
    let (good, slow) = (Site::at("127.0.0.2"), Site::at("127.0.0.3"));
    let dead = {
        let listener = TcpListener::bind("127.0.0.4:0").unwrap();
        format!("http://{}/feed", listener.local_addr().unwrap())
    };
    let folder = Folder::new("watch-slow");
    let store = format!("{}/news.demarche", folder.path());
    good.put("/feed", &feed(&good, &[RECALL, ARREST]));
    let drips = Page {
        status: "200 OK",
        body: feed(&slow, &[TALKS]),
        drips: Some(Duration::from_millis(500)),
        ..Page::default()
    };
    slow.answer("/feed", drips);
    let started = Instant::now();
    let ran = run(&[
        "watch",
        &dead,
        &slow.url("/feed"),
        &good.url("/feed"),
        "--store",
        &store,
        "--allow-local",
        "--pages=never",
        "--shortest",
        "1s",
        "--longest",
        "1s",
        "--at-once",
        "2",
        "--for",
        "8s",
    ]);
    // The drips would take minutes; this guards against waiting for them.
    assert!(started.elapsed() < Duration::from_secs(60));
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(good.asked("/feed") >= 2, "{}: {ran:?}", good.asked("/feed"));
    assert_eq!(slow.asked("/feed"), 1);
    assert!(account(&ran).contains("coded 2 + rejected 0"), "{ran:?}");
    assert!(ran.stderr.contains("cannot be reached"), "{}", ran.stderr);
}

/// Starts a watch and waits until its log has a line with these words.
fn start(arguments: &[&str], until: &str) -> (Child, BufReader<std::process::ChildStderr>, String) {
    let mut child = program(arguments)
        .stderr(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    let mut said = String::new();
    while !said.contains(until) {
        assert!(stderr.read_line(&mut said).unwrap() > 0, "{said}");
    }
    (child, stderr, said)
}

#[cfg(unix)]
fn signal(child: &Child, name: &str) {
    let status = std::process::Command::new("kill")
        .args([format!("-{name}"), child.id().to_string()])
        .status()
        .unwrap();
    assert!(status.success());
}

/// Ctrl-C in the middle of a request, and kill -9 wherever it falls: starting again loses and
/// doubles nothing.
#[cfg(unix)]
#[test]
fn stopping_in_any_way_loses_and_doubles_nothing() {
    let (site, slow) = (Site::start(), Site::at("127.0.0.3"));
    let folder = Folder::new("watch-stop");
    let store = format!("{}/news.demarche", folder.path());
    site.put("/feed", &feed(&site, &[RECALL, ARREST]));
    let drips = Page {
        status: "200 OK",
        body: feed(&slow, &[TALKS]),
        drips: Some(Duration::from_millis(500)),
        ..Page::default()
    };
    slow.answer("/feed", drips);
    let (first, second) = (site.url("/feed"), slow.url("/feed"));
    let arguments = [
        "watch",
        &first,
        &second,
        "--store",
        &store,
        "--allow-local",
        "--pages=never",
        "--log",
        "json",
    ];
    let (mut child, mut stderr, mut said) = start(&arguments, "\"event\":\"read\"");
    let asked = Instant::now();
    signal(&child, "INT");
    stderr.read_to_string(&mut said).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130), "{said}");
    // The dripping feed goes on for minutes; this guards against waiting for it.
    assert!(asked.elapsed() < Duration::from_secs(30));
    for line in said.lines() {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        assert!(
            line["time"].is_string() && line["event"].is_string(),
            "{line}"
        );
    }
    assert!(
        said.contains("\"event\":\"ended\"") && said.contains("\"coded\":2"),
        "{said}"
    );

    site.put("/feed", &feed(&site, &[TALKS, RECALL, ARREST]));
    let again = [
        "watch",
        "--store",
        &store,
        "--once",
        "--all",
        "--allow-local",
        "--pages=never",
        "--log",
        "json",
    ];
    let mut child = program(&again).stderr(Stdio::null()).spawn().unwrap();
    std::thread::sleep(Duration::from_millis(300));
    let _ = child.kill();
    child.wait().unwrap();
    slow.put("/feed", &feed(&slow, &[]));
    let ran = once(&store, &[]);
    assert!(account(&ran).starts_with("3 = "), "{ran:?}");
    assert_eq!(articles(&store).len(), 3);
}

/// A full disk: nothing is kept, the position stays, and the next run has it all.
#[cfg(unix)]
#[test]
fn what_cannot_be_kept_is_asked_for_again() {
    let (folder, site) = (Folder::new("watch-full"), Site::start());
    let store = format!("{}/news.demarche", folder.path());
    // One sentence without an end, which is cut when it is coded and kept whole.
    let words = "border ".repeat(150_000);
    let tagged = Page {
        status: "200 OK",
        fields: vec!["ETag: \"1\"".to_owned()],
        body: feed(&site, &[(1, "Long", &words)]),
        ..Page::default()
    };
    site.answer("/feed", tagged);
    run(&[
        "feeds",
        "add",
        &site.url("/feed"),
        "--allow-local",
        "--store",
        &store,
    ]);
    let program = env!("CARGO_BIN_EXE_demarche");
    // No file grows past 600 KB: the store, with what is in it, is smaller, and the article larger.
    let script = format!(
        "trap '' XFSZ; ulimit -f 1200; exec '{program}' watch --store '{store}' --once --allow-local --pages=never"
    );
    let output = std::process::Command::new("sh")
        .args(["-c", &script])
        .output()
        .unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(
        stderr.contains("nothing of the answer was kept"),
        "{stderr}"
    );
    assert_eq!(articles(&store).len(), 0);
    let ran = once(&store, &[]);
    assert!(account(&ran).starts_with("1 = coded 1"), "{ran:?}");
    assert_eq!(articles(&store).len(), 1);
}

#[test]
fn feeds_are_added_listed_and_removed() {
    let folder = Folder::new("watch-feeds");
    let store = format!("{}/news.demarche", folder.path());
    let list = folder.file(
        "feeds.opml",
        b"<opml version=\"2.0\"><body><outline text=\"World\"><outline text=\"A\" type=\"rss\" \
          xmlUrl=\"https://a.example/feed\"/></outline></body></opml>",
    );
    let lines = folder.file(
        "feeds.txt",
        b"# the desk\nhttps://b.example/feed\n\nhttp://127.0.0.1/feed\nhttps://a.example/feed\n",
    );
    let ran = run(&[
        "feeds",
        "add",
        &list,
        &lines,
        "https://c.example/feed",
        "--store",
        &store,
    ]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(
        folder.hidden(&ran.stderr),
        "rejected: DIR/feeds.txt:4: http://127.0.0.1/feed: 127.0.0.1 is this machine\n\
         hint: name a public address over http or https; --allow-local and --port allow more\n\
         added 3, known 1\n"
    );
    let listed = run(&["feeds", "list", "--store", &store]).stdout;
    let urls: Vec<&str> = listed
        .lines()
        .skip(1)
        .map(|line| line.split('\t').nth(4).unwrap())
        .collect();
    assert_eq!(
        urls,
        [
            "https://a.example/feed",
            "https://b.example/feed",
            "https://c.example/feed"
        ]
    );
    assert!(listed.lines().nth(1).unwrap().ends_with("\tA"), "{listed}");
    assert_eq!(
        run(&["feeds", "remove", urls[1], "--store", &store]).code,
        Some(0)
    );
    let ran = run(&["feeds", "remove", urls[1], "--store", &store]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert_eq!(
        run(&["feeds", "list", "--store", &store])
            .stdout
            .lines()
            .count(),
        3
    );
}

#[test]
fn what_is_no_list_of_feeds_is_told_so_once() {
    let folder = Folder::new("feeds-prose");
    let store = format!("{}/news.demarche", folder.path());
    let prose = folder.file("prose.txt", b"The ministers met.\nNote: they parted.\n");
    let ran = run(&["feeds", "add", &prose, "--store", &store]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert_eq!(
        folder.hidden(&ran.stderr),
        "error: DIR/prose.txt: no line of it is an address\n\
         hint: name an OPML list, or a file with an address on each line\n"
    );
    let missing = format!("{}/missing.opml", folder.path());
    for command in [vec!["feeds", "add"], vec!["watch"]] {
        let mut all = command;
        all.extend([missing.as_str(), "--store", store.as_str()]);
        let ran = run(&all);
        assert_eq!(ran.code, Some(1), "{ran:?}");
        assert!(ran.stderr.ends_with("hint: check the path\n"), "{ran:?}");
    }
}

#[test]
fn addresses_that_must_not_be_fetched_are_not() {
    let (folder, site) = (Folder::new("watch-refused"), Site::start());
    let store = format!("{}/news.demarche", folder.path());
    for url in [
        site.url("/feed"),
        "http://2130706433/feed".to_owned(),
        "file:///etc/passwd".to_owned(),
    ] {
        let ran = run(&["watch", &url, "--store", &store, "--once"]);
        assert_eq!(ran.code, Some(2), "{ran:?}");
    }
    // Added while it was allowed, it is refused when it is not: the rules hold at each request.
    run(&[
        "feeds",
        "add",
        &site.url("/feed"),
        "--allow-local",
        "--store",
        &store,
    ]);
    let ran = run(&["watch", "--store", &store, "--once"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(
        ran.stderr.contains("is not fetched from") || ran.stderr.contains("is this machine"),
        "{ran:?}"
    );
    assert!(site.asked.lock().unwrap().is_empty());
    let none = format!("{}/empty.demarche", folder.path());
    let ran = run(&["watch", "--store", &none, "--once"]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.stderr.contains("hint: name a feed"), "{}", ran.stderr);
    assert!(!std::path::Path::new(&none).exists());
    // What failed before is not due, and no failure of this run.
    let ran = run(&["watch", "--store", &store, "--once"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
}

#[test]
fn figures_are_written_and_what_is_no_feed_is_rejected() {
    let (folder, site) = (Folder::new("watch-figures"), Site::start());
    let store = format!("{}/news.demarche", folder.path());
    let metrics = format!("{}/watch.prom", folder.path());
    site.put("/feed", &feed(&site, &[RECALL, (2, "", "")]));
    site.put("/page", "<html><body>Welcome back.</body></html>");
    site.answer(
        "/gone",
        Page {
            status: "410 Gone",
            ..Page::default()
        },
    );
    let (one, two, three) = (site.url("/feed"), site.url("/page"), site.url("/gone"));
    let ran = once(&store, &[&one, &two, &three, "--metrics", &metrics]);
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert!(
        account(&ran).starts_with("3 = coded 1 + rejected 2"),
        "{ran:?}"
    );
    let written = std::fs::read_to_string(&metrics).unwrap();
    for line in [
        "demarche_feeds{health=\"good\"} 1",
        "demarche_feeds{health=\"failing\"} 2",
        "demarche_requests_total{outcome=\"body\"} 2",
        "demarche_requests_total{outcome=\"gone\"} 1",
        "demarche_items_total{became=\"coded\"} 1",
        "demarche_items_total{became=\"rejected\"} 2",
        "demarche_events_total 1",
    ] {
        assert!(
            written.lines().any(|have| have == line),
            "{line}: {written}"
        );
    }
    for line in written.lines().filter(|line| !line.starts_with('#')) {
        let (_, value) = line.rsplit_once(' ').unwrap();
        assert!(value.parse::<f64>().is_ok(), "{line}");
    }
    let left: Vec<_> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert!(
        !left
            .iter()
            .any(|name| name.to_string_lossy().contains(".part")),
        "{left:?}"
    );
}

#[test]
fn old_items_are_rejected_with_their_reason() {
    let (folder, site) = (Folder::new("watch-age"), Site::start());
    let store = format!("{}/news.demarche", folder.path());
    site.put("/feed", &feed(&site, &[RECALL]));
    let ran = once(&store, &[&site.url("/feed"), "--max-age", "7d"]);
    assert_eq!(ran.code, Some(3), "{ran:?}");
    assert!(
        ran.stderr.contains("longer ago than --max-age"),
        "{}",
        ran.stderr
    );
    assert!(
        account(&ran).starts_with("1 = coded 0 + rejected 1"),
        "{ran:?}"
    );
}
