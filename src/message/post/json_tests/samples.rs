//! Small exports, written by hand after the platforms' documentation; no account in them is real.

/// All of them, with the word of their export and their posts.
pub(super) const ALL: &[(&str, &str, usize)] = &[
    (X_PAGES_GOOD, "x_json", 3),
    (X_FLAT, "x_json", 2),
    (X_OLD, "x_v1_json", 3),
    (X_ARCHIVE, "x_v1_json", 2),
    (TELEGRAM, "telegram_json", 5),
    (OUTBOX, "mastodon_outbox", 2),
    (MASTODON, "mastodon_json", 2),
    (JETSTREAM, "bluesky_json", 2),
    (FEED, "bluesky_json", 2),
    (RECORDS, "bluesky_json", 1),
    (REDDIT, "reddit_json", 3),
    (LISTING, "reddit_json", 2),
    (TIKTOK, "tiktok_json", 2),
    (YOUTUBE, "youtube_json", 2),
    (THREADS, "youtube_json", 2),
    (FOURCAT, "4cat_json", 1),
    (META, "meta_json", 1),
];

/// X API v2: expansions in `includes`, references, entities, a long post, a page a line, a line of errors.
pub(super) const X_PAGES: &str = concat!(
    r#"{"data":[{"id":"3","author_id":"12","text":"RT @ann: Come all to the sq\u2026","created_at":"2021-04-08T19:34:16.000Z","conversation_id":"3","source":"Twitter Web App","lang":"en","referenced_tweets":[{"type":"retweeted","id":"1"}],"entities":{"mentions":[{"start":3,"end":7,"username":"ann","id":"11"}]}},"#,
    r#"{"id":"4","author_id":"12","text":"@ann why? https://t.co/q","created_at":"2021-04-08T19:35:00.000Z","conversation_id":"1","lang":"und","referenced_tweets":[{"type":"quoted","id":"9"},{"type":"replied_to","id":"1"}],"attachments":{"media_keys":["3_77"]},"entities":{"urls":[{"url":"https://t.co/q","expanded_url":"https://twitter.com/bob/status/4/photo/1","display_url":"pic.twitter.com/q"}]}}],"#,
    r#""includes":{"users":[{"id":"11","username":"ann","name":"Ann"},{"id":"12","username":"bob","name":"Bob"}],"#,
    r#""tweets":[{"id":"1","author_id":"11","text":"Come all to the square &amp; sing \ud83d\ude00 #One https://t.co/a","entities":{"urls":[{"url":"https://t.co/a","expanded_url":"https://a.org/x?y=1&z=2","display_url":"a.org/x"}],"hashtags":[{"start":9,"end":12,"tag":"One"}]},"attachments":{"media_keys":["3_78"]}}]},"meta":{"result_count":2}}"#,
    "\n",
    r#"{"errors":[{"title":"Not Found Error"}]}"#,
    "\n",
    r#"{"meta":{"result_count":0}}"#,
    "\n",
    r#"{"data":{"id":"5","author_id":"13","text":"cut","note_tweet":{"text":"the whole"},"created_at":"2021-04-08"},"includes":{"users":[{"id":"13","username":"eve"}]},"matching_rules":[{"id":1}]}"#,
    "\n",
);

/// The same without the line of errors.
const X_PAGES_GOOD: &str = concat!(
    r#"{"data":[{"id":"3","author_id":"12","text":"a"},{"id":"4","author_id":"12","text":"b"}],"includes":{"users":[]}}"#,
    "\n",
    r#"{"data":{"id":"5","author_id":"13","text":"c"}}"#,
);

/// X API v2 as `twarc2 flatten` writes it.
pub(super) const X_FLAT: &str = concat!(
    r#"{"referenced_tweets":[{"type":"retweeted","id":"1","author_id":"11","text":"all of it #Two","author":{"id":"11","username":"ann"},"entities":{"hashtags":[{"tag":"Two"}]}}],"id":"3","author_id":"12","author":{"id":"12","username":"bob"},"text":"RT @ann: all\u2026","created_at":"2021-04-08T19:34:16.500Z","__twarc":{"version":"2.0.3"}}"#,
    "\n",
    r#"{"id":"4","author_id":"12","author":{"id":"12","username":"bob"},"text":"half \ud83d","entities":{"mentions":[{"username":"ann"}]}}"#,
);

