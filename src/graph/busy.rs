//! Accounts that are too busy for a window: whoever posts several times within every window is always within it of somebody.
//!
//! In: uses of all layers, and the windows. Out: [`Busy`], which tells how many of the windows say something about an account.
//!
//! An account that repeats everything popular all day meets others who do so, in the order in which things become popular;
//! neither the number of things nor their tempo shows that the two go the same way at the same time. The time between its own
//! uses does.

use crate::key::AccountKey;

use super::layer::{Use, Windows};

/// Mean number of an account's other moments within a window of each of its own, from which the window tells nothing.
const CROWDED: usize = 3;

/// Fewer moments tell no rhythm.
const LEAST_MOMENTS: usize = 20;

/// How many of the windows, narrowest first, say something about each account.
pub(super) struct Busy {
    /// Accounts with fewer than all, sorted.
    limited: Vec<(AccountKey, usize)>,
}

impl Busy {
    /// Looks at the moments of each account, in one pass for each window after sorting.
    pub(super) fn of(uses: &[Use], windows: &Windows) -> Self {
        let mut moments: Vec<(AccountKey, i64)> = uses.iter().map(|u| (u.account, u.at)).collect();
        moments.sort_unstable();
        // One post is used in several layers.
        moments.dedup();
        let mut limited = Vec::new();
        for own in moments.chunk_by(|a, b| a.0 == b.0) {
            let Some((account, _)) = own.first().filter(|_| own.len() >= LEAST_MOMENTS) else {
                continue;
            };
            let told = windows.seconds().iter().take_while(|w| !crowded(own, **w));
            let told = told.count();
            if told < windows.seconds().len() {
                limited.push((*account, told));
            }
        }
        Self { limited }
    }

    /// How many of the windows say something about both of two accounts.
    pub(super) fn windows(&self, a: AccountKey, b: AccountKey) -> usize {
        let of = |account| {
            let found = self.limited.binary_search_by_key(&account, |limit| limit.0);
            found
                .ok()
                .and_then(|at| self.limited.get(at))
                .map_or(usize::MAX, |limit| limit.1)
        };
        of(a).min(of(b))
    }
}

/// Whether an account's moments, in order of time, lie that close.
fn crowded(own: &[(AccountKey, i64)], window: u64) -> bool {
    let (mut oldest, mut pairs) = (0, 0);
    for (at, (_, moment)) in own.iter().enumerate() {
        while own
            .get(oldest)
            .is_some_and(|(_, old)| old.abs_diff(*moment) > window)
        {
            oldest += 1;
        }
        pairs += at - oldest;
    }
    // Each pair lies around both of its moments.
    2 * pairs >= CROWDED * own.len()
}

#[cfg(test)]
mod tests {
    use super::super::layer::Layer;
    use super::*;

    fn uses(account: u32, times: impl Iterator<Item = i64>) -> Vec<Use> {
        let used = |at| Use {
            account: AccountKey(account),
            object: 0,
            layer: Layer::Link,
            at,
            precision: 0,
        };
        times.map(used).collect()
    }

    #[test]
    fn whoever_posts_all_day_is_tested_in_narrow_windows_only() {
        let mut all = uses(1, (0..100).map(|n| n * 120));
        all.extend(uses(2, (0..100).map(|n| n * 3_600)));
        all.extend(uses(3, (0..10).map(|n| n * 10)));
        all.extend(uses(4, (0..100).map(|n| n * 5)));
        // The same moments in another layer are the same posts.
        let again: Vec<Use> = all
            .iter()
            .map(|u| Use {
                layer: Layer::Repost,
                ..*u
            })
            .collect();
        all.extend(again);
        let busy = Busy::of(&all, &Windows::posts());
        let told = |a, b| busy.windows(AccountKey(a), AccountKey(b));
        assert_eq!((told(1, 2), told(2, 3), told(4, 1)), (2, usize::MAX, 0));
    }
}
