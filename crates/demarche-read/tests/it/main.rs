//! Pages, feeds, lists, archives and tables to articles, as callers do it.

#[cfg(test)]
mod feeds;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod hostile_feeds;
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
mod table;
#[cfg(test)]
#[cfg(feature = "parquet")]
mod table_parquet;
#[cfg(test)]
mod warc;
#[cfg(test)]
mod workers;
