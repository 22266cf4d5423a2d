//! Files that messages carry: kept once, examined once, told by table.
//!
//! | file | what |
//! |---|---|
//! | [`rows`] | rows of the tables |
//! | [`content`] | the bytes of the files that a case keeps |
//! | [`job`] | what is asked about files, and what is answered |
//! | [`examiner`] | files are looked at in processes of their own |
//! | `examined` | what was found, kept so that no file is examined twice |
//! | [`mod@relate`] | which pictures are copies of which |
//! | `stage` | all files of a case: examined, related, told |

pub mod content;
mod examined;
pub mod examiner;
pub mod job;
pub mod relate;
pub mod rows;
mod stage;

pub(super) use examined::TABLES as EXAMINED;
pub use examiner::{Examiner, Lost};
pub use relate::relate;
pub use rows::{AttachmentRow, CopyRow, FileRow, MediaEvidenceRow, MediaRow};
pub(super) use stage::Media;
