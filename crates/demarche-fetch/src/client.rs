//! One GET: its redirects, its deadlines, its limits.
//!
//! Redirects are followed here and not by the library, so that each hop is judged as the first
//! one was. There are no proxies: with one, somebody else would do the connecting, and no address
//! could be judged. There are no cookies and no credentials.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use ureq::Agent;
use ureq::http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header};
use ureq::unversioned::transport::{Connector, RustlsConnector};
use url::Url;

use crate::address::{Refusal, Rules};
use crate::body::{self, Bounds, Packing};
use crate::headers;
use crate::net::{
    Dial, JudgedConnector, JudgedResolver, LookUp, NotReached, Resolve, SystemDialer,
    SystemResolver,
};
use crate::outcome::{Answer, Failure, FailureKind, Outcome};

/// What a client does and does not do.
#[derive(Clone, Debug)]
pub struct Options {
    /// Which addresses are fetched.
    pub rules: Rules,
    /// How to reach who runs this, put into the User-Agent: an address or a page.
    pub contact: Option<String>,
    /// From the first look-up to the last byte, all redirects included.
    pub total: Duration,
    /// For looking a name up.
    pub resolve: Duration,
    /// For one connection with its handshake.
    pub connect: Duration,
    /// For the next bytes to come.
    pub read: Duration,
    /// Bytes of a body after unpacking.
    pub largest: u64,
    /// How many times larger a body may become by unpacking, once it is larger than a megabyte.
    pub ratio: u64,
    /// Redirects that are followed.
    pub redirects: usize,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            rules: Rules::default(),
            contact: None,
            total: Duration::from_secs(60),
            resolve: Duration::from_secs(10),
            connect: Duration::from_secs(10),
            read: Duration::from_secs(20),
            largest: 15_000_000,
            ratio: 250,
            redirects: 5,
        }
    }
}

/// What is asked for.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// The address.
    pub url: String,
    /// `ETag` of the copy at hand.
    pub etag: Option<String>,
    /// `Last-Modified` of the copy at hand.
    pub last_modified: Option<String>,
    /// What is expected there.
    pub wants: Wants,
}

/// What is expected at an address. Servers that have several forms choose by it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Wants {
    /// A feed.
    #[default]
    Feed,
    /// A page.
    Page,
    /// Either.
    Anything,
}

impl Wants {
    fn accept(self) -> &'static str {
        match self {
            Wants::Feed => {
                "application/atom+xml, application/rss+xml, application/rdf+xml;q=0.9, \
                 application/xml;q=0.8, text/xml;q=0.8, text/html;q=0.3, */*;q=0.1"
            }
            Wants::Page => "text/html, application/xhtml+xml;q=0.9, */*;q=0.1",
            Wants::Anything => {
                "text/html, application/atom+xml, application/rss+xml, application/xml;q=0.9, \
                 */*;q=0.5"
            }
        }
    }
}

/// Anything that answers requests as a [`Client`] does.
pub trait Fetch: Sync {
    /// Asks, and returns what came of it. `now` is what dates in the answer are counted from.
    fn fetch(&self, request: &Request, now: Timestamp) -> Outcome;
}

/// Fetches over the network. One client serves any number of threads.
#[derive(Debug)]
pub struct Client {
    options: Options,
    /// None once [`Client::stop`] was called.
    agent: Mutex<Option<Agent>>,
}

/// Bytes of a head. Less than the buffer that it is read into, so that it is the limit that stops
/// an endless head.
const LARGEST_HEAD: usize = 48 * 1024;

/// Values that are sent back to a server are no longer than this.
const LONGEST_VALIDATOR: usize = 1_024;

impl Client {
    /// A client that uses the system's resolver and sockets.
    pub fn new(options: Options) -> Self {
        Client::with(
            options,
            Arc::new(SystemResolver::default()),
            Arc::new(SystemDialer),
        )
    }

    /// A client with its own way to look names up and to connect.
    pub fn with(options: Options, resolver: Arc<dyn Resolve>, dialer: Arc<dyn Dial>) -> Self {
        let agent_name = match &options.contact {
            Some(contact) => {
                // A header takes no line breaks and no other controls.
                let contact: String = contact
                    .chars()
                    .filter(|c| c.is_ascii_graphic() && !matches!(c, '(' | ')'))
                    .collect();
                format!("demarche/{} (+{contact})", env!("CARGO_PKG_VERSION"))
            }
            None => format!("demarche/{}", env!("CARGO_PKG_VERSION")),
        };
        let config = Agent::config_builder()
            .proxy(None)
            .http_status_as_error(false)
            // A request has its own connection, so each is judged, and none meets one that the
            // server has just closed.
            .max_idle_connections(0)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .max_response_header_size(LARGEST_HEAD)
            .user_agent(agent_name)
            .accept_encoding("gzip, br")
            .timeout_global(Some(options.total))
            .timeout_resolve(Some(options.resolve))
            .timeout_connect(Some(options.connect))
            .timeout_per_read(Some(options.read))
            .timeout_per_write(Some(options.read))
            .build();
        let connector = JudgedConnector {
            rules: options.rules.clone(),
            dialer,
        }
        .chain(RustlsConnector::default());
        let resolver = JudgedResolver {
            rules: options.rules.clone(),
            resolver,
        };
        Client {
            agent: Mutex::new(Some(Agent::with_parts(config, connector, resolver))),
            options,
        }
    }

