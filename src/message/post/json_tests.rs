//! The readers of JSON exports, from bytes of a file to posts.

use std::{fmt::Write as _, ops::ControlFlow};

use proptest::prelude::*;

use super::{Moment, Post, read};
use crate::{
    archive::{self, Event, Format, Limits, Resume},
    source::{Defect, DefectKind},
};

mod samples;

/// What a file gives: its format, its posts, and what is wrong with it as a whole.
fn scan(file: &[u8]) -> (String, Vec<Post>, Vec<Defect>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("f");
    std::fs::write(&path, file).unwrap();
    let (mut word, mut posts, mut defects) = (String::new(), Vec::new(), Vec::new());
    archive::read(
        &[path],
        &Limits::default(),
        &Resume::default(),
        &mut |event| {
            match event {
                Event::Opened(info) => {
                    word = match info.format {
                        Format::Posts(export) => export.word().to_owned(),
                        other => format!("{other:?}").to_lowercase(),
                    }
                }
                Event::Record(record) => posts.extend(read(&record)),
                Event::Defect(_, defect) => defects.push(defect),
                _ => {}
            }
            ControlFlow::Continue(())
        },
    )
    .unwrap();
    (word, posts, defects)
}

/// A post in one line: what it is, whose, and what it shares.
fn told(post: &Post) -> String {
    let mut out = format!(
        "{} {} {}({})",
        post.platform, post.id, post.account, post.name
    );
    if let Some(Moment {
        unix,
        millis,
        precision,
        zone_known,
    }) = post.sent
    {
        write!(
            out,
            " @{unix}.{millis}/{precision}{}",
            if zone_known { "" } else { "?" }
        )
        .unwrap();
    }
    for (name, text) in [
        ("title", &post.title),
        ("text", &post.text),
        ("reply", &post.reply_to),
        ("repost", &post.repost_of),
        ("quote", &post.quote_of),
        ("thread", &post.thread),
        ("client", &post.client),
        ("lang", &post.language),
    ] {
        if !text.is_empty() {
            write!(out, " {name}={text}").unwrap();
        }
    }
    for (name, list) in [
        ("mentions", &post.mentions),
        ("links", &post.links),
        ("tags", &post.tags),
        ("media", &post.media),
    ] {
        if !list.is_empty() {
            write!(out, " {name}={}", list.join(",")).unwrap();
        }
    }
    for defect in &post.defects {
        write!(out, " !{} {}", defect.kind.code(), defect.detail).unwrap();
    }
    out
}

/// Format, posts and defects in lines.
fn lines(file: &str) -> String {
    let (word, posts, defects) = scan(file.as_bytes());
    let posts = posts.iter().map(told);
    let defects = defects
        .iter()
        .map(|defect| format!("!{} {}", defect.kind.code(), defect.detail));
    let lines: Vec<String> = std::iter::once(word).chain(posts).chain(defects).collect();
    lines.join("\n")
}

#[test]
fn exports_are_known_by_their_members_whatever_their_line_ends() {
    for (sample, word, count) in samples::ALL {
        let on_one_line = sample.trim();
        for text in [
            (*on_one_line).to_owned(),
            format!("\u{feff}\n{on_one_line}\r\n"),
        ] {
            let (found, posts, defects) = scan(text.as_bytes());
            assert_eq!(
                (found.as_str(), posts.len(), defects.len()),
                (*word, *count, 0),
                "{text}"
            );
        }
        // A document that is written over many lines, unless it was lines before.
        if let Ok(value) = serde_json::from_str::<serde_json::Value>(on_one_line) {
            let pretty = serde_json::to_string_pretty(&value).unwrap();
            let (found, posts, _) = scan(pretty.as_bytes());
            assert_eq!((found.as_str(), posts.len()), (*word, *count), "{pretty}");
        }
    }
}