/// X API v1.1, with a cut text beside the whole, a repost, and a search's statuses.
pub(super) const X_OLD: &str = concat!(
    r#"{"id":1,"id_str":"1","created_at":"Wed Oct 10 20:19:24 +0000 2018","text":"cut\u2026","source":"<a href=\"http://x\">Web</a>","lang":"en","user":{"id":11,"id_str":"11","screen_name":"ann"},"truncated":true,"extended_tweet":{"full_text":"@bob the whole https://t.co/a https://t.co/p","entities":{"urls":[{"url":"https://t.co/a","expanded_url":"https://a.org/"}],"user_mentions":[{"screen_name":"bob","id_str":"12"}],"hashtags":[]},"extended_entities":{"media":[{"id_str":"77","type":"photo","url":"https://t.co/p"}]}},"in_reply_to_status_id_str":"7"}"#,
    "\n",
    r#"{"id_str":"2","created_at":"Wed Oct 10 20:19:25 +0000 2018","full_text":"RT @ann: a\u2026","user":{"id_str":"12","screen_name":"bob"},"retweeted_status":{"id_str":"1","created_at":"x","full_text":"a whole #T","user":{"id_str":"11"},"entities":{"hashtags":[{"text":"T"}]}}}"#,
    "\n",
    r#"{"id_str":"3","created_at":"soon","text":"q","quoted_status_id_str":"1","user":{"id_str":"13","screen_name":"eve"}}"#,
);

/// The archive that X gives to its users.
pub(super) const X_ARCHIVE: &str = r#"window.YTD.tweets.part0 = [
  {"tweet" : {"id_str" : "1", "created_at" : "Wed Oct 10 20:19:24 +0000 2018", "full_text" : "hi", "source" : "<a>x</a>"}},
  {"tweet" : {"id_str" : "2", "created_at" : "Wed Oct 10 20:19:25 +0000 2018", "full_text" : "RT @ann: hi"}}
]"#;

/// Telegram Desktop: a whole account with two chats, texts as string and as parts, forwards, a notice.
pub(super) const TELEGRAM: &str = r##"{"about":"Here is the data you requested.","chats":{"about":"x","list":[
{"name":"Club","type":"public_channel","id":7,"messages":[
 {"id":1,"type":"service","date":"2021-01-01T10:00:00","actor":"A","action":"create_channel","text":""},
 {"id":2,"type":"message","date":"2021-01-01T10:00:01","from":"Club","from_id":"channel7","text":"plain"},
 {"id":3,"type":"message","date":"2021-01-01T10:00:02","date_unixtime":"1609491602","from":"Ann","from_id":5,"reply_to_message_id":2,
  "text":["see ",{"type":"text_link","text":"this","href":"https://a.org/"}," by ",{"type":"mention","text":"@bob"}," ",{"type":"hashtag","text":"#Now"}]}]},
{"name":"Other","type":"private_group","id":8,"messages":[
 {"id":2,"type":"message","date":"2021-01-01T10:00:01","from":"Ann","from_id":"user5","forwarded_from":"News","text":"come all"},
 {"id":3,"type":"message","date":"2021-01-01T11:00:01","from":"Bob","from_id":"user6","forwarded_from":"News","photo":"photos/1.jpg","text":""},
 {"id":4,"type":"message","date":"2021-01-01T11:00:02","from":null,"from_id":"user9","text":"of it all","via_bot":"@gif"}]}]}}"##;

/// Mastodon's export: a note and a repost, a like, and a number that is wrong.
pub(super) const OUTBOX: &str = r##"{"@context":"https://www.w3.org/ns/activitystreams","id":"outbox.json","type":"OrderedCollection","totalItems":9,"orderedItems":[
{"id":"https://m.org/users/ann/statuses/1/activity","type":"Create","actor":"https://m.org/users/ann","published":"2022-11-05T10:00:00Z","object":{"id":"https://m.org/users/ann/statuses/1","type":"Note","summary":"cw","inReplyTo":"https://n.org/@bob/7","content":"<p>Hi <a href=\"https://n.org/@bob\">@bob</a></p>","contentMap":{"en":"x"},"conversation":"tag:1","attachment":[{"type":"Document","mediaType":"image/png","url":"/a.png","blurhash":"U1","width":4,"height":3}],"tag":[{"type":"Mention","name":"@bob@n.org"},{"type":"Hashtag","name":"#one"}]}},
{"id":"https://m.org/users/ann/statuses/2/activity","type":"Announce","actor":"https://m.org/users/ann","published":"2022-11-05T10:01:00Z","object":"https://n.org/users/bob/statuses/8"},
{"id":"https://m.org/users/ann#likes/1","type":"Like","actor":"https://m.org/users/ann","object":"https://n.org/users/bob/statuses/8"}]}"##;

