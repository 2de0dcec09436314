//! Addresses that must not be fetched are not: written, behind a redirect, and behind a name.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use demarche_fetch::net::SystemDialer;
use demarche_fetch::{Client, FailureKind, Options, Outcome, Rules};

use crate::server::{Names, PUBLIC, Server, Switchboard, answer, get};
use std::io::Write;

/// Hosts in every notation, none of which is public.
const HOSTS: &[&str] = &[
    // This machine.
    "127.0.0.1",
    "127.0.0.1.",
    "127.1",
    "127.0.1",
    "127.255.255.254",
    "2130706433",
    "0x7f000001",
    "0X7F000001",
    "0x7f.1",
    "0x7f.0x0.0x0.0x1",
    "017700000001",
    "0177.0.0.1",
    "0177.0x0.0.01",
    "%31%32%37.0.0.1",
    "127%2e0%2e0%2e1",
    "127。0。0。1",
    "127．0．0．1",
    "127｡0｡0｡1",
    "１２７.0.0.1",
    "①②⑦.0.0.1",
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "[0000:0000:0000:0000:0000:0000:0000:0001]",
    "[::0.0.0.1]",
    "localhost",
    "LOCALHOST",
    "localhost.",
    "loc%61lhost",
    "ｌocalhost",
    "www.localhost",
    "a.b.localhost.",
    "localhost.localdomain",
    "ip6-localhost",
    "ip6-loopback",
    "printer",
    "printer.local",
    "metadata.google.internal",
    "router.lan",
    "nas.home.arpa",
    // No machine, or every one of this machine's.
    "0.0.0.0",
    "0",
    "0x0",
    "0.1.2.3",
    "[::]",
    // Private networks.
    "10.0.0.1",
    "10.1",
    "167772161",
    "0xa000001",
    "012.0.0.1",
    "172.16.0.1",
    "172.31.255.255",
    "192.168.0.1",
    "192.168.1",
    "3232235521",
    "0xc0a80001",
    "100.64.0.1",
    "100.100.100.200",
    "100.127.255.255",
    "[fc00::1]",
    "[fd00:ec2::254]",
    "[fec0::1]",
    // This link, where clouds keep credentials.
    "169.254.169.254",
    "169.254.43518",
    "2852039166",
    "0xa9fea9fe",
    "0251.0376.0251.0376",
    "168.63.129.16",
    "[fe80::1]",
    "[febf::1]",
    // IPv4 inside IPv6.
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::ffff:10.0.0.1]",
    "[::ffff:169.254.169.254]",
    "[::ffff:a9fe:a9fe]",
    "[::ffff:93.184.215.14]",
    "[::ffff:0:127.0.0.1]",
    "[::127.0.0.1]",
    "[::7f00:1]",
    "[::93.184.215.14]",
    "[64:ff9b::127.0.0.1]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b::10.0.0.1]",
    "[64:ff9b::a9fe:a9fe]",
    "[64:ff9b:1::127.0.0.1]",
    "[64:ff9b:1::1]",
    "[2002:7f00:1::]",
    "[2002:0a00:0001::1]",
    "[2002:c0a8:0101::1]",
    "[2002:a9fe:a9fe::1]",
    // Teredo: a private server; then a public server and a private client, its bits turned.
    "[2001:0:a00:1::]",
    "[2001:0:5db8:d70e:0:0:80ff:fffe]",
    "[2001:0:5db8:d70e:0:0:f5ff:fffe]",
    "[2a00:1450:4001:80b:0:5efe:127.0.0.1]",
    "[2a00:1450:4001:80b:200:5efe:10.0.0.1]",
    // Set aside.
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "198.18.0.1",
    "198.19.255.255",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "4294967295",
    "[ff02::1]",
    "[ff0e::1]",
    "[100::1]",
    "[2001:2::1]",
    "[2001:10::1]",
    "[2001:20::1]",
    "[2001:db8::1]",
    "[3fff::1]",
    "[5f00::1]",
    "[4000::1]",
];

/// Addresses that are refused for how they are written.
const WRITTEN: &[&str] = &[
    "http://reader@news.example/",
    "http://reader:secret@news.example/",
    "http://news.example@127.0.0.1/",
    "http://127.0.0.1#@news.example/",
    "http://127.0.0.1\\@news.example/",
    "http:127.0.0.1/",
    "http:/127.0.0.1/",
    "http:////127.0.0.1/",
    "http:\\\\127.0.0.1\\",
    " http://127.0.0.1/",
    "ht\ntp://127.0.0.1/",
    "http://127.0.\t0.1/",
    "http://[fe80::1%25eth0]/",
    "http://[::1%25lo]/",
    "http://[fe80::1%eth0]/",
    "http://news.example:22/",
    "http://news.example:25/",
    "http://news.example:3306/",
    "http://news.example:6379/",
    "http://news.example:0/",
    "http://news.example:65536/",
    "http:///",
    "http://",
    "http://256.256.256.256/",
    "http://1.2.3.4.5/",
    "http://0x100000000/",
    "http://[::1/",
    "ftp://news.example/",
    "file:///etc/passwd",
    "gopher://news.example/",
    "data:text/plain,news",
    "javascript:alert(1)",
    "news.example/feed",
    "//news.example/feed",
    "",
];

