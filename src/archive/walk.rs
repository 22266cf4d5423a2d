//! From the inputs that were named to the files that are read, in a fixed order.
//!
//! In: paths. Out: [`Found`]s: inputs in the order given, a folder's files depth first in byte order
//! of their names. A Maildir's `tmp` is left out, for its mail is not delivered yet. Links to files
//! are followed; links to folders are not, except where one is named, so that no loop and no
//! thicket of links can hold the reading up.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use walkdir::{DirEntry, WalkDir};

use super::ArchiveError;

/// What stands at a place in the walk.
pub(super) enum Found {
    /// A file to read.
    File {
        path: PathBuf,
        /// Its size when it was met.
        bytes: u64,
    },
    /// Something that cannot be read, and why.
    Bad { path: PathBuf, why: String },
}

/// Looks at all inputs before the first is read, so that a slip in the command costs no time.
pub(super) fn check(inputs: &[PathBuf]) -> Result<(), ArchiveError> {
    inputs.iter().try_for_each(|path| {
        let unreadable = |cause| ArchiveError::Unreadable {
            path: path.clone(),
            cause,
        };
        let found = match fs::metadata(path) {
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => {
                return Err(ArchiveError::Missing { path: path.clone() });
            }
            found => found.map_err(unreadable)?,
        };
        if found.is_dir() {
            fs::read_dir(path).map(drop).map_err(unreadable)
        } else if found.is_file() {
            fs::File::open(path).map(drop).map_err(unreadable)
        } else {
            Err(unreadable(io::Error::new(
                io::ErrorKind::InvalidInput,
                "neither a file nor a folder",
            )))
        }
    })
}

/// All that is found at and below the inputs.
pub(super) fn walk(inputs: &[PathBuf]) -> impl Iterator<Item = Found> {
    inputs.iter().flat_map(|root| {
        let entries = WalkDir::new(root).sort_by_file_name().into_iter();
        entries
            .filter_entry(|entry| !is_undelivered(entry))
            .filter_map(|entry| match entry {
                Ok(entry) => found(&entry),
                Err(error) => {
                    let path = error.path().unwrap_or(root).to_owned();
                    Some(Found::Bad {
                        path,
                        why: error.to_string(),
                    })
                }
            })
    })
}

/// Whether an entry is the `tmp` folder of a Maildir.
fn is_undelivered(entry: &DirEntry) -> bool {
    let beside = |name: &str| entry.path().with_file_name(name).is_dir();
    entry.depth() > 0
        && entry.file_name() == "tmp"
        && entry.file_type().is_dir()
        && beside("cur")
        && beside("new")
}

fn found(entry: &DirEntry) -> Option<Found> {
    let path = entry.path();
    if entry.file_type().is_dir() {
        return None;
    }
    // Follows a link, so that what counts is what the link leads to.
    let found = match fs::metadata(path) {
        Ok(found) => found,
        Err(error) => return Some(bad(path, &error.to_string())),
    };
    if found.is_file() {
        return Some(Found::File {
            path: path.to_owned(),
            bytes: found.len(),
        });
    }
    // Only a link gets here as a folder. A named one is followed by the walk itself.
    let named = entry.depth() == 0;
    match (found.is_dir(), named) {
        (true, true) => None,
        (true, false) => Some(bad(
            path,
            "a link to a folder is not followed; name the folder itself",
        )),
        (false, _) => Some(bad(path, "neither a file nor a folder")),
    }
}

fn bad(path: &Path, why: &str) -> Found {
    Found::Bad {
        path: path.to_owned(),
        why: why.to_owned(),
    }
}
