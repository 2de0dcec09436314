//! Says whether the weights lie in the crate: it builds without them.

use std::path::Path;

/// The files of `weights/` that are built in.
const FILES: [&str; 3] = ["model.int8.onnx", "labels.json", "vocab.txt"];

fn main() {
    println!("cargo::rustc-check-cfg=cfg(weights)");
    println!("cargo::rerun-if-changed=weights");
    if FILES
        .iter()
        .all(|file| Path::new("weights").join(file).is_file())
    {
        println!("cargo::rustc-cfg=weights");
    }
}
