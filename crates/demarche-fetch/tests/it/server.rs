//! A server on loopback that does whatever a test wants, and the fakes of look-up and dialling.

use std::collections::HashMap;
use std::io::{self, Read, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use demarche_fetch::net::{Dial, Resolve};
use demarche_fetch::{Client, Fetch, Options, Outcome, Request, Rules};
use jiff::Timestamp;

/// Every public name of these tests is at this address; nothing is ever sent there.
pub(crate) const PUBLIC: IpAddr = IpAddr::V4(Ipv4Addr::new(93, 184, 215, 14));

/// The head of a request: method, path and lines; and the body that it announces.
pub(crate) struct Asked {
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) lines: Vec<String>,
    pub(crate) body: Vec<u8>,
}

impl Asked {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.lines.iter().find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }
}

/// Answers each connection on a thread of its own, once, until it is dropped.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    pub(crate) connections: Arc<AtomicUsize>,
    stop: Arc<AtomicBool>,
}

impl Server {
    pub(crate) fn start(
        answer: impl Fn(&Asked, &mut TcpStream) -> io::Result<()> + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let connections = Arc::new(AtomicUsize::new(0));
        let stop = Arc::new(AtomicBool::new(false));
        let (count, end, answer) = (connections.clone(), stop.clone(), Arc::new(answer));
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if end.load(Ordering::SeqCst) {
                    return;
                }
                let Ok(mut stream) = stream else { continue };
                count.fetch_add(1, Ordering::SeqCst);
                let answer = answer.clone();
                std::thread::spawn(move || {
                    let _ = stream.set_read_timeout(Some(Duration::from_secs(20)));
                    let _ = stream.set_write_timeout(Some(Duration::from_secs(20)));
                    if let Some(asked) = read_head(&mut stream) {
                        // The client may have had enough.
                        let _ = answer(&asked, &mut stream);
                    }
                });
            }
        });
        Server {
            address,
            connections,
            stop,
        }
    }

    /// A server that gives the same bytes to everybody.
    pub(crate) fn saying(bytes: impl Into<Vec<u8>>) -> Self {
        let bytes = bytes.into();
        Server::start(move |_, stream| stream.write_all(&bytes))
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.address);
    }
}

fn read_head(stream: &mut TcpStream) -> Option<Asked> {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        if head.len() > 64_000 || stream.read(&mut byte).ok()? == 0 {
            return None;
        }
        head.push(byte[0]);
    }
    let head = String::from_utf8(head).ok()?;
    let mut lines = head.lines().map(str::to_owned);
    let first = lines.next()?;
    let mut words = first.split(' ').map(str::to_owned);
    let mut asked = Asked {
        method: words.next()?,
        path: words.next()?,
        lines: lines.collect(),
        body: Vec::new(),
    };
    let length = asked
        .header("content-length")
        .and_then(|length| length.parse::<u64>().ok())
        .unwrap_or(0);
    (&*stream)
        .take(length.min(1 << 20))
        .read_to_end(&mut asked.body)
        .ok()?;
    Some(asked)
}

/// A whole answer with its length.
pub(crate) fn answer(status: &str, fields: &[&str], body: &[u8]) -> Vec<u8> {
    let mut bytes = format!(
        "HTTP/1.1 {status}\r\nConnection: close\r\nContent-Length: {}\r\n",
        body.len()
    );
    for field in fields {
        bytes.push_str(field);
        bytes.push_str("\r\n");
    }
    bytes.push_str("\r\n");
    let mut bytes = bytes.into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

/// Looks names up in a list: each look-up of a name takes its next answer, and the last one stays.
/// Other names are at [`PUBLIC`]; an address is itself.
#[derive(Default)]
pub(crate) struct Names {
    answers: HashMap<String, Vec<Vec<IpAddr>>>,
    asked: Mutex<HashMap<String, usize>>,
}

impl Names {
    pub(crate) fn with(mut self, name: &str, answers: &[&[&str]]) -> Self {
        let answers = answers
            .iter()
            .map(|answer| answer.iter().map(|ip| ip.parse().unwrap()).collect())
            .collect();
        self.answers.insert(name.to_owned(), answers);
        self
    }
}

impl Resolve for Names {
    fn resolve(&self, host: &str, port: u16, _: Duration) -> io::Result<Vec<SocketAddr>> {
        if let Ok(ip) = host.parse::<IpAddr>() {
            return Ok(vec![SocketAddr::new(ip, port)]);
        }
        let found = match self.answers.get(host) {
            None => vec![PUBLIC],
            Some(answers) => {
                let mut asked = self.asked.lock().unwrap();
                let turn = asked.entry(host.to_owned()).or_default();
                let found = answers[(*turn).min(answers.len() - 1)].clone();
                *turn += 1;
                found
            }
        };
        Ok(found
            .into_iter()
            .map(|ip| SocketAddr::new(ip, port))
            .collect())
    }
}

/// Notes every address that is dialled, and connects to a server on loopback whatever it is.
#[derive(Default)]
pub(crate) struct Switchboard {
    pub(crate) dialled: Mutex<Vec<SocketAddr>>,
    pub(crate) to: Option<SocketAddr>,
}

impl Dial for Switchboard {
    fn dial(&self, address: SocketAddr, limit: Duration) -> io::Result<TcpStream> {
        self.dialled.lock().unwrap().push(address);
        match self.to {
            Some(to) => TcpStream::connect_timeout(&to, limit),
            None => Err(io::ErrorKind::ConnectionRefused.into()),
        }
    }
}

/// Deadlines short enough for tests that run into them, long enough for a busy machine otherwise.
pub(crate) fn local() -> Options {
    Options {
        rules: Rules {
            allow_local: true,
            ports: Vec::new(),
        },
        total: Duration::from_secs(30),
        ..Options::default()
    }
}

pub(crate) fn get(client: &Client, url: &str) -> Outcome {
    ask(client, url, None, None)
}

pub(crate) fn ask(
    client: &Client,
    url: &str,
    etag: Option<&str>,
    last_modified: Option<&str>,
) -> Outcome {
    let request = Request {
        url: url.to_owned(),
        etag: etag.map(str::to_owned),
        last_modified: last_modified.map(str::to_owned),
        ..Request::default()
    };
    client.fetch(&request, now())
}

pub(crate) fn now() -> Timestamp {
    "2026-03-01T12:00:00Z".parse().unwrap()
}
