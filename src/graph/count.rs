//! Plain windowed counts: who shared the same object within a window, how often, with no statistics.
//!
//! In: [`Share`]s of one kind of object. Out: [`Counts`]: each two shares that fell together, and sums by account pair.
//!
//! The rules are those of `CooRTweet` 2.1.3, `detect_groups` and `generate_coordinated_network` (N. Righetti, P. Balluff,
//! "`CooRTweet`: A Generalized R Software for Coordinated Network Detection", 2025), so that its figures are met exactly:
//!
//! 1. Equal rows are one. A row without an object is no share; leave it out before.
//! 2. Accounts with fewer rows than the least participation are left out.
//! 3. Two rows are a pair if they have one object, lie at most the window apart (its bound included), and have two
//!    accounts and two contents, neither content being the object itself (a post that reposts of it are counted for). An
//!    account that repeats itself makes a pair each time.
//! 4. A content counts if its account has, among its rows whose content is in any pair, as many as the
//!    least participation. Pairs with at least one content that counts stay: so the other account may have a
//!    single pair.
//!
//! Cost: the pairs of rule 3, besides sorting; nothing is bounded.

use std::collections::BTreeMap;

use crate::key::AccountKey;

/// One row: an account shared an object in some content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Share {
    /// What.
    pub object: u32,
    /// When, in seconds since 1970 UTC.
    pub at: i64,
    /// Who.
    pub account: AccountKey,
    /// In which post.
    pub content: u32,
    /// Whether that post is the object itself.
    pub original: bool,
}

/// Two shares that fell together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CoShare {
    /// Number of the older one among the shares given; of two of one second, the first given.
    pub older: usize,
    /// Number of the newer one.
    pub newer: usize,
    /// Seconds between them.
    pub apart: u64,
}

/// What two accounts have together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tally {
    /// The smaller account.
    pub a: AccountKey,
    /// The larger account.
    pub b: AccountKey,
    /// Pairs of shares: the weight of the edge.
    pub pairs: usize,
    /// Distinct objects of them.
    pub objects: usize,
    /// Distinct contents of each.
    pub contents: [usize; 2],
    /// Mean seconds between the two shares of a pair.
    pub apart: f64,
}

/// All that fell together.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Counts {
    /// Pairs of shares, ordered by object, then by time of the newer one.
    pub pairs: Vec<CoShare>,
    /// Sums, ordered by accounts.
    pub tallies: Vec<Tally>,
}

