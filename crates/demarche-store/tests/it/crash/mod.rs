//! What an acknowledgement is worth: the store under kills, power loss, full and failing disks and
//! damaged files.
//!
//! A seeded stream of articles goes into a store while a disk of ours ([`disk`]) stands between
//! SQLite and the system: it notes every write and sync, refuses them, or stops the process there.
//! What the store then holds is compared with what an undisturbed run holds ([`stream::dump`]).
//! Three bugs are planted on purpose, and each has to be caught.
//!
//! The short form runs with the other tests; `DEMARCHE_LONG=1` tries everything everywhere.

mod child;
mod damage;
mod disk;
mod faults;
mod kills;
mod power;
mod stream;
mod trace;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

/// Whether everything is to be tried, however long it takes.
fn long() -> bool {
    std::env::var_os("DEMARCHE_LONG").is_some()
}

/// A folder of our own, gone when it is dropped. In memory where that is possible: these tests
/// model the disk themselves, and thousands of stores need not wait for it.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let memory = Path::new("/dev/shm");
        let base = if memory.is_dir() {
            memory.to_owned()
        } else {
            std::env::temp_dir()
        };
        Folder::within(&base, name)
    }

    fn within(base: &Path, name: &str) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = base.join(format!("demarche-{name}-{}-{number}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).expect("a folder");
        Folder(path.canonicalize().expect("its path"))
    }

    fn store(&self) -> PathBuf {
        self.0.join("store.db")
    }

    /// Leaves nothing in it.
    fn clear(&self) {
        for entry in fs::read_dir(&self.0).expect("readable").flatten() {
            fs::remove_file(entry.path()).expect("removed");
        }
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
