//! The tables of a case: names, columns, and rows to and from frames.
//!
//! In: slices of rows. Out: frames with one column a field, in the order of the fields.

use polars::prelude::{Column, DataFrame, DataType, PolarsResult, Schema, polars_err};

use super::{
    cell::{Cell, Packed},
    media::{AttachmentRow, CopyRow, FileRow, MediaEvidenceRow, MediaRow},
    rows::{
        AccountRow, CampaignRow, ClusterRow, CommunityRow, EdgeRow, EvidenceRow, FillingRow,
        GroupRow, HandleRow, ImpersonationRow, MemberRow, MessageRow, PassageRow, SharedRow,
        SketchRow, SourceRow, TemplateRow, TextRow, TieRow, TraceRow,
    },
};

/// Version of the tables and of the ledger; another one is refused. Version 2 keeps all senders of a mail; version 3 keeps posts;
/// version 4 keeps the files that messages carry, and what is found on them.
pub const SCHEMA: u32 = 4;

/// A table of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Table {
    /// Messages.
    Messages,
    /// Own and quoted texts.
    Texts,
    /// The machines behind.
    Traces,
    /// Files that messages carry.
    Attachments,
    /// The bytes of these, once each; inside only.
    Files,
    /// Sketches; inside only.
    Sketches,
    /// Accounts as they were first met; inside only.
    Handles,
    /// Files and container members.
    Sources,
    /// Accounts.
    Accounts,
    /// Near duplicates.
    Groups,
    /// Templates.
    Templates,
    /// What members filled into the templates' slots.
    Fillings,
    /// Passages and the messages that hold them.
    Passages,
    /// Pairs of accounts.
    Edges,
    /// What each edge rests on.
    Shared,
    /// Accounts that act together.
    Clusters,
    /// Clusters as a whole.
    Communities,
    /// Campaigns.
    Campaigns,
    /// Messages of campaigns.
    Members,
    /// Evidence.
    Evidence,
    /// What ties campaigns into operations.
    Ties,
    /// Findings against the protected list.
    Impersonations,
    /// Pictures, documents, sounds and films, once each.
    Media,
    /// Findings on these.
    MediaEvidence,
    /// Pairs that show the same picture.
    Copies,
}

/// Where a table lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Home {
    /// In the parts, a file each.
    Parts,
    /// In the ledger.
    Ledger,
    /// In each run.
    Runs,
}

impl Table {
    /// The tables that are exported, in the order of docs/schema.md.
    pub const EXPORTED: &'static [Self] = &[
        Self::Messages,
        Self::Texts,
        Self::Traces,
        Self::Accounts,
        Self::Groups,
        Self::Templates,
        Self::Fillings,
        Self::Passages,
        Self::Edges,
        Self::Shared,
        Self::Clusters,
        Self::Communities,
        Self::Campaigns,
        Self::Members,
        Self::Evidence,
        Self::Ties,
        Self::Impersonations,
        Self::Attachments,
        Self::Media,
        Self::MediaEvidence,
        Self::Copies,
        Self::Sources,
    ];

    /// Its name, and the stem of its file.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Messages => "messages",
            Self::Texts => "texts",
            Self::Traces => "traces",
            Self::Attachments => "attachments",
            Self::Files => "files",
            Self::Sketches => "sketches",
            Self::Handles => "handles",
            Self::Sources => "sources",
            Self::Accounts => "accounts",
            Self::Groups => "groups",
            Self::Templates => "templates",
            Self::Fillings => "fillings",
            Self::Passages => "passages",
            Self::Edges => "edges",
            Self::Shared => "shared",
            Self::Clusters => "clusters",
            Self::Communities => "communities",
            Self::Campaigns => "campaigns",
            Self::Members => "members",
            Self::Evidence => "evidence",
            Self::Ties => "ties",
            Self::Impersonations => "impersonations",
            Self::Media => "media",
            Self::MediaEvidence => "media_evidence",
            Self::Copies => "copies",
        }
    }

    /// The exported table of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::EXPORTED
            .iter()
            .copied()
            .find(|table| table.name() == name)
    }

    /// Where it lives.
    #[must_use]
    pub const fn home(self) -> Home {
        match self {
            Self::Messages
            | Self::Texts
            | Self::Traces
            | Self::Attachments
            | Self::Files
            | Self::Sketches
            | Self::Handles => Home::Parts,
            Self::Sources => Home::Ledger,
            _ => Home::Runs,
        }
    }

    /// Its columns with their types.
    #[must_use]
    pub fn schema(self) -> Schema {
        match self {
            Self::Messages => MessageRow::schema(),
            Self::Texts => TextRow::schema(),
            Self::Traces => TraceRow::schema(),
            Self::Attachments => AttachmentRow::schema(),
            Self::Files => FileRow::schema(),
            Self::Sketches => SketchRow::schema(),
            Self::Handles => HandleRow::schema(),
            Self::Sources => SourceRow::schema(),
            Self::Accounts => AccountRow::schema(),
            Self::Groups => GroupRow::schema(),
            Self::Templates => TemplateRow::schema(),
            Self::Fillings => FillingRow::schema(),
            Self::Passages => PassageRow::schema(),
            Self::Edges => EdgeRow::schema(),
            Self::Shared => SharedRow::schema(),
            Self::Clusters => ClusterRow::schema(),
            Self::Communities => CommunityRow::schema(),
            Self::Campaigns => CampaignRow::schema(),
            Self::Members => MemberRow::schema(),
            Self::Evidence => EvidenceRow::schema(),
            Self::Ties => TieRow::schema(),
            Self::Impersonations => ImpersonationRow::schema(),
            Self::Media => MediaRow::schema(),
            Self::MediaEvidence => MediaEvidenceRow::schema(),
            Self::Copies => CopyRow::schema(),
        }
    }
}