impl Counts {
    /// Accounts that are in any pair, sorted.
    #[must_use]
    pub fn accounts(&self) -> Vec<AccountKey> {
        let mut all: Vec<AccountKey> = self.tallies.iter().flat_map(|t| [t.a, t.b]).collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// Counts pairs of shares at most `window` seconds apart, of accounts with at least `least` rows; `CooRTweet`'s own are 10 s and 2.
#[must_use]
pub fn count(shares: &[Share], window: u64, least: usize) -> Counts {
    let mut rows: Vec<(Share, usize)> = shares.iter().copied().zip(0..).collect();
    rows.sort_unstable();
    rows.dedup_by_key(|row| row.0);
    let by_account = tally(rows.iter().map(|row| row.0.account));
    rows.retain(|row| by_account.get(&row.0.account).is_some_and(|n| *n >= least));
    // Within one second, the order given.
    rows.sort_unstable_by_key(|(share, number)| (share.object, share.at, *number));
    let mut pairs = Vec::new();
    for object in rows.chunk_by(|x, y| x.0.object == y.0.object) {
        slide(object, window, &mut pairs);
    }
    let share = |number: usize| shares.get(number).copied();
    let mut paired: Vec<u32> = pairs
        .iter()
        .flat_map(|pair: &CoShare| [pair.older, pair.newer])
        .filter_map(|number| share(number).map(|s| s.content))
        .collect();
    paired.sort_unstable();
    paired.dedup();
    rows.retain(|row| paired.binary_search(&row.0.content).is_ok());
    let by_account = tally(rows.iter().map(|row| row.0.account));
    rows.retain(|row| by_account.get(&row.0.account).is_some_and(|n| *n >= least));
    let mut counted: Vec<u32> = rows.iter().map(|row| row.0.content).collect();
    counted.sort_unstable();
    counted.dedup();
    let counts = |number| share(number).is_some_and(|s| counted.binary_search(&s.content).is_ok());
    pairs.retain(|pair| counts(pair.older) || counts(pair.newer));
    Counts {
        tallies: tallies(shares, &pairs),
        pairs,
    }
}

fn tally(accounts: impl Iterator<Item = AccountKey>) -> BTreeMap<AccountKey, usize> {
    let mut counts = BTreeMap::new();
    for account in accounts {
        *counts.entry(account).or_insert(0) += 1;
    }
    counts
}

/// All pairs of one object's rows, given in order of time.
fn slide(rows: &[(Share, usize)], window: u64, pairs: &mut Vec<CoShare>) {
    let mut oldest = 0;
    for (at, (newer, number)) in rows.iter().enumerate() {
        let far = |row: &(Share, usize)| row.0.at.abs_diff(newer.at) > window;
        while rows.get(oldest).is_some_and(far) {
            oldest += 1;
        }
        let before = rows.get(oldest..at).unwrap_or(&[]);
        let other = |(older, _): &&(Share, usize)| {
            older.account != newer.account
                && older.content != newer.content
                && !older.original
                && !newer.original
        };
        pairs.extend(before.iter().filter(other).map(|(older, first)| CoShare {
            older: *first,
            newer: *number,
            apart: older.at.abs_diff(newer.at),
        }));
    }
}

fn tallies(shares: &[Share], pairs: &[CoShare]) -> Vec<Tally> {
    let share = |number: usize| shares.get(number).copied();
    let mut ends: Vec<(Share, Share, u64)> = pairs
        .iter()
        .filter_map(|pair| {
            let (x, y) = (share(pair.older)?, share(pair.newer)?);
            let (a, b) = if x.account < y.account {
                (x, y)
            } else {
                (y, x)
            };
            Some((a, b, pair.apart))
        })
        .collect();
    ends.sort_unstable_by_key(|(a, b, apart)| (a.account, b.account, *a, *b, *apart));
    let sum = |own: &[(Share, Share, u64)]| {
        let (a, b, _) = own.first()?;
        Some(Tally {
            a: a.account,
            b: b.account,
            pairs: own.len(),
            objects: distinct(own.iter().map(|pair| pair.0.object)),
            contents: [
                distinct(own.iter().map(|pair| pair.0.content)),
                distinct(own.iter().map(|pair| pair.1.content)),
            ],
            apart: own.iter().map(|pair| pair.2 as f64).sum::<f64>() / own.len() as f64,
        })
    };
    ends.chunk_by(|x, y| (x.0.account, x.1.account) == (y.0.account, y.1.account))
        .filter_map(sum)
        .collect()
}

fn distinct(numbers: impl Iterator<Item = u32>) -> usize {
    let mut all: Vec<u32> = numbers.collect();
    all.sort_unstable();
    all.dedup();
    all.len()
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    fn share(account: u32, object: u32, content: u32, at: i64) -> Share {
        Share {
            object,
            at,
            account: AccountKey(account),
            content,
            original: false,
        }
    }

    /// Rule 3 as it is written.
    fn all_against_all(shares: &[Share], window: u64) -> Vec<(usize, usize)> {
        let mut out = Vec::new();
        for (i, x) in shares.iter().enumerate() {
            for (j, y) in shares.iter().enumerate().skip(i + 1) {
                let apart = x.at.abs_diff(y.at);
                if x.object == y.object
                    && x.account != y.account
                    && x.content != y.content
                    && apart <= window
                {
                    out.push((i, j));
                }
            }
        }
        out
    }

    proptest! {
        #[test]
        fn pairs_are_those_that_all_against_all_finds(raw in vec((0_u32..5, 0_u32..3, 0_i64..60), 0..40), window in 0_u64..20) {
            let shares: Vec<Share> = (0..).zip(&raw).map(|(content, (account, object, at))| share(*account, *object, content, *at)).collect();
            let mut found: Vec<(usize, usize)> = count(&shares, window, 1).pairs.iter()
                .map(|pair| (pair.older.min(pair.newer), pair.older.max(pair.newer))).collect();
            found.sort_unstable();
            prop_assert_eq!(found, all_against_all(&shares, window));
        }
    }

    #[test]
    fn a_pair_stays_if_one_of_its_accounts_takes_part_often_enough() {
        let shares = [
            share(1, 1, 1, 0),
            share(2, 1, 2, 5),
            share(1, 2, 3, 100),
            share(3, 2, 4, 110),
            share(2, 9, 5, 0),
            share(3, 8, 6, 0),
            share(4, 1, 7, 3),
        ];
        let counts = count(&shares, 10, 2);
        assert_eq!(counts.pairs.len(), 2, "the fourth account has one row");
        assert_eq!(counts.accounts(), [1, 2, 3].map(AccountKey));
        assert_eq!(
            count(&shares, 9, 2),
            Counts::default(),
            "nobody takes part twice"
        );
    }

    #[test]
    fn rows_given_twice_count_once_and_an_original_is_nobodys_repost() {
        let mut shares = vec![
            share(1, 1, 1, 0),
            share(2, 1, 2, 5),
            share(2, 1, 2, 5),
            share(3, 1, 3, 1),
        ];
        shares[3].original = true;
        let counts = count(&shares, 10, 1);
        let tally = counts.tallies[0];
        assert_eq!(
            (
                counts.pairs.len(),
                tally.pairs,
                tally.objects,
                tally.contents
            ),
            (1, 1, 1, [1, 1])
        );
        assert!((tally.apart - 5.0).abs() < 1e-12);
    }
}
