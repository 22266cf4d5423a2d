//! One raw record to the rows that a part holds of it; keys are given later.

mod post;

use sha2::{Digest, Sha256};

use super::{
    hex::hex,
    media::AttachmentRow,
    rows::{MessageRow, SketchRow, TextRow, TraceRow},
};
use crate::{
    archive::RawRecord,
    fingerprint, media,
    message::{self, Attachment, BodyKind, Mailbox, Message},
    source::Defect,
    text::{self, Text},
    trace::{self, AuthResult, Trace},
};

/// Addresses of To and Cc that are kept.
const RECIPIENTS: usize = 50;
/// Further mailboxes of From, and mailboxes of Reply-To, that are kept.
const SENDERS: usize = 20;
/// Bytes of a subject that are kept.
const SUBJECT: usize = 2_000;

/// All rows of one message, their keys still 0.
pub(super) struct Prepared {
    /// First 16 bytes of the digest, big-endian.
    pub(super) short: u128,
    /// Where the account is at home.
    pub(super) platform: std::borrow::Cow<'static, str>,
    /// The sender's normalised address, or the account's id.
    pub(super) handle: Option<String>,
    pub(super) message: MessageRow,
    pub(super) text: TextRow,
    pub(super) trace: TraceRow,
    pub(super) sketch: SketchRow,
    pub(super) attachments: Vec<AttachmentRow>,
    /// Digest and bytes of the files whose content is looked at.
    pub(super) files: Vec<([u8; 32], Vec<u8>)>,
}

/// Parses a record and everything that is drawn from it.
pub(super) fn prepare(
    record: &RawRecord,
    digest: [u8; 32],
    short: u128,
    limits: &message::Limits,
) -> Prepared {
    if let Some(post) = message::post::read(record) {
        return post::prepare(record, digest, short, &post);
    }
    let mut mail =
        message::parse_keeping(record, limits, &|head| media::Format::of(head).is_some());
    take_inline(&mut mail);
    let text = text::own(&mail);
    let trace = trace::of(&mail);
    let sketch = fingerprint::sketch(&text.own);
    let handle = mail
        .from
        .iter()
        .map(|mailbox| mailbox.address.to_lowercase())
        .find(|address| !address.is_empty());
    Prepared {
        short,
        platform: std::borrow::Cow::Borrowed(message::MAIL),
        handle,
        message: message_row(record, digest, &mail, &text),
        trace: trace_row(trace),
        sketch: SketchRow {
            message: 0,
            digest: sketch.digest,
            tokens: sketch.tokens,
            blocks: sketch.blocks,
        },
        files: files(&mut mail),
        attachments: mail
            .attachments
            .iter()
            .map(|part| AttachmentRow {
                message: 0,
                sha256: hex(&part.digest),
                name: part.name.clone(),
                media_type: part.media_type.clone(),
                bytes: part.bytes,
            })
            .collect(),
        text: TextRow {
            message: 0,
            own_text: text.own,
            quoted_text: text.quoted,
        },
    }
}

/// Makes attachments of the pictures that stand in the HTML of a mail itself.
fn take_inline(mail: &mut Message) {
    let limits = media::Limits::default();
    for body in mail
        .bodies
        .iter()
        .filter(|body| body.kind == BodyKind::Html)
    {
        for part in media::extract::data_uris(&body.text, &limits) {
            mail.attachments.push(Attachment {
                name: part.name,
                media_type: "data".to_owned(),
                content_id: String::new(),
                digest: Sha256::digest(&part.bytes).into(),
                bytes: part.bytes.len() as u64,
                content: Some(part.bytes),
            });
        }
    }
}

/// The files whose content is looked at, taken out of the mail.
fn files(mail: &mut Message) -> Vec<([u8; 32], Vec<u8>)> {
    let attachments = mail.attachments.iter_mut();
    attachments
        .filter_map(|part| Some((part.digest, part.content.take()?)))
        .collect()
}

