//! What a reading tells its visitor: sources opened and closed, records, defects.
//!
//! Out: [`Event`], in a fixed order. A container is opened before its members and closed after them.

use crate::{key::SourceKey, source::Defect};

use super::RawRecord;

/// The form that a source's records stand in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Many messages, each after a `From ` line (RFC 4155 and its dialects).
    Mbox,
    /// One RFC 5322 message: `.eml`, a file of a Maildir or an MH folder.
    Eml,
    /// Apple Mail: byte count line, message, property list.
    Emlx,
    /// Posts, in the export of a platform or tool.
    Posts(super::posts::Export),
    /// A container; its members are sources of their own.
    Container,
    /// None of these, or unreadable: no record comes from it, and a defect says why.
    Unknown,
}

/// One source as it is opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceInfo {
    /// Its key; the reader numbers sources upwards from [`Resume::next_source`](super::Resume::next_source),
    /// unless [`Known::first_source`](super::Known::first_source) leads to the key that it had before.
    pub key: SourceKey,
    /// The container it is a member of.
    pub parent: Option<SourceKey>,
    /// The path as given or found; members as `outer.zip!inner/name.mbox`. Lossless for UTF-8 names.
    pub name: String,
    /// Form of its records.
    pub format: Format,
    /// SHA-256 of the file; `None` for members (their container has one) and unreadable files.
    pub digest: Option<[u8; 32]>,
    /// Size in bytes; `None` for members whose size shows only at their end.
    pub bytes: Option<u64>,
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
    /// A source is read to its end.
    Closed {
        /// Which one.
        source: SourceKey,
        /// Its own size in bytes: of a file its length, of a member what came out of the
        /// container, as far as it was read.
        bytes: u64,
        /// Records that stand in it, members' excluded; those skipped on resuming are counted.
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
