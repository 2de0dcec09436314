//! Ctrl-C: stop with exit code 130, between two whole lines of output, and leave no half file.

use std::fs;
use std::io;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};
use std::thread;
use std::time::Duration;

use crate::report::Exit;

/// Held while output is written.
static WRITING: Mutex<()> = Mutex::new(());

/// A file that is not whole, or a folder of a run that is to leave none.
static UNFINISHED: Mutex<Option<PathBuf>> = Mutex::new(None);

/// What is done at the first Ctrl-C instead of stopping.
static GENTLY: Mutex<Option<Gently>> = Mutex::new(None);

/// Something that makes a run end by itself.
pub(crate) type Gently = Box<dyn FnOnce() + Send>;

/// How often, and how many times, a run that is told to stop waits for a write to end. A write
/// that takes longer is blocked by a reader that does not read.
const WAIT: (Duration, u32) = (Duration::from_millis(10), 20);

/// Stops the process on Ctrl-C or a request to end.
pub(crate) fn listen() -> anyhow::Result<()> {
    ctrlc::set_handler(|| {
        let gently = GENTLY.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(gently) = gently {
            return gently();
        }
        let mut guard = None;
        for _ in 0..WAIT.1 {
            match WRITING.try_lock() {
                Err(TryLockError::WouldBlock) => thread::sleep(WAIT.0),
                held => {
                    guard = held.ok();
                    break;
                }
            }
        }
        stop(guard);
    })?;
    Ok(())
}

#[expect(
    clippy::exit,
    reason = "other threads may be blocked in reads that nothing else ends"
)]
fn stop(_writing: Option<MutexGuard<'_, ()>>) {
    let mut unfinished = UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(path) = unfinished.take() {
        let _ = match path.is_dir() {
            true => fs::remove_dir_all(path),
            false => fs::remove_file(path),
        };
    }
    std::process::exit(Exit::Interrupted as i32);
}

/// Has the first Ctrl-C do this, and the second one stop; `None` has the first one stop again.
pub(crate) fn gently(action: Option<Gently>) {
    *GENTLY.lock().unwrap_or_else(PoisonError::into_inner) = action;
}

/// Names the file, or the folder, that is removed when the process is told to stop; `None` once there is none.
pub(crate) fn remove_then(path: Option<PathBuf>) {
    *UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner) = path;
}

/// Does `work` whole: an interruption comes before or after it, unless it takes long.
pub(crate) fn whole<T>(work: impl FnOnce() -> T) -> T {
    let _guard = WRITING.lock().unwrap_or_else(PoisonError::into_inner);
    work()
}

/// Writes `text` whole: an interruption comes before or after it.
pub(crate) fn write_whole(out: &mut impl io::Write, text: &[u8]) -> io::Result<()> {
    let _guard = WRITING.lock().unwrap_or_else(PoisonError::into_inner);
    out.write_all(text)?;
    out.flush()
}
