//! Rows to [`Dossier`]: what is listed, in which order, under which name.
//!
//! In: [`Rows`], loaded for the whole case where they are small (sources, campaigns, evidence) and
//! for the detailed campaigns where they are large. Out: a [`Dossier`], the same for the same rows
//! in any order.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Names,
    archive_facts::ArchiveFacts,
    clean, communities,
    detail::{Loaded, ascending, detail},
    dossier::{CampaignLine, Dossier, Run, Totals},
    evidence::{self, Observation},
    impersonations, judgements,
    pictures::PictureRows,
    sources, words,
};
use crate::campaign::Verdict;
use crate::case::judgements::Judged;
use crate::case::rows::{
    AccountRow, CampaignRow, CommunityRow, EvidenceRow, FillingRow, GroupRow, ImpersonationRow,
    MemberRow, MessageRow, RunRow, SourceRow, TemplateRow, TextRow, TieRow, TraceRow,
};
use crate::measure::likelihood_words;

/// Campaigns told in detail unless the reader chooses.
pub const DETAILED: usize = 20;

/// Characters of a campaign's first words.
const SUMMARY: usize = 160;

/// The rows that a report is made of.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    /// Name of the case.
    pub case: String,
    /// Contact for objection.
    pub contact: Option<String>,
    /// Numbers of the whole archive.
    pub archive: ArchiveFacts,
    /// The analysis.
    pub run: Option<RunRow>,
    /// All sources.
    pub sources: Vec<SourceRow>,
    /// All campaigns.
    pub campaigns: Vec<CampaignRow>,
    /// Evidence of all campaigns.
    pub evidence: Vec<EvidenceRow>,
    /// Campaigns to tell in detail, as [`detailed`] gives them.
    pub detailed: Vec<u32>,
    /// Members of the detailed campaigns.
    pub members: Vec<MemberRow>,
    /// Group rows of those members.
    pub groups: Vec<GroupRow>,
    /// Templates of the detailed campaigns.
    pub templates: Vec<TemplateRow>,
    /// Fillings of those templates' groups.
    pub fillings: Vec<FillingRow>,
    /// Accounts of those members.
    pub accounts: Vec<AccountRow>,
    /// Messages of the detailed campaigns.
    pub messages: Vec<MessageRow>,
    /// Texts of the messages that [`super::exemplar::choose`] picks.
    pub texts: Vec<TextRow>,
    /// Traces of the detailed campaigns' messages.
    pub traces: Vec<TraceRow>,
    /// What ties campaigns into operations.
    pub ties: Vec<TieRow>,
    /// Findings against the protected list.
    pub impersonations: Vec<ImpersonationRow>,
    /// Files that messages of the detailed campaigns carry.
    pub pictures: PictureRows,
    /// What analysts said.
    pub judgements: Vec<Judged>,
    /// All clusters of accounts.
    pub communities: Vec<CommunityRow>,
    /// Accounts of the messages that those findings rest on, when they are told in detail.
    pub writers: BTreeMap<u32, u32>,
}

/// Which campaigns a report tells in detail: those asked for, else the first [`DETAILED`] in the
/// report's order.
#[must_use]
pub fn detailed(campaigns: &[CampaignRow], asked: &[u32]) -> Vec<u32> {
    let mut ordered: Vec<&CampaignRow> = campaigns.iter().collect();
    ordered.sort_by(|a, b| order(a).cmp(&order(b)).then_with(|| by_weight(a, b)));
    let wanted = ordered.iter().map(|row| row.campaign);
    if asked.is_empty() {
        wanted.take(DETAILED).collect()
    } else {
        wanted.filter(|key| asked.contains(key)).collect()
    }
}

fn verdict(row: &CampaignRow) -> Verdict {
    Verdict::from_word(&row.verdict).unwrap_or(Verdict::Undetermined)
}

fn order(row: &CampaignRow) -> u8 {
    words::verdict_rank(verdict(row))
}

/// Operated and undetermined campaigns by weight, all others by size.
fn by_weight(a: &CampaignRow, b: &CampaignRow) -> std::cmp::Ordering {
    let weight = if order(a) <= 1 {
        b.weight.total_cmp(&a.weight)
    } else {
        std::cmp::Ordering::Equal
    };
    weight
        .then(b.messages.cmp(&a.messages))
        .then(a.campaign.cmp(&b.campaign))
}

