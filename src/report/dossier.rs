//! All that a report needs, as plain values: every rendering starts from a [`Dossier`].
//!
//! Display strings in it are already chosen (pseudonym or name), masked and free of deceptive
//! characters; a rendering only has to escape them for its own format.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::{
    evidence::{Confidence, Observation},
    exemplar::Exemplar,
    judgements::JudgementLine,
    pictures::Picture,
    pieces::Pattern,
    timeline::Timeline,
};
use crate::campaign::Verdict;

/// A case as a report tells it.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Dossier {
    /// The case's name.
    pub case: String,
    /// Version of the program that writes the report.
    pub version: String,
    /// Whether real names and addresses are shown.
    pub revealed: bool,
    /// Where to object; a blank when nobody filled it in.
    pub contact: Option<String>,
    /// The analysis that the report tells of.
    pub run: Option<Run>,
    /// Numbers of the whole archive.
    pub totals: Totals,
    /// The input.
    pub sources: Sources,
    /// Findings against the protected list; `None` when the analysis had no list.
    pub impersonations: Option<Impersonations>,
    /// Accounts that act together; `None` when there are none.
    pub communities: Option<Communities>,
    /// What analysts said, in the order of the log.
    pub judgements: Vec<JudgementLine>,
    /// All campaigns in the report's order.
    pub campaigns: Vec<CampaignLine>,
    /// The campaigns that are told in detail, in the same order.
    pub details: Vec<CampaignDetail>,
}

/// One analysis.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// Number.
    pub number: u32,
    /// Version of the program that analysed.
    pub version: String,
    /// Messages analysed.
    pub messages: u64,
    /// Parameters, name and value.
    pub parameters: Vec<(String, String)>,
}

/// Numbers of the whole archive.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Messages.
    pub messages: u64,
    /// Records that were byte for byte a message already known.
    pub repeated: u64,
    /// Pieces of input that were rejected.
    pub rejected: u64,
    /// Accounts.
    pub accounts: u64,
    /// Groups of near duplicates.
    pub groups: u64,
    /// Messages that belong to a campaign.
    pub in_campaigns: u64,
    /// Messages that belong to none.
    pub alone: u64,
    /// First and last sending time, stray dates left out.
    pub span: Option<(i64, i64)>,
}

/// The input.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sources {
    /// Input files, members of containers counted with their container.
    pub files: Vec<SourceLine>,
    /// Input files that are not listed.
    pub hidden: usize,
    /// What was rejected.
    pub rejects: Vec<Reject>,
    /// Rejections that are not listed.
    pub rejects_hidden: usize,
    /// Defects that were read with care, kind by kind: cause and count.
    pub care: Vec<(String, u64)>,
}

/// One input file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceLine {
    /// Path.
    pub name: String,
    /// Format.
    pub format: String,
    /// Bytes.
    pub bytes: u64,
    /// SHA-256, lower-case hex.
    pub digest: Option<String>,
    /// `complete` or `partial`.
    pub state: String,
    /// Members, when it is a container.
    pub members: usize,
    /// Messages that were new.
    pub messages: u64,
    /// Records already known.
    pub repeated: u64,
    /// Pieces rejected.
    pub rejected: u64,
    /// First and last sending time.
    pub span: Option<(i64, i64)>,
}

/// One piece of input that was left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reject {
    /// File or member.
    pub source: String,
    /// Byte offset.
    pub offset: String,
    /// What was wrong.
    pub cause: String,
    /// What was seen there; may be empty.
    pub detail: String,
    /// What to do.
    pub remedy: String,
}

/// Findings against the protected list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Impersonations {
    /// Name of the list's file.
    pub list: String,
    /// Its entries.
    pub entries: u64,
    /// SHA-256 of its text.
    pub digest: String,
    /// Findings.
    pub findings: u64,
    /// Those of them that are strong.
    pub strong: u64,
    /// Messages that they rest on.
    pub messages: u64,
    /// Protected names and domains with findings, most strong findings first.
    pub targets: Vec<Impersonated>,
    /// Protected names and domains with findings, listed or not.
    pub concerned: usize,
    /// Lines that are not listed.
    pub hidden: usize,
}

/// A protected name or domain with its findings.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Impersonated {
    /// The name or domain.
    pub protected: String,
    /// Messages with findings on it.
    pub messages: u64,
    /// Findings, equal ones in one line.
    pub lines: Vec<ImpersonationLine>,
}

/// Equal findings on one or more messages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImpersonationLine {
    /// Rule.
    pub rule: String,
    /// `weak` or `strong`.
    pub strength: String,
    /// What was seen, in a sentence.
    pub text: String,
    /// The innocent explanation.
    pub caveat: String,
    /// Messages.
    pub messages: u32,
    /// The first of them.
    pub example: u32,
    /// Its sender, by pseudonym or name; empty when nobody is named.
    pub sender: String,
    /// Further senders.
    pub others: usize,
}

