//! Records of the AT Protocol that Bluesky's posts are, wherever they were found.
//!
//! In: the value of one record as JSON, links between records as `{"$link": cid}`. Out: a [`Post`] filled. Offsets in
//! facets count bytes of UTF-8. A picture's name is the content id of its bytes: the same picture has the same name.
//!
//! Source: lexicons `app.bsky.feed.post`, `app.bsky.feed.repost`, `app.bsky.richtext.facet`, `app.bsky.embed.*`.

use std::borrow::Cow;

use serde_json::Value;

use super::{
    Post,
    json::{at, first, list, word, words},
    when,
};

/// Fills a post from the record of a post or repost that stands at a key of an account's repository.
pub(super) fn record(value: &Value, did: &str, rkey: &str, post: &mut Post) {
    post.platform = Cow::Borrowed("bluesky");
    did.clone_into(&mut post.account);
    let is_repost = word(value, &["$type"]) == "app.bsky.feed.repost";
    if post.id.is_empty() && !rkey.is_empty() {
        let kind = if is_repost { "repost" } else { "post" };
        post.id = format!("at://{did}/app.bsky.feed.{kind}/{rkey}");
    }
    post.sent = when::read(&word(value, &["createdAt"]));
    if is_repost {
        post.repost_of = word(value, &["subject", "uri"]);
        return;
    }
    post.text = word(value, &["text"]);
    post.reply_to = word(value, &["reply", "parent", "uri"]);
    post.thread = word(value, &["reply", "root", "uri"]);
    // A post has as many languages as its writer ticked; only a single one tells something.
    if let [Value::String(language)] = list(value, &["langs"]) {
        post.language.clone_from(language);
    }
    post.tags = words(value, &["tags"], &[]);
    for facet in list(value, &["facets"]) {
        let index = |name| {
            let number = at(facet, &["index", name]).as_u64()?;
            usize::try_from(number).ok()
        };
        let shown = index("byteStart")
            .zip(index("byteEnd"))
            .and_then(|(start, end)| post.text.get(start..end))
            .unwrap_or_default();
        for feature in list(facet, &["features"]) {
            post.links.push(word(feature, &["uri"]));
            post.tags.push(word(feature, &["tag"]));
            // The handle in the text names the same account.
            if !shown.starts_with('@') {
                post.mentions.push(word(feature, &["did"]));
            }
        }
    }
    embed(at(value, &["embed"]), post);
    for list in [&mut post.links, &mut post.tags, &mut post.mentions] {
        list.retain(|text| !text.is_empty());
    }
}

/// What is embedded: a link's card, pictures, a film, a post that is quoted, or such a post with one of these.
fn embed(value: &Value, post: &mut Post) {
    for shown in [value, at(value, &["media"])] {
        post.links.push(word(shown, &["external", "uri"]));
        let images = list(shown, &["images"]).iter();
        post.media
            .extend(images.filter_map(|image| blob(at(image, &["image"]))));
        post.media.extend(blob(at(shown, &["video"])));
    }
    let quoted = at(value, &["record"]);
    let uris = [word(quoted, &["uri"]), word(quoted, &["record", "uri"])];
    let mut uris = uris.into_iter();
    // Lists and feeds can be embedded too.
    post.quote_of = uris
        .find(|uri| uri.contains("/app.bsky.feed.post/"))
        .unwrap_or_default();
}

/// The content id of a blob, in its present or its former form.
fn blob(value: &Value) -> Option<String> {
    let cid = word(value, &["ref", "$link"]);
    let cid = if cid.is_empty() {
        first(value, &["cid", "ref"])
    } else {
        cid
    };
    (!cid.is_empty()).then_some(cid)
}
