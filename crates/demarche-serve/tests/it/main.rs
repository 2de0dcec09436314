//! The service as its clients hold it: asked through its router, over a store of our own articles.

#[cfg(test)]
mod crisis;
#[cfg(test)]
mod document;
#[cfg(test)]
mod guarded;
#[cfg(test)]
mod read;
