//! One POST: the same rules on addresses and the same deadlines as a fetch, and no redirects.
//!
//! What is handed over goes to the address that was given and to no other, so a redirect is a
//! failure. Nothing of the answer counts but its status and `Retry-After`; its body is not read.

use std::fmt;
use std::time::Duration;

use jiff::Timestamp;
use ureq::http::{HeaderName, HeaderValue, header};

use crate::client::{self, Client};
use crate::headers;
use crate::outcome::{Failure, FailureKind};

/// What is handed over.
#[derive(Clone, Copy, Debug)]
pub struct Post<'p> {
    /// The address.
    pub url: &'p str,
    /// The type of the body.
    pub content_type: &'p str,
    /// Header fields beside those that every request has.
    pub fields: &'p [(&'p str, &'p str)],
    /// The body.
    pub body: &'p [u8],
}

/// What became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Posted {
    /// The server has taken it: a status of the two hundreds.
    Taken(u16),
    /// There is nothing at the address and will not be again (410).
    Gone,
    /// Not now. The server may say when.
    RetryLater {
        /// 429, 503, or another status that came with `Retry-After`.
        status: u16,
        /// What `Retry-After` asks for.
        after: Option<Duration>,
    },
    /// It was not taken.
    Failed(Failure),
}

impl fmt::Display for Posted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Posted::Taken(status) => write!(f, "taken ({status})"),
            Posted::Gone => f.write_str("the address is gone (410)"),
            Posted::RetryLater { status, .. } => write!(f, "the server answers {status}"),
            Posted::Failed(failure) => write!(f, "{failure}"),
        }
    }
}

/// Anything that hands things over as a [`Client`] does.
pub trait Deliver: Send + Sync {
    /// Hands over, and returns what became of it. `now` is what `Retry-After` is counted from.
    fn deliver(&self, post: &Post<'_>, now: Timestamp) -> Posted;
}

impl Deliver for Client {
    fn deliver(&self, post: &Post<'_>, now: Timestamp) -> Posted {
        self.post(post, now).unwrap_or_else(Posted::Failed)
    }
}

impl Client {
    fn post(&self, post: &Post<'_>, now: Timestamp) -> Result<Posted, Failure> {
        let url = self.target(post.url)?;
        let agent = self.agent().ok_or_else(client::stopped)?;
        let mut call = agent.post(url.as_str());
        let mut set = |name: &str, value: &str| {
            let (Ok(name), Ok(value)) = (
                HeaderName::from_bytes(name.as_bytes()),
                HeaderValue::from_str(value),
            ) else {
                return Err(Failure::new(
                    FailureKind::Refused,
                    format!("\"{name:.100}\" cannot be a header field"),
                ));
            };
            if let Some(fields) = call.headers_mut() {
                fields.insert(name, value);
            }
            Ok(())
        };
        set(header::CONTENT_TYPE.as_str(), post.content_type)?;
        for (name, value) in post.fields {
            set(name, value)?;
        }
        let response = call
            .send(post.body)
            .map_err(|error| self.explain(error, FailureKind::Tls))?;
        let after = client::text(response.headers(), &header::RETRY_AFTER)
            .and_then(|value| headers::retry_after(value, now));
        match response.status().as_u16() {
            status @ 200..=299 => Ok(Posted::Taken(status)),
            status @ 300..=399 => Err(Failure::new(
                FailureKind::Redirect,
                format!("the server answers {status}: what is posted follows no redirects"),
            )),
            410 => Ok(Posted::Gone),
            status @ (429 | 503) => Ok(Posted::RetryLater { status, after }),
            status @ 400..=599 if after.is_some() => Ok(Posted::RetryLater { status, after }),
            status => Err(Failure::new(
                FailureKind::Status(status),
                format!("the server answers {status}"),
            )),
        }
    }
}
