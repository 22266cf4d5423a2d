//! JSON exports, each known by the members of its objects.
//!
//! In: the first bytes of a JSON file. Out: which export it is and where its records stand, or in words why it holds none.
//!
//! Sources: twarc's test data (X API v2); the platforms' own references for X API v1.1, Telegram Desktop's export schema,
//! `ActivityStreams` 2.0 and Mastodon's API, AT Protocol lexicons and Jetstream, Reddit's API, `TikTok`'s research API, the
//! `YouTube` Data API v3, Meta's Content Library; 4CAT's columns.

use super::{
    export::{Export, Known, Syntax},
    outline::{self, Outline},
};

/// Where records stand when members are known below some prefix.
#[derive(Clone, Copy)]
enum Stand {
    /// The root is the record.
    Root,
    /// Objects at these paths, in a page a line or in one document.
    Within(&'static [&'static str]),
    /// Objects at these paths of a page that is needed whole.
    Page(&'static [&'static str]),
    /// Objects at these paths of one document, however long.
    Document(&'static [&'static str]),
}

struct Shape {
    export: Export,
    /// Prefixes that the members may stand below.
    places: &'static [(&'static str, Stand)],
    /// Members that must be there.
    all: &'static [&'static str],
    /// Members one of which must be there; none when empty.
    any: &'static [&'static str],
}

use Stand::{Document, Page, Root, Within};

const TWEETS: Stand = Page(&["data[]", "data"]);
const LIST: Stand = Document(&["[]"]);

/// The first that fits is taken.
const SHAPES: &[Shape] = &[
    Shape {
        export: Export::TelegramJson,
        places: &[
            ("messages[].", Document(TELEGRAM)),
            ("chats.list[].messages[].", Document(TELEGRAM)),
            ("left_chats.list[].messages[].", Document(TELEGRAM)),
        ],
        all: &["id", "type"],
        any: &["date", "from", "from_id", "text", "actor"],
    },
    // A whole account, whose chats begin behind what is looked at.
    Shape {
        export: Export::TelegramJson,
        places: &[("", Document(TELEGRAM))],
        all: &["about=Here is the data you requested"],
        any: &[],
    },
    Shape {
        export: Export::MastodonOutbox,
        places: &[("", Document(&["orderedItems[]"]))],
        all: &["orderedItems", "type=OrderedCollection"],
        any: &[],
    },
    Shape {
        export: Export::MastodonOutbox,
        places: &[("", Root), ("[].", LIST)],
        all: &["actor", "object", "published"],
        any: &["type=Create", "type=Announce"],
    },
    Shape {
        export: Export::MastodonJson,
        places: &[
            ("", Root),
            ("[].", LIST),
            ("statuses[].", Within(&["statuses[]"])),
        ],
        all: &["id", "account.acct", "content", "created_at"],
        any: &[],
    },
    Shape {
        export: Export::BlueskyJson,
        places: &[("", Root), ("[].", LIST)],
        all: &["did", "time_us"],
        any: &["commit.collection", "kind", "commit"],
    },
    Shape {
        export: Export::BlueskyJson,
        places: &[
            ("feed[].post.", Within(&["feed[]"])),
            ("posts[].", Within(&["posts[]"])),
            ("[].post.", LIST),
            ("[].", LIST),
            ("post.", Root),
            ("", Root),
        ],
        all: &["uri=at://"],
        any: &["record.$type=app.bsky.", "record.text"],
    },
    Shape {
        export: Export::BlueskyJson,
        places: &[
            ("records[].", Within(&["records[]"])),
            ("[].", LIST),
            ("", Root),
        ],
        all: &["uri=at://"],
        any: &["value.$type=app.bsky.feed.", "$type=app.bsky.feed.", "text"],
    },
    Shape {
        export: Export::RedditJson,
        places: &[
            ("", Root),
            ("[].", LIST),
            ("data.children[].data.", Within(&["data.children[].data"])),
            (
                "[].data.children[].data.",
                Document(&["[].data.children[].data"]),
            ),
        ],
        all: &["author", "created_utc"],
        any: &["subreddit", "subreddit_id", "link_id"],
    },
    Shape {
        export: Export::TikTokJson,
        places: &[
            ("data.videos[].", Within(&["data.videos[]"])),
            ("videos[].", Within(&["videos[]"])),
            ("", Root),
            ("[].", LIST),
        ],
        all: &["id", "create_time"],
        any: &[
            "video_description",
            "region_code",
            "hashtag_names",
            "voice_to_text",
        ],
    },
    Shape {
        export: Export::TikTokJson,
        places: &[
            ("data.comments[].", Within(&["data.comments[]"])),
            ("", Root),
            ("[].", LIST),
        ],
        all: &["id", "create_time", "video_id", "text"],
        any: &[],
    },
    Shape {
        export: Export::YouTubeJson,
        places: &[
            ("", Within(THREADS)),
            ("items[].", Within(THREADS)),
            (
                "[].",
                Document(&["[].snippet.topLevelComment", "[].replies.comments[]"]),
            ),
        ],
        all: &["kind=youtube#commentThread"],
        any: &[],
    },
    Shape {
        export: Export::YouTubeJson,
        places: &[
            ("items[].", Within(&["items[]"])),
            ("", Root),
            ("[].", LIST),
        ],
        all: &["kind=youtube#", "id"],
        any: &["snippet"],
    },
    Shape {
        export: Export::MetaJson,
        places: &[("data[].", Within(&["data[]"])), ("", Root), ("[].", LIST)],
        all: &["id", "creation_time"],
        any: &["post_owner.id", "mcl_url", "post_owner.name"],
    },
    Shape {
        export: Export::XJson,
        places: &[("data[].", TWEETS), ("data.", TWEETS)],
        all: &["id", "text"],
        any: TWEET,
    },
    Shape {
        export: Export::XJson,
        places: &[("", TWEETS), ("[].", LIST)],
        all: &["id", "text"],
        any: TWEET,
    },
    Shape {
        export: Export::XOldJson,
        places: &[
            ("", Root),
            ("[].", LIST),
            ("statuses[].", Within(&["statuses[]"])),
            ("tweet.", Root),
            ("[].tweet.", LIST),
        ],
        all: &["id_str", "created_at"],
        any: &["text", "full_text", "extended_tweet.full_text"],
    },
    Shape {
        export: Export::FourCatJson,
        places: &[("", Root), ("[].", LIST)],
        all: &["id", "thread_id", "timestamp", "body"],
        any: &["author", "author_id", "author_name"],
    },
];

