//! Tar: its regular files, one after another.
//!
//! In: a tar as a stream. Out: its members, handed to the reader; links, devices and sparse files are
//! left out.
//!
//! Source: POSIX pax and GNU tar, through crate `tar`. Long names are read here and not by the crate,
//! which would read a name of any length into memory. A size in a pax record is not honoured: writers
//! use it from 8 GiB on only.

use std::{
    io::{self, Read},
    ops::ControlFlow,
};

use crate::{
    key::SourceKey,
    source::{Defect, DefectKind},
};

use super::{
    container::{inside, too_many},
    limits::fault,
    reader::{Place, Reader},
};

/// Bytes of a long name.
const LONG_NAME: u64 = 64 << 10;

impl Reader<'_> {
    /// Reads all regular files of a tar.
    pub(super) fn tar(
        &mut self,
        key: SourceKey,
        place: &Place,
        stream: &mut dyn Read,
    ) -> ControlFlow<()> {
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
            if kind.is_gnu_longlink() || kind.is_pax_global_extensions() {
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
                self.member(&inside(key, place, &name, Some(bytes)), &mut exact)?;
            }
        }
        ControlFlow::Continue(())
    }
}

/// The crate tells of a tar that ends in the middle of a header by an error of no kind.
fn tar_fault(error: &io::Error) -> Defect {
    let mut defect = fault(error, 0);
    if defect.detail.contains("failed to read entire block") {
        defect.kind = DefectKind::Truncated;
    }
    defect
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
