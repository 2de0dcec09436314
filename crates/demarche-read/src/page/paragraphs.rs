//! How much text stands in paragraphs of a page, whether or not they are its article's.

use trafilatura::dom::{Document, NodeId};

/// Elements that hold no article.
const ASIDE: &[&str] = &[
    "aside",
    "button",
    "figcaption",
    "footer",
    "form",
    "nav",
    "noscript",
    "script",
    "select",
    "style",
];

/// Parts of class names and ids of what surrounds an article.
const AROUND: &[&str] = &["comment", "footer", "sidebar"];

/// Shorter paragraphs may be captions, teasers or notes.
const SHORTEST: usize = 80;

/// Bytes of text in `<p>` that are longer than a note and not mostly links.
pub(crate) fn length(tree: &Document) -> usize {
    let mut length = 0;
    let mut stack = vec![tree.root()];
    while let Some(node) = stack.pop() {
        match tree.tag_name(node) {
            "p" => length += length_of(tree, node),
            tag if ASIDE.contains(&tag) => {}
            tag => {
                let is_page = matches!(tag, "" | "html" | "body");
                if is_page || !is_around(tree, node) {
                    stack.extend(tree.child_nodes(node));
                }
            }
        }
    }
    length
}

fn length_of(tree: &Document, paragraph: NodeId) -> usize {
    let bytes = |node| {
        let text = tree.text_content(node);
        text.split_whitespace()
            .map(|word| word.len() + 1)
            .sum::<usize>()
    };
    let all = bytes(paragraph);
    if all < SHORTEST {
        return 0;
    }
    let links = tree
        .iter_descendants(paragraph, &["a"])
        .into_iter()
        .map(bytes);
    if links.sum::<usize>() * 2 < all {
        all
    } else {
        0
    }
}

fn is_around(tree: &Document, node: NodeId) -> bool {
    ["class", "id"].iter().any(|name| {
        tree.get_attribute(node, name).is_some_and(|marks| {
            let marks = marks.to_lowercase();
            AROUND.iter().any(|part| marks.contains(part))
        })
    })
}
