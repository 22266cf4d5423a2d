//! One record of an export to one [`Post`].
//!
//! In: a record that has a [`PostPlace`](crate::archive::posts::PostPlace). Out: a post, whatever the bytes are; what
//! could not be read is a defect with line and column. Empty cells are no keys: they never make two posts share something.
//!
//! One file an export; each knows how its platform names things, and no more. Tables are read by what their columns mean.

mod atproto;
mod bluesky;
mod bluesky_car;
mod clock;
mod generic;
mod json;
mod list;
mod mastodon;
mod propose;
mod reddit;
mod row;
mod table;
mod telegram;
mod tweet;
mod whatsapp;
mod when;
mod x;
mod x_old;
mod zone;

#[cfg(test)]
mod json_tests;

pub use propose::propose;
pub use when::Moment;

use std::borrow::Cow;

use crate::{
    archive::{RawRecord, posts::Export},
    source::{Defect, DefectKind},
};

/// One post.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Post {
    /// Where it was posted: `x`, `telegram`, `reddit` …; `posts` where the export does not say.
    pub platform: Cow<'static, str>,
    /// Its id on the platform; empty when there is none.
    pub id: String,
    /// The account's id on the platform, its handle where there is no id; empty when it is unknown or deleted.
    pub account: String,
    /// The account's handle or name, as shown.
    pub name: String,
    /// When it was posted.
    pub sent: Option<Moment>,
    /// Its title or subject.
    pub title: String,
    /// Its text; of a repost the text that was reposted.
    pub text: String,
    /// Whether the text is HTML.
    pub is_html: bool,
    /// Id of the post that it answers; empty when there is none.
    pub reply_to: String,
    /// Id of the post that it repeats; empty when there is none.
    pub repost_of: String,
    /// Id of the post that it quotes; empty when there is none.
    pub quote_of: String,
    /// Id of the thread's or chat's first post, or of the chat.
    pub thread: String,
    /// Accounts that it names, ids or handles.
    pub mentions: Vec<String>,
    /// Links that the export tells besides those in the text, expanded.
    pub links: Vec<String>,
    /// Hashtags that the export tells besides those in the text, without sign.
    pub tags: Vec<String>,
    /// Names of its pictures and films: hashes or media ids, never links that change.
    pub media: Vec<String>,
    /// Names that stand for links and are none, such as ids of links; kept as they are.
    pub raw_links: Vec<String>,
    /// What else it shares: ids of objects that are neither link, hashtag nor media.
    pub objects: Vec<String>,
    /// The program it was written with, as told.
    pub client: String,
    /// Language as told; empty when it is not.
    pub language: String,
    /// What was wrong.
    pub defects: Vec<Defect>,
}

/// Reads the record of a post; `None` for a record of mail.
#[must_use]
pub fn read(record: &RawRecord) -> Option<Post> {
    let place = record.post.as_ref()?;
    let mut post = Post::default();
    if let Some(layout) = &place.layout {
        let source = Source {
            bytes: record.bytes.as_ref(),
            layout,
            line: place.line,
        };
        post = match layout.export {
            Export::XJson => x::read(&source),
            Export::XOldJson => x_old::read(&source),
            Export::TelegramJson => telegram::read(&source),
            Export::MastodonOutbox => mastodon::activity(&source),
            Export::MastodonJson => mastodon::status(&source),
            Export::BlueskyJson => bluesky::read(&source),
            Export::RedditJson => reddit::read(&source),
            Export::TikTokJson => generic::tiktok(&source),
            Export::YouTubeJson => generic::youtube(&source),
            Export::FourCatJson => generic::fourcat(&source),
            Export::MetaJson => generic::meta(&source),
            Export::Table(_) => table::read(&source),
            Export::BlueskyRepo => bluesky_car::read(&source),
            Export::WhatsApp => whatsapp::read(&source),
        };
    }
    if post.platform.is_empty() {
        post.platform = Cow::Borrowed("posts");
    }
    if post.account.is_empty() {
        post.defects.push(Defect::new(
            DefectKind::MissingAccount,
            0,
            format!("line {}", place.line),
        ));
    }
    if post.sent.is_none() {
        post.defects.push(Defect::new(
            DefectKind::MissingDate,
            0,
            format!("line {}", place.line),
        ));
    }
    if !record.defects.is_empty() {
        let own = std::mem::replace(&mut post.defects, record.defects.clone());
        post.defects.extend(own);
    }
    Some(post)
}

/// A record as the readers of this room get it.
struct Source<'a> {
    bytes: &'a [u8],
    layout: &'a crate::archive::posts::Layout,
    line: u64,
}

impl Source<'_> {
    /// A defect of this record.
    fn malformed(&self, column: &str, what: &str) -> Defect {
        let seen: String = what.chars().take(60).collect();
        Defect::new(
            DefectKind::MalformedRow,
            0,
            format!("line {}, {column}: {seen}", self.line),
        )
    }
}

#[cfg(test)]
mod tests;
