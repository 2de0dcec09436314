<<<<<<< HEAD
//! Feeds, lists, archives and tables to articles, good ones and hostile ones.

#[cfg(test)]
mod feeds;
#[cfg(test)]
mod opml;
#[cfg(test)]
mod packed;
#[cfg(test)]
mod scan;
=======
//! Pages to articles, as callers do it.

#[cfg(test)]
mod language;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod workers;
>>>>>>> pages
