//! Exports as their makers describe them, from bytes to posts.

use std::{ops::ControlFlow, sync::Arc};

use proptest::prelude::*;

use super::{Moment, Post, read};
use crate::{
    archive::{self, Event, Limits, Resume},
    mapping::Mapping,
    source::Defect,
};

/// The posts of a file's bytes, and what is wrong with the file as a whole.
fn mapped(bytes: &[u8], mapping: Option<&str>) -> (Vec<Post>, Vec<Defect>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("export");
    std::fs::write(&path, bytes).unwrap();
    let mapping = mapping.map(|text| Arc::new(Mapping::read(text).unwrap()));
    let (mut posts, mut defects) = (Vec::new(), Vec::new());
    let mut visit = |event| {
        match event {
            Event::Record(record) => posts.extend(read(&record)),
            Event::Defect(_, defect) => defects.push(defect),
            _ => {}
        }
        ControlFlow::Continue(())
    };
    archive::read_mapped(
        &[path],
        &Limits::default(),
        &Resume::default(),
        mapping,
        &mut visit,
    )
    .unwrap();
    (posts, defects)
}

fn posts(text: &str) -> Vec<Post> {
    mapped(text.as_bytes(), None).0
}

fn one(text: &str) -> Post {
    let posts = posts(text);
    let [post] = <[Post; 1]>::try_from(posts).unwrap_or_else(|posts| panic!("{posts:?}"));
    assert_eq!(post.defects, []);
    post
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "it stands beside what may be none"
)]
const fn at(unix: i64, precision: u32, zone_known: bool) -> Option<Moment> {
    Some(Moment {
        unix,
        millis: 0,
        precision,
        zone_known,
    })
}

fn words(list: &[&str]) -> Vec<String> {
    list.iter().map(|&word| word.to_owned()).collect()
}

/// Columns of the releases since 2019, as their read-me lists them.
#[test]
fn releases_of_x_are_read_to_the_minute() {
    let post = one(
        "tweetid,userid,user_display_name,user_screen_name,user_reported_location,tweet_language,tweet_text,tweet_time,\
         tweet_client_name,in_reply_to_userid,in_reply_to_tweetid,quoted_tweet_tweetid,is_retweet,retweet_userid,\
         retweet_tweetid,hashtags,urls,user_mentions\n\
         \"12\",\"7\",\"Ann\",\"ann\",\"\",\"en\",\"RT @bob: all, of us\",\"2017-06-22 16:03\",\"TweetDeck\",\"\",\"\",\"\",\
         \"true\",\"9\",\"11\",\"[One, Two]\",\"[https://a.org/1, https://b.org/2]\",\"[9]\"\n",
    );
    assert_eq!(
        (
            post.platform.as_ref(),
            post.id.as_str(),
            post.account.as_str()
        ),
        ("x", "12", "7")
    );
    assert_eq!((post.name.as_str(), post.repost_of.as_str()), ("ann", "11"));
    assert_eq!(post.sent, at(1_498_147_380, 60, true));
    assert_eq!(post.links, words(&["https://a.org/1", "https://b.org/2"]));
    assert_eq!(
        (post.tags, post.mentions),
        (words(&["One", "Two"]), words(&["9"]))
    );
    assert_eq!(
        (post.client.as_str(), post.language.as_str()),
        ("TweetDeck", "en")
    );
}

