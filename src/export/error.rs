//! What can go wrong with an export.
//!
//! In: causes of the case, of polars and of the file system. Out: [`ExportError`].

use std::path::{Path, PathBuf};

use polars::prelude::PolarsError;

use crate::case::CaseError;

/// Why an export was not written.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The case cannot be read.
    #[error(transparent)]
    Case(#[from] CaseError),
    /// The output cannot be written.
    #[error("{path}: cannot be written; check permissions and free space")]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// Why.
        #[source]
        cause: std::io::Error,
    },
    /// A table cannot be written in this format.
    #[error("table {table} cannot be written")]
    Encode {
        /// The table.
        table: String,
        /// Why.
        #[source]
        cause: PolarsError,
    },
    /// All tables were asked for, but there is only room for one.
    #[error("all tables need a folder; name one with -o, or name one table")]
    NeedsFolder,
    /// A layer was asked for that no edge has.
    #[error("layer {asked}: no edge of this case has it; {}", told(.known))]
    NoLayer {
        /// What was asked for.
        asked: String,
        /// Layers that edges have.
        known: Vec<String>,
    },
}

impl ExportError {
    pub(super) fn io(path: &Path, cause: std::io::Error) -> Self {
        Self::Io {
            path: path.to_path_buf(),
            cause,
        }
    }
}

fn told(known: &[String]) -> String {
    if known.is_empty() {
        "it has no edges".to_owned()
    } else {
        format!("there are {}", known.join(", "))
    }
}
