//! Posts of Mastodon and its relatives: activities of an outbox, and statuses of the API.
//!
//! Content is HTML. A picture's name is its blur hash with its size: the same for one picture whoever uploads it.
//!
//! Source: `ActivityStreams` 2.0, and docs.joinmastodon.org (Status, `ActivityPub`).

use std::borrow::Cow;

use serde_json::Value;

use super::{
    Post, Source,
    json::{self, at, first, list, word, words},
    when,
};

/// Reads an activity: `Create` of a note, or `Announce`, which is a repost.
pub(super) fn activity(source: &Source<'_>) -> Post {
    post(source, |activity, post| {
        let object = at(activity, &["object"]);
        post.account = word(activity, &["actor"]);
        if post.account.is_empty() {
            post.account = word(activity, &["actor", "id"]);
        }
        post.name = handle(&post.account);
        let stated = word(activity, &["published"]);
        if word(activity, &["type"]) == "Announce" {
            post.id = word(activity, &["id"]);
            post.repost_of = object
                .as_str()
                .map_or_else(|| word(object, &["id"]), str::to_owned);
        } else {
            post.id = first(object, &["id", "url"]);
            post.reply_to = word(object, &["inReplyTo"]);
            post.quote_of = first(object, &["quote", "quoteUrl", "quoteUri", "_misskey_quote"]);
        }
        post.title = first(object, &["summary", "name"]);
        post.text = word(object, &["content"]);
        post.thread = first(object, &["context", "conversation"]);
        if let Some(map) = at(object, &["contentMap"])
            .as_object()
            .filter(|map| map.len() == 1)
        {
            post.language = map.keys().next().cloned().unwrap_or_default();
        }
        for tag in list(object, &["tag"]) {
            let name = word(tag, &["name"]);
            match word(tag, &["type"]).as_str() {
                "Mention" => post.mentions.push(name.trim_start_matches('@').to_owned()),
                "Hashtag" => post.tags.push(name.trim_start_matches('#').to_owned()),
                _ => {}
            }
        }
        let pictures = list(object, &["attachment"]).iter();
        post.media = pictures.filter_map(|p| picture(p, p)).collect();
        stated
    })
}

/// Reads a status of the API.
pub(super) fn status(source: &Source<'_>) -> Post {
    post(source, |status, post| {
        post.id = word(status, &["id"]);
        // An address is known everywhere, a handle without server only at home.
        let account = at(status, &["account"]);
        post.account = first(account, &["url", "acct", "id"]);
        post.name = word(account, &["acct"]);
        post.reply_to = word(status, &["in_reply_to_id"]);
        post.client = word(status, &["application", "name"]);
        post.language = word(status, &["language"]);
        post.repost_of = word(status, &["reblog", "id"]);
        post.quote_of = word(status, &["quote", "quoted_status", "id"]);
        if post.quote_of.is_empty() {
            post.quote_of = word(status, &["quote", "id"]);
        }
        let shown = if post.repost_of.is_empty() {
            status
        } else {
            at(status, &["reblog"])
        };
        post.title = word(shown, &["spoiler_text"]);
        post.text = word(shown, &["content"]);
        post.mentions = words(shown, &["mentions"], &["acct"]);
        post.tags = words(shown, &["tags"], &["name"]);
        post.links
            .extend(Some(word(shown, &["card", "url"])).filter(|url| !url.is_empty()));
        let pictures = list(shown, &["media_attachments"]).iter();
        post.media = pictures
            .filter_map(|p| picture(p, at(p, &["meta", "original"])))
            .collect();
        word(status, &["created_at"])
    })
}

/// Reads a record; `fill` gives the time as stated.
fn post(source: &Source<'_>, fill: impl FnOnce(&Value, &mut Post) -> String) -> Post {
    let mut post = Post {
        platform: Cow::Borrowed("mastodon"),
        is_html: true,
        ..Post::default()
    };
    match json::read::<Value>(source) {
        Ok(value) => {
            let stated = fill(&value, &mut post);
            post.sent = when::read(&stated);
            if post.sent.is_none() && !stated.is_empty() {
                post.defects.push(source.malformed("time", &stated));
            }
        }
        Err(defect) => post.defects.push(defect),
    }
    post
}

/// `bob@m.org` of `https://m.org/users/bob` or `https://m.org/@bob`; otherwise the address itself.
fn handle(actor: &str) -> String {
    let parts: Vec<&str> = actor.split('/').collect();
    match parts.as_slice() {
        ["https:" | "http:", "", server, .., name] if !name.is_empty() => {
            format!("{}@{server}", name.trim_start_matches('@'))
        }
        _ => actor.to_owned(),
    }
}

fn picture(picture: &Value, size: &Value) -> Option<String> {
    let hash = word(picture, &["blurhash"]);
    let (width, height) = (word(size, &["width"]), word(size, &["height"]));
    (!hash.is_empty()).then(|| format!("blurhash:{hash}:{width}x{height}"))
}
