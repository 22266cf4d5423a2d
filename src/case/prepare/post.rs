//! One post to the rows that a part holds of it.

use super::{Prepared, cut, defects, placed};
use crate::{
    archive::RawRecord,
    case::{
        hex::hex,
        rows::{MessageRow, SketchRow, TextRow, TraceRow},
    },
    fingerprint,
    message::post::Post,
    text::{self, Text},
};

/// The rows of one post.
pub(super) fn prepare(record: &RawRecord, digest: [u8; 32], short: u128, post: &Post) -> Prepared {
    let known = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let text = text::of_post(post);
    let sketch = fingerprint::sketch(&text.own);
    Prepared {
        // Two posts without ids that read the same are two posts.
        short: if post.id.is_empty() {
            placed(short, record.at.offset)
        } else {
            short
        },
        platform: post.platform.clone(),
        handle: known(&post.account),
        message: row(record, digest, post, &text),
        text: TextRow {
            message: 0,
            own_text: text.own,
            quoted_text: text.quoted,
        },
        trace: TraceRow {
            client: known(&post.client),
            ..TraceRow::default()
        },
        sketch: SketchRow {
            message: 0,
            digest: sketch.digest,
            tokens: sketch.tokens,
            blocks: sketch.blocks,
        },
        attachments: Vec::new(),
        files: Vec::new(),
    }
}

fn row(record: &RawRecord, digest: [u8; 32], post: &Post, text: &Text) -> MessageRow {
    let known = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    MessageRow {
        external_id: known(&post.id),
        platform: post.platform.to_string(),
        source: record.at.source.0,
        offset: record.at.offset,
        length: record.at.length,
        digest: hex(&digest),
        display_name: post.name.clone(),
        sent_at: post.sent.map(|moment| moment.unix),
        sent_millis: post.sent.map_or(0, |moment| moment.millis),
        precision: post.sent.map_or(1, |moment| moment.precision),
        zone_known: post.sent.is_some_and(|moment| moment.zone_known),
        subject: cut(&post.title),
        language: text.language.map(str::to_owned),
        words: text.words,
        in_reply_to: known(&post.reply_to),
        repost_of: known(&post.repost_of),
        quote_of: known(&post.quote_of),
        thread: known(&post.thread),
        links: text
            .links
            .iter()
            .map(|link| link.canonical.clone())
            .chain(post.raw_links.iter().cloned())
            .collect(),
        mentions: text.mentions.clone(),
        tags: text.tags.clone(),
        media: post.media.clone(),
        objects: post.objects.clone(),
        defects: defects(record, &post.defects),
        ..MessageRow::default()
    }
}
