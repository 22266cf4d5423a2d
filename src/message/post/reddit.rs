//! Submissions and comments of Reddit, from dumps or its API.
//!
//! Accounts go by name: names never change there, and older dumps tell no ids. `[deleted]` and `[removed]` stand for no
//! account and no text. A quoted line begins with an escaped `>`.
//!
//! Source: Reddit's API (Link, Comment, fullnames), and dumps of the Pushshift form.

use std::borrow::Cow;

use serde::Deserialize;

use super::{
    Post, Source,
    json::{self, Word, unescaped},
    when,
};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Thing {
    id: Word,
    name: Word,
    author: Word,
    body: Option<Word>,
    title: Option<Word>,
    selftext: Word,
    url: Word,
    parent_id: Word,
    link_id: Word,
    created_utc: Word,
    crosspost_parent: Word,
    is_self: Option<bool>,
}

pub(super) fn read(source: &Source<'_>) -> Post {
    let mut post = Post {
        platform: Cow::Borrowed("reddit"),
        ..Post::default()
    };
    let thing: Thing = match json::read(source) {
        Ok(thing) => thing,
        Err(defect) => {
            post.defects.push(defect);
            return post;
        }
    };
    let is_comment = thing.body.is_some() || !thing.link_id.is_empty();
    post.id = full(&thing, is_comment);
    kept(&thing.author).clone_into(&mut post.account);
    post.name.clone_from(&post.account);
    post.sent = when::read(&thing.created_utc);
    if post.sent.is_none() && !thing.created_utc.is_empty() {
        post.defects
            .push(source.malformed("created_utc", &thing.created_utc));
    }
    let text = thing.body.as_ref().unwrap_or(&thing.selftext);
    post.text = unescaped(kept(text));
    post.title = thing
        .title
        .as_deref()
        .map(|t| unescaped(t))
        .unwrap_or_default();
    if is_comment {
        post.reply_to.clone_from(&thing.parent_id.0);
        post.thread.clone_from(&thing.link_id.0);
        // Some dumps write the parent as a bare number in base 36 or ten.
        if !post.reply_to.is_empty() && !post.reply_to.contains('_') {
            post.reply_to = format!("t1_{}", post.reply_to);
        }
    } else {
        post.thread.clone_from(&post.id);
        post.repost_of.clone_from(&thing.crosspost_parent.0);
        link(&thing, &mut post);
    }
    post
}

/// The id with the letters that tell its kind.
fn full(thing: &Thing, is_comment: bool) -> String {
    let has_kind = |id: &str| id.starts_with("t1_") || id.starts_with("t3_");
    if has_kind(&thing.name) {
        thing.name.0.clone()
    } else if thing.id.is_empty() || has_kind(&thing.id) {
        thing.id.0.clone()
    } else {
        format!("{}_{}", if is_comment { "t1" } else { "t3" }, thing.id.0)
    }
}

/// A text that is there.
fn kept(text: &str) -> &str {
    match text {
        "[deleted]" | "[removed]" | "[ Removed by reddit ]" => "",
        text => text,
    }
}

/// What a submission leads to: a picture or film of Reddit's own, or a link.
fn link(thing: &Thing, post: &mut Post) {
    let url = unescaped(&thing.url);
    let own = ["https://i.redd.it/", "https://v.redd.it/"];
    if let Some(name) = own.iter().find_map(|host| url.strip_prefix(host)) {
        let name = name.split(['/', '?', '#']).next().unwrap_or_default();
        post.media
            .extend((!name.is_empty()).then(|| name.to_owned()));
    } else if url.starts_with("http")
        && thing.is_self != Some(true)
        && !url.contains("reddit.com/r/")
    {
        post.links.push(url);
    }
}