/// A row of one table.
pub trait Row: Sized + Send + Sync {
    /// The table.
    const TABLE: Table;

    /// Its columns with their types.
    fn schema() -> Schema;

    /// Rows to a frame.
    ///
    /// # Errors
    /// Never for rows that a table can hold; polars' own checks otherwise.
    fn frame(rows: &[Self]) -> PolarsResult<DataFrame>;

    /// A frame's rows.
    ///
    /// # Errors
    /// A column is missing, of another type, or holds a value out of range.
    fn rows(frame: &DataFrame) -> PolarsResult<Vec<Self>>;
}

macro_rules! table {
    ($row:ident, $table:ident, { $($field:ident: $type:ty),* $(,)? }) => {
        impl Row for $row {
            const TABLE: Table = Table::$table;

            fn schema() -> Schema {
                [$((stringify!($field), <$type as Cell>::dtype())),*]
                    .into_iter()
                    .map(|(name, dtype)| (name.into(), dtype))
                    .collect()
            }

            fn frame(rows: &[Self]) -> PolarsResult<DataFrame> {
                let columns: Vec<Column> =
                    vec![$(<$type as Cell>::encode(stringify!($field), rows.iter().map(|row| &row.$field))),*];
                DataFrame::new(rows.len(), columns)
            }

            fn rows(frame: &DataFrame) -> PolarsResult<Vec<Self>> {
                $(let mut $field = <$type as Cell>::decode(frame.column(stringify!($field))?)?.into_iter();)*
                let short = || polars_err!(ShapeMismatch: "columns differ in length");
                (0..frame.height())
                    .map(|_| Ok(Self { $($field: $field.next().ok_or_else(short)?),* }))
                    .collect()
            }
        }
    };
}

