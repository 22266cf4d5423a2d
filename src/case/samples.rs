//! Rows for this room's tests: any values that a row can hold, and parts that follow each other.

use proptest::{collection::vec, option, prelude::*};

use super::{
    Part,
    media::{AttachmentRow, CopyRow, FileRow, MediaEvidenceRow, MediaRow},
    rows::{
        AccountRow, CampaignRow, ClusterRow, CommunityRow, EdgeRow, EvidenceRow, FillingRow,
        GroupRow, HandleRow, ImpersonationRow, InputRow, MemberRow, MessageRow, PassageRow,
        SharedRow, SketchRow, SourceRow, TemplateRow, TextRow, TieRow, TraceRow,
    },
};

/// Any text: empty, with emoji, quotes, line ends, NUL.
pub(super) fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        Just("\u{1F469}\u{200D}\u{1F680} \"quoted\",\r\n\0\u{202E}".to_owned()),
        "\\PC{0,12}",
        any::<String>(),
    ]
}

fn maybe() -> impl Strategy<Value = Option<String>> {
    option::of(text())
}

fn texts() -> impl Strategy<Value = Vec<String>> {
    vec(text(), 0..4)
}

/// Sizes that int64 holds; greater ones are stored as its greatest.
fn size() -> impl Strategy<Value = u64> {
    prop_oneof![Just(0), Just(i64::MAX.cast_unsigned()), 0..1_u64 << 40]
}

fn time() -> impl Strategy<Value = Option<i64>> {
    option::of(prop_oneof![Just(i64::MIN), Just(i64::MAX), any::<i64>()])
}

prop_compose! {
    pub(super) fn message()(
        (message, external_id, platform, source) in (any::<u32>(), maybe(), text(), any::<u32>()),
        (offset, length, digest, account, display_name) in (size(), size(), text(), any::<Option<u32>>(), text()),
        (sent_at, received_at, subject, language, words) in (time(), time(), text(), maybe(), any::<u32>()),
        (sent_millis, precision, zone_known, quote_of, mentions) in (any::<u16>(), any::<u32>(), any::<bool>(), maybe(), texts()),
        (in_reply_to, repost_of, thread, from_others, sender, reply_to) in (maybe(), maybe(), maybe(), texts(), text(), texts()),
        (recipients, links, tags, media, objects, defects) in (texts(), texts(), texts(), texts(), texts(), texts()),
    ) -> MessageRow {
        MessageRow {
            message, external_id, platform, source, offset, length, digest, account, display_name, sent_at, sent_millis, precision,
            zone_known, received_at, subject, language, words, in_reply_to, repost_of, quote_of, thread, from_others, sender, reply_to, recipients, links, mentions, tags,
            media, objects, defects,
        }
    }
}

prop_compose! {
    pub(super) fn trace()(
        message in any::<u32>(),
        (relay_ip, relay_net, relay_host, relay_domain) in (maybe(), maybe(), maybe(), maybe()),
        (origin_net, client, message_id_form, boundary_form) in (maybe(), maybe(), maybe(), maybe()),
        (boundary_prefix, header_order, mime_shape, utc_offset, spf, dkim) in (maybe(), maybe(), maybe(), any::<Option<i16>>(), maybe(), maybe()),
        (dmarc, dkim_domain, delay, list_id, bulk) in (maybe(), maybe(), time(), maybe(), texts()),
    ) -> TraceRow {
        TraceRow {
            message, relay_ip, relay_net, relay_host, relay_domain, origin_net, client, message_id_form, boundary_form, boundary_prefix,
            header_order, mime_shape, utc_offset, spf, dkim, dmarc, dkim_domain, delay, list_id, bulk,
        }
    }
}

prop_compose! {
    pub(super) fn words()(message in any::<u32>(), own_text in text(), quoted_text in text()) -> TextRow {
        TextRow { message, own_text, quoted_text }
    }
}

prop_compose! {
    pub(super) fn sketch()(
        message in any::<u32>(), digest in any::<u128>(), tokens in vec(any::<u32>(), 0..9), blocks in vec(any::<u32>(), 0..3),
    ) -> SketchRow {
        SketchRow { message, digest, tokens, blocks }
    }
}

prop_compose! {
    pub(super) fn attachment()(
        message in any::<u32>(), sha256 in text(), name in text(), media_type in text(), bytes in size(),
    ) -> AttachmentRow {
        AttachmentRow { message, sha256, name, media_type, bytes }
    }
}

prop_compose! {
    pub(super) fn file()(sha256 in text(), content in vec(any::<u8>(), 0..40)) -> FileRow {
        FileRow { sha256, content }
    }
}

