//! Whether a record of a JSON export is a post.
//!
//! In: the bytes of one record. Out: [`Wanted`]. Exports hold other things beside posts: some belong there and are passed
//! over, such as likes or the notices of a chat; others stand in place of posts and are told, such as errors.

use super::{
    export::Export,
    tokens::{members, unquoted},
};

/// What a record is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// A post, or what is too broken to tell.
    Post,
    /// Something that belongs there and is no post.
    Beside,
    /// Something else in place of a post; the names of its members.
    Other(String),
}

/// The types of Bluesky's records that are posts.
const POSTS: &[&[u8]] = &[b"app.bsky.feed.post", b"app.bsky.feed.repost"];

/// Members of pages; of a page that holds no record nothing is missing.
const PAGE: &[&[u8]] = &[
    b"data",
    b"feed",
    b"items",
    b"meta",
    b"posts",
    b"records",
    b"statuses",
    b"videos",
];

/// Tells what a record is.
pub(super) fn wanted(export: Export, record: &[u8]) -> Wanted {
    let needed: &[&[&[u8]]] = match export {
        Export::XJson => &[&[b"id"], &[b"text"]],
        Export::XOldJson => &[&[b"id_str", b"tweet"]],
        Export::RedditJson => &[&[b"created_utc"], &[b"body", b"title", b"selftext"]],
        Export::MastodonJson => &[&[b"id"], &[b"content"]],
        Export::BlueskyJson => &[&[b"uri", b"did", b"post"]],
        Export::TikTokJson | Export::YouTubeJson | Export::MetaJson => &[&[b"id"]],
        Export::TelegramJson | Export::MastodonOutbox => &[],
        _ => return Wanted::Post,
    };
    let Some(members) = members(record) else {
        return Wanted::Post;
    };
    let has = |names: &[&[u8]]| members.iter().any(|(key, _)| names.contains(key));
    if !needed.iter().all(|names| has(names)) {
        if has(PAGE) && !has(&[b"error", b"errors"]) {
            return Wanted::Beside;
        }
        let names: Vec<_> = members
            .iter()
            .map(|(key, _)| String::from_utf8_lossy(key))
            .collect();
        return Wanted::Other(names.join(", ").chars().take(80).collect());
    }
    let is_post = match export {
        Export::TelegramJson => word(&members, b"type").is_none_or(|found| found == b"message"),
        Export::MastodonOutbox => {
            word(&members, b"type").is_none_or(|found| matches!(found, b"Create" | b"Announce"))
        }
        Export::BlueskyJson => is_bluesky_post(&members),
        _ => true,
    };
    if is_post {
        Wanted::Post
    } else {
        Wanted::Beside
    }
}

type Members<'a> = [(&'a [u8], &'a [u8])];

fn word<'a>(members: &Members<'a>, name: &[u8]) -> Option<&'a [u8]> {
    let value = members.iter().find(|(key, _)| *key == name)?.1;
    Some(unquoted(value))
}

/// An event that makes or changes a post or repost, or a post or repost itself.
fn is_bluesky_post(event: &Members<'_>) -> bool {
    let is_event = word(event, b"time_us").is_some();
    if let Some(commit) = word(event, b"commit").and_then(members) {
        let made = word(&commit, b"operation").is_none_or(|done| done != b"delete");
        return made && word(&commit, b"collection").is_some_and(|kind| POSTS.contains(&kind));
    }
    let inner = [&b"record"[..], b"value"]
        .into_iter()
        .find_map(|name| word(event, name).and_then(members));
    let kind = inner.as_deref().unwrap_or(event);
    !is_event && word(kind, b"$type").is_none_or(|kind| POSTS.contains(&kind))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn posts_are_told_from_what_stands_beside_them() {
        let other = |names: &str| Wanted::Other(names.to_owned());
        for (export, record, expected) in [
            (Export::XJson, r#"{"id":"1","text":"a"}"#, Wanted::Post),
            (Export::XJson, r#"{"id":"1","te"#, Wanted::Post),
            (Export::XJson, r#"{"errors":[{"id":1}]}"#, other("errors")),
            (Export::XOldJson, r#"{"limit":{"track":7}}"#, other("limit")),
            (
                Export::TelegramJson,
                r#"{"id":1,"type":"service"}"#,
                Wanted::Beside,
            ),
            (
                Export::MastodonOutbox,
                r#"{"type":"Like","object":"x"}"#,
                Wanted::Beside,
            ),
            (
                Export::BlueskyJson,
                r#"{"did":"d","time_us":1,"kind":"commit","commit":{"operation":"create","collection":"app.bsky.feed.repost"}}"#,
                Wanted::Post,
            ),
            (
                Export::BlueskyJson,
                r#"{"did":"d","time_us":1,"kind":"commit","commit":{"operation":"delete","collection":"app.bsky.feed.post"}}"#,
                Wanted::Beside,
            ),
            (
                Export::BlueskyJson,
                r#"{"did":"d","time_us":1,"kind":"identity","identity":{}}"#,
                Wanted::Beside,
            ),
            (
                Export::BlueskyJson,
                r#"{"uri":"at://d/x/1","value":{"$type":"app.bsky.feed.like"}}"#,
                Wanted::Beside,
            ),
            (
                Export::BlueskyJson,
                r#"{"post":{"uri":"at://d/x/1"},"reason":{}}"#,
                Wanted::Post,
            ),
        ] {
            assert_eq!(wanted(export, record.as_bytes()), expected, "{record}");
        }
    }
}
