//! Colours, and signs that say the same without them.

use anstyle::{AnsiColor, Effects, Style};
use demarche_record::QuadClass;

use crate::args::Color;

/// Whether to colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Paint(pub(crate) bool);

impl Paint {
    /// Colours for stdout: on a terminal, as NO_COLOR and its kin allow, unless told otherwise.
    pub(crate) fn stdout(color: Color) -> Self {
        Paint(match color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => {
                anstream::AutoStream::choice(&std::io::stdout()) != anstream::ColorChoice::Never
            }
        })
    }

    /// `text` in `style`.
    pub(crate) fn apply(self, style: Style, text: &str) -> String {
        if self.0 && !text.is_empty() && style != Style::new() {
            format!("{style}{text}{style:#}")
        } else {
            text.to_owned()
        }
    }
}

/// Words that may be skipped.
pub(crate) const DIM: Style = Style::new().effects(Effects::DIMMED);
/// Words that carry.
pub(crate) const BOLD: Style = Style::new().effects(Effects::BOLD);
/// Codes.
pub(crate) const CODE: Style = Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Cyan)));
/// The words that name the event.
pub(crate) const TRIGGER: Style = Style::new().effects(Effects::BOLD.insert(Effects::UNDERLINE));
/// What did not simply happen.
pub(crate) const UNSURE: Style =
    Style::new().fg_color(Some(anstyle::Color::Ansi(AnsiColor::Magenta)));

/// The style of a quadrant: green for cooperation, yellow and red for conflict.
pub(crate) fn quad_style(quad: QuadClass) -> Style {
    let (color, effects) = match quad {
        QuadClass::VerbalCooperation => (AnsiColor::Green, Effects::new()),
        QuadClass::MaterialCooperation => (AnsiColor::Green, Effects::BOLD),
        QuadClass::VerbalConflict => (AnsiColor::Yellow, Effects::new()),
        QuadClass::MaterialConflict => (AnsiColor::Red, Effects::BOLD),
    };
    Style::new().fg_color(Some(color.into())).effects(effects)
}

/// The sign of a quadrant, two characters wide.
pub(crate) fn quad_sign(quad: QuadClass) -> &'static str {
    match quad {
        QuadClass::VerbalCooperation => "+ ",
        QuadClass::MaterialCooperation => "++",
        QuadClass::VerbalConflict => "- ",
        QuadClass::MaterialConflict => "--",
    }
}

/// Columns of the terminal; `COLUMNS`, or 100, where there is none.
pub(crate) fn terminal_width() -> usize {
    terminal_size::terminal_size()
        .map(|(terminal_size::Width(width), _)| usize::from(width))
        .or_else(|| std::env::var("COLUMNS").ok()?.parse().ok())
        .filter(|width| *width > 0)
        .unwrap_or(100)
}
