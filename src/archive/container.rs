//! Containers: zip, tar, gzip and zstd, each member a source of its own.
//!
//! In: a container's bytes, at hand or as a stream. Out: its members, handed back to the reader one
//! after another in the order they stand in. All is read from memory or streams: no path inside a
//! container is ever written, or looked at on disk.
//!
//! Source: APPNOTE 6.3.10 (zip, through crate `zip`), POSIX pax and GNU tar (crate `tar`), RFC 1952
//! (crate `flate2`), RFC 8878 (crate `zstd`). Long names of tar are read here and not by the crate,
//! which would read a name of any length into memory.

use std::{
    borrow::Cow,
    cell::Cell,
    io::{self, BufReader, Cursor, Read},
    ops::ControlFlow,
    rc::Rc,
};

use flate2::bufread::MultiGzDecoder;
use zip::{CompressionMethod, ZipArchive, read::ZipFile, result::ZipError};

use crate::{
    key::SourceKey,
    source::{Defect, DefectKind},
};

use super::{
    RawBytes,
    limits::{Counted, Limits, Metered, fault},
    reader::{Content, Held, Place, Reader},
    sniff::Kind,
};

/// Bytes of a zip that stands inside another container: it is held in memory, since its directory
/// is at its end.
const INNER_ZIP: u64 = 512 << 20;

/// Bytes of a long name in a tar.
const LONG_NAME: u64 = 64 << 10;

impl Reader<'_> {
    /// Reads all members of a container; gives the bytes of it that were read.
    pub(super) fn container(
        &mut self,
        key: SourceKey,
        place: &Place,
        kind: &Kind,
        content: Content<'_>,
    ) -> ControlFlow<(), u64> {
        let count = Cell::new(0);
        if *kind == Kind::Zip {
            let held = Held::of(content, INNER_ZIP);
            self.zip(key, place, &held)?;
            return ControlFlow::Continue(held.total);
        }
        let mut whole;
        let inner: &mut dyn Read = match content {
            Content::Whole(bytes) => {
                whole = Cursor::new(bytes);
                &mut whole
            }
            Content::Stream(stream) => stream,
        };
        let mut counted = Counted {
            inner,
            count: &count,
        };
        match kind {
            Kind::Gzip => {
                let mut inner = MultiGzDecoder::new(BufReader::new(&mut counted));
                self.compressed(key, place, &mut inner, &count)?;
            }
            Kind::Zstd => match zstd_decoder(&mut counted, self.limits) {
                Ok(mut inner) => self.compressed(key, place, &mut inner, &count)?,
                Err(error) => self.defect(key, fault(&error, 0))?,
            },
            _ => self.tar(key, place, &mut counted)?,
        }
        ControlFlow::Continue(count.get())
    }

    /// The one member of a gzip or zstd stream; all of its frames are read as one.
    fn compressed(
        &mut self,
        key: SourceKey,
        place: &Place,
        inner: &mut dyn Read,
        taken: &Cell<u64>,
    ) -> ControlFlow<()> {
        let spent = Rc::clone(&self.spent);
        let mut metered = Metered {
            inner,
            limits: self.limits,
            taken,
            spent: &spent,
            given: 0,
        };
        self.member(
            inside(key, place, unpacked_name(&place.name), None),
            &mut metered,
        )
    }

    fn tar(&mut self, key: SourceKey, place: &Place, stream: &mut dyn Read) -> ControlFlow<()> {
        let mut archive = tar::Archive::new(stream);
        let entries = match archive.entries() {
            Ok(entries) => entries.raw(true),
            Err(error) => return self.defect(key, fault(&error, 0)),
        };
        let mut long_name = None;
        for (number, entry) in (0_u64..).zip(entries) {
            if number >= self.limits.entries {
                return self.defect(key, too_many(self.limits));
            }
            let mut entry = match entry {
                Ok(entry) => entry,
                Err(error) => return self.defect(key, tar_fault(&error)),
            };
            let kind = entry.header().entry_type();
            if kind.is_gnu_longname() || kind.is_pax_local_extensions() {
                let mut name = Vec::new();
                if let Err(error) = entry.by_ref().take(LONG_NAME).read_to_end(&mut name) {
                    return self.defect(key, fault(&error, 0));
                }
                let pax = kind.is_pax_local_extensions();
                long_name = if pax {
                    pax_path(&name)
                } else {
                    Some(c_string(&name))
                }
                .or(long_name);
                continue;
            }
            let name = long_name
                .take()
                .unwrap_or_else(|| entry.path_bytes().into_owned());
            if kind.is_file() || kind.is_contiguous() {
                let bytes = entry.size();
                let name = String::from_utf8_lossy(&name).into_owned();
                let mut exact = Exact {
                    inner: &mut entry,
                    left: bytes,
                };
                self.member(inside(key, place, &name, Some(bytes)), &mut exact)?;
            }
        }
        ControlFlow::Continue(())
    }

    fn zip(&mut self, key: SourceKey, place: &Place, held: &Held) -> ControlFlow<()> {
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
                self.rejected(place, defect)?;
                continue;
            }
            match archive.by_index(index) {
                Ok(mut file) => self.zip_member(place, entry.compressed, &mut file)?,
                Err(error) => self.rejected(place, zip_fault(&error))?,
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
                self.zip_member(place, entry.compressed, &mut file)?;
            }
        }
        ControlFlow::Continue(())
    }

    fn zip_member(
        &mut self,
        place: Place,
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

/// The place of a member.
fn inside(parent: SourceKey, outer: &Place, name: &str, bytes: Option<u64>) -> Place {
    let name = format!("{}!{name}", outer.name);
    Place {
        parent: Some(parent),
        name,
        depth: outer.depth.saturating_add(1),
        digest: None,
        bytes,
    }
}

/// What `gunzip` would call the file: the last part of its name without the ending.
fn unpacked_name(name: &str) -> &str {
    let name = name.rsplit(['/', '!']).next().unwrap_or(name);
    let endings = [".gz", ".zst", ".zstd", ".tgz", ".tzst"];
    endings
        .iter()
        .find_map(|ending| name.strip_suffix(ending))
        .unwrap_or(name)
}

fn zstd_decoder<R: Read>(
    reader: R,
    limits: &Limits,
) -> io::Result<zstd::Decoder<'static, BufReader<R>>> {
    let mut decoder = zstd::Decoder::new(reader)?;
    decoder.window_log_max(limits.zstd_window_log)?;
    Ok(decoder)
}