table!(MessageRow, Messages, {
    message: u32, external_id: Option<String>, platform: String, source: u32, offset: u64, length: u64,
    digest: String, account: Option<u32>, display_name: String, sent_at: Option<i64>, sent_millis: u16, precision: u32, zone_known: bool, received_at: Option<i64>,
    subject: String, language: Option<String>, words: u32, in_reply_to: Option<String>, repost_of: Option<String>,
    quote_of: Option<String>, thread: Option<String>, from_others: Vec<String>, sender: String, reply_to: Vec<String>, recipients: Vec<String>, links: Vec<String>, mentions: Vec<String>, tags: Vec<String>, media: Vec<String>, objects: Vec<String>,
    defects: Vec<String>,
});
table!(TextRow, Texts, { message: u32, own_text: String, quoted_text: String });
table!(TraceRow, Traces, {
    message: u32, relay_ip: Option<String>, relay_net: Option<String>, relay_host: Option<String>,
    relay_domain: Option<String>, origin_net: Option<String>, client: Option<String>,
    message_id_form: Option<String>, boundary_form: Option<String>, boundary_prefix: Option<String>, header_order: Option<String>,
    mime_shape: Option<String>, utc_offset: Option<i16>, spf: Option<String>, dkim: Option<String>,
    dmarc: Option<String>, dkim_domain: Option<String>, delay: Option<i64>, list_id: Option<String>,
    bulk: Vec<String>,
});
table!(AttachmentRow, Attachments, { message: u32, sha256: String, name: String, media_type: String, bytes: u64 });
table!(FileRow, Files, { sha256: String, content: Vec<u8> });
table!(MediaRow, Media, {
    media: u32, sha256: String, format: String, bytes: u64, width: Option<u32>, height: Option<u32>,
    perceptual_hash: Option<String>, picture: u32, inside: Vec<u32>, messages: u32, accounts: u32,
    first_message: Option<u32>, facts: Vec<String>, personal: Vec<String>, troubles: Vec<String>,
});
table!(MediaEvidenceRow, MediaEvidence, {
    media: u32, detector: String, strength: String, says: String, weight: f64, text: String, caveat: String,
    region: Option<String>, overlay: Option<String>,
});
table!(CopyRow, Copies, {
    a: u32, b: u32, relation: String, distance: Option<u32>, share: f64, text: String, overlay_a: Option<String>,
    overlay_b: Option<String>,
});
table!(HandleRow, Handles, { account: u32, platform: String, handle: String });
table!(SourceRow, Sources, {
    source: u32, parent: Option<u32>, name: String, format: String, digest: Option<String>, bytes: u64,
    state: String, messages: u64, repeated: u64, defects: Vec<String>,
});
table!(AccountRow, Accounts, {
    account: u32, platform: String, handle: String, display_name: String, domain: String, first: Option<i64>,
    last: Option<i64>, messages: u32,
});
table!(GroupRow, Groups, { message: u32, group: u32, similarity: f32 });
table!(TemplateRow, Templates, {
    group: u32, campaign: Option<u32>, pattern: String, pieces: String, coverage: f32, choices: u32, fields: u32,
});
table!(FillingRow, Fillings, { message: u32, group: u32, slot: u16, value: String });
table!(PassageRow, Passages, {
    passage: u32, message: u32, group: Option<u32>, campaign: Option<u32>, start: u64, end: u64, model: u32,
    model_start: u64, model_end: u64, share: f32,
});
table!(EdgeRow, Edges, {
    a: u32, b: u32, layer: String, window: u64, objects: u32, expected: f64, weight: f64, p_value: f64, p_who: f64,
    p_when: f64, q_value: f64,
});
table!(SharedRow, Shared, {
    a: u32, b: u32, layer: String, object: String, message_a: u32, message_b: u32, apart: u64,
});
table!(ClusterRow, Clusters, {
    account: u32, cluster: u32, strength: f64, role: String, objects: u32, leads: f64, delay: Option<u64>,
});
table!(CommunityRow, Communities, {
    cluster: u32, accounts: u32, pairs: u32, density: f64, weight: f64, window: u64, persistence: f64,
    p_value: Option<f64>, draws: u32, objects: u32, messages: u32, first: Option<i64>, last: Option<i64>,
    layers: Vec<String>, shared: Vec<String>, leaders: Vec<u32>, verdict: String, wanted: String,
});
table!(CampaignRow, Campaigns, {
    campaign: u32, verdict: String, score: f64, weight: f64, messages: u32, accounts: u32, first: Option<i64>,
    last: Option<i64>, operation: Option<u32>, beside: Option<u32>, summary: String, wanted: String,
});
table!(MemberRow, Members, {
    message: u32, external_id: Option<String>, campaign: u32, operation: Option<u32>, verdict: String, score: f64,
    group: Option<u32>, kind: String,
});
table!(EvidenceRow, Evidence, {
    campaign: u32, rule: String, family: String, weight: f64, text: String, caveat: String, messages: Vec<u32>,
});
table!(TieRow, Ties, {
    a: u32, b: u32, operation: u32, shared: String, value: String, a_senders: u32, b_senders: u32, elsewhere: u32,
});
table!(ImpersonationRow, Impersonations, {
    rule: String, strength: String, message: u32, external_id: Option<String>, protected: String, seen: String,
    text: String, caveat: String,
});

impl Row for SketchRow {
    const TABLE: Table = Table::Sketches;

    fn schema() -> Schema {
        let binary = |name: &str| (name.into(), DataType::Binary);
        [
            ("message".into(), DataType::Int64),
            binary("digest"),
            binary("tokens"),
            binary("blocks"),
        ]
        .into_iter()
        .collect()
    }

    fn frame(rows: &[Self]) -> PolarsResult<DataFrame> {
        DataFrame::new(
            rows.len(),
            vec![
                u32::encode("message", rows.iter().map(|row| &row.message)),
                u128::encode("digest", rows.iter().map(|row| &row.digest)),
                Packed::encode("tokens", rows.iter().map(|row| row.tokens.as_slice())),
                Packed::encode("blocks", rows.iter().map(|row| row.blocks.as_slice())),
            ],
        )
    }

    fn rows(frame: &DataFrame) -> PolarsResult<Vec<Self>> {
        let sketches = super::columns::SketchColumns::of(frame)?;
        Ok((0..sketches.len())
            .map(|index| Self {
                message: sketches.messages.get(index).copied().unwrap_or_default(),
                digest: sketches.digests.get(index).copied().unwrap_or_default(),
                tokens: sketches.tokens(index).to_vec(),
                blocks: sketches.blocks(index).to_vec(),
            })
            .collect())
    }
}
