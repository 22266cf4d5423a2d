//! Which bodies of a message a reader reads.
//!
//! In: the bodies of a message. Out: [`Choice`]: the texts that count, what HTML adds to them.
//!
//! Source: RFC 2046, 5.1.4. It says the last alternative is the richest; we take plain text, the
//! author's words without a designer's, unless it is a stand-in for the HTML.

use std::borrow::Cow;

use crate::message::{Body, BodyKind, Message};

use super::html::{self, Visible};

/// A plain text this many times shorter than the HTML's is a stand-in if it says so …
const TELLING: usize = 2;

/// … and if it is this many times shorter, whatever it says.
const FAR_SHORTER: usize = 12;

/// Words of stand-ins: "your client cannot show HTML", in some languages.
const STAND_IN: [&str; 8] = [
    "html",
    "browser",
    "mail client",
    "email client",
    "navigateur",
    "navegador",
    "mime",
    "浏览器",
];

/// Most letters of a text that can be a stand-in.
const STAND_IN_LETTERS: usize = 600;

/// The texts of a message that count.
#[derive(Debug, Default)]
pub(super) struct Choice<'a> {
    /// In their order.
    pub(super) chosen: Vec<Chosen<'a>>,
    /// Pages beside a chosen plain text: their links count as well.
    pub(super) beside: Vec<Visible>,
    /// Pictures of all pages.
    pub(super) pictures: Vec<String>,
    /// Whether any page hides text.
    pub(super) hidden: bool,
}

/// A text that counts.
#[derive(Debug)]
pub(super) enum Chosen<'a> {
    /// Plain text with line ends and spaces made plain.
    Plain(Cow<'a, str>),
    /// A page.
    Page(Visible),
}

/// Chooses among the bodies of a message.
pub(super) fn choose(message: &Message) -> Choice<'_> {
    let mut choice = Choice::default();
    let mut done = Vec::new();
    for body in &message.bodies {
        let Some(group) = body.alternative else {
            add(&mut choice, &[body]);
            continue;
        };
        if !done.contains(&group) {
            done.push(group);
            let members: Vec<_> = message
                .bodies
                .iter()
                .filter(|b| b.alternative == Some(group))
                .collect();
            add(&mut choice, &members);
        }
        // A message is cut at some thousand parts; this many alternatives nobody reads.
        if done.len() > 100 {
            break;
        }
    }
    choice
}

/// Adds the better ones of the alternatives.
fn add<'a>(choice: &mut Choice<'a>, alternatives: &[&'a Body]) {
    let (mut plains, mut pages) = (Vec::new(), Vec::new());
    for body in alternatives {
        if body.kind == BodyKind::Html || is_page(&body.text) {
            let mut page = html::visible(&body.text);
            choice.hidden |= page.hidden;
            choice.pictures.append(&mut page.pictures);
            if let Cow::Owned(text) = plain(&page.text) {
                // Places of links are kept: only spaces of two bytes shrink, and lone returns stay one.
                page.links
                    .iter_mut()
                    .for_each(|link| link.at = shrunk(&page.text, link.at));
                page.text = text;
            }
            pages.push(page);
        } else {
            plains.push(plain(&body.text));
        }
    }
    choice.pictures.truncate(html::MOST);
    let words: usize = plains.iter().map(|text| letters(text)).sum();
    let seen: usize = pages.iter().map(|page| letters(&page.text)).sum();
    if has_substance(&plains, words, seen) {
        choice.chosen.extend(plains.into_iter().map(Chosen::Plain));
        choice.beside.append(&mut pages);
    } else {
        choice.chosen.extend(pages.into_iter().map(Chosen::Page));
    }
}

/// Whether plain text with so many letters stands beside pages with so many.
fn has_substance(plains: &[Cow<'_, str>], words: usize, seen: usize) -> bool {
    let says_so = || {
        plains.iter().any(|text| {
            let head = text
                .get(..text.floor_char_boundary(4 * STAND_IN_LETTERS))
                .unwrap_or(text)
                .to_lowercase();
            STAND_IN.iter().any(|phrase| head.contains(phrase))
        })
    };
    let stands_in = words * FAR_SHORTER < seen
        || words <= STAND_IN_LETTERS && words * TELLING < seen && says_so();
    words > 0 && !stands_in || seen == 0
}

/// A page that was sent as plain text.
fn is_page(text: &str) -> bool {
    let text = text.trim_start();
    ["<html", "<!doctype html", "<body", "<head>"]
        .iter()
        .any(|tag| {
            text.as_bytes()
                .get(..tag.len())
                .is_some_and(|head| head.eq_ignore_ascii_case(tag.as_bytes()))
        })
}

fn letters(text: &str) -> usize {
    text.bytes()
        .filter(|b| b.is_ascii_alphanumeric() || *b >= 0xC3)
        .count()
}

/// Line ends to `\n`, no-break spaces to spaces.
fn plain(text: &str) -> Cow<'_, str> {
    let mut text = Cow::Borrowed(text);
    if memchr::memchr(b'\r', text.as_bytes()).is_some() {
        text = Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n"));
    }
    if memchr::memmem::find(text.as_bytes(), "\u{a0}".as_bytes()).is_some() {
        text = Cow::Owned(text.replace('\u{a0}', " "));
    }
    text
}

/// Where a place stands after [`plain`].
fn shrunk(text: &str, at: usize) -> usize {
    text.get(..at).map_or(at, |head| plain(head).len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bodies: &[(BodyKind, &str, Option<u16>)], expected: &[&str]) {
        let bodies = bodies.iter().map(|(kind, text, alternative)| Body {
            kind: *kind,
            text: (*text).to_owned(),
            alternative: *alternative,
        });
        let message = Message {
            bodies: bodies.collect(),
            ..Message::default()
        };
        let choice = choose(&message);
        let texts: Vec<_> = choice
            .chosen
            .iter()
            .map(|chosen| match chosen {
                Chosen::Plain(text) => text.as_ref(),
                Chosen::Page(page) => page.text.as_str(),
            })
            .collect();
        assert_eq!(texts, expected);
    }

    #[test]
    fn plain_text_is_taken_unless_it_stands_in_for_the_page() {
        use BodyKind::{Html, Plain};
        let long = "word ".repeat(60);
        check(
            &[(Plain, "a letter", Some(0)), (Html, "<p>a letter", Some(0))],
            &["a letter"],
        );
        check(
            &[(Plain, " \r\n", Some(0)), (Html, "<p>a letter", Some(0))],
            &["a letter"],
        );
        check(
            &[
                (Plain, "Your client cannot show HTML", Some(0)),
                (Html, &long, Some(0)),
            ],
            &[long.trim()],
        );
        check(
            &[(Plain, "x", Some(0)), (Html, &long, Some(0))],
            &[long.trim()],
        );
        check(&[(Plain, "a", Some(0)), (Html, "", Some(0))], &["a"]);
    }

    #[test]
    fn mixed_bodies_are_all_taken_and_html_sent_as_plain_text_is_read_as_html() {
        use BodyKind::{Html, Plain};
        check(
            &[(Plain, "one", None), (Html, "two", None)],
            &["one", "two"],
        );
        check(&[(Plain, "\n<HTML><b>one</b>", None)], &["one"]);
        check(&[(Plain, "a\u{a0}b\rc\r\nd", None)], &["a b\nc\nd"]);
    }
}
