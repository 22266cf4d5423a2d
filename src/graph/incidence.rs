//! The uses of one layer, indexed by object and by account.
//!
//! In: uses of one layer in any order. Out: [`Incidence`]; everything is sorted, so input order does not matter.
//!
//! No object is left out, however popular: both nulls know popularity and tempo, and expect such an object to be shared.
//! What one account alone used counts towards the activity of that account, and is not indexed otherwise.

use crate::key::AccountKey;

use super::layer::{Layer, Use, Windows};

/// Stamps of this many seconds or more are coarse: two of them agree by rounding alone.
const COARSE: u32 = 60;

/// One use: by whom, when, how exactly known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Moment {
    /// When.
    pub(super) at: i64,
    /// Index of the account in [`Incidence::accounts`].
    pub(super) account: u32,
    /// Index of the narrowest window that is not narrower than the stamp.
    pub(super) grain: u8,
    /// Whether the stamp is a coarse one.
    pub(super) coarse: bool,
}

/// The indexed uses. A *slot* is one account's uses of one object.
#[derive(Clone, Debug, Default)]
pub(super) struct Incidence {
    /// Accounts with at least one use, sorted.
    pub(super) accounts: Vec<AccountKey>,
    /// Number of distinct objects of each account, those of that account alone too.
    pub(super) activity: Vec<u32>,
    /// Number of distinct accounts of each object, indexed or not, in no order of use to anybody.
    pub(super) popularity: Vec<u32>,
    /// Number of distinct accounts of each indexed object.
    pub(super) crowds: Vec<u32>,
    /// Windows in seconds, narrowest first.
    pub(super) windows: Vec<u64>,
    /// Uses by object, within an object by time.
    pub(super) moments: Vec<Moment>,
    /// Slot of each moment.
    pub(super) slot_of: Vec<u32>,
    /// Where each object's moments start; one more at the end.
    object_starts: Vec<u32>,
    /// Object of each slot. Slots are ordered by account, then object.
    object_of_slot: Vec<u32>,
    /// Positions in `moments` by slot, ascending within one.
    positions: Vec<u32>,
    /// Where each slot's positions start; one more at the end.
    slot_starts: Vec<u32>,
    /// Where each account's slots start; one more at the end.
    account_starts: Vec<u32>,
}

impl Incidence {
    /// Indexes the uses of one layer. Uses beyond 2³² of a layer are left out.
    pub(super) fn of(uses: &[Use], layer: Layer, windows: &Windows) -> Self {
        let mut own: Vec<Use> = uses.iter().filter(|u| u.layer == layer).copied().collect();
        own.truncate(u32::MAX as usize);
        own.sort_unstable_by_key(|u| (u.object, u.at, u.account, u.precision));
        own.dedup_by_key(|u| (u.object, u.at, u.account));
        let mut accounts: Vec<AccountKey> = own.iter().map(|u| u.account).collect();
        accounts.sort_unstable();
        accounts.dedup();
        // Windows beyond the 200th are left out, so that their numbers fit a byte.
        let windows: Vec<u64> = windows.seconds().iter().copied().take(200).collect();
        let mut index = Self {
            activity: vec![0; accounts.len()],
            accounts,
            windows,
            object_starts: vec![0],
            ..Self::default()
        };
        for object in own.chunk_by(|a, b| a.object == b.object) {
            index.add(object);
        }
        drop(own);
        index.by_account();
        index
    }

    /// Adds all uses of one object.
    fn add(&mut self, uses: &[Use]) {
        let moments: Vec<Moment> = uses.iter().map(|u| self.moment(u)).collect();
        let mut people: Vec<u32> = moments.iter().map(|m| m.account).collect();
        people.sort_unstable();
        people.dedup();
        self.popularity.push(number(people.len()));
        for account in &people {
            if let Some(count) = self.activity.get_mut(*account as usize) {
                *count += 1;
            }
        }
        if people.len() > 1 {
            self.moments.extend(moments);
            self.crowds.push(number(people.len()));
            self.object_starts.push(number(self.moments.len()));
        }
    }

    fn moment(&self, u: &Use) -> Moment {
        let account = self.accounts.binary_search(&u.account).unwrap_or_default();
        let stamp = if u.precision > 1 {
            u64::from(u.precision)
        } else {
            0
        };
        Moment {
            at: u.at,
            account: number(account),
            grain: self.class(stamp),
            coarse: u.precision >= COARSE,
        }
    }

    /// Index of the narrowest window that spans this many seconds; the number of windows if none does.
    pub(super) fn class(&self, seconds: u64) -> u8 {
        let narrower = self.windows.iter().take_while(|w| **w < seconds).count();
        u8::try_from(narrower).unwrap_or(u8::MAX)
    }

    /// Index of the narrowest window in which two uses are together; the number of windows if there is none.
    pub(super) fn together(&self, a: &Moment, b: &Moment) -> u8 {
        self.class(a.at.abs_diff(b.at)).max(a.grain).max(b.grain)
    }

