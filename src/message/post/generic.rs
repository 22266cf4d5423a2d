//! Posts whose export needs no more than the names of its members: `TikTok`, `YouTube`, 4CAT, Meta's Content Library.
//!
//! Sources: `TikTok` research API (video query, video comment list); `YouTube` Data API v3 (videos, searches, playlist items,
//! comments and their threads); 4CAT's columns; Meta Content Library API (posts of Facebook and Instagram).

use std::borrow::Cow;

use serde_json::Value;

use super::{
    Post, Source,
    json::{self, at, first, list, word, words},
    when,
};

/// Reads a record; `fill` gives the time as stated.
fn post(
    source: &Source<'_>,
    platform: &'static str,
    fill: impl FnOnce(&Value, &mut Post) -> String,
) -> Post {
    let mut post = Post {
        platform: Cow::Borrowed(platform),
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

/// A video of `TikTok`, or a comment below one, which tells no account.
pub(super) fn tiktok(source: &Source<'_>) -> Post {
    post(source, "tiktok", |item, post| {
        post.id = word(item, &["id"]);
        post.account = first(item, &["username", "author_id"]);
        post.name = word(item, &["username"]);
        post.text = first(item, &["video_description", "text"]);
        post.tags = words(item, &["hashtag_names"], &[]);
        let video = word(item, &["video_id"]);
        let answered = word(item, &["parent_comment_id"]);
        let is_answer = !matches!(answered.as_str(), "" | "0");
        post.reply_to = if is_answer { answered } else { video.clone() };
        post.thread = video;
        word(item, &["create_time"])
    })
}

/// A video of `YouTube`, however it was found, or a comment.
pub(super) fn youtube(source: &Source<'_>) -> Post {
    post(source, "youtube", |item, post| {
        let told = at(item, &["snippet"]);
        let ids = [
            word(item, &["contentDetails", "videoId"]),
            word(told, &["resourceId", "videoId"]),
            word(item, &["id", "videoId"]),
            word(item, &["id"]),
        ];
        post.id = ids
            .into_iter()
            .find(|id| !id.is_empty())
            .unwrap_or_default();
        let published = word(item, &["contentDetails", "videoPublishedAt"]);
        if word(item, &["kind"]) == "youtube#comment" {
            post.account = word(told, &["authorChannelId", "value"]);
            post.name = word(told, &["authorDisplayName"]);
            post.text = word(told, &["textOriginal"]);
            if post.text.is_empty() {
                post.text = word(told, &["textDisplay"]);
                post.is_html = true;
            }
            post.reply_to = first(told, &["parentId", "videoId"]);
            post.thread = word(told, &["videoId"]);
        } else {
            post.account = first(told, &["videoOwnerChannelId", "channelId"]);
            post.name = first(told, &["videoOwnerChannelTitle", "channelTitle"]);
            post.title = word(told, &["title"]);
            post.text = word(told, &["description"]);
            post.tags = words(told, &["tags"], &[]);
            post.language = first(told, &["defaultAudioLanguage", "defaultLanguage"]);
        }
        if published.is_empty() {
            word(told, &["publishedAt"])
        } else {
            published
        }
    })
}

/// An item of 4CAT, by the names that all of its sources share.
pub(super) fn fourcat(source: &Source<'_>) -> Post {
    post(source, "posts", |item, post| {
        post.id = word(item, &["id"]);
        post.thread = word(item, &["thread_id"]);
        post.account = first(item, &["author_id", "author", "author_name"]);
        post.name = first(item, &["author", "author_name", "author_fullname"]);
        post.title = first(item, &["subject", "title"]);
        post.text = word(item, &["body"]);
        post.reply_to = first(item, &["reply_to", "in_reply_to", "replied_to"]);
        post.repost_of = first(item, &["retweet_id", "repost_of"]);
        post.quote_of = word(item, &["quote_tweet_id"]);
        post.language = first(item, &["language_guess", "language"]);
        let split = |names: &[&str]| -> Vec<String> {
            let cell = first(item, names);
            let parts = cell.split(',').map(str::trim);
            parts
                .filter(|part| !part.is_empty())
                .map(str::to_owned)
                .collect()
        };
        post.tags = split(&["hashtags"]);
        post.mentions = split(&["mentions"]);
        post.links = split(&["urls", "links"]);
        first(item, &["unix_timestamp", "timestamp"])
    })
}

/// A post of Facebook or Instagram.
pub(super) fn meta(source: &Source<'_>) -> Post {
    post(source, "facebook", |item, post| {
        let kinds = [
            word(item, &["mcl_url"]),
            word(item, &["post_owner", "type"]),
            word(item, &["content_type"]),
        ];
        if kinds
            .iter()
            .any(|kind| kind.to_lowercase().contains("instagram"))
        {
            post.platform = Cow::Borrowed("instagram");
        }
        post.id = word(item, &["id"]);
        let owner = at(item, &["post_owner"]);
        post.account = first(owner, &["id", "username", "name"]);
        post.name = first(owner, &["username", "name"]);
        post.title = word(item, &["link_attachment", "name"]);
        post.text = word(item, &["text"]);
        post.language = word(item, &["lang"]);
        post.tags = words(item, &["hashtags"], &[]);
        post.repost_of = word(item, &["shared_post_id"]);
        let link = word(item, &["link_attachment", "link"]);
        post.links.extend((!link.is_empty()).then_some(link));
        let surface = word(item, &["surface", "id"]);
        if surface != post.account {
            post.thread = surface;
        }
        post.media = words(item, &["multimedia"], &["id"]);
        if list(item, &["multimedia"]).is_empty() {
            post.media = words(item, &["media"], &["id"]);
        }
        word(item, &["creation_time"])
    })
}
