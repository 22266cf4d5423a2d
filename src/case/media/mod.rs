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
//! | `look` | files are looked at, and pairs of them; what was answered is kept |
//! | `carry` | which files there are, and who carries each |
//! | `tell` | files as rows of the tables |
//! | `stage` | all files of a case: examined, related, told |

mod carry;
pub mod content;
mod examined;
pub mod examiner;
pub mod job;
mod look;
pub mod relate;
pub mod rows;
mod stage;
mod tell;

pub(super) use examined::TABLES as EXAMINED;
pub use examiner::{Examiner, Lost};
pub use relate::relate;
pub use rows::{AttachmentRow, CopyRow, FileRow, MediaEvidenceRow, MediaRow};
pub(super) use stage::Media;