/// Columns of a download of historical data.
#[test]
fn crowdtangle_names_its_zone_by_letters() {
    let header = "Page Name,User Name,Facebook Id,Page Category,Followers at Posting,Post Created,Post Created Date,Post Created Time,Type,\
                  Total Interactions,URL,Message,Link,Final Link,Image Text,Link Text,Description\n";
    let post = one(&format!(
        "{header}Our Town,ourtown,100,NEWS,\"1,234\",2021-06-16 10:12:13 EDT,2021-06-16,10:12:13,Link,\"12,345\",\
         https://www.facebook.com/100/posts/5,Read this,https://bit.ly/x,https://a.org/1,,A title,\n"
    ));
    assert_eq!(
        (
            post.account.as_str(),
            post.name.as_str(),
            post.text.as_str()
        ),
        ("100", "Our Town", "Read this")
    );
    assert_eq!(post.sent, at(1_623_852_733, 1, true));
    assert_eq!(
        (post.title.as_str(), post.links),
        ("A title", words(&["https://a.org/1"]))
    );
    let plain = one(&format!(
        "{header}Our Town,,100,,,2021-12-16 10:12:13 EST,,,Status,,https://f.org/1,Hi,https://f.org/1,,,,\n"
    ));
    assert_eq!(
        (plain.sent, plain.links),
        (at(1_639_667_533, 1, true), Vec::new())
    );
    let picture = one(
        "Account,User Name,Followers at Posting,Post Created,Type,Likes,URL,Link,Photo,Title,Description,Image Text\n\
         Ann B,ann,\"1,000\",2021-06-16 10:12:13 PST,Photo,3,https://www.instagram.com/p/x/,https://www.instagram.com/p/x/,https://cdn/1,,Look #here,\n",
    );
    assert_eq!(
        (
            picture.platform.as_ref(),
            picture.account.as_str(),
            picture.name.as_str()
        ),
        ("instagram", "ann", "Ann B")
    );
    assert_eq!(
        (picture.text.as_str(), picture.links),
        ("Look #here", Vec::new())
    );
}

/// Columns as the data dictionaries and the tools' sources list them.
#[test]
fn platforms_libraries_are_read() {
    let post = one(
        "id,creation_time,text,lang,post_owner.id,post_owner.name,link_attachment.link,link_attachment.name,hashtags,surface.id\n\
         5,2023-01-02T03:04:05,Hello,en,77,Our Town,https://a.org/1,A title,\"[\"\"one\"\",\"\"two\"\"]\",9\n",
    );
    assert_eq!(
        (
            post.platform.as_ref(),
            post.account.as_str(),
            post.thread.as_str()
        ),
        ("facebook", "77", "9")
    );
    assert_eq!(
        (post.sent, post.tags),
        (at(1_672_628_645, 1, true), words(&["one", "two"]))
    );
    let film = one(
        "id,username,create_time,video_description,region_code,hashtag_names,music_id,effect_ids,view_count\n\
         71,ann,1672628645,watch,DE,\"['one', 'two']\",33,\"['4', '5']\",1\n",
    );
    assert_eq!(
        (film.platform.as_ref(), film.objects),
        ("tiktok", words(&["sound:33", "effect:4", "effect:5"]))
    );
    assert_eq!(
        (film.sent, film.tags),
        (at(1_672_628_645, 1, true), words(&["one", "two"]))
    );
    let film = one(
        "position,channelId,channelTitle,videoId,publishedAt,publishedAtSQL,videoTitle,videoDescription,tags\n\
         1,UC1,Ann,v1,2023-01-02T03:04:05Z,2023-01-02 03:04:05,A title,see https://a.org,\"one,two words\"\n",
    );
    assert_eq!(
        (
            film.platform.as_ref(),
            film.id.as_str(),
            film.title.as_str()
        ),
        ("youtube", "v1", "A title")
    );
    let comment = one(
        "id,replyCount,likeCount,publishedAt,authorName,text,authorChannelId,authorChannelUrl,isReply,isReplyToId,isReplyToName\n\
         c2,0,1,2023-01-02 03:04:05,Ann,agreed,UC1,http://y/UC1,1,c1,Bob\n",
    );
    assert_eq!(
        (comment.reply_to.as_str(), comment.account.as_str()),
        ("c1", "UC1")
    );
    assert_eq!(comment.sent, at(1_672_628_645, 1, true));
    let thread = one(
        "id,thread_id,author,timestamp,body,subject,subreddit\nt1,t0,ann,2023-01-02 03:04:05,words,,news\n",
    );
    assert_eq!(
        (thread.platform.as_ref(), thread.thread.as_str()),
        ("reddit", "t0")
    );
    assert_eq!(thread.sent, at(1_672_628_645, 1, true));
}

