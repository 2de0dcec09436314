//! What a user can do about the problems of pages. They travel between processes as text and are
//! looked up here on the other side.

macro_rules! remedies {
    ($($name:ident = $text:literal;)*) => {
        $(pub(crate) const $name: &str = $text;)*
        const ALL: &[&str] = &[$($name),*];
    };
}

remedies! {
    INVALID = "get the page again, or convert it to UTF-8";
    LYING = "nothing to do if it reads well; else convert it to UTF-8";
    EMPTY = "check that it is the page of an article, not of a section, a video or a log-in";
    BINARY = "name the file by what it is";
    LONG = "check that it is one article";
    DEEP = "nothing to do if it reads well; no page of news is built like that";
    DATE = "give the day with --date";
    LANGUAGE = "only English is coded: translate it, or leave it out";
    REPORT = "leave the page out, and report it as a bug";
    RESOURCES = "leave the page out; no page of news needs as much";
    START = "check that processes can be started and that there is memory for them";
}

/// The remedy of these words.
pub(crate) fn named(text: &str) -> &'static str {
    let known = ALL.iter().find(|known| **known == text);
    known.copied().unwrap_or(REPORT)
}

#[cfg(test)]
mod tests {
    use super::{ALL, named};

    #[test]
    fn remedies_are_found_by_their_words() {
        for remedy in ALL {
            assert_eq!(named(remedy), *remedy);
        }
    }
}
