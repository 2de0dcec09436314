//! A page, a feed or a file named by its address, asked for once, by the rules of `demarche watch`.

use std::io::Cursor;
use std::path::Path;

use demarche_fetch::{Client, Fetch as _, Options, Outcome, Request, Rules, Wants};
use demarche_read::Hints;
use jiff::Timestamp;

use super::forms::{self, Form};
use super::open::{self, beginning};
use super::{Item, Items, Notes, Origin, Payload, Rejection, feeds, items};

/// The address that an input names; `None` where it names a file.
pub(super) fn address(path: &Path) -> Option<String> {
    let name = path.to_str()?;
    let (scheme, _) = name.split_once("://")?;
    let is_web = ["http", "https"]
        .iter()
        .any(|web| scheme.eq_ignore_ascii_case(web));
    is_web.then(|| name.to_owned())
}

/// What the address answers, as items. The form is told by `given`, else by the first bytes, else by
/// what the server says.
pub(super) fn ask(
    url: String,
    rules: Rules,
    given: Option<Form>,
    origin: &Origin,
    notes: &Notes,
) -> Result<Items, Rejection> {
    let client = Client::new(Options {
        rules,
        ..Options::default()
    });
    let request = Request {
        url,
        wants: Wants::Anything,
        ..Request::default()
    };
    let now = Timestamp::now();
    let (answer, bytes) = match client.fetch(&request, now) {
        Outcome::Body(answer, bytes) => (answer, bytes),
        Outcome::NotModified(_) => {
            return Err(unread("the server sent nothing", "try again later"));
        }
        Outcome::Gone => return Err(unread("it is gone (410)", "leave it out")),
        Outcome::RetryLater { status, after } => {
            let when = after.map_or_else(String::new, |after| {
                format!(" and asks to wait {} seconds", after.as_secs())
            });
            return Err(unread(
                format!("the server answers {status}{when}"),
                "try again later",
            ));
        }
        Outcome::Failed(failure) => {
            return Err(unread(
                failure.to_string(),
                "check the address; --allow-local lets this machine and private networks through",
            ));
        }
    };
    let mut opened = open::opened(Box::new(Cursor::new(bytes)))?;
    let content_type = answer.content_type.clone();
    let says = |word: &str| {
        let said = content_type.as_deref().unwrap_or_default();
        said.to_ascii_lowercase().contains(word)
    };
    let form = match forms::by_bytes(&opened.start, given) {
        Form::Text if given.is_none() && says("html") => Form::Html,
        form => form,
    };
    match form {
        Form::Html => {
            let (bytes, problems) = beginning(&mut opened.reader, demarche_read::LONGEST_PAGE + 1)?;
            let hints = Hints {
                url: Some(answer.final_url),
                content_type,
                now: Some(now),
                ..Hints::default()
            };
            Ok(Box::new(std::iter::once(Item {
                origin: origin.clone(),
                payload: Payload::Page(bytes, Box::new(hints), problems),
            })))
        }
        Form::Feed | Form::Xml => {
            let (bytes, problems) = beginning(&mut opened.reader, feeds::LONGEST_FEED)?;
            let content_type = content_type.as_deref();
            Ok(feeds::items(
                &bytes,
                content_type,
                problems,
                origin.clone(),
                notes,
            ))
        }
        form => items(form, opened, origin, notes),
    }
}

fn unread(what: impl Into<String>, hint: &str) -> Rejection {
    Rejection::unread(what, hint)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_from_files() {
        for web in ["https://example.org/a", "HTTP://example.org"] {
            assert_eq!(address(Path::new(web)).as_deref(), Some(web));
        }
        for file in ["https", "https:/example.org", "file:///a", "a/b.html", "-"] {
            assert_eq!(address(Path::new(file)), None, "{file}");
        }
    }
}
