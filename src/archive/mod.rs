//! Bytes on disk to raw records: files, folders and containers, sniffed by content.
//!
//! In: paths. Out: a stream of [`Event`]s in a fixed order (inputs as given, folders in byte order
//! of their names, records in the order of their offsets), each record with its source, offset
//! and bytes. Nothing is ever written beside or into the input.

use std::{borrow::Cow, ops::ControlFlow, path::PathBuf, sync::Arc};

use crate::{
    key::SourceKey,
    source::{Defect, SourceRef},
};

/// How far a hostile archive may take us. Every hit is a [`Defect`], never a lost message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one message; what lies beyond is not read.
    pub message: u64,
    /// Nesting of containers.
    pub depth: u32,
    /// Members of one container.
    pub entries: u64,
    /// Bytes that all containers of one input file may expand to.
    pub expanded: u64,
    /// Expansion ratio of a member, judged once more than 10 MiB came out.
    pub ratio: u64,
    /// Log₂ of the largest zstd window that is accepted.
    pub zstd_window_log: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { message: 64 << 20, depth: 3, entries: 10_000, expanded: 4 << 30, ratio: 200, zstd_window_log: 27 }
    }
}

/// The form that a source's records stand in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Many messages, each after a `From ` line (RFC 4155 and its dialects).
    Mbox,
    /// One RFC 5322 message: `.eml`, a file of a Maildir or an MH folder.
    Eml,
    /// Apple Mail: byte count line, message, property list.
    Emlx,
    /// A container; its members are sources of their own.
    Container,
}

/// One source as it is opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceInfo {
    /// Its key; the reader numbers sources upwards from [`Resume::next_source`].
    pub key: SourceKey,
    /// The container it is a member of.
    pub parent: Option<SourceKey>,
    /// The path as given or found; members as `outer.zip!inner/name.mbox`. Lossless for UTF-8 names.
    pub name: String,
    /// Form of its records.
    pub format: Format,
    /// SHA-256 of the file; `None` for members (their container has one).
    pub digest: Option<[u8; 32]>,
    /// Size in bytes; `None` for members whose size shows only at their end.
    pub bytes: Option<u64>,
}

/// One message's bytes with the place they stand at.
#[derive(Clone, Debug)]
pub struct RawRecord {
    /// Where it stands. `length` counts the whole record, the part over the limit included.
    pub at: SourceRef,
    /// The mbox `From ` line without its line end, where there is one.
    pub envelope: Option<String>,
    /// The bytes as they stand in the source, after the envelope line; cut at the limit.
    pub bytes: RawBytes,
    /// Whether lines of `>From ` must lose one `>` to be the message again.
    pub quoted: bool,
    /// What was wrong with it so far.
    pub defects: Vec<Defect>,
}

impl RawRecord {
    /// The message itself, mbox quoting undone; copies only when there is a quoted line.
    #[must_use]
    pub fn content(&self) -> Cow<'_, [u8]> {
        Cow::Borrowed(self.bytes.as_ref())
    }
}

/// Shared bytes: a slice of a memory map or of a decompressed buffer. Cloning copies nothing.
#[derive(Clone)]
pub struct RawBytes {
    owner: Arc<dyn AsRef<[u8]> + Send + Sync>,
    start: usize,
    end: usize,
}

impl AsRef<[u8]> for RawBytes {
    fn as_ref(&self) -> &[u8] {
        (*self.owner).as_ref().get(self.start..self.end).unwrap_or_default()
    }
}

impl std::fmt::Debug for RawBytes {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "RawBytes({} bytes)", self.as_ref().len())
    }
}

/// What a case already knows of an input file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// Path as it was named.
    pub name: String,
    /// SHA-256 of the bytes that were there then.
    pub digest: [u8; 32],
    /// How many bytes there were.
    pub bytes: u64,
    /// Records (over all members) that are committed already.
    pub records: u64,
    /// Whether it was read to its end.
    pub complete: bool,
}

/// Where an earlier reading stopped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Resume {
    /// Input files known so far.
    pub known: Vec<Known>,
    /// The first source key that is free.
    pub next_source: u32,
}

/// What the reader meets, in order.
#[derive(Debug)]
pub enum Event {
    /// A source is opened.
    Opened(SourceInfo),
    /// A record of the source opened last (or of one of its parents).
    Record(RawRecord),
    /// Something is wrong with a source as a whole.
    Defect(SourceKey, Defect),
    /// A source is read to its end; `bytes` is its decompressed size.
    Closed {
        /// Which one.
        source: SourceKey,
        /// Decompressed size in bytes.
        bytes: u64,
        /// Records that came from it, members excluded.
        records: u64,
    },
    /// An input file is skipped, since the case holds all of it.
    Unchanged {
        /// Its path.
        name: String,
        /// Records that the case holds of it.
        records: u64,
    },
}

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
pub fn total_bytes(_inputs: &[PathBuf]) -> Result<u64, ArchiveError> {
    Ok(0)
}

/// Reads all inputs and hands each event to `visit`, which may stop the reading.
///
/// # Errors
/// [`ArchiveError`] when an input that was named is missing or unreadable. Anything wrong with
/// what is inside is an [`Event::Defect`].
pub fn read(
    _inputs: &[PathBuf],
    _limits: &Limits,
    _resume: &Resume,
    _visit: &mut dyn FnMut(Event) -> ControlFlow<()>,
) -> Result<(), ArchiveError> {
    Ok(())
}
