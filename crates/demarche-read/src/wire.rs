//! What a pool and its workers say to each other, and the worker's side of it.
//!
//! A request is the length of a header (four bytes, little end first), the header as JSON, and the
//! page. An answer is the length of a JSON text, and that. Both ends are the same program, so there
//! are no versions.

use std::io::{self, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use demarche_record::Article;
use demarche_text::Problem;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::page::{Hints, read_page};
use crate::{problem, remedy};

/// What reading a page gives.
pub(crate) type Answer = Result<(Article, Vec<Problem>), Problem>;

/// No header or answer is longer; what says so is broken.
const LONGEST: usize = 128 << 20;

/// The stack that pages are read on. Trees are flat, so little of it is used.
const STACK: usize = 32 << 20;

#[derive(Debug, Serialize, Deserialize)]
struct Header {
    length: usize,
    url: Option<String>,
    content_type: Option<String>,
    date: Option<String>,
    source: Option<String>,
    now: Option<i64>,
    memory: u64,
    seconds: u64,
}

#[derive(Debug, Serialize, Deserialize)]
struct Said {
    what: String,
    remedy: String,
}

#[derive(Debug, Serialize, Deserialize)]
enum Reply {
    Read(Box<Article>, Vec<Said>),
    Unread(Said),
}

impl From<Problem> for Said {
    fn from(problem: Problem) -> Self {
        Said {
            what: problem.what,
            remedy: problem.remedy.to_owned(),
        }
    }
}

impl From<Said> for Problem {
    fn from(said: Said) -> Self {
        problem(said.what, remedy::named(&said.remedy))
    }
}

/// Writes a request. A page may take `seconds` of computing and `memory` bytes.
pub(crate) fn ask(
    to: &mut impl Write,
    page: &[u8],
    hints: &Hints,
    (memory, seconds): (u64, u64),
) -> io::Result<()> {
    let header = Header {
        length: page.len(),
        url: hints.url.clone(),
        content_type: hints.content_type.clone(),
        date: hints.date.clone(),
        source: hints.source.clone(),
        now: hints.now.map(Timestamp::as_second),
        memory,
        seconds,
    };
    write_json(to, &header)?;
    to.write_all(page)?;
    to.flush()
}

/// Reads an answer.
pub(crate) fn answer(from: &mut impl Read) -> io::Result<Answer> {
    let reply = read_json(from)?.ok_or(io::ErrorKind::UnexpectedEof)?;
    Ok(match reply {
        Reply::Read(article, said) => {
            let problems = said.into_iter().map(Problem::from).collect();
            Ok((*article, problems))
        }
        Reply::Unread(said) => Err(said.into()),
    })
}

fn write_json(to: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    let text = serde_json::to_vec(value)?;
    let length = u32::try_from(text.len()).map_err(io::Error::other)?;
    to.write_all(&length.to_le_bytes())?;
    to.write_all(&text)
}

/// Nothing where the other side has ended.
fn read_json<T: for<'a> Deserialize<'a>>(from: &mut impl Read) -> io::Result<Option<T>> {
    let mut length = [0; 4];
    match from.read_exact(&mut length) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        read => read?,
    }
    let length = usize::try_from(u32::from_le_bytes(length)).map_err(io::Error::other)?;
    if length > LONGEST {
        return Err(io::ErrorKind::InvalidData.into());
    }
    Ok(Some(serde_json::from_slice(&exactly(from, length)?)?))
}

fn exactly(from: &mut impl Read, length: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(length as u64).read_to_end(&mut bytes)?;
    if bytes.len() < length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(bytes)
}

/// Reads the pages that come in, one after the other, and answers each, until the input ends. This
/// is what a worker process does with its stdin and stdout; it puts the limits that a request names
/// on its own process.
///
/// # Errors
/// When input or output break.
pub fn serve(input: impl Read + Send, output: impl Write + Send) -> io::Result<()> {
    serve_with(input, output, read_page)
}

/// [`serve`] with another reader, for tests of what goes wrong.
///
/// # Errors
/// When input or output break.
pub fn serve_with(
    mut input: impl Read + Send,
    mut output: impl Write + Send,
    read: impl Fn(&[u8], &Hints) -> Result<(Article, Vec<Problem>), Problem> + Send,
) -> io::Result<()> {
    let work = move || -> io::Result<()> {
        while let Some(header) = read_json::<Header>(&mut input)? {
            limit(header.memory, header.seconds);
            let page = exactly(&mut input, header.length)?;
            let hints = Hints {
                url: header.url,
                content_type: header.content_type,
                date: header.date,
                source: header.source,
                now: header.now.and_then(|now| Timestamp::from_second(now).ok()),
            };
            // Nothing of a page outlives its reading, so a panic leaves nothing half done behind.
            let reply = match catch_unwind(AssertUnwindSafe(|| read(&page, &hints))) {
                Ok(Ok((article, problems))) => {
                    let said = problems.into_iter().map(Said::from).collect();
                    Reply::Read(Box::new(article), said)
                }
                Ok(Err(problem)) => Reply::Unread(problem.into()),
                Err(_) => {
                    let what = "the reader of pages broke off on it";
                    Reply::Unread(problem(what, remedy::REPORT).into())
                }
            };
            write_json(&mut output, &reply)?;
            output.flush()?;
        }
        Ok(())
    };
    thread::scope(|scope| {
        let thread = thread::Builder::new()
            .stack_size(STACK)
            .spawn_scoped(scope, work)?;
        thread
            .join()
            .unwrap_or_else(|_| Err(io::Error::other("the worker broke off")))
    })
}

