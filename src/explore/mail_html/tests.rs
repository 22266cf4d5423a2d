//! Tricks of hostile mail, and what must hold of any mail.

#[path = "../../../tests/it/hostile/tricks.rs"]
mod tricks;

use std::time::{Duration, Instant};

use html5gum::{Token, Tokenizer};
use proptest::prelude::*;

use super::*;
use crate::report::clean::is_deceptive;

/// Elements without an end tag.
const VOID: [&str; 3] = ["br", "hr", "wbr"];

/// Reads a body again and holds each element and each attribute against what may be there. Gives its text.
fn judge(body: &str) -> Result<String, String> {
    let (mut open, mut text): (Vec<String>, _) = (Vec::new(), String::new());
    for token in Tokenizer::new(body) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                if !KEPT.contains(&name.as_str()) {
                    return Err(format!("element {name}"));
                }
                for (attribute, value) in &tag.attributes {
                    judge_attribute(
                        &name,
                        &String::from_utf8_lossy(attribute),
                        &String::from_utf8_lossy(value),
                    )?;
                }
                if !VOID.contains(&name.as_str()) {
                    open.push(name);
                }
            }
            Token::EndTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name).into_owned();
                if open.pop().as_ref() != Some(&name) {
                    return Err(format!("end of {name} without its start"));
                }
            }
            Token::String(string) => text.push_str(&String::from_utf8_lossy(&string)),
            Token::Comment(_) => return Err("a comment".to_owned()),
            Token::Doctype(_) => return Err("a doctype".to_owned()),
            Token::Error(error) => return Err(format!("{error:?}")),
        }
    }
    match (open.pop(), text.chars().find(|c| is_deceptive(*c))) {
        (Some(name), _) => Err(format!("{name} is never closed")),
        (None, Some(character)) => Err(format!("the character {character:?}")),
        (None, None) => Ok(text),
    }
}

fn judge_attribute(element: &str, attribute: &str, value: &str) -> Result<(), String> {
    let is_number = || matches!(value.parse::<u16>(), Ok(2..=100));
    let is_fine = match attribute {
        "dir" => matches!(value, "ltr" | "rtl" | "auto"),
        "lang" => {
            !value.is_empty()
                && value
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'-')
        }
        "colspan" | "rowspan" => matches!(element, "td" | "th") && is_number(),
        _ => false,
    };
    is_fine
        .then_some(())
        .ok_or_else(|| format!("attribute {attribute}={value:?} of {element}"))
}

/// The text of a mail that went through, held against the list.
fn text_of(html: &str) -> String {
    let body = body(html);
    judge(&body).unwrap_or_else(|fault| panic!("{fault}: {html:.300}\n{body:.300}"))
}

#[test]
fn each_trick_leaves_words_and_nothing_else() {
    for trick in tricks::all() {
        let text = text_of(&trick.html);
        assert!(text.contains(tricks::SEEN), "{}: {text:.300}", trick.name);
    }
}

#[test]
fn each_trick_ends_soon_and_small() {
    for trick in tricks::all() {
        let start = Instant::now();
        let document = safe(&trick.html);
        let took = start.elapsed();
        assert!(took < Duration::from_secs(20), "{}: {took:?}", trick.name);
        assert!(document.len() < 4 * MOST_WRITTEN, "{}", trick.name);
    }
}

#[test]
fn what_went_through_once_goes_through_unchanged() {
    for trick in tricks::all() {
        let once = body(&trick.html);
        // Where the letter was cut, the notice is what goes on.
        if !once.contains("it is too long") {
            assert!(
                body(&once) == once,
                "{}\n{once:.500}\n{:.500}",
                trick.name,
                body(&once)
            );
        }
    }
}

#[test]
fn links_say_where_they_lead_and_pictures_what_they_show() {
    for (html, expected) in [
        (
            "<a href='https://a.example/?x=1&amp;y=2'>here</a>.",
            "here <samp dir=\"ltr\">⟨https://a.example/?x=1&amp;y=2⟩</samp>.",
        ),
        (
            "<a href=https://a.example/>https://a.example/</a>",
            "https://a.example/",
        ),
        (
            "<a href=http://b.example/>https://a.example/</a>",
            "https://a.example/ <samp dir=\"ltr\">⟨http://b.example/⟩</samp>",
        ),
        (
            "<a href=x:1>one<a href=x:2>two<p>three",
            "one <samp dir=\"ltr\">⟨x:1⟩</samp>two<p>three</p> <samp dir=\"ltr\">⟨x:2⟩</samp>",
        ),
        ("<a name=top>top</a>", "top"),
        (
            "<a href='http://a.example/\u{202e}gpj.exe'>x</a>",
            "x <samp dir=\"ltr\">⟨http://a.example/gpj.exe⟩</samp>",
        ),
        (
            "<img src=a alt=' our \"logo\" <b> '>",
            "[picture: our \"logo\" &lt;b&gt;]",
        ),
        ("<img src=a alt><img src=b>", "[picture][picture]"),
        (
            "a <input value=x> b<textarea>c</textarea>",
            "a [field] b[field]c",
        ),
    ] {
        assert_eq!(body(html), expected, "{html}");
    }
}

