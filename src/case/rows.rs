//! Rows of a case's tables as plain values: what the reports, the exports and the explorer read.
//!
//! Field names are column names (docs/schema.md). Times are seconds since 1970-01-01 UTC; tables
//! store them as timestamps.

/// A row of `messages`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MessageRow {
    /// Key of the message.
    pub message: u32,
    /// Message-ID without angle brackets, or the post's id.
    pub external_id: Option<String>,
    /// `mail`, or where it was posted: `x`, `telegram` … `posts` where the export does not say.
    pub platform: String,
    /// Key of the source.
    pub source: u32,
    /// Byte offset in the source's decompressed bytes.
    pub offset: u64,
    /// Bytes.
    pub length: u64,
    /// SHA-256 of those bytes, lower-case hex.
    pub digest: String,
    /// Key of the account; `None` when the message names none.
    pub account: Option<u32>,
    /// Display name as this message writes it.
    pub display_name: String,
    /// Sending time as stated.
    pub sent_at: Option<i64>,
    /// Milliseconds behind that second.
    pub sent_millis: u16,
    /// Seconds that the stated time is cut to: 0 when it has parts of a second, 1, 60, 3,600 or 86,400.
    pub precision: u32,
    /// Whether the stated time's zone is known; it was read as UTC otherwise.
    pub zone_known: bool,
    /// Time of receipt as recorded.
    pub received_at: Option<i64>,
    /// Subject.
    pub subject: String,
    /// ISO 639-3 code.
    pub language: Option<String>,
    /// Words of the own text.
    pub words: u32,
    /// External id that it answers.
    pub in_reply_to: Option<String>,
    /// External id of the post that it repeats (posts only).
    pub repost_of: Option<String>,
    /// External id of the post that it quotes (posts only).
    pub quote_of: Option<String>,
    /// External id of the thread's first message, or of the chat.
    pub thread: Option<String>,
    /// Mailboxes of From behind the first, as `Name <address>`.
    pub from_others: Vec<String>,
    /// Mailbox of Sender, as `Name <address>`; empty when there is none.
    pub sender: String,
    /// Mailboxes of Reply-To, as `Name <address>`.
    pub reply_to: Vec<String>,
    /// Addresses of To and Cc.
    pub recipients: Vec<String>,
    /// Canonical links.
    pub links: Vec<String>,
    /// Accounts that a post names, without `@`.
    pub mentions: Vec<String>,
    /// Hashtags.
    pub tags: Vec<String>,
    /// SHA-256 of attachments, lower-case hex; of a post the names that the export gives its media.
    pub media: Vec<String>,
    /// What else a post shares: ids of objects that are neither link, hashtag nor media.
    pub objects: Vec<String>,
    /// Defects as `code@offset: detail`.
    pub defects: Vec<String>,
}

/// A row of `texts`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TextRow {
    /// Key of the message.
    pub message: u32,
    /// What the writer wrote.
    pub own_text: String,
    /// What was taken off.
    pub quoted_text: String,
}

/// A row of `traces`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TraceRow {
    /// Key of the message.
    pub message: u32,
    /// Address that handed the mail over.
    pub relay_ip: Option<String>,
    /// Its network.
    pub relay_net: Option<String>,
    /// Its host name.
    pub relay_host: Option<String>,
    /// Registrable domain of the host name.
    pub relay_domain: Option<String>,
    /// Network of the first hop's client.
    pub origin_net: Option<String>,
    /// Client or library.
    pub client: Option<String>,
    /// Form of the Message-ID.
    pub message_id_form: Option<String>,
    /// Form of the boundary.
    pub boundary_form: Option<String>,
    /// First characters of the boundary.
    pub boundary_prefix: Option<String>,
    /// Order of the core headers.
    pub header_order: Option<String>,
    /// Form of the MIME tree.
    pub mime_shape: Option<String>,
    /// Minutes east of UTC.
    pub utc_offset: Option<i16>,
    /// SPF as recorded.
    pub spf: Option<String>,
    /// DKIM as recorded.
    pub dkim: Option<String>,
    /// DMARC as recorded.
    pub dmarc: Option<String>,
    /// Domain of DKIM.
    pub dkim_domain: Option<String>,
    /// Seconds from Date to the newest Received.
    pub delay: Option<i64>,
    /// List-Id.
    pub list_id: Option<String>,
    /// Marks of bulk mail: `unsubscribe`, `precedence`, `automatic`, `discussion`.
    pub bulk: Vec<String>,
}

/// A row of `accounts`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct AccountRow {
    /// Key of the account.
    pub account: u32,
    /// `mail`.
    pub platform: String,
    /// Normalised address.
    pub handle: String,
    /// The display name it used most.
    pub display_name: String,
    /// Domain of the address.
    pub domain: String,
    /// First sending time.
    pub first: Option<i64>,
    /// Last sending time.
    pub last: Option<i64>,
    /// Messages.
    pub messages: u32,
}

