//! Drafts to campaigns: every family is asked, then the verdict is drawn.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{
    Campaign, Draft, Evidence, Family, MemberKind, Verdict, clock, declared,
    facts::{Base, Facts},
    machine, names, operations, spread, template_signs, verdict,
};
use crate::{
    key::{AccountKey, CampaignKey, GroupKey, MessageKey},
    measure::Decibans,
    template::Signs,
};

/// Messages named by one evidence row.
const NAMED: usize = 1_000;
/// Share of a draft that must be answers within one thread to make it a conversation, no campaign.
const THREAD: f64 = 0.5;

/// All that evidence is drawn from.
pub struct Material<'a> {
    /// What is known of every member of a draft.
    pub facts: &'a HashMap<MessageKey, Facts>,
    /// Base rates of the archive.
    pub base: &'a Base,
    /// Template signs by group.
    pub signs: &'a HashMap<GroupKey, Signs>,
    /// Pairs of accounts that repeat things together beyond chance.
    pub ties: &'a [(AccountKey, AccountKey)],
    /// The opening words of each draft's model message.
    pub summaries: &'a HashMap<MessageKey, String>,
}

/// One draft as the families see it.
pub(super) struct Sight<'a> {
    pub(super) members: &'a [&'a Facts],
    /// One message of each account: what one sender does twice counts once.
    pub(super) one_each: Vec<&'a Facts>,
    counts: BTreeMap<AccountKey, u32>,
    pub(super) base: &'a Base,
    pub(super) signs: Option<&'a Signs>,
    pub(super) ties: &'a [(AccountKey, AccountKey)],
}

impl<'a> Sight<'a> {
    fn new(members: &'a [&'a Facts], material: &Material<'a>, signs: Option<&'a Signs>) -> Self {
        let mut counts: BTreeMap<AccountKey, u32> = BTreeMap::new();
        let mut one_each = Vec::new();
        for facts in members {
            match facts.account {
                Some(account) => {
                    let count = counts.entry(account).or_default();
                    if *count == 0 {
                        one_each.push(*facts);
                    }
                    *count += 1;
                }
                None => one_each.push(*facts),
            }
        }
        Self {
            members,
            one_each,
            counts,
            base: material.base,
            signs,
            ties: material.ties,
        }
    }

    /// Messages of the fact's account within this campaign.
    pub(super) fn in_campaign(&self, facts: &Facts) -> u32 {
        facts
            .account
            .and_then(|account| self.counts.get(&account).copied())
            .unwrap_or(1)
    }

    /// An observation that rests on the members for which `rests` holds.
    pub(super) fn observe(
        &self,
        (family, rule): (Family, &'static str),
        weight: f64,
        text: String,
        caveat: &str,
        rests: impl Fn(&Facts) -> bool,
    ) -> Evidence {
        Evidence {
            rule,
            family,
            weight: Decibans(weight),
            text,
            caveat: caveat.to_owned(),
            messages: self.sample(rests),
        }
    }

    /// The messages that some evidence rests on, at most [`NAMED`], evenly spread.
    pub(super) fn sample(&self, rests: impl Fn(&Facts) -> bool) -> Vec<MessageKey> {
        let all: Vec<MessageKey> = self
            .members
            .iter()
            .filter(|facts| rests(facts))
            .map(|facts| facts.message)
            .collect();
        let step = all.len().div_ceil(NAMED).max(1);
        all.into_iter().step_by(step).collect()
    }
}

/// Weighs all drafts. Conversations within one thread are left out. Keys go by size.
#[must_use]
pub fn weigh(drafts: &[Draft], material: &Material<'_>) -> Vec<Campaign> {
    let mut campaigns: Vec<Campaign> = Vec::new();
    for draft in drafts {
        let members: Vec<&Facts> = draft
            .members
            .iter()
            .filter_map(|m| material.facts.get(&m.message))
            .collect();
        if is_conversation(&members) {
            continue;
        }
        let key = CampaignKey(u32::try_from(campaigns.len()).unwrap_or(u32::MAX));
        campaigns.push(one(key, draft, &members, material));
    }
    operations::tie(&mut campaigns, material);
    campaigns
}

fn one(key: CampaignKey, draft: &Draft, members: &[&Facts], material: &Material<'_>) -> Campaign {
    let partial = draft
        .members
        .iter()
        .filter(|m| m.kind == MemberKind::Partial)
        .count();
    // Where most members hold only a passage, the text around it is their own and the template of a
    // small group would mislead.
    let signs = draft
        .groups
        .first()
        .and_then(|group| material.signs.get(group))
        .filter(|_| 2 * partial < draft.members.len());
    let sight = Sight::new(members, material, signs);
    let mut evidence: Vec<Evidence> = declared::weigh(&sight).into_iter().collect();
    if evidence.is_empty() {
        evidence.extend(template_signs::weigh(&sight));
        evidence.extend(machine::weigh(&sight));
        evidence.extend(clock::weigh(&sight));
        evidence.extend(names::weigh(&sight));
        evidence.extend(spread::weigh(&sight));
    }
    evidence.sort_by(|a, b| {
        b.weight
            .0
            .abs()
            .total_cmp(&a.weight.0.abs())
            .then(a.rule.cmp(b.rule))
    });
    let times: BTreeSet<i64> = members.iter().filter_map(|facts| facts.at).collect();
    let mut campaign = Campaign {
        key,
        verdict: Verdict::Undetermined,
        score: 0.0,
        weight: Decibans(0.0),
        accounts: u32::try_from(sight.one_each.len()).unwrap_or(u32::MAX),
        span: times.first().copied().zip(times.last().copied()),
        operation: None,
        summary: material
            .summaries
            .get(&draft.model)
            .cloned()
            .unwrap_or_default(),
        wanted: String::new(),
        members: draft.members.clone(),
        evidence,
    };
    verdict::judge(&mut campaign);
    campaign
}

/// Whether most messages answer within one thread.
fn is_conversation(members: &[&Facts]) -> bool {
    let mut threads: BTreeMap<&str, usize> = BTreeMap::new();
    for facts in members
        .iter()
        .filter(|facts| facts.reply && !facts.thread.is_empty())
    {
        *threads.entry(facts.thread.as_str()).or_default() += 1;
    }
    threads
        .values()
        .max()
        .is_some_and(|&most| most as f64 >= THREAD * members.len() as f64)
}
