//! Near-duplicates and syndicated copies of an article: which texts to compare, and whether two of
//! them are one text.
//!
//! Two steps. [`Piece::bands`] gives the keys under which a text is filed: texts that share one may
//! be copies. [`Piece::is_copy_of`] decides, and its errors lie on one side: it would rather miss a
//! copy than merge two stories. Reports that come daily from one template, and stories that differ
//! in a name, a figure, a day or an outcome, are never copies, however many words they share.
//! [`join`] keeps a chain of copies from tying two stories together.
//!
//! Who files the bands should compare a new piece with few of the texts that share one (those that
//! share most of them first), and only with texts of about the same days: a report that comes
//! every week in the same words is a report every week.
//!
//! Pure functions over text; no articles, no store, no dates of publication.

mod compare;
mod lists;
mod words;

use words::{Word, Words};

/// Keys under which a text is filed.
pub const BANDS: usize = 8;
/// Words of a shingle.
const SHINGLE: usize = 4;
/// The windows of the body from whose shingles the bands are drawn, in words. Copies are cut at the
/// end, so most bands are drawn from the beginning.
const WINDOWS: [usize; BANDS] = [30, 30, 30, 100, 100, 100, usize::MAX, usize::MAX];

/// A text made ready to be filed and compared.
#[derive(Clone, Debug)]
pub struct Piece {
    title: Vec<Word>,
    words: Words,
}

impl Piece {
    /// Reads a text and the headline that came with it.
    pub fn read(title: Option<&str>, text: &str) -> Self {
        Piece {
            title: title.map(Words::of_title).unwrap_or_default(),
            words: Words::read(text),
        }
    }

    /// The keys under which to file the text and to look for copies of it, stable across versions
    /// of the program and machines. Each is the least of the hashes of the shingles in a window of
    /// the text, which two texts share with the chance of their Jaccard similarity there. Only
    /// shingles with a name or a figure count where there are some, so that the frame that a
    /// template gives to all its reports is no key. A text without words has no keys.
    pub fn bands(&self) -> Vec<u64> {
        let hashes: Vec<u64> = self.words.body.iter().map(|word| word.hash).collect();
        if hashes.is_empty() {
            return Vec::new();
        }
        let size = SHINGLE.min(hashes.len());
        let shingles: Vec<(u64, bool)> = hashes
            .windows(size)
            .zip(self.words.body.windows(size))
            .map(|(hashes, words)| {
                let joined = hashes
                    .iter()
                    .fold(0_u64, |sum, hash| mix(sum.rotate_left(5) ^ hash));
                (joined, words.iter().any(|word| word.kind.is_fact()))
            })
            .collect();
        let mut bands: Vec<u64> = Vec::with_capacity(BANDS);
        for (band, window) in (1_u64..).zip(WINDOWS) {
            let window = &shingles[..window.min(shingles.len())];
            let facts = window.iter().filter(|(_, fact)| *fact).count();
            let seed = mix(band);
            bands.extend(
                window
                    .iter()
                    .filter(|(_, fact)| *fact || facts < SHINGLE)
                    .map(|(hash, _)| mix(hash ^ seed))
                    .min(),
            );
        }
        bands
    }

    /// Whether the two are copies of one text: cut at the end or between sentences, under another
    /// headline, with another credit or boilerplate around them, a few words edited. The same for
    /// both orders.
    pub fn is_copy_of(&self, other: &Piece) -> bool {
        if compare::headings_part(&self.title, &other.title) {
            return false;
        }
        // A line or two is no evidence: "Read more on our site" is the text of many articles.
        let short = self.words.body.len() < SHORT;
        if short
            && self
                .title
                .iter()
                .map(|word| &word.form)
                .ne(other.title.iter().map(|word| &word.form))
        {
            return false;
        }
        compare::are_copies(&self.words, &other.words)
    }
}

/// Texts below this many words are copies only if headline and text agree word by word.
const SHORT: usize = 12;

/// Whether two texts without headlines of their own are copies of one.
pub fn are_copies(a: &str, b: &str) -> bool {
    Piece::read(None, a).is_copy_of(&Piece::read(None, b))
}

/// The story that a piece joins, of those that have a candidate: the one of which it is a copy of
/// every piece given. A piece so short that it fits two stories is evidence for neither, and joins
/// none.
pub fn join<K>(piece: &Piece, stories: impl IntoIterator<Item = (K, Vec<Piece>)>) -> Option<K> {
    let mut fits = stories
        .into_iter()
        .filter(|(_, pieces)| {
            !pieces.is_empty() && pieces.iter().all(|other| piece.is_copy_of(other))
        })
        .map(|(story, _)| story);
    let first = fits.next();
    if fits.next().is_some() { None } else { first }
}

/// The finaliser of splitmix64: a permutation without visible pattern.
fn mix(value: u64) -> u64 {
    let value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    value ^ (value >> 31)
}
