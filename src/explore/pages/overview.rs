//! The case at a glance: what was read, what repeats, what to look at first.

use askama::Template;

use super::{Asked, campaigns::Sort, frame::Frame, rows::CampaignItem};
use crate::{
    campaign::Verdict,
    explore::{
        graph::timeline::timeline,
        server::{answer::Answer, route::Format},
        site::{Reader, SiteError},
    },
    report::{
        json_v1, sentences,
        words::{self, LAWFUL, count, grouped, percent},
    },
};

/// Campaigns that are named first.
const FIRST: usize = 8;

/// Input files that are named.
const SOURCES: usize = 8;

#[derive(Template)]
#[template(path = "page/overview.html")]
struct OverviewPage {
    frame: Frame,
    lawful: &'static str,
    numbers: String,
    alone: String,
    analysed: bool,
    verdicts: Vec<VerdictItem>,
    caption: String,
    sorts: Vec<Sort>,
    campaigns: Vec<CampaignItem>,
    more: String,
    timeline: String,
    sources: Vec<SourceItem>,
    sources_note: String,
    protected: String,
    clusters: String,
    judgements: String,
}

/// A verdict and how many campaigns have it.
struct VerdictItem {
    word: &'static str,
    sign: &'static str,
    label: &'static str,
    meaning: &'static str,
    campaigns: String,
    messages: String,
    share: String,
}

/// An input file.
struct SourceItem {
    name: String,
    messages: String,
    rejected: String,
    state: String,
}

/// The overview.
///
/// # Errors
/// When the index cannot be read.
pub fn page(reader: &Reader<'_>, asked: &Asked) -> Result<Answer, SiteError> {
    let dossier = &reader.dossier;
    if asked.format != Format::Html {
        return Ok(Answer::json_text(json_v1::overview(
            dossier,
            "refrain.overview/1",
        )));
    }
    let first = dossier.campaigns.iter().take(FIRST);
    let left = dossier.campaigns.len().saturating_sub(FIRST);
    let line = reader.rhythm()?;
    Ok(Answer::page(&OverviewPage {
        frame: Frame::of(reader, asked, "overview", "Overview"),
        lawful: LAWFUL,
        numbers: sentences::numbers(dossier),
        alone: format!(
            "{} of messages stand alone: {} of {} belong to no campaign.",
            percent(dossier.totals.alone, dossier.totals.messages),
            grouped(dossier.totals.alone),
            grouped(dossier.totals.messages)
        ),
        analysed: dossier.run.is_some(),
        verdicts: verdicts(reader),
        caption: "In the report's order: operated first, then undetermined, both by weight; then form letters and bulk senders by size."
            .to_owned(),
        sorts: Vec::new(),
        campaigns: first.map(|line| CampaignItem::of(line, reader)).collect(),
        more: if left > 0 {
            format!("All {} campaigns", grouped(dossier.campaigns.len() as u64))
        } else {
            String::new()
        },
        timeline: line.map_or_else(String::new, |line| {
            timeline(&line, "/search?", (None, None), "Messages of the whole archive in time")
        }),
        sources: sources(reader),
        sources_note: sentences::sources_note(dossier),
        protected: dossier.impersonations.as_ref().map_or_else(String::new, |found| {
            format!(
                "{} on protected names, {} of them strong, in {}.",
                count(found.findings, "finding", "findings"),
                grouped(found.strong),
                count(found.messages, "message", "messages")
            )
        }),
        clusters: dossier.communities.as_ref().map_or_else(String::new, |found| {
            format!(
                "{} of {} that act together more than chance explains.",
                count(found.clusters, "cluster", "clusters"),
                count(found.accounts, "account", "accounts")
            )
        }),
        judgements: match reader.judgements.len() {
            0 => String::new(),
            entries => format!("{} of analysts in the log.", count(entries as u64, "judgement", "judgements")),
        },
    }))
}

fn verdicts(reader: &Reader<'_>) -> Vec<VerdictItem> {
    let dossier = &reader.dossier;
    let one = |verdict: Verdict| {
        let of = dossier
            .campaigns
            .iter()
            .filter(|line| line.verdict == verdict);
        let messages: u64 = of.clone().map(|line| u64::from(line.messages)).sum();
        VerdictItem {
            word: verdict.word(),
            sign: words::verdict_sign(verdict),
            label: words::verdict_label(verdict),
            meaning: words::verdict_meaning(verdict),
            campaigns: grouped(of.count() as u64),
            messages: grouped(messages),
            share: percent(messages, dossier.totals.messages),
        }
    };
    Verdict::ALL.iter().copied().map(one).collect()
}

fn sources(reader: &Reader<'_>) -> Vec<SourceItem> {
    let files = reader.dossier.sources.files.iter().take(SOURCES);
    files
        .map(|file| SourceItem {
            name: file.name.clone(),
            messages: grouped(file.messages),
            rejected: grouped(file.rejected),
            state: match file.state.as_str() {
                "" | "complete" => "read to its end".to_owned(),
                state => state.to_owned(),
            },
        })
        .collect()
}
