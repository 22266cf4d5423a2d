//! The exports that are known, and how each is told from its first bytes.
//!
//! In: the first bytes of a file. Out: [`Known`]. Names of files decide nothing: a table is known by its columns, JSON by
//! the members of its first object.

use super::{super::separator, car, tables, whatsapp};
use crate::mapping::Table;

/// A platform's or a tool's export.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Export {
    /// X, API v2: pages or single posts.
    XJson,
    /// X, API v1.1, and the archive that X gives to its users.
    XOldJson,
    /// Telegram Desktop's `result.json`.
    TelegramJson,
    /// Mastodon's `outbox.json`, and other `ActivityStreams`.
    MastodonOutbox,
    /// Statuses of Mastodon's API.
    MastodonJson,
    /// Bluesky: events, feeds or records.
    BlueskyJson,
    /// Reddit: submissions and comments.
    RedditJson,
    /// `TikTok`'s research API.
    TikTokJson,
    /// The `YouTube` Data API.
    YouTubeJson,
    /// 4CAT's items.
    FourCatJson,
    /// Meta's Content Library.
    MetaJson,
    /// A table whose columns say which one it is, or that a person's mapping reads.
    Table(Table),
    /// A Bluesky account's repository.
    BlueskyRepo,
    /// A chat as `WhatsApp` writes it.
    WhatsApp,
}

impl Export {
    /// The word used in tables.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::XJson => "x_json",
            Self::XOldJson => "x_v1_json",
            Self::TelegramJson => "telegram_json",
            Self::MastodonOutbox => "mastodon_outbox",
            Self::MastodonJson => "mastodon_json",
            Self::BlueskyJson => "bluesky_json",
            Self::RedditJson => "reddit_json",
            Self::TikTokJson => "tiktok_json",
            Self::YouTubeJson => "youtube_json",
            Self::FourCatJson => "4cat_json",
            Self::MetaJson => "meta_json",
            Self::Table(table) => table.word(),
            Self::BlueskyRepo => "bluesky_car",
            Self::WhatsApp => "whatsapp_txt",
        }
    }
}

/// How a record is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Syntax {
    /// A record of comma-separated values (RFC 4180).
    Row,
    /// A JSON object (RFC 8259) on a line of its own.
    JsonLine,
    /// JSON objects at these paths of pages, each a document that is held whole, most often one a line.
    JsonPages(&'static [&'static str]),
    /// JSON objects at these paths of one document.
    Json(&'static [&'static str]),
    /// A row of an Apache Parquet file, as a JSON object.
    ParquetRow,
    /// A block of a content-addressed archive (CAR, version 1).
    Block,
    /// A line with a time in front, and those behind it that have none.
    ChatLine,
}

/// What the first bytes of an export tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in super::super) struct Known {
    /// Which one it is.
    pub(in super::super) export: Export,
    /// How its records are written.
    pub(in super::super) syntax: Syntax,
    /// Between the fields of a row.
    pub(in super::super) delimiter: u8,
}

/// Tells an export by its first bytes; `None` for what is none.
pub(in super::super) fn sniff(head: &[u8]) -> Option<Known> {
    let head = head.get(separator::skip_blank(head)..)?;
    super::shapes::sniff(head)
        .or_else(|| tables::known(head))
        .or_else(|| car::sniff(head))
        .or_else(|| whatsapp::sniff(head))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_known_by_its_columns() {
        let row = |delimiter| {
            Some(Known {
                export: Export::Table(Table::CoordinationToolkit),
                syntax: Syntax::Row,
                delimiter,
            })
        };
        for (head, expected) in [
            (
                "\u{feff}message_id,user_id,username,repost_id,reply_id,message,timestamp,urls\n1,",
                row(b','),
            ),
            (
                "Message_ID;user_id;\"reply_id\";repost_id;timestamp\r\n",
                row(b';'),
            ),
            ("message_id,user_id\n", None),
            ("From a@b\n", None),
        ] {
            assert_eq!(sniff(head.as_bytes()), expected, "{head}");
        }
    }
}
