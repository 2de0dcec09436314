//! The smallest program that serves a store: `cargo run --example serve -- STORE ADDRESS:PORT`.

use std::path::Path;

use demarche_code::Coder;
use demarche_serve::{App, Config};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(store), Some(listen)) = (arguments.next(), arguments.next()) else {
        return Err("name a store and an address, as news.demarche 127.0.0.1:7411".into());
    };
    let app = App::open(
        Config::new(Path::new(&store), listen.parse()?),
        Coder::embedded(),
    )?;
    demarche_serve::serve(app, std::future::pending(), |address| {
        eprintln!("serving at http://{address}/");
    })?;
    Ok(())
}
