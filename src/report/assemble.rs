//! Rows to [`Dossier`]: what is listed, in which order, under which name.
//!
//! In: [`Rows`], loaded for the whole case where they are small (sources, campaigns, evidence) and
//! for the detailed campaigns where they are large. Out: a [`Dossier`], the same for the same rows
//! in any order.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    archive_facts::ArchiveFacts,
    clean,
    dossier::{CampaignDetail, CampaignLine, Dossier, Run, Totals},
    evidence::{self, Observation},
    exemplar::{self, Change, Exemplar},
    pieces::Pattern,
    senders, sources,
    timeline::Timeline,
    words,
};
use crate::campaign::{MemberKind, Verdict};
use crate::case::rows::{
    AccountRow, CampaignRow, EvidenceRow, FillingRow, GroupRow, MemberRow, MessageRow, RunRow,
    SourceRow, TemplateRow, TextRow, TraceRow,
};
use crate::measure::likelihood_words;

/// Campaigns told in detail unless the reader chooses.
pub const DETAILED: usize = 20;

/// Characters of a campaign's first words.
const SUMMARY: usize = 160;

/// How senders are shown.
pub enum Names<'a> {
    /// By the pseudonym that this makes of a handle; names and addresses in texts are masked.
    Pseudonyms(&'a dyn Fn(&str) -> String),
    /// As they stand in the mail.
    Revealed,
}

impl Names<'_> {
    /// The account as it may be shown.
    #[must_use]
    pub fn account(&self, row: &AccountRow) -> String {
        match self {
            Self::Pseudonyms(of) => of(&row.handle),
            Self::Revealed if row.display_name.is_empty() => clean::visible(&row.handle),
            Self::Revealed => clean::visible(&format!("{} <{}>", row.display_name, row.handle)),
        }
    }

    /// Text from mail as it may be shown; `known` are names that must not appear.
    #[must_use]
    pub fn text(&self, text: &str, known: &[&str]) -> String {
        match self {
            Self::Pseudonyms(_) => clean::mask(&clean::visible(text), known),
            Self::Revealed => clean::visible(text),
        }
    }

    /// Whether real names are shown.
    #[must_use]
    pub const fn revealed(&self) -> bool {
        matches!(self, Self::Revealed)
    }
}

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
    /// Texts of the messages that [`exemplar::choose`] picks.
    pub texts: Vec<TextRow>,
    /// Traces of the detailed campaigns' messages.
    pub traces: Vec<TraceRow>,
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
    let mut times = rows.archive.times.clone();
    times.sort_unstable();
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
        likelihood: likelihood_words(row.score),
        confidence: evidence::confidence(row, seen),
        weight: row.weight,
        messages: row.messages,
        accounts: row.accounts,
        span: row.first.zip(row.last),
        operation: row.operation,
        summary: clean::shorten(&clean::line(&names.text(&row.summary, &[])), SUMMARY),
        reasons: seen
            .iter()
            .take(2)
            .map(|o| (o.text.clone(), o.counted))
            .collect(),
        detailed,
    }
}

/// Rows by their key.
struct Loaded<'a> {
    messages: BTreeMap<u32, &'a MessageRow>,
    accounts: BTreeMap<u32, &'a AccountRow>,
    texts: BTreeMap<u32, &'a TextRow>,
    traces: BTreeMap<u32, &'a TraceRow>,
    groups: BTreeMap<u32, &'a GroupRow>,
}

impl<'a> Loaded<'a> {
    fn of(rows: &'a Rows) -> Self {
        Self {
            messages: rows.messages.iter().map(|row| (row.message, row)).collect(),
            accounts: rows.accounts.iter().map(|row| (row.account, row)).collect(),
            texts: rows.texts.iter().map(|row| (row.message, row)).collect(),
            traces: rows.traces.iter().map(|row| (row.message, row)).collect(),
            groups: rows.groups.iter().map(|row| (row.message, row)).collect(),
        }
    }
}

