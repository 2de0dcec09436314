//! A picture of a terminal: text with ANSI colours to SVG.

use std::fmt::Write as _;

const CELL: (f64, f64) = (7.8, 18.0);
const MARGIN: f64 = 16.0;

/// How text looks from here on.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Look {
    bold: bool,
    dim: bool,
    underline: bool,
    color: Option<&'static str>,
}

/// Draws what `command` printed.
pub(crate) fn terminal(printed: &str, command: &str) -> String {
    let lines: Vec<&str> = printed.trim_end().lines().collect();
    let columns = 102.0;
    let width = columns * CELL.0 + 2.0 * MARGIN;
    let height = (lines.len() as f64 + 2.0) * CELL.1 + 2.0 * MARGIN;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" \
         font-family=\"ui-monospace, SFMono-Regular, Menlo, Consolas, monospace\" font-size=\"13\">\n\
         <title>What {} prints</title>\n\
         <rect width=\"100%\" height=\"100%\" rx=\"8\" fill=\"#16191f\"/>\n",
        escaped(command)
    );
    let mut look = Look::default();
    row(
        &mut out,
        0,
        &format!("$ {command}"),
        &mut Look {
            dim: true,
            ..Look::default()
        },
    );
    for (index, line) in lines.iter().enumerate() {
        row(&mut out, index + 2, line, &mut look);
    }
    out.push_str("</svg>\n");
    out
}

fn row(out: &mut String, number: usize, line: &str, look: &mut Look) {
    let y = MARGIN + (number as f64 + 0.8) * CELL.1;
    let _ = write!(
        out,
        "<text x=\"{MARGIN}\" y=\"{y:.1}\" fill=\"#d8dce4\" xml:space=\"preserve\">"
    );
    for (index, part) in line.split('\u{1b}').enumerate() {
        let text = if index == 0 {
            part
        } else {
            // "[1;31mtext": the codes, then the text.
            let Some((codes, text)) = part.trim_start_matches('[').split_once('m') else {
                continue;
            };
            for code in codes.split(';') {
                apply(look, code);
            }
            text
        };
        if text.is_empty() {
            continue;
        }
        let mut style = String::new();
        if let Some(color) = look.color {
            let _ = write!(style, " fill=\"{color}\"");
        }
        if look.dim {
            style.push_str(" opacity=\"0.65\"");
        }
        if look.bold {
            style.push_str(" font-weight=\"bold\"");
        }
        if look.underline {
            style.push_str(" text-decoration=\"underline\"");
        }
        let _ = write!(out, "<tspan{style}>{}</tspan>", escaped(text));
    }
    out.push_str("</text>\n");
}

fn apply(look: &mut Look, code: &str) {
    match code {
        "0" | "" => *look = Look::default(),
        "1" => look.bold = true,
        "2" => look.dim = true,
        "4" => look.underline = true,
        "31" => look.color = Some("#ff7b72"),
        "32" => look.color = Some("#7ee787"),
        "33" => look.color = Some("#e3b341"),
        "35" => look.color = Some("#d2a8ff"),
        "36" => look.color = Some("#79c0ff"),
        _ => {}
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    #[test]
    fn colours_become_spans() {
        let svg = super::terminal("\u{1b}[1m\u{1b}[31mA<B\u{1b}[0m c\n", "x");
        assert!(
            svg.contains(
                "<tspan fill=\"#ff7b72\" font-weight=\"bold\">A&lt;B</tspan><tspan> c</tspan>"
            ),
            "{svg}"
        );
    }
}
