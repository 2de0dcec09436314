//! The time of a look-up in the index of places, one thread.

use demarche_code::gazetteer::Gazetteer;
use divan::Bencher;
use divan::counter::ItemsCount;

/// Names of one place, of many places, in other spellings, and of none.
const NAMES: &[&str] = &[
    "Goma",
    "San Pedro Sula",
    "San Antonio",
    "Springfield",
    "Bogotá",
    "Tizi Ouzou",
    "no such town",
    "Zzz",
];

fn main() {
    divan::main();
}

#[divan::bench]
fn find_the_first(bencher: Bencher<'_, '_>) {
    let index = Gazetteer::embedded();
    bencher.counter(ItemsCount::new(NAMES.len())).bench(|| {
        let found = NAMES.iter().filter_map(|name| index.named(name).next());
        found.count()
    });
}

#[divan::bench]
fn find_up_to_forty(bencher: Bencher<'_, '_>) {
    let index = Gazetteer::embedded();
    bencher.counter(ItemsCount::new(NAMES.len())).bench(|| {
        let found = NAMES.iter().flat_map(|name| index.named(name).take(40));
        found.count()
    });
}

#[divan::bench]
fn read(bencher: Bencher<'_, '_>) {
    let bytes = include_bytes!("../data/gazetteer.bin");
    bencher.bench(|| Gazetteer::read(bytes.as_slice().into()).map(|index| index.len()));
}
