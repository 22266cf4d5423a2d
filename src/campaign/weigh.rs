//! Drafts to campaigns: every family is asked, then the verdict is drawn.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{
    Campaign, Draft, Evidence, Family, MemberKind, SidesWithSigns, Tie, Verdict, clock, declared,
    facts::{Base, Facts},
    machine, names, operations, pictures, posts, spread, template_signs,
    verdict::{self, PEOPLE},
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
    /// Drafts that may be two campaigns, by their number.
    pub sides: &'a BTreeMap<usize, SidesWithSigns>,
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
    pub(super) base: &'a Base,
    pub(super) signs: Option<&'a Signs>,
    pub(super) ties: &'a [(AccountKey, AccountKey)],
}

impl<'a> Sight<'a> {
    fn new(members: &'a [&'a Facts], material: &Material<'a>, signs: Option<&'a Signs>) -> Self {
        Self {
            signs,
            ties: material.ties,
            ..Self::of(members, material.base)
        }
    }

    /// Members before anything is known of their texts and of who repeats whom.
    pub(super) fn of(members: &'a [&'a Facts], base: &'a Base) -> Self {
        let mut met: BTreeSet<AccountKey> = BTreeSet::new();
        let first = |facts: &&&Facts| facts.account.is_none_or(|account| met.insert(account));
        Self {
            members,
            one_each: members.iter().filter(first).copied().collect(),
            base,
            signs: None,
            ties: &[],
        }
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
pub fn weigh(drafts: &[Draft], material: &Material<'_>) -> (Vec<Campaign>, Vec<Tie>) {
    // Each campaign with the number of the draft that it is a side of.
    let mut weighed: Vec<(Campaign, Option<usize>)> = Vec::new();
    for (number, draft) in drafts.iter().enumerate() {
        if is_conversation(&known(draft, material)) {
            continue;
        }
        let signs = draft.groups.first().and_then(|g| material.signs.get(g));
        if let Some(both) = material
            .sides
            .get(&number)
            .and_then(|sides| apart(sides, material))
        {
            weighed.extend(both.map(|side| (side, Some(number))));
        } else {
            weighed.push((one(draft, signs, material), None));
        }
    }
    weighed.sort_by_key(|(campaign, _)| {
        let first = campaign.members.first().map(|member| member.message);
        (std::cmp::Reverse(campaign.members.len()), first)
    });
    let mut met: HashMap<usize, usize> = HashMap::new();
    let mut campaigns: Vec<Campaign> = Vec::with_capacity(weighed.len());
    for (at, (mut campaign, draft)) in weighed.into_iter().enumerate() {
        let key = |at: usize| CampaignKey(u32::try_from(at).unwrap_or(u32::MAX));
        campaign.key = key(at);
        if let Some(other) = draft.and_then(|draft| met.insert(draft, at)) {
            campaign.beside = Some(key(other));
            if let Some(other) = campaigns.get_mut(other) {
                other.beside = Some(key(at));
            }
        }
        campaigns.push(campaign);
    }
    let ties = operations::tie(&mut campaigns, material);
    (campaigns, ties)
}

fn known<'a>(draft: &Draft, material: &Material<'a>) -> Vec<&'a Facts> {
    let members = draft.members.iter();
    members
        .filter_map(|member| material.facts.get(&member.message))
        .collect()
}

/// Both sides as campaigns of their own, when one looks operated and the other like people.
fn apart(
    SidesWithSigns { sides, signs }: &SidesWithSigns,
    material: &Material<'_>,
) -> Option<[Campaign; 2]> {
    let [of_alike, of_others] = signs;
    let alike = one(&sides.alike, of_alike.as_ref(), material);
    let others = one(&sides.others, of_others.as_ref(), material);
    let differ = alike.verdict == Verdict::Operated
        && verdict::speaking(&alike, &[Family::Machine]) >= 2
        && others.weight.0 <= PEOPLE;
    differ.then_some([alike, others])
}

fn one(draft: &Draft, signs: Option<&Signs>, material: &Material<'_>) -> Campaign {
    let members = &known(draft, material);
    let partial = draft
        .members
        .iter()
        .filter(|m| m.kind == MemberKind::Partial)
        .count();
    // Where most members hold only a passage, the text around it is their own and the template of a
    // small group would mislead.
    let signs = signs.filter(|_| 2 * partial < draft.members.len());
    let sight = Sight::new(members, material, signs);
    let mut evidence: Vec<Evidence> = declared::one_sender(&sight).into_iter().collect();
    if evidence.is_empty() {
        evidence.extend(declared::service(&sight));
        evidence.extend(template_signs::weigh(&sight));
        evidence.extend(machine::weigh(&sight));
        evidence.extend(clock::weigh(&sight));
        evidence.extend(names::weigh(&sight));
        evidence.extend(spread::weigh(&sight));
        evidence.extend(pictures::weigh(&sight));
    }
    let is_post = posts::of_posts(members);
    if is_post {
        evidence = posts::tempered(evidence);
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
        key: CampaignKey(0),
        verdict: Verdict::Undetermined,
        score: 0.0,
        weight: Decibans(0.0),
        accounts: u32::try_from(sight.one_each.len()).unwrap_or(u32::MAX),
        span: times.first().copied().zip(times.last().copied()),
        operation: None,
        beside: None,
        summary: material
            .summaries
            .get(&draft.model)
            .cloned()
            .unwrap_or_default(),
        wanted: String::new(),
        members: draft.members.clone(),
        evidence,
    };
    verdict::judge(&mut campaign, is_post);
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
