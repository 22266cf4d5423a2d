//! What can go wrong with a case, named for what the caller can do about it.
//!
//! In: causes of the file system, SQLite and Parquet. Out: [`CaseError`] with the path in it.

use std::path::{Path, PathBuf};

use polars::prelude::PolarsError;

/// Why a case could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum CaseError {
    /// The file system refused.
    #[error("{path}: cannot be read or written; check permissions and free space")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        #[source]
        cause: std::io::Error,
    },
    /// SQLite refused.
    #[error("{path}: the case's ledger cannot be read or written")]
    Ledger {
        /// The database.
        path: PathBuf,
        /// Why.
        #[source]
        cause: rusqlite::Error,
    },
    /// A table's file is not what it should be.
    #[error("{path}: the table cannot be read or written; run `refrain verify` on the case")]
    Table {
        /// The Parquet file.
        path: PathBuf,
        /// Why.
        #[source]
        cause: PolarsError,
    },
    /// Another process writes to the case.
    #[error("{path}: another process{} is writing to this case; wait for it or stop it", pid_words(*.pid))]
    Locked {
        /// The case.
        path: PathBuf,
        /// The other process, when it left its number.
        pid: Option<u32>,
    },
    /// The folder holds no case.
    #[error(
        "{path}: not a case; name a folder that `refrain scan` made, or an empty one to make a new case"
    )]
    NotACase {
        /// The folder.
        path: PathBuf,
    },
    /// A newer program wrote the case.
    #[error(
        "{path}: written in schema {found}, this program knows {known}; use a newer version of it"
    )]
    Newer {
        /// The database or table.
        path: PathBuf,
        /// Its schema version.
        found: u32,
        /// The newest version known here.
        known: u32,
    },
    /// An older program wrote the case, which kept less of each mail.
    #[error(
        "{path}: written in schema {found}, this program writes {known}; scan the input again into a new case with --case DIR"
    )]
    Older {
        /// The database.
        path: PathBuf,
        /// Its schema version.
        found: u32,
        /// The version written here.
        known: u32,
    },
    /// The pseudonym key is gone.
    #[error(
        "{path}: the pseudonym key is missing or not 32 bytes; put it back, without it pseudonyms would change"
    )]
    Key {
        /// Where the key should be.
        path: PathBuf,
    },
    /// The case was opened for reading only.
    #[error("{path}: the case is open for reading only")]
    ReadOnly {
        /// The case.
        path: PathBuf,
    },
    /// Rows do not follow on what is stored; the caller broke the order of keys.
    #[error("{path}: rows of {table} are out of order at key {key}")]
    Order {
        /// The case.
        path: PathBuf,
        /// The table.
        table: &'static str,
        /// The first key that does not follow.
        key: u32,
    },
}

fn pid_words(pid: Option<u32>) -> String {
    pid.map(|pid| format!(" (pid {pid})")).unwrap_or_default()
}

impl CaseError {
    /// Wraps a cause of the file system.
    pub(super) fn io(path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        move |cause| Self::Io {
            path: path.to_path_buf(),
            cause,
        }
    }

    /// Wraps a cause of SQLite.
    pub(super) fn ledger(path: &Path) -> impl FnOnce(rusqlite::Error) -> Self {
        move |cause| Self::Ledger {
            path: path.to_path_buf(),
            cause,
        }
    }

    /// Wraps a cause of Parquet or of a frame.
    pub(super) fn table(path: &Path) -> impl FnOnce(PolarsError) -> Self {
        move |cause| Self::Table {
            path: path.to_path_buf(),
            cause,
        }
    }
}