#[test]
fn letters_keep_their_shape() {
    for (html, expected) in [
        ("<p>One<p>Two<br>three", "<p>One</p><p>Two<br>three</p>"),
        (
            "<b>bold <i>both</b> none</i>",
            "<b>bold <i>both</i></b> none",
        ),
        (
            "<ul><li>a<li>b<ol><li>c</ol></ul>d",
            "<ul><li>a</li><li>b<ol><li>c</li></ol></li></ul>d",
        ),
        (
            "<table border=1><tr><th colspan=2>h<tr><td>a<td>b</table>",
            "<table><tbody><tr><th colspan=\"2\">h</th></tr><tr><td>a</td><td>b</td></tr></tbody></table>",
        ),
        (
            "<table>\n<tr>\n<td><table><tr><td>in</table> out</td></tr></table>",
            "<table><tbody><tr><td><table><tbody><tr><td>in</td></tr></tbody></table> out</td></tr></tbody></table>",
        ),
        (
            "<table><caption>c</caption><tr><td>a</table>",
            "<table><caption>c</caption><tbody><tr><td>a</td></tr></tbody></table>",
        ),
        (
            "<p lang=ar dir=RTL>x</p>",
            "<p dir=\"rtl\" lang=\"ar\">x</p>",
        ),
        (
            "<span>a</span><font lang=fr>b</font>",
            "a<span lang=\"fr\">b</span>",
        ),
        (
            "<section>a</section><form>b</form>",
            "<div>a</div><div>b</div>",
        ),
        ("a\u{202e}b &shy;", "a⟨U+202E⟩b ⟨U+00AD⟩"),
        ("<pre>\n\n a\n  b</pre>", "<pre> a\n  b</pre>"),
    ] {
        assert_eq!(body(html), expected, "{html}");
    }
}

#[test]
fn nothing_of_a_letter_goes_on_beyond_the_bounds_unsaid() {
    let long = "word ".repeat(MOST_READ / 4);
    assert!(body(&long).ends_with("too long to be shown whole here.]</p>"));
    let deep = body(&format!("{}x", "<div>".repeat(10 * DEEPEST)));
    assert_eq!(deep.matches("<div>").count(), DEEPEST);
    assert!(deep.contains('x'));
}

#[test]
fn the_document_carries_its_own_policy() {
    let document = safe("<p>x</p>");
    assert!(document.starts_with("<!doctype html>"));
    assert!(document.contains(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'self'\">"
    ));
    assert!(document.contains("<body>\n<p>x</p>\n</body>"));
    assert!(!document.contains("<script"));
}

/// Pieces of which a soup of tags is made.
const PIECES: [&str; 62] = [
    "<p>",
    "</p>",
    "<b>",
    "</b>",
    "<i>",
    "</i>",
    "<a href=x:y>",
    "</a>",
    "<table>",
    "</table>",
    "<tr>",
    "</tr>",
    "<td>",
    "</td>",
    "<th>",
    "<tbody>",
    "</tbody>",
    "<caption>",
    "</caption>",
    "<ul>",
    "</ul>",
    "<li>",
    "</li>",
    "<dl>",
    "<dd>",
    "<dt>",
    "</dl>",
    "<h1>",
    "</h1>",
    "<h2>",
    "<pre>",
    "</pre>",
    "\n",
    "<div>",
    "</div>",
    "<span lang=de>",
    "</span>",
    "<blockquote>",
    "<hr>",
    "<br>",
    "</br>",
    "<wbr>",
    "<svg>",
    "</svg>",
    "<style>",
    "</style>",
    "<template>",
    "</template>",
    "<select>",
    "<option>",
    "<textarea>",
    "</textarea>",
    "<title>",
    "</title>",
    "<!--",
    "-->",
    "<math><mtext>",
    "<noscript>",
    "text",
    " & ",
    "\"",
    "<img alt='a' src=x onerror=y>",
];

fn soup() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES.as_slice()), 0..40).prop_map(|p| p.concat())
}

proptest! {
    #[test]
    fn no_string_brings_anything_but_what_is_listed(html in any::<String>(), soup in soup()) {
        for html in [html, soup] {
            let body = body(&html);
            prop_assert!(judge(&body).is_ok(), "{:?}\n{}", judge(&body), body);
        }
    }

    #[test]
    fn any_letter_is_stable_once_it_went_through(html in any::<String>(), soup in soup()) {
        for html in [html, soup] {
            let once = body(&html);
            prop_assert_eq!(body(&once), once);
        }
    }

    /// What the second sieve gets needs no mending: it is what it would write itself.
    #[test]
    fn the_first_sieve_writes_a_whole_tree(soup in soup()) {
        let sifted = sieve::sift(&soup);
        prop_assert_eq!(SECOND.clean(&sifted).to_string(), sifted);
    }
}
