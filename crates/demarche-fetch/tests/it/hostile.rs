//! Servers that mean no good, or are broken.

use std::io::Write;
use std::net::TcpStream;
use std::time::{Duration, Instant};

use demarche_fetch::{Client, FailureKind, Options, Outcome};
use flate2::{Compression, write::GzEncoder};

use crate::server::{Server, answer, get, local};

fn kind(outcome: Outcome) -> FailureKind {
    match outcome {
        Outcome::Failed(failure) => failure.kind,
        other => panic!("no failure: {other:?}"),
    }
}

fn endless(stream: &mut TcpStream, head: &str, piece: &[u8]) -> std::io::Result<()> {
    stream.write_all(head.as_bytes())?;
    // Ends when the client hangs up; 64 MB are far past every limit.
    for _ in 0..64_000_000 / piece.len() {
        stream.write_all(piece)?;
    }
    Ok(())
}

/// Megabytes of zeros, a thousandth of their size in gzip.
fn bomb(megabytes: usize) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    let zeros = vec![0; 1 << 20];
    for _ in 0..megabytes {
        gzip.write_all(&zeros).unwrap();
    }
    gzip.finish().unwrap()
}

#[test]
fn a_bomb_is_stopped_long_before_it_has_gone_off() {
    let bomb = bomb(1024);
    assert!(bomb.len() < 3_000_000);
    let server = Server::saying(answer("200 OK", &["Content-Encoding: gzip"], &bomb));
    // By what it grows to, and where the ratio is allowed by its size.
    let outcome = get(&Client::new(local()), &server.url("/"));
    assert_eq!(kind(outcome), FailureKind::Bomb);
    let outcome = get(
        &Client::new(Options {
            ratio: u64::MAX,
            ..local()
        }),
        &server.url("/"),
    );
    assert_eq!(kind(outcome), FailureKind::TooLarge);
}

#[test]
fn the_cap_counts_to_the_byte() {
    let client = Client::new(Options {
        largest: 100_000,
        ..local()
    });
    for (length, fits) in [(100_000, true), (100_001, false)] {
        let server = Server::saying(answer("200 OK", &[], &vec![b'x'; length]));
        let outcome = get(&client, &server.url("/"));
        assert_eq!(matches!(outcome, Outcome::Body(..)), fits, "{length}");
    }
}

#[test]
fn endless_bodies_are_cut_off() {
    for head in [
        "HTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 18446744073709551615\r\n\r\n",
        "HTTP/1.0 200 OK\r\nConnection: close\r\n\r\n",
    ] {
        let server = Server::start(move |_, stream| endless(stream, head, &[b'x'; 64_000]));
        assert_eq!(
            kind(get(&Client::new(local()), &server.url("/"))),
            FailureKind::TooLarge,
            "{head}"
        );
    }
    let server = Server::start(|_, stream| {
        let chunk = format!("fa00\r\n{}\r\n", "x".repeat(0xfa00));
        endless(
            stream,
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
            chunk.as_bytes(),
        )
    });
    assert_eq!(
        kind(get(&Client::new(local()), &server.url("/"))),
        FailureKind::TooLarge
    );
}

#[test]
fn endless_heads_are_cut_off() {
    for piece in [
        &b"X-More: and more\r\n"[..],
        &[b'x'; 4096],
        b"\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n",
    ] {
        for start in ["HTTP/1.1 200 OK\r\n", ""] {
            let server = Server::start(move |_, stream| endless(stream, start, piece));
            let options = Options {
                total: Duration::from_secs(5),
                ..local()
            };
            let got = kind(get(&Client::new(options), &server.url("/")));
            // A head that ends at once is followed by an endless body.
            assert!(
                matches!(
                    got,
                    FailureKind::Protocol | FailureKind::TooLarge | FailureKind::Timeout
                ),
                "{start:?} {:?}: {got:?}",
                String::from_utf8_lossy(&piece[..10.min(piece.len())])
            );
        }
    }
}

