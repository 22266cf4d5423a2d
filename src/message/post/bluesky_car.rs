//! Posts and reposts of a Bluesky repository.
//!
//! In: a block, DAG-CBOR, and its address. Out: a post. Links to blocks are written as the protocol writes them in JSON,
//! `{"$link": "bafy…"}`, so that a record from a repository reads like one from a stream.
//!
//! Source: "Data model" (atproto.com); lexicons `app.bsky.feed.post` and `app.bsky.feed.repost`.

use std::borrow::Cow;

use ciborium::Value;
use serde_json::{Map, Value as Json, json};

use super::{Post, Source, atproto};
use crate::archive::posts;

pub(super) fn read(source: &Source<'_>) -> Post {
    let address = String::from_utf8_lossy(source.layout.around.as_ref());
    let path = address.strip_prefix("at://").unwrap_or_default();
    let mut parts = path.splitn(3, '/');
    let (did, _, key) = (
        parts.next().unwrap_or_default(),
        parts.next(),
        parts.next().unwrap_or_default(),
    );
    let mut post = Post {
        platform: Cow::Borrowed("bluesky"),
        account: did.to_owned(),
        ..Post::default()
    };
    if !key.is_empty() {
        post.id = address.clone().into_owned();
    }
    match posts::block(source.bytes) {
        Some(value) => atproto::record(&json(&value), did, key, &mut post),
        None => post.defects.push(source.malformed("block", "no DAG-CBOR")),
    }
    if post.sent.is_none() && post.defects.is_empty() {
        post.defects.push(source.malformed("createdAt", "no time"));
    }
    post
}

/// A block's value as JSON.
fn json(value: &Value) -> Json {
    if let Some(id) = posts::link(value) {
        let text = data_encoding::BASE32_NOPAD.encode(id).to_lowercase();
        return json!({ "$link": format!("b{text}") });
    }
    match value {
        Value::Bool(truth) => Json::Bool(*truth),
        Value::Integer(number) => i64::try_from(*number).map_or(Json::Null, Json::from),
        Value::Float(number) => Json::from(*number),
        Value::Text(text) => Json::String(text.clone()),
        Value::Bytes(bytes) => json!({ "$bytes": data_encoding::BASE64_NOPAD.encode(bytes) }),
        Value::Array(values) => Json::Array(values.iter().map(json).collect()),
        Value::Map(members) => {
            let member =
                |(key, value): &(Value, Value)| Some((key.as_text()?.to_owned(), json(value)));
            Json::Object(members.iter().filter_map(member).collect::<Map<_, _>>())
        }
        _ => Json::Null,
    }
}

#[cfg(test)]
mod tests {
    use ciborium::cbor;
    use proptest::{collection::vec, prelude::*};

    use super::*;
    use crate::archive::{
        RawBytes,
        posts::{Export, Layout, Syntax},
    };

    fn of(bytes: &[u8], address: &str) -> Post {
        let layout = Layout {
            page: posts::Page::default(),
            export: Export::BlueskyRepo,
            syntax: Syntax::Block,
            columns: Vec::new(),
            delimiter: 0,
            around: RawBytes::from(address.as_bytes().to_vec()),
            mapping: None,
        };
        read(&Source {
            bytes,
            layout: &layout,
            line: 1,
        })
    }

    #[test]
    fn a_block_is_read_with_its_links() {
        let picture = Value::Tag(42, Box::new(Value::Bytes(vec![0, 1, 0x55, 0x12, 1, 7])));
        let value = cbor!({
            "$type" => "app.bsky.feed.post", "text" => "hi", "createdAt" => "2023-01-01T00:00:00.000Z",
            "reply" => {"parent" => {"uri" => "at://a/b/1"}, "root" => {"uri" => "at://a/b/0"}},
            "facets" => [{"features" => [{"uri" => "https://a.org/1"}, {"tag" => "one"}, {"did" => "did:plc:y"}]}],
            "embed" => {"images" => [{"image" => {"ref" => picture}}]},
        })
        .unwrap();
        let mut bytes = Vec::new();
        ciborium::into_writer(&value, &mut bytes).unwrap();
        let post = of(&bytes, "at://did:plc:x/app.bsky.feed.post/3k");
        assert_eq!(
            (post.id.as_str(), post.account.as_str(), post.text.as_str()),
            ("at://did:plc:x/app.bsky.feed.post/3k", "did:plc:x", "hi")
        );
        assert_eq!(
            (post.reply_to.as_str(), post.thread.as_str()),
            ("at://a/b/1", "at://a/b/0")
        );
        assert_eq!(
            (post.links, post.tags, post.mentions),
            (
                vec!["https://a.org/1".to_owned()],
                vec!["one".to_owned()],
                vec!["did:plc:y".to_owned()]
            )
        );
        assert_eq!(
            post.media,
            ["baaavkeqbbm"].map(|_| format!(
                "b{}",
                data_encoding::BASE32_NOPAD
                    .encode(&[1, 0x55, 0x12, 1, 7])
                    .to_lowercase()
            ))
        );
        assert_eq!(post.defects, []);
    }

    #[test]
    fn a_record_without_a_key_has_no_id() {
        assert_eq!(of(b"", "at://did:plc:x/").id, "");
    }

    proptest! {
        #[test]
        fn any_block_is_survived(bytes in vec(any::<u8>(), 0..200), address in any::<String>()) {
            let _ = of(&bytes, &address);
        }
    }
}
