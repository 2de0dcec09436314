//! An index of places from files in GeoNames' format.

use std::io::{Cursor, Write as _};

use expect_test::expect;

use crate::harness::{Folder, pipe, run};

/// Lines of the format: facts as GeoNames has them, cut down. Kichwa's number of people is left
/// open, the airport and the volcano have none.
const DUMP: &str = "\
216281\tGoma\tGoma\tGOM,Goma,Гома\t-1.67409\t29.22845\tP\tPPLA\tCD\t\t11\t\t\t\t144124\t\t1506\tAfrica/Lubumbashi\t2024-01-01
217831\tBukavu\tBukavu\tBKY,Bukavu,Costermansville\t-2.49077\t28.84281\tP\tPPLA\tCD\t\t12\t\t\t\t225389\t\t1500\tAfrica/Lubumbashi\t2024-01-01
214389\tKichwa\tKichwa\t\t-1.2\t29.1\tP\tPPL\tCD\t\t11\t\t\t\t\t\t1700\tAfrica/Lubumbashi\t2024-01-01
206938\tNord Kivu\tNord Kivu\tNorth Kivu,Province du Nord-Kivu\t-0.75\t29\tA\tADM1\tCD\t\t11\t\t\t\t5767945\t\t1200\tAfrica/Lubumbashi\t2024-01-01
6297014\tGoma International Airport\tGoma International Airport\tGOM\t-1.67081\t29.23846\tS\tAIRP\tCD\t\t11\t\t\t\t0\t\t1530\tAfrica/Lubumbashi\t2024-01-01
206914\tNyiragongo\tNyiragongo\tMount Nyiragongo\t-1.52\t29.25\tT\tVLC\tCD\t\t11\t\t\t\t0\t\t3470\tAfrica/Lubumbashi\t2024-01-01
";

const ADMIN1: &str =
    "CD.11\tNorth Kivu\tNorth Kivu\t206938\nCD.12\tSouth Kivu\tSouth Kivu\t205253\n";

const NAMES: &str = "\
1\t216281\ten\tGoma Town\t\t\t\t\t\t
2\t216281\tlink\thttps://example.org/Goma\t\t\t\t\t\t
3\t99\ten\tElsewhere\t\t\t\t\t\t
4\t216281\tru\tГома\t\t\t\t\t\t
";

fn zip(name: &str, text: &str) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    writer.start_file("readme.txt", options).unwrap();
    writer.write_all(b"not this one").unwrap();
    writer.start_file(name, options).unwrap();
    writer.write_all(text.as_bytes()).unwrap();
    writer.finish().unwrap().into_inner()
}

