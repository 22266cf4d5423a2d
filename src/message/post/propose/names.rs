//! Names that columns have, by what they mean; the surest first.
//!
//! Source: the tables and interfaces of the platforms and tools that are read, and common ways of naming. Names are
//! compared in lower case, with `_` for all that is no letter or digit.

use crate::mapping::Field;

/// Names of columns.
pub(super) const NAMES: &[(Field, &[&str])] = &[
    (
        Field::Time,
        &[
            "timestamp",
            "created_at",
            "createdat",
            "created_time",
            "creation_time",
            "create_time",
            "published_at",
            "publishedat",
            "tweet_time",
            "post_created",
            "timestamp_share",
            "posted_at",
            "time",
            "datetime",
            "date_time",
            "date",
            "created_utc",
            "created",
            "published",
            "post_date",
            "post_time",
            "time_published",
            "unix_timestamp",
            "sent_at",
            "sent",
            "when",
            "datum",
            "zeit",
            "fecha",
            "heure",
        ],
    ),
    (
        Field::Id,
        &[
            "message_id",
            "post_id",
            "tweet_id",
            "tweetid",
            "status_id",
            "content_id",
            "comment_id",
            "video_id",
            "id_str",
            "external_id",
            "uri",
            "id",
            "uuid",
            "guid",
            "permalink",
            "no",
            "nr",
        ],
    ),
    (
        Field::Account,
        &[
            "user_id",
            "userid",
            "account_id",
            "author_id",
            "authorid",
            "author_channel_id",
            "channel_id",
            "post_owner_id",
            "page_id",
            "facebook_id",
            "from_id",
            "sender_id",
            "owner_id",
            "user_id_str",
            "author_did",
            "did",
            "user_id_hash",
            "account",
            "author",
            "username",
            "user_name",
            "screen_name",
            "handle",
            "user",
            "sender",
            "poster",
            "who",
            "from",
            "author_fullname",
            "profile",
        ],
    ),
    (
        Field::Name,
        &[
            "user_screen_name",
            "username",
            "user_username",
            "author_username",
            "author_name",
            "screen_name",
            "user_name",
            "display_name",
            "user_display_name",
            "account_name",
            "author",
            "name",
            "page_name",
            "channel_title",
            "author_handle",
            "nickname",
            "full_name",
            "user",
        ],
    ),
    (
        Field::Text,
        &[
            "message",
            "text",
            "full_text",
            "tweet_text",
            "body",
            "content",
            "post_text",
            "comment",
            "caption",
            "description",
            "video_description",
            "selftext",
            "words",
            "said",
            "what",
            "inhalt",
            "texto",
            "texte",
        ],
    ),
    (
        Field::Title,
        &["title", "subject", "headline", "post_title", "video_title"],
    ),
    (
        Field::ReplyTo,
        &[
            "reply_id",
            "in_reply_to_tweetid",
            "in_reply_to_status_id",
            "in_reply_to_status_id_str",
            "in_reply_to_id",
            "in_reply_to",
            "inreplyto",
            "reply_to",
            "reply_to_id",
            "replied_to_id",
            "parent_id",
            "parent",
        ],
    ),
    (
        Field::RepostOf,
        &[
            "repost_id",
            "retweet_tweetid",
            "retweet_id",
            "retweeted_id",
            "retweeted_status_id",
            "repost_of",
            "reblog_of",
            "reblog_id",
            "shared_post_id",
            "share_of",
            "forwarded_from_id",
        ],
    ),
    (
        Field::QuoteOf,
        &[
            "quoted_tweet_tweetid",
            "quoted_status_id",
            "quoted_id",
            "quote_id",
            "quote_of",
        ],
    ),
    (
        Field::Thread,
        &[
            "thread_id",
            "conversation_id",
            "thread",
            "chat_id",
            "link_id",
            "chat",
            "topic_id",
        ],
    ),
    (
        Field::Links,
        &[
            "urls",
            "links",
            "expanded_url",
            "expanded_urls",
            "url",
            "link",
            "link_url",
            "outlinks",
            "link_attachment_link",
            "final_link",
            "shared_url",
        ],
    ),
    (Field::LinkIds, &["url_id", "link_hash", "url_hash"]),
    (
        Field::Mentions,
        &["user_mentions", "mentions", "mentioned_users", "mentioned"],
    ),
    (
        Field::Tags,
        &["hashtags", "tags", "hashtag", "hashtag_names", "hashtag_id"],
    ),
    (
        Field::Media,
        &[
            "media_ids",
            "media_keys",
            "media_id",
            "phash_id",
            "phash",
            "image_hash",
            "image_md5",
            "media_hash",
        ],
    ),
    (
        Field::Object,
        &["object_id", "domain_id", "music_id", "object"],
    ),
    (Field::Language, &["lang", "language", "tweet_language"]),
    (
        Field::Client,
        &[
            "tweet_client_name",
            "client_name",
            "client",
            "source",
            "app",
            "application",
        ],
    ),
    (
        Field::Platform,
        &[
            "platform",
            "network",
            "site",
            "social_network",
            "data_source",
        ],
    ),
];

/// Parts of names that tell of pictures and pages of the account, not of what it shares.
pub(super) const OF_THE_ACCOUNT: &[&str] = &[
    "avatar",
    "profile",
    "thumb",
    "icon",
    "banner",
    "picture",
    "permalink",
    "author",
    "user",
];

/// A name as it is compared: `authorName` and `Author Name` are `author_name`.
pub(super) fn plain(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    let mut was_small = false;
    for letter in name.trim().chars() {
        if letter.is_uppercase() && was_small {
            plain.push('_');
        }
        was_small = letter.is_lowercase();
        if letter.is_alphanumeric() {
            plain.extend(letter.to_lowercase());
        } else if !plain.ends_with('_') {
            plain.push('_');
        }
    }
    plain.trim_matches('_').to_owned()
}

/// How well a name says a meaning, from 0.
pub(super) fn score(field: Field, plain: &str) -> u32 {
    let known = NAMES
        .iter()
        .find(|(of, _)| *of == field)
        .map_or(&[][..], |(_, names)| names);
    let place = |fits: &dyn Fn(&str) -> bool| known.iter().position(|name| fits(name));
    let bare = plain.replace('_', "");
    let is = |name: &str| name == plain || name.replace('_', "") == bare;
    let ends = |name: &str| {
        plain
            .strip_suffix(name)
            .is_some_and(|before| before.ends_with('_'))
    };
    let of = |best: usize, at: usize| u32::try_from(best.saturating_sub(at)).unwrap_or(0);
    if let Some(at) = place(&is) {
        return of(200, at);
    }
    // A path ends in what it leads to: `data.author.id`.
    place(&|name| name.len() > 3 && ends(name)).map_or(0, |at| of(100, at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_in_one_form() {
        for (name, expected) in [
            ("Author Name", "author_name"),
            ("authorName", "author_name"),
            (" post_owner.id ", "post_owner_id"),
            ("URL", "url"),
        ] {
            assert_eq!(plain(name), expected, "{name}");
        }
    }

    #[test]
    fn whole_names_go_before_ends_of_paths() {
        assert!(score(Field::Time, "created_at") > score(Field::Time, "date"));
        assert!(score(Field::Time, "date") > score(Field::Time, "author_created_at"));
        assert_eq!(score(Field::Time, "likes"), 0);
    }
}
