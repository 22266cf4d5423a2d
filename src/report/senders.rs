//! Who a campaign claims to come from, and the machines behind it, each held against the rest of
//! the archive.

use std::collections::BTreeMap;

use super::{
    Names,
    archive_facts::{MachineCounts, TRAITS},
    clean,
    dossier::{Machine, Sender, Senders},
};
use crate::case::rows::{AccountRow, MessageRow, TraceRow};

/// Senders listed.
const SENDERS_SHOWN: usize = 15;

/// Values listed of each machine trait.
const MACHINES_SHOWN: usize = 4;

/// Classes of domains in the order of [`Senders::classes`].
pub(super) const CLASSES: [&str; 3] = ["freemail", "own domain", "shared domain"];

/// Providers where anybody can have an address. A reader's aid, not evidence; the campaign room has
/// its own tables.
const FREEMAIL: [&str; 32] = [
    "aol.com",
    "att.net",
    "bk.ru",
    "bluewin.ch",
    "comcast.net",
    "free.fr",
    "freenet.de",
    "gmail.com",
    "gmx.at",
    "gmx.ch",
    "gmx.de",
    "gmx.net",
    "googlemail.com",
    "hotmail.com",
    "icloud.com",
    "laposte.net",
    "libero.it",
    "live.com",
    "mail.com",
    "mail.ru",
    "me.com",
    "msn.com",
    "orange.fr",
    "outlook.com",
    "proton.me",
    "protonmail.com",
    "qq.com",
    "t-online.de",
    "web.de",
    "yahoo.com",
    "yandex.ru",
    "ymail.com",
];

/// The senders of these messages.
#[must_use]
pub(super) fn senders(
    messages: &[&MessageRow],
    accounts: &BTreeMap<u32, &AccountRow>,
    traces: &BTreeMap<u32, &TraceRow>,
    names: &Names<'_>,
) -> Senders {
    let mut written: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    let mut senders = Senders::default();
    for message in messages {
        match message.account {
            Some(account) => written.entry(account).or_default().push(message.message),
            None => senders.nameless += 1,
        }
    }
    let mut domains: BTreeMap<&str, u32> = BTreeMap::new();
    for account in written.keys().filter_map(|key| accounts.get(key)) {
        *domains.entry(account.domain.as_str()).or_default() += 1;
    }
    let class = |account: &AccountRow| match account.domain.as_str() {
        domain if FREEMAIL.contains(&domain) => 0,
        domain if domains.get(domain) == Some(&1) => 1,
        _ => 2,
    };
    for account in written.keys().filter_map(|key| accounts.get(key)) {
        if let Some(count) = senders.classes.get_mut(class(account)) {
            *count += 1;
        }
    }
    let mut ordered: Vec<(&u32, &Vec<u32>)> = written.iter().collect();
    ordered.sort_by(|a, b| b.1.len().cmp(&a.1.len()).then(a.0.cmp(b.0)));
    senders.hidden = ordered.len().saturating_sub(SENDERS_SHOWN);
    senders.list = ordered
        .into_iter()
        .take(SENDERS_SHOWN)
        .map(|(key, own)| {
            let account = accounts.get(key);
            let messages = u32::try_from(own.len()).unwrap_or(u32::MAX);
            Sender {
                account: *key,
                name: account.map_or_else(|| format!("a{key}"), |row| names.account(row)),
                class: account
                    .and_then(|row| CLASSES.get(class(row)).copied())
                    .unwrap_or("not known")
                    .into(),
                messages,
                elsewhere: account.map_or(0, |row| row.messages.saturating_sub(messages)),
                authentication: authentication(own, traces),
            }
        })
        .collect();
    senders
}

/// How one check's result is read off a trace.
type Result = fn(&TraceRow) -> Option<&String>;