fn detail(
    row: &CampaignRow,
    line: CampaignLine,
    evidence: Vec<Observation>,
    rows: &Rows,
    loaded: &Loaded<'_>,
    names: &Names<'_>,
) -> CampaignDetail {
    let members: Vec<&MemberRow> = rows
        .members
        .iter()
        .filter(|m| m.campaign == row.campaign)
        .collect();
    let messages: Vec<&MessageRow> = members
        .iter()
        .filter_map(|m| loaded.messages.get(&m.message).copied())
        .collect();
    let traces: Vec<&TraceRow> = members
        .iter()
        .filter_map(|m| loaded.traces.get(&m.message).copied())
        .collect();
    let times: Vec<i64> = messages.iter().filter_map(|m| m.sent_at).collect();
    let mut sizes: BTreeMap<u32, usize> = BTreeMap::new();
    for group in members.iter().filter_map(|m| m.group) {
        *sizes.entry(group).or_default() += 1;
    }
    let templates: Vec<&TemplateRow> = rows
        .templates
        .iter()
        .filter(|t| {
            t.campaign == Some(row.campaign)
                || (t.campaign.is_none() && sizes.contains_key(&t.group))
        })
        .collect();
    let largest = templates
        .iter()
        .max_by_key(|t| {
            (
                sizes.get(&t.group).copied().unwrap_or(0),
                u32::MAX - t.group,
            )
        })
        .copied();
    let kind = |kind: MemberKind| members.iter().filter(|m| m.kind == kind.word()).count() as u64;
    CampaignDetail {
        wanted: names.text(&row.wanted, &[]),
        kinds: [
            kind(MemberKind::NearDuplicate),
            kind(MemberKind::Partial),
            kind(MemberKind::Paraphrase),
        ],
        groups: sizes.len(),
        pattern: largest.map(|t| pattern(t, &rows.fillings, names)),
        patterns_hidden: templates.len().saturating_sub(1),
        exemplars: exemplars(row.campaign, &members, loaded, names),
        timeline: Timeline::of(&times, &rows.archive.times),
        senders: senders::senders(&messages, &loaded.accounts, &loaded.traces, names),
        machines: senders::machines(&traces, &rows.archive.machines),
        sum: evidence::total(&evidence),
        evidence,
        line,
    }
}

/// The template with its values as they may be shown: without the key, values of name and address
/// fields stay hidden.
fn pattern(row: &TemplateRow, fillings: &[FillingRow], names: &Names<'_>) -> Pattern {
    let mut pattern = Pattern::of(row, fillings);
    for slot in &mut pattern.slots {
        if slot.personal && !names.revealed() {
            slot.values.clear();
            slot.hidden = slot.distinct;
        }
        for (value, _) in &mut slot.values {
            *value = clean::shorten(&names.text(value, &[]), 160);
        }
    }
    for piece in &mut pattern.pieces {
        let (super::pieces::Shown::Fixed(text) | super::pieces::Shown::Slot { label: text, .. }) =
            piece;
        *text = names.text(text, &[]);
    }
    pattern
}

fn exemplars(
    campaign: u32,
    members: &[&MemberRow],
    loaded: &Loaded<'_>,
    names: &Names<'_>,
) -> Vec<Exemplar> {
    let members: Vec<MemberRow> = members.iter().map(|row| (*row).clone()).collect();
    let groups: Vec<GroupRow> = members
        .iter()
        .filter_map(|m| loaded.groups.get(&m.message).map(|row| **row))
        .collect();
    let messages: Vec<MessageRow> = members
        .iter()
        .filter_map(|m| loaded.messages.get(&m.message))
        .map(|row| MessageRow {
            message: row.message,
            sent_at: row.sent_at,
            ..MessageRow::default()
        })
        .collect();
    let chosen = exemplar::choose(campaign, &members, &groups, &messages);
    let text_of = |message: u32| {
        let text = loaded
            .texts
            .get(&message)
            .map_or("", |row| row.own_text.as_str());
        let row = loaded.messages.get(&message);
        let account = row
            .and_then(|row| row.account)
            .and_then(|key| loaded.accounts.get(&key));
        let known = [
            row.map_or("", |row| row.display_name.as_str()),
            account.map_or("", |a| a.display_name.as_str()),
        ];
        (
            names.text(text, &known),
            names.text(row.map_or("", |row| row.subject.as_str()), &known),
            row,
            account,
        )
    };
    let typical = chosen
        .first()
        .map_or_else(String::new, |(message, _)| text_of(*message).0);
    chosen
        .into_iter()
        .filter_map(|(message, roles)| {
            let (text, subject, row, account) = text_of(message);
            loaded.texts.get(&message)?;
            let (runs, words_cut) = exemplar::changes(&typical, &text);
            Some(Exemplar {
                message,
                roles,
                sent_at: row.and_then(|row| row.sent_at),
                similarity: loaded.groups.get(&message).map(|row| row.similarity),
                sender: account
                    .map_or_else(|| "no sender named".to_owned(), |row| names.account(row)),
                subject: clean::line(&subject),
                text: if runs.is_empty() {
                    vec![(Change::Same, String::new())]
                } else {
                    runs
                },
                words_cut,
            })
        })
        .collect()
}
