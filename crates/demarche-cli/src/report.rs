//! What a user reads on stderr, and the exit codes.

use std::fmt;
use std::io;
use std::process::ExitCode;

/// How a run ended, as `docs` and scripts rely on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Exit {
    /// All done.
    Done = 0,
    /// Nothing could be done.
    Failed = 1,
    /// The command line is wrong.
    Usage = 2,
    /// Done, but some inputs were rejected; each was named on stderr.
    SomeRejected = 3,
    /// Ctrl-C.
    Interrupted = 130,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> ExitCode {
        ExitCode::from(exit as u8)
    }
}

/// A failure that says what to do about it.
#[derive(Debug)]
pub(crate) struct Failure {
    exit: Exit,
    what: String,
    hint: String,
}

impl Failure {
    /// The command line asks for something that cannot be.
    pub(crate) fn usage(what: impl Into<String>, hint: impl Into<String>) -> anyhow::Error {
        Failure {
            exit: Exit::Usage,
            what: what.into(),
            hint: hint.into(),
        }
        .into()
    }

    /// The command line is right, the world is not.
    pub(crate) fn failed(what: impl Into<String>, hint: impl Into<String>) -> anyhow::Error {
        Failure {
            exit: Exit::Failed,
            what: what.into(),
            hint: hint.into(),
        }
        .into()
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.what)
    }
}

impl std::error::Error for Failure {}

/// Prints an error with its causes and its hint, and says how the run ended.
pub(crate) fn failure(error: &anyhow::Error) -> Exit {
    let mut causes: Vec<String> = error.chain().map(ToString::to_string).collect();
    // A cause that only repeats what stands above it says nothing.
    causes.dedup_by(|cause, above| above.ends_with(cause.as_str()));
    eprintln!("error: {}", printable(&causes.join(": ")));
    if let Some(failure) = error.downcast_ref::<Failure>() {
        eprintln!("hint: {}", printable(&failure.hint));
        return failure.exit;
    }
    if let Some(error) = error.downcast_ref::<demarche_store::Error>() {
        eprintln!("hint: {}", error.remedy());
    }
    Exit::Failed
}

/// Names an input that was not coded, with its reason and a remedy.
pub(crate) fn rejected(origin: &str, what: &str, hint: &str) {
    eprintln!("rejected: {}: {}", printable(origin), printable(what));
    eprintln!("hint: {}", printable(hint));
}

/// Says what had to be changed or cut short to read an input.
pub(crate) fn warning(origin: &str, what: &str) {
    eprintln!("warning: {}: {}", printable(origin), printable(what));
}

/// How many there are, in words: "1 event", "2 events".
pub(crate) fn plural(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}

/// Says how many events the format has no place for.
pub(crate) fn left_out(count: u64) {
    if count > 0 {
        let s = if count == 1 { "" } else { "s" };
        eprintln!(
            "note: {count} event{s} left out: this format holds only what happened and nobody denies"
        );
    }
}

/// Whether the reader of our output went away, which is its right.
pub(crate) fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| {
        cause
            .downcast_ref::<io::Error>()
            .is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
    })
}

/// Text that is safe to show on a terminal: control and direction-changing characters, which
/// could steer it, become U+FFFD; line ends and tabs become spaces.
pub(crate) fn printable(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\n' | '\t' | '\r' => ' ',
            c if c.is_control() => '\u{fffd}',
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
            c => c,
        })
        .collect()
}
