//! Handing over: only where it is allowed, never further than the address that was given, and with
//! an end.

use std::net::TcpStream;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use demarche_fetch::{Client, Deliver, FailureKind, Options, Post, Posted, Rules};

use crate::server::{Names, PUBLIC, Server, Switchboard, answer, local, now};

fn post(client: &Client, url: &str) -> Posted {
    let post = Post {
        url,
        content_type: "application/json",
        fields: &[("Demarche-Signature", "abc")],
        body: b"{\"seq\":7}",
    };
    client.deliver(&post, now())
}

fn kind(posted: Posted) -> FailureKind {
    match posted {
        Posted::Failed(failure) => failure.kind,
        other => panic!("no failure: {other:?}"),
    }
}

#[test]
fn body_and_fields_arrive() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let (noted, bytes) = (seen.clone(), answer("204 No Content", &[], b""));
    let server = Server::start(move |asked, stream| {
        noted.lock().unwrap().push((
            asked.method.clone(),
            asked.header("content-type").map(str::to_owned),
            asked.header("demarche-signature").map(str::to_owned),
            asked.body.clone(),
        ));
        std::io::Write::write_all(stream, &bytes)
    });
    let posted = post(&Client::new(local()), &server.url("/hook"));
    assert_eq!(posted, Posted::Taken(204));
    let seen = seen.lock().unwrap();
    let [(method, kind, signature, body)] = &seen[..] else {
        panic!("{seen:?}")
    };
    assert_eq!(method, "POST");
    assert_eq!(kind.as_deref(), Some("application/json"));
    assert_eq!(signature.as_deref(), Some("abc"));
    assert_eq!(body, b"{\"seq\":7}");
}

#[test]
fn answers_say_what_to_do_next() {
    for (status, fields, expected) in [
        ("200 OK", &[][..], Posted::Taken(200)),
        ("202 Accepted", &[], Posted::Taken(202)),
        ("410 Gone", &[], Posted::Gone),
        (
            "503 Service Unavailable",
            &["Retry-After: 120"],
            Posted::RetryLater {
                status: 503,
                after: Some(Duration::from_secs(120)),
            },
        ),
        (
            "429 Too Many Requests",
            &[],
            Posted::RetryLater {
                status: 429,
                after: None,
            },
        ),
    ] {
        let server = Server::saying(answer(status, fields, b"whatever"));
        assert_eq!(post(&Client::new(local()), &server.url("/")), expected);
    }
    for status in [400, 404, 500] {
        let server = Server::saying(answer(&format!("{status} No"), &[], b""));
        let posted = post(&Client::new(local()), &server.url("/"));
        assert_eq!(kind(posted), FailureKind::Status(status));
    }
}

#[test]
fn redirects_are_not_followed() {
    for status in [301, 302, 303, 307, 308] {
        let other = Server::saying(answer("200 OK", &[], b""));
        let location = format!("Location: {}", other.url("/"));
        let server = Server::saying(answer(&format!("{status} There"), &[&location], b""));
        let posted = post(&Client::new(local()), &server.url("/"));
        assert_eq!(kind(posted), FailureKind::Redirect, "{status}");
        assert_eq!(other.connections(), 0, "{status}");
    }
}

#[test]
fn what_is_not_public_is_never_dialled() {
    let board = Arc::new(Switchboard::default());
    let names = Names::default()
        .with("inside.example", &[&["10.0.0.7"]])
        .with("clouds.example", &[&["169.254.169.254"]])
        .with("rebinds.example", &[&["127.0.0.1"], &["93.184.215.14"]]);
    let client = Client::with(Options::default(), Arc::new(names), board.clone());
    for url in [
        "http://127.0.0.1/",
        "http://[::1]/",
        "http://2130706433/",
        "http://localhost/",
        "http://169.254.169.254/latest/",
        "http://user:word@feeds.example/",
        "http://feeds.example:22/",
        "file:///etc/hosts",
        "http://inside.example/",
        "http://clouds.example/",
        "http://rebinds.example/",
    ] {
        assert_eq!(kind(post(&client, url)), FailureKind::Refused, "{url}");
    }
    assert!(board.dialled.lock().unwrap().is_empty());
}

#[test]
fn the_judged_address_is_the_one_that_is_dialled() {
    let server = Server::saying(answer("200 OK", &[], b""));
    let board = Arc::new(Switchboard {
        to: Some(server.address),
        ..Switchboard::default()
    });
    let names = Names::default().with("hooks.example", &[&["93.184.215.14"], &["127.0.0.1"]]);
    let client = Client::with(Options::default(), Arc::new(names), board.clone());
    assert_eq!(post(&client, "http://hooks.example/"), Posted::Taken(200));
    assert_eq!(*board.dialled.lock().unwrap(), [(PUBLIC, 80).into()]);
}

#[test]
fn a_server_that_never_answers_is_given_up() {
    let server = Server::start(|_, stream: &mut TcpStream| {
        // Until the client hangs up.
        let _ = std::io::Read::read(stream, &mut [0]);
        Ok(())
    });
    let client = Client::new(Options {
        rules: Rules {
            allow_local: true,
            ports: Vec::new(),
        },
        total: Duration::from_millis(500),
        ..Options::default()
    });
    let started = Instant::now();
    assert_eq!(kind(post(&client, &server.url("/"))), FailureKind::Timeout);
    // A guard against a hang, no measure of speed.
    assert!(started.elapsed() < Duration::from_secs(20));
}

#[test]
fn a_field_that_is_none_is_refused() {
    let client = Client::new(local());
    let server = Server::saying(answer("200 OK", &[], b""));
    let url = server.url("/");
    let post = Post {
        url: &url,
        content_type: "application/json",
        fields: &[("Demarche-Signature", "a\r\nHost: other")],
        body: b"",
    };
    assert_eq!(kind(client.deliver(&post, now())), FailureKind::Refused);
    assert_eq!(server.connections(), 0);
}
