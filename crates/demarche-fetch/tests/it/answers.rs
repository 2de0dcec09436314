//! What ordinary servers answer, and what comes of it.

use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use demarche_fetch::{Client, Failure, FailureKind, Fetch, Options, Outcome, Request, Wants};
use flate2::{Compression, write::GzEncoder};

use crate::server::{Names, Server, Switchboard, answer, ask, get, local, now};

fn body(outcome: Outcome) -> (demarche_fetch::Answer, Vec<u8>) {
    match outcome {
        Outcome::Body(answer, bytes) => (answer, bytes),
        other => panic!("no body: {other:?}"),
    }
}

fn failure(outcome: Outcome) -> Failure {
    match outcome {
        Outcome::Failed(failure) => failure,
        other => panic!("no failure: {other:?}"),
    }
}

#[test]
fn a_body_comes_with_what_the_server_says_of_it() {
    let server = Server::saying(answer(
        "200 OK",
        &[
            "Content-Type: application/rss+xml; charset=utf-8",
            "ETag: \"v1\"",
            "Last-Modified: Sun, 01 Mar 2026 10:00:00 GMT",
            "Cache-Control: max-age=900",
            "Age: 60",
        ],
        b"<rss/>",
    ));
    let client = Client::new(local());
    let (answer, bytes) = body(get(&client, &server.url("/feed#top")));
    assert_eq!(bytes, b"<rss/>");
    assert_eq!(answer.final_url, server.url("/feed"));
    assert_eq!(
        answer.content_type.as_deref(),
        Some("application/rss+xml; charset=utf-8")
    );
    assert_eq!(answer.etag.as_deref(), Some("\"v1\""));
    assert_eq!(
        answer.last_modified.as_deref(),
        Some("Sun, 01 Mar 2026 10:00:00 GMT")
    );
    assert_eq!(answer.lifetime, Some(Duration::from_secs(840)));
    assert_eq!(answer.moved_permanently_to, None);
}

#[test]
fn a_request_names_the_program_and_what_it_wants() {
    let heard = Arc::new(Mutex::new(Vec::new()));
    let record = heard.clone();
    let server = Server::start(move |asked, stream| {
        let mut fields = Vec::new();
        for name in [
            "user-agent",
            "accept",
            "accept-encoding",
            "cookie",
            "authorization",
        ] {
            fields.push(asked.header(name).map(str::to_owned));
        }
        record.lock().unwrap().push(fields);
        stream.write_all(&answer("200 OK", &["Set-Cookie: a=b"], b"x"))
    });
    let contact = "https://desk.example/bot)\r\nX-Planted: 1".to_owned();
    let client = Client::new(Options {
        contact: Some(contact),
        ..local()
    });
    get(&client, &server.url("/"));
    let request = Request {
        url: server.url("/"),
        wants: Wants::Page,
        ..Request::default()
    };
    client.fetch(&request, now());
    let heard = heard.lock().unwrap();
    let version = env!("CARGO_PKG_VERSION");
    assert_eq!(
        heard[0][0].as_deref(),
        Some(&*format!(
            "demarche/{version} (+https://desk.example/botX-Planted:1)"
        ))
    );
    assert!(
        heard[0][1]
            .as_deref()
            .unwrap()
            .starts_with("application/atom+xml")
    );
    assert!(heard[1][1].as_deref().unwrap().starts_with("text/html"));
    assert_eq!(heard[0][2].as_deref(), Some("gzip, br"));
    assert_eq!((&heard[1][3], &heard[1][4]), (&None, &None));
}

#[test]
fn what_has_not_changed_is_not_sent_again() {
    let server = Server::start(|asked, stream| {
        let known = asked.header("if-none-match") == Some("\"v1\"")
            || asked.header("if-modified-since") == Some("Sun, 01 Mar 2026 10:00:00 GMT");
        stream.write_all(&if known {
            b"HTTP/1.1 304 Not Modified\r\nETag: \"v1\"\r\nCache-Control: max-age=60\r\n\r\n"
                .to_vec()
        } else {
            answer("200 OK", &["ETag: \"v1\""], b"all of it")
        })
    });
    let client = Client::new(local());
    let url = server.url("/feed");
    assert!(matches!(get(&client, &url), Outcome::Body(..)));
    for (etag, date) in [
        (Some("\"v1\""), None),
        (None, Some("Sun, 01 Mar 2026 10:00:00 GMT")),
    ] {
        match ask(&client, &url, etag, date) {
            Outcome::NotModified(answer) => {
                assert_eq!(answer.lifetime, Some(Duration::from_secs(60)));
            }
            other => panic!("{other:?}"),
        }
    }
    assert!(matches!(
        ask(&client, &url, Some("\"v0\""), None),
        Outcome::Body(..)
    ));
    // What cannot be a header is not sent as one.
    assert!(matches!(
        ask(&client, &url, Some("a\r\nX: y"), None),
        Outcome::Body(..)
    ));
}