/// A row of `groups`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GroupRow {
    /// Key of the message.
    pub message: u32,
    /// Key of the group.
    pub group: u32,
    /// Likeness to the group's medoid.
    pub similarity: f32,
}

/// A row of `templates`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct TemplateRow {
    /// Key of the group.
    pub group: u32,
    /// Key of the campaign.
    pub campaign: Option<u32>,
    /// The template in one line: `[1: a|b]` a choice, `{2: date}` a field, `(3: words)?` an optional part, `<4>` free words.
    pub pattern: String,
    /// The template's pieces as JSON.
    pub pieces: String,
    /// Share of tokens that it explains.
    pub coverage: f32,
    /// Choices.
    pub choices: u32,
    /// Fields.
    pub fields: u32,
}

/// A row of `fillings`.
#[derive(Clone, Debug, PartialEq)]
pub struct FillingRow {
    /// Key of the message.
    pub message: u32,
    /// Key of the group.
    pub group: u32,
    /// Slot number.
    pub slot: u16,
    /// The words.
    pub value: String,
}

/// A row of `edges`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EdgeRow {
    /// Key of an account.
    pub a: u32,
    /// Key of another, greater account.
    pub b: u32,
    /// What they share.
    pub layer: String,
    /// Seconds within which two uses counted as together: the window of the smallest p-value.
    pub window: u64,
    /// Distinct things that both used within that window.
    pub objects: u32,
    /// Things that they are expected to share at any time, by how busy each is and how popular each thing.
    pub expected: f64,
    /// `-log₁₀` of the p-value, at most 30; of `combined` the sum over layers.
    pub weight: f64,
    /// Probability of as much by chance, against both nulls and over all windows.
    pub p_value: f64,
    /// That of sharing so many things in that window, given how busy each is and how popular each thing.
    pub p_who: f64,
    /// That of using them so close in time, given each thing's own tempo.
    pub p_when: f64,
    /// The p-value after Benjamini-Hochberg over all pairs of the layer's accounts.
    pub q_value: f64,
}

/// A row of `shared`: one thing that an edge rests on.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SharedRow {
    /// Key of an account.
    pub a: u32,
    /// Key of another, greater account.
    pub b: u32,
    /// What kind of thing.
    pub layer: String,
    /// Its name: a link, a post's id, hashtags; of texts the number of the group; of moments the time.
    pub object: String,
    /// Key of the message by which `a` used it.
    pub message_a: u32,
    /// Key of the message by which `b` used it.
    pub message_b: u32,
    /// Seconds between the two.
    pub apart: u64,
}

/// A row of `clusters`: one account that acts together with others.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ClusterRow {
    /// Key of the account.
    pub account: u32,
    /// Number of the cluster.
    pub cluster: u32,
    /// Share of the account's edge weight that stays inside.
    pub strength: f64,
    /// `first` (comes first as a habit), `amplifier` (follows those), `member` (neither can be told).
    pub role: String,
    /// Things over which it met others of the cluster within the window.
    pub objects: u32,
    /// Share of those on which it came first.
    pub leads: f64,
    /// Median of the seconds after the first, where it was not the first.
    pub delay: Option<u64>,
}

/// A row of `communities`: one cluster as a whole.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CommunityRow {
    /// Number of the cluster.
    pub cluster: u32,
    /// Accounts.
    pub accounts: u32,
    /// Pairs of them that have an edge.
    pub pairs: u32,
    /// Share of all pairs that have an edge.
    pub density: f64,
    /// Weight of the pairs over all layers.
    pub weight: f64,
    /// Seconds within which most of them met.
    pub window: u64,
    /// Share of a sweep over weight quantiles in which the cluster still stands.
    pub persistence: f64,
    /// Probability that accounts as active as these meet as often; absent when there are none as active.
    pub p_value: Option<f64>,
    /// Sets of such accounts that it was held against.
    pub draws: u32,
    /// Things over which its accounts met within the window.
    pub objects: u32,
    /// Messages by which they met, as far as `shared` names them.
    pub messages: u32,
    /// First of those.
    pub first: Option<i64>,
    /// Last of those.
    pub last: Option<i64>,
    /// Its edges by layer, as `repost 45`.
    pub layers: Vec<String>,
    /// The things that most of its accounts met over, as `link https://… (12 accounts)`.
    pub shared: Vec<String>,
    /// Keys of the accounts that come first as a habit.
    pub leaders: Vec<u32>,
    /// `undetermined`: acting together does not tell who does.
    pub verdict: String,
    /// What would decide it.
    pub wanted: String,
}

/// A row of `campaigns`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CampaignRow {
    /// Key of the campaign.
    pub campaign: u32,
    /// Verdict word.
    pub verdict: String,
    /// Probability of *operated*.
    pub score: f64,
    /// Decibans.
    pub weight: f64,
    /// Messages.
    pub messages: u32,
    /// Accounts.
    pub accounts: u32,
    /// First sending time.
    pub first: Option<i64>,
    /// Last sending time.
    pub last: Option<i64>,
    /// Operation.
    pub operation: Option<u32>,
    /// Key of the campaign of those who sent the same text otherwise.
    pub beside: Option<u32>,
    /// One line.
    pub summary: String,
    /// What would decide it; empty when it is decided.
    pub wanted: String,
}

