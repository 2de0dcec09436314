//! Feeds, lists, archives and tables to articles, good ones and hostile ones.

#[cfg(test)]
mod feeds;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod opml;
#[cfg(test)]
mod packed;
#[cfg(test)]
mod table;
#[cfg(all(test, feature = "parquet"))]
mod table_parquet;
#[cfg(test)]
mod warc;
#[cfg(test)]
mod scan;
