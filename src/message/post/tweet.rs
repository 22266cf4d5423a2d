//! What the posts of X have in common, whichever API they came from.
//!
//! The text holds shortened links (t.co), which are put right here from what the export tells of them: else no two posts
//! would share a link. A link to the post's own picture or film is none.

use super::json::{Word, unescaped};

/// A link of a text.
#[derive(Debug, Default, serde::Deserialize)]
#[serde(default)]
pub(super) struct Link {
    pub(super) url: Word,
    pub(super) expanded_url: Word,
    pub(super) display_url: Word,
    pub(super) media_key: Word,
}

impl Link {
    /// Whether it leads to a picture or film that a post shows itself.
    fn is_own_media(&self) -> bool {
        let is_page = ["/photo/", "/video/"]
            .iter()
            .any(|part| self.expanded_url.contains(part));
        let is_of_x = ["//twitter.com/", "//x.com/", "//www.twitter.com/"]
            .iter()
            .any(|host| self.expanded_url.contains(host));
        !self.media_key.is_empty()
            || self.display_url.starts_with("pic.twitter.com/")
            || self.display_url.starts_with("pic.x.com/")
            || (is_page && is_of_x && self.expanded_url.contains("/status/"))
    }
}

/// A text with its links written out, and these links.
pub(super) fn written_out(text: &str, links: &[Link]) -> (String, Vec<String>) {
    let mut text = unescaped(without_cut_link(text));
    let mut found: Vec<String> = Vec::new();
    for link in links {
        let target = if link.expanded_url.is_empty() {
            &link.url
        } else {
            &link.expanded_url
        };
        let is_media = link.is_own_media();
        if !link.url.is_empty() && link.url.contains("//t.co/") {
            text = text.replace(link.url.as_str(), if is_media { "" } else { target });
        }
        if !is_media && !target.is_empty() && !found.contains(target) {
            found.push(target.to_string());
        }
    }
    text.truncate(text.trim_end().len());
    (text, found)
}

/// The text without a short link that was cut with it: it leads nowhere, or elsewhere.
fn without_cut_link(text: &str) -> &str {
    let start = text.ends_with('\u{2026}').then(|| text.rfind("http"));
    match start.flatten().map(|at| text.split_at(at)) {
        Some((rest, link)) if !link.contains(char::is_whitespace) => rest,
        _ => text,
    }
}

/// The text behind `RT @name: `, and the name.
pub(super) fn without_mark(text: &str) -> (&str, Option<&str>) {
    let rest = text
        .strip_prefix("RT @")
        .and_then(|rest| rest.split_once(": "));
    match rest {
        Some((name, rest)) if !name.is_empty() && !name.contains(char::is_whitespace) => {
            (rest, Some(name))
        }
        _ => (text, None),
    }
}

/// The language as X tells it; its marks for none are none.
pub(super) fn language(told: &str) -> String {
    let is_none = matches!(
        told,
        "und" | "zxx" | "qam" | "qct" | "qht" | "qme" | "qst" | "art"
    );
    if is_none {
        String::new()
    } else {
        told.to_owned()
    }
}

/// The program in the archive's form `<a href="…">Name</a>`, or as it stands.
pub(super) fn client(told: &str) -> String {
    let inner = told
        .strip_suffix("</a>")
        .and_then(|rest| rest.rsplit_once('>'));
    inner.map_or(told, |(_, name)| name).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(url: &str, expanded: &str, display: &str) -> Link {
        Link {
            url: Word(url.to_owned()),
            expanded_url: Word(expanded.to_owned()),
            display_url: Word(display.to_owned()),
            media_key: Word::default(),
        }
    }

    #[test]
    fn short_links_are_written_out_and_own_pictures_are_none() {
        let links = [
            link("https://t.co/a", "https://b.org/?a=1&b=2", "b.org"),
            link(
                "https://t.co/p",
                "https://twitter.com/u/status/1/photo/1",
                "pic.twitter.com/p",
            ),
            link(
                "https://t.co/q",
                "https://twitter.com/u/status/2",
                "twitter.com/u/status/2",
            ),
        ];
        let (text, found) = written_out(
            "x &amp;amp; https://t.co/a https://t.co/q https://t.co/p",
            &links,
        );
        assert_eq!(
            text,
            "x &amp; https://b.org/?a=1&b=2 https://twitter.com/u/status/2"
        );
        assert_eq!(
            found,
            ["https://b.org/?a=1&b=2", "https://twitter.com/u/status/2"]
        );
    }

    #[test]
    fn links_that_were_cut_are_left_out() {
        for (text, expected) in [
            ("see https://t.co/Iu5\u{2026}", "see"),
            (
                "https://t.co/Iu5 and so\u{2026}",
                "https://t.co/Iu5 and so\u{2026}",
            ),
            ("see https://t.co/Iu5", "see https://t.co/Iu5"),
        ] {
            assert_eq!(written_out(text, &[]).0, expected, "{text}");
        }
    }

    #[test]
    fn marks_of_reposts_and_programs_are_taken_off() {
        assert_eq!(without_mark("RT @a_1: hi: you"), ("hi: you", Some("a_1")));
        assert_eq!(without_mark("RT @a b: hi"), ("RT @a b: hi", None));
        assert_eq!(
            client("<a href=\"http://x\" rel=\"nofollow\">Twitter for iPhone</a>"),
            "Twitter for iPhone"
        );
        assert_eq!(client("TweetDeck"), "TweetDeck");
        assert_eq!(
            (language("und"), language("de")),
            (String::new(), "de".to_owned())
        );
    }
}