#[test]
fn a_body_shorter_than_its_length_is_not_taken_for_whole() {
    for bytes in [
        &b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n<rss>"[..],
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<rss>\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n<rss>",
    ] {
        let server = Server::saying(bytes);
        let got = kind(get(&Client::new(local()), &server.url("/")));
        assert_eq!(
            got,
            FailureKind::Truncated,
            "{:?}",
            String::from_utf8_lossy(bytes)
        );
    }
    let whole = answer("200 OK", &["Content-Encoding: gzip"], &bomb(16)[..10_000]);
    let server = Server::saying(whole);
    let got = kind(get(
        &Client::new(Options {
            ratio: u64::MAX,
            ..local()
        }),
        &server.url("/"),
    ));
    assert_eq!(got, FailureKind::Truncated);
}

#[test]
fn a_body_longer_than_its_length_ends_there() {
    let server =
        Server::saying(*b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n<rss></rss>HTTP/1.1 200 OK");
    let outcome = get(&Client::new(local()), &server.url("/"));
    assert!(matches!(outcome, Outcome::Body(_, bytes) if bytes == b"<rss>"));
}

#[test]
fn garbage_is_a_failure() {
    for bytes in [
        &b""[..],
        b"\0\0\0\0",
        b"SSH-2.0-OpenSSH_9.9\r\n",
        b"<html>no head</html>",
        b"HTTP/9.9 200 OK\r\n\r\n",
        b"HTTP/1.1 9999 Strange\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: many\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n<rss>\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffffffff\r\n<rss>",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<rss>garbage\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nBad Header\r\n\r\n",
    ] {
        let server = Server::saying(bytes);
        let got = kind(get(&Client::new(local()), &server.url("/")));
        assert!(
            matches!(got, FailureKind::Protocol | FailureKind::Truncated),
            "{:?}: {got:?}",
            String::from_utf8_lossy(bytes)
        );
    }
}

/// A byte now and then keeps every read going and ends never: the deadline is for the whole.
#[test]
fn drops_do_not_outlast_the_deadline() {
    for head in [
        "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n",
        "HTTP/1.1 200 OK\r\nX-Slow: ",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3e8;slow=",
    ] {
        let server = Server::start(move |_, stream| {
            stream.write_all(head.as_bytes())?;
            for _ in 0..300 {
                stream.write_all(b"1")?;
                std::thread::sleep(Duration::from_millis(50));
            }
            Ok(())
        });
        let options = Options {
            total: Duration::from_millis(700),
            ..local()
        };
        let started = Instant::now();
        assert_eq!(
            kind(get(&Client::new(options), &server.url("/"))),
            FailureKind::Timeout,
            "{head}"
        );
        // The drops go on for 15 s; this guards against waiting for their end.
        assert!(started.elapsed() < Duration::from_secs(10));
    }
}

#[test]
fn a_server_that_says_nothing_is_left() {
    let server = Server::start(|_, _| {
        std::thread::sleep(Duration::from_secs(10));
        Ok(())
    });
    let options = Options {
        read: Duration::from_millis(300),
        ..local()
    };
    assert_eq!(
        kind(get(&Client::new(options), &server.url("/"))),
        FailureKind::Timeout
    );
}

/// Each hop is slow, none too slow: together they are.
#[test]
fn the_deadline_covers_all_redirects() {
    let server = Server::start(|asked, stream| {
        std::thread::sleep(Duration::from_millis(400));
        let turn: u32 = asked.path.trim_start_matches('/').parse().unwrap_or(0);
        stream.write_all(&answer(
            "302 Found",
            &[&format!("Location: /{}", turn + 1)],
            b"",
        ))
    });
    let options = Options {
        total: Duration::from_millis(1000),
        ..local()
    };
    assert_eq!(
        kind(get(&Client::new(options), &server.url("/0"))),
        FailureKind::Timeout
    );
    assert!(server.connections() <= 4, "{}", server.connections());
}
