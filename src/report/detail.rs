//! One campaign in detail: its rows picked out, counted, masked.

use std::{borrow::Cow, collections::BTreeMap};

use super::{
    Names, Rows, clean,
    dossier::{CampaignDetail, CampaignLine, Tied},
    evidence::{self, Observation},
    exemplar::{self, Change, Exemplar},
    pictures,
    pieces::{Pattern, Shown},
    senders,
    timeline::Timeline,
};
use crate::campaign::MemberKind;
use crate::case::rows::{
    AccountRow, CampaignRow, FillingRow, GroupRow, MemberRow, MessageRow, TemplateRow, TextRow,
    TieRow, TraceRow,
};

/// Rows by their key.
pub(super) struct Loaded<'a> {
    messages: BTreeMap<u32, &'a MessageRow>,
    accounts: BTreeMap<u32, &'a AccountRow>,
    texts: BTreeMap<u32, &'a TextRow>,
    traces: BTreeMap<u32, &'a TraceRow>,
    groups: BTreeMap<u32, &'a GroupRow>,
    /// Sending times of the archive, ascending.
    times: Cow<'a, [i64]>,
}

impl<'a> Loaded<'a> {
    pub(super) fn of(rows: &'a Rows) -> Self {
        Self {
            messages: rows.messages.iter().map(|row| (row.message, row)).collect(),
            accounts: rows.accounts.iter().map(|row| (row.account, row)).collect(),
            texts: rows.texts.iter().map(|row| (row.message, row)).collect(),
            traces: rows.traces.iter().map(|row| (row.message, row)).collect(),
            groups: rows.groups.iter().map(|row| (row.message, row)).collect(),
            times: ascending(&rows.archive.times),
        }
    }
}

/// Times in their order; a copy only where they do not stand so.
pub(super) fn ascending(times: &[i64]) -> Cow<'_, [i64]> {
    if times.is_sorted() {
        return Cow::Borrowed(times);
    }
    let mut sorted = times.to_vec();
    sorted.sort_unstable();
    Cow::Owned(sorted)
}

/// Tells one campaign in detail.
pub(super) fn detail(
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
        ties: ties(row.campaign, &rows.ties),
        kinds: [
            kind(MemberKind::NearDuplicate),
            kind(MemberKind::Partial),
            kind(MemberKind::Paraphrase),
        ],
        groups: sizes.len(),
        pattern: largest.map(|t| pattern(t, &rows.fillings, names)),
        patterns_hidden: templates.len().saturating_sub(1),
        exemplars: exemplars(row.campaign, &members, loaded, names),
        timeline: Timeline::of(&times, &loaded.times),
        senders: senders::senders(&messages, &loaded.accounts, &loaded.traces, names),
        machines: senders::machines(&traces, &rows.archive.machines),
        pictures: pictures::pictures(&rows.pictures, row.campaign),
        sum: evidence::total(&evidence),
        prior: evidence::prior(row),
        evidence,
        line,
    }
}

/// What ties a campaign to others, in the order of the rows.
fn ties(campaign: u32, rows: &[TieRow]) -> Vec<Tied> {
    let tied = |other: u32, row: &TieRow, senders| Tied {
        campaign: format!("c{other}"),
        shared: row.shared.clone(),
        value: row.value.clone(),
        senders,
        elsewhere: row.elsewhere,
    };
    rows.iter()
        .filter_map(|row| match (row.a == campaign, row.b == campaign) {
            (true, _) => Some(tied(row.b, row, [row.a_senders, row.b_senders])),
            (_, true) => Some(tied(row.a, row, [row.b_senders, row.a_senders])),
            _ => None,
        })
        .collect()
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
        let (Shown::Fixed(text) | Shown::Slot { label: text, .. }) = piece;
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
    let text_of = |message| text_of(message, loaded, names);
    let typical = chosen
        .first()
        .map_or_else(String::new, |(message, _)| text_of(*message).0);
    chosen
        .into_iter()
        .filter_map(|(message, roles)| {
            loaded.texts.get(&message)?;
            let (text, subject) = text_of(message);
            let row = loaded.messages.get(&message);
            let account = row
                .and_then(|row| row.account)
                .and_then(|key| loaded.accounts.get(&key));
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

/// Text and subject of one message as they may be shown.
fn text_of(message: u32, loaded: &Loaded<'_>, names: &Names<'_>) -> (String, String) {
    let text = loaded
        .texts
        .get(&message)
        .map_or("", |row| row.own_text.as_str());
    let Some(row) = loaded.messages.get(&message) else {
        return (names.text(text, &[]), String::new());
    };
    let account = row.account.and_then(|key| loaded.accounts.get(&key));
    let known = [
        row.display_name.as_str(),
        account.map_or("", |a| a.display_name.as_str()),
    ];
    (names.text(text, &known), names.text(&row.subject, &known))
}