    /// What this client does.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// Ends every request that is under way, and answers no further one. Requests that are ended
    /// fail with [`FailureKind::Stopped`].
    pub fn stop(&self) {
        let agent = self
            .agent
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        if let Some(agent) = agent {
            agent.shutdown();
        }
    }

    pub(crate) fn agent(&self) -> Option<Agent> {
        self.agent
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// The address, if the rules let it through.
    pub(crate) fn target(&self, url: &str) -> Result<Url, Failure> {
        self.options.rules.target(url).map_err(refused)
    }

    fn follow(&self, request: &Request, now: Timestamp) -> Result<Outcome, Failure> {
        let deadline = Instant::now() + self.options.total;
        let mut url = self.target(&request.url)?;
        let mut seen = vec![url.clone()];
        // Redirects are permanent as long as each of them was.
        let mut permanent = true;
        let mut moved_permanently_to = None;
        loop {
            let response = self.ask(&url, request, deadline, seen.len() > 1)?;
            let status = response.status();
            if !is_redirect(status) {
                return self.settle(
                    request,
                    response,
                    Answer {
                        final_url: url.into(),
                        moved_permanently_to,
                        ..Answer::default()
                    },
                    deadline,
                    now,
                );
            }
            let next = self.next_hop(&url, &response, &seen)?;
            permanent &= matches!(
                status,
                StatusCode::MOVED_PERMANENTLY | StatusCode::PERMANENT_REDIRECT
            );
            if permanent {
                moved_permanently_to = Some(next.to_string());
            }
            seen.push(next.clone());
            url = next;
        }
    }

    fn ask(
        &self,
        url: &Url,
        request: &Request,
        deadline: Instant,
        hop: bool,
    ) -> Result<Response<ureq::Body>, Failure> {
        let agent = self.agent().ok_or_else(stopped)?;
        let mut call = agent
            .get(url.as_str())
            .header(header::ACCEPT, request.wants.accept());
        for (name, value) in [
            (header::IF_NONE_MATCH, &request.etag),
            (header::IF_MODIFIED_SINCE, &request.last_modified),
        ] {
            if let Some(value) = value.as_deref().and_then(validator) {
                call = call.header(name, value);
            }
        }
        let result = if hop {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Err(Failure::new(
                    FailureKind::Timeout,
                    "the redirects took longer than the deadline".to_owned(),
                ));
            }
            call.config().timeout_global(Some(left)).build().call()
        } else {
            call.call()
        };
        result.map_err(|error| self.explain(error, FailureKind::Tls))
    }

    /// Where a redirect leads, if it may be followed.
    fn next_hop(
        &self,
        url: &Url,
        response: &Response<ureq::Body>,
        seen: &[Url],
    ) -> Result<Url, Failure> {
        let wrong = |why: String| Failure::new(FailureKind::Redirect, why);
        let location = response
            .headers()
            .get(header::LOCATION)
            .ok_or_else(|| wrong(format!("{} redirects to nowhere", shown(url))))?;
        if seen.len() > self.options.redirects {
            return Err(wrong(format!(
                "more than {} redirects",
                self.options.redirects
            )));
        }
        let location = String::from_utf8_lossy(location.as_bytes());
        let next = url
            .join(location.trim())
            .map_err(|error| refused(Refusal::Malformed(error.to_string())))?;
        let next = self.options.rules.admit(next).map_err(refused)?;
        if url.scheme() == "https" && next.scheme() == "http" {
            return Err(wrong(format!(
                "{} redirects from https to http",
                shown(url)
            )));
        }
        if seen.contains(&next) {
            return Err(wrong("the redirects go in a circle".to_owned()));
        }
        Ok(next)
    }