#[test]
fn an_index_is_made_and_coded_with() {
    let folder = Folder::new("import");
    let dump = folder.file("allCountries.txt", DUMP.as_bytes());
    let admin1 = folder.file("admin1CodesASCII.txt", ADMIN1.as_bytes());
    let names = folder.file("alternateNamesV2.zip", &zip("alternateNamesV2.txt", NAMES));
    let out = format!("{}/mine", folder.path());
    let ran = run(&[
        "places",
        "import",
        &dump,
        "--admin1",
        &admin1,
        "--alternate-names",
        &names,
        "--out",
        &out,
    ]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert_eq!(ran.stdout, "");
    expect![[r#"
        DIR/admin1CodesASCII.txt: 2 lines = 2 first-level divisions named + 0 at fault
        DIR/allCountries.txt: 6 lines = 2 places kept + 3 of other features + 1 of fewer people + 0 at fault
        DIR/alternateNamesV2.zip: 4 lines = 1 names kept + 1 without a name in Latin letters + 1 links and codes + 1 of other places + 0 at fault
        DIR/mine/gazetteer.bin: 2 places, 0.0 MB; code with it by --knowledge DIR/mine
        The data are GeoNames' (CC BY 4.0): name the source where you pass the index on.
    "#]]
    .assert_eq(&ran.stderr.replace(folder.path(), "DIR"));
    let left: Vec<_> = std::fs::read_dir(&out).unwrap().collect();
    assert_eq!(left.len(), 1, "nothing lies beside the index: {left:?}");

    let ran = run(&["places", "Costermansville", "--knowledge", &out]);
    assert!(
        ran.stdout.contains("Bukavu, South Kivu, COD, -2.49 28.84"),
        "{}",
        ran.stdout
    );
    let text = b"Gunmen killed ten civilians in Costermansville on Monday.\n";
    let coded = pipe(
        &["code", "--format", "jsonl", "-", "--knowledge", &out],
        text,
    );
    let event: serde_json::Value =
        serde_json::from_str(coded.stdout.lines().next().unwrap()).unwrap();
    assert_eq!(event["place"]["geonames_id"], 217831);
    assert_eq!(event["place"]["admin1"], "South Kivu");
}

#[test]
fn other_features_are_kept_as_what_they_are() {
    let folder = Folder::new("import-features");
    let dump = folder.file("cities500.zip", &zip("cities500.txt", DUMP));
    let ran = run(&[
        "places",
        "import",
        &dump,
        "--features",
        "P,A.ADM1,S",
        "--least-people",
        "0",
        "--out",
        folder.path(),
    ]);
    assert_eq!(ran.code, Some(0), "{}", ran.stderr);
    assert!(
        ran.stderr
            .contains("6 lines = 5 places kept + 1 of other features"),
        "{}",
        ran.stderr
    );
    let said = |name: &str| run(&["places", name, "--knowledge", folder.path()]).stdout;
    let airport = said("Goma International Airport");
    assert!(
        airport.contains("Nord Kivu, COD, -1.67 29.24 (a point)"),
        "{airport}"
    );
    let ran = run(&[
        "places",
        "import",
        &dump,
        "--features",
        "P,X",
        "--out",
        folder.path(),
    ]);
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.stderr.contains("no class of features"),
        "{}",
        ran.stderr
    );
}

#[test]
fn faulty_lines_are_named_and_the_rest_goes_on() {
    let folder = Folder::new("import-faults");
    let mut bytes = b"\xef\xbb\xbf".to_vec();
    bytes.extend(DUMP.replace('\n', "\r\n").as_bytes());
    bytes.extend(b"1\tno more than three\tcolumns\r\n");
    bytes.extend(b"2\tM\xfcnchen\tMunich\n");
    bytes.extend(
        DUMP.lines()
            .next()
            .unwrap()
            .replace("-1.67409", "south")
            .as_bytes(),
    );
    bytes.extend(b"\n3\tlone\rreturn\n\n");
    bytes.extend("x".repeat(200_000).as_bytes());
    bytes.extend(b"\n");
    bytes.extend(
        DUMP.lines()
            .next()
            .unwrap()
            .replace("216281", "4")
            .as_bytes(),
    );
    let dump = folder.file("CD.txt", &bytes);
    let ran = run(&["places", "import", &dump, "--out", folder.path()]);
    assert_eq!(ran.code, Some(3), "{}", ran.stderr);
    expect![[r#"
        DIR/CD.txt:7: 3 columns where 19 are wanted
        hint: columns are parted by tabs, without quotes; is this the right file?
        DIR/CD.txt:8: column 2: this is not UTF-8
        hint: take the file as GeoNames gives it, or save it as UTF-8
        DIR/CD.txt:9: column 5: "south" is no number of degrees
        hint: give decimal degrees, WGS84
        DIR/CD.txt:10: column 2: a carriage return stands inside the line
        hint: lines end with a line feed; take the file as GeoNames gives it
        DIR/CD.txt:11: 1 columns where 19 are wanted
        hint: columns are parted by tabs, without quotes; is this the right file?
        DIR/CD.txt: 1 more lines at fault
        DIR/CD.txt: 13 lines = 3 places kept + 3 of other features + 1 of fewer people + 6 at fault
        DIR/gazetteer.bin: 3 places, 0.0 MB; code with it by --knowledge DIR
        The data are GeoNames' (CC BY 4.0): name the source where you pass the index on.
    "#]]
    .assert_eq(&ran.stderr.replace(folder.path(), "DIR"));
}

#[test]
fn what_is_no_dump_leaves_the_index_alone() {
    let folder = Folder::new("import-none");
    let index = folder.file("gazetteer.bin", b"as it was");
    for (name, bytes, said) in [
        (
            "a.txt",
            &b"no dump\nat all\n"[..],
            "no line is as GeoNames writes it",
        ),
        ("b.txt", b"", "is empty"),
        ("c.zip", b"PK no archive", "download it again"),
        ("d.zip", &zip("other.txt", DUMP), "none is d.txt"),
        (
            "e.txt",
            DUMP.lines().last().unwrap().as_bytes(),
            "no place is kept",
        ),
    ] {
        let dump = folder.file(name, bytes);
        let ran = run(&["places", "import", &dump, "--out", folder.path()]);
        assert_eq!(ran.code, Some(1), "{name}: {}", ran.stderr);
        assert!(ran.stderr.contains(said), "{name}: {}", ran.stderr);
        assert!(ran.stderr.contains("hint: "), "{name}: {}", ran.stderr);
    }
    let ran = run(&[
        "places",
        "import",
        "no/such/file.txt",
        "--out",
        folder.path(),
    ]);
    assert_eq!(ran.code, Some(1));
    assert_eq!(std::fs::read(index).unwrap(), b"as it was");
}

#[test]
fn names_are_looked_up_as_before() {
    assert!(run(&["places", "Goma"]).stdout.contains("COD"));
    assert_eq!(run(&["places"]).code, Some(2));
    assert_eq!(run(&["places", "import"]).code, Some(2));
}
