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

/// Attributes whose rare values point at one machine or one owner. The forms of software are not
/// among them: two strangers use one library, and where few others do, its marks are rare as well.
const TYING: [Attribute; 3] = [
    Attribute::RelayNetwork,
    Attribute::OriginNetwork,
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
            let elsewhere: u32 = shown
                .iter()
                .filter_map(|list| list.get(number)?.get(&value))
                .sum();
            let outside = material.base.of(attribute).count(value) + elsewhere - inside;
            if f64::from(outside) <= OUTSIDE * f64::from(inside) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        campaign::{Base, Bulk, Member, MemberKind, Value},
        key::{CampaignKey, MessageKey},
        measure::Decibans,
    };

    /// Senders of one campaign.
    const SENDERS: u32 = 12;

    /// A message by an account of its own.
    fn sent(message: u32, network: &str, prefix: &str) -> Facts {
        let mut values: [Option<Value>; Attribute::ALL.len()] = Default::default();
        for (attribute, value) in [
            (Attribute::RelayNetwork, network),
            (Attribute::BoundaryPrefix, prefix),
        ] {
            if let Some(slot) = values.get_mut(attribute as usize) {
                *slot = Value::of(value);
            }
        }
        Facts {
            message: MessageKey(message),
            account: Some(AccountKey(message)),
            ordinary_messages: 0,
            name: String::new(),
            address: String::new(),
            at: None,
            offset: None,
            values,
            signed_for: None,
            bulk: Bulk::default(),
            reply: false,
            thread: String::new(),
            links: Vec::new(),
        }
    }

    fn campaign(key: u32, messages: std::ops::Range<u32>) -> Campaign {
        let member = |message| Member {
            message: MessageKey(message),
            group: None,
            kind: MemberKind::NearDuplicate,
        };
        Campaign {
            key: CampaignKey(key),
            verdict: Verdict::Undetermined,
            score: 0.5,
            weight: Decibans(5.0),
            accounts: SENDERS,
            span: None,
            operation: None,
            beside: None,
            summary: String::new(),
            wanted: String::new(),
            members: messages.map(member).collect(),
            evidence: Vec::new(),
        }
    }

    /// The operations of two campaigns whose senders relay through these networks, all with the
    /// boundary prefix of one library, in an archive of people who show neither.
    fn operations(networks: [&str; 2]) -> Vec<Option<u32>> {
        let mut facts = HashMap::new();
        let mut campaigns = Vec::new();
        for (number, network) in (0..).zip(networks) {
            let messages = number * SENDERS..(number + 1) * SENDERS;
            facts.extend(
                messages
                    .clone()
                    .map(|m| (MessageKey(m), sent(m, network, "=========="))),
            );
            campaigns.push(campaign(number, messages));
        }
        let people = (100..400).map(|m| sent(m, &format!("10.0.{m}.0/24"), "----=_Part"));
        let mut base = Base::default();
        for one in people {
            base.add(&one.values.map(|value| value.map(|v| v.hash)), None);
        }
        base.seal(0);
        let material = Material {
            facts: &facts,
            base: &base,
            signs: &HashMap::new(),
            sides: &BTreeMap::new(),
            ties: &[],
            summaries: &HashMap::new(),
        };
        tie(&mut campaigns, &material);
        campaigns
            .iter()
            .map(|campaign| campaign.operation)
            .collect()
    }

    #[test]
    fn one_network_ties_and_one_library_does_not() {
        assert_eq!(
            operations(["192.0.2.0/24", "192.0.2.0/24"]),
            [Some(1), Some(1)]
        );
        assert_eq!(
            operations(["192.0.2.0/24", "198.51.100.0/24"]),
            [None, None]
        );
    }
}
