//! The bytes of files that a case keeps.

use std::collections::HashMap;

use super::super::{Case, CaseError, Table, parquet, tables::Row as _};
use super::FileRow;

/// Where the bytes of each file stand: part and row, by SHA-256.
pub struct Contents<'a> {
    case: &'a Case,
    places: HashMap<String, (u32, usize)>,
}

impl Case {
    /// Looks up where the bytes of all files stand.
    ///
    /// # Errors
    /// A table cannot be read.
    pub fn contents(&self) -> Result<Contents<'_>, CaseError> {
        let mut places = HashMap::new();
        for part in self.parts()? {
            let digests = part.column::<String>(Table::Files, "sha256")?;
            for (row, digest) in digests.into_iter().enumerate() {
                places.entry(digest).or_insert((part.number(), row));
            }
        }
        Ok(Contents { case: self, places })
    }
}

impl Contents<'_> {
    /// Whether the case keeps this file.
    #[must_use]
    pub fn has(&self, sha256: &str) -> bool {
        self.places.contains_key(sha256)
    }

    /// A file's bytes; `None` for one that the case does not keep.
    ///
    /// # Errors
    /// The table cannot be read.
    pub fn of(&self, sha256: &str) -> Result<Option<Vec<u8>>, CaseError> {
        let Some(&(number, row)) = self.places.get(sha256) else {
            return Ok(None);
        };
        let parts = self.case.parts()?;
        let Some(part) = parts.iter().find(|part| part.number() == number) else {
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
