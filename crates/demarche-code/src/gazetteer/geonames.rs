//! Lines of a GeoNames dump (CC BY 4.0) as its readme lays them out: `allCountries.txt` and the
//! `cities` files, `alternateNamesV2.txt`, `admin1CodesASCII.txt`.
//!
//! A line is read by itself, so that a file of any size can be streamed. This module knows nothing
//! of files, and of an index no more than what belongs into one.

use std::fmt;

use demarche_record::{CountryCode, PlacePrecision};

use super::build::{Builder, NewEntry};

/// A line of a dump.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line<'l> {
    /// GeoNames id.
    pub id: u32,
    /// The name.
    pub name: &'l str,
    /// The name in ASCII.
    pub ascii: &'l str,
    /// Other names, parted by commas.
    pub others: &'l str,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// Class of feature: one letter ("P" for populated places), or none.
    pub class: &'l str,
    /// Code of feature within its class ("PPLA").
    pub code: &'l str,
    /// ISO 3166-1 alpha-2; empty on the high seas.
    pub country: &'l str,
    /// Code of the first-level division within the country.
    pub admin1: &'l str,
    /// People.
    pub population: u64,
}

/// What is wrong with a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineFault {
    /// The column, from 1; 0 where the line as a whole is at fault.
    pub column: usize,
    /// What is wrong.
    pub what: String,
    /// What to do about it.
    pub help: &'static str,
}

impl fmt::Display for LineFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.column {
            0 => f.write_str(&self.what),
            column => write!(f, "column {column}: {}", self.what),
        }
    }
}

/// The longest line that is read; GeoNames' own columns hold less than a third of that.
pub const LONGEST: usize = 65_536;

const COLUMNS: usize = 19;

/// Reads a line of `allCountries.txt` or a `cities` file, without its line end.
pub fn line(bytes: &[u8]) -> Result<Line<'_>, LineFault> {
    let fields: [&str; COLUMNS] = fields(bytes)?;
    let number = |column: usize, what: &str, help: &'static str| LineFault {
        column,
        what: format!("\"{}\" is no {what}", short(fields[column - 1])),
        help,
    };
    let degrees = |column: usize, most: f64| -> Result<f64, LineFault> {
        let value: Option<f64> = fields[column - 1].parse().ok();
        value
            .filter(|degrees| degrees.abs() <= most)
            .ok_or_else(|| number(column, "number of degrees", "give decimal degrees, WGS84"))
    };
    let line = Line {
        id: fields[0]
            .parse()
            .map_err(|_| number(1, "GeoNames id", "the first column is a whole number"))?,
        name: fields[1],
        ascii: fields[2],
        others: fields[3],
        lat: degrees(5, 90.0)?,
        lon: degrees(6, 180.0)?,
        class: fields[6],
        code: fields[7],
        country: fields[8],
        admin1: fields[10],
        population: match fields[14] {
            "" => 0,
            people => people
                .parse()
                .map_err(|_| number(15, "number of people", "give a whole number, or nothing"))?,
        },
    };
    match line.name.is_empty() {
        false => Ok(line),
        true => Err(LineFault {
            column: 2,
            what: "there is no name".to_owned(),
            help: "the second column is the place's name",
        }),
    }
}

/// A line of `admin1CodesASCII.txt`: the code of a first-level division ("AF.28") and its name.
pub fn division(bytes: &[u8]) -> Result<(&str, &str), LineFault> {
    let [code, name, _, _] = fields(bytes)?;
    match code.split_once('.') {
        Some((country, _)) if country.len() == 2 && !name.is_empty() => Ok((code, name)),
        _ => Err(LineFault {
            column: 1,
            what: format!("\"{}\" is no code of a division with a name", short(code)),
            help: "codes are written as AF.28",
        }),
    }
}

/// A line of `alternateNamesV2.txt`: the place's id and a name of it. `None` where the line holds a
/// link, a postal or an airport's code instead of a name.
pub fn other_name(bytes: &[u8]) -> Result<Option<(u32, &str)>, LineFault> {
    // The last two columns came with the second version of the file.
    let [_, id, language, name] = some_fields(bytes, 8..=10)?;
    let id = id.parse().map_err(|_| LineFault {
        column: 2,
        what: format!("\"{}\" is no GeoNames id", short(id)),
        help: "the second column is a whole number",
    })?;
    let is_name = !matches!(
        language,
        "link" | "post" | "iata" | "icao" | "faac" | "tcid" | "unlc" | "wkdt" | "abbr" | "phon"
    );
    Ok(is_name.then_some((id, name)))
}

/// Which lines of a dump are kept.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// Classes and codes of features.
    pub features: Vec<Feature>,
    /// The fewest people of a populated place. Seats of states and of their first- and second-level
    /// divisions are kept with any number.
    pub least_people: u64,
}

