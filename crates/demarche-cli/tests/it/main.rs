//! The program as its users run it: what it prints, and how it ends.

#[cfg(test)]
mod code;
#[cfg(test)]
mod commands;
#[cfg(test)]
#[cfg(target_os = "linux")]
mod day;
#[cfg(test)]
#[cfg(feature = "accurate")]
mod engine;
#[cfg(test)]
mod formats;
#[cfg(test)]
mod harness;
#[cfg(test)]
mod import;
#[cfg(test)]
mod inputs;
#[cfg(test)]
mod ledger;
#[cfg(test)]
mod output;
#[cfg(test)]
mod own;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod places_import;
#[cfg(test)]
mod review;
#[cfg(test)]
mod site;
#[cfg(test)]
mod store;
#[cfg(test)]
mod watch;
