//! Small dictionaries of our own, and what becomes of them.

#[cfg(test)]
mod actors;
#[cfg(test)]
mod agents;
#[cfg(test)]
mod coding;
#[cfg(test)]
mod harness;
#[cfg(test)]
mod robustness;
#[cfg(test)]
mod verbs;
