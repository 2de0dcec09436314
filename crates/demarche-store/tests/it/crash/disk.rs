//! A disk between SQLite and the system, as an SQLite VFS named `disk`: it passes everything on,
//! and for the folders that are registered it notes every change, refuses the ones that it is told
//! to, or stops the process at one.
#![expect(unsafe_code, reason = "SQLite calls a VFS through C function pointers")]

use std::collections::BTreeMap;
use std::ffi::{CStr, c_char, c_int, c_void};
use std::mem::size_of;
use std::path::{Path, PathBuf};
use std::ptr::null_mut;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, OnceLock};

use demarche_store::Config;
use rusqlite::ffi::{self, sqlite3_file, sqlite3_int64, sqlite3_io_methods, sqlite3_vfs};

/// A change that SQLite asked the system for, or a mark that the test set between two.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Change {
    Create {
        file: String,
    },
    Write {
        file: String,
        offset: usize,
        bytes: Vec<u8>,
    },
    Truncate {
        file: String,
        size: usize,
    },
    Sync {
        file: String,
    },
    Delete {
        file: String,
        synced: bool,
    },
    /// The folder was synced, so names in it stay.
    FolderSynced,
    /// Articles up to this one were acknowledged.
    Acknowledged(usize),
}

impl Change {
    /// Whether it is one of SQLite's.
    pub(super) fn is_work(&self) -> bool {
        !matches!(self, Change::FolderSynced | Change::Acknowledged(_))
    }
}

/// Which changes are refused.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Refusal {
    /// The first of them, counted from 0.
    pub(super) at: usize,
    /// And all after it.
    pub(super) lasting: bool,
    /// As a full disk does; else as a broken one.
    pub(super) full: bool,
}

/// The disk of one folder.
#[derive(Debug, Default)]
pub(super) struct Disk(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    changes: Vec<Change>,
    count: usize,
    refused: usize,
    refusal: Option<Refusal>,
    stop_at: Option<usize>,
    deaf: bool,
}

static DISKS: Mutex<BTreeMap<PathBuf, Arc<Disk>>> = Mutex::new(BTreeMap::new());

impl Disk {
    /// A disk under a folder. Stores in it are to be opened with [`Disk::config`].
    pub(super) fn under(folder: &Path) -> Arc<Self> {
        let disk = Arc::new(Disk::default());
        let mut disks = DISKS.lock().expect("not poisoned");
        // All that was ever written is kept: not for longer than its test.
        disks.retain(|folder, _| folder.exists());
        disks.insert(folder.to_owned(), Arc::clone(&disk));
        disk
    }