/// A row of `members`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct MemberRow {
    /// Key of the message.
    pub message: u32,
    /// External id.
    pub external_id: Option<String>,
    /// Key of the campaign.
    pub campaign: u32,
    /// Operation.
    pub operation: Option<u32>,
    /// Verdict word of the campaign.
    pub verdict: String,
    /// Score of the campaign.
    pub score: f64,
    /// Group, for near duplicates.
    pub group: Option<u32>,
    /// `near_duplicate`, `partial` or `paraphrase`.
    pub kind: String,
}

/// A row of `passages`: a message and a passage that it holds inside a text of its own.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PassageRow {
    /// Number of the passage, the one of most holders first.
    pub passage: u32,
    /// Key of the message.
    pub message: u32,
    /// The group that the message stands for, as its medoid.
    pub group: Option<u32>,
    /// Key of the message's campaign.
    pub campaign: Option<u32>,
    /// First character of the stretch in the message's own text.
    pub start: u64,
    /// Behind its last character.
    pub end: u64,
    /// Key of the message that shows the passage.
    pub model: u32,
    /// First character of the same stretch in that message's own text.
    pub model_start: u64,
    /// Behind its last character.
    pub model_end: u64,
    /// Share of the passage's words that the message holds in order.
    pub share: f32,
}

/// A row of `ties`: what ties two campaigns into one operation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TieRow {
    /// Key of the larger campaign.
    pub a: u32,
    /// Key of the smaller one.
    pub b: u32,
    /// Operation of both.
    pub operation: u32,
    /// What they share: `relay network`, `submitting network`, `sender domain`, `senders`.
    pub shared: String,
    /// Its value; empty for senders.
    pub value: String,
    /// Senders of the larger campaign that show it.
    pub a_senders: u32,
    /// Senders of the smaller one.
    pub b_senders: u32,
    /// Senders elsewhere in the archive that show it too.
    pub elsewhere: u32,
}

/// A row of `evidence`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EvidenceRow {
    /// Key of the campaign.
    pub campaign: u32,
    /// Rule.
    pub rule: String,
    /// Family word.
    pub family: String,
    /// Decibans.
    pub weight: f64,
    /// What was seen.
    pub text: String,
    /// The innocent explanation.
    pub caveat: String,
    /// Messages it rests on.
    pub messages: Vec<u32>,
}

/// A row of `impersonations`: one finding on one message against the protected list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImpersonationRow {
    /// Rule.
    pub rule: String,
    /// `weak` or `strong`.
    pub strength: String,
    /// Key of the message.
    pub message: u32,
    /// External id.
    pub external_id: Option<String>,
    /// The protected name or domain.
    pub protected: String,
    /// What was seen in its place.
    pub seen: String,
    /// What was seen, in a sentence.
    pub text: String,
    /// The innocent explanation.
    pub caveat: String,
}

/// A row of `sources`.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SourceRow {
    /// Key of the source.
    pub source: u32,
    /// The container it is a member of.
    pub parent: Option<u32>,
    /// Path, or `container!member`.
    pub name: String,
    /// `mbox`, `eml`, `emlx`, `container`.
    pub format: String,
    /// SHA-256, lower-case hex; `None` for members.
    pub digest: Option<String>,
    /// Bytes.
    pub bytes: u64,
    /// `complete` or `partial`.
    pub state: String,
    /// Messages that came from it and were new.
    pub messages: u64,
    /// Records that were byte for byte a message already known.
    pub repeated: u64,
    /// Input rejected, as `code@offset: detail`.
    pub defects: Vec<String>,
}

/// A run: one analysis of all that was read by then.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct RunRow {
    /// Number, from 1.
    pub run: u32,
    /// Version of the program.
    pub version: String,
    /// Messages analysed.
    pub messages: u64,
    /// Parameters as JSON.
    pub parameters: String,
}

/// A row of `sketches`: one message's sketch, stored as little-endian bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SketchRow {
    /// Key of the message.
    pub message: u32,
    /// Digest of the normalised token sequence.
    pub digest: u128,
    /// Token hashes in order.
    pub tokens: Vec<u32>,
    /// Index of the first token of each paragraph.
    pub blocks: Vec<u32>,
}

/// A row of `handles`: an account as it was first met.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HandleRow {
    /// Key of the account.
    pub account: u32,
    /// `mail`.
    pub platform: String,
    /// Normalised address.
    pub handle: String,
}

/// How far an input file was read; kept in the ledger.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InputRow {
    /// Path as it was named.
    pub name: String,
    /// SHA-256 of its bytes.
    pub digest: [u8; 32],
    /// Bytes.
    pub bytes: u64,
    /// Records (over all members) that are committed.
    pub records: u64,
    /// Whether it was read to its end.
    pub complete: bool,
    /// Key of the first source that came from it.
    pub first_source: u32,
}