fn strict(dialer: Arc<Switchboard>, names: Names) -> Client {
    Client::with(Options::default(), Arc::new(names), dialer)
}

fn refused(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Failed(failure) if failure.kind == FailureKind::Refused)
}

#[test]
fn no_notation_of_an_address_that_is_not_public_is_dialled() {
    let dialer = Arc::new(Switchboard::default());
    let client = strict(dialer.clone(), Names::default());
    for host in HOSTS {
        for url in [
            format!("http://{host}/"),
            format!("https://{host}/feed.xml"),
            format!("http://{host}:8080/"),
        ] {
            let outcome = get(&client, &url);
            assert!(refused(&outcome), "{url}: {outcome:?}");
        }
    }
    for url in WRITTEN {
        let outcome = get(&client, url);
        assert!(refused(&outcome), "{url}: {outcome:?}");
    }
    assert_eq!(dialer.dialled.lock().unwrap().len(), 0);
}

#[test]
fn no_redirect_leads_to_such_an_address() {
    let targets: Vec<String> = HOSTS
        .iter()
        .flat_map(|host| [format!("http://{host}/"), format!("//{host}/x")])
        .chain(
            WRITTEN
                .iter()
                .filter(|url| url.contains(':') && !url.contains('\n') && !url.contains('\t'))
                .filter(|url| !["http://", "http:///"].contains(*url))
                .map(|url| (*url).to_owned()),
        )
        .collect();
    let list = targets.clone();
    let server = Server::start(move |asked, stream| {
        let turn = asked.path.trim_start_matches('/').parse::<usize>();
        let Ok(turn) = turn else {
            return stream.write_all(&answer("404 Not Found", &[], b""));
        };
        let location = format!("Location: {}", list[turn]);
        stream.write_all(&answer("302 Found", &[&location], b""))
    });
    let dialer = Arc::new(Switchboard {
        to: Some(server.address),
        ..Switchboard::default()
    });
    let client = strict(dialer.clone(), Names::default());
    for (turn, target) in targets.iter().enumerate() {
        let outcome = get(&client, &format!("http://news.example/{turn}"));
        // "http:/127.0.0.1/" and its like are relative to an http address: a path at the public
        // host, which redirects once more and is answered there.
        let relative = target.trim().starts_with("http:")
            && !target.trim()[5..].starts_with("//")
            && !target.contains('\\');
        if relative {
            assert!(
                matches!(outcome, Outcome::Failed(_)),
                "{target}: {outcome:?}"
            );
        } else {
            assert!(refused(&outcome), "{target}: {outcome:?}");
        }
    }
    let dialled = dialer.dialled.lock().unwrap();
    assert!(dialled.len() >= targets.len());
    assert!(dialled.iter().all(|address| address.ip() == PUBLIC));
}

#[test]
fn no_name_leads_to_such_an_address() {
    let dialer = Arc::new(Switchboard::default());
    let literals: Vec<&str> = HOSTS
        .iter()
        .map(|host| host.trim_start_matches('[').trim_end_matches(']'))
        .filter(|host| host.parse::<std::net::IpAddr>().is_ok())
        .collect();
    assert!(literals.len() > 60);
    for ip in literals {
        let names = Names::default().with("news.example", &[&[ip]]);
        let outcome = get(&strict(dialer.clone(), names), "http://news.example/");
        assert!(refused(&outcome), "{ip}: {outcome:?}");
    }
    assert_eq!(dialer.dialled.lock().unwrap().len(), 0);
}

#[test]
fn a_name_with_both_kinds_of_addresses_is_dialled_at_the_public_one_alone() {
    let server = Server::saying(answer("200 OK", &[], b"here"));
    let dialer = Arc::new(Switchboard {
        to: Some(server.address),
        ..Switchboard::default()
    });
    let names = Names::default().with("news.example", &[&["127.0.0.1", "93.184.215.14", "::1"]]);
    let outcome = get(&strict(dialer.clone(), names), "http://news.example/");
    assert!(matches!(outcome, Outcome::Body(..)), "{outcome:?}");
    assert_eq!(
        *dialer.dialled.lock().unwrap(),
        [SocketAddr::new(PUBLIC, 80)]
    );
}

