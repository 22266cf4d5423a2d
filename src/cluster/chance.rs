//! A cluster's own p-value: would accounts as active as these meet as often?
//!
//! In: the uses, the accounts of each cluster, a window and a seed. Out: one [`Chance`] a cluster.
//!
//! The statistic is the number of meetings: pairs of the cluster's accounts that used an object within the window, counted
//! once a pair and object and summed over objects. It is held against sets of other accounts, drawn so that each
//! member is replaced by an account of its own stratum, the whole part of log₂ of its uses: p = (1 + sets that
//! meet as often) / (1 + sets). All accounts can be drawn, members too, as in any permutation test.
//!
//! A stratum with fewer than [`LEAST_CHOICE`] accounts for each member cannot replace its members: they stay in every
//! set, which can only raise p. Where that holds for more than half the members there is nothing to compare with and no p.
//!
//! The cluster was found because its pairs meet often, so this p is no second proof. It tells how unlike other
//! sets of such accounts the *whole* is, and is high where a cluster lives from one or two of its edges.
//!
//! Cost: who met whom is counted once, each use against a bounded number of uses before it, so in proportion
//! to the uses; a set then costs as much as its accounts have met others. Where that is much, fewer sets are drawn.

use rand_pcg::{Pcg64Mcg, rand_core::Rng};
use rayon::prelude::*;

use super::timeline::{Moment, Timeline};

/// Sets drawn for a cluster; the smallest p is one in a thousand then.
const MOST_DRAWS: u32 = 999;

/// Sets drawn where accounts meet very many others.
const LEAST_DRAWS: u32 = 99;

/// Partners looked at over all clusters and draws, below which draws are not cut: some seconds of work.
const PARTNERS_FOR_ALL: u64 = 2_000_000_000;

/// Uses before a use that it is held against; fewer where there are very many uses.
const REACH: usize = 64;

/// Meetings kept at once, for memory: 160 MB of pairs.
const MOST_MEETINGS: usize = 20_000_000;

/// Accounts of a stratum for each member that is to be replaced.
const LEAST_CHOICE: usize = 2;

/// How a cluster's meetings compare with chance.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Chance {
    /// Pairs and objects that met within the window.
    pub(super) meetings: u64,
    /// Sets that it was held against.
    pub(super) draws: u32,
    /// p-value, or `None` where no accounts are as active as the cluster's.
    pub(super) p: Option<f64>,
}

/// The chance of each of these clusters, whose members are places in the timeline's accounts.
pub(super) fn chances(
    timeline: &Timeline,
    clusters: &[&[u32]],
    window: u64,
    seed: u64,
) -> Vec<Chance> {
    let met = Met::of(timeline, window);
    let pools = pools(timeline);
    let members = clusters.iter().flat_map(|members| members.iter());
    let partners: usize = members.map(|who| met.of_account(*who).len() + 1).sum();
    let partners = u64::try_from(partners).unwrap_or(u64::MAX).max(1);
    let draws = u32::try_from(PARTNERS_FOR_ALL / partners)
        .unwrap_or(u32::MAX)
        .clamp(LEAST_DRAWS, MOST_DRAWS);
    let chance = |set: &mut Set, members: &&[u32]| {
        let meetings = met.among(set.of(members));
        let Some(lots) = Lots::of(timeline, &pools, members) else {
            return Chance {
                meetings,
                draws: 0,
                p: None,
            };
        };
        let first = members.first().copied().unwrap_or_default();
        let mut dice = Pcg64Mcg::new((u128::from(seed) << 64) | (u128::from(first) << 1) | 1);
        let as_often = (0..draws)
            .filter(|_| met.among(lots.draw(&mut dice, set)) >= meetings)
            .count();
        let p = (1.0 + as_often as f64) / f64::from(1 + draws);
        Chance {
            meetings,
            draws,
            p: Some(p),
        }
    };
    let accounts = timeline.accounts.len();
    clusters
        .par_iter()
        .map_init(|| Set::new(accounts), chance)
        .collect()
}

/// Who met whom, and over how many objects.
struct Met {
    /// Where each account's partners begin.
    from: Vec<usize>,
    /// Partners with a larger number, and the objects.
    partners: Vec<(u32, u32)>,
}

