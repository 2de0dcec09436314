//! Tables of events: what they look like, and that they say all that the records say.

#[cfg(test)]
#[cfg(feature = "parquet")]
mod dataset;
#[cfg(test)]
mod documented;
#[cfg(test)]
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(test)]
mod records;
#[cfg(test)]
mod table;