    /// What an answer that is no redirect means.
    fn settle(
        &self,
        request: &Request,
        mut response: Response<ureq::Body>,
        mut answer: Answer,
        deadline: Instant,
        now: Timestamp,
    ) -> Result<Outcome, Failure> {
        let status = response.status();
        let fields = response.headers();
        let after =
            text(fields, &header::RETRY_AFTER).and_then(|value| headers::retry_after(value, now));
        answer.etag = text(fields, &header::ETAG).and_then(kept);
        answer.last_modified = text(fields, &header::LAST_MODIFIED).and_then(kept);
        answer.content_type = fields
            .get(header::CONTENT_TYPE)
            .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
        let controls: Vec<&str> = fields
            .get_all(header::CACHE_CONTROL)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .collect();
        answer.lifetime = headers::lifetime(
            &controls,
            text(fields, &header::EXPIRES),
            text(fields, &header::DATE),
            text(fields, &header::AGE),
            now,
        );
        match status.as_u16() {
            200 | 203 => {
                let packing = text(fields, &header::CONTENT_ENCODING)
                    .map_or(Ok(Packing::Plain), Packing::read)?;
                let bounds = Bounds {
                    decoded: self.options.largest,
                    ratio: self.options.ratio,
                    deadline,
                };
                let wire = response.body_mut().as_reader();
                let bytes = body::read(wire, packing, &bounds, |error| {
                    self.explain(ureq::Error::from(error), FailureKind::Encoding)
                })?;
                Ok(Outcome::Body(answer, bytes))
            }
            304 if request.etag.is_some() || request.last_modified.is_some() => {
                Ok(Outcome::NotModified(answer))
            }
            410 => Ok(Outcome::Gone),
            status @ (429 | 503) => Ok(Outcome::RetryLater { status, after }),
            status @ 400..=599 if after.is_some() => Ok(Outcome::RetryLater { status, after }),
            code => Err(Failure::new(
                FailureKind::Status(code),
                format!("the server answers {status}"),
            )),
        }
    }

    /// What an error of the library means. Data that are wrong are of the kind `wrong`: a
    /// handshake's before the head has come, and packing's after it.
    pub(crate) fn explain(&self, error: ureq::Error, wrong: FailureKind) -> Failure {
        if self.agent().is_none() {
            return stopped();
        }
        let kind = match &error {
            ureq::Error::Other(other) => {
                if let Some(refusal) = other.downcast_ref::<Refusal>() {
                    return refused(refusal.clone());
                } else if other.is::<LookUp>() {
                    FailureKind::Name
                } else if other.is::<NotReached>() {
                    FailureKind::Connect
                } else {
                    FailureKind::Protocol
                }
            }
            ureq::Error::HostNotFound => FailureKind::Name,
            ureq::Error::Timeout(_) => FailureKind::Timeout,
            ureq::Error::ConnectionFailed => FailureKind::Connect,
            ureq::Error::Tls(_) | ureq::Error::Rustls(_) | ureq::Error::TlsRequired => {
                FailureKind::Tls
            }
            ureq::Error::Io(error) => match error.kind() {
                std::io::ErrorKind::TimedOut | std::io::ErrorKind::WouldBlock => {
                    FailureKind::Timeout
                }
                std::io::ErrorKind::UnexpectedEof
                | std::io::ErrorKind::ConnectionReset
                | std::io::ErrorKind::ConnectionAborted
                | std::io::ErrorKind::BrokenPipe => FailureKind::Truncated,
                std::io::ErrorKind::InvalidInput | std::io::ErrorKind::InvalidData => wrong,
                _ => FailureKind::Protocol,
            },
            ureq::Error::BodyStalled => FailureKind::Truncated,
            _ => FailureKind::Protocol,
        };
        let detail = match &error {
            ureq::Error::Other(other) => other.to_string(),
            ureq::Error::Timeout(phase) => format!("a deadline passed: {phase}"),
            other => other.to_string(),
        };
        Failure::new(kind, detail)
    }
}

impl Fetch for Client {
    fn fetch(&self, request: &Request, now: Timestamp) -> Outcome {
        self.follow(request, now).unwrap_or_else(Outcome::Failed)
    }
}

fn is_redirect(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308)
}

fn refused(refusal: Refusal) -> Failure {
    Failure::new(FailureKind::Refused, refusal.to_string())
}

pub(crate) fn stopped() -> Failure {
    Failure::new(FailureKind::Stopped, "the program is ending".to_owned())
}

fn shown(url: &Url) -> String {
    format!("{url:.200}")
}

pub(crate) fn text<'a>(fields: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    fields.get(name)?.to_str().ok()
}

/// A validator worth keeping: one that can be sent back.
fn kept(value: &str) -> Option<String> {
    validator(value).map(|_| value.to_owned())
}

fn validator(value: &str) -> Option<HeaderValue> {
    if value.is_empty() || value.len() > LONGEST_VALIDATOR {
        return None;
    }
    HeaderValue::from_str(value).ok()
}
