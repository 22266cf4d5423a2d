//! Operations: campaigns tied by machines, domains and accounts that nobody else has.
//!
//! In: weighed campaigns. Out: each campaign's operation number, and the [`Tie`]s that it rests on. Two
//! campaigns are tied when many senders of both show one value of a machine attribute that is rare in
//! the rest of the archive, or when many senders of one are senders of the other and none of these
//! wrote anything else. A common mail provider ties nobody; neither do campaigns of declared senders
//! or of people.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::{
    Campaign, Verdict,
    facts::{Attribute, Facts},
    verdict,
    weigh::Material,
};
use crate::key::{AccountKey, CampaignKey};

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
/// Share of the smaller campaign's senders that must be senders of the other, and how many at least:
/// the same people answer many calls, but they seldom write nothing else, nor in such a part.
const SHARED: f64 = 0.25;
/// See [`SHARED`].
const LEAST_SHARED: usize = 5;

/// What ties two campaigns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tie {
    /// The larger campaign.
    pub a: CampaignKey,
    /// The smaller one.
    pub b: CampaignKey,
    /// What they share: an attribute's noun, or `senders`.
    pub shared: String,
    /// Its value; empty for senders.
    pub value: String,
    /// Senders of each that show it.
    pub senders: [u32; 2],
    /// Senders elsewhere that show it too.
    pub elsewhere: u32,
}

/// Numbers the operations, campaigns tied to at least one other, and gives the ties.
pub(super) fn tie(campaigns: &mut [Campaign], material: &Material<'_>) -> Vec<Tie> {
    let able: Vec<bool> = campaigns.iter().map(able).collect();
    let mut ties = by_values(campaigns, &able, material);
    ties.extend(by_senders(campaigns, &able, material));
    let mut home: Vec<usize> = (0..campaigns.len()).collect();
    for tie in &ties {
        let (a, b) = (root(&home, tie.a.index()), root(&home, tie.b.index()));
        if let Some(slot) = home.get_mut(a.max(b)) {
            *slot = a.min(b);
        }
    }
    number(campaigns, &home);
    ties.sort_by(|x, y| (x.a, x.b, &x.shared, &x.value).cmp(&(y.a, y.b, &y.shared, &y.value)));
    ties
}

/// Whether a campaign may be one of an operation's.
fn able(campaign: &Campaign) -> bool {
    match campaign.verdict {
        Verdict::Operated => true,
        Verdict::Undetermined => {
            campaign.weight.0 >= LEAST_WEIGHT && !verdict::speaks_against(campaign)
        }
        _ => false,
    }
}

/// Ties by rare networks and domains; a value that several campaigns show ties each to the largest.
fn by_values(campaigns: &[Campaign], able: &[bool], material: &Material<'_>) -> Vec<Tie> {
    let shown: Vec<Vec<HashMap<u64, u32>>> = campaigns
        .iter()
        .map(|campaign| values(campaign, material))
        .collect();
    let mut ties = Vec::new();
    for (number, &attribute) in TYING.iter().enumerate() {
        let mut by_value: BTreeMap<u64, Vec<(usize, u32)>> = BTreeMap::new();
        let mut all: HashMap<u64, u32> = HashMap::new();
        for (at, campaign) in campaigns.iter().enumerate() {
            for (&value, &count) in shown
                .get(at)
                .and_then(|list| list.get(number))
                .into_iter()
                .flatten()
            {
                *all.entry(value).or_default() += count;
                let enough =
                    count >= LEAST && f64::from(count) >= SHARE * f64::from(campaign.accounts);
                if able.get(at) == Some(&true) && enough {
                    by_value.entry(value).or_default().push((at, count));
                }
            }
        }
        for (value, holders) in by_value {
            let inside: u32 = holders.iter().map(|&(_, count)| count).sum();
            let others = all.get(&value).copied().unwrap_or(inside) - inside;
            let elsewhere = material.base.of(attribute).count(value) + others;
            let Some((&(first, count), rest)) = holders.split_first() else {
                continue;
            };
            if f64::from(elsewhere) > OUTSIDE * f64::from(inside) {
                continue;
            }
            ties.extend(rest.iter().map(|&(other, theirs)| Tie {
                a: key(first),
                b: key(other),
                shared: attribute.noun().to_owned(),
                value: text(campaigns.get(first), attribute, value, material),
                senders: [count, theirs],
                elsewhere,
            }));
        }
    }
    ties
}

