//! What came of a request.

use std::fmt;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// What came of a request for a feed or a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing has changed since the copy that the request told of.
    NotModified(Answer),
    /// Here it is.
    Body(Answer, Vec<u8>),
    /// It was there and will not be again (410).
    Gone,
    /// Not now. The server may say when.
    RetryLater {
        /// 429, 503, or another status that came with `Retry-After`.
        status: u16,
        /// What `Retry-After` asks for.
        after: Option<Duration>,
    },
    /// No answer that could be used.
    Failed(Failure),
}

/// What an answer says beside its bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// Where it came from, after all redirects.
    pub final_url: String,
    /// Where to ask from now on: as far as the redirects that led there were permanent.
    pub moved_permanently_to: Option<String>,
    /// `Content-Type`, as it stands.
    pub content_type: Option<String>,
    /// `ETag`, to be sent back with the next request.
    pub etag: Option<String>,
    /// `Last-Modified`, to be sent back with the next request.
    pub last_modified: Option<String>,
    /// How long the server says that this stays true.
    pub lifetime: Option<Duration>,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Of what kind the failure is: for counting and for deciding what to do.
    pub kind: FailureKind,
    /// What happened, in words.
    pub detail: String,
}

impl Failure {
    /// A failure with its words.
    pub fn new(kind: FailureKind, detail: String) -> Self {
        Failure { kind, detail }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.detail)
    }
}

impl std::error::Error for Failure {}

/// Kinds of failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum FailureKind {
    /// The address may not be fetched, or is none.
    Refused,
    /// The name is not known.
    Name,
    /// The machine does not let itself be connected to.
    Connect,
    /// No trust could be agreed on.
    Tls,
    /// A deadline passed.
    Timeout,
    /// What came is no HTTP, or its head is too large.
    Protocol,
    /// The connection ended before the answer did.
    Truncated,
    /// The answer is larger than is read.
    TooLarge,
    /// The answer grows out of all proportion when it is unpacked.
    Bomb,
    /// The answer is packed wrongly or in a way that was not asked for.
    Encoding,
    /// The redirects lead nowhere, in a circle, too far, or from https to http.
    Redirect,
    /// The server says no: the status.
    Status(u16),
    /// The program is ending.
    Stopped,
}

impl FailureKind {
    /// One word, for logs and metrics.
    pub fn word(self) -> &'static str {
        match self {
            FailureKind::Refused => "refused",
            FailureKind::Name => "name",
            FailureKind::Connect => "connect",
            FailureKind::Tls => "tls",
            FailureKind::Timeout => "timeout",
            FailureKind::Protocol => "protocol",
            FailureKind::Truncated => "truncated",
            FailureKind::TooLarge => "too-large",
            FailureKind::Bomb => "bomb",
            FailureKind::Encoding => "encoding",
            FailureKind::Redirect => "redirect",
            FailureKind::Status(_) => "status",
            FailureKind::Stopped => "stopped",
        }
    }
}