impl Dossier {
    /// Tells the rows as a report.
    #[must_use]
    pub fn assemble(rows: &Rows, names: &Names<'_>) -> Self {
        let mut ordered: Vec<&CampaignRow> = rows.campaigns.iter().collect();
        ordered.sort_by(|a, b| order(a).cmp(&order(b)).then_with(|| by_weight(a, b)));
        let mut evidence: BTreeMap<u32, Vec<&EvidenceRow>> = BTreeMap::new();
        for row in &rows.evidence {
            evidence.entry(row.campaign).or_default().push(row);
        }
        let told: BTreeSet<u32> = rows.detailed.iter().copied().collect();
        let loaded = Loaded::of(rows);
        let mut dossier = Self {
            case: clean::visible(&rows.case),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            revealed: names.revealed(),
            contact: rows.contact.as_deref().map(clean::visible),
            run: rows.run.as_ref().map(run),
            sources: sources::list(&rows.sources, &rows.archive.ranges),
            impersonations: impersonations::assemble(rows, names),
            communities: communities::assemble(rows, names),
            judgements: judgements::assemble(rows),
            ..Self::default()
        };
        for campaign in ordered {
            let seen = evidence::observations(
                evidence
                    .get(&campaign.campaign)
                    .map_or(&[][..], Vec::as_slice),
            );
            let seen = seen
                .into_iter()
                .map(|observation| shown(observation, names))
                .collect::<Vec<_>>();
            let line = line(campaign, &seen, told.contains(&campaign.campaign), names);
            if line.detailed {
                dossier
                    .details
                    .push(detail(campaign, line.clone(), seen, rows, &loaded, names));
            }
            dossier.campaigns.push(line);
        }
        dossier.totals = totals(rows, &dossier);
        dossier
    }
}

fn run(row: &RunRow) -> Run {
    let parsed = serde_json::from_str(&row.parameters).unwrap_or(serde_json::Value::Null);
    let mut parameters = Vec::new();
    flatten("", &parsed, 0, &mut parameters);
    Run {
        number: row.run,
        version: row.version.clone(),
        messages: row.messages,
        parameters,
    }
}

/// Nested parameters as dotted names; deeper than three levels they stay JSON.
fn flatten(prefix: &str, value: &serde_json::Value, depth: u8, out: &mut Vec<(String, String)>) {
    match value {
        serde_json::Value::Object(fields) if depth < 3 => {
            for (name, value) in fields {
                let name = if prefix.is_empty() {
                    name.clone()
                } else {
                    format!("{prefix}.{name}")
                };
                flatten(&name, value, depth + 1, out);
            }
        }
        serde_json::Value::Null => {}
        serde_json::Value::String(text) => out.push((prefix.to_owned(), clean::visible(text))),
        other => out.push((prefix.to_owned(), clean::visible(&other.to_string()))),
    }
}

fn totals(rows: &Rows, dossier: &Dossier) -> Totals {
    let in_campaigns = dossier
        .campaigns
        .iter()
        .map(|line| u64::from(line.messages))
        .sum::<u64>();
    let times = ascending(&rows.archive.times);
    let stray = times.len() / 1000;
    let span = times.get(stray).copied().zip(
        times
            .len()
            .checked_sub(1 + stray)
            .and_then(|at| times.get(at))
            .copied(),
    );
    Totals {
        messages: rows.archive.messages,
        repeated: rows.sources.iter().map(|row| row.repeated).sum(),
        rejected: dossier.sources.rejects.len() as u64 + dossier.sources.rejects_hidden as u64,
        accounts: rows.archive.accounts,
        groups: rows.archive.groups,
        in_campaigns: in_campaigns.min(rows.archive.messages),
        alone: rows.archive.messages.saturating_sub(in_campaigns),
        span,
    }
}

fn shown(observation: Observation, names: &Names<'_>) -> Observation {
    Observation {
        text: names.text(&observation.text, &[]),
        caveat: names.text(&observation.caveat, &[]),
        ..observation
    }
}

fn line(
    row: &CampaignRow,
    seen: &[Observation],
    detailed: bool,
    names: &Names<'_>,
) -> CampaignLine {
    CampaignLine {
        key: row.campaign,
        verdict: verdict(row),
        score: row.score,
        likelihood: likelihood_words(row.score).into(),
        confidence: evidence::confidence(row, seen),
        weight: row.weight,
        messages: row.messages,
        accounts: row.accounts,
        span: row.first.zip(row.last),
        operation: row.operation,
        beside: row.beside,
        summary: clean::shorten(&clean::line(&names.text(&row.summary, &[])), SUMMARY),
        reasons: seen
            .iter()
            .take(2)
            .map(|o| (o.text.clone(), o.counted))
            .collect(),
        detailed,
    }
}
