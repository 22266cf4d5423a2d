//! What was found on files, kept so that no file is examined twice.
//!
//! In: answers of the examiner. Out: rows of `case.db`, a document a file or pair, valid for one version of the detectors.
//! They are derived: what is lost is examined again.

use rusqlite::{Connection, OptionalExtension, params};
use serde::{Serialize, de::DeserializeOwned};

use super::super::{Case, CaseError};
use crate::media::{self, Copied, Examined};

/// The tables that hold it.
pub(in crate::case) const TABLES: &str = "
CREATE TABLE examined(
  sha256 TEXT PRIMARY KEY, version INTEGER NOT NULL, document BLOB NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE compared(
  a TEXT NOT NULL, b TEXT NOT NULL, version INTEGER NOT NULL, document BLOB NOT NULL,
  PRIMARY KEY(a, b)) STRICT, WITHOUT ROWID;
";

impl Case {
    /// What is known of a file by this version of the detectors, and of what is inside it; `None` when it has to be
    /// looked at.
    pub(super) fn examined(&self, sha256: &str) -> Result<Option<Vec<Examined>>, CaseError> {
        let document = self.query(|connection| {
            document(
                connection,
                "SELECT document FROM examined WHERE sha256 = ?1 AND version = ?2",
                params![sha256, media::VERSION],
            )
        })?;
        let found: Option<Vec<Examined>> = document.as_deref().and_then(read);
        Ok(found.filter(|found| !found.is_empty()))
    }

    /// What is known of a file, or of one that stands inside it, both by SHA-256.
    ///
    /// # Errors
    /// [`CaseError::Ledger`].
    pub fn examined_file(&self, outer: &str, sha256: &str) -> Result<Option<Examined>, CaseError> {
        let found = self.examined(outer)?.unwrap_or_default();
        Ok(found.into_iter().find(|examined| examined.sha256 == sha256))
    }

    /// Keeps what was found on files.
    pub(super) fn keep_examined(&self, found: &[(String, Vec<Examined>)]) -> Result<(), CaseError> {
        self.transact(|transaction| {
            let mut insert =
                transaction.prepare_cached("INSERT OR REPLACE INTO examined VALUES(?1, ?2, ?3)")?;
            for (sha256, value) in found {
                insert.execute(params![sha256, media::VERSION, written(value)])?;
            }
            Ok(())
        })
    }

    /// What is known of a pair by this version of the detectors: `None` when nobody has held the two against each other,
    /// `Some(None)` when they are not the same picture.
    #[expect(clippy::option_option, reason = "two different kinds of nothing")]
    pub(super) fn compared(&self, [a, b]: [&str; 2]) -> Result<Option<Option<Copied>>, CaseError> {
        let document = self.query(|connection| {
            document(
                connection,
                "SELECT document FROM compared WHERE a = ?1 AND b = ?2 AND version = ?3",
                params![a, b, media::VERSION],
            )
        })?;
        Ok(document.as_deref().and_then(read))
    }

    /// Keeps what was found on pairs.
    pub(super) fn keep_compared(
        &self,
        found: &[([&str; 2], Option<Copied>)],
    ) -> Result<(), CaseError> {
        self.transact(|transaction| {
            let mut insert = transaction
                .prepare_cached("INSERT OR REPLACE INTO compared VALUES(?1, ?2, ?3, ?4)")?;
            for ([a, b], value) in found {
                insert.execute(params![a, b, media::VERSION, written(value)])?;
            }
            Ok(())
        })
    }
}

fn document(
    connection: &Connection,
    statement: &str,
    parameters: impl rusqlite::Params,
) -> rusqlite::Result<Option<Vec<u8>>> {
    let mut statement = connection.prepare_cached(statement)?;
    statement.query_row(parameters, |row| row.get(0)).optional()
}

fn written(value: &impl Serialize) -> Vec<u8> {
    let mut bytes = Vec::new();
    ciborium::into_writer(value, &mut bytes).expect("writing to memory does not fail");
    bytes
}

/// A document that this version cannot read is as good as none.
fn read<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    ciborium::from_reader(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_that_cannot_be_read_counts_as_none() {
        let dir = tempfile::tempdir().unwrap();
        let case = Case::create_or_open(dir.path()).unwrap();
        let found = vec![Examined::unknown(b"x", "not read".to_owned())];
        let [kept, empty] = ["kept", "empty"].map(str::to_owned);
        case.keep_examined(&[(kept, found.clone()), (empty, Vec::new())])
            .unwrap();
        assert_eq!(case.examined("kept").unwrap(), Some(found));
        assert_eq!(case.examined("empty").unwrap(), None);
        case.transact(|transaction| {
            transaction.execute("UPDATE examined SET document = x'ff'", [])
        })
        .unwrap();
        assert_eq!(case.examined("kept").unwrap(), None);
    }
}
