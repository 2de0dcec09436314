//! The service as its clients hold it: asked through its router, over a store of our own articles,
//! and over loopback.

#[cfg(test)]
mod crisis;
#[cfg(test)]
mod document;
#[cfg(test)]
mod guarded;
#[cfg(test)]
mod live;
#[cfg(test)]
mod read;
#[cfg(test)]
mod service;
#[cfg(test)]
mod write;