/// Statuses of Mastodon's API.
pub(super) const MASTODON: &str = r#"[{"id":"103","created_at":"2019-12-08T03:48:33.901Z","in_reply_to_id":"99","spoiler_text":"","language":"en","uri":"https://m.org/s/103","content":"<p>Hi</p>","reblog":null,"application":{"name":"Web"},"account":{"id":"1","username":"ann","acct":"ann","url":"https://m.org/@ann"},"media_attachments":[{"id":"22","type":"image","blurhash":"U2","meta":{"original":{"width":8,"height":6}}}],"mentions":[{"acct":"bob@n.org"}],"tags":[{"name":"one"}],"card":{"url":"https://a.org/"}},
{"id":"104","created_at":"2019-12-08T03:49:33.901Z","content":"","account":{"acct":"bob@n.org","url":"https://n.org/@bob"},"reblog":{"id":"103","content":"<p>Hi</p>","tags":[{"name":"one"}]}}]"#;

/// Jetstream: a post with facets and an embed, a repost, a like, an event of an account, a deletion.
pub(super) const JETSTREAM: &str = concat!(
    r#"{"did":"did:plc:ann","time_us":1725911162329308,"kind":"commit","commit":{"rev":"3l3","operation":"create","collection":"app.bsky.feed.post","rkey":"3a","record":{"$type":"app.bsky.feed.post","createdAt":"2024-09-09T19:46:02.102Z","langs":["en"],"text":"héy @bob.b.s a.org/lo... #tag","facets":[{"index":{"byteStart":5,"byteEnd":13},"features":[{"$type":"app.bsky.richtext.facet#mention","did":"did:plc:bob"}]},{"index":{"byteStart":14,"byteEnd":23},"features":[{"$type":"app.bsky.richtext.facet#link","uri":"https://a.org/long"}]},{"index":{"byteStart":24,"byteEnd":28},"features":[{"$type":"app.bsky.richtext.facet#tag","tag":"tag"}]}],"reply":{"parent":{"uri":"at://did:plc:bob/app.bsky.feed.post/2","cid":"c"},"root":{"uri":"at://did:plc:bob/app.bsky.feed.post/1","cid":"c"}},"embed":{"$type":"app.bsky.embed.recordWithMedia","record":{"record":{"uri":"at://did:plc:eve/app.bsky.feed.post/9","cid":"c"}},"media":{"$type":"app.bsky.embed.images","images":[{"alt":"","image":{"$type":"blob","ref":{"$link":"bafk1"},"mimeType":"image/png","size":1}}]}}},"cid":"bafy1"}}"#,
    "\n",
    r#"{"did":"did:plc:eve","time_us":1725911162329309,"kind":"commit","commit":{"operation":"create","collection":"app.bsky.feed.repost","rkey":"3b","record":{"$type":"app.bsky.feed.repost","createdAt":"2024-09-09T19:46:03Z","subject":{"uri":"at://did:plc:ann/app.bsky.feed.post/3a","cid":"c"}}}}"#,
    "\n",
    r#"{"did":"did:plc:eve","time_us":1725911162329310,"kind":"commit","commit":{"operation":"create","collection":"app.bsky.feed.like","rkey":"3c","record":{"$type":"app.bsky.feed.like"}}}"#,
    "\n",
    r#"{"did":"did:plc:eve","time_us":1725911162329311,"kind":"account","account":{"active":true}}"#,
    "\n",
    r#"{"did":"did:plc:eve","time_us":1725911162329312,"kind":"commit","commit":{"operation":"delete","collection":"app.bsky.feed.post","rkey":"3a"}}"#,
);

/// A feed of Bluesky: a post, and a repost of another's.
pub(super) const FEED: &str = r#"{"feed":[{"post":{"uri":"at://did:plc:ann/app.bsky.feed.post/1","cid":"c","author":{"did":"did:plc:ann","handle":"ann.b.s"},"record":{"$type":"app.bsky.feed.post","text":"hi","createdAt":"2024-01-01T00:00:00Z","embed":{"$type":"app.bsky.embed.external","external":{"uri":"https://a.org/","title":"A"}}},"indexedAt":"2024-01-01T00:00:01Z"}},
{"post":{"uri":"at://did:plc:bob/app.bsky.feed.post/2","author":{"did":"did:plc:bob","handle":"bob.b.s"},"record":{"$type":"app.bsky.feed.post","text":"yo","createdAt":"2024-01-01T00:00:00Z"}},"reason":{"$type":"app.bsky.feed.defs#reasonRepost","by":{"did":"did:plc:ann","handle":"ann.b.s"},"indexedAt":"2024-01-02T00:00:00Z"}}],"cursor":"x"}"#;

