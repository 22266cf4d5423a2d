//! From a post to its texts.
//!
//! In: a [`Post`]. Out: [`Text`]. What a repost repeats is another's text, and so are lines that a quote mark begins; the
//! accounts that a reply addresses before its first word are no part of what it says.

use std::borrow::Cow;

use crate::message::post::Post;

use super::{
    Text, html, language,
    links::{self, Links},
    mentions, tags, words,
};

/// Extracts the texts of one post, and adds to its mentions those that stand in the text. Pure; cost is linear.
#[must_use]
pub fn of_post(post: &Post) -> Text {
    let mut links = Links::default();
    let body = if post.is_html {
        let page = html::visible(&post.text);
        for anchor in &page.links {
            // Hashtags and names are links of the platform's own pages.
            if !anchor.text.starts_with(['#', '@']) {
                links.add(&anchor.href, &anchor.text);
            }
        }
        Cow::Owned(page.text)
    } else {
        Cow::Borrowed(post.text.as_str())
    };
    let mut text = Text::default();
    for line in body.lines() {
        let is_quote = line.trim_start().starts_with('>');
        let to = if is_quote || !post.repost_of.is_empty() {
            &mut text.quoted
        } else {
            &mut text.own
        };
        to.push_str(line);
        to.push('\n');
    }
    let addressed = mentions::leading(&text.own);
    if addressed > 0 {
        let names = text.own.drain(..addressed).collect::<String>();
        text.quoted.insert_str(0, &names);
    }
    trim(&mut text.own);
    trim(&mut text.quoted);
    for raw in post
        .links
        .iter()
        .map(String::as_str)
        .chain(links::find(&body))
    {
        links.add(raw, "");
    }
    text.links = links.into_list();
    text.tags = tags::find(&body);
    for tag in &post.tags {
        let tag = tag.trim_start_matches('#').to_lowercase();
        if !tag.is_empty() && !text.tags.contains(&tag) {
            text.tags.push(tag);
        }
    }
    text.mentions = mentions::find(&body);
    for name in &post.mentions {
        let name = name.trim_start_matches('@').to_lowercase();
        if !name.is_empty() && !text.mentions.contains(&name) {
            text.mentions.push(name);
        }
    }
    text.words = words::count(&text.own);
    text.language = language::detect(&text.own);
    text
}

fn trim(text: &mut String) {
    text.truncate(text.trim_end().len());
    let lead = text.len() - text.trim_start().len();
    text.drain(..lead);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Text {
        of_post(&Post {
            text: text.to_owned(),
            ..Post::default()
        })
    }

    #[test]
    fn what_others_wrote_is_not_ones_own() {
        let text = of("@a @B_1 > so you say\nI never did @c #Oh");
        assert_eq!(
            (text.own.as_str(), text.quoted.as_str()),
            ("> so you say\nI never did @c #Oh", "@a @B_1")
        );
        let text = of("> so you say\nI never did");
        assert_eq!(
            (text.own.as_str(), text.quoted.as_str()),
            ("I never did", "> so you say")
        );
        let repost = Post {
            text: "come all".to_owned(),
            repost_of: "7".to_owned(),
            ..Post::default()
        };
        assert_eq!(
            (
                of_post(&repost).own.as_str(),
                of_post(&repost).quoted.as_str()
            ),
            ("", "come all")
        );
    }

    #[test]
    fn what_the_export_tells_is_joined_with_what_the_text_shows() {
        let post = Post {
            text: "see https://a.org/?utm_source=x @Bob #One".to_owned(),
            links: vec!["https://a.org/".to_owned(), "https://b.org/1".to_owned()],
            tags: vec!["one".to_owned(), "Two".to_owned()],
            mentions: vec!["bob".to_owned(), "@Eve".to_owned()],
            ..Post::default()
        };
        let text = of_post(&post);
        let links: Vec<_> = text.links.iter().map(|l| l.canonical.as_str()).collect();
        assert_eq!(links, ["https://a.org/", "https://b.org/1"]);
        assert_eq!(
            (text.tags, text.mentions),
            (
                vec!["one".to_owned(), "two".to_owned()],
                vec!["bob".to_owned(), "eve".to_owned()]
            )
        );
    }

    #[test]
    fn a_page_is_read_as_its_reader_sees_it() {
        let post = Post {
            text: "<p>Hi <a href=\"https://m.org/@eve\">@eve</a>, <a href=\"https://b.org/1\">look</a></p>".to_owned(),
            is_html: true,
            ..Post::default()
        };
        let text = of_post(&post);
        assert_eq!(text.own, "Hi @eve, look");
        assert_eq!(text.links.len(), 1);
        assert_eq!(text.mentions, ["eve"]);
    }
}
