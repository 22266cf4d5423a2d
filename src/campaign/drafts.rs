//! Groups and passages to the campaigns under way.
//!
//! In: groups, passages. Out: [`Draft`]s: sets of messages that push one thing. A passage that makes
//! up much of a group's text ties the group to the letters that hold it; a passage that is a small
//! part (a quotation, a notice at the end) ties nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::{Member, MemberKind};
use crate::{
    key::{GroupKey, MessageKey},
    neardup::{Groups, Membership, Passage},
};

/// Share of a group's text that a passage must make up to tie the group to other letters.
const TIES: f32 = 0.3;

/// A campaign before it is weighed.
#[derive(Clone, Debug, PartialEq)]
pub struct Draft {
    /// Members in message order.
    pub members: Vec<Member>,
    /// Its groups, largest first.
    pub groups: Vec<GroupKey>,
    /// A message that shows its words.
    pub model: MessageKey,
}

type Set = BTreeMap<MessageKey, Member>;

/// Forms campaigns of at least `least` messages, largest first.
#[must_use]
pub fn drafts(groups: &Groups, passages: &[Passage], least: usize) -> Vec<Draft> {
    let (home, tied) = tie(groups, passages);
    let is_large = groups.large();
    let mut sets: BTreeMap<usize, Set> = BTreeMap::new();
    let join = |member: &Membership, sets: &mut BTreeMap<usize, Set>| {
        let entry = Member {
            message: member.message,
            group: Some(member.group),
            kind: MemberKind::NearDuplicate,
        };
        let at = root(&home, member.group.index());
        sets.entry(at).or_default().insert(member.message, entry);
    };
    let (large, small): (Vec<&Membership>, Vec<&Membership>) = groups
        .members
        .iter()
        .partition(|member| is_large(member.group));
    let mut taken: BTreeSet<MessageKey> = BTreeSet::new();
    for member in large {
        taken.insert(member.message);
        join(member, &mut sets);
    }
    for (number, (passage, tied)) in passages.iter().zip(&tied).enumerate() {
        let at = tied.map_or(home.len() + number, |at| root(&home, at));
        for &message in &passage.messages {
            if taken.insert(message) {
                let entry = Member {
                    message,
                    group: None,
                    kind: MemberKind::Partial,
                };
                sets.entry(at).or_default().insert(message, entry);
            }
        }
    }
    // What a small group shares matters less than what its members share with many others.
    for member in small {
        if taken.insert(member.message) {
            join(member, &mut sets);
        }
    }
    let models = passages
        .iter()
        .enumerate()
        .map(|(number, passage)| (home.len() + number, passage.model))
        .collect();
    finish(groups, sets, &models, least)
}

/// Joins groups that one passage ties. Gives where each group went, and a group of each passage's.
fn tie(groups: &Groups, passages: &[Passage]) -> (Vec<usize>, Vec<Option<usize>>) {
    let mut home: Vec<usize> = (0..groups.medoids.len()).collect();
    let mut firsts = Vec::with_capacity(passages.len());
    for passage in passages {
        let tied: Vec<usize> = passage
            .groups
            .iter()
            .filter(|(_, share)| share.get() >= TIES)
            .map(|(group, _)| root(&home, group.index()))
            .collect();
        let first = tied.iter().copied().min();
        for &other in &tied {
            if let (Some(slot), Some(first)) = (home.get_mut(other), first) {
                *slot = first;
            }
        }
        firsts.push(first);
    }
    (home, firsts)
}

/// The set that a set was joined to in the end.
fn root(home: &[usize], mut at: usize) -> usize {
    while let Some(&next) = home.get(at).filter(|&&next| next != at) {
        at = next;
    }
    at
}

fn finish(
    groups: &Groups,
    sets: BTreeMap<usize, Set>,
    models: &BTreeMap<usize, MessageKey>,
    least: usize,
) -> Vec<Draft> {
    let mut out: Vec<Draft> = sets
        .into_iter()
        .filter(|(_, members)| members.len() >= least)
        .filter_map(|(at, members)| {
            let mut sizes: BTreeMap<GroupKey, usize> = BTreeMap::new();
            for group in members.values().filter_map(|m| m.group) {
                *sizes.entry(group).or_default() += 1;
            }
            let mut own: Vec<GroupKey> = sizes.keys().copied().collect();
            own.sort_by_key(|group| (std::cmp::Reverse(sizes.get(group).copied()), *group));
            let medoid = own
                .first()
                .and_then(|group| groups.medoids.get(group.index()).copied());
            let model = medoid
                .or_else(|| models.get(&at).copied())
                .or_else(|| members.keys().next().copied())?;
            Some(Draft {
                members: members.into_values().collect(),
                groups: own,
                model,
            })
        })
        .collect();
    out.sort_by_key(|draft| {
        (
            std::cmp::Reverse(draft.members.len()),
            draft.members.first().map(|m| m.message),
        )
    });
    out
}
