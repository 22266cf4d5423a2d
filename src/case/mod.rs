//! The case on disk, and the order of the stages.
//!
//! | file | what |
//! |---|---|
//! | [`rows`] | rows of all tables as plain values |
//! | [`cell`] | one value of a row to and from a column |
//! | [`tables`] | the tables: names, columns, rows to and from frames |
//! | `parquet` | frames to and from Parquet files that are synced and sealed with a digest |
//! | `ledger` | `case.db`: what is entered there, one transaction at a time |
//! | [`store`] | the folder: create, open, lock, key |
//! | [`part`] | ingest: parts are committed, and read one at a time |
//! | [`columns`] | lean columns for hot paths |
//! | [`ingest`] | the first half of the way: inputs to parts |
//! | `prepare` | one raw record to the rows that a part holds of it |
//! | [`media`] | files that messages carry: kept once, examined once |
//! | [`run`] | the order of the stages |
//! | `analyse` | the second half: sketches to groups, templates, campaigns |
//! | [`watch`] | how a run tells how far it has come |
//! | [`accounts`] | (platform, handle) to account keys; the table of accounts |
//! | [`runs`] | what an analysis derived, written once |
//! | `findings` | the same, read table by table |
//! | [`stream`] | any table as a stream of frames |
//! | [`summary`] | counts for the head of a report |
//! | [`counts`] | plain windowed counts |
//! | [`audit`] | the hash-chained log |
//! | [`original`] | a message's bytes as they stand in its input |
//! | [`judgements`] | what analysts say of a case, in the log |
//! | [`protect`] | the protected list that a scan was given |
//! | [`mod@pseudonym`] | handles to stable pseudonyms by the case's key |
//! | [`mod@verify`] | files, sources, messages and log against what was recorded |

pub mod accounts;
mod analyse;
pub mod audit;
pub mod cell;
pub mod columns;
pub mod counts;
pub mod error;
mod findings;
mod hex;
pub mod ingest;
pub mod judgements;
mod ledger;
pub mod media;
pub mod original;
pub(crate) mod parquet;
pub mod part;
mod prepare;
pub mod protect;
pub mod pseudonym;
pub mod rows;
pub mod run;
pub mod runs;
mod seen;
pub mod store;
pub mod stream;
pub mod summary;
pub mod tables;
pub mod verify;
pub mod watch;

#[cfg(test)]
mod samples;
#[cfg(test)]
mod tests;

pub use accounts::AccountBook;
pub use columns::{SketchColumns, TextColumns};
pub use counts::{Counted, Thing};
pub use error::CaseError;
pub use ingest::{IngestError, Ingested, Inputs};
pub use part::{Part, PartReader};
pub use protect::Protected;
pub use pseudonym::pseudonym;
pub use run::{Outcome, RunError, scan};
pub use runs::RunWriter;
pub use store::Case;
pub use summary::Summary;
pub use tables::Table;
pub use verify::{VerifyPlan, VerifyReport, verify};
pub use watch::{Unwatched, Watch};