#[test]
fn tables_of_shared_objects_keep_their_ids() {
    let post = one("object_id,account_id,content_id,timestamp_share\nob,ac,co,1623881091\n");
    assert_eq!(
        (post.id.as_str(), post.account.as_str(), post.objects),
        ("co", "ac", words(&["ob"]))
    );
    let wide = one(
        "account_id,post_id,url_id,hashtag_id,domain_id,phash_id,timestamp\nfb_1,2,3,4,5,6,1629589836\n",
    );
    assert_eq!((wide.raw_links, wide.tags), (words(&["3"]), words(&["4"])));
    assert_eq!(
        (wide.media, wide.objects),
        (words(&["6"]), words(&["domain:5"]))
    );
    assert_eq!(wide.links, Vec::<String>::new());
}

#[test]
fn a_bad_row_is_told_by_line_and_column_and_its_neighbours_are_read() {
    let table = "message_id,user_id,username,repost_id,reply_id,message,timestamp,urls\n\
                 1,a,,,,one,1606451170,\n2,a,,,,two\n3,a,,,,three,soon,\n4,a,,,,\"four\n5,a,,,,five,1606451174,\n";
    let posts = posts(table);
    let told: Vec<_> = posts
        .iter()
        .map(|post| {
            let details = post.defects.iter().map(|defect| defect.detail.as_str());
            (post.text.as_str(), details.collect::<Vec<_>>().join("; "))
        })
        .collect();
    assert_eq!(
        told,
        [
            ("one", String::new()),
            (
                "two",
                "line 3, the row: 6 fields instead of 8; line 3".to_owned()
            ),
            ("three", "line 4, timestamp: soon; line 4".to_owned()),
            (
                "",
                "line 5: the record does not end; line 5; line 5".to_owned()
            ),
            ("five", String::new()),
        ]
    );
}

#[test]
fn a_mapping_reads_what_nobody_knows() {
    let map = "platform = \"forum\"\nseparators = [\"~\"]\n[columns]\nid = \"no\"\naccount = \"who.id\"\ntime = \"when\"\n\
               text = \"said\"\nlinks = [\"l1\", \"l2\"]\ntags = \"tags\"\nreply_to = \"to\"\n[time]\nformat = \"%d.%m.%Y %H:%M\"\nzone = \"+01:00\"\n";
    let rows = "no;who.id;when;said;l1;l2;tags;to\n1;ann;31.01.2026 10:00;hi there;https://a.org;https://b.org;x y~z;NA\n";
    let lines = "{\"no\":1,\"who\":{\"id\":\"ann\"},\"when\":\"31.01.2026 10:00\",\"said\":\"hi there\",\"l1\":[\"https://a.org\",\"https://b.org\"],\"tags\":\"x y~z\",\"to\":null}\n";
    for table in [rows, lines] {
        let (posts, defects) = mapped(table.as_bytes(), Some(map));
        assert_eq!(defects, []);
        let [post] = <[Post; 1]>::try_from(posts).unwrap();
        assert_eq!(
            (
                post.platform.as_ref(),
                post.id.as_str(),
                post.account.as_str()
            ),
            ("forum", "1", "ann"),
            "{table}"
        );
        assert_eq!(post.sent, at(1_769_850_000, 60, true), "{table}");
        assert_eq!(
            post.links,
            words(&["https://a.org", "https://b.org"]),
            "{table}"
        );
        assert_eq!(
            (post.tags, post.reply_to.as_str()),
            (words(&["x y", "z"]), ""),
            "{table}"
        );
        assert_eq!(post.defects, []);
        let (posts, defects) = mapped(table.as_bytes(), None);
        assert_eq!(
            (
                posts.len(),
                defects.iter().map(|defect| defect.kind.code()).collect()
            ),
            (0, vec!["unknown_table"])
        );
    }
}

