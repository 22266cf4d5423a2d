//! Exports of posts: any bytes behind the head of any export; each record is a post with a place, and nothing is passed over
//! without a word.

#![no_main]

use std::{fs, ops::ControlFlow};

use libfuzzer_sys::fuzz_target;
use refrain::{
    archive::{self, Event, Limits, Resume},
    message::post,
    text,
};

/// Heads by which exports are known; the first byte of the input chooses one.
const HEADS: [&str; 9] = [
    "",
    "message_id,user_id,username,repost_id,reply_id,message,timestamp,urls\n",
    "tweetid;userid;tweet_text;tweet_time;hashtags\n",
    "{\"data\":[{\"id\":\"1\",\"author_id\":\"2\",\"text\":\"a\",\"created_at\":\"2024-01-01T00:00:00Z\"}]}\n",
    "{\"name\":\"c\",\"type\":\"public_channel\",\"id\":1,\"messages\":[{\"id\":1,\"type\":\"message\",\"from_id\":\"user1\",\"text\":\"a\"},",
    "{\"@context\":\"https://www.w3.org/ns/activitystreams\",\"type\":\"OrderedCollection\",\"orderedItems\":[",
    "{\"author\":\"a\",\"subreddit\":\"s\",\"created_utc\":1,\"id\":\"x\",\"body\":\"b\",\"link_id\":\"t3_1\",\"parent_id\":\"t1_1\"}\n",
    "12/9/20, 23:55 - Bob: hello\n",
    "\u{3a}",
];

fuzz_target!(|input: &[u8]| {
    let Some((choice, rest)) = input.split_first() else {
        return;
    };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("input");
    let head = HEADS[usize::from(*choice) % HEADS.len()];
    fs::write(&path, [head.as_bytes(), rest].concat()).expect("room for the file");
    let limits = Limits {
        message: 1 << 16,
        expanded: 1 << 20,
        entries: 100,
        ..Limits::default()
    };
    let mut visit = |event: Event| {
        if let Event::Record(record) = event {
            assert!(record.bytes.as_ref().len() as u64 <= limits.message);
            if let Some(post) = post::read(&record) {
                assert!(!post.platform.is_empty());
                let text = text::of_post(&post);
                assert!(text.own.len() <= post.text.len() * 4 + 64);
            }
        }
        ControlFlow::Continue(())
    };
    archive::read(&[path], &limits, &Resume::default(), &mut visit).expect("the file is there");
});
