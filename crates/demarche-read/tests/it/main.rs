//! Pages, feeds, lists, archives and tables to articles, good ones and hostile ones.

#[cfg(test)]
mod feeds;
#[cfg(test)]
mod language;
#[cfg(test)]
mod opml;
#[cfg(test)]
mod packed;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod scan;
#[cfg(test)]
mod workers;
