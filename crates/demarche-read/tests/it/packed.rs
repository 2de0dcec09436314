//! gzip and Zstandard: whole, in many members, cut off, damaged, bombs.

use std::io::{self, BufReader, Read, Write};

use demarche_read::packed::{Caps, Fault, Packing, Unpacked};
use flate2::Compression;
use flate2::write::GzEncoder;

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

pub(crate) fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 3).unwrap()
}

/// Words that do not pack to nothing.
fn words(seed: u64, count: usize) -> String {
    let mut state = seed | 1;
    (0..count)
        .map(|_| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            format!("w{} ", state >> 40)
        })
        .collect()
}

/// What comes out, and the faults met on the way.
fn unpack(packed: &[u8], caps: Caps) -> (Vec<u8>, Vec<Fault>) {
    let packing = Packing::of(packed).unwrap();
    // A small buffer, so that members lie across its end.
    let reader = BufReader::with_capacity(61, packed);
    let mut reader = Unpacked::new(reader, packing, caps);
    let (mut out, mut faults) = (Vec::new(), Vec::new());
    let mut buffer = [0; 4096];
    loop {
        match reader.read(&mut buffer) {
            Ok(0) => return (out, faults),
            Ok(length) => out.extend_from_slice(&buffer[..length]),
            Err(error) => faults.push(Fault::of(&error).unwrap().clone()),
        }
        assert!(faults.len() < 5000);
    }
}

#[test]
fn what_was_packed_comes_out() {
    let text = words(1, 5000);
    let half = text.len() / 2;
    let (first, second) = text.as_bytes().split_at(half);
    for packed in [
        gzip(text.as_bytes()),
        zstd(text.as_bytes()),
        [gzip(first), gzip(b""), gzip(second)].concat(),
        [gzip(first), gzip(second), vec![0; 512]].concat(),
        [zstd(first), zstd(second)].concat(),
    ] {
        let (out, faults) = unpack(&packed, Caps::default());
        assert_eq!(faults, []);
        assert_eq!(out, text.as_bytes());
    }
}

#[test]
fn what_stands_before_and_behind_damage_is_read() {
    let texts: Vec<String> = (0..3).map(|seed| words(seed, 500)).collect();
    let members: Vec<Vec<u8>> = texts.iter().map(|text| gzip(text.as_bytes())).collect();
    for damage in 0..60 {
        let mut middle = members[1].clone();
        if damage < 30 {
            let at = 10 + damage * (middle.len() - 10) / 30;
            middle[at] ^= 0x55;
        } else {
            middle.truncate((damage - 29) * middle.len() / 32);
        }
        let packed = [&members[0][..], &middle, &members[2]].concat();
        let (out, faults) = unpack(&packed, Caps::default());
        let out = String::from_utf8_lossy(&out);
        assert!(out.starts_with(&texts[0]), "{damage}");
        assert!(out.ends_with(&texts[2]), "{damage}: {faults:?}");
        assert!(!faults.is_empty(), "{damage}");
    }
}

#[test]
fn what_breaks_off_gives_what_is_there() {
    let text = words(5, 5000);
    for packed in [gzip(text.as_bytes()), zstd(text.as_bytes())] {
        let (out, faults) = unpack(&packed[..packed.len() - 20], Caps::default());
        assert!(text.as_bytes().starts_with(&out));
        assert_eq!(faults.len(), 1);
        assert!(matches!(faults[0], Fault::CutOff { .. }), "{faults:?}");
    }
    let packed = [gzip(text.as_bytes()), b"plain words".to_vec()].concat();
    let (out, faults) = unpack(&packed, Caps::default());
    assert_eq!(out, text.as_bytes());
    let at = packed.len() as u64 - 11;
    assert_eq!(faults, [Fault::Trailing { at }]);
}

#[test]
fn bombs_are_stopped() {
    let caps = Caps {
        ratio: 300,
        grace: 1 << 20,
    };
    let mut packed = Vec::new();
    let mut encoder = GzEncoder::new(&mut packed, Compression::best());
    io::copy(&mut io::repeat(b'a').take(64 << 20), &mut encoder).unwrap();
    encoder.finish().unwrap();
    let zeros = zstd::encode_all(io::repeat(0).take(1 << 30), 1).unwrap();
    for packed in [packed, zeros] {
        let (out, faults) = unpack(&packed, caps);
        assert!(matches!(faults[..], [Fault::Bomb { .. }]), "{faults:?}");
        assert!(out.len() < 48 << 20, "{}", out.len());
    }
    // Text that repeats itself is none.
    let (_, faults) = unpack(&gzip(words(7, 1000).repeat(30).as_bytes()), caps);
    assert_eq!(faults, []);
}

#[test]
fn any_bytes_behind_the_mark_do_no_harm() {
    for seed in 0..300 {
        for mark in [&[0x1f, 0x8b, 8, 0][..], &[0x28, 0xb5, 0x2f, 0xfd]] {
            let packed = [mark, words(seed, 50).as_bytes(), mark, mark].concat();
            unpack(&packed, Caps::default());
        }
    }
}
