//! Pieces are those of the tokenizer that the network was trained with.

use demarche_encoder::pieces::Pieces;

#[test]
fn pieces_are_those_of_training() {
    let folder = match std::env::var_os("DEMARCHE_WEIGHTS") {
        Some(folder) => folder.into(),
        None => std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("weights"),
    };
    let Ok(vocabulary) = std::fs::read_to_string(folder.join("vocab.txt")) else {
        println!("skipped: no vocabulary lies in {}", folder.display());
        return;
    };
    let pieces = Pieces::read(&vocabulary).unwrap();
    let table = include_str!("../pieces.tsv");
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let (escaped, ids) = line.split_once('\t').expect("two columns");
        let word: String = serde_json::from_str(escaped).expect("a JSON string");
        let wanted: Vec<i32> = ids.split(' ').map(|id| id.parse().unwrap()).collect();
        let mut found = Vec::new();
        pieces.cut(&word, &mut found);
        if found != wanted {
            wrong.push((escaped, wanted, found));
        }
        count += 1;
    }
    assert!(count > 100, "the table has {count} words");
    assert!(wrong.is_empty(), "{} of {count}: {wrong:?}", wrong.len());
}
