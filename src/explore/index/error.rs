//! What can go wrong with the index.
//!
//! In: causes of the case, SQLite and the file system. Out: [`IndexError`] with the path in it.

use std::path::{Path, PathBuf};

use polars::prelude::PolarsError;

use crate::case::CaseError;

/// Why the index could not be made or read.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// The case could not be read.
    #[error(transparent)]
    Case(#[from] CaseError),
    /// A table of the run is not what it should be.
    #[error("{table}: the table cannot be read; run `refrain verify` on the case")]
    Table {
        /// The table.
        table: &'static str,
        /// Why.
        #[source]
        cause: PolarsError,
    },
    /// The file system refused.
    #[error("{path}: cannot be written; check permissions and free space")]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        cause: std::io::Error,
    },
    /// SQLite refused.
    #[error("{path}: the explorer's index cannot be read or written; delete it, it is made anew")]
    Database {
        /// The database.
        path: PathBuf,
        /// Why.
        #[source]
        cause: rusqlite::Error,
    },
}

impl IndexError {
    /// Wraps a cause of the file system.
    pub(super) fn io(path: &Path) -> impl FnOnce(std::io::Error) -> Self {
        move |cause| Self::Io {
            path: path.to_path_buf(),
            cause,
        }
    }

    /// Wraps a cause of SQLite.
    pub(super) fn database(path: &Path) -> impl FnOnce(rusqlite::Error) -> Self {
        move |cause| Self::Database {
            path: path.to_path_buf(),
            cause,
        }
    }
}
