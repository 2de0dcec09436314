//! Whether the word index finds what the articles say, and nothing else: every word of the index
//! against every article cut into words anew.

use std::collections::BTreeMap;

use rusqlite::{Connection, params};

use crate::error::Done;
use crate::identity::hash;
use crate::keep::parse_article;

/// Articles that are cut into words at a time.
const AT_A_TIME: usize = 500;

/// Sums of the hashes of each article's words, by its number. The order of words does not matter to
/// a sum: the index lists them by word, the articles by place.
type Sums = BTreeMap<i64, u64>;

/// The numbers of articles whose words are not in the index as they say them.
pub(crate) fn differing(connection: &Connection) -> Done<Vec<i64>> {
    connection.execute_batch(
        "CREATE VIRTUAL TABLE temp.kept USING fts5vocab(main, words, instance);
         CREATE VIRTUAL TABLE temp.said USING fts5(
           title, body, content = '', tokenize = 'unicode61 remove_diacritics 2');
         CREATE VIRTUAL TABLE temp.spoken USING fts5vocab(temp, said, instance);",
    )?;
    let compared = compare(connection);
    let dropped = connection
        .execute_batch("DROP TABLE temp.kept; DROP TABLE temp.spoken; DROP TABLE temp.said;");
    let differing = compared?;
    dropped?;
    Ok(differing)
}

fn compare(connection: &Connection) -> Done<Vec<i64>> {
    let mut kept = Sums::new();
    add(connection, "kept", &mut kept)?;
    let mut said = Sums::new();
    let mut articles = connection.prepare(
        "SELECT a.id, r.id, r.seal, r.record
         FROM articles a JOIN revisions r ON r.id = a.revision ORDER BY a.id",
    )?;
    let mut insert =
        connection.prepare("INSERT INTO temp.said (rowid, title, body) VALUES (?1, ?2, ?3)")?;
    let mut rows = articles.query([])?;
    let mut waiting = 0;
    while let Some(row) = rows.next()? {
        let number: i64 = row.get(0)?;
        // What is damaged is a finding of its own.
        let Ok(article) = parse_article(row.get(1)?, row.get_ref(2)?, row.get_ref(3)?) else {
            kept.remove(&number);
            continue;
        };
        let title = article.title.as_deref().unwrap_or_default();
        insert.execute(params![number, title, article.text])?;
        waiting += 1;
        if waiting == AT_A_TIME {
            add(connection, "spoken", &mut said)?;
            connection.execute("INSERT INTO temp.said (said) VALUES ('delete-all')", [])?;
            waiting = 0;
        }
    }
    add(connection, "spoken", &mut said)?;
    let numbers = kept.keys().chain(said.keys());
    let mut differing: Vec<i64> = numbers
        .filter(|number| kept.get(number) != said.get(number))
        .copied()
        .collect();
    differing.sort_unstable();
    differing.dedup();
    Ok(differing)
}

fn add(connection: &Connection, table: &str, sums: &mut Sums) -> Done<()> {
    let mut statement =
        connection.prepare(&format!("SELECT term, doc, col, offset FROM temp.{table}"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let mut said = row.get_ref(0)?.as_bytes().unwrap_or_default().to_vec();
        said.push(0);
        said.extend_from_slice(row.get_ref(2)?.as_bytes().unwrap_or_default());
        said.extend_from_slice(&row.get::<_, i64>(3)?.to_le_bytes());
        let mut first = [0; 8];
        first.copy_from_slice(&hash(&said)[..8]);
        let sum = sums.entry(row.get(1)?).or_default();
        *sum = sum.wrapping_add(u64::from_le_bytes(first));
    }
    Ok(())
}