const TELEGRAM: &[&str] = &[
    "messages[]",
    "chats.list[].messages[]",
    "left_chats.list[].messages[]",
];

const THREADS: &[&str] = &[
    "items[].snippet.topLevelComment",
    "items[].replies.comments[]",
    "snippet.topLevelComment",
    "replies.comments[]",
];

/// Members of a post of X that nothing else has.
const TWEET: &[&str] = &[
    "author_id",
    "author.username",
    "conversation_id",
    "edit_history_tweet_ids",
    "referenced_tweets[].type",
    "public_metrics.retweet_count",
];

/// Files that go with posts and hold none: members, and what to say of them.
const NO_POSTS: &[(&[&str], &str)] = &[
    (
        &["data[].username"],
        "accounts of X without posts: scan the files of their posts",
    ),
    (
        &["data[].tweet_count", "data[].start"],
        "counts of posts without posts: fetch the posts themselves and scan these",
    ),
    (
        &["data[].owner_id", "data[].private"],
        "lists of X without posts: scan the files of their posts",
    ),
    (
        &["id", "action", "created_at"],
        "a list of posts or accounts that are gone: scan the files of posts",
    ),
    (
        &["errors[].title"],
        "errors of X without posts: fetch the posts again and scan these",
    ),
];

/// Tells a JSON export by its first bytes.
pub(super) fn sniff(head: &[u8]) -> Option<Known> {
    outlines(head).find_map(|(outline, is_lined)| known(&outline, is_lined))
}

/// Says what a JSON file is whose kind is known to hold no posts.
pub(super) fn without_posts(head: &[u8]) -> Option<String> {
    let (outline, _) = outlines(head).next()?;
    let fits = |wanted: &[&str]| wanted.iter().all(|name| outline.has("", name));
    let found = NO_POSTS.iter().find(|(wanted, _)| fits(wanted));
    found.map(|(_, words)| (*words).to_owned())
}

/// Says what JSON of no known kind holds.
pub(super) fn unknown(head: &[u8]) -> Option<String> {
    let (outline, _) = outlines(head).next()?;
    let names = outline.names();
    (!names.is_empty()).then(|| {
        let names: String = names.join(", ").chars().take(100).collect();
        format!("JSON of no export that is known, with {names}")
    })
}

/// Outlines of the first lines, or of the document.
fn outlines(head: &[u8]) -> impl Iterator<Item = (Outline, bool)> {
    let json = json(head);
    let is_lined = outline::is_lined(json);
    let parts = json
        .split(move |&byte| is_lined && byte == b'\n')
        .filter(|part| !part.trim_ascii().is_empty());
    parts.map(move |part| (Outline::of(part), is_lined))
}

/// JSON without what may stand before it; empty for anything else.
fn json(head: &[u8]) -> &[u8] {
    let head = head
        .strip_prefix(b"\xEF\xBB\xBF")
        .unwrap_or(head)
        .trim_ascii_start();
    // The archive that X gives to its users: a script that sets a list.
    let head = match head.strip_prefix(b"window.YTD.") {
        Some(rest) => memchr::memchr(b'=', rest)
            .and_then(|at| rest.get(at + 1..))
            .unwrap_or_default()
            .trim_ascii_start(),
        None => head,
    };
    if head.starts_with(b"{") || head.starts_with(b"[") {
        head
    } else {
        b""
    }
}

fn known(outline: &Outline, is_lined: bool) -> Option<Known> {
    SHAPES.iter().find_map(|shape| {
        let fits = |prefix: &str| {
            shape.all.iter().all(|name| outline.has(prefix, name))
                && (shape.any.is_empty() || shape.any.iter().any(|name| outline.has(prefix, name)))
        };
        let (_, stand) = shape.places.iter().find(|(prefix, _)| fits(prefix))?;
        let syntax = match *stand {
            Root if is_lined => Syntax::JsonLine,
            Root => Syntax::Json(&[""]),
            Within(paths) if is_lined => Syntax::JsonPages(paths),
            Page(paths) => Syntax::JsonPages(paths),
            Within(paths) | Document(paths) => Syntax::Json(paths),
        };
        Some(Known {
            export: shape.export,
            syntax,
            delimiter: b',',
        })
    })
}
