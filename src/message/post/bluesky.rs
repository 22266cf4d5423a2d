//! Posts of Bluesky in JSON: events of Jetstream, posts of feeds and searches, and listed records.
//!
//! A record's own time is what its writer claims; events and feeds tell when it was seen, which is used where a record has
//! no time.
//!
//! Source: Jetstream's README; lexicons `app.bsky.feed.defs`, `com.atproto.repo.listRecords`.

use std::borrow::Cow;

use serde_json::Value;

use super::{
    Post, Source, atproto,
    json::{self, at, first, word},
    when,
};

pub(super) fn read(source: &Source<'_>) -> Post {
    let mut post = Post {
        platform: Cow::Borrowed("bluesky"),
        ..Post::default()
    };
    let value: Value = match json::read(source) {
        Ok(value) => value,
        Err(defect) => {
            post.defects.push(defect);
            return post;
        }
    };
    let commit = at(&value, &["commit"]);
    if commit.is_object() {
        let (did, rkey) = (word(&value, &["did"]), word(commit, &["rkey"]));
        atproto::record(at(commit, &["record"]), &did, &rkey, &mut post);
        post.sent = post
            .sent
            .or_else(|| when::read(&word(&value, &["time_us"])));
        return post;
    }
    // An item of a feed holds the post, and why it is shown.
    let view = value
        .get("post")
        .filter(|post| post.is_object())
        .unwrap_or(&value);
    let uri = word(view, &["uri"]);
    let inner = ["record", "value"].iter().find_map(|name| view.get(*name));
    let record = inner.unwrap_or(view);
    let mut parts = uri.trim_start_matches("at://").split('/');
    let did = [word(view, &["author", "did"]), word(view, &["did"])];
    let did = did.into_iter().find(|did| !did.is_empty());
    let did = did.unwrap_or_else(|| parts.next().unwrap_or_default().to_owned());
    let rkey = uri.rsplit('/').next().unwrap_or_default();
    post.id.clone_from(&uri);
    atproto::record(record, &did, rkey, &mut post);
    post.name = word(view, &["author", "handle"]);
    post.sent = post
        .sent
        .or_else(|| when::read(&word(view, &["indexedAt"])));
    let reason = at(&value, &["reason"]);
    if word(reason, &["$type"]).ends_with("#reasonRepost") {
        reposted(reason, &uri, &mut post);
    }
    post
}

/// An item of a feed that stands there since another account reposted it.
fn reposted(reason: &Value, uri: &str, post: &mut Post) {
    uri.clone_into(&mut post.repost_of);
    post.account = word(reason, &["by", "did"]);
    post.name = word(reason, &["by", "handle"]);
    post.id = first(reason, &["uri"]);
    if post.id.is_empty() {
        post.id = format!("{uri}#{}", post.account);
    }
    post.sent = when::read(&word(reason, &["indexedAt"]));
    (post.reply_to, post.quote_of) = (String::new(), String::new());
}
