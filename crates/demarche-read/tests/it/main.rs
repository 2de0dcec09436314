//! Pages to articles, as callers do it.

#[cfg(test)]
mod hostile;
#[cfg(test)]
mod language;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod workers;
