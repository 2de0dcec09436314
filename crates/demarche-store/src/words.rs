//! Whether the word index finds what the articles say, and nothing else: every word of the index
//! against every article cut into words anew, and the articles of every opening against those of the
//! words that begin with it.

use std::collections::{BTreeMap, HashSet};

use rusqlite::{CachedStatement, Connection, params};

use crate::error::Done;
use crate::identity::hash;
use crate::keep::parse_article;

/// Articles that are cut into words at a time.
const AT_A_TIME: usize = 500;

/// So many letters of a word are an opening, which the index lists like a word: `prefix` of the table.
const OPENINGS: [usize; 2] = [2, 3];

/// Sums of the hashes of each article's words, by its number. The order of words does not matter to
/// a sum: the index lists them by word, the articles by place.
type Sums = BTreeMap<i64, u64>;

/// What of the index is not as it should be.
#[derive(Debug)]
pub(crate) struct Differing {
    /// The numbers of articles whose words are not in it as they say them.
    pub(crate) articles: Vec<i64>,
    /// The openings under which other articles stand than under the words that begin with them.
    pub(crate) openings: Vec<String>,
}

/// Reads all of the index.
pub(crate) fn differing(connection: &Connection) -> Done<Differing> {
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

fn compare(connection: &Connection) -> Done<Differing> {
    let mut kept = Sums::new();
    let mut openings = Openings::new(connection)?;
    add(connection, "kept", &mut kept, |term, article| {
        openings.word(term, article)
    })?;
    let openings = openings.end()?;
    let mut said = Sums::new();
    let ignored = |_: &[u8], _| Ok(());
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
            add(connection, "spoken", &mut said, ignored)?;
            connection.execute("INSERT INTO temp.said (said) VALUES ('delete-all')", [])?;
            waiting = 0;
        }
    }
    add(connection, "spoken", &mut said, ignored)?;
    let numbers = kept.keys().chain(said.keys());
    let mut articles: Vec<i64> = numbers
        .filter(|number| kept.get(number) != said.get(number))
        .copied()
        .collect();
    articles.sort_unstable();
    articles.dedup();
    Ok(Differing { articles, openings })
}

/// Adds the words of a table, and tells each with its article, in the order of words.
fn add(
    connection: &Connection,
    table: &str,
    sums: &mut Sums,
    mut tell: impl FnMut(&[u8], i64) -> Done<()>,
) -> Done<()> {
    let mut statement =
        connection.prepare(&format!("SELECT term, doc, col, offset FROM temp.{table}"))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let term = row.get_ref(0)?.as_bytes().unwrap_or_default();
        let article = row.get(1)?;
        tell(term, article)?;
        let mut said = term.to_vec();
        said.push(0);
        said.extend_from_slice(row.get_ref(2)?.as_bytes().unwrap_or_default());
        said.extend_from_slice(&row.get::<_, i64>(3)?.to_le_bytes());
        let mut first = [0; 8];
        first.copy_from_slice(&hash(&said)[..8]);
        let sum = sums.entry(article).or_default();
        *sum = sum.wrapping_add(u64::from_le_bytes(first));
    }
    Ok(())
}

/// The openings of words that come in order, each compared when the last of its words has come.
/// Where in an article one stands is not compared.
struct Openings<'c> {
    /// The articles that the index lists under an opening.
    listed: CachedStatement<'c>,
    last: (Vec<u8>, i64),
    /// Of each length the one at hand, with the articles of its words.
    open: [(String, HashSet<i64>); OPENINGS.len()],
    differing: Vec<String>,
}

impl<'c> Openings<'c> {
    fn new(connection: &'c Connection) -> Done<Self> {
        Ok(Openings {
            listed: connection.prepare_cached("SELECT rowid FROM words WHERE words MATCH ?1")?,
            last: Default::default(),
            open: Default::default(),
            differing: Vec::new(),
        })
    }

    fn word(&mut self, term: &[u8], article: i64) -> Done<()> {
        let known = self.last.0 == term;
        if known && self.last.1 == article {
            return Ok(());
        }
        if !known {
            let word = String::from_utf8_lossy(term);
            for (at, letters) in OPENINGS.into_iter().enumerate() {
                // A word that is shorter stands under no opening.
                let mut ends = word
                    .char_indices()
                    .map(|(start, _)| start)
                    .chain([word.len()]);
                let opening = ends.nth(letters).map_or("", |end| &word[..end]);
                if self.open[at].0 != opening {
                    self.compare(at)?;
                    self.open[at].0 = opening.to_owned();
                }
            }
            self.last.0 = term.to_vec();
        }
        self.last.1 = article;
        for (opening, articles) in &mut self.open {
            if !opening.is_empty() {
                articles.insert(article);
            }
        }
        Ok(())
    }

    /// Compares the opening at hand.
    fn compare(&mut self, at: usize) -> Done<()> {
        let (opening, articles) = &mut self.open[at];
        if opening.is_empty() {
            return Ok(());
        }
        let mut strays = false;
        let mut rows = self.listed.query([format!("\"{opening}\"*")])?;
        while let Some(row) = rows.next()? {
            strays |= !articles.remove(&row.get(0)?);
        }
        if strays || !articles.is_empty() {
            self.differing.push(opening.clone());
        }
        articles.clear();
        Ok(())
    }

    fn end(mut self) -> Done<Vec<String>> {
        for at in 0..OPENINGS.len() {
            self.compare(at)?;
        }
        Ok(self.differing)
    }
}
