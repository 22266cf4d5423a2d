//! One campaign: what it is, why the program says so, and everything it rests on, one tab each.

mod evidence;
mod messages;
mod parts;
mod summary;

use serde::Serialize;

use super::{Asked, frame::Frame, notes};
use crate::{
    explore::{
        server::{
            answer::Answer,
            route::{Format, Tab},
        },
        site::{Reader, SiteError},
    },
    report::{
        dossier::{CampaignDetail, CampaignLine},
        json_v1, sentences,
        words::{self, grouped},
    },
};

/// What stands above all tabs.
#[derive(Clone, Debug, Serialize)]
pub struct Head {
    /// Id, `c3`.
    pub id: String,
    /// Word of the verdict.
    pub verdict: &'static str,
    /// Its sign.
    pub sign: &'static str,
    /// Its label.
    pub label: &'static str,
    /// First words.
    pub summary: String,
    /// Messages.
    pub messages: String,
    /// Accounts.
    pub accounts: String,
    /// Likelihood of operated, words and percentages.
    pub likelihood: (String, String),
    /// Confidence.
    pub confidence: &'static str,
    /// First and last day.
    pub days: String,
    /// The tabs.
    #[serde(skip)]
    pub tabs: Vec<TabLink>,
}

/// A link to a tab.
#[derive(Clone, Debug)]
pub struct TabLink {
    /// Where it leads.
    pub href: String,
    /// What stands there.
    pub label: &'static str,
    /// Whether it is this one.
    pub current: bool,
}

impl Head {
    /// What stands above a tab of a campaign.
    #[must_use]
    pub fn of(line: &CampaignLine, tab: Tab) -> Self {
        let id = line.id();
        let tab_link = |other: Tab| TabLink {
            href: match other.word() {
                "" => format!("/campaigns/{id}"),
                word => format!("/campaigns/{id}/{word}"),
            },
            label: other.label(),
            current: other == tab,
        };
        Self {
            verdict: line.verdict.word(),
            sign: words::verdict_sign(line.verdict),
            label: words::verdict_label(line.verdict),
            summary: line.summary.clone(),
            messages: grouped(line.messages.into()),
            accounts: grouped(line.accounts.into()),
            likelihood: sentences::split(&line.likelihood),
            confidence: line.confidence.word(),
            days: words::days(line.span),
            tabs: Tab::ALL.into_iter().map(tab_link).collect(),
            id,
        }
    }
}

/// Whether a tab has a table to keep.
#[must_use]
pub const fn has_table(tab: Tab) -> bool {
    !matches!(tab, Tab::Summary | Tab::Media)
}

/// A tab of a campaign.
///
/// # Errors
/// When the index cannot be read.
pub fn page(
    reader: &Reader<'_>,
    asked: &Asked,
    campaign: u32,
    tab: Tab,
) -> Result<Answer, SiteError> {
    let Some(detail) = reader.detail(campaign)? else {
        return Ok(Answer::not_found());
    };
    if asked.format == Format::Json
        && matches!(
            tab,
            Tab::Summary | Tab::Evidence | Tab::Timeline | Tab::Machines | Tab::Media
        )
    {
        return Ok(Answer::json_text(json_v1::campaign(&detail)));
    }
    let title = match tab {
        Tab::Summary => format!("Campaign {}", detail.line.id()),
        other => format!("{}, campaign {}", other.label(), detail.line.id()),
    };
    let frame = Frame::of(reader, asked, "campaigns", &title);
    let part = Part {
        reader,
        asked,
        detail: &detail,
        head: Head::of(&detail.line, tab),
        frame,
    };
    match tab {
        Tab::Summary => summary::page(part),
        Tab::Evidence => Ok(evidence::page(part)),
        Tab::Messages => messages::page(part),
        Tab::Timeline => Ok(parts::timeline(part)),
        Tab::Accounts => parts::accounts(part),
        Tab::Machines => Ok(parts::machines(part)),
        Tab::Media => Ok(parts::media(part)),
        Tab::Notes => Ok(notes::page(part)),
    }
}

/// What all tabs are made from.
pub struct Part<'a> {
    /// The case.
    pub reader: &'a Reader<'a>,
    /// What is asked for.
    pub asked: &'a Asked,
    /// The campaign.
    pub detail: &'a CampaignDetail,
    /// What stands above.
    pub head: Head,
    /// The frame.
    pub frame: Frame,
}
