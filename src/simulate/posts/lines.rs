//! Flattened posts of the X API, version 2, one JSON object a line, as `twarc2 flatten` writes them.
//!
//! In: a shown post. Out: a line. Numbers are strings, times have milliseconds that are always zero.

use serde::Serialize;

use super::{
    super::{calendar::civil, plan::START},
    links,
    people::{Account, FIRST_NUMBER},
    phrases::manner,
    post::{Act, Key, Who},
    show::{Shown, show},
    world::World,
};

#[derive(Serialize)]
struct Line<'a> {
    id: String,
    author_id: String,
    author: Author<'a>,
    created_at: String,
    conversation_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    in_reply_to_user_id: Option<String>,
    lang: &'static str,
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    referenced_tweets: Option<[Referenced; 1]>,
    #[serde(skip_serializing_if = "Entities::is_empty")]
    entities: Entities<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attachments: Option<Attachments>,
    possibly_sensitive: bool,
    reply_settings: &'static str,
}

#[derive(Serialize)]
struct Author<'a> {
    id: String,
    username: &'a str,
    name: &'a str,
    created_at: String,
}

#[derive(Serialize)]
struct Referenced {
    r#type: &'static str,
    id: String,
    author_id: String,
    created_at: String,
    text: String,
}

#[derive(Serialize)]
struct Entities<'a> {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hashtags: Vec<Hashtag<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    mentions: Vec<Mention<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    urls: Vec<Address<'a>>,
}

impl Entities<'_> {
    fn is_empty(&self) -> bool {
        self.hashtags.is_empty() && self.mentions.is_empty() && self.urls.is_empty()
    }
}

#[derive(Serialize)]
struct Hashtag<'a> {
    start: usize,
    end: usize,
    tag: &'a str,
}

#[derive(Serialize)]
struct Mention<'a> {
    start: usize,
    end: usize,
    username: &'a str,
    id: String,
}

#[derive(Serialize)]
struct Address<'a> {
    start: usize,
    end: usize,
    url: &'a str,
    expanded_url: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    unwound_url: Option<&'a str>,
}

#[derive(Serialize)]
struct Attachments {
    media_keys: [String; 1],
}

/// Writes one post.
pub(super) fn line(
    world: &World,
    key: Key,
    shown: &Shown,
    ids: &[u64],
    out: &mut Vec<u8>,
) -> serde_json::Result<()> {
    let post = &world.posts[key as usize];
    let author = world.people.get(post.author);
    let id = |key: Key| ids.get(key as usize).copied().unwrap_or(0).to_string();
    let target = match post.act {
        Act::Repost(target) => Some(("retweeted", target)),
        Act::Reply(target) => Some(("replied_to", target)),
        Act::Quote(target) => Some(("quoted", target)),
        Act::Original | Act::Life | Act::Eager => None,
    };
    let number = |who: Who| world.people.get(who).number.to_string();
    let line = Line {
        id: id(key),
        author_id: number(post.author),
        author: author_of(author),
        created_at: moment(START + u64::from(post.time)),
        conversation_id: id(post.root.unwrap_or(key)),
        in_reply_to_user_id: match post.act {
            Act::Reply(target) => Some(number(world.posts[target as usize].author)),
            _ => None,
        },
        lang: manner(author.language).code,
        text: &shown.text,
        referenced_tweets: target.map(|(kind, target)| {
            let other = &world.posts[target as usize];
            [Referenced {
                r#type: kind,
                id: id(target),
                author_id: number(other.author),
                created_at: moment(START + u64::from(other.time)),
                text: show(world, target, ids).text,
            }]
        }),
        entities: entities(world, shown),
        attachments: post.picture.map(|picture| Attachments {
            media_keys: [links::media_key(world.seed, picture)],
        }),
        possibly_sensitive: false,
        reply_settings: "everyone",
    };
    serde_json::to_writer(&mut *out, &line)?;
    out.push(b'\n');
    Ok(())
}

fn author_of(account: &Account) -> Author<'_> {
    Author {
        id: account.number.to_string(),
        username: &account.handle,
        name: &account.name,
        created_at: moment(((account.number >> 22) + FIRST_NUMBER) / 1000),
    }
}

fn entities<'a>(world: &'a World, shown: &'a Shown) -> Entities<'a> {
    let hashtag = |((start, end), tag): &'a ((usize, usize), String)| Hashtag {
        start: *start,
        end: *end,
        tag,
    };
    let mention = |&((start, end), who): &((usize, usize), Who)| {
        let account = world.people.get(who);
        Mention {
            start,
            end,
            username: &account.handle,
            id: account.number.to_string(),
        }
    };
    let urls = shown
        .links
        .iter()
        .map(|((start, end), wrapped, address)| Address {
            start: *start,
            end: *end,
            url: wrapped,
            expanded_url: &address.written,
            unwound_url: address.behind.as_deref(),
        });
    Entities {
        hashtags: shown.tags.iter().map(hashtag).collect(),
        mentions: shown.mentions.iter().map(mention).collect(),
        urls: urls.collect(),
    }
}

/// `2021-04-08T19:34:16.000Z`.
fn moment(time: u64) -> String {
    let date = civil(time, 0);
    let (hour, minute, second) = (date.second / 3600, date.second / 60 % 60, date.second % 60);
    format!(
        "{:04}-{:02}-{:02}T{hour:02}:{minute:02}:{second:02}.000Z",
        date.year, date.month, date.day
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written_as_the_platform_writes_them() {
        assert_eq!(moment(1_617_910_456), "2021-04-08T19:34:16.000Z");
    }
}
