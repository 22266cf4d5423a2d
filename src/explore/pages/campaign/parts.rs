//! The smaller tabs: when, who, by which machines, with which pictures.

use askama::Template;
use serde::Serialize;

use super::{Frame, Head, Part};
use crate::{
    explore::{
        graph::timeline::timeline as drawn,
        index::PAGE,
        pages::{clusters::drawing, csv::Table, pager::Pager},
        server::{answer::Answer, route::Format},
        site::SiteError,
    },
    report::{
        clean,
        dossier::Senders,
        pictures::{NOTE, Picture},
        sentences,
        words::{LAWFUL, days, grouped, minute, percent},
    },
};

#[derive(Template)]
#[template(path = "page/times.html")]
struct TimesTab {
    frame: Frame,
    lawful: &'static str,
    head: Head,
    timeline: String,
    note: String,
    step: String,
    bins: Vec<(String, String, String)>,
}

/// When its messages were sent.
pub(super) fn timeline(part: Part<'_>) -> Answer {
    let line = part.detail.timeline.as_ref();
    let starts = line.iter().flat_map(|line| {
        let bins = line.campaign.iter().zip(&line.archive).enumerate();
        bins.map(|(at, (here, all))| {
            let start = line.start.saturating_add(
                line.step
                    .saturating_mul(i64::try_from(at).unwrap_or(i64::MAX)),
            );
            (minute(start), start, *here, *all)
        })
    });
    if part.asked.format == Format::Csv {
        let mut table = Table::new(&["from_utc", "from_unix", "campaign", "archive"]);
        for (text, start, here, all) in starts {
            table.row([text, start.to_string(), here.to_string(), all.to_string()]);
        }
        return Answer::csv(&format!("{}-timeline", part.head.id), table.text());
    }
    let bins = starts.map(|(text, _, here, all)| (text, grouped(here.into()), grouped(all.into())));
    let href = format!("/search?q=campaign%3A{}&", part.head.id);
    Answer::page(&TimesTab {
        lawful: LAWFUL,
        bins: bins.collect(),
        timeline: line.map_or_else(String::new, |line| {
            drawn(
                line,
                &href,
                (None, None),
                "Messages of this campaign in time",
            )
        }),
        note: line.map_or_else(String::new, sentences::timeline_note),
        step: line.map_or_else(String::new, |line| line.step_name.to_string()),
        head: part.head,
        frame: part.frame,
    })
}

#[derive(Template)]
#[template(path = "page/accounts.html")]
struct AccountsTab {
    frame: Frame,
    lawful: &'static str,
    head: Head,
    graph: String,
    note: String,
    senders: Vec<SenderItem>,
    pager: Pager,
}

#[derive(Serialize)]
struct SenderItem {
    key: u32,
    name: String,
    domain: String,
    here: String,
    all: String,
    active: String,
}

#[derive(Serialize)]
struct AccountsV1<'a> {
    schema: &'static str,
    campaign: &'a str,
    page: u32,
    total: u32,
    accounts: Vec<SenderItem>,
}

/// Who sent them, and what these share.
pub(super) fn accounts(part: Part<'_>) -> Result<Answer, SiteError> {
    let campaign = part.detail.line.key;
    if part.asked.format == Format::Csv {
        let mut table = Table::new(&[
            "account",
            "sender",
            "domain",
            "messages_here",
            "messages_in_archive",
            "active",
        ]);
        let mut page = 1;
        loop {
            let (items, total) = senders(&part, campaign, page)?;
            let done = items.is_empty() || page >= total.div_ceil(PAGE);
            for item in items {
                table.row([
                    format!("a{}", item.key),
                    item.name,
                    item.domain,
                    item.here,
                    item.all,
                    item.active,
                ]);
            }
            if done {
                break;
            }
            page += 1;
        }
        return Ok(Answer::csv(
            &format!("{}-accounts", part.head.id),
            table.text(),
        ));
    }
    let page = part.asked.params.page();
    let (items, total) = senders(&part, campaign, page)?;
    if part.asked.format == Format::Json {
        return Ok(Answer::json(&AccountsV1 {
            schema: "refrain.senders/1",
            campaign: &part.head.id,
            page,
            total,
            accounts: items,
        }));
    }
    Ok(Answer::page(&AccountsTab {
        lawful: LAWFUL,
        graph: drawing(
            &format!("/campaigns/{}/graph", part.head.id),
            &format!("/search?q=campaign%3A{}%20", part.head.id),
        ),
        note: sentences::senders_note(&Senders {
            hidden: 0,
            ..part.detail.senders.clone()
        }),
        pager: Pager::of(&part.asked.params, items.len(), total.into(), PAGE),
        senders: items,
        head: part.head,
        frame: part.frame,
    }))
}