impl Met {
    fn of(timeline: &Timeline, window: u64) -> Self {
        let reach = (MOST_MEETINGS / timeline.moments.len().max(1)).clamp(1, REACH);
        let mut pairs: Vec<(u32, u32)> = Vec::new();
        for uses in timeline.moments.chunk_by(|x, y| x.thing == y.thing) {
            let before = pairs.len();
            for (at, moment) in uses.iter().enumerate() {
                let earlier = uses.get(at.saturating_sub(reach)..at).unwrap_or_default();
                let near = |earlier: &&Moment| earlier.at.abs_diff(moment.at) <= window;
                for other in earlier
                    .iter()
                    .rev()
                    .take_while(near)
                    .filter(|m| m.who != moment.who)
                {
                    pairs.push((other.who.min(moment.who), other.who.max(moment.who)));
                }
            }
            // An object counts once a pair.
            let mut own = pairs.split_off(before);
            own.sort_unstable();
            own.dedup();
            pairs.append(&mut own);
        }
        pairs.par_sort_unstable();
        let mut from = Vec::with_capacity(timeline.accounts.len() + 1);
        let mut partners = Vec::new();
        for pair in pairs.chunk_by(|x, y| x == y) {
            let Some((who, other)) = pair.first() else {
                continue;
            };
            while from.len() <= *who as usize {
                from.push(partners.len());
            }
            partners.push((*other, u32::try_from(pair.len()).unwrap_or(u32::MAX)));
        }
        from.resize(timeline.accounts.len() + 1, partners.len());
        Self { from, partners }
    }

    fn of_account(&self, who: u32) -> &[(u32, u32)] {
        let bound = |at: usize| self.from.get(at).copied().unwrap_or_default();
        let who = who as usize;
        self.partners
            .get(bound(who)..bound(who + 1))
            .unwrap_or_default()
    }

    /// Meetings among a set.
    fn among(&self, set: &Set) -> u64 {
        let partners = set.accounts.iter().flat_map(|who| self.of_account(*who));
        partners
            .filter(|(other, _)| set.has(*other))
            .map(|(_, objects)| u64::from(*objects))
            .sum()
    }
}

/// A set of accounts that is emptied at once.
struct Set {
    accounts: Vec<u32>,
    /// For each account the last generation of the set that it was in.
    seen: Vec<u32>,
    generation: u32,
}

impl Set {
    fn new(accounts: usize) -> Self {
        Self {
            accounts: Vec::new(),
            seen: vec![0; accounts],
            generation: 0,
        }
    }

    fn clear(&mut self) {
        self.accounts.clear();
        self.generation = self.generation.checked_add(1).unwrap_or_else(|| {
            self.seen.fill(0);
            1
        });
    }

    /// Whether the account was not in the set before.
    fn add(&mut self, who: u32) -> bool {
        let Some(seen) = self.seen.get_mut(who as usize) else {
            return false;
        };
        let new = *seen != self.generation;
        if new {
            *seen = self.generation;
            self.accounts.push(who);
        }
        new
    }

    fn has(&self, who: u32) -> bool {
        self.seen.get(who as usize) == Some(&self.generation)
    }

    fn of(&mut self, members: &[u32]) -> &Self {
        self.clear();
        for who in members {
            self.add(*who);
        }
        self
    }
}

/// The accounts of each stratum, sorted.
fn pools(timeline: &Timeline) -> Vec<Vec<u32>> {
    let mut pools: Vec<Vec<u32>> = vec![Vec::new(); 33];
    for (places, who) in timeline.places.iter().zip(0_u32..) {
        if let Some(pool) = pools.get_mut(stratum(places.len())) {
            pool.push(who);
        }
    }
    pools
}

/// The stratum of an account with this many uses.
fn stratum(uses: usize) -> usize {
    (uses.max(1).ilog2() as usize).min(32)
}

/// Where the accounts of a random set come from.
#[derive(Default)]
struct Lots<'a> {
    /// Members that nobody can replace.
    fixed: Vec<u32>,
    /// Accounts to draw from and how many.
    pools: Vec<(&'a [u32], usize)>,
}

