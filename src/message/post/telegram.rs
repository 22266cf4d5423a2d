//! Messages of Telegram Desktop's `result.json`.
//!
//! Ids count anew in each chat, so each is written as `chat/id`. A forward does not tell the id of what it repeats, only
//! whose it is: the key is `forward:name/hash of the text`, so that forwards of one text agree; without a text it is the
//! message's own and agrees with none. Pictures are told by file names that differ from export to export: they are no
//! media here. Times without `date_unixtime` are those of the exporting machine's clock, whose zone nobody knows.
//!
//! Source: Telegram Desktop's export schema (core.telegram.org/import-export) and `export_output_json.cpp`.

use std::borrow::Cow;

use serde_json::Value;
use xxhash_rust::xxh3::xxh3_64;

use super::{
    Post, Source,
    json::{self, first, list, word},
    when,
};

pub(super) fn read(source: &Source<'_>) -> Post {
    let mut post = Post {
        platform: Cow::Borrowed("telegram"),
        ..Post::default()
    };
    let message: Value = match json::read(source) {
        Ok(message) => message,
        Err(defect) => {
            post.defects.push(defect);
            return post;
        }
    };
    let chat: &Value = &json::around(source);
    let chat = first(chat, &["id", "name"]);
    let within = |id: String, chat: &str| {
        if id.is_empty() || chat.is_empty() {
            id
        } else {
            format!("{chat}/{id}")
        }
    };
    post.id = within(word(&message, &["id"]), &chat);
    let answered = first(&message, &["reply_to_peer_id"]);
    // A peer is told as `channel123`, a chat as `123`.
    let answered = answered.trim_start_matches(|c: char| c.is_ascii_alphabetic());
    let answered = if answered.is_empty() { &chat } else { answered };
    post.reply_to = within(word(&message, &["reply_to_message_id"]), answered);
    post.account = account(first(&message, &["from_id", "actor_id"]));
    post.name = first(&message, &["from", "actor"]);
    post.client = word(&message, &["via_bot"]);
    let stated = first(&message, &["date_unixtime", "date"]);
    post.sent = when::read(&stated);
    if post.sent.is_none() && !stated.is_empty() {
        post.defects.push(source.malformed("date", &stated));
    }
    match json::at(&message, &["text"]) {
        Value::Array(parts) => parts.iter().for_each(|part| add(part, &mut post)),
        part => add(part, &mut post),
    }
    // Newer exports tell links of a plain text beside it.
    for part in list(&message, &["text_entities"]) {
        link(part, &mut post);
    }
    post.title = word(&message, &["poll", "question"]);
    if let Some(origin) = message.get("forwarded_from") {
        let origin = origin.as_str().unwrap_or_default();
        post.repost_of = if post.text.is_empty() {
            format!("forward:{origin}/{}", post.id)
        } else {
            format!("forward:{origin}/{:016x}", xxh3_64(post.text.as_bytes()))
        };
    }
    post.thread = chat;
    post
}

/// Old exports write the bare number of a user.
fn account(id: String) -> String {
    if !id.is_empty() && id.bytes().all(|b| b.is_ascii_digit()) {
        format!("user{id}")
    } else {
        id
    }
}

/// One part of a text: a string, or an object that tells what it is.
fn add(part: &Value, post: &mut Post) {
    match part {
        Value::String(text) => post.text.push_str(text),
        part => {
            post.text.push_str(&word(part, &["text"]));
            link(part, post);
        }
    }
}

/// The link, name or tag that a part of a text is.
fn link(part: &Value, post: &mut Post) {
    let text = word(part, &["text"]);
    let (to, found) = match word(part, &["type"]).as_str() {
        "text_link" => (&mut post.links, word(part, &["href"])),
        "link" => (&mut post.links, text),
        "mention" => (&mut post.mentions, text.trim_start_matches('@').to_owned()),
        "mention_name" => (&mut post.mentions, account(word(part, &["user_id"]))),
        "hashtag" => (&mut post.tags, text.trim_start_matches('#').to_owned()),
        _ => return,
    };
    if !found.is_empty() && !to.contains(&found) {
        to.push(found);
    }
}