/// Ties by senders of both who wrote nothing else. Work is in proportion to the accounts and to the
/// campaigns that each is in.
fn by_senders(campaigns: &[Campaign], able: &[bool], material: &Material<'_>) -> Vec<Tie> {
    let mut holds: BTreeMap<AccountKey, Vec<usize>> = BTreeMap::new();
    for (at, campaign) in campaigns.iter().enumerate() {
        if able.get(at) != Some(&true) {
            continue;
        }
        let accounts: BTreeSet<AccountKey> = members(campaign, material)
            .filter(|facts| facts.ordinary_messages == 0)
            .filter_map(|facts| facts.account)
            .collect();
        for account in accounts {
            holds.entry(account).or_default().push(at);
        }
    }
    let mut both: BTreeMap<(usize, usize), u32> = BTreeMap::new();
    // Accounts in very many campaigns are sending services and tie nobody.
    for list in holds
        .values()
        .filter(|list| (2..=MANY).contains(&list.len()))
    {
        for (k, &a) in list.iter().enumerate() {
            for &b in list.iter().skip(k + 1) {
                *both.entry((a, b)).or_default() += 1;
            }
        }
    }
    let least = |a: usize, b: usize| {
        let accounts = |at: usize| campaigns.get(at).map_or(0, |campaign| campaign.accounts);
        (SHARED * f64::from(accounts(a).min(accounts(b)))).max(LEAST_SHARED as f64)
    };
    both.into_iter()
        .filter(|&((a, b), count)| f64::from(count) >= least(a, b))
        .map(|((a, b), count)| Tie {
            a: key(a),
            b: key(b),
            shared: "senders".to_owned(),
            value: String::new(),
            senders: [count, count],
            elsewhere: 0,
        })
        .collect()
}

/// Campaigns that one account may be in and still tie them.
const MANY: usize = 16;

fn key(at: usize) -> CampaignKey {
    CampaignKey(u32::try_from(at).unwrap_or(u32::MAX))
}

fn members<'a>(
    campaign: &'a Campaign,
    material: &'a Material<'_>,
) -> impl Iterator<Item = &'a Facts> {
    let members = campaign.members.iter();
    members.filter_map(|member| material.facts.get(&member.message))
}

/// A value as it is shown.
fn text(
    campaign: Option<&Campaign>,
    attribute: Attribute,
    value: u64,
    material: &Material<'_>,
) -> String {
    campaign
        .and_then(|campaign| {
            members(campaign, material)
                .filter_map(|facts| facts.value(attribute))
                .find(|shown| shown.hash == value)
        })
        .map_or_else(String::new, |shown| shown.text.clone())
}

/// For each tying attribute how many accounts of the campaign show each value.
fn values(campaign: &Campaign, material: &Material<'_>) -> Vec<HashMap<u64, u32>> {
    let count = |attribute: &Attribute| {
        let mut met: HashSet<(Option<AccountKey>, u64)> = HashSet::new();
        let mut counts: HashMap<u64, u32> = HashMap::new();
        for facts in members(campaign, material) {
            if let Some(value) = facts.value(*attribute)
                && met.insert((facts.account, value.hash))
            {
                *counts.entry(value.hash).or_default() += 1;
            }
        }
        counts
    };
    TYING.iter().map(count).collect()
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
            is_post: false,
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
            pictures: Vec::new(),
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
