//! Posts of X by its API v1.1, and by the archive that X gives to its users.
//!
//! A cut text stands beside the whole: `extended_tweet`, else `full_text`. The archive names no account: what it holds was
//! posted by the one that it was given to. In the archive, reposts are known by their mark alone: their key is
//! `rt:name/hash of the text`, which agrees between archives.
//!
//! Source: X API v1.1 data dictionary (tweet, user, entities, extended entities).

use std::borrow::Cow;

use serde::Deserialize;
use xxhash_rust::xxh3::xxh3_64;

use super::{
    Post, Source,
    json::{self, Word},
    tweet::{self, Link},
    when::{self, Moment},
};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Status {
    /// The archive's wrapping.
    tweet: Option<Box<Status>>,
    id_str: Word,
    user: Option<User>,
    created_at: Word,
    lang: Word,
    source: Word,
    in_reply_to_status_id_str: Word,
    quoted_status_id_str: Word,
    #[serde(rename = "retweeted_status")]
    repeated: Option<Box<Status>>,
    text: Word,
    full_text: Word,
    entities: Option<Entities>,
    extended_entities: Option<Entities>,
    extended_tweet: Option<Whole>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Whole {
    full_text: Word,
    entities: Option<Entities>,
    extended_entities: Option<Entities>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct User {
    id_str: Word,
    id: Word,
    screen_name: Word,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Entities {
    urls: Option<Vec<Link>>,
    user_mentions: Option<Vec<User>>,
    hashtags: Option<Vec<Tag>>,
    media: Option<Vec<Medium>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Tag {
    text: Word,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Medium {
    id_str: Word,
    r#type: Word,
    url: Word,
}

pub(super) fn read(source: &Source<'_>) -> Post {
    let mut post = Post {
        platform: Cow::Borrowed("x"),
        ..Post::default()
    };
    let status: Status = match json::read(source) {
        Ok(status) => status,
        Err(defect) => {
            post.defects.push(defect);
            return post;
        }
    };
    let is_archive = status.tweet.is_some();
    let status = status.tweet.as_deref().unwrap_or(&status);
    if let Some(user) = &status.user {
        let id = [&user.id_str, &user.id]
            .into_iter()
            .find(|id| !id.is_empty());
        post.account = id.map(|id| id.0.clone()).unwrap_or_default();
        post.name.clone_from(&user.screen_name.0);
    }
    post.id.clone_from(&status.id_str.0);
    post.sent = time(&status.created_at);
    post.reply_to
        .clone_from(&status.in_reply_to_status_id_str.0);
    post.client = tweet::client(&status.source);
    post.language = tweet::language(&status.lang);
    let repeated = status.repeated.as_deref();
    if let Some(repeated) = repeated {
        post.repost_of.clone_from(&repeated.id_str.0);
    } else {
        post.quote_of.clone_from(&status.quoted_status_id_str.0);
    }
    if post.sent.is_none() && !status.created_at.is_empty() {
        post.defects
            .push(source.malformed("created_at", &status.created_at));
    }
    repeated.unwrap_or(status).fill(&mut post);
    if let (rest, Some(name)) = tweet::without_mark(&post.text)
        && is_archive
    {
        let key = format!("rt:{name}/{:016x}", xxh3_64(rest.as_bytes()));
        let mark = post.text.len() - rest.len();
        post.repost_of = key;
        post.text.drain(..mark);
    }
    post
}

impl Status {
    /// Text, links, names, tags and media as a reader sees them.
    fn fill(&self, post: &mut Post) {
        let whole = self.extended_tweet.as_ref();
        let texts = [
            whole.map(|all| &all.full_text),
            Some(&self.full_text),
            Some(&self.text),
        ];
        let text = texts.into_iter().flatten().find(|text| !text.is_empty());
        let entities = whole
            .and_then(|all| all.entities.as_ref())
            .or(self.entities.as_ref());
        let extended = whole
            .and_then(|all| all.extended_entities.as_ref())
            .or(self.extended_entities.as_ref());
        let none = Entities::default();
        let entities = entities.unwrap_or(&none);
        let media = extended
            .and_then(|all| all.media.as_deref())
            .or(entities.media.as_deref())
            .unwrap_or_default();
        let text = text.map(|text| text.as_str()).unwrap_or_default();
        (post.text, post.links) =
            tweet::written_out(text, entities.urls.as_deref().unwrap_or_default());
        for medium in media.iter().filter(|medium| medium.url.contains("//t.co/")) {
            post.text = post.text.replace(medium.url.as_str(), "");
        }
        post.text.truncate(post.text.trim_end().len());
        post.media = media
            .iter()
            .map(Medium::key)
            .filter(|key| !key.is_empty())
            .collect();
        let names = entities.user_mentions.as_deref().unwrap_or_default().iter();
        post.mentions = names.map(|user| user.screen_name.0.clone()).collect();
        let tags = entities.hashtags.as_deref().unwrap_or_default().iter();
        post.tags = tags.map(|tag| tag.text.0.clone()).collect();
    }
}

impl Medium {
    /// The key that the API v2 has for it, so that files of both agree.
    fn key(&self) -> String {
        let kind = match self.r#type.as_str() {
            "photo" => 3,
            "video" => 7,
            "animated_gif" => 16,
            _ => return self.id_str.0.clone(),
        };
        format!("{kind}_{}", self.id_str.0)
    }
}

/// `Wed Oct 10 20:19:24 +0000 2018`.
fn time(stated: &str) -> Option<Moment> {
    let parts: Vec<&str> = stated.split_whitespace().collect();
    let [_, month, day, time, zone, year] = parts.as_slice() else {
        return when::read(stated);
    };
    let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let month = months.iter().position(|name| name == month)? + 1;
    when::read(&format!("{year}-{month:02}-{day:0>2}T{time}{zone}"))
}
