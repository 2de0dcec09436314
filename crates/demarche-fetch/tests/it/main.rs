//! Fetching and scheduling, against servers on this machine and in simulated time.

#[cfg(test)]
mod addresses;
#[cfg(test)]
mod answers;
#[cfg(test)]
mod headers;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod polite;
#[cfg(test)]
mod post;
#[cfg(test)]
mod queue;
#[cfg(test)]
mod schedule;
#[cfg(test)]
mod server;
#[cfg(test)]
mod watcher;
