//! The part of a campaign that one set of machines may have sent.
//!
//! In: a draft and what is known of its members. Out: the draft's two sides when some of its accounts
//! share networks or combinations that nobody outside campaigns shows, and the others do not: a machine
//! may amplify a real call, and the verdict is per part, not per text. Whether the sides are kept apart
//! is decided when both are weighed; what one side was chosen by proves nothing about it, so the
//! machines do not count there (customers of one small provider look just like that).

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    hash::BuildHasher,
};

use super::{
    Draft, Member,
    facts::{Attribute, Base, Facts},
    unheard,
    weigh::Sight,
};
use crate::{
    key::{AccountKey, GroupKey, MessageKey},
    template::Signs,
};

/// Accounts that a side must have.
const LEAST_ACCOUNTS: usize = 8;
/// Accounts outside that may show a network of the side, as a share of those inside.
const OUTSIDE: f64 = 0.1;
/// Attributes whose rare values point at one machine.
const MACHINES: [Attribute; 2] = [Attribute::RelayNetwork, Attribute::OriginNetwork];

/// A draft's members who share machines, and the rest, each as a draft of its own.
#[derive(Clone, Debug, PartialEq)]
pub struct Sides {
    /// Those who share machines that nobody outside has.
    pub alike: Draft,
    /// All others.
    pub others: Draft,
}

/// The sides of a draft with the template signs of each side's largest group, of `alike` first.
#[derive(Clone, Debug)]
pub struct SidesWithSigns {
    /// The sides.
    pub sides: Sides,
    /// Their signs.
    pub signs: [Option<Signs>; 2],
}

/// The sides of a draft, if it has two.
#[must_use]
pub fn sides<S: BuildHasher>(
    draft: &Draft,
    facts: &HashMap<MessageKey, Facts, S>,
    base: &Base,
) -> Option<Sides> {
    let members: Vec<&Facts> = draft
        .members
        .iter()
        .filter_map(|member| facts.get(&member.message))
        .collect();
    let sight = Sight::of(&members, base);
    if sight.one_each.len() < 2 * LEAST_ACCOUNTS {
        return None;
    }
    let marks = marks(&sight);
    let accounts: HashSet<AccountKey> = sight
        .one_each
        .iter()
        .filter(|facts| {
            marks
                .iter()
                .any(|(attribute, value)| facts.value(*attribute).is_some_and(|v| v.hash == *value))
        })
        .filter_map(|facts| facts.account)
        .collect();
    let rest = sight.one_each.len() - accounts.len();
    if accounts.len() < LEAST_ACCOUNTS || rest < LEAST_ACCOUNTS {
        return None;
    }
    let is_alike = |member: &Member| {
        let account = facts.get(&member.message).and_then(|facts| facts.account);
        account.is_some_and(|account| accounts.contains(&account))
    };
    let (alike, others) = draft.members.iter().partition(|member| is_alike(member));
    Some(Sides {
        alike: side(draft, alike),
        others: side(draft, others),
    })
}

/// Values that point at one hand's machines.
fn marks(sight: &Sight<'_>) -> HashSet<(Attribute, u64)> {
    let mut marks: HashSet<(Attribute, u64)> = HashSet::new();
    for attribute in MACHINES {
        let outside = sight.base.of(attribute);
        let mut counts: BTreeMap<u64, u32> = BTreeMap::new();
        for value in sight
            .one_each
            .iter()
            .filter_map(|facts| facts.value(attribute))
        {
            *counts.entry(value.hash).or_default() += 1;
        }
        marks.extend(
            counts
                .into_iter()
                .filter(|&(value, count)| {
                    count as usize >= LEAST_ACCOUNTS
                        && f64::from(outside.count(value)) <= OUTSIDE * f64::from(count)
                })
                .map(|(value, _)| (attribute, value)),
        );
    }
    marks.extend(unheard::values(sight));
    marks
}

fn side(draft: &Draft, members: Vec<Member>) -> Draft {
    let mut sizes: BTreeMap<GroupKey, usize> = BTreeMap::new();
    for group in members.iter().filter_map(|member| member.group) {
        *sizes.entry(group).or_default() += 1;
    }
    let mut groups: Vec<GroupKey> = sizes.keys().copied().collect();
    groups.sort_by_key(|group| (std::cmp::Reverse(sizes.get(group).copied()), *group));
    let holds = |message| {
        members
            .iter()
            .any(|member: &Member| member.message == message)
    };
    let first = members.first().map_or(draft.model, |member| member.message);
    let model = if holds(draft.model) {
        draft.model
    } else {
        first
    };
    Draft {
        members,
        groups,
        model,
    }
}
