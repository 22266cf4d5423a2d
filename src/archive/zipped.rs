//! Zip: its members in the order of its directory, or from the front where that is missing.
//!
//! In: a zip's bytes. Out: its members, each as a metered stream, handed to the reader.
//!
//! Source: APPNOTE 6.3.10, through crate `zip`; stored and deflated members only.

use std::{
    borrow::Cow,
    cell::Cell,
    io::{Cursor, Read},
    ops::ControlFlow,
    rc::Rc,
};

use zip::{CompressionMethod, ZipArchive, read::ZipFile, result::ZipError};

use crate::{
    key::SourceKey,
    source::{Defect, DefectKind},
};

use super::{
    RawBytes,
    container::{INNER_ZIP, inside, too_many},
    content::Held,
    limits::{Metered, fault},
    reader::{Place, Reader},
};

impl Reader<'_> {
    /// Reads all members of a zip.
    pub(super) fn zip(&mut self, key: SourceKey, place: &Place, held: &Held) -> ControlFlow<()> {
        if let Some(error) = &held.error {
            self.defect(key, fault(error, held.total))?;
        }
        if held.total > held.bytes.as_ref().len() as u64 {
            let words = format!(
                "a zip inside a container is held in memory, and this one has {} bytes",
                held.total
            );
            return self.defect(
                key,
                Defect::new(DefectKind::ExpansionLimit, INNER_ZIP, words),
            );
        }
        let mut archive = match ZipArchive::new(Cursor::new(&held.bytes)) {
            Ok(archive) => archive,
            Err(error) => {
                self.defect(key, zip_fault(&error))?;
                return self.zip_without_directory(key, place, &held.bytes);
            }
        };
        for index in 0..archive.len() {
            if index as u64 >= self.limits.entries {
                return self.defect(key, too_many(self.limits));
            }
            let entry = match archive.by_index_raw(index) {
                Ok(entry) => Entry::of(&entry),
                Err(error) => {
                    self.defect(key, zip_fault(&error))?;
                    continue;
                }
            };
            if !entry.is_file {
                continue;
            }
            let place = inside(key, place, &entry.name, Some(entry.bytes));
            if let Some(defect) = entry.obstacle() {
                self.rejected(&place, defect)?;
                continue;
            }
            match archive.by_index(index) {
                Ok(mut file) => self.zip_member(&place, entry.compressed, &mut file)?,
                Err(error) => self.rejected(&place, zip_fault(&error))?,
            }
        }
        ControlFlow::Continue(())
    }

    /// A zip whose end is missing still has its members, each behind a header of its own.
    fn zip_without_directory(
        &mut self,
        key: SourceKey,
        place: &Place,
        bytes: &RawBytes,
    ) -> ControlFlow<()> {
        let mut stream = Cursor::new(bytes);
        for _ in 0..self.limits.entries {
            let Ok(Some(mut file)) = zip::read::read_zipfile_from_stream(&mut stream) else {
                break;
            };
            let entry = Entry::of(&file);
            if entry.is_file && entry.obstacle().is_none() {
                let place = inside(key, place, &entry.name, Some(entry.bytes));
                self.zip_member(&place, entry.compressed, &mut file)?;
            }
        }
        ControlFlow::Continue(())
    }

    fn zip_member(
        &mut self,
        place: &Place,
        compressed: u64,
        file: &mut dyn Read,
    ) -> ControlFlow<()> {
        let (taken, spent) = (Cell::new(compressed), Rc::clone(&self.spent));
        let mut metered = Metered {
            inner: file,
            limits: self.limits,
            taken: &taken,
            spent: &spent,
            given: 0,
        };
        self.member(place, &mut metered)
    }
}

/// What a zip's directory says of a member.
struct Entry {
    name: String,
    is_file: bool,
    encrypted: bool,
    method: CompressionMethod,
    compressed: u64,
    bytes: u64,
}

impl Entry {
    fn of<R: Read>(file: &ZipFile<'_, R>) -> Self {
        let name = file.name().map_or_else(
            |_| String::from_utf8_lossy(file.name_raw()).into_owned(),
            Cow::into_owned,
        );
        Self {
            name,
            is_file: file.is_file(),
            encrypted: file.encrypted(),
            method: file.compression(),
            compressed: file.compressed_size(),
            bytes: file.size(),
        }
    }

    /// Why the member cannot be unpacked, if so.
    fn obstacle(&self) -> Option<Defect> {
        if self.encrypted {
            Some(Defect::new(DefectKind::Encrypted, 0, ""))
        } else if matches!(
            self.method,
            CompressionMethod::Stored | CompressionMethod::Deflated
        ) {
            None
        } else {
            Some(Defect::new(
                DefectKind::UnknownFormat,
                0,
                format!("compressed by {}: unpack it first", self.method),
            ))
        }
    }
}

fn zip_fault(error: &ZipError) -> Defect {
    match error {
        ZipError::Io(error) => fault(error, 0),
        ZipError::InvalidPassword => Defect::new(DefectKind::Encrypted, 0, ""),
        error => Defect::new(DefectKind::CorruptContainer, 0, error.to_string()),
    }
}
