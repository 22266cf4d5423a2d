//! Sender domains that nobody else in the archive has.
//!
//! In: the campaign's accounts. Out: evidence when much of the campaign comes from several domains,
//! each with several of its accounts, none of which wrote anything else to the archive; more when
//! they are named in a row (`openpost17`, `openpost18`, …). A single unknown organisation is no sign.

use std::collections::{BTreeMap, BTreeSet};

use super::{Evidence, Family, facts::Attribute, weigh::Sight};
use crate::trace::freemail;

/// Accounts that a domain must have in the campaign.
const LEAST_ACCOUNTS: u32 = 2;
/// Such domains that there must be.
const LEAST_DOMAINS: usize = 4;
/// Share of the campaign's accounts where the rule begins to speak, and where it speaks whole.
const SHARE: (f64, f64) = (0.3, 0.8);
/// The weight of unknown domains: a crowd from elsewhere brings its own local providers. Decibans.
const UNKNOWN: f64 = 5.0;
/// Added when most of them are named in a row. Decibans.
const IN_A_ROW: f64 = 6.0;

/// The domains of several accounts each that nobody outside campaigns has, when there are several.
fn unheard<'a>(sight: &Sight<'a>) -> BTreeMap<&'a str, u32> {
    let outside = sight.base.of(Attribute::SenderDomain);
    let mut accounts: BTreeMap<&str, u32> = BTreeMap::new();
    for facts in &sight.one_each {
        if let Some(domain) = facts.value(Attribute::SenderDomain)
            && !freemail(&domain.text)
            && !outside.knows(domain.hash)
        {
            *accounts.entry(domain.text.as_str()).or_default() += 1;
        }
    }
    accounts.retain(|_, count| *count >= LEAST_ACCOUNTS);
    if accounts.len() < LEAST_DOMAINS {
        accounts.clear();
    }
    accounts
}

pub(super) fn unknown(sight: &Sight<'_>) -> Option<Evidence> {
    let accounts = unheard(sight);
    if accounts.is_empty() {
        return None;
    }
    let held: u32 = accounts.values().sum();
    let share = f64::from(held) / sight.one_each.len().max(1) as f64;
    let whole = ((share - SHARE.0) / (SHARE.1 - SHARE.0)).clamp(0.0, 1.0);
    let mut stems: BTreeMap<String, usize> = BTreeMap::new();
    for domain in accounts.keys() {
        *stems.entry(stem(domain)).or_default() += 1;
    }
    let row = stems.values().copied().max().unwrap_or(0);
    let in_a_row = 2 * row > accounts.len() && row >= LEAST_DOMAINS;
    let weight = whole * (UNKNOWN + if in_a_row { IN_A_ROW } else { 0.0 });
    if weight < 0.5 {
        return None;
    }
    let named = if in_a_row { ", named in a row" } else { "" };
    let text = format!(
        "{held} of {} senders write from {} domains{named}, of which nobody outside campaigns writes",
        sight.one_each.len(),
        accounts.len(),
    );
    let domains: BTreeSet<String> = accounts.keys().map(|&domain| domain.to_owned()).collect();
    Some(sight.observe(
        (Family::Name, "name.unknown_domains"),
        weight,
        text,
        "Local branches of a union, a church or a party may each have a domain, and write for the first time.",
        |facts| {
            facts
                .value(Attribute::SenderDomain)
                .is_some_and(|domain| domains.contains(&domain.text))
        },
    ))
}

/// A domain without its digits and hyphens.
fn stem(domain: &str) -> String {
    domain
        .chars()
        .filter(|c| !c.is_ascii_digit() && *c != '-')
        .collect()
}
