//! The hash-chained log: who looked behind the pseudonyms, what was analysed and exported, when.
//!
//! In: an event's word and its detail. Out: entries, each with the SHA-256 of the entry before and
//! of itself, so that a changed, missing or inserted entry breaks the chain. What the chain cannot
//! show is that entries were cut off its end; reports print the last hash for that.

use std::time::{SystemTime, UNIX_EPOCH};

use rusqlite::{Connection, OpenFlags, OptionalExtension, Transaction};
use sha2::{Digest, Sha256};

use super::{Case, CaseError, store::transact};

/// One entry of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// Number, from 1.
    pub entry: u32,
    /// Seconds since 1970-01-01 UTC.
    pub at: i64,
    /// What happened, one word.
    pub event: String,
    /// With what.
    pub detail: String,
    /// Hash of this entry and the one before.
    pub hash: [u8; 32],
}

impl AuditEntry {
    /// The hash that an entry must have after another. Lengths keep event and detail apart.
    fn chained(&self, before: [u8; 32]) -> [u8; 32] {
        let mut hasher = Sha256::new();
        hasher.update(before);
        hasher.update(self.entry.to_le_bytes());
        hasher.update(self.at.to_le_bytes());
        for text in [&self.event, &self.detail] {
            hasher.update((text.len() as u64).to_le_bytes());
            hasher.update(text.as_bytes());
        }
        hasher.finalize().into()
    }
}

impl Case {
    /// Appends to the log; also from a case that is open for reading, as long as the disk can be
    /// written.
    ///
    /// # Errors
    /// [`CaseError::Ledger`] when the log cannot be written.
    pub fn audit(&self, event: &str, detail: &str) -> Result<(), CaseError> {
        if self.writes() {
            return self.transact(|transaction| append(transaction, event, detail));
        }
        let path = self.ledger_path();
        let log = || {
            let mut connection =
                Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
            connection.busy_timeout(std::time::Duration::from_secs(20))?;
            transact(&mut connection, |transaction| {
                append(transaction, event, detail)
            })
        };
        log().map_err(CaseError::ledger(&path))
    }

    /// The whole log.
    ///
    /// # Errors
    /// [`CaseError::Ledger`].
    pub fn audit_log(&self) -> Result<Vec<AuditEntry>, CaseError> {
        self.query(|connection| {
            connection
                .prepare_cached("SELECT entry, at, event, detail, hash FROM audit ORDER BY entry")?
                .query_map([], |row| {
                    Ok(AuditEntry {
                        entry: row.get(0)?,
                        at: row.get(1)?,
                        event: row.get(2)?,
                        detail: row.get(3)?,
                        hash: row.get(4)?,
                    })
                })?
                .collect()
        })
    }
}

/// The first entry that breaks the chain.
#[must_use]
pub fn broken(log: &[AuditEntry]) -> Option<u32> {
    let mut before = [0; 32];
    for (expected, entry) in (1..).zip(log) {
        if entry.entry != expected || entry.hash != entry.chained(before) {
            return Some(entry.entry);
        }
        before = entry.hash;
    }
    None
}

fn append(transaction: &Transaction<'_>, event: &str, detail: &str) -> rusqlite::Result<()> {
    let last: Option<(u32, [u8; 32])> = transaction
        .query_row(
            "SELECT entry, hash FROM audit ORDER BY entry DESC LIMIT 1",
            [],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )
        .optional()?;
    let (number, before) = last.unwrap_or_default();
    let now = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    let mut entry = AuditEntry {
        entry: number.saturating_add(1),
        at: i64::try_from(now.as_secs()).unwrap_or(i64::MAX),
        event: event.to_owned(),
        detail: detail.to_owned(),
        hash: [0; 32],
    };
    entry.hash = entry.chained(before);
    transaction
        .execute(
            "INSERT INTO audit VALUES(?1, ?2, ?3, ?4, ?5)",
            rusqlite::params![entry.entry, entry.at, entry.event, entry.detail, entry.hash],
        )
        .map(|_| ())
}
