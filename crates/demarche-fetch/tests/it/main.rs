//! Fetching and scheduling, against servers on this machine and in simulated time.

mod addresses;
mod answers;
mod headers;
mod hostile;
mod polite;
mod queue;
mod schedule;
mod server;
mod watcher;
