//! `knowledge/codes.tsv`: every line reads, every state has its codes, and no code is given twice.

use std::collections::HashMap;
use std::fmt::Debug;
use std::hash::Hash;

use demarche_code::codes::{Codes, problems};
use demarche_code::knowledge::{self, Moment};
use demarche_record::CountryCode;

/// Members of the Correlates of War state system in 2016, its last version, by number.
const COW: &str = "\
    2 20 31 40 41 42 51 52 53 54 55 56 57 58 60 70 80 90 91 92 93 94 95 100 101 110 115 130 135 140 \
    145 150 155 160 165 200 205 210 211 212 220 221 223 225 230 232 235 255 290 305 310 316 317 325 \
    331 338 339 341 343 344 345 346 347 349 350 352 355 359 360 365 366 367 368 369 370 371 372 373 \
    375 380 385 390 395 402 403 404 411 420 432 433 434 435 436 437 438 439 450 451 452 461 471 475 \
    481 482 483 484 490 500 501 510 516 517 520 522 530 531 540 541 551 552 553 560 565 570 571 572 \
    580 581 590 591 600 615 616 620 625 626 630 640 645 651 652 660 663 666 670 679 690 692 694 696 \
    698 700 701 702 703 704 705 710 712 713 731 732 740 750 760 770 771 775 780 781 790 800 811 812 \
    816 820 830 835 840 850 860 900 910 920 935 940 946 947 950 955 970 983 986 987 990";

fn codes(iso: &str) -> CountryCode {
    CountryCode::parse(iso).unwrap()
}

#[test]
fn every_line_reads() {
    assert_eq!(problems(), []);
    assert!(Codes::all().is_sorted_by_key(|codes| codes.iso));
}

#[test]
fn every_country_has_a_line() {
    for country in knowledge::embedded().countries() {
        // Territories that are in none of the lists.
        if ["DPR", "LPR", "NKR", "TRN", "PMR", "SLD"].contains(&country.iso.as_str()) {
            continue;
        }
        assert!(Codes::now(country.iso).is_some(), "{}", country.iso);
    }
}

#[test]
fn every_member_of_the_state_system_is_a_country() {
    let mut numbers: Vec<u16> = COW
        .split_whitespace()
        .map(|number| number.parse().unwrap())
        .collect();
    let known: Vec<&str> = knowledge::embedded()
        .countries()
        .iter()
        .map(|country| country.iso.as_str())
        .collect();
    let mut held: Vec<u16> = Codes::all()
        .iter()
        .filter(|codes| codes.to.is_none() && known.contains(&codes.iso.as_str()))
        .filter_map(|codes| codes.cow)
        .collect();
    held.sort_unstable();
    numbers.sort_unstable();
    assert_eq!(held, numbers);
    for codes in Codes::all() {
        assert_eq!(
            codes.cow.is_some(),
            codes.cow_abbreviation.is_some(),
            "{}",
            codes.iso
        );
        assert!(codes.cow.is_none() || codes.gw.is_some(), "{}", codes.iso);
    }
}

/// In every month no two states have one code.
#[test]
fn no_code_is_given_twice() {
    fn once<C: Hash + Eq + Debug>(month: Moment, code: impl Fn(&Codes) -> Option<C>) {
        let mut seen: HashMap<C, CountryCode> = HashMap::new();
        for codes in Codes::all().iter().filter(|codes| codes.holds(month)) {
            if let Some(code) = code(codes) {
                let twice = seen.insert(code, codes.iso);
                assert_eq!(twice, None, "{}: {month}", codes.iso);
            }
        }
    }
    for year in 1990..=2026 {
        for month in 1..=12 {
            let month = Moment {
                year,
                month: Some(month),
            };
            once(month, |codes| Some(codes.iso));
            once(month, |codes| codes.iso2);
            once(month, |codes| codes.numeric);
            once(month, |codes| codes.cow);
            once(month, |codes| codes.cow_abbreviation);
            once(month, |codes| codes.gw);
            once(month, |codes| codes.fips);
        }
    }
}

#[test]
fn codes_have_their_form() {
    let capitals = |code: &str| code.bytes().all(|byte| byte.is_ascii_uppercase());
    for codes in Codes::all() {
        let Codes {
            iso2,
            numeric,
            cow_abbreviation,
            fips,
            ..
        } = codes;
        assert!(
            iso2.is_none_or(|code| code.len() == 2 && capitals(code)),
            "{codes:?}"
        );
        assert!(
            fips.is_none_or(|code| code.len() == 2 && capitals(code)),
            "{codes:?}"
        );
        assert!(
            cow_abbreviation.is_none_or(|code| code.len() == 3 && capitals(code)),
            "{codes:?}"
        );
        assert!(
            numeric.is_none_or(|code| code.len() == 3 && code.parse::<u16>().is_ok()),
            "{codes:?}"
        );
    }
}

/// States that came, went, or that the two lists see in different ways.
#[test]
fn states_change_and_lists_part() {
    let check = |iso, month, cow, gw| {
        let found = Codes::at(codes(iso), Moment::parse(month).unwrap());
        let found = found.map(|codes| (codes.cow.unwrap_or(0), codes.gw.unwrap_or(0)));
        assert_eq!(found, Some((cow, gw)), "{iso} {month}");
    };
    check("DEU", "1990-09", 260, 260);
    check("DEU", "1990-10", 255, 260);
    check("DDR", "1990-09", 265, 265);
    check("YEM", "1990-04", 678, 678);
    check("YEM", "1990-05", 679, 678);
    check("YMD", "1990-04", 680, 680);
    check("SUN", "1991-11", 365, 365);
    check("RUS", "1991-12", 365, 365);
    check("CSK", "1992-12", 315, 315);
    check("CZE", "1993-01", 316, 316);
    check("YUG", "2003-01", 345, 345);
    check("SCG", "2003-02", 345, 345);
    check("SRB", "2006-06", 345, 340);
    check("MNE", "2006-06", 341, 341);
    check("KOS", "2008-02", 347, 347);
    check("SSD", "2011-07", 626, 626);
    check("TON", "2000", 955, 972);
    check("OST", "2008-08", 0, 397);
    for (iso, month) in [("DDR", "1990-10"), ("SRB", "2006-05"), ("SUN", "1992")] {
        assert_eq!(
            Codes::at(codes(iso), Moment::parse(month).unwrap()),
            None,
            "{iso}"
        );
    }
    assert_eq!(Codes::now(codes("IND")).unwrap().numeric, Some("356"));
    assert_eq!(Codes::now(codes("AFG")).unwrap().numeric, Some("004"));
    assert_eq!(Codes::now(codes("SUN")), None);
}
