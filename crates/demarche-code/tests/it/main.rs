//! Tests over whole sentences and articles.

#[cfg(test)]
mod cases;
mod codebook;
#[cfg(test)]
mod codes;
#[cfg(test)]
mod details;
#[cfg(test)]
mod gazetteer;
#[cfg(test)]
mod heads;
mod knowledge;
mod mentions;
mod relation;
mod robustness;