#[test]
fn a_304_that_was_not_asked_for_is_a_failure() {
    let server = Server::saying(b"HTTP/1.1 304 Not Modified\r\n\r\n".to_vec());
    let failed = failure(get(&Client::new(local()), &server.url("/")));
    assert_eq!(failed.kind, FailureKind::Status(304));
}

#[test]
fn redirects_are_followed_and_permanent_ones_remembered() {
    let server = Server::start(|asked, stream| {
        let to =
            |status: &str, place: &str| answer(status, &[&format!("Location: {place}")], b"moved");
        stream.write_all(&match asked.path.as_str() {
            "/301" => to("301 Moved Permanently", "/308"),
            "/308" => to("308 Permanent Redirect", "here"),
            "/302" => to("302 Found", "/here"),
            "/303" => to("303 See Other", "?q=here"),
            "/307" => to("307 Temporary Redirect", "/301"),
            "/301-302" => to("301 Moved Permanently", "/302"),
            "/nowhere" => answer("302 Found", &[], b""),
            "/circle" => to("302 Found", "/circle"),
            "/round" => to("301 Moved Permanently", "/about"),
            "/about" => to("301 Moved Permanently", "/round"),
            "/300" => answer("300 Multiple Choices", &["Location: /here"], b""),
            path => match path
                .strip_prefix("/down/")
                .and_then(|left| left.parse::<u32>().ok())
            {
                Some(0) => answer("200 OK", &[], b"down"),
                Some(left) => to("302 Found", &format!("/down/{}", left - 1)),
                None => answer("200 OK", &[], b"here"),
            },
        })
    });
    let client = Client::new(local());
    let go = |path: &str| get(&client, &server.url(path));
    for (path, end, moved) in [
        ("/301", "/here", Some("/here")),
        ("/308", "/here", Some("/here")),
        ("/302", "/here", None),
        ("/303", "/303?q=here", None),
        ("/307", "/here", None),
        ("/301-302", "/here", Some("/302")),
        ("/down/5", "/down/0", None),
    ] {
        let (answer, _) = body(go(path));
        assert_eq!(answer.final_url, server.url(end), "{path}");
        assert_eq!(
            answer.moved_permanently_to,
            moved.map(|moved| server.url(moved)),
            "{path}"
        );
    }
    for path in ["/nowhere", "/circle", "/round", "/down/6", "/down/500"] {
        assert_eq!(failure(go(path)).kind, FailureKind::Redirect, "{path}");
    }
    assert_eq!(failure(go("/300")).kind, FailureKind::Status(300));
}

/// The hop from https to http cannot be played without a certificate that is trusted, so the
/// handshake is what is seen here: it is not skipped.
#[test]
fn https_wants_a_certificate() {
    let server = Server::saying(answer("200 OK", &[], b"in the clear"));
    let url = server.url("/").replace("http:", "https:");
    let options = Options {
        total: Duration::from_secs(10),
        ..local()
    };
    let failed = failure(get(&Client::new(options), &url));
    assert!(
        matches!(
            failed.kind,
            FailureKind::Tls | FailureKind::Truncated | FailureKind::Timeout
        ),
        "{failed:?}"
    );
}