#[test]
fn parquet_files_are_read_by_the_same_columns() {
    use polars::prelude::{ParquetWriter, df};
    let mut frame = df!(
        "object_id" => ["ob", "oc"], "account_id" => [7_i64, 8], "content_id" => [Some("co"), None],
        "timestamp_share" => [1_623_881_091_000_000_i64, 1_623_881_092_500_000]
    )
    .unwrap();
    let write = |frame: &mut polars::prelude::DataFrame| {
        let mut bytes = Vec::new();
        ParquetWriter::new(&mut bytes).finish(frame).unwrap();
        bytes
    };
    let (found, defects) = mapped(&write(&mut frame), None);
    assert_eq!((found.len(), defects), (2, Vec::new()));
    frame.rename("object_id", "thing".into()).unwrap();
    let bytes = write(&mut frame);
    let (found, defects) = mapped(&bytes, None);
    assert_eq!((found.len(), defects.len()), (0, 1));
    let map = "[columns]\nobject = \"thing\"\naccount = \"account_id\"\nid = \"content_id\"\ntime = \"timestamp_share\"\n";
    let (found, _) = mapped(&bytes, Some(map));
    let told: Vec<_> = found
        .iter()
        .map(|post| {
            (
                post.id.as_str(),
                post.account.as_str(),
                post.objects.join(","),
            )
        })
        .collect();
    assert_eq!(
        told,
        [("co", "7", "ob".to_owned()), ("", "8", "oc".to_owned())]
    );
    let times: Vec<_> = found
        .iter()
        .filter_map(|post| post.sent)
        .map(|sent| (sent.unix, sent.millis, sent.precision, sent.zone_known))
        .collect();
    assert_eq!(
        times,
        [(1_623_881_091, 0, 0, true), (1_623_881_092, 500, 0, true)]
    );
}

#[test]
fn chats_are_read_by_their_lines() {
    let posts = posts(
        "\u{200e}[13.12.20, 23:55:10] Ann: one\r\n[13.12.20, 23:56:10] Ann added Bob\r\n\
         [14.12.20, 11:55:10\u{202f}PM] \u{200e}Bob: \u{200e}image omitted\r\n[14.12.20, 23:56:10] Bob: see https://a.org\r\nand more\r\n",
    );
    let told: Vec<_> = posts
        .iter()
        .map(|post| (post.account.as_str(), post.text.as_str()))
        .collect();
    assert_eq!(
        told,
        [
            ("Ann", "one"),
            ("Bob", ""),
            ("Bob", "see https://a.org\nand more")
        ]
    );
    assert_eq!(
        posts.first().and_then(|post| post.sent),
        at(1_607_903_710, 1, false)
    );
    let minutes = one("12/13/20, 11:55 PM - Ann: one\n");
    assert_eq!(minutes.sent, at(1_607_903_700, 60, false));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Changed and shortened samples give posts or defects, and no panic.
    #[test]
    fn changed_samples_are_survived(which in 0_usize..4, at in 0_usize..300, byte in any::<u8>(), end in 20_usize..400) {
        let sample = [
            "message_id,user_id,username,repost_id,reply_id,message,timestamp,urls\n1,a,b,,,\"one, \"\"two\"\"\",1606451170,\"['http://a']\"\n",
            "object_id,account_id,content_id,timestamp_share\nob,ac,co,1623881091\nob,\"ac\nx\",co,1623881091\n",
            "[12/9/20, 23:55:10] Bob: hello\nmore\n[12/9/20, 23:56:10] Ann: x\n",
            "{\"no\":1,\"said\":\"x\",\"l\":[{\"u\":\"http://a\"}]}\n{\"no\":2}\n",
        ];
        let mut bytes = sample.get(which).unwrap().as_bytes().to_vec();
        if let Some(changed) = bytes.get_mut(at) {
            *changed = byte;
        }
        bytes.truncate(end);
        let _ = mapped(&bytes, Some("[columns]\nid = \"no\"\ntext = \"said\"\nlinks = \"l.u\"\n"));
    }

    #[test]
    fn changed_parquet_is_survived(at in 0_usize..2_000, byte in any::<u8>()) {
        use polars::prelude::{ParquetWriter, df};
        let mut frame = df!("object_id" => ["ob"], "account_id" => ["ac"], "content_id" => ["co"], "timestamp_share" => [1_i64]).unwrap();
        let mut bytes = Vec::new();
        ParquetWriter::new(&mut bytes).finish(&mut frame).unwrap();
        if let Some(changed) = bytes.get_mut(at) {
            *changed = byte;
        }
        let _ = mapped(&bytes, None);
    }
}
