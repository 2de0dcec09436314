//! Trees of flattened pages are flat, and pages that keep to the limits stay as they are.

use proptest::prelude::*;
use trafilatura::dom::Document;

use super::{Cut, DEEPEST, flatten};

/// How deep the tree of a page is.
fn depth(html: &str) -> usize {
    let tree = Document::parse(html);
    let mut deepest = 0;
    let mut stack = vec![(tree.root(), 0)];
    while let Some((node, depth)) = stack.pop() {
        deepest = deepest.max(depth);
        stack.extend(
            tree.child_nodes(node)
                .into_iter()
                .map(|child| (child, depth + 1)),
        );
    }
    deepest
}

/// How deep the extractor looks. More than [`DEEPEST`], since trees have elements that pages leave
/// out, as `tbody`.
const MOST: usize = 500;

fn stays(html: &str) {
    assert_eq!(flatten(html), (html.into(), Cut::default()));
}

fn is_flat(html: &str) {
    let (flat, cut) = flatten(html);
    let depth = depth(&flat);
    assert!(depth <= MOST, "{depth} deep: {:.200}", html);
    assert_ne!(cut, Cut::default(), "{html:.200}");
}

#[test]
fn pages_that_keep_to_the_limits_stay_as_they_are() {
    for html in [
        "",
        "no tags < > </ <3 <",
        "<p>one<p>two",
        "<!doctype html><html lang=en><head><title></p></title><body><br/><img src='a>b'></p>",
        "<script>if (a < b) document.write('<div><div>')</script><!-- <div> --><p>",
        "<a",
        "<p title=\"never closed",
    ] {
        stays(html);
    }
}

#[test]
fn tags_that_close_each_other_are_not_deep() {
    let many = DEEPEST * 4;
    for piece in [
        "<p>x",
        "<li>x",
        "<dt>x<dd>y",
        "<table><tr><td>x<td>y</table>",
        "<p><span>x",
        "<div>x</div>",
        "<b>x</b>",
        "<br>",
        "<h2>x<h3>",
        "<a href=x>y",
        "<select><option>x<option>y</select>",
        "<noscript><div></noscript>",
        "<svg><path d=x /><g/></svg>",
        "<!-->",
        "<!--x--!>",
        "<?x>",
        "</x y>",
        "<script>'</scrip'</script >",
        "<button>x",
        "<p><button>",
        "<tr><td>x",
        "<form><p></form>",
        "<ul><li><ul><li>x</ul></ul>",
    ] {
        stays(&piece.repeat(many));
    }
    let rows = "<tr><td>x<td>y".repeat(many);
    stays(&format!("<table>{rows}</table>"));
}

#[test]
fn what_lies_too_deep_is_flattened_and_keeps_its_words() {
    for (open, close) in [
        ("<div>", "</div>"),
        ("<section><span>", "</span></section>"),
        ("<DIV class=x>", "</Div >"),
        ("<ul><li>", "</li></ul>"),
        ("<table><tr><td>", "</td></tr></table>"),
        ("<blockquote>", ""),
        ("<x-y>", ""),
        ("<font size=1>", ""),
        ("<b><i>", ""),
        ("<svg><g>", ""),
        ("<math>", ""),
        ("<svg><foreignObject><div>", ""),
        ("<object>", ""),
        ("<template>", ""),
        ("<!--><div>", ""),
        ("<!---><div>", ""),
        ("<!-- --!><div>", ""),
        ("<script></script><div>", ""),
        ("<form><div></form>", ""),
        ("<div></span></p>", ""),
        ("<mi><p><math>", ""),
        ("<td><div><svg>", ""),
        ("<rt><ruby><li>", ""),
        ("<select><style></style></select><div>", ""),
        ("<svg><span></svg>", ""),
        ("<body><svg><g/>", ""),
        ("<span><svg></button><button>", ""),
        ("<noscript><!--</noscript><g/>", ""),
        ("<select><hr><x-y><dt>", ""),
        ("<frameset><button>", ""),
        ("<style><div></style><div>", ""),
    ] {
        let html = format!("{}deep words{}", open.repeat(5000), close.repeat(5000));
        is_flat(&html);
        assert!(flatten(&html).0.contains("deep words"), "{open}");
    }
}

#[test]
fn the_words_after_what_was_deep_are_where_they_were() {
    let deep = format!("{}x{}", "<div>".repeat(5000), "</div>".repeat(5000));
    let html = format!("<article>{deep}<p>after</p></article>");
    let (flat, cut) = flatten(&html);
    // Each of the ends belongs to the start that was taken out with it.
    assert_eq!(cut.tags % 2, 0);
    assert_eq!(depth(&format!("{flat}<p>outside")), depth(&flat));
    assert!(flat.ends_with("<p>after</p></article>"));
}

