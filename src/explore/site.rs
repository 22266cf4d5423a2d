//! The case as all requests share it.
//!
//! In: an opened case. Out: a [`Reader`] for one request at a time a reader: SQLite's connections serve one thread each,
//! so each thread takes one from the shelf and puts it back.

use std::{
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use crate::{
    case::{Case, CaseError, media::Examiner},
    report::Dossier,
};

use super::index::{Index, IndexError};

/// Readers that are kept for the next request.
const SHELF: usize = 4;

/// What keeps a page from being answered.
#[derive(Debug, thiserror::Error)]
pub enum SiteError {
    /// The case cannot be read.
    #[error(transparent)]
    Case(#[from] CaseError),
    /// The index cannot be read.
    #[error(transparent)]
    Index(#[from] IndexError),
}

/// A case that is being explored.
pub struct Site {
    dir: PathBuf,
    revealed: bool,
    examiner: Examiner,
    shelf: Mutex<Vec<Reader>>,
}

/// One thread's view of the case.
pub struct Reader {
    /// The case.
    pub case: Case,
    /// Its index.
    pub index: Index,
    /// The case in short.
    pub dossier: Dossier,
    /// Whether names are shown.
    pub revealed: bool,
    /// Who renders pictures.
    pub examiner: Examiner,
}