/// A class of features, or one code of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feature {
    class: String,
    code: Option<String>,
}

impl Feature {
    /// Reads "P" or "A.ADM1".
    pub fn parse(text: &str) -> Result<Feature, String> {
        let (class, code) = match text.split_once('.') {
            Some((class, code)) => (class, Some(code)),
            None => (text, None),
        };
        let known = class.len() == 1 && "AHLPRSTUV".contains(class);
        let plain = |code: &str| {
            !code.is_empty()
                && code
                    .bytes()
                    .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        };
        match known && code.is_none_or(plain) {
            true => Ok(Feature {
                class: class.to_owned(),
                code: code.map(str::to_owned),
            }),
            false => Err(format!(
                "\"{text}\" is no class of features; hint: classes are A, H, L, P, R, S, T, U and \
                 V, and a code of one is written as A.ADM1"
            )),
        }
    }

    fn holds(&self, line: &Line<'_>) -> bool {
        self.class == line.class && self.code.as_deref().is_none_or(|code| code == line.code)
    }
}

/// Why a line is left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LeftOut {
    /// It is about another sort of feature.
    Feature,
    /// It has fewer people.
    People,
    /// The place is no more: abandoned, destroyed, historical.
    Gone,
    /// It has no name of three and more Latin letters.
    Name,
    /// A line before it has the same id.
    Twice,
}

impl fmt::Display for LeftOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            LeftOut::Feature => "of other features",
            LeftOut::People => "of fewer people",
            LeftOut::Gone => "abandoned or historical",
            LeftOut::Name => "without a name in Latin letters",
            LeftOut::Twice => "given twice",
        })
    }
}

/// Adds the place of a line to an index if it is wanted. The names of first-level divisions are
/// taken from their lines, unless the builder knows them already.
pub fn add(builder: &mut Builder, line: &Line<'_>, wanted: &Wanted) -> Result<(), LeftOut> {
    let is_division = line.class == "A" && line.code == "ADM1";
    let code = match line.country.is_empty() || matches!(line.admin1, "" | "00") {
        true => None,
        false => Some(format!("{}.{}", line.country, line.admin1)),
    };
    if is_division && let Some(code) = &code {
        builder.name_division(code, line.name);
    }
    if !wanted.features.iter().any(|feature| feature.holds(line)) {
        return Err(LeftOut::Feature);
    }
    if matches!(line.code, "PPLQ" | "PPLW" | "PPLH")
        || line.code.ends_with("H") && line.class == "A"
    {
        return Err(LeftOut::Gone);
    }
    let seat = matches!(line.code, "PPLC" | "PPLA" | "PPLA2");
    if line.class == "P" && !seat && line.population < wanted.least_people {
        return Err(LeftOut::People);
    }
    let entry = NewEntry {
        id: line.id,
        name: line.name,
        population: u32::try_from(line.population).unwrap_or(u32::MAX),
        lat: line.lat,
        lon: line.lon,
        country: country(line.country),
        admin1: code.as_deref(),
        precision: match line.class {
            "P" => PlacePrecision::City,
            "A" if line.code == "ADM1" => PlacePrecision::Admin1,
            _ => PlacePrecision::Place,
        },
    };
    if builder.holds(line.id) {
        return Err(LeftOut::Twice);
    }
    let others = std::iter::once(line.ascii).chain(line.others.split(','));
    match builder.add(&entry, others) {
        true => Ok(()),
        false => Err(LeftOut::Name),
    }
}

/// The country of a code of ISO 3166-1 alpha-2, as PLOVER writes it.
pub fn country(alpha2: &str) -> Option<CountryCode> {
    if alpha2.len() != 2 || !alpha2.is_ascii() {
        return None;
    }
    let pairs = COUNTRIES.split_ascii_whitespace();
    let code = pairs.filter_map(|pair| pair.strip_prefix(alpha2)).next()?;
    CountryCode::parse(code)
}

fn text(bytes: &[u8]) -> Result<&str, LineFault> {
    if bytes.len() > LONGEST {
        return Err(LineFault {
            column: 0,
            what: format!("the line is longer than {LONGEST} bytes"),
            help: "GeoNames writes one place a line, with a line feed at its end",
        });
    }
    let text = std::str::from_utf8(bytes).map_err(|error| {
        let before = &bytes[..error.valid_up_to()];
        LineFault {
            column: before.iter().filter(|&&byte| byte == b'\t').count() + 1,
            what: "this is not UTF-8".to_owned(),
            help: "take the file as GeoNames gives it, or save it as UTF-8",
        }
    })?;
    match text.find('\r') {
        None => Ok(text),
        Some(at) => Err(LineFault {
            column: text[..at].matches('\t').count() + 1,
            what: "a carriage return stands inside the line".to_owned(),
            help: "lines end with a line feed; take the file as GeoNames gives it",
        }),
    }
}

