//! A message's rows as the graph's layers see them.

use crate::graph::layers::Seen;
use crate::message;

use super::rows::{MessageRow, TraceRow};

/// What rows alone tell; what analysis found of the message is left open.
pub(super) fn seen<'a>(row: &'a MessageRow, trace: &'a TraceRow) -> Seen<'a> {
    let is_mail = row.platform == message::MAIL;
    Seen {
        platform: &row.platform,
        id: row.external_id.as_deref(),
        group: None,
        template: None,
        passages: &[],
        links: &row.links,
        repost_of: row.repost_of.as_deref(),
        quote_of: row.quote_of.as_deref(),
        in_reply_to: row.in_reply_to.as_deref(),
        mentions: &row.mentions,
        tags: &row.tags,
        // Of a mail these are digests of files of any kind: which are pictures, and which show the same, is found later.
        media: if is_mail { &[] } else { &row.media },
        objects: &row.objects,
        relay_net: trace.relay_net.as_deref(),
        boundary_prefix: trace.boundary_prefix.as_deref(),
        message_id_form: trace.message_id_form.as_deref(),
    }
}