#[test]
fn what_holds_no_posts_is_said() {
    for (file, expected) in [
        (
            r#"{"data":[{"id":"1","username":"a","name":"A"}]}"#,
            "accounts of X",
        ),
        (
            r#"{"data":[{"start":"2021","end":"2021","tweet_count":3}]}"#,
            "counts of posts",
        ),
        (
            r#"{"id":"1","action":"delete","created_at":"x","reason":"gone"}"#,
            "a list of posts or accounts that are gone",
        ),
        (r#"{"errors":[{"title":"Not Found"}]}"#, "errors of X"),
        (r#"{"milk":1,"eggs":[2]}"#, "with eggs, milk"),
    ] {
        let (word, posts, defects) = scan(file.as_bytes());
        assert_eq!(
            (word.as_str(), posts.len(), defects.len()),
            ("unknown", 0, 1)
        );
        assert!(defects[0].detail.contains(expected), "{defects:?}");
    }
}

#[test]
fn pages_of_x_tell_who_wrote_what() {
    insta::assert_snapshot!(lines(samples::X_PAGES), @r#"
x_json
x 3 12(bob) @1617910456.0/1 text=Come all to the square & sing 😀 #One https://a.org/x?y=1&z=2 repost=1 thread=3 client=Twitter Web App lang=en links=https://a.org/x?y=1&z=2 tags=One media=3_78
x 4 12(bob) @1617910500.0/1 text=@ann why? reply=1 quote=9 thread=1 media=3_77
x 5 13(eve) @1617840000.0/86400? text=the whole
!malformed_row 1 in place of posts; the first: line 2 with errors
"#);
}

#[test]
fn flattened_posts_of_x_hold_what_they_refer_to() {
    insta::assert_snapshot!(lines(samples::X_FLAT), @r#"
x_json
x 3 12(bob) @1617910456.500/0 text=all of it #Two repost=1 tags=Two
x 4 12(bob) text=half � mentions=ann !missing_date line 2
"#);
}

#[test]
fn old_posts_of_x_are_read_whole() {
    insta::assert_snapshot!(lines(samples::X_OLD), @r#"
x_v1_json
x 1 11(ann) @1539202764.0/1 text=@bob the whole https://a.org/ reply=7 client=Web lang=en mentions=bob links=https://a.org/ media=3_77
x 2 12(bob) @1539202765.0/1 text=a whole #T repost=1 tags=T
x 3 13(eve) text=q quote=1 !malformed_row line 3, created_at: soon !missing_date line 3
"#);
}

#[test]
fn the_archive_of_an_account_of_x_is_read() {
    insta::assert_snapshot!(lines(samples::X_ARCHIVE), @r#"
x_v1_json
x 1 () @1539202764.0/1 text=hi client=x !missing_account line 2
x 2 () @1539202765.0/1 text=hi repost=rt:ann/2a2300bbd7ea6e9a !missing_account line 3
"#);
}

#[test]
fn chats_of_telegram_keep_apart() {
    insta::assert_snapshot!(lines(samples::TELEGRAM), @r#"
telegram_json
telegram 7/2 channel7(Club) @1609495201.0/1? text=plain thread=7
telegram 7/3 user5(Ann) @1609491602.0/1 text=see this by @bob #Now reply=7/2 thread=7 mentions=bob links=https://a.org/ tags=Now
telegram 8/2 user5(Ann) @1609495201.0/1? text=come all repost=forward:News/e163cfde4768458c thread=8
telegram 8/3 user6(Bob) @1609498801.0/1? repost=forward:News/8/3 thread=8
telegram 8/4 user9() @1609498802.0/1? text=of it all thread=8 client=@gif
"#);
}

#[test]
fn mastodon_is_read_from_outbox_and_api() {
    insta::assert_snapshot!(lines(samples::OUTBOX), @r#"
mastodon_outbox
mastodon https://m.org/users/ann/statuses/1 https://m.org/users/ann(ann@m.org) @1667642400.0/1 title=cw text=<p>Hi <a href="https://n.org/@bob">@bob</a></p> reply=https://n.org/@bob/7 thread=tag:1 lang=en mentions=bob@n.org tags=one media=blurhash:U1:4x3
mastodon https://m.org/users/ann/statuses/2/activity https://m.org/users/ann(ann@m.org) @1667642460.0/1 repost=https://n.org/users/bob/statuses/8
"#);
    insta::assert_snapshot!(lines(samples::MASTODON), @r#"
mastodon_json
mastodon 103 https://m.org/@ann(ann) @1575776913.901/0 text=<p>Hi</p> reply=99 client=Web lang=en mentions=bob@n.org links=https://a.org/ tags=one media=blurhash:U2:8x6
mastodon 104 https://n.org/@bob(bob@n.org) @1575776973.901/0 text=<p>Hi</p> repost=103 tags=one
"#);
}

#[test]
fn bluesky_is_read_from_events_feeds_and_records() {
    insta::assert_snapshot!(lines(samples::JETSTREAM), @r#"
bluesky_json
bluesky at://did:plc:ann/app.bsky.feed.post/3a did:plc:ann() @1725911162.102/0 text=héy @bob.b.s a.org/lo... #tag reply=at://did:plc:bob/app.bsky.feed.post/2 quote=at://did:plc:eve/app.bsky.feed.post/9 thread=at://did:plc:bob/app.bsky.feed.post/1 lang=en links=https://a.org/long tags=tag media=bafk1
bluesky at://did:plc:eve/app.bsky.feed.repost/3b did:plc:eve() @1725911163.0/1 repost=at://did:plc:ann/app.bsky.feed.post/3a
"#);
    insta::assert_snapshot!(lines(samples::FEED), @r#"
bluesky_json
bluesky at://did:plc:ann/app.bsky.feed.post/1 did:plc:ann(ann.b.s) @1704067200.0/1 text=hi links=https://a.org/
bluesky at://did:plc:bob/app.bsky.feed.post/2#did:plc:ann did:plc:ann(ann.b.s) @1704153600.0/1 text=yo repost=at://did:plc:bob/app.bsky.feed.post/2
"#);
    insta::assert_snapshot!(lines(samples::RECORDS), @r#"
bluesky_json
bluesky at://did:plc:ann/app.bsky.feed.post/1 did:plc:ann() @1704067200.0/1 text=hi
"#);
}

#[test]
fn reddit_is_read_from_dumps_and_listings() {
    insta::assert_snapshot!(lines(samples::REDDIT), @r#"
reddit_json
reddit t1_evn2i3l () @1564617600.0/1 text=> you said

no reply=t1_evm1xwq thread=t3_ckdark !missing_account line 1
reddit t3_ckdark ann(ann) @1564617601.0/1 title=Look thread=t3_ckdark links=https://a.org/?a=1&b=2
reddit t3_ckdarl bob(bob) @1564617602.0/1 title=Look repost=t3_ckdark thread=t3_ckdarl media=x1.jpg
"#);
    insta::assert_snapshot!(lines(samples::LISTING), @r#"
reddit_json
reddit t3_x ann(ann) @1564617600.0/1 title=T text=S thread=t3_x
reddit t1_y bob(bob) @1564617601.0/1 text=B reply=t3_x thread=t3_x
"#);
}

#[test]
fn exports_with_plain_members_are_read() {
    insta::assert_snapshot!(lines(samples::TIKTOK), @r#"
tiktok_json
tiktok 702 ann(ann) @1633823999.0/1 text=dance #now tags=now
tiktok 703 bob(bob) @1633824000.0/1
"#);
    insta::assert_snapshot!(lines(samples::YOUTUBE), @r#"
youtube_json
youtube v1 UC1(Ann) @1609459200.0/1 title=T text=D https://a.org/
youtube v2 UC2(Bob) @1609545600.0/1 title=U lang=en tags=x
"#);
    insta::assert_snapshot!(lines(samples::THREADS), @r#"
youtube_json
youtube c1 UC5(@ann) @1609459200.0/1 text=a
b reply=v1 thread=v1
youtube c1.2 UC6(@bob) @1609459260.0/1 text=no<br> reply=c1 thread=v1
"#);
    insta::assert_snapshot!(lines(samples::FOURCAT), @r#"
4cat_json
posts 9 11(ann) @1609459200.0/1 title=S text=B thread=7 tags=a,b
"#);
    insta::assert_snapshot!(lines(samples::META), @r#"
meta_json
facebook 1 55(ann) @1694666495.0/1 title=A text=hi #Now lang=en links=https://a.org/ tags=Now media=88
"#);
}

#[test]
fn a_broken_line_is_told_and_its_neighbours_are_read() {
    let good = r#"{"id":"a","author":"u","subreddit":"s","body":"hi","created_utc":1}"#;
    let file = format!(
        "{good}\n{}\n{good}\n{{\"id\": \"b\" \"c\"}}\n{good}\n",
        &good[..30]
    );
    insta::assert_snapshot!(lines(&file), @r#"
reddit_json
reddit t1_a u(u) @1.0/1 text=hi
reddit  () !malformed_row line 2, column 30: EOF while parsing a string !missing_account line 2 !missing_date line 2
reddit t1_a u(u) @1.0/1 text=hi
reddit  () !malformed_row line 4, column 12: expected `,` or `}` !missing_account line 4 !missing_date line 4
reddit t1_a u(u) @1.0/1 text=hi
"#);
    // A chat that ends within a message.
    let cut = &samples::TELEGRAM[..samples::TELEGRAM.find("of it all").unwrap()];
    let (_, posts, _) = scan(cut.as_bytes());
    assert_eq!(
        posts.last().unwrap().defects[0].kind,
        DefectKind::MalformedRow
    );
}

#[test]
fn a_long_document_is_cut_the_same_from_a_stream() {
    let message = |id: usize| {
        format!(
            "{{\"id\":{id},\"type\":\"message\",\"from_id\":\"user{}\",\"text\":\"\\\"{}\"}}",
            id % 9,
            "{[\\\\".repeat(id % 40)
        )
    };
    let messages: Vec<String> = (0..30_000).map(message).collect();
    let file = format!(
        "{{\"name\":\"N\",\"id\":7,\"messages\":[{}]}}",
        messages.join(",\n")
    );
    let (_, whole, _) = scan(file.as_bytes());
    let (_, stream, _) = scan(&zstd::encode_all(file.as_bytes(), 1).unwrap());
    assert_eq!(whole.len(), 30_000);
    assert!(file.len() > 2 << 20 && whole == stream);
}

proptest! {
    #[test]
    fn cut_and_flipped_exports_are_survived(
        which in any::<prop::sample::Index>(), cut in any::<prop::sample::Index>(),
        flips in prop::collection::vec((any::<prop::sample::Index>(), 0..8_u8), 0..4),
    ) {
        let (sample, ..) = samples::ALL[which.index(samples::ALL.len())];
        let mut bytes = sample.as_bytes().to_vec();
        for (at, bit) in flips {
            let at = at.index(bytes.len());
            bytes[at] ^= 1 << bit;
        }
        bytes.truncate(cut.index(sample.len()) + 1);
        let (_, posts, _) = scan(&bytes);
        prop_assert!(posts.len() < 20);
    }
}