fn message_row(record: &RawRecord, digest: [u8; 32], mail: &Message, text: &Text) -> MessageRow {
    let known = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    MessageRow {
        message: 0,
        external_id: known(&mail.id),
        platform: message::MAIL.to_owned(),
        source: record.at.source.0,
        offset: record.at.offset,
        length: record.at.length,
        digest: hex(&digest),
        account: None,
        display_name: mail
            .from
            .first()
            .map(|mailbox| mailbox.name.clone())
            .unwrap_or_default(),
        sent_at: mail.sent.map(|stamp| stamp.unix),
        precision: 1,
        zone_known: mail.sent.is_some_and(|stamp| stamp.offset.is_some()),
        received_at: mail.received.map(|stamp| stamp.unix),
        subject: cut(&mail.subject),
        language: text.language.map(str::to_owned),
        words: text.words,
        in_reply_to: known(&mail.in_reply_to),
        thread: mail
            .references
            .first()
            .cloned()
            .or_else(|| known(&mail.in_reply_to)),
        from_others: shown(mail.from.get(1..).unwrap_or_default()),
        sender: mail
            .sender
            .as_ref()
            .map(Mailbox::to_string)
            .unwrap_or_default(),
        reply_to: shown(&mail.reply_to),
        recipients: mail
            .recipients
            .iter()
            .take(RECIPIENTS)
            .map(|mailbox| mailbox.address.clone())
            .collect(),
        links: text
            .links
            .iter()
            .map(|link| link.canonical.clone())
            .collect(),
        tags: text.tags.clone(),
        media: mail
            .attachments
            .iter()
            .map(|part| hex(&part.digest))
            .collect(),
        defects: defects(record, &mail.defects),
        ..MessageRow::default()
    }
}

/// What a post without an id is known again by: its bytes and where they stand.
pub(super) fn placed(short: u128, offset: u64) -> u128 {
    short ^ (u128::from(offset.wrapping_mul(0x9E37_79B9_7F4A_7C15)) << 64)
}

/// A subject as far as it is kept.
fn cut(subject: &str) -> String {
    let end = subject.floor_char_boundary(SUBJECT);
    subject.get(..end).unwrap_or_default().to_owned()
}

fn shown(mailboxes: &[Mailbox]) -> Vec<String> {
    let kept = mailboxes.iter().take(SENDERS);
    kept.map(Mailbox::to_string).collect()
}

/// Defects as the tables hold them, their offsets those in the source.
fn defects(record: &RawRecord, defects: &[Defect]) -> Vec<String> {
    let told = defects.iter().map(|defect| {
        let at = record.at.offset + defect.offset;
        format!("{}@{at}: {}", defect.kind.code(), defect.detail)
    });
    told.collect()
}

fn trace_row(trace: Trace) -> TraceRow {
    let word = |result: Option<AuthResult>| result.map(|result| auth_word(result).to_owned());
    let bulk = trace.bulk;
    let marks = [
        (bulk.unsubscribe, "unsubscribe"),
        (bulk.precedence, "precedence"),
        (bulk.automatic, "automatic"),
        (bulk.discussion, "discussion"),
    ];
    TraceRow {
        message: 0,
        relay_ip: trace.relay_ip.map(|ip| ip.to_string()),
        relay_net: trace.relay_net,
        relay_host: trace.relay_host,
        relay_domain: trace.relay_domain,
        origin_net: trace.origin_net,
        client: trace.client,
        message_id_form: trace.message_id_form,
        boundary_form: trace.boundary_form,
        boundary_prefix: trace.boundary_prefix,
        header_order: trace.header_order,
        mime_shape: trace.mime_shape,
        utc_offset: trace.utc_offset,
        spf: word(trace.spf),
        dkim: word(trace.dkim),
        dmarc: word(trace.dmarc),
        dkim_domain: trace.dkim_domain,
        delay: trace.delay,
        list_id: (!bulk.list_id.is_empty()).then_some(bulk.list_id),
        bulk: marks
            .into_iter()
            .filter(|(set, _)| *set)
            .map(|(_, word)| word.to_owned())
            .collect(),
    }
}

const fn auth_word(result: AuthResult) -> &'static str {
    match result {
        AuthResult::Pass => "pass",
        AuthResult::Fail => "fail",
        AuthResult::SoftFail => "softfail",
        AuthResult::Neutral => "neutral",
        AuthResult::None => "none",
        AuthResult::Error => "error",
    }
}
