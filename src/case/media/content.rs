//! The bytes of files that a case keeps.

use std::collections::HashMap;

use super::super::{Case, CaseError, PartReader, Table, parquet, tables::Row as _};
use super::FileRow;

/// Where the bytes of each file stand.
pub struct Contents<'a> {
    parts: Vec<PartReader<'a>>,
    /// Which of the parts, and which row there, by SHA-256.
    places: HashMap<String, (usize, usize)>,
}

/// A file that a case keeps, and the part of it that is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Address<'a> {
    /// SHA-256 of the file that a message carries.
    pub file: &'a str,
    /// SHA-256 of the part inside it; `None` for the file itself.
    pub part: Option<&'a str>,
}

impl Case {
    /// Looks up where the bytes of all files stand.
    ///
    /// # Errors
    /// A table cannot be read.
    pub fn contents(&self) -> Result<Contents<'_>, CaseError> {
        let parts = self.parts()?;
        let mut places = HashMap::new();
        for (at, part) in parts.iter().enumerate() {
            let digests = part.column::<String>(Table::Files, "sha256")?;
            for (row, digest) in digests.into_iter().enumerate() {
                places.entry(digest).or_insert((at, row));
            }
        }
        Ok(Contents { parts, places })
    }
}

impl Contents<'_> {
    /// Whether the case keeps this file.
    #[must_use]
    pub fn has(&self, sha256: &str) -> bool {
        self.places.contains_key(sha256)
    }

    /// Where to find a file: by itself if the case keeps it so, else in the first of its holders that the case keeps.
    #[must_use]
    pub fn address<'s>(
        &self,
        sha256: &'s str,
        holders: impl IntoIterator<Item = &'s str>,
    ) -> Option<Address<'s>> {
        if self.has(sha256) {
            return Some(Address {
                file: sha256,
                part: None,
            });
        }
        let file = holders.into_iter().find(|holder| self.has(holder))?;
        Some(Address {
            file,
            part: Some(sha256),
        })
    }

    /// A file's bytes; `None` for one that the case does not keep.
    ///
    /// # Errors
    /// The table cannot be read.
    pub fn of(&self, sha256: &str) -> Result<Option<Vec<u8>>, CaseError> {
        let Some(&(at, row)) = self.places.get(sha256) else {
            return Ok(None);
        };
        let Some(part) = self.parts.get(at) else {
            return Ok(None);
        };
        let Some(path) = part.path(Table::Files)? else {
            return Ok(None);
        };
        let frame = parquet::read(&path, None, Some((row, 1)))?;
        let rows = FileRow::rows(&frame).map_err(CaseError::table(&path))?;
        Ok(rows.into_iter().next().map(|row| row.content))
    }
}
