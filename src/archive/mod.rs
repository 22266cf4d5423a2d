//! Bytes on disk to raw records: files, folders and containers, sniffed by content.
//!
//! In: paths. Out: a stream of [`Event`]s in a fixed order (inputs as given, folders in byte order
//! of their names, records in the order of their offsets), each record with its source, offset
//! and bytes. Nothing is ever written beside or into the input.
//!
//! A source is opened, its records and its members follow, and it is closed. Records of a
//! container's members come before the container is closed. A file that was read in part is read
//! again behind what is committed: its sources are opened again under the keys they had, their
//! defects are told again, and their records are passed over up to the first one that is new.

use std::{ops::ControlFlow, path::PathBuf, sync::Arc};

use crate::mapping::Mapping;

mod container;
mod content;
mod event;
mod limits;
mod made;
mod map;
mod mbox;
pub mod posts;
mod reader;
mod record;
mod resume;
mod separator;
mod sniff;
mod tarred;
mod walk;
mod zipped;

pub use event::{Event, Format, SourceInfo};
pub use limits::{LONG_WINDOW, Limits};
pub use made::split_mbox;
pub use record::{RawBytes, RawRecord};
pub use resume::{Known, Resume};

/// What stops the reading altogether.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// An input that the user named is not there.
    #[error("{path}: no such file or folder; check the path")]
    Missing {
        /// The path as given.
        path: PathBuf,
    },
    /// An input that the user named cannot be read.
    #[error("{path}: cannot be read")]
    Unreadable {
        /// The path as given.
        path: PathBuf,
        /// Why.
        #[source]
        cause: std::io::Error,
    },
}

/// The bytes of all input files, for a progress bar.
///
/// # Errors
/// [`ArchiveError`] when an input is missing or unreadable.
pub fn total_bytes(inputs: &[PathBuf]) -> Result<u64, ArchiveError> {
    walk::check(inputs)?;
    let sizes = walk::walk(inputs).map(|found| match found {
        walk::Found::File { bytes, .. } => bytes,
        walk::Found::Bad { .. } => 0,
    });
    Ok(sizes.fold(0, u64::saturating_add))
}

/// Reads all inputs and hands each event to `visit`, which may stop the reading.
///
/// Costs one pass for the SHA-256 of each file and one for its records. Memory stays below about
/// three times [`Limits::message`], plus inner zips, plus the records that the visitor keeps.
///
/// # Errors
/// [`ArchiveError`] when an input that was named is missing or unreadable. Anything wrong with
/// what is inside is an [`Event::Defect`].
pub fn read(
    inputs: &[PathBuf],
    limits: &Limits,
    resume: &Resume,
    visit: &mut dyn FnMut(Event) -> ControlFlow<()>,
) -> Result<(), ArchiveError> {
    read_mapped(inputs, limits, resume, None, visit)
}

/// The same with what the columns of unknown tables mean.
///
/// # Errors
/// As [`read`].
pub fn read_mapped(
    inputs: &[PathBuf],
    limits: &Limits,
    resume: &Resume,
    mapping: Option<Arc<Mapping>>,
    visit: &mut dyn FnMut(Event) -> ControlFlow<()>,
) -> Result<(), ArchiveError> {
    walk::check(inputs)?;
    let mut memory = resume::Memory::of(resume);
    let mut reader = reader::Reader::new(limits, resume.next_source, mapping, visit);
    for found in walk::walk(inputs) {
        let flow = match found {
            walk::Found::File { path, .. } => reader.file(&path, &mut memory),
            walk::Found::Bad { path, why } => reader.unreadable(&path, &why),
        };
        if flow.is_break() {
            break;
        }
    }
    Ok(())
}
