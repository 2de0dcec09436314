//! Tables of weights: what each sign says for or against something.

use demarche_knowledge::quick::QuickMap;

/// The weights of signs. The sign without a name is the constant, which always counts.
#[derive(Clone, Debug, Default)]
pub(crate) struct Weights(QuickMap<String, f64>);

impl Weights {
    /// Reads lines of a weight, a tab, and a sign. Lines that open with `#` are comments.
    pub(crate) fn read(text: &str) -> Self {
        let lines = text.lines().filter(|line| !line.starts_with('#'));
        let weights = lines.filter_map(|line| {
            let (weight, sign) = line.split_once('\t')?;
            Some((sign.to_owned(), weight.parse().ok()?))
        });
        Weights(weights.collect())
    }

    /// What these signs say together, with the constant. Unknown ones say nothing.
    pub(crate) fn sum<'s>(&self, signs: impl IntoIterator<Item = &'s String>) -> f64 {
        let known = signs.into_iter().filter_map(|sign| self.of(sign));
        self.constant() + known.sum::<f64>()
    }

    /// What a sign says by itself, `None` for an unknown one.
    pub(crate) fn of(&self, sign: &str) -> Option<f64> {
        self.0.get(sign).copied()
    }

    /// The constant.
    pub(crate) fn constant(&self) -> f64 {
        self.of("").unwrap_or_default()
    }
}