fn fields<const N: usize>(bytes: &[u8]) -> Result<[&str; N], LineFault> {
    some_fields(bytes, N..=N)
}

/// The first fields of a line that has as many columns as `counts` allow.
fn some_fields<const N: usize>(
    bytes: &[u8],
    counts: std::ops::RangeInclusive<usize>,
) -> Result<[&str; N], LineFault> {
    let text = text(bytes)?;
    let count = text.matches('\t').count() + 1;
    let mut fields = text.split('\t');
    match counts.contains(&count) {
        true => Ok(std::array::from_fn(|_| fields.next().unwrap_or(""))),
        false => Err(LineFault {
            column: 0,
            what: match counts.start() == counts.end() {
                true => format!("{count} columns where {N} are wanted"),
                false => format!(
                    "{count} columns where {} to {} are wanted",
                    counts.start(),
                    counts.end()
                ),
            },
            help: "columns are parted by tabs, without quotes; is this the right file?",
        }),
    }
}

/// The beginning of a field, for a message.
fn short(field: &str) -> String {
    match field.char_indices().nth(20) {
        Some((end, _)) => format!("{}…", &field[..end]),
        None => field.to_owned(),
    }
}

/// ISO 3166-1 alpha-2 with alpha-3 of each country, in order; PLOVER writes Kosovo KOS.
const COUNTRIES: &str = "\
    ADAND AEARE AFAFG AGATG AIAIA ALALB AMARM ANANT AOAGO AQATA ARARG ASASM ATAUT AUAUS AWABW \
    AXALA AZAZE BABIH BBBRB BDBGD BEBEL BFBFA BGBGR BHBHR BIBDI BJBEN BLBLM BMBMU BNBRN BOBOL \
    BQBES BRBRA BSBHS BTBTN BVBVT BWBWA BYBLR BZBLZ CACAN CCCCK CDCOD CFCAF CGCOG CHCHE CICIV \
    CKCOK CLCHL CMCMR CNCHN COCOL CRCRI CSSCG CUCUB CVCPV CWCUW CXCXR CYCYP CZCZE DEDEU DJDJI \
    DKDNK DMDMA DODOM DZDZA ECECU EEEST EGEGY EHESH ERERI ESESP ETETH FIFIN FJFJI FKFLK FMFSM \
    FOFRO FRFRA GAGAB GBGBR GDGRD GEGEO GFGUF GGGGY GHGHA GIGIB GLGRL GMGMB GNGIN GPGLP GQGNQ \
    GRGRC GSSGS GTGTM GUGUM GWGNB GYGUY HKHKG HMHMD HNHND HRHRV HTHTI HUHUN IDIDN IEIRL ILISR \
    IMIMN ININD IOIOT IQIRQ IRIRN ISISL ITITA JEJEY JMJAM JOJOR JPJPN KEKEN KGKGZ KHKHM KIKIR \
    KMCOM KNKNA KPPRK KRKOR KWKWT KYCYM KZKAZ LALAO LBLBN LCLCA LILIE LKLKA LRLBR LSLSO LTLTU \
    LULUX LVLVA LYLBY MAMAR MCMCO MDMDA MEMNE MFMAF MGMDG MHMHL MKMKD MLMLI MMMMR MNMNG MOMAC \
    MPMNP MQMTQ MRMRT MSMSR MTMLT MUMUS MVMDV MWMWI MXMEX MYMYS MZMOZ NANAM NCNCL NENER NFNFK \
    NGNGA NINIC NLNLD NONOR NPNPL NRNRU NUNIU NZNZL OMOMN PAPAN PEPER PFPYF PGPNG PHPHL PKPAK \
    PLPOL PMSPM PNPCN PRPRI PSPSE PTPRT PWPLW PYPRY QAQAT REREU ROROU RSSRB RURUS RWRWA SASAU \
    SBSLB SCSYC SDSDN SESWE SGSGP SHSHN SISVN SJSJM SKSVK SLSLE SMSMR SNSEN SOSOM SRSUR SSSSD \
    STSTP SVSLV SXSXM SYSYR SZSWZ TCTCA TDTCD TFATF TGTGO THTHA TJTJK TKTKL TLTLS TMTKM TNTUN \
    TOTON TRTUR TTTTO TVTUV TWTWN TZTZA UAUKR UGUGA UMUMI USUSA UYURY UZUZB VAVAT VCVCT VEVEN \
    VGVGB VIVIR VNVNM VUVUT WFWLF WSWSM XKKOS YEYEM YTMYT ZAZAF ZMZMB ZWZWE";

#[cfg(test)]
mod tests {
    use super::*;