prop_compose! {
    pub(super) fn media()(
        (media, sha256, format, bytes, width, height) in (any::<u32>(), text(), text(), size(), any::<Option<u32>>(), any::<Option<u32>>()),
        (perceptual_hash, picture, inside, messages) in (maybe(), any::<u32>(), vec(any::<u32>(), 0..3), any::<u32>()),
        (accounts, first_message, facts, personal, troubles) in (any::<u32>(), any::<Option<u32>>(), texts(), texts(), texts()),
    ) -> MediaRow {
        MediaRow {
            media, sha256, format, bytes, width, height, perceptual_hash, picture, inside, messages, accounts, first_message, facts, personal, troubles,
        }
    }
}

prop_compose! {
    pub(super) fn media_evidence()(
        (media, detector, strength, says, weight) in (any::<u32>(), text(), text(), text(), -99.0_f64..99.0),
        (text, caveat, region, overlay) in (text(), text(), maybe(), maybe()),
    ) -> MediaEvidenceRow {
        MediaEvidenceRow { media, detector, strength, says, weight, text, caveat, region, overlay }
    }
}

prop_compose! {
    pub(super) fn copy()(
        (a, b, relation, distance, share) in (any::<u32>(), any::<u32>(), text(), any::<Option<u32>>(), 0.0_f64..1.0),
        (text, overlay_a, overlay_b) in (text(), maybe(), maybe()),
    ) -> CopyRow {
        CopyRow { a, b, relation, distance, share, text, overlay_a, overlay_b }
    }
}

prop_compose! {
    pub(super) fn handle()(account in any::<u32>(), platform in text(), handle in text()) -> HandleRow {
        HandleRow { account, platform, handle }
    }
}

prop_compose! {
    pub(super) fn source()(
        (source, parent, name, format, digest) in (any::<u32>(), any::<Option<u32>>(), text(), text(), maybe()),
        (bytes, state, messages, repeated, defects) in (size(), text(), size(), size(), texts()),
    ) -> SourceRow {
        SourceRow { source, parent, name, format, digest, bytes, state, messages, repeated, defects }
    }
}

prop_compose! {
    pub(super) fn account()(
        (account, platform, handle, display_name) in (any::<u32>(), text(), text(), text()),
        (domain, first, last, messages) in (text(), time(), time(), any::<u32>()),
    ) -> AccountRow {
        AccountRow { account, platform, handle, display_name, domain, first, last, messages }
    }
}

prop_compose! {
    pub(super) fn group()(message in any::<u32>(), group in any::<u32>(), similarity in 0.0_f32..=1.0) -> GroupRow {
        GroupRow { message, group, similarity }
    }
}

prop_compose! {
    pub(super) fn template()(
        (group, campaign, pattern, pieces) in (any::<u32>(), any::<Option<u32>>(), text(), text()),
        (coverage, choices, fields) in (0.0_f32..=1.0, any::<u32>(), any::<u32>()),
    ) -> TemplateRow {
        TemplateRow { group, campaign, pattern, pieces, coverage, choices, fields }
    }
}

prop_compose! {
    pub(super) fn filling()(message in any::<u32>(), group in any::<u32>(), slot in any::<u16>(), value in text()) -> FillingRow {
        FillingRow { message, group, slot, value }
    }
}

prop_compose! {
    pub(super) fn passage()(
        (passage, message, group, campaign) in (any::<u32>(), any::<u32>(), any::<Option<u32>>(), any::<Option<u32>>()),
        (start, end, model, model_start, model_end, share) in
            (size(), size(), any::<u32>(), size(), size(), 0.0_f32..=1.0),
    ) -> PassageRow {
        PassageRow { passage, message, group, campaign, start, end, model, model_start, model_end, share }
    }
}

prop_compose! {
    pub(super) fn tie()(
        (a, b, operation, shared) in (any::<u32>(), any::<u32>(), any::<u32>(), text()),
        (value, a_senders, b_senders, elsewhere) in (text(), any::<u32>(), any::<u32>(), any::<u32>()),
    ) -> TieRow {
        TieRow { a, b, operation, shared, value, a_senders, b_senders, elsewhere }
    }
}

prop_compose! {
    pub(super) fn edge()(
        (a, b, layer, window, objects, expected) in (any::<u32>(), any::<u32>(), text(), size(), any::<u32>(), any::<f64>()),
        (weight, p_value, p_who, p_when, q_value) in (any::<f64>(), 0.0..=1.0, 0.0..=1.0, 0.0..=1.0, 0.0..=1.0),
    ) -> EdgeRow {
        EdgeRow { a, b, layer, window, objects, expected, weight, p_value, p_who, p_when, q_value }
    }
}

prop_compose! {
    pub(super) fn shared()(
        (a, b, layer, object) in (any::<u32>(), any::<u32>(), text(), text()),
        (message_a, message_b, apart) in (any::<u32>(), any::<u32>(), size()),
    ) -> SharedRow {
        SharedRow { a, b, layer, object, message_a, message_b, apart }
    }
}

