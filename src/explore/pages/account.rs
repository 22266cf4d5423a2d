//! One account: what it sent, in which campaigns.

use askama::Template;

use super::{Asked, csv::Table, frame::Frame, pager::Pager, rows::MessageItem};
use crate::{
    explore::{
        index::{self, Listed, Message, PAGE, Sender},
        server::{answer::Answer, route::Format},
        site::{Reader, SiteError},
    },
    report::{
        clean,
        show::AccountView,
        words::{LAWFUL, count, days, grouped, verdict_label, verdict_sign},
    },
};

/// Rows of a table to keep.
const ROWS: u32 = 1_000_000;

#[derive(Template)]
#[template(path = "page/account.html")]
struct AccountPage {
    frame: Frame,
    lawful: &'static str,
    id: String,
    name: String,
    facts: String,
    domain: String,
    campaigns: Vec<CampaignOf>,
    cluster: String,
    messages: Vec<MessageItem>,
    caption: String,
    alike: bool,
    pager: Pager,
}

struct CampaignOf {
    id: String,
    word: &'static str,
    sign: &'static str,
    label: &'static str,
    messages: String,
    summary: String,
}

/// The page.
///
/// # Errors
/// When the index cannot be read.
pub fn page(reader: &Reader<'_>, asked: &Asked, key: u32) -> Result<Answer, SiteError> {
    let Some(account) = reader.index.account(key)? else {
        return Ok(Answer::not_found());
    };
    let found = reader.index.messages_by(key, asked.params.page() - 1)?;
    let in_campaigns = reader.index.campaigns_of(key, 0)?;
    match asked.format {
        Format::Json => return Ok(json(reader, &account, &found, &in_campaigns.rows)),
        Format::Csv => return csv(reader, key, found.total),
        Format::Html => {}
    }
    let name = reader.name(&account);
    let cluster = reader.case.cluster_of(key)?;
    let messages = MessageItem::of(&found.rows, reader)?;
    Ok(Answer::page(&AccountPage {
        frame: Frame::of(reader, asked, "", &name),
        lawful: LAWFUL,
        id: format!("a{key}"),
        facts: format!(
            "{} · {}{}",
            count(found.total.into(), "message", "messages"),
            days(account.first.zip(account.last)),
            if account.platform == "mail" {
                String::new()
            } else {
                format!(" · {}", clean::line(&account.platform))
            }
        ),
        domain: clean::line(&account.domain),
        campaigns: in_campaigns
            .rows
            .iter()
            .filter_map(|row| campaign_of(reader, *row))
            .collect(),
        cluster: cluster.map_or_else(String::new, |row| row.cluster.to_string()),
        caption: format!("{} messages, newest first.", grouped(found.total.into())),
        alike: false,
        pager: Pager::of(&asked.params, messages.len(), found.total.into(), PAGE),
        messages,
        name,
    }))
}

fn json(
    reader: &Reader<'_>,
    account: &index::Account,
    found: &Listed<Message>,
    campaigns: &[Sender],
) -> Answer {
    Answer::json(&AccountView {
        schema: "refrain.account/1",
        account: format!("a{}", account.key),
        name: reader.name(account),
        first: account.first,
        last: account.last,
        messages: account.messages.max(found.total),
        campaigns: campaigns
            .iter()
            .map(|row| (format!("c{}", row.campaign), row.messages))
            .collect(),
        listed: found
            .rows
            .iter()
            .map(|row| format!("m{}", row.key))
            .collect(),
    })
}

fn csv(reader: &Reader<'_>, key: u32, total: u32) -> Result<Answer, SiteError> {
    let mut table = Table::new(&MessageItem::COLUMNS);
    for page in 0..total.min(ROWS).div_ceil(PAGE) {
        for item in MessageItem::of(&reader.index.messages_by(key, page)?.rows, reader)? {
            table.row(item.cells());
        }
    }
    Ok(Answer::csv(&format!("a{key}"), table.text()))
}

fn campaign_of(reader: &Reader<'_>, row: Sender) -> Option<CampaignOf> {
    let line = reader
        .dossier
        .campaigns
        .iter()
        .find(|line| line.key == row.campaign)?;
    Some(CampaignOf {
        id: line.id(),
        word: line.verdict.word(),
        sign: verdict_sign(line.verdict),
        label: verdict_label(line.verdict),
        messages: count(row.messages.into(), "message", "messages"),
        summary: line.summary.clone(),
    })
}
