//! All uses in one order, so that the uses of any set of accounts are found without a search.
//!
//! In: uses of all layers, in any order. Out: [`Timeline`], the uses sorted by layer, object and time, and for each account
//! its moments, the places of its uses in that order.

use crate::{
    graph::{Layer, Use},
    key::AccountKey,
};

use super::network::position;

/// One use, by the number of its account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Moment {
    /// Layer and object.
    pub(super) thing: (Layer, u32),
    /// When, in seconds since 1970 UTC.
    pub(super) at: i64,
    /// Who: a place in [`Timeline::accounts`].
    pub(super) who: u32,
}

/// Uses in order.
#[derive(Clone, Debug, Default)]
pub(super) struct Timeline {
    /// The accounts that used something, sorted.
    pub(super) accounts: Vec<AccountKey>,
    /// The uses by layer, object, time and account; none twice.
    pub(super) moments: Vec<Moment>,
    /// For each account the places of its moments, in order.
    pub(super) places: Vec<Vec<u32>>,
}

impl Timeline {
    /// Sorts the uses; those of the combined layer, which repeats others, are left out.
    pub(super) fn of(uses: &[Use]) -> Self {
        let mut accounts: Vec<AccountKey> = uses.iter().map(|used| used.account).collect();
        accounts.sort_unstable();
        accounts.dedup();
        let moment = |used: &Use| {
            Some(Moment {
                thing: (used.layer, used.object),
                at: used.at,
                who: position(&accounts, used.account)?,
            })
        };
        let single = uses.iter().filter(|used| used.layer != Layer::Combined);
        let mut moments: Vec<Moment> = single.filter_map(moment).collect();
        moments.sort_unstable();
        moments.dedup();
        let mut places = vec![Vec::new(); accounts.len()];
        for (moment, place) in moments.iter().zip(0_u32..) {
            if let Some(own) = places.get_mut(moment.who as usize) {
                own.push(place);
            }
        }
        Self {
            accounts,
            moments,
            places,
        }
    }

    /// The places of an account's moments.
    pub(super) fn of_account(&self, who: u32) -> &[u32] {
        self.places.get(who as usize).map_or(&[], Vec::as_slice)
    }

    /// The moments of these accounts, in order.
    pub(super) fn of_accounts(&self, who: &[u32]) -> Vec<Moment> {
        let mut places: Vec<u32> = who
            .iter()
            .flat_map(|who| self.of_account(*who))
            .copied()
            .collect();
        places.sort_unstable();
        let moment = |place: &u32| self.moments.get(*place as usize).copied();
        places.iter().filter_map(moment).collect()
    }
}