fn senders(part: &Part<'_>, campaign: u32, page: u32) -> Result<(Vec<SenderItem>, u32), SiteError> {
    let found = part.reader.index.senders_of(campaign, page - 1)?;
    let mut out = Vec::with_capacity(found.rows.len());
    for sender in &found.rows {
        let Some(account) = part.reader.index.account(sender.account)? else {
            continue;
        };
        out.push(SenderItem {
            key: account.key,
            name: part.reader.name(&account),
            domain: clean::line(&account.domain),
            here: grouped(sender.messages.into()),
            all: grouped(account.messages.into()),
            active: days(account.first.zip(account.last)),
        });
    }
    Ok((out, found.total))
}

#[derive(Template)]
#[template(path = "page/machines.html")]
struct MachinesTab {
    frame: Frame,
    lawful: &'static str,
    head: Head,
    machines: Vec<[String; 5]>,
    authentication: Vec<(String, String, String, String)>,
}

/// What the headers say about machines.
pub(super) fn machines(part: Part<'_>) -> Answer {
    let lines = part.detail.machines.iter().map(|line| {
        [
            line.feature.to_string(),
            sentences::machine_value(line),
            grouped(line.messages),
            percent(line.messages, line.of),
            line.rest
                .map_or_else(|| "–".to_owned(), |(with, of)| percent(with, of)),
        ]
    });
    if part.asked.format == Format::Csv {
        let mut table = Table::new(&[
            "trait",
            "value",
            "messages",
            "share_here",
            "share_in_the_rest",
        ]);
        lines.for_each(|line| table.row(line));
        return Answer::csv(&format!("{}-machines", part.head.id), table.text());
    }
    let senders = part
        .detail
        .senders
        .list
        .iter()
        .filter(|sender| !sender.authentication.is_empty());
    Answer::page(&MachinesTab {
        lawful: LAWFUL,
        machines: lines.collect(),
        authentication: senders
            .map(|sender| {
                (
                    format!("a{}", sender.account),
                    sender.name.clone(),
                    sender.class.to_string(),
                    clean::visible(&sender.authentication),
                )
            })
            .collect(),
        head: part.head,
        frame: part.frame,
    })
}

#[derive(Template)]
#[template(path = "page/pictures.html")]
struct PicturesTab {
    frame: Frame,
    lawful: &'static str,
    head: Head,
    note: &'static str,
    pictures: Vec<PictureItem>,
}

struct PictureItem {
    id: String,
    facts: String,
    carried: String,
    is_picture: bool,
    shown: Vec<Told>,
}

struct Told {
    sign: String,
    label: String,
    text: String,
    caveat: String,
}

/// Which pictures and documents they carry.
pub(super) fn media(part: Part<'_>) -> Answer {
    let item = |picture: &Picture| PictureItem {
        id: picture.id.clone(),
        facts: picture.facts.clone(),
        carried: picture.carried.clone(),
        is_picture: picture.facts.contains('×'),
        shown: picture
            .findings
            .iter()
            .chain(&picture.copies)
            .map(|shown| Told {
                sign: shown.sign.to_string(),
                label: shown.label.to_string(),
                text: shown.text.clone(),
                caveat: shown.caveat.clone(),
            })
            .collect(),
    };
    Answer::page(&PicturesTab {
        lawful: LAWFUL,
        note: NOTE,
        pictures: part.detail.pictures.iter().map(item).collect(),
        head: part.head,
        frame: part.frame,
    })
}
