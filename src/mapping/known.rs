//! Tables that are known by their columns, and what the columns mean.
//!
//! Sources: the data sets' and tools' own descriptions, named at each. Names are compared without regard to case.

use std::borrow::Cow;

use super::{Column, Field, Mapping, TimeForm};
use Field::{
    Account, Client, Id, Language, LinkIds, Links, Media, Mentions, Name, Object, QuoteOf, ReplyTo,
    RepostOf, Tags, Text, Thread, Time, Title,
};

/// A table of posts that is known by its columns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// Rows of the coordination-network-toolkit.
    CoordinationToolkit,
    /// X's releases of what it took down.
    XTransparency,
    /// Facebook posts of `CrowdTangle`.
    CrowdTangle,
    /// Instagram posts of `CrowdTangle`.
    CrowdTangleInstagram,
    /// The Meta Content Library.
    MetaContentLibrary,
    /// `TikTok`, by its research interface.
    TikTok,
    /// Comments of `YouTube` Data Tools.
    YouTubeComments,
    /// Films of `YouTube` Data Tools.
    YouTube,
    /// 4CAT.
    FourCat,
    /// `CooRTweet`, a row an object.
    CooRTweet,
    /// `CooRTweet`, a row a post.
    CooRTweetWide,
    /// Any other, whose columns a person has named.
    #[default]
    Mapped,
}

/// What is known of a table.
struct Known {
    table: Table,
    word: &'static str,
    platform: &'static str,
    /// Columns that must be there.
    must: &'static [&'static str],
    /// Whether times that name no zone are in UTC.
    is_utc: bool,
    fields: &'static [(Field, &'static str)],
    /// Fields whose values get a prefix.
    marked: &'static [(Field, &'static str, &'static str)],
}

const NONE: Known = Known {
    table: Table::Mapped,
    word: "mapped_table",
    platform: "",
    must: &[],
    is_utc: false,
    fields: &[],
    marked: &[],
};