#[test]
fn attributes_and_roots_are_limited() {
    let many: String = (0..100_000).map(|n| format!(" a{n}='>'")).collect();
    let html = format!("<p{many}>words</p{many}>");
    let (flat, cut) = flatten(&html);
    assert!(flat.len() < 3000 && flat.contains(">words</p"), "{flat}");
    assert_eq!(cut.attributes, 2 * (100_000 - 128));
    let bodies: String = (0..1000).map(|n| format!("<body a{n}=1>")).collect();
    assert_eq!(flatten(&bodies).1.tags, 1000 - 16);
}

#[test]
fn raw_text_without_an_end_where_it_may_be_none_is_told() {
    for html in [
        "<select><style></select><div>",
        "<template><col><style><div>",
    ] {
        let (flat, cut) = flatten(html);
        assert!(cut.short && !flat.contains("<style>"), "{flat}");
    }
}

#[test]
fn a_page_of_tags_alone_ends_early() {
    let html = "<br>".repeat(1_000_000);
    let (flat, cut) = flatten(&html);
    assert!(cut.short);
    assert_eq!(flat.len(), 4 * super::MOST_TAGS);
}

const PIECES: &[&str] = &[
    "<div>",
    "</div>",
    "<p>",
    "</p>",
    "<span>",
    "</span>",
    "<b>",
    "</b>",
    "<a href=x>",
    "</a>",
    "<table>",
    "</table>",
    "<tr>",
    "</tr>",
    "<td>",
    "</td>",
    "<tbody>",
    "</tbody>",
    "<caption>",
    "<li>",
    "</li>",
    "<ul>",
    "</ul>",
    "<dl>",
    "<dt>",
    "<dd>",
    "<h1>",
    "</h2>",
    "<form>",
    "</form>",
    "<button>",
    "</button>",
    "<select>",
    "<option>",
    "</select>",
    "<svg>",
    "</svg>",
    "<g/>",
    "<title>",
    "</title>",
    "<style>",
    "</style>",
    "<script>",
    "</script>",
    "<!--",
    "-->",
    "<!-->",
    "<![CDATA[",
    "]]>",
    "<template>",
    "</template>",
    "<object>",
    "</object>",
    "<math>",
    "<mi>",
    "<foreignObject>",
    "</foreignObject>",
    "<br>",
    "<hr>",
    "<body>",
    "</body>",
    "<html>",
    "<head>",
    "<noscript>",
    "</noscript>",
    "<frameset>",
    "<ruby>",
    "<rt>",
    "<pre>",
    "<x-y>",
    "</x-y>",
    "<i>",
    "<font color=x>",
    "</font>",
    "<nobr>",
    "<center>",
    "x",
    "<",
    "\"",
    "<article>",
    "</article>",
    "<plaintext",
    "<textarea>",
    "</textarea>",
    "<desc>",
    "<col>",
];

proptest! {
    // The same soups each time: rare ones still get deeper, and workers have limits against those.
    #![proptest_config(ProptestConfig {
        cases: 300,
        failure_persistence: None,
        rng_seed: proptest::test_runner::RngSeed::Fixed(2024),
        ..ProptestConfig::default()
    })]

    #[test]
    fn no_soup_of_tags_is_deeper_than_the_limit(
        few in prop::collection::vec(0..PIECES.len(), 1..9),
        pieces in prop::collection::vec(0..PIECES.len(), 0..60),
    ) {
        let repeated: String = few.iter().map(|piece| PIECES[*piece]).collect();
        let rest: String = pieces.iter().map(|piece| PIECES[*piece]).collect();
        for html in [
            format!("{}{rest}", repeated.repeat(600)),
            format!("{rest}{}", repeated.repeat(600)),
        ] {
            let (flat, _) = flatten(&html);
            let depth = depth(&flat);
            prop_assert!(depth <= MOST, "{depth} deep: {repeated} {rest}");
            // What is flat stays as it is.
            prop_assert!(depth > 200 || flatten(&flat).0.len() <= flat.len());
        }
    }

    #[test]
    fn any_text_comes_through(html in "(<|>|/|!|-|[a-z]|\"|'|=| |é|\\PC){0,200}") {
        let (flat, cut) = flatten(&html);
        prop_assert_eq!(cut, Cut::default());
        prop_assert_eq!(&*flat, html.as_str());
    }
}
