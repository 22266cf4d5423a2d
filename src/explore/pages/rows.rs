//! Rows that several pages show: campaigns, messages.

use serde::Serialize;

use crate::{
    explore::{index, site::Reader},
    report::{
        clean,
        dossier::CampaignLine,
        sentences,
        words::{self, grouped, minute, signed},
    },
};

use super::super::site::SiteError;

/// Characters of a subject and of first words that lists show: fewer than the index holds, so that no name or address that is cut
/// there stands half masked.
const SUBJECT: usize = 240;
const OPENING: usize = 200;

/// A campaign in a list.
#[derive(Clone, Debug, Serialize)]
pub struct CampaignItem {
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
    /// Likelihood of operated, words and percentages.
    pub likelihood: (String, String),
    /// Confidence.
    pub confidence: &'static str,
    /// Decibans.
    pub weight: String,
    /// Messages.
    pub messages: String,
    /// Accounts.
    pub accounts: String,
    /// First and last day.
    pub days: String,
    /// The heaviest observation.
    pub reason: String,
    /// What it counts.
    pub reason_weight: String,
    /// What analysts said last; empty for nothing.
    pub said: String,
}

impl CampaignItem {
    /// A campaign in a list.
    #[must_use]
    pub fn of(line: &CampaignLine, reader: &Reader<'_>) -> Self {
        let reason = line.reasons.first();
        let said = reader
            .judgements
            .iter()
            .rfind(|judged| !judged.withdrawn && judged.judgement.campaign == line.key);
        Self {
            id: line.id(),
            verdict: line.verdict.word(),
            sign: words::verdict_sign(line.verdict),
            label: words::verdict_label(line.verdict),
            summary: line.summary.clone(),
            likelihood: sentences::split(&line.likelihood),
            confidence: line.confidence.word(),
            weight: signed(line.weight),
            messages: grouped(line.messages.into()),
            accounts: grouped(line.accounts.into()),
            days: words::days(line.span),
            reason: reason.map_or_else(String::new, |(text, _)| text.clone()),
            reason_weight: reason.map_or_else(String::new, |(_, weight)| signed(*weight)),
            said: said.map_or_else(String::new, |judged| {
                crate::report::judgements::JudgementLine::of(judged).says
            }),
        }
    }
}

/// A message in a list.
#[derive(Clone, Debug, Serialize)]
pub struct MessageItem {
    /// Id, `m7`.
    pub id: String,
    /// Sender as it may be shown.
    pub sender: String,
    /// Id of the account; empty when the message names no sender.
    pub account: String,
    /// When it was sent, in UTC.
    pub when: String,
    /// Subject.
    pub subject: String,
    /// First words.
    pub opening: String,
    /// Id of the campaign; empty outside campaigns.
    pub campaign: String,
    /// How it belongs to it, in words.
    pub kind: &'static str,
    /// Likeness to the most typical member; empty where none is measured.
    pub likeness: String,
    /// Words of its own text.
    pub words: String,
    /// What it carries, in words.
    pub carries: String,
}

impl MessageItem {
    /// Messages in a list, each with its sender as it may be shown.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn of(rows: &[index::Message], reader: &Reader<'_>) -> Result<Vec<Self>, SiteError> {
        rows.iter().map(|row| Self::one(row, reader)).collect()
    }

    fn one(row: &index::Message, reader: &Reader<'_>) -> Result<Self, SiteError> {
        let account = match row.account {
            Some(key) => reader.index.account(key)?,
            None => None,
        };
        let known = account
            .as_ref()
            .map_or("", |account| account.display_name.as_str());
        let shown = |text: &str| clean::line(&reader.text(text, &[known]));
        let mut carries = Vec::new();
        if row.image {
            carries.push("a picture".to_owned());
        } else if row.files > 0 {
            carries.push(words::count(row.files.into(), "file", "files"));
        }
        if row.links > 0 {
            carries.push(words::count(row.links.into(), "link", "links"));
        }
        Ok(Self {
            id: format!("m{}", row.key),
            sender: account.as_ref().map_or_else(
                || "no sender named".to_owned(),
                |account| reader.name(account),
            ),
            account: row
                .account
                .map_or_else(String::new, |key| format!("a{key}")),
            when: row.at.map_or_else(|| "no date".to_owned(), minute),
            subject: clean::shorten(&shown(&row.subject), SUBJECT),
            opening: clean::shorten(&shown(&row.opening), OPENING),
            campaign: row
                .campaign
                .map_or_else(String::new, |key| format!("c{key}")),
            kind: kind(row.kind.as_deref()),
            likeness: row
                .similarity
                .map_or_else(String::new, |likeness| format!("{likeness:.2}")),
            words: grouped(row.words.into()),
            carries: carries.join(", "),
        })
    }

    /// The columns of [`Self::cells`].
    pub const COLUMNS: [&'static str; 9] = [
        "message",
        "sent_at_utc",
        "sender",
        "account",
        "subject",
        "opening",
        "campaign",
        "kind",
        "likeness",
    ];

    /// Its cells in a table.
    #[must_use]
    pub fn cells(&self) -> [String; 9] {
        [
            self.id.clone(),
            self.when.clone(),
            self.sender.clone(),
            self.account.clone(),
            self.subject.clone(),
            self.opening.clone(),
            self.campaign.clone(),
            self.kind.to_owned(),
            self.likeness.clone(),
        ]
    }
}

/// How a message belongs to its campaign, in words.
#[must_use]
pub fn kind(word: Option<&str>) -> &'static str {
    match word {
        Some("near_duplicate") => "near the same",
        Some("partial") => "holds a passage",
        Some("paraphrase") => "in other words",
        _ => "",
    }
}
