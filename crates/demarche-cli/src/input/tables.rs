//! A table: one item a row.

use std::path::Path;

use demarche_read::table::{CsvTable, Row};

use super::open::Reader;
use super::{Item, Items, Origin, Payload, Place, Rejection};

/// The longest Parquet file that is held in memory because it cannot be read from where it lies.
#[cfg(feature = "parquet")]
const LONGEST_IN_MEMORY: usize = 256 << 20;

/// The rows of a CSV table, named by their lines.
pub(super) fn csv(reader: Reader, origin: Origin) -> Result<Items, Rejection> {
    let rows = CsvTable::new(reader)?;
    Ok(Box::new(rows.map(move |row| {
        let place = usize::try_from(row.place).unwrap_or(usize::MAX);
        item(row, origin.at(Place::Line(place)))
    })))
}

/// The rows of a Parquet table: of a file where `path` says that it lies there unpacked.
#[cfg(feature = "parquet")]
pub(super) fn parquet(
    path: Option<&Path>,
    mut reader: Reader,
    origin: Origin,
) -> Result<Items, Rejection> {
    use demarche_read::table::ParquetTable;

    use super::open::{unreadable, whole};

    hush();
    let rows = match path {
        Some(path) => {
            ParquetTable::from_file(std::fs::File::open(path).map_err(|error| unreadable(&error))?)?
        }
        None => {
            let most = LONGEST_IN_MEMORY;
            let (bytes, _) = whole(&mut reader, most, most).map_err(|rejection| Rejection {
                hint: "write it to a file, unpacked, and name that".to_owned(),
                ..rejection
            })?;
            ParquetTable::from_bytes(bytes)?
        }
    };
    Ok(Box::new(rows.map(move |row| {
        let place = format!("row {}", row.place);
        item(row, origin.at(Place::Named(place.into())))
    })))
}

/// A panic of the Parquet library over a damaged file is told as what is wrong with the file, not
/// as a fault of this program.
#[cfg(feature = "parquet")]
fn hush() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| {
        let show = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !demarche_read::table::is_guarded() {
                show(panic);
            }
        }));
    });
}

/// This build reads none.
#[cfg(not(feature = "parquet"))]
pub(super) fn parquet(_: Option<&Path>, _: Reader, _: Origin) -> Result<Items, Rejection> {
    Err(Rejection::new(
        "this build reads no Parquet",
        "build it with the feature `parquet`, or convert it to CSV or JSONL",
    ))
}

fn item(row: Row, origin: Origin) -> Item {
    let payload = match row.article {
        Ok((article, problems)) => Payload::Article(Box::new(article), problems),
        Err(problem) => Payload::Unreadable(problem.into()),
    };
    Item { origin, payload }
}