/// The first one whose columns are there is it.
const TABLES: &[Known] = &[
    // README of github.com/QUT-Digital-Observatory/coordination-network-toolkit.
    Known {
        table: Table::CoordinationToolkit,
        word: "coordination_toolkit_csv",
        must: &[
            "message_id",
            "user_id",
            "repost_id",
            "reply_id",
            "timestamp",
        ],
        fields: &[
            (Id, "message_id"),
            (Account, "user_id"),
            (Name, "username"),
            (Time, "timestamp"),
            (Text, "message"),
            (ReplyTo, "reply_id"),
            (RepostOf, "repost_id"),
            (Links, "urls"),
        ],
        ..NONE
    },
    // "Twitter Moderation Research Consortium" read-me: times in UTC, cut to the minute.
    Known {
        table: Table::XTransparency,
        word: "x_transparency_csv",
        platform: "x",
        must: &["tweetid", "userid", "tweet_text", "tweet_time"],
        is_utc: true,
        fields: &[
            (Id, "tweetid"),
            (Account, "userid"),
            (Name, "user_screen_name"),
            (Name, "user_display_name"),
            (Time, "tweet_time"),
            (Text, "tweet_text"),
            (ReplyTo, "in_reply_to_tweetid"),
            (RepostOf, "retweet_tweetid"),
            (QuoteOf, "quoted_tweet_tweetid"),
            (Links, "urls"),
            (Mentions, "user_mentions"),
            (Tags, "hashtags"),
            (Language, "tweet_language"),
            (Client, "tweet_client_name"),
        ],
        ..NONE
    },
    // CrowdTangle, "Historical data: columns of the CSV". The link of a post of its own leads to itself.
    Known {
        table: Table::CrowdTangle,
        word: "crowdtangle_csv",
        platform: "facebook",
        must: &["facebook id", "post created", "message", "url"],
        fields: &[
            (Id, "URL"),
            (Account, "Facebook Id"),
            (Name, "Page Name"),
            (Name, "Group Name"),
            (Name, "User Name"),
            (Time, "Post Created"),
            (Text, "Message"),
            (Text, "Image Text"),
            (Title, "Link Text"),
            (Links, "Final Link"),
            (Links, "Link"),
        ],
        ..NONE
    },
    Known {
        table: Table::CrowdTangleInstagram,
        word: "crowdtangle_instagram_csv",
        platform: "instagram",
        must: &["account", "user name", "post created", "description", "url"],
        fields: &[
            (Id, "URL"),
            (Account, "User Name"),
            (Name, "Account"),
            (Time, "Post Created"),
            (Text, "Description"),
            (Text, "Image Text"),
            (Title, "Title"),
        ],
        ..NONE
    },
    // developers.facebook.com, Meta Content Library, "Data dictionary"; times in UTC.
    Known {
        table: Table::MetaContentLibrary,
        word: "meta_content_library_csv",
        platform: "facebook",
        must: &["id", "post_owner.id", "creation_time", "text"],
        is_utc: true,
        fields: &[
            (Id, "id"),
            (Account, "post_owner.id"),
            (Name, "post_owner.username"),
            (Name, "post_owner.name"),
            (Time, "creation_time"),
            (Text, "text"),
            (Title, "link_attachment.name"),
            (Thread, "surface.id"),
            (Links, "link_attachment.link"),
            (Tags, "hashtags"),
            (Language, "lang"),
        ],
        ..NONE
    },
    // developers.tiktok.com, Research API, "Query videos".
    Known {
        table: Table::TikTok,
        word: "tiktok_csv",
        platform: "tiktok",
        must: &["id", "username", "create_time", "video_description"],
        is_utc: true,
        fields: &[
            (Id, "id"),
            (Account, "username"),
            (Name, "username"),
            (Time, "create_time"),
            (Text, "video_description"),
            (Text, "voice_to_text"),
            (Tags, "hashtag_names"),
        ],
        marked: &[
            (Object, "music_id", "sound:"),
            (Object, "effect_ids", "effect:"),
        ],
    },
    // The columns that pyktok writes.
    Known {
        table: Table::TikTok,
        word: "tiktok_csv",
        platform: "tiktok",
        must: &[
            "video_id",
            "video_timestamp",
            "video_description",
            "author_username",
        ],
        is_utc: true,
        fields: &[
            (Id, "video_id"),
            (Account, "author_username"),
            (Name, "author_name"),
            (Time, "video_timestamp"),
            (Text, "video_description"),
        ],
        marked: &[],
    },
    // github.com/bernorieder/youtube-data-tools: comments, then films.
    Known {
        table: Table::YouTubeComments,
        word: "youtube_comments_csv",
        platform: "youtube",
        must: &["id", "publishedat", "authorname", "text", "authorchannelid"],
        is_utc: true,
        fields: &[
            (Id, "id"),
            (Account, "authorChannelId"),
            (Name, "authorName"),
            (Time, "publishedAt"),
            (Text, "text"),
            (ReplyTo, "isReplyToId"),
            (Thread, "videoId"),
        ],
        ..NONE
    },
    Known {
        table: Table::YouTube,
        word: "youtube_csv",
        platform: "youtube",
        must: &["channelid", "videoid", "publishedat", "videotitle"],
        is_utc: true,
        fields: &[
            (Id, "videoId"),
            (Account, "channelId"),
            (Name, "channelTitle"),
            (Time, "publishedAt"),
            (Text, "videoDescription"),
            (Text, "description"),
            (Title, "videoTitle"),
            (Tags, "tags"),
            (Language, "defaultLanguage"),
        ],
        ..NONE
    },
    // github.com/digitalmethodsinitiative/4cat, "map_item" of its data sources: times in UTC.
    Known {
        table: Table::FourCat,
        word: "4cat_csv",
        must: &["id", "thread_id", "author", "timestamp", "body"],
        is_utc: true,
        fields: &[
            (Id, "id"),
            (Account, "author_id"),
            (Account, "author"),
            (Name, "author"),
            (Name, "author_full"),
            (Time, "unix_timestamp"),
            (Time, "timestamp"),
            (Text, "body"),
            (Title, "subject"),
            (Title, "title"),
            (ReplyTo, "reply_to"),
            (Thread, "thread_id"),
            (Links, "urls"),
            (Tags, "hashtags"),
            (Mentions, "mentions"),
            (Media, "image_md5"),
            (Language, "language_guess"),
            (Language, "language"),
        ],
        marked: &[(Object, "music_id", "sound:")],
        ..NONE
    },
    // cran.r-project.org/package=CooRTweet, "prep_data" and the data set `german_elections`.
    Known {
        table: Table::CooRTweet,
        word: "coortweet_csv",
        must: &["object_id", "account_id", "content_id", "timestamp_share"],
        fields: &[
            (Id, "content_id"),
            (Account, "account_id"),
            (Time, "timestamp_share"),
            (Object, "object_id"),
        ],
        ..NONE
    },
    Known {
        table: Table::CooRTweetWide,
        word: "coortweet_wide_csv",
        must: &["account_id", "post_id", "url_id", "hashtag_id", "timestamp"],
        fields: &[
            (Id, "post_id"),
            (Account, "account_id"),
            (Time, "timestamp"),
            (LinkIds, "url_id"),
            (Tags, "hashtag_id"),
            (Media, "phash_id"),
        ],
        marked: &[(Object, "domain_id", "domain:")],
        ..NONE
    },
];