/// `SPF pass · DKIM pass, none · DMARC –`, most frequent results first.
fn authentication(messages: &[u32], traces: &BTreeMap<u32, &TraceRow>) -> String {
    let rows: Vec<&&TraceRow> = messages
        .iter()
        .filter_map(|message| traces.get(message))
        .collect();
    let checks: [(&str, Result); 3] = [
        ("SPF", |t| t.spf.as_ref()),
        ("DKIM", |t| t.dkim.as_ref()),
        ("DMARC", |t| t.dmarc.as_ref()),
    ];
    let mut parts = Vec::new();
    for (name, result) in checks {
        let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
        for value in rows.iter().filter_map(|row| result(row)) {
            *counts.entry(value).or_default() += 1;
        }
        let mut ordered: Vec<_> = counts.into_iter().collect();
        ordered.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        if !ordered.is_empty() {
            let words: Vec<String> = ordered
                .iter()
                .map(|(value, _)| clean::line(value))
                .collect();
            parts.push(format!("{name} {}", words.join(", ")));
        }
    }
    if parts.is_empty() {
        "not recorded".to_owned()
    } else {
        parts.join(" · ")
    }
}

/// The machine traits of these traces against the whole archive's.
#[must_use]
pub(super) fn machines(traces: &[&TraceRow], archive: &MachineCounts) -> Vec<Machine> {
    let mut own = MachineCounts::default();
    for trace in traces {
        own.observe(trace);
    }
    let mut lines = Vec::new();
    for ((feature, counts), everywhere) in TRAITS.into_iter().zip(&own.values).zip(&archive.values)
    {
        let of: u64 = counts.values().sum();
        let rest_of = everywhere.values().sum::<u64>().saturating_sub(of);
        let mut ordered: Vec<(&String, &u64)> = counts.iter().collect();
        ordered.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
        for (value, messages) in ordered
            .iter()
            .take(MACHINES_SHOWN)
            .map(|(value, count)| (*value, **count))
        {
            let rest = everywhere
                .get(value)
                .map_or(0, |count| count.saturating_sub(messages));
            lines.push(Machine {
                feature: feature.into(),
                value: clean::shorten(&clean::visible(value), 120),
                further: 0,
                messages,
                of,
                rest: (rest_of > 0).then_some((rest, rest_of)),
            });
        }
        let further = ordered.len().saturating_sub(MACHINES_SHOWN);
        if further > 0 {
            let messages = ordered
                .iter()
                .skip(MACHINES_SHOWN)
                .map(|(_, count)| **count)
                .sum();
            lines.push(Machine {
                feature: feature.into(),
                further,
                messages,
                of,
                ..Machine::default()
            });
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trait_is_held_against_the_rest_of_the_archive() {
        let trace = |client: &str| TraceRow {
            client: Some(client.to_owned()),
            ..TraceRow::default()
        };
        let (own, other) = (trace("swaks"), trace("Outlook"));
        let mut archive = MachineCounts::default();
        for row in [&own, &own, &other, &other, &other] {
            archive.observe(row);
        }
        let lines = machines(&[&own, &own], &archive);
        assert_eq!(
            (lines[0].feature.clone(), lines[0].messages, lines[0].of),
            ("client".into(), 2, 2)
        );
        assert_eq!(lines[0].rest, Some((0, 3)));
    }

    #[test]
    fn domains_fall_into_three_classes() {
        let account = |account, domain: &str| AccountRow {
            account,
            handle: format!("a{account}@{domain}"),
            domain: domain.to_owned(),
            messages: 3,
            ..AccountRow::default()
        };
        let rows = [
            account(0, "gmail.com"),
            account(1, "a.example"),
            account(2, "b.example"),
            account(3, "b.example"),
        ];
        let messages: Vec<_> = (0..4)
            .map(|n| MessageRow {
                message: n,
                account: Some(n),
                ..MessageRow::default()
            })
            .chain([MessageRow {
                message: 9,
                ..MessageRow::default()
            }])
            .collect();
        let by_key = rows.iter().map(|row| (row.account, row)).collect();
        let senders = senders(
            &messages.iter().collect::<Vec<_>>(),
            &by_key,
            &BTreeMap::new(),
            &Names::Revealed,
        );
        assert_eq!((senders.classes, senders.nameless), ([1, 1, 2], 1));
        assert_eq!(senders.list[1].class, "own domain");
        assert_eq!(senders.list[1].elsewhere, 2);
        assert_eq!(senders.list[0].authentication, "not recorded");
    }
}