impl<'a> Lots<'a> {
    /// What to draw from for these members; `None` if most of them have none like them.
    fn of(timeline: &Timeline, pools: &'a [Vec<u32>], members: &[u32]) -> Option<Self> {
        let mut wanted: Vec<Vec<u32>> = vec![Vec::new(); pools.len()];
        for member in members {
            let stratum = stratum(timeline.of_account(*member).len());
            wanted.get_mut(stratum)?.push(*member);
        }
        let mut lots = Self::default();
        for (pool, wanted) in pools
            .iter()
            .zip(&wanted)
            .filter(|(_, wanted)| !wanted.is_empty())
        {
            if pool.len() >= LEAST_CHOICE * wanted.len() {
                lots.pools.push((pool, wanted.len()));
            } else {
                lots.fixed.extend(wanted);
            }
        }
        (members.len() > 1 && 2 * lots.fixed.len() <= members.len()).then_some(lots)
    }

    /// A random set: from each pool as many accounts as it is to give, none twice. An account that is in the set
    /// already is drawn anew, which happens at most every other time.
    fn draw<'s>(&self, dice: &mut Pcg64Mcg, set: &'s mut Set) -> &'s Set {
        set.clear();
        for who in &self.fixed {
            set.add(*who);
        }
        for (pool, count) in &self.pools {
            let mut left = *count;
            while left > 0 {
                let at = (u128::from(dice.next_u64()) * (pool.len() as u128)) >> 64;
                let drawn = usize::try_from(at).ok().and_then(|at| pool.get(at));
                left -= usize::from(drawn.is_none_or(|who| set.add(*who)));
            }
        }
        set
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::{collection::vec, prelude::*};

    use super::super::tests::{Dice, used};
    use super::*;
    use crate::graph::Use;

    /// 400 accounts with 16 to 31 uses of 300 objects over a month each.
    fn organic(dice: &mut Dice) -> Vec<Use> {
        let mut uses = Vec::new();
        for account in 0..400 {
            for _ in 0..16 + dice.below(16) {
                let at = i64::from(dice.below(2_592_000));
                uses.push(used(account, dice.below(300), at));
            }
        }
        uses
    }

    fn chance(uses: &[Use], members: &[u32]) -> Chance {
        let found = chances(&Timeline::of(uses), &[members], 600, 1);
        found.first().copied().expect("one cluster, one chance")
    }

    #[test]
    fn accounts_that_meet_are_unlike_all_random_sets() {
        let mut dice = Dice(1);
        let mut uses = organic(&mut dice);
        for object in 0..6 {
            uses.extend((0..10).map(|account| used(account, object, i64::from(dice.below(300)))));
        }
        let found = chance(&uses, &(0..10).collect::<Vec<_>>());
        assert_eq!(found.p, Some(0.001));
        assert!(found.meetings >= 6 * 45);
    }

    /// Sets chosen without looking have p-values spread over 0 to 1; meetings are few, so ties push p up.
    #[test]
    fn sets_chosen_at_random_are_seldom_striking() {
        let uses = organic(&mut Dice(2));
        let striking = (0..40)
            .filter(|set| {
                let members: Vec<u32> = (set * 10..set * 10 + 10).collect();
                chance(&uses, &members).p.is_some_and(|p| p <= 0.05)
            })
            .count();
        assert!(striking <= 6, "{striking} of 40");
    }

    #[test]
    fn accounts_with_no_equals_have_no_p() {
        let uses: Vec<Use> = (0..50)
            .flat_map(|object| [used(1, object, 0), used(2, object, 5)])
            .collect();
        assert_eq!(
            chance(&uses, &[0, 1]),
            Chance {
                meetings: 50,
                draws: 0,
                p: None
            }
        );
        assert_eq!(chance(&[], &[]).meetings, 0);
    }

    proptest! {
        /// The oracle compares all uses with all.
        #[test]
        fn meetings_are_those_that_all_against_all_finds(
            raw in vec((0_u32..5, 0_u32..3, 0_i64..100), 0..40), window in 0_u64..30,
        ) {
            let uses: Vec<Use> = raw.iter().map(|(account, object, at)| used(*account, *object, *at)).collect();
            let timeline = Timeline::of(&uses);
            let members: Vec<u32> = (0..u32::try_from(timeline.accounts.len()).expect("few")).collect();
            let found = chances(&timeline, &[&members], window, 1).first().map(|c| c.meetings);
            let mut slow = BTreeSet::new();
            for x in &uses {
                for y in &uses {
                    if x.account < y.account && x.object == y.object && x.at.abs_diff(y.at) <= window {
                        slow.insert((x.account, y.account, x.object));
                    }
                }
            }
            prop_assert_eq!(found, Some(slow.len() as u64));
        }
    }
}