    pub(super) fn config() -> Config {
        LazyLock::force(&REGISTERED);
        Config {
            vfs: Some("disk".to_owned()),
            ..Config::default()
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().expect("not poisoned")
    }

    /// The changes so far.
    pub(super) fn changes(&self) -> Vec<Change> {
        self.state().changes.clone()
    }

    pub(super) fn mark(&self, change: Change) {
        self.state().changes.push(change);
    }

    /// Refuses changes, counted from now on.
    pub(super) fn refuse(&self, refusal: Refusal) {
        let mut state = self.state();
        state.count = 0;
        state.refused = 0;
        state.refusal = Some(refusal);
    }

    /// Refuses no more; how many it had refused.
    pub(super) fn relent(&self) -> usize {
        let mut state = self.state();
        state.refusal = None;
        state.refused
    }

    /// Prints a line and waits for ever before the change of this number.
    pub(super) fn stop_at(&self, change: usize) {
        self.state().stop_at = Some(change);
    }

    /// Takes no notice of syncs, as if the store had not asked for any: a planted bug.
    pub(super) fn deafen(&self) {
        self.state().deaf = true;
    }

    /// Notes a change before it is passed on; the error to give instead of it.
    fn note(&self, change: Change, error: c_int) -> Result<(), c_int> {
        let mut state = self.state();
        let number = state.count;
        state.count += 1;
        if state.stop_at == Some(number) {
            drop(state);
            println!("boundary {number}");
            loop {
                std::thread::park();
            }
        }
        if let Some(refusal) = state.refusal
            && (number == refusal.at || refusal.lasting && number > refusal.at)
        {
            state.refused += 1;
            return Err(if refusal.full && error == ffi::SQLITE_IOERR_WRITE {
                ffi::SQLITE_FULL
            } else {
                error
            });
        }
        if !(state.deaf && matches!(change, Change::Sync { .. })) {
            state.changes.push(change);
        }
        Ok(())
    }
}

/// An open file of ours: SQLite's head, what is ours, and behind it the file of the system's VFS.
#[repr(C)]
struct Open {
    head: sqlite3_file,
    ours: *mut Ours,
}

struct Ours {
    disk: Option<Arc<Disk>>,
    name: String,
}

/// The system's own VFS.
static SYSTEM: OnceLock<usize> = OnceLock::new();

static REGISTERED: LazyLock<()> = LazyLock::new(|| {
    // SAFETY: the default VFS lives as long as the process; ours is leaked and does too. A copy of
    // the default's fields keeps every method that looks at no field but the length of paths.
    unsafe {
        let system = ffi::sqlite3_vfs_find(std::ptr::null());
        assert!(!system.is_null(), "SQLite has a VFS");
        let _ = SYSTEM.set(system as usize);
        let mut ours = *system;
        ours.zName = c"disk".as_ptr();
        ours.pNext = null_mut();
        ours.szOsFile += size_of::<Open>() as c_int;
        ours.xOpen = Some(open);
        ours.xDelete = Some(delete);
        let code = ffi::sqlite3_vfs_register(Box::leak(Box::new(ours)), 0);
        assert_eq!(code, ffi::SQLITE_OK);
    }
});

fn system() -> *mut sqlite3_vfs {
    *SYSTEM.get().expect("registered") as *mut sqlite3_vfs
}

/// The disk and the name within its folder.
///
/// SAFETY: `name` is null or a C string.
unsafe fn find(name: *const c_char) -> (Option<Arc<Disk>>, String) {
    if name.is_null() {
        return (None, String::new());
    }
    // SAFETY: not null, so a C string.
    let path = PathBuf::from(
        unsafe { CStr::from_ptr(name) }
            .to_string_lossy()
            .into_owned(),
    );
    let file = path
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let disks = DISKS.lock().expect("not poisoned");
    (
        path.parent().and_then(|folder| disks.get(folder)).cloned(),
        file,
    )
}

unsafe extern "C" fn open(
    _: *mut sqlite3_vfs,
    name: ffi::sqlite3_filename,
    file: *mut sqlite3_file,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    // SAFETY: SQLite hands us `szOsFile` bytes and a name as it hands them to any VFS.
    unsafe {
        let (disk, within) = find(name);
        let opened = file.cast::<Open>();
        (*opened).head.pMethods = std::ptr::null();
        (*opened).ours = null_mut();
        let fresh = flags & ffi::SQLITE_OPEN_CREATE != 0
            && !name.is_null()
            && !Path::new(&*CStr::from_ptr(name).to_string_lossy()).exists();
        if fresh
            && let Some(disk) = &disk
            && let Err(code) = disk.note(
                Change::Create {
                    file: within.clone(),
                },
                ffi::SQLITE_CANTOPEN,
            )
        {
            return code;
        }
        let open = (*system()).xOpen.expect("every VFS opens");
        let code = open(system(), name, real(file), flags, out);
        if code == ffi::SQLITE_OK {
            (*opened).ours = Box::into_raw(Box::new(Ours { disk, name: within }));
            (*opened).head.pMethods = &METHODS;
        }
        code
    }
}

unsafe extern "C" fn delete(_: *mut sqlite3_vfs, name: *const c_char, synced: c_int) -> c_int {
    // SAFETY: as above.
    unsafe {
        let (disk, file) = find(name);
        let there = !name.is_null() && Path::new(&*CStr::from_ptr(name).to_string_lossy()).exists();
        if there
            && let Some(disk) = disk
            && let Err(code) = disk.note(
                Change::Delete {
                    file,
                    synced: synced != 0,
                },
                ffi::SQLITE_IOERR_DELETE,
            )
        {
            return code;
        }
        (*system()).xDelete.expect("every VFS deletes")(system(), name, synced)
    }
}

/// The system's file behind ours.
unsafe fn real(file: *mut sqlite3_file) -> *mut sqlite3_file {
    // SAFETY: `szOsFile` leaves room for both.
    unsafe { file.cast::<u8>().add(size_of::<Open>()).cast() }
}

unsafe fn note(
    file: *mut sqlite3_file,
    change: impl FnOnce(String) -> Change,
    error: c_int,
) -> Result<(), c_int> {
    // SAFETY: `open` set the pointer, `close` has not been called.
    let ours = unsafe { &*(*file.cast::<Open>()).ours };
    match &ours.disk {
        Some(disk) => disk.note(change(ours.name.clone()), error),
        None => Ok(()),
    }
}

/// Calls the method of the system's file.
macro_rules! pass {
    ($file:expr, $method:ident $(, $argument:expr)*) => {{
        let real = real($file);
        (*(*real).pMethods).$method.expect("a method of version 3")(real $(, $argument)*)
    }};
}

macro_rules! passing {
    ($($name:ident = $method:ident($($argument:ident: $kind:ty),*) -> $result:ty;)*) => {
        $(unsafe extern "C" fn $name(file: *mut sqlite3_file $(, $argument: $kind)*) -> $result {
            // SAFETY: SQLite's own call, passed on.
            unsafe { pass!(file, $method $(, $argument)*) }
        })*
    };
}

passing! {
    read = xRead(to: *mut c_void, amount: c_int, offset: sqlite3_int64) -> c_int;
    size = xFileSize(size: *mut sqlite3_int64) -> c_int;
    lock = xLock(level: c_int) -> c_int;
    unlock = xUnlock(level: c_int) -> c_int;
    reserved = xCheckReservedLock(out: *mut c_int) -> c_int;
    control = xFileControl(op: c_int, argument: *mut c_void) -> c_int;
    sector = xSectorSize() -> c_int;
    device = xDeviceCharacteristics() -> c_int;
    shm_map = xShmMap(page: c_int, size: c_int, extend: c_int, at: *mut *mut c_void) -> c_int;
    shm_lock = xShmLock(offset: c_int, count: c_int, flags: c_int) -> c_int;
    shm_barrier = xShmBarrier() -> ();
    shm_unmap = xShmUnmap(delete: c_int) -> c_int;
}

unsafe extern "C" fn close(file: *mut sqlite3_file) -> c_int {
    // SAFETY: SQLite closes a file once.
    unsafe {
        drop(Box::from_raw((*file.cast::<Open>()).ours));
        pass!(file, xClose)
    }
}

unsafe extern "C" fn write(
    file: *mut sqlite3_file,
    from: *const c_void,
    amount: c_int,
    offset: sqlite3_int64,
) -> c_int {
    // SAFETY: `from` has `amount` bytes.
    unsafe {
        let bytes = std::slice::from_raw_parts(from.cast::<u8>(), amount as usize).to_vec();
        match note(
            file,
            |file| Change::Write {
                file,
                offset: offset as usize,
                bytes,
            },
            ffi::SQLITE_IOERR_WRITE,
        ) {
            Ok(()) => pass!(file, xWrite, from, amount, offset),
            Err(code) => code,
        }
    }
}

unsafe extern "C" fn truncate(file: *mut sqlite3_file, size: sqlite3_int64) -> c_int {
    // SAFETY: SQLite's own call, noted and passed on.
    unsafe {
        match note(
            file,
            |file| Change::Truncate {
                file,
                size: size as usize,
            },
            ffi::SQLITE_IOERR_TRUNCATE,
        ) {
            Ok(()) => pass!(file, xTruncate, size),
            Err(code) => code,
        }
    }
}

unsafe extern "C" fn sync(file: *mut sqlite3_file, flags: c_int) -> c_int {
    // SAFETY: SQLite's own call, noted and passed on.
    unsafe {
        match note(file, |file| Change::Sync { file }, ffi::SQLITE_IOERR_FSYNC) {
            Ok(()) => pass!(file, xSync, flags),
            Err(code) => code,
        }
    }
}

/// Version 2: no mapped pages, so that every read and write comes through here.
static METHODS: sqlite3_io_methods = sqlite3_io_methods {
    iVersion: 2,
    xClose: Some(close),
    xRead: Some(read),
    xWrite: Some(write),
    xTruncate: Some(truncate),
    xSync: Some(sync),
    xFileSize: Some(size),
    xLock: Some(lock),
    xUnlock: Some(unlock),
    xCheckReservedLock: Some(reserved),
    xFileControl: Some(control),
    xSectorSize: Some(sector),
    xDeviceCharacteristics: Some(device),
    xShmMap: Some(shm_map),
    xShmLock: Some(shm_lock),
    xShmBarrier: Some(shm_barrier),
    xShmUnmap: Some(shm_unmap),
    xFetch: None,
    xUnfetch: None,
};