/// Limits this process: its memory, and its computing from now on. Where a system does not have
/// such limits the pool's patience is what remains.
#[cfg(unix)]
fn limit(memory: u64, seconds: u64) {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    use rustix::time::{ClockId, clock_gettime};
    let lower = |resource, most: u64| {
        let old = getrlimit(resource);
        let most = old.maximum.map_or(most, |maximum| most.min(maximum));
        // Only the current limit, so that the next page can be given another.
        let new = Rlimit {
            current: Some(most),
            maximum: old.maximum,
        };
        let _ = setrlimit(resource, new);
    };
    let used = clock_gettime(ClockId::ProcessCPUTime).tv_sec;
    let used = u64::try_from(used).unwrap_or_default();
    lower(Resource::Core, 0);
    lower(Resource::As, memory);
    // The system counts whole seconds, so a page gets up to one less.
    lower(Resource::Cpu, used + seconds.max(1));
}

#[cfg(not(unix))]
fn limit(_memory: u64, _seconds: u64) {}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::{Answer, answer, ask, serve_with};
    use crate::page::Hints;
    use crate::problem;

    fn exchange(pages: &[&[u8]], read: fn(&[u8], &Hints) -> Answer) -> Vec<Answer> {
        let mut requests = Vec::new();
        for page in pages {
            let hints = Hints {
                url: Some("https://example.org/".to_owned()),
                now: "2024-03-05T00:00:00Z".parse().ok(),
                ..Hints::default()
            };
            ask(&mut requests, page, &hints, (u64::MAX, 3600)).unwrap();
        }
        let mut answers = Vec::new();
        serve_with(Cursor::new(requests), &mut answers, read).unwrap();
        let mut answers = Cursor::new(answers);
        pages
            .iter()
            .map(|_| answer(&mut answers).unwrap())
            .collect()
    }

    #[test]
    fn what_is_read_arrives_as_it_was() {
        fn read(page: &[u8], hints: &Hints) -> Answer {
            if page.is_empty() {
                return Err(problem("empty", crate::remedy::EMPTY));
            }
            let mut article = demarche_text::article_from_bytes(page).0;
            article.url = hints.url.clone();
            article.date = hints.now.map(|now| now.to_string());
            article.extra.insert("byline".to_owned(), "Ada".into());
            Ok((article, vec![problem("odd", crate::remedy::LYING)]))
        }
        let pages: [&[u8]; 4] = [b"one", b"", &[0, 255, 10], b"two"];
        let answers = exchange(&pages, read);
        for (page, answer) in pages.iter().zip(answers) {
            let hints = Hints {
                url: Some("https://example.org/".to_owned()),
                now: "2024-03-05T00:00:00Z".parse().ok(),
                ..Hints::default()
            };
            assert_eq!(answer, read(page, &hints));
        }
    }

    #[test]
    fn a_panic_is_a_problem_of_its_page() {
        fn read(page: &[u8], _: &Hints) -> Answer {
            assert!(page != b"bad", "a bad page");
            Ok((demarche_text::article_from_bytes(page).0, Vec::new()))
        }
        let answers = exchange(&[b"good", b"bad", b"good"], read);
        assert!(answers[0].is_ok() && answers[1].is_err() && answers[2].is_ok());
    }

    #[test]
    fn broken_requests_end_the_worker_without_a_panic() {
        let mut whole = Vec::new();
        ask(&mut whole, b"page", &Hints::default(), (u64::MAX, 3600)).unwrap();
        for cut in 0..whole.len() {
            let mut answers = Vec::new();
            let served = serve_with(Cursor::new(&whole[..cut]), &mut answers, crate::read_page);
            assert!(answers.is_empty());
            assert!(served.is_err() || cut < 4, "{cut}");
        }
        for broken in [[255; 8], [1, 0, 0, 0, b'{', 0, 0, 0]] {
            assert!(serve_with(Cursor::new(broken), Vec::new(), crate::read_page).is_err());
        }
    }
}