/// A resolver that answers with a public address first and a private one from then on. Within a
/// request there is one look-up for a connection, and its answer is what is dialled; the next
/// request, and the next hop, look up again and are judged again.
#[test]
fn rebinding_gains_nothing() {
    let server = Server::start(|asked, stream| {
        stream.write_all(&match asked.path.as_str() {
            "/hop" => answer("302 Found", &["Location: http://rebound.example/"], b""),
            _ => answer("200 OK", &[], b"here"),
        })
    });
    for path in ["/", "/hop"] {
        let dialer = Arc::new(Switchboard {
            to: Some(server.address),
            ..Switchboard::default()
        });
        let names = Names::default().with(
            "rebound.example",
            &[&["93.184.215.14"], &["127.0.0.1"], &["169.254.169.254"]],
        );
        let client = strict(dialer.clone(), names);
        let first = get(&client, &format!("http://rebound.example{path}"));
        let second = get(&client, "http://rebound.example/");
        assert_eq!(matches!(first, Outcome::Body(..)), path == "/", "{first:?}");
        assert!(refused(&second), "{second:?}");
        assert_eq!(
            *dialer.dialled.lock().unwrap(),
            [SocketAddr::new(PUBLIC, 80)]
        );
    }
}

/// With the sockets of the system: a listener on this machine hears nothing, and is reached where
/// the switch allows it, so that the first half can fail.
#[test]
fn a_listener_hears_nothing_unless_local_addresses_are_allowed() {
    let server = Server::saying(answer("200 OK", &[], b"here"));
    let port = server.address.port();
    let names = || {
        Arc::new(
            Names::default()
                .with("inside.example", &[&["127.0.0.1"]])
                .with("mapped.example", &[&["::ffff:127.0.0.1"]]),
        )
    };
    let urls = [
        format!("http://127.0.0.1:{port}/"),
        format!("http://2130706433:{port}/"),
        format!("http://[::ffff:127.0.0.1]:{port}/"),
        format!("http://inside.example:{port}/"),
        format!("http://mapped.example:{port}/"),
    ];
    let client = |allow_local| {
        let rules = Rules {
            allow_local,
            ports: vec![port],
        };
        let options = Options {
            rules,
            ..Options::default()
        };
        Client::with(options, names(), Arc::new(SystemDialer))
    };
    let strict = client(false);
    for url in &urls {
        assert!(refused(&get(&strict, url)), "{url}");
    }
    assert_eq!(server.connections(), 0);
    let lenient = client(true);
    for url in [&urls[0], &urls[1], &urls[3]] {
        let outcome = get(&lenient, url);
        assert!(matches!(outcome, Outcome::Body(..)), "{url}: {outcome:?}");
    }
    assert_eq!(server.connections(), 3);
}

#[test]
fn the_switch_for_local_addresses_opens_no_link_local_ones() {
    let rules = Rules {
        allow_local: true,
        ports: Vec::new(),
    };
    for ip in [
        "127.0.0.1",
        "10.0.0.1",
        "192.168.3.4",
        "100.64.0.1",
        "::1",
        "fd00::1",
    ] {
        assert!(rules.judge(ip.parse().unwrap()).is_ok(), "{ip}");
    }
    for ip in [
        "169.254.169.254",
        "fe80::1",
        "0.0.0.0",
        "::",
        "224.0.0.1",
        "255.255.255.255",
    ] {
        assert!(rules.judge(ip.parse().unwrap()).is_err(), "{ip}");
    }
}

#[test]
fn public_addresses_are_fetched() {
    let rules = Rules::default();
    for url in [
        "http://news.example/",
        "https://news.example:8443/feed?x=1#top",
        "http://93.184.215.14/",
        "http://1.1.1.1/",
        "http://100.63.255.255/",
        "http://172.32.0.1/",
        "http://[2a00:1450:4001:80b::200e]/",
        "http://[64:ff9b::93.184.215.14]/",
        "http://[2002:5db8:d70e::1]/",
        "https://xn--bcher-kva.example/",
        "https://Bücher.example/",
    ] {
        assert!(rules.target(url).is_ok(), "{url}: {:?}", rules.target(url));
    }
    let shown = rules.target("https://NEWS.example:443/a#b").unwrap();
    assert_eq!(shown.as_str(), "https://news.example/a");
}

/// A port that no switch allows is not even tried on a public host.
#[test]
fn other_ports_need_a_switch() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let url = format!("http://news.example:{port}/");
    assert!(Rules::default().target(&url).is_err());
    let rules = Rules {
        ports: vec![port],
        ..Rules::default()
    };
    assert!(rules.target(&url).is_ok());
}
