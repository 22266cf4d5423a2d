//! Posts of X by its API v2: on pages with `includes`, or flattened as twarc does it.
//!
//! A repost is shown as what it repeats, whose full text, links and media stand with the post that it refers to; its own
//! text is cut. X cuts times to the second.
//!
//! Source: X API v2 data dictionary, and twarc's test data.

use std::{borrow::Cow, collections::HashMap};

use serde::Deserialize;

use super::{
    Post, Source,
    json::{self, Word},
    tweet::{self, Link},
    when,
};

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Tweet {
    id: Word,
    text: Word,
    author_id: Word,
    author: Option<User>,
    created_at: Word,
    lang: Word,
    source: Word,
    conversation_id: Word,
    referenced_tweets: Option<Vec<Reference>>,
    entities: Option<Entities>,
    attachments: Option<Attachments>,
    #[serde(rename = "note_tweet")]
    note: Option<Note>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct User {
    id: Word,
    username: Word,
}

/// A post that another refers to, with its own members where the export is flattened.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Reference {
    r#type: Word,
    id: Word,
    text: Word,
    entities: Option<Entities>,
    attachments: Option<Attachments>,
    #[serde(rename = "note_tweet")]
    note: Option<Note>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Entities {
    urls: Option<Vec<Link>>,
    mentions: Option<Vec<User>>,
    hashtags: Option<Vec<Tag>>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Tag {
    tag: Word,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Attachments {
    media_keys: Option<Vec<Word>>,
}

/// The whole of a long post.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Note {
    text: Word,
    entities: Option<Entities>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Page {
    includes: Option<Includes>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Includes {
    users: Option<Vec<User>>,
    tweets: Option<Vec<Reference>>,
}

/// What a page tells of accounts and of posts that its own refer to.
#[derive(Debug, Default)]
struct Index {
    names: HashMap<String, String>,
    posts: HashMap<String, Reference>,
}

impl Index {
    fn of(source: &Source<'_>) -> Self {
        let page: Page = json::around(source);
        let includes = page.includes.unwrap_or_default();
        let users = includes.users.unwrap_or_default().into_iter();
        let posts = includes.tweets.unwrap_or_default().into_iter();
        Self {
            names: users.map(|user| (user.id.0, user.username.0)).collect(),
            posts: posts.map(|post| (post.id.0.clone(), post)).collect(),
        }
    }
}

pub(super) fn read(source: &Source<'_>) -> Post {
    let platform = Cow::Borrowed("x");
    let tweet: Tweet = match json::read(source) {
        Ok(tweet) => tweet,
        Err(defect) => {
            return Post {
                platform,
                defects: vec![defect],
                ..Post::default()
            };
        }
    };
    let index = source.layout.page.get(|| Index::of(source));
    let references = tweet.referenced_tweets.as_deref().unwrap_or_default();
    let of = |kind: &str| {
        references
            .iter()
            .find(|other| other.r#type.as_str() == kind)
    };
    let id_of = |kind: &str| of(kind).map(|other| other.id.0.clone()).unwrap_or_default();
    let (account, name) = tweet.who(index);
    let mut post = Post {
        platform,
        id: tweet.id.0.clone(),
        account,
        name,
        sent: when::read(&tweet.created_at).map(|at| when::Moment {
            precision: at.precision.max(u32::from(at.millis == 0)),
            ..at
        }),
        reply_to: id_of("replied_to"),
        repost_of: id_of("retweeted"),
        quote_of: id_of("quoted"),
        thread: tweet.conversation_id.0.clone(),
        client: tweet.source.0.clone(),
        language: tweet::language(&tweet.lang),
        ..Post::default()
    };
    if post.sent.is_none() && !tweet.created_at.is_empty() {
        post.defects
            .push(source.malformed("created_at", &tweet.created_at));
    }
    let repeated = of("retweeted").and_then(|other| {
        if other.text.is_empty() {
            index?.posts.get(other.id.as_str())
        } else {
            Some(other)
        }
    });
    match repeated {
        Some(other) => other.shown().fill(&mut post),
        None => tweet.shown().fill(&mut post),
    }
    post
}

/// What a reader of a post sees.
struct Shown<'a> {
    text: &'a str,
    entities: Option<&'a Entities>,
    attachments: Option<&'a Attachments>,
}

impl Tweet {
    /// The account's id and handle.
    fn who(&self, index: Option<&Index>) -> (String, String) {
        let author = self.author.as_ref();
        let account = match author {
            Some(author) if self.author_id.is_empty() => author.id.0.clone(),
            _ => self.author_id.0.clone(),
        };
        let named = || index?.names.get(&account).cloned();
        let name = author.map(|user| user.username.0.clone()).or_else(named);
        (account.clone(), name.unwrap_or_default())
    }

    fn shown(&self) -> Shown<'_> {
        shown(
            &self.text,
            self.entities.as_ref(),
            self.note.as_ref(),
            self.attachments.as_ref(),
        )
    }
}

impl Reference {
    fn shown(&self) -> Shown<'_> {
        shown(
            &self.text,
            self.entities.as_ref(),
            self.note.as_ref(),
            self.attachments.as_ref(),
        )
    }
}

fn shown<'a>(
    text: &'a str,
    entities: Option<&'a Entities>,
    note: Option<&'a Note>,
    attachments: Option<&'a Attachments>,
) -> Shown<'a> {
    match note.filter(|note| !note.text.is_empty()) {
        Some(note) => Shown {
            text: &note.text,
            entities: note.entities.as_ref().or(entities),
            attachments,
        },
        None => Shown {
            text,
            entities,
            attachments,
        },
    }
}

impl Shown<'_> {
    fn fill(&self, post: &mut Post) {
        let none = Entities::default();
        let entities = self.entities.unwrap_or(&none);
        let (text, mark) = if post.repost_of.is_empty() {
            (self.text, None)
        } else {
            tweet::without_mark(self.text)
        };
        (post.text, post.links) =
            tweet::written_out(text, entities.urls.as_deref().unwrap_or_default());
        let mentions = entities.mentions.as_deref().unwrap_or_default().iter();
        // The mark names the account that is reposted, which is no mention.
        let mentions = mentions.filter(|user| Some(user.username.as_str()) != mark);
        post.mentions = mentions.map(|user| user.username.0.clone()).collect();
        let tags = entities.hashtags.as_deref().unwrap_or_default().iter();
        post.tags = tags.map(|tag| tag.tag.0.clone()).collect();
        let keys = self.attachments.and_then(|all| all.media_keys.as_deref());
        post.media = keys
            .unwrap_or_default()
            .iter()
            .map(|key| key.0.clone())
            .collect();
    }
}