/// Accounts that act together.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Communities {
    /// Clusters.
    pub clusters: u64,
    /// Accounts in them.
    pub accounts: u64,
    /// Clusters, the largest first.
    pub lines: Vec<CommunityLine>,
    /// Clusters that are not listed.
    pub hidden: usize,
}

/// One cluster of accounts.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct CommunityLine {
    /// Its number.
    pub cluster: u32,
    /// Accounts.
    pub accounts: u32,
    /// Messages by which they met.
    pub messages: u32,
    /// First and last of those.
    pub span: Option<(i64, i64)>,
    /// Seconds within which most of them met.
    pub window: u64,
    /// Share of all pairs that are tied.
    pub density: f64,
    /// Share of a sweep over edge weights in which it stands.
    pub persistence: f64,
    /// Probability that accounts as active meet as often.
    pub p_value: Option<f64>,
    /// Sets of such accounts that it was held against.
    pub draws: u32,
    /// What ties its pairs, with how many.
    pub layers: Vec<String>,
    /// What most of its accounts shared.
    pub things: Vec<String>,
    /// Accounts that come first as a habit.
    pub leaders: Vec<String>,
    /// What would decide who acts.
    pub wanted: String,
}

/// A campaign in one line.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CampaignLine {
    /// Key.
    pub key: u32,
    /// Verdict.
    pub verdict: Verdict,
    /// Probability of *operated*.
    pub score: f64,
    /// The probability in ICD 203 words.
    pub likelihood: Cow<'static, str>,
    /// Confidence in the verdict.
    pub confidence: Confidence,
    /// Decibans.
    pub weight: f64,
    /// Messages.
    pub messages: u32,
    /// Accounts.
    pub accounts: u32,
    /// First and last sending time.
    pub span: Option<(i64, i64)>,
    /// Operation.
    pub operation: Option<u32>,
    /// The campaign of those who sent the same text otherwise.
    pub beside: Option<u32>,
    /// First words.
    pub summary: String,
    /// The two heaviest observations with what they count, in decibans.
    pub reasons: Vec<(String, f64)>,
    /// Whether the report tells it in detail.
    pub detailed: bool,
}

impl CampaignLine {
    /// The id that people type: `c3`.
    #[must_use]
    pub fn id(&self) -> String {
        format!("c{}", self.key)
    }
}

/// What ties a campaign to another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tied {
    /// The other campaign, as people type it: `c3`.
    pub campaign: String,
    /// What both share: `relay network`, `senders`.
    pub shared: String,
    /// Its value; empty for senders.
    pub value: String,
    /// Senders of this campaign and of the other that show it.
    pub senders: [u32; 2],
    /// Senders elsewhere that show it too.
    pub elsewhere: u32,
}

/// A campaign in detail.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CampaignDetail {
    /// The campaign in one line.
    pub line: CampaignLine,
    /// What would decide it; empty when it is decided.
    pub wanted: String,
    /// What ties it to other campaigns.
    pub ties: Vec<Tied>,
    /// Members by kind: near duplicate, partial, paraphrase.
    pub kinds: [u64; 3],
    /// Groups it holds.
    pub groups: usize,
    /// The template of its largest group.
    pub pattern: Option<Pattern>,
    /// Templates of its other groups, which are not shown.
    pub patterns_hidden: usize,
    /// Members that stand for it.
    pub exemplars: Vec<Exemplar>,
    /// Its rhythm.
    pub timeline: Option<Timeline>,
    /// Its senders.
    pub senders: Senders,
    /// Its machines.
    pub machines: Vec<Machine>,
    /// Pictures that its messages carry.
    pub pictures: Vec<Picture>,
    /// Evidence, heaviest first.
    pub evidence: Vec<Observation>,
    /// Sum of what the evidence counts.
    pub sum: f64,
    /// The prior that leads from the case's weight to the likelihood, in decibans.
    pub prior: Option<f64>,
}

/// Who a campaign claims to come from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Senders {
    /// Senders with most messages first.
    pub list: Vec<Sender>,
    /// Senders that are not listed.
    pub hidden: usize,
    /// Accounts by class of their domain, in the order freemail, own, shared.
    pub classes: [u64; 3],
    /// Messages of this campaign that name no sender.
    pub nameless: u64,
}

/// One sender.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sender {
    /// Key of the account.
    pub account: u32,
    /// Pseudonym or name.
    pub name: String,
    /// Class of its domain.
    pub class: Cow<'static, str>,
    /// Messages in this campaign.
    pub messages: u32,
    /// Messages in the archive.
    pub elsewhere: u32,
    /// SPF, DKIM and DMARC as recorded.
    pub authentication: String,
}

/// One value of one machine trait.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Machine {
    /// Trait.
    pub feature: Cow<'static, str>,
    /// Value; empty for the line that counts further values.
    pub value: String,
    /// Further values that this line stands for; 0 for a value of its own.
    pub further: usize,
    /// Messages of the campaign with it.
    pub messages: u64,
    /// Messages of the campaign that state the trait.
    pub of: u64,
    /// Share in the rest of the archive: messages with it, messages that state the trait.
    pub rest: Option<(u64, u64)>,
}