fn too_many(limits: &Limits) -> Defect {
    Defect::new(
        DefectKind::EntryLimit,
        0,
        format!("more than {} entries", limits.entries),
    )
}

/// The crate tells of a tar that ends in the middle of a header by an error of no kind.
fn tar_fault(error: &io::Error) -> Defect {
    let mut defect = fault(error, 0);
    if defect.detail.contains("failed to read entire block") {
        defect.kind = DefectKind::Truncated;
    }
    defect
}

fn zip_fault(error: &ZipError) -> Defect {
    match error {
        ZipError::Io(error) => fault(error, 0),
        ZipError::InvalidPassword => Defect::new(DefectKind::Encrypted, 0, ""),
        error => Defect::new(DefectKind::CorruptContainer, 0, error.to_string()),
    }
}

fn c_string(bytes: &[u8]) -> Vec<u8> {
    bytes
        .iter()
        .copied()
        .take_while(|&byte| byte != 0)
        .collect()
}

fn pax_path(records: &[u8]) -> Option<Vec<u8>> {
    let mut records = tar::PaxExtensions::new(records).filter_map(Result::ok);
    records
        .find(|record| record.key_bytes() == b"path")
        .map(|record| record.value_bytes().to_vec())
}

/// A reader that must give so many bytes; fewer are an error and not the end.
struct Exact<R> {
    inner: R,
    left: u64,
}

impl<R: Read> Read for Exact<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        if read == 0 && self.left > 0 && !buffer.is_empty() {
            let words = format!("{} bytes are missing", std::mem::take(&mut self.left));
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, words));
        }
        self.left = self.left.saturating_sub(read as u64);
        Ok(read)
    }
}