    fn by_account(&mut self) {
        let mut order: Vec<(u32, u32, u32)> = Vec::with_capacity(self.moments.len());
        for object in 0..self.objects() {
            let (start, moments) = self.object(object);
            order.extend(
                (start..)
                    .zip(moments)
                    .map(|(at, m)| (m.account, object, at)),
            );
        }
        order.sort_unstable();
        self.slot_of = vec![0; self.moments.len()];
        self.positions.reserve_exact(order.len());
        let mut last = None;
        for (account, object, at) in order {
            if last != Some((account, object)) {
                while self.account_starts.len() <= account as usize {
                    self.account_starts.push(number(self.object_of_slot.len()));
                }
                self.slot_starts.push(number(self.positions.len()));
                self.object_of_slot.push(object);
                last = Some((account, object));
            }
            if let Some(slot) = self.slot_of.get_mut(at as usize) {
                *slot = number(self.object_of_slot.len()) - 1;
            }
            self.positions.push(at);
        }
        self.slot_starts.push(number(self.positions.len()));
        self.account_starts.push(number(self.object_of_slot.len()));
    }

    /// Moments of one object, in time order, with the position of the first.
    pub(super) fn object(&self, object: u32) -> (u32, &[Moment]) {
        let (start, end) = span(&self.object_starts, object);
        let moments = self.moments.get(start as usize..end as usize);
        (start, moments.unwrap_or(&[]))
    }

    /// Number of objects.
    pub(super) fn objects(&self) -> u32 {
        number(self.object_starts.len().saturating_sub(1))
    }

    /// Number of slots.
    pub(super) fn slots(&self) -> usize {
        self.object_of_slot.len()
    }

    /// Number of accounts.
    pub(super) fn people(&self) -> u32 {
        number(self.accounts.len())
    }

    /// An account's slots: the number of the first, and the object of each, ascending.
    pub(super) fn slots_of(&self, account: u32) -> (u32, &[u32]) {
        let (start, end) = span(&self.account_starts, account);
        let objects = self.object_of_slot.get(start as usize..end as usize);
        (start, objects.unwrap_or(&[]))
    }

    /// Positions of one slot's moments, ascending.
    pub(super) fn positions(&self, slot: u32) -> &[u32] {
        let (start, end) = span(&self.slot_starts, slot);
        self.positions
            .get(start as usize..end as usize)
            .unwrap_or(&[])
    }

    /// Object of a slot.
    pub(super) fn object_of(&self, slot: u32) -> u32 {
        self.object_of_slot
            .get(slot as usize)
            .copied()
            .unwrap_or(u32::MAX)
    }

    /// The moment at a position of a slot, and those of its object before and after it.
    pub(super) fn around(
        &self,
        slot: u32,
        position: u32,
    ) -> Option<(&Moment, &[Moment], &[Moment])> {
        let object = self.object_of_slot.get(slot as usize)?;
        let (start, moments) = self.object(*object);
        let (before, rest) = moments.split_at_checked((position - start) as usize)?;
        let (moment, after) = rest.split_first()?;
        Some((moment, before, after))
    }

    /// Moments of one slot, in time order.
    pub(super) fn uses(&self, slot: u32) -> impl Iterator<Item = &Moment> {
        let at = |position: &u32| self.moments.get(*position as usize);
        self.positions(slot).iter().filter_map(at)
    }
}

/// A length as a 32-bit number; lengths are bounded when the index is made.
pub(super) fn number(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

fn span(starts: &[u32], at: u32) -> (u32, u32) {
    let start = starts.get(at as usize).copied().unwrap_or(0);
    let end = starts.get(at as usize + 1).copied().unwrap_or(start);
    (start, end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn used(account: u32, object: u32, at: i64, precision: u32) -> Use {
        Use {
            account: AccountKey(account),
            object,
            layer: Layer::Link,
            at,
            precision,
        }
    }

    #[test]
    fn uses_are_indexed_both_ways() {
        let mut other = used(1, 1, 1, 0);
        other.layer = Layer::Reply;
        let uses = [
            used(7, 3, 5, 0),
            used(2, 3, 1, 0),
            used(7, 9, 0, 0),
            used(7, 3, 5, 60),
            used(7, 3, 8, 0),
            other,
        ];
        let index = Incidence::of(&uses, Layer::Link, &Windows::posts());
        assert_eq!(index.accounts, [AccountKey(2), AccountKey(7)]);
        assert_eq!(
            (&index.activity, &index.popularity),
            (&vec![1, 2], &vec![2, 1])
        );
        assert_eq!(index.slots_of(1), (1, &[0][..]));
        assert_eq!(index.positions(1), [1, 2]);
        assert_eq!(index.slot_of, [0, 1, 1]);
        assert_eq!(index.uses(1).map(|m| m.at).collect::<Vec<_>>(), [5, 8]);
    }

    #[test]
    fn two_uses_are_together_in_no_window_narrower_than_their_stamps() {
        let uses = [
            used(1, 1, 0, 60),
            used(2, 1, 5, 1),
            used(3, 1, 12, 0),
            used(4, 1, 12, 86_400),
        ];
        let index = Incidence::of(&uses, Layer::Link, &Windows::posts());
        let moment = |at: usize| index.moments[at];
        let of = |a, b| index.together(&moment(a), &moment(b));
        assert_eq!((of(1, 2), of(0, 1), of(0, 2), of(2, 3)), (0, 1, 1, 3));
    }
}
