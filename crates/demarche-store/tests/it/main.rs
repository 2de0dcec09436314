//! The store as its users hold it: what is kept, what is known, and what comes out again.

#[cfg(test)]
mod accounts;
#[cfg(test)]
mod crash;
#[cfg(test)]
mod files;
#[cfg(test)]
mod harness;
#[cfg(test)]
mod identities;
#[cfg(test)]
mod newsroom;
#[cfg(test)]
mod questions;
#[cfg(test)]
mod reviews;
#[cfg(test)]
mod similar;
#[cfg(test)]
mod upkeep;
