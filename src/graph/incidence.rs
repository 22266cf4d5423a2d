//! The uses of one layer, indexed by object and by account.
//!
//! In: uses of one layer in any order. Out: [`Incidence`]; everything is sorted, so input order does not matter.

use crate::key::AccountKey;

use super::layer::Use;

/// Objects used by more than one in this many accounts tell little about any two of them.
const MAX_SHARE: usize = 5;

/// Below this many accounts an object is never too popular.
const MIN_POPULAR: usize = 64;

/// One use: by whom, when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Moment {
    /// Index of the account in [`Incidence::accounts`].
    pub(super) account: u32,
    /// When.
    pub(super) at: i64,
}

/// The indexed uses.
#[derive(Clone, Debug, Default)]
pub(super) struct Incidence {
    /// Accounts with at least one use, sorted.
    pub(super) accounts: Vec<AccountKey>,
    /// Uses by object, within an object by time.
    pub(super) moments: Vec<Moment>,
    /// Object of each moment.
    object_of: Vec<u32>,
    /// Where each object's moments start; one more at the end.
    object_starts: Vec<usize>,
    /// Positions in `moments` by account, ascending.
    positions: Vec<usize>,
    /// Where each account's positions start; one more at the end.
    account_starts: Vec<usize>,
}

impl Incidence {
    /// Indexes the uses of one layer; leaves out objects that are too popular to carry evidence.
    pub(super) fn of(mut uses: Vec<Use>) -> Self {
        uses.sort_unstable_by_key(|u| (u.object, u.at, u.account));
        uses.dedup();
        let accounts = distinct(uses.iter().map(|u| u.account));
        let popular = (accounts.len() / MAX_SHARE).max(MIN_POPULAR);
        let kept: Vec<&[Use]> = uses
            .chunk_by(|a, b| a.object == b.object)
            .filter(|uses| distinct(uses.iter().map(|u| u.account)).len() <= popular)
            .collect();
        let mut index = Self {
            accounts,
            object_starts: vec![0],
            ..Self::default()
        };
        for (object, uses) in (0_u32..).zip(kept) {
            for u in uses {
                let account = index.accounts.binary_search(&u.account).unwrap_or_default();
                index.moments.push(Moment {
                    account: u32::try_from(account).unwrap_or(u32::MAX),
                    at: u.at,
                });
                index.object_of.push(object);
            }
            index.object_starts.push(index.moments.len());
        }
        index.by_account();
        index
    }

    fn by_account(&mut self) {
        let mut pairs: Vec<(u32, usize)> = self
            .moments
            .iter()
            .enumerate()
            .map(|(at, m)| (m.account, at))
            .collect();
        pairs.sort_unstable();
        self.account_starts = (0..=self.accounts.len())
            .map(|account| pairs.partition_point(|(a, _)| (*a as usize) < account))
            .collect();
        self.positions = pairs.into_iter().map(|(_, at)| at).collect();
    }

    /// Moments of one object, in time order, with the position of the first.
    pub(super) fn object(&self, object: u32) -> (usize, &[Moment]) {
        let start = self
            .object_starts
            .get(object as usize)
            .copied()
            .unwrap_or(0);
        let end = self
            .object_starts
            .get(object as usize + 1)
            .copied()
            .unwrap_or(start);
        (start, self.moments.get(start..end).unwrap_or(&[]))
    }

    /// Number of objects.
    pub(super) fn objects(&self) -> u32 {
        u32::try_from(self.object_starts.len().saturating_sub(1)).unwrap_or(u32::MAX)
    }

    /// Positions of one account's moments, ascending: grouped by object.
    pub(super) fn positions(&self, account: u32) -> &[usize] {
        let start = self
            .account_starts
            .get(account as usize)
            .copied()
            .unwrap_or(0);
        let end = self
            .account_starts
            .get(account as usize + 1)
            .copied()
            .unwrap_or(start);
        self.positions.get(start..end).unwrap_or(&[])
    }

    /// Object of the moment at a position.
    pub(super) fn object_at(&self, position: usize) -> u32 {
        self.object_of.get(position).copied().unwrap_or(u32::MAX)
    }

    /// Distinct objects of each account, sorted.
    pub(super) fn objects_by_account(&self) -> Vec<Vec<u32>> {
        let accounts = 0..u32::try_from(self.accounts.len()).unwrap_or(u32::MAX);
        accounts
            .map(|account| distinct(self.positions(account).iter().map(|at| self.object_at(*at))))
            .collect()
    }

    /// Number of distinct accounts of each object.
    pub(super) fn popularity(&self) -> Vec<u32> {
        let accounts = |object| distinct(self.object(object).1.iter().map(|m| m.account)).len();
        (0..self.objects())
            .map(|object| u32::try_from(accounts(object)).unwrap_or(u32::MAX))
            .collect()
    }
}

fn distinct<T: Ord>(items: impl Iterator<Item = T>) -> Vec<T> {
    let mut items: Vec<T> = items.collect();
    items.sort_unstable();
    items.dedup();
    items
}

#[cfg(test)]
mod tests {
    use super::super::Layer;
    use super::*;

    fn used(account: u32, object: u32, at: i64) -> Use {
        Use {
            account: AccountKey(account),
            object,
            layer: Layer::Link,
            at,
        }
    }

    #[test]
    fn uses_are_indexed_both_ways() {
        let index = Incidence::of(vec![
            used(7, 3, 5),
            used(2, 3, 1),
            used(7, 9, 0),
            used(7, 3, 5),
            used(7, 3, 8),
        ]);
        assert_eq!(index.accounts, [AccountKey(2), AccountKey(7)]);
        assert_eq!(index.objects_by_account(), [vec![0], vec![0, 1]]);
        assert_eq!(index.popularity(), [2, 1]);
        let (start, moments) = index.object(0);
        assert_eq!(
            (start, moments.iter().map(|m| m.at).collect::<Vec<_>>()),
            (0, vec![1, 5, 8])
        );
        assert_eq!(index.positions(1), [1, 2, 3]);
    }

    #[test]
    fn an_object_that_everybody_uses_is_left_out() {
        let mut uses: Vec<Use> = (0..1_000).map(|account| used(account, 1, 0)).collect();
        uses.extend((0..10).map(|account| used(account, 2, 0)));
        assert_eq!(Incidence::of(uses).popularity(), [10]);
    }
}
