//! Speed of reading plain text, on made-up newswire.

use demarche_text::{Document, Limits};
use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};

/// An article of a few paragraphs, with what makes cutting slow: abbreviations, quotes, numbers,
/// hyphens and characters beyond ASCII.
const ARTICLE: &str = "\
NEW DELHI, May 1 (Reuters) - The government said on Thursday that it had suspended a water treaty \
with its neighbour, closed the border post at Attari and expelled three military advisers. “We \
will not be intimidated,” a spokesman said. “Those who planned the attack will pay.”

The U.S. State Department urged both sides to de-escalate. Gen. Ali Doe, who commands the army's \
10th Corps, told reporters that 1,200 troops had moved to forward positions since Jan. 6. He \
didn't say how long they'd stay.

A Syria-based monitor reported shelling near the town of Café Noir, where 22.5% of homes were \
damaged; officials put the cost at $3.4 million. Talks in St. Petersburg collapsed on Friday, \
according to https://example.org/news/123.

(Reporting by Jane Doe; Editing by John Roe)
";

fn main() {
    divan::main();
}

#[divan::bench]
fn read(bencher: Bencher) {
    let text = ARTICLE.repeat(200);
    let sentences = Document::from_text(&text).sentences.len();
    bencher
        .counter(BytesCount::of_str(&text))
        .counter(ItemsCount::new(sentences))
        .bench(|| Document::from_text(&text));
}

#[divan::bench]
fn segment(bencher: Bencher) {
    let text = ARTICLE.repeat(200);
    let limits = Limits::default();
    bencher
        .counter(BytesCount::of_str(&text))
        .bench(|| Document::segment(&text, &limits));
}
