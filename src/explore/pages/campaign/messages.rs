//! A campaign's messages, the least similar first, and three that stand for it.

use askama::Template;
use serde::Serialize;

use super::{Frame, Head, Part};
use crate::{
    explore::{
        index::{Message, Order, PAGE},
        pages::{campaigns::Choice, csv::Table, pager::Pager, rows::MessageItem},
        server::{answer::Answer, route::Format},
        site::SiteError,
    },
    report::{
        clean,
        exemplar::{Change, Exemplar},
        sentences,
        words::{LAWFUL, grouped},
    },
};

/// Rows of a table to keep: what a spreadsheet opens.
const ROWS: u32 = 1_000_000;

/// Orders: word, label, order.
const ORDERS: [(&str, &str, Order); 4] = [
    ("", "least similar first", Order::LeastAlike),
    ("alike", "most similar first", Order::MostAlike),
    ("newest", "newest first", Order::Newest),
    ("oldest", "oldest first", Order::Oldest),
];

#[derive(Template)]
#[template(path = "page/messages.html")]
struct MessagesTab {
    frame: Frame,
    lawful: &'static str,
    head: Head,
    value: String,
    slot: String,
    is_first: bool,
    typical: String,
    exemplars: Vec<ExemplarItem>,
    orders: Vec<Choice>,
    caption: String,
    alike: bool,
    messages: Vec<MessageItem>,
    pager: Pager,
}

struct ExemplarItem {
    id: String,
    label: String,
    facts: String,
    runs: Vec<(&'static str, String)>,
    cut: String,
}

#[derive(Serialize)]
struct MessagesV1<'a> {
    schema: &'static str,
    campaign: &'a str,
    page: u32,
    total: u32,
    messages: &'a [MessageItem],
}

/// The tab.
pub(super) fn page(part: Part<'_>) -> Result<Answer, SiteError> {
    let params = &part.asked.params;
    let sort = params.given("sort").unwrap_or_default();
    let order = ORDERS
        .iter()
        .find(|(word, _, _)| *word == sort)
        .map_or(Order::LeastAlike, |known| known.2);
    let campaign = part.detail.line.key;
    if part.asked.format == Format::Csv {
        return table(&part, campaign, order);
    }
    let value = params
        .given("value")
        .and_then(|key| key.parse::<u32>().ok());
    let found = match value {
        Some(value) => part.reader.index.users_of(value, params.page() - 1)?,
        None => part
            .reader
            .index
            .messages_of(campaign, order, params.page() - 1)?,
    };
    let messages = MessageItem::of(&found.rows, part.reader)?;
    if part.asked.format == Format::Json {
        return Ok(Answer::json(&MessagesV1 {
            schema: "refrain.members/1",
            campaign: &part.head.id,
            page: params.page(),
            total: found.total,
            messages: &messages,
        }));
    }
    let (words, slot) = filled(&part, value, found.rows.first())?;
    Ok(Answer::page(&MessagesTab {
        lawful: LAWFUL,
        value: words,
        slot,
        is_first: params.page() == 1 && sort.is_empty(),
        typical: part
            .detail
            .exemplars
            .first()
            .map_or_else(String::new, |seen| format!("m{}", seen.message)),
        exemplars: part.detail.exemplars.iter().map(exemplar).collect(),
        orders: orders(sort),
        caption: if value.is_some() {
            "In the order of the archive.".to_owned()
        } else {
            "Likeness is that to the most typical letter of a message's group, 1 for the same; of one that holds a passage, the share of it."
                .to_owned()
        },
        alike: true,
        pager: Pager::of(params, messages.len(), found.total.into(), PAGE),
        messages,
        head: part.head,
        frame: part.frame,
    }))
}

/// The words of a value and the number of its slot, where the rows are those that used it.
fn filled(
    part: &Part<'_>,
    value: Option<u32>,
    first: Option<&Message>,
) -> Result<(String, String), SiteError> {
    let Some(value) = value else {
        return Ok(Default::default());
    };
    let known = part.reader.index.value(value)?;
    let known = known.filter(|known| first.is_some_and(|row| row.group == Some(known.group)));
    Ok(known.map_or_else(
        || ("this value".to_owned(), String::new()),
        |known| {
            (
                clean::line(&part.reader.text(&known.value, &[])),
                known.slot.to_string(),
            )
        },
    ))
}

fn orders(sort: &str) -> Vec<Choice> {
    ORDERS
        .iter()
        .map(|(word, label, _)| Choice {
            value: word,
            label,
            chosen: *word == sort,
        })
        .collect()
}

fn table(part: &Part<'_>, campaign: u32, order: Order) -> Result<Answer, SiteError> {
    let mut table = Table::new(&MessageItem::COLUMNS);
    let mut page = 1;
    loop {
        let found = part.reader.index.messages_of(campaign, order, page - 1)?;
        for item in MessageItem::of(&found.rows, part.reader)? {
            table.row(item.cells());
        }
        if found.rows.is_empty() || page >= found.total.min(ROWS).div_ceil(PAGE) {
            break;
        }
        page += 1;
    }
    Ok(Answer::csv(
        &format!("{}-messages", part.head.id),
        table.text(),
    ))
}

fn exemplar(seen: &Exemplar) -> ExemplarItem {
    ExemplarItem {
        id: format!("m{}", seen.message),
        label: seen.label(),
        facts: sentences::member(seen),
        runs: seen
            .text
            .iter()
            .map(|(change, text)| {
                let tag = match change {
                    Change::Same => "",
                    Change::Missing => "del",
                    Change::Own => "ins",
                };
                (tag, text.clone())
            })
            .collect(),
        cut: match seen.words_cut {
            0 => String::new(),
            cut => format!("{} further words are not shown.", grouped(cut as u64)),
        },
    }
}
