//! Lines of a dump and files of an index, whatever their bytes.

use std::borrow::Cow;

use demarche_code::gazetteer::build::Builder;
use demarche_code::gazetteer::geonames::{self, Feature, Wanted};
use demarche_code::gazetteer::{Gazetteer, HEAD, MAGIC};
use proptest::prelude::*;

const LINES: &[&str] = &[
    "216281\tGoma\tGoma\tGOM,Goma,Гома\t-1.67409\t29.22845\tP\tPPLA\tCD\t\t11\t\t\t\t144124\t\t1506\tAfrica/Lubumbashi\t2024-01-01",
    "206938\tNord Kivu\tNord Kivu\tNorth Kivu\t-0.75\t29\tA\tADM1\tCD\t\t11\t\t\t\t5767945\t\t1200\tAfrica/Lubumbashi\t2024-01-01",
];

fn added<'l>(lines: impl Iterator<Item = &'l [u8]>) -> Builder {
    let wanted = Wanted {
        features: ["P", "A.ADM1"]
            .iter()
            .filter_map(|text| Feature::parse(text).ok())
            .collect(),
        least_people: 0,
    };
    let mut builder = Builder::default();
    for bytes in lines {
        if let Ok(line) = geonames::line(bytes) {
            let _ = geonames::add(&mut builder, &line, &wanted);
        }
        if let Ok((code, name)) = geonames::division(bytes) {
            builder.division(code, name);
        }
        if let Ok(Some((id, name))) = geonames::other_name(bytes) {
            builder.name(id, name);
        }
    }
    builder
}

/// Asks an index for names; what it answers is on the globe.
fn asked(index: &Gazetteer) {
    for name in ["Goma", "Nord Kivu", "x", ""] {
        for entry in index.named(name) {
            assert!(
                entry.lat.abs() <= 90.0 && entry.lon.abs() <= 180.0,
                "{entry:?}"
            );
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) })]

    #[test]
    fn any_bytes_are_a_line_or_a_fault(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let builder = added(bytes.split(|&byte| byte == b'\n'));
        asked(&Gazetteer::read(Cow::Owned(builder.finish().unwrap())).unwrap());
    }

    #[test]
    fn any_fields_are_a_line_or_a_fault(
        line in proptest::sample::select(LINES),
        changes in proptest::collection::vec((0usize..19, "\\PC{0,12}"), 0..4),
    ) {
        let mut fields: Vec<&str> = line.split('\t').collect();
        for (at, value) in &changes {
            fields[*at] = value;
        }
        let line = fields.join("\t");
        let builder = added([line.as_bytes(), LINES[0].as_bytes()].into_iter());
        let index = Gazetteer::read(Cow::Owned(builder.finish().unwrap())).unwrap();
        asked(&index);
        prop_assert!(index.named("Goma").next().is_some());
    }

    #[test]
    fn any_bytes_are_an_index_or_refused(
        bytes in proptest::collection::vec(any::<u8>(), 0..300),
        small in proptest::collection::vec(0u8..4, HEAD - MAGIC.len()),
    ) {
        let _ = Gazetteer::read(Cow::Owned(bytes.clone()));
        // Small counts, so that the parts fit and what they hold is anything.
        let mut file = MAGIC.to_vec();
        file.extend(small.iter().enumerate().map(|(at, &count)| if at % 4 == 0 { count } else { 0 }));
        file.extend(&bytes);
        if let Ok(index) = Gazetteer::read(Cow::Owned(file)) {
            asked(&index);
        }
    }

    #[test]
    fn a_damaged_index_is_read_or_refused(
        changes in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 1..12),
    ) {
        let builder = added(LINES.iter().map(|line| line.as_bytes()));
        let mut file = builder.finish().unwrap();
        for (at, byte) in &changes {
            let at = at.index(file.len());
            file[at] = *byte;
        }
        if let Ok(index) = Gazetteer::read(Cow::Owned(file)) {
            asked(&index);
        }
    }
}