prop_compose! {
    pub(super) fn cluster()(
        (account, cluster, strength, role) in (any::<u32>(), any::<u32>(), 0.0..=1.0, text()),
        (objects, leads, delay) in (any::<u32>(), 0.0..=1.0, option::of(size())),
    ) -> ClusterRow {
        ClusterRow { account, cluster, strength, role, objects, leads, delay }
    }
}

prop_compose! {
    pub(super) fn community()(
        (cluster, accounts, pairs, density, weight, window) in
            (any::<u32>(), any::<u32>(), any::<u32>(), 0.0..=1.0, any::<f64>(), size()),
        (persistence, p_value, draws, objects, messages) in
            (0.0..=1.0, option::of(0.0..=1.0), any::<u32>(), any::<u32>(), any::<u32>()),
        (first, last, layers, shared, leaders, verdict, wanted) in
            (time(), time(), texts(), texts(), vec(any::<u32>(), 0..4), text(), text()),
    ) -> CommunityRow {
        CommunityRow {
            cluster, accounts, pairs, density, weight, window, persistence, p_value, draws, objects, messages, first, last,
            layers, shared, leaders, verdict, wanted,
        }
    }
}

prop_compose! {
    pub(super) fn campaign()(
        (campaign, verdict, score, weight, messages) in (any::<u32>(), text(), 0.0..=1.0, any::<f64>(), any::<u32>()),
        (accounts, first, last, operation, beside, summary, wanted) in
            (any::<u32>(), time(), time(), any::<Option<u32>>(), any::<Option<u32>>(), text(), text()),
    ) -> CampaignRow {
        CampaignRow { campaign, verdict, score, weight, messages, accounts, first, last, operation, beside, summary, wanted }
    }
}

prop_compose! {
    pub(super) fn member()(
        (message, external_id, campaign, operation) in (any::<u32>(), maybe(), any::<u32>(), any::<Option<u32>>()),
        (verdict, score, group, kind) in (text(), 0.0..=1.0, any::<Option<u32>>(), text()),
    ) -> MemberRow {
        MemberRow { message, external_id, campaign, operation, verdict, score, group, kind }
    }
}

prop_compose! {
    pub(super) fn evidence()(
        (campaign, rule, family, weight) in (any::<u32>(), text(), text(), any::<f64>()),
        (text, caveat, messages) in (text(), text(), vec(any::<u32>(), 0..5)),
    ) -> EvidenceRow {
        EvidenceRow { campaign, rule, family, weight, text, caveat, messages }
    }
}

prop_compose! {
    pub(super) fn impersonation()(
        (rule, strength, message, external_id) in (text(), text(), any::<u32>(), maybe()),
        (protected, seen, text, caveat) in (text(), text(), text(), text()),
    ) -> ImpersonationRow {
        ImpersonationRow { rule, strength, message, external_id, protected, seen, text, caveat }
    }
}

fn one_source() -> SourceRow {
    SourceRow {
        source: 0,
        name: "in.mbox".to_owned(),
        messages: 1,
        repeated: 2,
        ..SourceRow::default()
    }
}

fn one_input(records: u64) -> InputRow {
    InputRow {
        name: "in.mbox".to_owned(),
        digest: [9; 32],
        bytes: 100,
        records,
        complete: false,
        first_source: 0,
    }
}

/// A part of `count` messages from `first` on, each by an account of its own.
pub(super) fn part(first: u32, count: u32) -> Part {
    let keys = first..first + count;
    Part {
        messages: keys
            .clone()
            .map(|message| MessageRow {
                message,
                external_id: Some(format!("{message}@example.org")),
                digest: format!("{message:032x}{message:032x}"),
                platform: "mail".to_owned(),
                account: Some(message),
                display_name: format!("Name {message}"),
                sent_at: Some(1_700_000_000 + i64::from(message)),
                recipients: vec!["office@example.gov".to_owned()],
                defects: vec!["missing_date@0: {}".to_owned()],
                ..MessageRow::default()
            })
            .collect(),
        texts: keys
            .clone()
            .map(|message| TextRow {
                message,
                own_text: format!("text {message}"),
                quoted_text: String::new(),
            })
            .collect(),
        traces: keys
            .clone()
            .map(|message| TraceRow {
                message,
                ..TraceRow::default()
            })
            .collect(),
        sketches: keys
            .clone()
            .map(|message| SketchRow {
                message,
                digest: u128::from(message),
                tokens: vec![message; 3],
                blocks: vec![0],
            })
            .collect(),
        attachments: vec![],
        files: vec![],
        handles: keys
            .map(|account| HandleRow {
                account,
                platform: "mail".to_owned(),
                handle: format!("a{account}@example.org"),
            })
            .collect(),
        sources: vec![one_source()],
        inputs: vec![one_input(u64::from(first + count))],
    }
}
