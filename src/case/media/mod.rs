//! Files that messages carry: kept once, examined once, told by table.

mod rows;

pub use rows::{AttachmentRow, CopyRow, FileRow, MediaEvidenceRow, MediaRow};
