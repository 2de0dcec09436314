//! A worker that misbehaves when a page tells it to; all others it reads as any worker does.

use std::io;
use std::process::ExitCode;
use std::time::Duration;

use demarche_read::{Hints, read_page, serve_with};

fn main() -> ExitCode {
    let served = serve_with(io::stdin(), io::stdout(), |page: &[u8], hints: &Hints| {
        match page {
            b"sleep" => std::thread::sleep(Duration::from_secs(3600)),
            b"compute" => compute(),
            b"eat" => eat(),
            b"panic" => assert!(page.is_empty(), "told to panic"),
            b"abort" => {
                eprintln!("told to abort");
                std::process::abort();
            }
            b"nonsense" => println!("no frame at all, but a long line of something else"),
            _ => {}
        }
        read_page(page, hints)
    });
    if served.is_ok() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

fn compute() {
    let mut sum = 0_u64;
    loop {
        sum = std::hint::black_box(sum.wrapping_mul(31).wrapping_add(7));
    }
}

fn eat() {
    let mut eaten: Vec<Vec<u8>> = Vec::new();
    loop {
        eaten.push(vec![1; 1 << 24]);
        std::hint::black_box(&eaten);
    }
}
