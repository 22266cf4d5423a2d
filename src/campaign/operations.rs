//! Operations: campaigns tied by machines and domains that nobody else has.
//!
//! In: weighed campaigns. Out: each campaign's operation number. Two campaigns are tied when many
//! senders of both show one value of a machine attribute that is rare in the rest of the archive.
//! A common mail provider ties nobody; neither do campaigns of declared senders or of people.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{
    Campaign, Verdict,
    facts::{Attribute, Facts},
    weigh::Material,
};
use crate::key::AccountKey;

/// Attributes whose rare values point at one machine or one owner.
const TYING: [Attribute; 4] = [
    Attribute::RelayNetwork,
    Attribute::OriginNetwork,
    Attribute::BoundaryPrefix,
    Attribute::SenderDomain,
];
/// Share of a campaign's senders that must show the value, and how many at least.
const SHARE: f64 = 0.1;
/// See [`SHARE`].
const LEAST: u32 = 3;
/// Senders outside both campaigns who may show it: at most this share of those who show it inside.
const OUTSIDE: f64 = 0.1;
/// A campaign whose evidence speaks against one hand is not tied to others: it may well be people's.
/// Decibans.
const LEAST_WEIGHT: f64 = 0.0;

/// Numbers the operations: campaigns tied to at least one other.
pub(super) fn tie(campaigns: &mut [Campaign], material: &Material<'_>) {
    let shown: Vec<Vec<HashMap<u64, u32>>> = campaigns
        .iter()
        .map(|campaign| values(campaign, material))
        .collect();
    let mut home: Vec<usize> = (0..campaigns.len()).collect();
    for (number, &attribute) in TYING.iter().enumerate() {
        let mut by_value: BTreeMap<u64, Vec<(usize, u32)>> = BTreeMap::new();
        for (at, campaign) in campaigns.iter().enumerate() {
            let able = matches!(campaign.verdict, Verdict::Operated | Verdict::Undetermined)
                && campaign.weight.0 >= LEAST_WEIGHT;
            for (&value, &count) in shown
                .get(at)
                .and_then(|list| list.get(number))
                .into_iter()
                .flatten()
            {
                let enough =
                    count >= LEAST && f64::from(count) >= SHARE * f64::from(campaign.accounts);
                if able && enough {
                    by_value.entry(value).or_default().push((at, count));
                }
            }
        }
        for (value, holders) in by_value
            .into_iter()
            .filter(|(_, holders)| holders.len() > 1)
        {
            let inside: u32 = holders.iter().map(|&(_, count)| count).sum();
            let all = material.base.without(attribute, &[]).count(value);
            if f64::from(all.saturating_sub(inside)) <= OUTSIDE * f64::from(inside) {
                let least = holders
                    .iter()
                    .map(|&(at, _)| root(&home, at))
                    .min()
                    .unwrap_or(0);
                for (at, _) in holders {
                    let old = root(&home, at);
                    if let Some(slot) = home.get_mut(old) {
                        *slot = least;
                    }
                }
            }
        }
    }
    number(campaigns, &home);
}

/// For each tying attribute how many accounts of the campaign show each value.
fn values(campaign: &Campaign, material: &Material<'_>) -> Vec<HashMap<u64, u32>> {
    let members: Vec<&Facts> = campaign
        .members
        .iter()
        .filter_map(|m| material.facts.get(&m.message))
        .collect();
    TYING
        .iter()
        .map(|&attribute| {
            let mut met: HashSet<(Option<AccountKey>, u64)> = HashSet::new();
            let mut counts: HashMap<u64, u32> = HashMap::new();
            for facts in &members {
                if let Some(value) = facts.value(attribute)
                    && met.insert((facts.account, value.hash))
                {
                    *counts.entry(value.hash).or_default() += 1;
                }
            }
            counts
        })
        .collect()
}

fn number(campaigns: &mut [Campaign], home: &[usize]) {
    let mut sizes: BTreeMap<usize, u32> = BTreeMap::new();
    for at in 0..campaigns.len() {
        *sizes.entry(root(home, at)).or_default() += 1;
    }
    let numbers: BTreeMap<usize, u32> = sizes
        .iter()
        .filter(|&(_, &size)| size > 1)
        .map(|(&at, _)| at)
        .zip(1..)
        .collect();
    for (at, campaign) in campaigns.iter_mut().enumerate() {
        campaign.operation = numbers.get(&root(home, at)).copied();
    }
}

fn root(home: &[usize], mut at: usize) -> usize {
    while let Some(&next) = home.get(at).filter(|&&next| next != at) {
        at = next;
    }
    at
}
