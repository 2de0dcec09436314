//! Word stems: irregular forms to their base, then Porter's suffix stripping.
//!
//! M. F. Porter, "An algorithm for suffix stripping", Program 14 (1980), but for one rule: a final y
//! after a consonant becomes i in short words too, so that "try" meets "tried". A stem is a key,
//! never shown to a user.

/// Base form and its irregular inflections, one family a line.
const IRREGULAR: &str = "send sent|hold held|meet met|give gave given|take took taken|begin began begun|say said|tell told|shoot shot|fight fought|seek sought|bring brought|lend lent|spend spent|withdraw withdrew withdrawn|overrun overran|strike struck stricken|break broke broken|fly flew flown|drive drove driven|throw threw thrown|burn burnt|blow blew blown|steal stole stolen|stand stood|speak spoke spoken|leave left|lose lost|win won|make made|go went gone|come came|find found|buy bought|sell sold|pay paid|teach taught|catch caught|build built|keep kept|swear swore sworn|rise rose risen|fall fell fallen|forbid forbade forbidden|beat beaten|choose chose chosen|become became|see saw seen|know knew known|hear heard|feel felt|lead led|feed fed|flee fled|lay laid|sue suing|die dying died dies|free freed frees|tie ties tied|deny denied denies|uphold upheld|withhold withheld|overthrow overthrew overthrown|oversee oversaw|undertake undertook undertaken|have has had having|be is are was were been being am|do does did done|child children|man men|woman women|crisis crises|retake retook retaken|tear tore torn|write wrote written|draw drew drawn|show shown|grow grew grown|repel repelled|stab stabbed|drop dropped|bar barred|ban banned|jam jammed|ram rammed|slam slammed|shrink shrank|mislead misled|rebuild rebuilt|partake partook|rethink rethought|forgive forgave forgiven|foresee foresaw|sink sank sunk|swing swung|win winning";

/// Reduces a lower-case word to its stem.
pub(super) fn stem(word: &str) -> String {
    let word = base(word).unwrap_or(word);
    if word.len() <= 2 || !word.bytes().all(|b| b.is_ascii_lowercase()) {
        return word.to_owned();
    }
    let mut stem = Stem {
        bytes: word.as_bytes().to_vec(),
    };
    stem.strip();
    String::from_utf8(stem.bytes).unwrap_or_else(|_| word.to_owned())
}

fn base(word: &str) -> Option<&'static str> {
    use std::sync::LazyLock;

    use demarche_knowledge::quick::QuickMap;

    static FORMS: LazyLock<QuickMap<&'static str, &'static str>> = LazyLock::new(|| {
        let mut forms = QuickMap::default();
        for family in IRREGULAR.split('|') {
            let mut words = family.split(' ');
            let base = words.next().unwrap_or_default();
            for form in words {
                forms.entry(form).or_insert(base);
            }
        }
        forms
    });
    FORMS.get(word).copied()
}

/// A word of ASCII letters while its suffixes go.
struct Stem {
    bytes: Vec<u8>,
}

impl Stem {
    fn consonant(&self, i: usize) -> bool {
        match self.bytes[i] {
            b'a' | b'e' | b'i' | b'o' | b'u' => false,
            b'y' => i == 0 || !self.consonant(i - 1),
            _ => true,
        }
    }

    /// Porter's m: how many vowel-consonant runs the first `length` letters hold.
    fn measure(&self, length: usize) -> usize {
        (1..length)
            .filter(|&i| self.consonant(i) && !self.consonant(i - 1))
            .count()
    }

    fn has_vowel(&self, length: usize) -> bool {
        (0..length).any(|i| !self.consonant(i))
    }

    fn double_consonant(&self) -> bool {
        let n = self.bytes.len();
        n >= 2 && self.bytes[n - 1] == self.bytes[n - 2] && self.consonant(n - 1)
    }

    /// Whether the first `length` letters end consonant, vowel, consonant other than w, x, y.
    fn short(&self, length: usize) -> bool {
        length >= 3
            && self.consonant(length - 1)
            && !self.consonant(length - 2)
            && self.consonant(length - 3)
            && !matches!(self.bytes[length - 1], b'w' | b'x' | b'y')
    }

    /// The length without `suffix`, if the word ends in it.
    fn without(&self, suffix: &str) -> Option<usize> {
        self.bytes
            .ends_with(suffix.as_bytes())
            .then(|| self.bytes.len() - suffix.len())
    }

    fn replace(&mut self, length: usize, ending: &str) {
        self.bytes.truncate(length);
        self.bytes.extend_from_slice(ending.as_bytes());
    }

    /// Replaces the first suffix of the list that fits, where the rest has a measure over `over`.
    fn first_of(&mut self, rules: &[(&str, &str)], over: usize) {
        for (suffix, ending) in rules {
            if let Some(length) = self.without(suffix) {
                if self.measure(length) > over {
                    self.replace(length, ending);
                }
                return;
            }
        }
    }

