//! Counts for the head of a report: from the ledger, without opening a table.
//!
//! In: the ledger. Out: [`Summary`], defects by code.

use std::collections::BTreeMap;

use crate::source::DefectKind;

use super::{Case, CaseError, ledger, part::count_codes};

/// What a case holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Messages, each once.
    pub messages: u64,
    /// Accounts.
    pub accounts: u64,
    /// First sending time as stated.
    pub first: Option<i64>,
    /// Last sending time as stated.
    pub last: Option<i64>,
    /// Records that were byte for byte a message already known.
    pub repeated: u64,
    /// Times that input was left out.
    pub rejected: u64,
}

impl Case {
    /// Counts for the head of a report.
    ///
    /// # Errors
    /// [`CaseError::Ledger`].
    pub fn summary(&self) -> Result<Summary, CaseError> {
        let mut summary = Summary::default();
        for part in self.query(ledger::parts)? {
            summary.messages += u64::from(part.messages);
            summary.accounts += u64::from(part.accounts);
            if let Some((first, last)) = part.sent {
                summary.first = Some(summary.first.map_or(first, |known| known.min(first)));
                summary.last = summary.last.max(Some(last));
            }
        }
        summary.repeated = self.sources()?.iter().map(|source| source.repeated).sum();
        let counts = self.defect_counts()?;
        let rejecting = DefectKind::ALL.iter().filter(|kind| kind.rejects());
        summary.rejected = rejecting.filter_map(|kind| counts.get(kind.code())).sum();
        Ok(summary)
    }

    /// How many defects of each code there are, of messages and of sources.
    ///
    /// # Errors
    /// [`CaseError::Ledger`].
    pub fn defect_counts(&self) -> Result<BTreeMap<String, u64>, CaseError> {
        let of_messages: Vec<(String, i64)> = self.query(|connection| {
            connection
                .prepare_cached("SELECT code, sum(messages) FROM defects GROUP BY code")?
                .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
                .collect()
        })?;
        let sources = self.sources()?;
        let of_sources = count_codes(sources.iter().flat_map(|source| &source.defects));
        let mut counts = BTreeMap::new();
        let of_messages = of_messages
            .into_iter()
            .map(|(code, count)| (code, ledger::unsigned(count)));
        for (code, count) in of_messages.chain(
            of_sources
                .into_iter()
                .map(|(code, count)| (code, u64::from(count))),
        ) {
            *counts.entry(code).or_default() += count;
        }
        Ok(counts)
    }
}