#[test]
fn statuses_say_what_to_do_next() {
    let server = Server::start(|asked, stream| {
        let (status, field) = match asked.path.as_str() {
            "/gone" => ("410 Gone", "X-Nothing: 1"),
            "/busy" => ("429 Too Many Requests", "Retry-After: 120"),
            "/closed" => (
                "503 Service Unavailable",
                "Retry-After: Sun, 01 Mar 2026 13:00:00 GMT",
            ),
            "/closed-for-now" => ("503 Service Unavailable", "Retry-After: soon"),
            "/forbidden-for-now" => ("403 Forbidden", "Retry-After: 60"),
            "/missing" => ("404 Not Found", "X-Nothing: 1"),
            "/broken" => ("500 Internal Server Error", "X-Nothing: 1"),
            "/part" => ("206 Partial Content", "Content-Range: bytes 0-1/9"),
            _ => ("204 No Content", "X-Nothing: 1"),
        };
        stream.write_all(&answer(status, &[field], b""))
    });
    let client = Client::new(local());
    let go = |path: &str| get(&client, &server.url(path));
    let later = |status, after: Option<u64>| Outcome::RetryLater {
        status,
        after: after.map(Duration::from_secs),
    };
    assert_eq!(go("/gone"), Outcome::Gone);
    assert_eq!(go("/busy"), later(429, Some(120)));
    assert_eq!(go("/closed"), later(503, Some(3600)));
    assert_eq!(go("/closed-for-now"), later(503, None));
    assert_eq!(go("/forbidden-for-now"), later(403, Some(60)));
    for (path, status) in [
        ("/missing", 404),
        ("/broken", 500),
        ("/part", 206),
        ("/none", 204),
    ] {
        assert_eq!(
            failure(go(path)).kind,
            FailureKind::Status(status),
            "{path}"
        );
    }
}

#[test]
fn packed_bodies_are_unpacked() {
    let text = "Kenya and Somalia signed an accord. ".repeat(500);
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(text.as_bytes()).unwrap();
    let gzip = gzip.finish().unwrap();
    // "Athens recalled its envoy." as one stored block of brotli.
    let brotli = [
        &[0x90, 0x01, 0x10][..],
        b"Athens recalled its envoy.",
        &[0x03],
    ]
    .concat();
    for (encoding, packed, plain) in [
        ("gzip", gzip.clone(), text.as_bytes()),
        ("X-GZIP", gzip.clone(), text.as_bytes()),
        ("identity", text.clone().into_bytes(), text.as_bytes()),
        ("br", brotli, b"Athens recalled its envoy."),
    ] {
        let server = Server::saying(answer(
            "200 OK",
            &[&format!("Content-Encoding: {encoding}")],
            &packed,
        ));
        let (_, bytes) = body(get(&Client::new(local()), &server.url("/")));
        assert_eq!(bytes, plain, "{encoding}");
    }
    for (encoding, packed) in [
        ("zstd", &gzip[..]),
        ("gzip, gzip", &gzip[..]),
        ("gzip", b"plain words"),
    ] {
        let server = Server::saying(answer(
            "200 OK",
            &[&format!("Content-Encoding: {encoding}")],
            packed,
        ));
        let failed = failure(get(&Client::new(local()), &server.url("/")));
        assert_eq!(failed.kind, FailureKind::Encoding, "{encoding}");
    }
}

#[test]
fn what_does_not_answer_fails_with_its_kind() {
    let client =
        |dialer: Switchboard| Client::with(local(), Arc::new(Names::default()), Arc::new(dialer));
    let failed = failure(get(&client(Switchboard::default()), "http://news.example/"));
    assert_eq!(failed.kind, FailureKind::Connect);
    assert!(failed.detail.contains("93.184.215.14:80"), "{failed}");
    let nameless = Names::default().with("nobody.example", &[&[]]);
    let client = Client::with(
        local(),
        Arc::new(nameless),
        Arc::new(Switchboard::default()),
    );
    assert_eq!(
        failure(get(&client, "http://nobody.example/")).kind,
        FailureKind::Name
    );
}

#[test]
fn stopping_ends_what_is_under_way() {
    let server = Server::start(|_, stream| {
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nbegun")?;
        std::thread::sleep(Duration::from_secs(15));
        Ok(())
    });
    let client = Arc::new(Client::new(local()));
    let (asking, url) = (client.clone(), server.url("/"));
    let waiting = std::thread::spawn(move || get(&asking, &url));
    while server.connections() == 0 {
        std::thread::sleep(Duration::from_millis(5));
    }
    client.stop();
    assert_eq!(failure(waiting.join().unwrap()).kind, FailureKind::Stopped);
    assert_eq!(
        failure(get(&client, &server.url("/"))).kind,
        FailureKind::Stopped
    );
}
