//! The service, asked over loopback.

#[cfg(test)]
mod live;
#[cfg(test)]
mod service;
#[cfg(test)]
mod write;
