//! A line on a terminal's stderr that tells how far a long run is.

use std::io::{self, IsTerminal, Write as _};
use std::time::{Duration, Instant};

/// The line, and when it may change next.
pub(crate) struct Progress {
    shown: bool,
    next: Option<Instant>,
}

const EVERY: Duration = Duration::from_millis(250);

impl Progress {
    /// Shown where stderr is a terminal and `wanted`.
    pub(crate) fn new(wanted: bool) -> Self {
        let wanted = wanted && io::stderr().is_terminal();
        Progress {
            shown: false,
            next: wanted.then(|| Instant::now() + EVERY),
        }
    }

    /// Shows what `text` says if it is time to.
    pub(crate) fn show(&mut self, text: impl FnOnce() -> String) {
        let Some(next) = self.next else {
            return;
        };
        let now = Instant::now();
        if now >= next {
            eprint!("\r\x1b[K{}", text());
            let _ = io::stderr().flush();
            self.shown = true;
            self.next = Some(now + EVERY);
        }
    }

    /// Takes the line away.
    pub(crate) fn clear(&mut self) {
        if std::mem::take(&mut self.shown) {
            eprint!("\r\x1b[K");
        }
    }
}