    fn strip(&mut self) {
        self.plural();
        self.past();
        if let Some(length) = self.without("y")
            && length > 1
            && self.consonant(length - 1)
        {
            self.replace(length, "i");
        }
        self.first_of(STEP_2, 0);
        self.first_of(STEP_3, 0);
        self.step_4();
        self.final_e();
    }

    fn plural(&mut self) {
        if let Some(length) = self.without("sses") {
            self.replace(length, "ss");
        } else if let Some(length) = self.without("ies") {
            self.replace(length, if length == 1 { "ie" } else { "i" });
        } else if self.without("ss").is_none()
            && let Some(length) = self.without("s")
        {
            self.bytes.truncate(length);
        }
    }

    fn past(&mut self) {
        if let Some(length) = self.without("ied") {
            self.replace(length, if length == 1 { "ie" } else { "i" });
            return;
        }
        if let Some(length) = self.without("eed") {
            if self.measure(length) > 0 {
                self.replace(length, "ee");
            }
            return;
        }
        let Some(length) = self.without("ed").or_else(|| self.without("ing")) else {
            return;
        };
        if !self.has_vowel(length) {
            return;
        }
        self.bytes.truncate(length);
        let restores_e = ["at", "bl", "iz"].iter().any(|s| self.without(s).is_some());
        if restores_e {
            self.bytes.push(b'e');
        } else if self.double_consonant() {
            if !matches!(self.bytes.last(), Some(b'l' | b's' | b'z')) {
                self.bytes.pop();
            }
        } else if self.measure(self.bytes.len()) == 1 && self.short(self.bytes.len()) {
            self.bytes.push(b'e');
        }
    }

    fn step_4(&mut self) {
        for suffix in STEP_4 {
            if let Some(length) = self.without(suffix) {
                let fits =
                    *suffix != "ion" || length > 0 && matches!(self.bytes[length - 1], b's' | b't');
                if fits && self.measure(length) > 1 {
                    self.bytes.truncate(length);
                }
                return;
            }
        }
    }

    fn final_e(&mut self) {
        if let Some(length) = self.without("e") {
            let measure = self.measure(length);
            if measure > 1 || measure == 1 && !self.short(length) {
                self.bytes.truncate(length);
            }
        }
        if self.bytes.ends_with(b"ll") && self.measure(self.bytes.len() - 1) > 1 {
            self.bytes.pop();
        }
    }
}

const STEP_2: &[(&str, &str)] = &[
    ("ational", "ate"),
    ("tional", "tion"),
    ("enci", "ence"),
    ("anci", "ance"),
    ("izer", "ize"),
    ("abli", "able"),
    ("alli", "al"),
    ("entli", "ent"),
    ("eli", "e"),
    ("ousli", "ous"),
    ("ization", "ize"),
    ("ation", "ate"),
    ("ator", "ate"),
    ("alism", "al"),
    ("iveness", "ive"),
    ("fulness", "ful"),
    ("ousness", "ous"),
    ("aliti", "al"),
    ("iviti", "ive"),
    ("biliti", "ble"),
];

const STEP_3: &[(&str, &str)] = &[
    ("icate", "ic"),
    ("ative", ""),
    ("alize", "al"),
    ("iciti", "ic"),
    ("ical", "ic"),
    ("ful", ""),
    ("ness", ""),
];

/// Longer suffixes stand before those they end in.
const STEP_4: &[&str] = &[
    "ement", "ment", "ance", "ence", "able", "ible", "ant", "ent", "ism", "ate", "iti", "ous",
    "ive", "ize", "ion", "al", "er", "ic", "ou",
];

#[cfg(test)]
mod tests {
    use super::stem;

    #[track_caller]
    fn check(pairs: &[(&str, &str)]) {
        for (a, b) in pairs {
            assert_eq!(stem(a), stem(b), "{a} and {b}");
        }
    }

    #[test]
    fn inflections_share_a_stem() {
        check(&[
            ("sanctions", "sanction"),
            ("accused", "accuse"),
            ("pledging", "pledge"),
            ("denied", "deny"),
            ("flies", "fly"),
            ("tried", "try"),
            ("withdrew", "withdraw"),
            ("deployed", "deployment"),
            ("bombing", "bomb"),
            ("freed", "free"),
        ]);
    }

    #[test]
    fn other_alphabets_and_short_words_stay() {
        for word in ["", "a", "un", "москва", "é", "x1"] {
            assert_eq!(stem(word), word);
        }
    }

    #[test]
    fn porters_examples() {
        for (word, expected) in [
            ("caresses", "caress"),
            ("hopping", "hop"),
            ("falling", "fall"),
            ("filing", "file"),
            ("relational", "relat"),
            ("adjustment", "adjust"),
            ("controlling", "control"),
            ("agreed", "agre"),
        ] {
            assert_eq!(stem(word), expected);
        }
    }
}
