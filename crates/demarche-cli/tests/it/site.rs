//! A site on this machine, whose pages a test writes.

use std::collections::HashMap;
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// What a path answers: status line, further header lines, body. With the ETag "1", say, a request
/// that has it is answered with 304.
#[derive(Clone, Default)]
pub(crate) struct Page {
    pub(crate) status: &'static str,
    pub(crate) fields: Vec<String>,
    pub(crate) body: String,
    /// Sent a byte at a time, this far apart, for as long as the client listens.
    pub(crate) drips: Option<Duration>,
}

/// A site: its pages, and what was asked of it.
pub(crate) struct Site {
    address: SocketAddr,
    pages: Arc<Mutex<HashMap<String, Page>>>,
    pub(crate) asked: Arc<Mutex<Vec<String>>>,
    stop: Arc<AtomicBool>,
}

impl Site {
    pub(crate) fn start() -> Self {
        Site::at("127.0.0.1")
    }

    pub(crate) fn at(ip: &str) -> Self {
        let listener = TcpListener::bind((ip, 0)).unwrap();
        let site = Site {
            address: listener.local_addr().unwrap(),
            pages: Arc::default(),
            asked: Arc::default(),
            stop: Arc::default(),
        };
        let (pages, asked, stop) = (site.pages.clone(), site.asked.clone(), site.stop.clone());
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if stop.load(Ordering::SeqCst) {
                    return;
                }
                let Ok(stream) = stream else { continue };
                let (pages, asked) = (pages.clone(), asked.clone());
                // The client may have had enough.
                std::thread::spawn(move || serve(stream, &pages, &asked));
            }
        });
        site
    }

    pub(crate) fn put(&self, path: &str, body: &str) {
        self.answer(
            path,
            Page {
                status: "200 OK",
                body: body.to_owned(),
                ..Page::default()
            },
        );
    }

    pub(crate) fn answer(&self, path: &str, page: Page) {
        self.pages.lock().unwrap().insert(path.to_owned(), page);
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// How often a path was asked for.
    pub(crate) fn asked(&self, path: &str) -> usize {
        self.asked
            .lock()
            .unwrap()
            .iter()
            .filter(|asked| *asked == path)
            .count()
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.address);
    }
}

fn serve(
    mut stream: TcpStream,
    pages: &Mutex<HashMap<String, Page>>,
    asked: &Mutex<Vec<String>>,
) -> io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(20)))?;
    let mut head = Vec::new();
    for line in BufReader::new(stream.try_clone()?).lines() {
        let line = line?;
        if line.is_empty() {
            break;
        }
        head.push(line);
    }
    let path = head
        .first()
        .and_then(|line| line.split(' ').nth(1))
        .unwrap_or_default()
        .to_owned();
    asked.lock().unwrap().push(path.clone());
    let page = pages.lock().unwrap().get(&path).cloned();
    let page = page.unwrap_or(Page {
        status: "404 Not Found",
        ..Page::default()
    });
    let etag = page
        .fields
        .iter()
        .find_map(|field| field.strip_prefix("ETag: "));
    let sent = head
        .iter()
        .find_map(|line| line.strip_prefix("if-none-match: "));
    if etag.is_some() && etag == sent {
        return stream.write_all(b"HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n");
    }
    let fields: String = page
        .fields
        .iter()
        .map(|field| format!("{field}\r\n"))
        .collect();
    write!(
        stream,
        "HTTP/1.1 {}\r\nConnection: close\r\nContent-Length: {}\r\n{fields}\r\n",
        page.status,
        page.body.len()
    )?;
    match page.drips {
        None => stream.write_all(page.body.as_bytes()),
        Some(pause) => {
            for byte in page.body.bytes() {
                stream.write_all(&[byte])?;
                std::thread::sleep(pause);
            }
            Ok(())
        }
    }
}
