//! What the encoder promises for any input. Without weights in the crate, and with no folder named by
//! `DEMARCHE_WEIGHTS`, the tests of readings say that they were skipped.

mod pieces;
mod readings;

use std::path::Path;
use std::sync::LazyLock;

use demarche_encoder::{Encoder, Weights};

/// The encoder to test, made once.
fn encoder() -> Option<&'static Encoder> {
    static ENCODER: LazyLock<Option<Encoder>> = LazyLock::new(|| {
        let weights = match std::env::var_os("DEMARCHE_WEIGHTS") {
            Some(folder) => {
                Some(Weights::read(Path::new(&folder)).expect("the folder holds weights"))
            }
            None => Weights::embedded(),
        };
        weights.map(|weights| Encoder::new(weights).expect("the weights are well-formed"))
    });
    if ENCODER.is_none() {
        println!("skipped: no weights are built in, and DEMARCHE_WEIGHTS names none");
    }
    ENCODER.as_ref()
}
