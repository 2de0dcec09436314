//! The ledger as its users see it: cases in prose, properties of any fold, and a real article.

#[cfg(test)]
mod article;
#[cfg(test)]
mod cases;
#[cfg(test)]
mod compact;
#[cfg(test)]
mod page;
#[cfg(test)]
mod properties;
#[cfg(test)]
mod tables;
#[cfg(test)]
mod tension;
