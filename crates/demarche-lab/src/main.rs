//! The `demarche-lab` binary.
fn main() {}
