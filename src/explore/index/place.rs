//! Where the index lives, and how it gets its name when it is whole.
//!
//! In: the case's folder. Out: a draft that only its owner can read; renamed to `explore.db` when it is done. Where the
//! folder cannot be written the draft is a temporary file that goes when the explorer ends.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use tempfile::{Builder, TempPath};

use super::IndexError;

/// Name of the file in the case's folder.
pub(super) const NAME: &str = "explore.db";

/// How the names of drafts begin.
const DRAFT: &str = ".explore.db-";

/// A draft that nobody wrote to for so long was left by a process that is gone: no step of building takes as long.
const ABANDONED: Duration = Duration::from_hours(1);

/// A file under way.
pub(super) struct Draft {
    path: TempPath,
    home: Option<PathBuf>,
}

/// A whole file; a temporary one is removed when this is dropped.
#[derive(Debug)]
pub(super) struct Place {
    path: PathBuf,
    _temporary: Option<TempPath>,
}

impl Draft {
    /// Makes an empty file in the folder, or among the system's temporary files where the folder refuses.
    pub(super) fn create(folder: &Path) -> Result<Self, IndexError> {
        sweep(folder);
        let mut builder = Builder::new();
        let builder = builder.prefix(DRAFT);
        if let Ok(file) = builder.tempfile_in(folder) {
            return Ok(Self {
                path: file.into_temp_path(),
                home: Some(folder.join(NAME)),
            });
        }
        let path = builder
            .tempfile()
            .map_err(IndexError::io(&std::env::temp_dir()))?
            .into_temp_path();
        Ok(Self { path, home: None })
    }

    /// The file.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Syncs the file and gives it its name. Where that is refused it stays a temporary file.
    pub(super) fn finish(self) -> Result<Place, IndexError> {
        let sync = |path: &Path| fs::File::open(path).and_then(|file| file.sync_all());
        sync(&self.path).map_err(IndexError::io(&self.path))?;
        let Some(home) = self.home else {
            return Ok(Place::temporary(self.path));
        };
        match self.path.persist(&home) {
            Ok(()) => {
                // The index can be made anew: a folder that does not sync is no trouble.
                let _ = home.parent().map(sync);
                Ok(Place::at(home))
            }
            Err(refused) => Ok(Place::temporary(refused.path)),
        }
    }
}

impl Place {
    /// A file that stays.
    pub(super) const fn at(path: PathBuf) -> Self {
        Self {
            path,
            _temporary: None,
        }
    }

    fn temporary(path: TempPath) -> Self {
        Self {
            path: path.to_path_buf(),
            _temporary: Some(path),
        }
    }

    /// The file.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

/// Removes drafts of processes that were killed. Whatever cannot be removed stays.
fn sweep(folder: &Path) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    for entry in entries.filter(|entry| entry.file_name().to_string_lossy().starts_with(DRAFT)) {
        let written = entry.metadata().and_then(|data| data.modified());
        let idle = written.ok().and_then(|written| written.elapsed().ok());
        if idle.is_some_and(|idle| idle > ABANDONED) {
            let _ = fs::remove_file(entry.path());
        }
    }
}
