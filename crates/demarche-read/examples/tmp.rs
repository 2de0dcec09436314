use demarche_read::*;
fn main() {
    let mut names: Vec<_> = std::fs::read_dir("/tmp/pg/html").unwrap().map(|e| e.unwrap().path()).collect();
    names.sort();
    let t = std::time::Instant::now();
    for path in names {
        let bytes = std::fs::read(&path).unwrap();
        let r = read_page(&bytes, &Hints::default());
        let (a, p) = r.unwrap_or_default();
        println!("{}", serde_json::json!({"id": path.file_stem().unwrap().to_str().unwrap(), "outs": [a.text], "p": 0, "n": 0, "a": a, "problems": p.iter().map(|p| p.to_string()).collect::<Vec<_>>()}));
    }
    eprintln!("{:?}", t.elapsed());
}
