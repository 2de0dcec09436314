//! docs/formats.md describes the schema, column by column.

use arrow_schema::{DataType, Field, Fields};
use demarche_arrow::{article_schema, schema};

/// The document's name of a type, and what stands in it.
fn told(kind: &DataType) -> (String, Option<&Fields>) {
    match kind {
        DataType::Utf8 => ("string".to_owned(), None),
        DataType::Int8 => ("int8".to_owned(), None),
        DataType::Int64 => ("int64".to_owned(), None),
        DataType::Float64 => ("double".to_owned(), None),
        DataType::Date32 => ("date32".to_owned(), None),
        DataType::Struct(fields) => ("struct".to_owned(), Some(fields)),
        DataType::List(item) => {
            assert!(!item.is_nullable());
            let (name, fields) = told(item.data_type());
            (format!("list of {name}"), fields)
        }
        other => panic!("{other}"),
    }
}

/// Name, type and "null" of every column; a span is a type of its own.
fn lines(fields: &Fields, within: &str, lines: &mut Vec<[String; 3]>) {
    for field in fields {
        let (mut kind, inner) = told(field.data_type());
        let inner = inner.filter(|fields| !is_span(fields));
        if kind == "struct" && inner.is_none() {
            "span".clone_into(&mut kind);
        }
        let null = if field.is_nullable() { "yes" } else { "" };
        let name = format!("{within}{}", field.name());
        lines.push([name.clone(), kind, null.to_owned()]);
        if let Some(inner) = inner {
            self::lines(inner, &format!("{name}."), lines);
        }
    }
}

fn is_span(fields: &Fields) -> bool {
    let kinds: Vec<_> = fields
        .iter()
        .map(|field| (field.name().as_str(), field.data_type()))
        .collect();
    kinds == [("start", &DataType::Int64), ("end", &DataType::Int64)]
        && !fields
            .iter()
            .any(|field: &std::sync::Arc<Field>| field.is_nullable())
}

#[test]
fn the_document_describes_every_column() {
    let mut columns = Vec::new();
    lines(schema().fields(), "", &mut columns);
    // The parties are described once.
    columns
        .retain(|[name, ..]| !name.starts_with("recipients.") && !name.starts_with("reported_by."));
    assert_eq!(described("parquet"), columns);
}

#[test]
fn the_document_describes_every_column_of_articles() {
    let mut columns = Vec::new();
    lines(article_schema().fields(), "", &mut columns);
    assert_eq!(described("mirror"), columns);
}

/// The columns in a section of the document.
fn described(section: &str) -> Vec<[String; 3]> {
    let document = include_str!("../../../../docs/formats.md");
    let (_, section) = document.split_once(&format!("\n## {section}\n")).unwrap();
    let section = section.split("\n## ").next().unwrap();
    section
        .lines()
        .filter(|line| line.starts_with("| `"))
        .map(|line| {
            let cells: Vec<&str> = line[1..line.len() - 1].split('|').map(str::trim).collect();
            let [name, kind, null, _] = cells[..] else {
                panic!("{line}")
            };
            [name.trim_matches('`'), kind, null].map(str::to_owned)
        })
        .collect()
}