/// Listed records of Bluesky.
pub(super) const RECORDS: &str = r#"{"records":[{"uri":"at://did:plc:ann/app.bsky.feed.post/1","cid":"c","value":{"$type":"app.bsky.feed.post","text":"hi","createdAt":"2024-01-01T00:00:00Z"}},
{"uri":"at://did:plc:ann/app.bsky.feed.like/1","cid":"c","value":{"$type":"app.bsky.feed.like"}}]}"#;

/// A dump of Reddit: a comment, a submission with a link, and one that was posted across.
pub(super) const REDDIT: &str = concat!(
    r#"{"author":"[deleted]","body":"&gt; you said\n\nno","created_utc":1564617600,"id":"evn2i3l","link_id":"t3_ckdark","parent_id":"t1_evm1xwq","subreddit":"a"}"#,
    "\n",
    r#"{"author":"ann","title":"Look","selftext":"","url":"https:\/\/a.org\/?a=1&amp;b=2","is_self":false,"created_utc":"1564617601","id":"ckdark","name":"t3_ckdark","subreddit":"a"}"#,
    "\n",
    r#"{"author":"bob","title":"Look","selftext":"[removed]","url":"https://i.redd.it/x1.jpg","created_utc":1564617602.0,"id":"ckdarl","crosspost_parent":"t3_ckdark","subreddit":"b"}"#,
);

/// A listing of Reddit's API.
pub(super) const LISTING: &str = r#"{"kind":"Listing","data":{"after":null,"children":[{"kind":"t3","data":{"id":"x","name":"t3_x","author":"ann","title":"T","selftext":"S","is_self":true,"url":"https://www.reddit.com/r/a/x","created_utc":1564617600.0,"subreddit":"a"}},{"kind":"t1","data":{"id":"y","name":"t1_y","author":"bob","body":"B","link_id":"t3_x","parent_id":"t3_x","created_utc":1564617601.0,"subreddit":"a"}}]}}"#;

/// `TikTok`'s research API.
pub(super) const TIKTOK: &str = r#"{"data":{"videos":[{"id":702,"video_description":"dance #now","create_time":1633823999,"region_code":"US","username":"ann","hashtag_names":["now"],"music_id":804},{"id":"703","video_description":"","create_time":1633824000,"username":"bob"}],"cursor":100,"has_more":true,"search_id":"7"},"error":{"code":"ok","message":""}}"#;

/// A search of `YouTube`.
pub(super) const YOUTUBE: &str = r#"{"kind":"youtube#searchListResponse","etag":"e","items":[{"kind":"youtube#searchResult","etag":"f","id":{"kind":"youtube#video","videoId":"v1"},"snippet":{"publishedAt":"2021-01-01T00:00:00Z","channelId":"UC1","title":"T","description":"D https://a.org/","channelTitle":"Ann"}},{"kind":"youtube#video","id":"v2","snippet":{"publishedAt":"2021-01-02T00:00:00Z","channelId":"UC2","title":"U","description":"","channelTitle":"Bob","tags":["x"],"defaultAudioLanguage":"en"}}]}"#;

/// Comments of `YouTube` with an answer.
pub(super) const THREADS: &str = r#"{"kind":"youtube#commentThreadListResponse","items":[{"kind":"youtube#commentThread","id":"c1","snippet":{"channelId":"UC1","videoId":"v1","topLevelComment":{"kind":"youtube#comment","id":"c1","snippet":{"videoId":"v1","textDisplay":"a<br>b","textOriginal":"a\nb","authorDisplayName":"@ann","authorChannelId":{"value":"UC5"},"publishedAt":"2021-01-01T00:00:00Z"}},"totalReplyCount":1},"replies":{"comments":[{"kind":"youtube#comment","id":"c1.2","snippet":{"videoId":"v1","textDisplay":"no<br>","parentId":"c1","authorDisplayName":"@bob","authorChannelId":{"value":"UC6"},"publishedAt":"2021-01-01T00:01:00Z"}}]}}]}"#;

/// An item of 4CAT.
pub(super) const FOURCAT: &str = r#"{"id":"9","thread_id":"7","author":"ann","author_id":"11","timestamp":"2021-01-01 00:00:00","unix_timestamp":1609459200,"subject":"S","body":"B","hashtags":"a,b"}"#;

/// A post of Meta's Content Library.
pub(super) const META: &str = r#"{"data":[{"id":"1","creation_time":"2023-09-14T04:41:35+00:00","text":"hi #Now","lang":"en","hashtags":["Now"],"mcl_url":"https://www.facebook.com/transparency-tools/mcl?post=1","post_owner":{"id":"55","name":"Ann's page","type":"facebook_page","username":"ann"},"surface":{"id":"55","type":"facebook_page"},"link_attachment":{"link":"https://a.org/","name":"A"},"multimedia":[{"id":"88","type":"photo"}]}]}"#;
