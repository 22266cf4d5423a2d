//! When accounts are awake.
//!
//! In: a zone of [`ZONES`]. Out: moments that follow its waking hours, in constant time each after
//! one pass over the archive's hours.

use super::super::{
    calendar::{ZONES, rhythm},
    dice::Dice,
    plan::START,
};
use super::people::Account;

/// Waking hours of all zones over the span of an archive.
pub(super) struct Hours {
    /// Sums of activity hour by hour, a row a zone.
    sums: Vec<Vec<u64>>,
    span: u32,
}

impl Hours {
    /// The hours of so many seconds.
    pub(super) fn new(span: u32) -> Self {
        let row = |&(offset, _): &(i64, u64)| {
            let mut sum = 0;
            (0..u64::from(span / 3600))
                .map(|hour| {
                    sum += rhythm(START + hour * 3600, offset);
                    sum
                })
                .collect()
        };
        Self {
            sums: ZONES.iter().map(row).collect(),
            span,
        }
    }

    /// The archive's length in seconds.
    pub(super) fn span(&self) -> u32 {
        self.span
    }

    /// A moment between two, by the waking hours of a zone.
    pub(super) fn moment(&self, zone: usize, (from, until): (u32, u32), dice: &mut Dice) -> u32 {
        let Some(row) = self.sums.get(zone) else {
            return from;
        };
        let at = |second: u32| {
            row.get((second / 3600) as usize)
                .or(row.last())
                .copied()
                .unwrap_or(0)
        };
        let (low, high) = (at(from), at(until));
        let drawn = low + dice.below(high.saturating_sub(low).max(1));
        let hour = u32::try_from(row.partition_point(|&sum| sum <= drawn)).unwrap_or(0);
        let second = u32::try_from(dice.below(3600)).unwrap_or(0);
        (hour * 3600 + second)
            .clamp(from, until.max(from))
            .min(self.span - 1)
    }

    /// A moment of an account's waking hours; some rise early and some late.
    pub(super) fn awake(&self, account: &Account, dice: &mut Dice) -> u32 {
        let moment = self.moment(account.zone, (0, self.span - 1), dice);
        (moment + u32::from(account.late) * 3600 + self.span - 2 * 3600) % self.span
    }
}