/// Columns of 4CAT and of the Meta Content Library that only one platform has.
const PLATFORMS: &[(Table, &str, &str)] = &[
    (Table::FourCat, "subreddit", "reddit"),
    (Table::FourCat, "tiktok_url", "tiktok"),
    (Table::FourCat, "is_retweet", "x"),
    (Table::FourCat, "author_forwarded_from_name", "telegram"),
    (Table::FourCat, "image_md5", "4chan"),
    (Table::FourCat, "num_media", "instagram"),
    (
        Table::MetaContentLibrary,
        "post_owner.username",
        "instagram",
    ),
];

impl Table {
    /// The word used in tables.
    #[must_use]
    pub fn word(self) -> &'static str {
        let known = TABLES.iter().find(|known| known.table == self);
        known.map_or(NONE.word, |known| known.word)
    }
}

impl Mapping {
    /// The mapping of the known table that has these columns.
    #[must_use]
    pub fn known(names: &[String]) -> Option<Self> {
        let has = |wanted: &&'static str| super::place(names, wanted).is_some();
        let known = TABLES.iter().find(|known| known.must.iter().all(has))?;
        let told = PLATFORMS
            .iter()
            .find(|(table, name, _)| *table == known.table && has(name));
        let plain = known.fields.iter().map(|&(field, path)| (field, path, ""));
        let mut columns: Vec<(Field, Column)> = plain
            .chain(known.marked.iter().copied())
            .map(|(field, path, prefix)| {
                let column = Column {
                    path: Cow::Borrowed(path),
                    at: super::place(names, path),
                    prefix,
                };
                (field, column)
            })
            .collect();
        columns.retain(|(_, column)| column.at.is_some());
        Some(Self {
            table: known.table,
            platform: Cow::Borrowed(told.map_or(known.platform, |(.., platform)| platform)),
            columns,
            time: TimeForm {
                format: None,
                offset: known.is_utc.then_some(0),
            },
            ..Self::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_known_by_their_columns() {
        for (header, word, platform) in [
            (
                "message_id,user_id,username,repost_id,reply_id,message,timestamp,urls",
                "coordination_toolkit_csv",
                "",
            ),
            (
                "tweetid,userid,tweet_text,tweet_time",
                "x_transparency_csv",
                "x",
            ),
            (
                "Group Name,User Name,Facebook Id,Post Created,Message,URL",
                "crowdtangle_csv",
                "facebook",
            ),
            (
                "Account,User Name,Post Created,Description,URL",
                "crowdtangle_instagram_csv",
                "instagram",
            ),
            (
                "id,post_owner.id,post_owner.name,creation_time,text",
                "meta_content_library_csv",
                "facebook",
            ),
            (
                "id,thread_id,author,timestamp,body,subreddit",
                "4cat_csv",
                "reddit",
            ),
            ("id,thread_id,author,timestamp,body", "4cat_csv", ""),
            (
                "object_id,account_id,content_id,timestamp_share",
                "coortweet_csv",
                "",
            ),
        ] {
            let names: Vec<String> = header.split(',').map(str::to_owned).collect();
            let mapping = Mapping::known(&names).unwrap();
            assert_eq!(
                (mapping.table.word(), mapping.platform.as_ref()),
                (word, platform),
                "{header}"
            );
        }
        assert_eq!(Mapping::known(&["id".to_owned()]), None);
    }

    #[test]
    fn no_table_hides_another() {
        for known in TABLES {
            let names: Vec<String> = known.must.iter().map(|&name| name.to_owned()).collect();
            assert_eq!(
                Mapping::known(&names).map(|mapping| mapping.table),
                Some(known.table),
                "{}",
                known.word
            );
            let is_read = |wanted: &&&str| {
                known
                    .fields
                    .iter()
                    .any(|(_, name)| name.eq_ignore_ascii_case(wanted))
            };
            assert!(
                known.must.iter().filter(is_read).count() * 4 >= known.must.len() * 3,
                "{}",
                known.word
            );
        }
    }
}