    const GOMA: &str = "216281\tGoma\tGoma\tGOM,Goma,Гома\t-1.67409\t29.22845\tP\tPPLA\tCD\t\t11\t\t\t\t\
                        144124\t\t1506\tAfrica/Lubumbashi\t2024-01-01";

    fn with(column: usize, value: &str) -> String {
        let mut fields: Vec<&str> = GOMA.split('\t').collect();
        fields[column - 1] = value;
        fields.join("\t")
    }

    fn said(line_: &str) -> String {
        line(line_.as_bytes()).map_or_else(|fault| fault.to_string(), |line| format!("{line:?}"))
    }

    #[test]
    fn a_line_reads() {
        let read = line(GOMA.as_bytes()).unwrap();
        assert_eq!((read.id, read.name, read.country), (216281, "Goma", "CD"));
        assert_eq!((read.lat, read.lon), (-1.67409, 29.22845));
        assert_eq!((read.class, read.code, read.admin1), ("P", "PPLA", "11"));
        assert_eq!(read.population, 144_124);
        assert_eq!(line(with(15, "").as_bytes()).unwrap().population, 0);
    }

    #[test]
    fn faults_name_the_column() {
        assert_eq!(said(""), "1 columns where 19 are wanted");
        assert_eq!(said(&format!("{GOMA}\t")), "20 columns where 19 are wanted");
        assert_eq!(said(&with(1, "x")), "column 1: \"x\" is no GeoNames id");
        assert_eq!(said(&with(2, "")), "column 2: there is no name");
        for bad in ["", "north", "NaN", "inf", "91", "-90.1", "1,5"] {
            let said = said(&with(5, bad));
            assert!(said.starts_with("column 5: "), "{bad}: {said}");
        }
        assert!(said(&with(6, "180.5")).starts_with("column 6: "));
        assert!(said(&with(15, "-1")).starts_with("column 15: "));
        assert!(said(&with(3, "Go\rma")).starts_with("column 3: a carriage return"));
        let latin1 = b"216281\tM\xfcnchen\tMunich";
        assert_eq!(line(latin1).unwrap_err().column, 2);
        let endless = "x".repeat(LONGEST + 1);
        assert!(said(&endless).contains("longer than"));
    }

    #[test]
    fn features_are_classes_and_codes() {
        assert!(Feature::parse("P").is_ok());
        assert!(Feature::parse("A.ADM1").is_ok());
        for bad in ["", "p", "X", "PP", "A.", "A.adm1", "A.ADM1.X", "É"] {
            assert!(Feature::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn what_is_not_wanted_is_left_out() {
        let wanted = Wanted {
            features: vec![Feature::parse("P").unwrap()],
            least_people: 500,
        };
        let mut builder = Builder::default();
        let mut added = |text: &str| {
            let read = line(text.as_bytes()).unwrap();
            add(&mut builder, &read, &wanted).err()
        };
        assert_eq!(added(&with(7, "H")), Some(LeftOut::Feature));
        assert_eq!(added(&with(8, "PPLQ")), Some(LeftOut::Gone));
        assert_eq!(added(&with(15, "0")), None, "a seat of a division is kept");
        assert_eq!(added(GOMA), Some(LeftOut::Twice));
        let village = with(8, "PPL")
            .replace("144124", "499")
            .replace("216281", "1");
        assert_eq!(added(&village), Some(LeftOut::People));
        let nameless = GOMA.replace("Goma", "Гома").replace("216281", "2");
        assert_eq!(added(&nameless.replace("GOM,", "")), Some(LeftOut::Name));
    }

    #[test]
    fn countries_have_three_letters() {
        let code = |alpha2| country(alpha2).map(|code| code.as_str().to_owned());
        assert_eq!(code("CD").as_deref(), Some("COD"));
        assert_eq!(code("XK").as_deref(), Some("KOS"));
        for none in ["", "cd", "ZZ", "C", "CDC", "É"] {
            assert_eq!(code(none), None, "{none}");
        }
        assert_eq!(COUNTRIES.split_ascii_whitespace().count(), 252);
    }

    #[test]
    fn divisions_and_other_names_read() {
        let region = division("CD.11\tNord Kivu\tNord Kivu\t206938".as_bytes());
        assert_eq!(region, Ok(("CD.11", "Nord Kivu")));
        assert!(division(b"CD11\tNord Kivu\tNord Kivu\t206938").is_err());
        let name = |text: &str| {
            other_name(text.as_bytes()).map(|name| name.map(|(_, name)| name.to_owned()))
        };
        let name_of = "1\t216281\ten\tGoma Town\t\t\t\t\t\t";
        assert_eq!(name(name_of), Ok(Some("Goma Town".to_owned())));
        assert_eq!(name(&name_of.replace("en", "link")), Ok(None));
        assert!(name("1\t216281\ten").is_err());
        assert!(name(&name_of.replace("216281", "x")).is_err());
    }
}
