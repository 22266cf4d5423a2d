//! A campaign's rhythm in time, with the archive's rhythm behind it.
//!
//! In: sending times in seconds since 1970 UTC. Out: [`Timeline`], at most [`MAX_BINS`] bins of one
//! step. A few stray dates (a mail dated 1970) would flatten everything else, so the window covers
//! the central part of the times and the rest is counted as outside.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// More bars than this cannot be told apart on paper.
pub const MAX_BINS: usize = 120;

/// Fewer bars than this tell nothing about rhythm.
const MIN_BINS: usize = 12;

/// One in so many times may lie outside the window on each side.
const STRAY: usize = 200;

/// Steps of a bin in seconds, with their names.
const STEPS: [(i64, &str); 8] = [
    (60, "minute"),
    (600, "10 minutes"),
    (3_600, "hour"),
    (21_600, "6 hours"),
    (86_400, "day"),
    (604_800, "week"),
    (2_592_000, "30 days"),
    (31_536_000, "365 days"),
];

/// Counts a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timeline {
    /// Start of the first bin, seconds since 1970 UTC.
    pub start: i64,
    /// Seconds of a bin.
    pub step: i64,
    /// The step in words.
    pub step_name: Cow<'static, str>,
    /// Messages of the campaign, bin by bin.
    pub campaign: Vec<u32>,
    /// Messages of the whole archive in the same bins.
    pub archive: Vec<u32>,
    /// Messages of the campaign that lie outside the window.
    pub outside: u32,
}

impl Timeline {
    /// Bins the times of a campaign, in any order, and those of the archive, which ascend; `None` when the campaign has none.
    #[must_use]
    pub fn of(campaign: &[i64], archive: &[i64]) -> Option<Self> {
        let mut sorted = campaign.to_vec();
        sorted.sort_unstable();
        let stray = sorted.len() / STRAY;
        let first = *sorted.get(stray)?;
        let last = *sorted.get(sorted.len().checked_sub(1 + stray)?)?;
        let (step, step_name) = choose_step(first, last, campaign.len().clamp(MIN_BINS, MAX_BINS));
        let start = first.div_euclid(step).saturating_mul(step);
        let bins = usize::try_from(last.saturating_sub(start) / step)
            .unwrap_or(0)
            .min(MAX_BINS - 1)
            + 1;
        let mut timeline = Self {
            start,
            step,
            step_name: step_name.into(),
            campaign: vec![0; bins],
            archive: vec![0; bins],
            outside: 0,
        };
        for &time in campaign {
            match timeline
                .bin(time)
                .and_then(|bin| timeline.campaign.get_mut(bin))
            {
                Some(count) => *count += 1,
                None => timeline.outside += 1,
            }
        }
        // Two look-ups a bin: an archive of millions is not walked once a campaign.
        let before = |bin: usize| {
            let end = i128::from(start) + i128::from(step) * bin as i128;
            archive.partition_point(|&time| i128::from(time) < end)
        };
        for (bin, count) in timeline.archive.iter_mut().enumerate() {
            *count = u32::try_from(before(bin + 1).saturating_sub(before(bin))).unwrap_or(u32::MAX);
        }
        Some(timeline)
    }

    /// The bin with most messages of the campaign: its start and its count.
    #[must_use]
    pub fn peak(&self) -> (i64, u32) {
        let mut peak = (self.start, 0);
        for (at, &count) in (0..).zip(&self.campaign) {
            if count > peak.1 {
                peak = (
                    self.start.saturating_add(self.step.saturating_mul(at)),
                    count,
                );
            }
        }
        peak
    }

    fn bin(&self, time: i64) -> Option<usize> {
        let since = time.checked_sub(self.start)?;
        usize::try_from(since.div_euclid(self.step)).ok()
    }
}

/// The smallest step that keeps to so many bins: fewer for few messages, or every bar is one high.
fn choose_step(first: i64, last: i64, bins: usize) -> (i64, &'static str) {
    let span = last.saturating_sub(first);
    let fits = |step: i64| usize::try_from(span / step).is_ok_and(|steps| steps + 1 < bins);
    STEPS
        .into_iter()
        .find(|(step, _)| fits(*step))
        .unwrap_or((i64::MAX / 2, "very long step"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_message_is_in_a_bin_or_counted_outside() {
        let times: Vec<i64> = (0..300)
            .map(|n| 1_770_000_000 + n * 600)
            .chain([0])
            .collect();
        let timeline = Timeline::of(&times, &times).expect("there are times");
        assert_eq!(timeline.step_name, "hour");
        assert_eq!(timeline.outside, 1, "the stray date");
        assert_eq!(timeline.campaign.iter().sum::<u32>(), 300);
    }

    #[test]
    fn no_times_no_picture() {
        assert_eq!(Timeline::of(&[], &[1, 2]), None);
    }

    proptest! {
        #[test]
        fn the_archive_is_counted_in_the_bins_of_the_campaign(
            times in proptest::collection::vec(0_i64..4_000_000, 1..50),
            others in proptest::collection::vec(-1_000_000_i64..5_000_000, 0..50),
        ) {
            let mut archive: Vec<i64> = times.iter().chain(&others).copied().collect();
            archive.sort_unstable();
            let timeline = Timeline::of(&times, &archive).expect("there are times");
            let mut expected = vec![0_u32; timeline.archive.len()];
            for time in archive {
                if let Some(count) = timeline.bin(time).and_then(|bin| expected.get_mut(bin)) {
                    *count += 1;
                }
            }
            prop_assert_eq!(timeline.archive, expected);
        }

        #[test]
        fn any_times_fit_on_the_page(times in proptest::collection::vec(any::<i64>(), 1..50)) {
            let timeline = Timeline::of(&times, &[]).expect("there are times");
            prop_assert!(timeline.campaign.len() <= MAX_BINS);
            let seen = timeline.campaign.iter().sum::<u32>() + timeline.outside;
            prop_assert_eq!(seen as usize, times.len());
        }
    }
}
