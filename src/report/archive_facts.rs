//! What the whole archive looks like, gathered row by row so that it fits any archive.
//!
//! In: every message row and trace row once, in any order. Out: [`ArchiveFacts`]: sending times,
//! the range of each source, and how often each machine trait occurs.

use std::collections::BTreeMap;

use crate::case::rows::{MessageRow, TraceRow};

/// Traits of a machine that reports compare, with their names.
pub const TRAITS: [&str; 5] = [
    "relay network",
    "relay domain",
    "client",
    "Message-ID form",
    "boundary form",
];

/// Numbers of the whole archive.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ArchiveFacts {
    /// Messages.
    pub messages: u64,
    /// Accounts.
    pub accounts: u64,
    /// Groups of near duplicates.
    pub groups: u64,
    /// Sending times.
    pub times: Vec<i64>,
    /// First and last sending time of each source.
    pub ranges: BTreeMap<u32, (i64, i64)>,
    /// Machine traits of all messages.
    pub machines: MachineCounts,
}

/// How often each value of each trait of [`TRAITS`] occurs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MachineCounts {
    /// Counts by value, trait by trait.
    pub values: [BTreeMap<String, u64>; 5],
}

impl ArchiveFacts {
    /// Takes one message in.
    pub fn observe(&mut self, row: &MessageRow) {
        self.messages += 1;
        if let Some(time) = row.sent_at {
            self.times.push(time);
            let range = self.ranges.entry(row.source).or_insert((time, time));
            *range = (range.0.min(time), range.1.max(time));
        }
    }
}

impl MachineCounts {
    /// Takes one trace in.
    pub fn observe(&mut self, row: &TraceRow) {
        let traits = [
            &row.relay_net,
            &row.relay_domain,
            &row.client,
            &row.message_id_form,
            &row.boundary_form,
        ];
        for (counts, value) in self.values.iter_mut().zip(traits) {
            count(counts, value.as_deref().unwrap_or_default());
        }
    }
}

/// Counts one value; an empty one counts for nothing.
pub(super) fn count(counts: &mut BTreeMap<String, u64>, value: &str) {
    if value.is_empty() {
        return;
    }
    match counts.get_mut(value) {
        Some(count) => *count += 1,
        None => drop(counts.insert(value.to_owned(), 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_and_traits_are_counted() {
        let mut facts = ArchiveFacts::default();
        for sent_at in [Some(5), None, Some(2)] {
            facts.observe(&MessageRow {
                sent_at,
                ..MessageRow::default()
            });
        }
        assert_eq!((facts.messages, facts.ranges.get(&0)), (3, Some(&(2, 5))));
        let mut counts = MachineCounts::default();
        counts.observe(&TraceRow {
            client: Some("swaks".to_owned()),
            ..TraceRow::default()
        });
        assert_eq!(counts.values[2].get("swaks"), Some(&1));
    }
}
